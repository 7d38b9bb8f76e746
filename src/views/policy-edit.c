/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The draft is kept in this page until it is adopted, and in the vault, for
 * whoever makes it alone, so that it is there after a lock or a crash.  Every
 * change is tried on the whole pack at once: one that would break it is said and
 * taken back.
 * Order of this file: keeping the draft, trying a change, the sections, their dialogs, the page. */
#include <string.h>

#include <glib/gi18n.h>

#include "base/text.h"
#include "base/time.h"
#include "casework/policy.h"
#include "policy/pack-draft.h"
#include "views/ask.h"
#include "views/form.h"
#include "views/kept-page.h"
#include "views/page.h"
#include "views/policy-adopt.h"
#include "views/policy-edit.h"
#include "views/row.h"
#include "views/section.h"
#include "views/window.h"

typedef struct
{
  GbBook *book;
  GbPack *below;      /* what the school's changes lie over */
  GbPack *pack;       /* with them, as it would be adopted */
  GbPackDraft *draft;
  char *version;      /* of the pack to come */
  GbSection *changes, *places, *contacts, *thresholds, *times, *steps;
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
  g_clear_object (&state->below);
  g_clear_object (&state->pack);
  g_clear_pointer (&state->draft, gb_pack_draft_free);
  g_free (state->version);
  g_free (state);
}

static void fill (GtkWidget *page);

/* --- keeping it ----------------------------------------------------------------------- */

static JsonObject *
read_draft (GtkWidget *page)
{
  State *state = state_of (page);
  g_autoptr (GBytes) layer = gb_pack_draft_write (state->draft, state->version);
  g_autofree char *text = g_strndup (g_bytes_get_data (layer, NULL), g_bytes_get_size (layer));
  JsonObject *content;

  if (gb_pack_draft_is_empty (state->draft))
    return NULL;
  content = json_object_new ();
  json_object_set_string_member (content, "layer", text);
  return content;
}

/* The policy below may be another by now: then it says what no longer fits, and stays kept. */
static void
carry_on (GtkWidget *page, JsonObject *content)
{
  State *state = state_of (page);
  const char *text = gb_json_text (content, "layer");
  g_autoptr (GBytes) layer = g_bytes_new (text, text != NULL ? strlen (text) : 0);
  g_autoptr (GError) error = NULL;
  GbPackDraft *draft = gb_pack_draft_new (state->below, layer, &error);
  g_autoptr (GbPack) pack = draft != NULL ? gb_pack_draft_finish (draft, state->version, &error) : NULL;

  gb_page_set_band (GB_PAGE (page), GB_CALLOUT_STOP, error != NULL ? error->message : NULL);
  if (pack == NULL)
    {
      g_clear_pointer (&draft, gb_pack_draft_free);
      return;
    }
  gb_pack_draft_free (state->draft);
  state->draft = draft;
  g_set_object (&state->pack, pack);
  fill (page);
}

/* --- trying a change -------------------------------------------------------------- */

typedef struct { char *path, *value; } Edit;

static void
edit_free (gpointer data)
{
  Edit *edit = data;

  g_free (edit->path);
  g_free (edit->value);
  g_free (edit);
}

static GPtrArray *
edits_new (void)
{
  return g_ptr_array_new_with_free_func (edit_free);
}

/* Takes @path; @value NULL: as the pack below has it. */
static void
add_edit (GPtrArray *edits, char *path, const char *value)
{
  Edit *edit = g_new0 (Edit, 1);

  *edit = (Edit) { path, gb_text_is_filled (value) ? g_strdup (value) : NULL };
  g_ptr_array_add (edits, edit);
}

static void
try_edits (GtkWidget *page, GPtrArray *edits)
{
  State *state = state_of (page);
  g_autoptr (GBytes) before = gb_pack_draft_write (state->draft, state->version);
  g_autoptr (GError) error = NULL;
  GbPack *pack;

  for (guint i = 0; i < edits->len; i++)
    gb_pack_draft_set (state->draft, ((Edit *) edits->pdata[i])->path, ((Edit *) edits->pdata[i])->value);
  pack = gb_pack_draft_finish (state->draft, state->version, &error);
  if (pack != NULL)
    {
      g_object_unref (state->pack);
      state->pack = pack;
      gb_kept_page_save (page);
    }
  else
    {
      GbPackDraft *old = gb_pack_draft_new (state->below, before, NULL);
      gb_pack_draft_free (state->draft);
      state->draft = old;
    }
  gb_page_set_band (GB_PAGE (page), GB_CALLOUT_STOP, error != NULL ? error->message : NULL);
  fill (page);
}

