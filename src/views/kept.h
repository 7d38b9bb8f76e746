/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kept: what is being typed into a form, kept until the form is done with.
 *
 * A form has one from the moment it knows which act it will become.  Whatever
 * differs from what the form said when it was first shown is saved as a draft
 * (casework/draft.h) a second after it was typed and once more when the form goes
 * away, whether by Cancel, a lock or a refusal; nothing is saved while
 * nothing was typed.  Only what was typed is in it, so that going on with a
 * draft never puts back what somebody else has changed meanwhile.
 *
 * When a form is shown, drafts of the same kind about the same thing are
 * offered at its top: "Carry on" writes them into the fields and goes on under
 * the draft's id, which is the request of the act to come, so that sending it
 * twice, before and after a crash, is one entry; "Throw away" forgets them.
 * Life: made by the form -> saved, again and again -> thrown away by the form
 * when its act is done, or by its writer.
 */
#pragma once

#include "views/form.h"

G_BEGIN_DECLS

typedef struct _GbKept GbKept;

/* Belongs to @form, which frees it. */
GbKept *gb_kept_new (GbForm *form, GbBook *book, const char *kind, const char *about);
void gb_kept_free (GbKept *self);

/* As gb_form_go_on and gb_form_throw_away. */
void gb_kept_go_on (GbKept *self, const char *draft);
void gb_kept_throw_away (GbKept *self);

G_END_DECLS
