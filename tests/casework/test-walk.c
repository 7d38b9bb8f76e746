/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every procedure of a shipped pack, the one that is named on the command line
 * (kent-2023), from the first record to the closed case, through the acts and twice: once as it goes when nothing is behind it
 * (every question answered no, nobody outside told), once when everything is
 * (every question answered yes, devices, referrals, deletion).  On the way each
 * step's gate is tried from its wrong side before it is done, and the case is
 * refused its closing as long as one thing is missing. */
#include <locale.h>

#include "policy-support.h"

/* All walks go over one desk, each a case of its own; a minute passes between acts. */
static Desk *school;
static GbPack *pack; /* as it was adopted; each book that is opened reads its own */
static char *leader; /* who searches where the policy asks for one of the leadership; else NULL */
static guint cases;
static GHashTable *met; /* "procedure/step" of every step that was done or set aside */

typedef struct
{
  const GbProcedure *procedure;
  gboolean full;
  char *id;     /* the incident */
  char *device; /* in custody, or NULL */
  char *search;
  gboolean held, keeps; /* keeps: the device is needed in school, for a search or a deletion */
} Walk;

static void
later (void)
{
  desk_now += GB_MINUTE;
}

static gboolean
does_by (GbCaseStep *step, const char *kind)
{
  g_auto (GStrv) acts = g_strsplit (step->act != NULL ? step->act : "", " ", -1);
  return g_strv_contains ((const char *const *) acts, kind);
}

/* --- the record that begins it ---------------------------------------------------- */

static const char *
category_of (const GbProcedure *procedure, const char *image)
{
  GPtrArray *words = gb_pack_words (pack, "category");

  for (guint i = 0; i < words->len; i++)
    {
      const GbWord *word = words->pdata[i];
      if (gb_pack_procedure_for (pack, word->id, image) == procedure)
        return word->id;
    }
  g_error ("no category leads to the procedure %s", procedure->id);
}

#define RECORDED                                                                                                   \
  "{'title':'A walk','category':'%s','four_c':['contact'],'occurred_at':%" G_GINT64_FORMAT ",'precision':'about'," \
  " 'location':'online','site':'%s','offsite_tests':['harm'],'channel':'%s','told_by':'Mrs Marsh',"                \
  " 'narrative':'What was told.','danger':'no','indecent_image':'%s','equipment':'%s','people':["                  \
  "  {'person_id':'" ELIN "','name':'Elin Marsh','sort':'pupil','role':'affected','year_group':'6'},"              \
  "  {'person_id':'" JONAH "','name':'Jonah Reed','sort':'pupil','role':'sent','year_group':'6'}]}"

static void
record (Walk *walk, Desk *desk)
{
  gboolean image = g_strcmp0 (walk->procedure->image, "always") == 0 || (walk->procedure->image != NULL && walk->full);
  const char *said = image ? "unknown" : "no";
  g_autofree char *json =
      g_strdup_printf (RECORDED, category_of (walk->procedure, said), gb_now () - GB_HOUR, walk->full ? "off" : "on",
                       walk->full ? "other-school" : "staff-saw", said, walk->full ? "school" : "own");
  g_autoptr (JsonObject) body = body_of (json);
  g_autofree char *request = gb_id_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GbDone) done = gb_incident_record (desk->book, request, body, &error);
  g_autoptr (GbIncident) incident = NULL;

  g_assert_no_error (error);
  walk->id = g_strdup (done->case_id);
  incident = load (desk, walk->id);
  g_assert_cmpstr (incident->procedure, ==, walk->procedure->id);
}

/* --- the record of a step -------------------------------------------------------------- */

static void
refer (Desk *desk, Walk *walk, const char *agency)
{
  g_autofree char *begun = g_strdup_printf ("{'incident_id':'%s','agency':'%s','noticed_at':%" G_GINT64_FORMAT
                                            ",'summary':'What was told.'}",
                                            walk->id, agency, gb_now ());
  g_autofree char *id = gb_test_act (desk->book, "referral.begun", NULL, begun);
  g_autofree char *asked = g_strdup_printf (
      "{'agency':'LESAS','person':'Duty adviser','at':%" G_GINT64_FORMAT ",'advice':'Send it.'}", gb_now ());
  g_autofree char *made = g_strdup_printf ("{'route':'phone','at':%" G_GINT64_FORMAT ",'by_id':'" BETH
                                           "','by':'Beth Oyelaran','spoke_to':'Duty desk'}",
                                           gb_now ());
  g_autofree char *answered =
      g_strdup_printf ("{'at':%" G_GINT64_FORMAT ",'outcome':'advice','words':'Go on.'}", gb_now ());

  desk_does (desk, "referral.consulted", id, asked);
  desk_does (desk, "referral.made", id, made);
  desk_does (desk, "referral.answered", id, answered);
}

