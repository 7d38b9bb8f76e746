/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/ids.h"
#include "base/text.h"
#include "base/time.h"
#include "journal/private.h"
#include "journal/projection.h"
#include "journal/proof.h"
#include "support/folder.h"
#include "support/journal.h"
#include "vault/statement.h"

/* --- a journal ---------------------------------------------------------------- */

static void
set_key (JsonObject *body, const char *name, const guint8 *key)
{
  g_autofree char *hex = gb_bytes_to_hex (key, 32);
  json_object_set_string_member (body, name, hex);
}

typedef struct { const char *kind, *case_id; JsonObject *body; gint64 id; } Append;

static gboolean
append_job (GbVault *vault, gpointer data, GError **error)
{
  Append *append = data;
  g_autofree char *request = gb_id_new ();
  g_autoptr (GbEntry) entry = gb_journal_append (vault, append->kind, append->case_id, request, append->body, error);

  append->id = entry != NULL ? entry->id : 0;
  return entry != NULL;
}

static gint64
append (GbVault *vault, const char *kind, const char *case_id, JsonObject *body)
{
  Append job = { kind, case_id, body, 0 };
  g_autoptr (GError) error = NULL;

  gb_vault_run (vault, append_job, &job, &error);
  g_assert_no_error (error);
  return job.id;
}

static JsonObject *
parse (const char *json)
{
  g_autofree char *text = g_strdelimit (g_strdup (json), "'", '"');
  g_autoptr (GError) error = NULL;
  JsonObject *body = gb_json_parse (text, -1, &error);

  g_assert_no_error (error);
  return body;
}

gint64
gb_test_append (GbVault *vault, const char *kind, const char *case_id, const char *json)
{
  g_autoptr (JsonObject) body = parse (json);
  return append (vault, kind, case_id, body);
}

gint64
gb_test_append_some (GbVault *vault)
{
  return gb_test_append (vault, "backup.verified", NULL,
                         "{'name':'Backup of Friday','entries':5,'head':'anchor velvet'}");
}

static gboolean
make_tables (GbVault *vault, gpointer data, GError **error)
{
  return gb_projection_ensure (vault, NULL, NULL, NULL, error);
}

GbTestJournal *
gb_test_journal_new (void)
{
  GbTestJournal *journal = g_new0 (GbTestJournal, 1);
  g_autofree char *vault_id = gb_id_new ();
  g_autofree char *member_id = gb_id_new ();
  g_autofree char *words = gb_words_new ();
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (GError) error = NULL;

  gb_vault_guard (&error);
  g_assert_no_error (error);
  journal->folder = gb_test_folder_new ();
  journal->path = g_build_filename (journal->folder, "Marsh Lane.guardbook", NULL);
  journal->founder = gb_identity_new (vault_id, member_id);
  journal->recovery = gb_identity_new_from_words (vault_id, words, &error);
  g_assert_no_error (error);
  journal->vault = gb_vault_create (journal->path, journal->founder, journal->recovery, gb_journal_schema (), &error);
  g_assert_no_error (error);
  gb_vault_run (journal->vault, make_tables, NULL, &error);
  g_assert_no_error (error);
  body = parse ("{'school':'Marsh Lane Primary School','dfe_number':'886/5201','zone':'Europe/London',"
                "'member_name':'Ruth Adeyemi','member_roles':['dsl']}");
  json_object_set_string_member (body, "member_id", member_id);
  set_key (body, "sign_key", gb_identity_get_sign_key (journal->founder));
  set_key (body, "box_key", gb_identity_get_box_key (journal->founder));
  set_key (body, "recovery_sign_key", gb_identity_get_sign_key (journal->recovery));
  set_key (body, "recovery_box_key", gb_identity_get_box_key (journal->recovery));
  append (journal->vault, "vault.created", NULL, body);
  return journal;
}

