/* SPDX-License-Identifier: GPL-3.0-or-later */
/* demo-years-cases: a case of a generated school from its record to its close.
 *
 * It is worked in sittings, as a desk works: at once what must be done at once, by
 * the bell what must be told and handed back, within days what is decided, within
 * weeks the debrief and the close.  In a sitting every step of the procedure that
 * waits for nothing and whose time has come is settled, by its own record where it
 * has one.  A few cases drag on, so that clocks run out and are seen to.
 */
#include <string.h>

#include "base/errors.h"
#include "base/ids.h"
#include "base/time.h"
#include "casework/incident.h"
#include "casework/procedure.h"
#include "casework/search.h"
#include "ctl/demo-years.h"
#include "policy/pack.h"

typedef enum
{
  AT_ONCE,
  SAME_DAY,
  THIS_WEEK,
  LAST
} Stage;

typedef struct
{
  GbYears *years;
  const GbYearsPlot *plot;
  const GbDemoPupil *pupils[3];
  guint n_pupils;
  char *id, *device, *search, *referral, *action;
  const GbDemoPupil *owner; /* of the device; NULL: the last who is named */
  const GbYearsAdult *searcher, *witness, *holder;
  char *seal; /* of the bag */
  gint64 taken_at;
  gboolean held, out, keeps, confirmed;
  Stage stage;
  guint tries;
} Case;

void
gb_years_case_free (gpointer data)
{
  Case *it = data;
  g_free (it->id);
  g_free (it->device);
  g_free (it->search);
  g_free (it->referral);
  g_free (it->action);
  g_free (it->seal);
  g_free (it);
}

#define DID(it, ...) gb_years_did (gb_demo_act (&(it)->years->demo, error, __VA_ARGS__, NULL))

static gboolean
sit (Case *it, GError **error)
{
  return gb_demo_sit_down (&it->years->demo, gb_years_lead (it->years->demo.now), error);
}

static const char *
my_name (Case *it)
{
  return gb_demo_member_names[it->years->demo.who];
}

static const char *
my_id (Case *it)
{
  return it->years->demo.members[it->years->demo.who];
}

static gboolean
does_by (GbCaseStep *step, const char *kind)
{
  g_auto (GStrv) acts = g_strsplit (step->act != NULL ? step->act : "", " ", -1);
  return g_strv_contains ((const char *const *) acts, kind);
}

/* --- the record -------------------------------------------------------------------------- */

static char *
people_of (Case *it)
{
  GString *json = g_string_new ("[");

  for (guint i = 0; i < it->n_pupils; i++)
    g_string_append_printf (
        json, "%s{\"person_id\":\"%s\",\"name\":\"%s\",\"sort\":\"pupil\",\"role\":\"%s\",\"year_group\":\"%s\"}",
        i > 0 ? "," : "", it->pupils[i]->id, it->pupils[i]->name,
        i == 0 ? it->plot->story.role : it->plot->story.other_role, it->pupils[i]->year_group);
  g_string_append_c (json, ']');
  return g_string_free (json, FALSE);
}

static gint64
happened (Case *it)
{
  static const int before[] = { 10, 25, 60, 120, 240, 900, 1500, 3000 };
  return gb_now () - gb_years_pick (it->years, before) * GB_MINUTE;
}

static gboolean
record (Case *it, GError **error)
{
  static const char *const precisions[] = { "exact", "about", "about", "day" };
  const GbDemoStory *story = &it->plot->story;
  gboolean danger = gb_years_chance (it->years, 2);
  g_autofree char *people = people_of (it);

  it->id = gb_demo_act (
      &it->years->demo, error, "incident.recorded", NULL, "title", story->title, "category", story->category, "[four_c",
      story->four_c, "@occurred_at", happened (it), "precision", gb_years_pick (it->years, precisions), "location",
      story->location, "site", story->site, "[offsite_tests", g_str_equal (story->site, "off") ? "[\"harm\"]" : NULL,
      "channel", story->channel, "narrative", story->narrative, "child_words", story->words, "danger",
      danger ? "yes" : "no", "danger_done", danger ? "Rang 999; an adult stayed with the child until they came." : NULL,
      "indecent_image", it->plot->image ? "unknown" : "no", "equipment", it->plot->equipment, "[people", people, NULL);
  return it->id != NULL;
}