static char *
first_agency (GbCaseStep *step, const char *otherwise)
{
  return step->agency != NULL ? g_strndup (step->agency, strcspn (step->agency, " ")) : g_strdup (otherwise);
}

static void
take_in (Desk *desk, Walk *walk)
{
  g_autofree char *more = g_strdup_printf (
      "{'incident_id':'%s','seal':'W%u','description':'Phone of walk %u','place':'%s','at':%" G_GINT64_FORMAT "}",
      walk->id, cases, cases, gb_pack_rule (pack, "device.place"), gb_now ());
  walk->device = take (desk, more);
}

static void
hold (Desk *desk, Walk *walk)
{
  g_autofree char *json =
      g_strdup_printf ("{'at':%" G_GINT64_FORMAT ",'why':'evidence','reason':'It may be.'}", gb_now ());
  desk_does (desk, "device.held", walk->device, json);
  walk->held = TRUE;
}

static void
lift_hold (Desk *desk, Walk *walk)
{
  g_autofree char *json = g_strdup_printf ("{'at':%" G_GINT64_FORMAT ",'officer':'PC Dunmore','reference':'46/118/26',"
                                           "'writing':'E-mail of today, filed'}",
                                           gb_now ());
  if (!walk->held)
    return;
  desk_does (desk, "device.hold-lifted", walk->device, json);
  walk->held = FALSE;
  later ();
}

static void
hand_back (Desk *desk, Walk *walk)
{
  g_autofree char *json =
      g_strdup_printf ("{'at':%" G_GINT64_FORMAT ",'to_id':'" MOTHER "','to':'Dana Reed','relation':'mother',"
                       "'identity_seen':'Known to the office','by_id':'" OWEN "','by':'Owen Maddox',"
                       "'late_reason':'The case went on.'}",
                       gb_now ());

  if (walk->held)
    desk_refuses (desk, "device.released", walk->device, json, GB_ERROR_REFUSED, "evidence");
  lift_hold (desk, walk);
  g_clear_pointer (&json, g_free);
  json = g_strdup_printf ("{'at':%" G_GINT64_FORMAT ",'to_id':'" MOTHER "','to':'Dana Reed','relation':'mother',"
                          "'identity_seen':'Known to the office','by_id':'" OWEN "','by':'Owen Maddox',"
                          "'late_reason':'The case went on.'}",
                          gb_now ());
  desk_does (desk, "device.released", walk->device, json);
}

static void
hand_to_police (Desk *desk, Walk *walk)
{
  g_autofree char *json =
      g_strdup_printf ("{'at':%" G_GINT64_FORMAT ",'officer':'PC Dunmore','collar':'8812','reference':'46/118/26',"
                       "'by_id':'" OWEN "','by':'Owen Maddox','seal_intact':'yes'}",
                       gb_now ());
  desk_does (desk, "device.to-police", walk->device, json);
}

/* Whoever searches, and whose consent there is, where the policy asks for more than the law. */
static char *
as_the_policy_wants (void)
{
  if (leader == NULL)
    return g_strdup ("");
  return g_strdup_printf (",'searcher_id':'%s','searcher':'Tom Ashby','requester_id':'" BETH
                          "','requester':'Beth Oyelaran','consent':'parent','consent_by':'Dana Reed',"
                          "'consent_how':'By phone'",
                          leader);
}

static void
ask_search (Desk *desk, Walk *walk)
{
  g_autofree char *wanted = as_the_policy_wants ();
  g_autofree char *more = g_strdup_printf ("{'incident_id':'%s','device_id':'%s','valid_from':%" G_GINT64_FORMAT
                                           ",'valid_until':%" G_GINT64_FORMAT "%s}",
                                           walk->id, walk->device, gb_now (), gb_now () + 3 * GB_HOUR, wanted);
  walk->search = new_search (desk, more);
}

static void
search_it (Desk *desk, Walk *walk)
{
  g_autofree char *json = NULL;
  g_autofree char *body = NULL;

  sign (desk, walk->search);
  later ();
  json = leader == NULL ? g_strdup_printf ("{'at':%" G_GINT64_FORMAT "}", gb_now ())
                        : g_strdup_printf ("{'at':%" G_GINT64_FORMAT ",'searcher_id':'%s','searcher':'Tom Ashby'}",
                                           gb_now (), leader);
  body = carried_out (json);
  desk_does (desk, "search.carried-out", walk->search, body);
}

