/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Order of this file: columns, filters and queries, the entry beside the list,
 * the check with its progress. */
#include <adwaita.h>
#include <inttypes.h>
#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/capability.h"
#include "casework/member.h"
#include "casework/timeline.h"
#include "views/ask.h"
#include "views/journal.h"
#include "views/list-page.h"
#include "views/record-row.h"
#include "views/retention.h"
#include "views/row.h"
#include "views/section.h"
#include "views/tall.h"
#include "views/text.h"
#include "views/window.h"

/* --- columns ------------------------------------------------------------------- */

static char *
say_number (gpointer record, GbBook *book)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT, ((GbTimelineRow *) record)->entry);
}

static char *
say_when (gpointer record, GbBook *book)
{
  return gb_say_instant (((GbTimelineRow *) record)->at);
}

static char *
say_sentence (gpointer record, GbBook *book)
{
  GbTimelineRow *entry = record;

  return entry->reference != NULL ? g_strdup_printf (_ ("%s (%s)"), entry->sentence, entry->reference)
                                  : g_strdup (entry->sentence);
}

static char *
say_author (gpointer record, GbBook *book)
{
  return g_strdup (((GbTimelineRow *) record)->author);
}

/* What the eye must not miss: late, or signed as a sheet. */
static char *
say_mark (gpointer record, GbBook *book)
{
  GbTimelineRow *entry = record;

  if (entry->late)
    return g_strdup (_ ("Entered late"));
  return entry->signed_off ? g_strdup (_ ("Signed")) : NULL;
}

static GbPillKind
mark_pill (gpointer record)
{
  return ((GbTimelineRow *) record)->late ? GB_PILL_WARN : GB_PILL_GO;
}

/* --- filters and queries ----------------------------------------------------------- */

static void
add_rooms (GPtrArray *options, GbBook *book)
{
  gb_list_option_add (options, "incident", _ ("Incidents"));
  gb_list_option_add (options, "step", _ ("Steps"));
  gb_list_option_add (options, "search", _ ("Searches"));
  gb_list_option_add (options, "authority", _ ("Standing authorities"));
  gb_list_option_add (options, "device", _ ("Devices"));
  gb_list_option_add (options, "referral", _ ("Referrals"));
  if (gb_book_can (book, GB_CAN_WRITE_CONCERNS))
    gb_list_option_add (options, "concern", _ ("Staff concerns"));
  gb_list_option_add (options, "transfer", _ ("Files sent to other schools"));
  gb_list_option_add (options, "disclosure", _ ("Requests for data"));
  gb_list_option_add (options, "person", _ ("People"));
  gb_list_option_add (options, "member", _ ("Members"));
  gb_list_option_add (options, "report", _ ("Reports"));
  gb_list_option_add (options, "page", _ ("What left the program"));
}

static void
add_times (GPtrArray *options, GbBook *book)
{
  gb_list_option_add (options, "day", _ ("Today"));
  gb_list_option_add (options, "week", _ ("The last seven days"));
  gb_list_option_add (options, "month", _ ("The last thirty days"));
}

static gint64
since (const char *period)
{
  g_autofree char *today = gb_today ();
  int days = g_strcmp0 (period, "week") == 0 ? 6 : g_strcmp0 (period, "month") == 0 ? 29 : 0;
  g_autofree char *day = gb_day_add (today, -days);

  return period != NULL ? gb_day_to_instant (day, 0) : 0;
}

/* Whether an entry's sentence, author or reference holds the words. */
static gboolean
holds (GbBook *book, gint64 id, const char *folded, GError **error)
{
  g_autoptr (GPtrArray) rows = gb_timeline_rows (book, &id, 1, error);
  GbTimelineRow *row = rows != NULL && rows->len > 0 ? rows->pdata[0] : NULL;
  g_autofree char *all = row != NULL ? g_strjoin (" ", row->sentence, row->author != NULL ? row->author : "",
                                                  row->reference != NULL ? row->reference : "",
                                                  row->detail != NULL ? row->detail : "", NULL)
                                     : NULL;
  g_autofree char *plain = gb_text_fold (all);

  return strstr (plain, folded) != NULL;
}

/* Reading every entry takes long; what was found by then is what is shown. */
#define MOST_READ 20000

