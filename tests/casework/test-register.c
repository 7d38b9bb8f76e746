/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One engine for every register: entries go from form to list, are approved by
 * whom the pack names and by nobody else, wait for what must be there before, fall
 * due, and are replaced by the next of their series. */
#include <locale.h>

#include "casework/report.h"
#include "register-support.h"

#define EXCEPTION                                                                                          \
  "'pupil':'" JONAH "','device':'phone','why':'medical','reason':'Insulin pump','discussed':'His mother'," \
  "'conditions':'In his bag, silent'"

static char *
sign_aup (Desk *desk, const char *person, const char *agreement, const char *day)
{
  g_autofree char *values = g_strdup_printf ("'person':'%s','agreement':'%s','signed_on':'%s'", person, agreement, day);
  return enter (desk, "aup", values);
}

/* --- answers --------------------------------------------------------------------- */

static void
test_an_entry_keeps_its_words_and_its_due_day (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id =
      enter (desk, "training", "'person':'" OWEN "','course':'annual','trained_on':'2026-09-02','provider':'Ruth'");
  g_autoptr (GbRegisterItem) item = item_of (desk, id);
  g_autoptr (GPtrArray) lines = gb_register_item_lines (item);
  const GbSigningRow *second = lines->pdata[1];

  g_assert_cmpstr (item->state, ==, "recorded");
  g_assert_cmpstr (item->title, ==, "Owen Maddox, Safeguarding, all staff");
  g_assert_cmpstr (item->person_id, ==, OWEN);
  g_assert_cmpstr (item->due, ==, "2027-09-02");
  g_assert_cmpstr (item->due_rule, ==, "every year from the last training");
  g_assert_cmpstr (second->label, ==, "What");
  g_assert_cmpstr (second->value, ==, "Safeguarding, all staff");
}

static void
test_wrong_answers_are_refused_by_name (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
#define TRAINED "'person':'" OWEN "','course':'annual','trained_on':'2026-09-02'"
  cannot_enter (desk, "training", TRAINED, GB_ERROR_INPUT, "“By whom” is still empty");
  cannot_enter (desk, "training", TRAINED ",'provider':'Kent','colour':'red'", GB_ERROR_INPUT, "no field “colour”");
  cannot_enter (desk, "training", "'person':'" OWEN "','course':'knitting','trained_on':'2026-09-02','provider':'x'",
                GB_ERROR_INPUT, "doesn’t know “knitting”");
  cannot_enter (desk, "training", "'person':'" OWEN "','course':'annual','trained_on':'2026-02-30','provider':'x'",
                GB_ERROR_INPUT, "isn’t a day");
  cannot_enter (desk, "training", "'person':'" OWEN "','course':'annual','trained_on':'2026-11-20','provider':'x'",
                GB_ERROR_INPUT, "“On” is still to come");
  cannot_enter (desk, "relationships",
                "'person':'" JONAH "','kind':'family','with':'x','contact':'x','declared_on':"
                "'2026-09-02'",
                GB_ERROR_INPUT, "somebody of another kind");
  cannot_enter (desk, "nothing", "'a':'b'", GB_ERROR_INPUT, "no register called");
  cannot_enter (desk, "hand-in", "'day':'2026-11-19','group':'Year 6','count':900,'taken_by':'" OWEN "','kept':'Safe'",
                GB_ERROR_INPUT, "from 0 to 500");
}

static void
test_what_hangs_on_another_answer_is_needed_only_then (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
#define CHECKED "'kind':'pupil','checked_on':'2026-11-19','by':'" OWEN "','how':'x'"
  g_autofree char *id = enter (desk, "filtering-checks", CHECKED ",'issues':'none'");
  cannot_enter (desk, "filtering-checks", CHECKED ",'issues':'some'", GB_ERROR_INPUT, "What got through");
  state_is (desk, id, "recorded");
}

static void
test_the_second_reader_is_not_the_writer (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
#define POST "'channel':'Website','what':'Harvest','posted_on':'2026-11-18','writer':'" OWEN "'"
  g_autofree char *id = enter (desk, "posts", POST ",'second_reader':'" BETH "'");
  cannot_enter (desk, "posts", POST ",'second_reader':'" OWEN "'", GB_ERROR_REFUSED, "two different people");
  state_is (desk, id, "recorded");
}

