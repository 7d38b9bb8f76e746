/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every shipped pack is whole and says where each of its lines comes from;
 * every way of breaking one is refused with the line to mend. */
#include <locale.h>
#include <string.h>

#include "base/errors.h"
#include "base/text.h"
#include "policy/pack.h"

static GbPack *
load (const char *id)
{
  g_autoptr (GError) error = NULL;
  GbPack *pack = gb_pack_load_shipped (id, &error);
  g_assert_no_error (error);
  return pack;
}

/* The register of obligations has A1 to A75, B1 to B125, C1 to C37, without gaps. */
static gboolean
is_obligation (const char *id)
{
  gint64 last = id[0] == 'A' ? 75 : id[0] == 'B' ? 125 : id[0] == 'C' ? 37 : 0;
  gint64 number = g_ascii_strtoll (id + 1, NULL, 10);
  return number >= 1 && number <= last;
}

static void
assert_cites (const char *what, const char *basis, const char *obligations)
{
  g_auto (GStrv) ids = g_strsplit (obligations != NULL ? obligations : "", " ", -1);

  if (!gb_text_is_filled (basis))
    g_test_fail_printf ("%s cites nothing", what);
  if (ids[0] == NULL)
    g_test_fail_printf ("%s serves no obligation", what);
  for (guint i = 0; ids[i] != NULL; i++)
    if (!is_obligation (ids[i]))
      g_test_fail_printf ("%s: there is no obligation %s", what, ids[i]);
  /* Guidance moves every year: where it is named, the reader is sent to the edition. */
  if ((strstr (basis, "KCSIE") != NULL || strstr (basis, "UKCIS") != NULL || strstr (basis, "DfE") != NULL)
      && strstr (basis, "check") == NULL)
    g_test_fail_printf ("%s: “%s” doesn’t say that the edition must be checked", what, basis);
}

static void
test_every_shipped_pack_is_sound (void)
{
  g_auto (GStrv) ids = gb_pack_list_shipped ();

  g_assert_cmpuint (g_strv_length (ids), >=, 1);
  for (guint i = 0; ids[i] != NULL; i++)
    {
      g_autoptr (GbPack) pack = load (ids[i]);
      g_assert_cmpstr (gb_pack_get_id (pack), ==, ids[i]);
      g_assert_nonnull (gb_pack_get_version (pack));
      g_assert_nonnull (gb_pack_get_title (pack));
      g_assert_cmpuint (g_bytes_get_size (gb_pack_get_bytes (pack)), >, 1000);
    }
}

static void
test_every_step_and_clock_says_why (void)
{
  g_auto (GStrv) ids = gb_pack_list_shipped ();

  for (guint i = 0; ids[i] != NULL; i++)
    {
      g_autoptr (GbPack) pack = load (ids[i]);
      GPtrArray *procedures = gb_pack_procedures (pack);
      for (guint p = 0; p < procedures->len; p++)
        {
          const GbProcedure *procedure = procedures->pdata[p];
          for (guint s = 0; s < procedure->steps->len; s++)
            {
              const GbStep *step = procedure->steps->pdata[s];
              const GbPackClock *clock = gb_pack_clock (pack, step->clock);
              assert_cites (step->id, step->basis, step->obligations);
              if (clock != NULL)
                assert_cites (clock->id, clock->basis, clock->obligations);
            }
        }
    }
}

/* Ready to grow in their places: every clock that casework starts. */
static void
test_kent_has_the_clocks_of_the_gates (void)
{
  static const char *const ids[] = { "lado-working-day", "device-bell",        "tell-dsl",
                                     "tell-parent",      "police-soon",        "police-at-once",
                                     "search-tell-dsl",  "search-tell-parent", "search-after-the-fact",
                                     "decide-referral",  "referral-receipt",   "hold-review",
                                     "debrief",          "support-plan" };
  g_autoptr (GbPack) pack = load ("kent-2023");

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      const GbPackClock *clock = gb_pack_clock (pack, ids[i]);
      if (clock == NULL)
        {
          g_test_fail_printf ("no clock %s", ids[i]);
          continue;
        }
      assert_cites (clock->id, clock->basis, clock->obligations);
    }
  g_assert_cmpstr (gb_pack_clock (pack, "lado-working-day")->unit, ==, "working-days");
  g_assert_cmpint (gb_pack_clock (pack, "lado-working-day")->count, ==, 1);
  g_assert_cmpstr (gb_pack_clock (pack, "device-bell")->unit, ==, "end-of-school-day");
  g_assert_null (gb_pack_clock (pack, "no-such-clock"));
}

