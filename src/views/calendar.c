/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Order of this file: the preview, one day, the months, the year, the page. */
#include "views/calendar.h"

#include <string.h>

#include <glib/gi18n.h>

#include "base/text.h"
#include "base/time.h"
#include "casework/calendar.h"
#include "views/ask.h"
#include "views/help.h"
#include "views/kept-page.h"
#include "views/page.h"
#include "views/row.h"
#include "views/section.h"
#include "views/text.h"
#include "views/window.h"

/* --- before it is saved -------------------------------------------------------------- */

typedef struct
{
  GbBook *book;
  char *kind;
  JsonObject *body;
  GbSection *days, *clocks;
} Plan;

static void
plan_free (gpointer data)
{
  Plan *plan = data;

  g_clear_object (&plan->book);
  g_free (plan->kind);
  json_object_unref (plan->body);
  g_free (plan);
}

static Plan *
plan_of (gpointer page)
{
  return g_object_get_data (G_OBJECT (page), "plan");
}

/* Worker. */
static gpointer
ask_moves (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  const Plan *plan = data;
  return gb_calendar_moves (book, plan->kind, plan->body, error);
}

static void
on_move (GbRow *row)
{
  gb_window_open_case (GTK_WIDGET (row), gb_row_get_noun (row), gb_row_get_key (row));
}

static void
show_moves (GtkWidget *page, gpointer answer, GError *error)
{
  Plan *plan = plan_of (page);
  GPtrArray *moves = answer;

  gb_page_set_band (GB_PAGE (page), GB_CALLOUT_STOP, error != NULL ? error->message : NULL);
  gb_page_set_accent (GB_PAGE (page), NULL, error == NULL ? _ ("Save") : NULL);
  gb_section_clear (plan->clocks);
  for (guint i = 0; moves != NULL && i < moves->len; i++)
    {
      const GbClockMove *move = moves->pdata[i];
      g_autofree char *was = gb_say_instant_long (move->was), *becomes = gb_say_instant_long (move->becomes);
      g_autofree char *title = g_strdup_printf ("%s: %s", move->clock, move->reference);
      g_autofree char *line = g_strdup_printf (_ ("Due %s instead of %s."), becomes, was);
      GbRow *row = gb_row_new (title, line);
      gb_row_set_icon (row, "alarm-symbolic");
      gb_row_set_clause (row, move->rule);
      gb_row_set_key (row, move->case_id);
      gb_row_set_noun (row, move->noun);
      gb_row_set_opens (row, TRUE);
      g_signal_connect_object (row, "open", G_CALLBACK (on_move), row, 0);
      gb_section_add (plan->clocks, GTK_WIDGET (row));
    }
}

static void
add_lines (GbSection *section, char **lines, const char *icon, const char *quiet)
{
  for (guint i = 0; lines != NULL && lines[i] != NULL; i++)
    {
      GbRow *row = gb_row_new (lines[i], quiet);
      gb_row_set_icon (row, icon);
      gb_section_add (section, GTK_WIDGET (row));
    }
}

static void
show_holidays (GtkWidget *page, Plan *plan)
{
  g_auto (GStrv) added = NULL, removed = NULL;
  g_autoptr (GError) error = NULL;

  gb_section_set_title (plan->days, _ ("Bank holidays of England and Wales"));
  gb_section_set_empty (plan->days, _ ("They are the same as those that are known."));
  if (!gb_calendar_compare_holidays (gb_book_get_calendar (plan->book), plan->body, &added, &removed, &error))
    gb_page_set_band (GB_PAGE (page), GB_CALLOUT_STOP, error->message);
  add_lines (plan->days, added, "list-add-symbolic", _ ("New"));
  add_lines (plan->days, removed, "list-remove-symbolic", _ ("No longer a bank holiday"));
}

