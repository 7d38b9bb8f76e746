/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <fcntl.h>
#include <sys/file.h>

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "base/errors.h"
#include "casework/calendar.h"
#include "casework/concern.h"
#include "casework/device.h"
#include "casework/incident.h"
#include "casework/member.h"
#include "casework/outer.h"
#include "casework/outgoing.h"
#include "casework/policy.h"
#include "casework/procedure.h"
#include "base/ids.h"
#include "base/time.h"
#include "casework/evidence.h"
#include "casework/recovery.h"
#include "casework/referral.h"
#include "casework/register.h"
#include "casework/search.h"
#include "casework/transfer.h"
#include "casework/factor.h"
#include "screens.h"
#include "support/files.h"
#include "support/passphrase.h"
#include "support/screen.h"
#include "vault/keyring-private.h"
#include "views/ask.h"
#include "views/authorities.h"
#include "views/backup-dialog.h"
#include "views/calendar.h"
#include "views/concern-dialogs.h"
#include "views/concern-form.h"
#include "views/conflict.h"
#include "views/data-out.h"
#include "views/device-dialogs.h"
#include "views/enclosures.h"
#include "views/first-start.h"
#include "views/form.h"
#include "views/help.h"
#include "views/incident-dialogs.h"
#include "views/incident-form.h"
#include "views/lost.h"
#include "views/members.h"
#include "views/outer-desk.h"
#include "views/outer-entry.h"
#include "views/people.h"
#include "views/policy-adopt.h"
#include "views/page.h"
#include "views/policy-edit.h"
#include "views/prove.h"
#include "views/readers.h"
#include "views/evidence-dialogs.h"
#include "views/evidence-page.h"
#include "views/referral-dialogs.h"
#include "views/register-export.h"
#include "views/register-form.h"
#include "views/register-list.h"
#include "views/retention.h"
#include "views/roll-import.h"
#include "views/row.h"
#include "views/save-sheet.h"
#include "views/seal-box.h"
#include "views/search-dialogs.h"
#include "views/settings.h"
#include "views/shares.h"
#include "views/start.h"
#include "views/trends.h"
#include "views/veil.h"
#include "views/word-pad.h"

/* --- whose records ---------------------------------------------------------------------- */

#define CHAT \
  "SELECT id FROM p_incident WHERE title LIKE 'Hurtful messages in a class chat%' AND closed_at IS NULL LIMIT 1"
#define THREAT "SELECT id FROM p_incident WHERE title LIKE 'Threat to post%' LIMIT 1"
#define PICTURE "SELECT id FROM p_incident WHERE title LIKE 'Picture passed%' LIMIT 1"
#define OVER "SELECT id FROM p_incident WHERE closed_at IS NOT NULL ORDER BY entry DESC LIMIT 1"
#define ASKED "SELECT id FROM p_search WHERE state = 'requested' LIMIT 1"
#define SEARCHED "SELECT id FROM p_search WHERE state = 'closed' LIMIT 1"
#define HELD "SELECT id FROM p_device WHERE hold IS NOT NULL LIMIT 1"
#define HERE "SELECT id FROM p_device WHERE state = 'in-custody' AND hold IS NULL ORDER BY entry DESC LIMIT 1"
#define BACK "SELECT id FROM p_device WHERE state = 'released' ORDER BY entry DESC LIMIT 1"
#define LADO "SELECT id FROM p_referral WHERE agency = 'lado' LIMIT 1"
#define POLICE "SELECT id FROM p_referral WHERE agency = 'police' LIMIT 1"
#define CONCERN "SELECT id FROM p_concern LIMIT 1"
#define ENTRY "SELECT id FROM p_register WHERE state IN ('approved', 'recorded') ORDER BY entry DESC LIMIT 1"
#define CALLED \
  "SELECT id FROM p_register WHERE register_id IN ('policies', 'risk-assessments', 'filtering-profile') LIMIT 1"
#define WAITING "SELECT id FROM p_register WHERE state = 'asked' LIMIT 1"
#define PUPIL \
  "SELECT person_id FROM p_incident_person WHERE sort = 'pupil' GROUP BY person_id ORDER BY count (*) DESC LIMIT 1"
#define COLLEAGUE "SELECT id FROM p_person WHERE sort = 'staff' ORDER BY surname LIMIT 1"
#define TWICE \
  "SELECT p.id FROM p_person_link AS l JOIN p_person AS p ON p.id IN (l.one, l.other)" \
  " WHERE l.same = 1 AND p.left_on IS NULL LIMIT 1"
#define REPORT "SELECT id FROM p_report LIMIT 1"
#define REQUEST "SELECT id FROM p_disclosure LIMIT 1"
#define MOVES "SELECT id FROM p_transfer LIMIT 1"

/* Closed, with all that hangs on it, and one pupil in it. */
#define ITS_PUPIL \
  " FROM p_person_case AS pc JOIN p_person AS p ON p.id = pc.person_id AND p.sort = 'pupil' WHERE pc.case_id = "
#define ALONE                                                                                                    \
  "SELECT c.id FROM p_case AS c WHERE c.noun = 'incident' AND c.state = 'closed'"                                \
  " AND NOT EXISTS (SELECT 1 FROM p_case_link AS l JOIN p_case AS x ON x.id = l.case_id AND x.state <> 'closed'" \
  "                  WHERE l.root = c.id)"                                                                       \
  " AND (SELECT count (DISTINCT p.id)" ITS_PUPIL "c.id) = 1"                                                     \
  " ORDER BY (SELECT count (*) FROM p_person_case AS o WHERE o.person_id = (SELECT p.id" ITS_PUPIL "c.id)),"     \
  " c.opened_at LIMIT 1"

#define LOADER(noun, load)                                                                          \
  static gpointer ask_##noun (GbBook *book, gpointer id, GCancellable *cancellable, GError **error) \
  {                                                                                                 \
    return load (gb_book_get_vault (book), id, error);                                              \
  }
LOADER (incident, gb_incident_load)
LOADER (search, gb_search_load)
LOADER (device, gb_device_load)
LOADER (referral, gb_referral_load)
LOADER (concern, gb_concern_load)
LOADER (entry, gb_register_item_load)

static const struct
{
  const char *noun;
  GbBookQuestion load;
} loaders[] = {
  { "incident", ask_incident }, { "search", ask_search },   { "device", ask_device },
  { "referral", ask_referral }, { "concern", ask_concern }, { "register", ask_entry },
};

static gpointer
load (GbStage *stage, const char *noun, const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (loaders); i++)
    if (g_strcmp0 (loaders[i].noun, noun) == 0)
      {
        g_autoptr (GError) error = NULL;
        gpointer record = gb_book_ask (stage->book, loaders[i].load, (gpointer) id, &error);
        g_assert_no_error (error);
        return record;
      }
  return NULL;
}

static GtkWidget *
over (GbStage *stage)
{
  return gb_stage_front (stage);
}

/* What a form in front is given before it is looked at, as a hand would type it. */
static void
type (GbStage *stage, const char *json)
{
  g_autoptr (JsonObject) body = gb_test_body (json);

  gb_stage_wait (stage);
  gb_form_write (GB_FORM (gb_test_wait_for_type (over (stage), GB_TYPE_FORM)), body);
}

static void
submit (GbStage *stage)
{
  gb_form_submit (GB_FORM (gb_test_wait_for_type (over (stage), GB_TYPE_FORM)));
  gb_stage_wait (stage);
}

/* --- dialogs of a case with something beside its record ------------------------------------- */

static gpointer
ask_people (GbBook *book, gpointer id, GCancellable *cancellable, GError **error)
{
  return gb_incident_people (gb_book_get_vault (book), id, error);
}

static gpointer
ask_steps (GbBook *book, gpointer id, GCancellable *cancellable, GError **error)
{
  return gb_procedure_steps (book, id, error);
}

static void
ask_role (GtkWidget *at, GbBook *book, gpointer incident)
{
  g_autoptr (GPtrArray) people = gb_book_ask (book, ask_people, ((GbIncident *) incident)->id, NULL);
  gb_incident_ask_role (at, book, incident, people->pdata[0]);
}

static void
ask_parent (GtkWidget *at, GbBook *book, gpointer incident)
{
  g_autoptr (GPtrArray) people = gb_book_ask (book, ask_people, ((GbIncident *) incident)->id, NULL);
  gb_incident_ask_parent (at, book, incident, people->pdata[0]);
}

static void
ask_decision (GtkWidget *at, GbBook *book, gpointer incident)
{
  gb_incident_ask_decision (at, book, incident, NULL);
}

static void
ask_action_done (GtkWidget *at, GbBook *book, gpointer incident)
{
  gb_incident_ask_action_done (at, book, incident, "00000000000000000000000000000000");
}

static void
with_step (GtkWidget *at, GbBook *book, GbIncident *incident,
           void (*func) (GtkWidget *, GbBook *, GbIncident *, GbCaseStep *), const char *state)
{
  g_autoptr (GPtrArray) steps = gb_book_ask (book, ask_steps, incident->id, NULL);

  for (guint i = 0; i < steps->len; i++)
    {
      GbCaseStep *step = steps->pdata[i];
      if (g_strcmp0 (step->state, state) == 0)
        {
          func (at, book, incident, step);
          return;
        }
    }
  g_error ("no step is %s", state);
}

static void
ask_tick (GtkWidget *at, GbBook *book, gpointer incident)
{
  with_step (at, book, incident, gb_incident_ask_tick, "now");
}

static void
ask_aside (GtkWidget *at, GbBook *book, gpointer incident)
{
  with_step (at, book, incident, gb_incident_ask_set_aside, "now");
}

static void
ask_untick (GtkWidget *at, GbBook *book, gpointer incident)
{
  with_step (at, book, incident, gb_incident_ask_take_back, "done");
}

static void
ask_take (GtkWidget *at, GbBook *book, gpointer incident)
{
  gb_device_ask_take (at, book, ((GbIncident *) incident)->id);
}

static void
ask_search_in (GtkWidget *at, GbBook *book, gpointer incident)
{
  gb_search_ask_request (at, book, NULL, ((GbIncident *) incident)->id, FALSE);
}

