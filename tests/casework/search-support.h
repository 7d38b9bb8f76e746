/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of searches, devices and authorities need: a desk of three, a
 * pupil with his mother, two more members of staff, and a request that meets
 * every gate, to be bent one field at a time.  Everybody is invented. */
#pragma once

#include "casework/authority.h"
#include "casework/device.h"
#include "casework/search.h"
#include "incident-support.h"

#define NEIL "88888888888888888888888888888888" /* Neil Farrow, of the office */
#define OWEN "44444444444444444444444444444444" /* teaching assistant, male */
#define MOTHER "55555555555555555555555555555555"
#define AUNT "66666666666666666666666666666666"
#define STRANGER "77777777777777777777777777777777"

#define NOON (12 * 60)

static inline gint64
at_time (int minutes)
{
  return gb_day_to_instant ("2026-11-19", minutes);
}

static inline void
add_person (Desk *desk, const char *id, const char *sort, const char *forename, const char *surname, const char *sex,
            const char *more)
{
  g_autofree char *json = g_strdup_printf ("{'person_id':'%s','sort':'%s','forename':'%s','surname':'%s','sex':'%s'%s}",
                                           id, sort, forename, surname, sex, more);
  g_autofree char *done = gb_test_act (desk->book, "person.added", NULL, json);
}

/* Jonah Reed and his mother, Owen Maddox, Beth Oyelaran: with Ruth, Carys and Martin. */
static inline Desk *
desk_of_school (void)
{
  Desk *desk = desk_new_of_three ();

  add_person (desk, MOTHER, "parent", "Dana", "Reed", "female", "");
  add_person (desk, AUNT, "parent", "Pam", "Oakes", "female", "");
  add_person (desk, OWEN, "staff", "Owen", "Maddox", "male", ",'role_title':'Teaching assistant'");
  add_person (desk, NEIL, "staff", "Neil", "Farrow", "male", ",'role_title':'Office'");
  add_person (desk, BETH, "staff", "Beth", "Oyelaran", "female", ",'role_title':'Teacher'");
  add_person (desk, JONAH, "pupil", "Jonah", "Reed", "male",
              ",'year_group':'6','dob':'2016-02-14','reason':'new','relations':[{'person_id':'" MOTHER
              "','name':'Dana Reed','relation':'mother'}]");
  return desk;
}

/* Copies the fields of @more (with ' for ") over @body; null takes one away. */
static inline void
bend (JsonObject *body, const char *more)
{
  g_autoptr (JsonObject) changes = NULL;
  g_autoptr (GList) names = NULL;

  if (more == NULL)
    return;
  changes = body_of (more);
  names = json_object_get_members (changes);
  for (GList *l = names; l != NULL; l = l->next)
    if (json_object_get_null_member (changes, l->data))
      json_object_remove_member (body, l->data);
    else
      json_object_set_member (body, l->data, json_node_copy (json_object_get_member (changes, l->data)));
}

static inline char *
text_of (JsonObject *body)
{
  return gb_json_print (body);
}

/* Asked by Carys, searched by Owen, witnessed by a man of the office: today 12.00 to 15.00. */
static inline char *
request_of (Desk *desk, const char *more)
{
  g_autofree char *json = g_strdup_printf (
      "{'owner_id':'" JONAH "','owner':'Jonah Reed','device':'Black phone, cracked corner, bag 0417',"
      " 'scope':'The class chat group, and nothing else','ground':'prohibited','limb':'g','reason':'Printed pages show "
      "part of it.',"
      " 'requester_id':'%s','requester':'Carys Whitlock','searcher_id':'" OWEN "','searcher':'Owen Maddox',"
      " 'witness_id':'88888888888888888888888888888888','witness':'Neil "
      "Farrow','witness_sex':'male','consent':'not-needed',"
      " 'valid_from':%" G_GINT64_FORMAT ",'valid_until':%" G_GINT64_FORMAT
      ",'indecent_image':'no','retrospective':false}",
      desk->members[CARYS], at_time (NOON), at_time (15 * 60));
  g_autoptr (JsonObject) body = body_of (json);

  bend (body, more);
  return text_of (body);
}

static inline char *
new_search (Desk *desk, const char *more)
{
  g_autofree char *body = request_of (desk, more);
  return gb_test_act (desk->book, "search.requested", NULL, body);
}

static gpointer
search_on_worker (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_search_load (gb_book_get_vault (book), data, error);
}

static inline GbSearch *
search_of (Desk *desk, const char *id)
{
  g_autoptr (GError) error = NULL;
  GbSearch *search = gb_book_ask (desk->book, search_on_worker, (gpointer)id, &error);
  g_assert_no_error (error);
  return search;
}