/* --- referrals ------------------------------------------------------------------------------ */

static const char *const advisers[] = { "Duty adviser", "Duty officer", "Duty social worker", "Officer on the desk" };

static gboolean
fill_in (Case *it, const char *agency, GError **error)
{
  if (g_str_equal (agency, "social-care"))
    return DID (it, "referral.item", it->referral, "item", "concern", "title",
                "What the worry is, with facts and dates", "value", it->plot->story.narrative, "?ready", TRUE)
           && DID (it, "referral.item", it->referral, "item", "agreement", "title",
                   "Whether the family agrees, or why they were not asked", "value", "Asked; the mother agrees.",
                   "?ready", TRUE);
  if (g_str_equal (agency, "police"))
    return DID (it, "referral.item", it->referral, "item", "what", "title", "What happened, in plain words", "value",
                it->plot->story.narrative, "?ready", TRUE);
  return TRUE;
}

static gboolean
consult (Case *it, const char *agency, GError **error)
{
  static const char *const asked_themselves[] = { "police", "lesas", "iwf", "ceop", NULL };

  return g_strv_contains (asked_themselves, agency)
         || DID (it, "referral.consulted", it->referral, "agency", "LESAS", "person",
                 gb_years_pick (it->years, advisers), "@at", gb_now (), "advice",
                 "Send it today, and keep the child’s own words apart from yours.");
}

static const char *
route_to (const char *agency)
{
  if (g_str_equal (agency, "police"))
    return "101";
  return g_str_equal (agency, "social-care") || g_str_equal (agency, "early-help") ? "portal"
         : g_str_equal (agency, "iwf") || g_str_equal (agency, "ceop")             ? "web-form"
                                                                                   : "phone";
}

static gboolean
refer (Case *it, const char *agency, GError **error)
{
  g_autofree char *reference =
      g_strdup_printf ("%c%05u", 'A' + (char) gb_years_below (it->years, 26), gb_years_below (it->years, 100000));

  g_free (it->referral);
  it->referral = gb_demo_act (&it->years->demo, error, "referral.begun", NULL, "incident_id", it->id, "agency", agency,
                              "@noticed_at", gb_now (), "summary", it->plot->story.narrative, NULL);
  return it->referral != NULL && fill_in (it, agency, error) && consult (it, agency, error)
         && DID (it, "referral.made", it->referral, "route", route_to (agency), "@at", gb_now (), "by_id", my_id (it),
                 "by", my_name (it), "spoke_to", gb_years_pick (it->years, advisers), "reference", reference);
}

/* Days later, as they do. */
static gboolean
hear_back (Case *it, GError **error)
{
  static const char *const outcomes[] = { "advice", "accepted", "assessment", "no-further-action", "early-help" };
  g_autofree char *referral = g_steal_pointer (&it->referral);

  return referral == NULL
         || (DID (it, "referral.answered", referral, "@at", gb_now (), "outcome", gb_years_pick (it->years, outcomes),
                  "words", "They have it, and will ring if they need more from us.")
             && DID (it, "referral.closed", referral, "summary", "Answered; nothing is left to do for the school."));
}

static gboolean
decline (Case *it, const char *agency, GError **error)
{
  g_autofree char *referral = NULL;

  if (gb_years_chance (it->years, 50))
    return DID (it, "incident.decided", it->id, "question", GB_QUESTION_NOT_REFERRED, "decision", "Not referred.",
                "reason", "The school and the parents can deal with it; no child is at risk of harm beyond that.");
  referral = gb_demo_act (&it->years->demo, error, "referral.begun", NULL, "incident_id", it->id, "agency", agency,
                          "@noticed_at", gb_now (), "summary", it->plot->story.narrative, NULL);
  return referral != NULL
         && DID (it, "referral.declined", referral, "reason",
                 "No child is at risk of harm beyond what the school and the parents can deal with.");
}

/* To the agency of the step, or the story's; what must be referred is, whatever the story says. */
static gboolean
refer_or_decline (Case *it, GbCaseStep *step, GError **error)
{
  g_autofree char *first = step->agency != NULL ? g_strndup (step->agency, strcspn (step->agency, " ")) : NULL;
  const char *agency = first != NULL ? first : it->plot->story.agency != NULL ? it->plot->story.agency : "social-care";
  gboolean wanted =
      it->plot->story.agency != NULL && (step->agency == NULL || strstr (step->agency, it->plot->story.agency) != NULL);

  if (!does_by (step, "referral.declined") || step->must_if != NULL || wanted)
    return hear_back (it, error) && refer (it, agency, error);
  return hear_back (it, error) && decline (it, agency, error);
}

