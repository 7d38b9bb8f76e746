/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Blocks are kept in one list, each with its real height; nothing is guessed,
 * because a guess once let a heading through with nothing under it. */
#include <math.h>

#include <glib/gi18n.h>

#include "base/time.h"
#include "print/page.h"

#define SNAP 7.0
#define FOOT_RULE 801.0
#define FOOT_TOP 805.5
#define HEAD_TOP 39.0

typedef struct
{
  guint number;
  char *title;
  GbCopy *head;
  GPtrArray *notes; /* of GbCopy */
  gboolean ruled;
  guint page;
} Section;

typedef struct
{
  GbLane lane;
  double before, height;
  gboolean keep, breaks, of_cover, contents;
  GbPageDraw draw;
  gpointer data;
  GDestroyNotify data_free;
  double again_height; /* the head to repeat when this block begins a page */
  GbPageDraw again_draw;
  gpointer again_data;
  Section *begins; /* the section that this block opens */
  Section *within;
  /* From the first pass: */
  guint page;
  double y;
  gboolean continues; /* first block on its page, of a section that began before */
  gboolean repeats;
} Block;

typedef struct
{
  gpointer data;
  GDestroyNotify free;
} Owned;

struct _GbPages
{
  GbInk *ink;
  char *title, *school, *running, *foot;
  gboolean bare_first, close;
  GPtrArray *blocks;   /* of Block */
  GPtrArray *sections; /* of Section */
  GArray *owned;
  guint n_pages;
};

/* --- life ---------------------------------------------------------------------------- */

static void
section_free (gpointer data)
{
  Section *section = data;
  g_free (section->title);
  gb_copy_free (section->head);
  g_ptr_array_unref (section->notes);
  g_free (section);
}

static void
block_free (gpointer data)
{
  Block *block = data;
  if (block->data_free != NULL)
    block->data_free (block->data);
  g_free (block);
}

GbPages *
gb_pages_new (const GbPageSetup *setup, GError **error)
{
  const GbInkSetup ink_setup = { .title = setup->title, .subject = setup->subject, .author = setup->school,
                                 .made_at = setup->made_at, .width = GB_PAGE_WIDTH, .height = GB_PAGE_HEIGHT };
  GbInk *ink = gb_ink_new (&ink_setup, error);
  GbPages *self;

  if (ink == NULL)
    return NULL;
  self = g_new0 (GbPages, 1);
  self->ink = ink;
  self->title = g_strdup (setup->title);
  self->school = g_strdup (setup->school);
  self->running = g_strdup (setup->running);
  self->foot = g_strdup (setup->foot);
  self->bare_first = setup->bare_first;
  self->close = setup->close;
  self->blocks = g_ptr_array_new_with_free_func (block_free);
  self->sections = g_ptr_array_new_with_free_func (section_free);
  self->owned = g_array_new (FALSE, FALSE, sizeof (Owned));
  return self;
}

void
gb_pages_free (GbPages *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->blocks);
  g_ptr_array_unref (self->sections);
  for (guint i = 0; i < self->owned->len; i++)
    g_array_index (self->owned, Owned, i).free (g_array_index (self->owned, Owned, i).data);
  g_array_unref (self->owned);
  gb_ink_free (self->ink);
  g_free (self->title);
  g_free (self->school);
  g_free (self->running);
  g_free (self->foot);
  g_free (self);
}

GbInk *
gb_pages_get_ink (GbPages *self)
{
  return self->ink;
}

gboolean
gb_pages_is_close (GbPages *self)
{
  return self->close;
}

void
gb_pages_own (GbPages *self, gpointer data, GDestroyNotify data_free)
{
  Owned owned = { data, data_free };
  g_array_append_val (self->owned, owned);
}

/* --- adding blocks --------------------------------------------------------------------- */

static Block *
add_block (GbPages *self, GbLane lane, double before, double height, gboolean keep, GbPageDraw draw, gpointer data,
           GDestroyNotify data_free)
{
  Block *block = g_new0 (Block, 1);

  block->lane = lane;
  block->before = before;
  block->height = height;
  block->keep = keep;
  block->draw = draw;
  block->data = data;
  block->data_free = data_free;
  if (self->sections->len > 0)
    block->within = g_ptr_array_index (self->sections, self->sections->len - 1);
  g_ptr_array_add (self->blocks, block);
  return block;
}

