/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include <string.h>

#include <glib/gi18n.h>

#include "base/errors.h"
#include "casework/factor.h"
#include "views/callout.h"
#include "views/prove.h"
#include "views/text.h"
#include "views/window.h"

/* --- in a thread ------------------------------------------------------------------ */

typedef struct
{
  GbBook *book;
  char *kind;
  char *typed, *fresh; /* guarded; fresh: it is changed, not proven */
  GbViewProven done;
  gpointer data;
  GDestroyNotify data_free;
} Proof;

static void
proof_free (gpointer data)
{
  Proof *proof = data;

  g_object_unref (proof->book);
  g_free (proof->kind);
  gb_guarded_free (proof->typed);
  gb_guarded_free (proof->fresh);
  if (proof->data_free != NULL)
    proof->data_free (proof->data);
  g_free (proof);
}

static void
prove_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Proof *proof = data;
  GError *error = NULL;
  gboolean fine = proof->fresh != NULL ? gb_book_set_passphrase (proof->book, proof->typed, proof->fresh, &error)
                                       : gb_book_prove (proof->book, proof->kind, proof->typed, &error);

  if (fine)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_proven (GObject *widget, GAsyncResult *result, gpointer data)
{
  Proof *proof = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  g_task_propagate_boolean (G_TASK (result), &error);
  if (gtk_widget_get_root (GTK_WIDGET (widget)) != NULL)
    proof->done (GTK_WIDGET (widget), proof->data, error);
}

static void
start (GtkWidget *self, Proof *proof)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, on_proven, NULL);

  g_task_set_task_data (task, proof, proof_free);
  g_task_run_in_thread (task, prove_in_thread);
}

static Proof *
proof_new (GbBook *book, const char *kind, GbViewProven done, gpointer data, GDestroyNotify data_free)
{
  Proof *proof = g_new0 (Proof, 1);

  *proof = (Proof){ .book = g_object_ref (book), .kind = g_strdup (kind), .done = done, .data = data,
                    .data_free = data_free };
  return proof;
}

void
gb_view_prove_with (GtkWidget *self, GbBook *book, const char *kind, const char *typed, GbViewProven done,
                    gpointer data, GDestroyNotify data_free)
{
  Proof *proof = proof_new (book, kind, done, data, data_free);

  proof->typed = gb_passphrase_spell (typed);
  start (self, proof);
}

/* --- a row ------------------------------------------------------------------------- */

static void
press (GtkWidget *button)
{
  gtk_widget_activate (button);
}

/* The row's own button with the eye: the one among its suffixes. */
static GtkWidget *
eye_in (GtkWidget *inside, gboolean among_suffixes)
{
  GtkWidget *found = NULL;

  among_suffixes |= gtk_widget_has_css_class (inside, "suffixes");
  if (among_suffixes && GTK_IS_BUTTON (inside))
    return inside;
  for (GtkWidget *child = gtk_widget_get_first_child (inside); found == NULL && child != NULL;
       child = gtk_widget_get_next_sibling (child))
    found = eye_in (child, among_suffixes);
  return found;
}

/* libadwaita gives it an icon and a tooltip, and a screen reader would say “GtkImage”. */
static void
name_eye (GtkText *text, GParamSpec *pspec, GtkWidget *eye)
{
  const char *name = gtk_text_get_visibility (text) ? _ ("Hide passphrase") : _ ("Show passphrase");

  gtk_widget_set_tooltip_text (eye, name);
  gb_name (eye, name);
}

/* GTK tells the accessibility bus of each letter as it comes and of the whole as it is taken
 * away, by the letters themselves where it shows bullets: any program of the session hears it,
 * and the message lies about in memory that nobody wipes.  So whatever else listens to the
 * signal that this is the first to hear is held back before its turn comes.  The caret's moves
 * and the bullets are still told. */
static void
hold_others_back (GtkText *text)
{
  guint id = g_signal_get_invocation_hint (text)->signal_id;
  gulong handler;

  while ((handler
          = g_signal_handler_find (text, G_SIGNAL_MATCH_ID | G_SIGNAL_MATCH_UNBLOCKED, id, 0, NULL, NULL, NULL))
         != 0)
    g_signal_handler_block (text, handler);
  g_signal_handlers_unblock_matched (text, G_SIGNAL_MATCH_ID | G_SIGNAL_MATCH_FUNC, id, 0, NULL, hold_others_back,
                                     NULL);
}

