/* SPDX-License-Identifier: GPL-3.0-or-later */
/* demo-years-registers: how the registers of a generated school fill, each at its
 * own pace: agreements and training every September, phones handed in by the day,
 * checks by the term, arrangements as they are asked for.
 *
 * A line of the table is a kind of entry.  In its answers $d-20 is the day twenty
 * days before the entry, $s and $t two members of staff, $e the one whose turn it
 * is, $m0 to $m2 a member of the vault, $p a pupil, $v the visitor, $g a year
 * group, $n a number, $c a turn through the alphabet.  What somebody approves is
 * entered by the deputy, so that both the headteacher and the DSL may sign it.
 */
#include <string.h>

#include "base/ids.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/register.h"
#include "ctl/demo-years.h"

typedef enum
{
  ONE,
  EACH_ADULT,
  EACH_PUPIL
} Whose;

typedef struct
{
  const char *id, *values;
  guint first, every; /* the first school day, and every so many after it; 0: once */
  Whose whose;
  gboolean each_autumn; /* on the school day `first` of every school year */
} Line;

#define RISK(on)                                                                                           \
  "'risk_on':'" on "','risk_by':'Carys Whitlock','risks':'Contact from strangers; pictures of children.'," \
  "'measures':'Two people read each post; comments are off.'"

