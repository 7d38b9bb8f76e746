/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/text.h"
#include "casework/factor.h"
#include "casework/seat.h"
#include "vault/stray.h"
#include "views/callout.h"
#include "views/first-start.h"
#include "views/lost.h"
#include "views/outer-desk.h"
#include "views/prove.h"
#include "views/row.h"
#include "views/safety.h"
#include "views/section.h"
#include "views/start.h"
#include "views/text.h"
#include "views/veil.h"

struct _GbStart
{
  AdwBin parent_instance;
  AdwBin *body;
  GtkWidget *bar, *back;
  GbKeyring *keyring;
  char *dir;
  char *member_id, *member_name; /* who sits down; NULL while nobody is chosen */
  gboolean locked;               /* they were here before */
  gboolean alone;                /* the keyring holds no other's key */
  GbOuter *outer;                /* of a member who has no key to the vault */
  gboolean forgotten;            /* the key is there, its passphrase isn't known any more */
  GbBook *held;                  /* opened, but the person must see or do something first */
  GtkWidget *entry, *button;     /* of the page that asks for a passphrase */
  guint trial;  /* answers of older trials are dropped */
};

G_DEFINE_FINAL_TYPE (GbStart, gb_start, ADW_TYPE_BIN)

enum { OPENED, CHOSEN, N_SIGNALS };
static guint signals[N_SIGNALS];

/* --- pages ------------------------------------------------------------------------- */

static void
show (GbStart *self, GtkWidget *page)
{
  self->trial++;
  if (self->entry != NULL && !gtk_widget_is_ancestor (self->entry, page))
    self->entry = NULL;
  gtk_widget_set_visible (self->back, FALSE);
  gtk_widget_set_visible (self->bar, !GB_IS_FIRST_START (page)); /* it has its own */
  adw_bin_set_child (self->body, page);
}

typedef void (*Answer) (GbStart *self);

static void
add_button (GbStart *self, GtkWidget *box, const char *label, gboolean accent, Answer answer)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_add_css_class (button, "pill");
  gtk_widget_add_css_class (button, accent ? "suggested-action" : "flat");
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  g_signal_connect_object (button, "clicked", G_CALLBACK (answer), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), button);
}

/* A page with icon, title and sentence; gives the box for its buttons. */
static GtkWidget *
status (const char *icon, const char *title, const char *sentence, GtkWidget **buttons)
{
  GtkWidget *page = g_object_new (ADW_TYPE_STATUS_PAGE, "icon-name", icon, "title", title, "vexpand", TRUE, NULL);
  g_autofree char *escaped = g_markup_escape_text (sentence, -1);

  adw_status_page_set_description (ADW_STATUS_PAGE (page), escaped);
  *buttons = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  adw_status_page_set_child (ADW_STATUS_PAGE (page), *buttons);
  return page;
}

static void
show_busy (GbStart *self, const char *what)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *spinner =
      g_object_new (GTK_TYPE_SPINNER, "spinning", TRUE, "width-request", 32, "height-request", 32, NULL);

  gb_name (spinner, what);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), spinner);
  gtk_box_append (GTK_BOX (box), gtk_label_new (what));
  show (self, box);
}

static void show_welcome (GbStart *self);
static void show_passphrase (GbStart *self, const char *refusal);
static void show_choose (GbStart *self, int kind, const char *words, const char *refusal);
static void show_join (GbStart *self);
static void show_recover (GbStart *self);
static void show_forgotten (GbStart *self);

/* --- a form of one column in the middle of the window ---------------------------------- */

static GtkWidget *
column (const char *title, const char *sentence)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 16);
  GtkWidget *head = gb_text_new (GB_TEXT_TITLE, title);
  GtkWidget *text = gb_text_new (GB_TEXT_BODY, sentence);

  gtk_widget_add_css_class (box, "start-column");
  gtk_box_append (GTK_BOX (box), head);
  gtk_box_append (GTK_BOX (box), text);
  return box;
}

static GtkWidget *
in_the_middle (GtkWidget *box)
{
  GtkWidget *clamp = g_object_new (ADW_TYPE_CLAMP, "maximum-size", 560, "child", box, "valign", GTK_ALIGN_CENTER, NULL);
  return g_object_new (GTK_TYPE_SCROLLED_WINDOW, "hscrollbar-policy", GTK_POLICY_NEVER, "child", clamp, "vexpand", TRUE,
                       NULL);
}

/* --- opening ---------------------------------------------------------------------------- */

