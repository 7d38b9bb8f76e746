/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Order of this file: what is asked, the story, the procedure, the closing
 * gate, the menu, the page. */
#include <adwaita.h>
#include <glib/gi18n.h>

#include "base/text.h"
#include "base/time.h"
#include "casework/action.h"
#include "casework/image.h"
#include "casework/capability.h"
#include "casework/incident.h"
#include "casework/person.h"
#include "casework/procedure.h"
#include "casework/timeline.h"
#include "views/ask.h"
#include "views/case-page.h"
#include "views/concern-form.h"
#include "views/device-dialogs.h"
#include "views/evidence-dialogs.h"
#include "views/evidence-section.h"
#include "views/incident-dialogs.h"
#include "views/incident-page.h"
#include "print/incident.h"
#include "views/incident-say.h"
#include "views/outgoing-page.h"
#include "views/page.h"
#include "views/readers.h"
#include "views/record-row.h"
#include "views/referral-dialogs.h"
#include "views/row.h"
#include "views/search-dialogs.h"
#include "views/section.h"
#include "views/text.h"
#include "views/window.h"

/* --- what is asked ---------------------------------------------------------------- */

typedef struct
{
  GbIncident *incident;
  GPtrArray *people, *decisions, *steps, *missing, *linked, *timeline, *actions, *confirmations;
} Case;

static void
case_clear (gpointer data)
{
  Case *shown = data;

  g_clear_object (&shown->incident);
  g_clear_pointer (&shown->people, g_ptr_array_unref);
  g_clear_pointer (&shown->decisions, g_ptr_array_unref);
  g_clear_pointer (&shown->steps, g_ptr_array_unref);
  g_clear_pointer (&shown->missing, g_ptr_array_unref);
  g_clear_pointer (&shown->linked, g_ptr_array_unref);
  g_clear_pointer (&shown->timeline, g_ptr_array_unref);
  g_clear_pointer (&shown->actions, g_ptr_array_unref);
  g_clear_pointer (&shown->confirmations, g_ptr_array_unref);
}

/* Shared by the answer and the page that shows it. */
static void
case_free (gpointer data)
{
  g_atomic_rc_box_release_full (data, case_clear);
}

/* Worker. */
static gpointer
ask_case (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  GbVault *vault = gb_book_get_vault (book);
  const char *id = data;
  Case *shown = g_atomic_rc_box_new0 (Case);

  if ((shown->incident = gb_incident_load (vault, id, error)) != NULL
      && (shown->people = gb_incident_people (vault, id, error)) != NULL
      && (shown->decisions = gb_incident_decisions (vault, id, error)) != NULL
      && (shown->steps = gb_procedure_steps (book, id, error)) != NULL
      && (shown->missing = gb_incident_missing (vault, id, error)) != NULL
      && (shown->linked = gb_incident_linked (vault, id, error)) != NULL
      && (shown->timeline = gb_timeline_of_case (book, id, error)) != NULL
      && (shown->actions = gb_actions_of_case (vault, id, error)) != NULL
      && (shown->confirmations = gb_image_confirmations (vault, id, error)) != NULL)
    return shown;
  case_free (shown);
  return NULL;
}

static Case *
shown_of (const GbCaseState *state)
{
  return state->shown;
}

/* --- the story ---------------------------------------------------------------------- */

static gboolean
all_parents_settled (GPtrArray *people)
{
  guint pupils = 0;

  for (guint i = 0; i < people->len; i++)
    {
      GbIncidentPerson *person = people->pdata[i];
      if (g_strcmp0 (person->sort, "pupil") != 0)
        continue;
      pupils++;
      if (person->told == NULL)
        return FALSE;
    }
  return pupils > 0;
}

static void
add_head (GbCaseState *state, GbIncident *incident)
{
  GtkWidget *pills = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  const char *category = gb_pack_label (gb_book_get_pack (state->book), "category", incident->category);
  g_autofree char *sort = gb_incident_say_sort (incident, state->book);
  g_autofree char *said = gb_incident_say_state (incident);
  g_autofree char *when = gb_incident_say_when (incident, state->book);

  gb_box_add (pills, gb_pill_new (GB_PILL_OPEN, sort));
  gb_box_add (pills, gb_pill_new (gb_incident_state_pill (incident), said));
  if (incident->late)
    gb_box_add (pills, gb_pill_new (GB_PILL_WARN, _ ("Entered late")));
  else if (all_parents_settled (shown_of (state)->people))
    gb_box_add (pills, gb_pill_new (GB_PILL_GO, _ ("Parents told")));
  gb_box_add (head, pills);
  gb_box_add (head, gb_text_new (GB_TEXT_TITLE, incident->title));
  gb_box_add (head, gb_text_new (GB_TEXT_QUIET, category));
  gb_box_add (head, gb_text_new (GB_TEXT_QUIET, when));
  gb_box_add (state->story, head);
}

