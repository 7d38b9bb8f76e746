/* SPDX-License-Identifier: GPL-3.0-or-later */
/* figures: the snapshot itself, and its two forms in writing.
 *
 * Each structure's fields are named once, in a "walk": the same function
 * writes them into JSON and reads them back, so that what is frozen and what
 * is thawed can't drift apart.  Members come in the order of the walk and absent
 * ones are left out, which makes freezing canonical: thawing and freezing again
 * gives the same bytes.
 */
#include "casework/figures.h"

#include <string.h>

#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/text.h"
#include "base/time.h"

GB_RECORD_DEFINE (GbFiguresCase, gb_figures_case, GB_FIGURES_CASE_FIELDS)

#define FORMAT 1
#define CODE_WORDS 10

/* --- parts ---------------------------------------------------------------- */

static void
variable_free (gpointer data)
{
  GbVariable *variable = data;

  if (variable == NULL)
    return;
  g_free (variable->key);
  g_free (variable->shown);
  g_clear_pointer (&variable->of, g_array_unref);
  g_free (variable);
}

static void
equation_free (gpointer data)
{
  GbEquation *equation = data;
  g_array_unref (equation->parts);
  g_free (equation);
}

static void
line_free (gpointer data)
{
  GbLine *line = data;
  g_free (line->label);
  g_free (line->detail);
  g_free (line);
}

static void
table_free (GbTable *table)
{
  if (table == NULL)
    return;
  g_free (table->id);
  g_free (table->caption);
  g_free (table->definition);
  g_free (table->note);
  g_free (table->head);
  g_free (table->detail_head);
  g_ptr_array_unref (table->rows);
  g_ptr_array_unref (table->columns);
  g_array_unref (table->cells);
  g_free (table);
}

static void
chart_free (GbChart *chart)
{
  if (chart == NULL)
    return;
  g_free (chart->id);
  g_free (chart->kind);
  g_free (chart->caption);
  g_free (chart->alternate);
  g_free (chart->table);
  g_clear_pointer (&chart->ranges, g_array_unref);
  g_free (chart);
}

static void
head_free (gpointer data)
{
  GbHead *head = data;
  g_free (head->label);
  g_free (head);
}

static void
row_free (gpointer data)
{
  GbListingRow *row = data;
  g_ptr_array_unref (row->cells);
  g_free (row);
}

static void
listing_free (GbListing *listing)
{
  if (listing == NULL)
    return;
  g_free (listing->id);
  g_free (listing->caption);
  g_free (listing->definition);
  g_free (listing->note);
  g_ptr_array_unref (listing->heads);
  g_ptr_array_unref (listing->rows);
  g_free (listing);
}

static void
block_free (gpointer data)
{
  GbBlock *block = data;
  listing_free (block->listing);
  table_free (block->table);
  chart_free (block->chart);
  g_free (block->words);
  g_free (block);
}

static void
section_free (gpointer data)
{
  GbFiguresSection *section = data;
  g_free (section->id);
  g_free (section->title);
  g_free (section->finding);
  g_free (section->side);
  g_ptr_array_unref (section->blocks);
  g_free (section);
}

static void
headline_free (gpointer data)
{
  GbHeadline *headline = data;
  g_free (headline->id);
  g_free (headline->shown);
  g_free (headline->unit);
  g_free (headline->label);
  g_free (headline->before);
  g_free (headline);
}

static void
period_free (gpointer data)
{
  GbPeriod *period = data;
  g_free (period->id);
  g_free (period->name);
  g_free (period->from);
  g_free (period->until);
  g_free (period);
}

static void
leader_free (gpointer data)
{
  GbLeader *leader = data;
  g_free (leader->role);
  g_free (leader->holder);
  g_free (leader->trained);
  g_free (leader);
}

static void
definition_free (gpointer data)
{
  GbDefinition *definition = data;
  g_free (definition->word);
  g_free (definition->meaning);
  g_free (definition);
}

static gpointer
table_blank (void)
{
  GbTable *table = g_new0 (GbTable, 1);
  table->rows = g_ptr_array_new_with_free_func (line_free);
  table->columns = g_ptr_array_new_with_free_func (line_free);
  table->cells = g_array_new (FALSE, FALSE, sizeof (guint));
  return table;
}

static gpointer
listing_blank (void)
{
  GbListing *listing = g_new0 (GbListing, 1);
  listing->heads = g_ptr_array_new_with_free_func (head_free);
  listing->rows = g_ptr_array_new_with_free_func (row_free);
  return listing;
}

static gpointer
row_blank (void)
{
  GbListingRow *row = g_new0 (GbListingRow, 1);
  row->cells = g_ptr_array_new_with_free_func (g_free);
  return row;
}

static gpointer
equation_blank (void)
{
  GbEquation *equation = g_new0 (GbEquation, 1);
  equation->parts = g_array_new (FALSE, FALSE, sizeof (guint));
  return equation;
}

static gpointer
section_blank (void)
{
  GbFiguresSection *section = g_new0 (GbFiguresSection, 1);
  section->blocks = g_ptr_array_new_with_free_func (block_free);
  return section;
}

#define BLANK(Type, name) static gpointer name##_blank (void) { return g_new0 (Type, 1); }
BLANK (GbVariable, variable)
BLANK (GbLine, line)
BLANK (GbChart, chart)
BLANK (GbBlock, block)
BLANK (GbHeadline, headline)
BLANK (GbPeriod, period)
BLANK (GbHead, head)
BLANK (GbLeader, leader)
BLANK (GbDefinition, definition)

GbFigures *
gb_figures_new (void)
{
  GbFigures *self = g_new0 (GbFigures, 1);

  self->terms = g_ptr_array_new_with_free_func (period_free);
  self->parts = g_ptr_array_new_with_free_func (period_free);
  self->cases = g_ptr_array_new_with_free_func (g_free);
  self->index = g_hash_table_new (g_str_hash, g_str_equal);
  self->equated = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->leaders = g_ptr_array_new_with_free_func (leader_free);
  self->headlines = g_ptr_array_new_with_free_func (headline_free);
  self->sections = g_ptr_array_new_with_free_func (section_free);
  self->definitions = g_ptr_array_new_with_free_func (definition_free);
  self->variables = g_ptr_array_new_with_free_func (variable_free);
  self->equations = g_ptr_array_new_with_free_func (equation_free);
  self->threshold = 5;
  return self;
}

