/* SPDX-License-Identifier: GPL-3.0-or-later */
/* desk: the desk of an invented school for tests of casework and above - a
 * real vault in a folder of its own, a keyring in memory, the recovery key
 * confirmed.  Ruth Adeyemi (DSL) sits at it; others can be let in. */
#pragma once

#include "casework/book.h"

G_BEGIN_DECLS

typedef struct
{
  char *folder; /* temporary */
  char *path;   /* Marsh Lane.guardbook in it */
  char *words;  /* of the recovery key */
  GbKeyring *keyring;
  GbBook *book; /* Ruth Adeyemi's; NULL while closed */
} GbTestDesk;

/* With the recovery key confirmed, so that every act is possible. */
GbTestDesk *gb_test_desk_new (void);
/* The same under the shipped policy pack @pack. */
GbTestDesk *gb_test_desk_new_of (const char *pack);
/* As the first start leaves it: the recovery key not yet confirmed. */
GbTestDesk *gb_test_desk_new_unconfirmed (void);
void gb_test_desk_free (GbTestDesk *desk);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GbTestDesk, gb_test_desk_free)

/* Closes the book; opens it again as @member_id (NULL: Ruth Adeyemi). */
void gb_test_desk_close (GbTestDesk *desk);
GbBook *gb_test_desk_reopen (GbTestDesk *desk, const char *member_id);

/* Invites and lets in another member, whose keys come into the same keyring
 * (one vault is open at a time, so the desk's book is closed for it and opened
 * again).  Their member id.  (transfer full) */
char *gb_test_desk_enrol (GbTestDesk *desk, const char *name, const char *role);

/* @json with ' for ", as an object.  (transfer full) */
JsonObject *gb_test_body (const char *json);
/* Does the act and asserts that it was done; @body as gb_test_body.  The case id.  (transfer full) */
char *gb_test_act (GbBook *book, const char *kind, const char *case_id, const char *body);
/* Tries it and asserts that it fails so; the sentence.  (transfer full) */
char *gb_test_refused (GbBook *book, const char *kind, const char *case_id, const char *body, int code);

/* An incident recorded by @book, invented throughout: its case id.  (transfer full) */
char *gb_test_incident (GbBook *book);

G_END_DECLS
