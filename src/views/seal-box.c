/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include <glib/gi18n.h>

#include "base/text.h"
#include "casework/act.h"
#include "casework/seal.h"
#include "views/ask.h"
#include "views/callout.h"
#include "views/form.h"
#include "views/pill.h"
#include "views/readers.h"
#include "views/row.h"
#include "views/seal-box.h"
#include "views/section.h"
#include "views/text.h"

struct _GbSealBox
{
  GtkBox parent_instance;
  GbBook *book;
  char *kind, *case_id;
  gboolean always;    /* a kind that is sealed whatever anybody chooses */
  GtkWidget *group;   /* with the switch */
  GtkWidget *toggle;
  GtkWidget *open;    /* who sees it when it is not sealed */
  GbSection *section; /* who sees it when it is */
  GtkWidget *alone;   /* a warning when one person would hold the key */
  GHashTable *chosen; /* member ids; NULL: as the rule says */
  JsonObject *body;   /* the form's, as it was last told */
  gboolean filling;
};

G_DEFINE_FINAL_TYPE (GbSealBox, gb_seal_box, GTK_TYPE_BOX)

static guint changed_signal;

static gboolean
is_sealed (GbSealBox *self)
{
  return self->always || gtk_switch_get_active (GTK_SWITCH (self->toggle));
}

static void
gb_seal_box_finalize (GObject *object)
{
  GbSealBox *self = GB_SEAL_BOX (object);

  g_clear_object (&self->book);
  g_free (self->kind);
  g_free (self->case_id);
  g_clear_pointer (&self->chosen, g_hash_table_unref);
  g_clear_pointer (&self->body, json_object_unref);
  G_OBJECT_CLASS (gb_seal_box_parent_class)->finalize (object);
}

