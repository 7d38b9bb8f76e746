/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Common Transfer File.  Publishers differ, so this reads by the names of
 * elements wherever they may stand under the pupil, with or without a
 * namespace, and passes over what it doesn't know: Sex or Gender, a missing
 * URN, XXX for a local authority, elements of another version. */
#include <string.h>

#include <glib/gi18n.h>
#include <libxml/parser.h>
#include <libxml/tree.h>

#include "base/errors.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/roll-private.h"

#define MAX_FILE (32 * 1024 * 1024)

G_DEFINE_AUTOPTR_CLEANUP_FUNC (xmlDoc, xmlFreeDoc)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (xmlParserCtxt, xmlFreeParserCtxt)

/* --- the tree ------------------------------------------------------------------ */

static gboolean
is_element (const xmlNode *node, const char *name)
{
  return node->type == XML_ELEMENT_NODE && g_ascii_strcasecmp ((const char *) node->name, name) == 0;
}

static xmlNode *
child (xmlNode *parent, const char *name)
{
  for (xmlNode *node = parent != NULL ? parent->children : NULL; node != NULL; node = node->next)
    if (is_element (node, name))
      return node;
  return NULL;
}

/* The words of an element; NULL if it isn't there or says nothing.  (transfer full) */
static char *
content (xmlNode *node)
{
  xmlChar *raw = node != NULL ? xmlNodeGetContent (node) : NULL;
  g_autofree char *line = raw != NULL ? gb_text_one_line ((const char *) raw) : NULL;

  if (raw != NULL)
    xmlFree (raw);
  return gb_text_is_filled (line) ? g_steal_pointer (&line) : NULL;
}

static char *
child_content (xmlNode *parent, const char *name)
{
  return content (child (parent, name));
}

/* What some publishers put under the pupil and others under BasicDetails. */
static char *
detail (xmlNode *pupil, const char *name)
{
  char *text = child_content (child (pupil, "BasicDetails"), name);
  return text != NULL ? text : child_content (pupil, name);
}

/* --- a pupil ---------------------------------------------------------------------- */

static void
take_field (GbRollRow *row, const char *field, char *text)
{
  gb_roll_row_set (row, field, text);
  g_free (text);
}

/* The newest provision counts. */
static void
take_sen (GbRollRow *row, xmlNode *pupil)
{
  xmlNode *history = child (pupil, "SENhistory");
  g_autofree char *newest = NULL, *provision = NULL;

  for (xmlNode *node = history != NULL ? history->children : NULL; node != NULL; node = node->next)
    {
      g_autofree char *start = is_element (node, "SEN") ? child_content (node, "StartDate") : NULL;
      if (!is_element (node, "SEN") || (newest != NULL && g_strcmp0 (start, newest) < 0))
        continue;
      g_free (provision);
      provision = child_content (node, "SENprovision");
      g_free (newest);
      newest = start != NULL ? g_steal_pointer (&start) : g_strdup ("");
    }
  gb_roll_row_set_sen (row, provision);
}

/* Free meals now: a period without an end, or one that hasn't ended. */
static void
take_free_meals (GbRollRow *row, xmlNode *pupil)
{
  xmlNode *history = child (pupil, "FSMhistory");
  g_autofree char *today = gb_today ();
  gboolean now = FALSE;

  if (history == NULL)
    return;
  for (xmlNode *node = history->children; node != NULL; node = node->next)
    {
      g_autofree char *end = is_element (node, "FSMinstance") ? child_content (node, "FSMendDate") : NULL;
      if (is_element (node, "FSMinstance") && (end == NULL || strcmp (end, today) >= 0))
        now = TRUE;
    }
  json_object_set_boolean_member (row->fields, "free_meals", now);
}

static const char *
relation_of (const char *word)
{
  static const struct { const char *starts, *relation; } known[] = {
    { "mo", "mother" },      { "mu", "mother" },        { "pam", "mother" },       { "fa", "father" },
    { "da", "father" },      { "paf", "father" },       { "st", "step-parent" },   { "gr", "grandparent" },
    { "fo", "foster-carer" }, { "car", "carer" },        { "gua", "carer" },        { "sib", "sibling" },
    { "bro", "sibling" },    { "sis", "sibling" },      { "so", "social-worker" }, { "sw", "social-worker" },
  };
  g_autofree char *small = word != NULL ? g_ascii_strdown (word, -1) : NULL;

  for (guint i = 0; small != NULL && i < G_N_ELEMENTS (known); i++)
    if (g_str_has_prefix (small, known[i].starts))
      return known[i].relation;
  return "other";
}

static void
set_content (JsonObject *contact, const char *field, char *text)
{
  gb_json_set_text (contact, field, text);
  g_free (text);
}

static char *
first_phone (xmlNode *contact)
{
  xmlNode *phone = child (child (contact, "Phones"), "Phone");
  char *number = child_content (phone, "PhoneNo");
  return number != NULL ? number : child (phone, "TelephoneType") == NULL ? content (phone) : NULL;
}

