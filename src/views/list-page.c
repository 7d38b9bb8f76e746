/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "base/text.h"
#include "views/ask.h"
#include "views/filter-menu.h"
#include "views/found.h"
#include "views/list-page.h"
#include "views/text.h"
#include "views/window.h"

#define PREVIEW_WIDTH ((int) (296 * gb_text_scale ()))
/* A narrower list stands alone: in a window 1000 pixels wide its titles would be two letters
 * beside a preview.  Fixed, so that a list folds by the window and not by what is in it. */
#define LIST_WIDTH ((int) (478 * gb_text_scale ()))

typedef struct _GbListPage
{
  GbPage parent_instance;
  GtkWidget *search, *filter_box, *table, *scroller, *preview, *preview_box, *open, *status, *none;
  GtkWidget *filters[GB_LIST_FILTERS];
  GPtrArray *options[GB_LIST_FILTERS]; /* of GbListOption, after the first */
  GbBook *book;
  const GbListPlan *plan;
  GbFilterMenu *kept;
  GbCaseList *list;
  GtkSingleSelection *selection;
  gboolean narrowed; /* whether the query leaves anything out */
  char *found;       /* (nullable): the words that the rows shown were found by */
} GbListPage;
typedef struct { GbPageClass parent_class; } GbListPageClass;

GType gb_list_page_get_type (void);
G_DEFINE_FINAL_TYPE (GbListPage, gb_list_page, GB_TYPE_PAGE)
#define GB_LIST_PAGE(object) (G_TYPE_CHECK_INSTANCE_CAST (object, gb_list_page_get_type (), GbListPage))

static void
option_free (gpointer data)
{
  GbListOption *option = data;
  g_free (option->id);
  g_free (option->label);
  g_free (option);
}

void
gb_list_option_add (GPtrArray *options, const char *id, const char *label)
{
  GbListOption *option = g_new0 (GbListOption, 1);

  option->id = g_strdup (id);
  option->label = g_strdup (label);
  g_ptr_array_add (options, option);
}

/* --- cells ------------------------------------------------------------------------ */

static char *
say_row (GbListPage *self, gpointer record)
{
  g_autoptr (GString) row = g_string_new (NULL);

  if (self->plan->name != NULL)
    return self->plan->name (record, self->book);
  for (guint i = 0; i < self->plan->n_columns; i++)
    {
      g_autofree char *text = self->plan->columns[i].say (record, self->book);
      if (gb_text_is_filled (text))
        g_string_append_printf (row, "%s%s", row->len > 0 ? ", " : "", text);
    }
  return g_string_free (g_steal_pointer (&row), FALSE);
}

static void
name_cell (GbListPage *self, GtkWidget *child, const GbListColumn *column, gpointer record, const char *text)
{
  GtkWidget *cell = gtk_widget_get_parent (child);

  if (cell == NULL)
    return;
  gb_name (cell, text != NULL ? text : "");
  if (column == self->plan->columns && gtk_widget_get_parent (cell) != NULL)
    {
      g_autofree char *row = record != NULL ? say_row (self, record) : g_strdup (_ ("Loading"));
      gb_name (GTK_WIDGET (gtk_widget_get_parent (cell)), row);
    }
}

static void
fill_title (GtkWidget *child, const char *text, const char *more)
{
  gtk_label_set_label (GTK_LABEL (gtk_widget_get_first_child (child)), text != NULL ? text : "");
  gtk_label_set_label (GTK_LABEL (gtk_widget_get_last_child (child)), more != NULL ? more : "");
}

static void
fill_text (GtkWidget *child, const char *text)
{
  gtk_label_set_label (GTK_LABEL (child), text != NULL ? text : "");
}

static void
fill_pill (GtkWidget *child, const GbListColumn *column, gpointer record, const char *text)
{
  GbPillKind kind = record != NULL && column->pill != NULL ? column->pill (record) : GB_PILL_PLAIN;

  if (record != NULL && column->pill_icon_of != NULL && column->pill_icon_of (record) != NULL)
    gb_pill_set_with_icon (child, kind, text != NULL ? text : "", column->pill_icon_of (record));
  else if (column->pill_icon == NULL)
    gb_pill_set (child, kind, text != NULL ? text : "");
  else
    gb_pill_set_with_icon (child, kind, text != NULL ? text : "",
                           *column->pill_icon != '\0' ? column->pill_icon : NULL);
  gtk_widget_set_opacity (child, gb_text_is_filled (text) ? 1 : 0);
}

