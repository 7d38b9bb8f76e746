/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table of pupils, as school systems export it: comma, semicolon or tab,
 * quotation marks as in RFC 4180, UTF-8 or the Windows code page.  Read here
 * and not by a library, because a refused row must name the line it begins on,
 * also when a quoted field before it went over several lines, and an open
 * quotation mark must be named rather than swallow the rest of the file. */
#include <stdio.h>
#include <string.h>

#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/roll-private.h"

#define MAX_FILE (32 * 1024 * 1024)
#define MAX_ROWS 20000

/* --- cells --------------------------------------------------------------------------- */

typedef struct { guint line; GPtrArray *cells; } Line;

static void
line_free (gpointer data)
{
  Line *line = data;
  g_ptr_array_unref (line->cells);
  g_free (line);
}

typedef struct
{
  const char *p;
  char separator;
  guint line;
  GError **error;
} Reader;

/* One quoted cell; p stands after the opening mark. */
static gboolean
read_quoted (Reader *reader, GString *cell)
{
  guint began = reader->line;

  for (; *reader->p != '\0'; reader->p++)
    {
      if (*reader->p == '"' && reader->p[1] != '"')
        {
          reader->p++;
          return TRUE;
        }
      if (*reader->p == '"')
        reader->p++;
      if (*reader->p == '\n')
        reader->line++;
      g_string_append_c (cell, *reader->p);
    }
  g_set_error (reader->error, GB_ERROR, GB_ERROR_INPUT,
               _ ("Line %u: a quotation mark is opened and never closed, so the rest can’t be told apart. "
                  "Nothing was brought in."),
               began);
  return FALSE;
}

static gboolean
read_cell (Reader *reader, Line *line)
{
  g_autoptr (GString) cell = g_string_new (NULL);

  if (*reader->p == '"')
    {
      reader->p++;
      if (!read_quoted (reader, cell))
        return FALSE;
    }
  for (; *reader->p != '\0' && *reader->p != '\n' && *reader->p != reader->separator; reader->p++)
    if (*reader->p != '\r')
      g_string_append_c (cell, *reader->p);
  g_ptr_array_add (line->cells, gb_text_one_line (cell->str));
  return TRUE;
}

static gboolean
read_line (Reader *reader, GPtrArray *lines)
{
  Line *line = g_new0 (Line, 1);

  line->line = reader->line;
  line->cells = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (lines, line);
  while (read_cell (reader, line))
    {
      if (*reader->p == reader->separator)
        {
          reader->p++;
          continue;
        }
      if (*reader->p == '\n')
        {
          reader->p++;
          reader->line++;
        }
      return TRUE;
    }
  return FALSE;
}

/* What parts the cells of the first line. */
static char
separator_of (const char *text)
{
  const char *end = strchr (text, '\n');
  gsize length = end != NULL ? (gsize) (end - text) : strlen (text);
  int commas = 0, semicolons = 0, tabs = 0;

  for (gsize i = 0; i < length; i++)
    {
      commas += text[i] == ',';
      semicolons += text[i] == ';';
      tabs += text[i] == '\t';
    }
  if (tabs > commas && tabs > semicolons)
    return '\t';
  return semicolons > commas ? ';' : ',';
}

static GPtrArray *
read_lines (const char *text, GError **error)
{
  Reader reader = { .p = text, .separator = separator_of (text), .line = 1, .error = error };
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (line_free);

  while (*reader.p != '\0')
    {
      if (!read_line (&reader, lines))
        return NULL;
      if (lines->len > MAX_ROWS)
        {
          g_set_error (error, GB_ERROR, GB_ERROR_INPUT,
                       _ ("This table has more than %d rows, which no school has. Nothing was brought in."), MAX_ROWS);
          return NULL;
        }
    }
  return g_steal_pointer (&lines);
}

/* --- columns ---------------------------------------------------------------------------- */

