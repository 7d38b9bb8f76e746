/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Order of this file: the list behind a figure, the tables, what to ask about,
 * the period, the page. */
#include "views/trends.h"

#include <string.h>

#include <glib/gi18n.h>

#include "base/text.h"
#include "base/time.h"
#include "casework/trend.h"
#include "views/ask.h"
#include "views/case-page.h"
#include "views/bar.h"
#include "views/form.h"
#include "views/help.h"
#include "views/list-page.h"
#include "views/page.h"
#include "views/row.h"
#include "views/section.h"
#include "views/text.h"
#include "views/window.h"

typedef struct
{
  GbBook *book;
  GPtrArray *periods; /* of Period, as the drop-down has them */
  char *from, *until; /* what is shown */
  GtkWidget *chooser, *findings_box, *tables_box;
} State;

static State *
state_of (gpointer page)
{
  return g_object_get_data (G_OBJECT (page), "state");
}

static void
state_free (gpointer data)
{
  State *state = data;

  g_clear_object (&state->book);
  g_clear_pointer (&state->periods, g_ptr_array_unref);
  g_free (state->from);
  g_free (state->until);
  g_free (state);
}

static char *
say_period (const char *from, const char *until)
{
  g_autofree char *first = gb_say_day_long (from), *last = gb_say_day_long (until);
  return g_strdup_printf (_ ("%s to %s"), first, last);
}

/* --- the list behind a figure ------------------------------------------------------------ */

/* A cell by its words, "2026-09-01|2026-11-22|category|cyberbullying|0|incident": the
 * key of a list.  The line stands last but two and may be empty (the total). */
#define CELL_PARTS 6

/* An id of such a list says what it is: "incident 1f0c…". */
static char *
noun_of (const char *id, const char **rest)
{
  const char *blank = strchr (id, ' ');

  *rest = blank != NULL ? blank + 1 : id;
  return blank != NULL ? g_strndup (id, (gsize) (blank - id)) : g_strdup ("incident");
}

/* Worker. */
static gpointer
fetch_row (GbBook *book, const char *id, GError **error)
{
  const char *rest;
  g_autofree char *noun = noun_of (id, &rest);

  return gb_trend_row_load (gb_book_get_vault (book), noun, rest, error);
}

static gboolean
has_words (GbTrendRow *row, const char *folded)
{
  g_autofree char *all = g_strjoin (" ", row->reference != NULL ? row->reference : "",
                                    row->title != NULL ? row->title : "", row->detail != NULL ? row->detail : "", NULL);
  g_autofree char *said = gb_text_fold (all);

  return strstr (said, folded) != NULL;
}

/* Worker. */
static GPtrArray *
list_ids (GbBook *book, JsonObject *query, GCancellable *cancellable, GError **error)
{
  g_auto (GStrv) cell = g_strsplit (gb_json_text (query, "key"), "|", CELL_PARTS);
  const GbTrendPlan plan = { cell[0], cell[1], FALSE };
  g_autoptr (GPtrArray) found = gb_trend_list (book, &plan, cell[2], *cell[3] != '\0' ? cell[3] : NULL,
                                               (guint) g_ascii_strtoull (cell[4], NULL, 10), error);
  g_autofree char *folded = gb_json_text (query, "text") != NULL ? gb_text_fold (gb_json_text (query, "text")) : NULL;
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);

  if (found == NULL)
    return NULL;
  for (guint i = 0; i < found->len; i++)
    {
      g_autoptr (GbTrendRow) row =
          folded != NULL ? gb_trend_row_load (gb_book_get_vault (book), cell[5], found->pdata[i], error) : NULL;
      if (folded == NULL || (row != NULL && has_words (row, folded)))
        g_ptr_array_add (ids, g_strdup_printf ("%s %s", cell[5], (const char *) found->pdata[i]));
    }
  return g_steal_pointer (&ids);
}

static char *
say_status (GbBook *book, JsonObject *query, GError **error)
{
  g_autoptr (GPtrArray) ids = list_ids (book, query, NULL, error);

  return ids != NULL ? g_strdup_printf (ngettext ("%u in this list", "%u in this list", ids->len), ids->len) : NULL;
}

static char *
say_reference (gpointer record, GbBook *book)
{
  return g_strdup (((GbTrendRow *) record)->reference);
}

