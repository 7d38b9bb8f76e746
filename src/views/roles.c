/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casework/member.h"
#include "views/roles.h"

static void
add_role (GString *said, const char *role)
{
  g_string_append_printf (said, "%s%s", said->len > 0 ? ", " : "", gb_role_label (role));
}

/* The headteacher's first, since there the line is cut last; then in the order of the known roles. */
char *
gb_say_role_list (const char *const *roles)
{
  g_autoptr (GString) said = g_string_new (NULL);

  if (roles != NULL && g_strv_contains (roles, "headteacher"))
    add_role (said, "headteacher");
  for (const char *const *known = gb_roles (); roles != NULL && *known != NULL; known++)
    if (g_strv_contains (roles, *known) && !g_str_equal (*known, "headteacher"))
      add_role (said, *known);
  return g_string_free (g_steal_pointer (&said), FALSE);
}

char *
gb_say_roles (const char *roles)
{
  g_auto (GStrv) words = g_strsplit (roles != NULL ? roles : "", " ", -1);
  return gb_say_role_list ((const char *const *) words);
}
