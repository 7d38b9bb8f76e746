/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The windows of a staff concern over a real vault: written down with who will
 * read it in sight, worked through from its page - and, for whoever has no key,
 * a program in which it never was. */
#include "room.h"
#include "casework/concern.h"
#include "views/page.h"
#include "views/row.h"
#include "views/section.h"

#define CANARY "Quillfeather"

static char *
recorded (Room *room, const char *more)
{
  g_autofree char *json = g_strdup_printf (
    "{'person_id':'" OWEN "','person':'Owen Maddox','person_role':'staff','title':'Private messages to a pupil',"
    "'narrative':'A parent says that messages from their child were answered on three evenings. " CANARY
    " was the name of the account.','occurred_at':%" G_GINT64_FORMAT ",'precision':'about','place':'Online',"
    "'noticed_at':%" G_GINT64_FORMAT ",'online':true,'told_by':'a parent, by telephone','own_words':'He wrote back at "
    "night.','self_reported':false,'danger':'no','children':[{'person_id':'" JONAH "','name':'Jonah Reed'}]}",
    at_time (8 * 60), at_time (9 * 60 + 30));
  g_autoptr (JsonObject) body = body_of (json);
  g_autofree char *text = NULL;

  bend (body, more);
  text = text_of (body);
  return gb_test_act (room->desk->book, "concern.recorded", NULL, text);
}

/* --- written down ------------------------------------------------------------------ */

static void
test_who_will_read_it_is_told_before_it_is_saved (void)
{
  g_autoptr (Room) room = room_new ();

  gb_window_go (of (room), "concerns");
  gb_test_wait_for (of (room), gb_test_says, "a doubt is enough");
  gb_test_shoot (of (room), "concerns-empty");
  gb_test_press (of (room), "Record a concern");
  gb_test_wait_for (of (room), gb_test_says, "Who will see this");
  fill (of (room), "{'person_id':'" OWEN "','person':'Owen Maddox','person_role':'staff','danger':'no','title':'Alone "
                   "with a pupil','narrative':'The door of the store was closed.','precision':'about','place':'PE "
                   "store','told_by':'Beth Oyelaran'}");
  gb_test_wait_for (of (room), gb_test_says, "Carys Whitlock");
  gb_test_wait_for (of (room), gb_test_says, "2 readers");
  gb_test_settle (300);
  gb_test_shoot (of (room), "concern-form");
  gb_form_submit (form_in (of (room)));
  gb_test_wait_for (of (room), gb_test_says, "is still empty");
  {
    g_autofree char *when = g_strdup_printf ("{'occurred_at':%" G_GINT64_FORMAT ",'noticed_at':%" G_GINT64_FORMAT
                                             ",'harmed':'no','offence':'no','risk':'no','unsuitable':'no',"
                                             "'assess_reason':'The coach was fetching cones.'}",
                                             at_time (8 * 60), at_time (9 * 60 + 30));
    fill (of (room), when);
  }
  gb_test_wait_for (of (room), gb_test_says, "No limb is met: a low-level concern");
  gb_form_submit (form_in (of (room)));
  gb_test_wait_for (of (room), gb_test_says, "Staff concern S-");
  gb_test_wait_for (of (room), gb_test_says, "Low-level");
  gb_test_wait_for (of (room), gb_test_is_button, "Name the case manager…");
  gb_test_shoot (of (room), "concern-low-level");
}

/* --- the page -------------------------------------------------------------------------- */

static void
answer (Room *room, const char *button, const char *json)
{
  GtkWidget *dialog;

  gb_test_press (of (room), button);
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  fill (dialog, json);
  gb_form_submit (form_in (dialog));
  gb_test_wait_until_closed (GTK_WINDOW (room->window));
}

