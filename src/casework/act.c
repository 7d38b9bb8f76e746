/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/text.h"
#include "casework/act.h"
#include "casework/action.h"
#include "casework/advice.h"
#include "casework/authority.h"
#include "casework/backup.h"
#include "casework/book-private.h"
#include "casework/calendar.h"
#include "casework/concern.h"
#include "casework/device.h"
#include "casework/disclosure.h"
#include "casework/evidence.h"
#include "casework/image.h"
#include "casework/incident.h"
#include "casework/member.h"
#include "casework/outgoing.h"
#include "casework/person.h"
#include "casework/policy.h"
#include "casework/procedure.h"
#include "casework/projections.h"
#include "casework/recovery.h"
#include "casework/referral.h"
#include "casework/register.h"
#include "casework/report.h"
#include "casework/retention.h"
#include "casework/same.h"
#include "casework/seal.h"
#include "casework/search.h"
#include "casework/transfer.h"
#include "casework/vulnerable.h"
#include "journal/projection.h"
#include "policy/clock.h"

/* The acts of each concept: its header above, its table here, one a line, sorted. */
static const GbAct *const tables[] = {
  gb_action_acts,
  gb_advice_acts,
  gb_authority_acts,
  gb_backup_acts,
  gb_calendar_acts,
  gb_concern_acts,
  gb_device_acts,
  gb_disclosure_acts,
  gb_evidence_acts,
  gb_image_acts,
  gb_incident_acts,
  gb_member_acts,
  gb_outgoing_acts,
  gb_person_acts,
  gb_policy_acts,
  gb_procedure_acts,
  gb_recovery_acts,
  gb_referral_acts,
  gb_register_acts,
  gb_report_acts,
  gb_retention_acts,
  gb_same_acts,
  gb_seal_acts,
  gb_search_acts,
  gb_transfer_acts,
  gb_vulnerable_acts,
};

/* The projections, NAME.sql beside each concept, in the order in which they
 * are made: case, member and incident first (it says which case hangs on which),
 * then one a line, sorted.  The file is also named in projections.gresource.xml. */
static const char *const projections[] = {
  "case",
  "member",
  "incident",
  "action",
  "advice",
  "authority",
  "backup",
  "calendar",
  "clock",
  "concern",
  "device",
  "disclosure",
  "enclosure",
  "evidence",
  "find",
  "image",
  "outgoing",
  "person",
  "policy",
  "procedure",
  "recovery",
  "referral",
  "register",
  "report",
  "retention",
  "same",
  "seal",
  "search",
  "transfer",
  "vulnerable",
  NULL,
};

static gpointer
register_projections (gpointer data G_GNUC_UNUSED)
{
  /* Names the resource, so that the linker takes it along from the archive. */
  gb_projections_get_resource ();
  gb_projection_register (projections);
  return NULL;
}

void
gb_acts_register (void)
{
  static GOnce once = G_ONCE_INIT;

  g_once (&once, register_projections, NULL);
}

const GbAct *
gb_act_find (const char *kind)
{
  for (guint t = 0; t < G_N_ELEMENTS (tables); t++)
    for (const GbAct *act = tables[t]; act->kind != NULL; act++)
      if (g_strcmp0 (act->kind, kind) == 0)
        return act;
  return NULL;
}

gboolean
gb_refuse (GError **error, const char *format, ...)
{
  va_list args;
  g_autofree char *sentence = NULL;

  va_start (args, format);
  sentence = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error_literal (error, GB_ERROR, GB_ERROR_REFUSED, sentence);
  return FALSE;
}

static JsonArray *
array_in (JsonObject *body, const char *name)
{
  if (gb_json_array (body, name) == NULL)
    json_object_set_array_member (body, name, json_array_new ());
  return gb_json_array (body, name);
}

/* When the school's terms are not entered that far, the clock counts working
 * days and says so: a gap in the calendar must never keep a record from being made. */
static gint64
due_without_terms (const GbPackClock *known, GbCalendar *calendar, gint64 started_at, char **rule, GError **error)
{
  GbPackClock plain = *known;
  g_autofree char *said = NULL;
  gint64 due;

  plain.unit = "working-days";
  plain.count = MAX (known->count, 1);
  due = gb_clock_due (&plain, calendar, started_at, &said, error);
  if (due >= 0)
    *rule = g_strdup_printf (_ ("%s (counted in working days: the school calendar ends before it)"), said);
  return due;
}

gint64
gb_act_due (const GbPackClock *clock, GbCalendar *calendar, gint64 started_at, char **rule, GError **error)
{
  gint64 due = gb_clock_due (clock, calendar, started_at, rule, NULL);

  return due >= 0 ? due : due_without_terms (clock, calendar, started_at, rule, error);
}

gboolean
gb_act_start_clock (GbRequest *request, const char *clock_key, const char *clock, const char *title, gint64 started_at,
                    GError **error)
{
  const GbPackClock *known = gb_pack_clock (gb_policy_of (request->book, request->case_id), clock);
  g_autofree char *rule = NULL;
  gint64 due;
  JsonObject *row;

  if (known == NULL)
    {
      g_set_error (error, GB_ERROR, GB_ERROR_FAULT,
                   _ ("The policy pack says nothing about the clock “%s”. Adopt a pack that does."), clock);
      return FALSE;
    }
  due = gb_act_due (known, gb_book_get_calendar (request->book), started_at, &rule, error);
  if (due < 0)
    return FALSE;
  row = json_object_new ();
  json_object_set_string_member (row, "clock", clock_key);
  json_object_set_string_member (row, "pack_clock", clock);
  json_object_set_string_member (row, "title", title);
  gb_json_set_text (row, "rule", rule);
  json_object_set_int_member (row, "started_at", started_at);
  json_object_set_int_member (row, "due_at", due);
  json_array_add_object_element (array_in (request->body, "clocks"), row);
  return TRUE;
}

void
gb_act_stop_clock (GbRequest *request, const char *clock_key)
{
  json_array_add_string_element (array_in (request->body, "stops"), clock_key);
}
