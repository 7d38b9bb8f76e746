/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "views/find-bar.h"
#include "views/text.h"

struct _GbFindBar
{
  GtkBox parent_instance;
  GtkWidget *bar, *entry, *count;
};

G_DEFINE_FINAL_TYPE (GbFindBar, gb_find_bar, GTK_TYPE_BOX)

enum { ASKED, STEP, CLOSED, N_SIGNALS };
static guint signals[N_SIGNALS];

void
gb_find_bar_open (GbFindBar *self)
{
  gtk_search_bar_set_search_mode (GTK_SEARCH_BAR (self->bar), TRUE);
  gtk_widget_grab_focus (self->entry);
}

gboolean
gb_find_bar_is_open (GbFindBar *self)
{
  return gtk_search_bar_get_search_mode (GTK_SEARCH_BAR (self->bar));
}

const char *
gb_find_bar_get_words (GbFindBar *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->entry));
}

void
gb_find_bar_say (GbFindBar *self, gboolean asked, guint place, guint n)
{
  g_autofree char *said = NULL;

  if (asked)
    said = n > 0 ? g_strdup_printf (_ ("%u of %u"), place + 1, n) : g_strdup (_ ("Not found"));
  gtk_label_set_text (GTK_LABEL (self->count), said != NULL ? said : "");
}

/* --- what is heard -------------------------------------------------------------------- */

static void
on_words (GbFindBar *self)
{
  g_signal_emit (self, signals[ASKED], 0);
}

static void
on_next (GbFindBar *self)
{
  g_signal_emit (self, signals[STEP], 0, TRUE);
}

static void
on_before (GbFindBar *self)
{
  g_signal_emit (self, signals[STEP], 0, FALSE);
}

static void
on_mode (GbFindBar *self)
{
  if (!gb_find_bar_is_open (self))
    g_signal_emit (self, signals[CLOSED], 0);
}

/* --- life --------------------------------------------------------------------------------- */

/* The search bar makes it itself, and gives it an icon only. */
static void
name_close_button (GtkWidget *inside)
{
  if (GTK_IS_BUTTON (inside) && gtk_widget_has_css_class (inside, "close"))
    gb_name (inside, _ ("Close find"));
  for (GtkWidget *child = gtk_widget_get_first_child (inside); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    name_close_button (child);
}

static void
gb_find_bar_class_init (GbFindBarClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  signals[ASKED] = g_signal_new ("asked", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[STEP] = g_signal_new ("step", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
  signals[CLOSED] = g_signal_new ("closed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
gb_find_bar_init (GbFindBar *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *before = gb_icon_button_new ("go-up-symbolic", _ ("The place before"));
  GtkWidget *next = gb_icon_button_new ("go-down-symbolic", _ ("The next place"));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  self->bar = gtk_search_bar_new ();
  self->entry = gtk_search_entry_new ();
  self->count = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->count, "quiet");
  gtk_box_append (GTK_BOX (box), self->entry);
  gtk_box_append (GTK_BOX (box), before);
  gtk_box_append (GTK_BOX (box), next);
  gtk_box_append (GTK_BOX (box), self->count);
  gtk_search_bar_set_child (GTK_SEARCH_BAR (self->bar), box);
  gtk_search_bar_connect_entry (GTK_SEARCH_BAR (self->bar), GTK_EDITABLE (self->entry));
  gtk_search_bar_set_show_close_button (GTK_SEARCH_BAR (self->bar), TRUE);
  name_close_button (self->bar);
  gtk_box_append (GTK_BOX (self), self->bar);
  g_signal_connect_object (self->entry, "search-changed", G_CALLBACK (on_words), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->entry, "activate", G_CALLBACK (on_next), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->entry, "next-match", G_CALLBACK (on_next), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->entry, "previous-match", G_CALLBACK (on_before), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (before, "clicked", G_CALLBACK (on_before), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (next, "clicked", G_CALLBACK (on_next), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->bar, "notify::search-mode-enabled", G_CALLBACK (on_mode), self, G_CONNECT_SWAPPED);
}

GbFindBar *
gb_find_bar_new (const char *prompt, int width)
{
  GbFindBar *self = g_object_new (GB_TYPE_FIND_BAR, NULL);

  g_object_set (self->entry, "placeholder-text", prompt, "width-chars", 8, "max-width-chars", width, NULL);
  gb_name (self->entry, prompt);
  return self;
}