/* --- what must be there before --------------------------------------------------------- */

static void
test_no_access_without_a_signature_by_that_day (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *aup = NULL, *id = NULL, *social = NULL;
#define ACCESS(day) "'person':'" OWEN "','to':'network','granted_on':'" day "','granted_by':'Technician'"

  cannot_enter (desk, "access", ACCESS ("2026-11-19"), GB_ERROR_REFUSED, "Owen Maddox hasn’t signed");
  social = sign_aup (desk, OWEN, "social-media", "2026-09-01");
  cannot_enter (desk, "access", ACCESS ("2026-11-19"), GB_ERROR_REFUSED, "only after the signature");
  aup = sign_aup (desk, OWEN, "staff", "2026-11-10");
  cannot_enter (desk, "access", ACCESS ("2026-11-09"), GB_ERROR_REFUSED, "hasn’t signed");
  id = enter (desk, "access", ACCESS ("2026-11-10"));
  state_is (desk, id, "recorded");
}

static void
test_a_signature_that_ran_out_is_none (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *old = sign_aup (desk, OWEN, "staff", "2025-11-01");
  g_autofree char *renewed = NULL, *id = NULL;

  cannot_enter (desk, "access", ACCESS ("2026-11-19"), GB_ERROR_REFUSED, "hasn’t signed");
  renewed = sign_aup (desk, OWEN, "staff", "2026-11-02");
  state_is (desk, old, "replaced");
  id = enter (desk, "access", ACCESS ("2026-11-19"));
  state_is (desk, id, "recorded");
}

static void
test_a_device_is_issued_only_after_the_signature (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
#define ISSUE "'person':'" BETH "','what':'laptop','name':'Grey laptop','issued_on':'2026-11-19'"
  g_autofree char *aup = NULL, *id = NULL;

  cannot_enter (desk, "issued-devices", ISSUE, GB_ERROR_REFUSED, "Beth Oyelaran hasn’t signed");
  aup = sign_aup (desk, BETH, "staff", "2026-11-19");
  id = enter (desk, "issued-devices", ISSUE);
  state_is (desk, id, "recorded");
}

/* --- approval ---------------------------------------------------------------------------- */

static void
test_the_headteacher_approves_an_exception_and_nobody_else (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = enter (desk, "exceptional-use", EXCEPTION ",'from':'2026-11-20','until':'2027-07-20'");
  g_autoptr (GbRegisterItem) item = NULL;

  state_is (desk, id, "asked");
  cannot_approve (desk, id, "You asked for this");
  desk_sit (desk, CARYS);
  cannot_approve (desk, id, "approved by the headteacher");
  desk_sit (desk, MARTIN);
  approve (desk, id);
  item = item_of (desk, id);
  g_assert_cmpstr (item->state, ==, "approved");
  g_assert_cmpstr (item->approved_by, ==, "Martin Pell");
  cannot_approve (desk, id, "approved already");
}

static gpointer
ask_approved (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_vault_ask_text (gb_book_get_vault (book), error,
                            "SELECT CAST (body AS TEXT) FROM entry WHERE kind = 'register.approved'", NULL);
}

/* As another program might that asks no gate. */
static gpointer
append_approved (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  GbVault *vault = gb_book_get_vault (book);
  g_autofree char *request = gb_id_new ();
  g_autoptr (GbEntry) entry = NULL;

  if (!gb_vault_begin (vault, error))
    return NULL;
  entry = gb_journal_append (vault, "register.approved", NULL, request, data, error);
  return entry != NULL && gb_vault_commit (vault, error) ? book : NULL;
}

static gpointer
ask_approval_gate (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GbRegisterItem) item = gb_register_item_load (gb_book_get_vault (book), data, error);
  g_autoptr (GPtrArray) gates = item != NULL ? gb_register_gates (book, item, error) : NULL;
  const GbGate *gate = gates != NULL ? gb_gate_find (gates, "approval") : NULL;

  return gate != NULL ? g_strdup_printf ("%d %s", (int) gate->state, gate->sentence) : NULL;
}

