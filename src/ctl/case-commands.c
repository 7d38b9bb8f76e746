/* SPDX-License-Identifier: GPL-3.0-or-later */
/* case-commands: the acts of the desk, the roll, the report, and what leaves
 * the vault, for scripts.  Each goes through the same gates as the window. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/ids.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/capability.h"
#include "casework/incident.h"
#include "casework/act.h"
#include "casework/book.h"
#include "casework/dataset.h"
#include "casework/obligation.h"
#include "casework/retention.h"
#include "casework/roll.h"
#include "casework/search.h"
#include "ctl/command.h"
#include "print/issue.h"
#include "vault/statement.h"

/* --- demo ---------------------------------------------------------------------- */

static gboolean
check_demo (const GbDemoPlan *plan, const char *size, GError **error)
{
  const char *wrong = NULL;

  if (plan->years > 10)
    wrong = _ ("--years is a number from 1 to 10.");
  else if (size != NULL && !g_str_equal (size, "primary") && !g_str_equal (size, "secondary"))
    wrong = _ ("--size is primary or secondary.");
  else if (plan->until != NULL && !gb_day_is_valid (plan->until))
    wrong = _ ("--until is a day, such as 2026-11-22.");
  if (wrong != NULL)
    g_set_error_literal (error, GB_ERROR, GB_ERROR_INPUT, wrong);
  return wrong == NULL;
}

static gboolean
run_demo (int argc, char **argv, GError **error)
{
  g_autofree char *size = NULL, *until = NULL;
  int years = 0, seed = 5201;
  const GOptionEntry entries[] = { { "years", 0, 0, G_OPTION_ARG_INT, &years },
                                   { "size", 0, 0, G_OPTION_ARG_STRING, &size },
                                   { "seed", 0, 0, G_OPTION_ARG_INT, &seed },
                                   { "until", 0, 0, G_OPTION_ARG_STRING, &until },
                                   { NULL } };
  g_autoptr (GbKeyring) keyring = gb_keyring_new ();
  GbDemoPlan plan = { 0 };

  if (!gb_command_parse ("demo", entries, &argc, &argv, 1, 1, error))
    return FALSE;
  plan = (GbDemoPlan){ (guint) years, g_strcmp0 (size, "secondary") == 0, (guint32) seed, until };
  if (!check_demo (&plan, size, error))
    return FALSE;
  if (years == 0 ? !gb_demo_make (argv[1], keyring, error) : !gb_demo_make_years (argv[1], &plan, keyring, error))
    return FALSE;
  g_print (plan.secondary && years > 0 ? _ ("Windmill Rise, an invented secondary school, is in %s.\n")
                                       : _ ("Marsh Lane Primary, an invented school, is in %s.\n"),
           argv[1]);
  return TRUE;
}

/* --- list ----------------------------------------------------------------------- */

static gpointer
list_cases (GbBook *book, gpointer noun, GCancellable *cancellable, GError **error)
{
  g_autoptr (GbStatement) s =
      gb_statement_new (gb_book_get_vault (book),
                        "SELECT id, reference, noun, coalesce (state, '') AS state, title, opened_at FROM p_case "
                        "WHERE :noun IS NULL OR noun = :noun ORDER BY opened_at DESC",
                        error);

  if (s == NULL)
    return NULL;
  gb_statement_bind (s, ":noun", (const char *) noun, NULL);
  while (gb_statement_step (s, error))
    {
      g_autofree char *opened = gb_say_instant (gb_statement_number (s, "opened_at"));
      gboolean is_search = g_strcmp0 (gb_statement_text (s, "noun"), "search") == 0;
      g_autofree char *signature = is_search ? gb_search_signature_word (book, gb_statement_text (s, "id"), 0) : NULL;
      gboolean is_void = g_strcmp0 (signature, "void") == 0;
      g_print ("%s  %-10s %-12s %-22s %s%s%s\n", gb_statement_text (s, "reference"), gb_statement_text (s, "noun"),
               gb_statement_text (s, "state"), opened, gb_statement_text (s, "title"), is_void ? ". " : "",
               is_void ? _ ("Void: changed after signature") : "");
    }
  return GINT_TO_POINTER (1);
}

static gboolean
run_list (int argc, char **argv, GError **error)
{
  g_autofree char *as = NULL, *vault = NULL;
  const GOptionEntry entries[] = { { "as", 0, 0, G_OPTION_ARG_STRING, &as },
                                   { "vault", 0, 0, G_OPTION_ARG_FILENAME, &vault },
                                   { NULL } };
  g_autoptr (GbBook) book = NULL;
  gboolean done;

  if (!gb_command_parse ("list", entries, &argc, &argv, 0, 1, error))
    return FALSE;
  book = gb_command_open (vault, as, error);
  if (book == NULL)
    return FALSE;
  done = gb_book_ask (book, list_cases, argc > 1 ? argv[1] : NULL, error) != NULL;
  gb_book_close (book);
  return done;
}