static Block *
last_block (GbPages *self)
{
  g_assert (self->blocks->len > 0);
  return g_ptr_array_index (self->blocks, self->blocks->len - 1);
}

void
gb_pages_block (GbPages *self, GbLane lane, double before, double height, gboolean keep, GbPageDraw draw, gpointer data,
               GDestroyNotify data_free)
{
  add_block (self, lane, before, height, keep, draw, data, data_free);
}

void
gb_pages_block_head (GbPages *self, double height, GbPageDraw draw, gpointer data)
{
  Block *block = last_block (self);
  block->again_height = height;
  block->again_draw = draw;
  block->again_data = data;
}

void
gb_pages_keep (GbPages *self, gboolean keep)
{
  last_block (self)->keep = keep;
}

/* Set text with the tag it is drawn under. */
typedef struct
{
  GbCopy *copy;
  const char *tag;
} Text;

static void
text_free (gpointer data)
{
  Text *text = data;
  gb_copy_free (text->copy);
  g_free (text);
}

static void
draw_text (GbPages *self, double x, double y, double width, gpointer data)
{
  Text *text = data;
  gb_ink_open (self->ink, text->tag);
  gb_ink_show (self->ink, text->copy, x, y);
  gb_ink_close (self->ink, text->tag);
}

static void
add_text (GbPages *self, GbLane lane, double before, GbStyle style, const char *tag, const char *words, gboolean keep)
{
  Text *text = g_new0 (Text, 1);

  text->copy = gb_ink_set (self->ink, style, lane == GB_LANE_WIDE ? GB_PAGE_WIDE : GB_PAGE_MAIN, GB_ALIGN_LEFT, words);
  text->tag = tag;
  add_block (self, lane, before, gb_copy_height (text->copy), keep, draw_text, text, text_free);
}

/* Nothing of this section is there yet: its first line stands beside its head. */
static gboolean
begins_section (GbPages *self)
{
  return self->blocks->len > 0 && last_block (self)->begins != NULL;
}

void
gb_pages_finding (GbPages *self, const char *text)
{
  add_text (self, GB_LANE_MAIN, 0, GB_STYLE_HEAD, "P", text, TRUE);
}

void
gb_pages_key (GbPages *self, const char *text)
{
  add_text (self, GB_LANE_MAIN, 0, GB_STYLE_KEY, "P", text, FALSE);
}

void
gb_pages_note (GbPages *self, const char *text)
{
  add_text (self, GB_LANE_MAIN, 4, GB_STYLE_NOTE, "Note", text, FALSE);
}

void
gb_pages_small (GbPages *self, const char *text)
{
  add_text (self, GB_LANE_MAIN, begins_section (self) ? 0 : 5, GB_STYLE_SMALL, "P", text, FALSE);
}

void
gb_pages_prose (GbPages *self, const char *text)
{
  g_auto (GStrv) paragraphs = g_strsplit (text != NULL ? text : "", "\n", -1);

  for (guint i = 0; paragraphs[i] != NULL; i++)
    if (*g_strstrip (paragraphs[i]) != '\0')
      add_text (self, GB_LANE_MAIN, begins_section (self) ? 0 : 7, GB_STYLE_PROSE, "P", paragraphs[i], FALSE);
}

static void
draw_nothing (GbPages *self, double x, double y, double width, gpointer data)
{
}

void
gb_pages_space (GbPages *self, double points)
{
  add_block (self, GB_LANE_MAIN, points, 0, TRUE, draw_nothing, NULL, NULL);
}

void
gb_pages_break (GbPages *self)
{
  Block *block = add_block (self, GB_LANE_MAIN, 0, 0, TRUE, draw_nothing, NULL, NULL);
  block->breaks = TRUE;
}

void
gb_pages_end_cover (GbPages *self)
{
  gb_pages_break (self);
  last_block (self)->of_cover = TRUE;
}

/* --- title, band --------------------------------------------------------------------------- */

typedef struct
{
  GbCopy *title, *subtitle;
} Title;

static void
title_free (gpointer data)
{
  Title *title = data;
  gb_copy_free (title->title);
  gb_copy_free (title->subtitle);
  g_free (title);
}

