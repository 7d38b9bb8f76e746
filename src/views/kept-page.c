/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "views/kept-page.h"

#include <glib/gi18n.h>

#include "base/ids.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/draft.h"
#include "views/callout.h"
#include "views/page.h"
#include "views/ask.h"
#include "views/row.h"

typedef struct
{
  GbBook *book;
  char *kind, *title, *id; /* id: under which it is kept */
  GbKeptRead read;
  GbKeptWrite write;
  GbSection *offer;
} Keeping;

static Keeping *
keeping_of (gpointer page)
{
  return g_object_get_data (G_OBJECT (page), "gb-kept-page");
}

static void
keeping_free (gpointer data)
{
  Keeping *self = data;

  g_clear_object (&self->book);
  g_free (self->kind);
  g_free (self->title);
  g_free (self->id);
  g_free (self);
}

typedef struct
{
  char *id, *kind;
  JsonObject *content;
  gint64 saved_at;
} Kept;

static void
kept_free (gpointer data)
{
  Kept *kept = data;

  g_free (kept->id);
  g_free (kept->kind);
  g_clear_pointer (&kept->content, json_object_unref);
  g_free (kept);
}

/* --- saving ----------------------------------------------------------------------- */

/* Worker. */
static gpointer
ask_keep (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  Kept *kept = data;
  gboolean done = kept->content != NULL ? gb_draft_save (book, kept->id, kept->kind, NULL, kept->content, error)
                                        : gb_draft_drop (book, kept->id, error);
  return done ? book : NULL;
}

static void
show_keep (GtkWidget *page, gpointer answer, GError *error)
{
  if (error != NULL)
    gb_page_set_band (GB_PAGE (page), GB_CALLOUT_STOP, error->message);
}

/* Takes @content; NULL forgets what is kept under @id. */
static void
keep (GtkWidget *page, const char *id, JsonObject *content)
{
  Keeping *self = keeping_of (page);
  Kept *kept = g_new0 (Kept, 1);

  kept->id = g_strdup (id);
  kept->kind = g_strdup (self->kind);
  kept->content = content;
  if (content != NULL)
    json_object_set_string_member (content, "title", self->title);
  gb_view_ask (page, self->book, ask_keep, kept, kept_free, NULL, show_keep);
}

void
gb_kept_page_save (GtkWidget *page)
{
  Keeping *self = keeping_of (page);
  keep (page, self->id, self->read (page));
}

/* What was done, by whom ever, is no draft any more. */
static void
on_act (GbBook *book, const char *kind, const char *case_id, GtkWidget *page)
{
  Keeping *self = keeping_of (page);

  if (g_str_equal (kind, self->kind))
    keep (page, self->id, NULL);
}

/* --- offering ------------------------------------------------------------------------ */

/* Worker: the newest draft but the one of this page. */
static gpointer
ask_kept (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  const Kept *mine = data;
  g_autoptr (GPtrArray) drafts = gb_draft_list (book, mine->kind, NULL, error);

  for (guint i = 0; drafts != NULL && i < drafts->len; i++)
    {
      GbDraft *draft = drafts->pdata[i];
      g_autoptr (JsonObject) content = gb_draft_load (book, draft->id, NULL);
      Kept *kept;
      if (content == NULL || g_strcmp0 (draft->id, mine->id) == 0)
        continue;
      kept = g_new0 (Kept, 1);
      *kept = (Kept){ g_strdup (draft->id), g_strdup (draft->kind), g_steal_pointer (&content), draft->saved_at };
      return kept;
    }
  return NULL;
}

static void
on_carry_on (GtkWidget *button, GtkWidget *page)
{
  Keeping *self = keeping_of (page);
  GtkWidget *row = gtk_widget_get_ancestor (button, GB_TYPE_ROW);
  g_autoptr (JsonObject) content = json_object_ref (g_object_get_data (G_OBJECT (row), "content"));

  g_free (self->id);
  self->id = g_strdup (gb_row_get_key (GB_ROW (row)));
  gb_section_clear (self->offer);
  self->write (page, content);
}

static void
on_throw_away (GtkWidget *button, GtkWidget *page)
{
  g_autofree char *id = g_strdup (gb_row_get_key (GB_ROW (gtk_widget_get_ancestor (button, GB_TYPE_ROW))));

  keep (page, id, NULL);
  gb_section_clear (keeping_of (page)->offer);
}

static void
show_kept (GtkWidget *page, gpointer answer, GError *error)
{
  Keeping *self = keeping_of (page);
  Kept *kept = answer;
  g_autofree char *since = kept != NULL ? gb_say_instant_within (kept->saved_at) : NULL;
  g_autofree char *quiet = g_strdup_printf (_ ("Kept since %s. Only you can see it."), since);
  GbRow *row;

  gb_section_clear (self->offer);
  if (kept == NULL)
    return;
  row = gb_row_new (self->title, quiet);
  gb_row_set_icon (row, "document-edit-symbolic");
  gb_row_set_key (row, kept->id);
  g_object_set_data_full (G_OBJECT (row), "content", json_object_ref (kept->content),
                          (GDestroyNotify) json_object_unref);
  g_signal_connect_object (gb_row_add_button (row, _ ("Throw away"), FALSE), "clicked", G_CALLBACK (on_throw_away),
                           page, 0);
  g_signal_connect_object (gb_row_add_button (row, _ ("Carry on"), FALSE), "clicked", G_CALLBACK (on_carry_on), page,
                           0);
  gb_section_add (self->offer, GTK_WIDGET (row));
}

void
gb_kept_page_offer (GtkWidget *page)
{
  Keeping *self = keeping_of (page);
  Kept *mine = g_new0 (Kept, 1);

  mine->id = g_strdup (self->id);
  mine->kind = g_strdup (self->kind);
  gb_view_ask (page, self->book, ask_kept, mine, kept_free, kept_free, show_kept);
}

GbSection *
gb_kept_page_follow (GtkWidget *page, GbBook *book, const char *kind, const char *title, GbKeptRead read,
                     GbKeptWrite write)
{
  Keeping *self = g_new0 (Keeping, 1);

  *self = (Keeping){ g_object_ref (book),
                     g_strdup (kind),
                     g_strdup (title),
                     gb_id_new (),
                     read,
                     write,
                     gb_section_new (_ ("Carry on where you left off")) };
  gb_section_set_counts (self->offer, FALSE);
  g_object_set_data_full (G_OBJECT (page), "gb-kept-page", self, keeping_free);
  g_signal_connect_object (book, "changed", G_CALLBACK (on_act), page, 0);
  return self->offer;
}