static void
add_warnings (GbCaseState *state, GbIncident *incident)
{
  if (g_strcmp0 (incident->indecent_image, "no") != 0)
    gb_box_add (state->story,
                gb_callout_new (GB_CALLOUT_STOP,
                                _ ("An indecent image may be involved. Nobody looks at it, copies, sends or deletes "
                                   "it. Pictures can’t be added to this case.")));
  if (g_strcmp0 (incident->danger, "no") != 0)
    {
      g_autofree char *said = gb_text_is_filled (incident->danger_done)
                                  ? g_strdup_printf (_ ("Somebody was in immediate danger. %s"), incident->danger_done)
                                  : g_strdup (_ ("Whether somebody is in immediate danger isn’t known."));
      gb_box_add (state->story, gb_callout_new (GB_CALLOUT_WARN, said));
    }
}

static void
add_narrative (GbCaseState *state, GbIncident *incident)
{
  GtkWidget *text = gb_text_new (GB_TEXT_BODY, incident->narrative);

  gtk_label_set_selectable (GTK_LABEL (text), TRUE);
  gb_box_add (state->story, text);
  if (gb_text_is_filled (incident->child_words))
    gb_box_add (state->story, gb_quote_new (NULL, incident->child_words));
  if (gb_text_is_filled (incident->told_by))
    {
      g_autofree char *said =
          g_strdup_printf (_ ("%s: %s."), gb_pack_label (gb_book_get_pack (state->book), "channel", incident->channel),
                           incident->told_by);
      gb_box_add (state->story, gb_text_new (GB_TEXT_QUIET, said));
    }
}

static GbIncidentPerson *
person_of (Case *shown, const char *person_id)
{
  for (guint i = 0; i < shown->people->len; i++)
    if (g_strcmp0 (((GbIncidentPerson *) shown->people->pdata[i])->person_id, person_id) == 0)
      return shown->people->pdata[i];
  return NULL;
}

static GbRow *
row_of (GtkWidget *inside)
{
  return GB_ROW (gtk_widget_get_ancestor (inside, GB_TYPE_ROW));
}

static void
on_tell (GtkWidget *button, GtkWidget *page)
{
  GbCaseState *state = gb_case_state (page);
  GbIncidentPerson *person = person_of (state->shown, gb_row_get_key (row_of (button)));

  if (person != NULL)
    gb_incident_ask_parent (page, state->book, shown_of (state)->incident, person);
}

static void
on_role (GtkWidget *button, GtkWidget *page)
{
  GbCaseState *state = gb_case_state (page);
  GbIncidentPerson *person = person_of (state->shown, gb_row_get_key (row_of (button)));

  if (person != NULL)
    gb_incident_ask_role (page, state->book, shown_of (state)->incident, person);
}

static char *
say_person (GbCaseState *state, GbIncidentPerson *person)
{
  GbPack *pack = gb_book_get_pack (state->book);
  g_autofree char *year = gb_text_is_filled (person->year_group) ? gb_say_year_group (person->year_group) : NULL;
  const char *what = year != NULL ? year : gb_pack_label (pack, "person-sort", person->sort);
  const char *role = gb_pack_label (pack, "person-role", person->role);

  if (g_strcmp0 (person->told, "not-told") == 0)
    return g_strdup_printf (_ ("%s. %s. Parents not told: %s"), what, role, person->reason_not);
  return g_strdup_printf (_ ("%s. %s"), what, role);
}

static void
add_telling (GtkWidget *page, GbRow *row, GbIncidentPerson *person, gboolean closed)
{
  g_autofree char *day = person->told_at != 0 ? gb_instant_to_day (person->told_at) : NULL;
  g_autofree char *said = day != NULL ? gb_say_day (day) : NULL;
  g_autofree char *told = said != NULL ? g_strdup_printf (_ ("Parents told %s"), said) : NULL;

  if (g_strcmp0 (person->told, "told") == 0)
    gb_row_add_pill (row, gb_pill_new (GB_PILL_GO, told));
  else if (g_strcmp0 (person->told, "not-told") == 0)
    gb_row_add_pill (row, gb_pill_new (GB_PILL_PLAIN, _ ("Not told")));
  else
    gb_row_add_pill (row, gb_pill_new (GB_PILL_PLAIN, _ ("To tell")));
  if (!closed && g_strcmp0 (person->told, "told") != 0)
    g_signal_connect_object (gb_row_add_button (row, _ ("Record…"), FALSE), "clicked", G_CALLBACK (on_tell), page, 0);
}

