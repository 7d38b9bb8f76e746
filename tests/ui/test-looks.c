/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every screen of the program (screens.h), one test each: nothing in it is cut off or
 * lies over something else, every word stands out from what is behind it, and
 * everything that can be used has a name.  With GUARDBOOK_SHOTS it leaves a picture of each.
 * Which look, size of text and size of window: stage.h. */
#include "fit.h"
#include "screens.h"
#include "support/screen.h"

static GbStage *stage;

static void
test_screen (gconstpointer data)
{
  const GbScreen *screen = data;
  g_autoptr (GbFit) fit = gb_fit_new ();
  GtkWidget *front = gb_screen_show (stage, screen);

  gb_test_shoot_now (front, screen->id);
  gb_fit_check_room (fit, front);
  /* GTK's own list of keys is as wide as its groups. */
  if (!GTK_IS_SHORTCUTS_WINDOW (front))
    gb_fit_check_smallest (fit, front, stage->width, stage->height);
  gb_fit_check_contrast (fit, front);
  gb_fit_check_names (fit, front);
  g_test_message ("%u widgets, %u texts, %u that can be used", fit->widgets, fit->labels, fit->named);
  for (guint i = 0; i < fit->faults->len; i++)
    g_test_message ("%s", (const char *) fit->faults->pdata[i]);
  if (fit->faults->len > 0)
    g_test_fail_printf ("%u faults", fit->faults->len);
  g_assert_cmpuint (fit->labels, >, 0);
}

int
main (int argc, char **argv)
{
  GtkApplication *application = gb_stage_start (&argc, &argv);
  guint n;
  const GbScreen *screens = gb_screens (&n);
  int status;

  stage = gb_stage_new (application);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *path = g_strconcat ("/looks/", screens[i].id, NULL);
      g_test_add_data_func (path, &screens[i], test_screen);
    }
  status = g_test_run ();
  gb_stage_free (stage);
  return status;
}
