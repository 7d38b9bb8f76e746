/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/text.h"
#include "casework/member.h"
#include "casework/seat.h"
#include "views/callout.h"
#include "views/help.h"
#include "views/lost.h"
#include "views/roles.h"
#include "views/row.h"
#include "views/section.h"
#include "views/text.h"
#include "views/veil.h"
#include "views/word-pad.h"

struct _GbLost
{
  AdwBin parent_instance;
  gboolean forgotten;
  char *dir;
  char *seat; /* who sat here, if this account remembers */
  GtkWidget *callout, *next;
  GbWordPad *pads[2];
  guint n_pads;
  char *words; /* as typed; wiped */
};

G_DEFINE_FINAL_TYPE (GbLost, gb_lost, ADW_TYPE_BIN)

enum { PAPERS, CODE, N_SIGNALS };
static guint signals[N_SIGNALS];

static void show_ways (GbLost *self, const char *refusal);

/* --- a column in the middle -------------------------------------------------------- */

static GtkWidget *
begin (GbLost *self, const char *title, const char *sentence, const char *refusal)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 16);
  GtkWidget *clamp = g_object_new (ADW_TYPE_CLAMP, "maximum-size", 620, "child", box, "valign", GTK_ALIGN_CENTER, NULL);
  GtkWidget *scroller = g_object_new (GTK_TYPE_SCROLLED_WINDOW, "hscrollbar-policy", GTK_POLICY_NEVER, "child", clamp,
                                      "vexpand", TRUE, NULL);

  gtk_widget_add_css_class (box, "start-column");
  self->callout = gb_callout_new (GB_CALLOUT_STOP, refusal);
  gtk_box_append (GTK_BOX (box), gb_text_new (GB_TEXT_TITLE, title));
  gtk_box_append (GTK_BOX (box), gb_text_new (GB_TEXT_BODY, sentence));
  gtk_box_append (GTK_BOX (box), self->callout);
  adw_bin_set_child (ADW_BIN (self), scroller);
  return box;
}

static GtkWidget *
add_pill (GbLost *self, GtkWidget *box, const char *label, gboolean accent, GCallback clicked)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_add_css_class (button, "pill");
  gtk_widget_add_css_class (button, accent ? "suggested-action" : "flat");
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  g_signal_connect_object (button, "clicked", clicked, self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), button);
  return button;
}

/* --- whose keys ------------------------------------------------------------------------ */

static void
hand_over (GbLost *self, const char *member_id)
{
  g_signal_emit (self, signals[PAPERS], 0, self->words, member_id);
  g_clear_pointer (&self->words, gb_wipe_text);
}

static void
on_member (GtkWidget *button, GbLost *self)
{
  hand_over (self, g_object_get_data (G_OBJECT (button), "id"));
}

static void
show_members (GbLost *self, GPtrArray *members)
{
  GtkWidget *box = begin (self, _ ("Whose keys were lost?"),
                          _ ("New keys are made for this person on this account, and the journal says so. Their old "
                             "ones open nothing from then on."),
                          NULL);
  GbSection *section = gb_section_new (NULL);

  gb_section_set_counts (section, FALSE);
  for (guint i = 0; i < members->len; i++)
    {
      GbMember *member = members->pdata[i];
      g_autofree char *roles = gb_say_roles (member->roles);
      g_autofree char *spoken = g_strdup_printf (_ ("Make new keys for %s"), member->name);
      GbRow *row = gb_row_new (member->name, roles);
      GtkWidget *button = gb_row_add_button (row, _ ("Make new keys"), FALSE);

      gb_veil_know (member->name);
      gb_row_set_avatar (row, member->name);
      gb_name (button, spoken);
      g_object_set_data_full (G_OBJECT (button), "id", g_strdup (member->id), g_free);
      g_signal_connect_object (button, "clicked", G_CALLBACK (on_member), self, 0);
      gb_section_add (section, GTK_WIDGET (row));
    }
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (section));
}

/* --- the papers --------------------------------------------------------------------------- */

