/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was typed is there after the book was closed, for its writer alone. */
#include <locale.h>
#include <string.h>

#include "casework/draft.h"
#include "incident-support.h"

static void
save (Desk *desk, const char *id, const char *title)
{
  g_autoptr (JsonObject) content = json_object_new ();
  g_autoptr (GError) error = NULL;

  json_object_set_string_member (content, "title", title);
  json_object_set_string_member (content, "narrative", "Half a sente");
  g_assert_true (gb_draft_save (desk->book, id, "incident.recorded", NULL, content, &error));
  g_assert_no_error (error);
}

static guint
count (Desk *desk, const char *kind)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) drafts = gb_draft_list (desk->book, kind, NULL, &error);

  g_assert_no_error (error);
  return drafts->len;
}

static void
test_draft_is_there_after_the_book_was_closed (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *id = gb_id_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) content = NULL;
  g_autoptr (GPtrArray) drafts = NULL;

  save (desk, id, "A fall");
  save (desk, id, "A fall-out over a game");
  desk_sit (desk, RUTH);
  content = gb_draft_load (desk->book, id, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (gb_json_text (content, "narrative"), ==, "Half a sente");
  drafts = gb_draft_list (desk->book, "incident.recorded", NULL, &error);
  g_assert_cmpuint (drafts->len, ==, 1);
  g_assert_cmpstr (((GbDraft *) drafts->pdata[0])->title, ==, "A fall-out over a game");
  g_assert_cmpuint (count (desk, "search.requested"), ==, 0);
}

static void
test_draft_is_its_writers_alone_and_encrypted (void)
{
  g_autoptr (Desk) desk = desk_new_of_three ();
  g_autofree char *id = gb_id_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) content = NULL;

  save (desk, id, "A fall-out over a game");
  desk_sit (desk, CARYS);
  g_assert_cmpuint (count (desk, NULL), ==, 0);
  content = gb_draft_load (desk->book, id, &error);
  g_assert_no_error (error);
  g_assert_null (content);
  g_assert_true (gb_draft_drop (desk->book, id, &error));
  desk_sit (desk, RUTH);
  g_assert_cmpuint (count (desk, NULL), ==, 1);
}

static void
test_recording_drops_the_draft_it_came_from (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *id = gb_id_new ();
  g_autoptr (JsonObject) body = general_body ("no");
  g_autoptr (GError) error = NULL;
  g_autoptr (GbDone) done = NULL;

  save (desk, id, "Hurtful messages in a class chat");
  done = gb_incident_record (desk->book, id, body, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count (desk, NULL), ==, 0);
}

static void
test_refused_act_keeps_the_draft (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *id = gb_id_new ();
  g_autoptr (JsonObject) body = general_body ("no");
  g_autoptr (GError) error = NULL;
  g_autoptr (GbDone) done = NULL;

  save (desk, id, "Hurtful messages in a class chat");
  json_object_set_string_member (body, "danger", "yes");
  done = gb_incident_record (desk->book, id, body, &error);
  g_assert_error (error, GB_ERROR, GB_ERROR_REFUSED);
  g_assert_cmpuint (count (desk, NULL), ==, 1);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/draft/kept", test_draft_is_there_after_the_book_was_closed);
  g_test_add_func ("/draft/own", test_draft_is_its_writers_alone_and_encrypted);
  g_test_add_func ("/draft/dropped", test_recording_drops_the_draft_it_came_from);
  g_test_add_func ("/draft/refused", test_refused_act_keeps_the_draft);
  return g_test_run ();
}