typedef enum { JOB_LOOK, JOB_OPEN, JOB_ENROL, JOB_RECOVER, JOB_SET } JobKind;

typedef struct
{
  JobKind kind;
  GbKeyring *keyring;
  char *dir, *member_id, *words;
  char *passphrase; /* guarded */
  guint trial;
  GbKeyringState state;
  GPtrArray *people; /* of GbSitter */
  GbBook *book;
  GbOuter *outer;    /* in its place, of a member who has no key to the vault */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_clear_object (&job->keyring);
  g_free (job->dir);
  g_free (job->member_id);
  g_clear_pointer (&job->words, gb_wipe_text);
  gb_guarded_free (job->passphrase);
  g_clear_pointer (&job->people, g_ptr_array_unref);
  g_clear_object (&job->book);
  g_clear_object (&job->outer);
  g_free (job);
}

static gboolean
open_desk (Job *job, const char *member_id, GError **error)
{
  if (member_id != NULL && gb_outer_is_member (job->dir, member_id))
    job->outer = gb_outer_open_with (job->dir, member_id, job->passphrase, job->keyring, error);
  else
    job->book = gb_book_open_with (job->dir, member_id, job->passphrase, job->keyring, error);
  return job->book != NULL || job->outer != NULL;
}

static void
enrol (Job *job, GError **error)
{
  if (gb_outer_is_code (job->dir, job->words))
    job->outer = gb_outer_join (job->dir, job->words, job->keyring, error);
  else
    job->book = gb_book_enrol_with (job->dir, job->words, job->passphrase, job->keyring, error);
}

/* Who sits alone and needs no passphrase is at the desk at once. */
static gboolean
look (Job *job, GError **error)
{
  const GbSitter *only;

  job->people = gb_book_sitters (job->dir, job->keyring, error);
  if (job->people == NULL || job->people->len != 1)
    return job->people != NULL;
  only = job->people->pdata[0];
  if (only->passphrase)
    return TRUE;
  return open_desk (job, only->member_id, error);
}

/* What the keyring is in the way of has a page of its own. */
static gboolean
keyring_is_ready (Job *job, GError **error)
{
  g_autofree char *vault_id = gb_vault_read_id (job->dir, error);

  if (vault_id == NULL)
    return FALSE;
  job->state = gb_keyring_look (job->keyring, error);
  return job->state == GB_KEYRING_READY;
}

/* Without a keyring the words still open the vault: the new keys live as long
 * as this window, and the record says that they were made. */
static void
recover (Job *job, GError **error)
{
  g_autoptr (GbKeyring) here = NULL;

  if (gb_keyring_look (job->keyring, NULL) != GB_KEYRING_READY)
    here = gb_keyring_new_in_memory ();
  job->book = gb_book_recover_with (job->dir, job->words, NULL, job->member_id, job->passphrase,
                                    here != NULL ? here : job->keyring, error);
}

static void
run_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  g_autoptr (GError) error = NULL;
  gboolean done = FALSE;

  if (job->kind == JOB_LOOK)
    done = keyring_is_ready (job, &error) && look (job, &error);
  else if (job->kind == JOB_OPEN && keyring_is_ready (job, &error))
    open_desk (job, job->member_id, &error);
  else if (job->kind == JOB_ENROL)
    enrol (job, &error);
  else if (job->kind == JOB_RECOVER)
    recover (job, &error);
  else if (job->kind == JOB_SET)
    done = gb_book_set_passphrase (job->book, NULL, job->passphrase, &error);
  if (error != NULL)
    done = FALSE;
  if (error == NULL && (done || job->book != NULL || job->outer != NULL))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void on_job (GObject *source, GAsyncResult *result, gpointer data);

/* A book that was opened and not given away must not stand in its own way. */
static void
drop_held (GbStart *self)
{
  if (self->held != NULL)
    gb_book_close (self->held);
  g_clear_object (&self->held);
}

/* @passphrase is guarded and taken over. */
static void
start_job (GbStart *self, JobKind kind, const char *member_id, const char *words, char *passphrase)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, on_job, NULL);
  Job *job = g_new0 (Job, 1);

  show_busy (self, kind == JOB_LOOK || kind == JOB_OPEN ? _ ("Opening the vault") : _ ("Making your keys"));
  job->kind = kind;
  job->passphrase = passphrase;
  if (kind == JOB_SET)
    job->book = g_steal_pointer (&self->held);
  drop_held (self);
  job->keyring = g_object_ref (self->keyring);
  job->dir = g_strdup (self->dir);
  job->member_id = g_strdup (member_id);
  job->words = g_strdup (words);
  job->trial = self->trial;
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, run_job);
}

