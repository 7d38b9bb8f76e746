/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Order of this file: pieces that were read, the gates, the acts, what is asked. */
#include <string.h>

#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/ids.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/evidence.h"
#include "casework/gate.h"
#include "journal/sealed.h"
#include "vault/chunk.h"
#include "vault/words.h"

GB_RECORD_DEFINE (GbEvidence, gb_evidence, GB_EVIDENCE_FIELDS)
GB_RECORD_DEFINE (GbEvidenceNote, gb_evidence_note, GB_EVIDENCE_NOTE_FIELDS)

/* --- pieces that were read ------------------------------------------------------------------ */

#define PARTS_MOST 20
/* Pictures smaller than this in an e-mail are the letterhead's; they stay inside it. */
#define LETTERHEAD_MOST 8192

/* Pieces that live, by id: the gate looks here for what the reader said. */
static GMutex lock;
static GHashTable *pieces;

static void
part_free (gpointer data)
{
  GbPiecePart *part = data;

  gb_piece_unref (part->piece);
  g_free (part->name);
  g_free (part->problem);
  g_free (part);
}

static void
found_free (gpointer data)
{
  GbPieceFound *found = data;

  g_free (found->what);
  g_free (found->format);
  g_free (found->where);
  g_free (found);
}

GbPiece *
gb_piece_ref (GbPiece *self)
{
  g_mutex_lock (&lock);
  self->references++;
  g_mutex_unlock (&lock);
  return self;
}

void
gb_piece_unref (GbPiece *self)
{
  gboolean last;

  if (self == NULL)
    return;
  g_mutex_lock (&lock);
  last = --self->references == 0;
  if (last)
    g_hash_table_remove (pieces, self->id);
  g_mutex_unlock (&lock);
  if (!last)
    return;
  g_clear_pointer (&self->parts, g_ptr_array_unref);
  g_clear_pointer (&self->found, g_ptr_array_unref);
  g_clear_pointer (&self->sizes, g_array_unref);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_free (self->id);
  g_free (self->file);
  g_free (self->sort);
  g_free (self->media);
  g_free (self->sha256);
  g_free (self->title);
  g_free (self->from);
  g_free (self->date);
  g_strfreev (self->left);
  g_free (self);
}

GbPiece *
gb_piece_find (const char *id)
{
  GbPiece *piece;

  g_mutex_lock (&lock);
  piece = id != NULL && pieces != NULL ? g_hash_table_lookup (pieces, id) : NULL;
  if (piece != NULL)
    piece->references++;
  g_mutex_unlock (&lock);
  return piece;
}

/* Marks that turn the direction of what follows could make one name seem another. */
static char *
plain_name (const char *file)
{
  g_autofree char *valid = file != NULL ? g_utf8_make_valid (file, -1) : g_strdup ("");
  g_autofree char *line = gb_text_one_line (valid);
  GString *plain = g_string_new (NULL);
  glong count = 0;

  for (const char *p = line; *p != '\0' && count < 120; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      if (c == '/' || (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f)
          || c == 0x061c || c == 0xfeff)
        continue;
      g_string_append_unichar (plain, c);
      count++;
    }
  return g_string_free (plain, FALSE);
}

