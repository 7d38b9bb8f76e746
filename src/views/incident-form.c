/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include <glib/gi18n.h>

#include "base/text.h"
#include "base/time.h"
#include "casework/incident.h"
#include "views/ask.h"
#include "views/form.h"
#include "views/incident-form.h"
#include "views/incident-people.h"
#include "views/page.h"
#include "views/row.h"
#include "views/seal-box.h"
#include "views/section.h"
#include "views/text.h"
#include "views/window.h"

/* The page's own state, kept on it. */
typedef struct
{
  GbBook *book;
  GbForm *form;
  GbIncidentPeople *people;
  GbSealBox *sealing;
  GbSection *follows;
  GtkWidget *warning, *saved;
  char *procedure; /* whose steps are shown */
} State;

static void
state_free (gpointer data)
{
  State *state = data;

  g_clear_object (&state->book);
  g_free (state->procedure);
  g_free (state);
}

static State *
state_of (gpointer page)
{
  return g_object_get_data (G_OBJECT (page), "gb-incident-form");
}

/* --- draft ------------------------------------------------------------------- */

static JsonObject *
read_whole (State *state)
{
  JsonObject *body = gb_form_read (state->form);

  json_object_set_array_member (body, "people", gb_incident_people_read (state->people));
  gb_seal_box_read (state->sealing, body);
  return body;
}

static void
on_keep (GbForm *form, JsonObject *body, GtkWidget *page)
{
  State *state = state_of (page);

  json_object_set_array_member (body, "people", gb_incident_people_read (state->people));
  gb_seal_box_read (state->sealing, body);
}

static void
on_people_changed (GbIncidentPeople *people, GtkWidget *page)
{
  State *state = state_of (page);
  g_autoptr (JsonObject) body = read_whole (state);

  gb_seal_box_follow (state->sealing, body);
  gb_form_touch (state->form);
}

static void
on_sealing_changed (GbSealBox *sealing, GtkWidget *page)
{
  gb_form_touch (state_of (page)->form);
}

static void
on_restore (GbForm *form, JsonObject *content, GtkWidget *page)
{
  State *state = state_of (page);

  g_signal_handlers_block_by_func (state->people, on_people_changed, page);
  gb_incident_people_write (state->people, gb_json_array (content, "people"));
  g_signal_handlers_unblock_by_func (state->people, on_people_changed, page);
  gb_seal_box_write (state->sealing, content);
}

static void
on_kept (GbForm *form, const char *sentence, GtkWidget *page)
{
  gb_text_set (state_of (page)->saved, sentence);
}

static void
on_discard (GtkWidget *page)
{
  gb_form_ask_throw_away (state_of (page)->form, page);
}

/* --- what follows -------------------------------------------------------------- */

#define STEPS_SHOWN 6

static void
show_steps (State *state, const GbProcedure *procedure)
{
  GbPack *pack = gb_book_get_pack (state->book);

  for (guint i = 0; i < procedure->steps->len && i < STEPS_SHOWN; i++)
    {
      const GbStep *step = procedure->steps->pdata[i];
      const GbPackClock *clock = step->clock != NULL ? gb_pack_clock (pack, step->clock) : NULL;
      g_autofree char *who =
          clock != NULL ? g_strdup_printf (_ ("%s; %s"), step->who, clock->rule) : g_strdup (step->who);
      gb_section_add (state->follows,
                      GTK_WIDGET (gb_step_row_new (GB_DOT_TO_COME, i + 1, step->title, who, step->basis)));
    }
  if (procedure->steps->len > STEPS_SHOWN)
    {
      guint rest = procedure->steps->len - STEPS_SHOWN;
      g_autofree char *more = g_strdup_printf (ngettext ("and %u more step", "and %u more steps", rest), rest);
      gb_section_add (state->follows, GTK_WIDGET (gb_row_new (more, NULL)));
    }
}

static void
show_procedure (State *state, const char *category, const char *image)
{
  const GbProcedure *procedure = NULL;
  gboolean dont_look = g_strcmp0 (image, "yes") == 0 || g_strcmp0 (image, "unknown") == 0;

  if (category != NULL || dont_look)
    procedure = gb_pack_procedure_for (gb_book_get_pack (state->book), category, image);
  gb_callout_set (
      state->warning, GB_CALLOUT_STOP,
      dont_look ? _ ("Nobody looks at it, copies, sends or deletes it. Lock the device away and tell the DSL at once. "
                     "Pictures can’t be added to this record.")
                : NULL);
  if (g_strcmp0 (procedure != NULL ? procedure->id : NULL, state->procedure) == 0)
    return;
  g_free (state->procedure);
  state->procedure = g_strdup (procedure != NULL ? procedure->id : NULL);
  gb_section_clear (state->follows);
  gb_section_set_note (state->follows,
                       procedure != NULL ? procedure->title : _ ("Choose what sort of incident it is."));
  if (procedure != NULL)
    show_steps (state, procedure);
}

