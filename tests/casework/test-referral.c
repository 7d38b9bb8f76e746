/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Referrals: the clock and its rule, the four limbs, who is asked first, every
 * wrong move, and the one who must never read it. */
#include <locale.h>

#include "casework/referral.h"
#include "search-support.h"

static gpointer
referral_on_worker (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_referral_load (gb_book_get_vault (book), data, error);
}

static GbReferral *
referral_of (Desk *desk, const char *id)
{
  g_autoptr (GError) error = NULL;
  GbReferral *referral = gb_book_ask (desk->book, referral_on_worker, (gpointer)id, &error);
  g_assert_no_error (error);
  return referral;
}

static char *
begun (const char *agency, const char *more)
{
  g_autofree char *json =
      g_strdup_printf ("{'agency':'%s','noticed_at':%" G_GINT64_FORMAT
                       ",'summary':'A coach sent a friend request to a pupil.','subject':'Dale Perrin','limbs':[%s]}",
                       agency, at_time (9 * 60 + 30), g_str_equal (agency, "lado") ? "'unsuitable'" : "");
  g_autoptr (JsonObject) body = body_of (json);
  bend (body, more);
  return text_of (body);
}

static char *
begin (Desk *desk, const char *agency, const char *more)
{
  g_autofree char *body = begun (agency, more);
  return gb_test_act (desk->book, "referral.begun", NULL, body);
}

static char *
made (int minutes)
{
  return g_strdup_printf ("{'route':'phone','at':%" G_GINT64_FORMAT ",'by_id':'" OWEN
                          "','by':'Ruth Adeyemi','spoke_to':'Duty officer','reference':'K-1'}",
                          at_time (minutes));
}

static char *
answered (void)
{
  return g_strdup_printf ("{'at':%" G_GINT64_FORMAT ",'outcome':'advice','words':'Go on as you do.'}",
                          at_time (11 * 60 + 10));
}

static void
test_the_lado_clock_ends_one_working_day_later_to_the_minute (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = begin (desk, "lado", NULL);
  g_autoptr (GbReferral) referral = referral_of (desk, id);
  g_autoptr (GbReferral) after = NULL;

  g_assert_cmpint (referral->due_at, ==, gb_day_to_instant ("2026-11-20", 9 * 60 + 30));
  g_assert_cmpstr (referral->due_rule, ==, "one working day from when the school knew");
  g_assert_cmpint (referral->stopped_at, ==, 0);
  does (desk, "referral.made", id, made (11 * 60));
  after = referral_of (desk, id);
  g_assert_cmpstr (after->state, ==, "made");
  g_assert_cmpint (after->stopped_at, ==, at_time (11 * 60));
}

static void
test_the_lado_is_told_of_a_limb_and_an_adult (void)
{
  g_autoptr (Desk) desk = desk_of_school ();

  refuses (desk, "referral.begun", NULL, begun ("lado", "{'limbs':[]}"), "at least one of the four limbs");
  refuses (desk, "referral.begun", NULL, begun ("lado", "{'subject':null}"), "is about an adult");
  {
    g_autofree char *wrong = begun ("lado", "{'limbs':['rude']}");
    desk_refuses (desk, "referral.begun", NULL, wrong, GB_ERROR_INPUT, "none of the four limbs");
  }
  {
    g_autofree char *wrong = begun ("council", NULL);
    desk_refuses (desk, "referral.begun", NULL, wrong, GB_ERROR_INPUT, "council");
  }
}

static void
test_a_lado_referral_about_somebody_with_a_key_is_refused_without_a_concern (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *by_id = g_strdup_printf ("{'subject_id':'%s','subject':'C. W.'}", desk->members[CARYS]);
  g_autofree char *police = g_strdup_printf ("{'subject_id':'%s'}", desk->members[CARYS]);
  g_autofree char *other = NULL;
  g_autofree char *id = NULL;

  refuses (desk, "referral.begun", NULL, begun ("lado", by_id), "must be kept sealed from them");
  refuses (desk, "referral.begun", NULL, begun ("lado", "{'subject':'carys  whitlock'}"),
           "must be kept sealed from them");
  other = begin (desk, "police", police);
  id = begin (desk, "lado", "{'subject_id':'" OWEN "','subject':'Owen Maddox'}");
  g_assert_nonnull (id);
}

