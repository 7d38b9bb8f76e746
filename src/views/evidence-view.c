/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Order of this file: the reader and its questions, one page, the whole, finding,
 * keys, life. */
#include <math.h>
#include <string.h>

#include <glib/gi18n.h>

#include "base/text.h"
#include "casework/reader.h"
#include "views/evidence-view.h"
#include "views/find-bar.h"
#include "views/sheet-view.h"
#include "views/text.h"
#include "views/veil.h"

#define MOST_WORDS 4000 /* of a page, for a screen reader */

/* --- the reader, shared by the view and the questions that are under way --------------- */

typedef struct
{
  GMutex lock; /* one question at a time */
  GBytes *bytes;
  GbReader *reader; /* NULL: not started, or it ended */
} Desk;

static void
desk_clear (gpointer data)
{
  Desk *desk = data;

  g_mutex_clear (&desk->lock);
  g_bytes_unref (desk->bytes);
  g_clear_pointer (&desk->reader, gb_reader_free);
}

static void
desk_unref (gpointer desk)
{
  g_atomic_rc_box_release_full (desk, desk_clear);
}

typedef struct
{
  Desk *desk;
  GbReadingKind kind;
  guint number, turn;
  double scale;
  char *words;
} Question;

typedef struct
{
  char *head, *text; /* of an opening: the description, and the words */
  GBytes *pixels;
  guint width, height;
} Reply;

static void
question_free (gpointer data)
{
  Question *question = data;

  desk_unref (question->desk);
  g_free (question->words);
  g_free (question);
}

static void
reply_free (gpointer data)
{
  Reply *reply = data;

  g_free (reply->head);
  g_free (reply->text);
  g_clear_pointer (&reply->pixels, g_bytes_unref);
  g_free (reply);
}

static gboolean
put_question (Question *question, Reply *reply, GError **error)
{
  Desk *desk = question->desk;

  if (desk->reader == NULL && (desk->reader = gb_reader_new (desk->bytes, error)) == NULL)
    return FALSE;
  switch (question->kind)
    {
    case GB_READING_PAGE:
      reply->pixels = gb_reader_page (desk->reader, question->number, question->scale, question->turn, &reply->width,
                                      &reply->height, error);
      return reply->pixels != NULL;
    case GB_READING_FIND:
      reply->text = gb_reader_text (desk->reader, GB_READING_FIND, question->words, error);
      return reply->text != NULL;
    default:
      reply->head = gb_reader_text (desk->reader, GB_READING_DESCRIBE, NULL, error);
      /* A picture has no words. */
      reply->text = reply->head != NULL ? gb_reader_text (desk->reader, GB_READING_TEXT, NULL, NULL) : NULL;
      return reply->head != NULL;
    }
}

static void
question_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Question *question = data;
  Reply *reply = g_new0 (Reply, 1);
  GError *error = NULL;
  gboolean fine;

  g_mutex_lock (&question->desk->lock);
  fine = put_question (question, reply, &error);
  /* A reader that failed isn't asked again: the next question gets a fresh one. */
  if (!fine)
    g_clear_pointer (&question->desk->reader, gb_reader_free);
  g_mutex_unlock (&question->desk->lock);
  if (fine)
    g_task_return_pointer (task, reply, reply_free);
  else
    g_task_return_error (task, error);
  if (!fine)
    reply_free (reply);
}

static Question *
question_new (Desk *desk, GbReadingKind kind)
{
  Question *question = g_new0 (Question, 1);

  question->desk = g_atomic_rc_box_acquire (desk);
  question->kind = kind;
  return question;
}

static void
ask (gpointer widget, Question *question, GAsyncReadyCallback answered)
{
  g_autoptr (GTask) task = g_task_new (widget, NULL, answered, NULL);

  g_task_set_task_data (task, question, question_free);
  g_task_run_in_thread (task, question_thread);
}

/* --- a page ------------------------------------------------------------------------------- */

#define GB_TYPE_EVIDENCE_LEAF (gb_evidence_leaf_get_type ())
G_DECLARE_FINAL_TYPE (GbEvidenceLeaf, gb_evidence_leaf, GB, EVIDENCE_LEAF, GtkWidget)

