/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include <glib/gi18n.h>

#include "base/text.h"
#include "base/time.h"
#include "views/pill.h"
#include "views/record-row.h"
#include "views/text.h"

/* The row is a box: avatar, then lines; the first line is name, when, pills. */
static GtkWidget *
lines_of (GtkWidget *row)
{
  return gtk_widget_get_last_child (row);
}

GtkWidget *
gb_record_row_new (const char *author, gint64 at, const char *sentence)
{
  GtkWidget *row = g_object_new (GTK_TYPE_BOX, "spacing", 12, "accessible-role", GTK_ACCESSIBLE_ROLE_LIST_ITEM, NULL);
  GtkWidget *avatar = adw_avatar_new (28, author, TRUE);
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *name = gtk_label_new (author);
  g_autofree char *when = gb_say_instant (at);
  GtkWidget *time = gtk_label_new (when);
  g_autofree char *spoken = g_strdup_printf ("%s, %s: %s", author, when, sentence);

  gtk_widget_set_valign (avatar, GTK_ALIGN_START);
  gtk_widget_add_css_class (name, "strong");
  gtk_widget_add_css_class (time, "quiet");
  gtk_widget_set_hexpand (lines, TRUE);
  gtk_box_append (GTK_BOX (head), name);
  gtk_box_append (GTK_BOX (head), time);
  gtk_box_append (GTK_BOX (lines), head);
  gtk_box_append (GTK_BOX (lines), gb_text_new (GB_TEXT_BODY, sentence));
  gtk_box_append (GTK_BOX (row), avatar);
  gtk_box_append (GTK_BOX (row), lines);
  gb_name (row, spoken);
  return row;
}

void
gb_record_row_add_change (GtkWidget *row, const char *field, const char *old, const char *now)
{
  GtkWidget *change = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *arrow = gtk_image_new_from_icon_name ("go-next-symbolic");
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  GtkWidget *before = gb_text_new (GB_TEXT_QUIET, gb_text_is_filled (old) ? old : _ ("Nothing"));
  GtkWidget *after = gb_text_new (GB_TEXT_BODY, gb_text_is_filled (now) ? now : _ ("Nothing"));

  gtk_widget_set_hexpand (before, FALSE);
  gtk_widget_add_css_class (after, "small");
  gtk_image_set_pixel_size (GTK_IMAGE (arrow), 12);
  gb_name (arrow, _ ("became"));
  gtk_box_append (GTK_BOX (change), before);
  gtk_box_append (GTK_BOX (change), arrow);
  gtk_box_append (GTK_BOX (change), after);
  gtk_widget_add_css_class (box, "change");
  gtk_box_append (GTK_BOX (box), gb_text_new (GB_TEXT_CLAUSE, field));
  gtk_box_append (GTK_BOX (box), change);
  gtk_box_append (GTK_BOX (lines_of (row)), box);
}

void
gb_record_row_add_line (GtkWidget *row, const char *text)
{
  gtk_box_append (GTK_BOX (lines_of (row)), gb_text_new (GB_TEXT_QUIET, text));
}

void
gb_record_row_add_pill (GtkWidget *row, GtkWidget *pill)
{
  gtk_box_append (GTK_BOX (gtk_widget_get_first_child (lines_of (row))), pill);
}

/* --- the whole entry ------------------------------------------------------------------ */

static void
add_changes (GtkWidget *row, const char *changes)
{
  g_auto (GStrv) lines = g_strsplit (changes != NULL ? changes : "", "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (lines[i], "\t", 3);
      if (g_strv_length (parts) == 3)
        gb_record_row_add_change (row, parts[0], parts[1], parts[2]);
    }
}

GtkWidget *
gb_record_row_new_of (GbTimelineRow *entry, const char *case_id)
{
  gboolean elsewhere = entry->reference != NULL && g_strcmp0 (entry->case_id, case_id) != 0;
  g_autofree char *sentence =
      elsewhere ? g_strdup_printf (_ ("%s (%s)"), entry->sentence, entry->reference) : g_strdup (entry->sentence);
  g_autofree char *because =
      gb_text_is_filled (entry->reason) ? g_strdup_printf (_ ("Because: %s"), entry->reason) : NULL;
  GtkWidget *row = gb_record_row_new (entry->author, entry->at, sentence);

  if (gb_text_is_filled (entry->detail))
    gb_record_row_add_line (row, entry->detail);
  add_changes (row, entry->changes);
  if (because != NULL)
    gb_record_row_add_line (row, because);
  if (entry->late)
    gb_record_row_add_pill (row, gb_pill_new (GB_PILL_WARN, _ ("Entered late")));
  if (entry->signed_off)
    gb_record_row_add_pill (row, gb_pill_new_with_icon (GB_PILL_GO, _ ("Signed"), "channel-secure-symbolic"));
  return row;
}