static void
test_others_are_told_after_the_police_or_advisers_were_asked (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = begin (desk, "other-school", NULL);
  g_autofree char *urgent = begin (desk, "other-school", "{'urgency':'immediate'}");
  g_autofree char *police = begin (desk, "police", NULL);
  g_autofree char *wrong = g_strdup_printf (
      "{'agency':'exam-board','person':'x','at':%" G_GINT64_FORMAT ",'advice':'x'}", at_time (10 * 60));
  g_autofree char *asked = g_strdup_printf (
      "{'agency':'LESAS','person':'Duty adviser','at':%" G_GINT64_FORMAT ",'advice':'Yes'}", at_time (10 * 60));

  refuses (desk, "referral.made", id, made (11 * 60), "the police or the advisory service are asked");
  desk_does (desk, "referral.consulted", id, wrong);
  refuses (desk, "referral.made", id, made (11 * 60), "the police or the advisory service are asked");
  desk_does (desk, "referral.consulted", id, asked);
  does (desk, "referral.made", id, made (11 * 60));
  does (desk, "referral.made", urgent, made (11 * 60));
  does (desk, "referral.made", police, made (11 * 60));
}

static void
test_not_to_refer_is_decided_with_a_reason (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = begin (desk, "social-care", NULL);
  g_autofree char *danger = begin (desk, "social-care", "{'urgency':'immediate'}");
  g_autofree char *lado = begin (desk, "lado", NULL);
  g_autoptr (GbReferral) referral = NULL;

  desk_refuses (desk, "referral.declined", id, "{'reason':' '}", GB_ERROR_INPUT, "reason");
  desk_refuses (desk, "referral.declined", danger, "{'reason':'x'}", GB_ERROR_REFUSED, "immediate danger");
  desk_refuses (desk, "referral.declined", lado, "{'reason':'x'}", GB_ERROR_REFUSED, "Say who there advised you");
  desk_does (desk, "referral.declined", lado, "{'reason':'Threshold not met','advice_from':'Duty LADO'}");
  desk_does (desk, "referral.declined", id, "{'reason':'The family has help already'}");
  referral = referral_of (desk, id);
  g_assert_cmpstr (referral->state, ==, "declined");
  g_assert_cmpint (referral->stopped_at, >, 0);
}

static GPtrArray *
gates_of (Desk *desk, const char *id)
{
  g_autoptr (GbReferral) referral = referral_of (desk, id);
  return gb_referral_gates (desk->book, referral, NULL);
}

static void
test_a_declined_referral_asks_for_nothing_first (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = begin (desk, "other-school", NULL);
  g_autoptr (GPtrArray) before = gates_of (desk, id);
  g_autoptr (GPtrArray) after = NULL;

  g_assert_cmpint (gb_gate_find (before, "consulted")->state, ==, GB_GATE_UNMET);
  desk_does (desk, "referral.declined", id, "{'reason':'The family has moved on'}");
  after = gates_of (desk, id);
  g_assert_null (gb_gate_find (after, "consulted"));
  g_assert_nonnull (gb_gate_find (after, "time"));
}

static gpointer
items_on_worker (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GbReferral) referral = gb_referral_load (gb_book_get_vault (book), data, error);
  return gb_referral_items (book, referral, error);
}

static void
test_the_list_to_have_ready_is_the_packs (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = begin (desk, "lado", NULL);
  g_autoptr (GPtrArray) before = gb_book_ask (desk->book, items_on_worker, id, NULL);
  g_autoptr (GPtrArray) after = NULL;
  g_autoptr (GbReferral) referral = NULL;

  g_assert_cmpuint (before->len, >, 15);
  g_assert_cmpint (((GbReferralItem *)before->pdata[2])->ready, ==, 0);
  desk_refuses (desk, "referral.item", id, "{'item':'shoe-size','title':'x','value':'x','ready':true}", GB_ERROR_INPUT,
                "shoe-size");
  desk_does (desk, "referral.item", id, "{'item':'adult-name','title':'The adult','value':'Dale Perrin','ready':true}");
  after = gb_book_ask (desk->book, items_on_worker, id, NULL);
  g_assert_cmpstr (((GbReferralItem *)after->pdata[2])->value, ==, "Dale Perrin");
  referral = referral_of (desk, id);
  g_assert_cmpint (referral->ready, ==, 1);
}