static char *
say_when (gpointer record, GbBook *book)
{
  GbTrendRow *row = record;
  return row->at > 0 ? gb_say_instant (row->at) : NULL;
}

static char *
say_title (gpointer record, GbBook *book)
{
  return g_strdup (((GbTrendRow *) record)->title);
}

static char *
say_detail (gpointer record, GbBook *book)
{
  GbTrendRow *row = record;

  if (g_str_equal (row->noun, "incident") && gb_text_is_filled (row->detail))
    return g_strdup_printf (_ ("Recorded by %s"), row->detail);
  if (g_str_equal (row->noun, "person") && gb_text_is_filled (row->detail))
    return g_strdup_printf (_ ("Year %s"), row->detail);
  return g_strdup (row->detail);
}

static gboolean
row_opens (gpointer record)
{
  return ((GbTrendRow *) record)->case_id != NULL;
}

static void
open_row (GtkWidget *page, GbBook *book, gpointer record)
{
  GbTrendRow *row = record;

  if (row->case_id != NULL)
    gb_window_open_case (page, row->noun, row->case_id);
}

static const GbListColumn case_columns[] = {
  { N_ ("Reference"), GB_COLUMN_QUIET, 84, say_reference },
  { N_ ("When"), GB_COLUMN_TEXT, 152, say_when },
  { N_ ("What"), GB_COLUMN_TITLE, 0, say_title, say_detail },
};
static const GbListColumn person_columns[] = {
  { N_ ("Name"), GB_COLUMN_TITLE, 0, say_title, say_detail },
};

/* A list page keeps its plan for good, so there is one for each figure that was
 * ever opened, and no more. */
static const GbListPlan *
plan_for (const char *key, const char *noun, const char *title)
{
  gboolean people = g_str_equal (noun, "person");

  return gb_list_plan_keep (&(GbListPlan){
      .title = title,
      .key = key,
      .search_hint = N_ ("Words, a name, a reference"),
      .columns = people ? person_columns : case_columns,
      .n_columns = people ? G_N_ELEMENTS (person_columns) : G_N_ELEMENTS (case_columns),
      .ids = list_ids,
      .fetch = fetch_row,
      .status = say_status,
      .opens = row_opens,
      .open = open_row,
  });
}

static void
open_list (GtkWidget *page, const char *table, const char *line, guint column, const char *noun, const char *title)
{
  State *state = state_of (page);
  g_autofree char *period = say_period (state->from, state->until);
  g_autofree char *whole = g_strdup_printf ("%s, %s", title, period);
  g_autofree char *key =
      g_strdup_printf ("%s|%s|%s|%s|%u|%s", state->from, state->until, table, line != NULL ? line : "", column, noun);

  gb_window_push (page, gb_list_page_new (state->book, plan_for (key, noun, whole)));
}

/* --- figures ------------------------------------------------------------------------------- */

typedef struct
{
  const char *table;
  char *line;
  guint column;
  const char *noun;
  char *title;
} Cell;

static void
cell_free (gpointer data, GClosure *closure)
{
  Cell *cell = data;

  g_free (cell->line);
  g_free (cell->title);
  g_free (cell);
}

static void
on_figure (GtkWidget *button, Cell *cell)
{
  GtkWidget *page = gtk_widget_get_ancestor (button, GB_TYPE_PAGE);
  open_list (page, cell->table, cell->line, cell->column, cell->noun, cell->title);
}

/* A figure opens the list it counts; nought has none. */
static GtkWidget *
figure_new (const GbTrendTable *table, const char *line, const char *label, guint column, gint64 count)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, count);
  g_autofree char *name = g_strdup_printf (_ ("%s, %s: %s. Open the list"), label, table->columns[column], text);
  GtkWidget *widget;
  Cell *cell;

  if (count == 0)
    {
      widget = gtk_label_new (text);
      gtk_widget_add_css_class (widget, "figure-none");
      gtk_widget_set_halign (widget, GTK_ALIGN_END);
      return widget;
    }
  widget = gtk_button_new_with_label (text);
  gtk_widget_add_css_class (widget, "flat");
  gtk_widget_add_css_class (widget, "figure");
  gtk_widget_set_halign (widget, GTK_ALIGN_END);
  gb_name (widget, name);
  cell = g_new0 (Cell, 1);
  *cell = (Cell){ table->id, g_strdup (line), column, table->nouns[column],
                  column == 0 ? g_strdup (label) : g_strdup_printf ("%s: %s", label, table->columns[column]) };
  g_signal_connect_data (widget, "clicked", G_CALLBACK (on_figure), cell, cell_free, 0);
  return widget;
}