void
gb_figures_free (GbFigures *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->index);
  g_hash_table_unref (self->equated);
  g_ptr_array_unref (self->terms);
  g_ptr_array_unref (self->parts);
  g_ptr_array_unref (self->cases);
  g_ptr_array_unref (self->leaders);
  g_ptr_array_unref (self->headlines);
  g_ptr_array_unref (self->sections);
  g_ptr_array_unref (self->definitions);
  g_ptr_array_unref (self->variables);
  g_ptr_array_unref (self->equations);
  g_clear_pointer (&self->proof, g_bytes_unref);
  g_free (self->title);
  g_free (self->school);
  g_free (self->dfe_number);
  g_free (self->zone);
  g_free (self->pack);
  g_free (self->pack_version);
  g_free (self->year);
  g_free (self->key_words);
  g_free (self->extent);
  g_free (self->cover);
  g_free (self->asks);
  g_free (self->entries);
  g_free (self->written_by);
  g_free (self->written_role);
  g_free (self->head);
  g_free (self->anchor);
  g_free (self);
}

/* --- reading -------------------------------------------------------------- */

const GbPeriod *
gb_figures_period (const GbFigures *self)
{
  return self->terms->len > 0 ? g_ptr_array_index (self->terms, self->terms->len - 1) : NULL;
}

const GbFiguresSection *
gb_figures_section (const GbFigures *self, const char *id)
{
  for (guint i = 0; i < self->sections->len; i++)
    {
      const GbFiguresSection *section = g_ptr_array_index (self->sections, i);
      if (g_strcmp0 (section->id, id) == 0)
        return section;
    }
  return NULL;
}

typedef gboolean (*BlockFunc) (const GbBlock *block, gpointer data);

/* The first block that @func takes, through all sections in order. */
static const GbBlock *
find_block (const GbFigures *self, BlockFunc func, gpointer data)
{
  for (guint s = 0; s < self->sections->len; s++)
    {
      const GbFiguresSection *section = g_ptr_array_index (self->sections, s);
      for (guint b = 0; b < section->blocks->len; b++)
        if (func (g_ptr_array_index (section->blocks, b), data))
          return g_ptr_array_index (section->blocks, b);
    }
  return NULL;
}

static gboolean
is_table_of_id (const GbBlock *block, gpointer data)
{
  return block->table != NULL && g_strcmp0 (block->table->id, data) == 0;
}

const GbTable *
gb_figures_table (const GbFigures *self, const char *id)
{
  const GbBlock *block = find_block (self, is_table_of_id, (gpointer) id);
  return block != NULL ? block->table : NULL;
}

GbVariable *
gb_figures_at (const GbFigures *self, guint index)
{
  return g_ptr_array_index (self->variables, index);
}

const GbVariable *
gb_table_cell (const GbFigures *self, const GbTable *table, guint row, guint column)
{
  guint index = g_array_index (table->cells, guint, row * table->columns->len + column);
  return index == GB_NO_VARIABLE ? NULL : gb_figures_at (self, index);
}

/* --- making --------------------------------------------------------------- */

GbPeriod *
gb_period_new (const char *id, const char *name, const char *from, const char *until)
{
  GbPeriod *period = g_new0 (GbPeriod, 1);
  period->id = g_strdup (id);
  period->name = g_strdup (name);
  period->from = g_strdup (from);
  period->until = g_strdup (until);
  return period;
}

GbFiguresSection *
gb_figures_add_section (GbFigures *self, const char *id, const char *title, const char *side)
{
  GbFiguresSection *section = section_blank ();
  section->id = g_strdup (id);
  section->title = g_strdup (title);
  section->side = g_strdup (side);
  g_ptr_array_add (self->sections, section);
  return section;
}

static void
add_lines (GPtrArray *lines, const char *const *labels)
{
  for (guint i = 0; labels[i] != NULL; i++)
    {
      GbLine *line = line_blank ();
      const char *label = labels[i];
      line->kind = label[0] == '='   ? GB_LINE_TOTAL
                   : label[0] == '+' ? GB_LINE_SUBTOTAL
                   : label[0] == '#' ? GB_LINE_HEAD
                                     : GB_LINE_BODY;
      line->label = g_strdup (line->kind == GB_LINE_BODY ? label : label + 1);
      g_ptr_array_add (lines, line);
    }
}

/* Bars and ranges are drawn within their table and have no number of their own. */
static gboolean
is_numbered (const GbChart *chart)
{
  return chart != NULL && g_strcmp0 (chart->kind, "bars") != 0 && g_strcmp0 (chart->kind, "ranges") != 0;
}

/* One more than the highest number of a table (or chart) so far. */
static guint
next_number (GbFigures *self, gboolean chart)
{
  guint number = 1;
  for (guint s = 0; s < self->sections->len; s++)
    {
      GbFiguresSection *section = g_ptr_array_index (self->sections, s);
      for (guint b = 0; b < section->blocks->len; b++)
        {
          GbBlock *block = g_ptr_array_index (section->blocks, b);
          number += chart ? is_numbered (block->chart) : block->table != NULL || block->listing != NULL;
        }
    }
  return number;
}

static GbBlock *
add_block (GbFiguresSection *section)
{
  GbBlock *block = block_blank ();
  g_ptr_array_add (section->blocks, block);
  return block;
}

GbTable *
gb_figures_add_table (GbFigures *self, GbFiguresSection *section, const char *id, const char *caption, const char *head,
                      const char *const *rows, const char *const *columns)
{
  GbTable *table = table_blank ();
  const guint empty = GB_NO_VARIABLE;

  table->number = next_number (self, FALSE);
  table->id = g_strdup (id);
  table->caption = g_strdup (caption);
  table->head = g_strdup (head);
  add_lines (table->rows, rows);
  add_lines (table->columns, columns);
  for (guint i = 0; i < table->rows->len * table->columns->len; i++)
    g_array_append_val (table->cells, empty);
  add_block (section)->table = table;
  return table;
}