static void
draw_title (GbPages *self, double x, double y, double width, gpointer data)
{
  Title *title = data;

  gb_ink_open (self->ink, "H1");
  gb_ink_show (self->ink, title->title, x, y);
  gb_ink_close (self->ink, "H1");
  if (title->subtitle == NULL)
    return;
  gb_ink_open (self->ink, "P");
  gb_ink_show (self->ink, title->subtitle, x, y + gb_copy_height (title->title) + 4);
  gb_ink_close (self->ink, "P");
}

void
gb_pages_title (GbPages *self, const char *text, const char *subtitle)
{
  Title *title = g_new0 (Title, 1);
  double height;

  title->title = gb_ink_set (self->ink, GB_STYLE_TITLE, GB_PAGE_WIDE, GB_ALIGN_LEFT, text);
  height = gb_copy_height (title->title);
  if (subtitle != NULL)
    {
      title->subtitle = gb_ink_set (self->ink, GB_STYLE_SUBTITLE, GB_PAGE_WIDE, GB_ALIGN_LEFT, subtitle);
      height += 4 + gb_copy_height (title->subtitle);
    }
  add_block (self, GB_LANE_WIDE, 0, height + 7, TRUE, draw_title, title, title_free);
}

typedef struct
{
  char *title, *number, *state, *validity;
  GbSign sign;
} Band;

static void
band_free (gpointer data)
{
  Band *band = data;
  g_free (band->title);
  g_free (band->number);
  g_free (band->state);
  g_free (band->validity);
  g_free (band);
}

static void
draw_band_state (GbPages *self, double x, double y, double width, const Band *band)
{
  double text_x = x + 30;

  gb_ink_box (self->ink, x, y, width, 26, 1, 1.2);
  if (band->sign != GB_SIGN_HATCH)
    gb_ink_dot (self->ink, x + 17, y + 13, 4.6, band->sign == GB_SIGN_DOT);
  else
    {
      gb_ink_hatch (self->ink, x + 8, y + 7, 34, 12);
      text_x = x + 50;
    }
  gb_ink_open (self->ink, "P");
  gb_ink_write (self->ink, GB_STYLE_HEAD, text_x, y + 6, 0, GB_ALIGN_LEFT, band->state);
  if (band->validity != NULL)
    gb_ink_write (self->ink, GB_STYLE_HEAD, x + width - 12, y + 6, 0, GB_ALIGN_RIGHT, band->validity);
  gb_ink_close (self->ink, "P");
}

static void
draw_band (GbPages *self, double x, double y, double width, gpointer data)
{
  const Band *band = data;

  gb_ink_box (self->ink, x, y, width, 43, 0, 1.2);
  gb_ink_open (self->ink, "H1");
  gb_ink_write_grey (self->ink, GB_STYLE_BAND, 1, x + 12, y + 7, 0, GB_ALIGN_LEFT, band->title);
  gb_ink_write_grey (self->ink, GB_STYLE_BAND, 1, x + width - 12, y + 7, 0, GB_ALIGN_RIGHT, band->number);
  gb_ink_close (self->ink, "H1");
  if (band->state != NULL)
    draw_band_state (self, x, y + 43, width, band);
}

void
gb_pages_band (GbPages *self, const char *title, const char *number, GbSign sign, const char *state,
              const char *validity)
{
  Band *band = g_new0 (Band, 1);

  band->title = g_strdup (title);
  band->number = g_strdup (number != NULL ? number : "");
  band->sign = sign;
  band->state = g_strdup (state);
  band->validity = g_strdup (validity);
  add_block (self, GB_LANE_WIDE, 0, state != NULL ? 69 : 43, TRUE, draw_band, band, band_free);
}

/* --- sections ------------------------------------------------------------------------------- */

static double
pad (GbPages *self)
{
  return self->close ? 8 : 14;
}

static double
side_height (const Section *section)
{
  double height = section->head != NULL ? gb_copy_height (section->head) + 3 : 0;
  for (guint i = 0; i < section->notes->len; i++)
    height += gb_copy_height (g_ptr_array_index (section->notes, i)) + 5;
  return height;
}

static char *
section_destination (const Section *section)
{
  return g_strdup_printf ("section-%u", section->number);
}

