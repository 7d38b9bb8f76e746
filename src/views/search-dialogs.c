/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "base/text.h"
#include "base/time.h"
#include "casework/capability.h"
#include "casework/authority.h"
#include "views/ask.h"
#include "views/form.h"
#include "views/search-dialogs.h"
#include "views/sign.h"
#include "views/window.h"

static void
start_at (GbForm *form, const char *field, gint64 instant)
{
  gb_when_set (GB_WHEN (gb_form_get_field (form, field)), instant);
}

static void
start_with (GbForm *form, const char *field, const char *id, const char *name, const char *sort)
{
  g_autoptr (GbPersonHit) hit = id != NULL ? gb_person_hit_new (id, name, sort, NULL, NULL, NULL) : NULL;

  if (hit != NULL)
    gb_person_picker_set (GB_PERSON_PICKER (gb_form_get_field (form, field)), hit);
}

static GbPersonPicker *
ask_person (GbForm *form, const char *id, const char *name, const char *label, const char *sorts)
{
  GbPersonPicker *picker = gb_form_person (form, id, name, label);

  gb_person_picker_set_sorts (picker, sorts);
  return picker;
}

static void
ask_yes_no (GbForm *form, const char *field, const char *label, const char *yes, const char *no)
{
  GbChoice *choice = gb_form_choice (form, field, label, NULL);

  gb_choice_add (choice, "yes", yes);
  gb_choice_add (choice, "no", no);
  gb_form_require (form, field);
}

static const char *
answer (GbForm *form, const char *field)
{
  return gb_choice_get (GB_CHOICE (gb_form_get_field (form, field)));
}

/* Turns the answer "yes" of a choice into the flag that the body wants. */
static void
make_flag (JsonObject *body, const char *field)
{
  gboolean yes = g_strcmp0 (gb_json_text (body, field), "yes") == 0;
  json_object_set_boolean_member (body, field, yes);
}

/* The next full quarter of an hour. */
static gint64
soon (void)
{
  gint64 quarter = 15 * GB_MINUTE;
  return (gb_now () / quarter + 1) * quarter;
}

/* --- the request --------------------------------------------------------------------- */

static void
ask_whose (GbForm *form, GbBook *book, GbDevice *device)
{
  gb_form_group (form, _ ("Whose device"), NULL);
  if (device == NULL)
    {
      ask_person (form, "owner_id", "owner", _ ("Pupil"), "pupil");
      gb_form_require (form, "owner_id");
    }
  else
    {
      g_autofree char *thing = g_strdup_printf (_ ("%s, bag %s"), device->description, device->seal);
      gb_form_keep_text (form, "owner_id", device->owner_id);
      gb_form_keep_text (form, "owner", device->owner);
      gb_form_keep_text (form, "owner_year", device->owner_year);
      gb_form_keep_text (form, "device_id", device->id);
      gtk_editable_set_text (GTK_EDITABLE (gb_form_line (form, "device", _ ("Which device"))), thing);
    }
  if (device == NULL)
    gb_form_line (form, "device", _ ("Which device"));
  gb_form_require (form, "device");
  gb_form_text (form, "scope", _ ("What may be looked at, and nothing else"));
  gb_form_require (form, "scope");
  gb_form_tri (form, "indecent_image", _ ("Could there be an indecent image? Ask, don’t look."));
  gb_form_require (form, "indecent_image");
}

static void
ask_why (GbForm *form, GbBook *book)
{
  gb_form_group (form, _ ("Why"),
                 _ ("The ground is the school policy’s. The power is the law’s: what the search is for, as section "
                    "550ZA(3) of the Education Act 1996 lists it."));
  gb_form_choice (form, "ground", _ ("Ground"), gb_form_words (form, "ground"));
  gb_form_require (form, "ground");
  gb_form_choice (form, "limb", _ ("Which power to search"), gb_form_words (form, "limb"));
  gb_form_require (form, "limb");
  gb_form_text (form, "reason", _ ("Why it is needed"));
  gb_form_require (form, "reason");
}

