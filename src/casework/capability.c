/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The three tables, then the questions. */
#include <string.h>

#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/text.h"
#include "casework/act.h"
#include "casework/capability.h"
#include "casework/seal.h"
#include "journal/sealed.h"

/* --- the roles ------------------------------------------------------------------- */

#define CASES (GB_CAN_HOLD_KEY | GB_CAN_READ_CASES | GB_CAN_WRITE_CASES | GB_CAN_WRITE_CONCERNS | GB_CAN_PRINT)
#define REGISTERS (GB_CAN_READ_REGISTERS | GB_CAN_WRITE_REGISTERS | GB_CAN_FILTER)
#define REPORTS (GB_CAN_DRAFT | GB_CAN_READ_ISSUED)
#define TEAM                                                                                                           \
  (CASES | REGISTERS | REPORTS | GB_CAN_LEAD | GB_CAN_EXPORT | GB_CAN_KEEP | GB_CAN_REHEARSE | GB_CAN_ELEVATE)

static const struct
{
  const char *role, *label;
  guint can;
} roles[] = {
  { "dsl", N_ ("Designated Safeguarding Lead"),
    TEAM | GB_CAN_SAFEGUARD | GB_CAN_HANDLE_CONCERNS | GB_CAN_HANDLE_SEALED | GB_CAN_ISSUE | GB_CAN_DECIDE },
  { "deputy", N_ ("Deputy DSL"), TEAM | GB_CAN_SAFEGUARD | GB_CAN_HANDLE_SEALED },
  { "headteacher", N_ ("Headteacher"),
    TEAM | GB_CAN_SIGN | GB_CAN_HANDLE_CONCERNS | GB_CAN_ISSUE | GB_CAN_DECIDE },
  { "online-lead", N_ ("Online safety lead"), CASES | REGISTERS | REPORTS | GB_CAN_REHEARSE | GB_CAN_ELEVATE },
  { "leadership", N_ ("Leadership team"),
    CASES | REGISTERS | REPORTS | GB_CAN_SIGN_IF_POLICY | GB_CAN_REHEARSE | GB_CAN_ELEVATE },
  { "case-manager", N_ ("Case manager"),
    GB_CAN_HOLD_KEY | GB_CAN_WRITE_CONCERNS | GB_CAN_HANDLE_CONCERNS | GB_CAN_PRINT | GB_CAN_REHEARSE
        | GB_CAN_ELEVATE },
  { "chair", N_ ("Chair of governors"),
    GB_CAN_HOLD_KEY | GB_CAN_WRITE_CONCERNS | GB_CAN_HANDLE_ABOUT_HEAD | GB_CAN_READ_ISSUED | GB_CAN_PRINT
        | GB_CAN_REHEARSE | GB_CAN_ELEVATE },
  { "link-governor", N_ ("Safeguarding governor"), GB_CAN_READ_ISSUED },
  { "technician", N_ ("Technician"), GB_CAN_KEEP | GB_CAN_FILTER },
};

const char *const *
gb_roles (void)
{
  static const char *names[G_N_ELEMENTS (roles) + 1];

  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    names[i] = roles[i].role;
  return names;
}

const char *
gb_role_label (const char *role)
{
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    if (g_strcmp0 (roles[i].role, role) == 0)
      return _ (roles[i].label);
  return role;
}

gboolean
gb_roles_can (const char *const *held, guint wanted)
{
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    if ((roles[i].can & wanted) != 0 && held != NULL && g_strv_contains (held, roles[i].role))
      return TRUE;
  return FALSE;
}

gboolean
gb_role_words_can (const char *words, guint wanted)
{
  g_auto (GStrv) held = g_strsplit (words != NULL ? words : "", " ", -1);

  return gb_roles_can ((const char *const *) held, wanted);
}

const char *
gb_capability_roles (guint wanted)
{
  g_autoptr (GString) words = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    if ((roles[i].can & wanted) != 0)
      g_string_append_printf (words, "%s%s", words->len > 0 ? " " : "", roles[i].role);
  return g_intern_string (words->str);
}

