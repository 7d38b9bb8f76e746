/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Order of this file: what is asked, the story, where next, the pane, the page. */
#include <adwaita.h>
#include <glib/gi18n.h>

#include "base/text.h"
#include "base/time.h"
#include "casework/device.h"
#include "casework/person.h"
#include "print/device.h"
#include "views/ask.h"
#include "views/case-page.h"
#include "views/device-dialogs.h"
#include "views/device-page.h"
#include "views/evidence-dialogs.h"
#include "views/evidence-section.h"
#include "views/devices.h"
#include "views/gates.h"
#include "views/outgoing-page.h"
#include "views/page.h"
#include "views/paper.h"
#include "views/pill.h"
#include "views/readers.h"
#include "views/row.h"
#include "views/search-dialogs.h"
#include "views/text.h"
#include "views/window.h"

/* --- what is asked ------------------------------------------------------------------ */

typedef struct
{
  GbDevice *device;
  GPtrArray *chain, *gates, *searches, *confirmations;
} Shown;

static void
shown_clear (gpointer data)
{
  Shown *shown = data;

  g_clear_object (&shown->device);
  g_clear_pointer (&shown->chain, g_ptr_array_unref);
  g_clear_pointer (&shown->gates, g_ptr_array_unref);
  g_clear_pointer (&shown->searches, g_ptr_array_unref);
  g_clear_pointer (&shown->confirmations, g_ptr_array_unref);
}

/* Shared by the answer and the page that shows it. */
static void
shown_free (gpointer data)
{
  g_atomic_rc_box_release_full (data, shown_clear);
}

/* Worker. */
static gpointer
ask_device (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  GbVault *vault = gb_book_get_vault (book);
  Shown *shown = g_atomic_rc_box_new0 (Shown);

  if ((shown->device = gb_device_load (vault, data, error)) != NULL
      && (shown->chain = gb_device_chain (vault, data, error)) != NULL
      && (shown->gates = gb_device_gates (book, shown->device, error)) != NULL
      && (shown->searches = gb_device_searches (book, data, error)) != NULL
      && (shown->confirmations = gb_device_confirmations (vault, data, error)) != NULL)
    return shown;
  shown_free (shown);
  return NULL;
}

static Shown *
shown_of (const GbCaseState *state)
{
  return state->shown;
}

static gboolean
is_here (GbDevice *device)
{
  return g_str_equal (device->state, "in-custody");
}

/* --- the story ------------------------------------------------------------------------- */

static char *
say_owner (GbDevice *device)
{
  g_autofree char *year = gb_text_is_filled (device->owner_year) ? gb_say_year_group (device->owner_year) : NULL;
  g_autofree char *whose =
      year != NULL ? g_strdup_printf (_ ("%s, %s"), device->owner, year) : g_strdup (device->owner);

  if (device->incident_reference != NULL)
    return g_strdup_printf (_ ("Belongs to %s. Bag %s. For incident %s."), whose, device->seal,
                            device->incident_reference);
  return g_strdup_printf (_ ("Belongs to %s. Bag %s."), whose, device->seal);
}

static void
add_head (GbCaseState *state)
{
  GbDevice *device = shown_of (state)->device;
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *pills = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  g_autofree char *owner = say_owner (device);

  gb_box_add (pills, gb_device_pill_new (device));
  if (is_here (device))
    gb_box_add (pills, gb_pill_new (GB_PILL_PLAIN, gb_device_say_place (device, state->book)));
  gb_box_add (head, pills);
  gb_box_add (head, gb_text_new (GB_TEXT_TITLE, device->description));
  gb_box_add (head, gb_text_new (GB_TEXT_QUIET, owner));
  gb_box_add (state->story, head);
}

static char *
say_link (GbCaseState *state, GbCustody *link)
{
  g_autofree char *when = gb_say_instant (link->at);
  g_autoptr (GString) line = g_string_new (when);

  if (link->place != NULL)
    g_string_append_printf (line, ", %s", gb_pack_label (gb_book_get_pack (state->book), "place", link->place));
  g_string_append (line, ".");
  if (link->seal != NULL)
    g_string_append_printf (line, _ (" Bag %s."), link->seal);
  if (g_strcmp0 (link->seal_intact, "no") == 0)
    g_string_append (line, _ (" The seal was broken."));
  if (gb_text_is_filled (link->detail))
    g_string_append_printf (line, " %s", link->detail);
  if (link->reference != NULL)
    g_string_append_printf (line, _ (" Reference %s."), link->reference);
  return g_string_free (g_steal_pointer (&line), FALSE);
}

