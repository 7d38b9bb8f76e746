/* SPDX-License-Identifier: GPL-3.0-or-later */
/* image: what is recorded about possible indecent imagery, on the do-not-view
 * path alone.
 *
 * Nobody views; if it could not be helped, a justification stands beside it
 * (B102).  Imagery is deleted only once two different people have confirmed the
 * two things that the policy asks: no agency needs it any more, and nobody nor
 * any investigation is put at risk (B99).  A device held for the police, or
 * already with them, blocks deletion.  No picture is taken in on this path (evidence.h).
 */
#pragma once

#include "casework/act.h"
#include "casework/record.h"

G_BEGIN_DECLS

#define GB_IMAGE_VIEWING_FIELDS(TEXT, NUMBER)                                                                          \
  NUMBER (entry) TEXT (incident_id) NUMBER (viewed) TEXT (why) TEXT (agreed_with) TEXT (viewer) TEXT (present)         \
  TEXT (place) NUMBER (viewed_at) NUMBER (recorded_at) TEXT (recorded_by)
GB_RECORD_DECLARE (GbImageViewing, gb_image_viewing, GB_IMAGE_VIEWING_FIELDS)

#define GB_IMAGE_CONFIRMATION_FIELDS(TEXT, NUMBER)                                                                     \
  NUMBER (entry) TEXT (incident_id) TEXT (ground) TEXT (source) NUMBER (confirmed_at) TEXT (member_id) TEXT (member)
GB_RECORD_DECLARE (GbImageConfirmation, gb_image_confirmation, GB_IMAGE_CONFIRMATION_FIELDS)

extern const GbAct gb_image_acts[];

/* All on the worker, oldest first, (transfer full). */
GPtrArray *gb_image_viewings (GbVault *vault, const char *incident_id, GError **error);  /* of GbImageViewing */
GPtrArray *gb_image_confirmations (GbVault *vault, const char *incident_id, GError **error); /* of ...Confirmation */

G_END_DECLS
