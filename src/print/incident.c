/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>

#include <glib/gi18n.h>

#include "base/text.h"
#include "base/time.h"
#include "casework/action.h"
#include "casework/advice.h"
#include "casework/image.h"
#include "casework/incident.h"
#include "casework/procedure.h"
#include "print/evidence.h"
#include "print/incident.h"

typedef struct
{
  GbBook *book;
  GbVault *vault;
  GbPack *pack;
  GbIncident *incident;
  GbBlank *blank;
} Print;

static char *
say_list (Print *self, const char *vocabulary, const char *json)
{
  g_autoptr (JsonNode) node = gb_text_is_filled (json) ? json_from_string (json, NULL) : NULL;
  JsonArray *list = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  g_autoptr (GPtrArray) labels = g_ptr_array_new ();

  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
    g_ptr_array_add (labels,
                     (gpointer) gb_pack_label (self->pack, vocabulary, json_array_get_string_element (list, i)));
  g_ptr_array_add (labels, NULL);
  return gb_text_join_and ((const char *const *) labels->pdata);
}

static const char *
say_tri (const char *answer)
{
  if (g_strcmp0 (answer, "yes") == 0)
    return _ ("Yes");
  return g_strcmp0 (answer, "no") == 0 ? _ ("No") : _ ("Not known");
}

static const char *
label (Print *self, const char *vocabulary, const char *id)
{
  return id != NULL ? gb_pack_label (self->pack, vocabulary, id) : NULL;
}

