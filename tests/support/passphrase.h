/* SPDX-License-Identifier: GPL-3.0-or-later */
/* passphrase: every invented member of the tests has the same one, and types it
 * as soon as it is asked for; stretching it costs next to nothing. */
#pragma once

#include <string.h>
#include <unistd.h>

#include "vault/passphrase.h"

G_BEGIN_DECLS

#define GB_TEST_PASSPHRASE "quiet lantern nine rivers walking"

static inline char *
gb_test_type_passphrase (gboolean fresh G_GNUC_UNUSED, gpointer data G_GNUC_UNUSED, GError **error G_GNUC_UNUSED)
{
  return gb_passphrase_spell (GB_TEST_PASSPHRASE);
}

static inline void
gb_test_passphrases (void)
{
  gb_passphrase_set_cost (1, 64);
  gb_passphrase_set_asker (gb_test_type_passphrase, NULL);
}

/* A descriptor from which guardbookctl reads @lines. */
static inline int
gb_test_passphrase_fd (const char *lines)
{
  int ends[2];

  g_assert_cmpint (pipe (ends), ==, 0);
  g_assert_cmpint (write (ends[1], lines, strlen (lines)), ==, (gssize) strlen (lines));
  close (ends[1]);
  return ends[0];
}

G_END_DECLS
