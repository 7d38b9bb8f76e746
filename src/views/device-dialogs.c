/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "base/text.h"
#include "base/time.h"
#include "casework/search.h"
#include "views/device-dialogs.h"
#include "views/form.h"
#include "views/window.h"

static void
ask_now (GbForm *form)
{
  gb_form_when (form, "at", _ ("When"), TRUE);
  gb_when_set (GB_WHEN (gb_form_get_field (form, "at")), gb_now ());
  gb_form_require (form, "at");
}

static void
set_text (GbForm *form, const char *field, const char *text)
{
  if (text != NULL)
    gtk_editable_set_text (GTK_EDITABLE (gb_form_get_field (form, field)), text);
}

/* Who of the school does it; at first whoever sits at the desk. */
static void
ask_me (GbForm *form, GbBook *book, const char *label)
{
  GbPersonPicker *picker = gb_form_person (form, "by_id", "by", label);
  g_autoptr (GbPersonHit) me =
      gb_person_hit_new (gb_book_get_member_id (book), gb_book_get_member_name (book), "staff", NULL, NULL, NULL);

  gb_person_picker_set_sorts (picker, "staff");
  gb_person_picker_set (picker, me);
  gb_form_require (form, "by_id");
}

static void
open_new_case (GtkWidget *over, GbDone *done, GbForm *form)
{
  gb_window_open_case (over, "device", done->case_id);
}

/* --- taken, handed on --------------------------------------------------------------- */

void
gb_device_ask_take (GtkWidget *over, GbBook *book, const char *incident_id)
{
  GbForm *form = gb_form_new_for (book, "device.confiscated", NULL);

  gb_form_keep_text (form, "incident_id", incident_id);
  gb_form_group (form, _ ("The device"), NULL);
  gb_person_picker_set_sorts (gb_form_person (form, "owner_id", "owner", _ ("Whose it is")),
                              "pupil staff visitor parent");
  gb_form_choice (form, "device_type", _ ("What it is"), gb_form_words (form, "device-type"));
  gb_form_line (form, "description", _ ("Description: colour, case, marks"));
  gb_form_line (form, "condition", _ ("Condition as it was taken"));
  gb_form_switch (form, "switched_off", _ ("Switched off, not looked at"), NULL);
  gb_form_group (form, _ ("How it was taken"), NULL);
  gb_form_choice (form, "ground", _ ("Why"), gb_form_words (form, "device-ground"));
  ask_me (form, book, _ ("Taken by"));
  ask_now (form);
  gb_form_choice (form, "place", _ ("Where it is kept"), gb_form_words (form, "place"));
  gb_form_line (form, "seal", _ ("Bag and seal number"));
  gb_form_choice (form, "hold", _ ("Hold on it, if any"), gb_form_words (form, "hold-reason"));
  GB_FORM_REQUIRE (form, "owner_id", "device_type", "description", "condition", "ground", "place", "seal");
  g_signal_connect_object (form, "done", G_CALLBACK (open_new_case), over, G_CONNECT_SWAPPED);
  gb_form_open (form, over, _ ("Take in a device"), _ ("Take in"));
}

void
gb_device_ask_move (GtkWidget *over, GbBook *book, GbDevice *device)
{
  GbForm *form = gb_form_new_for (book, "device.moved", device->id);

  ask_now (form);
  gb_form_line (form, "from_person", _ ("Handed over by"));
  set_text (form, "from_person", device->holder);
  gb_form_line (form, "to_person", _ ("Taken by"));
  gb_form_line (form, "place", _ ("Where it is kept now"));
  gb_form_line (form, "seal", _ ("Bag and seal number"));
  set_text (form, "seal", device->seal);
  gb_form_tri (form, "seal_intact", _ ("The seal is whole"));
  gb_form_line (form, "reason", _ ("Why"));
  GB_FORM_REQUIRE (form, "from_person", "to_person", "place", "seal", "seal_intact", "reason");
  gb_form_open (form, over, _ ("To another place in school"), _ ("Record"));
}

/* --- leaves ------------------------------------------------------------------------------ */

