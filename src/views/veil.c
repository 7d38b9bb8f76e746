/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include <glib/gi18n.h>

#include "base/text.h"
#include "casework/veil.h"
#include "views/veil.h"

#define WINDOW_CLASS "names-hidden"
#define COVER "gb-veil-cover"
#define NAME "gb-veil-name"
#define DESCRIPTION "gb-veil-description"

/* One screen, one veil. */
static struct
{
  gboolean down;
  GbVeil *learnt;
  GbBook *book;
  gint64 after;      /* the last entry that was learnt */
  gboolean blind;    /* the names aren't known yet */
  GPtrArray *shown;  /* names that the start page shows, of char; only while there is no book */
  GHashTable *covers; /* widgets under it, of GtkWidget */
  gulong hook;
  GObject *anchor;   /* what its signals are connected to: gone with the veil */
} veil;

/* What a widget says when the veil is lifted, and what it says instead. */
typedef struct
{
  GtkWidget *widget;
  char *text, *tooltip; /* NULL: not hidden */
  char *said, *tooltip_said;
  gboolean busy;
} Cover;

gboolean
gb_veil_is_down (void)
{
  return veil.down;
}

/* --- one text ---------------------------------------------------------------------- */

static gboolean
is_in_words (GtkWidget *widget)
{
  if (gtk_widget_has_css_class (widget, GB_VEIL_WORDS_SELF))
    return TRUE;
  for (; widget != NULL; widget = gtk_widget_get_parent (widget))
    if (gtk_widget_has_css_class (widget, GB_VEIL_WORDS))
      return TRUE;
  return FALSE;
}

static gboolean
has_letters (const char *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text))
    if (g_unichar_isalpha (g_utf8_get_char (text)))
      return TRUE;
  return FALSE;
}

/* NULL: it may be seen as it is. */
static char *
hide (GtkWidget *widget, const char *text)
{
  g_autofree char *said = NULL;

  if (text == NULL || !has_letters (text))
    return NULL;
  if (veil.blind)
    return g_strdup ("…");
  if (is_in_words (widget))
    return g_strdup (_ ("Words hidden"));
  said = gb_veil_hide (veil.learnt, text, gtk_widget_get_ancestor (widget, GTK_TYPE_BUTTON) != NULL);
  return g_str_equal (said, text) ? NULL : g_steal_pointer (&said);
}

/* --- labels, titles, tooltips -------------------------------------------------------- */

static void
cover_free (gpointer data)
{
  Cover *cover = data;

  if (veil.covers != NULL)
    g_hash_table_remove (veil.covers, cover->widget);
  g_free (cover->text);
  g_free (cover->tooltip);
  g_free (cover->said);
  g_free (cover->tooltip_said);
  g_free (cover);
}

static Cover *
cover_of (gpointer widget)
{
  return g_object_get_data (widget, COVER);
}

const char *
gb_veil_get_said (GtkLabel *label)
{
  Cover *cover = cover_of (label);

  return cover != NULL && cover->text != NULL ? cover->text : gtk_label_get_label (label);
}

/* As the label wants it: escaped where it reads markup. */
static void
set_label (GtkLabel *label, const char *text)
{
  g_autofree char *escaped = gtk_label_get_use_markup (label) ? g_markup_escape_text (text, -1) : NULL;

  gtk_label_set_label (label, escaped != NULL ? escaped : text);
}

static const char *
shown_text (Cover *cover)
{
  return GTK_IS_LABEL (cover->widget) ? gtk_label_get_text (GTK_LABEL (cover->widget))
                                      : gtk_window_get_title (GTK_WINDOW (cover->widget));
}

/* A change that is told of late is our own: what stood there before is known already. */
static void
cover_text (Cover *cover)
{
  const char *text = shown_text (cover);
  g_autofree char *said = NULL;

  if (cover->text != NULL && g_strcmp0 (text, cover->said) == 0)
    return;
  said = hide (cover->widget, text);
  g_clear_pointer (&cover->text, g_free);
  g_free (cover->said);
  cover->said = g_strdup (said);
  if (said == NULL)
    return;
  cover->text = GTK_IS_LABEL (cover->widget) ? g_strdup (gtk_label_get_label (GTK_LABEL (cover->widget)))
                                             : g_strdup (text);
  if (GTK_IS_LABEL (cover->widget))
    set_label (GTK_LABEL (cover->widget), said);
  else
    gtk_window_set_title (GTK_WINDOW (cover->widget), said);
}

static void
on_text (GObject *widget)
{
  Cover *cover = cover_of (widget);

  if (!veil.down || cover == NULL || cover->busy)
    return;
  cover->busy = TRUE;
  cover_text (cover);
  cover->busy = FALSE;
}

