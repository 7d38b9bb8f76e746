/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/text.h"
#include "print/access.h"

#ifdef GB_HAVE_QPDF
#include <qpdf/qpdf-c.h>

typedef struct
{
  qpdf_data pdf;
  const GbAccess *access;
  guint figures, heads, cells; /* met so far */
} Walk;

static qpdf_oh
key (qpdf_data pdf, qpdf_oh dictionary, const char *name)
{
  return qpdf_oh_get_key (pdf, dictionary, name);
}

static gboolean
is_name (qpdf_data pdf, qpdf_oh object, const char *name)
{
  return qpdf_oh_is_name_and_equals (pdf, object, name);
}

static void
set_words (qpdf_data pdf, qpdf_oh element, const char *name, const char *words)
{
  qpdf_oh_replace_key (pdf, element, name, qpdf_oh_new_unicode_string (pdf, words));
}

/* A head points along its row or down its column. */
static void
set_scope (qpdf_data pdf, qpdf_oh element, const char *scope)
{
  g_autofree char *text = g_strdup_printf ("<< /O /Table /Scope /%s >>", scope);
  qpdf_oh_replace_key (pdf, element, "/A", qpdf_oh_parse (pdf, text));
}

static void
label_element (Walk *walk, qpdf_oh element)
{
  qpdf_oh kind = key (walk->pdf, element, "/S");

  if (is_name (walk->pdf, kind, "/Figure") && walk->figures++ < walk->access->figures->len)
    set_words (walk->pdf, element, "/Alt", g_ptr_array_index (walk->access->figures, walk->figures - 1));
  else if (is_name (walk->pdf, kind, "/TH") && walk->heads++ < walk->access->heads->len)
    set_scope (walk->pdf, element, g_ptr_array_index (walk->access->heads, walk->heads - 1));
  else if (is_name (walk->pdf, kind, "/TD") && walk->cells++ < walk->access->cells->len
           && g_ptr_array_index (walk->access->cells, walk->cells - 1) != NULL)
    set_words (walk->pdf, element, "/E", g_ptr_array_index (walk->access->cells, walk->cells - 1));
}

/* The tree of elements in reading order; page content (numbers) and links' references have no /S. */
static void
walk_element (Walk *walk, qpdf_oh element)
{
  qpdf_oh kids;

  if (qpdf_oh_is_array (walk->pdf, element))
    {
      int n = qpdf_oh_get_array_n_items (walk->pdf, element);
      for (int i = 0; i < n; i++)
        walk_element (walk, qpdf_oh_get_array_item (walk->pdf, element, i));
      return;
    }
  if (!qpdf_oh_is_dictionary (walk->pdf, element) || !qpdf_oh_has_key (walk->pdf, element, "/S"))
    return;
  label_element (walk, element);
  kids = key (walk->pdf, element, "/K");
  walk_element (walk, kids);
}

/* FALSE when the file's figures, heads or cells aren't those that were drawn. */
static gboolean
add_words (qpdf_data pdf, const GbAccess *access)
{
  Walk walk = { pdf, access, 0, 0, 0 };
  qpdf_oh root = qpdf_get_root (pdf);
  qpdf_oh tree = key (pdf, root, "/StructTreeRoot");

  qpdf_oh_replace_key (pdf, root, "/Lang", qpdf_oh_new_string (pdf, gb_text_language ()));
  qpdf_oh_replace_key (pdf, root, "/ViewerPreferences", qpdf_oh_parse (pdf, "<< /DisplayDocTitle true >>"));
  if (qpdf_oh_is_dictionary (pdf, tree))
    walk_element (&walk, key (pdf, tree, "/K"));
  return walk.figures == access->figures->len && walk.heads == access->heads->len && walk.cells == access->cells->len;
}

static GBytes *
write_out (qpdf_data pdf)
{
  if (qpdf_init_write_memory (pdf) & QPDF_ERRORS)
    return NULL;
  qpdf_set_deterministic_ID (pdf, QPDF_TRUE);
  qpdf_set_object_stream_mode (pdf, qpdf_o_disable);
  if (qpdf_write (pdf) & QPDF_ERRORS)
    return NULL;
  return g_bytes_new (qpdf_get_buffer (pdf), qpdf_get_buffer_length (pdf));
}

GBytes *
gb_access_add (GBytes *bytes, const GbAccess *access, GError **error)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  qpdf_data pdf = qpdf_init ();
  gboolean read;
  GBytes *out = NULL;

  qpdf_set_suppress_warnings (pdf, QPDF_TRUE);
  qpdf_silence_errors (pdf);
  read = !(qpdf_read_memory (pdf, "page", data, size, NULL) & QPDF_ERRORS);
  if (read && add_words (pdf, access))
    out = write_out (pdf);
  qpdf_oh_release_all (pdf);
  qpdf_cleanup (&pdf);
  if (out == NULL)
    g_set_error_literal (
        error, GB_ERROR, GB_ERROR_FAULT,
        _ ("The page could not be labelled for screen readers, so it was not made. Nothing was printed "
           "and nothing was changed."));
  return out;
}

gboolean
gb_access_is_available (void)
{
  return TRUE;
}

#else

GBytes *
gb_access_add (GBytes *bytes, const GbAccess *access, GError **error)
{
  return g_bytes_ref (bytes);
}

gboolean
gb_access_is_available (void)
{
  return FALSE;
}

#endif
