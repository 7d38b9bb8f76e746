/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "base/text.h"
#include "base/time.h"
#include "views/ask.h"
#include "views/page.h"
#include "views/pill.h"
#include "views/register-list.h"
#include "views/registers.h"
#include "views/text.h"
#include "views/window.h"

/* --- an entry in a row ------------------------------------------------------------ */

GtkWidget *
gb_register_pill_new (GbRegisterItem *item)
{
  const GbRegister *plan = gb_register_find (item->register_id);
  g_autofree char *today = gb_today ();
  gboolean stands = g_str_equal (item->state, "approved") || g_str_equal (item->state, "recorded");
  int days = stands && item->due != NULL ? gb_day_difference (today, item->due) : 0;

  if (g_str_equal (item->state, "asked"))
    return gb_pill_new (GB_PILL_OPEN, _ ("Waits for approval"));
  if (stands && item->due != NULL && days < 0)
    return gb_pill_new_with_icon (GB_PILL_STOP, _ ("Overdue"), "alarm-symbolic");
  if (stands && item->remind != NULL && g_strcmp0 (item->remind, today) <= 0)
    return gb_pill_new (GB_PILL_WARN, days == 0 ? _ ("Due today") : _ ("Due soon"));
  if (g_str_equal (item->state, "approved"))
    return gb_pill_new (GB_PILL_GO, _ ("Approved"));
  if (g_str_equal (item->state, "declined"))
    return gb_pill_new_with_icon (GB_PILL_STOP, _ ("Declined"), "window-close-symbolic");
  return gb_pill_new (GB_PILL_PLAIN, gb_register_state_label (plan, item->state));
}

static void
on_open_item (GbRow *row)
{
  gb_window_open_case (GTK_WIDGET (row), "register", gb_row_get_key (row));
}

static char *
say_item (GbRegisterItem *item)
{
  const GbRegister *plan = gb_register_find (item->register_id);
  const char *title = plan != NULL ? plan->title : item->register_id;

  if (g_str_equal (item->state, "asked"))
    {
      g_autofree char *when = gb_say_instant_within (item->asked_at);
      return g_strdup_printf (_ ("%s. Asked for by %s, %s."), title, item->asked_by, when);
    }
  if (item->due != NULL)
    {
      g_autofree char *due = gb_say_day_long (item->due);
      return g_strdup_printf (_ ("%s. Due %s: %s."), title, due, item->due_rule != NULL ? item->due_rule : "");
    }
  return g_strdup (title);
}

GbRow *
gb_register_row_new (GbBook *book, GbRegisterItem *item)
{
  const GbRegister *plan = gb_register_find (item->register_id);
  g_autofree char *line = say_item (item);
  GbRow *row = gb_row_new (item->title, line);

  gb_row_set_icon (row, plan != NULL ? plan->icon : "view-list-symbolic");
  gb_row_add_pill (row, gb_register_pill_new (item));
  gb_row_set_key (row, item->id);
  gb_row_set_opens (row, TRUE);
  g_signal_connect_object (row, "open", G_CALLBACK (on_open_item), row, 0);
  return row;
}

/* --- the question (worker) ----------------------------------------------------------- */

typedef struct
{
  GPtrArray *asked, *due, *counts;
} Front;

static void
front_free (gpointer data)
{
  Front *front = data;

  g_clear_pointer (&front->asked, g_ptr_array_unref);
  g_clear_pointer (&front->due, g_ptr_array_unref);
  g_clear_pointer (&front->counts, g_ptr_array_unref);
  g_free (front);
}

static gpointer
ask_front (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  Front *front = g_new0 (Front, 1);

  if ((front->asked = gb_register_to_approve (book, error)) != NULL
      && (front->due = gb_register_due_now (book, error)) != NULL
      && (front->counts = gb_register_counts (book, error)) != NULL)
    return front;
  front_free (front);
  return NULL;
}

