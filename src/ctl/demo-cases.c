/* SPDX-License-Identifier: GPL-3.0-or-later */
/* demo-cases: what happened at Marsh Lane, all of it invented.
 *
 * First the terms behind us, which give the report its figures: each line of
 * the table below is one kind of incident, worked from record to close.  Then
 * this week, with something in every state that a desk can hold: a search that
 * waits for the headteacher, a phone under police hold, two devices for the
 * bell, a LADO clock that runs, a draft-sized morning.
 */
#include <string.h>

#include "base/errors.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/incident.h"
#include "casework/procedure.h"
#include "casework/search.h"
#include "ctl/demo.h"
#include "policy/pack.h"

const GbDemoStory gb_demo_stories[] = {
  { "Name-calling in a game’s chat", "cyberbullying", "[\"conduct\"]", "online", "off", "parent",
    "A parent showed screenshots of a game’s chat in which one child was called names over two evenings.",
    "They said nobody wants me on their team.", "affected", "did", NULL, "[\"parents-met\",\"taught\"]" },
  { "Pushed over at the football goal", "child-hurt-child", NULL, "playground", "on", "staff-saw",
    "Two children argued about a goal; one pushed the other, who grazed a knee. Both were calm after lunch.", NULL,
    "affected", "did", NULL, "[\"sanction\"]" },
  { "Came to school hungry again", "neglect", NULL, "classroom", "on", "staff-saw",
    "The child fell asleep in the first lesson and said there had been no supper. It is the third time this half-term.",
    "Mum was at work and there was only cereal.", "affected", NULL, "early-help", "[\"early-help\",\"support\"]" },
  { "Watched a frightening clip at home", "harmful-content", "[\"content\"]", "home", "off", "child",
    "The child could not settle and told the teaching assistant about a clip an older cousin had shown.",
    "I can still see it when I shut my eyes.", "affected", NULL, NULL, "[\"support\"]" },
  { "Shouting at home at night", "domestic-abuse", NULL, "home", "off", "child",
    "The child told the class teacher that there had been shouting and something broken the night before.",
    "I put my brother under the bed.", "affected", NULL, "social-care", "[\"social-care\",\"support\"]" },
  { "Smart watch used in a lesson", "device-misuse", "[\"conduct\"]", "classroom", "on", "staff-saw",
    "A watch was used to send messages in maths. The child handed it over when asked.", NULL, "owner", NULL, NULL,
    "[\"sanction\"]" },
  { "Left out and laughed at over weeks", "bullying", NULL, "playground", "on", "parent",
    "A parent wrote that their child had been left out and laughed at since the new term. Staff had seen two of the "
    "times.",
    "I eat my lunch in the toilet.", "affected", "did", NULL, "[\"support\",\"parents-met\"]" },
  { "Message from a stranger in a drawing app", "online-contact", "[\"contact\"]", "home", "off", "child",
    "The child told a friend’s parent of messages from someone unknown who asked which school she went to. She did not "
    "answer.",
    "He said he was eleven but he didn’t talk like it.", "affected", NULL, "police", "[\"police\",\"support\"]" },
  { "Mark on the arm", "physical-abuse", NULL, "classroom", "on", "staff-saw",
    "A mark the size of a coin was seen while changing for PE. The child gave two different accounts.",
    "I fell. Dad said I fell.", "affected", NULL, "social-care", "[\"social-care\"]" },
  { "Spent money in a game on a parent’s card", "money-online", "[\"commerce\"]", "home", "off", "parent",
    "A parent found that nearly eighty pounds had been spent in a game. The class has talked about loot boxes since.",
    NULL, "did", NULL, NULL, "[\"taught\",\"parents-met\"]" },
  { "Not wanting to go home", "family-need", NULL, "office", "on", "child",
    "The child stayed behind and asked to help in the office. A new partner has moved in and the family is short of "
    "room.",
    "It’s just too loud there.", "affected", NULL, "early-help", "[\"early-help\"]" },
  { "Repeated a slur heard online", "hateful-words", "[\"content\"]", "playground", "on", "other-child",
    "A child repeated a slur from a video to another child, and did not seem to know what it meant.", NULL, "affected",
    "did", NULL, "[\"taught\",\"parents-met\"]" },
  { "Talked of not being here", "self-harm", NULL, "library", "on", "staff-told",
    "In a one-to-one the child said it would be easier for everyone if she were not here. She was not left alone.",
    "I don’t want to make a fuss.", "affected", NULL, "health", "[\"support\"]" },
  { "Account on a network for over-13s", "under-age-account", "[\"contact\",\"content\"]", "online", "off",
    "monitoring", "A monitoring alert showed that a child has an account on a network for people over thirteen.", NULL,
    "did", NULL, NULL, "[\"parents-met\",\"taught\"]" },
  { "Made-up picture of a classmate", "false-image", "[\"conduct\"]", "online", "off", "parent",
    "A picture of a classmate’s face on a cartoon animal went round a group. It was unkind, not indecent.", NULL,
    "affected", "made", NULL, "[\"sanction\",\"taught\"]" },
};
const guint gb_demo_n_stories = G_N_ELEMENTS (gb_demo_stories);

