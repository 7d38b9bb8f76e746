/* SPDX-License-Identifier: GPL-3.0-or-later */
/* referral: the sheet to have at hand when a concern goes outside the school -
 * to the LADO, the police, children's social care or Prevent.
 *
 * The clock comes first: noticed, due, by which rule, left when printed.  The
 * answers stand in the order of the form at the other end; what is still to get
 * is a dotted line.  The last part has hand-high lines for what the other side
 * says, and for the receipt that stops the clock (A16, A28, A45, B87).
 */
#pragma once

#include "print/blank.h"

G_BEGIN_DECLS

typedef struct
{
  const char *id;    /* of the have-ready list: "adult-born" */
  const char *title; /* its words, as the pack has them */
  const char *value; /* NULL: still to get */
} GbReferralLine;

typedef struct
{
  const char *school, *reference;
  const char *agency;    /* "lado" "police" "social-care" "prevent" */
  const char *agency_name;
  gboolean about_adult;  /* a concern about an adult: for the referrer only */
  const char *noticed, *due, *rule, *left; /* as said; NULL when no clock runs */
  const char *summary;   /* or NULL */
  const GbReferralLine *items;
  guint n_items;
  const GbCheck *limbs;  /* which limbs of the threshold are met; LADO only */
  guint n_limbs;
  const char *made, *spoke_to, *receipt, *outcome; /* what came of it; NULL: lines for the hand */
  const char *printed_by;
  gint64 made_at;
} GbReferralSheet;

/* The sheet.  NULL with GB_ERROR_FAULT.  (transfer full) */
GbSheet *gb_print_referral_sheet (const GbReferralSheet *given, GError **error);

/* The sheet of referral @id as it stands now.  Worker only (ask through
 * gb_book_ask); whoever calls has asked whether it may be read.
 * GB_ERROR_MISSING, GB_ERROR_FAULT.  (transfer full) */
GbSheet *gb_print_referral (GbBook *book, const char *id, GError **error);

G_END_DECLS