struct _GbEvidenceLeaf
{
  GtkWidget parent_instance;
  Desk *desk;
  GdkTexture *texture;
  guint number, turn;
  double across, down; /* of the page as it is, in points */
  int width;           /* wanted, in pixels */
  int asked, drawn;    /* the width that was asked for, that the texture has; 0: none */
  guint asked_turn, drawn_turn;
  GArray *hits; /* of graphene_rect_t, in points */
  int current;  /* of them; -1: on another page */
};

G_DEFINE_FINAL_TYPE (GbEvidenceLeaf, gb_evidence_leaf, GTK_TYPE_WIDGET)

static double
turned_across (GbEvidenceLeaf *self)
{
  return self->turn % 2 == 0 ? self->across : self->down;
}

static double
turned_down (GbEvidenceLeaf *self)
{
  return self->turn % 2 == 0 ? self->down : self->across;
}

static void
gb_evidence_leaf_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                          int *minimum_baseline, int *natural_baseline)
{
  GbEvidenceLeaf *self = GB_EVIDENCE_LEAF (widget);

  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL
                            ? self->width
                            : (int) ceil (self->width * turned_down (self) / turned_across (self));
  *minimum_baseline = *natural_baseline = -1;
}

static void
on_page (GObject *source, GAsyncResult *result, gpointer data)
{
  GbEvidenceLeaf *self = GB_EVIDENCE_LEAF (source);
  Question *question = g_task_get_task_data (G_TASK (result));
  Reply *reply = g_task_propagate_pointer (G_TASK (result), NULL);

  if (reply == NULL)
    return;
  g_clear_object (&self->texture);
  self->texture = gdk_memory_texture_new ((int) reply->width, (int) reply->height, GDK_MEMORY_DEFAULT, reply->pixels,
                                          (gsize) reply->width * 4);
  self->drawn = self->asked;
  self->drawn_turn = question->turn;
  reply_free (reply);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
ask_for_page (GbEvidenceLeaf *self)
{
  Question *question;
  int wanted = self->width * gtk_widget_get_scale_factor (GTK_WIDGET (self));

  if (self->asked == wanted && self->asked_turn == self->turn)
    return;
  self->asked = wanted;
  self->asked_turn = self->turn;
  question = question_new (self->desk, GB_READING_PAGE);
  question->number = self->number;
  question->turn = self->turn;
  question->scale = wanted / turned_across (self);
  ask (self, question, on_page);
}

static gboolean
is_in_sight (GtkWidget *widget)
{
  GtkWidget *scroll = gtk_widget_get_ancestor (widget, GTK_TYPE_SCROLLED_WINDOW);
  graphene_rect_t bounds;

  if (scroll == NULL || !gtk_widget_compute_bounds (widget, scroll, &bounds))
    return TRUE;
  return bounds.origin.y < 1.5f * (float) gtk_widget_get_height (scroll)
         && bounds.origin.y + bounds.size.height > -0.5f * (float) gtk_widget_get_height (scroll);
}

/* @hit, of the page as it is, on the page as it is turned. */
static graphene_rect_t
turned_hit (GbEvidenceLeaf *self, const graphene_rect_t *hit)
{
  float x = hit->origin.x, y = hit->origin.y, w = hit->size.width, h = hit->size.height;
  float across = (float) self->across, down = (float) self->down;

  switch (self->turn)
    {
    case 1:
      return GRAPHENE_RECT_INIT (down - y - h, x, h, w);
    case 2:
      return GRAPHENE_RECT_INIT (across - x - w, down - y - h, w, h);
    case 3:
      return GRAPHENE_RECT_INIT (y, across - x - w, h, w);
    default:
      return *hit;
    }
}

/* Paper is white in a dark window too, so the marker is alike in both. */
static void
mark_hits (GbEvidenceLeaf *self, GtkSnapshot *snapshot)
{
  const GdkRGBA found = { 1, 0.82, 0.1, 0.4 }, current = { 1, 0.5, 0, 0.55 };
  float scale = (float) (gtk_widget_get_width (GTK_WIDGET (self)) / turned_across (self));

  for (guint i = 0; self->hits != NULL && i < self->hits->len; i++)
    {
      graphene_rect_t hit = turned_hit (self, &g_array_index (self->hits, graphene_rect_t, i));
      graphene_rect_t box = GRAPHENE_RECT_INIT ((hit.origin.x - 1) * scale, (hit.origin.y - 1) * scale,
                                                (hit.size.width + 2) * scale, (hit.size.height + 2) * scale);
      gtk_snapshot_append_color (snapshot, (int) i == self->current ? &current : &found, &box);
    }
}

static void
gb_evidence_leaf_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  GbEvidenceLeaf *self = GB_EVIDENCE_LEAF (widget);
  graphene_rect_t area =
      GRAPHENE_RECT_INIT (0, 0, (float) gtk_widget_get_width (widget), (float) gtk_widget_get_height (widget));
  GdkRGBA white = { 1, 1, 1, 1 };

  gtk_snapshot_append_color (snapshot, &white, &area);
  if (gb_veil_is_down ())
    {
      gb_sheet_draw_hidden (widget, snapshot);
      return;
    }
  if (is_in_sight (widget))
    ask_for_page (self);
  /* Until the new one comes, the one of another size will do; one that is turned otherwise won't. */
  if (self->texture != NULL && self->drawn_turn == self->turn)
    gtk_snapshot_append_texture (snapshot, self->texture, &area);
  mark_hits (self, snapshot);
}

