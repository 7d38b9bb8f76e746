/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names become initials, what was written is hidden, and what the program says stays. */
#include <locale.h>

#include "casework/veil.h"
#include "incident-support.h"

static void
says (const GbVeil *veil, const char *text, const char *expected)
{
  g_autofree char *said = gb_veil_hide (veil, text, FALSE);
  g_assert_cmpstr (said, ==, expected);
}

static void
test_a_name_becomes_its_initials_wherever_it_stands (void)
{
  g_autoptr (GbVeil) veil = gb_veil_new ();

  gb_veil_learn (veil, "forename", "Síobhan");
  gb_veil_learn (veil, "surname", "O’Brien");
  gb_veil_learn (veil, "name", "Dana Reed");
  gb_veil_learn (veil, "officer", "Dr Anne van der Hill");
  says (veil, "Síobhan O’Brien", "S. O. B.");
  says (veil, "Asked for by Dana Reed at 10.42.", "Asked for by D. R. at 10.42.");
  says (veil, "Belongs to Dana Reed.", "Belongs to D. R.");
  says (veil, "Reed, Dana", "R., D.");
  says (veil, "Dana’s phone", "D.’s phone");
  says (veil, "Spoke to Dr Anne van der Hill", "Spoke to D. A. v. d. H.");
}

static void
test_what_was_written_is_hidden_whole (void)
{
  g_autoptr (GbVeil) veil = gb_veil_new ();

  gb_veil_learn (veil, "narrative", "At break he said that the game would be posted.");
  gb_veil_learn (veil, "title", "Silver tablet");
  gb_veil_learn (veil, "reason", "By phone");
  says (veil, "At break he said that the game would be posted.", "Words hidden.");
  says (veil, "“At break he said that the…", "“Words hidden…");
  says (veil, "26-0147, Silver tablet. Due today", "26-0147, Words hidden. Due today");
  says (veil, "By phone", "Words hidden");
  says (veil, "Told by phone or post", "Told by phone or post");
  says (veil, "…of the \u2068gam\u2069e", "Words hidden");
}

static void
test_words_of_the_program_stay (void)
{
  g_autoptr (GbVeil) veil = gb_veil_new ();
  g_autofree char *button = NULL;

  gb_veil_learn (veil, "reason", "Not known");
  button = gb_veil_hide (veil, "Not known", TRUE);
  g_assert_cmpstr (button, ==, "Not known");

  gb_veil_learn (veil, "forename", "May");
  gb_veil_learn (veil, "surname", "Mark");
  says (veil, "May an offence have been committed?", "May an offence have been committed?");
  gb_veil_learn (veil, "title", "Discuss with the LADO");
  says (veil, "Discuss with the LADO", "Words hidden");
  says (veil, "Friday 8 May 2026", "Friday 8 May 2026");
  gb_veil_learn (veil, "value", "20 November 2026");
  gb_veil_learn (veil, "phone", "07700 900123");
  says (veil, "Due Friday 20 November 2026, 15.57", "Due Friday 20 November 2026, 15.57");
  says (veil, "07700 900123", "Words hidden");
  says (veil, "26-0147", "26-0147");
  says (veil, "", "");
}

static gpointer
learn (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GbVeil) lesson = gb_veil_new ();
  gint64 after = 0;
  gboolean more = TRUE;

  /* In slices, as a window asks. */
  for (guint i = 0; more; i++)
    {
      gint64 before = after;
      g_assert_true (gb_veil_learn_book (lesson, book, 2, &after, &more, error));
      g_assert_cmpint (after, >, before);
      g_assert_true (after - before <= 2 && (i > 0 || more));
    }
  gb_veil_join (data, g_steal_pointer (&lesson));
  return data;
}

static void
test_the_journal_teaches_every_name_of_a_case (void)
{
  g_autoptr (Desk) desk = desk_new_of_three ();
  g_autofree char *incident = gb_test_incident (desk->book);
  g_autoptr (GbVeil) veil = gb_veil_new ();
  g_autoptr (GError) error = NULL;

  gb_book_ask (desk->book, learn, veil, &error);
  g_assert_no_error (error);
  says (veil, "Recorded by Ruth Adeyemi", "Recorded by R. A.");
  says (veil, "Phone used in the changing room", "Words hidden");
  says (veil, "Marsh Lane Primary School", "Marsh Lane Primary School");
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/veil/names", test_a_name_becomes_its_initials_wherever_it_stands);
  g_test_add_func ("/veil/words", test_what_was_written_is_hidden_whole);
  g_test_add_func ("/veil/program", test_words_of_the_program_stay);
  g_test_add_func ("/veil/journal", test_the_journal_teaches_every_name_of_a_case);
  return g_test_run ();
}
