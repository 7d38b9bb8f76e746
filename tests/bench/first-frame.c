/* SPDX-License-Identifier: GPL-3.0-or-later */
/* first-frame: how long a program takes from being started until its window
 * stands on the screen with something painted in it, seen from outside (X
 * damage), so that any program can be measured alike.
 *
 *   first-frame ROUNDS LABEL=COMMAND…
 *
 * Each command is started ROUNDS times, turn about, so that a busy machine is
 * unfair to all of them, and ended by SIGTERM once nothing has been painted for
 * a while.  Prints each one's first run, the medians of all, what that is beside
 * the last command's, and the memory its processes held.  Asserts nothing about
 * time; needs a display of its own. */
#include <X11/Xlib.h>
#include <X11/extensions/Xdamage.h>
#include <fcntl.h>
#include <glib.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define PATIENCE_MS 30000
#define QUIET_MS 400
/* Anything smaller is a helper's window or a blinking cursor. */
#define LEAST_WIDTH 100
#define LEAST_HEIGHT 60

typedef struct
{
  char *label, **argv;
  GArray *mapped, *painted; /* of double, milliseconds */
  long memory;              /* MiB, of the last run */
} Program;

static Display *display;
static int damage_base;

static double
now (void)
{
  return (double) g_get_monotonic_time () / 1000;
}

/* Windows go while we look at them. */
static int
ignore_error (Display *which G_GNUC_UNUSED, XErrorEvent *event G_GNUC_UNUSED)
{
  return 0;
}

static pid_t
start (Program *program)
{
  pid_t pid = fork ();

  if (pid != 0)
    return pid;
  /* A sandbox is several processes, and they end together. */
  setpgid (0, 0);
  if (g_getenv ("FIRST_FRAME_LOUD") == NULL)
    {
      int null = open ("/dev/null", O_WRONLY);
      dup2 (null, STDOUT_FILENO);
      dup2 (null, STDERR_FILENO);
    }
  execvp (program->argv[0], program->argv);
  _exit (127);
}

/* Resident memory of @pid in KiB. */
static long
memory_of (pid_t pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/status", (int) pid);
  g_autofree char *text = NULL;
  const char *line = g_file_get_contents (path, &text, NULL, NULL) ? strstr (text, "VmRSS:") : NULL;

  return line != NULL ? strtol (line + strlen ("VmRSS:"), NULL, 10) : 0;
}

/* Of all that was started with it, in MiB: the first process of a sandbox is a small one. */
static long
memory_of_group (pid_t group)
{
  g_autoptr (GDir) processes = g_dir_open ("/proc", 0, NULL);
  const char *name;
  long all = 0;

  while (processes != NULL && (name = g_dir_read_name (processes)) != NULL)
    {
      pid_t pid = (pid_t) g_ascii_strtoll (name, NULL, 10);
      if (pid > 0 && getpgid (pid) == group)
        all += memory_of (pid);
    }
  return all / 1024;
}

/* --- one run ---------------------------------------------------------------------- */

typedef struct
{
  double begun, mapped, painted, last;
  Window window;
} Run;

/* Some windows are mapped first and then get their size. */
static void
on_window (Run *run, Window window)
{
  XWindowAttributes about;

  if (run->window != 0 || !XGetWindowAttributes (display, window, &about) || about.class != InputOutput
      || about.map_state != IsViewable || about.width <= LEAST_WIDTH || about.height <= LEAST_HEIGHT)
    return;
  run->window = window;
  run->mapped = now () - run->begun;
  XDamageCreate (display, run->window, XDamageReportRawRectangles);
  XSync (display, False);
}

static void
on_damage (Run *run, XDamageNotifyEvent *event)
{
  run->last = now () - run->begun;
  if (run->painted == 0 && event->area.width > LEAST_WIDTH && event->area.height > LEAST_HEIGHT)
    run->painted = run->last;
  XDamageSubtract (display, event->damage, None, None);
}

