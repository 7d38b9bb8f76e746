/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "views/fold.h"
#include "views/text.h"

#define SPACING 5
/* In a window as wide as this words are kept: a header bar would rather keep its title in the middle. */
#define ROOMY ((int) (1100 * gb_text_scale ()))

struct _GbFold
{
  GtkWidget parent_instance;
  GtkWidget *leaves; /* NULL: none may */
  gboolean left, roomy;
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

static gboolean
is_roomy (GtkWidget *self)
{
  GtkRoot *root = gtk_widget_get_root (self);
  int width = 0, height = 0;

  if (GTK_IS_WINDOW (root))
    gtk_window_get_default_size (GTK_WINDOW (root), &width, &height);
  return width >= ROOMY;
}

static void
measure_row (GtkWidget *self, GtkOrientation orientation, int *minimum, int *natural)
{
  int gap = 0;

  *minimum = *natural = 0;
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

static void
gb_fold_measure (GtkWidget *self, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                 int *minimum_baseline, int *natural_baseline)
{
  measure_row (self, orientation, minimum, natural);
  if (orientation == GTK_ORIENTATION_HORIZONTAL && is_roomy (self))
    *minimum = *natural;
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
  int least, liked, spare, x, taken = 0;
  g_autoptr (GArray) widths = g_array_new (FALSE, FALSE, sizeof (int));
  guint n = 0;

  measure_row (widget, GTK_ORIENTATION_HORIZONTAL, &least, &liked);
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

static gboolean
measure_later (gpointer self)
{
  gtk_widget_queue_resize (self);
  return G_SOURCE_REMOVE;
}

/* Said while the window is given its size, when nothing may ask for another. */
static void
on_width (GbFold *self)
{
  gboolean roomy = is_roomy (GTK_WIDGET (self));

  if (roomy != self->roomy)
    g_idle_add_full (G_PRIORITY_HIGH_IDLE, measure_later, g_object_ref (self), g_object_unref);
  self->roomy = roomy;
}

static void
gb_fold_root (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (gb_fold_parent_class)->root (widget);
  GB_FOLD (widget)->roomy = is_roomy (widget);
  g_signal_connect_object (gtk_widget_get_root (widget), "notify::default-width", G_CALLBACK (on_width), widget,
                           G_CONNECT_SWAPPED);
}

static void
gb_fold_unroot (GtkWidget *widget)
{
  g_signal_handlers_disconnect_by_func (gtk_widget_get_root (widget), on_width, widget);
  GTK_WIDGET_CLASS (gb_fold_parent_class)->unroot (widget);
}

static void
gb_fold_class_init (GbFoldClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gb_fold_dispose;
  widget_class->root = gb_fold_root;
  widget_class->unroot = gb_fold_unroot;
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
