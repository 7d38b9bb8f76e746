/* SPDX-License-Identifier: GPL-3.0-or-later */
/* text: small things done to words, and JSON objects read without ceremony. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Whether @text has anything in it but white space. */
gboolean gb_text_is_filled (const char *text);

/* @text as one line, blanks folded, no control characters.  (transfer full) */
char *gb_text_one_line (const char *text);

/* @text as people compare it: case, accents and punctuation folded.  (transfer full) */
char *gb_text_fold (const char *text);

/* @text with its first letter small, to stand inside a sentence; a word in capitals stays.  (transfer full) */
char *gb_text_lower_first (const char *text);

/* The language in which the program speaks, as BCP 47: "en-GB", or what the translation in use says of
 * itself.  (transfer none) */
const char *gb_text_language (void);

/* Words with commas and "and": "a, b and c".  @items is NULL-terminated.  (transfer full) */
char *gb_text_join_and (const char *const *items);

/* One after the other by @pattern, which is translated and has two %s: _ ("%s or %s").  (transfer full) */
char *gb_text_join_by (const char *const *items, const char *pattern);

/* Appends @text (may be NULL) as the next cell of a table with commas; the caller ends
 * the line.  A spreadsheet takes = + - @ and tabs at the head of a cell for a
 * formula, so such a cell gets an apostrophe before it. */
void gb_csv_cell (GString *csv, const char *text);

/* "Amara Linfield and Kieran Doyle": the "name" of each of the rows in the JSON text @rows (may be
 * NULL); NULL when there is none.  (transfer full) */
char *gb_json_names (const char *rows);

/* Members of @object, NULL / 0 / FALSE when absent or of another type. */
const char *gb_json_text (JsonObject *object, const char *name);
gint64 gb_json_number (JsonObject *object, const char *name);
gboolean gb_json_flag (JsonObject *object, const char *name);
JsonArray *gb_json_array (JsonObject *object, const char *name);
JsonObject *gb_json_object (JsonObject *object, const char *name);

/* Sets a text member unless @text is NULL or empty. */
void gb_json_set_text (JsonObject *object, const char *name, const char *text);

/* Parses @text as one object.  NULL with GB_ERROR_INPUT.  (transfer full) */
JsonObject *gb_json_parse (const char *text, gssize length, GError **error);

/* @object as compact JSON.  (transfer full) */
char *gb_json_print (JsonObject *object);

G_END_DECLS
