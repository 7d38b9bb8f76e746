/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>

#include <glib/gi18n.h>

#include "base/text.h"
#include "base/time.h"
#include "print/transfer.h"
#include "views/ask.h"
#include "views/enclosures.h"
#include "views/form.h"
#include "views/help.h"
#include "views/outgoing-page.h"
#include "views/page.h"
#include "views/pill.h"
#include "views/section.h"
#include "views/text.h"
#include "views/transfer-page.h"
#include "views/window.h"

typedef struct
{
  GbBook *book;
  char *id;
  GbTransfer *transfer; /* as last shown; NULL before */
  GbSection *steps;
  GtkWidget *desk, *record, *call_off;
  GtkWidget *enclosures; /* NULL before it was shown for the first time */
  gboolean open;         /* whether what goes along could still be said then */
} State;

typedef struct
{
  GbTransfer *transfer;
  GPtrArray *chases;
  gint64 sealed;
} Answer;

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  g_clear_object (&answer->transfer);
  g_clear_pointer (&answer->chases, g_ptr_array_unref);
  g_free (answer);
}

static void
state_free (gpointer data)
{
  State *state = data;

  g_clear_object (&state->transfer);
  g_object_unref (state->book);
  g_free (state->id);
  g_free (state);
}

static State *
state_of (gpointer page)
{
  return g_object_get_data (G_OBJECT (page), "gb-transfer");
}

static gboolean
is_in (const GbTransfer *transfer, const char *state)
{
  return transfer != NULL && g_strcmp0 (transfer->state, state) == 0;
}

/* --- what is asked --------------------------------------------------------------------- */

static void
on_begun (GbForm *form, GbDone *done, GtkWidget *over)
{
  gb_window_open_case (over, "transfer", done->case_id);
}

void
gb_transfer_ask_begin (GtkWidget *over, GbBook *book, const char *person_id, const char *person, const char *left_on)
{
  GbForm *form = gb_form_new (book);
  g_autofree char *today = gb_today ();
  g_autofree char *title = g_strdup_printf (_ ("Send %s’s file to the next school"), person);

  gb_form_say (form, _ ("It is due within five days of the last day here, or of the first day of the new term."));
  gb_form_line (form, "school", _ ("Next school"));
  gb_form_line (form, "contact", _ ("Its DSL"));
  gb_form_line (form, "address", _ ("Address, or secure e-mail"));
  gb_when_set_day (gb_form_when (form, "left_on", _ ("Last day here"), FALSE), left_on != NULL ? left_on : today);
  gb_form_when (form, "starts_on", _ ("First day there, if known"), FALSE);
  GB_FORM_REQUIRE (form, "school", "left_on");
  gb_form_keep_text (form, "person_id", person_id);
  gb_form_keep_text (form, "person", person);
  gb_form_set_act (form, "transfer.begun", NULL);
  g_signal_connect_object (form, "done", G_CALLBACK (on_begun), over, 0);
  gb_form_open (form, over, title, _ ("Begin"));
}

static void
ask_sent (GtkWidget *page)
{
  State *state = state_of (page);
  GbForm *form = gb_form_new (state->book);
  GtkWidget *to;

  gb_form_say (form, _ ("The file you printed or saved last is the one that was sent: its code is what the receipt must"
                        " bring back."));
  gb_form_ask_when (form, "at", _ ("Sent"));
  gb_form_choice (form, "method", _ ("How"), gb_form_words (form, "transfer-method"));
  to = gb_form_line (form, "to", _ ("To whom there"));
  if (gb_text_is_filled (state->transfer->contact))
    gtk_editable_set_text (GTK_EDITABLE (to), state->transfer->contact);
  gb_form_person (form, "by_id", "by", _ ("Sent by"));
  gb_form_line (form, "carrier", _ ("Tracking number, if any"));
  gb_form_switch (form, "apart", _ ("Apart from the pupil file"), _ ("It goes to the DSL by itself"));
  GB_FORM_REQUIRE (form, "method", "to", "by_id");
  gb_form_set_act (form, "transfer.sent", state->id);
  gb_form_open (form, page, _ ("Record that it was sent"), _ ("Record"));
}

