/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casework/capability.h"
#include "casework/report.h"

#include <inttypes.h>
#include <string.h>

#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/ids.h"
#include "base/text.h"
#include "casework/suppress.h"
#include "journal/journal.h"
#include "journal/proof.h"

GB_RECORD_DEFINE (GbReport, gb_report, GB_REPORT_FIELDS)
GB_RECORD_DEFINE (GbReportChange, gb_report_change, GB_REPORT_CHANGE_FIELDS)

/* --- names in the writer's own words -------------------------------------- */

/* Names that are also words of such a report: alone they tell nothing; with
 * the other half of the name they do. */
static const char *const also_words[] = {
  "april", "art", "august", "autumn", "bill", "black", "brown", "child", "church", "cook", "day", "english",
  "faith", "ford", "frank", "good", "grace", "grant", "gray", "green", "grey", "hall", "head", "hill", "home",
  "hope", "house", "joy", "june", "kent", "king", "lane", "law", "long", "mark", "may", "park", "parent",
  "pearl", "price", "read", "rich", "rose", "school", "short", "sky", "spring", "summer", "sunday", "swift",
  "teacher", "term", "white", "will", "winter", "wood", "young",
};

static gboolean
is_also_a_word (const char *folded)
{
  for (guint i = 0; i < G_N_ELEMENTS (also_words); i++)
    if (g_str_equal (also_words[i], folded))
      return TRUE;
  return g_utf8_strlen (folded, -1) < 3; /* initials, "Al", "Jo" in "Al-Amin" */
}

typedef struct { char *folded; gboolean capital; gsize from, until; } Word;

static void
word_free (gpointer data)
{
  Word *word = data;
  g_free (word->folded);
  g_free (word);
}

static gboolean
is_in_word (gunichar c)
{
  return g_unichar_isalnum (c) || g_unichar_ismark (c);
}

/* The words of @text with where they stand.  "Oliver’s" ends before the apostrophe. */
static GPtrArray *
words_of (const char *text)
{
  GPtrArray *words = g_ptr_array_new_with_free_func (word_free);
  const char *p = text;

  while (*p != '\0')
    {
      const char *start = p;
      g_autofree char *piece = NULL;
      Word *word;
      if (!is_in_word (g_utf8_get_char (p)))
        {
          p = g_utf8_next_char (p);
          continue;
        }
      while (*p != '\0' && is_in_word (g_utf8_get_char (p)))
        p = g_utf8_next_char (p);
      piece = g_strndup (start, (gsize) (p - start));
      word = g_new0 (Word, 1);
      word->folded = gb_text_fold (piece);
      word->capital = g_unichar_isupper (g_utf8_get_char (start));
      word->from = (gsize) (start - text);
      word->until = (gsize) (p - text);
      g_ptr_array_add (words, word);
    }
  return words;
}

/* The words of one name, folded, in order. */
static GPtrArray *
name_words (const char *name)
{
  return words_of (name != NULL ? name : "");
}

/* Whether all words of @name stand in @words from @at on. */
static gboolean
name_stands_at (GPtrArray *words, guint at, GPtrArray *name)
{
  if (name->len == 0 || at + name->len > words->len)
    return FALSE;
  for (guint i = 0; i < name->len; i++)
    if (!g_str_equal (((Word *) words->pdata[at + i])->folded, ((Word *) name->pdata[i])->folded))
      return FALSE;
  return TRUE;
}

/* Capitals tell a name from a word; a name that is also a word needs its other half. */
static gboolean
stands_alone (GPtrArray *words, guint at, GPtrArray *name, GHashTable *exempt)
{
  const Word *first = words->pdata[at];
  return first->capital && !(name->len == 1 && is_also_a_word (first->folded))
         && !g_hash_table_contains (exempt, first->folded);
}

/* One who must not be named: their forenames (as given, as known) and surname in words. */
typedef struct { GPtrArray *given[2]; GPtrArray *family; char *sort; } Someone;

