/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two procedures through the window, from the form of the incident to the
 * closed case: every step is opened from its row and done in the form that its
 * dialog leads to.  With GUARDBOOK_SHOTS set to a folder, pictures of every
 * procedure are left there. */
#include <adwaita.h>
#include <locale.h>

#include "../casework/incident-support.h"
#include "support/screen.h"
#include "views/form.h"
#include "views/incident-form.h"
#include "views/row.h"
#include "views/window.h"

static GtkApplication *application;

typedef struct
{
  Desk *desk;
  GbWindow *window;
  char *id;
} Room;

static Room *
room_new (void)
{
  Room *room = g_new0 (Room, 1);

  room->desk = desk_new_of_three ();
  room->window = gb_window_new (application);
  gtk_window_set_default_size (GTK_WINDOW (room->window), 1280, 1500);
  gb_window_set_book (room->window, room->desk->book);
  gtk_window_present (GTK_WINDOW (room->window));
  return room;
}

static void
room_free (Room *room)
{
  gb_window_set_book (room->window, NULL);
  gtk_window_destroy (GTK_WINDOW (room->window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  desk_free (room->desk);
  g_free (room->id);
  g_free (room);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Room, room_free)

static GtkWidget *
of (Room *room)
{
  return GTK_WIDGET (room->window);
}

/* --- looking about ---------------------------------------------------------------- */

static gboolean
is_step_row (GtkWidget *widget, const char *step)
{
  return GB_IS_ROW (widget) && g_strcmp0 (gb_row_get_key (GB_ROW (widget)), step) == 0
         && gb_row_get_noun (GB_ROW (widget)) == NULL;
}

static gboolean
is_form (GtkWidget *widget, const char *text G_GNUC_UNUSED)
{
  return GB_IS_FORM (widget);
}

static GbForm *
form_in (GtkWidget *inside)
{
  return GB_FORM (gb_test_wait_for (inside, is_form, "a form"));
}

static void
fill (GbForm *form, const char *json)
{
  g_autoptr (JsonObject) body = body_of (json);
  gb_form_write (form, body);
}

/* The form that stands in a dialog over the window, waiting for it. */
static GbForm *
form_over (Room *room)
{
  return form_in (gb_test_wait_for_dialog_with (GTK_WINDOW (room->window), is_form, "a form"));
}

/* Fills the form of the dialog that stands over the window and sends it off. */
static void
answer_dialog (Room *room, const char *json)
{
  GbForm *form = form_over (room);

  fill (form, json);
  gb_form_submit (form);
  gb_test_wait_until_closed (GTK_WINDOW (room->window));
}

/* --- a step ------------------------------------------------------------------------------ */

static void
choose (Room *room, GbCaseStep *step, const char *response)
{
  GtkWidget *row = gb_test_wait_for (of (room), is_step_row, step->step);
  GtkWidget *dialog;

  g_signal_emit_by_name (row, "open");
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  g_assert_true (ADW_IS_MESSAGE_DIALOG (dialog));
  gb_test_shoot (dialog,
                 g_str_has_prefix (step->act != NULL ? step->act : "", "referral.") ? "step-refer" : "step-dialog");
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), response);
  gtk_window_destroy (GTK_WINDOW (dialog)); /* as its button would have */
}

static void
tell_both_parents (Room *room, GbCaseStep *step)
{
  choose (room, step, "act");
  answer_dialog (room, "{'told':'yes','whom':'Mrs Marsh','reply':'Thanked us.'}");
  choose (room, step, "act");
  answer_dialog (room, "{'told':'no','reason_not':'They are on their way to hospital; on Monday.'}");
}

static void
do_step (Room *room, GbCaseStep *step)
{
  const char *act = step->act != NULL ? step->act : "";

  if (step->act == NULL)
    {
      choose (room, step, "tick");
      gb_test_shoot (GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (form_over (room)))),
                     step->asks != NULL ? "step-question" : "step-tick");
      answer_dialog (room, step->asks != NULL ? "{'answer':'no','note':'As the class teacher tells it.'}"
                                              : "{'note':'As the class teacher tells it.'}");
    }
  else if (g_str_has_prefix (act, "referral."))
    {
      choose (room, step, "nobody");
      answer_dialog (room, "{'decision':'No','reason':'Nothing in it is for anybody outside.'}");
    }
  else if (g_str_equal (act, "incident.parent-told"))
    tell_both_parents (room, step);
  else if (g_str_equal (act, "incident.decided"))
    {
      choose (room, step, "act");
      answer_dialog (room, "{'decision':'As agreed.','reason':'It fits what is known.'}");
    }
  else if (g_str_equal (act, "incident.debriefed"))
    {
      choose (room, step, "act");
      answer_dialog (room, "{'waived':'no','lessons':'It was told at once, as it should be.'}");
    }
  else
    {
      choose (room, step, "aside");
      answer_dialog (room, "{'reason':'No cause for it.'}");
    }
}

