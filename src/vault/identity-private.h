/* SPDX-License-Identifier: GPL-3.0-or-later */
/* identity-private: what only the vault room may do with an identity. */
#pragma once

#include "vault/identity.h"

G_BEGIN_DECLS

/* Opens what crypto_box_seal closed for this identity; @plain has room for
 * @length less crypto_box_SEALBYTES.  FALSE: it was closed for somebody else, or changed. */
gboolean gb_identity_unseal (GbIdentity *self, const guint8 *sealed, gsize length, guint8 *plain);

/* What this identity and the owner of @box_key can compute and nobody else:
 * GB_SEED_SIZE bytes into @shared, a guarded page.  FALSE: @box_key is no key.  Remembers the
 * last few; one thread at a time. */
gboolean gb_identity_meet (GbIdentity *self, const guint8 *box_key, guint8 *shared);

G_END_DECLS