GbChart *
gb_figures_add_chart (GbFigures *self, GbFiguresSection *section, const char *id, const char *kind, const char *table,
                      const char *caption)
{
  GbChart *chart = chart_blank ();
  chart->id = g_strdup (id);
  chart->kind = g_strdup (kind);
  chart->number = is_numbered (chart) ? next_number (self, TRUE) : 0;
  chart->table = g_strdup (table);
  chart->caption = g_strdup (caption);
  add_block (section)->chart = chart;
  return chart;
}

GbListing *
gb_figures_add_listing (GbFigures *self, GbFiguresSection *section, const char *id, const char *caption)
{
  GbListing *listing = listing_blank ();

  listing->number = next_number (self, FALSE);
  listing->id = g_strdup (id);
  listing->caption = g_strdup (caption);
  add_block (section)->listing = listing;
  return listing;
}

void
gb_listing_head (GbListing *listing, const char *label, guint width)
{
  GbHead *head = g_new0 (GbHead, 1);
  head->label = g_strdup (label);
  head->width = width;
  g_ptr_array_add (listing->heads, head);
}

void
gb_listing_row (GbListing *listing, const char *const *cells)
{
  GbListingRow *row = row_blank ();
  for (guint i = 0; i < listing->heads->len; i++)
    g_ptr_array_add (row->cells, g_strdup (cells[i] != NULL ? cells[i] : ""));
  g_ptr_array_add (listing->rows, row);
}

void
gb_figures_add_words (GbFigures *self, GbFiguresSection *section, const char *words)
{
  add_block (section)->words = g_strdup (words);
}

/* The index is made as it is needed: thawing adds variables without it. */
guint
gb_figures_find (const GbFigures *self, const char *key)
{
  for (gsize i = self->indexed; i < self->variables->len; i++)
    g_hash_table_insert (self->index, gb_figures_at (self, (guint) i)->key, GSIZE_TO_POINTER (i + 1));
  ((GbFigures *) self)->indexed = self->variables->len;
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->index, key)) - 1; /* not there: 0 - 1 is GB_NO_VARIABLE */
}

GbFiguresCase *
gb_figures_case_load (GbVault *vault, const char *id, GError **error)
{
  return gb_record_one (vault, gb_figures_case_get_type (), error,
                        "SELECT id, noun, reference, title, state, opened_at FROM p_case WHERE id = :id", ":id", id,
                        NULL);
}

GPtrArray *
gb_figures_cases (const GbFigures *self, guint index)
{
  const GbVariable *variable = index < self->variables->len ? gb_figures_at (self, index) : NULL;
  GPtrArray *ids;

  if (variable == NULL || variable->of == NULL)
    return NULL;
  ids = g_ptr_array_new ();
  for (guint i = 0; i < variable->of->len; i++)
    g_ptr_array_add (ids, self->cases->pdata[g_array_index (variable->of, guint, i)]);
  return ids;
}

guint
gb_figures_variable (GbFigures *self, const char *key, gint64 value, gboolean about_people, guint cost)
{
  guint index = gb_figures_find (self, key);
  GbVariable *variable;

  if (index != GB_NO_VARIABLE)
    {
      variable = gb_figures_at (self, index);
      if (variable->value != value)
        g_error ("figures: %s is counted as %" G_GINT64_FORMAT " and as %" G_GINT64_FORMAT, key, variable->value,
                 value);
      variable->cost = MAX (variable->cost, cost);
      if (variable->mark == GB_MARK_HIDDEN)
        variable->mark = GB_MARK_PLAIN; /* printed after all */
      return index;
    }
  variable = variable_blank ();
  variable->key = g_strdup (key);
  variable->value = value;
  variable->about_people = about_people;
  variable->cost = cost;
  g_ptr_array_add (self->variables, variable);
  return self->variables->len - 1;
}

guint
gb_figures_hidden (GbFigures *self, const char *key, gint64 value)
{
  guint index = gb_figures_find (self, key);

  if (index != GB_NO_VARIABLE)
    {
      g_assert (gb_figures_at (self, index)->value == value);
      return index; /* printed elsewhere */
    }
  index = gb_figures_variable (self, key, value, TRUE, 0);
  gb_figures_at (self, index)->mark = GB_MARK_HIDDEN;
  return index;
}

void
gb_table_set (GbTable *table, guint row, guint column, guint variable)
{
  g_assert (row < table->rows->len && column < table->columns->len);
  g_array_index (table->cells, guint, row * table->columns->len + column) = variable;
}

static guint
cell_at (const GbTable *table, gboolean along_rows, guint line, guint position)
{
  guint row = along_rows ? line : position;
  guint column = along_rows ? position : line;
  return g_array_index (table->cells, guint, row * table->columns->len + column);
}

/* In one line of the table: a subtotal is the sum of the body cells since the
 * last one; a total is the sum of the subtotals, if there are any, else of all
 * body cells. */
static void
add_up_line (GbFigures *self, const GbTable *table, gboolean along_rows, guint line)
{
  GPtrArray *across = along_rows ? table->columns : table->rows;
  g_autoptr (GArray) body = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GArray) subtotals = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint p = 0; p < across->len; p++)
    {
      const GbLine *at = g_ptr_array_index (across, p);
      guint cell = cell_at (table, along_rows, line, p);
      GArray *parts = at->kind == GB_LINE_TOTAL && subtotals->len > 0 ? subtotals : body;
      if (cell == GB_NO_VARIABLE)
        continue;
      if (at->kind == GB_LINE_BODY)
        g_array_append_val (body, cell);
      if (at->kind != GB_LINE_SUBTOTAL && at->kind != GB_LINE_TOTAL)
        continue;
      if (parts->len > 0)
        gb_figures_equate (self, cell, &g_array_index (parts, guint, 0), parts->len);
      g_array_set_size (body, 0);
      if (at->kind == GB_LINE_SUBTOTAL)
        g_array_append_val (subtotals, cell);
      else
        g_array_set_size (subtotals, 0);
    }
}

