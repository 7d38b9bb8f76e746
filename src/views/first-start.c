/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/factor.h"
#include "casework/member.h"
#include "print/recovery.h"
#include "views/ask.h"
#include "views/callout.h"
#include "views/choice.h"
#include "views/first-start.h"
#include "views/help.h"
#include "views/print-sheet.h"
#include "views/prove.h"
#include "views/text.h"
#include "views/when.h"

#define WORDS 12
/* The words of the list differ in their first four letters. */
#define LETTERS 4

typedef enum
{
  STEP_SCHOOL,
  STEP_TERMS,
  STEP_POLICY,
  STEP_YOU,
  STEP_PASSPHRASE,
  STEP_PLACE,
  STEP_WORDS,
  STEP_CONFIRM,
  N_STEPS
} Step;

typedef struct { GbWhen *from, *until; } TermRow;

struct _GbFirstStart
{
  AdwBin parent_instance;
  GtkStack *stack;
  AdwWindowTitle *title;
  GtkWidget *back;
  GbKeyring *keyring;
  Step step;
  GtkWidget *callouts[N_STEPS], *next[N_STEPS];

  GtkWidget *school, *dfe;
  GbChoice *scheme;
  GtkWidget *terms_group, *terms_box, *bell, *closed;
  GArray *terms;          /* of TermRow */
  JsonObject *year;       /* the default of the scheme, whose dates are edited */
  GbChoice *pack;
  GtkWidget *name;
  GbChoice *role;
  GbNewPassphrase *passphrase;
  GtkWidget *place;
  gboolean place_typed;
  GtkWidget *word_grid;
  GtkWidget *confirm[WORDS];

  char *words; /* shown once, wiped when left */
  GbBook *book;
};

G_DEFINE_FINAL_TYPE (GbFirstStart, gb_first_start, ADW_TYPE_BIN)

enum { FOUNDED, LEFT, N_SIGNALS };
static guint signals[N_SIGNALS];

static const char *
typed (GtkWidget *entry)
{
  return gtk_editable_get_text (GTK_EDITABLE (entry));
}

/* --- the frame of a step --------------------------------------------------------- */

static const char *const names[N_STEPS]
  = { "school", "terms", "policy", "you", "passphrase", "place", "words", "confirm" };

static void
show_step (GbFirstStart *self, Step step)
{
  g_autofree char *subtitle = g_strdup_printf (_ ("Step %d of %d"), step + 1, N_STEPS);

  self->step = step;
  /* A step that isn't shown isn't there for the screen reader either. */
  for (Step other = 0; other < N_STEPS; other++)
    {
      GtkWidget *page = gtk_stack_get_child_by_name (self->stack, names[other]);
      if (page != NULL)
        gtk_widget_set_visible (page, other == step);
    }
  gtk_stack_set_visible_child_name (self->stack, names[step]);
  adw_window_title_set_subtitle (self->title, subtitle);
  /* Once the vault is made there is no way back to before it. */
  gtk_widget_set_visible (self->back, step < STEP_WORDS || (step == STEP_CONFIRM && self->words != NULL));
  if (self->callouts[step] != NULL)
    gb_callout_set (self->callouts[step], GB_CALLOUT_STOP, NULL);
}

static void
refuse (GbFirstStart *self, const char *sentence)
{
  gb_callout_set (self->callouts[self->step], GB_CALLOUT_STOP, sentence);
}

static GtkWidget *
pill_button (const char *label, gboolean accent)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_add_css_class (button, "pill");
  if (accent)
    gtk_widget_add_css_class (button, "suggested-action");
  return button;
}

/* A step: title, sentence, callout, then what the caller appends, then the
 * button, which is put last by end_step. */
