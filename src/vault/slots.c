/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "base/errors.h"
#include "base/ids.h"
#include "base/text.h"
#include "base/time.h"
#include "vault/guarded.h"
#include "vault/identity-private.h"
#include "vault/place.h"
#include "vault/slots.h"
#include "vault/vault-private.h"

#define KIND_LIMIT 16
#define HOLDER_LIMIT 64
#define CIPHER_LIMIT 64
#define CHECK_SIZE 16
#define FORMAT_WITHOUT_SHARES 1 /* so that an older Guardbook opens what it can understand */
#define SHARE_PAIR "share-pair"
#define SHARE_PAIRS 3 /* of three shares */
#define PROOF "proof" /* only in a backup, only while it is being proved */
#define PLAIN_MARK "GBS1"
#define PLAIN_LIMIT 256

typedef struct
{
  GbSlotInfo info;
  char *sealed; /* hexadecimal */
} Slot;

struct _GbSlots
{
  char *vault_id;
  char *cipher;
  gint64 epoch;
  gint64 sequence;
  char *check;
  GPtrArray *slots; /* of Slot, whose first member is a GbSlotInfo */
  guint8 mac[crypto_generichash_BYTES];
};

void
gb_slot_info_free (GbSlotInfo *info)
{
  if (info == NULL)
    return;
  g_free (info->kind);
  g_free (info->holder);
  g_free (info);
}

static void
slot_free (gpointer data)
{
  Slot *slot = data;

  g_free (slot->info.kind);
  g_free (slot->info.holder);
  g_free (slot->sealed);
  g_free (slot);
}

GbSlots *
gb_slots_new (const char *vault_id, const char *cipher_version)
{
  GbSlots *self = g_new0 (GbSlots, 1);

  gb_sodium_ready ();
  self->vault_id = g_strdup (vault_id);
  self->cipher = g_strdup (cipher_version);
  self->epoch = 1;
  self->check = g_strdup ("");
  self->slots = g_ptr_array_new_with_free_func (slot_free);
  return self;
}

void
gb_slots_free (GbSlots *self)
{
  if (self == NULL)
    return;
  g_free (self->vault_id);
  g_free (self->cipher);
  g_free (self->check);
  g_ptr_array_unref (self->slots);
  g_free (self);
}

const char *
gb_slots_get_vault_id (GbSlots *self)
{
  return self->vault_id;
}

gint64
gb_slots_get_epoch (GbSlots *self)
{
  return self->epoch;
}

const GPtrArray *
gb_slots_get_infos (GbSlots *self)
{
  return self->slots;
}

/* --- what the vault key authenticates --------------------------------------- */

static void
hash_contents (GbSlots *self, guint8 digest[GB_HASH_SIZE])
{
  GbHash *hash = gb_hash_new ("guardbook.slots.1");

  gb_hash_add_text (hash, self->vault_id);
  gb_hash_add_text (hash, self->cipher);
  gb_hash_add_number (hash, self->epoch);
  gb_hash_add_number (hash, self->sequence);
  gb_hash_add_text (hash, self->check);
  gb_hash_add_number (hash, self->slots->len);
  for (guint i = 0; i < self->slots->len; i++)
    {
      const Slot *slot = g_ptr_array_index (self->slots, i);

      gb_hash_add_text (hash, slot->info.kind);
      gb_hash_add_text (hash, slot->info.holder);
      gb_hash_add (hash, slot->info.box_key, GB_BOX_KEY_SIZE);
      gb_hash_add_number (hash, slot->info.expires);
      gb_hash_add_text (hash, slot->sealed);
    }
  gb_hash_finish (hash, digest);
}

