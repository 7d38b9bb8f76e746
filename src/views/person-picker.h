/* SPDX-License-Identifier: GPL-3.0-or-later */
/* person-picker: a row in which a person of the roll is found as you type.
 *
 * Each keystroke asks the vault's worker (stale answers are dropped); the hits
 * are buttons, so that mouse, keyboard and screen reader choose alike.  What is
 * chosen is shown with an avatar and can be changed.  A name that is on no
 * roll is no answer: people are added in People first, so that one person is
 * one person.
 */
#pragma once

#include <adwaita.h>

#include "views/ask.h"

G_BEGIN_DECLS

typedef struct { char *id, *name, *sort, *detail, *year_group, *sex; } GbPersonHit;
GbPersonHit *gb_person_hit_new (const char *id, const char *name, const char *sort, const char *detail,
                                const char *year_group, const char *sex);
GbPersonHit *gb_person_hit_copy (const GbPersonHit *hit);
void gb_person_hit_free (GbPersonHit *hit);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GbPersonHit, gb_person_hit_free)

#define GB_TYPE_PERSON_PICKER (gb_person_picker_get_type ())
G_DECLARE_FINAL_TYPE (GbPersonPicker, gb_person_picker, GB, PERSON_PICKER, AdwPreferencesRow)

/* Signal "changed". */
GbPersonPicker *gb_person_picker_new (GbBook *book, const char *label);
const GbPersonHit *gb_person_picker_get (GbPersonPicker *self); /* NULL: nobody yet */
void gb_person_picker_set (GbPersonPicker *self, const GbPersonHit *hit);
/* Only people of these sorts ("pupil staff"); NULL: everybody. */
void gb_person_picker_set_sorts (GbPersonPicker *self, const char *sorts);

G_END_DECLS
