/* SPDX-License-Identifier: GPL-3.0-or-later */
/* search: the record of a device search, and the permit to search before it.
 *
 * One page that the headteacher reads before signing, the searcher carries, and
 * the file keeps (A29 to A35).  Its band shows how it was authorised: a black
 * dot when before the search, a hatched bar when afterwards, for good; the
 * second can never become the first.  What hasn't happened yet isn't shown as
 * an empty promise: a part without facts is left out, a fact still to get
 * within a part is a dotted line.
 */
#pragma once

#include "print/page.h"

G_BEGIN_DECLS

typedef enum
{
  GB_PERMIT_WAITING,       /* asked for, not answered */
  GB_PERMIT_BEFORE,        /* authorised before the search */
  GB_PERMIT_AFTERWARDS,    /* searched first, authorised afterwards */
  GB_PERMIT_NOT_YET_AFTER, /* searched first, not authorised */
  GB_PERMIT_REFUSED,
  GB_PERMIT_WITHDRAWN,
  GB_PERMIT_VOID,          /* changed after it was signed */
} GbPermitState;

typedef struct
{
  char *time, *what, *who;
} GbPermitEvent;

/* All text is as printed; any may be NULL unless said.  Owned: free with
 * gb_permit_free. */
typedef struct
{
  char *school;    /* needed */
  char *reference; /* needed */
  GbPermitState state;
  char *valid;     /* "Valid Tue 9 June 2026, 13.05 to 15.20" */
  char *condition; /* that the headteacher set */

  /* 1 Asked for */
  char *asked_at, *asked_by;
  char *owner, *owner_about; /* the child; "Year 5, 5B" */
  char *device;
  char *looked_for; /* scope: what may be looked at */
  char *reason;     /* in the asker's words */

  /* 2 Ground */
  char *ground, *limb, *basis; /* basis: statute and policy */
  char *urgent;                /* could a child be harmed by waiting */

  /* 3 Authority */
  char *searcher, *witness, *from_until, *consent, *exception, *standing;
  char *signer, *signer_role, *signed_at; /* NULL signer: not signed */
  char *code;                             /* the words that stand for what was signed */
  char *refusal;                          /* why it was refused or withdrawn, or which change voids it */

  /* 4 Search; NULL carried_at: not carried out */
  char *carried_at, *carried_where, *carried_by, *carried_witness, *present, *cooperation, *found, *follow_up, *harm;
  char *beyond; /* what went beyond the authority, and why */
  gboolean was_found, same_sex, child_present, risk_revealed;

  /* 5 Device in custody; NULL: none */
  char *custody, *seal, *whereabouts;

  GPtrArray *events; /* 6 Afterwards: of GbPermitEvent */
  char *entries;     /* "Journal entries 17,902 to 17,911" */
  char *printed_by;
  gint64 made_at;
} GbPermit;

GbPermit *gb_permit_new (void);
void gb_permit_free (GbPermit *permit);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GbPermit, gb_permit_free)
void gb_permit_add_event (GbPermit *permit, const char *time, const char *what, const char *who);

/* NULL with GB_ERROR_FAULT.  (transfer full) */
GbSheet *gb_print_search (const GbPermit *permit, GError **error);

G_END_DECLS
