/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Order of this file: what is asked, the clock, the story, the list to have
 * ready, the pane, the buttons, the page. */
#include <adwaita.h>
#include <glib/gi18n.h>

#include "base/text.h"
#include "base/time.h"
#include "casework/referral.h"
#include "print/referral.h"
#include "views/ask.h"
#include "views/case-page.h"
#include "views/evidence-dialogs.h"
#include "views/evidence-section.h"
#include "views/clock-card.h"
#include "views/gates.h"
#include "views/outgoing-page.h"
#include "views/page.h"
#include "views/pill.h"
#include "views/readers.h"
#include "views/referral-dialogs.h"
#include "views/referral-page.h"
#include "views/referrals.h"
#include "views/row.h"
#include "views/text.h"
#include "views/vulnerable.h"
#include "views/window.h"

/* --- what is asked -------------------------------------------------------------------- */

enum
{
  MAKE,
  ANSWER,
  CLOSE,
  CONSULT,
  DECLINE,
  N_ACTS
};
static const char *const kinds[N_ACTS] = { "referral.made", "referral.answered", "referral.closed",
                                           "referral.consulted", "referral.declined" };
static const char *const labels[N_ACTS] = { N_ ("Record that it was made…"), N_ ("Record the answer…"), N_ ("Close…"),
                                            N_ ("Asked first…"), N_ ("Decline, because…") };
static void (*const asks[N_ACTS]) (GtkWidget *, GbBook *,
                                   GbReferral *) = { gb_referral_ask_made, gb_referral_ask_answered,
                                                     gb_referral_ask_close, gb_referral_ask_consulted,
                                                     gb_referral_ask_declined };

typedef struct
{
  GbReferral *referral;
  GPtrArray *gates, *items, *consultations;
  gboolean may[N_ACTS];
} Shown;

static void
shown_clear (gpointer data)
{
  Shown *shown = data;

  g_clear_object (&shown->referral);
  g_clear_pointer (&shown->gates, g_ptr_array_unref);
  g_clear_pointer (&shown->items, g_ptr_array_unref);
  g_clear_pointer (&shown->consultations, g_ptr_array_unref);
}

/* Shared by the answer and the page that shows it. */
static void
shown_free (gpointer data)
{
  g_atomic_rc_box_release_full (data, shown_clear);
}