/* How many days of each sort the year will have. */
static void
show_year (GtkWidget *page, Plan *plan)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GbCalendar) with = gb_calendar_new (&plan->body, 1, &error);
  const char *year = gb_json_text (plan->body, "year");
  g_autofree char *day = g_strdup_printf ("%.4s-09-01", year), *line = NULL, *title = NULL;
  int days[GB_N_DAY_KINDS] = { 0 };

  gb_section_set_title (plan->days, _ ("The year"));
  if (with == NULL)
    {
      gb_page_set_band (GB_PAGE (page), GB_CALLOUT_STOP, error->message);
      return;
    }
  for (int i = 0; i < 365; i++)
    {
      g_autofree char *next = gb_day_add (day, i);
      days[gb_calendar_kind (with, next)]++;
    }
  title = g_strdup_printf (_ ("School year %.4s/%s"), year, year + 5);
  line = g_strdup_printf (_ ("Days on which pupils attend: %d. INSET days: %d. Otherwise closed in term: %d."),
                          days[GB_DAY_SCHOOL], days[GB_DAY_INSET], days[GB_DAY_CLOSED]);
  gb_section_add (plan->days, GTK_WIDGET (gb_row_new (title, line)));
}

static void
on_saved (GtkWidget *page, GbDone *done, GError *error)
{
  if (error != NULL)
    {
      gb_page_set_band (GB_PAGE (page), GB_CALLOUT_STOP, error->message);
      return;
    }
  gb_window_toast (page, _ ("Saved"));
  gb_window_back (page);
}

static void
on_save (GtkWidget *page)
{
  Plan *plan = plan_of (page);
  gb_view_act (page, plan->book, plan->kind, NULL, NULL, plan->body, on_saved);
}

GtkWidget *
gb_calendar_preview_page_new (GbBook *book, const char *kind, JsonObject *body)
{
  GbPage *page = gb_page_new (_ ("Before it is saved"));
  GtkWidget *desk = gb_page_make_desk (page);
  Plan *plan = g_new0 (Plan, 1), *asked = g_new0 (Plan, 1);

  *plan = (Plan){ .book = g_object_ref (book),
                  .kind = g_strdup (kind),
                  .body = json_object_ref (body),
                  .days = gb_section_new (NULL),
                  .clocks = gb_section_new (_ ("Clocks that change")) };
  *asked = (Plan){ .book = g_object_ref (book), .kind = g_strdup (kind), .body = json_object_ref (body) };
  g_object_set_data_full (G_OBJECT (page), "plan", plan, plan_free);
  gb_section_set_note (plan->clocks,
                       _ ("Each gets its new time when this is saved, and keeps the old one in the record."));
  gb_section_set_empty (plan->clocks, _ ("No clock that runs would change."));
  gtk_box_append (GTK_BOX (desk), GTK_WIDGET (plan->clocks));
  gtk_box_append (GTK_BOX (desk), GTK_WIDGET (plan->days));
  if (g_str_equal (kind, "calendar.holidays"))
    show_holidays (GTK_WIDGET (page), plan);
  else
    show_year (GTK_WIDGET (page), plan);
  g_signal_connect_object (page, "accent", G_CALLBACK (on_save), page, 0);
  gb_view_ask (GTK_WIDGET (page), book, ask_moves, asked, plan_free, (GDestroyNotify) g_ptr_array_unref, show_moves);
  return GTK_WIDGET (page);
}

/* --- the page's own state --------------------------------------------------------------- */

typedef struct
{
  GbBook *book;
  char *year;           /* "2026-27" */
  JsonObject *saved;    /* as it is set, or proposed */
  JsonObject *body;     /* as it is being changed */
  GbCalendar *calendar; /* of that body; NULL while it makes no sense */
  GHashTable *edited;   /* school year -> body, of years that were left with changes */
  gboolean is_set, may, reload;
  GtkWidget *years, *scheme, *bell, *months, *counts;
  GbSection *terms;
  gboolean filling;
} State;

static State *
state_of (gpointer page)
{
  return g_object_get_data (G_OBJECT (page), "state");
}

static void
state_free (gpointer data)
{
  State *state = data;

  g_clear_object (&state->book);
  g_clear_object (&state->calendar);
  g_clear_pointer (&state->saved, json_object_unref);
  g_clear_pointer (&state->body, json_object_unref);
  g_hash_table_unref (state->edited);
  g_free (state->year);
  g_free (state);
}

