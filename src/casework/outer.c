/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Order of this file: the desk that is read, joining, copying; then what those
 * with a key write, take up and prove. */
#include <string.h>

#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/ids.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/act.h"
#include "casework/backup.h"
#include "casework/book-private.h"
#include "casework/capability.h"
#include "casework/factor.h"
#include "casework/figures.h"
#include "casework/member.h"
#include "casework/outer.h"
#include "policy/register.h"
#include "casework/report.h"
#include "vault/letter.h"
#include "vault/statement.h"

#define FORMAT 1
#define TRUST "trust" /* in the keyring, beside seed and anchor */

struct _GbOuter
{
  GObject parent_instance;
  char *dir, *vault_id, *member_id;
  GbIdentity *identity;
  JsonObject *desk; /* what the letter says; NULL while waiting */
  char *name, *school, *words;
  GStrv roles;
  GPtrArray *reports;
  gint64 copied_at;
};

G_DEFINE_FINAL_TYPE (GbOuter, gb_outer, G_TYPE_OBJECT)

static void
report_free (gpointer data)
{
  GbOuterReport *report = data;

  g_free (report->id);
  g_free (report->reference);
  g_free (report->title);
  g_free (report->term);
  g_free (report->from_day);
  g_free (report->until_day);
  g_free (report->issued_by);
  g_clear_pointer (&report->pdf, g_bytes_unref);
  g_free (report->figures);
  g_free (report);
}

static void
gb_outer_finalize (GObject *object)
{
  GbOuter *self = GB_OUTER (object);

  gb_outer_wipe (self);
  g_free (self->dir);
  g_free (self->vault_id);
  g_free (self->member_id);
  g_clear_object (&self->identity);
  g_clear_pointer (&self->desk, json_object_unref);
  g_free (self->name);
  g_free (self->school);
  g_free (self->words);
  g_strfreev (self->roles);
  g_ptr_array_unref (self->reports);
  G_OBJECT_CLASS (gb_outer_parent_class)->finalize (object);
}

static void
gb_outer_class_init (GbOuterClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = gb_outer_finalize;
}

static void
gb_outer_init (GbOuter *self)
{
  self->reports = g_ptr_array_new_with_free_func (report_free);
}

void
gb_outer_wipe (GbOuter *self)
{
  if (self->identity != NULL)
    gb_identity_wipe (self->identity);
}

/* --- files --------------------------------------------------------------------------- */

static char *
name_of (const char *member_id, const char *what)
{
  return g_strconcat (member_id, ".", what, NULL);
}

static gboolean
is_there (const char *dir, const char *member_id, const char *what)
{
  g_autofree char *name = name_of (member_id, what);

  return gb_letter_is_there (dir, name);
}

static void
drop (const char *dir, const char *member_id, const char *what)
{
  g_autofree char *name = name_of (member_id, what);

  gb_letter_remove (dir, name);
}

gboolean
gb_outer_is_member (const char *dir, const char *member_id)
{
  return is_there (dir, member_id, "desk") || is_there (dir, member_id, "join");
}

static GStrv
words_of (JsonArray *list)
{
  guint n = list != NULL ? json_array_get_length (list) : 0;
  GStrv words = g_new0 (char *, n + 1);

  for (guint i = 0; i < n; i++)
    words[i] = g_strdup (json_array_get_string_element (list, i));
  return words;
}

/* --- whose signature counts ------------------------------------------------------------- */

/* {"keys": ["hexadecimal", ...], "written_at": of the newest letter}: what the keyring remembers. */
static JsonObject *
trust_of (GbKeyring *keyring, const char *vault_id, const char *member_id)
{
  g_autoptr (GBytes) bytes = gb_keyring_load (keyring, vault_id, member_id, TRUST, NULL);
  gsize length;
  const char *text = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;

  return text != NULL ? gb_json_parse (text, (gssize) length, NULL) : NULL;
}

static JsonArray *
sign_keys_of (JsonArray *people)
{
  JsonArray *keys = json_array_new ();

  for (guint i = 0; people != NULL && i < json_array_get_length (people); i++)
    {
      const char *key = gb_json_text (json_array_get_object_element (people, i), "sign_key");
      if (key != NULL)
        json_array_add_string_element (keys, key);
    }
  return keys;
}

/* Written only when it says something new. */
static gboolean
remember_trust (GbKeyring *keyring, const char *vault_id, const char *member_id, JsonArray *people, gint64 written_at,
                GError **error)
{
  g_autoptr (JsonObject) trust = json_object_new ();
  g_autofree char *text = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) before = gb_keyring_load (keyring, vault_id, member_id, TRUST, NULL);

  json_object_set_array_member (trust, "keys", sign_keys_of (people));
  json_object_set_int_member (trust, "written_at", written_at);
  text = gb_json_print (trust);
  bytes = g_bytes_new (text, strlen (text));
  return (before != NULL && g_bytes_equal (before, bytes))
         || gb_keyring_store (keyring, vault_id, member_id, TRUST, _ ("Guardbook: whose signature counts"), bytes,
                              error);
}

static gboolean
is_trusted (JsonObject *trust, const guint8 *sign_key)
{
  g_autofree char *hex = gb_bytes_to_hex (sign_key, GB_SIGN_KEY_SIZE);
  JsonArray *keys = gb_json_array (trust, "keys");

  for (guint i = 0; keys != NULL && i < json_array_get_length (keys); i++)
    if (g_strcmp0 (json_array_get_string_element (keys, i), hex) == 0)
      return TRUE;
  return FALSE;
}