static const Line lines[] = {
  { "policies",
    "'name':'Mobile and smart technology','edition':'$y','owner':'Ruth Adeyemi','ratified_on':'$d-1',"
    "'ratified_by':'Governing body','links':'Child protection; behaviour; acceptable use'",
    12, 185 },
  { "policies",
    "'name':'Social media','edition':'$y','owner':'Ruth Adeyemi','ratified_on':'$d-1','ratified_by':"
    "'Governing body','links':'Code of conduct; child protection'",
    12, 185 },
  { "policies",
    "'name':'Child protection','edition':'$y','owner':'Martin Pell','ratified_on':'$d-1','ratified_by':"
    "'Governing body','published':'School website'",
    5, 185 },
  { "filtering-profile",
    "'kind':'filtering','provider':'Local broadband consortium','product':'School filter',"
    "'categories':'Violence, adult, gambling, extremism, self-harm','iwf':'yes','terror':'yes',"
    "'everyone':'yes','responsible':'Martin Pell, with the technician','reviewed_on':'$d-1',"
    "'review_by':'Ruth Adeyemi'",
    15, 180 },
  { "filtering-profile",
    "'kind':'monitoring','provider':'Local broadband consortium','product':'Alerts by e-mail',"
    "'categories':'Typed words on school devices','everyone':'unknown','responsible':"
    "'Ruth Adeyemi','reviewed_on':'$d-1','review_by':'Ruth Adeyemi'",
    15, 180 },
  { "filtering-checks",
    "'kind':'pupil','checked_on':'$d0','by':'$s','how':'Twenty addresses on four devices of $g',"
    "'issues':'none'",
    9, 31 },
  { "filtering-checks",
    "'kind':'guest','checked_on':'$d0','by':'$m1','how':'The same addresses on a visitor’s phone',"
    "'issues':'some','found':'A proxy that hides addresses','action':'Blocked the same day'",
    20, 62 },
  { "filtering-changes",
    "'what':'A museum’s video channel ($c)','kind':'allow','reason':'Topic work in $g',"
    "'asked_by':'Head of subject'," RISK ("$d-2"),
    25, 27 },
  { "monitoring", "'kind':'alerts','checked_on':'$d0','by':'$m0','scope':'Alerts of the fortnight','issues':'none'", 4,
    10 },
  { "monitoring",
    "'kind':'website','checked_on':'$d0','by':'$s','scope':'Safeguarding pages and pictures','issues':"
    "'action','found':'The report button was gone from one page','action':'Put back by the office'",
    30, 60 },
  { "aup", "'person':'$e','agreement':'staff','edition':'$y','signed_on':'$d0','told_monitored':'yes'", 1, 0,
    EACH_ADULT, TRUE },
  { "aup",
    "'person':'$e','agreement':'pupil','edition':'$y','signed_on':'$d0','signed_by':'Child and parent',"
    "'home':true",
    8, 0, EACH_PUPIL, TRUE },
  { "aup", "'person':'$v','agreement':'visitor','edition':'$y','signed_on':'$d0','told_monitored':'yes'", 5, 0, ONE,
    TRUE },
  { "aup", "'person':'$s','agreement':'social-media','edition':'$y','signed_on':'$d0'", 10, 45 },
  { "aup", "'person':'$k','agreement':'social-media','edition':'$y','signed_on':'$d0'", 9, 0, ONE, TRUE },
  { "access", "'person':'$e','to':'network','own_login':'yes','granted_on':'$d0','granted_by':'Technician'", 2, 0,
    EACH_ADULT },
  { "access",
    "'person':'$e','to':'mis','two_factor':'yes','own_login':'yes','granted_on':'$d0','granted_by':"
    "'Technician'",
    3, 0, EACH_ADULT },
  { "issued-devices",
    "'person':'$e','what':'laptop','name':'School laptop','asset':'IT-$n','passcode':'yes',"
    "'encrypted':'yes','off_site':true,'issued_on':'$d0','condition':'As new'",
    3, 0, EACH_ADULT },
  { "training", "'person':'$m0','course':'dsl','trained_on':'$d-3','provider':'Kent'", 14, 370 },
  { "training", "'person':'$m1','course':'dsl','trained_on':'$d-3','provider':'Kent'", 60, 370 },
  { "training", "'person':'$e','course':'annual','trained_on':'$d0','provider':'Ruth Adeyemi'", 1, 0, EACH_ADULT,
    TRUE },
  { "training", "'person':'$e','course':'online','trained_on':'$d0','provider':'Carys Whitlock'", 40, 0, EACH_ADULT,
    TRUE },
  { "training", "'person':'$s','course':'induction','trained_on':'$d0','provider':'Carys Whitlock'", 6, 55 },
  { "training", "'person':'$s','course':'prevent','trained_on':'$d0','provider':'Kent'", 33, 33 },
  { "risk-assessments",
    "'subject':'Tablets in $g','kind':'technology','assessed_on':'$d0','by':'$s','risks':"
    "'Pictures of one another; messages','measures':'Camera off; one app','level':'low','review':"
    "'$d+270'",
    18, 47 },
  { "governor-meetings",
    "'kind':'link','held_on':'$d0','with':'Safeguarding governor','topics':'Figures of the term; "
    "filtering; training','resources':'Half a day a week more for the deputy','agreed':'Report "
    "next term'",
    30, 32 },
  { "governor-meetings",
    "'kind':'board','held_on':'$d0','with':'Full governing body','topics':'Safeguarding report',"
    "'agreed':'Noted'",
    38, 64 },
  { "actions", "'what':'Renew the posters in room $c','owner':'$s','by':'$d+14','source':'check'", 22, 21 },
  { "actions", "'what':'Speak to $g parents about group chats','owner':'$s','by':'$d+20','source':'meeting'", 31, 33 },
  { "lessons",
    "'learnt':'Children tell sooner when they know who reads the worry box','source':'debrief','on':'$d0',"
    "'changed':'Every class met the DSL in the first week','shared':'All staff'",
    44, 61 },
  { "education",
    "'what':'Leaving a group without losing face','kind':'lesson','on':'$d0','group':'$g','by':"
    "'Form tutors','before_access':true",
    7, 12 },
  { "education", "'what':'Safer Internet Day','kind':'event','on':'$d0','group':'Whole school','by':'Carys Whitlock'",
    100, 190 },
  { "engagement",
    "'what':'How we monitor school devices','kind':'monitoring','on':'$d0','audience':['parents','staff'],"
    "'how':'Letter and website'",
    11, 92 },
  { "contacts",
    "'name':'LADO advice line','purpose':'Allegations against adults','phone':'01632 960118','checked_on':"
    "'$d0','checked_by':'School office'",
    8, 80 },
  { "contacts",
    "'name':'Police, not urgent','purpose':'Crime reports','phone':'101','checked_on':'$d0','checked_by':"
    "'School office'",
    8, 80 },
  { "advice",
    "'question':'May a grandparent without parental responsibility sign the agreement?','agency':'lado',"
    "'person':'Duty adviser','at':$now,'advice':'A parent signs; the grandparent may keep a copy.','decision':"
    "'Sent home again'",
    37, 75 },
  { "hand-in",
    "'day':'$d0','group':'$g','count':$n,'taken_by':'$s','kept':'Box in the office','off':'yes','back_count':"
    "$n,'back_by':'$s'",
    3, 1 },
  { "consents", "'pupil':'$e','uses':['display','newsletter'],'given_by':'Parent','given_on':'$d0','kept':'Office'", 15,
    0, EACH_PUPIL },
  { "posts",
    "'channel':'School page','what':'News of the week ($c)','posted_on':'$d0','writer':'$s','second_reader':"
    "'$m1','pictures':'yes'",
    9, 5 },
  { "complaints",
    "'about':'A parent felt told too late about a phone','received_on':'$d-4','from':'parent','route':"
    "'complaint','answer_by':'$d+10','outcome':'Answered; apology accepted'",
    51, 77 },
  { "relationships",
    "'person':'$s','kind':'friend','with':'The family of a child in $g','contact':'Neighbours; the "
    "children play together','declared_on':'$d-2','advice':'No messages about school','decision':"
    "'May go on as agreed','review':'$d+180'",
    19, 85 },
  { "exceptional-use",
    "'pupil':'$p','device':'phone','why':'medical','reason':'Reads the sensor on the arm.',"
    "'discussed':'Mother and school nurse','conditions':'In the bag, on silent','from':'$d+1',"
    "'until':'$d+200'",
    8, 35 },
  { "visitors",
    "'visitor':'$v','organisation':'Speech and language service','purpose':'Therapy','device':"
    "'Own tablet with therapy cards; no camera','where':'Small room','risk':'done','risk_note':"
    "'Camera covered; never alone with a child and the tablet','from':'$d+1','until':'$d+90'",
    10, 62 },
  { "channels",
    "'name':'School page $c','platform':'facebook','purpose':'News for parents','runner':'$k',"
    "'second_reader':'$m1','email':'page@school.example','login_kept':'Headteacher’s safe','linked':"
    "'yes'," RISK ("$d-3") ",'opens':'$d+2','review':'$d+300'",
    21, 150 },
  { "platforms",
    "'name':'Practice app $c','kind':'app','purpose':'Practice at home','least_age':5,'data':'First name "
    "and class'," RISK ("$d-3") ",'opens':'$d+2','review':'$d+250'",
    17, 58 },
  { "curriculum-devices",
    "'group':'$g','lesson':'Measuring the field with a phone','teacher':'$s','agrees':'yes'," RISK (
      "$d-1") ",'from':'$d+2','until':'$d+9'",
    30, 41 },
  { "staff-permissions",
    "'person':'$s','what':'teaching-time','reason':'A parent in hospital','conditions':'On silent, "
    "in the drawer','from':'$d+1','until':'$d+12'",
    26, 29 },
  { "personal-devices",
    "'person':'$s','device':'Own laptop','use':'Lessons from home if the school closes'," RISK (
        "$d-1") ",'from':'$d+2','until':'$d+120'",
    28, 110 },
};

