/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <glib/gi18n.h>

#include "views/callout.h"
#include "views/help.h"
#include "views/mallard.h"
#include "views/row.h"
#include "views/section.h"
#include "views/text.h"

#define PAGES "/org/guardbook/Guardbook/help/"
#define CONTENTS "index"

struct _GbHelp
{
  AdwWindow parent_instance;
  GtkWidget *entry, *scroller;
  GtkBox *body;
  AdwWindowTitle *title;
  GHashTable *pages; /* name -> GbMallard, read once */
  GPtrArray *order;  /* of names, as the contents have them */
  GQueue history;    /* of "page#section", the shown one last */
};

G_DEFINE_FINAL_TYPE (GbHelp, gb_help, ADW_TYPE_WINDOW)

/* Where somebody is, and what they may want to know there. */
static const struct { const char *where, *page; } fits[] = {
  { "today", "first-day" },  { "incidents", "incident" }, { "searches", "search" },       { "devices", "device" },
  { "referrals", "referral" }, { "concerns", "concern" }, { "people", "people" },         { "registers", "registers" },
  { "reports", "report" },   { "policy", "policy" },      { "journal", "journal" },       { "members", "members" },
  { "start", "lock" },       { "find", "find" },
};

const char *
gb_help_page_for (const char *where)
{
  for (gsize i = 0; i < G_N_ELEMENTS (fits); i++)
    if (g_strcmp0 (fits[i].where, where) == 0)
      return fits[i].page;
  return CONTENTS;
}

void
gb_help_mark (GtkWidget *widget, const char *page)
{
  g_object_set_data_full (G_OBJECT (widget), "guide", g_strdup (page), g_free);
}

const char *
gb_help_marked (GtkWidget *widget)
{
  return g_object_get_data (G_OBJECT (widget), "guide");
}

const char *
gb_help_shown_in (GtkWidget *widget)
{
  if (!gtk_widget_get_mapped (widget))
    return NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      const char *page = gb_help_shown_in (child);
      if (page != NULL)
        return page;
    }
  return gb_help_marked (widget);
}

/* --- the pages ------------------------------------------------------------------------------ */

static GbMallard *
read_page (const char *name)
{
  const char *const *languages = g_get_language_names ();

  for (guint i = 0; languages[i] != NULL; i++)
    {
      g_autofree char *path = g_strdup_printf (PAGES "%s/%s.page", languages[i], name);
      g_autoptr (GBytes) bytes = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
      g_autoptr (GError) error = NULL;
      GbMallard *page = bytes != NULL ? gb_mallard_read (bytes, &error) : NULL;
      if (page != NULL)
        return page;
      if (error != NULL)
        g_warning ("%s: %s", path, error->message);
    }
  return NULL;
}

/* The section of the contents in which the page stands: "work" of <link xref="index#work"/>; one that
 * says none is there to be looked up. */
static const char *
group_of (const GbMallard *page)
{
  const GbMallard *info = gb_mallard_child (page, "info");
  const GbMallard *link = info != NULL ? gb_mallard_child (info, "link") : NULL;
  const char *xref = link != NULL ? gb_mallard_get (link, "xref") : NULL;

  return xref != NULL && g_str_has_prefix (xref, CONTENTS "#") ? xref + strlen (CONTENTS "#") : "reference";
}

static char *
say_child (const GbMallard *self, const char *name)
{
  const GbMallard *child = gb_mallard_child (self, name);
  return child != NULL ? gb_mallard_say (child) : g_strdup ("");
}

static char *
say_info (const GbMallard *page, const char *name)
{
  const GbMallard *info = gb_mallard_child (page, "info");
  return info != NULL ? say_child (info, name) : g_strdup ("");
}

/* <info><title type="sort"> says where in its group a page stands. */
static int
by_sort_title (gconstpointer a, gconstpointer b, gpointer data)
{
  GHashTable *pages = data;
  const char *one = *(const char *const *) a, *other = *(const char *const *) b;
  g_autofree char *first = say_info (g_hash_table_lookup (pages, one), "title");
  g_autofree char *second = say_info (g_hash_table_lookup (pages, other), "title");
  int order = g_strcmp0 (first, second);

  return order != 0 ? order : g_strcmp0 (one, other);
}