void
gb_start_try (GbStart *self)
{
  if (self->dir == NULL)
    show_welcome (self);
  else
    start_job (self, JOB_LOOK, NULL, NULL, NULL);
}

/* --- keyring states -------------------------------------------------------------------------- */

static void
on_unlocked (GObject *keyring, GAsyncResult *result, gpointer data)
{
  g_autoptr (GbStart) self = data;

  /* Whatever came of it, looking again says it in its own words. */
  gb_keyring_unlock_finish (GB_KEYRING (keyring), result, NULL);
  if (gtk_widget_get_root (GTK_WIDGET (self)) != NULL)
    gb_start_try (self);
}

static void
unlock (GbStart *self)
{
  GtkWidget *buttons;
  GtkWidget *page =
      status ("changes-prevent-symbolic", _ ("Waiting for your keyring"),
              _ ("Answer the question that your desktop is asking. If it doesn’t show, try again."), &buttons);

  add_button (self, buttons, _ ("Try again"), TRUE, gb_start_try);
  show (self, page);
  gb_keyring_unlock_async (self->keyring, on_unlocked, g_object_ref (self));
}

static const char *
title_of_state (GbKeyringState state)
{
  switch (state)
    {
    case GB_KEYRING_NO_BUS:
    case GB_KEYRING_NO_SERVICE:
      return _ ("No keyring on this computer");
    case GB_KEYRING_NO_COLLECTION:
      return _ ("Your keyring is empty");
    case GB_KEYRING_LOCKED:
      return _ ("Your keyring is locked");
    case GB_KEYRING_DISMISSED:
      return _ ("Your keyring is still locked");
    case GB_KEYRING_GONE:
      return _ ("Your keyring doesn’t answer");
    case GB_KEYRING_READY:
      break;
    }
  return _ ("The vault can’t be opened");
}

static void
show_keyring (GbStart *self, GbKeyringState state, const char *sentence)
{
  GtkWidget *buttons;
  GtkWidget *page = status ("changes-prevent-symbolic", title_of_state (state), sentence, &buttons);
  gboolean locked = state == GB_KEYRING_LOCKED || state == GB_KEYRING_DISMISSED;

  if (locked)
    add_button (self, buttons, _ ("Unlock the keyring"), TRUE, unlock);
  add_button (self, buttons, _ ("Try again"), !locked, gb_start_try);
  if (!locked)
    add_button (self, buttons, _ ("Come back with shares or words"), FALSE, show_recover);
  show (self, page);
}

static void
choose_other (GbStart *self)
{
  show_welcome (self);
}

static void
show_no_key (GbStart *self, const char *sentence)
{
  GtkWidget *buttons;
  GtkWidget *page = status ("dialog-password-symbolic", _ ("No key of yours"), sentence, &buttons);

  add_button (self, buttons, _ ("Join with a one-time code"), TRUE, show_join);
  add_button (self, buttons, _ ("I was a member and lost my key"), FALSE, show_recover);
  add_button (self, buttons, _ ("Try again"), FALSE, gb_start_try);
  add_button (self, buttons, _ ("Another vault"), FALSE, choose_other);
  show (self, page);
}

static void
show_failure (GbStart *self, const char *title, const char *sentence)
{
  GtkWidget *buttons;
  GtkWidget *page = status ("dialog-warning-symbolic", title, sentence, &buttons);

  add_button (self, buttons, _ ("Try again"), TRUE, gb_start_try);
  add_button (self, buttons, _ ("Another vault"), FALSE, choose_other);
  show (self, page);
}

/* --- who sits down ------------------------------------------------------------------------------- */

static void
sit_down (GbStart *self, const GbSitter *sitter)
{
  g_autofree char *id = g_strdup (sitter->member_id), *name = g_strdup (sitter->name);

  g_free (self->member_id);
  g_free (self->member_name);
  self->member_id = g_steal_pointer (&id);
  self->member_name = g_steal_pointer (&name);
  gb_veil_know (self->member_name);
  if (sitter->passphrase)
    show_passphrase (self, NULL);
  else
    start_job (self, JOB_OPEN, self->member_id, NULL, NULL);
}

static void
on_sitter (GtkWidget *button, GbStart *self)
{
  sit_down (self, g_object_get_data (G_OBJECT (button), "sitter"));
}

static GbSitter *
sitter_copy (const GbSitter *from)
{
  GbSitter *sitter = g_new0 (GbSitter, 1);

  sitter->member_id = g_strdup (from->member_id);
  sitter->name = g_strdup (from->name);
  sitter->passphrase = from->passphrase;
  return sitter;
}

