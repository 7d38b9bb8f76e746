/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "views/kept.h"

#include <string.h>

#include <glib/gi18n.h>

#include "base/ids.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/draft.h"
#include "views/ask.h"
#include "views/row.h"
#include "views/section.h"

/* More than this nobody chooses from. */
#define MOST_OFFERED 3
/* Letters of what was typed, in a title. */
#define MOST_SHOWN 60

struct _GbKept
{
  GbForm *form; /* owns this */
  GbBook *book;
  char *kind, *about;
  JsonObject *pristine; /* what the form said when it was first shown; NULL before */
  GbSection *offer;     /* NULL: there is nothing to go on with */
  gboolean saved, going_on, finished;
};

static GbKept *
kept_of (gpointer form)
{
  return g_object_get_data (G_OBJECT (form), "gb-kept");
}

/* What a draft is about: the form's case, or the one that it hangs on. */
static const char *
about_of (GbKept *self)
{
  JsonObject *kept = gb_form_get_kept (self->form);
  const char *incident = gb_json_text (kept, "incident_id"), *device = gb_json_text (kept, "device_id");

  return self->about != NULL ? self->about : incident != NULL ? incident : device;
}

/* --- saving -------------------------------------------------------------------- */

/* A question needs its words even when the form is gone before the worker comes to it. */
typedef struct
{
  char *id, *kind, *about;
  JsonObject *content;
} Saving;

static void
saving_free (gpointer data)
{
  Saving *saving = data;

  g_free (saving->id);
  g_free (saving->kind);
  g_free (saving->about);
  g_clear_pointer (&saving->content, json_object_unref);
  g_free (saving);
}

static Saving *
saving_new (GbKept *self, JsonObject *content)
{
  Saving *saving = g_new0 (Saving, 1);

  saving->id = g_strdup (gb_form_get_request (self->form));
  saving->kind = g_strdup (self->kind);
  saving->about = g_strdup (about_of (self));
  saving->content = content;
  return saving;
}

/* Worker. */
static gpointer
ask_save (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  Saving *saving = data;
  return gb_draft_save (book, saving->id, saving->kind, saving->about, saving->content, error) ? book : NULL;
}

/* Worker. */
static gpointer
ask_drop (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  Saving *saving = data;
  return gb_draft_drop (book, saving->id, error) ? book : NULL;
}

static void
show_saved (GtkWidget *form, gpointer answer, GError *error)
{
  g_autofree char *time = gb_say_time (gb_now ());
  g_autofree char *said = error == NULL ? g_strdup_printf (_ ("What you typed was kept at %s, for you alone."), time)
                                        : g_strdup (error->message);

  if (kept_of (form) != NULL && !kept_of (form)->finished)
    g_signal_emit_by_name (form, "kept", said);
}

static void
show_dropped (GtkWidget *form, gpointer answer, GError *error)
{
  if (error != NULL)
    gb_form_set_error (GB_FORM (form), error);
}

/* All that the form says now, with what the view adds. */
static JsonObject *
read_whole (GbKept *self)
{
  JsonObject *whole = gb_form_read (self->form);

  g_signal_emit_by_name (self->form, "keep", whole);
  return whole;
}

static gboolean
is_same (JsonObject *a, JsonObject *b, const char *name)
{
  JsonNode *left = json_object_get_member (a, name), *right = json_object_get_member (b, name);
  gboolean no_left = left == NULL || json_node_is_null (left), no_right = right == NULL || json_node_is_null (right);

  return no_left || no_right ? no_left && no_right : json_node_equal (left, right);
}

/* What was typed: members that differ from @before; null, if taken away. */
static JsonObject *
difference (JsonObject *before, JsonObject *now)
{
  JsonObject *typed = json_object_new ();
  g_autoptr (GList) had = json_object_get_members (before), has = json_object_get_members (now);

  for (GList *l = has; l != NULL; l = l->next)
    if (!is_same (before, now, l->data))
      json_object_set_member (typed, l->data, json_node_copy (json_object_get_member (now, l->data)));
  for (GList *l = had; l != NULL; l = l->next)
    if (!json_object_has_member (now, l->data) && !is_same (before, now, l->data))
      json_object_set_null_member (typed, l->data);
  return typed;
}

/* The worker gets its own: the form goes on changing. */
static JsonObject *
copy (JsonObject *object)
{
  g_autoptr (JsonObject) nothing = json_object_new ();
  return difference (nothing, object);
}

