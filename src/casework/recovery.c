/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/ids.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/book-private.h"
#include "casework/capability.h"
#include "casework/member.h"
#include "casework/recovery.h"

GB_RECORD_DEFINE (GbShare, gb_share, GB_SHARE_FIELDS)

/* A share that was not proved in so long asks for it even where no terms are set. */
#define REHEARSAL_DAYS 120

static const struct { const char *name; guint one, other; } pairs[]
    = { { "1-2", 0, 1 }, { "1-3", 0, 2 }, { "2-3", 1, 2 } };

void
gb_shares_free (GbShares *shares)
{
  if (shares == NULL)
    return;
  for (guint i = 0; i < GB_SHARES; i++)
    {
      gb_wipe_text (shares->words[i]);
      g_free (shares->holders[i]);
    }
  g_free (shares->set_id);
  g_free (shares);
}

/* --- making -------------------------------------------------------------------- */

static gboolean
holders_are_three (const GbShareHolder holders[GB_SHARES], GError **error)
{
  for (guint i = 0; i < GB_SHARES; i++)
    {
      g_autofree char *folded = gb_text_fold (holders[i].name);
      if (!gb_text_is_filled (holders[i].name))
        {
          g_set_error (error, GB_ERROR, GB_ERROR_INPUT,
                       _ ("Share %u has no holder yet. Say who keeps it, by name and office."), i + 1);
          return FALSE;
        }
      for (guint k = 0; k < i; k++)
        {
          g_autofree char *other = gb_text_fold (holders[k].name);
          if (g_str_equal (folded, other) || (holders[i].id != NULL && g_strcmp0 (holders[i].id, holders[k].id) == 0))
            {
              g_set_error (error, GB_ERROR, GB_ERROR_INPUT,
                           _ ("%s would hold two shares, and two open the vault. Give each share to another person."),
                           holders[i].name);
              return FALSE;
            }
        }
    }
  return TRUE;
}

typedef struct { GbBook *book; const GbShareHolder *holders; GbShares *shares; GbIdentity *pairs[GB_SHARES]; } Making;

static JsonArray *
rows_of_shares (Making *making, const char *vault_id)
{
  JsonArray *rows = json_array_new ();

  for (guint i = 0; i < GB_SHARES; i++)
    {
      g_autofree char *verifier = gb_share_verifier (vault_id, making->shares->words[i], NULL);
      JsonObject *row = json_object_new ();

      json_object_set_int_member (row, "share", i + 1);
      json_object_set_string_member (row, "holder", making->holders[i].name);
      gb_json_set_text (row, "holder_id", making->holders[i].id);
      json_object_set_string_member (row, "verifier", verifier);
      json_array_add_object_element (rows, row);
    }
  return rows;
}

static JsonArray *
rows_of_pairs (Making *making)
{
  JsonArray *rows = json_array_new ();

  for (guint i = 0; i < GB_SHARES; i++)
    {
      g_autofree char *sign_key = gb_bytes_to_hex (gb_identity_get_sign_key (making->pairs[i]), GB_SIGN_KEY_SIZE);
      g_autofree char *box_key = gb_bytes_to_hex (gb_identity_get_box_key (making->pairs[i]), GB_BOX_KEY_SIZE);
      JsonObject *row = json_object_new ();

      json_object_set_string_member (row, "pair", pairs[i].name);
      json_object_set_string_member (row, "sign_key", sign_key);
      json_object_set_string_member (row, "box_key", box_key);
      json_array_add_object_element (rows, row);
    }
  return rows;
}

/* The entry first: a slot that no entry knows is taken out again, and what is
 * broken off before the words were shown opens nothing for anybody. */
