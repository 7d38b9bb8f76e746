/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "base/time.h"
#include "views/ask.h"
#include "views/page.h"
#include "views/text.h"
#include "views/today.h"

gint64
gb_today_count (GbBook *book, GError **error)
{
  return 0;
}

static char *
say_greeting (GbBook *book)
{
  g_autoptr (GDateTime) now = gb_instant_to_local (gb_now ());
  g_auto (GStrv) names = g_strsplit (gb_book_get_member_name (book), " ", 2);
  int hour = g_date_time_get_hour (now);
  const char *form = hour < 12 ? _ ("Good morning, %s") : hour < 18 ? _ ("Good afternoon, %s") : _ ("Good evening, %s");

  return g_strdup_printf (form, names[0] != NULL ? names[0] : "");
}

GtkWidget *
gb_today_page_new (GbBook *book)
{
  GbPage *page = gb_page_new (_ ("Today"));
  GtkWidget *desk = gb_page_make_desk (page);
  g_autofree char *greeting = say_greeting (book);

  gtk_box_append (GTK_BOX (desk), gb_text_new (GB_TEXT_TITLE, greeting));
  return GTK_WIDGET (page);
}
