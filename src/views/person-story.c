/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "base/text.h"
#include "base/time.h"
#include "casework/same.h"
#include "casework/story.h"
#include "views/form.h"
#include "views/person-story.h"
#include "views/pill.h"
#include "views/places.h"
#include "views/row.h"

static void
on_open (GbRow *row, GtkWidget *page)
{
  gb_place_open (page, gb_row_get_noun (row), gb_row_get_key (row));
}

static void
let_open (GbRow *row, GtkWidget *page, const char *noun, const char *id)
{
  gb_row_set_noun (row, noun);
  gb_row_set_key (row, id);
  gb_row_set_opens (row, TRUE);
  g_signal_connect_object (row, "open", G_CALLBACK (on_open), page, 0);
}

/* --- the story ------------------------------------------------------------------------- */

static const char *
say_role (const GbStoryRow *row, GbPack *pack)
{
  if (row->role == NULL)
    return NULL;
  if (g_str_equal (row->noun, "incident"))
    return gb_pack_label (pack, "person-role", row->role);
  return g_str_equal (row->role, "owner")     ? _ ("Owner of the device")
         : g_str_equal (row->role, "subject") ? _ ("Whom it is about")
                                              : _ ("Child concerned");
}

/* "Incident 26-0149, 12 May 2026. The person it happened to." */
static char *
say_case (const GbStoryRow *row, GbPack *pack)
{
  g_autofree char *day = gb_instant_to_day (row->at);
  g_autofree char *when = gb_say_day_long (day);
  const char *role = say_role (row, pack);

  if (role == NULL)
    return g_strdup_printf (_ ("%s %s, %s."), gb_place_say_noun (row->noun), row->reference, when);
  return g_strdup_printf (_ ("%s %s, %s. %s."), gb_place_say_noun (row->noun), row->reference, when, role);
}

static void
add_piece (GString *text, const char *format, const char *what)
{
  if (!gb_text_is_filled (what))
    return;
  if (text->len > 0)
    g_string_append (text, "  ");
  g_string_append_printf (text, format, what);
}

static char *
say_with (const GbStoryRow *row)
{
  GString *text = g_string_new (NULL);

  add_piece (text, _ ("With %s."), row->people);
  add_piece (text, _ ("Devices: %s."), row->devices);
  add_piece (text, _ ("Recorded under %s."), row->as_name);
  return g_string_free (text, FALSE);
}

static GbRow *
case_row (const GbStoryRow *row, GtkWidget *page, GbPack *pack)
{
  const GbPlace *place = gb_place_of_noun (row->noun);
  gboolean open = g_strcmp0 (row->state, "open") == 0;
  g_autofree char *said = say_case (row, pack);
  g_autofree char *with = say_with (row);
  GbRow *shown = gb_row_new (row->title != NULL ? row->title : row->reference, said);

  gb_row_set_clause (shown, with);
  gb_row_set_icon (shown, place != NULL ? place->icon : "view-list-bullet-symbolic");
  gb_row_add_pill (shown, open ? gb_pill_new (GB_PILL_OPEN, C_ ("state", "Open"))
                               : gb_pill_new (GB_PILL_PLAIN, _ ("Closed")));
  let_open (shown, page, row->noun, row->id);
  return shown;
}

/* Left, or came back. */
static GbRow *
move_row (const GbStoryRow *row)
{
  g_autofree char *day = gb_instant_to_day (row->at);
  g_autofree char *when = gb_say_day_long (day);
  gboolean left = g_str_equal (row->noun, "left");
  g_autofree char *said
      = gb_text_is_filled (row->title) ? g_strdup_printf (_ ("%s. %s"), when, row->title) : g_strdup (when);
  GbRow *shown = gb_row_new (left ? _ ("Left the school") : _ ("Came back"), said);

  gb_row_set_icon (shown, left ? "system-log-out-symbolic" : "go-home-symbolic");
  return shown;
}

void
gb_person_show_story (GbSection *section, GtkWidget *page, GbBook *book, GPtrArray *rows)
{
  gb_section_clear (section);
  for (guint i = 0; i < rows->len; i++)
    {
      const GbStoryRow *row = rows->pdata[i];
      GbRow *shown = row->id != NULL ? case_row (row, page, gb_book_get_pack (book)) : move_row (row);
      gb_section_add (section, GTK_WIDGET (shown));
      if (row->weeks > 0)
        {
          int weeks = (int) row->weeks;
          g_autofree char *said
              = g_strdup_printf (ngettext ("Nothing for %d week", "Nothing for %d weeks", (gulong) weeks), weeks);
          GbRow *gap = gb_row_new (said, NULL);
          gb_row_set_spent (gap, TRUE);
          gb_section_add (section, GTK_WIDGET (gap));
        }
    }
  gb_section_set_total (section, rows->len);
}

