/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report: the governors' report, from the frozen figures and nothing else.
 *
 * Cover, a section for each section of the figures, how they were counted, small
 * numbers, signatures and codes (B7, C5).  A number is printed as the figures
 * show it ("<5", "c"), and a bar is drawn only where its number is printed.  A
 * draft says so on its cover and on every foot.  The same figures and the same
 * setup give the same bytes.
 */
#pragma once

#include "casework/figures.h"
#include "print/page.h"

G_BEGIN_DECLS

/* What the figures don't know.  Any may be NULL. */
typedef struct
{
  const char *for_whom;    /* "Full governing body, 16 September 2026" */
  const char *agreed_by, *agreed_role;
  gint64 agreed_at;        /* 0: not signed in the program */
  gint64 issued_at;        /* 0: when the figures were frozen */
  const char *const *asks; /* what governors are asked to do, beside noting the figures */
  gboolean names_searched; /* the DSL's words were searched for names of pupils, parents and staff */
} GbReportSetup;

/* @setup may be NULL.  NULL with GB_ERROR_FAULT.  (transfer full) */
GbSheet *gb_print_report (const GbFigures *figures, const GbReportSetup *setup, GError **error);

G_END_DECLS
