/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The do-not-view path: viewing, and deletion only after two people said so. */
#include <locale.h>
#include <string.h>

#include "incident-support.h"

#define NOTHING_VIEWED "{'viewed':false}"
#define VIEWED                                                                                           \
  "{'viewed':true,'why':'It could not be avoided.','agreed_with':'Martin Pell','viewer':'Ruth Adeyemi'," \
  " 'present':'Carys Whitlock','place':'DSL’s office','at':1}"
#define AGENCIES_DONE "{'ground':'agencies-done','source':'The officer, by e-mail','at':1}"
#define NO_RISK "{'ground':'no-risk','source':'The DSL','at':1}"
#define DELETED "{'by_whom':'Elin Marsh, with her mother','how':'On her own phone','at':1}"

static void
test_nothing_of_it_is_recorded_off_the_path (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *id = new_incident (desk, "no");

  desk_refuses (desk, "image.viewed", id, NOTHING_VIEWED, GB_ERROR_REFUSED, "no indecent image is involved");
  desk_refuses (desk, "image.deletion-confirmed", id, NO_RISK, GB_ERROR_REFUSED, "no indecent image is involved");
  desk_refuses (desk, "image.deleted", id, DELETED, GB_ERROR_REFUSED, "no indecent image is involved");
}

static void
test_viewing_needs_its_justification (void)
{
  g_autoptr (Desk) desk = desk_new ();
  g_autofree char *id = new_incident (desk, "unknown");

  desk_refuses (desk, "image.viewed", id, "{'viewed':true,'viewer':'Ruth Adeyemi','at':1}", GB_ERROR_REFUSED,
                "justification");
  assert_step (desk, id, "viewed", "to-come");
  desk_does (desk, "image.viewed", id, VIEWED);
  assert_step (desk, id, "viewed", "done");
}

static void
test_only_the_lead_or_a_deputy_views (void)
{
  g_autoptr (Desk) desk = desk_new_of_three ();
  g_autofree char *id = new_incident (desk, "yes");

  desk_sit (desk, MARTIN);
  desk_refuses (desk, "image.viewed", id, VIEWED, GB_ERROR_REFUSED, "Only the DSL or a deputy may view");
  desk_does (desk, "image.viewed", id, NOTHING_VIEWED);
}

static void
test_deletion_takes_two_confirmations_by_two_people (void)
{
  g_autoptr (Desk) desk = desk_new_of_three ();
  g_autofree char *id = new_incident (desk, "yes");

  desk_refuses (desk, "image.deleted", id, DELETED, GB_ERROR_REFUSED, "two different people");
  desk_refuses (desk, "image.deletion-confirmed", id, "{'ground':'tidy','source':'Me','at':1}", GB_ERROR_REFUSED,
                "isn’t one of the things");
  desk_refuses (desk, "image.deletion-confirmed", id, AGENCIES_DONE, GB_ERROR_REFUSED,
                "“Confirm twice that it may be deleted” comes after “Refer to the police");
  desk_does (desk, "incident.decided", id, NOT_REFERRED);
  desk_does (desk, "image.deletion-confirmed", id, AGENCIES_DONE);
  desk_refuses (desk, "image.deletion-confirmed", id, NO_RISK, GB_ERROR_REFUSED, "You have confirmed already");
  desk_refuses (desk, "image.deleted", id, DELETED, GB_ERROR_REFUSED, "two different people");
  assert_step (desk, id, "confirm-deletion", "to-come");
  desk_sit (desk, MARTIN);
  desk_does (desk, "image.deletion-confirmed", id, NO_RISK);
  assert_step (desk, id, "confirm-deletion", "done");
  desk_does (desk, "image.deleted", id, DELETED);
}

static void
test_the_same_thing_confirmed_twice_is_not_both (void)
{
  g_autoptr (Desk) desk = desk_new_of_three ();
  g_autofree char *id = new_incident (desk, "yes");

  desk_does (desk, "incident.decided", id, NOT_REFERRED);
  desk_does (desk, "image.deletion-confirmed", id, AGENCIES_DONE);
  desk_sit (desk, CARYS);
  desk_does (desk, "image.deletion-confirmed", id, AGENCIES_DONE);
  desk_refuses (desk, "image.deleted", id, DELETED, GB_ERROR_REFUSED,
                "Deleting it puts no child and no investigation at risk");
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/image/off-the-path", test_nothing_of_it_is_recorded_off_the_path);
  g_test_add_func ("/image/viewing", test_viewing_needs_its_justification);
  g_test_add_func ("/image/who-views", test_only_the_lead_or_a_deputy_views);
  g_test_add_func ("/image/deletion", test_deletion_takes_two_confirmations_by_two_people);
  g_test_add_func ("/image/same-ground", test_the_same_thing_confirmed_twice_is_not_both);
  return g_test_run ();
}
