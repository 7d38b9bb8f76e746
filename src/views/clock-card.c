/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "base/time.h"
#include "views/clock-card.h"
#include "views/text.h"

static char *
say_clock (gint64 due, gint64 stopped)
{
  if (stopped == 0)
    return gb_say_left (due);
  return g_strdup (stopped <= due ? _ ("In time") : _ ("Late"));
}

GtkWidget *
gb_clock_card_new (const char *title, const char *rule, gint64 noticed, gint64 due, gint64 stopped)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  g_autofree char *said = say_clock (due, stopped);
  g_autofree char *until = gb_say_instant_long (due);
  g_autofree char *since = gb_say_instant_long (noticed);
  g_autofree char *line = g_strdup_printf (_ ("%s. Due %s: %s."), title, until, rule);
  g_autofree char *known = g_strdup_printf (_ ("The school knew on %s."), since);
  GtkWidget *clock = gb_text_new (GB_TEXT_TITLE, said);

  gtk_widget_add_css_class (clock, "great-clock");
  gtk_widget_add_css_class (box, "card");
  gtk_widget_add_css_class (box, "clock-card");
  gtk_box_append (GTK_BOX (box), clock);
  gtk_box_append (GTK_BOX (box), gb_text_new (GB_TEXT_BODY, line));
  gtk_box_append (GTK_BOX (box), gb_text_new (GB_TEXT_QUIET, known));
  return box;
}
