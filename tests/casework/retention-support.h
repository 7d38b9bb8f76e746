/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tests of a case's end need: one that is closed, with a device that hung on
 * it and a page that was printed. */
#pragma once

#include "search-support.h"

/* Everything that it needs was done; a device was taken and given back, a page printed. */
static inline char *
closed_incident (Desk *desk)
{
  char *id = new_incident (desk, "no");
  g_autofree char *more = g_strdup_printf ("{'incident_id':'%s'}", id);
  g_autofree char *device = take (desk, more);
  g_autofree char *back =
      g_strdup_printf ("{'at':%" G_GINT64_FORMAT ",'to_id':'" MOTHER "','to':'Dana Reed','relation':'mother',"
                       "'identity_seen':'Known to the office','by_id':'" OWEN "','by':'Owen Maddox'}",
                       at_time (11 * 60 + 10));
  g_autofree char *page = g_strdup_printf ("{'document':'incident-record','about_id':'%s','about':'Jonah Reed',"
                                           "'hash':'%064x','pages':1,'to_whom':'The tutor','why':'To act on it',"
                                           "'way':'printed'}",
                                           id, 7);
  g_autofree char *none = NULL;

  settle_general (desk, id);
  desk_does (desk, "device.released", device, back);
  none = gb_test_act (desk->book, "page.made", NULL, page);
  desk_does (desk, "incident.closed", id, CLOSING);
  return id;
}