static void
read_pages (GHashTable *pages, GPtrArray *order)
{
  g_auto (GStrv) files = g_resources_enumerate_children (PAGES "C", G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  for (guint i = 0; files != NULL && files[i] != NULL; i++)
    {
      g_autofree char *name = g_strndup (files[i], strcspn (files[i], "."));
      GbMallard *page = read_page (name);
      if (page == NULL)
        continue;
      if (!g_str_equal (name, CONTENTS))
        g_ptr_array_add (order, g_strdup (name));
      g_hash_table_insert (pages, g_steal_pointer (&name), page);
    }
  g_ptr_array_sort_with_data (order, by_sort_title, pages);
}

char **
gb_help_list (void)
{
  g_autoptr (GHashTable) pages = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                                        (GDestroyNotify) gb_mallard_free);
  g_autoptr (GPtrArray) order = g_ptr_array_new ();

  read_pages (pages, order);
  g_ptr_array_add (order, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&order), FALSE);
}

/* --- showing a page ---------------------------------------------------------------------------- */

static void
clear (GtkBox *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (box))) != NULL)
    gtk_box_remove (box, child);
}

typedef struct { GbHelp *self; char *address; } Turn;

static void
turn_free (gpointer data)
{
  Turn *turn = data;

  g_object_unref (turn->self);
  g_free (turn->address);
  g_free (turn);
}

static gboolean
on_turn (gpointer data)
{
  Turn *turn = data;

  gb_help_turn_to (turn->self, turn->address);
  return G_SOURCE_REMOVE;
}

/* What was pressed goes with the page that it is on: after its signal, not in it. */
static void
turn_soon (GbHelp *self, const char *address)
{
  Turn *turn = g_new (Turn, 1);

  *turn = (Turn){ g_object_ref (self), g_strdup (address) };
  g_idle_add_full (G_PRIORITY_DEFAULT, on_turn, turn, turn_free);
}

/* A link in the text: another page of the guide, or a section of this one. */
static gboolean
on_link (GbHelp *self, const char *xref, GtkLabel *label)
{
  g_autofree char *address = *xref == '#' ? g_strconcat (gb_help_get_page (self), xref, NULL) : g_strdup (xref);

  turn_soon (self, address);
  return TRUE;
}

/* A section that is long is filled when it is opened. */
static void
on_expanded (GtkExpander *expander, GParamSpec *pspec, GbHelp *self)
{
  GtkWidget *box = gtk_expander_get_child (expander);

  if (gtk_expander_get_expanded (expander) && gtk_widget_get_first_child (box) == NULL)
    gb_mallard_fill (GTK_BOX (box), g_object_get_data (G_OBJECT (expander), "section"), G_CALLBACK (on_link), self);
}

static GtkWidget *
folded_section_new (GbHelp *self, const GbMallard *section, const char *title)
{
  GtkWidget *expander = gtk_expander_new (NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  GtkWidget *heading = gb_text_new (GB_TEXT_HEADING, title);

  gtk_expander_set_label_widget (GTK_EXPANDER (expander), heading);
  gb_name (expander, title);
  gtk_widget_set_margin_top (box, 8);
  gtk_expander_set_child (GTK_EXPANDER (expander), box);
  g_object_set_data (G_OBJECT (expander), "section", (gpointer) section);
  g_signal_connect_object (expander, "notify::expanded", G_CALLBACK (on_expanded), self, 0);
  return expander;
}

static GtkWidget *
open_section_new (GbHelp *self, const GbMallard *section, const char *title)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);

  gtk_box_append (GTK_BOX (box), gb_text_new (GB_TEXT_HEADING, title));
  gb_mallard_fill (GTK_BOX (box), section, G_CALLBACK (on_link), self);
  return box;
}

/* Its widget carries the section's id as its name, for gb_help_turn_to. */
static void
add_section (GbHelp *self, const GbMallard *section)
{
  g_autofree char *title = say_child (section, "title");
  gboolean folded = g_strcmp0 (gb_mallard_get (section, "ui:expanded"), "no") == 0;
  GtkWidget *widget = folded ? folded_section_new (self, section, title) : open_section_new (self, section, title);

  gtk_widget_set_name (widget, gb_mallard_get (section, "id"));
  gtk_box_append (self->body, widget);
}