static GbRow *
sitter_row (GbStart *self, const GbSitter *sitter, gboolean first)
{
  const char *name = sitter->name != NULL ? sitter->name : _ ("A member");
  GbRow *row = gb_row_new (name, sitter->passphrase ? _ ("With a passphrase") : _ ("With the keyring alone"));
  g_autofree char *spoken = g_strdup_printf (_ ("Sit down as %s"), name);
  GtkWidget *button = gb_row_add_button (row, _ ("Sit down"), first);

  gb_row_set_avatar (row, name);
  gb_name (button, spoken);
  g_object_set_data_full (G_OBJECT (button), "sitter", sitter_copy (sitter), (GDestroyNotify) gb_sitter_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_sitter), self, 0);
  return row;
}

static void
show_who (GbStart *self, GPtrArray *people)
{
  GtkWidget *box =
      column (_ ("Who sits down?"),
              _ ("The keyring of this account holds the keys of several members. Each signs with a key of their own."));
  GbSection *section = gb_section_new (NULL);

  gb_section_set_counts (section, FALSE);
  for (guint i = 0; i < people->len; i++)
    gb_veil_know (((GbSitter *) people->pdata[i])->name);
  for (guint i = 0; i < people->len; i++)
    gb_section_add (section, GTK_WIDGET (sitter_row (self, people->pdata[i], i == 0)));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (section));
  show (self, in_the_middle (box));
}

/* Who locked the desk unlocks it; else who is alone sits down; else one says who it is. */
static void
show_people (GbStart *self, GPtrArray *people)
{
  self->alone = people->len == 1;
  for (guint i = 0; i < people->len; i++)
    {
      const GbSitter *sitter = people->pdata[i];
      if (self->alone || (self->locked && g_strcmp0 (sitter->member_id, self->member_id) == 0))
        {
          sit_down (self, sitter);
          return;
        }
    }
  show_who (self, people);
}

/* --- the passphrase -------------------------------------------------------------------------------- */

/* Only an invented school tells its passphrase. */
static char *
read_demo_note (GbStart *self)
{
  g_autofree char *note = self->dir != NULL ? g_build_filename (self->dir, GB_DEMO_NOTE, NULL) : NULL;
  g_autofree char *text = NULL;
  gsize length = 0;

  if (note == NULL || !g_file_get_contents (note, &text, &length, NULL) || length > GB_PASSPHRASE_MOST
      || !g_utf8_validate (text, -1, NULL))
    return NULL;
  return g_strdup_printf (_ ("This is an invented school. The passphrase of everybody here is “%s”."),
                          g_strstrip (text));
}

static gboolean
on_pause_over (gpointer data)
{
  gtk_widget_set_sensitive (data, TRUE);
  return G_SOURCE_REMOVE;
}

static void
on_passphrase (GbStart *self)
{
  char *typed = gb_passphrase_spell (gtk_editable_get_text (GTK_EDITABLE (self->entry)));

  if (typed == NULL)
    {
      gtk_widget_grab_focus (self->entry);
      return;
    }
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  start_job (self, JOB_OPEN, self->member_id, NULL, typed);
}

static void
on_somebody_else (GbStart *self)
{
  self->locked = FALSE;
  g_clear_pointer (&self->member_id, g_free);
  gb_start_try (self);
}

static GtkWidget *
accent_button (const char *label)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_add_css_class (button, "pill");
  gtk_widget_add_css_class (button, "suggested-action");
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  return button;
}

static GtkWidget *
padlock (void)
{
  GtkWidget *icon = gtk_image_new_from_icon_name ("changes-prevent-symbolic");

  gtk_image_set_pixel_size (GTK_IMAGE (icon), 64);
  gtk_widget_add_css_class (icon, "quiet");
  return icon;
}

