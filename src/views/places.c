/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "base/ids.h"
#include "base/text.h"
#include "casework/capability.h"
#include "casework/draft.h"
#include "casework/register.h"
#include "vault/statement.h"
#include "views/ask.h"
#include "views/concern-form.h"
#include "views/concern-page.h"
#include "views/concerns.h"
#include "views/device-dialogs.h"
#include "views/device-page.h"
#include "views/devices.h"
#include "views/disclosure-page.h"
#include "views/incident-form.h"
#include "views/incident-page.h"
#include "views/incidents.h"
#include "views/journal.h"
#include "views/people.h"
#include "views/person.h"
#include "views/places.h"
#include "views/policy.h"
#include "views/referral-dialogs.h"
#include "views/referral-page.h"
#include "views/referrals.h"
#include "views/register-form.h"
#include "views/register-list.h"
#include "views/register-page.h"
#include "views/registers.h"
#include "views/reports.h"
#include "views/search-dialogs.h"
#include "views/search-page.h"
#include "views/searches.h"
#include "views/today.h"
#include "views/transfer-page.h"
#include "views/window.h"

/* In the order of the sidebar; Ctrl+1 is the first. */
static const GbPlace places[] = {
  { "today", N_ ("Today"), "go-home-symbolic", gb_today_page_new, gb_today_count, NULL, NULL, 0 },
  { "incidents", N_ ("Incidents"), "view-list-bullet-symbolic", gb_incidents_page_new, gb_incidents_open, "incident",
    gb_incident_page_new, GB_CAN_READ_CASES },
  { "searches", N_ ("Searches"), "system-search-symbolic", gb_searches_page_new, gb_searches_open, "search",
    gb_search_page_new, GB_CAN_READ_CASES },
  { "devices", N_ ("Devices"), "phone-symbolic", gb_devices_page_new, gb_devices_in_custody, "device",
    gb_device_page_new, GB_CAN_READ_CASES },
  { "referrals", N_ ("Referrals"), "mail-send-symbolic", gb_referrals_page_new, gb_referrals_open, "referral",
    gb_referral_page_new, GB_CAN_READ_CASES },
  { "concerns", N_ ("Staff concerns"), "channel-secure-symbolic", gb_concerns_page_new, gb_concerns_open, "concern",
    gb_concern_page_new, GB_CAN_WRITE_CONCERNS },
  { "people", N_ ("People"), "system-users-symbolic", gb_people_page_new, NULL, "person", gb_person_page_new,
    GB_CAN_READ_CASES },
  { "registers", N_ ("Registers"), "accessories-dictionary-symbolic", gb_registers_page_new, gb_registers_pressing,
    "register", gb_register_page_new, GB_CAN_READ_REGISTERS },
  { "reports", N_ ("Reports"), "document-print-symbolic", gb_reports_page_new, NULL, "report", gb_report_page_new,
    GB_CAN_READ_ISSUED },
  { "policy", N_ ("Policy"), "document-properties-symbolic", gb_policy_page_new, gb_policy_open_questions, NULL, NULL,
    0 },
  { "journal", N_ ("Journal"), "document-open-recent-symbolic", gb_journal_page_new, NULL, NULL, NULL,
    GB_CAN_READ_CASES },
};

/* Cases without a place of their own; they are reached from the place they name. */
static const GbPlace within[] = {
  { "people", N_ ("People"), "system-users-symbolic", gb_people_page_new, NULL, "disclosure", gb_disclosure_page_new,
    GB_CAN_READ_CASES },
  { "people", N_ ("People"), "system-users-symbolic", gb_people_page_new, NULL, "transfer", gb_transfer_page_new,
    GB_CAN_READ_CASES },
};

/* Which form writes which kind of entry. */
static const struct { const char *kind; GtkWidget *(*form_new) (GbBook *book, const char *draft_id); } forms[] = {
  { "concern.recorded", gb_concern_form_new },
  { "incident.recorded", gb_incident_form_new },
  { NULL, NULL },
};

/* Where things of a kind live that is no noun of a place. */
static const struct { const char *noun, *place; } others[] = {
  { "authority", "searches" }, { "pack", "policy" },     { "policy", "policy" },       { "calendar", "policy" },
  { "image", "incidents" },    { "action", "incidents" }, { "procedure", "incidents" }, { "step", "incidents" },
  { "advice", "incidents" },   { "retention", "journal" }, { "case", "incidents" },   { "seal", "incidents" },
};

static const GbPlace *
place_of_kind (const char *kind)
{
  g_auto (GStrv) parts = g_strsplit (kind, ".", 2);

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    if (g_str_equal (others[i].noun, parts[0]))
      return gb_place_find (others[i].place);
  return gb_place_of_noun (parts[0]);
}

/* Forms in a dialog that begin something of its own; @kept: what they don't ask. */
static void
begin_search (GtkWidget *over, GbBook *book, const char *about, JsonObject *kept)
{
  gb_window_go (over, "searches");
  gb_search_ask_request (over, book, NULL, NULL, kept != NULL && gb_json_flag (kept, "retrospective"));
}

static void
begin_device (GtkWidget *over, GbBook *book, const char *about, JsonObject *kept)
{
  gb_window_go (over, "devices");
  gb_device_ask_take (over, book, NULL);
}

static void
begin_referral (GtkWidget *over, GbBook *book, const char *about, JsonObject *kept)
{
  gb_window_go (over, "referrals");
  gb_referral_ask_begin (over, book, NULL);
}

