/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "journal/proof.h"

#include <inttypes.h>
#include <string.h>

#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/text.h"
#include "base/time.h"
#include "journal/private.h"
#include "vault/words.h"

#define FORMAT 1
#define SIGNS 23 /* of the hash: 115 bits */
#define CHECK_SIGNS 2
#define CODE_SIGNS (SIGNS + CHECK_SIGNS)
#define GROUP 5
#define DIGITS_MOST 9 /* of an entry's number */
#define FINDINGS_MOST 200

typedef struct
{
  guint writer; /* index into writers */
  gint64 seq;
  guint8 hash[GB_HASH_SIZE];
  guint8 signature[GB_SIGNATURE_SIZE];
} Line;

typedef struct
{
  char *member;
  guint8 key[GB_SIGN_KEY_SIZE];
  gint64 from, until; /* entries; until 0: still in force */
} Key;

typedef struct
{
  char *reference, *from, *until, *code;
  gint64 entry;
} Issue;

struct _GbProof
{
  gboolean read; /* from a file, so nothing in it was checked yet */
  char *vault, *made;
  GPtrArray *writers;  /* of char * */
  GHashTable *by_name; /* writer -> index */
  GArray *lines;       /* of Line, entry 1 first */
  GPtrArray *keys;     /* of Key */
  GPtrArray *issues;   /* of Issue, oldest first */
  char *by;            /* member who made it */
  guint8 signature[GB_SIGNATURE_SIZE];
  guint8 *rolls; /* GB_HASH_SIZE each, entry 1 first */
};

static void
key_free (gpointer data)
{
  Key *key = data;
  g_free (key->member);
  g_free (key);
}

static void
issue_free (gpointer data)
{
  Issue *issue = data;
  g_free (issue->reference);
  g_free (issue->from);
  g_free (issue->until);
  g_free (issue->code);
  g_free (issue);
}

static GbProof *
proof_new (void)
{
  GbProof *self = g_new0 (GbProof, 1);

  self->writers = g_ptr_array_new_with_free_func (g_free);
  self->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  self->lines = g_array_new (FALSE, TRUE, sizeof (Line));
  self->keys = g_ptr_array_new_with_free_func (key_free);
  self->issues = g_ptr_array_new_with_free_func (issue_free);
  return self;
}

void
gb_proof_free (GbProof *self)
{
  g_hash_table_unref (self->by_name);
  g_ptr_array_unref (self->writers);
  g_array_unref (self->lines);
  g_ptr_array_unref (self->keys);
  g_ptr_array_unref (self->issues);
  g_free (self->vault);
  g_free (self->made);
  g_free (self->by);
  g_free (self->rolls);
  g_free (self);
}

static const Line *
line_at (const GbProof *self, gint64 entry)
{
  return &g_array_index (self->lines, Line, entry - 1);
}

gint64
gb_proof_get_entries (const GbProof *self)
{
  return self->lines->len;
}

/* --- the roll and the code ----------------------------------------------------- */

/* Each step takes the one before and the next entry's hash. */
static void
roll_on (guint8 roll[GB_HASH_SIZE], const guint8 hash[GB_HASH_SIZE])
{
  GbHash *state = gb_hash_new ("guardbook.roll.1");

  gb_hash_add (state, roll, GB_HASH_SIZE);
  gb_hash_add (state, hash, GB_HASH_SIZE);
  gb_hash_finish (state, roll);
}

static void
roll_all (GbProof *self)
{
  guint8 roll[GB_HASH_SIZE] = { 0 };

  self->rolls = g_malloc0 ((gsize) self->lines->len * GB_HASH_SIZE + 1);
  for (guint i = 0; i < self->lines->len; i++)
    {
      roll_on (roll, g_array_index (self->lines, Line, i).hash);
      memcpy (self->rolls + (gsize) i * GB_HASH_SIZE, roll, GB_HASH_SIZE);
    }
}