static void
show_exception (GbForm *form)
{
  gb_form_show_field (form, "exception_reason", answer (form, "exception") != NULL);
}

static void
ask_who (GbForm *form, GbBook *book)
{
  const char *consent = gb_pack_rule (gb_book_get_pack (book), "search.consent");

  gb_form_group (form, _ ("Who"),
                 _ ("One asks, another searches, the headteacher signs. Searcher and witness are of the pupil’s sex."));
  ask_person (form, "requester_id", "requester", _ ("Asked for by"), "staff");
  start_with (form, "requester_id", gb_book_get_member_id (book), gb_book_get_member_name (book), "staff");
  gb_form_require (form, "requester_id");
  ask_person (form, "searcher_id", "searcher", _ ("Searcher"), "staff");
  gb_form_require (form, "searcher_id");
  ask_person (form, "witness_id", "witness", _ ("Witness"), "staff");
  gb_form_choice (form, "exception", _ ("Urgent exception, if any"), gb_form_words (form, "search-exception"));
  gb_form_text (form, "exception_reason", _ ("What serious harm was likely, and why nobody else could come in time"));
  g_signal_connect_object (form, "changed", G_CALLBACK (show_exception), form, 0);
  show_exception (form);
  /* A silent policy: what the school decided is asked of the request, not of this form. */
  if (g_strcmp0 (consent, "none") == 0)
    {
      gb_form_keep_text (form, "consent", "not-needed");
      return;
    }
  gb_form_choice (form, "consent", _ ("Consent"), gb_form_words (form, "consent"));
  gb_form_line (form, "consent_by", _ ("Who agreed"));
  gb_form_when (form, "consent_at", _ ("When they agreed"), TRUE);
  gb_form_line (form, "consent_how", _ ("How they agreed"));
}

/* --- standing authorities in the request ------------------------------------------------ */

static gpointer
ask_authorities (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autofree char *today = gb_today ();
  return gb_authorities_in_force (gb_book_get_vault (book), NULL, today, error);
}

static void
show_authorities (GtkWidget *form, gpointer list, GError *error)
{
  GPtrArray *authorities = list;
  GbChoice *choice = GB_CHOICE (gb_form_get_field (GB_FORM (form), "authority_id"));

  for (guint i = 0; authorities != NULL && i < authorities->len; i++)
    {
      GbAuthority *authority = authorities->pdata[i];
      g_autofree char *label = g_strdup_printf (_ ("%s: %s%s%s"), authority->reference, authority->person,
                                                authority->description != NULL ? ", " : "",
                                                authority->description != NULL ? authority->description : "");
      gb_choice_add (choice, authority->id, label);
    }
  gb_form_show_field (GB_FORM (form), "authority_id", authorities != NULL && authorities->len > 0);
}

static void
ask_when_allowed (GbForm *form, GbBook *book)
{
  gint64 from = soon ();

  gb_form_group (form, _ ("When and where"), NULL);
  gb_form_when (form, "valid_from", _ ("From"), TRUE);
  gb_form_require (form, "valid_from");
  gb_form_when (form, "valid_until", _ ("Until"), TRUE);
  gb_form_require (form, "valid_until");
  start_at (form, "valid_from", from);
  start_at (form, "valid_until", from + 2 * GB_HOUR);
  gb_form_line (form, "place", _ ("Where"));
  gb_form_choice (form, "authority_id", _ ("Standing authority, if one covers it"), NULL);
  gb_form_show_field (form, "authority_id", FALSE);
  gb_view_ask (GTK_WIDGET (form), book, ask_authorities, NULL, NULL, (GDestroyNotify)g_ptr_array_unref,
               show_authorities);
}

static void
ask_when_made (GbForm *form)
{
  gb_form_group (form, _ ("When and why first"),
                 _ ("This search stays marked as made first. The headteacher looks at it today."));
  gb_form_when (form, "carried_at", _ ("When it was made"), TRUE);
  gb_form_require (form, "carried_at");
  gb_form_line (form, "place", _ ("Where"));
  gb_form_text (form, "retrospective_reason", _ ("Why it was made before it was authorised"));
  gb_form_require (form, "retrospective_reason");
}