void
gb_test_journal_free (GbTestJournal *journal)
{
  gb_vault_close (journal->vault);
  g_object_unref (journal->vault);
  g_object_unref (journal->founder);
  g_object_unref (journal->recovery);
  g_free (journal->path);
  gb_test_folder_free (journal->folder);
  g_free (journal);
}

void
gb_test_journal_open (GbTestJournal *journal, GbIdentity *identity)
{
  g_autoptr (GError) error = NULL;

  gb_vault_close (journal->vault);
  g_object_unref (journal->vault);
  journal->vault = gb_vault_open (journal->path, identity, &error);
  g_assert_no_error (error);
}

static gboolean
slot_job (GbVault *vault, gpointer data, GError **error)
{
  GbIdentity *identity = data;
  return gb_vault_add_slot (vault, "member", gb_identity_get_member_id (identity), gb_identity_get_box_key (identity),
                            0, error);
}

GbIdentity *
gb_test_journal_enrol (GbTestJournal *journal)
{
  const char *vault_id = gb_vault_get_id (journal->vault);
  g_autofree char *id = gb_id_new ();
  g_autofree char *code = gb_code_new ();
  g_autofree char *proof = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GbIdentity) paper = gb_identity_new_from_code (vault_id, code, &error);
  GbIdentity *fresh = gb_identity_new (vault_id, id);
  g_autoptr (JsonObject) invited = parse ("{'name':'Carys Whitlock','roles':['deputy']}");
  g_autoptr (JsonObject) enrolled = parse ("{'name':'Carys Whitlock','roles':['deputy']}");
  guint8 hash[GB_HASH_SIZE], signature[GB_SIGNATURE_SIZE];

  json_object_set_string_member (invited, "member_id", id);
  set_key (invited, "invite_sign_key", gb_identity_get_sign_key (paper));
  set_key (invited, "invite_box_key", gb_identity_get_box_key (paper));
  json_object_set_int_member (invited, "expires", gb_now () + GB_DAY);
  append (journal->vault, "member.invited", NULL, invited);
  gb_vault_run (journal->vault, slot_job, fresh, &error);
  g_assert_no_error (error);
  json_object_set_string_member (enrolled, "member_id", id);
  set_key (enrolled, "sign_key", gb_identity_get_sign_key (fresh));
  set_key (enrolled, "box_key", gb_identity_get_box_key (fresh));
  gb_journal_join_hash (id, gb_json_text (enrolled, "sign_key"), gb_json_text (enrolled, "box_key"), hash);
  gb_identity_sign (paper, hash, sizeof hash, signature);
  proof = gb_bytes_to_hex (signature, sizeof signature);
  json_object_set_string_member (enrolled, "proof", proof);
  gb_test_journal_open (journal, fresh);
  append (journal->vault, "member.enrolled", NULL, enrolled);
  gb_test_journal_open (journal, journal->founder);
  return fresh;
}

void
gb_test_journal_revoke (GbTestJournal *journal, GbIdentity *identity)
{
  g_autofree char *json =
      g_strdup_printf ("{'member_id':'%s','name':'Carys Whitlock','reason':'Moved to another school'}",
                       gb_identity_get_member_id (identity));
  gb_test_append (journal->vault, "member.left", NULL, json);
}

/* --- breaking in ------------------------------------------------------------------ */

typedef struct
{
  gboolean (*func) (GbVault *vault, gpointer data, GError **error);
  gpointer data;
} Deed;

/* What somebody can do who has the vault's key and a database tool. */
static gboolean
break_in (GbVault *vault, gpointer data, GError **error)
{
  Deed *deed = data;
  static const char *const triggers[] = { "entry_appends", "entry_stays", "entry_remains", "blob_appends", "blob_stays",
                                          "blob_remains" };
  g_autoptr (GPtrArray) made = g_ptr_array_new_with_free_func (g_free);
  gboolean fine = TRUE;

  gb_vault_fence (vault, FALSE);
  fine = gb_vault_begin (vault, error);
  for (guint i = 0; i < G_N_ELEMENTS (triggers); i++)
    {
      g_autofree char *drop = g_strdup_printf ("DROP TRIGGER %s", triggers[i]);
      g_ptr_array_add (made, gb_vault_ask_text (vault, error, "SELECT sql FROM sqlite_schema WHERE name = :name",
                                                ":name", triggers[i], NULL));
      fine = fine && gb_vault_execute (vault, drop, error);
    }
  fine = fine && deed->func (vault, deed->data, error);
  for (guint i = 0; i < made->len; i++)
    fine = fine && gb_vault_execute (vault, made->pdata[i], error);
  fine = fine && gb_vault_commit (vault, error);
  gb_vault_fence (vault, TRUE);
  return fine;
}

