/* SPDX-License-Identifier: GPL-3.0-or-later */
/* signing: exactly what is put before the one who signs, and its hash.
 *
 * A signing is a sheet (labels and answers in the order of the page) and the
 * facts behind it (the record's own fields, in no language).  The hash covers
 * both and the policy pack in force.  Later the stored sheet and the facts as
 * they stand now are hashed again: if one word of either differs, the
 * signature is void, and every screen, print and act is told so by the same
 * function.  The window's language or a new pack changes nothing: the sheet
 * is kept as it was shown.
 */
#pragma once

#include "casework/book.h"

G_BEGIN_DECLS

typedef struct { char *label, *value; gboolean wide; /* over both columns */ } GbSigningRow;

typedef struct
{
  char *title;      /* "Search permit 26-0151" */
  char *school;
  char *pack;       /* "kent-2023 1" */
  char *pack_hash;
  GPtrArray *rows;  /* of GbSigningRow */
  GPtrArray *facts; /* of char *: "scope=The class chat group" */
  char *hash;       /* hexadecimal, after gb_signing_seal */
} GbSigning;

/* Under the pack in force (worker only). */
GbSigning *gb_signing_new (GbBook *book, const char *title, GError **error);
void gb_signing_free (GbSigning *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GbSigning, gb_signing_free)

/* Under the pack of @case_id instead, which keeps the one it began with.  Before gb_signing_seal. */
gboolean gb_signing_set_case (GbSigning *self, GbBook *book, const char *case_id, GError **error);
void gb_signing_add_row (GbSigning *self, const char *label, const char *value, gboolean wide);
void gb_signing_add_fact (GbSigning *self, const char *name, const char *value); /* NULL differs from "" */
void gb_signing_add_number (GbSigning *self, const char *name, gint64 value);
/* Computes the hash: BLAKE2b over pack hash, facts, rows. */
void gb_signing_seal (GbSigning *self);

/* For the body: fields sheet, sheet_hash, pack, pack_hash. */
void gb_signing_to_body (GbSigning *self, JsonObject *body);
/* Whether @sheet (JSON text of the stored rows) and the facts of @now still
 * give @hash under @pack_hash. */
gboolean gb_signing_still_holds (GbSigning *now, const char *sheet, const char *pack_hash, const char *hash);
/* The stored rows, for pages that show what was signed.  (transfer full, element-type GbSigningRow) */
GPtrArray *gb_signing_rows_of (const char *sheet);

/* The code that two people compare: "anchor velvet marble, river seven".  (transfer full) */
char *gb_signing_words (const char *hash);

/* Refuses (GB_ERROR_CONFLICT) when the body's sheet_hash is not that of @now:
 * somebody changed it since it was read.  Without one: GB_ERROR_INPUT. */
gboolean gb_signing_was_read (GbSigning *now, JsonObject *body, gboolean asking, GError **error);

G_END_DECLS