static void
draw_section (GbPages *self, double x, double y, double width, gpointer data)
{
  Section *section = data;
  double at = y + (section->ruled ? pad (self) : 0);

  if (section->ruled)
    gb_ink_rule (self->ink, x, y, width, 0.5);
  if (section->head != NULL)
    {
      gb_ink_open (self->ink, "H2");
      gb_ink_show (self->ink, section->head, x, at);
      gb_ink_close (self->ink, "H2");
      at += gb_copy_height (section->head) + 3;
    }
  for (guint i = 0; i < section->notes->len; i++)
    {
      const GbCopy *note = g_ptr_array_index (section->notes, i);
      gb_ink_open (self->ink, "Note");
      gb_ink_show (self->ink, note, x, at);
      gb_ink_close (self->ink, "Note");
      at += gb_copy_height (note) + 5;
    }
}

void
gb_pages_side (GbPages *self, const char *note)
{
  Section *section = g_ptr_array_index (self->sections, self->sections->len - 1);
  g_ptr_array_add (section->notes, gb_ink_set (self->ink, GB_STYLE_NOTE, GB_PAGE_SIDE, GB_ALIGN_LEFT, note));
}

static void
begin_section (GbPages *self, guint number, const char *title, const char *note, gboolean ruled)
{
  Section *section = g_new0 (Section, 1);
  g_autofree char *head = number > 0 ? g_strdup_printf ("%u  %s", number, title) : g_strdup (title);
  Block *block;

  section->number = number;
  section->title = g_strdup (title);
  section->ruled = ruled;
  section->notes = g_ptr_array_new_with_free_func ((GDestroyNotify) gb_copy_free);
  if (head != NULL && *head != '\0')
    section->head = gb_ink_set (self->ink, GB_STYLE_HEAD, GB_PAGE_SIDE, GB_ALIGN_LEFT, head);
  g_ptr_array_add (self->sections, section);
  if (note != NULL)
    gb_pages_side (self, note);
  block = add_block (self, GB_LANE_WIDE, ruled ? (self->close ? 9 : 21) : 14, ruled ? pad (self) : 0, TRUE,
                     draw_section, section, NULL);
  block->begins = section;
}

void
gb_pages_section (GbPages *self, guint number, const char *title, const char *note)
{
  begin_section (self, number, title, note, title != NULL);
}

void
gb_pages_side_head (GbPages *self, const char *title)
{
  begin_section (self, 0, title, NULL, FALSE);
}

static void
draw_rule (GbPages *self, double x, double y, double width, gpointer data)
{
  gb_ink_rule (self->ink, x, y, width, *(double *) data);
}

void
gb_pages_rule (GbPages *self, double thick)
{
  add_block (self, GB_LANE_WIDE, 4, 7, TRUE, draw_rule, g_memdup2 (&thick, sizeof thick), g_free);
}

/* --- numbered points, contents ------------------------------------------------------------------ */

typedef struct
{
  char *number;
  GbCopy *copy;
} Point;

static void
point_free (gpointer data)
{
  Point *point = data;
  g_free (point->number);
  gb_copy_free (point->copy);
  g_free (point);
}

static void
draw_point (GbPages *self, double x, double y, double width, gpointer data)
{
  Point *point = data;

  gb_ink_open (self->ink, "P");
  gb_ink_write (self->ink, GB_STYLE_CAPTION, x, y, 0, GB_ALIGN_LEFT, point->number);
  gb_ink_show (self->ink, point->copy, x + 16, y);
  gb_ink_close (self->ink, "P");
}

void
gb_pages_points (GbPages *self, const char *const *items)
{
  for (guint i = 0; items[i] != NULL; i++)
    {
      Point *point = g_new0 (Point, 1);
      point->number = g_strdup_printf ("%u", i + 1);
      point->copy = gb_ink_set (self->ink, GB_STYLE_PROSE, GB_PAGE_MAIN - 16, GB_ALIGN_LEFT, items[i]);
      add_block (self, GB_LANE_MAIN, i > 0 ? 3.5 : 0, gb_copy_height (point->copy), FALSE, draw_point, point,
                 point_free);
    }
}