static void
test_an_allegation_is_worked_through_from_its_page (void)
{
  g_autoptr (Room) room = room_new ();
  g_autofree char *id = recorded (room, NULL);
  GtkWidget *dialog;

  gb_window_open_case (of (room), "concern", id);
  gb_test_wait_for (of (room), gb_test_says, "Only you and Martin Pell hold a key");
  gb_test_wait_for (of (room), gb_test_says, "one working day from when the school knew");
  gb_test_wait_for (of (room), gb_test_says, "don’t question the person");
  gb_test_press (of (room), "Ask the four limbs…");
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  gb_test_shoot (dialog, "concern-limbs");
  fill (dialog, "{'harmed':'no','offence':'no','risk':'unknown','unsuitable':'yes','reason':'As the parent told it.'}");
  gb_form_submit (form_in (dialog));
  gb_test_wait_until_closed (GTK_WINDOW (room->window));
  gb_test_wait_for (of (room), gb_test_says, "A limb is met: it goes to the LADO");
  gb_test_settle (300);
  gb_test_shoot (of (room), "concern");
  answer (room, "Discussed with the LADO…",
          "{'how':'phone','officer':'Duty officer','reference':'L-77','advice':'Say nothing yet.','decision':'Strategy "
          "meeting'}");
  gb_test_wait_for (of (room), gb_test_says, "In time");
  answer (room, "Name the case manager…",
          "{'person_id':'" NEIL "','name':'Neil Farrow','reason':'The headteacher decides by them.'}");
  answer (room, "Suspension and alternatives…",
          "{'considered':'Leave, other duties','measure':'no-contact','from':'2026-11-19','reason':'Enough for now.'}");
  answer (room, "Name a welfare contact…", "{'person_id':'" BETH "','name':'Beth Oyelaran'}");
  answer (room, "Parents told, or why not…", "{'whom':'Dana Reed'}");
  answer (room, "Record the outcome…", "{'outcome':'malicious','reason':'The account was made by another.'}");
  gb_test_wait_for (of (room), gb_test_says, "No reference mentions it");
  answer (room, "Off the personnel record…", "{'what':'Two letters'}");
  gb_test_wait_for (of (room), gb_test_says, "This line is what stays");
  answer (room, "Close…", "{'summary':'Malicious. Looked at with the LADO.'}");
  gb_test_wait_for (of (room), gb_test_says, "Closed");
  gb_test_shoot (of (room), "concern-closed");
}

static void
test_a_referral_is_begun_from_it_with_what_it_says (void)
{
  g_autoptr (Room) room = room_new ();
  g_autofree char *id = recorded (room, NULL);
  GtkWidget *dialog;

  gb_window_open_case (of (room), "concern", id);
  gb_test_wait_for (of (room), gb_test_is_button, "Ask the four limbs…");
  gtk_widget_activate_action (gb_test_wait_for (of (room), gb_test_says, "Checklist"), "concern.act2", NULL);
  dialog = gb_test_wait_for_dialog (GTK_WINDOW (room->window));
  gb_test_wait_for (dialog, gb_test_says, "sealed for the readers of the concern");
  gb_form_submit (form_in (dialog));
  gb_test_wait_until_closed (GTK_WINDOW (room->window));
  gb_test_wait_for (of (room), gb_test_says, "The adult: full name");
  gb_test_wait_for (of (room), gb_test_says, "Referral S-");
}

static void
test_its_sheets_are_looked_at_before_they_leave (void)
{
  g_autoptr (Room) room = room_new ();
  g_autofree char *id = recorded (room, NULL);

  gb_window_open_case (of (room), "concern", id);
  gb_test_wait_for (of (room), gb_test_is_button, "Ask the four limbs…");
  gb_page_emit (GB_PAGE (gtk_widget_get_ancestor (gb_test_wait_for (of (room), gb_test_says, "Checklist"),
                                                  GB_TYPE_PAGE)),
                "print");
  gb_test_wait_for (of (room), gb_test_says, "Concern record sheet");
  gb_test_settle (600);
  gb_test_shoot (of (room), "concern-sheet");
  /* Who looked at which document stands in its record. */
  gb_window_back (of (room));
  gb_test_wait_for (of (room), gb_test_says, "Read “Concern record sheet” of the case");
}

/* --- for whoever has no key -------------------------------------------------------------- */

static char *
sidebar_of (Room *room)
{
  GtkWidget *places = GTK_WIDGET (gtk_widget_get_template_child (of (room), GB_TYPE_WINDOW, "places"));
  g_autoptr (GString) said = g_string_new (NULL);

  for (GtkWidget *row = gtk_widget_get_first_child (places); row != NULL; row = gtk_widget_get_next_sibling (row))
    if (gtk_widget_get_visible (row))
      for (GtkWidget *w = gtk_widget_get_first_child (gtk_list_box_row_get_child (GTK_LIST_BOX_ROW (row))); w != NULL;
           w = gtk_widget_get_next_sibling (w))
        if (GTK_IS_LABEL (w) && gtk_widget_get_visible (w))
          g_string_append_printf (said, "%s|", gtk_label_get_label (GTK_LABEL (w)));
  return g_string_free (g_steal_pointer (&said), FALSE);
}

