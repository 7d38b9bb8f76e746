/* SPDX-License-Identifier: GPL-3.0-or-later */
/* search: the permit to search a device, and the record of the search after it.
 *
 * One page that the searcher carries and the file keeps (A29 to A35).  Its first
 * part is the sheet that was put before the headteacher, row by row as it was
 * signed: the page can't say anything else than the signature covers.  The band
 * shows how the search was authorised: a black dot when before it, a hatched
 * bar when afterwards, for good; the second can never become the first.  A part
 * without facts is left out.
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
  char *label, *value;
  gboolean wide;
} GbPermitRow;

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
  char *asked;     /* "Asked for 9 June 2026, 13.01, by Carys Whitlock" */
  char *basis;     /* statute and policy */
  GPtrArray *rows; /* of GbPermitRow: the sheet, as signed once it is signed */

  char *standing;  /* the standing authority it rests on */
  char *signer, *signer_role, *signed_at; /* NULL signer: not signed */
  char *code;      /* the words that stand for the signed sheet */
  char *refusal;   /* why it was refused or withdrawn, or why the signature is void */

  /* The search; NULL carried_at: not carried out */
  char *carried_at, *carried_where, *carried_by, *carried_witness, *present, *cooperation, *found, *follow_up, *harm;
  char *beyond;    /* what went beyond the authority, and why */
  gboolean was_found, risk_revealed;

  char *custody, *seal, *whereabouts; /* the device; NULL custody: none is kept */
  GPtrArray *events; /* afterwards: of GbPermitEvent */
  char *printed_by;
  gint64 made_at;
} GbPermit;

GbPermit *gb_permit_new (void);
void gb_permit_free (GbPermit *permit);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GbPermit, gb_permit_free)
void gb_permit_add_row (GbPermit *permit, const char *label, const char *value, gboolean wide);
void gb_permit_add_event (GbPermit *permit, const char *time, const char *what, const char *who);

/* The page.  NULL with GB_ERROR_FAULT.  (transfer full) */
GbSheet *gb_print_permit (const GbPermit *permit, GError **error);

/* The page of search @id, as it stands now.  Worker only (ask through gb_book_ask);
 * whoever calls has asked whether it may be read.  GB_ERROR_MISSING, GB_ERROR_FAULT.
 * (transfer full) */
GbSheet *gb_print_search (GbBook *book, const char *id, GError **error);

G_END_DECLS