/* Who has the recovery words comes back as the headteacher. */
static void
test_an_approval_by_a_key_in_doubt_does_not_count (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *before = enter (desk, "exceptional-use", EXCEPTION ",'from':'2026-11-20','until':'2027-07-20'");
  g_autofree char *after = enter (desk, "exceptional-use", EXCEPTION ",'from':'2026-11-23','until':'2027-07-20'");
  g_autofree char *text = NULL, *sound = NULL, *doubted = NULL;
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (GError) error = NULL;

  desk_sit (desk, MARTIN);
  approve (desk, before);
  text = gb_book_ask (desk->book, ask_approved, NULL, &error);
  g_assert_no_error (error);
  body = body_of (text);
  json_object_set_string_member (body, "item_id", after);
  desk_now += GB_MINUTE;
  gb_test_desk_close (desk->desk);
  desk->desk->book = desk->book = gb_book_recover (desk->desk->path, desk->desk->words, desk->members[MARTIN],
                                                   desk->desk->keyring, &error);
  g_assert_no_error (error);
  cannot_approve (desk, after, "Your key is new");
  g_assert_nonnull (gb_book_ask (desk->book, append_approved, body, &error));
  g_assert_no_error (error);
  desk_sit (desk, RUTH);
  sound = gb_book_ask (desk->book, ask_approval_gate, before, &error);
  doubted = gb_book_ask (desk->book, ask_approval_gate, after, &error);
  g_assert_no_error (error);
  g_assert_cmpint (sound[0] - '0', ==, GB_GATE_MET);
  g_assert_cmpint (doubted[0] - '0', ==, GB_GATE_UNMET);
  g_assert_nonnull (strstr (doubted, "doesn’t count yet"));
}

static void
test_approval_comes_before_the_first_day (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *late = enter (desk, "exceptional-use", EXCEPTION ",'from':'2026-11-18','until':'2027-07-20'");
  g_autofree char *today = enter (desk, "exceptional-use", EXCEPTION ",'from':'2026-11-19','until':'2027-07-20'");

  desk_sit (desk, MARTIN);
  cannot_approve (desk, late, "approval comes before that");
  approve (desk, today);
  state_is (desk, today, "approved");
}

static void
test_what_is_needed_for_approval_is_asked_then (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *bare = enter (desk, "exceptional-use",
                                 "'pupil':'" JONAH "','device':'phone','why':'medical','reason':'Pump','exam':true,"
                                 "'discussed':'x','conditions':'x','from':'2026-11-20','until':'2027-07-20'");

  desk_sit (desk, MARTIN);
  cannot_approve (desk, bare, "What the examining body agreed");
}

static void
test_two_people_approve_a_relationship (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = NULL;
#define KIN                                                                                                 \
  "'person':'" BETH "','kind':'family','with':'A cousin in Year 6','contact':'Family meals','declared_on':" \
  "'2026-11-18','advice':'Not on social media','decision':'Agreed','review':'2027-11-18'"

  desk_sit (desk, CARYS);
  id = enter (desk, "relationships", KIN);
  desk_sit (desk, MARTIN);
  approve (desk, id);
  state_is (desk, id, "asked");
  cannot_approve (desk, id, "You have approved this");
  desk_sit (desk, RUTH);
  approve (desk, id);
  state_is (desk, id, "approved");
}

static void
test_nobody_approves_what_is_about_themselves (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *values =
      g_strdup_printf ("'person':'%s','what':'teaching-time','reason':'x','conditions':'x','from':'2026-11-20',"
                       "'until':'2026-11-21'",
                       desk->members[MARTIN]);
  g_autofree char *id = enter (desk, "staff-permissions", values);

  desk_sit (desk, MARTIN);
  cannot_approve (desk, id, "about yourself");
}