static void
close_dialog (GbForm *form)
{
  GtkWidget *dialog = gtk_widget_get_ancestor (GTK_WIDGET (form), GTK_TYPE_WINDOW);

  if (dialog != NULL)
    gtk_window_close (GTK_WINDOW (dialog));
}

static const char *
key_of_button (GtkWidget *button)
{
  return gb_row_get_key (GB_ROW (gtk_widget_get_ancestor (button, GB_TYPE_ROW)));
}

static void
add_row_button (GtkWidget *page, GbRow *row, const char *label, GCallback clicked)
{
  g_signal_connect_object (gb_row_add_button (row, label, FALSE), "clicked", clicked, page, 0);
}

/* --- what is changed ------------------------------------------------------------------ */

/* The elements of the draft that make a change: "rule" "device.place" is rules/rule:device.place. */
static char *
path_of_change (const char *sort, const char *id)
{
  g_auto (GStrv) sides = g_strsplit (id, "/", 2);

  if (g_str_equal (sort, "rule"))
    return g_strdup_printf ("rules/rule:%s", id);
  if (g_str_equal (sort, "word"))
    return g_strdup_printf ("vocabulary:%s/word:%s", sides[0], sides[1]);
  if (g_str_equal (sort, "step"))
    return g_strdup_printf ("procedure:%s/step:%s", sides[0], sides[1]);
  return g_strdup_printf ("%s:%s", sort, id);
}

static void
on_take_back (GtkWidget *button, GtkWidget *page)
{
  GbRow *row = GB_ROW (gtk_widget_get_ancestor (button, GB_TYPE_ROW));
  g_autoptr (GPtrArray) edits = edits_new ();

  add_edit (edits, path_of_change (gb_row_get_noun (row), gb_row_get_key (row)), NULL);
  try_edits (page, edits);
}

static void
fill_changes (GtkWidget *page, State *state)
{
  g_autoptr (GPtrArray) changes = gb_pack_compare (state->below, state->pack);

  gb_section_clear (state->changes);
  for (guint i = 0; i < changes->len; i++)
    {
      GtkWidget *row = gb_policy_change_row_new (changes->pdata[i]);
      add_row_button (page, GB_ROW (row), _ ("Take back"), G_CALLBACK (on_take_back));
      gb_section_add (state->changes, row);
    }
  gb_page_set_accent (GB_PAGE (page), NULL, gb_pack_draft_is_empty (state->draft) ? NULL : _ ("Look at it and adopt…"));
}

/* --- places ------------------------------------------------------------------------------ */

/* An id that no word of the list has yet, from what it is called. */
static char *
id_for (GbPack *pack, const char *label)
{
  g_autofree char *plain = gb_text_fold (label);
  g_autoptr (GString) id = g_string_new (NULL);

  for (const char *p = plain; *p != '\0' && id->len < 32; p++)
    if (g_ascii_isalnum (*p))
      g_string_append_c (id, *p);
    else if (id->len > 0 && id->str[id->len - 1] != '-')
      g_string_append_c (id, '-');
  while (id->len > 0 && id->str[id->len - 1] == '-')
    g_string_truncate (id, id->len - 1);
  if (id->len == 0)
    g_string_append (id, "place");
  while (gb_pack_word (pack, "place", id->str) != NULL)
    g_string_append_c (id, '2');
  return g_strdup (id->str);
}

static void
on_place_named (GtkWidget *page, JsonObject *body, GbForm *form)
{
  State *state = state_of (page);
  const char *label = gb_json_text (body, "label");
  const char *known = gb_json_text (body, "id");
  g_autofree char *id = known != NULL ? g_strdup (known) : id_for (state->pack, label);
  g_autoptr (GPtrArray) edits = edits_new ();

  add_edit (edits, g_strdup_printf ("vocabulary:place/word:%s/label", id), label);
  close_dialog (form);
  try_edits (page, edits);
}

