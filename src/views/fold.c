/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "views/fold.h"

#define SPACING 5

struct _GbFold
{
  GtkWidget parent_instance;
  GtkWidget *leaves; /* NULL: none may */
  gboolean left;
};
G_DEFINE_FINAL_TYPE (GbFold, gb_fold, GTK_TYPE_WIDGET)

static guint left_signal;

static GtkWidget *
next_shown (GtkWidget *child)
{
  while (child != NULL && !gtk_widget_should_layout (child))
    child = gtk_widget_get_next_sibling (child);
  return child;
}

/* for (CHILD) each child that takes part. */
#define EACH(child, self)                                                                        \
  GtkWidget *child = next_shown (gtk_widget_get_first_child (GTK_WIDGET (self))); child != NULL; \
  child = next_shown (gtk_widget_get_next_sibling (child))

static int
least_of (GbFold *self, GtkWidget *child)
{
  int least = 0;

  if (child != self->leaves)
    gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  return least;
}

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
      /* The gap beside what leaves is kept. */
      *minimum += child == GB_FOLD (self)->leaves ? 0 : gap + least;
      *natural += gap + liked;
      gap = SPACING;
    }
}

/* Only a fold in it can do with part of what it would like. */
static gboolean
is_all_or_nothing (GtkWidget *child)
{
  return !GB_IS_FOLD (child);
}

/* What @child gets of what is still to be had beyond what all need. */
static int
width_of (GbFold *self, GtkWidget *child, int *spare)
{
  int least = least_of (self, child), more;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &more, NULL, NULL);
  more -= least;
  if (more > *spare)
    more = is_all_or_nothing (child) ? 0 : MAX (*spare, 0);
  *spare -= more;
  return least + more;
}

static void
set_left (GbFold *self, gboolean left)
{
  gtk_widget_set_child_visible (self->leaves, !left);
  if (self->left == left)
    return;
  self->left = left;
  g_signal_emit (self, left_signal, 0, left);
}

static void
gb_fold_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  GbFold *self = GB_FOLD (widget);
  gboolean from_right = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int least, spare, x, taken = 0;
  g_autoptr (GArray) widths = g_array_new (FALSE, FALSE, sizeof (int));
  guint n = 0;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  spare = width - least;
  for (EACH (child, widget))
    {
      int given = width_of (self, child, &spare);
      taken += given > 0 ? given + SPACING : 0;
      g_array_append_val (widths, given);
    }
  x = width - taken + SPACING;
  for (EACH (child, widget))
    {
      int given = g_array_index (widths, int, n++);
      if (child == self->leaves)
        set_left (self, given == 0);
      if (child == self->leaves && given == 0)
        continue;
      gtk_widget_size_allocate (child, &(GtkAllocation){ from_right ? width - x - given : x, 0, given, height }, -1);
      x += given > 0 ? given + SPACING : 0;
    }
}

void
gb_fold_let_leave (GbFold *self, GtkWidget *child)
{
  self->leaves = child;
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

  GB_FOLD (object)->leaves = NULL;
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
  left_signal = g_signal_new ("left", GB_TYPE_FOLD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                              G_TYPE_BOOLEAN);
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