GtkWidget *
gb_passphrase_row_new (const char *title, GtkWidget *button)
{
  GtkWidget *row = g_object_new (ADW_TYPE_PASSWORD_ENTRY_ROW, "title", title, NULL);
  GtkEditable *text = gtk_editable_get_delegate (GTK_EDITABLE (row));
  GtkWidget *eye = eye_in (row, FALSE);

  if (eye != NULL)
    {
      /* After the row's own, which knows of passwords alone. */
      g_signal_connect_object (text, "notify::visibility", G_CALLBACK (name_eye), eye, G_CONNECT_AFTER);
      name_eye (GTK_TEXT (text), NULL, eye);
    }
  g_signal_connect_object (text, "insert-text", G_CALLBACK (hold_others_back), row, 0);
  g_signal_connect_object (text, "delete-text", G_CALLBACK (hold_others_back), row, 0);
  gtk_editable_set_enable_undo (GTK_EDITABLE (row), FALSE); /* it would keep what was typed while it was shown */
  if (button != NULL)
    g_signal_connect_object (row, "entry-activated", G_CALLBACK (press), button, G_CONNECT_SWAPPED);
  return row;
}

static GtkWidget *
group_of (GtkWidget *row)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  return group;
}

/* --- a small dialog: title, sentence, callout, something, Cancel and a button ------------ */

typedef struct
{
  GtkWidget *window, *callout, *box, *button;
} Frame;

static void
add_escape (GtkWidget *window)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys),
      gtk_shortcut_new (gtk_shortcut_trigger_parse_string ("Escape"), gtk_named_action_new ("window.close")));
  gtk_widget_add_controller (window, keys);
}

static Frame
frame_new (GtkWidget *over, const char *title, const char *sentence, const char *label)
{
  Frame frame = { 0 };
  GtkRoot *root = gtk_widget_get_root (over);
  GtkWidget *handle = gtk_window_handle_new ();

  frame.window = g_object_new (ADW_TYPE_WINDOW, "title", title, "modal", TRUE, "default-width", 460, "resizable", FALSE,
                               NULL);
  frame.box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 14);
  frame.callout = gb_callout_new (GB_CALLOUT_STOP, NULL);
  frame.button = gtk_button_new_with_label (label);
  gtk_widget_add_css_class (frame.box, "prove");
  gtk_box_append (GTK_BOX (frame.box), gb_text_new (GB_TEXT_TITLE, title));
  gtk_box_append (GTK_BOX (frame.box), gb_text_new (GB_TEXT_BODY, sentence));
  gtk_box_append (GTK_BOX (frame.box), frame.callout);
  gtk_window_handle_set_child (GTK_WINDOW_HANDLE (handle), frame.box);
  adw_window_set_content (ADW_WINDOW (frame.window), handle);
  add_escape (frame.window);
  if (GTK_IS_WINDOW (root))
    gtk_window_set_transient_for (GTK_WINDOW (frame.window), GTK_WINDOW (root));
  return frame;
}

static void
frame_end (Frame *frame)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *cancel = gtk_button_new_with_label (_ ("Cancel"));

  gtk_box_set_homogeneous (GTK_BOX (bar), TRUE);
  gtk_widget_add_css_class (frame->button, "suggested-action");
  gtk_box_append (GTK_BOX (bar), cancel);
  gtk_box_append (GTK_BOX (bar), frame->button);
  gtk_box_append (GTK_BOX (frame->box), bar);
  g_signal_connect_object (cancel, "clicked", G_CALLBACK (gtk_window_close), frame->window, G_CONNECT_SWAPPED);
}

/* --- proving ---------------------------------------------------------------------------- */

typedef struct
{
  GWeakRef self;
  GbBook *book;
  GtkWidget *row, *callout, *button;
  char *kind;
  GbViewProven done;
  gpointer data;
  GDestroyNotify data_free;
  gboolean proven;
} Question;

static Question *
question_of (gpointer window)
{
  return g_object_get_data (G_OBJECT (window), "gb-prove");
}

/* The window goes: proven, or turned away from.  Heard once. */
static void
question_free (gpointer data)
{
  Question *question = data;
  g_autoptr (GtkWidget) self = g_weak_ref_get (&question->self);
  g_autoptr (GError) error = NULL;

  if (!question->proven)
    error = g_error_new_literal (GB_ERROR, GB_ERROR_PASSPHRASE,
                                 _ ("Nothing was signed: the passphrase was not given."));
  if (self != NULL && gtk_widget_get_root (self) != NULL)
    question->done (self, question->data, error);
  if (question->data_free != NULL)
    question->data_free (question->data);
  g_weak_ref_clear (&question->self);
  g_object_unref (question->book);
  g_free (question->kind);
  g_free (question);
}

static void
on_answered (GtkWidget *window, gpointer data, GError *error)
{
  Question *question = question_of (window);

  gtk_widget_set_sensitive (question->button, TRUE);
  gb_callout_set_error (question->callout, error);
  question->proven = error == NULL;
  if (question->proven)
    gtk_window_destroy (GTK_WINDOW (window));
  else
    gtk_widget_grab_focus (question->row);
}

