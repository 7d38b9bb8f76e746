/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One text view holds the whole record, so that words are chosen across it with
 * the keyboard or the mouse alike; a list beside it says which characters of the
 * view are which passage. */
#include <inttypes.h>

#include <glib/gi18n.h>

#include "base/text.h"
#include "base/time.h"
#include "print/disclosure.h"
#include "views/ask.h"
#include "views/enclosures.h"
#include "views/disclosure-page.h"
#include "views/form.h"
#include "views/help.h"
#include "views/outgoing-page.h"
#include "views/page.h"
#include "views/pill.h"
#include "views/text.h"
#include "views/veil.h"
#include "views/window.h"

#define MARGIN 18

/* Where a passage stands in the view. */
typedef struct
{
  char *id;
  int from, until;
} Place;

typedef struct
{
  GbBook *book;
  char *id;
  GbDisclosure *disclosure; /* as last shown; NULL before */
  GPtrArray *removals;
  GArray *places;
  GtkTextBuffer *text;
  GtkWidget *view, *take, *acts;
} State;

typedef struct
{
  GbDisclosure *disclosure;
  GPtrArray *passages, *removals;
} Answer;

static void
place_clear (gpointer data)
{
  g_free (((Place *) data)->id);
}

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  g_clear_object (&answer->disclosure);
  g_clear_pointer (&answer->passages, g_ptr_array_unref);
  g_clear_pointer (&answer->removals, g_ptr_array_unref);
  g_free (answer);
}

static void
state_free (gpointer data)
{
  State *state = data;

  g_clear_object (&state->disclosure);
  g_clear_pointer (&state->removals, g_ptr_array_unref);
  g_array_unref (state->places);
  g_object_unref (state->book);
  g_free (state->id);
  g_free (state);
}

static State *
state_of (gpointer page)
{
  return g_object_get_data (G_OBJECT (page), "gb-disclosure");
}

static gboolean
is_in (const GbDisclosure *disclosure, const char *state)
{
  return disclosure != NULL && g_strcmp0 (disclosure->state, state) == 0;
}

/* --- begun -------------------------------------------------------------------------------- */

static void
on_begun (GbForm *form, GbDone *done, GtkWidget *over)
{
  gb_window_open_case (over, "disclosure", done->case_id);
}

void
gb_disclosure_ask_begin (GtkWidget *over, GbBook *book, const char *person_id, const char *person)
{
  GbForm *form = gb_form_new (book);
  g_autofree char *today = gb_today ();
  g_autofree char *title = g_strdup_printf (_ ("Somebody asks what is held about %s"), person);

  gb_form_say (form, _ ("It is answered within one calendar month, in the holidays too; the educational record within"
                        " fifteen school days."));
  gb_form_line (form, "applicant", _ ("Who asks"));
  gb_form_line (form, "relation", _ ("Who they are to the child"));
  gb_form_choice (form, "basis", _ ("Under"), gb_form_words (form, "disclosure-basis"));
  gb_form_line (form, "identity", _ ("How you know who they are, and that they may"));
  gb_when_set_day (gb_form_when (form, "asked_on", _ ("Asked on"), FALSE), today);
  gb_form_text (form, "wanted", _ ("What they asked for, if not all of it"));
  GB_FORM_REQUIRE (form, "applicant", "relation", "basis", "identity", "asked_on");
  gb_form_keep_text (form, "person_id", person_id);
  gb_form_keep_text (form, "person", person);
  gb_form_set_act (form, "disclosure.begun", NULL);
  g_signal_connect_object (form, "done", G_CALLBACK (on_begun), over, 0);
  gb_form_open (form, over, title, _ ("Begin"));
}

/* --- taking out ------------------------------------------------------------------------------ */

/* The selection as pieces of passages: what stands between them isn't theirs. */
static JsonArray *
read_selection (State *state)
{
  JsonArray *rows = json_array_new ();
  GtkTextIter start, end;
  int from, until;

  if (!gtk_text_buffer_get_selection_bounds (state->text, &start, &end))
    return rows;
  from = gtk_text_iter_get_offset (&start);
  until = gtk_text_iter_get_offset (&end);
  for (guint i = 0; i < state->places->len; i++)
    {
      const Place *place = &g_array_index (state->places, Place, i);
      int first = MAX (from, place->from), last = MIN (until, place->until);
      JsonObject *row;
      if (first >= last)
        continue;
      row = json_object_new ();
      json_object_set_string_member (row, "passage", place->id);
      json_object_set_int_member (row, "from", first - place->from);
      json_object_set_int_member (row, "until", last - place->from);
      json_array_add_object_element (rows, row);
    }
  return rows;
}

