/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

#include "tests/support/drive.h"

/* Names of our own: older AT-SPI has no autoptr for its types, newer has. */
typedef AtspiAccessible Thing;
typedef AtspiStateSet States;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Thing, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (States, g_object_unref)

#define DEADLINE_MS 60000 /* a machine that has much else to do is no failure */
#define AGAIN_MS 6000     /* a press that had no effect until then was lost */
#define MANY_CHILDREN 60 /* a long list realises some 205 rows: nobody sees more than the first */

struct _Drive
{
  GSubprocess *process;
  Thing *app;
  char *shots;
  int pid;
  gboolean tall;
};

typedef gboolean (*Fits) (Thing *thing, AtspiRole role, const char *name, gpointer data);

static void
turn (void)
{
  g_main_context_iteration (NULL, FALSE);
  g_usleep (50000);
}

/* Pages of a stack that are not on top say that they are visible; only their
 * extents tell. */
static gboolean
is_shown (Thing *thing)
{
  g_autoptr (States) states = atspi_accessible_get_state_set (thing);
  AtspiRect *box;
  gboolean shown;

  if (states == NULL || !atspi_state_set_contains (states, ATSPI_STATE_VISIBLE))
    return FALSE;
  box = atspi_component_get_extents (ATSPI_COMPONENT (thing), ATSPI_COORD_TYPE_WINDOW, NULL);
  shown = box == NULL || (box->width > 0 && box->height > 0);
  g_free (box);
  return shown;
}

/* Breadth first, in the order shown; the first that fits. */
static Thing *
search (Thing *root, Fits fits, gpointer data)
{
  GQueue queue = G_QUEUE_INIT;
  Thing *hit = NULL;
  Thing *thing;

  g_queue_push_tail (&queue, g_object_ref (root));
  while ((thing = g_queue_pop_head (&queue)) != NULL)
    {
      AtspiRole role = hit != NULL ? ATSPI_ROLE_INVALID : atspi_accessible_get_role (thing, NULL);
      g_autofree char *name = hit != NULL ? NULL : atspi_accessible_get_name (thing, NULL);
      if (hit == NULL && fits (thing, role, name != NULL ? name : "", data))
        hit = g_object_ref (thing);
      if (hit == NULL && role != ATSPI_ROLE_SCROLL_BAR && role != ATSPI_ROLE_LABEL)
        {
          int n = MIN (atspi_accessible_get_child_count (thing, NULL), MANY_CHILDREN);
          for (int i = 0; i < n; i++)
            {
              Thing *child = atspi_accessible_get_child_at_index (thing, i, NULL);
              if (child != NULL)
                g_queue_push_tail (&queue, child);
            }
        }
      g_object_unref (thing);
    }
  return hit;
}

/* Windows opened last (dialogs) are looked through first. */
static Thing *
search_windows (Drive *self, Fits fits, gpointer data)
{
  for (int i = atspi_accessible_get_child_count (self->app, NULL) - 1; i >= 0; i--)
    {
      g_autoptr (Thing) window = atspi_accessible_get_child_at_index (self->app, i, NULL);
      Thing *hit = window != NULL ? search (window, fits, data) : NULL;
      if (hit != NULL)
        return hit;
    }
  return NULL;
}

static Thing *
wait_for (Drive *self, Fits fits, gpointer data, int milliseconds)
{
  gint64 end = g_get_monotonic_time () + milliseconds * 1000;
  Thing *hit;

  do
    {
      hit = search_windows (self, fits, data);
      if (hit == NULL)
        turn ();
    }
  while (hit == NULL && g_get_monotonic_time () < end);
  return hit;
}

G_GNUC_PRINTF (2, 3) G_NORETURN static void give_up (Drive *self, const char *format, ...)
{
  va_list args;
  g_autofree char *sentence = NULL;

  va_start (args, format);
  sentence = g_strdup_vprintf (format, args);
  va_end (args);
  drive_dump (self);
  drive_shoot (self, "failed");
  g_subprocess_force_exit (self->process);
  g_error ("%s", sentence);
}

