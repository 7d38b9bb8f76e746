/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "random-journal.h"

#include <string.h>

#include "base/errors.h"
#include "base/ids.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/calendar.h"

#define FIRST_DAY "2025-08-25"
#define DAYS 420 /* into the second autumn */
#define MOST_FACTS 500

/* --- what there is to choose from ------------------------------------------------- */

static const char *const categories[]
  = { "bullying", "device-misuse", "cyberbullying", "neglect", "child-hurt-child", "harmful-content", "filter-breach",
      "physical-abuse", "exploitation", "self-harm", "domestic-abuse", "online-contact", "prohibited-item", "other",
      "mental-health", "hateful-words", "nude-image", "missing", "family-need", "record-misuse" };
static const char *const years[] = { "5", "6", "4", "3", "R", "2", "1", "8", "9", "7", "10", "11", "N", "12", "13" };
static const char *const risks[] = { "conduct", "contact", "content", "commerce" };
static const char *const agencies[]
  = { "social-care", "early-help", "police", "health", "prevent", "ceop", "iwf", "another-school" };
static const char *const titles[]
  = { "Tell the parents", "Decide what to do", "Tell the lead", "Look at it again", "Answer the family" };
static const char *const ethnicities[] = { "wbri", "apkn", "mwbc", "bafr", "oeth" };
static const char *const packs[] = { "kent-2023", "kent-2021", "kent-2020" };

typedef enum { STAYS_OPEN, SUPPORT, NONE, EARLY_HELP, REFERRED, N_FATES } Fate;
static const char *const fate_words[N_FATES] = { "open", "support", "none", "early-help", "referred" };
static const char *const fate_outcomes[N_FATES]
  = { NULL, "['support']", "['no-further-action']", "['early-help']", "['social-care','support']" };

/* --- the story of one -------------------------------------------------------------- */

typedef struct _Telling Telling;
typedef void (*Deed) (Telling *self, guint fact);
typedef struct { gint64 at; guint order; Deed deed; guint fact; } Event;

/* What the telling keeps of a fact besides what the journal's reader gets. */
typedef struct
{
  char *case_id, *person_id, *more;
  GQuark now[GB_MOST_WORDS]; /* as it stands */
  gboolean there;
  Fate fate;
  guint linked;   /* another fact of the same case; G_MAXUINT: none */
  GArray *times;  /* of gint64: when this child was searched; or NULL */
} Behind;

typedef struct { const char *term; int scheme; guint compared; gint64 at; char *days; } Wanted;

struct _Telling
{
  GbRandomJournal *journal;
  GbTestDesk *desk;
  GRand *chance;
  GArray *events;  /* of Event */
  GPtrArray *behind;
  GArray *wanted;  /* of Wanted */
  guint n_categories, n_years, n_risks, n_agencies, n_fates;
  guint next, reference;
  gint64 until;    /* entries before this are written now */
};

static gint64 clock_now;

static gint64
random_clock (gpointer data)
{
  return clock_now;
}

static guint
below (Telling *self, guint count)
{
  return (guint) g_rand_int_range (self->chance, 0, (gint32) MAX (count, 1));
}

static gboolean
chance (Telling *self, guint in_a_hundred)
{
  return below (self, 100) < in_a_hundred;
}

/* Few words are common and many are rare, as in a school. */
static guint
skewed (Telling *self, guint count)
{
  guint one = below (self, count), two = below (self, count);
  return MIN (one, two);
}

static void
plan (Telling *self, gint64 at, Deed deed, guint fact)
{
  const Event event = { at, self->events->len, deed, fact };
  g_array_append_val (self->events, event);
}

static int
compare_events (gconstpointer a, gconstpointer b)
{
  const Event *one = a, *two = b;
  return one->at != two->at ? (one->at < two->at ? -1 : 1) : one->order < two->order ? -1 : one->order > two->order;
}

static Behind *
behind (Telling *self, guint fact)
{
  return self->behind->pdata[fact];
}

static void
behind_free (gpointer data)
{
  Behind *back = data;
  g_free (back->case_id);
  g_free (back->person_id);
  g_free (back->more);
  g_clear_pointer (&back->times, g_array_unref);
  g_free (back);
}

static guint
add_fact (Telling *self, GbFactSort sort, gint64 at)
{
  GbRandomFact *fact = g_new0 (GbRandomFact, 1);
  Behind *back = g_new0 (Behind, 1);

  fact->sort = sort;
  fact->at = at;
  back->linked = G_MAXUINT;
  g_ptr_array_add (self->journal->facts, fact);
  g_ptr_array_add (self->behind, back);
  return self->behind->len - 1;
}

