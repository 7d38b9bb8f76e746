/* SPDX-License-Identifier: GPL-3.0-or-later */
/* demo-years-staff: what concerns the grown-ups of a generated school - concerns
 * about staff from the first word to the close, standing authorities, and the one
 * change that the school makes to its own policy. */
#include <string.h>

#include "base/time.h"
#include "casework/authority.h"
#include "casework/policy.h"
#include "ctl/demo-years.h"
#include "policy/pack-draft.h"

/* --- concerns about staff ---------------------------------------------------------- */

typedef struct
{
  const char *title, *narrative, *limb; /* limb: "yes" "no" "unknown" of the fourth */
  gboolean online;
} Plot;

static const Plot plots[] = {
  { "Alone with a child behind a closed door", "A colleague saw the door closed during a reading hour, and knocked.",
    "no", FALSE },
  { "Sharp words in front of the class", "Two children told the same of a lesson: one was called lazy twice.", "no",
    FALSE },
  { "A lift home in a private car", "A parent thanked the office for a lift that nobody had agreed to.", "no", FALSE },
  { "Favourites at the club", "A volunteer wrote that the same two are always chosen, and given sweets.", "no", FALSE },
  { "Messages answered at night", "A parent showed answers from a private number, late in the evening.", "yes", TRUE },
  { "Held by the arm", "A child said that an arm was gripped hard at the gate. Somebody saw part of it.", "unknown",
    FALSE },
};

typedef struct
{
  GbYears *years;
  const Plot *plot;
  const GbYearsAdult *about, *welfare;
  char *id;
} Concern;

static void
concern_free (gpointer data)
{
  Concern *it = data;
  g_free (it->id);
  g_free (it);
}

#define DID(it, ...) gb_years_did (gb_demo_act (&(it)->years->demo, error, __VA_ARGS__, NULL))

static gboolean
is_low_level (const Concern *it)
{
  return g_str_equal (it->plot->limb, "no");
}

static gboolean
conclude (Concern *it, GError **error)
{
  static const char *const outcomes[] = { "unsubstantiated", "unfounded", "unsubstantiated", "false" };
  const char *outcome = gb_years_pick (it->years, outcomes);
  g_autofree char *today = gb_today ();

  return DID (it, "concern.concluded", it->id, "outcome", outcome, "reason", "What the enquiry found.")
         && (!g_str_equal (outcome, "false")
             || DID (it, "concern.file-cleared", it->id, "on", today, "by", gb_demo_member_names[GB_DEMO_HEAD], "what",
                     "The letter and the note of the talk"));
}

/* Some weeks later: what is owed is done, and it is closed. */
static gboolean
end_concern (GbYears *years, gpointer data, GError **error)
{
  Concern *it = data;

  if (!gb_demo_sit_down (&years->demo, GB_DEMO_DSL, error))
    return FALSE;
  if (is_low_level (it)
          ? !DID (it, "concern.dealt-with", it->id, "@at", gb_now (), "by", gb_demo_member_names[GB_DEMO_HEAD], "done",
                  "Talked over; reminded of the code of conduct.")
                || !DID (it, "concern.pattern-reviewed", it->id, "conclusion", "none", "reason",
                         "Nothing like it before.")
          : !conclude (it, error))
    return FALSE;
  return DID (it, "concern.closed", it->id, "summary", "Closed by the headteacher; nothing is owed any more.");
}

static gboolean
handle_allegation (Concern *it, GError **error)
{
  g_autofree char *today = gb_today ();

  return DID (it, "concern.lado-told", it->id, "@at", gb_now (), "by_id", it->years->demo.members[GB_DEMO_DSL], "by",
              gb_demo_member_names[GB_DEMO_DSL], "how", "phone", "officer", "Duty officer", "advice",
              "Say nothing to the person yet; the school looks into it.", "decision", "The school looks into it")
         && DID (it, "concern.measure-decided", it->id, "measure", "supervised", "from", today, "considered",
                 "Other duties; another place; another adult in the room", "reason",
                 "Another adult is enough meanwhile.")
         && DID (it, "concern.welfare-named", it->id, "person_id", it->welfare->id, "name", it->welfare->name);
}

static gboolean
begin_concern (GbYears *years, gpointer data, GError **error)
{
  Concern *it = g_new0 (Concern, 1);
  gint64 now = gb_now ();

  it->years = years;
  it->plot = data;
  it->about = gb_years_adult (years, NULL, NULL);
  it->welfare = gb_years_adult (years, NULL, it->about);
  gb_years_write (years, gb_years_school_day (years, now, 5 + gb_years_below (years, 20), 16 * 60), end_concern, it,
                  concern_free);
  if (!gb_demo_sit_down (&years->demo, GB_DEMO_DSL, error))
    return FALSE;
  it->id = gb_demo_act (&years->demo, error, "concern.recorded", NULL, "person_id", it->about->id, "person",
                        it->about->name, "person_role", "staff", "title", it->plot->title, "narrative",
                        it->plot->narrative, "@occurred_at", now - 5 * GB_HOUR, "precision", "about", "place",
                        it->plot->online ? "Online" : "School", "@noticed_at", now - GB_HOUR, "?online",
                        it->plot->online, "told_by", "A colleague", "?self_reported", FALSE, "danger", "no", NULL);
  return it->id != NULL
         && DID (it, "concern.assessed", it->id, "harmed", "no", "offence", "no", "risk", "no", "unsuitable",
                 it->plot->limb, "reason", "As it was told and seen.")
         && DID (it, "concern.manager-named", it->id, "person_id", years->demo.members[GB_DEMO_HEAD], "name",
                 gb_demo_member_names[GB_DEMO_HEAD], "reason", "The headteacher decides")
         && (is_low_level (it) || handle_allegation (it, error));
}

