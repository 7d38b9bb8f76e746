/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "base/text.h"
#include "base/time.h"
#include "views/concern-dialogs.h"
#include "views/concerns.h"
#include "views/form.h"
#include "views/row.h"
#include "views/section.h"

static void
ask_adult (GbForm *form, const char *id, const char *name, const char *label)
{
  gb_person_picker_set_sorts (gb_form_person (form, id, name, label), "staff governor");
}

/* Most often it is whoever writes. */
static void
ask_by (GbForm *form, GbBook *book, const char *field, const char *label)
{
  GtkWidget *entry = gb_form_line (form, field, label);

  gtk_editable_set_text (GTK_EDITABLE (entry), gb_book_get_member_name (book));
  gb_form_require (form, field);
}

/* --- the limbs, the LADO ------------------------------------------------------------ */

void
gb_concern_ask_limbs (GtkWidget *over, GbBook *book, GbConcern *concern)
{
  GbForm *form = gb_form_new_for (book, "concern.assessed", concern->id);
  const char *const answers[GB_CONCERN_LIMBS]
    = { concern->harmed, concern->offence, concern->risk, concern->unsuitable };

  gb_form_group (form, NULL,
                 _ ("One by one. “Not known” is an answer; it goes to the LADO, who helps to find out."));
  for (guint i = 0; i < GB_CONCERN_LIMBS; i++)
    {
      GbTri *tri = gb_form_tri (form, gb_concern_limbs[i],
                                gb_pack_label (gb_book_get_pack (book), "lado-limb", gb_concern_limbs[i]));
      gb_tri_set (tri, answers[i]);
      gb_form_require (form, gb_concern_limbs[i]);
    }
  gb_form_text (form, "reason", _ ("Why it does, or doesn’t"));
  gb_form_require (form, "reason");
  gb_form_open (form, over, _ ("Does it meet the harm threshold?"), _ ("Record"));
}

void
gb_concern_ask_lado (GtkWidget *over, GbBook *book, GbConcern *concern)
{
  GbForm *form = gb_form_new_for (book, "concern.lado-told", concern->id);
  g_autoptr (GbPersonHit) me
    = gb_person_hit_new (gb_book_get_member_id (book), gb_book_get_member_name (book), "staff", NULL, NULL, NULL);

  gb_form_ask_when (form, "at", _ ("When"));
  gb_form_choice (form, "how", _ ("How"), gb_form_words (form, "route"));
  ask_adult (form, "by_id", "by", _ ("By whom"));
  gb_person_picker_set (GB_PERSON_PICKER (gb_form_get_field (form, "by_id")), me);
  gb_form_line (form, "officer", _ ("Which officer"));
  gb_form_line (form, "reference", _ ("Their reference"));
  gb_form_text (form, "advice", _ ("What they advised: what may be said, to whom, and when"));
  gb_form_text (form, "decision", _ ("What was decided"));
  GB_FORM_REQUIRE (form, "how", "by_id", "officer", "advice", "decision");
  gb_form_open (form, over, _ ("Discussed with the LADO"), _ ("Record"));
}

/* --- people ---------------------------------------------------------------------------- */

void
gb_concern_ask_manager (GtkWidget *over, GbBook *book, GbConcern *concern)
{
  GbForm *form = gb_form_new_for (book, "concern.manager-named", concern->id);

  gb_form_group (form, NULL, _ ("The headteacher; about the headteacher, the chair of governors."));
  ask_adult (form, "person_id", "name", _ ("Who decides"));
  gb_form_text (form, "reason", _ ("Why this person"));
  GB_FORM_REQUIRE (form, "person_id", "reason");
  gb_form_open (form, over, _ ("Name the case manager"), _ ("Name"));
}

void
gb_concern_ask_welfare (GtkWidget *over, GbBook *book, GbConcern *concern)
{
  GbForm *form = gb_form_new_for (book, "concern.welfare-named", concern->id);

  gb_form_group (form, NULL,
                 _ ("Somebody who keeps in touch with the person named and has no part in looking into it. Being named "
                    "here gives them no key."));
  ask_adult (form, "person_id", "name", _ ("Who keeps in touch"));
  gb_form_text (form, "note", _ ("How, and how often"));
  gb_form_require (form, "person_id");
  gb_form_open (form, over, _ ("Name a welfare contact"), _ ("Name"));
}