static Thing *
need (Drive *self, Fits fits, const char *what)
{
  Thing *hit = wait_for (self, fits, (gpointer) what, DEADLINE_MS);

  if (hit == NULL)
    give_up (self, "There is no “%s” on the screen.", what);
  return hit;
}

/* --- starting and ending -------------------------------------------------------- */

/* A program in a sandbox has another number outside it: in a session that holds
 * no other, DRIVE_ANY takes the first. */
static gboolean
is_wanted (Thing *app, int pid)
{
  return g_getenv ("DRIVE_ANY") != NULL || (int) atspi_accessible_get_process_id (app, NULL) == pid;
}

static Thing *
find_app (int pid)
{
  g_autoptr (Thing) desktop = atspi_get_desktop (0);
  int n = atspi_accessible_get_child_count (desktop, NULL);

  for (int i = 0; i < n; i++)
    {
      g_autoptr (Thing) app = atspi_accessible_get_child_at_index (desktop, i, NULL);
      if (app != NULL && is_wanted (app, pid) && atspi_accessible_get_child_count (app, NULL) > 0)
        return g_steal_pointer (&app);
    }
  return NULL;
}

/* A test that fails must not leave a window behind that nobody closes. */
static void
die_with_parent (gpointer data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

static gboolean window_geometry (int *x, int *y, int *width, int *height);

/* The window manager has taken the window and given it the keys. */
static void
drive_wait_for_window (void)
{
  int x, y, width, height;

  for (int i = 0; i < 200 && !window_geometry (&x, &y, &width, &height); i++)
    turn ();
}

Drive *
drive_start (const char *const *argv, const char *shots)
{
  Drive *self = g_new0 (Drive, 1);
  g_autoptr (GSubprocessLauncher) launcher = NULL;
  g_autoptr (GError) error = NULL;
  gint64 end = g_get_monotonic_time () + DEADLINE_MS * 1000;

  atspi_init ();
  atspi_set_timeout (30000, 60000);
  self->shots = g_strdup (shots);
  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_subprocess_launcher_set_child_setup (launcher, die_with_parent, NULL, NULL);
  self->process = g_subprocess_launcher_spawnv (launcher, argv, &error);
  g_assert_no_error (error);
  self->pid = atoi (g_subprocess_get_identifier (self->process));
  while (self->app == NULL && g_get_monotonic_time () < end)
    {
      self->app = find_app (self->pid);
      turn ();
    }
  if (self->app == NULL)
    g_error ("%s showed no window.", argv[0]);
  atspi_accessible_set_cache_mask (self->app, ATSPI_CACHE_NONE);
  drive_wait_for_window ();
  drive_make_tall (self, FALSE);
  return self;
}

static void
drive_free (Drive *self)
{
  g_clear_object (&self->app);
  g_clear_object (&self->process);
  g_free (self->shots);
  g_free (self);
}

int
drive_get_pid (Drive *self)
{
  return self->pid;
}

void
drive_stop (Drive *self)
{
  g_autoptr (GError) error = NULL;

  drive_action (self, "window.close");
  g_subprocess_wait (self->process, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_subprocess_get_status (self->process), ==, 0);
  drive_free (self);
}

void
drive_kill (Drive *self)
{
  g_subprocess_send_signal (self->process, SIGKILL);
  g_subprocess_wait (self->process, NULL, NULL);
  drive_free (self);
}

/* --- seeing ------------------------------------------------------------------------ */

static char *
text_of (Thing *thing)
{
  AtspiText *text = atspi_accessible_get_text_iface (thing);
  char *words;

  if (text == NULL)
    return NULL;
  words = atspi_text_get_text (text, 0, atspi_text_get_character_count (text, NULL), NULL);
  g_object_unref (text);
  return words;
}

static gboolean
says (Thing *thing, AtspiRole role, const char *name, gpointer data)
{
  gboolean found = strstr (name, data) != NULL;

  if (!found && (role == ATSPI_ROLE_LABEL || role == ATSPI_ROLE_TEXT || role == ATSPI_ROLE_ENTRY))
    {
      g_autofree char *words = text_of (thing);
      found = words != NULL && strstr (words, data) != NULL;
    }
  return found && is_shown (thing);
}

void
drive_see (Drive *self, const char *text)
{
  g_autoptr (Thing) hit = need (self, says, text);
}

gboolean
drive_sees (Drive *self, const char *text, int milliseconds)
{
  g_autoptr (Thing) hit = wait_for (self, says, (gpointer) text, milliseconds);
  return hit != NULL;
}

char *
drive_read_label (Drive *self, const char *text)
{
  g_autoptr (Thing) hit = need (self, says, text);
  char *words = text_of (hit);

  if (words != NULL && *words != '\0')
    return words;
  g_free (words);
  return atspi_accessible_get_name (hit, NULL);
}

static gboolean
is_like (Thing *thing, AtspiRole role, const char *name, gpointer pattern)
{
  g_autofree char *words = role == ATSPI_ROLE_LABEL ? text_of (thing) : NULL;
  return words != NULL && g_regex_match_simple (pattern, words, 0, 0) && is_shown (thing);
}

char *
drive_read_like (Drive *self, const char *pattern)
{
  g_autoptr (Thing) hit = need (self, is_like, pattern);
  return text_of (hit);
}

void
drive_see_gone (Drive *self, const char *text)
{
  gint64 end = g_get_monotonic_time () + DEADLINE_MS * 1000;

  while (drive_sees (self, text, 0))
    {
      if (g_get_monotonic_time () > end)
        give_up (self, "“%s” is still on the screen.", text);
      turn ();
    }
}

static gboolean
print_name (Thing *thing, AtspiRole role, const char *name, gpointer data)
{
  g_autofree char *role_name = atspi_accessible_get_role_name (thing, NULL);
  if (*name != '\0' && is_shown (thing))
    g_printerr ("# %-14s %s\n", role_name, name);
  return FALSE;
}

void
drive_dump (Drive *self)
{
  g_autoptr (Thing) none = search_windows (self, print_name, NULL);
}

static void
run_quietly (const char *const *argv)
{
  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, NULL, NULL,
                NULL, NULL);
}

