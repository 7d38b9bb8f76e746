/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sections-registers: what the registers tell governors - training, policies,
 * checks of filtering and monitoring, arrangements and approvals, lessons learnt
 * (B7, B13, B16, B40, B41, A46).
 *
 * A register is as it stands when the report is frozen, so the day is part of
 * every key: two reports of one term count on two days.  What counts people is held
 * back like every other small number, and each such number stands alone, so that no
 * total betrays it.  A lesson that names somebody is left out and said to be. */
#include <glib/gi18n.h>

#include "base/text.h"
#include "base/time.h"
#include "casework/gather.h"
#include "casework/register.h"
#include "casework/report.h"

static GbVault *
vault_of (const GbGather *self)
{
  return gb_book_get_vault (self->book);
}

static guint
number_of (GbGather *self, const char *what, const char *which, gint64 value)
{
  g_autofree char *today = gb_today ();
  const char *term = ((GbTerm *) self->terms->pdata[gb_gather_now (self)])->id;
  g_autofree char *key = g_strdup_printf ("%s|%s|%s|%s", term, what, which, today);

  return gb_figures_variable (self->figures, key, value, TRUE, GB_COST_GRAND);
}

static GPtrArray *
items_of (GbGather *self, const char *id, const char *state)
{
  const GbRegisterFilter filter = { .register_id = id, .state = state };
  return gb_register_items (self->book, &filter, NULL);
}

/* --- training ------------------------------------------------------------------------- */

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

void
gb_sections_add_training (GbGather *self)
{
  GPtrArray *courses = gb_register_field (gb_register_find ("training"), "course")->words;
  g_autoptr (GPtrArray) items = items_of (self, "training", "standing");
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  const char *const columns[] = { _ ("Trained"), _ ("Past its\nday"), NULL };
  GbFiguresSection *section;
  GbTable *table;

  if (items == NULL || items->len == 0)
    return;
  section = gb_figures_add_section (self->figures, "training", _ ("Training"),
                                    _ ("Everybody every year; the DSL and deputies every two years."));
  for (guint i = 0; i < courses->len; i++)
    g_ptr_array_add (rows, (gpointer) ((GbWord *) courses->pdata[i])->label);
  g_ptr_array_add (rows, NULL);
  table = gb_figures_add_table (self->figures, section, "training", _ ("Training that is in force, by course"),
                                _ ("Course"), (const char *const *) rows->pdata, columns);
  table->definition = g_strdup (_ ("As the register stood when this was frozen."));
  for (guint i = 0; i < courses->len; i++)
    {
      const char *id = ((GbWord *) courses->pdata[i])->id;
      gint64 standing = gb_register_count_standing (vault_of (self), "training", "course", id, NULL);
      gb_table_set (table, i, 0, number_of (self, "training", id, standing));
      gb_table_set (table, i, 1, number_of (self, "training-late", id, count_late (items, id)));
    }
}

/* --- policies --------------------------------------------------------------------------- */

static void
say_policy (GString *words, GbRegisterItem *item)
{
  g_autofree char *today = gb_today ();
  g_autofree char *due = item->due != NULL ? gb_say_day_long (item->due) : NULL;

  g_string_append_printf (words, "%s%s", words->len > 0 ? "\n\n" : "", item->title);
  if (due != NULL)
    g_string_append_printf (
        words, g_strcmp0 (item->due, today) < 0 ? _ (": its review was due on %s.") : _ (": to be reviewed by %s."),
        due);
}

void
gb_sections_add_policies (GbGather *self)
{
  g_autoptr (GPtrArray) items = items_of (self, "policies", "standing");
  g_autoptr (GString) words = g_string_new (NULL);
  GbFiguresSection *section;

  if (items == NULL || items->len == 0)
    return;
  for (guint i = 0; i < items->len; i++)
    say_policy (words, items->pdata[i]);
  section = gb_figures_add_section (self->figures, "policies", _ ("Policies"),
                                    _ ("Reviewed every twelve months, and when something calls for it."));
  gb_figures_add_words (self->figures, section, words->str);
}

/* --- checks of filtering and monitoring ---------------------------------------------------- */