static void
complete_already (GbForm *form, JsonObject *body)
{
  gint64 at = gb_json_number (body, "carried_at");

  json_object_set_int_member (body, "valid_from", at);
  json_object_set_int_member (body, "valid_until", at);
}

static void
open_new_case (GtkWidget *over, GbDone *done, GbForm *form)
{
  gb_window_open_case (over, "search", done->case_id);
}

void
gb_search_ask_request (GtkWidget *over, GbBook *book, GbDevice *device, const char *incident_id, gboolean already)
{
  GbForm *form = gb_form_new (book);

  gb_form_set_act (form, "search.requested", NULL);
  gb_form_keep_flag (form, "retrospective", already);
  gb_form_keep_text (form, "incident_id",
                     incident_id != NULL ? incident_id
                     : device != NULL    ? device->incident_id
                                         : NULL);
  ask_whose (form, book, device);
  ask_why (form, book);
  ask_who (form, book);
  if (already)
    {
      ask_when_made (form);
      g_signal_connect_object (form, "complete", G_CALLBACK (complete_already), form, 0);
    }
  else
    ask_when_allowed (form, book);
  g_signal_connect_object (form, "done", G_CALLBACK (open_new_case), over, G_CONNECT_SWAPPED);
  gb_form_open (form, over, already ? _ ("A search already made") : _ ("Ask for a search"),
                already ? _ ("Record") : _ ("Ask"));
}

/* --- amended --------------------------------------------------------------------------------- */

static const char *const amendable[] = { "device",           "scope",      "ground",      "limb",    "reason",
                                         "searcher_id",      "searcher",   "witness_id",  "witness", "exception",
                                         "exception_reason", "valid_from", "valid_until", "place",   "indecent_image" };

static JsonNode *
stored_node (GbSearch *search, const char *field)
{
  g_autofree char *name = g_strdelimit (g_strdup (field), "_", '-');
  GParamSpec *spec = g_object_class_find_property (G_OBJECT_GET_CLASS (search), name);
  g_auto (GValue) value = G_VALUE_INIT;
  JsonNode *node = json_node_alloc ();

  g_value_init (&value, spec->value_type);
  g_object_get_property (G_OBJECT (search), name, &value);
  if (spec->value_type == G_TYPE_INT64)
    return json_node_init_int (node, g_value_get_int64 (&value));
  if (g_value_get_string (&value) == NULL)
    return json_node_init_null (node);
  return json_node_init_string (node, g_value_get_string (&value));
}

/* Only what differs from what was shown becomes a change. */
static void
complete_amended (GbForm *form, JsonObject *body)
{
  GbSearch *search = g_object_get_data (G_OBJECT (form), "search");
  JsonArray *changes = json_array_new ();
  g_autofree char *reason = g_strdup (gb_json_text (body, "amend_reason"));

  for (gsize i = 0; i < G_N_ELEMENTS (amendable); i++)
    {
      g_autoptr (JsonNode) old = stored_node (search, amendable[i]);
      g_autoptr (JsonNode) now = json_object_has_member (body, amendable[i])
                                     ? json_object_dup_member (body, amendable[i])
                                     : json_node_init_null (json_node_alloc ());
      JsonObject *change;
      json_object_remove_member (body, amendable[i]);
      if (json_node_equal (old, now))
        continue;
      change = json_object_new ();
      json_object_set_string_member (change, "field", amendable[i]);
      json_object_set_member (change, "old", g_steal_pointer (&old));
      json_object_set_member (change, "new", g_steal_pointer (&now));
      json_array_add_object_element (changes, change);
    }
  json_object_remove_member (body, "amend_reason");
  json_object_set_string_member (body, "reason", reason != NULL ? reason : "");
  json_object_set_array_member (body, "changes", changes);
}

