/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "base/text.h"
#include "base/time.h"
#include "casework/disclosure.h"
#include "casework/enclosure.h"
#include "casework/person.h"
#include "print/chronology.h"
#include "print/disclosure.h"
#include "print/evidence.h"
#include "print/grid.h"

typedef struct
{
  GbBook *book;
  GbDisclosure *disclosure;
  GPtrArray *passages, *removals;
  GPtrArray *shown; /* of GbRemoval (borrowed): in the order in which they stand, so that their numbers rise */
} Answer;

/* --- what is said where something stood ------------------------------------------------ */

/* @removal's number on the page, from 1; met for the first time it gets the next. */
static guint
number_of (Answer *self, const GbRemoval *removal)
{
  guint at;

  if (!g_ptr_array_find (self->shown, removal, &at))
    {
      at = self->shown->len;
      g_ptr_array_add (self->shown, (gpointer) removal);
    }
  return at + 1;
}

static char *
mark (const GbRemoval *removal, gpointer data)
{
  return g_strdup_printf (_ ("[taken out: %u]"), number_of (data, removal));
}

static const char *
ground_of (const Answer *self, const GbRemoval *removal)
{
  return gb_pack_label (gb_book_get_pack (self->book), "removal-ground", removal->ground);
}

/* --- the parts ------------------------------------------------------------------------------- */

static void
add_front (GbPages *page, const Answer *self)
{
  const GbDisclosure *disclosure = self->disclosure;
  GbPack *pack = gb_book_get_pack (self->book);
  g_autofree char *asked = gb_say_day_long (disclosure->asked_on);
  g_autofree char *lead = gb_print_lead (gb_book_get_vault (self->book));
  const GbField fields[] = { { _ ("About"), disclosure->person, GB_FIELD_STRONG },
                             { _ ("Asked for by"), disclosure->applicant, GB_FIELD_STRONG },
                             { _ ("Relation"), disclosure->relation, 0 },
                             { _ ("Asked on"), asked, 0 },
                             { _ ("Under"), gb_pack_label (pack, "disclosure-basis", disclosure->basis), 0 },
                             { _ ("Request"), disclosure->reference, 0 },
                             { _ ("Answered by"), lead, 0 },
                             { _ ("At"), gb_book_get_school (self->book), 0 } };

  gb_pages_title (page, _ ("What this school holds"), _ ("The answer to a request for data"));
  gb_pages_rule (page, 1.2);
  gb_pages_fields (page, GB_LANE_WIDE, 2, fields, G_N_ELEMENTS (fields));
  if (gb_text_is_filled (disclosure->wanted))
    {
      gb_pages_section (page, 0, _ ("What was asked for"), NULL);
      gb_pages_prose (page, disclosure->wanted);
    }
}

static void
add_reading (GbPages *page, const Answer *self)
{
  guint n = self->removals->len;
  g_autofree char *out =
      n == 0 ? g_strdup (_ ("Nothing was taken out of it."))
             : g_strdup_printf (ngettext ("%u piece was taken out of it. A number in brackets shows where"
                                          " it stood; the last section says on which ground.",
                                          "%u pieces were taken out of it. A number in brackets shows"
                                          " where each stood; the last section says on which ground.",
                                          n),
                                n);

  gb_pages_section (page, 0, _ ("How to read it"), NULL);
  gb_pages_prose (page, _ ("It holds what the safeguarding record says about this person, in the order in which it was"
                           " written, each with who wrote it and when."));
  gb_pages_prose (page, out);
  gb_pages_prose (page, _ ("If you think that something is wrong in it, or that something was taken out without ground,"
                           " tell the school first. You may complain to the Information Commissioner: ico.org.uk."));
}

static gboolean
add_passage (GbPages *page, Answer *self, const GbPassage *passage, GError **error)
{
  g_autofree char *text = gb_passage_redact (passage, self->removals, mark, self, error);
  g_autofree char *line = text != NULL ? g_strdup_printf (GB_STRONG "%s." GB_PLAIN " %s", passage->label, text) : NULL;

  if (line != NULL)
    gb_pages_small (page, line);
  return line != NULL;
}

static gboolean
add_record (GbPages *page, Answer *self, GError **error)
{
  gint64 entry = 0;

  gb_pages_section (page, 0, _ ("The record"), NULL);
  if (self->passages->len == 0)
    gb_pages_prose (page, _ ("Nothing is held about this person."));
  for (guint i = 0; i < self->passages->len; i++)
    {
      const GbPassage *passage = self->passages->pdata[i];
      if (passage->entry != entry)
        {
          gb_pages_space (page, 14);
          gb_pages_finding (page, passage->heading);
        }
      entry = passage->entry;
      if (!add_passage (page, self, passage, error))
        return FALSE;
    }
  return TRUE;
}

/* What the record above says of @field of @entry, with the same pieces taken out; NULL: it says nothing there.
 * (transfer full) */
