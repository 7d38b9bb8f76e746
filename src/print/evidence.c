/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "base/text.h"
#include "print/evidence.h"
#include "print/page.h"
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
