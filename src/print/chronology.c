/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/incident.h"
#include "casework/member.h"
#include "casework/person.h"
#include "casework/same.h"
#include "casework/timeline.h"
#include "journal/sealed.h"
#include "print/chronology.h"

/* Columns, from the left edge of the page's wide lane. */
#define WHEN_X 20.0
#define WHEN_WIDTH 98.0
#define WHAT_X 130.0
#define WHAT_WIDTH 180.0
#define DONE_X 320.0
#define DONE_WIDTH 161.0
#define HEAD_HEIGHT 17.0

typedef struct
{
  guint number;
  gboolean late, first, last;
  GbCopy *about, *day, *time, *recorded, *by, *happened, *changed, *done;
  double height;
} Row;

static void
row_free (gpointer data)
{
  Row *row = data;
  gb_copy_free (row->about);
  gb_copy_free (row->day);
  gb_copy_free (row->time);
  gb_copy_free (row->recorded);
  gb_copy_free (row->by);
  gb_copy_free (row->happened);
  gb_copy_free (row->changed);
  gb_copy_free (row->done);
  g_free (row);
}

static void
draw_heads (GbPages *page, double x, double y, double width, gboolean tagged)
{
  const struct { double x; const char *text; } heads[] = { { 0, "" },
                                                           { WHEN_X, _ ("When, and when recorded") },
                                                           { WHAT_X, _ ("What happened, in the words recorded") },
                                                           { DONE_X, _ ("What was done, and why") } };
  GbInk *ink = gb_pages_get_ink (page);

  gb_ink_rule (ink, x, y, width, 0.9);
  if (tagged)
    gb_ink_open (ink, "TR");
  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    {
      if (tagged)
        gb_ink_open_head (ink, FALSE);
      gb_ink_write (ink, GB_STYLE_COLUMN, x + heads[i].x, y + 4, 0, GB_ALIGN_LEFT, heads[i].text);
      if (tagged)
        gb_ink_close (ink, "TH");
    }
  if (tagged)
    gb_ink_close (ink, "TR");
  gb_ink_rule (ink, x, y + 17, width, 0.4);
}

static void
draw_first_heads (GbPages *page, double x, double y, double width, gpointer data)
{
  gb_ink_open (gb_pages_get_ink (page), "Table");
  draw_heads (page, x, y, width, TRUE);
}

static void
draw_heads_again (GbPages *page, double x, double y, double width, gpointer data)
{
  draw_heads (page, x, y, width, FALSE);
}

static void
draw_when (GbInk *ink, const Row *row, double x, double y)
{
  double at = y;

  gb_ink_open_cell (ink, NULL);
  gb_ink_show (ink, row->day, x, at);
  at += gb_copy_height (row->day);
  if (row->about != NULL)
    {
      gb_ink_show (ink, row->about, x, at);
      at += gb_copy_height (row->about);
    }
  if (row->time != NULL)
    {
      gb_ink_show (ink, row->time, x, at);
      at += gb_copy_height (row->time);
    }
  if (row->late)
    gb_ink_box (ink, x - 4.5, at + 0.5, 1.8, gb_copy_height (row->recorded) + gb_copy_height (row->by), 0, 0);
  gb_ink_show (ink, row->recorded, x, at);
  gb_ink_show (ink, row->by, x, at + gb_copy_height (row->recorded));
  gb_ink_close (ink, "TD");
}

static void
draw_what (GbInk *ink, const Row *row, double x, double y)
{
  double at = y + gb_copy_height (row->happened) + 2;

  gb_ink_open_cell (ink, NULL);
  gb_ink_show (ink, row->happened, x, y);
  if (row->changed != NULL)
    {
      gb_ink_box (ink, x - 5, at, 1.6, gb_copy_height (row->changed), 0.45, 0);
      gb_ink_show (ink, row->changed, x, at);
    }
  gb_ink_close (ink, "TD");
}

static void
draw_row (GbPages *page, double x, double y, double width, gpointer data)
{
  const Row *row = data;
  GbInk *ink = gb_pages_get_ink (page);
  g_autofree char *number = g_strdup_printf ("%u", row->number);

  if (!row->first)
    gb_ink_grey_rule (ink, x, y, width, 0.4, 0.45);
  gb_ink_open (ink, "TR");
  gb_ink_open_head (ink, TRUE);
  gb_ink_write (ink, GB_STYLE_NOTE, x, y + 5, 0, GB_ALIGN_LEFT, number);
  gb_ink_close (ink, "TH");
  draw_when (ink, row, x + WHEN_X, y + 4);
  draw_what (ink, row, x + WHAT_X, y + 4);
  gb_ink_open_cell (ink, NULL);
  gb_ink_show (ink, row->done, x + DONE_X, y + 4);
  gb_ink_close (ink, "TD");
  gb_ink_close (ink, "TR");
  if (!row->last)
    return;
  gb_ink_close (ink, "Table");
  gb_ink_rule (ink, x, y + row->height - 1, width, 0.9);
}

