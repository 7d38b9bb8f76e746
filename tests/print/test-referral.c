/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Referral sheets: the clock first, the order of the other end, nothing lost. */
#include "pages.h"
#include "print/referral.h"

static const GbReferralLine lado_items[] = {
  { "referrer", "Who refers: name, role, phone, e-mail",
    "Martin Pell, headteacher, 01632 960 118, head@marshlane.example" },
  { "case-manager", "Case manager, if someone else", NULL },
  { "adult-name", "The adult: full name and other names", "Callum Reave" },
  { "adult-born", "The adult: true date of birth", "3 May 1988" },
  { "adult-sex", "The adult: sex and ethnicity", NULL },
  { "adult-address", "The adult: home address", NULL },
  { "adult-job", "The adult: job, since when", "Sports coach, since 1 September 2025" },
  { "adult-employer", "The adult: employer, if not the school", "Northfield Coaching Ltd" },
  { "adult-basis", "The adult: permanent, agency or volunteer", "Agency" },
  { "other-work", "Other work with children or adults at risk", "Saturday club, Northfield leisure centre" },
  { "own-children", "Own children, or children they care for: names, ages", NULL },
  { "previous", "Earlier allegations or low-level concerns", "None recorded" },
  { "children", "The children: names, dates of birth, addresses, how they know the adult",
    "Amara Linfield, 20 November 2015" },
  { "social-worker", "The children’s social worker, if there is one", "None" },
  { "what", "What is alleged, in the words that were used",
    "“He asked what my gamer name was and said he would add me. He said don’t tell because he’s not meant to.”" },
  { "when-where", "When and where it happened", "Mon 8 June 2026, about 15.15, sports hall, after-school club" },
  { "nature", "Its nature: physical, emotional, sexual, neglect, conduct", "Conduct online" },
  { "restraint", "Whether restraint was involved", "No" },
  { "who-alleged", "Who made the allegation, and to whom", "The child, to the class teacher" },
  { "adult-knows", "What the adult has been told", "Nothing. LADO to advise" },
  { "parents-told", "Whether parents have been told", "No. LADO to advise" },
  { "actions", "What has been done so far: basic enquiries, police, social care, suspension or other steps", NULL },
  { "papers", "Papers that go with it", NULL },
  { "unheard-of", "A line that only this school’s pack has", "kept" },
};

static const GbCheck limbs[] = {
  { FALSE, "harmed, or may have harmed, a child" },
  { FALSE, "possibly committed a criminal offence against or related to a child" },
  { TRUE, "behaved towards a child in a way that may pose a risk of harm" },
  { FALSE, "behaved in a way that may mean they are not suitable to work with children" },
};

static GbReferralSheet
lado_sheet (void)
{
  GbReferralSheet given = {
    .school = "Marsh Lane Primary School",
    .reference = "26-0203",
    .agency = "lado",
    .agency_name = "LADO",
    .about_adult = TRUE,
    .noticed = "Tue 9 June 2026, 15.40",
    .due = "Wed 10 June 2026, 15.40",
    .rule = "one working day",
    .left = "23 h 10 min",
    .items = lado_items,
    .n_items = G_N_ELEMENTS (lado_items),
    .limbs = limbs,
    .n_limbs = G_N_ELEMENTS (limbs),
    .printed_by = "M. Pell",
    .made_at = PAGES_NOW,
  };
  return given;
}

static void
test_lado_sheet_starts_with_its_clock_and_ends_with_lines (void)
{
  g_autoptr (GError) error = NULL;
  const GbReferralSheet given = lado_sheet ();
  g_autoptr (GbSheet) sheet = keep (gb_print_referral_sheet (&given, &error), error, "lado");
  g_autofree char *words = words_of (sheet);
  const char *clock = strstr (words, "Came to the school’s notice");
  const char *first = strstr (words, "Who is referring");

  g_assert_nonnull (clock);
  g_assert_true (clock < first);
  assert_says (words, "Wed 10 June 2026, 15.40");
  assert_says (words, "True date of birth");
  assert_says (words, "Portal receipt number (no receipt: not sent)");
  assert_says (words, "A line that only this school’s pack has");
  assert_says (words, "not for the personnel file");
  assert_fonts_embedded (sheet);
}

static void
test_every_item_is_on_the_sheet (void)
{
  const GbReferralSheet given = lado_sheet ();
  g_autoptr (GbSheet) sheet = gb_print_referral_sheet (&given, NULL);
  g_autofree char *words = words_of (sheet);

  for (guint i = 0; i < G_N_ELEMENTS (lado_items); i++)
    if (lado_items[i].value != NULL && g_utf8_strlen (lado_items[i].value, -1) < 40)
      assert_says (words, lado_items[i].value);
}

static void
test_only_the_limb_chosen_is_ticked (void)
{
  const GbReferralSheet given = lado_sheet ();
  g_autoptr (GbSheet) sheet = gb_print_referral_sheet (&given, NULL);
  guint figures;
  g_autofree char *kinds = structure_of (sheet, &figures);

  g_assert_cmpuint (figures, ==, 4);
  g_assert_true (g_str_has_prefix (kinds, "H1 H2 "));
}