static void
someone_free (gpointer data)
{
  Someone *someone = data;
  g_ptr_array_unref (someone->given[0]);
  g_ptr_array_unref (someone->given[1]);
  g_ptr_array_unref (someone->family);
  g_free (someone->sort);
  g_free (someone);
}

struct _GbReportNames
{
  GPtrArray *people;  /* of Someone */
  GHashTable *begins; /* first word of a name -> GArray of guint: whose */
  GHashTable *exempt; /* words of the school's own name */
};

void
gb_report_names_free (GbReportNames *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->people, g_ptr_array_unref);
  g_clear_pointer (&self->exempt, g_hash_table_unref);
  g_clear_pointer (&self->begins, g_hash_table_unref);
  g_free (self);
}

/* The place of @words at which this person is named, -1: nowhere. @n: how many words. */
static int
find_person (GPtrArray *words, const Someone *someone, GHashTable *exempt, guint *n)
{
  GPtrArray *family = someone->family;

  for (guint g = 0; g < G_N_ELEMENTS (someone->given); g++)
    for (guint at = 0; at < words->len; at++)
      {
        GPtrArray *name = someone->given[g];
        gboolean here = name_stands_at (words, at, name);
        gboolean whole = here && name_stands_at (words, at + name->len, family);
        *n = name->len + (whole ? family->len : 0);
        if (whole || (here && stands_alone (words, at, name, exempt)))
          return (int) at;
      }
  *n = family->len;
  for (guint at = 0; at < words->len; at++)
    if (name_stands_at (words, at, family) && stands_alone (words, at, family, exempt))
      return (int) at;
  return -1;
}

static const char people_sql[] =
  "SELECT p.sort AS sort, p.forename AS forename, p.known_as AS known_as, p.surname AS surname FROM p_person AS p "
  " WHERE NOT EXISTS (SELECT 1 FROM p_member_role AS r WHERE r.member_id = p.id"
  "                      AND r.role IN ('dsl', 'deputy', 'headteacher')) ORDER BY p.entry";

/* "…spoke with Oliver after the assembly…": the word with a little before and after it.  (transfer full) */
static char *
quote_place (const char *text, const Word *first, const Word *last)
{
  const char *from = text + first->from;
  const char *until = text + last->until;
  g_autofree char *piece = NULL;
  g_autofree char *line = NULL;

  for (int i = 0; i < 24 && from > text; i++)
    from = g_utf8_prev_char (from);
  for (int i = 0; i < 24 && *until != '\0'; i++)
    until = g_utf8_next_char (until);
  piece = g_strndup (from, (gsize) (until - from));
  line = gb_text_one_line (piece);
  return g_strdup_printf ("%s%s%s", from > text ? "…" : "", line, *until != '\0' ? "…" : "");
}

static gboolean
refuse_name (const char *text, GPtrArray *words, guint at, guint n, const char *sort, GError **error)
{
  const Word *first = words->pdata[at], *last = words->pdata[at + n - 1];
  g_autofree char *name = g_strndup (text + first->from, last->until - first->from);
  g_autofree char *place = quote_place (text, first, last);
  const char *who = g_strcmp0 (sort, "pupil") == 0   ? _ ("a pupil")
                    : g_strcmp0 (sort, "parent") == 0 ? _ ("a parent or carer")
                    : g_strcmp0 (sort, "staff") == 0  ? _ ("a member of staff")
                                                      : _ ("somebody known to the school");

  return gb_refuse (error,
                    _ ("“%s” is the name of %s, and a report to governors names none. Take it out of “%s”, or say it"
                       " without"
                       " the name."),
                    name, who, place);
}

/* Words of the school's own name are no person's. */
static GHashTable *
exempt_words (GbBook *book)
{
  GHashTable *exempt = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) words = name_words (gb_book_get_school (book));

  for (guint i = 0; i < words->len; i++)
    g_hash_table_add (exempt, g_strdup (((Word *) words->pdata[i])->folded));
  return exempt;
}

/* The texts of a report are many and short, the people many: only those are looked for of
 * whose names a first word stands in the text. */
