/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/ids.h"
#include "base/text.h"
#include "base/time.h"
#include "policy/pack.h"
#include "views/ask.h"
#include "views/callout.h"
#include "views/conflict.h"
#include "views/form.h"
#include "views/kept.h"
#include "views/tall.h"
#include "views/text.h"
#include "views/window.h"

#define DRAFT_MS 1000

typedef struct
{
  char *name, *name_too; /* the second: a person's name beside the id */
  char *label;
  GtkWidget *widget; /* holds the answer */
  GtkWidget *row;    /* is shown or hidden */
  gboolean required;
} Field;

/* Never wider than a small screen. */
#define DIALOG_WIDTH ((int) MIN (580 * gb_text_scale (), 960))

struct _GbForm
{
  GtkBox parent_instance;
  GbBook *book;
  GtkWidget *callout, *group, *accent;
  GPtrArray *fields; /* of Field */
  JsonObject *kept;
  char *kind, *case_id, *request;
  GbFormDo func;
  GbBookQuestion load; /* what the record says now */
  GbFormFields fields_of;
  char *record_id;
  JsonObject *base; /* what it said when the form was opened */
  GError *clash;    /* while it is asked */
  guint draft_timeout;
  gboolean writing;
  GbKept *draft; /* NULL: nothing of this form is kept */
  char *heading;
};

G_DEFINE_FINAL_TYPE (GbForm, gb_form, GTK_TYPE_BOX)

enum { CHANGED, DRAFT, KEEP, RESTORE, KEPT, COMPLETE, SUBMITTED, DONE, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
field_free (Field *field)
{
  g_free (field->name);
  g_free (field->name_too);
  g_free (field->label);
  g_free (field);
}

static Field *
find_field (GbForm *self, const char *name)
{
  for (guint i = 0; i < self->fields->len; i++)
    {
      Field *field = self->fields->pdata[i];
      if (g_str_equal (field->name, name))
        return field;
    }
  return NULL;
}

/* --- reading ---------------------------------------------------------------- */

static char *
text_of (GtkTextView *view)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (view);
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

static void
read_person (Field *field, JsonObject *body)
{
  const GbPersonHit *hit = gb_person_picker_get (GB_PERSON_PICKER (field->widget));

  if (hit == NULL)
    return;
  json_object_set_string_member (body, field->name, hit->id);
  if (field->name_too != NULL)
    json_object_set_string_member (body, field->name_too, hit->name);
}

static void
read_when (Field *field, JsonObject *body)
{
  GbWhen *when = GB_WHEN (field->widget);

  if (g_object_get_data (G_OBJECT (when), "day-only") != NULL)
    {
      g_autofree char *day = gb_when_get_day (when);
      gb_json_set_text (body, field->name, day);
    }
  else if (gb_when_get (when) > 0)
    json_object_set_int_member (body, field->name, gb_when_get (when));
}

static void
read_list (Field *field, JsonObject *body)
{
  JsonArray *array = json_array_new ();

  for (GtkWidget *child = gtk_widget_get_first_child (field->widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *toggle = gtk_flow_box_child_get_child (GTK_FLOW_BOX_CHILD (child));
      if (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (toggle)))
        json_array_add_string_element (array, g_object_get_data (G_OBJECT (toggle), "id"));
    }
  json_object_set_array_member (body, field->name, array);
}

static void
read_field (Field *field, JsonObject *body)
{
  GtkWidget *widget = field->widget;

  if (GB_IS_PERSON_PICKER (widget))
    read_person (field, body);
  else if (GB_IS_WHEN (widget))
    read_when (field, body);
  else if (GTK_IS_FLOW_BOX (widget))
    read_list (field, body);
  else if (GB_IS_CHOICE (widget))
    gb_json_set_text (body, field->name, gb_choice_get (GB_CHOICE (widget)));
  else if (GB_IS_TRI (widget))
    gb_json_set_text (body, field->name, gb_tri_get (GB_TRI (widget)));
  else if (GTK_IS_SWITCH (widget))
    json_object_set_boolean_member (body, field->name, gtk_switch_get_active (GTK_SWITCH (widget)));
  else if (GTK_IS_SPIN_BUTTON (widget))
    json_object_set_int_member (body, field->name, gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (widget)));
  else if (GTK_IS_TEXT_VIEW (widget))
    {
      g_autofree char *text = text_of (GTK_TEXT_VIEW (widget));
      gb_json_set_text (body, field->name, gb_text_is_filled (text) ? g_strstrip (text) : NULL);
    }
  else
    {
      g_autofree char *text = g_strdup (gtk_editable_get_text (GTK_EDITABLE (widget)));
      gb_json_set_text (body, field->name, gb_text_is_filled (text) ? g_strstrip (text) : NULL);
    }
}

