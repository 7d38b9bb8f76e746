/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "base/text.h"
#include "print/grid.h"
#include "print/search.h"

static void
event_free (gpointer data)
{
  GbPermitEvent *event = data;
  g_free (event->time);
  g_free (event->what);
  g_free (event->who);
  g_free (event);
}

GbPermit *
gb_permit_new (void)
{
  GbPermit *permit = g_new0 (GbPermit, 1);
  permit->events = g_ptr_array_new_with_free_func (event_free);
  return permit;
}

void
gb_permit_add_event (GbPermit *permit, const char *time, const char *what, const char *who)
{
  GbPermitEvent *event = g_new0 (GbPermitEvent, 1);
  event->time = g_strdup (time);
  event->what = g_strdup (what);
  event->who = g_strdup (who);
  g_ptr_array_add (permit->events, event);
}

void
gb_permit_free (GbPermit *permit)
{
  char **const texts[] = {
    &permit->school, &permit->reference, &permit->valid, &permit->condition, &permit->asked_at, &permit->asked_by,
    &permit->owner, &permit->owner_about, &permit->device, &permit->looked_for, &permit->reason, &permit->ground,
    &permit->limb, &permit->basis, &permit->urgent, &permit->searcher, &permit->witness, &permit->from_until,
    &permit->consent, &permit->exception, &permit->standing, &permit->signer, &permit->signer_role, &permit->signed_at,
    &permit->code, &permit->refusal, &permit->carried_at, &permit->carried_where, &permit->carried_by,
    &permit->carried_witness, &permit->present, &permit->cooperation, &permit->found, &permit->follow_up, &permit->harm,
    &permit->beyond, &permit->custody, &permit->seal, &permit->whereabouts, &permit->entries, &permit->printed_by,
  };

  if (permit == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (*texts[i]);
  g_ptr_array_unref (permit->events);
  g_free (permit);
}

static const char *
say_state (GbPermitState state)
{
  switch (state)
    {
    case GB_PERMIT_WAITING:
      return _ ("Not authorised: waiting for the headteacher");
    case GB_PERMIT_BEFORE:
      return _ ("Authorised before the search");
    case GB_PERMIT_AFTERWARDS:
      return _ ("Searched first, authorised afterwards");
    case GB_PERMIT_NOT_YET_AFTER:
      return _ ("Searched first, not authorised");
    case GB_PERMIT_REFUSED:
      return _ ("Refused: no search may be made");
    case GB_PERMIT_WITHDRAWN:
      return _ ("Withdrawn: no search may be made");
    case GB_PERMIT_VOID:
    default:
      return _ ("Void: changed after signature");
    }
}

static GbSign
sign_of (GbPermitState state)
{
  if (state == GB_PERMIT_BEFORE)
    return GB_SIGN_DOT;
  return state == GB_PERMIT_AFTERWARDS || state == GB_PERMIT_NOT_YET_AFTER ? GB_SIGN_HATCH : GB_SIGN_RING;
}

/* Adds a field unless there is nothing to say. */
static void
add_known (GArray *fields, const char *label, const char *value, GbFieldFlags flags)
{
  GbField field = { label, value, flags };
  if (gb_text_is_filled (value))
    g_array_append_val (fields, field);
}

static void
add_fields (GbPages *page, guint columns, GArray *fields)
{
  gb_pages_fields (page, GB_LANE_MAIN, columns, (const GbField *) fields->data, fields->len);
}

static void
add_asked (GbPages *page, const GbPermit *permit)
{
  g_autofree char *note = g_strdup_printf (_ ("%s, by %s"), permit->asked_at, permit->asked_by);
  g_autofree char *quoted = g_strdup_printf (_ ("“%s”"), permit->reason);
  const GbField fields[] = {
    { _ ("Child"), permit->owner, GB_FIELD_STRONG },
    { _ ("About the child"), permit->owner_about, 0 },
    { _ ("Device"), permit->device, 0 },
    { _ ("What may be looked at or for"), permit->looked_for, GB_FIELD_WIDE },
    { _ ("Why, in the asker’s words"), quoted, GB_FIELD_WIDE },
  };

  gb_pages_section (page, 1, _ ("Asked for"), note);
  gb_pages_fields (page, GB_LANE_MAIN, 3, fields, G_N_ELEMENTS (fields));
}

static void
add_ground (GbPages *page, const GbPermit *permit)
{
  g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (GbField));
  const GbCheck limb = { TRUE, permit->limb };

  gb_pages_section (page, 2, _ ("Ground"), permit->basis);
  gb_pages_checks (page, 1, &limb, 1);
  add_known (fields, _ ("Ground in the school’s policy"), permit->ground, GB_FIELD_WIDE);
  add_known (fields, _ ("Could a child be harmed by waiting?"), permit->urgent, GB_FIELD_WIDE);
  gb_pages_space (page, 6);
  add_fields (page, 1, fields);
}

