/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The invented report of an invented term: every section, with small numbers in it. */
#pragma once

#include "casework/suppress.h"

static const char *const fixture_categories[] = { "Online safety", "Between children", "Neglect and home life",
                                                  "Emotional wellbeing", "Domestic abuse", "Physical or sexual harm",
                                                  "=All concerns", NULL };

/* Fills @table from @values, row by row, totals included; keys are @prefix and the place. */
static void
fixture_fill (GbFigures *figures, GbTable *table, const char *prefix, gboolean about_people, const int *values)
{
  guint at = 0;

  for (guint row = 0; row < table->rows->len; row++)
    for (guint column = 0; column < table->columns->len; column++)
      {
        g_autofree char *key = g_strdup_printf ("%s/%u/%u", prefix, row, column);
        const GbLine *line = g_ptr_array_index (table->rows, row);
        if (line->kind == GB_LINE_HEAD)
          continue;
        gb_table_set (
            table, row, column,
            gb_figures_variable (figures, key, values[at++], about_people, line->kind == GB_LINE_BODY ? 10 : 1000));
      }
}

static void
fixture_front (GbFigures *figures)
{
  static const char *const leaders[][2] = { { "Designated Safeguarding Lead", "Ruth Adeyemi" },
                                            { "Deputy, and headteacher", "Martin Pell" },
                                            { "Deputy, Years 3 to 6", "Carys Whitlock" },
                                            { "Link governor", "Dr Helen Osei" } };
  static const char *const headlines[][4] = { { "223", NULL, "concerns recorded", "19 more than in spring (204)" },
                                              { "43", NULL, "referred outside school", "5 more than in spring (38)" },
                                              { "22", NULL, "searches of children", "3 more than in spring (19)" },
                                              { "97", " in 100", "deadlines kept: 537 of 554", "spring: 95 in 100" } };
  static const char *const definitions[][2] = {
    { "Concern.",
      "A worry about a child’s safety or welfare that was written down, whoever raised it. Two notes about one event "
      "are one concern." },
    { "Referred outside.", "Sent to social care, the police or another agency, whatever the answer." },
    { "Search.", "A search of a child, or of what a child has with them, counted whether or not anything was found." },
    { "Deadline.", "Counted in the term in which it ended. School days leave out weekends, holidays and staff days." },
  };

  for (guint i = 0; i < G_N_ELEMENTS (leaders); i++)
    {
      GbLeader *leader = g_new0 (GbLeader, 1);
      leader->role = g_strdup (leaders[i][0]);
      leader->holder = g_strdup (leaders[i][1]);
      g_ptr_array_add (figures->leaders, leader);
    }
  for (guint i = 0; i < G_N_ELEMENTS (headlines); i++)
    {
      GbHeadline *headline = g_new0 (GbHeadline, 1);
      headline->id = g_strdup (headlines[i][2]);
      headline->shown = g_strdup (headlines[i][0]);
      headline->unit = g_strdup (headlines[i][1]);
      headline->label = g_strdup (headlines[i][2]);
      headline->before = g_strdup (headlines[i][3]);
      g_ptr_array_add (figures->headlines, headline);
    }
  for (guint i = 0; i < G_N_ELEMENTS (definitions); i++)
    {
      GbDefinition *definition = g_new0 (GbDefinition, 1);
      definition->word = g_strdup (definitions[i][0]);
      definition->meaning = g_strdup (definitions[i][1]);
      g_ptr_array_add (figures->definitions, definition);
    }
  g_ptr_array_add (figures->terms, gb_period_new ("2025-26/3", "Summer 2026", "2026-04-20", "2026-07-21"));
}

