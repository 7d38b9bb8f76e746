/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Order of this file: what is asked, the rows of each section, deciding,
 * the page. */
#include <glib/gi18n.h>

#include "base/text.h"
#include "base/time.h"
#include "casework/policy.h"
#include "views/ask.h"
#include "views/calendar.h"
#include "views/form.h"
#include "views/page.h"
#include "views/pill.h"
#include "views/policy-adopt.h"
#include "views/policy-edit.h"
#include "views/policy.h"
#include "views/row.h"
#include "views/section.h"
#include "views/text.h"
#include "views/window.h"

#define STALE_DAYS 365 /* a contact not looked up for a year */

/* --- what is asked (worker) ------------------------------------------------------- */

/* A rule as it holds now: the pack's own answer, or the school's. */
typedef struct { const GbRule *rule; const char *value; gboolean own; } Held;

typedef struct
{
  GbPack *pack, *below;
  GPtrArray *held; /* of Held */
  GPtrArray *adoptions, *decisions, *changes;
  gboolean may_decide, may_adopt;
  char *code;
} Answer;

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  g_clear_object (&answer->pack);
  g_clear_pointer (&answer->held, g_ptr_array_unref);
  g_clear_pointer (&answer->adoptions, g_ptr_array_unref);
  g_clear_pointer (&answer->decisions, g_ptr_array_unref);
  g_clear_pointer (&answer->changes, g_ptr_array_unref);
  g_free (answer->code);
  g_free (answer);
}

static GPtrArray *
read_held (GbBook *book, GbPack *below)
{
  GPtrArray *rules = gb_pack_rules (gb_book_get_pack (book));
  GPtrArray *held = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < rules->len; i++)
    {
      const GbRule *rule = rules->pdata[i];
      const GbRule *was = gb_pack_find_rule (below, rule->name);
      Held *one = g_new0 (Held, 1);

      *one = (Held) { rule, gb_policy_rule (book, NULL, rule->name),
                      was == NULL || !g_str_equal (was->value, rule->value) };
      g_ptr_array_add (held, one);
    }
  return held;
}

static gpointer
ask_policy (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  Answer *answer = g_new0 (Answer, 1);
  GBytes *layer = NULL;

  answer->pack = g_object_ref (gb_book_get_pack (book));
  answer->adoptions = gb_policy_adoptions (gb_book_get_vault (book), error);
  answer->decisions = gb_policy_decisions (gb_book_get_vault (book), error);
  if (answer->adoptions == NULL || answer->decisions == NULL || !gb_policy_own (book, &answer->below, &layer, error))
    {
      answer_free (answer);
      return NULL;
    }
  g_clear_pointer (&layer, g_bytes_unref);
  answer->held = read_held (book, answer->below);
  answer->changes = gb_pack_compare (answer->below, answer->pack);
  answer->may_decide = gb_book_may (book, "policy.decided", NULL, NULL, NULL);
  answer->may_adopt = gb_book_may (book, "pack.adopted", NULL, NULL, NULL);
  return answer;
}

gint64
gb_policy_open_questions (GbBook *book, GError **error)
{
  g_autoptr (GPtrArray) open = gb_policy_undecided (book, error);

  return open != NULL ? (gint64) open->len : -1;
}

/* --- the page's parts ------------------------------------------------------------------ */

typedef enum { PART_SEARCH, PART_DEVICE, PART_LEAVE, PART_TELL, PART_KEEP, PARTS } Part;

static const struct { const char *title, *prefixes; } parts[PARTS] = {
  { N_ ("Searches"), "search." },
  { N_ ("Devices"), "device." },
  { N_ ("Who approves what"),
    "teaching-time. channel. platform. exceptional-use. curriculum-device. personal-device. visitor.approver filtering."
    " personal-account." },
  { N_ ("Who is told, and asked"),
    "relationship. contact. visitor.breach-to staff-offence. staff-complaint. lado. exam. advice. headteacher."
    " disclosure. roles." },
  { N_ ("Times and records"), "" },
};

typedef struct
{
  GbBook *book;
  GtkWidget *title, *about, *in_force;
  GbSection *open, *rules[PARTS], *contacts, *changes, *procedures, *history;
  GtkWidget *edit, *adopt;
} State;