static void
note_beginning (GbReportNames *self, GPtrArray *name, guint person)
{
  const char *word = name->len > 0 ? ((Word *) name->pdata[0])->folded : NULL;
  GArray *whose = word != NULL ? g_hash_table_lookup (self->begins, word) : NULL;

  if (word == NULL)
    return;
  if (whose == NULL)
    {
      whose = g_array_new (FALSE, FALSE, sizeof (guint));
      g_hash_table_insert (self->begins, g_strdup (word), whose);
    }
  g_array_append_val (whose, person);
}

static gpointer
read_names (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GbReportNames) self = g_new0 (GbReportNames, 1);
  g_autoptr (GbStatement) s = gb_statement_new (gb_book_get_vault (book), people_sql, error);
  GError *problem = NULL;

  if (s == NULL)
    return NULL;
  self->people = g_ptr_array_new_with_free_func (someone_free);
  self->exempt = exempt_words (book);
  self->begins = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_array_unref);
  while (gb_statement_step (s, &problem))
    {
      Someone *someone = g_new0 (Someone, 1);
      someone->given[0] = name_words (gb_statement_text (s, "forename"));
      someone->given[1] = name_words (gb_statement_text (s, "known_as"));
      someone->family = name_words (gb_statement_text (s, "surname"));
      someone->sort = g_strdup (gb_statement_text (s, "sort"));
      note_beginning (self, someone->given[0], self->people->len);
      note_beginning (self, someone->given[1], self->people->len);
      note_beginning (self, someone->family, self->people->len);
      g_ptr_array_add (self->people, someone);
    }
  if (problem != NULL)
    {
      g_propagate_error (error, problem);
      return NULL;
    }
  return g_steal_pointer (&self);
}

GbReportNames *
gb_report_names_new (GbBook *book, GError **error)
{
  return gb_book_ask (book, read_names, NULL, error);
}

gboolean
gb_report_names_check (const GbReportNames *self, const char *text, GError **error)
{
  g_autoptr (GPtrArray) words = words_of (text != NULL ? text : "");
  g_autofree gboolean *hinted = g_new0 (gboolean, self->people->len + 1);

  for (guint w = 0; w < words->len; w++)
    {
      const GArray *whose = g_hash_table_lookup (self->begins, ((Word *) words->pdata[w])->folded);
      for (guint i = 0; whose != NULL && i < whose->len; i++)
        hinted[g_array_index (whose, guint, i)] = TRUE;
    }
  for (guint i = 0; i < self->people->len; i++)
    {
      if (!hinted[i])
        continue;
      const Someone *someone = self->people->pdata[i];
      guint n = 0;
      int at = find_person (words, someone, self->exempt, &n);
      if (at >= 0 && n > 0)
        return refuse_name (text, words, (guint) at, n, someone->sort, error);
    }
  return TRUE;
}

gboolean
gb_report_check_words (GbBook *book, const char *text, GError **error)
{
  g_autoptr (GbReportNames) names = gb_text_is_filled (text) ? gb_report_names_new (book, error) : NULL;

  return !gb_text_is_filled (text) || (names != NULL && gb_report_names_check (names, text, error));
}

static void
add_words (GString *text, const char *words)
{
  if (gb_text_is_filled (words))
    g_string_append_printf (text, "%s%s", text->len > 0 ? "\n\n" : "", words);
}

/* The words of a section's blocks, and of its lists. */
static void
add_section_words (GString *text, const GbFiguresSection *section)
{
  for (guint i = 0; section != NULL && i < section->blocks->len; i++)
    {
      const GbBlock *block = section->blocks->pdata[i];
      add_words (text, block->words);
      for (guint r = 0; block->listing != NULL && r < block->listing->rows->len; r++)
        {
          const GbListingRow *row = block->listing->rows->pdata[r];
          for (guint c = 0; c < row->cells->len; c++)
            add_words (text, row->cells->pdata[c]);
        }
    }
}

/* The writer's own words in the figures: the cover's sentence, what governors are
 * asked, why deadlines were missed, questions and answers, the section of words.  (transfer full) */
