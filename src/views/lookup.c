/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "views/lookup.h"

static gboolean
is_about (const GbLookup *self, GtkWidget *entry)
{
  return g_strcmp0 (self->asked, gtk_editable_get_text (GTK_EDITABLE (entry))) == 0;
}

void
gb_lookup_clear (GbLookup *self)
{
  g_clear_pointer (&self->asked, g_free);
}

void
gb_lookup_ask (GbLookup *self, GtkWidget *entry)
{
  g_free (self->asked);
  self->asked = g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry)));
  self->answered = FALSE;
}

void
gb_lookup_typed (GbLookup *self, GtkWidget *entry)
{
  self->takes = self->takes && is_about (self, entry);
}

gboolean
gb_lookup_answered (GbLookup *self, GtkWidget *entry, gboolean fine)
{
  gboolean takes = self->takes && fine && is_about (self, entry);

  self->answered = fine;
  self->takes = FALSE;
  return takes;
}

gboolean
gb_lookup_takes (GbLookup *self, GtkWidget *entry)
{
  gboolean now = self->answered && is_about (self, entry);

  self->takes = !now;
  return now;
}
