/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/capability.h"
#include "casework/incident.h"
#include "casework/timeline.h"
#include "journal/erase.h"
#include "journal/sealed.h"

GB_RECORD_DEFINE (GbTimelineRow, gb_timeline_row, GB_TIMELINE_ROW_FIELDS)

/* --- what the sentence says of each kind -------------------------------------------- */

/* How the sentence of a kind is made: with the text of one field in its place.
 * A kind that is not here is said as kinds.c has it. */
static const struct
{
  const char *kind, *format, *field;
} sayings[] = {
  { "incident.person-added", N_ ("Added %s to the incident"), "name" },
  { "incident.person-role", N_ ("Changed the part of %s in the incident"), "name" },
  { "step.done", N_ ("Completed “%s”"), "title" },
  { "step.set-aside", N_ ("Set “%s” aside"), "title" },
  { "step.taken-back", N_ ("Opened “%s” again"), "title" },
  { "procedure.begun", N_ ("Began the procedure “%s”"), "title" },
  { "action.set", N_ ("Set an action for %s"), "owner" },
  { "concern.manager-named", N_ ("Named %s as case manager"), "name" },
  { "concern.welfare-named", N_ ("Named %s as welfare contact"), "name" },
  { "concern.lado-told", N_ ("Discussed it with the LADO: %s"), "officer" },
  { "seal.reader-added", N_ ("Added %s as a reader"), "name" },
  { "seal.reader-removed", N_ ("Took the key from %s"), "name" },
  { "person.linked", N_ ("Marked %s and another record as one person"), "name" },
  { "person.unlinked", N_ ("Took %s and another record apart again"), "name" },
  { "person.told-apart", N_ ("Recorded that %s is another person than somebody of a like name"), "name" },
  { "device.moved", N_ ("Handed the device to %s"), "to_person" },
  { "device.released", N_ ("Released the device to %s"), "to" },
  { "member.invited", N_ ("Invited %s to join"), "name" },
  { "backup.drilled", N_ ("Restored the backup “%s” for practice"), "name" },
  { "member.confirmed", N_ ("Confirmed the key of %s by its safety words"), "name" },
  { "member.left", N_ ("Removed %s as a member"), "name" },
  { "member.roles", N_ ("Changed the roles of %s"), "name" },
  { "pack.adopted", N_ ("Adopted the policy pack “%s”"), "title" },
  { "policy.decided", N_ ("Decided for the school: “%s”"), "answer" },
  { "calendar.set", N_ ("Set the school calendar for %s"), "year" },
  { "calendar.holidays", N_ ("Brought in the bank holidays from %s"), "source" },
  { "roll.imported", N_ ("Brought in the roll from %s"), "file" },
  { "recovery.rehearsed", N_ ("Proved the recovery share of %s"), "holder" },
  { "evidence.added", N_ ("Attached “%s”"), "name" },
  { "evidence.annotated", N_ ("Noted on “%s”"), "name" },
  { "evidence.checked", N_ ("Held “%s” against its hash"), "name" },
  { "evidence.set-aside", N_ ("Set “%s” aside"), "name" },
  { "report.issued", N_ ("Issued “%s”"), "title" },
  { "authority.given", N_ ("Gave %s a standing authority to search"), "person" },
  { "referral.item", N_ ("Filled in “%s”"), "title" },
  { "disclosure.begun", N_ ("Took down a request for data from %s"), "applicant" },
  { "transfer.begun", N_ ("Began to send the file on to %s"), "school" },
  { "transfer.enclosed", N_ ("Said of “%s” whether it goes along"), "name" },
  { "disclosure.enclosed", N_ ("Said of “%s” whether it goes along"), "name" },
  { "transfer.sent", N_ ("Sent the file to %s"), "to" },
  { "register.approved", N_ ("Approved “%s”"), "title" },
  { "register.called", N_ ("Called for a review of “%s”"), "title" },
  { "register.changed", N_ ("Changed “%s”"), "title" },
  { "register.declined", N_ ("Declined “%s”"), "title" },
  { "register.ended", N_ ("Ended “%s”"), "title" },
  { "register.entered", N_ ("Entered “%s”"), "title" },
  { "register.renewed", N_ ("Renewed “%s”"), "title" },
};