static void
fixture_concerns (GbFigures *figures)
{
  static const char *const outcomes[] = { "Support\nin school", "Early help", "Referred\noutside",
                                          "No more\nneeded",    "=All",       NULL };
  static const int values[] = { 24, 6,  7, 11, 48, 31, 14, 3, 5, 53, 12, 11, 9,   2,  34, 21, 10, 0,
                                6,  37, 7, 4,  13, 0,  24, 8, 3, 11, 5,  27, 103, 48, 43, 29, 223 };
  GbFiguresSection *section =
      gb_figures_add_section (figures, "concerns", "Concerns by category and outcome",
                              "A concern has one category and one main outcome: the strongest step taken by "
                              "the day this report was frozen.");
  GbTable *table =
      gb_figures_add_table (figures, section, "category-outcome", "Concerns recorded, by category and main outcome",
                            "Category", fixture_categories, outcomes);

  section->finding =
      g_strdup ("Children were helped in school in 103 of 223 cases; 43 were referred to social care, the police or "
                "another agency.");
  fixture_fill (figures, table, "outcome", TRUE, values);
  gb_figures_add_up (figures, table);
  gb_figures_add_words (figures, section, "More children came forward themselves after the assemblies in May.");
}

static void
fixture_years (GbFigures *figures)
{
  static const char *const years[] = { "Reception", "Year 1", "Year 2",     "Year 3", "Year 4",
                                       "Year 5",    "Year 6", "=All years", NULL };
  static const char *const columns[] = { "Concerns", NULL };
  static const int values[] = { 19, 22, 25, 31, 34, 43, 49, 223 };
  GbFiguresSection *section =
      gb_figures_add_section (figures, "online", "All concerns by year",
                              "A concern about several children is counted once, under the oldest child.");
  GbTable *table =
      gb_figures_add_table (figures, section, "year", "All concerns, by year group", "Year group", years, columns);

  section->finding = g_strdup ("Years 5 and 6 account for 92 of the 223.");
  fixture_fill (figures, table, "year", TRUE, values);
  gb_figures_add_up (figures, table);
  gb_figures_add_chart (figures, section, "year-bars", "bars", "year", "All concerns, by year group");
}

static void
fixture_terms (GbFigures *figures)
{
  static const char *const terms[] = {
    "Autumn\n2024", "Spring\n2025", "Summer\n2025", "Autumn\n2025", "Spring\n2026", "Summer\n2026", NULL
  };
  static const int values[] = {
    31, 35, 38, 36, 44, 48, 42, 44, 47, 39, 51, 53, 25, 28, 29, 33,  31,  34,  29,  31,  36,
    33, 30, 37, 19, 20, 27, 18, 23, 24, 22, 17, 24, 21, 25, 27, 168, 175, 201, 180, 204, 223
  };
  GbFiguresSection *section =
      gb_figures_add_section (figures, "terms", "Six terms",
                              "More records can mean more harm, or more trust in being heard.\nEarlier terms are "
                              "printed as they were in their own reports.");
  GbChart *stack;
  GbChart *multiples;
  GbTable *table;

  section->finding = g_strdup ("Up by 19 on spring, and by 22 on the same term last year.");
  stack = gb_figures_add_chart (figures, section, "terms-stack", "stacked", "category-term",
                                "Concerns recorded each term, with the part about life online");
  stack->part = 0;
  stack->whole = 6;
  stack->alternate =
      g_strdup ("Bars of all concerns in six terms, the numbers of which are in the table that follows.");
  multiples = gb_figures_add_chart (figures, section, "terms-lines", "multiples", "category-term",
                                    "The six categories over the same terms");
  multiples->alternate = g_strdup ("Six small lines, the numbers of which are in the table that follows.");
  table = gb_figures_add_table (figures, section, "category-term", "The numbers behind figures 1 and 2", "Category",
                                fixture_categories, terms);
  fixture_fill (figures, table, "term", TRUE, values);
  gb_figures_add_up (figures, table);
}