/* --- standing authorities --------------------------------------------------------------- */

static gpointer
read_authority (GbBook *book, gpointer body, GCancellable *cancellable, GError **error)
{
  return gb_authority_sheet (book, body, error);
}

static gboolean
end_authority (GbYears *years, gpointer id, GError **error)
{
  return gb_demo_sit_down (&years->demo, GB_DEMO_HEAD, error)
         && gb_years_did (gb_demo_act (&years->demo, error, "authority.ended", id, "reason",
                                       "Has another post from next term.", NULL));
}

/* To one of the staff, for the gate, until the summer. */
static gboolean
give_authority (GbYears *years, gpointer data, GError **error)
{
  const GbYearsAdult *adult = gb_years_adult (years, NULL, NULL);
  g_autofree char *today = gb_today ();
  g_autofree char *until = gb_day_add (today, 180);
  g_autoptr (JsonObject) body = json_object_new ();
  g_autoptr (GbSigning) sheet = NULL;
  char *id;

  json_object_set_string_member (body, "person_id", adult->id);
  json_object_set_string_member (body, "person", adult->name);
  json_object_set_string_member (body, "scope", "description");
  json_object_set_string_member (body, "description", "Phones used in the changing rooms");
  json_object_set_string_member (body, "from", today);
  json_object_set_string_member (body, "until", until);
  json_object_set_boolean_member (body, "agreed", TRUE);
  if (!gb_demo_sit_down (&years->demo, GB_DEMO_HEAD, error)
      || (sheet = gb_book_ask (years->demo.book, read_authority, body, error)) == NULL)
    return FALSE;
  id = gb_demo_act (&years->demo, error, "authority.given", NULL, "person_id", adult->id, "person", adult->name,
                    "scope", "description", "description", "Phones used in the changing rooms", "from", today, "until",
                    until, "?agreed", TRUE, "sheet_hash", sheet->hash, NULL);
  if (id != NULL)
    gb_years_write (years, gb_years_school_day (years, years->demo.now, 60, 12 * 60), end_authority, id, g_free);
  return id != NULL;
}

/* --- the school's own policy ------------------------------------------------------------------ */

/* In the first term the school decides that its leaders may let a class use phones in a lesson. */
static gboolean
change_policy (GbYears *years, gpointer data, GError **error)
{
  g_autoptr (GbPackDraft) draft = NULL;
  g_autoptr (GbPack) below = NULL;
  g_autoptr (GbPack) pack = NULL;
  g_autoptr (GBytes) layer = NULL;
  g_autoptr (GbDone) done = NULL;
  g_autofree char *version = NULL;

  if (!gb_demo_sit_down (&years->demo, GB_DEMO_HEAD, error))
    return FALSE;
  below = g_object_ref (gb_book_get_pack (years->demo.book));
  version = gb_policy_next_version (gb_pack_get_version (below));
  draft = gb_pack_draft_new (below, NULL, error);
  if (draft == NULL)
    return FALSE;
  gb_pack_draft_set (draft, "rules/rule:curriculum-device.approver/@value", "leadership");
  pack = gb_pack_draft_finish (draft, version, error);
  layer = pack != NULL ? gb_pack_draft_write (draft, version) : NULL;
  done = pack != NULL ? gb_policy_adopt (years->demo.book, pack, below, layer, NULL,
                                         "Agreed with governors: phones in a lesson when a leader allows it", error)
                      : NULL;
  return done != NULL;
}

/* --- when ------------------------------------------------------------------------------------- */

static void
plan_on (GbYears *years, guint place, int minutes, GbYearsDo what, gpointer data)
{
  if (place < years->days->len)
    gb_years_write (years, gb_day_to_instant (years->days->pdata[place], minutes), what, data, NULL);
}

void
gb_years_plan_staff (GbYears *years)
{
  guint pace = years->secondary ? 13 : 47;

  plan_on (years, 16, 16 * 60 + 5, change_policy, NULL);
  for (guint place = 9, i = 0; place < years->days->len; place += pace, i++)
    plan_on (years, place, 15 * 60 + 35, begin_concern, (gpointer) &plots[i % G_N_ELEMENTS (plots)]);
  for (guint place = 7; place < years->days->len; place += 95)
    plan_on (years, place, 8 * 60 + 20, give_authority, NULL);
}