/* --- act -------------------------------------------------------------------------- */

/* "yes,no" -> ["yes", "no"]. */
static JsonNode *
words_to_list (const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, ",", -1);
  g_autoptr (JsonArray) array = json_array_new ();
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);

  for (guint i = 0; words[i] != NULL; i++)
    if (gb_text_is_filled (words[i]))
      json_array_add_string_element (array, g_strstrip (words[i]));
  json_node_set_array (node, array);
  return node;
}

static JsonNode *
text_to_instant (const char *field, const char *text, GError **error)
{
  gint64 instant = g_str_equal (text, "now") ? gb_now () : gb_instant_from_text (text);

  if (instant < 0)
    {
      g_set_error (error, GB_ERROR, GB_ERROR_INPUT, _ ("%s: “%s” isn’t a time. Write it as 2026-11-22 09.30, or now."),
                   field, text);
      return NULL;
    }
  return json_node_init_int (json_node_alloc (), instant);
}

/* @text as a value of the type that the grammar gives @field.  (transfer full) */
static JsonNode *
text_to_value (const GbKind *kind, const char *field, const char *text, GError **error)
{
  const char *type = gb_kind_field_type (kind, field);

  if (type == NULL)
    {
      g_auto (GStrv) fields = gb_kind_fields (kind);
      g_autofree char *known = g_strjoinv (", ", fields);
      g_set_error (error, GB_ERROR, GB_ERROR_INPUT, _ ("%s has no field “%s”. It has: %s."), kind->name, field, known);
      return NULL;
    }
  if (g_str_equal (type, "instant"))
    return text_to_instant (field, text, error);
  if (g_str_equal (type, "number"))
    return json_node_init_int (json_node_alloc (), g_ascii_strtoll (text, NULL, 10));
  if (g_str_equal (type, "flag"))
    return json_node_init_boolean (json_node_alloc (), g_str_equal (text, "yes") || g_str_equal (text, "true"));
  if (g_str_equal (type, "list") || g_str_equal (type, "ids"))
    return words_to_list (text);
  if (g_str_equal (type, "rows") || g_str_equal (type, "object"))
    return json_from_string (text, error);
  return json_node_init_string (json_node_alloc (), text);
}

static gboolean
add_words (JsonObject *body, const GbKind *kind, char **words, GError **error)
{
  for (; *words != NULL; words++)
    {
      const char *equals = strchr (*words, '=');
      g_autofree char *field = equals != NULL ? g_strndup (*words, (gsize) (equals - *words)) : NULL;
      JsonNode *value;

      if (equals == NULL)
        {
          g_set_error (error, GB_ERROR, GB_ERROR_INPUT, _ ("“%s” should be a field and its value, such as reason=…"),
                       *words);
          return FALSE;
        }
      value = text_to_value (kind, field, equals + 1, error);
      if (value == NULL)
        return FALSE;
      json_object_set_member (body, field, value);
    }
  return TRUE;
}

static JsonObject *
read_body (const GbKind *kind, const char *json, char **words, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (JsonObject) given = NULL;
  g_autoptr (JsonObject) body = json_object_new ();
  g_autoptr (GList) names = NULL;

  if (json != NULL)
    {
      if (!g_file_get_contents (json, &text, NULL, error) || (given = gb_json_parse (text, -1, error)) == NULL)
        return NULL;
      names = json_object_get_members (given);
      for (GList *l = names; l != NULL; l = l->next)
        json_object_set_member (body, l->data, json_node_copy (json_object_get_member (given, l->data)));
    }
  if (!add_words (body, kind, words, error))
    return NULL;
  return g_steal_pointer (&body);
}

static gpointer
find_case (GbBook *book, gpointer reference, GCancellable *cancellable, GError **error)
{
  char *id = gb_vault_ask_text (gb_book_get_vault (book), error,
                                "SELECT id FROM p_case WHERE reference = :reference OR id = :reference", ":reference",
                                (const char *) reference, NULL);
  if (id == NULL && (error == NULL || *error == NULL))
    g_set_error (error, GB_ERROR, GB_ERROR_MISSING, _ ("There is no case %s that you can see."),
                 (const char *) reference);
  return id;
}

