/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "base/text.h"
#include "base/time.h"
#include "views/form.h"
#include "views/referral-dialogs.h"
#include "views/window.h"

/* --- begun -------------------------------------------------------------------------- */

/* The four limbs and the adult belong to the LADO's referral. */
static void
show_begin_fields (GbForm *form)
{
  const char *agency = gb_choice_get (GB_CHOICE (gb_form_get_field (form, "agency")));
  gboolean lado = g_strcmp0 (agency, "lado") == 0;

  gb_form_show_field (form, "limbs", lado);
  gb_form_show_field (form, "subject_role", lado);
}

static void
open_new_case (GtkWidget *over, GbDone *done, GbForm *form)
{
  gb_window_open_case (over, "referral", done->case_id);
}

void
gb_referral_ask_begin (GtkWidget *over, GbBook *book, const char *incident_id)
{
  gb_referral_ask_begin_to (over, book, incident_id, NULL);
}

void
gb_referral_ask_begin_to (GtkWidget *over, GbBook *book, const char *incident_id, const char *agency)
{
  GbForm *form = gb_form_new_for (book, "referral.begun", NULL);

  gb_form_keep_text (form, "incident_id", incident_id);
  gb_choice_set (gb_form_choice (form, "agency", _ ("To whom"), gb_form_words (form, "agency")), agency);
  gb_form_choice (form, "urgency", _ ("How urgent"), gb_form_words (form, "urgency"));
  gb_form_ask_when (form, "noticed_at", _ ("When the school knew"));
  gb_form_text (form, "summary", _ ("What it is about, in plain words"));
  gb_form_group (form, _ ("Who it is about"), NULL);
  gb_form_line (form, "subject", _ ("Name"));
  gb_form_line (form, "subject_role", _ ("Their post or role"));
  gb_form_list (form, "limbs", _ ("Which limbs of the harm threshold may be met"), gb_form_words (form, "lado-limb"));
  GB_FORM_REQUIRE (form, "agency", "summary");
  show_begin_fields (form);
  g_signal_connect_object (form, "changed", G_CALLBACK (show_begin_fields), form, 0);
  g_signal_connect_object (form, "done", G_CALLBACK (open_new_case), over, G_CONNECT_SWAPPED);
  gb_form_open (form, over, _ ("Begin a referral"), _ ("Begin"));
}

/* Which limbs may be met, as the concern has them. */
static JsonArray *
limbs_of (GbConcern *concern)
{
  const char *const answers[GB_CONCERN_LIMBS]
    = { concern->harmed, concern->offence, concern->risk, concern->unsuitable };
  JsonArray *limbs = json_array_new ();

  for (guint i = 0; i < GB_CONCERN_LIMBS; i++)
    if (answers[i] != NULL && !g_str_equal (answers[i], "no"))
      json_array_add_string_element (limbs, gb_concern_limbs[i]);
  return limbs;
}

void
gb_referral_ask_begin_for (GtkWidget *over, GbBook *book, GbConcern *concern)
{
  GbForm *form = gb_form_new_for (book, "referral.begun", NULL);
  g_autoptr (JsonObject) known = json_object_new ();

  gb_form_keep_text (form, "concern_id", concern->id);
  gb_form_keep_text (form, "agency", "lado");
  gb_form_keep_text (form, "subject_id", concern->person_id);
  gb_form_keep_text (form, "subject", concern->person);
  gb_form_keep_text (form, "subject_role",
                     gb_pack_label (gb_book_get_pack (book), "concern-person", concern->person_role));
  gb_form_keep_number (form, "noticed_at", concern->noticed_at);
  gb_form_group (form, NULL,
                 _ ("It is sealed for the readers of the concern. The clock is the concern’s: it runs from when the "
                    "school knew."));
  gb_form_choice (form, "urgency", _ ("How urgent"), gb_form_words (form, "urgency"));
  gb_form_text (form, "summary", _ ("What it is about, in plain words"));
  gb_form_list (form, "limbs", _ ("Which limbs of the harm threshold may be met"), gb_form_words (form, "lado-limb"));
  json_object_set_string_member (known, "summary", concern->title);
  json_object_set_array_member (known, "limbs", limbs_of (concern));
  gb_form_write (form, known);
  gb_form_require (form, "summary");
  g_signal_connect_object (form, "done", G_CALLBACK (open_new_case), over, G_CONNECT_SWAPPED);
  gb_form_open (form, over, _ ("Begin a LADO referral"), _ ("Begin"));
}

