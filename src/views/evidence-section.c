/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "base/time.h"
#include "casework/evidence.h"
#include "views/ask.h"
#include "views/evidence-dialogs.h"
#include "views/evidence-page.h"
#include "views/evidence-section.h"
#include "views/pill.h"
#include "views/row.h"
#include "views/section.h"
#include "views/window.h"

typedef struct
{
  GbBook *book;
  char *case_id;
  GtkWidget *add;
} State;

typedef struct
{
  GPtrArray *pieces;
  gboolean may_add;
} Answer;

static void
state_free (gpointer data)
{
  State *state = data;

  g_object_unref (state->book);
  g_free (state->case_id);
  g_free (state);
}

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  g_ptr_array_unref (answer->pieces);
  g_free (answer);
}

static State *
state_of (gpointer section)
{
  return g_object_get_data (G_OBJECT (section), "gb-evidence-section");
}

/* Worker. */
static gpointer
ask_pieces (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  GPtrArray *pieces = gb_evidence_of_case (gb_book_get_vault (book), data, FALSE, error);
  Answer *answer;

  if (pieces == NULL)
    return NULL;
  answer = g_new0 (Answer, 1);
  answer->pieces = pieces;
  answer->may_add = gb_book_may (book, "evidence.added", data, NULL, NULL);
  return answer;
}

static const char *
icon_of (const char *sort)
{
  if (g_strcmp0 (sort, "mail") == 0)
    return "mail-unread-symbolic";
  return g_strcmp0 (sort, "picture") == 0 ? "image-x-generic-symbolic" : "text-x-generic-symbolic";
}

/* "PDF, 3 pages, from Dana Reed, 18 November. Attached by Ruth Adeyemi, 20 November, 11.20." */
static char *
say_quiet (GbEvidence *piece)
{
  g_autofree char *sort = gb_evidence_say_sort (piece->sort, piece->pages);
  g_autofree char *at = gb_say_instant (piece->added_at);
  g_autofree char *from =
      piece->from_whom != NULL ? g_strdup_printf (_ ("%s, from %s"), sort, piece->from_whom) : g_strdup (sort);

  return g_strdup_printf (_ ("%s. Attached by %s, %s"), from, piece->added_by, at);
}

static void
on_open (GbRow *row, GtkWidget *section)
{
  State *state = state_of (section);

  gb_window_push (section, gb_evidence_page_new (state->book, gb_row_get_key (row)));
}

static void
add_piece (GtkWidget *section, GbEvidence *piece)
{
  g_autofree char *quiet = say_quiet (piece);
  g_autofree char *hash = gb_evidence_say_hash (piece->sha256);
  g_autofree char *clause = piece->aside != NULL ? g_strdup_printf (_ ("Set aside: %s"), piece->aside)
                                                 : g_strdup_printf (_ ("SHA-256 %s"), hash);
  g_autofree char *notes =
      g_strdup_printf (ngettext ("%d note", "%d notes", (gulong) piece->notes), (int) piece->notes);
  GbRow *row = gb_row_new (piece->name, quiet);

  gb_row_set_icon (row, icon_of (piece->sort));
  gb_row_set_clause (row, clause);
  gb_row_set_spent (row, piece->aside != NULL);
  if (piece->notes > 0)
    gb_row_add_pill (row, gb_pill_new (GB_PILL_PLAIN, notes));
  if (piece->shut)
    gb_row_add_pill (row, gb_pill_new (GB_PILL_STOP, _ ("Not shown")));
  else if (piece->checked_at != 0)
    gb_row_add_pill (row, piece->intact ? gb_pill_new (GB_PILL_GO, _ ("Unchanged"))
                                        : gb_pill_new (GB_PILL_STOP, _ ("Changed")));
  gb_row_set_key (row, piece->id);
  gb_row_set_opens (row, TRUE);
  g_signal_connect_object (row, "open", G_CALLBACK (on_open), section, 0);
  gb_section_add (GB_SECTION (section), GTK_WIDGET (row));
}

static void
show_pieces (GtkWidget *section, gpointer data, GError *error)
{
  State *state = state_of (section);
  Answer *answer = data;

  gb_section_clear (GB_SECTION (section));
  if (answer == NULL)
    {
      gb_section_set_empty (GB_SECTION (section), error->message);
      return;
    }
  for (guint i = 0; i < answer->pieces->len; i++)
    add_piece (section, answer->pieces->pdata[i]);
  gtk_widget_set_visible (state->add, answer->may_add);
  if (answer->may_add)
    gb_section_set_empty (GB_SECTION (section), _ ("Letters, e-mails and PDFs go here. Drop a file on this page."));
}

static void
refresh (GtkWidget *section)
{
  State *state = state_of (section);

  gb_view_ask (section, state->book, ask_pieces, g_strdup (state->case_id), g_free, answer_free, show_pieces);
}

static void
on_add (GtkWidget *section)
{
  State *state = state_of (section);

  gb_evidence_ask_add (section, state->book, state->case_id);
}

GtkWidget *
gb_evidence_section_new (GbBook *book, const char *case_id)
{
  GbSection *section = gb_section_new (_ ("Evidence"));
  State *state = g_new0 (State, 1);

  state->book = g_object_ref (book);
  state->case_id = g_strdup (case_id);
  state->add = gb_section_add_button (section, _ ("Attach…"));
  gtk_widget_set_visible (state->add, FALSE);
  g_object_set_data_full (G_OBJECT (section), "gb-evidence-section", state, state_free);
  g_signal_connect_object (state->add, "clicked", G_CALLBACK (on_add), section, G_CONNECT_SWAPPED);
  refresh (GTK_WIDGET (section));
  return GTK_WIDGET (section);
}