static void
copy_member (JsonObject *from, const char *name, JsonNode *node, gpointer to)
{
  json_object_set_member (to, name, json_node_copy (node));
}

JsonObject *
gb_form_read (GbForm *self)
{
  JsonObject *body = json_object_new ();

  json_object_foreach_member (self->kept, copy_member, body);
  for (guint i = 0; i < self->fields->len; i++)
    {
      Field *field = self->fields->pdata[i];
      if (gtk_widget_get_visible (field->row))
        read_field (field, body);
    }
  return body;
}

/* --- writing ------------------------------------------------------------------ */

static void
write_list (Field *field, JsonArray *array)
{
  for (GtkWidget *child = gtk_widget_get_first_child (field->widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *toggle = gtk_flow_box_child_get_child (GTK_FLOW_BOX_CHILD (child));
      gboolean on = FALSE;
      for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
        on |= g_strcmp0 (json_array_get_string_element (array, i), g_object_get_data (G_OBJECT (toggle), "id")) == 0;
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (toggle), on);
    }
}

static void
write_field (Field *field, JsonObject *body)
{
  GtkWidget *widget = field->widget;
  const char *text = gb_json_text (body, field->name);

  if (GB_IS_PERSON_PICKER (widget) && text != NULL)
    {
      const char *name = field->name_too != NULL ? gb_json_text (body, field->name_too) : NULL;
      g_autoptr (GbPersonHit) hit = gb_person_hit_new (text, name, NULL, NULL, NULL, NULL);
      gb_person_picker_set (GB_PERSON_PICKER (widget), hit);
    }
  else if (GB_IS_WHEN (widget) && text != NULL)
    gb_when_set_day (GB_WHEN (widget), text);
  else if (GB_IS_WHEN (widget))
    gb_when_set (GB_WHEN (widget), gb_json_number (body, field->name));
  else if (GTK_IS_FLOW_BOX (widget))
    write_list (field, gb_json_array (body, field->name));
  else if (GB_IS_CHOICE (widget))
    gb_choice_set (GB_CHOICE (widget), text);
  else if (GB_IS_TRI (widget))
    gb_tri_set (GB_TRI (widget), text);
  else if (GTK_IS_SWITCH (widget))
    gtk_switch_set_active (GTK_SWITCH (widget), gb_json_flag (body, field->name));
  else if (GTK_IS_SPIN_BUTTON (widget))
    gtk_spin_button_set_value (GTK_SPIN_BUTTON (widget), gb_json_number (body, field->name));
  else if (GTK_IS_TEXT_VIEW (widget))
    gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (widget)), text != NULL ? text : "", -1);
  else if (GTK_IS_EDITABLE (widget))
    gtk_editable_set_text (GTK_EDITABLE (widget), text != NULL ? text : "");
}

void
gb_form_write (GbForm *self, JsonObject *body)
{
  self->writing = TRUE;
  for (guint i = 0; i < self->fields->len; i++)
    {
      Field *field = self->fields->pdata[i];
      if (json_object_has_member (body, field->name))
        write_field (field, body);
    }
  self->writing = FALSE;
  g_signal_emit (self, signals[CHANGED], 0);
}

/* --- fields -------------------------------------------------------------------- */

static gboolean
on_draft_due (gpointer data)
{
  GbForm *self = data;
  g_autoptr (JsonObject) body = gb_form_read (self);

  self->draft_timeout = 0;
  g_signal_emit (self, signals[DRAFT], 0, body);
  return G_SOURCE_REMOVE;
}

static void
on_field_changed (GbForm *self)
{
  if (self->writing)
    return;
  /* Not put off by further typing: whoever never pauses is saved all the same. */
  if (self->draft_timeout == 0)
    self->draft_timeout = g_timeout_add (DRAFT_MS, on_draft_due, self);
  g_signal_emit (self, signals[CHANGED], 0);
}

void
gb_form_touch (GbForm *self)
{
  on_field_changed (self);
}