static void
test_kent_answers_the_open_questions (void)
{
  g_autoptr (GbPack) pack = load ("kent-2023");

  g_assert_cmpstr (gb_pack_rule (pack, "search.authoriser"), ==, "headteacher");
  g_assert_cmpstr (gb_pack_rule (pack, "search.consent"), ==, "none");
  g_assert_cmpstr (gb_pack_rule (pack, "device.release-to"), ==, "parent");
  g_assert_cmpstr (gb_pack_rule (pack, "device.clock"), ==, "bell");
  g_assert_cmpstr (gb_pack_rule (pack, "small-number.threshold"), ==, "5");
  g_assert_null (gb_pack_rule (pack, "silent.question"));
}

static void
test_the_seven_limbs_and_one_are_named (void)
{
  static const char *const limbs[] = { "a", "b", "c", "d", "e", "ea", "f", "g" };
  g_autoptr (GbPack) pack = load ("kent-2023");

  g_assert_cmpuint (gb_pack_words (pack, "limb")->len, ==, G_N_ELEMENTS (limbs));
  for (guint i = 0; i < G_N_ELEMENTS (limbs); i++)
    g_assert_nonnull (gb_pack_word (pack, "limb", limbs[i]));
  g_assert_cmpuint (gb_pack_words (pack, "lado-limb")->len, ==, 4);
  g_assert_cmpuint (gb_pack_words (pack, "four-c")->len, ==, 4);
  g_assert_cmpuint (gb_pack_words (pack, "ground")->len, ==, 3);
  g_assert_cmpuint (gb_pack_words (pack, "no-such-list")->len, ==, 0);
}

static void
test_an_unknown_word_still_reads (void)
{
  g_autoptr (GbPack) pack = load ("kent-2023");

  g_assert_cmpstr (gb_pack_label (pack, "four-c", "conduct"), ==, "Conduct");
  g_assert_cmpstr (gb_pack_label (pack, "category", "a-word-of-1998"), ==, "a-word-of-1998");
  g_assert_null (gb_pack_word (pack, "category", "a-word-of-1998"));
}

/* A pack adopted when the program asked for fewer lists. */
static GbPack *
load_without (const char *list)
{
  g_autoptr (GbPack) whole = load ("kent-2023");
  gsize length;
  const char *text = g_bytes_get_data (gb_pack_get_bytes (whole), &length);
  g_autofree char *all = g_strndup (text, length);
  g_autofree char *pattern = g_strdup_printf ("<vocabulary name=\"%s\">.*?</vocabulary>", list);
  g_autoptr (GRegex) regex = g_regex_new (pattern, G_REGEX_DOTALL, 0, NULL);
  g_autofree char *less = g_regex_replace_literal (regex, all, -1, 0, "", 0, NULL);
  g_autoptr (GBytes) bytes = g_bytes_new (less, strlen (less));
  g_autoptr (GError) error = NULL;
  GbPack *pack = gb_pack_new (bytes, &error);

  g_assert_cmpuint (strlen (less), <, strlen (all));
  g_assert_true (pack == NULL || error == NULL);
  return pack;
}

static void
test_a_list_that_came_later_is_read_from_the_base (void)
{
  g_autoptr (GbPack) whole = load ("kent-2023"), old = load_without ("vulnerability");
  const GbWord *word;

  g_assert_nonnull (old);
  g_assert_cmpstr (gb_pack_label (old, "vulnerability", "looked-after"), ==, "Looked after");
  g_assert_cmpstr (gb_pack_word (old, "vulnerability", "send")->note, ==, "the SENCO");
  g_assert_cmpuint (gb_pack_words (old, "vulnerability")->len, ==, gb_pack_words (whole, "vulnerability")->len);
  /* The base cites one school's policy, which this one may not have. */
  word = gb_pack_word (old, "vulnerability", "looked-after");
  g_assert_null (word->basis);
  g_assert_cmpstr (gb_pack_label (old, "vulnerability", "a-word-of-1998"), ==, "a-word-of-1998");
}