static void
gb_seal_box_class_init (GbSealBoxClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = gb_seal_box_finalize;
  changed_signal = g_signal_new ("changed", GB_TYPE_SEAL_BOX, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

/* --- asking who ------------------------------------------------------------------ */

typedef struct { char *kind, *case_id; JsonObject *body; } Asked;

static void
asked_free (gpointer data)
{
  g_free (((Asked *) data)->kind);
  g_free (((Asked *) data)->case_id);
  json_object_unref (((Asked *) data)->body);
  g_free (data);
}

/* Worker. */
static gpointer
ask_preview (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  Asked *asked = data;

  return gb_seal_preview (book, asked->kind, asked->case_id, asked->body, error);
}

static void ask_again (GbSealBox *self);

static void
on_chosen (GtkWidget *check, GbSealBox *self)
{
  const char *id = g_object_get_data (G_OBJECT (check), "gb-member");

  if (self->filling)
    return;
  if (gtk_check_button_get_active (GTK_CHECK_BUTTON (check)))
    g_hash_table_add (self->chosen, g_strdup (id));
  else
    g_hash_table_remove (self->chosen, id);
  g_signal_emit (self, changed_signal, 0);
  ask_again (self);
}

static GbRow *
reader_row (GbSealBox *self, GbSealReader *reader)
{
  GbRow *row = gb_row_new (reader->name, reader->sentence);
  gboolean named = g_str_equal (reader->basis, "named") || g_str_equal (reader->basis, "unconfirmed");

  gb_row_set_avatar (row, reader->name);
  gb_row_set_spent (row, !reader->reads);
  if (self->always || named)
    gb_row_add_pill (row, reader->reads ? gb_pill_new (GB_PILL_GO, _ ("Reads it"))
                                        : gb_pill_new (GB_PILL_PLAIN, g_str_equal (reader->basis, "named") ? _ ("Named")
                                                                                                    : _ ("No key")));
  else
    {
      GtkWidget *check = gtk_check_button_new ();
      g_autofree char *label = g_strdup_printf (_ ("%s reads it"), reader->name);
      gtk_check_button_set_active (GTK_CHECK_BUTTON (check), reader->reads);
      gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
      gb_name (check, label);
      g_object_set_data_full (G_OBJECT (check), "gb-member", g_strdup (reader->member_id), g_free);
      g_signal_connect_object (check, "toggled", G_CALLBACK (on_chosen), self, 0);
      gb_row_add_end (row, check);
    }
  return row;
}

static guint
count_readers (GPtrArray *readers)
{
  guint n = 0;

  for (guint i = 0; i < readers->len; i++)
    n += ((GbSealReader *) readers->pdata[i])->reads ? 1 : 0;
  return n;
}

/* What the rule gives is what somebody who then chooses begins with. */
static void
begin_choice (GbSealBox *self, GPtrArray *readers)
{
  self->chosen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < readers->len; i++)
    if (((GbSealReader *) readers->pdata[i])->reads)
      g_hash_table_add (self->chosen, g_strdup (((GbSealReader *) readers->pdata[i])->member_id));
}

static void
show_preview (GtkWidget *widget, gpointer answer, GError *error)
{
  GbSealBox *self = GB_SEAL_BOX (widget);
  GPtrArray *readers = answer;
  g_autofree char *side = NULL;

  gb_section_clear (self->section);
  if (readers == NULL || !is_sealed (self))
    return;
  if (self->chosen == NULL && !self->always)
    begin_choice (self, readers);
  self->filling = TRUE;
  for (guint i = 0; i < readers->len; i++)
    gb_section_add (self->section, GTK_WIDGET (reader_row (self, readers->pdata[i])));
  self->filling = FALSE;
  gb_callout_set (self->alone, GB_CALLOUT_WARN,
                  count_readers (readers) == 1
                      ? _ ("Only one person would hold the key. If their keyring is lost, nobody can open this case"
                            " again.")
                      : NULL);
  side = g_strdup_printf (ngettext ("%u reader", "%u readers", count_readers (readers)), count_readers (readers));
  gb_section_set_side (self->section, side);
}

static void
ask_again (GbSealBox *self)
{
  Asked *asked;
  g_autoptr (GList) names = NULL;

  gtk_widget_set_visible (self->open, !is_sealed (self));
  gtk_widget_set_visible (GTK_WIDGET (self->section), is_sealed (self));
  gb_callout_set (self->alone, GB_CALLOUT_WARN, NULL);
  if (!is_sealed (self))
    return;
  asked = g_new0 (Asked, 1);
  asked->kind = g_strdup (self->kind);
  asked->case_id = g_strdup (self->case_id);
  asked->body = json_object_new ();
  names = self->body != NULL ? json_object_get_members (self->body) : NULL;
  for (GList *l = names; l != NULL; l = l->next)
    json_object_set_member (asked->body, l->data, json_node_copy (json_object_get_member (self->body, l->data)));
  gb_seal_box_read (self, asked->body);
  gb_view_ask (GTK_WIDGET (self), self->book, ask_preview, asked, asked_free, (GDestroyNotify) g_ptr_array_unref,
               show_preview);
}

/* --- the widget --------------------------------------------------------------------- */

static void
on_toggled (GtkWidget *toggle, GParamSpec *pspec, GbSealBox *self)
{
  ask_again (self);
  if (!self->filling)
    g_signal_emit (self, changed_signal, 0);
}

static void
gb_seal_box_init (GbSealBox *self)
{
  GtkWidget *row = adw_action_row_new ();

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 12);
  self->group = adw_preferences_group_new ();
  self->toggle = gtk_switch_new ();
  gtk_widget_set_valign (self->toggle, GTK_ALIGN_CENTER);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("Seal this case"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _ ("A key of its own, for those you choose. Nobody else is told "
                                                        "that it exists."));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), self->toggle);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), self->toggle);
  gb_name (self->toggle, _ ("Seal this case"));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->group), row);
  self->section = gb_section_new (_ ("Who will see this"));
  gb_section_set_counts (self->section, FALSE);
  gb_section_set_note (self->section, _ ("These get a key when it is saved, and nobody else."));
  gtk_widget_set_visible (GTK_WIDGET (self->section), FALSE);
  gtk_box_append (GTK_BOX (self), self->group);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->section));
  self->alone = gb_callout_new (GB_CALLOUT_WARN, NULL);
  gtk_box_append (GTK_BOX (self), self->alone);
  g_signal_connect_object (self->toggle, "notify::active", G_CALLBACK (on_toggled), self, 0);
}

GbSealBox *
gb_seal_box_new (GbBook *book, const char *kind, const char *case_id)
{
  GbSealBox *self = g_object_new (GB_TYPE_SEAL_BOX, NULL);
  const GbAct *act = gb_act_find (kind);

  self->book = g_object_ref (book);
  self->kind = g_strdup (kind);
  self->case_id = g_strdup (case_id);
  self->always = act != NULL && act->seal != NULL;
  /* In a box, for a section shows itself when its rows come. */
  self->open = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append (GTK_BOX (self->open), gb_readers_new (book));
  gtk_box_append (GTK_BOX (self), self->open);
  gtk_widget_set_visible (self->group, !self->always);
  ask_again (self);
  return self;
}