static GtkWidget *
passphrase_page (GbStart *self, const char *title, const char *sentence, const char *refusal)
{
  GtkWidget *box = column (title, sentence);
  GtkWidget *group = adw_preferences_group_new ();
  g_autofree char *note = read_demo_note (self);
  g_autofree char *stray = self->dir != NULL ? gb_stray_say (self->dir, FALSE) : NULL;
  guint pause = gb_passphrase_pause (self->member_id);

  if (self->locked)
    gtk_box_prepend (GTK_BOX (box), padlock ());
  gtk_box_append (GTK_BOX (box), gb_callout_new (GB_CALLOUT_NOTE, note));
  gtk_box_append (GTK_BOX (box), gb_callout_new (GB_CALLOUT_NOTE, stray));
  gtk_box_append (GTK_BOX (box), gb_callout_new (GB_CALLOUT_WARN, refusal));
  self->button = accent_button (self->locked ? _ ("Unlock") : _ ("Open"));
  self->entry = gb_passphrase_row_new (_ ("Your passphrase"), self->button);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->entry);
  gtk_box_append (GTK_BOX (box), group);
  g_signal_connect_object (self->button, "clicked", G_CALLBACK (on_passphrase), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), self->button);
  if (pause > 0)
    {
      gtk_widget_set_sensitive (self->button, FALSE);
      g_timeout_add_seconds_full (G_PRIORITY_DEFAULT, pause, on_pause_over, g_object_ref (self->button),
                                  g_object_unref);
    }
  return box;
}

static void
show_passphrase (GbStart *self, const char *refusal)
{
  const char *name = self->member_name != NULL ? self->member_name : _ ("Your passphrase");
  g_autofree char *locked
    = g_strdup_printf (_ ("The keys have been put away. What %s was writing is kept. Your passphrase unlocks it."),
                       name);
  GtkWidget *box = passphrase_page (self, self->locked ? _ ("Locked") : name,
                                    self->locked ? locked
                                                 : _ ("Your passphrase opens the vault, together with the key in this "
                                                      "account’s keyring."),
                                    refusal);
  GtkWidget *others = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_widget_set_halign (others, GTK_ALIGN_CENTER);
  if (!self->alone)
    add_button (self, others, _ ("Somebody else"), FALSE, on_somebody_else);
  add_button (self, others, _ ("I have forgotten it"), FALSE, show_forgotten);
  gtk_box_append (GTK_BOX (box), others);
  show (self, in_the_middle (box));
  gtk_widget_grab_focus (self->entry);
}

/* --- choosing one: at joining, coming back, or when a role has become elevated ----------------------- */

typedef struct
{
  JobKind kind;
  char *words;
  GbNewPassphrase *fresh;
  GtkWidget *callout;
} Choice;

static void
choice_free (gpointer data)
{
  Choice *choice = data;

  g_clear_pointer (&choice->words, gb_wipe_text);
  g_free (choice);
}

static void
on_chosen_passphrase (GbStart *self, GtkWidget *button)
{
  Choice *choice = g_object_get_data (G_OBJECT (button), "choice");
  g_autoptr (GError) error = NULL;
  char *fresh = gb_new_passphrase_take (choice->fresh, &error);

  gb_callout_set_error (choice->callout, error);
  if (fresh == NULL)
    return;
  gb_new_passphrase_clear (choice->fresh);
  start_job (self, choice->kind, self->member_id, choice->words, fresh);
}

static void
show_choose (GbStart *self, int kind, const char *words, const char *refusal)
{
  GtkWidget *box = column (_ ("Choose a passphrase"),
                           _ ("Whoever opens cases needs two things: this account’s keyring, and a passphrase that "
                              "only they know (policy 001 s7.9). It is asked for again with each signature."));
  GtkWidget *button = accent_button (kind == JOB_ENROL ? _ ("Join") : _ ("Set it"));
  Choice *choice = g_new0 (Choice, 1);

  choice->kind = kind;
  choice->words = g_strdup (words);
  choice->callout = gb_callout_new (GB_CALLOUT_WARN, refusal);
  choice->fresh = gb_new_passphrase_new (self->member_name);
  gtk_box_append (GTK_BOX (box), choice->callout);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (choice->fresh));
  gtk_box_append (GTK_BOX (box), button);
  g_object_set_data_full (G_OBJECT (button), "choice", choice, choice_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_chosen_passphrase), self, G_CONNECT_SWAPPED);
  show (self, in_the_middle (box));
  gtk_widget_set_visible (self->back, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (choice->fresh));
}

/* --- the answer ------------------------------------------------------------------------------------- */

static void
give (GbStart *self, GbBook *book)
{
  gb_seat_remember (gb_vault_get_id (gb_book_get_vault (book)), gb_book_get_member_id (book));
  g_signal_emit (self, signals[OPENED], 0, book);
}

static void
drop_outer (GbStart *self)
{
  if (self->outer != NULL)
    gb_outer_wipe (self->outer);
  g_clear_object (&self->outer);
}