static GbPiece *
piece_of (GBytes *bytes, const char *file)
{
  GbPiece *self = g_new0 (GbPiece, 1);

  self->references = 1;
  self->id = gb_id_new ();
  self->file = plain_name (file);
  self->bytes = g_bytes_ref (bytes);
  self->sha256 = gb_sha256_text (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  self->parts = g_ptr_array_new_with_free_func (part_free);
  self->found = g_ptr_array_new_with_free_func (found_free);
  self->sizes = g_array_new (FALSE, TRUE, sizeof (GbPageSize));
  g_mutex_lock (&lock);
  if (pieces == NULL)
    pieces = g_hash_table_new (g_str_hash, g_str_equal);
  g_hash_table_insert (pieces, self->id, self);
  g_mutex_unlock (&lock);
  return self;
}

static void
take_text (char **into, const char *text)
{
  if (*into == NULL && gb_text_is_filled (text))
    *into = g_strdup (text);
}

static void
take_size (GbPiece *self, const char *width, const char *height)
{
  GbPageSize size = { g_ascii_strtod (width, NULL) / 1000, g_ascii_strtod (height, NULL) / 1000 };

  if (size.width > 0 && size.height > 0 && self->sizes->len < GB_READING_PAGES_MOST)
    g_array_append_val (self->sizes, size);
}

/* One line of the inspection; fields that aren't there read as "". */
static void
take_line (GbPiece *self, char **fields, guint n, char **problem)
{
  const char *one = n > 1 ? fields[1] : "", *two = n > 2 ? fields[2] : "", *three = n > 3 ? fields[3] : "";

  if (g_str_equal (fields[0], "sort"))
    take_text (&self->sort, one);
  else if (g_str_equal (fields[0], "media"))
    take_text (&self->media, one);
  else if (g_str_equal (fields[0], "title"))
    take_text (&self->title, one);
  else if (g_str_equal (fields[0], "from"))
    take_text (&self->from, one);
  else if (g_str_equal (fields[0], "date"))
    take_text (&self->date, one);
  else if (g_str_equal (fields[0], "problem"))
    take_text (problem, one);
  else if (g_str_equal (fields[0], "size"))
    take_size (self, one, two);
  else if (g_str_equal (fields[0], "part") && self->parts->len < GB_READING_PARTS_MOST)
    {
      GbPiecePart *part = g_new0 (GbPiecePart, 1);
      part->name = plain_name (one);
      part->bytes = g_ascii_strtoll (three, NULL, 10);
      g_ptr_array_add (self->parts, part);
    }
  else if (g_str_equal (fields[0], "found"))
    {
      GbPieceFound *found = g_new0 (GbPieceFound, 1);
      found->what = g_strdup (one);
      found->format = g_strdup (two);
      found->where = plain_name (three);
      g_ptr_array_add (self->found, found);
    }
}

static gboolean
is_sort (const char *sort)
{
  static const char *const sorts[] = { "pdf", "letter", "mail", "text", "picture", NULL };

  return sort != NULL && g_strv_contains (sorts, sort);
}

static gboolean
understand (GbPiece *self, const char *text, GError **error)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autofree char *problem = NULL;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) fields = g_strsplit (lines[i], "\t", 5);
      if (fields[0] != NULL)
        take_line (self, fields, g_strv_length (fields), &problem);
    }
  if (problem == NULL && is_sort (self->sort))
    return TRUE;
  g_set_error_literal (error, GB_ERROR, GB_ERROR_INPUT, gb_reader_say_problem (problem != NULL ? problem : "unknown"));
  return FALSE;
}

static GbPiece *read_piece (GBytes *bytes, const char *file, gboolean apart, GError **error);

/* Its attachments as pieces, each through a reader of its own. */
static void
read_parts (GbPiece *self, GbReader *reader)
{
  for (guint i = 0; i < self->parts->len; i++)
    {
      GbPiecePart *part = self->parts->pdata[i];
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) bytes = i < PARTS_MOST ? gb_reader_part (reader, i, &error) : NULL;
      if (bytes != NULL)
        part->piece = read_piece (bytes, part->name, FALSE, &error);
      if (part->piece == NULL)
        part->problem = g_strdup (error != NULL ? error->message : gb_reader_say_problem ("huge"));
    }
}

static GbPiece *
read_piece (GBytes *bytes, const char *file, gboolean apart, GError **error)
{
  g_autoptr (GbPiece) self = NULL;
  g_autoptr (GbReader) reader = NULL;
  g_autofree char *text = NULL;

  if (g_bytes_get_size (bytes) == 0 || g_bytes_get_size (bytes) > GB_EVIDENCE_MOST)
    {
      g_set_error_literal (error, GB_ERROR, GB_ERROR_INPUT,
                           gb_reader_say_problem (g_bytes_get_size (bytes) == 0 ? "empty" : "huge"));
      return NULL;
    }
  self = piece_of (bytes, file);
  if ((reader = gb_reader_new (bytes, error)) == NULL
      || (text = gb_reader_text (reader, GB_READING_INSPECT, NULL, error)) == NULL || !understand (self, text, error))
    return NULL;
  if (apart)
    read_parts (self, reader);
  return g_steal_pointer (&self);
}

GbPiece *
gb_piece_new (GBytes *bytes, const char *file, GError **error)
{
  return read_piece (bytes, file, TRUE, error);
}

