/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <glib/gi18n.h>

#include "base/text.h"
#include "base/time.h"
#include "views/incident-say.h"

/* "Two", "Twelve", "13": small numbers read better as words. */
static char *
say_number (gint64 n)
{
  static const char *const words[] = { NULL,        N_ ("One"),    N_ ("Two"),   N_ ("Three"), N_ ("Four"),
                                       N_ ("Five"), N_ ("Six"),    N_ ("Seven"), N_ ("Eight"), N_ ("Nine"),
                                       N_ ("Ten"),  N_ ("Eleven"), N_ ("Twelve") };
  if (n > 0 && n < (gint64) G_N_ELEMENTS (words))
    return g_strdup (_ (words[n]));
  return g_strdup_printf ("%d", (int) n);
}

char *
gb_incident_say_people (GbIncident *incident)
{
  g_autofree char *pupils = say_number (incident->pupils);
  g_autofree char *adults = say_number (incident->people - incident->pupils);
  g_auto (GStrv) years = g_strsplit (incident->years != NULL ? incident->years : "", " ", -1);
  g_autofree char *list = NULL;

  if (incident->people == 0)
    return g_strdup (_ ("Nobody named"));
  if (incident->pupils == 0)
    return g_strdup_printf (ngettext ("%s adult", "%s adults", (gulong) incident->people), adults);
  if (years[0] == NULL)
    return g_strdup_printf (ngettext ("%s pupil", "%s pupils", (gulong) incident->pupils), pupils);
  for (guint i = 0; years[i] != NULL; i++)
    {
      g_autofree char *year = years[i];
      years[i] = g_strconcat ("Y", year, NULL);
    }
  list = gb_text_join_and ((const char *const *) years);
  return g_strdup_printf (_ ("%s in %s"), pupils, list);
}

char *
gb_words_said (GbPack *pack, const char *vocabulary, const char *json)
{
  g_autoptr (JsonNode) node = gb_text_is_filled (json) ? json_from_string (json, NULL) : NULL;
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  g_autoptr (GPtrArray) words = g_ptr_array_new ();

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    g_ptr_array_add (words, (gpointer) gb_pack_label (pack, vocabulary, json_array_get_string_element (array, i)));
  if (words->len == 0)
    return NULL;
  g_ptr_array_add (words, NULL);
  return gb_text_join_and ((const char *const *) words->pdata);
}

char *
gb_incident_say_sort (GbIncident *incident, GbBook *book)
{
  GbPack *pack = gb_book_get_pack (book);
  const GbWord *word = gb_pack_word (pack, "category", incident->category);
  const char *group = word != NULL && word->parent != NULL ? gb_pack_label (pack, "category-group", word->parent)
                                                           : gb_pack_label (pack, "category", incident->category);
  g_autofree char *risk = gb_words_said (pack, "four-c", incident->four_c);
  g_autofree char *lower = risk != NULL ? g_utf8_strdown (risk, -1) : NULL;

  return lower != NULL ? g_strdup_printf (_ ("%s: %s"), group, lower) : g_strdup (group);
}

GtkWidget *
gb_step_pill_new (GbCaseStep *step, GbPack *pack)
{
  const GbPackClock *clock = step->clock != NULL ? gb_pack_clock (pack, step->clock) : NULL;

  if (clock != NULL && g_str_equal (clock->unit, "at-once") && gb_now () - step->due_at < GB_HOUR)
    return gb_pill_new (GB_PILL_WARN, _ ("At once"));
  return gb_pill_new_due (step->due_at);
}

/* The time as exactly as it is known: an hour that nobody gave is not shown. */
static char *
say_occurred (GbIncident *incident)
{
  g_autoptr (GDateTime) local = gb_instant_to_local (incident->occurred_at);
  g_autofree char *day = g_date_time_format (local, _ ("%A %-d %B"));
  g_autofree char *time = gb_say_time (incident->occurred_at);

  if (gb_text_is_filled (incident->occurred_words))
    return g_strdup_printf (_ ("Happened %s, %s."), day, incident->occurred_words);
  if (g_strcmp0 (incident->precision, "exact") == 0)
    return g_strdup_printf (_ ("Happened %s at %s."), day, time);
  if (g_strcmp0 (incident->precision, "about") == 0)
    return g_strdup_printf (_ ("Happened %s at about %s."), day, time);
  if (g_strcmp0 (incident->precision, "day") == 0)
    return g_strdup_printf (_ ("Happened some time on %s."), day);
  return g_strdup_printf (_ ("When it happened isn’t known; %s is the day it is filed under."), day);
}

static char *
say_recorded (GbIncident *incident)
{
  g_autofree char *happened = gb_instant_to_day (incident->occurred_at);
  g_autofree char *recorded = gb_instant_to_day (incident->recorded_at);
  g_autofree char *time = gb_say_time (incident->recorded_at);
  g_autofree char *today = gb_today ();
  g_autoptr (GDateTime) local = gb_instant_to_local (incident->recorded_at);
  g_autofree char *day = g_date_time_format (local, _ ("%A %-d %B"));

  if (g_str_equal (happened, recorded))
    return g_strdup_printf (_ ("Recorded the same day at %s by %s."), time, incident->recorded_by);
  if (g_str_equal (recorded, today))
    return g_strdup_printf (_ ("Recorded today at %s by %s."), time, incident->recorded_by);
  return g_strdup_printf (_ ("Recorded %s at %s by %s."), day, time, incident->recorded_by);
}

char *
gb_incident_say_when (GbIncident *incident, GbBook *book)
{
  GbPack *pack = gb_book_get_pack (book);
  g_autofree char *occurred = say_occurred (incident);
  g_autofree char *recorded = say_recorded (incident);
  g_autoptr (GString) text = g_string_new (occurred);

  g_string_append_printf (text, " %s %s", recorded, gb_pack_label (pack, "location", incident->location));
  if (gb_text_is_filled (incident->location_note))
    g_string_append_printf (text, " (%s)", incident->location_note);
  if (g_strcmp0 (incident->site, "unknown") != 0)
    {
      g_autofree char *site = g_utf8_strdown (gb_pack_label (pack, "site", incident->site), -1);
      g_string_append_printf (text, ", %s", site);
    }
  if (gb_text_is_filled (incident->equipment) && !g_str_equal (incident->equipment, "none"))
    {
      g_autofree char *equipment = g_utf8_strdown (gb_pack_label (pack, "equipment", incident->equipment), -1);
      g_string_append_printf (text, ", %s", equipment);
    }
  g_string_append_c (text, '.');
  return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
gb_incident_say_state (GbIncident *incident)
{
  if (g_strcmp0 (incident->state, "closed") == 0)
    return g_strdup (_ ("Closed"));
  return g_strdup (g_strcmp0 (incident->state, "ready") == 0 ? _ ("Ready to close") : C_ ("state", "Open"));
}

GbPillKind
gb_incident_state_pill (GbIncident *incident)
{
  if (g_strcmp0 (incident->state, "closed") == 0)
    return GB_PILL_PLAIN;
  return g_strcmp0 (incident->state, "ready") == 0 ? GB_PILL_GO : GB_PILL_OPEN;
}