static void
check_signs (gint64 entry, const char *signs, char check[CHECK_SIGNS + 1])
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT "%.*s", entry, SIGNS, signs);
  guint8 hash[GB_HASH_SIZE];
  GbHash *state = gb_hash_new ("guardbook.anchor-check.1");

  gb_hash_add_text (state, text);
  gb_hash_finish (state, hash);
  gb_code_spell (hash, CHECK_SIGNS, check);
}

/* "412 7KQ2M 9XW4T HB3ZD PQ81M X9C4C" */
static char *
spell (gint64 entry, const char signs[CODE_SIGNS + 1])
{
  GString *code = g_string_new (NULL);

  g_string_append_printf (code, "%" G_GINT64_FORMAT, entry);
  for (guint i = 0; i < CODE_SIGNS; i += GROUP)
    g_string_append_printf (code, " %.*s", GROUP, signs + i);
  return g_string_free (code, FALSE);
}

static char *
code_of (const char *vault, gint64 entry, const guint8 roll[GB_HASH_SIZE])
{
  char signs[CODE_SIGNS + 1];
  guint8 hash[GB_HASH_SIZE];
  GbHash *state = gb_hash_new ("guardbook.anchor.1");

  gb_hash_add_text (state, vault);
  gb_hash_add_number (state, entry);
  gb_hash_add (state, roll, GB_HASH_SIZE);
  gb_hash_finish (state, hash);
  gb_code_spell (hash, SIGNS, signs);
  check_signs (entry, signs, signs + SIGNS);
  return spell (entry, signs);
}

static char *
code_at (const GbProof *self, gint64 entry)
{
  return code_of (self->vault, entry, self->rolls + (gsize) (entry - 1) * GB_HASH_SIZE);
}

char *
gb_proof_get_code (const GbProof *self)
{
  return code_at (self, self->lines->len);
}

char *
gb_journal_code (GbVault *vault, gint64 entry, GError **error)
{
  g_autoptr (GbStatement) s = gb_statement_new (vault, "SELECT hash FROM entry WHERE id <= @id ORDER BY id", error);
  guint8 roll[GB_HASH_SIZE] = { 0 };
  g_autoptr (GError) local = NULL;
  gint64 count = 0;

  if (s == NULL)
    return NULL;
  gb_statement_bind (s, "@id", entry, NULL);
  for (; gb_statement_step (s, &local); count++)
    {
      gsize length;
      gconstpointer hash = gb_statement_bytes_at (s, 0, &length);
      if (length == GB_HASH_SIZE)
        roll_on (roll, hash);
    }
  if (local == NULL && (count != entry || entry < 1))
    g_set_error (&local, GB_ERROR, GB_ERROR_MISSING, _ ("There is no entry %" PRId64 " in this journal."),
                 entry);
  if (local == NULL)
    return code_of (gb_vault_get_id (vault), entry, roll);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

/* --- codes as people type them ---------------------------------------------------- */

static gboolean
is_between (gunichar c)
{
  return g_unichar_isspace (c) || g_unichar_ispunct (c);
}

/* The entry's number; a comma in it is a thousands comma. */
static const char *
read_number (const char *p, gint64 *entry)
{
  guint digits = 0;

  for (*entry = 0; g_ascii_isdigit (*p) || (*p == ',' && digits > 0 && g_ascii_isdigit (p[1])); p++)
    if (*p != ',' && digits++ < DIGITS_MOST)
      *entry = *entry * 10 + (*p - '0');
  return digits > 0 && digits <= DIGITS_MOST && is_between (g_utf8_get_char (p)) ? p : NULL;
}

/* The 25 signs that follow; NULL where there are fewer or another sign stands. */
static const char *
read_signs (const char *p, char signs[CODE_SIGNS + 1])
{
  guint count = 0;

  memset (signs, 0, CODE_SIGNS + 1);
  for (; *p != '\0' && count < CODE_SIGNS; p = g_utf8_next_char (p))
    {
      gunichar typed = g_utf8_get_char (p);
      if (is_between (typed))
        continue;
      signs[count] = gb_code_sign (typed);
      if (signs[count++] == '\0')
        return NULL;
    }
  return count == CODE_SIGNS ? p : NULL;
}

static const char *
skip_between (const char *p)
{
  while (*p != '\0' && is_between (g_utf8_get_char (p)))
    p = g_utf8_next_char (p);
  return p;
}

static const char *
read_code (const char *p, char **code, GError **error)
{
  char signs[CODE_SIGNS + 1], check[CHECK_SIGNS + 1];
  gint64 entry = 0;
  const char *end = read_number (p, &entry);

  end = end != NULL ? read_signs (end, signs) : NULL;
  if (end == NULL || entry < 1)
    {
      g_set_error (error, GB_ERROR, GB_ERROR_INPUT,
                   _ ("“%s” isn’t the code of a journal: that is a number, then five groups of five letters and"
                      " digits. Copy it from the last page of the report."),
                   p);
      return NULL;
    }
  check_signs (entry, signs, check);
  if (strcmp (check, signs + SIGNS) != 0)
    {
      g_autofree char *said = spell (entry, signs);
      g_set_error (error, GB_ERROR, GB_ERROR_INPUT,
                   _ ("There is a slip in the code %s: its last two signs don’t fit the others. Compare it with the"
                      " paper."),
                   said);
      return NULL;
    }
  *code = spell (entry, signs);
  return end;
}

char **
gb_journal_codes_parse (const char *text, GError **error)
{
  g_autoptr (GPtrArray) codes = g_ptr_array_new_with_free_func (g_free);

  if (!g_utf8_validate (text, -1, NULL))
    text = "";
  for (const char *p = skip_between (text); *p != '\0' || codes->len == 0; p = skip_between (p))
    {
      char *code = NULL;
      p = read_code (p, &code, error);
      if (p == NULL)
        return NULL;
      g_ptr_array_add (codes, code);
    }
  g_ptr_array_add (codes, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&codes), FALSE);
}