static void show (GtkWidget *page);
static void refresh (GtkWidget *page);

/* --- one day -------------------------------------------------------------------------------- */

/* So many days from an edge, another is likely meant. */
#define EDGE_NEAR 10

/* Letter, class and words of each sort; the letter is what prints in black and white. */
static const struct
{
  const char *letter, *style, *words;
} sorts[GB_N_DAY_KINDS] = {
  [GB_DAY_SCHOOL] = { "", "day-school", N_ ("pupils attend") },
  [GB_DAY_INSET] = { N_ ("I"), "day-inset", N_ ("INSET day") },
  [GB_DAY_CLOSED] = { N_ ("C"), "day-closed", N_ ("closed in term") },
  [GB_DAY_HOLIDAY] = { N_ ("H"), "day-holiday", N_ ("school holiday") },
  [GB_DAY_BANK_HOLIDAY] = { N_ ("B"), "day-bank", N_ ("bank holiday") },
  [GB_DAY_WEEKEND] = { "", "day-weekend", N_ ("weekend") },
  [GB_DAY_UNKNOWN] = { "?", "day-holiday", N_ ("not set") },
};

static const char *
letter_of (GbDayKind kind)
{
  return *sorts[kind].letter != '\0' && *sorts[kind].letter != '?' ? _ (sorts[kind].letter) : sorts[kind].letter;
}

static char *
say_sort (State *state, const char *day, GbDayKind kind)
{
  g_autoptr (GbTerm) term = NULL;
  const char *bank = gb_calendar_bank_holiday (state->calendar, day);

  if (kind == GB_DAY_BANK_HOLIDAY && bank != NULL)
    return g_strdup_printf (_ ("bank holiday: %s"), bank);
  if (kind != GB_DAY_SCHOOL)
    return g_strdup (_ (sorts[kind].words));
  term = gb_calendar_term_of (state->calendar, day);
  return g_strdup_printf (_ ("%s, term %d"), _ (sorts[kind].words), term != NULL ? term->number : 0);
}

/* Responses of the dialog: "0" of a sort of day, "first:2" and "last:2" of a term's edge. */
static void
on_choice (AdwMessageDialog *dialog, const char *response, GtkWidget *page)
{
  State *state = state_of (page);
  const char *day = g_object_get_data (G_OBJECT (dialog), "day");
  const char *number = strchr (response, ':');

  if (g_str_equal (response, "cancel"))
    return;
  if (number != NULL)
    gb_calendar_body_set_edge (state->body, (int) g_ascii_strtoll (number + 1, NULL, 10),
                               g_str_has_prefix (response, "last"), day);
  else
    gb_calendar_body_set_day (state->body, day, (GbDayKind) g_ascii_strtoll (response, NULL, 10));
  show (page);
  gb_kept_page_save (page);
}

static void
add_sorts (AdwMessageDialog *dialog, GbDayKind now)
{
  static const struct
  {
    GbDayKind kind;
    const char *label;
  } choices[] = { { GB_DAY_CLOSED, N_ ("Closed") },
                  { GB_DAY_INSET, N_ ("INSET day") },
                  { GB_DAY_SCHOOL, N_ ("Pupils attend") } };

  for (gsize i = 0; i < G_N_ELEMENTS (choices); i++)
    {
      g_autofree char *id = g_strdup_printf ("%d", (int) choices[i].kind);
      if (choices[i].kind != now)
        adw_message_dialog_add_response (dialog, id, _ (choices[i].label));
    }
}

/* The edges that this day could become: of the term in which it lies, and of its neighbours nearby. */
static void
add_edges (AdwMessageDialog *dialog, State *state, const char *day)
{
  JsonArray *terms = gb_json_array (state->body, "terms");

  for (guint i = 0; i < json_array_get_length (terms); i++)
    {
      JsonObject *term = json_array_get_object_element (terms, i);
      const char *edges[] = { gb_json_text (term, "from"), gb_json_text (term, "until") };
      for (guint e = 0; e < 2; e++)
        {
          g_autofree char *id = g_strdup_printf ("%s:%u", e == 0 ? "first" : "last", i + 1);
          g_autofree char *label =
              g_strdup_printf (e == 0 ? _ ("Term %u begins here") : _ ("Term %u ends here"), i + 1);
          if (ABS (gb_day_difference (edges[e], day)) <= EDGE_NEAR && !g_str_equal (edges[e], day))
            adw_message_dialog_add_response (dialog, id, label);
        }
    }
}