/* What the window does as one is one here too: an incident begins its procedure. */
static GbDone *
act_whole (GbBook *book, const char *kind, const char *case_id, const char *request, JsonObject *body, GError **error)
{
  if (g_str_equal (kind, "incident.recorded"))
    return gb_incident_record (book, request, body, error);
  if (g_str_equal (kind, "incident.amended"))
    return gb_incident_amend (book, case_id, request, body, error);
  return gb_book_act (book, kind, case_id, request, body, error);
}

static gboolean
do_act (GbBook *book, const GbKind *kind, const char *reference, const char *request, JsonObject *body, GError **error)
{
  g_autofree char *case_id = reference != NULL ? gb_book_ask (book, find_case, (gpointer) reference, error) : NULL;
  g_autofree char *fresh = gb_id_new ();
  g_autoptr (GbDone) done = NULL;

  if (reference != NULL && case_id == NULL)
    return FALSE;
  done = act_whole (book, kind->name, case_id, request != NULL ? request : fresh, body, error);
  if (done == NULL)
    return FALSE;
  g_print (_ ("%s. Entry %" PRId64 "%s%s\n"), _ (kind->said), done->entry, done->reference != NULL ? ", " : "",
           done->reference != NULL ? done->reference : "");
  return TRUE;
}

static gboolean
run_act (int argc, char **argv, GError **error)
{
  g_autofree char *as = NULL, *vault = NULL, *json = NULL, *reference = NULL, *request = NULL;
  const GOptionEntry entries[] = {
    { "as", 0, 0, G_OPTION_ARG_STRING, &as },           { "vault", 0, 0, G_OPTION_ARG_FILENAME, &vault },
    { "json", 0, 0, G_OPTION_ARG_FILENAME, &json },     { "case", 0, 0, G_OPTION_ARG_STRING, &reference },
    { "request", 0, 0, G_OPTION_ARG_STRING, &request }, { NULL },
  };
  g_autoptr (GbBook) book = NULL;
  g_autoptr (JsonObject) body = NULL;
  const GbKind *kind;
  gboolean done;

  if (!gb_command_parse ("act", entries, &argc, &argv, 1, 256, error))
    return FALSE;
  kind = gb_kind_find (argv[1]);
  if (kind == NULL || gb_act_find (argv[1]) == NULL)
    {
      g_set_error (error, GB_ERROR, GB_ERROR_INPUT, _ ("There is no act “%s”. guardbookctl acts lists them."), argv[1]);
      return FALSE;
    }
  body = read_body (kind, json, argv + 2, error);
  book = body != NULL ? gb_command_open (vault, as, error) : NULL;
  if (book == NULL)
    return FALSE;
  done = do_act (book, kind, reference, request, body, error);
  gb_book_close (book);
  return done;
}

static gboolean
run_acts (int argc, char **argv, GError **error)
{
  guint count;
  const GbKind *kinds = gb_kinds (&count);

  if (!gb_command_parse ("acts", NULL, &argc, &argv, 0, 0, error))
    return FALSE;
  for (guint i = 0; i < count; i++)
    if (gb_act_find (kinds[i].name) != NULL)
      g_print ("%-26s %s\n%-26s %s\n", kinds[i].name, _ (kinds[i].said), "", kinds[i].fields);
  return TRUE;
}

/* --- export ------------------------------------------------------------------------- */

typedef struct
{
  const GbDataset *set;
  GbDataFormat format;
  gint64 rows;
} Export;

static gpointer
export_job (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  Export *export = data;
  return gb_dataset_make (book, export->set, export->format, &export->rows, error);
}

/* What left, to whom and why, is itself an entry, with the hash of what went. */
static char *
export_to (GbBook *book, Export *export, GbLetOut *out, GError **error)
{
  g_autoptr (GBytes) bytes = gb_book_ask (book, export_job, export, error);

  out->document = out->way = "export";
  out->about = _ (export->set->title);
  return bytes != NULL ? gb_command_let_out (book, out, bytes, error) : NULL;
}

/* Which set, and in which form: by the file's ending. */
static gboolean
read_export (const char *what, const char *path, Export *export, GError **error)
{
  const char *dot = strrchr (path, '.');
  int format = dot != NULL ? gb_data_format_find (dot + 1) : -1;

  export->set = gb_dataset_find (what != NULL ? what : "journal");
  if (export->set == NULL)
    {
      g_set_error (error, GB_ERROR, GB_ERROR_INPUT,
                   _ ("There is no set “%s”. There are: cases, clocks, due, outgoing, journal."), what);
      return FALSE;
    }
  /* Lines of JSON have had any ending until now. */
  if (format < 0 && g_str_equal (export->set->id, "journal"))
    format = GB_DATA_JSON;
  if (format < 0)
    {
      g_set_error_literal (error, GB_ERROR, GB_ERROR_INPUT,
                           _ ("The file’s ending says the form: .csv for a table, .json, or .ics for a calendar."));
      return FALSE;
    }
  export->format = (GbDataFormat) format;
  return TRUE;
}

