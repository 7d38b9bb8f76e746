/* SPDX-License-Identifier: GPL-3.0-or-later */
/* program: another program as whoever starts it meets it, run to its end with
 * what it said and how it left.  Its environment is this test's own, with what
 * the launcher adds to it. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  int status; /* with which it left */
  char *out, *err;
} GbTestRun;

void gb_test_run_clear (GbTestRun *run);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (GbTestRun, gb_test_run_clear)

/* For the runs below.  (transfer full) */
GSubprocessLauncher *gb_test_launcher_new (void);
/* Runs @argv with @input on its standard input (NULL: nothing) and the lines of @passphrases
 * as guardbookctl takes them (NULL: none).  Aborts if a signal ended it. */
GbTestRun gb_test_run (GSubprocessLauncher *launcher, const char *passphrases, const char *input,
                       const char *const *argv);
/* The same, of @program and the words after it. */
GbTestRun gb_test_run_words (GSubprocessLauncher *launcher, const char *passphrases, const char *input,
                             const char *program, va_list words);
/* Aborts with all that it said unless it left with @status and said @says, on either channel. */
void gb_test_assert_ran (const GbTestRun *run, int status, const char *says);

G_END_DECLS