/* --- reading the desk ---------------------------------------------------------------------- */

static GBytes *
bytes_of (JsonObject *object, const char *name)
{
  const char *text = gb_json_text (object, name);
  gsize length = 0;
  guchar *data = text != NULL ? g_base64_decode (text, &length) : NULL;

  return data != NULL ? g_bytes_new_take (data, length) : NULL;
}

static void
take_report (GbOuter *self, JsonObject *object)
{
  GbOuterReport *report = g_new0 (GbOuterReport, 1);

  report->id = g_strdup (gb_json_text (object, "id"));
  report->reference = g_strdup (gb_json_text (object, "reference"));
  report->title = g_strdup (gb_json_text (object, "title"));
  report->term = g_strdup (gb_json_text (object, "term"));
  report->from_day = g_strdup (gb_json_text (object, "from"));
  report->until_day = g_strdup (gb_json_text (object, "until"));
  report->issued_by = g_strdup (gb_json_text (object, "issued_by"));
  report->issued_at = gb_json_number (object, "issued_at");
  report->pages = gb_json_number (object, "pages");
  report->figures = g_strdup (gb_json_text (object, "figures"));
  report->pdf = bytes_of (object, "pdf");
  if (report->pdf == NULL)
    report->pdf = g_bytes_new (NULL, 0);
  g_ptr_array_add (self->reports, report);
}

static void
take_desk (GbOuter *self, JsonObject *desk)
{
  JsonArray *reports = gb_json_array (desk, "reports");

  g_clear_pointer (&self->desk, json_object_unref);
  self->desk = json_object_ref (desk);
  g_free (self->name);
  self->name = g_strdup (gb_json_text (desk, "name"));
  g_free (self->school);
  self->school = g_strdup (gb_json_text (desk, "school"));
  g_strfreev (self->roles);
  self->roles = words_of (gb_json_array (desk, "roles"));
  self->words = g_strdup (gb_json_text (desk, "words"));
  self->copied_at = gb_json_number (desk, "copied_at");
  if (gb_json_text (desk, "zone") != NULL)
    gb_zone_set (gb_json_text (desk, "zone"));
  for (guint i = 0; reports != NULL && i < json_array_get_length (reports); i++)
    take_report (self, json_array_get_object_element (reports, i));
}

/* Signed by one whom the letter before named, and not older than that one. */
static gboolean
believe (JsonObject *desk, JsonObject *trust, const guint8 *sign_key, GError **error)
{
  if (trust != NULL && !is_trusted (trust, sign_key))
    g_set_error_literal (
        error, GB_ERROR, GB_ERROR_TAMPERED,
        _ ("What lies here for you was signed by nobody whom this account knows, so it isn’t shown. Tell "
           "the DSL."));
  else if (trust != NULL && gb_json_number (desk, "written_at") < gb_json_number (trust, "written_at"))
    g_set_error_literal (
        error, GB_ERROR, GB_ERROR_TAMPERED,
        _ ("What lies here for you is older than what you have seen already: somebody put it back. Tell "
           "the DSL."));
  else
    return TRUE;
  return FALSE;
}

static gboolean
read_desk (GbOuter *self, GbKeyring *keyring, GError **error)
{
  g_autofree char *name = name_of (self->member_id, "desk");
  guint8 sign_key[GB_SIGN_KEY_SIZE];
  g_autoptr (GBytes) text = gb_letter_read (self->dir, name, self->identity, sign_key, error);
  g_autoptr (JsonObject) trust = text != NULL ? trust_of (keyring, self->vault_id, self->member_id) : NULL;
  g_autoptr (JsonObject) desk = NULL;
  gsize length;
  const char *data;

  if (text == NULL)
    return FALSE;
  data = g_bytes_get_data (text, &length);
  desk = gb_json_parse (data, (gssize) length, error);
  if (desk == NULL || !believe (desk, trust, sign_key, error))
    return FALSE;
  take_desk (self, desk);
  return remember_trust (keyring, self->vault_id, self->member_id, gb_json_array (desk, "people"),
                         gb_json_number (desk, "written_at"), error);
}

static GbOuter *
new_outer (const char *dir, const char *vault_id, GbIdentity *identity)
{
  GbOuter *self = g_object_new (GB_TYPE_OUTER, NULL);

  self->dir = g_canonicalize_filename (dir, NULL);
  self->vault_id = g_strdup (vault_id);
  self->identity = g_object_ref (identity);
  self->member_id = g_strdup (gb_identity_get_member_id (identity));
  self->name = g_strdup ("");
  self->school = g_strdup ("");
  self->roles = g_new0 (char *, 1);
  return self;
}

GbOuter *
gb_outer_open (const char *dir, const char *member_id, GbKeyring *keyring, GError **error)
{
  return gb_outer_open_with (dir, member_id, NULL, keyring, error);
}

GbOuter *
gb_outer_open_with (const char *dir, const char *member_id, const char *passphrase, GbKeyring *keyring, GError **error)
{
  g_autofree char *vault_id = gb_vault_read_id (dir, error);
  g_autoptr (GbIdentity) identity
      = vault_id != NULL ? gb_book_load_identity (keyring, vault_id, member_id, passphrase, error) : NULL;
  g_autoptr (GbOuter) self = identity != NULL ? new_outer (dir, vault_id, identity) : NULL;

  if (self == NULL)
    return NULL;
  if (!is_there (dir, member_id, "desk") && is_there (dir, member_id, "join"))
    return g_steal_pointer (&self);
  return read_desk (self, keyring, error) ? g_steal_pointer (&self) : NULL;
}