static void
set_word (Telling *self, guint fact, guint place, const char *word)
{
  behind (self, fact)->now[place] = word != NULL ? g_quark_from_string (word) : 0;
}

/* --- writing ------------------------------------------------------------------------- */

static void
append (Telling *self, const char *kind, const char *case_id, const char *json)
{
  g_autoptr (JsonObject) body = gb_test_body (json);
  g_autofree char *request = gb_id_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GbEntry) entry = NULL;
  JsonObject *author = json_object_new ();

  json_object_set_string_member (author, "name", "Ruth Adeyemi");
  json_object_set_object_member (body, "author", author);
  if (gb_kind_find (kind)->about == GB_CASE_OPENS)
    {
      g_autofree char *reference = g_strdup_printf ("99-%04u", ++self->reference);
      json_object_set_string_member (body, "reference", reference);
    }
  entry = gb_journal_append (gb_book_get_vault (self->desk->book), kind, case_id, request, body, &error);
  g_assert_no_error (error);
  self->journal->entries++;
}

G_GNUC_PRINTF (4, 5) static void
appendf (Telling *self, const char *kind, const char *case_id, const char *format, ...)
{
  g_autofree char *json = NULL;
  va_list args;

  va_start (args, format);
  json = g_strdup_vprintf (format, args);
  va_end (args);
  append (self, kind, case_id, json);
}

static gpointer
write_on (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  Telling *self = data;
  GbVault *vault = gb_book_get_vault (book);

  if (!gb_vault_begin (vault, error))
    return NULL;
  while (self->next < self->events->len && g_array_index (self->events, Event, self->next).at < self->until)
    {
      const Event event = g_array_index (self->events, Event, self->next++);
      clock_now = event.at;
      event.deed (self, event.fact);
    }
  return gb_vault_commit (vault, error) ? self : NULL;
}

/* --- concerns ---------------------------------------------------------------------------- */

static void
record_concern (Telling *self, guint fact)
{
  Behind *back = behind (self, fact);
  const char *category = g_quark_to_string (back->now[0]), *year = g_quark_to_string (back->now[1]);
  g_autofree char *person = g_strdup_printf ("{'person_id':'%s','name':'Somebody Invented','sort':'pupil',"
                                             "'role':'affected','year_group':'%s'}", back->person_id, year);
  g_autofree char *four_c
    = back->now[2] != 0 ? g_strdup_printf (",'four_c':['%s','commerce']", g_quark_to_string (back->now[2])) : NULL;

  appendf (self, "incident.recorded", back->case_id,
           "{'title':'A concern','category':'%s','occurred_at':%" G_GINT64_FORMAT ",'precision':'exact',"
           "'location':'%s','site':'on','channel':'staff-saw','narrative':'Written down.','danger':'no',"
           "'indecent_image':'no','people':[%s]%s%s}",
           category, clock_now - GB_HOUR, fact % 2 > 0 ? "classroom" : "online",
           g_str_equal (year, "none") ? "" : person,
           four_c != NULL ? four_c : "", back->more != NULL ? back->more : "");
  back->there = TRUE;
}

static void
close_concern (Telling *self, guint fact)
{
  Behind *back = behind (self, fact);

  appendf (self, "incident.closed", back->case_id, "{'outcomes':%s,'summary':'Done.'}", fate_outcomes[back->fate]);
  set_word (self, fact, 3, fate_words[back->fate]);
}

/* What was decided stays decided; support and no more alone are no step any longer. */
static void
reopen_concern (Telling *self, guint fact)
{
  append (self, "incident.reopened", behind (self, fact)->case_id, "{'reason':'It went on.'}");
  if (behind (self, fact)->fate == SUPPORT || behind (self, fact)->fate == NONE)
    set_word (self, fact, 3, "open");
}

static void
amend_concern (Telling *self, guint fact)
{
  Behind *back = behind (self, fact);
  const char *category = categories[skewed (self, self->n_categories)];

  appendf (self, "incident.amended", back->case_id,
           "{'changes':[{'field':'category','old':'%s','new':'%s'}],'reason':'It was something else.'}",
           g_quark_to_string (back->now[0]), category);
  set_word (self, fact, 0, category);
  self->journal->amended = TRUE;
}