static void
ask_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  char **asked = data;
  g_autoptr (GError) error = NULL;
  GPtrArray *members = gb_book_who_may_return (asked[0], asked[1], NULL, &error);

  if (members != NULL)
    g_task_return_pointer (task, members, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
asked_free (gpointer data)
{
  char **asked = data;

  g_free (asked[0]);
  gb_wipe_text (asked[1]);
  g_free (asked);
}

static gboolean
is_among (GPtrArray *members, const char *id)
{
  for (guint i = 0; i < members->len; i++)
    if (g_strcmp0 (((GbMember *) members->pdata[i])->id, id) == 0)
      return TRUE;
  return FALSE;
}

static void
on_who (GObject *source, GAsyncResult *result, gpointer data)
{
  GbLost *self = GB_LOST (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) members = g_task_propagate_pointer (G_TASK (result), &error);

  if (gtk_widget_get_root (GTK_WIDGET (self)) == NULL)
    return;
  if (members == NULL)
    {
      gtk_widget_set_sensitive (self->next, TRUE);
      gb_callout_set_error (self->callout, error);
    }
  else if (is_among (members, self->seat))
    hand_over (self, self->seat);
  else if (members->len == 1)
    hand_over (self, ((GbMember *) members->pdata[0])->id);
  else
    show_members (self, members);
}

static void
on_next (GbLost *self)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, on_who, NULL);
  char **asked = g_new0 (char *, 2);
  char *first = gb_word_pad_get (self->pads[0]);
  char *second = self->n_pads > 1 ? gb_word_pad_get (self->pads[1]) : g_strdup ("");

  g_clear_pointer (&self->words, gb_wipe_text);
  self->words = g_strconcat (first, "\n", second, NULL);
  gb_wipe_text (first);
  gb_wipe_text (second);
  gtk_widget_set_sensitive (self->next, FALSE);
  gb_callout_set (self->callout, GB_CALLOUT_STOP, NULL);
  asked[0] = g_strdup (self->dir);
  asked[1] = g_strdup (self->words);
  g_task_set_task_data (task, asked, asked_free);
  g_task_run_in_thread (task, ask_in_thread);
}

static void
on_typed (GbLost *self)
{
  gboolean full = TRUE;

  for (guint i = 0; i < self->n_pads; i++)
    full = full && gb_word_pad_is_full (self->pads[i]);
  gtk_widget_set_sensitive (self->next, full);
}

static void
on_other_way (GbLost *self)
{
  show_ways (self, NULL);
}

static void
show_pads (GbLost *self, GtkWidget *box)
{
  for (guint i = 0; i < self->n_pads; i++)
    {
      gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->pads[i]));
      g_signal_connect_object (self->pads[i], "changed", G_CALLBACK (on_typed), self, G_CONNECT_SWAPPED);
    }
  self->next = add_pill (self, box, _ ("Go on"), TRUE, G_CALLBACK (on_next));
  gtk_widget_set_sensitive (self->next, FALSE);
  add_pill (self, box, _ ("Another way"), FALSE, G_CALLBACK (on_other_way));
  gtk_widget_grab_focus (GTK_WIDGET (self->pads[0]));
}

static void
on_shares (GbLost *self)
{
  GtkWidget *box = begin (self, _ ("Two recovery shares"),
                          _ ("Two of the three holders come to this computer with their sheets. It doesn’t matter "
                             "which two, nor in which order. Four letters are enough of each word; a hand scanner may "
                             "read the code on the sheet."),
                          NULL);

  self->n_pads = 2;
  self->pads[0] = gb_word_pad_new (_ ("One share"), 24);
  self->pads[1] = gb_word_pad_new (_ ("Another share"), 24);
  show_pads (self, box);
}

static void
on_words (GbLost *self)
{
  GtkWidget *box = begin (self, _ ("The twelve words"),
                          _ ("From the sheet “Recovery key” in the school’s safe, in the order of their numbers. Four "
                             "letters are enough of each word."),
                          NULL);

  self->n_pads = 1;
  self->pads[0] = gb_word_pad_new (_ ("Twelve words"), 12);
  show_pads (self, box);
}