/* --- the deeds ---------------------------------------------------------------------- */

/* What a deed needs: its own line, else that of its beginning ("seal."), else
 * that of work on cases.  @gate: needed besides, and asked by the act's gate,
 * which has a sentence of its own for it. */
static const struct
{
  const char *deed;
  guint needs, gate;
} deeds[] = {
  { "authority.ended", GB_CAN_WRITE_CASES, GB_CAN_SIGN | GB_CAN_SIGN_IF_POLICY },
  { "authority.given", GB_CAN_WRITE_CASES, GB_CAN_SIGN | GB_CAN_SIGN_IF_POLICY },
  { "backup", GB_CAN_KEEP, 0 },
  { "backup.", GB_CAN_KEEP, 0 },
  { "calendar.", GB_CAN_DECIDE, 0 },
  { "concern.", GB_CAN_WRITE_CONCERNS, 0 },
  { "device.erasure-confirmed", GB_CAN_WRITE_CASES, GB_CAN_LEAD },
  { "device.hold-lifted", GB_CAN_WRITE_CASES, GB_CAN_LEAD },
  { "disclosure.", GB_CAN_WRITE_CASES, GB_CAN_LEAD },
  { "export", GB_CAN_EXPORT, 0 },
  { "filtering", GB_CAN_FILTER, 0 },
  { "image.deletion-confirmed", GB_CAN_WRITE_CASES, GB_CAN_LEAD },
  { "incident.closed", GB_CAN_WRITE_CASES, GB_CAN_SAFEGUARD },
  { "incident.reopened", GB_CAN_WRITE_CASES, GB_CAN_SAFEGUARD },
  { "issued", GB_CAN_READ_ISSUED, 0 },
  { "list", GB_CAN_READ_CASES, 0 },
  { "member.", GB_CAN_DECIDE, 0 },
  { "member.confirmed", GB_CAN_HOLD_KEY, 0 },
  { "pack.adopted", GB_CAN_DECIDE, 0 },
  { "page.made", GB_CAN_PRINT, 0 },
  { "policy.decided", GB_CAN_DECIDE, 0 },
  { "person.linked", GB_CAN_WRITE_CASES, GB_CAN_LEAD },
  { "person.told-apart", GB_CAN_WRITE_CASES, GB_CAN_LEAD },
  { "person.unlinked", GB_CAN_WRITE_CASES, GB_CAN_LEAD },
  { "print", GB_CAN_PRINT, 0 },
  { "read", GB_CAN_READ_CASES, 0 },
  { "recovery.", GB_CAN_DECIDE, 0 },
  { "recovery.rehearsed", GB_CAN_REHEARSE, 0 },
  { "referral.begun", GB_CAN_WRITE_CASES, GB_CAN_LEAD },
  { "referral.closed", GB_CAN_WRITE_CASES, GB_CAN_LEAD },
  { "referral.declined", GB_CAN_WRITE_CASES, GB_CAN_LEAD },
  { "referral.made", GB_CAN_WRITE_CASES, GB_CAN_LEAD },
  { "register.", GB_CAN_WRITE_REGISTERS, 0 },
  { "report", GB_CAN_DRAFT, 0 },
  { "report.issued", GB_CAN_ISSUE, 0 },
  { "retention.erased", GB_CAN_WRITE_CASES, GB_CAN_SAFEGUARD | GB_CAN_SIGN },
  { "retention.held", GB_CAN_WRITE_CASES, GB_CAN_LEAD },
  { "retention.hold-lifted", GB_CAN_WRITE_CASES, GB_CAN_LEAD },
  { "retention.kept", GB_CAN_WRITE_CASES, GB_CAN_LEAD },
  { "retention.proposed", GB_CAN_WRITE_CASES, GB_CAN_LEAD },
  { "retention.withdrawn", GB_CAN_WRITE_CASES, GB_CAN_LEAD },
  { "rollback.noted", GB_CAN_DECIDE, 0 },
  /* A sealed case's own acts are for whoever holds its key. */
  { "seal.", GB_CAN_HOLD_KEY, 0 },
  { "search", GB_CAN_READ_CASES, 0 },
  { "search.authorised", GB_CAN_WRITE_CASES, GB_CAN_SIGN | GB_CAN_SIGN_IF_POLICY },
  { "search.closed", GB_CAN_WRITE_CASES, GB_CAN_LEAD },
  { "search.refused", GB_CAN_WRITE_CASES, GB_CAN_SIGN | GB_CAN_SIGN_IF_POLICY },
  { "transfer.", GB_CAN_WRITE_CASES, GB_CAN_LEAD },
  { "vault.restored", GB_CAN_KEEP, 0 },
};

