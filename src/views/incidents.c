/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "base/text.h"
#include "base/time.h"
#include "casework/procedure.h"
#include "views/ask.h"
#include "views/incident-form.h"
#include "views/incident-say.h"
#include "views/incidents.h"
#include "views/list-page.h"
#include "views/row.h"
#include "views/section.h"
#include "views/text.h"
#include "views/window.h"

/* --- columns ---------------------------------------------------------------- */

static char *
say_reference (gpointer record, GbBook *book)
{
  return g_strdup (((GbIncident *) record)->reference);
}

static char *
say_when (gpointer record, GbBook *book)
{
  GbIncident *incident = record;
  g_autofree char *today = gb_today ();
  g_autofree char *day = gb_instant_to_day (incident->occurred_at);

  return g_str_equal (today, day) ? gb_say_instant (incident->occurred_at) : gb_say_day (day);
}

static char *
say_title (gpointer record, GbBook *book)
{
  return g_strdup (((GbIncident *) record)->title);
}

static char *
say_kind (gpointer record, GbBook *book)
{
  const char *category = gb_pack_label (gb_book_get_pack (book), "category", ((GbIncident *) record)->category);
  g_autofree char *people = gb_incident_say_people (record);

  return g_strdup_printf ("%s · %s", category, people);
}

static char *
say_steps (gpointer record, GbBook *book)
{
  GbIncident *incident = record;

  return incident->steps == 0 ? g_strdup ("")
                              : g_strdup_printf (_ ("%d of %d"), (int) incident->steps_done, (int) incident->steps);
}

/* In whole hours or days: the column is narrow. */
static char *
say_late (gint64 late)
{
  int days = (int) (late / GB_DAY);

  if (days < 2)
    return g_strdup_printf (_ ("%d h late"), (int) (late / GB_HOUR));
  return g_strdup_printf (ngettext ("%d day late", "%d days late", (gulong) days), days);
}

/* "Now", "Today" or "Fri 20"; how late it is once an hour has gone. */
static char *
say_clock (gpointer record, GbBook *book)
{
  GbIncident *incident = record;
  g_autofree char *today = gb_today ();
  g_autofree char *due = incident->next_due != 0 ? gb_instant_to_day (incident->next_due) : NULL;
  g_autoptr (GDateTime) local = NULL;

  if (due == NULL || incident->closed_at != 0)
    return NULL;
  if (incident->next_due + GB_HOUR < gb_now ())
    return say_late (gb_now () - incident->next_due);
  if (incident->next_due <= gb_now ())
    return g_strdup (_ ("Now"));
  if (g_str_equal (due, today))
    return g_strdup (_ ("Today"));
  local = gb_instant_to_local (incident->next_due);
  return g_date_time_format (local, _ ("%a %-d"));
}

static GbPillKind
clock_pill (gpointer record)
{
  gint64 due = ((GbIncident *) record)->next_due;

  return due <= gb_now () && due + GB_HOUR >= gb_now () ? GB_PILL_WARN : gb_pill_kind_of_due (due);
}

static char *
say_state (gpointer record, GbBook *book)
{
  return gb_incident_say_state (record);
}

static GbPillKind
state_pill (gpointer record)
{
  return gb_incident_state_pill (record);
}

/* --- filters and queries -------------------------------------------------------- */

static void
add_states (GPtrArray *options, GbBook *book)
{
  gb_list_option_add (options, "open", C_ ("state", "Open"));
  gb_list_option_add (options, "ready", _ ("Ready to close"));
  gb_list_option_add (options, "closed", _ ("Closed"));
}

static void
add_categories (GPtrArray *options, GbBook *book)
{
  GPtrArray *words = gb_pack_words (gb_book_get_pack (book), "category");

  for (guint i = 0; i < words->len; i++)
    {
      GbWord *word = words->pdata[i];
      gb_list_option_add (options, word->id, word->label);
    }
}

static void
add_times (GPtrArray *options, GbBook *book)
{
  gb_list_option_add (options, "year", _ ("This school year"));
  gb_list_option_add (options, "term", _ ("This term"));
  gb_list_option_add (options, "last-year", _ ("Last school year"));
}