static void
make_mac (GbSlots *self, const guint8 *vault_key, guint8 mac[crypto_generichash_BYTES])
{
  g_autoptr (GbGuarded) key = gb_guarded_new (crypto_generichash_KEYBYTES);
  guint8 digest[GB_HASH_SIZE];

  crypto_kdf_derive_from_key (key, crypto_generichash_KEYBYTES, GB_SUBKEY_SLOTS, GB_SUBKEY_CONTEXT, vault_key);
  hash_contents (self, digest);
  crypto_generichash (mac, crypto_generichash_BYTES, digest, sizeof digest, key, crypto_generichash_KEYBYTES);
}

/* Tells a wrong key from a damaged database: SQLCipher has one error for both. */
static char *
key_check (const guint8 *vault_key)
{
  guint8 check[CHECK_SIZE];

  crypto_kdf_derive_from_key (check, sizeof check, GB_SUBKEY_CHECK, GB_SUBKEY_CONTEXT, vault_key);
  return gb_bytes_to_hex (check, sizeof check);
}

void
gb_slots_authenticate (GbSlots *self, const guint8 *vault_key)
{
  g_free (self->check);
  self->check = key_check (vault_key);
  make_mac (self, vault_key, self->mac);
}

/* --- text ---------------------------------------------------------------------- */

static guint
count_kind (GbSlots *self, const char *kind)
{
  guint count = 0;

  for (guint i = 0; i < self->slots->len; i++)
    count += strcmp (((Slot *) g_ptr_array_index (self->slots, i))->info.kind, kind) == 0;
  return count;
}

char *
gb_slots_print (GbSlots *self)
{
  GString *text = g_string_new (NULL);
  g_autofree char *mac = gb_bytes_to_hex (self->mac, sizeof self->mac);
  g_autofree char *checksum = NULL;
  GbHash *hash;
  guint8 digest[GB_HASH_SIZE];

  g_string_append_printf (
    text,
    "{\n  \"format\": %d,\n  \"vault\": \"%s\",\n  \"cipher\": \"%s\",\n  \"epoch\": %" G_GINT64_FORMAT
    ",\n  \"sequence\": %" G_GINT64_FORMAT ",\n  \"check\": \"%s\",\n  \"slots\": [",
    count_kind (self, SHARE_PAIR) > 0 ? GB_SLOTS_FORMAT : FORMAT_WITHOUT_SHARES, self->vault_id, self->cipher,
    self->epoch, self->sequence, self->check);
  for (guint i = 0; i < self->slots->len; i++)
    {
      const Slot *slot = g_ptr_array_index (self->slots, i);
      g_autofree char *box_key = gb_bytes_to_hex (slot->info.box_key, GB_BOX_KEY_SIZE);

      g_string_append_printf (
        text,
        "%s\n    {\"kind\": \"%s\", \"holder\": \"%s\", \"box_key\": \"%s\", \"expires\": %" G_GINT64_FORMAT
        ", \"sealed\": \"%s\"}",
        i > 0 ? "," : "", slot->info.kind, slot->info.holder, box_key, slot->info.expires, slot->sealed);
    }
  g_string_append_printf (text, "\n  ],\n  \"mac\": \"%s\",\n", mac);
  hash = gb_hash_new ("guardbook.slots-text.1");
  gb_hash_add (hash, text->str, text->len);
  gb_hash_finish (hash, digest);
  checksum = gb_bytes_to_hex (digest, sizeof digest);
  g_string_append_printf (text, "  \"checksum\": \"%s\"\n}\n", checksum);
  return g_string_free (text, FALSE);
}

static gboolean
fail_slots (GError **error)
{
  g_set_error_literal (
    error, GB_ERROR, GB_ERROR_TAMPERED,
    _("slots.json, which says who can open this vault, was changed or damaged. Put back slots.json and "
      "slots.bak.json from the newest backup."));
  return FALSE;
}

