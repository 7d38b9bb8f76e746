/* SPDX-License-Identifier: GPL-3.0-or-later */
/* figures: frozen and thawed byte for byte, and what may leave. */
#include <string.h>

#include "base/errors.h"
#include "base/text.h"
#include "casework/suppress.h"

static void
add_front (GbFigures *figures)
{
  GbLeader *leader = g_new0 (GbLeader, 1);
  GbHeadline *headline = g_new0 (GbHeadline, 1);
  GbDefinition *definition = g_new0 (GbDefinition, 1);

  figures->title = g_strdup ("Safeguarding report to governors");
  figures->school = g_strdup ("Marsh Lane Primary School");
  figures->dfe_number = g_strdup ("886/5201");
  figures->zone = g_strdup ("Europe/London");
  figures->year = g_strdup ("2025-26");
  figures->key_words = g_strdup ("“More was reported” — Ŵ, \"quoted\", back\\slash.");
  figures->head = g_strdup ("00ff");
  figures->frozen_at = G_GINT64_CONSTANT (1784736600123456);
  g_ptr_array_add (figures->terms, gb_period_new ("2025-26/2", "Spring 2026", "2026-01-05", "2026-03-27"));
  g_ptr_array_add (figures->terms, gb_period_new ("2025-26/3", "Summer 2026", "2026-04-20", "2026-07-21"));
  leader->role = g_strdup ("Designated Safeguarding Lead");
  leader->holder = g_strdup ("Ruth Adeyemi");
  g_ptr_array_add (figures->leaders, leader);
  headline->id = g_strdup ("concerns");
  headline->shown = g_strdup ("23");
  headline->label = g_strdup ("concerns recorded");
  g_ptr_array_add (figures->headlines, headline);
  definition->word = g_strdup ("Concern.");
  definition->meaning = g_strdup ("A worry that was written down.");
  g_ptr_array_add (figures->definitions, definition);
}

/* Two lines of a table with a number that must not leave: 3 of 23. */
static GbFigures *
small_report (void)
{
  static const char *const rows[] = { "#Kinds", "Online", "Neglect", "Home", "=All", NULL };
  static const char *const columns[] = { "Spring\n2026", "Summer\n2026", NULL };
  static const int values[] = { 7, 3, 6, 11, 12, 9, 25, 23 };
  GbFigures *figures = gb_figures_new ();
  GbFiguresSection *section;
  GbTable *table;

  add_front (figures);
  section = gb_figures_add_section (figures, "concerns", "Concerns", "A note\nin two lines");
  table = gb_figures_add_table (figures, section, "term", "Concerns by term", "Kind", rows, columns);
  for (guint r = 1; r <= 4; r++)
    for (guint c = 0; c < 2; c++)
      {
        g_autofree char *key = g_strdup_printf ("%u/%u", r, c);
        gb_table_set (table, r, c, gb_figures_variable (figures, key, values[(r - 1) * 2 + c], TRUE, r == 4 ? 60 : 10));
      }
  gb_figures_add_up (figures, table);
  gb_figures_equate (figures, gb_figures_find (figures, "4/1"),
                     (guint[]) { gb_figures_find (figures, "1/1"), gb_figures_hidden (figures, "not online", 20) }, 2);
  gb_figures_add_chart (figures, section, "bars", "bars", "term", "Concerns by term")->column = 1;
  gb_figures_add_words (figures, section, "The lead’s own words.\n\nA second paragraph.");
  g_assert_true (gb_suppress (figures, NULL, NULL));
  g_assert_true (gb_suppress_prove (figures, NULL));
  return figures;
}

static void
test_freezing_what_was_thawed_gives_the_same_bytes (void)
{
  g_autoptr (GbFigures) figures = small_report ();
  g_autoptr (GBytes) once = gb_figures_freeze (figures);
  g_autoptr (GError) error = NULL;
  g_autoptr (GbFigures) thawed = gb_figures_thaw (once, &error);
  g_autoptr (GBytes) twice = NULL;

  g_assert_no_error (error);
  twice = gb_figures_freeze (thawed);
  g_assert_true (g_bytes_equal (once, twice));
  g_assert_true (gb_suppress_check (thawed, figures->proof, NULL));
}