const char *gb_outer_get_dir (GbOuter *self) { return self->dir; }
const char *gb_outer_get_member_id (GbOuter *self) { return self->member_id; }
const char *gb_outer_get_name (GbOuter *self) { return self->name; }
const char *gb_outer_get_school (GbOuter *self) { return self->school; }
const char *const *gb_outer_get_roles (GbOuter *self) { return (const char *const *) self->roles; }
gboolean gb_outer_is_waiting (GbOuter *self) { return self->desk == NULL; }
const char *gb_outer_get_words (GbOuter *self) { return self->words; }
const GPtrArray *gb_outer_get_reports (GbOuter *self) { return self->reports; }
gint64 gb_outer_get_copied_at (GbOuter *self) { return self->copied_at; }

gint64
gb_outer_get_written_at (GbOuter *self)
{
  return self->desk != NULL ? gb_json_number (self->desk, "written_at") : 0;
}

gint64
gb_outer_get_backup_at (GbOuter *self)
{
  return self->desk != NULL ? gb_json_number (self->desk, "backup_at") : 0;
}

const char *
gb_outer_get_backup_by (GbOuter *self)
{
  return self->desk != NULL ? gb_json_text (self->desk, "backup_by") : NULL;
}

gint64
gb_outer_get_backup_days (GbOuter *self)
{
  return self->desk != NULL ? gb_json_number (self->desk, "backup_days") : 0;
}

/* --- joining ------------------------------------------------------------------------------------ */

/* The invitation that opens to @code: its words; @sign_key is the inviter's.  NULL: none does. */
static JsonObject *
find_invitation (const char *dir, GbIdentity *code, guint8 sign_key[GB_SIGN_KEY_SIZE])
{
  g_auto (GStrv) names = gb_letter_names (dir);

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autoptr (GBytes) text
          = g_str_has_suffix (names[i], ".invite") ? gb_letter_read (dir, names[i], code, sign_key, NULL) : NULL;
      gsize length;
      const char *data = text != NULL ? g_bytes_get_data (text, &length) : NULL;
      if (data != NULL)
        return gb_json_parse (data, (gssize) length, NULL);
    }
  return NULL;
}

static GbIdentity *
code_of (const char *dir, const char *code, GError **error)
{
  g_autofree char *vault_id = gb_vault_read_id (dir, error);

  return vault_id != NULL ? gb_identity_new_from_code (vault_id, code, error) : NULL;
}

gboolean
gb_outer_is_code (const char *dir, const char *code)
{
  g_autoptr (GbIdentity) identity = code_of (dir, code, NULL);
  guint8 sign_key[GB_SIGN_KEY_SIZE];
  g_autoptr (JsonObject) found = identity != NULL ? find_invitation (dir, identity, sign_key) : NULL;

  return found != NULL;
}

static void
set_key (JsonObject *body, const char *name, const guint8 *key)
{
  g_autofree char *hex = gb_bytes_to_hex (key, 32);

  json_object_set_string_member (body, name, hex);
}

/* Public keys, and the code's signature over them. */
static char *
join_text (GbIdentity *code, GbIdentity *fresh)
{
  g_autoptr (JsonObject) body = json_object_new ();
  g_autofree char *proof = NULL;
  guint8 hash[GB_HASH_SIZE], signature[GB_SIGNATURE_SIZE];

  json_object_set_string_member (body, "member_id", gb_identity_get_member_id (fresh));
  set_key (body, "sign_key", gb_identity_get_sign_key (fresh));
  set_key (body, "box_key", gb_identity_get_box_key (fresh));
  gb_journal_join_hash (gb_json_text (body, "member_id"), gb_json_text (body, "sign_key"),
                        gb_json_text (body, "box_key"), hash);
  gb_identity_sign (code, hash, sizeof hash, signature);
  proof = gb_bytes_to_hex (signature, sizeof signature);
  json_object_set_string_member (body, "proof", proof);
  return gb_json_print (body);
}

static gboolean
leave_keys (GbOuter *self, GbIdentity *code, JsonObject *invitation, GbKeyring *keyring, GError **error)
{
  g_autofree char *text = join_text (code, self->identity);
  g_autofree char *name = name_of (self->member_id, "join");

  if (!gb_factor_store (keyring, self->identity, gb_json_text (invitation, "name"), NULL, error))
    return FALSE;
  if (remember_trust (keyring, self->vault_id, self->member_id, gb_json_array (invitation, "people"), 0, error)
      && gb_letter_write_open (self->dir, name, text, error))
    return TRUE;
  gb_keyring_remove (keyring, self->vault_id, self->member_id, NULL);
  return FALSE;
}

GbOuter *
gb_outer_join (const char *dir, const char *code, GbKeyring *keyring, GError **error)
{
  g_autoptr (GbIdentity) identity = code_of (dir, code, error);
  guint8 sign_key[GB_SIGN_KEY_SIZE];
  g_autoptr (JsonObject) invitation = identity != NULL ? find_invitation (dir, identity, sign_key) : NULL;
  g_autoptr (GbIdentity) fresh = NULL;
  g_autoptr (GbOuter) self = NULL;

  if (identity == NULL)
    return NULL;
  if (invitation == NULL || gb_json_number (invitation, "expires") < gb_now ())
    {
      g_set_error_literal (
          error, GB_ERROR, GB_ERROR_INPUT,
          _ ("This code opens nothing: it was mistyped, used already or has run out. Ask for a new one."));
      return NULL;
    }
  if (gb_keyring_look (keyring, error) != GB_KEYRING_READY)
    return NULL;
  fresh = gb_identity_new (gb_identity_get_vault_id (identity), gb_json_text (invitation, "member_id"));
  self = new_outer (dir, gb_identity_get_vault_id (identity), fresh);
  self->name = (g_free (self->name), g_strdup (gb_json_text (invitation, "name")));
  self->school = (g_free (self->school), g_strdup (gb_json_text (invitation, "school")));
  if (!leave_keys (self, identity, invitation, keyring, error))
    return NULL;
  drop (dir, self->member_id, "invite");
  drop (dir, self->member_id, "desk");
  return g_steal_pointer (&self);
}