static void
test_a_list_of_its_own_is_not_filled_up_from_the_base (void)
{
  g_autoptr (GError) error = NULL;
  const char *layer = "<pack xmlns=\"urn:guardbook:policy:1\" id=\"own\" version=\"1\" extends=\"kent-2023\">"
                      "<title>Own</title><vocabulary name=\"vulnerability\"><word id=\"young-carer\" absent=\"yes\"/>"
                      "</vocabulary></pack>";
  g_autoptr (GBytes) bytes = g_bytes_new_static (layer, strlen (layer));
  g_autoptr (GbPack) own = gb_pack_new (bytes, &error);

  g_assert_no_error (error);
  g_assert_null (gb_pack_word (own, "vulnerability", "young-carer"));
  g_assert_nonnull (gb_pack_word (own, "vulnerability", "plan"));
  /* What every pack must have isn't taken from elsewhere. */
  g_assert_null (load_without ("category"));
}

static void
assert_procedure (GbPack *pack, const char *category, const char *image, const char *wanted)
{
  const GbProcedure *procedure = gb_pack_procedure_for (pack, category, image);
  g_assert_nonnull (procedure);
  g_assert_cmpstr (procedure->id, ==, wanted);
}

static void
test_a_possible_indecent_image_always_gives_the_do_not_view_path (void)
{
  g_autoptr (GbPack) pack = load ("kent-2023");

  assert_procedure (pack, "device-misuse", "yes", "indecent-image");
  assert_procedure (pack, "device-misuse", "unknown", "indecent-image");
  assert_procedure (pack, "device-misuse", "no", "device-misuse");
  assert_procedure (pack, "nude-image", "no", "indecent-image");
  assert_procedure (pack, "neglect", "no", "general");
  assert_procedure (pack, "a-word-of-1998", "no", "general");
}

static void
test_the_image_path_has_its_gates (void)
{
  static const char *const triggers[] = { "adult", "coerced", "acts", "under-13", "immediate-risk" };
  g_autoptr (GbPack) pack = load ("kent-2023");
  const GbProcedure *procedure = gb_pack_procedure (pack, "indecent-image");

  for (guint i = 0; i < G_N_ELEMENTS (triggers); i++)
    {
      const GbStep *step = gb_procedure_step (procedure, triggers[i]);
      g_assert_nonnull (step);
      g_assert_true (step->closes);
      g_assert_false (step->may_set_aside);
    }
  g_assert_cmpstr (gb_procedure_step (procedure, "viewed")->act, ==, "image.viewed");
  g_assert_cmpstr (gb_procedure_step (procedure, "delete")->needs, ==, "confirm-deletion");
  g_assert_null (gb_procedure_step (procedure, "no-such-step"));
}

/* A step that holds up the closing, may not be set aside, and is done by @act. */
static gboolean
insists_on (const GbProcedure *procedure, const char *act)
{
  for (guint i = 0; i < procedure->steps->len; i++)
    {
      const GbStep *step = procedure->steps->pdata[i];
      g_auto (GStrv) acts = g_strsplit (step->act != NULL ? step->act : "", " ", -1);
      if (step->closes && !step->may_set_aside && step->when == NULL
          && g_strv_contains ((const char *const *) acts, act))
        return TRUE;
    }
  return FALSE;
}

static void
test_every_procedure_closes_with_decision_parents_and_debrief (void)
{
  static const char *const acts[] = { "referral.made", "incident.parent-told", "incident.debriefed" };
  g_autoptr (GbPack) pack = load ("kent-2023");
  GPtrArray *procedures = gb_pack_procedures (pack);

  for (guint p = 0; p < procedures->len; p++)
    for (guint i = 0; i < G_N_ELEMENTS (acts); i++)
      if (!insists_on (procedures->pdata[p], acts[i]))
        g_test_fail_printf ("%s may close without %s", ((GbProcedure *) procedures->pdata[p])->id, acts[i]);
}