static void
add_people (GtkWidget *page, GbCaseState *state)
{
  GbSection *section = gb_section_new (_ ("People in this incident"));
  gboolean closed = shown_of (state)->incident->closed_at != 0;

  gb_section_set_empty (section, _ ("Nobody is named in it yet."));
  for (guint i = 0; i < shown_of (state)->people->len; i++)
    {
      GbIncidentPerson *person = shown_of (state)->people->pdata[i];
      g_autofree char *quiet = say_person (state, person);
      GbRow *row = gb_row_new (person->name, quiet);
      GtkWidget *role;
      gb_row_set_avatar (row, person->name);
      gb_row_set_key (row, person->person_id);
      if (g_strcmp0 (person->sort, "pupil") == 0)
        add_telling (page, row, person, closed);
      role = gb_icon_button_new ("document-edit-symbolic", _ ("Change their part"));
      gtk_widget_add_css_class (role, "flat");
      gtk_widget_set_valign (role, GTK_ALIGN_CENTER);
      gtk_widget_set_visible (role, !closed);
      g_signal_connect_object (role, "clicked", G_CALLBACK (on_role), page, 0);
      gb_row_add_end (row, role);
      gb_section_add (section, GTK_WIDGET (row));
    }
  gb_box_add (state->story, section);
}

/* @text with a full stop, unless it ends a sentence already. */
static char *
full_stop (const char *text)
{
  g_autofree char *line = g_strchomp (g_strdup (text));

  if (*line == '\0' || strchr (".?!", line[strlen (line) - 1]) != NULL)
    return g_steal_pointer (&line);
  return g_strconcat (line, ".", NULL);
}

static void
add_decisions (GbCaseState *state)
{
  GbSection *section = gb_section_new (_ ("Decisions"));

  for (guint i = 0; i < shown_of (state)->decisions->len; i++)
    {
      GbDecision *decision = shown_of (state)->decisions->pdata[i];
      g_autofree char *when = gb_say_instant (decision->decided_at);
      g_autofree char *reason = full_stop (decision->reason);
      g_autofree char *quiet = g_strdup_printf (_ ("%s %s, %s"), reason, decision->decided_by, when);
      g_autofree char *title =
          g_strdup_printf (_ ("%s %s"), gb_decision_question_label (decision->question), decision->decision);
      gb_section_add (section, GTK_WIDGET (gb_row_new (title, quiet)));
    }
  gb_box_add (state->story, section);
}

static void
on_linked (GbRow *row, GtkWidget *page)
{
  gb_window_open_case (page, gb_row_get_noun (row), gb_row_get_key (row));
}

static const char *
say_noun (const char *noun)
{
  if (g_strcmp0 (noun, "device") == 0)
    return _ ("Device in custody");
  if (g_strcmp0 (noun, "search") == 0)
    return _ ("Device search");
  return _ ("Referral");
}

static const char *
icon_of (const char *noun)
{
  if (g_strcmp0 (noun, "device") == 0)
    return "phone-symbolic";
  return g_strcmp0 (noun, "search") == 0 ? "edit-find-symbolic" : "mail-send-symbolic";
}

static void
add_linked (GtkWidget *page, GbCaseState *state)
{
  GbSection *section = gb_section_new (_ ("Devices, searches and referrals"));

  for (guint i = 0; i < shown_of (state)->linked->len; i++)
    {
      GbLinkedCase *linked = shown_of (state)->linked->pdata[i];
      GbRow *row = gb_row_new (say_noun (linked->noun), linked->reference);
      gb_row_set_icon (row, icon_of (linked->noun));
      gb_row_set_key (row, linked->case_id);
      gb_row_set_noun (row, linked->noun);
      gb_row_set_opens (row, TRUE);
      g_signal_connect_object (row, "open", G_CALLBACK (on_linked), page, 0);
      gb_section_add (section, GTK_WIDGET (row));
    }
  gb_box_add (state->story, section);
}

static void
on_action_done (GtkWidget *button, GtkWidget *page)
{
  GbCaseState *state = gb_case_state (page);
  gb_incident_ask_action_done (page, state->book, shown_of (state)->incident, gb_row_get_key (row_of (button)));
}

static void
add_actions (GtkWidget *page, GbCaseState *state)
{
  GbSection *section = gb_section_new (_ ("Actions"));

  for (guint i = 0; i < shown_of (state)->actions->len; i++)
    {
      GbAction *action = shown_of (state)->actions->pdata[i];
      g_autofree char *due = gb_say_day (action->due);
      g_autofree char *quiet = g_strdup_printf (_ ("%s, by %s"), action->owner, due);
      GbRow *row = gb_row_new (action->what, quiet);
      gb_row_set_key (row, action->action_id);
      if (action->done_at != 0)
        gb_row_add_pill (row, gb_pill_new (GB_PILL_GO, _ ("Done")));
      else
        g_signal_connect_object (gb_row_add_button (row, _ ("Done…"), FALSE), "clicked", G_CALLBACK (on_action_done),
                                 page, 0);
      gb_section_add (section, GTK_WIDGET (row));
    }
  gb_box_add (state->story, section);
}

/* --- the record ------------------------------------------------------------------------ */

