/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"
#include "casework/spelling.h"
#include "views/found.h"

/* What is asked for, one word of it.  near: (nullable). */
typedef struct { char *folded; GbSpelling *near; } Asked;

static void
asked_clear (gpointer data)
{
  Asked *asked = data;

  g_free (asked->folded);
  g_clear_pointer (&asked->near, gb_spelling_free);
}

static GArray *
read_asked (const char *words)
{
  g_auto (GStrv) parts = g_strsplit_set (words, " \t\n", -1);
  GArray *all = g_array_new (FALSE, FALSE, sizeof (Asked));

  g_array_set_clear_func (all, asked_clear);
  for (guint i = 0; parts[i] != NULL; i++)
    {
      Asked asked = { gb_spelling_fold (parts[i]), gb_spelling_new (parts[i]) };
      if (g_utf8_strlen (asked.folded, -1) >= 2)
        g_array_append_val (all, asked);
      else
        asked_clear (&asked);
    }
  return all;
}

/* Only names are found that are spelt otherwise, and a name begins with a capital. */
static gboolean
is_found (GArray *all, const char *word)
{
  g_autofree char *folded = gb_spelling_fold (word);

  for (guint i = 0; i < all->len; i++)
    {
      const Asked *asked = &g_array_index (all, Asked, i);
      if (g_str_has_prefix (folded, asked->folded)
          || (asked->near != NULL && g_unichar_isupper (g_utf8_get_char (word))
              && gb_spelling_fits (asked->near, folded, i + 1 == all->len)))
        return TRUE;
    }
  return FALSE;
}

/* Past what is, or isn't, between words. */
static const char *
skip (const char *p, gboolean spaces)
{
  while (*p != '\0' && !g_unichar_isspace (g_utf8_get_char (p)) == !spaces)
    p = g_utf8_next_char (p);
  return p;
}

void
gb_found_mark (GtkWidget *label, const char *words)
{
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  g_autoptr (GArray) all = gb_text_is_filled (words) ? read_asked (words) : NULL;
  const char *text = gtk_label_get_label (GTK_LABEL (label)), *end;

  for (const char *p = skip (text, TRUE); all != NULL && *p != '\0'; p = skip (end, TRUE))
    {
      g_autofree char *word = g_strndup (p, (gsize) ((end = skip (p, FALSE)) - p));
      PangoAttribute *bold = is_found (all, word) ? pango_attr_weight_new (PANGO_WEIGHT_BOLD) : NULL;

      if (bold == NULL)
        continue;
      bold->start_index = (guint) (p - text);
      bold->end_index = (guint) (end - text);
      pango_attr_list_insert (attributes, bold);
    }
  gtk_label_set_attributes (GTK_LABEL (label), all != NULL ? attributes : NULL);
}