static void
test_variants_are_procedures_with_their_own_steps (void)
{
  g_autoptr (GbPack) pack = load ("kent-2023");
  const GbProcedure *told = gb_pack_procedure (pack, "illegal-images-made-aware");
  const GbProcedure *device = gb_pack_procedure (pack, "illegal-images-school-device");
  const GbProcedure *staff = gb_pack_procedure (pack, "illegal-images-staff");

  g_assert_null (gb_pack_procedure (pack, "illegal-images"));
  g_assert_cmpstr (told->family, ==, "illegal-images");
  g_assert_null (gb_procedure_step (told, "police-say"));
  g_assert_cmpstr (gb_procedure_step (device, "confirm-deletion")->needs, ==, "police-say iwf");
  g_assert_true (gb_procedure_step (device, "confirm-deletion")->gated);
  g_assert_nonnull (gb_procedure_step (staff, "tell-head"));
  g_assert_null (gb_procedure_step (staff, "tell-dsl"));
}

/* --- broken packs ---------------------------------------------------------------- */

/* The shipped pack with @find replaced by @put, which must be refused with a
 * sentence that names the line where @find stood (0: any line) and has @says. */
static void
assert_refused (const char *find, const char *put, gboolean here, const char *says)
{
  g_autoptr (GbPack) pack = load ("kent-2023");
  g_autoptr (GbPack) broken = NULL;
  g_autoptr (GError) error = NULL;
  GBytes *bytes = gb_pack_get_bytes (pack);
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  char *found = strstr (text, find);
  g_autoptr (GString) changed = g_string_new (NULL);
  g_autoptr (GBytes) wrong = NULL;
  int line = 1;

  g_assert_nonnull (found);
  for (char *p = text; p < found; p++)
    line += *p == '\n';
  g_string_append_len (changed, text, found - text);
  g_string_append_printf (changed, "%s%s", put, found + strlen (find));
  wrong = g_bytes_new (changed->str, changed->len);
  broken = gb_pack_new (wrong, &error);
  g_assert_null (broken);
  g_assert_error (error, GB_ERROR, GB_ERROR_INPUT);
  g_test_message ("%s", error->message);
  if (here)
    {
      g_autofree char *at = g_strdup_printf ("Line %d:", line);
      if (strstr (error->message, at) == NULL)
        g_test_fail_printf ("“%s” doesn’t name line %d", error->message, line);
    }
  if (strstr (error->message, says) == NULL)
    g_test_fail_printf ("“%s” doesn’t say “%s”", error->message, says);
}

static void
test_a_pack_that_breaks_the_form_is_refused_with_its_line (void)
{
  assert_refused ("unit=\"working-days\"", "unit=\"moons\"", TRUE, "unit");
  assert_refused ("<word id=\"content\"", "<word id=\"Con tent\"", TRUE, "attribute id");
  assert_refused ("<word id=\"content\"", "<word", FALSE, "word");
  assert_refused ("</rules>", "<surprise/></rules>", TRUE, "surprise");
  assert_refused ("<rules>", "<rules><![CDATA[", FALSE, "XML");
  assert_refused ("</pack>", "", FALSE, "XML");
}

static void
test_a_pack_that_contradicts_itself_is_refused_with_its_line (void)
{
  assert_refused ("<word id=\"contact\"", "<word id=\"content\"", TRUE, "twice");
  assert_refused ("<clock id=\"police-soon\"", "<clock id=\"tell-dsl\"", TRUE, "twice");
  assert_refused ("<vocabulary name=\"site\"", "<vocabulary name=\"four-c\"", TRUE, "twice");
  assert_refused ("clock=\"first-review\"", "clock=\"sundial\"", FALSE, "sundial");
  assert_refused ("needs=\"confirm-deletion\"", "needs=\"hand-back\"", FALSE, "doesn’t stand before it");
  assert_refused ("from=\"take-device\"", "from=\"debrief\"", FALSE, "doesn’t stand before it");
  assert_refused ("parent=\"online\" procedure=\"device-misuse\"", "parent=\"online\" procedure=\"lost\"", TRUE,
                  "lost");
  assert_refused ("parent=\"online\"", "parent=\"nowhere\"", TRUE, "nowhere");
  assert_refused (" for=\"any\"", "", FALSE, "any incident");
  assert_refused (" for=\"any\"", " for=\"indecent-image\"", FALSE, "for the same");
  assert_refused ("name=\"search.consent\"", "name=\"search.other\"", FALSE, "search.consent");
  assert_refused ("name=\"hold-reason\"", "name=\"hold-reasons\"", FALSE, "hold-reason");
  assert_refused ("unit=\"hours\" count=\"24\"", "unit=\"hours\"", TRUE, "how many");
}