/* --- pointer and keys ------------------------------------------------------------------ */

static int
number_after (char **lines, const char *prefix)
{
  for (int i = 0; lines[i] != NULL; i++)
    if (g_str_has_prefix (lines[i], prefix))
      return atoi (lines[i] + strlen (prefix));
  return 0;
}

/* Where the active window stands on the screen. */
static gboolean
window_geometry (int *x, int *y, int *width, int *height)
{
  const char *const argv[] = { "xdotool", "getactivewindow", "getwindowgeometry", "--shell", NULL };
  g_autofree char *out = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &out,
                     NULL, NULL, NULL))
    return FALSE;
  lines = g_strsplit (out, "\n", -1);
  *x = number_after (lines, "X=");
  *y = number_after (lines, "Y=");
  *width = number_after (lines, "WIDTH=");
  *height = number_after (lines, "HEIGHT=");
  return *width > 0;
}

void
drive_shoot (Drive *self, const char *name)
{
  g_autofree char *path = g_strdup_printf ("%s/%s.png", self->shots, name);
  const char *crop = self->tall ? "1280x2960+0+0" : "1280x940+0+0";

  g_usleep (400000); /* the frame after the last effect */
  run_quietly ((const char *const[]){ "import", "-window", "root", "-crop", crop, "+repage", path, NULL });
}

void
drive_make_tall (Drive *self, gboolean tall)
{
  const char *height = tall ? "2900" : "880";

  self->tall = tall;
  run_quietly ((const char *const[]){ "xdotool", "getactivewindow", "windowmove", "0", "0", "windowsize", "1280",
                                      height, NULL });
  g_usleep (400000);
}

static gboolean
is_top (AtspiRole role)
{
  return role == ATSPI_ROLE_FRAME || role == ATSPI_ROLE_DIALOG || role == ATSPI_ROLE_WINDOW
         || role == ATSPI_ROLE_APPLICATION;
}

static Thing *
top_of (Thing *thing)
{
  Thing *top = g_object_ref (thing);

  while (!is_top (atspi_accessible_get_role (top, NULL)))
    {
      Thing *parent = atspi_accessible_get_parent (top, NULL);
      if (parent == NULL)
        break;
      g_object_unref (top);
      top = parent;
    }
  return top;
}

