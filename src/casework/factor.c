/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/time.h"
#include "casework/book-private.h"
#include "casework/capability.h"
#include "casework/factor.h"

/* From the passphrase to the act: long enough to be told of a word that is missing. */
#define PROOF_LASTS (2 * GB_MINUTE)

/* Signatures in the policies' sense, and what decides who has a key. */
static const char *const signed_kinds[] = { "search.authorised", "authority.given", "report.issued",
                                            "member.invited",    "member.roles",    "member.left",
                                            "retention.erased", NULL };

/* A role that nobody thought of yet is taken for one that opens cases. */
gboolean
gb_roles_are_elevated (const char *const *roles)
{
  for (guint i = 0; roles != NULL && roles[i] != NULL; i++)
    if (*roles[i] != '\0' && (gb_role_words_can (roles[i], GB_CAN_ELEVATE) || !g_strv_contains (gb_roles (), roles[i])))
      return TRUE;
  return FALSE;
}

/* --- permits ------------------------------------------------------------------------ */

struct _GbFactor
{
  GMutex lock;
  GHashTable *permits; /* interned kind -> gint64 until */
};

GbFactor *
gb_factor_new (void)
{
  GbFactor *self = g_new0 (GbFactor, 1);

  g_mutex_init (&self->lock);
  self->permits = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  return self;
}