static void
add_rows (GbForm *form, JsonObject *body)
{
  JsonArray *rows = g_object_get_data (G_OBJECT (form), "gb-rows");
  json_object_set_array_member (body, "removals", json_array_ref (rows));
}

/* Takes @rows. */
static void
ask_ground (GtkWidget *page, JsonArray *rows, const char *say, const char *ground)
{
  State *state = state_of (page);
  GbForm *form = gb_form_new (state->book);
  GbChoice *choice;

  g_object_set_data_full (G_OBJECT (form), "gb-rows", rows, (GDestroyNotify) json_array_unref);
  gb_form_say (form, say);
  choice = gb_form_choice (form, "ground", _ ("Ground"), gb_form_words (form, "removal-ground"));
  if (ground != NULL)
    gb_choice_set (choice, ground);
  gb_form_line (form, "reason", _ ("Why, in this case"));
  GB_FORM_REQUIRE (form, "ground", "reason");
  gb_form_set_act (form, "disclosure.removed", state->id);
  g_signal_connect_object (form, "complete", G_CALLBACK (add_rows), form, 0);
  gb_form_open (form, page, _ ("Take out"), _ ("Take out"));
}

static void
on_take (GtkWidget *page)
{
  ask_ground (page, read_selection (state_of (page)),
              _ ("The words are removed from every page, not covered. Their ground is printed; they aren’t."), NULL);
}

/* Worker. */
static gpointer
ask_names (GbBook *book, gpointer id, GCancellable *cancellable, GError **error)
{
  return gb_disclosure_find_names (book, id, error);
}

static void
show_names (GtkWidget *page, gpointer answer, GError *error)
{
  JsonArray *rows = answer;
  guint n = rows != NULL ? json_array_get_length (rows) : 0;
  g_autofree char *say = NULL;

  if (rows == NULL)
    {
      gb_view_show_error (page, error);
      return;
    }
  say = g_strdup_printf (ngettext ("The name of somebody else stands in %u place. A nickname or a description can’t be"
                                   " found: read on for those.",
                                   "The names of others stand in %u places. A nickname or a description can’t be found:"
                                   " read on for those.",
                                   n),
                         n);
  if (n > 0)
    ask_ground (page, json_array_ref (rows), say, "third-party");
  else
    gb_window_toast (page, _ ("No name of anybody else was found"));
}

static const GbRemoval *
removal_at_cursor (State *state)
{
  GtkTextIter cursor;
  int at;

  gtk_text_buffer_get_iter_at_mark (state->text, &cursor, gtk_text_buffer_get_insert (state->text));
  at = gtk_text_iter_get_offset (&cursor);
  for (guint i = 0; state->removals != NULL && i < state->removals->len; i++)
    {
      const GbRemoval *removal = state->removals->pdata[i];
      for (guint n = 0; n < state->places->len; n++)
        {
          const Place *place = &g_array_index (state->places, Place, n);
          if (g_strcmp0 (place->id, removal->passage) == 0 && at >= place->from + removal->from_char
              && at <= place->from + removal->until_char)
            return removal;
        }
    }
  return NULL;
}

static void
put_back (GtkWidget *page)
{
  State *state = state_of (page);
  const GbRemoval *removal = removal_at_cursor (state);
  GbForm *form;

  if (removal == NULL)
    {
      gb_window_toast (page, _ ("Put the cursor into words that are taken out, then put them back"));
      return;
    }
  form = gb_form_new (state->book);
  gb_form_line (form, "reason", _ ("Why they may go out after all"));
  gb_form_require (form, "reason");
  gb_form_keep_number (form, "removal", removal->entry);
  gb_form_keep_number (form, "number", removal->number);
  gb_form_set_act (form, "disclosure.restored", state->id);
  gb_form_open (form, page, _ ("Put back"), _ ("Put back"));
}

/* --- the rest of its life ----------------------------------------------------------------------- */

static void
hand_over (GtkWidget *page)
{
  State *state = state_of (page);
  GbForm *form = gb_form_new (state->book);

  gb_when_set (gb_form_when (form, "at", _ ("Handed over"), TRUE), gb_now ());
  gtk_editable_set_text (GTK_EDITABLE (gb_form_line (form, "to", _ ("To whom"))), state->disclosure->applicant);
  gb_form_line (form, "method", _ ("How"));
  GB_FORM_REQUIRE (form, "at", "to", "method");
  gb_form_set_act (form, "disclosure.sent", state->id);
  gb_form_open (form, page, _ ("Record that it was handed over"), _ ("Record"));
}

