/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include <glib/gi18n.h>

#include "base/text.h"
#include "base/time.h"
#include "views/pill.h"
#include "views/row.h"
#include "views/text.h"
#include "views/veil.h"

struct _GbRow
{
  GtkListBoxRow parent_instance;
  GtkWidget *box, *start, *lines, *title, *quiet, *clause, *end, *arrow;
  GString *pills; /* what the pills say, for the name */
  char *state;    /* what the dot or gate says, for the name */
  char *key, *noun;
};

G_DEFINE_FINAL_TYPE (GbRow, gb_row, GTK_TYPE_LIST_BOX_ROW)

enum { OPEN, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
name_add (GString *name, const char *text)
{
  if (!gb_text_is_filled (text))
    return;
  if (name->len > 0)
    g_string_append (name, g_str_has_suffix (name->str, ".") ? " " : ". ");
  g_string_append (name, text);
}

/* The lines stand in the middle of the row: the first keeps what is left to its foot, the last to its head.  Were
 * the box itself centred, GTK would ask it how narrow it may be at this height, which is that search again. */
static void
centre_lines (GbRow *self)
{
  GtkWidget *lines[] = { self->title, self->quiet, self->clause }, *first = NULL, *last = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    if (gtk_widget_get_visible (lines[i]))
      {
        first = first != NULL ? first : lines[i];
        last = lines[i];
      }
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      gtk_widget_set_vexpand (lines[i], lines[i] == first || lines[i] == last);
      gtk_label_set_yalign (GTK_LABEL (lines[i]), first == last ? 0.5 : lines[i] == first ? 1 : 0);
    }
}

/* The whole row as one sentence, and its lines in their places. */
static void
gb_row_update (GbRow *self)
{
  g_autoptr (GString) name = g_string_new (NULL);

  name_add (name, gb_veil_get_said (GTK_LABEL (self->title)));
  name_add (name, self->state);
  name_add (name, gb_veil_get_said (GTK_LABEL (self->quiet)));
  name_add (name, self->pills->str);
  name_add (name, gb_veil_get_said (GTK_LABEL (self->clause)));
  gb_name (GTK_WIDGET (self), name->str);
  centre_lines (self);
}

void
gb_row_set_title (GbRow *self, const char *title)
{
  gb_text_set (self->title, title);
  gb_row_update (self);
}

void
gb_row_set_quiet (GbRow *self, const char *quiet)
{
  gb_text_set (self->quiet, quiet);
  gb_row_update (self);
}

void
gb_row_set_found (GbRow *self, const char *words)
{
  /* A piece of somebody's words isn't known as theirs. */
  gtk_widget_add_css_class (self->quiet, GB_VEIL_WORDS);
  gb_text_set_marked (self->quiet, words);
  gb_row_update (self);
}

void
gb_row_set_clause (GbRow *self, const char *clause)
{
  gb_text_set (self->clause, clause);
  gb_row_update (self);
}