static gboolean
run_export (int argc, char **argv, GError **error)
{
  g_autofree char *as = NULL, *vault = NULL, *to_whom = NULL, *why = NULL, *what = NULL;
  gboolean lock = FALSE;
  const GOptionEntry entries[] = {
    { "as", 0, 0, G_OPTION_ARG_STRING, &as },
    { "vault", 0, 0, G_OPTION_ARG_FILENAME, &vault },
    { "what", 0, 0, G_OPTION_ARG_STRING, &what },
    { "to", 0, 0, G_OPTION_ARG_STRING, &to_whom },
    { "why", 0, 0, G_OPTION_ARG_STRING, &why },
    { "lock", 0, 0, G_OPTION_ARG_NONE, &lock },
    { NULL },
  };
  g_autoptr (GbBook) book = NULL;
  g_autofree char *place = NULL;
  Export export = { 0 };

  if (!gb_command_parse ("export", entries, &argc, &argv, 1, 1, error) || !read_export (what, argv[1], &export, error))
    return FALSE;
  if (!gb_text_is_filled (to_whom) || !gb_text_is_filled (why))
    {
      g_set_error_literal (error, GB_ERROR, GB_ERROR_INPUT,
                           _ ("An export is logged: say to whom it goes and why, with --to and --why."));
      return FALSE;
    }
  book = gb_command_open (vault, as, error);
  if (book == NULL)
    return FALSE;
  place = export_to (book, &export, &(GbLetOut){ .to = to_whom, .why = why, .path = argv[1], .lock = lock }, error);
  gb_book_close (book);
  if (place != NULL && lock)
    g_print (_ ("%" PRId64 " entries are in %s.\n"), export.rows, place);
  else if (place != NULL)
    g_print (_ ("%" PRId64 " entries are in %s. It isn’t encrypted: keep it safe.\n"), export.rows, place);
  return place != NULL;
}

/* --- import ---------------------------------------------------------------------- */

static void
print_preview (GbRoll *roll)
{
  g_autofree char *summary = gb_roll_summary (roll);
  GPtrArray *refused = gb_roll_lines (roll, GB_ROLL_REFUSED);

  g_print ("%s\n", summary);
  for (guint i = 0; i < refused->len; i++)
    g_print ("%s\n", ((GbRollLine *) refused->pdata[i])->detail);
}

static gboolean
import_file (GbBook *book, const char *path, gboolean dry, gboolean leavers, GError **error)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *text = NULL;
  g_autoptr (GError) local = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GbRoll) roll = NULL;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, &local))
    {
      g_set_error (error, GB_ERROR, GB_ERROR_INPUT, _ ("%s can’t be read: %s"), path, local->message);
      return FALSE;
    }
  bytes = g_bytes_new_take (g_steal_pointer (&text), length);
  roll = gb_roll_preview (book, bytes, name, error);
  if (roll == NULL)
    return FALSE;
  print_preview (roll);
  return dry || !gb_roll_has_work (roll)
         || gb_roll_import (book, roll, leavers, gb_command_progress, _ ("Bringing in"), NULL, error);
}

static gboolean
run_import (int argc, char **argv, GError **error)
{
  g_autofree char *as = NULL, *vault = NULL;
  gboolean dry = FALSE, stay = FALSE;
  const GOptionEntry entries[] = {
    { "as", 0, 0, G_OPTION_ARG_STRING, &as },
    { "vault", 0, 0, G_OPTION_ARG_FILENAME, &vault },
    { "dry-run", 0, 0, G_OPTION_ARG_NONE, &dry },
    { "keep-leavers", 0, 0, G_OPTION_ARG_NONE, &stay },
    { NULL },
  };
  g_autoptr (GbBook) book = NULL;
  gboolean done;

  if (!gb_command_parse ("import", entries, &argc, &argv, 1, 1, error))
    return FALSE;
  book = gb_command_open (vault, as, error);
  if (book == NULL)
    return FALSE;
  done = import_file (book, argv[1], dry, !stay, error);
  gb_book_close (book);
  return done;
}

/* --- report ------------------------------------------------------------------------ */

typedef struct
{
  char *as, *vault, *term, *from, *until, *key_words, *for_whom, *pdf;
  char *narrative, *missed, *asks, *questions; /* files, then what is in them */
  gboolean json, issue, again, since, quick;
  int scheme, compared;
} ReportWish;

