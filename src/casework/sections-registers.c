/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sections-registers: what the registers tell governors - training against its
 * rules, policies and their reviews, checks of filtering and monitoring with what
 * got through and what was changed, arrangements and approvals, lessons learnt and
 * the action plan, governors' questions (B7, B13, B16, B40, B41, A46).
 *
 * A register is as it stands when the report is frozen, so the day is part of
 * every key: two reports of one term count on two days.  Training and checks are the
 * school's own duties, and their small numbers are shown; what was approved for
 * somebody is held back like every other small number, and each such number stands
 * alone, so that no total betrays it.  Who did a thing is told by role, never by
 * name, and words that name somebody are left out and said to be. */
#include <string.h>

#include <glib/gi18n.h>

#include "base/text.h"
#include "base/time.h"
#include "casework/capability.h"
#include "casework/gather.h"
#include "casework/member.h"
#include "casework/register.h"
#include "casework/report.h"

#define DATE 90 /* points: "23 September 2026" on one line */

static GbVault *
vault_of (const GbGather *self)
{
  return gb_book_get_vault (self->book);
}

/* A number of a register on this day; of people where it can point to somebody. */
static guint
number_of (GbGather *self, const char *what, const char *which, gint64 value, gboolean about_people)
{
  g_autofree char *today = gb_today ();
  g_autofree char *key = g_strdup_printf ("%s|%s|%s|%s", gb_gather_stretch (self, gb_gather_now (self))->id, what,
                                          which, today);

  return gb_figures_variable (self->figures, key, value, about_people, GB_COST_GRAND);
}

/* Asked of the vault once for all rounds in which the report is made. */
static GPtrArray *
items_of (GbGather *self, const char *id, const char *state)
{
  const GbRegisterFilter filter = { .register_id = id, .state = state };
  g_autofree char *name = g_strdup_printf ("%s|%s", id, state != NULL ? state : "");
  GPtrArray *items = g_hash_table_lookup (self->items, name);

  if (items == NULL)
    {
      items = gb_register_items (self->book, &filter, NULL);
      if (items == NULL)
        return NULL;
      g_hash_table_insert (self->items, g_steal_pointer (&name), items);
    }
  return g_ptr_array_ref (items);
}

static gboolean
is_in_period (const GbGather *self, const char *day)
{
  const GbPeriod *period = gb_figures_period (self->figures);
  return day != NULL && strcmp (day, period->from) >= 0 && strcmp (day, period->until) <= 0;
}

/* @words unless they name somebody; then that they do.  (transfer full) */
static char *
without_names (const GbGather *self, const char *words)
{
  g_autofree char *line = words != NULL ? gb_text_one_line (words) : NULL;

  if (line == NULL)
    return g_strdup ("");
  return gb_report_names_check (self->names, line, NULL) ? g_steal_pointer (&line)
                                                         : g_strdup (_ ("(names somebody: see the register)"));
}

/* "Deputy DSL": the role of the member called so; for anybody else what they are.  (transfer full) */
static char *
role_of (const GbGather *self, const char *name)
{
  const char *const *roles = gb_roles ();
  g_autofree char *held = gb_vault_ask_text (
      vault_of (self), NULL,
      "SELECT group_concat (r.role, ' ') FROM p_member AS m JOIN p_member_role AS r ON r.member_id = m.id"
      " WHERE m.name = :name",
      ":name", name != NULL ? name : "", NULL);
  g_auto (GStrv) words = g_strsplit (held != NULL ? held : "", " ", -1);

  for (guint i = 0; roles[i] != NULL; i++)
    if (g_strv_contains ((const char *const *) words, roles[i]))
      return g_strdup (i == 0 ? _ ("DSL") : gb_role_label (roles[i])); /* short: it stands in a narrow column */
  return g_strdup (_ ("Member of staff"));
}

static char *
say_day (const char *day)
{
  return day != NULL ? gb_say_day_long (day) : g_strdup ("");
}

