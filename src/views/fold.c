/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "views/fold.h"

#define SPACING 6

struct _GbFold
{
  GtkWidget parent_instance;
};
G_DEFINE_FINAL_TYPE (GbFold, gb_fold, GTK_TYPE_WIDGET)

static GtkWidget *
next_shown (GtkWidget *child)
{
  while (child != NULL && !gtk_widget_should_layout (child))
    child = gtk_widget_get_next_sibling (child);
  return child;
}

/* for (CHILD) each child that takes part. */
#define EACH(child, self)                                                                     \
  GtkWidget *child = next_shown (gtk_widget_get_first_child (GTK_WIDGET (self))); child != NULL; \
  child = next_shown (gtk_widget_get_next_sibling (child))

static void
gb_fold_measure (GtkWidget *self, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                 int *minimum_baseline, int *natural_baseline)
{
  int gap = 0;

  for (EACH (child, self))
    {
      int least, liked;
      gtk_widget_measure (child, orientation, -1, &least, &liked, NULL, NULL);
      if (orientation == GTK_ORIENTATION_VERTICAL)
        {
          *minimum = MAX (*minimum, least);
          *natural = MAX (*natural, liked);
          continue;
        }
      *minimum += gap + least;
      *natural += gap + liked;
      gap = SPACING;
    }
}

/* What @child gets of what is still to be had beyond what all need. */
static int
width_of (GtkWidget *child, int *spare)
{
  int least, liked, more;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &least, &liked, NULL, NULL);
  more = liked - least;
  if (more > *spare)
    more = GB_IS_FOLD (child) ? MAX (*spare, 0) : 0;
  *spare -= more;
  return least + more;
}

static void
gb_fold_size_allocate (GtkWidget *self, int width, int height, int baseline)
{
  gboolean from_right = gtk_widget_get_direction (self) == GTK_TEXT_DIR_RTL;
  int least, spare, x, taken = 0;
  g_autoptr (GArray) widths = g_array_new (FALSE, FALSE, sizeof (int));
  guint n = 0;

  gtk_widget_measure (self, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  spare = width - least;
  for (EACH (child, self))
    {
      int given = width_of (child, &spare);
      taken += given + (widths->len > 0 ? SPACING : 0);
      g_array_append_val (widths, given);
    }
  x = width - taken;
  for (EACH (child, self))
    {
      int given = g_array_index (widths, int, n++);
      gtk_widget_size_allocate (child, &(GtkAllocation){ from_right ? width - x - given : x, 0, given, height }, -1);
      x += given + SPACING;
    }
}

void
gb_fold_add (GbFold *self, GtkWidget *child)
{
  gtk_widget_insert_before (child, GTK_WIDGET (self), NULL);
}

static void
gb_fold_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (gb_fold_parent_class)->dispose (object);
}

static void
gb_fold_class_init (GbFoldClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gb_fold_dispose;
  widget_class->measure = gb_fold_measure;
  widget_class->size_allocate = gb_fold_size_allocate;
}

static void
gb_fold_init (GbFold *self)
{
}

GtkWidget *
gb_fold_new (void)
{
  return g_object_new (GB_TYPE_FOLD, NULL);
}