static void
gb_evidence_leaf_dispose (GObject *object)
{
  GbEvidenceLeaf *self = GB_EVIDENCE_LEAF (object);

  g_clear_object (&self->texture);
  g_clear_pointer (&self->hits, g_array_unref);
  g_clear_pointer (&self->desk, desk_unref);
  G_OBJECT_CLASS (gb_evidence_leaf_parent_class)->dispose (object);
}

static void
gb_evidence_leaf_class_init (GbEvidenceLeafClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gb_evidence_leaf_dispose;
  widget_class->measure = gb_evidence_leaf_measure;
  widget_class->snapshot = gb_evidence_leaf_snapshot;
  gtk_widget_class_set_css_name (widget_class, "sheetpage");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
gb_evidence_leaf_init (GbEvidenceLeaf *self)
{
  self->across = 595;
  self->down = 842;
  self->current = -1;
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (GTK_WIDGET (self), "sheet-large");
  g_signal_connect_object (self, "notify::scale-factor", G_CALLBACK (gtk_widget_queue_draw), self, 0);
}

/* --- the whole -------------------------------------------------------------------------------- */

/* Where words were found: the page and which of its hits; of words, the letters. */
typedef struct
{
  guint page;
  int hit;
  int from, until;
} Place;

struct _GbEvidenceView
{
  GtkBox parent_instance;
  Desk *desk; /* NULL: nothing is shown */
  char *sort;
  GtkWidget *stack, *scroll, *words, *said;
  GtkBox *pages;
  GtkTextBuffer *text;
  GtkTextTag *size, *bold, *found, *current;
  GbFindBar *find_bar;
  GArray *places;
  guint place;
  double zoom;
  guint turn;
  int width; /* that the pages were last fitted to */
  int ticks; /* until pages newly in sight are drawn */
};

G_DEFINE_FINAL_TYPE (GbEvidenceView, gb_evidence_view, GTK_TYPE_BOX)

enum
{
  SHOWN,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static gboolean
has_pages (GbEvidenceView *self)
{
  return g_strcmp0 (self->sort, "pdf") == 0 || g_strcmp0 (self->sort, "picture") == 0;
}

static int
fitted_width (GbEvidenceView *self)
{
  int room = gtk_widget_get_width (self->scroll) - 48;

  return (int) (CLAMP (room, 240, 900) * self->zoom);
}

/* A small picture isn't blown up. */
static int
leaf_width (GbEvidenceView *self, GbEvidenceLeaf *leaf)
{
  int width = fitted_width (self);

  return g_strcmp0 (self->sort, "picture") == 0 ? MIN (width, (int) MAX (turned_across (leaf) * self->zoom, 16))
                                                : width;
}

static void
fit (GbEvidenceView *self)
{
  self->width = fitted_width (self);
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->pages)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GbEvidenceLeaf *leaf = GB_EVIDENCE_LEAF (child);
      leaf->turn = self->turn;
      leaf->width = leaf_width (self, leaf);
      gtk_widget_queue_resize (child);
    }
  g_object_set (self->size, "scale", self->zoom, NULL);
}