static void
test_thawed_figures_read_as_before (void)
{
  g_autoptr (GbFigures) figures = small_report ();
  g_autoptr (GBytes) bytes = gb_figures_freeze (figures);
  g_autoptr (GbFigures) thawed = gb_figures_thaw (bytes, NULL);
  const GbTable *table = gb_figures_table (thawed, "term");

  g_assert_nonnull (table);
  g_assert_null (gb_table_cell (thawed, table, 0, 0));
  g_assert_cmpstr (gb_table_cell (thawed, table, 1, 1)->shown, ==, "<5");
  g_assert_cmpint (gb_table_cell (thawed, table, 1, 1)->value, ==, 3);
  g_assert_cmpstr (gb_figures_period (thawed)->name, ==, "Summer 2026");
  g_assert_cmpstr (thawed->key_words, ==, figures->key_words);
  g_assert_nonnull (gb_figures_section (thawed, "concerns"));
  g_assert_null (gb_figures_table (thawed, "none"));
}

static void
test_bytes_that_were_cut_or_bent_are_refused (void)
{
  g_autoptr (GbFigures) figures = small_report ();
  g_autoptr (GBytes) bytes = gb_figures_freeze (figures);
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_autoptr (GBytes) cut = g_bytes_new (text, strlen (text) - 2);
  g_autoptr (GString) bent = g_string_new (text);
  g_autoptr (GBytes) wild = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (gb_figures_thaw (cut, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_INPUT);
  g_clear_error (&error);
  g_assert_cmpuint (g_string_replace (bent, "\"sums\":\"", "\"sums\":\"9", 1), ==, 1);
  wild = g_bytes_new (bent->str, bent->len);
  g_assert_null (gb_figures_thaw (wild, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_TAMPERED);
}

/* One bend at a time in the lines of what was printed nowhere and of the equations. */
static void
test_bent_lines_are_refused (void)
{
  static const struct { const char *whole, *bent; } bends[] = {
    { "20 0 1 not online\\n", "20 0 1 not online" },  { "20 0 1 not online", "20 0 2 not online" },
    { "20 0 1 not online", "x 0 1 not online" },      { "20 0 1 not online", "20 0 1 " },
    { "20 0 1 not online\\n", "" },                   { "20 0 1 not online", "20 99999999999 1 not online" },
    { "\"sums\":\"", "\"sums\":\"7\\n" },           { "\"sums\":\"", "\"sums\":\"1 = 2 \\n" },
    { "\"sums\":\"", "\"sums\":\"4294967296 = 1\\n" }, { "\"places\":[0,", "\"places\":[1," },
    { "\"places\":[0,", "\"places\":[" },
  };
  g_autoptr (GbFigures) figures = small_report ();
  g_autoptr (GBytes) bytes = gb_figures_freeze (figures);
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));

  for (guint i = 0; i < G_N_ELEMENTS (bends); i++)
    {
      g_autoptr (GString) bent = g_string_new (text);
      g_autoptr (GBytes) wild = NULL;
      g_autoptr (GError) error = NULL;
      g_assert_cmpuint (g_string_replace (bent, bends[i].whole, bends[i].bent, 1), ==, 1);
      wild = g_bytes_new (bent->str, bent->len);
      g_assert_null (gb_figures_thaw (wild, &error));
      g_assert_error (error, GB_ERROR, GB_ERROR_TAMPERED);
    }
}