static const char *const years[] = { "6", "5", "6", "4", "5", "3", "6", "2", "4", "5", "1", "6", "3", "R", "5", "6" };

/* A child as the incident's people field wants it. */
static void
add_person (GString *json, const GbDemoPupil *pupil, const char *role)
{
  g_string_append_printf (
      json, "%s{\"person_id\":\"%s\",\"name\":\"%s\",\"sort\":\"pupil\",\"role\":\"%s\",\"year_group\":\"%s\"}",
      json->len > 1 ? "," : "", pupil->id, pupil->name, role, pupil->year_group);
}

static char *
record_story (GbDemo *demo, const GbDemoStory *story, const GbDemoPupil *first, const GbDemoPupil *second, gint64 when,
              GError **error)
{
  g_autoptr (GString) people = g_string_new ("[");

  add_person (people, first, story->role);
  if (second != NULL)
    add_person (people, second, story->other_role);
  g_string_append_c (people, ']');
  gb_demo_move_to (demo, when);
  return gb_demo_act (demo, error, "incident.recorded", NULL, "title", story->title, "category", story->category,
                      "[four_c", story->four_c, "@occurred_at", when - 2 * GB_HOUR, "precision", "about", "location",
                      story->location, "site", story->site, "[offsite_tests",
                      g_str_equal (story->site, "off") ? "[\"harm\"]" : NULL, "channel", story->channel, "narrative",
                      story->narrative, "child_words", story->words, "danger", "no", "indecent_image", "no", "[people",
                      people->str, NULL);
}

static gboolean
did (char *case_id)
{
  g_free (case_id);
  return case_id != NULL;
}

/* The referral that the story ends in, or the decision not to make one. */
static gboolean
refer_or_decline (GbDemo *demo, const GbDemoStory *story, const char *incident, gint64 noticed, GError **error)
{
  g_autofree char *referral = gb_demo_act (demo, error, "referral.begun", NULL, "incident_id", incident, "agency",
                                           story->agency != NULL ? story->agency : "social-care", "@noticed_at",
                                           noticed, "summary", story->narrative, NULL);

  if (referral == NULL)
    return FALSE;
  if (story->agency == NULL)
    return did (gb_demo_act (demo, error, "referral.declined", referral, "reason",
                             "No child is at risk of harm beyond what the school and the parents can deal with.",
                             NULL));
  if (!g_str_equal (story->agency, "police")
      && !did (gb_demo_act (demo, error, "referral.consulted", referral, "agency", "LESAS", "person", "duty adviser",
                            "@at", gb_now (), "advice", "Send it today.", NULL)))
    return FALSE;
  return did (gb_demo_act (demo, error, "referral.made", referral, "route",
                           g_str_equal (story->agency, "police") ? "101" : "portal", "@at", gb_now (), "by_id",
                           demo->members[demo->who], "by", gb_demo_member_names[demo->who], "spoke_to", "duty officer",
                           "reference", "ML-26-318", NULL))
         && did (gb_demo_act (demo, error, "referral.answered", referral, "@at", gb_now (), "outcome",
                              g_str_equal (story->agency, "early-help") ? "early-help" : "advice", "words",
                              "They have it, and will ring if they need more.", NULL))
         && did (gb_demo_act (demo, error, "referral.closed", referral, "summary",
                              "Answered; nothing is left to do for the school.", NULL));
}

