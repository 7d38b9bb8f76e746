/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/text.h"
#include "journal/written.h"
#include "vault/letter.h"

static gboolean
is_signed (const char *vault_id, JsonObject *written, const guint8 *sign_key)
{
  const char *text = gb_json_text (written, "text"), *file = gb_json_text (written, "file");
  const char *proof = gb_json_text (written, "signature");
  guint8 signature[GB_SIGNATURE_SIZE];
  g_autoptr (GBytes) bytes = text != NULL ? g_bytes_new (text, strlen (text)) : NULL;

  return bytes != NULL && file != NULL && proof != NULL && gb_hex_to_bytes (proof, signature, sizeof signature)
         && gb_letter_check_proof (vault_id, file, bytes, sign_key, signature);
}

/* What the letter doesn't say may only be the name of a person that it does. */
static gboolean
says_no_more (JsonObject *values, JsonObject *letter)
{
  g_autoptr (GList) names = json_object_get_members (values);

  for (GList *l = names; l != NULL; l = l->next)
    {
      const char *name = l->data;
      JsonNode *said = json_object_has_member (letter, name) ? json_object_get_member (letter, name) : NULL;
      g_autofree char *person = g_str_has_suffix (name, "_name") ? g_strndup (name, strlen (name) - 5) : NULL;
      if (said != NULL ? !json_node_equal (said, json_object_get_member (values, name))
                       : person == NULL || !json_object_has_member (letter, person))
        return FALSE;
    }
  return TRUE;
}

static gboolean
says_this (JsonObject *letter, JsonObject *body, JsonObject *written)
{
  JsonObject *said = gb_json_object (letter, "values"), *values = gb_json_object (body, "values");

  return said != NULL && values != NULL && g_strcmp0 (gb_json_text (letter, "id"), gb_json_text (body, "item_id")) == 0
         && g_strcmp0 (gb_json_text (letter, "register"), gb_json_text (body, "register")) == 0
         && gb_json_number (letter, "at") == gb_json_number (written, "at") && says_no_more (values, said);
}

gboolean
gb_written_holds (const char *vault_id, JsonObject *body, const char *name, const guint8 sign_key[GB_SIGN_KEY_SIZE])
{
  JsonObject *written = gb_json_object (body, "written");
  g_autoptr (JsonObject) letter = NULL;

  if (!json_object_has_member (body, "written"))
    return TRUE;
  letter = written != NULL && gb_json_text (written, "text") != NULL
               ? gb_json_parse (gb_json_text (written, "text"), -1, NULL)
               : NULL;
  return letter != NULL && g_strcmp0 (gb_json_text (written, "name"), name) == 0
         && is_signed (vault_id, written, sign_key) && says_this (letter, body, written);
}
