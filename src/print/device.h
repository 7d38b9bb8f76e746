/* SPDX-License-Identifier: GPL-3.0-or-later */
/* device: the two papers of a device in custody.
 *
 * The label (100 x 60 mm) goes on the sealed bag, where other people see it: it
 * can't carry a child's name, because its input has no field for one (A26, B73).
 * The receipt (A5, two halves) is signed when the device goes home; its
 * letters must be those on the bag.
 */
#pragma once

#include "print/page.h"

G_BEGIN_DECLS

typedef struct
{
  const char *school;
  const char *number;     /* reference people read: "26-0187" */
  const char *check;      /* five check letters, "7Q4K9" */
  const char *code;       /* what the QR says; the check letters are its short form */
  const char *thing;      /* "One mobile phone, black" */
  const char *condition;  /* "corner cracked on receipt; off; not opened" */
  const char *seal;       /* "ML 004412" */
  const char *place;      /* "Safe 1, shelf B" */
  gboolean held;          /* a hold forbids giving it back: hatched, never "home" */
  const char *fate;       /* "Home today" or "Hold: police" */
  const char *fate_day;   /* "Tue 9 June", or who asked for the hold */
  const char *fate_words; /* "to a parent or carer, after 15.20, against receipt" */
  const char *taken;      /* "In at 13.14: O. Farrow, J. Ibbotson" (staff) */
  gint64 made_at;
} GbLabel;

/* How the bag's seal was when it was handed over. */
typedef enum { GB_SEAL_NOT_SAID, GB_SEAL_UNBROKEN, GB_SEAL_BROKEN } GbSeal;

typedef struct
{
  const char *school, *telephone; /* of the office; NULL when not known */
  const char *number, *check, *code, *seal, *thing;
  const char *taken_in, *given_back; /* times as said */
  const char *given_to;  /* name and relation */
  const char *given_by;
  GbSeal seal_state;
  const char *state;     /* "The phone was not opened by the school. …" or NULL */
  const char *policy;    /* what the school's policy says to the family, or NULL */
  gint64 made_at;
} GbReceipt;

/* NULL with GB_ERROR_FAULT (font), GB_ERROR_INPUT (no number or no code).  (transfer full) */
GbSheet *gb_print_label (const GbLabel *given, GError **error);
GbSheet *gb_print_receipt (const GbReceipt *given, GError **error);

/* The label of device @id as it stands now; a description that names its owner is
 * left out of it.  Worker only (ask through gb_book_ask).  GB_ERROR_MISSING.  (transfer full) */
GbSheet *gb_print_device_label (GbBook *book, const char *id, GError **error);
/* The receipt of device @id for the parent or officer who takes it: from the
 * record once it has left, else with lines for what is filled in by hand. */
GbSheet *gb_print_device_receipt (GbBook *book, const char *id, GError **error);

/* What the code of device @id says, and what gb_print_check_letters shortens.  (transfer full) */
char *gb_print_device_code (const char *id);

/* Five letters and digits that stand for @code when it can't be scanned: no vowel
 * and nothing that can be mistaken for another.  (transfer full) */
char *gb_print_check_letters (const char *code);

G_END_DECLS