static void
stop_duty (Telling *self, guint fact)
{
  Behind *back = behind (self, fact);
  GbRandomFact *duty = self->journal->facts->pdata[fact];
  g_autofree char *due_day = gb_instant_to_day (duty->at);
  g_autofree char *day = gb_instant_to_day (clock_now);
  const char *end = clock_now <= duty->at                          ? "in-time"
                    : g_str_equal (day, due_day)                   ? "same-day"
                    : gb_day_difference (due_day, day) <= 3 ? "next-days"
                                                            : "later";

  appendf (self, "incident.noted", back->case_id, "{'text':'Done.','stops':['%s']}", back->more);
  set_word (self, fact, 1, end);
}

/* Deadlines of the concern, one or two of a few sorts; what was missed is done later, or never. */
static void
plan_duties (Telling *self, guint concern)
{
  const GbRandomFact *fact = self->journal->facts->pdata[concern];
  g_autoptr (GString) rows = g_string_new (NULL);
  guint n = below (self, 3);

  for (guint i = 0; i < n; i++)
    {
      gint64 due = fact->at + (gint64) (1 + below (self, 15)) * GB_DAY + GB_HOUR;
      guint duty = add_fact (self, GB_FACT_DUTY, due);
      Behind *back = behind (self, duty);
      const char *title = titles[(skewed (self, 3) + i) % G_N_ELEMENTS (titles)];
      back->case_id = g_strdup (behind (self, concern)->case_id);
      back->more = g_strdup_printf ("test.%u", i);
      back->there = TRUE;
      set_word (self, duty, 0, title);
      set_word (self, duty, 1, "not-done");
      g_string_append_printf (rows, "%s{'clock':'test.%u','title':'%s','rule':'in days','started_at':%" G_GINT64_FORMAT
                              ",'due_at':%" G_GINT64_FORMAT "}", i > 0 ? "," : "", i, title, fact->at, due);
      if (chance (self, 80))
        plan (self, due - GB_HOUR, stop_duty, duty);
      else if (chance (self, 75))
        plan (self, due + (gint64) below (self, 150) * GB_HOUR + GB_MINUTE, stop_duty, duty);
    }
  if (n > 0)
    behind (self, concern)->more = g_strdup_printf (",'clocks':[%s]", rows->str);
}

static gint64
random_instant (Telling *self)
{
  return gb_day_to_instant (FIRST_DAY, 9 * 60) + (gint64) below (self, DAYS) * GB_DAY
         + (gint64) below (self, 480 * 60) * (GB_MINUTE / 60);
}

static void
tell_concern (Telling *self, gint64 at)
{
  guint fact = add_fact (self, GB_FACT_CONCERN, at);
  Behind *back = behind (self, fact);
  const char *risk = chance (self, 45) ? risks[skewed (self, self->n_risks)] : NULL;
  gint64 closed = at + (gint64) (1 + below (self, 50)) * GB_DAY;

  back->case_id = gb_id_new ();
  back->person_id = gb_id_new ();
  back->fate = skewed (self, self->n_fates);
  back->fate = chance (self, 60) ? (back->fate + 1) % self->n_fates : back->fate;
  set_word (self, fact, 0, categories[skewed (self, self->n_categories)]);
  set_word (self, fact, 1, chance (self, 4) ? "none" : years[skewed (self, self->n_years)]);
  set_word (self, fact, 2, risk);
  set_word (self, fact, 3, "open");
  plan (self, at, record_concern, fact);
  if (back->fate != STAYS_OPEN)
    plan (self, closed, close_concern, fact);
  if (back->fate != STAYS_OPEN && chance (self, 3))
    plan (self, closed + 10 * GB_DAY, reopen_concern, fact);
  if (chance (self, 2))
    plan (self, at + (gint64) (1 + below (self, 90)) * GB_DAY, amend_concern, fact);
  plan_duties (self, fact);
}

/* About an adult: in no figure. */
static void
record_adult (Telling *self, guint nothing)
{
  g_autofree char *id = gb_id_new ();

  appendf (self, "incident.recorded", id,
           "{'title':'A concern','category':'%s','occurred_at':%" G_GINT64_FORMAT ",'precision':'exact',"
           "'location':'online','site':'off','channel':'parent','narrative':'Written down.','danger':'no',"
           "'indecent_image':'no','people':[{'person_id':'33333333333333333333333333333333','name':'An Adult',"
           "'sort':'staff','role':'%s'}]}",
           nothing % 2 > 0 ? "personal-account" : "bullying", clock_now - GB_HOUR,
           nothing % 2 > 0 ? "present" : "adult-concern");
}

/* --- referrals ----------------------------------------------------------------------------- */