/* --- copying ---------------------------------------------------------------------------------------- */

static GArray *
holders_of (JsonArray *people, GPtrArray *keys)
{
  GArray *holders = g_array_new (FALSE, FALSE, sizeof (GbSealHolder));

  for (guint i = 0; people != NULL && i < json_array_get_length (people) && i < GB_SEAL_HOLDERS_MOST; i++)
    {
      JsonObject *one = json_array_get_object_element (people, i);
      guint8 key[GB_BOX_KEY_SIZE];
      GbSealHolder holder = { .holder = gb_json_text (one, "id") };
      if (holder.holder == NULL || !gb_hex_to_bytes (gb_json_text (one, "box_key"), key, sizeof key))
        continue;
      holder.box_key = g_memdup2 (key, sizeof key);
      g_ptr_array_add (keys, (gpointer) holder.box_key);
      g_array_append_val (holders, holder);
    }
  return holders;
}

static char *
copy_text (const char *to, const GPtrArray *files)
{
  g_autoptr (JsonObject) body = json_object_new ();
  g_autofree char *path = g_canonicalize_filename (to, NULL);
  JsonArray *rows = json_array_new ();

  for (guint i = 0; i < files->len; i++)
    {
      const GbCopiedFile *file = files->pdata[i];
      JsonObject *row = json_object_new ();
      json_object_set_string_member (row, "name", file->name);
      json_object_set_int_member (row, "size", (gint64) file->size);
      json_object_set_string_member (row, "hash", file->hash);
      json_array_add_object_element (rows, row);
    }
  json_object_set_string_member (body, "path", path);
  json_object_set_int_member (body, "at", gb_now ());
  json_object_set_array_member (body, "files", rows);
  return gb_json_print (body);
}

gboolean
gb_outer_copy (GbOuter *self, const char *to, GError **error)
{
  g_autoptr (GPtrArray) files = NULL;
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *name = name_of (self->member_id, "copy");
  g_autoptr (GArray) holders = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (self->desk == NULL || !gb_roles_may (gb_outer_get_roles (self), "backup", GB_MATTER_OPEN))
    return gb_refuse (error, _ ("Your role doesn’t look after the backups. Ask the DSL or the technician."));
  files = gb_vault_copy_closed (self->dir, to, error);
  if (files == NULL)
    return FALSE;
  text = copy_text (to, files);
  bytes = g_bytes_new (text, strlen (text));
  holders = holders_of (gb_json_array (self->desk, "people"), keys);
  if (!gb_letter_write (self->dir, name, self->identity, (const GbSealHolder *) (gpointer) holders->data, holders->len,
                        bytes, error))
    return FALSE;
  self->copied_at = gb_now ();
  return TRUE;
}

/* --- the registers of filtering ------------------------------------------------------------------------- */

const char *const *
gb_outer_registers (void)
{
  static const char *const ids[] = { "filtering-changes", "filtering-checks", NULL };

  return ids;
}

static gboolean
is_filled_in (const GbRegister *plan, JsonObject *values, GError **error)
{
  for (guint i = 0; i < plan->fields->len; i++)
    {
      const GbRegisterField *field = plan->fields->pdata[i];
      if (field->need != GB_NEED_TO_ENTER || !gb_register_if_holds (&field->only_if, values)
          || gb_text_is_filled (gb_json_text (values, field->name)))
        continue;
      g_set_error (error, GB_ERROR, GB_ERROR_INPUT, _ ("“%s” is still empty. Fill it in and try again."), field->label);
      return FALSE;
    }
  return TRUE;
}

static gboolean
may_enter (GbOuter *self, const GbRegister *plan, GError **error)
{
  if (self->desk != NULL && plan != NULL && g_strv_contains (gb_outer_registers (), plan->id)
      && gb_roles_may (gb_outer_get_roles (self), "filtering", GB_MATTER_OPEN))
    return TRUE;
  return gb_refuse (error,
                    _ ("Your role doesn’t make entries in this register. Ask the DSL or the online safety lead."));
}

gboolean
gb_outer_enter (GbOuter *self, const char *register_id, JsonObject *values, GError **error)
{
  const GbRegister *plan = gb_register_find (register_id);
  g_autoptr (JsonObject) body = json_object_new ();
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) holders = NULL;
  g_autofree char *id = gb_id_new ();
  g_autofree char *what = g_strconcat ("entry-", id, NULL);
  g_autofree char *name = name_of (self->member_id, what);
  g_autofree char *text = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (!may_enter (self, plan, error) || !is_filled_in (plan, values, error))
    return FALSE;
  json_object_set_string_member (body, "id", id);
  json_object_set_string_member (body, "register", register_id);
  json_object_set_int_member (body, "at", gb_now ());
  json_object_set_object_member (body, "values", json_object_ref (values));
  text = gb_json_print (body);
  bytes = g_bytes_new (text, strlen (text));
  holders = holders_of (gb_json_array (self->desk, "people"), keys);
  return gb_letter_write (self->dir, name, self->identity, (const GbSealHolder *) (gpointer) holders->data,
                          holders->len, bytes, error);
}