static gboolean
is_over (Run *run)
{
  double since = now () - run->begun;

  /* It was painted in the instant between its mapping and our asking, and had
   * nothing to paint since. */
  if (run->mapped > 0 && run->painted == 0 && since - run->mapped > QUIET_MS)
    run->painted = run->last = run->mapped;
  return since > PATIENCE_MS || (run->painted > 0 && since - run->last > QUIET_MS);
}

static void
watch (Run *run)
{
  while (!is_over (run))
    {
      struct pollfd fd = { ConnectionNumber (display), POLLIN, 0 };
      while (XPending (display) > 0)
        {
          XEvent event;
          XNextEvent (display, &event);
          if (event.type == MapNotify)
            on_window (run, event.xmap.window);
          else if (event.type == ConfigureNotify)
            on_window (run, event.xconfigure.window);
          else if (event.type == damage_base + XDamageNotify)
            on_damage (run, (XDamageNotifyEvent *) &event);
        }
      poll (&fd, 1, 5);
    }
}

static gboolean
measure (Program *program)
{
  Run run = { 0 };
  pid_t pid;

  XSync (display, True);
  run.begun = now ();
  pid = start (program);
  watch (&run);
  program->memory = memory_of_group (pid);
  kill (-pid, SIGTERM);
  waitpid (pid, NULL, 0);
  /* Its window must be gone before the next one comes. */
  g_usleep (300 * 1000);
  if (run.painted == 0)
    return FALSE;
  g_array_append_val (program->mapped, run.mapped);
  g_array_append_val (program->painted, run.painted);
  return TRUE;
}

/* --- figures ------------------------------------------------------------------------ */

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
middle (GArray *times)
{
  g_array_sort (times, compare);
  return g_array_index (times, double, times->len / 2);
}

static void
print (Program *program, double yardstick)
{
  double first = g_array_index (program->painted, double, 0), painted = middle (program->painted);

  printf ("%-30s %9.0f %9.0f %9.0f %9.2f %7ld\n", program->label, first, middle (program->mapped), painted,
          painted / yardstick, program->memory);
}

static Program
read_program (const char *text)
{
  const char *equals = strchr (text, '=');
  g_autoptr (GError) error = NULL;
  Program program = { g_strndup (text, (gsize) (equals - text)), NULL, g_array_new (FALSE, FALSE, sizeof (double)),
                      g_array_new (FALSE, FALSE, sizeof (double)), 0 };

  g_shell_parse_argv (equals + 1, NULL, &program.argv, &error);
  g_assert_no_error (error);
  return program;
}

int
main (int argc, char **argv)
{
  int rounds = argc > 2 ? atoi (argv[1]) : 0, errors, n = argc - 2;
  g_autofree Program *programs = g_new0 (Program, MAX (n, 1));

  setvbuf (stdout, NULL, _IOLBF, 0);
  display = XOpenDisplay (NULL);
  if (rounds < 1 || display == NULL || !XDamageQueryExtension (display, &damage_base, &errors))
    {
      fprintf (stderr, "first-frame: ROUNDS LABEL=COMMAND…, on a display with the damage extension\n");
      return 2;
    }
  XSetErrorHandler (ignore_error);
  XSelectInput (display, DefaultRootWindow (display), SubstructureNotifyMask);
  for (int i = 0; i < n; i++)
    programs[i] = read_program (argv[i + 2]);
  for (int round = 0; round < rounds; round++)
    for (int i = 0; i < n; i++)
      if (!measure (&programs[i]))
        {
          fprintf (stderr, "first-frame: %s painted nothing\n", programs[i].label);
          return 1;
        }
  printf ("%-30s %9s %9s %9s %9s %7s\n", "milliseconds", "first run", "mapped", "painted", "ratio", "MiB");
  for (int i = n - 1; i >= 0; i--)
    print (&programs[i], middle (programs[n - 1].painted));
  return 0;
}
