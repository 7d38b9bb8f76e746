/* SPDX-License-Identifier: GPL-3.0-or-later */
/* passphrase: the second factor at a terminal - from a prompt that shows
 * nothing, or from a descriptor that a script opened (--passphrase-fd N).
 * Never from a command line or the environment, where others could read it.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Takes --passphrase-fd N (or =N) out of @argv wherever it stands, and from then
 * on answers for the vault room (vault/passphrase.h): the descriptor's first
 * line when a passphrase is asked for, its last when one is chosen.  GB_ERROR_INPUT. */
gboolean gb_ctl_passphrase_init (int *argc, char **argv, GError **error);
void gb_ctl_passphrase_clear (void);

G_END_DECLS
