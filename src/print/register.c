/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/register.h"
#include "print/blank.h"
#include "print/register.h"

/* --- one entry ------------------------------------------------------------------- */

static const GbRegister *
plan_named (const char *id, GError **error)
{
  const GbRegister *plan = gb_register_find (id);

  if (plan == NULL)
    g_set_error (error, GB_ERROR, GB_ERROR_MISSING, _ ("There is no register called “%s”."), id);
  return plan;
}

static GbBlank *
blank_new (GbBook *book, const char *title, const char *subtitle, const char *document, const char *reference)
{
  const GbBlankSetup setup = {
    .school = gb_book_get_school (book),
    .title = title,
    .subtitle = subtitle,
    .running = _ ("Confidential: safeguarding register"),
    .document = document,
    .stem = "register",
    .reference = reference,
    .printed_by = gb_book_get_member_name (book),
    .made_at = gb_now (),
  };
  return gb_blank_new (&setup);
}

static void
add_answers (GbBlank *blank, GbRegisterItem *item)
{
  g_autoptr (GPtrArray) lines = gb_register_item_lines (item);

  gb_blank_part (blank, _ ("What was recorded"), NULL);
  for (guint i = 0; i < lines->len; i++)
    {
      const GbSigningRow *line = lines->pdata[i];
      gb_blank_field (blank, line->label, line->value, line->wide ? GB_FIELD_WIDE : 0);
    }
}

static void
add_conditions (GbBlank *blank, GPtrArray *gates)
{
  if (gates->len == 0)
    return;
  gb_blank_part (blank, _ ("Conditions"), NULL);
  for (guint i = 0; i < gates->len; i++)
    {
      const GbGate *gate = gates->pdata[i];
      g_autofree char *said = g_strdup_printf ("%s. %s", gate->title, gate->sentence);
      gb_blank_check (blank, gate->state == GB_GATE_MET, said);
    }
}

/* What changed, one to a line: "First day: 20 November 2026, now 23 November 2026". */
static char *
say_changes (const char *changes)
{
  g_autoptr (JsonNode) node = changes != NULL ? json_from_string (changes, NULL) : NULL;
  JsonArray *rows = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  g_autoptr (GString) said = g_string_new (NULL);

  for (guint i = 0; rows != NULL && i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      const char *old = gb_json_text (row, "old"), *now = gb_json_text (row, "new");
      g_string_append_printf (said, _ ("%s%s: %s, now %s"), said->len > 0 ? "\n" : "", gb_json_text (row, "label"),
                              old != NULL ? old : _ ("empty"), now != NULL ? now : _ ("empty"));
    }
  return g_string_free (g_steal_pointer (&said), FALSE);
}

static void
add_history (GbBlank *blank, GPtrArray *history)
{
  const char *const heads[] = { _ ("When, by whom"), _ ("What"), _ ("Reason") };

  gb_blank_part (blank, C_ ("heading", "Record"), NULL);
  gb_blank_table (blank, heads, G_N_ELEMENTS (heads), 130, 110);
  for (guint i = 0; i < history->len; i++)
    {
      const GbRegisterMove *move = history->pdata[i];
      g_autofree char *at = gb_pages_say_instant (move->at);
      g_autofree char *who = g_strdup_printf ("%s\n%s", at, move->by_name);
      g_autofree char *changes = say_changes (move->changes);
      g_autofree char *what =
          g_strdup_printf ("%s%s%s", _ (gb_kind_find (move->kind)->said), *changes != '\0' ? "\n" : "", changes);
      const char *const cells[] = { who, what, move->reason };
      gb_blank_row (blank, cells);
    }
}