/* One byte more than may be is enough to know. */
static GBytes *
read_file (GFile *file, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, &problem);
  g_autofree guint8 *bytes = g_malloc (GB_EVIDENCE_MOST + 1);
  gsize length = 0;

  if (stream != NULL
      && g_input_stream_read_all (G_INPUT_STREAM (stream), bytes, GB_EVIDENCE_MOST + 1, &length, NULL, &problem))
    return g_bytes_new (bytes, length);
  g_set_error (error, GB_ERROR, GB_ERROR_INPUT, _ ("This file can’t be read: %s."), problem->message);
  return NULL;
}

GbPiece *
gb_piece_new_of_file (GFile *file, GError **error)
{
  g_autofree char *name = g_file_get_basename (file);
  g_autofree char *shown = name != NULL ? g_filename_display_name (name) : NULL;
  g_autoptr (GBytes) bytes = read_file (file, error);

  return bytes != NULL ? gb_piece_new (bytes, shown, error) : NULL;
}

guint
gb_piece_get_pages (const GbPiece *self)
{
  return self->sizes->len;
}

static const char *
say_found (const char *what)
{
  static const struct
  {
    const char *what, *said;
  } words[] = {
    { "picture", N_ ("a picture") },  { "video", N_ ("video") },       { "sound", N_ ("sound") },
    { "archive", N_ ("an archive") }, { "file", N_ ("another file") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_strcmp0 (words[i].what, what) == 0)
      return _ (words[i].said);
  return _ ("something that can’t be looked through");
}

char *
gb_piece_refused_unseen (const GbPiece *self)
{
  const GbPieceFound *found = self->found->len > 0 ? self->found->pdata[0] : NULL;

  if (found == NULL)
    return NULL;
  if (*found->where != '\0')
    return g_strdup_printf (_ ("“%s” in this file holds %s. An indecent image may be involved in this case, so nothing "
                               "that can hold one is taken in. Nothing was kept. Attach the words alone, as text."),
                            found->where, say_found (found->what));
  return g_strdup_printf (
      _ ("This file holds %s, whatever it is called. An indecent image may be involved in this case, "
         "so nothing that can hold one is taken in. Nothing was kept. Attach the words alone, as "
         "text."),
      say_found (found->what));
}

/* "picture archive": each sort once. */
static char *
holds_of (const GbPiece *piece)
{
  g_autoptr (GString) holds = g_string_new (NULL);

  for (guint i = 0; i < piece->found->len; i++)
    {
      const GbPieceFound *found = piece->found->pdata[i];
      g_auto (GStrv) known = g_strsplit (holds->str, " ", -1);
      if (!g_strv_contains ((const char *const *) known, found->what))
        g_string_append_printf (holds, "%s%s", holds->len > 0 ? " " : "", found->what);
    }
  return holds->len > 0 ? g_strdup (holds->str) : NULL;
}

/* --- in words -------------------------------------------------------------------------------------- */

char *
gb_evidence_say_sort (const char *sort, gint64 pages)
{
  if (g_strcmp0 (sort, "pdf") == 0)
    return g_strdup_printf (ngettext ("PDF, %d page", "PDF, %d pages", (gulong) pages), (int) pages);
  if (g_strcmp0 (sort, "letter") == 0)
    return g_strdup (_ ("Letter"));
  if (g_strcmp0 (sort, "mail") == 0)
    return g_strdup (_ ("E-mail"));
  return g_strdup (g_strcmp0 (sort, "picture") == 0 ? _ ("Picture") : _ ("Text"));
}

char *
gb_evidence_say_hash (const char *sha256)
{
  return strlen (sha256) < 16 ? g_strdup (sha256)
                              : g_strdup_printf ("%.4s %.4s %.4s %.4s", sha256, sha256 + 4, sha256 + 8, sha256 + 12);
}

/* --- the gates --------------------------------------------------------------------------------------- */

gboolean
gb_evidence_case_is_guarded (GbVault *vault, const char *case_id, GError **error)
{
  return gb_vault_ask_number (
             vault, 1, error,
             "SELECT EXISTS (SELECT 1 FROM p_incident AS i"
             "   WHERE (i.indecent_image <> 'no' OR i.category = 'nude-image' OR i.category GLOB 'illegal-image*')"
             "     AND i.id IN (SELECT :id UNION ALL SELECT root FROM p_case_link WHERE case_id = :id))"
             " OR EXISTS (SELECT 1 FROM p_search AS s WHERE s.indecent_image <> 'no'"
             "     AND s.id IN (SELECT :id UNION ALL SELECT l.case_id FROM p_case_link AS m"
             "                  JOIN p_case_link AS l ON l.root = m.root WHERE m.case_id = :id))",
             ":id", case_id, NULL)
         != 0;
}

/* A case of those that rest on evidence, and open. */
static gboolean
is_open_case (GbRequest *request, GError **error)
{
  g_autofree char *noun =
      gb_vault_ask_text (request->vault, NULL, "SELECT noun FROM p_case WHERE id = :id", ":id", request->case_id, NULL);
  static const char *const nouns[] = { "incident", "search", "device", "referral", "concern", NULL };

  if (noun == NULL || !g_strv_contains (nouns, noun))
    {
      g_set_error_literal (error, GB_ERROR, GB_ERROR_MISSING, _ ("There is no such case here."));
      return FALSE;
    }
  if (gb_vault_ask_number (request->vault, 0, NULL, "SELECT closed_at IS NOT NULL FROM p_case WHERE id = :id", ":id",
                           request->case_id, NULL)
      == 0)
    return TRUE;
  return gb_refuse (error,
                    g_str_equal (noun, "incident") || g_str_equal (noun, "concern")
                        ? _ ("This case is closed, so nothing can be attached to it. Open it again first, with a "
                             "reason.")
                        : _ ("This case is closed, so nothing can be attached to it. Attach it to the incident "
                             "that it belongs to."));
}

static gboolean
is_new_here (GbRequest *request, const GbPiece *piece, GError **error)
{
  g_autofree char *name = gb_vault_ask_text (
      request->vault, NULL, "SELECT name FROM p_evidence WHERE case_id = :id AND sha256 = :hash AND aside IS NULL",
      ":id", request->case_id, ":hash", piece->sha256, NULL);

  return name == NULL || gb_refuse (error, _ ("The very same file is attached to this case already, as “%s”."), name);
}

static gboolean
got_in_the_past (JsonObject *body, GError **error)
{
  const char *day = gb_json_text (body, "got_on");
  g_autofree char *today = gb_today ();

  return day == NULL || strcmp (day, today) <= 0
         || gb_refuse (error, _ ("That day hasn’t come yet. Give the day on which it reached the school."));
}

static gboolean
added_gate (GbRequest *request, GError **error)
{
  g_autoptr (GbPiece) piece = gb_piece_find (gb_json_text (request->body, "evidence_id"));
  g_autofree char *refused = NULL;

  if (!is_open_case (request, error) || !got_in_the_past (request->body, error))
    return FALSE;
  if (piece == NULL)
    return request->asking
           || gb_refuse (error,
                         _ ("The file isn’t at hand any more. Choose it again: it is looked through before it is "
                            "kept."));
  refused = gb_piece_refused_unseen (piece);
  if (refused != NULL && gb_evidence_case_is_guarded (request->vault, request->case_id, error))
    return gb_refuse (error, "%s", refused);
  return is_new_here (request, piece, error)
         && gb_gate_filled (request, "name", _ ("Say what it is, so that others find it."), error);
}

static gboolean
is_here (GbRequest *request, GError **error)
{
  const char *id = gb_json_text (request->body, "evidence_id");

  if (id == NULL && request->asking)
    return TRUE;
  if (gb_vault_ask_number (request->vault, 0, NULL, "SELECT 1 FROM p_evidence WHERE id = :id AND case_id = :case",
                           ":id", id, ":case", request->case_id, NULL)
      == 1)
    return TRUE;
  g_set_error_literal (error, GB_ERROR, GB_ERROR_MISSING, _ ("There is no such evidence in this case."));
  return FALSE;
}

static gboolean
annotated_gate (GbRequest *request, GError **error)
{
  return is_open_case (request, error) && is_here (request, error)
         && gb_gate_filled (request, "text", _ ("Write what is to be noted about it."), error);
}

static gboolean
aside_gate (GbRequest *request, GError **error)
{
  if (!is_open_case (request, error) || !is_here (request, error))
    return FALSE;
  if (gb_vault_ask_number (request->vault, 0, NULL, "SELECT aside IS NOT NULL FROM p_evidence WHERE id = :id", ":id",
                           gb_json_text (request->body, "evidence_id"), NULL)
      == 1)
    return gb_refuse (error, _ ("This piece was set aside already."));
  return gb_gate_filled (request, "reason", _ ("Say why it doesn’t belong to the case. It stays in the record."),
                         error);
}

/* --- the acts -------------------------------------------------------------------------------------------- */

/* Closed and kept in the transaction of the entry: a refusal leaves nothing behind. */
static JsonArray *
keep_chunks (GbVault *vault, const GbPiece *piece, const char *key, GError **error)
{
  g_autoptr (JsonArray) hashes = json_array_new ();
  gsize length;
  const guint8 *bytes = g_bytes_get_data (piece->bytes, &length);
  guint count = (guint) ((length + GB_CHUNK_SIZE - 1) / GB_CHUNK_SIZE);

  for (guint i = 0; i < count; i++)
    {
      gsize from = (gsize) i * GB_CHUNK_SIZE;
      g_autoptr (GBytes) closed =
          gb_chunk_close (key, piece->id, i, count, bytes + from, MIN (GB_CHUNK_SIZE, length - from));
      g_autofree char *hash = gb_journal_keep (vault, closed, error);
      if (hash == NULL)
        return NULL;
      json_array_add_string_element (hashes, hash);
    }
  return g_steal_pointer (&hashes);
}

static gboolean
added_prepare (GbRequest *request, GError **error)
{
  g_autoptr (GbPiece) piece = gb_piece_find (gb_json_text (request->body, "evidence_id"));
  g_autofree char *holds = piece != NULL ? holds_of (piece) : NULL;
  JsonObject *body = request->body;
  JsonArray *chunks;
  char *key;

  if (piece == NULL)
    return FALSE;
  key = gb_chunk_key_new ();
  chunks = keep_chunks (request->vault, piece, key, error);
  if (chunks != NULL)
    {
      json_object_set_string_member (body, "sort", piece->sort);
      json_object_set_string_member (body, "media", piece->media != NULL ? piece->media : "");
      json_object_set_string_member (body, "sha256", piece->sha256);
      json_object_set_int_member (body, "bytes", (gint64) g_bytes_get_size (piece->bytes));
      json_object_set_int_member (body, "pages", gb_piece_get_pages (piece));
      json_object_set_string_member (body, "key", key);
      json_object_set_array_member (body, "chunks", chunks);
      if (json_object_has_member (body, "holds"))
        json_object_remove_member (body, "holds");
      gb_json_set_text (body, "holds", holds);
    }
  gb_wipe_text (key);
  return chunks != NULL;
}

/* The name that it goes by, so that the entry can be read alone. */
static gboolean
name_it (GbRequest *request, GError **error)
{
  g_autofree char *name = gb_vault_ask_text (request->vault, error, "SELECT name FROM p_evidence WHERE id = :id", ":id",
                                             gb_json_text (request->body, "evidence_id"), NULL);

  if (name != NULL)
    json_object_set_string_member (request->body, "name", name);
  return name != NULL;
}

static gboolean
checked_prepare (GbRequest *request, GError **error)
{
  const char *id = gb_json_text (request->body, "evidence_id");
  g_autofree char *hash =
      gb_vault_ask_text (request->vault, error, "SELECT sha256 FROM p_evidence WHERE id = :id", ":id", id, NULL);
  g_autoptr (GbEvidence) piece = gb_evidence_load (request->vault, id, error);
  g_autoptr (GError) changed = NULL;
  g_autoptr (GBytes) bytes = piece != NULL ? gb_evidence_bytes (request->vault, piece, &changed) : NULL;

  if (piece == NULL || !name_it (request, error))
    return FALSE;
  json_object_set_string_member (request->body, "sha256", hash);
  json_object_set_boolean_member (request->body, "intact", bytes != NULL);
  return TRUE;
}

const GbAct gb_evidence_acts[] = { { "evidence.added", added_gate, added_prepare },
                                   { "evidence.annotated", annotated_gate, name_it },
                                   { "evidence.checked", is_here, checked_prepare },
                                   { "evidence.set-aside", aside_gate, name_it },
                                   { NULL } };

GbDone *
gb_evidence_attach (GbBook *book, GbPiece *piece, const char *case_id, const char *request, JsonObject *body,
                    GError **error)
{
  json_object_set_string_member (body, "evidence_id", piece->id);
  return gb_book_act (book, "evidence.added", case_id, request, body, error);
}

static gboolean
is_letterhead (const GbPiece *piece)
{
  return g_strcmp0 (piece->sort, "picture") == 0 && g_bytes_get_size (piece->bytes) < LETTERHEAD_MOST;
}

static void
attach_part (GbBook *book, GbPiece *whole, guint number, const char *case_id, const char *request, JsonObject *said,
             GPtrArray *left)
{
  GbPiecePart *part = whole->parts->pdata[number];
  g_autofree char *what = g_strdup_printf ("part-%u", number);
  g_autofree char *next = gb_request_next (request, what);
  g_autoptr (JsonObject) body = json_object_new ();
  g_autoptr (GbDone) done = NULL;
  g_autoptr (GError) error = NULL;
  const char *name = gb_text_is_filled (part->name) ? part->name : _ ("Attachment");

  if (part->piece != NULL && is_letterhead (part->piece))
    return;
  json_object_set_string_member (body, "name", name);
  gb_json_set_text (body, "from_whom", gb_json_text (said, "from_whom"));
  gb_json_set_text (body, "got_on", gb_json_text (said, "got_on"));
  json_object_set_string_member (body, "parent_id", whole->id);
  if (part->piece != NULL)
    done = gb_evidence_attach (book, part->piece, case_id, next, body, &error);
  if (done == NULL)
    g_ptr_array_add (left, g_strdup_printf ("%s: %s", name, error != NULL ? error->message : part->problem));
}

GbDone *
gb_evidence_attach_all (GbBook *book, GbPiece *piece, const char *case_id, const char *request, JsonObject *body,
                        GError **error)
{
  g_autoptr (GPtrArray) left = g_ptr_array_new_with_free_func (g_free);
  GbDone *done = gb_evidence_attach (book, piece, case_id, request, body, error);

  for (guint i = 0; done != NULL && !piece->whole && i < piece->parts->len; i++)
    attach_part (book, piece, i, case_id, request, body, left);
  g_ptr_array_add (left, NULL);
  g_strfreev (piece->left);
  piece->left = (char **) g_ptr_array_free (g_steal_pointer (&left), FALSE);
  return done;
}

/* --- what is asked ------------------------------------------------------------------------------------------ */

#define SELECT                                                                                                   \
  "SELECT e.id, e.entry, e.case_id, e.name, e.sort, e.media, e.bytes, e.sha256, e.pages, e.from_whom, e.got_on," \
  " e.note, e.parent_id, e.holds, e.added_at, e.added_by, e.aside, coalesce (e.checked_at, 0) AS checked_at,"    \
  " e.checked_by, coalesce (e.intact, 0) AS intact,"                                                             \
  " (SELECT count (*) FROM p_evidence_note AS n WHERE n.evidence_id = e.id) AS notes, 0 AS shut FROM p_evidence AS e "

/* What was attached before the case came onto the do-not-view path is shown no more. */
static gboolean
find_shut (GbVault *vault, GbEvidence *piece, GError **error)
{
  g_autoptr (GError) local = NULL;

  piece->shut = piece->holds != NULL && gb_evidence_case_is_guarded (vault, piece->case_id, &local);
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return local == NULL;
}

GPtrArray *
gb_evidence_of_case (GbVault *vault, const char *case_id, gboolean whole, GError **error)
{
  g_autoptr (GPtrArray) all = gb_records (
      vault, gb_evidence_get_type (), error,
      whole ? SELECT "WHERE e.case_id IN (SELECT :id UNION SELECT case_id FROM p_case_link WHERE root = :id)"
                     " ORDER BY e.entry"
            : SELECT "WHERE e.case_id = :id ORDER BY e.entry",
      ":id", case_id, NULL);

  for (guint i = 0; all != NULL && i < all->len; i++)
    if (!find_shut (vault, all->pdata[i], error))
      return NULL;
  return g_steal_pointer (&all);
}

GbEvidence *
gb_evidence_load (GbVault *vault, const char *id, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GbEvidence) piece =
      gb_record_one (vault, gb_evidence_get_type (), &local, SELECT "WHERE e.id = :id", ":id", id, NULL);

  if (piece == NULL && local == NULL)
    g_set_error_literal (error, GB_ERROR, GB_ERROR_MISSING, _ ("There is no such evidence in this case."));
  else if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return piece != NULL && find_shut (vault, piece, error) ? g_steal_pointer (&piece) : NULL;
}

