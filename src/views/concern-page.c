/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Order of this file: what is asked, the seal, the story, the limbs, what was
 * decided, the past, the pane, the buttons, the page. */
#include <adwaita.h>
#include <glib/gi18n.h>

#include "base/text.h"
#include "base/time.h"
#include "casework/concern.h"
#include "casework/referral.h"
#include "casework/seal.h"
#include "casework/timeline.h"
#include "print/concern.h"
#include "views/ask.h"
#include "views/case-page.h"
#include "views/evidence-dialogs.h"
#include "views/evidence-section.h"
#include "views/clock-card.h"
#include "views/concern-dialogs.h"
#include "views/concern-page.h"
#include "views/concerns.h"
#include "views/gates.h"
#include "views/outgoing-page.h"
#include "views/page.h"
#include "views/pill.h"
#include "views/readers.h"
#include "views/record-row.h"
#include "views/referral-dialogs.h"
#include "views/referrals.h"
#include "views/row.h"
#include "views/section.h"
#include "views/text.h"
#include "views/window.h"

/* --- what is asked -------------------------------------------------------------------- */

/* In the order in which they come up. */
enum
{
  LIMBS,
  LADO,
  REFER,
  MANAGER,
  MEASURE,
  WELFARE,
  PERSON,
  PARENTS,
  DEALT,
  PATTERN,
  OUTCOME,
  CLEARED,
  NOTE,
  CLOSE,
  REOPEN,
  N_ACTS
};

typedef void (*Ask) (GtkWidget *over, GbBook *book, GbConcern *concern);

static const struct
{
  const char *kind, *gate; /* gate: the row of the checklist that it answers */
  Ask ask;
} acts[N_ACTS] = {
  [LIMBS] = { "concern.assessed", "assessed", gb_concern_ask_limbs },
  [LADO] = { "concern.lado-told", "lado", gb_concern_ask_lado },
  [REFER] = { "referral.begun", NULL, gb_referral_ask_begin_for },
  [MANAGER] = { "concern.manager-named", "manager", gb_concern_ask_manager },
  [MEASURE] = { "concern.measure-decided", "measure", gb_concern_ask_measure },
  [WELFARE] = { "concern.welfare-named", "welfare", gb_concern_ask_welfare },
  [PERSON] = { "concern.person-told", NULL, gb_concern_ask_person_told },
  [PARENTS] = { "concern.parent-told", "parents", gb_concern_ask_parent_told },
  [DEALT] = { "concern.dealt-with", "dealt", gb_concern_ask_dealt },
  [PATTERN] = { "concern.pattern-reviewed", "pattern", gb_concern_ask_pattern },
  [OUTCOME] = { "concern.concluded", "outcome", gb_concern_ask_outcome },
  [CLEARED] = { "concern.file-cleared", "cleared", gb_concern_ask_cleared },
  [NOTE] = { "concern.noted", NULL, gb_concern_ask_note },
  [CLOSE] = { "concern.closed", NULL, gb_concern_ask_close },
  [REOPEN] = { "concern.reopened", NULL, gb_concern_ask_reopen },
};
static const char *const labels[N_ACTS] = {
  N_ ("Ask the four limbs…"),     N_ ("Discussed with the LADO…"), N_ ("Begin a LADO referral…"),
  N_ ("Name the case manager…"),  N_ ("Suspension and alternatives…"), N_ ("Name a welfare contact…"),
  N_ ("The person was told…"),    N_ ("Parents told, or why not…"), N_ ("What was done…"),
  N_ ("Is there a pattern?…"),    N_ ("Record the outcome…"), N_ ("Off the personnel record…"),
  N_ ("Add a note…"),             N_ ("Close…"), N_ ("Open again…"),
};

typedef struct
{
  GbConcern *concern;
  GPtrArray *gates, *readers, *earlier, *referrals, *timeline;
  gboolean may[N_ACTS];
} Shown;

static void
shown_clear (gpointer data)
{
  Shown *shown = data;

  g_clear_object (&shown->concern);
  g_clear_pointer (&shown->gates, g_ptr_array_unref);
  g_clear_pointer (&shown->readers, g_ptr_array_unref);
  g_clear_pointer (&shown->earlier, g_ptr_array_unref);
  g_clear_pointer (&shown->referrals, g_ptr_array_unref);
  g_clear_pointer (&shown->timeline, g_ptr_array_unref);
}