static void
assert_silent (Room *room)
{
  static const char *const words[] = { "Private messages", "Owen Maddox", CANARY, "LADO", "S-" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (gb_test_find (of (room), gb_test_says, words[i]) != NULL)
      g_error ("“%s” is on the screen of somebody who has no key: %s", words[i],
               gtk_label_get_text (GTK_LABEL (gb_test_find (of (room), gb_test_says, words[i]))));
}

static void
test_the_deputy_sees_a_school_without_it (void)
{
  g_autoptr (Room) room = room_new ();
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *id = NULL;
  static const char *const everywhere[] = { "today", "incidents", "referrals", "concerns" };

  sit (room, CARYS);
  gb_test_wait_until_answered (room->desk->book);
  before = sidebar_of (room);
  sit (room, RUTH);
  id = recorded (room, NULL);
  gb_window_go (of (room), "today");
  gb_test_wait_for (of (room), gb_test_says, "Private messages to a pupil");
  gb_window_go (of (room), "concerns");
  gb_test_wait_for (of (room), gb_test_says, "1 concern that you read is open");
  gb_test_settle (300);
  gb_test_shoot (of (room), "concerns");
  sit (room, CARYS);
  gb_test_wait_until_answered (room->desk->book);
  after = sidebar_of (room);
  g_assert_cmpstr (before, ==, after);
  for (guint i = 0; i < G_N_ELEMENTS (everywhere); i++)
    {
      gb_window_go (of (room), everywhere[i]);
      gb_test_settle (250);
      gb_test_wait_until_answered (room->desk->book);
      assert_silent (room);
    }
  gb_window_open_case (of (room), "concern", id);
  gb_test_wait_for (of (room), gb_test_says, "There is no such concern");
  assert_silent (room);
}

/* Without the deputy's key, and without the headteacher's: the chair's is in their place. */
static void
test_about_the_headteacher_it_goes_to_the_chair (void)
{
  g_autoptr (Room) room = room_new ();
  g_autofree char *chair = NULL, *about = NULL;

  gb_window_set_book (room->window, NULL);
  gb_test_settle (50);
  chair = gb_test_desk_enrol (room->desk->desk, "Helen Brook", "chair");
  sit (room, RUTH);
  gb_window_go (of (room), "concerns");
  gb_test_press (of (room), "Record a concern");
  gb_test_wait_for (of (room), gb_test_says, "Who will see this");
  about = g_strdup_printf (
    "{'person_id':'%s','person':'Martin Pell','person_role':'staff','danger':'no','title':'Private messages to a "
    "pupil','narrative':'A parent showed them.','precision':'about','place':'Online','told_by':'A parent',"
    "'occurred_at':%" G_GINT64_FORMAT ",'noticed_at':%" G_GINT64_FORMAT ",'harmed':'no','offence':'no','risk':'no',"
    "'unsuitable':'yes','assess_reason':'As it was told.'}",
    room->desk->members[MARTIN], at_time (8 * 60), at_time (9 * 60 + 30));
  fill (of (room), about);
  gb_test_wait_for (of (room), gb_test_says, "a concern about the headteacher goes to the chair of governors");
  gb_test_wait_for (of (room), gb_test_says, "2 readers");
  gb_test_settle (300);
  gb_test_shoot (of (room), "concern-chair-form");
  gb_form_submit (form_in (of (room)));
  gb_test_wait_for (of (room), gb_test_says, "Only you and Helen Brook hold a key");
  gb_window_set_book (room->window, NULL);
  gb_test_settle (50);
  room->desk->book = gb_test_desk_reopen (room->desk->desk, chair);
  gb_window_set_book (room->window, room->desk->book);
  gb_window_go (of (room), "concerns");
  gb_test_wait_for (of (room), gb_test_says, "Private messages to a pupil");
  gb_test_settle (300);
  gb_test_shoot (of (room), "concern-chair");
  sit (room, MARTIN);
  gb_window_go (of (room), "concerns");
  gb_test_settle (400);
  gb_test_wait_until_answered (room->desk->book);
  assert_silent (room);
}

int
main (int argc, char **argv)
{
  room_start (&argc, &argv);
#define TEST(name) g_test_add_func ("/concern/" #name, test_##name)
  TEST (who_will_read_it_is_told_before_it_is_saved);
  TEST (an_allegation_is_worked_through_from_its_page);
  TEST (a_referral_is_begun_from_it_with_what_it_says);
  TEST (its_sheets_are_looked_at_before_they_leave);
  TEST (the_deputy_sees_a_school_without_it);
  TEST (about_the_headteacher_it_goes_to_the_chair);
  return g_test_run ();
}