static void
add_record (GbCaseState *state)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 14);

  gb_box_add (box, gb_text_new (GB_TEXT_HEADING, C_ ("heading", "Record")));
  for (guint i = 0; i < shown_of (state)->timeline->len; i++)
    gb_box_add (box, gb_record_row_new_of (shown_of (state)->timeline->pdata[i], state->id));
  gb_box_add (state->story, box);
}

/* --- the procedure ------------------------------------------------------------------------ */

static GbDotState
dot_of (GbCaseStep *step)
{
  static const struct
  {
    const char *state;
    GbDotState dot;
  } dots[] = {
    { "done", GB_DOT_DONE },
    { "declined", GB_DOT_DECLINED },
    { "now", GB_DOT_NOW },
    { "blocked", GB_DOT_BLOCKED },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (dots); i++)
    if (g_strcmp0 (dots[i].state, step->state) == 0)
      return dots[i].dot;
  return GB_DOT_TO_COME;
}

/* "Yes. " before what else is said of a question that was answered. */
static const char *
say_answer (GbCaseStep *step)
{
  if (step->answer == NULL)
    return "";
  if (g_str_equal (step->answer, "yes"))
    return _ ("Yes. ");
  return g_str_equal (step->answer, "no") ? _ ("No. ") : _ ("Not known. ");
}

static char *
say_settled (GbCaseStep *step)
{
  g_autofree char *when = gb_say_instant (step->done_at);

  if (step->done_by == NULL)
    return g_strdup (_ ("Nothing to do"));
  if (g_strcmp0 (step->state, "declined") == 0)
    return g_strdup_printf (_ ("Set aside by %s: %s"), step->done_by, step->note);
  if (gb_text_is_filled (step->note))
    return g_strdup_printf (_ ("%s%s, %s. %s"), say_answer (step), step->done_by, when, step->note);
  return g_strdup_printf (_ ("%s%s, %s"), say_answer (step), step->done_by, when);
}

static char *
say_step (GbCaseStep *step)
{
  if (gb_case_step_is_settled (step))
    return say_settled (step);
  if (step->done_target > 1 && step->done_of > 0)
    return g_strdup_printf (_ ("%d of %d done"), (int) step->done_of, (int) step->done_target);
  if (step->waits_for != NULL)
    return g_strdup (step->waits_for);
  return g_strdup (step->who);
}

