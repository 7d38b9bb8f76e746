/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "base/text.h"
#include "base/time.h"
#include "casework/enclosure.h"
#include "views/ask.h"
#include "views/enclosures.h"
#include "views/form.h"
#include "views/help.h"
#include "views/outgoing-file.h"
#include "views/page.h"
#include "views/pill.h"
#include "views/row.h"
#include "views/section.h"
#include "views/text.h"

typedef struct
{
  GbBook *book;
  char *kind, *about_id, *reference, *person_id;
  gboolean grounds, open;
} State;

static void
state_free (gpointer data)
{
  State *state = data;

  g_object_unref (state->book);
  g_free (state->kind);
  g_free (state->about_id);
  g_free (state->reference);
  g_free (state->person_id);
  g_free (state);
}

static State *
state_of (gpointer section)
{
  return g_object_get_data (G_OBJECT (section), "gb-enclosures");
}

/* --- what is said ----------------------------------------------------------------------- */

static void
ask (GtkWidget *button, GtkWidget *section, gboolean goes)
{
  State *state = state_of (section);
  GbForm *form = gb_form_new_for (state->book, state->kind, state->about_id);
  GtkWidget *row = gtk_widget_get_ancestor (button, GB_TYPE_ROW);

  gb_form_say (form, g_object_get_data (G_OBJECT (row), "gb-name"));
  if (!goes && state->grounds)
    {
      gb_form_choice (form, "ground", _ ("Ground"), gb_form_words (form, "removal-ground"));
      gb_form_require (form, "ground");
    }
  gb_form_line (form, "why", _ ("Why"));
  gb_form_require (form, "why");
  gb_form_keep_text (form, "evidence_id", gb_row_get_key (GB_ROW (row)));
  gb_form_keep_flag (form, "goes", goes);
  gb_form_open (form, section, goes ? _ ("It goes along") : _ ("It stays here"), _ ("Record"));
}

static void
on_goes (GtkWidget *button, GtkWidget *section)
{
  ask (button, section, TRUE);
}

static void
on_stays (GtkWidget *button, GtkWidget *section)
{
  ask (button, section, FALSE);
}

/* --- the file itself ---------------------------------------------------------------------- */

typedef struct { char *about_id, *evidence_id; } Wish;

static void
wish_free (gpointer data)
{
  Wish *wish = data;

  g_free (wish->about_id);
  g_free (wish->evidence_id);
  g_free (wish);
}

/* Worker. */
static GBytes *
open_piece (GbBook *book, gpointer data, GError **error)
{
  Wish *wish = data;
  return gb_enclosure_open (gb_book_get_vault (book), wish->about_id, wish->evidence_id, error);
}

static void
on_save (GtkWidget *button, GtkWidget *section)
{
  State *state = state_of (section);
  GtkWidget *row = gtk_widget_get_ancestor (button, GB_TYPE_ROW);
  const GbOutgoingFile file = { .heading = _ ("Save what goes along"),
                                .say = _ ("The piece as it came, byte for byte. Encrypt it on its way."),
                                .document = GB_ENCLOSURE_DOCUMENT,
                                .about_id = state->about_id,
                                .about = state->reference,
                                .piece_id = gb_row_get_key (GB_ROW (row)),
                                .file = g_object_get_data (G_OBJECT (row), "gb-file") };
  Wish *wish = g_new0 (Wish, 1);

  wish->about_id = g_strdup (state->about_id);
  wish->evidence_id = g_strdup (gb_row_get_key (GB_ROW (row)));
  gb_outgoing_file_open (section, state->book, &file, open_piece, wish, wish_free);
}

/* --- showing --------------------------------------------------------------------------------- */

static void
add_button (GtkWidget *section, GbRow *row, const char *label, const char *about, GCallback pressed)
{
  GtkWidget *button = gb_row_add_button (row, label, FALSE);
  g_autofree char *spoken = g_strdup_printf (_ ("%s %s"), label, about);

  gb_name (button, spoken);
  g_signal_connect_object (button, "clicked", pressed, section, 0);
}

static char *
say_quiet (const GbEvidence *piece)
{
  g_autofree char *sort = gb_evidence_say_sort (piece->sort, piece->pages);
  return piece->from_whom != NULL ? g_strdup_printf (_ ("%s, from %s"), sort, piece->from_whom)
                                  : g_steal_pointer (&sort);
}

/* Why, and who said so. */
static char *
say_clause (const GbEnclosure *one)
{
  g_autofree char *at = one->said != NULL ? gb_say_instant_within (one->said->at) : NULL;
  return at != NULL ? g_strdup_printf (_ ("%s %s, %s"), one->said->why, one->said->by, at) : NULL;
}

