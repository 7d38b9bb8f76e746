/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading, comparing and importing run on a thread of their own, which asks the
 * vault's worker in slices; the window stays alive, and so does everybody
 * else's question.  The page can be left: then the import goes on to its end,
 * unless it is cancelled. */
#include <glib/gi18n.h>

#include "casework/roll.h"
#include "casework/same.h"
#include "views/ask.h"
#include "views/page.h"
#include "views/people.h"
#include "views/row.h"
#include "views/roll-import.h"
#include "views/section.h"
#include "views/text.h"
#include "views/veil.h"
#include "views/window.h"

/* A section shows so many rows and says how many more there are. */
#define MOST_ROWS 250

typedef struct _GbRollImportPage
{
  GbPage parent_instance;
  GbBook *book;
  GbRoll *roll;
  GtkFileChooserNative *chooser;
  GCancellable *cancellable;
  GtkWidget *leavers, *bar;
  gboolean done; /* the empty page says that the roll is in */
} GbRollImportPage;
typedef struct { GbPageClass parent_class; } GbRollImportPageClass;

GType gb_roll_import_page_get_type (void);
G_DEFINE_FINAL_TYPE (GbRollImportPage, gb_roll_import_page, GB_TYPE_PAGE)
#define GB_ROLL_IMPORT_PAGE(object)                                                                                    \
  (G_TYPE_CHECK_INSTANCE_CAST (object, gb_roll_import_page_get_type (), GbRollImportPage))

static void
show_choose (GbRollImportPage *self)
{
  self->done = FALSE;
  gb_page_set_accent (GB_PAGE (self), NULL, NULL);
  gb_page_set_empty (GB_PAGE (self), "document-open-symbolic", _ ("Bring in the roll"),
                     _ ("Choose a Common Transfer File (XML) or a table (CSV) from your school system. You see what "
                        "would change before anything is written."),
                     _ ("Choose the file…"), _ ("Add one person by hand"));
}

/* --- the preview ------------------------------------------------------------------------ */

static void
add_line_row (GbSection *section, GbRollPart part, const GbRollLine *line)
{
  GbRow *row = part == GB_ROLL_REFUSED ? gb_row_new (line->detail, line->name) : gb_row_new (line->name, line->detail);

  if (part == GB_ROLL_REFUSED)
    gb_row_set_icon (row, "dialog-warning-symbolic");
  else
    gb_row_set_avatar (row, line->name);
  gtk_widget_add_css_class (GTK_WIDGET (row), GB_VEIL_WORDS);
  gb_section_add (section, GTK_WIDGET (row));
}

static void
add_part (GbRollImportPage *self, GtkWidget *desk, GbRollPart part, const char *title, const char *note)
{
  GPtrArray *lines = gb_roll_lines (self->roll, part);
  GbSection *section = gb_section_new (title);

  if (lines->len == 0)
    return;
  gb_section_set_note (section, note);
  for (guint i = 0; i < lines->len && i < MOST_ROWS; i++)
    add_line_row (section, part, lines->pdata[i]);
  if (lines->len > MOST_ROWS)
    {
      g_autofree char *more = g_strdup_printf (ngettext ("And %u more", "And %u more", lines->len - MOST_ROWS),
                                               lines->len - MOST_ROWS);
      gb_section_add (section, GTK_WIDGET (gb_row_new (more, NULL)));
    }
  gtk_box_append (GTK_BOX (desk), GTK_WIDGET (section));
}

static void
add_count (GPtrArray *parts, guint count, const char *text)
{
  if (count > 0)
    g_ptr_array_add (parts, g_strdup_printf (text, count));
}

/* "210 new, 3 changed, 1 has left, 4 parents and carers with them, 2 rows refused and left out." */
static char *
say_preview (GbRoll *roll)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  guint leavers = gb_roll_count (roll, GB_ROLL_LEAVER), refused = gb_roll_count (roll, GB_ROLL_REFUSED);
  guint parents = gb_roll_new_parents (roll);
  g_autofree char *text = NULL;

  add_count (parts, gb_roll_count (roll, GB_ROLL_NEW), _ ("%u new"));
  add_count (parts, gb_roll_count (roll, GB_ROLL_CHANGED), _ ("%u changed"));
  add_count (parts, leavers, ngettext ("%u has left", "%u have left", leavers));
  add_count (parts, gb_roll_unchanged (roll), _ ("%u as they are"));
  add_count (parts, parents, ngettext ("%u parent or carer with them", "%u parents and carers with them", parents));
  add_count (parts, refused, ngettext ("%u row refused and left out", "%u rows refused and left out", refused));
  g_ptr_array_add (parts, NULL);
  text = g_strjoinv (", ", (char **) parts->pdata);
  return g_strconcat (text, ".", NULL);
}

