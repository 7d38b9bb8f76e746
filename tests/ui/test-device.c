/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The windows of custody over a real vault: taken in, held, given back or to the
 * police - and what they refuse. */
#include "room.h"
#include "views/row.h"

static gpointer
load_device (GbBook *book, gpointer id, GCancellable *cancellable, GError **error)
{
  return gb_device_load (gb_book_get_vault (book), id, error);
}

static GbDevice *
device_of (Room *room, const char *id)
{
  return gb_book_ask (room->desk->book, load_device, (gpointer)id, NULL);
}

static void
open_row (Room *room, const char *title)
{
  g_signal_emit_by_name (gtk_widget_get_ancestor (gb_test_wait_for (of (room), gb_test_says, title), GB_TYPE_ROW),
                         "open");
}

static void
test_a_device_is_taken_in_and_listed (void)
{
  g_autoptr (Room) room = room_new ();
  GtkWidget *dialog;

  gb_window_go (of (room), "devices");
  gb_test_wait_for (of (room), gb_test_says, "No device is in custody");
  gb_test_press (of (room), "Take in a device");
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  fill (dialog,
        "{'owner_id':'" JONAH "','owner':'Jonah Reed','device_type':'phone','description':'Blue phone, blue case',"
        "'condition':'Screen whole','ground':'behaviour','place':'main-office-safe'}");
  gb_form_submit (form_in (dialog));
  gb_test_wait_for (dialog, gb_test_says, "“Bag and seal number” is still empty");
  gb_test_shoot (dialog, "device-take");
  fill (dialog, "{'seal':'0412'}");
  gb_form_submit (form_in (dialog));
  gb_test_wait_until_closed (GTK_WINDOW (room->window));
  gb_test_wait_for (of (room), gb_test_says, "Where it has been");
  gb_test_wait_for (of (room), gb_test_says, "Taken by Ruth Adeyemi");
  gb_test_shoot (of (room), "device");
  gb_window_back (of (room));
  gb_test_wait_for (of (room), gb_test_says, "1 device in custody");
  gb_test_settle (300);
  gb_test_shoot (of (room), "devices");
}

static void
test_a_held_device_says_why_it_goes_to_nobody_but_the_police (void)
{
  g_autoptr (Room) room = room_new ();
  g_autofree char *id = take (room->desk, "{'hold':'police'}");
  GtkWidget *dialog;

  gb_window_open_case (of (room), "device", id);
  gb_test_wait_for (of (room), gb_test_says, "Police hold");
  gb_test_wait_for (of (room), gb_test_says, "held for the police, so it can’t be released or erased");
  gb_test_shoot (of (room), "device-held");
  open_row (room, "To a parent or carer");
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  fill (dialog, "{'to_id':'" MOTHER "','to':'Dana Reed','relation':'mother','identity_seen':'Known'}");
  gb_form_submit (form_in (dialog));
  gb_test_wait_for (dialog, gb_test_says, "held for the police, so it can’t be released or erased");
  gb_test_shoot (dialog, "device-refused");
  gtk_window_destroy (GTK_WINDOW (dialog));
  gb_test_press (of (room), "Hand over…");
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  fill (dialog, "{'officer':'PC Dunmore','collar':'8812','reference':'46/118/26','seal_intact':'yes'}");
  gb_form_submit (form_in (dialog));
  gb_test_wait_until_closed (GTK_WINDOW (room->window));
  gb_test_wait_for (of (room), gb_test_says, "Handed to the police: PC Dunmore");
}

static void
test_a_parent_fetches_it_from_its_page (void)
{
  g_autoptr (Room) room = room_new ();
  g_autofree char *id = take (room->desk, NULL);
  GtkWidget *dialog;
  g_autoptr (GbDevice) device = NULL;

  gb_window_open_case (of (room), "device", id);
  gb_test_press (of (room), "Hand over…");
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  fill (dialog, "{'to_id':'" AUNT "','to':'Pam Oakes','relation':'carer','identity_seen':'Known'}");
  gb_form_submit (form_in (dialog));
  gb_test_wait_for (dialog, gb_test_says, "isn’t recorded as a parent or carer of Jonah Reed");
  fill (dialog, "{'to_id':'" MOTHER "','to':'Dana Reed','relation':'mother'}");
  gb_test_shoot (dialog, "device-release");
  gb_form_submit (form_in (dialog));
  gb_test_wait_until_closed (GTK_WINDOW (room->window));
  gb_test_wait_for (of (room), gb_test_says, "Given back to Dana Reed by Ruth Adeyemi");
  device = device_of (room, id);
  g_assert_cmpstr (device->state, ==, "released");
}

int
main (int argc, char **argv)
{
  room_start (&argc, &argv);
#define TEST(name) g_test_add_func ("/device/" #name, test_##name)
  TEST (a_device_is_taken_in_and_listed);
  TEST (a_held_device_says_why_it_goes_to_nobody_but_the_police);
  TEST (a_parent_fetches_it_from_its_page);
  return g_test_run ();
}