static void
ask_received (GtkWidget *page)
{
  State *state = state_of (page);
  GbForm *form = gb_form_new (state->book);

  gb_form_say (form, _ ("The code stands on the last page of the file, so whoever gives it has the whole file."));
  gb_form_ask_when (form, "at", _ ("Arrived"));
  gb_form_line (form, "who", _ ("Who received it"));
  gb_form_line (form, "role", _ ("Their role"));
  gb_form_line (form, "code", _ ("Code on the receipt"));
  gb_form_line (form, "how", _ ("Without a code: how else you know"));
  gb_form_require (form, "who");
  gb_form_set_act (form, "transfer.received", state->id);
  gb_form_open (form, page, _ ("Record the receipt"), _ ("Record"));
}

static void
ask_chased (GtkWidget *page)
{
  State *state = state_of (page);
  GbForm *form = gb_form_new (state->book);

  gb_form_ask_when (form, "at", _ ("When"));
  gb_form_line (form, "spoke_to", _ ("Whom you asked"));
  gb_form_line (form, "said", _ ("What they said"));
  GB_FORM_REQUIRE (form, "spoke_to", "said");
  gb_form_set_act (form, "transfer.chased", state->id);
  gb_form_open (form, page, _ ("Ask after the receipt"), _ ("Record"));
}

static void
on_call_off (GtkWidget *page)
{
  State *state = state_of (page);
  GbForm *form = gb_form_new (state->book);

  gb_form_line (form, "reason", _ ("Why the file isn’t sent on"));
  gb_form_require (form, "reason");
  gb_form_set_act (form, "transfer.withdrawn", state->id);
  gb_form_open (form, page, _ ("Call the transfer off"), _ ("Call off"));
}

static void
show_file (GtkWidget *page)
{
  State *state = state_of (page);
  g_autofree char *title = g_strdup_printf (_ ("File for %s"), state->transfer->school);

  gb_window_push (page,
                  gb_outgoing_page_new_for (state->book, title, state->id, state->transfer->reference,
                                            state->transfer->school, _ ("The child moves there"), gb_print_transfer));
}

/* What is next has the accent: look at the file, or record the receipt. */
static void
on_accent (GtkWidget *page)
{
  State *state = state_of (page);

  if (is_in (state->transfer, "begun"))
    show_file (page);
  else if (is_in (state->transfer, "sent"))
    ask_received (page);
}

static void
on_record (GtkWidget *page)
{
  State *state = state_of (page);

  if (is_in (state->transfer, "begun"))
    ask_sent (page);
  else if (is_in (state->transfer, "sent"))
    ask_chased (page);
}

/* --- showing ------------------------------------------------------------------------------ */

static void
add_step (State *state, const char *icon, const char *title, const char *quiet)
{
  GbRow *row = gb_row_new (title, quiet);

  gb_row_set_icon (row, icon);
  gb_section_add (state->steps, GTK_WIDGET (row));
}

static void
add_sent (State *state, const GbTransfer *transfer)
{
  g_autofree char *at = gb_say_instant (transfer->sent_at);
  const char *how = gb_pack_label (gb_book_get_pack (state->book), "transfer-method", transfer->method);
  g_autofree char *title = g_strdup_printf (_ ("Sent to %s"), transfer->sent_to);
  g_autofree char *quiet =
      g_strdup_printf (ngettext ("%s by %s, %" PRId64 " page. %s.%s",
                                 "%s by %s, %" PRId64 " pages. %s.%s", transfer->pages),
                       at, transfer->sent_by, transfer->pages, how, transfer->late ? _ (" It was late.") : "");

  add_step (state, "mail-send-symbolic", title, quiet);
}

static void
add_received (State *state, const GbTransfer *transfer)
{
  g_autofree char *at = gb_say_instant (transfer->received_at);
  g_autofree char *title = g_strdup_printf (_ ("Received by %s"), transfer->received_by);
  g_autofree char *quiet =
      transfer->proven ? g_strdup_printf (_ ("%s. The code of this very file came back."), at)
                       : g_strdup_printf (_ ("%s. No code came back; it is known thus: %s"), at, transfer->known_how);

  add_step (state, "object-select-symbolic", title, quiet);
}

