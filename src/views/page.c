/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include <glib/gi18n.h>

#include "views/fold.h"
#include "views/page.h"
#include "views/text.h"

#define DESK_WIDTH 940
#define PANE_WIDTH ((int) (392 * gb_text_scale ()))

typedef struct
{
  GtkWidget *title, *back, *accent, *ends, *starts, *band, *stack, *body, *empty, *below;
  gboolean accent_left;
} GbPagePrivate;

G_DEFINE_TYPE_WITH_PRIVATE (GbPage, gb_page, ADW_TYPE_BIN)

static const char *const signal_names[] = { "accent", "new", "find", "print", "second" };
static guint signals[G_N_ELEMENTS (signal_names)];

#define PRIV(self) ((GbPagePrivate *) gb_page_get_instance_private (self))

gboolean
gb_page_emit (GbPage *self, const char *signal)
{
  guint id = g_signal_lookup (signal, GB_TYPE_PAGE);

  if (!g_signal_has_handler_pending (self, id, 0, FALSE))
    return FALSE;
  g_signal_emit (self, id, 0);
  return TRUE;
}

void
gb_page_set_title (GbPage *self, const char *title, const char *subtitle)
{
  g_autofree char *both
    = subtitle != NULL ? g_strdup_printf ("%s\n%s", title != NULL ? title : "", subtitle) : g_strdup (title);

  adw_window_title_set_title (ADW_WINDOW_TITLE (PRIV (self)->title), title != NULL ? title : "");
  adw_window_title_set_subtitle (ADW_WINDOW_TITLE (PRIV (self)->title), subtitle != NULL ? subtitle : "");
  /* Beside many buttons it is shortened. */
  gtk_widget_set_tooltip_text (PRIV (self)->title, both);
}

const char *
gb_page_get_title (GbPage *self)
{
  return adw_window_title_get_title (ADW_WINDOW_TITLE (PRIV (self)->title));
}

static void
on_accent (GbPage *self)
{
  gb_page_emit (self, "accent");
}

/* The accent stands across the bottom of a window that is too narrow for it in the header bar. */
static void
show_below (GbPage *self)
{
  GbPagePrivate *priv = PRIV (self);

  gtk_widget_set_visible (priv->below, priv->accent_left && gtk_widget_get_visible (priv->accent));
}

static gboolean
show_below_later (gpointer page)
{
  if (PRIV (page)->below != NULL)
    show_below (page);
  return G_SOURCE_REMOVE;
}

/* Said while the header bar is given its place, when nothing may be shown anew. */
static void
on_accent_left (GbPage *self, gboolean left)
{
  PRIV (self)->accent_left = left;
  g_idle_add_full (G_PRIORITY_HIGH_IDLE, show_below_later, g_object_ref (self), g_object_unref);
}

void
gb_page_set_accent (GbPage *self, const char *icon, const char *label)
{
  GtkWidget *button = PRIV (self)->accent;

  gtk_widget_set_visible (button, label != NULL);
  show_below (self);
  if (label == NULL)
    return;
  gtk_button_set_label (GTK_BUTTON (PRIV (self)->below), label);
  if (icon == NULL)
    gtk_button_set_label (GTK_BUTTON (button), label);
  else
    gtk_button_set_child (GTK_BUTTON (button),
                          g_object_new (ADW_TYPE_BUTTON_CONTENT, "icon-name", icon, "label", label, NULL));
  gb_name (button, label);
}

GtkWidget *
gb_page_add_button (GbPage *self, const char *icon, const char *label, gboolean with_word)
{
  GtkWidget *button = with_word ? gb_word_button_new (icon, label) : gb_icon_button_new (icon, label);

  gb_page_add_end (self, button);
  return button;
}

void
gb_page_add_start (GbPage *self, GtkWidget *widget)
{
  gtk_box_append (GTK_BOX (PRIV (self)->starts), widget);
}