static void
ask_search_made (GtkWidget *at, GbBook *book, gpointer incident)
{
  gb_search_ask_request (at, book, NULL, ((GbIncident *) incident)->id, TRUE);
}

static void
ask_refer (GtkWidget *at, GbBook *book, gpointer incident)
{
  gb_referral_ask_begin (at, book, ((GbIncident *) incident)->id);
}

static void
ask_refer_for (GtkWidget *at, GbBook *book, gpointer concern)
{
  gb_referral_ask_begin_for (at, book, concern);
}

static void
ask_examine (GtkWidget *at, GbBook *book, gpointer device)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  gb_device_ask_examine (at, book, device, none);
}

static void
ask_erase (GtkWidget *at, GbBook *book, gpointer device)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  gb_device_ask_erase (at, book, device, none);
}

static gpointer
ask_items (GbBook *book, gpointer referral, GCancellable *cancellable, GError **error)
{
  return gb_referral_items (book, referral, error);
}

static void
ask_item (GtkWidget *at, GbBook *book, gpointer referral)
{
  g_autoptr (GPtrArray) items = gb_book_ask (book, ask_items, referral, NULL);
  gb_referral_ask_item (at, book, referral, items->pdata[0]);
}

static void
ask_readers (GtkWidget *at, GbBook *book, gpointer record)
{
  gb_readers_open (at, book, ((GbIncident *) record)->id);
}

static void
ask_seal (GtkWidget *at, GbBook *book, gpointer record)
{
  gb_seal_box_open (at, book, ((GbIncident *) record)->id);
}

static void
ask_new_reader (GtkWidget *at, GbBook *book, gpointer concern)
{
  gb_seal_box_add_reader (at, book, ((GbConcern *) concern)->id);
}

/* --- dialogs about nothing in particular -------------------------------------------------------- */

static void
open_rule (GtkWidget *at, GbBook *book)
{
  gb_backup_rule_open (at, book, 7);
}

static void
open_retrospective (GtkWidget *at, GbBook *book)
{
  gb_search_ask_request (at, book, NULL, NULL, TRUE);
}

static void
open_readers (GtkWidget *at, GbBook *book)
{
  gb_readers_open (at, book, NULL);
}

static void
open_settings (GtkWidget *over, GbBook *book)
{
  gb_settings_open (over);
}

static void
open_guide (GtkWidget *at, GbBook *book)
{
  gb_help_open (at, NULL);
}

static void
open_guide_page (GtkWidget *at, GbBook *book)
{
  gb_help_open (at, "search");
}

static void
open_refusal (GtkWidget *at, GbBook *book)
{
  g_autoptr (GError) error = g_error_new_literal (
      GB_ERROR, GB_ERROR_REFUSED,
      _ ("This phone is held for the police, so it can’t be released or erased. The hold was set by Ruth Adeyemi on "
         "Tuesday."));
  gb_view_show_error (at, error);
}

static void
take_neither (GtkWidget *at, const char *field, gboolean theirs)
{
}

static void
leave_it (GtkWidget *at)
{
}

static void
open_conflict (GtkWidget *at, GbBook *book)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) gb_conflict_free);
  GbConflict *copy = g_new0 (GbConflict, 1);

  copy->field = g_strdup ("place");
  copy->label = g_strdup ("Where exactly");
  copy->was = g_strdup ("The hall");
  copy->theirs = g_strdup ("The annexe, by the hatch");
  copy->mine = g_strdup ("The dining room, at the long table under the window, near the water");
  g_ptr_array_add (all, copy);
  gb_conflict_open (at, "Carys Whitlock changed this at 11.02, while you were writing.", all, take_neither, leave_it);
}

static void
open_words (GtkWidget *at, GbBook *book)
{
  g_autoptr (GList) windows = NULL;

  gb_save_sheet_tell_words (at, "anchor velvet marble copper lunar ginger", "Kent Police");
  windows = gtk_window_list_toplevels ();
  /* A Return that was held a little longer mustn't send the words away. */
  for (GList *window = windows; window != NULL; window = window->next)
    if (ADW_IS_MESSAGE_DIALOG (window->data))
      {
        g_assert_nonnull (gtk_window_get_focus (window->data));
        g_assert_false (GTK_IS_BUTTON (gtk_window_get_focus (window->data)));
        g_assert_null (gtk_window_get_default_widget (window->data));
      }
}

static void
open_add_person (GtkWidget *at, GbBook *book)
{
  gb_people_add (at, book);
}

/* The register with the widest form. */
static const GbRegister *
training (void)
{
  return gb_register_find ("training");
}

static GtkWidget *
training_page (GbBook *book)
{
  return gb_register_list_new (book, training ());
}

static void
open_training (GtkWidget *at, GbBook *book)
{
  gb_register_ask_new (at, book, training (), NULL);
}

static void
open_export (GtkWidget *at, GbBook *book)
{
  gb_register_export_open (at, book, training ());
}

static void
choose_policy (GtkWidget *at, GbBook *book)
{
  gb_policy_choose (at, book);
}

static GtkWidget *
incident_form (GbBook *book)
{
  return gb_incident_form_new (book, NULL);
}

static GtkWidget *
concern_form (GbBook *book)
{
  return gb_concern_form_new (book, NULL);
}

/* --- what is led to by hand ------------------------------------------------------------------------ */

/* A form that was sent in with nothing in it. */
static void
refuse_form (GbStage *stage)
{
  gb_stage_wait (stage);
  submit (stage);
}

static void
figures (GbStage *stage)
{
  GtkWidget *switcher = gb_test_wait_for_type (over (stage), GTK_TYPE_STACK_SWITCHER);

  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (gtk_widget_get_last_child (switcher)), TRUE);
}

static void
fill_authority (GbStage *stage)
{
  g_autofree char *person = gb_stage_ask (stage, COLLEAGUE);
  g_autofree char *json =
      g_strdup_printf ("{'person_id':'%s','person':'Owen Maddox','scope':'generally','agreed':true}", person);

  gb_window_push (over (stage), gb_authorities_page_new (stage->book));
  gb_stage_wait (stage);
  gb_stage_press (stage, "Give an authority…");
  type (stage, json);
  submit (stage);
}

static GFile *
write_roll (GbStage *stage, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (stage->fresh->folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return g_file_new_for_path (path);
}

static GtkWidget *
push_roll (GbStage *stage)
{
  GtkWidget *page = gb_roll_import_page_new (stage->book);

  gb_window_push (GTK_WIDGET (stage->window), page);
  return page;
}

static void
look_at_roll (GbStage *stage)
{
  g_autoptr (GBytes) bytes = g_resources_lookup_data ("/org/guardbook/demo/roll-faults.xml", 0, NULL);
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_autoptr (GFile) file = write_roll (stage, "roll-faults.xml", text);

  gb_roll_import_page_open (push_roll (stage), file);
}

static void
find_words (GbStage *stage, const char *words)
{
  gtk_widget_activate_action (GTK_WIDGET (stage->window), "win.find-all", NULL);
  gb_stage_wait (stage);
  gtk_editable_set_text (GTK_EDITABLE (gb_test_wait_for_type (GTK_WIDGET (stage->window), GTK_TYPE_SEARCH_ENTRY)),
                         words);
}

static void
find_phone (GbStage *stage)
{
  find_words (stage, "phone");
}

/* As somebody heard it. */
static void
find_nearly (GbStage *stage)
{
  find_words (stage, "ellin marsch");
}

static void
find_nothing (GbStage *stage)
{
  find_words (stage, "zyzzyva");
}

static void
look_at_no_roll (GbStage *stage)
{
  g_autoptr (GFile) file = write_roll (stage, "holiday.xml", "<holiday/>");

  gb_roll_import_page_open (push_roll (stage), file);
}

/* --- before anybody sits --------------------------------------------------------------------------- */

/* A keyring that is in one of its states and stays there. */
#define BROKEN_TYPE_KEYRING (broken_keyring_get_type ())
G_DECLARE_FINAL_TYPE (BrokenKeyring, broken_keyring, BROKEN, KEYRING, GbKeyring)
struct _BrokenKeyring
{
  GbKeyring parent_instance;
  GbKeyringState state;
};
G_DEFINE_FINAL_TYPE (BrokenKeyring, broken_keyring, GB_TYPE_KEYRING)

static GbKeyringState
broken_state (GbKeyring *keyring, GError **error)
{
  return gb_keyring_say (BROKEN_KEYRING (keyring)->state, error);
}

static void
broken_keyring_class_init (BrokenKeyringClass *klass)
{
  GB_KEYRING_CLASS (klass)->state = broken_state;
}

static void
broken_keyring_init (BrokenKeyring *self)
{
}

static GbStart *
show_start (GbStage *stage, GbKeyring *keyring, const char *dir)
{
  GbStart *start = gb_start_new (keyring, dir);

  gb_window_show_start (stage->window, GTK_WIDGET (start));
  gb_start_try (start);
  gb_test_settle (400);
  return start;
}

static void
welcome (GbStage *stage)
{
  g_autoptr (GbKeyring) keyring = gb_keyring_new_in_memory ();
  show_start (stage, keyring, NULL);
}

static void
first_start (GbStage *stage)
{
  g_autoptr (GbKeyring) keyring = gb_keyring_new_in_memory ();
  gb_window_show_start (stage->window, GTK_WIDGET (gb_first_start_new (keyring)));
  gb_stage_wait (stage);
}

static gboolean
is_row_called (GtkWidget *widget, const char *title)
{
  return ADW_IS_ENTRY_ROW (widget)
         && g_strcmp0 (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), title) == 0;
}

static void
type_row (GbStage *stage, const char *title, const char *text)
{
  GtkWidget *row = gb_test_wait_for (over (stage), is_row_called, g_dgettext (GETTEXT_PACKAGE, title));
  gtk_editable_set_text (GTK_EDITABLE (row), text);
}

static void
next (GbStage *stage)
{
  gb_stage_press (stage, "Next");
  gb_test_settle (350);
}

