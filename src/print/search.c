/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "base/text.h"
#include "base/time.h"
#include "casework/authority.h"
#include "casework/device.h"
#include "casework/member.h"
#include "casework/search.h"
#include "print/grid.h"
#include "print/search.h"

static void
row_free (gpointer data)
{
  GbPermitRow *row = data;
  g_free (row->label);
  g_free (row->value);
  g_free (row);
}

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
  permit->rows = g_ptr_array_new_with_free_func (row_free);
  permit->events = g_ptr_array_new_with_free_func (event_free);
  return permit;
}

void
gb_permit_add_row (GbPermit *permit, const char *label, const char *value, gboolean wide)
{
  GbPermitRow *row = g_new0 (GbPermitRow, 1);
  row->label = g_strdup (label);
  row->value = g_strdup (value);
  row->wide = wide;
  g_ptr_array_add (permit->rows, row);
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
    &permit->school,      &permit->reference,     &permit->valid,      &permit->asked,
    &permit->basis,       &permit->standing,      &permit->signer,     &permit->signer_role,
    &permit->signed_at,   &permit->code,          &permit->refusal,
    &permit->carried_at,  &permit->carried_where, &permit->carried_by, &permit->carried_witness,
    &permit->present,     &permit->cooperation,   &permit->found,      &permit->follow_up,
    &permit->harm,        &permit->beyond,        &permit->custody,    &permit->seal,
    &permit->whereabouts, &permit->printed_by,
  };

  if (permit == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (*texts[i]);
  g_ptr_array_unref (permit->rows);
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

/* Short answers side by side, a long one over the whole width. */
static GbFieldFlags
flags_for (const GbPermitRow *row, gboolean first)
{
  gboolean is_long = row->wide || (row->value != NULL && g_utf8_strlen (row->value, -1) > 62);
  return (is_long ? GB_FIELD_WIDE : 0) | (first ? GB_FIELD_STRONG : 0);
}

static void
add_sheet (GbPages *page, const GbPermit *permit)
{
  g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (GbField));

  gb_pages_section (page, 1, _ ("What is asked"), permit->asked);
  if (permit->basis != NULL)
    gb_pages_side (page, permit->basis);
  for (guint i = 0; i < permit->rows->len; i++)
    {
      const GbPermitRow *row = g_ptr_array_index (permit->rows, i);
      GbField field = { row->label, row->value, flags_for (row, i == 0) };
      g_array_append_val (fields, field);
    }
  add_fields (page, 2, fields);
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
    .covers = _ ("The signature covers part 1 and the policy in force. Its code:"),
    .code = permit->code,
  };
  gb_pages_signed (page, &box);
}

static void
add_authority (GbPages *page, const GbPermit *permit)
{
  g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (GbField));
  const GbCheck scopes[] = { { permit->standing == NULL, _ ("for this search only") },
                             { permit->standing != NULL, _ ("by a standing authority") } };

  gb_pages_section (page, 2, _ ("Authority"), _ ("No one may ask for, authorise and carry out the same search."));
  gb_pages_checks (page, 2, scopes, G_N_ELEMENTS (scopes));
  add_known (fields, _ ("Standing authority"), permit->standing, GB_FIELD_WIDE);
  add_known (fields, permit->state == GB_PERMIT_VOID ? _ ("Why the signature is void") : _ ("Why not"), permit->refusal,
             GB_FIELD_WIDE);
  if (fields->len > 0)
    gb_pages_space (page, 6);
  add_fields (page, 1, fields);
  if (permit->signer != NULL)
    add_signature (page, permit);
}

/* Nothing can be within an authority that wasn't there. */
static const char *
say_limits (const GbPermit *permit)
{
  if (permit->beyond != NULL)
    return _ ("Beyond the authority.");
  return permit->state == GB_PERMIT_BEFORE ? _ ("Within the authority.") : NULL;
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
  const GbCheck checks[] = { { permit->was_found, _ ("Something was found") },
                             { permit->risk_revealed, _ ("A risk to a child was revealed") } };

  gb_pages_section (page, 3, _ ("Search"), say_limits (permit));
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

  gb_pages_section (page, 4, _ ("Device"), NULL);
  gb_pages_fields (page, GB_LANE_MAIN, 3, fields, G_N_ELEMENTS (fields));
}