static gboolean
seek_advice (Case *it, GbCaseStep *step, GError **error)
{
  g_autofree char *agency =
      step->agency != NULL ? g_strndup (step->agency, strcspn (step->agency, " ")) : g_strdup ("lesas");

  return DID (it, "advice.sought", it->id, "agency", agency, "person", gb_years_pick (it->years, advisers), "@at",
              gb_now (), "question", "Does this meet the threshold, and what do we tell the parents?", "advice",
              "Talk to the parents first; ring again if anything changes.", "decision", "We do as advised.");
}

/* --- devices and searches ------------------------------------------------------------------------ */

static const GbDemoPupil *
owner_of (Case *it)
{
  return it->owner != NULL ? it->owner : it->pupils[it->n_pupils - 1];
}

static gboolean
take_in (Case *it, GError **error)
{
  static const char *const looks[] = { "Black phone, cracked corner",
                                       "Silver phone in a clear case",
                                       "Blue phone, small scratch",
                                       "Green phone with a sticker",
                                       "White phone, new",
                                       "Black phone in a wallet case" };
  const GbDemoPupil *owner = owner_of (it);
  const GbYearsAdult *by = gb_years_adult (it->years, NULL, NULL);
  const char *place = gb_pack_rule (gb_book_get_pack (it->years->demo.book), "device.place");

  it->taken_at = gb_now ();
  it->seal = g_strdup_printf ("%04u", it->years->bags++);
  it->holder = by;
  it->device = gb_demo_act (&it->years->demo, error, "device.confiscated", NULL, "incident_id", it->id, "owner_id",
                            owner->id, "owner", owner->name, "owner_year", owner->year_group, "device_type",
                            gb_years_chance (it->years, 85) ? "phone" : "smart-watch", "description",
                            gb_years_pick (it->years, looks), "condition", "Screen whole", "ground",
                            it->plot->image ? "indecent-image" : "behaviour", "by_id", by->id, "by", by->name, "@at",
                            gb_now (), "place", place, "seal", it->seal, "?switched_off", TRUE, NULL);
  return it->device != NULL;
}

/* What is held isn’t left where many have the key. */
static gboolean
move_device (Case *it, GError **error)
{
  return it->holder == NULL
         || (DID (it, "device.moved", it->device, "@at", gb_now (), "from_person", it->holder->name, "to_person",
                  my_name (it), "place", "dsl-office", "seal", it->seal, "seal_intact", "yes", "reason",
                  "The safe in the office is opened by many"));
}

static gboolean
hold (Case *it, GError **error)
{
  it->held = TRUE;
  return DID (it, "device.held", it->device, "@at", gb_now (), "why", it->plot->image ? "indecent-image" : "evidence",
              "reason", "It may be evidence of an offence.")
         && (!gb_years_chance (it->years, 40) || move_device (it, error));
}

static gboolean
lift_hold (Case *it, GError **error)
{
  if (!it->held || it->out)
    return TRUE;
  it->held = FALSE;
  return DID (it, "device.hold-lifted", it->device, "@at", gb_now (), "officer", "PC Dunmore", "reference", "46/118/26",
              "writing", "E-mail of today, filed with the case");
}

static gboolean
is_late (Case *it)
{
  g_autofree char *day = gb_instant_to_day (it->taken_at);
  return gb_now () >= gb_day_to_instant (day, gb_calendar_bell (gb_book_get_calendar (it->years->demo.book)));
}

static gboolean
hand_back (Case *it, GError **error)
{
  const GbDemoPupil *owner = owner_of (it);

  return lift_hold (it, error) && (it->out = TRUE)
         && DID (it, "device.released", it->device, "@at", gb_now (), "to_id", owner->parent_id, "to", owner->parent,
                 "relation", owner->relation, "identity_seen", "Known to the office", "by_id", my_id (it), "by",
                 my_name (it), "late_reason", is_late (it) ? "Kept until the case allowed it." : NULL);
}