static gint64
most_of (const GbTrendTable *table)
{
  gint64 most = 0;

  for (guint i = 0; i < table->lines->len; i++)
    {
      const GbTrendLine *line = table->lines->pdata[i];
      if (table->tested)
        most = MAX (most, MAX (line->counts[1], line->high));
      else
        for (guint c = 0; c < table->n_columns; c++)
          most = MAX (most, line->counts[c]);
    }
  return most;
}

static GtkWidget *
bar_of (const GbTrendTable *table, const GbTrendLine *line, gint64 most)
{
  gboolean compared = table->n_columns > 1 && !g_str_equal (table->id, "again");

  if (table->tested && line->low >= 0)
    return gb_bar_new_range (line->counts[1], line->low, line->high,
                             (double) line->counts[2] / (double) table->totals[2] * (double) table->totals[1], most);
  return gb_bar_new (table->tested ? line->counts[1] : line->counts[0],
                     compared && !table->tested ? line->counts[1] : -1, most);
}

static char *
say_range (const GbTrendLine *line)
{
  if (line->low < 0)
    return g_strdup (_ ("too few to say"));
  return g_strdup_printf (_ ("%d to %d by chance"), (int) line->low, (int) line->high);
}

static void
add_line (GtkGrid *grid, int row, const GbTrendTable *table, const GbTrendLine *line, gint64 most)
{
  GtkWidget *label = gb_text_new (GB_TEXT_BODY, line->label);
  int at = 2;

  gtk_label_set_width_chars (GTK_LABEL (label), 14);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 34);
  gtk_widget_set_hexpand (label, FALSE);
  gb_text_keep_words (label);
  gtk_grid_attach (grid, label, 0, row, 1, 1);
  gtk_grid_attach (grid, bar_of (table, line, most), 1, row, 1, 1);
  for (guint c = 0; c < table->n_columns; c++)
    gtk_grid_attach (grid, figure_new (table, line->id, line->label, c, line->counts[c]), at++, row, 1, 1);
  if (table->tested)
    {
      g_autofree char *range = say_range (line);
      gtk_grid_attach (grid, gb_text_new_head (range, 1), at, row, 1, 1);
    }
}

/* How to read the drawing between the words and the figures. */
static char *
say_bars (const GbTrendTable *table)
{
  g_autofree char *first = gb_text_lower_first (table->columns[0]);
  g_autofree char *second = table->n_columns == 2 ? gb_text_lower_first (table->columns[1]) : NULL;

  if (table->tested)
    return g_strdup (_ ("dot: searched; box: range; line: even share"));
  return second != NULL ? g_strdup_printf (_ ("solid: %s; hatched: %s"), first, second) : NULL;
}

static void
add_heads (GtkGrid *grid, const GbTrendTable *table)
{
  g_autofree char *bars = say_bars (table);
  int at = 2;

  if (bars != NULL)
    gtk_grid_attach (grid, gb_text_new_head (bars, 0), 1, 0, 1, 1);
  gtk_grid_attach (grid, gb_text_new_head (table->head, 0), 0, 0, 1, 1);
  for (guint c = 0; c < table->n_columns; c++)
    gtk_grid_attach (grid, gb_text_new_head (table->columns[c], 1), at++, 0, 1, 1);
  if (table->tested)
    gtk_grid_attach (grid, gb_text_new_head (_ ("Range"), 1), at, 0, 1, 1);
}

static void
add_total (GtkGrid *grid, int row, const GbTrendTable *table)
{
  GtkWidget *rule = gtk_separator_new (GTK_ORIENTATION_HORIZONTAL);
  GtkWidget *label = gb_text_new (GB_TEXT_BODY, _ ("All, each once"));
  int at = 2;

  gtk_grid_attach (grid, rule, 0, row, 2 + (int) table->n_columns + table->tested, 1);
  gtk_widget_add_css_class (label, "strong");
  gtk_grid_attach (grid, label, 0, row + 1, 1, 1);
  for (guint c = 0; c < table->n_columns; c++)
    gtk_grid_attach (grid, figure_new (table, NULL, table->title, c, table->totals[c]), at++, row + 1, 1, 1);
}

