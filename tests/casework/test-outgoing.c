/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nothing leaves the program without saying to whom and why. */
#include "base/errors.h"
#include "casework/outgoing.h"
#include "support/desk.h"

static gpointer
ask_list (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_outgoing_list (gb_book_get_vault (book), NULL, 10, error);
}

static void
test_a_page_is_noted_with_the_hash_of_what_went (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autoptr (GBytes) bytes = g_bytes_new_static ("a page", 6);
  g_autofree char *hash = gb_hash_text ("guardbook.page.1", "a page", 6);
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (gb_outgoing_note (desk->book, "search-record", NULL, NULL, bytes, 1, "Kent Police",
                                   "They asked for it", "printed", &error));
  g_assert_no_error (error);
  list = gb_book_ask (desk->book, ask_list, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, 1);
  g_assert_cmpstr (((GbOutgoing *) list->pdata[0])->to_whom, ==, "Kent Police");
  g_assert_cmpstr (((GbOutgoing *) list->pdata[0])->hash, ==, hash);
}

static void
test_a_page_without_a_reason_is_refused (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autoptr (GBytes) bytes = g_bytes_new_static ("a page", 6);
  g_autoptr (GError) error = NULL;

  g_assert_false (
      gb_outgoing_note (desk->book, "search-record", NULL, NULL, bytes, 1, "Kent Police", " ", "printed", &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_INPUT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/outgoing/noted-with-hash", test_a_page_is_noted_with_the_hash_of_what_went);
  g_test_add_func ("/outgoing/refused-without-reason", test_a_page_without_a_reason_is_refused);
  return g_test_run ();
}
