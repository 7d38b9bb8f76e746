/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <glib/gi18n.h>

#include "base/text.h"
#include "base/time.h"
#include "casework/enclosure.h"
#include "casework/transfer.h"
#include "print/chronology.h"
#include "print/transfer.h"

typedef struct
{
  GbTransfer *transfer;
  GbChronicle *chronicle;
  const GbChronologyEntry *entries;
  guint n_entries;
  GPtrArray *attached; /* of GbEvidenceLine */
  guint n_along;
  const char *school, *number;
  char *lead, *code;
} File;

/* All that the file says, as one text: what the code stands for. */
static char *
contents_of (const File *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->n_entries; i++)
    {
      const GbChronologyEntry *entry = &self->entries[i];
      const char *const parts[] = { entry->day,      entry->time,    entry->recorded, entry->by,
                                    entry->happened, entry->changed, entry->done };
      for (guint n = 0; n < G_N_ELEMENTS (parts); n++)
        g_string_append_printf (text, "%s%c", parts[n] != NULL ? parts[n] : "", n + 1 < G_N_ELEMENTS (parts) ? 31 : 30);
    }
  for (guint i = 0; i < self->attached->len; i++)
    {
      const GbEvidenceLine *line = self->attached->pdata[i];
      g_string_append_printf (text, "%s%c%s%c%s%c%s%c", line->what, 31, line->added, 31, line->hash, 31,
                              line->along != NULL ? line->along : "", 30);
    }
  return g_string_free (text, FALSE);
}

/* Of each attachment whether it goes along, and if not why. */
static gboolean
say_along (File *self, GbVault *vault, GError **error)
{
  g_autoptr (GPtrArray) all
      = gb_enclosures (vault, self->transfer->person_id, self->transfer->id, FALSE, error);

  for (guint i = 0; all != NULL && i < all->len; i++)
    for (guint n = 0; n < self->attached->len; n++)
      {
        const GbEnclosure *one = all->pdata[i];
        GbEvidenceLine *line = self->attached->pdata[n];
        g_autofree char *said = gb_enclosure_say (one, NULL);
        if (!g_str_equal (line->id, one->piece->id))
          continue;
        line->along = gb_chronicle_clean (self->chronicle, said);
        self->n_along += gb_enclosure_goes (one);
      }
  return all != NULL;
}

static void
add_attached (GbPages *page, const File *self)
{
  g_autofree char *along = g_strdup_printf (
      ngettext ("%u attachment goes along with this file.", "%u attachments go along with this file.", self->n_along),
      self->n_along);

  if (self->attached->len == 0)
    return;
  gb_pages_section (page, 0, _ ("Attachments"), NULL);
  gb_pages_prose (page, self->n_along > 0 ? along : _ ("No attachment goes along with this file."));
  gb_pages_small (page, _ ("Each that goes along can be held against its hash. Ask this school’s DSL for one that"
                           " stays, if you need it."));
  gb_pages_evidence (page, self->attached, _ ("In this file?"));
}

static void
add_cover (GbPages *page, const File *self)
{
  const GbTransfer *transfer = self->transfer;
  const GbPerson *person = gb_chronicle_get_person (self->chronicle);
  g_autofree char *born = person->dob != NULL ? gb_say_day_long (person->dob) : NULL;
  g_autofree char *left = gb_say_day_long (transfer->left_on);
  g_autofree char *starts = transfer->starts_on != NULL ? gb_say_day_long (transfer->starts_on) : NULL;
  g_autofree char *period = gb_print_chronology_period (self->entries, self->n_entries);
  g_autofree char *holds =
      self->n_entries > 0
          ? g_strdup_printf (ngettext ("%u entry, %s", "%u entries, %s", self->n_entries), self->n_entries, period)
          : g_strdup (_ ("No concern was recorded"));
  const GbField ends[] = { { _ ("From"), self->school, GB_FIELD_STRONG },
                           { _ ("To"), transfer->school, GB_FIELD_STRONG },
                           { _ ("Its DSL"), self->lead, 0 },
                           { _ ("For the attention of"), transfer->contact, 0 },
                           { _ ("DfE number"), self->number, 0 },
                           { _ ("Address"), transfer->address, 0 } };
  const GbField child[] = { { _ ("Child"), person->name, GB_FIELD_STRONG },
                            { _ ("Born"), born, 0 },
                            { _ ("UPN"), person->upn, 0 },
                            { _ ("Last day here"), left, 0 },
                            { _ ("First day at the next school"), starts, 0 },
                            { _ ("What this file holds"), holds, 0 } };

  gb_pages_title (page, _ ("Child protection file"), _ ("In confidence: for the Designated Safeguarding Lead only"));
  gb_pages_rule (page, 1.2);
  gb_pages_fields (page, GB_LANE_WIDE, 2, ends, G_N_ELEMENTS (ends));
  gb_pages_space (page, 7);
  gb_pages_rule (page, 0.5);
  gb_pages_fields (page, GB_LANE_WIDE, 3, child, G_N_ELEMENTS (child));
  gb_pages_section (page, 0, _ ("What to do with it"), NULL);
  gb_pages_prose (page, _ ("Read it before the child’s first day if you can, and ring the DSL named above with any"
                           " question. It is sent by itself, apart from the pupil file, and is kept apart from it.\n"
                           "Fill in the receipt on the next page and send it back on the day this arrives. It asks for"
                           " the code on the last page of this file: that shows that the whole of this very file is in"
                           " your hands. Until it comes back this school goes on asking."));
  gb_pages_section (page, 0, NULL, NULL);
}