static Field *
keep_field (GbForm *self, const char *name, const char *label, GtkWidget *widget, GtkWidget *row, const char *signal)
{
  Field *field = g_new0 (Field, 1);

  field->name = g_strdup (name);
  field->label = g_strdup (label);
  field->widget = widget;
  field->row = row;
  g_ptr_array_add (self->fields, field);
  g_signal_connect_object (GTK_IS_TEXT_VIEW (widget) ? (gpointer) gtk_text_view_get_buffer (GTK_TEXT_VIEW (widget))
                                                     : widget,
                           signal, G_CALLBACK (on_field_changed), self, G_CONNECT_SWAPPED);
  if (self->group == NULL)
    gb_form_group (self, NULL, NULL);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->group), row);
  return field;
}

static void
name_widget (GtkWidget *widget, const char *label)
{
  gb_name (widget, label);
}

void
gb_form_add (GbForm *self, GtkWidget *widget)
{
  gtk_box_append (GTK_BOX (self), widget);
  self->group = NULL;
}

void
gb_form_group (GbForm *self, const char *title, const char *description)
{
  GtkWidget *group = adw_preferences_group_new ();

  if (title != NULL)
    {
      adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
      gtk_widget_set_tooltip_text (group, title); /* in large text it is shortened */
    }
  if (description != NULL)
    adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), description);
  gb_form_add (self, group);
  self->group = group;
}

GtkWidget *
gb_form_line (GbForm *self, const char *field, const char *label)
{
  GtkWidget *row = g_object_new (ADW_TYPE_ENTRY_ROW, "title", label, "tooltip-text", label, NULL);

  keep_field (self, field, label, row, row, "changed");
  return row;
}

/* A row with the label over a widget that takes the whole width. */
static GtkWidget *
tall_row (const char *label, GtkWidget *widget)
{
  GtkWidget *row = g_object_new (ADW_TYPE_PREFERENCES_ROW, "title", label, "activatable", FALSE, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);

  gtk_widget_add_css_class (box, "field");
  gtk_box_append (GTK_BOX (box), gb_text_new (GB_TEXT_QUIET, label));
  gtk_box_append (GTK_BOX (box), widget);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  return row;
}

/* A row with the label before a small widget. */
static GtkWidget *
side_row (const char *label, const char *detail, GtkWidget *widget)
{
  GtkWidget *row =
      g_object_new (ADW_TYPE_ACTION_ROW, "title", label, "subtitle", detail, "activatable-widget", NULL, NULL);

  gtk_widget_set_valign (widget, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), widget);
  return row;
}

GtkWidget *
gb_form_text (GbForm *self, const char *field, const char *label)
{
  GtkWidget *view = g_object_new (GTK_TYPE_TEXT_VIEW, "wrap-mode", GTK_WRAP_WORD_CHAR, "accepts-tab", FALSE, NULL);
  GtkWidget *scroller =
      g_object_new (GTK_TYPE_SCROLLED_WINDOW, "child", view, "hscrollbar-policy", GTK_POLICY_NEVER,
                    "min-content-height", 72, "max-content-height", 220, "propagate-natural-height", TRUE, NULL);

  name_widget (view, label);
  keep_field (self, field, label, view, tall_row (label, scroller), "changed");
  return view;
}

GtkWidget *
gb_form_switch (GbForm *self, const char *field, const char *label, const char *detail)
{
  GtkWidget *widget = gtk_switch_new ();
  GtkWidget *row = side_row (label, detail, widget);

  name_widget (widget, label);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), widget);
  keep_field (self, field, label, widget, row, "notify::active");
  return widget;
}

GbTri *
gb_form_tri (GbForm *self, const char *field, const char *label)
{
  GbTri *tri = gb_tri_new (label);

  keep_field (self, field, label, GTK_WIDGET (tri), side_row (label, NULL, GTK_WIDGET (tri)), "changed");
  return tri;
}

GbChoice *
gb_form_choice (GbForm *self, const char *field, const char *label, GPtrArray *words)
{
  GbChoice *choice = gb_choice_new (label);

  gb_choice_add_words (choice, words);
  keep_field (self, field, label, GTK_WIDGET (choice), GTK_WIDGET (choice), "notify::selected");
  return choice;
}