/* What a choice of register @id is called. */
static const char *
label_of (const GbGather *self, const char *id, const char *field, const char *value)
{
  GPtrArray *words = gb_register_field (gb_register_find (id), field)->words;

  for (guint i = 0; words != NULL && i < words->len; i++)
    if (g_strcmp0 (((GbWord *) words->pdata[i])->id, value) == 0)
      return ((GbWord *) words->pdata[i])->label;
  return value != NULL ? value : "";
}

/* --- training ------------------------------------------------------------------------- */

/* Who must have it: everybody on the staff, who leads, or nobody by rule. */
static const struct { const char *course, *rule; const char *needed; } courses[] = {
  { "annual", N_ ("each year"), "SELECT count (*) FROM main.p_person WHERE sort = 'staff' AND left_on IS NULL" },
  { "dsl", N_ ("every two years"),
    "SELECT count (DISTINCT m.id) FROM p_member AS m JOIN p_member_role AS r ON r.member_id = m.id"
    " WHERE m.state = 'active' AND r.role IN ('dsl', 'deputy')" },
  { "online", N_ ("each year"), NULL },
  { "prevent", N_ ("every two years"), NULL },
  { "induction", N_ ("on joining"), NULL },
  { "update", N_ ("during the year"), NULL },
  { "recruitment", N_ ("one on each panel"), NULL },
  { "governor", N_ ("each year"), NULL },
};

static gint64
count_late (GPtrArray *items, const char *course)
{
  g_autofree char *today = gb_today ();
  gint64 late = 0;

  for (guint i = 0; i < items->len; i++)
    {
      GbRegisterItem *item = items->pdata[i];
      g_autoptr (JsonObject) values = gb_register_item_values (item);
      late += g_strcmp0 (gb_json_text (values, "course"), course) == 0 && item->due != NULL
              && g_strcmp0 (item->due, today) < 0;
    }
  return late;
}

/* Needed, trained, past its day, and to do: of a course that nobody must have, only the middle two. */
static void
set_course (GbGather *self, GbTable *table, guint row, GPtrArray *items)
{
  const char *id = courses[row].course;
  gint64 standing = gb_register_count_standing (vault_of (self), "training", "course", id, NULL);
  gint64 late = count_late (items, id);
  gint64 needed
    = courses[row].needed != NULL ? gb_vault_ask_number (vault_of (self), -1, NULL, courses[row].needed, NULL) : -1;

  ((GbLine *) table->rows->pdata[row])->detail = g_strdup (_ (courses[row].rule));
  gb_table_set (table, row, 1, number_of (self, "training", id, standing, FALSE));
  gb_table_set (table, row, 2, number_of (self, "training-late", id, late, FALSE));
  if (needed < 0)
    return;
  gb_table_set (table, row, 0, number_of (self, "training-needed", id, needed, FALSE));
  gb_table_set (table, row, 3, number_of (self, "training-to-do", id, MAX (needed - (standing - late), 0), FALSE));
}

void
gb_sections_add_training (GbGather *self)
{
  const char *const columns[] = { _ ("Needed"), _ ("Trained"), _ ("Past its\nday"), _ ("To do"), NULL };
  g_autoptr (GPtrArray) items = items_of (self, "training", "standing");
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  g_autofree char *today = gb_today ();
  g_autofree char *said = gb_say_day_long (today);
  g_autofree char *caption = g_strdup_printf (_ ("Training against its rules, on %s"), said);
  GbFiguresSection *section;
  GbTable *table;

  if (items == NULL || items->len == 0)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (courses); i++)
    g_ptr_array_add (rows, (gpointer) label_of (self, "training", "course", courses[i].course));
  g_ptr_array_add (rows, NULL);
  section = gb_sections_begin (self, "training", _ ("Training is the school’s own duty, not a concern about a child:"
                                                    " small numbers are shown."));
  table = gb_figures_add_table (self->figures, section, "training", caption, _ ("Training"),
                                (const char *const *) rows->pdata, columns);
  table->detail_head = g_strdup (_ ("Rule"));
  table->definition = g_strdup (_ ("Entries in force in the register of training. Needed: members of staff on the roll,"
                                   " or those who lead. To do: needed, less those trained and in date."));
  for (guint i = 0; i < G_N_ELEMENTS (courses); i++)
    set_course (self, table, i, items);
}