static void
set_class (GtkWidget *widget, const char *name, gboolean on)
{
  if (on)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

void
gb_row_set_strong (GbRow *self, gboolean strong)
{
  set_class (self->title, "strong", strong);
}

void
gb_row_set_spent (GbRow *self, gboolean spent)
{
  set_class (self->title, "spent", spent);
}

void
gb_row_set_words (GbRow *self)
{
  gtk_widget_add_css_class (self->title, GB_VEIL_WORDS);
  gtk_widget_add_css_class (GTK_WIDGET (self), GB_VEIL_WORDS_SELF);
}

static void
set_start (GbRow *self, GtkWidget *widget)
{
  GtkWidget *old = gtk_widget_get_first_child (self->start);

  if (old != NULL)
    gtk_box_remove (GTK_BOX (self->start), old);
  gtk_box_append (GTK_BOX (self->start), widget);
  gtk_widget_set_visible (self->start, TRUE);
}

static GtkWidget *
plain_icon (const char *icon)
{
  return g_object_new (GTK_TYPE_IMAGE, "icon-name", icon, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
}

void
gb_row_set_icon (GbRow *self, const char *icon)
{
  set_start (self, plain_icon (icon));
}

void
gb_row_set_avatar (GbRow *self, const char *name)
{
  GtkWidget *avatar = adw_avatar_new (30, name, TRUE);

  gtk_widget_set_valign (avatar, GTK_ALIGN_CENTER);
  set_start (self, avatar);
}

static void
set_state (GbRow *self, const char *said)
{
  g_free (self->state);
  self->state = g_strdup (said);
  gb_row_update (self);
}

void
gb_row_set_dot (GbRow *self, GbDotState state, guint number)
{
  g_autofree char *said = g_strdup_printf (_ ("Step %u, %s"), number, gb_dot_state_said (state));

  set_start (self, gb_dot_new (state, number));
  gtk_widget_set_valign (self->start, GTK_ALIGN_START);
  gb_row_set_strong (self, state == GB_DOT_NOW);
  gb_row_set_spent (self, state == GB_DOT_DONE || state == GB_DOT_DECLINED);
  set_state (self, said);
}

void
gb_row_add_end (GbRow *self, GtkWidget *widget)
{
  gtk_widget_set_valign (widget, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (self->end), widget);
}

void
gb_row_add_pill (GbRow *self, GtkWidget *pill)
{
  name_add (self->pills, gb_pill_get_word (pill));
  gb_row_add_end (self, pill);
  gb_row_update (self);
}

GtkWidget *
gb_row_add_button (GbRow *self, const char *label, gboolean accent)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  if (accent)
    gtk_widget_add_css_class (button, "suggested-action");
  gb_row_add_end (self, button);
  return button;
}

void
gb_row_set_end_below (GbRow *self)
{
  g_object_ref (self->end);
  gtk_grid_remove (GTK_GRID (self->box), self->end);
  gtk_grid_attach (GTK_GRID (self->box), self->end, 1, 1, 1, 1);
  g_object_unref (self->end);
}

static void
gb_row_open (GbRow *self)
{
  g_signal_emit (self, signals[OPEN], 0);
}

void
gb_row_set_opens (GbRow *self, gboolean opens)
{
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), opens);
  if (opens && self->arrow == NULL)
    {
      g_autofree char *label = g_strdup_printf (_ ("Open “%s”"), gb_veil_get_said (GTK_LABEL (self->title)));
      self->arrow = gb_icon_button_new ("go-next-symbolic", label);
      gtk_widget_set_tooltip_text (self->arrow, NULL);
      gtk_widget_add_css_class (self->arrow, "flat");
      gtk_widget_add_css_class (self->arrow, "row-arrow");
      gtk_widget_set_valign (self->arrow, GTK_ALIGN_CENTER);
      g_signal_connect_object (self->arrow, "clicked", G_CALLBACK (gb_row_open), self, G_CONNECT_SWAPPED);
      gtk_grid_attach (GTK_GRID (self->box), self->arrow, 3, 0, 1, 1);
    }
  if (self->arrow != NULL)
    gtk_widget_set_visible (self->arrow, opens);
}

/* "21 h", "2 days": the large figure of a clock, left or late. */
static char *
say_figure (gint64 due)
{
  gint64 left = ABS (due - gb_now ());

  if (left < GB_HOUR)
    return g_strdup_printf (_ ("%d min"), (int) (left / GB_MINUTE));
  if (left < 2 * GB_DAY)
    return g_strdup_printf (_ ("%d h"), (int) (left / GB_HOUR));
  return g_strdup_printf (ngettext ("%d day", "%d days", (gulong) (left / GB_DAY)), (int) (left / GB_DAY));
}

