/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Order of this file: what is asked, the paper, what came of it, the pane, the
 * buttons, the page. */
#include <adwaita.h>
#include <glib/gi18n.h>

#include "base/text.h"
#include "base/time.h"
#include "casework/search.h"
#include "casework/timeline.h"
#include "print/search.h"
#include "views/ask.h"
#include "views/case-page.h"
#include "views/evidence-dialogs.h"
#include "views/evidence-section.h"
#include "views/gates.h"
#include "views/outgoing-page.h"
#include "views/page.h"
#include "views/pill.h"
#include "views/readers.h"
#include "views/record-row.h"
#include "views/row.h"
#include "views/search-dialogs.h"
#include "views/search-page.h"
#include "views/searches.h"
#include "views/sign.h"
#include "views/text.h"
#include "views/vulnerable.h"
#include "views/window.h"

/* --- what is asked --------------------------------------------------------------------- */

/* The acts that this page offers, the likeliest first: what may be done is asked
 * of the gates, never decided here. */
enum
{
  SIGN,
  CARRY,
  TELL_DSL,
  TELL_PARENT,
  CLOSE,
  REFUSE,
  AMEND,
  WITHDRAW,
  N_ACTS
};
static const char *const kinds[N_ACTS] = { "search.authorised",  "search.carried-out", "search.dsl-informed",
                                           "search.parent-told", "search.closed",      "search.refused",
                                           "search.amended",     "search.withdrawn" };
static const char *const labels[N_ACTS] = { N_ ("Read and sign…"), N_ ("Record the search…"),
                                            N_ ("DSL told…"),      N_ ("Parent told…"),
                                            N_ ("Close…"),         N_ ("Refuse…"),
                                            N_ ("Amend…"),         N_ ("Withdraw…") };

typedef struct
{
  GbSearch *search;
  GbSigning *sheet; /* as it stands now */
  GPtrArray *gates, *timeline;
  GbSignature signature;
  gboolean may[N_ACTS];
} Shown;

static void
shown_clear (gpointer data)
{
  Shown *shown = data;

  g_clear_object (&shown->search);
  g_clear_pointer (&shown->sheet, gb_signing_free);
  g_clear_pointer (&shown->gates, g_ptr_array_unref);
  g_clear_pointer (&shown->timeline, g_ptr_array_unref);
}

/* Shared by the answer and the page that shows it. */
static void
shown_free (gpointer data)
{
  g_atomic_rc_box_release_full (data, shown_clear);
}

