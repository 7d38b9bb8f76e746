/* SPDX-License-Identifier: GPL-3.0-or-later */
/* desk: a vault in a folder of its own, with a member and a recovery key, for
 * the tests of this room. */
#pragma once

#include "vault/vault.h"

G_BEGIN_DECLS

typedef struct
{
  char *folder; /* temporary */
  gboolean own_folder;
  char *path;   /* the vault in it */
  char *words;  /* of the recovery key */
  GbIdentity *member;
  GbIdentity *recovery;
  GbVault *vault; /* NULL while closed */
} GbTestDesk;

GbTestDesk *gb_test_desk_new (void);
GbTestDesk *gb_test_desk_new_in (const char *folder); /* which stays the caller's */
void gb_test_desk_free (GbTestDesk *desk);
void gb_test_desk_close (GbTestDesk *desk);
void gb_test_desk_reopen (GbTestDesk *desk); /* as the member; asserts that it works */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GbTestDesk, gb_test_desk_free)

/* Tables of truth with the guards of journal/schema.sql, in little. */
extern const char gb_test_schema[];

G_END_DECLS