static void
add_signature (GbPages *page, const GbPermit *permit)
{
  g_autofree char *how = g_strdup_printf (_ ("Signed in Guardbook, %s"), permit->signed_at);
  const GbSigned box = {
    .statement = permit->state == GB_PERMIT_AFTERWARDS
                     ? _ ("I have read this record. The search was made before I was asked.")
                     : _ ("I authorise this search, within these limits."),
    .name = permit->signer,
    .role = permit->signer_role,
    .how = how,
    .covers = _ ("The signature covers parts 1 to 3 and the policy in force. Its code:"),
    .code = permit->code,
  };
  gb_pages_signed (page, &box);
}

static void
add_authority (GbPages *page, const GbPermit *permit)
{
  g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (GbField));
  const GbCheck scopes[] = { { permit->standing == NULL, _ ("this search only") },
                             { permit->standing != NULL, _ ("a standing authority") } };
  const GbField first[] = {
    { _ ("May search"), permit->searcher, GB_FIELD_STRONG },
    { _ ("With, as witness"), permit->witness, 0 },
    { _ ("From, until"), permit->from_until, 0 },
  };

  gb_pages_section (page, 3, _ ("Authority"), _ ("No one may ask for, authorise and carry out the same search."));
  gb_pages_checks (page, 2, scopes, G_N_ELEMENTS (scopes));
  gb_pages_space (page, 6);
  gb_pages_fields (page, GB_LANE_MAIN, 3, first, G_N_ELEMENTS (first));
  add_known (fields, _ ("Standing authority"), permit->standing, GB_FIELD_WIDE);
  add_known (fields, _ ("Agreed by pupil or parent"), permit->consent, GB_FIELD_WIDE);
  add_known (fields, _ ("Exception to the same-sex or witness rule"), permit->exception, GB_FIELD_WIDE);
  add_known (fields, _ ("Condition"), permit->condition, GB_FIELD_WIDE | GB_FIELD_STRONG);
  add_known (fields, permit->state == GB_PERMIT_VOID ? _ ("Why it is void") : _ ("Why not"), permit->refusal, GB_FIELD_WIDE);
  if (fields->len > 0)
    gb_pages_space (page, 6);
  add_fields (page, 1, fields);
  if (permit->signer != NULL)
    add_signature (page, permit);
}

static void
add_search (GbPages *page, const GbPermit *permit)
{
  g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (GbField));
  g_autofree char *place = g_strdup_printf (_ ("%s, %s"), permit->carried_at, permit->carried_where);
  const GbField first[] = {
    { _ ("Searched by"), permit->carried_by, GB_FIELD_STRONG },
    { _ ("Witness"), permit->carried_witness, 0 },
    { _ ("When, where"), place, 0 },
  };
  const GbCheck checks[] = { { permit->same_sex, _ ("Searcher of the same sex as the child") },
                             { permit->child_present, _ ("Child present throughout") },
                             { permit->was_found, _ ("Something was found") },
                             { permit->risk_revealed, _ ("A risk to a child was revealed") } };

  gb_pages_section (page, 4, _ ("Search"), permit->beyond == NULL ? _ ("Within the authority.") : _ ("Beyond the authority."));
  gb_pages_fields (page, GB_LANE_MAIN, 3, first, G_N_ELEMENTS (first));
  gb_pages_space (page, 6);
  gb_pages_checks (page, 2, checks, G_N_ELEMENTS (checks));
  add_known (fields, _ ("Others present"), permit->present, GB_FIELD_WIDE);
  add_known (fields, _ ("Co-operation"), permit->cooperation, GB_FIELD_WIDE);
  add_known (fields, _ ("Found"), permit->found, GB_FIELD_WIDE);
  add_known (fields, _ ("Follow-up"), permit->follow_up, GB_FIELD_WIDE);
  add_known (fields, _ ("Could the child be at risk of harm?"), permit->harm, GB_FIELD_WIDE);
  add_known (fields, _ ("Beyond the authority, because"), permit->beyond, GB_FIELD_WIDE);
  gb_pages_space (page, 6);
  add_fields (page, 1, fields);
}

