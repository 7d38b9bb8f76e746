/* SPDX-License-Identifier: GPL-3.0-or-later */
/* roll-private: what the readers of files (roll-ctf.c, roll-csv.c) give to roll.c. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* A child as the file has it.  fields: of person.added, only those that the
 * file gives.  contacts: of JsonObject with forename, surname, relation, and
 * perhaps sex, phone, email, address. */
typedef struct
{
  guint line;
  JsonObject *fields;
  char *former_upn;
  GPtrArray *contacts;
} GbRollRow;

typedef struct
{
  guint line;
  char *sentence, *name, *upn; /* name and upn as far as known: who is refused hasn't left */
} GbRollRefusal;

typedef struct
{
  GPtrArray *rows;    /* of GbRollRow */
  GPtrArray *refused; /* of GbRollRefusal */
  GHashTable *seen;   /* UPN, or name and birth date -> line */
  gboolean whole;     /* it says that it holds every pupil */
  char *taken_on;     /* day, NULL unknown */
  const char *source; /* "CTF" "CSV" */
} GbRollFile;

GbRollFile *gb_roll_file_new (const char *source);
void gb_roll_file_free (GbRollFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GbRollFile, gb_roll_file_free)

GbRollRow *gb_roll_row_new (guint line);
void gb_roll_row_free (GbRollRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GbRollRow, gb_roll_row_free)

/* Sets a text field, on one line; nothing if @text is empty. */
void gb_roll_row_set (GbRollRow *row, const char *field, const char *text);
void gb_roll_row_set_sex (GbRollRow *row, const char *text);   /* "M" "F" "Male" ... */
void gb_roll_row_set_year (GbRollRow *row, const char *text);  /* "6" "Year 6" "R" ... */
void gb_roll_row_set_sen (GbRollRow *row, const char *text);   /* "N" "K" "E" */
void gb_roll_row_set_flag (GbRollRow *row, const char *field, const char *text); /* "true" "Y" "1" ... */

/* Takes @row in, or refuses it because @reason (NULL: none found so far). */
void gb_roll_file_take (GbRollFile *file, GbRollRow *row, const char *reason);

GbRollFile *gb_roll_read_ctf (GBytes *bytes, GError **error);
GbRollFile *gb_roll_read_csv (GBytes *bytes, GError **error);

G_END_DECLS
