/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening, closing, acts and questions.  How a vault is founded and how
 * members come to it is in book-join.c.
 *
 * What a book knows (pack, calendar, roles) is replaced on the worker while
 * windows read it: a replaced thing is kept alive until the book is closed.
 * The anchor is stored and the index of words brought up to date by a thread
 * of its own (the keeper), so that an act never waits for the keyring or for
 * FTS; closing waits for the anchor. */
#include <string.h>

#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/ids.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/act.h"
#include "casework/book-private.h"
#include "casework/evidence.h"
#include "casework/calendar.h"
#include "casework/capability.h"
#include "casework/factor.h"
#include "casework/find.h"
#include "casework/member.h"
#include "casework/outer.h"
#include "casework/procedure.h"
#include "casework/retention.h"
#include "casework/seal.h"
#include "journal/projection.h"
#include "vault/statement.h"

/* Acts in quick succession move the anchor once. */
#define KEEPER_PAUSE (200 * 1000)
#define INDEX_SLICE 64 /* entries; a few milliseconds */

struct _GbBook
{
  GObject parent_instance;

  GbVault *vault;
  GbKeyring *keyring;
  gboolean closed;

  GbPack *pack;      /* in force: one of packs */
  GHashTable *packs; /* of those that were asked for, by hash; none goes before the book does */
  GbCalendar *calendar;
  char *school, *dfe_number, *zone;
  char *member_id, *member_name;
  GStrv roles;
  gboolean recovery_confirmed;
  GPtrArray *retired_objects; /* of GObject */
  GPtrArray *retired_texts;   /* of char ** */

  JsonArray *missing;  /* rows of what the anchor remembers and the vault has not */
  gboolean remembered; /* the keyring had an anchor when the vault was opened */
  char *behind_anchor; /* sentences; NULL when all is well */
  const char *found_wrong; /* interned; atomic: found by the keeper, read by everybody */
  char *cant_write;

  GbFactor *factor;

  GThread *keeper;
  GMutex keeper_lock;
  GCond keeper_wake;
  gboolean moved;
  int keeper_ends; /* atomic */
  GCancellable *keeper_cancel;
  gboolean check_due; /* the keeper's, once it runs */
  gint64 verified;    /* the checkpoint: every signature up to this entry was verified */
};

G_DEFINE_FINAL_TYPE (GbBook, gb_book, G_TYPE_OBJECT)

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

void
gb_done_free (GbDone *done)
{
  if (done == NULL)
    return;
  g_free (done->case_id);
  g_free (done->reference);
  g_free (done);
}

/* --- life ------------------------------------------------------------------------ */

static void
gb_book_dispose (GObject *object)
{
  gb_book_close (GB_BOOK (object));
  G_OBJECT_CLASS (gb_book_parent_class)->dispose (object);
}

static void
gb_book_finalize (GObject *object)
{
  GbBook *self = GB_BOOK (object);

  g_clear_object (&self->vault);
  g_clear_object (&self->keyring);
  g_hash_table_unref (self->packs);
  g_clear_object (&self->calendar);
  g_free (self->school);
  g_free (self->dfe_number);
  g_free (self->zone);
  g_free (self->member_id);
  g_free (self->member_name);
  g_strfreev (self->roles);
  g_ptr_array_unref (self->retired_objects);
  g_ptr_array_unref (self->retired_texts);
  g_free (self->behind_anchor);
  g_clear_pointer (&self->missing, json_array_unref);
  g_free (self->cant_write);
  gb_factor_free (self->factor);
  g_mutex_clear (&self->keeper_lock);
  g_cond_clear (&self->keeper_wake);
  g_clear_object (&self->keeper_cancel);
  G_OBJECT_CLASS (gb_book_parent_class)->finalize (object);
}

static void
gb_book_class_init (GbBookClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = gb_book_dispose;
  G_OBJECT_CLASS (klass)->finalize = gb_book_finalize;
  signals[CHANGED] = g_signal_new ("changed", GB_TYPE_BOOK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                   G_TYPE_STRING, G_TYPE_STRING);
}

static void
gb_book_init (GbBook *self)
{
  self->packs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->retired_objects = g_ptr_array_new_with_free_func (g_object_unref);
  self->retired_texts = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  self->factor = gb_factor_new ();
  g_mutex_init (&self->keeper_lock);
  g_cond_init (&self->keeper_wake);
  self->keeper_cancel = g_cancellable_new ();
}

/* --- the anchor ------------------------------------------------------------------- */

typedef struct { gint64 verified; GBytes *bytes; } Anchor;

static gboolean
make_anchor (GbVault *vault, gpointer data, GError **error)
{
  ((Anchor *) data)->bytes = gb_journal_anchor (vault, ((Anchor *) data)->verified, error);
  return ((Anchor *) data)->bytes != NULL;
}

/* A keyring that can't be reached now gets the next anchor; the one it has is
 * older, and an older one accuses nobody wrongly. */
static void
store_anchor (GbBook *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *label = NULL;
  Anchor anchor = { self->verified, NULL };

  if (gb_vault_run (self->vault, make_anchor, &anchor, &error))
    {
      label = g_strdup_printf (_ ("Guardbook: last seen state of %s"), self->school);
      gb_keyring_store (self->keyring, gb_vault_get_id (self->vault), self->member_id, "anchor", label, anchor.bytes,
                        &error);
      g_bytes_unref (anchor.bytes);
    }
  if (error != NULL)
    g_debug ("the anchor was not stored: %s", error->message);
}