static void
ask_reason (GtkWidget *page, const char *kind, const char *title, const char *label, const char *button)
{
  State *state = state_of (page);
  GbForm *form = gb_form_new (state->book);

  gb_form_line (form, "reason", label);
  gb_form_require (form, "reason");
  gb_form_set_act (form, kind, state->id);
  gb_form_open (form, page, title, button);
}

/* Who it is for and why is asked when it leaves, as for every page. */
static void
show_list (GtkWidget *page)
{
  State *state = state_of (page);

  gb_window_push (page, gb_outgoing_page_new (state->book, _ ("What was taken out"), state->id,
                                              state->disclosure->reference, gb_print_removals));
}

enum
{
  NAMES,
  PUT_BACK,
  ATTACHED,
  HAND_OVER,
  EXTEND,
  REFUSE,
  INSPECTOR,
  N_ACTS
};
static const char *const act_labels[N_ACTS] = {
  N_ ("Take out the names of others…"), N_ ("Put back what is at the cursor…"),
  N_ ("Attachments…"),                  N_ ("It was handed over…"),
  N_ ("Two more months…"),              N_ ("Refuse the request…"),
  N_ ("List for an inspector…"),
};

static void
show_attached (GtkWidget *page)
{
  State *state = state_of (page);
  const GbEnclosuresPlan plan = { .kind = "disclosure.enclosed",
                                  .about_id = state->id,
                                  .reference = state->disclosure->reference,
                                  .person_id = state->disclosure->person_id,
                                  .grounds = TRUE,
                                  .open = is_in (state->disclosure, "begun") };

  gb_window_push (page, gb_enclosures_page_new (state->book, &plan));
}

static void
on_act (GtkWidget *page, int act)
{
  State *state = state_of (page);

  if (act == NAMES)
    gb_view_ask (page, state->book, ask_names, g_strdup (state->id), g_free, (GDestroyNotify) json_array_unref,
                 show_names);
  else if (act == PUT_BACK)
    put_back (page);
  else if (act == ATTACHED)
    show_attached (page);
  else if (act == HAND_OVER)
    hand_over (page);
  else if (act == EXTEND)
    ask_reason (page, "disclosure.extended", _ ("Two more months"), _ ("Why it is complex, as the applicant is told"),
                _ ("Extend"));
  else if (act == INSPECTOR)
    show_list (page);
  else
    ask_reason (page, "disclosure.refused", _ ("Refuse the request"), _ ("Why, as the applicant is told"),
                _ ("Refuse"));
}

static void
on_accent (GtkWidget *page)
{
  State *state = state_of (page);
  const char *why = gb_pack_label (gb_book_get_pack (state->book), "disclosure-basis", state->disclosure->basis);

  gb_window_push (page, gb_outgoing_page_new_for (state->book, _ ("Answer to a request"), state->id,
                                                  state->disclosure->reference, state->disclosure->applicant, why,
                                                  gb_print_disclosure));
}

/* --- showing -------------------------------------------------------------------------------------- */

static void
add_text (State *state, const char *text, const char *tag)
{
  GtkTextIter end;

  gtk_text_buffer_get_end_iter (state->text, &end);
  gtk_text_buffer_insert_with_tags_by_name (state->text, &end, text, -1, tag, NULL);
}

static void
add_passage (State *state, const GbPassage *passage, gboolean first)
{
  Place place = { .id = g_strdup (passage->id) };
  g_autofree char *heading = g_strdup_printf ("%s%s\n", state->places->len > 0 ? "\n" : "", passage->heading);
  g_autofree char *label = g_strdup_printf ("%s  ", passage->label);

  if (first)
    add_text (state, heading, "heading");
  add_text (state, label, "label");
  place.from = gtk_text_buffer_get_char_count (state->text);
  add_text (state, passage->text, "text");
  place.until = gtk_text_buffer_get_char_count (state->text);
  add_text (state, "\n", "text");
  g_array_append_val (state->places, place);
}

