/* SPDX-License-Identifier: GPL-3.0-or-later */
/* demo-years-papers: what leaves a generated school - files sent on to the next
 * school, with their receipts, answers to parents who ask what the school
 * holds, and each July the annual report to governors.  The pages are drawn, noted as
 * leaving, and named by their hash, as the window does it. */
#include <string.h>

#include "base/ids.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/disclosure.h"
#include "casework/transfer.h"
#include "ctl/demo-years.h"
#include "print/disclosure.h"
#include "print/issue.h"
#include "print/transfer.h"
#include "vault/hash.h"

/* One paper on its way. */
typedef struct
{
  GbYears *years;
  const GbDemoPupil *pupil;
  char *id, *code;
  const char *to_whom, *why;
  GbSheet *(*print) (GbBook *book, const char *id, const char *to_whom, const char *why, GError **error);
} Paper;

static void
paper_free (gpointer data)
{
  Paper *it = data;
  g_free (it->id);
  g_free (it->code);
  g_free (it);
}

static Paper *
paper_new (GbYears *years, const char *to_whom, const char *why)
{
  Paper *it = g_new0 (Paper, 1);

  it->years = years;
  it->pupil = gb_years_pupil (years, 0, 13);
  it->to_whom = to_whom;
  it->why = why;
  return it;
}

#define DID(it, kind, ...) gb_years_did (gb_demo_act (&(it)->years->demo, error, kind, __VA_ARGS__, NULL))

static gpointer
print_paper (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  Paper *it = data;
  return it->print (book, it->id, it->to_whom, it->why, error);
}

/* Draws the page and writes down that it left. */
static gboolean
make_paper (Paper *it, GError **error)
{
  g_autoptr (GbSheet) sheet = gb_book_ask (it->years->demo.book, print_paper, it, error);
  g_autofree char *hash = NULL;

  if (sheet == NULL)
    return FALSE;
  hash = gb_hash_text ("guardbook.page.1", g_bytes_get_data (sheet->pdf, NULL), g_bytes_get_size (sheet->pdf));
  it->code = g_strdup (sheet->code);
  return DID (it, "page.made", NULL, "document", sheet->document, "about_id", it->id, "about", sheet->title, "hash",
              hash, "@pages", (gint64) sheet->pages, "to_whom", it->to_whom, "why", it->why, "way", "printed", "code",
              sheet->code);
}

/* Puts the next step into the diary; the paper is freed with it. */
static void
then (Paper *it, guint days, int minutes, GbYearsDo what)
{
  gb_years_write (it->years, gb_years_school_day (it->years, gb_now (), days, minutes), what, it, paper_free);
}

/* What is done with it goes on in another note of the diary. */
static Paper *
hand_on (Paper *it)
{
  Paper *next = g_memdup2 (it, sizeof *it);

  it->id = it->code = NULL;
  return next;
}

/* --- the file for the next school --------------------------------------------------------- */

/* Most write the code of the last page on the receipt; some only ring. */
static gboolean
receive_file (GbYears *years, gpointer data, GError **error)
{
  Paper *it = data;
  gboolean proven = gb_years_chance (years, 75);

  return gb_demo_sit_down (&years->demo, GB_DEMO_DSL, error)
         && DID (it, "transfer.received", it->id, "@at", gb_now (), "who", "Sian Prosser", "role", "DSL", "code",
                 proven ? it->code : NULL, "how", proven ? NULL : "She rang to say so");
}

static gboolean
chase_file (GbYears *years, gpointer data, GError **error)
{
  Paper *it = data;

  if (!gb_demo_sit_down (&years->demo, GB_DEMO_DSL, error)
      || !DID (it, "transfer.chased", it->id, "@at", gb_now (), "spoke_to", "The office", "said",
               "The DSL is back on Monday"))
    return FALSE;
  then (hand_on (it), 4, 10 * 60 + 10, receive_file);
  return TRUE;
}

static gboolean
send_file (GbYears *years, gpointer data, GError **error)
{
  Paper *it = data;
  const GbYearsAdult *adult = gb_years_adult (years, NULL, NULL);

  if (!gb_demo_sit_down (&years->demo, GB_DEMO_DSL, error) || !make_paper (it, error)
      || !DID (it, "transfer.sent", it->id, "@at", gb_now (), "method", "tracked-post", "to", "Sian Prosser", "by_id",
               adult->id, "by", adult->name, "?apart", TRUE))
    return FALSE;
  if (gb_years_chance (years, 25))
    then (hand_on (it), 8, 9 * 60 + 40, chase_file);
  else
    then (hand_on (it), 2 + gb_years_below (years, 4), 11 * 60, receive_file);
  return TRUE;
}

/* A child drawn twice: the file is on its way already. */
static gpointer
ask_under_way (GbBook *book, gpointer person, GCancellable *cancellable, GError **error)
{
  return GINT_TO_POINTER (gb_vault_ask_number (gb_book_get_vault (book), 0, error,
                                               "SELECT 1 FROM p_transfer WHERE person_id = :id"
                                               " AND state IN ('begun', 'sent')",
                                               ":id", person, NULL));
}

