/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The registers over a real vault: every one has its list and its form; an entry
 * is asked for, read and approved by somebody else, and Today tells of it. */
#include "room.h"
#include "casework/register.h"
#include "views/register-form.h"
#include "views/register-list.h"
#include "views/row.h"

static void
open_row (Room *room, const char *title)
{
  g_signal_emit_by_name (gtk_widget_get_ancestor (gb_test_wait_for (of (room), gb_test_says, title), GB_TYPE_ROW),
                         "open");
}

static char *
enter (Room *room, const char *id, const char *values)
{
  char *item = gb_id_new ();
  g_autofree char *json = g_strdup_printf ("{'register':'%s','item_id':'%s','values':{%s}}", id, item, values);
  g_autofree char *done = gb_test_act (room->desk->book, "register.entered", NULL, json);
  return item;
}

static void
some_training (Room *room)
{
  g_autofree char *one = enter (room, "training", "'person':'" OWEN "','course':'annual','trained_on':'2025-12-01',"
                                                  "'provider':'Ruth Adeyemi'");
  g_autofree char *two = enter (room, "training", "'person':'" BETH "','course':'annual','trained_on':'2025-10-06',"
                                                  "'provider':'Ruth Adeyemi'");
  g_autofree char *three = enter (room, "training", "'person':'" NEIL "','course':'induction','trained_on':"
                                                    "'2026-09-01','provider':'Carys Whitlock'");
  g_autofree char *four = enter (room, "training", "'person':'" OWEN "','course':'prevent','trained_on':'2026-09-01',"
                                                   "'provider':'Home Office, online'");
}

/* As many lists and forms as there are registers. */
static void
test_every_register_has_its_list_and_its_form (void)
{
  g_autoptr (Room) room = room_new ();
  GPtrArray *all = gb_registers ();

  gb_window_go (of (room), "registers");
  gb_test_wait_for (of (room), gb_test_says, "Training");
  for (guint i = 0; i < all->len; i++)
    {
      const GbRegister *plan = all->pdata[i];
      GtkWidget *dialog;
      gb_window_push (of (room), gb_register_list_new (room->desk->book, plan));
      gb_test_wait_for (of (room), gb_test_says, plan->empty);
      gb_register_ask_new (of (room), room->desk->book, plan, NULL);
      dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
      for (guint f = 0; f < plan->fields->len; f++)
        g_assert_nonnull (gb_form_get_field (form_in (dialog), ((GbRegisterField *) plan->fields->pdata[f])->name));
      gb_form_submit (form_in (dialog));
      gb_test_wait_for (dialog, gb_test_says, "is still empty");
      gtk_window_destroy (GTK_WINDOW (dialog));
      gb_test_wait_until_closed (GTK_WINDOW (room->window));
      gb_window_back (of (room));
    }
}

static void
test_an_entry_is_made_listed_and_shown (void)
{
  g_autoptr (Room) room = room_new ();
  GtkWidget *dialog;

  some_training (room);
  gb_window_go (of (room), "registers");
  gb_test_wait_for (of (room), gb_test_says, "4 in force");
  gb_test_settle (300);
  gb_test_shoot (of (room), "registers");
  open_row (room, "4 in force");
  gb_test_wait_for (of (room), gb_test_says, "4 in force, 2 due. Without yearly safeguarding training: ");
  gb_test_settle (300);
  gb_test_shoot (of (room), "register-list");
  gb_test_press (of (room), "New training");
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  fill (dialog, "{'person':'" OWEN "','person_name':'Owen Maddox','course':'annual','trained_on':'2026-11-18'}");
  gb_test_shoot (dialog, "register-form");
  gb_form_submit (form_in (dialog));
  gb_test_wait_for (dialog, gb_test_says, "“By whom” is still empty");
  fill (dialog, "{'provider':'Ruth Adeyemi'}");
  gb_form_submit (form_in (dialog));
  gb_test_wait_until_closed (GTK_WINDOW (room->window));
  gb_test_wait_for (of (room), gb_test_says, "Owen Maddox, Safeguarding, all staff");
  gb_test_wait_for (of (room), gb_test_says, "every year from the last training");
  gb_test_shoot (of (room), "register-entry");
}

static void
test_a_question_is_asked_only_when_it_hangs_on_the_answer (void)
{
  g_autoptr (Room) room = room_new ();
  GtkWidget *dialog, *found;

  gb_register_ask_new (of (room), room->desk->book, gb_register_find ("filtering-checks"), NULL);
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  found = gb_form_get_field (form_in (dialog), "found");
  g_assert_false (gtk_widget_is_visible (found));
  fill (dialog, "{'issues':'some'}");
  g_assert_true (gtk_widget_is_visible (found));
  gtk_window_destroy (GTK_WINDOW (dialog));
  gb_test_wait_until_closed (GTK_WINDOW (room->window));
}

static void
test_the_headteacher_reads_and_approves_from_today (void)
{
  g_autoptr (Room) room = room_new ();
  g_autofree char *id =
    enter (room, "exceptional-use", "'pupil':'" JONAH "','device':'phone','why':'medical','reason':'Insulin pump',"
                                    "'discussed':'His mother, 12 November','conditions':'In his bag, on silent',"
                                    "'from':'2026-11-20','until':'2027-07-20'");
  GtkWidget *dialog;

  gb_window_open_case (of (room), "register", id);
  gb_test_wait_for (of (room), gb_test_says, "Approved by the headteacher");
  g_assert_null (gb_test_find (of (room), gb_test_is_button, "Read and approve"));
  sit (room, MARTIN);
  gb_test_wait_for (of (room), gb_test_says, "Waiting for your signature");
  gb_test_settle (300);
  gb_test_shoot (of (room), "today-approval");
  open_row (room, "Jonah Reed, ");
  gb_test_press (of (room), "Read and approve");
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  gb_test_wait_for (dialog, gb_test_says, "Insulin pump");
  gb_test_shoot (dialog, "register-approve");
  gb_test_press (dialog, "Sign");
  gb_test_wait_until_closed (GTK_WINDOW (room->window));
  gb_test_wait_for (of (room), gb_test_says, "Approved it");
  gb_test_settle (300);
  gb_test_shoot (of (room), "register-approved");
}

int
main (int argc, char **argv)
{
  room_start (&argc, &argv);
#define TEST(name) g_test_add_func ("/register/" #name, test_##name)
  TEST (every_register_has_its_list_and_its_form);
  TEST (an_entry_is_made_listed_and_shown);
  TEST (a_question_is_asked_only_when_it_hangs_on_the_answer);
  TEST (the_headteacher_reads_and_approves_from_today);
  return g_test_run ();
}
