/* SPDX-License-Identifier: GPL-3.0-or-later */
/* obligation: what the policies ask, and where in the program each thing is met.
 *
 * data/policy/obligations.xml names every obligation (A1 … C37) with its clause
 * and its answers.  An answer is a reference; it is worth something only while
 * it leads to the real thing, so each is resolved against the pack, the kinds
 * of entry, the gates, the registers, the report's sections and the help, every
 * time that it is asked for.
 */
#pragma once

#include "policy/pack.h"

G_BEGIN_DECLS

/* by: "step" "act" "gate" "register" "report" "rule" "clock" "list" "help". */
typedef struct { char *by, *at; } GbMet;

typedef struct
{
  char *id;           /* "A32" */
  char *clause;       /* "000 MST s6.1 b9" */
  char *asks;         /* in our own words */
  GPtrArray *answers; /* of GbMet, the first the one to look at first */
} GbObligation;

/* All of them, in order.  GB_ERROR_INPUT with line and reason.
 * (transfer full, element-type GbObligation) */
GPtrArray *gb_obligations (GError **error);

/* Where the answer leads, in words a person finds it by.  GB_ERROR_MISSING when
 * it leads nowhere.  (transfer full) */
char *gb_met_resolve (const GbMet *answer, GbPack *pack, GError **error);
/* The kind of an answer in words: "Step of a procedure". */
const char *gb_met_by_label (const char *by);

/* The page of the help that shows them all, as Mallard.  (transfer full) */
char *gb_obligations_page (GbPack *pack, GError **error);

G_END_DECLS