/* The same with a word of the pack in its place. */
static const struct
{
  const char *kind, *format, *field, *vocabulary;
} choices[] = {
  { "concern.concluded", N_ ("Recorded the outcome: %s"), "outcome", "concern-outcome" },
  { "concern.measure-decided", N_ ("Decided for the time being: %s"), "measure", "concern-measure" },
  { "concern.pattern-reviewed", N_ ("Looked for a pattern: %s"), "conclusion", "concern-pattern" },
};

/* What was read of a sealed case: its page, or a document. */
static char *
say_reading (JsonObject *body)
{
  const char *what = gb_json_text (body, "what");

  return g_str_equal (what, "page") ? g_strdup (_ ("Read the case"))
                                    : g_strdup_printf (_ ("Read “%s” of the case"), what);
}

/* What left, and to whom: the reason stands beneath. */
static char *
say_page (JsonObject *body)
{
  const char *about = gb_json_text (body, "about"), *to_whom = gb_json_text (body, "to_whom");
  gboolean printed = g_strcmp0 (gb_json_text (body, "way"), "printed") == 0;

  if (gb_json_flag (body, "locked"))
    return about == NULL ? g_strdup_printf (_ ("Saved a locked file for %s"), to_whom)
                         : g_strdup_printf (_ ("Saved a locked file about %s for %s"), about, to_whom);
  if (about == NULL)
    return g_strdup_printf (printed ? _ ("Printed a page for %s") : _ ("Saved a page for %s"), to_whom);
  return g_strdup_printf (printed ? _ ("Printed a page about %s for %s") : _ ("Saved a page about %s for %s"), about,
                          to_whom);
}

static char *
say_parent (JsonObject *body)
{
  const char *name = gb_json_text (body, "name");

  if (!gb_json_flag (body, "told"))
    return g_strdup_printf (_ ("Recorded that no parent of %s was told"), name);
  return g_strdup_printf (_ ("Recorded that %s, parent of %s, was told"), gb_json_text (body, "whom"), name);
}

static char *
say_person (JsonObject *body, const char *said)
{
  const char *forename = gb_json_text (body, "forename");
  const char *surname = gb_json_text (body, "surname");

  if (forename == NULL || surname == NULL)
    return g_strdup (said);
  return g_strdup_printf (_ ("Added %s %s to People"), forename, surname);
}

/* "Amended where it happened and the title" */
static char *
say_amended (JsonObject *body)
{
  JsonArray *changes = gb_json_array (body, "changes");
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autofree char *list = NULL;

  for (guint i = 0; changes != NULL && i < json_array_get_length (changes); i++)
    g_ptr_array_add (
        names, (gpointer) gb_incident_field_label (gb_json_text (json_array_get_object_element (changes, i), "field")));
  g_ptr_array_add (names, NULL);
  list = gb_text_join_and ((const char *const *) names->pdata);
  return g_strdup_printf (_ ("Amended %s"), list);
}

static char *
say_sentence (GbPack *pack, const GbKind *kind, JsonObject *body)
{
  if (g_str_equal (kind->name, "incident.amended"))
    return say_amended (body);
  if (g_str_equal (kind->name, "incident.parent-told"))
    return say_parent (body);
  if (g_str_equal (kind->name, "page.made"))
    return say_page (body);
  if (g_str_equal (kind->name, "seal.read"))
    return say_reading (body);
  if (g_str_equal (kind->name, "concern.parent-told") && !gb_json_flag (body, "told"))
    return g_strdup (_ ("Recorded that the parents were not told"));
  if (g_str_equal (kind->name, "advice.sought"))
    return g_strdup_printf (_ ("Sought advice from %s"), gb_pack_label (pack, "agency", gb_json_text (body, "agency")));
  if (g_str_equal (kind->name, "person.added"))
    return say_person (body, _ (kind->said));
  if (g_str_equal (kind->name, "incident.debriefed") && gb_json_flag (body, "waived"))
    return g_strdup (_ ("Recorded that no debrief was needed"));
  if (g_str_equal (kind->name, "image.viewed"))
    return g_strdup (gb_json_flag (body, "viewed") ? _ ("Recorded that something was viewed")
                                                   : _ ("Recorded that nothing was viewed"));
  for (gsize i = 0; i < G_N_ELEMENTS (choices); i++)
    if (g_str_equal (choices[i].kind, kind->name))
      return g_strdup_printf (_ (choices[i].format),
                              gb_pack_label (pack, choices[i].vocabulary, gb_json_text (body, choices[i].field)));
  for (gsize i = 0; i < G_N_ELEMENTS (sayings); i++)
    if (g_str_equal (sayings[i].kind, kind->name) && gb_json_text (body, sayings[i].field) != NULL)
      return g_strdup_printf (_ (sayings[i].format), gb_json_text (body, sayings[i].field));
  return g_strdup (_ (kind->said));
}