GtkWidget *
gb_form_list (GbForm *self, const char *field, const char *label, GPtrArray *words)
{
  GtkWidget *flow = g_object_new (GTK_TYPE_FLOW_BOX, "selection-mode", GTK_SELECTION_NONE, "column-spacing", 4,
                                  "row-spacing", 4, "max-children-per-line", 6, NULL);
  keep_field (self, field, label, flow, tall_row (label, flow), "child-activated");

  for (guint i = 0; words != NULL && i < words->len; i++)
    {
      GbWord *word = words->pdata[i];
      GtkWidget *toggle = gb_toggle_new (word->label);
      g_object_set (gtk_button_get_child (GTK_BUTTON (toggle)), "wrap", TRUE, "natural-wrap-mode",
                    GTK_NATURAL_WRAP_NONE, NULL);
      g_object_set_data_full (G_OBJECT (toggle), "id", g_strdup (word->id), g_free);
      gtk_widget_add_css_class (toggle, "toggle-word");
      g_signal_connect_object (toggle, "toggled", G_CALLBACK (on_field_changed), self, G_CONNECT_SWAPPED);
      gtk_flow_box_append (GTK_FLOW_BOX (flow), toggle);
      gtk_widget_set_focusable (gtk_widget_get_parent (toggle), FALSE);
    }
  return flow;
}

GbWhen *
gb_form_when (GbForm *self, const char *field, const char *label, gboolean with_time)
{
  GbWhen *when = gb_when_new (label, with_time);
  GtkWidget *row;

  if (!with_time)
    g_object_set_data (G_OBJECT (when), "day-only", when);
  row = side_row (label, NULL, GTK_WIDGET (when));
  gb_text_keep_words (row);
  keep_field (self, field, label, GTK_WIDGET (when), row, "changed");
  return when;
}

void
gb_form_ask_when (GbForm *self, const char *field, const char *label)
{
  gb_when_set (gb_form_when (self, field, label, TRUE), gb_now ());
  gb_form_require (self, field);
}

GPtrArray *
gb_form_words (GbForm *self, const char *vocabulary)
{
  return gb_pack_words (gb_book_get_pack (self->book), vocabulary);
}

GtkWidget *
gb_form_number (GbForm *self, const char *field, const char *label, int from, int until)
{
  GtkWidget *spin = gtk_spin_button_new_with_range (from, until, 1);

  name_widget (spin, label);
  keep_field (self, field, label, spin, side_row (label, NULL, spin), "value-changed");
  return spin;
}

GbPersonPicker *
gb_form_person (GbForm *self, const char *id_field, const char *name_field, const char *label)
{
  GbPersonPicker *picker = gb_person_picker_new (self->book, label);
  Field *field = keep_field (self, id_field, label, GTK_WIDGET (picker), GTK_WIDGET (picker), "changed");

  field->name_too = g_strdup (name_field);
  return picker;
}

void
gb_form_require (GbForm *self, const char *field)
{
  Field *found = find_field (self, field);

  g_return_if_fail (found != NULL);
  found->required = TRUE;
}

void
gb_form_require_all (GbForm *self, const char *const *fields)
{
  for (; *fields != NULL; fields++)
    gb_form_require (self, *fields);
}

/* What is said over the fields, and a field that an answer asks for, push the others down: the dialog grows by it. */
static void
make_room (GbForm *self)
{
  GtkRoot *root = self->accent != NULL ? gtk_widget_get_root (GTK_WIDGET (self)) : NULL;

  if (ADW_IS_WINDOW (root))
    gtk_window_set_default_size (GTK_WINDOW (root), DIALOG_WIDTH, -1);
}

void
gb_form_show_field (GbForm *self, const char *field, gboolean shown)
{
  Field *found = find_field (self, field);

  g_return_if_fail (found != NULL);
  if (gtk_widget_get_visible (found->row) == !!shown)
    return;
  gtk_widget_set_visible (found->row, shown);
  if (shown)
    make_room (self);
}

GtkWidget *
gb_form_get_field (GbForm *self, const char *field)
{
  Field *found = find_field (self, field);
  return found != NULL ? found->widget : NULL;
}

void
gb_form_keep_text (GbForm *self, const char *field, const char *value)
{
  gb_json_set_text (self->kept, field, value);
}

void
gb_form_keep_number (GbForm *self, const char *field, gint64 value)
{
  json_object_set_int_member (self->kept, field, value);
}

void
gb_form_keep_flag (GbForm *self, const char *field, gboolean value)
{
  json_object_set_boolean_member (self->kept, field, value);
}

/* --- doing ------------------------------------------------------------------------ */

void
gb_form_set_error (GbForm *self, const GError *error)
{
  gb_callout_set_error (self->callout, error);
  make_room (self);
}

void
gb_form_say (GbForm *self, const char *sentence)
{
  gb_callout_set (self->callout, GB_CALLOUT_NOTE, sentence);
  make_room (self);
}