/* The whole of a step for its dialog: what to do, how it stands, by when and under which rule. */
static char *
say_whole_step (GbCaseStep *step)
{
  g_autofree char *stands = say_step (step);
  g_autofree char *due = step->due_at != 0 ? gb_say_instant_long (step->due_at) : NULL;
  g_autoptr (GString) text = g_string_new (step->detail);

  g_string_append_printf (text, "\n\n%s", stands);
  if (due != NULL && !gb_case_step_is_settled (step))
    g_string_append_printf (text, _ ("\nDue %s: %s"), due, step->rule);
  g_string_append_printf (text, "\n%s", step->basis);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static GbIncidentPerson *
first_untold (Case *shown)
{
  for (guint i = 0; i < shown->people->len; i++)
    {
      GbIncidentPerson *person = shown->people->pdata[i];
      if (g_strcmp0 (person->sort, "pupil") == 0 && person->told == NULL)
        return person;
    }
  return NULL;
}

/* Opens where @kind, an act of @step, is done; FALSE if that is another place. */
static gboolean
open_act (GtkWidget *page, GbCaseStep *step, const char *kind)
{
  static const struct
  {
    const char *kind;
    void (*ask) (GtkWidget *, GbBook *, GbIncident *);
  } acts[] = {
    { "incident.debriefed", gb_incident_ask_debrief },
    { "image.viewed", gb_incident_ask_viewing },
    { "image.deletion-confirmed", gb_incident_ask_confirmation },
    { "image.deleted", gb_incident_ask_deletion },
    { "advice.sought", gb_incident_ask_advice },
  };
  GbCaseState *state = gb_case_state (page);
  GbIncident *incident = shown_of (state)->incident;

  for (gsize i = 0; i < G_N_ELEMENTS (acts); i++)
    if (g_str_equal (acts[i].kind, kind))
      {
        acts[i].ask (page, state->book, incident);
        return TRUE;
      }
  if (g_str_equal (kind, "incident.parent-told") && first_untold (state->shown) != NULL)
    gb_incident_ask_parent (page, state->book, incident, first_untold (state->shown));
  else if (g_str_equal (kind, "incident.decided"))
    gb_incident_ask_decision (page, state->book, incident,
                              step->question != NULL ? step->question : GB_QUESTION_OUTCOME);
  else
    return FALSE;
  return TRUE;
}

static gboolean
is_word_of (const char *words, const char *word)
{
  g_auto (GStrv) all = g_strsplit (words != NULL ? words : "", " ", -1);
  return word != NULL && g_strv_contains ((const char *const *) all, word);
}

/* The linked case in which an act of @kind would be done: a referral only if it goes where @step wants it. */
static GbLinkedCase *
linked_for (Case *shown, GbCaseStep *step, const char *kind)
{
  for (guint i = 0; i < shown->linked->len; i++)
    {
      GbLinkedCase *linked = shown->linked->pdata[i];
      if (g_str_has_prefix (kind, linked->noun) && (step->agency == NULL || is_word_of (step->agency, linked->agency)))
        return linked;
    }
  return NULL;
}

/* Begins a referral to the agency that @step names first. */
static void
begin_referral (GtkWidget *page, GbCaseStep *step)
{
  GbCaseState *state = gb_case_state (page);
  g_auto (GStrv) agencies = g_strsplit (step->agency != NULL ? step->agency : "", " ", -1);

  gb_referral_ask_begin_to (page, state->book, state->id, agencies[0]);
}

/* To where the first of the acts of @step is done. */
static void
go_to_act (GtkWidget *page, GbCaseStep *step)
{
  GbCaseState *state = gb_case_state (page);
  g_auto (GStrv) kinds = g_strsplit (step->act, " ", -1);
  const char *kind = kinds[0];
  GbLinkedCase *linked = linked_for (state->shown, step, kind);

  if (open_act (page, step, kind))
    return;
  if (linked != NULL)
    gb_window_open_case (page, linked->noun, linked->case_id);
  else if (g_str_has_prefix (kind, "device."))
    gb_device_ask_take (page, state->book, state->id);
  else if (g_str_has_prefix (kind, "search."))
    gb_search_ask_request (page, state->book, NULL, state->id, FALSE);
  else
    begin_referral (page, step);
}

static GbCaseStep *
step_named (Case *shown, const char *name)
{
  for (guint i = 0; i < shown->steps->len; i++)
    if (g_strcmp0 (((GbCaseStep *) shown->steps->pdata[i])->step, name) == 0)
      return shown->steps->pdata[i];
  return NULL;
}

static void
on_step_answer (AdwMessageDialog *dialog, const char *response, GtkWidget *page)
{
  GbCaseState *state = gb_case_state (page);
  GbCaseStep *step = step_named (state->shown, g_object_get_data (G_OBJECT (dialog), "step"));

  if (step == NULL)
    return;
  if (g_str_equal (response, "tick"))
    gb_incident_ask_tick (page, state->book, shown_of (state)->incident, step);
  else if (g_str_equal (response, "aside"))
    gb_incident_ask_set_aside (page, state->book, shown_of (state)->incident, step);
  else if (g_str_equal (response, "back"))
    gb_incident_ask_take_back (page, state->book, shown_of (state)->incident, step);
  else if (g_str_equal (response, "nobody"))
    gb_incident_ask_decision (page, state->book, shown_of (state)->incident, GB_QUESTION_NOT_REFERRED);
  else if (g_str_equal (response, "concern"))
    gb_window_push (page, gb_concern_form_new_from (state->book, shown_of (state)->incident->reference));
  else if (g_str_equal (response, "act"))
    go_to_act (page, step);
}

static void
add_responses (AdwMessageDialog *dialog, GbBook *book, GbCaseStep *step)
{
  gboolean refers = is_word_of (step->act, "referral.made");

  adw_message_dialog_add_response (dialog, "close", _ ("Close"));
  if (gb_case_step_is_settled (step))
    {
      if (step->done_case == NULL && step->done_by != NULL)
        adw_message_dialog_add_response (dialog, "back", _ ("Open again…"));
      return;
    }
  if (step->may_set_aside)
    adw_message_dialog_add_response (dialog, "aside", _ ("Set aside…"));
  /* What it writes is sealed; the step is ticked here by hand, without a name. */
  if (g_str_equal (step->step, "concern") && gb_book_can (book, GB_CAN_WRITE_CONCERNS))
    adw_message_dialog_add_response (dialog, "concern", _ ("Open a staff concern…"));
  if (is_word_of (step->act, "referral.declined"))
    adw_message_dialog_add_response (dialog, "nobody", _ ("Nobody need know…"));
  adw_message_dialog_add_response (dialog, step->act != NULL ? "act" : "tick",
                                   step->asks != NULL  ? _ ("Answer…")
                                   : step->act == NULL ? _ ("Done…")
                                   : refers            ? _ ("Refer…")
                                                       : _ ("Record it…"));
  adw_message_dialog_set_response_appearance (dialog, step->act != NULL ? "act" : "tick", ADW_RESPONSE_SUGGESTED);
}

static void
open_step (GtkWidget *page, GbCaseStep *step)
{
  g_autofree char *body = say_whole_step (step);
  GtkWidget *dialog = gb_view_dialog (page, step->title, body);

  add_responses (ADW_MESSAGE_DIALOG (dialog), gb_case_state (page)->book, step);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "close");
  g_object_set_data_full (G_OBJECT (dialog), "step", g_strdup (step->step), g_free);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_step_answer), page, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_step (GbRow *row, GtkWidget *page)
{
  GbCaseStep *step = step_named (gb_case_state (page)->shown, gb_row_get_key (row));

  if (step != NULL)
    open_step (page, step);
}

