/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each part of a pack is compared by one function: first what @new has or has
 * otherwise, then what only @old had. */
#include <glib/gi18n.h>

#include "policy/pack-diff.h"

void
gb_pack_change_free (GbPackChange *change)
{
  if (change == NULL)
    return;
  g_free (change->id);
  g_free (change->title);
  g_free (change->old);
  g_free (change->new);
  g_free (change);
}

const char *
gb_pack_answer (GbPack *pack, const char *value)
{
  return gb_pack_label (pack, "answer", value);
}

/* Takes @id, @old and @new; alike, and nothing is added. */
static void
note (GPtrArray *changes, const char *sort, char *id, const char *title, char *old, char *new)
{
  GbPackChange *change = g_new0 (GbPackChange, 1);

  *change = (GbPackChange) { sort, id, g_strdup (title), old, new };
  if (g_strcmp0 (old, new) != 0)
    g_ptr_array_add (changes, change);
  else
    gb_pack_change_free (change);
}

/* --- rules --------------------------------------------------------------------- */

static char *
say_rule (GbPack *pack, const GbRule *rule)
{
  return rule != NULL ? g_strdup (gb_pack_answer (pack, rule->value)) : NULL;
}

static void
compare_rules (GPtrArray *changes, GbPack *old, GbPack *new)
{
  GPtrArray *news = gb_pack_rules (new), *olds = gb_pack_rules (old);

  for (guint i = 0; i < news->len; i++)
    {
      const GbRule *rule = news->pdata[i];
      note (changes, "rule", g_strdup (rule->name), gb_pack_rule_title (new, rule->name),
            say_rule (old, gb_pack_find_rule (old, rule->name)), say_rule (new, rule));
    }
  for (guint i = 0; i < olds->len; i++)
    {
      const GbRule *rule = olds->pdata[i];
      if (gb_pack_find_rule (new, rule->name) == NULL)
        note (changes, "rule", g_strdup (rule->name), gb_pack_rule_title (old, rule->name), say_rule (old, rule), NULL);
    }
}

/* --- words ----------------------------------------------------------------------- */

/* The lists from which somebody at the desk chooses, and what they are called. */
static const struct { const char *list, *title; } lists[] = {
  { "category", N_ ("Category") },        { "four-c", N_ ("4 Cs") },          { "location", N_ ("Location") },
  { "device-type", N_ ("Device") },       { "ground", N_ ("Ground") },        { "limb", N_ ("Limb") },
  { "consent", N_ ("Consent") },          { "place", N_ ("Place") },          { "agency", N_ ("Agency") },
  { "channel", N_ ("How it was told") },  { "policy-route", N_ ("Policy") },
};

static void
compare_list (GPtrArray *changes, const char *list, const char *title, GbPack *old, GbPack *new)
{
  GPtrArray *news = gb_pack_words (new, list), *olds = gb_pack_words (old, list);

  for (guint i = 0; i < news->len; i++)
    {
      const GbWord *word = news->pdata[i], *was = gb_pack_word (old, list, word->id);
      note (changes, "word", g_strdup_printf ("%s/%s", list, word->id), title,
            was != NULL ? g_strdup (was->label) : NULL, g_strdup (word->label));
    }
  for (guint i = 0; i < olds->len; i++)
    {
      const GbWord *word = olds->pdata[i];
      if (gb_pack_word (new, list, word->id) == NULL)
        note (changes, "word", g_strdup_printf ("%s/%s", list, word->id), title, g_strdup (word->label), NULL);
    }
}

/* --- clocks ------------------------------------------------------------------------ */

char *
gb_pack_clock_say (const GbPackClock *clock)
{
  if (clock == NULL)
    return NULL;
  if (g_str_equal (clock->unit, "at-once"))
    return g_strdup (_ ("At once"));
  if (g_str_equal (clock->unit, "hours"))
    return g_strdup_printf (ngettext ("%d hour", "%d hours", clock->count), clock->count);
  if (g_str_equal (clock->unit, "working-days"))
    return g_strdup_printf (ngettext ("%d working day", "%d working days", clock->count), clock->count);
  if (g_str_equal (clock->unit, "school-days"))
    return g_strdup_printf (ngettext ("%d school day", "%d school days", clock->count), clock->count);
  if (g_str_equal (clock->unit, "calendar-days"))
    return g_strdup_printf (ngettext ("%d day", "%d days", clock->count), clock->count);
  if (g_str_equal (clock->unit, "months"))
    return g_strdup_printf (ngettext ("%d month", "%d months", clock->count), clock->count);
  if (clock->count == 0)
    return g_strdup (_ ("End of the same school day"));
  return g_strdup_printf (ngettext ("End of the next school day", "End of the school day, %d days on", clock->count),
                          clock->count);
}