/* "Thursday 19 November 2026, 10.20 (about this time); about break" */
static char *
say_occurred (Print *self)
{
  const GbIncident *incident = self->incident;
  gboolean by_day = g_strcmp0 (incident->precision, "day") == 0 || g_strcmp0 (incident->precision, "unknown") == 0;
  g_autofree char *day = gb_instant_to_day (incident->occurred_at);
  g_autofree char *said = by_day ? gb_say_day_long (day) : gb_pages_say_instant_short (incident->occurred_at);
  g_autofree char *how_sure = gb_pages_lower (label (self, "precision", incident->precision));
  g_autoptr (GString) text = g_string_new (said);

  if (g_strcmp0 (incident->precision, "exact") != 0)
    g_string_append_printf (text, " (%s)", how_sure);
  if (gb_text_is_filled (incident->occurred_words))
    g_string_append_printf (text, "; “%s”", incident->occurred_words);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
say_recorded (Print *self)
{
  g_autofree char *at = gb_pages_say_instant_short (self->incident->recorded_at);
  return g_strdup_printf (self->incident->late ? _ ("%s, by %s (late)") : _ ("%s, by %s"), at,
                          self->incident->recorded_by);
}

static char *
join (const char *first, const char *second)
{
  if (gb_text_is_filled (first) && gb_text_is_filled (second))
    return g_strdup_printf ("%s: %s", first, second);
  return g_strdup (gb_text_is_filled (first) ? first : second);
}

static void
add_what (Print *self)
{
  const GbIncident *incident = self->incident;
  g_autofree char *when = say_occurred (self);
  g_autofree char *recorded = say_recorded (self);
  g_autofree char *four_c = say_list (self, "four-c", incident->four_c);
  g_autofree char *routes = say_list (self, "policy-route", incident->policy_routes);
  g_autofree char *tests = say_list (self, "offsite-test", incident->offsite_tests);
  g_autofree char *where = join (label (self, "location", incident->location), incident->location_note);
  g_autofree char *danger = join (say_tri (incident->danger), incident->danger_done);

  gb_blank_part (self->blank, _ ("What happened"), NULL);
  gb_blank_field (self->blank, _ ("When it happened"), when, GB_FIELD_WIDE);
  gb_blank_field (self->blank, _ ("When it was written down"), recorded, GB_FIELD_WIDE);
  gb_blank_field (self->blank, _ ("Where"), where, 0);
  gb_blank_field (self->blank, _ ("On or off site"), label (self, "site", incident->site), 0);
  gb_blank_known (self->blank, _ ("Why it is the school’s concern off site"), tests, GB_FIELD_WIDE);
  gb_blank_field (self->blank, _ ("Kind"), label (self, "category", incident->category), 0);
  gb_blank_known (self->blank, _ ("Online risk"), four_c, 0);
  gb_blank_field (self->blank, _ ("How it came to the school"), label (self, "channel", incident->channel), 0);
  gb_blank_known (self->blank, _ ("Told by"), incident->told_by, 0);
  gb_blank_field (self->blank, _ ("A child in immediate danger?"), danger, 0);
  gb_blank_field (self->blank, _ ("A possible indecent image of a child?"), say_tri (incident->indecent_image), 0);
  gb_blank_known (self->blank, _ ("Whose equipment"), label (self, "equipment", incident->equipment), 0);
  gb_blank_known (self->blank, _ ("Policies it falls under"), routes, GB_FIELD_WIDE);
  gb_blank_known (self->blank, _ ("Number in another system"), incident->external_reference, 0);
}

static void
add_words (Print *self)
{
  g_autofree char *quoted = g_strdup_printf (_ ("“%s”"), self->incident->child_words);

  gb_blank_part (self->blank, _ ("As recorded"), _ ("The words of whoever wrote it down."));
  gb_blank_words (self->blank, self->incident->narrative);
  if (!gb_text_is_filled (self->incident->child_words))
    return;
  gb_blank_part (self->blank, _ ("The child’s own words"), NULL);
  gb_blank_words (self->blank, quoted);
}

/* Whether and how a parent of this child was told, or why not. */
static char *
say_told (const GbIncidentPerson *person)
{
  g_autofree char *at = person->told_at > 0 ? gb_pages_say_instant (person->told_at) : NULL;

  if (person->told == NULL)
    return g_strdup (g_strcmp0 (person->sort, "pupil") == 0 ? _ ("not recorded yet") : "");
  if (g_str_equal (person->told, "told"))
    return person->by_whom != NULL
               ? g_strdup_printf (_ ("%s told %s by %s"), person->whom, at != NULL ? at : "", person->by_whom)
               : g_strdup_printf (_ ("%s told %s"), person->whom, at != NULL ? at : "");
  return g_strdup_printf (_ ("not told: %s"), person->reason_not);
}

static gboolean
add_people (Print *self, GError **error)
{
  const char *const heads[] = { _ ("Name"), _ ("Part in it"), _ ("Parents") };
  g_autoptr (GPtrArray) people = gb_incident_people (self->vault, self->incident->id, error);

  if (people == NULL)
    return FALSE;
  if (people->len == 0)
    return TRUE;
  gb_blank_part (self->blank, _ ("People"), _ ("Each with their part in this incident."));
  gb_blank_table (self->blank, heads, G_N_ELEMENTS (heads), 126, 120);
  for (guint i = 0; i < people->len; i++)
    {
      const GbIncidentPerson *person = g_ptr_array_index (people, i);
      g_autofree char *name = gb_text_is_filled (person->year_group)
                                  ? g_strdup_printf (_ ("%s, year %s"), person->name, person->year_group)
                                  : g_strdup (person->name);
      g_autofree char *told = say_told (person);
      const char *const cells[] = { name, label (self, "person-role", person->role), told };
      gb_blank_row (self->blank, cells);
    }
  return TRUE;
}

static char *
say_step_state (const GbCaseStep *step)
{
  g_autofree char *at = step->done_at > 0 ? gb_pages_say_instant (step->done_at) : NULL;
  g_autofree char *due = step->due_at > 0 ? gb_pages_say_instant (step->due_at) : NULL;

  if (g_strcmp0 (step->state, "done") == 0 && step->answer != NULL)
    return g_strdup_printf (_ ("%s. %s, %s"),
                            g_str_equal (step->answer, "yes")  ? _ ("Yes")
                            : g_str_equal (step->answer, "no") ? _ ("No")
                                                               : _ ("Not known"),
                            at != NULL ? at : _ ("done"), step->done_by);
  if (g_strcmp0 (step->state, "done") == 0)
    return g_strdup_printf (_ ("%s%s%s"), at != NULL ? at : _ ("done"), step->done_by != NULL ? ", " : "",
                            step->done_by != NULL ? step->done_by : "");
  if (g_strcmp0 (step->state, "declined") == 0)
    return g_strdup_printf (_ ("Set aside: %s"), step->note != NULL ? step->note : "");
  return due != NULL ? g_strdup_printf (_ ("Not done. Due %s"), due) : g_strdup (_ ("Not done"));
}

static gboolean
add_procedure (Print *self, GError **error)
{
  const char *const heads[] = { _ ("Step, and its rule"), _ ("Done") };
  g_autoptr (GPtrArray) steps = gb_procedure_steps (self->book, self->incident->id, error);

  if (steps == NULL)
    return FALSE;
  if (steps->len == 0)
    return TRUE;
  gb_blank_part (self->blank, _ ("Procedure"), self->incident->procedure_title);
  gb_blank_table (self->blank, heads, G_N_ELEMENTS (heads), 225, 0);
  for (guint i = 0; i < steps->len; i++)
    {
      const GbCaseStep *step = g_ptr_array_index (steps, i);
      g_autofree char *state = say_step_state (step);
      g_autofree char *what =
          g_strdup_printf (GB_STRONG "%s" GB_PLAIN "\n%s", step->title, step->basis != NULL ? step->basis : "");
      const char *const cells[] = { what, state };
      gb_blank_row (self->blank, cells);
    }
  return TRUE;
}

static gboolean
add_decisions (Print *self, GError **error)
{
  const char *const heads[] = { _ ("When, by whom"), _ ("Question and decision"), _ ("Why") };
  g_autoptr (GPtrArray) decisions = gb_incident_decisions (self->vault, self->incident->id, error);

  if (decisions == NULL)
    return FALSE;
  if (decisions->len == 0)
    return TRUE;
  gb_blank_part (self->blank, _ ("Decisions"), NULL);
  gb_blank_table (self->blank, heads, G_N_ELEMENTS (heads), 110, 120);
  for (guint i = 0; i < decisions->len; i++)
    {
      const GbDecision *decision = g_ptr_array_index (decisions, i);
      g_autofree char *at = gb_pages_say_instant (decision->decided_at);
      g_autofree char *who = g_strdup_printf ("%s\n%s", at, decision->decided_by);
      g_autofree char *what =
          g_strdup_printf ("%s\n%s", gb_decision_question_label (decision->question), decision->decision);
      const char *const cells[] = { who, what, decision->reason };
      gb_blank_row (self->blank, cells);
    }
  return TRUE;
}

static gboolean
add_advice (Print *self, GError **error)
{
  const char *const heads[] = { _ ("When, from whom"), _ ("Asked and advised"), _ ("Decided") };
  g_autoptr (GPtrArray) all = gb_advice_of_case (self->vault, self->incident->id, error);

  if (all == NULL)
    return FALSE;
  if (all->len == 0)
    return TRUE;
  gb_blank_part (self->blank, _ ("Advice"), NULL);
  gb_blank_table (self->blank, heads, G_N_ELEMENTS (heads), 110, 110);
  for (guint i = 0; i < all->len; i++)
    {
      const GbAdvice *advice = g_ptr_array_index (all, i);
      g_autofree char *at = gb_pages_say_instant (advice->sought_at);
      g_autofree char *who = g_strdup_printf ("%s\n%s%s%s", at, label (self, "agency", advice->agency),
                                              gb_text_is_filled (advice->person) ? ", " : "",
                                              advice->person != NULL ? advice->person : "");
      g_autofree char *what = g_strdup_printf ("%s\n%s", advice->question, advice->advice);
      const char *const cells[] = { who, what, advice->decision };
      gb_blank_row (self->blank, cells);
    }
  return TRUE;
}

/* Before the case came onto the do-not-view path something may have been attached. */
static gboolean
holds_no_picture (Print *self)
{
  g_autoptr (GPtrArray) all = gb_evidence_of_case (self->vault, self->incident->id, TRUE, NULL);

  for (guint i = 0; all != NULL && i < all->len; i++)
    if (((GbEvidence *) all->pdata[i])->holds != NULL)
      return FALSE;
  return all != NULL;
}

/* What stands about possible imagery: who viewed and why, or that nobody did (B102). */
static gboolean
add_image (Print *self, GError **error)
{
  g_autoptr (GPtrArray) viewings = gb_image_viewings (self->vault, self->incident->id, error);

  if (viewings == NULL)
    return FALSE;
  if (viewings->len > 0)
    gb_blank_part (self->blank, _ ("Imagery"),
                   holds_no_picture (self) ? _ ("Guardbook holds no picture and never did.") : NULL);
  for (guint i = 0; i < viewings->len; i++)
    {
      const GbImageViewing *viewing = g_ptr_array_index (viewings, i);
      g_autofree char *at = gb_pages_say_instant (viewing->viewed_at > 0 ? viewing->viewed_at : viewing->recorded_at);
      gb_blank_field (self->blank, _ ("Looked at?"), viewing->viewed ? _ ("Yes") : _ ("No"), GB_FIELD_STRONG);
      gb_blank_field (self->blank, _ ("When"), at, 0);
      gb_blank_known (self->blank, _ ("Why"), viewing->why, GB_FIELD_WIDE);
      gb_blank_known (self->blank, _ ("By whom"), viewing->viewer, 0);
      gb_blank_known (self->blank, _ ("Present"), viewing->present, 0);
      gb_blank_known (self->blank, _ ("Agreed with"), viewing->agreed_with, 0);
      gb_blank_known (self->blank, _ ("Recorded by"), viewing->recorded_by, 0);
    }
  return TRUE;
}

static gboolean
add_actions (Print *self, GError **error)
{
  const char *const heads[] = { _ ("What"), _ ("Who"), _ ("By, done") };
  g_autoptr (GPtrArray) actions = gb_actions_of_case (self->vault, self->incident->id, error);

  if (actions == NULL)
    return FALSE;
  if (actions->len == 0)
    return TRUE;
  gb_blank_part (self->blank, _ ("Actions"), NULL);
  gb_blank_table (self->blank, heads, G_N_ELEMENTS (heads), 150, 110);
  for (guint i = 0; i < actions->len; i++)
    {
      const GbAction *action = g_ptr_array_index (actions, i);
      g_autofree char *due = gb_say_day_long (action->due);
      g_autofree char *done = action->done_at > 0 ? gb_pages_say_instant (action->done_at) : NULL;
      g_autofree char *state = done != NULL ? g_strdup_printf (_ ("%s\ndone %s"), due, done) : g_strdup (due);
      const char *const cells[] = { action->what, action->owner, state };
      gb_blank_row (self->blank, cells);
    }
  return TRUE;
}

static void
add_end (Print *self)
{
  const GbIncident *incident = self->incident;
  g_autofree char *closed = incident->closed_at > 0 ? gb_pages_say_instant (incident->closed_at) : NULL;
  g_autofree char *outcomes = say_list (self, "incident-outcome", incident->outcomes);

  if (incident->debriefed_at > 0)
    {
      gb_blank_part (self->blank, _ ("Debrief"), NULL);
      gb_blank_known (self->blank, _ ("Waived, because"), incident->debrief_waived ? incident->debrief_reason : NULL,
                      GB_FIELD_WIDE);
      gb_blank_known (self->blank, _ ("Lessons"), incident->lessons, GB_FIELD_WIDE);
      gb_blank_known (self->blank, _ ("What will change"), incident->changes, GB_FIELD_WIDE);
      gb_blank_known (self->blank, _ ("Present"), incident->debrief_present, GB_FIELD_WIDE);
    }
  if (closed == NULL)
    return;
  gb_blank_part (self->blank, _ ("How it ended"), NULL);
  gb_blank_field (self->blank, _ ("Closed"), closed, 0);
  gb_blank_field (self->blank, _ ("By"), incident->closed_by, 0);
  gb_blank_known (self->blank, _ ("Outcomes"), outcomes, GB_FIELD_WIDE);
  gb_blank_known (self->blank, _ ("Sanctions"), incident->sanctions, GB_FIELD_WIDE);
  gb_blank_known (self->blank, _ ("Support"), incident->support, GB_FIELD_WIDE);
  gb_blank_known (self->blank, _ ("In short"), incident->summary, GB_FIELD_WIDE);
}

static const char *
say_state (const char *state)
{
  if (g_strcmp0 (state, "closed") == 0)
    return _ ("Closed");
  return g_strcmp0 (state, "ready") == 0 ? _ ("Ready to close") : C_ ("state", "Open");
}

static GbBlank *
make_blank (Print *self)
{
  const GbBlankSetup setup = {
    .school = gb_book_get_school (self->book),
    .title = _ ("Incident record"),
    .subtitle = self->incident->title,
    .running = _ ("Confidential: safeguarding record"),
    .document = "incident-record",
    .reference = self->incident->reference,
    .printed_by = gb_book_get_member_name (self->book),
    .made_at = gb_now (),
  };
  g_autofree char *steps = g_strdup_printf (_ ("%" PRId64 " of %" PRId64), self->incident->steps_done,
                                            self->incident->steps);
  g_autofree char *recorded = gb_pages_say_instant (self->incident->recorded_at);
  GbBlank *blank = gb_blank_new (&setup);

  gb_blank_fact (blank, _ ("Reference"), self->incident->reference, TRUE);
  gb_blank_fact (blank, _ ("State when printed"), say_state (self->incident->state), TRUE);
  gb_blank_fact (blank, _ ("Recorded"), recorded, FALSE);
  gb_blank_fact (blank, _ ("Steps settled"), self->incident->steps > 0 ? steps : NULL, FALSE);
  return blank;
}

GbSheet *
gb_print_incident (GbBook *book, const char *id, GError **error)
{
  GbVault *vault = gb_book_get_vault (book);
  g_autoptr (GbIncident) incident = gb_incident_load (vault, id, error);
  Print self = { book, vault, gb_book_get_pack (book), incident, NULL };
  g_autoptr (GbBlank) blank = NULL;

  if (incident == NULL)
    return NULL;
  blank = self.blank = make_blank (&self);
  add_what (&self);
  add_words (&self);
  if (!add_people (&self, error) || !add_image (&self, error) || !add_procedure (&self, error)
      || !add_decisions (&self, error) || !add_advice (&self, error) || !add_actions (&self, error)
      || !gb_print_evidence (self.blank, self.vault, self.incident->id, TRUE, error))
    return NULL;
  add_end (&self);
  return gb_print_blank (blank, error);
}