static void
test_a_change_voids_the_approval_and_a_loose_one_does_not (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
#define PERMISSION                                                                                                 \
  "'person':'" OWEN "','what':'teaching-time','reason':'Ill parent','conditions':'On silent','from':'2026-11-20'," \
  "'until':'2026-12-18'"
  g_autofree char *id = enter (desk, "staff-permissions", PERMISSION);
  g_autofree char *loose =
      g_strdup_printf ("{'item_id':'%s','reason':'Filed','values':{" PERMISSION ",'paper':'File 3'}}", id);
  g_autofree char *binding = g_strdup_printf (
      "{'item_id':'%s','reason':'Longer','values':{'person':'" OWEN "','what':'teaching-time','reason':"
      "'Ill parent','conditions':'Any time','from':'2026-11-20','until':'2026-12-18'}}",
      id);

  desk_sit (desk, MARTIN);
  approve (desk, id);
  desk_sit (desk, RUTH);
  did (desk, "register.changed", loose);
  state_is (desk, id, "approved");
  desk_refuses (desk, "register.changed", NULL, loose, GB_ERROR_REFUSED, "Nothing is different");
  did (desk, "register.changed", binding);
  state_is (desk, id, "asked");
}

static void
test_a_declined_entry_is_over_and_keeps_its_reason (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = enter (desk, "exceptional-use", EXCEPTION ",'from':'2026-11-20','until':'2027-07-20'");
  g_autofree char *json = g_strdup_printf ("{'item_id':'%s','reason':'The office phone will do'}", id);
  g_autoptr (GbRegisterItem) item = NULL;

  desk_sit (desk, MARTIN);
  did (desk, "register.declined", json);
  item = item_of (desk, id);
  g_assert_cmpstr (item->state, ==, "declined");
  g_assert_cmpstr (item->reason, ==, "The office phone will do");
  cannot_approve (desk, id, "was declined");
}

/* A sheet that was changed after it was read is not signed. */
static void
test_what_was_changed_since_it_was_read_is_not_approved (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = enter (desk, "staff-permissions", PERMISSION);
  g_autofree char *read = approval_of (desk, id);
  g_autofree char *change =
      g_strdup_printf ("{'item_id':'%s','reason':'More','values':{" PERMISSION ",'paper':'File 4'}}", id);

  did (desk, "register.changed", change);
  desk_sit (desk, MARTIN);
  desk_refuses (desk, "register.approved", NULL, read, GB_ERROR_CONFLICT, "changed since you read it");
}

/* --- reviews, series, due ------------------------------------------------------------------ */

static gpointer
due_now_on_worker (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_register_due_now (book, error);
}

static guint
due_now (Desk *desk)
{
  g_autoptr (GPtrArray) due = gb_book_ask (desk->book, due_now_on_worker, NULL, NULL);
  return due->len;
}

static void
test_nobody_is_chased_who_has_left (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = sign_aup (desk, OWEN, "staff", "2025-11-20");

  desk_now = gb_day_to_instant ("2026-11-20", 9 * 60);
  g_assert_cmpuint (due_now (desk), ==, 1);
  did (desk, "person.left", "{'person_id':'" OWEN "','on':'2026-11-20'}");
  g_assert_cmpuint (due_now (desk), ==, 0);
  state_is (desk, id, "recorded");
}

#define POLICY "'name':'Online safety','edition':'3','owner':'Ruth','ratified_on':'2026-09-10','ratified_by':'Board'"

static void
test_a_trigger_brings_a_review_forward (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = enter (desk, "policies", POLICY);
  g_autofree char *call = g_strdup_printf ("{'item_id':'%s','trigger':'national','reason':'KCSIE changed'}", id);
  g_autofree char *wrong = g_strdup_printf ("{'item_id':'%s','trigger':'weather','reason':'Rain'}", id);
  g_autoptr (GbRegisterItem) item = item_of (desk, id);

  g_assert_cmpstr (item->due, ==, "2027-09-10");
  desk_refuses (desk, "register.called", NULL, wrong, GB_ERROR_REFUSED, "Say what calls for the review");
  did (desk, "register.called", call);
  g_clear_object (&item);
  item = item_of (desk, id);
  g_assert_cmpstr (item->due, ==, "2026-12-17");
  g_assert_cmpstr (item->due_rule, ==, "a review was called for: Changed national guidance");
}

