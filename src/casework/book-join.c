/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a vault is founded, and how members come to it: the first one, the
 * invited ones, and one whose keyring was lost.  In each case the new keys go
 * into the keyring first and into the vault then; what fails half-way leaves
 * no key behind that opens nothing, and no vault that nothing opens. */
#include <string.h>

#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/ids.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/act.h"
#include "casework/book-private.h"
#include "casework/capability.h"
#include "casework/factor.h"
#include "casework/member.h"
#include "casework/outer.h"
#include "casework/recovery.h"
#include "casework/seal.h"
#include "journal/projection.h"
#include "vault/statement.h"

#define INVITATION_LASTS (7 * GB_DAY)
#define RECOVERY_WORDS 12

static void
set_key (JsonObject *body, const char *name, const guint8 *key)
{
  g_autofree char *hex = gb_bytes_to_hex (key, 32);

  json_object_set_string_member (body, name, hex);
}

static void
set_list (JsonObject *body, const char *name, const char *const *items)
{
  JsonArray *list = json_array_new ();

  for (guint i = 0; items != NULL && items[i] != NULL; i++)
    json_array_add_string_element (list, items[i]);
  json_object_set_array_member (body, name, list);
}

static void
forget_seed (GbKeyring *keyring, GbIdentity *identity)
{
  gb_keyring_remove (keyring, gb_identity_get_vault_id (identity), gb_identity_get_member_id (identity), NULL);
}

/* A member is a person of the school as well, under the same id. */
static JsonObject *
person_body (const char *member_id, const char *name, const char *const *roles, GError **error)
{
  g_autofree char *forename = NULL;
  g_autofree char *surname = NULL;
  g_autofree char *title = NULL;
  g_autoptr (GPtrArray) labels = g_ptr_array_new ();
  JsonObject *body;

  if (!gb_member_split_name (name, &forename, &surname, error))
    return NULL;
  for (guint i = 0; roles[i] != NULL; i++)
    g_ptr_array_add (labels, (gpointer) gb_role_label (roles[i]));
  g_ptr_array_add (labels, NULL);
  title = gb_text_join_and ((const char *const *) labels->pdata);
  body = json_object_new ();
  json_object_set_string_member (body, "person_id", member_id);
  json_object_set_string_member (body, "sort", "staff");
  json_object_set_string_member (body, "forename", forename);
  json_object_set_string_member (body, "surname", surname);
  gb_json_set_text (body, "role_title", title);
  return body;
}

/* --- founding ----------------------------------------------------------------- */

typedef struct
{
  const GbBookPlan *plan;
  GbIdentity *founder, *recovery;
  GbPack *pack;
  JsonObject *calendar, *person;
  char *passphrase; /* guarded */
} Founding;

static gboolean
check_plan (const GbBookPlan *plan, GError **error)
{
  if (!gb_text_is_filled (plan->school))
    g_set_error_literal (error, GB_ERROR, GB_ERROR_INPUT, _ ("The school needs a name."));
  else if (!g_regex_match_simple ("^[0-9]{3}/[0-9]{4}$", plan->dfe_number != NULL ? plan->dfe_number : "", 0, 0))
    g_set_error_literal (error, GB_ERROR, GB_ERROR_INPUT,
                         _ ("A DfE number is three figures for the local authority, a stroke and four for the school, "
                            "such as 886/5201."));
  else if (plan->member_roles == NULL
           || !gb_roles_can (plan->member_roles, GB_CAN_DECIDE))
    g_set_error_literal (
        error, GB_ERROR, GB_ERROR_INPUT,
        _ ("The first member must be the DSL or the headteacher, since they decide who else has a key."));
  else
    {
      for (guint i = 0; plan->member_roles[i] != NULL; i++)
        if (!g_strv_contains (gb_roles (), plan->member_roles[i]))
          {
            g_set_error (error, GB_ERROR, GB_ERROR_INPUT, _ ("“%s” isn’t a role that Guardbook knows."),
                         plan->member_roles[i]);
            return FALSE;
          }
      return TRUE;
    }
  return FALSE;
}

