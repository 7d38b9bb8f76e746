/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "base/text.h"
#include "base/time.h"
#include "casework/person.h"
#include "views/device-dialogs.h"
#include "views/devices.h"
#include "views/list-page.h"
#include "views/text.h"

/* --- what is said ---------------------------------------------------------------- */

const char *
gb_device_say_place (GbDevice *device, GbBook *book)
{
  return gb_pack_label (gb_book_get_pack (book), "place", device->place);
}

static char *
say_state (gpointer record, GbBook *book)
{
  GbDevice *device = record;

  if (g_str_equal (device->state, "released"))
    return g_strdup (_ ("Given back"));
  if (g_str_equal (device->state, "with-police"))
    return g_strdup (_ ("With the police"));
  if (g_strcmp0 (device->hold, "police") == 0)
    return g_strdup (_ ("Police hold"));
  if (device->hold != NULL)
    return g_strdup (_ ("Held"));
  return device->due_at != 0 ? gb_say_left (device->due_at) : g_strdup (_ ("In custody"));
}

static GbPillKind
state_pill (gpointer record)
{
  GbDevice *device = record;

  if (!g_str_equal (device->state, "in-custody"))
    return GB_PILL_PLAIN;
  if (device->hold != NULL)
    return GB_PILL_STOP;
  return device->due_at != 0 ? gb_pill_kind_of_due (device->due_at) : GB_PILL_OPEN;
}

GtkWidget *
gb_device_pill_new (GbDevice *device)
{
  g_autofree char *said = say_state (device, NULL);
  return gb_pill_new (state_pill (device), said);
}

static char *
say_reference (gpointer record, GbBook *book)
{
  return g_strdup (((GbDevice *)record)->reference);
}

static char *
say_taken (gpointer record, GbBook *book)
{
  return gb_say_instant (((GbDevice *)record)->taken_at);
}

static char *
say_thing (gpointer record, GbBook *book)
{
  return g_strdup (((GbDevice *)record)->description);
}

static char *
say_where (gpointer record, GbBook *book)
{
  GbDevice *device = record;

  if (g_str_equal (device->state, "in-custody"))
    return g_strdup_printf (_ ("%s. %s, bag %s"), device->owner, gb_device_say_place (device, book), device->seal);
  return g_strdup_printf (_ ("%s. To %s"), device->owner, device->left_to);
}

/* --- filters and queries ------------------------------------------------------------- */

static void
add_states (GPtrArray *options, GbBook *book)
{
  gb_list_option_add (options, "in-custody", _ ("In custody"));
  gb_list_option_add (options, "held", _ ("Held"));
  gb_list_option_add (options, "released", _ ("Given back"));
  gb_list_option_add (options, "with-police", _ ("With the police"));
}

static GPtrArray *
list_ids (GbBook *book, JsonObject *query, GCancellable *cancellable, GError **error)
{
  GbDeviceFilter filter = { .words = gb_json_text (query, "text"), .state = gb_json_text (query, "state") };
  return gb_device_ids (gb_book_get_vault (book), &filter, error);
}

static gpointer
fetch_row (GbBook *book, const char *id, GError **error)
{
  const char *const ids[] = { id, NULL };

  return gb_case_list_one (gb_device_rows (gb_book_get_vault (book), ids, error));
}

gint64
gb_devices_in_custody (GbBook *book, GError **error)
{
  return gb_device_count (gb_book_get_vault (book), error);
}

static char *
say_status (GbBook *book, JsonObject *query, GError **error)
{
  gint64 count = gb_device_count (gb_book_get_vault (book), error);

  if (count < 0)
    return NULL;
  return g_strdup_printf (ngettext ("%d device in custody", "%d devices in custody", (gulong)count), (int)count);
}

/* --- preview, page ----------------------------------------------------------------------- */

static void
fill_preview (GtkWidget *box, gpointer record, GbBook *book)
{
  GbDevice *device = record;
  GtkWidget *pills = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  g_autofree char *where = say_where (record, book);
  g_autofree char *taken = gb_say_instant (device->taken_at);
  g_autofree char *by = g_strdup_printf (_ ("Taken by %s, %s. %s"), device->taken_by, taken, device->condition);
  g_autofree char *why_not = g_str_equal (device->state, "in-custody") ? gb_device_why_not_released (device) : NULL;

  gtk_box_append (GTK_BOX (pills), gb_device_pill_new (device));
  gtk_box_append (GTK_BOX (box), pills);
  gtk_box_append (GTK_BOX (box), gb_text_new (GB_TEXT_TITLE, device->description));
  gtk_box_append (GTK_BOX (box), gb_text_new (GB_TEXT_QUIET, where));
  gtk_box_append (GTK_BOX (box), gb_text_new (GB_TEXT_BODY, by));
  if (why_not != NULL)
    gtk_box_append (GTK_BOX (box), gb_callout_new (GB_CALLOUT_STOP, why_not));
}

static void
on_new (GtkWidget *page, GbBook *book)
{
  gb_device_ask_take (page, book, NULL);
}

static const GbListColumn columns[] = {
  { N_ ("Reference"), GB_COLUMN_QUIET, 84, say_reference },
  { N_ ("Taken"), GB_COLUMN_TEXT, 132, say_taken },
  { N_ ("Device"), GB_COLUMN_TITLE, 0, say_thing, say_where },
  { N_ ("State"), GB_COLUMN_PILL, 158, say_state, NULL, state_pill },
};

static const GbListPlan plan = {
  .title = N_ ("Devices"),
  .noun = "device",
  .search_hint = N_ ("A device, a name, a seal"),
  .columns = columns,
  .n_columns = G_N_ELEMENTS (columns),
  .filters = { { "state", N_ ("State"), N_ ("All"), add_states } },
  .ids = list_ids,
  .fetch = fetch_row,
  .status = say_status,
  .preview = fill_preview,
  .open_label = N_ ("Open custody"),
  .new_label = N_ ("Take in a device"),
  .on_new = on_new,
  .empty_icon = "phone-symbolic",
  .empty_title = N_ ("No device is in custody"),
  .empty_sentence =
      N_ ("A phone that is taken goes here with its bag and seal, and who had it when, until a parent fetches it."),
  .empty_button = N_ ("Take in a device"),
};

GtkWidget *
gb_devices_page_new (GbBook *book)
{
  return gb_list_page_new (book, &plan);
}