/* "Ask for a search: the class chat": the form, and the longest text in it. */
static char *
title_of (GbKept *self, JsonObject *typed)
{
  const char *heading = gb_form_get_heading (self->form), *longest = gb_json_text (typed, "title");
  g_autoptr (GList) names = json_object_get_members (typed);
  g_autofree char *line = NULL;

  /* Today may be read over a shoulder: of what is sealed it says no word. */
  if (g_str_has_prefix (self->kind, "concern.") || g_str_has_prefix (self->kind, "seal."))
    return g_strdup (heading != NULL ? heading : _ ("What you began"));
  for (GList *l = longest == NULL ? names : NULL; l != NULL; l = l->next)
    {
      const char *text = gb_json_text (typed, l->data);
      if (text != NULL && !gb_id_is_valid (text) && (longest == NULL || strlen (text) > strlen (longest)))
        longest = text;
    }
  if (!gb_text_is_filled (longest))
    return g_strdup (heading);
  line = gb_text_one_line (longest);
  if (g_utf8_strlen (line, -1) > MOST_SHOWN)
    {
      g_autofree char *short_line = g_utf8_substring (line, 0, MOST_SHOWN - 1);
      g_free (line);
      line = g_strconcat (short_line, "…", NULL);
    }
  return heading != NULL ? g_strdup_printf (_ ("%s: %s"), heading, line) : g_steal_pointer (&line);
}

static JsonObject *
content_of (GbKept *self, JsonObject *typed)
{
  JsonObject *content = json_object_new ();
  g_autofree char *title = title_of (self, typed);

  gb_json_set_text (content, "title", title);
  json_object_set_object_member (content, "kept", copy (gb_form_get_kept (self->form)));
  json_object_set_object_member (content, "typed", json_object_ref (typed));
  return content;
}

static void
save (GbForm *form)
{
  GbKept *self = kept_of (form);
  g_autoptr (JsonObject) whole = NULL;
  g_autoptr (JsonObject) typed = NULL;

  if (self == NULL || self->finished || self->pristine == NULL)
    return;
  whole = read_whole (self);
  typed = difference (self->pristine, whole);
  if (json_object_get_size (typed) > 0)
    gb_view_ask (GTK_WIDGET (form), self->book, ask_save, saving_new (self, content_of (self, typed)), saving_free,
                 NULL, show_saved);
  else if (self->saved) /* typed, and taken back */
    gb_view_ask (GTK_WIDGET (form), self->book, ask_drop, saving_new (self, NULL), saving_free, NULL, show_dropped);
  self->saved = json_object_get_size (typed) > 0;
}

void
gb_kept_throw_away (GbKept *self)
{
  if (self->finished)
    return;
  self->finished = TRUE;
  gb_view_ask (GTK_WIDGET (self->form), self->book, ask_drop, saving_new (self, NULL), saving_free, NULL, show_dropped);
}

/* --- going on -------------------------------------------------------------------- */

/* Worker. */
static gpointer
ask_load (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_draft_load (book, data, error);
}

static void
show_draft (GtkWidget *widget, gpointer answer, GError *error)
{
  GbForm *form = GB_FORM (widget);
  GbKept *self = kept_of (form);
  JsonObject *content = answer, *typed;

  if (error != NULL)
    gb_form_set_error (form, error);
  if (content == NULL || self == NULL)
    return;
  /* Drafts of before say everything at their top. */
  typed = gb_json_object (content, "typed");
  if (typed == NULL)
    typed = content;
  self->saved = TRUE;
  if (self->pristine == NULL)
    self->pristine = read_whole (self);
  gb_form_write (form, typed);
  g_signal_emit_by_name (form, "restore", typed);
  g_signal_emit_by_name (form, "kept", _ ("This is your draft, as you left it."));
}

void
gb_kept_go_on (GbKept *self, const char *draft)
{
  self->going_on = TRUE;
  gb_form_set_request (self->form, draft);
  if (self->offer != NULL)
    gtk_widget_set_visible (GTK_WIDGET (self->offer), FALSE);
  gb_view_ask (GTK_WIDGET (self->form), self->book, ask_load, g_strdup (draft), g_free,
               (GDestroyNotify) json_object_unref, show_draft);
}

