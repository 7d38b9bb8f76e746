/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "base/text.h"
#include "base/time.h"
#include "views/concern-form.h"
#include "views/concerns.h"
#include "views/list-page.h"
#include "views/text.h"
#include "views/window.h"

/* --- what is said ----------------------------------------------------------------- */

const char *
gb_concern_say_level (GbConcern *concern)
{
  if (concern->level == NULL)
    return _ ("Limbs to ask");
  return g_str_equal (concern->level, "allegation") ? _ ("Allegation") : _ ("Low-level");
}

static char *
say_level (gpointer record, GbBook *book)
{
  return g_strdup (gb_concern_say_level (record));
}

static GbPillKind
level_pill (gpointer record)
{
  GbConcern *concern = record;

  if (g_strcmp0 (concern->state, "closed") == 0)
    return GB_PILL_PLAIN;
  if (concern->level == NULL)
    return GB_PILL_WARN;
  return g_str_equal (concern->level, "allegation") ? GB_PILL_STOP : GB_PILL_OPEN;
}

/* Not a lock: every row of this list is sealed. */
static const char *
level_icon (gpointer record)
{
  return level_pill (record) == GB_PILL_STOP ? "dialog-warning-symbolic" : NULL;
}

GtkWidget *
gb_concern_level_pill_new (GbConcern *concern)
{
  return gb_pill_new_with_icon (level_pill (concern), gb_concern_say_level (concern), level_icon (concern));
}

static char *
say_reference (gpointer record, GbBook *book)
{
  return g_strdup (((GbConcern *) record)->reference);
}

static char *
say_noticed (gpointer record, GbBook *book)
{
  return gb_say_instant (((GbConcern *) record)->noticed_at);
}

static char *
say_person (gpointer record, GbBook *book)
{
  return g_strdup (((GbConcern *) record)->person);
}

static char *
say_title (gpointer record, GbBook *book)
{
  return g_strdup (((GbConcern *) record)->title);
}

static char *
say_clock (gpointer record, GbBook *book)
{
  GbConcern *concern = record;
  return concern->due_at != 0 && concern->stopped_at == 0 ? gb_say_left (concern->due_at) : NULL;
}

static GbPillKind
clock_pill (gpointer record)
{
  return gb_pill_kind_of_due (((GbConcern *) record)->due_at);
}

static char *
say_state (gpointer record, GbBook *book)
{
  GbConcern *concern = record;

  if (g_strcmp0 (concern->state, "open") == 0)
    return g_strdup (C_ ("state", "Open"));
  return g_strdup (concern->outcome != NULL
                     ? gb_pack_label (gb_book_get_pack (book), "concern-outcome", concern->outcome)
                     : _ ("Closed"));
}

static GbPillKind
state_pill (gpointer record)
{
  return g_strcmp0 (((GbConcern *) record)->state, "open") == 0 ? GB_PILL_OPEN : GB_PILL_PLAIN;
}

/* --- filters and queries --------------------------------------------------------------- */

static void
add_states (GPtrArray *options, GbBook *book)
{
  gb_list_option_add (options, "open", C_ ("state", "Open"));
  gb_list_option_add (options, "closed", _ ("Closed"));
}

static void
add_levels (GPtrArray *options, GbBook *book)
{
  gb_list_option_add (options, "unassessed", _ ("Limbs to ask"));
  gb_list_option_add (options, "allegation", _ ("Allegations"));
  gb_list_option_add (options, "low-level", _ ("Low-level concerns"));
}

static GPtrArray *
list_ids (GbBook *book, JsonObject *query, GCancellable *cancellable, GError **error)
{
  GbConcernFilter filter = { .words = gb_json_text (query, "text"),
                             .state = gb_json_text (query, "state"),
                             .level = gb_json_text (query, "level") };
  return gb_concern_ids (gb_book_get_vault (book), &filter, error);
}