/* Shared by the answer and the page that shows it. */
static void
shown_free (gpointer data)
{
  g_atomic_rc_box_release_full (data, shown_clear);
}

static GPtrArray *
referrals_of (GbVault *vault, const char *concern_id, GError **error)
{
  GbReferralFilter filter = { .concern_id = concern_id };
  g_autoptr (GPtrArray) ids = gb_referral_ids (vault, &filter, error);

  if (ids == NULL)
    return NULL;
  g_ptr_array_add (ids, NULL);
  return gb_referral_rows (vault, (const char *const *) ids->pdata, error);
}

static gboolean
may_refer (GbBook *book, GbConcern *concern)
{
  g_autoptr (JsonObject) body = json_object_new ();

  if (!g_str_equal (concern->state, "open") || g_strcmp0 (concern->level, "low-level") == 0)
    return FALSE;
  json_object_set_string_member (body, "agency", "lado");
  json_object_set_string_member (body, "concern_id", concern->id);
  json_object_set_string_member (body, "subject_id", concern->person_id);
  json_object_set_string_member (body, "subject", concern->person);
  return gb_book_may (book, "referral.begun", NULL, body, NULL);
}

/* Worker. */
static gpointer
ask_concern (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  GbVault *vault = gb_book_get_vault (book);
  Shown *shown = g_atomic_rc_box_new0 (Shown);

  if ((shown->concern = gb_concern_load (vault, data, error)) != NULL
      && (shown->readers = gb_seal_readers_of (book, data, error)) != NULL
      && (shown->earlier = gb_concern_earlier (vault, shown->concern, error)) != NULL
      && (shown->referrals = referrals_of (vault, data, error)) != NULL
      && (shown->timeline = gb_timeline_of_case (book, data, error)) != NULL)
    {
      shown->gates = gb_concern_gates (shown->concern);
      for (guint i = 0; i < N_ACTS; i++)
        shown->may[i] = i == REFER ? may_refer (book, shown->concern)
                                   : gb_book_may (book, acts[i].kind, data, NULL, NULL);
      return shown;
    }
  shown_free (shown);
  return NULL;
}

static Shown *
shown_of (const GbCaseState *state)
{
  return state->shown;
}

static const char *
label_of (GbCaseState *state, const char *vocabulary, const char *word)
{
  return gb_pack_label (gb_book_get_pack (state->book), vocabulary, word);
}

static void
do_act (GtkWidget *page, int act)
{
  GbCaseState *state = gb_case_state (page);

  if (state->shown != NULL && act >= 0)
    acts[act].ask (page, state->book, shown_of (state)->concern);
}

/* --- the seal ---------------------------------------------------------------------------- */

static void
on_who (GtkWidget *page)
{
  gb_readers_open (page, gb_case_state (page)->book, gb_case_state (page)->id);
}

/* "Only you and Helen Osei hold a key." */
static char *
say_readers (GbCaseState *state)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autofree char *list = NULL;

  g_ptr_array_add (names, _ ("you"));
  for (guint i = 0; i < shown_of (state)->readers->len; i++)
    {
      GbSealReader *reader = shown_of (state)->readers->pdata[i];
      if (reader->reads && g_strcmp0 (reader->member_id, gb_book_get_member_id (state->book)) != 0)
        g_ptr_array_add (names, reader->name);
    }
  g_ptr_array_add (names, NULL);
  list = gb_text_join_and ((const char *const *) names->pdata);
  return g_strdup_printf (names->len == 2
                            ? _ ("Only %s hold a key. Nobody else is told that it exists, whoever is named first.")
                            : _ ("Only %s hold a key. The person named can’t see that this exists, and neither can "
                                 "any other member."),
                          list);
}

static void
add_band (GtkWidget *page, GbCaseState *state)
{
  g_autofree char *said = say_readers (state);
  GtkWidget *band = gb_callout_new (GB_CALLOUT_SEALED, said);
  GtkWidget *button = gtk_button_new_with_label (_ ("Who, and why"));

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (gtk_widget_get_last_child (band), TRUE);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_who), page, G_CONNECT_SWAPPED);
  gb_box_add (band, button);
  gb_box_add (state->story, band);
}