/* The first instant of the school year @back years ago. */
static gint64
year_start (int back)
{
  g_autofree char *today = gb_today ();
  g_autofree char *year = gb_school_year_of (today);
  g_autofree char *first = g_strdup_printf ("%04d-09-01", atoi (year) - back);

  return gb_day_to_instant (first, 0);
}

static void
set_term (GbIncidentFilter *filter, GbBook *book)
{
  g_autofree char *today = gb_today ();
  GbTerm *term = gb_calendar_term_of (gb_book_get_calendar (book), today);

  if (term == NULL)
    return;
  filter->from = gb_day_to_instant (term->from, 0);
  filter->until = gb_day_to_instant (term->until, 24 * 60);
  gb_term_free (term);
}

static void
set_time (GbIncidentFilter *filter, GbBook *book, const char *period)
{
  if (g_strcmp0 (period, "year") == 0)
    filter->from = year_start (0);
  else if (g_strcmp0 (period, "last-year") == 0)
    {
      filter->from = year_start (1);
      filter->until = year_start (0);
    }
  else if (g_strcmp0 (period, "term") == 0)
    set_term (filter, book);
}

static GPtrArray *
list_ids (GbBook *book, JsonObject *query, GCancellable *cancellable, GError **error)
{
  GbIncidentFilter filter = { .words = gb_json_text (query, "text"),
                              .state = gb_json_text (query, "state"),
                              .category = gb_json_text (query, "category") };

  set_time (&filter, book, gb_json_text (query, "period"));
  return gb_incident_ids (gb_book_get_vault (book), &filter, error);
}

static gpointer
fetch_row (GbBook *book, const char *id, GError **error)
{
  const char *const ids[] = { id, NULL };

  return gb_case_list_one (gb_incident_rows (gb_book_get_vault (book), ids, error));
}

static char *
say_status (GbBook *book, JsonObject *query, GError **error)
{
  gint64 year = gb_incident_count (gb_book_get_vault (book), year_start (0), 0, error);
  gint64 open = gb_incident_open_count (gb_book_get_vault (book), error);

  if (year < 0 || open < 0)
    return NULL;
  return g_strdup_printf (
      ngettext ("%d incident this school year, %d open", "%d incidents this school year, %d open", (gulong) year),
      (int) year, (int) open);
}

gint64
gb_incidents_open (GbBook *book, GError **error)
{
  return gb_incident_open_count (gb_book_get_vault (book), error);
}

/* --- preview ------------------------------------------------------------------------ */

/* What the row's record doesn't hold. */
typedef struct
{
  GbPack *pack;
  GPtrArray *steps, *people;
} More;

static void
more_free (gpointer data)
{
  More *more = data;
  g_clear_object (&more->pack);
  g_clear_pointer (&more->steps, g_ptr_array_unref);
  g_clear_pointer (&more->people, g_ptr_array_unref);
  g_free (more);
}

static gpointer
ask_more (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  More *more = g_new0 (More, 1);

  more->pack = g_object_ref (gb_book_get_pack (book));
  more->steps = gb_procedure_steps (book, data, error);
  more->people = more->steps != NULL ? gb_incident_people (gb_book_get_vault (book), data, error) : NULL;
  if (more->people != NULL)
    return more;
  more_free (more);
  return NULL;
}

#define PREVIEW_STEPS 3

static void
add_next (GtkWidget *box, GPtrArray *steps, GbPack *pack)
{
  GbSection *next = gb_section_new (_ ("Next"));
  guint shown = 0;

  for (guint i = 0; i < steps->len && shown < PREVIEW_STEPS; i++)
    {
      GbCaseStep *step = steps->pdata[i];
      GbRow *row;
      if (gb_case_step_is_settled (step) || (step->due_at == 0 && !g_str_equal (step->state, "now")))
        continue;
      row = gb_row_new (step->title, step->waits_for != NULL ? step->waits_for : step->who);
      if (step->due_at != 0)
        gb_row_add_pill (row, gb_step_pill_new (step, pack));
      gb_section_add (next, GTK_WIDGET (row));
      shown++;
    }
  gb_section_set_counts (next, FALSE);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (next));
}