/* Only its readers see this. */
static void
add_sealed (State *state, gint64 sealed)
{
  g_autofree char *title = g_strdup_printf (ngettext ("%" PRId64 " sealed case isn’t in the file",
                                                      "%" PRId64 " sealed cases aren’t in the file", sealed),
                                            sealed);

  add_step (state, "channel-secure-symbolic", title,
            _ ("You read it because you hold its key. Decide what of it the next school’s DSL must know, and tell them"
               " yourself."));
}

static void
show_steps (State *state, const Answer *answer)
{
  const GbTransfer *transfer = answer->transfer;
  g_autofree char *begun = gb_say_instant (transfer->begun_at);
  g_autofree char *by = g_strdup_printf (_ ("%s by %s"), begun, transfer->begun_by);
  g_autofree char *made = transfer->made_at > 0 ? gb_say_instant (transfer->made_at) : NULL;

  gb_section_clear (state->steps);
  add_step (state, "document-new-symbolic", _ ("Begun"), by);
  if (answer->sealed > 0 && transfer->received_at == 0 && transfer->withdrawn == NULL)
    add_sealed (state, answer->sealed);
  if (made != NULL)
    add_step (state, "document-print-symbolic", _ ("File printed or saved"), made);
  if (transfer->sent_at > 0)
    add_sent (state, transfer);
  for (guint i = 0; i < answer->chases->len; i++)
    {
      const GbChase *chase = answer->chases->pdata[i];
      g_autofree char *at = gb_say_instant (chase->at);
      g_autofree char *title = g_strdup_printf (_ ("Asked %s after the receipt"), chase->spoke_to);
      g_autofree char *quiet = g_strdup_printf ("%s. %s", at, chase->said);
      add_step (state, "call-start-symbolic", title, quiet);
    }
  if (transfer->received_at > 0)
    add_received (state, transfer);
  if (transfer->withdrawn != NULL)
    add_step (state, "process-stop-symbolic", _ ("Called off"), transfer->withdrawn);
}

static void
show_band (GtkWidget *page, const GbTransfer *transfer)
{
  g_autofree char *due = transfer->due_at > 0 ? gb_say_instant_within (transfer->due_at) : NULL;
  g_autofree char *text = NULL;

  if (due != NULL)
    text = g_strdup_printf (is_in (transfer, "begun") ? _ ("The file is due by %s: %s.")
                                                      : _ ("The receipt is due by %s: %s."),
                            due, transfer->due_rule);
  gb_page_set_band (GB_PAGE (page), transfer->due_at < gb_now () ? GB_CALLOUT_STOP : GB_CALLOUT_NOTE, text);
}

/* Made anew when what goes along can't be said any more. */
static void
show_enclosures (State *state, gboolean open)
{
  const GbEnclosuresPlan plan = { .kind = "transfer.enclosed",
                                  .about_id = state->id,
                                  .reference = state->transfer->reference,
                                  .person_id = state->transfer->person_id,
                                  .open = open };

  if (state->enclosures != NULL && state->open == open)
    return;
  if (state->enclosures != NULL)
    gtk_box_remove (GTK_BOX (state->desk), state->enclosures);
  state->enclosures = gb_enclosures_new (state->book, &plan);
  state->open = open;
  gtk_box_append (GTK_BOX (state->desk), state->enclosures);
}

static void
show_answer (GtkWidget *page, gpointer data, GError *error)
{
  State *state = state_of (page);
  Answer *answer = data;
  gboolean begun, sent;

  if (answer == NULL)
    {
      gb_page_set_band (GB_PAGE (page), GB_CALLOUT_STOP, error->message);
      return;
    }
  g_set_object (&state->transfer, answer->transfer);
  begun = is_in (answer->transfer, "begun");
  sent = is_in (answer->transfer, "sent");
  gb_page_set_title (GB_PAGE (page), answer->transfer->person, answer->transfer->school);
  show_band (page, answer->transfer);
  show_steps (state, answer);
  show_enclosures (state, begun || sent);
  gb_page_set_accent (GB_PAGE (page), NULL, begun ? _ ("Look at the file…") : sent ? _ ("Record the receipt…") : NULL);
  gtk_widget_set_visible (state->record, begun || sent);
  gtk_widget_set_visible (state->call_off, begun);
  gtk_widget_set_sensitive (state->record, sent || answer->transfer->made_at > 0);
  gb_word_button_set (state->record, NULL, sent ? _ ("Ask after it…") : _ ("It was sent…"));
}