static GtkWidget *
begin_step (GbFirstStart *self, Step step, const char *title, const char *sentence)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *head = g_object_new (GTK_TYPE_LABEL, "label", title, "wrap", TRUE, "justify", GTK_JUSTIFY_CENTER, NULL);
  GtkWidget *clamp = g_object_new (ADW_TYPE_CLAMP, "maximum-size", 692, "tightening-threshold", 692, "child", box,
                                   "valign", GTK_ALIGN_CENTER, NULL);
  GtkWidget *scroller =
      g_object_new (GTK_TYPE_SCROLLED_WINDOW, "hscrollbar-policy", GTK_POLICY_NEVER, "child", clamp, NULL);

  gtk_widget_add_css_class (head, "title-1");
  gtk_widget_add_css_class (box, "start-column");
  self->callouts[step] = gb_callout_new (GB_CALLOUT_STOP, NULL);
  gtk_box_append (GTK_BOX (box), head);
  gtk_box_append (GTK_BOX (box), gb_text_new (GB_TEXT_BODY, sentence));
  gtk_box_append (GTK_BOX (box), self->callouts[step]);
  gtk_stack_add_named (self->stack, scroller, names[step]);
  return box;
}

static void
end_step (GbFirstStart *self, Step step, GtkWidget *box, const char *label, GtkWidget *beside,
          void (*answer) (GbFirstStart *))
{
  GtkWidget *buttons = g_object_new (GTK_TYPE_BOX, "spacing", 12, "halign", GTK_ALIGN_CENTER, NULL);

  if (beside != NULL)
    gtk_box_append (GTK_BOX (buttons), beside);
  self->next[step] = pill_button (label, TRUE);
  g_signal_connect_object (self->next[step], "clicked", G_CALLBACK (answer), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (buttons), self->next[step]);
  gtk_box_append (GTK_BOX (box), buttons);
}

static GtkWidget *
add_group (GtkWidget *box)
{
  GtkWidget *group = adw_preferences_group_new ();
  gtk_box_append (GTK_BOX (box), group);
  return group;
}

static GtkWidget *
add_entry (GtkWidget *group, const char *title)
{
  GtkWidget *row = g_object_new (ADW_TYPE_ENTRY_ROW, "title", title, NULL);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  return row;
}

/* --- school --------------------------------------------------------------------------- */

static gboolean
is_dfe_number (const char *text)
{
  return g_regex_match_simple ("^[0-9]{3}/?[0-9]{4}$", text, 0, 0);
}

static void
leave_school (GbFirstStart *self)
{
  if (!gb_text_is_filled (typed (self->school)))
    refuse (self, _ ("Write the school’s name as it stands on its letters."));
  else if (!is_dfe_number (typed (self->dfe)))
    refuse (self, _ ("A DfE number has three figures for the authority and four for the school, as 886/5201."));
  else
    show_step (self, STEP_TERMS);
}

static void
make_school (GbFirstStart *self)
{
  GtkWidget *box = begin_step (
      self, STEP_SCHOOL, _ ("Which school?"),
      _ ("The name stands on every page that leaves the building. The DfE number says which roll may be brought in."));
  GtkWidget *group = add_group (box);

  self->school = add_entry (group, _ ("School name"));
  self->dfe = add_entry (group, _ ("DfE number, as 886/5201"));
  end_step (self, STEP_SCHOOL, box, _ ("Next"), NULL, leave_school);
}

/* --- terms ------------------------------------------------------------------------------- */

static void
add_term (GbFirstStart *self, JsonObject *term, guint number)
{
  g_autofree char *title = g_strdup_printf (_ ("Term %u"), number);
  g_autofree char *begins = g_strdup_printf (_ ("Term %u begins"), number);
  g_autofree char *ends = g_strdup_printf (_ ("Term %u ends"), number);
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "title", title, NULL);
  TermRow term_row = { gb_when_new (begins, FALSE), gb_when_new (ends, FALSE) };

  gb_text_keep_words (row);
  gb_when_set_day (term_row.from, gb_json_text (term, "from"));
  gb_when_set_day (term_row.until, gb_json_text (term, "until"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), GTK_WIDGET (term_row.from));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), GTK_WIDGET (term_row.until));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->terms_group), row);
  g_array_append_val (self->terms, term_row);
}