static gboolean
index_slice (GbVault *vault, gpointer data, GError **error)
{
  gint64 left = 0;
  gboolean fine = gb_find_catch_up (vault, INDEX_SLICE, &left, error);

  *(gboolean *) data = left > 0;
  return fine;
}

static gboolean
tidy_slice (GbVault *vault, gpointer data, GError **error)
{
  return gb_find_tidy (vault, data, error);
}

/* In slices, each of which lets the worker's other jobs pass; a book that is
 * closing leaves the rest for the next time. */
static void
keep_index (GbBook *self)
{
  static const GbVaultJob jobs[] = { index_slice, tidy_slice };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (jobs) && error == NULL; i++)
    {
      gboolean more = TRUE;
      while (more && error == NULL && !g_atomic_int_get (&self->keeper_ends))
        gb_vault_run (self->vault, jobs[i], &more, &error);
    }
  if (error != NULL)
    g_debug ("the index was not brought up to date: %s", error->message);
}

static void say_changed (GbBook *self, const char *kind, const char *case_id);

/* The first finding stops writing; the sentence says what and where. */
static void
take_findings (GbBook *self, GbVerdict *verdict)
{
  g_autofree char *sentence = NULL;

  if (verdict->findings->len == 0)
    {
      g_atomic_pointer_set (&self->found_wrong, NULL);
      return;
    }
  sentence = g_strdup_printf (_ ("%s Nothing can be added until this is settled. Tell your technician."),
                              ((GbFinding *) verdict->findings->pdata[0])->sentence);
  g_atomic_pointer_set (&self->found_wrong, g_intern_string (sentence));
  say_changed (self, "verify", NULL);
}

static int opened_unchecked; /* atomic */

void
gb_book_check_when_opened (gboolean check)
{
  g_atomic_int_set (&opened_unchecked, !check);
}

/* Each piece against the hash in its entry. */
static void
check_evidence (GbBook *self)
{
  GbVerdict verdict = { .findings = g_ptr_array_new_with_free_func ((GDestroyNotify) gb_finding_free) };

  if (gb_evidence_verify (self->vault, verdict.findings, self->keeper_cancel, NULL) && verdict.findings->len > 0)
    take_findings (self, &verdict);
  g_ptr_array_unref (verdict.findings);
}

/* Once after each unlock, beside the work at the desk: all hashes and chains,
 * the signatures since the checkpoint that the keyring remembers, and all evidence. */
static void
check_what_was_opened (GbBook *self)
{
  static const GbVerifyParts rounds[] = { GB_VERIFY_HASHES, GB_VERIFY_SIGNATURES };
  gboolean sound = TRUE;
  gint64 checked = 0;

  for (guint i = 0; i < G_N_ELEMENTS (rounds) && sound; i++)
    {
      gint64 from = rounds[i] == GB_VERIFY_SIGNATURES ? self->verified + 1 : 1;
      g_autoptr (GbVerdict) verdict
        = gb_journal_verify (self->vault, rounds[i], from, NULL, NULL, self->keeper_cancel, NULL);
      if (verdict == NULL)
        return;
      sound = verdict->findings->len == 0;
      checked = verdict->entries;
      if (!sound)
        take_findings (self, verdict);
    }
  if (sound && checked != self->verified)
    {
      self->verified = checked;
      store_anchor (self);
    }
  if (sound)
    check_evidence (self);
}

/* Nothing but the end shortens the pause: an act that woke the keeper would have
 * the next one wait for the anchor and the index. */
static void
pause_keeper (GbBook *self)
{
  gint64 until = g_get_monotonic_time () + KEEPER_PAUSE;

  while (!g_atomic_int_get (&self->keeper_ends)
         && g_cond_wait_until (&self->keeper_wake, &self->keeper_lock, until))
    ;
}

static gpointer
keep (gpointer data)
{
  GbBook *self = data;

  g_mutex_lock (&self->keeper_lock);
  while (!g_atomic_int_get (&self->keeper_ends) || self->moved)
    {
      if (!self->moved)
        {
          g_cond_wait (&self->keeper_wake, &self->keeper_lock);
          continue;
        }
      pause_keeper (self);
      self->moved = FALSE;
      g_mutex_unlock (&self->keeper_lock);
      store_anchor (self);
      keep_index (self);
      if (self->check_due && !g_atomic_int_get (&self->keeper_ends))
        {
          self->check_due = FALSE;
          check_what_was_opened (self);
          gb_outer_prove_copies (self, NULL);
        }
      g_mutex_lock (&self->keeper_lock);
    }
  g_mutex_unlock (&self->keeper_lock);
  return NULL;
}

/* A vault that is behind keeps its anchor: it is the evidence. */
static void
move_anchor (GbBook *self)
{
  if (self->behind_anchor != NULL || self->keyring == NULL)
    return;
  g_mutex_lock (&self->keeper_lock);
  if (self->keeper == NULL)
    self->keeper = g_thread_new ("keeper", keep, self);
  if (!self->moved)
    g_cond_signal (&self->keeper_wake);
  self->moved = TRUE;
  g_mutex_unlock (&self->keeper_lock);
}

static void
finish_keeper (GbBook *self)
{
  g_mutex_lock (&self->keeper_lock);
  g_atomic_int_set (&self->keeper_ends, TRUE);
  g_cancellable_cancel (self->keeper_cancel);
  g_cond_signal (&self->keeper_wake);
  g_mutex_unlock (&self->keeper_lock);
  g_clear_pointer (&self->keeper, g_thread_join);
}

typedef struct
{
  GBytes *bytes;
  JsonArray *missing;
  gint64 verified;
} CheckAnchor;