static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  fit (GB_EVIDENCE_VIEW (widget));
  return G_SOURCE_REMOVE;
}

/* Fitting changes sizes, which must not happen while they are being given out. */
static void
fit_soon (GbEvidenceView *self)
{
  if (fitted_width (self) != self->width)
    gtk_widget_add_tick_callback (GTK_WIDGET (self), on_tick, NULL, NULL);
}

/* Where pages stand is known only after the next layout. */
static gboolean
on_scrolled_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  GbEvidenceView *self = GB_EVIDENCE_VIEW (widget);

  if (--self->ticks > 0)
    return G_SOURCE_CONTINUE;
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->pages)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (GB_EVIDENCE_LEAF (child)->texture == NULL && is_in_sight (child))
      gtk_widget_queue_draw (child);
  return G_SOURCE_REMOVE;
}

static void
on_scrolled (GbEvidenceView *self)
{
  if (self->ticks == 0)
    gtk_widget_add_tick_callback (GTK_WIDGET (self), on_scrolled_tick, NULL, NULL);
  self->ticks = 2;
}

static GbEvidenceLeaf *
leaf_at (GbEvidenceView *self, guint number)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->pages));

  for (guint i = 0; i < number && child != NULL; i++)
    child = gtk_widget_get_next_sibling (child);
  return child != NULL ? GB_EVIDENCE_LEAF (child) : NULL;
}

static void
add_leaf (GbEvidenceView *self, guint number, const char *across, const char *down)
{
  GbEvidenceLeaf *leaf = g_object_new (GB_TYPE_EVIDENCE_LEAF, NULL);

  leaf->desk = g_atomic_rc_box_acquire (self->desk);
  leaf->number = number;
  leaf->across = MAX (g_ascii_strtod (across, NULL) / 1000, 1);
  leaf->down = MAX (g_ascii_strtod (down, NULL) / 1000, 1);
  leaf->width = leaf_width (self, leaf);
  gtk_box_append (self->pages, GTK_WIDGET (leaf));
}

/* What a screen reader says of a page: its number, and its words. */
static void
describe_leaves (GbEvidenceView *self, const char *text, guint count)
{
  g_auto (GStrv) pages = g_strsplit (text != NULL ? text : "", "\f", -1);
  guint n = g_strv_length (pages);

  for (guint i = 0; i < count; i++)
    {
      g_autofree char *label = g_strdup_printf (_ ("Page %u of %u"), i + 1, count);
      g_autofree char *words =
          i < n ? g_utf8_substring (pages[i], 0, MIN (g_utf8_strlen (pages[i], -1), MOST_WORDS)) : g_strdup ("");
      gb_name (GTK_WIDGET (leaf_at (self, i)), label);
      gb_veil_describe (GTK_WIDGET (leaf_at (self, i)), words);
    }
}

/* "From" and its like over an e-mail's words. */
static void
add_head (GbEvidenceView *self, GtkTextIter *end, const char *label, const char *value)
{
  g_autofree char *line = NULL;

  if (!gb_text_is_filled (value))
    return;
  line = g_strdup_printf ("%s: ", label);
  gtk_text_buffer_insert_with_tags (self->text, end, line, -1, self->bold, self->size, NULL);
  gtk_text_buffer_insert_with_tags (self->text, end, value, -1, self->size, NULL);
  gtk_text_buffer_insert_with_tags (self->text, end, "\n", -1, self->size, NULL);
}