/* The first clause of a basis, so that a long list of steps stays a list; the step's dialog has them all. */
static char *
first_clause (const char *basis)
{
  const char *end = basis != NULL ? strchr (basis, ';') : NULL;
  g_autofree char *first = end != NULL ? g_strndup (basis, (gsize) (end - basis)) : NULL;

  return first != NULL ? g_strconcat (first, " …", NULL) : g_strdup (basis);
}

static void
add_procedure (GtkWidget *page, GbCaseState *state)
{
  GbIncident *incident = shown_of (state)->incident;
  GPtrArray *steps = shown_of (state)->steps;
  GbSection *section = gb_section_new (_ ("Procedure"));
  g_autofree char *side = g_strdup_printf (_ ("%u of %u done"), gb_procedure_settled (steps), steps->len);
  g_autofree char *note =
      incident->procedure_title != NULL
          ? g_strdup_printf (_ ("%s, from “%s”, version %s"), incident->procedure_title,
                             incident->procedure_policy, incident->procedure_version)
          : NULL;

  gb_section_set_counts (section, FALSE);
  gb_section_set_side (section, side);
  gb_section_set_note (section, note);
  gb_section_set_empty (section, _ ("No procedure has begun for it."));
  for (guint i = 0; i < steps->len; i++)
    {
      GbCaseStep *step = steps->pdata[i];
      g_autofree char *who = say_step (step);
      g_autofree char *clause = first_clause (step->basis);
      GbRow *row = gb_step_row_new (dot_of (step), i + 1, step->title, who, clause);
      gb_row_set_key (row, step->step);
      if (!gb_case_step_is_settled (step) && step->due_at != 0)
        gb_row_add_pill (row, gb_step_pill_new (step, gb_book_get_pack (state->book)));
      gb_row_set_opens (row, TRUE);
      g_signal_connect_object (row, "open", G_CALLBACK (on_step), page, 0);
      gb_section_add (section, GTK_WIDGET (row));
    }
  gb_box_add (state->pane, section);
}

/* --- the closing gate ------------------------------------------------------------------------ */

/* Straight to the form where only one thing can be done; else the step says what can. */
static void
put_step_right (GtkWidget *page, GbCaseStep *step)
{
  GbCaseState *state = gb_case_state (page);

  if (step->may_set_aside || is_word_of (step->act, "referral.declined"))
    open_step (page, step);
  else if (step->act == NULL)
    gb_incident_ask_tick (page, state->book, shown_of (state)->incident, step);
  else
    go_to_act (page, step);
}

static void
put_right (GtkWidget *page, const char *where, const char *which)
{
  GbCaseState *state = gb_case_state (page);
  GbIncident *incident = shown_of (state)->incident;
  GbIncidentPerson *person = person_of (state->shown, which);
  GbCaseStep *step = step_named (state->shown, which);

  if (g_str_equal (where, "procedure") && step != NULL)
    put_step_right (page, step);
  else if (g_str_equal (where, "people") && person != NULL)
    gb_incident_ask_parent (page, state->book, incident, person);
  else if (g_str_equal (where, "decisions"))
    gb_incident_ask_decision (page, state->book, incident, GB_QUESTION_NOT_REFERRED);
  else if (g_str_equal (where, "debrief"))
    gb_incident_ask_debrief (page, state->book, incident);
  else if (g_str_equal (where, "action"))
    gb_incident_ask_action (page, state->book, incident);
  else if (g_str_equal (where, "image"))
    gb_incident_ask_viewing (page, state->book, incident);
  else
    gb_window_open_case (page, where, which);
}

static void
on_missing (GbRow *row, GtkWidget *page)
{
  put_right (page, gb_row_get_noun (row), gb_row_get_key (row));
}

static void
add_missing (GtkWidget *page, GbCaseState *state)
{
  GPtrArray *missing = shown_of (state)->missing;
  g_autofree char *title = g_strdup_printf (
      ngettext ("Not ready to close: %u thing is missing", "Not ready to close: %u things are missing", missing->len),
      missing->len);
  GbSection *section = gb_section_new (title);

  gb_section_set_counts (section, FALSE);
  for (guint i = 0; i < missing->len; i++)
    {
      GbMissing *thing = missing->pdata[i];
      GbRow *row = gb_gate_row_new (FALSE, thing->sentence, NULL);
      gb_row_set_noun (row, thing->where);
      gb_row_set_key (row, thing->which);
      gb_row_set_opens (row, TRUE);
      g_signal_connect_object (row, "open", G_CALLBACK (on_missing), page, 0);
      gb_section_add (section, GTK_WIDGET (row));
    }
  gb_box_add (state->pane, section);
}

static void
on_close (GtkWidget *page)
{
  GbCaseState *state = gb_case_state (page);
  gb_incident_ask_close (page, state->book, shown_of (state)->incident);
}