/* Where a row has the words that it was found by. */
static void
mark_cell (GbListPage *self, GtkWidget *child, GbColumnKind kind)
{
  if (kind == GB_COLUMN_PILL)
    return;
  if (kind != GB_COLUMN_TITLE)
    {
      gb_found_mark (child, self->found);
      return;
    }
  gb_found_mark (gtk_widget_get_first_child (child), self->found);
  gb_found_mark (gtk_widget_get_last_child (child), self->found);
}

static void
fill_cell (GbListPage *self, GtkWidget *child, const GbListColumn *column, gpointer record)
{
  g_autofree char *text = record != NULL ? column->say (record, self->book) : NULL;
  g_autofree char *more = record != NULL && column->say_too != NULL ? column->say_too (record, self->book) : NULL;

  if (column->kind == GB_COLUMN_TITLE)
    fill_title (child, text, more);
  else if (column->kind == GB_COLUMN_PILL)
    fill_pill (child, column, record, text);
  else
    fill_text (child, text);
  mark_cell (self, child, column->kind);
  if (column->kind != GB_COLUMN_PILL)
    gtk_widget_set_opacity (child, 1);
  name_cell (self, child, column, record, text);
}

/* Until its record comes.  What the cell said of another row is hidden and not
 * taken away, which would measure the row anew twice in a frame; whoever hears
 * the row hears that it is being fetched. */
static void
empty_cell (GbListPage *self, GtkWidget *child)
{
  const GbListColumn *column = g_object_get_data (G_OBJECT (child), "column");

  gtk_widget_set_opacity (child, 0);
  if (column == self->plan->columns)
    name_cell (self, child, column, NULL, NULL);
}

static void
on_record (GbCaseItem *item, GParamSpec *pspec, GtkListItem *list_item)
{
  GtkWidget *child = gtk_list_item_get_child (list_item);
  GtkWidget *page = child != NULL ? gtk_widget_get_ancestor (child, gb_list_page_get_type ()) : NULL;

  if (page != NULL)
    fill_cell (GB_LIST_PAGE (page), child, g_object_get_data (G_OBJECT (child), "column"),
               gb_case_item_get_record (item));
}

static GtkWidget *
new_label (const char *style)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "xalign", 0.0, "ellipsize", PANGO_ELLIPSIZE_END, NULL);

  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  return label;
}

static GtkWidget *
new_cell (const GbListColumn *column)
{
  GtkWidget *box, *title;

  if (column->kind == GB_COLUMN_PILL)
    return gb_pill_new (GB_PILL_PLAIN, "");
  if (column->kind != GB_COLUMN_TITLE)
    return new_label (column->kind == GB_COLUMN_QUIET ? "quiet" : "small");
  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  title = new_label (NULL);
  /* In a narrow window the other columns are scrolled to, and this one is read. */
  gtk_label_set_width_chars (GTK_LABEL (title), 22);
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), new_label ("clause"));
  return box;
}

static void
on_setup (GtkListItemFactory *factory, GtkListItem *list_item, gpointer column)
{
  GtkWidget *cell = new_cell (column);

  if (((const GbListColumn *) column)->kind != GB_COLUMN_PILL)
    gb_text_tell_rest (cell);
  g_object_set_data (G_OBJECT (cell), "column", column);
  gtk_list_item_set_child (list_item, cell);
}

static void
on_bind (GtkListItemFactory *factory, GtkListItem *list_item, gpointer data)
{
  GbCaseItem *item = gtk_list_item_get_item (list_item);

  g_signal_connect_object (item, "notify::record", G_CALLBACK (on_record), list_item, 0);
  if (gb_case_item_get_record (item) != NULL)
    on_record (item, NULL, list_item);
  else
    empty_cell (GB_LIST_PAGE (data), gtk_list_item_get_child (list_item));
}

static void
on_unbind (GtkListItemFactory *factory, GtkListItem *list_item, gpointer data)
{
  g_signal_handlers_disconnect_by_func (gtk_list_item_get_item (list_item), on_record, list_item);
}