static gboolean
check_anchor (GbVault *vault, gpointer data, GError **error)
{
  CheckAnchor *check = data;

  check->verified = gb_journal_anchor_verified (vault, check->bytes);
  return gb_journal_check_anchor (vault, check->bytes, &check->missing, error);
}

/* Asked before this book moves the anchor: from then on there always is one. */
static gboolean
has_anchor (GbBook *self)
{
  g_autoptr (GBytes) bytes
    = gb_keyring_load (self->keyring, gb_vault_get_id (self->vault), self->member_id, "anchor", NULL);

  return bytes != NULL;
}

/* What the keyring remembers against what the vault has.  A member who was
 * never here has no anchor yet. */
static gboolean
compare_with_anchor (GbBook *self, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GBytes) bytes
    = gb_keyring_load (self->keyring, gb_vault_get_id (self->vault), self->member_id, "anchor", &local);
  CheckAnchor check = { bytes, NULL, 0 };
  gboolean fits;

  if (local != NULL)
    g_debug ("the anchor could not be read: %s", local->message);
  if (bytes == NULL)
    return TRUE;
  fits = gb_vault_run (self->vault, check_anchor, &check, error);
  g_clear_pointer (&self->missing, json_array_unref);
  self->missing = check.missing;
  self->verified = check.verified;
  return fits;
}

gboolean
gb_book_is_remembered (GbBook *self)
{
  return self->remembered;
}

JsonArray *
gb_book_missing (GbBook *self)
{
  return self->missing;
}

/* --- what the journal says about school, pack and member --------------------------------- */

static void
retire_object (GbBook *self, gpointer object)
{
  if (object != NULL)
    g_ptr_array_add (self->retired_objects, object);
}

GbPack *
gb_book_pack_by_hash (GbBook *self, const char *hash, GError **error)
{
  GbPack *pack = g_hash_table_lookup (self->packs, hash);
  g_autoptr (GError) local = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (pack != NULL)
    return pack;
  bytes = gb_journal_kept (self->vault, hash, &local);
  pack = bytes != NULL ? gb_pack_new (bytes, &local) : NULL;
  if (pack != NULL)
    g_hash_table_insert (self->packs, g_strdup (hash), pack);
  else if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else
    g_set_error_literal (
        error, GB_ERROR, GB_ERROR_TAMPERED,
        _ ("The policy pack that the school adopted is missing from this vault. Restore the newest backup, or tell your"
           " technician."));
  return pack;
}

static gboolean
load_pack (GbBook *self, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree char *hash =
      gb_vault_ask_text (self->vault, &local, "SELECT hash FROM p_pack ORDER BY entry DESC LIMIT 1", NULL);
  GbPack *pack = local == NULL ? gb_book_pack_by_hash (self, hash != NULL ? hash : "", &local) : NULL;

  if (pack != NULL)
    self->pack = pack;
  else
    g_propagate_error (error, g_steal_pointer (&local));
  return pack != NULL;
}

static gboolean
load_calendar (GbBook *self, GError **error)
{
  GbCalendar *calendar = gb_calendar_load (self->vault, error);

  if (calendar == NULL)
    return FALSE;
  retire_object (self, g_steal_pointer (&self->calendar));
  self->calendar = calendar;
  return TRUE;
}

static gboolean
load_member (GbBook *self, GError **error)
{
  g_autofree char *today = gb_today ();
  g_autoptr (GError) local = NULL;
  g_autoptr (GbMember) member = gb_member_get (self->vault, self->member_id, today, &local);

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (member != NULL && g_strcmp0 (member->state, "invited") == 0)
    {
      g_set_error_literal (error, GB_ERROR, GB_ERROR_NO_KEY,
                           _ ("Joining was broken off before it was done. Type the one-time code again; it is still "
                              "good."));
      return FALSE;
    }
  if (member == NULL || g_strcmp0 (member->state, "active") != 0)
    {
      g_set_error_literal (error, GB_ERROR, GB_ERROR_NO_KEY,
                           _ ("Your key no longer opens this vault, because you aren’t a member any more. Ask the DSL "
                              "or the headteacher."));
      return FALSE;
    }
  if (self->roles != NULL)
    g_ptr_array_add (self->retired_texts, self->roles);
  self->roles = g_strsplit (member->roles != NULL ? member->roles : "", " ", -1);
  if (self->member_name == NULL)
    self->member_name = g_strdup (member->name);
  return gb_capability_keep_back (self->vault, gb_book_get_roles (self), error);
}

static gboolean
load_school (GbBook *self, GError **error)
{
  g_autoptr (GbStatement) s =
      gb_statement_new (self->vault, "SELECT name, dfe_number, zone, confirmed_at FROM p_school", error);

  if (s == NULL)
    return FALSE;
  if (!gb_statement_step (s, error))
    return FALSE;
  if (self->school == NULL)
    {
      self->school = g_strdup (gb_statement_text (s, "name"));
      self->dfe_number = g_strdup (gb_statement_text (s, "dfe_number"));
      self->zone = g_strdup (gb_statement_text (s, "zone"));
      gb_zone_set (self->zone);
    }
  self->recovery_confirmed = !gb_statement_is_null (s, "confirmed_at");
  return TRUE;
}

gboolean
gb_book_reload (GbBook *self, GError **error)
{
  return load_school (self, error) && load_pack (self, error) && load_calendar (self, error)
         && load_member (self, error);
}