static void
ask_place (GtkWidget *page, const char *id)
{
  State *state = state_of (page);
  GbForm *form = gb_form_new (state->book);
  GtkWidget *line = gb_form_line (form, "label", _ ("What the place is called"));

  gb_form_require (form, "label");
  if (id != NULL)
    {
      gb_form_keep_text (form, "id", id);
      gtk_editable_set_text (GTK_EDITABLE (line), gb_pack_label (state->pack, "place", id));
    }
  g_signal_connect_object (form, "submitted", G_CALLBACK (on_place_named), page, G_CONNECT_SWAPPED);
  gb_form_open (form, page, id != NULL ? _ ("Rename the place") : _ ("A place for devices"), _ ("Keep"));
}

static void
on_rename_place (GtkWidget *button, GtkWidget *page)
{
  ask_place (page, key_of_button (button));
}

static void
on_add_place (GtkWidget *page)
{
  ask_place (page, NULL);
}

static void
on_remove_place (GtkWidget *button, GtkWidget *page)
{
  State *state = state_of (page);
  const char *id = key_of_button (button);
  g_autofree char *whole = g_strdup_printf ("vocabulary:place/word:%s", id);
  g_autoptr (GPtrArray) edits = edits_new ();

  add_edit (edits, g_strdup (whole), NULL);
  if (gb_pack_word (state->below, "place", id) != NULL)
    add_edit (edits, g_strconcat (whole, "/@absent", NULL), "yes");
  try_edits (page, edits);
}

static void
fill_places (GtkWidget *page, State *state)
{
  GPtrArray *words = gb_pack_words (state->pack, "place");

  gb_section_clear (state->places);
  for (guint i = 0; i < words->len; i++)
    {
      const GbWord *word = words->pdata[i];
      GbRow *row = gb_row_new (word->label, word->basis);
      gb_row_set_key (row, word->id);
      add_row_button (page, row, _ ("Rename…"), G_CALLBACK (on_rename_place));
      if (words->len > 1)
        add_row_button (page, row, _ ("Remove"), G_CALLBACK (on_remove_place));
      gb_section_add (state->places, GTK_WIDGET (row));
    }
}

/* --- contacts --------------------------------------------------------------------------------- */

static const struct { const char *field, *label; gsize offset; } ways[] = {
  { "phone", N_ ("Phone"), G_STRUCT_OFFSET (GbContact, phone) },
  { "out-of-hours", N_ ("Out of hours"), G_STRUCT_OFFSET (GbContact, out_of_hours) },
  { "email", N_ ("E-mail"), G_STRUCT_OFFSET (GbContact, email) },
  { "web", N_ ("Web address"), G_STRUCT_OFFSET (GbContact, web) },
  { "note", N_ ("Note"), G_STRUCT_OFFSET (GbContact, note) },
};

static const char *
way_of (const GbContact *contact, guint way)
{
  return contact != NULL ? *(const char *const *) G_STRUCT_MEMBER_P (contact, ways[way].offset) : NULL;
}

static void
on_contact (GtkWidget *page, JsonObject *body, GbForm *form)
{
  State *state = state_of (page);
  const char *id = gb_json_text (body, "id");
  const GbContact *below = gb_pack_contact (state->below, id);
  g_autoptr (GPtrArray) edits = edits_new ();

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      const char *said = gb_json_text (body, ways[i].field);
      add_edit (edits, g_strdup_printf ("contact:%s/%s", id, ways[i].field),
                g_strcmp0 (said, way_of (below, i)) != 0 ? said : NULL);
    }
  add_edit (edits, g_strdup_printf ("contact:%s/@checked", id), gb_json_text (body, "checked"));
  close_dialog (form);
  try_edits (page, edits);
}

