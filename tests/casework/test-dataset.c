/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What leaves as data: by the gates, without names, safe in a spreadsheet, and a
 * calendar that another program can read. */
#include <locale.h>
#include <string.h>

#include "casework/dataset.h"
#include "casework/outgoing.h"
#include "search-support.h"

typedef struct
{
  const char *id;
  GbDataFormat format;
  gint64 rows;
} Wish;

static gpointer
make (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  Wish *wish = data;
  return gb_dataset_make (book, gb_dataset_find (wish->id), wish->format, &wish->rows, error);
}

static char *
text_of_set (Desk *desk, const char *id, GbDataFormat format, gint64 *rows)
{
  Wish wish = { id, format };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = gb_book_ask (desk->book, make, &wish, &error);

  g_assert_no_error (error);
  if (rows != NULL)
    *rows = wish.rows;
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

/* An incident, a child's file on its way, a register that asks to be looked at: names in each. */
static Desk *
desk_with_work (void)
{
  Desk *desk = desk_of_school ();
  g_autofree char *incident = gb_test_incident (desk->book);
  g_autofree char *transfer = gb_test_act (desk->book, "transfer.begun", NULL,
                                           "{'person_id':'" JONAH "','person':'Jonah Reed','school':'Oakfield School',"
                                           "'left_on':'2026-11-19'}");

  return desk;
}

static void
test_no_set_but_the_journal_holds_a_name (void)
{
  static const char *const names[] = { "Jonah", "Reed", "Adeyemi", "Oakfield", "changing room", "during PE" };
  static const struct
  {
    const char *id;
    GbDataFormat format;
  } forms[] = {
    { "cases", GB_DATA_CSV }, { "cases", GB_DATA_JSON }, { "clocks", GB_DATA_CSV },   { "clocks", GB_DATA_JSON },
    { "due", GB_DATA_CSV },   { "due", GB_DATA_JSON },   { "due", GB_DATA_CALENDAR },
  };
  g_autoptr (Desk) desk = desk_with_work ();
  g_autofree char *whole = text_of_set (desk, "journal", GB_DATA_JSON, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      gint64 rows;
      g_autofree char *text = text_of_set (desk, forms[i].id, forms[i].format, &rows);
      g_assert_cmpint (rows, >, 0);
      for (guint n = 0; n < G_N_ELEMENTS (names); n++)
        if (strstr (text, names[n]) != NULL)
          g_error ("%s as %s says “%s”: %s", forms[i].id, gb_data_format_suffix (forms[i].format), names[n], text);
    }
  for (guint n = 0; n < G_N_ELEMENTS (names); n++)
    g_assert_nonnull (strstr (whole, names[n]));
}

static void
test_a_table_has_heads_and_a_row_for_each_case (void)
{
  g_autoptr (Desk) desk = desk_with_work ();
  gint64 rows;
  g_autofree char *csv = text_of_set (desk, "cases", GB_DATA_CSV, &rows);
  g_auto (GStrv) lines = g_strsplit (csv, "\r\n", -1);

  g_assert_cmpstr (lines[0], ==, "\"Reference\",\"Kind\",\"Category\",\"State\",\"Opened\",\"Closed\","
                                 "\"Signature\"");
  g_assert_cmpint (rows, ==, 2);
  g_assert_cmpuint (g_strv_length (lines), ==, 4); /* the last ends with a line's end */
  g_assert_nonnull (strstr (csv, "\"26-0001\",\"incident\",\"device-misuse\",\"open\",\"2026-11-19T"));
}

/* One word changed after the headteacher signed, and whatever leaves says so. */
static void
test_a_permit_changed_after_signature_leaves_as_void (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = new_search (desk, NULL);
  g_autofree char *sound = NULL;
  g_autofree char *table = NULL;
  g_autofree char *journal = NULL;

  sign (desk, id);
  desk_sit (desk, RUTH);
  sound = text_of_set (desk, "journal", GB_DATA_JSON, NULL);
  g_assert_nonnull (strstr (sound, "\"signature\":\"sound\""));
  desk_does (desk, "search.amended", id, "{'changes':[{'field':'scope','new':'Everything'}],'reason':'x'}");
  table = text_of_set (desk, "cases", GB_DATA_CSV, NULL);
  journal = text_of_set (desk, "journal", GB_DATA_JSON, NULL);
  g_assert_nonnull (strstr (table, ",\"void\""));
  g_assert_nonnull (strstr (journal, "\"signature\":\"void\""));
  g_assert_null (strstr (journal, "\"signature\":\"sound\""));
}

static void
test_json_can_be_read_and_says_what_it_is (void)
{
  g_autoptr (Desk) desk = desk_with_work ();
  gint64 rows;
  g_autofree char *text = text_of_set (desk, "clocks", GB_DATA_JSON, &rows);
  g_autoptr (JsonObject) whole = gb_json_parse (text, -1, NULL);
  JsonArray *list = gb_json_array (whole, "rows");
  gboolean found = FALSE;

  g_assert_cmpstr (gb_json_text (whole, "set"), ==, "clocks");
  g_assert_cmpuint (json_array_get_length (list), ==, rows);
  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      JsonObject *row = json_array_get_object_element (list, i);
      found |= g_strcmp0 (gb_json_text (row, "title"), "File sent to the next school") == 0
               && g_strcmp0 (gb_json_text (row, "outcome"), "running") == 0;
    }
  g_assert_true (found);
}