/* --- what was written in it ------------------------------------------------------------ */

/* The fields whose text stands under the sentence, in this order. */
static const struct
{
  const char *field, *label;
} details[] = {
  { "text", NULL },
  { "note", NULL },
  { "decision", NULL },
  { "summary", NULL },
  { "what", NULL },
  { "lessons", NULL },
  { "changes", N_ ("Changes") },
  { "from_whom", N_ ("From whom") },
  { "question", N_ ("Asked") },
  { "advice", N_ ("Advice") },
  { "consulted", N_ ("Asked before") },
  { "reply", N_ ("Reply") },
  { "found_what", N_ ("Found") },
  { "words", NULL },
  { "value", NULL },
  { "condition", N_ ("Condition") },
  { "why", N_ ("Why") },
  { "how", N_ ("How") },
  { "follow_up", N_ ("Follow-up") },
  { "considered", N_ ("Weighed") },
  { "lado_view", N_ ("The LADO") },
  { "done", NULL },
  { "said", NULL },
};

static void
add_line (GString *lines, const char *label, const char *text)
{
  if (lines->len > 0)
    g_string_append_c (lines, '\n');
  if (label != NULL)
    g_string_append_printf (lines, "%s: ", label);
  g_string_append (lines, text);
}

/* The opening entries are the page itself, so that they say nothing twice here. */
static char *
say_detail (const GbKind *kind, JsonObject *body)
{
  g_autoptr (GString) lines = g_string_new (NULL);

  if (kind->about == GB_CASE_OPENS || g_str_equal (kind->name, "seal.read"))
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (details); i++)
    {
      const char *text = gb_json_text (body, details[i].field);
      if (g_str_equal (details[i].field, "question") && g_str_equal (kind->name, "incident.decided"))
        text = gb_decision_question_label (text);
      if (gb_text_is_filled (text))
        add_line (lines, details[i].label != NULL ? _ (details[i].label) : NULL, text);
    }
  return lines->len > 0 ? g_string_free (g_steal_pointer (&lines), FALSE) : NULL;
}

static const char *
say_reason (JsonObject *body)
{
  const char *reason = gb_json_text (body, "reason");
  return reason != NULL ? reason : gb_json_text (body, "reason_not");
}

static char *
node_words (GbPack *pack, const char *kind, const char *field, JsonNode *node)
{
  if (g_str_equal (kind, "incident.amended"))
    return gb_incident_value_label (pack, field, node);
  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return g_strdup (_ ("nothing"));
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    return g_strdup (json_node_get_string (node));
  return json_to_string (node, FALSE);
}

static void
add_change (GString *lines, const char *label, const char *old, const char *new)
{
  g_autofree char *before = gb_text_one_line (old);
  g_autofree char *after = gb_text_one_line (new);

  g_string_append_printf (lines, "%s%s\t%s\t%s", lines->len > 0 ? "\n" : "", label, before, after);
}

static char *
say_changes (GbPack *pack, const GbKind *kind, JsonObject *body)
{
  g_autoptr (GString) lines = g_string_new (NULL);
  JsonArray *changes = gb_json_array (body, "changes");

  if (g_str_equal (kind->name, "incident.person-role"))
    add_change (lines, gb_json_text (body, "name"), gb_pack_label (pack, "person-role", gb_json_text (body, "old")),
                gb_pack_label (pack, "person-role", gb_json_text (body, "new")));
  for (guint i = 0; changes != NULL && i < json_array_get_length (changes); i++)
    {
      JsonObject *change = json_array_get_object_element (changes, i);
      const char *field = gb_json_text (change, "field");
      g_autofree char *old = node_words (pack, kind->name, field, json_object_get_member (change, "old"));
      g_autofree char *new = node_words (pack, kind->name, field, json_object_get_member (change, "new"));
      add_change (lines, gb_incident_field_label (field), old, new);
    }
  return lines->len > 0 ? g_string_free (g_steal_pointer (&lines), FALSE) : NULL;
}