static void
add_column (GbListPage *self, const GbListColumn *column)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkColumnViewColumn) view_column = NULL;

  /* The columns are static: the plan outlives every page. */
  g_signal_connect_data (factory, "setup", G_CALLBACK (on_setup), (gpointer) column, NULL, 0);
  g_signal_connect_object (factory, "bind", G_CALLBACK (on_bind), self, 0);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (on_unbind), self, 0);
  view_column = gtk_column_view_column_new (_ (column->title), factory);
  if (column->width > 0)
    gtk_column_view_column_set_fixed_width (view_column, (int) (column->width * gb_text_scale ()));
  else
    gtk_column_view_column_set_expand (view_column, TRUE);
  gtk_column_view_append_column (GTK_COLUMN_VIEW (self->table), view_column);
}

/* --- the query ---------------------------------------------------------------------- */

static JsonObject *
read_query (GbListPage *self)
{
  JsonObject *query = json_object_new ();
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search));

  gb_json_set_text (query, "key", self->plan->key);
  self->narrowed = gb_text_is_filled (text);
  if (self->narrowed)
    json_object_set_string_member (query, "text", text);
  for (guint i = 0; i < GB_LIST_FILTERS; i++)
    {
      guint chosen = self->filters[i] != NULL ? gtk_drop_down_get_selected (GTK_DROP_DOWN (self->filters[i])) : 0;
      GbListOption *option;
      if (chosen == 0 || chosen > self->options[i]->len)
        continue;
      option = self->options[i]->pdata[chosen - 1];
      json_object_set_string_member (query, self->plan->filters[i].name, option->id);
      self->narrowed = TRUE;
    }
  return query;
}

typedef struct { const GbListPlan *plan; JsonObject *query; } Question;

static void
question_free (gpointer data)
{
  Question *question = data;
  json_object_unref (question->query);
  g_free (question);
}

typedef struct { GPtrArray *ids; char *status, *words; } Answer;

static void
answer_free (gpointer data)
{
  Answer *answer = data;
  g_clear_pointer (&answer->ids, g_ptr_array_unref);
  g_free (answer->status);
  g_free (answer->words);
  g_free (answer);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Answer, answer_free)

static gpointer
ask_ids (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  Question *question = data;
  g_autoptr (Answer) answer = g_new0 (Answer, 1);

  answer->words = g_strdup (gb_json_text (question->query, "text"));
  answer->ids = question->plan->ids (book, question->query, cancellable, error);
  if (answer->ids == NULL)
    return NULL;
  if (question->plan->status != NULL)
    {
      answer->status = question->plan->status (book, question->query, error);
      if (answer->status == NULL)
        return NULL;
    }
  return g_steal_pointer (&answer);
}

static void
show_empty (GbListPage *self, guint n)
{
  const GbListPlan *plan = self->plan;

  if (n > 0 || self->narrowed || plan->empty_title == NULL)
    gb_page_clear_empty (GB_PAGE (self));
  else
    gb_page_set_empty (GB_PAGE (self), plan->empty_icon, _ (plan->empty_title), _ (plan->empty_sentence),
                       plan->empty_button != NULL ? _ (plan->empty_button) : NULL,
                       plan->empty_second != NULL ? _ (plan->empty_second) : NULL);
  gtk_widget_set_visible (self->none, n == 0);
  gtk_widget_set_visible (self->scroller, n > 0);
}

static void
show_ids (GtkWidget *widget, gpointer data, GError *error)
{
  GbListPage *self = GB_LIST_PAGE (widget);
  Answer *answer = data;

  gb_page_set_band (GB_PAGE (self), GB_CALLOUT_STOP, error != NULL ? error->message : NULL);
  if (answer == NULL)
    return;
  g_free (self->found);
  self->found = g_steal_pointer (&answer->words);
  gb_case_list_set_ids (self->list, answer->ids);
  gb_text_set (self->status, answer->status);
  show_empty (self, answer->ids->len);
}

void
gb_list_page_refresh (GtkWidget *page)
{
  GbListPage *self = GB_LIST_PAGE (page);
  Question *question = g_new0 (Question, 1);

  question->plan = self->plan;
  question->query = read_query (self);
  gb_filter_menu_set_query (self->kept, self->narrowed ? question->query : NULL);
  gb_view_ask (page, self->book, ask_ids, question, question_free, answer_free, show_ids);
}

/* --- the preview ----------------------------------------------------------------------- */

static GbCaseItem *
chosen (GbListPage *self)
{
  return gtk_single_selection_get_selected_item (self->selection);
}