/* --- out of the vault ------------------------------------------------------------- */

static guint
writer_index (GbProof *self, const char *name)
{
  gpointer index;

  if (g_hash_table_lookup_extended (self->by_name, name, NULL, &index))
    return GPOINTER_TO_UINT (index);
  g_ptr_array_add (self->writers, g_strdup (name));
  g_hash_table_insert (self->by_name, self->writers->pdata[self->writers->len - 1],
                       GUINT_TO_POINTER (self->writers->len - 1));
  return self->writers->len - 1;
}

static gboolean
take_lines (GbProof *self, GbVault *vault, GError **error)
{
  g_autoptr (GbStatement) s =
      gb_statement_new (vault, "SELECT writer, seq, hash, signature FROM entry ORDER BY id", error);
  g_autoptr (GError) local = NULL;

  while (s != NULL && gb_statement_step (s, &local))
    {
      Line line = { .writer = writer_index (self, gb_statement_text_at (s, 0)), .seq = gb_statement_number_at (s, 1) };
      gsize length;
      gconstpointer bytes = gb_statement_bytes_at (s, 2, &length);
      if (length == GB_HASH_SIZE)
        memcpy (line.hash, bytes, length);
      bytes = gb_statement_bytes_at (s, 3, &length);
      if (length == GB_SIGNATURE_SIZE)
        memcpy (line.signature, bytes, length);
      g_array_append_val (self->lines, line);
    }
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return s != NULL && (error == NULL || *error == NULL);
}

/* The member's key counts until here. */
static void
end_key (GbProof *self, const char *member, gint64 until)
{
  for (guint i = 0; i < self->keys->len; i++)
    {
      Key *key = self->keys->pdata[i];
      if (key->until == 0 && g_strcmp0 (key->member, member) == 0)
        key->until = until;
    }
}

