/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "base/text.h"
#include "print/blank.h"

typedef enum { PIECE_FIELDS, PIECE_CHECKS, PIECE_WORDS, PIECE_TABLE } PieceKind;

typedef struct
{
  PieceKind kind;
  GArray *fields;   /* of GbField with owned text */
  GArray *checks;   /* of GbCheck with owned text */
  char *words;
  char **heads;
  double first, last;
  GPtrArray *rows;  /* of char ** */
} Piece;

typedef struct
{
  char *title, *note;
  GPtrArray *pieces; /* of Piece */
} Part;

struct _GbBlank
{
  char *school, *title, *subtitle, *running, *document, *stem, *reference, *printed_by, *code;
  gint64 made_at;
  GArray *facts;     /* of GbField with owned text */
  GPtrArray *parts;  /* of Part */
};

static void
clear_field (gpointer data)
{
  GbField *field = data;
  g_free ((char *) field->label);
  g_free ((char *) field->value);
}

static void
clear_check (gpointer data)
{
  g_free ((char *) ((GbCheck *) data)->text);
}

static void
piece_free (gpointer data)
{
  Piece *piece = data;
  g_clear_pointer (&piece->fields, g_array_unref);
  g_clear_pointer (&piece->checks, g_array_unref);
  g_clear_pointer (&piece->rows, g_ptr_array_unref);
  g_strfreev (piece->heads);
  g_free (piece->words);
  g_free (piece);
}

static void
part_free (gpointer data)
{
  Part *part = data;
  g_ptr_array_unref (part->pieces);
  g_free (part->title);
  g_free (part->note);
  g_free (part);
}

static GArray *
fields_new (void)
{
  GArray *fields = g_array_new (FALSE, TRUE, sizeof (GbField));
  g_array_set_clear_func (fields, clear_field);
  return fields;
}

GbBlank *
gb_blank_new (const GbBlankSetup *setup)
{
  GbBlank *blank = g_new0 (GbBlank, 1);

  blank->school = g_strdup (setup->school);
  blank->title = g_strdup (setup->title);
  blank->subtitle = g_strdup (setup->subtitle);
  blank->running = g_strdup (setup->running);
  blank->document = g_strdup (setup->document);
  blank->stem = g_strdup (setup->stem != NULL ? setup->stem : setup->document);
  blank->reference = g_strdup (setup->reference);
  blank->printed_by = g_strdup (setup->printed_by);
  blank->code = g_strdup (setup->code);
  blank->made_at = setup->made_at;
  blank->facts = fields_new ();
  blank->parts = g_ptr_array_new_with_free_func (part_free);
  return blank;
}

void
gb_blank_free (GbBlank *blank)
{
  if (blank == NULL)
    return;
  g_array_unref (blank->facts);
  g_ptr_array_unref (blank->parts);
  g_free (blank->school);
  g_free (blank->title);
  g_free (blank->subtitle);
  g_free (blank->running);
  g_free (blank->document);
  g_free (blank->stem);
  g_free (blank->reference);
  g_free (blank->printed_by);
  g_free (blank->code);
  g_free (blank);
}

static void
append_field (GArray *fields, const char *label, const char *value, GbFieldFlags flags)
{
  GbField field = { g_strdup (label), g_strdup (value), flags };
  g_array_append_val (fields, field);
}

void
gb_blank_fact (GbBlank *blank, const char *label, const char *value, gboolean strong)
{
  g_assert (blank->facts->len < 4);
  append_field (blank->facts, label, value, strong ? GB_FIELD_STRONG : 0);
}

void
gb_blank_part (GbBlank *blank, const char *title, const char *note)
{
  Part *part = g_new0 (Part, 1);

  part->title = g_strdup (title);
  part->note = g_strdup (note);
  part->pieces = g_ptr_array_new_with_free_func (piece_free);
  g_ptr_array_add (blank->parts, part);
}

