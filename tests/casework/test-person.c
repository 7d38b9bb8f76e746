/* SPDX-License-Identifier: GPL-3.0-or-later */
/* People added, changed, gone and back; who is related to whom; who is found. */
#include <locale.h>
#include <string.h>

#include "base/errors.h"
#include "base/ids.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/person.h"
#include "support/desk.h"

#define UPN "R674123101121"

/* Adds a person; @more goes into the body, with ' for ".  The id. */
static char *
add (GbTestDesk *desk, const char *sort, const char *forename, const char *surname, const char *more)
{
  g_autofree char *id = gb_id_new ();
  g_autofree char *body = g_strdup_printf ("{'person_id': '%s', 'sort': '%s', 'forename': '%s', 'surname': '%s'%s%s}",
                                           id, sort, forename, surname, *more != '\0' ? ", " : "", more);
  g_autofree char *done = gb_test_act (desk->book, "person.added", NULL, body);
  return g_steal_pointer (&id);
}

static char *
add_refused (GbTestDesk *desk, const char *sort, const char *more, int code)
{
  g_autofree char *id = gb_id_new ();
  g_autofree char *body =
      g_strdup_printf ("{'person_id': '%s', 'sort': '%s', 'forename': 'Elin', 'surname': 'Marsh'%s%s}", id, sort,
                       *more != '\0' ? ", " : "", more);
  return gb_test_refused (desk->book, "person.added", NULL, body, code);
}

static gpointer
ask_person (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_person_get (gb_book_get_vault (book), data, error);
}

static GbPerson *
person (GbTestDesk *desk, const char *id)
{
  return gb_book_ask (desk->book, ask_person, (gpointer) id, NULL);
}

static gpointer
ask_relations (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_person_relations (gb_book_get_vault (book), data, error);
}

static gpointer
ask_people (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_persons (gb_book_get_vault (book), data, error);
}

/* The names found, with commas. */
static char *
found (GbTestDesk *desk, const char *sort, const char *text, gboolean left)
{
  GbPersonQuery query = { .sort = sort, .text = text, .left = left };
  g_autoptr (GPtrArray) people = gb_book_ask (desk->book, ask_people, &query, NULL);
  g_autoptr (GString) names = g_string_new (NULL);

  g_assert_nonnull (people);
  for (guint i = 0; i < people->len; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", ((GbPerson *) people->pdata[i])->name);
  return g_string_free (g_steal_pointer (&names), FALSE);
}

static void
test_a_pupil_with_a_number_is_added (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *id =
      add (desk, "pupil", "Elin", "Marsh", "'upn': '" UPN "', 'dob': '2016-02-03', 'year_group': '6'");
  g_autoptr (GbPerson) elin = person (desk, id);
  g_autofree char *said = gb_person_describe (elin, gb_book_get_pack (desk->book));

  g_assert_cmpstr (elin->name, ==, "Elin Marsh");
  g_assert_cmpstr (elin->upn, ==, UPN);
  g_assert_true (g_str_has_prefix (said, "Year 6, aged "));
}

static void
test_a_pupil_without_a_number_needs_the_reason (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *sentence = add_refused (desk, "pupil", "", GB_ERROR_REFUSED);
  g_autofree char *id = add (desk, "pupil", "Elin", "Marsh", "'reason': 'The other school has not sent it'");

  g_assert_nonnull (strstr (sentence, "A pupil has a UPN"));
  g_assert_cmpuint (strlen (id), ==, 32);
}

static void
test_staff_parents_and_visitors_need_no_number (void)
{
  static const char *const sorts[] = { "staff", "parent", "governor", "visitor", "other" };
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();

  for (guint i = 0; i < G_N_ELEMENTS (sorts); i++)
    {
      g_autofree char *id = add (desk, sorts[i], "Owen", sorts[i], "");
      g_autoptr (GbPerson) owen = person (desk, id);
      g_assert_cmpstr (owen->sort, ==, sorts[i]);
    }
}

static void
test_wrong_details_are_refused_with_the_reason (void)
{
  static const struct { const char *sort, *more; int code; const char *says; } cases[] = {
    { "pupil", "'upn': 'A674123101121'", GB_ERROR_INPUT, "check letter" },
    { "pupil", "'upn': '" UPN "', 'dob': '2031-01-01'", GB_ERROR_INPUT, "still to come" },
    { "staff", "'dob': '1801-01-01'", GB_ERROR_INPUT, "120 years" },
    { "ghost", "", GB_ERROR_INPUT, "pupil, a member of staff" },
  };
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *sentence = add_refused (desk, cases[i].sort, cases[i].more, cases[i].code);
      if (strstr (sentence, cases[i].says) == NULL)
        g_test_fail_printf ("“%s” doesn’t say “%s”", sentence, cases[i].says);
    }
}

static void
test_one_number_is_one_child (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *first = add (desk, "pupil", "Jonah", "Reed", "'upn': '" UPN "'");
  g_autofree char *sentence = add_refused (desk, "pupil", "'upn': '" UPN "'", GB_ERROR_REFUSED);

  g_assert_nonnull (strstr (sentence, "Jonah Reed"));
  g_assert_cmpuint (strlen (first), ==, 32);
}

