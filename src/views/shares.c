/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <adwaita.h>
#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/member.h"
#include "casework/recovery.h"
#include "print/recovery.h"
#include "views/ask.h"
#include "views/callout.h"
#include "views/form.h"
#include "views/print-sheet.h"
#include "views/row.h"
#include "views/section.h"
#include "views/shares.h"
#include "views/tall.h"
#include "views/text.h"
#include "views/window.h"
#include "views/word-pad.h"

static const char *const fields[GB_SHARES] = { "first", "second", "third" };

/* --- proving one --------------------------------------------------------------- */

typedef struct { char *words; gint64 share; gboolean confirmed; } Proof;

static void
proof_free (gpointer data)
{
  Proof *proof = data;

  gb_wipe_text (proof->words);
  g_free (proof);
}

static gpointer
rehearse_question (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  Proof *proof = data;
  Proof *answer = g_new0 (Proof, 1);

  if (gb_share_rehearse (book, proof->words, &answer->share, &answer->confirmed, error))
    return answer;
  g_free (answer);
  return NULL;
}

static void
on_rehearsed (GtkWidget *form, gpointer answer, GError *error)
{
  Proof *proof = answer;
  GtkWidget *from = g_object_get_data (G_OBJECT (form), "from");
  g_autofree char *said = NULL;

  if (error != NULL)
    {
      gb_form_set_error (GB_FORM (form), error);
      return;
    }
  said = g_strdup_printf (proof->confirmed ? _ ("Share %d is proved, and the three count")
                                           : _ ("Share %d is proved"),
                          (int) proof->share);
  if (from != NULL)
    gb_window_toast (from, said);
  gtk_window_destroy (GTK_WINDOW (gtk_widget_get_root (form)));
}

static void
on_rehearse (GbForm *form, JsonObject *body, GbBook *book)
{
  GbWordPad *pad = g_object_get_data (G_OBJECT (form), "pad");
  Proof *proof = g_new0 (Proof, 1);

  proof->words = gb_word_pad_get (pad);
  gb_view_ask (GTK_WIDGET (form), book, rehearse_question, proof, proof_free, proof_free, on_rehearsed);
}

void
gb_share_rehearse_open (GtkWidget *from, GbBook *book)
{
  GbForm *form = gb_form_new (book);
  GbWordPad *pad = gb_word_pad_new (_ ("The twenty-four words of one share"), 24);

  gb_form_group (form, NULL,
                 _ ("Its holder types it from the sheet. That proves the sheet is there and can be read. Nothing is "
                    "opened by it, and the words are not kept."));
  gb_form_add (form, GTK_WIDGET (pad));
  g_object_set_data (G_OBJECT (form), "pad", pad);
  g_object_set_data_full (G_OBJECT (form), "from", g_object_ref (from), g_object_unref);
  g_signal_connect_object (form, "submitted", G_CALLBACK (on_rehearse), book, 0);
  gb_form_open (form, from, _ ("Rehearse a share"), _ ("Prove it"));
  gtk_widget_grab_focus (GTK_WIDGET (pad));
}

/* --- the sheets --------------------------------------------------------------------- */

static char *
say_others (GbShares *shares, guint but)
{
  const char *names[GB_SHARES] = { NULL };
  guint n = 0;

  for (guint i = 0; i < GB_SHARES; i++)
    if (i != but)
      names[n++] = shares->holders[i];
  return gb_text_join_and (names);
}

static void
on_print (GtkWidget *button, GtkWindow *window)
{
  GbBook *book = g_object_get_data (G_OBJECT (window), "book");
  GbShares *shares = g_object_get_data (G_OBJECT (window), "shares");
  guint which = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "share"));
  g_autofree char *folder = g_path_get_basename (gb_vault_get_path (gb_book_get_vault (book)));
  g_autofree char *others = say_others (shares, which);
  const GbShareSheet given = { .school = gb_book_get_school (book),
                               .vault = folder,
                               .words = shares->words[which],
                               .share = which + 1,
                               .holder = shares->holders[which],
                               .others = others,
                               .made_by = gb_book_get_member_name (book),
                               .made_at = shares->made_at };
  g_autoptr (GError) error = NULL;
  GbSheet *sheet = gb_print_share (&given, &error);

  if (sheet != NULL)
    gb_print_sheet (button, sheet, NULL);
  else
    gb_view_show_error (button, error);
}