static void
test_an_older_training_entered_late_replaces_nothing (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *newer = enter (desk, "training", TRAINED ",'provider':'x'");
  g_autofree char *older =
      enter (desk, "training", "'person':'" OWEN "','course':'annual','trained_on':'2024-09-02','provider':'x'");
  g_autofree char *other = enter (desk, "training",
                                  "'person':'" BETH "','course':'annual','trained_on':'2026-09-02',"
                                  "'provider':'x'");

  state_is (desk, newer, "recorded");
  state_is (desk, older, "replaced");
  state_is (desk, other, "recorded");
}

static gpointer
due_on_worker (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_register_due_now (book, error);
}

static gpointer
asked_on_worker (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_register_to_approve (book, error);
}

static guint
how_many (Desk *desk, GbBookQuestion question)
{
  g_autoptr (GPtrArray) items = gb_book_ask (desk->book, question, NULL, NULL);
  g_assert_nonnull (items);
  return items->len;
}

static void
test_today_is_told_what_is_due_and_what_i_may_approve (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *soon =
      enter (desk, "training", "'person':'" OWEN "','course':'annual','trained_on':'2025-12-01','provider':'x'");
  g_autofree char *later = enter (desk, "training",
                                  "'person':'" BETH "','course':'annual','trained_on':'2026-09-02',"
                                  "'provider':'x'");
  g_autofree char *asked = enter (desk, "exceptional-use", EXCEPTION ",'from':'2026-11-20','until':'2027-07-20'");

  g_assert_cmpuint (how_many (desk, due_on_worker), ==, 1);
  g_assert_cmpuint (how_many (desk, asked_on_worker), ==, 0);
  desk_sit (desk, MARTIN);
  g_assert_cmpuint (how_many (desk, asked_on_worker), ==, 1);
  state_is (desk, soon, "recorded");
  state_is (desk, later, "recorded");
  state_is (desk, asked, "asked");
}

typedef struct
{
  guint named;
  gint64 all;
} Missing;

static gpointer
without_on_worker (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  const GbRegister *plan = gb_register_find ("training");
  Missing *missing = data;
  g_autoptr (GPtrArray) names =
      gb_register_missing (gb_book_get_vault (book), plan, plan->everybody->pdata[0], 2, &missing->all, error);

  missing->named = names->len;
  return data;
}

static void
test_whoever_has_no_yearly_training_is_named (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  Missing before = { 0, 0 }, after = { 0, 0 };
  g_autofree char *old = NULL, *now = NULL;

  gb_book_ask (desk->book, without_on_worker, &before, NULL);
  g_assert_cmpint (before.all, >, 3);
  g_assert_cmpuint (before.named, ==, 2);
  old = enter (desk, "training", "'person':'" BETH "','course':'annual','trained_on':'2025-09-02','provider':'x'");
  now = enter (desk, "training", TRAINED ",'provider':'x'");
  gb_book_ask (desk->book, without_on_worker, &after, NULL);
  g_assert_cmpint (after.all, ==, before.all - 1);
}

/* --- lists, history, export -------------------------------------------------------------------- */

typedef struct
{
  const GbRegisterFilter *filter;
} Listing;

static gpointer
ids_on_worker (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_register_ids (book, ((Listing *) data)->filter, error);
}

static guint
listed (Desk *desk, const GbRegisterFilter *filter)
{
  Listing listing = { filter };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) ids = gb_book_ask (desk->book, ids_on_worker, &listing, &error);

  g_assert_no_error (error);
  return ids->len;
}

static void
test_a_list_finds_by_words_state_and_answer (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *one = enter (desk, "training", TRAINED ",'provider':'Marlowe Trust'");
  g_autofree char *two = enter (desk, "training",
                                "'person':'" BETH "','course':'prevent','trained_on':'2026-09-02',"
                                "'provider':'Home Office'");
  g_autofree char *end = g_strdup_printf ("{'item_id':'%s','reason':'Left','on':'2026-11-19'}", two);

  g_assert_cmpuint (listed (desk, &(GbRegisterFilter){ .register_id = "training" }), ==, 2);
  g_assert_cmpuint (listed (desk, &(GbRegisterFilter){ .register_id = "training", .words = "marlowe" }), ==, 1);
  g_assert_cmpuint (
      listed (desk, &(GbRegisterFilter){ .register_id = "training", .field = "course", .value = "prevent" }), ==, 1);
  g_assert_cmpuint (listed (desk, &(GbRegisterFilter){ .person_id = OWEN }), ==, 1);
  did (desk, "register.ended", end);
  g_assert_cmpuint (listed (desk, &(GbRegisterFilter){ .register_id = "training", .state = "standing" }), ==, 1);
  state_is (desk, one, "recorded");
}

