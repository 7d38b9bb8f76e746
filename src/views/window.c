/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "views/ask.h"
#include "views/badge.h"
#include "views/find.h"
#include "views/help.h"
#include "views/members.h"
#include "views/page.h"
#include "views/places.h"
#include "views/prove.h"
#include "views/roles.h"
#include "views/safety.h"
#include "views/text.h"
#include "views/veil.h"
#include "views/window-size.h"
#include "views/window.h"

/* Each has a key: the digits, then J for the journal. */
#define MOST_PLACES 11

struct _GbWindow
{
  AdwApplicationWindow parent_instance;
  GtkStack *outer; /* "start" or "desk" */
  AdwBin *start;
  AdwToastOverlay *toasts;
  AdwLeaflet *leaflet;
  GtkListBox *places;
  AdwAvatar *avatar;
  GtkLabel *school, *member, *roles;
  GtkStack *pages;

  GbBook *book;
  GQueue history;      /* of GtkWidget, the shown page last; owned by the stack */
  GHashTable *roots;   /* place id -> its page */
  GPtrArray *badges;   /* beside the rows */
  /* Where whoever locked the desk was, for when they are back; ids only, and never in a file. */
  struct { char *member, *place, *noun, *case_id; } left;
  gboolean selecting;
};

G_DEFINE_FINAL_TYPE (GbWindow, gb_window, ADW_TYPE_APPLICATION_WINDOW)

enum { PROP_NAMES_HIDDEN = 1 };
enum { LOCK, N_SIGNALS };
static guint signals[N_SIGNALS];

GbWindow *
gb_window_of (GtkWidget *widget)
{
  GtkWidget *root = widget != NULL ? GTK_WIDGET (gtk_widget_get_root (widget)) : NULL;

  while (root != NULL && !GB_IS_WINDOW (root))
    root = GTK_IS_WINDOW (root) ? GTK_WIDGET (gtk_window_get_transient_for (GTK_WINDOW (root))) : NULL;
  return root != NULL ? GB_WINDOW (root) : NULL;
}

GbBook *
gb_window_get_book (GbWindow *self)
{
  return self->book;
}

/* libadwaita leaves the button that ends a toast without a name. */
static void
name_toast_buttons (GtkWidget *inside)
{
  if (GTK_IS_BUTTON (inside) && gtk_widget_has_css_class (inside, "circular"))
    gb_name (inside, _ ("Close"));
  for (GtkWidget *child = gtk_widget_get_first_child (inside); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (!ADW_IS_LEAFLET (child))
      name_toast_buttons (child);
}

void
gb_window_toast (GtkWidget *from, const char *text)
{
  GbWindow *self = gb_window_of (from);
  AdwToast *toast = self != NULL ? adw_toast_new (text) : NULL;

  if (toast == NULL)
    return;
  /* It may name what the next one at the desk mustn't know of. */
  g_signal_connect_object (self->outer, "notify::visible-child", G_CALLBACK (adw_toast_dismiss), toast,
                           G_CONNECT_SWAPPED);
  adw_toast_overlay_add_toast (self->toasts, toast);
  name_toast_buttons (GTK_WIDGET (self->toasts));
}

/* --- pages --------------------------------------------------------------------- */

static GtkWidget *
shown_page (GbWindow *self)
{
  return g_queue_peek_tail (&self->history);
}

static void
show_top (GbWindow *self)
{
  GtkWidget *page = shown_page (self);

  /* A page that isn't shown isn't there for the screen reader either. */
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->pages)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    gtk_widget_set_visible (child, child == page);
  gtk_stack_set_visible_child (self->pages, page);
  gb_page_set_can_go_back (GB_PAGE (page), g_queue_get_length (&self->history) > 1
                                             || adw_leaflet_get_folded (self->leaflet));
  adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_FORWARD);
}

