/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The piece is opened once, when the page is first shown; what is said beside it
 * is asked again after each act. */
#include <adwaita.h>
#include <glib/gi18n.h>

#include "base/text.h"
#include "base/time.h"
#include "casework/evidence.h"
#include "casework/seal.h"
#include "views/ask.h"
#include "views/case-page.h"
#include "views/evidence-dialogs.h"
#include "views/evidence-page.h"
#include "views/evidence-view.h"
#include "views/help.h"
#include "views/page.h"
#include "views/pill.h"
#include "views/record-row.h"
#include "views/row.h"
#include "views/section.h"
#include "views/text.h"
#include "views/window.h"

typedef struct
{
  GbBook *book;
  char *id;
  GbEvidence *piece; /* as last shown; NULL before */
  GbEvidenceView *view;
  GtkWidget *pane, *turn;
  gboolean opened;
} State;

typedef struct
{
  GbEvidence *piece;
  GPtrArray *notes;
  GBytes *bytes; /* asked for once */
  char *problem; /* why there are none */
  gboolean may_note, may_set_aside;
} Answer;

static void
state_free (gpointer data)
{
  State *state = data;

  g_clear_object (&state->piece);
  g_object_unref (state->book);
  g_free (state->id);
  g_free (state);
}

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  g_clear_object (&answer->piece);
  g_clear_pointer (&answer->notes, g_ptr_array_unref);
  g_clear_pointer (&answer->bytes, g_bytes_unref);
  g_free (answer->problem);
  g_free (answer);
}

static State *
state_of (gpointer page)
{
  return g_object_get_data (G_OBJECT (page), "gb-evidence-page");
}

/* --- what is asked -------------------------------------------------------------------------- */

typedef struct
{
  char *id;
  gboolean open;
} Wish;

static void
wish_free (gpointer data)
{
  g_free (((Wish *) data)->id);
  g_free (data);
}

/* Of a sealed case its readers are told who looked at which piece. */
static void
open_piece (GbBook *book, Answer *answer)
{
  g_autoptr (GError) error = NULL;

  if (gb_seal_note_reading (book, answer->piece->case_id, answer->piece->name, &error))
    answer->bytes = gb_evidence_open (gb_book_get_vault (book), answer->piece->id, &error);
  if (answer->bytes == NULL)
    answer->problem = g_strdup (error->message);
}

/* Worker. */
static gpointer
ask_piece (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  Wish *wish = data;
  Answer *answer = g_new0 (Answer, 1);
  GbVault *vault = gb_book_get_vault (book);
  g_autoptr (JsonObject) about = json_object_new ();

  json_object_set_string_member (about, "evidence_id", wish->id);
  if ((answer->piece = gb_evidence_load (vault, wish->id, error)) == NULL
      || (answer->notes = gb_evidence_notes (vault, wish->id, error)) == NULL)
    {
      answer_free (answer);
      return NULL;
    }
  answer->may_note = gb_book_may (book, "evidence.annotated", answer->piece->case_id, about, NULL);
  answer->may_set_aside = gb_book_may (book, "evidence.set-aside", answer->piece->case_id, about, NULL);
  if (wish->open)
    open_piece (book, answer);
  return answer;
}

/* --- beside it ------------------------------------------------------------------------------------ */

static void
add_fact (GbSection *section, const char *label, const char *value)
{
  if (gb_text_is_filled (value))
    gb_section_add (section, GTK_WIDGET (gb_row_new (value, label)));
}

/* Eight signs and a blank, so that it can be compared by eye and breaks into lines. */
static char *
say_whole_hash (const char *hash)
{
  GString *said = g_string_new (NULL);

  for (guint i = 0; hash[i] != '\0'; i++)
    g_string_append_printf (said, "%s%c", i > 0 && i % 8 == 0 ? " " : "", hash[i]);
  return g_string_free (said, FALSE);
}

static void
on_check (GtkWidget *page)
{
  State *state = state_of (page);
  g_autoptr (JsonObject) body = json_object_new ();

  json_object_set_string_member (body, "evidence_id", state->id);
  gb_view_act (page, state->book, "evidence.checked", state->piece->case_id, NULL, body, NULL);
}