/* Worker. */
static gpointer
ask_search (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  const char *id = data;
  Shown *shown = g_atomic_rc_box_new0 (Shown);

  if ((shown->search = gb_search_load (gb_book_get_vault (book), id, error)) != NULL
      && (shown->sheet = gb_search_sheet (book, shown->search, NULL, error)) != NULL
      && (shown->gates = gb_search_gates (book, shown->search, error)) != NULL
      && (shown->timeline = gb_timeline_of_case (book, id, error)) != NULL)
    {
      shown->signature = gb_search_signature (book, shown->search);
      gb_search_mark (book, shown->search);
      for (guint i = 0; i < N_ACTS; i++)
        shown->may[i] = gb_book_may (book, kinds[i], id, NULL, NULL);
      /* What is told already is not what comes next. */
      shown->may[TELL_DSL] = shown->may[TELL_DSL] && shown->search->dsl_at == 0;
      shown->may[TELL_PARENT] = shown->may[TELL_PARENT] && shown->search->parent_told < 0;
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

/* --- stages, paper ------------------------------------------------------------------------ */

static GbDotState
authorised_stage (Shown *shown)
{
  GbSearch *search = shown->search;

  if (search->refused_at != 0 || search->withdrawn_at != 0)
    return GB_DOT_DECLINED;
  if (shown->signature == GB_SIGNATURE_VOID || shown->signature == GB_SIGNATURE_DOUBTED)
    return GB_DOT_BLOCKED;
  if (shown->signature == GB_SIGNATURE_SOUND)
    return GB_DOT_DONE;
  return GB_DOT_NOW;
}

static void
add_stages (GbCaseState *state)
{
  Shown *shown = state->shown;
  GbSearch *search = shown->search;
  GbDotState authorised = authorised_stage (shown);
  gboolean over = g_str_equal (search->state, "refused") || g_str_equal (search->state, "withdrawn");
  gboolean carried = search->searched_at != 0, closed = search->closed_at != 0;
  const GbStage stages[] = {
    { search->retrospective ? _ ("Made first") : _ ("Asked for"), GB_DOT_DONE },
    { _ ("Authorised"), authorised },
    { _ ("Carried out"), carried                              ? GB_DOT_DONE
                         : !over && authorised == GB_DOT_DONE ? GB_DOT_NOW
                                                              : GB_DOT_TO_COME },
    { _ ("Closed"), closed    ? GB_DOT_DONE
                    : carried ? GB_DOT_NOW
                              : GB_DOT_TO_COME },
  };

  gb_box_add (state->story, gb_stages_new (stages, G_N_ELEMENTS (stages)));
}

static void
add_pills (GbCaseState *state)
{
  GbSearch *search = shown_of (state)->search;
  GtkWidget *pills = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *first = search->retrospective ? gb_pill_new (GB_PILL_WARN, _ ("Searched first, for ever")) : NULL;

  if (first != NULL)
    gb_box_add (pills, first);
  if (search->beyond_scope)
    gb_box_add (pills, gb_pill_new (GB_PILL_WARN, _ ("Beyond its scope")));
  if (shown_of (state)->signature == GB_SIGNATURE_VOID)
    gb_box_add (pills, gb_pill_new (GB_PILL_STOP, gb_search_state_label (search)));
  if (shown_of (state)->signature == GB_SIGNATURE_DOUBTED)
    gb_box_add (pills, gb_pill_new (GB_PILL_STOP, _ ("Signed with a key in doubt")));
  if (gtk_widget_get_first_child (pills) != NULL)
    gb_box_add (state->story, pills);
  else
    g_object_ref_sink (pills), g_object_unref (pills);
}

/* What was signed, while that is what the search says; else what it says now. */
static void
add_paper (GbCaseState *state)
{
  Shown *shown = state->shown;
  GbSearch *search = shown->search;
  g_autoptr (GPtrArray) signed_rows =
      shown->signature == GB_SIGNATURE_SOUND && search->sheet != NULL ? gb_signing_rows_of (search->sheet) : NULL;
  GtkWidget *paper = gb_signing_paper_new (shown->sheet->title, gb_book_get_school (state->book),
                                           signed_rows != NULL ? signed_rows : shown->sheet->rows);

  gb_box_add (state->story, paper);
  if (search->authorised_at != 0)
    {
      g_autofree char *when = gb_say_instant_long (search->authorised_at);
      g_autofree char *code = gb_signing_words (search->sheet_hash);
      g_autofree char *line = g_strdup_printf (search->after_the_fact ? _ ("Looked at afterwards by %s, %s. Code: %s")
                                                                      : _ ("Signed by %s, %s. Code: %s"),
                                               search->authorised_by, when, code);
      gb_box_add (state->story, gb_text_new (GB_TEXT_QUIET, line));
    }
  if (gb_text_is_filled (search->condition))
    gb_box_add (state->story, gb_callout_new (GB_CALLOUT_NOTE, search->condition));
}

/* --- what came of it ------------------------------------------------------------------------- */

static void
add_line (GbSection *section, const char *title, const char *text)
{
  if (gb_text_is_filled (text))
    gb_section_add (section, GTK_WIDGET (gb_row_new (title, text)));
}

static void
add_outcome (GbCaseState *state)
{
  GbSearch *search = shown_of (state)->search;
  GbSection *section = gb_section_new (_ ("The search"));
  g_autofree char *when = search->searched_at != 0 ? gb_say_instant (search->searched_at) : NULL;
  g_autofree char *line =
      when != NULL ? g_strdup_printf (_ ("%s, %s. Searched by %s, witness %s."), when, search->searched_place,
                                      search->searched_by,
                                      search->searched_witness != NULL ? search->searched_witness : _ ("none"))
                   : NULL;

  gb_section_set_counts (section, FALSE);
  if (when != NULL)
    {
      add_line (section, search->found ? _ ("Found") : _ ("Nothing found"), line);
      add_line (section, _ ("What was found"), search->found_what);
      add_line (section, _ ("Beyond its scope"), search->beyond_reason);
      add_line (section, _ ("Harm considered"), search->harm_considered);
      add_line (section, _ ("What follows"), search->follow_up);
      add_line (section, _ ("Closed"), search->summary);
    }
  add_line (section, _ ("Refused"), search->refusal);
  add_line (section, _ ("Withdrawn"), search->withdrawal);
  gb_box_add (state->story, section);
}

static void
add_record (GbCaseState *state)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 14);

  gb_box_add (box, gb_text_new (GB_TEXT_HEADING, C_ ("heading", "Record")));
  for (guint i = 0; i < shown_of (state)->timeline->len; i++)
    {
      GbTimelineRow *entry = shown_of (state)->timeline->pdata[i];
      GtkWidget *row = gb_record_row_new (entry->author, entry->at, entry->sentence);
      g_autofree char *because =
          gb_text_is_filled (entry->reason) ? g_strdup_printf (_ ("Because: %s"), entry->reason) : NULL;
      if (because != NULL)
        gb_record_row_add_line (row, because);
      if (entry->signed_off)
        gb_record_row_add_pill (row, gb_pill_new_with_icon (GB_PILL_GO, _ ("Signed"), "channel-secure-symbolic"));
      gb_box_add (box, row);
    }
  gb_box_add (state->story, box);
}