static gboolean
is_plain (const char *text, gsize limit)
{
  return text != NULL && strlen (text) <= limit
         && strspn (text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .-_") == strlen (text);
}

static gboolean
is_kind (const char *kind)
{
  return g_strcmp0 (kind, "member") == 0 || g_strcmp0 (kind, "recovery") == 0 || g_strcmp0 (kind, "enrolment") == 0
         || g_strcmp0 (kind, SHARE_PAIR) == 0 || g_strcmp0 (kind, PROOF) == 0;
}

/* The JSON reader descends by recursion, so that what it is given must be
 * known to be shallow and of this shape: one list of flat objects. */
static gboolean
is_shallow (const char *text, gsize length)
{
  guint objects = 0, lists = 0;

  for (gsize i = 0; i < length; i++)
    {
      objects += text[i] == '{';
      lists += text[i] == '[';
      if (text[i] == '\0')
        return FALSE;
    }
  return lists == 1 && objects <= 1 + GB_SLOTS_MOST;
}

static gboolean
read_slot (GbSlots *self, JsonObject *object)
{
  const char *kind = gb_json_text (object, "kind");
  const char *holder = gb_json_text (object, "holder");
  const char *sealed = gb_json_text (object, "sealed");
  guint8 box_key[GB_BOX_KEY_SIZE];
  Slot *slot;

  if (!is_kind (kind) || !is_plain (holder, HOLDER_LIMIT) || sealed == NULL || strlen (sealed) > 4 * PLAIN_LIMIT
      || strspn (sealed, "0123456789abcdef") != strlen (sealed)
      || !gb_hex_to_bytes (gb_json_text (object, "box_key"), box_key, sizeof box_key))
    return FALSE;
  slot = g_new0 (Slot, 1);
  slot->info.kind = g_strdup (kind);
  slot->info.holder = g_strdup (holder);
  slot->info.expires = gb_json_number (object, "expires");
  slot->sealed = g_strdup (sealed);
  memcpy (slot->info.box_key, box_key, sizeof box_key);
  g_ptr_array_add (self->slots, slot);
  return TRUE;
}

static GbSlots *
read_object (JsonObject *object)
{
  const char *vault_id = gb_json_text (object, "vault");
  const char *cipher = gb_json_text (object, "cipher");
  const char *check = gb_json_text (object, "check");
  JsonArray *array = gb_json_array (object, "slots");
  g_autoptr (GbSlots) self = NULL;

  if (!gb_id_is_valid (vault_id) || !is_plain (cipher, CIPHER_LIMIT) || !is_plain (check, 2 * CHECK_SIZE)
      || array == NULL || json_array_get_length (array) > GB_SLOTS_MOST)
    return NULL;
  self = gb_slots_new (vault_id, cipher);
  self->epoch = gb_json_number (object, "epoch");
  self->sequence = gb_json_number (object, "sequence");
  g_free (self->check);
  self->check = g_strdup (check);
  if (!gb_hex_to_bytes (gb_json_text (object, "mac"), self->mac, sizeof self->mac))
    return NULL;
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);

      if (!JSON_NODE_HOLDS_OBJECT (node) || !read_slot (self, json_node_get_object (node)))
        return NULL;
    }
  return g_steal_pointer (&self);
}

/* A newer format may look like anything but for its first lines. */
static gboolean
is_newer (const char *text, gsize length)
{
  static const char start[] = "{\n  \"format\": ";

  return length > sizeof start && memcmp (text, start, sizeof start - 1) == 0
         && g_ascii_strtoll (text + sizeof start - 1, NULL, 10) > GB_SLOTS_FORMAT;
}

GbSlots *
gb_slots_parse (const char *text, gsize length, GError **error)
{
  g_autoptr (JsonObject) object = NULL;
  g_autoptr (GbSlots) self = NULL;
  g_autofree char *again = NULL;

  if (length <= GB_SLOTS_MOST_BYTES && is_newer (text, length))
    {
      g_set_error_literal (error, GB_ERROR, GB_ERROR_FAULT,
                           _("This vault was made by a newer Guardbook. Update this one, then open it again."));
      return NULL;
    }
  if (length <= GB_SLOTS_MOST_BYTES && is_shallow (text, length))
    object = gb_json_parse (text, (gssize) length, NULL);
  if (object != NULL)
    self = read_object (object);
  if (self != NULL)
    again = gb_slots_print (self);
  if (again != NULL && strlen (again) == length && memcmp (again, text, length) == 0)
    return g_steal_pointer (&self);
  fail_slots (error);
  return NULL;
}