static gboolean
execute (GbVault *vault, gpointer data, GError **error)
{
  return gb_vault_execute (vault, data, error);
}

void
gb_test_tamper (GbVault *vault, const char *sql)
{
  Deed deed = { execute, (gpointer) sql };
  g_autoptr (GError) error = NULL;

  gb_vault_run (vault, break_in, &deed, &error);
  g_assert_no_error (error);
}

/* --- the perfect forgery --------------------------------------------------------------- */

/* Another content, and in a report the code of the history that is told now. */
static void
falsify (GbVault *vault, GbEntry *entry, gboolean first)
{
  static const char *const said[] = { "narrative", "summary", "reason", "name", "title" };
  g_autoptr (JsonObject) body = gb_entry_body (entry, NULL);
  char *text;

  for (guint i = 0; first && i < G_N_ELEMENTS (said); i++)
    if (gb_json_text (body, said[i]) != NULL)
      {
        json_object_set_string_member (body, said[i], "Nothing happened that day.");
        break;
      }
  if (g_str_equal (entry->kind, "report.issued"))
    {
      g_autofree char *code = gb_journal_code (vault, gb_json_number (body, "head_entries"), NULL);
      json_object_set_string_member (body, "anchor", code);
    }
  text = gb_json_print (body);
  g_bytes_unref (entry->body);
  entry->body = g_bytes_new_take (text, strlen (text));
}

static gboolean
replace (GbVault *vault, const GbEntry *entry, GError **error)
{
  g_autoptr (GbStatement) s = gb_statement_new (
    vault,
    "UPDATE entry SET body = $body, prev_hash = $prev, seen_hash = $seen, hash = $hash, signature = $signature"
    " WHERE id = @id",
    error);

  if (s == NULL)
    return FALSE;
  gb_statement_bind (s, "$body", entry->body, "@id", entry->id, NULL);
  gb_statement_bind_bytes (s, "$prev", entry->prev_hash, GB_HASH_SIZE);
  gb_statement_bind_bytes (s, "$seen", entry->seen_hash, GB_HASH_SIZE);
  gb_statement_bind_bytes (s, "$hash", entry->hash, GB_HASH_SIZE);
  gb_statement_bind_bytes (s, "$signature", entry->signature, GB_SIGNATURE_SIZE);
  return gb_statement_run (s, error);
}

/* One writer, so that the entry before is the writer's own too. */
static gboolean
rewrite (GbVault *vault, gpointer data, GError **error)
{
  gint64 from = *(gint64 *) data, count = gb_journal_count (vault, error);
  g_autoptr (GbEntry) before = gb_journal_entry (vault, from - 1, error);

  for (gint64 id = from; id <= count; id++)
    {
      GbEntry *entry = gb_journal_entry (vault, id, error);
      memcpy (entry->prev_hash, before->hash, GB_HASH_SIZE);
      memcpy (entry->seen_hash, before->hash, GB_HASH_SIZE);
      falsify (vault, entry, id == from);
      gb_entry_compute_hash (entry, entry->hash);
      gb_identity_sign (gb_vault_get_identity (vault), entry->hash, GB_HASH_SIZE, entry->signature);
      gb_entry_free (before);
      before = entry;
      if (!replace (vault, entry, error))
        return FALSE;
    }
  return TRUE;
}