static GPtrArray *
numbered_sections (GbPages *self)
{
  GPtrArray *found = g_ptr_array_new ();
  for (guint i = 0; i < self->sections->len; i++)
    if (((Section *) g_ptr_array_index (self->sections, i))->number > 0)
      g_ptr_array_add (found, g_ptr_array_index (self->sections, i));
  return found;
}

#define CONTENTS_WIDTH 171.0

static double
contents_height (GbPages *self, const Section *section)
{
  g_autoptr (GbCopy) copy = gb_ink_set (self->ink, GB_STYLE_SMALL, CONTENTS_WIDTH - 34, GB_ALIGN_LEFT, section->title);
  return gb_copy_height (copy) + 2.5;
}

static double
draw_contents_line (GbPages *self, double x, double y, const Section *section)
{
  g_autofree char *number = g_strdup_printf ("%u", section->number);
  g_autofree char *page = g_strdup_printf ("%u", section->page + 1);
  g_autofree char *destination = section_destination (section);

  gb_ink_open (self->ink, "P");
  gb_ink_open_link (self->ink, destination);
  gb_ink_write (self->ink, GB_STYLE_COLUMN, x, y, 0, GB_ALIGN_LEFT, number);
  gb_ink_write (self->ink, GB_STYLE_SMALL, x + 16, y, CONTENTS_WIDTH - 34, GB_ALIGN_LEFT, section->title);
  gb_ink_write (self->ink, GB_STYLE_SMALL, x + CONTENTS_WIDTH, y, 0, GB_ALIGN_RIGHT, page);
  gb_ink_close_link (self->ink);
  gb_ink_close (self->ink, "P");
  return y + contents_height (self, section);
}

static void
draw_contents (GbPages *self, double x, double y, double width, gpointer data)
{
  g_autoptr (GPtrArray) sections = numbered_sections (self);
  guint half = (sections->len + 1) / 2;
  double at = y;

  for (guint i = 0; i < sections->len; i++)
    {
      if (i == half)
        at = y;
      at = draw_contents_line (self, x + (i < half ? 0 : CONTENTS_WIDTH + 13), at, g_ptr_array_index (sections, i));
    }
}

void
gb_pages_contents (GbPages *self)
{
  Block *block = add_block (self, GB_LANE_MAIN, 0, 0, FALSE, draw_contents, NULL, NULL);
  block->contents = TRUE;
}

/* --- first pass: where everything goes ---------------------------------------------------------- */

typedef struct
{
  guint page;
  double y;
  double side_end; /* how far the side column's words reach on this page */
  gboolean fresh;  /* nothing on this page yet */
} Cursor;

static double
snap (GbPages *self, double y)
{
  return self->close ? y : GB_PAGE_TOP + SNAP * ceil ((y - GB_PAGE_TOP) / SNAP - 0.001);
}

/* Where @block would start if it came at @y. */
static double
start_of (GbPages *self, const Block *block, const Cursor *cursor, double y)
{
  double at = y;
  if (block->lane == GB_LANE_WIDE && cursor->side_end > at)
    at = cursor->side_end;
  if (block->before > 0)
    at = snap (self, at + block->before);
  return at;
}

/* How many blocks from @from on must share a page: the chain of keeps, shortened
 * when it is longer than a page can be. */
static guint
chain_length (GbPages *self, guint from)
{
  guint length = 0;
  double height = 0;

  while (from + length < self->blocks->len)
    {
      const Block *block = g_ptr_array_index (self->blocks, from + length);
      height += block->before + block->height + (length > 0 ? SNAP : 0);
      if (height > GB_PAGE_BOTTOM - GB_PAGE_TOP && length > 1)
        return length / 2;
      length++;
      if (!block->keep)
        break;
    }
  return length;
}

static gboolean
chain_fits (GbPages *self, guint from, guint length, const Cursor *cursor)
{
  double y = cursor->y;

  for (guint i = from; i < from + length; i++)
    {
      const Block *block = g_ptr_array_index (self->blocks, i);
      y = start_of (self, block, cursor, y);
      if (block->begins != NULL && y + block->height + side_height (block->begins) > GB_PAGE_BOTTOM)
        return FALSE;
      y += block->height;
    }
  return y <= GB_PAGE_BOTTOM + 0.01;
}