static void
compare_clocks (GPtrArray *changes, GbPack *old, GbPack *new)
{
  GPtrArray *news = gb_pack_clocks (new), *olds = gb_pack_clocks (old);

  for (guint i = 0; i < news->len; i++)
    {
      const GbPackClock *clock = news->pdata[i];
      note (changes, "clock", g_strdup (clock->id), clock->title, gb_pack_clock_say (gb_pack_clock (old, clock->id)),
            gb_pack_clock_say (clock));
    }
  for (guint i = 0; i < olds->len; i++)
    {
      const GbPackClock *clock = olds->pdata[i];
      if (gb_pack_clock (new, clock->id) == NULL)
        note (changes, "clock", g_strdup (clock->id), clock->title, gb_pack_clock_say (clock), NULL);
    }
}

/* --- contacts ---------------------------------------------------------------------- */

char *
gb_contact_say_ways (const GbContact *contact)
{
  const char *ways[] = { contact->phone, contact->out_of_hours, contact->email, contact->web };
  GString *said = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      if (ways[i] == NULL)
        continue;
      if (said->len > 0)
        g_string_append (said, ", ");
      if (ways[i] == contact->out_of_hours)
        g_string_append_printf (said, _ ("out of hours %s"), ways[i]);
      else
        g_string_append (said, ways[i]);
    }
  return g_string_free (said, FALSE);
}

static char *
say_contact (const GbContact *contact)
{
  g_autofree char *ways = contact != NULL ? gb_contact_say_ways (contact) : NULL;

  return contact != NULL ? g_strdup_printf (_ ("%s: %s (checked %s)"), contact->label, ways, contact->checked) : NULL;
}

static void
compare_contacts (GPtrArray *changes, GbPack *old, GbPack *new)
{
  GPtrArray *news = gb_pack_contacts (new), *olds = gb_pack_contacts (old);

  for (guint i = 0; i < news->len; i++)
    {
      const GbContact *contact = news->pdata[i];
      note (changes, "contact", g_strdup (contact->id), contact->label,
            say_contact (gb_pack_contact (old, contact->id)), say_contact (contact));
    }
  for (guint i = 0; i < olds->len; i++)
    {
      const GbContact *contact = olds->pdata[i];
      if (gb_pack_contact (new, contact->id) == NULL)
        note (changes, "contact", g_strdup (contact->id), contact->label, say_contact (contact), NULL);
    }
}

/* --- procedures ---------------------------------------------------------------------- */

/* What somebody at the desk would notice of a step; its basis may be cited anew without a change. */
static char *
say_step (GbPack *pack, const GbStep *step)
{
  const GbPackClock *clock = step != NULL ? gb_pack_clock (pack, step->clock) : NULL;
  g_autofree char *time = clock != NULL ? gb_pack_clock_say (clock) : NULL;
  GString *said;

  if (step == NULL)
    return NULL;
  said = g_string_new (step->who);
  if (time != NULL)
    g_string_append_printf (said, "; %s", time);
  if (step->closes)
    g_string_append_printf (said, "; %s", _ ("settled before closing"));
  if (!step->may_set_aside)
    g_string_append_printf (said, "; %s", _ ("can’t be set aside"));
  g_string_append_printf (said, ". %s", step->detail);
  return g_string_free (said, FALSE);
}

static void
compare_steps (GPtrArray *changes, const GbProcedure *was, const GbProcedure *is, GbPack *old, GbPack *new)
{
  for (guint i = 0; i < is->steps->len; i++)
    {
      const GbStep *step = is->steps->pdata[i];
      note (changes, "step", g_strdup_printf ("%s/%s", is->id, step->id), step->title,
            say_step (old, gb_procedure_step (was, step->id)), say_step (new, step));
    }
  for (guint i = 0; i < was->steps->len; i++)
    {
      const GbStep *step = was->steps->pdata[i];
      if (gb_procedure_step (is, step->id) == NULL)
        note (changes, "step", g_strdup_printf ("%s/%s", is->id, step->id), step->title, say_step (old, step), NULL);
    }
}

static void
compare_procedures (GPtrArray *changes, GbPack *old, GbPack *new)
{
  GPtrArray *news = gb_pack_procedures (new), *olds = gb_pack_procedures (old);

  for (guint i = 0; i < news->len; i++)
    {
      const GbProcedure *is = news->pdata[i], *was = gb_pack_procedure (old, is->id);
      if (was != NULL)
        compare_steps (changes, was, is, old, new);
      else
        note (changes, "procedure", g_strdup (is->id), _ ("Procedure"), NULL, g_strdup (is->title));
    }
  for (guint i = 0; i < olds->len; i++)
    {
      const GbProcedure *was = olds->pdata[i];
      if (gb_pack_procedure (new, was->id) == NULL)
        note (changes, "procedure", g_strdup (was->id), _ ("Procedure"), g_strdup (was->title), NULL);
    }
}

GPtrArray *
gb_pack_compare (GbPack *old, GbPack *new)
{
  GPtrArray *changes = g_ptr_array_new_with_free_func ((GDestroyNotify) gb_pack_change_free);

  compare_rules (changes, old, new);
  compare_clocks (changes, old, new);
  compare_contacts (changes, old, new);
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    compare_list (changes, lists[i].list, _ (lists[i].title), old, new);
  compare_procedures (changes, old, new);
  return changes;
}