static void
complete_release (GbForm *form, JsonObject *body)
{
  const char *by_hand = gb_json_text (body, "by_hand");

  if (!json_object_has_member (body, "to_id") && by_hand != NULL)
    json_object_set_string_member (body, "to", by_hand);
  json_object_remove_member (body, "by_hand");
}

/* A name is written by hand only where nobody of the roll is chosen. */
static void
show_release_fields (GbForm *form)
{
  gb_form_show_field (form, "by_hand",
                      gb_person_picker_get (GB_PERSON_PICKER (gb_form_get_field (form, "to_id"))) == NULL);
}

void
gb_device_ask_release (GtkWidget *over, GbBook *book, GbDevice *device)
{
  GbForm *form = gb_form_new_for (book, "device.released", device->id);
  g_autofree char *due = device->due_at != 0 ? gb_say_instant (device->due_at) : NULL;
  g_autofree char *note = due != NULL ? g_strdup_printf (_ ("Due %s: %s"), due, device->due_rule) : NULL;

  gb_form_group (form, _ ("To a parent or carer"), note);
  gb_person_picker_set_sorts (gb_form_person (form, "to_id", "to", _ ("Who fetches it")), "parent staff visitor");
  gb_form_line (form, "by_hand", _ ("Or by name, if they are not on the roll"));
  gb_form_choice (form, "relation", _ ("What they are to the pupil"), gb_form_words (form, "relation"));
  gb_form_line (form, "identity_seen", _ ("How you knew who they are"));
  gb_form_group (form, _ ("Handed over"), NULL);
  ask_now (form);
  ask_me (form, book, _ ("Handed over by"));
  gb_form_line (form, "condition", _ ("Condition as it left"));
  gb_form_line (form, "late_reason", _ ("Why late, if it is"));
  GB_FORM_REQUIRE (form, "relation", "identity_seen");
  show_release_fields (form);
  g_signal_connect_object (form, "changed", G_CALLBACK (show_release_fields), form, 0);
  g_signal_connect_object (form, "complete", G_CALLBACK (complete_release), form, 0);
  gb_form_open (form, over, _ ("Give the device back"), _ ("Give back"));
}

void
gb_device_ask_police (GtkWidget *over, GbBook *book, GbDevice *device)
{
  GbForm *form = gb_form_new_for (book, "device.to-police", device->id);

  ask_now (form);
  gb_form_line (form, "officer", _ ("Officer’s name"));
  gb_form_line (form, "collar", _ ("Collar number"));
  gb_form_line (form, "station", _ ("Station"));
  gb_form_line (form, "reference", _ ("Police reference"));
  set_text (form, "reference", device->hold_reference);
  gb_form_tri (form, "seal_intact", _ ("The seal is whole"));
  ask_me (form, book, _ ("Handed over by"));
  GB_FORM_REQUIRE (form, "officer", "collar", "reference", "seal_intact");
  gb_form_open (form, over, _ ("Hand the device to the police"), _ ("Hand over"));
}

/* --- holds ------------------------------------------------------------------------------------ */

void
gb_device_ask_hold (GtkWidget *over, GbBook *book, GbDevice *device)
{
  GbForm *form = gb_form_new_for (book, "device.held", device->id);

  gb_form_choice (form, "why", _ ("Why it is held"), gb_form_words (form, "hold-reason"));
  gb_form_text (form, "reason", _ ("In your words"));
  ask_now (form);
  gb_form_line (form, "officer", _ ("Officer, if the police asked"));
  gb_form_line (form, "reference", _ ("Police reference, if there is one"));
  GB_FORM_REQUIRE (form, "why", "reason");
  gb_form_open (form, over, _ ("Put a hold on it"), _ ("Hold"));
}

void
gb_device_ask_lift (GtkWidget *over, GbBook *book, GbDevice *device)
{
  GbForm *form = gb_form_new_for (book, "device.hold-lifted", device->id);

  ask_now (form);
  gb_form_line (form, "officer", _ ("Who lifted it"));
  gb_form_line (form, "reference", _ ("Their reference"));
  gb_form_text (form, "writing", _ ("What was written, and where the paper is"));
  set_text (form, "officer", device->hold_officer);
  set_text (form, "reference", device->hold_reference);
  GB_FORM_REQUIRE (form, "officer", "reference", "writing");
  gb_form_open (form, over, _ ("Lift the hold"), _ ("Lift"));
}

