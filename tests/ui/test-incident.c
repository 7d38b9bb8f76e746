/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The incident's windows over a real vault: the list, the form with its kept
 * draft, the case with procedure and closing gate, the journal.  With
 * GUARDBOOK_SHOTS set to a folder each leaves a picture there. */
#include <adwaita.h>
#include <locale.h>
#include <string.h>

#include "../casework/incident-support.h"
#include "base/ids.h"
#include "casework/draft.h"
#include "views/form.h"
#include "views/incident-form.h"
#include "views/incident-page.h"
#include "views/incidents.h"
#include "views/journal.h"
#include "views/page.h"
#include "views/pill.h"
#include "views/readers.h"
#include "views/row.h"
#include "views/text.h"
#include "views/window.h"

static GtkApplication *application;

typedef struct
{
  Desk *desk;
  GbWindow *window;
} Room;

static Room *
room_new (void)
{
  Room *room = g_new0 (Room, 1);

  room->desk = desk_new_of_three ();
  room->window = gb_window_new (application);
  gtk_window_set_default_size (GTK_WINDOW (room->window), 1280, 820);
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
  g_free (room);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Room, room_free)

/* --- looking about -------------------------------------------------------------- */

typedef gboolean (*Fits) (GtkWidget *widget, const char *text);

static gboolean
says (GtkWidget *widget, const char *text)
{
  return GTK_IS_LABEL (widget) && strstr (gtk_label_get_label (GTK_LABEL (widget)), text) != NULL;
}

static gboolean
is_button_of (GtkWidget *widget, const char *text)
{
  if (!GTK_IS_BUTTON (widget))
    return FALSE;
  if (g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), text) == 0)
    return TRUE;
  if (gb_word_button_get (widget) != NULL)
    return g_strcmp0 (adw_button_content_get_label (gb_word_button_get (widget)), text) == 0;
  return g_strcmp0 (gtk_widget_get_tooltip_text (widget), text) == 0;
}

/* The first shown widget that fits, from the top. */
static GtkWidget *
find (GtkWidget *widget, Fits fits, const char *text)
{
  if (!gtk_widget_get_visible (widget) || !gtk_widget_get_child_visible (widget))
    return NULL;
  if (fits (widget, text))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, fits, text);
      if (found != NULL)
        return found;
    }
  return NULL;
}

#define DEADLINE (10 * G_USEC_PER_SEC)

static GtkWidget *
wait_for (GtkWidget *inside, Fits fits, const char *text)
{
  gint64 end = g_get_monotonic_time () + DEADLINE;
  GtkWidget *found;

  while ((found = find (inside, fits, text)) == NULL)
    {
      if (g_get_monotonic_time () > end)
        g_error ("“%s” did not come", text);
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (2000);
    }
  return found;
}

static void
settle (int milliseconds)
{
  gint64 end = g_get_monotonic_time () + milliseconds * 1000;

  while (g_get_monotonic_time () < end)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (2000);
}

static void
shoot (Room *room, GtkWindow *window, const char *name)
{
  const char *folder = g_getenv ("GUARDBOOK_SHOTS");
  g_autofree char *path = NULL;
  g_autoptr (GdkPaintable) paintable = NULL;
  g_autoptr (GtkSnapshot) snapshot = NULL;
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;

  if (folder == NULL)
    return;
  settle (400);
  path = g_strdup_printf ("%s/%s.png", folder, name);
  paintable = gtk_widget_paintable_new (GTK_WIDGET (window));
  snapshot = gtk_snapshot_new ();
  gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (GTK_WIDGET (window)),
                          gtk_widget_get_height (GTK_WIDGET (window)));
  node = gtk_snapshot_to_node (snapshot);
  if (node == NULL)
    return;
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (window)), node, NULL);
  gdk_texture_save_to_png (texture, path);
}

static GtkWindow *
dialog_over (Room *room)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);
      if (window != GTK_WINDOW (room->window) && gtk_window_get_transient_for (window) == GTK_WINDOW (room->window)
          && gtk_widget_get_mapped (GTK_WIDGET (window)))
        return window;
    }
  return NULL;
}

static GtkWindow *
wait_for_dialog (Room *room)
{
  gint64 end = g_get_monotonic_time () + DEADLINE;
  GtkWindow *dialog;

  while ((dialog = dialog_over (room)) == NULL)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (2000);
    }
  return dialog;
}

static GtkWidget *
of (Room *room)
{
  return GTK_WIDGET (room->window);
}