/* --- the words of an entry ------------------------------------------------------------ */

typedef struct
{
  GbYears *years;
  const Line *line;
  const char *turn; /* the person's id, when it is one of all */
  guint number;     /* of this line's entries */
} Entry;

static char *
group_of (GbYears *years)
{
  return years->secondary ? g_strdup_printf ("Year %u", 7 + gb_years_below (years, 7))
                          : g_strdup_printf ("Year %u", 3 + gb_years_below (years, 4));
}

/* The runner of a channel has signed for it, the same day at the latest. */
static char *
runner_of (GbYears *years)
{
  return g_strdup (((GbYearsAdult *) years->adults->pdata[0])->id);
}

static char *
word_for (const Entry *entry, const char *token)
{
  GbYears *years = entry->years;
  g_autofree char *today = gb_today ();

  switch (token[1])
    {
    case 'd':
      return gb_day_add (today, (int) g_ascii_strtoll (token + 2, NULL, 10));
    case 'y':
      return g_strndup (today, 4);
    case 's':
      return g_strdup (gb_years_adult (years, NULL, NULL)->id);
    case 'k':
      return runner_of (years);
    case 'e':
      return g_strdup (entry->turn);
    case 'm':
      return g_strdup (years->demo.members[token[2] - '0']);
    case 'v':
      return g_strdup (years->visitor);
    case 'g':
      return group_of (years);
    case 'n':
      return g_str_equal (token, "$now") ? g_strdup_printf ("%" G_GINT64_FORMAT, gb_now ())
                                         : g_strdup_printf ("%u", 14 + entry->number % 12);
    case 'c':
      return g_strdup_printf ("%c%u", 'A' + (char) (entry->number % 26), entry->number / 26 + 1);
    default:
      return g_strdup (gb_years_pupil (years, 0, 13)->id);
    }
}