void
gb_test_rewrite (GbVault *vault, gint64 entry)
{
  Deed deed = { rewrite, &entry };
  g_autoptr (GError) error = NULL;

  gb_vault_run (vault, break_in, &deed, &error);
  g_assert_no_error (error);
}

/* --- bodies by the grammar ------------------------------------------------------------ */

typedef struct { char *id, *noun; } Case;

struct _GbTestWriter
{
  GRand *rand;
  GPtrArray *people; /* ids */
  GArray *cases;     /* of Case */
  guint turn, number, words;
};

static void
case_clear (gpointer data)
{
  g_free (((Case *) data)->id);
  g_free (((Case *) data)->noun);
}

GbTestWriter *
gb_test_writer_new (guint32 seed)
{
  GbTestWriter *writer = g_new0 (GbTestWriter, 1);

  writer->rand = g_rand_new_with_seed (seed);
  writer->words = 12;
  writer->people = g_ptr_array_new_with_free_func (g_free);
  writer->cases = g_array_new (FALSE, FALSE, sizeof (Case));
  g_array_set_clear_func (writer->cases, case_clear);
  return writer;
}

void
gb_test_writer_set_words (GbTestWriter *writer, guint most)
{
  writer->words = most;
}

void
gb_test_writer_free (GbTestWriter *writer)
{
  g_rand_free (writer->rand);
  g_ptr_array_unref (writer->people);
  g_array_unref (writer->cases);
  g_free (writer);
}

static char *
new_id (GbTestWriter *writer)
{
  return g_strdup_printf ("%08x%08x%08x%08x", g_rand_int (writer->rand), g_rand_int (writer->rand),
                          g_rand_int (writer->rand), g_rand_int (writer->rand));
}

static const char *
pick (GbTestWriter *writer, const char *const *words)
{
  return words[g_rand_int_range (writer->rand, 0, (gint32) g_strv_length ((char **) words))];
}

static const char *const names[] = { "Kayden Osei",     "Maisie Thornbury", "Idris Vale",
                                     "Poppy Lindqvist", "Tomasz Brandt",    "Aaliyah Fenwick",
                                     "Seren Pritchard", "Joel Amadi",       NULL };

static char *
some_words (GbTestWriter *writer)
{
  static const char *const words[] = { "phone",   "playground", "message", "group",  "photograph", "coach",
                                       "library", "after",      "lunch",   "told",   "worried",    "screen",
                                       "office",  "parent",     "seen",    "friend", NULL };
  GString *text = g_string_new (NULL);
  guint n = (guint) g_rand_int_range (writer->rand, 2, (gint32) writer->words);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "", pick (writer, words));
  return g_string_free (text, FALSE);
}

static const char *
person (GbTestWriter *writer)
{
  if (writer->people->len == 0)
    g_ptr_array_add (writer->people, new_id (writer));
  return writer->people->pdata[g_rand_int_range (writer->rand, 0, (gint32) writer->people->len)];
}

/* One row that has what any of the rows in the grammar has. */
static JsonArray *
some_rows (GbTestWriter *writer)
{
  static const char *const fields[] = { "title", "narrative", "category", "location", "surname", "scope", NULL };
  JsonArray *rows = json_array_new ();
  JsonObject *row = json_object_new ();
  g_autofree char *old = some_words (writer);
  g_autofree char *new = some_words (writer);

  json_object_set_string_member (row, "person_id", person (writer));
  json_object_set_string_member (row, "name", pick (writer, names));
  json_object_set_string_member (row, "sort", "pupil");
  json_object_set_string_member (row, "role", "witness");
  json_object_set_string_member (row, "field", pick (writer, fields));
  json_object_set_string_member (row, "old", old);
  json_object_set_string_member (row, "new", new);
  json_object_set_string_member (row, "step", "talk-to-pupil");
  json_object_set_string_member (row, "title", "Talk to the pupil");
  json_object_set_boolean_member (row, "may_set_aside", TRUE);
  json_object_set_boolean_member (row, "closes", FALSE);
  json_array_add_object_element (rows, row);
  return rows;
}