static void
on_prove (GtkWidget *window)
{
  Question *question = question_of (window);
  GtkEditable *row = GTK_EDITABLE (question->row);

  gtk_widget_set_sensitive (question->button, FALSE);
  gb_view_prove_with (window, question->book, question->kind, gtk_editable_get_text (row), on_answered, NULL, NULL);
  gtk_editable_set_text (row, "");
}

void
gb_view_prove (GtkWidget *self, GbBook *book, const char *kind, GbViewProven done, gpointer data,
               GDestroyNotify data_free)
{
  Question *question;
  Frame frame;

  if (!gb_book_needs_proof (book, kind))
    {
      done (self, data, NULL);
      if (data_free != NULL)
        data_free (data);
      return;
    }
  frame = frame_new (self, _ ("Sign with your passphrase"),
                     _ ("What you sign stands in the journal under your name, so it is asked for each time."),
                     _ ("Sign"));
  question = g_new0 (Question, 1);
  *question = (Question){ .book = g_object_ref (book), .kind = g_strdup (kind), .done = done, .data = data,
                          .data_free = data_free, .callout = frame.callout, .button = frame.button };
  g_weak_ref_init (&question->self, self);
  question->row = gb_passphrase_row_new (_ ("Your passphrase"), frame.button);
  gtk_box_append (GTK_BOX (frame.box), group_of (question->row));
  frame_end (&frame);
  g_object_set_data_full (G_OBJECT (frame.window), "gb-prove", question, question_free);
  g_signal_connect_object (frame.button, "clicked", G_CALLBACK (on_prove), frame.window, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (frame.window));
  gtk_widget_grab_focus (question->row);
}

/* --- a new one ------------------------------------------------------------------------------ */

struct _GbNewPassphrase
{
  GtkBox parent_instance;
  GtkWidget *first, *second, *bar, *label;
  char *known;
};

G_DEFINE_FINAL_TYPE (GbNewPassphrase, gb_new_passphrase, GTK_TYPE_BOX)

static GStrv
known_words (GbNewPassphrase *self)
{
  g_autofree char *all = g_strdup_printf ("%s guardbook safeguarding", self->known != NULL ? self->known : "");
  g_autofree char *folded = g_utf8_strdown (all, -1);

  return g_strsplit (folded, " ", -1);
}

static const char *
say_strength (GbStrength strength)
{
  switch (strength)
    {
    case GB_STRENGTH_WEAK:
      return _ ("Too easy to guess");
    case GB_STRENGTH_FAIR:
      return _ ("Good enough");
    case GB_STRENGTH_GOOD:
      return _ ("Good");
    case GB_STRENGTH_STRONG:
      return _ ("Very good");
    case GB_STRENGTH_NONE:
    default:
      return _ ("Four or more words that don’t belong together");
    }
}

static void
on_typed (GbNewPassphrase *self)
{
  g_auto (GStrv) known = known_words (self);
  double part = 0;
  GbStrength strength = gb_passphrase_strength (gtk_editable_get_text (GTK_EDITABLE (self->first)),
                                                (const char *const *) known, &part);

  gtk_level_bar_set_value (GTK_LEVEL_BAR (self->bar), part);
  gtk_label_set_label (GTK_LABEL (self->label), say_strength (strength));
  gtk_widget_set_visible (self->label, TRUE);
}

char *
gb_new_passphrase_take (GbNewPassphrase *self, GError **error)
{
  const char *first = gtk_editable_get_text (GTK_EDITABLE (self->first));
  g_auto (GStrv) known = known_words (self);

  if (!gb_passphrase_is_fit (first, (const char *const *) known, error))
    return NULL;
  if (strcmp (first, gtk_editable_get_text (GTK_EDITABLE (self->second))) == 0)
    return gb_passphrase_spell (first);
  g_set_error_literal (error, GB_ERROR, GB_ERROR_INPUT, _ ("The two differ. Type the same passphrase twice."));
  return NULL;
}

void
gb_new_passphrase_clear (GbNewPassphrase *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->first), "");
  gtk_editable_set_text (GTK_EDITABLE (self->second), "");
}

void
gb_new_passphrase_set_known (GbNewPassphrase *self, const char *known)
{
  g_free (self->known);
  self->known = g_strdup (known);
}

static gboolean
gb_new_passphrase_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GB_NEW_PASSPHRASE (widget)->first);
}

static void
gb_new_passphrase_finalize (GObject *object)
{
  g_free (GB_NEW_PASSPHRASE (object)->known);
  G_OBJECT_CLASS (gb_new_passphrase_parent_class)->finalize (object);
}

static void
gb_new_passphrase_class_init (GbNewPassphraseClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = gb_new_passphrase_finalize;
  GTK_WIDGET_CLASS (klass)->grab_focus = gb_new_passphrase_grab_focus;
}

