/* SPDX-License-Identifier: GPL-3.0-or-later */
/* suppress: the worked example of the printed family, many random linked
 * tables, what can't be protected, and what the check won't take. */
#include <string.h>

#include "base/errors.h"
#include "base/text.h"
#include "casework/suppress.h"

#define INNER 10
#define SUBTOTAL 60
#define GRAND 1000

/* Fills a table from row-major @values; the last row and column are totals.
 * Keys are "PREFIX/row/column", but for those that @shared names. */
typedef struct { guint row, column; const char *key; } Shared;

static guint
cost_of (const GbTable *table, guint row, guint column)
{
  gboolean last_row = row == table->rows->len - 1;
  gboolean last_column = table->columns->len > 1 && column == table->columns->len - 1;
  return last_row && last_column ? GRAND : last_row || last_column ? SUBTOTAL : INNER;
}

static void
fill (GbFigures *figures, GbTable *table, const char *prefix, const int *values, const Shared *shared, guint n_shared)
{
  for (guint row = 0; row < table->rows->len; row++)
    for (guint column = 0; column < table->columns->len; column++)
      {
        g_autofree char *key = g_strdup_printf ("%s/%u/%u", prefix, row, column);
        const char *name = key;
        for (guint i = 0; i < n_shared; i++)
          if (shared[i].row == row && shared[i].column == column)
            name = shared[i].key;
        gb_table_set (table, row, column,
                      gb_figures_variable (figures, name, values[row * table->columns->len + column], TRUE,
                                           cost_of (table, row, column)));
      }
  gb_figures_add_up (figures, table);
}

/* The four linked tables of look-pages.md, the small numbers as they truly are. */
static GbFigures *
worked_example (void)
{
  static const char *const categories[] = { "Online safety", "Between children", "Neglect", "Emotional", "Domestic",
                                            "Physical", "=All", NULL };
  static const char *const outcomes[] = { "Support", "Early help", "Referred", "No more", "=All", NULL };
  static const char *const risks[] = { "Content", "Contact", "Conduct", "Commerce", "=All", NULL };
  static const char *const bands[] = { "R to 2", "3 and 4", "5 and 6", "=All", NULL };
  static const char *const years[] = { "R", "1", "2", "3", "4", "5", "6", "=All", NULL };
  static const char *const agencies[] = { "Social care", "Police", "=All", NULL };
  static const char *const answers[] = { "Taken up", "Advice", "No answer", "=All", NULL };
  static const char *const one[] = { "Concerns", NULL };
  static const int by_outcome[] = { 24, 6, 7, 11, 48, 31, 5, 3, 14, 53, 12, 11, 9, 2, 34, 21, 10, 0, 6, 37,
                                    7, 4, 13, 0, 24, 8, 3, 11, 5, 27, 103, 39, 43, 38, 223 };
  static const int by_risk[] = { 9, 5, 7, 21, 0, 0, 8, 8, 2, 5, 7, 14, 0, 0, 5, 5, 11, 10, 27, 48 };
  static const int by_year[] = { 19, 22, 25, 31, 34, 43, 49, 223 };
  static const int by_answer[] = { 17, 7, 5, 29, 8, 6, 0, 14, 25, 13, 5, 43 };
  static const Shared in_outcome[] = { { 0, 4, "online" }, { 6, 2, "referred" }, { 6, 4, "all" } };
  static const Shared in_risk[] = { { 4, 3, "online" } };
  static const Shared in_year[] = { { 7, 0, "all" } };
  static const Shared in_answer[] = { { 2, 3, "referred" } };
  GbFigures *figures = gb_figures_new ();
  GbFiguresSection *section = gb_figures_add_section (figures, "concerns", "Concerns", NULL);

  fill (figures, gb_figures_add_table (figures, section, "outcome", "By outcome", "Category", categories, outcomes),
        "o", by_outcome, in_outcome, G_N_ELEMENTS (in_outcome));
  fill (figures, gb_figures_add_table (figures, section, "risk", "By risk", "Risk", risks, bands), "r", by_risk,
        in_risk, 1);
  fill (figures, gb_figures_add_table (figures, section, "year", "By year", "Year", years, one), "y", by_year,
        in_year, 1);
  fill (figures, gb_figures_add_table (figures, section, "answer", "By answer", "Agency", agencies, answers), "a",
        by_answer, in_answer, 1);
  return figures;
}

static guint
index_of (const GbFigures *figures, const char *key)
{
  for (guint i = 0; i < figures->variables->len; i++)
    if (g_str_equal (gb_figures_at (figures, i)->key, key))
      return i;
  g_assert_not_reached ();
}

static void
assert_range (const GbFigures *figures, const char *key, gint64 from, gint64 until)
{
  gint64 least, greatest;
  gb_suppress_range (figures, index_of (figures, key), &least, &greatest);
  g_assert_cmpint (least, ==, from);
  g_assert_cmpint (greatest, ==, until);
}

