/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include <glib/gi18n.h>

#include "base/ids.h"
#include "views/ask.h"
#include "views/prove.h"
#include "views/text.h"

typedef struct
{
  GWeakRef widget;
  GbBookQuestion question;
  guint number; /* which question of this function it is, for the widget */
  GDestroyNotify answer_free;
  GbViewAnswer answer;
  GbViewDone done;
} Asked;

static Asked *
asked_new (GtkWidget *self)
{
  Asked *asked = g_new0 (Asked, 1);
  g_weak_ref_init (&asked->widget, self);
  return asked;
}

static void
asked_free (Asked *asked)
{
  g_weak_ref_clear (&asked->widget);
  g_free (asked);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Asked, asked_free)

/* Numbers of the newest questions, by question function, kept on the widget. */
static GHashTable *
numbers_of (GtkWidget *self)
{
  GHashTable *numbers = g_object_get_data (G_OBJECT (self), "gb-asked");

  if (numbers == NULL)
    {
      numbers = g_hash_table_new (NULL, NULL);
      g_object_set_data_full (G_OBJECT (self), "gb-asked", numbers, (GDestroyNotify) g_hash_table_unref);
    }
  return numbers;
}

static guint
newest (GtkWidget *self, GbBookQuestion question)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (numbers_of (self), (gpointer) question));
}

static void
on_answer (GObject *book, GAsyncResult *result, gpointer data)
{
  g_autoptr (Asked) asked = data;
  g_autoptr (GError) error = NULL;
  gpointer answer = gb_book_ask_finish (GB_BOOK (book), result, &error);
  g_autoptr (GtkWidget) widget = g_weak_ref_get (&asked->widget);

  if (widget != NULL && newest (widget, asked->question) == asked->number)
    asked->answer (widget, answer, error);
  if (answer != NULL && asked->answer_free != NULL)
    asked->answer_free (answer);
}

void
gb_view_ask (GtkWidget *self, GbBook *book, GbBookQuestion question, gpointer data, GDestroyNotify data_free,
             GDestroyNotify answer_free, GbViewAnswer answer)
{
  Asked *asked = asked_new (self);

  asked->question = question;
  asked->number = newest (self, question) + 1;
  asked->answer_free = answer_free;
  asked->answer = answer;
  g_hash_table_insert (numbers_of (self), (gpointer) question, GUINT_TO_POINTER (asked->number));
  gb_book_ask_async (book, question, data, data_free, answer_free, NULL, on_answer, asked);
}

/* --- following ----------------------------------------------------------- */

/* A few acts in a row (an import, a form that does two things) are one refresh. */
#define SETTLE_MS 40

typedef struct
{
  GtkWidget *self; /* owns this */
  GbViewRefresh refresh;
  guint timeout;
  gboolean due;
} Follower;

static void
follower_free (Follower *follower)
{
  g_clear_handle_id (&follower->timeout, g_source_remove);
  g_free (follower);
}

static void
follower_refresh (Follower *follower)
{
  if (!follower->due || !gtk_widget_get_mapped (follower->self))
    return;
  follower->due = FALSE;
  follower->refresh (follower->self);
}

static gboolean
on_settled (gpointer data)
{
  Follower *follower = data;

  follower->timeout = 0;
  follower_refresh (follower);
  return G_SOURCE_REMOVE;
}

static Follower *
follower_of (GtkWidget *self)
{
  return g_object_get_data (G_OBJECT (self), "gb-follower");
}

static void
on_changed (GtkWidget *self, const char *kind, const char *case_id, GbBook *book)
{
  Follower *follower = follower_of (self);

  follower->due = TRUE;
  if (follower->timeout == 0)
    follower->timeout = g_timeout_add (SETTLE_MS, on_settled, follower);
}

static void
on_map (GtkWidget *self)
{
  follower_refresh (follower_of (self));
}

void
gb_view_follow (GtkWidget *self, GbBook *book, GbViewRefresh refresh)
{
  gboolean again = follower_of (self) != NULL; /* the window follows one book after another */
  Follower *follower = g_new0 (Follower, 1);

  follower->self = self;
  follower->refresh = refresh;
  follower->due = TRUE;
  g_object_set_data_full (G_OBJECT (self), "gb-follower", follower, (GDestroyNotify) follower_free);
  g_signal_connect_object (book, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  if (!again)
    g_signal_connect_object (self, "map", G_CALLBACK (on_map), self, 0);
  follower_refresh (follower);
}

/* --- acts ------------------------------------------------------------------ */

static void
on_done (GObject *book, GAsyncResult *result, gpointer data)
{
  g_autoptr (Asked) asked = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GbDone) done = gb_book_act_finish (GB_BOOK (book), result, &error);
  g_autoptr (GtkWidget) widget = g_weak_ref_get (&asked->widget);

  if (widget == NULL)
    return;
  if (asked->done != NULL)
    asked->done (widget, done, error);
  else if (error != NULL)
    gb_view_show_error (widget, error);
}

typedef struct { GbBook *book; char *kind, *case_id, *request; JsonObject *body; GbViewDone done; } Act;

static void
act_free (gpointer data)
{
  Act *act = data;

  g_object_unref (act->book);
  g_free (act->kind);
  g_free (act->case_id);
  g_free (act->request);
  g_clear_pointer (&act->body, json_object_unref);
  g_free (act);
}

static void
tell (GtkWidget *self, GbViewDone done, GError *error)
{
  if (done != NULL)
    done (self, NULL, error);
  else
    gb_view_show_error (self, error);
}

static void
act_now (GtkWidget *self, gpointer data, GError *error)
{
  const Act *act = data;
  Asked *asked;

  if (error != NULL)
    {
      tell (self, act->done, error);
      return;
    }
  asked = asked_new (self);
  asked->done = act->done;
  gb_book_act_async (act->book, act->kind, act->case_id, act->request, act->body, NULL, on_done, asked);
}

void
gb_view_act (GtkWidget *self, GbBook *book, const char *kind, const char *case_id, const char *request,
             JsonObject *body, GbViewDone done)
{
  Act *act = g_new0 (Act, 1);

  *act = (Act){ .book = g_object_ref (book), .kind = g_strdup (kind), .case_id = g_strdup (case_id),
                .request = request != NULL ? g_strdup (request) : gb_id_new (),
                .body = body != NULL ? json_object_ref (body) : NULL, .done = done };
  gb_view_prove (self, book, kind, act_now, act, act_free);
}

GtkWidget *
gb_view_dialog (GtkWidget *self, const char *heading, const char *body)
{
  GtkRoot *root = gtk_widget_get_root (self);

  return adw_message_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, heading, body);
}

void
gb_view_show_error (GtkWidget *self, const GError *error)
{
  GtkWidget *dialog;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  dialog = gb_view_dialog (self, _ ("This can’t be done now"), error->message);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("Close"));
  gb_name_buttons (dialog);
  gtk_window_present (GTK_WINDOW (dialog));
}