static GbCopy *
set_known (GbInk *ink, GbStyle style, double width, const char *text)
{
  return gb_text_is_filled (text) ? gb_ink_set (ink, style, width, GB_ALIGN_LEFT, text) : NULL;
}

static Row *
make_row (GbInk *ink, const GbChronologyEntry *entry)
{
  Row *row = g_new0 (Row, 1);
  double when;
  double what;

  row->late = entry->late;
  row->day = gb_ink_set (ink, GB_STYLE_TOTAL, WHEN_WIDTH, GB_ALIGN_LEFT, entry->day);
  row->about = set_known (ink, GB_STYLE_COLUMN, WHEN_WIDTH, entry->about);
  row->time = set_known (ink, GB_STYLE_SMALL, WHEN_WIDTH, entry->time);
  row->recorded = gb_ink_set (ink, GB_STYLE_SMALL, WHEN_WIDTH, GB_ALIGN_LEFT, entry->recorded);
  row->by = gb_ink_set (ink, GB_STYLE_NOTE, WHEN_WIDTH, GB_ALIGN_LEFT, entry->by);
  row->happened = gb_ink_set (ink, GB_STYLE_CELL, WHAT_WIDTH, GB_ALIGN_LEFT, entry->happened);
  row->changed = set_known (ink, GB_STYLE_NOTE, WHAT_WIDTH, entry->changed);
  row->done = gb_ink_set (ink, GB_STYLE_CELL, DONE_WIDTH, GB_ALIGN_LEFT, entry->done);
  when = gb_copy_height (row->day) + gb_copy_height (row->recorded) + gb_copy_height (row->by);
  when += row->about != NULL ? gb_copy_height (row->about) : 0;
  when += row->time != NULL ? gb_copy_height (row->time) : 0;
  what = gb_copy_height (row->happened) + (row->changed != NULL ? 2 + gb_copy_height (row->changed) : 0);
  row->height = MAX (MAX (when, what), gb_copy_height (row->done)) + 10;
  return row;
}

void
gb_pages_chronology (GbPages *page, const GbChronologyEntry *entries, guint n_entries)
{
  if (n_entries == 0)
    return;
  gb_pages_block (page, GB_LANE_WIDE, 14, HEAD_HEIGHT, TRUE, draw_first_heads, NULL, NULL);
  for (guint i = 0; i < n_entries; i++)
    {
      Row *row = make_row (gb_pages_get_ink (page), &entries[i]);
      row->number = i + 1;
      row->first = i == 0;
      row->last = i + 1 == n_entries;
      gb_pages_block (page, GB_LANE_WIDE, 0, row->height, FALSE, draw_row, row, row_free);
      gb_pages_block_head (page, HEAD_HEIGHT, draw_heads_again, NULL);
    }
}

static void
add_front (GbPages *page, const GbChronology *given)
{
  const GbField who[] = { { _ ("Child"), given->child, GB_FIELD_STRONG },
                          { _ ("Born"), given->born, 0 },
                          { _ ("Class"), given->class_name, 0 },
                          { _ ("Lead"), given->lead, 0 } };
  const GbField why[] = { { _ ("Made for"), given->made_for, 0 }, { _ ("Why"), given->why, 0 } };

  gb_pages_title (page, _ ("Chronology"), given->period);
  gb_pages_rule (page, 1.2);
  gb_pages_fields (page, GB_LANE_WIDE, 4, who, G_N_ELEMENTS (who));
  gb_pages_space (page, 7);
  gb_pages_fields (page, GB_LANE_WIDE, 2, why, G_N_ELEMENTS (why));
  if (!gb_text_is_filled (given->brief))
    return;
  gb_pages_side_head (page, _ ("In brief"));
  gb_pages_prose (page, given->brief);
}

