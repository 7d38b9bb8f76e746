/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "views/figures-view.h"

#include <string.h>

#include <adwaita.h>
#include <glib/gi18n.h>

#include "base/text.h"
#include "base/time.h"
#include "views/list-page.h"
#include "views/text.h"
#include "views/window.h"

#define WIDEST 820

struct _GbFiguresView
{
  GtkBox parent_instance;
  GbBook *book;
  const GbFigures *figures; /* the owner's */
  GtkWidget *tables;
};

G_DEFINE_FINAL_TYPE (GbFiguresView, gb_figures_view, GTK_TYPE_BOX)

/* --- the cases behind a figure --------------------------------------------------- */

/* A list page keeps its plan for good and asks on the worker, so what a figure
 * counted is kept here under the figure's name and the instant of its report. */
static GMutex lists_mutex;
static GHashTable *lists; /* key -> of char * */

static GPtrArray *
ids_of (const char *key)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lists_mutex);
  GPtrArray *ids = lists != NULL ? g_hash_table_lookup (lists, key) : NULL;
  return ids != NULL ? g_ptr_array_ref (ids) : NULL;
}

static void
keep_ids (const char *key, GPtrArray *ids)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lists_mutex);

  if (lists == NULL)
    lists = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  g_hash_table_insert (lists, g_strdup (key), g_ptr_array_ref (ids));
}

/* Worker. */
static gpointer
fetch_case (GbBook *book, const char *id, GError **error)
{
  return gb_figures_case_load (gb_book_get_vault (book), id, error);
}

static gboolean
has_words (GbFiguresCase *row, const char *folded)
{
  g_autofree char *all
    = g_strjoin (" ", row->reference != NULL ? row->reference : "", row->title != NULL ? row->title : "", NULL);
  g_autofree char *said = gb_text_fold (all);
  return strstr (said, folded) != NULL;
}

/* Worker: those that this member may read, newest first. */
static GPtrArray *
list_ids (GbBook *book, JsonObject *query, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) counted = ids_of (gb_json_text (query, "key"));
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  const char *text = gb_json_text (query, "text");
  g_autofree char *folded = text != NULL ? gb_text_fold (text) : NULL;

  for (guint i = counted != NULL ? counted->len : 0; i > 0; i--)
    {
      GError *problem = NULL;
      g_autoptr (GbFiguresCase) row
        = gb_figures_case_load (gb_book_get_vault (book), counted->pdata[i - 1], &problem);
      if (problem != NULL)
        {
          g_propagate_error (error, problem);
          return NULL;
        }
      if (row != NULL && (folded == NULL || has_words (row, folded)))
        g_ptr_array_add (ids, g_strdup (row->id));
    }
  return g_steal_pointer (&ids);
}

static char *
say_status (GbBook *book, JsonObject *query, GError **error)
{
  g_autoptr (GPtrArray) ids = list_ids (book, query, NULL, error);
  return ids != NULL ? g_strdup_printf (ngettext ("%u case counted in this figure", "%u cases counted in this figure",
                                                  ids->len),
                                        ids->len)
                     : NULL;
}

static char *
say_reference (gpointer record, GbBook *book)
{
  return g_strdup (((GbFiguresCase *) record)->reference);
}

static char *
say_when (gpointer record, GbBook *book)
{
  return gb_say_instant (((GbFiguresCase *) record)->opened_at);
}

static char *
say_title (gpointer record, GbBook *book)
{
  return g_strdup (((GbFiguresCase *) record)->title);
}

static void
open_case (GtkWidget *page, GbBook *book, gpointer record)
{
  GbFiguresCase *row = record;
  gb_window_open_case (page, row->noun, row->id);
}

static const GbListColumn columns[] = {
  { N_ ("Reference"), GB_COLUMN_QUIET, 84, say_reference },
  { N_ ("Recorded"), GB_COLUMN_TEXT, 152, say_when },
  { N_ ("What"), GB_COLUMN_TITLE, 0, say_title },
};