/* --- what recurs ------------------------------------------------------------------------- */

static const struct { const char *kind, *icon; } icons[] = {
  { "several", "x-office-calendar-symbolic" }, { "hour", "alarm-symbolic" },
  { "weekday", "x-office-calendar-symbolic" },
  { "child", "system-users-symbolic" },        { "silence", "dialog-warning-symbolic" },
};

void
gb_person_show_patterns (GbSection *section, GtkWidget *page, GPtrArray *patterns)
{
  gb_section_clear (section);
  for (guint i = 0; i < patterns->len; i++)
    {
      const GbPattern *pattern = patterns->pdata[i];
      GbRow *row = gb_row_new (pattern->sentence, NULL);
      const char *icon = "view-list-bullet-symbolic";
      for (gsize k = 0; k < G_N_ELEMENTS (icons); k++)
        if (g_str_equal (icons[k].kind, pattern->kind))
          icon = icons[k].icon;
      gb_row_set_icon (row, icon);
      if (pattern->case_id != NULL)
        let_open (row, page, "incident", pattern->case_id);
      gb_section_add (section, GTK_WIDGET (row));
    }
}

/* --- other records ------------------------------------------------------------------------- */

/* Which two a button or row is about. */
typedef struct { GbBook *book; GbPerson *person; GbSame *other; const char *kind; } Pair;

static void
pair_free (gpointer data)
{
  Pair *pair = data;
  g_object_unref (pair->book);
  g_object_unref (pair->person);
  g_object_unref (pair->other);
  g_free (pair);
}

/* "Year 5, born 3 February 2016" of one record, so that both stand side by side. */
static char *
say_record (const char *year_group, const char *dob, const char *upn, const char *left_on)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *born = dob != NULL ? gb_say_day_long (dob) : NULL;
  g_autofree char *left = left_on != NULL ? gb_say_day_long (left_on) : NULL;

  if (year_group != NULL)
    {
      g_ptr_array_add (parts, gb_say_year_group (year_group));
      g_ptr_array_add (parts, born != NULL ? g_strdup_printf (_ ("born %s"), born) : g_strdup (_ ("no birth date")));
    }
  else
    g_ptr_array_add (parts, born != NULL ? g_strdup_printf (_ ("Born %s"), born) : g_strdup (_ ("No birth date")));
  if (upn != NULL)
    g_ptr_array_add (parts, g_strdup_printf (_ ("UPN %s"), upn));
  if (left != NULL)
    g_ptr_array_add (parts, g_strdup_printf (_ ("left %s"), left));
  g_ptr_array_add (parts, NULL);
  return g_strjoinv (", ", (char **) parts->pdata);
}

static const struct { const char *kind, *title, *reason, *button; } ways[] = {
  { "person.linked", N_ ("One person"), N_ ("How you know"), N_ ("Link") },
  { "person.told-apart", N_ ("Two people"), N_ ("How you know"), N_ ("Record") },
  { "person.unlinked", N_ ("Take apart"), N_ ("Why they are two people after all"), N_ ("Take apart") },
};

/* Both sides are shown before it is signed. */
static void
on_way (GtkWidget *asked, GtkWidget *page)
{
  Pair *pair = g_object_get_data (G_OBJECT (asked), "pair");
  GbForm *form = gb_form_new_for (pair->book, pair->kind, NULL);
  GbPerson *one = pair->person;
  GbSame *other = pair->other;
  g_autofree char *first = say_record (one->year_group, one->dob, one->upn, one->left_on);
  g_autofree char *second = say_record (other->year_group, other->dob, other->upn, other->left_on);
  GbSection *both = gb_section_new (NULL);
  GbRow *rows[] = { gb_row_new (one->name, first), gb_row_new (other->name, second) };
  guint way = 0;

  while (!g_str_equal (ways[way].kind, pair->kind))
    way++;
  gb_section_set_counts (both, FALSE);
  gb_row_set_avatar (rows[0], one->name);
  gb_row_set_avatar (rows[1], other->name);
  gb_section_add (both, GTK_WIDGET (rows[0]));
  gb_section_add (both, GTK_WIDGET (rows[1]));
  gb_form_add (form, GTK_WIDGET (both));
  gb_form_group (form, NULL, NULL);
  gb_form_line (form, "reason", _ (ways[way].reason));
  gb_form_require (form, "reason");
  gb_form_keep_text (form, "person_id", one->id);
  gb_form_keep_text (form, "name", one->name);
  gb_form_keep_text (form, "other_id", other->id);
  gb_form_keep_text (form, "other", other->name);
  gb_form_keep_text (form, "source", "desk");
  gb_form_open (form, page, _ (ways[way].title), _ (ways[way].button));
}