static gboolean
is_root (GbWindow *self, GtkWidget *page)
{
  GHashTableIter iter;
  gpointer root;

  g_hash_table_iter_init (&iter, self->roots);
  while (g_hash_table_iter_next (&iter, NULL, &root))
    if (root == page)
      return TRUE;
  return FALSE;
}

/* The page leaves at the end of the stack's crossfade: after, not in the middle of a signal. */
static gboolean
remove_later (gpointer page)
{
  GtkWidget *stack = gtk_widget_get_parent (page);

  if (stack != NULL)
    gtk_stack_remove (GTK_STACK (stack), page);
  return G_SOURCE_REMOVE;
}

static void
pop (GbWindow *self)
{
  GtkWidget *page = g_queue_pop_tail (&self->history);

  if (!is_root (self, page))
    g_timeout_add_full (G_PRIORITY_DEFAULT, 200, remove_later, g_object_ref (page), g_object_unref);
}

static void
push (GbWindow *self, GtkWidget *page)
{
  if (gtk_widget_get_parent (page) == NULL)
    gtk_stack_add_child (self->pages, page);
  g_queue_push_tail (&self->history, page);
  show_top (self);
}

static void
select_place (GbWindow *self, const char *id)
{
  guint count;
  const GbPlace *places = gb_places (&count);

  self->selecting = TRUE;
  for (guint i = 0; i < count; i++)
    if (g_str_equal (places[i].id, id))
      gtk_list_box_select_row (self->places, gtk_list_box_get_row_at_index (self->places, i));
  self->selecting = FALSE;
}

/* The page of the guide for what is shown now. */
static const char *
guide_page (GbWindow *self)
{
  const char *page = self->book == NULL ? gb_help_shown_in (GTK_WIDGET (self->start)) : NULL;

  for (GList *link = self->history.tail; link != NULL && page == NULL; link = link->prev)
    page = gb_help_marked (link->data);
  return page != NULL ? page : gb_help_page_for (self->book == NULL ? "start" : NULL);
}

static void
go (GbWindow *self, const char *id)
{
  const GbPlace *place = gb_place_find (id);
  GtkWidget *root;

  if (place == NULL || self->book == NULL || !gb_place_is_for (place, self->book))
    return;
  root = g_hash_table_lookup (self->roots, id);
  if (root == NULL)
    {
      root = place->page_new (self->book);
      gb_help_mark (root, gb_help_page_for (id));
      g_hash_table_insert (self->roots, g_strdup (id), root);
    }
  while (!g_queue_is_empty (&self->history))
    pop (self);
  select_place (self, id);
  push (self, root);
}

void
gb_window_go (GtkWidget *from, const char *place)
{
  GbWindow *self = gb_window_of (from);

  if (self != NULL)
    go (self, place);
}

void
gb_window_push (GtkWidget *from, GtkWidget *page)
{
  GbWindow *self = gb_window_of (from);

  g_return_if_fail (GB_IS_PAGE (page));
  if (self != NULL && self->book != NULL)
    push (self, page);
  else
    g_object_unref (g_object_ref_sink (page));
}

void
gb_window_open_case (GtkWidget *from, const char *noun, const char *case_id)
{
  GbWindow *self = gb_window_of (from);
  const GbPlace *place = gb_place_of_noun (noun);
  GtkWidget *page;

  if (self == NULL || self->book == NULL || place == NULL || place->case_new == NULL)
    return;
  page = place->case_new (self->book, case_id);
  g_object_set_data (G_OBJECT (page), "gb-noun", (gpointer) g_intern_string (noun));
  g_object_set_data_full (G_OBJECT (page), "gb-case", g_strdup (case_id), g_free);
  if (gb_help_marked (page) == NULL)
    gb_help_mark (page, gb_help_page_for (place->id));
  push (self, page);
  select_place (self, place->id);
}

static void
back (GbWindow *self)
{
  if (g_queue_get_length (&self->history) > 1)
    {
      pop (self);
      show_top (self);
    }
  else
    adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_BACK);
}

