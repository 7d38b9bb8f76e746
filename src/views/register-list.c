/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list page wants a static plan: one is made of each register when it is
 * first shown, and kept. */
#include <glib/gi18n.h>

#include "base/text.h"
#include "base/time.h"
#include "casework/outgoing.h"
#include "print/register.h"
#include "views/list-page.h"
#include "views/outgoing-page.h"
#include "views/register-export.h"
#include "views/register-form.h"
#include "views/register-list.h"
#include "views/registers.h"
#include "views/text.h"
#include "views/window.h"

#define OWN_COLUMNS 2
#define MOST_NAMED 3 /* of those who are missing: a status line is one line */

/* --- what is said ------------------------------------------------------------------- */

static char *
say_title (gpointer record, GbBook *book)
{
  return g_strdup (((GbRegisterItem *) record)->title);
}

static char *
say_line (gpointer record, GbBook *book)
{
  return g_strdup (((GbRegisterItem *) record)->line);
}

/* The columns that neither the title nor the line under it says already. */
static const GbRegisterField *
own_column (const GbRegister *plan, guint index)
{
  for (char **name = plan->columns; *name != NULL; name++)
    {
      gboolean said = g_strv_contains ((const char *const *) plan->titled, *name)
                      || g_strv_contains ((const char *const *) plan->lined, *name);
      if (!said && index-- == 0)
        return gb_register_field (plan, *name);
    }
  return NULL;
}

static char *
say_own (gpointer record, GbBook *book, guint index)
{
  GbRegisterItem *item = record;
  const GbRegister *plan = gb_register_find (item->register_id);
  const GbRegisterField *field = plan != NULL ? own_column (plan, index) : NULL;
  g_autoptr (JsonObject) values = gb_register_item_values (item);
  const char *day = field != NULL && values != NULL ? gb_json_text (values, field->name) : NULL;

  if (field == NULL || values == NULL)
    return NULL;
  if (field->type == GB_FIELD_IS_DAY && day != NULL && gb_day_is_valid (day))
    return gb_say_day (day);
  return gb_register_say (field, values, gb_book_get_pack (book));
}

static char *
say_first (gpointer record, GbBook *book)
{
  return say_own (record, book, 0);
}

static char *
say_second (gpointer record, GbBook *book)
{
  return say_own (record, book, 1);
}

static const GbSay say_columns[OWN_COLUMNS] = { say_first, say_second };

static char *
say_due (gpointer record, GbBook *book)
{
  const char *due = ((GbRegisterItem *) record)->due;
  return due != NULL ? gb_say_day (due) : NULL;
}

static gboolean
stands (GbRegisterItem *item)
{
  return g_str_equal (item->state, "approved") || g_str_equal (item->state, "recorded");
}

static char *
say_state (gpointer record, GbBook *book)
{
  GbRegisterItem *item = record;
  g_autofree char *today = gb_today ();

  if (stands (item) && item->due != NULL && g_strcmp0 (item->due, today) < 0)
    return g_strdup (_ ("Overdue"));
  if (stands (item) && item->remind != NULL && g_strcmp0 (item->remind, today) <= 0)
    return g_strdup (_ ("Due soon"));
  return g_strdup (gb_register_state_label (gb_register_find (item->register_id), item->state));
}

static GbPillKind
pill_of_state (gpointer record)
{
  GbRegisterItem *item = record;
  g_autofree char *today = gb_today ();

  if (g_str_equal (item->state, "asked"))
    return GB_PILL_OPEN;
  if (g_str_equal (item->state, "declined") || (stands (item) && item->due != NULL && g_strcmp0 (item->due, today) < 0))
    return GB_PILL_STOP;
  if (stands (item) && item->remind != NULL && g_strcmp0 (item->remind, today) <= 0)
    return GB_PILL_WARN;
  return g_str_equal (item->state, "approved") ? GB_PILL_GO : GB_PILL_PLAIN;
}

/* Late is no lock. */
static const char *
icon_of_state (gpointer record)
{
  GbRegisterItem *item = record;

  if (pill_of_state (record) != GB_PILL_STOP)
    return NULL;
  return g_str_equal (item->state, "declined") ? "window-close-symbolic" : "alarm-symbolic";
}

/* --- filters and queries ---------------------------------------------------------------- */

static void
state_options (GPtrArray *options, GbBook *book)
{
  gb_list_option_add (options, "standing", _ ("In force"));
  gb_list_option_add (options, "due", _ ("Due"));
  gb_list_option_add (options, "asked", _ ("Waits for approval"));
  gb_list_option_add (options, "ended", _ ("Ended"));
}