static void
make_referral (Telling *self, guint fact)
{
  Behind *back = behind (self, fact);

  appendf (self, "referral.begun", back->case_id,
           "{'agency':'%s','noticed_at':%" G_GINT64_FORMAT ",'summary':'Passed on.'}", g_quark_to_string (back->now[0]),
           clock_now - GB_HOUR);
  appendf (self, "referral.made", back->case_id,
           "{'route':'phone','at':%" G_GINT64_FORMAT ",'by_id':'%s','by':'Ruth Adeyemi','spoke_to':'Duty worker'}",
           clock_now, back->person_id);
  back->there = TRUE;
}

static void
answer_referral (Telling *self, guint fact)
{
  gboolean taken = fact % 3 > 0;

  appendf (self, "referral.answered", behind (self, fact)->case_id,
           "{'at':%" G_GINT64_FORMAT ",'outcome':'%s','words':'As they wrote.'}", clock_now,
           taken ? "assessment" : "advice");
  set_word (self, fact, 1, taken ? "taken-on" : "advice");
}

static void
tell_referral (Telling *self, gint64 at)
{
  guint fact = add_fact (self, GB_FACT_REFERRAL, at);

  behind (self, fact)->case_id = gb_id_new ();
  behind (self, fact)->person_id = gb_id_new ();
  set_word (self, fact, 0, agencies[skewed (self, self->n_agencies)]);
  set_word (self, fact, 1, "waiting");
  plan (self, at, make_referral, fact);
  if (chance (self, 80))
    plan (self, at + (gint64) (1 + below (self, 40)) * GB_DAY, answer_referral, fact);
}

/* --- searches and devices --------------------------------------------------------------------- */

static void
ask_search (Telling *self, guint fact)
{
  Behind *back = behind (self, fact);

  appendf (self, "search.requested", back->case_id,
           "{'owner_id':'%s','owner':'Somebody Invented','device':'A phone','scope':'Messages','ground':'harm',"
           "'limb':'first','reason':'As told.','requester_id':'%s','requester':'Ruth Adeyemi','searcher_id':'%s',"
           "'searcher':'Somebody','valid_from':%" G_GINT64_FORMAT ",'valid_until':%" G_GINT64_FORMAT
           ",'indecent_image':'no','retrospective':%s}",
           back->person_id, back->case_id, back->case_id, clock_now, clock_now + GB_DAY,
           back->fate == REFERRED ? "true" : "false");
  back->there = TRUE;
}

static void
authorise_search (Telling *self, guint fact)
{
  append (self, "search.authorised", behind (self, fact)->case_id,
          "{'sheet':[],'sheet_hash':'00','pack':'kent','pack_hash':'00','after_the_fact':false}");
  set_word (self, fact, 0, "authorised");
}

static void
refuse_search (Telling *self, guint fact)
{
  append (self, "search.refused", behind (self, fact)->case_id, "{'reason':'It can wait.'}");
  set_word (self, fact, 0, "refused");
}

static void
carry_search (Telling *self, guint fact)
{
  Behind *back = behind (self, fact);
  gboolean found = back->now[1] == g_quark_from_string ("found");

  appendf (self, "search.carried-out", back->case_id,
           "{'at':%" G_GINT64_FORMAT ",'place':'office','searcher_id':'%s','searcher':'Somebody','found':%s,"
           "'follow_up':'None.','risk_revealed':false,'harm_considered':'Yes.'}",
           clock_now, back->case_id, found ? "true" : "false");
  back->there = TRUE;
  g_array_append_val (behind (self, back->linked)->times, clock_now);
}

/* Somebody who was searched and is on no roll. */
static guint
tell_stranger (Telling *self, gint64 at)
{
  static const char *const words[] = { "unknown", "none", "none", "unknown", "unknown", "unknown" };
  guint fact = add_fact (self, GB_FACT_CHILD, at);

  behind (self, fact)->person_id = gb_id_new ();
  behind (self, fact)->times = g_array_new (FALSE, FALSE, sizeof (gint64));
  behind (self, fact)->there = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    set_word (self, fact, i, words[i]);
  return fact;
}

