/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casework/enclosure.h"

#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/text.h"
#include "casework/gate.h"
#include "casework/person.h"
#include "journal/sealed.h"

GB_RECORD_DEFINE (GbEnclosed, gb_enclosed, GB_ENCLOSED_FIELDS)

static void
enclosure_free (gpointer data)
{
  GbEnclosure *self = data;

  g_clear_object (&self->piece);
  g_clear_object (&self->said);
  g_free (self);
}

/* --- which they are -------------------------------------------------------------------- */

static GbEnclosed *
load_said (GbVault *vault, const char *about_id, const char *evidence_id, GError **error)
{
  return gb_record_one (vault, gb_enclosed_get_type (), error,
                        "SELECT evidence_id, entry, goes, ground, why, at, by FROM p_enclosure"
                        " WHERE about_id = :about AND evidence_id = :id",
                        ":about", about_id, ":id", evidence_id, NULL);
}

static gboolean
is_sealed (GbVault *vault, const char *case_id)
{
  g_autofree char *seal = gb_sealed_find (vault, case_id);
  return seal != NULL;
}

static gboolean
add_piece (GbVault *vault, GPtrArray *all, GbEvidence *piece, const char *about_id, GError **error)
{
  g_autoptr (GError) local = NULL;
  GbEnclosure *one = g_new0 (GbEnclosure, 1);

  g_ptr_array_add (all, one);
  one->piece = g_object_ref (piece);
  one->said = about_id != NULL ? load_said (vault, about_id, piece->id, &local) : NULL;
  if (one->said != NULL)
    one->saved_at = gb_vault_ask_number (vault, 0, &local,
                                         "SELECT coalesce (max (at), 0) FROM p_outgoing"
                                         " WHERE about_id = :about AND piece_id = :id",
                                         ":about", about_id, ":id", piece->id, NULL);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
add_case (GbVault *vault, GPtrArray *all, GHashTable *seen, const char *case_id, const char *about_id, gboolean sealed,
          GError **error)
{
  g_autoptr (GPtrArray) pieces = gb_evidence_of_case (vault, case_id, TRUE, error);

  for (guint i = 0; pieces != NULL && i < pieces->len; i++)
    {
      GbEvidence *piece = pieces->pdata[i];
      if (!g_hash_table_add (seen, g_strdup (piece->id)) || (!sealed && is_sealed (vault, piece->case_id)))
        continue;
      if (!add_piece (vault, all, piece, about_id, error))
        return FALSE;
    }
  return pieces != NULL;
}

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  const GbEnclosure *one = *(GbEnclosure *const *) a, *other = *(GbEnclosure *const *) b;
  return one->piece->entry < other->piece->entry ? -1 : one->piece->entry > other->piece->entry;
}

GPtrArray *
gb_enclosures (GbVault *vault, const char *person_id, const char *about_id, gboolean sealed, GError **error)
{
  g_autoptr (GPtrArray) cases = gb_person_cases (vault, person_id, error);
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (enclosure_free);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; cases != NULL && i < cases->len; i++)
    {
      const char *id = ((GbPersonCase *) cases->pdata[i])->id;
      if ((sealed || !is_sealed (vault, id)) && !add_case (vault, all, seen, id, about_id, sealed, error))
        return NULL;
    }
  g_ptr_array_sort (all, compare_entries);
  return cases != NULL ? g_steal_pointer (&all) : NULL;
}

gint64
gb_enclosure_undecided (GbVault *vault, const char *person_id, const char *about_id, GError **error)
{
  g_autoptr (GPtrArray) all = gb_enclosures (vault, person_id, about_id, FALSE, error);
  gint64 count = 0;

  for (guint i = 0; all != NULL && i < all->len; i++)
    count += ((GbEnclosure *) all->pdata[i])->said == NULL;
  return all != NULL ? count : -1;
}

gboolean
gb_enclosure_all_left (GbVault *vault, const char *person_id, const char *about_id, GError **error)
{
  g_autoptr (GPtrArray) all = gb_enclosures (vault, person_id, about_id, FALSE, error);

  for (guint i = 0; all != NULL && i < all->len; i++)
    {
      const GbEnclosure *one = all->pdata[i];
      if (gb_enclosure_goes (one) && one->saved_at == 0)
        return gb_refuse (error,
                          _ ("“%s” is to go along and was never saved from here, so it can’t have left with the rest. "
                             "Save it and send it, or say that it stays."),
                          one->piece->name);
    }
  return all != NULL;
}

static gboolean
may_go (const GbEvidence *piece, GError **error)
{
  if (piece->shut)
    return gb_refuse (error,
                      _ ("“%s” holds more than words, and an indecent image may be involved in its case. It goes to "
                         "nobody but the police."),
                      piece->name);
  if (piece->aside != NULL)
    return gb_refuse (error, _ ("“%s” was set aside, so it goes to nobody: %s"), piece->name, piece->aside);
  return TRUE;
}