static void
on_change_contact (GtkWidget *button, GtkWidget *page)
{
  State *state = state_of (page);
  const GbContact *contact = gb_pack_contact (state->pack, key_of_button (button));
  GbForm *form = gb_form_new (state->book);
  g_autofree char *today = gb_today ();

  gb_form_group (form, contact->label, _ ("Look it up with the agency itself before you change it."));
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      const char *now = way_of (contact, i);
      GtkWidget *line = gb_form_line (form, ways[i].field, _ (ways[i].label));
      gtk_editable_set_text (GTK_EDITABLE (line), now != NULL ? now : "");
    }
  gb_form_keep_text (form, "id", contact->id);
  gb_form_keep_text (form, "checked", today);
  g_signal_connect_object (form, "submitted", G_CALLBACK (on_contact), page, G_CONNECT_SWAPPED);
  gb_form_open (form, page, _ ("Contact"), _ ("Checked today"));
}

static void
fill_contacts (GtkWidget *page, State *state)
{
  GPtrArray *contacts = gb_pack_contacts (state->pack);

  gb_section_clear (state->contacts);
  for (guint i = 0; i < contacts->len; i++)
    {
      const GbContact *contact = contacts->pdata[i];
      g_autofree char *said = gb_contact_say_ways (contact);
      g_autofree char *day = gb_say_day_long (contact->checked);
      g_autofree char *clause = g_strdup_printf (_ ("Last checked on %s"), day);
      GbRow *row = gb_row_new (contact->label, said);
      gb_row_set_key (row, contact->id);
      gb_row_set_clause (row, clause);
      add_row_button (page, row, _ ("Look up…"), G_CALLBACK (on_change_contact));
      gb_section_add (state->contacts, GTK_WIDGET (row));
    }
}

/* --- thresholds and times ---------------------------------------------------------------------- */

static void
on_number (GtkWidget *page, JsonObject *body, GbForm *form)
{
  g_autofree char *value = g_strdup_printf ("%" G_GINT64_FORMAT, gb_json_number (body, "number"));
  g_autoptr (GPtrArray) edits = edits_new ();

  add_edit (edits, g_strdup (gb_json_text (body, "path")), value);
  close_dialog (form);
  try_edits (page, edits);
}

/* Takes @path. */
static void
ask_number (GtkWidget *page, const char *title, const char *words, char *path, int now)
{
  GbForm *form = gb_form_new (state_of (page)->book);
  g_autofree char *own = path;
  g_autoptr (JsonObject) filled = json_object_new ();

  gb_form_group (form, NULL, words);
  gb_form_number (form, "number", title, 1, 400);
  json_object_set_int_member (filled, "number", now);
  gb_form_write (form, filled);
  gb_form_keep_text (form, "path", own);
  g_signal_connect_object (form, "submitted", G_CALLBACK (on_number), page, G_CONNECT_SWAPPED);
  gb_form_open (form, page, title, _ ("Keep"));
}

static void
on_change_rule (GtkWidget *button, GtkWidget *page)
{
  GbPack *pack = state_of (page)->pack;
  const GbRule *rule = gb_pack_find_rule (pack, key_of_button (button));

  ask_number (page, gb_pack_rule_title (pack, rule->name), rule->words,
              g_strdup_printf ("rules/rule:%s/@value", rule->name), (int) g_ascii_strtoll (rule->value, NULL, 10));
}

static void
on_change_clock (GtkWidget *button, GtkWidget *page)
{
  const GbPackClock *clock = gb_pack_clock (state_of (page)->pack, key_of_button (button));

  ask_number (page, clock->title, clock->rule, g_strdup_printf ("clock:%s/@count", clock->id), clock->count);
}

static void
fill_numbers (GtkWidget *page, State *state)
{
  GPtrArray *rules = gb_pack_rules (state->pack), *clocks = gb_pack_clocks (state->pack);

  gb_section_clear (state->thresholds);
  gb_section_clear (state->times);
  for (guint i = 0; i < rules->len; i++)
    {
      const GbRule *rule = rules->pdata[i];
      g_autofree char *line = g_strdup_printf ("%s. %s", rule->value, rule->words);
      GbRow *row;
      if (!g_ascii_isdigit (*rule->value) || strspn (rule->value, "0123456789") != strlen (rule->value))
        continue;
      row = gb_row_new (gb_pack_rule_title (state->pack, rule->name), line);
      gb_row_set_key (row, rule->name);
      gb_row_set_clause (row, rule->basis);
      add_row_button (page, row, _ ("Change…"), G_CALLBACK (on_change_rule));
      gb_section_add (state->thresholds, GTK_WIDGET (row));
    }
  for (guint i = 0; i < clocks->len; i++)
    {
      const GbPackClock *clock = clocks->pdata[i];
      g_autofree char *said = gb_pack_clock_say (clock);
      g_autofree char *line = g_strdup_printf ("%s: %s", said, clock->rule);
      GbRow *row;
      if (clock->fixed || clock->count == 0)
        continue;
      row = gb_row_new (clock->title, line);
      gb_row_set_key (row, clock->id);
      gb_row_set_clause (row, clock->basis);
      add_row_button (page, row, _ ("Change…"), G_CALLBACK (on_change_clock));
      gb_section_add (state->times, GTK_WIDGET (row));
    }
}

