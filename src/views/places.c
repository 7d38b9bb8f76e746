/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "views/people.h"
#include "views/person.h"
#include "views/places.h"
#include "views/today.h"

/* In the order of the sidebar; Ctrl+1 is the first. */
static const GbPlace places[] = {
  { "today", N_ ("Today"), "go-home-symbolic", gb_today_page_new, gb_today_count, NULL, NULL },
  { "people", N_ ("People"), "system-users-symbolic", gb_people_page_new, NULL, "person", gb_person_page_new },
};

const GbPlace *
gb_places (guint *count)
{
  *count = G_N_ELEMENTS (places);
  return places;
}

const GbPlace *
gb_place_find (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    if (g_strcmp0 (places[i].id, id) == 0)
      return &places[i];
  return NULL;
}

const GbPlace *
gb_place_of_noun (const char *noun)
{
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    if (places[i].noun != NULL && g_strcmp0 (places[i].noun, noun) == 0)
      return &places[i];
  return NULL;
}