static void
fill_terms (GbFirstStart *self)
{
  g_autofree char *today = gb_today ();
  g_autofree char *school_year = gb_school_year_of (today);
  int scheme = g_strcmp0 (gb_choice_get (self->scheme), "3") == 0 ? 3 : 6;
  JsonArray *terms;

  g_clear_pointer (&self->year, json_object_unref);
  self->year = gb_calendar_default_year (school_year, scheme);
  g_array_set_size (self->terms, 0);
  if (self->terms_group != NULL)
    gtk_box_remove (GTK_BOX (self->terms_box), self->terms_group);
  self->terms_group = add_group (self->terms_box);
  terms = gb_json_array (self->year, "terms");
  for (guint i = 0; i < json_array_get_length (terms); i++)
    add_term (self, json_array_get_object_element (terms, i), i + 1);
}

/* What was edited, back into the year. */
static gboolean
read_terms (GbFirstStart *self, GError **error)
{
  JsonArray *terms = gb_json_array (self->year, "terms");

  for (guint i = 0; i < self->terms->len; i++)
    {
      TermRow *row = &g_array_index (self->terms, TermRow, i);
      g_autofree char *from = gb_when_get_day (row->from), *until = gb_when_get_day (row->until);
      JsonObject *term = json_array_get_object_element (terms, i);
      if (from == NULL || until == NULL)
        {
          g_set_error (error, GB_ERROR, GB_ERROR_INPUT,
                       _ ("Term %u needs a first and a last day, written as 2 Sep 2026."), i + 1);
          return FALSE;
        }
      json_object_set_string_member (term, "from", from);
      json_object_set_string_member (term, "until", until);
    }
  return TRUE;
}

static gboolean
read_closed (GbFirstStart *self, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (typed (self->closed), ",", -1);
  g_autofree char *today = gb_today ();
  g_autoptr (JsonObject) fresh =
      gb_calendar_default_year (gb_json_text (self->year, "year"), gb_json_number (self->year, "scheme"));
  JsonArray *closed = json_array_ref (gb_json_array (fresh, "closed"));

  json_object_set_array_member (self->year, "closed", closed);
  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_autofree char *day = gb_when_read_day (parts[i], today);
      if (!gb_text_is_filled (parts[i]))
        continue;
      if (day == NULL)
        {
          g_set_error (error, GB_ERROR, GB_ERROR_INPUT,
                       _ ("“%s” isn’t a day. Write closed days as 3 Jan 2027, with commas between."), parts[i]);
          return FALSE;
        }
      json_array_add_string_element (closed, day);
    }
  return TRUE;
}

static gboolean
read_year (GbFirstStart *self, GError **error)
{
  g_autoptr (GbCalendar) calendar = NULL;
  int bell = gb_when_read_time (typed (self->bell));
  g_autofree char *time = g_strdup_printf ("%02d.%02d", bell / 60, bell % 60);

  if (bell < 0)
    {
      g_set_error_literal (error, GB_ERROR, GB_ERROR_INPUT,
                           _ ("Write the time at which the school day ends as 15.15."));
      return FALSE;
    }
  if (!read_terms (self, error) || !read_closed (self, error))
    return FALSE;
  json_object_set_string_member (self->year, "bell", time);
  calendar = gb_calendar_new (&self->year, 1, error);
  return calendar != NULL;
}

static void
leave_terms (GbFirstStart *self)
{
  g_autoptr (GError) error = NULL;

  if (read_year (self, &error))
    show_step (self, STEP_POLICY);
  else
    refuse (self, error->message);
}

static void
make_terms (GbFirstStart *self)
{
  GtkWidget *box =
      begin_step (self, STEP_TERMS, _ ("When is school?"),
                  _ ("Clocks count working days and school days by these dates. Look them over: they are a proposal."));
  GtkWidget *group = add_group (box);

  self->scheme = gb_choice_new (_ ("The year has"));
  gb_choice_add (self->scheme, "6", _ ("Six terms"));
  gb_choice_add (self->scheme, "3", _ ("Three terms"));
  gb_choice_set (self->scheme, "6");
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (self->scheme));
  self->bell = add_entry (group, _ ("The school day ends at"));
  gtk_editable_set_text (GTK_EDITABLE (self->bell), "15.15");
  self->closed = add_entry (group, _ ("Other closed days, with commas between"));
  self->terms_box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append (GTK_BOX (box), self->terms_box);
  fill_terms (self);
  g_signal_connect_object (self->scheme, "notify::selected", G_CALLBACK (fill_terms), self, G_CONNECT_SWAPPED);
  end_step (self, STEP_TERMS, box, _ ("Next"), NULL, leave_terms);
}