/* The last piece of the last part if it is of @kind (and @join), else a new one. */
static Piece *
piece_of (GbBlank *blank, PieceKind kind, gboolean join)
{
  Part *part = g_ptr_array_index (blank->parts, blank->parts->len - 1);
  Piece *piece = part->pieces->len > 0 ? g_ptr_array_index (part->pieces, part->pieces->len - 1) : NULL;

  if (join && piece != NULL && piece->kind == kind)
    return piece;
  piece = g_new0 (Piece, 1);
  piece->kind = kind;
  g_ptr_array_add (part->pieces, piece);
  return piece;
}

void
gb_blank_field (GbBlank *blank, const char *label, const char *value, GbFieldFlags flags)
{
  Piece *piece = piece_of (blank, PIECE_FIELDS, TRUE);

  if (piece->fields == NULL)
    piece->fields = fields_new ();
  append_field (piece->fields, label, value, flags);
}

void
gb_blank_known (GbBlank *blank, const char *label, const char *value, GbFieldFlags flags)
{
  if (gb_text_is_filled (value))
    gb_blank_field (blank, label, value, flags);
}

void
gb_blank_check (GbBlank *blank, gboolean ticked, const char *text)
{
  Piece *piece = piece_of (blank, PIECE_CHECKS, TRUE);
  GbCheck check = { ticked, g_strdup (text) };

  if (piece->checks == NULL)
    {
      piece->checks = g_array_new (FALSE, TRUE, sizeof (GbCheck));
      g_array_set_clear_func (piece->checks, clear_check);
    }
  g_array_append_val (piece->checks, check);
}

void
gb_blank_words (GbBlank *blank, const char *text)
{
  if (gb_text_is_filled (text))
    piece_of (blank, PIECE_WORDS, FALSE)->words = g_strdup (text);
}

void
gb_blank_table (GbBlank *blank, const char *const *heads, guint n_heads, double first, double last)
{
  Piece *piece = piece_of (blank, PIECE_TABLE, FALSE);

  piece->heads = g_new0 (char *, n_heads + 1);
  for (guint i = 0; i < n_heads; i++)
    piece->heads[i] = g_strdup (heads[i]);
  piece->first = first;
  piece->last = last;
  piece->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
}

void
gb_blank_row (GbBlank *blank, const char *const *cells)
{
  Piece *piece = piece_of (blank, PIECE_TABLE, TRUE);
  guint n = g_strv_length (piece->heads);
  char **row = g_new0 (char *, n + 1);

  for (guint i = 0; i < n; i++)
    row[i] = g_strdup (cells[i] != NULL ? cells[i] : "");
  g_ptr_array_add (piece->rows, row);
}

/* --- onto the page ------------------------------------------------------------------------ */

static double
fact_width (const GArray *facts)
{
  return (GB_PAGE_WIDE - 20) / facts->len;
}

static GbCopy *
set_fact (GbInk *ink, const GArray *facts, guint i)
{
  const GbField *fact = &g_array_index (facts, GbField, i);
  return gb_ink_set (ink, fact->flags & GB_FIELD_STRONG ? GB_STYLE_TOTAL : GB_STYLE_CELL, fact_width (facts) - 8,
                     GB_ALIGN_LEFT, gb_text_is_filled (fact->value) ? fact->value : "–");
}

static double
facts_height (GbInk *ink, const GArray *facts)
{
  double height = 0;

  for (guint i = 0; i < facts->len; i++)
    {
      g_autoptr (GbCopy) copy = set_fact (ink, facts, i);
      height = MAX (height, gb_copy_height (copy));
    }
  return height + 28;
}

