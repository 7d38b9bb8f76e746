/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include <gio/gunixinputstream.h>
#include <gio/gunixoutputstream.h>
#include <glib/gi18n.h>

#include "base/errors.h"
#include "casework/reader.h"

/* The reader's own work for one answer; and by the clock, however busy the computer is with other things. */
#define SECONDS_OF_WORK 20
#define SECONDS_MOST 180

struct _GbReader
{
  GSubprocess *process;
  int in, out;     /* of the process; they belong to its pipes */
  clockid_t clock; /* how long it has worked */
  gboolean late;
};

/* Until when an answer is waited for. */
typedef struct
{
  gint64 worked, now;
} Patience;

/* --- where it is ------------------------------------------------------------------------- */

/* As it is installed; else in the tree in which this program was built. */
static char *
find_program (void)
{
  static const char *const places[] = { "../libexec", "reader", "../reader", "../src/reader", "../../src/reader" };
  g_autofree char *own = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = own != NULL ? g_path_get_dirname (own) : g_strdup ("/");

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autofree char *path = g_build_filename (folder, places[i], "guardbook-reader", NULL);
      if (g_file_test (path, G_FILE_TEST_IS_EXECUTABLE))
        return g_steal_pointer (&path);
    }
  return g_build_filename (GB_LIBEXECDIR, "guardbook-reader", NULL);
}

/* --- in and out ----------------------------------------------------------------------------- */

const char *
gb_reader_say_problem (const char *problem)
{
  static const struct
  {
    const char *problem, *sentence;
  } sentences[] = {
    { "empty", N_ ("There is nothing in this file. Ask whoever sent it to send it again.") },
    { "huge", N_ ("This file is too large or would become so. Up to 25 MB can be attached: ask for the pages that "
                  "matter.") },
    { "broken", N_ ("This file is damaged or cut short, so it can’t be shown. Ask whoever sent it to send it again.") },
    { "locked", N_ ("This PDF needs a password. Ask whoever sent it for a copy without one.") },
    { "deep", N_ ("There are files within files in it, too many floors down to be looked through. Attach what matters "
                  "one by one.") },
    { "archive", N_ ("This is an archive. Unpack it and attach what is in it, one by one.") },
    { "picture", N_ ("Pictures of this kind can’t be attached. Only PNG and JPEG can, and only where the case allows "
                     "pictures.") },
    { "video", N_ ("Guardbook takes no video. Say in a note what there is, and who keeps it.") },
    { "sound", N_ ("Guardbook takes no sound. Write down what was said, and who keeps the recording.") },
    { "unknown", N_ ("Guardbook can’t show a file of this kind. Print it to a PDF and attach that.") },
    { "late", N_ ("This file takes too long to look through, so it can’t be attached. Print it to a PDF and attach "
                  "that.") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (sentences); i++)
    if (g_strcmp0 (sentences[i].problem, problem) == 0)
      return _ (sentences[i].sentence);
  return _ ("This file is damaged or cut short, so it can’t be shown. Ask whoever sent it to send it again.");
}

static gboolean
fail (GError **error, const char *problem)
{
  g_set_error_literal (error, GB_ERROR, GB_ERROR_INPUT, gb_reader_say_problem (problem));
  return FALSE;
}

/* Processor time of the reader in microseconds; 0 once it has ended, which its pipes tell too. */
static gint64
worked (GbReader *self)
{
  struct timespec spent;

  return clock_gettime (self->clock, &spent) == 0 ? spent.tv_sec * G_USEC_PER_SEC + spent.tv_nsec / 1000 : 0;
}

static Patience
be_patient (GbReader *self)
{
  return (Patience){ worked (self) + SECONDS_OF_WORK * G_USEC_PER_SEC,
                     g_get_monotonic_time () + SECONDS_MOST * G_USEC_PER_SEC };
}

/* Waits until @fd is ready, as long as @until allows; what is ready already is never too late. */
static gboolean
is_ready (GbReader *self, int fd, short what, const Patience *until, GError **error)
{
  struct pollfd wait = { fd, what, 0 };

  for (;;)
    {
      int n = poll (&wait, 1, 250);
      if (n > 0)
        return TRUE;
      self->late = (n < 0 && errno != EINTR) || worked (self) > until->worked || g_get_monotonic_time () > until->now;
      if (self->late)
        return fail (error, "late");
    }
}

static gboolean
take (GbReader *self, void *into, gsize length, const Patience *until, GError **error)
{
  char *at = into;

  while (length > 0)
    {
      ssize_t n;
      if (!is_ready (self, self->out, POLLIN, until, error))
        return FALSE;
      n = read (self->out, at, length);
      /* It ended: killed for what it tried, or for its hunger. */
      if (n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN))
        return fail (error, "broken");
      at += MAX (n, 0);
      length -= (gsize) MAX (n, 0);
    }
  return TRUE;
}