static gboolean
hand_to_police (Case *it, GError **error)
{
  it->out = TRUE;
  return DID (it, "device.to-police", it->device, "@at", gb_now (), "officer", "PC Dunmore", "collar", "8812",
              "reference", "46/118/26", "by_id", my_id (it), "by", my_name (it), "seal_intact", "yes");
}

static gboolean carry_out (GbYears *years, gpointer data, GError **error);

static gpointer
read_sheet (GbBook *book, gpointer id, GCancellable *cancellable, GError **error)
{
  g_autoptr (GbSearch) search = gb_search_load (gb_book_get_vault (book), id, error);
  return search != NULL ? gb_search_sheet (book, search, NULL, error) : NULL;
}

/* The headteacher reads the sheet and signs it, or refuses. */
static gboolean
sign_off (GbYears *years, gpointer data, GError **error)
{
  Case *it = data;
  g_autoptr (GbSigning) sheet = NULL;

  if (!gb_demo_sit_down (&years->demo, GB_DEMO_HEAD, error)
      || (sheet = gb_book_ask (years->demo.book, read_sheet, it->search, error)) == NULL)
    return FALSE;
  if (gb_years_chance (years, 6))
    return sit (it, error)
           && DID (it, "search.withdrawn", it->search, "reason",
                   "The pupil showed the messages with her mother there.");
  if (gb_years_chance (years, 12))
    return DID (it, "search.refused", it->search, "reason",
                "What was printed is enough to act on; the phone need not be looked at.");
  gb_years_write (years, years->demo.now + 12 * GB_MINUTE, carry_out, it, NULL);
  return DID (it, "search.authorised", it->search, "sheet_hash", sheet->hash, "?after_the_fact", FALSE);
}

static gboolean
ask_search (Case *it, GError **error)
{
  const GbDemoPupil *owner = owner_of (it);
  GbYears *years = it->years;

  it->searcher = gb_years_adult (years, owner->sex, NULL);
  it->witness = gb_years_adult (years, owner->sex, it->searcher);
  it->search = gb_demo_act (
      &years->demo, error, "search.requested", NULL, "incident_id", it->id, "device_id", it->device, "owner_id",
      owner->id, "owner", owner->name, "owner_sex", owner->sex, "device", "The phone in its bag", "scope",
      "The messages of this week in the group that was named, and nothing else", "ground", "prohibited", "limb", "g",
      "reason", "Two children showed part of a conversation; the rest decides what follows.", "requester_id",
      my_id (it), "requester", my_name (it), "searcher_id", it->searcher->id, "searcher", it->searcher->name,
      "searcher_sex", it->searcher->sex, "witness_id", it->witness->id, "witness", it->witness->name, "witness_sex",
      it->witness->sex, "consent", "not-needed", "@valid_from", gb_now (), "@valid_until", gb_now () + 5 * GB_HOUR,
      "place", "Headteacher’s office", "indecent_image", "no", "?retrospective", FALSE, NULL);
  if (it->search != NULL)
    gb_years_write (years, years->demo.now + 18 * GB_MINUTE, sign_off, it, NULL);
  return it->search != NULL;
}

static gboolean
look (Case *it, GError **error)
{
  return !gb_years_chance (it->years, 30)
         || DID (it, "device.examined", it->device, "search_id", it->search, "@at", gb_now (), "by_id",
                 it->searcher->id, "by", it->searcher->name, "witness_id", it->witness->id, "witness",
                 it->witness->name, "test", "harm", "reason", "Threats were read out by two children", "looked_at",
                 "The group that was named, this week", "seen", "Name-calling; no threat was found.");
}

static gboolean
carry_out (GbYears *years, gpointer data, GError **error)
{
  Case *it = data;
  const GbDemoPupil *owner = owner_of (it);

  return sit (it, error)
         && DID (it, "search.carried-out", it->search, "@at", gb_now (), "place", "Headteacher’s office", "searcher_id",
                 it->searcher->id, "searcher", it->searcher->name, "witness_id", it->witness->id, "witness",
                 it->witness->name, "cooperation", "Unlocked it when asked", "?found",
                 (gboolean) gb_years_chance (years, 40), "found_what", "Messages as described, from one number",
                 "follow_up", "Spoke with both children; the tutor knows.", "?risk_revealed", FALSE, "harm_considered",
                 "Considered; no child was at risk of harm.")
         && look (it, error)
         && DID (it, "search.dsl-informed", it->search, "@at", gb_now (), "who_id", years->demo.members[GB_DEMO_DSL],
                 "who", gb_demo_member_names[GB_DEMO_DSL], "how", "In person")
         && DID (it, "search.parent-told", it->search, "?told", TRUE, "whom", owner->parent, "@at", gb_now (), "by",
                 my_name (it), "reply", "Was glad to be told.")
         && DID (it, "search.closed", it->search, "summary", "Recorded; the phone goes back at the bell.");
}