/* Set aside since it was chosen: it stays. */
static GBytes *
open_whole (GbVault *vault, const char *evidence_id, GError **error)
{
  g_autoptr (GbEvidence) piece = gb_evidence_load (vault, evidence_id, error);
  return piece != NULL && may_go (piece, error) ? gb_evidence_open (vault, evidence_id, error) : NULL;
}

gboolean
gb_enclosure_was_chosen (GbVault *vault, const char *about_id, const char *evidence_id, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GbEnclosed) said = load_said (vault, about_id, evidence_id, &local);

  if (local == NULL)
    return said != NULL && said->goes
               ? TRUE
               : gb_refuse (error, _ ("This attachment doesn’t go along. Say first that it does, and why."));
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

GBytes *
gb_enclosure_open (GbVault *vault, const char *about_id, const char *evidence_id, GError **error)
{
  return gb_enclosure_was_chosen (vault, about_id, evidence_id, error) ? open_whole (vault, evidence_id, error) : NULL;
}

/* --- the gates ------------------------------------------------------------------------- */

static const GbEnclosure *
find_enclosure (GPtrArray *all, const char *id)
{
  for (guint i = 0; i < all->len; i++)
    if (g_strcmp0 (((GbEnclosure *) all->pdata[i])->piece->id, id) == 0)
      return all->pdata[i];
  return NULL;
}

gboolean
gb_enclosure_gate (GbRequest *request, const char *person_id, gboolean grounds, GError **error)
{
  gboolean goes = gb_json_flag (request->body, "goes");
  g_autoptr (GPtrArray) all = NULL;
  const GbEnclosure *one;

  if (!gb_gate_has (request, "evidence_id"))
    return TRUE;
  all = gb_enclosures (request->vault, person_id, request->case_id, FALSE, error);
  if (all == NULL)
    return FALSE;
  one = find_enclosure (all, gb_json_text (request->body, "evidence_id"));
  if (one == NULL)
    {
      g_set_error_literal (error, GB_ERROR, GB_ERROR_MISSING,
                           _ ("That isn’t attached to any open case of this child, so it can’t go along."));
      return FALSE;
    }
  if (goes && !may_go (one->piece, error))
    return FALSE;
  if (grounds && !goes && gb_gate_has (request, "why") && gb_json_text (request->body, "ground") == NULL)
    return gb_refuse (error, _ ("Say on which ground this attachment is held back."));
  if (gb_json_text (request->body, "ground") != NULL && !gb_gate_word (request, "ground", "removal-ground", error))
    return FALSE;
  return gb_gate_filled (request, "why", _ ("Say why it goes along or stays. It is written down."), error);
}

gboolean
gb_enclosure_prepare (GbRequest *request, GError **error)
{
  g_autoptr (GbEvidence) piece
      = gb_evidence_load (request->vault, gb_json_text (request->body, "evidence_id"), error);

  if (piece == NULL)
    return FALSE;
  json_object_set_string_member (request->body, "name", piece->name);
  json_object_set_string_member (request->body, "sha256", piece->sha256);
  return TRUE;
}

/* --- in words ------------------------------------------------------------------------------ */

/* What was set aside since, or is shut since, doesn't go any more. */
gboolean
gb_enclosure_goes (const GbEnclosure *self)
{
  return self->said != NULL && self->said->goes && !self->piece->shut && self->piece->aside == NULL;
}

char *
gb_enclosure_say (const GbEnclosure *self, const char *ground)
{
  if (self->piece->shut)
    return g_strdup (_ ("Stays: it holds more than words, and nobody looks at it"));
  if (self->piece->aside != NULL)
    return g_strdup (_ ("Stays: it was set aside"));
  if (self->said == NULL)
    return g_strdup (_ ("Stays: nobody has chosen it yet"));
  if (self->said->goes)
    return g_strdup (_ ("Goes along"));
  return g_strdup_printf (_ ("Stays: %s"), ground != NULL ? ground : self->said->why);
}

char *
gb_enclosure_file (const GbEvidence *piece, const char *reference, guint number)
{
  static const struct { const char *media, *ending; } known[] = {
    { "application/pdf", ".pdf" }, { "message/rfc822", ".eml" }, { "text/plain", ".txt" },  { "text/html", ".html" },
    { "image/png", ".png" },       { "image/jpeg", ".jpg" },     { "application/rtf", ".rtf" },
    { "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx" },
    { "application/vnd.oasis.opendocument.text", ".odt" },
  };
  const char *ending = "";

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_strcmp0 (known[i].media, piece->media) == 0)
      ending = known[i].ending;
  return g_strdup_printf ("enclosure-%s-%u%s", reference, number, ending);
}
