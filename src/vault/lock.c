/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gi18n.h>

#include "base/errors.h"
#include "vault/lock.h"
#include "vault/vault-private.h"

#define LOCK_TEXT_LIMIT 512

static char *
boot_id (void)
{
  char *text = NULL;

  if (!g_file_get_contents ("/proc/sys/kernel/random/boot_id", &text, NULL, NULL))
    return g_strdup ("unknown");
  return g_strstrip (text);
}

static char *
describe_self (void)
{
  g_autofree char *boot = boot_id ();

  return g_strdup_printf ("%s\n%ld\n%s\n", g_get_host_name (), (long) getpid (), boot);
}

static char *
account_of (const char *proc)
{
  struct stat facts;
  struct passwd *account;

  if (stat (proc, &facts) != 0)
    return NULL;
  account = getpwuid (facts.st_uid);
  return account != NULL ? g_strdup (account->pw_name) : g_strdup_printf ("%u", facts.st_uid);
}

static gboolean
fail_held (int fd, GError **error)
{
  char text[LOCK_TEXT_LIMIT + 1] = { 0 };
  g_auto (GStrv) lines = NULL;
  g_autofree char *proc = NULL, *command_path = NULL, *command = NULL, *account = NULL;

  if (pread (fd, text, LOCK_TEXT_LIMIT, 0) < 0)
    text[0] = '\0';
  lines = g_strsplit (text, "\n", -1);
  if (g_strv_length (lines) >= 3 && strcmp (lines[0], g_get_host_name ()) == 0)
    {
      proc = g_build_filename ("/proc", lines[1], NULL);
      command_path = g_build_filename (proc, "comm", NULL);
      account = account_of (proc);
      if (g_file_get_contents (command_path, &command, NULL, NULL))
        g_strstrip (command);
    }
  if (account != NULL && command != NULL)
    g_set_error (
      error, GB_ERROR, GB_ERROR_HELD,
      _("The vault is open in another program: “%s” of the account “%s”, process %s. Close it there first."),
      command, account, lines[1]);
  else
    g_set_error_literal (error, GB_ERROR, GB_ERROR_HELD,
                         _("The vault is open in another program. Close it there first."));
  return FALSE;
}

int
gb_lock_take (const char *dir, gboolean *was_stale, GError **error)
{
  g_autofree char *path = g_build_filename (dir, GB_VAULT_LOCK, NULL);
  g_autofree char *text = describe_self ();
  gboolean writable = TRUE;
  char before;
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0660);

  if (fd < 0 && (errno == EACCES || errno == EROFS || errno == EPERM))
    {
      writable = FALSE;
      fd = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
      if (fd < 0 && errno == ENOENT)
        return -2;
    }
  if (fd < 0)
    {
      g_set_error (error, GB_ERROR, GB_ERROR_FAULT, _("The vault’s lock file can’t be opened (%s)."),
                   g_strerror (errno));
      return -1;
    }
  if (flock (fd, LOCK_EX | LOCK_NB) != 0)
    {
      fail_held (fd, error);
      close (fd);
      return -1;
    }
  if (was_stale != NULL)
    *was_stale = pread (fd, &before, 1, 0) == 1;
  /* A full disk must not keep anybody out of the vault: the text is a courtesy. */
  if (writable && (ftruncate (fd, 0) != 0 || pwrite (fd, text, strlen (text), 0) < 0))
    g_debug ("The lock file could not be filled: %s", g_strerror (errno));
  return fd;
}

void
gb_lock_release (int lock)
{
  if (lock < 0)
    return;
  /* Emptied, not removed: removing would let two programs lock two files of one name. */
  if (ftruncate (lock, 0) != 0)
    g_debug ("The lock file could not be emptied: %s", g_strerror (errno));
  close (lock);
}
