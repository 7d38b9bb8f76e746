/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "app/application.h"
#include "app/setting.h"
#include "base/away.h"
#include "casework/factor.h"
#include "casework/seal.h"
#include "views/notice.h"
#include "views/settings.h"
#include "views/start.h"
#include "views/window.h"

/* A desk that nobody touches locks itself; people may choose, within reason. */
#define IDLE_MINUTES 5
#define MOST_IDLE_MINUTES 15

struct _GbApplication
{
  AdwApplication parent_instance;
  char *dir;
  GbKeyring *keyring;
  GbBook *book;
  GbWindow *window;
  GbStart *start; /* weak */
  GbAway *away;
  GbNotice *notice;
};

G_DEFINE_FINAL_TYPE (GbApplication, gb_application, ADW_TYPE_APPLICATION)

/* --- which vault ---------------------------------------------------------------- */

static char *
last_vault_file (void)
{
  return g_build_filename (g_get_user_state_dir (), "guardbook", "last-vault", NULL);
}

static char *
read_last_vault (void)
{
  g_autofree char *file = last_vault_file ();
  g_autofree char *dir = NULL;

  if (!g_file_get_contents (file, &dir, NULL, NULL) || !g_file_test (g_strstrip (dir), G_FILE_TEST_IS_DIR))
    return NULL;
  return g_steal_pointer (&dir);
}

static void
remember_vault (const char *dir)
{
  g_autofree char *file = last_vault_file ();
  g_autofree char *folder = g_path_get_dirname (file);
  g_autoptr (GError) error = NULL;

  g_mkdir_with_parents (folder, 0700);
  if (!g_file_set_contents (file, dir, -1, &error))
    g_debug ("the vault’s place was not remembered: %s", error->message);
}

/* The one NAME.guardbook in the user's data folder. */
static char *
find_only_vault (void)
{
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "guardbook", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autofree char *found = NULL;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      if (!g_str_has_suffix (name, ".guardbook"))
        continue;
      if (found != NULL)
        return NULL;
      found = g_build_filename (folder, name, NULL);
    }
  return g_steal_pointer (&found);
}

static char *
find_vault (void)
{
  const char *set = g_getenv ("GUARDBOOK_VAULT");
  char *last;

  if (set != NULL && *set != '\0')
    return g_strdup (set);
  last = read_last_vault ();
  return last != NULL ? last : find_only_vault ();
}

/* --- opening and locking ----------------------------------------------------------- */

/* What somebody copied out of a case must not outlive the sitting; what another
 * program put there is none of our business. */
static void
clear_clipboard (GdkClipboard *clipboard)
{
  if (gdk_clipboard_is_local (clipboard))
    gdk_clipboard_set_content (clipboard, NULL);
}

static void
clear_clipboards (GbApplication *self)
{
  clear_clipboard (gtk_widget_get_clipboard (GTK_WIDGET (self->window)));
  clear_clipboard (gtk_widget_get_primary_clipboard (GTK_WIDGET (self->window)));
}

static void
on_closed (GObject *source, GAsyncResult *result, gpointer data)
{
  GbApplication *self = GB_APPLICATION (source);

  if (self->away != NULL)
    gb_away_locked (self->away);
}

static void
close_in_thread (GTask *task, gpointer source, gpointer book, GCancellable *cancellable)
{
  gb_book_close (book);
  g_task_return_boolean (task, TRUE);
}

/* Takes the book away from the window and closes it behind its back. */
static void
leave_desk (GbApplication *self)
{
  g_autoptr (GbBook) book = g_steal_pointer (&self->book);
  g_autoptr (GTask) task = NULL;

  if (book == NULL)
    return;
  gb_notice_set_book (self->notice, NULL);
  gb_window_set_book (self->window, NULL);
  clear_clipboards (self);
  task = g_task_new (self, NULL, on_closed, NULL);
  g_task_set_task_data (task, g_object_ref (book), g_object_unref);
  g_task_run_in_thread (task, close_in_thread);
}

static gboolean
on_close (GbApplication *self)
{
  clear_clipboards (self);
  return FALSE;
}

/* Worker: what every unlock does for the sealed cases, once the window has its lists. */
static gpointer
ask_settle (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_seal_settle (book, error) ? book : NULL;
}