static gboolean
tell_parent (GbDemo *demo, const char *incident, const GbDemoPupil *pupil, GError **error)
{
  return did (gb_demo_act (demo, error, "incident.parent-told", incident, "person_id", pupil->id, "name", pupil->name,
                           "?told", TRUE, "whom", pupil->parent != NULL ? pupil->parent : "Mother", "by",
                           gb_demo_member_names[demo->who], "@at", gb_now (), "how", "by phone", "reply",
                           "Thanked us and will talk at home.", NULL));
}

static gpointer
read_steps (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_procedure_steps (book, data, error);
}

static gboolean
tick_step (GbDemo *demo, const char *incident, GbCaseStep *step, GError **error)
{
  return did (gb_demo_act (demo, error, "step.done", incident, "procedure", step->procedure, "step", step->step,
                           "title", step->title, "@at", gb_now (), "answer", step->asks != NULL ? "no" : NULL, "note",
                           step->wants_note ? "Talked through with the class teacher; nothing more came of it." : NULL,
                           NULL));
}

/* Ticks what a closing needs, waits for nothing and no act does by itself; at
 * the @end sets aside what there was no cause for. */
static gboolean
tick_steps (GbDemo *demo, const char *incident, gboolean end, GError **error)
{
  g_autoptr (GPtrArray) steps = gb_book_ask (demo->book, read_steps, (gpointer) incident, error);

  for (guint i = 0; steps != NULL && i < steps->len; i++)
    {
      GbCaseStep *step = steps->pdata[i];
      if (!step->closes || gb_case_step_is_settled (step) || (step->waits_for != NULL && !end))
        continue;
      if (step->act == NULL && !tick_step (demo, incident, step, error))
        return FALSE;
      if (step->act != NULL && end && step->may_set_aside
          && !did (gb_demo_act (demo, error, "step.set-aside", incident, "procedure", step->procedure, "step",
                                step->step, "title", step->title, "reason", "There was no cause for it.", NULL)))
        return FALSE;
    }
  return steps != NULL;
}

static gboolean
close_story (GbDemo *demo, const GbDemoStory *story, const char *incident, GError **error)
{
  return did (gb_demo_act (demo, error, "incident.decided", incident, "question", GB_QUESTION_OUTCOME, "decision",
                           "As recorded in the outcome.", "reason", "Agreed with the class teacher and the parents.",
                           NULL))
         && tick_steps (demo, incident, TRUE, error)
         && did (gb_demo_act (demo, error, "incident.debriefed", incident, "?waived", FALSE, "lessons",
                              "Staff at the door knew whom to tell; nothing to change.", "present",
                              "Class teacher, DSL", NULL))
         && did (gb_demo_act (demo, error, "incident.closed", incident, "[outcomes", story->outcomes, "summary",
                              "Dealt with; the class teacher keeps an eye on it.", NULL));
}

/* @back school days ago, at @minutes; closed two school days later unless it is too recent. */
static gboolean
live_story (GbDemo *demo, const GbDemoStory *story, const char *year, int back, int minutes, gboolean late,
            GError **error)
{
  const GbDemoPupil *first = gb_demo_pupil (demo, year);
  const GbDemoPupil *second = story->other_role != NULL ? gb_demo_pupil (demo, year) : NULL;
  gint64 when = gb_demo_school_day (demo, back, minutes);
  g_autofree char *incident = record_story (demo, story, first, second, when, error);

  if (incident == NULL || !tick_steps (demo, incident, FALSE, error)
      || !refer_or_decline (demo, story, incident, when, error))
    return FALSE;
  if (late)
    gb_demo_move_to (demo, gb_demo_school_day (demo, back - 2, 17 * 60));
  if (!tell_parent (demo, incident, first, error) || (second != NULL && !tell_parent (demo, incident, second, error)))
    return FALSE;
  return close_story (demo, story, incident, error);
}

