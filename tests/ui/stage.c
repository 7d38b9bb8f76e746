/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <locale.h>

#include "base/errors.h"
#include "base/ids.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/factor.h"
#include "casework/incident.h"
#include "ctl/command.h"
#include "print/issue.h"
#include "stage.h"
#include "support/folder.h"
#include "support/passphrase.h"
#include "support/screen.h"
#include "vault/statement.h"

#define USUAL_WIDTH 1280
#define USUAL_HEIGHT 820

static gint64
stage_clock (gpointer data)
{
  return gb_day_to_instant ("2026-11-19", 11 * 60 + 20);
}

/* --- the look ------------------------------------------------------------------------- */

static void
set_text_size (void)
{
  const char *text = g_getenv ("GUARDBOOK_TEXT");

  /* The desktop's own setting for large text comes to GTK as this. */
  if (text != NULL)
    g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", (int) (96 * 1024 * g_ascii_strtod (text, NULL) / 100),
                  NULL);
}

GtkApplication *
gb_stage_start (int *argc, char ***argv)
{
  GtkApplication *application;

  g_setenv ("GTK_A11Y", "test", FALSE);
  gtk_test_init (argc, argv);
  setlocale (LC_ALL, g_getenv ("GUARDBOOK_LOCALE") != NULL ? "" : "C.UTF-8");
  adw_init ();
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      g_strcmp0 (g_getenv ("GUARDBOOK_LOOK"), "dark") == 0
                                          ? ADW_COLOR_SCHEME_FORCE_DARK
                                          : ADW_COLOR_SCHEME_FORCE_LIGHT);
  set_text_size ();
  application = GTK_APPLICATION (adw_application_new ("org.guardbook.Guardbook", G_APPLICATION_NON_UNIQUE));
  g_application_register (G_APPLICATION (application), NULL, NULL);
  return application;
}

static void
read_size (int *width, int *height)
{
  g_auto (GStrv) parts = g_strsplit (g_getenv ("GUARDBOOK_SIZE") != NULL ? g_getenv ("GUARDBOOK_SIZE") : "", "x", 2);

  *width = USUAL_WIDTH;
  *height = USUAL_HEIGHT;
  if (g_strv_length (parts) == 2)
    {
      *width = (int) g_ascii_strtoll (parts[0], NULL, 10);
      *height = (int) g_ascii_strtoll (parts[1], NULL, 10);
    }
}

/* --- the school --------------------------------------------------------------------------- */

/* Everybody of the invented school has one passphrase. */
static char *
say_passphrase (gboolean fresh, gpointer data, GError **error)
{
  return gb_passphrase_spell (GB_DEMO_PASSPHRASE);
}

static void
set_asker (void)
{
  gb_passphrase_set_cost (1, 64);
  gb_passphrase_set_asker (say_passphrase, NULL);
  gb_clock_set (stage_clock, NULL);
}

/* Worker: the first column of the first row. */
static gpointer
ask_first (GbBook *book, gpointer sql, GCancellable *cancellable, GError **error)
{
  return gb_vault_ask_text (gb_book_get_vault (book), error, sql, NULL, NULL);
}

static char *
first_of (GbBook *book, const char *sql)
{
  g_autoptr (GError) error = NULL;
  char *said = gb_book_ask (book, ask_first, (gpointer) sql, &error);

  g_assert_no_error (error);
  if (said == NULL)
    g_error ("nothing answers to %s", sql);
  return said;
}

/* The member called @name sits down. */
static GbBook *
sit_as (GbTestDesk *desk, const char *name)
{
  g_autofree char *vault_id = gb_vault_read_id (desk->path, NULL);
  g_auto (GStrv) members = gb_keyring_members (desk->keyring, vault_id, NULL);

  gb_test_desk_close (desk);
  for (guint i = 0; members[i] != NULL; i++)
    {
      g_autoptr (GbBook) book = gb_book_open (desk->path, members[i], desk->keyring, NULL);
      if (book != NULL && g_str_equal (gb_book_get_member_name (book), name))
        return desk->book = g_steal_pointer (&book);
      if (book != NULL)
        gb_book_close (book);
    }
  g_error ("%s has no key here", name);
}