/* --- where the policies differ --------------------------------------------------- */

/* Table D of the domain: NULL where a policy is silent. */
static const struct
{
  const char *rule, *answers[3];
} table_d[] = {
  { "search.authoriser", { "headteacher", "leadership", NULL } },
  { "search.searcher", { "authorised-staff", "leadership", NULL } },
  { "search.consent", { "none", "pupil-or-parent", NULL } },
  { "device.confiscate", { "may", "will", "will" } },
  { "device.release-to", { "parent", "parent", "parent" } },
  { "device.clock", { "bell", "bell", "bell" } },
  { "device.place", { "main-office-safe", "secure-place", "secure-place" } },
  { "device.by-day", { "handed-in", "kept-off", "handed-in" } },
  { "teaching-time.permission", { "headteacher", "headteacher", "headteacher" } },
  { "teaching-time.form", { "any", "written", "any" } },
  { "relationship.discussed-with", { "dsl-and-headteacher", "dsl-or-headteacher", "dsl-or-deputy" } },
  { "contact.reported-to", { "dsl-and-headteacher", "dsl", "dsl" } },
  { "channel.approver", { "leadership", "headteacher", NULL } },
  { "visitor.breach-to", { "dsl-or-headteacher", "dsl", "dsl-or-online-lead" } },
  { "staff-offence.told", { "police-and-lado", "police-and-lado", "police-and-lado" } },
  { "lado.threshold", { "harm-threshold", "any-online-conduct", "any-online-conduct" } },
  { "roles.overlap", { "headteacher-is-deputy", "headteacher-is-one-dsl", "headteacher-is-the-dsl" } },
};

static void
test_each_school_has_its_own_answers (void)
{
  static const char *const ids[] = { "kent-2023", "kent-2021", "kent-2020" };

  for (guint p = 0; p < G_N_ELEMENTS (ids); p++)
    {
      g_autoptr (GbPack) pack = load (ids[p]);

      for (guint i = 0; i < G_N_ELEMENTS (table_d); i++)
        {
          const GbRule *rule = gb_pack_find_rule (pack, table_d[i].rule);
          g_assert_nonnull (rule);
          if (g_strcmp0 (gb_pack_rule (pack, rule->name), table_d[i].answers[p]) != 0)
            g_test_fail_printf ("%s answers %s with %s", ids[p], rule->name, rule->value);
        }
    }
}

/* The first place of the list is the one the policy names; “silent” has choices. */
static void
test_every_rule_reads_as_question_and_answer (void)
{
  g_auto (GStrv) ids = gb_pack_list_shipped ();

  for (guint p = 0; ids[p] != NULL; p++)
    {
      g_autoptr (GbPack) pack = load (ids[p]);
      GPtrArray *rules = gb_pack_rules (pack);

      for (guint i = 0; i < rules->len; i++)
        {
          const GbRule *rule = rules->pdata[i];
          g_auto (GStrv) choices = g_strsplit (rule->choices != NULL ? rule->choices : "", " ", -1);

          if (g_str_equal (gb_pack_rule_title (pack, rule->name), rule->name))
            g_test_fail_printf ("%s: no question says what %s is", ids[p], rule->name);
          if (!g_ascii_isdigit (*rule->value) && gb_pack_word (pack, "answer", rule->value) == NULL)
            g_test_fail_printf ("%s: %s has no words for “%s”", ids[p], rule->name, rule->value);
          for (guint c = 0; choices[c] != NULL; c++)
            if (gb_pack_word (pack, "answer", choices[c]) == NULL)
              g_test_fail_printf ("%s: %s has no words for the choice “%s”", ids[p], rule->name, choices[c]);
        }
      g_assert_cmpstr (((GbWord *) gb_pack_words (pack, "place")->pdata[0])->id, ==,
                       gb_pack_rule (pack, "device.place"));
    }
}