static void
add_leavers_switch (GbRollImportPage *self, GtkWidget *desk)
{
  GbRow *row = gb_row_new (_ ("Mark those who aren’t in the file as left"),
                           _ ("Their record stays, and they can come back."));
  GbSection *section = gb_section_new (NULL);

  self->leavers = gtk_switch_new ();
  gtk_switch_set_active (GTK_SWITCH (self->leavers), TRUE);
  gtk_widget_set_valign (self->leavers, GTK_ALIGN_CENTER);
  gb_name (GTK_WIDGET (self->leavers), _ ("Mark those who aren’t in the file as left"));
  gb_row_add_end (row, self->leavers);
  gb_section_add (section, GTK_WIDGET (row));
  gtk_box_append (GTK_BOX (desk), GTK_WIDGET (section));
}

static void
show_preview (GbRollImportPage *self)
{
  GtkWidget *desk = gb_page_make_desk (GB_PAGE (self));
  g_autofree char *said = say_preview (self->roll);

  self->leavers = NULL;
  gb_page_clear_empty (GB_PAGE (self));
  gb_page_set_title (GB_PAGE (self), _ ("Bring in the roll"), gb_roll_get_file (self->roll));
  gtk_box_append (GTK_BOX (desk), gb_text_new (GB_TEXT_TITLE, gb_roll_has_work (self->roll)
                                                                ? _ ("What would change")
                                                                : _ ("Nothing would change")));
  gtk_box_append (GTK_BOX (desk), gb_text_new (GB_TEXT_BODY, said));
  if (!gb_roll_is_whole (self->roll))
    gtk_box_append (GTK_BOX (desk),
                    gb_callout_new (GB_CALLOUT_NOTE,
                                    _ ("This file holds part of the roll, so nobody is taken for a leaver.")));
  add_part (self, desk, GB_ROLL_REFUSED, _ ("Refused"),
            _ ("Put these right in your school system and bring in the file again."));
  add_part (self, desk, GB_ROLL_LEAVER, _ ("Not in the file"), NULL);
  if (gb_roll_count (self->roll, GB_ROLL_LEAVER) > 0)
    add_leavers_switch (self, desk);
  add_part (self, desk, GB_ROLL_CHANGED, _ ("Changed"), NULL);
  add_part (self, desk, GB_ROLL_NEW, _ ("New"), NULL);
  gb_page_set_accent (GB_PAGE (self), NULL, gb_roll_has_work (self->roll) ? _ ("Bring in") : NULL);
}

/* --- reading ---------------------------------------------------------------------------------- */

static void
show_busy (GbRollImportPage *self, const char *doing)
{
  GtkWidget *desk = gb_page_make_desk (GB_PAGE (self));

  gb_page_clear_empty (GB_PAGE (self));
  gb_page_set_accent (GB_PAGE (self), NULL, NULL);
  gb_page_set_band (GB_PAGE (self), GB_CALLOUT_STOP, NULL);
  self->bar = gtk_progress_bar_new ();
  gtk_progress_bar_set_show_text (GTK_PROGRESS_BAR (self->bar), TRUE);
  gtk_progress_bar_set_text (GTK_PROGRESS_BAR (self->bar), doing);
  gb_name (GTK_WIDGET (self->bar), doing);
  gtk_box_append (GTK_BOX (desk), gb_text_new (GB_TEXT_TITLE, doing));
  gtk_box_append (GTK_BOX (desk), self->bar);
}

typedef struct { GbBook *book; GFile *file; } Reading;

static void
reading_free (gpointer data)
{
  Reading *reading = data;
  g_object_unref (reading->book);
  g_object_unref (reading->file);
  g_free (reading);
}

static void
read_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Reading *reading = data;
  g_autofree char *name = g_file_get_basename (reading->file);
  GError *error = NULL;
  g_autoptr (GBytes) bytes = g_file_load_bytes (reading->file, cancellable, NULL, &error);
  GbRoll *roll = bytes != NULL ? gb_roll_preview (reading->book, bytes, name, &error) : NULL;

  if (roll != NULL)
    g_task_return_pointer (task, roll, g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  GbRollImportPage *self = GB_ROLL_IMPORT_PAGE (source);
  g_autoptr (GError) error = NULL;
  GbRoll *roll = g_task_propagate_pointer (G_TASK (result), &error);

  g_clear_object (&self->roll);
  self->roll = roll;
  if (roll != NULL)
    {
      show_preview (self);
      return;
    }
  show_choose (self);
  gb_page_set_band (GB_PAGE (self), GB_CALLOUT_STOP, error->message);
}

