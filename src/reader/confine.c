/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shutting the doors, in this order: limits of memory, time and size; no new
 * privileges; Landlock without a single rule, where the kernel has it; a filter
 * of system calls that knows none by which a file, a socket, a process or new
 * code could be had.
 *
 * A page without its own fonts is drawn in a few of the system's.  They are
 * opened before; open() and its sisters are answered here from then on, for
 * those few names and no other, so that the filter need not know them.
 */
/* open and open64 are two names here. */
#undef _FILE_OFFSET_BITS
#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <fontconfig/fontconfig.h>

#include "reader/reader-private.h"

/* --- fonts ------------------------------------------------------------------------- */

#define FONTS_MOST 24
static struct
{
  char *path;
  int fd;
} fonts[FONTS_MOST];
static guint n_fonts;
static gboolean confined;

/* The name is one of the few: a descriptor of its own for the reader of it. */
static int
open_font (const char *path)
{
  for (guint i = 0; i < n_fonts; i++)
    if (g_str_equal (fonts[i].path, path))
      {
        int fd = dup (fonts[i].fd);
        if (fd >= 0)
          lseek (fd, 0, SEEK_SET);
        return fd;
      }
  errno = EACCES;
  return -1;
}

/* The libraries call these by name, so that they find the ones of this program. */
int open (const char *path, int flags, ...);
int open64 (const char *path, int flags, ...);
FILE *fopen64 (const char *path, const char *mode);

int
open (const char *path, int flags, ...)
{
  va_list args;
  int mode;

  va_start (args, flags);
  mode = va_arg (args, int);
  va_end (args);
  return confined ? open_font (path) : (int) syscall (SYS_openat, AT_FDCWD, path, flags, mode);
}

int
open64 (const char *path, int flags, ...)
{
  va_list args;
  int mode;

  va_start (args, flags);
  mode = va_arg (args, int);
  va_end (args);
  return open (path, flags, mode);
}

FILE *
fopen (const char *path, const char *mode)
{
  int flags = strchr (mode, 'r') != NULL ? O_RDONLY : O_WRONLY | O_CREAT | O_TRUNC;
  int fd = open (path, flags | O_CLOEXEC, 0600);

  return fd >= 0 ? fdopen (fd, mode) : NULL;
}

FILE *
fopen64 (const char *path, const char *mode)
{
  return fopen (path, mode);
}

static void
keep_font (FcConfig *config, const char *path)
{
  int fd;

  for (guint i = 0; i < n_fonts; i++)
    if (g_str_equal (fonts[i].path, path))
      return;
  if (n_fonts == FONTS_MOST || (fd = open (path, O_RDONLY | O_CLOEXEC)) < 0)
    return;
  fonts[n_fonts].path = g_strdup (path);
  fonts[n_fonts++].fd = fd;
  FcConfigAppFontAddFile (config, (const FcChar8 *) path);
}

/* Four faces of each of three families, and the two of signs. */
static void
keep_fonts (void)
{
  static const char *const names[] = { "Helvetica", "Times", "Courier", "Symbol", "Dingbats", "sans-serif" };
  static const char *const faces[] = { "", ":bold", ":italic", ":bold:italic" };
  static const char *const rules = "<?xml version=\"1.0\"?><fontconfig>"
                                   "<include ignore_missing=\"yes\">/etc/fonts/conf.d</include></fontconfig>";
  FcConfig *all = FcInitLoadConfigAndFonts (), *few = FcConfigCreate ();

  FcConfigParseAndLoadFromMemory (few, (const FcChar8 *) rules, FcFalse);
  for (guint n = 0; all != NULL && n < G_N_ELEMENTS (names); n++)
    for (guint f = 0; f < G_N_ELEMENTS (faces); f++)
      {
        g_autofree char *name = g_strconcat (names[n], faces[f], NULL);
        FcPattern *wanted = FcNameParse ((const FcChar8 *) name), *font;
        FcResult result;
        FcChar8 *path;
        FcConfigSubstitute (all, wanted, FcMatchPattern);
        FcDefaultSubstitute (wanted);
        font = FcFontMatch (all, wanted, &result);
        if (font != NULL && FcPatternGetString (font, FC_FILE, 0, &path) == FcResultMatch)
          keep_font (few, (const char *) path);
        if (font != NULL)
          FcPatternDestroy (font);
        FcPatternDestroy (wanted);
      }
  FcConfigSetRescanInterval (few, 0);
  FcConfigSetCurrent (few);
}

/* The character sets of old letters: the C library fetches each from disk when it is first asked for. */
static void
keep_charsets (void)
{
  static const char *const names[] = { "ISO-8859-1", "ISO-8859-15",  "WINDOWS-1252", "ISO-8859-2", "WINDOWS-1250",
                                       "UTF-16",     "UTF-16LE",     "UTF-16BE",     "US-ASCII",   "WINDOWS-1251",
                                       "KOI8-R",     "WINDOWS-1256", "ISO-8859-14" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      iconv_open ("UTF-8", names[i]); /* never closed: it would be forgotten */
      iconv_open (names[i], "UTF-8");
    }
}

/* --- locks --------------------------------------------------------------------------- */

static void
limit (int resource, rlim_t most)
{
  struct rlimit both = { most, most };

  setrlimit (resource, &both);
}