static gboolean
load_job (GbVault *vault, gpointer data, GError **error)
{
  GbBook *self = data;
  gint64 schools;

  if (!gb_projection_ensure (vault, NULL, NULL, NULL, error) || !gb_sealed_open (vault, error))
    return FALSE;
  schools = gb_vault_ask_number (vault, 0, error, "SELECT count (*) FROM p_school", NULL);
  if (schools == 1)
    return gb_book_reload (self, error);
  if (error != NULL && *error == NULL)
    g_set_error_literal (
        error, GB_ERROR, GB_ERROR_TAMPERED,
        _ ("This vault has no beginning: the entry that founded it is missing. Restore the newest backup."));
  return FALSE;
}

GbBook *
gb_book_new_for_vault (GbVault *vault, GbKeyring *keyring, GError **error)
{
  g_autoptr (GbBook) self = g_object_new (GB_TYPE_BOOK, NULL);
  g_autoptr (GError) local = NULL;

  gb_acts_register ();
  self->vault = vault;
  self->keyring = g_object_ref (keyring);
  self->member_id = g_strdup (gb_identity_get_member_id (gb_vault_get_identity (vault)));
  if (!gb_vault_run (vault, load_job, self, &local))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  if (gb_vault_is_read_only (vault))
    self->cant_write = g_strdup (
        _ ("This vault’s folder can’t be written to, so it is open for reading only. Ask your technician for the"
           " right to change it."));
  return g_steal_pointer (&self);
}

/* --- opening ----------------------------------------------------------------------------------- */

static char *
only_member (GbKeyring *keyring, const char *vault_id, GError **error)
{
  g_auto (GStrv) members = NULL;

  if (gb_keyring_look (keyring, error) != GB_KEYRING_READY)
    return NULL;
  members = gb_keyring_members (keyring, vault_id, error);
  if (members == NULL)
    return NULL;
  if (g_strv_length (members) == 1)
    return g_strdup (members[0]);
  if (members[0] == NULL)
    g_set_error_literal (
        error, GB_ERROR, GB_ERROR_NO_KEY,
        _ ("Your keyring has no key for this vault. Join with a one-time code, or come back with the recovery key."));
  else
    g_set_error_literal (error, GB_ERROR, GB_ERROR_INPUT,
                         _ ("Your keyring has keys of several members for this vault. Say who is opening it."));
  return NULL;
}

static GbIdentity *
identity_of_item (const char *vault_id, const char *member_id, GBytes *item, const char *passphrase, GError **error)
{
  g_auto (GbSeedLook) look = { 0 };
  char *asked = NULL, *spelt;
  GbIdentity *identity = NULL;

  gb_seed_item_look (item, &look);
  if (look.passphrase && passphrase == NULL)
    passphrase = asked = gb_passphrase_ask (FALSE, error);
  if (look.passphrase && passphrase == NULL)
    return NULL;
  spelt = gb_passphrase_spell (passphrase);
  identity = gb_identity_new_from_item (vault_id, member_id, item, spelt, error);
  gb_guarded_free (spelt);
  gb_guarded_free (asked);
  return identity;
}

GbIdentity *
gb_book_load_identity (GbKeyring *keyring, const char *vault_id, const char *member_id, const char *passphrase,
                       GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GBytes) item = gb_keyring_load (keyring, vault_id, member_id, "seed", &local);

  if (item != NULL)
    return identity_of_item (vault_id, member_id, item, passphrase, error);
  if (local == NULL)
    local = g_error_new_literal (
        GB_ERROR, GB_ERROR_NO_KEY,
        _ ("Your keyring has no key for this vault. Join with a one-time code, or come back with the recovery key."));
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

static gboolean
settle_job (GbVault *vault G_GNUC_UNUSED, gpointer data, GError **error)
{
  return gb_book_settle_keys (data, error) && gb_outer_settle (data, error);
}

/* What a kill or a full disk broke off when somebody left.  The desk opens all
 * the same: what is left undone is tried again at each opening. */
static void
finish_leaving (GbBook *self)
{
  g_autoptr (GError) error = NULL;

  if (gb_book_get_read_only_reason (self) == NULL && self->recovery_confirmed
      && !gb_vault_run (self->vault, settle_job, self, &error))
    g_debug ("the keys were not settled: %s", error->message);
}

static gboolean
erase_job (GbVault *vault, gpointer data G_GNUC_UNUSED, GError **error)
{
  return gb_retention_carry_out (vault, error);
}

/* What a kill or a full disk broke off when a case was erased: tried again at each opening. */
static void
finish_erasing (GbBook *self)
{
  g_autoptr (GError) error = NULL;

  if (gb_book_get_read_only_reason (self) == NULL && !gb_vault_run (self->vault, erase_job, NULL, &error))
    g_debug ("a case was not erased: %s", error->message);
}

GbBook *
gb_book_open_identity (const char *dir, GbIdentity *identity, GbKeyring *keyring, GError **error)
{
  GbVault *vault = gb_vault_open (dir, identity, error);
  GbBook *self = vault != NULL ? gb_book_new_for_vault (vault, keyring, error) : NULL;
  g_autoptr (GError) local = NULL;

  if (self == NULL)
    return NULL;
  self->check_due = !g_atomic_int_get (&opened_unchecked);
  self->remembered = has_anchor (self);
  if (compare_with_anchor (self, &local))
    {
      move_anchor (self);
      finish_leaving (self);
      finish_erasing (self);
    }
  else
    self->behind_anchor = g_strdup (local->message);
  return self;
}

