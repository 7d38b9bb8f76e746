/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why a private configuration: the desktop's rules (hinting, substitution,
 * emboldening) differ from one machine to the next and would move every line. */
#include <glib/gi18n.h>

#include "base/errors.h"
#include "print/fonts.h"

typedef struct
{
  const char *family;
  double scale;
} Family;

typedef struct
{
  int weight;
  int slant;
} Face;

/* In order of preference.  Gentium's later releases call the book weight by a shorter name. */
static const Family sans_families[] = { { "Source Sans 3", 1.0 },
                                        { "Source Sans Pro", 1.0 },
                                        { "Open Sans", 8.5 / 9.5 } };
static const Family serif_families[] = { { "Gentium Book Plus", 1.0 },
                                         { "Gentium Book", 1.0 },
                                         { "Gentium Plus", 1.0 } };

static const Face sans_faces[] = { { FC_WEIGHT_REGULAR, FC_SLANT_ROMAN },
                                   { FC_WEIGHT_DEMIBOLD, FC_SLANT_ROMAN },
                                   { FC_WEIGHT_REGULAR, FC_SLANT_ITALIC } };
static const Face serif_faces[] = { { FC_WEIGHT_REGULAR, FC_SLANT_ROMAN }, { FC_WEIGHT_BOLD, FC_SLANT_ROMAN } };

/* Of @found the file whose weight is nearest to @weight; NULL if none is near: a
 * book face calls itself a little less than regular. */
static char *
nearest (const FcFontSet *found, int weight)
{
  FcChar8 *file = NULL;
  int best = 30;

  for (int i = 0; i < found->nfont; i++)
    {
      FcChar8 *its_file;
      int its_weight;
      if (FcPatternGetInteger (found->fonts[i], FC_WEIGHT, 0, &its_weight) != FcResultMatch
          || FcPatternGetString (found->fonts[i], FC_FILE, 0, &its_file) != FcResultMatch
          || ABS (its_weight - weight) >= best)
        continue;
      best = ABS (its_weight - weight);
      file = its_file;
    }
  return g_strdup ((const char *) file);
}

/* The file of one face as the machine's own font list knows it, NULL if none. */
static char *
find_face (FcConfig *machine, const char *family, Face face)
{
  FcPattern *pattern = FcPatternBuild (NULL, FC_FAMILY, FcTypeString, family, FC_SLANT, FcTypeInteger, face.slant,
                                       FC_VARIABLE, FcTypeBool, FcFalse, NULL);
  FcObjectSet *wanted = FcObjectSetBuild (FC_FILE, FC_WEIGHT, NULL);
  FcFontSet *found = FcFontList (machine, pattern, wanted);
  char *path = found != NULL ? nearest (found, face.weight) : NULL;

  if (found != NULL)
    FcFontSetDestroy (found);
  FcObjectSetDestroy (wanted);
  FcPatternDestroy (pattern);
  return path;
}

static gboolean
add_family (FcConfig *machine, FcConfig *config, const char *family, const Face *faces, gsize n_faces)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);

  for (gsize i = 0; i < n_faces; i++)
    {
      char *path = find_face (machine, family, faces[i]);
      if (path == NULL)
        return FALSE;
      g_ptr_array_add (paths, path);
    }
  for (gsize i = 0; i < n_faces; i++)
    if (!FcConfigAppFontAddFile (config, g_ptr_array_index (paths, i)))
      return FALSE;
  return TRUE;
}

/* The first family of which every face is there; NULL if none. */
static const Family *
choose (FcConfig *machine, FcConfig *config, const Family *families, gsize n_families, const Face *faces, gsize n_faces)
{
  for (gsize i = 0; i < n_families; i++)
    if (add_family (machine, config, families[i].family, faces, n_faces))
      return &families[i];
  return NULL;
}

/* What is installed on the machine, and what came with the program: a bundle
 * brings its faces along, where no desktop's rules would look for them. */
static FcConfig *
known_fonts (void)
{
  FcConfig *machine = FcInitLoadConfigAndFonts ();

  FcConfigAppFontAddDir (machine, (const FcChar8 *) GB_FONTDIR);
  return machine;
}

static GbFonts *
load (GError **error)
{
  FcConfig *machine = known_fonts ();
  FcConfig *config = FcConfigCreate ();
  const Family *sans =
      choose (machine, config, sans_families, G_N_ELEMENTS (sans_families), sans_faces, G_N_ELEMENTS (sans_faces));
  const Family *serif =
      choose (machine, config, serif_families, G_N_ELEMENTS (serif_families), serif_faces, G_N_ELEMENTS (serif_faces));
  GbFonts *fonts = NULL;

  FcConfigDestroy (machine);
  if (sans != NULL && serif != NULL)
    {
      fonts = g_new0 (GbFonts, 1);
      *fonts = (GbFonts){ config, sans->family, sans->scale, serif->family };
      return fonts;
    }
  FcConfigDestroy (config);
  g_set_error (
      error, GB_ERROR, GB_ERROR_FAULT,
      _ ("This page can’t be drawn, because the font “%s” isn’t installed on this machine. Ask whoever looks after "
         "it to install the package %s, then try again; nothing has been lost."),
      sans == NULL ? sans_families[0].family : serif_families[0].family,
      sans == NULL ? "fonts-adobe-sourcesans3" : "fonts-sil-gentiumplus");
  return NULL;
}

const GbFonts *
gb_fonts_get (GError **error)
{
  static GMutex mutex;
  static GbFonts *fonts;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&mutex);

  if (fonts == NULL)
    fonts = load (error);
  return fonts;
}