static void
show_words (GbEvidenceView *self, char **lines, const char *text)
{
  static const struct
  {
    const char *key, *label;
  } heads[] = {
    { "title", N_ ("Subject") },
    { "from", N_ ("From") },
    { "to", N_ ("To") },
    { "date", N_ ("Sent") },
  };
  GtkTextIter end;

  gtk_text_buffer_set_text (self->text, "", 0);
  gtk_text_buffer_get_end_iter (self->text, &end);
  for (guint h = 0; g_strcmp0 (self->sort, "mail") == 0 && h < G_N_ELEMENTS (heads); h++)
    for (guint i = 0; lines[i] != NULL; i++)
      {
        g_auto (GStrv) fields = g_strsplit (lines[i], "\t", 2);
        if (g_strcmp0 (fields[0], heads[h].key) == 0)
          add_head (self, &end, _ (heads[h].label), fields[1]);
      }
  if (gtk_text_buffer_get_char_count (self->text) > 0)
    gtk_text_buffer_insert (self->text, &end, "\n", -1);
  gtk_text_buffer_insert_with_tags (self->text, &end, text != NULL ? text : "", -1, self->size, NULL);
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  GbEvidenceView *self = GB_EVIDENCE_VIEW (source);
  Question *question = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  Reply *reply = g_task_propagate_pointer (G_TASK (result), &error);
  g_auto (GStrv) lines = NULL;
  guint count = 0;

  if (reply == NULL && self->desk == question->desk)
    gb_evidence_view_say (self, error->message);
  if (reply != NULL && self->desk == question->desk)
    {
      lines = g_strsplit (reply->head, "\n", -1);
      for (guint i = 0; has_pages (self) && lines[i] != NULL; i++)
        {
          g_auto (GStrv) fields = g_strsplit (lines[i], "\t", 3);
          if (g_strcmp0 (fields[0], "size") == 0 && g_strv_length (fields) == 3)
            add_leaf (self, count++, fields[1], fields[2]);
        }
      if (has_pages (self))
        describe_leaves (self, reply->text, count);
      else
        show_words (self, lines, reply->text);
      gtk_stack_set_visible_child (GTK_STACK (self->stack), has_pages (self) ? self->scroll : self->words);
      fit_soon (self);
    }
  g_clear_pointer (&reply, reply_free);
  g_signal_emit (self, signals[SHOWN], 0);
}

static void
clear (GbEvidenceView *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->pages))) != NULL)
    gtk_box_remove (self->pages, child);
  gtk_text_buffer_set_text (self->text, "", 0);
  g_array_set_size (self->places, 0);
  g_clear_pointer (&self->desk, desk_unref);
  g_clear_pointer (&self->sort, g_free);
}

void
gb_evidence_view_show (GbEvidenceView *self, const char *sort, GBytes *bytes)
{
  clear (self);
  self->desk = g_atomic_rc_box_new0 (Desk);
  g_mutex_init (&self->desk->lock);
  self->desk->bytes = g_bytes_ref (bytes);
  self->sort = g_strdup (sort);
  gb_text_set (self->said, _ ("Opening…"));
  gtk_stack_set_visible_child (GTK_STACK (self->stack), self->said);
  ask (self, question_new (self->desk, GB_READING_DESCRIBE), on_opened);
}

void
gb_evidence_view_say (GbEvidenceView *self, const char *sentence)
{
  clear (self);
  gb_text_set (self->said, sentence);
  gtk_stack_set_visible_child (GTK_STACK (self->stack), self->said);
}

void
gb_evidence_view_set_zoom (GbEvidenceView *self, double zoom)
{
  self->zoom = CLAMP (zoom, 0.4, 4.0);
  fit (self);
}

double
gb_evidence_view_get_zoom (GbEvidenceView *self)
{
  return self->zoom;
}

gboolean
gb_evidence_view_can_turn (GbEvidenceView *self)
{
  return has_pages (self);
}

void
gb_evidence_view_turn (GbEvidenceView *self)
{
  self->turn = (self->turn + 1) % 4;
  fit (self);
}

guint
gb_evidence_view_get_page (GbEvidenceView *self)
{
  guint number = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->pages)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      graphene_rect_t bounds;
      number++;
      /* The first whose foot is lower than the middle of what is seen. */
      if (gtk_widget_compute_bounds (child, self->scroll, &bounds)
          && bounds.origin.y + bounds.size.height > (float) gtk_widget_get_height (self->scroll) / 2)
        return number;
    }
  return number;
}

/* --- finding ------------------------------------------------------------------------------------ */