gboolean
gb_demo_terms_of_work (GbDemo *demo, GError **error)
{
  /* About three a week, for three terms and a half. */
  for (int back = 150, turn = 0; back > 8; back -= turn % 3 == 0 ? 2 : 1, turn++)
    if (!live_story (demo, &gb_demo_stories[turn % gb_demo_n_stories], years[turn % G_N_ELEMENTS (years)], back,
                     9 * 60 + (turn * 37) % 330, turn % 17 == 5, error))
      return FALSE;
  return TRUE;
}

/* --- this week ---------------------------------------------------------------------------- */

/* The hour in which this week's last things happen: before the bell of a school
 * day that is under way, else just after the last one, so that what must be
 * back by the next bell is not late when the window opens. */
static gint64
recent (GbDemo *demo)
{
  g_autofree char *today = gb_instant_to_day (demo->real_now);
  gint64 morning = gb_day_to_instant (today, 9 * 60 + 30);
  int bell = gb_calendar_bell (gb_book_get_calendar (demo->book));
  gboolean in_school = gb_calendar_is_school_day (gb_book_get_calendar (demo->book), today);

  if (in_school && demo->real_now > morning && demo->real_now < gb_day_to_instant (today, bell))
    return demo->real_now - 50 * GB_MINUTE;
  if (in_school && demo->real_now > gb_day_to_instant (today, bell + 80))
    return gb_demo_school_day (demo, 0, bell + 20);
  return gb_demo_school_day (demo, in_school ? 1 : 0, bell + 20);
}

static char *
confiscate (GbDemo *demo, const char *incident, const GbDemoPupil *owner, const char *type, const char *description,
            const char *seal, const char *ground, GError **error)
{
  return gb_demo_act (demo, error, "device.confiscated", NULL, "incident_id", incident, "owner_id", owner->id, "owner",
                      owner->name, "owner_year", owner->year_group, "device_type", type, "description", description,
                      "condition", "Screen whole, one corner chipped", "ground", ground, "by_id",
                      demo->members[demo->who], "by", gb_demo_member_names[demo->who], "@at", gb_now (), "place",
                      "main-office-safe", "seal", seal, "?switched_off", TRUE, NULL);
}

/* What is done at once in any incident, so that nothing stands late on the first day. */
static gboolean
make_safe (GbDemo *demo, const char *incident, const char *category, GError **error)
{
  static const char *const at_once[] = { "safe-now", "tell-dsl", "image-question" };
  const GbProcedure *procedure = gb_pack_procedure_for (gb_book_get_pack (demo->book), category, "no");

  for (guint i = 0; i < G_N_ELEMENTS (at_once); i++)
    {
      const GbStep *step = gb_procedure_step (procedure, at_once[i]);
      if (step != NULL
          && !did (gb_demo_act (demo, error, "step.done", incident, "procedure", procedure->id, "step", step->id,
                                "title", step->title, "@at", gb_now (), NULL)))
        return FALSE;
    }
  return TRUE;
}