#define CHILD \
  "SELECT id FROM p_person WHERE sort = 'pupil' AND left_on IS NULL ORDER BY year_group DESC, surname LIMIT 1"

/* A case with an indecent image of a child, as the guarded procedure takes it up. */
static void
record_image (GbBook *book)
{
  g_autofree char *child = first_of (book, CHILD);
  g_autofree char *json = g_strdup_printf (
      "{'title':'Picture passed on in Year "
      "6','category':'nude-image','four_c':['conduct'],'occurred_at':%" G_GINT64_FORMAT
      ",'precision':'about','location':'online','site':'off','offsite_tests':['harm'],'channel':'child',"
      "'narrative':'A child said that a picture of a friend was passed on. Nobody here has looked for "
      "it.','danger':'no',"
      "'indecent_image':'yes','people':[{'person_id':'%s','name':'A child','sort':'pupil','role':'affected',"
      "'year_group':'6'}]}",
      gb_day_to_instant ("2026-11-18", 12 * 60), child);
  g_autoptr (JsonObject) read = gb_test_body (json);
  g_autofree char *text = gb_json_print (read);
  g_autoptr (JsonNode) node = json_from_string (text, NULL);
  g_autofree char *request = gb_id_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GbDone) done = gb_incident_record (book, request, json_node_get_object (node), &error);

  g_assert_no_error (error);
}

/* A request for data, and a file that goes to another school. */
static void
begin_papers (GbBook *book)
{
  g_autofree char *child = first_of (book, CHILD);
  g_autofree char *name = first_of (book, "SELECT forename || ' ' || surname FROM p_person WHERE id = (" CHILD ")");
  g_autofree char *asks = g_strdup_printf (
      "{'person_id':'%s','person':'%s','applicant':'Dana Reed','relation':'Mother','identity':'Passport seen',"
      "'asked_on':'2026-11-16','basis':'subject-access'}",
      child, name);
  g_autofree char *sends = g_strdup_printf (
      "{'person_id':'%s','person':'%s','school':'Oakfield School','left_on':'2026-11-17'}", child, name);

  g_free (gb_test_act (book, "disclosure.begun", NULL, asks));
  g_free (gb_test_act (book, "transfer.begun", NULL, sends));
}

static void
issue_report (GbBook *book)
{
  static const GbFiguresPlan plan = { .sections = GB_SECTION_ALL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GbIssue) issued = gb_issue_report (book, NULL, &plan, "Full governing body", &error);

  g_assert_no_error (error);
}

static GbTestDesk *
make_school (void)
{
  GbTestDesk *desk = g_new0 (GbTestDesk, 1);
  g_autoptr (GError) error = NULL;
  g_autofree char *note = NULL;

  gb_clock_set (stage_clock, NULL);
  desk->folder = gb_test_folder_new ();
  desk->path = g_build_filename (desk->folder, "Marsh Lane.guardbook", NULL);
  desk->keyring = gb_keyring_new_in_memory ();
  gb_demo_make (desk->path, desk->keyring, &error);
  g_assert_no_error (error);
  /* A school's own start page tells nobody a passphrase. */
  note = g_build_filename (desk->path, GB_DEMO_NOTE, NULL);
  g_remove (note);
  set_asker ();
  sit_as (desk, "Ruth Adeyemi");
  record_image (desk->book);
  begin_papers (desk->book);
  issue_report (desk->book);
  return desk;
}

char *
gb_stage_ask (GbStage *self, const char *sql)
{
  return first_of (self->book, sql);
}

/* --- who sits ------------------------------------------------------------------------------ */

GbStage *
gb_stage_new (GtkApplication *application)
{
  GbStage *self = g_new0 (GbStage, 1);

  set_asker ();
  read_size (&self->width, &self->height);
  self->application = application;
  self->window = gb_window_new (application);
  gtk_window_set_default_size (GTK_WINDOW (self->window), self->width, self->height);
  gtk_window_present (GTK_WINDOW (self->window));
  return self;
}

/* Every window but the one of the desk. */
static void
close_others (GbStage *self)
{
  GListModel *tops = gtk_window_get_toplevels ();

  for (guint i = g_list_model_get_n_items (tops); i > 0; i--)
    {
      g_autoptr (GtkWindow) top = g_list_model_get_item (tops, i - 1);
      if (top == NULL || top == GTK_WINDOW (self->window))
        continue;
      /* The window's own list of keys is put away and taken out again. */
      if (gtk_window_get_hide_on_close (top))
        gtk_widget_set_visible (GTK_WIDGET (top), FALSE);
      else
        gtk_window_destroy (top);
    }
}