static void
show_page (GbHelp *self, const GbMallard *page)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  g_autofree char *title = say_child (page, "title");

  gtk_box_append (GTK_BOX (box), gb_text_new (GB_TEXT_TITLE, title));
  gb_mallard_fill (GTK_BOX (box), page, G_CALLBACK (on_link), self);
  gtk_box_append (self->body, box);
  for (guint i = 0; i < page->children->len; i++)
    {
      const GbMallard *child = page->children->pdata[i];
      if (g_strcmp0 (child->name, "section") == 0)
        add_section (self, child);
    }
}

/* --- the contents, and what is looked for -------------------------------------------------------- */

static void
on_row_open (GbHelp *self, GbRow *row)
{
  turn_soon (self, gb_row_get_key (row));
}

static void
add_row (GbHelp *self, GbSection *section, const char *address, const char *title, const char *quiet)
{
  GbRow *row = gb_row_new (title, quiet);

  gb_row_set_key (row, address);
  gb_row_set_opens (row, TRUE);
  g_signal_connect_object (row, "open", G_CALLBACK (on_row_open), self, G_CONNECT_SWAPPED);
  gb_section_add (section, GTK_WIDGET (row));
}

static void
show_group (GbHelp *self, const GbMallard *group)
{
  g_autofree char *heading = say_child (group, "title");
  GbSection *section = gb_section_new (heading);

  for (guint i = 0; i < self->order->len; i++)
    {
      const GbMallard *page = g_hash_table_lookup (self->pages, self->order->pdata[i]);
      g_autofree char *title = say_child (page, "title");
      g_autofree char *about = say_info (page, "desc");
      if (g_strcmp0 (group_of (page), gb_mallard_get (group, "id")) == 0)
        add_row (self, section, self->order->pdata[i], title, about);
    }
  gb_section_set_counts (section, FALSE);
  gtk_box_append (self->body, GTK_WIDGET (section));
}

/* Every word is in it, whatever their order and case. */
static gboolean
says_all (const GbMallard *part, char *const *words)
{
  g_autofree char *said = gb_mallard_say (part);
  g_autofree char *folded = g_utf8_casefold (said, -1);

  for (guint i = 0; words[i] != NULL; i++)
    if (strstr (folded, words[i]) == NULL)
      return FALSE;
  return TRUE;
}

/* The page, and its first section that has all the words by itself. */
static void
look_in_page (GbHelp *self, GbSection *found, const char *name, char *const *words)
{
  const GbMallard *page = g_hash_table_lookup (self->pages, name);
  g_autofree char *title = say_child (page, "title");
  g_autofree char *about = NULL;

  if (!says_all (page, words))
    return;
  for (guint i = 0; i < page->children->len; i++)
    {
      const GbMallard *child = page->children->pdata[i];
      if (g_strcmp0 (child->name, "section") == 0 && says_all (child, words))
        {
          g_autofree char *heading = say_child (child, "title");
          g_autofree char *address = g_strdup_printf ("%s#%s", name, gb_mallard_get (child, "id"));
          add_row (self, found, address, heading, title);
          return;
        }
    }
  about = say_info (page, "desc");
  add_row (self, found, name, title, about);
}

static void
show_found (GbHelp *self, const char *text)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);
  g_auto (GStrv) words = g_strsplit (folded, " ", -1);
  GbSection *found = gb_section_new (_ ("Found"));

  for (guint i = 0; i < self->order->len; i++)
    look_in_page (self, found, self->order->pdata[i], words);
  gb_section_set_empty (found, _ ("No page of the guide has these words."));
  gtk_box_append (self->body, GTK_WIDGET (found));
}