char *
gb_sections_last_trained (GbGather *self, const char *name)
{
  return gb_vault_ask_text (vault_of (self), NULL,
                            "SELECT max (answers ->> 'trained_on') FROM p_register WHERE register_id = 'training'"
                            "   AND person = :name AND state IN ('recorded', 'approved', 'replaced')"
                            "   AND answers ->> 'course' IN ('dsl', 'annual', 'governor')",
                            ":name", name, NULL);
}

/* --- policies --------------------------------------------------------------------------- */

static const char *
state_of_policy (const GbRegisterItem *item)
{
  g_autofree char *today = gb_today ();
  return item->due != NULL && strcmp (item->due, today) < 0 ? _ ("Review is late") : _ ("In force");
}

void
gb_sections_add_policies (GbGather *self)
{
  g_autoptr (GPtrArray) items = items_of (self, "policies", "standing");
  GbListing *listing;

  if (items == NULL || items->len == 0)
    return;
  listing = gb_figures_add_listing (self->figures,
                                    gb_sections_begin (self, "policies",
                                                       _ ("Reviewed every twelve months, and when something calls for"
                                                          " it.")),
                                    "policies", _ ("Policies, and when they are reviewed"));
  listing->definition = g_strdup (_ ("As the register of policies stood when this was frozen."));
  gb_listing_head (listing, _ ("Policy"), 0);
  gb_listing_head (listing, _ ("Ratified"), DATE);
  gb_listing_head (listing, _ ("Review by"), DATE);
  gb_listing_head (listing, _ ("State"), 58);
  for (guint i = 0; i < items->len; i++)
    {
      const GbRegisterItem *item = items->pdata[i];
      g_autoptr (JsonObject) values = gb_register_item_values (items->pdata[i]);
      g_autofree char *ratified = say_day (gb_json_text (values, "ratified_on"));
      g_autofree char *due = say_day (item->due);
      g_autofree char *name = without_names (self, gb_json_text (values, "name"));
      const char *const cells[] = { name, ratified, due, state_of_policy (item) };
      gb_listing_row (listing, cells);
    }
}

/* --- checks of filtering and monitoring ---------------------------------------------------- */

/* The checks of one register in the period, the oldest first. */
static GbListing *
add_checks_of (GbGather *self, GbFiguresSection *section, const char *id, const char *caption, const char *what)
{
  g_autoptr (GPtrArray) items = items_of (self, id, NULL);
  GbListing *listing = NULL;

  for (guint i = items != NULL ? items->len : 0; i > 0; i--)
    {
      g_autoptr (JsonObject) values = gb_register_item_values (items->pdata[i - 1]);
      const char *on = gb_json_text (values, "checked_on");
      g_autofree char *day = say_day (on);
      g_autofree char *who = role_of (self, gb_json_text (values, "by_name"));
      g_autofree char *action = without_names (self, gb_json_text (values, "action"));
      const char *issues = gb_json_text (values, "issues");
      g_autofree char *result
        = g_strdup_printf ("%s%s%s", label_of (self, id, "issues", issues), *action != '\0' ? ": " : "", action);
      const char *const cells[] = { day, label_of (self, id, "kind", gb_json_text (values, "kind")), who, result };
      if (!is_in_period (self, on))
        continue;
      if (listing == NULL)
        {
          listing = gb_figures_add_listing (self->figures, section, id, caption);
          gb_listing_head (listing, _ ("Date"), DATE);
          gb_listing_head (listing, what, 0);
          gb_listing_head (listing, _ ("Checked by"), 76);
          gb_listing_head (listing, _ ("Result"), 0);
        }
      gb_listing_row (listing, cells);
    }
  return listing;
}