/* What was only just built has its size already but stands in the corner of its
 * window until it is laid out, and the button that stands there is another. */
#define CORNER 6

static gboolean
stands_still (const AtspiRect *box, const AtspiRect *before)
{
  return (box->x >= CORNER || box->y >= CORNER) && box->x == before->x && box->y == before->y
         && box->width == before->width && box->height == before->height;
}

/* Where it is, once that is the same twice. */
static AtspiRect *
place_of (Thing *thing)
{
  gint64 end = g_get_monotonic_time () + DEADLINE_MS * 1000;
  g_autofree AtspiRect *before = NULL;
  AtspiRect *box = atspi_component_get_extents (ATSPI_COMPONENT (thing), ATSPI_COORD_TYPE_WINDOW, NULL);

  do
    {
      turn ();
      g_free (before);
      before = box;
      box = atspi_component_get_extents (ATSPI_COMPONENT (thing), ATSPI_COORD_TYPE_WINDOW, NULL);
    }
  while (box != NULL && before != NULL && !stands_still (box, before) && g_get_monotonic_time () < end);
  return box;
}

/* GTK gives coordinates inside the content; the window's shadow stands around it. */
static void
point_at (Thing *thing)
{
  g_autofree AtspiRect *box = place_of (thing);
  g_autoptr (Thing) top = top_of (thing);
  g_autofree AtspiRect *frame = atspi_component_get_extents (ATSPI_COMPONENT (top), ATSPI_COORD_TYPE_WINDOW, NULL);
  int x = 0, y = 0, width = 0, height = 0, margin;
  g_autofree char *sx = NULL;
  g_autofree char *sy = NULL;

  if (box == NULL || !window_geometry (&x, &y, &width, &height))
    return;
  margin = frame != NULL && frame->width > 0 && width > frame->width ? (width - frame->width) / 2 : 0;
  sx = g_strdup_printf ("%d", x + margin + box->x + box->width / 2);
  sy = g_strdup_printf ("%d", y + margin + box->y + box->height / 2);
  run_quietly ((const char *const[]){ "xdotool", "mousemove", sx, sy, "click", "1", NULL });
}

void
drive_click (Drive *self, const char *text)
{
  g_autoptr (Thing) thing = need (self, says, text);
  point_at (thing);
}

static gboolean
is_row (Thing *thing, AtspiRole role, const char *name, gpointer data)
{
  return (role == ATSPI_ROLE_LIST_ITEM || role == ATSPI_ROLE_TABLE_ROW) && strstr (name, data) != NULL
         && is_shown (thing);
}

void
drive_open (Drive *self, const char *text)
{
  g_autoptr (Thing) row = need (self, is_row, text);
  point_at (row);
}

void
drive_key (Drive *self, const char *keys)
{
  run_quietly ((const char *const[]){ "xdotool", "key", "--clearmodifiers", keys, NULL });
}

void
drive_type (Drive *self, const char *text)
{
  run_quietly ((const char *const[]){ "xdotool", "type", "--delay", "8", text, NULL });
}

/* --- pressing, filling, choosing ----------------------------------------------------------- */

/* On this floor a button with a label set twice is called "_Save Save" or "Save Save". */
static gboolean
is_called (const char *name, const char *wanted)
{
  return g_str_equal (name, wanted) || (g_str_has_suffix (name, wanted) && strlen (name) <= 2 * strlen (wanted) + 2);
}

static gboolean
is_pressable (Thing *thing, AtspiRole role, const char *name, gpointer data)
{
  if (role != ATSPI_ROLE_PUSH_BUTTON && role != ATSPI_ROLE_TOGGLE_BUTTON && role != ATSPI_ROLE_MENU_ITEM
      && role != ATSPI_ROLE_LINK && role != ATSPI_ROLE_RADIO_BUTTON && role != ATSPI_ROLE_CHECK_BOX)
    return FALSE;
  return is_called (name, data) && is_shown (thing);
}

