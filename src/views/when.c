/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include <glib/gi18n.h>

#include "base/text.h"
#include "base/time.h"
#include "views/text.h"
#include "views/when.h"

struct _GbWhen
{
  GtkBox parent_instance;
  GtkWidget *day, *time, *calendar, *pick;
};

G_DEFINE_FINAL_TYPE (GbWhen, gb_when, GTK_TYPE_BOX)

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* A year of two digits is in this century; none is the one that makes the day
 * the nearest one not in the future, as most days in a record are past. */
static char *
make_day (int day, int month, int year, const char *today)
{
  int this_year = atoi (today);
  g_autofree char *text = NULL;

  if (year > 0 && year < 100)
    year += 2000;
  text = g_strdup_printf ("%04d-%02d-%02d", year > 0 ? year : this_year, month, day);
  if (!gb_day_is_valid (text))
    return NULL;
  if (year <= 0 && gb_day_difference (today, text) > 180)
    return make_day (day, month, this_year - 1, today);
  return g_steal_pointer (&text);
}

char *
gb_when_read_day (const char *text, const char *today)
{
  g_autofree char *line = gb_text_one_line (text);
  int day = 0, month = 0, year = 0;
  char word[32] = "";

  if (g_ascii_strcasecmp (line, "today") == 0 || g_ascii_strcasecmp (line, _ ("today")) == 0)
    return g_strdup (today);
  if (g_ascii_strcasecmp (line, "yesterday") == 0 || g_ascii_strcasecmp (line, _ ("yesterday")) == 0)
    return gb_day_add (today, -1);
  if (gb_day_is_valid (line))
    return g_strdup (line);
  if (sscanf (line, "%2d/%2d/%4d", &day, &month, &year) >= 2 || sscanf (line, "%2d.%2d.%4d", &day, &month, &year) == 3)
    return make_day (day, month, year, today);
  if (sscanf (line, "%2d %31[^0-9 .,] %4d", &day, word, &year) >= 2
      || sscanf (line, "%*[^0-9 .,] %2d %31[^0-9 .,] %4d", &day, word, &year) >= 2)
    return make_day (day, gb_month_of_word (word), year, today);
  return NULL;
}

int
gb_when_read_time (const char *text)
{
  g_autofree char *line = gb_text_one_line (text);
  int hour = -1, minute = 0, end = 0;

  if (sscanf (line, "%2d%*[.:]%2d%n", &hour, &minute, &end) == 2
      || sscanf (line, "%2d%2d%n", &hour, &minute, &end) == 2)
    ;
  else if (sscanf (line, "%2d%n", &hour, &end) != 1)
    return -1;
  if (line[end] != '\0' || hour < 0 || hour > 23 || minute < 0 || minute > 59)
    return -1;
  return hour * 60 + minute;
}

static const char *
typed (GtkWidget *entry)
{
  return gtk_editable_get_text (GTK_EDITABLE (entry));
}

char *
gb_when_get_day (GbWhen *self)
{
  g_autofree char *today = gb_today ();
  return gb_when_read_day (typed (self->day), today);
}

gint64
gb_when_get (GbWhen *self)
{
  g_autofree char *day = gb_when_get_day (self);
  int minutes = gtk_widget_get_visible (self->time) ? gb_when_read_time (typed (self->time)) : 0;

  return day != NULL && minutes >= 0 ? gb_day_to_instant (day, minutes) : 0;
}

gboolean
gb_when_is_wrong (GbWhen *self)
{
  g_autofree char *day = gb_when_get_day (self);

  if (day == NULL && gb_text_is_filled (typed (self->day)))
    return TRUE;
  return gtk_widget_get_visible (self->time) && gb_text_is_filled (typed (self->time))
         && gb_when_read_time (typed (self->time)) < 0;
}

static void
mark (GtkWidget *entry, gboolean wrong)
{
  if (wrong)
    gtk_widget_add_css_class (entry, "error");
  else
    gtk_widget_remove_css_class (entry, "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_STATE_INVALID,
                               wrong ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
}

static void
on_typed (GtkEditable *editable, GbWhen *self)
{
  g_autofree char *day = gb_when_get_day (self);

  mark (self->day, day == NULL && gb_text_is_filled (typed (self->day)));
  mark (self->time, gb_text_is_filled (typed (self->time)) && gb_when_read_time (typed (self->time)) < 0);
  g_signal_emit (self, signals[CHANGED], 0);
}

void
gb_when_set_day (GbWhen *self, const char *day)
{
  g_autofree char *said = day != NULL ? gb_say_day_long (day) : NULL;
  gtk_editable_set_text (GTK_EDITABLE (self->day), said != NULL ? said : "");
}

void
gb_when_set (GbWhen *self, gint64 instant)
{
  g_autofree char *day = instant > 0 ? gb_instant_to_day (instant) : NULL;
  g_autofree char *time = instant > 0 ? gb_say_time (instant) : NULL;

  gb_when_set_day (self, day);
  gtk_editable_set_text (GTK_EDITABLE (self->time), time != NULL ? time : "");
}

static void
on_day_picked (GtkCalendar *calendar, GbWhen *self)
{
  g_autoptr (GDateTime) date = gtk_calendar_get_date (calendar);
  g_autofree char *day = g_date_time_format (date, "%Y-%m-%d");

  gb_when_set_day (self, day);
  gtk_menu_button_popdown (GTK_MENU_BUTTON (self->pick));
}

static void
gb_when_class_init (GbWhenClass *klass)
{
  signals[CHANGED] = g_signal_new ("changed", GB_TYPE_WHEN, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
gb_when_init (GbWhen *self)
{
  GtkWidget *popover = gtk_popover_new ();

  gtk_box_set_spacing (GTK_BOX (self), 6);
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  self->day = g_object_new (GTK_TYPE_ENTRY, "width-chars", 12, "max-width-chars", 18, "placeholder-text",
                            _ ("Day, as 19 Nov"), NULL);
  self->time =
      g_object_new (GTK_TYPE_ENTRY, "width-chars", 6, "max-width-chars", 6, "placeholder-text", _ ("11.05"), NULL);
  gtk_widget_add_css_class (self->day, "when");
  gtk_widget_add_css_class (self->time, "when");
  self->calendar = gtk_calendar_new ();
  self->pick = g_object_new (GTK_TYPE_MENU_BUTTON, "icon-name", "x-office-calendar-symbolic", "popover", popover, NULL);
  gtk_popover_set_child (GTK_POPOVER (popover), self->calendar);
  gtk_box_append (GTK_BOX (self), self->day);
  gtk_box_append (GTK_BOX (self), self->pick);
  gtk_box_append (GTK_BOX (self), self->time);
  g_signal_connect_object (self->day, "changed", G_CALLBACK (on_typed), self, 0);
  g_signal_connect_object (self->time, "changed", G_CALLBACK (on_typed), self, 0);
  g_signal_connect_object (self->calendar, "day-selected", G_CALLBACK (on_day_picked), self, 0);
}

static void
name_part (GtkWidget *widget, const char *label, const char *part)
{
  g_autofree char *name = g_strdup_printf ("%s: %s", label, part);
  gb_name (widget, name);
  gtk_widget_set_tooltip_text (widget, part);
}

GbWhen *
gb_when_new (const char *label, gboolean with_time)
{
  GbWhen *self = g_object_new (GB_TYPE_WHEN, NULL);

  name_part (self->day, label, _ ("day"));
  name_part (self->time, label, _ ("time"));
  name_part (self->pick, label, _ ("pick a day"));
  gtk_widget_set_visible (self->time, with_time);
  return self;
}