static void
field_options (GPtrArray *options, GbBook *book, const GbListFilter *filter)
{
  GPtrArray *words = gb_register_words (filter->data, gb_book_get_pack (book));

  for (guint i = 0; i < words->len; i++)
    gb_list_option_add (options, ((GbWord *) words->pdata[i])->id, ((GbWord *) words->pdata[i])->label);
}

/* The filters that the register names, in the order of its own. */
static GbRegisterFilter
filter_of (JsonObject *query)
{
  const GbRegister *plan = gb_register_find (gb_json_text (query, "key"));
  GbRegisterFilter filter = { .register_id = plan->id,
                              .words = gb_json_text (query, "text"),
                              .state = gb_json_text (query, "state") };

  for (char **name = plan->filters; *name != NULL; name++)
    {
      const char *value = gb_json_text (query, *name);
      const char **field = filter.field == NULL ? &filter.field : &filter.field_too;
      if (value == NULL)
        continue;
      *field = *name;
      *(field == &filter.field ? &filter.value : &filter.value_too) = value;
    }
  return filter;
}

static GPtrArray *
list_ids (GbBook *book, JsonObject *query, GCancellable *cancellable, GError **error)
{
  const GbRegisterFilter filter = filter_of (query);
  return gb_register_ids (book, &filter, error);
}

static gpointer
fetch_item (GbBook *book, const char *id, GError **error)
{
  return gb_register_item_load (gb_book_get_vault (book), id, error);
}

/* "Without yearly safeguarding training: Owen Maddox, Neil Farrow and 3 more" */
static void
add_missing (GString *said, GbBook *book, const GbRegister *plan, const GbRegisterEverybody *everybody)
{
  gint64 all = 0;
  g_autoptr (GPtrArray) names = gb_register_missing (gb_book_get_vault (book), plan, everybody, MOST_NAMED, &all, NULL);
  g_autofree char *more =
      all > MOST_NAMED
          ? g_strdup_printf (ngettext ("%d more", "%d more", (gulong) all - MOST_NAMED), (int) all - MOST_NAMED)
          : NULL;
  g_autofree char *list = NULL;

  if (names == NULL || names->len == 0)
    return;
  if (more != NULL)
    g_ptr_array_add (names, g_steal_pointer (&more));
  g_ptr_array_add (names, NULL);
  list = gb_text_join_and ((const char *const *) names->pdata);
  g_string_append_printf (said, _ (". Without %s: %s"), everybody->words, list);
}

static char *
say_status (GbBook *book, JsonObject *query, GError **error)
{
  g_autoptr (GPtrArray) counts = gb_register_counts (book, error);
  const GbRegister *plan = gb_register_find (gb_json_text (query, "key"));
  g_autoptr (GString) said = g_string_new (NULL);
  int standing = 0, due = 0;

  if (counts == NULL)
    return NULL;
  for (guint i = 0; i < counts->len; i++)
    {
      const GbRegisterCount *count = counts->pdata[i];
      if (!g_str_equal (count->register_id, plan->id))
        continue;
      standing = (int) count->standing;
      due = (int) count->due;
    }
  g_string_append_printf (said, ngettext ("%d in force", "%d in force", (gulong) standing), standing);
  if (due > 0)
    g_string_append_printf (said, ngettext (", %d due", ", %d due", (gulong) due), due);
  for (guint i = 0; i < plan->everybody->len; i++)
    add_missing (said, book, plan, plan->everybody->pdata[i]);
  return g_string_free (g_steal_pointer (&said), FALSE);
}

/* --- preview and ways on -------------------------------------------------------------------- */

static void
fill_preview (GtkWidget *box, gpointer record, GbBook *book)
{
  GbRegisterItem *item = record;
  GtkWidget *pills = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  g_autoptr (GPtrArray) lines = gb_register_item_lines (item);

  gtk_box_append (GTK_BOX (pills), gb_register_pill_new (item));
  gtk_box_append (GTK_BOX (box), pills);
  gtk_box_append (GTK_BOX (box), gb_text_new (GB_TEXT_TITLE, item->title));
  for (guint i = 0; i < lines->len; i++)
    {
      const GbSigningRow *line = lines->pdata[i];
      GtkWidget *pair = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
      gtk_box_append (GTK_BOX (pair), gb_text_new (GB_TEXT_CLAUSE, line->label));
      gtk_box_append (GTK_BOX (pair), gb_text_new (GB_TEXT_BODY, line->value));
      gtk_box_append (GTK_BOX (box), pair);
    }
  if (lines->len == 0 && item->line != NULL)
    gtk_box_append (GTK_BOX (box), gb_text_new (GB_TEXT_BODY, item->line));
}

static const GbRegister *
plan_of (GtkWidget *page)
{
  return g_object_get_data (G_OBJECT (page), "gb-register");
}

static void
on_new (GtkWidget *page, GbBook *book)
{
  gb_register_ask_new (page, book, plan_of (page), NULL);
}