static void
press (GtkWidget *inside, const char *label)
{
  g_signal_emit_by_name (wait_for (inside, is_button_of, label), "clicked");
}

static GbForm *
form_in (GtkWidget *widget)
{
  if (!gtk_widget_get_child_visible (widget))
    return NULL;
  if (GB_IS_FORM (widget))
    return GB_FORM (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GbForm *form = form_in (child);
      if (form != NULL)
        return form;
    }
  return NULL;
}

/* --- the tests --------------------------------------------------------------------- */

static void
test_list_shows_what_is_there_and_what_comes_next (void)
{
  g_autoptr (Room) room = room_new ();
  g_autofree char *one = new_incident (room->desk, "no");
  g_autofree char *two = new_incident (room->desk, "unknown");

  tick (room->desk, one, "safe-now");
  gb_window_go (of (room), "incidents");
  wait_for (of (room), says, "26-0001");
  wait_for (of (room), says, "2 incidents this school year, 2 open");
  wait_for (of (room), says, "Two in Y6");
  wait_for (of (room), says, "Next");
  shoot (room, GTK_WINDOW (room->window), "incidents");
}

static void
test_empty_list_offers_the_first_incident (void)
{
  g_autoptr (Room) room = room_new ();

  gb_window_go (of (room), "incidents");
  wait_for (of (room), says, "Nothing recorded yet");
  shoot (room, GTK_WINDOW (room->window), "incidents-empty");
}

static void
test_case_shows_story_people_steps_and_what_is_missing (void)
{
  g_autoptr (Room) room = room_new ();
  g_autofree char *id = new_incident (room->desk, "no");

  tick (room->desk, id, "safe-now");
  desk_does (room->desk, "incident.amended", id,
             "{'changes':[{'field':'site','old':'off','new':'on'}],'reason':'They were sent in school.'}");
  desk_does (room->desk, "step.set-aside", id,
             "{'procedure':'general','step':'advice','title':'-','reason':'We were sure.'}");
  gb_window_open_case (of (room), "incident", id);
  wait_for (of (room), says, "Hurtful messages in a class chat");
  wait_for (of (room), says, "It made my tummy hurt.");
  wait_for (of (room), says, "3 of 9 done");
  wait_for (of (room), says, "Set aside by Ruth Adeyemi: We were sure.");
  wait_for (of (room), says, "Not ready to close: 7 things are missing");
  wait_for (of (room), says, "Whether a parent of Jonah Reed was told isn’t recorded.");
  wait_for (of (room), says, "Off site");
  wait_for (of (room), says, "Entered late");
  shoot (room, GTK_WINDOW (room->window), "incident");
}

static void
test_possible_image_warns_on_its_page (void)
{
  g_autoptr (Room) room = room_new ();
  g_autofree char *id = new_incident (room->desk, "yes");

  gb_window_open_case (of (room), "incident", id);
  wait_for (of (room), says, "Nobody looks at it, copies, sends or deletes it.");
  wait_for (of (room), says, "Whether anything was viewed isn’t recorded.");
  shoot (room, GTK_WINDOW (room->window), "incident-image");
}

static void
test_missing_thing_opens_where_it_is_put_right (void)
{
  g_autoptr (Room) room = room_new ();
  g_autofree char *id = new_incident (room->desk, "no");
  GtkWidget *row;
  GtkWindow *dialog;

  gb_window_open_case (of (room), "incident", id);
  row = gtk_widget_get_ancestor (wait_for (of (room), says, "a parent of Jonah Reed was told isn’t recorded"),
                                 GB_TYPE_ROW);
  g_signal_emit_by_name (row, "open");
  dialog = wait_for_dialog (room);
  wait_for (GTK_WIDGET (dialog), says, "Parents of Jonah Reed");
  gb_choice_set (GB_CHOICE (gb_form_get_field (form_in (GTK_WIDGET (dialog)), "told")), "no");
  press (GTK_WIDGET (dialog), "Record");
  wait_for (GTK_WIDGET (dialog), says, "is still empty");
  shoot (room, dialog, "incident-parent");
  gtk_window_destroy (dialog);
}