static void
report_wish_clear (ReportWish *wish)
{
  g_free (wish->as);
  g_free (wish->vault);
  g_free (wish->term);
  g_free (wish->from);
  g_free (wish->until);
  g_free (wish->narrative);
  g_free (wish->missed);
  g_free (wish->asks);
  g_free (wish->questions);
  g_free (wish->key_words);
  g_free (wish->for_whom);
  g_free (wish->pdf);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ReportWish, report_wish_clear)

/* Any days are a term of their own. */
static gboolean
read_days (ReportWish *wish, GError **error)
{
  if (wish->from == NULL && wish->until == NULL)
    return TRUE;
  if (wish->from == NULL || wish->until == NULL || wish->term != NULL)
    {
      g_set_error_literal (error, GB_ERROR, GB_ERROR_INPUT,
                           _ ("Give --from and --until together, and no --term beside them."));
      return FALSE;
    }
  wish->term = g_strdup_printf ("%s..%s", wish->from, wish->until);
  return TRUE;
}

/* A file's name becomes what is in it. */
static gboolean
read_words (char **words, GError **error)
{
  g_autofree char *file = g_steal_pointer (words);
  return file == NULL || g_file_get_contents (file, words, NULL, error);
}

static gboolean
read_report_wish (int *argc, char ***argv, ReportWish *wish, GError **error)
{
  const GOptionEntry entries[] = {
    { "as", 0, 0, G_OPTION_ARG_STRING, &wish->as },
    { "vault", 0, 0, G_OPTION_ARG_FILENAME, &wish->vault },
    { "term", 0, 0, G_OPTION_ARG_STRING, &wish->term },
    { "terms", 0, 0, G_OPTION_ARG_INT, &wish->scheme },
    { "compared", 0, 0, G_OPTION_ARG_INT, &wish->compared },
    { "from", 0, 0, G_OPTION_ARG_STRING, &wish->from },
    { "until", 0, 0, G_OPTION_ARG_STRING, &wish->until },
    { "narrative", 0, 0, G_OPTION_ARG_FILENAME, &wish->narrative },
    { "missed", 0, 0, G_OPTION_ARG_FILENAME, &wish->missed },
    { "asks", 0, 0, G_OPTION_ARG_FILENAME, &wish->asks },
    { "questions", 0, 0, G_OPTION_ARG_FILENAME, &wish->questions },
    { "key-sentence", 0, 0, G_OPTION_ARG_STRING, &wish->key_words },
    { "for", 0, 0, G_OPTION_ARG_STRING, &wish->for_whom },
    { "pdf", 0, 0, G_OPTION_ARG_FILENAME, &wish->pdf },
    { "json", 0, 0, G_OPTION_ARG_NONE, &wish->json },
    { "issue", 0, 0, G_OPTION_ARG_NONE, &wish->issue },
    { "again", 0, 0, G_OPTION_ARG_NONE, &wish->again },
    { "since", 0, 0, G_OPTION_ARG_NONE, &wish->since },
    { "quick", 0, 0, G_OPTION_ARG_NONE, &wish->quick },
    { NULL },
  };

  wish->compared = 5;
  if (!gb_command_parse ("report", entries, argc, argv, 0, 1, error))
    return FALSE;
  if ((wish->scheme != 0 && wish->scheme != 3 && wish->scheme != 6) || wish->compared < 0 || wish->compared > 5)
    {
      g_set_error_literal (error, GB_ERROR, GB_ERROR_INPUT,
                           _ ("--terms is 3 or 6, and --compared is how many terms before it: 0 to 5."));
      return FALSE;
    }
  return read_days (wish, error);
}

static gboolean
write_report (const ReportWish *wish, const GbIssue *issue, GError **error)
{
  if (wish->json)
    {
      g_autofree char *json = gb_figures_to_json (issue->figures);
      g_print ("%s\n", json);
    }
  if (wish->pdf != NULL
      && !g_file_set_contents_full (wish->pdf, g_bytes_get_data (issue->sheet->pdf, NULL),
                                    (gssize) g_bytes_get_size (issue->sheet->pdf), G_FILE_SET_CONTENTS_CONSISTENT, 0600,
                                    error))
    return FALSE;
  if (!wish->json)
    {
      guint pages = issue->sheet->pages;
      g_print (ngettext ("%s, %u page\n", "%s, %u pages\n", pages), issue->sheet->title, pages);
      if (issue->done != NULL)
        g_print (_ ("Issued as %s\n"), issue->done->reference);
    }
  return TRUE;
}

