/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Is the record what was written?  The worker reads the entries in slices and
 * checks order and chains, which need the entry before; what each entry must
 * prove by itself (hash, signature, grammar) is reckoned on two threads beside
 * it.  A key counts from the entry that made it known until the entry that
 * withdrew it, so the walk gathers keys as it goes. */
#include <inttypes.h>
#include <string.h>

#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/text.h"
#include "journal/erase.h"
#include "journal/private.h"
#include "journal/projection.h"
#include "journal/sealed.h"
#include "journal/written.h"

#define SLICE 512 /* two or three milliseconds; each hand-over to the worker costs a tenth of one */
#define THREADS 2
#define WAITING_MOST 4    /* slices read ahead of the threads */
#define FINDINGS_MOST 200 /* enough to see what happened */

void
gb_finding_free (GbFinding *finding)
{
  g_free (finding->sentence);
  g_free (finding);
}

void
gb_verdict_free (GbVerdict *verdict)
{
  g_ptr_array_unref (verdict->heads);
  g_ptr_array_unref (verdict->findings);
  g_free (verdict);
}

void
gb_note_finding (GPtrArray *findings, gint64 entry, const char *format, ...)
{
  GbFinding *finding;
  va_list args;

  if (findings->len >= FINDINGS_MOST)
    return;
  finding = g_new0 (GbFinding, 1);
  finding->entry = entry;
  va_start (args, format);
  finding->sentence = g_strdup_vprintf (format, args);
  va_end (args);
  g_ptr_array_add (findings, finding);
}

/* --- who may sign what, when ------------------------------------------------------- */

typedef struct
{
  char *name;
  gboolean in_force;
  guint8 key[GB_SIGN_KEY_SIZE];
  GByteArray *withdrawn; /* earlier keys, one after the other */
  char *invite_key;      /* hexadecimal; NULL: none open */
  gint64 invite_expires;
  char *invite_roles;
} Member;

static void
member_free (Member *member)
{
  g_free (member->name);
  g_byte_array_unref (member->withdrawn);
  g_free (member->invite_key);
  g_free (member->invite_roles);
  g_free (member);
}

typedef struct
{
  gint64 seq;
  guint8 hash[GB_HASH_SIZE];
} Chain;

typedef struct
{
  GbVault *vault;
  GbVerifyParts parts;
  gint64 from, next, total;
  gint64 read_from; /* as next, but numbers below 1 are read too */
  gint64 last_at;
  guint8 last_hash[GB_HASH_SIZE];
  GHashTable *members; /* id -> Member */
  GHashTable *chains;  /* writer -> Chain */
  char *recovery_key;
  GHashTable *share_keys; /* set of shares -> the keys of its pairs, hexadecimal, blank-separated */
  GHashTable *tombs;      /* "writer seq" -> hash: what tombstones say was erased */
  GHashTable *emptied;    /* the same of what was found empty, under the lock; -> number of the entry */
  GPtrArray *findings;    /* the worker's */
  GPtrArray *reckoned;    /* the threads', under the lock */
  GPtrArray *slice;       /* of Proof: what the last slice left to reckon */
  GMutex lock;
  GCond room;
  guint waiting;
} Verify;

/* One entry and what its author's keys were. */
typedef struct
{
  GbEntry *entry;
  char *author;
  gboolean known, in_force;
  guint8 key[GB_SIGN_KEY_SIZE];
  GBytes *withdrawn;
} Proof;

static void
proof_free (Proof *proof)
{
  gb_entry_free (proof->entry);
  g_free (proof->author);
  g_clear_pointer (&proof->withdrawn, g_bytes_unref);
  g_free (proof);
}

static Member *
member_of (Verify *self, const char *id)
{
  Member *member = g_hash_table_lookup (self->members, id);

  if (member == NULL)
    {
      member = g_new0 (Member, 1);
      member->withdrawn = g_byte_array_new ();
      g_hash_table_insert (self->members, g_strdup (id), member);
    }
  return member;
}

static void
withdraw_key (Member *member)
{
  if (member->in_force)
    g_byte_array_append (member->withdrawn, member->key, GB_SIGN_KEY_SIZE);
  member->in_force = FALSE;
}