/* What belongs to a case is opened there. */
static void
on_open (GtkWidget *page, GbBook *book, gpointer record)
{
  GbRegisterItem *item = record;

  if (item->case_id != NULL)
    gb_window_open_case (page, "incident", item->case_id);
  else
    gb_window_open_case (page, "register", item->id);
}

static void
on_print (GtkWidget *page, GbBook *book)
{
  const GbRegister *plan = plan_of (page);
  gb_window_push (page, gb_outgoing_page_new (book, plan->title, plan->id, plan->title, gb_print_register));
}

static void
on_export (GtkWidget *page, GbBook *book)
{
  gb_register_export_open (page, book, plan_of (page));
}

/* --- the plan of a list --------------------------------------------------------------------- */

static guint
add_columns (GbListColumn *columns, const GbRegister *plan)
{
  guint n = 0;

  columns[n++] = (GbListColumn){ N_ ("Entry"), GB_COLUMN_TITLE, 0, say_title, say_line };
  for (guint i = 0; i < OWN_COLUMNS; i++)
    {
      const GbRegisterField *field = own_column (plan, i);
      if (field != NULL)
        columns[n++] = (GbListColumn){ field->label, GB_COLUMN_TEXT, 120, say_columns[i] };
    }
  if (plan->dues->len > 0)
    columns[n++] = (GbListColumn){ N_ ("Due"), GB_COLUMN_QUIET, 112, say_due };
  columns[n++] =
      (GbListColumn){ N_ ("State"), GB_COLUMN_PILL, 158, say_state, NULL, pill_of_state, NULL, icon_of_state };
  return n;
}

static void
add_filters (GbListPlan *list, const GbRegister *plan)
{
  guint n = 0;

  list->filters[n++] =
      (GbListFilter){ .name = "state", .label = N_ ("State"), .all = N_ ("All"), .options = state_options };
  for (char **name = plan->filters; *name != NULL && n < GB_LIST_FILTERS; name++)
    {
      const GbRegisterField *field = gb_register_field (plan, *name);
      list->filters[n++] = (GbListFilter){
        .name = field->name, .label = field->label, .all = field->label, .fill = field_options, .data = field
      };
    }
}

static GbListPlan *
list_of (const GbRegister *plan)
{
  GbListPlan *list = g_new0 (GbListPlan, 1);
  GbListColumn *columns = g_new0 (GbListColumn, OWN_COLUMNS + 3);

  list->n_columns = add_columns (columns, plan);
  list->columns = columns;
  list->title = plan->title;
  list->key = plan->id;
  list->noun = "register";
  list->search_hint = N_ ("A name or a word");
  add_filters (list, plan);
  list->ids = list_ids;
  list->fetch = fetch_item;
  list->status = say_status;
  list->preview = fill_preview;
  list->open_label = N_ ("Open the entry");
  list->open = on_open;
  list->new_label = plan->new_label;
  list->on_new = on_new;
  list->empty_icon = plan->icon;
  list->empty_title = plan->title;
  list->empty_sentence = plan->empty;
  list->empty_button = plan->new_label;
  return list;
}

static void
on_print_clicked (GtkWidget *page)
{
  on_print (page, g_object_get_data (G_OBJECT (page), "gb-book"));
}

static void
on_export_clicked (GtkWidget *page)
{
  on_export (page, g_object_get_data (G_OBJECT (page), "gb-book"));
}

static void
add_ways (GtkWidget *page)
{
  GtkWidget *print = gb_page_add_button (GB_PAGE (page), "printer-symbolic", _ ("Print the register"), FALSE);
  GtkWidget *export = gb_page_add_button (GB_PAGE (page), "document-save-symbolic", _ ("Save as a table (CSV)"), FALSE);

  g_signal_connect_object (print, "clicked", G_CALLBACK (on_print_clicked), page, G_CONNECT_SWAPPED);
  g_signal_connect_object (export, "clicked", G_CALLBACK (on_export_clicked), page, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "print", G_CALLBACK (on_print_clicked), page, G_CONNECT_SWAPPED);
}

GtkWidget *
gb_register_list_new (GbBook *book, const GbRegister *plan)
{
  static GHashTable *lists; /* register -> its list; main thread only */
  GbListPlan *list;
  GtkWidget *page;

  if (lists == NULL)
    lists = g_hash_table_new (NULL, NULL);
  list = g_hash_table_lookup (lists, plan);
  if (list == NULL)
    g_hash_table_insert (lists, (gpointer) plan, list = list_of (plan));
  page = gb_list_page_new (book, list);
  g_object_set_data (G_OBJECT (page), "gb-register", (gpointer) plan);
  g_object_set_data_full (G_OBJECT (page), "gb-book", g_object_ref (book), g_object_unref);
  add_ways (page);
  return page;
}