/* --- the pane ----------------------------------------------------------------------------------- */

static GbRow *
told_row (const char *title, const char *rule, gint64 at, const char *who, const char * not )
{
  g_autofree char *when = at != 0 ? gb_say_instant (at) : NULL;
  g_autofree char *line = when != NULL && who != NULL ? g_strdup_printf (_ ("%s, %s"), who, when) : NULL;

  if (line != NULL)
    return gb_gate_row_new (TRUE, title, line);
  return gb_row_new (title, not != NULL ? not : rule);
}

static void
on_linked (GbRow *row, GtkWidget *page)
{
  gb_window_open_case (page, gb_row_get_noun (row), gb_row_get_key (row));
}

static void
add_link (GtkWidget *page, GbSection *section, const char *noun, const char *title, const char *reference,
          const char *id)
{
  GbRow *row;

  if (id == NULL)
    return;
  row = gb_row_new (title, reference);
  gb_row_set_noun (row, noun);
  gb_row_set_key (row, id);
  gb_row_set_opens (row, TRUE);
  g_signal_connect_object (row, "open", G_CALLBACK (on_linked), page, 0);
  gb_section_add (section, GTK_WIDGET (row));
}

static void
add_pane (GtkWidget *page, GbCaseState *state)
{
  GbSearch *search = shown_of (state)->search;
  GbSection *after = gb_section_new (_ ("After the search"));
  GbSection *links = gb_section_new (_ ("Belongs to"));
  g_autofree char *not_told = gb_text_is_filled (search->parent_reason_not)
                                  ? g_strdup_printf (_ ("Not told: %s"), search->parent_reason_not)
                                  : NULL;

  gb_box_add (state->pane, gb_vulnerable_callout_new (state->book, state->id));
  gb_box_add (state->pane, gb_gates_new (_ ("Gates"), _ ("What the law and the school’s policy ask, as of now"),
                                         shown_of (state)->gates));
  gb_section_set_counts (after, FALSE);
  gb_section_set_counts (links, FALSE);
  gb_section_add (after,
                  GTK_WIDGET (told_row (_ ("Tell the DSL"), _ ("Always. Without delay if a child may be at risk"),
                                        search->dsl_at, search->dsl_who, NULL)));
  gb_section_add (after, GTK_WIDGET (told_row (_ ("Tell a parent"), _ ("Whether or not anything is found"),
                                               search->parent_at, search->parent_whom, not_told)));
  add_link (page, links, "incident", _ ("Incident"), search->incident_reference, search->incident_id);
  add_link (page, links, "device", _ ("Device in custody"), search->device_reference, search->device_id);
  gb_box_add (state->pane, after);
  gb_box_add (state->pane, links);
}

/* --- buttons ----------------------------------------------------------------------------------------- */