static GPtrArray *
list_ids (GbBook *book, JsonObject *query, GCancellable *cancellable, GError **error)
{
  g_autoptr (GArray) ids =
      gb_timeline_entries (book, NULL, gb_json_text (query, "room"), since (gb_json_text (query, "period")), 0, error);
  g_autofree char *folded = gb_text_fold (gb_json_text (query, "text"));
  g_autoptr (GPtrArray) texts = NULL;

  if (ids == NULL)
    return NULL;
  texts = g_ptr_array_new_full (ids->len, g_free);
  for (guint i = 0; i < ids->len; i++)
    {
      gint64 id = g_array_index (ids, gint64, i);
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
      if (*folded == '\0' || (i < MOST_READ && holds (book, id, folded, NULL)))
        g_ptr_array_add (texts, g_strdup_printf ("%" G_GINT64_FORMAT, id));
    }
  return g_steal_pointer (&texts);
}

static gpointer
fetch_row (GbBook *book, const char *id, GError **error)
{
  gint64 entry = g_ascii_strtoll (id, NULL, 10);

  return gb_case_list_one (gb_timeline_rows (book, &entry, 1, error));
}

static char *
say_status (GbBook *book, JsonObject *query, GError **error)
{
  gint64 n = gb_journal_count (gb_book_get_vault (book), error);

  if (n < 0)
    return NULL;
  return g_strdup_printf (
      ngettext ("%d entry, none can be changed or removed", "%d entries, none can be changed or removed", (gulong) n),
      (int) n);
}

/* --- the entry beside the list ------------------------------------------------------- */

static void
add_fact (GbSection *section, const char *title, const char *text)
{
  if (gb_text_is_filled (text))
    gb_section_add (section, GTK_WIDGET (gb_row_new (title, text)));
}

static void
add_clocks (GbSection *section, GbTimelineRow *entry)
{
  g_autofree char *recorded = gb_say_instant_long (entry->at);
  g_autofree char *happened = entry->happened_at != 0 ? gb_say_instant_long (entry->happened_at) : NULL;

  add_fact (section, _ ("Happened"), happened);
  add_fact (section, _ ("Recorded"), recorded);
}

static char *
say_roles (const char *words)
{
  g_auto (GStrv) roles = g_strsplit (words != NULL ? words : "", " ", -1);

  for (guint i = 0; roles[i] != NULL; i++)
    {
      g_autofree char *role = roles[i];
      roles[i] = g_strdup (gb_role_label (role));
    }
  return gb_text_join_and ((const char *const *) roles);
}

static void
add_changes (GtkWidget *box, GbTimelineRow *entry)
{
  g_auto (GStrv) lines = g_strsplit (entry->changes != NULL ? entry->changes : "", "\n", -1);
  GtkWidget *row = gb_record_row_new (entry->author, entry->at, entry->sentence);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (lines[i], "\t", 3);
      if (g_strv_length (parts) == 3)
        gb_record_row_add_change (row, parts[0], parts[1], parts[2]);
    }
  if (gb_text_is_filled (entry->detail))
    gb_record_row_add_line (row, entry->detail);
  gtk_box_append (GTK_BOX (box), row);
}

static void
fill_preview (GtkWidget *box, gpointer record, GbBook *book)
{
  GbTimelineRow *entry = record;
  GbSection *facts = gb_section_new (_ ("Entry"));
  g_autofree char *roles = say_roles (entry->roles);
  g_autofree char *number =
      g_strdup_printf (_ ("%" PRId64 " of the journal, mark: %s"), entry->entry, entry->mark);

  add_changes (box, entry);
  gb_section_set_counts (facts, FALSE);
  add_fact (facts, _ ("Because"), entry->reason);
  add_clocks (facts, entry);
  add_fact (facts, _ ("In the role of"), roles);
  add_fact (facts, _ ("Number"), number);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (facts));
}

static gboolean
is_of_a_case (gpointer record)
{
  GbTimelineRow *entry = record;

  return entry->case_id != NULL && entry->noun != NULL;
}

static void
open_entry (GtkWidget *page, GbBook *book, gpointer record)
{
  GbTimelineRow *entry = record;

  if (is_of_a_case (record))
    gb_window_open_case (page, entry->noun, entry->case_id);
}

/* --- the check -------------------------------------------------------------------------- */

#define WIDTH 520

