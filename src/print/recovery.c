/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include <glib/gi18n.h>

#include "base/time.h"
#include "print/grid.h"
#include "print/recovery.h"

#define COLUMNS 3
#define ROW 24.0

static void
free_words (gpointer words)
{
  for (char **word = words; *word != NULL; word++)
    explicit_bzero (*word, strlen (*word));
  g_strfreev (words);
}

/* The words in columns read downwards, each with its number: the order matters. */
static void
draw_words (GbPages *self, double x, double y, double width, gpointer data)
{
  char **words = data;
  GbInk *ink = gb_pages_get_ink (self);
  guint n = g_strv_length (words);
  guint rows = (n + COLUMNS - 1) / COLUMNS;
  double column = (width - 24) / COLUMNS;

  gb_ink_box (ink, x, y, width, rows * ROW + 18, 0.95, 1.2);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *number = g_strdup_printf ("%u", i + 1);
      double left = x + 14 + column * (i / rows);
      double top = y + 11 + ROW * (i % rows);

      gb_ink_open (ink, "P");
      gb_ink_write (ink, GB_STYLE_NOTE, left + 12, top + 5, 0, GB_ALIGN_RIGHT, number);
      gb_ink_write (ink, GB_STYLE_WORD, left + 20, top, 0, GB_ALIGN_LEFT, words[i]);
      gb_ink_close (ink, "P");
    }
}

static void
add_words (GbPages *page, const char *text)
{
  char **words = g_strsplit (text, " ", -1);
  guint rows = (g_strv_length (words) + COLUMNS - 1) / COLUMNS;
  gb_pages_block (page, GB_LANE_MAIN, 0, rows * ROW + 20, FALSE, draw_words, words, free_words);
}

static void
add_what_it_is (GbPages *page, const GbRecoverySheet *given)
{
  g_autofree char *made = gb_pages_say_instant (given->made_at);
  const GbField fields[] = {
    { _ ("School"), given->school, GB_FIELD_STRONG },
    { _ ("Opens the vault"), given->vault, 0 },
    { _ ("Made"), made, 0 },
    { _ ("By"), given->made_by, 0 },
  };

  gb_pages_section (page, 0, _ ("What this is"), NULL);
  gb_pages_fields (page, GB_LANE_MAIN, 2, fields, G_N_ELEMENTS (fields));
  gb_pages_prose (page,
                  _ ("These words open the school’s safeguarding records when the keys on its computers are lost: a "
                     "computer is replaced, a keyring is wiped, nobody who holds a key is left. There is no other way "
                     "in, and nobody can send you a new one."));
}

static void
add_what_to_do (GbPages *page)
{
  const char *const steps[] = {
    _ ("Install Guardbook and put the vault’s folder, or its newest backup, on the computer."),
    _ ("Start Guardbook, open the vault, and choose “Come back with the recovery key”."),
    _ ("Type the words in the order of their numbers. Capitals don’t matter; the words are English."),
    _ ("Guardbook makes new keys for you on that computer and writes in the journal that it did so. Read the newest "
       "entries of "
       "the journal before you go on."),
    NULL,
  };

  gb_pages_section (page, 0, _ ("On the day you need it"), NULL);
  gb_pages_points (page, steps);
}

static void
add_where_to_keep_it (GbPages *page)
{
  gb_pages_section (page, 0, _ ("Where to keep it"), NULL);
  gb_pages_prose (
      page, _ ("In a sealed, signed envelope in the school’s safe, where the headteacher and the Designated "
               "Safeguarding Lead can both reach it. Not with the computer, not in a photograph, an e-mail or a "
               "shared folder. Whoever holds these words and a copy of the vault can read every record in it. If "
               "the seal is ever found broken, tell the headteacher the same day and look after every copy of the "
               "vault: these words open them all."));
}

static void
add_tests (GbPages *page)
{
  static const GbGridColumn columns[] = { { N_ ("Date"), 110, GB_GRID_WORDS },
                                          { N_ ("By (name and role)"), 0, GB_GRID_WORDS },
                                          { N_ ("Resealed"), 80, GB_GRID_WORDS } };
  const char *const empty[] = { "\n", "", "", NULL };
  GbGridColumn said[G_N_ELEMENTS (columns)];
  GbGrid *grid;

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    said[i] = (GbGridColumn){ _ (columns[i].head), columns[i].width, columns[i].kind };
  gb_pages_section (page, 0, _ ("Last tested on"),
                    _ ("Test it each term: restore the newest backup into an empty folder with these words "
                       "(guardbookctl restore), look "
                       "that it opens, and delete that copy."));
  grid = gb_grid_new (NULL, said, G_N_ELEMENTS (said));
  gb_grid_set_ruled (grid, TRUE);
  for (guint i = 0; i < 3; i++)
    gb_grid_row (grid, empty);
  gb_pages_grid (page, grid);
}

GbSheet *
gb_print_recovery (const GbRecoverySheet *given, GError **error)
{
  g_autofree char *made = gb_pages_say_instant (given->made_at);
  g_autofree char *foot = g_strdup_printf (_ ("Printed %s. Guardbook keeps no copy of these words."), made);
  const GbPageSetup setup = { .title = _ ("Recovery key"),
                              .subject = _ ("Recovery key of a vault"),
                              .school = given->school,
                              .running = _ ("Secret: seal it and put it in the safe"),
                              .foot = foot,
                              .made_at = given->made_at,
                              .close = TRUE };
  g_autoptr (GbPages) page = gb_pages_new (&setup, error);

  if (page == NULL)
    return NULL;
  gb_pages_title (page, _ ("Recovery key"), _ ("The only way back into the records when every other key is lost."));
  gb_pages_section (page, 0, _ ("The words"), _ ("In this order, down each column."));
  add_words (page, given->words);
  add_what_it_is (page, given);
  add_what_to_do (page);
  add_where_to_keep_it (page);
  add_tests (page);
  return gb_pages_finish (page, "recovery-key", "recovery-key.pdf", error);
}
