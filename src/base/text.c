/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/text.h"

gboolean
gb_text_is_filled (const char *text)
{
  if (text == NULL)
    return FALSE;
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (!g_unichar_isspace (g_utf8_get_char (p)))
      return TRUE;
  return FALSE;
}

char *
gb_text_one_line (const char *text)
{
  GString *line = g_string_new (NULL);
  gboolean gap = FALSE;

  for (const char *p = text != NULL ? text : ""; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      if (g_unichar_isspace (c) || g_unichar_iscntrl (c))
        {
          gap = line->len > 0;
          continue;
        }
      if (gap)
        g_string_append_c (line, ' ');
      gap = FALSE;
      g_string_append_unichar (line, c);
    }
  return g_string_free (line, FALSE);
}

char *
gb_text_fold (const char *text)
{
  g_autofree char *wide = g_utf8_normalize (text != NULL ? text : "", -1, G_NORMALIZE_NFKD);
  GString *folded = g_string_new (NULL);

  for (const char *p = wide != NULL ? wide : ""; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      if (g_unichar_isalnum (c))
        g_string_append_unichar (folded, g_unichar_tolower (c));
      else if (g_unichar_isspace (c) && folded->len > 0 && folded->str[folded->len - 1] != ' ')
        g_string_append_c (folded, ' ');
    }
  while (folded->len > 0 && folded->str[folded->len - 1] == ' ')
    g_string_truncate (folded, folded->len - 1);
  return g_string_free (folded, FALSE);
}

char *
gb_text_lower_first (const char *text)
{
  gunichar first = g_utf8_get_char (text);
  const char *rest = *text != '\0' ? g_utf8_next_char (text) : text;
  char small[7] = "";

  if (g_unichar_isupper (g_utf8_get_char (rest)))
    return g_strdup (text);
  small[g_unichar_to_utf8 (g_unichar_tolower (first), small)] = '\0';
  return *text != '\0' ? g_strconcat (small, rest, NULL) : g_strdup ("");
}

const char *
gb_text_language (void)
{
  /* Translators: your language's tag, like “cy” or “fr-CA”: it is written in the pages that are printed. */
  return _ ("en-GB");
}

char *
gb_text_join_and (const char *const *items)
{
  guint n = items != NULL ? g_strv_length ((char **) items) : 0;
  g_autoptr (GString) text = g_string_new (n > 0 ? items[0] : NULL);

  for (guint i = 1; i + 1 < n; i++)
    g_string_append_printf (text, ", %s", items[i]);
  return n > 1 ? g_strdup_printf (_ ("%s and %s"), text->str, items[n - 1])
               : g_string_free (g_steal_pointer (&text), FALSE);
}

char *
gb_text_join_by (const char *const *items, const char *pattern)
{
  g_autofree char *text = g_strdup (items[0] != NULL ? items[0] : "");

  for (guint i = 1; items[0] != NULL && items[i] != NULL; i++)
    {
      char *more = g_strdup_printf (pattern, text, items[i]);
      g_free (text);
      text = more;
    }
  return g_steal_pointer (&text);
}

static JsonNode *
member (JsonObject *object, const char *name, JsonNodeType type)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;
  return node != NULL && json_node_get_node_type (node) == type ? node : NULL;
}

const char *
gb_json_text (JsonObject *object, const char *name)
{
  JsonNode *node = member (object, name, JSON_NODE_VALUE);
  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
}

gint64
gb_json_number (JsonObject *object, const char *name)
{
  JsonNode *node = member (object, name, JSON_NODE_VALUE);
  return node != NULL && json_node_get_value_type (node) == G_TYPE_INT64 ? json_node_get_int (node) : 0;
}

gboolean
gb_json_flag (JsonObject *object, const char *name)
{
  JsonNode *node = member (object, name, JSON_NODE_VALUE);
  return node != NULL && json_node_get_value_type (node) == G_TYPE_BOOLEAN && json_node_get_boolean (node);
}

JsonArray *
gb_json_array (JsonObject *object, const char *name)
{
  JsonNode *node = member (object, name, JSON_NODE_ARRAY);
  return node != NULL ? json_node_get_array (node) : NULL;
}

JsonObject *
gb_json_object (JsonObject *object, const char *name)
{
  JsonNode *node = member (object, name, JSON_NODE_OBJECT);
  return node != NULL ? json_node_get_object (node) : NULL;
}

void
gb_json_set_text (JsonObject *object, const char *name, const char *text)
{
  if (text != NULL && *text != '\0')
    json_object_set_string_member (object, name, text);
}

JsonObject *
gb_json_parse (const char *text, gssize length, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GError) local = NULL;
  JsonNode *root;

  if (!json_parser_load_from_data (parser, text, length, &local))
    {
      g_set_error (error, GB_ERROR, GB_ERROR_INPUT, _ ("This isn’t valid JSON: %s"), local->message);
      return NULL;
    }
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      g_set_error_literal (error, GB_ERROR, GB_ERROR_INPUT, _ ("This JSON isn’t an object with named fields."));
      return NULL;
    }
  return json_object_ref (json_node_get_object (root));
}

char *
gb_json_print (JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  json_node_set_object (node, object);
  return json_to_string (node, FALSE);
}

char *
gb_json_names (const char *rows)
{
  g_autoptr (JsonNode) node = gb_text_is_filled (rows) ? json_from_string (rows, NULL) : NULL;
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      const char *name = gb_json_text (json_array_get_object_element (array, i), "name");
      if (name != NULL)
        g_ptr_array_add (names, (gpointer) name);
    }
  g_ptr_array_add (names, NULL);
  return names->len > 1 ? gb_text_join_and ((const char *const *) names->pdata) : NULL;
}

/* --- tables --------------------------------------------------------------- */

void
gb_csv_cell (GString *csv, const char *text)
{
  const char *said = text != NULL ? text : "";

  if (csv->len > 0 && csv->str[csv->len - 1] != '\n')
    g_string_append_c (csv, ',');
  g_string_append_c (csv, '"');
  if (*said != '\0' && strchr ("=+-@\t\r", *said) != NULL)
    g_string_append_c (csv, '\'');
  for (; *said != '\0'; said++)
    {
      if (*said == '"')
        g_string_append_c (csv, '"');
      g_string_append_c (csv, *said);
    }
  g_string_append_c (csv, '"');
}