static char *
say_passage (Answer *self, gint64 entry, const char *field)
{
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT ".%s", entry, field);

  for (guint i = 0; i < self->passages->len; i++)
    if (g_str_equal (((GbPassage *) self->passages->pdata[i])->id, id))
      return gb_passage_redact (self->passages->pdata[i], self->removals, mark, self, NULL);
  return NULL;
}

/* "Given with it"; "Held back: somebody else's data". */
static char *
say_given (const Answer *self, const GbEnclosure *one)
{
  const char *ground = one->said != NULL ? one->said->ground : NULL;
  GbPack *pack = gb_book_get_pack (self->book);

  if (gb_enclosure_goes (one))
    return g_strdup (_ ("Given with it"));
  if (ground == NULL)
    return g_strdup (one->said == NULL ? _ ("Not decided yet") : _ ("Held back"));
  return g_strdup_printf (_ ("Held back: %s"), gb_pack_label (pack, "removal-ground", ground));
}

static gboolean
add_attached (GbPages *page, Answer *self, GError **error)
{
  g_autoptr (GPtrArray) all = gb_enclosures (gb_book_get_vault (self->book), self->disclosure->person_id,
                                             self->disclosure->id, FALSE, error);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (gb_evidence_line_free);

  if (all == NULL || all->len == 0)
    return all != NULL;
  for (guint i = 0; i < all->len; i++)
    {
      const GbEnclosure *one = all->pdata[i];
      g_autofree char *name = say_passage (self, one->piece->entry, "name");
      g_autofree char *from = say_passage (self, one->piece->entry, "from_whom");
      GbEvidenceLine *line = gb_evidence_line_new (one->piece, name, from);
      line->along = say_given (self, one);
      g_ptr_array_add (lines, line);
    }
  gb_pages_section (page, 0, _ ("Attachments"), NULL);
  gb_pages_prose (page, _ ("What was attached to the record is kept beside it. Each piece is given with this answer,"
                           " or held back on the ground that stands there."));
  gb_pages_evidence (page, lines, _ ("Given?"));
  return TRUE;
}

/* "9f21 30ab ...": eight groups of eight, so that it can be compared by eye. */
static char *
group_hash (const char *hash)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; hash[i] != '\0'; i++)
    {
      if (i > 0 && i % 8 == 0)
        g_string_append_c (text, i == 32 ? '\n' : ' ');
      g_string_append_c (text, hash[i]);
    }
  return g_string_free (text, FALSE);
}

static void
add_removals (GbPages *page, const Answer *self)
{
  const GbGridColumn columns[] = { { _ ("No."), 26, GB_GRID_WORDS },
                                   { _ ("Ground"), 0, GB_GRID_WORDS },
                                   { _ ("Mark of the words"), 176, GB_GRID_WORDS } };
  GbGrid *grid;

  if (self->shown->len == 0)
    return;
  gb_pages_section (page, 0, _ ("What was taken out"), NULL);
  gb_pages_prose (page,
                  _ ("Each mark stands for the very words that were taken out and for a random number that the school"
                     " keeps. Nobody can find the words from it. Whoever has the right to see them, such as the"
                     " Information Commissioner or a court, can be given both and prove with them that these words,"
                     " and no others, were taken out: the mark is BLAKE2b with 32 bytes of “guardbook.removal.1”,"
                     " the number and the words, each after its length in 8 bytes, lowest first."));
  grid = gb_grid_new (NULL, columns, G_N_ELEMENTS (columns));
  for (guint i = 0; i < self->shown->len; i++)
    {
      const GbRemoval *removal = self->shown->pdata[i];
      g_autofree char *number = g_strdup_printf ("%u", i + 1);
      g_autofree char *hash = group_hash (removal->hash);
      const char *const cells[] = { number, ground_of (self, removal), hash };
      gb_grid_row (grid, cells);
    }
  gb_pages_grid (page, grid);
}

static GbSheet *
draw (Answer *self, gint64 made_at, GError **error)
{
  const GbDisclosure *disclosure = self->disclosure;
  g_autofree char *made = gb_pages_say_instant (made_at);
  g_autofree char *foot = g_strdup_printf (_ ("Request %s. Printed %s"), disclosure->reference, made);
  g_autofree char *running = g_strdup_printf (_ ("Confidential. For %s"), disclosure->applicant);
  g_autofree char *file = g_strdup_printf ("answer-%s.pdf", disclosure->reference);
  const GbPageSetup setup = { .title = _ ("What this school holds"),
                              .school = gb_book_get_school (self->book),
                              .running = running,
                              .foot = foot,
                              .made_at = made_at };
  g_autoptr (GbPages) page = gb_pages_new (&setup, error);

  if (page == NULL)
    return NULL;
  add_front (page, self);
  add_reading (page, self);
  if (!add_record (page, self, error) || !add_attached (page, self, error))
    return NULL;
  add_removals (page, self);
  return gb_pages_finish (page, GB_DISCLOSURE_DOCUMENT, file, error);
}