static gboolean
is_empty (const GbTrendTable *table, const GbTrendLine *line)
{
  for (guint c = 0; c < table->n_columns; c++)
    if (line->counts[c] > 0)
      return FALSE;
  return TRUE;
}

static gboolean
is_empty_table (const GbTrendTable *table)
{
  for (guint c = 0; c < table->n_columns; c++)
    if (table->totals[c] > 0)
      return FALSE;
  return TRUE;
}

/* More names than these are folded away. */
#define NONE_SHOWN 8

/* "None: fire, hate and theft."  NULL: every line has something. */
static GtkWidget *
none_new (const GbTrendTable *table)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *joined = NULL, *said = NULL, *count = NULL;
  GtkWidget *text, *expander;
  guint n;

  for (guint i = 0; i < table->lines->len; i++)
    if (is_empty (table, table->lines->pdata[i]))
      g_ptr_array_add (names, gb_text_lower_first (((GbTrendLine *) table->lines->pdata[i])->label));
  n = names->len;
  if (n == 0)
    return NULL;
  g_ptr_array_add (names, NULL);
  joined = gb_text_join_and ((const char *const *) names->pdata);
  said = g_strdup_printf (_ ("None: %s."), joined);
  text = gb_text_new (GB_TEXT_QUIET, said);
  if (n <= NONE_SHOWN)
    return text;
  count = g_strdup_printf (_ ("None in %u of %u"), n, table->lines->len);
  expander = gtk_expander_new (count);
  gtk_expander_set_child (GTK_EXPANDER (expander), text);
  return expander;
}

static GtkWidget *
table_new (const GbTrendTable *table)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4), *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  GtkWidget *grid = g_object_new (GTK_TYPE_GRID, "column-spacing", 14, "row-spacing", 2, NULL);
  GtkWidget *none;
  gint64 most = most_of (table);
  int row = 1;

  gtk_box_append (GTK_BOX (box), gb_text_new (GB_TEXT_HEADING, table->title));
  gtk_box_append (GTK_BOX (box), gb_text_new (GB_TEXT_QUIET, table->definition));
  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "trend-card");
  gtk_box_append (GTK_BOX (box), card);
  if (is_empty_table (table))
    {
      g_object_ref_sink (grid);
      g_object_unref (grid);
      gtk_box_append (GTK_BOX (card), gb_text_new (GB_TEXT_QUIET, _ ("Nothing in this period.")));
      return box;
    }
  none = none_new (table);
  add_heads (GTK_GRID (grid), table);
  for (guint i = 0; i < table->lines->len; i++)
    if (!is_empty (table, table->lines->pdata[i]))
      add_line (GTK_GRID (grid), row++, table, table->lines->pdata[i], most);
  add_total (GTK_GRID (grid), row, table);
  /* In a narrow window it is wider than the card. */
  gtk_box_append (GTK_BOX (card),
                  g_object_new (GTK_TYPE_SCROLLED_WINDOW, "vscrollbar-policy", GTK_POLICY_NEVER, "child", grid, NULL));
  if (none != NULL)
    gtk_box_append (GTK_BOX (card), none);
  return box;
}

/* --- what to ask about ------------------------------------------------------------------------- */

static void
on_finding (GbRow *row, GtkWidget *page)
{
  Cell *cell = g_object_get_data (G_OBJECT (row), "cell");
  open_list (page, cell->table, cell->line, cell->column, cell->noun, cell->title);
}

static void
finding_cell_free (gpointer cell)
{
  cell_free (cell, NULL);
}