static void
add_receipt (GbPages *page, const File *self)
{
  const GbField what[] = { { _ ("Child"), gb_chronicle_get_person (self->chronicle)->name, GB_FIELD_STRONG },
                           { _ ("Transfer"), self->transfer->reference, 0 },
                           { _ ("Back to"), self->lead, 0 },
                           { _ ("At"), self->school, 0 } };
  const GbField blanks[] = { { _ ("Received on, and at what time"), NULL, GB_FIELD_BLANK },
                             { _ ("Pages counted"), NULL, GB_FIELD_BLANK },
                             { _ ("Name"), NULL, GB_FIELD_BLANK },
                             { _ ("Role"), NULL, GB_FIELD_BLANK },
                             { _ ("The code from the last page of the file"), NULL, GB_FIELD_BLANK | GB_FIELD_WIDE },
                             { _ ("Signature"), NULL, GB_FIELD_BLANK | GB_FIELD_WIDE } };

  gb_pages_break (page);
  gb_pages_title (page, _ ("Receipt"), _ ("Please send this page back on the day the file arrives"));
  gb_pages_rule (page, 1.2);
  gb_pages_fields (page, GB_LANE_WIDE, 2, what, G_N_ELEMENTS (what));
  gb_pages_space (page, 7);
  gb_pages_rule (page, 0.5);
  gb_pages_fields (page, GB_LANE_WIDE, 2, blanks, G_N_ELEMENTS (blanks));
  gb_pages_small (page, _ ("The code has three groups of five letters and digits. It is on no other page: copy it from"
                           " the last one. It can also be given by telephone."));
}

static void
draw_code (GbPages *page, double x, double y, double width, gpointer data)
{
  GbInk *ink = gb_pages_get_ink (page);

  gb_ink_box (ink, x, y, width, 76, 0.95, 0.9);
  gb_ink_open (ink, "P");
  gb_ink_write (ink, GB_STYLE_COLUMN, x + 14, y + 10, 0, GB_ALIGN_LEFT, _ ("Code for the receipt"));
  gb_ink_write (ink, GB_STYLE_FIGURE, x + 14, y + 28, 0, GB_ALIGN_LEFT, data);
  gb_ink_close (ink, "P");
}

static void
add_end (GbPages *page, const File *self)
{
  gb_pages_break (page);
  gb_pages_title (page, _ ("End of the file"), NULL);
  gb_pages_rule (page, 1.2);
  gb_pages_prose (page, _ ("Nothing follows this page. Write the code on the receipt and send the receipt back."));
  gb_pages_block (page, GB_LANE_WIDE, 14, 76, FALSE, draw_code, self->code, NULL);
}

static GbSheet *
draw (const File *self, gint64 made_at, GError **error)
{
  g_autofree char *made = gb_pages_say_instant (made_at);
  g_autofree char *foot = g_strdup_printf (_ ("Transfer %s. Printed %s"), self->transfer->reference, made);
  g_autofree char *running =
      g_strdup_printf (_ ("Confidential: child protection file. %s"), gb_chronicle_get_person (self->chronicle)->name);
  g_autofree char *file = g_strdup_printf ("transfer-%s.pdf", self->transfer->reference);
  const GbPageSetup setup = {
    .title = _ ("Child protection file"), .school = self->school, .running = running, .foot = foot, .made_at = made_at
  };
  g_autoptr (GbPages) page = gb_pages_new (&setup, error);
  GbSheet *sheet;

  if (page == NULL)
    return NULL;
  add_cover (page, self);
  add_receipt (page, self);
  gb_pages_break (page);
  gb_pages_title (page, _ ("Chronology"), NULL);
  gb_pages_rule (page, 1.2);
  if (self->n_entries == 0)
    gb_pages_prose (page, _ ("No concern about this child was recorded at this school."));
  gb_pages_chronology (page, self->entries, self->n_entries);
  add_attached (page, self);
  add_end (page, self);
  sheet = gb_pages_finish (page, GB_TRANSFER_DOCUMENT, file, error);
  if (sheet != NULL)
    sheet->code = g_strdup (self->code);
  return sheet;
}

GbSheet *
gb_print_transfer (GbBook *book, const char *id, const char *to_whom G_GNUC_UNUSED, const char *why G_GNUC_UNUSED,
                   GError **error)
{
  GbVault *vault = gb_book_get_vault (book);
  g_autoptr (GbTransfer) transfer = gb_transfer_load (vault, id, error);
  g_autoptr (GbChronicle) chronicle =
      transfer != NULL ? gb_chronicle_new (book, transfer->person_id, 0, error) : NULL;
  g_autofree char *contents = NULL;
  File self = { transfer, chronicle };
  GbSheet *sheet;

  if (chronicle == NULL)
    return NULL;
  self.entries = gb_chronicle_get_entries (chronicle, &self.n_entries);
  self.attached = gb_chronicle_get_attached (chronicle);
  if (!say_along (&self, vault, error))
    return NULL;
  self.school = gb_book_get_school (book);
  self.number = gb_book_get_dfe_number (book);
  self.lead = gb_print_lead (vault);
  contents = contents_of (&self);
  self.code = gb_transfer_code (id, contents);
  sheet = draw (&self, gb_now (), error);
  g_free (self.lead);
  g_free (self.code);
  return sheet;
}