GbSheet *
gb_print_chronology_sheet (const GbChronology *given, GError **error)
{
  g_autofree char *made = gb_pages_say_instant (given->made_at);
  g_autofree char *count = g_strdup_printf (ngettext ("%u entry", "%u entries", given->n_entries), given->n_entries);
  g_autofree char *code = gb_pages_first_words (given->code, 3);
  g_autofree char *strong = gb_ink_strong (code);
  g_autofree char *foot = *code != '\0'
                              ? g_strdup_printf (_ ("%s. Printed %s. Code %s"), count, made, strong)
                              : g_strdup_printf (_ ("%s. Printed %s."), count, made);
  g_autofree char *running = g_strdup_printf (_ ("Confidential: child protection file. %s"), given->child);
  g_autofree char *file = g_strdup_printf ("chronology-%s.pdf", given->reference);
  const GbPageSetup setup = {
    .title = _ ("Chronology"), .school = given->school, .running = running, .foot = foot, .made_at = given->made_at
  };
  g_autoptr (GbPages) page = gb_pages_new (&setup, error);

  if (page == NULL)
    return NULL;
  add_front (page, given);
  gb_pages_chronology (page, given->entries, given->n_entries);
  if (given->attached != NULL && given->attached->len > 0)
    {
      gb_pages_side_head (page, _ ("Attachments"));
      gb_pages_small (page, _ ("Kept in the vault, not printed here. A copy can be held against the hash."));
      gb_pages_evidence (page, given->attached, NULL);
    }
  gb_pages_side_head (page, _ ("How to read this"));
  gb_pages_small (
      page,
      _ ("Entries are in the order in which things happened. A black bar marks an entry recorded after the day; a "
         "grey bar shows words that were changed later, by whom and why. The names of other children in these "
         "cases are replaced by “[another child]”; read it for nicknames and descriptions before it leaves the "
         "school."));
  return gb_pages_finish (page, "chronology", file, error);
}

/* --- without the names of others -------------------------------------------------------------- */

static char *
replace_word (char *text, const char *word, GRegexCompileFlags flags)
{
  g_autofree char *escaped = g_regex_escape_string (word, -1);
  g_autofree char *pattern = g_strdup_printf ("(?<!\\p{L})%s(?!\\p{L})", escaped);
  g_autoptr (GRegex) regex = g_regex_new (pattern, flags, 0, NULL);
  char *replaced = regex != NULL ? g_regex_replace_literal (regex, text, -1, 0, _ ("[another child]"), 0, NULL) : NULL;

  if (replaced == NULL)
    return text;
  g_free (text);
  return replaced;
}

/* Forenames may be words ("Will", "May"), so a part counts only as it is written, or in capitals. */
static char *
replace_part (char *text, const char *part)
{
  g_autofree char *capitals = g_utf8_strup (part, -1);
  return replace_word (replace_word (text, part, 0), capitals, 0);
}

char *
gb_print_without_names (const char *text, GPtrArray *names, const char *own)
{
  g_auto (GStrv) kept = g_strsplit (own, " ", -1);
  char *clean = g_strdup (text != NULL ? text : "");

  for (guint i = 0; i < names->len; i++)
    {
      g_auto (GStrv) parts = g_strsplit (g_ptr_array_index (names, i), " ", -1);
      clean = replace_word (clean, g_ptr_array_index (names, i), G_REGEX_CASELESS);
      for (guint p = 0; parts[p] != NULL; p++)
        if (g_utf8_strlen (parts[p], -1) >= 3 && !g_strv_contains ((const char *const *) kept, parts[p]))
          clean = replace_part (clean, parts[p]);
    }
  return clean;
}

/* --- from the record ---------------------------------------------------------------------------- */

struct _GbChronicle
{
  GbBook *book;
  GbVault *vault;
  GbPerson *person;
  GPtrArray *kin;   /* of char*: ids of the child, and of brothers and sisters if they are asked for */
  GString *names;   /* theirs, which stay in */
  GbChronicleWith with;
  GArray *entries;  /* of GbChronologyEntry */
  GPtrArray *texts; /* of char*: what the entries point to */
  GPtrArray *others; /* of char*: all whose names stay out */
  GPtrArray *attached; /* of GbEvidenceLine */
};
typedef struct _GbChronicle Chronicle;

void
gb_chronicle_free (GbChronicle *self)
{
  g_clear_object (&self->person);
  g_object_unref (self->book);
  g_ptr_array_unref (self->kin);
  g_string_free (self->names, TRUE);
  g_array_unref (self->entries);
  g_ptr_array_unref (self->texts);
  g_ptr_array_unref (self->others);
  g_ptr_array_unref (self->attached);
  g_free (self);
}

static gboolean
is_kin (const Chronicle *self, const char *person_id)
{
  for (guint i = 0; i < self->kin->len; i++)
    if (g_strcmp0 (self->kin->pdata[i], person_id) == 0)
      return TRUE;
  return FALSE;
}

static const char *
keep_text (Chronicle *self, char *text)
{
  g_ptr_array_add (self->texts, text);
  return text;
}