static void
first_start_terms (GbStage *stage)
{
  first_start (stage);
  type_row (stage, "School name", "Marsh Lane Primary School");
  type_row (stage, "DfE number, as 886/5201", "886/5201");
  next (stage);
}

static void
first_start_policy (GbStage *stage)
{
  first_start_terms (stage);
  next (stage);
}

static void
first_start_you (GbStage *stage)
{
  first_start_policy (stage);
  next (stage);
}

static void
first_start_passphrase (GbStage *stage)
{
  first_start_you (stage);
  type_row (stage, "Your name", "Ruth Adeyemi");
  gb_choice_set (GB_CHOICE (gb_test_wait_for_type (over (stage), GB_TYPE_CHOICE)), "dsl");
  next (stage);
}

static void
first_start_refused (GbStage *stage)
{
  first_start (stage);
  next (stage);
}

/* To its end, with a vault in a folder of its own. */
static void
first_start_place (GbStage *stage)
{
  g_autofree char *folder = g_dir_make_tmp ("guardbook-first-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "Marsh Lane.guardbook", NULL);

  first_start_passphrase (stage);
  type_row (stage, "New passphrase", GB_DEMO_PASSPHRASE);
  type_row (stage, "The same once more", GB_DEMO_PASSPHRASE);
  next (stage);
  type_row (stage, "Folder of the vault", path);
}

typedef struct
{
  GbStage *stage;
  const char *words;
} Said;

static gboolean
is_said (gpointer data)
{
  Said *said = data;
  return gb_test_find (over (said->stage), gb_test_says, said->words) != NULL;
}

/* What is in front may go and another come meanwhile. */
static void
wait_for_words (GbStage *stage, const char *words)
{
  gb_test_wait_until (is_said, &(Said){ stage, g_dgettext (GETTEXT_PACKAGE, words) }, words);
}

static void
first_start_place_refused (GbStage *stage)
{
  first_start_place (stage);
  type_row (stage, "Folder of the vault", "Marsh Lane");
  gb_stage_press (stage, "Make the vault");
}

static void
first_start_words (GbStage *stage)
{
  first_start_place (stage);
  gb_stage_press (stage, "Make the vault");
  wait_for_words (stage, "Write down your recovery key");
}

static void
first_start_confirm (GbStage *stage)
{
  first_start_words (stage);
  gb_stage_press (stage, "I have written it down");
  gb_test_settle (350);
}

static void
first_start_not_confirmed (GbStage *stage)
{
  first_start_confirm (stage);
  gb_stage_press (stage, "Confirm");
  gb_test_settle (350);
}

static void
locked (GbStage *stage)
{
  gb_start_show_locked (show_start (stage, stage->school->keyring, stage->school->path), "", "Ruth Adeyemi", TRUE);
}

static void
locked_by_keyring (GbStage *stage)
{
  gb_start_show_locked (show_start (stage, stage->school->keyring, stage->school->path), "", "Ruth Adeyemi", FALSE);
}

static void
who (GbStage *stage)
{
  show_start (stage, stage->school->keyring, stage->school->path);
}

static void
no_key (GbStage *stage)
{
  g_autoptr (GbKeyring) keyring = gb_keyring_new_in_memory ();
  show_start (stage, keyring, stage->school->path);
}

static void
broken (GbStage *stage, GbKeyringState state)
{
  g_autoptr (BrokenKeyring) keyring = g_object_new (BROKEN_TYPE_KEYRING, NULL);

  keyring->state = state;
  show_start (stage, GB_KEYRING (keyring), stage->school->path);
}

static void
keyring_locked (GbStage *stage)
{
  broken (stage, GB_KEYRING_LOCKED);
}

static void
keyring_none (GbStage *stage)
{
  broken (stage, GB_KEYRING_NO_SERVICE);
}

static void
keyring_gone (GbStage *stage)
{
  broken (stage, GB_KEYRING_GONE);
}

static void
no_vault (GbStage *stage)
{
  show_start (stage, stage->school->keyring, stage->school->folder);
}

/* Lets @name in as @role on an account of their own, and shows their desk. */
static void
outer_desk (GbStage *stage, const char *name, const char *role)
{
  const char *const roles[] = { role, NULL };
  g_autoptr (GbKeyring) keyring = gb_keyring_new_in_memory ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GbOuter) outer = NULL;
  g_autofree char *code = NULL;

  gb_stage_sit (stage, GB_SEAT_RUTH);
  code = gb_book_invite (stage->book, name, roles, &error);
  g_assert_no_error (error);
  gb_stage_sit (stage, GB_SEAT_START);
  outer = gb_outer_join (stage->school->path, code, keyring, &error);
  g_assert_no_error (error);
  gb_stage_sit (stage, GB_SEAT_RUTH);
  gb_stage_sit (stage, GB_SEAT_START);
  show_start (stage, keyring, stage->school->path);
}

static void
governor (GbStage *stage)
{
  outer_desk (stage, "Imran Dale", "link-governor");
}

static void
technician (GbStage *stage)
{
  outer_desk (stage, "Tess Okoye", "technician");
}

/* --- a vault that isn't as it was --------------------------------------------------------------------- */

static void
sit_down_at (GbStage *stage, GbSeat seat)
{
  gb_stage_sit (stage, GB_SEAT_NONE);
  gb_stage_sit (stage, seat);
}

static void
copy_file (const char *from, const char *to, const char *name)
{
  g_autofree char *source = g_build_filename (from, name, NULL), *target = g_build_filename (to, name, NULL);
  g_autofree char *bytes = NULL;
  gsize length;

  if (g_file_get_contents (source, &bytes, &length, NULL))
    g_assert_true (g_file_set_contents (target, bytes, (gssize) length, NULL));
  else
    g_unlink (target);
}

static void
copy_database (const char *from, const char *to)
{
  copy_file (from, to, "vault.db");
  copy_file (from, to, "vault.db-wal");
}

/* Two entries are written, and then the disk of before comes back.  Who wrote them knows of them. */
static char *
roll_back (GbStage *stage)
{
  g_autofree char *kept = g_dir_make_tmp ("guardbook-before-XXXXXX", NULL);
  char *ruth;

  copy_database (stage->school->path, kept);
  sit_down_at (stage, GB_SEAT_RUTH);
  for (guint i = 0; i < 2; i++)
    g_free (gb_test_act (stage->book, "backup.verified", NULL, "{'name':'Friday','entries':5,'head':'anchor velvet'}"));
  ruth = g_strdup (gb_book_get_member_id (stage->book));
  sit_down_at (stage, GB_SEAT_START);
  copy_database (kept, stage->school->path);
  return ruth;
}

static void
rolled_back (GbStage *stage)
{
  g_autofree char *ruth = roll_back (stage);

  gb_start_show_locked (show_start (stage, stage->school->keyring, stage->school->path), ruth, "Ruth Adeyemi", TRUE);
  type_row (stage, "Your passphrase", GB_DEMO_PASSPHRASE);
  gb_stage_press (stage, "Unlock");
  wait_for_words (stage, "This vault can only be read");
}