static void
on_day (GtkWidget *button)
{
  GtkWidget *page = gtk_widget_get_ancestor (button, GB_TYPE_PAGE), *dialog;
  State *state = state_of (page);
  const char *day = g_object_get_data (G_OBJECT (button), "day");
  GbDayKind kind = gb_calendar_kind (state->calendar, day);
  g_autofree char *said = gb_say_day_long (day), *sort = say_sort (state, day, kind);
  g_autofree char *now = g_strdup_printf (_ ("Now: %s."), sort);

  if (!state->may || kind == GB_DAY_WEEKEND || kind == GB_DAY_BANK_HOLIDAY)
    return;
  dialog = gb_view_dialog (page, said, now);
  /* One over the other, the first stands last. */
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("Leave it"));
  add_edges (ADW_MESSAGE_DIALOG (dialog), state, day);
  if (kind != GB_DAY_HOLIDAY)
    add_sorts (ADW_MESSAGE_DIALOG (dialog), kind);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "day", g_strdup (day), g_free);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_choice), page, 0);
  gb_name_buttons (dialog);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* The number over its letter; the first and last day of a term wear a bar. */
static GtkWidget *
day_new (State *state, const char *day, int number)
{
  GbDayKind kind = gb_calendar_kind (state->calendar, day);
  g_autofree char *said = gb_say_day_long (day), *sort = say_sort (state, day, kind);
  g_autofree char *name = g_strdup_printf ("%s: %s", said, sort), *text = g_strdup_printf ("%d", number);
  g_autoptr (GbTerm) term = gb_calendar_term_of (state->calendar, day);
  GtkWidget *button = gtk_button_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *letter = gtk_label_new (letter_of (kind));

  gtk_widget_add_css_class (letter, "day-letter");
  gtk_box_append (GTK_BOX (box), gtk_label_new (text));
  gtk_box_append (GTK_BOX (box), letter);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "day");
  gtk_widget_add_css_class (button, sorts[kind].style);
  if (term != NULL && g_str_equal (term->from, day))
    gtk_widget_add_css_class (button, "day-first");
  if (term != NULL && g_str_equal (term->until, day))
    gtk_widget_add_css_class (button, "day-last");
  gtk_widget_set_tooltip_text (button, name);
  gb_name (button, name);
  g_object_set_data_full (G_OBJECT (button), "day", g_strdup (day), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_day), button, 0);
  return button;
}

/* --- the months -------------------------------------------------------------------------------- */

static void
add_weekdays (GtkGrid *grid)
{
  static const char *const names[] = { N_ ("Mo"), N_ ("Tu"), N_ ("We"), N_ ("Th"), N_ ("Fr"), N_ ("Sa"), N_ ("Su") };

  for (int i = 0; i < 7; i++)
    {
      GtkWidget *label = gtk_label_new (_ (names[i]));
      gtk_widget_add_css_class (label, "clause");
      gtk_grid_attach (grid, label, i, 0, 1, 1);
    }
}

static GtkWidget *
month_new (State *state, int year, int month)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4), *grid = gtk_grid_new ();
  g_autofree char *first = g_strdup_printf ("%04d-%02d-01", year, month);
  g_autoptr (GDateTime) local = gb_instant_to_local (gb_day_to_instant (first, 720));
  g_autofree char *title = g_date_time_format (local, _ ("%B %Y"));
  int at = gb_day_weekday (first) - 1;

  gtk_widget_add_css_class (box, "month");
  gtk_box_append (GTK_BOX (box), gb_text_new (GB_TEXT_HEADING, title));
  gb_name (grid, title);
  gtk_grid_set_column_homogeneous (GTK_GRID (grid), TRUE);
  add_weekdays (GTK_GRID (grid));
  for (int d = 0; d < 31; d++)
    {
      g_autofree char *day = gb_day_add (first, d);
      if (strncmp (day, first, 7) != 0)
        break;
      gtk_grid_attach (GTK_GRID (grid), day_new (state, day, d + 1), (at + d) % 7, 1 + (at + d) / 7, 1, 1);
    }
  gtk_box_append (GTK_BOX (box), grid);
  return box;
}