static void
say_places (GbEvidenceView *self, gboolean asked)
{
  gb_find_bar_say (self->find_bar, asked, self->place, self->places->len);
}

static void
forget_places (GbEvidenceView *self)
{
  GtkTextIter from, until;

  g_array_set_size (self->places, 0);
  self->place = 0;
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->pages)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      g_clear_pointer (&GB_EVIDENCE_LEAF (child)->hits, g_array_unref);
      GB_EVIDENCE_LEAF (child)->current = -1;
      gtk_widget_queue_draw (child);
    }
  gtk_text_buffer_get_bounds (self->text, &from, &until);
  gtk_text_buffer_remove_tag (self->text, self->found, &from, &until);
  gtk_text_buffer_remove_tag (self->text, self->current, &from, &until);
}

static void
show_word (GbEvidenceView *self, const Place *place)
{
  GtkWidget *view = gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (self->words));
  GtkTextIter from, until;

  gtk_text_buffer_get_bounds (self->text, &from, &until);
  gtk_text_buffer_remove_tag (self->text, self->current, &from, &until);
  gtk_text_buffer_get_iter_at_offset (self->text, &from, place->from);
  gtk_text_buffer_get_iter_at_offset (self->text, &until, place->until);
  gtk_text_buffer_apply_tag (self->text, self->current, &from, &until);
  gtk_text_view_scroll_to_iter (GTK_TEXT_VIEW (view), &from, 0, TRUE, 0, 0.3);
}

/* Its hit a third down the view. */
static void
show_hit (GbEvidenceView *self, const Place *place)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroll));
  GbEvidenceLeaf *leaf = leaf_at (self, place->page);
  graphene_rect_t bounds, hit;
  guint i = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->pages)); child != NULL;
       child = gtk_widget_get_next_sibling (child), i++)
    {
      GB_EVIDENCE_LEAF (child)->current = i == place->page ? place->hit : -1;
      gtk_widget_queue_draw (child);
    }
  if (leaf == NULL || !gtk_widget_compute_bounds (GTK_WIDGET (leaf), GTK_WIDGET (self->pages), &bounds))
    return;
  hit = turned_hit (leaf, &g_array_index (leaf->hits, graphene_rect_t, place->hit));
  gtk_adjustment_set_value (adjustment, bounds.origin.y + hit.origin.y / turned_down (leaf) * bounds.size.height
                                            - gtk_adjustment_get_page_size (adjustment) / 3);
}

static void
show_place (GbEvidenceView *self)
{
  const Place *place = &g_array_index (self->places, Place, self->place);

  if (has_pages (self))
    show_hit (self, place);
  else
    show_word (self, place);
  say_places (self, TRUE);
}

static void
find_words (GbEvidenceView *self, const char *words)
{
  GtkTextIter at, from, until;

  gtk_text_buffer_get_start_iter (self->text, &at);
  while (self->places->len < 1000
         && gtk_text_iter_forward_search (&at, words, GTK_TEXT_SEARCH_CASE_INSENSITIVE, &from, &until, NULL))
    {
      Place place = { 0, 0, gtk_text_iter_get_offset (&from), gtk_text_iter_get_offset (&until) };
      g_array_append_val (self->places, place);
      gtk_text_buffer_apply_tag (self->text, self->found, &from, &until);
      at = until;
    }
}

/* "page x y width height" */
static void
take_hit (GbEvidenceView *self, const char *line)
{
  g_auto (GStrv) fields = g_strsplit (line, "\t", 6);
  GbEvidenceLeaf *leaf;
  Place place = { 0 };
  graphene_rect_t hit;

  if (g_strv_length (fields) != 5)
    return;
  place.page = (guint) g_ascii_strtoull (fields[0], NULL, 10);
  if ((leaf = leaf_at (self, place.page)) == NULL)
    return;
  hit = GRAPHENE_RECT_INIT (
      (float) (g_ascii_strtod (fields[1], NULL) / 1000), (float) (g_ascii_strtod (fields[2], NULL) / 1000),
      (float) (g_ascii_strtod (fields[3], NULL) / 1000), (float) (g_ascii_strtod (fields[4], NULL) / 1000));
  if (leaf->hits == NULL)
    leaf->hits = g_array_new (FALSE, FALSE, sizeof (graphene_rect_t));
  place.hit = (int) leaf->hits->len;
  g_array_append_val (leaf->hits, hit);
  g_array_append_val (self->places, place);
}