static const struct
{
  const char *id, *label, *day, *where, *value;
} checks[] = {
  { "filtering-checks", N_ ("Checks of filtering"), "checked_on", NULL, NULL },
  { "filtering-checks", N_ ("Checks in which something got through"), "checked_on", "issues", "some" },
  { "monitoring", N_ ("Monitoring checks"), "checked_on", NULL, NULL },
  { "monitoring", N_ ("Checks in which something had to be put right"), "checked_on", "issues", "action" },
  { "filtering-changes", N_ ("Changes to filtering, approved or made"), NULL, NULL, NULL },
  { "risk-assessments", N_ ("Risk assessments"), "assessed_on", NULL, NULL },
};

/* In words: checks are no people, and their numbers are told whatever they are. */
void
gb_sections_add_checks (GbGather *self)
{
  const GbPeriod *period = gb_figures_period (self->figures);
  g_autoptr (GString) words = g_string_new (NULL);
  gint64 all = 0;

  for (guint i = 0; i < G_N_ELEMENTS (checks); i++)
    {
      gint64 counted = gb_register_count_between (vault_of (self), checks[i].id, checks[i].day, period->from,
                                                  period->until, checks[i].where, checks[i].value, NULL);
      all += counted + gb_register_count_standing (vault_of (self), checks[i].id, NULL, NULL, NULL);
      g_string_append_printf (words, _ ("%s%s in the term: %d."), words->len > 0 ? "\n\n" : "", _ (checks[i].label),
                              (int) counted);
    }
  if (all > 0)
    gb_figures_add_words (self->figures,
                          gb_figures_add_section (self->figures, "checks", _ ("Filtering and monitoring"),
                                                  _ ("Checked at least every term; every change is logged.")),
                          words->str);
}

/* --- arrangements and approvals --------------------------------------------------------------- */

void
gb_sections_add_arrangements (GbGather *self)
{
  static const char *const ids[] = { "exceptional-use",    "visitors", "staff-permissions", "personal-devices",
                                     "curriculum-devices", "channels", "platforms" };
  const char *rows[G_N_ELEMENTS (ids) + 1] = { NULL };
  const char *const columns[] = { _ ("Approved\nand in force"), NULL };
  gint64 counted[G_N_ELEMENTS (ids)], all = 0;
  GbFiguresSection *section;
  GbTable *table;

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      rows[i] = gb_register_find (ids[i])->title;
      counted[i] = gb_register_count_standing (vault_of (self), ids[i], NULL, NULL, NULL);
      all += counted[i];
    }
  if (all == 0)
    return;
  section = gb_figures_add_section (self->figures, "arrangements", _ ("Arrangements and approvals"),
                                    _ ("Each was approved by somebody other than who asked for it."));
  table = gb_figures_add_table (self->figures, section, "arrangements", _ ("What was approved and is in force"), "",
                                rows, columns);
  table->definition = g_strdup (_ ("As the registers stood when this was frozen."));
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    gb_table_set (table, i, 0, number_of (self, "arrangement", ids[i], counted[i]));
}

/* --- lessons learnt --------------------------------------------------------------------------------- */

/* Whether it is of the period, and names nobody. */
static gboolean
may_be_told (GbGather *self, const char *day, const char *words, guint *left_out)
{
  const GbPeriod *period = gb_figures_period (self->figures);

  if (day == NULL || g_strcmp0 (day, period->from) < 0 || g_strcmp0 (day, period->until) > 0)
    return FALSE;
  if (gb_report_check_words (self->book, words, NULL))
    return TRUE;
  (*left_out)++;
  return FALSE;
}

void
gb_sections_add_lessons (GbGather *self)
{
  g_autoptr (GPtrArray) items = items_of (self, "lessons", "standing");
  g_autoptr (GString) told = g_string_new (NULL);
  guint left_out = 0;

  for (guint i = 0; items != NULL && i < items->len; i++)
    {
      g_autoptr (JsonObject) values = gb_register_item_values (items->pdata[i]);
      g_autofree char *words = g_strdup_printf (_ ("%s. Changed since: %s"), gb_json_text (values, "learnt"),
                                                gb_json_text (values, "changed"));
      if (may_be_told (self, gb_json_text (values, "on"), words, &left_out))
        g_string_append_printf (told, "%s%s", told->len > 0 ? "\n\n" : "", words);
    }
  if (left_out > 0)
    g_string_append_printf (told, "%s%s", told->len > 0 ? "\n\n" : "",
                            _ ("What names somebody was left out here. It stands in the register."));
  if (told->len > 0)
    gb_figures_add_words (self->figures, gb_figures_add_section (self->figures, "lessons", _ ("Lessons learnt"), NULL),
                          told->str);
}