/* Worker. */
static gpointer
ask_transfer (GbBook *book, gpointer id, GCancellable *cancellable, GError **error)
{
  GbVault *vault = gb_book_get_vault (book);
  Answer *answer = g_new0 (Answer, 1);

  answer->transfer = gb_transfer_load (vault, id, error);
  answer->chases = answer->transfer != NULL ? gb_transfer_chases (vault, id, error) : NULL;
  answer->sealed = answer->chases != NULL ? gb_transfer_sealed (vault, answer->transfer->person_id, error) : -1;
  if (answer->sealed >= 0)
    return answer;
  answer_free (answer);
  return NULL;
}

static void
refresh (GtkWidget *page)
{
  State *state = state_of (page);
  gb_view_ask (page, state->book, ask_transfer, g_strdup (state->id), g_free, answer_free, show_answer);
}

GtkWidget *
gb_transfer_page_new (GbBook *book, const char *id)
{
  GbPage *page = gb_page_new (_ ("File for the next school"));
  GtkWidget *desk = gb_page_make_desk (page);
  State *state = g_new0 (State, 1);

  gb_help_mark (GTK_WIDGET (page), "leaving");
  state->book = g_object_ref (book);
  state->id = g_strdup (id);
  state->steps = gb_section_new (_ ("What was done"));
  gb_section_set_counts (state->steps, FALSE);
  g_object_set_data_full (G_OBJECT (page), "gb-transfer", state, state_free);
  state->record = gb_page_add_button (page, "mail-send-symbolic", _ ("It was sent…"), TRUE);
  state->call_off = gb_page_add_button (page, "process-stop-symbolic", _ ("Call off…"), FALSE);
  gtk_widget_set_visible (state->record, FALSE);
  gtk_widget_set_visible (state->call_off, FALSE);
  state->desk = desk;
  gtk_box_append (GTK_BOX (desk), GTK_WIDGET (state->steps));
  g_signal_connect_object (state->record, "clicked", G_CALLBACK (on_record), page, G_CONNECT_SWAPPED);
  g_signal_connect_object (state->call_off, "clicked", G_CALLBACK (on_call_off), page, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "accent", G_CALLBACK (on_accent), page, 0);
  gb_view_follow (GTK_WIDGET (page), book, refresh);
  return GTK_WIDGET (page);
}

/* --- in a list -------------------------------------------------------------------------------- */

static const char *
say_state (const GbTransfer *transfer)
{
  if (is_in (transfer, "begun"))
    return _ ("To be sent");
  if (is_in (transfer, "sent"))
    return _ ("No receipt yet");
  if (is_in (transfer, "withdrawn"))
    return _ ("Called off");
  return transfer->proven ? _ ("Arrived") : _ ("Arrived, without the code");
}

GbRow *
gb_transfer_row_new (GbTransfer *transfer)
{
  g_autofree char *title = g_strdup_printf (_ ("File to %s"), transfer->school);
  gboolean open = is_in (transfer, "begun") || is_in (transfer, "sent");
  GbRow *row = gb_row_new (title, transfer->reference);

  gb_row_set_icon (row, "mail-send-symbolic");
  gb_row_add_pill (row, gb_pill_new (open ? GB_PILL_OPEN : GB_PILL_PLAIN, say_state (transfer)));
  if (transfer->due_at > 0)
    gb_row_set_clock (row, transfer->due_at, is_in (transfer, "begun") ? _ ("to send it") : _ ("to a receipt"));
  gb_row_set_key (row, transfer->id);
  gb_row_set_noun (row, "transfer");
  gb_row_set_opens (row, TRUE);
  return row;
}
