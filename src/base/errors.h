/* SPDX-License-Identifier: GPL-3.0-or-later */
/* errors: the one error domain.
 *
 * Every failure in Guardbook reaches a person as a sentence: what is wrong,
 * where, and what to do now.  The message of a GError of this domain IS that
 * sentence, whole and translated, ready for a window or a terminal.  The code
 * only says which kind of failure it is, so that a window can pick its
 * picture and guardbookctl its exit status.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define GB_ERROR (gb_error_quark ())
GQuark gb_error_quark (void);

typedef enum
{
  GB_ERROR_INPUT,     /* what was given is wrong (exit 2) */
  GB_ERROR_REFUSED,   /* a gate said no: the message names the rule (exit 3) */
  GB_ERROR_FAULT,     /* disk, keyring, program: nothing was half-written (exit 1) */
  GB_ERROR_TAMPERED,  /* the record contradicts itself or its anchor (exit 1) */
  GB_ERROR_READ_ONLY, /* the vault is open for reading only (exit 1) */
  GB_ERROR_HELD,      /* another program holds the vault (exit 1) */
  GB_ERROR_NO_KEY,    /* no key that opens this vault was found (exit 1) */
  GB_ERROR_CONFLICT,  /* somebody changed it meanwhile: show what, keep what was typed (exit 3) */
  GB_ERROR_MISSING,   /* the thing asked for is not there (exit 2) */
  GB_ERROR_PASSPHRASE, /* the second factor is missing or isn’t right: ask for it (exit 1) */
} GbErrorCode;

/* The exit status of guardbookctl for @error: 0 for NULL, else as above. */
int gb_error_exit_status (const GError *error);

G_END_DECLS