static void
strike (State *state, const GbRemoval *removal)
{
  for (guint i = 0; i < state->places->len; i++)
    {
      const Place *place = &g_array_index (state->places, Place, i);
      GtkTextIter from, until;
      if (g_strcmp0 (place->id, removal->passage) != 0)
        continue;
      gtk_text_buffer_get_iter_at_offset (state->text, &from, place->from + (int) removal->from_char);
      gtk_text_buffer_get_iter_at_offset (state->text, &until, place->from + (int) removal->until_char);
      gtk_text_buffer_apply_tag_by_name (state->text, "out", &from, &until);
    }
}

static gboolean
is_shown (State *state, GPtrArray *passages)
{
  gboolean same = state->places->len == passages->len;

  for (guint i = 0; same && i < passages->len; i++)
    same = g_strcmp0 (g_array_index (state->places, Place, i).id, ((GbPassage *) passages->pdata[i])->id) == 0;
  return same;
}

/* Whoever reads it keeps their place in it while pieces are taken out. */
static void
fill_text (State *state, const Answer *answer)
{
  GtkTextIter start, end;
  gint64 entry = 0;

  if (!is_shown (state, answer->passages))
    {
      gtk_text_buffer_set_text (state->text, "", 0);
      g_array_set_size (state->places, 0);
      for (guint i = 0; i < answer->passages->len; i++)
        {
          const GbPassage *passage = answer->passages->pdata[i];
          add_passage (state, passage, passage->entry != entry);
          entry = passage->entry;
        }
    }
  gtk_text_buffer_get_bounds (state->text, &start, &end);
  gtk_text_buffer_remove_tag_by_name (state->text, "out", &start, &end);
  for (guint i = 0; i < answer->removals->len; i++)
    strike (state, answer->removals->pdata[i]);
}

static void
show_band (GtkWidget *page, const GbDisclosure *disclosure)
{
  g_autofree char *due = disclosure->due_at > 0 ? gb_say_instant_within (disclosure->due_at) : NULL;
  g_autofree char *out = g_strdup_printf (ngettext ("%" PRId64 " piece is taken out.",
                                                    "%" PRId64 " pieces are taken out.", disclosure->removed),
                                          disclosure->removed);
  g_autofree char *text = NULL;

  if (due != NULL)
    text = g_strdup_printf (_ ("The answer is due by %s: %s. %s"), due, disclosure->due_rule, out);
  else if (is_in (disclosure, "sent"))
    text = g_strdup_printf (_ ("Handed over to %s. %s"), disclosure->sent_to, out);
  else if (is_in (disclosure, "refused"))
    text = g_strdup_printf (_ ("Refused: %s"), disclosure->refused);
  gb_page_set_band (GB_PAGE (page), due != NULL && disclosure->due_at < gb_now () ? GB_CALLOUT_STOP : GB_CALLOUT_NOTE,
                    text);
}

static void
show_acts (State *state, const GbDisclosure *disclosure)
{
  gboolean begun = is_in (disclosure, "begun");
  const gboolean offered[N_ACTS] = {
    [NAMES] = begun,
    [PUT_BACK] = begun && disclosure->removed > 0,
    [ATTACHED] = TRUE,
    [HAND_OVER] = begun && disclosure->made_at > 0,
    [EXTEND] = begun && disclosure->extended == NULL && g_strcmp0 (disclosure->basis, "subject-access") == 0,
    [REFUSE] = begun,
    [INSPECTOR] = disclosure->removed > 0,
  };

  gb_page_show_acts (state->acts, "disclosure", act_labels, offered, N_ACTS);
  gtk_widget_set_visible (state->take, begun);
}

static void
show_answer (GtkWidget *page, gpointer data, GError *error)
{
  State *state = state_of (page);
  Answer *answer = data;

  if (answer == NULL)
    {
      gb_page_set_band (GB_PAGE (page), GB_CALLOUT_STOP, error->message);
      return;
    }
  g_set_object (&state->disclosure, answer->disclosure);
  g_clear_pointer (&state->removals, g_ptr_array_unref);
  state->removals = g_ptr_array_ref (answer->removals);
  gb_page_set_title (GB_PAGE (page), answer->disclosure->applicant, answer->disclosure->person);
  gb_page_set_accent (GB_PAGE (page), NULL, is_in (answer->disclosure, "refused") ? NULL : _ ("Look at the answer…"));
  show_band (page, answer->disclosure);
  show_acts (state, answer->disclosure);
  fill_text (state, answer);
}