/* --- optional steps --------------------------------------------------------------------------------- */

/* Neither what the case waits for, nor what can't be set aside. */
static gboolean
is_optional (const GbStep *step)
{
  return step->may_set_aside && !step->closes;
}

static gboolean
is_on (JsonArray *kept, const char *step)
{
  for (guint i = 0; kept != NULL && i < json_array_get_length (kept); i++)
    if (g_strcmp0 (json_array_get_string_element (kept, i), step) == 0)
      return TRUE;
  return FALSE;
}

static void
on_steps (GtkWidget *page, JsonObject *body, GbForm *form)
{
  State *state = state_of (page);
  const GbProcedure *below = gb_pack_procedure (state->below, gb_json_text (body, "procedure"));
  g_autoptr (GPtrArray) edits = edits_new ();

  for (guint i = 0; i < below->steps->len; i++)
    {
      const GbStep *step = below->steps->pdata[i];
      if (is_optional (step))
        add_edit (edits, g_strdup_printf ("procedure:%s/step:%s/@absent", below->id, step->id),
                  is_on (gb_json_array (body, "steps"), step->id) ? NULL : "yes");
    }
  close_dialog (form);
  try_edits (page, edits);
}

static void
on_change_steps (GtkWidget *button, GtkWidget *page)
{
  State *state = state_of (page);
  const GbProcedure *below = gb_pack_procedure (state->below, key_of_button (button));
  const GbProcedure *now = gb_pack_procedure (state->pack, below->id);
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (JsonObject) filled = json_object_new ();
  JsonArray *kept = json_array_new ();
  GbForm *form = gb_form_new (state->book);

  for (guint i = 0; i < below->steps->len; i++)
    {
      const GbStep *step = below->steps->pdata[i];
      GbWord *word = g_new0 (GbWord, 1);
      *word = (GbWord) { .id = step->id, .label = step->title, .note = step->detail };
      if (!is_optional (step))
        g_free (word);
      else
        g_ptr_array_add (words, word);
      if (is_optional (step) && gb_procedure_step (now, step->id) != NULL)
        json_array_add_string_element (kept, step->id);
    }
  json_object_set_array_member (filled, "steps", kept);
  gb_form_list (form, "steps", _ ("Steps that this school asks for"), words);
  gb_form_write (form, filled);
  gb_form_keep_text (form, "procedure", below->id);
  g_signal_connect_object (form, "submitted", G_CALLBACK (on_steps), page, G_CONNECT_SWAPPED);
  gb_form_open (form, page, below->title, _ ("Keep"));
}

static void
fill_steps (GtkWidget *page, State *state)
{
  GPtrArray *procedures = gb_pack_procedures (state->below);

  gb_section_clear (state->steps);
  for (guint p = 0; p < procedures->len; p++)
    {
      const GbProcedure *below = procedures->pdata[p], *now = gb_pack_procedure (state->pack, below->id);
      guint optional = 0, on = 0;
      g_autofree char *line = NULL;
      GbRow *row;

      for (guint i = 0; i < below->steps->len; i++)
        if (is_optional (below->steps->pdata[i]))
          {
            optional++;
            on += gb_procedure_step (now, ((GbStep *) below->steps->pdata[i])->id) != NULL;
          }
      if (optional == 0)
        continue;
      line = g_strdup_printf (_ ("%u of %u optional steps are asked for"), on, optional);
      row = gb_row_new (below->title, line);
      gb_row_set_key (row, below->id);
      add_row_button (page, row, _ ("Choose…"), G_CALLBACK (on_change_steps));
      gb_section_add (state->steps, GTK_WIDGET (row));
    }
}

