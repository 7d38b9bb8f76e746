/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "base/time.h"
#include "casework/notice.h"
#include "views/notice.h"

#define LOOK_SECONDS 300
#define SLOW_SECONDS 60 /* in which any desktop has given a notice its number */
#define ID "clocks"
#define GROUP "told"

struct _GbNotice
{
  GObject parent_instance;
  GtkApplication *application; /* weak */
  GbBook *book;
  gboolean wanted;
  guint timeout;
  gint64 sent; /* monotonic; 0: nothing yet */
  guint again; /* takes it back once more */
};

G_DEFINE_FINAL_TYPE (GbNotice, gb_notice, G_TYPE_OBJECT)

/* --- what was told ---------------------------------------------------------------- */

static char *
state_file (void)
{
  return g_build_filename (g_get_user_state_dir (), "guardbook", "notices.ini", NULL);
}

/* Of another day: nothing. */
static GbNoticeCounts
read_told (const char *today)
{
  g_autofree char *file = state_file (), *day = NULL;
  g_autoptr (GKeyFile) state = g_key_file_new ();
  GbNoticeCounts told = { 0 };

  if (!g_key_file_load_from_file (state, file, G_KEY_FILE_NONE, NULL))
    return told;
  day = g_key_file_get_string (state, GROUP, "day", NULL);
  if (g_strcmp0 (day, today) != 0)
    return told;
  told.today = (guint) MAX (g_key_file_get_integer (state, GROUP, "today", NULL), 0);
  told.soon = (guint) MAX (g_key_file_get_integer (state, GROUP, "soon", NULL), 0);
  return told;
}

static void
write_told (const char *today, GbNoticeCounts told)
{
  g_autofree char *file = state_file ();
  g_autofree char *folder = g_path_get_dirname (file);
  g_autoptr (GKeyFile) state = g_key_file_new ();
  g_autoptr (GError) error = NULL;

  g_key_file_set_string (state, GROUP, "day", today);
  g_key_file_set_integer (state, GROUP, "today", (int) told.today);
  g_key_file_set_integer (state, GROUP, "soon", (int) told.soon);
  g_mkdir_with_parents (folder, 0700);
  if (!g_key_file_save_to_file (state, file, &error))
    g_debug ("what was told was not kept: %s", error->message);
}

/* --- telling ------------------------------------------------------------------------ */

static void
send (GbNotice *self, const char *sentence)
{
  g_autoptr (GNotification) notification = g_notification_new (sentence);

  g_notification_set_default_action (notification, "app.open-today");
  g_notification_add_button (notification, _ ("Open"), "app.open-today");
  g_clear_handle_id (&self->again, g_source_remove);
  self->sent = g_get_monotonic_time ();
  g_application_send_notification (G_APPLICATION (self->application), ID, notification);
}

static gboolean
is_fresh (GbNotice *self)
{
  return self->sent != 0 && g_get_monotonic_time () - self->sent < SLOW_SECONDS * G_USEC_PER_SEC;
}

static void
withdraw (GbNotice *self)
{
  if (self->application != NULL)
    g_application_withdraw_notification (G_APPLICATION (self->application), ID);
}

static gboolean
on_again (gpointer data)
{
  GbNotice *self = data;

  withdraw (self);
  if (is_fresh (self))
    return G_SOURCE_CONTINUE;
  self->again = 0;
  return G_SOURCE_REMOVE;
}

/* GLib takes nothing back that the desktop hasn't given a number yet, and says
 * nothing of it: what was sent just now is taken back again each second. */
static void
take_back (GbNotice *self)
{
  withdraw (self);
  if (is_fresh (self) && self->again == 0)
    self->again = g_timeout_add_seconds (1, on_again, self);
}

/* Somebody sits at it: Today says it already. */
static gboolean
is_looked_at (GbNotice *self)
{
  GtkWindow *window = gtk_application_get_active_window (self->application);

  return window != NULL && gtk_window_is_active (window);
}

/* Worker. */
static gpointer
ask_counts (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  GbNoticeCounts counts;

  return gb_notice_count (gb_book_get_vault (book), gb_now (), &counts, error) ? g_memdup2 (&counts, sizeof counts)
                                                                              : NULL;
}

static void
on_counts (GObject *book, GAsyncResult *result, gpointer data)
{
  g_autoptr (GbNotice) self = data;
  g_autofree GbNoticeCounts *counts = gb_book_ask_finish (GB_BOOK (book), result, NULL);
  g_autofree char *today = gb_today (), *sentence = NULL;
  GbNoticeCounts told;

  /* Locked, switched off or looked at meanwhile. */
  if (counts == NULL || self->book != GB_BOOK (book) || self->application == NULL || !self->wanted)
    return;
  told = read_told (today);
  sentence = gb_notice_say (*counts, &told);
  if (sentence == NULL)
    return;
  write_told (today, told);
  if (!is_looked_at (self))
    send (self, sentence);
}

void
gb_notice_look (GbNotice *self)
{
  if (self->book != NULL && self->wanted && self->application != NULL)
    gb_book_ask_async (self->book, ask_counts, NULL, NULL, g_free, NULL, on_counts, g_object_ref (self));
}

static gboolean
on_timeout (gpointer self)
{
  gb_notice_look (self);
  return G_SOURCE_CONTINUE;
}

void
gb_notice_set_book (GbNotice *self, GbBook *book)
{
  g_set_object (&self->book, book);
  g_clear_handle_id (&self->timeout, g_source_remove);
  if (book == NULL)
    take_back (self);
  else
    self->timeout = g_timeout_add_seconds (LOOK_SECONDS, on_timeout, self);
}

void
gb_notice_set_wanted (GbNotice *self, gboolean wanted)
{
  self->wanted = wanted;
  if (!wanted)
    take_back (self);
}

/* --- life ---------------------------------------------------------------------------- */

static void
gb_notice_dispose (GObject *object)
{
  GbNotice *self = GB_NOTICE (object);

  g_clear_handle_id (&self->timeout, g_source_remove);
  g_clear_handle_id (&self->again, g_source_remove);
  g_clear_object (&self->book);
  g_clear_weak_pointer (&self->application);
  G_OBJECT_CLASS (gb_notice_parent_class)->dispose (object);
}

static void
gb_notice_class_init (GbNoticeClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = gb_notice_dispose;
}

static void
gb_notice_init (GbNotice *self)
{
  self->wanted = TRUE;
}

GbNotice *
gb_notice_new (GtkApplication *application)
{
  GbNotice *self = g_object_new (GB_TYPE_NOTICE, NULL);

  g_set_weak_pointer (&self->application, application);
  return self;
}