static void
add_changes (GbGather *self, GbFiguresSection *section)
{
  g_autoptr (GPtrArray) items = items_of (self, "filtering-changes", NULL);
  GbListing *listing = NULL;

  for (guint i = items != NULL ? items->len : 0; i > 0; i--)
    {
      GbRegisterItem *item = items->pdata[i - 1];
      g_autoptr (JsonObject) values = gb_register_item_values (item);
      g_autofree char *asked = gb_instant_to_day (item->entered_at);
      const char *on = gb_json_text (values, "done_on") != NULL ? gb_json_text (values, "done_on") : asked;
      g_autofree char *day = say_day (on);
      g_autofree char *what = without_names (self, gb_json_text (values, "what"));
      g_autofree char *why = without_names (self, gb_json_text (values, "reason"));
      const char *const cells[] = { day, what, why, gb_register_state_label (gb_register_find ("filtering-changes"),
                                                                           item->state) };
      if (!is_in_period (self, on))
        continue;
      if (listing == NULL)
        {
          listing = gb_figures_add_listing (self->figures, section, "filtering-changes", _ ("Changes to filtering"));
          listing->definition = g_strdup (_ ("Asked for or made in the time of this report, with who had agreed."));
          gb_listing_head (listing, _ ("Date"), DATE);
          gb_listing_head (listing, _ ("What changed"), 0);
          gb_listing_head (listing, _ ("Why"), 0);
          gb_listing_head (listing, _ ("State"), 58);
        }
      gb_listing_row (listing, cells);
    }
}

static gboolean
is_breach (gconstpointer fact, gconstpointer data)
{
  return g_strcmp0 (((const GbConcernFact *) fact)->category, "filter-breach") == 0;
}

/* What got past the filter, as concerns: a part of the online ones, so it is a number of the same system. */
static void
add_breaches (GbGather *self, GbFiguresSection *section)
{
  int n = (int) self->terms->len;
  g_auto (GStrv) rows = gb_stretch_labels (self, 0, n, FALSE, NULL);
  const char *const columns[] = { _ ("Breaches"), NULL };
  GbTable *table = gb_figures_add_table (self->figures, section, "breaches", _ ("What got past the filter"), _ ("When"),
                                         (const char *const *) rows, columns);

  table->definition = g_strdup (_ ("Concerns recorded because something got past the filter."));
  for (int at = 0; at < n; at++)
    gb_table_set (table, (guint) at, 0,
                  gb_gather_number (self, at, "concern|category=filter-breach", GB_COST_SUBTOTAL,
                                    self->facts->concerns, is_breach, NULL, NULL));
}

void
gb_sections_add_checks (GbGather *self)
{
  GbFiguresSection *section = gb_sections_begin (self, "checks", _ ("Checked at least every term; every change is"
                                                                    " logged."));
  GbListing *filtering
    = add_checks_of (self, section, "filtering-checks", _ ("Checks of filtering"), _ ("What was tested"));
  GbListing *monitoring
    = add_checks_of (self, section, "monitoring", _ ("Monitoring checks"), _ ("What was looked at"));

  if (filtering != NULL)
    filtering->definition = g_strdup (_ ("Entries of the register whose day lies in the time of this report."));
  else
    gb_figures_add_words (self->figures, section, _ ("No check of filtering was recorded in this time."));
  if (monitoring == NULL)
    gb_figures_add_words (self->figures, section, _ ("No monitoring check was recorded in this time."));
  if (!gb_gather_leaves_out (self, "breaches") && !gb_gather_leaves_out (self, "all-concern"))
    add_breaches (self, section);
  add_changes (self, section);
}

/* --- arrangements and approvals --------------------------------------------------------------- */