static void
add_faces (GtkWidget *box, GPtrArray *people)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *title = gb_text_new (GB_TEXT_HEADING, _ ("People"));

  for (guint i = 0; i < people->len && i < 7; i++)
    {
      GbIncidentPerson *person = people->pdata[i];
      GtkWidget *face = adw_avatar_new (32, person->name, TRUE);
      gtk_widget_set_tooltip_text (face, person->name);
      gb_name (face, person->name);
      gtk_box_append (GTK_BOX (line), face);
    }
  if (people->len == 0)
    return;
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), line);
}

static void
show_more (GtkWidget *box, gpointer answer, GError *error)
{
  More *more = answer;

  if (more == NULL)
    return;
  add_next (box, more->steps, more->pack);
  add_faces (box, more->people);
}

static void
fill_preview (GtkWidget *box, gpointer record, GbBook *book)
{
  GbIncident *incident = record;
  GtkWidget *pills = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *inner = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  g_autofree char *category = gb_incident_say_sort (incident, book);
  g_autofree char *state = gb_incident_say_state (incident);
  g_autofree char *when = gb_incident_say_when (incident, book);
  GtkWidget *story = gb_text_new (GB_TEXT_BODY, incident->narrative);

  gtk_box_append (GTK_BOX (pills), gb_pill_new (GB_PILL_OPEN, category));
  gtk_box_append (GTK_BOX (pills), gb_pill_new (gb_incident_state_pill (incident), state));
  g_object_set (story, "lines", 6, "ellipsize", PANGO_ELLIPSIZE_END, NULL);
  gtk_box_append (GTK_BOX (inner), pills);
  gtk_box_append (GTK_BOX (inner), gb_text_new (GB_TEXT_TITLE, incident->title));
  gtk_box_append (GTK_BOX (inner), gb_text_new (GB_TEXT_QUIET, when));
  gtk_box_append (GTK_BOX (inner), story);
  gtk_box_append (GTK_BOX (box), inner);
  gb_view_ask (inner, book, ask_more, g_strdup (incident->id), g_free, more_free, show_more);
}

/* --- the page ------------------------------------------------------------------------- */

static char *
say_row (gpointer record, GbBook *book)
{
  GbIncident *incident = record;
  g_autofree char *when = say_when (record, book);
  g_autofree char *kind = say_kind (record, book);
  g_autofree char *state = gb_incident_say_state (incident);

  return g_strdup_printf (_ ("%s, %s, %s. %s. %s."), incident->title, incident->reference, when, kind, state);
}

static void
on_new (GtkWidget *page, GbBook *book)
{
  gb_window_push (page, gb_incident_form_new (book, NULL));
}

static const GbListColumn columns[] = {
  { N_ ("Reference"), GB_COLUMN_QUIET, 76, say_reference },
  { N_ ("When"), GB_COLUMN_TEXT, 92, say_when },
  { N_ ("What"), GB_COLUMN_TITLE, 0, say_title, say_kind },
  { N_ ("Steps"), GB_COLUMN_TEXT, 68, say_steps },
  { N_ ("Next clock"), GB_COLUMN_PILL, 112, say_clock, NULL, clock_pill, "alarm-symbolic" },
  { N_ ("State"), GB_COLUMN_PILL, 122, say_state, NULL, state_pill },
};

static const GbListPlan plan = {
  .title = N_ ("Incidents"),
  .noun = "incident",
  .search_hint = N_ ("Words, a name, a reference"),
  .columns = columns,
  .n_columns = G_N_ELEMENTS (columns),
  .filters = { { "state", N_ ("State"), N_ ("All"), add_states },
               { "category", N_ ("Category"), N_ ("Any category"), add_categories },
               { "period", N_ ("Time"), N_ ("Any time"), add_times } },
  .ids = list_ids,
  .fetch = fetch_row,
  .status = say_status,
  .name = say_row,
  .preview = fill_preview,
  .open_label = N_ ("Open the case"),
  .new_label = N_ ("New incident"),
  .on_new = on_new,
  .empty_icon = "view-list-symbolic",
  .empty_title = N_ ("Nothing recorded yet"),
  .empty_sentence = N_ ("Whatever worries somebody goes here, small things too. What you type is kept as you go."),
  .empty_button = N_ ("New incident"),
};

GtkWidget *
gb_incidents_page_new (GbBook *book)
{
  return gb_list_page_new (book, &plan);
}