static char *
own_words (const GbFigures *figures)
{
  static const char *const own[] = { "words", "referrals", "questions" };
  GString *text = g_string_new (figures->key_words);

  add_words (text, figures->asks);
  for (guint i = 0; i < G_N_ELEMENTS (own); i++)
    add_section_words (text, gb_figures_section (figures, own[i]));
  return g_string_free (text, FALSE);
}

/* --- the gate ------------------------------------------------------------- */

static GBytes *
kept_blob (GbVault *vault, const char *hash, GError **error)
{
  GBytes *bytes = gb_journal_kept (vault, hash, error);
  if (bytes == NULL && (error == NULL || *error == NULL))
    g_set_error_literal (error, GB_ERROR, GB_ERROR_TAMPERED,
                         _ ("What this report was made of is no longer in the vault. Restore it from a backup, and tell"
                            " whoever looks after this computer."));
  return bytes;
}

/* Anything but pages and reports recorded after the figures were gathered may have changed them. */
static gboolean
nothing_was_recorded_since (GbVault *vault, const GbFigures *figures, GError **error)
{
  g_autofree char *anchor = gb_journal_code (vault, figures->head_entries, NULL);
  g_autofree char *head = gb_vault_ask_text (vault, error, "SELECT lower (hex (hash)) FROM entry WHERE id = @entries",
                                             "@entries", figures->head_entries, NULL);
  gint64 since = gb_vault_ask_number (vault, -1, error,
                                      "SELECT count (*) FROM entry WHERE id > @entries"
                                      " AND kind NOT IN ('page.made', 'report.issued', 'backup.verified', 'sealed')",
                                      "@entries", figures->head_entries, NULL);

  if (since < 0)
    return FALSE;
  if (g_strcmp0 (head, figures->head) != 0 || g_strcmp0 (anchor, figures->anchor) != 0 || since > 0)
    return gb_refuse (error, _ ("Something was recorded while you were reading, so the figures may have changed. Look"
                                " at"
                                " the report once more, then issue it."));
  return TRUE;
}

/* The body must say of the figures what they say of themselves. */
static gboolean
body_fits (JsonObject *body, const GbFigures *figures, GError **error)
{
  const GbPeriod *period = gb_figures_period (figures);
  g_autofree char *code = gb_figures_code (figures);

  if (period != NULL && figures->issued && g_strcmp0 (gb_json_text (body, "from"), period->from) == 0
      && g_strcmp0 (gb_json_text (body, "until"), period->until) == 0
      && g_strcmp0 (gb_json_text (body, "code"), code) == 0
      && g_strcmp0 (gb_json_text (body, "head"), figures->head) == 0
      && g_strcmp0 (gb_json_text (body, "anchor"), figures->anchor) == 0
      && gb_json_number (body, "head_entries") == figures->head_entries)
    return TRUE;
  return gb_refuse (error, _ ("This page wasn’t drawn from the figures that go with it. Look at the report once more,"
                              " then"
                              " issue it."));
}

static gboolean
figures_may_be_issued (GbRequest *request, GError **error)
{
  g_autoptr (GBytes) frozen = kept_blob (request->vault, gb_json_text (request->body, "figures_hash"), error);
  g_autoptr (GBytes) proof = NULL;
  g_autoptr (GBytes) pdf = NULL;
  g_autoptr (GbFigures) figures = NULL;
  g_autofree char *words = NULL;

  if (frozen == NULL)
    return FALSE;
  figures = gb_figures_thaw (frozen, error);
  if (figures == NULL || !body_fits (request->body, figures, error))
    return FALSE;
  if (gb_json_text (request->body, "proof_hash") == NULL)
    return gb_refuse (error, _ ("It isn’t proved that no small number in this report can be worked out, so it can’t be"
                                " issued. Choose fewer sections or fewer terms."));
  proof = kept_blob (request->vault, gb_json_text (request->body, "proof_hash"), error);
  pdf = kept_blob (request->vault, gb_json_text (request->body, "pdf_hash"), error);
  if (proof == NULL || pdf == NULL || !gb_suppress_check (figures, proof, error))
    return FALSE;
  words = own_words (figures);
  return nothing_was_recorded_since (request->vault, figures, error)
         && gb_report_check_words (request->book, words, error);
}