static void
add_hash (GtkWidget *page, State *state, GbEvidence *piece)
{
  g_autofree char *hash = say_whole_hash (piece->sha256), *at = NULL, *said = NULL;
  GbSection *section = gb_section_new (_ ("Still what was attached"));
  GtkWidget *button = gb_section_add_button (section, _ ("Check now"));
  GbRow *row;

  if (piece->checked_at != 0)
    {
      at = gb_say_instant (piece->checked_at);
      said = g_strdup_printf (piece->intact ? _ ("Held against its hash by %s, %s: unchanged")
                                            : _ ("Held against its hash by %s, %s: it was changed"),
                              piece->checked_by, at);
    }
  row = gb_row_new (said != NULL ? said : _ ("Held against its hash each time it is opened"), hash);
  gb_row_set_icon (row,
                   piece->checked_at != 0 && !piece->intact ? "dialog-warning-symbolic" : "object-select-symbolic");
  gb_row_set_clause (row, _ ("SHA-256, in the signed entry"));
  gb_section_set_counts (section, FALSE);
  gb_section_add (section, GTK_WIDGET (row));
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_check), page, G_CONNECT_SWAPPED);
  gb_box_add (state->pane, section);
}

static void
on_aside (GtkWidget *page)
{
  State *state = state_of (page);

  if (state->piece != NULL)
    gb_evidence_ask_aside (page, state->book, state->piece);
}

static void
add_facts (GtkWidget *page, State *state, Answer *answer)
{
  GbEvidence *piece = answer->piece;
  GbSection *section = gb_section_new (_ ("What it is"));
  g_autofree char *sort = gb_evidence_say_sort (piece->sort, piece->pages);
  g_autofree char *size = g_format_size ((guint64) piece->bytes);
  g_autofree char *what = g_strdup_printf (_ ("%s, %s"), sort, size);
  g_autofree char *got = piece->got_on != NULL ? gb_say_day_long (piece->got_on) : NULL;
  g_autofree char *at = gb_say_instant (piece->added_at);
  g_autofree char *by = g_strdup_printf (_ ("%s, %s"), piece->added_by, at);

  gb_section_set_counts (section, FALSE);
  add_fact (section, _ ("Kind and size"), what);
  add_fact (section, _ ("From whom"), piece->from_whom);
  add_fact (section, _ ("Reached the school"), got);
  add_fact (section, _ ("Attached by"), by);
  add_fact (section, _ ("What it shows"), piece->note);
  if (answer->may_set_aside)
    g_signal_connect_object (gb_section_add_button (section, _ ("Set aside…")), "clicked", G_CALLBACK (on_aside), page,
                             G_CONNECT_SWAPPED);
  gb_box_add (state->pane, section);
}

static void
add_notes (State *state, Answer *answer)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 14);

  gb_box_add (box, gb_text_new (GB_TEXT_HEADING, _ ("Notes on it")));
  if (answer->notes->len == 0)
    gb_box_add (box, gb_text_new (GB_TEXT_QUIET, _ ("Nobody has noted anything about it yet.")));
  for (guint i = 0; i < answer->notes->len; i++)
    {
      GbEvidenceNote *note = answer->notes->pdata[i];
      g_autofree char *page = note->page > 0 ? g_strdup_printf (_ ("Page %d"), (int) note->page) : NULL;
      GtkWidget *row = gb_record_row_new (note->author, note->at, note->text);
      if (page != NULL)
        gb_record_row_add_pill (row, gb_pill_new (GB_PILL_PLAIN, page));
      gb_box_add (box, row);
    }
  gb_box_add (state->pane, box);
}

