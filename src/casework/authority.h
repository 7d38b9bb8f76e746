/* SPDX-License-Identifier: GPL-3.0-or-later */
/* authority: a standing authority to search (A30), which the headteacher gives
 * to one person for a time - generally, for a description of searches, or for
 * a particular one - with that person's agreement, since nobody but security
 * staff can be required to search (Education Act 1996 s.550ZB(2), (3)).
 *
 * Life: given -> ended.  It is signed like a permit (signing.h).  A search that
 * cites one must be by its person and lie within its days; a particular one
 * is used up by one search.  Functions run on the worker.
 */
#pragma once

#include "casework/act.h"
#include "casework/record.h"
#include "casework/signing.h"

G_BEGIN_DECLS

/* state: "in-force" "to-come" "over" "ended", on the day that was asked about;
 * uses: searches that cite it. */
#define GB_AUTHORITY_FIELDS(TEXT, NUMBER)                                                                              \
  TEXT (id) NUMBER (entry) TEXT (reference) TEXT (person_id) TEXT (person) TEXT (scope) TEXT (description)             \
  TEXT (from_day) TEXT (until_day) NUMBER (agreed) TEXT (sheet) TEXT (sheet_hash) TEXT (pack) TEXT (pack_hash)         \
  NUMBER (given_at) TEXT (given_by_id) TEXT (given_by) NUMBER (ended_at) TEXT (ended_by) TEXT (ended_reason)           \
  TEXT (state) NUMBER (uses)
GB_RECORD_DECLARE (GbAuthority, gb_authority, GB_AUTHORITY_FIELDS)

extern const GbAct gb_authority_acts[];

/* The sheet that the headteacher signs when giving it, from the body of
 * authority.given (person_id person scope description from until agreed). */
GbSigning *gb_authority_sheet (GbBook *book, JsonObject *body, GError **error);

/* Whether the roles of this member may authorise searches under the policy of
 * @case_id (rule search.authoriser; NULL: what begins now).  GB_ERROR_REFUSED
 * with the rule, or with what the school must decide first (A29, B75). */
gboolean gb_authority_may_authorise (GbBook *book, const char *case_id, GError **error);
/* "Only the headteacher … may permit a search.", or what is to be decided.  (transfer full) */
char *gb_authority_say_who (GbBook *book, const char *case_id);

/* GB_ERROR_MISSING when there is none.  @day NULL: today. */
GbAuthority *gb_authority_load (GbVault *vault, const char *id, const char *day, GError **error);
/* All, or those that @person_id (may be NULL) may use on @day; newest first. */
GPtrArray *gb_authorities (GbVault *vault, GError **error);
GPtrArray *gb_authorities_in_force (GbVault *vault, const char *person_id, const char *day, GError **error);

/* Whether authority @id covers a search by @searcher_id from @from until
 * @until, asked by @requester_id; @search_id is the search itself once it is
 * there.  GB_ERROR_REFUSED with the reason. */
gboolean gb_authority_covers (GbBook *book, const char *id, const char *searcher_id, const char *requester_id,
                              gint64 from, gint64 until, const char *search_id, GError **error);
/* Whether the stored sheet still is what was signed. */
gboolean gb_authority_is_sound (GbBook *book, GbAuthority *authority);

G_END_DECLS