void
gb_window_back (GtkWidget *from)
{
  GbWindow *self = gb_window_of (from);

  if (self != NULL)
    back (self);
}

/* --- the sidebar ------------------------------------------------------------------- */

static void
on_place_selected (GbWindow *self, GtkListBoxRow *row)
{
  guint count;
  const GbPlace *places = gb_places (&count);

  if (row != NULL && !self->selecting)
    go (self, places[gtk_list_box_row_get_index (row)].id);
}

/* A click on the place where one already is leads from a case back to its list. */
static void
on_place_activated (GbWindow *self, GtkListBoxRow *row)
{
  if (g_queue_get_length (&self->history) > 1)
    on_place_selected (self, row);
}

static void
name_place_row (GtkWidget *row, const GbPlace *place, gint64 count)
{
  g_autofree char *name =
      count > 0 ? g_strdup_printf ("%s, %" G_GINT64_FORMAT, _ (place->title), count) : g_strdup (_ (place->title));
  gb_name (row, name);
}

static void
add_place_row (GbWindow *self, const GbPlace *place)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *title = g_object_new (GTK_TYPE_LABEL, "label", _ (place->title), "xalign", 0.0, "hexpand", TRUE,
                                   "ellipsize", PANGO_ELLIPSIZE_END, "tooltip-text", _ (place->title), NULL);
  GtkWidget *badge = gb_badge_new (0);

  gb_badge_set_accent (badge, g_str_equal (place->id, "today"));
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (place->icon));
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), badge);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  name_place_row (row, place, 0);
  gtk_list_box_append (self->places, row);
  g_ptr_array_add (self->badges, badge);
}

/* Worker: the counts of all places, in order. */
static gpointer
ask_counts (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  guint count;
  const GbPlace *places = gb_places (&count);
  g_autoptr (GArray) counts = g_array_new (FALSE, TRUE, sizeof (gint64));

  for (guint i = 0; i < count; i++)
    {
      g_autoptr (GError) local = NULL;
      gint64 n = places[i].count != NULL && gb_place_is_for (&places[i], book) ? places[i].count (book, &local) : 0;
      if (local != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return NULL;
        }
      g_array_append_val (counts, n);
    }
  return g_steal_pointer (&counts);
}

static void
show_counts (GtkWidget *widget, gpointer answer, GError *error)
{
  GbWindow *self = GB_WINDOW (widget);
  GArray *counts = answer;
  guint count;
  const GbPlace *places = gb_places (&count);

  /* A badge is a hint: the page behind it says what went wrong. */
  for (guint i = 0; counts != NULL && i < counts->len && i < self->badges->len; i++)
    {
      gint64 n = g_array_index (counts, gint64, i);
      gb_badge_set (self->badges->pdata[i], n);
      name_place_row (GTK_WIDGET (gtk_list_box_get_row_at_index (self->places, i)), &places[i], n);
    }
}

static void
refresh_counts (GtkWidget *widget)
{
  GbWindow *self = GB_WINDOW (widget);

  if (self->book != NULL)
    gb_view_ask (widget, self->book, ask_counts, NULL, NULL, (GDestroyNotify) g_array_unref, show_counts);
}

/* Only the places that are this member's. */
static void
show_places (GbWindow *self)
{
  guint count;
  const GbPlace *places = gb_places (&count);

  for (guint i = 0; i < count; i++)
    gtk_widget_set_visible (GTK_WIDGET (gtk_list_box_get_row_at_index (self->places, i)),
                            gb_place_is_for (&places[i], self->book));
}

static void
show_member (GbWindow *self)
{
  g_autofree char *roles = gb_say_role_list (gb_book_get_roles (self->book));

  gtk_label_set_label (self->school, gb_book_get_school (self->book));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->school), gb_book_get_school (self->book));
  adw_avatar_set_text (self->avatar, gb_book_get_member_name (self->book));
  gtk_label_set_label (self->member, gb_book_get_member_name (self->book));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->member), gb_book_get_member_name (self->book));
  gtk_label_set_label (self->roles, roles);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->roles), roles);
}