/* The other pupils of the incident: their names stay out. */
static void
keep_others (Chronicle *self, GPtrArray *names)
{
  for (guint i = 0; i < names->len; i++)
    g_ptr_array_add (self->others, g_strdup (names->pdata[i]));
}

static GPtrArray *
others_of (Chronicle *self, GPtrArray *people)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < people->len; i++)
    {
      const GbIncidentPerson *person = g_ptr_array_index (people, i);
      if (g_strcmp0 (person->sort, "pupil") == 0 && !is_kin (self, person->person_id))
        g_ptr_array_add (names, g_strdup (person->name));
    }
  keep_others (self, names);
  return names;
}

static char *
say_recorded (gint64 at, gint64 recorded_at)
{
  g_autofree char *happened = gb_instant_to_day (at);
  g_autofree char *written = gb_instant_to_day (recorded_at);
  g_autofree char *time = gb_say_time (recorded_at);
  int days = gb_day_difference (happened, written);
  g_autofree char *later = g_strdup_printf (ngettext ("%d day later", "%d days later", (gulong) MAX (days, 0)), days);
  g_autofree char *strong = gb_ink_strong (later);

  return days <= 0 ? g_strdup_printf (_ ("recorded same day, %s"), time) : g_strdup_printf (_ ("recorded %s"), strong);
}

/* Amendments of the case in the order they were made: what it said before, who changed it, why. */
static gboolean
say_changes (Chronicle *self, const GbIncident *incident, char **said, GError **error)
{
  g_autoptr (GPtrArray) rows = gb_timeline_of_case (self->book, incident->id, error);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      const GbTimelineRow *row = g_ptr_array_index (rows, i);
      g_autofree char *at = gb_pages_say_instant (row->at);
      g_auto (GStrv) lines = g_strsplit (row->changes != NULL ? row->changes : "", "\n", -1);
      for (guint n = 0; lines[n] != NULL; n++)
        {
          g_auto (GStrv) parts = g_strsplit (lines[n], "\t", 3);
          if (g_strv_length (parts) == 3)
            g_string_append_printf (text, _ ("%sWas “%s” (%s). Changed %s by %s: %s"), text->len > 0 ? "\n" : "",
                                    parts[1], parts[0], at, row->author, row->reason != NULL ? row->reason : "");
        }
    }
  *said = text->len > 0 ? g_strdup (text->str) : NULL;
  return rows != NULL;
}

/* What the parents of this child were told, or why not. */
static void
append_told (GString *text, Chronicle *self, GPtrArray *people)
{
  for (guint i = 0; i < people->len; i++)
    {
      const GbIncidentPerson *person = g_ptr_array_index (people, i);
      g_autofree char *at = person->told_at > 0 ? gb_pages_say_instant (person->told_at) : NULL;
      if (!is_kin (self, person->person_id) || person->told == NULL)
        continue;
      if (g_str_equal (person->told, "told"))
        g_string_append_printf (text, _ ("%s told %s. "), person->whom, at != NULL ? at : "");
      else
        g_string_append_printf (text, _ ("Parents not told: %s "), person->reason_not);
    }
}

