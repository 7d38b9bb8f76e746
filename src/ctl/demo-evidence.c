/* SPDX-License-Identifier: GPL-3.0-or-later */
/* demo-evidence: what others wrote, attached to a case of the invented school - an
 * e-mail from a mother and a doctor's letter as PDF, made here - and two records of one
 * child, marked as the same person.  Where the confined reader can't run (a machine
 * without what it locks itself in with) the school has no attachments, as a real
 * one there couldn't have any. */
#include <string.h>

#include "base/errors.h"
#include "base/ids.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/evidence.h"
#include "ctl/demo.h"
#include "print/page.h"
#include "print/sheet.h"

#define SURGERY "Elmtree Family Practice"

static gboolean
attach (GbDemo *demo, const char *incident, GBytes *bytes, const char *file, const char *name, const char *from,
        GError **error)
{
  g_autofree char *request = gb_id_new ();
  g_autofree char *day = gb_instant_to_day (demo->now);
  g_autoptr (JsonObject) body = json_object_new ();
  g_autoptr (GError) local = NULL;
  g_autoptr (GbPiece) piece = gb_piece_new (bytes, file, &local);
  g_autoptr (GbDone) done = NULL;

  if (piece == NULL && g_error_matches (local, GB_ERROR, GB_ERROR_FAULT))
    return TRUE;
  json_object_set_string_member (body, "name", name);
  json_object_set_string_member (body, "from_whom", from);
  json_object_set_string_member (body, "got_on", day);
  if (piece != NULL)
    done = gb_evidence_attach (demo->book, piece, incident, request, body, &local);
  if (done != NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static GBytes *
mail (const char *from)
{
  g_autofree char *address = g_ascii_strdown (from, -1);
  char *text = g_strdup_printf ("From: %s <%s@post.example>\r\n"
                                "To: office@marshlane.example\r\n"
                                "Subject: The class group\r\n"
                                "MIME-Version: 1.0\r\n"
                                "Content-Type: text/plain; charset=utf-8\r\n"
                                "\r\n"
                                "Dear Ms Whitlock,\r\n"
                                "\r\n"
                                "thank you for ringing. I have written down what was in the group, with the times, "
                                "as far as I saw it:\r\n"
                                "\r\n"
                                "Sunday, about 19.10: three messages about the birthday list.\r\n"
                                "Sunday, about 19.25: that nobody is to sit at our table.\r\n"
                                "Monday, before school: the same again, from another child.\r\n"
                                "\r\n"
                                "I have not answered any of it. Please ring before five if you need me.\r\n"
                                "\r\n"
                                "%s\r\n",
                                from, g_strdelimit (address, " ’'", '.'), from);

  return g_bytes_new_take (text, strlen (text));
}

/* A page as a surgery would send it. */
static GBytes *
letter (GbDemo *demo, GError **error)
{
  const GbPageSetup setup = { .title = "Letter", .school = SURGERY, .running = "In confidence",
                              .foot = "4 Elmtree Walk, Sandhythe", .made_at = demo->now };
  g_autoptr (GbPages) page = gb_pages_new (&setup, error);
  g_autoptr (GbSheet) sheet = NULL;

  if (page == NULL)
    return NULL;
  gb_pages_title (page, "To the Designated Safeguarding Lead", "Marsh Lane Primary School");
  gb_pages_rule (page, 1.2);
  gb_pages_prose (page, "Dear Ms Adeyemi,\n"
                        "I saw your pupil today at the mother’s wish. The stomach aches of the last two weeks come on "
                        "school mornings and are gone by the weekend; I found nothing that needs treatment.\n"
                        "The child told me of messages in a class group, and was relieved that the school knows. I "
                        "suggested that a grown-up at school is named to whom the child can go at any time.\n"
                        "Please tell me if I can help.\n"
                        "Dr Imogen Tarrow");
  sheet = gb_pages_finish (page, "letter", "letter.pdf", error);
  return sheet != NULL ? g_bytes_ref (sheet->pdf) : NULL;
}

gboolean
gb_demo_attach (GbDemo *demo, const char *incident, const GbDemoPupil *pupil, GError **error)
{
  const char *from = pupil->parent != NULL ? pupil->parent : "Dana Reed";
  g_autoptr (GBytes) words = mail (from), pdf = letter (demo, error);

  return pdf != NULL
         && attach (demo, incident, words, "class-group.eml", "What stood in the group, with times", from, error)
         && attach (demo, incident, pdf, "letter.pdf", "Letter from the surgery", "Dr Imogen Tarrow, " SURGERY, error);
}

/* --- two records of one child ---------------------------------------------------------------- */

static gpointer
ask_child (GbBook *book, gpointer data G_GNUC_UNUSED, GCancellable *cancellable G_GNUC_UNUSED, GError **error)
{
  return gb_vault_ask_text (gb_book_get_vault (book), error,
                            "SELECT id || ' ' || dob || ' ' || surname FROM p_person WHERE forename = 'Mohammed'"
                            " AND sort = 'pupil' AND left_on IS NULL ORDER BY id LIMIT 1",
                            NULL);
}

/* The older record: the child left, came back, and was entered anew under another spelling. */
gboolean
gb_demo_same_person (GbDemo *demo, GError **error)
{
  g_autofree char *found = gb_book_ask (demo->book, ask_child, NULL, error);
  g_auto (GStrv) child = found != NULL ? g_strsplit (found, " ", 3) : NULL;
  g_autofree char *other = gb_id_new (), *added = NULL, *left = NULL, *linked = NULL;
  g_autofree char *name = NULL, *other_name = NULL, *today = gb_instant_to_day (demo->now);
  g_autofree char *day = gb_day_add (today, -800);

  if (child == NULL || g_strv_length (child) != 3)
    return found != NULL || error == NULL || *error == NULL;
  name = g_strdup_printf ("Mohammed %s", child[2]);
  other_name = g_strdup_printf ("Muhamad %s", child[2]);
  added = gb_demo_act (demo, error, "person.added", NULL, "person_id", other, "sort", "pupil", "forename", "Muhamad",
                       "surname", child[2], "dob", child[1], "reason", "From the paper file of an earlier stay", NULL);
  left = added != NULL
             ? gb_demo_act (demo, error, "person.left", NULL, "person_id", other, "on", day, "reason",
                            "Moved away; came back two years later", NULL)
             : NULL;
  linked = left != NULL ? gb_demo_act (demo, error, "person.linked", NULL, "person_id", child[0], "name", name,
                                       "other_id", other, "other", other_name, "reason",
                                       "The same birth date; his mother says that he was here in Year R.", NULL)
                        : NULL;
  return linked != NULL;
}