static void
test_the_same_child_is_not_added_twice (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *first = add (desk, "pupil", "Elin", "Marsh", "'upn': '" UPN "', 'dob': '2016-02-03'");
  g_autofree char *sentence
      = add_refused (desk, "pupil", "'dob': '2016-02-03', 'reason': 'not sent yet'", GB_ERROR_REFUSED);

  g_assert_nonnull (strstr (sentence, "is here already"));
  g_assert_cmpuint (strlen (first), ==, 32);
}

static void
test_a_change_keeps_what_it_does_not_name (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *id = add (desk, "pupil", "Elin", "Marsh", "'upn': '" UPN "', 'year_group': '5', 'known_as': 'El'");
  g_autofree char *body = g_strdup_printf (
      "{'person_id': '%s', 'changes': [{'field': 'year_group', 'old': '5', 'new': '6'},"
      " {'field': 'known_as', 'old': 'El', 'new': null}, {'field': 'free_meals', 'old': false, 'new': true}]}", id);
  g_autofree char *done = gb_test_act (desk->book, "person.changed", NULL, body);
  g_autoptr (GbPerson) elin = person (desk, id);

  g_assert_cmpstr (elin->year_group, ==, "6");
  g_assert_cmpstr (elin->name, ==, "Elin Marsh");
  g_assert_cmpstr (elin->upn, ==, UPN);
  g_assert_cmpint (elin->free_meals, ==, 1);
}

static void
test_a_change_of_something_else_meanwhile_is_told (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *id = add (desk, "staff", "Owen", "Maddox", "'role_title': 'Teacher'");
  g_autofree char *body = g_strdup_printf (
      "{'person_id': '%s', 'changes': [{'field': 'role_title', 'old': 'Cook', 'new': 'Caretaker'}]}", id);
  g_autofree char *sentence = gb_test_refused (desk->book, "person.changed", NULL, body, GB_ERROR_CONFLICT);
  g_autofree char *unknown =
      g_strdup_printf ("{'person_id': '%s', 'changes': [{'field': 'sort', 'old': 'staff', 'new': 'x'}]}", id);
  g_autofree char *never = gb_test_refused (desk->book, "person.changed", NULL, unknown, GB_ERROR_INPUT);

  g_assert_nonnull (strstr (sentence, "Owen Maddox"));
  g_assert_nonnull (strstr (never, "can’t be changed"));
}

static void
test_who_left_can_come_back_once (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *id = add (desk, "pupil", "Elin", "Marsh", "'upn': '" UPN "'");
  g_autofree char *left = g_strdup_printf ("{'person_id': '%s', 'on': '2026-07-22'}", id);
  g_autofree char *too_early = gb_test_refused (desk->book, "person.returned", NULL, left, GB_ERROR_REFUSED);
  g_autofree char *gone = gb_test_act (desk->book, "person.left", NULL, left);
  g_autofree char *twice = gb_test_refused (desk->book, "person.left", NULL, left, GB_ERROR_REFUSED);
  g_autofree char *here = found (desk, "pupil", NULL, FALSE), *away = found (desk, "pupil", NULL, TRUE);
  g_autofree char *back = gb_test_act (desk->book, "person.returned", NULL, left);
  g_autofree char *again = found (desk, "pupil", NULL, FALSE);

  g_assert_cmpstr (here, ==, "");
  g_assert_cmpstr (away, ==, "Elin Marsh");
  g_assert_cmpstr (again, ==, "Elin Marsh");
}

static void
test_parents_children_and_siblings_are_found (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *mother = add (desk, "parent", "Catrin", "Marsh", "'phone': '07700 900118'");
  g_autofree char *relation =
      g_strdup_printf ("'relations': [{'person_id': '%s', 'name': 'Catrin Marsh', 'relation': 'mother'}],"
                       " 'reason': 'not sent', 'year_group': '6'",
                       mother);
  g_autofree char *elin = add (desk, "pupil", "Elin", "Marsh", relation);
  g_autofree char *idris = add (desk, "pupil", "Idris", "Marsh", relation);
  g_autoptr (GPtrArray) of_elin = gb_book_ask (desk->book, ask_relations, elin, NULL);
  g_autoptr (GPtrArray) of_mother = gb_book_ask (desk->book, ask_relations, mother, NULL);
  g_autoptr (GbPerson) parent = person (desk, mother);
  g_autofree char *said = gb_person_describe (parent, gb_book_get_pack (desk->book));
  GbRelation *first = of_elin->pdata[0], *second = of_elin->pdata[1];

  g_assert_cmpuint (of_elin->len, ==, 2);
  g_assert_cmpstr (first->relation, ==, "mother");
  g_assert_cmpstr (first->phone, ==, "07700 900118");
  g_assert_cmpstr (second->relation, ==, "sibling");
  g_assert_cmpstr (second->name, ==, "Idris Marsh");
  g_assert_cmpuint (of_mother->len, ==, 2);
  g_assert_nonnull (strstr (said, "Elin Marsh"));
  g_assert_cmpuint (strlen (idris), ==, 32);
}

