/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reader's locks, tried from inside: a child that has locked itself in tries
 * to open files, sockets and processes; the same tries succeed in one that has
 * not, so that they prove something. */
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "reader/reader-private.h"

/* What it can still do, a bit each.  Straight to the kernel, past the names that the reader answers itself. */
enum
{
  READS = 1,
  WRITES = 2,
  CALLS_OUT = 4,
  CALLS_NEAR = 8,
  FORKS = 16,
  RUNS = 32, /* memory of its own as a program */
  SIGNALS = 64,
};

static int
tries (void)
{
  int can = 0;
  long child;

  can |= syscall (SYS_openat, AT_FDCWD, "/proc/self/status", O_RDONLY, 0) >= 0 ? READS : 0;
  can |= syscall (SYS_openat, AT_FDCWD, "/tmp", O_TMPFILE | O_WRONLY, 0600) >= 0 ? WRITES : 0;
  can |= syscall (SYS_socket, AF_INET, SOCK_STREAM, 0) >= 0 ? CALLS_OUT : 0;
  can |= syscall (SYS_socket, AF_UNIX, SOCK_STREAM, 0) >= 0 ? CALLS_NEAR : 0;
  child = syscall (SYS_clone, SIGCHLD, 0, 0, 0, 0);
  if (child == 0)
    _exit (0);
  can |= child > 0 ? FORKS : 0;
  can |= mmap (NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED ? RUNS : 0;
  can |= kill (getpid (), 0) == 0 ? SIGNALS : 0;
  return can;
}

/* What a child can do, locked in or not; -1: it couldn't be locked in. */
static int
ask_child (gboolean locked)
{
  int status = 0;
  pid_t child = fork ();

  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      if (locked && gb_confine () < 2)
        _exit (255);
      _exit (tries ());
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status));
  return WEXITSTATUS (status);
}

static void
test_a_locked_reader_opens_nothing (void)
{
  g_assert_cmpint (ask_child (TRUE), ==, 0);
}

static void
test_the_same_tries_succeed_without_the_locks (void)
{
  g_assert_cmpint (ask_child (FALSE), ==, READS | WRITES | CALLS_OUT | CALLS_NEAR | FORKS | RUNS | SIGNALS);
}

/* Too much memory is refused, not found. */
static void
test_its_memory_has_an_end (void)
{
  int status = 0;
  pid_t child;

#ifdef __SANITIZE_ADDRESS__
  g_test_skip ("the address sanitizer needs all of it");
  return;
#endif
  child = fork ();
  if (child == 0)
    {
      if (gb_confine () < 2)
        _exit (255);
      _exit (mmap (NULL, (gsize) 2 << 30, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED
                 ? 0
                 : 1);
    }
  waitpid (child, &status, 0);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/confine/a-locked-reader-opens-nothing", test_a_locked_reader_opens_nothing);
  g_test_add_func ("/confine/the-same-tries-succeed-without-the-locks", test_the_same_tries_succeed_without_the_locks);
  g_test_add_func ("/confine/its-memory-has-an-end", test_its_memory_has_an_end);
  return g_test_run ();
}