static void
fixture_clocks (GbFigures *figures)
{
  static const char *const rows[] = { "Lead is told of a concern",
                                      "Lead decides what to do",
                                      "Referral is sent",
                                      "Parent is told of a search",
                                      "Device goes home",
                                      "=All deadlines",
                                      NULL };
  static const char *const by_when[] = { "same school day", "next school day",   "day of the decision",
                                         "same day",        "end of school day", NULL };
  static const char *const columns[] = { "Ran", "Kept", "Missed", NULL };
  static const int values[] = { 223, 217, 6, 223, 218, 5, 43, 43, 0, 22, 22, 0, 34, 28, 6, 545, 528, 17 };
  GbFiguresSection *section =
      gb_figures_add_section (figures, "referrals", "Deadlines kept",
                              "Deadlines about adults are left out, because listing one would show that there "
                              "had been a concern.");
  GbTable *table = gb_figures_add_table (figures, section, "clock", "Deadlines that ran this term",
                                         "What has to happen", rows, columns);

  section->finding = g_strdup ("Of 545 deadlines 528 were kept; 17 were missed, none of them a referral.");
  table->detail_head = g_strdup ("By when");
  for (guint i = 0; by_when[i] != NULL; i++)
    ((GbLine *) g_ptr_array_index (table->rows, i))->detail = g_strdup (by_when[i]);
  fixture_fill (figures, table, "clock", FALSE, values);
  gb_figures_add_up (figures, table);
}

static void
fixture_searches (GbFigures *figures)
{
  static const char *const rows[] = { "#Searches",
                                      "Authorised before the search",
                                      "Searched first, authorised afterwards",
                                      "+All searches",
                                      "#Phones and other devices",
                                      "Given back the same day",
                                      "Given back later, or to the police",
                                      "+All devices taken in",
                                      NULL };
  static const char *const columns[] = { "Autumn\n2025", "Spring\n2026", "Summer\n2026", NULL };
  static const int values[] = { 12, 14, 17, 5, 5, 5, 17, 19, 22, 21, 25, 28, 7, 5, 6, 28, 30, 34 };
  GbFiguresSection *section = gb_figures_add_section (figures, "searches", "Searches and devices held", NULL);
  GbTable *table = gb_figures_add_table (figures, section, "search",
                                         "Searches of children and their possessions, and devices held by the school",
                                         "", rows, columns);

  section->finding = g_strdup ("Of 22 searches, 17 were authorised beforehand.");
  fixture_fill (figures, table, "search", TRUE, values);
  gb_figures_add_up (figures, table);
}

static GbFigures *
fixture_report (gboolean issued)
{
  GbFigures *figures = gb_figures_new ();
  GbFiguresSection *adults;

  figures->title = g_strdup ("Safeguarding report to governors");
  figures->school = g_strdup ("Marsh Lane Primary School");
  figures->dfe_number = g_strdup ("886/5201");
  figures->zone = g_strdup ("Europe/London");
  figures->year = g_strdup ("2025-26");
  figures->school_days = 60;
  figures->on_roll = 618;
  figures->threshold = 5;
  figures->key_words =
      g_strdup ("More was reported this term than in any of the last five. The largest groups were concerns between "
                "children and about life online. Most deadlines were kept; every referral was sent on the day it "
                "was decided.");
  figures->written_by = g_strdup ("Ruth Adeyemi");
  figures->written_role = g_strdup ("Designated Safeguarding Lead");
  figures->frozen_at = PAGES_NOW;
  figures->head = g_strdup ("5f2c9a117bde40335f2c9a117bde40335f2c9a117bde40335f2c9a117bde4033");
  figures->head_entries = 18412;
  figures->anchor = issued ? g_strdup ("18412 7KQ2M 9XW4T HB3ZD PQ81M X9C4C") : NULL;
  figures->issued = issued;
  fixture_front (figures);
  fixture_concerns (figures);
  fixture_years (figures);
  fixture_terms (figures);
  fixture_clocks (figures);
  fixture_searches (figures);
  adults = gb_figures_add_section (figures, "adults", "Concerns about adults", NULL);
  adults->finding = g_strdup ("Concerns about adults this school year: fewer than 10, which may be none.");
  gb_figures_add_words (figures, adults,
                        "This line is worded alike in every report, and so says nothing about whether there was a "
                        "concern, about whom, or what came of it.");
  g_assert_true (gb_suppress (figures, NULL, NULL));
  g_assert_true (gb_suppress_prove (figures, NULL));
  return figures;
}
