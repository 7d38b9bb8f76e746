/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "vault/words.h"
#include "views/text.h"
#include "views/word-pad.h"

struct _GbWordPad
{
  GtkBox parent_instance;
  GtkTextBuffer *buffer;
  GtkWidget *view, *count;
  guint words;
};

G_DEFINE_FINAL_TYPE (GbWordPad, gb_word_pad, GTK_TYPE_BOX)

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

char *
gb_word_pad_get (GbWordPad *self)
{
  GtkTextIter from, until;

  gtk_text_buffer_get_bounds (self->buffer, &from, &until);
  return gtk_text_buffer_get_text (self->buffer, &from, &until, FALSE);
}

gboolean
gb_word_pad_is_full (GbWordPad *self)
{
  char *text = gb_word_pad_get (self);
  gboolean full = gb_words_count (text) == self->words;

  gb_wipe_text (text);
  return full;
}

static char *
say_count (GbWordPad *self, const char *text)
{
  guint count = gb_words_count (text), at = 0;
  g_autofree char *wrong = gb_words_first_wrong (text, &at);

  if (wrong != NULL)
    return g_strdup_printf (_ ("Word %u, “%s”, is not one of the recovery words. Compare it with the paper."), at,
                            wrong);
  if (count == self->words)
    return g_strdup_printf (_ ("All %u words are there."), count);
  return g_strdup_printf (_ ("%u of %u words."), count, self->words);
}

static void
on_changed (GbWordPad *self)
{
  char *text = gb_word_pad_get (self);
  g_autofree char *said = say_count (self, text);

  gb_text_set (self->count, said);
  gb_wipe_text (text);
  g_signal_emit (self, signals[CHANGED], 0);
}

static gboolean
gb_word_pad_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GB_WORD_PAD (widget)->view);
}

static void
gb_word_pad_class_init (GbWordPadClass *klass)
{
  GTK_WIDGET_CLASS (klass)->grab_focus = gb_word_pad_grab_focus;
  signals[CHANGED] = g_signal_new ("changed", GB_TYPE_WORD_PAD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
gb_word_pad_init (GbWordPad *self)
{
  GtkWidget *frame;

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  self->view = g_object_new (GTK_TYPE_TEXT_VIEW, "wrap-mode", GTK_WRAP_WORD, "accepts-tab", FALSE, "top-margin", 12,
                             "bottom-margin", 12, "left-margin", 12, "right-margin", 12, "height-request", 96,
                             "monospace", TRUE, "input-hints",
                             GTK_INPUT_HINT_NO_SPELLCHECK | GTK_INPUT_HINT_PRIVATE | GTK_INPUT_HINT_LOWERCASE, NULL);
  self->buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->view));
  /* What was deleted would be kept for Undo. */
  gtk_text_buffer_set_enable_undo (self->buffer, FALSE);
  g_signal_connect_object (self->buffer, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  frame = g_object_new (GTK_TYPE_FRAME, "child", self->view, NULL);
  gtk_widget_add_css_class (frame, "word-pad");
  gtk_box_append (GTK_BOX (self), frame);
  self->count = gb_text_new (GB_TEXT_QUIET, NULL);
}

GbWordPad *
gb_word_pad_new (const char *label, guint words)
{
  GbWordPad *self = g_object_new (GB_TYPE_WORD_PAD, NULL);

  self->words = words;
  gtk_box_prepend (GTK_BOX (self), gb_text_new (GB_TEXT_HEADING, label));
  gtk_box_append (GTK_BOX (self), self->count);
  gb_name (self->view, label);
  on_changed (self);
  return self;
}
