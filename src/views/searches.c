/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "base/text.h"
#include "base/time.h"
#include "views/authorities.h"
#include "views/list-page.h"
#include "views/search-dialogs.h"
#include "views/searches.h"
#include "views/text.h"
#include "views/window.h"

/* --- columns ------------------------------------------------------------------- */

static char *
say_reference (gpointer record, GbBook *book)
{
  return g_strdup (((GbSearch *) record)->reference);
}

static char *
say_when (gpointer record, GbBook *book)
{
  return gb_say_instant (((GbSearch *) record)->requested_at);
}

static char *
say_device (gpointer record, GbBook *book)
{
  return g_strdup (((GbSearch *) record)->device);
}

static char *
say_people (gpointer record, GbBook *book)
{
  GbSearch *search = record;
  return g_strdup_printf (_ ("Belongs to %s. Asked for by %s, searcher %s"), search->owner, search->requester,
                          search->searcher);
}

static char *
say_state (gpointer record, GbBook *book)
{
  return g_strdup (gb_search_state_label (record));
}

GbPillKind
gb_search_state_pill (GbSearch *search)
{
  if (gb_search_is_void (search))
    return GB_PILL_STOP;
  if (g_str_equal (search->state, "requested"))
    return GB_PILL_OPEN;
  if (g_str_equal (search->state, "authorised") || g_str_equal (search->state, "carried-out"))
    return GB_PILL_GO;
  return GB_PILL_PLAIN;
}

static GbPillKind
state_pill (gpointer record)
{
  return gb_search_state_pill (record);
}

static char *
say_mark (gpointer record, GbBook *book)
{
  GbSearch *search = record;

  if (search->retrospective)
    return g_strdup (_ ("Searched first"));
  return search->beyond_scope ? g_strdup (_ ("Beyond scope")) : NULL;
}

static GbPillKind
mark_pill (gpointer record)
{
  return GB_PILL_WARN;
}

/* --- filters and queries -------------------------------------------------------------- */

static void
add_states (GPtrArray *options, GbBook *book)
{
  gb_list_option_add (options, "open", _ ("Not over yet"));
  gb_list_option_add (options, "requested", _ ("Asked for"));
  gb_list_option_add (options, "authorised", _ ("Authorised"));
  gb_list_option_add (options, "carried-out", _ ("Carried out"));
  gb_list_option_add (options, "closed", _ ("Closed"));
  gb_list_option_add (options, "refused", _ ("Refused"));
  gb_list_option_add (options, "withdrawn", _ ("Withdrawn"));
}

static GPtrArray *
list_ids (GbBook *book, JsonObject *query, GCancellable *cancellable, GError **error)
{
  GbSearchFilter filter = { .words = gb_json_text (query, "text"), .state = gb_json_text (query, "state") };
  return gb_search_ids (gb_book_get_vault (book), &filter, error);
}

static gpointer
fetch_row (GbBook *book, const char *id, GError **error)
{
  const char *const ids[] = { id, NULL };
  GbSearch *search = gb_case_list_one (gb_search_rows (gb_book_get_vault (book), ids, error));

  if (search != NULL)
    gb_search_mark (book, search);
  return search;
}

gint64
gb_searches_open (GbBook *book, GError **error)
{
  return gb_search_open_count (gb_book_get_vault (book), error);
}

static char *
say_status (GbBook *book, JsonObject *query, GError **error)
{
  gint64 open = gb_search_open_count (gb_book_get_vault (book), error);

  if (open < 0)
    return NULL;
  return g_strdup_printf (ngettext ("%d search is not over yet", "%d searches are not over yet", (gulong) open),
                          (int) open);
}

/* --- preview, page ------------------------------------------------------------------------ */

static void
fill_preview (GtkWidget *box, gpointer record, GbBook *book)
{
  GbSearch *search = record;
  GtkWidget *pills = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  g_autofree char *people = say_people (record, book);
  g_autofree char *mark = say_mark (record, book);

  gtk_box_append (GTK_BOX (pills), gb_pill_new (gb_search_state_pill (search), gb_search_state_label (search)));
  if (mark != NULL)
    gtk_box_append (GTK_BOX (pills), gb_pill_new (GB_PILL_WARN, mark));
  gtk_box_append (GTK_BOX (box), pills);
  gtk_box_append (GTK_BOX (box), gb_text_new (GB_TEXT_TITLE, search->device));
  gtk_box_append (GTK_BOX (box), gb_text_new (GB_TEXT_QUIET, people));
  gtk_box_append (GTK_BOX (box), gb_text_new (GB_TEXT_BODY, search->scope));
  gtk_box_append (GTK_BOX (box),
                  gb_text_new (GB_TEXT_QUIET, gb_pack_label (gb_book_get_pack (book), "ground", search->ground)));
}

static void
on_new (GtkWidget *page, GbBook *book)
{
  gb_search_ask_request (page, book, NULL, NULL, FALSE);
}

static void
on_second (GtkWidget *page, GbBook *book)
{
  gb_search_ask_request (page, book, NULL, NULL, TRUE);
}

static const GbListColumn columns[] = {
  { N_ ("Reference"), GB_COLUMN_QUIET, 84, say_reference },
  { N_ ("Asked for"), GB_COLUMN_TEXT, 132, say_when },
  { N_ ("Device"), GB_COLUMN_TITLE, 0, say_device, say_people },
  { N_ ("Mark"), GB_COLUMN_PILL, 124, say_mark, NULL, mark_pill },
  { N_ ("State"), GB_COLUMN_PILL, 208, say_state, NULL, state_pill },
};

static const GbListPlan plan = {
  .title = N_ ("Searches"),
  .noun = "search",
  .search_hint = N_ ("A device, a name, a reference"),
  .columns = columns,
  .n_columns = G_N_ELEMENTS (columns),
  .filters = { { "state", N_ ("State"), N_ ("All"), add_states } },
  .ids = list_ids,
  .fetch = fetch_row,
  .status = say_status,
  .preview = fill_preview,
  .open_label = N_ ("Open the search"),
  .new_label = N_ ("Ask for a search"),
  .on_new = on_new,
  .on_second = on_second,
  .empty_icon = "system-search-symbolic",
  .empty_title = N_ ("No search has been asked for"),
  .empty_sentence = N_ ("Before anybody looks at a pupil’s phone, it is asked for here and the headteacher signs."),
  .empty_button = N_ ("Ask for a search"),
  .empty_second = N_ ("Record a search already made"),
};

static void
on_authorities (GtkWidget *page)
{
  gb_window_push (page, gb_authorities_page_new (g_object_get_data (G_OBJECT (page), "book")));
}

static void
on_already (GtkWidget *page)
{
  on_second (page, g_object_get_data (G_OBJECT (page), "book"));
}

GtkWidget *
gb_searches_page_new (GbBook *book)
{
  GtkWidget *page = gb_list_page_new (book, &plan);
  GtkWidget *already =
      gb_page_add_button (GB_PAGE (page), "document-open-recent-symbolic", _ ("Record a search already made"), FALSE);
  GtkWidget *authorities =
      gb_page_add_button (GB_PAGE (page), "channel-secure-symbolic", _ ("Standing authorities"), FALSE);

  g_object_set_data_full (G_OBJECT (page), "book", g_object_ref (book), g_object_unref);
  g_signal_connect_object (already, "clicked", G_CALLBACK (on_already), page, G_CONNECT_SWAPPED);
  g_signal_connect_object (authorities, "clicked", G_CALLBACK (on_authorities), page, G_CONNECT_SWAPPED);
  return page;
}