static void
test_what_is_about_an_adult_is_in_no_set (void)
{
  static const struct
  {
    const char *id;
    GbDataFormat format;
  } forms[] = { { "cases", GB_DATA_CSV }, { "clocks", GB_DATA_CSV }, { "due", GB_DATA_CALENDAR } };
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *json =
      g_strdup_printf ("{'agency':'lado','noticed_at':%" G_GINT64_FORMAT
                       ",'summary':'A coach sent a friend request.','subject':'Dale Perrin','limbs':['unsuitable']}",
                       desk_now - GB_HOUR);
  g_autofree char *id = gb_test_act (desk->book, "referral.begun", NULL, json);

  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      gint64 rows;
      g_autofree char *text = text_of_set (desk, forms[i].id, forms[i].format, &rows);
      g_assert_null (strstr (text, "26-0001"));
      g_assert_null (strstr (text, "LADO"));
    }
}

static void
test_what_is_due_at_once_is_neither_kept_nor_missed (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *json
      = g_strdup_printf ("{'title':'Messages','category':'cyberbullying','occurred_at':%" G_GINT64_FORMAT
                         ",'precision':'exact','location':'playground','site':'on','channel':'staff-saw',"
                         "'narrative':'Unkind messages.','danger':'no','indecent_image':'no','people':[]}",
                         desk_now - GB_HOUR);
  g_autoptr (JsonObject) body = gb_test_body (json);
  g_autofree char *request = gb_id_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GbDone) done = gb_incident_record (desk->book, request, body, &error);
  g_autofree char *csv = NULL;
  g_auto (GStrv) lines = NULL;
  guint found = 0;

  g_assert_no_error (error);
  desk_now += GB_DAY;
  csv = text_of_set (desk, "clocks", GB_DATA_CSV, NULL);
  lines = g_strsplit (csv, "\r\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (strstr (lines[i], "\"at once") != NULL)
      {
        g_assert_null (strstr (lines[i], "\"missed\""));
        g_assert_null (strstr (lines[i], "\"kept\""));
        found++;
      }
  g_assert_cmpuint (found, >, 0);
}

static void
test_a_calendar_keeps_to_its_form (void)
{
  g_autoptr (Desk) desk = desk_with_work ();
  gint64 rows, events = 0;
  g_autofree char *ics = text_of_set (desk, "due", GB_DATA_CALENDAR, &rows);
  g_autofree char *again = text_of_set (desk, "due", GB_DATA_CALENDAR, NULL);
  g_auto (GStrv) lines = g_strsplit (ics, "\r\n", -1);

  g_assert_cmpstr (ics, ==, again); /* the same thing under the same UID */
  g_assert_cmpstr (lines[0], ==, "BEGIN:VCALENDAR");
  g_assert_null (strstr (ics, "\n\n"));
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_assert_cmpuint (strlen (lines[i]), <=, 75);
      g_assert_true (g_utf8_validate (lines[i], -1, NULL));
      g_assert_null (strchr (lines[i], '\n'));
      events += g_str_equal (lines[i], "BEGIN:VEVENT");
    }
  g_assert_cmpint (events, ==, rows);
  g_assert_nonnull (strstr (ics, "SUMMARY:File sent to the next school\\, 26-0002"));
  g_assert_nonnull (strstr (ics, "DTSTART:20261124T235900Z"));
  g_assert_nonnull (strstr (ics, "CLASS:PRIVATE"));
}