static gpointer
fetch_row (GbBook *book, const char *id, GError **error)
{
  const char *const ids[] = { id, NULL };

  return gb_case_list_one (gb_concern_rows (gb_book_get_vault (book), ids, error));
}

gint64
gb_concerns_open (GbBook *book, GError **error)
{
  return gb_concern_open_count (gb_book_get_vault (book), error);
}

static char *
say_status (GbBook *book, JsonObject *query, GError **error)
{
  gint64 open = gb_concerns_open (book, error);

  if (open < 0)
    return NULL;
  return g_strdup_printf (ngettext ("%d concern that you read is open", "%d concerns that you read are open",
                                    (gulong) open),
                          (int) open);
}

/* --- preview, page -------------------------------------------------------------------------- */

static void
fill_preview (GtkWidget *box, gpointer record, GbBook *book)
{
  GbConcern *concern = record;
  GtkWidget *pills = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  g_autofree char *about = g_strdup_printf (
    _ ("About %s, %s"), concern->person,
    gb_pack_label (gb_book_get_pack (book), "concern-person", concern->person_role));
  g_autofree char *due = concern->due_at != 0 ? gb_say_instant_long (concern->due_at) : NULL;
  g_autofree char *line
    = due != NULL && concern->stopped_at == 0 ? g_strdup_printf (_ ("LADO by %s: %s"), due, concern->due_rule) : NULL;

  gtk_box_append (GTK_BOX (pills), gb_pill_new (GB_PILL_SEALED, _ ("Sealed")));
  gtk_box_append (GTK_BOX (pills), gb_concern_level_pill_new (concern));
  gtk_box_append (GTK_BOX (box), pills);
  gtk_box_append (GTK_BOX (box), gb_text_new (GB_TEXT_TITLE, concern->title));
  gtk_box_append (GTK_BOX (box), gb_text_new (GB_TEXT_QUIET, about));
  gtk_box_append (GTK_BOX (box), gb_text_new (GB_TEXT_QUIET, line));
  gtk_box_append (GTK_BOX (box), gb_text_new (GB_TEXT_BODY, concern->narrative));
}

static void
on_new (GtkWidget *page, GbBook *book)
{
  gb_window_push (page, gb_concern_form_new (book, NULL));
}

static const GbListColumn columns[] = {
  { N_ ("Reference"), GB_COLUMN_QUIET, 92, say_reference },
  { N_ ("Known since"), GB_COLUMN_TEXT, 118, say_noticed },
  { N_ ("About whom, and what"), GB_COLUMN_TITLE, 0, say_person, say_title },
  { N_ ("Kind"), GB_COLUMN_PILL, 120, say_level, NULL, level_pill, NULL, level_icon },
  { N_ ("LADO clock"), GB_COLUMN_PILL, 120, say_clock, NULL, clock_pill },
  { N_ ("State"), GB_COLUMN_PILL, 124, say_state, NULL, state_pill },
};

static const GbListPlan plan = {
  .title = N_ ("Staff concerns"),
  .noun = "concern",
  .search_hint = N_ ("Words, a name, a reference"),
  .columns = columns,
  .n_columns = G_N_ELEMENTS (columns),
  .filters = { { "state", N_ ("State"), N_ ("All"), add_states },
               { "level", N_ ("Kind"), N_ ("Any kind"), add_levels } },
  .ids = list_ids,
  .fetch = fetch_row,
  .status = say_status,
  .preview = fill_preview,
  .open_label = N_ ("Open the concern"),
  .new_label = N_ ("Record a concern"),
  .on_new = on_new,
  .empty_icon = "channel-secure-symbolic",
  .empty_title = N_ ("Concerns about adults who work or help here"),
  .empty_sentence = N_ ("Record one as soon as you have it, however small: a doubt is enough. Each has a key of its "
                        "own, and you see here only those that you may read."),
  .empty_button = N_ ("Record a concern"),
};

GtkWidget *
gb_concerns_page_new (GbBook *book)
{
  return gb_list_page_new (book, &plan);
}