static void
take_key (GbProof *self, gint64 entry, const char *member, const char *hex)
{
  Key *key;

  if (member == NULL)
    return;
  end_key (self, member, hex != NULL ? entry - 1 : entry);
  if (hex == NULL)
    return;
  key = g_new0 (Key, 1);
  key->member = g_strdup (member);
  key->from = entry;
  gb_hex_to_bytes (hex, key->key, sizeof key->key);
  g_ptr_array_add (self->keys, key);
}

static gboolean
take_keys (GbProof *self, GbVault *vault, GError **error)
{
  g_autoptr (GbStatement) s =
      gb_statement_new (vault,
                        "SELECT id, CAST (body AS TEXT) ->> 'member_id', CASE kind WHEN 'member.left' THEN NULL"
                        "       ELSE CAST (body AS TEXT) ->> 'sign_key' END"
                        "  FROM entry WHERE kind IN ('vault.created', 'member.enrolled', 'member.joined', "
                        "'member.recovered', 'member.left') ORDER BY id",
                        error);
  g_autoptr (GError) local = NULL;

  while (s != NULL && gb_statement_step (s, &local))
    take_key (self, gb_statement_number_at (s, 0), gb_statement_text_at (s, 1), gb_statement_text_at (s, 2));
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return s != NULL && (error == NULL || *error == NULL);
}

/* Reports from before codes were printed have none, and prove nothing. */
static gboolean
take_issues (GbProof *self, GbVault *vault, GError **error)
{
  g_autoptr (GbStatement) s = gb_statement_new (
      vault,
      "SELECT CAST (body AS TEXT) ->> 'reference', CAST (body AS TEXT) ->> 'from', CAST (body AS TEXT) ->> 'until',"
      "       CAST (body AS TEXT) ->> 'anchor', CAST (body AS TEXT) ->> 'head_entries'"
      "  FROM entry WHERE kind = 'report.issued' AND CAST (body AS TEXT) ->> 'anchor' IS NOT NULL ORDER BY id",
      error);
  g_autoptr (GError) local = NULL;

  while (s != NULL && gb_statement_step (s, &local))
    {
      Issue *issue = g_new0 (Issue, 1);
      issue->reference = g_strdup (gb_statement_text_at (s, 0));
      issue->from = g_strdup (gb_statement_text_at (s, 1));
      issue->until = g_strdup (gb_statement_text_at (s, 2));
      issue->code = g_strdup (gb_statement_text_at (s, 3));
      issue->entry = gb_statement_number_at (s, 4);
      g_ptr_array_add (self->issues, issue);
    }
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return s != NULL && (error == NULL || *error == NULL);
}

/* What whoever made the file signs: that it is all there was. */
static void
seal_hash (const GbProof *self, guint8 hash[GB_HASH_SIZE])
{
  static const guint8 nothing[GB_HASH_SIZE];
  guint n = self->lines->len;
  GbHash *state = gb_hash_new ("guardbook.proof.1");

  gb_hash_add_text (state, self->vault);
  gb_hash_add_text (state, self->made);
  gb_hash_add_number (state, n);
  gb_hash_add (state, n > 0 ? self->rolls + (gsize) (n - 1) * GB_HASH_SIZE : nothing, GB_HASH_SIZE);
  gb_hash_finish (state, hash);
}

GbProof *
gb_proof_new_from_vault (GbVault *vault, GError **error)
{
  g_autoptr (GbProof) self = proof_new ();
  GbIdentity *identity = gb_vault_get_identity (vault);
  g_autoptr (GError) local = NULL;
  guint8 hash[GB_HASH_SIZE];

  self->vault = g_strdup (gb_vault_get_id (vault));
  self->made = gb_today ();
  self->by = g_strdup (gb_identity_get_member_id (identity));
  if (!take_lines (self, vault, &local) || !take_keys (self, vault, &local) || !take_issues (self, vault, &local))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  roll_all (self);
  seal_hash (self, hash);
  gb_identity_sign (identity, hash, sizeof hash, self->signature);
  return g_steal_pointer (&self);
}