static void
on_reopen (GtkWidget *page)
{
  GbCaseState *state = gb_case_state (page);
  gb_incident_ask_reopen (page, state->book, shown_of (state)->incident);
}

static void
add_gate_button (GtkWidget *page, GbCaseState *state, const char *label, const char *style, GCallback callback)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_add_css_class (button, "pill");
  if (style != NULL)
    gtk_widget_add_css_class (button, style);
  g_signal_connect_object (button, "clicked", callback, page, G_CONNECT_SWAPPED);
  gb_box_add (state->pane, button);
}

static void
add_closed (GtkWidget *page, GbCaseState *state, GbIncident *incident)
{
  g_autofree char *when = gb_say_instant (incident->closed_at);
  g_autofree char *outcomes = gb_words_said (gb_book_get_pack (state->book), "incident-outcome", incident->outcomes);
  g_autofree char *who = g_strdup_printf (_ ("%s, %s. %s"), incident->closed_by, when, incident->summary);
  GbSection *section = gb_section_new (_ ("Closed"));

  gb_section_set_counts (section, FALSE);
  gb_section_add (section, GTK_WIDGET (gb_gate_row_new (TRUE, outcomes != NULL ? outcomes : _ ("Closed"), who)));
  gb_box_add (state->pane, section);
  add_gate_button (page, state, _ ("Open again…"), NULL, G_CALLBACK (on_reopen));
}

static void
add_gate (GtkWidget *page, GbCaseState *state)
{
  GbIncident *incident = shown_of (state)->incident;

  if (incident->closed_at != 0)
    {
      add_closed (page, state, incident);
      return;
    }
  if (shown_of (state)->missing->len > 0)
    {
      add_missing (page, state);
      return;
    }
  gb_box_add (state->pane, gb_callout_new (GB_CALLOUT_NOTE,
                                           _ ("Nothing is missing: every decision is recorded, parents are told or the "
                                              "reason stands, and the debrief is settled.")));
  add_gate_button (page, state, _ ("Close the case…"), "suggested-action", G_CALLBACK (on_close));
}

/* --- the menu "Add" --------------------------------------------------------------------------- */

typedef void (*Ask) (GtkWidget *, GbBook *, GbIncident *);

static void
ask_first_parent (GtkWidget *page, GbBook *book, GbIncident *incident)
{
  Case *shown = gb_case_state (page)->shown;
  GbIncidentPerson *person = first_untold (shown);

  for (guint i = 0; person == NULL && i < shown->people->len; i++)
    if (g_strcmp0 (((GbIncidentPerson *) shown->people->pdata[i])->sort, "pupil") == 0)
      person = shown->people->pdata[i];
  if (person != NULL)
    gb_incident_ask_parent (page, book, incident, person);
  else
    gb_window_toast (page, _ ("No pupil is named in this incident."));
}

static void
ask_any_decision (GtkWidget *page, GbBook *book, GbIncident *incident)
{
  gb_incident_ask_decision (page, book, incident, NULL);
}

static void
ask_device (GtkWidget *page, GbBook *book, GbIncident *incident)
{
  gb_device_ask_take (page, book, incident->id);
}

static void
ask_evidence (GtkWidget *page, GbBook *book, GbIncident *incident)
{
  gb_evidence_ask_add (page, book, incident->id);
}

static void
ask_search (GtkWidget *page, GbBook *book, GbIncident *incident)
{
  gb_search_ask_request (page, book, NULL, incident->id, FALSE);
}

static void
ask_referral (GtkWidget *page, GbBook *book, GbIncident *incident)
{
  gb_referral_ask_begin (page, book, incident->id);
}

static const struct
{
  const char *name, *label;
  Ask ask;
} menu_acts[] = {
  { "note", N_ ("Note…"), gb_incident_ask_note },
  { "parent", N_ ("Parent told…"), ask_first_parent },
  { "decision", N_ ("Decision…"), ask_any_decision },
  { "advice", N_ ("Advice sought…"), gb_incident_ask_advice },
  { "evidence", N_ ("Evidence…"), ask_evidence },
  { "person", N_ ("Person…"), gb_incident_ask_person },
  { "device", N_ ("Device taken…"), ask_device },
  { "search", N_ ("Search of a device…"), ask_search },
  { "referral", N_ ("Referral…"), ask_referral },
  { "action", N_ ("Action…"), gb_incident_ask_action },
  { "debrief", N_ ("Debrief…"), gb_incident_ask_debrief },
  { "amend", N_ ("Amend…"), gb_incident_ask_amend },
  { "procedure", N_ ("Another procedure…"), gb_incident_ask_procedure },
  { "viewing", N_ ("Viewing…"), gb_incident_ask_viewing },
  { "confirm", N_ ("Confirm deletion…"), gb_incident_ask_confirmation },
  { "delete", N_ ("Deletion…"), gb_incident_ask_deletion },
  { "close", N_ ("Close the case…"), gb_incident_ask_close },
  { "reopen", N_ ("Open the case again…"), gb_incident_ask_reopen },
};