static State *
state_of (gpointer page)
{
  return g_object_get_data (G_OBJECT (page), "state");
}

static void
state_free (gpointer data)
{
  State *state = data;

  g_object_unref (state->book);
  g_free (state);
}

static Part
part_of (const char *rule)
{
  for (Part p = 0; p < PART_KEEP; p++)
    {
      g_auto (GStrv) prefixes = g_strsplit (parts[p].prefixes, " ", -1);
      for (guint i = 0; prefixes[i] != NULL; i++)
        if (*prefixes[i] != '\0' && g_str_has_prefix (rule, prefixes[i]))
          return p;
    }
  return PART_KEEP;
}

/* --- deciding -------------------------------------------------------------------------------- */

static void
on_decide (GtkWidget *button, GtkWidget *page)
{
  State *state = state_of (page);
  GbPack *pack = gb_book_get_pack (state->book);
  GbRow *row = GB_ROW (gtk_widget_get_ancestor (button, GB_TYPE_ROW));
  const GbRule *rule = gb_pack_find_rule (pack, gb_row_get_key (row));
  g_auto (GStrv) choices = g_strsplit (rule != NULL && rule->choices != NULL ? rule->choices : "", " ", -1);
  GbForm *form = gb_form_new (state->book);
  GbChoice *choice;

  gb_form_group (form, NULL, rule != NULL ? rule->words : NULL);
  choice = gb_form_choice (form, "value", gb_pack_rule_title (pack, gb_row_get_key (row)), NULL);
  for (guint i = 0; choices[i] != NULL; i++)
    gb_choice_add (choice, choices[i], gb_pack_answer (pack, choices[i]));
  gb_form_text (form, "reason", _ ("Why the school decides so, and who agreed"));
  gb_form_require (form, "value");
  gb_form_require (form, "reason");
  gb_form_keep_text (form, "rule", gb_row_get_key (row));
  gb_form_set_act (form, "policy.decided", NULL);
  gb_form_open (form, page, _ ("Where the policy is silent"), _ ("Decide"));
}

static GtkWidget *
open_row_new (GtkWidget *page, const Answer *answer, const GbRule *rule)
{
  GbRow *row = gb_row_new (gb_pack_rule_title (answer->pack, rule->name), rule->words);

  gb_row_set_key (row, rule->name);
  gb_row_set_icon (row, "dialog-question-symbolic");
  gb_row_set_clause (row, rule->basis);
  if (answer->may_decide)
    g_signal_connect_object (gb_row_add_button (row, _ ("Decide…"), FALSE), "clicked", G_CALLBACK (on_decide), page, 0);
  return GTK_WIDGET (row);
}

/* --- rows -------------------------------------------------------------------------------------- */

static GtkWidget *
rule_row_new (GtkWidget *page, const Answer *answer, const Held *held)
{
  const GbRule *rule = held->rule;
  gboolean silent = g_str_equal (rule->value, GB_RULE_SILENT);
  g_autofree char *line
      = g_strdup_printf ("%s. %s", gb_pack_answer (answer->pack, held->value), silent ? "" : rule->words);
  GbRow *row = gb_row_new (gb_pack_rule_title (answer->pack, rule->name), g_strstrip (line));

  gb_row_set_key (row, rule->name);
  gb_row_set_clause (row, rule->basis);
  if (silent)
    gb_row_add_pill (row, gb_pill_new (GB_PILL_OPEN, _ ("Decided by the school")));
  else if (held->own)
    gb_row_add_pill (row, gb_pill_new (GB_PILL_OPEN, _ ("Changed by the school")));
  if (silent && answer->may_decide)
    g_signal_connect_object (gb_row_add_button (row, _ ("Decide anew…"), FALSE), "clicked", G_CALLBACK (on_decide),
                             page, 0);
  return GTK_WIDGET (row);
}

