/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "base/text.h"
#include "base/time.h"
#include "casework/find.h"
#include "casework/person.h"
#include "views/ask.h"
#include "views/find.h"
#include "views/lookup.h"
#include "views/page.h"
#include "views/places.h"
#include "views/row.h"
#include "views/section.h"
#include "views/text.h"

#define MOST 60

typedef struct _GbFindPage
{
  GbPage parent_instance;
  GbBook *book;
  GtkWidget *search, *hint;
  GbSection *found, *near;
  GbLookup lookup;
} GbFindPage;
typedef struct { GbPageClass parent_class; } GbFindPageClass;

GType gb_find_page_get_type (void);
G_DEFINE_FINAL_TYPE (GbFindPage, gb_find_page, GB_TYPE_PAGE)
#define GB_FIND_PAGE(object) (G_TYPE_CHECK_INSTANCE_CAST (object, gb_find_page_get_type (), GbFindPage))

/* --- asking ---------------------------------------------------------------------------- */

/* Who a person is says more than the words of the entry that made the record. */
static gboolean
describe_people (GbBook *book, GPtrArray *found, GError **error)
{
  for (guint i = 0; i < found->len; i++)
    {
      GbFound *one = found->pdata[i];
      g_autoptr (GError) local = NULL;
      g_autoptr (GbPerson) person
          = one->person_id != NULL ? gb_person_get (gb_book_get_vault (book), one->person_id, &local) : NULL;
      if (local != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      if (person == NULL)
        continue;
      g_free (one->words);
      one->words = gb_person_describe (person, gb_book_get_pack (book));
    }
  return TRUE;
}

static gpointer
ask_found (GbBook *book, gpointer text, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) found = gb_find (gb_book_get_vault (book), text, MOST, error);

  return found != NULL && describe_people (book, found, error) ? g_steal_pointer (&found) : NULL;
}

/* --- showing ----------------------------------------------------------------------------- */

static void
on_open (GbRow *row, GbFindPage *self)
{
  gb_place_open (GTK_WIDGET (self), gb_row_get_noun (row), gb_row_get_key (row));
}

/* "Incident 26-0147, 12 May 2026" */
static char *
say_clause (const GbFound *found)
{
  g_autofree char *day = gb_instant_to_day (found->at);
  g_autofree char *said = gb_say_day_long (day);

  if (found->reference == NULL)
    return g_strdup_printf (_ ("%s, %s"), gb_place_say_noun (found->noun), said);
  return g_strdup_printf (_ ("%s %s, %s"), gb_place_say_noun (found->noun), found->reference, said);
}

static GbRow *
row_of (GbFindPage *self, const GbFound *found)
{
  gboolean person = found->case_id == NULL;
  const GbPlace *place = person ? NULL : gb_place_of_noun (found->noun);
  g_autofree char *clause = person ? NULL : say_clause (found);
  GbRow *row = gb_row_new (found->title != NULL ? found->title : found->reference, NULL);

  gb_row_set_found (row, found->words);
  gb_row_set_clause (row, clause);
  if (person)
    gb_row_set_avatar (row, found->title);
  else
    gb_row_set_icon (row, place != NULL ? place->icon : "view-list-bullet-symbolic");
  gb_row_set_key (row, person ? found->person_id : found->case_id);
  gb_row_set_noun (row, person ? "person" : found->noun);
  gb_row_set_opens (row, TRUE);
  g_signal_connect_object (row, "open", G_CALLBACK (on_open), self, 0);
  return row;
}

static void
show_hint (GbFindPage *self, gboolean asked, guint n)
{
  gb_text_set (self->hint, asked && n == 0
                             ? _ ("Nothing here has that. Try fewer words, or a name as you heard it.")
                             : asked ? NULL
                                     : _ ("Words, or the beginnings of words. A name, even if you aren’t sure of its "
                                          "spelling. A reference, such as 26-0147. A day, such as 12 May."));
}

static void
clear (GbFindPage *self)
{
  gb_section_clear (self->found);
  gb_section_clear (self->near);
}