static void
test_a_relation_can_be_changed_and_taken_away (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *carer = add (desk, "parent", "Joe", "Reed", "");
  g_autofree char *jonah = add (desk, "pupil", "Jonah", "Reed", "'upn': '" UPN "'");
  g_autofree char *made = g_strdup_printf ("{'person_id': '%s', 'changes': [{'field': 'relation', 'person_id': '%s',"
                                           " 'name': 'Joe Reed', 'old': null, 'new': 'father'}]}", jonah, carer);
  g_autofree char *ended = g_strdup_printf ("{'person_id': '%s', 'changes': [{'field': 'relation', 'person_id': '%s',"
                                            " 'name': 'Joe Reed', 'old': 'father', 'new': null}]}", jonah, carer);
  g_autofree char *first = gb_test_act (desk->book, "person.changed", NULL, made);
  g_autoptr (GPtrArray) before = gb_book_ask (desk->book, ask_relations, jonah, NULL);
  g_autofree char *second = gb_test_act (desk->book, "person.changed", NULL, ended);
  g_autoptr (GPtrArray) after = gb_book_ask (desk->book, ask_relations, jonah, NULL);

  g_assert_cmpuint (before->len, ==, 1);
  g_assert_cmpuint (after->len, ==, 0);
}

static void
test_search_minds_neither_case_nor_accents_nor_order (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *a = add (desk, "pupil", "Zoë", "Achterberg", "'upn': '" UPN "'");
  g_autofree char *b = add (desk, "pupil", "Zara", "Abara", "'reason': 'not sent'");
  g_autofree char *one = found (desk, "pupil", "acht zoe", FALSE), *both = found (desk, NULL, "z", FALSE);
  g_autofree char *number = found (desk, NULL, "r6741", FALSE), *none = found (desk, NULL, "berg", FALSE);

  g_assert_cmpstr (one, ==, "Zoë Achterberg");
  g_assert_cmpstr (both, ==, "Zara Abara, Zoë Achterberg");
  g_assert_cmpstr (number, ==, "Zoë Achterberg");
  g_assert_cmpstr (none, ==, "");
  g_assert_cmpuint (strlen (a) + strlen (b), ==, 64);
}

static void
test_the_member_at_the_desk_is_staff (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *staff = found (desk, "staff", NULL, FALSE);
  g_autoptr (GbPerson) ruth = person (desk, gb_book_get_member_id (desk->book));

  g_assert_cmpstr (staff, ==, "Ruth Adeyemi");
  g_assert_cmpstr (ruth->name, ==, "Ruth Adeyemi");
}

static void
test_year_groups_are_said (void)
{
  static const struct { const char *code, *said; } years[]
      = { { "R", "Reception" }, { "6", "Year 6" }, { "N1", "Nursery" }, { NULL, "No year group" }, { "X", "X" } };

  for (guint i = 0; i < G_N_ELEMENTS (years); i++)
    {
      g_autofree char *said = gb_say_year_group (years[i].code);
      g_assert_cmpstr (said, ==, years[i].said);
    }
}

static void
test_a_name_spelt_nearly_right_comes_after_those_that_fit (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *one = add (desk, "visitor", "Catherine", "Marsh", "");
  g_autofree char *other = add (desk, "visitor", "Katie", "Marshall", "");
  g_autofree char *exact = found (desk, "visitor", "katie", FALSE);
  g_autofree char *near = found (desk, "visitor", "cathryn marsch", FALSE);
  g_autofree char *none = found (desk, "visitor", "katie moore", FALSE);

  g_assert_cmpstr (exact, ==, "Katie Marshall, Catherine Marsh");
  g_assert_cmpstr (near, ==, "Catherine Marsh");
  g_assert_cmpstr (none, ==, "");
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/person/pupil", test_a_pupil_with_a_number_is_added);
  g_test_add_func ("/person/no-number", test_a_pupil_without_a_number_needs_the_reason);
  g_test_add_func ("/person/by-hand", test_staff_parents_and_visitors_need_no_number);
  g_test_add_func ("/person/wrong", test_wrong_details_are_refused_with_the_reason);
  g_test_add_func ("/person/one-number", test_one_number_is_one_child);
  g_test_add_func ("/person/twice", test_the_same_child_is_not_added_twice);
  g_test_add_func ("/person/change", test_a_change_keeps_what_it_does_not_name);
  g_test_add_func ("/person/conflict", test_a_change_of_something_else_meanwhile_is_told);
  g_test_add_func ("/person/left-and-back", test_who_left_can_come_back_once);
  g_test_add_func ("/person/relations", test_parents_children_and_siblings_are_found);
  g_test_add_func ("/person/relation-changed", test_a_relation_can_be_changed_and_taken_away);
  g_test_add_func ("/person/search", test_search_minds_neither_case_nor_accents_nor_order);
  g_test_add_func ("/person/member", test_the_member_at_the_desk_is_staff);
  g_test_add_func ("/person/year-group", test_year_groups_are_said);
  g_test_add_func ("/person/nearly", test_a_name_spelt_nearly_right_comes_after_those_that_fit);
  return g_test_run ();
}