static gboolean
make_job (GbVault *vault, gpointer data, GError **error)
{
  Making *making = data;
  g_autoptr (JsonObject) body = json_object_new ();
  g_autofree char *request = gb_id_new ();
  GbDone *done;

  json_object_set_string_member (body, "set", making->shares->set_id);
  json_object_set_array_member (body, "shares", rows_of_shares (making, gb_vault_get_id (vault)));
  json_object_set_array_member (body, "pairs", rows_of_pairs (making));
  done = gb_book_do (making->book, "recovery.shared", NULL, request, body, error);
  if (done == NULL)
    return FALSE;
  gb_done_free (done);
  for (guint i = 0; i < GB_SHARES; i++)
    {
      g_autofree char *holder = g_strdup_printf ("%s.%s", making->shares->set_id, pairs[i].name);
      if (!gb_vault_add_slot (vault, "share-pair", holder, gb_identity_get_box_key (making->pairs[i]), 0, error))
        return FALSE;
    }
  return TRUE;
}

GbShares *
gb_shares_make (GbBook *book, const GbShareHolder holders[GB_SHARES], GError **error)
{
  GbVault *vault = gb_book_get_vault (book);
  g_autoptr (GbShares) shares = g_new0 (GbShares, 1);
  Making making = { book, holders, shares, { NULL } };
  g_autofree char *id = gb_id_new ();
  gboolean made = holders_are_three (holders, error);

  if (!made)
    return NULL;
  shares->set_id = g_strndup (id, 8);
  shares->made_at = gb_now ();
  for (guint i = 0; i < GB_SHARES; i++)
    {
      shares->words[i] = gb_share_new ();
      shares->holders[i] = g_strdup (holders[i].name);
    }
  for (guint i = 0; made && i < GB_SHARES; i++)
    {
      making.pairs[i] = gb_identity_new_from_shares (gb_vault_get_id (vault), shares->words[pairs[i].one],
                                                     shares->words[pairs[i].other], error);
      made = making.pairs[i] != NULL;
    }
  made = made && gb_vault_run (vault, make_job, &making, error);
  for (guint i = 0; i < GB_SHARES; i++)
    g_clear_object (&making.pairs[i]);
  return made ? g_steal_pointer (&shares) : NULL;
}

/* --- rehearsing ------------------------------------------------------------------- */

typedef struct
{
  GbBook *book;
  const char *verifier;
  char *set_id, *holder;
  gint64 share;
  gboolean confirmed;
} Rehearsal;