/* --- the file ------------------------------------------------------------------------ */

static void
add_line (GString *text, JsonObject *object)
{
  g_autofree char *line = gb_json_print (object);

  g_string_append (text, line);
  g_string_append_c (text, '\n');
  json_object_unref (object);
}

static void
set_hex (JsonObject *object, const char *name, const guint8 *bytes, gsize length)
{
  g_autofree char *hex = gb_bytes_to_hex (bytes, length);
  json_object_set_string_member (object, name, hex);
}

static void
write_head (const GbProof *self, GString *text)
{
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "guardbook-proof", FORMAT);
  json_object_set_string_member (object, "vault", self->vault);
  json_object_set_string_member (object, "made", self->made);
  json_object_set_int_member (object, "entries", self->lines->len);
  add_line (text, object);
}

static void
write_keys (const GbProof *self, GString *text)
{
  for (guint i = 0; i < self->keys->len; i++)
    {
      const Key *key = self->keys->pdata[i];
      JsonObject *object = json_object_new ();
      set_hex (object, "key", key->key, sizeof key->key);
      json_object_set_string_member (object, "member", key->member);
      json_object_set_int_member (object, "from", key->from);
      if (key->until > 0)
        json_object_set_int_member (object, "until", key->until);
      add_line (text, object);
    }
}

static void
write_lines (const GbProof *self, GString *text)
{
  for (guint i = 0; i < self->lines->len; i++)
    {
      const Line *line = line_at (self, i + 1);
      JsonObject *object = json_object_new ();
      json_object_set_int_member (object, "entry", i + 1);
      json_object_set_string_member (object, "writer", self->writers->pdata[line->writer]);
      json_object_set_int_member (object, "seq", line->seq);
      set_hex (object, "hash", line->hash, sizeof line->hash);
      set_hex (object, "signature", line->signature, sizeof line->signature);
      add_line (text, object);
    }
}

static void
write_issues (const GbProof *self, GString *text)
{
  for (guint i = 0; i < self->issues->len; i++)
    {
      const Issue *issue = self->issues->pdata[i];
      JsonObject *object = json_object_new ();
      gb_json_set_text (object, "report", issue->reference);
      gb_json_set_text (object, "from", issue->from);
      gb_json_set_text (object, "until", issue->until);
      json_object_set_int_member (object, "at", issue->entry);
      json_object_set_string_member (object, "code", issue->code);
      add_line (text, object);
    }
}

GBytes *
gb_proof_to_bytes (const GbProof *self)
{
  GString *text = g_string_new (NULL);
  JsonObject *end = json_object_new ();
  gsize last = self->lines->len > 0 ? (gsize) (self->lines->len - 1) * GB_HASH_SIZE : 0;

  write_head (self, text);
  write_keys (self, text);
  write_lines (self, text);
  write_issues (self, text);
  set_hex (end, "roll", self->rolls + last, GB_HASH_SIZE);
  json_object_set_string_member (end, "by", self->by);
  set_hex (end, "signature", self->signature, sizeof self->signature);
  add_line (text, end);
  return g_string_free_to_bytes (text);
}

/* One kind of line each; FALSE: it isn't as it must be. */
static gboolean
read_head (GbProof *self, JsonObject *object)
{
  self->vault = g_strdup (gb_json_text (object, "vault"));
  self->made = g_strdup (gb_json_text (object, "made"));
  return gb_json_number (object, "guardbook-proof") == FORMAT && self->vault != NULL && self->made != NULL;
}

static gboolean
read_key (GbProof *self, JsonObject *object)
{
  Key *key = g_new0 (Key, 1);

  g_ptr_array_add (self->keys, key);
  key->member = g_strdup (gb_json_text (object, "member"));
  key->from = gb_json_number (object, "from");
  key->until = gb_json_number (object, "until");
  return key->member != NULL && gb_hex_to_bytes (gb_json_text (object, "key"), key->key, sizeof key->key);
}