guint
gb_outer_count_entries (GbOuter *self)
{
  g_auto (GStrv) names = gb_letter_names (self->dir);
  g_autofree char *start = name_of (self->member_id, "entry-");
  guint count = 0;

  for (guint i = 0; names[i] != NULL; i++)
    count += g_str_has_prefix (names[i], start);
  return count;
}

const char *
gb_outer_get_refusal (GbOuter *self)
{
  return self->desk != NULL ? gb_json_text (self->desk, "refusal") : NULL;
}

/* --- on the side of those who have a key: who they are ------------------------------------------------ */

static void
add_person (JsonArray *people, const GbMember *member)
{
  JsonObject *one = json_object_new ();

  json_object_set_string_member (one, "id", member->id);
  json_object_set_string_member (one, "name", member->name);
  json_object_set_string_member (one, "sign_key", member->sign_key);
  json_object_set_string_member (one, "box_key", member->box_key);
  json_array_add_object_element (people, one);
}

static JsonArray *
people_with_a_key (GPtrArray *members)
{
  JsonArray *people = json_array_new ();

  for (guint i = 0; i < members->len; i++)
    {
      const GbMember *member = members->pdata[i];
      if (g_strcmp0 (member->state, "active") == 0 && member->sign_key != NULL && !member->doubted
          && gb_role_words_can (member->roles, GB_CAN_HOLD_KEY))
        add_person (people, member);
    }
  return people;
}

static GPtrArray *
members_today (GbBook *book, GError **error)
{
  g_autofree char *today = gb_today ();

  return gb_members (gb_book_get_vault (book), today, error);
}

gboolean
gb_outer_invite (GbBook *book, GbIdentity *code, const char *member_id, const char *name, const char *const *roles,
                 gint64 expires, GError **error)
{
  GbVault *vault = gb_book_get_vault (book);
  g_autoptr (GPtrArray) members = members_today (book, error);
  g_autoptr (JsonObject) body = json_object_new ();
  g_autofree char *file = name_of (member_id, "invite");
  g_autofree char *text = NULL;
  g_autoptr (GBytes) bytes = NULL;
  GbSealHolder holder = { gb_identity_get_member_id (code), gb_identity_get_box_key (code) };
  JsonArray *list = json_array_new ();

  for (guint i = 0; roles[i] != NULL; i++)
    json_array_add_string_element (list, roles[i]);
  json_object_set_array_member (body, "roles", list);
  json_object_set_int_member (body, "format", FORMAT);
  json_object_set_string_member (body, "member_id", member_id);
  json_object_set_string_member (body, "name", name);
  json_object_set_string_member (body, "school", gb_book_get_school (book));
  json_object_set_int_member (body, "expires", expires);
  if (members == NULL)
    return FALSE;
  json_object_set_array_member (body, "people", people_with_a_key (members));
  text = gb_json_print (body);
  bytes = g_bytes_new (text, strlen (text));
  return gb_letter_write (gb_vault_get_path (vault), file, gb_vault_get_identity (vault), &holder, 1, bytes, error);
}

/* --- taking up who joined --------------------------------------------------------------------------------- */

/* The newest invitation of @member_id that nobody has used.  (transfer full) */
static JsonObject *
invitation_of (GbVault *vault, const char *member_id)
{
  g_autofree char *text = gb_vault_ask_text (
      vault, NULL,
      "SELECT CAST (e.body AS TEXT) FROM main.entry AS e JOIN p_member AS m ON m.id = :id AND e.at = m.invited_at"
      " WHERE e.kind = 'member.invited' AND CAST (e.body AS TEXT) ->> 'member_id' = :id"
      " AND (m.state = 'invited' OR (m.state = 'active' AND m.joined_at < m.invited_at))",
      ":id", member_id, NULL);

  return text != NULL ? gb_json_parse (text, -1, NULL) : NULL;
}

static gboolean
proof_holds (JsonObject *join, const char *invite_key)
{
  guint8 key[GB_SIGN_KEY_SIZE], proof[GB_SIGNATURE_SIZE], hash[GB_HASH_SIZE];
  const char *sign_key = gb_json_text (join, "sign_key"), *box_key = gb_json_text (join, "box_key");

  if (sign_key == NULL || box_key == NULL || !gb_hex_to_bytes (invite_key, key, sizeof key)
      || !gb_hex_to_bytes (gb_json_text (join, "proof"), proof, sizeof proof))
    return FALSE;
  gb_journal_join_hash (gb_json_text (join, "member_id"), sign_key, box_key, hash);
  return gb_signature_check (key, hash, sizeof hash, proof);
}

static gboolean
take_up_one (GbBook *book, const char *file, GError **error)
{
  GbVault *vault = gb_book_get_vault (book);
  g_autofree char *member_id = g_strndup (file, strcspn (file, "."));
  g_autofree char *text = gb_letter_read_open (gb_vault_get_path (vault), file, NULL);
  g_autoptr (JsonObject) join = text != NULL ? gb_json_parse (text, -1, NULL) : NULL;
  g_autoptr (JsonObject) invitation = join != NULL ? invitation_of (vault, member_id) : NULL;
  g_autoptr (JsonObject) body = NULL;

  /* What nobody was invited to leave is left alone: it opens nothing. */
  if (invitation == NULL || g_strcmp0 (gb_json_text (join, "member_id"), member_id) != 0
      || !proof_holds (join, gb_json_text (invitation, "invite_sign_key"))
      || gb_json_number (invitation, "expires") < gb_now ())
    return TRUE;
  body = json_object_new ();
  json_object_set_string_member (body, "member_id", member_id);
  json_object_set_string_member (body, "name", gb_json_text (invitation, "name"));
  json_object_set_array_member (body, "roles", json_array_ref (gb_json_array (invitation, "roles")));
  json_object_set_string_member (body, "sign_key", gb_json_text (join, "sign_key"));
  json_object_set_string_member (body, "box_key", gb_json_text (join, "box_key"));
  json_object_set_string_member (body, "proof", gb_json_text (join, "proof"));
  return gb_book_write (book, "member.joined", body, error);
}