static gboolean
find_share (GbVault *vault, Rehearsal *rehearsal, GError **error)
{
  g_autoptr (GbStatement) s = gb_statement_new (
      vault,
      "SELECT h.set_id, h.share, h.holder, p.state FROM p_share AS h JOIN p_share_set AS p ON p.set_id = h.set_id"
      " WHERE h.verifier = :verifier",
      error);
  g_autoptr (GError) local = NULL;

  if (s == NULL)
    return FALSE;
  gb_statement_bind (s, ":verifier", rehearsal->verifier, NULL);
  if (!gb_statement_step (s, &local))
    {
      if (local == NULL)
        local = g_error_new_literal (GB_ERROR, GB_ERROR_INPUT,
                                     _ ("These words are a share, but not of this vault. Look whether the sheet names "
                                        "this school and this vault."));
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (g_strcmp0 (gb_statement_text (s, "state"), "withdrawn") == 0)
    return gb_refuse (error, _ ("This share was replaced by a newer one and opens nothing. Destroy the sheet, and "
                                "rehearse the newer share."));
  rehearsal->set_id = g_strdup (gb_statement_text (s, "set_id"));
  rehearsal->holder = g_strdup (gb_statement_text (s, "holder"));
  rehearsal->share = gb_statement_number (s, "share");
  return TRUE;
}

/* The sets before this one are given up as soon as it is whole. */
static gboolean
withdraw_older (GbVault *vault, Rehearsal *rehearsal, GError **error)
{
  while (TRUE)
    {
      g_autoptr (GError) local = NULL;
      g_autofree char *older = gb_vault_ask_text (
          vault, &local,
          "SELECT set_id FROM p_share_set WHERE state <> 'withdrawn'"
          " AND entry < (SELECT entry FROM p_share_set WHERE set_id = :set) LIMIT 1",
          ":set", rehearsal->set_id, NULL);
      g_autoptr (JsonObject) body = json_object_new ();

      if (local != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      if (older == NULL)
        return TRUE;
      json_object_set_string_member (body, "what", "shares");
      json_object_set_string_member (body, "set", older);
      json_object_set_string_member (body, "reason", _ ("New shares were made and each was typed back"));
      if (!gb_book_write (rehearsal->book, "recovery.withdrawn", body, error))
        return FALSE;
    }
}

static gboolean
rehearse_job (GbVault *vault, gpointer data, GError **error)
{
  Rehearsal *rehearsal = data;
  g_autoptr (JsonObject) body = json_object_new ();
  g_autofree char *request = gb_id_new ();
  g_autofree char *before = NULL, *after = NULL;
  GbDone *done;

  if (!find_share (vault, rehearsal, error))
    return FALSE;
  before = gb_vault_ask_text (vault, NULL, "SELECT state FROM p_share_set WHERE set_id = :set", ":set",
                              rehearsal->set_id, NULL);
  json_object_set_string_member (body, "set", rehearsal->set_id);
  json_object_set_int_member (body, "share", rehearsal->share);
  json_object_set_string_member (body, "holder", rehearsal->holder);
  done = gb_book_do (rehearsal->book, "recovery.rehearsed", NULL, request, body, error);
  if (done == NULL)
    return FALSE;
  gb_done_free (done);
  after = gb_vault_ask_text (vault, error, "SELECT state FROM p_share_set WHERE set_id = :set", ":set",
                             rehearsal->set_id, NULL);
  rehearsal->confirmed = g_strcmp0 (after, "confirmed") == 0;
  if (rehearsal->confirmed && g_strcmp0 (before, "confirmed") != 0)
    return withdraw_older (vault, rehearsal, error);
  return after != NULL;
}

gboolean
gb_share_rehearse (GbBook *book, const char *words, gint64 *share, gboolean *confirmed, GError **error)
{
  GbVault *vault = gb_book_get_vault (book);
  g_autofree char *verifier = gb_share_verifier (gb_vault_get_id (vault), words, error);
  Rehearsal rehearsal = { .book = book, .verifier = verifier };
  gboolean done = verifier != NULL && gb_vault_run (vault, rehearse_job, &rehearsal, error);

  if (share != NULL)
    *share = rehearsal.share;
  if (confirmed != NULL)
    *confirmed = rehearsal.confirmed;
  g_free (rehearsal.set_id);
  g_free (rehearsal.holder);
  return done;
}

/* --- reading ------------------------------------------------------------------------- */

GPtrArray *
gb_shares (GbVault *vault, GError **error)
{
  return gb_records (vault, gb_share_get_type (), error,
                     "SELECT h.set_id, p.state, h.share, h.holder, h.holder_id, p.made_by, p.made_at, h.rehearsed_at,"
                     " h.rehearsed_by FROM p_share AS h JOIN p_share_set AS p ON p.set_id = h.set_id"
                     " WHERE p.state <> 'withdrawn' ORDER BY p.entry DESC, h.share",
                     NULL);
}

gint64
gb_recovery_key_withdrawn (GbVault *vault, GError **error)
{
  return gb_vault_ask_number (vault, 0, error, "SELECT coalesce (key_withdrawn_at, 0) FROM p_school", NULL);
}

/* The first instant of the term that runs today, or of the time in which a share stays fresh. */
static gint64
fresh_since (GbBook *book)
{
  g_autofree char *today = gb_today ();
  GbTerm *term = gb_calendar_term_of (gb_book_get_calendar (book), today);
  gint64 since = term != NULL ? gb_day_to_instant (term->from, 0) : gb_now () - REHEARSAL_DAYS * GB_DAY;

  if (term != NULL)
    gb_term_free (term);
  return since;
}

static char *
say_stale (GPtrArray *shares, gint64 since)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autofree char *said = NULL;

  for (guint i = 0; i < shares->len; i++)
    {
      GbShare *share = shares->pdata[i];
      if (g_strcmp0 (share->state, "confirmed") == 0 && share->rehearsed_at < since)
        g_ptr_array_add (names, share->holder);
    }
  if (names->len == 0)
    return NULL;
  g_ptr_array_add (names, NULL);
  said = gb_text_join_and ((const char *const *) names->pdata);
  return g_strdup_printf (_ ("Not yet rehearsed this term: the share of %s."), said);
}

char *
gb_recovery_reminder (GbBook *book, GError **error)
{
  GbVault *vault = gb_book_get_vault (book);
  g_autoptr (GPtrArray) shares = gb_shares (vault, error);

  if (shares == NULL)
    return NULL;
  if (shares->len == 0)
    return g_strdup (_ ("There are no recovery shares yet: one sheet of twelve words alone opens everything. Make "
                        "three shares, any two of which open the vault."));
  if (g_strcmp0 (((GbShare *) shares->pdata[0])->state, "made") == 0)
    return g_strdup (_ ("The recovery shares are printed, but not each was typed back. Until then they don’t count."));
  return say_stale (shares, fresh_since (book));
}

/* --- slots and journal ------------------------------------------------------------------ */

gboolean
gb_recovery_rekey_is_due (GbVault *vault, GError **error)
{
  return gb_vault_ask_number (vault, 0, error,
                              "SELECT rekey_due OR EXISTS (SELECT 1 FROM meta WHERE name = 'rekey due') FROM p_school",
                              NULL)
         > 0;
}

/* 1: this member's roles have a key to the vault today; -1: they have none, or the
 * member has left; 0: the journal doesn't say (somebody who is just coming in, or
 * whose only role has ended, and whom the desk shows nothing). */
static int
has_a_key (GbVault *vault, const char *member_id, GError **error)
{
  g_autofree char *today = gb_today ();
  g_autoptr (GbMember) member = gb_member_get (vault, member_id, today, error);

  if (member == NULL)
    return 0;
  if (g_strcmp0 (member->state, "left") == 0)
    return -1;
  if (g_strcmp0 (member->state, "active") != 0 || !gb_text_is_filled (member->roles))
    return 0;
  return gb_role_words_can (member->roles, GB_CAN_HOLD_KEY) ? 1 : -1;
}

/* Whether the journal says that this key opens nothing any more.  A slot that
 * it says nothing about yet belongs to somebody who is just coming in. */
static gboolean
is_over (GbVault *vault, const GbSlotInfo *slot, GError **error)
{
  if (g_str_equal (slot->kind, "member"))
    return has_a_key (vault, slot->holder, error) < 0;
  if (g_str_equal (slot->kind, "enrolment"))
    return slot->expires <= gb_now ()
           || gb_vault_ask_number (vault, 1, error,
                                   "SELECT coalesce ((SELECT m.state = 'left' OR i.state = 'left'"
                                   " OR (m.joined_at IS NOT NULL AND m.joined_at >= m.invited_at)"
                                   " FROM p_member AS m LEFT JOIN p_member AS i ON i.id = m.invited_by"
                                   " WHERE m.id = :id), 0)",
                                   ":id", slot->holder, NULL)
                  > 0;
  if (g_str_equal (slot->kind, "recovery"))
    return gb_recovery_key_withdrawn (vault, error) > 0;
  if (g_str_equal (slot->kind, "share-pair"))
    return gb_vault_ask_number (vault, 0, error,
                                "SELECT count (*) FROM p_share_set WHERE state <> 'withdrawn'"
                                " AND set_id = substr (:holder, 1, instr (:holder, '.') - 1)",
                                ":holder", slot->holder, NULL)
           == 0;
  return FALSE;
}

gboolean
gb_recovery_tidy_slots (GbVault *vault, GError **error)
{
  g_autoptr (GPtrArray) slots = gb_vault_slots (vault, error);

  if (slots == NULL)
    return FALSE;
  for (guint i = 0; i < slots->len; i++)
    {
      const GbSlotInfo *slot = slots->pdata[i];
      g_autoptr (GError) local = NULL;
      gboolean over = is_over (vault, slot, &local);

      if (local == NULL && over)
        gb_vault_remove_slot (vault, slot->kind, slot->holder, &local);
      if (local == NULL)
        continue;
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  return TRUE;
}

static gboolean
has_slot (const GPtrArray *slots, const char *member_id)
{
  for (guint i = 0; i < slots->len; i++)
    {
      const GbSlotInfo *slot = slots->pdata[i];
      if (g_str_equal (slot->kind, "member") && g_str_equal (slot->holder, member_id))
        return TRUE;
    }
  return FALSE;
}

gboolean
gb_recovery_note_demoted (GbVault *vault, GError **error)
{
  g_autoptr (GPtrArray) slots = gb_vault_slots (vault, error);
  gboolean any = FALSE;

  if (slots == NULL)
    return FALSE;
  for (guint i = 0; i < slots->len && !any; i++)
    {
      const GbSlotInfo *slot = slots->pdata[i];
      any = g_str_equal (slot->kind, "member") && has_a_key (vault, slot->holder, NULL) < 0;
    }
  return !any
         || gb_vault_execute (vault, "INSERT INTO meta (name, value) VALUES ('rekey due', '1') ON CONFLICT DO NOTHING",
                              error);
}

gboolean
gb_recovery_rekeyed (GbVault *vault, GError **error)
{
  return gb_vault_execute (vault, "DELETE FROM meta WHERE name = 'rekey due'", error);
}

gboolean
gb_recovery_give_slots (GbVault *vault, GError **error)
{
  g_autofree char *today = gb_today ();
  g_autoptr (GPtrArray) slots = gb_vault_slots (vault, error);
  g_autoptr (GPtrArray) members = slots != NULL ? gb_members (vault, today, error) : NULL;

  if (members == NULL)
    return FALSE;
  for (guint i = 0; i < members->len; i++)
    {
      const GbMember *member = members->pdata[i];
      guint8 key[GB_BOX_KEY_SIZE];
      if (g_strcmp0 (member->state, "active") != 0 || member->doubted || has_slot (slots, member->id)
          || !gb_role_words_can (member->roles, GB_CAN_HOLD_KEY) || !gb_hex_to_bytes (member->box_key, key, sizeof key))
        continue;
      if (!gb_vault_add_slot (vault, "member", member->id, key, 0, error))
        return FALSE;
    }
  return TRUE;
}

/* --- acts ------------------------------------------------------------------------------------ */

/* The twelve words may go once the shares have been shown to be there. */
static gboolean
gate_withdrawn (GbRequest *request, GError **error)
{
  const char *what = gb_json_text (request->body, "what");
  gint64 others;

  if (what == NULL)
    return TRUE;
  if (!g_str_equal (what, "key"))
    {
      g_set_error_literal (error, GB_ERROR, GB_ERROR_INPUT,
                           _ ("Shares are withdrawn by making new ones and typing each back."));
      return FALSE;
    }
  others = gb_vault_ask_number (request->vault, 0, error,
                                "SELECT count (*) FROM p_share_set WHERE state = 'confirmed'", NULL);
  if (others == 0)
    return gb_refuse (error, _ ("The twelve words are the only way back if every keyring is lost. Make the recovery "
                                "shares first, and type each back."));
  if (gb_recovery_key_withdrawn (request->vault, error) > 0)
    return gb_refuse (error, _ ("The twelve words were withdrawn already and open nothing."));
  return TRUE;
}

static gboolean
gate_shared (GbRequest *request, GError **error)
{
  return gb_capability_may (request->book, "recovery.withdrawn", NULL, NULL, error);
}

const GbAct gb_recovery_acts[] = {
  { "recovery.rehearsed", NULL, NULL },
  { "recovery.shared", gate_shared, NULL },
  { "recovery.withdrawn", gate_withdrawn, NULL },
  { NULL },
};