/* --- policy ---------------------------------------------------------------------------------- */

static void
leave_policy (GbFirstStart *self)
{
  if (gb_choice_get (self->pack) == NULL)
    refuse (self, _ ("Choose the policy that this school has adopted."));
  else
    show_step (self, STEP_YOU);
}

static void
make_policy (GbFirstStart *self)
{
  GtkWidget *box =
      begin_step (self, STEP_POLICY, _ ("Whose policy?"),
                  _ ("Procedures, checklists, clocks and who may authorise what come from the policy pack. "
                     "Every step names the clause that it obeys."));
  GtkWidget *group = add_group (box);
  g_auto (GStrv) packs = gb_pack_list_shipped ();

  self->pack = gb_choice_new (_ ("Policy pack"));
  for (guint i = 0; packs[i] != NULL; i++)
    {
      g_autoptr (GbPack) pack = gb_pack_load_shipped (packs[i], NULL);
      g_autofree char *label =
          pack != NULL ? g_strdup_printf (_ ("%s, version %s"), gb_pack_get_title (pack), gb_pack_get_version (pack))
                       : NULL;
      if (label != NULL)
        gb_choice_add (self->pack, packs[i], label);
    }
  if (packs[0] != NULL)
    gb_choice_set (self->pack, packs[0]);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (self->pack));
  end_step (self, STEP_POLICY, box, _ ("Next"), NULL, leave_policy);
}

/* --- you --------------------------------------------------------------------------------------- */

static char *
propose_place (GbFirstStart *self)
{
  g_autofree char *slug = g_str_to_ascii (typed (self->school), NULL);
  g_autofree char *file = NULL;

  for (char *p = slug; *p != '\0'; p++)
    *p = g_ascii_isalnum (*p) ? g_ascii_tolower (*p) : '-';
  file = g_strdup_printf ("%s.guardbook", slug);
  return g_build_filename (g_get_user_data_dir (), "guardbook", file, NULL);
}

static void
leave_you (GbFirstStart *self)
{
  g_autofree char *forename = NULL, *surname = NULL;
  g_autoptr (GError) error = NULL;

  if (!gb_member_split_name (typed (self->name), &forename, &surname, &error))
    refuse (self, error->message);
  else if (gb_choice_get (self->role) == NULL)
    refuse (self,
            _ ("Choose your role. The first member is usually the Designated Safeguarding Lead or the headteacher."));
  else
    {
      g_autofree char *place = propose_place (self);
      g_autofree char *known = g_strdup_printf ("%s %s", typed (self->school), typed (self->name));
      if (!self->place_typed)
        gtk_editable_set_text (GTK_EDITABLE (self->place), place);
      gb_new_passphrase_set_known (self->passphrase, known);
      show_step (self, STEP_PASSPHRASE);
      gtk_widget_grab_focus (GTK_WIDGET (self->passphrase));
    }
}

static void
make_you (GbFirstStart *self)
{
  GtkWidget *box = begin_step (self, STEP_YOU, _ ("Who are you?"),
                               _ ("You are the first member. Your key is made on this account and kept in its keyring; "
                                  "what you sign is signed with it. Others join with a one-time code."));
  GtkWidget *group = add_group (box);

  self->name = add_entry (group, _ ("Your name"));
  self->role = gb_choice_new (_ ("Your role"));
  for (const char *const *role = gb_roles (); *role != NULL; role++)
    if (gb_role_words_can (*role, GB_CAN_DECIDE)) /* only they can be the first */
      gb_choice_add (self->role, *role, gb_role_label (*role));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (self->role));
  end_step (self, STEP_YOU, box, _ ("Next"), NULL, leave_you);
}

/* --- the passphrase ------------------------------------------------------------------------------ */

static void
leave_passphrase (GbFirstStart *self)
{
  g_autoptr (GError) error = NULL;
  char *fresh = gb_new_passphrase_take (self->passphrase, &error);

  if (fresh != NULL)
    show_step (self, STEP_PLACE);
  else
    refuse (self, error->message);
  gb_guarded_free (fresh);
}