static gpointer
load_search (GbBook *book, gpointer id, GCancellable *cancellable, GError **error)
{
  return gb_search_load (gb_book_get_vault (book), id, error);
}

static JsonObject *
fields_of_search (GbForm *form, gpointer search)
{
  JsonObject *body = json_object_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (amendable); i++)
    json_object_set_member (body, amendable[i], stored_node (search, amendable[i]));
  g_object_set_data_full (G_OBJECT (form), "search", g_object_ref (search), g_object_unref);
  return body;
}

void
gb_search_ask_amend (GtkWidget *over, GbBook *book, GbSearch *search)
{
  GbForm *form = gb_form_new (book);

  gb_form_set_act (form, "search.amended", search->id);
  if (search->authorised_at != 0)
    gb_form_say (form,
                 _ ("This permit is signed. Whatever you change makes the signature void, and it needs a new one."));
  gb_form_group (form, NULL, NULL);
  gb_form_line (form, "device", _ ("Which device"));
  gb_form_text (form, "scope", _ ("What may be looked at, and nothing else"));
  gb_form_tri (form, "indecent_image", _ ("Could there be an indecent image? Ask, don’t look."));
  ask_why (form, book);
  gb_form_group (form, _ ("Who"), NULL);
  ask_person (form, "searcher_id", "searcher", _ ("Searcher"), "staff");
  ask_person (form, "witness_id", "witness", _ ("Witness"), "staff");
  gb_form_choice (form, "exception", _ ("Urgent exception, if any"), gb_form_words (form, "search-exception"));
  gb_form_text (form, "exception_reason", _ ("What serious harm was likely, and why nobody else could come in time"));
  gb_form_group (form, _ ("When and where"), NULL);
  gb_form_when (form, "valid_from", _ ("From"), TRUE);
  gb_form_when (form, "valid_until", _ ("Until"), TRUE);
  gb_form_line (form, "place", _ ("Where"));
  gb_form_group (form, NULL, NULL);
  gb_form_text (form, "amend_reason", _ ("Why it changes"));
  gb_form_require (form, "amend_reason");
  gb_form_set_record (form, search, load_search, search->id, fields_of_search);
  g_signal_connect_object (form, "complete", G_CALLBACK (complete_amended), form, 0);
  gb_form_open (form, over, _ ("Amend the request"), _ ("Amend"));
}

/* --- carried out ------------------------------------------------------------------------------- */

static void
show_carried_fields (GbForm *form)
{
  GtkWidget *beyond = gb_form_get_field (form, "beyond_scope");

  gb_form_show_field (form, "found_what", g_strcmp0 (answer (form, "found"), "yes") == 0);
  gb_form_show_field (form, "beyond_reason", gtk_switch_get_active (GTK_SWITCH (beyond)));
}

static void
complete_carried (GbForm *form, JsonObject *body)
{
  g_autofree char *others = g_strdup (gb_json_text (body, "present"));
  JsonArray *present = json_array_new ();

  make_flag (body, "found");
  make_flag (body, "risk_revealed");
  if (others != NULL)
    {
      JsonObject *row = json_object_new ();
      json_object_set_string_member (row, "name", others);
      json_array_add_object_element (present, row);
    }
  json_object_set_array_member (body, "present", present);
}