/* One check from its start to its findings; shared with the thread that runs it. */
typedef struct
{
  GbBook *book;
  GCancellable *cancellable;
  gint done, total; /* atomic */
} Check;

static void
check_clear (gpointer data)
{
  Check *check = data;

  g_clear_object (&check->book);
  g_clear_object (&check->cancellable);
}

static void
check_free (gpointer data)
{
  g_atomic_rc_box_release_full (data, check_clear);
}

static void
on_progress (gint64 done, gint64 total, gpointer data)
{
  Check *check = data;

  g_atomic_int_set (&check->done, (gint) done);
  g_atomic_int_set (&check->total, (gint) total);
}

/* In a thread of its own: the book runs it in slices, so that work goes on. */
static void
run_check (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Check *check = data;
  g_autoptr (GError) error = NULL;
  GbVerdict *verdict = gb_book_verify (check->book, GB_VERIFY_ALL, on_progress, check, check->cancellable, &error);

  if (verdict == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, verdict, (GDestroyNotify) gb_verdict_free);
}

typedef struct
{
  GtkWidget *bar, *said, *results, *close;
  Check *check;
  guint ticking;
} Dialog;

static void
dialog_free (gpointer data)
{
  Dialog *dialog = data;

  g_clear_handle_id (&dialog->ticking, g_source_remove);
  g_cancellable_cancel (dialog->check->cancellable);
  check_free (dialog->check);
  g_free (dialog);
}

static gboolean
on_tick (gpointer data)
{
  Dialog *dialog = data;
  gint done = g_atomic_int_get (&dialog->check->done), total = g_atomic_int_get (&dialog->check->total);
  g_autofree char *said = total > 0 ? g_strdup_printf (_ ("%d of %d"), done, total) : g_strdup (_ ("Beginning"));

  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (dialog->bar), total > 0 ? (double) done / total : 0);
  gtk_progress_bar_set_text (GTK_PROGRESS_BAR (dialog->bar), said);
  return G_SOURCE_CONTINUE;
}

static void
show_findings (Dialog *dialog, GbVerdict *verdict)
{
  GbSection *section = gb_section_new (_ ("What was found"));
  g_autofree char *said = NULL;

  for (guint i = 0; i < verdict->findings->len; i++)
    {
      GbFinding *finding = verdict->findings->pdata[i];
      gb_section_add (section, GTK_WIDGET (gb_gate_row_new (FALSE, finding->sentence, NULL)));
    }
  for (guint i = 0; i < verdict->heads->len && verdict->findings->len == 0; i++)
    gb_section_add (section, GTK_WIDGET (gb_gate_row_new (TRUE, _ ("A chain is whole"), verdict->heads->pdata[i])));
  said = verdict->findings->len == 0
             ? g_strdup_printf (ngettext ("%d entry checked. Every one is as it was signed, and none is missing.",
                                          "%d entries checked. Every one is as it was signed, and none is missing.",
                                          (gulong) verdict->entries),
                                (int) verdict->entries)
             : g_strdup (_ (
                 "Something is wrong with the record. Write nothing more into it, and show this to your technician."));
  gb_text_set (dialog->said, said);
  gtk_box_append (GTK_BOX (dialog->results), GTK_WIDGET (section));
}

static void
on_checked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GbVerdict) verdict = g_task_propagate_pointer (G_TASK (result), &error);
  Dialog *dialog = g_object_get_data (source, "gb-check");

  if (dialog == NULL)
    return;
  g_clear_handle_id (&dialog->ticking, g_source_remove);
  gtk_widget_set_visible (dialog->bar, FALSE);
  gtk_button_set_label (GTK_BUTTON (dialog->close), _ ("Close"));
  if (verdict != NULL)
    show_findings (dialog, verdict);
  else
    gb_text_set (dialog->said, error->message);
  /* As tall as what was found, up to where it is scrolled. */
  gtk_window_set_default_size (GTK_WINDOW (source), WIDTH, -1);
}