GbSheet *
gb_print_register_item (GbBook *book, const char *item_id, GError **error)
{
  g_autoptr (GbRegisterItem) item = gb_register_item_load (gb_book_get_vault (book), item_id, error);
  const GbRegister *plan = item != NULL ? plan_named (item->register_id, error) : NULL;
  g_autoptr (GPtrArray) gates = plan != NULL ? gb_register_gates (book, item, error) : NULL;
  g_autoptr (GPtrArray) history = gates != NULL ? gb_register_history (gb_book_get_vault (book), item_id, error) : NULL;
  g_autoptr (GbBlank) blank = NULL;
  g_autofree char *due = NULL, *entered = NULL;

  if (history == NULL)
    return NULL;
  blank = blank_new (book, plan->title, item->title, "register-entry", plan->title);
  due = item->due != NULL ? gb_say_day_long (item->due) : NULL;
  entered = gb_pages_say_instant (item->entered_at);
  gb_blank_fact (blank, _ ("State when printed"), gb_register_state_label (plan, item->state), TRUE);
  gb_blank_fact (blank, _ ("Recorded"), entered, FALSE);
  if (item->approver != NULL)
    gb_blank_fact (blank, _ ("Approved by"), item->approved_by, FALSE);
  if (due != NULL)
    gb_blank_fact (blank, _ ("Due"), due, TRUE);
  add_answers (blank, item);
  add_conditions (blank, gates);
  add_history (blank, history);
  return gb_print_blank (blank, error);
}

/* --- a whole register ----------------------------------------------------------------- */

static void
add_entries (GbBlank *blank, const GbRegister *plan, GPtrArray *items)
{
  const char *const heads[] = { _ ("Entry"), _ ("What it says"), _ ("State, due") };

  gb_blank_table (blank, heads, G_N_ELEMENTS (heads), 150, 110);
  for (guint i = 0; i < items->len; i++)
    {
      GbRegisterItem *item = items->pdata[i];
      g_autofree char *due = item->due != NULL ? gb_say_day_long (item->due) : NULL;
      g_autofree char *state = g_strdup_printf ("%s%s%s", gb_register_state_label (plan, item->state),
                                                due != NULL ? "\n" : "", due != NULL ? due : "");
      const char *const cells[] = { item->title, item->line, state };
      gb_blank_row (blank, cells);
    }
}

static gboolean
add_state (GbBook *book, GbBlank *blank, const GbRegister *plan, const char *state, const char *title, GError **error)
{
  const GbRegisterFilter filter = { .register_id = plan->id, .state = state };
  g_autoptr (GPtrArray) items = gb_register_items (book, &filter, error);

  if (items == NULL)
    return FALSE;
  if (items->len == 0)
    return TRUE;
  gb_blank_part (blank, title, NULL);
  add_entries (blank, plan, items);
  return TRUE;
}

GbSheet *
gb_print_register (GbBook *book, const char *register_id, GError **error)
{
  const GbRegister *plan = plan_named (register_id, error);
  g_autoptr (GbBlank) blank = NULL;
  g_autofree char *today = gb_today ();
  g_autofree char *day = gb_say_day_long (today);
  g_autofree char *count = NULL;
  const GbRegisterFilter all = { .register_id = register_id, .state = "standing" };
  g_autoptr (GPtrArray) standing = NULL;

  if (plan == NULL || !gb_register_may_read (book, plan))
    return NULL;
  standing = gb_register_ids (book, &all, error);
  if (standing == NULL)
    return NULL;
  count = g_strdup_printf ("%u", standing->len);
  blank = blank_new (book, plan->title, plan->about, "register", plan->title);
  gb_blank_fact (blank, _ ("As it stood on"), day, TRUE);
  gb_blank_fact (blank, _ ("In force"), count, TRUE);
  gb_blank_fact (blank, _ ("By which rule"), plan->basis, FALSE);
  if (!add_state (book, blank, plan, "standing", _ ("In force"), error)
      || !add_state (book, blank, plan, "asked", _ ("Waiting for approval"), error)
      || !add_state (book, blank, plan, "ended", _ ("Over"), error))
    return NULL;
  return gb_print_blank (blank, error);
}