static void
test_what_a_case_keeps_stands_in_its_register_too (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *incident = gb_test_incident (desk->book);
  g_autofree char *advice =
      g_strdup_printf ("{'agency':'police','at':%" G_GINT64_FORMAT ",'question':'Is it an offence?','advice':'Keep it',"
                       "'decision':'Kept'}",
                       at_time (9 * 60));

  desk_does (desk, "advice.sought", incident, advice);
  g_assert_cmpuint (listed (desk, &(GbRegisterFilter){ .register_id = "advice" }), ==, 1);
  g_assert_cmpuint (listed (desk, &(GbRegisterFilter){ .register_id = "advice", .field = "agency", .value = "police" }),
                    ==, 1);
}

static gpointer
history_on_worker (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_register_history (gb_book_get_vault (book), data, error);
}

static void
test_history_says_old_and_new (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = enter (desk, "training", TRAINED ",'provider':'Kent'");
  g_autofree char *change =
      g_strdup_printf ("{'item_id':'%s','reason':'Misread','values':{" TRAINED ",'provider':'Medway'}}", id);
  g_autoptr (GPtrArray) moves = NULL;
  const GbRegisterMove *last;

  did (desk, "register.changed", change);
  moves = gb_book_ask (desk->book, history_on_worker, id, NULL);
  g_assert_cmpuint (moves->len, ==, 2);
  last = moves->pdata[1];
  g_assert_cmpstr (last->reason, ==, "Misread");
  g_assert_nonnull (strstr (last->changes, "Kent"));
  g_assert_nonnull (strstr (last->changes, "Medway"));
}

/* What governors read: small numbers of people held back, nobody named. */
/* All that a table of words says.  (transfer full) */
static char *
words_of (const GbListing *listing)
{
  GString *all = g_string_new (NULL);

  for (guint row = 0; row < listing->rows->len; row++)
    {
      const GPtrArray *cells = ((GbListingRow *) listing->rows->pdata[row])->cells;
      for (guint i = 0; i < cells->len; i++)
        g_string_append_printf (all, "%s\n", (const char *) cells->pdata[i]);
    }
  return g_string_free (all, FALSE);
}

static void
test_governors_read_registers_without_names_and_small_numbers (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  const GbFiguresPlan plan = { .scheme = 6,
                               .sections = GB_SECTION_TRAINING | GB_SECTION_POLICIES | GB_SECTION_LESSONS
                                           | GB_SECTION_ARRANGEMENTS | GB_SECTION_CHECKS };
  g_autoptr (GbFigures) before = gb_report_preview (desk->book, &plan, NULL), after = NULL;
  g_autofree char *open = g_strdup_printf ("'learnt':'Ask sooner','source':'debrief','on':'%s','changed':'We ask'",
                                           gb_figures_period (before)->until);
  g_autofree char *named = g_strdup_printf ("'learnt':'Jonah Reed was late','source':'debrief','on':'%s','changed':'x'",
                                            gb_figures_period (before)->until);
  g_autofree char *one = enter (desk, "training", TRAINED ",'provider':'x'"), *two = enter (desk, "policies", POLICY),
                  *three = enter (desk, "lessons", open), *four = enter (desk, "lessons", named);
  const GbFiguresSection *lessons;
  g_autofree char *words = NULL;

  g_assert_null (gb_figures_section (before, "training"));
  after = gb_report_preview (desk->book, &plan, NULL);
  g_assert_nonnull (gb_figures_section (after, "policies"));
  /* Training is a duty of the school, shown as it is; what it says of staff elsewhere is held back. */
  g_assert_cmpstr (gb_table_cell (after, gb_figures_table (after, "training"), 1, 0)->shown, ==, "2");
  lessons = gb_figures_section (after, "lessons");
  words = words_of (((GbBlock *) lessons->blocks->pdata[0])->listing);
  g_assert_nonnull (strstr (words, "Ask sooner"));
  g_assert_null (strstr (words, "Reed"));
  g_assert_nonnull (strstr (words, "names somebody: see the register"));
}

