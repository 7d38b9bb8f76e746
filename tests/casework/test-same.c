/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two records of one person: suggested, linked, taken apart, told apart; and
 * what then is told of either. */
#include <string.h>

#include "base/errors.h"
#include "base/ids.h"
#include "casework/same.h"
#include "support/desk.h"

#define UPN "R674123101121"

static char *
add (GbBook *book, const char *sort, const char *forename, const char *surname, const char *more)
{
  g_autofree char *id = gb_id_new ();
  g_autofree char *body
      = g_strdup_printf ("{'person_id':'%s','sort':'%s','forename':'%s','surname':'%s','reason':'Not sent'%s%s}", id,
                         sort, forename, surname, *more != '\0' ? "," : "", more);

  g_free (gb_test_act (book, "person.added", NULL, body));
  return g_steal_pointer (&id);
}

static char *
pair_body (const char *one, const char *other)
{
  return g_strdup_printf ("{'person_id':'%s','name':'One','other_id':'%s','other':'Other','reason':'Seen with both'}",
                          one, other);
}

static void
link_with (GbBook *book, const char *kind, const char *one, const char *other)
{
  g_autofree char *body = pair_body (one, other);
  g_free (gb_test_act (book, kind, NULL, body));
}

static void
refuses (GbBook *book, const char *kind, const char *one, const char *other, const char *says)
{
  g_autofree char *body = pair_body (one, other);
  g_autofree char *sentence = gb_test_refused (book, kind, NULL, body, GB_ERROR_REFUSED);

  if (strstr (sentence, says) == NULL)
    g_test_fail_printf ("“%s” doesn’t say “%s”", sentence, says);
}

static gpointer
ask_same (GbBook *book, gpointer id, GCancellable *cancellable, GError **error)
{
  return gb_same_of (gb_book_get_vault (book), id, error);
}

static gpointer
ask_suggested (GbBook *book, gpointer id, GCancellable *cancellable, GError **error)
{
  return gb_same_suggested (gb_book_get_vault (book), id, error);
}

static gpointer
ask_suspected (GbBook *book, gpointer id, GCancellable *cancellable, GError **error)
{
  return gb_same_suspected (gb_book_get_vault (book), error);
}

static gpointer
ask_cases (GbBook *book, gpointer id, GCancellable *cancellable, GError **error)
{
  return gb_person_cases (gb_book_get_vault (book), id, error);
}

static guint
count (GbBook *book, GbBookQuestion question, const char *id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) found = gb_book_ask (book, question, (gpointer) id, &error);

  g_assert_no_error (error);
  return found->len;
}

static char *
case_of (GbBook *book, const char *person, const char *name)
{
  char *incident = gb_test_incident (book);
  g_autofree char *body
      = g_strdup_printf ("{'person_id':'%s','name':'%s','sort':'pupil','role':'affected'}", person, name);

  g_free (gb_test_act (book, "incident.person-added", incident, body));
  return incident;
}

static void
test_linked_records_tell_one_story_until_they_are_taken_apart (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *one = add (desk->book, "pupil", "Katarzyna", "Marsh", "'dob':'2016-02-03'");
  g_autofree char *other = add (desk->book, "pupil", "Kasia", "Marsz", "'dob':'2016-02-03'");
  g_autofree char *first = case_of (desk->book, one, "Katarzyna Marsh");
  g_autofree char *second = case_of (desk->book, other, "Kasia Marsz");
  g_autoptr (GPtrArray) cases = NULL;

  g_assert_cmpuint (count (desk->book, ask_cases, one), ==, 1);
  link_with (desk->book, "person.linked", one, other);
  g_assert_cmpuint (count (desk->book, ask_same, one), ==, 1);
  g_assert_cmpuint (count (desk->book, ask_same, other), ==, 1);
  cases = gb_book_ask (desk->book, ask_cases, one, NULL);
  g_assert_cmpuint (cases->len, ==, 2);
  for (guint i = 0; i < cases->len; i++)
    {
      const GbPersonCase *found = cases->pdata[i];
      g_assert_cmpstr (found->as_name, ==, g_str_equal (found->id, second) ? "Kasia Marsz" : NULL);
    }
  g_assert_cmpuint (count (desk->book, ask_cases, other), ==, 2);
  refuses (desk->book, "person.linked", other, one, "already");
  link_with (desk->book, "person.unlinked", other, one);
  g_assert_cmpuint (count (desk->book, ask_same, one), ==, 0);
  g_assert_cmpuint (count (desk->book, ask_cases, one), ==, 1);
  refuses (desk->book, "person.unlinked", one, other, "nothing to undo");
  g_assert_nonnull (first);
}