static void
make_passphrase (GbFirstStart *self)
{
  GtkWidget *box
    = begin_step (self, STEP_PASSPHRASE, _ ("Choose a passphrase"),
                  _ ("Whoever opens cases needs two things: this account’s keyring, and a passphrase that only they "
                     "know (policy 001 s7.9). It opens the vault, and it is asked for again with each signature."));

  self->passphrase = gb_new_passphrase_new (NULL);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->passphrase));
  end_step (self, STEP_PASSPHRASE, box, _ ("Next"), NULL, leave_passphrase);
}

/* --- place and making ---------------------------------------------------------------------------- */

typedef struct
{
  GbBookPlan plan;
  char *dir, *school, *dfe, *pack, *name;
  char *roles[2];
  JsonObject *calendar;
  GbKeyring *keyring;
  char *passphrase; /* guarded */
  char *words;
} Making;

static void
making_free (gpointer data)
{
  Making *making = data;

  g_free (making->dir);
  g_free (making->school);
  g_free (making->dfe);
  g_free (making->pack);
  g_free (making->name);
  g_free (making->roles[0]);
  json_object_unref (making->calendar);
  g_object_unref (making->keyring);
  gb_guarded_free (making->passphrase);
  g_clear_pointer (&making->words, gb_wipe_text);
  g_free (making);
}

static void
make_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Making *making = data;
  g_autoptr (GError) error = NULL;
  GbBook *book = NULL;
  g_autofree char *parent = g_path_get_dirname (making->dir);

  if (g_mkdir_with_parents (parent, 0700) == 0 || g_file_test (parent, G_FILE_TEST_IS_DIR))
    book = gb_book_create (&making->plan, making->keyring, &making->words, &error);
  else
    g_set_error (&error, GB_ERROR, GB_ERROR_INPUT,
                 _ ("The folder %s can’t be made. Choose a place that you may write to."), parent);
  if (book != NULL)
    g_task_return_pointer (task, book, g_object_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static Making *
making_new (GbFirstStart *self)
{
  Making *making = g_new0 (Making, 1);
  const char *dfe = typed (self->dfe);

  making->dir = g_strdup (typed (self->place));
  making->school = gb_text_one_line (typed (self->school));
  making->dfe = strchr (dfe, '/') != NULL ? g_strdup (dfe) : g_strdup_printf ("%.3s/%s", dfe, dfe + 3);
  making->pack = g_strdup (gb_choice_get (self->pack));
  making->name = gb_text_one_line (typed (self->name));
  making->roles[0] = g_strdup (gb_choice_get (self->role));
  making->calendar = json_object_ref (self->year);
  making->keyring = g_object_ref (self->keyring);
  making->passphrase = gb_new_passphrase_take (self->passphrase, NULL);
  making->plan = (GbBookPlan){ .dir = making->dir,
                               .school = making->school,
                               .dfe_number = making->dfe,
                               .pack = making->pack,
                               .member_name = making->name,
                               .member_roles = (const char *const *) making->roles,
                               .passphrase = making->passphrase,
                               .calendar = making->calendar };
  return making;
}

static void fill_words (GbFirstStart *self);

static void
on_made (GObject *source, GAsyncResult *result, gpointer data)
{
  GbFirstStart *self = GB_FIRST_START (source);
  Making *making = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autoptr (GbBook) book = g_task_propagate_pointer (G_TASK (result), &error);

  gtk_widget_set_sensitive (self->next[STEP_PLACE], TRUE);
  gtk_button_set_label (GTK_BUTTON (self->next[STEP_PLACE]), _ ("Make the vault"));
  if (book == NULL)
    {
      refuse (self, error->message);
      return;
    }
  g_set_object (&self->book, book);
  self->words = g_steal_pointer (&making->words);
  gb_new_passphrase_clear (self->passphrase);
  fill_words (self);
  show_step (self, STEP_WORDS);
}

static void
leave_place (GbFirstStart *self)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GError) error = NULL;

  if (!g_path_is_absolute (typed (self->place)) || !g_str_has_suffix (typed (self->place), ".guardbook"))
    {
      refuse (self, _ ("A vault is a folder whose name ends in .guardbook, with its whole path before it."));
      return;
    }
  if (!gb_vault_place_is_fit (typed (self->place), &error))
    {
      refuse (self, error->message);
      return;
    }
  gtk_widget_set_sensitive (self->next[STEP_PLACE], FALSE);
  gtk_button_set_label (GTK_BUTTON (self->next[STEP_PLACE]), _ ("Making the vault"));
  gb_callout_set (self->callouts[STEP_PLACE], GB_CALLOUT_STOP, NULL);
  task = g_task_new (self, NULL, on_made, NULL);
  g_task_set_task_data (task, making_new (self), making_free);
  g_task_run_in_thread (task, make_in_thread);
}