static JsonArray *
some_list (GbTestWriter *writer, gboolean ids)
{
  JsonArray *list = json_array_new ();
  guint n = (guint) g_rand_int_range (writer->rand, 0, 4);

  for (guint i = 0; i < n; i++)
    if (ids)
      json_array_add_string_element (list, person (writer));
    else
      {
        g_autofree char *word = g_strdup_printf ("word-%u", i);
        json_array_add_string_element (list, word);
      }
  return list;
}

static char *
some_day (GbTestWriter *writer)
{
  return gb_day_add ("2026-09-01", g_rand_int_range (writer->rand, 0, 300));
}

static void
fill_id (GbTestWriter *writer, JsonObject *body, const char *kind, const char *name)
{
  g_autofree char *id = new_id (writer);

  if (g_str_equal (kind, "person.added") && g_str_equal (name, "person_id"))
    {
      json_object_set_string_member (body, name, id);
      g_ptr_array_add (writer->people, g_steal_pointer (&id));
    }
  else if (g_str_equal (name, "action_id") || g_str_has_suffix (kind, "-added")) /* nobody is added twice */
    json_object_set_string_member (body, name, id);
  else
    json_object_set_string_member (body, name, person (writer));
}

static void
fill_text (GbTestWriter *writer, JsonObject *body, const char *name)
{
  g_autofree char *words = some_words (writer);

  if (g_str_has_suffix (name, "name") || g_str_equal (name, "owner") || g_str_equal (name, "person"))
    json_object_set_string_member (body, name, pick (writer, names));
  else
    json_object_set_string_member (body, name, words);
}

static void
fill (GbTestWriter *writer, JsonObject *body, const GbKind *kind, const char *name)
{
  static const char *const tri[] = { "yes", "no", "unknown", NULL };
  const char *type = gb_kind_field_type (kind, name);
  g_autofree char *day = some_day (writer);

  /* What somebody without a key wrote bears their signature, which chance can't make. */
  if (g_str_equal (name, "written"))
    return;
  if (g_str_equal (type, "id"))
    fill_id (writer, body, kind->name, name);
  else if (g_str_equal (type, "instant"))
    json_object_set_int_member (body, name, gb_day_to_instant (day, g_rand_int_range (writer->rand, 480, 960)));
  else if (g_str_equal (type, "day"))
    json_object_set_string_member (body, name, day);
  else if (g_str_equal (type, "number"))
    json_object_set_int_member (body, name, g_rand_int_range (writer->rand, 0, 90));
  else if (g_str_equal (type, "flag"))
    json_object_set_boolean_member (body, name, g_rand_boolean (writer->rand));
  else if (g_str_equal (type, "tri"))
    json_object_set_string_member (body, name, pick (writer, tri));
  else if (g_str_equal (type, "rows"))
    json_object_set_array_member (body, name, some_rows (writer));
  else if (g_str_equal (type, "list") || g_str_equal (type, "ids"))
    json_object_set_array_member (body, name, some_list (writer, g_str_equal (type, "ids")));
  else if (g_str_equal (type, "object"))
    json_object_set_object_member (body, name, json_object_new ());
  else
    fill_text (writer, body, name);
}

/* What the book adds; every third case starts a clock, every fifth act stops it. */
static void
fill_common (GbTestWriter *writer, JsonObject *body, const GbKind *kind, gint64 at)
{
  JsonObject *author = parse ("{'name':'Ruth Adeyemi','roles':['dsl'],'zone':'Europe/London'}");
  g_autofree char *reference = NULL;

  json_object_set_object_member (body, "author", author);
  if (kind->about == GB_CASE_OPENS)
    {
      writer->number++;
      reference = g_strdup_printf ("26-%04u", writer->number);
      json_object_set_string_member (body, "reference", reference);
    }
  if (kind->about == GB_CASE_OPENS && writer->number % 3 == 0)
    {
      JsonArray *clocks = json_array_new ();
      JsonObject *clock = parse ("{'clock':'tell-parent','title':'Tell a parent','rule':'the same school day'}");
      json_object_set_int_member (clock, "started_at", at);
      json_object_set_int_member (clock, "due_at", at + GB_DAY);
      json_array_add_object_element (clocks, clock);
      json_object_set_array_member (body, "clocks", clocks);
    }
  if (kind->about == GB_CASE_ABOUT && g_rand_int_range (writer->rand, 0, 5) == 0)
    {
      JsonArray *stops = json_array_new ();
      json_array_add_string_element (stops, "tell-parent");
      json_object_set_array_member (body, "stops", stops);
    }
}