/* --- made ready ------------------------------------------------------------------------- */

void
gb_referral_ask_item (GtkWidget *over, GbBook *book, GbReferral *referral, GbReferralItem *item)
{
  GbForm *form = gb_form_new_for (book, "referral.item", referral->id);
  GtkWidget *view = gb_form_text (form, "value", item->title);
  GtkWidget *ready = gb_form_switch (form, "ready", _ ("Ready"), item->note);

  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), item->value != NULL ? item->value : "",
                            -1);
  gtk_switch_set_active (GTK_SWITCH (ready), TRUE);
  gb_form_keep_text (form, "item", item->item);
  gb_form_keep_text (form, "title", item->title);
  gb_form_require (form, "value");
  gb_form_open (form, over, _ ("Have this ready"), _ ("Keep"));
}

void
gb_referral_ask_consulted (GtkWidget *over, GbBook *book, GbReferral *referral)
{
  GbForm *form = gb_form_new_for (book, "referral.consulted", referral->id);

  gb_form_choice (form, "agency", _ ("Who was asked"), gb_form_words (form, "agency"));
  gb_form_line (form, "person", _ ("Whom you spoke to"));
  gb_form_ask_when (form, "at", _ ("When"));
  gb_form_text (form, "advice", _ ("What they advised"));
  GB_FORM_REQUIRE (form, "agency", "person", "advice");
  gb_form_open (form, over, _ ("Asked before passing it on"), _ ("Record"));
}

/* --- made, declined ------------------------------------------------------------------------- */

void
gb_referral_ask_made (GtkWidget *over, GbBook *book, GbReferral *referral)
{
  GbForm *form = gb_form_new_for (book, "referral.made", referral->id);
  g_autoptr (GbPersonHit) me =
      gb_person_hit_new (gb_book_get_member_id (book), gb_book_get_member_name (book), "staff", NULL, NULL, NULL);

  gb_form_choice (form, "route", _ ("How"), gb_form_words (form, "route"));
  gb_form_ask_when (form, "at", _ ("When"));
  gb_person_picker_set_sorts (gb_form_person (form, "by_id", "by", _ ("By whom")), "staff");
  gb_person_picker_set (GB_PERSON_PICKER (gb_form_get_field (form, "by_id")), me);
  gb_form_line (form, "spoke_to", _ ("Whom you spoke to, or what came back"));
  gb_form_line (form, "reference", _ ("Their reference"));
  gb_form_text (form, "advice", _ ("What they said to do meanwhile"));
  GB_FORM_REQUIRE (form, "route", "by_id", "spoke_to");
  gb_form_open (form, over, _ ("The referral was made"), _ ("Record"));
}

void
gb_referral_ask_declined (GtkWidget *over, GbBook *book, GbReferral *referral)
{
  GbForm *form = gb_form_new_for (book, "referral.declined", referral->id);

  gb_form_text (form, "reason", _ ("Why it isn’t referred"));
  gb_form_line (form, "advice_from", _ ("Who advised it, if anybody"));
  gb_form_require (form, "reason");
  gb_form_open (form, over, _ ("Decline, because…"), _ ("Decline"));
}

/* --- answered, closed ---------------------------------------------------------------------------- */

void
gb_referral_ask_answered (GtkWidget *over, GbBook *book, GbReferral *referral)
{
  GbForm *form = gb_form_new_for (book, "referral.answered", referral->id);

  gb_form_ask_when (form, "at", _ ("When"));
  gb_form_choice (form, "outcome", _ ("Answer"), gb_form_words (form, "referral-outcome"));
  gb_form_text (form, "words", _ ("In their words"));
  gb_form_line (form, "reference", _ ("Their reference"));
  GB_FORM_REQUIRE (form, "outcome", "words");
  gb_form_open (form, over, _ ("The answer"), _ ("Record"));
}

void
gb_referral_ask_close (GtkWidget *over, GbBook *book, GbReferral *referral)
{
  gb_reason_open (over, book, _ ("Close the referral"), _ ("What came of it, in a sentence"), _ ("Close"),
                  "referral.closed", referral->id, "summary");
}
