/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The power fails in the middle of acts, a thousand times: no act that was
 * acknowledged is lost, and the journal verifies each time.
 *
 * The same with a disk that only says that it has written must lose acts and be
 * noticed: a test of durability that cannot fail would prove nothing. */
#include <string.h>

#include <glib/gstdio.h>

#include "base/errors.h"
#include "base/ids.h"
#include "base/time.h"
#include "cut-vfs.h"
#include "journal/journal.h"
#include "support/desk.h"

#define CUTS 1000
#define LYING_CUTS 100
#define ACTS_MOST 24
#define WRITES_MOST 420

typedef struct
{
  guint cuts;
  guint acknowledged;
  guint lost;
  guint unopenable;
  guint behind_anchor;
  guint findings;
} Tally;

/* The vault as it was before, to begin each cut from. */
typedef struct
{
  GbTestDesk *desk;
  char *member_id;
  char *vault_id;
  char *database;
  GBytes *before;
  GBytes *anchor;
} Start;

static void
start_init (Start *start)
{
  char *bytes = NULL;
  gsize length = 0;

  start->desk = gb_test_desk_new ();
  g_free (gb_test_incident (start->desk->book));
  start->member_id = g_strdup (gb_book_get_member_id (start->desk->book));
  start->vault_id = gb_vault_read_id (start->desk->path, NULL);
  gb_test_desk_close (start->desk);
  start->database = g_build_filename (start->desk->path, "vault.db", NULL);
  g_assert_true (g_file_get_contents (start->database, &bytes, &length, NULL));
  start->before = g_bytes_new_take (bytes, length);
  start->anchor = gb_keyring_load (start->desk->keyring, start->vault_id, start->member_id, "anchor", NULL);
  g_assert_nonnull (start->anchor);
}

static void
start_clear (Start *start)
{
  gb_test_desk_free (start->desk);
  g_bytes_unref (start->before);
  g_bytes_unref (start->anchor);
  g_free (start->member_id);
  g_free (start->vault_id);
  g_free (start->database);
}

static void
begin_again (Start *start)
{
  g_autofree char *wal = g_strconcat (start->database, "-wal", NULL);

  g_unlink (wal);
  g_assert_true (g_file_set_contents_full (start->database, g_bytes_get_data (start->before, NULL),
                                           (gssize) g_bytes_get_size (start->before), G_FILE_SET_CONTENTS_NONE,
                                           0660, NULL));
  g_assert_true (gb_keyring_store (start->desk->keyring, start->vault_id, start->member_id, "anchor", "test",
                                   start->anchor, NULL));
}

static JsonObject *
some_body (guint number)
{
  g_autofree char *text = g_strdup_printf (
    "{'title':'Phone in the lesson, %u','category':'device-misuse','occurred_at':%" G_GINT64_FORMAT
    ",'precision':'exact','location':'classroom','site':'on','channel':'staff-saw',"
    "'narrative':'A phone rang in the lesson and was put away.','danger':'no','indecent_image':'no','people':[]}",
    number, gb_now () - GB_HOUR);

  return gb_test_body (text);
}

/* Moves the WAL into vault.db, which else happens when the desk is idle. */
static gboolean
checkpoint (GbVault *vault, gpointer data, GError **error)
{
  return gb_vault_execute (vault, "PRAGMA wal_checkpoint (passive)", error);
}

/* Acts until the power fails. The requests that were acknowledged. */
static GPtrArray *
act_until_dark (Start *start)
{
  GPtrArray *acknowledged = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GbBook) book = gb_book_open (start->desk->path, start->member_id, start->desk->keyring, NULL);

  for (guint i = 0; book != NULL && i < ACTS_MOST && !gb_cut_has_failed (); i++)
    {
      g_autofree char *request = gb_id_new ();
      g_autoptr (JsonObject) body = some_body (i);
      g_autoptr (GbDone) done = gb_book_act (book, "incident.recorded", NULL, request, body, NULL);

      if (done == NULL)
        break;
      g_ptr_array_add (acknowledged, g_steal_pointer (&request));
      if (i % 5 == 4)
        gb_vault_run (gb_book_get_vault (book), checkpoint, NULL, NULL);
    }
  gb_cut_now ();
  if (book != NULL)
    gb_book_close (book);
  return acknowledged;
}