static gpointer
csv_on_worker (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_register_csv (book, gb_register_find (data), error);
}

static void
test_no_cell_of_an_export_is_a_formula (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = enter (desk, "training", TRAINED ",'provider':'=HYPERLINK(1)','notes':'say \\\"hello\\\"'");
  g_autoptr (GBytes) csv = gb_book_ask (desk->book, csv_on_worker, (gpointer) "training", NULL);
  g_autofree char *text = g_strndup (g_bytes_get_data (csv, NULL), g_bytes_get_size (csv));

  g_assert_nonnull (strstr (text, "\"'=HYPERLINK(1)\""));
  g_assert_nonnull (strstr (text, "\"say \"\"hello\"\"\""));
  g_assert_nonnull (strstr (text, "Owen Maddox"));
  state_is (desk, id, "recorded");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  setlocale (LC_ALL, "C.UTF-8");
#define TEST(path, func) g_test_add_func ("/register/" path, func)
  TEST ("an-entry-keeps-its-words-and-its-due-day", test_an_entry_keeps_its_words_and_its_due_day);
  TEST ("wrong-answers-are-refused-by-name", test_wrong_answers_are_refused_by_name);
  TEST ("what-hangs-on-another-answer-is-needed-only-then", test_what_hangs_on_another_answer_is_needed_only_then);
  TEST ("the-second-reader-is-not-the-writer", test_the_second_reader_is_not_the_writer);
  TEST ("no-access-without-a-signature-by-that-day", test_no_access_without_a_signature_by_that_day);
  TEST ("a-signature-that-ran-out-is-none", test_a_signature_that_ran_out_is_none);
  TEST ("a-device-is-issued-only-after-the-signature", test_a_device_is_issued_only_after_the_signature);
  TEST ("nobody-is-chased-who-has-left", test_nobody_is_chased_who_has_left);
  TEST ("the-headteacher-approves-an-exception", test_the_headteacher_approves_an_exception_and_nobody_else);
  TEST ("a-key-in-doubt-approves-nothing", test_an_approval_by_a_key_in_doubt_does_not_count);
  TEST ("approval-comes-before-the-first-day", test_approval_comes_before_the_first_day);
  TEST ("what-is-needed-for-approval-is-asked-then", test_what_is_needed_for_approval_is_asked_then);
  TEST ("two-people-approve-a-relationship", test_two_people_approve_a_relationship);
  TEST ("nobody-approves-what-is-about-themselves", test_nobody_approves_what_is_about_themselves);
  TEST ("a-change-voids-the-approval", test_a_change_voids_the_approval_and_a_loose_one_does_not);
  TEST ("a-declined-entry-is-over", test_a_declined_entry_is_over_and_keeps_its_reason);
  TEST ("what-was-changed-since-it-was-read-is-not-approved", test_what_was_changed_since_it_was_read_is_not_approved);
  TEST ("a-trigger-brings-a-review-forward", test_a_trigger_brings_a_review_forward);
  TEST ("an-older-training-entered-late-replaces-nothing", test_an_older_training_entered_late_replaces_nothing);
  TEST ("today-is-told-what-is-due", test_today_is_told_what_is_due_and_what_i_may_approve);
  TEST ("whoever-has-no-yearly-training-is-named", test_whoever_has_no_yearly_training_is_named);
  TEST ("a-list-finds-by-words-state-and-answer", test_a_list_finds_by_words_state_and_answer);
  TEST ("what-a-case-keeps-stands-in-its-register-too", test_what_a_case_keeps_stands_in_its_register_too);
  TEST ("history-says-old-and-new", test_history_says_old_and_new);
  TEST ("governors-read-registers-without-names", test_governors_read_registers_without_names_and_small_numbers);
  TEST ("no-cell-of-an-export-is-a-formula", test_no_cell_of_an_export_is_a_formula);
  return g_test_run ();
}