/* --- book --------------------------------------------------------------------------- */

static void
drop_pages (GbWindow *self)
{
  GtkWidget *page;

  g_queue_clear (&self->history);
  g_hash_table_remove_all (self->roots);
  while ((page = gtk_widget_get_first_child (GTK_WIDGET (self->pages))) != NULL)
    gtk_stack_remove (self->pages, page);
}

/* Dialogs over the window show records too. */
static void
close_dialogs (GbWindow *self)
{
  GListModel *tops = gtk_window_get_toplevels ();

  for (guint i = g_list_model_get_n_items (tops); i > 0; i--)
    {
      g_autoptr (GtkWindow) top = g_list_model_get_item (tops, i - 1);
      if (top == GTK_WINDOW (self) || gtk_window_get_transient_for (top) == NULL)
        continue;
      /* The list of keys tells nothing, and is shown again. */
      if (gtk_window_get_hide_on_close (top))
        gtk_widget_set_visible (GTK_WIDGET (top), FALSE);
      else
        gtk_window_destroy (top);
    }
}

static void
show_outer (GbWindow *self, const char *name)
{
  gtk_widget_set_visible (GTK_WIDGET (self->start), g_str_equal (name, "start"));
  gtk_widget_set_visible (GTK_WIDGET (self->toasts), g_str_equal (name, "desk"));
  gtk_stack_set_visible_child_name (self->outer, name);
}

void
gb_window_show_start (GbWindow *self, GtkWidget *page)
{
  adw_bin_set_child (self->start, page);
  show_outer (self, "start");
}

/* --- back from the lock ------------------------------------------------------------------ */

static void
forget_place (GbWindow *self)
{
  g_clear_pointer (&self->left.member, g_free);
  g_clear_pointer (&self->left.place, g_free);
  g_clear_pointer (&self->left.noun, g_free);
  g_clear_pointer (&self->left.case_id, g_free);
}

static void
remember_place (GbWindow *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->places);
  guint count;
  const GbPlace *places = gb_places (&count);
  const char *case_id = NULL;

  forget_place (self);
  if (row == NULL)
    return;
  self->left.member = g_strdup (gb_book_get_member_id (self->book));
  self->left.place = g_strdup (places[gtk_list_box_row_get_index (row)].id);
  for (GList *link = self->history.tail; link != NULL && case_id == NULL; link = link->prev)
    if ((case_id = g_object_get_data (link->data, "gb-case")) != NULL)
      {
        self->left.case_id = g_strdup (case_id);
        self->left.noun = g_strdup (g_object_get_data (link->data, "gb-noun"));
      }
}

/* The same member goes on where they were, anybody else begins at Today. */
static void
go_back_to_place (GbWindow *self)
{
  gboolean same = g_strcmp0 (self->left.member, gb_book_get_member_id (self->book)) == 0;

  go (self, "today");
  if (same)
    go (self, self->left.place);
  if (same && self->left.case_id != NULL)
    gb_window_open_case (GTK_WIDGET (self), self->left.noun, self->left.case_id);
  forget_place (self);
}

void
gb_window_set_book (GbWindow *self, GbBook *book)
{
  if (self->book != NULL)
    {
      remember_place (self);
      g_signal_handlers_disconnect_by_data (self->book, self);
      close_dialogs (self);
      drop_pages (self);
    }
  g_set_object (&self->book, book);
  gb_veil_set_book (book);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.lock", book != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.members", book != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.find-all", book != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.passphrase", book != NULL);
  if (book == NULL)
    {
      gtk_label_set_label (self->school, "");
      gtk_label_set_label (self->member, "");
      gtk_window_set_title (GTK_WINDOW (self), _ ("Guardbook"));
      show_outer (self, "start");
      return;
    }
  show_member (self);
  show_places (self);
  show_outer (self, "desk");
  adw_bin_set_child (self->start, NULL);
  gb_view_follow (GTK_WIDGET (self), book, refresh_counts);
  go_back_to_place (self);
  gb_safety_warn (GTK_WIDGET (self), book);
}

