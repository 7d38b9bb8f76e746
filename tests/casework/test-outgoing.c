/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nothing leaves the program without saying to whom and why, nor without a mark of what it was and how it was locked. */
#include "base/errors.h"
#include "base/text.h"
#include "casework/dataset.h"
#include "casework/outgoing.h"
#include "support/desk.h"

static gpointer
ask_what_left (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_dataset_make (book, gb_dataset_find ("outgoing"), GB_DATA_JSON, NULL, error);
}

static JsonArray *
what_left (GbTestDesk *desk, JsonObject **whole)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = gb_book_ask (desk->book, ask_what_left, NULL, &error);

  g_assert_no_error (error);
  *whole = gb_json_parse (g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), NULL);
  return gb_json_array (*whole, "rows");
}

static gboolean
note (GbTestDesk *desk, const char *why, gboolean locked, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("a page", 6);
  return gb_outgoing_note (desk->book, "search-record", NULL, NULL, bytes, 1, "Kent Police", why, "saved", locked,
                           error);
}

static void
test_a_page_is_noted_with_the_hash_of_what_went (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *hash = gb_hash_text ("guardbook.page.1", "a page", 6);
  g_autoptr (JsonObject) whole = NULL;
  g_autoptr (GError) error = NULL;
  JsonArray *list;

  g_assert_true (note (desk, "They asked for it", FALSE, &error));
  g_assert_no_error (error);
  list = what_left (desk, &whole);
  g_assert_cmpuint (json_array_get_length (list), ==, 1);
  g_assert_cmpstr (gb_json_text (json_array_get_object_element (list, 0), "to_whom"), ==, "Kent Police");
  g_assert_cmpstr (gb_json_text (json_array_get_object_element (list, 0), "hash"), ==, hash);
}

/* B50: what was sent unlocked can be told from what wasn't. */
static void
test_a_locked_file_is_told_from_an_open_one (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autoptr (JsonObject) whole = NULL;
  JsonArray *list;

  g_assert_true (note (desk, "They asked for it", TRUE, NULL));
  g_assert_true (note (desk, "They asked again", FALSE, NULL));
  list = what_left (desk, &whole);
  g_assert_cmpuint (json_array_get_length (list), ==, 2);
  g_assert_cmpstr (gb_json_text (json_array_get_object_element (list, 0), "locked"), ==, "locked");
  g_assert_null (gb_json_text (json_array_get_object_element (list, 1), "locked"));
}

static void
test_a_page_without_a_reason_is_refused (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autoptr (GError) error = NULL;

  g_assert_false (note (desk, " ", FALSE, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_INPUT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/outgoing/noted-with-hash", test_a_page_is_noted_with_the_hash_of_what_went);
  g_test_add_func ("/outgoing/locked-or-open", test_a_locked_file_is_told_from_an_open_one);
  g_test_add_func ("/outgoing/refused-without-reason", test_a_page_without_a_reason_is_refused);
  return g_test_run ();
}