/* "Devices taken: Black phone. " */
static gboolean
append_devices (GString *text, Chronicle *self, const char *incident_id, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree char *devices = gb_vault_ask_text (
      self->vault, &local,
      "SELECT group_concat (d.title, ', ') FROM p_case_link AS k JOIN p_case AS d ON d.id = k.case_id"
      " WHERE k.root = :id AND k.noun = 'device'",
      ":id", incident_id, NULL);

  if (devices != NULL)
    g_string_append_printf (text, _ ("Devices taken: %s. "), devices);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static char *
say_done (Chronicle *self, const GbIncident *incident, GPtrArray *people, GError **error)
{
  g_autoptr (GPtrArray) decisions = gb_incident_decisions (self->vault, incident->id, error);
  g_autoptr (GString) text = g_string_new (NULL);

  if (decisions == NULL)
    return NULL;
  append_told (text, self, people);
  if (!append_devices (text, self, incident->id, error))
    return NULL;
  for (guint i = 0; i < decisions->len; i++)
    {
      const GbDecision *decision = g_ptr_array_index (decisions, i);
      /* A decision that ends its sentence would read "told.: because". */
      gsize stop = g_str_has_suffix (decision->decision, ".") ? 1 : 0;
      g_autofree char *decided = g_strndup (decision->decision, strlen (decision->decision) - stop);
      g_string_append_printf (text, _ ("%s: %s "), decided, decision->reason);
    }
  if (incident->closed_at > 0)
    g_string_append (text, incident->summary);
  return g_strchomp (g_string_free (g_steal_pointer (&text), FALSE));
}

static char *
say_happened (const GbIncident *incident)
{
  return gb_text_is_filled (incident->child_words) ? g_strdup_printf (
             _ ("%s. %s Child’s own words: “%s”"), incident->title, incident->narrative, incident->child_words)
                                                   : g_strdup_printf ("%s. %s", incident->title, incident->narrative);
}

static char *
say_time_of (GbPack *pack, const GbIncident *incident)
{
  g_autofree char *time = gb_say_time (incident->occurred_at);
  g_autofree char *label = NULL;

  if (gb_text_is_filled (incident->occurred_words))
    return g_strdup (incident->occurred_words);
  if (g_strcmp0 (incident->precision, "exact") == 0)
    return g_steal_pointer (&time);
  if (g_strcmp0 (incident->precision, "about") == 0)
    return g_strdup_printf (_ ("about %s"), time);
  label = gb_pages_lower (gb_pack_label (pack, "precision", incident->precision));
  return g_steal_pointer (&label);
}

static char *
say_day_of (gint64 at)
{
  g_autofree char *full = gb_pages_say_instant_short (at);
  char *comma = strrchr (full, ',');
  return g_strndup (full, comma != NULL ? (gsize) (comma - full) : strlen (full));
}

/* "recorded under Kasia Marsz": the case names another record of the child, and not this one. */
static char *
say_record (Chronicle *self, GPtrArray *people)
{
  const char *name = NULL;

  for (guint i = 0; i < people->len; i++)
    {
      const GbIncidentPerson *person = g_ptr_array_index (people, i);
      if (g_str_equal (person->person_id, self->person->id))
        return NULL;
      if (is_kin (self, person->person_id))
        name = person->name;
    }
  return name != NULL ? g_strdup_printf (_ ("recorded under %s"), name) : NULL;
}

/* "about Elin Marsh": which of the family it is about, if others were asked for too. */
static char *
say_about (Chronicle *self, GPtrArray *people)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autofree char *list = NULL;

  if ((self->with & GB_CHRONICLE_SIBLINGS) == 0)
    return say_record (self, people);
  for (guint i = 0; i < people->len; i++)
    {
      const GbIncidentPerson *person = g_ptr_array_index (people, i);
      if (is_kin (self, person->person_id))
        g_ptr_array_add (names, (gpointer) person->name);
    }
  if (names->len == 0)
    return NULL;
  g_ptr_array_add (names, NULL);
  list = gb_text_join_and ((const char *const *) names->pdata);
  return g_strdup_printf (_ ("about %s"), list);
}

static gboolean
add_incident (Chronicle *self, const GbIncident *incident, GError **error)
{
  g_autoptr (GPtrArray) people = gb_incident_people (self->vault, incident->id, error);
  g_autoptr (GPtrArray) others = people != NULL ? others_of (self, people) : NULL;
  g_autofree char *happened = say_happened (incident);
  g_autofree char *done = people != NULL ? say_done (self, incident, people, error) : NULL;
  g_autofree char *recorded = say_recorded (incident->occurred_at, incident->recorded_at);
  g_autofree char *changed = NULL;
  GbChronologyEntry entry = { 0 };

  if (done == NULL || !say_changes (self, incident, &changed, error))
    return FALSE;
  entry.day = keep_text (self, say_day_of (incident->occurred_at));
  entry.at = incident->occurred_at;
  entry.about = keep_text (self, say_about (self, people));
  entry.time = keep_text (self, say_time_of (gb_book_get_pack (self->book), incident));
  entry.late = !g_str_has_prefix (recorded, _ ("recorded same day"));
  entry.recorded = keep_text (self, g_steal_pointer (&recorded));
  entry.by = keep_text (self, g_strdup_printf (_ ("by %s"), incident->recorded_by));
  entry.happened = keep_text (self, gb_print_without_names (happened, others, self->names->str));
  entry.changed =
      changed != NULL ? keep_text (self, gb_print_without_names (changed, others, self->names->str)) : NULL;
  entry.done = keep_text (self, gb_print_without_names (done, others, self->names->str));
  g_array_append_val (self->entries, entry);
  return TRUE;
}

static int
compare_occurred (gconstpointer a, gconstpointer b)
{
  const GbIncident *one = *(GbIncident *const *) a, *other = *(GbIncident *const *) b;

  if (one->occurred_at != other->occurred_at)
    return one->occurred_at < other->occurred_at ? -1 : 1;
  return one->entry < other->entry ? -1 : one->entry > other->entry;
}