static void
on_folder (GtkNativeDialog *dialog, int response, GbFirstStart *self)
{
  g_autoptr (GFile) file =
      response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)) : NULL;
  g_autofree char *folder = file != NULL ? g_file_get_path (file) : NULL;
  g_autofree char *proposed = propose_place (self);
  g_autofree char *name = g_path_get_basename (proposed);
  g_autofree char *path = folder != NULL ? g_build_filename (folder, name, NULL) : NULL;

  if (path != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->place), path);
  self->place_typed |= path != NULL;
  gtk_native_dialog_destroy (dialog);
}

static void
choose_place (GbFirstStart *self)
{
  GtkFileChooserNative *dialog =
      gtk_file_chooser_native_new (_ ("Where the vault lives"), GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                   GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, _ ("_Choose"), NULL);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_folder), self, 0);
  g_object_set_data_full (G_OBJECT (self), "chooser", dialog, g_object_unref);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
make_place (GbFirstStart *self)
{
  GtkWidget *box =
      begin_step (self, STEP_PLACE, _ ("Where does it live?"),
                  _ ("On this computer’s own disk. Network drives and folders that a cloud keeps in step are refused: "
                     "they lose or tear what two machines write. Backups may go there."));
  GtkWidget *group = add_group (box);
  GtkWidget *choose = gb_icon_button_new ("folder-open-symbolic", _ ("Choose a folder"));

  self->place = add_entry (group, _ ("Folder of the vault"));
  gtk_widget_add_css_class (choose, "flat");
  gtk_widget_set_valign (choose, GTK_ALIGN_CENTER);
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (self->place), choose);
  g_signal_connect_object (choose, "clicked", G_CALLBACK (choose_place), self, G_CONNECT_SWAPPED);
  end_step (self, STEP_PLACE, box, _ ("Make the vault"), NULL, leave_place);
}

/* --- the recovery key ------------------------------------------------------------------------------- */

static GtkWidget *
word_card (guint number, const char *word)
{
  GtkWidget *card = g_object_new (GTK_TYPE_BOX, "spacing", 10, "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP, NULL);
  g_autofree char *figure = g_strdup_printf ("%u", number);
  g_autofree char *spoken = g_strdup_printf (_ ("Word %u: %s"), number, word);
  GtkWidget *n = g_object_new (GTK_TYPE_LABEL, "label", figure, "width-chars", 2, "xalign", 1.0, NULL);
  GtkWidget *text = g_object_new (GTK_TYPE_LABEL, "label", word, "xalign", 0.0, "hexpand", TRUE, NULL);

  gtk_widget_add_css_class (n, "quiet");
  gtk_widget_add_css_class (text, "monospace");
  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "word-card");
  gtk_box_append (GTK_BOX (card), n);
  gtk_box_append (GTK_BOX (card), text);
  gb_name (card, spoken);
  return card;
}

static void
fill_words (GbFirstStart *self)
{
  g_auto (GStrv) words = g_strsplit (self->words, " ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      gtk_grid_attach (GTK_GRID (self->word_grid), word_card (i + 1, words[i]), i % 3, i / 3, 1, 1);
      memset (words[i], 0, strlen (words[i]));
    }
}

static void
print_words (GbFirstStart *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_path_get_basename (gb_vault_get_path (gb_book_get_vault (self->book)));
  GbRecoverySheet given = { .school = gb_book_get_school (self->book), .vault = folder, .words = self->words,
                            .made_by = gb_book_get_member_name (self->book), .made_at = gb_now () };
  GbSheet *sheet = gb_print_recovery (&given, &error);

  if (sheet != NULL)
    gb_print_sheet (GTK_WIDGET (self), sheet, NULL);
  else
    refuse (self, error->message);
}