static void
show_months (State *state)
{
  int first = (int) g_ascii_strtoll (state->year, NULL, 10);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (state->months)) != NULL)
    gtk_flow_box_remove (GTK_FLOW_BOX (state->months), child);
  for (int m = 0; m < 12; m++)
    {
      GtkWidget *month = month_new (state, first + (8 + m) / 12, (8 + m) % 12 + 1);
      gtk_flow_box_append (GTK_FLOW_BOX (state->months), month);
      gtk_widget_set_focusable (gtk_widget_get_parent (month), FALSE);
    }
}

static GtkWidget *
legend_new (void)
{
  GtkWidget *box = g_object_new (GTK_TYPE_FLOW_BOX, "selection-mode", GTK_SELECTION_NONE, "column-spacing", 14,
                                 "row-spacing", 4, "max-children-per-line", 5, NULL);

  for (GbDayKind kind = GB_DAY_SCHOOL; kind <= GB_DAY_BANK_HOLIDAY; kind++)
    {
      GtkWidget *one = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
      GtkWidget *sign = gtk_label_new (kind == GB_DAY_SCHOOL ? "1" : letter_of (kind));
      GtkWidget *words = gtk_label_new (_ (sorts[kind].words));
      gtk_widget_add_css_class (sign, "day");
      gtk_widget_add_css_class (sign, "legend-day");
      gtk_widget_add_css_class (sign, sorts[kind].style);
      gtk_widget_add_css_class (words, "quiet");
      gtk_box_append (GTK_BOX (one), sign);
      gtk_box_append (GTK_BOX (one), words);
      gtk_flow_box_append (GTK_FLOW_BOX (box), one);
      gtk_widget_set_focusable (gtk_widget_get_parent (one), FALSE);
    }
  return box;
}

/* --- the year ------------------------------------------------------------------------------------- */

/* The terms in words: what the grid says, for whoever rather reads. */
static void
show_terms (State *state)
{
  JsonArray *terms = gb_json_array (state->body, "terms");

  gb_section_clear (state->terms);
  for (guint i = 0; i < json_array_get_length (terms); i++)
    {
      JsonObject *term = json_array_get_object_element (terms, i);
      g_autofree char *from = gb_say_day_long (gb_json_text (term, "from"));
      g_autofree char *until = gb_say_day_long (gb_json_text (term, "until"));
      g_autofree char *line = g_strdup_printf (_ ("%s to %s"), from, until);
      g_autofree char *title = g_strdup_printf (_ ("Term %u"), i + 1);
      gb_section_add (state->terms, GTK_WIDGET (gb_row_new (title, line)));
    }
}

static void
show_counts (State *state)
{
  g_autofree char *from = g_strdup_printf ("%.4s-09-01", state->year);
  int school = 0, inset = 0;

  for (int i = 0; i < 365; i++)
    {
      g_autofree char *day = gb_day_add (from, i);
      GbDayKind kind = gb_calendar_kind (state->calendar, day);
      school += kind == GB_DAY_SCHOOL;
      inset += kind == GB_DAY_INSET;
    }
  g_autofree char *said = g_strdup_printf (
      _ ("Days on which pupils attend: %d. INSET days: %d. Most schools have 190 and 5."), school, inset);
  gb_text_set (state->counts, said);
}

static gboolean
is_changed (State *state)
{
  g_autofree char *was = gb_json_print (state->saved), *is = gb_json_print (state->body);
  return !state->is_set || g_strcmp0 (was, is) != 0;
}