static void
add_afterwards (GbPages *page, const GbPermit *permit)
{
  static const GbGridColumn columns[] = { { NULL, 76, GB_GRID_WORDS },
                                          { NULL, 0, GB_GRID_WORDS },
                                          { NULL, 124, GB_GRID_WORDS } };
  GbGrid *grid = gb_grid_new (NULL, columns, G_N_ELEMENTS (columns));

  gb_pages_section (page, permit->custody != NULL ? 5 : 4, _ ("Afterwards"), NULL);
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
  gb_ink_write (
      ink, GB_STYLE_NOTE, x + 28, y, width - 28, GB_ALIGN_LEFT,
      _ ("A search made first and authorised afterwards carries this hatched bar instead of the black dot, for good."));
  gb_ink_close (ink, "Note");
}

static char *
make_foot (const GbPermit *permit)
{
  g_autofree char *made = gb_pages_say_instant (permit->made_at);
  g_autofree char *by = permit->printed_by != NULL ? g_strdup_printf (_ ("Printed %s, by %s"), made, permit->printed_by)
                                                   : g_strdup_printf (_ ("Printed %s"), made);
  g_autofree char *code = gb_ink_strong (permit->code != NULL ? permit->code : "");

  return permit->code != NULL ? g_strdup_printf (_ ("%s. Code %s"), by, code)
                              : g_strdup_printf ("%s.", by);
}

GbSheet *
gb_print_permit (const GbPermit *permit, GError **error)
{
  gboolean authorised = permit->state == GB_PERMIT_BEFORE;
  g_autofree char *foot = make_foot (permit);
  const char *name = permit->carried_at != NULL ? _ ("Search authority and record") : _ ("Search permit");
  g_autofree char *title = g_strdup_printf ("%s %s", name, permit->reference);
  g_autofree char *file = g_strdup_printf ("search-%s.pdf", permit->reference);
  const GbPageSetup setup = { .title = title,
                              .school = permit->school,
                              .running = _ ("Confidential: safeguarding record"),
                              .foot = foot,
                              .made_at = permit->made_at,
                              .close = TRUE };
  g_autoptr (GbPages) page = gb_pages_new (&setup, error);

  if (page == NULL)
    return NULL;
  gb_pages_band (page, name, permit->reference, sign_of (permit->state), say_state (permit->state),
                 authorised ? permit->valid : NULL);
  add_sheet (page, permit);
  add_authority (page, permit);
  if (permit->carried_at != NULL)
    add_search (page, permit);
  if (permit->custody != NULL)
    add_device (page, permit);
  if (permit->events->len > 0)
    add_afterwards (page, permit);
  gb_pages_section (page, 0, "", NULL);
  gb_pages_block (page, GB_LANE_MAIN, 0, 22, FALSE, draw_key, NULL, NULL);
  return gb_pages_finish (page, permit->carried_at != NULL ? "search-record" : "search-permit", file, error);
}

/* --- from the record --------------------------------------------------------------------- */

static GbPermitState
state_of (const GbSearch *search, GbSignature signature)
{
  if (search->withdrawn_at > 0)
    return GB_PERMIT_WITHDRAWN;
  if (search->refused_at > 0 && search->authorised_at == 0)
    return GB_PERMIT_REFUSED;
  if (signature == GB_SIGNATURE_VOID)
    return GB_PERMIT_VOID;
  if (search->retrospective || search->after_the_fact)
    return search->authorised_at > 0 ? GB_PERMIT_AFTERWARDS : GB_PERMIT_NOT_YET_AFTER;
  return signature == GB_SIGNATURE_SOUND ? GB_PERMIT_BEFORE : GB_PERMIT_WAITING;
}

/* "Valid Tue 9 June 2026, 13.05 to 15.20" */
static char *
say_valid (const GbSearch *search)
{
  g_autofree char *from_day = gb_instant_to_day (search->valid_from);
  g_autofree char *until_day = gb_instant_to_day (search->valid_until);
  g_autofree char *from = gb_pages_say_instant_short (search->valid_from);
  g_autofree char *until = g_str_equal (from_day, until_day) ? gb_say_time (search->valid_until)
                                                             : gb_pages_say_instant_short (search->valid_until);
  return g_strdup_printf (_ ("Valid %s to %s"), from, until);
}