typedef struct
{
  GPtrArray *requests;
  Tally *tally;
} Looking;

static gboolean
look_for_each (GbVault *vault, gpointer data, GError **error)
{
  Looking *looking = data;
  g_autoptr (GbVerdict) verdict = NULL;

  for (guint i = 0; i < looking->requests->len; i++)
    {
      g_autoptr (GbEntry) entry
        = gb_journal_entry_by_request (vault, g_ptr_array_index (looking->requests, i), NULL);

      looking->tally->lost += entry == NULL;
    }
  verdict = gb_journal_verify (vault, GB_VERIFY_HASHES | GB_VERIFY_SIGNATURES | GB_VERIFY_PROJECTIONS, 1, NULL,
                               NULL, NULL, NULL);
  looking->tally->findings += verdict == NULL || verdict->findings->len > 0;
  return TRUE;
}

static void
look_after (Start *start, GPtrArray *acknowledged, Tally *tally)
{
  g_autoptr (GbBook) book = gb_book_open (start->desk->path, start->member_id, start->desk->keyring, NULL);
  Looking looking = { acknowledged, tally };

  tally->cuts++;
  tally->acknowledged += acknowledged->len;
  if (book == NULL)
    {
      tally->unopenable++;
      return;
    }
  tally->behind_anchor += gb_book_get_read_only_reason (book) != NULL;
  gb_vault_run (gb_book_get_vault (book), look_for_each, &looking, NULL);
  gb_book_close (book);
}

static Tally
cut_many (guint cuts, gboolean lies)
{
  Tally tally = { 0 };
  Start start = { 0 };
  g_autoptr (GRand) chance = g_rand_new_with_seed (2026);

  start_init (&start);
  for (guint i = 0; i < cuts; i++)
    {
      g_autoptr (GPtrArray) acknowledged = NULL;

      begin_again (&start);
      gb_cut_plug_in (i, (guint) g_rand_int_range (chance, 0, WRITES_MOST), lies);
      acknowledged = act_until_dark (&start);
      gb_cut_restore ();
      look_after (&start, acknowledged, &tally);
    }
  start_clear (&start);
  g_test_message ("%u cuts, %u acts acknowledged: %u lost, %u vaults not openable, %u behind their anchor, "
                  "%u not verified",
                  tally.cuts, tally.acknowledged, tally.lost, tally.unopenable, tally.behind_anchor,
                  tally.findings);
  return tally;
}

static void
test_no_acknowledged_act_is_lost (void)
{
  Tally tally = cut_many (CUTS, FALSE);

  g_assert_cmpuint (tally.cuts, ==, CUTS);
  g_assert_cmpuint (tally.acknowledged, >, CUTS);
  g_assert_cmpuint (tally.lost, ==, 0);
  g_assert_cmpuint (tally.unopenable, ==, 0);
  g_assert_cmpuint (tally.behind_anchor, ==, 0);
  g_assert_cmpuint (tally.findings, ==, 0);
}

static void
test_a_disk_that_lies_loses_acts_and_the_anchor_tells (void)
{
  Tally tally = cut_many (LYING_CUTS, TRUE);

  g_assert_cmpuint (tally.lost + tally.unopenable, >, 0);
  g_assert_cmpuint (tally.behind_anchor + tally.unopenable, >, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gb_cut_install ();
  g_test_add_func ("/power/no-acknowledged-act-is-lost", test_no_acknowledged_act_is_lost);
  g_test_add_func ("/power/a-disk-that-lies-is-found-out", test_a_disk_that_lies_loses_acts_and_the_anchor_tells);
  return g_test_run ();
}