static void
show_contents (GbHelp *self)
{
  const GbMallard *contents = g_hash_table_lookup (self->pages, CONTENTS);
  g_autofree char *sought = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry))));

  clear (self->body);
  if (*sought != '\0')
    {
      show_found (self, sought);
      return;
    }
  for (guint i = 0; contents != NULL && i < contents->children->len; i++)
    if (g_strcmp0 (((GbMallard *) contents->children->pdata[i])->name, "section") == 0)
      show_group (self, contents->children->pdata[i]);
}

/* --- turning the pages -------------------------------------------------------------------------- */

static GtkWidget *
find_section (GbHelp *self, const char *id)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->body)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (g_strcmp0 (gtk_widget_get_name (child), id) == 0)
      return child;
  return NULL;
}

/* Once it has its place. */
static gboolean
on_scroll_to (GtkWidget *section, GdkFrameClock *clock, gpointer data)
{
  GtkWidget *scroller = gtk_widget_get_ancestor (section, GTK_TYPE_SCROLLED_WINDOW);
  GtkWidget *body = gtk_widget_get_parent (section);
  graphene_point_t at;

  if (scroller != NULL && gtk_widget_compute_point (section, body, &GRAPHENE_POINT_INIT (0, 0), &at))
    gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller)), at.y);
  return gtk_widget_get_height (section) > 0 ? G_SOURCE_REMOVE : G_SOURCE_CONTINUE;
}

static void
show_section (GbHelp *self, const char *id)
{
  GtkWidget *section = id != NULL ? find_section (self, id) : NULL;

  if (GTK_IS_EXPANDER (section))
    gtk_expander_set_expanded (GTK_EXPANDER (section), TRUE);
  if (section != NULL)
    gtk_widget_add_tick_callback (section, on_scroll_to, NULL, NULL);
  else
    gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller)), 0);
}

/* Shows the top of the history. */
static void
show (GbHelp *self)
{
  g_auto (GStrv) parts = g_strsplit (g_queue_peek_tail (&self->history), "#", 2);
  const GbMallard *page = g_hash_table_lookup (self->pages, parts[0]);
  gboolean is_contents = g_str_equal (parts[0], CONTENTS);
  g_autofree char *title = is_contents ? NULL : say_child (page, "title");

  adw_window_title_set_subtitle (self->title, title != NULL ? title : "");
  gtk_widget_set_visible (self->entry, is_contents);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "guide.back", g_queue_get_length (&self->history) > 1);
  if (is_contents)
    show_contents (self);
  else
    {
      clear (self->body);
      show_page (self, page);
    }
  show_section (self, parts[1]);
  /* Page Down reads on at once, and a screen reader says which page it is. */
  gb_name (GTK_WIDGET (self->body), title != NULL ? title : _ ("Contents"));
  gtk_widget_grab_focus (is_contents ? self->entry : GTK_WIDGET (self->body));
}

void
gb_help_turn_to (GbHelp *self, const char *page)
{
  g_autofree char *name = page != NULL ? g_strndup (page, strcspn (page, "#")) : NULL;
  const char *address = name != NULL && g_hash_table_contains (self->pages, name) ? page : CONTENTS;

  if (g_strcmp0 (g_queue_peek_tail (&self->history), address) != 0)
    g_queue_push_tail (&self->history, g_strdup (address));
  show (self);
}

const char *
gb_help_get_page (GbHelp *self)
{
  const char *address = g_queue_peek_tail (&self->history);
  g_autofree char *name = address != NULL ? g_strndup (address, strcspn (address, "#")) : NULL;

  return g_intern_string (name);
}

static void
act_back (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GbHelp *self = GB_HELP (widget);

  if (g_queue_get_length (&self->history) < 2)
    return;
  g_free (g_queue_pop_tail (&self->history));
  show (self);
}

static void
act_contents (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GbHelp *self = GB_HELP (widget);

  gb_help_turn_to (self, CONTENTS);
  gtk_widget_grab_focus (self->entry);
}

static void
on_sought (GbHelp *self)
{
  if (g_str_equal (gb_help_get_page (self), CONTENTS))
    show_contents (self);
}

/* --- life ----------------------------------------------------------------------------------------- */

static void
gb_help_finalize (GObject *object)
{
  GbHelp *self = GB_HELP (object);

  g_queue_clear_full (&self->history, g_free);
  g_clear_pointer (&self->pages, g_hash_table_unref);
  g_clear_pointer (&self->order, g_ptr_array_unref);
  G_OBJECT_CLASS (gb_help_parent_class)->finalize (object);
}