/* A file of the right name that is no vault. */
static void
torn (GbStage *stage)
{
  g_autofree char *folder = g_dir_make_tmp ("guardbook-torn-XXXXXX.guardbook", NULL);
  g_autoptr (GDir) dir = g_dir_open (stage->school->path, 0, NULL);
  g_autofree char *database = g_build_filename (folder, "vault.db", NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    copy_file (stage->school->path, folder, name);
  g_assert_true (g_file_set_contents (database, "torn", -1, NULL));
  show_start (stage, stage->school->keyring, folder);
  gb_stage_press (stage, "Sit down");
  type_row (stage, "Your passphrase", GB_DEMO_PASSPHRASE);
  gb_stage_press (stage, "Open");
  wait_for_words (stage, "Try again");
}

/* Somebody else's program has the vault open. */
static void
in_use (GbStage *stage)
{
  g_autofree char *path = g_build_filename (stage->school->path, "lock", NULL);
  int other = g_open (path, O_RDWR | O_CLOEXEC, 0);

  g_assert_cmpint (other, >=, 0);
  show_start (stage, stage->school->keyring, stage->school->path);
  g_assert_cmpint (flock (other, LOCK_EX | LOCK_NB), ==, 0);
  gb_stage_press (stage, "Sit down");
  type_row (stage, "Your passphrase", GB_DEMO_PASSPHRASE);
  gb_stage_press (stage, "Open");
  wait_for_words (stage, "The vault is in use");
  g_close (other, NULL);
}

/* --- what comes later: the school goes on from here ------------------------------------------------------ */

static void
was_sent (GbStage *stage)
{
  g_autofree char *id = gb_stage_ask (stage, MOVES);
  g_autofree char *state = gb_stage_ask (stage, "SELECT state FROM p_transfer LIMIT 1");

  if (g_str_equal (state, "begun"))
    {
      g_autoptr (GBytes) file = g_bytes_new_static ("%PDF-1.5", 8);
      g_autoptr (GError) error = NULL;
      g_autofree char *sent
          = g_strdup_printf ("{'at':%" G_GINT64_FORMAT ",'method':'secure-mail','to':'The DSL of Oakfield School',"
                             "'by':'Ruth Adeyemi','apart':true}",
                             gb_now ());
      gb_outgoing_note (stage->book, GB_TRANSFER_DOCUMENT, id, "The file", file, 12, "Oakfield School",
                        "The child goes there", "saved", TRUE, &error);
      g_assert_no_error (error);
      g_free (gb_test_act (stage->book, "transfer.sent", id, sent));
    }
  gb_stage_wait (stage);
}

/* A need that is over. */
static void
need_over (GbStage *stage)
{
  g_autofree char *child = gb_stage_ask (stage, PUPIL);
  g_autofree char *json = g_strdup_printf ("{'person_id':'%s','name':'The child','flag':'send','since':'2024-09-01'}", child);

  g_free (gb_test_act (stage->book, "person.flagged", NULL, json));
  gb_stage_press (stage, "End…");
}

/* A case whose time is over: its one pupil turns out to be grown up. */
static void
make_due (GbStage *stage)
{
  g_autofree char *change = gb_stage_ask (
      stage, "SELECT json_object ('person_id', p.id, 'changes',"
             " json_array (json_object ('field', 'dob', 'old', p.dob, 'new', '2001-05-09')))"
             ITS_PUPIL "(" ALONE ")");

  g_free (gb_test_act (stage->book, "person.changed", NULL, change));
}

static void
propose_end (GbStage *stage)
{
  g_autofree char *id = gb_stage_ask (stage, ALONE);

  g_free (gb_test_act (stage->book, "retention.proposed", id, "{'reason':'Its time is over and nobody asks for it.'}"));
}

/* The words of one case are destroyed; what stays of it is listed. */
static void
agree_to_end (GbStage *stage)
{
  g_autofree char *id = gb_stage_ask (stage, ALONE);
  g_autofree char *body = g_strdup_printf ("{'erased_id':'%s','reason':'Nobody asks for it.'}", id);

  g_free (gb_test_act (stage->book, "retention.erased", NULL, body));
}

static void
record_receipt (GbStage *stage)
{
  was_sent (stage);
  gb_stage_press (stage, "Record the receipt…");
}

static void
ask_after_receipt (GbStage *stage)
{
  was_sent (stage);
  gb_stage_press (stage, "Ask after it…");
}

/* A new deputy with the code that the DSL read out. */
static void
come_with_code (GbStage *stage)
{
  static const char *const roles[] = { "deputy", NULL };
  g_autoptr (GbKeyring) keyring = gb_keyring_new_in_memory ();
  g_autoptr (GError) error = NULL;
  g_autofree char *code = NULL;

  sit_down_at (stage, GB_SEAT_RUTH);
  code = gb_book_invite (stage->book, "Idris Vaughan", roles, &error);
  g_assert_no_error (error);
  sit_down_at (stage, GB_SEAT_START);
  show_start (stage, keyring, stage->school->path);
  gb_passphrase_set_asker (NULL, NULL);
  gb_stage_press (stage, "Join with a one-time code");
  type_row (stage, "One-time code", code);
  gb_stage_press (stage, "Join");
  wait_for_words (stage, "Choose a passphrase");
  gb_test_passphrases ();
}

/* --- coming in, and coming back ---------------------------------------------------------------------- */

/* A set of three shares, all proved. */
static GbShares *
make_shares (GbStage *stage)
{
  const GbShareHolder holders[GB_SHARES]
    = { { NULL, "Martin Pell" }, { NULL, "Ruth Adeyemi" }, { NULL, "Gwen Ashdown" } };
  g_autoptr (GError) error = NULL;
  GbShares *shares = gb_shares_make (stage->book, holders, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < GB_SHARES; i++)
    g_assert_true (gb_share_rehearse (stage->book, shares->words[i], NULL, NULL, NULL));
  return shares;
}

static gboolean
is_pad (GtkWidget *widget, const char *text)
{
  return GB_IS_WORD_PAD (widget) && gb_test_find (widget, gb_test_says, text) != NULL;
}

static void
type_into (GbStage *stage, const char *pad, const char *words)
{
  GtkWidget *found = gb_test_wait_for (over (stage), is_pad, g_dgettext (GETTEXT_PACKAGE, pad));
  GtkWidget *view = gb_test_wait_for_type (found, GTK_TYPE_TEXT_VIEW);

  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), words, -1);
}

static void
come_back_whose (GbStage *stage)
{
  g_autoptr (GbShares) shares = NULL;

  sit_down_at (stage, GB_SEAT_RUTH);
  shares = make_shares (stage);
  sit_down_at (stage, GB_SEAT_START);
  no_key (stage);
  gb_stage_press (stage, "I was a member and lost my key");
  gb_stage_press (stage, "Type the shares");
  type_into (stage, "One share", shares->words[0]);
  type_into (stage, "Another share", shares->words[1]);
  gb_stage_press (stage, "Go on");
  wait_for_words (stage, "Whose keys were lost?");
}

/* --- members ------------------------------------------------------------------------------------------ */

static void
members (GbStage *stage)
{
  gb_window_push (over (stage), gb_members_page_new (stage->book));
  gb_stage_wait (stage);
}

/* Martin Pell comes into the vault in which nothing has happened, once. */
static void
let_in_martin (GbStage *stage)
{
  static gboolean in;

  if (in)
    return;
  gb_window_set_book (stage->window, NULL);
  gb_test_passphrases ();
  g_free (gb_test_desk_enrol (stage->fresh, "Martin Pell", "headteacher"));
  stage->book = stage->fresh->book;
  gb_window_set_book (stage->window, stage->book);
  gb_stage_wait (stage);
  in = TRUE;
}

static void
compare (GbStage *stage)
{
  let_in_martin (stage);
  members (stage);
  gb_stage_press (stage, "Compare words…");
}

static void
words_differ (GbStage *stage)
{
  let_in_martin (stage);
  members (stage);
  gb_stage_press (stage, "Compare words…");
  gb_stage_wait (stage);
  gb_stage_press (stage, "They differ");
  gb_stage_wait (stage);
}

static gboolean
is_more (GtkWidget *widget, const char *text)
{
  return GTK_IS_MENU_BUTTON (widget) && gtk_widget_get_ancestor (widget, GB_TYPE_ROW) != NULL;
}

static void
press_more (GbStage *stage, const char *label)
{
  members (stage);
  gtk_menu_button_popup (GTK_MENU_BUTTON (gb_test_wait_for (over (stage), is_more, "more for a member")));
  gb_stage_wait (stage);
  gb_stage_press (stage, label);
}

static void
member_again (GbStage *stage)
{
  press_more (stage, "New one-time code…");
}

static void
member_remove (GbStage *stage)
{
  press_more (stage, "Remove…");
}

static void
invite (GbStage *stage)
{
  members (stage);
  gb_stage_press (stage, "Invite a member");
  type (stage, "{'name':'Gwen Ashdown','roles':['deputy']}");
  submit (stage);
}

static void
invite_unsigned (GbStage *stage)
{
  invite (stage);
  gb_stage_press (stage, "Sign");
  gb_test_settle (300);
}

static void
invited (GbStage *stage)
{
  invite (stage);
  type_row (stage, "Your passphrase", GB_DEMO_PASSPHRASE);
  gb_stage_press (stage, "Sign");
  wait_for_words (stage, "It has been written down");
}

static void
withdraw_words (GbStage *stage)
{
  g_autoptr (GbShares) shares = make_shares (stage);

  members (stage);
  gb_stage_press (stage, "Withdraw…");
}

static void
share_refused (GbStage *stage)
{
  gb_share_rehearse_open (over (stage), stage->book);
  type_into (stage, "The twenty-four words of one share", "abandon abq");
}

static void
shares_made (GbStage *stage)
{
  members (stage);
  gb_shares_open (over (stage), stage->book);
  gb_stage_wait (stage);
  type (stage, "{'first':'Martin Pell, headteacher','second':'Ruth Adeyemi, DSL','third':'Gwen Ashdown, chair'}");
  submit (stage);
  gb_test_settle (600);
}

/* --- what is written half ------------------------------------------------------------------------------ */

#define HALF "{'title':'Group chat at lunch','narrative':'Three children showed each other messages.'}"

static void
write_half (GbStage *stage)
{
  gb_window_push (over (stage), incident_form (stage->book));
  type (stage, HALF);
  gb_test_settle (1300);
}

static void
throw_away (GbStage *stage)
{
  write_half (stage);
  gb_stage_press (stage, "Throw the draft away");
}

/* A form that was left, and is opened again. */
static void
carry_on (GbStage *stage)
{
  open_training (over (stage), stage->book);
  type (stage, "{'notes':'By video call, with the whole staff of the lower school.'}");
  gb_test_settle (1300);
  gb_stage_press (stage, "Cancel");
  gb_stage_wait (stage);
  open_training (over (stage), stage->book);
}

static void
guard (GbStage *stage)
{
  gb_window_push (over (stage), incident_form (stage->book));
  type (stage, "{'danger':'yes','indecent_image':'yes','category':'nude-image','site':'off'}");
}

/* --- more that is pressed ------------------------------------------------------------------------------ */

static gboolean
has_class (GtkWidget *widget, const char *style)
{
  return gtk_widget_has_css_class (widget, style);
}

static void
open_now (GbStage *stage)
{
  GtkWidget *dot, *pane;

  gb_stage_wait (stage);
  /* In a narrow window the pane is a page of its own. */
  pane = gb_test_find (over (stage), gb_test_is_button, g_dgettext (GETTEXT_PACKAGE, "Procedure"));
  if (pane != NULL)
    g_signal_emit_by_name (pane, "clicked");
  gb_stage_wait (stage);
  dot = gb_test_wait_for (over (stage), has_class, "now");
  g_signal_emit_by_name (gtk_widget_get_ancestor (dot, GB_TYPE_ROW), "open");
}

static gboolean
is_day (GtkWidget *widget, const char *text)
{
  return GTK_IS_BUTTON (widget) && gtk_widget_has_css_class (widget, "day");
}

static void
press_day (GbStage *stage)
{
  gb_window_push (over (stage), gb_calendar_page_new (stage->book));
  gb_stage_wait (stage);
  g_signal_emit_by_name (gb_test_wait_for (over (stage), is_day, NULL), "clicked");
}

static GtkWidget *
holidays_page (GbBook *book)
{
  static const char file[] = "{\"england-and-wales\":{\"events\":["
                             "{\"title\":\"A royal day\",\"date\":\"2026-11-20\"}]}}";
  g_autoptr (GBytes) bytes = g_bytes_new_static (file, sizeof file - 1);
  g_autoptr (JsonObject) body = gb_calendar_holidays_body ("bank-holidays.json", bytes, NULL);

  return gb_calendar_preview_page_new (book, "calendar.holidays", body);
}

static void
open_preview (GtkWidget *at, GbBook *book)
{
  g_auto (GStrv) ids = gb_pack_list_shipped ();
  g_autoptr (GbPack) pack = NULL;

  for (guint i = 0; ids[i] != NULL; i++)
    if (!g_str_equal (ids[i], gb_pack_get_id (gb_book_get_pack (book))))
      {
        pack = gb_pack_load_shipped (ids[i], NULL);
        break;
      }
  g_assert_nonnull (pack);
  gb_policy_show_preview (at, book, pack, NULL, NULL);
}