static void
open_first (GbFindPage *self)
{
  GtkWidget *row = gb_section_first (self->found) != NULL ? gb_section_first (self->found)
                                                          : gb_section_first (self->near);

  if (row != NULL)
    on_open (GB_ROW (row), self);
}

static void
show_found (GtkWidget *widget, gpointer answer, GError *error)
{
  GbFindPage *self = GB_FIND_PAGE (widget);
  GPtrArray *found = answer;
  gboolean takes;

  gb_page_set_band (GB_PAGE (self), GB_CALLOUT_STOP, error != NULL ? error->message : NULL);
  clear (self);
  takes = gb_lookup_answered (&self->lookup, self->search, found != NULL);
  if (found == NULL)
    return;
  for (guint i = 0; i < found->len; i++)
    {
      const GbFound *one = found->pdata[i];
      gb_section_add (one->near ? self->near : self->found, GTK_WIDGET (row_of (self, one)));
    }
  show_hint (self, gb_text_is_filled (gtk_editable_get_text (GTK_EDITABLE (self->search))), found->len);
  if (takes)
    open_first (self);
}

static void
refresh (GtkWidget *widget)
{
  GbFindPage *self = GB_FIND_PAGE (widget);
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search));

  gb_lookup_ask (&self->lookup, self->search);
  /* Also of nothing: an answer that is still to come is then stale. */
  gb_view_ask (widget, self->book, ask_found, g_strdup (text), g_free, (GDestroyNotify) g_ptr_array_unref, show_found);
}

static void
on_typed (GbFindPage *self)
{
  gb_lookup_typed (&self->lookup, self->search);
  refresh (GTK_WIDGET (self));
}

/* Return opens what stands first. */
static void
on_activate (GbFindPage *self)
{
  if (gb_lookup_takes (&self->lookup, self->search))
    open_first (self);
  else
    refresh (GTK_WIDGET (self));
}

static void
on_find (GbFindPage *self)
{
  gtk_widget_grab_focus (self->search);
  gtk_editable_select_region (GTK_EDITABLE (self->search), 0, -1);
}

/* --- the page ------------------------------------------------------------------------------ */

static void
gb_find_page_finalize (GObject *object)
{
  GbFindPage *self = GB_FIND_PAGE (object);

  g_clear_object (&self->book);
  gb_lookup_clear (&self->lookup);
  G_OBJECT_CLASS (gb_find_page_parent_class)->finalize (object);
}

static void
gb_find_page_class_init (GbFindPageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = gb_find_page_finalize;
}

static void
gb_find_page_init (GbFindPage *self)
{
  GtkWidget *desk = gb_page_make_desk (GB_PAGE (self));

  self->search = gtk_search_entry_new ();
  g_object_set (self->search, "placeholder-text", _ ("Words, a name, a reference, a day"), NULL);
  gb_name (self->search, _ ("Find anything"));
  self->hint = gb_text_new (GB_TEXT_QUIET, NULL);
  self->found = gb_section_new (_ ("Found"));
  self->near = gb_section_new (_ ("Spelt nearly so"));
  gtk_box_append (GTK_BOX (desk), self->search);
  gtk_box_append (GTK_BOX (desk), self->hint);
  gtk_box_append (GTK_BOX (desk), GTK_WIDGET (self->found));
  gtk_box_append (GTK_BOX (desk), GTK_WIDGET (self->near));
  show_hint (self, FALSE, 0);
  g_signal_connect_object (self->search, "search-changed", G_CALLBACK (on_typed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search, "activate", G_CALLBACK (on_activate), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self, "find", G_CALLBACK (on_find), self, 0);
  g_signal_connect_object (self, "map", G_CALLBACK (on_find), self, 0);
}

GtkWidget *
gb_find_page_new (GbBook *book)
{
  GbFindPage *self = g_object_new (gb_find_page_get_type (), NULL);

  self->book = g_object_ref (book);
  gb_page_set_title (GB_PAGE (self), _ ("Find anything"), NULL);
  gb_view_follow (GTK_WIDGET (self), book, refresh);
  return GTK_WIDGET (self);
}

gboolean
gb_find_page_is (GtkWidget *page)
{
  return G_TYPE_CHECK_INSTANCE_TYPE (page, gb_find_page_get_type ());
}
