/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <glib/gi18n.h>

#include "base/errors.h"
#include "casework/upn.h"

#define UPN_LENGTH 13

/* I, O and S are too like 1, 0 and 5. */
static const char letters[] = "ABCDEFGHJKLMNPQRTUVWXYZ";

static gboolean
is_letter (char c)
{
  return c != '\0' && strchr (letters, c) != NULL;
}

char *
gb_upn_tidy (const char *text)
{
  GString *tidy = g_string_new (NULL);

  for (const char *p = text != NULL ? text : ""; *p != '\0'; p++)
    if (!g_ascii_isspace (*p))
      g_string_append_c (tidy, g_ascii_toupper (*p));
  return g_string_free (tidy, FALSE);
}

char
gb_upn_letter (const char *rest)
{
  int sum = 0;

  if (rest == NULL || strlen (rest) != UPN_LENGTH - 1)
    return 0;
  for (int i = 0; i < UPN_LENGTH - 1; i++)
    {
      if (g_ascii_isdigit (rest[i]))
        sum += (rest[i] - '0') * (i + 2);
      else if (i < UPN_LENGTH - 2 || !is_letter (rest[i]))
        return 0;
    }
  return letters[sum % 23];
}

gboolean
gb_upn_is_temporary (const char *upn)
{
  return upn != NULL && strlen (upn) == UPN_LENGTH && is_letter (upn[UPN_LENGTH - 1]);
}

gboolean
gb_upn_check (const char *upn, GError **error)
{
  char expected = upn != NULL && is_letter (upn[0]) ? gb_upn_letter (upn + 1) : 0;

  if (expected == 0)
    {
      g_set_error (error, GB_ERROR, GB_ERROR_INPUT,
                   _ ("The UPN %s isn’t a letter and twelve digits (a temporary one ends in a letter)."),
                   upn != NULL ? upn : "");
      return FALSE;
    }
  if (upn[0] != expected)
    {
      g_set_error (error, GB_ERROR, GB_ERROR_INPUT,
                   _ ("The UPN %s has the check letter %c, but its digits call for %c. A digit may be wrong."), upn,
                   upn[0], expected);
      return FALSE;
    }
  return TRUE;
}