/* What makes no sense (a term that ends before it begins) is said, and the grid stays as it was. */
static void
show (GtkWidget *page)
{
  State *state = state_of (page);
  g_autoptr (GError) error = NULL;
  GbCalendar *with = gb_calendar_new (&state->body, 1, &error);
  g_autofree char *reminder = gb_calendar_reminder (gb_book_get_calendar (state->book));
  g_autofree char *title = g_strdup_printf ("%.4s/%s", state->year, state->year + 5);

  gb_page_set_title (GB_PAGE (page), _ ("School calendar"), title);
  gb_page_set_accent (GB_PAGE (page), NULL,
                      state->may && with != NULL && is_changed (state) ? _ ("Look at it and save…") : NULL);
  if (error != NULL)
    gb_page_set_band (GB_PAGE (page), GB_CALLOUT_STOP, error->message);
  else if (!state->is_set)
    gb_page_set_band (GB_PAGE (page), GB_CALLOUT_WARN,
                      _ ("This year isn’t set yet. These are the ordinary dates: put them right and save."));
  else
    gb_page_set_band (GB_PAGE (page), GB_CALLOUT_WARN, reminder);
  if (with == NULL)
    return;
  gb_calendar_share_bank_holidays (with, gb_book_get_calendar (state->book));
  g_clear_object (&state->calendar);
  state->calendar = with;
  show_months (state);
  show_terms (state);
  show_counts (state);
  state->filling = TRUE;
  gtk_drop_down_set_selected (GTK_DROP_DOWN (state->scheme), gb_json_number (state->body, "scheme") == 3 ? 0 : 1);
  gtk_editable_set_text (GTK_EDITABLE (state->bell), gb_json_text (state->body, "bell"));
  state->filling = FALSE;
}

typedef struct
{
  JsonObject *body;
  gboolean is_set, may;
} Year;

static void
year_free (gpointer data)
{
  Year *year = data;

  json_object_unref (year->body);
  g_free (year);
}

/* Worker. */
static gpointer
ask_year (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  gboolean is_set = FALSE;
  JsonObject *body = gb_calendar_year (gb_book_get_vault (book), data, 6, &is_set, error);
  Year *year = body != NULL ? g_new0 (Year, 1) : NULL;

  if (year != NULL)
    *year = (Year){ body, is_set, gb_book_may (book, "calendar.set", NULL, NULL, NULL) };
  return year;
}

static void
show_answer (GtkWidget *page, gpointer answer, GError *error)
{
  State *state = state_of (page);
  Year *year = answer;

  if (error != NULL)
    gb_page_set_band (GB_PAGE (page), GB_CALLOUT_STOP, error->message);
  if (year == NULL)
    return;
  g_clear_pointer (&state->saved, json_object_unref);
  g_clear_pointer (&state->body, json_object_unref);
  state->saved = json_object_ref (year->body);
  state->body = g_hash_table_contains (state->edited, state->year)
                    ? json_object_ref (g_hash_table_lookup (state->edited, state->year))
                    : gb_calendar_body_copy (year->body);
  state->is_set = year->is_set;
  state->may = year->may;
  gtk_widget_set_sensitive (state->scheme, state->may);
  gtk_editable_set_editable (GTK_EDITABLE (state->bell), state->may);
  show (page);
}

static JsonObject *
read_draft (GtkWidget *page)
{
  State *state = state_of (page);
  JsonObject *content;

  if (!is_changed (state))
    return NULL;
  content = json_object_new ();
  json_object_set_object_member (content, "body", gb_calendar_body_copy (state->body));
  return content;
}

static void
carry_on (GtkWidget *page, JsonObject *content)
{
  State *state = state_of (page);
  JsonObject *body = gb_json_object (content, "body");
  const char *year = body != NULL ? gb_json_text (body, "year") : NULL;
  GListModel *years = gtk_drop_down_get_model (GTK_DROP_DOWN (state->years));

  if (year == NULL)
    return;
  g_hash_table_insert (state->edited, g_strdup (year), gb_calendar_body_copy (body));
  state->reload = TRUE;
  if (g_str_equal (year, state->year))
    {
      refresh (page);
      return;
    }
  for (guint i = 0; i < g_list_model_get_n_items (years); i++)
    {
      g_autoptr (GtkStringObject) label = g_list_model_get_item (years, i);
      if (g_str_equal (gtk_string_object_get_string (label), year))
        gtk_drop_down_set_selected (GTK_DROP_DOWN (state->years), i);
    }
}