void
gb_concern_ask_person_told (GtkWidget *over, GbBook *book, GbConcern *concern)
{
  GbForm *form = gb_form_new_for (book, "concern.person-told", concern->id);

  gb_form_ask_when (form, "at", _ ("When"));
  ask_by (form, book, "by", _ ("By whom"));
  gb_form_text (form, "said", _ ("What they were told"));
  gb_form_text (form, "reply", _ ("What they said to it"));
  gb_form_require (form, "said");
  gb_form_open (form, over, _ ("The person was told"), _ ("Record"));
}

static void
show_parent_fields (GbForm *form)
{
  gboolean told = gtk_switch_get_active (GTK_SWITCH (gb_form_get_field (form, "told")));
  static const char *const when_told[] = { "whom", "at", "by", "reply" };

  for (guint i = 0; i < G_N_ELEMENTS (when_told); i++)
    gb_form_show_field (form, when_told[i], told);
  gb_form_show_field (form, "reason_not", !told);
}

void
gb_concern_ask_parent_told (GtkWidget *over, GbBook *book, GbConcern *concern)
{
  GbForm *form = gb_form_new_for (book, "concern.parent-told", concern->id);

  gb_form_line (form, "child", _ ("Whose parents"));
  gtk_switch_set_active (GTK_SWITCH (gb_form_switch (form, "told", _ ("They were told"), NULL)), TRUE);
  gb_form_line (form, "whom", _ ("Who was told"));
  gb_form_ask_when (form, "at", _ ("When"));
  ask_by (form, book, "by", _ ("By whom"));
  gb_form_text (form, "reply", _ ("What they said to it"));
  gb_form_text (form, "reason_not", _ ("Why they weren’t told"));
  GB_FORM_REQUIRE (form, "whom", "reason_not");
  g_signal_connect_object (form, "changed", G_CALLBACK (show_parent_fields), form, 0);
  show_parent_fields (form);
  gb_form_open (form, over, _ ("Parents told, or why not"), _ ("Record"));
}

/* --- meanwhile, and low-level ---------------------------------------------------------------- */

static void
show_measure_fields (GbForm *form)
{
  const char *measure = gb_choice_get (GB_CHOICE (gb_form_get_field (form, "measure")));

  gb_form_show_field (form, "lado_view", g_strcmp0 (measure, "suspended") == 0);
}

void
gb_concern_ask_measure (GtkWidget *over, GbBook *book, GbConcern *concern)
{
  GbForm *form = gb_form_new_for (book, "concern.measure-decided", concern->id);

  gb_form_group (form, NULL,
                 _ ("Suspension is not automatic: whether something less does, and why, is written down first."));
  gb_form_text (form, "considered", _ ("Which alternatives were weighed"));
  gb_form_choice (form, "measure", _ ("What was decided"), gb_form_words (form, "concern-measure"));
  gb_form_when (form, "from", _ ("From which day"), FALSE);
  gb_form_text (form, "lado_view", _ ("What the LADO thinks of it"));
  gb_form_text (form, "reason", _ ("Why"));
  GB_FORM_REQUIRE (form, "considered", "measure", "from", "lado_view", "reason");
  g_signal_connect_object (form, "changed", G_CALLBACK (show_measure_fields), form, 0);
  show_measure_fields (form);
  gb_form_open (form, over, _ ("Suspension and its alternatives"), _ ("Record"));
}

void
gb_concern_ask_dealt (GtkWidget *over, GbBook *book, GbConcern *concern)
{
  GbForm *form = gb_form_new_for (book, "concern.dealt-with", concern->id);

  gb_form_ask_when (form, "at", _ ("When"));
  ask_by (form, book, "by", _ ("By whom"));
  gb_form_text (form, "done", _ ("What was done, and what was agreed"));
  gb_form_require (form, "done");
  gb_form_open (form, over, _ ("What was done"), _ ("Record"));
}

/* Worker. */
static gpointer
ask_earlier (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_concern_earlier (gb_book_get_vault (book), data, error);
}

static void
show_earlier (GtkWidget *section, gpointer answer, GError *error)
{
  GPtrArray *earlier = answer;

  for (guint i = 0; earlier != NULL && i < earlier->len; i++)
    {
      GbConcern *one = earlier->pdata[i];
      g_autofree char *when = gb_say_instant (one->noticed_at);
      const char *words = one->context != NULL ? one->context : one->narrative;
      g_autofree char *line = g_strdup_printf (_ ("%s, %s. %s"), one->reference, when, words);
      GbRow *row = gb_row_new (one->title, line);
      gb_row_add_pill (row, gb_concern_level_pill_new (one));
      gb_section_add (GB_SECTION (section), GTK_WIDGET (row));
    }
}