/* --- the story ------------------------------------------------------------------------------ */

static void
add_row (GbSection *section, const char *label, const char *text)
{
  if (gb_text_is_filled (text))
    gb_section_add (section, GTK_WIDGET (gb_row_new (label, text)));
}

static void
add_head (GbCaseState *state)
{
  GbConcern *concern = shown_of (state)->concern;
  GtkWidget *pills = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  g_autofree char *about = g_strdup_printf (_ ("About %s, %s."), concern->person,
                                            label_of (state, "concern-person", concern->person_role));
  g_autofree char *known = gb_say_instant_long (concern->noticed_at);
  const char *online = concern->online ? _ (" About conduct online.") : "";
  g_autofree char *line = g_strdup_printf (_ ("%s The school knew on %s. Who told it: %s.%s"), about, known,
                                           concern->told_by, online);

  gb_box_add (pills, gb_concern_level_pill_new (concern));
  gb_box_add (pills, gb_pill_new (g_str_equal (concern->state, "open") ? GB_PILL_OPEN : GB_PILL_PLAIN,
                                  g_str_equal (concern->state, "open") ? C_ ("state", "Open") : _ ("Closed")));
  gb_box_add (head, pills);
  gb_box_add (head, gb_text_new (GB_TEXT_TITLE, concern->title));
  gb_box_add (head, gb_text_new (GB_TEXT_QUIET, line));
  gb_box_add (state->story, head);
}

static void
add_clock (GbCaseState *state)
{
  GbConcern *concern = shown_of (state)->concern;
  gboolean below = concern->assessed_at != 0 && !concern->lado;

  if (concern->due_at != 0 && !below)
    gb_box_add (state->story, gb_clock_card_new (_ ("Discuss it with the LADO"), concern->due_rule, concern->noticed_at,
                                                 concern->due_at, concern->stopped_at));
}

/* What must not be done before the LADO has spoken. */
static void
add_caution (GbCaseState *state)
{
  GbConcern *concern = shown_of (state)->concern;
  gboolean waits = concern->lado_at == 0 && concern->referral_made_at == 0
                   && (concern->assessed_at == 0 || concern->lado) && g_str_equal (concern->state, "open");

  if (g_strcmp0 (concern->route, "lado") == 0)
    gb_box_add (state->story,
                gb_callout_new (GB_CALLOUT_WARN, _ ("There is a conflict of interest, so this goes straight "
                                                    "to the LADO, past the headteacher.")));
  if (waits)
    gb_box_add (state->story,
                gb_callout_new (GB_CALLOUT_STOP, _ ("Until the LADO has advised: don’t question the person, don’t "
                                                    "investigate, don’t promise secrecy. Keep what there is safe.")));
}

static char *
say_when (GbConcern *concern)
{
  g_autofree char *at = gb_say_instant_long (concern->occurred_at);

  if (gb_text_is_filled (concern->occurred_words))
    return g_strdup_printf (_ ("%s (%s), %s"), at, concern->occurred_words, concern->place);
  return g_strdup_printf (_ ("%s, %s"), at, concern->place);
}

static const char *
say_source (GbConcern *concern)
{
  if (concern->self_reported)
    return _ ("The person told it themselves.");
  return concern->anonymous ? _ ("Asked not to be named to others.") : NULL;
}

static void
on_incident (GbRow *row, GtkWidget *page)
{
  gb_window_open_case (page, "incident", gb_row_get_key (row));
}

static void
add_incident (GtkWidget *page, GbCaseState *state, GbSection *section)
{
  GbConcern *concern = shown_of (state)->concern;
  GbRow *row;

  if (!gb_text_is_filled (concern->incident_reference))
    return;
  row = gb_row_new (_ ("Came from incident"), concern->incident_reference);
  if (concern->incident_id != NULL)
    {
      gb_row_set_key (row, concern->incident_id);
      gb_row_set_opens (row, TRUE);
      g_signal_connect_object (row, "open", G_CALLBACK (on_incident), page, 0);
    }
  gb_section_add (section, GTK_WIDGET (row));
}