static gboolean
write_first (GbVault *vault, const char *kind, JsonObject *body, const GbBookPlan *plan, GError **error)
{
  g_autofree char *request = gb_id_new ();
  g_autoptr (GbEntry) entry = NULL;

  json_object_set_object_member (body, "author",
                                 gb_book_author (plan->member_name, plan->member_roles, gb_zone_name ()));
  entry = gb_journal_append (vault, kind, NULL, request, body, error);
  return entry != NULL;
}

static gboolean
write_created (GbVault *vault, const Founding *founding, GError **error)
{
  const GbBookPlan *plan = founding->plan;
  g_autoptr (JsonObject) body = json_object_new ();

  json_object_set_string_member (body, "school", plan->school);
  json_object_set_string_member (body, "dfe_number", plan->dfe_number);
  json_object_set_string_member (body, "zone", gb_zone_name ());
  json_object_set_string_member (body, "member_id", gb_identity_get_member_id (founding->founder));
  json_object_set_string_member (body, "member_name", plan->member_name);
  set_list (body, "member_roles", plan->member_roles);
  set_key (body, "sign_key", gb_identity_get_sign_key (founding->founder));
  set_key (body, "box_key", gb_identity_get_box_key (founding->founder));
  set_key (body, "recovery_sign_key", gb_identity_get_sign_key (founding->recovery));
  set_key (body, "recovery_box_key", gb_identity_get_box_key (founding->recovery));
  return write_first (vault, "vault.created", body, plan, error);
}

static gboolean
write_pack (GbVault *vault, const Founding *founding, GError **error)
{
  g_autofree char *hash = gb_journal_keep (vault, gb_pack_get_bytes (founding->pack), error);
  g_autoptr (JsonObject) body = json_object_new ();

  if (hash == NULL)
    return FALSE;
  json_object_set_string_member (body, "pack", gb_pack_get_id (founding->pack));
  json_object_set_string_member (body, "version", gb_pack_get_version (founding->pack));
  json_object_set_string_member (body, "title", gb_pack_get_title (founding->pack));
  json_object_set_string_member (body, "hash", hash);
  return write_first (vault, "pack.adopted", body, founding->plan, error);
}

/* The first entries, all or none. */
static gboolean
found (GbVault *vault, gpointer data, GError **error)
{
  const Founding *founding = data;

  if (!gb_projection_ensure (vault, NULL, NULL, NULL, error) || !gb_vault_begin (vault, error))
    return FALSE;
  if (write_created (vault, founding, error) && write_pack (vault, founding, error)
      && write_first (vault, "calendar.set", founding->calendar, founding->plan, error)
      && write_first (vault, "person.added", founding->person, founding->plan, error))
    return gb_vault_commit (vault, error);
  gb_vault_rollback (vault);
  return FALSE;
}

static JsonObject *
calendar_of (const GbBookPlan *plan)
{
  g_autofree char *today = gb_today ();
  g_autofree char *year = gb_school_year_of (today);

  return plan->calendar != NULL ? json_object_ref (plan->calendar) : gb_calendar_default_year (year, 6);
}

static GbVault *
make_vault (Founding *founding, GbKeyring *keyring, GError **error)
{
  g_autoptr (GbVault) vault = NULL;

  if (!gb_factor_store (keyring, founding->founder, founding->plan->member_name, founding->passphrase, error))
    return NULL;
  vault = gb_vault_create (founding->plan->dir, founding->founder, founding->recovery, gb_journal_schema (), error);
  if (vault != NULL && gb_vault_run (vault, found, founding, error))
    return g_steal_pointer (&vault);
  /* A vault without its first entry holds nothing and opens to nobody. */
  forget_seed (keyring, founding->founder);
  if (vault != NULL)
    gb_vault_close (vault);
  return NULL;
}