/* A report that is being read stands in a window of its own. */
static void
close_over (GbStart *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GListModel *tops = gtk_window_get_toplevels ();

  for (guint i = g_list_model_get_n_items (tops); i > 0; i--)
    {
      g_autoptr (GtkWindow) top = g_list_model_get_item (tops, i - 1);
      if (root == NULL || gtk_window_get_transient_for (top) != GTK_WINDOW (root))
        continue;
      /* The list of keys tells nothing, and is shown again. */
      if (gtk_window_get_hide_on_close (top))
        gtk_widget_set_visible (GTK_WIDGET (top), FALSE);
      else
        gtk_window_destroy (top);
    }
}

/* What it shows goes with the keys. */
static void
lock_outer (GbStart *self)
{
  g_autofree char *id = g_strdup (gb_outer_get_member_id (self->outer));
  g_autofree char *name = g_strdup (gb_outer_get_name (self->outer));

  close_over (self);
  drop_outer (self);
  gb_start_show_locked (self, id, name, FALSE);
}

static void
show_outer (GbStart *self, GbOuter *outer)
{
  g_autofree char *vault_id = gb_vault_read_id (self->dir, NULL);
  GbOuterDesk *desk = gb_outer_desk_new (outer);

  if (vault_id != NULL)
    gb_seat_remember (vault_id, gb_outer_get_member_id (outer));
  g_set_object (&self->outer, outer);
  g_signal_connect_object (desk, "left", G_CALLBACK (lock_outer), self, G_CONNECT_SWAPPED);
  show (self, GTK_WIDGET (desk));
}

/* A first start that was broken off goes on where it was. */
static void
show_unconfirmed (GbStart *self, GbBook *book)
{
  GbFirstStart *first = gb_first_start_new_for_book (book);

  g_signal_connect_object (first, "founded", G_CALLBACK (give), self, G_CONNECT_SWAPPED);
  show (self, GTK_WIDGET (first));
}

static void
give_held (GbStart *self)
{
  g_autoptr (GbBook) book = g_steal_pointer (&self->held);
  give (self, book);
}

static void
show_held (GbStart *self, GbBook *book)
{
  GtkWidget *buttons;
  GtkWidget *page = status ("dialog-warning-symbolic", _ ("This vault can only be read"),
                            gb_book_get_read_only_reason (book), &buttons);

  g_set_object (&self->held, book);
  add_button (self, buttons, _ ("Open for reading only"), TRUE, give_held);
  add_button (self, buttons, _ ("Another vault"), FALSE, choose_other);
  show (self, page);
}

/* Back with new keys: their words first, so that somebody can confirm them. */
static void
show_back (GbStart *self, GbBook *book)
{
  g_set_object (&self->held, book);
  show (self, gb_safety_welcome_new (book, G_CALLBACK (give_held), G_OBJECT (self)));
}

/* An account that never had a key joins; one that had one comes back. */
static void
show_empty (GbStart *self)
{
  g_autofree char *vault_id = gb_vault_read_id (self->dir, NULL);
  g_autofree char *seat = vault_id != NULL ? gb_seat_recall (vault_id) : NULL;

  if (seat != NULL)
    show_recover (self);
  else
    show_no_key (self, _ ("Your keyring has no key for this vault. Join with a one-time code, or come back with the "
                          "recovery key."));
}

static void
show_error (GbStart *self, const Job *job, const GError *error)
{
  if ((job->kind == JOB_LOOK || job->kind == JOB_OPEN) && job->state != GB_KEYRING_READY)
    show_keyring (self, job->state, error->message);
  else if (g_error_matches (error, GB_ERROR, GB_ERROR_PASSPHRASE))
    show_passphrase (self, job->passphrase != NULL ? error->message : NULL);
  else if (g_error_matches (error, GB_ERROR, GB_ERROR_NO_KEY))
    show_no_key (self, error->message);
  else if (g_error_matches (error, GB_ERROR, GB_ERROR_HELD))
    show_failure (self, _ ("The vault is in use"), error->message);
  else if (g_error_matches (error, GB_ERROR, GB_ERROR_TAMPERED))
    show_failure (self, _ ("The vault doesn’t add up"), error->message);
  else
    show_failure (self, _ ("The vault can’t be opened"), error->message);
}

static void show_join_with (GbStart *self, const char *sentence);
static void show_recover_with (GbStart *self, const char *sentence);