static gboolean
forbid_paths (void)
{
  struct landlock_ruleset_attr nothing = { .handled_access_fs = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1 };
  int ruleset = (int) syscall (SYS_landlock_create_ruleset, &nothing, sizeof nothing, 0);
  gboolean done = ruleset >= 0 && syscall (SYS_landlock_restrict_self, ruleset, 0) == 0;

  if (ruleset >= 0)
    close (ruleset);
  return done;
}

static gboolean
forbid_calls (void)
{
  static const int allowed[] = {
    SCMP_SYS (read),          SCMP_SYS (write),
    SCMP_SYS (readv),         SCMP_SYS (writev),
    SCMP_SYS (pread64),       SCMP_SYS (close),
    SCMP_SYS (fstat),         SCMP_SYS (fstat64),
    SCMP_SYS (lseek),         SCMP_SYS (_llseek),
    SCMP_SYS (dup),           SCMP_SYS (brk),
    SCMP_SYS (munmap),        SCMP_SYS (mremap),
    SCMP_SYS (madvise),       SCMP_SYS (futex),
    SCMP_SYS (rt_sigaction),  SCMP_SYS (rt_sigprocmask),
    SCMP_SYS (rt_sigreturn),  SCMP_SYS (sigaltstack),
    SCMP_SYS (clock_gettime), SCMP_SYS (clock_getres),
    SCMP_SYS (gettimeofday),  SCMP_SYS (time),
    SCMP_SYS (getpid),        SCMP_SYS (gettid),
    SCMP_SYS (tgkill),        SCMP_SYS (exit),
    SCMP_SYS (exit_group),    SCMP_SYS (getrandom),
    SCMP_SYS (poll),          SCMP_SYS (ppoll),
    SCMP_SYS (sched_yield),   SCMP_SYS (sched_getaffinity),
    SCMP_SYS (sysinfo),       SCMP_SYS (uname),
    SCMP_SYS (getuid),        SCMP_SYS (geteuid),
    SCMP_SYS (getgid),        SCMP_SYS (getegid),
    SCMP_SYS (getrusage),     SCMP_SYS (restart_syscall),
    SCMP_SYS (rseq),          SCMP_SYS (membarrier),
  };
  scmp_filter_ctx filter = seccomp_init (SCMP_ACT_ERRNO (EACCES));
  gboolean fine = filter != NULL;

  for (guint i = 0; fine && i < G_N_ELEMENTS (allowed); i++)
    fine = seccomp_rule_add (filter, SCMP_ACT_ALLOW, allowed[i], 0) == 0;
  /* Memory, but never to be run; the state of an open file, but of no other; what flags it has, no more. */
  fine =
      fine
      && seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (mmap), 1, SCMP_A2 (SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0
      && seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (mprotect), 1, SCMP_A2 (SCMP_CMP_MASKED_EQ, PROT_EXEC, 0))
             == 0
      && seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (newfstatat), 1,
                           SCMP_A3 (SCMP_CMP_MASKED_EQ, AT_EMPTY_PATH, AT_EMPTY_PATH))
             == 0
      && seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (fcntl), 1, SCMP_A1 (SCMP_CMP_EQ, F_GETFL)) == 0
      && seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (fcntl), 1, SCMP_A1 (SCMP_CMP_EQ, F_GETFD)) == 0
      && seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (fcntl), 1, SCMP_A1 (SCMP_CMP_EQ, F_SETFD)) == 0
      && seccomp_load (filter) == 0;
  if (filter != NULL)
    seccomp_release (filter);
  return fine;
}

/* Asks the kernel itself, past whatever stands in between. */
static gboolean
is_shut (void)
{
  long file = syscall (SYS_openat, AT_FDCWD, "/proc/self/status", O_RDONLY);
  long made = syscall (SYS_openat, AT_FDCWD, "/tmp", O_TMPFILE | O_WRONLY, 0600);
  long net = syscall (SYS_socket, AF_INET, SOCK_STREAM, 0);
  long near = syscall (SYS_socket, AF_UNIX, SOCK_STREAM, 0);
  long child = syscall (SYS_clone, SIGCHLD, 0, 0, 0, 0);

  if (child == 0)
    _exit (0);
  return file < 0 && made < 0 && net < 0 && near < 0 && child < 0;
}

/* No PR_SET_PDEATHSIG: it comes when the thread that started us ends, and threads of a pool do.  When Guardbook
 * itself ends, the next read finds the end of its questions. */
guint
gb_confine (void)
{
  guint locks = 1;

  keep_fonts ();
  keep_charsets ();
  limit (RLIMIT_CORE, 0);
  limit (RLIMIT_FSIZE, 0);
#ifndef __SANITIZE_ADDRESS__ /* whose shadow alone is larger than any memory */
  limit (RLIMIT_AS, (rlim_t) 1536 * 1024 * 1024);
#endif
  limit (RLIMIT_CPU, 60);
  limit (RLIMIT_NOFILE, 128);
  prctl (PR_SET_DUMPABLE, 0);
  if (prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
    return 0;
  locks += forbid_paths () ? 1 : 0;
  locks += forbid_calls () ? 1 : 0;
  confined = TRUE;
  return is_shut () ? locks : 0;
}