static gboolean
do_named (Thing *thing, const char *const *names)
{
  AtspiAction *actions = atspi_accessible_get_action_iface (thing);
  int n = actions != NULL ? atspi_action_get_n_actions (actions, NULL) : 0;
  gboolean done = FALSE;

  for (int i = 0; i < n && !done; i++)
    {
      g_autofree char *name = atspi_action_get_action_name (actions, i, NULL);
      if (name != NULL && g_strv_contains (names, name))
        done = atspi_action_do_action (actions, i, NULL);
    }
  g_clear_object (&actions);
  return done;
}

static gboolean
is_sensitive (Thing *thing)
{
  g_autoptr (States) states = atspi_accessible_get_state_set (thing);
  return states != NULL && atspi_state_set_contains (states, ATSPI_STATE_SENSITIVE);
}

static void
press (Thing *thing)
{
  static const char *const clicks[] = { "click", "toggle", "activate", NULL };
  gint64 end = g_get_monotonic_time () + DEADLINE_MS * 1000;

  while (!is_sensitive (thing) && g_get_monotonic_time () < end)
    turn ();
  if (!do_named (thing, clicks))
    point_at (thing);
  /* GTK 4.8 falls over a question about a widget that is just being taken down:
   * what was pressed may close a dialog. */
  g_usleep (250000);
}

void
drive_press (Drive *self, const char *name)
{
  g_autoptr (Thing) thing = need (self, is_pressable, name);
  press (thing);
}

static char *
active_window (void)
{
  const char *const argv[] = { "xdotool", "getactivewindow", NULL };
  char *out = NULL;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &out, NULL,
                NULL, NULL);
  return out;
}

/* The window manager is asked, not the program: GTK 4.8 falls over when it is
 * asked for its windows while one of them is just being taken down. */
void
drive_finish (Drive *self, const char *name)
{
  gint64 end = g_get_monotonic_time () + DEADLINE_MS * 1000;
  g_autofree char *before = active_window ();
  g_autofree char *now = NULL;

  drive_press (self, name);
  do
    {
      turn ();
      g_free (now);
      now = active_window ();
      if (g_get_monotonic_time () > end)
        give_up (self, "The dialog of “%s” is still on the screen.", name);
    }
  while (now == NULL || *now == '\0' || g_str_equal (now, before));
  g_usleep (300000);
}

void
drive_press_in (Drive *self, const char *row, const char *name)
{
  Thing *place = need (self, says, row);

  for (int up = 0; up < 8 && place != NULL; up++)
    {
      g_autoptr (Thing) hit = search (place, is_pressable, (gpointer) name);
      Thing *parent = hit == NULL ? atspi_accessible_get_parent (place, NULL) : NULL;
      g_object_unref (place);
      place = parent;
      if (hit != NULL)
        {
          press (hit);
          return;
        }
    }
  give_up (self, "There is no “%s” beside “%s”.", name, row);
}

void
drive_action (Drive *self, const char *action)
{
  const char *const names[] = { action, NULL };
  int n = atspi_accessible_get_child_count (self->app, NULL);

  for (int i = 0; i < n; i++)
    {
      g_autoptr (Thing) window = atspi_accessible_get_child_at_index (self->app, i, NULL);
      /* Closing ends the program before it can answer. */
      if (window != NULL && (do_named (window, names) || g_str_equal (action, "window.close")))
        return;
    }
  give_up (self, "No window has the action %s.", action);
}

static gboolean
is_editable (Thing *thing, AtspiRole role, const char *name, gpointer data)
{
  AtspiEditableText *text;
  gboolean editable;

  if (!g_str_equal (name, data) || !is_shown (thing))
    return FALSE;
  text = atspi_accessible_get_editable_text_iface (thing);
  editable = text != NULL;
  g_clear_object (&text);
  return editable;
}

void
drive_fill (Drive *self, const char *name, const char *text)
{
  g_autoptr (Thing) thing = need (self, is_editable, name);
  g_autoptr (GError) error = NULL;

  atspi_editable_text_set_text_contents (ATSPI_EDITABLE_TEXT (thing), text, &error);
  g_assert_no_error (error);
}

/* What a person field found: a button "Name, who they are". */
static gboolean
is_hit (Thing *thing, AtspiRole role, const char *name, gpointer data)
{
  gsize length = strlen (data);
  return role == ATSPI_ROLE_PUSH_BUTTON && strncmp (name, data, length) == 0 && name[length] == ',' && is_shown (thing);
}

