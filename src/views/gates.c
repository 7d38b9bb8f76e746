/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "views/gates.h"
#include "views/row.h"
#include "views/text.h"

static GbRow *
open_row_new (const GbGate *gate)
{
  GbRow *row = gb_row_new (gate->title, gate->sentence);

  gb_row_set_icon (row, "action-unavailable-symbolic");
  return row;
}

GbSection *
gb_gates_new (const char *title, const char *note, GPtrArray *gates)
{
  GbSection *section = gb_section_new (title);

  gb_section_set_counts (section, FALSE);
  gb_section_set_note (section, note);
  for (guint i = 0; i < gates->len; i++)
    {
      const GbGate *gate = gates->pdata[i];
      GbRow *row = gate->state == GB_GATE_OPEN
                       ? open_row_new (gate)
                       : gb_gate_row_new (gate->state == GB_GATE_MET, gate->title, gate->sentence);
      gb_section_add (section, GTK_WIDGET (row));
    }
  return section;
}

static GtkWidget *
stage_new (const GbStage *stage, guint number)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *label = gtk_label_new (stage->label);
  g_autofree char *name = g_strdup_printf (_ ("%s: %s"), stage->label, gb_dot_state_said (stage->state));

  gtk_box_append (GTK_BOX (box), gb_dot_new (stage->state, number));
  gtk_box_append (GTK_BOX (box), label);
  if (stage->state == GB_DOT_NOW || stage->state == GB_DOT_BLOCKED)
    gtk_widget_add_css_class (label, "heading");
  else
    gtk_widget_add_css_class (label, "quiet");
  gb_name (label, name);
  return box;
}

GtkWidget *
gb_stages_new (const GbStage *stages, guint n_stages)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  for (guint i = 0; i < n_stages; i++)
    {
      if (i > 0)
        {
          GtkWidget *between = gtk_separator_new (GTK_ORIENTATION_HORIZONTAL);
          gtk_widget_set_hexpand (between, TRUE);
          gtk_widget_set_valign (between, GTK_ALIGN_CENTER);
          gtk_box_append (GTK_BOX (line), between);
        }
      gtk_box_append (GTK_BOX (line), stage_new (&stages[i], i + 1));
    }
  return line;
}