GPtrArray *
gb_evidence_notes (GbVault *vault, const char *id, GError **error)
{
  return gb_records (vault, gb_evidence_note_get_type (), error,
                     "SELECT * FROM p_evidence_note WHERE evidence_id = :id ORDER BY entry", ":id", id, NULL);
}

/* Key and chunks stand in the entry, and only there. */
static GByteArray *
open_chunks (GbVault *vault, const GbEvidence *piece, JsonObject *body)
{
  JsonArray *chunks = gb_json_array (body, "chunks");
  guint count = chunks != NULL ? json_array_get_length (chunks) : 0;
  g_autoptr (GByteArray) whole = g_byte_array_new ();

  for (guint i = 0; i < count; i++)
    {
      g_autoptr (GBytes) closed = gb_journal_kept (vault, json_array_get_string_element (chunks, i), NULL);
      if (closed == NULL || !gb_chunk_open (gb_json_text (body, "key"), piece->id, i, count, closed, whole))
        return NULL;
    }
  return g_steal_pointer (&whole);
}

GBytes *
gb_evidence_bytes (GbVault *vault, const GbEvidence *piece, GError **error)
{
  g_autoptr (GbEntry) entry = gb_sealed_entry (vault, piece->entry, error);
  g_autoptr (JsonObject) body = entry != NULL ? gb_entry_body (entry, error) : NULL;
  g_autoptr (GByteArray) whole = NULL;
  g_autofree char *hash = NULL;

  if (body == NULL)
    return NULL;
  whole = open_chunks (vault, piece, body);
  hash = whole != NULL ? gb_sha256_text (whole->data, whole->len) : NULL;
  if (whole != NULL && g_strcmp0 (hash, gb_json_text (body, "sha256")) == 0)
    return g_byte_array_free_to_bytes (g_steal_pointer (&whole));
  g_set_error (
      error, GB_ERROR, GB_ERROR_TAMPERED,
      _ ("“%s” isn’t what was attached: its bytes were changed or lost afterwards. Bring it back from a backup."),
      piece->name);
  return NULL;
}

