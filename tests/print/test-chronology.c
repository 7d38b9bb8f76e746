/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The chronology: every entry once, late and changed ones marked, the head again on each page. */
#include "pages.h"
#include "print/chronology.h"

static const GbChronologyEntry entries[] = {
  { "Tue 9 Sept 2025", "morning register", "recorded same day, 09.40", "by S. Hart", FALSE,
    "Late for the fourth time since term began. Said mum was “asleep and wouldn’t wake”.", NULL,
    "Spoke to Kieran alone at break. Lead told 09.45. Telephoned home: no answer; tried again 12.10, mother apologised." },
  { "Mon 6 Oct 2025", "15.20", "recorded 3 days later", "by C. Whitlock", TRUE,
    "Collected by an adult not on the list. Adult gave the password.", NULL,
    "Mother confirmed by telephone: her brother. Added to the list. Late entry: writer was on a course." },
  { "Tue 10 Mar 2026", "playtime", "recorded same day, 13.30", "by O. Farrow", FALSE,
    "Pushed another child after being called names about his clothes.",
    "Was “hit another child”. Changed 11 March by O. Farrow: seen again on the account of two witnesses.",
    "Both children heard. Restorative talk." },
};

static GbChronology
front (void)
{
  GbChronology given = {
    .school = "Marsh Lane Primary School",
    .child = "Kieran Doyle",
    .born = "14 February 2016",
    .class_name = "5B",
    .lead = "Ruth Adeyemi",
    .period = "9 September 2025 to 17 July 2026",
    .made_for = "Front Door, child in need review",
    .why = "Review of the plan, 9 September 2026",
    .brief = "Neglect was met with early help, which ended in January with the family doing well. Since June there is a different "
             "concern: someone he met online asked Kieran for film of other children.",
    .entries = entries,
    .n_entries = G_N_ELEMENTS (entries),
    .reference = "26-0112",
    .code = "pebble orchard tin river",
    .made_at = PAGES_NOW,
  };
  return given;
}

static void
test_entries_say_when_and_when_recorded (void)
{
  g_autoptr (GError) error = NULL;
  const GbChronology given = front ();
  g_autoptr (GbSheet) sheet = keep (gb_print_chronology (&given, &error), error, "chronology");
  g_autofree char *words = words_of (sheet);

  assert_says (words, "recorded 3 days later");
  assert_says (words, "Was “hit another child”");
  assert_says (words, "3 entries");
  assert_says (words, "pebble orchard tin");
  g_assert_cmpstr (sheet->file, ==, "chronology-26-0112.pdf");
  assert_fonts_embedded (sheet);
}

static void
test_heads_stand_on_every_page (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree GbChronologyEntry *many = g_new0 (GbChronologyEntry, 40);
  g_autoptr (GbSheet) sheet = NULL;
  g_autoptr (GbPreview) preview = NULL;
  GbChronology given = front ();

  for (guint i = 0; i < 40; i++)
    many[i] = entries[i % G_N_ELEMENTS (entries)];
  given.entries = many;
  given.n_entries = 40;
  sheet = keep (gb_print_chronology (&given, &error), error, "chronology-long");
  preview = gb_preview_new (sheet->pdf, NULL);
  g_assert_cmpuint (sheet->pages, >=, 4);
  for (guint i = 0; i + 1 < sheet->pages; i++)
    {
      g_autoptr (GArray) heads = gb_preview_find (preview, i, "When, and when recorded");
      g_assert_cmpuint (heads->len, ==, 1);
    }
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/chronology/when-and-when-recorded", test_entries_say_when_and_when_recorded);
  g_test_add_func ("/chronology/heads-on-every-page", test_heads_stand_on_every_page);
  return g_test_run ();
}
