/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "base/time.h"
#include "casework/report.h"
#include "print/blank.h"
#include "print/minutes.h"

static void
add_received (GbBlank *blank, const GbReport *report)
{
  g_autofree char *from = gb_say_day_long (report->from_day);
  g_autofree char *until = gb_say_day_long (report->until_day);
  g_autofree char *period = g_strdup_printf (_ ("%s to %s"), from, until);
  g_autofree char *issued = gb_pages_say_instant (report->issued_at);
  g_autofree char *pages = g_strdup_printf ("%" G_GINT64_FORMAT, report->pages);

  gb_blank_part (blank, _ ("The report that was received"), NULL);
  gb_blank_field (blank, _ ("Report"), report->reference, GB_FIELD_STRONG);
  gb_blank_field (blank, _ ("Period"), period, 0);
  gb_blank_field (blank, _ ("Issued"), issued, 0);
  gb_blank_field (blank, _ ("By"), report->issued_by, 0);
  gb_blank_field (blank, _ ("Pages"), pages, 0);
  gb_blank_field (blank, _ ("Meeting on"), NULL, GB_FIELD_BLANK);
}

static void
add_codes (GbBlank *blank, const GbReport *report)
{
  gb_blank_part (
      blank, _ ("Its codes"),
      _ ("Copied here, they hold the report and every record behind it: whoever changes either later is found"
         " out by them."));
  gb_blank_field (blank, _ ("Code of the report: ten words"), report->code, GB_FIELD_WIDE | GB_FIELD_STRONG);
  gb_blank_known (blank, _ ("Code of the journal: the entry, then five groups"), report->anchor,
                  GB_FIELD_WIDE | GB_FIELD_STRONG);
  gb_blank_words (blank,
                  _ ("To check them: guardbookctl verify --against and the journal’s code, or, without Guardbook’s"
                     " keys, the school’s proof file with guardbookctl check."));
}

static void
add_lines (GbBlank *blank)
{
  gb_blank_part (blank, _ ("What governors asked"), _ ("Roles, not names; no child is spoken of."));
  gb_blank_field (blank, _ ("Questions, and what was answered"), NULL, GB_FIELD_BLANK | GB_FIELD_WIDE);
  gb_blank_field (blank, _ ("More questions"), NULL, GB_FIELD_BLANK | GB_FIELD_WIDE);
  gb_blank_part (blank, _ ("What was decided"), NULL);
  gb_blank_field (blank, _ ("Decision, who, by when"), NULL, GB_FIELD_BLANK | GB_FIELD_WIDE);
  gb_blank_field (blank, _ ("Decision, who, by when"), NULL, GB_FIELD_BLANK | GB_FIELD_WIDE);
  gb_blank_part (blank, _ ("Signed"), NULL);
  gb_blank_field (blank, _ ("Chair"), NULL, GB_FIELD_BLANK);
  gb_blank_field (blank, _ ("Date"), NULL, GB_FIELD_BLANK);
}

GbSheet *
gb_print_minutes (GbBook *book, const char *id, GError **error)
{
  g_autoptr (GbReport) report = gb_report_load (gb_book_get_vault (book), id, error);
  g_autoptr (GbBlank) blank = NULL;
  GbBlankSetup setup = { .title = _ ("Extract for the minutes"), .document = "minutes-extract", .stem = "minutes" };

  if (report == NULL)
    return NULL;
  setup.school = gb_book_get_school (book);
  setup.subtitle = report->title;
  setup.running = _ ("Governing body: minutes");
  setup.reference = report->reference;
  setup.printed_by = gb_book_get_member_name (book);
  setup.made_at = gb_now ();
  blank = gb_blank_new (&setup);
  add_received (blank, report);
  add_codes (blank, report);
  add_lines (blank);
  return gb_print_blank (blank, error);
}