/* Once it is saved, what was being changed is what is set. */
static void
on_act (GbBook *book, const char *kind, const char *case_id, GtkWidget *page)
{
  State *state = state_of (page);

  if (!g_str_has_prefix (kind, "calendar."))
    return;
  state->reload = TRUE;
  g_hash_table_remove (state->edited, state->year);
}

/* After somebody's act: what is being changed here stays. */
static void
refresh (GtkWidget *page)
{
  State *state = state_of (page);

  if (state->body != NULL && is_changed (state) && !state->reload)
    return;
  state->reload = FALSE;
  gb_view_ask (page, state->book, ask_year, g_strdup (state->year), g_free, year_free, show_answer);
}

/* --- the page ------------------------------------------------------------------------------------------ */

static void
on_year (GtkDropDown *years, GParamSpec *pspec, GtkWidget *page)
{
  State *state = state_of (page);
  GtkStringObject *chosen = gtk_drop_down_get_selected_item (years);

  if (chosen == NULL || g_str_equal (gtk_string_object_get_string (chosen), state->year))
    return;
  if (state->body != NULL && is_changed (state))
    g_hash_table_insert (state->edited, g_strdup (state->year), json_object_ref (state->body));
  g_free (state->year);
  state->year = g_strdup (gtk_string_object_get_string (chosen));
  g_clear_pointer (&state->body, json_object_unref);
  refresh (page);
}

/* Another number of terms begins with its ordinary dates. */
static void
on_scheme (GtkDropDown *scheme, GParamSpec *pspec, GtkWidget *page)
{
  State *state = state_of (page);
  JsonObject *body;

  if (state->filling || state->body == NULL)
    return;
  body = gb_calendar_default_year (state->year, gtk_drop_down_get_selected (scheme) == 0 ? 3 : 6);
  json_object_set_string_member (body, "bell", gb_json_text (state->body, "bell"));
  json_object_unref (state->body);
  state->body = body;
  show (page);
  gb_kept_page_save (page);
}

static void
on_bell (GtkEditable *bell, GtkWidget *page)
{
  State *state = state_of (page);

  if (state->filling || state->body == NULL
      || g_str_equal (gtk_editable_get_text (bell), gb_json_text (state->body, "bell")))
    return;
  json_object_set_string_member (state->body, "bell", gtk_editable_get_text (bell));
  show (page);
  gb_kept_page_save (page);
}

static void
on_preview (GtkWidget *page)
{
  State *state = state_of (page);

  if (state->body != NULL)
    gb_window_push (page, gb_calendar_preview_page_new (state->book, "calendar.set", state->body));
}

static void
take_file (GtkWidget *page, GFile *file)
{
  State *state = state_of (page);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_file_load_bytes (file, NULL, NULL, &error);
  g_autofree char *name = g_file_get_basename (file);
  g_autoptr (JsonObject) body = bytes != NULL ? gb_calendar_holidays_body (name, bytes, &error) : NULL;

  gb_page_set_band (GB_PAGE (page), GB_CALLOUT_STOP, error != NULL ? error->message : NULL);
  if (body != NULL)
    gb_window_push (page, gb_calendar_preview_page_new (state->book, "calendar.holidays", body));
}

static void
on_file_chosen (GtkNativeDialog *dialog, int response, GtkWidget *page)
{
  g_autoptr (GFile) file =
      response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)) : NULL;

  if (file != NULL)
    take_file (page, file);
}