static void
on_code (GbLost *self)
{
  g_signal_emit (self, signals[CODE], 0);
}

/* --- what happened ---------------------------------------------------------------------------- */

static void
add_way (GbLost *self, GbSection *section, const char *icon, const char *title, const char *line, const char *label,
         GCallback clicked, gboolean accent)
{
  GbRow *row = gb_row_new (title, line);
  GtkWidget *button = gb_row_add_button (row, label, accent);

  gb_row_set_icon (row, icon);
  g_signal_connect_object (button, "clicked", clicked, self, G_CONNECT_SWAPPED);
  gb_section_add (section, GTK_WIDGET (row));
}

static const char *
say_what_happened (GbLost *self)
{
  if (self->forgotten)
    return _ ("A passphrase is written down nowhere, so nobody can tell you yours. Nothing of the record is lost: it "
              "takes new keys under a new passphrase, and one of these to let you in. If it may come back to you, go "
              "back and try it.");
  if (self->seat != NULL)
    return _ ("This account had a key for this vault, and its keyring no longer has it. That happens when IT "
              "resets a password, clears an account or replaces a computer. Nothing of the record is lost: it takes "
              "new keys, and one of these to let you in. Allow ten minutes.");
  return _ ("This account’s keyring has no key for this vault. If you were a member here, one of these lets you "
            "back in, with new keys. Nothing of the record is lost.");
}

static void
show_ways (GbLost *self, const char *refusal)
{
  const char *title = self->forgotten      ? _ ("You have forgotten your passphrase")
                      : self->seat != NULL ? _ ("Your keyring was emptied")
                                           : _ ("Come back to the desk");
  GtkWidget *box = begin (self, title, say_what_happened (self), refusal);
  GbSection *section = gb_section_new (NULL);

  gb_section_set_counts (section, FALSE);
  add_way (self, section, "system-users-symbolic", _ ("Two recovery shares"),
           _ ("Two of their three holders, each with their printed sheet."), _ ("Type the shares"),
           G_CALLBACK (on_shares), TRUE);
  add_way (self, section, "x-office-document-symbolic", _ ("The twelve words"),
           _ ("The sheet from the school’s safe, if it was not withdrawn."), _ ("Type the words"),
           G_CALLBACK (on_words), FALSE);
  add_way (self, section, "alarm-symbolic", _ ("A new one-time code"),
           _ ("Another member makes it at their desk, in Members, and reads it to you."), _ ("Type the code"),
           G_CALLBACK (on_code), FALSE);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (section));
}

/* --- life ---------------------------------------------------------------------------------------- */

static void
gb_lost_finalize (GObject *object)
{
  GbLost *self = GB_LOST (object);

  g_free (self->dir);
  g_free (self->seat);
  g_clear_pointer (&self->words, gb_wipe_text);
  G_OBJECT_CLASS (gb_lost_parent_class)->finalize (object);
}

static void
gb_lost_class_init (GbLostClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = gb_lost_finalize;
  signals[PAPERS] = g_signal_new ("papers", GB_TYPE_LOST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                  G_TYPE_STRING, G_TYPE_STRING);
  signals[CODE] = g_signal_new ("code", GB_TYPE_LOST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
gb_lost_init (GbLost *self)
{
}

GbLost *
gb_lost_new (const char *dir, gboolean forgotten, const char *refusal)
{
  GbLost *self = g_object_new (GB_TYPE_LOST, NULL);
  g_autofree char *vault_id = gb_vault_read_id (dir, NULL);

  gb_help_mark (GTK_WIDGET (self), forgotten ? "recovery" : "password-reset");
  self->dir = g_strdup (dir);
  self->forgotten = forgotten;
  self->seat = vault_id != NULL ? gb_seat_recall (vault_id) : NULL;
  show_ways (self, refusal);
  return self;
}