static gboolean
gate_issue (GbRequest *request, GError **error)
{
  return request->asking || figures_may_be_issued (request, error);
}

const GbAct gb_report_acts[] = {
  { "report.issued", gate_issue, NULL },
  { NULL },
};

/* --- making --------------------------------------------------------------- */

GbFigures *
gb_report_preview (GbBook *book, const GbFiguresPlan *plan, GError **error)
{
  return gb_book_may_at_all (book, "report", error) ? gb_figures_gather (book, plan, error) : NULL;
}

/* The code of all that was recorded until the figures were gathered: a draft does
 * without, since every hash of the journal is read for it. */
static gpointer
find_anchor (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  GbFigures *figures = data;
  figures->anchor = gb_journal_code (gb_book_get_vault (book), figures->head_entries, error);
  return figures->anchor;
}

GbFigures *
gb_report_freeze (GbBook *book, const GbFiguresPlan *plan, GError **error)
{
  g_autoptr (GbFigures) figures = gb_figures_gather (book, plan, error);

  if (figures == NULL || gb_book_ask (book, find_anchor, figures, error) == NULL)
    return NULL;
  figures->issued = TRUE;
  return g_steal_pointer (&figures);
}

typedef struct { GBytes *blobs[3]; char *hashes[3]; } Keeping;

static gpointer
keep_blobs (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  Keeping *keeping = data;

  for (guint i = 0; i < G_N_ELEMENTS (keeping->blobs); i++)
    {
      keeping->hashes[i] = gb_journal_keep (gb_book_get_vault (book), keeping->blobs[i], error);
      if (keeping->hashes[i] == NULL)
        return NULL;
    }
  return keeping;
}

static JsonObject *
issue_body (const GbFigures *figures, const Keeping *keeping, guint pages)
{
  const GbPeriod *period = gb_figures_period (figures);
  g_autofree char *code = gb_figures_code (figures);
  g_autofree char *words = own_words (figures);
  JsonObject *body = json_object_new ();

  gb_json_set_text (body, "title", figures->title);
  gb_json_set_text (body, "from", period->from);
  gb_json_set_text (body, "until", period->until);
  gb_json_set_text (body, "term", period->name);
  gb_json_set_text (body, "narrative", words);
  gb_json_set_text (body, "figures_hash", keeping->hashes[0]);
  gb_json_set_text (body, "proof_hash", keeping->hashes[1]);
  gb_json_set_text (body, "pdf_hash", keeping->hashes[2]);
  json_object_set_int_member (body, "pages", pages);
  gb_json_set_text (body, "head", figures->head);
  json_object_set_int_member (body, "head_entries", figures->head_entries);
  gb_json_set_text (body, "code", code);
  gb_json_set_text (body, "anchor", figures->anchor);
  return body;
}

GbDone *
gb_report_issue (GbBook *book, const char *request, const GbFigures *figures, GBytes *pdf, guint pages, GError **error)
{
  g_autoptr (GBytes) frozen = gb_figures_freeze (figures);
  g_autofree char *words = own_words (figures);
  Keeping keeping = { { frozen, figures->proof, pdf } };
  g_autoptr (JsonObject) body = NULL;

  /* Asked before anything is kept: a refused report leaves nothing behind. */
  if (!gb_book_may (book, "report.issued", NULL, NULL, error) || !gb_report_check_words (book, words, error))
    return NULL;
  if (figures->proof == NULL || !gb_suppress_check (figures, figures->proof, error))
    {
      if (error != NULL && *error == NULL)
        gb_refuse (error, _ ("It isn’t proved that no small number in this report can be worked out, so it can’t be"
                             " issued. Choose fewer sections or fewer terms."));
      return NULL;
    }
  if (gb_book_ask (book, keep_blobs, &keeping, error) != NULL)
    body = issue_body (figures, &keeping, pages);
  for (guint i = 0; i < G_N_ELEMENTS (keeping.hashes); i++)
    g_free (keeping.hashes[i]);
  return body != NULL ? gb_book_act (book, "report.issued", NULL, request, body, error) : NULL;
}

