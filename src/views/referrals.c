/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "base/text.h"
#include "base/time.h"
#include "views/list-page.h"
#include "views/referral-dialogs.h"
#include "views/referrals.h"
#include "views/text.h"

/* --- what is said ----------------------------------------------------------------- */

static char *
say_state (gpointer record, GbBook *book)
{
  static const struct
  {
    const char *state, *label;
  } labels[] = {
    { "begun", N_ ("To make") },     { "made", N_ ("Made") },     { "declined", N_ ("Declined") },
    { "answered", N_ ("Answered") }, { "closed", N_ ("Closed") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (labels); i++)
    if (g_strcmp0 (labels[i].state, ((GbReferral *)record)->state) == 0)
      return g_strdup (_ (labels[i].label));
  return NULL;
}

static GbPillKind
state_pill (gpointer record)
{
  const char *state = ((GbReferral *)record)->state;

  if (g_str_equal (state, "begun"))
    return GB_PILL_OPEN;
  return g_str_equal (state, "made") || g_str_equal (state, "answered") ? GB_PILL_GO : GB_PILL_PLAIN;
}

GtkWidget *
gb_referral_pill_new (GbReferral *referral)
{
  g_autofree char *said = say_state (referral, NULL);
  return gb_pill_new (state_pill (referral), said);
}

static char *
say_reference (gpointer record, GbBook *book)
{
  return g_strdup (((GbReferral *)record)->reference);
}

static char *
say_noticed (gpointer record, GbBook *book)
{
  return gb_say_instant (((GbReferral *)record)->noticed_at);
}

static char *
say_agency (gpointer record, GbBook *book)
{
  return g_strdup (gb_pack_label (gb_book_get_pack (book), "agency", ((GbReferral *)record)->agency));
}

static char *
say_summary (gpointer record, GbBook *book)
{
  return g_strdup (((GbReferral *)record)->summary);
}

static char *
say_clock (gpointer record, GbBook *book)
{
  GbReferral *referral = record;
  return referral->due_at != 0 && referral->stopped_at == 0 ? gb_say_left (referral->due_at) : NULL;
}

static GbPillKind
clock_pill (gpointer record)
{
  return gb_pill_kind_of_due (((GbReferral *)record)->due_at);
}

/* --- filters and queries --------------------------------------------------------------- */

static void
add_states (GPtrArray *options, GbBook *book)
{
  gb_list_option_add (options, "open", _ ("Not over yet"));
  gb_list_option_add (options, "begun", _ ("To make"));
  gb_list_option_add (options, "made", _ ("Made"));
  gb_list_option_add (options, "answered", _ ("Answered"));
  gb_list_option_add (options, "declined", _ ("Declined"));
  gb_list_option_add (options, "closed", _ ("Closed"));
}

static void
add_agencies (GPtrArray *options, GbBook *book)
{
  GPtrArray *words = gb_pack_words (gb_book_get_pack (book), "agency");

  for (guint i = 0; i < words->len; i++)
    gb_list_option_add (options, ((GbWord *)words->pdata[i])->id, ((GbWord *)words->pdata[i])->label);
}

static GPtrArray *
list_ids (GbBook *book, JsonObject *query, GCancellable *cancellable, GError **error)
{
  GbReferralFilter filter = { .words = gb_json_text (query, "text"),
                              .state = gb_json_text (query, "state"),
                              .agency = gb_json_text (query, "agency") };
  return gb_referral_ids (gb_book_get_vault (book), &filter, error);
}

static gpointer
fetch_row (GbBook *book, const char *id, GError **error)
{
  const char *const ids[] = { id, NULL };

  return gb_case_list_one (gb_referral_rows (gb_book_get_vault (book), ids, error));
}

gint64
gb_referrals_open (GbBook *book, GError **error)
{
  return gb_referral_open_count (gb_book_get_vault (book), error);
}

static char *
say_status (GbBook *book, JsonObject *query, GError **error)
{
  gint64 open = gb_referral_open_count (gb_book_get_vault (book), error);

  if (open < 0)
    return NULL;
  return g_strdup_printf (ngettext ("%d referral is not over yet", "%d referrals are not over yet", (gulong)open),
                          (int)open);
}

/* --- preview, page -------------------------------------------------------------------------- */

static void
fill_preview (GtkWidget *box, gpointer record, GbBook *book)
{
  GbReferral *referral = record;
  GtkWidget *pills = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  g_autofree char *agency = say_agency (record, book);
  g_autofree char *due = referral->due_at != 0 ? gb_say_instant_long (referral->due_at) : NULL;
  g_autofree char *line =
      due != NULL && referral->stopped_at == 0 ? g_strdup_printf (_ ("Due %s: %s"), due, referral->due_rule) : NULL;

  gtk_box_append (GTK_BOX (pills), gb_referral_pill_new (referral));
  gtk_box_append (GTK_BOX (box), pills);
  gtk_box_append (GTK_BOX (box), gb_text_new (GB_TEXT_TITLE, agency));
  gtk_box_append (GTK_BOX (box), gb_text_new (GB_TEXT_QUIET, line));
  gtk_box_append (GTK_BOX (box), gb_text_new (GB_TEXT_BODY, referral->summary));
}

static void
on_new (GtkWidget *page, GbBook *book)
{
  gb_referral_ask_begin (page, book, NULL);
}

static const GbListColumn columns[] = {
  { N_ ("Reference"), GB_COLUMN_QUIET, 84, say_reference },
  { N_ ("Known since"), GB_COLUMN_TEXT, 132, say_noticed },
  { N_ ("To whom, and what"), GB_COLUMN_TITLE, 0, say_agency, say_summary },
  { N_ ("Clock"), GB_COLUMN_PILL, 150, say_clock, NULL, clock_pill },
  { N_ ("State"), GB_COLUMN_PILL, 110, say_state, NULL, state_pill },
};

static const GbListPlan plan = {
  .title = N_ ("Referrals"),
  .noun = "referral",
  .search_hint = N_ ("Words, a name, a reference"),
  .columns = columns,
  .n_columns = G_N_ELEMENTS (columns),
  .filters = { { "state", N_ ("State"), N_ ("All"), add_states },
               { "agency", N_ ("Agency"), N_ ("Any agency"), add_agencies } },
  .ids = list_ids,
  .fetch = fetch_row,
  .status = say_status,
  .preview = fill_preview,
  .open_label = N_ ("Open the referral"),
  .new_label = N_ ("Begin a referral"),
  .on_new = on_new,
  .empty_icon = "mail-send-symbolic",
  .empty_title = N_ ("No referral has been begun"),
  .empty_sentence = N_ ("Begin one as soon as somebody outside may have to know. The clock starts when the school "
                        "knew, and declining is a decision too."),
  .empty_button = N_ ("Begin a referral"),
};

GtkWidget *
gb_referrals_page_new (GbBook *book)
{
  return gb_list_page_new (book, &plan);
}