void
gb_roll_import_page_open (GtkWidget *page, GFile *file)
{
  GbRollImportPage *self = GB_ROLL_IMPORT_PAGE (page);
  g_autoptr (GTask) task = g_task_new (self, NULL, on_read, NULL);
  Reading *reading = g_new0 (Reading, 1);

  reading->book = g_object_ref (self->book);
  reading->file = g_object_ref (file);
  g_task_set_task_data (task, reading, reading_free);
  show_busy (self, _ ("Reading the file"));
  gtk_progress_bar_pulse (GTK_PROGRESS_BAR (self->bar));
  g_task_run_in_thread (task, read_thread);
}

static void
on_chosen (GtkNativeDialog *dialog, int response, GbRollImportPage *self)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
      gb_roll_import_page_open (GTK_WIDGET (self), file);
    }
  g_clear_object (&self->chooser);
}

static void
on_choose (GbRollImportPage *self)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  g_clear_object (&self->chooser);
  self->chooser = gtk_file_chooser_native_new (_ ("Choose the roll"),
                                               GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                               GTK_FILE_CHOOSER_ACTION_OPEN, _ ("Open"), _ ("Cancel"));
  gtk_file_filter_set_name (filter, _ ("Transfer files and tables"));
  gtk_file_filter_add_suffix (filter, "xml");
  gtk_file_filter_add_suffix (filter, "csv");
  gtk_file_filter_add_suffix (filter, "txt");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (self->chooser), filter);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_chosen), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static gboolean
on_drop (GtkDropTarget *target, const GValue *value, double x, double y, GbRollImportPage *self)
{
  gb_roll_import_page_open (GTK_WIDGET (self), g_value_get_object (value));
  return TRUE;
}

/* --- importing ---------------------------------------------------------------------------------- */

typedef struct { GbBook *book; GbRoll *roll; GWeakRef page; gboolean leavers; } Importing;

static void
importing_free (gpointer data)
{
  Importing *importing = data;
  g_object_unref (importing->book);
  g_object_unref (importing->roll);
  g_weak_ref_clear (&importing->page);
  g_free (importing);
}

typedef struct { GbRollImportPage *page; gint64 done, total; } Step;

static void
step_free (gpointer data)
{
  Step *step = data;
  g_object_unref (step->page);
  g_free (step);
}

static gboolean
show_step (gpointer data)
{
  Step *step = data;
  g_autofree char *text = g_strdup_printf (_ ("%d of %d"), (int) step->done, (int) step->total);

  if (step->page->bar != NULL)
    {
      gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (step->page->bar), (double) step->done / (double) step->total);
      gtk_progress_bar_set_text (GTK_PROGRESS_BAR (step->page->bar), text);
    }
  return G_SOURCE_REMOVE;
}

/* On the import's thread. */
static void
tell_progress (gint64 done, gint64 total, gpointer data)
{
  Importing *importing = data;
  GbRollImportPage *page = g_weak_ref_get (&importing->page);
  Step *step;

  if (page == NULL)
    return;
  step = g_new0 (Step, 1);
  step->page = page;
  step->done = done;
  step->total = total;
  g_idle_add_full (G_PRIORITY_DEFAULT, show_step, step, step_free);
}

