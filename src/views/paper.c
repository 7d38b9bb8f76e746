/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"
#include "views/paper.h"
#include "views/text.h"

struct _GbPaper
{
  GtkBox parent_instance;
  GtkWidget *heading, *corner, *grid;
  int row, column;
};

G_DEFINE_FINAL_TYPE (GbPaper, gb_paper, GTK_TYPE_BOX)

static void
attach (GbPaper *self, GtkWidget *widget, gboolean wide)
{
  if (wide && self->column == 1)
    {
      self->row++;
      self->column = 0;
    }
  gtk_grid_attach (GTK_GRID (self->grid), widget, self->column, self->row, wide ? 2 : 1, 1);
  if (wide || self->column == 1)
    {
      self->row++;
      self->column = 0;
    }
  else
    self->column = 1;
}

void
gb_paper_add (GbPaper *self, const char *label, const char *value, gboolean wide)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);

  gtk_box_append (GTK_BOX (box), gb_text_new (GB_TEXT_CLAUSE, label));
  gtk_box_append (GTK_BOX (box), gb_text_new (GB_TEXT_BODY, value));
  attach (self, box, wide);
}

void
gb_paper_add_rule (GbPaper *self)
{
  attach (self, gtk_separator_new (GTK_ORIENTATION_HORIZONTAL), TRUE);
}

static void
gb_paper_class_init (GbPaperClass *klass)
{
}

static void
gb_paper_init (GbPaper *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 14);
  gtk_widget_add_css_class (GTK_WIDGET (self), "paper");
  self->heading = gb_text_new (GB_TEXT_BODY, NULL);
  gtk_widget_add_css_class (self->heading, "paper-heading");
  gb_text_keep_words (self->heading);
  self->corner = g_object_new (GTK_TYPE_LABEL, "xalign", 1.0, NULL);
  gtk_widget_add_css_class (self->corner, "clause");
  self->grid = g_object_new (GTK_TYPE_GRID, "row-spacing", 12, "column-spacing", 24, "column-homogeneous", TRUE, NULL);
  gtk_box_append (GTK_BOX (head), self->heading);
  gtk_box_append (GTK_BOX (head), self->corner);
  gtk_box_append (GTK_BOX (self), head);
  gtk_box_append (GTK_BOX (self), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  gtk_box_append (GTK_BOX (self), self->grid);
}

GbPaper *
gb_paper_new (const char *heading, const char *corner)
{
  GbPaper *self = g_object_new (GB_TYPE_PAPER, NULL);

  gb_text_set (self->heading, heading);
  gtk_label_set_label (GTK_LABEL (self->corner), corner != NULL ? corner : "");
  return self;
}