static void
show_preview (GbListPage *self)
{
  GbCaseItem *item = chosen (self);
  gpointer record = item != NULL ? gb_case_item_get_record (item) : NULL;
  GtkWidget *child;

  if (self->plan->preview == NULL)
    return;
  while ((child = gtk_widget_get_first_child (self->preview_box)) != NULL)
    gtk_box_remove (GTK_BOX (self->preview_box), child);
  gtk_widget_set_visible (self->preview, record != NULL);
  if (record == NULL)
    return;
  self->plan->preview (self->preview_box, record, self->book);
  if (self->open != NULL)
    gtk_widget_set_visible (self->open, self->plan->opens == NULL || self->plan->opens (record));
}

static void
on_selected (GbListPage *self)
{
  GbCaseItem *item = chosen (self);

  show_preview (self);
  if (item != NULL)
    {
      g_signal_handlers_disconnect_by_func (item, show_preview, self);
      g_signal_connect_object (item, "notify::record", G_CALLBACK (show_preview), self, G_CONNECT_SWAPPED);
    }
}

static void
open_chosen (GbListPage *self)
{
  GbCaseItem *item = chosen (self);

  if (item == NULL)
    return;
  if (self->plan->open == NULL)
    gb_window_open_case (GTK_WIDGET (self), self->plan->noun, gb_case_item_get_id (item));
  else if (gb_case_item_get_record (item) != NULL)
    self->plan->open (GTK_WIDGET (self), self->book, gb_case_item_get_record (item));
}

static void
on_activated (GbListPage *self, guint position)
{
  gtk_single_selection_set_selected (self->selection, position);
  open_chosen (self);
}

static GtkWidget *
make_preview (GbListPage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 16);
  GtkWidget *clamp = g_object_new (ADW_TYPE_CLAMP, "maximum-size", PREVIEW_WIDTH, "tightening-threshold", PREVIEW_WIDTH,
                                   "child", box, NULL);

  self->preview_box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  gtk_box_append (GTK_BOX (box), self->preview_box);
  self->open =
      gtk_button_new_with_label (_ (self->plan->open_label != NULL ? self->plan->open_label : N_ ("Open the case")));
  gtk_widget_add_css_class (self->open, "pill");
  gtk_widget_add_css_class (self->open, "suggested-action");
  g_signal_connect_object (self->open, "clicked", G_CALLBACK (open_chosen), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), self->open);
  gtk_widget_add_css_class (box, "pane");
  /* "Never" would ask for the natural width of what is inside, and labels want
   * what is left over; the pane keeps its own width. */
  return g_object_new (GTK_TYPE_SCROLLED_WINDOW, "hscrollbar-policy", GTK_POLICY_AUTOMATIC, "child", clamp, "hexpand",
                       FALSE, "width-request", PREVIEW_WIDTH, "visible", FALSE, "css-classes",
                       (const char *[]){ "side", NULL }, NULL);
}

/* --- the page ---------------------------------------------------------------------------- */

static void
set_up_chosen (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  gtk_list_item_set_child (
      item, g_object_new (GTK_TYPE_LABEL, "xalign", 0.0, "ellipsize", PANGO_ELLIPSIZE_END, "width-chars", 4, NULL));
}

static void
bind_chosen (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  gtk_label_set_label (GTK_LABEL (gtk_list_item_get_child (item)),
                       gtk_string_object_get_string (gtk_list_item_get_item (item)));
}

/* In a narrow window what is chosen may be shortened; what can be chosen never is. */
static void
let_shorten (GtkDropDown *filter)
{
  g_autoptr (GtkListItemFactory) chosen = gtk_signal_list_item_factory_new ();

  g_signal_connect_object (chosen, "setup", G_CALLBACK (set_up_chosen), filter, 0);
  g_signal_connect_object (chosen, "bind", G_CALLBACK (bind_chosen), filter, 0);
  gtk_drop_down_set_list_factory (filter, gtk_drop_down_get_factory (filter));
  gtk_drop_down_set_factory (filter, chosen);
}