/* --- files ------------------------------------------------------------------------ */

static GbSlots *
read_copy (const char *dir, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  g_autofree char *text = g_malloc (GB_SLOTS_MOST_BYTES + 2);
  gsize length = 0;
  ssize_t n = 0;
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);

  if (fd < 0)
    {
      g_set_error (error, GB_ERROR, errno == ENOENT || errno == ENOTDIR ? GB_ERROR_MISSING : GB_ERROR_FAULT,
                   _("“%s” can’t be read (%s)."), path, g_strerror (errno));
      return NULL;
    }
  while (length <= GB_SLOTS_MOST_BYTES && (n = read (fd, text + length, GB_SLOTS_MOST_BYTES + 1 - length)) > 0)
    length += (gsize) n;
  close (fd);
  if (n < 0)
    {
      g_set_error (error, GB_ERROR, GB_ERROR_FAULT, _("“%s” can’t be read (%s)."), path, g_strerror (errno));
      return NULL;
    }
  text[length] = '\0';
  return gb_slots_parse (text, length, error);
}

static void
fail_both (const char *dir, GError *first, GError *second, GError **error)
{
  g_autofree char *name = g_filename_display_name (dir);
  g_autofree char *database = g_build_filename (dir, GB_VAULT_DATABASE, NULL);
  gboolean both_missing
    = g_error_matches (first, GB_ERROR, GB_ERROR_MISSING) && g_error_matches (second, GB_ERROR, GB_ERROR_MISSING);

  if (!both_missing)
    g_propagate_error (error, g_error_copy (g_error_matches (first, GB_ERROR, GB_ERROR_MISSING) ? second : first));
  else if (g_file_test (database, G_FILE_TEST_EXISTS))
    g_set_error (
      error, GB_ERROR, GB_ERROR_FAULT,
      _("slots.json and its copy are missing from “%s”, and without them no key opens it. Put both back from "
        "the newest backup."),
      name);
  else
    g_set_error (error, GB_ERROR, GB_ERROR_MISSING, _("There is no vault in “%s”."), name);
}

GbSlots *
gb_slots_read (const char *dir, gboolean *mend, GError **error)
{
  g_autoptr (GError) first_error = NULL;
  g_autoptr (GError) second_error = NULL;
  g_autoptr (GbSlots) first = read_copy (dir, GB_VAULT_SLOTS, &first_error);
  g_autoptr (GbSlots) second = read_copy (dir, GB_VAULT_SLOTS_BACKUP, &second_error);

  if (mend != NULL)
    *mend = first == NULL || second == NULL || first->sequence != second->sequence;
  if (first == NULL && second == NULL)
    {
      fail_both (dir, first_error, second_error, error);
      return NULL;
    }
  if (first == NULL || (second != NULL && second->sequence > first->sequence))
    return g_steal_pointer (&second);
  return g_steal_pointer (&first);
}

gboolean
gb_slots_write (GbSlots *self, const char *dir, const guint8 *vault_key, GError **error)
{
  g_autofree char *text = NULL;

  self->sequence++;
  gb_slots_authenticate (self, vault_key);
  text = gb_slots_print (self);
  return gb_place_write (dir, GB_VAULT_SLOTS, text, strlen (text), error)
         && gb_place_write (dir, GB_VAULT_SLOTS_BACKUP, text, strlen (text), error);
}

/* --- seals -------------------------------------------------------------------------- */

static guint8 *
put (guint8 *at, gconstpointer bytes, gsize length)
{
  memcpy (at, bytes, length);
  return at + length;
}