/* Every case that names one of them, once. */
static gboolean
load_incidents (Chronicle *self, const char *person_id, GHashTable *seen, GPtrArray *incidents, GError **error)
{
  const GbIncidentFilter filter = { .person_id = person_id };
  g_autoptr (GPtrArray) ids = gb_incident_ids (self->vault, &filter, error);

  for (guint i = 0; ids != NULL && i < ids->len; i++)
    {
      GbIncident *incident;
      g_autofree char *seal
          = (self->with & GB_CHRONICLE_SEALED) == 0 ? gb_sealed_find (self->vault, ids->pdata[i]) : NULL;
      if (seal != NULL || !g_hash_table_add (seen, g_strdup (ids->pdata[i])))
        continue;
      incident = gb_incident_load (self->vault, ids->pdata[i], error);
      if (incident == NULL)
        return FALSE;
      g_ptr_array_add (incidents, incident);
    }
  return ids != NULL;
}

static gboolean
add_incidents (Chronicle *self, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) incidents = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < self->kin->len; i++)
    if (!load_incidents (self, self->kin->pdata[i], seen, incidents, error))
      return FALSE;
  g_ptr_array_sort (incidents, compare_occurred);
  for (guint i = 0; i < incidents->len; i++)
    if (!add_incident (self, incidents->pdata[i], error))
      return FALSE;
  return TRUE;
}

/* --- what belongs to no incident -------------------------------------------------------- */

static const char *
say_opened (const char *noun)
{
  return g_str_equal (noun, "device")   ? _ ("A device was taken into custody: %s.")
         : g_str_equal (noun, "search") ? _ ("A search of a device was asked for: %s.")
                                        : _ ("A referral was begun: %s.");
}

/* Other pupils that the case names. */
static GPtrArray *
pupils_of (Chronicle *self, const char *case_id, GError **error)
{
  g_autoptr (GbStatement) s = gb_statement_new (
      self->vault,
      "SELECT p.id, coalesce (p.known_as, p.forename) || ' ' || p.surname AS name FROM p_person_case AS n"
      " JOIN p_person AS p ON p.id = n.person_id WHERE n.case_id = :id AND p.sort = 'pupil'",
      error);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) local = NULL;

  if (s == NULL)
    return NULL;
  gb_statement_bind (s, ":id", case_id, NULL);
  while (gb_statement_step (s, &local))
    if (!is_kin (self, gb_statement_text (s, "id")))
      g_ptr_array_add (names, g_strdup (gb_statement_text (s, "name")));
  if (local == NULL)
    {
      keep_others (self, names);
      return g_steal_pointer (&names);
    }
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

static gboolean
add_other (Chronicle *self, GbPersonCase *found, GError **error)
{
  g_autoptr (GPtrArray) others = pupils_of (self, found->id, error);
  g_autofree char *happened = NULL, *closed = NULL, *by = NULL;
  gint64 closed_at = gb_vault_ask_number (self->vault, 0, NULL, "SELECT closed_at FROM p_case WHERE id = :id", ":id",
                                          found->id, NULL);
  GbChronologyEntry entry = { .at = found->opened_at };

  if (others == NULL)
    return FALSE;
  by = gb_vault_ask_text (self->vault, NULL, "SELECT opened_by_name FROM p_case WHERE id = :id", ":id", found->id,
                          NULL);
  happened = g_strdup_printf (say_opened (found->noun), found->title != NULL ? found->title : found->reference);
  closed = closed_at > 0 ? gb_pages_say_instant (closed_at) : NULL;
  entry.day = keep_text (self, say_day_of (found->opened_at));
  entry.time = keep_text (self, gb_say_time (found->opened_at));
  entry.recorded = keep_text (self, say_recorded (found->opened_at, found->opened_at));
  entry.by = keep_text (self, g_strdup_printf (_ ("by %s"), by != NULL ? by : ""));
  if (found->as_name != NULL)
    entry.about = keep_text (self, g_strdup_printf (_ ("recorded under %s"), found->as_name));
  entry.happened = keep_text (self, gb_print_without_names (happened, others, self->names->str));
  entry.done = keep_text (self, closed != NULL ? g_strdup_printf (_ ("Closed %s."), closed) : g_strdup (_ ("Open.")));
  g_array_append_val (self->entries, entry);
  return TRUE;
}

static gboolean
belongs_to_incident (Chronicle *self, const char *case_id)
{
  return gb_vault_ask_number (self->vault, 0, NULL,
                              "SELECT 1 FROM p_case_link AS k JOIN p_incident AS i ON i.id = k.root"
                              " WHERE k.case_id = :id",
                              ":id", case_id, NULL)
         == 1;
}