void
gb_figures_add_up (GbFigures *self, const GbTable *table)
{
  for (guint row = 0; row < table->rows->len; row++)
    add_up_line (self, table, TRUE, row);
  for (guint column = 0; column < table->columns->len; column++)
    add_up_line (self, table, FALSE, column);
}

/* The same equation from two tables is one. */
static int
compare_indexes (gconstpointer a, gconstpointer b)
{
  guint x = *(const guint *) a, y = *(const guint *) b;
  return x < y ? -1 : x > y;
}

/* "TOTAL PART PART", the parts in order: what an equation says. */
static char *
say_equation (guint total, const guint *parts, guint n_parts)
{
  g_autofree guint *sorted = g_memdup2 (parts, n_parts * sizeof (guint));
  GString *said = g_string_new (NULL);

  qsort (sorted, n_parts, sizeof (guint), compare_indexes);
  g_string_append_printf (said, "%u", total);
  for (guint i = 0; i < n_parts; i++)
    g_string_append_printf (said, " %u", sorted[i]);
  return g_string_free (said, FALSE);
}

/* Whether it has been said, if need be in another order; from now on it has. */
static gboolean
is_equated (GbFigures *self, guint total, const guint *parts, guint n_parts)
{
  for (; self->equated_until < self->equations->len; self->equated_until++)
    {
      const GbEquation *equation = g_ptr_array_index (self->equations, self->equated_until);
      g_hash_table_add (self->equated, say_equation (equation->total, &g_array_index (equation->parts, guint, 0),
                                                     equation->parts->len));
    }
  return !g_hash_table_add (self->equated, say_equation (total, parts, n_parts));
}

gint64
gb_figures_sum (const GbFigures *self, const guint *parts, guint n_parts)
{
  gint64 sum = 0;

  for (guint i = 0; i < n_parts; i++)
    sum += gb_figures_at (self, parts[i])->value;
  return sum;
}

void
gb_figures_equate (GbFigures *self, guint total, const guint *parts, guint n_parts)
{
  GbEquation *equation;
  gint64 sum = gb_figures_sum (self, parts, n_parts);

  if (sum != gb_figures_at (self, total)->value)
    g_error ("figures: the parts of %s add up to %" G_GINT64_FORMAT ", not %" G_GINT64_FORMAT,
             gb_figures_at (self, total)->key, sum, gb_figures_at (self, total)->value);
  if ((n_parts == 1 && parts[0] == total) || is_equated (self, total, parts, n_parts))
    return;
  equation = equation_blank ();
  equation->total = total;
  g_array_append_vals (equation->parts, parts, n_parts);
  g_ptr_array_add (self->equations, equation);
}

/* --- walking: each field named once, for writing and for reading ---------- */

typedef struct
{
  JsonObject *object;
  gboolean reading;
  gboolean failed;
} Walk;

typedef void (*WalkFunc) (Walk *walk, gpointer data);

static void
walk_text (Walk *walk, const char *name, char **text)
{
  if (walk->reading)
    {
      g_free (*text);
      *text = g_strdup (gb_json_text (walk->object, name));
    }
  else if (*text != NULL)
    json_object_set_string_member (walk->object, name, *text);
}

static void
walk_number (Walk *walk, const char *name, gint64 *number)
{
  if (walk->reading)
    *number = gb_json_number (walk->object, name);
  else
    json_object_set_int_member (walk->object, name, *number);
}

static void
walk_count (Walk *walk, const char *name, guint *count)
{
  gint64 number = *count;
  walk_number (walk, name, &number);
  if (walk->reading && (number < 0 || number > G_MAXUINT))
    walk->failed = TRUE;
  else
    *count = (guint) number;
}

static void
walk_flag (Walk *walk, const char *name, gboolean *flag)
{
  if (walk->reading)
    *flag = gb_json_flag (walk->object, name);
  else
    json_object_set_boolean_member (walk->object, name, *flag);
}

static void
walk_indexes (Walk *walk, const char *name, GArray *indexes)
{
  JsonArray *array = walk->reading ? gb_json_array (walk->object, name) : json_array_new ();

  for (guint i = 0; walk->reading && array != NULL && i < json_array_get_length (array); i++)
    {
      gint64 number = json_array_get_int_element (array, i);
      guint index = number < 0 ? GB_NO_VARIABLE : (guint) number;
      g_array_append_val (indexes, index);
    }
  if (walk->reading)
    return;
  for (guint i = 0; i < indexes->len; i++)
    {
      guint index = g_array_index (indexes, guint, i);
      json_array_add_int_element (array, index == GB_NO_VARIABLE ? -1 : (gint64) index);
    }
  json_object_set_array_member (walk->object, name, array);
}

/* Texts in order; absent when there is none. */
static void
walk_texts (Walk *walk, const char *name, GPtrArray *texts)
{
  JsonArray *array = walk->reading ? gb_json_array (walk->object, name) : NULL;

  if (!walk->reading && texts->len > 0)
    {
      array = json_array_new ();
      for (guint i = 0; i < texts->len; i++)
        json_array_add_string_element (array, texts->pdata[i]);
      json_object_set_array_member (walk->object, name, array);
    }
  for (guint i = 0; walk->reading && array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      const char *text = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;
      walk->failed |= text == NULL;
      g_ptr_array_add (texts, g_strdup (text != NULL ? text : ""));
    }
}

/* A flag that is absent unless it is set: those that came later. */
static void
walk_late_flag (Walk *walk, const char *name, gboolean *flag)
{
  if (walk->reading || *flag)
    walk_flag (walk, name, flag);
}