static guint8 *
put_text (guint8 *at, const char *text)
{
  guint8 length = (guint8) strlen (text);

  return put (put (at, &length, 1), text, length);
}

/* What stands inside a seal: the key and, in full, what it is for. */
static gsize
write_plain (GbSlots *self, const GbSlotInfo *info, const guint8 *vault_key, guint8 plain[PLAIN_LIMIT])
{
  gint64 epoch = GINT64_TO_LE (self->epoch);
  gint64 expires = GINT64_TO_LE (info->expires);
  guint8 *at = put (plain, PLAIN_MARK, strlen (PLAIN_MARK));

  at = put (at, vault_key, GB_VAULT_KEY_SIZE);
  at = put (at, self->vault_id, 32);
  at = put (at, &epoch, sizeof epoch);
  at = put (at, &expires, sizeof expires);
  at = put_text (at, info->kind);
  at = put_text (at, info->holder);
  return (gsize) (at - plain);
}

static char *
seal (GbSlots *self, const GbSlotInfo *info, const guint8 *vault_key)
{
  g_autoptr (GbGuarded) plain = gb_guarded_new (PLAIN_LIMIT);
  guint8 sealed[PLAIN_LIMIT + crypto_box_SEALBYTES];
  gsize length = write_plain (self, info, vault_key, plain);

  if (crypto_box_seal (sealed, plain, length, info->box_key) != 0)
    return NULL;
  return gb_bytes_to_hex (sealed, length + crypto_box_SEALBYTES);
}

/* The key in @slot, if the seal is this identity's and says what the slot says. */
static guint8 *
open_seal (GbSlots *self, const Slot *slot, GbIdentity *identity)
{
  g_autoptr (GbGuarded) plain = gb_guarded_new (PLAIN_LIMIT);
  g_autoptr (GbGuarded) expected = gb_guarded_new (PLAIN_LIMIT);
  g_autoptr (GbGuarded) key = gb_guarded_new (GB_VAULT_KEY_SIZE);
  guint8 sealed[PLAIN_LIMIT + crypto_box_SEALBYTES];
  gsize length = strlen (slot->sealed) / 2;

  if (length <= crypto_box_SEALBYTES + sizeof PLAIN_MARK + GB_VAULT_KEY_SIZE || length > sizeof sealed
      || !gb_hex_to_bytes (slot->sealed, sealed, length) || !gb_identity_unseal (identity, sealed, length, plain))
    return NULL;
  memcpy (key, plain + strlen (PLAIN_MARK), GB_VAULT_KEY_SIZE);
  if (write_plain (self, &slot->info, key, expected) != length - crypto_box_SEALBYTES
      || sodium_memcmp (plain, expected, length - crypto_box_SEALBYTES) != 0)
    return NULL;
  return g_steal_pointer (&key);
}

static const Slot *
find_by_key (GbSlots *self, const guint8 *box_key)
{
  for (guint i = 0; i < self->slots->len; i++)
    {
      const Slot *slot = g_ptr_array_index (self->slots, i);

      if (memcmp (slot->info.box_key, box_key, GB_BOX_KEY_SIZE) == 0)
        return slot;
    }
  return NULL;
}