static void
test_no_pack_cites_another_schools_policy (void)
{
  static const struct
  {
    const char *id, *own;
  } schools[] = { { "kent-2023", "000 " }, { "kent-2021", "001 " }, { "kent-2020", "002 " } };

  for (guint p = 0; p < G_N_ELEMENTS (schools); p++)
    {
      g_autoptr (GbPack) pack = load (schools[p].id);
      GBytes *bytes = gb_pack_get_bytes (pack);
      g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));

      for (guint o = 0; o < G_N_ELEMENTS (schools); o++)
        for (const char *at = text; o != p && (at = strstr (at, schools[o].own)) != NULL; at++)
          if (at[-1] == '"' || at[-1] == ' ')
            if (g_str_has_prefix (at - 7, "basis=\"") || at[-2] == ';')
              g_test_fail_printf ("%s cites %.20s", schools[p].id, at);
      g_assert_nonnull (strstr (text, schools[p].own));
    }
}

static void
test_contacts_say_when_somebody_last_looked (void)
{
  g_autoptr (GbPack) pack = load ("kent-2021");
  GPtrArray *contacts = gb_pack_contacts (pack);

  g_assert_cmpuint (contacts->len, >, 8);
  for (guint i = 0; i < contacts->len; i++)
    {
      const GbContact *contact = contacts->pdata[i];
      g_assert_cmpuint (strlen (contact->checked), ==, 10);
      g_assert_true (contact->phone != NULL || contact->email != NULL || contact->web != NULL);
      if (contact->agency != NULL)
        g_assert_nonnull (gb_pack_word (pack, "agency", contact->agency));
    }
  g_assert_cmpstr (gb_pack_contact (pack, "lado")->phone, ==, "03000 41 08 88");
}

/* --- layers ----------------------------------------------------------------------- */

#define LAYER_OPENS "<pack xmlns=\"urn:guardbook:policy:1\" id=\"marsh-lane\" version=\"1.1\" extends=\"kent-2023\">\n"

static GbPack *
read_layer (const char *changes, GError **error)
{
  g_autofree char *xml = g_strconcat (LAYER_OPENS "<title>Marsh Lane</title>\n", changes, "\n</pack>", NULL);
  g_autoptr (GBytes) bytes = g_bytes_new (xml, strlen (xml));

  return gb_pack_new (bytes, error);
}

static void
test_a_layer_changes_what_it_says_and_nothing_else (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GbPack) kent = load ("kent-2023");
  g_autoptr (GbPack) own =
      read_layer ("<rules><rule name=\"device.place\" value=\"dsl-office\"/></rules>"
                  "<vocabulary name=\"place\"><word id=\"with-person\" absent=\"yes\"/>"
                  "<word id=\"dsl-office\"><label>Ms Adeyemi’s cupboard</label></word>"
                  "<word id=\"library-safe\" after=\"main-office\"><label>Library safe</label></word></vocabulary>"
                  "<clock id=\"debrief\" count=\"5\"/>"
                  "<procedure id=\"general\"><step id=\"tell-parents\" who=\"\" absent=\"yes\"/></procedure>",
                  &error);

  g_assert_error (error, GB_ERROR, GB_ERROR_INPUT); /* “who” is no attribute of a step */
  g_assert_null (own);
  g_clear_error (&error);
  own = read_layer ("<rules><rule name=\"device.place\" value=\"dsl-office\"/></rules>"
                    "<vocabulary name=\"place\"><word id=\"with-person\" absent=\"yes\"/>"
                    "<word id=\"dsl-office\"><label>Ms Adeyemi’s cupboard</label></word>"
                    "<word id=\"library-safe\" after=\"main-office\"><label>Library safe</label></word></vocabulary>"
                    "<clock id=\"debrief\" count=\"5\"/>"
                    "<procedure id=\"general\"><step id=\"support\"><who>Class teacher</who></step></procedure>",
                    &error);
  g_assert_no_error (error);
  g_assert_cmpstr (gb_pack_get_id (own), ==, "marsh-lane");
  g_assert_cmpstr (gb_pack_rule (own, "device.place"), ==, "dsl-office");
  g_assert_cmpstr (gb_pack_rule (own, "search.authoriser"), ==, gb_pack_rule (kent, "search.authoriser"));
  g_assert_null (gb_pack_word (own, "place", "with-person"));
  g_assert_cmpstr (gb_pack_label (own, "place", "dsl-office"), ==, "Ms Adeyemi’s cupboard");
  g_assert_cmpstr (((GbWord *) gb_pack_words (own, "place")->pdata[2])->id, ==, "library-safe");
  g_assert_cmpint (gb_pack_clock (own, "debrief")->count, ==, 5);
  g_assert_cmpstr (gb_pack_clock (own, "debrief")->unit, ==, gb_pack_clock (kent, "debrief")->unit);
  g_assert_cmpstr (gb_procedure_step (gb_pack_procedure (own, "general"), "support")->who, ==, "Class teacher");
  g_assert_cmpuint (gb_pack_procedure (own, "general")->steps->len, ==,
                    gb_pack_procedure (kent, "general")->steps->len);
}

