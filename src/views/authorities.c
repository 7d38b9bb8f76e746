/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "base/text.h"
#include "base/time.h"
#include "casework/authority.h"
#include "views/ask.h"
#include "views/authorities.h"
#include "views/form.h"
#include "views/gates.h"
#include "views/page.h"
#include "views/pill.h"
#include "views/row.h"
#include "views/search-dialogs.h"
#include "views/text.h"

typedef struct
{
  GPtrArray *list;
  gboolean may_give;
} Answer;

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  g_clear_pointer (&answer->list, g_ptr_array_unref);
  g_free (answer);
}

/* Worker. */
static gpointer
ask_list (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  Answer *answer = g_new0 (Answer, 1);

  answer->list = gb_authorities (gb_book_get_vault (book), error);
  answer->may_give = gb_book_may (book, "authority.given", NULL, NULL, NULL);
  if (answer->list != NULL)
    return answer;
  answer_free (answer);
  return NULL;
}

static GbBook *
book_of (gpointer page)
{
  return g_object_get_data (G_OBJECT (page), "book");
}

static void
on_end (GtkWidget *button, GtkWidget *page)
{
  GbRow *row = GB_ROW (gtk_widget_get_ancestor (button, GB_TYPE_ROW));

  gb_reason_open (page, book_of (page), _ ("End this authority"), _ ("Why it ends"), _ ("End"), "authority.ended",
                  gb_row_get_key (row), "reason");
}

static GtkWidget *
state_pill (GbAuthority *authority)
{
  if (g_str_equal (authority->state, "in-force"))
    return gb_pill_new (GB_PILL_GO, _ ("In force"));
  if (g_str_equal (authority->state, "to-come"))
    return gb_pill_new (GB_PILL_OPEN, _ ("To come"));
  return gb_pill_new (GB_PILL_PLAIN, g_str_equal (authority->state, "ended") ? _ ("Ended") : _ ("Over"));
}

static GbRow *
row_new (GtkWidget *page, GbAuthority *authority, gboolean may_end)
{
  GbPack *pack = gb_book_get_pack (book_of (page));
  const char *what = gb_text_is_filled (authority->description) ? authority->description
                                                                : gb_pack_label (pack, "scope", authority->scope);
  g_autofree char *from = gb_say_day_long (authority->from_day);
  g_autofree char *until = gb_say_day_long (authority->until_day);
  g_autofree char *line = g_strdup_printf (_ ("%s. %s to %s, given by %s."), what, from, until, authority->given_by);
  g_autofree char *code = gb_signing_words (authority->sheet_hash);
  g_autofree char *clause = g_strdup_printf (_ ("%s, signed. Code: %s"), authority->reference, code);
  GbRow *row = gb_row_new (authority->person, line);

  gb_row_set_avatar (row, authority->person);
  gb_row_set_clause (row, clause);
  gb_row_set_key (row, authority->id);
  gb_row_add_pill (row, state_pill (authority));
  if (may_end && (g_str_equal (authority->state, "in-force") || g_str_equal (authority->state, "to-come")))
    g_signal_connect_object (gb_row_add_button (row, _ ("End…"), FALSE), "clicked", G_CALLBACK (on_end), page, 0);
  return row;
}

static void
show_list (GtkWidget *page, gpointer data, GError *error)
{
  Answer *answer = data;
  GbSection *section = g_object_get_data (G_OBJECT (page), "section");

  gb_page_set_band (GB_PAGE (page), GB_CALLOUT_STOP, error != NULL ? error->message : NULL);
  if (answer == NULL)
    return;
  gb_section_clear (section);
  for (guint i = 0; i < answer->list->len; i++)
    gb_section_add (section, GTK_WIDGET (row_new (page, answer->list->pdata[i], answer->may_give)));
  gb_page_set_accent (GB_PAGE (page), NULL, answer->may_give ? _ ("Give an authority…") : NULL);
}

static void
refresh (GtkWidget *page)
{
  gb_view_ask (page, book_of (page), ask_list, NULL, NULL, answer_free, show_list);
}

static void
on_accent (GtkWidget *page)
{
  gb_authority_ask (page, book_of (page));
}

GtkWidget *
gb_authorities_page_new (GbBook *book)
{
  GbPage *page = gb_page_new (_ ("Standing authorities"));
  GtkWidget *desk = gb_page_make_desk (page);
  GbSection *section = gb_section_new (_ ("Who may search without a signature each time"));

  g_object_set_data_full (G_OBJECT (page), "book", g_object_ref (book), g_object_unref);
  g_object_set_data (G_OBJECT (page), "section", section);
  gb_section_set_note (section,
                       _ ("Only the headteacher gives one, to somebody who has agreed (Education Act 1996 s.550ZB). "
                          "Every other search is signed by itself."));
  gb_section_set_empty (section, _ ("No standing authority has been given."));
  gtk_box_append (GTK_BOX (desk), GTK_WIDGET (section));
  g_signal_connect_object (page, "accent", G_CALLBACK (on_accent), page, 0);
  gb_view_follow (GTK_WIDGET (page), book, refresh);
  return GTK_WIDGET (page);
}