static void
make_filter (GbListPage *self, guint i)
{
  const GbListFilter *filter = &self->plan->filters[i];
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);

  gtk_string_list_append (labels, _ (filter->all));
  self->options[i] = g_ptr_array_new_with_free_func (option_free);
  if (filter->fill != NULL)
    filter->fill (self->options[i], self->book, filter);
  else
    filter->options (self->options[i], self->book);
  for (guint o = 0; o < self->options[i]->len; o++)
    gtk_string_list_append (labels, ((GbListOption *) self->options[i]->pdata[o])->label);
  self->filters[i] = gtk_drop_down_new (G_LIST_MODEL (g_steal_pointer (&labels)), NULL);
  let_shorten (GTK_DROP_DOWN (self->filters[i]));
  gb_name (GTK_WIDGET (self->filters[i]), _ (filter->label));
  gtk_widget_set_tooltip_text (self->filters[i], _ (filter->label));
  g_signal_connect_object (self->filters[i], "notify::selected", G_CALLBACK (gb_list_page_refresh), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->filter_box), self->filters[i]);
}

static void
on_clear_filters (GbListPage *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  for (guint i = 0; i < GB_LIST_FILTERS; i++)
    if (self->filters[i] != NULL)
      gtk_drop_down_set_selected (GTK_DROP_DOWN (self->filters[i]), 0);
}

static void
choose (GbListPage *self, guint i, const char *id)
{
  guint chosen_at = 0;

  for (guint o = 0; id != NULL && o < self->options[i]->len; o++)
    if (g_strcmp0 (((GbListOption *) self->options[i]->pdata[o])->id, id) == 0)
      chosen_at = o + 1;
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->filters[i]), chosen_at);
}

/* What a kept filter says; a word that the policy has no longer is left at all. */
static void
on_kept (GbListPage *self, JsonObject *query)
{
  const char *text = gb_json_text (query, "text");

  gtk_editable_set_text (GTK_EDITABLE (self->search), text != NULL ? text : "");
  for (guint i = 0; i < GB_LIST_FILTERS; i++)
    if (self->filters[i] != NULL)
      choose (self, i, gb_json_text (query, self->plan->filters[i].name));
}

static GtkWidget *
make_none (GbListPage *self)
{
  GtkWidget *button = gtk_button_new_with_label (_ ("Clear the filters"));
  GtkWidget *status = g_object_new (ADW_TYPE_STATUS_PAGE, "icon-name", "system-search-symbolic", "title",
                                    _ ("Nothing fits"), "description", _ ("No row has these words and filters."),
                                    "child", button, "visible", FALSE, "vexpand", TRUE, NULL);

  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "pill");
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_clear_filters), self, G_CONNECT_SWAPPED);
  return status;
}

/* Rows are of one height, near enough to say which are in sight. */
static void
on_scrolled (GbListPage *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller));
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->list));
  double rows = n / MAX (gtk_adjustment_get_upper (adjustment), 1);

  gb_case_list_look_at (self->list, (guint) (gtk_adjustment_get_value (adjustment) * rows),
                        (guint) (gtk_adjustment_get_page_size (adjustment) * rows) + 2);
}

static GtkWidget *
make_table (GbListPage *self)
{
  GtkAdjustment *adjustment;


  self->list = gb_case_list_new (self->book, self->plan->fetch);
  self->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->list)));
  self->table = gtk_column_view_new (g_object_ref (GTK_SELECTION_MODEL (self->selection)));
  gtk_widget_add_css_class (self->table, "data-table");
  gtk_column_view_set_show_row_separators (GTK_COLUMN_VIEW (self->table), TRUE);
  gb_name (GTK_WIDGET (self->table), _ (self->plan->title));
  for (guint i = 0; i < self->plan->n_columns; i++)
    add_column (self, &self->plan->columns[i]);
  g_signal_connect_object (self->table, "activate", G_CALLBACK (on_activated), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (on_selected), self, G_CONNECT_SWAPPED);
  self->scroller = g_object_new (GTK_TYPE_SCROLLED_WINDOW, "child", self->table, "vexpand", TRUE, NULL);
  adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller));
  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (on_scrolled), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (adjustment, "changed", G_CALLBACK (on_scrolled), self, G_CONNECT_SWAPPED);
  return self->scroller;
}

