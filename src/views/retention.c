/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "base/time.h"
#include "casework/retention.h"
#include "views/form.h"
#include "views/help.h"
#include "views/page.h"
#include "views/pill.h"
#include "views/retention.h"
#include "views/row.h"
#include "views/section.h"
#include "views/text.h"

#define COMING 12 /* of those whose time isn't over: the next ones */

enum
{
  DUE,
  PROPOSED,
  HELD,
  NEXT,
  GONE,
  N_SECTIONS
};
static const char *const names[N_SECTIONS] = { "due", "proposed", "held", "next", "gone" };

typedef struct
{
  GPtrArray *cases, *tombs;
} Answer;

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  g_clear_pointer (&answer->cases, g_ptr_array_unref);
  g_clear_pointer (&answer->tombs, g_ptr_array_unref);
  g_free (answer);
}

/* Worker. */
static gpointer
ask_all (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  Answer *answer = g_new0 (Answer, 1);

  answer->cases = gb_retention_list (book, NULL, error);
  answer->tombs = answer->cases != NULL ? gb_retention_tombstones (gb_book_get_vault (book), error) : NULL;
  if (answer->tombs != NULL)
    return answer;
  answer_free (answer);
  return NULL;
}

static GbBook *
book_of (gpointer page)
{
  return g_object_get_data (G_OBJECT (page), "book");
}

static GbSection *
section_of (gpointer page, guint which)
{
  return g_object_get_data (G_OBJECT (page), names[which]);
}

static const char *
case_of (GtkWidget *button)
{
  return gb_row_get_key (GB_ROW (gtk_widget_get_ancestor (button, GB_TYPE_ROW)));
}

/* --- what is asked ------------------------------------------------------------------- */

/* The list is behind the dialog, so the dialog says which case it is about. */
static GbForm *
form_about (GtkWidget *button, GtkWidget *page)
{
  GbForm *form = gb_form_new (book_of (page));
  GtkWidget *row = gtk_widget_get_ancestor (button, GB_TYPE_ROW);

  gb_form_add (form, gb_text_new (GB_TEXT_HEADING, g_object_get_data (G_OBJECT (row), "named")));
  return form;
}

static void
ask_reason (GtkWidget *button, GtkWidget *page, const char *title, const char *question, const char *accent,
            const char *kind)
{
  gb_form_ask_reason (form_about (button, page), page, title, question, accent, kind, case_of (button), "reason");
}

static void
on_propose (GtkWidget *button, GtkWidget *page)
{
  ask_reason (button, page, _ ("Propose that this case is erased"),
              _ ("Why it isn’t needed any longer, naming nobody: the reason stays"), _ ("Propose"),
              "retention.proposed");
}

static void
on_withdraw (GtkWidget *button, GtkWidget *page)
{
  ask_reason (button, page, _ ("Withdraw the proposal"), _ ("Why it stays"), _ ("Withdraw"), "retention.withdrawn");
}

static void
on_hold (GtkWidget *button, GtkWidget *page)
{
  ask_reason (button, page, _ ("Put a legal hold on this case"),
              _ ("What holds it: the inquiry, the investigation, the request"), _ ("Hold"), "retention.held");
}

static void
on_lift (GtkWidget *button, GtkWidget *page)
{
  ask_reason (button, page, _ ("Lift the legal hold"), _ ("Who ended it, and where that is written"), _ ("Lift"),
              "retention.hold-lifted");
}

static void
on_keep (GtkWidget *button, GtkWidget *page)
{
  GbForm *form = form_about (button, page);

  gb_form_when (form, "until", _ ("Look at it again on"), FALSE);
  gb_form_text (form, "reason", _ ("Why it is kept for longer than its rule asks"));
  GB_FORM_REQUIRE (form, "until", "reason");
  gb_form_set_act (form, "retention.kept", case_of (button));
  gb_form_open (form, page, _ ("Keep this case"), _ ("Keep"));
}

static void
on_erased (GtkWidget *form, GbDone *done, GError *error)
{
  if (error != NULL)
    gb_form_set_error (GB_FORM (form), error);
  else
    gtk_window_destroy (GTK_WINDOW (gtk_widget_get_root (form)));
}

/* Signed with the passphrase, which gb_view_act asks for. */
static void
on_agreed (GtkWidget *form, JsonObject *body, GtkWidget *page)
{
  gb_view_act (form, book_of (page), "retention.erased", NULL, NULL, body, on_erased);
}

/* It can't be undone, so the dialog says what goes. */
static void
on_agree (GtkWidget *button, GtkWidget *page)
{
  GbForm *form = form_about (button, page);

  gb_form_group (
      form, _ ("The words of this case are destroyed"),
      _ ("Of the case, of what hangs on it and of the pages about it. A tombstone stays. It can’t be undone, "
         "and backups that were made before still hold it."));
  gb_form_text (form, "reason", _ ("Why you agree, naming nobody: the reason stays"));
  gb_form_keep_text (form, "erased_id", case_of (button));
  GB_FORM_REQUIRE (form, "reason");
  g_signal_connect_object (form, "submitted", G_CALLBACK (on_agreed), page, 0);
  gb_form_open (form, page, _ ("Agree that this case is erased"), _ ("Erase"));
}

/* --- rows -------------------------------------------------------------------------------- */

static void
add_button (GtkWidget *page, GbRow *row, const char *label, GCallback callback)
{
  g_signal_connect_object (gb_row_add_button (row, label, FALSE), "clicked", callback, page, 0);
}

static char *
quiet_words (const GbRetention *it)
{
  if (it->held_at != 0)
    return g_strdup_printf (_ ("Held by %s: %s"), it->held_by, it->hold_reason);
  if (it->proposed_at != 0)
    return g_strdup_printf (_ ("Proposed by %s: %s"), it->proposed_by, it->proposed_reason);
  return g_strdup_printf ("%s.", it->counted);
}