static void
on_changed (GbForm *form, GtkWidget *page)
{
  State *state = state_of (page);
  g_autoptr (JsonObject) body = gb_form_read (form);

  gb_form_set_error (form, NULL);
  gb_form_show_field (form, "offsite_tests", g_strcmp0 (gb_json_text (body, "site"), "off") == 0);
  gb_form_show_field (form, "danger_done", g_strcmp0 (gb_json_text (body, "danger"), "yes") == 0);
  show_procedure (state, gb_json_text (body, "category"), gb_json_text (body, "indecent_image"));
}

/* --- the form -------------------------------------------------------------------- */

static void
add_first_questions (State *state)
{
  gb_form_group (state->form, _ ("Before you write"),
                 _ ("If a child is in danger now, ring 999 first. If there may be a picture, nobody looks at it."));
  gb_form_tri (state->form, "danger", _ ("Is anybody in immediate danger?"));
  gb_form_text (state->form, "danger_done", _ ("What was done about it, and when"));
  gb_form_tri (state->form, "indecent_image", _ ("May an indecent image of a child be involved?"));
}

static void
add_story (State *state)
{
  gb_form_group (state->form, _ ("What happened"), NULL);
  gb_form_line (state->form, "title", _ ("In a few words"));
  gb_form_text (state->form, "narrative", _ ("What was seen and told: facts first, opinions marked as such"));
  gb_form_text (state->form, "child_words", _ ("The child’s own words, exactly"));
}

static void
add_when_and_where (State *state, GbPack *pack)
{
  g_autofree char *now = gb_say_instant_long (gb_now ());
  g_autofree char *note = g_strdup_printf (_ ("It is recorded now, %s, by %s. Both times are kept."), now,
                                           gb_book_get_member_name (state->book));

  gb_form_group (state->form, _ ("When and where"), note);
  gb_form_when (state->form, "occurred_at", _ ("When it happened"), TRUE);
  gb_form_choice (state->form, "precision", _ ("How exactly that is known"), gb_pack_words (pack, "precision"));
  gb_form_line (state->form, "occurred_words", _ ("In words, if they say it better: “about break”"));
  gb_form_choice (state->form, "location", _ ("Where"), gb_pack_words (pack, "location"));
  gb_form_line (state->form, "location_note", _ ("Where exactly"));
  gb_form_choice (state->form, "site", _ ("On or off site"), gb_pack_words (pack, "site"));
  gb_form_list (state->form, "offsite_tests", _ ("Why it is the school’s matter"),
                gb_pack_words (pack, "offsite-test"));
}

static void
add_kind (State *state, GbPack *pack)
{
  gb_form_group (state->form, _ ("What sort of incident"), NULL);
  gb_form_choice (state->form, "category", _ ("Category"), gb_pack_words (pack, "category"));
  gb_form_list (state->form, "four_c", _ ("Online risk"), gb_pack_words (pack, "four-c"));
  gb_form_choice (state->form, "equipment", _ ("Whose device or network"), gb_pack_words (pack, "equipment"));
  gb_form_list (state->form, "policy_routes", _ ("Handled under"), gb_pack_words (pack, "policy-route"));
}

static void
add_source (State *state, GbPack *pack)
{
  gb_form_group (state->form, _ ("How it came to us"), NULL);
  gb_form_choice (state->form, "channel", _ ("How"), gb_pack_words (pack, "channel"));
  gb_form_line (state->form, "told_by", _ ("Who told it"));
  gb_form_line (state->form, "external_reference", _ ("Reference elsewhere"));
}

static void
require_fields (GbForm *form)
{
  static const char *const required[] = { "danger",    "indecent_image", "title", "narrative", "occurred_at",
                                          "precision", "location",       "site",  "category",  "channel" };
  for (gsize i = 0; i < G_N_ELEMENTS (required); i++)
    gb_form_require (form, required[i]);
}

static GbDone *
do_record (GbBook *book, const char *case_id, const char *request, JsonObject *body, GError **error)
{
  return gb_incident_record (book, request, body, error);
}