static void
make_search (GbListPage *self)
{
  self->search = gtk_search_entry_new ();
  g_object_set (self->search, "placeholder-text", _ (self->plan->search_hint), "hexpand", TRUE, NULL);
  gtk_editable_set_width_chars (GTK_EDITABLE (self->search), 7);
  gb_name (GTK_WIDGET (self->search), _ (self->plan->search_hint));
  g_signal_connect_object (self->search, "search-changed", G_CALLBACK (gb_list_page_refresh), self, G_CONNECT_SWAPPED);
  self->filter_box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  gtk_widget_add_css_class (self->filter_box, "filters");
  gtk_box_append (GTK_BOX (self->filter_box), self->search);
  for (guint i = 0; i < GB_LIST_FILTERS; i++)
    if (self->plan->filters[i].name != NULL)
      make_filter (self, i);
  self->kept = gb_filter_menu_new (self->book, self->plan->key != NULL ? self->plan->key : self->plan->title);
  g_signal_connect_object (self->kept, "chosen", G_CALLBACK (on_kept), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->filter_box), GTK_WIDGET (self->kept));
}

static void
make_body (GbListPage *self)
{
  GtkWidget *sides = adw_leaflet_new ();
  GtkWidget *left = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  make_search (self);
  self->status = gb_text_new (GB_TEXT_QUIET, NULL);
  gtk_widget_add_css_class (self->status, "status-line");
  self->none = make_none (self);
  gtk_widget_set_hexpand (left, TRUE);
  gtk_box_append (GTK_BOX (left), self->filter_box);
  gtk_box_append (GTK_BOX (left), make_table (self));
  gtk_box_append (GTK_BOX (left), self->none);
  gtk_box_append (GTK_BOX (left), self->status);
  adw_leaflet_append (ADW_LEAFLET (sides), left);
  if (self->plan->preview != NULL)
    {
      gtk_widget_set_size_request (left, LIST_WIDTH, -1);
      adw_leaflet_append (ADW_LEAFLET (sides), self->preview = make_preview (self));
    }
  /* Without a preview beside it, a click opens what it would have shown. */
  g_object_bind_property (sides, "folded", self->table, "single-click-activate", G_BINDING_SYNC_CREATE);
  gb_page_set_body (GB_PAGE (self), sides);
}

static void
on_accent (GbListPage *self)
{
  self->plan->on_new (GTK_WIDGET (self), self->book);
}

static void
on_second (GbListPage *self)
{
  self->plan->on_second (GTK_WIDGET (self), self->book);
}

static void
on_find (GbListPage *self)
{
  gtk_widget_grab_focus (self->search);
}

static void
gb_list_page_finalize (GObject *object)
{
  GbListPage *self = GB_LIST_PAGE (object);

  for (guint i = 0; i < GB_LIST_FILTERS; i++)
    g_clear_pointer (&self->options[i], g_ptr_array_unref);
  g_free (self->found);
  g_clear_object (&self->selection);
  g_clear_object (&self->list);
  g_clear_object (&self->book);
  G_OBJECT_CLASS (gb_list_page_parent_class)->finalize (object);
}

static void
gb_list_page_class_init (GbListPageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = gb_list_page_finalize;
}

static void
gb_list_page_init (GbListPage *self)
{
}

const GbListPlan *
gb_list_plan_keep (const GbListPlan *plan)
{
  static GHashTable *plans = NULL;
  GbListPlan *kept;

  if (plans == NULL)
    plans = g_hash_table_new (g_str_hash, g_str_equal);
  kept = g_hash_table_lookup (plans, plan->key);
  if (kept == NULL)
    {
      kept = g_memdup2 (plan, sizeof *plan);
      kept->title = g_intern_string (plan->title);
      kept->key = g_intern_string (plan->key);
      g_hash_table_insert (plans, (gpointer) kept->key, kept);
    }
  return kept;
}

GtkWidget *
gb_list_page_new (GbBook *book, const GbListPlan *plan)
{
  GbListPage *self = g_object_new (gb_list_page_get_type (), NULL);

  self->book = g_object_ref (book);
  self->plan = plan;
  gb_page_set_title (GB_PAGE (self), _ (plan->title), NULL);
  make_body (self);
  if (plan->on_new != NULL)
    {
      gb_page_set_accent (GB_PAGE (self), "list-add-symbolic", _ (plan->new_label));
      g_signal_connect_object (self, "accent", G_CALLBACK (on_accent), self, 0);
    }
  if (plan->on_second != NULL)
    g_signal_connect_object (self, "second", G_CALLBACK (on_second), self, 0);
  g_signal_connect_object (self, "find", G_CALLBACK (on_find), self, 0);
  gb_view_follow (GTK_WIDGET (self), book, gb_list_page_refresh);
  return GTK_WIDGET (self);
}
