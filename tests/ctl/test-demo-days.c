/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The invented school can be made on any day: before dawn on a Monday, in the
 * holidays, when the clocks change.  Its story ends on the last school day, which
 * may lie weeks behind the day on which it is told. */
#include <locale.h>

#include "base/time.h"
#include "casework/book.h"
#include "ctl/command.h"
#include "support/folder.h"

typedef struct { const char *name, *day; int minutes; } Day;
static const Day days[] = {
  { "monday-before-dawn", "2026-11-23", 13 },  { "tuesday-at-noon", "2026-11-24", 12 * 60 },
  { "sunday-night", "2026-11-29", 23 * 60 + 59 }, { "christmas", "2026-12-27", 10 * 60 },
  { "first-morning", "2027-01-05", 7 * 60 },   { "clocks-go-forward", "2027-03-28", 90 },
  { "easter", "2027-04-08", 12 * 60 },         { "summer", "2027-08-15", 15 * 60 },
  { "new-year-of-school", "2027-09-02", 9 * 60 }, { "leap-day", "2028-02-29", 11 * 60 },
};

static gint64
stand_still (gpointer day)
{
  return gb_day_to_instant (((const Day *) day)->day, ((const Day *) day)->minutes);
}

static void
test_the_school_is_made_on (gconstpointer day)
{
  g_autoptr (GbTestFolder) folder = gb_test_folder_new ();
  g_autofree char *path = g_build_filename (folder, "demo.guardbook", NULL);
  g_autoptr (GbKeyring) keyring = gb_keyring_new_in_memory ();
  g_autoptr (GError) error = NULL;
  gboolean made;

  gb_clock_set (stand_still, (gpointer) day);
  made = gb_demo_make (path, keyring, &error);
  gb_clock_set (NULL, NULL);
  g_assert_no_error (error);
  g_assert_true (made);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (days); i++)
    {
      g_autofree char *path = g_strconcat ("/demo-days/", days[i].name, NULL);
      g_test_add_data_func (path, &days[i], test_the_school_is_made_on);
    }
  return g_test_run ();
}