static void
add_story (GtkWidget *page, GbCaseState *state)
{
  GbConcern *concern = shown_of (state)->concern;
  GbSection *section = gb_section_new (_ ("What was told"));
  GtkWidget *narrative = gb_text_new (GB_TEXT_BODY, concern->narrative);
  g_autofree char *children = gb_json_names (concern->children);
  g_autofree char *when = say_when (concern);

  gtk_label_set_selectable (GTK_LABEL (narrative), TRUE);
  gb_box_add (state->story, narrative);
  if (gb_text_is_filled (concern->own_words))
    gb_box_add (state->story, gb_quote_new (_ ("As it was told"), concern->own_words));
  gb_section_set_counts (section, FALSE);
  add_row (section, _ ("When and where"), when);
  add_row (section, _ ("Context"), concern->context);
  add_row (section, _ ("Children"), children);
  add_row (section, _ ("Who raised it"), say_source (concern));
  add_row (section, _ ("A child in danger: what was done"), concern->danger_done);
  add_row (section, _ ("Conflict of interest"), concern->conflict_reason);
  add_incident (page, state, section);
  gb_box_add (state->story, section);
}

/* --- the limbs ------------------------------------------------------------------------------------ */

static GtkWidget *
answer_pill (const char *answer)
{
  if (answer == NULL)
    return gb_pill_new (GB_PILL_PLAIN, _ ("To ask"));
  if (g_str_equal (answer, "yes"))
    return gb_pill_new_with_icon (GB_PILL_STOP, _ ("Yes"), NULL);
  return g_str_equal (answer, "no") ? gb_pill_new (GB_PILL_PLAIN, _ ("No"))
                                    : gb_pill_new_with_icon (GB_PILL_WARN, _ ("Not known"), NULL);
}

static const char *
say_basis (GbConcern *concern)
{
  if (g_strcmp0 (concern->basis, "limb") == 0)
    return _ ("A limb is met: it goes to the LADO within one working day.");
  if (g_strcmp0 (concern->basis, "unknown") == 0)
    return _ ("A limb is not known, so the LADO is asked within one working day.");
  if (g_strcmp0 (concern->basis, "online") == 0)
    return _ ("No limb is met; your policy sends every allegation about conduct online to the LADO.");
  return g_strcmp0 (concern->basis, "below") == 0
           ? _ ("No limb is met: a low-level concern, kept with its context and looked at for patterns.") : NULL;
}

static void
add_limbs (GbCaseState *state)
{
  GbConcern *concern = shown_of (state)->concern;
  const char *const answers[GB_CONCERN_LIMBS]
    = { concern->harmed, concern->offence, concern->risk, concern->unsuitable };
  GbSection *section = gb_section_new (_ ("Does it meet the harm threshold?"));

  gb_section_set_counts (section, FALSE);
  for (guint i = 0; i < GB_CONCERN_LIMBS; i++)
    {
      const GbWord *word = gb_pack_word (gb_book_get_pack (state->book), "lado-limb", gb_concern_limbs[i]);
      GbRow *row = gb_row_new (word != NULL ? word->label : gb_concern_limbs[i], NULL);
      gb_row_add_pill (row, answer_pill (answers[i]));
      gb_section_add (section, GTK_WIDGET (row));
      if (word != NULL && i == 0)
        gb_section_set_side (section, word->basis);
    }
  gb_box_add (state->story, section);
  if (say_basis (concern) != NULL)
    gb_box_add (state->story, gb_callout_new (concern->lado ? GB_CALLOUT_STOP : GB_CALLOUT_NOTE, say_basis (concern)));
}

/* --- what was decided -------------------------------------------------------------------------------- */

static char *
say_lado (GbConcern *concern)
{
  g_autofree char *at = concern->lado_at != 0 ? gb_say_instant (concern->lado_at) : NULL;

  if (at == NULL)
    return NULL;
  return g_strdup_printf (_ ("%s, %s%s%s. %s Decided: %s"), at, concern->lado_officer,
                          concern->lado_reference != NULL ? ", " : "",
                          concern->lado_reference != NULL ? concern->lado_reference : "", concern->lado_advice,
                          concern->lado_decision);
}

