/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fonts: the faces of the printed family, found once and kept apart from the desktop's.
 *
 * A page must look alike on every machine, so it is never set in whatever the
 * desktop would choose: five faces (two families) are looked for by name, and
 * their files alone make a private Fontconfig configuration.  Where Source Sans 3
 * isn't packaged, Open Sans stands in, set a little smaller because it is wider.
 * A bundle has the files in share/fonts/guardbook of its own, and they count as
 * the machine's.
 * Found faces are kept until the program ends; a failure isn't, so that a
 * technician can install the fonts and try again.
 */
#pragma once

#include <fontconfig/fontconfig.h>
#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  FcConfig *config;  /* holds the five faces and nothing else */
  const char *sans;  /* family name */
  double sans_scale; /* what its sizes are multiplied by */
  const char *serif;
} GbFonts;

/* The faces, from any thread.  (transfer none)  NULL with GB_ERROR_FAULT and a
 * sentence that names the font that is missing and the package that has it. */
const GbFonts *gb_fonts_get (GError **error);

G_END_DECLS