static void
turn_page (GbPages *self, Cursor *cursor)
{
  cursor->page++;
  cursor->y = GB_PAGE_TOP;
  cursor->side_end = 0;
  cursor->fresh = TRUE;
}

/* The first block of a page: a section or table that began before shows its head again. */
static void
begin_page (GbPages *self, Block *block, Cursor *cursor)
{
  if (cursor->page == 0)
    return;
  if (block->begins == NULL && block->within != NULL && block->within->ruled)
    {
      block->continues = TRUE;
      cursor->y += pad (self);
    }
  if (block->again_draw != NULL)
    {
      block->repeats = TRUE;
      cursor->y += block->again_height;
    }
}

static void
place (GbPages *self, Block *block, Cursor *cursor)
{
  if (cursor->fresh)
    begin_page (self, block, cursor);
  else
    cursor->y = start_of (self, block, cursor, cursor->y);
  cursor->fresh = FALSE;
  block->page = cursor->page;
  block->y = cursor->y;
  cursor->y += block->height;
  if (block->begins != NULL)
    {
      block->begins->page = cursor->page;
      cursor->side_end = cursor->y + side_height (block->begins);
    }
}

static void
paginate (GbPages *self)
{
  Cursor cursor = { 0, GB_PAGE_TOP, 0, TRUE };
  guint chained = 0;

  for (guint i = 0; i < self->blocks->len; i++)
    {
      Block *block = g_ptr_array_index (self->blocks, i);
      if (block->breaks)
        {
          if (!cursor.fresh && !(block->of_cover && cursor.page > 0))
            turn_page (self, &cursor);
          continue;
        }
      if (chained == 0)
        {
          chained = chain_length (self, i);
          if (!cursor.fresh && !chain_fits (self, i, chained, &cursor))
            turn_page (self, &cursor);
        }
      else if (!cursor.fresh && start_of (self, block, &cursor, cursor.y) + block->height > GB_PAGE_BOTTOM + 0.01)
        turn_page (self, &cursor);
      place (self, block, &cursor);
      chained--;
    }
  self->n_pages = cursor.page + 1;
}

/* --- second pass: ink ------------------------------------------------------------------------------ */

static void
draw_running (GbPages *self, guint page)
{
  g_autofree char *count = g_strdup_printf (_ ("Page %u of %u"), page + 1, self->n_pages);
  double right = GB_PAGE_LEFT + GB_PAGE_WIDE;

  if (page > 0 || !self->bare_first)
    {
      gb_ink_write (self->ink, GB_STYLE_RUNNING_STRONG, GB_PAGE_LEFT, HEAD_TOP, 0, GB_ALIGN_LEFT, self->school);
      gb_ink_write (self->ink, GB_STYLE_RUNNING, right, HEAD_TOP, 0, GB_ALIGN_RIGHT, self->running);
    }
  gb_ink_rule (self->ink, GB_PAGE_LEFT, FOOT_RULE, GB_PAGE_WIDE, 0.9);
  gb_ink_write (self->ink, GB_STYLE_RUNNING, GB_PAGE_LEFT, FOOT_TOP, 0, GB_ALIGN_LEFT, self->foot);
  gb_ink_write (self->ink, GB_STYLE_RUNNING_STRONG, right, FOOT_TOP, 0, GB_ALIGN_RIGHT, count);
}

static void
draw_continued (GbPages *self, const Section *section)
{
  g_autofree char *number = section->number > 0 ? g_strdup_printf ("%u  ", section->number) : g_strdup ("");
  g_autofree char *text = g_strdup_printf (_ ("%s%s, continued"), number, section->title);

  gb_ink_rule (self->ink, GB_PAGE_LEFT, GB_PAGE_TOP, GB_PAGE_WIDE, 0.5);
  gb_ink_open (self->ink, "Note");
  gb_ink_write (self->ink, GB_STYLE_NOTE, GB_PAGE_LEFT, GB_PAGE_TOP + pad (self) + 1.5, GB_PAGE_SIDE, GB_ALIGN_LEFT,
                text);
  gb_ink_close (self->ink, "Note");
}