static void
tell_search (Telling *self, gint64 at, guint first_child, guint n_children)
{
  guint asked = add_fact (self, GB_FACT_ASKED, at);
  guint child = n_children > 0 ? first_child + skewed (self, n_children) : tell_stranger (self, at);
  gboolean after = chance (self, 20);
  Behind *back = behind (self, asked);
  guint search;

  back->case_id = gb_id_new ();
  back->person_id = g_strdup (behind (self, child)->person_id);
  back->fate = after ? REFERRED : SUPPORT;
  set_word (self, asked, 0, "undecided");
  plan (self, at, ask_search, asked);
  if (!after && chance (self, 25))
    {
      plan (self, at + (gint64) below (self, 30) * GB_HOUR, refuse_search, asked);
      return;
    }
  if (chance (self, 90))
    plan (self, at + GB_MINUTE, authorise_search, asked);
  search = add_fact (self, GB_FACT_SEARCH, at + 2 * GB_MINUTE);
  back = behind (self, search);
  back->case_id = g_strdup (behind (self, asked)->case_id);
  back->linked = child;
  set_word (self, search, 0, after ? "after" : "before");
  set_word (self, search, 1, chance (self, 55) ? "found" : "nothing");
  plan (self, at + 2 * GB_MINUTE, carry_search, search);
}

static void
take_device (Telling *self, guint fact)
{
  Behind *back = behind (self, fact);

  appendf (self, "device.confiscated", back->case_id,
           "{'owner_id':'%s','owner':'Somebody Invented','device_type':'phone','description':'A phone','condition':"
           "'Whole','ground':'harm','by_id':'%s','by':'Somebody','at':%" G_GINT64_FORMAT ",'place':'office','seal':"
           "'S1','clocks':[{'clock':'device.return','title':'Give the device back','rule':'the same day','started_at':%"
           G_GINT64_FORMAT ",'due_at':%" G_GINT64_FORMAT "}]}",
           back->person_id, back->case_id, clock_now, clock_now, clock_now + 5 * GB_HOUR);
  back->there = TRUE;
}

/* The clock of its return is a deadline like every other. */
static void
give_device_back (Telling *self, guint fact)
{
  Behind *back = behind (self, fact);
  GbRandomFact *device = self->journal->facts->pdata[fact];
  GbRandomFact *duty = self->journal->facts->pdata[back->linked];
  g_autofree char *due_day = gb_instant_to_day (duty->at);
  g_autofree char *day = gb_instant_to_day (clock_now);

  appendf (self, "device.released", back->case_id,
           "{'at':%" G_GINT64_FORMAT ",'to':'A parent','relation':'mother','identity_seen':'Known','by_id':'%s',"
           "'by':'Somebody','stops':['device.return']}",
           clock_now, back->case_id);
  set_word (self, fact, 0, clock_now <= device->at + 5 * GB_HOUR ? "same-day" : "later");
  set_word (self, back->linked, 1,
            clock_now <= duty->at                          ? "in-time"
            : g_str_equal (day, due_day)                   ? "same-day"
            : gb_day_difference (due_day, day) <= 3 ? "next-days"
                                                    : "later");
}

static void
give_device_to_police (Telling *self, guint fact)
{
  appendf (self, "device.to-police", behind (self, fact)->case_id,
           "{'at':%" G_GINT64_FORMAT ",'officer':'PC Brook','collar':'1','reference':'R','by_id':'%s','by':'Somebody',"
           "'seal_intact':'yes'}",
           clock_now, behind (self, fact)->case_id);
  set_word (self, fact, 0, "police");
}

static void
tell_device (Telling *self, gint64 at)
{
  guint fact = add_fact (self, GB_FACT_DEVICE, at);
  guint duty = add_fact (self, GB_FACT_DUTY, at + 5 * GB_HOUR);

  behind (self, fact)->case_id = gb_id_new ();
  behind (self, fact)->person_id = gb_id_new ();
  behind (self, fact)->linked = duty;
  behind (self, duty)->there = TRUE;
  set_word (self, fact, 0, "held");
  set_word (self, duty, 0, "Give the device back");
  set_word (self, duty, 1, "not-done");
  plan (self, at, take_device, fact);
  if (chance (self, 75))
    plan (self, at + (chance (self, 75) ? 2 * GB_HOUR : 50 * GB_HOUR), give_device_back, fact);
  else if (chance (self, 60))
    plan (self, at + 20 * GB_DAY, give_device_to_police, fact);
}

/* --- the roll ------------------------------------------------------------------------------------ */

static void
add_child (Telling *self, guint fact)
{
  Behind *back = behind (self, fact);

  appendf (self, "person.added", NULL,
           "{'person_id':'%s','sort':'pupil','forename':'Somebody','surname':'Invented','sex':'%s','year_group':'%s',"
           "'ethnicity':'%s','sen':'%s','free_meals':%s,'looked_after':%s}",
           back->person_id, g_quark_to_string (back->now[0]), g_quark_to_string (back->now[1]),
           g_quark_to_string (back->now[5]), g_quark_to_string (back->now[2]),
           back->now[3] == g_quark_from_string ("yes") ? "true" : "false",
           back->now[4] == g_quark_from_string ("yes") ? "true" : "false");
  back->there = TRUE;
}