static void
on_type_back (GtkWindow *window)
{
  gb_share_rehearse_open (GTK_WIDGET (window), g_object_get_data (G_OBJECT (window), "book"));
}

static GtkWidget *
sheet_rows (GtkWindow *window, GbShares *shares)
{
  GbSection *section = gb_section_new (NULL);

  gb_section_set_counts (section, FALSE);
  for (guint i = 0; i < GB_SHARES; i++)
    {
      g_autofree char *title = g_strdup_printf (_ ("Share %u"), i + 1);
      g_autofree char *spoken = g_strdup_printf (_ ("Print share %u, for %s"), i + 1, shares->holders[i]);
      GbRow *row = gb_row_new (title, shares->holders[i]);
      GtkWidget *button = gb_row_add_button (row, _ ("Print…"), i == 0);

      gb_row_set_icon (row, "x-office-document-symbolic");
      gb_name (button, spoken);
      g_object_set_data (G_OBJECT (button), "share", GUINT_TO_POINTER (i));
      g_signal_connect_object (button, "clicked", G_CALLBACK (on_print), window, 0);
      gb_section_add (section, GTK_WIDGET (row));
    }
  return GTK_WIDGET (section);
}

/* The words live as long as this window. */
static void
show_sheets (GtkWidget *from, GbBook *book, GbShares *shares)
{
  GtkRoot *root = gtk_widget_get_root (from);
  GtkWidget *window = g_object_new (ADW_TYPE_WINDOW, "title", _ ("Recovery shares"), "modal", TRUE, "transient-for",
                                    root, "default-width", 580, NULL);
  GtkWidget *frame = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *box = g_object_new (GTK_TYPE_BOX, "orientation", GTK_ORIENTATION_VERTICAL, "spacing", 18, "margin-top", 18,
                                 "margin-bottom", 24, "margin-start", 24, "margin-end", 24, NULL);
  GtkWidget *button = gtk_button_new_with_label (_ ("Type them back…"));

  g_object_set_data_full (G_OBJECT (window), "book", g_object_ref (book), g_object_unref);
  g_object_set_data_full (G_OBJECT (window), "shares", shares, (GDestroyNotify) gb_shares_free);
  gtk_box_append (GTK_BOX (box),
                  gb_text_new (GB_TEXT_BODY, _ ("Print each sheet alone and hand it to its holder. Then let each of "
                                                "the three type theirs back: until all have, they don’t count and the "
                                                "old way in goes on.")));
  gtk_box_append (GTK_BOX (box), sheet_rows (GTK_WINDOW (window), shares));
  gtk_box_append (GTK_BOX (box),
                  gb_callout_new (GB_CALLOUT_WARN, _ ("The words are forgotten when this window is closed. Close it "
                                                      "when all three sheets lie printed before you.")));
  gtk_widget_add_css_class (button, "pill");
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_type_back), window, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), button);
  gtk_box_append (GTK_BOX (frame), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (frame), gb_tall_new (box, 640));
  adw_window_set_content (ADW_WINDOW (window), frame);
  gtk_window_present (GTK_WINDOW (window));
}

/* --- making them --------------------------------------------------------------------- */

typedef struct { char *names[GB_SHARES]; } Holders;

static void
holders_free (gpointer data)
{
  Holders *holders = data;

  for (guint i = 0; i < GB_SHARES; i++)
    g_free (holders->names[i]);
  g_free (holders);
}

/* Whoever is a member stands in the record as that member, so that nothing
 * sealed from them is ever closed for their share. */
static const char *
member_named (GPtrArray *members, const char *name)
{
  g_autofree char *typed = gb_text_fold (name);

  for (guint i = 0; i < members->len; i++)
    {
      GbMember *member = members->pdata[i];
      g_autofree char *own = gb_text_fold (member->name);
      if (g_strcmp0 (member->state, "left") != 0 && g_str_has_prefix (typed, own))
        return member->id;
    }
  return NULL;
}

