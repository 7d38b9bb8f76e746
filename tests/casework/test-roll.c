/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The roll brought in from transfer files and tables: what is new, what
 * changed, who left, what is refused; and files that mean harm. */
#include <locale.h>
#include <string.h>

#include "base/errors.h"
#include "base/text.h"
#include "casework/demo-data.h"
#include "casework/person.h"
#include "casework/roll.h"
#include "support/desk.h"

#define A_UPN "A802200106001"
#define R_UPN "R674123101121"

static GBytes *
shipped (const char *name)
{
  g_autofree char *path = g_strconcat ("/org/guardbook/demo/", name, NULL);
  GBytes *bytes = g_resource_lookup_data (gb_demo_data_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_assert_nonnull (bytes);
  return bytes;
}

static GbRoll *
preview (GbTestDesk *desk, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  GbRoll *roll = gb_roll_preview (desk->book, bytes, "/somewhere/roll", &error);

  g_assert_no_error (error);
  return roll;
}

static void
import (GbTestDesk *desk, GbRoll *roll)
{
  g_autoptr (GError) error = NULL;
  gboolean done = gb_roll_import (desk->book, roll, TRUE, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (done);
}

static void
assert_summary (GbRoll *roll, const char *wanted)
{
  g_autofree char *summary = gb_roll_summary (roll);
  g_assert_cmpstr (summary, ==, wanted);
}

static const char *
detail (GbRoll *roll, GbRollPart part, guint n)
{
  GPtrArray *lines = gb_roll_lines (roll, part);
  return n < lines->len ? ((GbRollLine *) lines->pdata[n])->detail : "none";
}

/* A transfer file of the pupils in @pupils. */
static char *
ctf (const char *qualifier, const char *pupils)
{
  return g_strdup_printf ("<?xml version='1.0'?><CTfile><Header><DocumentQualifier>%s</DocumentQualifier></Header>"
                          "<CTFpupilData>%s</CTFpupilData></CTfile>", qualifier, pupils);
}

#define PUPIL(upn, surname, forename, dob, more)                                                                    \
  "<Pupil><UPN>" upn "</UPN><Surname>" surname "</Surname><Forename>" forename "</Forename><DOB>" dob "</DOB>" more \
  "</Pupil>"

static gpointer
count_people (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return GINT_TO_POINTER ((int) gb_person_count (gb_book_get_vault (book), data, error) + 1);
}

static int
people (GbTestDesk *desk, const char *sort)
{
  return GPOINTER_TO_INT (gb_book_ask (desk->book, count_people, (gpointer) sort, NULL)) - 1;
}

/* --- the invented school ------------------------------------------------------------ */

static void
test_the_shipped_roll_comes_in_whole_and_never_twice (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autoptr (GBytes) bytes = shipped ("roll.xml");
  g_autoptr (GbRoll) first = gb_roll_preview (desk->book, bytes, "roll.xml", NULL);
  g_autoptr (GbRoll) second = NULL;
  guint parents = gb_roll_new_parents (first);

  assert_summary (first, "new 210, changed 0, leavers 0, refused 0");
  g_assert_true (gb_roll_is_whole (first));
  g_assert_cmpint (people (desk, "pupil"), ==, 0); /* a preview writes nothing */
  import (desk, first);
  g_assert_cmpint (people (desk, "pupil"), ==, 210);
  g_assert_cmpint (people (desk, "parent"), ==, (int) parents);
  second = gb_roll_preview (desk->book, bytes, "roll.xml", NULL);
  assert_summary (second, "new 0, changed 0, leavers 0, refused 0");
  g_assert_cmpuint (gb_roll_unchanged (second), ==, 210);
  g_assert_cmpuint (gb_roll_new_parents (second), ==, 0);
  g_assert_false (gb_roll_has_work (second));
  import (desk, second);
  g_assert_cmpint (people (desk, "pupil"), ==, 210);
}

static void
test_refused_rows_name_their_line_and_the_rest_comes_in (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autoptr (GBytes) bytes = shipped ("roll-faults.xml");
  g_autoptr (GbRoll) first = gb_roll_preview (desk->book, bytes, "faults.xml", NULL);
  g_autoptr (GbRoll) second = NULL;

  assert_summary (first, "new 3, changed 0, leavers 0, refused 5");
  g_assert_nonnull (strstr (detail (first, GB_ROLL_REFUSED, 0), "check letter"));
  g_assert_nonnull (strstr (detail (first, GB_ROLL_REFUSED, 1), "31/12/2018 isn’t in the order year, month, day"));
  g_assert_nonnull (strstr (detail (first, GB_ROLL_REFUSED, 2), "there is no surname"));
  g_assert_nonnull (strstr (detail (first, GB_ROLL_REFUSED, 3), "stands on line"));
  g_assert_nonnull (strstr (detail (first, GB_ROLL_REFUSED, 4), "is no pupil’s"));
  for (guint i = 0; i < 5; i++)
    {
      GbRollLine *line = gb_roll_lines (first, GB_ROLL_REFUSED)->pdata[i];
      g_autofree char *starts = g_strdup_printf ("Line %u: ", line->line);
      g_assert_cmpuint (line->line, >, 20);
      g_assert_true (g_str_has_prefix (line->detail, starts));
    }
  import (desk, first);
  second = gb_roll_preview (desk->book, bytes, "faults.xml", NULL);
  assert_summary (second, "new 0, changed 0, leavers 0, refused 5");
}

/* --- transfer files --------------------------------------------------------------------- */

static void
test_sex_and_gender_are_both_read (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *text = ctf ("full", PUPIL (A_UPN, "Marsh", "Elin", "2016-02-03", "<Sex>F</Sex>")
                                           PUPIL (R_UPN, "Reed", "Jonah", "2016-03-04", "<Gender>M</Gender>"));
  g_autoptr (GbRoll) roll = preview (desk, text);
  g_autofree char *changed = ctf ("full", PUPIL (A_UPN, "Marsh", "Elin", "2016-02-03", "<Gender>F</Gender>")
                                              PUPIL (R_UPN, "Reed", "Jonah", "2016-03-04", "<Sex>M</Sex>"));
  g_autoptr (GbRoll) again = NULL;

  import (desk, roll);
  again = preview (desk, changed);
  assert_summary (again, "new 0, changed 0, leavers 0, refused 0");
}

static void
test_changes_show_old_and_new (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *before = ctf ("full", PUPIL (A_UPN, "Marsh", "Elin", "2016-02-03",
                                                "<BasicDetails><NCyearActual>5</NCyearActual></BasicDetails>"));
  g_autofree char *after = ctf ("full", PUPIL (A_UPN, "Marsh-Reed", "Elin", "2016-02-03",
                                               "<BasicDetails><NCyearActual>6</NCyearActual></BasicDetails>"));
  g_autoptr (GbRoll) first = preview (desk, before);
  g_autoptr (GbRoll) second = NULL;
  g_autoptr (GbRoll) third = NULL;

  import (desk, first);
  second = preview (desk, after);
  assert_summary (second, "new 0, changed 1, leavers 0, refused 0");
  g_assert_cmpstr (detail (second, GB_ROLL_CHANGED, 0), ==, "Surname: Marsh → Marsh-Reed; Year group: Year 5 → Year 6");
  import (desk, second);
  third = preview (desk, after);
  assert_summary (third, "new 0, changed 0, leavers 0, refused 0");
}

/* Three stay, one goes and comes back. */
static void
test_leavers_go_and_come_back (void)
{
#define STAY PUPIL (A_UPN, "Marsh", "Elin", "2016-02-03", "") PUPIL ("", "Nand", "Priya", "2016-04-05", "")
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *all = ctf ("full", STAY PUPIL (R_UPN, "Reed", "Jonah", "2016-03-04", ""));
  g_autofree char *fewer = ctf ("full", STAY), *part = ctf ("partial", STAY);
  g_autoptr (GbRoll) first = preview (desk, all);
  g_autoptr (GbRoll) partial = NULL;
  g_autoptr (GbRoll) second = NULL;
  g_autoptr (GbRoll) back = NULL;

  import (desk, first);
  partial = preview (desk, part);
  assert_summary (partial, "new 0, changed 0, leavers 0, refused 0");
  second = preview (desk, fewer);
  assert_summary (second, "new 0, changed 0, leavers 1, refused 0");
  import (desk, second);
  g_assert_cmpint (people (desk, "pupil"), ==, 2);
  back = preview (desk, all);
  assert_summary (back, "new 0, changed 1, leavers 0, refused 0");
  g_assert_cmpstr (detail (back, GB_ROLL_CHANGED, 0), ==, "back on the roll");
  import (desk, back);
  g_assert_cmpint (people (desk, "pupil"), ==, 3);
}

static void
test_a_refused_row_is_no_leaver (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *good = ctf ("full", STAY PUPIL (R_UPN, "Reed", "Jonah", "2016-03-04", ""));
  g_autofree char *bad = ctf ("full", STAY PUPIL (R_UPN, "Reed", "Jonah", "04/03/2016", ""));
  g_autoptr (GbRoll) first = preview (desk, good);
  g_autoptr (GbRoll) second = NULL;

  import (desk, first);
  second = preview (desk, bad);
  assert_summary (second, "new 0, changed 0, leavers 0, refused 1");
}

static void
test_a_number_that_comes_later_finds_its_child (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *without = ctf ("full", PUPIL ("", "Nand", "Priya", "2016-04-05", ""));
  g_autofree char *with = ctf ("full", PUPIL (A_UPN, "Nand", "Priya", "2016-04-05", ""));
  g_autoptr (GbRoll) first = preview (desk, without);
  g_autoptr (GbRoll) second = NULL;

  import (desk, first);
  second = preview (desk, with);
  assert_summary (second, "new 0, changed 1, leavers 0, refused 0");
  g_assert_cmpstr (detail (second, GB_ROLL_CHANGED, 0), ==, "UPN: nothing → " A_UPN);
}

static void
test_anothers_number_is_refused (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *first = ctf ("full", PUPIL (A_UPN, "Nand", "Priya", "2016-04-05", ""));
  g_autofree char *other = ctf ("full", PUPIL (A_UPN, "Reed", "Jonah", "2017-01-02", ""));
  g_autoptr (GbRoll) one = preview (desk, first);
  g_autoptr (GbRoll) two = NULL;

  import (desk, one);
  two = preview (desk, other);
  assert_summary (two, "new 0, changed 0, leavers 0, refused 1");
  g_assert_nonnull (strstr (detail (two, GB_ROLL_REFUSED, 0), "is that of Priya Nand"));
}

static void
test_brothers_and_sisters_share_one_parent (void)
{
#define MOTHER                                                                                             \
  "<Contacts><Contact><Surname>Marsh</Surname><Forename>Catrin</Forename><Relationship>MOT</Relationship>" \
  "<Phones><Phone><PhoneNo>07700 900118</PhoneNo></Phone></Phones></Contact></Contacts>"
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *text = ctf ("full", PUPIL (A_UPN, "Marsh", "Elin", "2016-02-03", MOTHER)
                                           PUPIL (R_UPN, "Marsh", "Idris", "2018-02-03", MOTHER));
  g_autoptr (GbRoll) first = preview (desk, text);
  g_autoptr (GbRoll) second = NULL;

  g_assert_cmpuint (gb_roll_new_parents (first), ==, 1);
  import (desk, first);
  g_assert_cmpint (people (desk, "parent"), ==, 1);
  second = preview (desk, text);
  g_assert_false (gb_roll_has_work (second));
}

/* --- tables ------------------------------------------------------------------------------- */

static void
test_tables_of_several_systems_are_read (void)
{
  static const char *const tables[] = {
    "LEA,Estab,UPN,Surname,Forename,Middlenames,Gender,DOB\n886,5201," A_UPN ",Marsh,Elin,,F,2016-02-03\n",
    "\xef\xbb\xbfLast Name;First Name;UPN;Gender;Year Group;Tutor Group;Date of Birth\r\nMarsh;Elin;" A_UPN
    ";Female;Year 6;6A;03/02/2016\r\n",
    "UPN\tSurname\tForename\tDOB\n" A_UPN "\t\"Marsh\"\t\"Elin\"\t03.02.2016\n",
    "Legal Surname,Legal Forename,Forename,DateOfBirth,UPN\n\"Marsh\",\"Elin\",\"Ellie\",2016-02-03," A_UPN "\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
      g_autoptr (GbRoll) roll = preview (desk, tables[i]);
      assert_summary (roll, "new 1, changed 0, leavers 0, refused 0");
      import (desk, roll);
      g_assert_cmpint (people (desk, "pupil"), ==, 1);
    }
}

static void
test_a_month_that_stands_first_is_never_guessed_at (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autoptr (GbRoll) roll = preview (desk, "UPN,Surname,Forename,DOB\n" A_UPN ",Marsh,Elin,02/03/2016\n" R_UPN
                                           ",Reed,Jonah,12/31/2016\n,Nand,Priya,2016-04-05\n");

  assert_summary (roll, "new 1, changed 0, leavers 0, refused 2");
  g_assert_nonnull (strstr (detail (roll, GB_ROLL_REFUSED, 0), "because line 3 of this table has the month first"));
  g_assert_nonnull (strstr (detail (roll, GB_ROLL_REFUSED, 1), "12/31/2016 has the month first"));
}

static void
test_lines_are_counted_over_quoted_line_ends (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autoptr (GbRoll) roll =
      preview (desk, "UPN,Surname,Forename,DOB,Note\n" A_UPN ",Marsh,Elin,2016-02-03,\"two\nlines, \"\"here\"\"\"\n\n"
                     ",Nand,,2016-04-05,\n");

  assert_summary (roll, "new 1, changed 0, leavers 0, refused 1");
  g_assert_true (g_str_has_prefix (detail (roll, GB_ROLL_REFUSED, 0), "Line 5: there is no first name."));
}

static void
test_a_class_list_makes_no_leavers (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autoptr (GBytes) bytes = shipped ("roll.xml");
  g_autoptr (GbRoll) whole = gb_roll_preview (desk->book, bytes, "roll.xml", NULL);
  g_autoptr (GbRoll) part = NULL;

  import (desk, whole);
  part = preview (desk, "UPN,Surname,Forename,DOB\n" A_UPN ",Newcomer,Elin,2016-02-03\n");
  g_assert_false (gb_roll_is_whole (part));
  assert_summary (part, "new 1, changed 0, leavers 0, refused 0");
}

/* --- files that can't be read, or mean harm ---------------------------------------------------- */

static void
assert_file_refused (const char *text, gsize length, const char *says)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autoptr (GBytes) bytes = g_bytes_new (text, length);
  g_autoptr (GError) error = NULL;
  g_autoptr (GbRoll) roll = gb_roll_preview (desk->book, bytes, "roll", &error);

  g_assert_null (roll);
  g_assert_error (error, GB_ERROR, GB_ERROR_INPUT);
  g_test_message ("%s", error->message);
  if (strstr (error->message, says) == NULL)
    g_test_fail_printf ("“%s” doesn’t say “%s”", error->message, says);
  g_assert_null (strstr (error->message, "root:"));
}

static void
test_hostile_files_get_a_sentence (void)
{
  static const char entity[] =
      "<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><CTfile><CTFpupilData><Pupil><Surname>&e;"
      "</Surname></Pupil></CTFpupilData></CTfile>";
  static const char laughs[] =
      "<!DOCTYPE a [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;&b;'>]>"
      "<CTfile><CTFpupilData><Pupil><Surname>&c;</Surname></Pupil></CTFpupilData></CTfile>";
  g_autoptr (GString) deep = g_string_new ("<CTfile>");
  g_autofree char *huge = g_strnfill (33 * 1024 * 1024, '<');

  for (int i = 0; i < 4000; i++)
    g_string_append (deep, "<CTFpupilData>");
  assert_file_refused (entity, strlen (entity), "document type");
  assert_file_refused (laughs, strlen (laughs), "Common Transfer File");
  assert_file_refused (deep->str, deep->len, "well-formed");
  assert_file_refused (huge, 33 * 1024 * 1024, "32 megabytes");
  assert_file_refused ("<html><body/></html>", 20, "CTfile");
  assert_file_refused ("<CTfile><CTFpupilData/></CTfile>", 32, "no pupils");
  assert_file_refused ("\x7f"
                       "ELF\0\0\0",
                       7, "neither");
  assert_file_refused ("", 0, "no column");
  assert_file_refused ("a,b,c\n1,2,3\n", 12, "no column for the surname");
  assert_file_refused ("Surname,Forename,DOB\n\"Marsh,Elin", 32, "Line 2: a quotation mark");
}

typedef struct { GCancellable *cancellable; int calls; } Turn;

static void
cancel_on_second_turn (gint64 done, gint64 total, gpointer data)
{
  Turn *turn = data;

  g_assert_cmpint (done, <=, total);
  if (++turn->calls == 2)
    g_cancellable_cancel (turn->cancellable);
}

static void
test_a_cancelled_import_goes_on_where_it_stopped (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autoptr (GBytes) bytes = shipped ("roll.xml");
  g_autoptr (GbRoll) roll = gb_roll_preview (desk->book, bytes, "roll.xml", NULL);
  g_autoptr (GbRoll) rest = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  Turn turn = { cancellable, 0 };

  g_assert_false (gb_roll_import (desk->book, roll, TRUE, cancel_on_second_turn, &turn, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (turn.calls, ==, 2);
  rest = gb_roll_preview (desk->book, bytes, "roll.xml", NULL);
  g_assert_cmpuint (gb_roll_count (rest, GB_ROLL_NEW), <, 210);
  import (desk, rest);
  g_assert_cmpint (people (desk, "pupil"), ==, 210);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/roll/shipped", test_the_shipped_roll_comes_in_whole_and_never_twice);
  g_test_add_func ("/roll/refused", test_refused_rows_name_their_line_and_the_rest_comes_in);
  g_test_add_func ("/roll/sex-and-gender", test_sex_and_gender_are_both_read);
  g_test_add_func ("/roll/changes", test_changes_show_old_and_new);
  g_test_add_func ("/roll/leavers", test_leavers_go_and_come_back);
  g_test_add_func ("/roll/refused-no-leaver", test_a_refused_row_is_no_leaver);
  g_test_add_func ("/roll/number-later", test_a_number_that_comes_later_finds_its_child);
  g_test_add_func ("/roll/number-of-another", test_anothers_number_is_refused);
  g_test_add_func ("/roll/siblings", test_brothers_and_sisters_share_one_parent);
  g_test_add_func ("/roll/tables", test_tables_of_several_systems_are_read);
  g_test_add_func ("/roll/month-first", test_a_month_that_stands_first_is_never_guessed_at);
  g_test_add_func ("/roll/line-numbers", test_lines_are_counted_over_quoted_line_ends);
  g_test_add_func ("/roll/class-list", test_a_class_list_makes_no_leavers);
  g_test_add_func ("/roll/hostile", test_hostile_files_get_a_sentence);
  g_test_add_func ("/roll/cancelled", test_a_cancelled_import_goes_on_where_it_stopped);
  return g_test_run ();
}
