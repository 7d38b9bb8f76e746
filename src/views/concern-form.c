/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include <glib/gi18n.h>

#include "base/ids.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/concern.h"
#include "views/ask.h"
#include "views/concern-form.h"
#include "views/form.h"
#include "views/page.h"
#include "views/seal-box.h"
#include "views/text.h"
#include "views/window.h"

/* Rows for children: the next one shows when the one before is filled. */
#define MOST_CHILDREN 4

typedef struct
{
  GbBook *book;
  GbForm *form;
  GbSealBox *sealing;
  GtkWidget *follows, *saved;
  char *readers_for; /* whose answer is shown: "person id, name" */
} State;

static void
state_free (gpointer data)
{
  State *state = data;

  g_clear_object (&state->book);
  g_free (state->readers_for);
  g_free (state);
}

static State *
state_of (gpointer page)
{
  return g_object_get_data (G_OBJECT (page), "gb-concern-form");
}

/* --- what follows ------------------------------------------------------------------- */

/* What the answers so far come to, by the function that the act asks too. */
static void
show_follows (State *state, JsonObject *body)
{
  const char *answers[GB_CONCERN_LIMBS];
  gboolean any = FALSE;
  const char *basis;

  for (guint i = 0; i < GB_CONCERN_LIMBS; i++)
    {
      answers[i] = gb_json_text (body, gb_concern_limbs[i]);
      any = any || answers[i] != NULL;
    }
  basis = gb_concern_basis (gb_book_get_pack (state->book), gb_json_flag (body, "online"), answers);
  if (!any)
    gb_callout_set (state->follows, GB_CALLOUT_NOTE,
                    _ ("The clock starts when the school knew. Ask the four limbs now or next; until then it runs as "
                       "if it were an allegation."));
  else if (g_str_equal (basis, "limb"))
    gb_callout_set (state->follows, GB_CALLOUT_STOP,
                    _ ("A limb is met: an allegation. It goes to the LADO within one working day."));
  else if (g_str_equal (basis, "unknown"))
    gb_callout_set (state->follows, GB_CALLOUT_STOP,
                    _ ("While a limb is not known it is an allegation: ask the LADO within one working day."));
  else if (g_str_equal (basis, "online"))
    gb_callout_set (state->follows, GB_CALLOUT_STOP,
                    _ ("No limb is met, but your policy sends every allegation about conduct online to the LADO."));
  else
    gb_callout_set (state->follows, GB_CALLOUT_NOTE,
                    _ ("No limb is met: a low-level concern. What was done is recorded, and whether there is a "
                       "pattern."));
}

/* --- the body -------------------------------------------------------------------------- */

/* The fields of the form are not all those of the entry: somebody who is on no
 * roll is named in the sealed body alone (a new person would stand in the open). */
static void
complete (JsonObject *body)
{
  JsonArray *children = json_array_new ();

  if (gb_json_flag (body, "unlisted"))
    {
      g_autofree char *id = gb_id_new ();
      json_object_set_string_member (body, "person_id", id);
      gb_json_set_text (body, "person", gb_json_text (body, "unlisted_name"));
    }
  json_object_remove_member (body, "unlisted");
  json_object_remove_member (body, "unlisted_name");
  for (guint i = 0; i < MOST_CHILDREN; i++)
    {
      g_autofree char *id = g_strdup_printf ("child%u_id", i);
      g_autofree char *name = g_strdup_printf ("child%u", i);
      if (gb_json_text (body, id) != NULL)
        {
          JsonObject *row = json_object_new ();
          json_object_set_string_member (row, "person_id", gb_json_text (body, id));
          gb_json_set_text (row, "name", gb_json_text (body, name));
          json_array_add_object_element (children, row);
        }
      json_object_remove_member (body, id);
      json_object_remove_member (body, name);
    }
  json_object_set_array_member (body, "children", children);
}

static void
on_complete (GbForm *form, JsonObject *body)
{
  complete (body);
}

static void
show_children (GbForm *form, JsonObject *body)
{
  gboolean shown = TRUE;

  for (guint i = 0; i < MOST_CHILDREN; i++)
    {
      g_autofree char *id = g_strdup_printf ("child%u_id", i);
      gb_form_show_field (form, id, shown);
      shown = shown && gb_json_text (body, id) != NULL;
    }
}