/* The rows as they were signed; as they stand now while nobody has signed. */
static gboolean
take_rows (GbPermit *permit, GbBook *book, GbSearch *search, GError **error)
{
  g_autoptr (GbSigning) now = search->sheet == NULL ? gb_search_sheet (book, search, NULL, error) : NULL;
  g_autoptr (GPtrArray) stored = search->sheet != NULL ? gb_signing_rows_of (search->sheet) : NULL;
  GPtrArray *rows = stored != NULL ? stored : now != NULL ? now->rows : NULL;

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      const GbSigningRow *row = g_ptr_array_index (rows, i);
      gb_permit_add_row (permit, row->label, row->value, row->wide);
    }
  return rows != NULL;
}

/* The first role that the signer held on that day. */
static char *
role_on (GbVault *vault, const char *member_id, gint64 at)
{
  g_autofree char *day = gb_instant_to_day (at);
  g_autoptr (GbMember) member = gb_member_get (vault, member_id, day, NULL);
  g_auto (GStrv) roles = g_strsplit (member != NULL && member->roles != NULL ? member->roles : "", " ", -1);

  for (guint i = 0; roles[i] != NULL; i++)
    if (g_str_equal (roles[i], "headteacher"))
      return g_strdup (gb_role_label (roles[i]));
  return g_strdup (roles[0] != NULL && *roles[0] != '\0' ? gb_role_label (roles[0]) : "");
}

static void
take_signature (GbPermit *permit, GbBook *book, const GbSearch *search)
{
  GbVault *vault = gb_book_get_vault (book);
  g_autoptr (GbAuthority) authority = search->authority_id != NULL
                                          ? gb_authority_load (vault, search->authority_id, NULL, NULL)
                                          : NULL;

  if (authority != NULL)
    {
      g_autofree char *given = gb_pages_say_instant (authority->given_at);
      permit->standing = g_strdup_printf (_ ("%s, given to %s by %s, %s"), authority->reference, authority->person,
                                          authority->given_by, given);
    }
  if (search->authorised_at == 0)
    return;
  permit->signer = g_strdup (search->authorised_by);
  permit->signer_role = role_on (vault, search->authorised_by_id, search->authorised_at);
  permit->signed_at = gb_pages_say_instant (search->authorised_at);
  permit->code = gb_signing_words (search->sheet_hash);
}

static char *
say_refusal (const GbSearch *search, GbPermitState state)
{
  g_autofree char *amended = search->amended_at > 0 ? gb_pages_say_instant (search->amended_at) : NULL;

  if (state == GB_PERMIT_REFUSED)
    return g_strdup_printf (_ ("%s (%s)"), search->refusal, search->refused_by);
  if (state == GB_PERMIT_WITHDRAWN)
    return g_strdup_printf (_ ("%s (%s)"), search->withdrawal, search->withdrawn_by);
  if (state != GB_PERMIT_VOID)
    return NULL;
  return amended != NULL
             ? g_strdup_printf (_ ("The request was changed on %s, after it was signed. Part 1 shows what was signed; "
                                   "it authorises nothing now."),
                                amended)
             : g_strdup (_ ("The request no longer says what was signed. Part 1 shows what was signed; it authorises "
                            "nothing now."));
}

static void
take_search (GbPermit *permit, GbPack *pack, const GbSearch *search)
{
  if (search->searched_at == 0)
    return;
  permit->carried_at = gb_pages_say_instant (search->searched_at);
  permit->carried_where = g_strdup (gb_pack_label (pack, "place", search->searched_place));
  permit->carried_by = g_strdup (search->searched_by);
  permit->carried_witness = g_strdup (search->searched_witness != NULL ? search->searched_witness : _ ("nobody"));
  permit->present = gb_json_names (search->present);
  permit->cooperation = g_strdup (search->cooperation);
  permit->found = g_strdup (search->found ? search->found_what : _ ("Nothing was found."));
  permit->follow_up = g_strdup (search->follow_up);
  permit->harm = g_strdup (search->harm_considered);
  permit->beyond = g_strdup (search->beyond_scope ? search->beyond_reason : NULL);
  permit->was_found = search->found != 0;
  permit->risk_revealed = search->risk_revealed != 0;
}