/* --- one step ----------------------------------------------------------------------------------------- */

static gboolean
set_aside (Case *it, GbCaseStep *step, GError **error)
{
  static const char *const reasons[] = { "There was no cause for it.", "Not needed here: the parents dealt with it.",
                                         "Talked over with the headteacher; no cause for it." };

  return !step->may_set_aside
         || DID (it, "step.set-aside", it->id, "procedure", step->procedure, "step", step->step, "title", step->title,
                 "reason", gb_years_pick (it->years, reasons));
}

static gboolean
tick (Case *it, GbCaseStep *step, GError **error)
{
  static const char *const notes[] = { "Talked through with the tutor; a check-in every Monday until half-term.",
                                       "Agreed with the child: one adult to go to, and a card to leave lessons.",
                                       "The pastoral lead sees both children apart this week.",
                                       "Checked and written down; nothing more came of it." };
  gboolean yes = gb_years_chance (it->years, it->plot->yes);

  return DID (it, "step.done", it->id, "procedure", step->procedure, "step", step->step, "title", step->title, "@at",
              gb_now (), "answer",
              step->asks == NULL ? NULL
              : yes              ? "yes"
                                 : "no",
              "note", step->wants_note ? gb_years_pick (it->years, notes) : NULL);
}

static gboolean
do_device (Case *it, GbCaseStep *step, GError **error)
{
  if (does_by (step, "device.confiscated"))
    return gb_years_chance (it->years, it->plot->device) ? take_in (it, error) : set_aside (it, step, error);
  if (it->device == NULL || it->out)
    return set_aside (it, step, error);
  if (does_by (step, "device.held"))
    return it->plot->image || gb_years_chance (it->years, 12) ? hold (it, error) : set_aside (it, step, error);
  if (does_by (step, "device.released"))
    return it->held && does_by (step, "device.to-police") && g_strcmp0 (it->plot->story.agency, "police") == 0
               ? hand_to_police (it, error)
               : hand_back (it, error);
  if (does_by (step, "device.to-police") && !it->keeps)
    return hand_to_police (it, error);
  return set_aside (it, step, error);
}

static gboolean
do_search (Case *it, GbCaseStep *step, GError **error)
{
  if (!does_by (step, "search.requested"))
    return TRUE; /* the diary does it */
  if (it->device == NULL || it->held || it->out || !gb_years_chance (it->years, it->plot->search))
    return set_aside (it, step, error);
  return ask_search (it, error);
}

static gboolean
confirm_deletion (Case *it, GError **error)
{
  it->confirmed = TRUE;
  return gb_demo_sit_down (&it->years->demo, GB_DEMO_DSL, error)
         && DID (it, "image.deletion-confirmed", it->id, "ground", "agencies-done", "source", "PC Dunmore, by e-mail",
                 "@at", gb_now ())
         && gb_demo_sit_down (&it->years->demo, GB_DEMO_DEPUTY, error)
         && DID (it, "image.deletion-confirmed", it->id, "ground", "no-risk", "source", "The LADO’s duty officer",
                 "@at", gb_now ())
         && sit (it, error);
}

static gboolean
do_image (Case *it, GbCaseStep *step, GError **error)
{
  if (does_by (step, "image.viewed"))
    return DID (it, "image.viewed", it->id, "?viewed", FALSE);
  if (does_by (step, "image.deletion-confirmed"))
    return !it->out && gb_years_chance (it->years, 50) ? confirm_deletion (it, error) : set_aside (it, step, error);
  if (!it->confirmed || it->out)
    return set_aside (it, step, error);
  return lift_hold (it, error)
         && DID (it, "image.deleted", it->id, "by_whom", "The child", "how",
                 "In front of two adults, screen to the "
                 "child only",
                 "@at", gb_now ());
}