static const GbListPlan *
plan_for (const char *key, const char *title)
{
  return gb_list_plan_keep (&(GbListPlan){ .title = title,
                                           .key = key,
                                           .search_hint = N_ ("Words, a name, a reference"),
                                           .columns = columns,
                                           .n_columns = G_N_ELEMENTS (columns),
                                           .ids = list_ids,
                                           .fetch = fetch_case,
                                           .status = say_status,
                                           .open = open_case });
}

static void
open_figure (GbFiguresView *self, guint index, const char *title)
{
  g_autoptr (GPtrArray) counted = self->figures != NULL ? gb_figures_cases (self->figures, index) : NULL;
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *key = NULL;

  if (counted == NULL)
    return;
  for (guint i = 0; i < counted->len; i++)
    g_ptr_array_add (ids, g_strdup (counted->pdata[i]));
  key = g_strdup_printf ("%" G_GINT64_FORMAT " %s", self->figures->frozen_at,
                         gb_figures_at (self->figures, index)->key);
  keep_ids (key, ids);
  gb_window_push (GTK_WIDGET (self), gb_list_page_new (self->book, plan_for (key, title)));
}

/* --- tables ------------------------------------------------------------------------ */

typedef struct { guint index; char *title; } Figure;

static void
figure_free (gpointer data)
{
  Figure *figure = data;
  g_free (figure->title);
  g_free (figure);
}

static void
on_figure (GbFiguresView *self, GtkWidget *button)
{
  const Figure *figure = g_object_get_data (G_OBJECT (button), "figure");
  open_figure (self, figure->index, figure->title);
}

static char *
on_one_line (const char *label)
{
  return g_strdelimit (g_strdup (label), "\n", ' ');
}

static GtkWidget *
plain_figure (const char *shown)
{
  GtkWidget *label = gtk_label_new (shown);
  gtk_widget_add_css_class (label, "figure-none");
  gtk_widget_set_halign (label, GTK_ALIGN_END);
  return label;
}

/* A figure opens what it counts; nought, and a number of the school's own duties, nothing. */
static GtkWidget *
figure_new (GbFiguresView *self, const GbTable *table, guint row, guint column)
{
  guint index = g_array_index (table->cells, guint, row * table->columns->len + column);
  const GbVariable *cell = index != GB_NO_VARIABLE ? gb_figures_at (self->figures, index) : NULL;
  g_autofree char *line = on_one_line (((GbLine *) table->rows->pdata[row])->label);
  g_autofree char *head = on_one_line (((GbLine *) table->columns->pdata[column])->label);
  g_autofree char *name = NULL;
  GtkWidget *button;
  Figure *figure;

  if (cell == NULL || cell->shown == NULL)
    return gtk_label_new (NULL);
  if (cell->of == NULL || cell->of->len == 0)
    return plain_figure (cell->shown);
  button = gtk_button_new_with_label (cell->shown);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "figure");
  gtk_widget_set_halign (button, GTK_ALIGN_END);
  name = g_strdup_printf (_ ("%s, %s: %s. Open the cases"), line, head, cell->shown);
  gb_name (button, name);
  gtk_widget_set_tooltip_text (button, name);
  figure = g_new0 (Figure, 1);
  *figure = (Figure) { index, g_strdup_printf ("%s, %s", line, head) };
  g_object_set_data_full (G_OBJECT (button), "figure", figure, figure_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_figure), self, G_CONNECT_SWAPPED);
  return button;
}

static void
attach_row (GbFiguresView *self, GtkGrid *grid, const GbTable *table, guint row)
{
  const GbLine *line = table->rows->pdata[row];
  GtkWidget *label = gb_text_new (GB_TEXT_BODY, line->label);

  if (line->kind != GB_LINE_BODY)
    gtk_widget_add_css_class (label, "strong");
  gtk_widget_set_hexpand (label, TRUE);
  gb_text_keep_words (label);
  gtk_grid_attach (grid, label, 0, (int) row + 1, 1, 1);
  for (guint column = 0; column < table->columns->len; column++)
    gtk_grid_attach (grid, figure_new (self, table, row, column), (int) column + 1, (int) row + 1, 1, 1);
}