static void
on_job (GObject *source, GAsyncResult *result, gpointer data)
{
  GbStart *self = GB_START (source);
  Job *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  g_task_propagate_boolean (G_TASK (result), &error);
  if (job->trial != self->trial || gtk_widget_get_root (GTK_WIDGET (self)) == NULL)
    return;
  if (error != NULL && job->kind == JOB_SET)
    {
      g_set_object (&self->held, job->book);
      show_choose (self, JOB_SET, NULL, error->message);
    }
  else if (error != NULL && job->words != NULL && g_error_matches (error, GB_ERROR, GB_ERROR_PASSPHRASE))
    show_choose (self, job->kind, job->words, NULL);
  else if (error != NULL && job->kind == JOB_ENROL)
    show_join_with (self, error->message);
  else if (error != NULL && job->kind == JOB_RECOVER)
    show_recover_with (self, error->message);
  else if (error != NULL)
    show_error (self, job, error);
  else if (job->outer != NULL)
    show_outer (self, job->outer);
  else if (job->book != NULL && gb_book_get_read_only_reason (job->book) != NULL)
    show_held (self, job->book);
  else if (job->book != NULL && !gb_book_recovery_is_confirmed (job->book))
    show_unconfirmed (self, job->book);
  else if (job->book != NULL && job->kind == JOB_RECOVER)
    show_back (self, job->book);
  else if (job->book != NULL && gb_book_wants_passphrase (job->book))
    {
      g_set_object (&self->held, job->book);
      show_choose (self, JOB_SET, NULL, NULL);
    }
  else if (job->book != NULL)
    give (self, job->book);
  else if (job->people->len > 0)
    show_people (self, job->people);
  else
    show_empty (self);
}

/* --- joining and coming back ------------------------------------------------------------------------ */

static GtkWidget *
entry_row (GtkWidget *box, const char *label)
{
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *row = g_object_new (ADW_TYPE_ENTRY_ROW, "title", label, NULL);

  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  gtk_box_append (GTK_BOX (box), group);
  return row;
}

static void
take_words (GbStart *self, GtkWidget *entry, JobKind kind)
{
  g_autofree char *words = g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry)));

  if (!gb_text_is_filled (words))
    return;
  gtk_editable_set_text (GTK_EDITABLE (entry), "");
  start_job (self, kind, NULL, words, NULL);
  memset (words, 0, strlen (words));
}

static void
on_join (GbStart *self, GtkWidget *button)
{
  take_words (self, g_object_get_data (G_OBJECT (button), "entry"), JOB_ENROL);
}

static void
on_papers (GbStart *self, const char *words, const char *member_id)
{
  g_autofree char *id = g_strdup (member_id);

  g_free (self->member_id);
  self->member_id = g_steal_pointer (&id);
  start_job (self, JOB_RECOVER, self->member_id, words, NULL);
}

static void
show_secret_form (GbStart *self, const char *title, const char *sentence, const char *label, const char *accent,
                  GCallback done, const char *refusal)
{
  GtkWidget *box = column (title, sentence);
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *button = gtk_button_new_with_label (accent);
  GtkWidget *entry;

  gtk_box_append (GTK_BOX (box), gb_callout_new (GB_CALLOUT_STOP, refusal));
  entry = entry_row (box, label);
  gtk_widget_add_css_class (button, "pill");
  gtk_widget_add_css_class (button, "suggested-action");
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  g_object_set_data (G_OBJECT (button), "entry", entry);
  g_signal_connect_object (button, "clicked", done, self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (buttons), button);
  gtk_box_append (GTK_BOX (box), buttons);
  show (self, in_the_middle (box));
  gtk_widget_set_visible (self->back, TRUE);
  gtk_widget_grab_focus (entry);
}

static void
show_join_with (GbStart *self, const char *refusal)
{
  show_secret_form (
      self, _ ("Join with a one-time code"),
      _ ("The DSL or the headteacher makes the code on their desk and reads it out to you. Your keys are made here, "
         "on your own account, and nobody else ever holds them."),
      _ ("One-time code"), _ ("Join"), G_CALLBACK (on_join), refusal);
}