static void
on_complete (GbForm *form, JsonObject *body, GtkWidget *page)
{
  gb_seal_box_read (state_of (page)->sealing, body);
  json_object_set_array_member (body, "people", gb_incident_people_read (state_of (page)->people));
}

static void
on_done (GbForm *form, GbDone *done, GtkWidget *page)
{
  g_autofree char *said = done->case_id != NULL ? g_strdup_printf (_ ("Recorded as %s"), done->reference)
                                                : g_strdup (_ ("Recorded, and sealed for its readers"));
  g_autoptr (GtkWidget) held = g_object_ref (page);
  GbWindow *window = gb_window_of (page);
  g_autofree char *case_id = g_strdup (done->case_id);

  if (window == NULL)
    return;
  gb_window_toast (page, said);
  gb_window_back (page);
  if (case_id != NULL)
    gb_window_open_case (GTK_WIDGET (window), "incident", case_id);
}

static GbForm *
make_form (State *state)
{
  GbPack *pack = gb_book_get_pack (state->book);

  state->form = gb_form_new (state->book);
  state->people = gb_incident_people_new (state->book);
  add_first_questions (state);
  add_story (state);
  gb_form_add (state->form, GTK_WIDGET (state->people));
  add_when_and_where (state, pack);
  add_kind (state, pack);
  add_source (state, pack);
  require_fields (state->form);
  gb_form_set_do (state->form, do_record, NULL);
  gb_form_keep_draft (state->form, "incident.recorded", NULL);
  return state->form;
}

static void
fill_pane (State *state, GtkWidget *pane)
{
  state->warning = gb_callout_new (GB_CALLOUT_STOP, NULL);
  state->follows = gb_section_new (_ ("What follows"));
  state->saved = gb_text_new (GB_TEXT_QUIET, NULL);
  gb_section_set_counts (state->follows, FALSE);
  gtk_box_append (GTK_BOX (pane), state->warning);
  gtk_box_append (GTK_BOX (pane), GTK_WIDGET (state->follows));
  state->sealing = gb_seal_box_new (state->book, "incident.recorded", NULL);
  gtk_box_append (GTK_BOX (pane), GTK_WIDGET (state->sealing));
  gtk_box_append (GTK_BOX (pane), state->saved);
}

static void
connect (State *state, GtkWidget *page)
{
  g_signal_connect_object (state->form, "changed", G_CALLBACK (on_changed), page, 0);
  g_signal_connect_object (state->form, "keep", G_CALLBACK (on_keep), page, 0);
  g_signal_connect_object (state->form, "restore", G_CALLBACK (on_restore), page, 0);
  g_signal_connect_object (state->form, "kept", G_CALLBACK (on_kept), page, 0);
  g_signal_connect_object (state->form, "complete", G_CALLBACK (on_complete), page, 0);
  g_signal_connect_object (state->form, "done", G_CALLBACK (on_done), page, 0);
  g_signal_connect_object (state->people, "changed", G_CALLBACK (on_people_changed), page, 0);
  g_signal_connect_object (state->sealing, "changed", G_CALLBACK (on_sealing_changed), page, 0);
  g_signal_connect_object (page, "accent", G_CALLBACK (gb_form_submit), state->form, G_CONNECT_SWAPPED);
}

GtkWidget *
gb_incident_form_new (GbBook *book, const char *draft)
{
  GbPage *page = gb_page_new (_ ("New incident"));
  State *state = g_new0 (State, 1);
  GtkWidget *story, *pane, *discard;

  state->book = g_object_ref (book);
  g_object_set_data_full (G_OBJECT (page), "gb-incident-form", state, state_free);
  gb_page_make_case (page, _ ("What follows"), &story, &pane);
  gb_page_set_accent (page, NULL, _ ("Record the incident"));
  discard = gb_page_add_button (page, "user-trash-symbolic", _ ("Throw the draft away"), FALSE);
  g_signal_connect_object (discard, "clicked", G_CALLBACK (on_discard), page, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (story), GTK_WIDGET (make_form (state)));
  fill_pane (state, pane);
  connect (state, GTK_WIDGET (page));
  gb_form_show_field (state->form, "offsite_tests", FALSE);
  gb_form_show_field (state->form, "danger_done", FALSE);
  gb_section_set_note (state->follows, _ ("Choose what sort of incident it is."));
  if (draft != NULL)
    gb_form_go_on (state->form, draft);
  return GTK_WIDGET (page);
}