/* A rule of the pack decides whether it has a step at all; the facts are left to the case. */
static void
test_a_rule_takes_a_step_out (void)
{
  const char *consent = "<procedure id=\"general\"><step id=\"advice\" when=\"search.consent=%s image\"/></procedure>";
  g_autofree char *with = g_strdup_printf (consent, "none|parent");
  g_autofree char *without = g_strdup_printf (consent, "parent");
  g_autoptr (GError) error = NULL;
  g_autoptr (GbPack) one = read_layer (with, &error);
  g_autoptr (GbPack) other = read_layer (without, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (gb_procedure_step (gb_pack_procedure (one, "general"), "advice")->when, ==, "image");
  g_assert_null (gb_procedure_step (gb_pack_procedure (other, "general"), "advice"));
}

static void
test_a_composed_pack_is_whole_and_reads_back_the_same (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GbPack) own = read_layer ("<clock id=\"debrief\" count=\"5\"/>", &error);
  g_autoptr (GbPack) again = gb_pack_new (gb_pack_get_bytes (own), &error);
  g_autoptr (GbPack) twice = read_layer ("<clock id=\"debrief\" count=\"5\"/>", &error);
  gsize length;
  const char *text = g_bytes_get_data (gb_pack_get_bytes (own), &length);

  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (gb_pack_get_bytes (own), gb_pack_get_bytes (again)));
  g_assert_true (g_bytes_equal (gb_pack_get_bytes (own), gb_pack_get_bytes (twice)));
  g_assert_null (g_strstr_len (text, (gssize) length, "extends="));
  g_assert_cmpint (gb_pack_clock (again, "debrief")->count, ==, 5);
}

static void
assert_layer_refused (const char *changes, const char *place, const char *says)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GbPack) broken = read_layer (changes, &error);

  g_assert_null (broken);
  g_assert_error (error, GB_ERROR, GB_ERROR_INPUT);
  g_test_message ("%s", error->message);
  if (strstr (error->message, place) == NULL || strstr (error->message, says) == NULL)
    g_test_fail_printf ("“%s” doesn’t say “%s” and “%s”", error->message, place, says);
}

static void
test_a_broken_layer_is_refused_with_the_place_to_mend (void)
{
  assert_layer_refused ("<clock id=\"debrief\" unit=\"moons\"/>", "Line 3:", "unit");
  assert_layer_refused ("<rules><rule name=\"no.such\" absent=\"yes\"/></rules>", "Line 3:", "isn’t there");
  assert_layer_refused ("<clock id=\"new\" unit=\"hours\" basis=\"Own rule\"/>", "Line 3:", "title");
  assert_layer_refused ("<procedure id=\"general\"><step id=\"support\" clock=\"sundial\"/></procedure>",
                        "Line 3:", "sundial");
  assert_layer_refused ("<clock id=\"debrief\" absent=\"yes\"/>", "base/procedures/", "debrief");
  assert_layer_refused (
      "<rules><rule name=\"own.rule\" value=\"yes\" basis=\"001 s4\">Of another school.</rule></rules>",
      "Line 3:", "basis");
  assert_layer_refused ("<vocabulary name=\"place\"><word id=\"x\" after=\"y\"><label>X</label></word></vocabulary>",
                        "Line 3:", "stand after");
}