static void
test_times_follow_each_other (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = begin (desk, "police", NULL);

  refuses (desk, "referral.made", id, made (9 * 60), "before the school knew");
  refuses (desk, "referral.made", id, made (12 * 60), "still to come");
  does (desk, "referral.made", id, made (11 * 60 + 15));
  refuses (desk, "referral.answered", id, answered (), "before the referral was made");
}

/* --- every wrong move -------------------------------------------------------------------- */

typedef struct
{
  const char *state, *kind, *words;
} Wrong;

static const Wrong wrong[] = {
  { "begun", "referral.answered", "hasn’t been made" },
  { "begun", "referral.closed", "neither made nor declined" },
  { "made", "referral.consulted", "has been made" },
  { "made", "referral.made", "made already" },
  { "made", "referral.declined", "can’t be declined any more" },
  { "made", "referral.closed", "no answer yet" },
  { "answered", "referral.consulted", "made and answered" },
  { "answered", "referral.made", "made and answered" },
  { "answered", "referral.declined", "made and answered" },
  { "declined", "referral.item", "decided not to make" },
  { "declined", "referral.consulted", "decided not to make" },
  { "declined", "referral.made", "begin a new one" },
  { "declined", "referral.declined", "decided before" },
  { "declined", "referral.answered", "decided not to make" },
  { "declined", "referral.closed", "which closed it" },
  { "closed", "referral.item", "is closed" },
  { "closed", "referral.consulted", "is closed" },
  { "closed", "referral.made", "is closed" },
  { "closed", "referral.declined", "is closed" },
  { "closed", "referral.answered", "is closed" },
  { "closed", "referral.closed", "closed already" },
};

static char *
bring_to (Desk *desk, const char *state)
{
  char *id = begin (desk, "police", NULL);

  if (g_str_equal (state, "begun"))
    return id;
  if (g_str_equal (state, "declined"))
    {
      desk_does (desk, "referral.declined", id, "{'reason':'x'}");
      return id;
    }
  does (desk, "referral.made", id, made (11 * 60));
  if (g_str_equal (state, "made"))
    return id;
  does (desk, "referral.answered", id, answered ());
  if (g_str_equal (state, "closed"))
    desk_does (desk, "referral.closed", id, "{'summary':'x'}");
  return id;
}

static void
test_every_wrong_move_has_its_sentence (void)
{
  g_autoptr (Desk) desk = desk_of_school ();

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autofree char *id = bring_to (desk, wrong[i].state);
      g_autoptr (GError) error = NULL;
      g_assert_false (gb_book_may (desk->book, wrong[i].kind, id, NULL, &error));
      g_assert_error (error, GB_ERROR, GB_ERROR_REFUSED);
      if (strstr (error->message, wrong[i].words) == NULL)
        g_error ("“%s” was expected in: %s", wrong[i].words, error->message);
    }
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
#define TEST(name) g_test_add_func ("/referral/" #name, test_##name)
  TEST (the_lado_clock_ends_one_working_day_later_to_the_minute);
  TEST (the_lado_is_told_of_a_limb_and_an_adult);
  TEST (a_lado_referral_about_somebody_with_a_key_is_refused_without_a_concern);
  TEST (others_are_told_after_the_police_or_advisers_were_asked);
  TEST (not_to_refer_is_decided_with_a_reason);
  TEST (a_declined_referral_asks_for_nothing_first);
  TEST (the_list_to_have_ready_is_the_packs);
  TEST (times_follow_each_other);
  TEST (every_wrong_move_has_its_sentence);
  return g_test_run ();
}