static char *
say_measure (GbCaseState *state)
{
  GbConcern *concern = shown_of (state)->concern;

  if (concern->measure == NULL)
    return NULL;
  return g_strdup_printf (_ ("%s. Weighed: %s. Because: %s"), label_of (state, "concern-measure", concern->measure),
                          concern->considered, concern->measure_reason);
}

static char *
say_pattern (GbCaseState *state)
{
  GbConcern *concern = shown_of (state)->concern;

  if (concern->pattern == NULL)
    return NULL;
  return g_strdup_printf (_ ("%s. %s"), label_of (state, "concern-pattern", concern->pattern),
                          concern->pattern_reason);
}

static char *
say_outcome (GbCaseState *state)
{
  GbConcern *concern = shown_of (state)->concern;

  if (concern->outcome == NULL)
    return NULL;
  return g_strdup_printf (_ ("%s. %s"), label_of (state, "concern-outcome", concern->outcome),
                          concern->outcome_reason);
}

static char *
say_keeping (GbConcern *concern)
{
  g_autofree char *until = concern->keep_until != NULL ? gb_say_day_long (concern->keep_until) : NULL;

  if (concern->outcome == NULL)
    return g_strcmp0 (concern->level, "low-level") == 0
             ? g_strdup (_ ("At least until the person leaves. Not in references, unless the threshold is met later."))
             : NULL;
  return until != NULL ? g_strdup_printf (_ ("%s: %s."), concern->keep_rule, until)
                       : g_strdup_printf (_ ("%s."), concern->keep_rule);
}

static char *
say_cleared (GbConcern *concern)
{
  g_autofree char *on = concern->cleared_on != NULL ? gb_say_day_long (concern->cleared_on) : NULL;

  if (on == NULL)
    return NULL;
  return g_strdup_printf (concern->kept_at_request ? _ ("%s, by %s: left there because the person asked for it.")
                                                   : _ ("%s, by %s. This line is what stays."),
                          on, concern->cleared_by);
}

static const char *
say_references (GbConcern *concern)
{
  if (concern->outcome == NULL)
    return NULL;
  return concern->in_references ? _ ("A reference says it: it was substantiated.")
                                : _ ("No reference mentions it: it was not substantiated.");
}

static void
add_decided (GbCaseState *state)
{
  GbConcern *concern = shown_of (state)->concern;
  GbSection *section = gb_section_new (_ ("What was decided"));
  g_autofree char *lado = say_lado (concern);
  g_autofree char *measure = say_measure (state);
  g_autofree char *pattern = say_pattern (state);
  g_autofree char *outcome = say_outcome (state);
  g_autofree char *keeping = say_keeping (concern);
  g_autofree char *cleared = say_cleared (concern);

  gb_section_set_counts (section, FALSE);
  add_row (section, _ ("The LADO"), lado);
  add_row (section, _ ("Case manager"), concern->manager);
  add_row (section, _ ("Meanwhile"), measure);
  add_row (section, _ ("Welfare contact"), concern->welfare);
  add_row (section, _ ("What was done"), concern->dealt);
  add_row (section, _ ("Pattern"), pattern);
  add_row (section, _ ("Outcome"), outcome);
  add_row (section, _ ("Lessons"), concern->lessons);
  add_row (section, _ ("References"), say_references (concern));
  add_row (section, _ ("Kept"), keeping);
  add_row (section, _ ("Taken off the personnel record"), cleared);
  add_row (section, _ ("Closed"), concern->closing);
  gb_box_add (state->story, section);
}

/* --- the past ------------------------------------------------------------------------------------------ */

static void
on_case (GbRow *row, GtkWidget *page)
{
  gb_window_open_case (page, gb_row_get_noun (row), gb_row_get_key (row));
}

static void
make_opening (GbRow *row, GtkWidget *page, const char *noun, const char *id)
{
  gb_row_set_noun (row, noun);
  gb_row_set_key (row, id);
  gb_row_set_opens (row, TRUE);
  g_signal_connect_object (row, "open", G_CALLBACK (on_case), page, 0);
}

