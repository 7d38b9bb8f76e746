/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "base/text.h"
#include "base/time.h"
#include "casework/capability.h"
#include "casework/dataset.h"
#include "views/ask.h"
#include "views/data-out.h"
#include "views/form.h"
#include "views/outgoing-file.h"

static const struct
{
  GbDataFormat format;
  const char *label;
} forms[] = {
  { GB_DATA_CSV, N_ ("A table for a spreadsheet (.csv)") },
  { GB_DATA_JSON, N_ ("For another program (.json)") },
  { GB_DATA_CALENDAR, N_ ("A calendar (.ics)") },
};

typedef struct
{
  const GbDataset *set;
  GbDataFormat format;
} Wish;

/* Worker. */
static GBytes *
make_bytes (GbBook *book, gpointer data, GError **error)
{
  Wish *wish = data;
  return gb_dataset_make (book, wish->set, wish->format, NULL, error);
}

static void
on_submitted (GbForm *form, JsonObject *body, GtkWidget *over)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (form));
  GbBook *book = g_object_get_data (G_OBJECT (form), "gb-book");
  Wish *wish = g_new0 (Wish, 1);
  g_autofree char *today = gb_today ();
  g_autofree char *name = NULL;
  GbOutgoingFile file = { .document = "export" };

  wish->set = gb_dataset_find (gb_json_text (body, "set"));
  wish->format = (GbDataFormat) gb_data_format_find (gb_json_text (body, "format"));
  name = g_strdup_printf ("guardbook-%s-%s.%s", wish->set->id, today, gb_data_format_suffix (wish->format));
  file.heading = _ (wish->set->title);
  file.say = _ (wish->set->holds);
  file.about = _ (wish->set->title);
  file.file = name;
  file.is_open = wish->format == GB_DATA_CALENDAR;
  gb_outgoing_file_open (over, book, &file, make_bytes, wish, g_free);
  gtk_window_destroy (GTK_WINDOW (root));
}

/* Only the forms that the chosen set has. */
static void
offer_forms (GbForm *form)
{
  GbChoice *choice = GB_CHOICE (gb_form_get_field (form, "format"));
  const GbDataset *set = gb_dataset_find (gb_choice_get (GB_CHOICE (gb_form_get_field (form, "set"))));

  gb_choice_clear (choice);
  for (guint i = 0; set != NULL && i < G_N_ELEMENTS (forms); i++)
    if ((set->formats & 1u << forms[i].format) != 0)
      gb_choice_add (choice, gb_data_format_suffix (forms[i].format), _ (forms[i].label));
  gb_form_say (form, set != NULL ? _ (set->holds) : NULL);
}

static void
offer_sets (GbChoice *choice, GbBook *book)
{
  guint count;
  const GbDataset *sets = gb_datasets (&count);

  for (guint i = 0; i < count; i++)
    if (gb_book_may_at_all (book, sets[i].deed, NULL))
      gb_choice_add (choice, sets[i].id, _ (sets[i].title));
}

gboolean
gb_data_out_may (GbBook *book, const char *set)
{
  return gb_book_may_at_all (book, gb_dataset_find (set)->deed, NULL);
}

void
gb_data_out_open_as (GtkWidget *over, GbBook *book, const char *set, const char *format)
{
  GbForm *form = gb_form_new (book);
  GbChoice *choice = gb_form_choice (form, "set", _ ("What"), NULL);

  g_object_set_data_full (G_OBJECT (form), "gb-book", g_object_ref (book), g_object_unref);
  offer_sets (choice, book);
  gb_form_choice (form, "format", _ ("As"), NULL);
  gb_form_say (form, _ ("Choose what leaves, and as what. Its hash is kept, with to whom it went and why."));
  GB_FORM_REQUIRE (form, "set", "format");
  g_signal_connect_object (choice, "notify::selected", G_CALLBACK (offer_forms), form, G_CONNECT_SWAPPED);
  if (set != NULL)
    gb_choice_set (choice, set);
  if (format != NULL)
    gb_choice_set (GB_CHOICE (gb_form_get_field (form, "format")), format);
  g_signal_connect_object (form, "submitted", G_CALLBACK (on_submitted), over, 0);
  gb_form_open (form, over, _ ("Take data out"), _ ("Go on"));
}

void
gb_data_out_open (GtkWidget *over, GbBook *book)
{
  gb_data_out_open_as (over, book, NULL, NULL);
}