/* What goes along and hasn't left is what is still to be done. */
static GtkWidget *
pill_of (const GbEnclosure *one)
{
  g_autofree char *at = one->saved_at > 0 ? gb_say_instant_within (one->saved_at) : NULL;
  g_autofree char *saved = at != NULL ? g_strdup_printf (_ ("Goes along, saved %s"), at) : NULL;

  return saved != NULL ? gb_pill_new (GB_PILL_GO, saved) : gb_pill_new (GB_PILL_WARN, _ ("Goes along, not saved yet"));
}

static void
add_piece (GtkWidget *section, const GbEnclosure *one, guint number)
{
  State *state = state_of (section);
  const char *ground = one->said != NULL && one->said->ground != NULL
                           ? gb_pack_label (gb_book_get_pack (state->book), "removal-ground", one->said->ground)
                           : NULL;
  gboolean goes = gb_enclosure_goes (one), may_go = !one->piece->shut && one->piece->aside == NULL;
  g_autofree char *quiet = say_quiet (one->piece);
  g_autofree char *clause = say_clause (one);
  g_autofree char *stays = gb_enclosure_say (one, ground);
  GbRow *row = gb_row_new (one->piece->name, quiet);

  gb_row_set_key (row, one->piece->id);
  g_object_set_data_full (G_OBJECT (row), "gb-name", g_strdup (one->piece->name), g_free);
  g_object_set_data_full (G_OBJECT (row), "gb-file", gb_enclosure_file (one->piece, state->reference, number), g_free);
  gb_row_set_icon (row, g_strcmp0 (one->piece->sort, "mail") == 0 ? "mail-unread-symbolic" : "text-x-generic-symbolic");
  gb_row_set_clause (row, clause);
  if (goes)
    {
      gb_row_set_end_below (row);
      gb_row_add_pill (row, pill_of (one));
    }
  else
    gb_row_set_clause (row, clause != NULL && ground == NULL && may_go ? clause : stays);
  if (!goes && one->said != NULL)
    gb_row_add_pill (row, gb_pill_new (GB_PILL_PLAIN, _ ("Stays")));
  if (goes)
    add_button (section, row, _ ("Save…"), one->piece->name, G_CALLBACK (on_save));
  if (state->open && !goes && may_go)
    add_button (section, row, _ ("Goes along…"), one->piece->name, G_CALLBACK (on_goes));
  if (state->open && (goes || one->said == NULL))
    add_button (section, row, _ ("Stays…"), one->piece->name, G_CALLBACK (on_stays));
  gb_section_add (GB_SECTION (section), GTK_WIDGET (row));
}

static void
show_pieces (GtkWidget *section, gpointer data, GError *error)
{
  GPtrArray *all = data;

  gb_section_clear (GB_SECTION (section));
  if (all == NULL)
    gb_section_set_empty (GB_SECTION (section), error->message);
  for (guint i = 0; all != NULL && i < all->len; i++)
    add_piece (section, all->pdata[i], i + 1);
}

typedef struct { char *person_id, *about_id; } Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_free (question->person_id);
  g_free (question->about_id);
  g_free (question);
}

/* Worker. */
static gpointer
ask_pieces (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  Question *question = data;
  return gb_enclosures (gb_book_get_vault (book), question->person_id, question->about_id, FALSE, error);
}

static void
refresh (GtkWidget *section)
{
  State *state = state_of (section);
  Question *question = g_new0 (Question, 1);

  question->person_id = g_strdup (state->person_id);
  question->about_id = g_strdup (state->about_id);
  gb_view_ask (section, state->book, ask_pieces, question, question_free, (GDestroyNotify) g_ptr_array_unref,
               show_pieces);
}

GtkWidget *
gb_enclosures_new (GbBook *book, const GbEnclosuresPlan *plan)
{
  GbSection *section = gb_section_new (_ ("Attachments"));
  State *state = g_new0 (State, 1);

  state->book = g_object_ref (book);
  state->kind = g_strdup (plan->kind);
  state->about_id = g_strdup (plan->about_id);
  state->reference = g_strdup (plan->reference);
  state->person_id = g_strdup (plan->person_id);
  state->grounds = plan->grounds;
  state->open = plan->open;
  g_object_set_data_full (G_OBJECT (section), "gb-enclosures", state, state_free);
  refresh (GTK_WIDGET (section));
  gb_view_follow (GTK_WIDGET (section), book, refresh);
  return GTK_WIDGET (section);
}

GtkWidget *
gb_enclosures_page_new (GbBook *book, const GbEnclosuresPlan *plan)
{
  GbPage *page = gb_page_new (_ ("Attachments"));
  GtkWidget *section = gb_enclosures_new (book, plan);

  gb_help_mark (GTK_WIDGET (page), "leaving");
  gb_page_set_title (page, _ ("Attachments"), plan->reference);
  gb_section_set_note (GB_SECTION (section),
                       plan->grounds ? _ ("Each is given with the answer, or held back on a ground.") : NULL);
  gb_section_set_empty (GB_SECTION (section), _ ("Nothing is attached to the cases of this person."));
  gtk_box_append (GTK_BOX (gb_page_make_desk (page)), section);
  return GTK_WIDGET (page);
}
