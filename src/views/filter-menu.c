/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "casework/filter.h"
#include "views/ask.h"
#include "views/callout.h"
#include "views/filter-menu.h"
#include "views/text.h"
#include "views/veil.h"

struct _GbFilterMenu
{
  GtkBox parent_instance;
  GbBook *book;
  char *list;
  JsonObject *query;   /* what is set now, or NULL */
  GtkWidget *button, *rows, *name, *save, *keeping, *none, *callout;
};

G_DEFINE_FINAL_TYPE (GbFilterMenu, gb_filter_menu, GTK_TYPE_BOX)

static guint chosen_signal;

/* --- asking ------------------------------------------------------------------------- */

typedef struct { char *list, *name; JsonObject *query; gboolean drop; } Question;

static void
question_free (gpointer data)
{
  Question *question = data;
  g_free (question->list);
  g_free (question->name);
  g_clear_pointer (&question->query, json_object_unref);
  g_free (question);
}

/* Does what is asked, if anything, and says what there is then. */
static gpointer
ask_filters (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  const Question *q = data;

  if (q->drop && !gb_filter_drop (book, q->list, q->name, error))
    return NULL;
  if (q->query != NULL && !gb_filter_save (book, q->list, q->name, q->query, error))
    return NULL;
  return gb_filter_list (book, q->list, error);
}

static void show_filters (GtkWidget *widget, gpointer answer, GError *error);

static void
ask (GbFilterMenu *self, const char *name, JsonObject *query, gboolean drop)
{
  Question *question = g_new0 (Question, 1);

  question->list = g_strdup (self->list);
  question->name = g_strdup (name);
  question->query = query != NULL ? json_object_ref (query) : NULL;
  question->drop = drop;
  gb_view_ask (GTK_WIDGET (self), self->book, ask_filters, question, question_free, (GDestroyNotify) g_ptr_array_unref,
               show_filters);
}

/* --- showing ---------------------------------------------------------------------------- */

static void
on_choose (GtkWidget *button, GbFilterMenu *self)
{
  gtk_menu_button_popdown (GTK_MENU_BUTTON (self->button));
  g_signal_emit (self, chosen_signal, 0, g_object_get_data (G_OBJECT (button), "query"));
}

static void
on_drop (GtkWidget *button, GbFilterMenu *self)
{
  ask (self, g_object_get_data (G_OBJECT (button), "name"), NULL, TRUE);
}

static GtkWidget *
row_of (GbFilterMenu *self, GbFilter *filter)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  GtkWidget *choose = gtk_button_new_with_label (filter->name);
  g_autofree char *label = g_strdup_printf (_ ("Forget “%s”"), filter->name);
  GtkWidget *drop = gb_icon_button_new ("user-trash-symbolic", label);

  gtk_widget_set_hexpand (choose, TRUE);
  gtk_widget_set_halign (gtk_button_get_child (GTK_BUTTON (choose)), GTK_ALIGN_START);
  gtk_widget_add_css_class (choose, "flat");
  gtk_widget_add_css_class (drop, "flat");
  gtk_widget_add_css_class (row, GB_VEIL_WORDS);
  g_object_set_data_full (G_OBJECT (choose), "query", json_object_ref (filter->query),
                          (GDestroyNotify) json_object_unref);
  g_object_set_data_full (G_OBJECT (drop), "name", g_strdup (filter->name), g_free);
  g_signal_connect_object (choose, "clicked", G_CALLBACK (on_choose), self, 0);
  g_signal_connect_object (drop, "clicked", G_CALLBACK (on_drop), self, 0);
  gtk_box_append (GTK_BOX (row), choose);
  gtk_box_append (GTK_BOX (row), drop);
  return row;
}