static void
fail_no_slot (GbSlots *self, GbIdentity *identity, GError **error)
{
  const char *who = gb_identity_get_member_id (identity);

  if (g_strcmp0 (gb_identity_get_vault_id (identity), self->vault_id) != 0)
    g_set_error_literal (error, GB_ERROR, GB_ERROR_NO_KEY, _("This key belongs to another vault."));
  else if (g_strcmp0 (who, "recovery") == 0)
    g_set_error_literal (
      error, GB_ERROR, GB_ERROR_NO_KEY,
      _("These recovery words are well formed, but they are not this vault’s. Look whether the paper is "
        "an older one."));
  else if (g_strcmp0 (who, SHARE_PAIR) == 0)
    g_set_error_literal (
      error, GB_ERROR, GB_ERROR_NO_KEY,
      _("These two recovery shares are well formed, but together they don’t open this vault. Look whether both "
        "sheets name this vault and the same date."));
  else if (g_strcmp0 (who, "enrolment") == 0)
    g_set_error_literal (
      error, GB_ERROR, GB_ERROR_NO_KEY,
      _("This code opens nothing: it was mistyped, used already or withdrawn. Ask for a new one."));
  else
    g_set_error_literal (
      error, GB_ERROR, GB_ERROR_NO_KEY,
      _("Your key no longer opens this vault: your access was ended, or the vault was put back from an "
        "older backup. Ask another member, or use the recovery key."));
}

guint8 *
gb_slots_unlock (GbSlots *self, GbIdentity *identity, GError **error)
{
  const Slot *slot = find_by_key (self, gb_identity_get_box_key (identity));
  g_autoptr (GbGuarded) key = NULL;
  g_autofree char *check = NULL;
  guint8 mac[crypto_generichash_BYTES];

  if (slot == NULL)
    {
      fail_no_slot (self, identity, error);
      return NULL;
    }
  key = open_seal (self, slot, identity);
  check = key != NULL ? key_check (key) : NULL;
  if (check == NULL || strcmp (check, self->check) != 0)
    {
      fail_slots (error);
      return NULL;
    }
  make_mac (self, key, mac);
  if (sodium_memcmp (mac, self->mac, sizeof mac) != 0)
    {
      fail_slots (error);
      return NULL;
    }
  if (slot->info.expires > 0 && gb_now () >= slot->info.expires)
    {
      g_autofree char *when = gb_say_instant (slot->info.expires);

      g_set_error (error, GB_ERROR, GB_ERROR_NO_KEY, _("This code ran out: %s. Ask for a new one."), when);
      return NULL;
    }
  return g_steal_pointer (&key);
}

static int
find_holder (GbSlots *self, const char *kind, const char *holder)
{
  for (guint i = 0; i < self->slots->len; i++)
    {
      const Slot *slot = g_ptr_array_index (self->slots, i);

      if (strcmp (slot->info.kind, kind) == 0 && strcmp (slot->info.holder, holder) == 0)
        return (int) i;
    }
  return -1;
}

gboolean
gb_slots_add (GbSlots *self, const guint8 *vault_key, const char *kind, const char *holder,
              const guint8 box_key[GB_BOX_KEY_SIZE], gint64 expires, GError **error)
{
  Slot *slot;

  g_return_val_if_fail (is_kind (kind) && is_plain (holder, HOLDER_LIMIT), FALSE);
  if (self->slots->len >= GB_SLOTS_MOST)
    {
      g_set_error (error, GB_ERROR, GB_ERROR_REFUSED,
                   _("A vault has room for %d keys, and all are taken. Withdraw an enrolment or a member first."),
                   GB_SLOTS_MOST);
      return FALSE;
    }
  if (find_holder (self, kind, holder) >= 0 || find_by_key (self, box_key) != NULL)
    {
      g_set_error_literal (error, GB_ERROR, GB_ERROR_INPUT, _("This key can open the vault already."));
      return FALSE;
    }
  slot = g_new0 (Slot, 1);
  slot->info.kind = g_strdup (kind);
  slot->info.holder = g_strdup (holder);
  slot->info.expires = expires;
  memcpy (slot->info.box_key, box_key, GB_BOX_KEY_SIZE);
  slot->sealed = seal (self, &slot->info, vault_key);
  if (slot->sealed == NULL)
    {
      slot_free (slot);
      g_set_error_literal (error, GB_ERROR, GB_ERROR_INPUT,
                           _("This is not a key that anything can be sealed to."));
      return FALSE;
    }
  g_ptr_array_add (self->slots, slot);
  return TRUE;
}

