/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casework/member.h"
#include "views/roles.h"

char *
gb_say_role_list (const char *const *roles)
{
  g_autoptr (GString) said = g_string_new (NULL);

  for (guint i = 0; roles != NULL && roles[i] != NULL; i++)
    if (*roles[i] != '\0')
      g_string_append_printf (said, "%s%s", said->len > 0 ? ", " : "", gb_role_label (roles[i]));
  return g_string_free (g_steal_pointer (&said), FALSE);
}

char *
gb_say_roles (const char *roles)
{
  g_auto (GStrv) words = g_strsplit (roles != NULL ? roles : "", " ", -1);
  return gb_say_role_list ((const char *const *) words);
}
