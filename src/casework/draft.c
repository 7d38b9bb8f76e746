/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/draft.h"
#include "casework/filter.h"

GB_RECORD_DEFINE (GbDraft, gb_draft, GB_DRAFT_FIELDS)

/* What the worker is asked. */
typedef struct
{
  const char *id, *kind, *case_id;
  JsonObject *content;
} Question;

/* What it is about, and how long it is, is nobody else's business either: both
 * are inside, the length in steps.  Drafts of before name their kind outside. */
#define KIND_INSIDE ""
#define STEP 2048

/* A draft put under another id or another kind does not decrypt. */
static char *
about (const char *id, const char *kind)
{
  return g_strconcat ("draft/", kind, "/", id, NULL);
}

static GBytes *
wrap (const Question *q)
{
  g_autoptr (JsonObject) whole = json_object_new ();
  g_autofree char *text = NULL;
  GString *padded;

  json_object_set_string_member (whole, "kind", q->kind);
  gb_json_set_text (whole, "case_id", q->case_id);
  json_object_set_object_member (whole, "content", json_object_ref (q->content));
  text = gb_json_print (whole);
  padded = g_string_new (text);
  while (padded->len % STEP != 0)
    g_string_append_c (padded, ' ');
  return g_string_free_to_bytes (padded);
}

static gpointer
save_question (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  Question *q = data;
  GbVault *vault = gb_book_get_vault (book);
  g_autofree char *bound = about (q->id, KIND_INSIDE);
  g_autoptr (GBytes) plain = wrap (q);
  g_autoptr (GBytes) sealed = gb_identity_encrypt (gb_vault_get_identity (vault), bound, plain);
  g_autoptr (GbStatement) s = gb_statement_new (vault,
                                                "INSERT INTO draft (id, member, kind, case_id, saved_at, bytes)"
                                                " VALUES (:id, :member, :kind, NULL, @at, $bytes)"
                                                " ON CONFLICT (id) DO UPDATE SET kind = :kind, case_id = NULL,"
                                                " saved_at = @at, bytes = $bytes WHERE member = :member",
                                                error);

  if (s == NULL)
    return NULL;
  gb_statement_bind (s, ":id", q->id, ":member", gb_book_get_member_id (book), ":kind", KIND_INSIDE,
                     "@at", gb_now (), "$bytes", sealed, NULL);
  return gb_statement_run (s, error) ? book : NULL;
}

gboolean
gb_draft_save (GbBook *book, const char *id, const char *kind, const char *case_id, JsonObject *content, GError **error)
{
  Question question = { id, kind, case_id, content };
  return gb_book_ask (book, save_question, &question, error) != NULL;
}

/* The whole: "kind", "case_id" and "content". */
static JsonObject *
open_draft (GbBook *book, const char *id, const char *kind, GBytes *sealed, GError **error)
{
  g_autoptr (JsonObject) content = NULL;
  JsonObject *whole;
  g_autofree char *bound = about (id, kind);
  g_autoptr (GBytes) plain =
      gb_identity_decrypt (gb_vault_get_identity (gb_book_get_vault (book)), bound, sealed, error);

  if (plain == NULL)
    return NULL;
  content = gb_json_parse (g_bytes_get_data (plain, NULL), (gssize) g_bytes_get_size (plain), error);
  if (content == NULL || g_str_equal (kind, KIND_INSIDE))
    return g_steal_pointer (&content);
  whole = json_object_new ();
  json_object_set_string_member (whole, "kind", kind);
  json_object_set_object_member (whole, "content", g_steal_pointer (&content));
  return whole;
}

static gpointer
load_question (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  Question *q = data;
  g_autoptr (GbStatement) s = gb_statement_new (
      gb_book_get_vault (book), "SELECT kind, bytes FROM draft WHERE id = :id AND member = :member", error);
  g_autoptr (GBytes) sealed = NULL;
  g_autoptr (JsonObject) whole = NULL;

  if (s == NULL)
    return NULL;
  gb_statement_bind (s, ":id", q->id, ":member", gb_book_get_member_id (book), NULL);
  if (!gb_statement_step (s, error))
    return NULL;
  sealed = gb_statement_bytes (s, "bytes");
  whole = open_draft (book, q->id, gb_statement_text (s, "kind"), sealed, error);
  return whole != NULL && gb_json_object (whole, "content") != NULL
             ? json_object_ref (gb_json_object (whole, "content"))
             : NULL;
}

JsonObject *
gb_draft_load (GbBook *book, const char *id, GError **error)
{
  Question question = { id, NULL, NULL, NULL };
  return gb_book_ask (book, load_question, &question, error);
}

static gpointer
drop_question (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  Question *q = data;
  g_autoptr (GbStatement) s =
      gb_statement_new (gb_book_get_vault (book), "DELETE FROM draft WHERE id = :id AND member = :member", error);

  if (s == NULL)
    return NULL;
  gb_statement_bind (s, ":id", q->id, ":member", gb_book_get_member_id (book), NULL);
  return gb_statement_run (s, error) ? book : NULL;
}

gboolean
gb_draft_drop (GbBook *book, const char *id, GError **error)
{
  Question question = { id, NULL, NULL, NULL };
  return gb_book_ask (book, drop_question, &question, error) != NULL;
}

/* A draft that does not decrypt any more (its writer came back with the recovery
 * key) is no use to anybody: it is left out, and stays. */
static GbDraft *
read_row (GbBook *book, const Question *q, GbStatement *s)
{
  g_autoptr (GBytes) sealed = gb_statement_bytes (s, "bytes");
  g_autoptr (JsonObject) whole =
      open_draft (book, gb_statement_text (s, "id"), gb_statement_text (s, "kind"), sealed, NULL);
  JsonObject *content = whole != NULL ? gb_json_object (whole, "content") : NULL;
  GbDraft *draft;

  if (content == NULL || (q->kind == NULL && g_strcmp0 (gb_json_text (whole, "kind"), GB_FILTER_DRAFT) == 0)
      || (q->kind != NULL && g_strcmp0 (q->kind, gb_json_text (whole, "kind")) != 0)
      || (q->case_id != NULL && g_strcmp0 (q->case_id, gb_json_text (whole, "case_id")) != 0))
    return NULL;
  draft = g_object_new (gb_draft_get_type (), NULL);
  draft->id = g_strdup (gb_statement_text (s, "id"));
  draft->kind = g_strdup (gb_json_text (whole, "kind"));
  draft->case_id = g_strdup (gb_json_text (whole, "case_id"));
  draft->saved_at = gb_statement_number (s, "saved_at");
  draft->title = g_strdup (gb_json_text (content, "title"));
  return draft;
}

static gpointer
list_question (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  Question *q = data;
  g_autoptr (GPtrArray) drafts = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GbStatement) s =
      gb_statement_new (gb_book_get_vault (book),
                        "SELECT id, kind, saved_at, bytes FROM draft WHERE member = :member ORDER BY saved_at DESC",
                        error);
  g_autoptr (GError) local = NULL;

  if (s == NULL)
    return NULL;
  gb_statement_bind (s, ":member", gb_book_get_member_id (book), NULL);
  while (gb_statement_step (s, &local))
    {
      GbDraft *draft = read_row (book, q, s);
      if (draft != NULL)
        g_ptr_array_add (drafts, draft);
    }
  if (local == NULL)
    return g_steal_pointer (&drafts);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

GPtrArray *
gb_draft_list (GbBook *book, const char *kind, const char *case_id, GError **error)
{
  Question question = { NULL, kind, case_id, NULL };
  return gb_book_ask (book, list_question, &question, error);
}
