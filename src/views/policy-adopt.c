/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Order of this file: the row of a change, the preview, adopting, choosing. */
#include <glib/gi18n.h>

#include "base/text.h"
#include "casework/policy.h"
#include "views/ask.h"
#include "views/form.h"
#include "views/page.h"
#include "views/policy-adopt.h"
#include "views/row.h"
#include "views/section.h"
#include "views/text.h"
#include "views/window.h"

/* --- one change ------------------------------------------------------------------ */

/* A detail may be long; the first line of it says enough beside another. */
static char *
shortened (const char *text)
{
  if (text == NULL)
    return g_strdup (_ ("not there"));
  if (g_utf8_strlen (text, -1) <= 160)
    return g_strdup (text);
  return g_strdup_printf ("%.*s…", (int) (g_utf8_offset_to_pointer (text, 159) - text), text);
}

GtkWidget *
gb_policy_change_row_new (gconstpointer data)
{
  const GbPackChange *change = data;
  g_autofree char *old = shortened (change->old);
  g_autofree char *new = shortened (change->new);
  g_autofree char *line = change->old == NULL   ? g_strdup_printf (_ ("New: %s"), new)
                          : change->new == NULL ? g_strdup_printf (_ ("Taken away: %s"), old)
                                                : g_strdup_printf ("%s → %s", old, new);
  GbRow *row = gb_row_new (change->title, line);

  gb_row_set_key (row, change->id);
  gb_row_set_noun (row, change->sort);
  return GTK_WIDGET (row);
}

/* --- the preview --------------------------------------------------------------------- */

typedef struct
{
  GbBook *book;
  GbPack *pack, *below;
  GBytes *layer;
  char *reason, *request;
  GbSection *changes, *cases;
} Plan;

static void
plan_free (gpointer data)
{
  Plan *plan = data;

  g_clear_object (&plan->book);
  g_clear_object (&plan->pack);
  g_clear_object (&plan->below);
  g_clear_pointer (&plan->layer, g_bytes_unref);
  g_free (plan->reason);
  g_free (plan->request);
  g_free (plan);
}

static Plan *
plan_of (gpointer page)
{
  return g_object_get_data (G_OBJECT (page), "plan");
}

static gpointer
ask_preview (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_policy_preview (book, data, error);
}

static void
on_case (GbRow *row, GtkWidget *page)
{
  gb_window_open_case (page, gb_row_get_noun (row), gb_row_get_key (row));
}

static GtkWidget *
case_row_new (GtkWidget *page, const GbPolicyCase *one)
{
  g_autofree char *title = g_strdup_printf ("%s, %s", one->reference, one->title);
  GbRow *row = gb_row_new (title, one->says);

  gb_row_set_key (row, one->case_id);
  gb_row_set_noun (row, one->noun);
  gb_row_set_opens (row, TRUE);
  g_signal_connect_object (row, "open", G_CALLBACK (on_case), page, 0);
  return GTK_WIDGET (row);
}

static void
show_preview (GtkWidget *page, gpointer answer, GError *error)
{
  GbPolicyPreview *preview = answer;
  Plan *plan = plan_of (page);

  gb_page_set_band (GB_PAGE (page), GB_CALLOUT_STOP, error != NULL ? error->message : NULL);
  if (preview == NULL)
    return;
  gb_section_clear (plan->changes);
  gb_section_clear (plan->cases);
  for (guint i = 0; i < preview->changes->len; i++)
    gb_section_add (plan->changes, gb_policy_change_row_new (preview->changes->pdata[i]));
  for (guint i = 0; i < preview->cases->len; i++)
    gb_section_add (plan->cases, case_row_new (page, preview->cases->pdata[i]));
}

static void
refresh (GtkWidget *page)
{
  Plan *plan = plan_of (page);

  gb_view_ask (page, plan->book, ask_preview, g_object_ref (plan->pack), g_object_unref,
               (GDestroyNotify) gb_policy_preview_free, show_preview);
}