void
gb_sections_add_arrangements (GbGather *self)
{
  static const char *const ids[] = { "exceptional-use",    "visitors", "staff-permissions", "personal-devices",
                                     "curriculum-devices", "channels", "platforms",         "risk-assessments" };
  const char *rows[G_N_ELEMENTS (ids) + 1] = { NULL };
  const char *const columns[] = { _ ("In force"), _ ("New in\nthis time"), _ ("Wait for\napproval"), NULL };
  const GbPeriod *period = gb_figures_period (self->figures);
  gint64 all = 0;
  gint64 counted[G_N_ELEMENTS (ids)][3];
  GbTable *table;

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autoptr (GPtrArray) asked = items_of (self, ids[i], "asked");
      rows[i] = gb_register_find (ids[i])->title;
      counted[i][0] = gb_register_count_standing (vault_of (self), ids[i], NULL, NULL, NULL);
      counted[i][1] = gb_register_count_between (vault_of (self), ids[i], NULL, period->from, period->until, NULL,
                                                 NULL, NULL);
      counted[i][2] = asked != NULL ? asked->len : 0;
      all += counted[i][0] + counted[i][1] + counted[i][2];
    }
  if (all == 0)
    return;
  table = gb_figures_add_table (self->figures,
                                gb_sections_begin (self, "arrangements",
                                                   _ ("Each was approved by somebody other than who asked for it.")),
                                "arrangements", _ ("What was approved, and what waits"), _ ("Register"), rows, columns);
  table->definition = g_strdup (_ ("In force and waiting: as the registers stood when this was frozen. New: entered in"
                                   " the time of this report, approved or not."));
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      gb_table_set (table, i, 0, number_of (self, "arrangement", ids[i], counted[i][0], TRUE));
      gb_table_set (table, i, 1, number_of (self, "arrangement-new", ids[i], counted[i][1], TRUE));
      gb_table_set (table, i, 2, number_of (self, "arrangement-asked", ids[i], counted[i][2], TRUE));
    }
}

/* --- lessons learnt, and the action plan --------------------------------------------------------- */

/* Lessons of the period. */
static GbListing *
list_lessons (GbGather *self, GbFiguresSection **section)
{
  g_autoptr (GPtrArray) items = items_of (self, "lessons", "standing");
  GbListing *listing = NULL;

  for (guint i = items != NULL ? items->len : 0; i > 0; i--)
    {
      g_autoptr (JsonObject) values = gb_register_item_values (items->pdata[i - 1]);
      g_autofree char *learnt = without_names (self, gb_json_text (values, "learnt"));
      g_autofree char *changed = without_names (self, gb_json_text (values, "changed"));
      const char *const cells[]
        = { learnt, changed, label_of (self, "lessons", "source", gb_json_text (values, "source")) };
      if (!is_in_period (self, gb_json_text (values, "on")))
        continue;
      if (listing == NULL)
        {
          *section = gb_sections_begin (self, "lessons", NULL);
          listing = gb_figures_add_listing (self->figures, *section, "lessons", _ ("What we learnt"));
          listing->definition = g_strdup (_ ("Lessons written down in the time of this report."));
          gb_listing_head (listing, _ ("What we learnt"), 0);
          gb_listing_head (listing, _ ("What changed"), 0);
          gb_listing_head (listing, _ ("From"), 62);
        }
      gb_listing_row (listing, cells);
    }
  return listing;
}