static void
on_found (GObject *source, GAsyncResult *result, gpointer data)
{
  GbEvidenceView *self = GB_EVIDENCE_VIEW (source);
  Question *question = g_task_get_task_data (G_TASK (result));
  Reply *reply = g_task_propagate_pointer (G_TASK (result), NULL);
  g_auto (GStrv) lines = reply != NULL ? g_strsplit (reply->text, "\n", -1) : NULL;

  /* Typing has gone on meanwhile, or something else is shown. */
  if (lines != NULL && self->desk == question->desk
      && g_strcmp0 (question->words, gb_find_bar_get_words (self->find_bar)) == 0)
    {
      forget_places (self);
      for (guint i = 0; lines[i] != NULL; i++)
        take_hit (self, lines[i]);
      say_places (self, TRUE);
      if (self->places->len > 0)
        show_place (self);
    }
  g_clear_pointer (&reply, reply_free);
}

static void
on_find (GbEvidenceView *self)
{
  const char *words = gb_find_bar_get_words (self->find_bar);

  forget_places (self);
  say_places (self, FALSE);
  if (*words == '\0' || self->desk == NULL)
    return;
  if (g_strcmp0 (self->sort, "pdf") == 0)
    {
      Question *question = question_new (self->desk, GB_READING_FIND);
      question->words = g_strdup (words);
      ask (self, question, on_found);
      return;
    }
  find_words (self, words);
  say_places (self, TRUE);
  if (self->places->len > 0)
    show_place (self);
}

static void
go_on (GbEvidenceView *self, gboolean forward)
{
  if (self->places->len == 0)
    return;
  self->place = (self->place + (forward ? 1 : self->places->len - 1)) % self->places->len;
  show_place (self);
}

static void
on_find_closed (GbEvidenceView *self)
{
  if (self->places != NULL)
    forget_places (self);
}

void
gb_evidence_view_open_find (GbEvidenceView *self)
{
  gb_find_bar_open (self->find_bar);
}

/* --- keys and wheel ------------------------------------------------------------------------------- */

static gboolean
on_key (GtkWidget *widget, GVariant *args, gpointer data)
{
  GbEvidenceView *self = GB_EVIDENCE_VIEW (widget);
  const char *what = g_variant_get_string (args, NULL);

  if (g_str_equal (what, "in"))
    gb_evidence_view_set_zoom (self, self->zoom * 1.25);
  else if (g_str_equal (what, "out"))
    gb_evidence_view_set_zoom (self, self->zoom / 1.25);
  else if (g_str_equal (what, "fit"))
    gb_evidence_view_set_zoom (self, 1);
  else if (g_str_equal (what, "turn"))
    gb_evidence_view_turn (self);
  else
    gb_evidence_view_open_find (self);
  return TRUE;
}

static gboolean
on_wheel (GbEvidenceView *self, double dx, double dy, GtkEventControllerScroll *wheel)
{
  if (!(gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (wheel)) & GDK_CONTROL_MASK))
    return FALSE;
  gb_evidence_view_set_zoom (self, self->zoom * pow (1.1, -dy));
  return TRUE;
}

/* --- life -------------------------------------------------------------------------------------------- */

static void
gb_evidence_view_dispose (GObject *object)
{
  GbEvidenceView *self = GB_EVIDENCE_VIEW (object);

  if (self->pages != NULL)
    clear (self);
  self->pages = NULL;
  g_clear_pointer (&self->places, g_array_unref);
  G_OBJECT_CLASS (gb_evidence_view_parent_class)->dispose (object);
}