static GtkWidget *
contact_row_new (const GbContact *contact)
{
  g_autofree char *ways = gb_contact_say_ways (contact);
  g_autofree char *day = gb_say_day_long (contact->checked);
  g_autofree char *clause = g_strdup_printf (_ ("Last checked on %s"), day);
  g_autofree char *today = gb_today ();
  g_autofree char *line
      = contact->note != NULL ? g_strdup_printf ("%s. %s", ways, contact->note) : g_strdup (ways);
  GbRow *row = gb_row_new (contact->label, line);

  gb_row_set_key (row, contact->id);
  gb_row_set_icon (row, contact->phone != NULL ? "call-start-symbolic" : "web-browser-symbolic");
  gb_row_set_clause (row, clause);
  if (gb_day_difference (contact->checked, today) > STALE_DAYS)
    gb_row_add_pill (row, gb_pill_new (GB_PILL_WARN, _ ("Look it up again")));
  return GTK_WIDGET (row);
}

static GtkWidget *
procedure_row_new (const GbProcedure *procedure)
{
  g_autofree char *steps
      = g_strdup_printf (ngettext ("%u step", "%u steps", procedure->steps->len), procedure->steps->len);
  GbRow *row = gb_row_new (procedure->title, procedure->when);

  gb_row_add_pill (row, gb_pill_new_with_icon (GB_PILL_PLAIN, steps, NULL));
  return GTK_WIDGET (row);
}

static GtkWidget *
adoption_row_new (const GbAdoption *adoption, gboolean in_force)
{
  g_autofree char *title = g_strdup_printf (_ ("%s, version %s"), adoption->title, adoption->version);
  g_autofree char *when = gb_say_instant_long (adoption->at);
  g_autofree char *line = adoption->reason != NULL
                              ? g_strdup_printf (_ ("Adopted by %s, %s. %s"), adoption->by, when, adoption->reason)
                              : g_strdup_printf (_ ("Adopted by %s, %s."), adoption->by, when);
  g_autofree char *clause = g_strdup_printf (_ ("Signed over the text %.16s…"), adoption->hash);
  GbRow *row = gb_row_new (title, line);

  gb_row_set_clause (row, clause);
  if (in_force)
    gb_row_add_pill (row, gb_pill_new (GB_PILL_GO, _ ("In force")));
  return GTK_WIDGET (row);
}

static GtkWidget *
decision_row_new (const GbPolicyDecision *decision)
{
  g_autofree char *title = g_strdup_printf ("%s: %s", decision->question, decision->answer);
  g_autofree char *when = gb_say_instant_long (decision->at);
  g_autofree char *line = g_strdup_printf (_ ("Decided by %s, %s. %s"), decision->by, when, decision->reason);
  GbRow *row = gb_row_new (title, line);

  gb_row_set_icon (row, "object-select-symbolic");
  return GTK_WIDGET (row);
}

/* --- filling ---------------------------------------------------------------------------------------- */

static void
fill_rules (GtkWidget *page, State *state, const Answer *answer)
{
  gb_section_clear (state->open);
  for (Part p = 0; p < PARTS; p++)
    gb_section_clear (state->rules[p]);
  for (guint i = 0; i < answer->held->len; i++)
    {
      const Held *held = answer->held->pdata[i];
      if (held->value == NULL)
        gb_section_add (state->open, open_row_new (page, answer, held->rule));
      else
        gb_section_add (state->rules[part_of (held->rule->name)], rule_row_new (page, answer, held));
    }
}

static void
fill_lists (State *state, const Answer *answer)
{
  GPtrArray *contacts = gb_pack_contacts (answer->pack), *procedures = gb_pack_procedures (answer->pack);

  gb_section_clear (state->contacts);
  gb_section_clear (state->procedures);
  gb_section_clear (state->changes);
  gb_section_clear (state->history);
  for (guint i = 0; i < contacts->len; i++)
    gb_section_add (state->contacts, contact_row_new (contacts->pdata[i]));
  for (guint i = 0; i < procedures->len; i++)
    gb_section_add (state->procedures, procedure_row_new (procedures->pdata[i]));
  for (guint i = 0; i < answer->changes->len; i++)
    gb_section_add (state->changes, gb_policy_change_row_new (answer->changes->pdata[i]));
  for (guint i = 0; i < answer->decisions->len; i++)
    gb_section_add (state->history, decision_row_new (answer->decisions->pdata[i]));
  for (guint i = 0; i < answer->adoptions->len; i++)
    gb_section_add (state->history, adoption_row_new (answer->adoptions->pdata[i], i == 0));
}