/* Of the child alone: what a brother's phone is doing in custody is told in his. */
static gboolean
add_others (Chronicle *self, GError **error)
{
  static const char *const nouns[] = { "device", "search", "referral", NULL };
  g_autoptr (GPtrArray) cases = gb_person_cases (self->vault, self->person->id, error);

  for (guint i = 0; cases != NULL && i < cases->len; i++)
    {
      GbPersonCase *found = cases->pdata[i];
      g_autofree char *seal
          = (self->with & GB_CHRONICLE_SEALED) == 0 ? gb_sealed_find (self->vault, found->id) : NULL;
      if (seal == NULL && g_strv_contains (nouns, found->noun) && !belongs_to_incident (self, found->id)
          && !add_other (self, found, error))
        return FALSE;
    }
  return cases != NULL;
}

/* --- what is attached to them ------------------------------------------------------------- */

char *
gb_chronicle_clean (const GbChronicle *self, const char *text)
{
  return text != NULL ? gb_print_without_names (text, self->others, self->names->str) : NULL;
}

static gboolean
add_attached_of (Chronicle *self, const char *person_id, GHashTable *seen, GError **error)
{
  g_autoptr (GPtrArray) all
      = gb_enclosures (self->vault, person_id, NULL, (self->with & GB_CHRONICLE_SEALED) != 0, error);

  for (guint i = 0; all != NULL && i < all->len; i++)
    {
      const GbEvidence *piece = ((GbEnclosure *) all->pdata[i])->piece;
      g_autofree char *name = gb_chronicle_clean (self, piece->name);
      g_autofree char *from = gb_chronicle_clean (self, piece->from_whom);
      if (g_hash_table_add (seen, g_strdup (piece->id)))
        g_ptr_array_add (self->attached, gb_evidence_line_new (piece, name, from));
    }
  return all != NULL;
}

static gboolean
add_attached (Chronicle *self, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < self->kin->len; i++)
    if (!add_attached_of (self, self->kin->pdata[i], seen, error))
      return FALSE;
  return TRUE;
}

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  const GbChronologyEntry *one = a, *other = b;
  return one->at < other->at ? -1 : one->at > other->at;
}

static void
add_kin (Chronicle *self, const char *id, const char *name)
{
  g_ptr_array_add (self->kin, g_strdup (id));
  g_string_append_printf (self->names, "%s%s", self->names->len > 0 ? " " : "", name);
}

/* The child's other records are the child. */
static gboolean
find_same (Chronicle *self, GError **error)
{
  g_autoptr (GPtrArray) same = gb_same_of (self->vault, self->person->id, error);

  for (guint i = 0; same != NULL && i < same->len; i++)
    add_kin (self, ((GbSame *) same->pdata[i])->id, ((GbSame *) same->pdata[i])->name);
  return same != NULL;
}

static gboolean
find_kin (Chronicle *self, GError **error)
{
  g_autoptr (GPtrArray) relations = NULL;

  add_kin (self, self->person->id, self->person->name);
  if (!find_same (self, error))
    return FALSE;
  if ((self->with & GB_CHRONICLE_SIBLINGS) == 0)
    return TRUE;
  relations = gb_person_relations (self->vault, self->person->id, error);
  for (guint i = 0; relations != NULL && i < relations->len; i++)
    {
      const GbRelation *relation = relations->pdata[i];
      if (g_strcmp0 (relation->relation, "sibling") == 0)
        add_kin (self, relation->id, relation->name);
    }
  return relations != NULL;
}