static void
test_a_form_that_a_set_has_not_is_refused (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  Wish wish = { "cases", GB_DATA_CALENDAR };
  g_autoptr (GError) error = NULL;

  g_assert_null (gb_book_ask (desk->book, make, &wish, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_INPUT);
  g_assert_null (gb_dataset_find ("passwords"));
  g_assert_cmpint (gb_data_format_find ("xlsx"), ==, -1);
}

static void
test_who_may_not_read_cases_or_export_gets_none (void)
{
  static const struct
  {
    const char *role;
    gboolean cases, journal;
  } roles[] = {
    { "dsl", TRUE, TRUE },
    { "online-lead", TRUE, FALSE },
    { "case-manager", FALSE, FALSE },
    { "chair", FALSE, FALSE },
  };
  g_autoptr (Desk) desk = desk_with_work ();

  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      g_autofree char *id = g_str_equal (roles[i].role, "dsl")
                                ? g_strdup (gb_book_get_member_id (desk->book))
                                : gb_test_desk_enrol (desk->desk, "Alma Everett", roles[i].role);
      Wish cases = { "cases", GB_DATA_CSV }, journal = { "journal", GB_DATA_JSON };
      g_autoptr (GError) first = NULL;
      g_autoptr (GError) second = NULL;
      g_autoptr (GBytes) table = NULL;
      g_autoptr (GBytes) lines = NULL;
      desk->book = gb_test_desk_reopen (desk->desk, id);
      table = gb_book_ask (desk->book, make, &cases, &first);
      lines = gb_book_ask (desk->book, make, &journal, &second);
      g_assert_cmpint (table != NULL, ==, roles[i].cases);
      g_assert_cmpint (lines != NULL, ==, roles[i].journal);
      g_assert_true (table != NULL || g_error_matches (first, GB_ERROR, GB_ERROR_REFUSED));
      desk->book = gb_test_desk_reopen (desk->desk, NULL);
    }
}

static void
test_a_cell_that_begins_like_a_formula_is_made_harmless (void)
{
  static const struct
  {
    const char *text, *cell;
  } cells[] = {
    { "=1+1", "\"'=1+1\"" },    { "+44", "\"'+44\"" }, { "-5", "\"'-5\"" },  { "@SUM(A1)", "\"'@SUM(A1)\"" },
    { "\tx", "\"'\tx\"" },      { "\rx", "\"'\rx\"" }, { "a=b", "\"a=b\"" }, { "say \"no\"", "\"say \"\"no\"\"\"" },
    { "a,b\nc", "\"a,b\nc\"" }, { "", "\"\"" },        { NULL, "\"\"" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cells); i++)
    {
      g_autoptr (GString) csv = g_string_new (NULL);
      gb_csv_cell (csv, cells[i].text);
      g_assert_cmpstr (csv->str, ==, cells[i].cell);
    }
}

#define TEST(name) g_test_add_func ("/dataset/" #name, test_##name)

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  TEST (no_set_but_the_journal_holds_a_name);
  TEST (a_table_has_heads_and_a_row_for_each_case);
  TEST (a_permit_changed_after_signature_leaves_as_void);
  TEST (json_can_be_read_and_says_what_it_is);
  TEST (what_is_about_an_adult_is_in_no_set);
  TEST (what_is_due_at_once_is_neither_kept_nor_missed);
  TEST (a_calendar_keeps_to_its_form);
  TEST (a_form_that_a_set_has_not_is_refused);
  TEST (who_may_not_read_cases_or_export_gets_none);
  TEST (a_cell_that_begins_like_a_formula_is_made_harmless);
  return g_test_run ();
}