static const char *
icon_of (const char *kind)
{
  static const struct
  {
    const char *kind, *icon;
  } icons[] = {
    { "late", "alarm-symbolic" },    { "again", "system-users-symbolic" },     { "more", "go-up-symbolic" },
    { "fewer", "go-down-symbolic" }, { "uneven", "dialog-question-symbolic" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (icons); i++)
    if (g_str_equal (icons[i].kind, kind))
      return icons[i].icon;
  return "edit-find-symbolic";
}

static void
add_finding (GtkWidget *page, GbSection *section, const GbTrend *trend, const GbTrendFinding *finding)
{
  const GbTrendTable *table = gb_trend_table (trend, finding->table);
  GbRow *row = gb_row_new (finding->title, finding->sentence);

  gb_row_set_icon (row, icon_of (finding->kind));
  if (finding->line != NULL)
    {
      Cell *cell = g_new0 (Cell, 1);
      *cell = (Cell){ table->id, g_strdup (finding->line), finding->column, table->nouns[finding->column],
                      g_strdup (finding->title) };
      g_object_set_data_full (G_OBJECT (row), "cell", cell, finding_cell_free);
      gb_row_set_opens (row, TRUE);
      g_signal_connect_object (row, "open", G_CALLBACK (on_finding), page, 0);
    }
  gb_section_add (section, GTK_WIDGET (row));
}

static void
show_findings (GtkWidget *page, const GbTrend *trend)
{
  State *state = state_of (page);
  GbSection *section = gb_section_new (_ ("What to ask about"));

  gb_box_clear (state->findings_box);
  gb_section_set_empty (section, _ ("Nothing stands out in this period."));
  for (guint i = 0; i < trend->findings->len; i++)
    add_finding (page, section, trend, trend->findings->pdata[i]);
  gtk_box_append (GTK_BOX (state->findings_box), GTK_WIDGET (section));
}

static void
show_tables (GtkWidget *page, const GbTrend *trend)
{
  State *state = state_of (page);
  gboolean said = FALSE;

  gb_box_clear (state->tables_box);
  for (guint i = 0; i < trend->tables->len; i++)
    {
      const GbTrendTable *table = trend->tables->pdata[i];
      if (table->tested && !said)
        {
          g_autofree char *period = say_period (trend->searches_from, trend->until);
          g_autofree char *title = g_strdup_printf (_ ("Who is searched: %s"), period);
          gtk_box_append (GTK_BOX (state->tables_box), gb_text_new (GB_TEXT_TITLE, title));
          gtk_box_append (GTK_BOX (state->tables_box), gb_callout_new (GB_CALLOUT_WARN, trend->caution));
          said = TRUE;
        }
      gtk_box_append (GTK_BOX (state->tables_box), table_new (table));
    }
}

/* --- the period ------------------------------------------------------------------------------------ */

typedef struct
{
  char *label, *from, *until;
} Period;

static void
period_free (gpointer data)
{
  Period *period = data;

  g_free (period->label);
  g_free (period->from);
  g_free (period->until);
  g_free (period);
}

static void
add_period (State *state, const char *label, char *from, const char *until)
{
  Period *period = g_new0 (Period, 1);

  *period = (Period){ g_strdup (label), from, g_strdup (until) };
  g_ptr_array_add (state->periods, period);
}

/* This school year and the last twelve months first; then the terms that have begun, the newest first. */
static void
make_periods (State *state)
{
  g_autofree char *today = gb_today (), *year = gb_school_year_of (today);
  g_autoptr (GPtrArray) terms = gb_calendar_terms (gb_book_get_calendar (state->book), 0);

  state->periods = g_ptr_array_new_with_free_func (period_free);
  add_period (state, _ ("This school year"), g_strdup_printf ("%.4s-09-01", year), today);
  add_period (state, _ ("The last twelve months"), gb_day_add (today, -364), today);
  for (guint i = terms->len; i > 0; i--)
    {
      const GbTerm *term = terms->pdata[i - 1];
      if (strcmp (term->from, today) <= 0)
        add_period (state, term->name, g_strdup (term->from), strcmp (term->until, today) < 0 ? term->until : today);
    }
}

static void refresh (GtkWidget *page);

static void
choose (GtkWidget *page, const char *from, const char *until)
{
  State *state = state_of (page);

  g_free (state->from);
  g_free (state->until);
  state->from = g_strdup (from);
  state->until = g_strdup (until);
  refresh (page);
}

static void
on_own_period (GtkWidget *page, JsonObject *body, GbForm *form)
{
  GtkWidget *dialog = gtk_widget_get_ancestor (GTK_WIDGET (form), GTK_TYPE_WINDOW);

  choose (page, gb_json_text (body, "from"), gb_json_text (body, "until"));
  gtk_window_close (GTK_WINDOW (dialog));
}

static void
ask_period (GtkWidget *page)
{
  State *state = state_of (page);
  GbForm *form = gb_form_new (state->book);

  gb_form_group (form, NULL, _ ("Both days are in it."));
  gb_when_set_day (gb_form_when (form, "from", _ ("From"), FALSE), state->from);
  gb_when_set_day (gb_form_when (form, "until", _ ("Until"), FALSE), state->until);
  GB_FORM_REQUIRE (form, "from", "until");
  g_signal_connect_object (form, "submitted", G_CALLBACK (on_own_period), page, G_CONNECT_SWAPPED);
  gb_form_open (form, page, _ ("Another period"), _ ("Show"));
}

static void
on_chosen (GtkDropDown *chooser, GParamSpec *pspec, GtkWidget *page)
{
  State *state = state_of (page);
  guint n = gtk_drop_down_get_selected (chooser);

  if (n < state->periods->len)
    choose (page, ((Period *) state->periods->pdata[n])->from, ((Period *) state->periods->pdata[n])->until);
  else if (n != GTK_INVALID_LIST_POSITION)
    ask_period (page);
}

static GtkWidget *
make_chooser (GtkWidget *page, State *state)
{
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);

  make_periods (state);
  for (guint i = 0; i < state->periods->len; i++)
    gtk_string_list_append (labels, ((Period *) state->periods->pdata[i])->label);
  gtk_string_list_append (labels, _ ("Another period…"));
  state->chooser = gtk_drop_down_new (G_LIST_MODEL (g_steal_pointer (&labels)), NULL);
  gb_name (state->chooser, _ ("Period"));
  gtk_widget_set_tooltip_text (state->chooser, _ ("Period"));
  g_signal_connect_object (state->chooser, "notify::selected", G_CALLBACK (on_chosen), page, 0);
  return state->chooser;
}