static gboolean
is_the_deed (const char *name, const char *deed, gsize *length)
{
  *length = strlen (name);
  return name[*length - 1] == '.' ? g_str_has_prefix (deed, name) : g_str_equal (deed, name);
}

/* The line that fits best. */
static void
needs_of (const char *deed, guint *needs, guint *gate)
{
  gsize best = 0, length;

  *needs = GB_CAN_WRITE_CASES;
  *gate = 0;
  for (guint i = 0; i < G_N_ELEMENTS (deeds); i++)
    if (is_the_deed (deeds[i].deed, deed, &length) && length > best)
      {
        best = length;
        *needs = deeds[i].needs;
        *gate = deeds[i].gate;
      }
}

static gboolean
is_a_reading (const char *deed)
{
  static const char *const readings[] = { "read", "list", "search", "print", NULL };

  return g_strv_contains (readings, deed);
}

/* Which of those who may be given a key are given it by the rule. */
static guint
handlers_of (GbMatter matter)
{
  switch (matter)
    {
    case GB_MATTER_SEALED:
      return GB_CAN_HANDLE_SEALED;
    case GB_MATTER_STAFF:
      return GB_CAN_HANDLE_CONCERNS;
    case GB_MATTER_HEAD:
      return GB_CAN_HANDLE_ABOUT_HEAD;
    case GB_MATTER_OPEN:
    default:
      return GB_CAN_READ_CASES;
    }
}

/* Who is given a sealed case's key also works on it. */
static guint
widened (guint needs, GbMatter matter)
{
  return matter != GB_MATTER_OPEN && needs == GB_CAN_WRITE_CASES ? GB_CAN_WRITE_CASES | GB_CAN_WRITE_CONCERNS : needs;
}

gboolean
gb_roles_may (const char *const *held, const char *deed, GbMatter matter)
{
  guint needs, gate;

  needs_of (deed, &needs, &gate);
  /* Without a key nothing is written, whatever their own desk shows. */
  if (gb_kind_find (deed) != NULL && !gb_roles_can (held, GB_CAN_HOLD_KEY))
    return FALSE;
  if (matter != GB_MATTER_OPEN && !gb_roles_can (held, handlers_of (matter)))
    return FALSE;
  if (is_a_reading (deed))
    return gb_roles_can (held, handlers_of (matter)) && (needs != GB_CAN_PRINT || gb_roles_can (held, needs));
  return gb_roles_can (held, widened (needs, matter))
         && (gate == 0 || gb_roles_can (held, matter == GB_MATTER_OPEN ? gate : gate | GB_CAN_WRITE_CONCERNS));
}

/* --- asking ----------------------------------------------------------------------------- */

gboolean
gb_book_can (GbBook *book, guint wanted)
{
  return gb_roles_can (gb_book_get_roles (book), wanted);
}