gint64
gb_registers_pressing (GbBook *book, GError **error)
{
  return gb_register_pressing (book, error);
}

/* --- the page --------------------------------------------------------------------------- */

#define GROUPS 4
#define MOST_FOUND 30 /* more would be no answer */

static const struct
{
  const char *group, *title;
} groups[GROUPS] = {
  { "permissions", N_ ("Permissions and arrangements") },
  { "people", N_ ("Agreements, access and training") },
  { "online", N_ ("Channels, filtering and monitoring") },
  { "governance", N_ ("Policies, risks and governors") },
};

typedef struct
{
  GbBook *book;
  GtkWidget *search, *front; /* what stands while nothing is looked for */
  GbSection *found, *asked, *due, *sections[GROUPS];
} State;

static void
state_free (gpointer data)
{
  State *state = data;

  g_clear_object (&state->book);
  g_free (state);
}

static State *
state_of (gpointer page)
{
  return g_object_get_data (G_OBJECT (page), "gb-registers-page");
}

static void
on_open_register (GbRow *row, GtkWidget *page)
{
  gb_window_push (page, gb_register_list_new (state_of (page)->book, gb_register_find (gb_row_get_key (row))));
}

static const GbRegisterCount *
count_of (GPtrArray *counts, const char *id)
{
  for (guint i = 0; i < counts->len; i++)
    if (g_str_equal (((GbRegisterCount *) counts->pdata[i])->register_id, id))
      return counts->pdata[i];
  return NULL;
}

static char *
say_count (const GbRegisterCount *count)
{
  g_autoptr (GString) said = g_string_new (NULL);

  if (count == NULL || count->standing + count->asked == 0)
    return g_strdup (_ ("Nothing in it yet"));
  g_string_append_printf (said, ngettext ("%d in force", "%d in force", (gulong) count->standing),
                          (int) count->standing);
  if (count->asked > 0)
    g_string_append_printf (said, ngettext (", %d waits for approval", ", %d wait for approval", (gulong) count->asked),
                            (int) count->asked);
  return g_string_free (g_steal_pointer (&said), FALSE);
}

static GbRow *
register_row (const GbRegister *plan, const GbRegisterCount *count, GtkWidget *page)
{
  g_autofree char *line = say_count (count);
  GbRow *row = gb_row_new (plan->title, line);

  gb_row_set_icon (row, plan->icon);
  if (count != NULL && count->due > 0)
    {
      g_autofree char *due = g_strdup_printf (ngettext ("%d due", "%d due", (gulong) count->due), (int) count->due);
      gb_row_add_pill (row, gb_pill_new (GB_PILL_WARN, due));
    }
  gb_row_set_key (row, plan->id);
  gb_row_set_opens (row, TRUE);
  g_signal_connect_object (row, "open", G_CALLBACK (on_open_register), page, 0);
  return row;
}

static void
show_registers (GtkWidget *page, State *state, GPtrArray *counts)
{
  GPtrArray *all = gb_registers ();

  for (guint g = 0; g < GROUPS; g++)
    gb_section_clear (state->sections[g]);
  for (guint i = 0; i < all->len; i++)
    {
      const GbRegister *plan = all->pdata[i];
      if (!gb_register_may_read (state->book, plan))
        continue;
      for (guint g = 0; g < GROUPS; g++)
        if (g_str_equal (groups[g].group, plan->group))
          gb_section_add (state->sections[g], GTK_WIDGET (register_row (plan, count_of (counts, plan->id), page)));
    }
}

static void
show_items (State *state, GbSection *section, GPtrArray *items)
{
  gb_section_clear (section);
  for (guint i = 0; i < items->len; i++)
    gb_section_add (section, GTK_WIDGET (gb_register_row_new (state->book, items->pdata[i])));
}