/* Sections are one tag each, closed by the next one. */
static void
open_section (GbPages *self, const Section *section, gboolean *inside)
{
  if (*inside)
    gb_ink_close (self->ink, "Sect");
  gb_ink_open (self->ink, "Sect");
  *inside = TRUE;
  if (section->number > 0)
    {
      g_autofree char *destination = section_destination (section);
      g_autofree char *title = g_strdup_printf ("%u  %s", section->number, section->title);
      gb_ink_destination (self->ink, destination);
      gb_ink_outline (self->ink, title, destination);
    }
}

static void
draw_block (GbPages *self, Block *block, gboolean *inside)
{
  gboolean wide = block->lane == GB_LANE_WIDE;
  double x = wide ? GB_PAGE_LEFT : GB_PAGE_MAIN_X;
  double width = wide ? GB_PAGE_WIDE : GB_PAGE_MAIN;

  if (block->begins != NULL)
    open_section (self, block->begins, inside);
  if (block->continues)
    draw_continued (self, block->within);
  if (block->repeats)
    block->again_draw (self, x, block->y - block->again_height, width, block->again_data);
  block->draw (self, x, block->y, width, block->data);
}

static void
draw_all (GbPages *self)
{
  gboolean inside = FALSE;
  guint page = 0;

  for (guint i = 0; i < self->blocks->len; i++)
    {
      Block *block = g_ptr_array_index (self->blocks, i);
      if (block->breaks)
        continue;
      for (; page < block->page; page++)
        {
          /* After the page's words: a plain reading of the text must not begin with the foot. */
          draw_running (self, page);
          gb_ink_next_page (self->ink);
        }
      draw_block (self, block, &inside);
    }
  if (inside)
    gb_ink_close (self->ink, "Sect");
  draw_running (self, page);
}

static void
measure_contents (GbPages *self)
{
  g_autoptr (GPtrArray) sections = numbered_sections (self);
  guint half = (sections->len + 1) / 2;
  double left = 0;
  double right = 0;

  for (guint i = 0; i < sections->len; i++)
    *(i < half ? &left : &right) += contents_height (self, g_ptr_array_index (sections, i));
  for (guint i = 0; i < self->blocks->len; i++)
    {
      Block *block = g_ptr_array_index (self->blocks, i);
      if (block->contents)
        block->height = MAX (left, right);
    }
}

GbSheet *
gb_pages_finish (GbPages *self, const char *document, const char *file, GError **error)
{
  g_autoptr (GbSheet) sheet = g_new0 (GbSheet, 1);

  measure_contents (self);
  paginate (self);
  draw_all (self);
  sheet->pdf = gb_ink_finish (self->ink, error);
  if (sheet->pdf == NULL)
    return NULL;
  sheet->title = g_strdup (self->title);
  sheet->file = g_strdup (file);
  sheet->document = g_strdup (document);
  sheet->pages = self->n_pages;
  return g_steal_pointer (&sheet);
}

/* --- times ------------------------------------------------------------------------------------------ */

char *
gb_pages_say_instant (gint64 instant)
{
  g_autofree char *day = gb_instant_to_day (instant);
  g_autofree char *said = gb_say_day_long (day);
  g_autofree char *time = gb_say_time (instant);
  return g_strdup_printf ("%s, %s", said, time);
}

char *
gb_pages_say_instant_short (gint64 instant)
{
  static const char *const days[] = {
    N_ ("Mon"), N_ ("Tue"), N_ ("Wed"), N_ ("Thu"), N_ ("Fri"), N_ ("Sat"), N_ ("Sun")
  };
  g_autofree char *day = gb_instant_to_day (instant);
  g_autofree char *said = gb_pages_say_instant (instant);
  return g_strdup_printf ("%s %s", _ (days[gb_day_weekday (day) - 1]), said);
}

char *
gb_pages_first_words (const char *code, guint count)
{
  g_auto (GStrv) words = g_strsplit (code != NULL ? code : "", " ", (int) count + 1);

  if (g_strv_length (words) > count)
    g_clear_pointer (&words[count], g_free);
  return g_strjoinv (" ", words);
}

char *
gb_pages_lower (const char *label)
{
  g_autofree char *first = NULL;

  if (label == NULL || *label == '\0')
    return g_strdup ("");
  first = g_utf8_strdown (label, g_utf8_next_char (label) - label);
  return g_strconcat (first, g_utf8_next_char (label), NULL);
}