static void
on_opened (GbApplication *self, GbBook *book)
{
  g_set_object (&self->book, book);
  gb_away_touch (self->away);
  g_free (self->dir);
  self->dir = g_strdup (gb_vault_get_path (gb_book_get_vault (book)));
  remember_vault (self->dir);
  gb_window_set_book (self->window, book);
  gb_notice_set_book (self->notice, book);
  gb_book_ask_async (book, ask_settle, NULL, NULL, NULL, NULL, NULL, NULL);
}

static void
on_chosen (GbApplication *self, const char *dir)
{
  g_free (self->dir);
  self->dir = g_strdup (dir);
}

static GbStart *
show_start (GbApplication *self)
{
  GbStart *start = gb_start_new (self->keyring, self->dir);

  g_signal_connect_object (start, "opened", G_CALLBACK (on_opened), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (start, "chosen", G_CALLBACK (on_chosen), self, G_CONNECT_SWAPPED);
  gb_window_show_start (self->window, GTK_WIDGET (start));
  g_set_weak_pointer (&self->start, start);
  return start;
}

/* Nobody at the desk: what was typed half, or opened and not yet given, goes all the same. */
static void
lock_start (GbApplication *self)
{
  if (self->start != NULL)
    gb_start_put_away (self->start);
  gb_away_locked (self->away);
}

static void
lock (GbApplication *self)
{
  g_autofree char *member_id = NULL, *name = NULL;
  gboolean passphrase;

  if (self->window == NULL)
    return;
  if (self->book == NULL)
    {
      lock_start (self);
      return;
    }
  passphrase = gb_book_has_passphrase (self->book);
  member_id = g_strdup (gb_book_get_member_id (self->book));
  name = g_strdup (gb_book_get_member_name (self->book));
  leave_desk (self);
  gb_start_show_locked (show_start (self), member_id, name, passphrase);
}

/* --- when nobody is there ------------------------------------------------------------- */

static gboolean
on_touched (GtkEventController *controller, GdkEvent *event, GbApplication *self)
{
  gb_away_touch (self->away);
  return GDK_EVENT_PROPAGATE;
}

static void
on_screensaver (GbApplication *self)
{
  gboolean active;

  g_object_get (self, "screensaver-active", &active, NULL);
  if (active)
    lock (self);
}

static void
watch (GbApplication *self)
{
  GtkEventController *controller = gtk_event_controller_legacy_new ();

  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  g_signal_connect_object (controller, "event", G_CALLBACK (on_touched), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self->window), controller);
  g_signal_connect_object (self->window, "close-request", G_CALLBACK (on_close), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self, "notify::screensaver-active", G_CALLBACK (on_screensaver), self, 0);
  g_signal_connect_object (self->away, "left", G_CALLBACK (lock), self, G_CONNECT_SWAPPED);
}

/* --- after how long ------------------------------------------------------------------------ */

/* A file that somebody wrote by hand can't keep the desk open all day. */
static int
read_idle_minutes (void)
{
  int minutes = gb_setting_get ("lock", "minutes", IDLE_MINUTES);

  return minutes >= 1 && minutes <= MOST_IDLE_MINUTES ? minutes : IDLE_MINUTES;
}

/* The minutes are the state of the action, as text, for the menu's choices. */
static void
on_lock_after (GSimpleAction *action, GVariant *chosen, gpointer data)
{
  GbApplication *self = data;
  int minutes = (int) CLAMP (g_ascii_strtoll (g_variant_get_string (chosen, NULL), NULL, 10), 1, MOST_IDLE_MINUTES);

  g_simple_action_set_state (action, chosen);
  gb_away_set_idle (self->away, (guint) minutes * 60);
  gb_setting_set ("lock", "minutes", minutes);
}

static void
add_lock_after (GbApplication *self)
{
  int minutes = read_idle_minutes ();
  g_autofree char *text = g_strdup_printf ("%d", minutes);
  g_autoptr (GSimpleAction) action
    = g_simple_action_new_stateful ("lock-after", G_VARIANT_TYPE_STRING, g_variant_new_string (text));

  g_signal_connect_object (action, "change-state", G_CALLBACK (on_lock_after), self, 0);
  g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (action));
  gb_away_set_idle (self->away, (guint) minutes * 60);
}

/* --- notices and settings ------------------------------------------------------------------- */