static gboolean
read_line (GbProof *self, JsonObject *object)
{
  const char *writer = gb_json_text (object, "writer");
  Line line = { .seq = gb_json_number (object, "seq") };

  if (writer == NULL || gb_json_number (object, "entry") != (gint64) self->lines->len + 1
      || !gb_hex_to_bytes (gb_json_text (object, "hash"), line.hash, sizeof line.hash)
      || !gb_hex_to_bytes (gb_json_text (object, "signature"), line.signature, sizeof line.signature))
    return FALSE;
  line.writer = writer_index (self, writer);
  g_array_append_val (self->lines, line);
  return TRUE;
}

static gboolean
read_issue (GbProof *self, JsonObject *object)
{
  Issue *issue = g_new0 (Issue, 1);

  g_ptr_array_add (self->issues, issue);
  issue->reference = g_strdup (gb_json_text (object, "report"));
  issue->from = g_strdup (gb_json_text (object, "from"));
  issue->until = g_strdup (gb_json_text (object, "until"));
  issue->code = g_strdup (gb_json_text (object, "code"));
  issue->entry = gb_json_number (object, "at");
  return issue->reference != NULL && issue->code != NULL && issue->entry > 0;
}

static gboolean
read_end (GbProof *self, JsonObject *object)
{
  self->by = g_strdup (gb_json_text (object, "by"));
  return self->by != NULL && self->lines->len > 0
         && gb_hex_to_bytes (gb_json_text (object, "signature"), self->signature, sizeof self->signature);
}

static gboolean
read_object (GbProof *self, guint at, JsonObject *object)
{
  static const struct
  {
    const char *name;
    gboolean (*read) (GbProof *, JsonObject *);
  } forms[] = {
    { "entry", read_line },
    { "key", read_key },
    { "report", read_issue },
    { "roll", read_end },
  };

  if (at == 0 || self->by != NULL)
    return at == 0 && read_head (self, object);
  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    if (json_object_has_member (object, forms[i].name))
      return forms[i].read (self, object);
  return FALSE;
}

GbProof *
gb_proof_new_from_bytes (GBytes *bytes, GError **error)
{
  g_autoptr (GbProof) self = proof_new ();
  gsize size;
  const char *p = g_bytes_get_data (bytes, &size);
  const char *end = p + size;
  guint at = 0;

  self->read = TRUE;
  for (; p < end; at++)
    {
      const char *stop = memchr (p, '\n', (gsize) (end - p));
      g_autoptr (JsonObject) object = gb_json_parse (p, (stop != NULL ? stop : end) - p, NULL);
      if (object == NULL || !read_object (self, at, object))
        {
          g_set_error (error, GB_ERROR, GB_ERROR_INPUT,
                       _ ("Line %u of the proof file isn’t as it must be, so the file was damaged or changed. Ask for"
                          " it again, and keep this one."),
                       at + 1);
          return NULL;
        }
      p = stop != NULL ? stop + 1 : end;
    }
  if (self->by == NULL)
    {
      g_set_error_literal (error, GB_ERROR, GB_ERROR_INPUT,
                           _ ("The proof file ends before its last line, so a part of it is missing. Ask for it"
                              " again."));
      return NULL;
    }
  roll_all (self);
  return g_steal_pointer (&self);
}

/* --- the check ------------------------------------------------------------------------- */

static const Key *
key_in_force (const GbProof *self, const char *member, gsize length, gint64 entry)
{
  for (guint i = 0; i < self->keys->len; i++)
    {
      const Key *key = self->keys->pdata[i];
      if (entry >= key->from && (key->until == 0 || entry <= key->until) && strlen (key->member) == length
          && strncmp (key->member, member, length) == 0)
        return key;
    }
  return NULL;
}