static gboolean
replace_token (const GMatchInfo *match, GString *result, gpointer entry)
{
  g_autofree char *token = g_match_info_fetch (match, 0);
  g_autofree char *word = word_for (entry, token);

  g_string_append (result, word);
  return FALSE;
}

static char *
answers_of (Entry *entry)
{
  g_autoptr (GRegex) regex = g_regex_new ("\\$(d[+-]?[0-9]+|now|m[0-2]|[sekvgncpy])", 0, 0, NULL);
  g_autofree char *filled = g_regex_replace_eval (regex, entry->line->values, -1, 0, 0, replace_token, entry, NULL);

  return g_strdup_printf ("{%s}", g_strdelimit (filled, "'", '"'));
}

/* --- approving ------------------------------------------------------------------------------ */

static gpointer
read_sheet (GbBook *book, gpointer id, GCancellable *cancellable, GError **error)
{
  g_autoptr (GbRegisterItem) item = gb_register_item_load (gb_book_get_vault (book), id, error);

  /* NULL without an error: nothing waits any more. */
  return item != NULL && g_strcmp0 (item->state, "asked") == 0 ? gb_register_sheet (book, item, error) : NULL;
}

static gboolean
approve_as (GbYears *years, GbDemoWho who, const char *id, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GbSigning) sheet = NULL;

  if (!gb_demo_sit_down (&years->demo, who, error))
    return FALSE;
  sheet = gb_book_ask (years->demo.book, read_sheet, (gpointer) id, &local);
  if (sheet == NULL && local == NULL)
    return TRUE;
  if (sheet != NULL)
    return gb_years_did (
        gb_demo_act (&years->demo, error, "register.approved", NULL, "item_id", id, "sheet_hash", sheet->hash, NULL));
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* The headteacher, and the DSL where the policy wants both. */
static gboolean
approve (GbYears *years, gpointer id, GError **error)
{
  return approve_as (years, GB_DEMO_HEAD, id, error) && approve_as (years, GB_DEMO_DSL, id, error);
}

static gboolean
decline (GbYears *years, gpointer id, GError **error)
{
  return gb_demo_sit_down (&years->demo, GB_DEMO_HEAD, error)
         && gb_years_did (gb_demo_act (&years->demo, error, "register.declined", NULL, "item_id", id, "reason",
                                       "Not now: ask again when the risks were talked over.", NULL));
}

static gboolean
end (GbYears *years, gpointer id, GError **error)
{
  g_autofree char *today = gb_today ();

  return gb_demo_sit_down (&years->demo, GB_DEMO_DSL, error)
         && gb_years_did (gb_demo_act (&years->demo, error, "register.ended", NULL, "item_id", id, "reason",
                                       "Done, and looked at by the DSL.", "on", today, NULL));
}

static gboolean
call_for_review (GbYears *years, gpointer id, GError **error)
{
  return gb_demo_sit_down (&years->demo, GB_DEMO_DSL, error)
         && gb_years_did (gb_demo_act (&years->demo, error, "register.called", NULL, "item_id", id, "trigger",
                                       "concern", "reason", "Two cases of the term turned on this page.", NULL));
}

/* --- entering ---------------------------------------------------------------------------------- */