/* Lets @thing, which emits @signal, ask it. */
static void
lead_to (gpointer thing, const char *signal, GtkWidget *page, GbBook *book, GbPerson *person, GbSame *other,
         const char *kind)
{
  Pair *pair = g_new0 (Pair, 1);

  *pair = (Pair){ g_object_ref (book), g_object_ref (person), g_object_ref (other), kind };
  g_object_set_data_full (G_OBJECT (thing), "pair", pair, pair_free);
  g_signal_connect_object (thing, signal, G_CALLBACK (on_way), page, 0);
}

/* A row of its own: two buttons would leave no room for the name. */
static void
add_answer (GbSection *section, GtkWidget *page, GbBook *book, GbPerson *person, GbSame *other, const char *kind,
            const char *label)
{
  GbRow *row = gb_row_new (label, NULL);

  gb_row_set_opens (row, TRUE);
  lead_to (row, "open", page, book, person, other, kind);
  gb_section_add (section, GTK_WIDGET (row));
}

static GbRow *
record_row (GbSame *other)
{
  g_autofree char *said = say_record (other->year_group, other->dob, other->upn, other->left_on);
  GbRow *row = gb_row_new (other->name, said);

  gb_row_set_avatar (row, other->name);
  return row;
}

void
gb_person_show_same (GbSection *section, GtkWidget *page, GbBook *book, GbPerson *person, GPtrArray *same)
{
  gb_section_clear (section);
  for (guint i = 0; i < same->len; i++)
    {
      GbSame *other = same->pdata[i];
      GbRow *row = record_row (other);
      g_autofree char *at = other->direct ? gb_say_instant_within (other->at) : NULL;
      g_autofree char *by
          = other->direct ? g_strdup_printf (_ ("Linked by %s, %s: %s"), other->by, at, other->reason) : NULL;
      gb_row_set_clause (row, by);
      if (other->direct)
        lead_to (gb_row_add_button (row, _ ("Take apart…"), FALSE), "clicked", page, book, person, other,
                 "person.unlinked");
      let_open (row, page, "person", other->id);
      gb_section_add (section, GTK_WIDGET (row));
    }
}

void
gb_person_show_suggested (GbSection *section, GtkWidget *page, GbBook *book, GbPerson *person,
                          GPtrArray *suggested)
{
  gb_section_clear (section);
  for (guint i = 0; i < suggested->len; i++)
    {
      GbSame *other = suggested->pdata[i];
      GbRow *row = record_row (other);
      gb_row_set_clause (row, other->reason);
      let_open (row, page, "person", other->id);
      gb_section_add (section, GTK_WIDGET (row));
      add_answer (section, page, book, person, other, "person.linked", _ ("This is one person…"));
      add_answer (section, page, book, person, other, "person.told-apart", _ ("These are two people…"));
    }
  gb_section_set_total (section, suggested->len);
}

void
gb_person_ask_link (GtkWidget *page, GbBook *book, GbPerson *person)
{
  GbForm *form = gb_form_new_for (book, "person.linked", NULL);

  gb_form_say (form, _ ("Both records stay. Each page then tells the whole story, and you can take them apart again."));
  gb_form_person (form, "other_id", "other", _ ("The other record"));
  gb_form_line (form, "reason", _ ("How you know"));
  GB_FORM_REQUIRE (form, "other_id", "reason");
  gb_form_keep_text (form, "person_id", person->id);
  gb_form_keep_text (form, "name", person->name);
  gb_form_keep_text (form, "source", "desk");
  gb_form_open (form, page, _ ("One person"), _ ("Link"));
}
