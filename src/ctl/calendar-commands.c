/* SPDX-License-Identifier: GPL-3.0-or-later */
/* calendar-commands: the school year and the bank holidays at the terminal;
 * what would change is said first, as in the window. */
#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/ids.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/calendar.h"
#include "ctl/command.h"

typedef struct
{
  const char *kind;
  JsonObject *body;
} Planned;

/* Worker. */
static gpointer
print_moves (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  const Planned *planned = data;
  g_autoptr (GPtrArray) moves = gb_calendar_moves (book, planned->kind, planned->body, error);

  for (guint i = 0; moves != NULL && i < moves->len; i++)
    {
      const GbClockMove *move = moves->pdata[i];
      g_autofree char *was = gb_say_instant (move->was), *becomes = gb_say_instant (move->becomes);
      g_print (_ ("%s  %s: %s instead of %s\n"), move->reference, move->clock, becomes, was);
    }
  if (moves != NULL && moves->len == 0)
    g_print ("%s\n", _ ("No clock that runs would change."));
  return moves != NULL ? book : NULL;
}

static gboolean
do_planned (GbBook *book, Planned *planned, gboolean dry, GError **error)
{
  g_autofree char *request = gb_id_new ();
  g_autoptr (GbDone) done = NULL;

  if (gb_book_ask (book, print_moves, planned, error) == NULL)
    return FALSE;
  if (dry)
    return TRUE;
  done = gb_book_act (book, planned->kind, NULL, request, planned->body, error);
  if (done != NULL)
    g_print ("%s\n", _ ("Saved."));
  return done != NULL;
}

static gboolean
set_year (GbBook *book, const char *path, gboolean dry, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (JsonObject) parsed = NULL;
  g_autoptr (JsonObject) body = NULL;

  if (!g_file_get_contents (path, &text, NULL, error) || (parsed = gb_json_parse (text, -1, error)) == NULL)
    return FALSE;
  body = gb_calendar_body_copy (parsed);
  return do_planned (book, &(Planned){ "calendar.set", body }, dry, error);
}

static gboolean
bring_in (GbBook *book, const char *path, gboolean dry, GError **error)
{
  g_autofree char *text = NULL, *name = g_path_get_basename (path);
  g_autoptr (GBytes) file = NULL;
  g_autoptr (JsonObject) body = NULL;
  g_auto (GStrv) added = NULL, removed = NULL;
  gsize size;

  if (!g_file_get_contents (path, &text, &size, error))
    return FALSE;
  file = g_bytes_new_take (g_steal_pointer (&text), size);
  body = gb_calendar_holidays_body (name, file, error);
  if (body == NULL || !gb_calendar_compare_holidays (gb_book_get_calendar (book), body, &added, &removed, error))
    return FALSE;
  for (guint i = 0; added[i] != NULL; i++)
    g_print (_ ("New: %s\n"), added[i]);
  for (guint i = 0; removed[i] != NULL; i++)
    g_print (_ ("No longer: %s\n"), removed[i]);
  return do_planned (book, &(Planned){ "calendar.holidays", body }, dry, error);
}

/* Worker: the year as the file of "calendar set" would say it. */
static gpointer
print_year (GbBook *book, gpointer year, GCancellable *cancellable, GError **error)
{
  g_autofree char *today = gb_today (), *this_year = gb_school_year_of (today);
  gboolean is_set;
  g_autoptr (JsonObject) body =
      gb_calendar_year (gb_book_get_vault (book), year != NULL ? year : this_year, 6, &is_set, error);
  g_autofree char *text = body != NULL ? gb_json_print (body) : NULL;

  if (text == NULL)
    return NULL;
  g_print ("%s\n", text);
  if (!is_set)
    g_printerr ("%s\n", _ ("This year isn’t set yet: these are the ordinary dates, to be put right."));
  return book;
}

static gboolean
run_verb (GbBook *book, int argc, char **argv, gboolean dry, GError **error)
{
  const char *verb = argc > 1 ? argv[1] : "show", *what = argc > 2 ? argv[2] : NULL;
  g_autofree char *reminder = gb_calendar_reminder (gb_book_get_calendar (book));

  if (reminder != NULL)
    g_printerr ("%s\n", reminder);
  if (g_str_equal (verb, "show"))
    return gb_book_ask (book, print_year, (gpointer) what, error) != NULL;
  if (g_str_equal (verb, "set") && what != NULL)
    return set_year (book, what, dry, error);
  if (g_str_equal (verb, "holidays") && what != NULL)
    return bring_in (book, what, dry, error);
  g_set_error_literal (
      error, GB_ERROR, GB_ERROR_INPUT,
      _ ("Usage: guardbookctl calendar show [YEAR] | set FILE [--dry-run] | holidays FILE [--dry-run]"));
  return FALSE;
}

static gboolean
run_calendar (int argc, char **argv, GError **error)
{
  g_autofree char *as = NULL, *vault = NULL;
  gboolean dry = FALSE, done;
  const GOptionEntry entries[] = { { "as", 0, 0, G_OPTION_ARG_STRING, &as },
                                   { "vault", 0, 0, G_OPTION_ARG_FILENAME, &vault },
                                   { "dry-run", 0, 0, G_OPTION_ARG_NONE, &dry },
                                   { NULL } };
  g_autoptr (GbBook) book = NULL;

  if (!gb_command_parse ("calendar", entries, &argc, &argv, 0, 2, error))
    return FALSE;
  book = gb_command_open (vault, as, error);
  if (book == NULL)
    return FALSE;
  done = run_verb (book, argc, argv, dry, error);
  gb_book_close (book);
  return done;
}

const GbCommand gb_calendar_commands[] = {
  { "calendar", "[show [YEAR] | set FILE | holidays FILE] [--dry-run] [--vault DIR] [--as NAME]",
    N_ ("Shows or sets a school year, or brings in GOV.UK’s bank-holidays.json; lists the clocks that change first."),
    N_ ("show [YEAR]    such as 2026-27, as JSON; this year\n"
        "set FILE       a year as show prints it\n"
        "holidays FILE  the file from GOV.UK\n"
        "--dry-run      only says what would change"),
    run_calendar },
  { NULL },
};