static gboolean
tell_parents (Case *it, GError **error)
{
  static const char *const replies[] = { "Thanked us and will talk at home.", "Was upset, and asked for a meeting.",
                                         "Had heard already; wants to be told sooner.", "Will come in tomorrow." };

  for (guint i = 0; i < it->n_pupils; i++)
    if (gb_years_chance (it->years, 93)
            ? !DID (it, "incident.parent-told", it->id, "person_id", it->pupils[i]->id, "name", it->pupils[i]->name,
                    "?told", TRUE, "whom", it->pupils[i]->parent, "by", my_name (it), "@at", gb_now (), "how",
                    "by phone", "reply", gb_years_pick (it->years, replies))
            : !DID (it, "incident.parent-told", it->id, "person_id", it->pupils[i]->id, "name", it->pupils[i]->name,
                    "?told", FALSE, "reason_not", "Children’s social care asked us to wait."))
      return FALSE;
  return TRUE;
}

static gboolean
set_action (Case *it, GError **error)
{
  static const char *const whats[] = { "Speak to the class about groups and leaving them",
                                       "Move the two apart in maths", "Ring home on Friday",
                                       "Check the camera by the gate" };
  const GbYearsAdult *owner = gb_years_adult (it->years, NULL, NULL);
  g_autofree char *today = gb_today ();
  g_autofree char *due = gb_day_add (today, 7 + (int) gb_years_below (it->years, 14));

  it->action = gb_id_new ();
  return DID (it, "action.set", it->id, "action_id", it->action, "what", gb_years_pick (it->years, whats), "owner_id",
              owner->id, "owner", owner->name, "due", due);
}

static gboolean
debrief (Case *it, GError **error)
{
  gboolean changes;

  if (gb_years_chance (it->years, 12))
    return DID (it, "incident.debriefed", it->id, "?waived", TRUE, "reason",
                "A single small matter, settled that day.");
  changes = gb_years_chance (it->years, 30);
  return (!changes || it->action != NULL || set_action (it, error))
         && DID (it, "incident.debriefed", it->id, "?waived", FALSE, "lessons",
                 "Staff knew whom to tell; the children hadn’t known that they may leave a group.", "changes",
                 changes ? "A lesson on leaving groups goes into the next plan." : NULL, "present",
                 "Tutor, DSL, headteacher");
}

static gboolean
decide (Case *it, const char *question, GError **error)
{
  return DID (it, "incident.decided", it->id, "question", question, "decision", "As recorded in the outcome.", "reason",
              "Agreed with the tutor and the parents; fair to each child.");
}

static gboolean
do_step (Case *it, GbCaseStep *step, GError **error)
{
  if (step->act == NULL)
    return tick (it, step, error);
  if (g_str_has_prefix (step->act, "device."))
    return do_device (it, step, error);
  if (g_str_has_prefix (step->act, "search."))
    return do_search (it, step, error);
  if (g_str_has_prefix (step->act, "image."))
    return do_image (it, step, error);
  if (g_str_has_prefix (step->act, "referral."))
    return refer_or_decline (it, step, error);
  if (does_by (step, "advice.sought"))
    return seek_advice (it, step, error);
  if (does_by (step, "incident.parent-told"))
    return tell_parents (it, error);
  if (does_by (step, "incident.debriefed"))
    return debrief (it, error);
  return step->question == NULL || decide (it, step->question, error);
}

/* --- a sitting ------------------------------------------------------------------------------------------ */

static gboolean
is_word (const char *word, const char *words)
{
  g_auto (GStrv) all = g_strsplit (words, " ", -1);
  return word != NULL && g_strv_contains ((const char *const *) all, word);
}

static Stage
stage_of (Case *it, GbCaseStep *step)
{
  if (is_word (step->clock, "tell-dsl tell-head isolate police-at-once iwf-at-once refer-at-once first-review"))
    return AT_ONCE;
  if (does_by (step, "incident.debriefed") || is_word (step->clock, "look-again debrief"))
    return LAST;
  if (does_by (step, "incident.decided") || is_word (step->clock, "support-plan")
      || (step->act != NULL && g_str_has_prefix (step->act, "image.delet")))
    return THIS_WEEK;
  if (does_by (step, "device.released") || does_by (step, "device.to-police"))
    return it->held ? LAST : SAME_DAY;
  return step->act == NULL || does_by (step, "device.confiscated") || does_by (step, "device.held")
                 || does_by (step, "search.requested") || does_by (step, "image.viewed")
             ? AT_ONCE
             : SAME_DAY;
}