/* A search that the deputy asks for, and the headteacher has yet to read. */
static gboolean
chat_group (GbDemo *demo, gint64 when, GError **error)
{
  const GbDemoPupil *hurt = gb_demo_pupil (demo, "6");
  const GbDemoPupil *sender = gb_demo_pupil (demo, "6");
  static const GbDemoStory story = {
    "Hurtful messages in a class chat group",
    "device-misuse",
    "[\"conduct\"]",
    "online",
    "off",
    "parent",
    "Children in Year 6 were named in messages in a group of nineteen. A parent brought printed pages to the office. "
    "The class "
    "teacher kept the group back at lunch and spoke with each child alone.",
    "I stopped looking at it because it made my tummy hurt. I didn’t want to get anyone in trouble.",
    "affected",
    "sent",
    NULL,
    NULL
  };
  g_autofree char *incident = NULL;
  g_autofree char *device = NULL;

  if (!gb_demo_sit_down (demo, GB_DEMO_DEPUTY, error))
    return FALSE;
  incident = record_story (demo, &story, hurt, sender, when, error);
  if (incident == NULL || !make_safe (demo, incident, story.category, error)
      || !tell_parent (demo, incident, hurt, error) || !gb_demo_attach (demo, incident, hurt, error))
    return FALSE;
  gb_demo_move_to (demo, when + 12 * GB_MINUTE);
  device = confiscate (demo, incident, sender, "phone", "Black phone, cracked corner", "0417", "behaviour", error);
  return device != NULL
         && did (gb_demo_act (
             demo, error, "search.requested", NULL, "incident_id", incident, "device_id", device, "owner_id",
             sender->id, "owner", sender->name, "owner_sex", sender->sex, "device",
             "Black phone, cracked corner, bag 0417", "scope",
             "The class chat group in the last fortnight, and nothing else", "ground", "prohibited", "limb", "g",
             "reason",
             "The printed pages show part of a conversation. What came before and after decides whether this is "
             "bullying, and by whom.",
             "requester_id", demo->members[GB_DEMO_DEPUTY], "requester", gb_demo_member_names[GB_DEMO_DEPUTY],
             "searcher_id", demo->staff[g_str_equal (sender->sex, "male") ? 0 : 1], "searcher",
             gb_demo_staff_names[g_str_equal (sender->sex, "male") ? 0 : 1], "searcher_sex", sender->sex, "witness_id",
             demo->staff[g_str_equal (sender->sex, "male") ? 2 : 3], "witness",
             gb_demo_staff_names[g_str_equal (sender->sex, "male") ? 2 : 3], "witness_sex", sender->sex, "consent",
             "not-needed", "@valid_from", gb_now (), "@valid_until", demo->real_now + 5 * GB_DAY, "place",
             "Headteacher’s office", "indecent_image", "no", "?retrospective", FALSE, NULL));
}

/* A phone that the police asked the school to keep. */
static gboolean
held_phone (GbDemo *demo, gint64 when, GError **error)
{
  const GbDemoPupil *owner = gb_demo_pupil (demo, "6");
  static const GbDemoStory story = {
    "Threat to post a picture",
    "online-sexual",
    "[\"contact\"]",
    "home",
    "off",
    "child",
    "The child told the DSL that somebody online had asked for a picture and then threatened to post one. "
    "Nobody has looked at the phone.",
    "He said he knows where my school is.",
    "affected",
    NULL,
    "police",
    NULL
  };
  g_autofree char *incident = NULL;
  g_autofree char *device = NULL;

  if (!gb_demo_sit_down (demo, GB_DEMO_DSL, error))
    return FALSE;
  incident = record_story (demo, &story, owner, NULL, when, error);
  if (incident == NULL || !make_safe (demo, incident, story.category, error)
      || !refer_or_decline (demo, &story, incident, when, error) || !tell_parent (demo, incident, owner, error))
    return FALSE;
  device = confiscate (demo, incident, owner, "phone", "Blue phone", "0415", "offence", error);
  return device != NULL
         && did (gb_demo_act (demo, error, "device.held", device, "@at", gb_now (), "why", "police", "reason",
                              "Kent Police asked the school to keep it as evidence.", "officer", "PC Dunmore",
                              "reference", "46/1187/26", NULL));
}

static gboolean
tablet_for_the_bell (GbDemo *demo, gint64 when, GError **error)
{
  const GbDemoPupil *owner = gb_demo_pupil (demo, "5");
  g_autofree char *device = NULL;

  gb_demo_move_to (demo, when);
  if (!gb_demo_sit_down (demo, GB_DEMO_DSL, error))
    return FALSE;
  device = confiscate (demo, NULL, owner, "tablet", "Silver tablet", "0416", "behaviour", error);
  return device != NULL;
}