static void
leave_words (GbFirstStart *self)
{
  show_step (self, STEP_CONFIRM);
  gtk_widget_grab_focus (self->confirm[0]);
}

static void
make_words (GbFirstStart *self)
{
  GtkWidget *box = begin_step (
      self, STEP_WORDS, _ ("Write down your recovery key"),
      _ ("If this computer is lost, or your password is reset, these words are the only way back to the records. "
         "Nobody can make them again, not even we."));
  GtkWidget *print = pill_button (NULL, FALSE);

  self->word_grid =
      g_object_new (GTK_TYPE_GRID, "row-spacing", 8, "column-spacing", 12, "column-homogeneous", TRUE, NULL);
  gtk_box_append (GTK_BOX (box), self->word_grid);
  gtk_box_append (
      GTK_BOX (box),
      gb_callout_new (GB_CALLOUT_WARN, _ ("Print it or write it by hand. Keep it in the school safe, not in this "
                                          "building’s office drawer, and never as a picture.")));
  gtk_button_set_child (GTK_BUTTON (print), g_object_new (ADW_TYPE_BUTTON_CONTENT, "icon-name", "printer-symbolic",
                                                          "label", _ ("Print"), NULL));
  g_signal_connect_object (print, "clicked", G_CALLBACK (print_words), self, G_CONNECT_SWAPPED);
  end_step (self, STEP_WORDS, box, _ ("I have written it down"), print, leave_words);
}

/* --- typing it back -------------------------------------------------------------------------------------- */

/* The one word of the list that begins so; NULL if none or several do. */
static const char *
complete (const char *text)
{
  const char *found = NULL;
  gsize length = strlen (text);

  for (const char *const *word = gb_word_list (); *word != NULL; word++)
    {
      if (g_ascii_strncasecmp (*word, text, length) != 0)
        continue;
      if (found != NULL)
        return NULL;
      found = *word;
    }
  return found;
}

static gboolean
is_of_list (const char *text)
{
  for (const char *const *word = gb_word_list (); *word != NULL; word++)
    if (g_ascii_strcasecmp (*word, text) == 0)
      return TRUE;
  return FALSE;
}

static void
on_word_typed (GtkEditable *editable, GbFirstStart *self)
{
  const char *text = gtk_editable_get_text (editable);
  const char *word = strlen (text) >= LETTERS ? complete (text) : NULL;
  gboolean wrong = strlen (text) >= LETTERS && word == NULL && !is_of_list (text);

  if (wrong)
    gtk_widget_add_css_class (GTK_WIDGET (editable), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (editable), "error");
  if (word == NULL || g_str_equal (text, word) || strlen (text) != LETTERS)
    return;
  gtk_editable_set_text (editable, word);
  gtk_widget_child_focus (gtk_widget_get_parent (GTK_WIDGET (editable)), GTK_DIR_TAB_FORWARD);
}

static gpointer
confirm_question (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_book_confirm_recovery (book, data, error) ? g_strdup ("yes") : NULL;
}

static void
on_confirmed (GtkWidget *widget, gpointer answer, GError *error)
{
  GbFirstStart *self = GB_FIRST_START (widget);

  gtk_widget_set_sensitive (self->next[STEP_CONFIRM], TRUE);
  if (error != NULL)
    {
      refuse (self, error->message);
      return;
    }
  g_clear_pointer (&self->words, gb_wipe_text);
  for (guint i = 0; i < WORDS; i++)
    gtk_editable_set_text (GTK_EDITABLE (self->confirm[i]), "");
  g_signal_emit (self, signals[FOUNDED], 0, self->book);
}

static void
wipe (gpointer text)
{
  gb_wipe_text (text);
}

