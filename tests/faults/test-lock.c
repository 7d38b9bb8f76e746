/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Locking, seen from outside: the real program in a session with a keyring,
 * its whole memory read before and after.  The secrets are known because this
 * test made the vault: they must be there while the desk is open (else the
 * reading proves nothing), and nowhere once it is locked. */
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "casework/book.h"
#include "support/drive.h"
#include "support/folder.h"
#include "vault/guarded.h"
#include "vault/slots.h"
#include "vault/vault-private.h"

/* Of its own, so that it is found nowhere by chance. */
#define PASSPHRASE "violet tram under seven quiet bridges"
#define DRAFT "A half-written sentence about a heron"
#define PATIENCE (60 * G_USEC_PER_SEC) /* a machine that has much else to do is no failure */

typedef struct { const char *name; guint8 bytes[64]; gsize length; } Secret;

typedef struct
{
  char *folder, *path;
  Secret secrets[4];
} School;

/* --- a school whose secrets are known ------------------------------------------------ */

static void
keep (Secret *secret, const char *name, gconstpointer bytes, gsize length)
{
  g_assert_cmpuint (length, <=, sizeof secret->bytes);
  secret->name = name;
  secret->length = length;
  memcpy (secret->bytes, bytes, length);
}

static void
learn_keys (School *school, GbKeyring *keyring, const char *vault_id, const char *member_id)
{
  g_autoptr (GBytes) item = gb_keyring_load (keyring, vault_id, member_id, "seed", NULL);
  g_autoptr (GbIdentity) identity = NULL;
  g_autoptr (GbSlots) slots = gb_slots_read (school->path, NULL, NULL);
  g_autoptr (GbGuarded) key = NULL;
  guint8 seed[GB_SEED_SIZE], database[32];

  g_assert_true (gb_seed_item_read (vault_id, member_id, item, PASSPHRASE, seed, NULL));
  identity = gb_identity_new_from_item (vault_id, member_id, item, PASSPHRASE, NULL);
  key = gb_slots_unlock (slots, identity, NULL);
  g_assert_nonnull (key);
  crypto_kdf_derive_from_key (database, sizeof database, GB_SUBKEY_DATABASE, GB_SUBKEY_CONTEXT, key);
  keep (&school->secrets[0], "seed", seed, sizeof seed);
  keep (&school->secrets[1], "vault key", key, 32);
  keep (&school->secrets[2], "database key", database, sizeof database);
  keep (&school->secrets[3], "passphrase", PASSPHRASE, strlen (PASSPHRASE));
}

static void
school_init (School *school)
{
  static const char *const roles[] = { "dsl", NULL };
  g_autoptr (GbKeyring) keyring = gb_keyring_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GbBook) book = NULL;
  char *words = NULL;
  GbBookPlan plan = { .school = "Marsh Lane Primary School", .dfe_number = "886/5201", .pack = "kent-2023",
                      .member_name = "Ruth Adeyemi", .member_roles = roles, .passphrase = PASSPHRASE };

  g_assert_true (gb_vault_guard (NULL));
  school->folder = gb_test_folder_new ();
  school->path = g_build_filename (school->folder, "Marsh Lane.guardbook", NULL);
  plan.dir = school->path;
  book = gb_book_create (&plan, keyring, &words, &error);
  g_assert_no_error (error);
  g_assert_true (gb_book_confirm_recovery (book, words, NULL));
  gb_wipe_text (words);
  gb_book_close (book);
  learn_keys (school, keyring, gb_vault_get_id (gb_book_get_vault (book)), gb_book_get_member_id (book));
}

static void
school_clear (School *school)
{
  g_free (school->path);
  gb_test_folder_free (school->folder);
}

/* --- reading a process ------------------------------------------------------------------ */

#define CHUNK (1 << 20)

/* What stands around it tells whose it is. */
static void
tell_place (const guint8 *chunk, gsize n, const guint8 *found, guint64 from, const char *range)
{
  gsize at = (gsize) (found - chunk), first = at > 64 ? at - 64 : 0, last = MIN (n, at + 128);
  g_autoptr (GString) around = g_string_new (NULL);

  for (gsize i = first; i < last; i++)
    g_string_append_c (around, g_ascii_isprint (chunk[i]) ? (char) chunk[i] : '.');
  g_test_message ("at %" G_GINT64_MODIFIER "x in %s: %s", from + at, range, around->str);
}