static GbRow *
case_row (GtkWidget *page, const GbRetention *it)
{
  g_autofree char *title = g_strdup_printf ("%s  %s", it->reference, it->title);
  g_autofree char *quiet = quiet_words (it);
  g_autofree char *due = it->due != NULL ? gb_say_day_long (it->due) : g_strdup (_ ("No day yet"));
  GbRow *row = gb_row_new (title, quiet);
  gboolean mine = g_strcmp0 (it->proposed_by_id, gb_book_get_member_id (book_of (page))) == 0;

  gb_row_set_key (row, it->id);
  g_object_set_data_full (G_OBJECT (row), "named", g_strdup (title), g_free);
  gb_row_set_clause (row, it->basis);
  gb_row_add_pill (row, gb_pill_new (g_str_equal (it->state, "due") ? GB_PILL_OPEN : GB_PILL_PLAIN, due));
  if (g_str_equal (it->state, "held"))
    add_button (page, row, _ ("Lift…"), G_CALLBACK (on_lift));
  else if (g_str_equal (it->state, "proposed"))
    {
      gb_row_set_end_below (row);
      add_button (page, row, _ ("Withdraw…"), G_CALLBACK (on_withdraw));
      if (!mine)
        add_button (page, row, _ ("Agree…"), G_CALLBACK (on_agree));
    }
  else
    {
      add_button (page, row, _ ("Hold…"), G_CALLBACK (on_hold));
      if (g_str_equal (it->state, "due"))
        {
          gb_row_set_end_below (row);
          add_button (page, row, _ ("Keep…"), G_CALLBACK (on_keep));
          add_button (page, row, _ ("Propose…"), G_CALLBACK (on_propose));
        }
    }
  return row;
}

static GbRow *
tomb_row (const GbTombstone *tomb)
{
  g_autofree char *title = tomb->reference != NULL ? g_strdup (tomb->reference) : g_strdup (_ ("A sealed case"));
  g_autofree char *at = gb_say_instant_long (tomb->at);
  g_autofree char *quiet =
      g_strdup_printf (ngettext ("%s. Proposed by %s, agreed by %s. %d entry: %s",
                                 "%s. Proposed by %s, agreed by %s. %d entries: %s", (gulong) tomb->entries),
                       at, tomb->proposed_by, tomb->erased_by, (int) tomb->entries, tomb->reason);
  GbRow *row = gb_row_new (title, quiet);

  gb_row_set_spent (row, TRUE);
  gb_row_set_clause (row, tomb->basis);
  return row;
}

/* --- the page ---------------------------------------------------------------------------------- */

static guint
place_of (const GbRetention *it)
{
  for (guint i = 0; i < NEXT; i++)
    if (g_str_equal (it->state, names[i]))
      return i;
  return NEXT;
}

static void
show_all (GtkWidget *page, gpointer data, GError *error)
{
  Answer *answer = data;

  gb_page_set_band (GB_PAGE (page), GB_CALLOUT_STOP, error != NULL ? error->message : NULL);
  if (answer == NULL)
    return;
  for (guint i = 0; i < N_SECTIONS; i++)
    gb_section_clear (section_of (page, i));
  for (guint i = 0; i < answer->cases->len; i++)
    {
      const GbRetention *it = answer->cases->pdata[i];
      GbSection *section = section_of (page, place_of (it));
      if (place_of (it) != NEXT || gb_section_get_count (section) < COMING)
        gb_section_add (section, GTK_WIDGET (case_row (page, it)));
    }
  for (guint i = 0; i < answer->tombs->len; i++)
    gb_section_add (section_of (page, GONE), GTK_WIDGET (tomb_row (answer->tombs->pdata[i])));
}

static void
refresh (GtkWidget *page)
{
  gb_view_ask (page, book_of (page), ask_all, NULL, NULL, answer_free, show_all);
}

static void
add_section (GbPage *page, GtkWidget *desk, guint which, const char *title, const char *note, const char *empty)
{
  GbSection *section = gb_section_new (title);

  if (note != NULL)
    gb_section_set_note (section, note);
  if (empty != NULL)
    gb_section_set_empty (section, empty);
  g_object_set_data (G_OBJECT (page), names[which], section);
  gtk_box_append (GTK_BOX (desk), GTK_WIDGET (section));
}

GtkWidget *
gb_retention_page_new (GbBook *book)
{
  GbPage *page = gb_page_new (_ ("How long cases are kept"));
  GtkWidget *desk = gb_page_make_desk (page);

  gb_help_mark (GTK_WIDGET (page), "retention");
  g_object_set_data_full (G_OBJECT (page), "book", g_object_ref (book), g_object_unref);
  /* First: somebody waits for an answer, and those whose time is over may be many. */
  add_section (page, desk, PROPOSED, _ ("Waiting for a second person"), NULL, NULL);
  add_section (page, desk, DUE, _ ("Their time is over"),
               _ ("Nothing is erased by itself. Look at each: keep it until another day, or propose its end, to which "
                  "another person must agree."),
               _ ("No case’s time is over today."));
  add_section (page, desk, HELD, _ ("Under a legal hold"), NULL, NULL);
  add_section (page, desk, NEXT, _ ("The next to come"), NULL, NULL);
  add_section (page, desk, GONE, _ ("Erased"), _ ("What is left of them: tombstones, so that the journal verifies."),
               NULL);
  gb_section_set_counts (section_of (page, NEXT), FALSE);
  gb_view_follow (GTK_WIDGET (page), book, refresh);
  return GTK_WIDGET (page);
}