static const char *
draft_of (GtkWidget *button)
{
  return gb_row_get_key (GB_ROW (gtk_widget_get_ancestor (button, GB_TYPE_ROW)));
}

static void
on_carry_on (GtkWidget *button, GbForm *form)
{
  g_autofree char *draft = g_strdup (draft_of (button));

  gb_kept_go_on (kept_of (form), draft);
}

/* Worker: forgets it; what it was is given back, for whoever thinks again. */
static gpointer
ask_take (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (JsonObject) content = gb_draft_load (book, data, error);

  return content != NULL && gb_draft_drop (book, data, error) ? g_steal_pointer (&content) : NULL;
}

/* As it is now: kept, or thrown away while the form is still open. */
static void
show_thrown (GtkWidget *row, gboolean thrown)
{
  gtk_widget_set_visible (g_object_get_data (G_OBJECT (row), "throw-away"), !thrown);
  gtk_widget_set_visible (g_object_get_data (G_OBJECT (row), "carry-on"), !thrown);
  gtk_widget_set_visible (g_object_get_data (G_OBJECT (row), "bring-back"), thrown);
  gb_row_set_spent (GB_ROW (row), thrown);
  gb_row_set_quiet (GB_ROW (row), thrown ? _ ("Thrown away, unless you bring it back now.")
                                         : g_object_get_data (G_OBJECT (row), "since"));
  gtk_widget_grab_focus (g_object_get_data (G_OBJECT (row), thrown ? "bring-back" : "carry-on"));
}

static void
say_failed (GtkWidget *row, GError *error)
{
  GtkWidget *form = gtk_widget_get_ancestor (row, GB_TYPE_FORM);

  if (form != NULL)
    gb_form_set_error (GB_FORM (form), error);
}

static void
show_taken (GtkWidget *row, gpointer answer, GError *error)
{
  if (answer == NULL)
    {
      say_failed (row, error);
      return;
    }
  g_object_set_data_full (G_OBJECT (row), "content", json_object_ref (answer), (GDestroyNotify) json_object_unref);
  show_thrown (row, TRUE);
}

static void
show_back (GtkWidget *row, gpointer answer, GError *error)
{
  if (answer != NULL)
    show_thrown (row, FALSE);
  else
    say_failed (row, error);
}

static void
on_throw_away (GtkWidget *button, GbForm *form)
{
  gb_view_ask (gtk_widget_get_ancestor (button, GB_TYPE_ROW), kept_of (form)->book, ask_take,
               g_strdup (draft_of (button)), g_free, (GDestroyNotify) json_object_unref, show_taken);
}

static void
on_bring_back (GtkWidget *button, GbForm *form)
{
  GtkWidget *row = gtk_widget_get_ancestor (button, GB_TYPE_ROW);
  Saving *saving = saving_new (kept_of (form), json_object_ref (g_object_get_data (G_OBJECT (row), "content")));

  g_free (saving->id);
  saving->id = g_strdup (draft_of (button));
  gb_view_ask (row, kept_of (form)->book, ask_save, saving, saving_free, NULL, show_back);
}

/* --- offering ---------------------------------------------------------------------- */

typedef struct
{
  char *kind, *about, *but;
  JsonObject *kept;
} Looking;

static void
looking_free (gpointer data)
{
  Looking *looking = data;

  g_free (looking->kind);
  g_free (looking->about);
  g_free (looking->but);
  json_object_unref (looking->kept);
  g_free (looking);
}

/* Whether a draft was about the same: what its form did not ask is what this one does not ask. */
static gboolean
is_about (const Looking *looking, GbDraft *draft, JsonObject *content)
{
  JsonObject *kept = content != NULL ? gb_json_object (content, "kept") : NULL;
  g_autoptr (JsonObject) differs = NULL;

  if (content == NULL || g_strcmp0 (draft->case_id, looking->about) != 0)
    return FALSE;
  /* Drafts of before say nothing of what was not asked. */
  if (kept == NULL)
    return json_object_get_size (looking->kept) == 0;
  differs = difference (looking->kept, kept);
  return json_object_get_size (differs) == 0;
}

