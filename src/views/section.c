/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"
#include "views/badge.h"
#include "views/row.h"
#include "views/section.h"
#include "views/text.h"

struct _GbSection
{
  GtkBox parent_instance;
  GtkWidget *head, *title, *badge, *side, *note, *list;
  char *empty;
  gboolean counts;
  guint n, total;
};

G_DEFINE_FINAL_TYPE (GbSection, gb_section, GTK_TYPE_BOX)

static void
show_empty (GbSection *self)
{
  if (self->n > 0 || self->empty == NULL || gtk_widget_get_first_child (self->list) != NULL)
    return;
  GbRow *row = gb_row_new (NULL, self->empty);
  gtk_list_box_append (GTK_LIST_BOX (self->list), GTK_WIDGET (row));
}

static void
gb_section_update (GbSection *self)
{
  gb_badge_set (self->badge, !self->counts ? 0 : self->total > 0 ? self->total : self->n);
  show_empty (self);
  gtk_widget_set_visible (self->list, gtk_widget_get_first_child (self->list) != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self), self->n > 0 || self->empty != NULL);
}

void
gb_section_set_title (GbSection *self, const char *title)
{
  gb_text_set (self->title, title);
  gb_name (GTK_WIDGET (self->list), title != NULL ? title : "");
}

void
gb_section_set_note (GbSection *self, const char *note)
{
  gb_text_set (self->note, note);
}

void
gb_section_set_side (GbSection *self, const char *text)
{
  gtk_label_set_label (GTK_LABEL (self->side), text != NULL ? text : "");
}

void
gb_section_set_counts (GbSection *self, gboolean counts)
{
  self->counts = counts;
  gb_section_update (self);
}

static void
remove_rows (GbSection *self)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), row);
}

void
gb_section_set_total (GbSection *self, guint total)
{
  self->total = total;
  gb_section_update (self);
}

void
gb_section_clear (GbSection *self)
{
  self->total = 0;
  remove_rows (self);
  self->n = 0;
  gb_section_update (self);
}

void
gb_section_set_empty (GbSection *self, const char *sentence)
{
  g_free (self->empty);
  self->empty = g_strdup (sentence);
  if (self->n == 0)
    gb_section_clear (self);
}

GtkWidget *
gb_section_add_button (GbSection *self, const char *label)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "section-button");
  gtk_box_append (GTK_BOX (self->head), button);
  return button;
}

void
gb_section_add (GbSection *self, GtkWidget *row)
{
  if (self->n == 0)
    remove_rows (self);
  gtk_list_box_append (GTK_LIST_BOX (self->list), row);
  self->n++;
  gb_section_update (self);
}

GtkWidget *
gb_section_first (GbSection *self)
{
  return self->n > 0 ? GTK_WIDGET (gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), 0)) : NULL;
}

guint
gb_section_get_count (GbSection *self)
{
  return self->n;
}

static void
on_row_activated (GtkListBox *list, GtkListBoxRow *row, gpointer data)
{
  if (GB_IS_ROW (row))
    g_signal_emit_by_name (row, "open");
}

static void
gb_section_finalize (GObject *object)
{
  g_free (GB_SECTION (object)->empty);
  G_OBJECT_CLASS (gb_section_parent_class)->finalize (object);
}

static void
gb_section_class_init (GbSectionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = gb_section_finalize;
}

static void
gb_section_init (GbSection *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 9);
  self->counts = TRUE;
  self->head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  self->title = gb_text_new (GB_TEXT_HEADING, NULL);
  gtk_widget_set_hexpand (self->title, FALSE);
  g_object_set (self->title, "wrap", FALSE, "max-width-chars", -1, "ellipsize", PANGO_ELLIPSIZE_END, NULL);
  /* A long one is cut short where the text is large. */
  g_object_bind_property (self->title, "label", self->title, "tooltip-text", G_BINDING_SYNC_CREATE);
  self->badge = gb_badge_new (0);
  self->side = g_object_new (GTK_TYPE_LABEL, "hexpand", TRUE, "xalign", 1.0, NULL);
  gtk_widget_add_css_class (self->side, "quiet");
  self->note = gb_text_new (GB_TEXT_QUIET, NULL);
  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->list, "boxed-list");
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (on_row_activated), self, 0);
  gtk_box_append (GTK_BOX (self->head), self->title);
  gtk_box_append (GTK_BOX (self->head), self->badge);
  gtk_box_append (GTK_BOX (self->head), self->side);
  gtk_box_append (GTK_BOX (self), self->head);
  gtk_box_append (GTK_BOX (self), self->note);
  gtk_box_append (GTK_BOX (self), self->list);
  gb_section_update (self);
}

GbSection *
gb_section_new (const char *title)
{
  GbSection *self = g_object_new (GB_TYPE_SECTION, NULL);

  gb_section_set_title (self, title);
  return self;
}