static void
walk_list (Walk *walk, const char *name, GPtrArray *list, gpointer (*blank) (void), WalkFunc each)
{
  JsonArray *array = walk->reading ? gb_json_array (walk->object, name) : json_array_new ();
  guint n = walk->reading ? (array != NULL ? json_array_get_length (array) : 0) : list->len;

  for (guint i = 0; i < n; i++)
    {
      Walk inner = { .reading = walk->reading };
      if (walk->reading)
        {
          JsonNode *node = json_array_get_element (array, i);
          if (!JSON_NODE_HOLDS_OBJECT (node))
            {
              walk->failed = TRUE;
              return;
            }
          inner.object = json_node_get_object (node);
          g_ptr_array_add (list, blank ());
        }
      else
        {
          inner.object = json_object_new ();
          json_array_add_object_element (array, inner.object);
        }
      each (&inner, g_ptr_array_index (list, i));
      walk->failed |= inner.failed;
    }
  if (!walk->reading)
    json_object_set_array_member (walk->object, name, array);
}

/* A list that came later: absent when it is empty. */
static void
walk_late_list (Walk *walk, const char *name, GPtrArray *list, gpointer (*blank) (void), WalkFunc each)
{
  if (walk->reading || list->len > 0)
    walk_list (walk, name, list, blank, each);
}

static void
walk_period (Walk *walk, gpointer data)
{
  GbPeriod *period = data;
  walk_text (walk, "id", &period->id);
  walk_text (walk, "name", &period->name);
  walk_text (walk, "from", &period->from);
  walk_text (walk, "until", &period->until);
}

static void
walk_leader (Walk *walk, gpointer data)
{
  GbLeader *leader = data;
  walk_text (walk, "role", &leader->role);
  walk_text (walk, "holder", &leader->holder);
  walk_text (walk, "trained", &leader->trained);
}

static void
walk_headline (Walk *walk, gpointer data)
{
  GbHeadline *headline = data;
  walk_text (walk, "id", &headline->id);
  walk_text (walk, "shown", &headline->shown);
  walk_text (walk, "unit", &headline->unit);
  walk_text (walk, "label", &headline->label);
  walk_text (walk, "before", &headline->before);
}

static void
walk_definition (Walk *walk, gpointer data)
{
  GbDefinition *definition = data;
  walk_text (walk, "word", &definition->word);
  walk_text (walk, "meaning", &definition->meaning);
}

static void
walk_cases (Walk *walk, GbVariable *variable)
{
  if (walk->reading && gb_json_array (walk->object, "of") != NULL)
    variable->of = g_array_new (FALSE, FALSE, sizeof (guint));
  if (variable->of != NULL)
    walk_indexes (walk, "of", variable->of);
}

static void
walk_variable (Walk *walk, gpointer data)
{
  GbVariable *variable = data;
  guint mark = variable->mark;

  walk_text (walk, "key", &variable->key);
  walk_number (walk, "value", &variable->value);
  walk_flag (walk, "about_people", &variable->about_people);
  walk_count (walk, "cost", &variable->cost);
  walk_count (walk, "mark", &mark);
  walk_flag (walk, "fixed", &variable->fixed);
  walk_late_flag (walk, "given", &variable->given);
  walk_text (walk, "shown", &variable->shown);
  walk_cases (walk, variable);
  variable->mark = mark;
  walk->failed |= mark > GB_MARK_HIDDEN || variable->key == NULL;
}

/* --- the many, a line each --------------------------------------------------- */

/* Most numbers are printed nowhere and only tie those that are, and most equations are theirs.  Every draft
 * begins with reading all that was issued, so they are lines of one text, which is read much faster.  Reports
 * of the first days have an object for each instead: those have no "unprinted" and no "sums". */

static gboolean
is_unprinted (const GbVariable *variable)
{
  return variable->mark == GB_MARK_HIDDEN && !variable->fixed && !variable->given && variable->shown == NULL
         && variable->of == NULL && strchr (variable->key, '\n') == NULL;
}

static void
write_variables (Walk *walk, const GbFigures *self)
{
  g_autoptr (GPtrArray) printed = g_ptr_array_new ();
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GString) lines = g_string_new (NULL);

  for (guint i = 0; i < self->variables->len; i++)
    {
      GbVariable *variable = self->variables->pdata[i];
      if (is_unprinted (variable))
        {
          g_string_append_printf (lines, "%" G_GINT64_FORMAT " %u %d %s\n", variable->value, variable->cost,
                                  variable->about_people, variable->key);
          continue;
        }
      g_ptr_array_add (printed, variable);
      g_array_append_val (places, i);
    }
  walk_list (walk, "variables", printed, variable_blank, walk_variable);
  walk_indexes (walk, "places", places);
  json_object_set_string_member (walk->object, "unprinted", lines->str);
}

/* "VALUE COST PEOPLE KEY"; *@line at the next one.  NULL: no such line. (transfer full) */
static GbVariable *
read_unprinted (const char **line)
{
  const char *end = strchr (*line, '\n');
  char *at = NULL;
  gint64 value = end != NULL ? g_ascii_strtoll (*line, &at, 10) : 0;
  guint64 cost = end != NULL && *at == ' ' ? g_ascii_strtoull (at + 1, &at, 10) : 0;
  gboolean whole = end != NULL && end - at > 3 && at[0] == ' ' && (at[1] == '0' || at[1] == '1') && at[2] == ' ';
  GbVariable *variable;

  if (!whole || cost > G_MAXUINT)
    return NULL;
  variable = variable_blank ();
  variable->key = g_strndup (at + 3, (gsize) (end - at - 3));
  variable->value = value;
  variable->cost = (guint) cost;
  variable->about_people = at[1] == '1';
  variable->mark = GB_MARK_HIDDEN;
  *line = end + 1;
  return variable;
}

/* Puts the lines of @text between those @printed, each of which stands at its place. */
static gboolean
mix (GbFigures *self, GPtrArray *printed, GArray *places, const char *text)
{
  guint next = 0;

  if (places->len != printed->len)
    return FALSE;
  while (next < printed->len || *text != '\0')
    {
      gboolean here = next < printed->len && g_array_index (places, guint, next) == self->variables->len;
      GbVariable *variable = here ? g_steal_pointer (&printed->pdata[next++]) : read_unprinted (&text);
      if (variable == NULL)
        return FALSE;
      g_ptr_array_add (self->variables, variable);
    }
  return TRUE;
}