/* A case that this kind is about: of its own noun where it has one. */
static const char *
case_for (GbTestWriter *writer, const GbKind *kind)
{
  g_autofree char *prefix = g_strndup (kind->name, strcspn (kind->name, "."));
  const char *found = NULL;

  for (guint tries = 0; tries < 64 && writer->cases->len > 0; tries++)
    {
      Case *one = &g_array_index (writer->cases, Case, g_rand_int_range (writer->rand, 0, (gint32) writer->cases->len));
      if (g_str_equal (one->noun, prefix))
        return one->id;
      if (found == NULL && g_str_equal (one->noun, "incident"))
        found = one->id;
    }
  return found;
}

static gboolean
is_needed (const GbKind *kind, const char *field)
{
  g_autofree char *pattern = g_strdup_printf ("(^| )%s(:[a-z]+)?!", field);
  return g_regex_match_simple (pattern, kind->fields, 0, 0);
}

static gboolean
write_one (GbTestWriter *writer, GbVault *vault, const GbKind *kind, GError **error)
{
  g_autoptr (JsonObject) body = json_object_new ();
  g_auto (GStrv) fields = gb_kind_fields (kind);
  g_autofree char *request = new_id (writer);
  g_autofree char *fresh = kind->about == GB_CASE_OPENS ? new_id (writer) : NULL;
  const char *case_id = kind->about == GB_CASE_ABOUT ? case_for (writer, kind) : fresh;
  g_autoptr (GbEntry) entry = NULL;

  if (kind->about == GB_CASE_ABOUT && case_id == NULL)
    return TRUE;
  for (guint i = 0; fields[i] != NULL; i++)
    {
      if (is_needed (kind, fields[i]) || g_rand_boolean (writer->rand))
        fill (writer, body, kind, fields[i]);
    }
  fill_common (writer, body, kind, gb_now ());
  entry = gb_journal_append (vault, kind->name, case_id, request, body, error);
  if (entry != NULL && fresh != NULL)
    {
      Case one = { g_strdup (fresh), g_strdup (kind->noun) };
      g_array_append_val (writer->cases, one);
    }
  return entry != NULL;
}

/* Keys and founding have a journal of their own to be tested in. */
static gboolean
is_of_keys (const GbKind *kind)
{
  return g_str_has_prefix (kind->name, "member.") || g_str_equal (kind->name, "vault.created")
         || g_str_equal (kind->name, "pack.adopted") || g_str_has_prefix (kind->name, "calendar.")
         || g_str_equal (kind->name, "sealed"); /* the form of a stored entry, not something to say */
}

static gboolean
write_all (GbTestWriter *writer, GbVault *vault, guint count, GError **error)
{
  guint n_kinds;
  const GbKind *kinds = gb_kinds (&n_kinds);

  while (count > 0)
    {
      const GbKind *kind = &kinds[writer->turn++ % n_kinds];
      if (is_of_keys (kind))
        continue;
      if (!write_one (writer, vault, kind, error))
        return FALSE;
      count--;
    }
  return TRUE;
}

gboolean
gb_test_writer_write (GbTestWriter *writer, GbVault *vault, guint count, GError **error)
{
  if (!gb_vault_begin (vault, error))
    return FALSE;
  if (write_all (writer, vault, count, error))
    return gb_vault_commit (vault, error);
  gb_vault_rollback (vault);
  return FALSE;
}