/* --- the page -------------------------------------------------------------------------------------------- */

typedef struct
{
  char *from, *until;
} Asked;

static void
asked_free (gpointer data)
{
  Asked *asked = data;

  g_free (asked->from);
  g_free (asked->until);
  g_free (asked);
}

/* Worker. */
static gpointer
ask_trend (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  const Asked *asked = data;
  const GbTrendPlan plan = { asked->from, asked->until, FALSE };

  return gb_trend_gather (book, &plan, error);
}

static void
show_trend (GtkWidget *page, gpointer answer, GError *error)
{
  const GbTrend *trend = answer;
  g_autofree char *period = NULL;

  gb_page_set_band (GB_PAGE (page), GB_CALLOUT_STOP, error != NULL ? error->message : NULL);
  if (trend == NULL)
    return;
  period = say_period (trend->from, trend->until);
  gb_page_set_title (GB_PAGE (page), _ ("Trends"), period);
  show_findings (page, trend);
  show_tables (page, trend);
}

static void
refresh (GtkWidget *page)
{
  State *state = state_of (page);
  Asked *asked = g_new0 (Asked, 1);

  *asked = (Asked){ g_strdup (state->from), g_strdup (state->until) };
  gb_view_ask (page, state->book, ask_trend, asked, asked_free, (GDestroyNotify) gb_trend_free, show_trend);
}

GtkWidget *
gb_trends_page_new (GbBook *book)
{
  GbPage *page = gb_page_new (_ ("Trends"));
  GtkWidget *desk = gb_page_make_desk (page);
  State *state = g_new0 (State, 1);
  const Period *first;

  gb_help_mark (GTK_WIDGET (page), "trends");
  state->book = g_object_ref (book);
  g_object_set_data_full (G_OBJECT (page), "state", state, state_free);
  gb_page_add_end (page, make_chooser (GTK_WIDGET (page), state));
  first = state->periods->pdata[0];
  state->from = g_strdup (first->from);
  state->until = g_strdup (first->until);
  state->findings_box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  state->tables_box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 22);
  gtk_box_append (GTK_BOX (desk), state->findings_box);
  gtk_box_append (GTK_BOX (desk), state->tables_box);
  gb_view_follow (GTK_WIDGET (page), book, refresh);
  return GTK_WIDGET (page);
}
