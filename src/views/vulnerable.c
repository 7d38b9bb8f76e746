/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "base/text.h"
#include "base/time.h"
#include "casework/vulnerable.h"
#include "views/ask.h"
#include "views/callout.h"
#include "views/row.h"
#include "views/vulnerable.h"

/* --- where it is decided ------------------------------------------------------------ */

static gpointer
ask_said (GbBook *book, gpointer case_id, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) needs = gb_vulnerable_in (gb_book_get_vault (book), case_id, error);
  char *said = needs != NULL ? gb_vulnerable_say (needs, gb_book_get_pack (book)) : NULL;

  return needs == NULL ? NULL : said != NULL ? said : g_strdup ("");
}

static void
show_said (GtkWidget *callout, gpointer said, GError *error)
{
  GbForm *form = g_object_get_data (G_OBJECT (callout), "form");
  gboolean any = gb_text_is_filled (said);

  gb_callout_set (callout, GB_CALLOUT_NOTE, any ? said : NULL);
  if (form != NULL)
    gb_form_show_field (form, "consulted", any);
}

GtkWidget *
gb_vulnerable_callout_new (GbBook *book, const char *case_id)
{
  GtkWidget *callout = gb_callout_new (GB_CALLOUT_NOTE, NULL);

  gb_view_ask (callout, book, ask_said, g_strdup (case_id), g_free, g_free, show_said);
  return callout;
}

void
gb_vulnerable_add_to_form (GbForm *form, GbBook *book, const char *case_id)
{
  GtkWidget *callout = gb_vulnerable_callout_new (book, case_id);

  g_object_set_data (G_OBJECT (callout), "form", form);
  gb_form_add (form, callout);
  gb_form_group (form, NULL, NULL);
}

void
gb_vulnerable_add_answer (GbForm *form)
{
  gb_form_text (form, "consulted", _ ("Whom you asked, and what they said"));
  gb_form_show_field (form, "consulted", FALSE);
}

/* --- on the child's page -------------------------------------------------------------- */

static void
on_end (GtkWidget *button, gpointer data)
{
  GbVulnerable *need = g_object_get_data (G_OBJECT (button), "need");
  GbBook *book = g_object_get_data (G_OBJECT (button), "book");
  GbForm *form = gb_form_new_for (book, "person.flag-ended", NULL);
  g_autofree char *today = gb_today ();
  g_autofree char *title
      = g_strdup_printf (_ ("End: %s"), gb_pack_label (gb_book_get_pack (book), "vulnerability", need->flag));

  gb_when_set_day (gb_form_when (form, "on", _ ("Since when it no longer holds"), FALSE), today);
  gb_form_line (form, "reason", _ ("Why"));
  GB_FORM_REQUIRE (form, "on", "reason");
  gb_form_keep_text (form, "person_id", need->person_id);
  gb_form_keep_text (form, "name", need->name);
  gb_form_keep_text (form, "flag", need->flag);
  gb_form_keep_text (form, "source", "desk");
  gb_form_open (form, button, title, _ ("End"));
}

static char *
say_since (GbVulnerable *need)
{
  g_autofree char *day = need->since != NULL ? gb_say_day_long (need->since) : NULL;
  g_autofree char *since = day != NULL ? g_strdup_printf (_ ("Since %s."), day) : NULL;

  if (!need->entered)
    return g_strdup (_ ("From the roll."));
  if (since != NULL && gb_text_is_filled (need->note))
    return g_strdup_printf ("%s %s", since, need->note);
  return since != NULL ? g_steal_pointer (&since) : g_strdup (need->note);
}

void
gb_vulnerable_show (GbSection *section, GtkWidget *page, GbBook *book, GPtrArray *needs)
{
  GbPack *pack = gb_book_get_pack (book);

  gb_section_clear (section);
  for (guint i = 0; i < needs->len; i++)
    {
      GbVulnerable *need = needs->pdata[i];
      const char *whom = gb_vulnerable_whom (pack, need->flag);
      g_autofree char *asked = whom != NULL ? g_strdup_printf (_ ("Before a decision, ask %s."), whom) : NULL;
      g_autofree char *since = say_since (need);
      GbRow *row = gb_row_new (gb_pack_label (pack, "vulnerability", need->flag), asked);
      gb_row_set_clause (row, since);
      if (need->entered)
        {
          GtkWidget *end = gb_row_add_button (row, _ ("End…"), FALSE);
          g_object_set_data_full (G_OBJECT (end), "need", g_object_ref (need), g_object_unref);
          g_object_set_data_full (G_OBJECT (end), "book", g_object_ref (book), g_object_unref);
          g_signal_connect_object (end, "clicked", G_CALLBACK (on_end), page, 0);
        }
      gb_section_add (section, GTK_WIDGET (row));
    }
}

void
gb_vulnerable_ask_flag (GtkWidget *over, GbBook *book, GbPerson *person)
{
  GbForm *form = gb_form_new_for (book, "person.flagged", NULL);

  gb_form_choice (form, "flag", _ ("What it is"), gb_form_words (form, "vulnerability"));
  gb_form_when (form, "since", _ ("Since when"), FALSE);
  gb_form_text (form, "note", _ ("What a decision should mind"));
  gb_form_require (form, "flag");
  gb_form_keep_text (form, "person_id", person->id);
  gb_form_keep_text (form, "name", person->name);
  gb_form_keep_text (form, "source", "desk");
  gb_form_open (form, over, person->name, _ ("Record"));
}
