/* SPDX-License-Identifier: GPL-3.0-or-later */
/* guide-pages LOCALES FOLDER: the pages of the guide that are made out of the
 * policy and the table of roles, in the language that LANGUAGE asks for.  Only
 * the build runs it: what is built has its translations in no place yet where
 * guardbookctl, which makes the same pages in English, would find them. */
#include <locale.h>

#include <glib/gi18n.h>

#include "base/text.h"
#include "base/tongue.h"
#include "casework/capability.h"
#include "casework/guide.h"
#include "casework/obligation.h"

static gboolean
write_page (const char *folder, const char *name, const char *page, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  return g_file_set_contents (path, page, -1, error);
}

static gboolean
write_pages (const char *folder, GError **error)
{
  g_auto (GStrv) packs = gb_pack_list_shipped ();
  g_autoptr (GbPack) pack = gb_pack_load_shipped (packs[0], error);
  g_autofree char *procedures = pack != NULL ? gb_guide_procedures_page (pack) : NULL;
  g_autofree char *obligations = pack != NULL ? gb_obligations_page (pack, error) : NULL;
  g_autofree char *roles = gb_capability_page ();

  return procedures != NULL && obligations != NULL && write_page (folder, "procedures.page", procedures, error)
         && write_page (folder, "obligations.page", obligations, error)
         && write_page (folder, "roles.page", roles, error);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;

  setlocale (LC_ALL, "C.UTF-8");
  gb_tongue_allow ();
  if (argc != 3)
    return 2;
  bindtextdomain (GETTEXT_PACKAGE, argv[1]);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  if (write_pages (argv[2], &error))
    return 0;
  g_printerr ("guide-pages: %s\n", error->message);
  return 1;
}