static void
on_tooltip (GObject *widget)
{
  Cover *cover = cover_of (widget);
  const char *text = gtk_widget_get_tooltip_text (GTK_WIDGET (widget));
  g_autofree char *said = NULL;

  if (!veil.down || cover == NULL || cover->busy
      || (cover->tooltip != NULL && g_strcmp0 (text, cover->tooltip_said) == 0))
    return;
  said = hide (cover->widget, text);
  g_clear_pointer (&cover->tooltip, g_free);
  g_free (cover->tooltip_said);
  cover->tooltip_said = g_strdup (said);
  if (said == NULL)
    return;
  cover->busy = TRUE;
  cover->tooltip = g_strdup (text);
  gtk_widget_set_tooltip_text (cover->widget, said);
  cover->busy = FALSE;
}

/* What stood there before, where it was hidden. */
static void
uncover (Cover *cover)
{
  g_autofree char *text = g_steal_pointer (&cover->text), *tooltip = g_steal_pointer (&cover->tooltip);

  cover->busy = TRUE;
  if (text != NULL && GTK_IS_LABEL (cover->widget))
    gtk_label_set_label (GTK_LABEL (cover->widget), text);
  else if (text != NULL)
    gtk_window_set_title (GTK_WINDOW (cover->widget), text);
  if (tooltip != NULL)
    gtk_widget_set_tooltip_text (cover->widget, tooltip);
  cover->busy = FALSE;
}

/* --- names for the screen reader -------------------------------------------------------- */

static void
say_name (GtkWidget *widget, const char *name)
{
  g_autofree char *said = veil.down ? hide (widget, name) : NULL;

  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, said != NULL ? said : name,
                                  -1);
}

static void
say_description (GtkWidget *widget, const char *words)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  veil.down ? _ ("Words hidden") : words, -1);
}

static void
refresh_name (GtkWidget *widget)
{
  const char *name = g_object_get_data (G_OBJECT (widget), NAME);
  const char *words = g_object_get_data (G_OBJECT (widget), DESCRIPTION);

  if (name != NULL)
    say_name (widget, name);
  if (words != NULL)
    say_description (widget, words);
}

void
gb_veil_name (GtkWidget *widget, const char *name)
{
  g_object_set_data_full (G_OBJECT (widget), NAME, g_strdup (name), g_free);
  say_name (widget, name);
}

void
gb_veil_describe (GtkWidget *widget, const char *words)
{
  g_object_set_data_full (G_OBJECT (widget), DESCRIPTION, g_strdup (words), g_free);
  say_description (widget, words);
}

/* --- every widget there is ------------------------------------------------------------------ */

static Cover *
cover_new (GtkWidget *widget)
{
  Cover *cover = g_new0 (Cover, 1);

  cover->widget = widget;
  g_object_set_data_full (G_OBJECT (widget), COVER, cover, cover_free);
  g_hash_table_add (veil.covers, widget);
  if (GTK_IS_LABEL (widget))
    g_signal_connect_object (widget, "notify::label", G_CALLBACK (on_text), veil.anchor, 0);
  else if (GTK_IS_WINDOW (widget))
    g_signal_connect_object (widget, "notify::title", G_CALLBACK (on_text), veil.anchor, 0);
  g_signal_connect_object (widget, "notify::tooltip-text", G_CALLBACK (on_tooltip), veil.anchor, 0);
  return cover;
}

/* Under the veil, or again when more names are known. */
static void
cover_widget (GtkWidget *widget)
{
  Cover *cover = cover_of (widget);

  if (cover == NULL)
    cover = cover_new (widget);
  uncover (cover);
  if (GTK_IS_WINDOW (widget))
    gtk_widget_add_css_class (widget, WINDOW_CLASS);
  if (GTK_IS_LABEL (widget) || GTK_IS_WINDOW (widget))
    on_text (G_OBJECT (widget));
  if (gtk_widget_get_tooltip_text (widget) != NULL)
    on_tooltip (G_OBJECT (widget));
  refresh_name (widget);
  gtk_widget_queue_draw (widget);
}

static void
cover_all (GtkWidget *widget)
{
  cover_widget (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    cover_all (child);
}

static void
cover_windows (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);
      cover_all (window);
    }
}

/* A widget comes into a window: before anything of it is drawn. */
static gboolean
on_realize (GSignalInvocationHint *hint, guint n, const GValue *values, gpointer data)
{
  GtkWidget *widget = g_value_get_object (&values[0]);

  if (veil.down)
    cover_widget (widget);
  return TRUE;
}

static guint
realize_signal (void)
{
  g_autoptr (GTypeClass) klass = g_type_class_ref (GTK_TYPE_WIDGET);

  return g_signal_lookup ("realize", GTK_TYPE_WIDGET);
}