static void
walk_variables (Walk *walk, GbFigures *self)
{
  g_autoptr (GPtrArray) printed = NULL;
  g_autoptr (GArray) places = NULL;
  const char *lines;

  if (!walk->reading)
    {
      write_variables (walk, self);
      return;
    }
  printed = g_ptr_array_new_with_free_func (variable_free);
  places = g_array_new (FALSE, FALSE, sizeof (guint));
  lines = gb_json_text (walk->object, "unprinted");
  walk_list (walk, "variables", lines != NULL ? printed : self->variables, variable_blank, walk_variable);
  walk_indexes (walk, "places", places);
  walk->failed |= lines != NULL && !mix (self, printed, places, lines);
}

static void
walk_equation (Walk *walk, gpointer data)
{
  GbEquation *equation = data;
  walk_count (walk, "total", &equation->total);
  walk_indexes (walk, "parts", equation->parts);
}

static void
write_equations (Walk *walk, const GbFigures *self)
{
  g_autoptr (GString) lines = g_string_new (NULL);

  for (guint e = 0; e < self->equations->len; e++)
    {
      const GbEquation *equation = self->equations->pdata[e];
      g_string_append_printf (lines, "%u =", equation->total);
      for (guint k = 0; k < equation->parts->len; k++)
        g_string_append_printf (lines, " %u", g_array_index (equation->parts, guint, k));
      g_string_append_c (lines, '\n');
    }
  json_object_set_string_member (walk->object, "sums", lines->str);
}

/* A number of a variable at *@at, which goes on after it. */
static gboolean
read_index (const char **at, guint *index)
{
  char *after = NULL;
  guint64 number = g_ascii_isdigit (**at) ? g_ascii_strtoull (*at, &after, 10) : G_MAXUINT64;

  if (number >= G_MAXUINT)
    return FALSE;
  *index = (guint) number;
  *at = after;
  return TRUE;
}

/* "TOTAL = PART PART…"; *@line at the next one. */
static gboolean
read_sum (const char **line, GbEquation *equation)
{
  guint part;

  if (!read_index (line, &equation->total) || !g_str_has_prefix (*line, " ="))
    return FALSE;
  *line += strlen (" =");
  while (**line == ' ')
    {
      (*line)++;
      if (!read_index (line, &part))
        return FALSE;
      g_array_append_val (equation->parts, part);
    }
  return *(*line)++ == '\n';
}

static void
walk_equations (Walk *walk, GbFigures *self)
{
  const char *lines = walk->reading ? gb_json_text (walk->object, "sums") : NULL;

  if (!walk->reading)
    {
      write_equations (walk, self);
      return;
    }
  if (lines == NULL)
    walk_list (walk, "equations", self->equations, equation_blank, walk_equation);
  while (lines != NULL && !walk->failed && *lines != '\0')
    {
      GbEquation *equation = equation_blank ();
      g_ptr_array_add (self->equations, equation);
      walk->failed = !read_sum (&lines, equation);
    }
}

static void
walk_line (Walk *walk, gpointer data)
{
  GbLine *line = data;
  guint kind = line->kind;

  walk_text (walk, "label", &line->label);
  walk_text (walk, "detail", &line->detail);
  walk_count (walk, "kind", &kind);
  line->kind = kind;
  walk->failed |= kind > GB_LINE_HEAD;
}

static void
walk_table (Walk *walk, gpointer data)
{
  GbTable *table = data;

  walk_count (walk, "number", &table->number);
  walk_text (walk, "id", &table->id);
  walk_text (walk, "caption", &table->caption);
  walk_text (walk, "definition", &table->definition);
  walk_text (walk, "note", &table->note);
  walk_text (walk, "head", &table->head);
  walk_text (walk, "detail_head", &table->detail_head);
  walk_list (walk, "rows", table->rows, line_blank, walk_line);
  walk_list (walk, "columns", table->columns, line_blank, walk_line);
  walk_indexes (walk, "cells", table->cells);
  walk->failed |= table->cells->len != table->rows->len * table->columns->len;
}

/* Three numbers a row of the table. */
static void
walk_ranges (Walk *walk, GbChart *chart)
{
  JsonArray *array = walk->reading ? gb_json_array (walk->object, "ranges") : NULL;

  if (!walk->reading && chart->ranges != NULL)
    {
      array = json_array_new ();
      for (guint i = 0; i < chart->ranges->len; i++)
        {
          const GbRange *range = &g_array_index (chart->ranges, GbRange, i);
          json_array_add_int_element (array, range->least);
          json_array_add_int_element (array, range->most);
          json_array_add_int_element (array, range->even);
        }
      json_object_set_array_member (walk->object, "ranges", array);
    }
  if (!walk->reading || array == NULL)
    return;
  chart->ranges = g_array_new (FALSE, FALSE, sizeof (GbRange));
  for (guint i = 0; i + 2 < json_array_get_length (array); i += 3)
    {
      GbRange range = { json_array_get_int_element (array, i), json_array_get_int_element (array, i + 1),
                        json_array_get_int_element (array, i + 2) };
      g_array_append_val (chart->ranges, range);
    }
}

static void
walk_chart (Walk *walk, gpointer data)
{
  GbChart *chart = data;
  walk_count (walk, "number", &chart->number);
  walk_text (walk, "id", &chart->id);
  walk_text (walk, "kind", &chart->kind);
  walk_text (walk, "caption", &chart->caption);
  walk_text (walk, "alternate", &chart->alternate);
  walk_text (walk, "table", &chart->table);
  walk_count (walk, "part", &chart->part);
  walk_count (walk, "whole", &chart->whole);
  walk_count (walk, "column", &chart->column);
  walk_ranges (walk, chart);
}

static void
walk_head (Walk *walk, gpointer data)
{
  GbHead *head = data;
  walk_text (walk, "label", &head->label);
  walk_count (walk, "width", &head->width);
}