static void
leave_confirm (GbFirstStart *self)
{
  GString *words = g_string_new (NULL);

  for (guint i = 0; i < WORDS; i++)
    {
      g_autofree char *word = gb_text_one_line (typed (self->confirm[i]));
      if (!gb_text_is_filled (word))
        {
          g_autofree char *sentence =
              g_strdup_printf (_ ("Word %u is still missing. Type all twelve from your sheet."), i + 1);
          refuse (self, sentence);
          gtk_widget_grab_focus (self->confirm[i]);
          g_string_free (words, TRUE);
          return;
        }
      g_string_append_printf (words, "%s%s", i > 0 ? " " : "", word);
    }
  gtk_widget_set_sensitive (self->next[STEP_CONFIRM], FALSE);
  gb_view_ask (GTK_WIDGET (self), self->book, confirm_question, g_string_free (words, FALSE), wipe, g_free,
               on_confirmed);
}

static void
make_confirm (GbFirstStart *self)
{
  GtkWidget *box = begin_step (
      self, STEP_CONFIRM, _ ("Now show that you have it"),
      _ ("Type the words from your sheet. Four letters are enough of each. Until then nothing can be recorded."));
  GtkWidget *grid =
      g_object_new (GTK_TYPE_GRID, "row-spacing", 8, "column-spacing", 12, "column-homogeneous", TRUE, NULL);

  for (guint i = 0; i < WORDS; i++)
    {
      g_autofree char *label = g_strdup_printf (_ ("Word %u"), i + 1);
      self->confirm[i] = g_object_new (GTK_TYPE_ENTRY, "placeholder-text", label, "width-chars", 10, NULL);
      gb_name (GTK_WIDGET (self->confirm[i]), label);
      g_signal_connect_object (self->confirm[i], "changed", G_CALLBACK (on_word_typed), self, 0);
      gtk_grid_attach (GTK_GRID (grid), self->confirm[i], i % 4, i / 4, 1, 1);
    }
  gtk_box_append (GTK_BOX (box), grid);
  end_step (self, STEP_CONFIRM, box, _ ("Confirm"), NULL, leave_confirm);
}

/* --- life ----------------------------------------------------------------------------------------------------- */

static void
on_back (GbFirstStart *self)
{
  if (self->step == STEP_SCHOOL)
    g_signal_emit (self, signals[LEFT], 0);
  else
    show_step (self, self->step - 1);
}

static void
gb_first_start_finalize (GObject *object)
{
  GbFirstStart *self = GB_FIRST_START (object);

  g_clear_object (&self->keyring);
  g_clear_object (&self->book);
  g_clear_pointer (&self->year, json_object_unref);
  g_clear_pointer (&self->terms, g_array_unref);
  g_clear_pointer (&self->words, gb_wipe_text);
  G_OBJECT_CLASS (gb_first_start_parent_class)->finalize (object);
}

static void
gb_first_start_class_init (GbFirstStartClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = gb_first_start_finalize;
  signals[FOUNDED] = g_signal_new ("founded", GB_TYPE_FIRST_START, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                   1, GB_TYPE_BOOK);
  signals[LEFT] = g_signal_new ("left", GB_TYPE_FIRST_START, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/guardbook/Guardbook/ui/first-start.ui");
  gtk_widget_class_bind_template_child (widget_class, GbFirstStart, stack);
  gtk_widget_class_bind_template_child (widget_class, GbFirstStart, title);
  gtk_widget_class_bind_template_child (widget_class, GbFirstStart, back);
  gtk_widget_class_bind_template_callback (widget_class, on_back);
}

static void
gb_first_start_init (GbFirstStart *self)
{
  self->terms = g_array_new (FALSE, TRUE, sizeof (TermRow));
  gtk_widget_init_template (GTK_WIDGET (self));
  gb_help_mark (GTK_WIDGET (self), "first-day");
}

GbFirstStart *
gb_first_start_new (GbKeyring *keyring)
{
  GbFirstStart *self = g_object_new (GB_TYPE_FIRST_START, NULL);

  self->keyring = g_object_ref (keyring);
  make_school (self);
  make_terms (self);
  make_policy (self);
  make_you (self);
  make_passphrase (self);
  make_place (self);
  make_words (self);
  make_confirm (self);
  show_step (self, STEP_SCHOOL);
  return self;
}

GbFirstStart *
gb_first_start_new_for_book (GbBook *book)
{
  GbFirstStart *self = g_object_new (GB_TYPE_FIRST_START, NULL);

  self->book = g_object_ref (book);
  make_confirm (self);
  show_step (self, STEP_CONFIRM);
  return self;
}