void
gb_form_set_act (GbForm *self, const char *kind, const char *case_id)
{
  g_free (self->kind);
  g_free (self->case_id);
  self->kind = g_strdup (kind);
  self->case_id = g_strdup (case_id);
  gb_form_keep_draft (self, kind, case_id);
}

void
gb_form_keep_draft (GbForm *self, const char *kind, const char *about)
{
  g_clear_pointer (&self->draft, gb_kept_free);
  self->draft = gb_kept_new (self, self->book, kind, about);
}

void
gb_form_go_on (GbForm *self, const char *draft)
{
  g_return_if_fail (self->draft != NULL);
  gb_kept_go_on (self->draft, draft);
}

void
gb_form_throw_away (GbForm *self)
{
  g_return_if_fail (self->draft != NULL);
  gb_kept_throw_away (self->draft);
}

static void
on_throw_away_answer (AdwMessageDialog *dialog, const char *response, GbForm *self)
{
  GtkWidget *page = g_object_get_data (G_OBJECT (dialog), "page");

  if (!g_str_equal (response, "discard"))
    return;
  gb_form_throw_away (self);
  gb_window_back (page);
}

void
gb_form_ask_throw_away (GbForm *self, GtkWidget *page)
{
  GtkWidget *dialog = gb_view_dialog (page, _ ("Throw this draft away?"),
                                      _ ("Nothing of it has been recorded. It can’t be brought back."));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "keep", _ ("Keep it"), "discard", _ ("Throw away"),
                                    NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "discard", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "keep");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "keep");
  g_object_set_data (G_OBJECT (dialog), "page", page);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_throw_away_answer), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

JsonObject *
gb_form_get_kept (GbForm *self)
{
  return self->kept;
}

const char *
gb_form_get_heading (GbForm *self)
{
  return self->heading;
}

void
gb_form_set_do (GbForm *self, GbFormDo func, const char *case_id)
{
  self->func = func;
  g_free (self->case_id);
  self->case_id = g_strdup (case_id);
}

void
gb_form_set_request (GbForm *self, const char *request)
{
  g_free (self->request);
  self->request = g_strdup (request);
}

const char *
gb_form_get_request (GbForm *self)
{
  return self->request;
}

/* The first field that is asked for and empty, or typed and not understood. */
static Field *
find_gap (GbForm *self, JsonObject *body, char **sentence)
{
  for (guint i = 0; i < self->fields->len; i++)
    {
      Field *field = self->fields->pdata[i];
      if (!gtk_widget_get_visible (field->row))
        continue;
      if (GB_IS_WHEN (field->widget) && gb_when_is_wrong (GB_WHEN (field->widget)))
        *sentence = g_strdup_printf (_ ("“%s” isn’t a day and time. Write it as 19 Nov and 11.05."), field->label);
      else if (field->required && !json_object_has_member (body, field->name))
        *sentence = g_strdup_printf (_ ("“%s” is still empty. Fill it in and try again."), field->label);
      else
        continue;
      return field;
    }
  return NULL;
}

static void
set_busy (GbForm *self, gboolean busy)
{
  if (self->accent != NULL)
    gtk_widget_set_sensitive (self->accent, !busy);
}

/* --- somebody else was faster ------------------------------------------------------ */

static gboolean
is_same (JsonObject *a, JsonObject *b, const char *name)
{
  JsonNode *left = json_object_get_member (a, name), *right = json_object_get_member (b, name);
  gboolean no_left = left == NULL || json_node_is_null (left), no_right = right == NULL || json_node_is_null (right);

  if (no_left || no_right)
    return no_left && no_right;
  return json_node_equal (left, right);
}

/* An answer as its widget would show it. */
static char *
say_answer (Field *field, JsonObject *body)
{
  const char *text = gb_json_text (body, field->name);

  if (GB_IS_WHEN (field->widget) && text == NULL && json_object_has_member (body, field->name))
    return gb_say_instant (gb_json_number (body, field->name));
  if (GB_IS_PERSON_PICKER (field->widget) && field->name_too != NULL)
    return g_strdup (gb_json_text (body, field->name_too));
  if (GB_IS_CHOICE (field->widget))
    return g_strdup (gb_choice_label (GB_CHOICE (field->widget), text));
  if (GB_IS_TRI (field->widget) && text != NULL)
    return g_strdup (g_str_equal (text, "yes") ? _ ("Yes") : g_str_equal (text, "no") ? _ ("No") : _ ("Not known"));
  if (text == NULL && json_object_has_member (body, field->name))
    return json_to_string (json_object_get_member (body, field->name), FALSE);
  return g_strdup (text);
}