static void
test_a_basis_of_another_school_is_left_out (void)
{
  g_autoptr (GbPack) kent = load ("kent-2023");
  g_autoptr (GError) error = NULL;
  g_autoptr (GbPack) own =
      read_layer ("<clock id=\"debrief\" basis=\"000 SM s8 b2; 001 s9; Own rule\" count=\"5\"/>", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (gb_pack_clock (own, "debrief")->basis, ==, "000 SM s8 b2; Own rule");
  g_assert_nonnull (strstr (gb_pack_clock (kent, "debrief")->basis, "000 "));
}

static void
test_a_hostile_pack_is_refused (void)
{
  g_autoptr (GBytes) entities =
      g_bytes_new_static ("<!DOCTYPE pack [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>\n<pack>&a;</pack>", 73);
  g_autoptr (GString) deep = g_string_new (NULL);
  g_autofree char *big = g_strnfill (2 * 1024 * 1024, ' ');
  g_autoptr (GBytes) huge = g_bytes_new (big, 2 * 1024 * 1024);
  g_autoptr (GBytes) empty = g_bytes_new_static ("", 0);
  g_autoptr (GBytes) nested = NULL;
  GBytes *hostile[4];

  for (int i = 0; i < 5000; i++)
    g_string_append (deep, "<pack>");
  nested = g_bytes_new (deep->str, deep->len);
  hostile[0] = entities;
  hostile[1] = huge;
  hostile[2] = empty;
  hostile[3] = nested;
  for (guint i = 0; i < G_N_ELEMENTS (hostile); i++)
    {
      g_autoptr (GError) error = NULL;
      g_assert_null (gb_pack_new (hostile[i], &error));
      g_assert_error (error, GB_ERROR, GB_ERROR_INPUT);
      g_assert_true (g_str_has_prefix (error->message, "This policy pack can’t be used."));
      g_assert_null (strstr (error->message, "root:"));
    }
}

static void
test_a_pack_that_is_not_shipped_is_named (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (gb_pack_load_shipped ("atlantis-1", &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_MISSING);
  g_assert_nonnull (strstr (error->message, "kent-2023"));
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pack/shipped", test_every_shipped_pack_is_sound);
  g_test_add_func ("/pack/cites", test_every_step_and_clock_says_why);
  g_test_add_func ("/pack/clocks", test_kent_has_the_clocks_of_the_gates);
  g_test_add_func ("/pack/rules", test_kent_answers_the_open_questions);
  g_test_add_func ("/pack/limbs", test_the_seven_limbs_and_one_are_named);
  g_test_add_func ("/pack/unknown-word", test_an_unknown_word_still_reads);
  g_test_add_func ("/pack/later-list", test_a_list_that_came_later_is_read_from_the_base);
  g_test_add_func ("/pack/own-list", test_a_list_of_its_own_is_not_filled_up_from_the_base);
  g_test_add_func ("/pack/do-not-view", test_a_possible_indecent_image_always_gives_the_do_not_view_path);
  g_test_add_func ("/pack/image-gates", test_the_image_path_has_its_gates);
  g_test_add_func ("/pack/closing", test_every_procedure_closes_with_decision_parents_and_debrief);
  g_test_add_func ("/pack/variants", test_variants_are_procedures_with_their_own_steps);
  g_test_add_func ("/pack/broken-form", test_a_pack_that_breaks_the_form_is_refused_with_its_line);
  g_test_add_func ("/pack/contradiction", test_a_pack_that_contradicts_itself_is_refused_with_its_line);
  g_test_add_func ("/pack/differences", test_each_school_has_its_own_answers);
  g_test_add_func ("/pack/questions", test_every_rule_reads_as_question_and_answer);
  g_test_add_func ("/pack/own-basis", test_no_pack_cites_another_schools_policy);
  g_test_add_func ("/pack/contacts", test_contacts_say_when_somebody_last_looked);
  g_test_add_func ("/pack/layer/changes", test_a_layer_changes_what_it_says_and_nothing_else);
  g_test_add_func ("/pack/layer/rule", test_a_rule_takes_a_step_out);
  g_test_add_func ("/pack/layer/whole", test_a_composed_pack_is_whole_and_reads_back_the_same);
  g_test_add_func ("/pack/layer/broken", test_a_broken_layer_is_refused_with_the_place_to_mend);
  g_test_add_func ("/pack/layer/basis", test_a_basis_of_another_school_is_left_out);
  g_test_add_func ("/pack/hostile", test_a_hostile_pack_is_refused);
  g_test_add_func ("/pack/not-shipped", test_a_pack_that_is_not_shipped_is_named);
  return g_test_run ();
}