/* --- looked at, erased ----------------------------------------------------------------------------- */

static void
ask_search (GbForm *form, GPtrArray *searches)
{
  GbChoice *choice = gb_form_choice (form, "search_id", _ ("Under which permit"), NULL);

  for (guint i = 0; i < searches->len; i++)
    {
      GbSearch *search = searches->pdata[i];
      g_autofree char *label = g_strdup_printf (_ ("%s: %s"), search->reference, search->scope);
      gb_choice_add (choice, search->id, label);
    }
  if (searches->len == 1)
    gb_choice_set (choice, ((GbSearch *)searches->pdata[0])->id);
  gb_form_require (form, "search_id");
}

/* The permit names the searcher; the form starts with them. */
static void
ask_searcher (GbForm *form, GbBook *book, GPtrArray *searches)
{
  ask_me (form, book, _ ("By whom"));
  if (searches->len > 0)
    {
      GbSearch *search = searches->pdata[0];
      g_autoptr (GbPersonHit) hit =
          gb_person_hit_new (search->searcher_id, search->searcher, "staff", NULL, NULL, NULL);
      gb_person_picker_set (GB_PERSON_PICKER (gb_form_get_field (form, "by_id")), hit);
    }
}

void
gb_device_ask_examine (GtkWidget *over, GbBook *book, GbDevice *device, GPtrArray *searches)
{
  GbForm *form = gb_form_new_for (book, "device.examined", device->id);

  ask_search (form, searches);
  ask_searcher (form, book, searches);
  gb_person_picker_set_sorts (gb_form_person (form, "witness_id", "witness", _ ("Witness")), "staff");
  ask_now (form);
  gb_form_choice (form, "test", _ ("Good reason"), gb_form_words (form, "examine-test"));
  gb_form_text (form, "reason", _ ("Why, in your words"));
  gb_form_text (form, "looked_at", _ ("What was looked at"));
  gb_form_text (form, "seen", _ ("What was seen, in words only"));
  GB_FORM_REQUIRE (form, "test", "reason", "looked_at");
  gb_form_open (form, over, _ ("Record that it was looked at"), _ ("Record"));
}

void
gb_device_ask_confirm (GtkWidget *over, GbBook *book, GbDevice *device)
{
  GbForm *form = gb_form_new_for (book, "device.erasure-confirmed", device->id);

  gb_form_say (
      form, _ ("Two confirmations by two people: that no agency needs it, and that erasing it puts no child at risk."));
  gb_form_choice (form, "ground", _ ("What you confirm"), gb_form_words (form, "deletion-ground"));
  gb_form_line (form, "source", _ ("Who said so"));
  ask_now (form);
  GB_FORM_REQUIRE (form, "ground", "source");
  gb_form_open (form, over, _ ("Confirm that it may be erased"), _ ("Confirm"));
}

void
gb_device_ask_erase (GtkWidget *over, GbBook *book, GbDevice *device, GPtrArray *searches)
{
  GbForm *form = gb_form_new_for (book, "device.erased", device->id);

  ask_search (form, searches);
  gb_form_tri (form, "evidence", _ ("It may be evidence of an offence"));
  gb_form_tri (form, "harm_likely", _ ("Keeping it is likely to cause harm"));
  gb_form_text (form, "harm_reason", _ ("What harm"));
  gb_form_choice (form, "refused_by", _ ("Asked to delete it themselves"), gb_form_words (form, "refused-by"));
  gb_form_line (form, "refused_who", _ ("Who was asked"));
  gb_form_text (form, "what", _ ("What was erased"));
  ask_searcher (form, book, searches);
  gb_form_line (form, "witness", _ ("Witness"));
  ask_now (form);
  GB_FORM_REQUIRE (form, "evidence", "harm_likely", "harm_reason", "refused_by", "refused_who", "what");
  gb_form_open (form, over, _ ("Record that data was erased"), _ ("Record"));
}