/* --- for the inspector -------------------------------------------------------------------- */

/* Gives each piece the number that it has in the answer. */
static gboolean
number_all (Answer *self, GError **error)
{
  for (guint i = 0; i < self->passages->len; i++)
    {
      g_autofree char *text = gb_passage_redact (self->passages->pdata[i], self->removals, mark, self, error);
      if (text == NULL)
        return FALSE;
    }
  return TRUE;
}

static char *
words_taken (const Answer *self, const GbRemoval *removal)
{
  for (guint i = 0; i < self->passages->len; i++)
    {
      char *words = gb_removal_words (removal, self->passages->pdata[i]);
      if (words != NULL)
        return words;
    }
  return g_strdup ("");
}

static void
add_piece (GbPages *page, const Answer *self, guint number, const GbRemoval *removal)
{
  g_autofree char *words = words_taken (self, removal);
  g_autofree char *at = gb_pages_say_instant (removal->at);
  g_autofree char *who = g_strdup_printf (_ ("%s, %s"), removal->removed_by, at);
  g_autofree char *head = g_strdup_printf ("%u", number);
  g_autofree char *hash = group_hash (removal->hash);
  const GbField fields[] = { { _ ("Words"), words, GB_FIELD_STRONG | GB_FIELD_WIDE },
                             { _ ("Ground"), ground_of (self, removal), 0 },
                             { _ ("Why"), removal->reason, 0 },
                             { _ ("Taken out by"), who, 0 },
                             { _ ("Random number"), removal->salt, 0 },
                             { _ ("Mark in the answer"), hash, GB_FIELD_WIDE } };

  gb_pages_section (page, 0, head, NULL);
  gb_pages_fields (page, GB_LANE_MAIN, 2, fields, G_N_ELEMENTS (fields));
}

static GbSheet *
draw_list (Answer *self, gint64 made_at, GError **error)
{
  g_autofree char *made = gb_pages_say_instant (made_at);
  g_autofree char *foot = g_strdup_printf (_ ("Request %s. Printed %s"), self->disclosure->reference, made);
  g_autofree char *file = g_strdup_printf ("taken-out-%s.pdf", self->disclosure->reference);
  const GbPageSetup setup = { .title = _ ("What was taken out"),
                              .school = gb_book_get_school (self->book),
                              .running = _ ("For the inspector only: never for whoever asked"),
                              .foot = foot,
                              .made_at = made_at };
  g_autoptr (GbPages) page = gb_pages_new (&setup, error);

  if (page == NULL)
    return NULL;
  gb_pages_title (page, _ ("What was taken out"), _ ("For an inspector who has a right to it, and nobody else"));
  gb_pages_rule (page, 1.2);
  gb_pages_prose (page,
                  _ ("Each mark in the answer is BLAKE2b with 32 bytes of “guardbook.removal.1”, the random number"
                     " and the words, each after its length in 8 bytes, lowest first. Work it out with what stands"
                     " here: if it is the mark in the answer, these very words were taken out there. guardbookctl"
                     " removed does it without any key."));
  for (guint i = 0; i < self->shown->len; i++)
    add_piece (page, self, i + 1, self->shown->pdata[i]);
  if (self->shown->len == 0)
    gb_pages_prose (page, _ ("Nothing was taken out."));
  return gb_pages_finish (page, "removal-list", file, error);
}

/* --- from the record ------------------------------------------------------------------------ */

typedef GbSheet *(*Draw) (Answer *self, gint64 made_at, GError **error);

static GbSheet *
print_with (GbBook *book, const char *id, Draw func, GError **error)
{
  GbVault *vault = gb_book_get_vault (book);
  g_autoptr (GbDisclosure) disclosure = gb_disclosure_load (vault, id, error);
  g_autoptr (GPtrArray) passages =
      disclosure != NULL ? gb_disclosure_passages (book, disclosure->person_id, error) : NULL;
  g_autoptr (GPtrArray) removals = passages != NULL ? gb_disclosure_removals (vault, id, error) : NULL;
  g_autoptr (GPtrArray) shown = g_ptr_array_new ();
  Answer self = { book, disclosure, passages, removals, shown };

  return removals != NULL ? func (&self, gb_now (), error) : NULL;
}

GbSheet *
gb_print_disclosure (GbBook *book, const char *id, const char *to_whom G_GNUC_UNUSED, const char *why G_GNUC_UNUSED,
                     GError **error)
{
  return print_with (book, id, draw, error);
}

static GbSheet *
draw_numbered_list (Answer *self, gint64 made_at, GError **error)
{
  return number_all (self, error) ? draw_list (self, made_at, error) : NULL;
}

GbSheet *
gb_print_removals (GbBook *book, const char *id, GError **error)
{
  return print_with (book, id, draw_numbered_list, error);
}