/* What school systems call each column, letters and digits only. */
static const struct { const char *header, *field; } headers[] = {
  { "upn", "upn" }, { "uniquepupilnumber", "upn" }, { "surname", "surname" }, { "lastname", "surname" },
  { "legalsurname", "surname" }, { "familyname", "surname" }, { "forename", "forename" }, { "firstname", "forename" },
  { "givenname", "forename" }, { "legalforename", "legal_forename" }, { "preferredforename", "known_as" },
  { "knownas", "known_as" }, { "chosenname", "known_as" }, { "preferredname", "known_as" },
  { "middlenames", "middle_names" }, { "middlename", "middle_names" }, { "gender", "sex" }, { "sex", "sex" },
  { "dob", "dob" }, { "dateofbirth", "dob" }, { "birthdate", "dob" }, { "year", "year_group" },
  { "yeargroup", "year_group" }, { "ncyear", "year_group" }, { "ncyearactual", "year_group" },
  { "nationalcurriculumyear", "year_group" }, { "class", "class_name" }, { "classname", "class_name" },
  { "tutorgroup", "class_name" }, { "reggroup", "class_name" }, { "registrationgroup", "class_name" },
  { "form", "class_name" }, { "ethnicity", "ethnicity" }, { "sen", "sen" }, { "senstatus", "sen" },
  { "senprovision", "sen" }, { "fsm", "free_meals" }, { "freeschoolmeals", "free_meals" },
  { "fsmeligible", "free_meals" }, { "eligibleforfreemeals", "free_meals" }, { "incare", "looked_after" },
  { "lookedafter", "looked_after" }, { "lac", "looked_after" },
};

static char *
plain (const char *header)
{
  GString *text = g_string_new (NULL);

  for (const char *p = header; *p != '\0'; p++)
    if (g_ascii_isalnum (*p))
      g_string_append_c (text, g_ascii_tolower (*p));
  return g_string_free (text, FALSE);
}

/* The field of each column, NULL for one that isn't wanted. */
static GPtrArray *
read_columns (const Line *first)
{
  GPtrArray *columns = g_ptr_array_new ();

  for (guint i = 0; i < first->cells->len; i++)
    {
      g_autofree char *name = plain (first->cells->pdata[i]);
      const char *field = NULL;
      for (guint h = 0; h < G_N_ELEMENTS (headers); h++)
        if (g_str_equal (headers[h].header, name))
          field = headers[h].field;
      g_ptr_array_add (columns, (gpointer) field);
    }
  return columns;
}

static const char *
cell_of (const Line *line, GPtrArray *columns, const char *field)
{
  for (guint i = 0; i < columns->len && i < line->cells->len; i++)
    if (g_strcmp0 (columns->pdata[i], field) == 0 && *(char *) line->cells->pdata[i] != '\0')
      return line->cells->pdata[i];
  return NULL;
}

