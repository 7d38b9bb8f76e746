/* SPDX-License-Identifier: GPL-3.0-or-later */
/* recovery: the sheet with the recovery key, printed once when a vault is made,
 * and the sheets of the three recovery shares, each for its holder.
 *
 * Twelve (of a share: twenty-four) numbered words, whose vault they open, where to keep the sheet, what to
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

/* The sheet of one share: its words, and the same for a hand scanner as a QR code. */
typedef struct
{
  const char *school, *vault;
  const char *words;
  guint share;         /* 1 to 3 */
  const char *holder;  /* "Gwen Ashdown, chair of governors" */
  const char *others;  /* who holds the other two */
  const char *made_by;
  gint64 made_at;
} GbShareSheet;
GbSheet *gb_print_share (const GbShareSheet *given, GError **error);

G_END_DECLS