static gboolean
prepare_founding (Founding *founding, GError **error)
{
  const GbBookPlan *plan = founding->plan;
  g_autoptr (GbCalendar) calendar = NULL;

  gb_acts_register ();
  gb_zone_set (plan->zone != NULL ? plan->zone : "Europe/London");
  founding->pack = gb_pack_load_shipped (plan->pack, error);
  if (founding->pack == NULL)
    return FALSE;
  founding->calendar = calendar_of (plan);
  calendar = gb_calendar_new (&founding->calendar, 1, error);
  if (calendar == NULL)
    return FALSE;
  founding->person =
      person_body (gb_identity_get_member_id (founding->founder), plan->member_name, plan->member_roles, error);
  return founding->person != NULL
         && gb_factor_choose (plan->member_roles, plan->passphrase, plan->member_name, plan->school,
                              &founding->passphrase, error);
}

GbBook *
gb_book_create (const GbBookPlan *plan, GbKeyring *keyring, char **recovery_words, GError **error)
{
  g_autofree char *vault_id = gb_id_new ();
  g_autofree char *member_id = gb_id_new ();
  char *words = gb_words_new ();
  Founding founding = { .plan = plan };
  GbBook *book = NULL;
  GbVault *vault = NULL;

  founding.founder = gb_identity_new (vault_id, member_id);
  founding.recovery = gb_identity_new_from_words (vault_id, words, error);
  if (founding.recovery != NULL && check_plan (plan, error) && gb_vault_place_is_fit (plan->dir, error)
      && gb_keyring_look (keyring, error) == GB_KEYRING_READY && prepare_founding (&founding, error))
    vault = make_vault (&founding, keyring, error);
  if (vault != NULL)
    book = gb_book_new_for_vault (vault, keyring, error);
  if (book != NULL)
    *recovery_words = g_steal_pointer (&words);
  g_clear_pointer (&words, gb_wipe_text);
  g_clear_object (&founding.founder);
  g_clear_object (&founding.recovery);
  g_clear_object (&founding.pack);
  g_clear_pointer (&founding.calendar, json_object_unref);
  g_clear_pointer (&founding.person, json_object_unref);
  gb_guarded_free (founding.passphrase);
  return book;
}

/* --- the recovery key -------------------------------------------------------------- */

static gboolean
confirm_job (GbVault *vault, gpointer data, GError **error)
{
  GbBook *self = data;
  g_autoptr (JsonObject) body = json_object_new ();

  if (gb_book_recovery_is_confirmed (self))
    return TRUE;
  json_object_set_int_member (body, "words_count", RECOVERY_WORDS);
  return gb_book_write (self, "recovery.confirmed", body, error);
}

typedef struct { GbIdentity *identity; gboolean same; } Comparison;

static gboolean
compare_recovery (GbVault *vault, gpointer data, GError **error)
{
  Comparison *comparison = data;
  g_autofree char *kept = gb_vault_ask_text (vault, error, "SELECT recovery_box_key FROM p_school", NULL);
  g_autofree char *typed = gb_bytes_to_hex (gb_identity_get_box_key (comparison->identity), GB_BOX_KEY_SIZE);

  comparison->same = g_strcmp0 (kept, typed) == 0;
  return kept != NULL;
}

gboolean
gb_book_confirm_recovery (GbBook *self, const char *words, GError **error)
{
  GbVault *vault = gb_book_get_vault (self);
  g_autoptr (GbIdentity) typed = gb_identity_new_from_words (gb_vault_get_id (vault), words, error);
  Comparison comparison = { typed, FALSE };

  if (typed == NULL || !gb_vault_run (vault, compare_recovery, &comparison, error))
    return FALSE;
  if (comparison.same)
    return gb_vault_run (vault, confirm_job, self, error);
  g_set_error_literal (error, GB_ERROR, GB_ERROR_INPUT,
                       _ ("These words are a recovery key, but not this vault’s. Copy all twelve from the sheet that "
                          "was just printed."));
  return FALSE;
}

/* --- inviting ------------------------------------------------------------------------- */

typedef struct
{
  GbBook *book;
  const char *name;
  const char *const *roles;
  char *member_id;
  GbIdentity *code;
  JsonObject *person; /* NULL: a member already, who lost the key */
} Invitation;

