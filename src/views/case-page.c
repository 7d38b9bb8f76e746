/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "views/ask.h"
#include "views/case-page.h"

#define STATE "gb-case-page"

/* The page's own state, kept on it. */
typedef struct
{
  GbCaseState state;
  const GbCasePlan *plan;
} Kept;

static void
kept_free (gpointer data)
{
  Kept *kept = data;

  g_clear_object (&kept->state.book);
  g_clear_pointer (&kept->state.shown, kept->plan->release);
  g_free (kept->state.id);
  g_free (kept);
}

static Kept *
kept_of (gpointer page)
{
  return g_object_get_data (G_OBJECT (page), STATE);
}

GbCaseState *
gb_case_state (gpointer page)
{
  return &kept_of (page)->state;
}

static void
on_answer (GtkWidget *page, gpointer answer, GError *error)
{
  Kept *kept = kept_of (page);

  gb_page_set_band (GB_PAGE (page), GB_CALLOUT_STOP, error != NULL ? error->message : NULL);
  if (answer == NULL)
    return;
  g_clear_pointer (&kept->state.shown, kept->plan->release);
  kept->state.shown = g_atomic_rc_box_acquire (answer);
  gb_box_clear (kept->state.story);
  gb_box_clear (kept->state.pane);
  kept->plan->show (page, &kept->state);
}

static void
refresh (GtkWidget *page)
{
  Kept *kept = kept_of (page);

  gb_view_ask (page, kept->state.book, kept->plan->ask, g_strdup (kept->state.id), g_free, kept->plan->release,
               on_answer);
}

GbPage *
gb_case_page_new (const char *title, const char *pane_title, GbBook *book, const char *id, const GbCasePlan *plan)
{
  GbPage *page = gb_page_new (title);
  Kept *kept = g_new0 (Kept, 1);

  kept->plan = plan;
  kept->state.book = g_object_ref (book);
  kept->state.id = g_strdup (id);
  kept->state.accent = -1;
  g_object_set_data_full (G_OBJECT (page), STATE, kept, kept_free);
  gb_page_make_case (page, pane_title, &kept->state.story, &kept->state.pane);
  gb_view_follow (GTK_WIDGET (page), book, refresh);
  return page;
}

void
gb_box_add (GtkWidget *box, gpointer child)
{
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (child));
}

void
gb_box_clear (GtkWidget *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (box)) != NULL)
    gtk_box_remove (GTK_BOX (box), child);
}