static gboolean
give (GbReader *self, const void *from, gsize length, const Patience *until, GError **error)
{
  const char *at = from;

  while (length > 0)
    {
      ssize_t n;
      if (!is_ready (self, self->in, POLLOUT, until, error))
        return FALSE;
      n = write (self->in, at, length);
      if (n < 0 && errno != EINTR && errno != EAGAIN)
        return fail (error, "broken");
      at += MAX (n, 0);
      length -= (gsize) MAX (n, 0);
    }
  return TRUE;
}

/* More than this is no answer, whatever was asked. */
static gsize
most_of (guint32 kind)
{
  switch (kind)
    {
    case GB_READING_READY:
      return 0;
    case GB_READING_PAGE:
      return (gsize) GB_READING_PIXELS_MOST * 4;
    case GB_READING_PART:
      return GB_EVIDENCE_MOST;
    case GB_READING_FAILED:
      return 64;
    default:
      return GB_READING_TEXT_MOST;
    }
}

static GBytes *
answer_to (GbReader *self, GbReadingKind kind, GbReadingAnswer *head, GError **error)
{
  Patience until = be_patient (self);
  g_autofree char *bytes = NULL;
  gsize length;

  if (!take (self, head, sizeof *head, &until, error))
    return NULL;
  length = head->length;
  if ((head->kind != kind && head->kind != GB_READING_FAILED) || length > most_of (head->kind))
    {
      fail (error, "broken");
      return NULL;
    }
  bytes = g_malloc (length + 1);
  if (!take (self, bytes, length, &until, error))
    return NULL;
  bytes[length] = '\0';
  if (head->kind == GB_READING_FAILED)
    {
      fail (error, bytes);
      return NULL;
    }
  return g_bytes_new_take (g_steal_pointer (&bytes), length);
}

static GBytes *
ask (GbReader *self, GbReadingAsk question, const char *words, GbReadingAnswer *head, GError **error)
{
  Patience until = be_patient (self);

  question.length = words != NULL ? (guint32) MIN (strlen (words), GB_READING_WORDS_MOST) : 0;
  if (!give (self, &question, sizeof question, &until, error) || !give (self, words, question.length, &until, error))
    return NULL;
  return answer_to (self, (GbReadingKind) question.kind, head, error);
}

/* --- life --------------------------------------------------------------------------------------- */