static void
add_table (GbFiguresView *self, const GbTable *table)
{
  g_autofree char *caption = g_strdup_printf (_ ("Table %u. %s"), table->number, table->caption);
  GtkWidget *heading = gb_text_new (GB_TEXT_BODY, caption);
  GtkWidget *grid = gtk_grid_new ();

  gtk_widget_add_css_class (heading, "strong");
  gtk_widget_set_margin_top (heading, 10);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  gtk_grid_attach (GTK_GRID (grid), gb_text_new_head (table->head, 0), 0, 0, 1, 1);
  for (guint column = 0; column < table->columns->len; column++)
    gtk_grid_attach (GTK_GRID (grid), gb_text_new_head (((GbLine *) table->columns->pdata[column])->label, 1),
                     (int) column + 1, 0, 1, 1);
  for (guint row = 0; row < table->rows->len; row++)
    attach_row (self, GTK_GRID (grid), table, row);
  gtk_box_append (GTK_BOX (self->tables), heading);
  gtk_box_append (GTK_BOX (self->tables), grid);
  if (gb_text_is_filled (table->definition))
    gtk_box_append (GTK_BOX (self->tables), gb_text_new (GB_TEXT_QUIET, table->definition));
}

static void
add_section (GbFiguresView *self, const GbFiguresSection *section)
{
  gboolean headed = FALSE;

  for (guint i = 0; i < section->blocks->len; i++)
    {
      const GbBlock *block = section->blocks->pdata[i];
      if (block->table == NULL)
        continue;
      if (!headed)
        {
          GtkWidget *title = gb_text_new (GB_TEXT_HEADING, section->title);
          gtk_widget_set_margin_top (title, 24);
          gtk_box_append (GTK_BOX (self->tables), title);
          headed = TRUE;
        }
      add_table (self, block->table);
    }
}

void
gb_figures_view_show (GbFiguresView *self, const GbFigures *figures)
{
  GtkWidget *child;

  self->figures = figures;
  while ((child = gtk_widget_get_first_child (self->tables)) != NULL)
    gtk_box_remove (GTK_BOX (self->tables), child);
  for (guint i = 0; figures != NULL && i < figures->sections->len; i++)
    add_section (self, figures->sections->pdata[i]);
}

/* --- life ---------------------------------------------------------------------------- */

static void
gb_figures_view_finalize (GObject *object)
{
  g_clear_object (&GB_FIGURES_VIEW (object)->book);
  G_OBJECT_CLASS (gb_figures_view_parent_class)->finalize (object);
}

static void
gb_figures_view_class_init (GbFiguresViewClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = gb_figures_view_finalize;
}

static void
gb_figures_view_init (GbFiguresView *self)
{
  GtkWidget *clamp, *scroll;

  self->tables = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  g_object_set (self->tables, "margin-start", 24, "margin-end", 24, "margin-bottom", 36, NULL);
  clamp = g_object_new (ADW_TYPE_CLAMP, "maximum-size", WIDEST, "child", self->tables, NULL);
  scroll = g_object_new (GTK_TYPE_SCROLLED_WINDOW, "hscrollbar-policy", GTK_POLICY_AUTOMATIC, "child", clamp, "hexpand",
                         TRUE, "vexpand", TRUE, NULL);
  gtk_box_append (GTK_BOX (self), scroll);
}

GbFiguresView *
gb_figures_view_new (GbBook *book)
{
  GbFiguresView *self = g_object_new (GB_TYPE_FIGURES_VIEW, NULL);
  self->book = g_object_ref (book);
  return self;
}