static void
tell_of_search (Desk *desk, Walk *walk, gboolean parent)
{
  g_autofree char *dsl = g_strdup_printf ("{'at':%" G_GINT64_FORMAT ",'who_id':'%s','who':'Ruth Adeyemi'}", gb_now (),
                                          desk->members[CARYS]);
  if (parent)
    desk_does (desk, "search.parent-told", walk->search, "{'told':false,'reason_not':'The police asked us to wait.'}");
  else
    desk_does (desk, "search.dsl-informed", walk->search, dsl);
}

static void
confirm_deletion (Desk *desk, Walk *walk)
{
  g_autofree char *one =
      g_strdup_printf ("{'ground':'agencies-done','source':'PC Dunmore','at':%" G_GINT64_FORMAT "}", gb_now ());
  g_autofree char *two =
      g_strdup_printf ("{'ground':'no-risk','source':'The LADO','at':%" G_GINT64_FORMAT "}", gb_now ());
  g_autofree char *deleted =
      g_strdup_printf ("{'by_whom':'The child','how':'In front of us','at':%" G_GINT64_FORMAT "}", gb_now ());

  desk_refuses (desk, "image.deleted", walk->id, deleted, GB_ERROR_REFUSED, ".");
  desk_does (desk, "image.deletion-confirmed", walk->id, one);
  desk_sit (desk, CARYS);
  desk_does (desk, "image.deletion-confirmed", walk->id, two);
  desk_sit (desk, RUTH);
}

static void
delete_it (Desk *desk, Walk *walk)
{
  g_autofree char *json = NULL;

  lift_hold (desk, walk);
  json = g_strdup_printf ("{'by_whom':'The child','how':'In front of us','at':%" G_GINT64_FORMAT "}", gb_now ());
  desk_does (desk, "image.deleted", walk->id, json);
}

static void
seek_advice (Desk *desk, Walk *walk, GbCaseStep *step)
{
  g_autofree char *agency = first_agency (step, "lesas");
  g_autofree char *json = g_strdup_printf ("{'agency':'%s','person':'Duty adviser','at':%" G_GINT64_FORMAT
                                           ",'question':'What now?','advice':'Go on.','decision':'We go on.'}",
                                           agency, gb_now ());
  desk_does (desk, "advice.sought", walk->id, json);
}

static void
decide (Desk *desk, Walk *walk, const char *question)
{
  g_autofree char *json =
      g_strdup_printf ("{'question':'%s','decision':'As agreed.','reason':'It fits what is known.'}", question);
  desk_does (desk, "incident.decided", walk->id, json);
}

static void
set_aside (Desk *desk, Walk *walk, GbCaseStep *step)
{
  g_autofree char *json = g_strdup_printf ("{'procedure':'%s','step':'%s','title':'-','reason':'No cause for it.'}",
                                           step->procedure, step->step);
  desk_does (desk, "step.set-aside", walk->id, json);
}

static void
refer_or_decline (Desk *desk, Walk *walk, GbCaseStep *step)
{
  g_autofree char *agency = first_agency (step, "police");

  if (walk->full || !does_by (step, "referral.declined"))
    refer (desk, walk, agency);
  else
    decide (desk, walk, GB_QUESTION_NOT_REFERRED);
}

/* Devices: all of it when there is one; handing to the police only where school needs it no more. */
static void
do_device (Desk *desk, Walk *walk, GbCaseStep *step)
{
  if (does_by (step, "device.confiscated") && walk->full)
    take_in (desk, walk);
  else if (does_by (step, "device.held"))
    hold (desk, walk);
  else if (does_by (step, "device.released"))
    hand_back (desk, walk);
  else if (does_by (step, "device.to-police") && !walk->keeps)
    hand_to_police (desk, walk);
  else
    set_aside (desk, walk, step);
}

static void
do_search (Desk *desk, Walk *walk, GbCaseStep *step)
{
  if (does_by (step, "search.requested"))
    ask_search (desk, walk);
  else if (does_by (step, "search.carried-out"))
    search_it (desk, walk);
  else
    tell_of_search (desk, walk, does_by (step, "search.parent-told"));
}