static void
take_key (Member *member, JsonObject *body, const char *name)
{
  withdraw_key (member);
  member->in_force = gb_hex_to_bytes (gb_json_text (body, "sign_key"), member->key, GB_SIGN_KEY_SIZE);
  g_free (member->name);
  member->name = g_strdup (gb_json_text (body, name));
}

static char *
list_text (JsonObject *body, const char *field)
{
  g_autoptr (GString) text = g_string_new (NULL);
  JsonArray *list = gb_json_array (body, field);

  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
    g_string_append_printf (text, "%s\n", json_array_get_string_element (list, i));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Whether the new keys in @body were let in by the key @by (hexadecimal). */
static gboolean
proof_holds (JsonObject *body, const char *by)
{
  guint8 key[GB_SIGN_KEY_SIZE], proof[GB_SIGNATURE_SIZE], hash[GB_HASH_SIZE];
  const char *text = gb_json_text (body, "proof");

  if (by == NULL || text == NULL || !gb_hex_to_bytes (by, key, sizeof key)
      || !gb_hex_to_bytes (text, proof, sizeof proof))
    return FALSE;
  gb_journal_join_hash (gb_json_text (body, "member_id"), gb_json_text (body, "sign_key"),
                        gb_json_text (body, "box_key"), hash);
  return gb_signature_check (key, hash, sizeof hash, proof);
}

static void
member_created (Verify *self, const GbEntry *entry, JsonObject *body, Member *member)
{
  if (entry->id != 1)
    {
      gb_note_finding (self->findings, entry->id, _ ("Entry %" PRId64 " founds the vault a second time."),
                       entry->id);
      return;
    }
  take_key (member, body, "member_name");
  self->recovery_key = g_strdup (gb_json_text (body, "recovery_sign_key"));
}

static void
member_invited (Verify *self G_GNUC_UNUSED, const GbEntry *entry G_GNUC_UNUSED, JsonObject *body, Member *member)
{
  g_free (member->invite_key);
  g_free (member->invite_roles);
  member->invite_key = g_strdup (gb_json_text (body, "invite_sign_key"));
  member->invite_roles = list_text (body, "roles");
  member->invite_expires = gb_json_number (body, "expires");
}

static void
member_enrolled (Verify *self, const GbEntry *entry, JsonObject *body, Member *member)
{
  g_autofree char *roles = list_text (body, "roles");
  gboolean fine = proof_holds (body, member->invite_key) && entry->at <= member->invite_expires
                  && g_strcmp0 (roles, member->invite_roles) == 0;

  if (fine)
    take_key (member, body, "name");
  else
    gb_note_finding (self->findings, entry->id,
                     _ ("Entry %" PRId64 " lets in a member whom nobody had invited."), entry->id);
  g_clear_pointer (&member->invite_key, g_free);
}

static gboolean
shares_let_in (Verify *self, JsonObject *body)
{
  GHashTableIter iter;
  gpointer keys;

  g_hash_table_iter_init (&iter, self->share_keys);
  while (g_hash_table_iter_next (&iter, NULL, &keys))
    {
      g_auto (GStrv) each = g_strsplit (keys, " ", -1);
      for (guint i = 0; each[i] != NULL; i++)
        if (proof_holds (body, each[i]))
          return TRUE;
    }
  return FALSE;
}

static void
member_recovered (Verify *self, const GbEntry *entry, JsonObject *body, Member *member)
{
  if (proof_holds (body, self->recovery_key) || shares_let_in (self, body))
    take_key (member, body, "name");
  else
    gb_note_finding (self->findings, entry->id,
                     _ ("Entry %" PRId64 " gives a member new keys without the recovery key."), entry->id);
}

static void
member_left (Verify *self G_GNUC_UNUSED, const GbEntry *entry G_GNUC_UNUSED, JsonObject *body G_GNUC_UNUSED,
             Member *member)
{
  withdraw_key (member);
}

/* What else lets somebody come back, and what no longer does. */
static void
learn_recovery (Verify *self, const GbEntry *entry)
{
  g_autoptr (JsonObject) body = NULL;
  JsonArray *pairs;
  GString *keys;

  if (!g_str_equal (entry->kind, "recovery.shared") && !g_str_equal (entry->kind, "recovery.withdrawn"))
    return;
  body = gb_entry_body (entry, NULL);
  pairs = gb_json_array (body, "pairs");
  if (pairs == NULL)
    {
      if (g_strcmp0 (gb_json_text (body, "what"), "key") == 0)
        g_clear_pointer (&self->recovery_key, g_free);
      else if (gb_json_text (body, "set") != NULL)
        g_hash_table_remove (self->share_keys, gb_json_text (body, "set"));
      return;
    }
  keys = g_string_new (NULL);
  for (guint i = 0; i < json_array_get_length (pairs); i++)
    {
      JsonNode *pair = json_array_get_element (pairs, i);
      const char *key = JSON_NODE_HOLDS_OBJECT (pair) ? gb_json_text (json_node_get_object (pair), "sign_key") : NULL;
      g_string_append_printf (keys, "%s%s", keys->len > 0 ? " " : "", key != NULL ? key : "");
    }
  g_hash_table_insert (self->share_keys, g_strdup (gb_json_text (body, "set")), g_string_free (keys, FALSE));
}

static const struct
{
  const char *kind;
  void (*learn) (Verify *, const GbEntry *, JsonObject *, Member *);
} lessons[] = {
  { "vault.created", member_created },    { "member.invited", member_invited },
  { "member.enrolled", member_enrolled }, { "member.recovered", member_recovered },
  { "member.left", member_left },         { "member.joined", member_enrolled },
};

/* Learns what @entry says about keys.  @before: new keys sign their own entry,
 * a withdrawal is signed by a key that is in force still (its own, perhaps). */
static void
learn (Verify *self, const GbEntry *entry, gboolean before)
{
  if (!before)
    learn_recovery (self, entry);
  for (guint i = 0; i < G_N_ELEMENTS (lessons); i++)
    {
      g_autoptr (JsonObject) body = NULL;
      const char *id;
      if (!g_str_equal (entry->kind, lessons[i].kind) || before == (lessons[i].learn == member_left))
        continue;
      body = gb_entry_body (entry, NULL);
      id = gb_json_text (body, "member_id");
      if (id != NULL && gb_json_text (body, "sign_key") == NULL && i != 1 && lessons[i].learn != member_left)
        id = NULL;
      if (id != NULL)
        lessons[i].learn (self, entry, body, member_of (self, id));
    }
}

/* --- order and chains (worker) --------------------------------------------------------- */

static Chain *
chain_of (Verify *self, const char *writer)
{
  Chain *chain = g_hash_table_lookup (self->chains, writer);

  if (chain == NULL)
    {
      chain = g_new0 (Chain, 1);
      g_hash_table_insert (self->chains, g_strdup (writer), chain);
    }
  return chain;
}

static void
check_gap (Verify *self, gint64 id)
{
  if (id == self->next + 1)
    gb_note_finding (self->findings, self->next, _ ("Entry %" PRId64 " is missing."), self->next);
  else if (id > self->next)
    gb_note_finding (self->findings, self->next,
                     _ ("Entries %" PRId64 " to %" PRId64 " are missing."), self->next, id - 1);
  else if (id < self->next)
    gb_note_finding (self->findings, id, _ ("Entry %" PRId64 " has a number that no entry can have."), id);
}

/* Whether the entry stands where it was written. */
static void
check_place (Verify *self, const GbEntry *entry, Chain *chain)
{
  if (entry->seq != chain->seq + 1 || memcmp (entry->prev_hash, chain->hash, GB_HASH_SIZE) != 0)
    gb_note_finding (
        self->findings, entry->id,
        _ ("Entry %" PRId64 " doesn’t follow its writer’s entry before: one was taken out, put in or moved."),
        entry->id);
  else if (memcmp (entry->seen_hash, self->last_hash, GB_HASH_SIZE) != 0)
    gb_note_finding (
        self->findings, entry->id,
        _ ("Entry %" PRId64 " doesn’t follow the entry that stood before it when it was written."), entry->id);
  else if (entry->at < self->last_at)
    gb_note_finding (self->findings, entry->id,
                     _ ("Entry %" PRId64 " claims to be earlier than the entry before it."), entry->id);
}

static void
check_author (Verify *self, const GbEntry *entry)
{
  gsize length = strlen (entry->author);

  if (strncmp (entry->writer, entry->author, length) != 0 || entry->writer[length] != '@')
    gb_note_finding (self->findings, entry->id,
                     _ ("Entry %" PRId64 " stands in the book of somebody other than its author."), entry->id);
  if (entry->id == 1 && !g_str_equal (entry->kind, "vault.created"))
    gb_note_finding (self->findings, 1, _ ("The journal doesn’t begin with the founding of a vault."));
}

static void
step_on (Verify *self, const GbEntry *entry, Chain *chain)
{
  chain->seq = entry->seq;
  memcpy (chain->hash, entry->hash, GB_HASH_SIZE);
  memcpy (self->last_hash, entry->hash, GB_HASH_SIZE);
  self->last_at = entry->at;
  self->next = MAX (self->next, entry->id + 1);
  self->read_from = entry->id + 1;
}

static void
leave_to_reckon (Verify *self, GbEntry *entry)
{
  Member *member = g_hash_table_lookup (self->members, entry->author);
  Proof *proof = g_new0 (Proof, 1);

  proof->entry = entry;
  proof->known = member != NULL && (member->in_force || member->withdrawn->len > 0);
  if (proof->known)
    {
      proof->author = g_strdup (member->name);
      proof->in_force = member->in_force;
      memcpy (proof->key, member->key, GB_SIGN_KEY_SIZE);
      if (member->withdrawn->len > 0)
        proof->withdrawn = g_bytes_new (member->withdrawn->data, member->withdrawn->len);
    }
  g_ptr_array_add (self->slice, proof);
}

/* What was erased by a rule is named by a tombstone (erase.h). */
static void
learn_tombstone (Verify *self, const GbEntry *entry)
{
  g_autoptr (JsonObject) body = NULL;
  JsonArray *rows;

  if (!g_str_equal (entry->kind, "retention.erased"))
    return;
  body = gb_entry_body (entry, NULL);
  rows = gb_json_array (body, "entries");
  for (guint i = 0; rows != NULL && i < json_array_get_length (rows); i++)
    {
      JsonNode *node = json_array_get_element (rows, i);
      JsonObject *row = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      if (row != NULL && gb_json_text (row, "writer") != NULL && gb_json_text (row, "hash") != NULL)
        g_hash_table_insert (self->tombs,
                             g_strdup_printf ("%s %" G_GINT64_FORMAT, gb_json_text (row, "writer"),
                                              gb_json_number (row, "seq")),
                             g_strdup (gb_json_text (row, "hash")));
    }
}

/* Somebody else's words, which their own signature must bear out. */
static void
check_written (Verify *self, const GbEntry *entry)
{
  g_autoptr (JsonObject) body = NULL;
  JsonObject *written;
  const char *by;
  Member *member;

  if (!g_str_equal (entry->kind, "register.entered") || entry->sealed || gb_entry_is_erased (entry)
      || memmem (g_bytes_get_data (entry->body, NULL), g_bytes_get_size (entry->body), "\"written\"", 9) == NULL)
    return;
  body = gb_entry_body (entry, NULL);
  written = body != NULL ? gb_json_object (body, "written") : NULL;
  if (written == NULL)
    return;
  by = gb_json_text (written, "by");
  member = by != NULL ? g_hash_table_lookup (self->members, by) : NULL;
  if (member == NULL || !member->in_force
      || !gb_written_holds (gb_vault_get_id (self->vault), body, member->name, member->key))
    gb_note_finding (self->findings, entry->id,
                     _ ("Entry %" PRId64 " gives words as somebody’s who didn’t sign them."), entry->id);
}

static void
take_entry (Verify *self, GbEntry *entry)
{
  Chain *chain = chain_of (self, entry->writer);

  check_gap (self, entry->id);
  if (self->parts & GB_VERIFY_HASHES)
    {
      check_place (self, entry, chain);
      check_author (self, entry);
    }
  learn (self, entry, TRUE);
  learn_tombstone (self, entry);
  if (self->parts & GB_VERIFY_SIGNATURES)
    check_written (self, entry);
  step_on (self, entry, chain);
  leave_to_reckon (self, entry);
  learn (self, entry, FALSE);
}

static gboolean
read_slice (GbVault *vault, gpointer data, GError **error)
{
  Verify *self = data;
  g_autoptr (GbStatement) s = gb_statement_new (
      vault, "SELECT " GB_ENTRY_COLUMNS " FROM entry WHERE id >= @next ORDER BY id LIMIT @most", error);
  g_autoptr (GError) local = NULL;

  if (s == NULL)
    return FALSE;
  self->slice = g_ptr_array_new_with_free_func ((GDestroyNotify) proof_free);
  gb_statement_bind (s, "@next", self->read_from, "@most", (gint64) SLICE, NULL);
  while (gb_statement_step (s, &local))
    take_entry (self, gb_entry_of_row (s));
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* Beginning in the middle: the keys and chains as they stood before @from. */
static gboolean
read_before (GbVault *vault, gpointer data, GError **error)
{
  Verify *self = data;
  g_autoptr (GbStatement) keys = gb_statement_new (
      vault,
      "SELECT " GB_ENTRY_COLUMNS
      " FROM entry WHERE kind IN ('vault.created', 'member.invited', 'member.enrolled', 'member.joined',"
      " 'member.recovered', 'member.left', 'recovery.shared', 'recovery.withdrawn') AND id < @from ORDER BY id",
      error);
  g_autoptr (GbStatement) rows = NULL;
  g_autoptr (GError) local = NULL;

  if (keys == NULL)
    return FALSE;
  self->total = gb_journal_count (vault, &local);
  gb_statement_bind (keys, "@from", self->from, NULL);
  while (local == NULL && gb_statement_step (keys, &local))
    {
      g_autoptr (GbEntry) entry = gb_entry_of_row (keys);
      learn (self, entry, TRUE);
      learn (self, entry, FALSE);
    }
  rows = gb_statement_new (vault,
                           "SELECT " GB_ENTRY_COLUMNS " FROM entry WHERE id IN (SELECT max (id) FROM entry"
                           " WHERE id < @from GROUP BY writer) ORDER BY id",
                           error);
  if (rows == NULL)
    return FALSE;
  gb_statement_bind (rows, "@from", self->from, NULL);
  while (local == NULL && gb_statement_step (rows, &local))
    {
      g_autoptr (GbEntry) entry = gb_entry_of_row (rows);
      step_on (self, entry, chain_of (self, entry->writer));
    }
  self->next = self->from;
  self->read_from = self->from > 1 ? self->from : G_MININT64;
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* --- what an entry proves by itself (threads) ------------------------------------------------ */

static gboolean
a_withdrawn_key_signed (const Proof *proof)
{
  gsize length = 0;
  const guint8 *keys = proof->withdrawn != NULL ? g_bytes_get_data (proof->withdrawn, &length) : NULL;

  for (gsize i = 0; i + GB_SIGN_KEY_SIZE <= length; i += GB_SIGN_KEY_SIZE)
    if (gb_signature_check (keys + i, proof->entry->hash, GB_HASH_SIZE, proof->entry->signature))
      return TRUE;
  return FALSE;
}

static void
check_signature (const Proof *proof, GPtrArray *findings)
{
  const GbEntry *entry = proof->entry;

  if (!proof->known)
    gb_note_finding (findings, entry->id,
                     _ ("Entry %" PRId64 " was written by somebody whom this journal doesn’t know."),
                     entry->id);
  else if (proof->in_force && gb_signature_check (proof->key, entry->hash, GB_HASH_SIZE, entry->signature))
    return;
  else if (a_withdrawn_key_signed (proof))
    gb_note_finding (findings, entry->id,
                     _ ("Entry %" PRId64 " was signed with a key of %s that had been withdrawn."), entry->id,
                     proof->author);
  else
    gb_note_finding (findings, entry->id, _ ("The signature under entry %" PRId64 " isn’t that of %s."),
                     entry->id, proof->author);
}

/* All that can be asked of a sealed entry without its key. */
static void
check_envelope (const GbEntry *entry, GPtrArray *findings)
{
  if (entry->sealed != 1 || !g_str_equal (entry->kind, "sealed") || entry->case_id != NULL
      || !gb_seal_is_sound (entry->body))
    gb_note_finding (findings, entry->id, _ ("Entry %" PRId64 " isn’t sealed as Guardbook seals."), entry->id);
}

static void
check_grammar (const GbEntry *entry, GPtrArray *findings)
{
  const GbKind *kind = gb_kind_find (entry->kind);
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (GError) error = NULL;

  if (kind == NULL)
    {
      gb_note_finding (findings, entry->id,
                       _ ("Entry %" PRId64 " is of a kind that this version doesn’t know."), entry->id);
      return;
    }
  if (entry->sealed || g_str_equal (entry->kind, "sealed"))
    {
      check_envelope (entry, findings);
      return;
    }
  body = gb_entry_body (entry, &error);
  if (body == NULL || !gb_kind_check (kind, body, &error))
    gb_note_finding (findings, entry->id, _ ("Entry %" PRId64 " doesn’t keep to the form of its kind. %s"),
                     entry->id, error->message);
}

/* Its hash can't be reckoned any more; a tombstone must answer for it. */
static void
note_emptied (Verify *self, const GbEntry *entry)
{
  g_autofree char *hash = gb_bytes_to_hex (entry->hash, GB_HASH_SIZE);
  char *name = g_strdup_printf ("%s %" G_GINT64_FORMAT " %s", entry->writer, entry->seq, hash);
  gint64 *id = g_new (gint64, 1);

  *id = gb_kind_may_be_erased (entry->kind, entry->case_id != NULL) ? entry->id : -entry->id;
  g_mutex_lock (&self->lock);
  g_hash_table_insert (self->emptied, name, id);
  g_mutex_unlock (&self->lock);
}

static void
reckon_one (Verify *self, const Proof *proof, GPtrArray *findings)
{
  const GbEntry *entry = proof->entry;
  gboolean erased = gb_entry_is_erased (entry);
  guint8 hash[GB_HASH_SIZE];

  gb_entry_compute_hash (entry, hash);
  if (erased)
    note_emptied (self, entry);
  if (!erased && memcmp (hash, entry->hash, GB_HASH_SIZE) != 0)
    gb_note_finding (findings, entry->id, _ ("Entry %" PRId64 " was changed after it was written."),
                     entry->id);
  else if (self->parts & GB_VERIFY_SIGNATURES)
    check_signature (proof, findings);
  if (!erased && self->parts & GB_VERIFY_SIGNATURES)
    check_grammar (entry, findings);
}

static void
reckon (gpointer data, gpointer user_data)
{
  g_autoptr (GPtrArray) slice = data;
  g_autoptr (GPtrArray) findings = g_ptr_array_new ();
  Verify *self = user_data;

  for (guint i = 0; i < slice->len; i++)
    reckon_one (self, slice->pdata[i], findings);
  g_mutex_lock (&self->lock);
  for (guint i = 0; i < findings->len; i++)
    g_ptr_array_add (self->reckoned, findings->pdata[i]);
  self->waiting--;
  g_cond_broadcast (&self->room);
  g_mutex_unlock (&self->lock);
}

static void
wait_for_room (Verify *self, guint most)
{
  g_mutex_lock (&self->lock);
  while (self->waiting > most)
    g_cond_wait (&self->room, &self->lock);
  g_mutex_unlock (&self->lock);
}

/* --- the walk ------------------------------------------------------------------------------------ */

static gboolean
walk (Verify *self, GbProgressFunc progress, gpointer data, GCancellable *cancellable, GError **error)
{
  GThreadPool *pool = g_thread_pool_new (reckon, self, THREADS, FALSE, NULL);
  gboolean fine = TRUE;
  guint n = SLICE;

  while (fine && n == SLICE)
    {
      GPtrArray *slice;
      fine = !g_cancellable_set_error_if_cancelled (cancellable, error)
             && gb_vault_run (self->vault, read_slice, self, error);
      slice = g_steal_pointer (&self->slice);
      n = slice != NULL ? slice->len : 0;
      if (slice == NULL)
        break;
      wait_for_room (self, WAITING_MOST);
      g_mutex_lock (&self->lock);
      self->waiting++;
      g_mutex_unlock (&self->lock);
      g_thread_pool_push (pool, slice, NULL);
      if (progress != NULL)
        progress (self->next - 1, self->total, data);
    }
  wait_for_room (self, 0);
  g_thread_pool_free (pool, FALSE, TRUE);
  return fine;
}

/* --- what was erased ------------------------------------------------------------------------------------ */

/* Each emptied entry must be named by a tombstone, and what one names be empty. */
static void
check_erased (Verify *self)
{
  GHashTableIter iter;
  gpointer name, id, hash;

  g_hash_table_iter_init (&iter, self->emptied);
  while (g_hash_table_iter_next (&iter, &name, &id))
    {
      const char *last = strrchr (name, ' ');
      g_autofree char *place = g_strndup (name, (gsize) (last - (const char *) name));
      gint64 entry = ABS (*(gint64 *) id);
      if (*(gint64 *) id < 0 || g_strcmp0 (g_hash_table_lookup (self->tombs, place), last + 1) != 0)
        gb_note_finding (self->findings, entry,
                         _ ("Entry %" PRId64 " was emptied, and no tombstone says by which rule."), entry);
    }
  g_hash_table_iter_init (&iter, self->tombs);
  while (self->from == 1 && g_hash_table_iter_next (&iter, &name, &hash))
    {
      g_autofree char *whole = g_strdup_printf ("%s %s", (char *) name, (char *) hash);
      if (!g_hash_table_contains (self->emptied, whole))
        gb_note_finding (self->findings, 0,
                         _ ("A tombstone says that an entry was erased, and it still stands. Open the vault once more "
                            "to carry it out."));
    }
}

/* --- blobs ------------------------------------------------------------------------------------------ */

/* A few at a time: a blob may be a whole report. */
#define BLOBS_AT_ONCE 4

typedef struct
{
  Verify *verify;
  char *after;
  gboolean more;
} BlobWalk;

static gboolean
read_blobs (GbVault *vault, gpointer data, GError **error)
{
  BlobWalk *walk = data;
  g_autoptr (GbStatement) s =
      gb_statement_new (vault, "SELECT hash, bytes FROM blob WHERE hash > :after ORDER BY hash LIMIT @most", error);
  g_autoptr (GError) local = NULL;
  guint n = 0;

  if (s == NULL)
    return FALSE;
  gb_statement_bind (s, ":after", walk->after, "@most", (gint64) BLOBS_AT_ONCE, NULL);
  while (gb_statement_step (s, &local))
    {
      g_autoptr (GBytes) bytes = gb_statement_bytes (s, "bytes");
      gsize length = 0;
      gconstpointer at = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;
      g_autofree char *hash = gb_hash_text (GB_BLOB_DOMAIN, at, length);
      g_free (walk->after);
      walk->after = g_strdup (gb_statement_text (s, "hash"));
      if (!g_str_equal (hash, walk->after))
        gb_note_finding (walk->verify->findings, 0,
                         _ ("A page or pack kept with the journal was changed after it was kept."));
      n++;
    }
  walk->more = n == BLOBS_AT_ONCE;
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* What an entry keeps by hash must be there. */
static gboolean
find_lost_blobs (GbVault *vault, gpointer data, GError **error)
{
  Verify *self = data;
  g_autoptr (GbStatement) s = gb_statement_new (
      vault,
      "SELECT e.id FROM entry AS e WHERE (e.kind = 'pack.adopted' AND (NOT EXISTS (SELECT 1 FROM blob AS b"
      " WHERE b.hash = CAST (e.body AS TEXT) ->> 'hash') OR EXISTS (SELECT 1 FROM json_each (CAST (e.body AS TEXT)) AS "
      "j"
      " WHERE j.key IN ('base', 'layer') AND NOT EXISTS (SELECT 1 FROM blob AS b WHERE b.hash = j.value)))) OR (e.kind "
      "= 'report.issued' AND NOT EXISTS (SELECT 1 FROM "
      "blob AS b"
      " WHERE b.hash = CAST (e.body AS TEXT) ->> 'pdf_hash')) ORDER BY e.id",
      error);
  g_autoptr (GError) local = NULL;

  if (s == NULL)
    return FALSE;
  while (gb_statement_step (s, &local))
    gb_note_finding (self->findings, gb_statement_number (s, "id"),
                     _ ("What entry %" PRId64 " put away with the journal is gone."),
                     gb_statement_number (s, "id"));
  /* A body that isn't JSON any more is named by its hash already. */
  return TRUE;
}

static gboolean
check_blobs (Verify *self, GCancellable *cancellable, GError **error)
{
  BlobWalk walk = { .verify = self, .after = g_strdup (""), .more = TRUE };
  gboolean fine = TRUE;

  while (fine && walk.more)
    fine = !g_cancellable_set_error_if_cancelled (cancellable, error)
           && gb_vault_run (self->vault, read_blobs, &walk, error);
  g_free (walk.after);
  return fine && gb_vault_run (self->vault, find_lost_blobs, self, error);
}

/* --- the verdict --------------------------------------------------------------------------------------- */

static int
compare_findings (gconstpointer a, gconstpointer b)
{
  const GbFinding *one = *(GbFinding *const *) a, *other = *(GbFinding *const *) b;

  if (one->entry == other->entry)
    return 0;
  if (one->entry == 0 || other->entry == 0)
    return one->entry == 0 ? 1 : -1;
  return one->entry < other->entry ? -1 : 1;
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

static void
say_heads (Verify *self, GPtrArray *heads)
{
  GHashTableIter iter;
  gpointer writer, chain;

  g_hash_table_iter_init (&iter, self->chains);
  while (g_hash_table_iter_next (&iter, &writer, &chain))
    {
      g_autofree char *id = g_strndup (writer, strcspn (writer, "@"));
      g_autofree char *words = gb_hash_words (((Chain *) chain)->hash, 4);
      Member *member = g_hash_table_lookup (self->members, id);
      g_ptr_array_add (heads, g_strdup_printf ("%s %" G_GINT64_FORMAT " %s",
                                               member != NULL && member->name != NULL ? member->name : _ ("unknown"),
                                               ((Chain *) chain)->seq, words));
    }
  g_ptr_array_sort (heads, compare_texts);
}

static GbVerdict *
verdict_of (Verify *self)
{
  GbVerdict *verdict = g_new0 (GbVerdict, 1);

  verdict->heads = g_ptr_array_new_with_free_func (g_free);
  say_heads (self, verdict->heads);
  verdict->entries = self->next - 1;
  verdict->writers = g_hash_table_size (self->chains);
  g_ptr_array_extend_and_steal (self->findings, g_ptr_array_ref (self->reckoned));
  g_ptr_array_sort (self->findings, compare_findings);
  verdict->findings = g_ptr_array_ref (self->findings);
  return verdict;
}

static gboolean
check_sealed (GbVault *vault, gpointer data, GError **error)
{
  return gb_sealed_check (vault, ((Verify *) data)->findings, error);
}

GbVerdict *
gb_journal_verify (GbVault *vault, GbVerifyParts parts, gint64 from, GbProgressFunc progress, gpointer data,
                   GCancellable *cancellable, GError **error)
{
  Verify self = { .vault = vault, .parts = parts, .from = MAX (from, 1) };
  GbVerdict *verdict = NULL;
  gboolean fine;

  self.members = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) member_free);
  self.chains = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self.share_keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self.tombs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self.emptied = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self.findings = g_ptr_array_new_with_free_func ((GDestroyNotify) gb_finding_free);
  self.reckoned = g_ptr_array_new_with_free_func ((GDestroyNotify) gb_finding_free);
  g_mutex_init (&self.lock);
  g_cond_init (&self.room);
  fine = gb_vault_run (vault, read_before, &self, error) && walk (&self, progress, data, cancellable, error);
  if (fine)
    check_erased (&self);
  if (fine && parts & GB_VERIFY_BLOBS)
    fine = check_blobs (&self, cancellable, error);
  if (fine && parts & GB_VERIFY_SIGNATURES)
    fine = gb_vault_run (vault, check_sealed, &self, error);
  if (fine && parts & GB_VERIFY_PROJECTIONS)
    fine = gb_projection_compare (vault, self.findings, progress, data, cancellable, error);
  if (fine)
    verdict = verdict_of (&self);
  g_mutex_clear (&self.lock);
  g_cond_clear (&self.room);
  g_hash_table_unref (self.members);
  g_hash_table_unref (self.chains);
  g_ptr_array_unref (self.findings);
  g_ptr_array_unref (self.reckoned);
  g_free (self.recovery_key);
  g_hash_table_unref (self.share_keys);
  g_hash_table_unref (self.tombs);
  g_hash_table_unref (self.emptied);
  return verdict;
}