/* --- adopting ---------------------------------------------------------------------------- */

static gpointer
adopt (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  Plan *plan = data;

  return gb_policy_adopt (book, plan->pack, plan->below, plan->layer, plan->request, plan->reason, error);
}

static void
adopted (GtkWidget *page, gpointer answer, GError *error)
{
  Plan *plan = plan_of (page);
  g_autofree char *said = NULL;

  if (error != NULL)
    {
      gb_page_set_band (GB_PAGE (page), GB_CALLOUT_STOP, error->message);
      return;
    }
  said = g_strdup_printf (_ ("Version %s is in force."), gb_pack_get_version (plan->pack));
  gb_window_toast (page, said);
  gb_window_go (page, "policy");
}

static void
on_reason (GtkWidget *page, JsonObject *body, GbForm *form)
{
  Plan *plan = plan_of (page);
  Plan *own = g_new0 (Plan, 1);
  GtkWidget *dialog = gtk_widget_get_ancestor (GTK_WIDGET (form), GTK_TYPE_WINDOW);

  own->pack = g_object_ref (plan->pack);
  own->below = plan->below != NULL ? g_object_ref (plan->below) : NULL;
  own->layer = plan->layer != NULL ? g_bytes_ref (plan->layer) : NULL;
  own->reason = g_strdup (gb_json_text (body, "reason"));
  own->request = g_strdup (gb_form_get_request (form));
  gb_view_ask (page, plan->book, adopt, own, plan_free, (GDestroyNotify) gb_done_free, adopted);
  gtk_window_close (GTK_WINDOW (dialog));
}

static void
on_accent (GtkWidget *page)
{
  Plan *plan = plan_of (page);
  GbForm *form = gb_form_new (plan->book);

  gb_form_group (form, NULL,
                 _ ("You sign the text of the policy as it is shown here. Cases that are open keep the policy that "
                    "they began under."));
  gb_form_text (form, "reason", _ ("Why it is adopted: who ratified it, and when"));
  gb_form_require (form, "reason");
  g_signal_connect_object (form, "submitted", G_CALLBACK (on_reason), page, G_CONNECT_SWAPPED);
  gb_form_open (form, page, _ ("Adopt this policy"), _ ("Adopt"));
}

void
gb_policy_show_preview (GtkWidget *from, GbBook *book, GbPack *pack, GbPack *below, GBytes *layer)
{
  g_autofree char *title = g_strdup_printf (_ ("Version %s, not yet in force"), gb_pack_get_version (pack));
  GbPage *page = gb_page_new (_ ("Policy"));
  GtkWidget *desk = gb_page_make_desk (page);
  Plan *plan = g_new0 (Plan, 1);

  *plan = (Plan) { .book = g_object_ref (book), .pack = g_object_ref (pack),
                   .below = below != NULL ? g_object_ref (below) : NULL,
                   .layer = layer != NULL ? g_bytes_ref (layer) : NULL };
  g_object_set_data_full (G_OBJECT (page), "plan", plan, plan_free);
  gb_page_set_title (page, _ ("Before it is adopted"), title);
  gtk_box_append (GTK_BOX (desk), gb_text_new (GB_TEXT_TITLE, gb_pack_get_title (pack)));
  gtk_box_append (GTK_BOX (desk), gb_text_new (GB_TEXT_QUIET, gb_pack_get_about (pack)));
  plan->changes = gb_section_new (_ ("What it answers otherwise"));
  gb_section_set_counts (plan->changes, TRUE);
  gb_section_set_empty (plan->changes, _ ("It answers everything as the policy in force does."));
  plan->cases = gb_section_new (_ ("Open cases that keep their own answer"));
  gb_section_set_counts (plan->cases, TRUE);
  gb_section_set_note (plan->cases,
                       _ ("Each goes on under the policy that it began with; new cases get the new answer."));
  gb_section_set_empty (plan->cases, _ ("No open case would be answered otherwise."));
  gtk_box_append (GTK_BOX (desk), GTK_WIDGET (plan->cases));
  gtk_box_append (GTK_BOX (desk), GTK_WIDGET (plan->changes));
  gb_page_set_accent (page, NULL, _ ("Adopt…"));
  g_signal_connect_object (page, "accent", G_CALLBACK (on_accent), page, 0);
  gb_view_follow (GTK_WIDGET (page), book, refresh);
  gb_window_push (from, GTK_WIDGET (page));
}