static void
add_chain (GbCaseState *state)
{
  GbSection *section = gb_section_new (_ ("Where it has been"));
  GPtrArray *chain = shown_of (state)->chain;

  gb_section_set_counts (section, FALSE);
  for (guint i = 0; i < chain->len; i++)
    {
      g_autofree char *title = gb_custody_say (gb_book_get_pack (state->book), chain->pdata[i]);
      g_autofree char *line = say_link (state, chain->pdata[i]);
      gb_section_add (section, GTK_WIDGET (gb_step_row_new (GB_DOT_DONE, i + 1, title, line, NULL)));
    }
  if (is_here (shown_of (state)->device))
    {
      GbDevice *device = shown_of (state)->device;
      g_autofree char *since = gb_say_instant (device->since);
      g_autofree char *line = g_strdup_printf (_ ("%s. With %s."), since, device->holder);
      GbRow *row = gb_step_row_new (GB_DOT_NOW, chain->len + 1, gb_device_say_place (device, state->book), line, NULL);
      gb_row_set_strong (row, TRUE);
      gb_section_add (section, GTK_WIDGET (row));
    }
  gb_box_add (state->story, section);
}

/* --- where it goes next --------------------------------------------------------------------- */

typedef void (*Ask) (GtkWidget *over, GbBook *book, GbDevice *device);

static const struct
{
  const char *key, *icon, *title, *line;
  Ask ask;
} ways[] = {
  { "parent", "avatar-default-symbolic", N_ ("To a parent or carer"), N_ ("Named, at the end of the school day"),
    gb_device_ask_release },
  { "police", "security-high-symbolic", N_ ("To the police"), N_ ("Officer’s name, number and reference"),
    gb_device_ask_police },
  { "place", "go-jump-symbolic", N_ ("To another place in school"), N_ ("Place and who takes it there"),
    gb_device_ask_move },
};

static void
on_way (GbRow *row, GtkWidget *page)
{
  GbCaseState *state = gb_case_state (page);

  for (gsize i = 0; i < G_N_ELEMENTS (ways); i++)
    if (g_strcmp0 (ways[i].key, gb_row_get_key (row)) == 0)
      ways[i].ask (page, state->book, shown_of (state)->device);
}

static void
add_ways (GtkWidget *page, GbCaseState *state)
{
  GbSection *section = gb_section_new (_ ("Say where it goes next"));
  g_autofree char *why_not = gb_device_why_not_released (shown_of (state)->device);

  gb_section_set_counts (section, FALSE);
  for (gsize i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      GbRow *row = gb_row_new (_ (ways[i].title), _ (ways[i].line));
      gb_row_set_icon (row, ways[i].icon);
      gb_row_set_key (row, ways[i].key);
      if (i == 0 && why_not != NULL)
        gb_row_add_pill (row, gb_pill_new (GB_PILL_STOP, _ ("Not now")));
      gb_row_set_opens (row, TRUE);
      g_signal_connect_object (row, "open", G_CALLBACK (on_way), page, 0);
      gb_section_add (section, GTK_WIDGET (row));
    }
  gb_box_add (state->story, section);
  if (why_not != NULL)
    gb_box_add (state->story, gb_callout_new (GB_CALLOUT_STOP, why_not));
}

/* --- what is on it ------------------------------------------------------------------------------ */

static void
on_content (GbRow *row, GtkWidget *page)
{
  GbCaseState *state = gb_case_state (page);
  const char *key = gb_row_get_key (row);
  GbDevice *device = shown_of (state)->device;

  if (g_str_equal (key, "search"))
    gb_search_ask_request (page, state->book, device, NULL, FALSE);
  else if (g_str_equal (key, "examine"))
    gb_device_ask_examine (page, state->book, device, shown_of (state)->searches);
  else if (g_str_equal (key, "confirm"))
    gb_device_ask_confirm (page, state->book, device);
  else if (g_str_equal (key, "erase"))
    gb_device_ask_erase (page, state->book, device, shown_of (state)->searches);
  else if (g_str_equal (key, "hold"))
    gb_device_ask_hold (page, state->book, device);
  else
    gb_device_ask_lift (page, state->book, device);
}

static void
add_content_row (GtkWidget *page, GbSection *section, const char *key, const char *title, const char *line)
{
  GbRow *row = gb_row_new (title, line);

  gb_row_set_key (row, key);
  gb_row_set_opens (row, TRUE);
  g_signal_connect_object (row, "open", G_CALLBACK (on_content), page, 0);
  gb_section_add (section, GTK_WIDGET (row));
}