static void
test_police_sheet_says_999 (void)
{
  static const GbReferralLine items[] = {
    { "caller", "Who rings: name, role, number to ring back", "Ruth Adeyemi, DSL" },
    { "danger", "Whether a child is in danger now, and where", "No" },
    { "device", "The device: what, whose, where it is kept, seal number", "One phone, seal ML 004412, safe 1" },
    { "viewed", "Whether anyone has looked, who and why", "Nobody" },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (GbSheet) sheet = NULL;
  g_autofree char *words = NULL;
  GbReferralSheet given = lado_sheet ();

  given.agency = "police";
  given.agency_name = "Kent Police";
  given.about_adult = FALSE;
  given.items = items;
  given.n_items = G_N_ELEMENTS (items);
  given.n_limbs = 0;
  sheet = keep (gb_print_referral_sheet (&given, &error), error, "police");
  words = words_of (sheet);
  assert_says (words, "999 if a child is in immediate danger");
  assert_says (words, "Nobody looks, copies or sends");
  assert_silent_about (words, "LADO");
}

/* Where @words stand in @page, each after the one before. */
static void
assert_in_order (const char *page, const char *const *words)
{
  const char *at = page;

  for (guint i = 0; words[i] != NULL; i++)
    {
      const char *found = strstr (at, words[i]);
      if (found == NULL)
        g_error ("“%s” isn’t there, or stands before “%s”: %s", words[i], i > 0 ? words[i - 1] : "", page);
      at = found;
    }
}

static char *
words_of_sheet (const char *agency, const char *name, const GbReferralLine *items, guint n_items, const char *file)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GbSheet) sheet = NULL;
  GbReferralSheet given = lado_sheet ();

  given.agency = agency;
  given.agency_name = name;
  given.about_adult = FALSE;
  given.items = items;
  given.n_items = n_items;
  given.n_limbs = 0;
  sheet = keep (gb_print_referral_sheet (&given, &error), error, file);
  assert_fonts_embedded (sheet);
  return words_of (sheet);
}

static void
test_ceop_iwf_and_prevent_follow_the_form_at_the_other_end (void)
{
  /* Out of order, as a pack might have them. */
  static const GbReferralLine ceop[] = {
    { "accounts", "Their user names, numbers and addresses online", "shadowfox_09" },
    { "still", "Whether it goes on, or they plan to meet", "Not since Sunday" },
    { "children", "The child: name, age, sex, where they live", "Amara Linfield, 10" },
    { "caller", "Who reports: name, role, school, how to reach them", "Ruth Adeyemi, DSL" },
  };
  static const GbReferralLine iwf[] = {
    { "how", "How it was met: search, link, message, pop-up", "A pop-up" },
    { "blocked", "When the filter was told, and by whom", "At once, by the technician" },
    { "address", "The address, exactly as it was written down", "https://pictures.example/a" },
  };
  static const GbReferralLine prevent[] = {
    { "parents-told", "What was said with parents, and whether they help", "Not yet" },
    { "online", "What is done online, and how that is known", "A forum, as told" },
    { "arose", "How the worry arose", "In an essay" },
  };
  static const char *const ceop_order[] = { "CEOP report sheet", "Ruth Adeyemi, DSL", "Not since Sunday",
                                            "Amara Linfield, 10", "shadowfox_09", NULL };
  static const char *const iwf_order[] = { "Internet Watch Foundation sheet", "no picture is saved or sent",
                                           "https://pictures.example/a", "A pop-up", "At once, by the technician", NULL };
  static const char *const prevent_order[] = { "Prevent referral sheet", "In an essay", "A forum, as told", "Not yet",
                                               NULL };
  g_autofree char *one = words_of_sheet ("ceop", "CEOP", ceop, G_N_ELEMENTS (ceop), "ceop");
  g_autofree char *two = words_of_sheet ("iwf", "Internet Watch Foundation", iwf, G_N_ELEMENTS (iwf), "iwf");
  g_autofree char *three = words_of_sheet ("prevent", "Prevent", prevent, G_N_ELEMENTS (prevent), "prevent");

  assert_in_order (one, ceop_order);
  assert_in_order (two, iwf_order);
  assert_in_order (three, prevent_order);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/referral/clock-first-lines-last", test_lado_sheet_starts_with_its_clock_and_ends_with_lines);
  g_test_add_func ("/referral/nothing-lost", test_every_item_is_on_the_sheet);
  g_test_add_func ("/referral/limbs", test_only_the_limb_chosen_is_ticked);
  g_test_add_func ("/referral/police-says-999", test_police_sheet_says_999);
  g_test_add_func ("/referral/other-ends", test_ceop_iwf_and_prevent_follow_the_form_at_the_other_end);
  return g_test_run ();
}
