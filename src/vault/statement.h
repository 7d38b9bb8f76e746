/* SPDX-License-Identifier: GPL-3.0-or-later */
/* statement: SQL with typed, named binds and columns by name (worker only).
 *
 * The SQL itself says the type: ":name" takes text (const char *, NULL is
 * NULL), "@name" takes a number (gint64), "$name" takes bytes (GBytes *).
 *   g_autoptr (GbStatement) s = gb_statement_new (vault, "SELECT title FROM p_incident WHERE id = :id", &error);
 *   gb_statement_bind (s, ":id", id, NULL);
 *   while (gb_statement_step (s, &error)) puts (gb_statement_text (s, "title"));
 * Statements are cached by the vault; the autoptr gives one back.  Binding an
 * unknown name or asking an unknown column is a programmer's error and aborts.
 * An @error that is set already is left as it is, so that questions asked in a
 * row may share one.
 */
#pragma once

#include "vault/vault.h"

G_BEGIN_DECLS

typedef struct _GbStatement GbStatement;

GbStatement *gb_statement_new (GbVault *vault, const char *sql, GError **error);
void gb_statement_free (GbStatement *self); /* back to the cache, reset and unbound */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GbStatement, gb_statement_free)

/* Name and value pairs, ended by NULL.  Names the statement does not have are errors. */
void gb_statement_bind (GbStatement *self, const char *name, ...) G_GNUC_NULL_TERMINATED;
void gb_statement_bindv (GbStatement *self, const char *name, va_list args);
gboolean gb_statement_has (GbStatement *self, const char *name); /* whether it takes such a bind */
void gb_statement_bind_text (GbStatement *self, const char *name, const char *text);
void gb_statement_bind_number (GbStatement *self, const char *name, gint64 number);
void gb_statement_bind_bytes (GbStatement *self, const char *name, gconstpointer bytes, gsize length);

/* TRUE: a row.  FALSE without error: done. */
gboolean gb_statement_step (GbStatement *self, GError **error);
/* Steps to the end: for INSERT and the like. */
gboolean gb_statement_run (GbStatement *self, GError **error);
void gb_statement_reset (GbStatement *self);

int gb_statement_columns (GbStatement *self);
const char *gb_statement_column_name (GbStatement *self, int column);
int gb_statement_column (GbStatement *self, const char *name); /* -1: no such column */
gboolean gb_statement_is_null (GbStatement *self, const char *name);
const char *gb_statement_text (GbStatement *self, const char *name);     /* valid until the next step */
gint64 gb_statement_number (GbStatement *self, const char *name);
GBytes *gb_statement_bytes (GbStatement *self, const char *name);        /* (transfer full) */
const char *gb_statement_text_at (GbStatement *self, int column);
gint64 gb_statement_number_at (GbStatement *self, int column);
/* Bytes of the row itself, valid until the next step; *@length 0 for NULL. */
gconstpointer gb_statement_bytes_at (GbStatement *self, int column, gsize *length);

/* One number: the first column of the first row, @otherwise if none or NULL.
 * Binds as in gb_statement_bind, ended by NULL; none at all is one NULL. */
gint64 gb_vault_ask_number (GbVault *vault, gint64 otherwise, GError **error, const char *sql, const char *name, ...);
/* One text: (transfer full), NULL if no row or NULL. */
char *gb_vault_ask_text (GbVault *vault, GError **error, const char *sql, const char *name, ...);

G_END_DECLS