static void
tell_child (Telling *self)
{
  gint64 at = gb_day_to_instant (FIRST_DAY, 8 * 60);
  guint fact = add_fact (self, GB_FACT_CHILD, at);

  behind (self, fact)->person_id = gb_id_new ();
  set_word (self, fact, 0, chance (self, 50) ? "female" : "male");
  set_word (self, fact, 1, years[below (self, 4)]);
  set_word (self, fact, 2, chance (self, 80) ? "none" : chance (self, 70) ? "support" : "plan");
  set_word (self, fact, 3, chance (self, 30) ? "yes" : "no");
  set_word (self, fact, 4, chance (self, 5) ? "yes" : "no");
  set_word (self, fact, 7, "on roll");
  set_word (self, fact, 5, ethnicities[skewed (self, G_N_ELEMENTS (ethnicities))]);
  plan (self, at, add_child, fact);
  behind (self, fact)->times = g_array_new (FALSE, FALSE, sizeof (gint64));
}

/* --- what happened ---------------------------------------------------------------------------------- */

/* Empty, one, all in one cell, a few, a school's year, a big school's. */
static guint
draw_size (Telling *self)
{
  guint draw = below (self, 100);

  self->n_categories = 1 + below (self, G_N_ELEMENTS (categories));
  self->n_years = 1 + below (self, G_N_ELEMENTS (years));
  self->n_risks = 1 + below (self, G_N_ELEMENTS (risks));
  self->n_agencies = 1 + below (self, G_N_ELEMENTS (agencies));
  self->n_fates = 1 + below (self, N_FATES);
  if (draw < 3)
    return 0;
  if (draw < 7)
    return 1;
  if (draw < 12)
    {
      self->n_categories = self->n_years = self->n_risks = self->n_agencies = self->n_fates = 1;
      return 1 + below (self, 60);
    }
  if (draw < 35)
    return 2 + below (self, 14);
  if (draw < 90)
    return 16 + below (self, 80);
  return draw < 99 ? 100 + below (self, 200) : 300 + below (self, MOST_FACTS - 300);
}

static void
tell_all (Telling *self)
{
  guint size = draw_size (self);
  guint children = chance (self, 25) ? 20 + below (self, 150) : 0;
  guint searches = children > 0 ? 40 : below (self, 12);
  guint first_child = self->behind->len;
  gint64 one_day = random_instant (self);
  gboolean at_once = chance (self, 6); /* all on one day */

  for (guint i = 0; i < children; i++)
    tell_child (self);
  self->journal->roll = children;
  for (guint i = 0; i < size; i++)
    {
      gint64 at = at_once ? one_day + i * (GB_MINUTE / 60) : random_instant (self);
      guint draw = below (self, 100);
      if (draw < searches)
        tell_search (self, at, first_child, children);
      else if (draw < searches + 8)
        tell_device (self, at);
      else if (draw < searches + 22)
        tell_referral (self, at);
      else if (draw < searches + 25)
        plan (self, at, record_adult, draw);
      else
        tell_concern (self, at);
    }
}

/* --- which reports ------------------------------------------------------------------------------------- */

static void
want (Telling *self, const char *term, int scheme, guint compared, const char *day)
{
  Wanted wanted = { term, scheme, compared, gb_day_to_instant (day, 17 * 60) + below (self, 3000) * GB_MINUTE, NULL };

  if (self->wanted->len < GB_MOST_REPORTS)
    g_array_append_val (self->wanted, wanted);
}

static const struct { const char *six, *three, *ends; } terms[] = {
  { "2025-26/1", NULL, "2025-10-26" },          { "2025-26/2", "2025-26/autumn", "2025-12-21" },
  { "2025-26/3", NULL, "2026-02-16" },          { "2025-26/4", "2025-26/spring", "2026-04-02" },
  { "2025-26/5", NULL, "2026-05-24" },          { "2025-26/6", "2025-26/summer", "2026-07-24" },
};

static void
want_days (Telling *self)
{
  guint from = below (self, 330), length = 3 + below (self, 120);
  g_autofree char *first = gb_day_add (FIRST_DAY, (int) from);
  g_autofree char *last = gb_day_add (FIRST_DAY, (int) (from + length));
  g_autofree char *issued = gb_day_add (last, chance (self, 25) ? -2 : (int) below (self, 40));
  char *days = g_strdup_printf ("%s..%s", first, last);

  if (self->wanted->len == GB_MOST_REPORTS)
    {
      g_free (days);
      return;
    }
  want (self, days, 6, below (self, 4), issued);
  g_array_index (self->wanted, Wanted, self->wanted->len - 1).days = days;
}

