/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Order of this file: what is asked, the story, the pane, the page. */
#include <glib/gi18n.h>

#include "base/text.h"
#include "base/time.h"
#include "casework/register.h"
#include "print/register.h"
#include "views/ask.h"
#include "views/case-page.h"
#include "views/gates.h"
#include "views/outgoing-page.h"
#include "views/page.h"
#include "views/pill.h"
#include "views/record-row.h"
#include "views/register-form.h"
#include "views/register-page.h"
#include "views/registers.h"
#include "views/sign.h"
#include "views/text.h"
#include "views/window.h"

/* --- what is asked ------------------------------------------------------------------ */

typedef struct
{
  GbRegisterItem *item;
  GPtrArray *gates, *history, *lines;
  GbSigning *sheet;
  gboolean may_approve;
} Shown;

static void
shown_clear (gpointer data)
{
  Shown *shown = data;

  g_clear_object (&shown->item);
  g_clear_pointer (&shown->gates, g_ptr_array_unref);
  g_clear_pointer (&shown->history, g_ptr_array_unref);
  g_clear_pointer (&shown->lines, g_ptr_array_unref);
  g_clear_pointer (&shown->sheet, gb_signing_free);
}

/* Shared by the answer and the page that shows it. */
static void
shown_free (gpointer data)
{
  g_atomic_rc_box_release_full (data, shown_clear);
}

/* Worker. */
static gpointer
ask_item (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  Shown *shown = g_atomic_rc_box_new0 (Shown);

  if ((shown->item = gb_register_item_load (gb_book_get_vault (book), data, error)) != NULL
      && (shown->gates = gb_register_gates (book, shown->item, error)) != NULL
      && (shown->history = gb_register_history (gb_book_get_vault (book), data, error)) != NULL
      && (shown->sheet = gb_register_sheet (book, shown->item, error)) != NULL)
    {
      shown->lines = gb_register_item_lines (shown->item);
      shown->may_approve = gb_register_may_approve (book, shown->item, NULL);
      return shown;
    }
  shown_free (shown);
  return NULL;
}

static Shown *
shown_of (const GbCaseState *state)
{
  return state->shown;
}

static const GbRegister *
plan_of (GbCaseState *state)
{
  return gb_register_find (shown_of (state)->item->register_id);
}

static gboolean
is_open (GbRegisterItem *item)
{
  return g_str_equal (item->state, "asked") || g_str_equal (item->state, "approved")
         || g_str_equal (item->state, "recorded");
}

/* --- the story -------------------------------------------------------------------------- */

static char *
say_standing (GbRegisterItem *item)
{
  g_autofree char *entered = gb_say_instant_within (item->entered_at);
  g_autofree char *due = item->due != NULL ? gb_say_day_long (item->due) : NULL;

  if (g_str_equal (item->state, "declined") || g_str_equal (item->state, "ended"))
    return g_strdup (item->reason);
  if (due != NULL)
    return g_strdup_printf (_ ("Due %s: %s. Entered by %s, %s."), due, item->due_rule != NULL ? item->due_rule : "",
                            item->entered_by, entered);
  return g_strdup_printf (_ ("Entered by %s, %s."), item->entered_by, entered);
}

static void
add_head (GbCaseState *state)
{
  GbRegisterItem *item = shown_of (state)->item;
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *pills = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  g_autofree char *standing = say_standing (item);

  gb_box_add (pills, gb_register_pill_new (item));
  gb_box_add (head, pills);
  gb_box_add (head, gb_text_new (GB_TEXT_TITLE, item->title));
  gb_box_add (head, gb_text_new (GB_TEXT_QUIET, standing));
  gb_box_add (state->story, head);
}

/* A label over its answer, in the left or the right half; a long one over both.
 * @at counts halves; the next free one is returned. */
static int
add_answer (GtkWidget *grid, const GbSigningRow *line, int at)
{
  GtkWidget *pair = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  int from = line->wide ? (at + 1) / 2 * 2 : at;

  gb_box_add (pair, gb_text_new (GB_TEXT_QUIET, line->label));
  gb_box_add (pair, gb_text_new (GB_TEXT_BODY, line->value));
  gtk_grid_attach (GTK_GRID (grid), pair, from % 2, from / 2, line->wide ? 2 : 1, 1);
  return from + (line->wide ? 2 : 1);
}