static JsonObject *
invitation_body (const Invitation *invitation, gint64 expires)
{
  JsonObject *body = json_object_new ();

  json_object_set_string_member (body, "member_id", invitation->member_id);
  json_object_set_string_member (body, "name", invitation->name);
  set_list (body, "roles", invitation->roles);
  set_key (body, "invite_sign_key", gb_identity_get_sign_key (invitation->code));
  set_key (body, "invite_box_key", gb_identity_get_box_key (invitation->code));
  json_object_set_int_member (body, "expires", expires);
  return body;
}

static gboolean
write_invitation (GbVault *vault, const Invitation *invitation, JsonObject *body, GError **error)
{
  g_autofree char *request = gb_id_new ();
  GbDone *done;

  if (!gb_vault_begin (vault, error))
    return FALSE;
  done = gb_book_do (invitation->book, "member.invited", NULL, request, body, error);
  if (done != NULL
      && (invitation->person == NULL || gb_book_write (invitation->book, "person.added", invitation->person, error)))
    {
      gb_done_free (done);
      return gb_vault_commit (vault, error);
    }
  gb_done_free (done);
  gb_vault_rollback (vault);
  return FALSE;
}

/* Removes the slot if there is one. */
static gboolean
drop_slot (GbVault *vault, const char *kind, const char *holder, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (gb_vault_remove_slot (vault, kind, holder, &local) || g_error_matches (local, GB_ERROR, GB_ERROR_MISSING))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
invite_job (GbVault *vault, gpointer data, GError **error)
{
  Invitation *invitation = data;
  gint64 expires = gb_now () + INVITATION_LASTS;
  g_autoptr (JsonObject) body = invitation_body (invitation, expires);

  /* Asked first, so that a refusal leaves no slot behind. */
  if (!gb_book_may (invitation->book, "member.invited", NULL, body, error)
      || !drop_slot (vault, "enrolment", invitation->member_id, error))
    return FALSE;
  if (!gb_roles_can (invitation->roles, GB_CAN_HOLD_KEY))
    return gb_outer_invite (invitation->book, invitation->code, invitation->member_id, invitation->name,
                            invitation->roles, expires, error)
           && write_invitation (vault, invitation, body, error);
  if (!gb_vault_add_slot (vault, "enrolment", invitation->member_id, gb_identity_get_box_key (invitation->code),
                          expires, error))
    return FALSE;
  if (write_invitation (vault, invitation, body, error))
    return TRUE;
  gb_vault_remove_slot (vault, "enrolment", invitation->member_id, NULL);
  return FALSE;
}

char *
gb_book_invite (GbBook *self, const char *name, const char *const *roles, GError **error)
{
  GbVault *vault = gb_book_get_vault (self);
  char *code = gb_code_new ();
  Invitation invitation = { .book = self, .name = name, .roles = roles, .member_id = gb_id_new () };
  gboolean fine;

  invitation.code = gb_identity_new_from_code (gb_vault_get_id (vault), code, error);
  invitation.person = person_body (invitation.member_id, name, roles, invitation.code != NULL ? error : NULL);
  fine = invitation.code != NULL && invitation.person != NULL && gb_factor_ask (self, "member.invited", error)
         && gb_vault_run (vault, invite_job, &invitation, error);
  g_free (invitation.member_id);
  g_clear_object (&invitation.code);
  g_clear_pointer (&invitation.person, json_object_unref);
  if (fine)
    return code;
  gb_wipe_text (code);
  return NULL;
}

typedef struct { const char *id; GbMember *member; } Again;

static gboolean
find_again (GbVault *vault, gpointer data, GError **error)
{
  Again *again = data;
  g_autofree char *today = gb_today ();

  again->member = gb_member_get (vault, again->id, today, error);
  if (again->member != NULL && g_strcmp0 (again->member->state, "left") != 0 && again->member->roles != NULL)
    return TRUE;
  g_clear_object (&again->member);
  if (error != NULL && *error == NULL)
    g_set_error_literal (error, GB_ERROR, GB_ERROR_MISSING,
                         _ ("Only somebody who is a member and has a role today can get another code."));
  return FALSE;
}

char *
gb_book_invite_again (GbBook *self, const char *member_id, GError **error)
{
  GbVault *vault = gb_book_get_vault (self);
  Again again = { member_id, NULL };
  g_auto (GStrv) roles = NULL;
  Invitation invitation = { .book = self };
  char *code;
  gboolean fine;

  if (!gb_vault_run (vault, find_again, &again, error))
    return NULL;
  code = gb_code_new ();
  roles = g_strsplit (again.member->roles, " ", -1);
  invitation.name = again.member->name;
  invitation.roles = (const char *const *) roles;
  invitation.member_id = again.member->id;
  invitation.code = gb_identity_new_from_code (gb_vault_get_id (vault), code, error);
  fine = invitation.code != NULL && gb_factor_ask (self, "member.invited", error)
         && gb_vault_run (vault, invite_job, &invitation, error);
  g_clear_object (&invitation.code);
  g_object_unref (again.member);
  if (fine)
    return code;
  gb_wipe_text (code);
  return NULL;
}

/* --- coming in with a code, and coming back with the words ----------------------------------- */

/* Whoever holds a key on paper, and the member whom it lets in. */
typedef struct
{
  const char *slot; /* what is given up once the member is in, or NULL */
  const char *kind; /* of the entry that says so */
  const char *way;  /* "key" "shares": what brought a member back */
  GbIdentity *paper, *fresh;
  char *member_id, *name;
  JsonArray *roles;
  GStrv held;             /* the roles of one who comes back */
  const char *passphrase; /* as typed, or NULL */
} Coming;

static void
coming_clear (Coming *coming)
{
  g_clear_object (&coming->paper);
  g_clear_object (&coming->fresh);
  g_free (coming->member_id);
  g_free (coming->name);
  g_clear_pointer (&coming->roles, json_array_unref);
  g_strfreev (coming->held);
}

static gboolean
read_invitation (Coming *coming, GbStatement *row, GError **error)
{
  g_autoptr (JsonObject) body = gb_json_parse (gb_statement_text (row, "body"), -1, error);

  if (body == NULL)
    return FALSE;
  if (gb_json_number (body, "expires") < gb_now ())
    {
      g_set_error_literal (
          error, GB_ERROR, GB_ERROR_INPUT,
          _ ("This code has run out: it is good for seven days. Ask whoever gave it to you for a new one."));
      return FALSE;
    }
  coming->member_id = g_strdup (gb_json_text (body, "member_id"));
  coming->name = g_strdup (gb_json_text (body, "name"));
  coming->roles = json_array_ref (gb_json_array (body, "roles"));
  return TRUE;
}

/* Which invitation the code belongs to, and that it was not used. */
static gboolean
find_invitation (GbVault *vault, gpointer data, GError **error)
{
  Coming *coming = data;
  g_autofree char *key = gb_bytes_to_hex (gb_identity_get_sign_key (coming->paper), GB_SIGN_KEY_SIZE);
  g_autoptr (GbStatement) s = NULL;
  g_autoptr (GError) local = NULL;

  if (!gb_projection_ensure (vault, NULL, NULL, NULL, error))
    return FALSE;
  s = gb_statement_new (
      vault,
      "SELECT CAST (e.body AS TEXT) AS body FROM entry AS e WHERE e.kind = 'member.invited'"
      " AND CAST (e.body AS TEXT) ->> 'invite_sign_key' = :key AND EXISTS (SELECT 1 FROM p_member AS m"
      " WHERE m.id = CAST (e.body AS TEXT) ->> 'member_id' AND e.at = m.invited_at AND (m.state = 'invited'"
      " OR (m.state = 'active' AND m.joined_at < m.invited_at)))",
      error);
  if (s == NULL)
    return FALSE;
  gb_statement_bind (s, ":key", key, NULL);
  if (gb_statement_step (s, &local))
    return read_invitation (coming, s, error);
  if (local == NULL)
    local = g_error_new_literal (GB_ERROR, GB_ERROR_INPUT,
                                 _ ("This code was used already. Ask whoever gave it to you for a new one."));
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* Paper brings nobody to a key whose role has none. */
static gboolean
may_have_a_key (const GbMember *member)
{
  return !gb_text_is_filled (member->roles) || gb_role_words_can (member->roles, GB_CAN_HOLD_KEY);
}

/* Whom the recovery key brings back: the one asked for, else the first member. */
static gboolean
find_lost_member (GbVault *vault, gpointer data, GError **error)
{
  Coming *coming = data;
  g_autofree char *today = gb_today ();
  g_autoptr (GPtrArray) members = NULL;

  if (!gb_projection_ensure (vault, NULL, NULL, NULL, error))
    return FALSE;
  members = gb_members (vault, today, error);
  for (guint i = 0; members != NULL && i < members->len; i++)
    {
      GbMember *member = members->pdata[i];
      if (g_strcmp0 (member->state, "active") != 0 || !may_have_a_key (member)
          || (coming->member_id != NULL && !g_str_equal (coming->member_id, member->id)))
        continue;
      g_free (coming->member_id);
      coming->member_id = g_strdup (member->id);
      coming->name = g_strdup (member->name);
      coming->held = g_strsplit (member->roles != NULL ? member->roles : "", " ", -1);
      return TRUE;
    }
  if (members != NULL)
    g_set_error_literal (error, GB_ERROR, GB_ERROR_MISSING,
                         _ ("Nobody of that name is a member of this vault now. Choose another."));
  return FALSE;
}

static gboolean
give_slot (GbVault *vault, gpointer data, GError **error)
{
  Coming *coming = data;
  g_autoptr (GPtrArray) slots = gb_vault_slots (vault, error);

  if (slots == NULL)
    return FALSE;
  for (guint i = 0; i < slots->len; i++)
    {
      GbSlotInfo *slot = slots->pdata[i];
      if (g_str_equal (slot->kind, "member") && g_str_equal (slot->holder, coming->member_id)
          && !gb_vault_remove_slot (vault, "member", coming->member_id, error))
        return FALSE;
    }
  return gb_vault_add_slot (vault, "member", coming->member_id, gb_identity_get_box_key (coming->fresh), 0, error);
}

static GStrv
roles_of (const Coming *coming)
{
  guint count = coming->roles != NULL ? json_array_get_length (coming->roles) : 0;
  GStrv roles = g_new0 (char *, count + 1);

  for (guint i = 0; i < count; i++)
    roles[i] = g_strdup (json_array_get_string_element (coming->roles, i));
  return roles;
}

/* What the new member writes first, in their own hand. */
static gboolean
announce (GbVault *vault, gpointer data, GError **error)
{
  Coming *coming = data;
  g_autoptr (JsonObject) body = json_object_new ();
  g_autofree char *request = gb_id_new ();
  g_autofree char *proof = NULL;
  g_autoptr (GbEntry) entry = NULL;
  g_auto (GStrv) roles = roles_of (coming);
  guint8 hash[GB_HASH_SIZE], signature[GB_SIGNATURE_SIZE];

  json_object_set_string_member (body, "member_id", coming->member_id);
  json_object_set_string_member (body, "name", coming->name);
  if (coming->roles != NULL)
    json_object_set_array_member (body, "roles", json_array_ref (coming->roles));
  set_key (body, "sign_key", gb_identity_get_sign_key (coming->fresh));
  set_key (body, "box_key", gb_identity_get_box_key (coming->fresh));
  gb_journal_join_hash (coming->member_id, gb_json_text (body, "sign_key"), gb_json_text (body, "box_key"), hash);
  gb_identity_sign (coming->paper, hash, sizeof hash, signature);
  proof = gb_bytes_to_hex (signature, sizeof signature);
  json_object_set_string_member (body, "proof", proof);
  gb_json_set_text (body, "way", coming->way);
  json_object_set_object_member (body, "author",
                                 gb_book_author (coming->name, (const char *const *) roles, gb_zone_name ()));
  entry = gb_journal_append (vault, coming->kind, NULL, request, body, error);
  if (entry == NULL)
    return FALSE;
  return coming->slot == NULL || gb_vault_remove_slot (vault, coming->slot, coming->member_id, error);
}

/* New keys, into the keyring first; under a passphrase if a role asks for one. */
static gboolean
make_keys (GbVault *vault, Coming *coming, GbKeyring *keyring, GError **error)
{
  g_auto (GStrv) roles = coming->held != NULL ? g_strdupv (coming->held) : roles_of (coming);
  char *spelt = NULL;
  gboolean stored;

  if (!gb_factor_choose ((const char *const *) roles, coming->passphrase, coming->name, NULL, &spelt, error))
    return FALSE;
  coming->fresh = gb_identity_new (gb_vault_get_id (vault), coming->member_id);
  stored = gb_factor_store (keyring, coming->fresh, coming->name, spelt, error);
  gb_guarded_free (spelt);
  return stored;
}

/* Opens by the paper key, finds who comes, and leaves them a slot. */
static gboolean
let_in (const char *dir, Coming *coming, GbVaultJob find, GbKeyring *keyring, GError **error)
{
  g_autoptr (GbVault) vault = gb_vault_open (dir, coming->paper, error);
  gboolean fine = vault != NULL && gb_vault_run (vault, find, coming, error);

  if (fine && gb_vault_is_read_only (vault))
    {
      g_set_error_literal (error, GB_ERROR, GB_ERROR_READ_ONLY,
                           _ ("This vault’s folder can’t be written to, so nobody can be let in. Ask your technician "
                              "for the right to change it."));
      fine = FALSE;
    }
  if (fine)
    {
      fine = make_keys (vault, coming, keyring, error);
      if (fine && !gb_vault_run (vault, give_slot, coming, error))
        {
          forget_seed (keyring, coming->fresh);
          fine = FALSE;
        }
    }
  if (vault != NULL)
    gb_vault_close (vault);
  return fine;
}

static GbBook *
come (const char *dir, Coming *coming, GbVaultJob find, GbKeyring *keyring, GError **error)
{
  GbVault *vault;
  gboolean announced;

  gb_acts_register ();
  if (gb_keyring_look (keyring, error) != GB_KEYRING_READY || !let_in (dir, coming, find, keyring, error))
    return NULL;
  vault = gb_vault_open (dir, coming->fresh, error);
  if (vault == NULL)
    return NULL;
  announced = gb_vault_run (vault, announce, coming, error);
  gb_vault_close (vault);
  g_object_unref (vault);
  return announced ? gb_book_open_identity (dir, coming->fresh, keyring, error) : NULL;
}

GbBook *
gb_book_enrol_with (const char *dir, const char *code, const char *passphrase, GbKeyring *keyring, GError **error)
{
  g_autofree char *vault_id = gb_vault_read_id (dir, error);
  Coming coming = { .slot = "enrolment", .kind = "member.enrolled", .passphrase = passphrase };
  GbBook *book = NULL;

  coming.paper = vault_id != NULL ? gb_identity_new_from_code (vault_id, code, error) : NULL;
  if (coming.paper != NULL)
    book = come (dir, &coming, find_invitation, keyring, error);
  coming_clear (&coming);
  return book;
}

static GbIdentity *
paper_key (const char *dir, const char *words, const char *other, GError **error)
{
  g_autofree char *vault_id = gb_vault_read_id (dir, error);

  if (vault_id == NULL)
    return NULL;
  return other == NULL ? gb_identity_new_from_paper (vault_id, words, error)
                       : gb_identity_new_from_shares (vault_id, words, other, error);
}

GbBook *
gb_book_recover_with (const char *dir, const char *words, const char *other, const char *member_id,
                      const char *passphrase, GbKeyring *keyring, GError **error)
{
  Coming coming = { .kind = "member.recovered",
                    .way = other == NULL && gb_words_count (words) <= GB_WORDS_COUNT ? "key" : "shares",
                    .member_id = g_strdup (member_id),
                    .passphrase = passphrase,
                    .paper = paper_key (dir, words, other, error) };
  GbBook *book = NULL;

  if (coming.paper != NULL)
    book = come (dir, &coming, find_lost_member, keyring, error);
  coming_clear (&coming);
  return book;
}

GbBook *
gb_book_enrol (const char *dir, const char *code, GbKeyring *keyring, GError **error)
{
  return gb_book_enrol_with (dir, code, NULL, keyring, error);
}

GbBook *
gb_book_recover (const char *dir, const char *words, const char *member_id, GbKeyring *keyring, GError **error)
{
  return gb_book_recover_with (dir, words, NULL, member_id, NULL, keyring, error);
}

GbBook *
gb_book_recover_with_shares (const char *dir, const char *one, const char *other, const char *member_id,
                             GbKeyring *keyring, GError **error)
{
  return gb_book_recover_with (dir, one, other, member_id, NULL, keyring, error);
}

static gboolean
list_members (GbVault *vault, gpointer data, GError **error)
{
  GPtrArray **found = data;
  g_autofree char *today = gb_today ();
  g_autoptr (GPtrArray) members = NULL;

  if (!gb_projection_ensure (vault, NULL, NULL, NULL, error))
    return FALSE;
  members = gb_members (vault, today, error);
  if (members == NULL)
    return FALSE;
  *found = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < members->len; i++)
    if (g_strcmp0 (((GbMember *) members->pdata[i])->state, "active") == 0 && may_have_a_key (members->pdata[i]))
      g_ptr_array_add (*found, g_object_ref (members->pdata[i]));
  return TRUE;
}

GPtrArray *
gb_book_who_may_return (const char *dir, const char *words, const char *other, GError **error)
{
  g_autoptr (GbIdentity) paper = paper_key (dir, words, other, error);
  g_autoptr (GbVault) vault = NULL;
  GPtrArray *found = NULL;

  gb_acts_register ();
  vault = paper != NULL ? gb_vault_open (dir, paper, error) : NULL;
  if (vault == NULL)
    return NULL;
  gb_vault_run (vault, list_members, &found, error);
  gb_vault_close (vault);
  return found;
}

/* --- leaving ------------------------------------------------------------------------------------ *
 *
 * The entry says that somebody left.  What follows from it can be broken off
 * anywhere and is done again until it is done: the slots that are over go, the
 * vault gets a new key, and an entry says that it did. */

/* The sealed cases that this member reads get a new key each, which whoever
 * left is not given.  Those that only others read wait for them to sit down. */
static void
rewrap_what_they_read (GbBook *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *today = gb_today ();
  gint64 stale = gb_vault_ask_number (gb_book_get_vault (self), 0, &error,
                                      "SELECT count (*) FROM p_seal_reader AS s JOIN p_member AS m"
                                      " ON m.id = s.member_id WHERE m.state = 'left' OR " GB_MEMBER_OUTSIDE,
                                      ":day", today, ":keyed", gb_capability_roles (GB_CAN_HOLD_KEY), NULL);
  guint done = 0;

  if (stale > 0)
    gb_seal_rewrap (self, _ ("A reader left"), &done, &error);
  if (error != NULL)
    g_debug ("sealed cases keep their keys until the next opening: %s", error->message);
}

gboolean
gb_book_take_back (GbBook *self, const char *member_id, GError **error)
{
  guint done = 0;
  gint64 read = gb_vault_ask_number (gb_book_get_vault (self), 0, error,
                                     "SELECT count (*) FROM p_seal_reader WHERE member_id = :id", ":id", member_id,
                                     NULL);

  return read <= 0 || gb_seal_rewrap (self, _ ("A reader came back with another key"), &done, error);
}

gboolean
gb_book_settle_keys (GbBook *self, GError **error)
{
  GbVault *vault = gb_book_get_vault (self);
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (GError) local = NULL;

  if (!gb_recovery_note_demoted (vault, error) || !gb_recovery_tidy_slots (vault, error)
      || !gb_recovery_give_slots (vault, error))
    return FALSE;
  rewrap_what_they_read (self);
  if (!gb_recovery_rekey_is_due (vault, &local))
    {
      if (local == NULL)
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (!gb_vault_rekey (vault, error))
    return FALSE;
  body = json_object_new ();
  json_object_set_int_member (body, "epoch", gb_vault_get_epoch (vault));
  json_object_set_string_member (body, "reason", _ ("Somebody who could open the vault no longer may"));
  return gb_book_write (self, "vault.rekeyed", body, error) && gb_recovery_rekeyed (vault, error);
}