/* Worker. */
static gpointer
ask_drafts (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  Looking *looking = data;
  g_autoptr (GPtrArray) all = gb_draft_list (book, looking->kind, looking->about, error);
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; all != NULL && i < all->len && found->len < MOST_OFFERED; i++)
    {
      GbDraft *draft = all->pdata[i];
      g_autoptr (JsonObject) content = gb_draft_load (book, draft->id, NULL);
      if (g_strcmp0 (draft->id, looking->but) != 0 && is_about (looking, draft, content))
        g_ptr_array_add (found, g_object_ref (draft));
    }
  return all != NULL ? g_steal_pointer (&found) : NULL;
}

static GtkWidget *
add_button (GbRow *row, const char *name, const char *label, GCallback callback, GbForm *form)
{
  GtkWidget *button = gb_row_add_button (row, label, FALSE);

  g_object_set_data (G_OBJECT (row), name, button);
  g_signal_connect_object (button, "clicked", callback, form, 0);
  return button;
}

static GtkWidget *
offer_row (GbForm *form, GbDraft *draft)
{
  g_autofree char *since = gb_say_instant_within (draft->saved_at);
  g_autofree char *quiet = g_strdup_printf (_ ("Kept since %s. Only you can see it."), since);
  GbRow *row = gb_row_new (gb_text_is_filled (draft->title) ? draft->title : _ ("What you began"), quiet);

  gb_row_set_words (row);
  gb_row_set_icon (row, "document-edit-symbolic");
  gb_row_set_key (row, draft->id);
  g_object_set_data_full (G_OBJECT (row), "since", g_strdup (quiet), g_free);
  add_button (row, "throw-away", _ ("Throw away"), G_CALLBACK (on_throw_away), form);
  add_button (row, "carry-on", _ ("Carry on"), G_CALLBACK (on_carry_on), form);
  gtk_widget_set_visible (add_button (row, "bring-back", _ ("Bring back"), G_CALLBACK (on_bring_back), form), FALSE);
  return GTK_WIDGET (row);
}

static void
show_drafts (GtkWidget *widget, gpointer answer, GError *error)
{
  GbKept *self = kept_of (widget);
  GPtrArray *drafts = answer;

  if (self == NULL || drafts == NULL || drafts->len == 0 || self->offer != NULL || self->going_on)
    return;
  self->offer = gb_section_new (_ ("Carry on where you left off"));
  gb_section_set_counts (self->offer, FALSE);
  for (guint i = 0; i < drafts->len; i++)
    gb_section_add (self->offer, offer_row (self->form, drafts->pdata[i]));
  gtk_box_prepend (GTK_BOX (widget), GTK_WIDGET (self->offer));
}

/* The first time it is shown, all that a view fills in by itself is there. */
static void
on_map (GbForm *form)
{
  GbKept *self = kept_of (form);
  Looking *looking;

  if (self == NULL || self->pristine != NULL)
    return;
  self->pristine = read_whole (self);
  if (self->going_on)
    return;
  looking = g_new0 (Looking, 1);
  *looking = (Looking){ g_strdup (self->kind), g_strdup (about_of (self)), g_strdup (gb_form_get_request (form)),
                        copy (gb_form_get_kept (form)) };
  gb_view_ask (GTK_WIDGET (form), self->book, ask_drafts, looking, looking_free, (GDestroyNotify) g_ptr_array_unref,
               show_drafts);
}

static void
on_draft (GbForm *form, JsonObject *body)
{
  save (form);
}

GbKept *
gb_kept_new (GbForm *form, GbBook *book, const char *kind, const char *about)
{
  GbKept *self = g_new0 (GbKept, 1);
  gboolean again = g_object_get_data (G_OBJECT (form), "gb-kept-follows") != NULL;

  self->form = form;
  self->book = g_object_ref (book);
  self->kind = g_strdup (kind);
  self->about = g_strdup (about);
  g_object_set_data (G_OBJECT (form), "gb-kept", self);
  if (again)
    return self;
  g_object_set_data (G_OBJECT (form), "gb-kept-follows", form);
  g_signal_connect_object (form, "map", G_CALLBACK (on_map), form, G_CONNECT_AFTER);
  g_signal_connect_object (form, "draft", G_CALLBACK (on_draft), form, 0);
  return self;
}

void
gb_kept_free (GbKept *self)
{
  g_object_set_data (G_OBJECT (self->form), "gb-kept", NULL);
  g_clear_object (&self->book);
  g_clear_pointer (&self->pristine, json_object_unref);
  g_free (self->kind);
  g_free (self->about);
  g_free (self);
}