/* Asks who would read it only when whom it is about has changed. */
static void
follow_readers (State *state, JsonObject *body)
{
  g_autofree char *whom = NULL;

  complete (body);
  whom = g_strdup_printf ("%s, %s", gb_json_text (body, "person_id"), gb_json_text (body, "person"));
  if (g_strcmp0 (whom, state->readers_for) == 0)
    return;
  g_free (state->readers_for);
  state->readers_for = g_steal_pointer (&whom);
  gb_seal_box_follow (state->sealing, body);
}

static void
on_changed (GbForm *form, GtkWidget *page)
{
  State *state = state_of (page);
  g_autoptr (JsonObject) body = gb_form_read (form);
  gboolean unlisted = gb_json_flag (body, "unlisted");

  gb_form_set_error (form, NULL);
  gb_form_show_field (form, "person_id", !unlisted);
  gb_form_show_field (form, "unlisted_name", unlisted);
  gb_form_show_field (form, "danger_done", g_strcmp0 (gb_json_text (body, "danger"), "yes") == 0);
  gb_form_show_field (form, "conflict_reason", gb_json_flag (body, "conflict"));
  show_children (form, body);
  show_follows (state, body);
  follow_readers (state, body);
}

/* --- the form ------------------------------------------------------------------------------- */

static void
add_whom (GbForm *form, GbPack *pack)
{
  gb_form_group (form, _ ("Who it is about"),
                 _ ("An adult who works or helps here. Whoever is named is told nothing by this program: not that it "
                    "exists, not how many there are."));
  gb_person_picker_set_sorts (gb_form_person (form, "person_id", "person", _ ("Their name, from People")),
                              "staff governor visitor other parent");
  gb_form_line (form, "unlisted_name", _ ("Their name"));
  gb_form_switch (form, "unlisted", _ ("They aren’t in People"),
                  _ ("Write the name here. Don’t add them to People for this: everybody would see that."));
  gb_form_choice (form, "person_role", _ ("What they are here"), gb_pack_words (pack, "concern-person"));
}

static void
add_what (GbForm *form, GbPack *pack)
{
  gb_form_group (form, _ ("What happened"), NULL);
  gb_form_tri (form, "danger", _ ("Is a child in danger now?"));
  gb_form_text (form, "danger_done", _ ("What was done about it, and when"));
  gb_form_line (form, "title", _ ("In a few words"));
  gb_form_text (form, "narrative", _ ("What was seen and told: facts first, opinions marked as such"));
  gb_form_text (form, "own_words", _ ("The words of whoever told it, exactly"));
  gb_form_text (form, "context", _ ("The context: what came before, who was near, what may explain it"));
  gb_form_switch (form, "online", _ ("It is about conduct online"), NULL);
  gb_form_group (form, _ ("When and where"), NULL);
  gb_form_when (form, "occurred_at", _ ("When it happened"), TRUE);
  gb_form_choice (form, "precision", _ ("How exactly that is known"), gb_pack_words (pack, "precision"));
  gb_form_line (form, "occurred_words", _ ("In words, if they say it better"));
  gb_form_line (form, "place", _ ("Where"));
}

static void
add_source (GbForm *form)
{
  gb_form_group (form, _ ("Who raised it"),
                 _ ("Kept from others as far as that is reasonable. The clock starts when the school knew."));
  gb_form_line (form, "told_by", _ ("Who told it, and how"));
  gb_form_switch (form, "anonymous", _ ("They asked not to be named to others"), NULL);
  gb_form_switch (form, "self_reported", _ ("The person told it themselves"), NULL);
  gb_form_when (form, "noticed_at", _ ("When the school knew"), TRUE);
  gb_when_set (GB_WHEN (gb_form_get_field (form, "noticed_at")), gb_now ());
}

static void
add_children (GbForm *form)
{
  gb_form_group (form, _ ("Children"), _ ("If a child is affected. Their parents are told when the LADO agrees."));
  for (guint i = 0; i < MOST_CHILDREN; i++)
    {
      g_autofree char *id = g_strdup_printf ("child%u_id", i);
      g_autofree char *name = g_strdup_printf ("child%u", i);
      gb_person_picker_set_sorts (gb_form_person (form, id, name, i == 0 ? _ ("A child") : _ ("Another child")),
                                  "pupil");
    }
}

static void
add_limbs (GbForm *form, GbPack *pack)
{
  gb_form_group (form, _ ("Does it meet the harm threshold?"),
                 _ ("One by one. “Not known” is an answer; it goes to the LADO, who helps to find out."));
  for (guint i = 0; i < GB_CONCERN_LIMBS; i++)
    gb_form_tri (form, gb_concern_limbs[i], gb_pack_label (pack, "lado-limb", gb_concern_limbs[i]));
  gb_form_text (form, "assess_reason", _ ("Why it does, or doesn’t"));
}