/* What may be left is mostly left; what was left is said at the end. */
static gboolean
passes_over (Case *it, GbCaseStep *step)
{
  if (step->closes || does_by (step, "device.confiscated") || does_by (step, "search.requested"))
    return FALSE;
  return it->stage < LAST || gb_years_chance (it->years, 70);
}

static gpointer
read_steps (GbBook *book, gpointer id, GCancellable *cancellable, GError **error)
{
  return gb_procedure_steps (book, id, error);
}

/* One look at the checklist; how many steps were tried.  -1 on an error. */
static int
pass (Case *it, GHashTable *tried, GError **error)
{
  g_autoptr (GPtrArray) steps = gb_book_ask (it->years->demo.book, read_steps, it->id, error);
  int count = steps != NULL ? 0 : -1;

  for (guint i = 0; count >= 0 && i < steps->len; i++)
    {
      GbCaseStep *step = steps->pdata[i];
      if (gb_case_step_is_settled (step) || step->waits_for != NULL || stage_of (it, step) > it->stage
          || !g_hash_table_add (tried, g_strdup (step->step)) || passes_over (it, step))
        continue;
      count = do_step (it, step, error) ? count + 1 : -1;
    }
  return count;
}

static gboolean
work (Case *it, GError **error)
{
  g_autoptr (GHashTable) tried = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  int count = 1;

  while (count > 0)
    count = pass (it, tried, error);
  return count == 0;
}

/* --- beside the checklist ------------------------------------------------------------------------------- */

static gboolean
note (Case *it, GError **error)
{
  static const char *const texts[] = { "Seen at break: calm, with friends.", "The tutor rang home; all well.",
                                       "Asked to talk; said that it has stopped.", "Absent today; the office rang." };
  return DID (it, "incident.noted", it->id, "text", gb_years_pick (it->years, texts));
}

static gboolean
amend (Case *it, GError **error)
{
  g_autofree char *changes =
      g_strdup_printf ("[{\"field\":\"location\",\"old\":\"%s\",\"new\":\"%s\"}]", it->plot->story.location,
                       g_str_equal (it->plot->story.location, "corridor") ? "hall" : "corridor");
  return DID (it, "incident.amended", it->id, "[changes", changes, "reason", "The tutor saw where it began.");
}

/* Somebody saw it too: their parents are told with the others. */
static gboolean
add_person (Case *it, GError **error)
{
  const GbDemoPupil *pupil = gb_years_pupil (it->years, it->plot->least, it->plot->most);

  if (it->n_pupils > 2 || pupil == it->pupils[0] || pupil == it->pupils[1])
    return TRUE;
  it->owner = it->pupils[it->n_pupils - 1];
  it->pupils[it->n_pupils++] = pupil;
  return DID (it, "incident.person-added", it->id, "person_id", pupil->id, "name", pupil->name, "sort", "pupil", "role",
              "saw", "year_group", pupil->year_group, "reason", "Told the tutor of it at lunch.");
}

/* An inquiry asks that nothing of it goes. */
static gboolean
put_on_hold (Case *it, GError **error)
{
  return DID (it, "retention.held", it->id, "reason", "A request for access to the records is under way", "reference",
              "Letter in the office file");
}

static gboolean
do_beside (Case *it, GError **error)
{
  GbYears *years = it->years;

  if (it->stage == AT_ONCE && gb_years_chance (years, 6))
    return add_person (it, error);
  if (it->stage == LAST && gb_years_chance (years, 1) && !put_on_hold (it, error))
    return FALSE;

  if (it->stage == SAME_DAY && gb_years_chance (years, 8) && !amend (it, error))
    return FALSE;
  if (it->stage > AT_ONCE && gb_years_chance (years, 18) && !note (it, error))
    return FALSE;
  if (it->stage == THIS_WEEK && gb_years_chance (years, 15))
    return set_action (it, error);
  if (it->stage == LAST && it->action != NULL && gb_years_chance (years, 85))
    {
      g_autofree char *action = g_steal_pointer (&it->action);
      return DID (it, "action.done", it->id, "action_id", action, "note", "Done, and told to the tutor.");
    }
  return TRUE;
}