static void
show_piece (GtkWidget *page, gpointer data, GError *error)
{
  State *state = state_of (page);
  Answer *answer = data;

  if (answer == NULL)
    {
      gb_evidence_view_say (state->view, error->message);
      return;
    }
  g_set_object (&state->piece, answer->piece);
  gb_page_set_title (GB_PAGE (page), answer->piece->name, answer->piece->from_whom);
  gb_box_clear (state->pane);
  if (answer->piece->aside != NULL)
    {
      g_autofree char *said = g_strdup_printf (_ ("Set aside: %s"), answer->piece->aside);
      gb_box_add (state->pane, gb_callout_new (GB_CALLOUT_NOTE, said));
    }
  add_facts (page, state, answer);
  add_hash (page, state, answer->piece);
  add_notes (state, answer);
  gb_page_set_accent (GB_PAGE (page), "list-add-symbolic", answer->may_note ? _ ("Note…") : NULL);
  if (answer->bytes != NULL)
    gb_evidence_view_show (state->view, answer->piece->sort, answer->bytes);
  else if (answer->problem != NULL)
    gb_evidence_view_say (state->view, answer->problem);
  /* What came onto the do-not-view path while it was looked at goes. */
  else if (answer->piece->shut)
    gb_evidence_view_say (state->view, _ ("An indecent image may be involved in this case now, so this isn’t shown."));
}

static void
refresh (GtkWidget *page)
{
  State *state = state_of (page);
  Wish *wish = g_new0 (Wish, 1);

  wish->id = g_strdup (state->id);
  wish->open = !state->opened;
  state->opened = TRUE;
  gb_view_ask (page, state->book, ask_piece, wish, wish_free, answer_free, show_piece);
}

/* --- the page ------------------------------------------------------------------------------------------ */

static void
on_note (GtkWidget *page)
{
  State *state = state_of (page);

  if (state->piece != NULL)
    gb_evidence_ask_note (page, state->book, state->piece, gb_evidence_view_get_page (state->view));
}

static void
on_shown (GtkWidget *page)
{
  State *state = state_of (page);

  gtk_widget_set_visible (state->turn, gb_evidence_view_can_turn (state->view));
}

static void
on_turn (GtkWidget *page)
{
  gb_evidence_view_turn (state_of (page)->view);
}

static void
on_larger (GtkWidget *page)
{
  GbEvidenceView *view = state_of (page)->view;

  gb_evidence_view_set_zoom (view, gb_evidence_view_get_zoom (view) * 1.25);
}

static void
on_smaller (GtkWidget *page)
{
  GbEvidenceView *view = state_of (page)->view;

  gb_evidence_view_set_zoom (view, gb_evidence_view_get_zoom (view) / 1.25);
}

static void
on_find (GtkWidget *page)
{
  gb_evidence_view_open_find (state_of (page)->view);
}

static GtkWidget *
add_button (GbPage *page, const char *icon, const char *label, GCallback pressed)
{
  GtkWidget *button = gb_page_add_button (page, icon, label, FALSE);

  gtk_widget_add_css_class (button, "flat");
  g_signal_connect_object (button, "clicked", pressed, page, G_CONNECT_SWAPPED);
  return button;
}

GtkWidget *
gb_evidence_page_new (GbBook *book, const char *id)
{
  GbPage *page = gb_page_new (_ ("Evidence"));
  State *state = g_new0 (State, 1);

  state->book = g_object_ref (book);
  state->id = g_strdup (id);
  g_object_set_data_full (G_OBJECT (page), "gb-evidence-page", state, state_free);
  state->view = gb_evidence_view_new ();
  state->pane = gb_page_make_beside (page, _ ("About this evidence"), GTK_WIDGET (state->view));
  add_button (page, "edit-find-symbolic", _ ("Find"), G_CALLBACK (on_find));
  add_button (page, "zoom-out-symbolic", _ ("Smaller"), G_CALLBACK (on_smaller));
  add_button (page, "zoom-in-symbolic", _ ("Larger"), G_CALLBACK (on_larger));
  state->turn = add_button (page, "object-rotate-right-symbolic", _ ("Turn"), G_CALLBACK (on_turn));
  g_signal_connect_object (state->view, "shown", G_CALLBACK (on_shown), page, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "accent", G_CALLBACK (on_note), page, 0);
  g_signal_connect_object (page, "find", G_CALLBACK (on_find), page, 0);
  gb_help_mark (GTK_WIDGET (page), "evidence");
  gb_view_follow (GTK_WIDGET (page), book, refresh);
  return GTK_WIDGET (page);
}