static const char *const smalls[] = { "o/1/2", "o/2/3", "o/4/1", "o/5/1", "r/2/0" };
static const int small_values[] = { 3, 2, 4, 3, 2 };

/* Marks by hand, as a program without a proof would. */
static void
mark_by_hand (GbFigures *figures, const char *const *held, guint n_held)
{
  for (guint i = 0; i < G_N_ELEMENTS (smalls); i++)
    gb_figures_at (figures, index_of (figures, smalls[i]))->mark = GB_MARK_PRIMARY;
  for (guint i = 0; i < n_held; i++)
    gb_figures_at (figures, index_of (figures, held[i]))->mark = GB_MARK_COMPLEMENT;
}

static void
test_example_has_seventy_two_cells_and_twenty_nine_equations (void)
{
  g_autoptr (GbFigures) figures = worked_example ();
  g_assert_cmpuint (figures->variables->len, ==, 72);
  g_assert_cmpuint (figures->equations->len, ==, 29);
}

static void
test_with_nothing_more_held_back_all_five_are_determined (void)
{
  g_autoptr (GbFigures) figures = worked_example ();
  g_autoptr (GError) error = NULL;

  mark_by_hand (figures, NULL, 0);
  for (guint i = 0; i < G_N_ELEMENTS (smalls); i++)
    assert_range (figures, smalls[i], small_values[i], small_values[i]);
  g_assert_false (gb_suppress_prove (figures, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_REFUSED);
  g_assert_null (figures->proof);
}

static void
test_two_gaps_a_line_still_narrow_two_of_them (void)
{
  static const char *const held[] = { "o/1/3", "o/2/2", "o/4/2", "o/5/2" };
  g_autoptr (GbFigures) figures = worked_example ();
  g_autoptr (GError) error = NULL;

  mark_by_hand (figures, held, G_N_ELEMENTS (held));
  assert_range (figures, "o/4/1", 3, 4);
  assert_range (figures, "o/5/1", 3, 4);
  g_assert_false (gb_suppress_prove (figures, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_REFUSED);
}

static void
test_exact_optimum_holds_eight_inner_cells_and_determines_none (void)
{
  g_autoptr (GbFigures) figures = worked_example ();
  g_autoptr (GError) error = NULL;
  guint cost = 0;

  g_assert_true (gb_suppress (figures, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (figures->small, ==, 5);
  g_assert_cmpuint (figures->held, ==, 8);
  for (guint i = 0; i < figures->variables->len; i++)
    if (gb_figures_at (figures, i)->mark == GB_MARK_COMPLEMENT)
      cost += gb_figures_at (figures, i)->cost;
  g_assert_cmpuint (cost, ==, 80);
  for (guint i = 0; i < G_N_ELEMENTS (smalls); i++)
    {
      g_assert_cmpstr (gb_figures_at (figures, index_of (figures, smalls[i]))->shown, ==, "<5");
      assert_range (figures, smalls[i], 1, 4);
    }
  g_assert_true (gb_suppress_prove (figures, &error));
  g_assert_no_error (error);
  g_assert_nonnull (figures->proof);
}

static void
test_the_same_figures_always_give_the_same_choice (void)
{
  g_autoptr (GbFigures) one = worked_example ();
  g_autoptr (GbFigures) two = worked_example ();
  g_autoptr (GBytes) first = NULL;
  g_autoptr (GBytes) second = NULL;

  g_assert_true (gb_suppress (one, NULL, NULL) && gb_suppress (two, NULL, NULL));
  first = gb_figures_freeze (one);
  second = gb_figures_freeze (two);
  g_assert_true (g_bytes_equal (first, second));
}

/* A year, and its three terms: what is held back in one must not come out of the other. */
static void
test_differences_of_a_year_and_its_terms_are_covered (void)
{
  static const char *const rows[] = { "Autumn", "Spring", "Summer", "=Year", NULL };
  static const char *const one[] = { "Concerns", NULL };
  static const int values[] = { 5, 4, 3, 12 };
  g_autoptr (GbFigures) figures = gb_figures_new ();
  GbFiguresSection *section = gb_figures_add_section (figures, "terms", "Terms", NULL);
  g_autoptr (GError) error = NULL;

  fill (figures, gb_figures_add_table (figures, section, "term", "By term", "Term", rows, one), "t", values, NULL, 0);
  gb_figures_at (figures, 1)->mark = gb_figures_at (figures, 2)->mark = GB_MARK_PRIMARY;
  assert_range (figures, "t/1/0", 3, 4);
  g_assert_true (gb_suppress (figures, NULL, &error));
  assert_range (figures, "t/1/0", 1, 4);
  assert_range (figures, "t/2/0", 1, 4);
  g_assert_true (gb_suppress_prove (figures, &error));
}

static void
test_a_small_total_broken_down_is_refused_and_named (void)
{
  static const char *const rows[] = { "Boys", "Girls", "=All", NULL };
  static const char *const one[] = { "Searches", NULL };
  static const int values[] = { 1, 2, 3 };
  g_autoptr (GbFigures) figures = gb_figures_new ();
  GbFiguresSection *section = gb_figures_add_section (figures, "searches", "Searches", NULL);
  g_autoptr (GError) error = NULL;
  guint culprit = GB_NO_VARIABLE;

  fill (figures, gb_figures_add_table (figures, section, "search", "By sex", "Sex", rows, one), "s", values, NULL, 0);
  g_assert_false (gb_suppress (figures, &culprit, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_REFUSED);
  g_assert_cmpuint (culprit, <, 3);
}

static void
test_nought_is_shown_and_the_schools_own_duties_are_never_held_back (void)
{
  static const char *const rows[] = { "Told", "Not told", "=All", NULL };
  static const char *const one[] = { "Deadlines", NULL };
  g_autoptr (GbFigures) figures = gb_figures_new ();
  GbFiguresSection *section = gb_figures_add_section (figures, "clocks", "Clocks", NULL);
  GbTable *table = gb_figures_add_table (figures, section, "clock", "Deadlines", "Duty", rows, one);

  gb_table_set (table, 0, 0, gb_figures_variable (figures, "kept", 1203, FALSE, INNER));
  gb_table_set (table, 1, 0, gb_figures_variable (figures, "missed", 1, FALSE, INNER));
  gb_table_set (table, 2, 0, gb_figures_variable (figures, "ran", 1204, FALSE, SUBTOTAL));
  gb_figures_variable (figures, "none", 0, TRUE, INNER);
  gb_figures_add_up (figures, table);
  g_assert_true (gb_suppress (figures, NULL, NULL));
  g_assert_cmpstr (gb_figures_at (figures, 1)->shown, ==, "1");
  g_assert_cmpstr (gb_figures_at (figures, 2)->shown, ==, "1,204");
  g_assert_cmpstr (gb_figures_at (figures, 3)->shown, ==, "0");
  g_assert_cmpuint (figures->small + figures->held, ==, 0);
}

/* "Online" is a part of "all": no equation is printed, yet the one bounds the other. */
/* A pack that holds noughts back: a "<5" may be nought as well, and must be able to be. */
static void
test_noughts_that_are_held_back_could_be_any_small_number (void)
{
  static const char *const rows[] = { "a", "b", "c", "=t", NULL };
  static const char *const columns[] = { "x", "y", "z", "=t", NULL };
  static const int values[] = { 0, 12, 9, 21, 8, 14, 7, 29, 11, 6, 13, 30, 19, 32, 29, 80 };
  GbFigures *figures = gb_figures_new ();
  GbFiguresSection *section = gb_figures_add_section (figures, "s", "S", NULL);
  GbTable *table = gb_figures_add_table (figures, section, "t", "T", "Row", rows, columns);
  gint64 least, greatest;

  figures->zeros_held = TRUE;
  fill (figures, table, "t", values, NULL, 0);
  g_assert_true (gb_suppress (figures, NULL, NULL));
  g_assert_cmpstr (gb_table_cell (figures, table, 0, 0)->shown, ==, "<5");
  gb_suppress_range (figures, g_array_index (table->cells, guint, 0), &least, &greatest);
  g_assert_cmpint (least, ==, 0);
  g_assert_cmpint (greatest, ==, 4);
  g_assert_true (gb_suppress_prove (figures, NULL));
  gb_figures_free (figures);
}

static void
test_a_part_of_a_printed_whole_is_bounded_by_it (void)
{
  g_autoptr (GbFigures) figures = gb_figures_new ();
  guint all = gb_figures_variable (figures, "all", 0, TRUE, SUBTOTAL);
  guint online, other;
  gint64 least, greatest;

  gb_figures_at (figures, all)->value = 2;
  gb_figures_at (figures, all)->about_people = FALSE; /* printed as it is */
  online = gb_figures_variable (figures, "online", 1, TRUE, INNER);
  other = gb_figures_hidden (figures, "not online", 1);
  gb_figures_equate (figures, all, (guint[]) { online, other }, 2);
  gb_figures_at (figures, online)->mark = GB_MARK_PRIMARY;
  gb_suppress_range (figures, online, &least, &greatest);
  g_assert_cmpint (least, ==, 1);
  g_assert_cmpint (greatest, ==, 2);
  g_assert_false (gb_suppress (figures, NULL, NULL));
}

/* --- the check has teeth --------------------------------------------------------- */

static GbFigures *
proved_example (void)
{
  GbFigures *figures = worked_example ();
  g_assert_true (gb_suppress (figures, NULL, NULL));
  g_assert_true (gb_suppress_prove (figures, NULL));
  return figures;
}

static void
test_check_refuses_when_a_held_cell_is_printed_after_all (void)
{
  g_autoptr (GbFigures) figures = proved_example ();
  guint refused = 0;

  for (guint i = 0; i < figures->variables->len; i++)
    {
      GbVariable *variable = gb_figures_at (figures, i);
      g_autoptr (GError) error = NULL;
      if (variable->mark != GB_MARK_COMPLEMENT)
        continue;
      variable->mark = GB_MARK_PLAIN;
      g_assert_false (gb_suppress_check (figures, figures->proof, &error));
      g_assert_error (error, GB_ERROR, GB_ERROR_REFUSED);
      variable->mark = GB_MARK_COMPLEMENT;
      refused++;
    }
  g_assert_cmpuint (refused, ==, 8);
  g_assert_true (gb_suppress_check (figures, figures->proof, NULL));
}

static void
test_check_refuses_a_small_number_that_is_printed (void)
{
  g_autoptr (GbFigures) figures = proved_example ();
  gb_figures_at (figures, index_of (figures, smalls[0]))->mark = GB_MARK_PLAIN;
  g_assert_false (gb_suppress_check (figures, figures->proof, NULL));
}

static void
test_check_refuses_a_proof_with_a_witness_missing_or_a_number_bent (void)
{
  g_autoptr (GbFigures) figures = proved_example ();
  g_autofree char *text = g_strndup (g_bytes_get_data (figures->proof, NULL), g_bytes_get_size (figures->proof));
  g_autoptr (JsonObject) proof = gb_json_parse (text, -1, NULL);
  JsonArray *witnesses = gb_json_array (proof, "witnesses");
  JsonObject *first = json_array_get_object_element (witnesses, 0);
  JsonArray *change = json_array_get_array_element (gb_json_array (first, "changes"), 0);
  g_autofree char *bent = NULL;
  g_autofree char *fewer = NULL;
  g_autoptr (GBytes) bent_bytes = NULL;
  g_autoptr (GBytes) fewer_bytes = NULL;
  gint64 index = json_array_get_int_element (change, 0);
  gint64 value = json_array_get_int_element (change, 1);

  g_assert_cmpuint (json_array_get_length (witnesses), <=, 10);
  json_array_remove_element (change, 1);
  json_array_remove_element (change, 0);
  json_array_add_int_element (change, index);
  json_array_add_int_element (change, value + 1);
  bent = gb_json_print (proof);
  bent_bytes = g_bytes_new (bent, strlen (bent));
  g_assert_false (gb_suppress_check (figures, bent_bytes, NULL));

  json_array_remove_element (witnesses, 0);
  fewer = gb_json_print (proof);
  fewer_bytes = g_bytes_new (fewer, strlen (fewer));
  g_assert_false (gb_suppress_check (figures, fewer_bytes, NULL));
}

/* Each end of each small number once, whatever other ends the same world shows. */
static void
test_witnesses_show_each_end_of_each_small_number (void)
{
  g_autoptr (GbFigures) figures = proved_example ();
  g_autofree char *text = g_strndup (g_bytes_get_data (figures->proof, NULL), g_bytes_get_size (figures->proof));
  g_autoptr (JsonObject) proof = gb_json_parse (text, -1, NULL);
  JsonArray *witnesses = gb_json_array (proof, "witnesses");
  guint shown = 0;

  for (guint i = 0; i < json_array_get_length (witnesses); i++)
    shown += json_array_get_length (gb_json_array (json_array_get_object_element (witnesses, i), "shows"));
  g_assert_cmpuint (shown, ==, 10);
}

/* Reports issued before kept a world for each end: "of" and "is". */
static void
test_check_takes_a_proof_of_one_end_a_world (void)
{
  g_autoptr (GbFigures) figures = proved_example ();
  g_autofree char *text = g_strndup (g_bytes_get_data (figures->proof, NULL), g_bytes_get_size (figures->proof));
  g_autoptr (JsonObject) proof = gb_json_parse (text, -1, NULL);
  JsonArray *witnesses = gb_json_array (proof, "witnesses"), *old = json_array_new ();
  g_autoptr (GBytes) bytes = NULL;
  char *printed;

  for (guint i = 0; i < json_array_get_length (witnesses); i++)
    {
      JsonObject *witness = json_array_get_object_element (witnesses, i);
      JsonArray *shows = gb_json_array (witness, "shows");
      for (guint k = 0; k < json_array_get_length (shows); k++)
        {
          JsonArray *pair = json_array_get_array_element (shows, k);
          JsonObject *one = json_object_new ();
          json_object_set_int_member (one, "of", json_array_get_int_element (pair, 0));
          json_object_set_int_member (one, "is", json_array_get_int_element (pair, 1));
          json_object_set_member (one, "changes", json_node_copy (json_object_get_member (witness, "changes")));
          json_array_add_object_element (old, one);
        }
    }
  json_object_set_array_member (proof, "witnesses", old);
  printed = gb_json_print (proof);
  bytes = g_bytes_new_take (printed, strlen (printed));
  g_assert_true (gb_suppress_check (figures, bytes, NULL));
}

/* --- earlier reports ---------------------------------------------------------------- */

static GbFigures *
one_column (const char *id, const char *const *rows, const char *const *keys, const int *values, guint n)
{
  static const char *const one[] = { "Concerns", NULL };
  GbFigures *figures = gb_figures_new ();
  GbFiguresSection *section = gb_figures_add_section (figures, "terms", "Terms", NULL);
  GbTable *table = gb_figures_add_table (figures, section, id, "By term", "Term", rows, one);

  for (guint i = 0; i < n; i++)
    gb_table_set (table, i, 0, gb_figures_variable (figures, keys[i], values[i], TRUE, i == n - 1 ? SUBTOTAL : INNER));
  gb_figures_add_up (figures, table);
  return figures;
}

/* Last term printed "<5" and "c"; this term's year to date must not undo it. */
static void
test_what_an_earlier_report_held_back_stays_held_back (void)
{
  static const char *const old_rows[] = { "Autumn online", "Autumn other", "=Autumn", NULL };
  static const char *const old_keys[] = { "a/online", "a/other", "a" };
  static const int old_values[] = { 3, 9, 12 };
  static const char *const new_rows[] = { "Autumn other", "Spring other", "=Year, other", NULL };
  static const char *const new_keys[] = { "a/other", "s/other", "y/other" };
  static const int new_values[] = { 9, 8, 17 };
  g_autoptr (GbFigures) issued = one_column ("old", old_rows, old_keys, old_values, 3);
  g_autoptr (GbFigures) alone = one_column ("new", new_rows, new_keys, new_values, 3);
  g_autoptr (GbFigures) joined = one_column ("new", new_rows, new_keys, new_values, 3);

  g_assert_true (gb_suppress (issued, NULL, NULL));
  g_assert_cmpint (gb_figures_at (issued, index_of (issued, "a/other"))->mark, ==, GB_MARK_COMPLEMENT);
  g_assert_true (gb_suppress (alone, NULL, NULL));
  g_assert_cmpint (gb_figures_at (alone, index_of (alone, "a/other"))->mark, ==, GB_MARK_PLAIN);

  gb_suppress_join (joined, issued);
  g_assert_true (gb_suppress (joined, NULL, NULL));
  g_assert_cmpint (gb_figures_at (joined, index_of (joined, "a/other"))->mark, ==, GB_MARK_COMPLEMENT);
  assert_range (joined, "a/online", 1, 4);
  g_assert_true (gb_suppress_prove (joined, NULL));
}

/* Half-way through the term 12 was printed; now it is 14.  Printed, it would say "two more". */
static void
test_a_total_that_grew_by_two_since_it_was_issued_is_held_back (void)
{
  static const char *const rows[] = { "Online", "Other", "=All", NULL };
  static const char *const keys[] = { "t/online", "t/other", "t" };
  static const int then[] = { 6, 6, 12 };
  static const int now[] = { 6, 8, 14 };
  g_autoptr (GbFigures) issued = one_column ("old", rows, keys, then, 3);
  g_autoptr (GbFigures) alone = one_column ("new", rows, keys, now, 3);
  g_autoptr (GbFigures) joined = one_column ("new", rows, keys, now, 3);

  g_assert_true (gb_suppress (issued, NULL, NULL) && gb_suppress (alone, NULL, NULL));
  g_assert_cmpuint (alone->held, ==, 0);
  gb_suppress_join (joined, issued);
  g_assert_true (gb_suppress (joined, NULL, NULL));
  g_assert_cmpstr (gb_figures_at (joined, index_of (joined, "t/other"))->shown, ==, "c");
  g_assert_cmpstr (gb_figures_at (joined, index_of (joined, "t"))->shown, ==, "c");
  g_assert_cmpstr (gb_figures_at (joined, index_of (joined, "t/online"))->shown, ==, "6");
  g_assert_true (gb_suppress_prove (joined, NULL));
}

/* 6 was printed, and now it is 4, which is "<5": what is gone is 2 to 5 for a reader, and no number of a page. */
static void
test_what_is_gone_from_a_number_that_is_small_now_needs_no_range (void)
{
  static const char *const rows[] = { "Online", "Other", "Rest", "=All", NULL };
  static const char *const keys[] = { "t/online", "t/other", "t/rest", "t" };
  static const int then[] = { 6, 8, 7, 21 };
  static const int now[] = { 4, 12, 16, 32 };
  g_autoptr (GbFigures) issued = one_column ("old", rows, keys, then, 4);
  g_autoptr (GbFigures) joined = one_column ("new", rows, keys, now, 4);

  g_assert_true (gb_suppress (issued, NULL, NULL));
  g_assert_cmpuint (issued->held, ==, 0);
  gb_suppress_join (joined, issued);
  g_assert_true (gb_suppress (joined, NULL, NULL));
  g_assert_true (gb_suppress_prove (joined, NULL));
  assert_range (joined, "t/online", 1, 4);
}

/* 7 was printed, and now it is 6: as "c" it is five at least, so that what is gone can't be four.  It is held
 * back all the same, and the table stays. */
static void
test_what_fell_to_just_above_the_threshold_is_held_back_and_its_table_stays (void)
{
  static const char *const rows[] = { "Online", "Other", "Rest", "=All", NULL };
  static const char *const keys[] = { "t/online", "t/other", "t/rest", "t" };
  static const int then[] = { 7, 8, 9, 24 };
  static const int now[] = { 6, 14, 15, 35 };
  g_autoptr (GbFigures) issued = one_column ("old", rows, keys, then, 4);
  g_autoptr (GbFigures) joined = one_column ("new", rows, keys, now, 4);

  g_assert_true (gb_suppress (issued, NULL, NULL));
  gb_suppress_join (joined, issued);
  g_assert_true (gb_suppress (joined, NULL, NULL));
  g_assert_cmpstr (gb_figures_at (joined, index_of (joined, "t/online"))->shown, ==, "c");
  g_assert_true (gb_suppress_prove (joined, NULL));
}

static void
test_what_is_not_tied_to_this_report_is_not_joined (void)
{
  static const char *const rows[] = { "Some", "Others", "=All", NULL };
  static const char *const old_keys[] = { "x", "y", "z" };
  static const char *const new_keys[] = { "p", "q", "r" };
  static const int values[] = { 8, 9, 17 };
  g_autoptr (GbFigures) issued = one_column ("old", rows, old_keys, values, 3);
  g_autoptr (GbFigures) now = one_column ("new", rows, new_keys, values, 3);

  g_assert_true (gb_suppress (issued, NULL, NULL));
  gb_suppress_join (now, issued);
  g_assert_cmpuint (now->variables->len, ==, 3);
}

/* --- random linked tables ------------------------------------------------------------- */

/* Skewed as counts of a school are: many noughts and small ones. */
static int
random_count (GRand *rand)
{
  int sort = g_rand_int_range (rand, 0, 10);
  if (sort < 2)
    return 0;
  return sort < 5 ? g_rand_int_range (rand, 1, 5) : g_rand_int_range (rand, 5, 60);
}

/* A table of @rows by @columns with totals (row-major); the first row's total is @first, if not negative. */
static int *
random_table (GRand *rand, guint rows, guint columns, int first)
{
  int *values = g_new0 (int, (rows + 1) * (columns + 1));
  guint width = columns + 1;

  for (guint r = 0; r < rows; r++)
    for (guint c = 0; c < columns; c++)
      {
        int value = random_count (rand);
        if (r == 0 && first >= 0)
          {
            int left = first - values[columns];
            value = c == columns - 1 ? left : MIN (value, left);
          }
        values[r * width + c] = value;
        values[r * width + columns] += value;
        values[rows * width + c] += value;
        values[rows * width + columns] += value;
      }
  return values;
}

static const char *const random_rows[][8] = { { "a", "b", "c", "=t", NULL }, { "a", "b", "c", "d", "=t", NULL },
                                              { "a", "b", "c", "d", "e", "=t", NULL } };

/* Two tables of which the first row's totals are the same count. */
static GbFigures *
random_pair (GRand *rand)
{
  GbFigures *figures = gb_figures_new ();
  GbFiguresSection *section = gb_figures_add_section (figures, "s", "S", NULL);
  guint rows = g_rand_int_range (rand, 3, 6);
  guint columns = g_rand_int_range (rand, 3, 6);
  guint others = g_rand_int_range (rand, 3, 6);
  Shared first = { 0, columns, "link" };
  Shared second = { 0, others, "link" };
  g_autofree int *one = random_table (rand, rows, columns, -1);
  g_autofree int *two = random_table (rand, rows, others, one[columns]);

  fill (figures,
        gb_figures_add_table (figures, section, "one", "One", "Row", random_rows[rows - 3], random_rows[columns - 3]),
        "one", one, &first, 1);
  fill (figures,
        gb_figures_add_table (figures, section, "two", "Two", "Row", random_rows[rows - 3], random_rows[others - 3]),
        "two", two, &second, 1);
  return figures;
}

/* Whether the "<5" at @index is narrowed even when every number that may be held back is. */
static gboolean
can_not_be_protected (GbFigures *figures, guint index)
{
  gint64 least, greatest;

  for (guint i = 0; i < figures->variables->len; i++)
    {
      GbVariable *variable = gb_figures_at (figures, i);
      if (variable->value >= figures->threshold)
        variable->mark = GB_MARK_COMPLEMENT;
    }
  gb_suppress_range (figures, index, &least, &greatest);
  return least > 1 || greatest < figures->threshold - 1;
}

static void
test_random_linked_tables_are_proved_or_can_not_be_protected (void)
{
  guint proved = 0, refused = 0, small = 0, held = 0;
  guint wanted = g_test_slow () ? 10000 : 300;

  for (guint seed = 1; seed <= wanted; seed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      g_autoptr (GbFigures) figures = random_pair (rand);
      g_autoptr (GError) error = NULL;
      guint culprit = GB_NO_VARIABLE;

      if (!gb_suppress (figures, &culprit, &error))
        {
          g_assert_error (error, GB_ERROR, GB_ERROR_REFUSED);
          g_assert_true (can_not_be_protected (figures, culprit));
          refused++;
          continue;
        }
      g_assert_true (gb_suppress_prove (figures, &error));
      g_assert_no_error (error);
      proved++;
      small += figures->small;
      held += figures->held;
    }
  g_test_message ("%u proved, %u refused; %u small numbers, %u held back beside them", proved, refused, small, held);
  g_assert_cmpuint (proved, >, wanted / 3);
}

/* --- reports issued one after another --------------------------------------------------- */

#define TERMS 3
#define KINDS 4
#define ANSWERS 4

/* A table of one time: called by @prefix, its cells by their places. */
static GbFigures *
one_time (const char *prefix, const int *values)
{
  static const char *const rows[] = { "a", "b", "c", "d", "=t", NULL };
  static const char *const columns[] = { "w", "x", "y", "z", "=t", NULL };
  GbFigures *figures = gb_figures_new ();
  GbFiguresSection *section = gb_figures_add_section (figures, "s", "S", NULL);

  fill (figures, gb_figures_add_table (figures, section, "t", "T", "Row", rows, columns), prefix, values, NULL, 0);
  return figures;
}

/* Each number of the year is the sum of its terms', printed or not. */
static void
tie_terms (GbFigures *year, int *const *terms)
{
  for (guint row = 0; row <= KINDS; row++)
    for (guint column = 0; column <= ANSWERS; column++)
      {
        g_autofree char *whole = g_strdup_printf ("year/%u/%u", row, column);
        guint parts[TERMS];
        for (guint t = 0; t < TERMS; t++)
          {
            g_autofree char *part = g_strdup_printf ("term%u/%u/%u", t, row, column);
            parts[t] = gb_figures_hidden (year, part, terms[t][row * (ANSWERS + 1) + column]);
          }
        gb_figures_equate (year, gb_figures_find (year, whole), parts, TERMS);
      }
}

/* Suppresses and proves; FALSE: no choice is safe, so this report is not issued. */
static gboolean
issue_or_leave (GbFigures *figures, GPtrArray *issued)
{
  for (guint i = 0; i < issued->len; i++)
    gb_suppress_join (figures, issued->pdata[i]);
  if (!gb_suppress (figures, NULL, NULL))
    return FALSE;
  g_assert_true (gb_suppress_prove (figures, NULL));
  return TRUE;
}

/* Three terms, each in a report of its own, then the year that they add up to: what
 * the first three printed stays as it is, and still nothing can be worked out. */
static void
test_a_year_issued_after_its_terms_betrays_none_of_them (void)
{
  guint wanted = g_test_slow () ? 2000 : 40, years = 0, small = 0, held = 0, cells = 0;

  for (guint seed = 1; seed <= wanted; seed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      g_autoptr (GPtrArray) issued = g_ptr_array_new_with_free_func ((GDestroyNotify) gb_figures_free);
      int *terms[TERMS];
      int sum[(KINDS + 1) * (ANSWERS + 1)] = { 0 };
      g_autoptr (GbFigures) year = NULL;

      for (guint t = 0; t < TERMS; t++)
        {
          g_autofree char *prefix = g_strdup_printf ("term%u", t);
          GbFigures *term;
          terms[t] = random_table (rand, KINDS, ANSWERS, -1);
          term = one_time (prefix, terms[t]);
          for (guint i = 0; i < G_N_ELEMENTS (sum); i++)
            sum[i] += terms[t][i];
          if (issue_or_leave (term, issued))
            g_ptr_array_add (issued, term);
          else
            gb_figures_free (term);
        }
      year = one_time ("year", sum);
      tie_terms (year, terms);
      if (issue_or_leave (year, issued))
        {
          years++;
          small += year->small;
          held += year->held;
          cells += (KINDS + 1) * (ANSWERS + 1);
        }
      for (guint t = 0; t < TERMS; t++)
        g_free (terms[t]);
    }
  g_test_message ("%u of %u years issued after their terms; of their %u numbers %u small, %u held back", years, wanted,
                  cells, small, held);
  g_assert_cmpuint (years, >, wanted / 3);
}

/* --- against every choice there is ------------------------------------------------------ */

#define MOST_FREE 12

/* Whether holding back the cells of @set (bits over @free) leaves every "<5" its range. */
static gboolean
set_is_safe (GbFigures *figures, GArray *free, guint set)
{
  for (guint i = 0; i < free->len; i++)
    gb_figures_at (figures, g_array_index (free, guint, i))->mark
      = (set >> i & 1) != 0 ? GB_MARK_COMPLEMENT : GB_MARK_PLAIN;
  for (guint i = 0; i < figures->variables->len; i++)
    {
      gint64 least, greatest;
      if (gb_figures_at (figures, i)->mark != GB_MARK_PRIMARY)
        continue;
      gb_suppress_range (figures, i, &least, &greatest);
      if (least != 1 || greatest != figures->threshold - 1)
        return FALSE;
    }
  return TRUE;
}

static guint
cost_of_set (GbFigures *figures, GArray *free, guint set)
{
  guint cost = 0;
  for (guint i = 0; i < free->len; i++)
    cost += (set >> i & 1) != 0 ? gb_figures_at (figures, g_array_index (free, guint, i))->cost : 0;
  return cost;
}

/* The least cost over all subsets; G_MAXUINT: none is safe. */
static guint
least_cost (GbFigures *figures, GArray *free)
{
  guint best = G_MAXUINT;

  for (guint set = 0; set < 1u << free->len; set++)
    if (cost_of_set (figures, free, set) < best && set_is_safe (figures, free, set))
      best = cost_of_set (figures, free, set);
  return best;
}

static GbFigures *
tiny_table (GRand *rand)
{
  static const char *const rows[] = { "a", "b", "=t", NULL };
  static const char *const columns[] = { "x", "y", "z", "=t", NULL };
  g_autofree int *values = random_table (rand, 2, 3, -1);
  GbFigures *figures = gb_figures_new ();
  GbFiguresSection *section = gb_figures_add_section (figures, "s", "S", NULL);

  fill (figures, gb_figures_add_table (figures, section, "t", "T", "Row", rows, columns), "t", values, NULL, 0);
  return figures;
}

static void
test_no_choice_of_cells_is_cheaper_than_the_one_made (void)
{
  guint compared = 0, held = 0, cells = 0;

  for (guint seed = 1; seed <= 40; seed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      g_autoptr (GbFigures) figures = tiny_table (rand);
      g_autoptr (GArray) free = g_array_new (FALSE, FALSE, sizeof (guint));
      gboolean safe = gb_suppress (figures, NULL, NULL);
      guint cost = 0;

      for (guint i = 0; i < figures->variables->len; i++)
        {
          const GbVariable *variable = gb_figures_at (figures, i);
          if (variable->value >= figures->threshold)
            g_array_append_val (free, i);
          cost += variable->mark == GB_MARK_COMPLEMENT ? variable->cost : 0;
        }
      g_assert_cmpuint (free->len, <=, MOST_FREE);
      g_assert_cmpuint (least_cost (figures, free), ==, safe ? cost : G_MAXUINT);
      compared += safe && cost > 0;
      held += safe ? figures->held : 0;
      cells += safe ? figures->variables->len : 0;
    }
  g_test_message ("%u of %u cells held back, and no safe choice costs less in any of %u tables with a choice", held,
                  cells, compared);
  g_assert_cmpuint (compared, >, 10);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define TEST(name) g_test_add_func ("/suppress/" #name, test_##name)
  TEST (example_has_seventy_two_cells_and_twenty_nine_equations);
  TEST (with_nothing_more_held_back_all_five_are_determined);
  TEST (two_gaps_a_line_still_narrow_two_of_them);
  TEST (exact_optimum_holds_eight_inner_cells_and_determines_none);
  TEST (the_same_figures_always_give_the_same_choice);
  TEST (differences_of_a_year_and_its_terms_are_covered);
  TEST (a_small_total_broken_down_is_refused_and_named);
  TEST (nought_is_shown_and_the_schools_own_duties_are_never_held_back);
  TEST (noughts_that_are_held_back_could_be_any_small_number);
  TEST (a_part_of_a_printed_whole_is_bounded_by_it);
  TEST (check_refuses_when_a_held_cell_is_printed_after_all);
  TEST (check_refuses_a_small_number_that_is_printed);
  TEST (check_refuses_a_proof_with_a_witness_missing_or_a_number_bent);
  TEST (witnesses_show_each_end_of_each_small_number);
  TEST (check_takes_a_proof_of_one_end_a_world);
  TEST (what_an_earlier_report_held_back_stays_held_back);
  TEST (a_total_that_grew_by_two_since_it_was_issued_is_held_back);
  TEST (what_is_gone_from_a_number_that_is_small_now_needs_no_range);
  TEST (what_fell_to_just_above_the_threshold_is_held_back_and_its_table_stays);
  TEST (what_is_not_tied_to_this_report_is_not_joined);
  TEST (a_year_issued_after_its_terms_betrays_none_of_them);
  TEST (no_choice_of_cells_is_cheaper_than_the_one_made);
  TEST (random_linked_tables_are_proved_or_can_not_be_protected);
  return g_test_run ();
}
