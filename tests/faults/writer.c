/* SPDX-License-Identifier: GPL-3.0-or-later */
/* writer VAULT KEYRING-FOLDER [DRAFT]: acts without end until it is killed; with
 * the id of a draft it types into a form instead, and says "saved WORDS -" when
 * so many words of it are kept.
 *
 * Says each step on standard output, one line before and one after the act:
 *   try REQUEST CASE      (CASE is - for the act that opens one)
 *   done REQUEST CASE
 * What is said to be done must be there ever after. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/ids.h"
#include "base/time.h"
#include "casework/draft.h"
#include "keyring-folder.h"
#include "support/desk.h"

#define NOTES_A_CASE 4

/* One write a line, so that a kill leaves no half of it. */
static void
say (const char *word, const char *request, const char *case_id)
{
  g_autofree char *line = g_strdup_printf ("%s %s %s\n", word, request, case_id != NULL ? case_id : "-");

  if (write (STDOUT_FILENO, line, strlen (line)) < 0)
    _exit (3);
}

static char *
do_one (GbBook *book, const char *kind, const char *case_id, const char *text)
{
  g_autofree char *request = gb_id_new ();
  g_autoptr (JsonObject) body = gb_test_body (text);
  g_autoptr (GError) error = NULL;
  g_autoptr (GbDone) done = NULL;

  say ("try", request, case_id);
  done = gb_book_act (book, kind, case_id, request, body, &error);
  if (done == NULL)
    {
      g_printerr ("%s\n", error->message);
      exit (2);
    }
  say ("done", request, done->case_id);
  return g_strdup (done->case_id);
}

/* Every other one is sealed. */
static char *
open_case (GbBook *book)
{
  static guint cases;
  g_autofree char *text = g_strdup_printf (
      "{'title':'Phone in the lesson','category':'device-misuse','occurred_at':%" G_GINT64_FORMAT
      ",'precision':'exact','location':'classroom','site':'on','channel':'staff-saw',"
      "'narrative':'A phone rang in the lesson and was put away.','danger':'no','indecent_image':'no','people':[]%s}",
      gb_now () - GB_HOUR, cases++ % 2 == 1 ? ",'sealing':{'rule':'owner'}" : "");

  return do_one (book, "incident.recorded", NULL, text);
}

static void
type_on (GbBook *book, const char *draft)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint words = 1;; words++)
    {
      g_autoptr (JsonObject) content = json_object_new ();
      g_autofree char *number = g_strdup_printf ("%u", words);
      g_autoptr (GError) error = NULL;

      g_string_append (text, "word ");
      json_object_set_string_member (content, "summary", text->str);
      if (!gb_draft_save (book, draft, "referral.begun", NULL, content, &error))
        {
          g_printerr ("%s\n", error->message);
          exit (2);
        }
      say ("saved", number, NULL);
    }
}

int
main (int argc, char **argv)
{
  g_autoptr (GbKeyring) keyring = NULL;
  g_autoptr (GbBook) book = NULL;
  g_autoptr (GError) error = NULL;

  if (argc < 3 || argc > 4 || !gb_vault_guard (&error))
    return 2;
  keyring = gb_test_keyring_new (argv[2]);
  book = gb_book_open (argv[1], NULL, keyring, &error);
  if (book == NULL)
    {
      g_printerr ("%s\n", error->message);
      return 2;
    }
  if (argc == 4)
    type_on (book, argv[3]);
  while (TRUE)
    {
      g_autofree char *case_id = open_case (book);

      for (guint i = 0; i < NOTES_A_CASE; i++)
        g_free (do_one (book, "incident.noted", case_id, "{'text':'The parent rang and was told what happened.'}"));
    }
}