void
gb_search_ask_carried_out (GtkWidget *over, GbBook *book, GbSearch *search)
{
  GbForm *form = gb_form_new (book);
  g_autofree char *who = search->witness != NULL
                             ? g_strdup_printf (_ ("Searcher %s, witness %s."), search->searcher, search->witness)
                             : g_strdup_printf (_ ("Searcher %s, no witness."), search->searcher);

  gb_form_set_act (form, "search.carried-out", search->id);
  gb_form_keep_text (form, "searcher_id", search->searcher_id);
  gb_form_keep_text (form, "searcher", search->searcher);
  gb_form_keep_text (form, "witness_id", search->witness_id);
  gb_form_keep_text (form, "witness", search->witness);
  gb_form_group (form, _ ("The search"), who);
  gb_form_when (form, "at", _ ("When"), TRUE);
  start_at (form, "at", search->retrospective ? search->carried_at : gb_now ());
  gb_form_line (form, "place", _ ("Where"));
  gtk_editable_set_text (GTK_EDITABLE (gb_form_get_field (form, "place")), search->place != NULL ? search->place : "");
  gb_form_line (form, "present", _ ("Who else was there"));
  gb_form_line (form, "cooperation", _ ("How the pupil took it"));
  gb_form_group (form, _ ("What came of it"), NULL);
  ask_yes_no (form, "found", _ ("What was looked for was"), _ ("Found"), _ ("Not found"));
  gb_form_text (form, "found_what", _ ("What was found"));
  gb_form_text (form, "follow_up", _ ("What follows"));
  ask_yes_no (form, "risk_revealed", _ ("A child may be at risk"), _ ("Yes: tell the DSL without delay"), _ ("No"));
  gb_form_text (form, "harm_considered", _ ("Whether the pupil may be suffering harm: what was considered"));
  gb_form_switch (form, "beyond_scope", _ ("It went beyond what was allowed"),
                  _ ("In time or in what was looked at. The mark stays."));
  gb_form_text (form, "beyond_reason", _ ("How, and why"));
  for (const char *const *f = (const char *const[]){ "at", "place", "follow_up", "harm_considered", NULL }; *f != NULL;
       f++)
    gb_form_require (form, *f);
  show_carried_fields (form);
  g_signal_connect_object (form, "changed", G_CALLBACK (show_carried_fields), form, 0);
  g_signal_connect_object (form, "complete", G_CALLBACK (complete_carried), form, 0);
  gb_form_open (form, over, _ ("Record the search"), _ ("Record"));
}

/* --- told, refused, withdrawn, closed ----------------------------------------------------------------- */

void
gb_search_ask_dsl (GtkWidget *over, GbBook *book, GbSearch *search)
{
  GbForm *form = gb_form_new (book);

  gb_form_set_act (form, "search.dsl-informed", search->id);
  ask_person (form, "who_id", "who", _ ("Who was told"), "staff");
  if (gb_book_can (book, GB_CAN_SAFEGUARD))
    start_with (form, "who_id", gb_book_get_member_id (book), gb_book_get_member_name (book), "staff");
  gb_form_when (form, "at", _ ("When"), TRUE);
  start_at (form, "at", gb_now ());
  gb_form_line (form, "how", _ ("How: in person, by telephone"));
  gb_form_require (form, "who_id");
  gb_form_require (form, "at");
  gb_form_open (form, over, _ ("The DSL was told"), _ ("Record"));
}

static void
show_parent_fields (GbForm *form)
{
  gboolean yes = g_strcmp0 (answer (form, "told"), "yes") == 0;

  for (const char *const *f = (const char *const[]){ "whom", "at", "by", "reply", NULL }; *f != NULL; f++)
    gb_form_show_field (form, *f, yes);
  gb_form_show_field (form, "reason_not", g_strcmp0 (answer (form, "told"), "no") == 0);
}

static void
complete_parent (GbForm *form, JsonObject *body)
{
  make_flag (body, "told");
}

void
gb_search_ask_parent (GtkWidget *over, GbBook *book, GbSearch *search)
{
  GbForm *form = gb_form_new (book);

  gb_form_set_act (form, "search.parent-told", search->id);
  ask_yes_no (form, "told", _ ("A parent or carer was"), _ ("Told"), _ ("Not told, for a reason"));
  gb_form_line (form, "whom", _ ("Who was told"));
  gb_form_when (form, "at", _ ("When"), TRUE);
  start_at (form, "at", gb_now ());
  gb_form_line (form, "by", _ ("By whom"));
  gtk_editable_set_text (GTK_EDITABLE (gb_form_get_field (form, "by")), gb_book_get_member_name (book));
  gb_form_text (form, "reply", _ ("What they said"));
  gb_form_text (form, "reason_not", _ ("Why not"));
  show_parent_fields (form);
  g_signal_connect_object (form, "changed", G_CALLBACK (show_parent_fields), form, 0);
  g_signal_connect_object (form, "complete", G_CALLBACK (complete_parent), form, 0);
  gb_form_open (form, over, _ ("A parent was told"), _ ("Record"));
}