static void
lift_from (GtkWidget *widget)
{
  uncover (cover_of (widget));
  g_object_set_data (G_OBJECT (widget), COVER, NULL);
  if (GTK_IS_WINDOW (widget))
    gtk_widget_remove_css_class (widget, WINDOW_CLASS);
  refresh_name (widget);
  gtk_widget_queue_draw (widget);
}

/* --- learning ---------------------------------------------------------------------------------- */

/* So many entries at once: others who ask the worker wait a moment, not all the time. */
#define LESSON 1000

typedef struct { GbVeil *learnt; gint64 after; gboolean more; } Lesson;

static void
lesson_free (gpointer data)
{
  Lesson *lesson = data;

  g_clear_pointer (&lesson->learnt, gb_veil_free);
  g_free (lesson);
}

/* Worker: what was written since. */
static gpointer
ask_lesson (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  Lesson *lesson = g_new0 (Lesson, 1);

  lesson->learnt = gb_veil_new ();
  lesson->after = *(const gint64 *) data;
  if (gb_veil_learn_book (lesson->learnt, book, LESSON, &lesson->after, &lesson->more, error))
    return lesson;
  lesson_free (lesson);
  return NULL;
}

static void learn (void);

/* While there is more to learn, nothing is shown that might be a name. */
static void
take_lesson (Lesson *lesson)
{
  gboolean blind = veil.blind;

  gb_veil_join (veil.learnt, g_steal_pointer (&lesson->learnt));
  veil.after = MAX (veil.after, lesson->after);
  veil.blind = lesson->more;
  if (!blind || !lesson->more)
    cover_windows ();
  if (lesson->more)
    learn ();
}

static void
on_lesson (GObject *book, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  Lesson *lesson = gb_book_ask_finish (GB_BOOK (book), result, &error);

  /* Without an answer every word stays hidden. */
  if (lesson == NULL)
    return;
  if (veil.down && veil.book == GB_BOOK (book))
    take_lesson (lesson);
  lesson_free (lesson);
}

static void
learn (void)
{
  if (veil.down && veil.book != NULL)
    gb_book_ask_async (veil.book, ask_lesson, g_memdup2 (&veil.after, sizeof veil.after), g_free, lesson_free, NULL,
                       on_lesson, NULL);
}

static void
on_changed (void)
{
  learn ();
}

static void
forget (void)
{
  g_clear_pointer (&veil.learnt, gb_veil_free);
  veil.learnt = gb_veil_new ();
  veil.after = 0;
  veil.blind = veil.book != NULL;
  for (guint i = 0; veil.shown != NULL && i < veil.shown->len; i++)
    gb_veil_learn_name (veil.learnt, veil.shown->pdata[i]);
}

void
gb_veil_set_book (GbBook *book)
{
  if (veil.book != NULL && veil.anchor != NULL)
    g_signal_handlers_disconnect_by_data (veil.book, veil.anchor);
  g_set_object (&veil.book, book);
  g_clear_pointer (&veil.shown, g_ptr_array_unref);
  if (!veil.down)
    return;
  forget ();
  if (book == NULL)
    return;
  g_signal_connect_object (book, "changed", G_CALLBACK (on_changed), veil.anchor, G_CONNECT_SWAPPED);
  cover_windows ();
  learn ();
}

void
gb_veil_know (const char *name)
{
  if (name == NULL || veil.book != NULL)
    return;
  if (veil.shown == NULL)
    veil.shown = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (veil.shown, g_strdup (name));
  if (!veil.down)
    return;
  gb_veil_learn_name (veil.learnt, name);
  cover_windows ();
}

/* --- up and down ---------------------------------------------------------------------------------- */

static void
drop (void)
{
  veil.down = TRUE;
  veil.anchor = g_object_new (G_TYPE_OBJECT, NULL);
  veil.covers = g_hash_table_new (NULL, NULL);
  veil.hook = g_signal_add_emission_hook (realize_signal (), 0, on_realize, NULL, NULL);
  if (veil.book != NULL)
    {
      gb_veil_set_book (veil.book);
      return;
    }
  forget ();
  cover_windows ();
}

static void
lift (void)
{
  g_autoptr (GHashTable) covers = g_steal_pointer (&veil.covers);
  g_autoptr (GList) widgets = g_hash_table_get_keys (covers);

  veil.down = FALSE;
  g_signal_remove_emission_hook (realize_signal (), veil.hook);
  if (veil.book != NULL)
    g_signal_handlers_disconnect_by_data (veil.book, veil.anchor);
  g_clear_object (&veil.anchor);
  for (GList *link = widgets; link != NULL; link = link->next)
    lift_from (link->data);
  g_clear_pointer (&veil.learnt, gb_veil_free);
}

void
gb_veil_set_down (gboolean down)
{
  if (down && !veil.down)
    drop ();
  else if (!down && veil.down)
    lift ();
}