static GbConflict *
conflict_new (GbForm *self, Field *field, JsonObject *now, JsonObject *mine)
{
  GbConflict *conflict = g_new0 (GbConflict, 1);

  conflict->field = g_strdup (field->name);
  conflict->label = g_strdup (field->label);
  conflict->was = say_answer (field, self->base);
  conflict->theirs = say_answer (field, now);
  conflict->mine = say_answer (field, mine);
  return conflict;
}

static void
on_answer (GtkWidget *widget, const char *field, gboolean theirs)
{
  GbForm *self = GB_FORM (widget);

  if (!theirs)
    return;
  self->writing = TRUE;
  write_field (find_field (self, field), self->base);
  self->writing = FALSE;
}

static void
on_answered (GtkWidget *widget)
{
  gb_form_say (GB_FORM (widget), _ ("What changed meanwhile is taken in, and what you typed is kept. "
                                    "Look it over and save it again."));
}

/* What was not touched here simply follows the record; the rest is asked for.
 * From now on the form stands on what the record says now. */
static GPtrArray *
find_conflicts (GbForm *self, JsonObject *now)
{
  g_autoptr (JsonObject) mine = gb_form_read (self);
  GPtrArray *conflicts = g_ptr_array_new_with_free_func ((GDestroyNotify) gb_conflict_free);

  self->writing = TRUE;
  for (guint i = 0; i < self->fields->len; i++)
    {
      Field *field = self->fields->pdata[i];
      if (is_same (self->base, now, field->name) || is_same (mine, now, field->name))
        continue;
      if (is_same (mine, self->base, field->name))
        write_field (field, now);
      else
        g_ptr_array_add (conflicts, conflict_new (self, field, now, mine));
    }
  self->writing = FALSE;
  return conflicts;
}

static void
on_reloaded (GtkWidget *widget, gpointer record, GError *error)
{
  GbForm *self = GB_FORM (widget);
  g_autoptr (GError) clash = g_steal_pointer (&self->clash);
  g_autoptr (JsonObject) now = record != NULL ? self->fields_of (self, record) : NULL;
  g_autoptr (GPtrArray) conflicts = NULL;

  if (now == NULL)
    {
      gb_form_set_error (self, error != NULL ? error : clash);
      return;
    }
  conflicts = find_conflicts (self, now);
  json_object_unref (self->base);
  self->base = json_object_ref (now);
  if (conflicts->len > 0)
    gb_conflict_open (widget, clash->message, conflicts, on_answer, on_answered);
  else
    on_answered (widget);
}

void
gb_form_set_record (GbForm *self, gpointer record, GbBookQuestion load, const char *id, GbFormFields fields_of)
{
  self->load = load;
  self->fields_of = fields_of;
  g_free (self->record_id);
  self->record_id = g_strdup (id);
  g_clear_pointer (&self->base, json_object_unref);
  self->base = fields_of (self, record);
  gb_form_write (self, self->base);
}

static void
reload (GbForm *self, const GError *clash)
{
  g_clear_error (&self->clash);
  self->clash = g_error_copy (clash);
  gb_view_ask (GTK_WIDGET (self), self->book, self->load, g_strdup (self->record_id), g_free, g_object_unref,
               on_reloaded);
}

static void
on_acted (GtkWidget *widget, GbDone *done, GError *error)
{
  GbForm *self = GB_FORM (widget);

  set_busy (self, FALSE);
  gb_form_set_error (self, error);
  if (g_error_matches (error, GB_ERROR, GB_ERROR_CONFLICT) && self->load != NULL)
    reload (self, error);
  if (error != NULL)
    return;
  g_clear_handle_id (&self->draft_timeout, g_source_remove);
  if (self->draft != NULL)
    gb_kept_throw_away (self->draft);
  g_signal_emit (self, signals[DONE], 0, done);
}

typedef struct { GbFormDo func; char *case_id, *request; JsonObject *body; } Doing;

static void
doing_free (gpointer data)
{
  Doing *doing = data;

  g_free (doing->case_id);
  g_free (doing->request);
  json_object_unref (doing->body);
  g_free (doing);
}

/* Worker. */
static gpointer
ask_doing (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  Doing *doing = data;
  return doing->func (book, doing->case_id, doing->request, doing->body, error);
}

static void
on_did (GtkWidget *widget, gpointer answer, GError *error)
{
  on_acted (widget, answer, error);
}