/* Chunks overlap, so that nothing hides on a border. */
static gboolean
is_in_range (int memory, guint64 from, guint64 until, const Secret *secret, guint8 *chunk, const char *range)
{
  while (from < until)
    {
      ssize_t n = pread (memory, chunk, MIN (CHUNK, until - from), (off_t) from);
      const guint8 *found = n > 0 ? memmem (chunk, (gsize) n, secret->bytes, secret->length) : NULL;
      if (n <= 0)
        return FALSE;
      if (found != NULL)
        {
          tell_place (chunk, (gsize) n, found, from, range);
          return TRUE;
        }
      if ((gsize) n < secret->length || from + (guint64) n >= until)
        return FALSE;
      from += (guint64) n - secret->length + 1;
    }
  return FALSE;
}

static gboolean
is_in_memory (int pid, const Secret *secret)
{
  g_autofree char *maps_path = g_strdup_printf ("/proc/%d/maps", pid);
  g_autofree char *memory_path = g_strdup_printf ("/proc/%d/mem", pid);
  g_autofree char *maps = NULL;
  g_autofree guint8 *chunk = g_malloc (CHUNK);
  g_auto (GStrv) lines = NULL;
  int memory = open (memory_path, O_RDONLY | O_CLOEXEC);
  gboolean found = FALSE;

  g_assert_cmpint (memory, >=, 0);
  g_assert_true (g_file_get_contents (maps_path, &maps, NULL, NULL));
  lines = g_strsplit (maps, "\n", -1);
  for (guint i = 0; lines[i] != NULL && !found; i++)
    {
      guint64 from, until;
      char rights[5];
      if (sscanf (lines[i], "%" G_GINT64_MODIFIER "x-%" G_GINT64_MODIFIER "x %4s", &from, &until, rights) == 3
          && rights[0] == 'r')
        found = is_in_range (memory, from, until, secret, chunk, lines[i]);
    }
  close (memory);
  return found;
}

/* The keys go behind the window's back, within a moment. */
static void
assert_gone (int pid, const Secret *secret)
{
  gint64 end = g_get_monotonic_time () + PATIENCE;

  while (is_in_memory (pid, secret))
    {
      if (g_get_monotonic_time () > end)
        g_error ("The %s is still in memory", secret->name);
      g_usleep (100000);
    }
}

/* --- at the desk ------------------------------------------------------------------------------ */

static Drive *
start (School *school)
{
  const char *const argv[] = { g_getenv ("GUARDBOOK"), school->path, NULL };
  return drive_start (argv, g_getenv ("GUARDBOOK_SHOTS") != NULL ? g_getenv ("GUARDBOOK_SHOTS") : school->folder);
}

/* By the keyboard, as a person does: the accessibility bus would carry it in its messages. */
static void
type_passphrase (Drive *drive, const char *passphrase)
{
  drive_see (drive, "Your passphrase");
  drive_type (drive, passphrase);
  drive_key (drive, "Return");
}

/* Opens the desk and begins to write of an incident. */
static void
open_and_write (Drive *drive)
{
  type_passphrase (drive, PASSPHRASE);
  drive_see (drive, "Ruth Adeyemi");
  drive_click (drive, "Incidents");
  drive_press (drive, "New incident");
  drive_see (drive, "Before you write");
  drive_fill (drive, "In a few words", DRAFT);
}

static void
test_the_keys_leave_the_memory_when_the_desk_is_locked (void)
{
  School school = { 0 };
  Drive *drive;
  int pid;

  school_init (&school);
  drive = start (&school);
  pid = drive_get_pid (drive);
  type_passphrase (drive, PASSPHRASE);
  drive_see (drive, "Ruth Adeyemi");
  drive_see (drive, "Incidents");
  for (guint i = 0; i < 3; i++) /* or the reading would prove nothing */
    g_assert_true (is_in_memory (pid, &school.secrets[i]));
  assert_gone (pid, &school.secrets[3]); /* the passphrase is not needed any longer */
  drive_action (drive, "win.lock");
  drive_see (drive, "The keys have been put away");
  drive_shoot (drive, "locked");
  for (guint i = 0; i < G_N_ELEMENTS (school.secrets); i++)
    assert_gone (pid, &school.secrets[i]);
  type_passphrase (drive, "not this one but another");
  drive_see (drive, "That isn’t your passphrase");
  drive_shoot (drive, "wrong-passphrase");
  type_passphrase (drive, PASSPHRASE);
  drive_see (drive, "Incidents");
  drive_stop (drive);
  school_clear (&school);
}