void
gb_search_ask_withdraw (GtkWidget *over, GbBook *book, GbSearch *search)
{
  gb_reason_open (over, book, _ ("Withdraw the request"), _ ("Why it is no longer needed"), _ ("Withdraw"),
                  "search.withdrawn", search->id, "reason");
}

void
gb_search_ask_refuse (GtkWidget *over, GbBook *book, GbSearch *search)
{
  gb_reason_open (over, book, _ ("Refuse the search"), _ ("Why it is refused"), _ ("Refuse"), "search.refused",
                  search->id, "reason");
}

void
gb_search_ask_close (GtkWidget *over, GbBook *book, GbSearch *search)
{
  gb_reason_open (over, book, _ ("Close the search"), _ ("What came of it, in a sentence"), _ ("Close"),
                  "search.closed", search->id, "summary");
}

/* --- signed, with a condition if one is set ---------------------------------------------------------------- */

typedef struct
{
  char *id, *condition;
} Conditional;

static void
conditional_free (gpointer data)
{
  Conditional *wish = data;

  g_free (wish->id);
  g_free (wish->condition);
  g_free (wish);
}

/* Worker: the sheet with the condition in it, which is another sheet than the one read before. */
static gpointer
ask_conditional_sheet (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  const Conditional *wish = data;
  g_autoptr (GbSearch) search = gb_search_load (gb_book_get_vault (book), wish->id, error);
  return search != NULL ? gb_search_sheet (book, search, wish->condition, error) : NULL;
}

static void
show_conditional_sheet (GtkWidget *widget, gpointer sheet, GError *error)
{
  GbForm *form = GB_FORM (widget);
  g_autoptr (JsonObject) body = gb_form_read (form);

  gb_form_set_error (form, error);
  if (sheet == NULL)
    return;
  gb_sign_open (g_object_get_data (G_OBJECT (form), "over"), g_object_get_data (G_OBJECT (form), "book"),
                _ ("Authorise this search, on this condition?"), sheet, "search.authorised",
                g_object_get_data (G_OBJECT (form), "id"), body, "search.refused");
  gtk_window_destroy (GTK_WINDOW (gtk_widget_get_root (widget)));
}

static void
on_condition (GbForm *form, JsonObject *body)
{
  Conditional *wish = g_new0 (Conditional, 1);

  wish->id = g_strdup (g_object_get_data (G_OBJECT (form), "id"));
  wish->condition = g_strdup (gb_json_text (body, "condition"));
  gb_view_ask (GTK_WIDGET (form), g_object_get_data (G_OBJECT (form), "book"), ask_conditional_sheet, wish,
               conditional_free, (GDestroyNotify)gb_signing_free, show_conditional_sheet);
}

static void
ask_condition (GtkWidget *over, GbBook *book, GbSearch *search)
{
  GbForm *form = gb_form_new (book);

  g_object_set_data_full (G_OBJECT (form), "book", g_object_ref (book), g_object_unref);
  g_object_set_data_full (G_OBJECT (form), "over", g_object_ref (over), g_object_unref);
  g_object_set_data_full (G_OBJECT (form), "id", g_strdup (search->id), g_free);
  gb_form_group (form, NULL, _ ("It becomes a line of the permit, which you then read again and sign."));
  gb_form_text (form, "condition", _ ("On what condition"));
  gb_form_require (form, "condition");
  if (search->condition != NULL)
    gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (gb_form_get_field (form, "condition"))),
                              search->condition, -1);
  g_signal_connect_object (form, "submitted", G_CALLBACK (on_condition), form, 0);
  gb_form_open (form, over, _ ("A condition"), _ ("Read and sign…"));
}