static gboolean
take_up (GbBook *book, GError **error)
{
  g_auto (GStrv) names = gb_letter_names (gb_vault_get_path (gb_book_get_vault (book)));

  for (guint i = 0; names[i] != NULL; i++)
    if (g_str_has_suffix (names[i], ".join") && !take_up_one (book, names[i], error))
      return FALSE;
  return TRUE;
}

/* --- taking up what was written outside ------------------------------------------------------------------ */

/* The entry that the letter @file of @member asks for, with the proof that they wrote it; NULL: none that counts. */
static JsonObject *
read_entry (GbVault *vault, const GbMember *member, const char *file)
{
  guint8 signer[GB_SIGN_KEY_SIZE], own[GB_SIGN_KEY_SIZE], signature[GB_SIGNATURE_SIZE];
  g_autoptr (GBytes) text = gb_letter_read_proof (gb_vault_get_path (vault), file, gb_vault_get_identity (vault),
                                                  signer, signature, NULL);
  g_autofree char *words = NULL, *proof = NULL;
  g_autoptr (JsonObject) asked = NULL;
  JsonObject *body, *written;

  if (text == NULL || !gb_hex_to_bytes (member->sign_key, own, sizeof own) || memcmp (signer, own, sizeof own) != 0)
    return NULL;
  words = g_strndup (g_bytes_get_data (text, NULL), g_bytes_get_size (text));
  asked = gb_json_parse (words, -1, NULL);
  if (asked == NULL || !gb_id_is_valid (gb_json_text (asked, "id")) || gb_json_object (asked, "values") == NULL
      || !g_strv_contains (gb_outer_registers (), gb_json_text (asked, "register")))
    return NULL;
  proof = gb_bytes_to_hex (signature, sizeof signature);
  body = json_object_new ();
  written = json_object_new ();
  json_object_set_string_member (written, "by", member->id);
  json_object_set_string_member (written, "name", member->name);
  json_object_set_int_member (written, "at", gb_json_number (asked, "at"));
  json_object_set_string_member (written, "file", file);
  json_object_set_string_member (written, "text", words);
  json_object_set_string_member (written, "signature", proof);
  json_object_set_string_member (body, "item_id", gb_json_text (asked, "id"));
  json_object_set_string_member (body, "register", gb_json_text (asked, "register"));
  json_object_set_object_member (body, "values", json_object_ref (gb_json_object (asked, "values")));
  json_object_set_object_member (body, "written", written);
  return body;
}

/* @refusal: the sentence of the last that the gate didn't let in; it is left to lie. */
static void
take_entries (GbBook *book, const GbMember *member, char **refusal)
{
  GbVault *vault = gb_book_get_vault (book);
  g_auto (GStrv) names = gb_letter_names (gb_vault_get_path (vault));
  g_autofree char *start = name_of (member->id, "entry-");

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autoptr (JsonObject) body
          = g_str_has_prefix (names[i], start) ? read_entry (vault, member, names[i]) : NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (GbDone) done
          = body != NULL ? gb_book_do (book, "register.entered", NULL, gb_json_text (body, "item_id"), body, &error)
                         : NULL;
      if (done != NULL)
        gb_letter_remove (gb_vault_get_path (vault), names[i]);
      else if (error != NULL)
        {
          g_free (*refusal);
          *refusal = g_strdup (error->message);
        }
    }
}

/* --- writing the desks ----------------------------------------------------------------------------------------- */

static gboolean
add_reports (GbVault *vault, JsonObject *desk, GError **error)
{
  g_autoptr (GPtrArray) reports = gb_reports (vault, error);
  JsonArray *rows = json_array_new ();

  json_object_set_array_member (desk, "reports", rows);
  for (guint i = 0; reports != NULL && i < reports->len; i++)
    {
      const GbReport *report = reports->pdata[i];
      g_autoptr (GBytes) pdf = gb_report_pdf (vault, report->id, error);
      g_autoptr (GbFigures) figures = pdf != NULL ? gb_report_figures (vault, report->id, error) : NULL;
      g_autofree char *json = figures != NULL ? gb_figures_to_json (figures) : NULL;
      g_autofree char *base64 = NULL;
      JsonObject *row;
      if (json == NULL)
        return FALSE;
      base64 = g_base64_encode (g_bytes_get_data (pdf, NULL), g_bytes_get_size (pdf));
      row = json_object_new ();
      json_object_set_string_member (row, "id", report->id);
      json_object_set_string_member (row, "reference", report->reference);
      json_object_set_string_member (row, "title", report->title);
      gb_json_set_text (row, "term", report->term);
      gb_json_set_text (row, "from", report->from_day);
      gb_json_set_text (row, "until", report->until_day);
      gb_json_set_text (row, "issued_by", report->issued_by);
      json_object_set_int_member (row, "issued_at", report->issued_at);
      json_object_set_int_member (row, "pages", report->pages);
      json_object_set_string_member (row, "figures", json);
      json_object_set_string_member (row, "pdf", base64);
      json_array_add_object_element (rows, row);
    }
  return reports != NULL;
}