/* An agency worker, so that no member of the vault is named. */
static gboolean
lado_clock (GbDemo *demo, gint64 when, GError **error)
{
  g_autofree char *referral = NULL;

  gb_demo_move_to (demo, when);
  if (!gb_demo_sit_down (demo, GB_DEMO_HEAD, error))
    return FALSE;
  referral = gb_demo_act (
      demo, error, "referral.begun", NULL, "agency", "lado", "subject", "Dale Perrin", "subject_role",
      "Sports coach, from an agency", "@noticed_at", when, "[limbs", "[\"unsuitable\"]", "summary",
      "A parent says that the coach sent her son a friend request and two messages from a personal account.", NULL);
  return referral != NULL
         && did (gb_demo_act (demo, error, "referral.item", referral, "item", "adult-job", "title",
                              "The adult: job, since when", "value",
                              "Sports coach, Tuesdays and Fridays since September", "?ready", TRUE, NULL));
}

typedef struct
{
  const char *search;
  char *hash;
} Reading;

static gpointer
read_sheet (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  Reading *reading = data;
  g_autoptr (GbSearch) search = gb_search_load (gb_book_get_vault (book), reading->search, error);
  g_autoptr (GbSigning) sheet = search != NULL ? gb_search_sheet (book, search, NULL, error) : NULL;

  if (sheet == NULL)
    return NULL;
  reading->hash = g_strdup (sheet->hash);
  return reading;
}

/* The headteacher reads the sheet, and signs the hash of what was read. */
static gboolean
sign (GbDemo *demo, const char *search, GError **error)
{
  Reading reading = { search, NULL };
  g_autofree char *hash = NULL;

  gb_demo_move_to (demo, demo->now + 20 * GB_MINUTE);
  if (gb_book_ask (demo->book, read_sheet, &reading, error) == NULL)
    return FALSE;
  hash = reading.hash;
  return did (
      gb_demo_act (demo, error, "search.authorised", search, "sheet_hash", hash, "?after_the_fact", FALSE, NULL));
}

static gboolean
carry_out (GbDemo *demo, const char *search, const char *device, const GbDemoPupil *owner, int searcher, GError **error)
{
  int witness = searcher == 0 ? 2 : 3;

  gb_demo_move_to (demo, demo->now + 15 * GB_MINUTE);
  return gb_demo_sit_down (demo, GB_DEMO_DEPUTY, error)
         && did (gb_demo_act (demo, error, "search.carried-out", search, "@at", gb_now (), "place",
                              "Headteacher’s office", "searcher_id", demo->staff[searcher], "searcher",
                              gb_demo_staff_names[searcher], "witness_id", demo->staff[witness], "witness",
                              gb_demo_staff_names[witness], "cooperation", "Opened the phone when asked", "?found",
                              FALSE, "follow_up", "The two who told were thanked; the phone goes back at the bell.",
                              "?risk_revealed", FALSE, "harm_considered",
                              "Nothing was found, and no child was at risk.", NULL))
         && did (gb_demo_act (demo, error, "search.dsl-informed", search, "@at", gb_now (), "who_id",
                              demo->members[GB_DEMO_DSL], "who", gb_demo_member_names[GB_DEMO_DSL], "how", "In person",
                              NULL))
         && did (gb_demo_act (demo, error, "search.parent-told", search, "?told", TRUE, "whom",
                              owner->parent != NULL ? owner->parent : "Mother", "@at", gb_now (), "by",
                              gb_demo_member_names[GB_DEMO_DEPUTY], "reply", "Was glad to be told.", NULL))
         && did (gb_demo_act (demo, error, "search.closed", search, "summary", "Nothing was found.", NULL))
         && did (gb_demo_act (demo, error, "device.released", device, "@at", gb_now (), "to_id", owner->parent_id, "to",
                              owner->parent, "relation", "mother", "identity_seen", "Known to the office", "by_id",
                              demo->members[GB_DEMO_DEPUTY], "by", gb_demo_member_names[GB_DEMO_DEPUTY], NULL));
}