static void
begin_entry (GtkWidget *over, GbBook *book, const char *about, JsonObject *kept)
{
  const GbRegister *plan = about != NULL ? gb_register_find (about) : NULL;

  gb_window_go (over, "registers");
  if (plan == NULL)
    return;
  gb_window_push (over, gb_register_list_new (book, plan));
  gb_register_ask_new (over, book, plan, NULL);
}

static const struct
{
  const char *kind;
  void (*begin) (GtkWidget *over, GbBook *book, const char *about, JsonObject *kept);
} dialogs[] = {
  { "device.confiscated", begin_device },
  { "referral.begun", begin_referral },
  { "register.entered", begin_entry },
  { "search.requested", begin_search },
};

typedef struct { char *id, *kind, *about, *noun; JsonObject *kept; } Draft;

static void
draft_free (gpointer data)
{
  Draft *draft = data;

  g_free (draft->id);
  g_free (draft->kind);
  g_free (draft->about);
  g_free (draft->noun);
  g_clear_pointer (&draft->kept, json_object_unref);
  g_free (draft);
}

static Draft *
draft_new (const char *id, const char *kind, const char *about)
{
  Draft *draft = g_new0 (Draft, 1);

  draft->id = g_strdup (id);
  draft->kind = g_strdup (kind);
  draft->about = g_strdup (about);
  return draft;
}

/* Worker: what it is about, and what its form did not ask. */
static gpointer
ask_draft (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  const Draft *asked = data;
  g_autoptr (JsonObject) content = gb_draft_load (book, asked->id, error);
  JsonObject *kept = content != NULL ? gb_json_object (content, "kept") : NULL;
  Draft *draft;

  if (content == NULL)
    return NULL;
  draft = draft_new (asked->id, asked->kind, asked->about);
  draft->kept = kept != NULL ? json_object_ref (kept) : NULL;
  if (asked->about != NULL)
    draft->noun = gb_vault_ask_text (gb_book_get_vault (book), NULL, "SELECT noun FROM p_case WHERE id = :id", ":id",
                                     asked->about, NULL);
  return draft;
}

static void
show_draft (GtkWidget *from, gpointer answer, GError *error)
{
  const Draft *draft = answer;
  GtkWidget *over = GTK_WIDGET (gb_window_of (from));
  const GbPlace *place;

  if (draft == NULL || over == NULL)
    return;
  place = draft->noun != NULL ? gb_place_of_noun (draft->noun) : place_of_kind (draft->kind);
  for (guint i = 0; draft->noun == NULL && i < G_N_ELEMENTS (dialogs); i++)
    if (g_str_equal (dialogs[i].kind, draft->kind))
      {
        dialogs[i].begin (over, gb_window_get_book (GB_WINDOW (over)), draft->about, draft->kept);
        return;
      }
  if (place != NULL && draft->about != NULL && gb_id_is_valid (draft->about) && place->case_new != NULL)
    gb_window_open_case (over, place->noun, draft->about);
  else
    gb_window_go (over, place != NULL ? place->id : "today");
}

void
gb_place_open_draft (GtkWidget *from, GbBook *book, const char *kind, const char *about, const char *draft_id)
{
  for (guint i = 0; forms[i].kind != NULL; i++)
    if (g_strcmp0 (forms[i].kind, kind) == 0)
      {
        gb_window_push (from, forms[i].form_new (book, draft_id));
        return;
      }
  gb_view_ask (from, book, ask_draft, draft_new (draft_id, kind, about), draft_free, draft_free, show_draft);
}

const GbPlace *
gb_places (guint *count)
{
  *count = G_N_ELEMENTS (places);
  return places;
}

gboolean
gb_place_is_for (const GbPlace *place, GbBook *book)
{
  return place->needs == 0 || gb_book_can (book, place->needs);
}

const GbPlace *
gb_place_find (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    if (g_strcmp0 (places[i].id, id) == 0)
      return &places[i];
  return NULL;
}

const GbPlace *
gb_place_of_noun (const char *noun)
{
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    if (places[i].noun != NULL && g_strcmp0 (places[i].noun, noun) == 0)
      return &places[i];
  for (guint i = 0; i < G_N_ELEMENTS (within); i++)
    if (g_strcmp0 (within[i].noun, noun) == 0)
      return &within[i];
  return NULL;
}

static const struct { const char *noun, *said; } nouns[] = {
  { "authority", N_ ("Standing authority") }, { "concern", N_ ("Staff concern") },
  { "device", N_ ("Device") },                { "disclosure", N_ ("Request for data") },
  { "incident", N_ ("Incident") },            { "person", N_ ("Person") },
  { "referral", N_ ("Referral") },            { "register", N_ ("In the registers") },
  { "report", N_ ("Report") },                { "search", N_ ("Search") },
  { "transfer", N_ ("File to another school") },
};

const char *
gb_place_say_noun (const char *noun)
{
  for (guint i = 0; i < G_N_ELEMENTS (nouns); i++)
    if (g_strcmp0 (nouns[i].noun, noun) == 0)
      return _ (nouns[i].said);
  return noun;
}

void
gb_place_open (GtkWidget *from, const char *noun, const char *id)
{
  const GbPlace *place = gb_place_of_noun (noun);

  if (place != NULL)
    {
      gb_window_open_case (from, noun, id);
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    if (g_strcmp0 (others[i].noun, noun) == 0)
      gb_window_go (from, others[i].place);
}