GbBook *
gb_book_open_with (const char *dir, const char *member_id, const char *passphrase, GbKeyring *keyring, GError **error)
{
  g_autofree char *vault_id = gb_vault_read_id (dir, error);
  g_autofree char *member = NULL;
  g_autoptr (GbIdentity) identity = NULL;

  if (vault_id == NULL)
    return NULL;
  member = member_id != NULL ? g_strdup (member_id) : only_member (keyring, vault_id, error);
  if (member != NULL && gb_outer_is_member (dir, member))
    {
      g_set_error_literal (error, GB_ERROR, GB_ERROR_NO_KEY,
                           _ ("Your role has no key to the vault. It has a desk of its own, with the reports that were "
                              "issued or the backups."));
      return NULL;
    }
  identity = member != NULL ? gb_book_load_identity (keyring, vault_id, member, passphrase, error) : NULL;
  return identity != NULL ? gb_book_open_identity (dir, identity, keyring, error) : NULL;
}

GbBook *
gb_book_open (const char *dir, const char *member_id, GbKeyring *keyring, GError **error)
{
  return gb_book_open_with (dir, member_id, NULL, keyring, error);
}

void
gb_book_close (GbBook *self)
{
  if (self->closed)
    return;
  self->closed = TRUE;
  finish_keeper (self);
  if (self->vault == NULL)
    return;
  gb_vault_close (self->vault);
  /* A page that is still going away may hold the book, but no longer the keys. */
  gb_identity_wipe (gb_vault_get_identity (self->vault));
}

/* --- who and under what --------------------------------------------------------------------------- */

GbVault *gb_book_get_vault (GbBook *self) { return self->vault; }
GbKeyring *gb_book_get_keyring (GbBook *self) { return self->keyring; }
GbFactor *gb_book_get_factor (GbBook *self) { return self->factor; }
GbPack *gb_book_get_pack (GbBook *self) { return self->pack; }
GbCalendar *gb_book_get_calendar (GbBook *self) { return self->calendar; }
const char *gb_book_get_school (GbBook *self) { return self->school; }
const char *gb_book_get_dfe_number (GbBook *self) { return self->dfe_number; }
const char *gb_book_get_member_id (GbBook *self) { return self->member_id; }
const char *gb_book_get_member_name (GbBook *self) { return self->member_name; }
const char *const *gb_book_get_roles (GbBook *self) { return (const char *const *) self->roles; }
gboolean gb_book_recovery_is_confirmed (GbBook *self) { return self->recovery_confirmed; }

gboolean
gb_book_has_role (GbBook *self, const char *role)
{
  return self->roles != NULL && g_strv_contains ((const char *const *) self->roles, role);
}

const char *
gb_book_get_read_only_reason (GbBook *self)
{
  if (self->cant_write != NULL)
    return self->cant_write;
  return self->behind_anchor != NULL ? self->behind_anchor : g_atomic_pointer_get (&self->found_wrong);
}

/* --- acts (worker) --------------------------------------------------------------------------------- */

/* Before the recovery key is known to be on paper, only what the first start
 * itself needs can be written. */
static gboolean
is_first_start (const char *kind)
{
  return g_str_equal (kind, "recovery.confirmed") || g_str_equal (kind, "pack.adopted")
         || g_str_equal (kind, "calendar.set");
}

/* Going on from an older copy is itself an act, with a reason. */
static gboolean
is_answer_to_loss (const char *kind)
{
  return g_str_equal (kind, "rollback.noted") || g_str_equal (kind, "vault.restored");
}

static gboolean
check_writable (GbBook *self, const char *kind, GError **error)
{
  const char *reason = gb_book_get_read_only_reason (self);

  if (reason != NULL && !(reason == self->behind_anchor && is_answer_to_loss (kind)))
    {
      g_set_error_literal (error, GB_ERROR, GB_ERROR_READ_ONLY, reason);
      return FALSE;
    }
  if (is_first_start (kind))
    return TRUE;
  if (self->recovery_confirmed && gb_book_wants_passphrase (self))
    return gb_refuse (error, _ ("Your role opens cases, so it needs a passphrase besides the keyring (policy 001 s7.9)."
                                " Set one first."));
  if (self->recovery_confirmed)
    return TRUE;
  return gb_refuse (
      error,
      _ ("Nothing can be recorded until the recovery key is safely on paper: a computer’s keyring can be lost. Confirm"
         " the twelve words first."));
}

/* Whether the case is there and is what this kind is about. */
static gboolean
check_case (GbBook *self, const GbKind *kind, const char *case_id, GError **error)
{
  static const char *const nouns[] = { "incident", "search",   "device",     "referral", "authority",
                                       "report",   "transfer", "disclosure", NULL };
  g_autofree char *prefix = g_strndup (kind->name, strcspn (kind->name, "."));
  g_autoptr (GError) local = NULL;
  g_autofree char *noun = NULL;

  if (kind->about != GB_CASE_ABOUT || case_id == NULL)
    return TRUE;
  noun = gb_vault_ask_text (self->vault, &local, "SELECT noun FROM p_case WHERE id = :id", ":id", case_id, NULL);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (noun != NULL && (!g_strv_contains (nouns, prefix) || g_str_equal (noun, prefix)))
    return TRUE;
  g_set_error_literal (error, GB_ERROR, GB_ERROR_MISSING,
                       noun == NULL ? _ ("There is no such case in this vault.")
                                    : _ ("This can’t be written in a case of that sort."));
  return FALSE;
}

/* Whoever found the recovery words might hold a key that took another's place:
 * with it nothing is signed and nobody let in until it is confirmed.  Going on
 * from an older copy is no such act: it comes first. */
static gboolean
check_key (GbBook *self, const char *kind, GError **error)
{
  if (!gb_capability_is_weighty (kind) || !gb_member_is_doubted (self->vault, self->member_id, gb_now ()))
    return TRUE;
  return gb_refuse (error, _ ("Your key is new, and nothing is signed with it until two members have compared your six "
                              "words with you. They find them under Members, as you do."));
}

