/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "base/text.h"
#include "print/form.h"

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

struct _GbForm
{
  char *school, *title, *subtitle, *running, *document, *reference, *printed_by, *code;
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

GbForm *
gb_form_new (const GbFormSetup *setup)
{
  GbForm *form = g_new0 (GbForm, 1);

  form->school = g_strdup (setup->school);
  form->title = g_strdup (setup->title);
  form->subtitle = g_strdup (setup->subtitle);
  form->running = g_strdup (setup->running);
  form->document = g_strdup (setup->document);
  form->reference = g_strdup (setup->reference);
  form->printed_by = g_strdup (setup->printed_by);
  form->code = g_strdup (setup->code);
  form->made_at = setup->made_at;
  form->facts = fields_new ();
  form->parts = g_ptr_array_new_with_free_func (part_free);
  return form;
}

void
gb_form_free (GbForm *form)
{
  if (form == NULL)
    return;
  g_array_unref (form->facts);
  g_ptr_array_unref (form->parts);
  g_free (form->school);
  g_free (form->title);
  g_free (form->subtitle);
  g_free (form->running);
  g_free (form->document);
  g_free (form->reference);
  g_free (form->printed_by);
  g_free (form->code);
  g_free (form);
}

static void
append_field (GArray *fields, const char *label, const char *value, GbFieldFlags flags)
{
  GbField field = { g_strdup (label), g_strdup (value), flags };
  g_array_append_val (fields, field);
}

void
gb_form_fact (GbForm *form, const char *label, const char *value, gboolean strong)
{
  g_assert (form->facts->len < 4);
  append_field (form->facts, label, value, strong ? GB_FIELD_STRONG : 0);
}

void
gb_form_part (GbForm *form, const char *title, const char *note)
{
  Part *part = g_new0 (Part, 1);

  part->title = g_strdup (title);
  part->note = g_strdup (note);
  part->pieces = g_ptr_array_new_with_free_func (piece_free);
  g_ptr_array_add (form->parts, part);
}

/* The last piece of the last part if it is of @kind (and @join), else a new one. */
static Piece *
piece_of (GbForm *form, PieceKind kind, gboolean join)
{
  Part *part = g_ptr_array_index (form->parts, form->parts->len - 1);
  Piece *piece = part->pieces->len > 0 ? g_ptr_array_index (part->pieces, part->pieces->len - 1) : NULL;

  if (join && piece != NULL && piece->kind == kind)
    return piece;
  piece = g_new0 (Piece, 1);
  piece->kind = kind;
  g_ptr_array_add (part->pieces, piece);
  return piece;
}

void
gb_form_field (GbForm *form, const char *label, const char *value, GbFieldFlags flags)
{
  Piece *piece = piece_of (form, PIECE_FIELDS, TRUE);

  if (piece->fields == NULL)
    piece->fields = fields_new ();
  append_field (piece->fields, label, value, flags);
}

void
gb_form_known (GbForm *form, const char *label, const char *value, GbFieldFlags flags)
{
  if (gb_text_is_filled (value))
    gb_form_field (form, label, value, flags);
}

void
gb_form_check (GbForm *form, gboolean ticked, const char *text)
{
  Piece *piece = piece_of (form, PIECE_CHECKS, TRUE);
  GbCheck check = { ticked, g_strdup (text) };

  if (piece->checks == NULL)
    {
      piece->checks = g_array_new (FALSE, TRUE, sizeof (GbCheck));
      g_array_set_clear_func (piece->checks, clear_check);
    }
  g_array_append_val (piece->checks, check);
}

void
gb_form_words (GbForm *form, const char *text)
{
  if (gb_text_is_filled (text))
    piece_of (form, PIECE_WORDS, FALSE)->words = g_strdup (text);
}

void
gb_form_table (GbForm *form, const char *const *heads, guint n_heads, double first, double last)
{
  Piece *piece = piece_of (form, PIECE_TABLE, FALSE);

  piece->heads = g_new0 (char *, n_heads + 1);
  for (guint i = 0; i < n_heads; i++)
    piece->heads[i] = g_strdup (heads[i]);
  piece->first = first;
  piece->last = last;
  piece->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
}

void
gb_form_row (GbForm *form, const char *const *cells)
{
  Piece *piece = piece_of (form, PIECE_TABLE, TRUE);
  guint n = g_strv_length (piece->heads);
  char **row = g_new0 (char *, n + 1);

  for (guint i = 0; i < n; i++)
    row[i] = g_strdup (cells[i] != NULL ? cells[i] : "");
  g_ptr_array_add (piece->rows, row);
}

/* --- onto the page ------------------------------------------------------------------------ */

static void
draw_facts (GbPages *page, double x, double y, double width, gpointer data)
{
  const GArray *facts = data;
  GbInk *ink = gb_pages_get_ink (page);
  double column = (width - 20) / facts->len;

  gb_ink_box (ink, x, y, width, 40, 1, 1.2);
  for (guint i = 0; i < facts->len; i++)
    {
      const GbField *fact = &g_array_index (facts, GbField, i);
      double left = x + 10 + column * i;
      gb_ink_open (ink, "P");
      gb_ink_write (ink, GB_STYLE_RUNNING, left, y + 8, 0, GB_ALIGN_LEFT, fact->label);
      gb_ink_write_lines (ink, fact->flags & GB_FIELD_STRONG ? GB_STYLE_TOTAL : GB_STYLE_CELL, left, y + 19, column - 6, 1,
                          gb_text_is_filled (fact->value) ? fact->value : "–");
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
    columns[i] = (GbGridColumn) { piece->heads[i], i == 0 ? piece->first : i + 1 == n ? piece->last : 0, GB_GRID_WORDS };
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
add_parts (GbPages *page, const GbForm *form)
{
  for (guint i = 0; i < form->parts->len; i++)
    {
      const Part *part = g_ptr_array_index (form->parts, i);
      gb_pages_section (page, i + 1, part->title, part->note);
      for (guint p = 0; p < part->pieces->len; p++)
        add_piece (page, g_ptr_array_index (part->pieces, p), p == 0);
    }
}

static char *
make_foot (const GbForm *form)
{
  g_autofree char *made = gb_pages_say_instant (form->made_at);
  g_autofree char *first = gb_pages_first_words (form->code, 3);
  g_autoptr (GString) foot = g_string_new (NULL);

  g_string_append_printf (foot, _ ("%s, printed %s"), form->reference, made);
  if (form->printed_by != NULL)
    g_string_append_printf (foot, _ (", by %s"), form->printed_by);
  if (form->code != NULL)
    g_string_append_printf (foot, _ (". Code " GB_STRONG "%s" GB_PLAIN), first);
  return g_string_free (g_steal_pointer (&foot), FALSE);
}

GbSheet *
gb_print_form (GbForm *form, GError **error)
{
  g_autofree char *foot = make_foot (form);
  g_autofree char *title = g_strdup_printf ("%s %s", form->title, form->reference);
  g_autofree char *file = g_strdup_printf ("%s-%s.pdf", form->document, form->reference);
  const GbPageSetup setup = { .title = title, .school = form->school, .running = form->running, .foot = foot,
                              .made_at = form->made_at, .close = TRUE };
  g_autoptr (GbPages) page = gb_pages_new (&setup, error);

  if (page == NULL)
    return NULL;
  gb_pages_title (page, form->title, form->subtitle);
  if (form->facts->len > 0)
    gb_pages_block (page, GB_LANE_WIDE, 4, 44, TRUE, draw_facts, form->facts, NULL);
  add_parts (page, form);
  return gb_pages_finish (page, form->document, file, error);
}