/* --- choosing -------------------------------------------------------------------------------- */

static GbBook *
book_of (gpointer page)
{
  return g_object_get_data (G_OBJECT (page), "book");
}

static void
on_shipped (GbRow *row, GtkWidget *page)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GbPack) pack = gb_pack_load_shipped (gb_row_get_key (row), &error);

  if (pack != NULL)
    gb_policy_show_preview (page, book_of (page), pack, NULL, NULL);
  else
    gb_view_show_error (page, error);
}

static void
take_file (GtkWidget *page, GFile *file)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_file_load_bytes (file, NULL, NULL, &error);
  g_autoptr (GbPack) pack = bytes != NULL ? gb_pack_new (bytes, &error) : NULL;

  gb_page_set_band (GB_PAGE (page), GB_CALLOUT_STOP, error != NULL ? error->message : NULL);
  if (pack != NULL)
    gb_policy_show_preview (page, book_of (page), pack, NULL, NULL);
}

static void
on_file_chosen (GtkNativeDialog *dialog, int response, GtkWidget *page)
{
  g_autoptr (GFile) file
      = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)) : NULL;

  if (file != NULL)
    take_file (page, file);
}

static void
on_file (GtkWidget *page)
{
  GtkFileChooserNative *dialog
      = gtk_file_chooser_native_new (_ ("A policy pack"), GTK_WINDOW (gtk_widget_get_root (page)),
                                     GTK_FILE_CHOOSER_ACTION_OPEN, _ ("Open"), NULL);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_file_chosen), page, 0);
  g_object_set_data_full (G_OBJECT (page), "dialog", dialog, g_object_unref);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

void
gb_policy_choose (GtkWidget *from, GbBook *book)
{
  GbPage *page = gb_page_new (_ ("Adopt another policy"));
  GtkWidget *desk = gb_page_make_desk (page);
  GbSection *shipped = gb_section_new (_ ("Policies that come with Guardbook"));
  g_auto (GStrv) ids = gb_pack_list_shipped ();

  g_object_set_data_full (G_OBJECT (page), "book", g_object_ref (book), g_object_unref);
  gb_section_set_note (shipped, _ ("Nothing changes until you have seen what would, and signed."));
  for (guint i = 0; ids[i] != NULL; i++)
    {
      g_autoptr (GbPack) pack = gb_pack_load_shipped (ids[i], NULL);
      g_autofree char *title
          = pack != NULL ? g_strdup_printf (_ ("%s, version %s"), gb_pack_get_title (pack), gb_pack_get_version (pack))
                         : NULL;
      GbRow *row = pack != NULL ? gb_row_new (title, gb_pack_get_about (pack)) : NULL;

      if (row == NULL)
        continue;
      gb_row_set_key (row, ids[i]);
      gb_row_set_opens (row, TRUE);
      g_signal_connect_object (row, "open", G_CALLBACK (on_shipped), page, 0);
      gb_section_add (shipped, GTK_WIDGET (row));
    }
  gtk_box_append (GTK_BOX (desk), GTK_WIDGET (shipped));
  g_signal_connect_object (gb_page_add_button (page, "document-open-symbolic", _ ("From a file…"), TRUE), "clicked",
                           G_CALLBACK (on_file), page, G_CONNECT_SWAPPED);
  gb_window_push (from, GTK_WIDGET (page));
}