/* --- asking --------------------------------------------------------------- */

#define REPORT_QUERY                                                                                                   \
  "SELECT id, entry, reference, title, from_day, until_day, term, narrative, figures_hash, pdf_hash, proof_hash,"      \
  " pages, head, head_entries, code, anchor, issued_at, issued_by FROM p_report "

GPtrArray *
gb_reports (GbVault *vault, GError **error)
{
  return gb_records (vault, gb_report_get_type (), error, REPORT_QUERY "ORDER BY entry DESC", NULL);
}

GbReport *
gb_report_load (GbVault *vault, const char *id, GError **error)
{
  GError *problem = NULL;
  GbReport *report
    = gb_record_one (vault, gb_report_get_type (), &problem, REPORT_QUERY "WHERE id = :id", ":id", id, NULL);

  if (report == NULL && problem == NULL)
    g_set_error_literal (&problem, GB_ERROR, GB_ERROR_MISSING,
                         _ ("There is no such report. Choose one from the list of issued reports."));
  if (problem != NULL)
    g_propagate_error (error, problem);
  return report;
}

GBytes *
gb_report_pdf (GbVault *vault, const char *id, GError **error)
{
  g_autoptr (GbReport) report = gb_report_load (vault, id, error);
  return report != NULL ? kept_blob (vault, report->pdf_hash, error) : NULL;
}

static GbFigures *
thaw_report (GbVault *vault, GbReport *report, GError **error)
{
  g_autoptr (GBytes) frozen = kept_blob (vault, report->figures_hash, error);
  GbFigures *figures = frozen != NULL ? gb_figures_thaw (frozen, error) : NULL;

  if (figures != NULL && report->proof_hash != NULL)
    figures->proof = gb_journal_kept (vault, report->proof_hash, NULL);
  return figures;
}

GbFigures *
gb_report_figures (GbVault *vault, const char *id, GError **error)
{
  g_autoptr (GbReport) report = gb_report_load (vault, id, error);
  return report != NULL ? thaw_report (vault, report, error) : NULL;
}

/* Their ids as JSON.  (transfer full) */
static char *
cases_of (const GbFigures *figures)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < figures->cases->len; i++)
    json_array_add_string_element (array, figures->cases->pdata[i]);
  json_node_take_array (node, array);
  return json_to_string (node, FALSE);
}

GPtrArray *
gb_report_changes (GbVault *vault, const char *id, guint most, GError **error)
{
  g_autoptr (GbFigures) figures = gb_report_figures (vault, id, error);
  g_autofree char *cases = figures != NULL ? cases_of (figures) : NULL;

  if (figures == NULL)
    return NULL;
  return gb_records (vault, gb_report_change_get_type (), error,
                     "SELECT e.id AS entry, e.at AS at, e.kind AS kind, e.case_id AS case_id, c.reference AS reference,"
                     "       m.name AS author, e.case_id IN (SELECT value FROM json_each (:cases)) AS counted"
                     "  FROM main.entry AS e JOIN p_report AS r ON r.id = :id AND e.id > r.head_entries"
                     "  LEFT JOIN main.p_case AS c ON c.id = e.case_id LEFT JOIN p_member AS m ON m.id = e.author"
                     " WHERE e.kind NOT IN ('page.made', 'report.issued', 'backup.verified') AND NOT e.sealed"
                     " ORDER BY e.id LIMIT @most",
                     ":id", id, "@most", (gint64) most, ":cases", cases, NULL);
}

static gint64
refuse_entry (gint64 entry, GError **error)
{
  g_set_error (error, GB_ERROR, GB_ERROR_TAMPERED,
               _ ("Entry %" PRId64 " is no longer what this report counted. Check the journal, and restore"
                  " the vault from a backup."),
               entry);
  return -1;
}