static void
do_act (GtkWidget *page, int act)
{
  GbCaseState *state = gb_case_state (page);
  GbSearch *search = shown_of (state)->search;

  switch (act)
    {
    case SIGN:
      gb_search_sign (page, state->book, search, shown_of (state)->sheet);
      break;
    case CARRY:
      gb_search_ask_carried_out (page, state->book, search);
      break;
    case TELL_DSL:
      gb_search_ask_dsl (page, state->book, search);
      break;
    case TELL_PARENT:
      gb_search_ask_parent (page, state->book, search);
      break;
    case CLOSE:
      gb_search_ask_close (page, state->book, search);
      break;
    case REFUSE:
      gb_search_ask_refuse (page, state->book, search);
      break;
    case AMEND:
      gb_search_ask_amend (page, state->book, search);
      break;
    case WITHDRAW:
      gb_search_ask_withdraw (page, state->book, search);
      break;
    default:
      break;
    }
}

static void
on_accent (GtkWidget *page)
{
  GbCaseState *state = gb_case_state (page);

  if (state->shown != NULL && state->accent >= 0)
    do_act (page, state->accent);
}

static void
on_refuse (GtkWidget *page)
{
  do_act (page, REFUSE);
}

static void
on_print (GtkWidget *page)
{
  GbCaseState *state = gb_case_state (page);

  if (state->shown != NULL)
    gb_window_push (page, gb_outgoing_page_new (state->book, _ ("Search record"), state->id,
                                                shown_of (state)->search->reference, gb_print_search));
}

static void
set_buttons (GtkWidget *page, GbCaseState *state)
{
  gboolean offered[N_ACTS];

  state->accent = -1;
  for (int i = SIGN; i <= CLOSE && state->accent < 0; i++)
    if (shown_of (state)->may[i])
      state->accent = i;
  gb_page_set_accent (GB_PAGE (page), NULL, state->accent >= 0 ? _ (labels[state->accent]) : NULL);
  gtk_widget_set_visible (state->other, shown_of (state)->may[SIGN] && shown_of (state)->may[REFUSE]);
  for (int i = 0; i < N_ACTS; i++)
    offered[i] = shown_of (state)->may[i] && i != state->accent && !(i == REFUSE && shown_of (state)->may[SIGN]);
  gb_page_show_acts (state->more, "search", labels, offered, N_ACTS);
}

/* --- the page --------------------------------------------------------------------------------------------- */

static void
show_search (GtkWidget *page, GbCaseState *state)
{
  g_autofree char *title = NULL;
  g_autofree char *under = NULL;

  title = g_strdup_printf (_ ("Search %s"), shown_of (state)->search->reference);
  if (shown_of (state)->search->incident_reference != NULL)
    under = g_strdup_printf (_ ("for incident %s"), shown_of (state)->search->incident_reference);
  gb_page_set_title (GB_PAGE (page), title, under);
  add_stages (state);
  add_pills (state);
  add_paper (state);
  add_outcome (state);
  gb_box_add (state->story, gb_evidence_section_new (state->book, state->id));
  add_record (state);
  add_pane (page, state);
  set_buttons (page, state);
}

static const GbCasePlan plan = { ask_search, shown_free, show_search };

GtkWidget *
gb_search_page_new (GbBook *book, const char *case_id)
{
  GbPage *page = gb_case_page_new (_ ("Search"), _ ("Gates"), book, case_id, &plan);
  GbCaseState *state = gb_case_state (page);
  GtkWidget *print;

  gb_evidence_take_drops (GTK_WIDGET (page), book, case_id);
  state->other = gb_page_add_button (page, "action-unavailable-symbolic", _ ("Refuse…"), TRUE);
  gtk_widget_set_visible (state->other, FALSE);
  g_signal_connect_object (state->other, "clicked", G_CALLBACK (on_refuse), page, G_CONNECT_SWAPPED);
  gb_page_add_end (page, gb_readers_button_new (book, case_id));
  print = gb_page_add_button (page, "printer-symbolic", _ ("Print"), FALSE);
  g_signal_connect_object (print, "clicked", G_CALLBACK (on_print), page, G_CONNECT_SWAPPED);
  state->more = gb_page_add_acts (page, "search", _ ("More for this search"), N_ACTS, do_act);
  g_signal_connect_object (page, "accent", G_CALLBACK (on_accent), page, 0);
  g_signal_connect_object (page, "print", G_CALLBACK (on_print), page, 0);
  return GTK_WIDGET (page);
}