/* --- the life of a case --------------------------------------------------------------------------------- */

static gboolean sitting (GbYears *years, gpointer data, GError **error);

/* By the bell, in a few days, in two or three weeks. */
static gint64
next_sitting (Case *it)
{
  GbYears *years = it->years;
  gint64 now = years->demo.now;
  int minutes = 14 * 60 + 20 + (int) gb_years_below (years, 50);
  guint slow = gb_years_chance (years, 7) ? 3 : 1;

  if (it->stage == SAME_DAY)
    return slow > 1 ? gb_years_school_day (years, now, 2, minutes)
                    : MAX (gb_years_school_day (years, now, 0, minutes), now + 50 * GB_MINUTE);
  if (it->stage == THIS_WEEK)
    return gb_years_school_day (years, now, slow * (1 + gb_years_below (years, 4)), minutes);
  return gb_years_school_day (years, now, slow * (2 + gb_years_below (years, 5)), minutes);
}

static gboolean
reopen (GbYears *years, gpointer data, GError **error)
{
  Case *it = data;

  it->stage = LAST;
  return sit (it, error) && DID (it, "incident.reopened", it->id, "reason", "A parent wrote that it has begun again.")
         && note (it, error)
         && DID (it, "incident.closed", it->id, "[outcomes", it->plot->story.outcomes, "summary",
                 "Talked through once more; it has stopped.");
}

/* A gate that holds it open is asked again in some days, as people do; in the end it stays open. */
static gboolean
close_case (Case *it, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree char *done =
      gb_demo_act (&it->years->demo, &local, "incident.closed", it->id, "[outcomes", it->plot->story.outcomes,
                   "summary", "Dealt with; the tutor keeps an eye on it.", NULL);

  if (done != NULL)
    {
      if (gb_years_chance (it->years, 2))
        gb_years_write (it->years, gb_years_school_day (it->years, it->years->demo.now, 12, 11 * 60), reopen, it, NULL);
      return TRUE;
    }
  if (!g_error_matches (local, GB_ERROR, GB_ERROR_REFUSED) || ++it->tries > 4)
    {
      g_propagate_prefixed_error (error, g_steal_pointer (&local), "%s: ", it->plot->story.title);
      return FALSE;
    }
  gb_years_write (it->years, gb_years_school_day (it->years, it->years->demo.now, 3, 14 * 60 + 40), sitting, it, NULL);
  return TRUE;
}

static gboolean
sitting (GbYears *years, gpointer data, GError **error)
{
  Case *it = data;

  if (!sit (it, error) || (it->stage > SAME_DAY && !hear_back (it, error)) || !work (it, error)
      || !do_beside (it, error))
    return FALSE;
  if (it->stage == LAST)
    return hear_back (it, error) && close_case (it, error);
  it->stage++;
  gb_years_write (years, next_sitting (it), sitting, it, NULL);
  return TRUE;
}

static gboolean
keeps_device (const GbProcedure *procedure)
{
  for (guint i = 0; i < procedure->steps->len; i++)
    {
      const GbStep *step = procedure->steps->pdata[i];
      if (g_strcmp0 (step->act, "search.requested") == 0 || g_strcmp0 (step->act, "image.deletion-confirmed") == 0)
        return TRUE;
    }
  return FALSE;
}

gboolean
gb_years_begin_case (GbYears *years, gpointer data, GError **error)
{
  const GbYearsPlot *plot = data;
  Case *it = g_new0 (Case, 1);
  const GbProcedure *procedure = NULL;

  it->years = years;
  it->plot = plot;
  it->n_pupils = plot->story.other_role != NULL ? 2 : 1;
  it->pupils[0] = gb_years_pupil (years, plot->least, plot->most);
  do
    it->pupils[1] = gb_years_pupil (years, plot->least, plot->most);
  while (it->pupils[1] == it->pupils[0]);
  g_ptr_array_add (years->cases, it);
  if (!sit (it, error) || !record (it, error))
    return FALSE;
  procedure =
      gb_pack_procedure_for (gb_book_get_pack (years->demo.book), plot->story.category, plot->image ? "unknown" : "no");
  it->keeps = procedure != NULL && keeps_device (procedure);
  return sitting (years, it, error);
}
