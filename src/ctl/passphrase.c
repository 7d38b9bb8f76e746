/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include <glib/gi18n.h>

#include "base/errors.h"
#include "ctl/passphrase.h"
#include "vault/passphrase.h"

#define OPTION "--passphrase-fd"

static int given_fd = -1;
static char *given; /* guarded: what the descriptor said */

/* --- from a descriptor -------------------------------------------------------------- */

static char *
read_given (GError **error)
{
  gsize length = 0;
  ssize_t n;

  if (given != NULL)
    return given;
  given = (char *) gb_guarded_new (2 * GB_PASSPHRASE_MOST + 2);
  while (length < 2 * GB_PASSPHRASE_MOST
         && (n = read (given_fd, given + length, 2 * GB_PASSPHRASE_MOST - length)) != 0)
    {
      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        {
          g_set_error (error, GB_ERROR, GB_ERROR_INPUT, _ ("The passphrase could not be read from descriptor %d (%s)."),
                       given_fd, g_strerror (errno));
          g_clear_pointer (&given, gb_guarded_free);
          return NULL;
        }
      length += (gsize) n;
    }
  while (length > 0 && given[length - 1] == '\n')
    given[--length] = '\0';
  return given;
}

static char *
from_descriptor (gboolean fresh, GError **error)
{
  const char *text = read_given (error);
  const char *line;
  char *answer;

  if (text == NULL)
    return NULL;
  line = fresh && strrchr (text, '\n') != NULL ? strrchr (text, '\n') + 1 : text;
  answer = (char *) gb_guarded_new (strlen (line) + 1);
  memcpy (answer, line, strcspn (line, "\n"));
  return answer;
}

/* --- from the terminal ---------------------------------------------------------------- */

/* One line, byte by byte, so that no buffer of the C library keeps it. */
static char *
read_silently (int tty)
{
  char *line = (char *) gb_guarded_new (GB_PASSPHRASE_MOST + 1);
  struct termios before, silent;
  gsize length = 0;
  char c;

  tcgetattr (tty, &before);
  silent = before;
  silent.c_lflag &= ~(tcflag_t) (ECHO);
  silent.c_lflag |= ECHONL;
  tcsetattr (tty, TCSAFLUSH, &silent);
  while (read (tty, &c, 1) == 1 && c != '\n' && length < GB_PASSPHRASE_MOST)
    line[length++] = c;
  tcsetattr (tty, TCSAFLUSH, &before);
  return line;
}

static char *
prompt (int tty, const char *text)
{
  dprintf (tty, "%s ", text);
  return read_silently (tty);
}

static char *
from_terminal (gboolean fresh, GError **error)
{
  int tty = open ("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
  char *first, *second = NULL;

  if (tty < 0)
    {
      g_set_error_literal (error, GB_ERROR, GB_ERROR_PASSPHRASE,
                           _ ("A passphrase is needed and there is no terminal to ask for it. Give it on a descriptor: "
                              "--passphrase-fd 3 3<FILE."));
      return NULL;
    }
  first = prompt (tty, fresh ? _ ("A new passphrase:") : _ ("Passphrase:"));
  if (fresh)
    second = prompt (tty, _ ("Once more:"));
  close (tty);
  if (second != NULL && strcmp (first, second) != 0)
    {
      g_clear_pointer (&first, gb_guarded_free);
      g_set_error_literal (error, GB_ERROR, GB_ERROR_INPUT,
                           _ ("The two differ, so no passphrase was set. Start again."));
    }
  gb_guarded_free (second);
  return first;
}

static char *
ask (gboolean fresh, gpointer data, GError **error)
{
  return given_fd >= 0 ? from_descriptor (fresh, error) : from_terminal (fresh, error);
}

/* --- the option ----------------------------------------------------------------------------- */

static gboolean
take_number (const char *text, GError **error)
{
  char *end = NULL;
  gint64 number = text != NULL ? g_ascii_strtoll (text, &end, 10) : -1;

  if (text == NULL || end == text || *end != '\0' || number < 0 || number > G_MAXINT16
      || fcntl ((int) number, F_GETFD) < 0)
    {
      g_set_error_literal (error, GB_ERROR, GB_ERROR_INPUT,
                           _ ("--passphrase-fd takes the number of an open descriptor: --passphrase-fd 3 3<FILE."));
      return FALSE;
    }
  given_fd = (int) number;
  return TRUE;
}

gboolean
gb_ctl_passphrase_init (int *argc, char **argv, GError **error)
{
  int kept = 0;

  for (int i = 0; i < *argc; i++)
    {
      if (g_str_has_prefix (argv[i], OPTION "="))
        {
          if (!take_number (argv[i] + strlen (OPTION "="), error))
            return FALSE;
        }
      else if (g_str_equal (argv[i], OPTION))
        {
          if (!take_number (i + 1 < *argc ? argv[++i] : NULL, error))
            return FALSE;
        }
      else
        argv[kept++] = argv[i];
    }
  argv[kept] = NULL;
  *argc = kept;
  gb_passphrase_set_asker (ask, NULL);
  return TRUE;
}

void
gb_ctl_passphrase_clear (void)
{
  gb_passphrase_set_asker (NULL, NULL);
  g_clear_pointer (&given, gb_guarded_free);
}