/* --- actions --------------------------------------------------------------------------- */

static void
act_place (GtkWidget *widget, const char *action, GVariant *parameter)
{
  guint count, n = (guint) g_ascii_strtoull (action + strlen ("win.place-"), NULL, 10);
  const GbPlace *places = gb_places (&count);

  if (n >= 1 && n <= count)
    go (GB_WINDOW (widget), places[n - 1].id);
}

static void
act_page (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GtkWidget *page = shown_page (GB_WINDOW (widget));
  const char *signal = action + strlen ("win.");

  if (page != NULL && !gb_page_emit (GB_PAGE (page), signal) && g_str_equal (signal, "new"))
    gb_page_emit (GB_PAGE (page), "accent");
}

/* The box over everything; where it is shown already, the words in it are ready to be typed over. */
static void
act_find_all (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GbWindow *self = GB_WINDOW (widget);
  GtkWidget *page = shown_page (self);

  if (self->book == NULL)
    return;
  if (page != NULL && gb_find_page_is (page))
    {
      gb_page_emit (GB_PAGE (page), "find");
      return;
    }
  page = gb_find_page_new (self->book);
  gb_help_mark (page, gb_help_page_for ("find"));
  push (self, page);
}

static void
act_back (GtkWidget *widget, const char *action, GVariant *parameter)
{
  back (GB_WINDOW (widget));
}

static void
act_lock (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_signal_emit (widget, signals[LOCK], 0);
}

static void
act_members (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GbWindow *self = GB_WINDOW (widget);
  GtkWidget *page;

  if (self->book == NULL)
    return;
  page = gb_members_page_new (self->book);
  gb_help_mark (page, gb_help_page_for ("members"));
  push (self, page);
}

void
gb_window_guide (GtkWidget *from)
{
  GbWindow *self = gb_window_of (from);

  gb_help_open (from, self != NULL ? guide_page (self) : NULL);
}

static void
act_guide (GtkWidget *widget, const char *action, GVariant *parameter)
{
  gb_window_guide (widget);
}

static void
act_passphrase (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GbWindow *self = GB_WINDOW (widget);

  if (self->book != NULL)
    gb_change_passphrase_open (widget, self->book);
}

static void
act_about (GtkWidget *widget, const char *action, GVariant *parameter)
{
  adw_show_about_window (GTK_WINDOW (widget), "application-name", _ ("Guardbook"), "application-icon",
                         "org.guardbook.Guardbook", "version", GB_VERSION, "license-type", GTK_LICENSE_GPL_3_0,
                         "comments",
                         _ ("The casework desk of a school’s designated safeguarding lead. "
                            "Records stay in one encrypted vault on the school’s own machine."),
                         NULL);
}

static void
on_folded (GbWindow *self)
{
  if (shown_page (self) != NULL)
    gb_page_set_can_go_back (GB_PAGE (shown_page (self)), g_queue_get_length (&self->history) > 1
                                                            || adw_leaflet_get_folded (self->leaflet));
}

static void
gb_window_dispose (GObject *object)
{
  GbWindow *self = GB_WINDOW (object);

  g_queue_clear (&self->history);
  if (self->roots != NULL)
    g_hash_table_remove_all (self->roots);
  g_clear_object (&self->book);
  G_OBJECT_CLASS (gb_window_parent_class)->dispose (object);
}