static JsonObject *
read_contact (xmlNode *node, xmlNode *pupil)
{
  g_autoptr (JsonObject) contact = json_object_new ();
  g_autofree char *relation = child_content (node, "Relationship");
  g_autofree char *sex = child_content (node, "Gender");
  xmlNode *address = child (node, "AddressAsPupil") != NULL ? child (pupil, "Address") : child (node, "Address");

  set_content (contact, "forename", child_content (node, "Forename"));
  set_content (contact, "surname", child_content (node, "Surname"));
  set_content (contact, "phone", first_phone (node));
  set_content (contact, "email", child_content (node, "Email"));
  set_content (contact, "address", content (address));
  gb_json_set_text (contact, "sex", sex == NULL ? NULL : sex[0] == 'F' ? "female" : sex[0] == 'M' ? "male" : NULL);
  json_object_set_string_member (contact, "relation", relation_of (relation));
  if (gb_json_text (contact, "forename") == NULL || gb_json_text (contact, "surname") == NULL)
    return NULL;
  return g_steal_pointer (&contact);
}

static void
take_contacts (GbRollRow *row, xmlNode *pupil)
{
  xmlNode *contacts = child (pupil, "Contacts");

  for (xmlNode *node = contacts != NULL ? contacts->children : NULL; node != NULL; node = node->next)
    {
      JsonObject *contact = is_element (node, "Contact") ? read_contact (node, pupil) : NULL;
      if (contact != NULL)
        g_ptr_array_add (row->contacts, contact);
    }
}

static void
read_pupil (GbRollFile *file, xmlNode *pupil)
{
  GbRollRow *row = gb_roll_row_new ((guint) xmlGetLineNo (pupil));
  g_autofree char *sex = child_content (pupil, "Sex"), *gender = child_content (pupil, "Gender");
  g_autofree char *year = detail (pupil, "NCyearActual");
  g_autofree char *in_care = child_content (child (pupil, "LookedAfter"), "InCare");

  take_field (row, "upn", child_content (pupil, "UPN"));
  take_field (row, "surname", child_content (pupil, "Surname"));
  take_field (row, "forename", child_content (pupil, "Forename"));
  take_field (row, "dob", child_content (pupil, "DOB"));
  take_field (row, "known_as", detail (pupil, "PreferredForename"));
  take_field (row, "middle_names", detail (pupil, "MiddleNames"));
  take_field (row, "ethnicity", detail (pupil, "Ethnicity"));
  row->former_upn = detail (pupil, "FormerUPN");
  gb_roll_row_set_sex (row, sex != NULL ? sex : gender);
  gb_roll_row_set_year (row, year);
  gb_roll_row_set_flag (row, "looked_after", in_care);
  take_sen (row, pupil);
  take_free_meals (row, pupil);
  take_contacts (row, pupil);
  gb_roll_file_take (file, row, NULL);
}

/* --- the file ---------------------------------------------------------------------------- */

static gboolean
not_a_ctf (GError **error, const char *reason)
{
  g_set_error (error, GB_ERROR, GB_ERROR_INPUT,
               _ ("This file can’t be read as a Common Transfer File: %s. Nothing was brought in. "
                  "Ask the office to export it again."),
               reason);
  return FALSE;
}

static xmlDoc *
parse (GBytes *bytes, GError **error)
{
  g_autoptr (xmlParserCtxt) context = xmlNewParserCtxt ();
  g_autoptr (xmlDoc) doc = NULL;
  gsize size = 0;
  const char *data = g_bytes_get_data (bytes, &size);

  if (size > MAX_FILE)
    {
      not_a_ctf (error, _ ("it is larger than 32 megabytes"));
      return NULL;
    }
  doc = xmlCtxtReadMemory (context, data, (int) size, NULL, NULL,
                           XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_BIG_LINES);
  if (doc == NULL)
    {
      const xmlError *found = xmlCtxtGetLastError (context);
      g_autofree char *reason = g_strdup_printf (_ ("line %d isn’t well-formed XML"), found != NULL ? found->line : 1);
      not_a_ctf (error, reason);
      return NULL;
    }
  if (xmlGetIntSubset (doc) != NULL)
    {
      not_a_ctf (error, _ ("it brings a document type of its own, which such a file never has"));
      return NULL;
    }
  return g_steal_pointer (&doc);
}

GbRollFile *
gb_roll_read_ctf (GBytes *bytes, GError **error)
{
  g_autoptr (xmlDoc) doc = parse (bytes, error);
  g_autoptr (GbRollFile) file = gb_roll_file_new ("CTF");
  xmlNode *root = doc != NULL ? xmlDocGetRootElement (doc) : NULL;
  xmlNode *header = child (root, "Header"), *data = child (root, "CTFpupilData");
  g_autofree char *qualifier = child_content (header, "DocumentQualifier"), *made = child_content (header, "DateTime");

  if (doc == NULL)
    return NULL;
  if (root == NULL || !is_element (root, "CTfile") || data == NULL)
    {
      not_a_ctf (error, _ ("it has no “CTfile” with “CTFpupilData” in it"));
      return NULL;
    }
  /* A file for one child who moves is "partial": nobody has left by it. */
  file->whole = qualifier != NULL && g_ascii_strcasecmp (qualifier, "full") == 0;
  if (made != NULL && strlen (made) >= 10)
    {
      made[10] = '\0';
      file->taken_on = gb_day_is_valid (made) ? g_strdup (made) : NULL;
    }
  for (xmlNode *node = data->children; node != NULL; node = node->next)
    if (is_element (node, "Pupil"))
      read_pupil (file, node);
  return g_steal_pointer (&file);
}