void
gb_page_add_end (GbPage *self, GtkWidget *widget)
{
  AdwButtonContent *word = GTK_IS_BUTTON (widget) ? gb_word_button_get (widget) : NULL;

  if (word != NULL)
    gb_word_button_let_fold (widget, GTK_WIDGET (word));
  gb_fold_add (GB_FOLD (PRIV (self)->ends), widget);
}

void
gb_page_set_band (GbPage *self, GbCalloutKind kind, const char *text)
{
  gb_callout_set (PRIV (self)->band, kind, text);
  gtk_widget_add_css_class (PRIV (self)->band, "band");
}

void
gb_page_set_body (GbPage *self, GtkWidget *body)
{
  GbPagePrivate *priv = PRIV (self);

  if (priv->body != NULL)
    gtk_stack_remove (GTK_STACK (priv->stack), priv->body);
  priv->body = body;
  gtk_stack_add_child (GTK_STACK (priv->stack), body);
  if (priv->empty == NULL)
    gtk_stack_set_visible_child (GTK_STACK (priv->stack), body);
}

static GtkWidget *
scroll (GtkWidget *child)
{
  return g_object_new (GTK_TYPE_SCROLLED_WINDOW, "hscrollbar-policy", GTK_POLICY_NEVER, "child", child, "hexpand", TRUE,
                       "vexpand", TRUE, NULL);
}

GtkWidget *
gb_page_make_desk (GbPage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 22);
  GtkWidget *clamp =
      g_object_new (ADW_TYPE_CLAMP, "maximum-size", DESK_WIDTH, "tightening-threshold", DESK_WIDTH, "child", box, NULL);

  gtk_widget_add_css_class (box, "desk");
  gb_page_set_body (self, scroll (clamp));
  return box;
}

static void
on_pane_toggled (GtkToggleButton *button, AdwLeaflet *leaflet)
{
  adw_leaflet_navigate (leaflet, gtk_toggle_button_get_active (button) ? ADW_NAVIGATION_DIRECTION_FORWARD
                                                                      : ADW_NAVIGATION_DIRECTION_BACK);
}

static gboolean
show_later (gpointer button)
{
  gtk_widget_set_visible (button, g_object_get_data (button, "folded") != NULL);
  return G_SOURCE_REMOVE;
}

/* It folds while it is given its place, and a header bar that changes then is drawn before it has one. */
static void
on_folded (GObject *foldable, GParamSpec *pspec, GtkWidget *button)
{
  gboolean folded;

  g_object_get (foldable, "folded", &folded, NULL);
  g_object_set_data (G_OBJECT (button), "folded", GINT_TO_POINTER (folded));
  g_idle_add_full (G_PRIORITY_HIGH_IDLE, show_later, g_object_ref (button), g_object_unref);
}

void
gb_page_show_while_folded (GtkWidget *button, GtkWidget *foldable)
{
  gtk_widget_set_visible (button, FALSE);
  g_signal_connect_object (foldable, "notify::folded", G_CALLBACK (on_folded), button, 0);
  on_folded (G_OBJECT (foldable), NULL, button);
}

static GtkWidget *
add_pane_button (GbPage *self, GtkWidget *leaflet, const char *pane_title)
{
  GtkWidget *button = gb_word_toggle_new ("sidebar-show-right-symbolic", pane_title);

  gb_page_show_while_folded (button, leaflet);
  g_signal_connect_object (button, "toggled", G_CALLBACK (on_pane_toggled), leaflet, 0);
  gb_page_add_end (self, button);
  return button;
}

void
gb_page_make_case (GbPage *self, const char *pane_title, GtkWidget **story, GtkWidget **pane)
{
  *story = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  gtk_widget_add_css_class (*story, "story");
  *pane = gb_page_make_beside (self, pane_title, scroll (*story));
}