/* When @member said last that they made a copy, if it isn't proved; 0: never.  @copy: what they said. */
static gint64
read_copy (GbBook *book, const GbMember *member, JsonObject **copy)
{
  GbVault *vault = gb_book_get_vault (book);
  g_autofree char *name = name_of (member->id, "copy");
  guint8 signer[GB_SIGN_KEY_SIZE], own[GB_SIGN_KEY_SIZE];
  g_autoptr (GBytes) text
      = gb_letter_read (gb_vault_get_path (vault), name, gb_vault_get_identity (vault), signer, NULL);
  g_autoptr (JsonObject) body = NULL;
  gsize length;
  const char *data = text != NULL ? g_bytes_get_data (text, &length) : NULL;

  if (data == NULL || !gb_hex_to_bytes (member->sign_key, own, sizeof own) || memcmp (signer, own, sizeof own) != 0)
    return 0;
  body = gb_json_parse (data, (gssize) length, NULL);
  if (body == NULL)
    return 0;
  if (copy != NULL)
    *copy = json_object_ref (body);
  return gb_json_number (body, "at");
}

static gboolean
add_backup (GbBook *book, const GbMember *member, JsonObject *desk, GError **error)
{
  GbVault *vault = gb_book_get_vault (book);
  g_autoptr (GError) local = NULL;
  g_autoptr (GbBackup) last = gb_backup_last (vault, &local);
  gint64 days = local == NULL ? gb_backup_days (vault, &local) : 0;

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  json_object_set_int_member (desk, "backup_at", last != NULL ? last->at : 0);
  gb_json_set_text (desk, "backup_by", last != NULL ? last->by_name : NULL);
  json_object_set_int_member (desk, "backup_days", days);
  json_object_set_int_member (desk, "copied_at", read_copy (book, member, NULL));
  return TRUE;
}

static JsonObject *
desk_of (GbBook *book, const GbMember *member, GPtrArray *members, GError **error)
{
  g_autoptr (JsonObject) desk = json_object_new ();
  g_auto (GStrv) roles = g_strsplit (member->roles, " ", -1);
  g_autofree char *words
      = member->confirmed_at == 0 ? gb_member_safety_words (gb_book_get_vault (book), member) : NULL;
  JsonArray *list = json_array_new ();

  for (guint i = 0; roles[i] != NULL; i++)
    json_array_add_string_element (list, roles[i]);
  json_object_set_int_member (desk, "format", FORMAT);
  json_object_set_string_member (desk, "member_id", member->id);
  json_object_set_string_member (desk, "name", member->name);
  json_object_set_array_member (desk, "roles", list);
  json_object_set_string_member (desk, "school", gb_book_get_school (book));
  json_object_set_string_member (desk, "zone", gb_zone_name ());
  gb_json_set_text (desk, "words", words);
  json_object_set_array_member (desk, "people", people_with_a_key (members));
  if (gb_role_words_can (member->roles, GB_CAN_READ_ISSUED) && !add_reports (gb_book_get_vault (book), desk, error))
    return NULL;
  if (gb_role_words_can (member->roles, GB_CAN_KEEP) && !add_backup (book, member, desk, error))
    return NULL;
  if (gb_role_words_can (member->roles, GB_CAN_FILTER) && gb_book_can (book, GB_CAN_WRITE_REGISTERS))
    {
      g_autofree char *refusal = NULL;
      take_entries (book, member, &refusal);
      gb_json_set_text (desk, "refusal", refusal);
    }
  return g_steal_pointer (&desk);
}