static void
show_filters (GtkWidget *widget, gpointer answer, GError *error)
{
  GbFilterMenu *self = GB_FILTER_MENU (widget);
  GPtrArray *filters = answer;
  GtkWidget *row;

  gb_callout_set_error (self->callout, error);
  if (filters == NULL)
    return;
  while ((row = gtk_widget_get_first_child (self->rows)) != NULL)
    gtk_box_remove (GTK_BOX (self->rows), row);
  for (guint i = 0; i < filters->len; i++)
    gtk_box_append (GTK_BOX (self->rows), row_of (self, filters->pdata[i]));
  gtk_widget_set_visible (self->rows, filters->len > 0);
  gtk_widget_set_visible (self->none, filters->len == 0 && self->query == NULL);
  gtk_editable_set_text (GTK_EDITABLE (self->name), "");
}

static void
on_save (GbFilterMenu *self)
{
  if (self->query != NULL)
    ask (self, gtk_editable_get_text (GTK_EDITABLE (self->name)), self->query, FALSE);
}

static void
on_open (GbFilterMenu *self)
{
  gb_callout_set_error (self->callout, NULL);
  gtk_widget_set_visible (self->keeping, self->query != NULL);
  ask (self, NULL, NULL, FALSE);
}

void
gb_filter_menu_set_query (GbFilterMenu *self, JsonObject *query)
{
  g_clear_pointer (&self->query, json_object_unref);
  self->query = query != NULL ? json_object_ref (query) : NULL;
  gtk_widget_set_visible (self->keeping, query != NULL);
}

/* --- the button ------------------------------------------------------------------------------ */

static GtkWidget *
make_popover (GbFilterMenu *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  GtkWidget *popover = gtk_popover_new ();

  self->callout = gb_callout_new (GB_CALLOUT_WARN, NULL);
  self->rows = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  self->none = gb_text_new (GB_TEXT_QUIET, _ ("Set words or filters, then keep them here under a name."));
  self->keeping = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  self->name = gtk_entry_new ();
  g_object_set (self->name, "placeholder-text", _ ("Keep these as…"), "hexpand", TRUE, NULL);
  gb_name (self->name, _ ("A name for these filters"));
  self->save = gtk_button_new_with_label (_ ("Keep"));
  gtk_box_append (GTK_BOX (self->keeping), self->name);
  gtk_box_append (GTK_BOX (self->keeping), self->save);
  gtk_box_append (GTK_BOX (box), self->rows);
  gtk_box_append (GTK_BOX (box), self->none);
  gtk_box_append (GTK_BOX (box), self->keeping);
  gtk_box_append (GTK_BOX (box), self->callout);
  g_object_set (box, "margin-top", 6, "margin-bottom", 6, "margin-start", 6, "margin-end", 6, "width-request", 260,
                NULL);
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  g_signal_connect_object (self->save, "clicked", G_CALLBACK (on_save), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->name, "activate", G_CALLBACK (on_save), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (popover, "show", G_CALLBACK (on_open), self, G_CONNECT_SWAPPED);
  return popover;
}

static void
gb_filter_menu_finalize (GObject *object)
{
  GbFilterMenu *self = GB_FILTER_MENU (object);

  g_clear_object (&self->book);
  g_clear_pointer (&self->query, json_object_unref);
  g_free (self->list);
  G_OBJECT_CLASS (gb_filter_menu_parent_class)->finalize (object);
}

static void
gb_filter_menu_class_init (GbFilterMenuClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = gb_filter_menu_finalize;
  chosen_signal = g_signal_new ("chosen", GB_TYPE_FILTER_MENU, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                JSON_TYPE_OBJECT);
}

static void
gb_filter_menu_init (GbFilterMenu *self)
{
  self->button = gtk_menu_button_new ();
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (self->button), "user-bookmarks-symbolic");
  gtk_widget_set_tooltip_text (self->button, _ ("Kept filters"));
  gb_name (self->button, _ ("Kept filters"));
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (self->button), make_popover (self));
  gtk_widget_set_visible (self->keeping, FALSE);
  gtk_box_append (GTK_BOX (self), self->button);
}

GbFilterMenu *
gb_filter_menu_new (GbBook *book, const char *list)
{
  GbFilterMenu *self = g_object_new (GB_TYPE_FILTER_MENU, NULL);

  self->book = g_object_ref (book);
  self->list = g_strdup (list);
  return self;
}
