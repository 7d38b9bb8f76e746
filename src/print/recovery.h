/* SPDX-License-Identifier: GPL-3.0-or-later */
/* recovery: the sheet with the recovery key, printed once when a vault is made.
 *
 * Twelve numbered words, whose vault they open, where to keep the sheet, what to
 * do on the day it is needed, and lines for the dates on which it was tried.
 * The words are secret: the bytes of this sheet are printed and forgotten, never
 * saved beside the vault.
 */
#pragma once

#include "print/page.h"

G_BEGIN_DECLS

typedef struct
{
  const char *school;
  const char *vault;  /* its folder's name, "marsh-lane.guardbook" */
  const char *words;  /* blank-separated */
  const char *made_by;
  gint64 made_at;
} GbRecoverySheet;

/* NULL with GB_ERROR_FAULT.  (transfer full) */
GbSheet *gb_print_recovery (const GbRecoverySheet *given, GError **error);

G_END_DECLS