static GtkWidget *
fill_dialog (GtkWidget *window, Dialog *dialog)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  dialog->said = gb_text_new (GB_TEXT_BODY,
                              _ ("Every entry is read again: its hash, its place in the chain, its signature, and the "
                                 "lists made from it."));
  dialog->bar = g_object_new (GTK_TYPE_PROGRESS_BAR, "show-text", TRUE, NULL);
  dialog->results = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  dialog->close = gtk_button_new_with_label (_ ("Cancel"));
  gtk_widget_set_halign (dialog->close, GTK_ALIGN_END);
  g_signal_connect_object (dialog->close, "clicked", G_CALLBACK (gtk_window_destroy), window, G_CONNECT_SWAPPED);
  gtk_widget_add_css_class (box, "form");
  gtk_box_append (GTK_BOX (box), dialog->said);
  gtk_box_append (GTK_BOX (box), dialog->bar);
  gtk_box_append (GTK_BOX (box), dialog->results);
  gtk_box_append (GTK_BOX (box), dialog->close);
  return box;
}

static void
on_verify (GtkWidget *page, GbBook *book)
{
  GtkRoot *root = gtk_widget_get_root (page);
  GtkWidget *window =
      g_object_new (ADW_TYPE_WINDOW, "title", _ ("Check the journal"), "modal", TRUE, "default-width", WIDTH, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  Dialog *dialog = g_new0 (Dialog, 1);
  g_autoptr (GTask) task = NULL;

  dialog->check = g_atomic_rc_box_new0 (Check);
  dialog->check->book = g_object_ref (book);
  dialog->check->cancellable = g_cancellable_new ();
  gtk_box_append (GTK_BOX (box), g_object_new (ADW_TYPE_HEADER_BAR, "show-end-title-buttons", FALSE, NULL));
  /* A record that was tampered with may have two hundred findings. */
  gtk_box_append (GTK_BOX (box), gb_tall_new (fill_dialog (window, dialog), 560));
  adw_window_set_content (ADW_WINDOW (window), box);
  g_object_set_data_full (G_OBJECT (window), "gb-check", dialog, dialog_free);
  if (GTK_IS_WINDOW (root))
    gtk_window_set_transient_for (GTK_WINDOW (window), GTK_WINDOW (root));
  dialog->ticking = g_timeout_add (100, on_tick, dialog);
  task = g_task_new (window, NULL, on_checked, NULL);
  g_task_set_source_tag (task, on_verify);
  g_task_set_task_data (task, g_atomic_rc_box_acquire (dialog->check), check_free);
  g_task_run_in_thread (task, run_check);
  gtk_window_present (GTK_WINDOW (window));
}

/* --- the page ------------------------------------------------------------------------------ */

static const GbListColumn columns[] = {
  { N_ ("No."), GB_COLUMN_QUIET, 72, say_number },
  { N_ ("Recorded"), GB_COLUMN_TEXT, 140, say_when },
  { N_ ("What"), GB_COLUMN_TITLE, 0, say_sentence, say_author },
  { N_ ("Mark"), GB_COLUMN_PILL, 132, say_mark, NULL, mark_pill },
};

static const GbListPlan plan = {
  .title = N_ ("Journal"),
  .search_hint = N_ ("Words, a name, a reference"),
  .columns = columns,
  .n_columns = G_N_ELEMENTS (columns),
  .filters = { { "room", N_ ("What about"), N_ ("Everything"), add_rooms },
               { "period", N_ ("Time"), N_ ("Any time"), add_times } },
  .ids = list_ids,
  .fetch = fetch_row,
  .status = say_status,
  .preview = fill_preview,
  .opens = is_of_a_case,
  .open_label = N_ ("Open the case"),
  .open = open_entry,
  .new_label = N_ ("Check the journal"),
  .on_new = on_verify,
  .empty_icon = "document-open-recent-symbolic",
  .empty_title = N_ ("Nothing is written yet"),
  .empty_sentence = N_ ("Each act in this vault will stand here, signed by whoever did it."),
};

static void
on_retention (GtkWidget *page)
{
  gb_window_push (page, gb_retention_page_new (g_object_get_data (G_OBJECT (page), "book")));
}

GtkWidget *
gb_journal_page_new (GbBook *book)
{
  GtkWidget *page = gb_list_page_new (book, &plan);
  GtkWidget *button
    = gb_page_add_button (GB_PAGE (page), "x-office-calendar-symbolic", _ ("How long cases are kept"), FALSE);

  g_object_set_data_full (G_OBJECT (page), "book", g_object_ref (book), g_object_unref);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_retention), page, G_CONNECT_SWAPPED);
  return page;
}
