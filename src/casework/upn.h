/* SPDX-License-Identifier: GPL-3.0-or-later */
/* upn: the Unique Pupil Number and its check letter.
 *
 * A permanent UPN is a letter and twelve digits; the letter follows from the
 * digits (each times its place in the number, 2 to 13, the sum modulo 23, as a
 * place in ABCDEFGHJKLMNPQRTUVWXYZ).  A temporary one ends in a letter, which
 * counts nothing.  A wrong letter nearly always means that a digit was typed
 * wrong, and a wrong number means a wrong child.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @text without blanks and in capitals.  (transfer full) */
char *gb_upn_tidy (const char *text);

/* Whether @upn (tidied) is right.  GB_ERROR_INPUT says what is wrong in half
 * a sentence's worth of plain words: it ends with a full stop. */
gboolean gb_upn_check (const char *upn, GError **error);
gboolean gb_upn_is_temporary (const char *upn);

/* The letter that belongs before these twelve characters; 0 if they can't be. */
char gb_upn_letter (const char *rest);

G_END_DECLS
