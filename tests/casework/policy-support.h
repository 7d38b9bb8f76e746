/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tests of the three policies need: a desk under each, with what a policy
 * leaves open decided, and somebody of the leadership team.  Everybody is invented. */
#pragma once

#include "casework/policy.h"
#include "search-support.h"

/* Adopts the shipped pack @id as whoever sits. */
static inline void
adopt (Desk *desk, const char *id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GbPack) pack = gb_pack_load_shipped (id, &error);
  g_autoptr (GbDone) done = NULL;

  g_assert_no_error (error);
  done = gb_policy_adopt (desk->book, pack, NULL, NULL, NULL, "Another policy", &error);
  g_assert_no_error (error);
  g_assert_nonnull (done);
  desk_now += GB_MINUTE;
}

static inline void
decide_rule (Desk *desk, const char *rule, const char *value)
{
  g_autofree char *body =
      g_strdup_printf ("{'rule':'%s','value':'%s','reason':'Agreed with the governors'}", rule, value);
  g_autofree char *done = gb_test_act (desk->book, "policy.decided", NULL, body);

  desk_now += GB_MINUTE;
}

/* An act about no case. */
static inline void
does_outside (Desk *desk, const char *kind, const char *json)
{
  g_autofree char *none = gb_test_act (desk->book, kind, NULL, json);
  g_assert_null (none);
}

/* Tom Ashby, of the leadership team: may sit, sign and search. */
static inline char *
enrol_leader (Desk *desk)
{
  char *id = gb_test_desk_enrol (desk->desk, "Tom Ashby", "leadership");
  g_autofree char *body = g_strdup_printf ("{'person_id':'%s','changes':[{'field':'sex','new':'male'}],"
                                           "'reason':'Was missing'}",
                                           id);

  desk_sit (desk, RUTH);
  does_outside (desk, "person.changed", body);
  return id;
}

/* "leadership" in the hands of Carys too, so that one may ask, one search, one sign. */
static inline void
make_leader (Desk *desk, Member member)
{
  g_autofree char *body = g_strdup_printf ("{'member_id':'%s','name':'Carys Whitlock','roles':['deputy','leadership'],"
                                           "'reason':'Assistant headteacher'}",
                                           desk->members[member]);

  does_outside (desk, "member.roles", body);
}

/* The school of desk_of_school under the shipped pack @id, with what that one
 * leaves open about searches decided as the law has it.  *@leader: whoever may
 * search there, Owen Maddox where it needn't be a leader.  (transfer full) */
static inline Desk *
desk_under (const char *id, char **leader)
{
  Desk *desk = desk_of_school ();

  *leader = NULL;
  if (g_str_equal (id, "kent-2023"))
    return desk;
  if (g_str_equal (id, "kent-2021"))
    {
      *leader = enrol_leader (desk);
      make_leader (desk, CARYS);
    }
  adopt (desk, id);
  if (g_str_equal (id, "kent-2020"))
    {
      decide_rule (desk, "search.consent", "none");
      decide_rule (desk, "search.authoriser", "headteacher");
      decide_rule (desk, "search.searcher", "authorised-staff");
    }
  return desk;
}