static gboolean
refuse_for (guint needs, GError **error)
{
  if (needs & GB_CAN_DECIDE)
    return gb_refuse (
        error,
        _ ("Only the DSL or the headteacher decides who has a key and under which policy the school works. Ask one of"
           " them."));
  if (needs & GB_CAN_KEEP)
    return gb_refuse (error, _ ("Only the DSL, a deputy, the headteacher or the technician looks after the vault "
                                "itself. Ask one of them."));
  if (needs & GB_CAN_PRINT)
    return gb_refuse (error, _ ("Your role doesn’t include printing from the record. Ask the DSL for the page."));
  if (needs & GB_CAN_ISSUE)
    return gb_refuse (error, _ ("Only the DSL or the headteacher issues the governors’ report. Ask one of them to"
                                " issue it;"
                                " you can print a draft."));
  if (needs & GB_CAN_DRAFT)
    return gb_refuse (error, _ ("Your role doesn’t include the figures behind the governors’ report. Ask the DSL for"
                                " the report that was issued."));
  if (needs & GB_CAN_READ_ISSUED)
    return gb_refuse (error, _ ("Your role doesn’t include the governors’ reports. Ask the DSL for the one you need."));
  if (needs & GB_CAN_EXPORT)
    return gb_refuse (error, _ ("Only the DSL, a deputy or the headteacher may export the journal. Ask one of them."));
  if (needs & (GB_CAN_WRITE_REGISTERS | GB_CAN_FILTER))
    return gb_refuse (error, _ ("Your role doesn’t include the registers. Ask the DSL or the online safety lead to make"
                                " the entry."));
  if (needs & GB_CAN_WRITE_CASES)
    return gb_refuse (
        error,
        _ ("Only the DSL, a deputy, the headteacher or the online safety lead may add to the record. Tell one of them"
           " what happened."));
  if (needs & GB_CAN_WRITE_CONCERNS)
    return gb_refuse (error,
                      _ ("Your role doesn’t record concerns here. Tell the headteacher in person, or the chair of "
                         "governors if it is about the headteacher."));
  return gb_refuse (error, _ ("Your role doesn’t include this. Ask the DSL."));
}

/* Of a case that is sealed, or comes from one, and that this member reads. */
static gboolean
is_sealed_here (GbBook *book, const char *case_id, JsonObject *body)
{
  GbVault *vault = gb_book_get_vault (book);
  const char *about = case_id != NULL ? case_id : body != NULL ? gb_json_text (body, "about_id") : NULL;
  g_autofree char *seal = gb_sealed_find (vault, about);
  g_autofree char *parent = seal == NULL && body != NULL ? gb_seal_parent (vault, body) : NULL;

  return seal != NULL || parent != NULL;
}

gboolean
gb_capability_is_weighty (const char *kind)
{
  static const char *const approvals[] = { "device.erasure-confirmed", "device.hold-lifted", "image.deletion-confirmed",
                                           "register.approved", "seal.reader-added", NULL };
  guint needs, gate;

  if (g_str_equal (kind, "rollback.noted"))
    return FALSE;
  needs_of (kind, &needs, &gate);
  return (needs & (GB_CAN_DECIDE | GB_CAN_ISSUE)) != 0 || (gate & GB_CAN_SIGN) != 0
         || g_strv_contains (approvals, kind);
}

static gboolean
is_of_filtering (const char *deed, JsonObject *body)
{
  const char *named = body != NULL ? gb_json_text (body, "register") : NULL;

  return g_str_has_prefix (deed, "register.") && named != NULL && g_str_has_prefix (named, "filtering-");
}

gboolean
gb_capability_may (GbBook *book, const char *deed, const char *case_id, JsonObject *body, GError **error)
{
  guint needs, gate;

  needs_of (deed, &needs, &gate);
  if (gb_book_can (book, needs) || (is_of_filtering (deed, body) && gb_book_can (book, GB_CAN_FILTER)))
    return TRUE;
  /* The key decides: whoever holds it reads, and works on it if they work on cases at all. */
  if ((needs & (GB_CAN_READ_CASES | GB_CAN_WRITE_CASES)) && is_sealed_here (book, case_id, body)
      && (is_a_reading (deed) || gb_book_can (book, widened (needs, GB_MATTER_SEALED))))
    return TRUE;
  return refuse_for (needs, error);
}