GtkWidget *
gb_page_make_beside (GbPage *self, const char *pane_title, GtkWidget *whole)
{
  GtkWidget *leaflet = adw_leaflet_new ();
  GtkWidget *pane = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *clamp, *scrolled;

  gtk_widget_add_css_class (pane, "pane");
  gtk_widget_set_size_request (whole, 400, -1);
  adw_leaflet_append (ADW_LEAFLET (leaflet), whole);
  /* Wrapping labels ask for their whole line; the clamp keeps the pane's width. */
  clamp = g_object_new (ADW_TYPE_CLAMP, "maximum-size", PANE_WIDTH, "tightening-threshold", PANE_WIDTH, "child", pane,
                        NULL);
  scrolled = scroll (clamp);
  g_object_set (scrolled, "hexpand", FALSE, "width-request", PANE_WIDTH, NULL);
  gtk_widget_add_css_class (scrolled, "side");
  adw_leaflet_append (ADW_LEAFLET (leaflet), scrolled);
  add_pane_button (self, leaflet, pane_title);
  gb_page_set_body (self, leaflet);
  return pane;
}

static void
on_empty_new (GbPage *self)
{
  if (!gb_page_emit (self, "new"))
    gb_page_emit (self, "accent");
}

static void
on_empty_second (GbPage *self)
{
  gb_page_emit (self, "second");
}

static GtkWidget *
empty_button (GbPage *self, const char *label, const char *style, GCallback callback)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_add_css_class (button, "pill");
  gtk_widget_add_css_class (button, style);
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  g_signal_connect_object (button, "clicked", callback, self, G_CONNECT_SWAPPED);
  return button;
}

void
gb_page_clear_empty (GbPage *self)
{
  GbPagePrivate *priv = PRIV (self);

  if (priv->empty != NULL)
    gtk_stack_remove (GTK_STACK (priv->stack), priv->empty);
  priv->empty = NULL;
  if (priv->body != NULL)
    gtk_stack_set_visible_child (GTK_STACK (priv->stack), priv->body);
}

void
gb_page_set_empty (GbPage *self, const char *icon, const char *title, const char *sentence, const char *button,
                   const char *second)
{
  GbPagePrivate *priv = PRIV (self);
  GtkWidget *status =
      g_object_new (ADW_TYPE_STATUS_PAGE, "icon-name", icon, "title", title, "description", sentence, NULL);
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  gb_page_clear_empty (self);
  if (button != NULL)
    gtk_box_append (GTK_BOX (buttons), empty_button (self, button, "suggested-action", G_CALLBACK (on_empty_new)));
  if (second != NULL)
    gtk_box_append (GTK_BOX (buttons), empty_button (self, second, "flat", G_CALLBACK (on_empty_second)));
  adw_status_page_set_child (ADW_STATUS_PAGE (status), buttons);
  priv->empty = status;
  gtk_stack_add_child (GTK_STACK (priv->stack), status);
  gtk_stack_set_visible_child (GTK_STACK (priv->stack), status);
}

/* The number stands behind "act" in the action's name. */
static void
on_act (GSimpleAction *action, GVariant *parameter, GtkWidget *page)
{
  GbPageAct chosen = (GbPageAct) g_object_get_data (G_OBJECT (action), "chosen");

  chosen (page, atoi (g_action_get_name (G_ACTION (action)) + strlen ("act")));
}

GtkWidget *
gb_page_add_acts (GbPage *self, const char *group, const char *label, int n_acts, GbPageAct chosen)
{
  GtkWidget *button = gtk_menu_button_new ();
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();

  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "view-more-symbolic");
  gtk_widget_set_tooltip_text (button, label);
  gb_name (button, label);
  gtk_widget_set_visible (button, FALSE);
  for (int i = 0; i < n_acts; i++)
    {
      g_autofree char *name = g_strdup_printf ("act%d", i);
      g_autoptr (GSimpleAction) action = g_simple_action_new (name, NULL);
      g_object_set_data (G_OBJECT (action), "chosen", (gpointer) chosen);
      g_signal_connect_object (action, "activate", G_CALLBACK (on_act), self, 0);
      g_action_map_add_action (G_ACTION_MAP (actions), G_ACTION (action));
    }
  gtk_widget_insert_action_group (GTK_WIDGET (self), group, G_ACTION_GROUP (actions));
  gb_page_add_end (self, button);
  return button;
}