/* What was written last for each, so that nothing is written that says nothing new. */
static gboolean
note_written (GbVault *vault, const char *member_id, const char *hash, GError **error)
{
  g_autofree char *name = g_strconcat ("outer ", member_id, NULL);
  g_autoptr (GbStatement) s = gb_statement_new (vault,
                                                "INSERT INTO meta (name, value) VALUES (:name, :value)"
                                                " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                                                error);

  if (s == NULL)
    return FALSE;
  gb_statement_bind (s, ":name", name, ":value", hash, NULL);
  return gb_statement_run (s, error);
}

static gboolean
write_desk (GbBook *book, const GbMember *member, GPtrArray *members, GError **error)
{
  GbVault *vault = gb_book_get_vault (book);
  g_autoptr (JsonObject) desk = desk_of (book, member, members, error);
  g_autofree char *said = desk != NULL ? gb_json_print (desk) : NULL;
  g_autofree char *hash = said != NULL ? gb_hash_text ("guardbook.outer.1", said, strlen (said)) : NULL;
  g_autofree char *meta = g_strconcat ("outer ", member->id, NULL);
  g_autofree char *before
      = gb_vault_ask_text (vault, NULL, "SELECT value FROM meta WHERE name = :name", ":name", meta, NULL);
  g_autofree char *file = name_of (member->id, "desk");
  g_autofree char *text = NULL;
  g_autoptr (GBytes) bytes = NULL;
  guint8 box_key[GB_BOX_KEY_SIZE];
  GbSealHolder holder = { member->id, box_key };

  if (desk == NULL || !gb_hex_to_bytes (member->box_key, box_key, sizeof box_key))
    return FALSE;
  if (g_strcmp0 (before, hash) == 0 && gb_letter_is_there (gb_vault_get_path (vault), file))
    return TRUE;
  json_object_set_int_member (desk, "written_at", gb_now ());
  text = gb_json_print (desk);
  bytes = g_bytes_new (text, strlen (text));
  if (!gb_letter_write (gb_vault_get_path (vault), file, gb_vault_get_identity (vault), &holder, 1, bytes, error))
    return FALSE;
  drop (gb_vault_get_path (vault), member->id, "join");
  return note_written (vault, member->id, hash, error);
}

/* Active, with a role today, and none that has a key. */
static gboolean
sits_outside (const GbMember *member)
{
  return g_strcmp0 (member->state, "active") == 0 && member->box_key != NULL && gb_text_is_filled (member->roles)
         && !gb_role_words_can (member->roles, GB_CAN_HOLD_KEY);
}

/* Whoever left, or has come to the desk inside, finds nothing here any more. */
static void
drop_what_is_over (GbVault *vault, const GbMember *member)
{
  const char *dir = gb_vault_get_path (vault);
  gboolean waits = g_strcmp0 (member->state, "invited") == 0;

  if (sits_outside (member))
    return;
  drop (dir, member->id, "desk");
  drop (dir, member->id, "copy");
  if (waits)
    return;
  drop (dir, member->id, "invite");
  drop (dir, member->id, "join");
}

gboolean
gb_outer_settle (GbBook *book, GError **error)
{
  GbVault *vault = gb_book_get_vault (book);
  g_autoptr (GPtrArray) members = NULL;
  g_autoptr (JsonArray) people = NULL;

  if (gb_book_get_read_only_reason (book) != NULL || !gb_book_recovery_is_confirmed (book))
    return TRUE;
  if (!take_up (book, error))
    return FALSE;
  members = members_today (book, error);
  if (members == NULL)
    return FALSE;
  for (guint i = 0; i < members->len; i++)
    {
      GbMember *member = members->pdata[i];
      drop_what_is_over (vault, member);
      if (sits_outside (member) && !write_desk (book, member, members, error))
        return FALSE;
    }
  /* Whoever has a key today may have none tomorrow, and must then know whom to believe. */
  people = people_with_a_key (members);
  remember_trust (gb_book_get_keyring (book), gb_vault_get_id (vault), gb_book_get_member_id (book), people, 0, NULL);
  return TRUE;
}

/* --- proving their copies
 * --------------------------------------------------------------------------------------------- */

typedef struct { char *member_id, *name, *path; GPtrArray *files; } Copy;

static void
copy_free (Copy *copy)
{
  g_free (copy->member_id);
  g_free (copy->name);
  g_free (copy->path);
  g_ptr_array_unref (copy->files);
  g_free (copy);
}

static GPtrArray *
files_of (JsonArray *rows)
{
  GPtrArray *files = g_ptr_array_new_with_free_func ((GDestroyNotify) gb_copied_file_free);

  for (guint i = 0; rows != NULL && i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      GbCopiedFile *file = g_new0 (GbCopiedFile, 1);
      file->name = g_path_get_basename (gb_json_text (row, "name") != NULL ? gb_json_text (row, "name") : "");
      file->hash = g_strdup (gb_json_text (row, "hash"));
      file->size = (guint64) gb_json_number (row, "size");
      g_ptr_array_add (files, file);
    }
  return files;
}

/* The copies that were said to be made and can be reached from here. */
static gpointer
ask_copies (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) members = members_today (book, error);
  GPtrArray *copies = g_ptr_array_new_with_free_func ((GDestroyNotify) copy_free);

  for (guint i = 0; members != NULL && i < members->len; i++)
    {
      GbMember *member = members->pdata[i];
      g_autoptr (JsonObject) said = NULL;
      Copy *copy;
      if (!sits_outside (member) || !gb_role_words_can (member->roles, GB_CAN_KEEP)
          || read_copy (book, member, &said) == 0 || gb_json_text (said, "path") == NULL
          || !g_file_test (gb_json_text (said, "path"), G_FILE_TEST_IS_DIR))
        continue;
      copy = g_new0 (Copy, 1);
      copy->member_id = g_strdup (member->id);
      copy->name = g_strdup (member->name);
      copy->path = g_strdup (gb_json_text (said, "path"));
      copy->files = files_of (gb_json_array (said, "files"));
      g_ptr_array_add (copies, copy);
    }
  return copies;
}

static gpointer
settle_again (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_outer_settle (book, error) ? book : NULL;
}

/* A desk proves by itself when it is opened, and somebody may ask for it besides: one at a time, else both find
 * the same copy and write it down twice. */
static GMutex proving;

gboolean
gb_outer_prove_copies (GbBook *book, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&proving);
  g_autoptr (GPtrArray) copies = NULL;

  if (gb_book_get_read_only_reason (book) != NULL || !gb_book_can (book, GB_CAN_KEEP))
    return TRUE;
  copies = gb_book_ask (book, ask_copies, NULL, error);
  if (copies == NULL)
    return FALSE;
  for (guint i = 0; i < copies->len; i++)
    {
      const Copy *copy = copies->pdata[i];
      if (!gb_vault_copy_is_whole (copy->path, copy->files))
        {
          g_set_error (error, GB_ERROR, GB_ERROR_TAMPERED,
                       _ ("The copy that %s made is no longer as it was made. Ask for a new one."), copy->name);
          return FALSE;
        }
      if (!gb_backup_prove_copy (book, copy->path, copy->name, error))
        return FALSE;
      drop (gb_vault_get_path (gb_book_get_vault (book)), copy->member_id, "copy");
    }
  return copies->len == 0 || gb_book_ask (book, settle_again, NULL, error) != NULL;
}