static void
draw_facts (GbPages *page, double x, double y, double width, gpointer data)
{
  const GArray *facts = data;
  GbInk *ink = gb_pages_get_ink (page);

  gb_ink_box (ink, x, y, width, facts_height (ink, facts), 1, 1.2);
  for (guint i = 0; i < facts->len; i++)
    {
      const GbField *fact = &g_array_index (facts, GbField, i);
      g_autoptr (GbCopy) copy = set_fact (ink, facts, i);
      double left = x + 10 + fact_width (facts) * i;

      gb_ink_open (ink, "P");
      gb_ink_write (ink, GB_STYLE_RUNNING, left, y + 8, 0, GB_ALIGN_LEFT, fact->label);
      gb_ink_show (ink, copy, left, y + 19);
      gb_ink_close (ink, "P");
    }
}

static void
add_grid (GbPages *page, const Piece *piece)
{
  guint n = g_strv_length (piece->heads);
  g_autofree GbGridColumn *columns = g_new0 (GbGridColumn, n);
  GbGrid *grid;

  for (guint i = 0; i < n; i++)
    columns[i] = (GbGridColumn){ piece->heads[i], i == 0 ? piece->first : i + 1 == n ? piece->last : 0, GB_GRID_WORDS };
  grid = gb_grid_new (NULL, columns, n);
  gb_grid_set_ruled (grid, TRUE);
  for (guint i = 0; i < piece->rows->len; i++)
    gb_grid_row (grid, g_ptr_array_index (piece->rows, i));
  gb_pages_grid (page, grid);
}

static void
add_piece (GbPages *page, const Piece *piece, gboolean first)
{
  if (!first && piece->kind != PIECE_TABLE && piece->kind != PIECE_WORDS)
    gb_pages_space (page, 6);
  if (piece->kind == PIECE_FIELDS)
    gb_pages_fields (page, GB_LANE_MAIN, 2, (const GbField *) piece->fields->data, piece->fields->len);
  else if (piece->kind == PIECE_CHECKS)
    gb_pages_checks (page, 1, (const GbCheck *) piece->checks->data, piece->checks->len);
  else if (piece->kind == PIECE_WORDS)
    gb_pages_prose (page, piece->words);
  else
    add_grid (page, piece);
}

static void
add_parts (GbPages *page, const GbBlank *blank)
{
  for (guint i = 0; i < blank->parts->len; i++)
    {
      const Part *part = g_ptr_array_index (blank->parts, i);
      gb_pages_section (page, i + 1, part->title, part->note);
      for (guint p = 0; p < part->pieces->len; p++)
        add_piece (page, g_ptr_array_index (part->pieces, p), p == 0);
    }
}

static char *
make_foot (const GbBlank *blank)
{
  g_autofree char *made = gb_pages_say_instant (blank->made_at);
  g_autofree char *first = gb_pages_first_words (blank->code, 3);
  g_autofree char *strong = gb_ink_strong (first);
  g_autofree char *foot = blank->printed_by != NULL
                              ? g_strdup_printf (_ ("%s, printed %s, by %s"), blank->reference, made, blank->printed_by)
                              : g_strdup_printf (_ ("%s, printed %s"), blank->reference, made);

  return blank->code != NULL ? g_strdup_printf (_ ("%s. Code %s"), foot, strong) : g_steal_pointer (&foot);
}

GbSheet *
gb_print_blank (GbBlank *blank, GError **error)
{
  g_autofree char *foot = make_foot (blank);
  g_autofree char *title = g_strdup_printf ("%s %s", blank->title, blank->reference);
  g_autofree char *file = g_strdup_printf ("%s-%s.pdf", blank->stem, blank->reference);
  const GbPageSetup setup = { .title = title, .school = blank->school, .running = blank->running, .foot = foot,
                              .made_at = blank->made_at, .close = TRUE };
  g_autoptr (GbPages) page = gb_pages_new (&setup, error);

  if (page == NULL)
    return NULL;
  gb_pages_title (page, blank->title, blank->subtitle);
  if (blank->facts->len > 0)
    gb_pages_block (page, GB_LANE_WIDE, 4, facts_height (gb_pages_get_ink (page), blank->facts) + 4, TRUE,
                    draw_facts, blank->facts, NULL);
  add_parts (page, blank);
  return gb_pages_finish (page, blank->document, file, error);
}