static void
take_event (GbPermit *permit, gint64 at, const char *what, const char *who)
{
  g_autofree char *time = at > 0 ? gb_pages_say_instant (at) : NULL;
  if (at > 0)
    gb_permit_add_event (permit, time, what, who);
}

static void
take_afterwards (GbPermit *permit, const GbSearch *search)
{
  g_autofree char *not_told = search->parent_told == 0
                                  ? g_strdup_printf (_ ("No parent told: %s"), search->parent_reason_not)
                                  : NULL;

  take_event (permit, search->dsl_at, _ ("DSL told"), search->dsl_who);
  if (search->parent_told == 1)
    take_event (permit, search->parent_at, _ ("Parent told of search and result"), search->parent_whom);
  if (not_told != NULL)
    gb_permit_add_event (permit, "", not_told, search->parent_by);
  take_event (permit, search->closed_at, _ ("Reviewed and closed"), search->closed_by);
}

static void
take_device (GbPermit *permit, GbVault *vault, GbPack *pack, const GbSearch *search)
{
  g_autoptr (GbDevice) device = search->device_id != NULL ? gb_device_load (vault, search->device_id, NULL) : NULL;

  if (device == NULL)
    return;
  permit->custody = g_strdup (device->reference);
  permit->seal = g_strdup (device->seal);
  if (device->left_at > 0)
    {
      g_autofree char *left = gb_pages_say_instant (device->left_at);
      permit->whereabouts =
          g_strdup_printf (_ ("%s, %s"), device->left_to != NULL ? device->left_to : _ ("police"), left);
    }
  else
    permit->whereabouts = g_strdup (gb_pack_label (pack, "place", device->place));
}

/* Under which law and which clause of the policy: the basis of its limb and ground. */
static char *
say_basis (GbPack *pack, const GbSearch *search)
{
  const GbWord *limb = gb_pack_word (pack, "limb", search->limb);
  const GbWord *ground = gb_pack_word (pack, "ground", search->ground);
  const char *first = limb != NULL && limb->basis != NULL ? limb->basis : "";
  const char *second = ground != NULL && ground->basis != NULL ? ground->basis : "";

  if (*first == '\0' && *second == '\0')
    return NULL;
  return g_strdup_printf ("%s%s%s", first, *first != '\0' && *second != '\0' ? ". " : "", second);
}

static GbPermit *
permit_of (GbBook *book, GbSearch *search, GError **error)
{
  g_autoptr (GbPermit) permit = gb_permit_new ();
  GbPack *pack = gb_book_get_pack (book);
  g_autofree char *asked = gb_pages_say_instant (search->requested_at);

  permit->school = g_strdup (gb_book_get_school (book));
  permit->reference = g_strdup (search->reference);
  permit->state = state_of (search, gb_search_signature (book, search));
  permit->valid = say_valid (search);
  permit->asked = g_strdup_printf (_ ("Asked for %s, by %s"), asked, search->requester);
  permit->basis = say_basis (pack, search);
  permit->refusal = say_refusal (search, permit->state);
  permit->printed_by = g_strdup (gb_book_get_member_name (book));
  permit->made_at = gb_now ();
  if (!take_rows (permit, book, search, error))
    return NULL;
  take_signature (permit, book, search);
  take_search (permit, pack, search);
  take_device (permit, gb_book_get_vault (book), pack, search);
  take_afterwards (permit, search);
  return g_steal_pointer (&permit);
}

GbSheet *
gb_print_search (GbBook *book, const char *id, GError **error)
{
  g_autoptr (GbSearch) search = gb_search_load (gb_book_get_vault (book), id, error);
  g_autoptr (GbPermit) permit = search != NULL ? permit_of (book, search, error) : NULL;

  return permit != NULL ? gb_print_permit (permit, error) : NULL;
}
