/* SPDX-License-Identifier: GPL-3.0-or-later */
/* text: labels of the kit's few sizes, wrapped so that no pane swells.
 *
 * GTK asks for a wrapping label's whole line as its natural width; these
 * limit it, so that a pane keeps its width and the text wraps inside it.
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

typedef enum
{
  GB_TEXT_TITLE,   /* the one title in the body */
  GB_TEXT_HEADING, /* 1.05 em bold: a section */
  GB_TEXT_BODY,
  GB_TEXT_QUIET,   /* .87 em, quiet: explains */
  GB_TEXT_CLAUSE,  /* .80 em, quieter: a clause reference */
} GbTextKind;

/* A wrapping, left-aligned, selectable-by-keyboard-free label. */
GtkWidget *gb_text_new (GbTextKind kind, const char *text);
/* No word of any text in @widget, itself included, is broken over two lines, however narrow it gets: for the heads
 * of tables and the titles of rows with something wide behind them. */
void gb_text_keep_words (GtkWidget *widget);
/* The head of a column in a table: of words (xalign 0), or of figures, over whose right edge it stands (1). */
GtkWidget *gb_text_new_head (const char *text, float xalign);
void gb_text_set (GtkWidget *label, const char *text); /* hides itself when there is nothing */

/* The same, with what stands between U+2068 and U+2069 in bold: the words that were found. */
void gb_text_set_marked (GtkWidget *label, const char *text);

/* @widget, a label or a box of labels that may be shortened, tells all that they say while the pointer rests on it.
 * It is asked then: setting a tooltip's text waits for the display server each time, too long for rows that go by. */
void gb_text_tell_rest (GtkWidget *widget);

/* The child's own words: accent rule at the left, in quotation marks, with a
 * label over them.  @label NULL: "The child’s own words". */
GtkWidget *gb_quote_new (const char *label, const char *words);

/* How large the desktop wants its text, against the ordinary size: 1 to 2.  For what is as wide as
 * a number of letters. */
double gb_text_scale (void);

/* An icon button with the label that a screen reader says and a tooltip shows. */
GtkWidget *gb_icon_button_new (const char *icon, const char *label);
/* A button that stays pressed.  GTK tells a screen reader that it isn't only once it has been. */
GtkWidget *gb_toggle_new (const char *label);
/* A button with an icon and a word. */
GtkWidget *gb_word_button_new (const char *icon, const char *label);
/* The same that stays pressed. */
GtkWidget *gb_word_toggle_new (const char *icon, const char *label);
/* Another word, and (unless NULL) another icon. */
void gb_word_button_set (GtkWidget *button, const char *icon, const char *label);
/* What shows both; NULL if @button has none.  (transfer none) */
AdwButtonContent *gb_word_button_get (GtkWidget *button);
/* Puts @word (its own, or a new one) into @button so that it is left out, and said by a tooltip, where
 * there is no room for it. */
void gb_word_button_let_fold (GtkWidget *button, GtkWidget *word);

/* Gives @widget the name that a screen reader says.  Since GTK 4.14 a label inside a button names it
 * and outranks this, so that relation is taken away first.  A plain box has no name to say: make it a group. */
void gb_name (GtkWidget *widget, const char *name);

/* Names the items of the menu of @button, a GtkMenuButton, by their words: GTK 4.18 leaves them nameless.
 * Call it whenever the menu was set. */
void gb_name_menu (GtkWidget *button);

/* GTK reads a button with a mnemonic twice ("_Save Save"); this mends the
 * buttons of a dialog that made them itself.  Call it before presenting. */
void gb_name_buttons (GtkWidget *dialog);

G_END_DECLS