static void
do_whole (GbForm *self, JsonObject *body)
{
  Doing *doing = g_new0 (Doing, 1);

  doing->func = self->func;
  doing->case_id = g_strdup (self->case_id);
  doing->request = g_strdup (self->request);
  doing->body = json_object_ref (body);
  gb_view_ask (GTK_WIDGET (self), self->book, ask_doing, doing, doing_free, (GDestroyNotify) gb_done_free, on_did);
}

void
gb_form_submit (GbForm *self)
{
  g_autoptr (JsonObject) body = gb_form_read (self);
  g_autofree char *sentence = NULL;
  Field *gap = find_gap (self, body, &sentence);

  if (gap != NULL)
    {
      gb_callout_set (self->callout, GB_CALLOUT_STOP, sentence);
      make_room (self);
      gtk_widget_grab_focus (gap->widget);
      return;
    }
  g_signal_emit (self, signals[COMPLETE], 0, body);
  gb_form_set_error (self, NULL);
  if (self->kind == NULL && self->func == NULL)
    {
      g_signal_emit (self, signals[SUBMITTED], 0, body);
      return;
    }
  set_busy (self, TRUE);
  if (self->func != NULL)
    do_whole (self, body);
  else
    gb_view_act (GTK_WIDGET (self), self->book, self->kind, self->case_id, self->request, body, on_acted);
}

static void
close_window (GtkWindow *window)
{
  gtk_window_destroy (window);
}

/* Runs after the caller's own handlers of "done". */
static void
on_done_close (GbForm *self, GbDone *done, GtkWindow *window)
{
  close_window (window);
}

static void
on_kept_say (GbForm *self, const char *sentence, AdwWindowTitle *heading)
{
  adw_window_title_set_subtitle (heading, sentence);
}

/* The guide, over the dialog, at the page of the window behind it. */
static gboolean
on_guide (GtkWidget *dialog, GVariant *parameter, gpointer data)
{
  gb_window_guide (dialog);
  return GDK_EVENT_STOP;
}

static void
add_keys (GtkWindow *window, GtkWidget *accent)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (keys), GTK_SHORTCUT_SCOPE_MANAGED);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_shortcut_trigger_parse_string ("Escape"),
                                                          gtk_named_action_new ("window.close")));
  gtk_widget_add_controller (GTK_WIDGET (window), keys);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_shortcut_trigger_parse_string ("F1"),
                                                          gtk_callback_action_new (on_guide, NULL, NULL)));
  keys = gtk_shortcut_controller_new ();
  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (keys), GTK_SHORTCUT_SCOPE_GLOBAL);
  /* Before the field that is written in, which would begin a new line. */
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_shortcut_trigger_parse_string ("<Control>Return"),
                                                          g_object_ref (gtk_activate_action_get ())));
  gtk_widget_add_controller (accent, keys);
}

GtkWindow *
gb_form_open (GbForm *self, GtkWidget *over, const char *title, const char *accent)
{
  GtkRoot *root = gtk_widget_get_root (over);
  /* A desktop lists windows by their titles, and a dialog's may name a child. */
  GtkWidget *window
    = g_object_new (ADW_TYPE_WINDOW, "title", _ ("Guardbook"), "modal", TRUE, "default-width", DIALOG_WIDTH, NULL);
  GtkWidget *bar = adw_header_bar_new ();
  GtkWidget *heading = adw_window_title_new (title, NULL);
  GtkWidget *cancel = gtk_button_new_with_label (_ ("Cancel"));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *clamp = adw_clamp_new ();

  self->accent = gtk_button_new_with_label (accent);
  gtk_widget_add_css_class (self->accent, "suggested-action");
  g_object_set (bar, "show-start-title-buttons", FALSE, "show-end-title-buttons", FALSE, NULL);
  self->heading = g_strdup (title);
  gtk_widget_set_tooltip_text (heading, title);
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (bar), heading);
  adw_header_bar_pack_start (ADW_HEADER_BAR (bar), cancel);
  adw_header_bar_pack_end (ADW_HEADER_BAR (bar), self->accent);
  gtk_widget_add_css_class (clamp, "form");
  adw_clamp_set_child (ADW_CLAMP (clamp), GTK_WIDGET (self));
  gtk_box_append (GTK_BOX (box), bar);
  gtk_box_append (GTK_BOX (box), gb_tall_new (clamp, 640));
  adw_window_set_content (ADW_WINDOW (window), box);
  add_keys (GTK_WINDOW (window), self->accent);
  g_signal_connect_object (cancel, "clicked", G_CALLBACK (close_window), window, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->accent, "clicked", G_CALLBACK (gb_form_submit), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self, "done", G_CALLBACK (on_done_close), window, G_CONNECT_AFTER);
  g_signal_connect_object (self, "kept", G_CALLBACK (on_kept_say), heading, 0);
  if (GTK_IS_WINDOW (root))
    gtk_window_set_transient_for (GTK_WINDOW (window), GTK_WINDOW (root));
  gtk_window_present (GTK_WINDOW (window));
  /* Typing goes to the first field, not to Cancel. */
  gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
  return GTK_WINDOW (window);
}