static void
on_holidays (GtkWidget *page)
{
  GtkFileChooserNative *dialog =
      gtk_file_chooser_native_new (_ ("bank-holidays.json from GOV.UK"), GTK_WINDOW (gtk_widget_get_root (page)),
                                   GTK_FILE_CHOOSER_ACTION_OPEN, _ ("Open"), NULL);

  g_signal_connect_object (dialog, "response", G_CALLBACK (on_file_chosen), page, 0);
  g_object_set_data_full (G_OBJECT (page), "chooser", dialog, g_object_unref);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/* Last year, this one, and the two to come. */
static GtkWidget *
make_years (GtkWidget *page, State *state)
{
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);
  int first = (int) g_ascii_strtoll (state->year, NULL, 10);
  GtkWidget *years;

  for (int y = first - 1; y <= first + 2; y++)
    {
      g_autofree char *label = g_strdup_printf ("%04d-%02d", y, (y + 1) % 100);
      gtk_string_list_append (labels, label);
    }
  years = gtk_drop_down_new (G_LIST_MODEL (g_steal_pointer (&labels)), NULL);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (years), 1);
  gb_name (years, _ ("School year"));
  gtk_widget_set_tooltip_text (years, _ ("School year"));
  g_signal_connect_object (years, "notify::selected", G_CALLBACK (on_year), page, 0);
  return years;
}

static GtkWidget *
make_settings (GtkWidget *page, State *state)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  const char *const schemes[] = { _ ("Three terms"), _ ("Six terms"), NULL };

  state->years = make_years (page, state);
  state->scheme = gtk_drop_down_new_from_strings (schemes);
  state->bell = g_object_new (GTK_TYPE_ENTRY, "width-chars", 6, "max-width-chars", 6, NULL);
  gb_name (state->scheme, _ ("Terms in the year"));
  gb_name (state->bell, _ ("When the school day ends"));
  g_signal_connect_object (state->scheme, "notify::selected", G_CALLBACK (on_scheme), page, 0);
  g_signal_connect_object (state->bell, "activate", G_CALLBACK (on_bell), page, 0);
  g_signal_connect_object (state->bell, "changed", G_CALLBACK (on_bell), page, 0);
  gtk_box_append (GTK_BOX (box), state->years);
  gtk_box_append (GTK_BOX (box), state->scheme);
  gtk_box_append (GTK_BOX (box), gtk_label_new (_ ("The bell rings at")));
  gtk_box_append (GTK_BOX (box), state->bell);
  return box;
}

GtkWidget *
gb_calendar_page_new (GbBook *book)
{
  GbPage *page = gb_page_new (_ ("School calendar"));
  GtkWidget *desk = gb_page_make_desk (page);
  State *state = g_new0 (State, 1);
  g_autofree char *today = gb_today ();
  GtkWidget *holidays;

  gb_help_mark (GTK_WIDGET (page), "calendar");
  state->book = g_object_ref (book);
  state->year = gb_school_year_of (today);
  state->edited = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) json_object_unref);
  g_object_set_data_full (G_OBJECT (page), "state", state, state_free);
  gtk_box_append (GTK_BOX (desk), GTK_WIDGET (gb_kept_page_follow (GTK_WIDGET (page), book, "calendar.set",
                                                                   _ ("School calendar"), read_draft, carry_on)));
  gtk_box_append (GTK_BOX (desk), make_settings (GTK_WIDGET (page), state));
  gtk_box_append (GTK_BOX (desk), legend_new ());
  state->counts = gb_text_new (GB_TEXT_QUIET, NULL);
  gtk_box_append (GTK_BOX (desk), state->counts);
  state->months =
      g_object_new (GTK_TYPE_FLOW_BOX, "selection-mode", GTK_SELECTION_NONE, "max-children-per-line", 3,
                    "min-children-per-line", 1, "homogeneous", TRUE, "column-spacing", 18, "row-spacing", 14, NULL);
  gtk_box_append (GTK_BOX (desk), state->months);
  state->terms = gb_section_new (_ ("Terms"));
  gtk_box_append (GTK_BOX (desk), GTK_WIDGET (state->terms));
  holidays = gb_page_add_button (page, "document-open-symbolic", _ ("Bank holidays…"), TRUE);
  g_signal_connect_object (holidays, "clicked", G_CALLBACK (on_holidays), page, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "accent", G_CALLBACK (on_preview), page, 0);
  g_signal_connect_object (book, "changed", G_CALLBACK (on_act), page, 0);
  gb_kept_page_offer (GTK_WIDGET (page));
  gb_view_follow (GTK_WIDGET (page), book, refresh);
  return GTK_WIDGET (page);
}