/* Our own steps, for the style sheet: one colour up to where it is good enough. */
static GtkWidget *
bar_new (void)
{
  GtkWidget *bar = gtk_level_bar_new ();

  gtk_level_bar_add_offset_value (GTK_LEVEL_BAR (bar), GTK_LEVEL_BAR_OFFSET_LOW, 0.55);
  gtk_level_bar_add_offset_value (GTK_LEVEL_BAR (bar), GTK_LEVEL_BAR_OFFSET_HIGH, 0.75);
  gtk_level_bar_add_offset_value (GTK_LEVEL_BAR (bar), GTK_LEVEL_BAR_OFFSET_FULL, 1.0);
  gtk_widget_add_css_class (bar, "strength");
  gb_name (bar, _ ("How hard it is to guess"));
  return bar;
}

static void
gb_new_passphrase_init (GbNewPassphrase *self)
{
  GtkWidget *group = adw_preferences_group_new ();

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 8);
  self->first = gb_passphrase_row_new (_ ("New passphrase"), NULL);
  self->second = gb_passphrase_row_new (_ ("The same once more"), NULL);
  self->bar = bar_new ();
  self->label = gb_text_new (GB_TEXT_QUIET, "");
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->first);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->second);
  gtk_box_append (GTK_BOX (self), group);
  gtk_box_append (GTK_BOX (self), self->bar);
  gtk_box_append (GTK_BOX (self), self->label);
  g_signal_connect_object (self->first, "changed", G_CALLBACK (on_typed), self, G_CONNECT_SWAPPED);
  on_typed (self);
}

GbNewPassphrase *
gb_new_passphrase_new (const char *known)
{
  GbNewPassphrase *self = g_object_new (GB_TYPE_NEW_PASSPHRASE, NULL);

  gb_new_passphrase_set_known (self, known);
  return self;
}

/* --- changing it ---------------------------------------------------------------------------- */

typedef struct
{
  GbBook *book;
  GtkWidget *over, *old, *callout, *button;
  GbNewPassphrase *fresh;
} Change;

static void
change_free (gpointer data)
{
  Change *change = data;

  g_object_unref (change->book);
  g_clear_weak_pointer (&change->over);
  g_free (change);
}

static void
on_changed (GtkWidget *window, gpointer data, GError *error)
{
  Change *change = g_object_get_data (G_OBJECT (window), "gb-change");

  gtk_widget_set_sensitive (change->button, TRUE);
  gb_callout_set_error (change->callout, error);
  if (error != NULL)
    return;
  if (change->over != NULL)
    gb_window_toast (change->over, _ ("The new passphrase is set."));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
on_change (GtkWidget *window)
{
  Change *change = g_object_get_data (G_OBJECT (window), "gb-change");
  g_autoptr (GError) error = NULL;
  char *fresh = gb_new_passphrase_take (change->fresh, &error);
  Proof *proof;

  gb_callout_set_error (change->callout, error);
  if (fresh == NULL)
    return;
  proof = proof_new (change->book, NULL, on_changed, NULL, NULL);
  proof->fresh = fresh;
  if (change->old != NULL)
    proof->typed = gb_passphrase_spell (gtk_editable_get_text (GTK_EDITABLE (change->old)));
  gtk_widget_set_sensitive (change->button, FALSE);
  start (window, proof);
}

void
gb_change_passphrase_open (GtkWidget *over, GbBook *book)
{
  Frame frame = frame_new (over, _ ("Your passphrase"),
                           _ ("It opens your key together with this account’s keyring, and signs. If you forget it, "
                              "the recovery key lets you back in and sets a new one."),
                           _ ("Change"));
  g_autofree char *known = g_strdup_printf ("%s %s", gb_book_get_school (book), gb_book_get_member_name (book));
  Change *change = g_new0 (Change, 1);

  change->book = g_object_ref (book);
  g_set_weak_pointer (&change->over, over);
  change->callout = frame.callout;
  change->button = frame.button;
  change->fresh = gb_new_passphrase_new (known);
  if (gb_book_has_passphrase (book))
    {
      change->old = gb_passphrase_row_new (_ ("Passphrase until now"), NULL);
      gtk_box_append (GTK_BOX (frame.box), group_of (change->old));
    }
  gtk_box_append (GTK_BOX (frame.box), GTK_WIDGET (change->fresh));
  frame_end (&frame);
  g_object_set_data_full (G_OBJECT (frame.window), "gb-change", change, change_free);
  g_signal_connect_object (frame.button, "clicked", G_CALLBACK (on_change), frame.window, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (frame.window));
  gtk_widget_grab_focus (change->old != NULL ? change->old : GTK_WIDGET (change->fresh));
}