void
gb_concern_ask_pattern (GtkWidget *over, GbBook *book, GbConcern *concern)
{
  GbForm *form = gb_form_new_for (book, "concern.pattern-reviewed", concern->id);
  GbSection *section = gb_section_new (_ ("Recorded before about the same person"));

  gb_section_set_empty (section, _ ("Nothing that you can open. A concern that was false or malicious doesn’t count."));
  gb_form_add (form, GTK_WIDGET (section));
  gb_form_choice (form, "conclusion", _ ("What it adds up to"), gb_form_words (form, "concern-pattern"));
  gb_form_text (form, "reason", _ ("Why: what was looked at"));
  GB_FORM_REQUIRE (form, "conclusion", "reason");
  gb_view_ask (GTK_WIDGET (section), book, ask_earlier, g_object_ref (concern), g_object_unref,
               (GDestroyNotify) g_ptr_array_unref, show_earlier);
  gb_form_open (form, over, _ ("Is there a pattern?"), _ ("Record"));
}

void
gb_concern_ask_note (GtkWidget *over, GbBook *book, GbConcern *concern)
{
  GbForm *form = gb_form_new_for (book, "concern.noted", concern->id);

  gb_form_text (form, "text", _ ("What is to be added"));
  gb_form_when (form, "happened_at", _ ("When it happened, if it did before now"), TRUE);
  gb_form_require (form, "text");
  gb_form_open (form, over, _ ("Add a note"), _ ("Add"));
}

/* --- the outcome, closing ------------------------------------------------------------------------ */

static void
show_outcome_fields (GbForm *form)
{
  const char *outcome = gb_choice_get (GB_CHOICE (gb_form_get_field (form, "outcome")));
  gboolean substantiated = g_strcmp0 (outcome, "substantiated") == 0;
  static const char *const duties[] = { "dbs", "tra", "referral_reason", "lessons" };

  for (guint i = 0; i < G_N_ELEMENTS (duties); i++)
    gb_form_show_field (form, duties[i], substantiated);
}

void
gb_concern_ask_outcome (GtkWidget *over, GbBook *book, GbConcern *concern)
{
  GbForm *form = gb_form_new_for (book, "concern.concluded", concern->id);

  gb_form_group (form, NULL,
                 _ ("Only what was substantiated stands in a reference. What was false or malicious leaves the "
                    "personnel record. Everything else is kept until pension age, or ten years if that is longer."));
  gb_form_choice (form, "outcome", _ ("Outcome"), gb_form_words (form, "concern-outcome"));
  gb_form_text (form, "reason", _ ("Why: what the enquiry found"));
  gb_form_tri (form, "dbs", _ ("Is the person to be referred to the DBS?"));
  gb_form_tri (form, "tra", _ ("Is a teacher to be referred to the TRA?"));
  gb_form_text (form, "referral_reason", _ ("Why, or why not"));
  gb_form_text (form, "lessons", _ ("What is learned from it, with the LADO"));
  gb_form_switch (form, "copy_given", _ ("The person has a copy of the summary"), NULL);
  GB_FORM_REQUIRE (form, "outcome", "reason");
  g_signal_connect_object (form, "changed", G_CALLBACK (show_outcome_fields), form, 0);
  show_outcome_fields (form);
  gb_form_open (form, over, _ ("Outcome of the allegation"), _ ("Record"));
}

void
gb_concern_ask_cleared (GtkWidget *over, GbBook *book, GbConcern *concern)
{
  GbForm *form = gb_form_new_for (book, "concern.file-cleared", concern->id);
  g_autofree char *today = gb_today ();

  gb_form_group (form, NULL,
                 _ ("What was false or malicious is taken off the personnel record. That it was done, when and by whom "
                    "stays here."));
  gb_when_set_day (gb_form_when (form, "on", _ ("On which day"), FALSE), today);
  ask_by (form, book, "by", _ ("By whom"));
  gb_form_text (form, "what", _ ("What was taken out"));
  gb_form_switch (form, "kept_at_request", _ ("The person asked that it stays"), NULL);
  GB_FORM_REQUIRE (form, "on", "what");
  gb_form_open (form, over, _ ("Taken off the personnel record"), _ ("Record"));
}

void
gb_concern_ask_close (GtkWidget *over, GbBook *book, GbConcern *concern)
{
  gb_reason_open (over, book, _ ("Close the concern"),
                  _ ("In short: what it was, how it was followed up, how it ended"), _ ("Close"), "concern.closed",
                  concern->id, "summary");
}

void
gb_concern_ask_reopen (GtkWidget *over, GbBook *book, GbConcern *concern)
{
  gb_reason_open (over, book, _ ("Open the concern again"), _ ("Why"), _ ("Open again"), "concern.reopened",
                  concern->id, "reason");
}