static void
add_lines (GbCaseState *state)
{
  GbSection *section = gb_section_new (_ ("What was recorded"));
  GtkWidget *grid = g_object_new (GTK_TYPE_GRID, "column-homogeneous", TRUE, "column-spacing", 16, "row-spacing", 12,
                                  "css-classes", (const char *[]){ "answers", NULL }, NULL);
  GPtrArray *lines = shown_of (state)->lines;
  int at = 0;

  gb_section_set_counts (section, FALSE);
  for (guint i = 0; i < lines->len; i++)
    at = add_answer (grid, lines->pdata[i], at);
  gb_section_add (section, g_object_new (GTK_TYPE_LIST_BOX_ROW, "child", grid, "activatable", FALSE, NULL));
  gb_box_add (state->story, section);
}

static const char *
say_move (const GbRegisterMove *move)
{
  static const struct
  {
    const char *kind, *said;
  } said[] = {
    { "register.entered", N_ ("Entered it") },   { "register.changed", N_ ("Changed it") },
    { "register.renewed", N_ ("Renewed it") },   { "register.approved", N_ ("Approved it") },
    { "register.declined", N_ ("Declined it") }, { "register.called", N_ ("Called for a review") },
    { "register.ended", N_ ("Ended it") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (said); i++)
    if (g_str_equal (said[i].kind, move->kind))
      return _ (said[i].said);
  return move->kind;
}

static void
add_changes (GtkWidget *row, const char *changes)
{
  g_autoptr (JsonNode) node = changes != NULL ? json_from_string (changes, NULL) : NULL;
  JsonArray *rows = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; rows != NULL && i < json_array_get_length (rows); i++)
    {
      JsonObject *change = json_array_get_object_element (rows, i);
      gb_record_row_add_change (row, gb_json_text (change, "label"), gb_json_text (change, "old"),
                                gb_json_text (change, "new"));
    }
}

static void
add_history (GbCaseState *state)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 14);
  GPtrArray *history = shown_of (state)->history;

  gb_box_add (box, gb_text_new (GB_TEXT_HEADING, C_ ("heading", "Record")));
  for (guint i = 0; i < history->len; i++)
    {
      const GbRegisterMove *move = history->pdata[i];
      GtkWidget *row = gb_record_row_new (move->by_name, move->at, say_move (move));
      add_changes (row, move->changes);
      if (gb_text_is_filled (move->reason))
        gb_record_row_add_line (row, move->reason);
      if (g_str_equal (move->kind, "register.approved"))
        gb_record_row_add_pill (row, gb_pill_new_with_icon (GB_PILL_GO, _ ("Signed"), "channel-secure-symbolic"));
      gb_box_add (box, row);
    }
  gb_box_add (state->story, box);
}

/* --- the pane ------------------------------------------------------------------------------ */

static void
ask_approval (GtkWidget *page, GbCaseState *state)
{
  g_autoptr (JsonObject) body = json_object_new ();

  json_object_set_string_member (body, "item_id", state->id);
  gb_sign_open (page, state->book, _ ("Approve this?"), shown_of (state)->sheet, "register.approved", NULL, body,
                "register.declined");
}

static void
ask_next (GtkWidget *page, GbCaseState *state)
{
  const GbRegister *plan = plan_of (state);

  if (plan->series[0] != NULL)
    gb_register_ask_new (page, state->book, plan, shown_of (state)->item);
  else
    gb_register_ask_renew (page, state->book, shown_of (state)->item);
}

static void
ask_print (GtkWidget *page, GbCaseState *state)
{
  gb_window_push (page, gb_outgoing_page_new (state->book, shown_of (state)->item->title, state->id,
                                              shown_of (state)->item->title, gb_print_register_item));
}

static void
on_way (GbRow *row, GtkWidget *page)
{
  GbCaseState *state = gb_case_state (page);
  GbRegisterItem *item = shown_of (state)->item;
  const char *key = gb_row_get_key (row);

  if (g_str_equal (key, "approve"))
    ask_approval (page, state);
  else if (g_str_equal (key, "decline"))
    gb_register_ask_decline (page, state->book, item);
  else if (g_str_equal (key, "next"))
    ask_next (page, state);
  else if (g_str_equal (key, "change"))
    gb_register_ask_change (page, state->book, item);
  else if (g_str_equal (key, "review"))
    gb_register_ask_review (page, state->book, item);
  else if (g_str_equal (key, "end"))
    gb_register_ask_end (page, state->book, item);
  else
    ask_print (page, state);
}