/* Actions that are not done, then those done in the period: owner by role, never by name. */
static void
list_actions (GbGather *self, GbFiguresSection **section)
{
  g_autoptr (GPtrArray) items = items_of (self, "actions", NULL);
  GbListing *listing = NULL;

  for (guint i = items != NULL ? items->len : 0; i > 0; i--)
    {
      GbRegisterItem *item = items->pdata[i - 1];
      g_autoptr (JsonObject) values = gb_register_item_values (item);
      gboolean done = g_strcmp0 (item->state, "ended") == 0;
      g_autofree char *what = without_names (self, gb_json_text (values, "what"));
      g_autofree char *who = role_of (self, gb_json_text (values, "owner_name"));
      g_autofree char *by = say_day (gb_json_text (values, "by"));
      const char *const cells[] = { what, who, by, done ? _ ("Done") : C_ ("state", "Open") };
      if (gb_json_text (values, "what") == NULL || (done && !is_in_period (self, item->ended_on)))
        continue;
      if (listing == NULL)
        {
          if (*section == NULL)
            *section = gb_sections_begin (self, "lessons", NULL);
          listing = gb_figures_add_listing (self->figures, *section, "actions", _ ("Action plan"));
          listing->definition = g_strdup (_ ("Actions of the register that are open, and those done in the time of this"
                                             " report. Actions about a child are not listed."));
          gb_listing_head (listing, _ ("What we will do"), 0);
          gb_listing_head (listing, _ ("Who"), 90);
          gb_listing_head (listing, _ ("By"), DATE);
          gb_listing_head (listing, _ ("State"), 36);
        }
      gb_listing_row (listing, cells);
    }
}

void
gb_sections_add_lessons (GbGather *self)
{
  GbFiguresSection *section = NULL;

  list_lessons (self, &section);
  list_actions (self, &section);
}

/* --- governors' questions ------------------------------------------------------------------------- */

/* Each paragraph is a question, and on the next line what was answered. */
static void
list_questions (GbGather *self, GbFiguresSection *section)
{
  g_auto (GStrv) paragraphs = g_regex_split_simple ("\\n\\s*\\n", self->plan->questions, 0, 0);
  GbListing *listing = gb_figures_add_listing (self->figures, section, "questions", _ ("Asked, and answered"));

  gb_listing_head (listing, _ ("Question"), 0);
  gb_listing_head (listing, _ ("Answer"), 0);
  for (guint i = 0; paragraphs[i] != NULL; i++)
    {
      g_auto (GStrv) lines = g_strsplit (g_strstrip (paragraphs[i]), "\n", 2);
      const char *const cells[] = { lines[0], lines[0] != NULL && lines[1] != NULL ? lines[1] : _ ("To be answered") };
      if (lines[0] != NULL && gb_text_is_filled (lines[0]))
        gb_listing_row (listing, cells);
    }
}

static void
list_meetings (GbGather *self, GbFiguresSection *section)
{
  g_autoptr (GPtrArray) items = items_of (self, "governor-meetings", NULL);
  GbListing *listing = NULL;

  for (guint i = items != NULL ? items->len : 0; i > 0; i--)
    {
      g_autoptr (JsonObject) values = gb_register_item_values (items->pdata[i - 1]);
      g_autofree char *day = say_day (gb_json_text (values, "held_on"));
      g_autofree char *topics = without_names (self, gb_json_text (values, "topics"));
      g_autofree char *agreed = without_names (self, gb_json_text (values, "agreed"));
      const char *const cells[] = { day, topics, agreed };
      if (!is_in_period (self, gb_json_text (values, "held_on")))
        continue;
      if (listing == NULL)
        {
          listing
            = gb_figures_add_listing (self->figures, section, "governor-meetings", _ ("Meetings with governors"));
          listing->definition = g_strdup (_ ("Meetings held in the time of this report."));
          gb_listing_head (listing, _ ("Date"), DATE);
          gb_listing_head (listing, _ ("What was looked at"), 0);
          gb_listing_head (listing, _ ("What was agreed"), 0);
        }
      gb_listing_row (listing, cells);
    }
}

void
gb_sections_add_questions (GbGather *self)
{
  GbFiguresSection *section
    = gb_sections_begin (self, "questions", _ ("Governors challenge and support; what they ask is answered here."));

  if (gb_text_is_filled (self->plan->questions))
    list_questions (self, section);
  list_meetings (self, section);
  gb_figures_add_words (self->figures, section,
                        _ ("What is asked when this report is received can be written here, and the answers into the"
                           " minutes."));
}