/* --- the page ----------------------------------------------------------------------------------------- */

static void
fill (GtkWidget *page)
{
  State *state = state_of (page);

  fill_changes (page, state);
  fill_places (page, state);
  fill_contacts (page, state);
  fill_numbers (page, state);
  fill_steps (page, state);
}

typedef struct { GbPack *below; GBytes *layer; char *version; } Own;

static void
own_free (gpointer data)
{
  Own *own = data;

  g_clear_pointer (&own->layer, g_bytes_unref);
  g_free (own->version);
  g_free (own);
}

static gpointer
ask_own (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  Own *own = g_new0 (Own, 1);

  own->version = gb_policy_next_version (gb_pack_get_version (gb_book_get_pack (book)));
  if (gb_policy_own (book, &own->below, &own->layer, error))
    return own;
  own_free (own);
  return NULL;
}

static void
start_draft (GtkWidget *page, gpointer answer, GError *error)
{
  State *state = state_of (page);
  Own *own = answer;
  g_autoptr (GError) local = NULL;

  gb_page_set_band (GB_PAGE (page), GB_CALLOUT_STOP, error != NULL ? error->message : NULL);
  if (own == NULL || state->draft != NULL)
    return;
  state->draft = gb_pack_draft_new (own->below, own->layer, &local);
  if (state->draft == NULL)
    {
      gb_page_set_band (GB_PAGE (page), GB_CALLOUT_STOP, local->message);
      return;
    }
  state->below = g_object_ref (own->below);
  state->pack = g_object_ref (gb_book_get_pack (state->book));
  state->version = g_steal_pointer (&own->version);
  fill (page);
  gb_kept_page_offer (page);
}

static void
on_adopt (GtkWidget *page)
{
  State *state = state_of (page);
  g_autoptr (GBytes) layer = NULL;

  if (state->draft == NULL)
    return;
  layer = gb_pack_draft_write (state->draft, state->version);
  gb_policy_show_preview (page, state->book, state->pack, state->below, layer);
}

static GbSection *
add_section (GtkWidget *desk, const char *title, const char *note)
{
  GbSection *section = gb_section_new (title);

  gb_section_set_note (section, note);
  gtk_box_append (GTK_BOX (desk), GTK_WIDGET (section));
  return section;
}

GtkWidget *
gb_policy_edit_page_new (GbBook *book)
{
  GbPage *page = gb_page_new (_ ("Change the policy"));
  GtkWidget *desk = gb_page_make_desk (page);
  State *state = g_new0 (State, 1);

  state->book = g_object_ref (book);
  g_object_set_data_full (G_OBJECT (page), "state", state, state_free);
  gb_page_set_title (page, _ ("Change the policy"), _ ("Nothing holds until it is adopted"));
  gtk_box_append (GTK_BOX (desk), GTK_WIDGET (gb_kept_page_follow (GTK_WIDGET (page), book, "pack.adopted",
                                                                   _ ("Changes to the policy"), read_draft, carry_on)));
  state->changes = add_section (desk, _ ("What this school changes"), NULL);
  gb_section_set_counts (state->changes, TRUE);
  gb_section_set_empty (state->changes, _ ("Nothing yet. What you change below stands here beside what it was."));
  state->places = add_section (desk, _ ("Places for devices"), NULL);
  g_signal_connect_object (gb_section_add_button (state->places, _ ("Add a place…")), "clicked",
                           G_CALLBACK (on_add_place), page, G_CONNECT_SWAPPED);
  state->contacts = add_section (desk, _ ("Contacts"), NULL);
  state->thresholds = add_section (desk, _ ("Thresholds"), NULL);
  state->times = add_section (desk, _ ("Times"), _ ("A time that the law or the guidance fixes isn’t offered here."));
  state->steps = add_section (desk, _ ("Optional steps"),
                              _ ("A step that a case waits for, or that can’t be set aside, is always asked for."));
  g_signal_connect_object (page, "accent", G_CALLBACK (on_adopt), page, 0);
  gb_view_ask (GTK_WIDGET (page), book, ask_own, NULL, NULL, own_free, start_draft);
  return GTK_WIDGET (page);
}