static void
import_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Importing *importing = data;
  GError *error = NULL;

  if (gb_roll_import (importing->book, importing->roll, importing->leavers, tell_progress, importing, cancellable,
                      &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* Worker: how many there may be here twice. */
static gpointer
ask_suspected (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_same_suspected (gb_book_get_vault (book), error);
}

static void
show_suspected (GtkWidget *page, gpointer ids, GError *error)
{
  guint n = ids != NULL ? ((GPtrArray *) ids)->len : 0;
  g_autofree char *said = g_strdup_printf (
      ngettext ("%u person may be here twice. People shows who, under “Perhaps here twice”.",
                "%u people may be here twice. People shows who, under “Perhaps here twice”.", n),
      n);

  if (n > 0)
    gb_page_set_band (GB_PAGE (page), GB_CALLOUT_NOTE, said);
}

static void
show_result (GbRollImportPage *self)
{
  g_autofree char *said = say_preview (self->roll);

  self->done = TRUE;
  gb_page_set_accent (GB_PAGE (self), NULL, NULL);
  gb_page_set_empty (GB_PAGE (self), "object-select-symbolic", _ ("The roll is in"), said, _ ("Back to People"),
                     _ ("Bring in another file"));
  gb_view_ask (GTK_WIDGET (self), self->book, ask_suspected, NULL, NULL, (GDestroyNotify) g_ptr_array_unref,
               show_suspected);
  g_clear_object (&self->roll);
}

static void
on_imported (GObject *source, GAsyncResult *result, gpointer data)
{
  GbRollImportPage *self = GB_ROLL_IMPORT_PAGE (source);
  g_autoptr (GError) error = NULL;

  self->bar = NULL;
  g_clear_object (&self->cancellable);
  if (g_task_propagate_boolean (G_TASK (result), &error))
    {
      show_result (self);
      return;
    }
  g_clear_object (&self->roll);
  show_choose (self);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    gb_page_set_band (GB_PAGE (self), GB_CALLOUT_WARN,
                      _ ("Stopped. What was brought in stays; choose the file again to go on with the rest."));
  else
    gb_page_set_band (GB_PAGE (self), GB_CALLOUT_STOP, error->message);
}

static void
on_cancel (GbRollImportPage *self)
{
  g_cancellable_cancel (self->cancellable);
}

static void
on_bring_in (GbRollImportPage *self)
{
  Importing *importing;
  g_autoptr (GTask) task = NULL;
  GtkWidget *cancel = gtk_button_new_with_label (_ ("Cancel"));

  if (self->roll == NULL || self->cancellable != NULL)
    return;
  self->cancellable = g_cancellable_new ();
  importing = g_new0 (Importing, 1);
  importing->book = g_object_ref (self->book);
  importing->roll = g_object_ref (self->roll);
  importing->leavers = self->leavers != NULL && gtk_switch_get_active (GTK_SWITCH (self->leavers));
  g_weak_ref_init (&importing->page, self);
  task = g_task_new (self, self->cancellable, on_imported, NULL);
  g_task_set_task_data (task, importing, importing_free);
  show_busy (self, _ ("Bringing in the roll"));
  gtk_widget_set_halign (cancel, GTK_ALIGN_START);
  g_signal_connect_object (cancel, "clicked", G_CALLBACK (on_cancel), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (gtk_widget_get_parent (self->bar)), cancel);
  g_task_run_in_thread (task, import_thread);
}

/* --- the page -------------------------------------------------------------------------------------- */

/* The empty page's buttons: at first to choose or to add by hand, at the end to go back or on. */
static void
on_new (GbRollImportPage *self)
{
  if (self->done)
    gb_window_back (GTK_WIDGET (self));
  else
    on_choose (self);
}

static void
on_second (GbRollImportPage *self)
{
  if (self->done)
    show_choose (self);
  else
    gb_people_add (GTK_WIDGET (self), self->book);
}

static void
gb_roll_import_page_dispose (GObject *object)
{
  GbRollImportPage *self = GB_ROLL_IMPORT_PAGE (object);

  g_clear_object (&self->roll);
  g_clear_object (&self->chooser);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->book);
  G_OBJECT_CLASS (gb_roll_import_page_parent_class)->dispose (object);
}

static void
gb_roll_import_page_class_init (GbRollImportPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = gb_roll_import_page_dispose;
}

static void
gb_roll_import_page_init (GbRollImportPage *self)
{
}

GtkWidget *
gb_roll_import_page_new (GbBook *book)
{
  GbRollImportPage *self = g_object_new (gb_roll_import_page_get_type (), NULL);
  GtkDropTarget *drop = gtk_drop_target_new (G_TYPE_FILE, GDK_ACTION_COPY);

  self->book = g_object_ref (book);
  gb_page_set_title (GB_PAGE (self), _ ("Bring in the roll"), NULL);
  g_signal_connect_object (self, "new", G_CALLBACK (on_new), self, 0);
  g_signal_connect_object (self, "second", G_CALLBACK (on_second), self, 0);
  g_signal_connect_object (self, "accent", G_CALLBACK (on_bring_in), self, 0);
  g_signal_connect_object (drop, "drop", G_CALLBACK (on_drop), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drop));
  show_choose (self);
  return GTK_WIDGET (self);
}