static void
add_earlier (GtkWidget *page, GbCaseState *state)
{
  GPtrArray *earlier = shown_of (state)->earlier;
  GbSection *section = gb_section_new (_ ("Recorded before about the same person"));

  for (guint i = 0; i < earlier->len; i++)
    {
      GbConcern *one = earlier->pdata[i];
      g_autofree char *when = gb_say_instant (one->noticed_at);
      g_autofree char *line = g_strdup_printf (_ ("%s, %s"), one->reference, when);
      GbRow *row = gb_row_new (one->title, line);
      gb_row_add_pill (row, gb_concern_level_pill_new (one));
      make_opening (row, page, "concern", one->id);
      gb_section_add (section, GTK_WIDGET (row));
    }
  gb_box_add (state->story, section);
}

static void
add_record (GbCaseState *state)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 14);

  gb_box_add (box, gb_text_new (GB_TEXT_HEADING, C_ ("heading", "Record")));
  for (guint i = 0; i < shown_of (state)->timeline->len; i++)
    gb_box_add (box, gb_record_row_new_of (shown_of (state)->timeline->pdata[i], state->id));
  gb_box_add (state->story, box);
}

/* --- the pane -------------------------------------------------------------------------------------------- */

static int
act_of_gate (const char *gate)
{
  for (int i = 0; i < N_ACTS; i++)
    if (g_strcmp0 (acts[i].gate, gate) == 0)
      return i;
  return -1;
}

static void
on_gate (GbRow *row, GtkWidget *page)
{
  do_act (page, act_of_gate (gb_row_get_key (row)));
}

/* What is owed, each leading to where it is put right. */
static void
add_checklist (GtkWidget *page, GbCaseState *state)
{
  GPtrArray *gates = shown_of (state)->gates;
  GbSection *section = gb_section_new (_ ("Checklist"));
  guint met = 0;
  g_autofree char *side = NULL;

  gb_section_set_counts (section, FALSE);
  gb_section_set_note (section, gb_concern_say_level (shown_of (state)->concern));
  for (guint i = 0; i < gates->len; i++)
    {
      const GbGate *gate = gates->pdata[i];
      int act = act_of_gate (gate->id);
      GbDotState dot = gate->state == GB_GATE_MET ? GB_DOT_DONE
                       : act == state->accent     ? GB_DOT_NOW
                                                  : GB_DOT_TO_COME;
      GbRow *row = gb_step_row_new (dot, i + 1, gate->title, gate->sentence, NULL);
      met += gate->state == GB_GATE_MET;
      if (gate->state != GB_GATE_MET && act >= 0 && shown_of (state)->may[act])
        {
          gb_row_set_key (row, gate->id);
          gb_row_set_opens (row, TRUE);
          g_signal_connect_object (row, "open", G_CALLBACK (on_gate), page, 0);
        }
      gb_section_add (section, GTK_WIDGET (row));
    }
  side = g_strdup_printf (_ ("%u of %u"), met, gates->len);
  gb_section_set_side (section, side);
  gb_box_add (state->pane, section);
}

static void
on_begin (GtkWidget *page)
{
  do_act (page, REFER);
}

static void
add_referrals (GtkWidget *page, GbCaseState *state)
{
  GPtrArray *referrals = shown_of (state)->referrals;
  GbSection *section = gb_section_new (_ ("Referral to the LADO"));

  gb_section_set_counts (section, FALSE);
  for (guint i = 0; i < referrals->len; i++)
    {
      GbReferral *referral = referrals->pdata[i];
      g_autofree char *ready = g_strdup_printf (ngettext ("%d line of the sheet is ready", "%d lines of the sheet are "
                                                                                          "ready",
                                                          (gulong) referral->ready),
                                                (int) referral->ready);
      GbRow *row = gb_row_new (referral->reference, ready);
      gb_row_add_pill (row, gb_referral_pill_new (referral));
      make_opening (row, page, "referral", referral->id);
      gb_section_add (section, GTK_WIDGET (row));
    }
  if (referrals->len == 0 && shown_of (state)->may[REFER])
    {
      gb_section_set_empty (section, _ ("None has been begun. A talk by telephone can be recorded without one."));
      g_signal_connect_object (gb_section_add_button (section, _ ("Begin…")), "clicked", G_CALLBACK (on_begin), page,
                               G_CONNECT_SWAPPED);
    }
  gb_box_add (state->pane, section);
}