static void
test_a_link_goes_on_through_a_third_record (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *a = add (desk->book, "parent", "Owen", "Vance", "");
  g_autofree char *b = add (desk->book, "parent", "Owain", "Vance", "");
  g_autofree char *c = add (desk->book, "staff", "Owen", "Vance", "");

  link_with (desk->book, "person.linked", a, b);
  link_with (desk->book, "person.linked", b, c);
  g_assert_cmpuint (count (desk->book, ask_same, a), ==, 2);
  refuses (desk->book, "person.linked", a, c, "already");
  refuses (desk->book, "person.unlinked", a, c, "aren’t linked with each other");
  refuses (desk->book, "person.told-apart", a, c, "Undo that first");
  link_with (desk->book, "person.unlinked", b, a);
  g_assert_cmpuint (count (desk->book, ask_same, a), ==, 0);
  g_assert_cmpuint (count (desk->book, ask_same, c), ==, 1);
}

static void
test_those_who_cannot_be_one_are_refused (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *elin = add (desk->book, "pupil", "Elin", "Marsh", "'dob':'2016-02-03'");
  g_autofree char *other = add (desk->book, "pupil", "Elin", "Marsh", "'dob':'2016-03-02'");
  g_autofree char *staff = add (desk->book, "staff", "Elin", "Marsh", "");

  refuses (desk->book, "person.linked", elin, other, "different birth dates");
  refuses (desk->book, "person.linked", elin, staff, "can’t be an adult too");
  refuses (desk->book, "person.linked", elin, elin, "one record already");
}

static void
test_only_who_leads_links_records (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *lead = gb_test_desk_enrol (desk, "Olwen Pryce", "online-lead");
  g_autofree char *deputy = gb_test_desk_enrol (desk, "Carys Whitlock", "deputy");
  g_autofree char *a = add (desk->book, "parent", "Owen", "Vance", "");
  g_autofree char *b = add (desk->book, "parent", "Owain", "Vance", "");

  gb_test_desk_reopen (desk, lead);
  refuses (desk->book, "person.linked", a, b, "Only the DSL");
  refuses (desk->book, "person.told-apart", a, b, "Only the DSL");
  gb_test_desk_reopen (desk, deputy);
  link_with (desk->book, "person.linked", a, b);
  gb_test_desk_reopen (desk, lead);
  refuses (desk->book, "person.unlinked", a, b, "Only the DSL");
}

static void
test_who_may_be_one_is_suggested_and_twins_are_not (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *katie = add (desk->book, "pupil", "Catherine", "Whitlok", "'dob':'2016-02-03'");
  g_autofree char *twice = add (desk->book, "pupil", "Katie", "Whitlock", "'dob':'2016-02-03'");
  g_autofree char *twin = add (desk->book, "pupil", "Huw", "Whitlock", "'dob':'2016-02-03'");
  g_autofree char *older = add (desk->book, "pupil", "Katie", "Whitlock", "'dob':'2013-02-03'");
  g_autoptr (GPtrArray) found = gb_book_ask (desk->book, ask_suggested, katie, NULL);

  g_assert_cmpuint (found->len, ==, 1);
  g_assert_cmpstr (((GbSame *) found->pdata[0])->id, ==, twice);
  g_assert_cmpstr (((GbSame *) found->pdata[0])->reason, ==, "The same birth date, and names spelt nearly so");
  g_assert_cmpuint (count (desk->book, ask_suggested, twin), ==, 0);
  g_assert_cmpuint (count (desk->book, ask_suggested, older), ==, 0);
  g_assert_cmpuint (count (desk->book, ask_suspected, NULL), ==, 2);
  link_with (desk->book, "person.told-apart", twice, katie);
  g_assert_cmpuint (count (desk->book, ask_suggested, katie), ==, 0);
  g_assert_cmpuint (count (desk->book, ask_suspected, NULL), ==, 0);
  link_with (desk->book, "person.linked", katie, twice); /* on second thoughts */
  g_assert_cmpuint (count (desk->book, ask_same, katie), ==, 1);
}

static void
test_two_numbers_are_two_children (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *one = add (desk->book, "pupil", "Sian", "Prosser", "'dob':'2016-02-03','upn':'" UPN "'");
  g_autofree char *other = add (desk->book, "pupil", "Shan", "Prosser", "'dob':'2016-02-03','upn':'F674123101122'");

  g_assert_cmpuint (count (desk->book, ask_suggested, one), ==, 0);
  g_assert_nonnull (other);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/same/linked", test_linked_records_tell_one_story_until_they_are_taken_apart);
  g_test_add_func ("/same/third", test_a_link_goes_on_through_a_third_record);
  g_test_add_func ("/same/refused", test_those_who_cannot_be_one_are_refused);
  g_test_add_func ("/same/lead", test_only_who_leads_links_records);
  g_test_add_func ("/same/suggested", test_who_may_be_one_is_suggested_and_twins_are_not);
  g_test_add_func ("/same/two-numbers", test_two_numbers_are_two_children);
  return g_test_run ();
}