static void
want_terms (Telling *self, guint first, guint n, int scheme)
{
  for (guint i = first; i < MIN (first + n, G_N_ELEMENTS (terms)); i++)
    if (scheme == 6 || terms[i].three != NULL)
      want (self, scheme == 6 ? terms[i].six : terms[i].three, scheme, below (self, 6), terms[i].ends);
}

/* The same term in its middle, at its end and long after. */
static void
want_again (Telling *self)
{
  guint i = below (self, G_N_ELEMENTS (terms));
  g_autofree char *middle = gb_day_add (terms[i].ends, -(int) (5 + below (self, 20)));
  g_autofree char *after = gb_day_add (terms[i].ends, (int) (20 + below (self, 60)));

  want (self, terms[i].six, 6, below (self, 3), middle);
  want (self, terms[i].six, 6, below (self, 3), terms[i].ends);
  want (self, terms[i].six, 6, below (self, 3), after);
}

static void
want_reports (Telling *self)
{
  switch (below (self, 7))
    {
    case 0:
      self->journal->story = "term after term, and the year";
      want_terms (self, 1, 5, 6);
      want (self, "2025-26", 6, 1, "2026-07-26");
      break;
    case 1:
      self->journal->story = "three terms, and the year";
      want_terms (self, 0, 6, 3);
      want (self, "2025-26", 3, 1, "2026-07-26");
      break;
    case 2:
      self->journal->story = "terms of both schemes";
      want_terms (self, below (self, 3), 3, 6);
      want_terms (self, 0, 6, 3);
      break;
    case 3:
      self->journal->story = "any days that overlap";
      for (guint i = 0; i < 2 + below (self, 3); i++)
        want_days (self);
      break;
    case 4:
      self->journal->story = "one term again and again";
      want_again (self);
      break;
    case 5:
      self->journal->story = "a term, any days, the year twice";
      want_terms (self, below (self, 6), 1, 6);
      want_days (self);
      want (self, "2025-26", 6, 0, "2026-05-30");
      want (self, "2025-26", 6, 1, "2026-08-30");
      break;
    default:
      self->journal->story = "the year alone";
      want (self, "2025-26", chance (self, 50) ? 3 : 6, 1, "2026-08-01");
    }
}

/* --- issuing -------------------------------------------------------------------------------------------- */

/* Whether the child was searched in the days that the report's groups are about. */
static gboolean
was_searched (const Behind *child, const GbFigures *figures)
{
  for (guint i = 0; i < figures->variables->len; i++)
    {
      const char *key = gb_figures_at (figures, i)->key;
      g_auto (GStrv) days = strstr (key, "|on-roll|all|") != NULL ? g_strsplit_set (key, ".|", 4) : NULL;
      g_autofree char *after = NULL;
      if (days == NULL)
        continue;
      after = gb_day_add (days[2], 1); /* FROM..UNTIL|on-roll */
      for (guint t = 0; t < child->times->len; t++)
        if (g_array_index (child->times, gint64, t) >= gb_day_to_instant (days[0], 0)
            && g_array_index (child->times, gint64, t) < gb_day_to_instant (after, 0))
          return TRUE;
      return FALSE;
    }
  return FALSE;
}

static void
note_words (Telling *self, guint report, const GbFigures *figures)
{
  for (guint i = 0; i < self->behind->len; i++)
    {
      GbRandomFact *fact = self->journal->facts->pdata[i];
      Behind *back = behind (self, i);
      fact->known[report] = back->there && fact->at <= clock_now;
      if (!fact->known[report])
        continue;
      if (fact->sort == GB_FACT_CHILD)
        set_word (self, i, 6, was_searched (back, figures) ? "searched" : NULL);
      memcpy (fact->words[report], back->now, sizeof back->now);
    }
}

static GbFigures *
freeze (Telling *self, const Wanted *wanted)
{
  const GbFiguresPlan plan = { .term = wanted->term, .scheme = wanted->scheme, .compared = wanted->compared,
                               .sections = GB_SECTION_ALL };
  g_autoptr (GError) error = NULL;
  GbFigures *figures = gb_report_freeze (self->desk->book, &plan, &error);

  if (figures == NULL)
    {
      g_assert_error (error, GB_ERROR, GB_ERROR_REFUSED);
      self->journal->refused++;
    }
  return figures;
}