static void
on_add_condition (GtkWidget *button, GtkWidget *over)
{
  ask_condition (over, g_object_get_data (G_OBJECT (button), "book"), g_object_get_data (G_OBJECT (button), "search"));
}

void
gb_search_sign (GtkWidget *over, GbBook *book, GbSearch *search, GbSigning *sheet)
{
  GtkWindow *dialog = gb_sign_open (over, book,
                                    search->retrospective ? _ ("Sign that you have looked at this?")
                                                          : _ ("Authorise this search?"),
                                    sheet, "search.authorised", search->id, NULL, "search.refused");
  GtkWidget *button;

  /* What was already done can't be made conditional. */
  if (search->retrospective)
    return;
  button = gb_sign_offer (dialog, _ ("Add a condition…"));
  g_object_set_data_full (G_OBJECT (button), "book", g_object_ref (book), g_object_unref);
  g_object_set_data_full (G_OBJECT (button), "search", g_object_ref (search), g_object_unref);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_add_condition), over, 0);
}

/* --- a standing authority ---------------------------------------------------------------------------------- */

static gpointer
ask_sheet (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_book_may (book, "authority.given", NULL, data, error) ? gb_authority_sheet (book, data, error) : NULL;
}

/* The form's part is done: what is signed is the sheet that it made. */
static void
show_sheet (GtkWidget *widget, gpointer sheet, GError *error)
{
  GbForm *form = GB_FORM (widget);
  GtkWidget *over = g_object_get_data (G_OBJECT (form), "over");

  gb_form_set_error (form, error);
  if (sheet == NULL)
    return;
  gb_sign_open (over, g_object_get_data (G_OBJECT (form), "book"), _ ("Give this authority?"), sheet, "authority.given",
                NULL, g_object_get_data (G_OBJECT (form), "body"), NULL);
  gtk_window_destroy (GTK_WINDOW (gtk_widget_get_root (widget)));
}

static void
on_authority (GbForm *form, JsonObject *body)
{
  g_object_set_data_full (G_OBJECT (form), "body", json_object_ref (body), (GDestroyNotify)json_object_unref);
  gb_view_ask (GTK_WIDGET (form), g_object_get_data (G_OBJECT (form), "book"), ask_sheet, json_object_ref (body),
               (GDestroyNotify)json_object_unref, (GDestroyNotify)gb_signing_free, show_sheet);
}

void
gb_authority_ask (GtkWidget *over, GbBook *book)
{
  GbForm *form = gb_form_new (book);
  g_autofree char *today = gb_today ();
  g_autofree char *later = gb_day_add (today, 60);

  g_object_set_data_full (G_OBJECT (form), "book", g_object_ref (book), g_object_unref);
  g_object_set_data_full (G_OBJECT (form), "over", g_object_ref (over), g_object_unref);
  ask_person (form, "person_id", "person", _ ("Who may search"), "staff");
  gb_form_choice (form, "scope", _ ("Which searches"), gb_form_words (form, "scope"));
  gb_form_text (form, "description", _ ("Described, unless it is for all of them"));
  gb_form_when (form, "from", _ ("From"), FALSE);
  gb_form_when (form, "until", _ ("Until"), FALSE);
  gb_when_set_day (GB_WHEN (gb_form_get_field (form, "from")), today);
  gb_when_set_day (GB_WHEN (gb_form_get_field (form, "until")), later);
  gb_form_switch (form, "agreed", _ ("They have agreed to search"),
                  _ ("Nobody but security staff can be required to."));
  for (const char *const *f = (const char *const[]){ "person_id", "scope", "from", "until", NULL }; *f != NULL; f++)
    gb_form_require (form, *f);
  g_signal_connect_object (form, "submitted", G_CALLBACK (on_authority), form, 0);
  gb_form_open (form, over, _ ("Standing authority to search"), _ ("Read and sign…"));
}
