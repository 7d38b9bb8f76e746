/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/errors.h"
#include "base/ids.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/outer.h"
#include "support/desk.h"
#include "support/folder.h"
#include "support/passphrase.h"

static GbTestDesk *
desk_of (const char *pack)
{
  static const char *const roles[] = { "dsl", NULL };
  GbTestDesk *desk = g_new0 (GbTestDesk, 1);
  g_autoptr (GError) error = NULL;
  GbBookPlan plan = { .school = "Marsh Lane Primary School", .dfe_number = "886/5201", .pack = pack,
                      .member_name = "Ruth Adeyemi", .member_roles = roles };

  gb_test_passphrases ();
  gb_vault_guard (&error);
  g_assert_no_error (error);
  desk->folder = gb_test_folder_new ();
  desk->path = g_build_filename (desk->folder, "Marsh Lane.guardbook", NULL);
  desk->keyring = gb_keyring_new_in_memory ();
  plan.dir = desk->path;
  desk->book = gb_book_create (&plan, desk->keyring, &desk->words, &error);
  g_assert_no_error (error);
  g_assert_nonnull (desk->book);
  return desk;
}

GbTestDesk *
gb_test_desk_new_unconfirmed (void)
{
  return desk_of ("kent-2023");
}

GbTestDesk *
gb_test_desk_new (void)
{
  return gb_test_desk_new_of ("kent-2023");
}

GbTestDesk *
gb_test_desk_new_of (const char *pack)
{
  GbTestDesk *desk = desk_of (pack);
  g_autoptr (GError) error = NULL;

  gb_book_confirm_recovery (desk->book, desk->words, &error);
  g_assert_no_error (error);
  return desk;
}

void
gb_test_desk_close (GbTestDesk *desk)
{
  if (desk->book != NULL)
    gb_book_close (desk->book);
  g_clear_object (&desk->book);
}

/* The founder was added to the keyring first, but a keyring keeps no order:
 * whoever opens it with the role of DSL is Ruth Adeyemi. */
static GbBook *
open_as_founder (GbTestDesk *desk)
{
  g_autofree char *vault_id = gb_vault_read_id (desk->path, NULL);
  g_auto (GStrv) members = gb_keyring_members (desk->keyring, vault_id, NULL);

  for (guint i = 0; members[i] != NULL; i++)
    {
      g_autoptr (GbBook) book = gb_book_open (desk->path, members[i], desk->keyring, NULL);
      if (book != NULL && g_str_equal (gb_book_get_member_name (book), "Ruth Adeyemi"))
        return g_steal_pointer (&book);
    }
  g_assert_not_reached ();
}

GbBook *
gb_test_desk_reopen (GbTestDesk *desk, const char *member_id)
{
  g_autoptr (GError) error = NULL;

  gb_test_desk_close (desk);
  desk->book = member_id == NULL ? open_as_founder (desk) : gb_book_open (desk->path, member_id, desk->keyring, &error);
  g_assert_no_error (error);
  return desk->book;
}

void
gb_test_desk_free (GbTestDesk *desk)
{
  gb_test_desk_close (desk);
  g_clear_object (&desk->keyring);
  gb_wipe_text (desk->words);
  g_free (desk->path);
  gb_test_folder_free (desk->folder);
  g_free (desk);
}

/* Whose role has no key to the vault: Ruth Adeyemi's next unlock takes them up. */
static char *
join_outside (GbTestDesk *desk, char *code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GbOuter) outer = gb_outer_join (desk->path, code, desk->keyring, &error);

  g_assert_no_error (error);
  gb_wipe_text (code);
  gb_test_desk_reopen (desk, NULL);
  return g_strdup (gb_outer_get_member_id (outer));
}

char *
gb_test_desk_enrol (GbTestDesk *desk, const char *name, const char *role)
{
  const char *const roles[] = { role, NULL };
  g_autoptr (GError) error = NULL;
  char *code = gb_book_invite (desk->book, name, roles, &error);
  char *member_id;

  g_assert_no_error (error);
  gb_test_desk_close (desk);
  if (gb_outer_is_code (desk->path, code))
    return join_outside (desk, code);
  desk->book = gb_book_enrol (desk->path, code, desk->keyring, &error);
  g_assert_no_error (error);
  gb_wipe_text (code);
  member_id = g_strdup (gb_book_get_member_id (desk->book));
  gb_test_desk_reopen (desk, NULL);
  return member_id;
}

JsonObject *
gb_test_body (const char *json)
{
  g_autofree char *text = g_strdelimit (g_strdup (json), "'", '"');
  g_autoptr (GError) error = NULL;
  JsonObject *body = gb_json_parse (text, -1, &error);

  g_assert_no_error (error);
  return body;
}

char *
gb_test_act (GbBook *book, const char *kind, const char *case_id, const char *text)
{
  g_autoptr (JsonObject) body = gb_test_body (text);
  g_autofree char *request = gb_id_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GbDone) done = gb_book_act (book, kind, case_id, request, body, &error);

  g_assert_no_error (error);
  return g_strdup (done->case_id);
}

char *
gb_test_refused (GbBook *book, const char *kind, const char *case_id, const char *text, int code)
{
  g_autoptr (JsonObject) body = gb_test_body (text);
  g_autofree char *request = gb_id_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GbDone) done = gb_book_act (book, kind, case_id, request, body, &error);

  g_assert_null (done);
  g_assert_error (error, GB_ERROR, code);
  return g_strdup (error->message);
}

char *
gb_test_incident (GbBook *book)
{
  g_autofree char *text = g_strdup_printf (
      "{'title':'Phone used in the changing room','category':'device-misuse','occurred_at':%" G_GINT64_FORMAT
      ",'precision':'exact',"
      "'location':'changing-room','site':'on','channel':'staff-saw','narrative':'A phone was seen in use during PE.',"
      "'danger':'no','indecent_image':'no','people':[]}",
      gb_now () - GB_HOUR);

  return gb_test_act (book, "incident.recorded", NULL, text);
}