/* A policy that leaves something to the school. */
static void
adopt_silent (GtkWidget *at, GbBook *book)
{
  g_autoptr (GbPack) pack = gb_pack_load_shipped ("kent-2020", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GbDone) done = NULL;

  if (g_str_equal (gb_pack_get_id (gb_book_get_pack (book)), gb_pack_get_id (pack)))
    return;
  gb_test_passphrases ();
  done = gb_policy_adopt (book, pack, NULL, NULL, NULL, "Ratified by the governing body", &error);
  g_assert_no_error (error);
}

static void
hide_names (GbStage *stage)
{
  gb_stage_wait (stage);
  gb_veil_set_down (TRUE);
}

static void
look_for_nothing (GbStage *stage)
{
  gb_stage_wait (stage);
  gtk_editable_set_text (GTK_EDITABLE (gb_test_wait_for_type (over (stage), GTK_TYPE_SEARCH_ENTRY)), "zyzzyva");
}

static gboolean
is_action_button (GtkWidget *widget, const char *tooltip)
{
  return GTK_IS_MENU_BUTTON (widget) && g_strcmp0 (gtk_widget_get_tooltip_text (widget), tooltip) == 0;
}

static void
pop_up_filters (GbStage *stage)
{
  gb_stage_wait (stage);
  gtk_menu_button_popup (GTK_MENU_BUTTON (
      gb_test_wait_for (over (stage), is_action_button, g_dgettext (GETTEXT_PACKAGE, "Kept filters"))));
}

static void
pop_up_menu (GbStage *stage)
{
  gb_stage_wait (stage);
  gtk_menu_button_popup (GTK_MENU_BUTTON (
      gb_test_wait_for (over (stage), is_action_button, g_dgettext (GETTEXT_PACKAGE, "Main menu"))));
}

static void
say_shortly (GbStage *stage)
{
  gb_stage_wait (stage);
  gb_window_toast (GTK_WIDGET (stage->window), g_dgettext (GETTEXT_PACKAGE, "The new passphrase is set."));
}

/* One of the acts behind the button with three dots of the page in front. */
static void
choose_act (GbStage *stage, const char *action)
{
  gb_stage_wait (stage);
  gtk_widget_activate_action (gb_test_wait_for_type (over (stage), GB_TYPE_PAGE), action, NULL);
}

static void
disclosure_handed (GbStage *stage)
{
  choose_act (stage, "disclosure.act2");
}

static void
disclosure_extend (GbStage *stage)
{
  choose_act (stage, "disclosure.act3");
}

static void
disclosure_refuse (GbStage *stage)
{
  choose_act (stage, "disclosure.act4");
}

static void
disclosure_take (GbStage *stage)
{
  GtkTextBuffer *buffer;
  GtkTextIter from, until;

  gb_stage_wait (stage);
  buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (gb_test_wait_for_type (over (stage), GTK_TYPE_TEXT_VIEW)));
  gtk_text_buffer_get_iter_at_offset (buffer, &from, 0);
  gtk_text_buffer_get_iter_at_offset (buffer, &until, 24);
  gtk_text_buffer_select_range (buffer, &from, &until);
  gb_stage_press (stage, "Take out…");
}

static void
other_period (GbStage *stage)
{
  GtkDropDown *chooser;

  gb_window_push (over (stage), gb_trends_page_new (stage->book));
  gb_stage_wait (stage);
  chooser = GTK_DROP_DOWN (gb_test_wait_for_type (over (stage), GTK_TYPE_DROP_DOWN));
  gtk_drop_down_set_selected (chooser, g_list_model_get_n_items (gtk_drop_down_get_model (chooser)) - 1);
}

static void look_at_letter (GbStage *stage);

static void
find_in_letter (GbStage *stage)
{
  look_at_letter (stage);
  gb_test_settle (900);
  gtk_widget_activate_action (GTK_WIDGET (stage->window), "win.find", NULL);
}

/* --- the table --------------------------------------------------------------------------------------- */

#define ASK(func) .ask = (void (*) (GtkWidget *, GbBook *, gpointer)) (func)
#define OF_CASE(seat, place, noun, sql) seat, place, noun, sql
#define INCIDENT OF_CASE (GB_SEAT_RUTH, "incidents", "incident", CHAT)
#define IMAGE OF_CASE (GB_SEAT_RUTH, "incidents", "incident", PICTURE)
#define SEARCH OF_CASE (GB_SEAT_CARYS, "searches", "search", ASKED)
#define DEVICE OF_CASE (GB_SEAT_RUTH, "devices", "device", HERE)
#define REFERRAL OF_CASE (GB_SEAT_RUTH, "referrals", "referral", LADO)
#define STAFF OF_CASE (GB_SEAT_MARTIN, "concerns", "concern", CONCERN)
#define REGISTER OF_CASE (GB_SEAT_RUTH, "registers", "register", ENTRY)
#define RETENTION(seat) seat, "journal", .page = gb_retention_page_new
#define PERSON OF_CASE (GB_SEAT_RUTH, "people", "person", PUPIL)

/* --- evidence ---------------------------------------------------------------------------- */