static const GbAct *
check_act (GbBook *self, const char *name, const char *case_id, JsonObject *body, GError **error)
{
  const GbKind *kind = gb_kind_find (name);
  const GbAct *act = gb_act_find (name);

  if (kind == NULL || act == NULL)
    {
      g_set_error (error, GB_ERROR, GB_ERROR_INPUT, _ ("There is no act called “%s”."), name);
      return NULL;
    }
  if (!check_writable (self, name, error) || !gb_capability_may (self, name, case_id, body, error)
      || !check_key (self, name, error) || !check_case (self, kind, case_id, error))
    return NULL;
  return act;
}

/* The members of @body in an object of our own, so that what the act computes
 * never turns up in the caller's. */
static JsonObject *
copy_members (JsonObject *body)
{
  JsonObject *copy = json_object_new ();
  g_autoptr (GList) names = body != NULL ? json_object_get_members (body) : NULL;

  for (GList *l = names; l != NULL; l = l->next)
    json_object_set_member (copy, l->data, json_node_copy (json_object_get_member (body, l->data)));
  return copy;
}

/* One series of references for the whole school and calendar year.  A case that
 * begins sealed has no place in it: the gap would tell. */
static char *
allot_reference (GbVault *vault, GError **error)
{
  g_autofree char *today = gb_today ();
  gint64 year = g_ascii_strtoll (today, NULL, 10) % 100;
  g_autoptr (GError) local = NULL;
  gint64 number = gb_vault_ask_number (
      vault, 0, &local, "SELECT coalesce (max (number), 0) + 1 FROM main.p_case WHERE year = @year", "@year", year,
      NULL);

  if (local == NULL)
    return g_strdup_printf ("%02" G_GINT64_FORMAT "-%04" G_GINT64_FORMAT, year, number);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

JsonObject *
gb_book_author (const char *name, const char *const *roles, const char *zone)
{
  JsonObject *author = json_object_new ();
  JsonArray *list = json_array_new ();

  for (guint i = 0; roles != NULL && roles[i] != NULL; i++)
    json_array_add_string_element (list, roles[i]);
  json_object_set_string_member (author, "name", name);
  json_object_set_array_member (author, "roles", list);
  json_object_set_string_member (author, "zone", zone);
  return author;
}

/* @body: what @entry's bytes say. */
/* Sealed, and this member is no reader: that it is saved is all there is to say. */
static GbDone *
done_unread (const GbEntry *entry)
{
  GbDone *done = g_new0 (GbDone, 1);

  done->entry = entry->id;
  return done;
}

static GbDone *
done_new (const GbEntry *entry, JsonObject *body)
{
  GbDone *done = g_new0 (GbDone, 1);

  done->case_id = g_strdup (entry->case_id);
  done->reference =
      gb_kind_find (entry->kind)->about == GB_CASE_OPENS ? g_strdup (gb_json_text (body, "reference")) : NULL;
  done->entry = entry->id;
  return done;
}

/* The same request again: the same answer, if it is the same act. */
static GbDone *
done_before (const GbEntry *entry, const char *kind, const char *case_id, GError **error)
{
  if (entry->sealed && !entry->opened)
    return done_unread (entry);
  if (g_str_equal (entry->kind, kind) && (case_id == NULL || g_strcmp0 (entry->case_id, case_id) == 0))
    {
      g_autoptr (JsonObject) body = gb_entry_body (entry, error);
      return body != NULL ? done_new (entry, body) : NULL;
    }
  g_set_error_literal (error, GB_ERROR, GB_ERROR_CONFLICT,
                       _ ("Something else was saved under this request already. Start again with a new one."));
  return NULL;
}

static GbEntry *
append_or_seal (GbBook *self, const GbAct *act, GbRequest *request, const char *id, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GbSealWork) work = gb_seal_work_new (request, act, &local);

  if (work != NULL)
    return gb_seal_work_append (work, request, id, error);
  if (local == NULL)
    return gb_journal_append (self->vault, act->kind, request->case_id, id, request->body, error);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

static GbEntry *
append_act (GbBook *self, const GbAct *act, GbRequest *request, const char *id, GError **error)
{
  gboolean opens = gb_kind_find (act->kind)->about == GB_CASE_OPENS;
  g_autofree char *new_id = NULL;

  if ((act->gate != NULL && !act->gate (request, error)) || !gb_procedure_allows (request, error))
    return NULL;
  if (opens)
    {
      g_autofree char *reference = NULL;
      if (request->case_id == NULL)
        request->case_id = new_id = gb_id_new ();
      reference = gb_seal_opens (request, act) ? gb_seal_reference (request->case_id)
                                               : allot_reference (self->vault, error);
      if (reference == NULL)
        return NULL;
      json_object_set_string_member (request->body, "reference", reference);
    }
  if (act->prepare != NULL && !act->prepare (request, error))
    return NULL;
  if (!gb_procedure_prepare (request, error))
    return NULL;
  json_object_set_object_member (request->body, "author",
                                 gb_book_author (self->member_name, gb_book_get_roles (self), self->zone));
  return append_or_seal (self, act, request, id, error);
}

typedef struct { GWeakRef book; char *kind, *case_id; } Change;

static gboolean
emit_change (gpointer data)
{
  Change *change = data;
  g_autoptr (GbBook) self = g_weak_ref_get (&change->book);

  if (self != NULL)
    g_signal_emit (self, signals[CHANGED], 0, change->kind, change->case_id);
  return G_SOURCE_REMOVE;
}

static void
change_free (gpointer data)
{
  Change *change = data;

  g_weak_ref_clear (&change->book);
  g_free (change->kind);
  g_free (change->case_id);
  g_free (change);
}

/* To the main context, never at once: a view may be in the middle of asking. */
static void
say_changed (GbBook *self, const char *kind, const char *case_id)
{
  Change *change = g_new0 (Change, 1);
  g_autoptr (GSource) source = g_idle_source_new ();

  g_weak_ref_init (&change->book, self);
  change->kind = g_strdup (kind);
  change->case_id = g_strdup (case_id);
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, emit_change, change, change_free);
  g_source_attach (source, NULL);
}