void
gb_row_set_clock (GbRow *self, gint64 due, const char *clock_name)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_autofree char *figure = say_figure (due);
  GtkWidget *large = g_object_new (GTK_TYPE_LABEL, "label", figure, "xalign", 1.0, NULL);
  GtkWidget *small =
      g_object_new (GTK_TYPE_LABEL, "label", clock_name, "xalign", 1.0, "visible", clock_name != NULL, NULL);

  gtk_widget_add_css_class (large, "clock-figure");
  gtk_widget_add_css_class (small, "clause");
  gtk_box_append (GTK_BOX (box), large);
  gtk_box_append (GTK_BOX (box), small);
  set_class (large, "error", due < gb_now ());
  name_add (self->pills, figure);
  gb_row_add_end (self, box);
  gb_row_update (self);
}

void
gb_row_set_key (GbRow *self, const char *key)
{
  g_free (self->key);
  self->key = g_strdup (key);
}

const char *
gb_row_get_key (GbRow *self)
{
  return self->key;
}

void
gb_row_set_noun (GbRow *self, const char *noun)
{
  g_free (self->noun);
  self->noun = g_strdup (noun);
}

const char *
gb_row_get_noun (GbRow *self)
{
  return self->noun;
}

static void
gb_row_finalize (GObject *object)
{
  GbRow *self = GB_ROW (object);

  g_string_free (self->pills, TRUE);
  g_free (self->state);
  g_free (self->key);
  g_free (self->noun);
  G_OBJECT_CLASS (gb_row_parent_class)->finalize (object);
}

static void
gb_row_class_init (GbRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = gb_row_finalize;
  signals[OPEN] = g_signal_new ("open", GB_TYPE_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
gb_row_init (GbRow *self)
{
  self->pills = g_string_new (NULL);
  /* A box asks each line how narrow it may be at the row's height, and a label answers that by trying fifty
   * widths.  A grid asks for the width first. */
  self->box = g_object_new (GTK_TYPE_GRID, "column-spacing", 12, "row-spacing", 8, "vexpand", FALSE, NULL);
  self->start = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  self->lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  self->end = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  self->title = gb_text_new (GB_TEXT_BODY, NULL);
  self->quiet = gb_text_new (GB_TEXT_QUIET, NULL);
  self->clause = gb_text_new (GB_TEXT_CLAUSE, NULL);
  gtk_widget_add_css_class (self->box, "row");
  gtk_widget_set_visible (self->start, FALSE);
  gtk_widget_set_hexpand (self->lines, TRUE);
  gtk_box_append (GTK_BOX (self->lines), self->title);
  gtk_box_append (GTK_BOX (self->lines), self->quiet);
  gtk_box_append (GTK_BOX (self->lines), self->clause);
  gtk_grid_attach (GTK_GRID (self->box), self->start, 0, 0, 1, 1);
  gtk_grid_attach (GTK_GRID (self->box), self->lines, 1, 0, 1, 1);
  gtk_grid_attach (GTK_GRID (self->box), self->end, 2, 0, 1, 1);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), self->box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), FALSE);
  gtk_list_box_row_set_selectable (GTK_LIST_BOX_ROW (self), FALSE);
}

GbRow *
gb_row_new (const char *title, const char *quiet)
{
  GbRow *self = g_object_new (GB_TYPE_ROW, NULL);

  gb_text_set (self->quiet, quiet);
  gb_row_set_title (self, title);
  return self;
}

GbRow *
gb_step_row_new (GbDotState state, guint number, const char *title, const char *who, const char *clause)
{
  GbRow *self = gb_row_new (title, who);

  gb_row_set_dot (self, state, number);
  gb_row_set_clause (self, clause);
  return self;
}

GbRow *
gb_gate_row_new (gboolean met, const char *title, const char *sentence)
{
  GbRow *self = gb_row_new (title, sentence);
  GtkWidget *icon = plain_icon (met ? "object-select-symbolic" : "dialog-warning-symbolic");

  gtk_widget_add_css_class (icon, met ? "gate-met" : "gate-unmet");
  set_start (self, icon);
  set_state (self, met ? _ ("Met") : _ ("Not met"));
  return self;
}
