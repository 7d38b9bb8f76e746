/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "views/settings.h"
#include "views/text.h"
#include "views/window.h"

static GtkWidget *
switch_row (const char *title, const char *line, const char *action)
{
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "title", title, "subtitle", line, "subtitle-lines", 4, NULL);
  GtkWidget *button = g_object_new (GTK_TYPE_SWITCH, "valign", GTK_ALIGN_CENTER, "action-name", action, NULL);

  gb_name (button, title);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), button);
  return row;
}

static GtkWidget *
minutes_row (int minutes, GtkCheckButton *first, GtkCheckButton **made)
{
  g_autofree char *title
      = g_strdup_printf (ngettext ("After %d minute", "After %d minutes", (gulong) minutes), minutes);
  g_autofree char *target = g_strdup_printf ("%d", minutes);
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "title", title, NULL);
  GtkWidget *button = gtk_check_button_new ();

  gtk_check_button_set_group (GTK_CHECK_BUTTON (button), first);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", target);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "app.lock-after");
  gb_name (button, title);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), button);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), button);
  *made = GTK_CHECK_BUTTON (button);
  return row;
}

static AdwPreferencesGroup *
lock_group (void)
{
  static const int choices[] = { 1, 5, 15 };
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  GtkCheckButton *first = NULL;

  adw_preferences_group_set_title (group, _ ("Lock when nobody is here"));
  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    {
      GtkCheckButton *made;
      adw_preferences_group_add (group, minutes_row (choices[i], first, &made));
      first = first != NULL ? first : made;
    }
  return group;
}

void
gb_settings_open (GtkWidget *from)
{
  GtkWindow *parent = GTK_WINDOW (gb_window_of (from));
  /* Its choices are the application's actions, which a window without one doesn't find. */
  GtkWidget *window = g_object_new (ADW_TYPE_PREFERENCES_WINDOW, "title", _ ("Settings"), "modal", TRUE,
                                    "transient-for", parent, "application",
                                    gtk_window_get_application (parent), "search-enabled", FALSE, "default-width",
                                    520, "default-height", 440, NULL);
  AdwPreferencesPage *page = ADW_PREFERENCES_PAGE (adw_preferences_page_new ());
  AdwPreferencesGroup *notices = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  adw_preferences_group_add (notices,
                             switch_row (_ ("Say when clocks run out"),
                                         _ ("A notice on this desktop says how many, once, and never a name. It says "
                                            "nothing while Guardbook is locked."),
                                         "app.notices"));
  adw_preferences_page_add (page, notices);
  adw_preferences_page_add (page, lock_group ());
  adw_preferences_window_add (ADW_PREFERENCES_WINDOW (window), page);
  gtk_window_present (GTK_WINDOW (window));
}