/* Memory that has a descriptor and no name; nobody can change it once it is full. */
static int
memory_of (GBytes *file)
{
  int fd = memfd_create ("guardbook", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  gsize length, written = 0;
  const char *bytes = g_bytes_get_data (file, &length);

  while (fd >= 0 && written < length)
    {
      ssize_t n = write (fd, bytes + written, length - written);
      if (n < 0 && errno != EINTR)
        {
          close (fd);
          return -1;
        }
      written += (gsize) MAX (n, 0);
    }
  if (fd >= 0)
    fcntl (fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL);
  return fd;
}

static GSubprocess *
start (int memory, GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autofree char *program = find_program ();

  g_subprocess_launcher_take_fd (launcher, memory, GB_READING_FILE);
  return g_subprocess_launcher_spawn (launcher, error, program, NULL);
}

static const char *
say_not_started (void)
{
  return _ ("The part of Guardbook that looks through files couldn’t be started, so no file was opened. Try again; if "
            "it can’t be started then either, ask your technician to install Guardbook anew.");
}

/* Why it never said that it is ready: it took too long, it wouldn't work unlocked, or somebody ended it. */
static const char *
say_not_ready (GbReader *self)
{
  if (self->late)
    return _ (
        "This computer is too busy to look through a file now, so none was opened. Close what isn’t needed and try "
        "again.");
  /* One that has ended stays what it was. */
  g_subprocess_force_exit (self->process);
  g_subprocess_wait (self->process, NULL, NULL);
  if (g_subprocess_get_if_exited (self->process))
    return _ ("The part of Guardbook that looks through files couldn’t be locked in, so no file was opened. Ask your "
              "technician to install Guardbook anew.");
  return _ ("The part of Guardbook that looks through files was ended before it began, so no file was opened. Try "
            "again.");
}

/* One try. */
static GbReader *
try_new (GBytes *file, GError **error)
{
  g_autoptr (GbReader) self = g_new0 (GbReader, 1);
  g_autoptr (GBytes) ready = NULL;
  GbReadingAnswer head;
  int memory = memory_of (file);
  const char *pid;

  self->process = memory >= 0 ? start (memory, NULL) : NULL;
  pid = self->process != NULL ? g_subprocess_get_identifier (self->process) : NULL;
  if (self->process == NULL)
    {
      g_set_error_literal (error, GB_ERROR, GB_ERROR_FAULT, say_not_started ());
      return NULL;
    }
  self->in = g_unix_output_stream_get_fd (G_UNIX_OUTPUT_STREAM (g_subprocess_get_stdin_pipe (self->process)));
  self->out = g_unix_input_stream_get_fd (G_UNIX_INPUT_STREAM (g_subprocess_get_stdout_pipe (self->process)));
  if (pid == NULL || clock_getcpuclockid (atoi (pid), &self->clock) != 0)
    self->clock = CLOCK_THREAD_CPUTIME_ID; /* it ended: its pipe says so */
  if ((ready = answer_to (self, GB_READING_READY, &head, NULL)) != NULL)
    return g_steal_pointer (&self);
  g_set_error_literal (error, GB_ERROR, GB_ERROR_FAULT, say_not_ready (self));
  return NULL;
}

GbReader *
gb_reader_new (GBytes *file, GError **error)
{
  GbReader *self = try_new (file, NULL);

  /* Nothing was read yet: what a full or busy machine refused once, it may give the next moment. */
  return self != NULL ? self : try_new (file, error);
}

void
gb_reader_free (GbReader *self)
{
  if (self == NULL)
    return;
  if (self->process != NULL)
    g_subprocess_force_exit (self->process);
  g_clear_object (&self->process);
  g_free (self);
}

/* --- asking ----------------------------------------------------------------------------------------- */

char *
gb_reader_text (GbReader *self, GbReadingKind kind, const char *words, GError **error)
{
  GbReadingAnswer head;
  g_autoptr (GBytes) bytes = ask (self, (GbReadingAsk){ .kind = kind }, words, &head, error);
  gsize length;
  const char *text;

  if (bytes == NULL)
    return NULL;
  text = g_bytes_get_data (bytes, &length);
  if (length > 0 && !g_utf8_validate (text, (gssize) length, NULL))
    {
      fail (error, "broken");
      return NULL;
    }
  return g_strndup (text, length);
}

GBytes *
gb_reader_part (GbReader *self, guint number, GError **error)
{
  GbReadingAnswer head;

  return ask (self, (GbReadingAsk){ .kind = GB_READING_PART, .number = number }, NULL, &head, error);
}

GBytes *
gb_reader_page (GbReader *self, guint number, double scale, guint turn, guint *width, guint *height, GError **error)
{
  GbReadingAnswer head;
  GbReadingAsk question = { GB_READING_PAGE, number, turn, (guint32) (scale * 1000 + 0.5), 0 };
  g_autoptr (GBytes) pixels = ask (self, question, NULL, &head, error);

  if (pixels == NULL)
    return NULL;
  if (head.width == 0 || head.height == 0 || head.width > G_MAXUINT16 || head.height > G_MAXUINT16
      || (gsize) head.width * head.height * 4 != g_bytes_get_size (pixels))
    {
      fail (error, "broken");
      return NULL;
    }
  *width = head.width;
  *height = head.height;
  return g_steal_pointer (&pixels);
}