void
gb_seal_box_follow (GbSealBox *self, JsonObject *body)
{
  g_clear_pointer (&self->body, json_object_unref);
  self->body = json_object_ref (body);
  if (is_sealed (self))
    ask_again (self);
}

void
gb_seal_box_read (GbSealBox *self, JsonObject *body)
{
  g_autoptr (GList) ids = self->chosen != NULL ? g_hash_table_get_keys (self->chosen) : NULL;
  JsonObject *sealing;
  JsonArray *readers;

  json_object_remove_member (body, "sealing");
  if (!is_sealed (self) || self->always)
    return;
  sealing = json_object_new ();
  json_object_set_string_member (sealing, "rule", "owner");
  if (self->chosen != NULL)
    {
      readers = json_array_new ();
      for (GList *l = ids; l != NULL; l = l->next)
        json_array_add_string_element (readers, l->data);
      json_object_set_array_member (sealing, "readers", readers);
    }
  json_object_set_object_member (body, "sealing", sealing);
}

void
gb_seal_box_write (GbSealBox *self, JsonObject *body)
{
  JsonObject *sealing = gb_json_object (body, "sealing");
  JsonArray *readers = sealing != NULL ? gb_json_array (sealing, "readers") : NULL;

  self->filling = TRUE;
  g_clear_pointer (&self->chosen, g_hash_table_unref);
  if (readers != NULL)
    self->chosen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; readers != NULL && i < json_array_get_length (readers); i++)
    g_hash_table_add (self->chosen, g_strdup (json_array_get_string_element (readers, i)));
  gtk_switch_set_active (GTK_SWITCH (self->toggle), sealing != NULL);
  self->filling = FALSE;
  gb_seal_box_follow (self, body);
}

/* --- dialogs ---------------------------------------------------------------------------- */

static void
on_seal_complete (GbForm *form, JsonObject *body, GbSealBox *sealing)
{
  gb_seal_box_read (sealing, body);
}

void
gb_seal_box_open (GtkWidget *over, GbBook *book, const char *case_id)
{
  GbForm *form = gb_form_new (book);
  GbSealBox *sealing = gb_seal_box_new (book, "case.sealed", case_id);
  GtkWindow *dialog;
  int width, height;

  gtk_switch_set_active (GTK_SWITCH (sealing->toggle), TRUE);
  gtk_widget_set_visible (sealing->group, FALSE);
  gb_form_group (form, NULL,
                 _ ("What was written so far stays as it is: everybody who does casework has read it, or could have. "
                    "What comes after is for those you choose."));
  gb_form_text (form, "reason", _ ("Why it is sealed from now on"));
  gb_form_require (form, "reason");
  gb_form_add (form, GTK_WIDGET (sealing));
  gb_form_set_act (form, "case.sealed", case_id);
  g_signal_connect_object (form, "complete", G_CALLBACK (on_seal_complete), sealing, 0);
  /* Who will read it comes after it is shown. */
  dialog = gb_form_open (form, over, _ ("Seal this case"), _ ("Seal"));
  gtk_window_get_default_size (dialog, &width, &height);
  gtk_window_set_default_size (dialog, width, 620);
}

/* Worker. */
static gpointer
ask_others (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_seal_readers_of (book, data, error);
}

static void
show_others (GtkWidget *choice, gpointer answer, GError *error)
{
  GPtrArray *readers = answer;

  for (guint i = 0; readers != NULL && i < readers->len; i++)
    {
      GbSealReader *reader = readers->pdata[i];
      if (!reader->reads && !g_str_equal (reader->basis, "named"))
        gb_choice_add (GB_CHOICE (choice), reader->member_id, reader->name);
    }
}

void
gb_seal_box_add_reader (GtkWidget *over, GbBook *book, const char *case_id)
{
  GbForm *form = gb_form_new (book);
  GbChoice *who;

  gb_form_group (form, NULL, _ ("They get the key to everything in this case, what was written before included."));
  who = gb_form_choice (form, "member_id", _ ("Who"), NULL);
  gb_form_text (form, "reason", _ ("Why they need to know"));
  gb_form_require (form, "member_id");
  gb_form_require (form, "reason");
  gb_form_set_act (form, "seal.reader-added", case_id);
  gb_view_ask (GTK_WIDGET (who), book, ask_others, g_strdup (case_id), g_free, (GDestroyNotify) g_ptr_array_unref,
               show_others);
  gb_form_open (form, over, _ ("Add a reader"), _ ("Give them the key"));
}