/* Worker. */
static gpointer
ask_referral (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  GbVault *vault = gb_book_get_vault (book);
  Shown *shown = g_atomic_rc_box_new0 (Shown);

  if ((shown->referral = gb_referral_load (vault, data, error)) != NULL
      && (shown->gates = gb_referral_gates (book, shown->referral, error)) != NULL
      && (shown->items = gb_referral_items (book, shown->referral, error)) != NULL
      && (shown->consultations = gb_referral_consultations (vault, data, error)) != NULL)
    {
      for (guint i = 0; i < N_ACTS; i++)
        shown->may[i] = gb_book_may (book, kinds[i], data, NULL, NULL);
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

/* --- the clock --------------------------------------------------------------------------- */

static void
add_clock (GbCaseState *state)
{
  GbReferral *referral = shown_of (state)->referral;

  if (referral->due_at != 0)
    gb_box_add (state->story, gb_clock_card_new (referral->due_title, referral->due_rule, referral->noticed_at,
                                                 referral->due_at, referral->stopped_at));
}

/* --- the story ------------------------------------------------------------------------------ */

static void
add_head (GbCaseState *state)
{
  GbReferral *referral = shown_of (state)->referral;
  GbPack *pack = gb_book_get_pack (state->book);
  GtkWidget *pills = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  const GbWord *agency = gb_pack_word (pack, "agency", referral->agency);

  gb_box_add (pills, gb_referral_pill_new (referral));
  if (referral->urgency != NULL)
    gb_box_add (pills, gb_pill_new (g_str_equal (referral->urgency, "immediate") ? GB_PILL_STOP : GB_PILL_PLAIN,
                                    gb_pack_label (pack, "urgency", referral->urgency)));
  gb_box_add (head, pills);
  gb_box_add (head, gb_text_new (GB_TEXT_TITLE, gb_pack_label (pack, "agency", referral->agency)));
  gb_box_add (head, gb_text_new (GB_TEXT_QUIET, agency != NULL ? agency->note : NULL));
  gb_box_add (state->story, head);
}

static void
add_row (GbSection *section, const char *title, const char *line)
{
  if (gb_text_is_filled (line))
    gb_section_add (section, GTK_WIDGET (gb_row_new (title, line)));
}

static char *
say_person (GbReferral *referral)
{
  if (gb_text_is_filled (referral->subject_role) && gb_text_is_filled (referral->subject))
    return g_strdup_printf (_ ("%s, %s"), referral->subject, referral->subject_role);
  return g_strdup (referral->subject);
}

static void
add_story (GbCaseState *state)
{
  GbReferral *referral = shown_of (state)->referral;
  GbPack *pack = gb_book_get_pack (state->book);
  GbSection *section = gb_section_new (_ ("How it went"));
  GtkWidget *summary = gb_text_new (GB_TEXT_BODY, referral->summary);
  g_autofree char *who = say_person (referral);
  g_autofree char *made_at = referral->made_at != 0 ? gb_say_instant (referral->made_at) : NULL;
  g_autofree char *made =
      made_at != NULL ? g_strdup_printf (_ ("%s, by %s, %s. Spoke to %s. Reference %s."), made_at, referral->made_by,
                                         gb_pack_label (pack, "route", referral->route), referral->spoke_to,
                                         referral->made_reference != NULL ? referral->made_reference : _ ("none yet"))
                      : NULL;

  gtk_label_set_selectable (GTK_LABEL (summary), TRUE);
  gb_box_add (state->story, summary);
  gb_section_set_counts (section, FALSE);
  add_row (section, _ ("About"), who);
  for (guint i = 0; i < shown_of (state)->consultations->len; i++)
    {
      GbConsultation *asked = shown_of (state)->consultations->pdata[i];
      g_autofree char *when = gb_say_instant (asked->at);
      g_autofree char *line = g_strdup_printf (_ ("%s, %s: %s"), asked->person, when, asked->advice);
      add_row (section, gb_pack_label (pack, "agency", asked->agency), line);
    }
  add_row (section, _ ("Made"), made);
  add_row (section, _ ("To do meanwhile"), referral->advice);
  add_row (section, _ ("Declined, because"), referral->declined_reason);
  add_row (section,
           referral->outcome != NULL ? gb_pack_label (pack, "referral-outcome", referral->outcome) : _ ("Answer"),
           referral->answer);
  add_row (section, _ ("Closed"), referral->closing);
  gb_box_add (state->story, section);
}

/* --- have this ready ------------------------------------------------------------------------------ */

static void
on_item (GbRow *row, GtkWidget *page)
{
  GbCaseState *state = gb_case_state (page);

  for (guint i = 0; i < shown_of (state)->items->len; i++)
    {
      GbReferralItem *item = shown_of (state)->items->pdata[i];
      if (g_strcmp0 (item->item, gb_row_get_key (row)) == 0)
        gb_referral_ask_item (page, state->book, shown_of (state)->referral, item);
    }
}

static void
add_ready (GtkWidget *page, GbCaseState *state)
{
  GPtrArray *items = shown_of (state)->items;
  GbSection *section = gb_section_new (_ ("Have this ready"));
  g_autofree char *side = g_strdup_printf (_ ("%d of %u"), (int) shown_of (state)->referral->ready, items->len);
  gboolean open =
      g_strcmp0 (shown_of (state)->referral->state, "declined") != 0 && shown_of (state)->referral->closed_at == 0;

  gb_section_set_counts (section, FALSE);
  gb_section_set_side (section, side);
  for (guint i = 0; i < items->len; i++)
    {
      GbReferralItem *item = items->pdata[i];
      const char *line = item->value != NULL ? item->value : item->note != NULL ? item->note : _ ("Still to get");
      GbRow *row = gb_step_row_new (item->ready ? GB_DOT_DONE : GB_DOT_TO_COME, i + 1, item->title, line, NULL);
      gb_row_set_key (row, item->item);
      gb_row_set_opens (row, open);
      if (open)
        g_signal_connect_object (row, "open", G_CALLBACK (on_item), page, 0);
      gb_section_add (section, GTK_WIDGET (row));
    }
  gb_box_add (state->pane, section);
}

/* --- the pane ---------------------------------------------------------------------------------------- */

static gboolean
has_limb (GbReferral *referral, const char *limb)
{
  g_autofree char *quoted = g_strdup_printf ("\"%s\"", limb);
  return referral->limbs != NULL && strstr (referral->limbs, quoted) != NULL;
}

static void
add_limbs (GbCaseState *state)
{
  GPtrArray *words = gb_pack_words (gb_book_get_pack (state->book), "lado-limb");
  GbSection *section = gb_section_new (_ ("The four limbs"));

  if (g_strcmp0 (shown_of (state)->referral->agency, "lado") != 0)
    return;
  gb_section_set_counts (section, FALSE);
  for (guint i = 0; i < words->len; i++)
    {
      const GbWord *word = words->pdata[i];
      gboolean met = has_limb (shown_of (state)->referral, word->id);
      GbRow *row = gb_step_row_new (met ? GB_DOT_DONE : GB_DOT_TO_COME, i + 1, word->label,
                                    met ? _ ("May be met") : _ ("Not named"), word->basis);
      gb_row_set_spent (row, !met);
      gb_row_set_strong (row, met);
      gb_section_add (section, GTK_WIDGET (row));
    }
  gb_box_add (state->pane, section);
}

static void
on_incident (GbRow *row, GtkWidget *page)
{
  gb_window_open_case (page, "incident", gb_row_get_key (row));
}

static void
add_link (GtkWidget *page, GbCaseState *state)
{
  GbReferral *referral = shown_of (state)->referral;
  GbSection *section = gb_section_new (_ ("Belongs to"));
  GbRow *row;

  if (referral->incident_id == NULL)
    return;
  row = gb_row_new (_ ("Incident"), referral->incident_reference);
  gb_row_set_key (row, referral->incident_id);
  gb_row_set_opens (row, TRUE);
  g_signal_connect_object (row, "open", G_CALLBACK (on_incident), page, 0);
  gb_section_set_counts (section, FALSE);
  gb_section_add (section, GTK_WIDGET (row));
  gb_box_add (state->pane, section);
}

/* --- buttons -------------------------------------------------------------------------------------------- */

static void
do_act (GtkWidget *page, int act)
{
  GbCaseState *state = gb_case_state (page);

  if (state->shown != NULL && act >= 0)
    asks[act](page, state->book, shown_of (state)->referral);
}

static void
on_accent (GtkWidget *page)
{
  do_act (page, gb_case_state (page)->accent);
}

static void
on_print (GtkWidget *page)
{
  GbCaseState *state = gb_case_state (page);

  if (state->shown != NULL)
    gb_window_push (page, gb_outgoing_page_new (state->book, _ ("Referral sheet"), state->id,
                                                shown_of (state)->referral->reference, gb_print_referral));
}

/* What must be asked first is offered first; the answer may come more than once. */
static int
likeliest (Shown *shown)
{
  if (shown->may[MAKE])
    return MAKE;
  if (shown->may[CONSULT])
    return CONSULT;
  if (shown->may[CLOSE])
    return CLOSE;
  return shown->may[ANSWER] ? ANSWER : -1;
}

static void
set_buttons (GtkWidget *page, GbCaseState *state)
{
  gboolean offered[N_ACTS];

  state->accent = likeliest (state->shown);
  gb_page_set_accent (GB_PAGE (page), NULL, state->accent >= 0 ? _ (labels[state->accent]) : NULL);
  for (int i = 0; i < N_ACTS; i++)
    offered[i] = shown_of (state)->may[i] && i != state->accent;
  gb_page_show_acts (state->more, "referral", labels, offered, N_ACTS);
}

/* --- the page ------------------------------------------------------------------------------------------------ */

static void
show_referral (GtkWidget *page, GbCaseState *state)
{
  g_autofree char *title = NULL;

  title = g_strdup_printf (_ ("Referral %s"), shown_of (state)->referral->reference);
  gb_page_set_title (GB_PAGE (page), title, NULL);
  add_head (state);
  add_clock (state);
  add_story (state);
  gb_box_add (state->story, gb_evidence_section_new (state->book, state->id));
  gb_box_add (state->pane, gb_vulnerable_callout_new (state->book, state->id));
  gb_box_add (state->pane, gb_gates_new (_ ("Gates"), NULL, shown_of (state)->gates));
  add_limbs (state);
  add_ready (page, state);
  add_link (page, state);
  set_buttons (page, state);
}

static const GbCasePlan plan = { ask_referral, shown_free, show_referral };

GtkWidget *
gb_referral_page_new (GbBook *book, const char *case_id)
{
  GbPage *page = gb_case_page_new (_ ("Referral"), _ ("Have this ready"), book, case_id, &plan);
  GbCaseState *state = gb_case_state (page);
  GtkWidget *print;

  gb_evidence_take_drops (GTK_WIDGET (page), book, case_id);
  gb_page_add_end (page, gb_readers_button_new (book, case_id));
  print = gb_page_add_button (page, "printer-symbolic", _ ("Print the referral sheet"), FALSE);
  g_signal_connect_object (print, "clicked", G_CALLBACK (on_print), page, G_CONNECT_SWAPPED);
  state->more = gb_page_add_acts (page, "referral", _ ("More for this referral"), N_ACTS, do_act);
  g_signal_connect_object (page, "accent", G_CALLBACK (on_accent), page, 0);
  g_signal_connect_object (page, "print", G_CALLBACK (on_print), page, 0);
  return GTK_WIDGET (page);
}