static void
gb_window_finalize (GObject *object)
{
  GbWindow *self = GB_WINDOW (object);

  g_clear_pointer (&self->roots, g_hash_table_unref);
  g_clear_pointer (&self->badges, g_ptr_array_unref);
  forget_place (self);
  G_OBJECT_CLASS (gb_window_parent_class)->finalize (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  static const struct
  {
    const char *name;
    GtkWidgetActionActivateFunc func;
    guint key;
    GdkModifierType mods;
  } actions[] = {
    { "win.find", act_page, GDK_KEY_f, GDK_CONTROL_MASK },
    { "win.find-all", act_find_all, GDK_KEY_k, GDK_CONTROL_MASK },
    { "win.new", act_page, GDK_KEY_n, GDK_CONTROL_MASK },
    { "win.print", act_page, GDK_KEY_p, GDK_CONTROL_MASK },
    { "win.accent", act_page, GDK_KEY_Return, GDK_CONTROL_MASK },
    { "win.back", act_back, GDK_KEY_Left, GDK_ALT_MASK },
    { "win.lock", act_lock, GDK_KEY_l, GDK_CONTROL_MASK },
    { "win.members", act_members, 0, 0 },
    { "win.passphrase", act_passphrase, 0, 0 },
    { "win.about", act_about, 0, 0 },
    { "win.guide", act_guide, GDK_KEY_F1, 0 },
  };
  static const char *const place_actions[MOST_PLACES] = { "win.place-1", "win.place-2", "win.place-3", "win.place-4",
                                                          "win.place-5", "win.place-6", "win.place-7", "win.place-8",
                                                          "win.place-9", "win.place-10", "win.place-11" };

  gtk_widget_class_install_property_action (widget_class, "win.hide-names", "names-hidden");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_h, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "win.hide-names",
                                       NULL);
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      gtk_widget_class_install_action (widget_class, actions[i].name, NULL, actions[i].func);
      if (actions[i].key != 0)
        gtk_widget_class_add_binding_action (widget_class, actions[i].key, actions[i].mods, actions[i].name, NULL);
    }
  for (guint i = 0; i < MOST_PLACES; i++)
    {
      gtk_widget_class_install_action (widget_class, place_actions[i], NULL, act_place);
      gtk_widget_class_add_binding_action (widget_class, i < 10 ? GDK_KEY_0 + (i + 1) % 10 : GDK_KEY_j,
                                           GDK_CONTROL_MASK,
                                           place_actions[i], NULL);
    }
}

/* --- with others in the room ----------------------------------------------------------- */

static void
hide_names (GbWindow *self, gboolean hidden)
{
  if (hidden == gb_veil_is_down ())
    return;
  gb_veil_set_down (hidden);
  gb_window_size_keep (GTK_WINDOW (self));
  g_object_notify (G_OBJECT (self), "names-hidden");
}

/* A dialog has no keys of the window's: this one must work where somebody is about to sign, too. */
static gboolean
on_hide_key (GtkWidget *dialog, GVariant *parameter, gpointer window)
{
  GbWindow *self = gb_window_of (dialog);

  if (self != NULL)
    hide_names (self, !gb_veil_is_down ());
  return self != NULL;
}

static void
on_windows_changed (GbWindow *self, guint position, guint removed, guint added, GListModel *windows)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);
      GtkEventController *keys;
      if (GB_IS_WINDOW (window) || g_object_get_data (G_OBJECT (window), "gb-hide-key") != NULL)
        continue;
      keys = gtk_shortcut_controller_new ();
      gtk_shortcut_controller_add_shortcut (
          GTK_SHORTCUT_CONTROLLER (keys),
          gtk_shortcut_new (gtk_shortcut_trigger_parse_string ("<Control><Shift>h"),
                            gtk_callback_action_new (on_hide_key, NULL, NULL)));
      gtk_widget_add_controller (window, keys);
      g_object_set_data (G_OBJECT (window), "gb-hide-key", keys);
    }
}

static void
gb_window_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  hide_names (GB_WINDOW (object), g_value_get_boolean (value));
}

static void
gb_window_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  g_value_set_boolean (value, gb_veil_is_down ());
}