void
gb_factor_free (GbFactor *self)
{
  g_hash_table_unref (self->permits);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static void
allow (GbFactor *self, const char *kind)
{
  gint64 until = gb_now () + PROOF_LASTS;

  g_mutex_lock (&self->lock);
  g_hash_table_replace (self->permits, (gpointer) g_intern_string (kind), g_memdup2 (&until, sizeof until));
  g_mutex_unlock (&self->lock);
}

static gboolean
is_allowed (GbFactor *self, const char *kind)
{
  const gint64 *until;
  gboolean still;

  g_mutex_lock (&self->lock);
  until = g_hash_table_lookup (self->permits, kind);
  still = until != NULL && *until >= gb_now ();
  g_mutex_unlock (&self->lock);
  return still;
}

void
gb_factor_use_up (GbFactor *self, const char *kind)
{
  g_mutex_lock (&self->lock);
  g_hash_table_remove (self->permits, kind);
  g_mutex_unlock (&self->lock);
}

gboolean
gb_factor_check (GbBook *book, const char *kind, GError **error)
{
  if (!gb_book_needs_proof (book, kind))
    return TRUE;
  g_set_error_literal (error, GB_ERROR, GB_ERROR_PASSPHRASE,
                       _ ("This is signed with your passphrase (policy 001 s7.9). Type it."));
  return FALSE;
}

gboolean
gb_factor_ask (GbBook *book, const char *kind, GError **error)
{
  char *typed;
  gboolean proven;

  if (!gb_book_needs_proof (book, kind))
    return TRUE;
  typed = gb_passphrase_ask (FALSE, NULL);
  if (typed == NULL)
    return gb_factor_check (book, kind, error);
  proven = gb_book_prove (book, kind, typed, error);
  gb_guarded_free (typed);
  return proven;
}

/* --- at the desk ------------------------------------------------------------------------ */

static GbIdentity *
identity_of (GbBook *book)
{
  return gb_vault_get_identity (gb_book_get_vault (book));
}

gboolean
gb_book_has_passphrase (GbBook *self)
{
  return gb_identity_has_passphrase (identity_of (self));
}

gboolean
gb_book_wants_passphrase (GbBook *self)
{
  return !gb_book_has_passphrase (self) && gb_roles_are_elevated (gb_book_get_roles (self));
}

gboolean
gb_book_needs_proof (GbBook *self, const char *kind)
{
  return g_strv_contains (signed_kinds, kind) && gb_book_has_passphrase (self)
         && !is_allowed (gb_book_get_factor (self), kind);
}

static gboolean
check (GbBook *self, const char *typed, GError **error)
{
  char *spelt = gb_passphrase_spell (typed);
  gboolean right = gb_identity_check_passphrase (identity_of (self), spelt, error);

  gb_guarded_free (spelt);
  return right;
}

gboolean
gb_book_prove (GbBook *self, const char *kind, const char *passphrase, GError **error)
{
  if (!check (self, passphrase, error))
    return FALSE;
  allow (gb_book_get_factor (self), kind);
  return TRUE;
}

/* --- choosing one -------------------------------------------------------------------------- */

/* What somebody who knows the school would try first. */
static gboolean
is_fit (const char *typed, const char *name, const char *school, GError **error)
{
  g_autofree char *all = g_strdup_printf ("%s %s guardbook safeguarding", name != NULL ? name : "",
                                          school != NULL ? school : "");
  g_autofree char *folded = g_utf8_strdown (all, -1);
  g_auto (GStrv) known = g_strsplit (folded, " ", -1);

  return gb_passphrase_is_fit (typed, (const char *const *) known, error);
}

gboolean
gb_factor_choose (const char *const *roles, const char *typed, const char *name, const char *school, char **spelt,
                  GError **error)
{
  char *asked = NULL;
  gboolean fit;

  *spelt = NULL;
  if (typed == NULL && !gb_roles_are_elevated (roles))
    return TRUE;
  if (typed == NULL)
    typed = asked = gb_passphrase_ask (TRUE, error);
  fit = typed != NULL && is_fit (typed, name, school, error);
  if (fit)
    *spelt = gb_passphrase_spell (typed);
  gb_guarded_free (asked);
  return fit;
}

gboolean
gb_factor_store (GbKeyring *keyring, GbIdentity *identity, const char *name, const char *spelt, GError **error)
{
  g_autoptr (GBytes) item = gb_identity_to_item (identity, name, spelt);

  if (!gb_keyring_store (keyring, gb_identity_get_vault_id (identity), gb_identity_get_member_id (identity), "seed",
                         _ ("Guardbook: key to the safeguarding record"), item, error))
    return FALSE;
  gb_identity_keep_item (identity, item);
  return TRUE;
}

gboolean
gb_book_set_passphrase (GbBook *self, const char *old, const char *fresh, GError **error)
{
  const char *name = gb_book_get_member_name (self);
  char *spelt = NULL;
  gboolean done;

  if (!check (self, old, error)
      || !gb_factor_choose (gb_book_get_roles (self), fresh, name, gb_book_get_school (self), &spelt, error))
    return FALSE;
  done = gb_factor_store (gb_book_get_keyring (self), identity_of (self), name, spelt, error);
  gb_guarded_free (spelt);
  return done;
}

/* --- who can sit down -------------------------------------------------------------------------- */

void
gb_sitter_free (GbSitter *sitter)
{
  g_free (sitter->member_id);
  g_free (sitter->name);
  g_free (sitter);
}

/* An item of before there were passphrases opens without one, and the vault says whose it is. */
static char *
ask_the_vault (const char *dir, const char *member_id, GbKeyring *keyring, GError **error)
{
  g_autoptr (GbBook) book = gb_book_open_with (dir, member_id, NULL, keyring, error);
  char *name = book != NULL ? g_strdup (gb_book_get_member_name (book)) : NULL;

  if (book != NULL)
    gb_book_close (book);
  return name;
}

static GbSitter *
sitter_of (const char *dir, const char *vault_id, const char *member_id, gboolean alone, GbKeyring *keyring,
           GError **error)
{
  g_autoptr (GBytes) item = gb_keyring_load (keyring, vault_id, member_id, "seed", error);
  g_auto (GbSeedLook) look = { 0 };
  g_autoptr (GError) local = NULL;
  GbSitter *sitter;

  if (item == NULL)
    return NULL;
  gb_seed_item_look (item, &look);
  sitter = g_new0 (GbSitter, 1);
  sitter->member_id = g_strdup (member_id);
  sitter->passphrase = look.passphrase;
  sitter->name = g_steal_pointer (&look.name);
  /* Who sits down alone is not asked who they are. */
  if (sitter->name == NULL && !sitter->passphrase && !alone)
    sitter->name = ask_the_vault (dir, member_id, keyring, &local);
  if (local == NULL)
    return sitter;
  gb_sitter_free (sitter);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

static int
by_name (gconstpointer a, gconstpointer b)
{
  const GbSitter *left = *(GbSitter *const *) a, *right = *(GbSitter *const *) b;

  return g_strcmp0 (left->name, right->name);
}

GPtrArray *
gb_book_sitters (const char *dir, GbKeyring *keyring, GError **error)
{
  g_autoptr (GPtrArray) sitters = g_ptr_array_new_with_free_func ((GDestroyNotify) gb_sitter_free);
  g_autofree char *vault_id = gb_vault_read_id (dir, error);
  g_auto (GStrv) members = vault_id != NULL ? gb_keyring_members (keyring, vault_id, error) : NULL;

  if (members == NULL)
    return NULL;
  for (guint i = 0; members[i] != NULL; i++)
    {
      GbSitter *sitter = sitter_of (dir, vault_id, members[i], members[1] == NULL, keyring, error);
      if (sitter == NULL && error != NULL && *error != NULL)
        return NULL;
      if (sitter != NULL)
        g_ptr_array_add (sitters, sitter);
    }
  g_ptr_array_sort (sitters, by_name);
  return g_steal_pointer (&sitters);
}