gboolean
gb_capability_by_key (GbRequest *request)
{
  return gb_book_can (request->book, GB_CAN_WRITE_CONCERNS)
         && is_sealed_here (request->book, request->case_id, request->body);
}

static gpointer
ask_at_all (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_capability_may (book, data, NULL, NULL, error) ? book : NULL;
}

gboolean
gb_book_may_at_all (GbBook *book, const char *deed, GError **error)
{
  return gb_book_ask (book, ask_at_all, (gpointer) deed, error) != NULL;
}

/* --- what is shown ------------------------------------------------------------------------- */

/* The p_ tables that aren't records of cases: what shows of one to somebody
 * who lacks @needs is what answers to @but; NULL: nothing.  A table that isn't
 * named here is of cases, so that a new one is kept back until somebody thinks of it. */
static const struct
{
  const char *table;
  guint needs;
  const char *but;
} shown[] = {
  { "p_backup", GB_CAN_HOLD_KEY, NULL },
  { "p_backup_rule", GB_CAN_HOLD_KEY, NULL },
  { "p_bank_holidays", GB_CAN_HOLD_KEY, NULL },
  { "p_calendar", GB_CAN_HOLD_KEY, NULL },
  { "p_case", GB_CAN_READ_CASES, "m.noun = 'report'" },
  { "p_entry", GB_CAN_READ_CASES,
    "m.kind IN ('vault.created', 'vault.rekeyed', 'vault.restored', 'pack.adopted', 'policy.decided', 'calendar.set', "
    "'calendar.holidays',"
    " 'report.issued') OR m.kind LIKE 'member.%' OR m.kind LIKE 'backup.%' OR m.kind LIKE 'recovery.%'" },
  { "p_member", GB_CAN_HOLD_KEY, NULL },
  { "p_member_role", GB_CAN_HOLD_KEY, NULL },
  { "p_pack", GB_CAN_HOLD_KEY, NULL },
  /* Colleagues, so that a concern about one of them can be set down; no child. */
  { "p_person", GB_CAN_READ_CASES, "m.sort <> 'pupil'" },
  { "p_policy_decision", GB_CAN_HOLD_KEY, NULL },
  { "p_register", GB_CAN_READ_REGISTERS, NULL },
  { "p_register_all", GB_CAN_READ_REGISTERS, NULL },
  { "p_register_approval", GB_CAN_READ_REGISTERS, NULL },
  { "p_register_move", GB_CAN_READ_REGISTERS, NULL },
  { "p_register_value", GB_CAN_READ_REGISTERS, NULL },
  { "p_report", GB_CAN_READ_ISSUED, NULL },
  { "p_school", GB_CAN_HOLD_KEY, NULL },
  { "p_share", GB_CAN_HOLD_KEY, NULL },
  { "p_share_pair", GB_CAN_HOLD_KEY, NULL },
  { "p_share_set", GB_CAN_HOLD_KEY, NULL },
};

/* The roles' capabilities together. */
static guint
sum_of (const char *const *held)
{
  guint can = 0;

  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    if (held != NULL && g_strv_contains (held, roles[i].role))
      can |= roles[i].can;
  return can;
}

/* For gb_sealed_keep_back: what of @table is left to whoever has @data. */
static const char *
left_of (const char *table, gpointer data)
{
  guint can = GPOINTER_TO_UINT (data);

  for (guint i = 0; i < G_N_ELEMENTS (shown); i++)
    if (g_str_equal (shown[i].table, table))
      return can & shown[i].needs ? NULL : shown[i].but != NULL ? shown[i].but : "0";
  return can & GB_CAN_READ_CASES ? NULL : "0";
}

gboolean
gb_capability_keep_back (GbVault *vault, const char *const *held, GError **error)
{
  guint can = sum_of (held);
  gboolean all = (can & GB_CAN_READ_CASES) && (can & GB_CAN_READ_REGISTERS) && (can & GB_CAN_READ_ISSUED);

  return gb_sealed_keep_back (vault, all ? NULL : left_of, GUINT_TO_POINTER (can), error);
}