static void
add_device (GbPages *page, const GbPermit *permit)
{
  const GbField fields[] = {
    { _ ("Custody number"), permit->custody, GB_FIELD_STRONG },
    { _ ("Bag seal"), permit->seal, 0 },
    { _ ("Where it is"), permit->whereabouts, 0 },
  };

  gb_pages_section (page, 5, _ ("Device"), NULL);
  gb_pages_fields (page, GB_LANE_MAIN, 3, fields, G_N_ELEMENTS (fields));
}

static void
add_afterwards (GbPages *page, const GbPermit *permit)
{
  static const GbGridColumn columns[] = { { NULL, 76, GB_GRID_WORDS }, { NULL, 0, GB_GRID_WORDS }, { NULL, 124, GB_GRID_WORDS } };
  GbGrid *grid = gb_grid_new (NULL, columns, G_N_ELEMENTS (columns));

  gb_pages_section (page, 6, _ ("Afterwards"), NULL);
  gb_grid_set_plain (grid, TRUE);
  for (guint i = 0; i < permit->events->len; i++)
    {
      const GbPermitEvent *event = g_ptr_array_index (permit->events, i);
      const char *const cells[] = { event->time, event->what, event->who };
      gb_grid_row (grid, cells);
    }
  gb_pages_grid (page, grid);
}

/* What the two signs of the band mean, and where the record stands in the journal. */
static void
draw_key (GbPages *page, double x, double y, double width, gpointer data)
{
  GbInk *ink = gb_pages_get_ink (page);

  gb_ink_hatch (ink, x, y + 1, 22, 9);
  gb_ink_open (ink, "Note");
  gb_ink_write (ink, GB_STYLE_NOTE, x + 28, y, width - 28, GB_ALIGN_LEFT,
                _ ("A search made first and authorised afterwards carries this hatched bar instead of the black dot, for good."));
  gb_ink_close (ink, "Note");
}

static char *
make_foot (const GbPermit *permit)
{
  g_autofree char *made = gb_pages_say_instant (permit->made_at);
  g_autofree char *by = permit->printed_by != NULL ? g_strdup_printf (_ ("Printed %s, by %s"), made, permit->printed_by)
                                                   : g_strdup_printf (_ ("Printed %s"), made);
  return permit->code != NULL ? g_strdup_printf (_ ("%s. Code " GB_STRONG "%s" GB_PLAIN), by, permit->code)
                              : g_strdup_printf ("%s.", by);
}

GbSheet *
gb_print_search (const GbPermit *permit, GError **error)
{
  gboolean authorised = permit->state == GB_PERMIT_BEFORE;
  g_autofree char *foot = make_foot (permit);
  g_autofree char *title = g_strdup_printf (_ ("Search authority and record %s"), permit->reference);
  g_autofree char *file = g_strdup_printf ("search-%s.pdf", permit->reference);
  const GbPageSetup setup = { .title = title, .school = permit->school, .running = _ ("Confidential: safeguarding record"),
                              .foot = foot, .made_at = permit->made_at, .close = TRUE };
  g_autoptr (GbPages) page = gb_pages_new (&setup, error);

  if (page == NULL)
    return NULL;
  gb_pages_band (page, _ ("Search authority and record"), permit->reference, sign_of (permit->state), say_state (permit->state),
                authorised ? permit->valid : NULL);
  add_asked (page, permit);
  add_ground (page, permit);
  add_authority (page, permit);
  if (permit->carried_at != NULL)
    add_search (page, permit);
  if (permit->custody != NULL)
    add_device (page, permit);
  if (permit->events->len > 0)
    add_afterwards (page, permit);
  gb_pages_section (page, 0, "", permit->entries);
  gb_pages_block (page, GB_LANE_MAIN, 0, 22, FALSE, draw_key, NULL, NULL);
  return gb_pages_finish (page, "search-record", file, error);
}