/* Whether the report @id is of @term; NULL: of whichever. */
static gboolean
is_report_of (GbVault *vault, const char *id, const char *term)
{
  g_autoptr (GbFigures) figures = term != NULL ? gb_report_figures (vault, id, NULL) : NULL;
  return term == NULL || (figures != NULL && g_strcmp0 (gb_figures_period (figures)->id, term) == 0);
}

/* The id of the newest report, of the term if one is named. */
static gpointer
last_report (GbBook *book, gpointer term, GCancellable *cancellable, GError **error)
{
  GbVault *vault = gb_book_get_vault (book);
  g_autoptr (GPtrArray) reports = gb_reports (vault, error);

  for (guint i = 0; reports != NULL && i < reports->len; i++)
    {
      const GbReport *report = reports->pdata[i];
      if (is_report_of (vault, report->id, term))
        return g_strdup (report->id);
    }
  if (reports != NULL)
    g_set_error_literal (error, GB_ERROR, GB_ERROR_MISSING, _ ("No report has been issued yet."));
  return NULL;
}

/* Byte for byte. */
static GbIssue *
read_again (GbBook *book, const char *term, GError **error)
{
  g_autofree char *id = gb_book_ask (book, last_report, (gpointer) term, error);
  return id != NULL ? gb_issue_again (book, id, error) : NULL;
}

typedef struct { const char *id; GPtrArray *changes; gint64 entries; } Since;

static gpointer
ask_since (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  Since *since = data;
  GbVault *vault = gb_book_get_vault (book);

  since->changes = gb_report_changes (vault, since->id, G_MAXINT, error);
  since->entries = since->changes != NULL ? gb_report_check_entries (vault, since->id, error) : -1;
  return since->entries >= 0 ? since : NULL;
}

/* Every entry written after the newest report (of the term, if one is named) was frozen;
 * whether what it counts stands as it did. */
static gboolean
print_since (GbBook *book, const char *term, GError **error)
{
  g_autofree char *id = gb_book_ask (book, last_report, (gpointer) term, error);
  Since since = { id, NULL, -1 };
  gboolean asked = id != NULL && gb_book_ask (book, ask_since, &since, error) != NULL;

  for (guint i = 0; asked && i < since.changes->len; i++)
    {
      GbReportChange *change = since.changes->pdata[i];
      g_autofree char *when = gb_say_instant_long (change->at);
      g_print ("%6" G_GINT64_FORMAT "  %s  %-24s %-10s %s%s\n", change->entry, when, change->kind,
               change->reference != NULL ? change->reference : "", change->author != NULL ? change->author : "",
               change->counted ? _ ("  (a case that the report counts)") : "");
    }
  if (asked)
    g_print (_ ("%u entries since; the %" PRId64 " that the report was made of stand as they did.\n"),
             since.changes->len, since.entries);
  g_clear_pointer (&since.changes, g_ptr_array_unref);
  return asked;
}

static gboolean
make_report (GbBook *book, ReportWish *wish, GError **error)
{
  g_autofree char *request = gb_id_new ();
  g_autoptr (GbIssue) issue = NULL;
  const GbFiguresPlan plan = { .term = wish->term,
                               .scheme = wish->scheme,
                               .compared = (guint) wish->compared,
                               .sections = GB_SECTION_ALL,
                               .key_words = wish->key_words,
                               .narrative = wish->narrative,
                               .missed = wish->missed,
                               .asks = wish->asks,
                               .questions = wish->questions,
                               .fast = wish->quick && !wish->issue };

  issue = wish->again   ? read_again (book, wish->term, error)
          : wish->issue ? gb_issue_report (book, request, &plan, wish->for_whom, error)
                        : gb_issue_draft (book, &plan, wish->for_whom, error);
  return issue != NULL && write_report (wish, issue, error);
}

static gboolean
run_report (int argc, char **argv, GError **error)
{
  g_auto (ReportWish) wish = { 0 };
  g_autoptr (GbBook) book = NULL;
  gboolean done;

  if (!read_report_wish (&argc, &argv, &wish, error) || !read_words (&wish.narrative, error)
      || !read_words (&wish.missed, error) || !read_words (&wish.asks, error) || !read_words (&wish.questions, error))
    return FALSE;
  book = gb_command_open (argc > 1 ? argv[1] : wish.vault, wish.as, error);
  if (book == NULL)
    return FALSE;
  done = wish.since ? print_since (book, wish.term, error) : make_report (book, &wish, error);
  gb_book_close (book);
  return done;
}

/* --- what the policies ask -------------------------------------------------------- */