static void
show_policy (GtkWidget *page, gpointer data, GError *error)
{
  State *state = state_of (page);
  Answer *answer = data;
  const GbAdoption *now;
  g_autofree char *said = NULL, *when = NULL;

  gb_page_set_band (GB_PAGE (page), GB_CALLOUT_STOP, error != NULL ? error->message : NULL);
  if (answer == NULL)
    return;
  now = answer->adoptions->pdata[0];
  when = gb_say_instant_long (now->at);
  said = g_strdup_printf (_ ("Version %s, adopted by %s, %s"), now->version, now->by, when);
  gb_text_set (state->title, gb_pack_get_title (answer->pack));
  gb_text_set (state->about, gb_pack_get_about (answer->pack));
  gb_text_set (state->in_force, said);
  fill_rules (page, state, answer);
  fill_lists (state, answer);
  gb_page_set_accent (GB_PAGE (page), NULL, answer->may_adopt ? _ ("Change…") : NULL);
  gtk_widget_set_visible (state->adopt, answer->may_adopt);
}

/* --- the page ------------------------------------------------------------------------------------------- */

static void
refresh (GtkWidget *page)
{
  gb_view_ask (page, state_of (page)->book, ask_policy, NULL, NULL, answer_free, show_policy);
}

static void
on_edit (GtkWidget *page)
{
  gb_window_push (page, gb_policy_edit_page_new (state_of (page)->book));
}

static void
on_adopt (GtkWidget *page)
{
  gb_policy_choose (page, state_of (page)->book);
}

static void
on_calendar (GtkWidget *page)
{
  gb_window_push (page, gb_calendar_page_new (state_of (page)->book));
}

static GbSection *
add_section (GtkWidget *desk, const char *title, const char *note)
{
  GbSection *section = gb_section_new (title);

  gb_section_set_note (section, note);
  gtk_box_append (GTK_BOX (desk), GTK_WIDGET (section));
  return section;
}

static void
add_head (GtkWidget *desk, State *state)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  state->title = gb_text_new (GB_TEXT_TITLE, NULL);
  state->about = gb_text_new (GB_TEXT_BODY, NULL);
  state->in_force = gb_text_new (GB_TEXT_QUIET, NULL);
  gtk_box_append (GTK_BOX (head), state->title);
  gtk_box_append (GTK_BOX (head), state->about);
  gtk_box_append (GTK_BOX (head), state->in_force);
  gtk_box_append (GTK_BOX (desk), head);
}

GtkWidget *
gb_policy_page_new (GbBook *book)
{
  GbPage *page = gb_page_new (_ ("Policy"));
  GtkWidget *desk = gb_page_make_desk (page), *calendar;
  State *state = g_new0 (State, 1);

  state->book = g_object_ref (book);
  g_object_set_data_full (G_OBJECT (page), "state", state, state_free);
  add_head (desk, state);
  state->open = add_section (desk, _ ("To be decided by the school"),
                             _ ("The policy says nothing here. Decide once, with the reason; it then holds for every "
                                "case."));
  gb_section_set_counts (state->open, TRUE);
  state->changes = add_section (desk, _ ("Changed by the school"), NULL);
  gb_section_set_counts (state->changes, TRUE);
  for (Part p = 0; p < PARTS; p++)
    state->rules[p] = add_section (desk, _ (parts[p].title), NULL);
  state->contacts = add_section (desk, _ ("Contacts"),
                                 _ ("Numbers and addresses go out of date: look them up once a year."));
  state->procedures = add_section (desk, _ ("Procedures"), NULL);
  gb_section_set_counts (state->procedures, TRUE);
  state->history = add_section (desk, _ ("Adopted and decided"), NULL);
  state->adopt = gb_page_add_button (page, "document-open-symbolic", _ ("Adopt another…"), TRUE);
  g_signal_connect_object (state->adopt, "clicked", G_CALLBACK (on_adopt), page, G_CONNECT_SWAPPED);
  calendar = gb_page_add_button (page, "x-office-calendar-symbolic", _ ("School calendar"), TRUE);
  g_signal_connect_object (calendar, "clicked", G_CALLBACK (on_calendar), page, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "accent", G_CALLBACK (on_edit), page, 0);
  gb_view_follow (GTK_WIDGET (page), book, refresh);
  return GTK_WIDGET (page);
}
