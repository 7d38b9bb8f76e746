/* SPDX-License-Identifier: GPL-3.0-or-later */
/* register: the entries of every register - one engine, whatever the register.
 *
 * What a register asks is data (policy/register.h); here its answers are
 * judged, kept and asked for.
 *
 * Life: entered -> recorded, where nobody approves; else asked -> approved by each
 * whom the pack in force names -> changed (which voids what was approved, unless
 * the field says otherwise) or renewed -> ended.  Asked -> declined.  A new entry
 * of the same series (this person's yearly training) replaces the one before.
 * Nobody approves what they asked for or what is about themselves.
 *
 * Frozen into each entry: the register's version and hash, the words of every
 * label and answer, the approver, the due day with its rule.  So an entry reads in
 * thirty years without the register's file.
 *
 * Functions that take a GbVault or GbBook run on the worker.
 */
#pragma once

#include "casework/act.h"
#include "casework/gate.h"
#include "casework/record.h"
#include "casework/signing.h"
#include "policy/register.h"

G_BEGIN_DECLS

/* state: "asked" "approved" "recorded" "declined" "replaced" "ended".  answers:
 * JSON of the values; lines: JSON of rows {"label","value"}.  case_id: of an
 * entry that a case keeps (advice, actions): it is opened there. */
#define GB_REGISTER_ITEM_FIELDS(TEXT, NUMBER)                                                                          \
  TEXT (id)                                                                                                            \
  NUMBER (entry)                                                                                                       \
  TEXT (register_id) TEXT (title) TEXT (line) TEXT (state) TEXT (person_id) TEXT (person) TEXT (answers) TEXT (lines)  \
      TEXT (approver) TEXT (due) TEXT (due_rule) TEXT (remind) NUMBER (entered_at) TEXT (entered_by)                   \
          TEXT (asked_by_id) TEXT (asked_by) NUMBER (asked_at) NUMBER (approved_at) TEXT (approved_by) TEXT (ended_on) \
              TEXT (reason) TEXT (case_id)
GB_RECORD_DECLARE (GbRegisterItem, gb_register_item, GB_REGISTER_ITEM_FIELDS)

/* One thing that happened to an entry; changes: JSON of rows {"label","old","new"}. */
#define GB_REGISTER_MOVE_FIELDS(TEXT, NUMBER) \
  NUMBER (entry)                              \
  TEXT (item_id) TEXT (kind) NUMBER (at) TEXT (by_id) TEXT (by_name) TEXT (part) TEXT (reason) TEXT (changes)
GB_RECORD_DECLARE (GbRegisterMove, gb_register_move, GB_REGISTER_MOVE_FIELDS)

/* How a register stands: entries in force, waiting for approval, due by now. */
#define GB_REGISTER_COUNT_FIELDS(TEXT, NUMBER) TEXT (register_id) NUMBER (standing) NUMBER (asked) NUMBER (due)
GB_RECORD_DECLARE (GbRegisterCount, gb_register_count, GB_REGISTER_COUNT_FIELDS)

extern const GbAct gb_register_acts[];

/* --- saying --------------------------------------------------------------------- */

/* The answer of @field in words; NULL when there is none.  (transfer full) */
char *gb_register_say (const GbRegisterField *field, JsonObject *values, GbPack *pack);
const char *gb_register_state_label (const GbRegister *plan, const char *state);
/* The values of an item, to be read or put into a form.  (transfer full) */
JsonObject *gb_register_item_values (GbRegisterItem *item);
/* The frozen words, for page and print.  (transfer full, element-type GbSigningRow) */
GPtrArray *gb_register_item_lines (GbRegisterItem *item);

/* --- judging --------------------------------------------------------------------- */

/* Whether this member may read the register at all. */
gboolean gb_register_may_read (GbBook *book, const GbRegister *plan);
/* Exactly what is approved.  (transfer full) */
GbSigning *gb_register_sheet (GbBook *book, GbRegisterItem *item, GError **error);
/* "Approved by the headteacher", "Agreement signed": for the page.
 * (transfer full, element-type GbGate) */
GPtrArray *gb_register_gates (GbBook *book, GbRegisterItem *item, GError **error);
/* Whether this member may approve it now; NULL @error allowed. */
gboolean gb_register_may_approve (GbBook *book, GbRegisterItem *item, GError **error);

/* --- asking ----------------------------------------------------------------------- */

/* GB_ERROR_MISSING: none such. */
GbRegisterItem *gb_register_item_load (GbVault *vault, const char *id, GError **error);
GPtrArray *gb_register_history (GbVault *vault, const char *id, GError **error); /* of GbRegisterMove, oldest first */

typedef struct
{
  const char *register_id;           /* NULL: every register */
  const char *words;                 /* in title, line, person or any answer; NULL: all */
  const char *state;                 /* a state, "standing" (approved or recorded), "due", or NULL */
  const char *field, *value;         /* an answer */
  const char *field_too, *value_too; /* another */
  const char *person_id;
} GbRegisterFilter;
GPtrArray *gb_register_ids (GbBook *book, const GbRegisterFilter *filter, GError **error); /* newest first, of char * */
GPtrArray *gb_register_items (GbBook *book, const GbRegisterFilter *filter, GError **error); /* of GbRegisterItem */

GPtrArray *gb_register_counts (GbBook *book, GError **error); /* of GbRegisterCount: registers that have any */
/* What waits for this member's approval, the oldest first; what is due, the earliest first. */
GPtrArray *gb_register_to_approve (GbBook *book, GError **error);
GPtrArray *gb_register_due_now (GbBook *book, GError **error);
gint64 gb_register_pressing (GbBook *book, GError **error); /* both together, for the badge; -1 on a fault */

/* Entries of @register_id whose day @field (NULL: when they were entered) lies in
 * @from..@until and, unless NULL, whose @where answer is @value. */
gint64 gb_register_count_between (GbVault *vault, const char *register_id, const char *field, const char *from,
                                  const char *until, const char *where, const char *value, GError **error);
gint64 gb_register_count_standing (GbVault *vault, const char *register_id, const char *where, const char *value,
                                   GError **error);

/* Who of @everybody has no such entry in force today: names by surname, at most
 * @most; @all is how many.  (transfer full, of char *) */
GPtrArray *gb_register_missing (GbVault *vault, const GbRegister *plan, const GbRegisterEverybody *everybody,
                                guint most, gint64 *all, GError **error);

/* The register as CSV: a line an entry, a column a field.  No cell begins with a
 * sign that a spreadsheet would take for a formula.  (transfer full) */
GBytes *gb_register_csv (GbBook *book, const GbRegister *plan, GError **error);

G_END_DECLS