static void
check_lines (const GbProof *self, GPtrArray *findings)
{
  g_autofree gint64 *seqs = g_new0 (gint64, self->writers->len);

  for (gint64 entry = 1; entry <= self->lines->len; entry++)
    {
      const Line *line = line_at (self, entry);
      const char *writer = self->writers->pdata[line->writer];
      const Key *key = key_in_force (self, writer, strcspn (writer, "@"), entry);
      if (line->seq != ++seqs[line->writer])
        gb_note_finding (findings, entry,
                         _ ("Entry %" PRId64 " doesn’t follow its writer’s entry before: one was taken out,"
                            " put in or moved."),
                         entry);
      else if (key == NULL)
        gb_note_finding (findings, entry, _ ("Entry %" PRId64 " was written by somebody who had no key then."),
                         entry);
      else if (!gb_signature_check (key->key, line->hash, GB_HASH_SIZE, line->signature))
        gb_note_finding (findings, entry, _ ("Entry %" PRId64 " doesn’t bear its writer’s signature."), entry);
    }
}

static void
check_end (const GbProof *self, GPtrArray *findings)
{
  const Key *key = key_in_force (self, self->by, strlen (self->by), self->lines->len);
  guint8 hash[GB_HASH_SIZE];

  seal_hash (self, hash);
  if (key == NULL || !gb_signature_check (key->key, hash, sizeof hash, self->signature))
    gb_note_finding (findings, 0, _ ("The proof file doesn’t bear the signature of whoever made it."));
}

/* "report 26-0147 (20 April 2026 to 21 July 2026)", or what can be said without one. */
static char *
say_report (const GbProof *self, gint64 entry)
{
  for (guint i = 0; i < self->issues->len; i++)
    {
      const Issue *issue = self->issues->pdata[i];
      g_autofree char *from = NULL, *until = NULL;
      if (issue->entry != entry)
        continue;
      from = gb_say_day_long (issue->from != NULL ? issue->from : "");
      until = gb_say_day_long (issue->until != NULL ? issue->until : "");
      return g_strdup_printf (_ ("report %s (%s to %s)"), issue->reference, from, until);
    }
  return g_strdup_printf (_ ("a report that isn’t in the record any more (issued at entry %" PRId64 ")"),
                          entry);
}

static gint64
entry_of (const char *code)
{
  return g_ascii_strtoll (code, NULL, 10);
}

static gboolean
agrees (const GbProof *self, const char *code)
{
  gint64 entry = entry_of (code);
  g_autofree char *now = entry >= 1 && entry <= self->lines->len ? code_at (self, entry) : NULL;

  return g_strcmp0 (now, code) == 0;
}

/* What the reports in the record say of themselves. */
static void
check_issues (const GbProof *self, GPtrArray *findings)
{
  for (guint i = 0; i < self->issues->len; i++)
    {
      const Issue *issue = self->issues->pdata[i];
      g_autofree char *report = say_report (self, issue->entry);
      if (!agrees (self, issue->code))
        gb_note_finding (findings, issue->entry,
                         _ ("Entry %" PRId64 " contradicts %s, which was issued with the code %s."),
                         issue->entry, report, issue->code);
    }
}

/* The newest entry before @entry of which one of the codes, or a report's own, still holds. */
static gint64
last_sound (const GbProof *self, const char *const *codes, gint64 entry)
{
  gint64 sound = 0;

  for (guint i = 0; codes[i] != NULL; i++)
    if (entry_of (codes[i]) < entry && agrees (self, codes[i]))
      sound = MAX (sound, entry_of (codes[i]));
  return sound;
}

static void
contradict (const GbProof *self, const char *const *codes, const char *code, GPtrArray *findings)
{
  gint64 entry = entry_of (code), sound = last_sound (self, codes, entry);
  g_autofree char *report = say_report (self, entry);
  g_autofree char *now = NULL;

  if (entry > self->lines->len)
    {
      gb_note_finding (findings, self->lines->len + 1,
                       _ ("Entry %" PRId64
                          " contradicts %s: the code %s was printed when there were %" PRId64
                          " entries, and now there are %u. The last are gone."),
                       (gint64) self->lines->len + 1, report, code, entry, self->lines->len);
      return;
    }
  now = code_at (self, entry);
  gb_note_finding (findings, entry,
                   _ ("Entry %" PRId64 " contradicts %s: it was issued with the code %s, and what stands there"
                      " now gives %s. Something between entry %" PRId64 " and entry %" PRId64
                      " was written anew. A proof file that was kept from then names the very one."),
                   entry, report, code, now, sound + 1, entry);
}

