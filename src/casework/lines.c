/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casework/lines.h"

#include <string.h>

static void
line_free (gpointer data)
{
  GbLineSet *line = data;
  g_free (line->label);
  g_ptr_array_unref (line->ids);
  g_free (line);
}

GPtrArray *
gb_lines_new (void)
{
  return g_ptr_array_new_with_free_func (line_free);
}

GbLineSet *
gb_lines_add (GPtrArray *lines, const char *label, const char *id, gint64 now, gint64 ever)
{
  GbLineSet *line = g_new0 (GbLineSet, 1);

  line->label = g_strdup (label);
  line->ids = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (line->ids, g_strdup (id));
  line->now = now;
  line->ever = ever;
  g_ptr_array_add (lines, line);
  return line;
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

void
gb_lines_join (GPtrArray *lines, guint line, guint other)
{
  GbLineSet *into = lines->pdata[line];
  GbLineSet *from = lines->pdata[other];

  for (guint i = 0; i < from->ids->len; i++)
    g_ptr_array_add (into->ids, g_strdup (from->ids->pdata[i]));
  g_ptr_array_sort (into->ids, compare_ids);
  into->now += from->now;
  into->ever += from->ever;
  g_ptr_array_remove_index (lines, other);
}

/* The smallest line that isn't nought, but for @but; -1: none. */
static int
smallest (GPtrArray *lines, int but)
{
  int best = -1;

  for (guint i = 0; i < lines->len; i++)
    {
      GbLineSet *line = lines->pdata[i];
      if ((int) i != but && line->now > 0 && (best < 0 || line->now < ((GbLineSet *) lines->pdata[best])->now))
        best = (int) i;
    }
  return best;
}

static void
drop_empty (GPtrArray *lines)
{
  for (guint i = lines->len; i > 0; i--)
    if (((GbLineSet *) lines->pdata[i - 1])->ever == 0)
      g_ptr_array_remove_index (lines, i - 1);
}

static gboolean
is_small (const GbLineSet *line, gint64 threshold)
{
  return line->now > 0 && line->now < threshold;
}

void
gb_lines_recode (GPtrArray *lines, gint64 threshold, const char *rest, gboolean keep)
{
  int first = -1;

  if (!keep)
    drop_empty (lines);
  for (guint i = 0; i < lines->len;)
    {
      if (!is_small (lines->pdata[i], threshold))
        i++;
      else if (first < 0)
        first = (int) i++;
      else
        gb_lines_join (lines, (guint) first, i);
    }
  if (first < 0)
    return;
  while (is_small (lines->pdata[first], threshold))
    {
      int other = smallest (lines, first);
      if (other < 0)
        break;
      gb_lines_join (lines, (guint) first, (guint) other);
      first -= other < first;
    }
  if (lines->len > 1)
    {
      GbLineSet *joined = g_ptr_array_steal_index (lines, (guint) first);
      if (joined->ids->len > 1)
        {
          g_free (joined->label);
          joined->label = g_strdup (rest);
        }
      g_ptr_array_add (lines, joined);
    }
}

char *
gb_line_key (const GbLineSet *line)
{
  GString *key = g_string_new (NULL);
  for (guint i = 0; i < line->ids->len; i++)
    g_string_append_printf (key, "%s%s", i > 0 ? "+" : "", (char *) line->ids->pdata[i]);
  return g_string_free (key, FALSE);
}

gboolean
gb_line_has (const GbLineSet *line, const char *id)
{
  for (guint i = 0; i < line->ids->len; i++)
    if (g_strcmp0 (line->ids->pdata[i], id) == 0)
      return TRUE;
  return FALSE;
}