static gboolean
gb_window_close_request (GtkWindow *window)
{
  gb_window_size_keep (window);
  return GTK_WINDOW_CLASS (gb_window_parent_class)->close_request (window);
}

static void
gb_window_class_init (GbWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gb_window_dispose;
  G_OBJECT_CLASS (klass)->set_property = gb_window_set_property;
  G_OBJECT_CLASS (klass)->get_property = gb_window_get_property;
  g_object_class_install_property (G_OBJECT_CLASS (klass), PROP_NAMES_HIDDEN,
                                   g_param_spec_boolean ("names-hidden", NULL, NULL, FALSE,
                                                         G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS
                                                             | G_PARAM_EXPLICIT_NOTIFY));
  GTK_WINDOW_CLASS (klass)->close_request = gb_window_close_request;
  G_OBJECT_CLASS (klass)->finalize = gb_window_finalize;
  signals[LOCK] = g_signal_new ("lock", GB_TYPE_WINDOW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/guardbook/Guardbook/ui/window.ui");
  gtk_widget_class_bind_template_child (widget_class, GbWindow, outer);
  gtk_widget_class_bind_template_child (widget_class, GbWindow, start);
  gtk_widget_class_bind_template_child (widget_class, GbWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, GbWindow, leaflet);
  gtk_widget_class_bind_template_child (widget_class, GbWindow, school);
  gtk_widget_class_bind_template_child (widget_class, GbWindow, places);
  gtk_widget_class_bind_template_child (widget_class, GbWindow, avatar);
  gtk_widget_class_bind_template_child (widget_class, GbWindow, member);
  gtk_widget_class_bind_template_child (widget_class, GbWindow, roles);
  gtk_widget_class_bind_template_child (widget_class, GbWindow, pages);
  gtk_widget_class_bind_template_child_full (widget_class, "hiding", FALSE, 0);
  gtk_widget_class_bind_template_callback (widget_class, on_place_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_place_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_folded);
  install_actions (widget_class);
}

static void
gb_window_init (GbWindow *self)
{
  guint count;
  const GbPlace *places = gb_places (&count);

  g_queue_init (&self->history);
  self->roots = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->badges = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  /* Here and not in the template: there GTK 4.8 reads false as no state of three, and complains of it when asked. */
  gtk_accessible_update_state (
      GTK_ACCESSIBLE (gtk_widget_get_template_child (GTK_WIDGET (self), GB_TYPE_WINDOW, "hiding")),
      GTK_ACCESSIBLE_STATE_PRESSED, GTK_ACCESSIBLE_TRISTATE_FALSE, -1);
  for (guint i = 0; i < count; i++)
    add_place_row (self, &places[i]);
  gb_window_set_book (self, NULL);
}

/* GTK's list of keys gives its button for finding neither a name nor a state. */
static void
name_finder (GtkWidget *inside)
{
  if (GTK_IS_TOGGLE_BUTTON (inside) && gtk_widget_has_css_class (inside, "image-button"))
    {
      gb_name (inside, _ ("Find"));
      gtk_accessible_update_state (GTK_ACCESSIBLE (inside), GTK_ACCESSIBLE_STATE_PRESSED, GTK_ACCESSIBLE_TRISTATE_FALSE,
                                   -1);
    }
  for (GtkWidget *child = gtk_widget_get_first_child (inside); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    name_finder (child);
}

GbWindow *
gb_window_new (GtkApplication *application)
{
  GbWindow *self = g_object_new (GB_TYPE_WINDOW, "application", application, NULL);

  gb_window_size_restore (GTK_WINDOW (self));
  if (gtk_application_window_get_help_overlay (GTK_APPLICATION_WINDOW (self)) != NULL)
    name_finder (GTK_WIDGET (gtk_application_window_get_help_overlay (GTK_APPLICATION_WINDOW (self))));
  g_signal_connect_object (gtk_window_get_toplevels (), "items-changed", G_CALLBACK (on_windows_changed), self,
                           G_CONNECT_SWAPPED);
  return self;
}