static void
show_front (GtkWidget *page, gpointer answer, GError *error)
{
  State *state = state_of (page);
  Front *front = answer;

  gb_page_set_band (GB_PAGE (page), GB_CALLOUT_STOP, error != NULL ? error->message : NULL);
  if (front == NULL)
    return;
  show_items (state, state->asked, front->asked);
  show_items (state, state->due, front->due);
  show_registers (page, state, front->counts);
}

static void
refresh (GtkWidget *page)
{
  gb_view_ask (page, state_of (page)->book, ask_front, NULL, NULL, front_free, show_front);
}

/* --- finding in all of them ---------------------------------------------------------------- */

static gpointer
ask_found (GbBook *book, gpointer words, GCancellable *cancellable, GError **error)
{
  const GbRegisterFilter filter = { .words = words };
  return gb_register_items (book, &filter, error);
}

static void
show_found (GtkWidget *page, gpointer answer, GError *error)
{
  State *state = state_of (page);
  GPtrArray *items = answer;

  gb_section_clear (state->found);
  for (guint i = 0; items != NULL && i < MIN (items->len, MOST_FOUND); i++)
    gb_section_add (state->found, GTK_WIDGET (gb_register_row_new (state->book, items->pdata[i])));
}

static void
on_search (GtkWidget *page)
{
  State *state = state_of (page);
  const char *words = gtk_editable_get_text (GTK_EDITABLE (state->search));
  gboolean looking = gb_text_is_filled (words);

  gtk_widget_set_visible (state->front, !looking);
  gtk_widget_set_visible (GTK_WIDGET (state->found), looking);
  if (looking)
    gb_view_ask (page, state->book, ask_found, g_strdup (words), g_free, (GDestroyNotify) g_ptr_array_unref,
                 show_found);
}

static void
on_find (GtkWidget *page)
{
  gtk_widget_grab_focus (state_of (page)->search);
}

static void
add_search (GtkWidget *page, GtkWidget *desk, State *state)
{
  const char *hint = _ ("A name or a word, in every register");

  state->search = gtk_search_entry_new ();
  g_object_set (state->search, "placeholder-text", hint, NULL);
  gb_name (state->search, hint);
  state->found = gb_section_new (_ ("Found"));
  gb_section_set_empty (state->found, _ ("No entry has these words."));
  gtk_widget_set_visible (GTK_WIDGET (state->found), FALSE);
  g_signal_connect_object (state->search, "search-changed", G_CALLBACK (on_search), page, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "find", G_CALLBACK (on_find), page, 0);
  gtk_box_append (GTK_BOX (desk), state->search);
  gtk_box_append (GTK_BOX (desk), GTK_WIDGET (state->found));
}

GtkWidget *
gb_registers_page_new (GbBook *book)
{
  GbPage *page = gb_page_new (_ ("Registers"));
  GtkWidget *desk = gb_page_make_desk (page);
  State *state = g_new0 (State, 1);

  state->book = g_object_ref (book);
  g_object_set_data_full (G_OBJECT (page), "gb-registers-page", state, state_free);
  add_search (GTK_WIDGET (page), desk, state);
  state->front = gtk_box_new (GTK_ORIENTATION_VERTICAL, 22);
  gtk_box_append (GTK_BOX (desk), state->front);
  desk = state->front;
  state->asked = gb_section_new (_ ("Waiting for your approval"));
  state->due = gb_section_new (_ ("Due"));
  gtk_box_append (GTK_BOX (desk), GTK_WIDGET (state->asked));
  gtk_box_append (GTK_BOX (desk), GTK_WIDGET (state->due));
  for (guint g = 0; g < GROUPS; g++)
    {
      state->sections[g] = gb_section_new (_ (groups[g].title));
      gb_section_set_counts (state->sections[g], FALSE);
      gtk_box_append (GTK_BOX (desk), GTK_WIDGET (state->sections[g]));
    }
  gb_view_follow (GTK_WIDGET (page), book, refresh);
  return GTK_WIDGET (page);
}