void
gb_page_show_acts (GtkWidget *button, const char *group, const char *const *labels, const gboolean *offered, int n_acts)
{
  g_autoptr (GMenu) menu = g_menu_new ();

  for (int i = 0; i < n_acts; i++)
    {
      g_autofree char *name = g_strdup_printf ("%s.act%d", group, i);
      if (offered[i])
        g_menu_append (menu, _ (labels[i]), name);
    }
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  gb_name_menu (button);
  gtk_widget_set_visible (button, g_menu_model_get_n_items (G_MENU_MODEL (menu)) > 0);
}

void
gb_page_set_can_go_back (GbPage *self, gboolean can)
{
  gtk_widget_set_visible (PRIV (self)->back, can);
}

static void
gb_page_dispose (GObject *object)
{
  GbPage *self = GB_PAGE (object);

  PRIV (self)->body = PRIV (self)->empty = PRIV (self)->below = NULL;
  G_OBJECT_CLASS (gb_page_parent_class)->dispose (object);
}

static void
gb_page_class_init (GbPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gb_page_dispose;
  for (guint i = 0; i < G_N_ELEMENTS (signal_names); i++)
    signals[i] = g_signal_new (signal_names[i], GB_TYPE_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (ADW_TYPE_BIN);
  g_type_ensure (GB_TYPE_FOLD);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/guardbook/Guardbook/ui/page.ui");
  gtk_widget_class_bind_template_child_private (widget_class, GbPage, title);
  gtk_widget_class_bind_template_child_private (widget_class, GbPage, back);
  gtk_widget_class_bind_template_child_private (widget_class, GbPage, accent);
  gtk_widget_class_bind_template_child_private (widget_class, GbPage, starts);
  gtk_widget_class_bind_template_child_private (widget_class, GbPage, ends);
  gtk_widget_class_bind_template_child_private (widget_class, GbPage, stack);
  gtk_widget_class_bind_template_child_private (widget_class, GbPage, below);
  gtk_widget_class_bind_template_child_full (widget_class, "buttons", FALSE, 0);
  gtk_widget_class_bind_template_callback (widget_class, on_accent_left);
  gtk_widget_class_bind_template_child_full (widget_class, "frame", FALSE, 0);
  gtk_widget_class_bind_template_child_full (widget_class, "main_menu", FALSE, 0);
  gtk_widget_class_bind_template_callback (widget_class, on_accent);
}

static void
gb_page_init (GbPage *self)
{
  GbPagePrivate *priv = PRIV (self);
  GtkWidget *frame;

  gtk_widget_init_template (GTK_WIDGET (self));
  frame = GTK_WIDGET (gtk_widget_get_template_child (GTK_WIDGET (self), GB_TYPE_PAGE, "frame"));
  gb_name_menu (GTK_WIDGET (gtk_widget_get_template_child (GTK_WIDGET (self), GB_TYPE_PAGE, "main_menu")));
  gb_fold_let_leave (GB_FOLD (gtk_widget_get_template_child (GTK_WIDGET (self), GB_TYPE_PAGE, "buttons")),
                     priv->accent);
  priv->band = gb_callout_new (GB_CALLOUT_NOTE, NULL);
  gtk_box_insert_child_after (GTK_BOX (frame), priv->band, gtk_widget_get_first_child (frame));
}

GbPage *
gb_page_new (const char *title)
{
  GbPage *self = g_object_new (GB_TYPE_PAGE, NULL);

  gb_page_set_title (self, title, NULL);
  return self;
}