/* Reports of the first days have an object for each number and each equation. */
static void
test_the_first_reports_are_still_read (void)
{
  static const char first[]
      = "{\"format\":1,\"title\":\"Report\",\"threshold\":5,\"variables\":["
        "{\"key\":\"all\",\"value\":9,\"about_people\":true,\"cost\":60,\"mark\":0,\"fixed\":false,\"shown\":\"9\"},"
        "{\"key\":\"online\",\"value\":3,\"about_people\":true,\"cost\":10,\"mark\":1,\"fixed\":false,\"shown\":\"<5\"},"
        "{\"key\":\"other\",\"value\":6,\"about_people\":true,\"cost\":0,\"mark\":3,\"fixed\":false}],"
        "\"equations\":[{\"total\":0,\"parts\":[1,2]}]}";
  g_autoptr (GBytes) bytes = g_bytes_new_static (first, sizeof first - 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GbFigures) figures = gb_figures_thaw (bytes, &error);
  gint64 least, greatest;

  g_assert_no_error (error);
  g_assert_cmpuint (figures->variables->len, ==, 3);
  g_assert_cmpint (gb_figures_at (figures, 2)->mark, ==, GB_MARK_HIDDEN);
  g_assert_cmpuint (gb_figures_find (figures, "online"), ==, 1);
  gb_suppress_range (figures, 2, &least, &greatest);
  g_assert_cmpint (least, ==, 5);
  g_assert_cmpint (greatest, ==, 8);
}

/* Every cell that leaves is a sign, nought, or at least five. */
static void
assert_cells_are_safe (JsonArray *cells)
{
  for (guint i = 0; i < json_array_get_length (cells); i++)
    {
      const char *cell = json_array_get_string_element (cells, i);
      gint64 number = g_ascii_strtoll (cell, NULL, 10);
      g_assert_false (number >= 1 && number <= 4);
    }
}

static void
test_no_count_from_one_to_four_leaves (void)
{
  g_autoptr (GbFigures) figures = small_report ();
  g_autofree char *text = gb_figures_to_json (figures);
  g_autoptr (JsonObject) object = gb_json_parse (text, -1, NULL);
  JsonObject *section = json_array_get_object_element (gb_json_array (object, "sections"), 0);
  JsonObject *block = json_array_get_object_element (gb_json_array (section, "blocks"), 0);
  JsonArray *rows = gb_json_array (gb_json_object (block, "table"), "rows");

  g_assert_cmpuint (json_array_get_length (rows), ==, 5);
  for (guint r = 0; r < json_array_get_length (rows); r++)
    assert_cells_are_safe (gb_json_array (json_array_get_object_element (rows, r), "cells"));
  g_assert_nonnull (strstr (text, "\"<5\""));
  g_assert_nonnull (strstr (text, "\"c\""));
  g_assert_null (strstr (text, "\"value\""));
}

/* The words on the page must not let anyone try the four values of a small number. */
static void
test_the_code_words_do_not_depend_on_what_is_held_back (void)
{
  g_autoptr (GbFigures) figures = small_report ();
  g_autofree char *before = gb_figures_code (figures);
  g_autofree char *after = NULL;
  g_autofree char *other = NULL;
  const GbTable *table = gb_figures_table (figures, "term");

  ((GbVariable *) gb_table_cell (figures, table, 1, 1))->value = 1;
  after = gb_figures_code (figures);
  g_assert_cmpstr (before, ==, after);
  g_free (figures->school);
  figures->school = g_strdup ("Marsh Lane School");
  other = gb_figures_code (figures);
  g_assert_cmpstr (before, !=, other);
}

static void
test_counts_are_said_with_commas (void)
{
  static const struct { gint64 count; const char *said; } cases[]
    = { { 0, "0" }, { 999, "999" }, { 1000, "1,000" }, { 1234567, "1,234,567" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *said = gb_say_count (cases[i].count);
      g_assert_cmpstr (said, ==, cases[i].said);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define TEST(name) g_test_add_func ("/figures/" #name, test_##name)
  TEST (freezing_what_was_thawed_gives_the_same_bytes);
  TEST (thawed_figures_read_as_before);
  TEST (bent_lines_are_refused);
  TEST (the_first_reports_are_still_read);
  TEST (bytes_that_were_cut_or_bent_are_refused);
  TEST (no_count_from_one_to_four_leaves);
  TEST (the_code_words_do_not_depend_on_what_is_held_back);
  TEST (counts_are_said_with_commas);
  return g_test_run ();
}