/* --- what the accessibility bus hears ----------------------------------------------------------- */

/* What any program of the session is told as texts change: put together as it comes. */
static void
hear (AtspiEvent *event, gpointer heard)
{
  if (G_VALUE_HOLDS_STRING (&event->any_data))
    g_string_append (heard, g_value_get_string (&event->any_data));
  g_boxed_free (ATSPI_TYPE_EVENT, event);
}

static void
wait_to_hear (GString *heard, const char *text)
{
  gint64 end = g_get_monotonic_time () + PATIENCE;

  while (strstr (heard->str, text) == NULL)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_main_context_iteration (NULL, FALSE);
      g_usleep (2000);
    }
}

static void
test_a_passphrase_is_not_told_to_the_accessibility_bus (void)
{
  School school = { 0 };
  g_autoptr (GString) heard = g_string_new (NULL);
  AtspiEventListener *listener = atspi_event_listener_new (hear, heard, NULL);
  Drive *drive;

  school_init (&school);
  drive = start (&school);
  g_assert_true (atspi_event_listener_register (listener, "object:text-changed", NULL));
  open_and_write (drive);
  wait_to_hear (heard, DRAFT); /* or the silence before would prove nothing */
  for (guint i = 0; i + 4 <= strlen (PASSPHRASE); i++)
    {
      g_autofree char *piece = g_strndup (PASSPHRASE + i, 4);
      if (strstr (heard->str, piece) != NULL && strstr (DRAFT, piece) == NULL)
        g_error ("“%s” of the passphrase was told: %s", piece, heard->str);
    }
  atspi_event_listener_deregister (listener, "object:text-changed", NULL);
  g_object_unref (listener);
  drive_stop (drive);
  school_clear (&school);
}

static void
say_screen_saver (void)
{
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);

  g_assert_true (g_dbus_connection_emit_signal (bus, NULL, "/org/gnome/ScreenSaver", "org.gnome.ScreenSaver",
                                                "ActiveChanged", g_variant_new ("(b)", TRUE), NULL));
  g_assert_true (g_dbus_connection_flush_sync (bus, NULL, NULL));
}

static void
test_a_draft_waits_behind_the_lock_and_dialogs_are_closed (void)
{
  School school = { 0 };
  Drive *drive;

  school_init (&school);
  drive = start (&school);
  open_and_write (drive);
  drive_see (drive, "was kept at");
  say_screen_saver ();
  drive_see (drive, "The keys have been put away");
  drive_see_gone (drive, "Before you write");
  type_passphrase (drive, PASSPHRASE);
  drive_see (drive, "Incidents");
  drive_click (drive, "Incidents");
  drive_press (drive, "New incident");
  drive_see (drive, "Before you write");
  drive_make_tall (drive, TRUE);
  drive_see (drive, DRAFT);
  drive_press (drive, "Carry on");
  drive_see (drive, "This is your draft, as you left it.");
  drive_stop (drive);
  school_clear (&school);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  /* AT-SPI warns of objects that have just gone: ordinary life, not a failure. */
  g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL);
  g_test_add_func ("/lock/the-keys-leave-the-memory-when-the-desk-is-locked",
                   test_the_keys_leave_the_memory_when_the_desk_is_locked);
  g_test_add_func ("/lock/a-passphrase-is-not-told-to-the-accessibility-bus",
                   test_a_passphrase_is_not_told_to_the_accessibility_bus);
  g_test_add_func ("/lock/a-draft-waits-behind-the-lock-and-dialogs-are-closed",
                   test_a_draft_waits_behind_the_lock_and_dialogs_are_closed);
  return g_test_run ();
}