static void
check_codes (const GbProof *self, const char *const *codes, GPtrArray *agreed, GPtrArray *findings)
{
  for (guint i = 0; codes[i] != NULL; i++)
    {
      g_autofree char *report = say_report (self, entry_of (codes[i]));
      if (agrees (self, codes[i]))
        g_ptr_array_add (
            agreed, g_strdup_printf (_ ("%s holds: %s. Nothing recorded until then was changed."), codes[i], report));
      else
        contradict (self, codes, codes[i], findings);
    }
}

/* The first report that the older file has after @entry: what it told was told of another history. */
static char *
say_first_report_after (const GbProof *older, gint64 entry)
{
  for (guint i = 0; i < older->issues->len; i++)
    {
      const Issue *issue = older->issues->pdata[i];
      if (issue->entry >= entry)
        return say_report (older, issue->entry);
    }
  return g_strdup_printf (_ ("the proof file of %s"), older->made);
}

static void
check_older (const GbProof *self, const GbProof *older, GPtrArray *agreed, GPtrArray *findings)
{
  gint64 common = MIN (self->lines->len, older->lines->len), entry = 1;
  g_autofree char *report = NULL;

  if (g_strcmp0 (self->vault, older->vault) != 0)
    {
      gb_note_finding (findings, 0, _ ("The older proof file is of another vault."));
      return;
    }
  while (entry <= common && memcmp (line_at (self, entry)->hash, line_at (older, entry)->hash, GB_HASH_SIZE) == 0)
    entry++;
  if (entry > older->lines->len)
    {
      g_ptr_array_add (agreed, g_strdup_printf (_ ("The proof file of %s holds: none of its %u entries was changed."),
                                                older->made, older->lines->len));
      return;
    }
  report = say_first_report_after (older, entry);
  gb_note_finding (findings, entry,
                   entry > common
                       ? _ ("Entry %" PRId64 " contradicts %s: it is gone, and so is all that followed it.")
                       : _ ("Entry %" PRId64
                            " contradicts %s: it isn’t the entry that stood there when the older"
                            " proof file was made."),
                   entry, report);
}

static int
compare_findings (gconstpointer a, gconstpointer b)
{
  const GbFinding *one = *(GbFinding *const *) a, *other = *(GbFinding *const *) b;

  if (one->entry == 0 || other->entry == 0)
    return (one->entry == 0) - (other->entry == 0);
  return one->entry < other->entry ? -1 : one->entry > other->entry;
}

GbVerdict *
gb_proof_check (const GbProof *self, const char *const *codes, const GbProof *older, GPtrArray **agreed)
{
  GbVerdict *verdict = g_new0 (GbVerdict, 1);
  g_autoptr (GPtrArray) held = g_ptr_array_new_with_free_func (g_free);

  verdict->entries = self->lines->len;
  verdict->writers = self->writers->len;
  verdict->heads = g_ptr_array_new_with_free_func (g_free);
  verdict->findings = g_ptr_array_new_with_free_func ((GDestroyNotify) gb_finding_free);
  if (self->read)
    {
      check_lines (self, verdict->findings);
      check_end (self, verdict->findings);
    }
  check_issues (self, verdict->findings);
  if (older != NULL)
    check_older (self, older, held, verdict->findings);
  if (codes != NULL)
    check_codes (self, codes, held, verdict->findings);
  g_ptr_array_sort (verdict->findings, compare_findings);
  if (agreed != NULL)
    *agreed = g_steal_pointer (&held);
  return verdict;
}