/* Ready, closed, and opened again, all from its page. */
static void
test_case_is_closed_from_its_page (void)
{
  g_autoptr (Room) room = room_new ();
  g_autofree char *id = new_incident (room->desk, "no");
  g_autoptr (GbIncident) incident = NULL;
  GtkWindow *dialog;
  GbForm *form;

  settle_general (room->desk, id);
  gb_window_open_case (of (room), "incident", id);
  wait_for (of (room), says, "Nothing is missing");
  shoot (room, GTK_WINDOW (room->window), "incident-ready");
  press (of (room), "Close the case…");
  dialog = wait_for_dialog (room);
  form = form_in (GTK_WIDGET (dialog));
  {
    g_autoptr (JsonObject) body = body_of (CLOSING);
    gb_form_write (form, body);
  }
  shoot (room, dialog, "incident-close");
  gb_form_submit (form);
  wait_for (of (room), is_button_of, "Open again…");
  incident = load (room->desk, id);
  g_assert_cmpstr (incident->state, ==, "closed");
}

static void
test_amending_keeps_what_was_not_touched (void)
{
  g_autoptr (Room) room = room_new ();
  g_autofree char *id = new_incident (room->desk, "no");
  g_autoptr (GbIncident) before = load (room->desk, id);
  g_autoptr (GbIncident) after = NULL;
  GtkWindow *dialog;
  GbForm *form;

  gb_window_open_case (of (room), "incident", id);
  wait_for (of (room), says, "Hurtful messages in a class chat");
  gtk_widget_activate_action (
      gtk_widget_get_ancestor (wait_for (of (room), says, "Hurtful messages in a class chat"), GB_TYPE_PAGE),
      "incident.amend", NULL);
  dialog = wait_for_dialog (room);
  form = form_in (GTK_WIDGET (dialog));
  gtk_editable_set_text (GTK_EDITABLE (gb_form_get_field (form, "title")), "Hurtful messages");
  {
    g_autoptr (JsonObject) reason = body_of ("{'reason':'Shorter.'}");
    gb_form_write (form, reason);
  }
  shoot (room, dialog, "incident-amend");
  gb_form_submit (form);
  wait_for (of (room), says, "Because: Shorter.");
  after = load (room->desk, id);
  g_assert_cmpstr (after->title, ==, "Hurtful messages");
  g_assert_cmpstr (after->narrative, ==, before->narrative);
  g_assert_cmpstr (after->four_c, ==, before->four_c);
  g_assert_cmpint (after->occurred_at, ==, before->occurred_at);
}

/* What hangs on an incident is begun from its page, and settles its step there. */
static void
test_device_taken_from_the_page_settles_its_step (void)
{
  g_autoptr (Room) room = room_new ();
  g_autofree char *id = new_incident (room->desk, "unknown");
  g_autofree char *json =
      g_strdup_printf ("{'owner_id':'" ELIN
                       "','owner':'Elin Marsh','device_type':'phone','description':'Black phone','condition':'Sound',"
                       "'ground':'indecent-image','at':%" G_GINT64_FORMAT ",'place':'main-office-safe','seal':'0417'}",
                       desk_now);
  g_autoptr (JsonObject) body = body_of (json);
  GbForm *form;

  gb_window_open_case (of (room), "incident", id);
  wait_for (of (room), says, "Hurtful messages in a class chat");
  gtk_widget_activate_action (
      gtk_widget_get_ancestor (wait_for (of (room), says, "Hurtful messages in a class chat"), GB_TYPE_PAGE),
      "incident.device", NULL);
  form = form_in (GTK_WIDGET (wait_for_dialog (room)));
  gb_form_write (form, body);
  gb_form_submit (form);
  wait_for (of (room), says, "Black phone"); /* the page of the device opens */
  assert_step (room->desk, id, "take-device", "done");
}

static gpointer
drafts_on_worker (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_draft_list (book, "incident.recorded", NULL, error);
}

