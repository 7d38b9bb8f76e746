/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "base/text.h"
#include "print/evidence.h"
#include "print/grid.h"
#include "print/sheet.h"

static void
add_piece (GbBlank *blank, const GbEvidence *piece)
{
  g_autofree char *sort = gb_evidence_say_sort (piece->sort, piece->pages);
  g_autofree char *hash = gb_evidence_say_hash (piece->sha256);
  g_autofree char *at = gb_pages_say_instant (piece->added_at);
  g_autofree char *aside = piece->aside != NULL ? g_strdup_printf (_ ("Set aside: %s"), piece->aside) : NULL;
  g_autofree char *what = g_strdup_printf ("%s\n%s%s%s%s%s", piece->name, sort, piece->from_whom != NULL ? ", " : "",
                                           piece->from_whom != NULL ? piece->from_whom : "", aside != NULL ? "\n" : "",
                                           aside != NULL ? aside : "");
  g_autofree char *who = g_strdup_printf ("%s\n%s", at, piece->added_by);
  const char *const cells[] = { who, what, hash };

  gb_blank_row (blank, cells);
}

gboolean
gb_print_evidence (GbBlank *blank, GbVault *vault, const char *case_id, gboolean whole, GError **error)
{
  const char *const heads[] = { _ ("Attached, by whom"), _ ("What, from whom"), _ ("SHA-256 begins") };
  g_autoptr (GPtrArray) all = gb_evidence_of_case (vault, case_id, whole, error);

  if (all == NULL)
    return FALSE;
  if (all->len == 0)
    return TRUE;
  gb_blank_part (blank, _ ("Evidence"), _ ("Kept in the vault, not printed here."));
  gb_blank_table (blank, heads, G_N_ELEMENTS (heads), 110, 120);
  for (guint i = 0; i < all->len; i++)
    add_piece (blank, all->pdata[i]);
  return TRUE;
}

/* --- where pages flow ------------------------------------------------------------------------ */

void
gb_evidence_line_free (gpointer data)
{
  GbEvidenceLine *line = data;

  g_free (line->id);
  g_free (line->name);
  g_free (line->what);
  g_free (line->added);
  g_free (line->hash);
  g_free (line->along);
  g_free (line);
}

GbEvidenceLine *
gb_evidence_line_new (const GbEvidence *piece, const char *name, const char *from_whom)
{
  GbEvidenceLine *line = g_new0 (GbEvidenceLine, 1);
  g_autofree char *sort = gb_evidence_say_sort (piece->sort, piece->pages);
  g_autofree char *strong = gb_text_is_filled (name) ? gb_ink_strong (name) : NULL;
  g_autofree char *at = gb_pages_say_instant (piece->added_at);
  g_autofree char *from
      = gb_text_is_filled (from_whom) ? g_strdup_printf (_ ("%s, from %s"), sort, from_whom) : g_strdup (sort);

  line->id = g_strdup (piece->id);
  line->name = g_strdup (name);
  line->what = strong != NULL ? g_strdup_printf ("%s\n%s", strong, from) : g_strdup (from);
  line->added = g_strdup_printf ("%s\n%s", at, piece->added_by);
  line->hash = gb_evidence_say_hash (piece->sha256);
  return line;
}

void
gb_pages_evidence (GbPages *page, GPtrArray *lines, const char *along)
{
  const GbGridColumn columns[] = { { _ ("What, from whom"), 0, GB_GRID_WORDS },
                                   { _ ("Attached, by whom"), 122, GB_GRID_WORDS },
                                   { _ ("SHA-256 begins"), 98, GB_GRID_WORDS },
                                   { along, 104, GB_GRID_WORDS } };
  GbGrid *grid;

  if (lines->len == 0)
    return;
  grid = gb_grid_new (NULL, columns, along != NULL ? 4 : 3);
  gb_grid_set_lane (grid, GB_LANE_WIDE);
  gb_grid_set_ruled (grid, TRUE);
  for (guint i = 0; i < lines->len; i++)
    {
      const GbEvidenceLine *line = lines->pdata[i];
      const char *const cells[] = { line->what, line->added, line->hash, line->along };
      gb_grid_row (grid, cells);
    }
  gb_pages_grid (page, grid);
}