/* --- rows --------------------------------------------------------------------------------- */

static gint64
happened_at (JsonObject *body)
{
  static const char *const names[] = { "occurred_at", "happened_at", "carried_at", "at" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (gb_json_number (body, names[i]) != 0)
      return gb_json_number (body, names[i]);
  return 0;
}

static char *
say_roles (JsonObject *author)
{
  JsonArray *roles = gb_json_array (author, "roles");
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; roles != NULL && i < json_array_get_length (roles); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "", json_array_get_string_element (roles, i));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
name_case (GbBook *book, GbTimelineRow *row, GError **error)
{
  g_autoptr (GbStatement) s = NULL;

  if (row->case_id == NULL)
    return;
  s = gb_statement_new (gb_book_get_vault (book), "SELECT noun, reference FROM p_case WHERE id = :id", error);
  if (s == NULL)
    return;
  gb_statement_bind (s, ":id", row->case_id, NULL);
  if (!gb_statement_step (s, error))
    return;
  row->noun = g_strdup (gb_statement_text (s, "noun"));
  row->reference = g_strdup (gb_statement_text (s, "reference"));
}

static void
fill_row (GbBook *book, GbTimelineRow *row, const GbKind *kind, JsonObject *body)
{
  row->author = g_strdup (gb_json_text (gb_json_object (body, "author"), "name"));
  row->roles = say_roles (gb_json_object (body, "author"));
  row->sentence = say_sentence (gb_book_get_pack (book), kind, body);
  row->detail = say_detail (kind, body);
  row->reason = g_strdup (say_reason (body));
  row->changes = say_changes (gb_book_get_pack (book), kind, body);
  row->happened_at = happened_at (body);
  row->late = row->happened_at != 0 && row->at - row->happened_at > GB_INCIDENT_LATE;
  row->signed_off = gb_json_text (body, "sheet_hash") != NULL || gb_json_text (body, "pdf_hash") != NULL;
}

/* All that is left of it: who wrote something of this kind, and when. */
static void
fill_erased (GbBook *book, GbTimelineRow *row, const GbKind *kind)
{
  row->author = gb_vault_ask_text (gb_book_get_vault (book), NULL, "SELECT name FROM p_member WHERE id = :id", ":id",
                                   row->author_id, NULL);
  row->sentence = g_strdup_printf (_ ("Erased when its time was over: “%s”"), _ (kind->said));
}

static GbTimelineRow *
make_row (GbBook *book, GbEntry *entry, GError **error)
{
  const GbKind *kind = gb_kind_find (entry->kind);
  g_autoptr (JsonObject) body = gb_entry_body (entry, error);
  g_autoptr (GbTimelineRow) row = NULL;
  g_autoptr (GError) local = NULL;

  if (body == NULL)
    return NULL;
  row = g_object_new (gb_timeline_row_get_type (), NULL);
  row->entry = entry->id;
  row->at = entry->at;
  row->author_id = g_strdup (entry->author);
  row->kind = g_strdup (entry->kind);
  row->case_id = g_strdup (entry->case_id);
  row->mark = gb_hash_words (entry->hash, 3);
  if (kind != NULL && gb_entry_is_erased (entry))
    fill_erased (book, row, kind);
  else if (kind != NULL)
    fill_row (book, row, kind, body);
  name_case (book, row, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  return g_steal_pointer (&row);
}

GPtrArray *
gb_timeline_rows (GbBook *book, const gint64 *entries, guint n, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GbEntry) entry = gb_sealed_entry (gb_book_get_vault (book), entries[i], error);
      GbTimelineRow *row = entry != NULL ? make_row (book, entry, error) : NULL;
      if (row == NULL)
        return NULL;
      g_ptr_array_add (rows, row);
    }
  return g_steal_pointer (&rows);
}

static GArray *
numbers (GbStatement *s, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GError) local = NULL;

  while (gb_statement_step (s, &local))
    {
      gint64 id = gb_statement_number_at (s, 0);
      g_array_append_val (ids, id);
    }
  if (local == NULL)
    return g_steal_pointer (&ids);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

