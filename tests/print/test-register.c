/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pages of the registers: every register prints, an entry prints its answers,
 * who approved it and what changed, and the same entry gives the same words. */
#include <locale.h>

#include "../casework/search-support.h"
#include "casework/register.h"
#include "pages.h"
#include "print/register.h"

static gpointer
print_one (GbBook *book, gpointer id, GCancellable *cancellable, GError **error)
{
  return gb_print_register (book, id, error);
}

static gpointer
print_entry (GbBook *book, gpointer id, GCancellable *cancellable, GError **error)
{
  return gb_print_register_item (book, id, error);
}

static char *
enter (Desk *desk, const char *id, const char *values)
{
  char *item = gb_id_new ();
  g_autofree char *json = g_strdup_printf ("{'register':'%s','item_id':'%s','values':{%s}}", id, item, values);
  g_autofree char *done = gb_test_act (desk->book, "register.entered", NULL, json);
  return item;
}

static GbSheet *
sheet_of_question (Desk *desk, GbBookQuestion question, const char *id)
{
  g_autoptr (GError) error = NULL;
  GbSheet *sheet = gb_book_ask (desk->book, question, (gpointer) id, &error);

  g_assert_no_error (error);
  return sheet;
}

static void
test_every_register_prints_even_when_it_is_empty (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  GPtrArray *all = gb_registers ();

  for (guint i = 0; i < all->len; i++)
    {
      const GbRegister *plan = all->pdata[i];
      g_autoptr (GbSheet) sheet = sheet_of_question (desk, print_one, plan->id);
      g_autofree char *words = words_of (sheet);
      g_assert_cmpuint (sheet->pages, ==, 1);
      assert_says (words, plan->title);
    }
}

static void
test_an_entry_prints_its_words_and_its_history (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = enter (desk, "training",
                               "'person':'" OWEN "','course':'annual','trained_on':'2026-09-02',"
                               "'provider':'Kent'");
  g_autofree char *change =
      g_strdup_printf ("{'item_id':'%s','reason':'Misread the list','values':{'person':'" OWEN "','course':'annual',"
                       "'trained_on':'2026-09-02','provider':'Medway'}}",
                       id);
  g_autofree char *done = gb_test_act (desk->book, "register.changed", NULL, change);
  g_autoptr (GbSheet) entry = keep (sheet_of_question (desk, print_entry, id), NULL, "register-entry");
  g_autoptr (GbSheet) list = keep (sheet_of_question (desk, print_one, "training"), NULL, "register");
  g_autofree char *said = words_of (entry), *listed = words_of (list);

  assert_says (said, "Owen Maddox");
  assert_says (said, "Medway");
  assert_says (said, "Kent, now Medway");
  assert_says (said, "Misread the list");
  assert_says (said, "2 September 2027");
  assert_says (listed, "Owen Maddox, Safeguarding, all staff");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  setlocale (LC_ALL, "C.UTF-8");
  g_test_add_func ("/register/every-register-prints", test_every_register_prints_even_when_it_is_empty);
  g_test_add_func ("/register/an-entry-prints-its-words-and-its-history",
                   test_an_entry_prints_its_words_and_its_history);
  return g_test_run ();
}