/* One row of the table; FALSE where an answer leads nowhere. */
static gboolean
print_obligation (const GbObligation *obligation, GbPack *pack)
{
  gboolean resolved = obligation->answers->len > 0;

  for (guint i = 0; i < obligation->answers->len; i++)
    {
      const GbMet *answer = obligation->answers->pdata[i];
      g_autoptr (GError) error = NULL;
      g_autofree char *where = gb_met_resolve (answer, pack, &error);
      resolved = resolved && where != NULL;
      g_print ("%-5s %-28s %-22s %s\n", i == 0 ? obligation->id : "", i == 0 ? obligation->clause : "",
               gb_met_by_label (answer->by), where != NULL ? where : error->message);
    }
  return resolved;
}

static gboolean
run_obligations (int argc, char **argv, GError **error)
{
  g_autofree char *id = g_strdup ("kent-2023");
  gboolean as_page = FALSE;
  const GOptionEntry entries[] = { { "pack", 0, 0, G_OPTION_ARG_STRING, &id, NULL, NULL },
                                   { "page", 0, 0, G_OPTION_ARG_NONE, &as_page, NULL, NULL },
                                   { NULL } };
  g_autoptr (GbPack) pack = NULL;
  g_autoptr (GPtrArray) all = NULL;
  guint unresolved = 0;

  if (!gb_command_parse ("obligations", entries, &argc, &argv, 0, 0, error)
      || (pack = gb_pack_load_shipped (id, error)) == NULL || (all = gb_obligations (error)) == NULL)
    return FALSE;
  if (as_page)
    {
      g_autofree char *page = gb_obligations_page (pack, error);
      g_print ("%s", page != NULL ? page : "");
      return page != NULL;
    }
  for (guint i = 0; i < all->len; i++)
    unresolved += print_obligation (all->pdata[i], pack) ? 0 : 1;
  g_print (_ ("%u rows, %u unresolved\n"), all->len, unresolved);
  return unresolved == 0;
}

/* --- retention --------------------------------------------------------------------- */

static void
print_due (const GbRetention *it)
{
  g_autofree char *due = it->due != NULL ? gb_say_day_long (it->due) : g_strdup ("-");

  g_print ("%-18s %-9s %-9s %-8s %s\n", due, it->state, it->reference, it->noun, it->title);
  g_print ("%-18s %s (%s)\n", "", it->counted, it->basis);
  if (it->held_at != 0)
    g_print (_ ("%-18s Legal hold by %s: %s\n"), "", it->held_by, it->hold_reason);
  if (it->proposed_at != 0)
    g_print (_ ("%-18s Proposed by %s: %s\n"), "", it->proposed_by, it->proposed_reason);
}

typedef struct { gboolean all, erased; } Retention;

static gpointer
print_retention (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  const Retention *wish = data;
  g_autofree char *today = gb_today ();
  g_autoptr (GPtrArray) list = wish->erased ? gb_retention_tombstones (gb_book_get_vault (book), error)
                                            : gb_retention_list (book, wish->all ? NULL : today, error);

  for (guint i = 0; list != NULL && i < list->len; i++)
    if (wish->erased)
      {
        const GbTombstone *tomb = list->pdata[i];
        g_autofree char *at = gb_say_instant (tomb->at);
        g_print (_ ("%-18s %-9s %-8s %" PRId64 " entries; %s; proposed by %s, agreed by %s\n"), at,
                 tomb->reference != NULL ? tomb->reference : "-", tomb->noun, tomb->entries, tomb->reason,
                 tomb->proposed_by, tomb->erased_by);
      }
    else
      print_due (list->pdata[i]);
  if (list != NULL && list->len == 0)
    g_print ("%s\n", wish->erased ? _ ("Nothing was erased.") : _ ("No case is due, held or proposed."));
  return list != NULL ? book : NULL;
}

static gboolean
run_retention (int argc, char **argv, GError **error)
{
  g_autofree char *as = NULL;
  Retention wish = { 0 };
  const GOptionEntry entries[] = { { "as", 0, 0, G_OPTION_ARG_STRING, &as },
                                   { "all", 0, 0, G_OPTION_ARG_NONE, &wish.all },
                                   { "erased", 0, 0, G_OPTION_ARG_NONE, &wish.erased },
                                   { NULL } };
  g_autoptr (GbBook) book = NULL;
  gboolean done;

  if (!gb_command_parse ("retention", entries, &argc, &argv, 0, 1, error)
      || (book = gb_command_open (argc > 1 ? argv[1] : NULL, as, error)) == NULL)
    return FALSE;
  done = gb_book_may_at_all (book, "list", error) && gb_book_ask (book, print_retention, &wish, error) != NULL;
  gb_book_close (book);
  return done;
}