GbChronicle *
gb_chronicle_new (GbBook *book, const char *person_id, GbChronicleWith with, GError **error)
{
  g_autoptr (GbChronicle) self = g_new0 (GbChronicle, 1);
  g_autoptr (GError) local = NULL;

  self->book = g_object_ref (book);
  self->vault = gb_book_get_vault (book);
  self->with = with;
  self->kin = g_ptr_array_new_with_free_func (g_free);
  self->names = g_string_new (NULL);
  self->entries = g_array_new (FALSE, TRUE, sizeof (GbChronologyEntry));
  self->texts = g_ptr_array_new_with_free_func (g_free);
  self->others = g_ptr_array_new_with_free_func (g_free);
  self->attached = g_ptr_array_new_with_free_func (gb_evidence_line_free);
  self->person = gb_person_get (self->vault, person_id, &local);
  if (self->person == NULL && local == NULL)
    g_set_error_literal (&local, GB_ERROR, GB_ERROR_MISSING, _ ("There is nobody in People under this number."));
  if (local == NULL && find_kin (self, &local) && add_incidents (self, &local) && add_others (self, &local)
      && add_attached (self, &local))
    {
      g_array_sort (self->entries, compare_entries);
      return g_steal_pointer (&self);
    }
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

const GbChronologyEntry *
gb_chronicle_get_entries (const GbChronicle *self, guint *n_entries)
{
  *n_entries = self->entries->len;
  return (const GbChronologyEntry *) self->entries->data;
}

GPtrArray *
gb_chronicle_get_attached (const GbChronicle *self)
{
  return self->attached;
}

GbPerson *
gb_chronicle_get_person (const GbChronicle *self)
{
  return self->person;
}

/* Who is DSL today. */
char *
gb_print_lead (GbVault *vault)
{
  g_autofree char *today = gb_today ();
  g_autoptr (GPtrArray) members = gb_members (vault, today, NULL);

  for (guint i = 0; members != NULL && i < members->len; i++)
    {
      const GbMember *member = g_ptr_array_index (members, i);
      g_auto (GStrv) roles = g_strsplit (member->roles != NULL ? member->roles : "", " ", -1);
      if (g_strv_contains ((const char *const *) roles, "dsl"))
        return g_strdup (member->name);
    }
  return g_strdup ("");
}

char *
gb_print_chronology_period (const GbChronologyEntry *entries, guint n)
{
  if (n == 0)
    return g_strdup (_ ("No entries"));
  if (g_str_equal (entries[0].day, entries[n - 1].day))
    return g_strdup (entries[0].day);
  return g_strdup_printf (_ ("%s to %s"), entries[0].day, entries[n - 1].day);
}

/* "Catherine Whitlow (also recorded as Katie Whitlow)" */
static char *
say_child (Chronicle *self)
{
  g_autoptr (GPtrArray) same = gb_same_of (self->vault, self->person->id, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autofree char *list = NULL;

  for (guint i = 0; same != NULL && i < same->len; i++)
    if (!g_str_equal (((GbSame *) same->pdata[i])->name, self->person->name))
      g_ptr_array_add (names, ((GbSame *) same->pdata[i])->name);
  if (names->len == 0)
    return g_strdup (self->person->name);
  g_ptr_array_add (names, NULL);
  list = gb_text_join_and ((const char *const *) names->pdata);
  return g_strdup_printf (_ ("%s (also recorded as %s)"), self->person->name, list);
}

static GbSheet *
print_chronicle (Chronicle *self, const char *made_for, const char *why, GError **error)
{
  const GbChronologyEntry *entries = (const GbChronologyEntry *) self->entries->data;
  guint n = self->entries->len;
  g_autofree char *lead = gb_print_lead (self->vault);
  g_autofree char *born = self->person->dob != NULL ? gb_say_day_long (self->person->dob) : NULL;
  g_autofree char *today = gb_today ();
  g_autofree char *period = gb_print_chronology_period (entries, n);
  g_autofree char *year = g_strdup_printf (_ ("Year %s"), self->person->year_group);
  g_autofree char *child = say_child (self);
  const GbChronology given = {
    .school = gb_book_get_school (self->book),
    .child = child,
    .born = born,
    .class_name = gb_text_is_filled (self->person->class_name) ? self->person->class_name
                  : self->person->year_group != NULL              ? year
                                                                  : NULL,
    .lead = lead,
    .period = period,
    .made_for = made_for,
    .why = why,
    .entries = entries,
    .n_entries = n,
    .attached = self->attached,
    .reference = today,
    .printed_by = gb_book_get_member_name (self->book),
    .made_at = gb_now (),
  };
  return gb_print_chronology_sheet (&given, error);
}

static GbSheet *
print_of (GbBook *book, const char *person_id, GbChronicleWith with, const char *made_for, const char *why,
          GError **error)
{
  g_autoptr (GbChronicle) self = NULL;

  if (!gb_text_is_filled (made_for) || !gb_text_is_filled (why))
    {
      g_set_error_literal (error, GB_ERROR, GB_ERROR_INPUT,
                           _ ("Say for whom the chronology is made, and why. Both are printed on it."));
      return NULL;
    }
  self = gb_chronicle_new (book, person_id, with | GB_CHRONICLE_SEALED, error);
  return self != NULL ? print_chronicle (self, made_for, why, error) : NULL;
}

GbSheet *
gb_print_chronology (GbBook *book, const char *person_id, const char *made_for, const char *why, GError **error)
{
  return print_of (book, person_id, 0, made_for, why, error);
}

GbSheet *
gb_print_chronology_of_family (GbBook *book, const char *person_id, const char *made_for, const char *why,
                               GError **error)
{
  return print_of (book, person_id, GB_CHRONICLE_SIBLINGS, made_for, why, error);
}