static void
do_image (Desk *desk, Walk *walk, GbCaseStep *step)
{
  if (does_by (step, "image.viewed"))
    desk_does (desk, "image.viewed", walk->id, "{'viewed':false}");
  else if (!walk->full)
    set_aside (desk, walk, step);
  else if (does_by (step, "image.deletion-confirmed"))
    confirm_deletion (desk, walk);
  else
    delete_it (desk, walk);
}

static void
do_step (Desk *desk, Walk *walk, GbCaseStep *step)
{
  if (step->act == NULL)
    tick_with (desk, walk->id, step->step, walk->full ? "yes" : "no");
  else if (g_str_has_prefix (step->act, "device."))
    do_device (desk, walk, step);
  else if (g_str_has_prefix (step->act, "search."))
    do_search (desk, walk, step);
  else if (g_str_has_prefix (step->act, "image."))
    do_image (desk, walk, step);
  else if (g_str_has_prefix (step->act, "referral."))
    refer_or_decline (desk, walk, step);
  else if (does_by (step, "advice.sought"))
    seek_advice (desk, walk, step);
  else if (does_by (step, "incident.parent-told"))
    tell_parents (desk, walk->id);
  else if (does_by (step, "incident.decided"))
    decide (desk, walk, step->question);
  else if (does_by (step, "incident.debriefed"))
    desk_does (desk, "incident.debriefed", walk->id, DEBRIEF);
  else
    g_error ("%s: nobody knows how to do %s", step->step, step->act);
}

/* --- the wrong side of its gate ------------------------------------------------------------ */

static void
try_tick (Desk *desk, Walk *walk, GbCaseStep *step, const char *more, const char *words)
{
  g_autofree char *json =
      g_strdup_printf ("{'procedure':'%s','step':'%s','title':'-','at':1%s}", step->procedure, step->step, more);
  desk_refuses (desk, "step.done", walk->id, json, GB_ERROR_REFUSED, words);
}

/* That it is open: the case may not close, and the list that says why leads to it. */
static void
check_missing (Desk *desk, Walk *walk, GbCaseStep *step)
{
  static const struct
  {
    const char *act, *where;
  } elsewhere[] = {
    { "incident.parent-told", "people" },
    { "incident.debriefed", "debrief" },
    { "image.viewed", "image" },
    { "referral.made", "decisions" },
  };
  g_autoptr (GPtrArray) list = missing (desk, walk->id);

  for (guint i = 0; i < list->len; i++)
    {
      GbMissing *thing = list->pdata[i];
      if (g_strcmp0 (thing->which, step->step) == 0)
        return;
      for (gsize e = 0; e < G_N_ELEMENTS (elsewhere); e++)
        if (does_by (step, elsewhere[e].act) && g_str_equal (thing->where, elsewhere[e].where))
          return;
    }
  g_error ("%s: “%s” is open, but nothing says that the case waits for it", walk->procedure->id, step->title);
}

static void
try_wrong_side (Desk *desk, Walk *walk, GbCaseStep *step)
{
  if (step->act != NULL)
    try_tick (desk, walk, step, "", "is done by its own record");
  else if (step->waits_for != NULL)
    try_tick (desk, walk, step, ",'note':'x'", "comes after");
  else if (step->asks != NULL)
    try_tick (desk, walk, step, "", "Answer it with yes, no or not known");
  else if (step->wants_note)
    try_tick (desk, walk, step, "", "is kept in words");
  if (!step->may_set_aside)
    {
      g_autofree char *json =
          g_strdup_printf ("{'procedure':'%s','step':'%s','title':'-','reason':'Busy.'}", step->procedure, step->step);
      desk_refuses (desk, "step.set-aside", walk->id, json, GB_ERROR_REFUSED, "doesn’t let");
    }
  if (step->closes)
    {
      check_missing (desk, walk, step);
      desk_refuses (desk, "incident.closed", walk->id, CLOSING, GB_ERROR_REFUSED, "can’t be closed yet");
    }
}

/* --- the walk -------------------------------------------------------------------------------- */

/* The next step that waits for nothing. */
static GbCaseStep *
next_step (GPtrArray *steps)
{
  for (guint i = 0; i < steps->len; i++)
    {
      GbCaseStep *step = steps->pdata[i];
      if (!gb_case_step_is_settled (step) && (step->waits_for == NULL || strstr (step->waits_for, "signature") != NULL))
        return step;
    }
  return NULL;
}

