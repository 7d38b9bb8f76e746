/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include <glib/gi18n.h>

#include "base/text.h"
#include "views/conflict.h"
#include "views/tall.h"
#include "views/text.h"

typedef struct
{
  GtkWidget *self; /* weak */
  GPtrArray *fields; /* of char * */
  GPtrArray *theirs; /* of GtkCheckButton, one a field */
  GbConflictAnswer answer;
  void (*done) (GtkWidget *self);
} State;

void
gb_conflict_free (GbConflict *conflict)
{
  g_free (conflict->field);
  g_free (conflict->label);
  g_free (conflict->was);
  g_free (conflict->theirs);
  g_free (conflict->mine);
  g_free (conflict);
}

static void
state_free (gpointer data)
{
  State *state = data;

  g_clear_weak_pointer (&state->self);
  g_ptr_array_unref (state->fields);
  g_ptr_array_unref (state->theirs);
  g_free (state);
}

static void
on_chosen (GtkWidget *window)
{
  State *state = g_object_get_data (G_OBJECT (window), "gb-conflict");

  for (guint i = 0; state->self != NULL && i < state->fields->len; i++)
    state->answer (state->self, state->fields->pdata[i],
                   gtk_check_button_get_active (GTK_CHECK_BUTTON (state->theirs->pdata[i])));
  if (state->self != NULL)
    state->done (state->self);
  gtk_window_destroy (GTK_WINDOW (window));
}

static const char *
say (const char *text)
{
  return gb_text_is_filled (text) ? text : _ ("Nothing");
}

static GtkWidget *
choice_row (GtkWidget *group, const char *title, const char *text, GtkWidget *with)
{
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "title", title, "use-markup", FALSE, NULL);
  GtkWidget *check = gtk_check_button_new ();
  g_autofree char *spoken = g_strdup_printf ("%s: %s", title, say (text));

  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), say (text));
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 6);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  if (with != NULL)
    gtk_check_button_set_group (GTK_CHECK_BUTTON (check), GTK_CHECK_BUTTON (with));
  gb_name (check, spoken);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  return check;
}

/* Yours is chosen to begin with: what was typed stays unless it is given up. */
static GtkWidget *
conflict_group (State *state, const GbConflict *conflict)
{
  GtkWidget *group = adw_preferences_group_new ();
  g_autofree char *was = g_strdup_printf (_ ("It said: %s"), say (conflict->was));
  g_autofree char *title = g_markup_escape_text (conflict->label, -1);
  g_autofree char *escaped = g_markup_escape_text (was, -1);
  GtkWidget *mine;

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), escaped);
  mine = choice_row (group, _ ("Keep yours"), conflict->mine, NULL);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (mine), TRUE);
  g_ptr_array_add (state->fields, g_strdup (conflict->field));
  g_ptr_array_add (state->theirs, choice_row (group, _ ("Take theirs"), conflict->theirs, mine));
  return group;
}

static GtkWidget *
buttons_new (GtkWidget *window)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *cancel = gtk_button_new_with_label (_ ("Cancel"));
  GtkWidget *go_on = gtk_button_new_with_label (_ ("Go on"));

  gtk_box_set_homogeneous (GTK_BOX (bar), TRUE);
  gtk_widget_add_css_class (go_on, "suggested-action");
  gtk_box_append (GTK_BOX (bar), cancel);
  gtk_box_append (GTK_BOX (bar), go_on);
  g_signal_connect_object (cancel, "clicked", G_CALLBACK (gtk_window_close), window, G_CONNECT_SWAPPED);
  g_signal_connect_object (go_on, "clicked", G_CALLBACK (on_chosen), window, G_CONNECT_SWAPPED);
  return bar;
}

void
gb_conflict_open (GtkWidget *self, const char *sentence, GPtrArray *conflicts, GbConflictAnswer answer,
                  void (*done) (GtkWidget *self))
{
  GtkWidget *window = g_object_new (ADW_TYPE_WINDOW, "title", _ ("Changed while you wrote"), "modal", TRUE,
                                    "default-width", 560, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 14), *list = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *handle = gtk_window_handle_new ();
  State *state = g_new0 (State, 1);

  g_set_weak_pointer (&state->self, self);
  state->fields = g_ptr_array_new_with_free_func (g_free);
  state->theirs = g_ptr_array_new ();
  state->answer = answer;
  state->done = done;
  g_object_set_data_full (G_OBJECT (window), "gb-conflict", state, state_free);
  gtk_widget_add_css_class (box, "prove");
  gtk_box_append (GTK_BOX (box), gb_text_new (GB_TEXT_TITLE, _ ("Changed while you wrote")));
  gtk_box_append (GTK_BOX (box), gb_text_new (GB_TEXT_BODY, sentence));
  for (guint i = 0; i < conflicts->len; i++)
    gtk_box_append (GTK_BOX (list), conflict_group (state, conflicts->pdata[i]));
  gtk_box_append (GTK_BOX (box), gb_tall_new (list, 480));
  gtk_box_append (GTK_BOX (box), buttons_new (window));
  gtk_window_handle_set_child (GTK_WINDOW_HANDLE (handle), box);
  adw_window_set_content (ADW_WINDOW (window), handle);
  if (GTK_IS_WINDOW (gtk_widget_get_root (self)))
    gtk_window_set_transient_for (GTK_WINDOW (window), GTK_WINDOW (gtk_widget_get_root (self)));
  gtk_window_present (GTK_WINDOW (window));
}
