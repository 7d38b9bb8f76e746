/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What makes a child vulnerable: from the roll, by hand, of whom in a case; and
 * whose advice is asked. */
#include <string.h>

#include "base/errors.h"
#include "base/ids.h"
#include "casework/vulnerable.h"
#include "support/desk.h"

static char *
add (GbBook *book, const char *sort, const char *forename, const char *more)
{
  g_autofree char *id = gb_id_new ();
  g_autofree char *body
      = g_strdup_printf ("{'person_id':'%s','sort':'%s','forename':'%s','surname':'Marsh','reason':'Not sent yet'%s%s}",
                         id, sort, forename, *more != '\0' ? "," : "", more);

  g_free (gb_test_act (book, "person.added", NULL, body));
  return g_steal_pointer (&id);
}

static gpointer
ask_of (GbBook *book, gpointer id, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) needs = gb_vulnerable_of (gb_book_get_vault (book), id, error);
  return needs != NULL ? gb_vulnerable_say (needs, gb_book_get_pack (book)) : NULL;
}

static gpointer
ask_in (GbBook *book, gpointer id, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) needs = gb_vulnerable_in (gb_book_get_vault (book), id, error);
  return needs != NULL ? gb_vulnerable_say (needs, gb_book_get_pack (book)) : NULL;
}

static char *
said (GbBook *book, GbBookQuestion question, const char *id)
{
  g_autoptr (GError) error = NULL;
  char *text = gb_book_ask (book, question, (gpointer) id, &error);

  g_assert_no_error (error);
  return text;
}

static char *
flag_body (const char *id, const char *flag, const char *more)
{
  return g_strdup_printf ("{'person_id':'%s','name':'Elin Marsh','flag':'%s'%s}", id, flag, more);
}

static void
test_what_the_roll_says_names_whom_to_ask (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *elin = add (desk->book, "pupil", "Elin", "'sen':'ehcp','looked_after':true");
  g_autofree char *huw = add (desk->book, "pupil", "Huw", "'sen':'none','looked_after':false");
  g_autofree char *of_elin = said (desk->book, ask_of, elin);
  g_autofree char *of_huw = said (desk->book, ask_of, huw);

  g_assert_cmpstr (of_elin, ==,
                   "Elin Marsh: Looked after, Special educational need or disability. Before you decide, ask the "
                   "designated teacher for looked-after children and the SENCO.");
  g_assert_null (of_huw);
}

static void
test_what_is_entered_by_hand_is_ended_by_another_entry (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *elin = add (desk->book, "pupil", "Elin", "");
  g_autofree char *body = flag_body (elin, "wellbeing", ",'since':'2026-09-10','note':'Seen weekly'");
  g_autofree char *ended = flag_body (elin, "wellbeing", ",'on':'2026-11-20','reason':'Ended well'");
  g_autofree char *text = NULL, *after = NULL, *twice = NULL, *none = NULL;

  g_free (gb_test_act (desk->book, "person.flagged", NULL, body));
  text = said (desk->book, ask_of, elin);
  g_assert_cmpstr (text, ==, "Elin Marsh: Mental health. Before you decide, ask the wellbeing manager.");
  twice = gb_test_refused (desk->book, "person.flagged", NULL, body, GB_ERROR_REFUSED);
  g_assert_nonnull (strstr (twice, "already"));
  g_free (gb_test_act (desk->book, "person.flag-ended", NULL, ended));
  after = said (desk->book, ask_of, elin);
  g_assert_null (after);
  none = gb_test_refused (desk->book, "person.flag-ended", NULL, ended, GB_ERROR_REFUSED);
  g_assert_nonnull (strstr (none, "isn’t recorded"));
}

static void
test_only_pupils_and_only_words_of_the_policy (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *elin = add (desk->book, "pupil", "Elin", "");
  g_autofree char *owen = add (desk->book, "staff", "Owen", "");
  g_autofree char *staff = flag_body (owen, "wellbeing", "");
  g_autofree char *unknown = flag_body (elin, "moon", "");
  g_autofree char *tomorrow = flag_body (elin, "plan", ",'since':'2999-01-01'");
  g_autofree char *a = gb_test_refused (desk->book, "person.flagged", NULL, staff, GB_ERROR_REFUSED);
  g_autofree char *b = gb_test_refused (desk->book, "person.flagged", NULL, unknown, GB_ERROR_INPUT);
  g_autofree char *c = gb_test_refused (desk->book, "person.flagged", NULL, tomorrow, GB_ERROR_REFUSED);

  g_assert_nonnull (strstr (a, "Owen Marsh isn’t one"));
  g_assert_nonnull (strstr (b, "doesn’t know “moon”"));
  g_assert_nonnull (strstr (c, "still to come"));
}

static void
test_a_case_says_of_whom_it_names_by_whichever_record (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *elin = add (desk->book, "pupil", "Elin", "");
  g_autofree char *other = add (desk->book, "pupil", "Ellen", "'sen':'support'");
  g_autofree char *incident = gb_test_incident (desk->book);
  g_autofree char *body
      = g_strdup_printf ("{'person_id':'%s','name':'Elin Marsh','sort':'pupil','role':'affected'}", elin);
  g_autofree char *same = g_strdup_printf (
      "{'person_id':'%s','name':'Elin Marsh','other_id':'%s','other':'Ellen Marsh','reason':'Known'}", elin, other);
  g_autofree char *before = NULL, *after = NULL;

  g_free (gb_test_act (desk->book, "incident.person-added", incident, body));
  before = said (desk->book, ask_in, incident);
  g_assert_null (before);
  g_free (gb_test_act (desk->book, "person.linked", NULL, same));
  after = said (desk->book, ask_in, incident);
  g_assert_nonnull (strstr (after, "ask the SENCO"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/vulnerable/roll", test_what_the_roll_says_names_whom_to_ask);
  g_test_add_func ("/vulnerable/by-hand", test_what_is_entered_by_hand_is_ended_by_another_entry);
  g_test_add_func ("/vulnerable/refused", test_only_pupils_and_only_words_of_the_policy);
  g_test_add_func ("/vulnerable/case", test_a_case_says_of_whom_it_names_by_whichever_record);
  return g_test_run ();
}
