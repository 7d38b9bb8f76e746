/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A generated journal of every kind: what was projected entry by entry is what
 * a replay gives, twice over, and every entry verifies.  2,000 entries; with
 * -m slow, as the suite "faults" runs it, 20,000. */
#include "base/errors.h"
#include "journal/projection.h"
#include "support/desk.h"
#include "support/journal.h"
#include "vault/statement.h"

static guint
how_many (void)
{
  return g_test_slow () ? 20000 : 2000;
}

static gpointer
write_entries (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GbTestWriter) writer = gb_test_writer_new (20261122);

  gb_test_writer_write (writer, gb_book_get_vault (book), how_many (), error);
  return NULL;
}

static gpointer
count_kinds (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return GSIZE_TO_POINTER ((gsize) gb_vault_ask_number (gb_book_get_vault (book), 0, error,
                                                        "SELECT count (DISTINCT kind) FROM entry", NULL));
}

static void
assert_same_as_replayed (GbBook *book, const char *when)
{
  g_autoptr (GPtrArray) findings = g_ptr_array_new_with_free_func ((GDestroyNotify) gb_finding_free);
  g_autoptr (GError) error = NULL;

  gb_projection_compare (gb_book_get_vault (book), findings, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < findings->len; i++)
    g_printerr ("%s: %s\n", when, ((GbFinding *) findings->pdata[i])->sentence);
  g_assert_cmpuint (findings->len, ==, 0);
}

static void
test_a_journal_of_every_kind_replays_to_the_same_lists (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GbVerdict) verdict = NULL;
  guint n_kinds;

  gb_kinds (&n_kinds);
  gb_book_ask (desk->book, write_entries, NULL, &error);
  g_assert_no_error (error);
  /* All but member.* (six of them never by chance), bank holidays (no chance makes a table of days) and the stored
   * form of what is sealed. */
  g_assert_cmpuint (GPOINTER_TO_SIZE (gb_book_ask (desk->book, count_kinds, NULL, NULL)), >=, n_kinds - 9);
  assert_same_as_replayed (desk->book, "after appending");
  gb_projection_rebuild (gb_book_get_vault (desk->book), NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  assert_same_as_replayed (desk->book, "after a rebuild");
  verdict = gb_book_verify (desk->book, GB_VERIFY_HASHES | GB_VERIFY_SIGNATURES, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (verdict->findings->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/replay/a-journal-of-every-kind-replays-to-the-same-lists",
                   test_a_journal_of_every_kind_replays_to_the_same_lists);
  return g_test_run ();
}
