/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "views/text.h"
#include "views/word-cards.h"

GtkWidget *
gb_word_cards_new (const char *words, const char *spoken)
{
  GtkWidget *grid = g_object_new (GTK_TYPE_GRID, "row-spacing", 8, "column-spacing", 8, "column-homogeneous", TRUE,
                                  "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP, NULL);
  g_auto (GStrv) each = g_strsplit (words, " ", -1);

  for (guint i = 0; each[i] != NULL; i++)
    {
      GtkWidget *card = g_object_new (GTK_TYPE_LABEL, "label", each[i], "width-chars", 9, NULL);

      gtk_widget_add_css_class (card, "card");
      gtk_widget_add_css_class (card, "word-card");
      gtk_widget_add_css_class (card, "monospace");
      gtk_grid_attach (GTK_GRID (grid), card, i % 3, i / 3, 1, 1);
    }
  gb_name (grid, spoken);
  return grid;
}