void
drive_pick (Drive *self, const char *field, const char *name)
{
  g_autoptr (Thing) hit = NULL;

  drive_fill (self, field, name);
  hit = need (self, is_hit, name);
  press (hit);
}

char *
drive_read (Drive *self, const char *name)
{
  g_autoptr (Thing) thing = need (self, is_editable, name);
  return text_of (thing);
}

static gboolean
is_switch (Thing *thing, AtspiRole role, const char *name, gpointer data)
{
  return (role == ATSPI_ROLE_CHECK_BOX || role == ATSPI_ROLE_TOGGLE_BUTTON) && is_called (name, data)
         && is_shown (thing);
}

void
drive_switch (Drive *self, const char *name, gboolean on)
{
  g_autoptr (Thing) thing = need (self, is_switch, name);
  g_autoptr (States) states = atspi_accessible_get_state_set (thing);
  gboolean is_on =
      atspi_state_set_contains (states, ATSPI_STATE_CHECKED) || atspi_state_set_contains (states, ATSPI_STATE_PRESSED);

  if (is_on != on)
    press (thing);
}

static gboolean
is_named (Thing *thing, AtspiRole role, const char *name, gpointer data)
{
  return g_str_equal (name, data) && is_shown (thing) && role != ATSPI_ROLE_LABEL;
}

/* The place of @thing among the rows of the list that holds it, -1 if none does. */
static int
row_of (Thing *thing)
{
  Thing *row = g_object_ref (thing);

  for (int up = 0; up < 8; up++)
    {
      g_autoptr (Thing) parent = atspi_accessible_get_parent (row, NULL);
      AtspiRole role = parent != NULL ? atspi_accessible_get_role (parent, NULL) : ATSPI_ROLE_INVALID;
      if (role == ATSPI_ROLE_LIST || role == ATSPI_ROLE_LIST_BOX)
        {
          int index = atspi_accessible_get_index_in_parent (row, NULL);
          g_object_unref (row);
          return index;
        }
      g_object_unref (row);
      if (parent == NULL)
        return -1;
      row = g_object_ref (parent);
    }
  g_object_unref (row);
  return -1;
}

/* A choice of an open drop-down.  A closed one shows its own choice too, in a
 * list of a single row, which is none. */
static gboolean
is_exact_choice (Thing *thing, AtspiRole role, const char *name, gpointer data)
{
  g_autofree char *words = role == ATSPI_ROLE_LABEL && is_shown (thing) ? text_of (thing) : NULL;
  return words != NULL && g_str_equal (words, data) && row_of (thing) > 0;
}

static gboolean
is_choice (Thing *thing, AtspiRole role, const char *name, gpointer data)
{
  g_autofree char *words = role == ATSPI_ROLE_LABEL && is_shown (thing) ? text_of (thing) : NULL;
  return words != NULL && strstr (words, data) != NULL && row_of (thing) > 0;
}

/* A drop-down is open: its choices stand in a popover whose rows take no action and
 * whose coordinates are its own, so keys choose. */
static void
choose_in_open (Drive *self, const char *choice)
{
  g_autoptr (Thing) label = wait_for (self, is_exact_choice, (gpointer) choice, 1500);
  int row;

  if (label == NULL)
    label = need (self, is_choice, choice);
  row = row_of (label);
  g_usleep (300000); /* until the popover has the keys */
  drive_key (self, "Home");
  for (int i = 0; i < row; i++)
    drive_key (self, "Down");
  drive_key (self, "Return");
  g_usleep (200000);
}

void
drive_choose (Drive *self, const char *name, const char *choice)
{
  gint64 end = g_get_monotonic_time () + DEADLINE_MS * 1000;
  g_autoptr (Thing) open = NULL;

  /* What took the press for nothing, as a dialog that still grows does, is pressed once more; what was only slow and
   * is shut by that, again. */
  do
    {
      g_autoptr (Thing) box = need (self, is_named, name);
      point_at (box);
      open = wait_for (self, is_choice, (gpointer) choice, AGAIN_MS);
    }
  while (open == NULL && g_get_monotonic_time () < end);
  choose_in_open (self, choice);
}

