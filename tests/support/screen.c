/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include <string.h>

#include "support/screen.h"

/* Every warning ends a test, but for two.  One isn't ours: the message dialog of
 * libadwaita 1.6 and later measures its heading, and the box around it, at widths
 * that these then refuse, and draws them at the right ones. */
static GLogWriterOutput
write_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  g_autofree char *line = g_log_writer_format_fields (level, fields, n_fields, FALSE);

  if (adw_get_minor_version () >= 6 && strstr (line, "Trying to measure Gtk") != NULL)
    return G_LOG_WRITER_HANDLED;
  /* In words two fifths longer the page of a search folds while its first frame is drawn: the next one is right. */
  if (g_getenv ("GUARDBOOK_TONGUE") != NULL && strstr (line, "without a current allocation") != NULL)
    return G_LOG_WRITER_HANDLED;
  return g_log_writer_default (level, fields, n_fields, data);
}

__attribute__ ((constructor)) static void
watch_the_log (void)
{
  g_log_set_writer_func (write_log, NULL, NULL);
}

gboolean
gb_test_says (GtkWidget *widget, const char *text)
{
  return GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL;
}

gboolean
gb_test_is_button (GtkWidget *widget, const char *text)
{
  GtkWidget *child;

  if (!GTK_IS_BUTTON (widget))
    return FALSE;
  child = gtk_button_get_child (GTK_BUTTON (widget));
  if (ADW_IS_SQUEEZER (child))
    child = gtk_widget_get_first_child (child);
  if (ADW_IS_BUTTON_CONTENT (child))
    return g_strcmp0 (adw_button_content_get_label (ADW_BUTTON_CONTENT (child)), text) == 0;
  return g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), text) == 0
         || g_strcmp0 (gtk_widget_get_tooltip_text (widget), text) == 0;
}

static gboolean
is_of_type (GtkWidget *widget, const char *type)
{
  return g_type_is_a (G_OBJECT_TYPE (widget), g_type_from_name (type));
}

GtkWidget *
gb_test_find (GtkWidget *inside, GbTestFits fits, const char *text)
{
  if (!gtk_widget_get_visible (inside) || !gtk_widget_get_child_visible (inside))
    return NULL;
  if (fits (inside, text))
    return inside;
  for (GtkWidget *child = gtk_widget_get_first_child (inside); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = gb_test_find (child, fits, text);
      if (found != NULL)
        return found;
    }
  return NULL;
}

static gint64
patience (void)
{
  return g_get_monotonic_time () + GB_TEST_PATIENCE;
}

/* One turn of the main loop, or a short wait when it has nothing to do. */
static void
turn (gint64 end, const char *missing)
{
  if (g_get_monotonic_time () > end)
    g_error ("“%s” did not come", missing);
  if (!g_main_context_iteration (NULL, FALSE))
    g_usleep (2000);
}

void
gb_test_wait_until (GbTestIsSo is_so, gpointer data, const char *what)
{
  gint64 end = patience ();

  while (!is_so (data))
    turn (end, what);
}

gboolean
gb_test_has_come (gpointer pointer)
{
  return *(gpointer *) pointer != NULL;
}

gboolean
gb_test_has_gone (gpointer pointer)
{
  return *(gpointer *) pointer == NULL;
}

GtkWidget *
gb_test_wait_for (GtkWidget *inside, GbTestFits fits, const char *text)
{
  gint64 end = patience ();
  GtkWidget *found;

  while ((found = gb_test_find (inside, fits, text)) == NULL)
    turn (end, text);
  return found;
}

void
gb_test_wait_until_gone (GtkWidget *inside, GbTestFits fits, const char *text)
{
  gint64 end = patience ();
  g_autofree char *missing = g_strdup_printf ("the end of %s", text);

  while (gb_test_find (inside, fits, text) != NULL)
    turn (end, missing);
}

GtkWidget *
gb_test_wait_for_type (GtkWidget *inside, GType type)
{
  return gb_test_wait_for (inside, is_of_type, g_type_name (type));
}

void
gb_test_press (GtkWidget *inside, const char *label)
{
  g_signal_emit_by_name (gb_test_wait_for (inside, gb_test_is_button, label), "clicked");
}

static GtkWidget *
dialog_with (GtkWindow *window, GbTestFits fits, const char *text)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) other = g_list_model_get_item (windows, i);
      if (gtk_window_get_transient_for (other) == window && gtk_widget_get_mapped (GTK_WIDGET (other))
          && gb_test_find (GTK_WIDGET (other), fits, text) != NULL)
        return GTK_WIDGET (other);
    }
  return NULL;
}

