/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/text.h"
#include "casework/policy.h"
#include "casework/signing.h"
#include "vault/statement.h"

static void
row_free (gpointer data)
{
  GbSigningRow *row = data;

  g_free (row->label);
  g_free (row->value);
  g_free (row);
}

GbSigning *
gb_signing_new (GbBook *book, const char *title, GError **error)
{
  GbPack *pack = gb_book_get_pack (book);
  g_autofree char *pack_hash = gb_vault_ask_text (gb_book_get_vault (book), error,
                                                  "SELECT hash FROM p_pack ORDER BY entry DESC LIMIT 1", NULL, NULL);
  GbSigning *self;

  if (pack_hash == NULL)
    {
      if (error != NULL && *error == NULL)
        g_set_error_literal (error, GB_ERROR, GB_ERROR_FAULT,
                             _ ("No policy pack is in force, so nothing can be signed. Adopt one first."));
      return NULL;
    }
  self = g_new0 (GbSigning, 1);
  self->title = g_strdup (title);
  self->school = g_strdup (gb_book_get_school (book));
  self->pack = g_strdup_printf ("%s %s", gb_pack_get_id (pack), gb_pack_get_version (pack));
  self->pack_hash = g_steal_pointer (&pack_hash);
  self->rows = g_ptr_array_new_with_free_func (row_free);
  self->facts = g_ptr_array_new_with_free_func (g_free);
  return self;
}

gboolean
gb_signing_set_case (GbSigning *self, GbBook *book, const char *case_id, GError **error)
{
  GbPack *pack = gb_policy_of (book, case_id);
  char *hash = gb_policy_hash_of (gb_book_get_vault (book), case_id, error);

  if (hash == NULL)
    return FALSE;
  g_free (self->pack_hash);
  self->pack_hash = hash;
  g_free (self->pack);
  self->pack = g_strdup_printf ("%s %s", gb_pack_get_id (pack), gb_pack_get_version (pack));
  return TRUE;
}

void
gb_signing_free (GbSigning *self)
{
  if (self == NULL)
    return;
  g_free (self->title);
  g_free (self->school);
  g_free (self->pack);
  g_free (self->pack_hash);
  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->facts);
  g_free (self->hash);
  g_free (self);
}

static void
add_row_to (GPtrArray *rows, const char *label, const char *value, gboolean wide)
{
  GbSigningRow *row = g_new0 (GbSigningRow, 1);

  row->label = g_strdup (label);
  row->value = g_strdup (value != NULL ? value : "");
  row->wide = wide;
  g_ptr_array_add (rows, row);
}

void
gb_signing_add_row (GbSigning *self, const char *label, const char *value, gboolean wide)
{
  add_row_to (self->rows, label, value, wide);
}

void
gb_signing_add_fact (GbSigning *self, const char *name, const char *value)
{
  g_ptr_array_add (self->facts, value != NULL ? g_strconcat (name, "=", value, NULL) : g_strdup (name));
}

void
gb_signing_add_number (GbSigning *self, const char *name, gint64 value)
{
  g_ptr_array_add (self->facts, g_strdup_printf ("%s=%" G_GINT64_FORMAT, name, value));
}

static char *
hash_of (const char *pack_hash, GPtrArray *facts, GPtrArray *rows)
{
  GbHash *hash = gb_hash_new ("guardbook.signing.1");
  guint8 bytes[GB_HASH_SIZE];

  gb_hash_add_text (hash, pack_hash);
  gb_hash_add_number (hash, facts->len);
  for (guint i = 0; i < facts->len; i++)
    gb_hash_add_text (hash, facts->pdata[i]);
  gb_hash_add_number (hash, rows->len);
  for (guint i = 0; i < rows->len; i++)
    {
      const GbSigningRow *row = rows->pdata[i];
      gb_hash_add_text (hash, row->label);
      gb_hash_add_text (hash, row->value);
      gb_hash_add_number (hash, row->wide);
    }
  gb_hash_finish (hash, bytes);
  return gb_bytes_to_hex (bytes, sizeof bytes);
}

void
gb_signing_seal (GbSigning *self)
{
  g_free (self->hash);
  self->hash = hash_of (self->pack_hash, self->facts, self->rows);
}

void
gb_signing_to_body (GbSigning *self, JsonObject *body)
{
  JsonArray *rows = json_array_new ();

  for (guint i = 0; i < self->rows->len; i++)
    {
      const GbSigningRow *row = self->rows->pdata[i];
      JsonObject *object = json_object_new ();
      json_object_set_string_member (object, "label", row->label);
      json_object_set_string_member (object, "value", row->value);
      json_object_set_boolean_member (object, "wide", row->wide);
      json_array_add_object_element (rows, object);
    }
  json_object_set_array_member (body, "sheet", rows);
  json_object_set_string_member (body, "sheet_hash", self->hash);
  json_object_set_string_member (body, "pack", self->pack);
  json_object_set_string_member (body, "pack_hash", self->pack_hash);
}

GPtrArray *
gb_signing_rows_of (const char *sheet)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func (row_free);
  g_autoptr (JsonNode) node = sheet != NULL ? json_from_string (sheet, NULL) : NULL;
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);
      JsonObject *row = JSON_NODE_HOLDS_OBJECT (element) ? json_node_get_object (element) : NULL;
      if (row != NULL)
        add_row_to (rows, gb_json_text (row, "label"), gb_json_text (row, "value"), gb_json_flag (row, "wide"));
    }
  return rows;
}

gboolean
gb_signing_still_holds (GbSigning *now, const char *sheet, const char *pack_hash, const char *hash)
{
  g_autoptr (GPtrArray) rows = gb_signing_rows_of (sheet);
  g_autofree char *again = hash_of (pack_hash, now->facts, rows);

  return g_strcmp0 (again, hash) == 0;
}

char *
gb_signing_words (const char *hash)
{
  guint8 bytes[GB_HASH_SIZE];
  g_autofree char *words = NULL;
  g_auto (GStrv) parts = NULL;

  if (hash == NULL || !gb_hex_to_bytes (hash, bytes, sizeof bytes))
    return NULL;
  words = gb_hash_words (bytes, 5);
  parts = g_strsplit (words, " ", 5);
  return g_strdup_printf ("%s %s %s, %s %s", parts[0], parts[1], parts[2], parts[3], parts[4]);
}

gboolean
gb_signing_was_read (GbSigning *now, JsonObject *body, gboolean asking, GError **error)
{
  const char *read = gb_json_text (body, "sheet_hash");

  if (read == NULL && asking)
    return TRUE;
  if (read == NULL)
    {
      g_set_error_literal (error, GB_ERROR, GB_ERROR_INPUT,
                           _ ("Nobody can sign what they haven’t read. Open the sheet and sign that."));
      return FALSE;
    }
  if (g_strcmp0 (read, now->hash) == 0)
    return TRUE;
  g_set_error_literal (
      error, GB_ERROR, GB_ERROR_CONFLICT,
      _ ("This was changed since you read it, so nothing was signed. Read the new sheet and sign that one."));
  return FALSE;
}