static gpointer
sheet_on_worker (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GbSearch) search = gb_search_load (gb_book_get_vault (book), data, error);
  return search != NULL ? gb_search_sheet (book, search, NULL, error) : NULL;
}

static inline GbSigning *
sheet_of (Desk *desk, const char *id)
{
  g_autoptr (GError) error = NULL;
  GbSigning *sheet = gb_book_ask (desk->book, sheet_on_worker, (gpointer)id, &error);
  g_assert_no_error (error);
  return sheet;
}

static gpointer
signature_on_worker (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GbSearch) search = gb_search_load (gb_book_get_vault (book), data, error);
  return GINT_TO_POINTER ((int)gb_search_signature (book, search) + 1);
}

static inline GbSignature
signature_of (Desk *desk, const char *id)
{
  g_autoptr (GError) error = NULL;
  gpointer answer = gb_book_ask (desk->book, signature_on_worker, (gpointer)id, &error);
  g_assert_no_error (error);
  return (GbSignature)(GPOINTER_TO_INT (answer) - 1);
}

typedef struct
{
  const char *id, *condition;
} Conditional;

static gpointer
conditional_sheet_on_worker (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  Conditional *wish = data;
  g_autoptr (GbSearch) search = gb_search_load (gb_book_get_vault (book), wish->id, error);
  return search != NULL ? gb_search_sheet (book, search, wish->condition, error) : NULL;
}

/* The sheet with a condition on it, read for signing. */
static inline char *
read_conditional_sheet (Desk *desk, const char *id, const char *condition)
{
  Conditional wish = { id, condition };
  g_autoptr (GbSigning) sheet = gb_book_ask (desk->book, conditional_sheet_on_worker, &wish, NULL);
  return g_strdup_printf ("{'sheet_hash':'%s','condition':'%s'}", sheet->hash, condition);
}

/* The hash of the sheet as it stands, for a body. */
static inline char *
read_sheet (Desk *desk, const char *id)
{
  g_autoptr (GbSigning) sheet = sheet_of (desk, id);
  return g_strdup_printf ("{'sheet_hash':'%s'}", sheet->hash);
}

/* Martin reads and signs; Ruth sits down again. */
static inline void
sign (Desk *desk, const char *id)
{
  g_autofree char *body = NULL;

  desk_sit (desk, MARTIN);
  body = read_sheet (desk, id);
  desk_does (desk, "search.authorised", id, body);
  desk_sit (desk, RUTH);
}

static inline char *
carried_out (const char *more)
{
  g_autofree char *json =
      g_strdup_printf ("{'at':%" G_GINT64_FORMAT ",'place':'Office','searcher_id':'" OWEN "','searcher':'Owen Maddox',"
                       " 'witness_id':'88888888888888888888888888888888','witness':'Neil "
                       "Farrow','found':false,'follow_up':'Spoke with the class teacher',"
                       " 'risk_revealed':false,'harm_considered':'Yes, and none found'}",
                       at_time (13 * 60));
  g_autoptr (JsonObject) body = body_of (json);

  bend (body, more);
  return text_of (body);
}

/* A signed search, carried out at 13.00. */
static inline char *
searched (Desk *desk, const char *more)
{
  char *id = new_search (desk, more);
  g_autofree char *body = carried_out (NULL);

  sign (desk, id);
  desk_now = at_time (13 * 60 + 5);
  desk_does (desk, "search.carried-out", id, body);
  return id;
}

static inline char *
take (Desk *desk, const char *more)
{
  g_autofree char *json =
      g_strdup_printf ("{'owner_id':'" JONAH "','owner':'Jonah Reed','device_type':'phone','description':'Black "
                                             "phone','condition':'Screen whole','ground':'behaviour',"
                       " 'by_id':'" OWEN "','by':'Owen Maddox','at':%" G_GINT64_FORMAT
                       ",'place':'main-office-safe','seal':'0417','switched_off':true}",
                       at_time (11 * 60));
  g_autoptr (JsonObject) body = body_of (json);
  g_autofree char *text = NULL;

  bend (body, more);
  text = text_of (body);
  return gb_test_act (desk->book, "device.confiscated", NULL, text);
}

/* desk_refuses for a body that was built here. */
static inline void
refuses (Desk *desk, const char *kind, const char *case_id, char *body, const char *words)
{
  desk_refuses (desk, kind, case_id, body, GB_ERROR_REFUSED, words);
  g_free (body);
}

static inline void
does (Desk *desk, const char *kind, const char *case_id, char *body)
{
  desk_does (desk, kind, case_id, body);
  g_free (body);
}
