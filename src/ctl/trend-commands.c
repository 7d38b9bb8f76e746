/* SPDX-License-Identifier: GPL-3.0-or-later */
/* trend-commands: gaps and patterns at the terminal, and the list behind each
 * figure; the same questions as the window's. */
#include <stdlib.h>

#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/time.h"
#include "casework/trend.h"
#include "ctl/command.h"

static void
print_line (const GbTrendTable *table, const char *id, const char *label, const gint64 *counts, const GbTrendLine *line)
{
  /* A step's line is called what it is. */
  if (g_str_equal (id, label))
    g_print ("  %-65s", label);
  else
    g_print ("  %-20s %-44s", id, label);
  for (guint c = 0; c < table->n_columns; c++)
    g_print (" %6" G_GINT64_FORMAT, counts[c]);
  if (line != NULL && line->low >= 0)
    g_print (_ ("   %d to %d by chance"), (int) line->low, (int) line->high);
  g_print ("\n");
}

static void
print_table (const GbTrendTable *table)
{
  g_autoptr (GString) heads = g_string_new (NULL);

  for (guint c = 0; c < table->n_columns; c++)
    g_string_append_printf (heads, "%s%s", c > 0 ? " | " : "", table->columns[c]);
  g_print ("%s (%s): %s\n", table->title, table->id, heads->str);
  for (guint i = 0; i < table->lines->len; i++)
    {
      const GbTrendLine *line = table->lines->pdata[i];
      print_line (table, line->id, line->label, line->counts, line);
    }
  print_line (table, "", _ ("All, each once"), table->totals, NULL);
}

static void
print_trend (const GbTrend *trend)
{
  g_print ("%s – %s\n\n", trend->from, trend->until);
  for (guint i = 0; i < trend->findings->len; i++)
    {
      const GbTrendFinding *finding = trend->findings->pdata[i];
      g_print ("%s\n    %s\n", finding->title, finding->sentence);
    }
  for (guint i = 0; i < trend->tables->len; i++)
    {
      g_print ("\n");
      print_table (trend->tables->pdata[i]);
    }
  g_print ("\n%s\n", trend->caution);
}

static gboolean
show_all (GbBook *book, const GbTrendPlan *plan, gboolean json, GError **error)
{
  g_autoptr (GbTrend) trend = gb_trend_gather (book, plan, error);

  if (trend == NULL)
    return FALSE;
  if (json)
    {
      g_autofree char *text = gb_trend_to_json (trend);
      g_print ("%s\n", text);
    }
  else
    print_trend (trend);
  return TRUE;
}

typedef struct
{
  const GbTrendPlan *plan;
  const char *table, *line;
  guint column;
} Cell;

/* Worker. */
static gpointer
list_cell (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  const Cell *cell = data;
  g_autoptr (GbTrend) trend = gb_trend_gather (book, cell->plan, error);
  const GbTrendTable *table = trend != NULL ? gb_trend_table (trend, cell->table) : NULL;
  g_autoptr (GPtrArray) ids =
      trend != NULL ? gb_trend_list (book, cell->plan, cell->table, cell->line, cell->column, error) : NULL;

  for (guint i = 0; ids != NULL && i < ids->len; i++)
    {
      g_autoptr (GbTrendRow) row =
          gb_trend_row_load (gb_book_get_vault (book), table->nouns[cell->column], ids->pdata[i], error);
      g_autofree char *when = row != NULL && row->at > 0 ? gb_say_instant (row->at) : g_strdup ("");
      if (row != NULL)
        g_print ("%-10s %-22s %s%s%s\n", row->reference != NULL ? row->reference : "", when, row->title,
                 row->detail != NULL ? "; " : "", row->detail != NULL ? row->detail : "");
    }
  return ids != NULL ? book : NULL;
}

static gboolean
run_trends (int argc, char **argv, GError **error)
{
  g_autofree char *as = NULL, *vault = NULL, *from = NULL, *until = NULL;
  gboolean json = FALSE;
  int column = 0;
  const GOptionEntry entries[] = { { "as", 0, 0, G_OPTION_ARG_STRING, &as },
                                   { "vault", 0, 0, G_OPTION_ARG_FILENAME, &vault },
                                   { "from", 0, 0, G_OPTION_ARG_STRING, &from },
                                   { "until", 0, 0, G_OPTION_ARG_STRING, &until },
                                   { "column", 0, 0, G_OPTION_ARG_INT, &column },
                                   { "json", 0, 0, G_OPTION_ARG_NONE, &json },
                                   { NULL } };
  g_autoptr (GbBook) book = NULL;
  gboolean done;

  if (!gb_command_parse ("trends", entries, &argc, &argv, 0, 2, error))
    return FALSE;
  book = gb_command_open (vault, as, error);
  if (book == NULL)
    return FALSE;
  const GbTrendPlan plan = { from, until, FALSE };
  Cell cell = { &plan, argc > 1 ? argv[1] : NULL, argc > 2 ? argv[2] : NULL, (guint) MAX (column, 1) - 1 };
  done = argc > 1 ? gb_book_ask (book, list_cell, &cell, error) != NULL : show_all (book, &plan, json, error);
  gb_book_close (book);
  return done;
}

const GbCommand gb_trend_commands[] = {
  { "trends", "[TABLE [LINE]] [--from DAY] [--until DAY] [--json] [--vault DIR] [--as NAME]",
    N_ ("What recurs, where and when; what is late; whether searches fall evenly. TABLE and LINE: the list it counts."),
    N_ ("--from DAY, --until DAY  both in it; this school year until today\n"
        "--column N               of TABLE: which of its figures to list (1)\n"
        "--json                   all figures"),
    run_trends },
  { NULL },
};