/* Whether the report says that it gave some number up: among reports of one Guardbook none should. */
static gboolean
gave_up (const GbFigures *figures)
{
  for (guint i = 0; i < figures->definitions->len; i++)
    if (g_str_equal (((const GbDefinition *) figures->definitions->pdata[i])->word, "Earlier reports."))
      return TRUE;
  return FALSE;
}

static void
issue (Telling *self, const Wanted *wanted)
{
  g_autoptr (GbFigures) figures = freeze (self, wanted);
  g_autoptr (GBytes) pdf = g_bytes_new_static ("%PDF-1.5", 8);
  g_autofree char *request = gb_id_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GbDone) done = NULL;

  if (figures == NULL)
    return;
  self->journal->given += gave_up (figures);
  note_words (self, self->journal->frozen->len, figures);
  g_array_append_val (self->journal->frozen, clock_now);
  done = gb_report_issue (self->desk->book, request, figures, pdf, 1, &error);
  g_assert_no_error (error);
}

static int
compare_wanted (gconstpointer a, gconstpointer b)
{
  const Wanted *one = a, *two = b;
  return one->at < two->at ? -1 : one->at > two->at;
}

static gpointer
read_issued (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_report_issued_figures (book, error);
}

static void
write_journal (Telling *self)
{
  g_autoptr (GError) error = NULL;

  g_array_sort (self->events, compare_events);
  g_array_sort (self->wanted, compare_wanted);
  for (guint i = 0; i < self->wanted->len; i++)
    {
      const Wanted *wanted = &g_array_index (self->wanted, Wanted, i);
      self->until = wanted->at;
      gb_book_ask (self->desk->book, write_on, self, &error);
      g_assert_no_error (error);
      clock_now = MAX (wanted->at, clock_now + 1);
      issue (self, wanted);
    }
  self->journal->reports = gb_book_ask (self->desk->book, read_issued, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (self->journal->reports->len, ==, self->journal->frozen->len);
}

/* --- the whole --------------------------------------------------------------------------------------------- */

static void
set_year (Telling *self, const char *name)
{
  g_autofree char *request = gb_id_new ();
  g_autoptr (JsonObject) year = gb_calendar_default_year (name, 6);
  g_autoptr (GError) error = NULL;
  g_autoptr (GbDone) done = gb_book_act (self->desk->book, "calendar.set", NULL, request, year, &error);

  g_assert_no_error (error);
}

static void
set_calendar (Telling *self)
{
  GbCalendar *calendar;

  set_year (self, "2025-26");
  set_year (self, "2026-27");
  calendar = gb_book_get_calendar (self->desk->book);
  self->journal->calendar = gb_calendar_terms (calendar, 6);
  g_ptr_array_extend_and_steal (self->journal->calendar, gb_calendar_terms (calendar, 3));
}

GbRandomJournal *
gb_random_journal_new (guint32 seed)
{
  GbRandomJournal *journal = g_new0 (GbRandomJournal, 1);
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  Telling self = { .journal = journal, .chance = rand };

  journal->seed = seed;
  journal->facts = g_ptr_array_new_with_free_func (g_free);
  journal->frozen = g_array_new (FALSE, FALSE, sizeof (gint64));
  journal->pack = packs[below (&self, G_N_ELEMENTS (packs))];
  self.events = g_array_new (FALSE, FALSE, sizeof (Event));
  self.behind = g_ptr_array_new_with_free_func (behind_free);
  self.wanted = g_array_new (FALSE, TRUE, sizeof (Wanted));
  clock_now = gb_day_to_instant (FIRST_DAY, 7 * 60);
  gb_clock_set (random_clock, NULL);
  self.desk = gb_test_desk_new_of (journal->pack);
  set_calendar (&self);
  tell_all (&self);
  want_reports (&self);
  write_journal (&self);
  gb_test_desk_free (self.desk);
  gb_clock_set (NULL, NULL);
  for (guint i = 0; i < self.wanted->len; i++)
    g_free (g_array_index (self.wanted, Wanted, i).days);
  g_array_unref (self.wanted);
  g_array_unref (self.events);
  g_ptr_array_unref (self.behind);
  return journal;
}

void
gb_random_journal_free (GbRandomJournal *self)
{
  g_ptr_array_unref (self->facts);
  g_clear_pointer (&self->reports, g_ptr_array_unref);
  g_array_unref (self->frozen);
  g_ptr_array_unref (self->calendar);
  g_free (self);
}