static GbCaseStep *
next_step (GPtrArray *steps)
{
  for (guint i = 0; i < steps->len; i++)
    if (!gb_case_step_is_settled (steps->pdata[i]) && ((GbCaseStep *) steps->pdata[i])->waits_for == NULL)
      return steps->pdata[i];
  return NULL;
}

/* --- the walks ----------------------------------------------------------------------------- */

static void
record_in_form (Room *room, const char *category)
{
  g_autoptr (JsonObject) body = general_body ("no");
  GbForm *form;

  json_object_set_string_member (body, "category", category);
  gb_window_go (of (room), "incidents");
  gb_window_push (gb_test_wait_for (of (room), gb_test_says, "Nothing recorded yet"),
                  gb_incident_form_new (room->desk->book, NULL));
  gb_test_wait_for (of (room), gb_test_says, "Before you write");
  form = form_in (of (room));
  gb_form_write (form, body);
  gb_form_submit (form);
  gb_test_wait_for (of (room), gb_test_says, "Not ready to close");
}

static gpointer
newest_on_worker (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  GbIncidentFilter filter = { NULL };
  g_autoptr (GPtrArray) ids = gb_incident_ids (gb_book_get_vault (book), &filter, error);
  return ids != NULL && ids->len > 0 ? g_strdup (ids->pdata[0]) : NULL;
}

static void
test_walk_through_the_window (gconstpointer category)
{
  g_autoptr (Room) room = room_new ();
  g_autoptr (GbIncident) closed = NULL;

  record_in_form (room, category);
  room->id = gb_book_ask (room->desk->book, newest_on_worker, NULL, NULL);
  for (guint turn = 0;; turn++)
    {
      g_autoptr (GPtrArray) steps = steps_of (room->desk, room->id);
      GbCaseStep *step = next_step (steps);
      g_autofree char *state = NULL;
      if (step == NULL)
        break;
      g_assert_cmpuint (turn, <, 40);
      do_step (room, step);
      state = step_state (room->desk, room->id, step->step);
      if (g_strcmp0 (state, "done") != 0 && g_strcmp0 (state, "declined") != 0)
        g_error ("“%s” was done in the window and is still %s", step->title, state);
    }
  gb_test_wait_for (of (room), gb_test_says, "Nothing is missing");
  gb_test_press (of (room), "Close the case…");
  answer_dialog (room, CLOSING);
  gb_test_wait_for (of (room), gb_test_is_button, "Open again…");
  closed = load (room->desk, room->id);
  g_assert_cmpstr (closed->state, ==, "closed");
}

/* --- the gate's lines lead to the forms ---------------------------------------------------------- */

static gboolean
is_missing_row (GtkWidget *widget, const char *words)
{
  return GB_IS_ROW (widget) && gb_row_get_noun (GB_ROW (widget)) != NULL
         && gb_test_find (widget, gb_test_says, words) != NULL;
}

/* A question that can't be left out opens its form at once; what the debrief changes, the form of an action. */
static void
test_missing_lines_open_the_forms (void)
{
  g_autoptr (Room) room = room_new ();

  room->id = new_incident (room->desk, "no");
  desk_does (room->desk, "incident.debriefed", room->id,
             "{'waived':false,'lessons':'Chats run at night.','changes':'An assembly on chats.'}");
  gb_window_open_case (of (room), "incident", room->id);
  g_signal_emit_by_name (gb_test_wait_for (of (room), is_missing_row, "Make sure that everyone is safe now"), "open");
  answer_dialog (room, "{'note':'With Beth in the library.'}");
  assert_step (room->desk, room->id, "safe-now", "done");
  g_signal_emit_by_name (gb_test_wait_for (of (room), is_missing_row, "no action gives it an owner"), "open");
  gb_test_wait_for (GTK_WIDGET (form_over (room)), gb_test_says, "What is to change or be done");
  gtk_window_destroy (GTK_WINDOW (gb_test_wait_for_dialog (GTK_WINDOW (room->window))));
}