static void
on_notices (GSimpleAction *action, GVariant *chosen, gpointer data)
{
  GbApplication *self = data;

  g_simple_action_set_state (action, chosen);
  gb_notice_set_wanted (self->notice, g_variant_get_boolean (chosen));
  gb_setting_set ("notices", "clocks", g_variant_get_boolean (chosen));
}

static void
add_notices (GbApplication *self)
{
  gboolean wanted = gb_setting_get ("notices", "clocks", TRUE) != 0;
  g_autoptr (GSimpleAction) action
    = g_simple_action_new_stateful ("notices", NULL, g_variant_new_boolean (wanted));

  self->notice = gb_notice_new (GTK_APPLICATION (self));
  gb_notice_set_wanted (self->notice, wanted);
  g_signal_connect_object (action, "change-state", G_CALLBACK (on_notices), self, 0);
  g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (action));
}

static void
on_settings (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GbApplication *self = data;

  if (self->window != NULL)
    gb_settings_open (GTK_WIDGET (self->window));
}

/* From a notice: the window, and Today if somebody is at the desk. */
static void
on_open_today (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GbApplication *self = data;

  g_application_activate (G_APPLICATION (self));
  gb_window_go (GTK_WIDGET (self->window), "today");
}

/* --- life --------------------------------------------------------------------------------- */

static void
gb_application_activate (GApplication *application)
{
  GbApplication *self = GB_APPLICATION (application);

  if (self->window == NULL)
    {
      self->window = gb_window_new (GTK_APPLICATION (self));
      g_object_add_weak_pointer (G_OBJECT (self->window), (gpointer *) &self->window);
      g_signal_connect_object (self->window, "lock", G_CALLBACK (lock), self, G_CONNECT_SWAPPED);
      watch (self);
      gb_start_try (show_start (self));
    }
  gtk_window_present (GTK_WINDOW (self->window));
}

static void
on_quit (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GbApplication *self = data;

  if (self->window != NULL)
    gtk_window_close (GTK_WINDOW (self->window));
}

static void
gb_application_startup (GApplication *application)
{
  static const GActionEntry actions[] = { { .name = "quit", .activate = on_quit },
                                          { .name = "settings", .activate = on_settings },
                                          { .name = "open-today", .activate = on_open_today } };
  GbApplication *self = GB_APPLICATION (application);

  G_APPLICATION_CLASS (gb_application_parent_class)->startup (application);
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  gtk_application_set_accels_for_action (GTK_APPLICATION (self), "app.quit", (const char *[]) { "<Control>q", NULL });
  gtk_application_set_accels_for_action (GTK_APPLICATION (self), "app.settings",
                                         (const char *[]) { "<Control>comma", NULL });
  self->keyring = gb_keyring_new ();
  self->away = gb_away_new ();
  add_lock_after (self);
  add_notices (self);
  if (self->dir == NULL)
    self->dir = find_vault ();
}

static void
gb_application_shutdown (GApplication *application)
{
  GbApplication *self = GB_APPLICATION (application);

  gb_notice_set_book (self->notice, NULL);
  if (self->book != NULL)
    gb_book_close (self->book);
  g_clear_object (&self->notice);
  g_clear_object (&self->away);
  G_APPLICATION_CLASS (gb_application_parent_class)->shutdown (application);
}

static void
gb_application_finalize (GObject *object)
{
  GbApplication *self = GB_APPLICATION (object);

  g_clear_object (&self->book);
  g_clear_object (&self->keyring);
  g_clear_weak_pointer (&self->start);
  g_free (self->dir);
  G_OBJECT_CLASS (gb_application_parent_class)->finalize (object);
}

static void
gb_application_class_init (GbApplicationClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = gb_application_finalize;
  G_APPLICATION_CLASS (klass)->activate = gb_application_activate;
  G_APPLICATION_CLASS (klass)->startup = gb_application_startup;
  G_APPLICATION_CLASS (klass)->shutdown = gb_application_shutdown;
}

static void
gb_application_init (GbApplication *self)
{
}

GbApplication *
gb_application_new (const char *dir)
{
  GbApplication *self = g_object_new (GB_TYPE_APPLICATION, "application-id", "org.guardbook.Guardbook", "flags",
                                      dir != NULL ? G_APPLICATION_NON_UNIQUE : G_APPLICATION_DEFAULT_FLAGS,
                                      "resource-base-path", "/org/guardbook/Guardbook", "register-session", TRUE, NULL);

  self->dir = g_strdup (dir);
  return self;
}