/* A search of last week, carried out and closed, so that the report has one. */
static gboolean
past_search (GbDemo *demo, int back, GError **error)
{
  const GbDemoPupil *owner = gb_demo_pupil (demo, "6");
  gboolean boy = g_strcmp0 (owner->sex, "male") == 0;
  gint64 when = gb_demo_school_day (demo, back, 11 * 60);
  g_autofree char *device = NULL;
  g_autofree char *search = NULL;

  gb_demo_move_to (demo, when);
  if (!gb_demo_sit_down (demo, GB_DEMO_DEPUTY, error)
      || (device =
              confiscate (demo, NULL, owner, "phone", "Green phone", back > 20 ? "0398" : "0409", "behaviour", error))
             == NULL)
    return FALSE;
  search = gb_demo_act (demo, error, "search.requested", NULL, "device_id", device, "owner_id", owner->id, "owner",
                        owner->name, "owner_sex", owner->sex, "device", "Green phone", "scope",
                        "Photographs taken in the changing room today", "ground", "risk", "limb", "g", "reason",
                        "Two children said that he was taking photographs in the changing room.", "requester_id",
                        demo->members[GB_DEMO_DEPUTY], "requester", gb_demo_member_names[GB_DEMO_DEPUTY], "searcher_id",
                        demo->staff[boy ? 0 : 1], "searcher", gb_demo_staff_names[boy ? 0 : 1], "searcher_sex",
                        owner->sex, "witness_id", demo->staff[boy ? 2 : 3], "witness", gb_demo_staff_names[boy ? 2 : 3],
                        "witness_sex", owner->sex, "consent", "not-needed", "@valid_from", gb_now (), "@valid_until",
                        when + 4 * GB_HOUR, "indecent_image", "no", "?retrospective", FALSE, NULL);
  return search != NULL && gb_demo_sit_down (demo, GB_DEMO_HEAD, error) && sign (demo, search, error)
         && carry_out (demo, search, device, owner, boy ? 0 : 1, error);
}

/* A low-level concern: sealed, so that the deputy is told nothing of it. */
static gboolean
staff_concern (GbDemo *demo, gint64 when, GError **error)
{
  g_autofree char *concern = NULL;

  gb_demo_move_to (demo, when + 50 * GB_MINUTE);
  if (!gb_demo_sit_down (demo, GB_DEMO_HEAD, error))
    return FALSE;
  concern = gb_demo_act (
    demo, error, "concern.recorded", NULL, "person_id", demo->staff[2], "person", gb_demo_staff_names[2], "person_role",
    "staff", "title", "A pupil’s photograph on his own phone", "narrative",
    "After the harvest display he took a photograph of a group of pupils with his own phone, because the class tablet "
    "was flat. He said so at the end of the day and deleted it with the headteacher watching.",
    "context", "The tablet had not been charged since Monday. There is no earlier word of anything like it.",
    "@occurred_at", when, "precision", "about", "place", "School hall", "@noticed_at", when + 30 * GB_MINUTE, "?online",
    FALSE, "told_by", "Gareth Lowe himself", "?self_reported", TRUE, "danger", "no", NULL);
  return concern != NULL
         && did (gb_demo_act (demo, error, "concern.assessed", concern, "harmed", "no", "offence", "no", "risk", "no",
                              "unsuitable", "no", "reason",
                              "One photograph of a group, in the open, told by himself and deleted at once.", NULL))
         && did (gb_demo_act (demo, error, "concern.manager-named", concern, "person_id", demo->members[GB_DEMO_HEAD],
                              "name", gb_demo_member_names[GB_DEMO_HEAD], "reason", "The headteacher decides.", NULL))
         && did (gb_demo_act (demo, error, "concern.dealt-with", concern, "@at", gb_now (), "by",
                              gb_demo_member_names[GB_DEMO_HEAD], "done",
                              "Talked through the rule on own devices. A charging place for the class tablets is set.",
                              NULL));
}

gboolean
gb_demo_this_week (GbDemo *demo, GError **error)
{
  gint64 last = recent (demo);

  return past_search (demo, 5, error)
         && staff_concern (demo, gb_demo_school_day (demo, 4, 14 * 60 + 50), error)
         && held_phone (demo, gb_demo_school_day (demo, 3, 10 * 60 + 20), error)
         && lado_clock (demo, last - 5 * GB_MINUTE, error) && tablet_for_the_bell (demo, last, error)
         && chat_group (demo, last + 10 * GB_MINUTE, error) && gb_demo_sit_down (demo, GB_DEMO_DSL, error)
         && gb_demo_same_person (demo, error);
}