static gboolean
run_roles (int argc, char **argv, GError **error)
{
  gboolean as_page = FALSE;
  const GOptionEntry entries[] = { { "page", 0, 0, G_OPTION_ARG_NONE, &as_page }, { NULL } };
  g_autofree char *page = NULL;

  if (!gb_command_parse ("roles", entries, &argc, &argv, 0, 0, error))
    return FALSE;
  if (as_page)
    page = gb_capability_page ();
  for (const char *const *role = gb_roles (); !as_page && *role != NULL; role++)
    g_print ("%-14s %s%s\n", *role, gb_role_label (*role),
             gb_role_words_can (*role, GB_CAN_HOLD_KEY) ? "" : _ (" (no key to the vault)"));
  g_print ("%s", page != NULL ? page : "");
  return TRUE;
}

const GbCommand gb_case_commands[] = {
  { "demo", "DIR [--years N [--size primary|secondary] [--seed NUMBER] [--until DAY]]",
    N_ ("Makes the vault of an invented school, with some terms of casework."),
    N_ ("--years  a generated school with so many years behind it, every procedure and register in use\n"
        "--size   primary (210 pupils) or secondary (1,500)\n"
        "--seed   another number gives other people and events; the same one the same\n"
        "--until  its last day; today"),
    run_demo },
  { "list", "[NOUN] [--vault DIR] [--as NAME]",
    N_ ("Lists the cases: incident, search, device, referral, concern, report; newest first."), NULL, run_list },
  { "acts", "", N_ ("Lists every act with its fields (! must be there)."), NULL, run_acts },
  { "act", "KIND [FIELD=VALUE…] [--case REFERENCE] [--json FILE] [--vault DIR] [--as NAME]",
    N_ ("Does one act through its gate."),
    N_ ("--case     the case it is about, such as 26-0147\n--json     the fields as a JSON object; FIELD=VALUE adds to "
        "it\n"
        "--request  an id of your own: the same one twice is one entry"),
    run_act },
  { "obligations", "[--pack ID] [--page]",
    N_ ("Lists what the policies ask, and where each thing is met; exits 1 if one is met nowhere."),
    N_ ("--pack  the policy pack (kent-2023)\n--page  as the page of the help"), run_obligations },
  { "roles", "[--page]", N_ ("Lists the roles; what each sees and does stands in the help."),
    N_ ("--page  writes that page of the help from the table of roles"), run_roles },
  { "import", "FILE [--dry-run] [--keep-leavers] [--vault DIR] [--as NAME]",
    N_ ("Brings in the roll from a Common Transfer File or a table, after saying what would change."),
    N_ ("--dry-run       only says what would change\n--keep-leavers  doesn’t mark those who are not in the file as "
        "left"),
    run_import },
  { "report", "[DIR] [--term ID] [--issue] [--json] [--pdf FILE] [--as NAME]",
    N_ ("Makes the governors’ report of a term: a draft, or issued for good."),
    N_ ("--term ID            a term such as 2026-27/1, or a school year 2026-27; the last term that is over\n"
        "--from DAY --until DAY  any days instead, such as 2026-01-05\n"
        "--terms 3|6          three or six terms a year; as the school set it\n"
        "--compared N         how many terms before it, 0 to 5\n"
        "--key-sentence TEXT  the sentence on the cover\n"
        "--narrative FILE     the lead’s own words\n"
        "--missed FILE        why deadlines were missed\n"
        "--asks FILE          what governors are asked to do, a line each\n"
        "--questions FILE     governors’ questions, each with its answer on the next line\n"
        "--for WHOM           such as “Full governing body”\n"
        "--json               the figures as they may be shown, and no others\n"
        "--pdf FILE           the page itself\n"
        "--again              the newest issued one, byte for byte\n"
        "--quick              a draft as the window shows it: by the quick rule, unproved\n"
        "--since              every entry written after it was frozen\n"
        "--issue              frozen, proved and signed; only the DSL or the headteacher"),
    run_report },
  { "retention", "[DIR] [--all | --erased] [--as NAME]",
    N_ ("Lists the closed cases whose time is over, with the rule; erases nothing."),
    N_ ("--all     every closed case with its day\n--erased  what was erased, by which rule and by whom"),
    run_retention },
  { "export", "FILE --to WHOM --why REASON [--what SET] [--lock] [--vault DIR] [--as NAME]",
    N_ ("Writes what may leave as data, and logs that it left."),
    N_ ("--what  cases, clocks or due as FILE.csv or FILE.json, due as a calendar FILE.ics, outgoing: what left;\n"
        "        journal, the default: every entry that isn’t sealed, as lines of JSON\n"
        "--to    to whom it goes\n--why   why\n--lock  in a zip that opens with six words"),
    run_export },
  { NULL },
};