/* Nothing that is shown outside changes by any other act. */
static gboolean
changes_outer_desks (const char *kind)
{
  static const char *const kinds[] = { "member.left", "member.roles", "member.confirmed", "report.issued",
                                       "backup.verified", "backup.rule", NULL };

  return g_strv_contains (kinds, kind);
}

/* After the act is durable: what this book itself has to learn from it. */
static gboolean
after_act (GbBook *self, const char *kind, JsonObject *body, GError **error)
{
  if (is_answer_to_loss (kind))
    {
      g_clear_pointer (&self->behind_anchor, g_free);
      g_clear_pointer (&self->missing, json_array_unref);
    }
  if ((g_str_has_prefix (kind, "member.") || g_str_has_prefix (kind, "calendar.") || is_first_start (kind))
      && !gb_book_reload (self, error))
    return FALSE;
  if (g_str_equal (kind, "retention.erased"))
    return gb_retention_carry_out (self->vault, error);
  if ((g_str_equal (kind, "member.left") || g_str_equal (kind, "member.roles")
       || g_str_equal (kind, "recovery.withdrawn"))
      && !gb_book_settle_keys (self, error))
    return FALSE;
  if (changes_outer_desks (kind))
    gb_outer_settle (self, NULL);
  if (g_str_equal (kind, "member.confirmed"))
    return gb_book_take_back (self, gb_json_text (body, "member_id"), error);
  /* Who stepped back sees nothing of the case any more. */
  if (g_str_equal (kind, "seal.recused"))
    return gb_sealed_open (self->vault, error);
  return TRUE;
}

GbDone *
gb_book_do (GbBook *self, const char *kind, const char *case_id, const char *request_id, JsonObject *body,
            GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GbEntry) entry = gb_sealed_entry_by_request (self->vault, request_id, &local);
  g_autoptr (JsonObject) own = NULL;
  g_autofree char *seal = NULL;
  const GbAct *act;
  GbRequest request;

  if (entry != NULL)
    return done_before (entry, kind, case_id, error);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  act = check_act (self, kind, case_id, body, error);
  if (act == NULL || !gb_factor_check (self, kind, error) || !gb_vault_begin (self->vault, error))
    return NULL;
  own = copy_members (body);
  request = (GbRequest){ .book = self, .vault = self->vault, .kind = kind, .case_id = case_id, .body = own };
  entry = append_act (self, act, &request, request_id, error);
  if (entry == NULL)
    {
      gb_vault_rollback (self->vault);
      return NULL;
    }
  if (!gb_vault_commit (self->vault, error) || !after_act (self, kind, own, error))
    return NULL;
  gb_factor_use_up (self->factor, kind);
  move_anchor (self);
  say_changed (self, kind, entry->case_id);
  if (entry->sealed && entry->case_id != NULL)
    seal = gb_sealed_find (self->vault, entry->case_id);
  return entry->sealed && entry->case_id != NULL && seal == NULL ? done_unread (entry) : done_new (entry, own);
}

gboolean
gb_book_write (GbBook *self, const char *kind, JsonObject *body, GError **error)
{
  g_autofree char *request = gb_id_new ();
  g_autoptr (JsonObject) own = copy_members (body);
  g_autoptr (GbEntry) entry = NULL;

  json_object_set_object_member (own, "author",
                                 gb_book_author (self->member_name, gb_book_get_roles (self), self->zone));
  entry = gb_journal_append (self->vault, kind, NULL, request, own, error);
  if (entry == NULL || !after_act (self, kind, own, error))
    return FALSE;
  move_anchor (self);
  say_changed (self, kind, NULL);
  return TRUE;
}

/* --- acts (any thread) --------------------------------------------------------------------------------- */

/* These carry keys or proofs that only their own functions can make. */
static gboolean
has_its_own_way (const char *kind, GError **error)
{
  static const char *const kinds[] = {
    "vault.created",    "recovery.confirmed", "member.invited",     "member.enrolled", "member.joined",
    "member.recovered", "recovery.shared",    "recovery.rehearsed", "vault.rekeyed",   NULL
  };

  if (!g_strv_contains (kinds, kind))
    return FALSE;
  g_set_error (error, GB_ERROR, GB_ERROR_INPUT, _ ("“%s” is written by Guardbook itself when it happens."), kind);
  return TRUE;
}

typedef struct
{
  GbBook *book;
  char *kind, *case_id, *request;
  JsonObject *body;
  GbDone *done;
} Act;

static Act *
act_new (GbBook *self, const char *kind, const char *case_id, const char *request, JsonObject *body)
{
  Act *act = g_new0 (Act, 1);

  act->book = g_object_ref (self);
  act->kind = g_strdup (kind);
  act->case_id = g_strdup (case_id);
  act->request = request != NULL ? g_strdup (request) : gb_id_new ();
  act->body = copy_members (body);
  return act;
}

static void
act_free (gpointer data)
{
  Act *act = data;

  g_object_unref (act->book);
  g_free (act->kind);
  g_free (act->case_id);
  g_free (act->request);
  json_object_unref (act->body);
  g_free (act);
}