static void
gb_evidence_view_class_init (GbEvidenceViewClass *klass)
{
  static const struct
  {
    guint key;
    const char *what;
  } keys[] = {
    { GDK_KEY_plus, "in" },         { GDK_KEY_equal, "in" }, { GDK_KEY_KP_Add, "in" }, { GDK_KEY_minus, "out" },
    { GDK_KEY_KP_Subtract, "out" }, { GDK_KEY_0, "fit" },    { GDK_KEY_r, "turn" },    { GDK_KEY_f, "find" },
  };
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gb_evidence_view_dispose;
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding (widget_class, keys[i].key, GDK_CONTROL_MASK, on_key, "s", keys[i].what);
  signals[SHOWN] =
      g_signal_new ("shown", GB_TYPE_EVIDENCE_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
make_find (GbEvidenceView *self)
{
  self->places = g_array_new (FALSE, FALSE, sizeof (Place));
  self->find_bar = gb_find_bar_new (_ ("Find in this piece"), 22);
  g_signal_connect_object (self->find_bar, "asked", G_CALLBACK (on_find), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->find_bar, "step", G_CALLBACK (go_on), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->find_bar, "closed", G_CALLBACK (on_find_closed), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->find_bar));
}

static void
make_words (GbEvidenceView *self)
{
  const GdkRGBA found = { 1, 0.82, 0.1, 0.5 }, current = { 1, 0.55, 0.1, 0.8 }, ink = { 0.1, 0.1, 0.1, 1 };
  GtkWidget *view = g_object_new (GTK_TYPE_TEXT_VIEW, "editable", FALSE, "cursor-visible", FALSE, "wrap-mode",
                                  GTK_WRAP_WORD_CHAR, "left-margin", 24, "right-margin", 24, "top-margin", 18,
                                  "bottom-margin", 24, "pixels-inside-wrap", 2, NULL);

  self->text = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  self->size = gtk_text_buffer_create_tag (self->text, NULL, "scale", 1.0, NULL);
  self->bold = gtk_text_buffer_create_tag (self->text, NULL, "weight", PANGO_WEIGHT_BOLD, NULL);
  self->found = gtk_text_buffer_create_tag (self->text, NULL, "background-rgba", &found, NULL);
  self->current =
      gtk_text_buffer_create_tag (self->text, NULL, "background-rgba", &current, "foreground-rgba", &ink, NULL);
  gb_name (view, _ ("The words of this piece"));
  gtk_widget_add_css_class (view, GB_VEIL_WORDS);
  self->words = g_object_new (GTK_TYPE_SCROLLED_WINDOW, "child", view, "hscrollbar-policy", GTK_POLICY_NEVER, "vexpand",
                              TRUE, "hexpand", TRUE, NULL);
}

static void
gb_evidence_view_init (GbEvidenceView *self)
{
  GtkEventController *wheel = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);
  GtkAdjustment *down, *across;

  self->zoom = 1;
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  make_find (self);
  make_words (self);
  self->pages = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 18));
  gtk_widget_add_css_class (GTK_WIDGET (self->pages), "sheets");
  self->scroll = g_object_new (GTK_TYPE_SCROLLED_WINDOW, "child", self->pages, "hexpand", TRUE, "vexpand", TRUE, NULL);
  self->said = gb_text_new (GB_TEXT_QUIET, NULL);
  g_object_set (self->said, "halign", GTK_ALIGN_CENTER, "valign", GTK_ALIGN_CENTER, "justify", GTK_JUSTIFY_CENTER,
                "margin-start", 24, "margin-end", 24, NULL);
  self->stack = gtk_stack_new ();
  gtk_stack_add_child (GTK_STACK (self->stack), self->said);
  gtk_stack_add_child (GTK_STACK (self->stack), self->scroll);
  gtk_stack_add_child (GTK_STACK (self->stack), self->words);
  gtk_box_append (GTK_BOX (self), self->stack);
  gtk_event_controller_set_propagation_phase (wheel, GTK_PHASE_CAPTURE);
  g_signal_connect_object (wheel, "scroll", G_CALLBACK (on_wheel), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->stack, wheel);
  down = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroll));
  across = gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (self->scroll));
  g_signal_connect_object (down, "value-changed", G_CALLBACK (on_scrolled), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (across, "notify::page-size", G_CALLBACK (fit_soon), self, G_CONNECT_SWAPPED);
}

GbEvidenceView *
gb_evidence_view_new (void)
{
  return g_object_new (GB_TYPE_EVIDENCE_VIEW, NULL);
}
