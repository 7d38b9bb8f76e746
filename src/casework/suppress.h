/* SPDX-License-Identifier: GPL-3.0-or-later */
/* suppress: small numbers held back, and the proof that they can't be worked out.
 *
 * In a school a small number can point to a child.  Of counts about people, 1
 * to threshold - 1 is shown "<5" (primary), 0 as 0 (or "<5" too, if the pack holds
 * noughts back: then each could be 0 as well), and further numbers are
 * held back as "c" (complement) so that adding and subtracting over everything
 * printed - all tables of the report, the terms compared, the reports issued
 * before - leaves each "<5" its whole printed range: it could be 1, and it
 * could be threshold - 1.
 *
 * How: the exact problem (Fischetti and Salazar-Gonzalez, JASA 95, 2000) by
 * cutting planes.  A master program picks the cheapest cells to hold back; for
 * each "<5" and each end of its range a linear program asks how far it can be
 * moved, and if that is not far enough its dual gives a cut that every safe
 * choice obeys.  The cost of a cell never looks at its value, else the choice
 * would tell.  When the work limit is reached (it counts steps, not seconds, so
 * that the same figures give the same page on every machine) the cheapest cell
 * that widens the worst "<5" is added until all are wide.
 *
 * None of that needs to be trusted: gb_suppress_prove keeps complete sets of
 * whole numbers that agree with everything printed, and for each "<5" there is one
 * in which it is 1 and one in which it is threshold - 1 (a set shows the ends of as
 * many as it can); gb_suppress_check checks them by addition alone.  Nothing is issued without.
 *
 * Pure: no vault, no clock.  Any thread, one at a time.
 */
#pragma once

#include "casework/figures.h"

G_BEGIN_DECLS

/* Adds what @issued printed: its variables with their marks fixed and its
 * equations, as far as they are tied to numbers of @self.  Call before
 * gb_suppress, after all tables are made. */
void gb_suppress_join (GbFigures *self, const GbFigures *issued);

/* @fast: the quick rule alone, which may hold back more than it must; for looking
 * at, never proved.  @go_on (or NULL) hears how far it is, 0 to 1, and says FALSE
 * to stop (G_IO_ERROR_CANCELLED). */
typedef struct { gboolean fast; gboolean (*go_on) (double done, gpointer data); gpointer data; } GbSuppressHow;
gboolean gb_suppress_how (GbFigures *self, const GbSuppressHow *how, guint *culprit, GError **error);
gboolean gb_suppress_prove_how (GbFigures *self, const GbSuppressHow *how, GError **error);

/* Whether the number is shown as a sign.  Before gb_suppress: whether it will be, whatever else is held back,
 * since it is small or an earlier report printed it as one. */
gboolean gb_suppress_is_sign (const GbFigures *self, const GbVariable *variable);

/* Counts the number at @index as known to every reader, since nothing that is held back can keep it.  It is
 * shown as "<5" all the same. */
void gb_suppress_give_up (GbFigures *self, guint index);

/* Marks every variable and writes what may be shown.  FALSE with
 * GB_ERROR_REFUSED when no choice of cells is safe; @culprit (optional) gets
 * the variable that can't be protected, mostly because a total below the
 * threshold was broken down: join its row or column, or leave the table out. */
gboolean gb_suppress (GbFigures *self, guint *culprit, GError **error);

/* Finds the witnesses for the marks as they are, checks them, and keeps them
 * in self->proof.  FALSE with GB_ERROR_REFUSED: some "<5" can be narrowed, and
 * self->proof is NULL. */
gboolean gb_suppress_prove (GbFigures *self, GError **error);

/* Whether @proof proves the marks of @self: additions and comparisons only. */
gboolean gb_suppress_check (const GbFigures *self, GBytes *proof, GError **error);

/* The least and the greatest value that the variable at @index can have for a
 * reader who knows everything printed. */
void gb_suppress_range (const GbFigures *self, guint index, gint64 *least, gint64 *greatest);

/* For each variable the first of those that equations tie it to, itself if none. (transfer full) */
guint *gb_suppress_ties (const GbFigures *self);

/* "1,204".  (transfer full) */
char *gb_say_count (gint64 count);

G_END_DECLS