static GFile *
file_of (GBytes *bytes, const char *name)
{
  g_autofree char *folder = g_dir_make_tmp ("guardbook-files-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), NULL));
  return g_file_new_for_path (path);
}

static GBytes *
letter (void)
{
  static const char *const pages[] = { "Dana Reed\n14 Mill Lane, Marsh\n\nDear Ms Adeyemi,\n\n"
                                       "Jonah came home in tears on Tuesday. He says that three\n"
                                       "children in his class wrote about him all through break.",
                                       "He has kept the messages.\n\nDana Reed", NULL };

  return gb_test_pdf (pages, NULL);
}

/* The piece of that sort in the case, attached if it isn't there yet. */
static char *
piece_of (GbStage *stage, const char *case_id, const char *sort)
{
  g_autofree char *sql = g_strdup_printf ("SELECT coalesce ((SELECT id FROM p_evidence WHERE sort = '%s' LIMIT 1), '')", sort);
  g_autofree char *known = gb_stage_ask (stage, sql);
  g_autoptr (GBytes) bytes = g_str_equal (sort, "pdf") ? letter ()
                                                       : gb_test_mail ("Jonah was in tears.\r\n\r\nDana Reed", NULL,
                                                                       NULL, NULL);
  g_autoptr (GbPiece) piece = NULL;
  g_autoptr (JsonObject) body = json_object_new ();
  g_autofree char *request = gb_id_new ();
  g_autoptr (GbDone) done = NULL;
  g_autoptr (GError) error = NULL;

  if (*known != '\0')
    return g_steal_pointer (&known);
  piece = gb_piece_new (bytes, "Letter of 16 November.pdf", &error);
  g_assert_no_error (error);
  json_object_set_string_member (body, "name", "Letter of 16 November");
  json_object_set_string_member (body, "from_whom", "Dana Reed, Jonah’s mother");
  done = gb_evidence_attach (stage->book, piece, case_id, request, body, &error);
  g_assert_no_error (error);
  return g_strdup (piece->id);
}

static void
look_at_letter (GbStage *stage)
{
  g_autofree char *id = gb_stage_ask (stage, CHAT), *piece = piece_of (stage, id, "pdf");
  gb_window_push (over (stage), gb_evidence_page_new (stage->book, piece));
}

static void
look_at_mail (GbStage *stage)
{
  g_autofree char *id = gb_stage_ask (stage, CHAT), *piece = piece_of (stage, id, "mail");
  gb_window_push (over (stage), gb_evidence_page_new (stage->book, piece));
}

static gpointer
load_evidence (GbBook *book, gpointer id, GCancellable *cancellable, GError **error)
{
  return gb_evidence_load (gb_book_get_vault (book), id, error);
}

static void
note_letter (GbStage *stage)
{
  g_autofree char *id = gb_stage_ask (stage, CHAT), *piece = piece_of (stage, id, "pdf");
  g_autoptr (GbEvidence) record = gb_book_ask (stage->book, load_evidence, piece, NULL);
  gb_evidence_ask_note (over (stage), stage->book, record, 1);
}

static void
set_letter_aside (GbStage *stage)
{
  g_autofree char *id = gb_stage_ask (stage, CHAT), *piece = piece_of (stage, id, "pdf");
  g_autoptr (GbEvidence) record = gb_book_ask (stage->book, load_evidence, piece, NULL);
  gb_evidence_ask_aside (over (stage), stage->book, record);
}

static void
attach_mail (GbStage *stage)
{
  g_autofree char *id = gb_stage_ask (stage, CHAT);
  g_autoptr (GBytes) pdf = letter (), mail = gb_test_mail ("See", "letter.pdf", "application/pdf", pdf);
  g_autoptr (GFile) file = file_of (mail, "mail.eml");
  gb_evidence_ask_file (over (stage), stage->book, id, file);
  gb_test_wait_for_dialog (GTK_WINDOW (stage->window));
}

static void
attach_picture (GbStage *stage)
{
  g_autofree char *id = gb_stage_ask (stage, PICTURE);
  g_autoptr (GBytes) png = gb_test_png (40, 30);
  g_autoptr (GFile) file = file_of (png, "letter.pdf");
  gb_evidence_ask_file (over (stage), stage->book, id, file);
  gb_test_wait_for_dialog (GTK_WINDOW (stage->window));
}

/* Beside the vault lies what a syncing program left.  It stays there, so this is the last screen. */
static void
who_of_copied (GbStage *stage)
{
  g_autofree char *copy = g_build_filename (stage->school->path, "vault-LAPTOP-7F3KQ2.db", NULL);

  g_assert_true (g_file_set_contents (copy, "x", 1, NULL));
  who (stage);
}

#define HURT_IN_CHAT \
  "SELECT person_id FROM p_incident_person WHERE role = 'affected' AND incident_id = (" CHAT ")"

static void
show_attachments (GbStage *stage, const char *child, const char *request)
{
  const GbEnclosuresPlan plan = { .kind = "disclosure.enclosed", .about_id = request, .reference = "26-0231",
                                  .person_id = child, .grounds = TRUE, .open = TRUE };

  gb_window_push (GTK_WIDGET (stage->window), gb_enclosures_page_new (stage->book, &plan));
}

/* Of the child who was hurt in the chat. */
static void
look_at_attachments (GbStage *stage)
{
  g_autofree char *child = gb_stage_ask (stage, HURT_IN_CHAT);
  g_autofree char *request = gb_stage_ask (stage, REQUEST);

  show_attachments (stage, child, request);
}

static void
choose_piece (GbStage *stage, const char *request, const char *piece)
{
  g_autofree char *goes = g_strdup_printf (
      "{'evidence_id':'%s','goes':true,'why':'It is about this child alone.'}", piece);

  g_free (gb_test_act (stage->book, "disclosure.enclosed", request, goes));
}

/* Both go along with what is asked for this child; one of them is saved already. */
static void
attachments_chosen (GbStage *stage)
{
  g_autofree char *child = gb_stage_ask (stage, HURT_IN_CHAT);
  g_autofree char *mail = gb_stage_ask (stage, "SELECT id FROM p_evidence WHERE name LIKE 'What stood in the group%'");
  g_autofree char *letter = gb_stage_ask (stage, "SELECT id FROM p_evidence WHERE name LIKE 'Letter from the surgery%'");
  g_autofree char *begun = g_strdup_printf (
      "{'person_id':'%s','person':'The child','applicant':'Dana Reed','relation':'Mother','basis':'subject-access',"
      "'identity':'Known to the office','asked_on':'2026-11-19'}", child);
  g_autofree char *request = gb_test_act (stage->book, "disclosure.begun", NULL, begun);
  g_autofree char *left = g_strdup_printf (
      "{'document':'enclosure','about_id':'%s','about':'26-0231','piece_id':'%s','hash':'00','pages':0,"
      "'to_whom':'Dana Reed','why':'She asked for it','way':'saved'}", request, mail);

  choose_piece (stage, request, mail);
  choose_piece (stage, request, letter);
  g_free (gb_test_act (stage->book, "page.made", NULL, left));
  show_attachments (stage, child, request);
}

static const GbScreen screens[] = {
  /* Nobody has come yet. */
  { "welcome", GB_SEAT_NONE, .set = welcome },
  { "first-start-1-school", GB_SEAT_NONE, .set = first_start },
  { "first-start-1-refused", GB_SEAT_NONE, .set = first_start_refused },
  { "first-start-2-terms", GB_SEAT_NONE, .set = first_start_terms },
  { "first-start-3-policy", GB_SEAT_NONE, .set = first_start_policy },
  { "first-start-4-you", GB_SEAT_NONE, .set = first_start_you },
  { "first-start-5-passphrase", GB_SEAT_NONE, .set = first_start_passphrase },
  { "first-start-6-place", GB_SEAT_NONE, .set = first_start_place },
  { "first-start-6-refused", GB_SEAT_NONE, .set = first_start_place_refused },
  { "first-start-7-words", GB_SEAT_NONE, .set = first_start_words },
  { "first-start-8-confirm", GB_SEAT_NONE, .set = first_start_confirm },
  { "first-start-8-refused", GB_SEAT_NONE, .set = first_start_not_confirmed },

  /* Nothing has happened yet. */
  { "empty-today", GB_SEAT_NEW },
  { "empty-incidents", GB_SEAT_NEW, "incidents" },
  { "empty-searches", GB_SEAT_NEW, "searches" },
  { "empty-devices", GB_SEAT_NEW, "devices" },
  { "empty-referrals", GB_SEAT_NEW, "referrals" },
  { "empty-concerns", GB_SEAT_NEW, "concerns" },
  { "empty-people", GB_SEAT_NEW, "people" },
  { "empty-registers", GB_SEAT_NEW, "registers" },
  { "empty-register", GB_SEAT_NEW, "registers", .page = training_page },
  { "empty-reports", GB_SEAT_NEW, "reports", .settle = 900 },
  { "empty-trends", GB_SEAT_NEW, "reports", .page = gb_trends_page_new },
  { "empty-authorities", GB_SEAT_NEW, "searches", .page = gb_authorities_page_new },
  { "empty-retention", GB_SEAT_NEW, "journal", .page = gb_retention_page_new },
  { "empty-journal", GB_SEAT_NEW, "journal" },
  { "empty-members", GB_SEAT_NEW, .page = gb_members_page_new },
  { "empty-policy", GB_SEAT_NEW, "policy" },
  { "roll", GB_SEAT_NEW, "people", .page = gb_roll_import_page_new },
  { "roll-refused-rows", GB_SEAT_NEW, "people", .set = look_at_roll, .settle = 400 },
  { "roll-no-roll", GB_SEAT_NEW, "people", .set = look_at_no_roll, .settle = 300 },
  { "policy-silent", GB_SEAT_NEW, "policy", .open = adopt_silent },
  { "policy-decide", GB_SEAT_NEW, "policy", .open = adopt_silent, .press = { "Decide…" } },
  { "member-compare", GB_SEAT_NEW, .set = compare },
  { "member-words-differ", GB_SEAT_NEW, .set = words_differ },

  /* The places of a school at work. */
  { "today", GB_SEAT_RUTH, .settle = 300 },
  { "find", GB_SEAT_RUTH, .action = "win.find-all" },
  { "find-found", GB_SEAT_RUTH, .set = find_phone, .settle = 500 },
  { "find-nearly", GB_SEAT_RUTH, .set = find_nearly, .settle = 500 },
  { "find-nothing", GB_SEAT_RUTH, .set = find_nothing, .settle = 500 },
  { "menu", GB_SEAT_RUTH, .set = pop_up_menu },
  { "names-hidden", GB_SEAT_RUTH, .set = hide_names, .settle = 300 },
  { "names-hidden-case", INCIDENT, .set = hide_names, .settle = 300 },
  { "incidents", GB_SEAT_RUTH, "incidents" },
  { "incidents-nothing", GB_SEAT_RUTH, "incidents", .set = look_for_nothing, .settle = 500 },
  { "incidents-filters", GB_SEAT_RUTH, "incidents", .set = pop_up_filters, .settle = 300 },
  { "searches", GB_SEAT_RUTH, "searches" },
  { "devices", GB_SEAT_RUTH, "devices" },
  { "referrals", GB_SEAT_RUTH, "referrals" },
  { "concerns", GB_SEAT_RUTH, "concerns" },
  { "people", GB_SEAT_RUTH, "people" },
  { "registers", GB_SEAT_RUTH, "registers" },
  { "registers-nothing", GB_SEAT_RUTH, "registers", .set = look_for_nothing, .settle = 500 },
  { "register-list", GB_SEAT_RUTH, "registers", .page = training_page },
  { "reports", GB_SEAT_RUTH, "reports", .settle = 900 },
  { "reports-figures", GB_SEAT_RUTH, "reports", .set = figures, .settle = 600 },
  { "trends", GB_SEAT_RUTH, "reports", .page = gb_trends_page_new },
  { "trends-period", GB_SEAT_RUTH, "reports", .set = other_period, .settle = 300 },
  { "policy", GB_SEAT_RUTH, "policy" },
  { "policy-choose", GB_SEAT_RUTH, "policy", .open = choose_policy },
  { "policy-preview", GB_SEAT_RUTH, "policy", .open = open_preview, .settle = 500 },
  { "policy-adopt", GB_SEAT_RUTH, "policy", .open = open_preview, .press = { "Adopt…" } },
  { "policy-edit", GB_SEAT_RUTH, "policy", .page = gb_policy_edit_page_new },
  { "policy-rename", GB_SEAT_RUTH, "policy", .page = gb_policy_edit_page_new, .press = { "Rename…" } },
  { "policy-contact", GB_SEAT_RUTH, "policy", .page = gb_policy_edit_page_new, .press = { "Look up…" } },
  { "policy-number", GB_SEAT_RUTH, "policy", .page = gb_policy_edit_page_new, .press = { "Change…" } },
  { "policy-steps", GB_SEAT_RUTH, "policy", .page = gb_policy_edit_page_new, .press = { "Choose…" } },
  { "calendar", GB_SEAT_RUTH, "policy", .page = gb_calendar_page_new },
  { "calendar-day", GB_SEAT_RUTH, "policy", .set = press_day },
  { "calendar-holidays", GB_SEAT_RUTH, "policy", .page = holidays_page, .settle = 300 },
  { "journal", GB_SEAT_RUTH, "journal" },
  { "journal-check", GB_SEAT_RUTH, "journal", .press = { "Check the journal" }, .to_the_end = TRUE },
  { "retention", RETENTION (GB_SEAT_RUTH) },
  { "retention-hold", RETENTION (GB_SEAT_RUTH), .press = { "Hold…" } },
  { "members", GB_SEAT_RUTH, .page = gb_members_page_new },
  { "authorities", GB_SEAT_RUTH, "searches", .page = gb_authorities_page_new },

  /* One of each. */
  { "incident", INCIDENT },
  { "incident-step", INCIDENT, .set = open_now },
  { "incident-print", INCIDENT, .press = { "Print" }, .settle = 900 },
  { "incident-print-why", INCIDENT, .press = { "Print", "Print…" } },
  { "evidence", INCIDENT, .set = look_at_letter, .settle = 1500 },
  { "evidence-mail", INCIDENT, .set = look_at_mail, .settle = 1500 },
  { "evidence-find", INCIDENT, .set = find_in_letter, .settle = 600 },
  { "evidence-note", INCIDENT, .set = note_letter },
  { "evidence-aside", INCIDENT, .set = set_letter_aside },
  { "evidence-attach", INCIDENT, .set = attach_mail },
  { "evidence-refused", IMAGE, .set = attach_picture },
  { "incident-threat", OF_CASE (GB_SEAT_RUTH, "incidents", "incident", THREAT) },
  { "incident-image", IMAGE },
  { "incident-closed", OF_CASE (GB_SEAT_RUTH, "incidents", "incident", OVER) },
  { "incident-form", GB_SEAT_RUTH, "incidents", .page = incident_form },
  { "incident-form-refused", GB_SEAT_RUTH, "incidents", .page = incident_form, .press = { "Record the incident" } },
  { "incident-form-guarded", GB_SEAT_RUTH, "incidents", .set = guard },
  { "incident-form-throw-away", GB_SEAT_RUTH, "incidents", .set = throw_away },
  { "search-over", OF_CASE (GB_SEAT_RUTH, "searches", "search", SEARCHED) },
  { "device", DEVICE },
  { "device-held", OF_CASE (GB_SEAT_RUTH, "devices", "device", HELD) },
  { "device-given-back", OF_CASE (GB_SEAT_RUTH, "devices", "device", BACK) },
  { "referral", REFERRAL },
  { "referral-police", OF_CASE (GB_SEAT_RUTH, "referrals", "referral", POLICE) },
  { "concern-form", GB_SEAT_RUTH, "concerns", .page = concern_form },
  { "person", PERSON },
  { "person-twice", OF_CASE (GB_SEAT_RUTH, "people", "person", TWICE) },
  { "person-colleague", OF_CASE (GB_SEAT_RUTH, "people", "person", COLLEAGUE) },
  { "register-entry", REGISTER },
  { "register-waiting", OF_CASE (GB_SEAT_RUTH, "registers", "register", WAITING) },
  { "report-issued", OF_CASE (GB_SEAT_RUTH, "reports", "report", REPORT), .settle = 900 },
  { "disclosure", OF_CASE (GB_SEAT_RUTH, "people", "disclosure", REQUEST) },
  { "disclosure-answer", OF_CASE (GB_SEAT_RUTH, "people", "disclosure", REQUEST), .press = { "Look at the answer…" },
    .settle = 900 },
  { "disclosure-attachments", GB_SEAT_RUTH, "people", .set = look_at_attachments, .settle = 300 },
  { "disclosure-held-back", GB_SEAT_RUTH, "people", .set = look_at_attachments, .press = { "Stays…" } },
  { "transfer", OF_CASE (GB_SEAT_RUTH, "people", "transfer", MOVES) },
  { "transfer-file", OF_CASE (GB_SEAT_RUTH, "people", "transfer", MOVES), .press = { "Look at the file…" },
    .settle = 900 },

  /* What is asked in a case. */
  { "ask-note", INCIDENT, ASK (gb_incident_ask_note) },
  { "ask-amend", INCIDENT, ASK (gb_incident_ask_amend) },
  { "ask-person", INCIDENT, ASK (gb_incident_ask_person) },
  { "ask-role", INCIDENT, ASK (ask_role) },
  { "ask-parent", INCIDENT, ASK (ask_parent) },
  { "ask-decision", INCIDENT, ASK (ask_decision) },
  { "ask-advice", INCIDENT, ASK (gb_incident_ask_advice) },
  { "ask-action", INCIDENT, ASK (gb_incident_ask_action) },
  { "ask-action-done", INCIDENT, ASK (ask_action_done) },
  { "ask-debrief", INCIDENT, ASK (gb_incident_ask_debrief) },
  { "ask-close", INCIDENT, ASK (gb_incident_ask_close) },
  { "ask-reopen", OF_CASE (GB_SEAT_RUTH, "incidents", "incident", OVER), ASK (gb_incident_ask_reopen) },
  { "ask-procedure", INCIDENT, ASK (gb_incident_ask_procedure) },
  { "ask-viewing", IMAGE, ASK (gb_incident_ask_viewing) },
  { "ask-confirmation", IMAGE, ASK (gb_incident_ask_confirmation) },
  { "ask-deletion", IMAGE, ASK (gb_incident_ask_deletion) },
  { "ask-tick", INCIDENT, ASK (ask_tick) },
  { "ask-aside", INCIDENT, ASK (ask_aside) },
  { "ask-untick", INCIDENT, ASK (ask_untick) },
  { "ask-readers", INCIDENT, ASK (ask_readers) },
  { "ask-seal", INCIDENT, ASK (ask_seal) },
  { "ask-refused", INCIDENT, ASK (gb_incident_ask_note), .set = refuse_form },
  { "ask-device", INCIDENT, ASK (ask_take) },
  { "ask-search", INCIDENT, ASK (ask_search_in) },
  { "ask-search-made", INCIDENT, ASK (ask_search_made) },
  { "ask-referral", INCIDENT, ASK (ask_refer) },
  { "device-move", DEVICE, ASK (gb_device_ask_move) },
  { "device-release", DEVICE, ASK (gb_device_ask_release) },
  { "device-police", DEVICE, ASK (gb_device_ask_police) },
  { "device-hold", DEVICE, ASK (gb_device_ask_hold) },
  { "device-lift", OF_CASE (GB_SEAT_RUTH, "devices", "device", HELD), ASK (gb_device_ask_lift) },
  { "device-examine", DEVICE, ASK (ask_examine) },
  { "device-confirm", DEVICE, ASK (gb_device_ask_confirm) },
  { "device-erase", DEVICE, ASK (ask_erase) },
  { "referral-item", REFERRAL, ASK (ask_item) },
  { "referral-consulted", REFERRAL, ASK (gb_referral_ask_consulted) },
  { "referral-made", REFERRAL, ASK (gb_referral_ask_made) },
  { "referral-declined", REFERRAL, ASK (gb_referral_ask_declined) },
  { "referral-answered", REFERRAL, ASK (gb_referral_ask_answered) },
  { "referral-close", REFERRAL, ASK (gb_referral_ask_close) },
  { "referral-sheet", REFERRAL, .press = { "Print the referral sheet" }, .settle = 900 },
  { "referral-save", REFERRAL, .press = { "Print the referral sheet", "Save as a file…" }, .settle = 900 },
  { "register-new", GB_SEAT_RUTH, "registers", .page = training_page, .open = open_training },
  { "register-carry-on", GB_SEAT_RUTH, "registers", .page = training_page, .set = carry_on, .settle = 600 },
  { "register-export", GB_SEAT_RUTH, "registers", .page = training_page, .open = open_export },
  { "register-change", REGISTER, ASK (gb_register_ask_change) },
  { "register-renew", REGISTER, ASK (gb_register_ask_renew) },
  { "register-review", OF_CASE (GB_SEAT_RUTH, "registers", "register", CALLED), ASK (gb_register_ask_review) },
  { "register-end", REGISTER, ASK (gb_register_ask_end) },
  { "register-decline", OF_CASE (GB_SEAT_RUTH, "registers", "register", WAITING), ASK (gb_register_ask_decline) },
  { "person-change", PERSON, .press = { "Change details…" } },
  { "person-left", PERSON, .press = { "Mark as left…" } },
  { "person-need", PERSON, .press = { "Add…" } },
  { "person-take-apart", OF_CASE (GB_SEAT_RUTH, "people", "person", TWICE), .press = { "Take apart…" } },
  { "person-record", PERSON, .press = { "Another record…" } },
  { "person-carer", PERSON, .press = { "Add a parent or carer…" } },
  { "person-chronology", PERSON, .press = { "Chronology…" } },
  { "person-transfer", PERSON, .press = { "Send the file to the next school…" } },
  { "person-request", PERSON, .press = { "Answer a request for data…" } },
  { "person-add", GB_SEAT_RUTH, "people", .open = open_add_person },
  { "transfer-sent", OF_CASE (GB_SEAT_RUTH, "people", "transfer", MOVES), .press = { "It was sent…" } },
  { "transfer-off", OF_CASE (GB_SEAT_RUTH, "people", "transfer", MOVES), .press = { "Call off…" } },
  { "disclosure-take", OF_CASE (GB_SEAT_RUTH, "people", "disclosure", REQUEST), .set = disclosure_take },
  { "disclosure-handed", OF_CASE (GB_SEAT_RUTH, "people", "disclosure", REQUEST), .set = disclosure_handed },
  { "disclosure-extend", OF_CASE (GB_SEAT_RUTH, "people", "disclosure", REQUEST), .set = disclosure_extend },
  { "disclosure-refuse", OF_CASE (GB_SEAT_RUTH, "people", "disclosure", REQUEST), .set = disclosure_refuse },

  /* What is asked of the school. */
  { "backup-rule", GB_SEAT_RUTH, .open = open_rule },
  { "passphrase", GB_SEAT_RUTH, .open = gb_change_passphrase_open },
  { "shares", GB_SEAT_RUTH, .page = gb_members_page_new, .open = gb_shares_open },
  { "share-rehearse", GB_SEAT_RUTH, .page = gb_members_page_new, .open = gb_share_rehearse_open },
  { "member-invite", GB_SEAT_RUTH, .page = gb_members_page_new, .press = { "Invite a member" } },
  { "member-roles", GB_SEAT_RUTH, .page = gb_members_page_new, .press = { "Roles…" } },
  { "member-again", GB_SEAT_RUTH, .set = member_again },
  { "member-remove", GB_SEAT_RUTH, .set = member_remove },
  { "prove", GB_SEAT_RUTH, .set = invite },
  { "prove-refused", GB_SEAT_RUTH, .set = invite_unsigned },
  { "member-code", GB_SEAT_RUTH, .set = invited },
  { "share-refused", GB_SEAT_RUTH, .set = share_refused },
  { "shares-made", GB_SEAT_RUTH, .set = shares_made },
  { "member-withdraw-words", GB_SEAT_RUTH, .set = withdraw_words },
  { "data-out", GB_SEAT_RUTH, "reports", .open = gb_data_out_open },
  { "file-words", GB_SEAT_RUTH, "reports", .open = open_words },
  { "report-issue", GB_SEAT_RUTH, "reports", .press = { "Issue…" }, .settle = 900 },
  { "policy-place", GB_SEAT_RUTH, "policy", .page = gb_policy_edit_page_new, .press = { "Add a place…" } },
  { "readers", GB_SEAT_RUTH, .open = open_readers },
  { "conflict", GB_SEAT_RUTH, .open = open_conflict },
  { "refusal", GB_SEAT_RUTH, .open = open_refusal },
  { "retrospective", GB_SEAT_RUTH, "searches", .open = open_retrospective },
  { "settings", GB_SEAT_RUTH, .open = open_settings },
  { "guide", GB_SEAT_RUTH, .open = open_guide },
  { "guide-page", GB_SEAT_RUTH, .open = open_guide_page },
  { "keys", GB_SEAT_RUTH, .action = "win.show-help-overlay" },
  { "about", GB_SEAT_RUTH, .action = "win.about" },
  /* Last of hers: it stays for a while. */
  { "said-shortly", GB_SEAT_RUTH, .set = say_shortly },

  /* The deputy: who asks for a search, and knows of no concern. */
  { "deputy-today", GB_SEAT_CARYS },
  { "deputy-concerns", GB_SEAT_CARYS, "concerns" },
  { "register-to-approve", OF_CASE (GB_SEAT_CARYS, "registers", "register", WAITING) },
  { "register-approve", OF_CASE (GB_SEAT_CARYS, "registers", "register", WAITING), .press = { "Read and approve" } },
  { "search", SEARCH },
  { "search-amend", SEARCH, ASK (gb_search_ask_amend) },
  { "search-carried-out", SEARCH, ASK (gb_search_ask_carried_out) },
  { "search-dsl", SEARCH, ASK (gb_search_ask_dsl) },
  { "search-parent", SEARCH, ASK (gb_search_ask_parent) },
  { "search-withdraw", SEARCH, ASK (gb_search_ask_withdraw) },
  { "search-close", SEARCH, ASK (gb_search_ask_close) },

  /* The headteacher: who signs, and keeps the concerns about staff. */
  { "head-today", GB_SEAT_MARTIN },
  { "head-search", OF_CASE (GB_SEAT_MARTIN, "searches", "search", ASKED) },
  { "sign", OF_CASE (GB_SEAT_MARTIN, "searches", "search", ASKED), .press = { "Read and sign…" } },
  { "sign-condition", OF_CASE (GB_SEAT_MARTIN, "searches", "search", ASKED),
    .press = { "Read and sign…", "Add a condition…" } },
  { "sign-refused", OF_CASE (GB_SEAT_MARTIN, "searches", "search", ASKED), .press = { "Read and sign…", "Sign" } },
  { "sign-refuse", OF_CASE (GB_SEAT_MARTIN, "searches", "search", ASKED), ASK (gb_search_ask_refuse) },
  { "authority", GB_SEAT_MARTIN, "searches", .page = gb_authorities_page_new, .press = { "Give an authority…" } },
  { "authority-sign", GB_SEAT_MARTIN, "searches", .set = fill_authority },
  { "concern", STAFF },
  { "concern-limbs", STAFF, ASK (gb_concern_ask_limbs) },
  { "concern-lado", STAFF, ASK (gb_concern_ask_lado) },
  { "concern-refer", STAFF, ASK (ask_refer_for) },
  { "concern-manager", STAFF, ASK (gb_concern_ask_manager) },
  { "concern-welfare", STAFF, ASK (gb_concern_ask_welfare) },
  { "concern-person-told", STAFF, ASK (gb_concern_ask_person_told) },
  { "concern-parent-told", STAFF, ASK (gb_concern_ask_parent_told) },
  { "concern-measure", STAFF, ASK (gb_concern_ask_measure) },
  { "concern-dealt", STAFF, ASK (gb_concern_ask_dealt) },
  { "concern-pattern", STAFF, ASK (gb_concern_ask_pattern) },
  { "concern-note", STAFF, ASK (gb_concern_ask_note) },
  { "concern-outcome", STAFF, ASK (gb_concern_ask_outcome) },
  { "concern-cleared", STAFF, ASK (gb_concern_ask_cleared) },
  { "concern-close", STAFF, ASK (gb_concern_ask_close) },
  { "concern-reopen", STAFF, ASK (gb_concern_ask_reopen) },
  { "concern-readers", STAFF, ASK (ask_readers) },
  { "concern-step-back", STAFF, ASK (ask_readers), .press = { "Step back…" } },
  { "concern-take-key", STAFF, ASK (ask_readers), .press = { "Take the key away" } },
  { "concern-form-refused", GB_SEAT_MARTIN, "concerns", .page = concern_form, .press = { "Record and seal" } },
  { "concern-new-reader", STAFF, ASK (ask_new_reader) },

  /* In front of the school's vault. */
  { "who", GB_SEAT_START, .set = who },
  { "unlock", GB_SEAT_START, .set = who, .press = { "Sit down" } },
  { "unlock-refused", GB_SEAT_START, .set = who, .press = { "Sit down", "Open" } },
  { "forgotten", GB_SEAT_START, .set = who, .press = { "Sit down", "I have forgotten it" } },
  { "lock", GB_SEAT_START, .set = locked },
  { "lock-keyring", GB_SEAT_START, .set = locked_by_keyring },
  { "no-key", GB_SEAT_START, .set = no_key },
  { "join", GB_SEAT_START, .set = no_key, .press = { "Join with a one-time code" } },
  { "join-refused", GB_SEAT_START, .set = no_key, .press = { "Join with a one-time code", "Join" } },
  { "join-passphrase", GB_SEAT_START, .set = come_with_code },
  { "come-back", GB_SEAT_START, .set = no_key, .press = { "I was a member and lost my key" } },
  { "come-back-shares", GB_SEAT_START, .set = no_key,
    .press = { "I was a member and lost my key", "Type the shares" } },
  { "come-back-words", GB_SEAT_START, .set = no_key, .press = { "I was a member and lost my key", "Type the words" } },
  { "come-back-whose", GB_SEAT_START, .set = come_back_whose },
  { "keyring-locked", GB_SEAT_START, .set = keyring_locked },
  { "keyring-none", GB_SEAT_START, .set = keyring_none },
  { "keyring-gone", GB_SEAT_START, .set = keyring_gone },
  { "no-vault", GB_SEAT_START, .set = no_vault },
  { "torn", GB_SEAT_START, .set = torn },
  { "in-use", GB_SEAT_START, .set = in_use },
  { "outer-governor", GB_SEAT_START, .set = governor },
  { "outer-technician", GB_SEAT_START, .set = technician },
  { "outer-entry", GB_SEAT_START, .set = technician, .press = { "New change" } },
  { "unlock-copied", GB_SEAT_START, .set = who_of_copied, .press = { "Sit down" } },
  { "outer-entry-refused", GB_SEAT_START, .set = technician, .press = { "New change", "Sign and leave it" } },

  /* Last, for the school goes on from here with more than it had, and then with less. */
  { "disclosure-attachments-chosen", GB_SEAT_RUTH, "people", .set = attachments_chosen, .settle = 300 },
  { "transfer-under-way", OF_CASE (GB_SEAT_RUTH, "people", "transfer", MOVES), .set = was_sent },
  { "transfer-receipt", OF_CASE (GB_SEAT_RUTH, "people", "transfer", MOVES), .set = record_receipt },
  { "transfer-ask-after", OF_CASE (GB_SEAT_RUTH, "people", "transfer", MOVES), .set = ask_after_receipt },
  { "person-need-over", PERSON, .set = need_over },
  { "retention-due", RETENTION (GB_SEAT_RUTH), .set = make_due, .settle = 300 },
  { "retention-keep", RETENTION (GB_SEAT_RUTH), .press = { "Keep…" } },
  { "retention-propose", RETENTION (GB_SEAT_RUTH), .press = { "Propose…" } },
  { "retention-proposed", RETENTION (GB_SEAT_RUTH), .set = propose_end, .settle = 300 },
  { "retention-withdraw", RETENTION (GB_SEAT_RUTH), .press = { "Withdraw…" } },
  { "retention-agree", RETENTION (GB_SEAT_MARTIN), .press = { "Agree…" } },
  { "retention-erased", RETENTION (GB_SEAT_MARTIN), .set = agree_to_end, .settle = 300 },
  { "rolled-back", GB_SEAT_START, .set = rolled_back },
  { "read-only", GB_SEAT_RUTH, .settle = 300 },
};

const GbScreen *
gb_screens (guint *n)
{
  *n = G_N_ELEMENTS (screens);
  return screens;
}

/* --- leading there ------------------------------------------------------------------------------------ */

static void
show_case (GbStage *stage, const GbScreen *screen)
{
  g_autofree char *id = gb_stage_ask (stage, screen->which);

  gb_window_open_case (GTK_WIDGET (stage->window), screen->noun, id);
  gb_stage_wait (stage);
  if (screen->ask != NULL)
    {
      g_autoptr (GObject) record = load (stage, screen->noun, id);
      screen->ask (over (stage), stage->book, record);
    }
}

static gboolean
is_bar (GtkWidget *widget, const char *text G_GNUC_UNUSED)
{
  return GTK_IS_PROGRESS_BAR (widget);
}

static void
wait_for_end (GbStage *stage)
{
  gb_test_wait_until_gone (over (stage), is_bar, "the bar");
  gb_stage_wait (stage);
}

GtkWidget *
gb_screen_show (GbStage *stage, const GbScreen *screen)
{
  gb_veil_set_down (FALSE);
  gb_stage_sit (stage, screen->seat);
  if (screen->place != NULL)
    gb_window_go (GTK_WIDGET (stage->window), screen->place);
  if (screen->which != NULL)
    show_case (stage, screen);
  if (screen->page != NULL)
    {
      gb_window_push (GTK_WIDGET (stage->window), screen->page (stage->book));
      gb_stage_wait (stage);
    }
  if (screen->open != NULL)
    screen->open (over (stage), stage->book);
  if (screen->set != NULL)
    screen->set (stage);
  for (guint i = 0; i < G_N_ELEMENTS (screen->press) && screen->press[i] != NULL; i++)
    {
      gb_stage_wait (stage);
      gb_stage_press (stage, screen->press[i]);
    }
  if (screen->action != NULL)
    gtk_widget_activate_action (GTK_WIDGET (stage->window), screen->action, NULL);
  gb_test_settle (screen->settle);
  gb_stage_wait (stage);
  if (screen->to_the_end)
    wait_for_end (stage);
  return over (stage);
}