static gpointer
act_question (GbVault *vault G_GNUC_UNUSED, gpointer data, GCancellable *cancellable G_GNUC_UNUSED, GError **error)
{
  Act *act = data;

  return gb_book_do (act->book, act->kind, act->case_id, act->request, act->body, error);
}

static gboolean
act_job (GbVault *vault, gpointer data, GError **error)
{
  Act *act = data;

  act->done = act_question (vault, act, NULL, error);
  return act->done != NULL;
}

char *
gb_request_next (const char *request, const char *what)
{
  g_autofree char *both = g_strconcat (request, ".", what, NULL);
  g_autofree char *hash = gb_hash_text ("guardbook.request", both, strlen (both));

  return g_strndup (hash, 32);
}

GbDone *
gb_book_act (GbBook *self, const char *kind, const char *case_id, const char *request, JsonObject *body, GError **error)
{
  Act *act;
  GbDone *done;

  if (has_its_own_way (kind, error) || !gb_factor_ask (self, kind, error))
    return NULL;
  act = act_new (self, kind, case_id, request, body);
  gb_vault_run (self->vault, act_job, act, error);
  done = g_steal_pointer (&act->done);
  act_free (act);
  return done;
}

/* The vault answers; the book passes it on as its own. */
static void
pass_on (GObject *vault, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  gpointer answer = gb_vault_run_finish (GB_VAULT (vault), result, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, answer, g_task_get_task_data (task));
}

void
gb_book_act_async (GbBook *self, const char *kind, const char *case_id, const char *request, JsonObject *body,
                   GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (self, cancellable, callback, data);
  GError *error = NULL;

  g_task_set_source_tag (task, gb_book_act_async);
  /* An act that is durable is answered, even when the asker has turned away. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, gb_done_free, NULL);
  if (has_its_own_way (kind, &error))
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  gb_vault_run_async (self->vault, act_question, act_new (self, kind, case_id, request, body), act_free,
                      (GDestroyNotify) gb_done_free, cancellable, pass_on, task);
}

GbDone *
gb_book_act_finish (GbBook *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static gboolean
may_job (GbVault *vault, gpointer data, GError **error)
{
  Act *asked = data;
  const GbAct *act = check_act (asked->book, asked->kind, asked->case_id, asked->body, error);
  GbRequest request = { .book = asked->book, .vault = vault, .kind = asked->kind, .case_id = asked->case_id,
                        .body = asked->body, .asking = TRUE };

  return act != NULL && (act->gate == NULL || act->gate (&request, error)) && gb_procedure_allows (&request, error);
}

gboolean
gb_book_may (GbBook *self, const char *kind, const char *case_id, JsonObject *body, GError **error)
{
  Act *act = act_new (self, kind, case_id, NULL, body);
  gboolean may = gb_vault_run (self->vault, may_job, act, error);

  act_free (act);
  return may;
}

/* --- questions -------------------------------------------------------------------------------------------- */

typedef struct { GbBook *book; GbBookQuestion question; gpointer data; GDestroyNotify data_free; gpointer answer; } Ask;

static void
ask_free (gpointer data)
{
  Ask *ask = data;

  if (ask->data_free != NULL)
    ask->data_free (ask->data);
  g_object_unref (ask->book);
  g_free (ask);
}

static gpointer
ask_question (GbVault *vault G_GNUC_UNUSED, gpointer data, GCancellable *cancellable, GError **error)
{
  Ask *ask = data;

  return ask->question (ask->book, ask->data, cancellable, error);
}

void
gb_book_ask_async (GbBook *self, GbBookQuestion question, gpointer data, GDestroyNotify data_free,
                   GDestroyNotify answer_free, GCancellable *cancellable, GAsyncReadyCallback callback,
                   gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Ask *ask = g_new0 (Ask, 1);

  *ask = (Ask){ g_object_ref (self), question, data, data_free, NULL };
  g_task_set_source_tag (task, gb_book_ask_async);
  g_task_set_task_data (task, answer_free, NULL);
  gb_vault_run_async (self->vault, ask_question, ask, ask_free, answer_free, cancellable, pass_on, task);
}

gpointer
gb_book_ask_finish (GbBook *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* An answer may be NULL without error: then the job is done all the same. */
static gboolean
ask_job (GbVault *vault, gpointer data, GError **error)
{
  Ask *ask = data;
  g_autoptr (GError) local = NULL;

  ask->answer = ask_question (vault, ask, NULL, &local);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

gpointer
gb_book_ask (GbBook *self, GbBookQuestion question, gpointer data, GError **error)
{
  Ask ask = { self, question, data, NULL, NULL };

  gb_vault_run (self->vault, ask_job, &ask, error);
  return ask.answer;
}

/* --- integrity ---------------------------------------------------------------------------------------------- */

GbVerdict *
gb_book_verify (GbBook *self, GbVerifyParts parts, GbProgressFunc progress, gpointer data, GCancellable *cancellable,
                GError **error)
{
  g_autoptr (GError) behind = NULL;
  GbVerdict *verdict = gb_journal_verify (self->vault, parts, 1, progress, data, cancellable, error);

  if (verdict == NULL)
    return NULL;
  if ((parts & GB_VERIFY_BLOBS) && !gb_evidence_verify (self->vault, verdict->findings, cancellable, error))
    {
      gb_verdict_free (verdict);
      return NULL;
    }
  if (!compare_with_anchor (self, &behind))
    {
      GbFinding *finding = g_new0 (GbFinding, 1);
      finding->entry = verdict->entries + 1;
      finding->sentence = g_strdup (behind->message);
      g_ptr_array_add (verdict->findings, finding);
    }
  take_findings (self, verdict);
  return verdict;
}