/* The words go with whoever doesn't hand them on. */
typedef struct { GbShares *shares; } Made;

static void
made_free (gpointer data)
{
  Made *made = data;

  gb_shares_free (made->shares);
  g_free (made);
}

static gpointer
make_question (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  Holders *holders = data;
  g_autofree char *today = gb_today ();
  g_autoptr (GPtrArray) members = gb_members (gb_book_get_vault (book), today, error);
  GbShareHolder given[GB_SHARES];
  GbShares *shares;
  Made *made;

  if (members == NULL)
    return NULL;
  for (guint i = 0; i < GB_SHARES; i++)
    given[i] = (GbShareHolder){ member_named (members, holders->names[i]), holders->names[i] };
  shares = gb_shares_make (book, given, error);
  if (shares == NULL)
    return NULL;
  made = g_new0 (Made, 1);
  made->shares = shares;
  return made;
}

static void
on_made (GtkWidget *form, gpointer answer, GError *error)
{
  Made *made = answer;
  GtkWidget *from = g_object_get_data (G_OBJECT (form), "from");
  GbBook *book = g_object_get_data (G_OBJECT (form), "book");

  if (error != NULL)
    {
      gb_form_set_error (GB_FORM (form), error);
      return;
    }
  show_sheets (from, book, g_steal_pointer (&made->shares));
  gtk_window_destroy (GTK_WINDOW (gtk_widget_get_root (form)));
}

static void
on_make (GbForm *form, JsonObject *body, GbBook *book)
{
  Holders *holders = g_new0 (Holders, 1);

  for (guint i = 0; i < GB_SHARES; i++)
    holders->names[i] = gb_text_one_line (gb_json_text (body, fields[i]));
  gb_view_ask (GTK_WIDGET (form), book, make_question, holders, holders_free, made_free, on_made);
}

/* The headteacher, the DSL and the chair of governors, as far as they are members. */
static gpointer
propose_question (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  static const char *const roles[GB_SHARES] = { "headteacher", "dsl", "chair" };
  g_autofree char *today = gb_today ();
  g_autoptr (GPtrArray) members = gb_members (gb_book_get_vault (book), today, error);
  JsonObject *proposal = json_object_new ();

  for (guint k = 0; members != NULL && k < GB_SHARES; k++)
    for (guint i = 0; i < members->len; i++)
      {
        GbMember *member = members->pdata[i];
        g_auto (GStrv) held = g_strsplit (member->roles != NULL ? member->roles : "", " ", -1);
        g_autofree char *line = g_strdup_printf ("%s, %s", member->name, gb_role_label (roles[k]));
        if (g_strcmp0 (member->state, "active") == 0 && g_strv_contains ((const char *const *) held, roles[k])
            && !json_object_has_member (proposal, fields[k]))
          json_object_set_string_member (proposal, fields[k], line);
      }
  return proposal;
}

static void
on_proposed (GtkWidget *form, gpointer proposal, GError *error)
{
  if (proposal != NULL)
    gb_form_write (GB_FORM (form), proposal);
}

void
gb_shares_open (GtkWidget *from, GbBook *book)
{
  GbForm *form = gb_form_new (book);

  gb_form_group (form, NULL,
                 _ ("Three people each keep one printed share. Any two of them open the vault when a keyring is lost; "
                    "one alone opens nothing. Choose people who won’t leave together."));
  gb_form_line (form, "first", _ ("Share 1, such as the headteacher"));
  gb_form_line (form, "second", _ ("Share 2, such as the DSL"));
  gb_form_line (form, "third", _ ("Share 3, such as the chair of governors"));
  g_object_set_data_full (G_OBJECT (form), "from", g_object_ref (from), g_object_unref);
  g_object_set_data_full (G_OBJECT (form), "book", g_object_ref (book), g_object_unref);
  g_signal_connect_object (form, "submitted", G_CALLBACK (on_make), book, 0);
  gb_form_open (form, from, _ ("Make recovery shares"), _ ("Make them"));
  gb_view_ask (GTK_WIDGET (form), book, propose_question, NULL, NULL, (GDestroyNotify) json_object_unref, on_proposed);
}