static void
add_content (GtkWidget *page, GbCaseState *state)
{
  GbSection *section = gb_section_new (_ ("What is on it"));
  GbDevice *device = shown_of (state)->device;
  gboolean permit = shown_of (state)->searches->len > 0;
  g_autofree char *confirmed = g_strdup_printf (_ ("%u of 2 confirmations"), shown_of (state)->confirmations->len);

  gb_section_set_counts (section, FALSE);
  gb_section_set_note (section, permit ? _ ("A signed permit covers it. Looking and erasing are acts of their own.")
                                       : _ ("Nobody looks before the headteacher has signed."));
  if (device->hold != NULL)
    add_content_row (page, section, "lift", _ ("Lift the hold"), _ ("In writing only"));
  else
    add_content_row (page, section, "hold", _ ("Put a hold on it"), _ ("It may be evidence, or the police asked"));
  add_content_row (page, section, "search", _ ("Ask for a search"), _ ("The headteacher signs first"));
  if (permit)
    {
      add_content_row (page, section, "examine", _ ("Record that it was looked at"),
                       _ ("Under the permit, with a good reason"));
      add_content_row (page, section, "confirm", _ ("Confirm that data may be erased"), confirmed);
      add_content_row (page, section, "erase", _ ("Record that data was erased"),
                       _ ("Not evidence, harm likely, refused"));
    }
  gb_box_add (state->pane, section);
}

/* --- the label ----------------------------------------------------------------------------------------- */

static void
on_label (GtkWidget *page)
{
  GbCaseState *state = gb_case_state (page);

  if (state->shown != NULL)
    gb_window_push (page, gb_outgoing_page_new (state->book, _ ("Custody label"), state->id,
                                                shown_of (state)->device->reference, gb_print_device_label));
}

static void
on_receipt (GtkWidget *page)
{
  GbCaseState *state = gb_case_state (page);

  if (state->shown != NULL)
    gb_window_push (page, gb_outgoing_page_new (state->book, _ ("Custody receipt"), state->id,
                                                shown_of (state)->device->reference, gb_print_device_receipt));
}

static void
add_label (GtkWidget *page, GbCaseState *state)
{
  GbDevice *device = shown_of (state)->device;
  g_autofree char *bag = g_strdup_printf (_ ("Bag %s"), device->seal);
  g_autofree char *when = gb_say_instant_long (device->taken_at);
  GbPaper *paper = gb_paper_new (bag, gb_book_get_school (state->book));
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *label = gb_word_button_new ("printer-symbolic", _ ("Print label"));
  GtkWidget *receipt = gb_word_button_new ("printer-symbolic", _ ("Print receipt"));

  gb_paper_add (paper, _ ("Device"), device->description, TRUE);
  gb_paper_add (paper, _ ("Taken"), when, TRUE);
  gb_paper_add (paper, _ ("Number"), device->reference, FALSE);
  gb_paper_add (paper, _ ("Mind"), _ ("Do not switch on. Do not look."), TRUE);
  g_signal_connect_object (label, "clicked", G_CALLBACK (on_label), page, G_CONNECT_SWAPPED);
  g_signal_connect_object (receipt, "clicked", G_CALLBACK (on_receipt), page, G_CONNECT_SWAPPED);
  gb_box_add (buttons, label);
  gb_box_add (buttons, receipt);
  gb_box_add (state->pane, gb_text_new (GB_TEXT_HEADING, _ ("Label")));
  gb_box_add (state->pane, paper);
  gb_box_add (state->pane, buttons);
}

/* --- the page ------------------------------------------------------------------------------------------- */

static void
show_device (GtkWidget *page, GbCaseState *state)
{
  g_autofree char *title = NULL;

  title = g_strdup_printf (_ ("Device %s"), shown_of (state)->device->reference);
  gb_page_set_title (GB_PAGE (page), title, is_here (shown_of (state)->device) ? _ ("in custody") : _ ("has left"));
  add_head (state);
  add_chain (state);
  if (is_here (shown_of (state)->device))
    add_ways (page, state);
  gb_box_add (state->story, gb_evidence_section_new (state->book, state->id));
  add_label (page, state);
  gb_box_add (state->pane, gb_gates_new (_ ("Gates"), NULL, shown_of (state)->gates));
  if (is_here (shown_of (state)->device))
    add_content (page, state);
  gb_page_set_accent (GB_PAGE (page), NULL, is_here (shown_of (state)->device) ? _ ("Hand over…") : NULL);
}

static const GbCasePlan plan = { ask_device, shown_free, show_device };

/* Held for the police it can only go to them; else a parent fetches it. */
static void
on_accent (GtkWidget *page)
{
  GbCaseState *state = gb_case_state (page);

  if (state->shown == NULL)
    return;
  if (shown_of (state)->device->hold != NULL)
    gb_device_ask_police (page, state->book, shown_of (state)->device);
  else
    gb_device_ask_release (page, state->book, shown_of (state)->device);
}

GtkWidget *
gb_device_page_new (GbBook *book, const char *case_id)
{
  GbPage *page = gb_case_page_new (_ ("Device"), _ ("Label and gates"), book, case_id, &plan);

  gb_evidence_take_drops (GTK_WIDGET (page), book, case_id);
  gb_page_add_end (page, gb_readers_button_new (book, case_id));
  g_signal_connect_object (page, "accent", G_CALLBACK (on_accent), page, 0);
  g_signal_connect_object (page, "print", G_CALLBACK (on_label), page, 0);
  return GTK_WIDGET (page);
}