static void
walk_row (Walk *walk, gpointer data)
{
  walk_texts (walk, "cells", ((GbListingRow *) data)->cells);
}

static void
walk_listing (Walk *walk, gpointer data)
{
  GbListing *listing = data;

  walk_count (walk, "number", &listing->number);
  walk_text (walk, "id", &listing->id);
  walk_text (walk, "caption", &listing->caption);
  walk_text (walk, "definition", &listing->definition);
  walk_text (walk, "note", &listing->note);
  walk_list (walk, "heads", listing->heads, head_blank, walk_head);
  walk_list (walk, "rows", listing->rows, row_blank, walk_row);
  for (guint i = 0; i < listing->rows->len; i++)
    walk->failed |= ((GbListingRow *) listing->rows->pdata[i])->cells->len != listing->heads->len;
}

/* A part that is there or not: @slot points to the pointer. */
static void
walk_part (Walk *walk, const char *name, gpointer *slot, gpointer (*blank) (void), WalkFunc each)
{
  Walk inner = { .reading = walk->reading };

  if (walk->reading)
    {
      inner.object = gb_json_object (walk->object, name);
      if (inner.object == NULL)
        return;
      *slot = blank ();
    }
  else
    {
      if (*slot == NULL)
        return;
      inner.object = json_object_new ();
      json_object_set_object_member (walk->object, name, inner.object);
    }
  each (&inner, *slot);
  walk->failed |= inner.failed;
}

static void
walk_block (Walk *walk, gpointer data)
{
  GbBlock *block = data;
  walk_part (walk, "table", (gpointer *) &block->table, table_blank, walk_table);
  walk_part (walk, "chart", (gpointer *) &block->chart, chart_blank, walk_chart);
  walk_part (walk, "listing", (gpointer *) &block->listing, listing_blank, walk_listing);
  walk_text (walk, "words", &block->words);
}

static void
walk_section (Walk *walk, gpointer data)
{
  GbFiguresSection *section = data;
  walk_text (walk, "id", &section->id);
  walk_text (walk, "title", &section->title);
  walk_text (walk, "finding", &section->finding);
  walk_text (walk, "side", &section->side);
  walk_list (walk, "blocks", section->blocks, block_blank, walk_block);
}

/* All but the numbers: what a reader of the page also sees. */
static void
walk_front (Walk *walk, GbFigures *self)
{
  walk_text (walk, "title", &self->title);
  walk_text (walk, "school", &self->school);
  walk_text (walk, "dfe_number", &self->dfe_number);
  walk_text (walk, "zone", &self->zone);
  walk_text (walk, "pack", &self->pack);
  walk_text (walk, "pack_version", &self->pack_version);
  walk_text (walk, "extent", &self->extent);
  walk_list (walk, "terms", self->terms, period_blank, walk_period);
  walk_late_list (walk, "parts", self->parts, period_blank, walk_period);
  walk_text (walk, "year", &self->year);
  walk_count (walk, "school_days", &self->school_days);
  walk_number (walk, "on_roll", &self->on_roll);
  walk_number (walk, "threshold", &self->threshold);
  walk_late_flag (walk, "zeros_held", &self->zeros_held);
  walk_list (walk, "leaders", self->leaders, leader_blank, walk_leader);
  walk_text (walk, "cover", &self->cover);
  walk_text (walk, "asks", &self->asks);
  walk_list (walk, "headlines", self->headlines, headline_blank, walk_headline);
  walk_text (walk, "key_words", &self->key_words);
  walk_list (walk, "definitions", self->definitions, definition_blank, walk_definition);
  walk_count (walk, "small", &self->small);
  walk_count (walk, "held", &self->held);
  walk_text (walk, "written_by", &self->written_by);
  walk_text (walk, "written_role", &self->written_role);
  walk_number (walk, "frozen_at", &self->frozen_at);
  walk_flag (walk, "issued", &self->issued);
  walk_text (walk, "head", &self->head);
  walk_number (walk, "head_entries", &self->head_entries);
  walk_text (walk, "anchor", &self->anchor);
}

static void
walk_figures (Walk *walk, GbFigures *self)
{
  gint64 format = FORMAT;

  walk_number (walk, "format", &format);
  walk->failed |= format != FORMAT;
  walk_front (walk, self);
  walk_list (walk, "sections", self->sections, section_blank, walk_section);
  walk_variables (walk, self);
  walk_equations (walk, self);
  walk_texts (walk, "cases", self->cases);
  walk_text (walk, "entries", &self->entries);
}

GBytes *
gb_figures_freeze (const GbFigures *self)
{
  g_autoptr (JsonObject) object = json_object_new ();
  Walk walk = { .object = object };
  char *text;

  walk_figures (&walk, (GbFigures *) self);
  text = gb_json_print (object);
  return g_bytes_new_take (text, strlen (text));
}

static gboolean
is_out_of_range (const GbBlock *block, gpointer data)
{
  guint n = GPOINTER_TO_UINT (data);
  for (guint i = 0; block->table != NULL && i < block->table->cells->len; i++)
    {
      guint index = g_array_index (block->table->cells, guint, i);
      if (index != GB_NO_VARIABLE && index >= n)
        return TRUE;
    }
  return FALSE;
}

static gboolean
all_below (GArray *indexes, guint n)
{
  for (guint i = 0; i < indexes->len; i++)
    if (g_array_index (indexes, guint, i) >= n)
      return FALSE;
  return TRUE;
}

/* Whether every index points at a variable, or a case, that is there. */
static gboolean
indexes_hold (const GbFigures *self)
{
  guint n = self->variables->len;

  for (guint e = 0; e < self->equations->len; e++)
    {
      const GbEquation *equation = g_ptr_array_index (self->equations, e);
      if (equation->total >= n || !all_below (equation->parts, n))
        return FALSE;
    }
  for (guint i = 0; i < n; i++)
    if (gb_figures_at (self, i)->of != NULL && !all_below (gb_figures_at (self, i)->of, self->cases->len))
      return FALSE;
  return find_block (self, is_out_of_range, GUINT_TO_POINTER (n)) == NULL;
}