/* What follows an entry in the days after it. */
static void
plan_the_rest (GbYears *years, const GbRegister *plan, const char *id)
{
  gint64 now = years->demo.now;

  if (plan->approval_rule != NULL)
    gb_years_write (years, now + 25 * GB_MINUTE, gb_years_chance (years, 6) ? decline : approve, g_strdup (id), g_free);
  else if (g_str_equal (plan->id, "policies") && gb_years_chance (years, 40))
    gb_years_write (years, gb_years_school_day (years, now, 45, 15 * 60 + 5), call_for_review, g_strdup (id), g_free);
  else if (g_str_equal (plan->id, "actions") && gb_years_chance (years, 85))
    gb_years_write (years, gb_years_school_day (years, now, 4 + gb_years_below (years, 12), 15 * 60 + 20), end,
                    g_strdup (id), g_free);
}

static gboolean
enter (GbYears *years, gpointer data, GError **error)
{
  Entry *entry = data;
  const GbRegister *plan = gb_register_find (entry->line->id);
  g_autofree char *id = gb_id_new ();
  g_autofree char *answers = answers_of (entry);

  if (!gb_demo_sit_down (&years->demo, plan->approval_rule != NULL ? GB_DEMO_DEPUTY : gb_years_lead (years->demo.now),
                         error)
      || !gb_years_did (gb_demo_act (&years->demo, error, "register.entered", NULL, "register", plan->id, "item_id", id,
                                     "[values", answers, NULL)))
    {
      g_prefix_error (error, "%s: ", plan->id);
      return FALSE;
    }
  plan_the_rest (years, plan, id);
  return TRUE;
}

static Entry *
entry_new (GbYears *years, const Line *line, const char *turn, guint number)
{
  Entry *entry = g_new0 (Entry, 1);

  *entry = (Entry){ years, line, turn, number };
  return entry;
}

/* One after the other, as an office types a pile. */
static gboolean
enter_pile (GbYears *years, gpointer data, GError **error)
{
  const Line *line = data;
  GPtrArray *people = line->whose == EACH_ADULT ? years->adults : years->demo.pupils;

  for (guint i = 0; i < people->len; i++)
    {
      const char *id =
          line->whose == EACH_ADULT ? ((GbYearsAdult *) people->pdata[i])->id : ((GbDemoPupil *) people->pdata[i])->id;
      g_autofree Entry *entry = entry_new (years, line, id, i);
      gb_demo_move_to (&years->demo, years->demo.now + 4 * GB_SECOND);
      if (!enter (years, entry, error))
        return FALSE;
    }
  return TRUE;
}

/* --- when ------------------------------------------------------------------------------------------ */

static void
plan_on (GbYears *years, const Line *line, guint place, guint number)
{
  guint i = (guint) (line - lines);
  gint64 at;

  if (place >= years->days->len)
    return;
  at = gb_day_to_instant (years->days->pdata[place], 8 * 60 + 15 + (int) i * 9 % 420);
  if (line->whose == ONE)
    gb_years_write (years, at, enter, entry_new (years, line, NULL, number), g_free);
  else
    gb_years_write (years, at, enter_pile, (gpointer) line, NULL);
}

/* The first school day of each school year that has one in the diary. */
static gboolean
begins_a_school_year (GbYears *years, guint place)
{
  const char *day = years->days->pdata[place];
  g_autofree char *this_year = gb_school_year_of (day);
  g_autofree char *before = place > 0 ? gb_school_year_of (years->days->pdata[place - 1]) : NULL;

  return !g_str_equal (this_year, before != NULL ? before : "");
}

static void
plan_line (GbYears *years, const Line *line)
{
  if (line->each_autumn)
    {
      for (guint place = 0; place < years->days->len; place++)
        if (begins_a_school_year (years, place))
          plan_on (years, line, place + line->first, 0);
    }
  else
    for (guint place = line->first, number = 0; place < years->days->len; place += line->every, number++)
      {
        plan_on (years, line, place, number);
        if (line->every == 0)
          break;
      }
}

void
gb_years_plan_registers (GbYears *years)
{
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    plan_line (years, &lines[i]);
}
