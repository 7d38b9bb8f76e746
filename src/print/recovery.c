/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include <glib/gi18n.h>

#include "base/time.h"
#include "print/grid.h"
#include "print/recovery.h"

#define COLUMNS 3
#define ROW 24.0
#define CODE_SIDE 104.0

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
add_tests (GbPages *page, const char *how)
{
  static const GbGridColumn columns[] = { { N_ ("Date"), 110, GB_GRID_WORDS },
                                          { N_ ("By (name and role)"), 0, GB_GRID_WORDS },
                                          { N_ ("Resealed"), 80, GB_GRID_WORDS } };
  const char *const empty[] = { "\n", "", "", NULL };
  GbGridColumn said[G_N_ELEMENTS (columns)];
  GbGrid *grid;

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    said[i] = (GbGridColumn){ _ (columns[i].head), columns[i].width, columns[i].kind };
  gb_pages_section (page, 0, _ ("Last tested on"), how);
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
  add_tests (page, _ ("Test it each term: restore the newest backup into an empty folder with these words "
                      "(guardbookctl restore), look "
                      "that it opens, and delete that copy."));
  return gb_pages_finish (page, "recovery-key", "recovery-key.pdf", error);
}

/* --- a share ---------------------------------------------------------------------- */

static void
free_secret (gpointer text)
{
  explicit_bzero (text, strlen (text));
  g_free (text);
}

static void
draw_code (GbPages *self, double x, double y, double width, gpointer data)
{
  GbInk *ink = gb_pages_get_ink (self);

  gb_ink_qr (ink, x, y, CODE_SIDE, data, _ ("The twenty-four words as a code for a scanner"));
  gb_ink_open (ink, "P");
  gb_ink_write (ink, GB_STYLE_NOTE, x + CODE_SIDE + 14, y + 12, width - CODE_SIDE - 14, GB_ALIGN_LEFT,
                _ ("The same words for a hand scanner at the computer, which types them. Never for a phone: it would "
                   "keep a picture."));
  gb_ink_close (ink, "P");
}

static void
add_share (GbPages *page, const GbShareSheet *given)
{
  g_autofree char *made = gb_pages_say_instant (given->made_at);
  g_autofree char *which = g_strdup_printf (_ ("Share %u of 3"), given->share);
  const GbField fields[] = {
    { _ ("Held by"), given->holder, GB_FIELD_STRONG }, { _ ("The other two"), given->others, 0 },
    { _ ("School"), given->school, 0 },                { _ ("Opens the vault"), given->vault, 0 },
    { _ ("Which one"), which, 0 },                     { _ ("Made"), made, 0 },
  };

  gb_pages_section (page, 0, _ ("The words"), _ ("In this order, down each column."));
  add_words (page, given->words);
  gb_pages_block (page, GB_LANE_MAIN, 8, CODE_SIDE + 4, FALSE, draw_code, g_strdup (given->words), free_secret);
  gb_pages_section (page, 0, _ ("What this is"), NULL);
  gb_pages_fields (page, GB_LANE_MAIN, 2, fields, G_N_ELEMENTS (fields));
}

static void
add_share_use (GbPages *page)
{
  const char *const steps[] = {
    _ ("Meet with one of the other two holders at the computer. Bring both sheets."),
    _ ("Start Guardbook, open the vault, and choose “Two recovery shares”."),
    _ ("Type or scan both shares, then say whose keys are to be made anew."),
    NULL,
  };

  gb_pages_section (page, 0, _ ("On the day you need it"), NULL);
  gb_pages_points (page, steps);
  gb_pages_section (page, 0, _ ("Where to keep it"), NULL);
  gb_pages_prose (page, _ ("In a sealed envelope where only you can reach it: never beside one of the other two, and "
                           "never as a picture. When you leave your office, hand it back to be destroyed and ask for "
                           "new shares. Once a term, type it back in Guardbook (Members, “Rehearse a share”): that "
                           "proves it and opens nothing."));
}

GbSheet *
gb_print_share (const GbShareSheet *given, GError **error)
{
  g_autofree char *made = gb_pages_say_instant (given->made_at);
  g_autofree char *foot = g_strdup_printf (_ ("Printed %s. Guardbook keeps no copy of these words."), made);
  g_autofree char *title = g_strdup_printf (_ ("Recovery share %u of 3"), given->share);
  const GbPageSetup setup = { .title = title,
                              .subject = _ ("Recovery share of a vault"),
                              .school = given->school,
                              .running = _ ("Secret: for its holder alone"),
                              .foot = foot,
                              .made_at = given->made_at,
                              .close = TRUE };
  g_autoptr (GbPages) page = gb_pages_new (&setup, error);

  if (page == NULL)
    return NULL;
  gb_pages_title (page, title, _ ("Any two of the three shares open the records. This one alone opens nothing."));
  add_share (page, given);
  add_share_use (page);
  return gb_pages_finish (page, "recovery-share", "recovery-share.pdf", error);
}