/* How many pairs the set of shares has to which the pair @holder ("SET.1-2") belongs. */
static guint
count_set (GbSlots *self, const char *holder)
{
  gsize length = strcspn (holder, ".") + 1;
  guint count = 0;

  for (guint i = 0; i < self->slots->len; i++)
    {
      const Slot *slot = g_ptr_array_index (self->slots, i);

      count += strcmp (slot->info.kind, SHARE_PAIR) == 0 && strncmp (slot->info.holder, holder, length) == 0;
    }
  return count;
}

guint
gb_slots_ways_back (GbSlots *self)
{
  guint ways = count_kind (self, "recovery");

  for (guint i = 0; i < self->slots->len; i++)
    {
      const Slot *slot = g_ptr_array_index (self->slots, i);

      ways += strcmp (slot->info.kind, SHARE_PAIR) == 0 && g_str_has_suffix (slot->info.holder, ".1-2")
              && count_set (self, slot->info.holder) == SHARE_PAIRS;
    }
  return ways;
}

gboolean
gb_slots_remove (GbSlots *self, const char *kind, const char *holder, GError **error)
{
  int at = find_holder (self, kind, holder);
  guint before = gb_slots_ways_back (self);
  Slot *slot;

  if (at < 0)
    {
      g_set_error_literal (error, GB_ERROR, GB_ERROR_MISSING, _("There is no such key to this vault."));
      return FALSE;
    }
  slot = g_ptr_array_steal_index (self->slots, (guint) at);
  if (before > 0 && gb_slots_ways_back (self) == 0)
    {
      g_ptr_array_insert (self->slots, at, slot);
      g_set_error_literal (
        error, GB_ERROR, GB_ERROR_REFUSED,
        _("The last recovery key can’t be removed: without it a lost keyring would be the end of the "
          "record. Add a new one first."));
      return FALSE;
    }
  slot_free (slot);
  return TRUE;
}

/* --- a new vault key ---------------------------------------------------------- */

GbSlots *
gb_slots_new_epoch (GbSlots *self, const guint8 *vault_key, GError **error)
{
  g_autoptr (GbSlots) next = gb_slots_new (self->vault_id, self->cipher);

  next->epoch = self->epoch + 1;
  next->sequence = self->sequence;
  for (guint i = 0; i < self->slots->len; i++)
    {
      const GbSlotInfo *info = g_ptr_array_index (self->slots, i);

      if (!gb_slots_add (next, vault_key, info->kind, info->holder, info->box_key, info->expires, error))
        return NULL;
    }
  return g_steal_pointer (&next);
}

gboolean
gb_slots_write_next (GbSlots *self, const char *dir, const guint8 *vault_key, GError **error)
{
  g_autofree char *text = NULL;

  self->sequence++;
  gb_slots_authenticate (self, vault_key);
  text = gb_slots_print (self);
  return gb_place_write (dir, GB_VAULT_SLOTS_NEXT, text, strlen (text), error);
}

GbSlots *
gb_slots_read_next (const char *dir, GbSlots *now)
{
  g_autoptr (GbSlots) next = read_copy (dir, GB_VAULT_SLOTS_NEXT, NULL);

  if (next == NULL || strcmp (next->vault_id, now->vault_id) != 0 || next->epoch <= now->epoch)
    return NULL;
  return g_steal_pointer (&next);
}

gboolean
gb_slots_promote (GbSlots *self, const char *dir, GError **error)
{
  g_autofree char *text = gb_slots_print (self);
  g_autofree char *path = g_build_filename (dir, GB_VAULT_SLOTS_NEXT, NULL);

  if (!gb_place_write (dir, GB_VAULT_SLOTS, text, strlen (text), error)
      || !gb_place_write (dir, GB_VAULT_SLOTS_BACKUP, text, strlen (text), error))
    return FALSE;
  g_unlink (path);
  return gb_place_sync (dir, error);
}