static void
test_form_keeps_its_draft_and_records_it (void)
{
  g_autoptr (Room) room = room_new ();
  g_autoptr (JsonObject) body = general_body ("no");
  g_autoptr (GPtrArray) drafts = NULL, after = NULL;
  g_autoptr (GError) error = NULL;
  GbForm *form;

  gb_window_go (of (room), "incidents");
  gb_window_push (wait_for (of (room), says, "Nothing recorded yet"), gb_incident_form_new (room->desk->book, NULL));
  wait_for (of (room), says, "Before you write");
  form = form_in (of (room));
  shoot (room, GTK_WINDOW (room->window), "incident-form");
  gtk_editable_set_text (GTK_EDITABLE (gb_form_get_field (form, "title")), "A fall-out over a game");
  wait_for (of (room), says, "What you typed was kept at 11.20");
  drafts = gb_book_ask (room->desk->book, drafts_on_worker, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (drafts->len, ==, 1);
  g_assert_cmpstr (((GbDraft *) drafts->pdata[0])->title, ==, "A fall-out over a game");

  gtk_editable_set_text (GTK_EDITABLE (gb_form_get_field (form, "title")), "A fall-out over a game of tag");
  gb_window_back (of (room));
  gb_window_push (wait_for (of (room), says, "Nothing recorded yet"),
                  gb_incident_form_new (room->desk->book, ((GbDraft *) drafts->pdata[0])->id));
  wait_for (of (room), says, "This is your draft");
  form = form_in (of (room));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (gb_form_get_field (form, "title"))), ==,
                   "A fall-out over a game of tag");
  gb_form_submit (form);
  wait_for (of (room), says, "is still empty");
  gb_form_write (form, body);
  wait_for (of (room), says, "Concern about a child");
  shoot (room, GTK_WINDOW (room->window), "incident-form-filled");
  gb_form_submit (form);
  wait_for (of (room), says, "Not ready to close");
  after = gb_book_ask (room->desk->book, drafts_on_worker, NULL, &error);
  g_assert_cmpuint (after->len, ==, 0);
}

static void
test_sealed_case_says_who_reads_it_and_why (void)
{
  g_autoptr (Room) room = room_new ();
  g_autoptr (JsonObject) body = general_body ("no");
  g_autoptr (GbDone) done = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *request = gb_id_new ();
  GtkWindow *dialog;

  json_object_set_object_member (body, "sealing", gb_test_body ("{'rule':'owner'}"));
  done = gb_incident_record (room->desk->book, request, body, &error);
  g_assert_no_error (error);
  gb_window_go (of (room), "incidents");
  wait_for (of (room), says, done->reference);
  gb_window_open_case (of (room), "incident", done->case_id);
  wait_for (of (room), says, "Sealed: ");
  shoot (room, GTK_WINDOW (room->window), "incident-sealed");
  gb_readers_open (of (room), room->desk->book, done->case_id);
  dialog = dialog_over (room);
  wait_for (GTK_WIDGET (dialog), says, "Nobody else is told that it exists");
  wait_for (GTK_WIDGET (dialog), says, "Who can’t, and why");
  shoot (room, dialog, "incident-readers");
  gtk_window_destroy (dialog);
}

static void
test_journal_is_checked_with_progress (void)
{
  g_autoptr (Room) room = room_new ();
  g_autofree char *id = new_incident (room->desk, "no");
  GtkWindow *dialog;

  desk_does (room->desk, "incident.noted", id, "{'text':'Spoke with the class.'}");
  gb_window_go (of (room), "journal");
  wait_for (of (room), says, "Recorded the incident (26-0001)");
  shoot (room, GTK_WINDOW (room->window), "journal");
  press (of (room), "Check the journal");
  dialog = wait_for_dialog (room);
  wait_for (GTK_WIDGET (dialog), says, "Every one is as it was signed, and none is missing.");
  shoot (room, dialog, "journal-check");
  press (GTK_WIDGET (dialog), "Close");
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);
  setlocale (LC_ALL, "C.UTF-8");
  adw_init ();
  application = GTK_APPLICATION (adw_application_new ("org.guardbook.Guardbook", G_APPLICATION_NON_UNIQUE));
  g_application_register (G_APPLICATION (application), NULL, NULL);
  g_test_add_func ("/ui/incident/list", test_list_shows_what_is_there_and_what_comes_next);
  g_test_add_func ("/ui/incident/empty", test_empty_list_offers_the_first_incident);
  g_test_add_func ("/ui/incident/case", test_case_shows_story_people_steps_and_what_is_missing);
  g_test_add_func ("/ui/incident/image", test_possible_image_warns_on_its_page);
  g_test_add_func ("/ui/incident/put-right", test_missing_thing_opens_where_it_is_put_right);
  g_test_add_func ("/ui/incident/close", test_case_is_closed_from_its_page);
  g_test_add_func ("/ui/incident/amend", test_amending_keeps_what_was_not_touched);
  g_test_add_func ("/ui/incident/device", test_device_taken_from_the_page_settles_its_step);
  g_test_add_func ("/ui/incident/sealed", test_sealed_case_says_who_reads_it_and_why);
  g_test_add_func ("/ui/incident/form", test_form_keeps_its_draft_and_records_it);
  g_test_add_func ("/ui/incident/journal", test_journal_is_checked_with_progress);
  return g_test_run ();
}
