/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <glib/gi18n.h>

#include "base/text.h"
#include "vault/stray.h"
#include "vault/vault-private.h"

#define FOLDER_ENDS ".guardbook"
#define MOST_NAMES 3

/* --- how such programs name a copy ------------------------------------------------------ */

/* "(conflicted copy 2026-11-20 101112)", "(Ruth's conflicted copy)", "_conflict-20261120", "sync-conflict-",
 * "(SFConflict ruth 2026-11-20)", "[Conflict]". */
static gboolean
names_a_conflict (const char *name)
{
  g_autofree char *small = g_utf8_strdown (name, -1);
  return strstr (small, "conflict") != NULL;
}

/* "name (1)" */
static gboolean
ends_in_number (const char *name)
{
  const char *open = strrchr (name, '(');
  const char *p = open != NULL ? open + 1 : "";

  if (open == NULL || open == name || open[-1] != ' ' || !g_ascii_isdigit (*p))
    return FALSE;
  while (g_ascii_isdigit (*p))
    p++;
  return strcmp (p, ")") == 0;
}

/* "vault-LAPTOP-7F3K.db", "vault 2.db", "slots - Copy.json": @name is one of the vault's @file with something put
 * in before its ending. */
static gboolean
is_variant (const char *name, const char *file)
{
  const char *ending = strrchr (file, '.');
  gsize stem = (gsize) (ending - file);

  return g_str_has_prefix (name, file) ? FALSE
                                       : strncmp (name, file, stem) == 0 && !g_ascii_isalnum (name[stem])
                                             && name[stem] != '\0' && g_str_has_suffix (name + stem, ending);
}

static gboolean
is_own (const char *name)
{
  static const char *const own[] = { GB_VAULT_DATABASE,   GB_VAULT_DATABASE_NEXT, GB_VAULT_SLOTS, GB_VAULT_SLOTS_BACKUP,
                                     GB_VAULT_SLOTS_NEXT, GB_VAULT_LOCK,          NULL };
  return g_strv_contains (own, name);
}

/* In the vault's folder. */
static gboolean
is_copy_inside (const char *name, const char *vault G_GNUC_UNUSED)
{
  const char *ending = strrchr (name, '.');
  g_autofree char *stem = ending != NULL ? g_strndup (name, (gsize) (ending - name)) : g_strdup (name);

  return !is_own (name)
         && (names_a_conflict (name) || ends_in_number (stem) || is_variant (name, GB_VAULT_DATABASE)
             || is_variant (name, GB_VAULT_SLOTS));
}

/* Beside the folder @vault: another school's vault may begin with the same words, and a backup may have a date. */
static gboolean
is_copy_beside (const char *name, const char *vault)
{
  gsize length = strlen (vault) - (g_str_has_suffix (vault, FOLDER_ENDS) ? strlen (FOLDER_ENDS) : 0);
  g_autofree char *stem = g_str_has_suffix (name, FOLDER_ENDS) ? g_strndup (name, strlen (name) - strlen (FOLDER_ENDS))
                                                              : g_strdup (name);

  return strcmp (name, vault) != 0 && strncmp (name, vault, length) == 0
         && (names_a_conflict (name + length) || (stem[length] == ' ' && ends_in_number (stem)
                                                  && strchr (stem + length, '(') == stem + length + 1));
}

/* --- looking ------------------------------------------------------------------------------ */

static void
look (GPtrArray *names, const char *folder, const char *vault, gboolean (*is_copy) (const char *, const char *))
{
  g_autoptr (GDir) listing = g_dir_open (folder, 0, NULL);
  const char *name;

  while (listing != NULL && (name = g_dir_read_name (listing)) != NULL)
    if (is_copy (name, vault))
      g_ptr_array_add (names, g_filename_display_name (name));
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

GStrv
gb_stray_find (const char *dir)
{
  g_autofree char *whole = g_canonicalize_filename (dir, NULL);
  g_autofree char *above = g_path_get_dirname (whole), *vault = g_path_get_basename (whole);
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);

  look (names, whole, vault, is_copy_inside);
  look (names, above, vault, is_copy_beside);
  /* A folder lists its files in no order; the same are to be named each time. */
  g_ptr_array_sort (names, compare_names);
  if (names->len > MOST_NAMES)
    g_ptr_array_set_size (names, MOST_NAMES);
  g_ptr_array_add (names, NULL);
  return (GStrv) g_ptr_array_free (names, FALSE);
}

char *
gb_stray_say (const char *dir, gboolean opened)
{
  g_auto (GStrv) names = gb_stray_find (dir);
  g_autofree char *list = NULL;

  for (guint i = 0; names[i] != NULL; i++)
    {
      char *quoted = g_strdup_printf (_("“%s”"), names[i]);
      g_free (names[i]);
      names[i] = quoted;
    }
  if (names[0] == NULL)
    return NULL;
  list = gb_text_join_and ((const char *const *) names);
  if (!opened)
    return g_strdup_printf (_("A syncing program, such as OneDrive or Nextcloud, seems to have copied this vault: %s. "
                              "The vault itself opens as always."),
                            list);
  return g_strdup_printf (_("A syncing program, such as OneDrive or Nextcloud, seems to have copied this vault: %s. "
                            "Nothing was lost from this vault, which doesn’t use that copy. Ask IT to take the "
                            "vault’s folder out of syncing, and keep the copy until somebody has compared it."),
                          list);
}