static void
on_menu (GSimpleAction *action, GVariant *parameter, GtkWidget *page)
{
  GbCaseState *state = gb_case_state (page);

  if (state->shown == NULL)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (menu_acts); i++)
    if (g_str_equal (g_action_get_name (G_ACTION (action)), menu_acts[i].name))
      menu_acts[i].ask (page, state->book, shown_of (state)->incident);
}

static void
add_actions_to (GtkWidget *page)
{
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (menu_acts); i++)
    {
      g_autoptr (GSimpleAction) action = g_simple_action_new (menu_acts[i].name, NULL);
      g_signal_connect_object (action, "activate", G_CALLBACK (on_menu), page, 0);
      g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
    }
  gtk_widget_insert_action_group (page, "incident", G_ACTION_GROUP (group));
}

/* Only what this case can ask for: the image acts on their path, closing or opening again. */
static gboolean
belongs (GbIncident *incident, const char *name)
{
  gboolean image = g_strcmp0 (incident->indecent_image, "no") != 0;

  if (g_str_equal (name, "viewing") || g_str_equal (name, "confirm") || g_str_equal (name, "delete"))
    return image && incident->closed_at == 0;
  if (g_str_equal (name, "reopen"))
    return incident->closed_at != 0;
  return incident->closed_at == 0;
}

static void
set_menu (GbCaseState *state)
{
  g_autoptr (GMenu) menu = g_menu_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (menu_acts); i++)
    {
      g_autofree char *name = g_strconcat ("incident.", menu_acts[i].name, NULL);
      if (belongs (shown_of (state)->incident, menu_acts[i].name))
        g_menu_append (menu, _ (menu_acts[i].label), name);
    }
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (state->more), G_MENU_MODEL (menu));
  gb_name_menu (state->more);
}

/* --- the page ------------------------------------------------------------------------------------ */

static void
show_case (GtkWidget *page, GbCaseState *state)
{
  g_autofree char *title = NULL;

  title = g_strdup_printf (_ ("Incident %s"), shown_of (state)->incident->reference);
  gb_page_set_title (GB_PAGE (page), title, NULL);
  add_head (state, shown_of (state)->incident);
  add_warnings (state, shown_of (state)->incident);
  add_narrative (state, shown_of (state)->incident);
  add_people (page, state);
  add_decisions (state);
  add_linked (page, state);
  add_actions (page, state);
  gb_box_add (state->story, gb_evidence_section_new (state->book, state->id));
  add_record (state);
  add_procedure (page, state);
  add_gate (page, state);
  set_menu (state);
}

static const GbCasePlan plan = { ask_case, case_free, show_case };

static void
on_accent (GtkWidget *page)
{
  gtk_menu_button_popup (GTK_MENU_BUTTON (gb_case_state (page)->more));
}

static void
on_print (GtkWidget *page)
{
  GbCaseState *state = gb_case_state (page);
  g_autofree char *title = NULL;

  if (state->shown == NULL)
    return;
  title = g_strdup_printf (_ ("Print incident %s"), shown_of (state)->incident->reference);
  gb_window_push (page, gb_outgoing_page_new (state->book, title, state->id, shown_of (state)->incident->reference,
                                              gb_print_incident));
}

static GtkWidget *
add_button_new (void)
{
  GtkWidget *content = adw_button_content_new ();
  GtkWidget *button = gtk_menu_button_new ();

  adw_button_content_set_icon_name (ADW_BUTTON_CONTENT (content), "list-add-symbolic");
  adw_button_content_set_label (ADW_BUTTON_CONTENT (content), _ ("Add"));
  gtk_menu_button_set_child (GTK_MENU_BUTTON (button), content);
  gtk_widget_add_css_class (button, "suggested-action");
  gb_name (button, _ ("Add to this case"));
  return button;
}

GtkWidget *
gb_incident_page_new (GbBook *book, const char *case_id)
{
  GbPage *page = gb_case_page_new (_ ("Incident"), _ ("Procedure"), book, case_id, &plan);
  GbCaseState *state = gb_case_state (page);
  GtkWidget *print;

  state->more = add_button_new ();
  gb_page_add_end (page, state->more);
  gb_page_add_end (page, gb_readers_button_new (book, case_id));
  print = gb_page_add_button (page, "document-print-symbolic", _ ("Print"), TRUE);
  gtk_widget_add_css_class (print, "flat");
  g_signal_connect_object (print, "clicked", G_CALLBACK (on_print), page, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "print", G_CALLBACK (on_print), page, 0);
  gb_evidence_take_drops (GTK_WIDGET (page), book, case_id);
  add_actions_to (GTK_WIDGET (page));
  g_signal_connect_object (page, "accent", G_CALLBACK (on_accent), page, 0);
  return GTK_WIDGET (page);
}
