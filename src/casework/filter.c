/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/text.h"
#include "casework/draft.h"
#include "casework/filter.h"

#define LONGEST_NAME 60

void
gb_filter_free (GbFilter *filter)
{
  g_free (filter->name);
  json_object_unref (filter->query);
  g_free (filter);
}

/* One place for each list and member, found again without being written down. */
static char *
place_of (GbBook *book, const char *list)
{
  g_autofree char *what = g_strconcat ("filters.", list, NULL);
  return gb_request_next (gb_book_get_member_id (book), what);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  const GbFilter *one = *(GbFilter *const *) a, *other = *(GbFilter *const *) b;
  return g_utf8_collate (one->name, other->name);
}

GPtrArray *
gb_filter_list (GbBook *book, const char *list, GError **error)
{
  g_autofree char *place = place_of (book, list);
  g_autoptr (GError) local = NULL;
  g_autoptr (JsonObject) kept = gb_draft_load (book, place, &local);
  JsonArray *saved = kept != NULL ? gb_json_array (kept, "saved") : NULL;
  g_autoptr (GPtrArray) filters = g_ptr_array_new_with_free_func ((GDestroyNotify) gb_filter_free);

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  for (guint i = 0; saved != NULL && i < json_array_get_length (saved); i++)
    {
      JsonObject *one = json_array_get_object_element (saved, i);
      GbFilter *filter = g_new0 (GbFilter, 1);
      filter->name = g_strdup (gb_json_text (one, "name"));
      filter->query = json_object_ref (gb_json_object (one, "query"));
      g_ptr_array_add (filters, filter);
    }
  g_ptr_array_sort (filters, compare_names);
  return g_steal_pointer (&filters);
}

static gboolean
keep (GbBook *book, const char *list, GPtrArray *filters, GError **error)
{
  g_autofree char *place = place_of (book, list);
  g_autoptr (JsonObject) kept = json_object_new ();
  JsonArray *saved = json_array_new ();

  for (guint i = 0; i < filters->len; i++)
    {
      const GbFilter *filter = filters->pdata[i];
      JsonObject *one = json_object_new ();
      json_object_set_string_member (one, "name", filter->name);
      json_object_set_object_member (one, "query", json_object_ref (filter->query));
      json_array_add_object_element (saved, one);
    }
  json_object_set_array_member (kept, "saved", saved);
  return gb_draft_save (book, place, GB_FILTER_DRAFT, NULL, kept, error);
}

static void
take_out (GPtrArray *filters, const char *name)
{
  for (guint i = filters->len; i > 0; i--)
    if (g_str_equal (((GbFilter *) filters->pdata[i - 1])->name, name))
      g_ptr_array_remove_index (filters, i - 1);
}

static gboolean
refuse_input (GError **error, const char *sentence)
{
  g_set_error_literal (error, GB_ERROR, GB_ERROR_INPUT, sentence);
  return FALSE;
}

gboolean
gb_filter_save (GbBook *book, const char *list, const char *name, JsonObject *query, GError **error)
{
  g_autofree char *tidy = gb_text_one_line (name != NULL ? name : "");
  g_autoptr (GPtrArray) filters = NULL;
  GbFilter *filter;

  if (*tidy == '\0' || g_utf8_strlen (tidy, -1) > LONGEST_NAME)
    return refuse_input (error, _ ("Give it a short name, to find it by."));
  filters = gb_filter_list (book, list, error);
  if (filters == NULL)
    return FALSE;
  take_out (filters, tidy);
  if (filters->len >= GB_FILTERS_MOST)
    return refuse_input (error, _ ("Twelve are kept for a list. Take one away first."));
  filter = g_new0 (GbFilter, 1);
  filter->name = g_steal_pointer (&tidy);
  filter->query = json_object_ref (query);
  g_ptr_array_add (filters, filter);
  return keep (book, list, filters, error);
}

gboolean
gb_filter_drop (GbBook *book, const char *list, const char *name, GError **error)
{
  g_autoptr (GPtrArray) filters = gb_filter_list (book, list, error);

  if (filters == NULL)
    return FALSE;
  take_out (filters, name);
  return keep (book, list, filters, error);
}