static void
add_way (GtkWidget *page, GbSection *section, const char *key, const char *icon, const char *title, const char *line)
{
  GbRow *row = gb_row_new (title, line);

  gb_row_set_key (row, key);
  gb_row_set_icon (row, icon);
  gb_row_set_opens (row, TRUE);
  g_signal_connect_object (row, "open", G_CALLBACK (on_way), page, 0);
  gb_section_add (section, GTK_WIDGET (row));
}

static const char *
next_label (const GbRegister *plan)
{
  return plan->series[0] != NULL ? plan->new_label : _ ("Renew…");
}

static void
add_ways (GtkWidget *page, GbCaseState *state)
{
  GbSection *section = gb_section_new (_ ("What can be done"));
  GbRegisterItem *item = shown_of (state)->item;
  const GbRegister *plan = plan_of (state);
  gboolean asked = g_str_equal (item->state, "asked");

  gb_section_set_counts (section, FALSE);
  if (shown_of (state)->may_approve)
    {
      add_way (page, section, "approve", "object-select-symbolic", _ ("Read and approve"), _ ("You sign exactly this"));
      add_way (page, section, "decline", "window-close-symbolic", _ ("Decline…"), _ ("With the reason"));
    }
  if (!asked && item->due != NULL)
    add_way (page, section, "next", "view-refresh-symbolic", next_label (plan),
             plan->series[0] != NULL ? _ ("It stands in for this one") : _ ("For another time"));
  add_way (page, section, "change", "document-edit-symbolic", _ ("Change…"), _ ("Old and new stay side by side"));
  if (!asked && plan->triggers->len > 0)
    add_way (page, section, "review", "dialog-warning-symbolic", _ ("Call for a review…"), _ ("Something happened"));
  add_way (page, section, "end", "media-playback-stop-symbolic", plan->end_label, _ ("With the day and the reason"));
  add_way (page, section, "print", "printer-symbolic", _ ("Print…"), NULL);
  gb_box_add (state->pane, section);
}

static void
add_rule (GbCaseState *state)
{
  const GbRegister *plan = plan_of (state);

  gb_box_add (state->pane, gb_text_new (GB_TEXT_HEADING, _ ("Why this register")));
  gb_box_add (state->pane, gb_text_new (GB_TEXT_QUIET, plan->about));
  gb_box_add (state->pane, gb_text_new (GB_TEXT_CLAUSE, plan->basis));
}

/* --- the page -------------------------------------------------------------------------------- */

static gboolean
is_due (GbRegisterItem *item)
{
  g_autofree char *today = gb_today ();
  return !g_str_equal (item->state, "asked") && item->remind != NULL && g_strcmp0 (item->remind, today) <= 0;
}

static const char *
accent_of (GbCaseState *state)
{
  GbRegisterItem *item = shown_of (state)->item;

  if (shown_of (state)->may_approve)
    return _ ("Read and approve");
  if (!is_open (item))
    return NULL;
  return is_due (item) ? next_label (plan_of (state)) : _ ("Change…");
}

static void
show_item (GtkWidget *page, GbCaseState *state)
{

  gb_page_set_title (GB_PAGE (page), plan_of (state)->title, NULL);
  add_head (state);
  add_lines (state);
  add_history (state);
  if (shown_of (state)->gates->len > 0)
    gb_box_add (state->pane, gb_gates_new (_ ("Conditions"), NULL, shown_of (state)->gates));
  if (is_open (shown_of (state)->item))
    add_ways (page, state);
  add_rule (state);
  gb_page_set_accent (GB_PAGE (page), NULL, accent_of (state));
}

static const GbCasePlan plan = { ask_item, shown_free, show_item };

static void
on_accent (GtkWidget *page)
{
  GbCaseState *state = gb_case_state (page);

  if (state->shown == NULL || !is_open (shown_of (state)->item))
    return;
  if (shown_of (state)->may_approve)
    ask_approval (page, state);
  else if (is_due (shown_of (state)->item))
    ask_next (page, state);
  else
    gb_register_ask_change (page, state->book, shown_of (state)->item);
}

static void
on_print (GtkWidget *page)
{
  if (gb_case_state (page)->shown != NULL)
    ask_print (page, gb_case_state (page));
}

GtkWidget *
gb_register_page_new (GbBook *book, const char *item_id)
{
  GbPage *page = gb_case_page_new (_ ("Register"), _ ("Conditions"), book, item_id, &plan);

  g_signal_connect_object (page, "accent", G_CALLBACK (on_accent), page, 0);
  g_signal_connect_object (page, "print", G_CALLBACK (on_print), page, 0);
  return GTK_WIDGET (page);
}