GbFigures *
gb_figures_thaw (GBytes *bytes, GError **error)
{
  g_autoptr (JsonObject) object = gb_json_parse (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), error);
  g_autoptr (GbFigures) self = gb_figures_new ();
  Walk walk = { .object = object, .reading = TRUE };

  if (object == NULL)
    return NULL;
  walk_figures (&walk, self);
  if (walk.failed || !indexes_hold (self))
    {
      g_set_error (error, GB_ERROR, GB_ERROR_TAMPERED,
                   _ ("The frozen figures of this report can’t be read. Restore the vault from a backup, and tell"
                      " whoever looks after this computer."));
      return NULL;
    }
  return g_steal_pointer (&self);
}

/* --- what may leave ------------------------------------------------------- */

static JsonObject *
shown_row (const GbFigures *self, const GbTable *table, guint row)
{
  const GbLine *line = g_ptr_array_index (table->rows, row);
  JsonObject *object = json_object_new ();
  JsonArray *cells = json_array_new ();

  json_object_set_string_member (object, "row", line->label);
  gb_json_set_text (object, "detail", line->detail);
  for (guint column = 0; column < table->columns->len; column++)
    {
      const GbVariable *cell = gb_table_cell (self, table, row, column);
      json_array_add_string_element (cells, cell != NULL && cell->shown != NULL ? cell->shown : "");
    }
  json_object_set_array_member (object, "cells", cells);
  return object;
}

/* "Spring\n2026" as "Spring 2026". */
static char *
plain_label (const char *label)
{
  return g_strdelimit (g_strdup (label), "\n", ' ');
}

/* Whether no number of it can point to somebody: the school's own duties, shown however small. */
static gboolean
is_of_duties (const GbFigures *self, const GbTable *table)
{
  for (guint i = 0; i < table->cells->len; i++)
    {
      guint index = g_array_index (table->cells, guint, i);
      if (index != GB_NO_VARIABLE && gb_figures_at (self, index)->about_people)
        return FALSE;
    }
  return TRUE;
}

static JsonObject *
shown_table (const GbFigures *self, const GbTable *table)
{
  JsonObject *object = json_object_new ();
  JsonArray *columns = json_array_new ();
  JsonArray *rows = json_array_new ();

  json_object_set_int_member (object, "table", table->number);
  json_object_set_string_member (object, "id", table->id);
  json_object_set_string_member (object, "caption", table->caption);
  gb_json_set_text (object, "definition", table->definition);
  gb_json_set_text (object, "note", table->note);
  for (guint column = 0; column < table->columns->len; column++)
    {
      g_autofree char *label = plain_label (((GbLine *) g_ptr_array_index (table->columns, column))->label);
      json_array_add_string_element (columns, label);
    }
  for (guint row = 0; row < table->rows->len; row++)
    json_array_add_object_element (rows, shown_row (self, table, row));
  json_object_set_array_member (object, "columns", columns);
  json_object_set_array_member (object, "rows", rows);
  if (is_of_duties (self, table))
    json_object_set_boolean_member (object, "own_duties", TRUE);
  return object;
}

static JsonObject *
shown_chart (const GbChart *chart)
{
  JsonObject *object = json_object_new ();
  json_object_set_string_member (object, "id", chart->id);
  json_object_set_string_member (object, "caption", chart->caption);
  gb_json_set_text (object, "alternate", chart->alternate);
  json_object_set_string_member (object, "numbers", chart->table);
  return object;
}

static JsonObject *
shown_listing (GbListing *listing)
{
  JsonObject *object = json_object_new ();
  Walk walk = { .object = object };

  walk_listing (&walk, listing);
  return object;
}

static JsonObject *
shown_section (const GbFigures *self, const GbFiguresSection *section)
{
  JsonObject *object = json_object_new ();
  JsonArray *blocks = json_array_new ();

  json_object_set_string_member (object, "id", section->id);
  json_object_set_string_member (object, "title", section->title);
  gb_json_set_text (object, "finding", section->finding);
  gb_json_set_text (object, "side", section->side);
  for (guint b = 0; b < section->blocks->len; b++)
    {
      GbBlock *block = g_ptr_array_index (section->blocks, b);
      JsonObject *shown = json_object_new ();
      if (block->table != NULL)
        json_object_set_object_member (shown, "table", shown_table (self, block->table));
      if (block->chart != NULL)
        json_object_set_object_member (shown, "chart", shown_chart (block->chart));
      if (block->listing != NULL)
        json_object_set_object_member (shown, "listing", shown_listing (block->listing));
      gb_json_set_text (shown, "words", block->words);
      json_array_add_object_element (blocks, shown);
    }
  json_object_set_array_member (object, "blocks", blocks);
  return object;
}

static JsonObject *
shown_figures (const GbFigures *self)
{
  JsonObject *object = json_object_new ();
  JsonArray *sections = json_array_new ();
  Walk walk = { .object = object };

  walk_front (&walk, (GbFigures *) self);
  for (guint s = 0; s < self->sections->len; s++)
    json_array_add_object_element (sections, shown_section (self, g_ptr_array_index (self->sections, s)));
  json_object_set_array_member (object, "sections", sections);
  return object;
}

char *
gb_figures_to_json (const GbFigures *self)
{
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (JsonGenerator) generator = json_generator_new ();

  json_node_take_object (root, shown_figures (self));
  json_generator_set_pretty (generator, TRUE);
  json_generator_set_root (generator, root);
  return json_generator_to_data (generator, NULL);
}

char *
gb_figures_code (const GbFigures *self)
{
  g_autoptr (JsonObject) object = shown_figures (self);
  g_autofree char *text = gb_json_print (object);
  guint8 hash[GB_HASH_SIZE];
  GbHash *digest = gb_hash_new ("guardbook.report.code.1");

  gb_hash_add_text (digest, text);
  gb_hash_finish (digest, hash);
  return gb_hash_words (hash, CODE_WORDS);
}