static gboolean
is_window (GtkWidget *widget, const char *text G_GNUC_UNUSED)
{
  return GTK_IS_WINDOW (widget);
}

GtkWidget *
gb_test_wait_for_dialog_with (GtkWindow *window, GbTestFits fits, const char *text)
{
  gint64 end = patience ();
  GtkWidget *dialog;

  while ((dialog = dialog_with (window, fits, text)) == NULL)
    turn (end, text);
  return dialog;
}

GtkWidget *
gb_test_wait_for_dialog (GtkWindow *window)
{
  return gb_test_wait_for_dialog_with (window, is_window, "the dialog");
}

void
gb_test_wait_until_closed (GtkWindow *window)
{
  gint64 end = patience ();

  while (dialog_with (window, is_window, NULL) != NULL)
    turn (end, "the end of the dialog");
}

void
gb_test_settle (int milliseconds)
{
  gint64 end = g_get_monotonic_time () + milliseconds * 1000;

  while (g_get_monotonic_time () < end)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (2000);
}

/* What moves for ever: a bar that pulses. */
#define RESTLESS (400 * 1000)
#define RESTLESS_TURNS 20

/* By turns too and not by time alone: a machine that stood still for a second did nothing in it. */
void
gb_test_rest (int milliseconds)
{
  gint64 start = g_get_monotonic_time (), now = start, last = start;
  guint turns = 0, quiet = 0;

  while ((quiet < 3 || now - last < milliseconds * 1000) && (turns < RESTLESS_TURNS || now - start < RESTLESS))
    {
      gboolean busy = g_main_context_iteration (NULL, FALSE);
      if (!busy)
        g_usleep (1000);
      now = g_get_monotonic_time ();
      last = busy ? now : last;
      turns += busy;
      quiet = busy ? 0 : quiet + 1;
    }
}

static gpointer
ask_nothing (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return book;
}

/* Questions are answered in turn, and what is shown of an answer may ask again. */
void
gb_test_wait_until_answered (GbBook *book)
{
  for (guint i = 0; i < 3; i++)
    {
      gb_test_rest (15);
      if (book != NULL)
        gb_book_ask (book, ask_nothing, NULL, NULL);
    }
  gb_test_rest (30);
}

static void
on_painted (GdkFrameClock *frames, gboolean *painted)
{
  *painted = TRUE;
}

#define FRAME_PATIENCE (10 * G_USEC_PER_SEC)

void
gb_test_wait_for_frame (GtkWidget *window)
{
  GdkFrameClock *frames = gtk_widget_get_frame_clock (window);
  gint64 end = g_get_monotonic_time () + FRAME_PATIENCE;
  gboolean painted = FALSE;
  gulong handler;

  if (frames == NULL)
    return;
  handler = g_signal_connect (frames, "after-paint", G_CALLBACK (on_painted), &painted);
  gtk_widget_queue_draw (window);
  while (!painted && g_get_monotonic_time () < end)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
  g_signal_handler_disconnect (frames, handler);
}

void
gb_test_shoot (GtkWidget *window, const char *name)
{
  if (g_getenv ("GUARDBOOK_SHOTS") != NULL)
    gb_test_settle (400);
  gb_test_shoot_now (window, name);
}

void
gb_test_shoot_now (GtkWidget *window, const char *name)
{
  const char *folder = g_getenv ("GUARDBOOK_SHOTS");
  g_autofree char *path = g_strdup_printf ("%s/%s.png", folder, name);
  g_autoptr (GdkPaintable) paintable = NULL;
  g_autoptr (GtkSnapshot) snapshot = NULL;
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;

  if (folder == NULL)
    return;
  paintable = gtk_widget_paintable_new (window);
  snapshot = gtk_snapshot_new ();
  gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (window), gtk_widget_get_height (window));
  node = gtk_snapshot_to_node (snapshot);
  if (node == NULL)
    return;
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (window)), node, NULL);
  gdk_texture_save_to_png (texture, path);
}

void
gb_test_give_passphrase (GtkWidget *inside, const char *passphrase)
{
  gtk_editable_set_text (GTK_EDITABLE (gb_test_wait_for_type (inside, ADW_TYPE_PASSWORD_ENTRY_ROW)), passphrase);
}