/* The entries of lines "ENTRY HASH" as JSON.  (transfer full) */
static char *
numbers_of (char **lines)
{
  g_autoptr (GString) json = g_string_new ("[");

  for (guint i = 0; lines[i] != NULL && *lines[i] != '\0'; i++)
    g_string_append_printf (json, "%s%" G_GINT64_FORMAT, i > 0 ? "," : "", g_ascii_strtoll (lines[i], NULL, 10));
  g_string_append_c (json, ']');
  return g_string_free (g_steal_pointer (&json), FALSE);
}

/* Both the lines and the journal's answers come in the order of entries. */
static gint64
compare_entries (GbStatement *s, char **lines, GError **error)
{
  GError *problem = NULL;
  gint64 n = 0;

  while (gb_statement_step (s, &problem))
    {
      g_autofree char *stands = g_strdup_printf ("%" G_GINT64_FORMAT " %s", gb_statement_number (s, "id"),
                                                 gb_statement_text (s, "hash"));
      if (g_strcmp0 (stands, lines[n]) != 0)
        return refuse_entry (g_ascii_strtoll (lines[n], NULL, 10), error);
      n++;
    }
  if (problem != NULL)
    {
      g_propagate_error (error, problem);
      return -1;
    }
  if (lines[n] != NULL && *lines[n] != '\0')
    return refuse_entry (g_ascii_strtoll (lines[n], NULL, 10), error);
  return n;
}

gint64
gb_report_check_entries (GbVault *vault, const char *id, GError **error)
{
  g_autoptr (GbFigures) figures = gb_report_figures (vault, id, error);
  g_auto (GStrv) lines = NULL;
  g_autofree char *numbers = NULL;
  g_autoptr (GbStatement) s = NULL;

  if (figures == NULL)
    return -1;
  lines = g_strsplit (figures->entries != NULL ? figures->entries : "", "\n", -1);
  numbers = numbers_of (lines);
  s = gb_statement_new (vault,
                        "SELECT id, lower (hex (hash)) AS hash FROM main.entry"
                        " WHERE id IN (SELECT value FROM json_each (:numbers)) ORDER BY id",
                        error);
  if (s == NULL)
    return -1;
  gb_statement_bind (s, ":numbers", numbers, NULL);
  return compare_entries (s, lines, error);
}

/* --- what was issued, kept --------------------------------------------------------------- */

/* Reports are for good: what they printed is read once in a sitting.  Of @book, its worker only. */
typedef struct { char *newest; GPtrArray *list; } Issued;

static void
issued_free (gpointer data)
{
  Issued *self = data;

  g_free (self->newest);
  g_ptr_array_unref (self->list);
  g_free (self);
}

static GPtrArray *
thaw_reports (GbVault *vault, GPtrArray *reports, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) gb_figures_free);

  for (guint i = reports->len; i > 0; i--)
    {
      GbFigures *figures = thaw_report (vault, reports->pdata[i - 1], error);
      if (figures == NULL)
        return NULL;
      g_ptr_array_add (list, figures);
    }
  return g_steal_pointer (&list);
}

GPtrArray *
gb_report_issued_figures (GbBook *book, GError **error)
{
  g_autoptr (GPtrArray) reports = gb_reports (gb_book_get_vault (book), error);
  Issued *issued = g_object_get_data (G_OBJECT (book), "gb-issued");
  const char *newest = reports != NULL && reports->len > 0 ? ((GbReport *) reports->pdata[0])->id : "";
  GPtrArray *list;

  if (reports == NULL)
    return NULL;
  if (issued != NULL && issued->list->len == reports->len && g_str_equal (issued->newest, newest))
    return g_ptr_array_ref (issued->list);
  list = thaw_reports (gb_book_get_vault (book), reports, error);
  if (list == NULL)
    return NULL;
  issued = g_new0 (Issued, 1);
  issued->newest = g_strdup (newest);
  issued->list = list;
  g_object_set_data_full (G_OBJECT (book), "gb-issued", issued, issued_free);
  return g_ptr_array_ref (list);
}