static gboolean
begin_file (GbYears *years, gpointer data, GError **error)
{
  Paper *it = paper_new (years, "Oakfield School", "The child moves there");
  g_autofree char *today = gb_today ();
  g_autofree char *starts = gb_day_add (today, 5);

  it->print = gb_print_transfer;
  if (!gb_demo_sit_down (&years->demo, GB_DEMO_DSL, error)
      || gb_book_ask (years->demo.book, ask_under_way, it->pupil->id, NULL) != NULL)
    {
      paper_free (it);
      return error == NULL || *error == NULL;
    }
  then (it, 1 + gb_years_below (years, 5), 14 * 60 + 20, send_file);
  it->id = gb_demo_act (&years->demo, error, "transfer.begun", NULL, "person_id", it->pupil->id, "person",
                        it->pupil->name, "school", "Oakfield School", "address", "Mill Road, Brackenford", "contact",
                        "Sian Prosser, DSL", "left_on", today, "starts_on", starts, NULL);
  return it->id != NULL;
}

/* --- what the school holds ------------------------------------------------------------------- */

static gpointer
find_names (GbBook *book, gpointer id, GCancellable *cancellable, GError **error)
{
  JsonArray *rows = gb_disclosure_find_names (book, id, error);
  JsonNode *node = rows != NULL ? json_node_new (JSON_NODE_ARRAY) : NULL;

  if (node == NULL)
    return NULL;
  json_node_take_array (node, rows);
  return node;
}

/* The names of others come out before anything is drawn. */
static gboolean
take_names_out (Paper *it, GError **error)
{
  g_autoptr (JsonNode) rows = gb_book_ask (it->years->demo.book, find_names, it->id, error);
  g_autofree char *json = NULL;

  if (rows == NULL)
    return FALSE;
  if (json_array_get_length (json_node_get_array (rows)) == 0)
    return TRUE;
  json = json_to_string (rows, FALSE);
  return DID (it, "disclosure.removed", it->id, "[removals", json, "ground", "third-party", "reason",
              "They are not of the family");
}

static gboolean
hand_over (GbYears *years, gpointer data, GError **error)
{
  Paper *it = data;

  return gb_demo_sit_down (&years->demo, GB_DEMO_DSL, error) && take_names_out (it, error) && make_paper (it, error)
         && DID (it, "disclosure.sent", it->id, "@at", gb_now (), "to", it->to_whom, "method", "By hand");
}

static gboolean
begin_answer (GbYears *years, gpointer data, GError **error)
{
  Paper *it = paper_new (years, NULL, "Subject access");
  g_autofree char *today = gb_today ();

  it->to_whom = it->pupil->parent;
  it->print = gb_print_disclosure;
  then (it, 8 + gb_years_below (years, 8), 15 * 60 + 50, hand_over);
  if (!gb_demo_sit_down (&years->demo, GB_DEMO_DSL, error))
    return FALSE;
  it->id = gb_demo_act (&years->demo, error, "disclosure.begun", NULL, "person_id", it->pupil->id, "person",
                        it->pupil->name, "applicant", it->pupil->parent, "relation", it->pupil->relation, "basis",
                        "subject-access", "identity", "Known to the school; showed a passport", "asked_on", today,
                        "wanted", "Everything about this school year", NULL);
  return it->id != NULL;
}

/* --- the year's report ------------------------------------------------------------------------ */

/* Of the year that ends; what is said in it names nobody. */
static gboolean
issue_report (GbYears *years, gpointer data, GError **error)
{
  g_autofree char *today = gb_today ();
  g_autofree char *year = gb_school_year_of (today);
  g_autofree char *request = gb_id_new ();
  const GbFiguresPlan plan = {
    .term = year,
    .scheme = 6,
    .compared = 5,
    .sections = GB_SECTION_ALL,
    .key_words = "More children told us, and were heard.",
    .narrative = "More children came forward by themselves, and most did so after the assemblies in the spring.\n\n"
                 "Two things went well: phones are handed over at the gate, and the first talk with parents happens"
                 " the same day. One did not: answers from outside school took longer than they should.",
    .missed = "Most fell in the weeks before a holiday, when both leads were teaching.",
    .asks = "Agree that the deputy has two afternoons for this work\nAsk at each meeting how long answers took",
    .questions = "Why did concerns about life online rise?\nMore were told to us after the assemblies; how much more"
                 " happened we cannot say.",
  };
  g_autoptr (GbIssue) issue = NULL;

  if (!gb_demo_sit_down (&years->demo, GB_DEMO_DSL, error))
    return FALSE;
  issue = gb_issue_report (years->demo.book, request, &plan, "Full governing body", error);
  return issue != NULL;
}

static void
plan_reports (GbYears *years)
{
  int first = (int) g_ascii_strtoll (years->from, NULL, 10), last = (int) g_ascii_strtoll (years->until, NULL, 10);

  for (int year = first; year <= last; year++)
    {
      g_autofree char *day = g_strdup_printf ("%04d-07-29", year);
      if (strcmp (day, years->from) > 0)
        gb_years_write (years, gb_day_to_instant (day, 10 * 60 + 30), issue_report, NULL, NULL);
    }
}

/* --- when ---------------------------------------------------------------------------------------- */

void
gb_years_plan_papers (GbYears *years)
{
  guint pace = years->secondary ? 17 : 53;

  plan_reports (years);
  for (guint place = 23; place < years->days->len; place += pace)
    gb_years_write (years, gb_day_to_instant (years->days->pdata[place], 13 * 60 + 25), begin_file, NULL, NULL);
  for (guint place = 31; place < years->days->len; place += 2 * pace)
    gb_years_write (years, gb_day_to_instant (years->days->pdata[place], 9 * 60 + 10), begin_answer, NULL, NULL);
}