static void
get_up (GbStage *self)
{
  gb_window_set_book (self->window, NULL);
  gb_window_show_start (self->window, NULL);
  self->book = NULL;
  gb_test_settle (50);
  if (self->fresh != NULL)
    gb_test_desk_close (self->fresh);
  if (self->school != NULL)
    gb_test_desk_close (self->school);
}

static GbBook *
book_for (GbStage *self, GbSeat seat)
{
  static const char *const names[] = {
    [GB_SEAT_RUTH] = "Ruth Adeyemi", [GB_SEAT_CARYS] = "Carys Whitlock", [GB_SEAT_MARTIN] = "Martin Pell"
  };

  if (seat == GB_SEAT_NEW)
    {
      gb_test_passphrases ();
      if (self->fresh == NULL)
        self->fresh = gb_test_desk_new ();
      else
        gb_test_desk_reopen (self->fresh, NULL);
      return self->fresh->book;
    }
  return sit_as (self->school, names[seat]);
}

void
gb_stage_sit (GbStage *self, GbSeat seat)
{
  close_others (self);
  /* A screen that needed more room must not leave it to the next. */
  gtk_window_set_default_size (GTK_WINDOW (self->window), self->width, self->height);
  set_asker ();
  if (self->seat != seat)
    {
      get_up (self);
      if (seat >= GB_SEAT_RUTH && self->school == NULL)
        self->school = make_school ();
      self->seat = seat;
      if (seat == GB_SEAT_NONE || seat == GB_SEAT_START)
        gb_test_desk_close (self->school != NULL ? self->school : self->fresh);
      else
        self->book = book_for (self, seat);
      gb_window_set_book (self->window, self->book);
    }
  else if (self->book != NULL)
    gb_window_go (GTK_WIDGET (self->window), "today");
}

/* Nobody clicks here, so a window that lost the keyboard to one that closed is given it again. */
static void
wait_for_focus (GtkWidget *front)
{
  gint64 end = g_get_monotonic_time () + G_USEC_PER_SEC / 10;

  if (!gtk_window_is_active (GTK_WINDOW (front)))
    gtk_window_present (GTK_WINDOW (front));
  while (!gtk_window_is_active (GTK_WINDOW (front)) && g_get_monotonic_time () < end)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
  /* Without a window manager to give it, it is drawn as if it had it. */
  gtk_widget_unset_state_flags (front, GTK_STATE_FLAG_BACKDROP);
}

void
gb_stage_wait (GbStage *self)
{
  gb_test_wait_until_answered (self->book);
  wait_for_focus (gb_stage_front (self));
  gb_test_wait_for_frame (gb_stage_front (self));
}

/* --- what is in front ------------------------------------------------------------------------ */

GtkWidget *
gb_stage_front (GbStage *self)
{
  GListModel *tops = gtk_window_get_toplevels ();
  GtkWidget *front = GTK_WIDGET (self->window);

  /* A window over the one that was found, until there is none. */
  for (guint i = 0; i < g_list_model_get_n_items (tops); i++)
    {
      g_autoptr (GtkWindow) top = g_list_model_get_item (tops, i);
      if (!GTK_IS_WINDOW (top) || GTK_WIDGET (top) == front || !gtk_widget_get_mapped (GTK_WIDGET (top))
          || gtk_window_get_transient_for (top) != GTK_WINDOW (front))
        continue;
      front = GTK_WIDGET (top);
      i = (guint) -1;
    }
  return front;
}

void
gb_stage_press (GbStage *self, const char *label)
{
  gb_test_press (gb_stage_front (self), g_dgettext (GETTEXT_PACKAGE, label));
}

void
gb_stage_free (GbStage *self)
{
  close_others (self);
  get_up (self);
  gtk_window_destroy (GTK_WINDOW (self->window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_pointer (&self->fresh, gb_test_desk_free);
  g_clear_pointer (&self->school, gb_test_desk_free);
  g_free (self);
  gb_clock_set (NULL, NULL);
}