/* Worker. */
static gpointer
ask_disclosure (GbBook *book, gpointer id, GCancellable *cancellable, GError **error)
{
  GbVault *vault = gb_book_get_vault (book);
  Answer *answer = g_new0 (Answer, 1);

  answer->disclosure = gb_disclosure_load (vault, id, error);
  answer->passages =
      answer->disclosure != NULL ? gb_disclosure_passages (book, answer->disclosure->person_id, error) : NULL;
  answer->removals = answer->passages != NULL ? gb_disclosure_removals (vault, id, error) : NULL;
  if (answer->removals != NULL)
    return answer;
  answer_free (answer);
  return NULL;
}

static void
refresh (GtkWidget *page)
{
  State *state = state_of (page);
  gb_view_ask (page, state->book, ask_disclosure, g_strdup (state->id), g_free, answer_free, show_answer);
}

static GtkWidget *
make_view (State *state)
{
  GtkWidget *scroll = gtk_scrolled_window_new ();
  GtkWidget *clamp;

  state->view = gtk_text_view_new ();
  state->text = gtk_text_view_get_buffer (GTK_TEXT_VIEW (state->view));
  gtk_text_buffer_create_tag (state->text, "heading", "weight", PANGO_WEIGHT_BOLD, "pixels-above-lines", 6, NULL);
  gtk_text_buffer_create_tag (state->text, "label", "scale", 0.87, "style", PANGO_STYLE_ITALIC, NULL);
  gtk_text_buffer_create_tag (state->text, "text", "pixels-below-lines", 2, NULL);
  /* A line through it, and paler: seen without colour too. */
  gtk_text_buffer_create_tag (state->text, "out", "strikethrough", TRUE, "background", "rgba(127,127,127,.35)", NULL);
  g_object_set (state->view, "editable", FALSE, "wrap-mode", GTK_WRAP_WORD_CHAR, "left-margin", MARGIN, "right-margin",
                MARGIN, "top-margin", MARGIN, "bottom-margin", MARGIN, "accepts-tab", FALSE, NULL);
  gb_name (state->view, _ ("Everything that the answer holds"));
  gtk_widget_add_css_class (state->view, GB_VEIL_WORDS);
  clamp = g_object_new (ADW_TYPE_CLAMP, "maximum-size", 940, "child", state->view, NULL);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroll), clamp);
  gtk_widget_set_vexpand (scroll, TRUE);
  return scroll;
}

GtkWidget *
gb_disclosure_page_new (GbBook *book, const char *id)
{
  GbPage *page = gb_page_new (_ ("Request for data"));
  State *state = g_new0 (State, 1);

  gb_help_mark (GTK_WIDGET (page), "leaving");
  state->book = g_object_ref (book);
  state->id = g_strdup (id);
  state->places = g_array_new (FALSE, TRUE, sizeof (Place));
  g_array_set_clear_func (state->places, place_clear);
  g_object_set_data_full (G_OBJECT (page), "gb-disclosure", state, state_free);
  gb_page_set_body (page, make_view (state));
  state->take = gb_page_add_button (page, "edit-cut-symbolic", _ ("Take out…"), TRUE);
  state->acts = gb_page_add_acts (page, "disclosure", _ ("More for this request"), N_ACTS, on_act);
  gtk_widget_set_visible (state->take, FALSE);
  g_signal_connect_object (state->take, "clicked", G_CALLBACK (on_take), page, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "accent", G_CALLBACK (on_accent), page, 0);
  gb_view_follow (GTK_WIDGET (page), book, refresh);
  return GTK_WIDGET (page);
}

/* --- in a list ---------------------------------------------------------------------------------------- */

GbRow *
gb_disclosure_row_new (GbDisclosure *disclosure)
{
  g_autofree char *asked = gb_say_day_long (disclosure->asked_on);
  g_autofree char *quiet = g_strdup_printf (_ ("%s, asked on %s"), disclosure->relation, asked);
  gboolean open = is_in (disclosure, "begun");
  GbRow *row = gb_row_new (disclosure->applicant, quiet);

  gb_row_set_icon (row, "mail-read-symbolic");
  gb_row_add_pill (row,
                   gb_pill_new (open ? GB_PILL_OPEN : GB_PILL_PLAIN, open                         ? _ ("To be answered")
                                                                     : is_in (disclosure, "sent") ? _ ("Answered")
                                                                                                  : _ ("Refused")));
  if (disclosure->due_at > 0)
    gb_row_set_clock (row, disclosure->due_at, _ ("to the answer"));
  gb_row_set_key (row, disclosure->id);
  gb_row_set_noun (row, "disclosure");
  gb_row_set_opens (row, TRUE);
  return row;
}