/* --- the buttons ------------------------------------------------------------------------------------------- */

static void
on_accent (GtkWidget *page)
{
  do_act (page, gb_case_state (page)->accent);
}

static void
on_print (GtkWidget *page)
{
  GbCaseState *state = gb_case_state (page);

  if (state->shown != NULL)
    gb_window_push (page, gb_outgoing_page_new (state->book, _ ("Concern record sheet"), state->id,
                                                shown_of (state)->concern->reference, gb_print_concern));
}

static void
on_lado_sheet (GtkWidget *page)
{
  GbCaseState *state = gb_case_state (page);

  if (state->shown != NULL)
    gb_window_push (page, gb_outgoing_page_new (state->book, _ ("LADO referral sheet"), state->id,
                                                shown_of (state)->concern->reference, gb_print_concern_lado));
}

/* The first that the checklist lacks and that may be done now; then closing. */
static int
likeliest (Shown *shown)
{
  for (guint i = 0; i < shown->gates->len; i++)
    {
      const GbGate *gate = shown->gates->pdata[i];
      int act = act_of_gate (gate->id);
      if (gate->state != GB_GATE_MET && act >= 0 && shown->may[act])
        return act;
    }
  return shown->may[CLOSE] ? CLOSE : -1;
}

static void
set_buttons (GtkWidget *page, GbCaseState *state)
{
  gboolean offered[N_ACTS];

  gb_page_set_accent (GB_PAGE (page), NULL, state->accent >= 0 ? _ (labels[state->accent]) : NULL);
  for (int i = 0; i < N_ACTS; i++)
    offered[i] = shown_of (state)->may[i] && i != state->accent;
  gb_page_show_acts (state->more, "concern", labels, offered, N_ACTS);
}

/* --- the page ------------------------------------------------------------------------------------------------ */

static void
show_pane (GtkWidget *page, GbCaseState *state)
{
  add_checklist (page, state);
  add_referrals (page, state);
}

static void
show_concern (GtkWidget *page, GbCaseState *state)
{
  g_autofree char *title = NULL;

  state->accent = likeliest (state->shown);
  title = g_strdup_printf (_ ("Staff concern %s"), shown_of (state)->concern->reference);
  gb_page_set_title (GB_PAGE (page), title, NULL);
  add_band (page, state);
  add_head (state);
  add_clock (state);
  add_caution (state);
  add_story (page, state);
  add_limbs (state);
  add_decided (state);
  add_earlier (page, state);
  gb_box_add (state->story, gb_evidence_section_new (state->book, state->id));
  add_record (state);
  show_pane (page, state);
  set_buttons (page, state);
}

static const GbCasePlan plan = { ask_concern, shown_free, show_concern };

GtkWidget *
gb_concern_page_new (GbBook *book, const char *case_id)
{
  GbPage *page = gb_case_page_new (_ ("Staff concern"), _ ("Checklist"), book, case_id, &plan);
  GbCaseState *state = gb_case_state (page);
  GtkWidget *print, *lado;

  gb_evidence_take_drops (GTK_WIDGET (page), book, case_id);
  gb_page_add_end (page, gb_readers_button_new (book, case_id));
  lado = gb_page_add_button (page, "mail-send-symbolic", _ ("LADO referral sheet"), FALSE);
  g_signal_connect_object (lado, "clicked", G_CALLBACK (on_lado_sheet), page, G_CONNECT_SWAPPED);
  print = gb_page_add_button (page, "printer-symbolic", _ ("Print the record sheet"), FALSE);
  g_signal_connect_object (print, "clicked", G_CALLBACK (on_print), page, G_CONNECT_SWAPPED);
  state->more = gb_page_add_acts (page, "concern", _ ("More for this concern"), N_ACTS, do_act);
  g_signal_connect_object (page, "accent", G_CALLBACK (on_accent), page, 0);
  g_signal_connect_object (page, "print", G_CALLBACK (on_print), page, 0);
  return GTK_WIDGET (page);
}