/* --- pictures --------------------------------------------------------------------------------------- */

static void
test_every_procedure_has_its_page (void)
{
  g_autoptr (Room) room = room_new ();
  GPtrArray *procedures = gb_pack_procedures (gb_book_get_pack (room->desk->book));
  GPtrArray *words = gb_pack_words (gb_book_get_pack (room->desk->book), "category");

  for (guint p = 0; p < procedures->len; p++)
    for (guint w = 0; w < words->len; w++)
      {
        const GbProcedure *procedure = procedures->pdata[p];
        const char *category = ((GbWord *) words->pdata[w])->id;
        const char *image = procedure->image != NULL ? "unknown" : "no";
        g_autoptr (JsonObject) body = general_body (image);
        g_autofree char *request = gb_id_new ();
        g_autoptr (GbDone) done = NULL;
        if (gb_pack_procedure_for (gb_book_get_pack (room->desk->book), category, image) != procedure)
          continue;
        json_object_set_string_member (body, "category", category);
        done = gb_incident_record (room->desk->book, request, body, NULL);
        gb_window_open_case (of (room), "incident", done->case_id);
        gb_test_wait_for (of (room), gb_test_says, procedure->title);
        gb_test_shoot (of (room), procedure->id);
        break;
      }
}

/* --- a staff concern from a step ------------------------------------------------------------ */

/* Led to from the open case, but nothing of it is written there. */
static void
test_a_step_leads_to_a_staff_concern_that_the_case_says_nothing_of (void)
{
  g_autoptr (Room) room = room_new ();
  g_autoptr (GPtrArray) steps = NULL;
  g_autoptr (GPtrArray) after = NULL;
  GbCaseStep *step = NULL;
  GbForm *form;

  record_in_form (room, "staff-misuse");
  room->id = gb_book_ask (room->desk->book, newest_on_worker, NULL, NULL);
  steps = steps_of (room->desk, room->id);
  for (guint i = 0; i < steps->len && step == NULL; i++)
    if (g_str_equal (((GbCaseStep *) steps->pdata[i])->step, "concern"))
      step = steps->pdata[i];
  g_assert_nonnull (step);
  choose (room, step, "concern");
  gb_test_wait_for (of (room), gb_test_says, "They aren’t in People");
  form = form_in (of (room));
  {
    g_autoptr (JsonObject) body = gb_form_read (form);
    g_autoptr (GbIncident) incident = load (room->desk, room->id);
    g_assert_cmpstr (gb_json_text (body, "incident_reference"), ==, incident->reference);
  }
  fill (form, "{'unlisted':true,'unlisted_name':'Gareth Lowe','person_role':'volunteer','danger':'no','title':"
              "'Photographs on his own phone','narrative':'Two were seen.','precision':'about','place':'Hall',"
              "'told_by':'A parent'}");
  {
    g_autofree char *when = g_strdup_printf ("{'occurred_at':%" G_GINT64_FORMAT ",'noticed_at':%" G_GINT64_FORMAT "}",
                                             gb_now () - 2 * GB_HOUR, gb_now () - GB_HOUR);
    fill (form, when);
  }
  gb_form_submit (form);
  gb_test_wait_for (of (room), gb_test_says, "Came from incident");
  gb_test_wait_for (of (room), gb_test_says, "About Gareth Lowe, Volunteer");
  after = steps_of (room->desk, room->id);
  g_assert_cmpuint (after->len, ==, steps->len);
  g_assert_cmpint (gb_procedure_settled (after), ==, gb_procedure_settled (steps));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);
  setlocale (LC_ALL, "C.UTF-8");
  adw_init ();
  if (g_getenv ("GUARDBOOK_DARK") != NULL)
    adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_DARK);
  application = GTK_APPLICATION (adw_application_new ("org.guardbook.Guardbook", G_APPLICATION_NON_UNIQUE));
  g_application_register (G_APPLICATION (application), NULL, NULL);
  g_test_add_data_func ("/procedure/filtering", "filter-breach", test_walk_through_the_window);
  g_test_add_data_func ("/procedure/visitor", "visitor-breach", test_walk_through_the_window);
  g_test_add_func ("/procedure/missing", test_missing_lines_open_the_forms);
  g_test_add_func ("/procedure/pages", test_every_procedure_has_its_page);
  g_test_add_func ("/procedure/staff-concern-from-a-step",
                   test_a_step_leads_to_a_staff_concern_that_the_case_says_nothing_of);
  return g_test_run ();
}