static void
add_route (GbForm *form)
{
  gb_form_group (form, _ ("Who handles it"),
                 _ ("The headteacher; about the headteacher the chair of governors. With a conflict of interest it "
                    "goes straight to the LADO."));
  gb_form_switch (form, "conflict", _ ("There is a conflict of interest"), NULL);
  gb_form_text (form, "conflict_reason", _ ("What the conflict is"));
  gb_form_line (form, "incident_reference", _ ("Incident that it came from, if any"));
}

static GbDone *
do_record (GbBook *book, const char *case_id, const char *request, JsonObject *body, GError **error)
{
  return gb_concern_record (book, request, body, error);
}

static GbForm *
make_form (State *state)
{
  GbPack *pack = gb_book_get_pack (state->book);
  GbForm *form = gb_form_new (state->book);

  add_whom (form, pack);
  add_what (form, pack);
  add_source (form);
  add_children (form);
  add_limbs (form, pack);
  add_route (form);
  GB_FORM_REQUIRE (form, "person_id", "unlisted_name", "person_role", "danger", "title", "narrative", "occurred_at",
                   "precision", "place", "told_by", "noticed_at", "conflict_reason");
  gb_form_set_do (form, do_record, NULL);
  gb_form_keep_draft (form, "concern.recorded", NULL);
  return form;
}

/* --- the page ----------------------------------------------------------------------------------- */

static void
on_kept (GbForm *form, const char *sentence, GtkWidget *page)
{
  gb_text_set (state_of (page)->saved, sentence);
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
    gb_window_open_case (GTK_WIDGET (window), "concern", case_id);
}

static void
on_discard (GtkWidget *page)
{
  gb_form_ask_throw_away (state_of (page)->form, page);
}

static void
fill_pane (State *state, GtkWidget *pane)
{
  state->follows = gb_callout_new (GB_CALLOUT_NOTE, NULL);
  state->sealing = gb_seal_box_new (state->book, "concern.recorded", NULL);
  state->saved = gb_text_new (GB_TEXT_QUIET, NULL);
  gtk_box_append (GTK_BOX (pane), state->follows);
  gtk_box_append (GTK_BOX (pane), GTK_WIDGET (state->sealing));
  gtk_box_append (GTK_BOX (pane), state->saved);
}

GtkWidget *
gb_concern_form_new (GbBook *book, const char *draft)
{
  GbPage *page = gb_page_new (_ ("New staff concern"));
  State *state = g_new0 (State, 1);
  GtkWidget *story, *pane, *discard;

  state->book = g_object_ref (book);
  g_object_set_data_full (G_OBJECT (page), "gb-concern-form", state, state_free);
  gb_page_make_case (page, _ ("Who will see this"), &story, &pane);
  gb_page_set_accent (page, NULL, _ ("Record and seal"));
  discard = gb_page_add_button (page, "user-trash-symbolic", _ ("Throw the draft away"), FALSE);
  g_signal_connect_object (discard, "clicked", G_CALLBACK (on_discard), page, G_CONNECT_SWAPPED);
  state->form = make_form (state);
  gtk_box_append (GTK_BOX (story), GTK_WIDGET (state->form));
  fill_pane (state, pane);
  g_signal_connect_object (state->form, "changed", G_CALLBACK (on_changed), page, 0);
  g_signal_connect_object (state->form, "kept", G_CALLBACK (on_kept), page, 0);
  g_signal_connect_object (state->form, "complete", G_CALLBACK (on_complete), page, 0);
  g_signal_connect_object (state->form, "done", G_CALLBACK (on_done), page, 0);
  g_signal_connect_object (page, "accent", G_CALLBACK (gb_form_submit), state->form, G_CONNECT_SWAPPED);
  on_changed (state->form, GTK_WIDGET (page));
  if (draft != NULL)
    gb_form_go_on (state->form, draft);
  return GTK_WIDGET (page);
}

GtkWidget *
gb_concern_form_new_from (GbBook *book, const char *incident_reference)
{
  GtkWidget *page = gb_concern_form_new (book, NULL);
  g_autoptr (JsonObject) body = json_object_new ();

  json_object_set_string_member (body, "incident_reference", incident_reference);
  gb_form_write (state_of (page)->form, body);
  return page;
}