GBytes *
gb_evidence_open (GbVault *vault, const char *id, GError **error)
{
  g_autoptr (GbEvidence) piece = gb_evidence_load (vault, id, error);

  if (piece == NULL)
    return NULL;
  if (piece->shut)
    {
      gb_refuse (error,
                 _ ("“%s” holds more than words, and an indecent image may be involved in this case now. Nobody "
                    "looks at it. Tell the DSL."),
                 piece->name);
      return NULL;
    }
  return gb_evidence_bytes (vault, piece, error);
}

typedef struct
{
  char *after;
  GPtrArray *findings;
  gboolean more;
} Check;

/* One piece at a time, so that others get their turn. */
static gboolean
check_next (GbVault *vault, gpointer data, GError **error)
{
  Check *check = data;
  g_autoptr (GbEvidence) piece =
      gb_record_one (vault, gb_evidence_get_type (), error, SELECT "WHERE e.id > :after ORDER BY e.id LIMIT 1",
                     ":after", check->after, NULL);
  g_autoptr (GError) changed = NULL;
  g_autoptr (GBytes) bytes = piece != NULL ? gb_evidence_bytes (vault, piece, &changed) : NULL;

  check->more = piece != NULL;
  if (piece == NULL)
    return error == NULL || *error == NULL;
  g_free (check->after);
  check->after = g_strdup (piece->id);
  if (bytes == NULL)
    {
      GbFinding *finding = g_new0 (GbFinding, 1);
      finding->entry = piece->entry;
      finding->sentence = g_strdup (changed->message);
      g_ptr_array_add (check->findings, finding);
    }
  return TRUE;
}

gboolean
gb_evidence_verify (GbVault *vault, GPtrArray *findings, GCancellable *cancellable, GError **error)
{
  Check check = { g_strdup (""), findings, TRUE };
  gboolean fine = TRUE;

  while (fine && check.more)
    fine =
        !g_cancellable_set_error_if_cancelled (cancellable, error) && gb_vault_run (vault, check_next, &check, error);
  g_free (check.after);
  return fine;
}

JsonArray *
gb_evidence_blobs (GbVault *vault, const char *sql, const char *id, GError **error)
{
  g_autoptr (GbStatement) s = gb_statement_new (vault, sql, error);
  g_autoptr (JsonArray) blobs = json_array_new ();
  g_autoptr (GError) local = NULL;

  if (s == NULL)
    return NULL;
  gb_statement_bind (s, ":id", id, NULL);
  while (gb_statement_step (s, &local))
    json_array_add_string_element (blobs, gb_statement_text (s, "blob"));
  if (local == NULL)
    return g_steal_pointer (&blobs);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}