static void
show_recover_with (GbStart *self, const char *refusal)
{
  GbLost *lost = gb_lost_new (self->dir, self->forgotten, refusal);

  g_signal_connect_object (lost, "papers", G_CALLBACK (on_papers), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (lost, "code", G_CALLBACK (show_join), self, G_CONNECT_SWAPPED);
  show (self, GTK_WIDGET (lost));
  gtk_widget_set_visible (self->back, TRUE);
}

static void
show_join (GbStart *self)
{
  show_join_with (self, NULL);
}

static void
show_forgotten (GbStart *self)
{
  self->forgotten = TRUE;
  show_recover_with (self, NULL);
}

static void
show_recover (GbStart *self)
{
  self->forgotten = FALSE;
  show_recover_with (self, NULL);
}

/* --- welcome --------------------------------------------------------------------------------------- */

static void
on_founded (GbStart *self, GbBook *book)
{
  const char *dir = gb_vault_get_path (gb_book_get_vault (book));

  g_free (self->dir);
  self->dir = g_strdup (dir);
  g_signal_emit (self, signals[CHOSEN], 0, self->dir);
  g_signal_emit (self, signals[OPENED], 0, book);
}

static void
make_vault (GbStart *self)
{
  GbFirstStart *first = gb_first_start_new (self->keyring);

  g_signal_connect_object (first, "founded", G_CALLBACK (on_founded), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (first, "left", G_CALLBACK (show_welcome), self, G_CONNECT_SWAPPED);
  show (self, GTK_WIDGET (first));
}

static void
take_dir (GbStart *self, const char *dir)
{
  g_free (self->dir);
  self->dir = g_strdup (dir);
  g_signal_emit (self, signals[CHOSEN], 0, dir);
  gb_start_try (self);
}

static void
on_folder (GtkNativeDialog *dialog, int response, GbStart *self)
{
  g_autoptr (GFile) file =
      response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)) : NULL;
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (path != NULL)
    take_dir (self, path);
  gtk_native_dialog_destroy (dialog);
}

static void
open_vault (GbStart *self)
{
  GtkFileChooserNative *dialog =
      gtk_file_chooser_native_new (_ ("Open a vault"), GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                   GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, _ ("_Open"), NULL);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_folder), self, 0);
  g_object_set_data_full (G_OBJECT (self), "chooser", dialog, g_object_unref);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
show_welcome (GbStart *self)
{
  GtkWidget *buttons;
  GtkWidget *page = status (
      "org.guardbook.Guardbook", _ ("Guardbook"),
      _ ("Everything a safeguarding lead writes down, in one encrypted vault on the school’s own machine."), &buttons);

  add_button (self, buttons, _ ("Make a new vault"), TRUE, make_vault);
  add_button (self, buttons, _ ("Open a vault"), FALSE, open_vault);
  show (self, page);
}

void
gb_start_show_locked (GbStart *self, const char *member_id, const char *member_name, gboolean passphrase)
{
  GtkWidget *buttons, *page;
  g_autofree char *sentence =
      g_strdup_printf (_ ("The keys have been put away. What %s was writing is kept."), member_name);

  self->locked = TRUE;
  g_free (self->member_id);
  g_free (self->member_name);
  self->member_id = g_strdup (member_id);
  self->member_name = g_strdup (member_name);
  gb_veil_know (member_name);
  if (passphrase)
    {
      show_passphrase (self, NULL);
      return;
    }
  page = status ("changes-prevent-symbolic", _ ("Locked"), sentence, &buttons);
  add_button (self, buttons, _ ("Unlock"), TRUE, gb_start_try);
  show (self, page);
}

void
gb_start_put_away (GbStart *self)
{
  if (self->entry != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  if (self->outer != NULL)
    lock_outer (self);
  if (self->held == NULL)
    return;
  drop_held (self);
  gb_start_try (self);
}

static void
on_back (GbStart *self)
{
  gb_start_try (self);
}

static void
gb_start_finalize (GObject *object)
{
  GbStart *self = GB_START (object);

  g_clear_object (&self->keyring);
  drop_held (self);
  drop_outer (self);
  g_free (self->dir);
  g_free (self->member_id);
  g_free (self->member_name);
  G_OBJECT_CLASS (gb_start_parent_class)->finalize (object);
}

static void
gb_start_class_init (GbStartClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = gb_start_finalize;
  signals[OPENED] =
      g_signal_new ("opened", GB_TYPE_START, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, GB_TYPE_BOOK);
  signals[CHOSEN] =
      g_signal_new ("chosen", GB_TYPE_START, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/guardbook/Guardbook/ui/start.ui");
  gtk_widget_class_bind_template_child (widget_class, GbStart, body);
  gtk_widget_class_bind_template_child (widget_class, GbStart, bar);
  gtk_widget_class_bind_template_child (widget_class, GbStart, back);
  gtk_widget_class_bind_template_callback (widget_class, on_back);
}

static void
gb_start_init (GbStart *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GbStart *
gb_start_new (GbKeyring *keyring, const char *dir)
{
  GbStart *self = g_object_new (GB_TYPE_START, NULL);

  self->keyring = g_object_ref (keyring);
  self->dir = g_strdup (dir);
  return self;
}