static void
gb_help_class_init (GbHelpClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = gb_help_finalize;
  gtk_widget_class_install_action (widget_class, "guide.back", NULL, act_back);
  gtk_widget_class_install_action (widget_class, "guide.contents", NULL, act_contents);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Left, GDK_ALT_MASK, "guide.back", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_f, GDK_CONTROL_MASK, "guide.contents", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F1, 0, "guide.contents", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static GtkWidget *
make_bar (GbHelp *self)
{
  GtkWidget *bar = adw_header_bar_new ();
  GtkWidget *back = gb_icon_button_new ("go-previous-symbolic", _ ("Back"));
  GtkWidget *contents = gb_word_button_new ("view-list-bullet-symbolic", _ ("Contents"));

  gtk_actionable_set_action_name (GTK_ACTIONABLE (back), "guide.back");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (contents), "guide.contents");
  self->title = ADW_WINDOW_TITLE (adw_window_title_new (_ ("Guide"), NULL));
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (bar), GTK_WIDGET (self->title));
  adw_header_bar_pack_start (ADW_HEADER_BAR (bar), back);
  adw_header_bar_pack_start (ADW_HEADER_BAR (bar), contents);
  return bar;
}

static void
gb_help_init (GbHelp *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *clamp = g_object_new (ADW_TYPE_CLAMP, "maximum-size", 680, "margin-top", 18, "margin-bottom", 24,
                                   "margin-start", 18, "margin-end", 18, NULL);

  g_queue_init (&self->history);
  self->pages = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) gb_mallard_free);
  self->order = g_ptr_array_new_with_free_func (g_free);
  read_pages (self->pages, self->order);
  self->entry = gtk_search_entry_new ();
  g_object_set (self->entry, "placeholder-text", _ ("A word, in the whole guide"), NULL);
  gb_name (self->entry, _ ("A word, in the whole guide"));
  g_signal_connect_object (self->entry, "search-changed", G_CALLBACK (on_sought), self, G_CONNECT_SWAPPED);
  self->body = g_object_new (GTK_TYPE_BOX, "orientation", GTK_ORIENTATION_VERTICAL, "spacing", 22, "focusable", TRUE,
                             "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP, NULL);
  gtk_box_append (GTK_BOX (column), self->entry);
  gtk_box_append (GTK_BOX (column), GTK_WIDGET (self->body));
  adw_clamp_set_child (ADW_CLAMP (clamp), column);
  self->scroller = g_object_new (GTK_TYPE_SCROLLED_WINDOW, "hscrollbar-policy", GTK_POLICY_NEVER, "vexpand", TRUE,
                                 "child", clamp, NULL);
  gtk_box_append (GTK_BOX (box), make_bar (self));
  gtk_box_append (GTK_BOX (box), self->scroller);
  adw_window_set_content (ADW_WINDOW (self), box);
}

static GbHelp *
find_open (GtkWindow *over)
{
  GListModel *tops = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (tops); i++)
    {
      g_autoptr (GtkWindow) top = g_list_model_get_item (tops, i);
      if (GB_IS_HELP (top) && gtk_window_get_transient_for (top) == over)
        return GB_HELP (top);
    }
  return NULL;
}

GbHelp *
gb_help_open (GtkWidget *from, const char *page)
{
  GtkWindow *over = GTK_WINDOW (gtk_widget_get_root (from));
  GbHelp *self = find_open (over);

  if (self == NULL)
    {
      self = g_object_new (GB_TYPE_HELP, "title", _ ("Guide"), "transient-for", over, "destroy-with-parent", TRUE,
                           "default-width", 720, "default-height", 640, "width-request", 340, NULL);
      /* Over a dialog that waits for its answer it must be modal too, or it can't be clicked. */
      gtk_window_set_modal (GTK_WINDOW (self), gtk_window_get_modal (over));
    }
  gb_help_turn_to (self, page);
  gtk_window_present (GTK_WINDOW (self));
  return self;
}