static gboolean
has_column (GPtrArray *columns, const char *field)
{
  for (guint i = 0; i < columns->len; i++)
    if (g_strcmp0 (columns->pdata[i], field) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
columns_suffice (GPtrArray *columns, GError **error)
{
  const char *missing = NULL;

  if (!has_column (columns, "surname"))
    missing = _ ("the surname (“Surname” or “Last name”)");
  else if (!has_column (columns, "forename") && !has_column (columns, "legal_forename"))
    missing = _ ("the first name (“Forename” or “First name”)");
  else if (!has_column (columns, "dob"))
    missing = _ ("the birth date (“DOB” or “Date of birth”)");
  if (missing != NULL)
    g_set_error (error, GB_ERROR, GB_ERROR_INPUT,
                 _ ("This table has no column for %s. Nothing was brought in. Put the names of the columns in its "
                    "first line."),
                 missing);
  return missing == NULL;
}

/* --- dates --------------------------------------------------------------------------------- */

/* "05/11/2018" cut into its numbers; FALSE for anything else. */
static gboolean
split_date (const char *text, int *first, int *second, int *year)
{
  int used = 0;
  char mark = 0, again = 0;

  return text != NULL && sscanf (text, "%2d%c%2d%c%4d%n", first, &mark, second, &again, year, &used) == 5
         && mark == again && (mark == '/' || mark == '.' || mark == '-') && text[used] == '\0' && *year >= 1900;
}

/* The first line whose date can only have the month first; 0: none. */
static guint
month_first_line (GPtrArray *lines, GPtrArray *columns)
{
  for (guint i = 1; i < lines->len; i++)
    {
      const Line *line = lines->pdata[i];
      int first, second, year;
      if (split_date (cell_of (line, columns, "dob"), &first, &second, &year) && first <= 12 && second > 12)
        return line->line;
    }
  return 0;
}

/* Sets the birth date; returns why it can't.  (transfer full) */
static char *
take_birth_date (GbRollRow *row, const char *text, guint month_first)
{
  int day, month, year;
  g_autofree char *iso = NULL;

  if (text == NULL || !split_date (text, &day, &month, &year))
    {
      gb_roll_row_set (row, "dob", text);
      return NULL;
    }
  if (month_first == row->line)
    return g_strdup_printf (_ ("the birth date %s has the month first. Write it year-month-day"), text);
  if (month_first != 0)
    return g_strdup_printf (_ ("the birth date %s can’t be trusted, because line %u of this table has the month first. "
                               "Write the dates year-month-day"),
                            text, month_first);
  iso = g_strdup_printf ("%04d-%02d-%02d", year, month, day);
  gb_roll_row_set (row, "dob", iso);
  return NULL;
}

/* --- rows ------------------------------------------------------------------------------------- */

static void
read_row (GbRollFile *file, const Line *line, GPtrArray *columns, guint month_first)
{
  static const char *const texts[] = { "upn", "surname", "middle_names", "class_name", "ethnicity" };
  GbRollRow *row = gb_roll_row_new (line->line);
  const char *legal = cell_of (line, columns, "legal_forename"), *used = cell_of (line, columns, "forename");
  g_autofree char *reason = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    gb_roll_row_set (row, texts[i], cell_of (line, columns, texts[i]));
  /* Where there is a legal forename too, the plain one is what the child is called. */
  gb_roll_row_set (row, "known_as", cell_of (line, columns, "known_as"));
  gb_roll_row_set (row, "forename", legal != NULL ? legal : used);
  if (legal != NULL)
    gb_roll_row_set (row, "known_as", used);
  gb_roll_row_set_sex (row, cell_of (line, columns, "sex"));
  gb_roll_row_set_year (row, cell_of (line, columns, "year_group"));
  gb_roll_row_set_sen (row, cell_of (line, columns, "sen"));
  gb_roll_row_set_flag (row, "free_meals", cell_of (line, columns, "free_meals"));
  gb_roll_row_set_flag (row, "looked_after", cell_of (line, columns, "looked_after"));
  reason = take_birth_date (row, cell_of (line, columns, "dob"), month_first);
  gb_roll_file_take (file, row, reason);
}

static gboolean
is_blank (const Line *line)
{
  for (guint i = 0; i < line->cells->len; i++)
    if (*(char *) line->cells->pdata[i] != '\0')
      return FALSE;
  return TRUE;
}

/* As UTF-8, without a byte order mark.  (transfer full) */
static char *
text_of (GBytes *bytes, GError **error)
{
  gsize size = 0;
  const char *data = g_bytes_get_data (bytes, &size);

  if (size > MAX_FILE || (size > 0 && memchr (data, '\0', size) != NULL))
    {
      g_set_error_literal (error, GB_ERROR, GB_ERROR_INPUT,
                           _ ("This file is neither a Common Transfer File nor a table (CSV). Nothing was brought "
                              "in."));
      return NULL;
    }
  if (size == 0)
    return g_strdup ("");
  if (size >= 3 && memcmp (data, "\xef\xbb\xbf", 3) == 0)
    return g_strndup (data + 3, size - 3);
  if (g_utf8_validate (data, (gssize) size, NULL))
    return g_strndup (data, size);
  return g_convert (data, (gssize) size, "UTF-8", "WINDOWS-1252", NULL, NULL, NULL);
}

GbRollFile *
gb_roll_read_csv (GBytes *bytes, GError **error)
{
  g_autofree char *text = text_of (bytes, error);
  g_autoptr (GPtrArray) lines = text != NULL ? read_lines (text, error) : NULL;
  g_autoptr (GbRollFile) file = gb_roll_file_new ("CSV");
  g_autoptr (GPtrArray) columns = NULL;
  guint month_first;

  if (lines == NULL)
    {
      if (error != NULL && *error == NULL)
        g_set_error_literal (error, GB_ERROR, GB_ERROR_INPUT,
                             _ ("The letters of this table can’t be read. Save it again as CSV in UTF-8."));
      return NULL;
    }
  columns = lines->len > 0 ? read_columns (lines->pdata[0]) : g_ptr_array_new ();
  if (!columns_suffice (columns, error))
    return NULL;
  file->whole = TRUE;
  month_first = month_first_line (lines, columns);
  for (guint i = 1; i < lines->len; i++)
    if (!is_blank (lines->pdata[i]))
      read_row (file, lines->pdata[i], columns, month_first);
  return g_steal_pointer (&file);
}