/* --- by keyboard ------------------------------------------------------------------------ */

/* As many as the largest form has fields, and the window around it. */
#define MANY_TABS 90

/* A row is a whole sentence: some words of it are enough. */
static gboolean
is_called_so (AtspiRole role, const char *name, const char *wanted)
{
  gboolean row = role == ATSPI_ROLE_TABLE_ROW || role == ATSPI_ROLE_LIST_ITEM || role == ATSPI_ROLE_TABLE_CELL;

  return row ? strstr (name, wanted) != NULL : g_str_has_prefix (name, wanted);
}

static gboolean
is_named_so (Thing *thing, AtspiRole role, const char *name, gpointer data)
{
  return role != ATSPI_ROLE_LABEL && is_called_so (role, name, data) && is_shown (thing);
}

static gboolean
has_focus (Thing *thing, AtspiRole role, const char *name, gpointer data)
{
  g_autoptr (States) states = NULL;

  if (is_top (role) || !is_called_so (role, name, data))
    return FALSE;
  states = atspi_accessible_get_state_set (thing);
  return states != NULL && atspi_state_set_contains (states, ATSPI_STATE_FOCUSED);
}

/* For a failing test's log: the last thing that was reached instead. */
static gboolean
report_if_focused (Thing *thing, AtspiRole role, const char *name, gpointer data)
{
  g_autoptr (States) states = atspi_accessible_get_state_set (thing);

  if (!is_top (role) && states != NULL && atspi_state_set_contains (states, ATSPI_STATE_FOCUSED))
    {
      g_autofree char *role_name = atspi_accessible_get_role_name (thing, NULL);
      g_test_message ("the focus is on a %s, “%s”", role_name, name);
    }
  return FALSE;
}

static void
report_focus (Drive *self)
{
  search_windows (self, report_if_focused, NULL);
}

void
drive_tab_to (Drive *self, const char *name)
{
  /* It may have to come first. */
  g_autoptr (Thing) there = need (self, is_named_so, name);

  for (guint i = 0; i < MANY_TABS; i++)
    {
      g_autoptr (Thing) hit = wait_for (self, has_focus, (gpointer) name, 60);
      if (hit != NULL)
        return;
      if (g_getenv ("DRIVE_SAY") != NULL)
        report_focus (self);
      drive_key (self, "Tab");
    }
  report_focus (self);
  give_up (self, "“%s” can’t be reached with the Tab key.", name);
}

static char *
read_soon (Drive *self, const char *name)
{
  g_usleep (150000);
  return drive_read (self, name);
}

/* GTK 4.8 says of no text that it has the focus: a letter that comes and goes tells. */
static gboolean
writes_in (Drive *self, const char *name)
{
  g_autofree char *before = drive_read (self, name), *after = NULL;

  drive_key (self, "End");
  drive_type (self, "x");
  after = read_soon (self, name);
  drive_key (self, "BackSpace");
  return g_strcmp0 (before, after) != 0;
}

void
drive_enter (Drive *self, const char *name, const char *text)
{
  for (guint i = 0; i < MANY_TABS; i++)
    {
      g_autoptr (Thing) other = wait_for (self, has_focus, (gpointer) "", 60);
      g_autoptr (Thing) there = other != NULL ? wait_for (self, has_focus, (gpointer) name, 60) : NULL;
      if (there != NULL || (other == NULL && writes_in (self, name)))
        {
          drive_key (self, "ctrl+a");
          drive_type (self, text);
          return;
        }
      drive_key (self, "Tab");
    }
  report_focus (self);
  give_up (self, "“%s” can’t be reached with the Tab key.", name);
}

void
drive_elect (Drive *self, const char *name, const char *choice)
{
  drive_tab_to (self, name);
  drive_key (self, "space");
  choose_in_open (self, choice);
}

void
drive_push (Drive *self, const char *name)
{
  drive_tab_to (self, name);
  drive_key (self, "space");
}

void
drive_name_person (Drive *self, const char *field, const char *name)
{
  g_autofree char *hit = g_strdup_printf ("%s,", name);

  drive_enter (self, field, name);
  drive_push (self, hit);
}
