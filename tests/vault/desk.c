/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/ids.h"
#include "desk.h"
#include "support/folder.h"

const char gb_test_schema[]
  = "CREATE TABLE entry (id INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT;"
    "CREATE TABLE blob (hash TEXT PRIMARY KEY, bytes BLOB NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE draft (id TEXT PRIMARY KEY, bytes BLOB NOT NULL) STRICT;"
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;"
    "CREATE TRIGGER entry_stays BEFORE UPDATE ON entry BEGIN SELECT RAISE (ABORT, 'stays'); END;"
    "CREATE TRIGGER entry_remains BEFORE DELETE ON entry BEGIN SELECT RAISE (ABORT, 'remains'); END;";

GbTestDesk *
gb_test_desk_new (void)
{
  char *folder = gb_test_folder_new ();
  GbTestDesk *desk = gb_test_desk_new_in (folder);

  desk->own_folder = TRUE;
  g_free (folder);
  return desk;
}

GbTestDesk *
gb_test_desk_new_in (const char *folder)
{
  GbTestDesk *desk = g_new0 (GbTestDesk, 1);
  g_autofree char *vault_id = gb_id_new ();
  g_autofree char *member_id = gb_id_new ();
  GError *error = NULL;

  desk->folder = g_strdup (folder);
  desk->path = g_build_filename (desk->folder, "Marsh Lane.guardbook", NULL);
  desk->words = gb_words_new ();
  desk->member = gb_identity_new (vault_id, member_id);
  desk->recovery = gb_identity_new_from_words (vault_id, desk->words, &error);
  g_assert_no_error (error);
  desk->vault = gb_vault_create (desk->path, desk->member, desk->recovery, gb_test_schema, &error);
  g_assert_no_error (error);
  return desk;
}

void
gb_test_desk_close (GbTestDesk *desk)
{
  if (desk->vault != NULL)
    gb_vault_close (desk->vault);
  g_clear_object (&desk->vault);
}

void
gb_test_desk_reopen (GbTestDesk *desk)
{
  GError *error = NULL;

  gb_test_desk_close (desk);
  desk->vault = gb_vault_open (desk->path, desk->member, &error);
  g_assert_no_error (error);
}

void
gb_test_desk_free (GbTestDesk *desk)
{
  gb_test_desk_close (desk);
  g_object_unref (desk->member);
  g_object_unref (desk->recovery);
  gb_wipe_text (desk->words);
  if (desk->own_folder)
    gb_test_folder_free (desk->folder);
  else
    g_free (desk->folder);
  g_free (desk->path);
  g_free (desk);
}