GPtrArray *
gb_timeline_of_case (GbBook *book, const char *case_id, GError **error)
{
  g_autoptr (GbStatement) s = gb_statement_new (gb_book_get_vault (book),
                                                "SELECT id FROM p_entry WHERE case_id = :id"
                                                "    OR case_id IN (SELECT case_id FROM p_case_link WHERE root = :id)"
                                                " ORDER BY id",
                                                error);
  g_autoptr (GArray) ids = NULL;

  if (s == NULL)
    return NULL;
  gb_statement_bind (s, ":id", case_id, NULL);
  ids = numbers (s, error);
  if (ids == NULL)
    return NULL;
  return gb_timeline_rows (book, (const gint64 *) (gpointer) ids->data, ids->len, error);
}

/* The first entry recorded at or after @at; entries never go back in time, so
 * halving finds it without reading them all.  -1 on a fault. */
static gint64
first_since (GbVault *vault, gint64 at, gint64 newest, GError **error)
{
  gint64 low = 1, high = newest + 1;

  while (low < high)
    {
      gint64 middle = low + (high - low) / 2;
      gint64 there = gb_vault_ask_number (vault, -1, error, "SELECT at FROM entry WHERE id = @id", "@id", middle, NULL);
      if (there < 0)
        return -1;
      if (there < at)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

static gboolean
bounds (GbVault *vault, gint64 from, gint64 until, gint64 *low, gint64 *high, GError **error)
{
  gint64 newest = gb_vault_ask_number (vault, -1, error, "SELECT coalesce (max (id), 0) FROM entry", NULL);

  *low = newest < 0 ? -1 : from != 0 ? first_since (vault, from, newest, error) : 1;
  *high = newest < 0 ? -1 : until != 0 ? first_since (vault, until, newest, error) - 1 : newest;
  return *low >= 0 && *high >= 0;
}

/* The numbers from @high to @low but for the entries that are closed to this member. */
static GArray *
count_down (GbVault *vault, gint64 low, gint64 high, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) closed = NULL;
  g_autoptr (GbStatement) s = gb_statement_new (
      vault,
      "SELECT id FROM main.entry WHERE kind = 'sealed' AND id BETWEEN @low AND @high"
      " EXCEPT SELECT id FROM p_entry WHERE sealed ORDER BY id DESC",
      error);
  guint next = 0;

  if (s == NULL)
    return NULL;
  gb_statement_bind (s, "@low", low, "@high", high, NULL);
  closed = numbers (s, error);
  if (closed == NULL)
    return NULL;
  for (gint64 id = high; id >= low; id--)
    if (next < closed->len && g_array_index (closed, gint64, next) == id)
      next++;
    else
      g_array_append_val (ids, id);
  return g_steal_pointer (&ids);
}

GArray *
gb_timeline_entries (GbBook *book, const char *author, const char *room, gint64 from, gint64 until, GError **error)
{
  g_autoptr (GString) sql = g_string_new ("SELECT id FROM p_entry WHERE id BETWEEN @low AND @high");
  g_autofree char *first = room != NULL ? g_strconcat (room, ".", NULL) : NULL;
  g_autofree char *last = room != NULL ? g_strconcat (room, "/", NULL) : NULL;
  g_autoptr (GbStatement) s = NULL;
  gint64 low, high;

  if (!bounds (gb_book_get_vault (book), from, until, &low, &high, error))
    return NULL;
  if (author == NULL && room == NULL && gb_book_can (book, GB_CAN_READ_CASES))
    return count_down (gb_book_get_vault (book), low, high, error);
  g_string_append (sql, author != NULL ? " AND author = :author" : "");
  g_string_append (sql, room != NULL ? " AND kind >= :first AND kind < :last" : "");
  g_string_append (sql, " ORDER BY id DESC");
  s = gb_statement_new (gb_book_get_vault (book), sql->str, error);
  if (s == NULL)
    return NULL;
  gb_statement_bind (s, "@low", low, "@high", high, NULL);
  if (author != NULL)
    gb_statement_bind_text (s, ":author", author);
  if (room != NULL)
    gb_statement_bind (s, ":first", first, ":last", last, NULL);
  return numbers (s, error);
}