void
gb_form_ask_reason (GbForm *self, GtkWidget *over, const char *title, const char *question, const char *accent,
                    const char *kind, const char *case_id, const char *field)
{
  gb_form_text (self, field, question);
  gb_form_require (self, field);
  gb_form_set_act (self, kind, case_id);
  gb_form_open (self, over, title, accent);
}

GbForm *
gb_reason_open (GtkWidget *over, GbBook *book, const char *title, const char *question, const char *accent,
                const char *kind, const char *case_id, const char *field)
{
  GbForm *self = gb_form_new (book);

  gb_form_ask_reason (self, over, title, question, accent, kind, case_id, field);
  return self;
}

static void
gb_form_dispose (GObject *object)
{
  GbForm *self = GB_FORM (object);

  g_clear_handle_id (&self->draft_timeout, g_source_remove);
  G_OBJECT_CLASS (gb_form_parent_class)->dispose (object);
}

/* Locked, left or cancelled in the middle of a word: the draft still has it. */
static void
gb_form_unmap (GtkWidget *widget)
{
  GbForm *self = GB_FORM (widget);

  if (self->draft_timeout != 0)
    {
      g_clear_handle_id (&self->draft_timeout, g_source_remove);
      on_draft_due (self);
    }
  GTK_WIDGET_CLASS (gb_form_parent_class)->unmap (widget);
}

static void
gb_form_finalize (GObject *object)
{
  GbForm *self = GB_FORM (object);

  g_clear_pointer (&self->draft, gb_kept_free);
  g_clear_object (&self->book);
  g_free (self->heading);
  g_clear_pointer (&self->fields, g_ptr_array_unref);
  g_clear_pointer (&self->kept, json_object_unref);
  g_free (self->kind);
  g_free (self->case_id);
  g_free (self->request);
  g_free (self->record_id);
  g_clear_pointer (&self->base, json_object_unref);
  g_clear_error (&self->clash);
  G_OBJECT_CLASS (gb_form_parent_class)->finalize (object);
}

static void
gb_form_class_init (GbFormClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = gb_form_dispose;
  G_OBJECT_CLASS (klass)->finalize = gb_form_finalize;
  GTK_WIDGET_CLASS (klass)->unmap = gb_form_unmap;
  signals[CHANGED] = g_signal_new ("changed", GB_TYPE_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[DRAFT] =
      g_signal_new ("draft", GB_TYPE_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, JSON_TYPE_OBJECT);
  signals[KEEP] =
      g_signal_new ("keep", GB_TYPE_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, JSON_TYPE_OBJECT);
  signals[RESTORE] =
      g_signal_new ("restore", GB_TYPE_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, JSON_TYPE_OBJECT);
  signals[KEPT] =
      g_signal_new ("kept", GB_TYPE_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[COMPLETE] =
      g_signal_new ("complete", GB_TYPE_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, JSON_TYPE_OBJECT);
  signals[SUBMITTED] = g_signal_new ("submitted", GB_TYPE_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                     JSON_TYPE_OBJECT);
  signals[DONE] =
      g_signal_new ("done", GB_TYPE_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
gb_form_init (GbForm *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 18);
  self->fields = g_ptr_array_new_with_free_func ((GDestroyNotify) field_free);
  self->kept = json_object_new ();
  self->request = gb_id_new ();
  self->callout = gb_callout_new (GB_CALLOUT_STOP, NULL);
  gtk_box_append (GTK_BOX (self), self->callout);
}

GbForm *
gb_form_new (GbBook *book)
{
  GbForm *self = g_object_new (GB_TYPE_FORM, NULL);

  g_set_object (&self->book, book);
  return self;
}

GbForm *
gb_form_new_for (GbBook *book, const char *kind, const char *case_id)
{
  GbForm *self = gb_form_new (book);

  gb_form_set_act (self, kind, case_id);
  return self;
}