static void
try_those_that_wait (Desk *desk, Walk *walk, GPtrArray *steps)
{
  for (guint i = 0; i < steps->len; i++)
    {
      GbCaseStep *step = steps->pdata[i];
      if (!gb_case_step_is_settled (step) && step->waits_for != NULL)
        try_wrong_side (desk, walk, step);
    }
}

static void
note_met (Walk *walk, GPtrArray *steps)
{
  for (guint i = 0; i < steps->len; i++)
    g_hash_table_add (met, g_strjoin ("/", walk->procedure->id, ((GbCaseStep *) steps->pdata[i])->step, NULL));
}

static void
walk_it (Desk *desk, Walk *walk)
{
  g_autoptr (GPtrArray) at_first = NULL;

  record (walk, desk);
  at_first = steps_of (desk, walk->id);
  try_those_that_wait (desk, walk, at_first);
  for (guint turn = 0;; turn++)
    {
      g_autoptr (GPtrArray) steps = steps_of (desk, walk->id);
      GbCaseStep *step = next_step (steps);
      g_autofree char *state = NULL;
      if (step == NULL)
        {
          g_assert_cmpuint (gb_procedure_settled (steps), ==, steps->len);
          note_met (walk, steps);
          break;
        }
      g_assert_cmpuint (turn, <, 60);
      later ();
      try_wrong_side (desk, walk, step);
      do_step (desk, walk, step);
      state = step_state (desk, walk->id, step->step);
      if (g_strcmp0 (state, "done") != 0 && g_strcmp0 (state, "declined") != 0)
        g_error ("%s: “%s” was done and is still %s", walk->procedure->id, step->title, state);
    }
}

static void
close_it (Desk *desk, Walk *walk)
{
  g_autoptr (GPtrArray) left = missing (desk, walk->id);
  g_autoptr (GbIncident) closed = NULL;

  for (guint i = 0; i < left->len; i++)
    g_test_message ("missing: %s", ((GbMissing *) left->pdata[i])->sentence);
  g_assert_cmpuint (left->len, ==, 0);
  later ();
  desk_does (desk, "incident.closed", walk->id, CLOSING);
  closed = load (desk, walk->id);
  g_assert_cmpstr (closed->state, ==, "closed");
  g_assert_cmpint (closed->steps_done, ==, closed->steps);
}

static void
test_walk (gconstpointer data)
{
  Walk walk = *(const Walk *) data;

  cases++;
  walk_it (school, &walk);
  close_it (school, &walk);
  g_free (walk.id);
  g_free (walk.device);
  g_free (walk.search);
}

static void
test_every_step_was_met (void)
{
  GPtrArray *procedures = gb_pack_procedures (pack);

  for (guint i = 0; i < procedures->len; i++)
    {
      const GbProcedure *procedure = procedures->pdata[i];
      for (guint s = 0; s < procedure->steps->len; s++)
        {
          const GbStep *step = procedure->steps->pdata[s];
          g_autofree char *name = g_strjoin ("/", procedure->id, step->id, NULL);
          if (!g_hash_table_contains (met, name))
            g_test_fail_printf ("no walk came to %s", name);
          if (step->obligations == NULL)
            g_test_fail_printf ("%s cites no obligation", name);
        }
    }
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

static void
add_walks (GPtrArray *walks)
{
  GPtrArray *procedures = gb_pack_procedures (pack);

  for (guint i = 0; i < procedures->len; i++)
    for (guint full = 0; full < 2; full++)
      {
        Walk *walk = g_new0 (Walk, 1);
        const GbProcedure *procedure = procedures->pdata[i];
        g_autofree char *name = g_strdup_printf ("/walk/%s/%s", procedure->id, full ? "everything" : "nothing");
        walk->procedure = procedure;
        walk->full = full == 1;
        walk->keeps = keeps_device (procedure);
        g_ptr_array_add (walks, walk);
        g_test_add_data_func (name, walk, test_walk);
      }
}

int
main (int argc, char **argv)
{
  g_autoptr (GPtrArray) walks = g_ptr_array_new_with_free_func (g_free);
  const char *id;
  int failed;

  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  id = argc > 1 ? argv[1] : "kent-2023";
  school = desk_under (id, &leader);
  met = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  pack = g_object_ref (gb_book_get_pack (school->book));
  g_assert_cmpstr (gb_pack_get_id (pack), ==, id);
  add_walks (walks);
  g_test_add_func ("/walked/every-step", test_every_step_was_met);
  failed = g_test_run ();
  desk_free (school);
  g_free (leader);
  g_object_unref (pack);
  g_hash_table_unref (met);
  return failed;
}
