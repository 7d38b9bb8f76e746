/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each gate of a device search from both sides, every wrong move, and the
 * signature: sound, void after a change of one word, sound again when put back. */
#include <locale.h>

#include "casework/clock.h"
#include "search-support.h"

static gpointer
gates_on_worker (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GbSearch) search = gb_search_load (gb_book_get_vault (book), data, error);
  return gb_search_gates (book, search, error);
}

static GPtrArray *
gates_of (Desk *desk, const char *id)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *gates = gb_book_ask (desk->book, gates_on_worker, (gpointer)id, &error);
  g_assert_no_error (error);
  return gates;
}

static void
assert_gate (Desk *desk, const char *id, const char *gate, GbGateState state, const char *words)
{
  g_autoptr (GPtrArray) gates = gates_of (desk, id);
  const GbGate *found = gb_gate_find (gates, gate);

  g_assert_nonnull (found);
  g_assert_cmpint (found->state, ==, state);
  if (strstr (found->sentence, words) == NULL)
    g_error ("“%s” was expected in: %s", words, found->sentence);
}

static gpointer
clocks_on_worker (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_clocks_of_case (gb_book_get_vault (book), data, error);
}

/* The clock @key of the case: its record, or NULL. */
static GbRunningClock *
clock_of (Desk *desk, const char *id, const char *key)
{
  g_autoptr (GPtrArray) clocks = gb_book_ask (desk->book, clocks_on_worker, (gpointer)id, NULL);

  for (guint i = 0; i < clocks->len; i++)
    if (g_str_equal (((GbRunningClock *)clocks->pdata[i])->clock, key))
      return g_object_ref (clocks->pdata[i]);
  return NULL;
}

/* --- asking ------------------------------------------------------------------------------ */

static void
test_a_request_that_meets_every_gate_is_recorded (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = new_search (desk, NULL);
  g_autoptr (GbSearch) search = search_of (desk, id);

  g_assert_cmpstr (search->state, ==, "requested");
  g_assert_cmpstr (search->owner_year, ==, "6");
  g_assert_cmpstr (search->owner_sex, ==, "male");
  g_assert_cmpstr (search->searcher_sex, ==, "male");
  g_assert_cmpint (search->parent_told, ==, -1);
  assert_gate (desk, id, "people", GB_GATE_MET, "Asked by Carys Whitlock");
  assert_gate (desk, id, "limb", GB_GATE_MET, "550ZA(3)(g)");
  assert_gate (desk, id, "witness", GB_GATE_MET, "Both met");
  assert_gate (desk, id, "authority", GB_GATE_UNMET, "Only the headteacher");
  assert_gate (desk, id, "image", GB_GATE_MET, "do not look");
}

static void
test_ground_and_limb_come_from_the_pack (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *ground = request_of (desk, "{'ground':'a-feeling'}");
  g_autofree char *limb = request_of (desk, "{'limb':'z'}");

  desk_refuses (desk, "search.requested", NULL, ground, GB_ERROR_INPUT, "risk, prohibited and offence");
  desk_refuses (desk, "search.requested", NULL, limb, GB_ERROR_INPUT, "z");
}

static void
test_requester_and_searcher_are_two_people (void)
{
  g_autoptr (Desk) desk = desk_of_school ();

  refuses (desk, "search.requested", NULL, request_of (desk, "{'requester_id':'" OWEN "','requester':'Owen Maddox'}"),
           "Owen Maddox asked for this search, so someone else must carry it out.");
  refuses (desk, "search.requested", NULL, request_of (desk, "{'witness_id':'" JONAH "','witness':'Jonah Reed'}"),
           "can’t be searcher or witness");
}

static void
test_searcher_and_witness_are_of_the_pupils_sex_or_the_exception_is_stated (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = NULL;

  refuses (desk, "search.requested", NULL, request_of (desk, "{'searcher_id':'" BETH "','searcher':'Beth Oyelaran'}"),
           "Beth Oyelaran can’t carry out this search");
  refuses (desk, "search.requested", NULL,
           request_of (desk, "{'witness_id':'" BETH "','witness':'Beth Oyelaran','witness_sex':'male'}"),
           "Beth Oyelaran can’t be the witness");
  refuses (desk, "search.requested", NULL, request_of (desk, "{'witness_id':null,'witness':null,'witness_sex':null}"),
           "Name a witness");
  refuses (desk, "search.requested", NULL, request_of (desk, "{'witness_id':'" OWEN "','witness':'Owen Maddox'}"),
           "can’t be the witness too");
  refuses (desk, "search.requested", NULL,
           request_of (desk, "{'searcher_id':'" BETH "','searcher':'Beth Oyelaran','exception':'searcher-sex'}"),
           "needs its reason");
  refuses (desk, "search.requested", NULL,
           request_of (desk, "{'searcher_id':'" BETH
                             "','searcher':'Beth Oyelaran','exception':'no-witness','exception_reason':'A knife'}"),
           "can’t carry out this search");
  id = new_search (desk,
                   "{'searcher_id':'" BETH
                   "','searcher':'Beth Oyelaran','exception':'searcher-sex','exception_reason':'A knife was seen'}");
  assert_gate (desk, id, "witness", GB_GATE_MET, "A knife was seen");
}

static void
test_a_pupil_whose_sex_is_not_recorded_is_not_searched (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = NULL;

  refuses (desk, "search.requested", NULL, request_of (desk, "{'owner_id':'" ELIN "','owner':'Elin Marsh'}"),
           "The sex of Elin Marsh isn’t recorded");
  id = new_search (desk, "{'owner_id':'" ELIN "','owner':'Elin Marsh','owner_sex':'male'}");
  g_assert_nonnull (id);
}

static void
test_a_searcher_whose_sex_is_not_recorded_is_told_to_have_it_added (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *ruth =
      g_strdup_printf ("{'searcher_id':'%s','searcher':'Ruth Adeyemi'}", desk->members[RUTH]);

  refuses (desk, "search.requested", NULL, request_of (desk, ruth), "The sex of Ruth Adeyemi isn’t recorded");
}

static void
test_a_possible_indecent_image_stops_the_search (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *incident = new_incident (desk, "unknown");
  g_autofree char *clean = new_incident (desk, "no");
  g_autofree char *on_path = g_strdup_printf ("{'incident_id':'%s'}", incident);
  g_autofree char *off_path = g_strdup_printf ("{'incident_id':'%s'}", clean);
  g_autofree char *id = NULL;

  refuses (desk, "search.requested", NULL, request_of (desk, "{'indecent_image':'yes'}"), "Do not look");
  refuses (desk, "search.requested", NULL, request_of (desk, "{'indecent_image':'unknown'}"), "tell the DSL at once");
  refuses (desk, "search.requested", NULL, request_of (desk, on_path), "Do not look");
  id = new_search (desk, off_path);
  g_assert_nonnull (id);
}

static void
test_times_run_forward_and_are_not_over (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *backwards = g_strdup_printf ("{'valid_from':%" G_GINT64_FORMAT "}", at_time (16 * 60));
  g_autofree char *over = g_strdup_printf ("{'valid_from':%" G_GINT64_FORMAT ",'valid_until':%" G_GINT64_FORMAT "}",
                                           at_time (9 * 60), at_time (10 * 60));

  refuses (desk, "search.requested", NULL, request_of (desk, backwards), "would end before it begins");
  refuses (desk, "search.requested", NULL, request_of (desk, over), "ended on Thursday 19 November 2026, 10.00");
}

/* --- signing ------------------------------------------------------------------------------- */

static void
test_the_sheet_is_the_page_in_its_order (void)
{
  static const char *const labels[] = { "Whose device", "Which device",   "What may be looked at",
                                        "Ground",       "Power to search", "Searcher",
                                        "Present",      "From and until", "Why it is needed" };
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = new_search (desk, NULL);
  g_autoptr (GbSigning) sheet = sheet_of (desk, id);
  g_autofree char *words = gb_signing_words (sheet->hash);
  g_auto (GStrv) parts = g_strsplit (words, " ", -1);

  g_assert_cmpstr (sheet->title, ==, "Search permit 26-0001");
  g_assert_cmpuint (sheet->rows->len, ==, G_N_ELEMENTS (labels));
  for (guint i = 0; i < sheet->rows->len; i++)
    g_assert_cmpstr (((GbSigningRow *)sheet->rows->pdata[i])->label, ==, labels[i]);
  g_assert_cmpstr (((GbSigningRow *)sheet->rows->pdata[0])->value, ==, "Jonah Reed, Year 6");
  g_assert_cmpstr (((GbSigningRow *)sheet->rows->pdata[5])->value, ==, "Owen Maddox, authorised for this search only");
  g_assert_cmpstr (((GbSigningRow *)sheet->rows->pdata[6])->value, ==,
                   "Neil Farrow (witness). Same sex as the pupil: yes");
  g_assert_cmpstr (((GbSigningRow *)sheet->rows->pdata[7])->value, ==, "19 November 2026, 12.00 to 15.00");
  g_assert_cmpuint (g_strv_length (parts), ==, 5);
  g_assert_true (g_str_has_suffix (parts[2], ","));
}

static void
test_only_the_headteacher_authorises (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = new_search (desk, "{'requester_id':'" BETH "','requester':'Beth Oyelaran'}");

  refuses (desk, "search.authorised", id, read_sheet (desk, id),
           "Only the headteacher, or someone the headteacher has authorised");
  desk_sit (desk, CARYS);
  refuses (desk, "search.authorised", id, read_sheet (desk, id), "may permit a search");
  desk_does (desk, "search.withdrawn", id, "{'reason':'No longer needed'}");
}

static void
test_a_condition_is_a_line_of_the_signed_sheet_and_of_nothing_unsigned (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = new_search (desk, NULL);
  g_autofree char *bare = NULL, *added = NULL;
  g_autoptr (GbSearch) search = NULL;

  desk_sit (desk, MARTIN);
  bare = read_sheet (desk, id);
  bare[strlen (bare) - 1] = '\0';
  /* A condition that was not on the sheet is not what was read. */
  added = g_strconcat (bare, ",'condition':'His mother is with him'}", NULL);
  desk_refuses (desk, "search.authorised", id, added, GB_ERROR_CONFLICT, "changed since you read it");
  does (desk, "search.authorised", id, read_conditional_sheet (desk, id, "His mother is with him"));
  search = search_of (desk, id);
  g_assert_cmpstr (search->condition, ==, "His mother is with him");
  g_assert_nonnull (strstr (search->sheet, "His mother is with him"));
  g_assert_cmpint (signature_of (desk, id), ==, GB_SIGNATURE_SOUND);
}

static void
test_the_headteachers_signature_is_kept_with_the_policy_under_which_it_was_given (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = new_search (desk, NULL);
  g_autoptr (GbSearch) search = NULL;

  sign (desk, id);
  search = search_of (desk, id);
  g_assert_cmpstr (search->state, ==, "authorised");
  g_assert_cmpstr (search->authorised_by, ==, "Martin Pell");
  g_assert_cmpint (search->after_the_fact, ==, 0);
  g_assert_nonnull (search->signed_pack_hash);
  g_assert_cmpint (signature_of (desk, id), ==, GB_SIGNATURE_SOUND);
  assert_gate (desk, id, "authority", GB_GATE_MET, "Signed by Martin Pell");
}

static void
test_who_asked_entered_or_searches_does_not_sign (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *asked = g_strdup_printf ("{'requester_id':'%s','requester':'Martin Pell'}", desk->members[MARTIN]);
  g_autofree char *searches =
      g_strdup_printf ("{'searcher_id':'%s','searcher':'Martin Pell','searcher_sex':'male'}", desk->members[MARTIN]);
  g_autofree char *by_asker = new_search (desk, asked);
  g_autofree char *by_searcher = new_search (desk, searches);
  g_autofree char *by_clerk = NULL;

  desk_sit (desk, MARTIN);
  by_clerk = new_search (desk, NULL);
  refuses (desk, "search.authorised", by_asker, read_sheet (desk, by_asker),
           "You asked for this search, so someone else must authorise it.");
  assert_gate (desk, by_asker, "people", GB_GATE_UNMET,
               "You asked for this search, so someone else must authorise it.");
  refuses (desk, "search.authorised", by_searcher, read_sheet (desk, by_searcher), "You are to carry out this search");
  refuses (desk, "search.authorised", by_clerk, read_sheet (desk, by_clerk), "You entered this request");
}

static void
test_what_was_not_read_is_not_signed (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = new_search (desk, NULL);
  g_autofree char *read = NULL;

  desk_sit (desk, MARTIN);
  read = read_sheet (desk, id);
  desk_refuses (desk, "search.authorised", id, "{}", GB_ERROR_INPUT, "Nobody can sign what they haven’t read");
  desk_does (desk, "search.amended", id,
             "{'changes':[{'field':'device','new':'Black phone, bag 0418'}],'reason':'Wrong bag'}");
  desk_refuses (desk, "search.authorised", id, read, GB_ERROR_CONFLICT, "changed since you read it");
  does (desk, "search.authorised", id, read_sheet (desk, id));
}

static void
test_one_word_changed_afterwards_voids_the_permit (void)
{
  static const char *const changes[] = {
    "{'field':'scope','new':'Everything'}",
    "{'field':'device','new':'Black phone, cracked corner, bag 0418'}",
    "{'field':'limb','old':'g','new':'ea'}",
    "{'field':'witness','new':'Neil Farrows'}",
    "{'field':'reason','new':'Printed pages show part of it!'}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autoptr (Desk) desk = desk_of_school ();
      g_autofree char *id = new_search (desk, NULL);
      g_autofree char *body = g_strdup_printf ("{'changes':[%s],'reason':'Put right'}", changes[i]);

      sign (desk, id);
      desk_does (desk, "search.amended", id, body);
      g_assert_cmpint (signature_of (desk, id), ==, GB_SIGNATURE_VOID);
      assert_gate (desk, id, "authority", GB_GATE_UNMET, "This permit is void");
      desk_now = at_time (13 * 60 + 5);
      refuses (desk, "search.carried-out", id, carried_out (NULL),
               "This permit is void: it was changed after Martin Pell signed it");
      sign (desk, id);
      g_assert_cmpint (signature_of (desk, id), ==, GB_SIGNATURE_SOUND);
    }
}

static void
test_put_back_as_signed_the_permit_is_sound_again (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = new_search (desk, NULL);

  sign (desk, id);
  desk_does (desk, "search.amended", id, "{'changes':[{'field':'limb','old':'g','new':'ea'}],'reason':'By mistake'}");
  g_assert_cmpint (signature_of (desk, id), ==, GB_SIGNATURE_VOID);
  desk_does (desk, "search.amended", id, "{'changes':[{'field':'limb','old':'ea','new':'g'}],'reason':'As it was'}");
  g_assert_cmpint (signature_of (desk, id), ==, GB_SIGNATURE_SOUND);
  desk_sit (desk, MARTIN);
  refuses (desk, "search.authorised", id, read_sheet (desk, id), "authorised already");
}

static void
test_what_makes_it_another_search_is_not_amended (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = new_search (desk, NULL);

  desk_refuses (desk, "search.amended", id, "{'changes':[{'field':'owner_id','new':'" ELIN "'}],'reason':'x'}",
                GB_ERROR_INPUT, "that would be another search");
  desk_refuses (desk, "search.amended", id, "{'changes':[],'reason':'x'}", GB_ERROR_REFUSED, "Nothing was changed");
  desk_refuses (desk, "search.amended", id, "{'changes':[{'field':'limb','old':'g','new':'q'}],'reason':'x'}",
                GB_ERROR_INPUT, "q");
  desk_refuses (desk, "search.amended", id,
                "{'changes':[{'field':'searcher_id','new':'" BETH "'}],'reason':'x'}", GB_ERROR_REFUSED,
                "can’t carry out this search");
}

/* --- waiting for a signature --------------------------------------------------------------------- */

static gpointer
waiting_on_worker (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return GINT_TO_POINTER ((int)gb_search_to_sign_count (book, error) + 1);
}

static int
waiting (Desk *desk)
{
  return GPOINTER_TO_INT (gb_book_ask (desk->book, waiting_on_worker, NULL, NULL)) - 1;
}

/* The body of the entry that authorised @data. */
static gpointer
ask_authorised (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_vault_ask_text (gb_book_get_vault (book), error,
                            "SELECT CAST (body AS TEXT) FROM entry WHERE kind = 'search.authorised' AND case_id = :id",
                            ":id", data, NULL);
}

typedef struct { const char *id; JsonObject *body; } Forged;

/* As another program might that asks no gate. */
static gpointer
append_authorised (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  Forged *forged = data;
  GbVault *vault = gb_book_get_vault (book);
  g_autofree char *request = gb_id_new ();
  g_autoptr (GbEntry) entry = NULL;

  if (!gb_vault_begin (vault, error))
    return NULL;
  entry = gb_journal_append (vault, "search.authorised", forged->id, request, forged->body, error);
  return entry != NULL && gb_vault_commit (vault, error) ? book : NULL;
}

/* Who has the recovery words comes back as the headteacher. */
static void
test_what_a_key_in_doubt_signed_does_not_count (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *before = new_search (desk, NULL), *after = new_search (desk, "{'device':'Red phone'}");
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  Forged forged = { .id = after };

  sign (desk, before);
  text = gb_book_ask (desk->book, ask_authorised, before, &error);
  g_assert_no_error (error);
  forged.body = body_of (text);
  desk_now += GB_MINUTE;
  gb_test_desk_close (desk->desk);
  desk->desk->book = desk->book = gb_book_recover (desk->desk->path, desk->desk->words, desk->members[MARTIN],
                                                   desk->desk->keyring, &error);
  g_assert_no_error (error);
  desk_refuses (desk, "search.authorised", after, "{'sheet_hash':'x'}", GB_ERROR_REFUSED, "Your key is new");
  g_assert_nonnull (gb_book_ask (desk->book, append_authorised, &forged, &error));
  g_assert_no_error (error);
  desk_sit (desk, RUTH);
  g_assert_cmpint (signature_of (desk, before), ==, GB_SIGNATURE_SOUND);
  g_assert_cmpint (signature_of (desk, after), ==, GB_SIGNATURE_DOUBTED);
  assert_gate (desk, after, "authority", GB_GATE_UNMET, "doesn’t count yet");
  json_object_unref (forged.body);
}

static void
test_today_shows_a_signer_what_they_may_sign_and_nobody_else (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *asked = g_strdup_printf ("{'requester_id':'%s','requester':'Martin Pell'}", desk->members[MARTIN]);
  g_autofree char *id = new_search (desk, NULL);
  g_autofree char *his = new_search (desk, asked);

  g_assert_cmpint (waiting (desk), ==, 0);
  desk_sit (desk, MARTIN);
  g_assert_cmpint (waiting (desk), ==, 1);
  sign (desk, id);
  desk_sit (desk, MARTIN);
  g_assert_cmpint (waiting (desk), ==, 0);
  desk_sit (desk, RUTH);
  desk_does (desk, "search.amended", id, "{'changes':[{'field':'scope','new':'More'}],'reason':'x'}");
  desk_sit (desk, MARTIN);
  g_assert_cmpint (waiting (desk), ==, 1);
}

/* --- carrying out ----------------------------------------------------------------------------------- */

static void
test_nobody_searches_before_it_is_signed (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = new_search (desk, NULL);

  desk_now = at_time (13 * 60 + 5);
  refuses (desk, "search.carried-out", id, carried_out (NULL), "isn’t authorised yet");
  sign (desk, id);
  refuses (desk, "search.carried-out", id, carried_out (NULL), "a later signature never becomes an earlier one");
}

/* The clock on the wall shows minutes: what is done in the minute of the
 * signature was not done before it. */
static void
test_a_search_in_the_minute_of_the_signature_is_after_it (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = new_search (desk, NULL);
  g_autofree char *same_minute = g_strdup_printf ("{'at':%" G_GINT64_FORMAT "}", at_time (13 * 60 + 5));

  desk_now = at_time (13 * 60 + 5) + 20 * GB_SECOND;
  sign (desk, id);
  does (desk, "search.carried-out", id, carried_out (same_minute));
}

static void
test_the_permits_people_and_times_are_kept (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = new_search (desk, NULL);
  g_autofree char *late = g_strdup_printf ("{'at':%" G_GINT64_FORMAT "}", at_time (15 * 60 + 10));
  g_autofree char *marked = g_strdup_printf ("{'at':%" G_GINT64_FORMAT ",'beyond_scope':true}", at_time (15 * 60 + 10));
  g_autofree char *reasoned = g_strdup_printf (
      "{'at':%" G_GINT64_FORMAT ",'beyond_scope':true,'beyond_reason':'The pupil came late'}", at_time (15 * 60 + 10));
  g_autoptr (GbSearch) search = NULL;

  sign (desk, id);
  desk_now = at_time (13 * 60 + 5);
  refuses (desk, "search.carried-out", id, carried_out ("{'searcher_id':'" BETH "','searcher':'Beth Oyelaran'}"),
           "Owen Maddox is named as the searcher");
  refuses (desk, "search.carried-out", id, carried_out ("{'witness_id':'" BETH "','witness':'Beth Oyelaran'}"),
           "Neil Farrow is named as the witness");
  refuses (desk, "search.carried-out", id, carried_out ("{'witness_id':null,'witness':null}"),
           "Neil Farrow is named as the witness");
  refuses (desk, "search.carried-out", id, carried_out (late), "is still to come");
  refuses (desk, "search.carried-out", id, carried_out ("{'found':true}"), "Say what was found");
  desk_now = at_time (15 * 60 + 20);
  refuses (desk, "search.carried-out", id, carried_out (late), "mark the search as beyond its scope");
  refuses (desk, "search.carried-out", id, carried_out (marked), "Say how and why");
  does (desk, "search.carried-out", id, carried_out (reasoned));
  search = search_of (desk, id);
  g_assert_cmpint (search->beyond_scope, ==, 1);
  g_assert_cmpstr (search->state, ==, "carried-out");
}

static void
test_a_suspicion_that_comes_after_the_signature_stops_the_search (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *incident = new_incident (desk, "no");
  g_autofree char *belongs = g_strdup_printf ("{'incident_id':'%s'}", incident);
  g_autofree char *id = new_search (desk, belongs);
  g_autofree char *request = gb_id_new ();
  g_autoptr (JsonObject) body =
      body_of ("{'changes':[{'field':'indecent_image','old':'no','new':'unknown'}],'reason':'A child said so'}");
  g_autoptr (GError) error = NULL;
  g_autoptr (GbDone) done = NULL;

  sign (desk, id);
  done = gb_incident_amend (desk->book, incident, request, body, &error);
  g_assert_no_error (error);
  desk_now = at_time (13 * 60 + 5);
  refuses (desk, "search.carried-out", id, carried_out (NULL), "Do not look");
}

/* --- afterwards ------------------------------------------------------------------------------------------ */

static void
test_dsl_and_parent_are_told_before_it_closes (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = searched (desk, NULL);
  g_autofree char *nobody =
      g_strdup_printf ("{'at':%" G_GINT64_FORMAT ",'who_id':'" OWEN "','who':'Owen Maddox'}", at_time (13 * 60 + 2));
  g_autofree char *too_early = g_strdup_printf ("{'at':%" G_GINT64_FORMAT ",'who_id':'%s','who':'Ruth Adeyemi'}",
                                                at_time (NOON), gb_book_get_member_id (desk->book));
  g_autofree char *told = g_strdup_printf ("{'at':%" G_GINT64_FORMAT ",'who_id':'%s','who':'Ruth Adeyemi'}",
                                           at_time (13 * 60 + 2), gb_book_get_member_id (desk->book));
  g_autoptr (GbRunningClock) dsl = clock_of (desk, id, "search.tell-dsl");
  g_autoptr (GbRunningClock) parent = clock_of (desk, id, "search.tell-parent");
  g_autoptr (GbRunningClock) stopped = NULL;
  g_autoptr (GbSearch) search = NULL;

  g_assert_nonnull (dsl);
  g_assert_cmpint (dsl->due_at, ==, at_time (13 * 60));
  g_assert_nonnull (parent);
  g_assert_cmpint (parent->due_at, ==, gb_day_to_instant ("2026-11-20", 15 * 60 + 15));
  desk_refuses (desk, "search.closed", id, "{'summary':'Done'}", GB_ERROR_REFUSED, "The DSL is always told");
  desk_refuses (desk, "search.dsl-informed", id, nobody, GB_ERROR_REFUSED, "this person is neither");
  desk_refuses (desk, "search.dsl-informed", id, too_early, GB_ERROR_REFUSED, "before it was made");
  desk_does (desk, "search.dsl-informed", id, told);
  stopped = clock_of (desk, id, "search.tell-dsl");
  g_assert_cmpint (stopped->stopped_at, ==, at_time (13 * 60 + 2));
  desk_refuses (desk, "search.closed", id, "{'summary':'Done'}", GB_ERROR_REFUSED, "A parent is always told");
  desk_refuses (desk, "search.parent-told", id, "{'told':false}", GB_ERROR_REFUSED, "If not, say why");
  desk_refuses (desk, "search.parent-told", id, "{'told':true}", GB_ERROR_REFUSED, "Say which parent");
  desk_does (desk, "search.parent-told", id, "{'told':false,'reason_not':'The police asked us to wait'}");
  desk_does (desk, "search.closed", id, "{'summary':'Done'}");
  search = search_of (desk, id);
  g_assert_cmpstr (search->state, ==, "closed");
  g_assert_cmpint (search->parent_told, ==, 0);
}

static void
test_a_risk_gives_the_dsls_clock_another_name (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = new_search (desk, NULL);
  g_autoptr (GbRunningClock) clock = NULL;

  sign (desk, id);
  desk_now = at_time (13 * 60 + 5);
  does (desk, "search.carried-out", id, carried_out ("{'risk_revealed':true}"));
  clock = clock_of (desk, id, "search.tell-dsl");
  g_assert_nonnull (strstr (clock->title, "without delay"));
}

/* --- retrospective -------------------------------------------------------------------------------------------- */

static char *
retrospective (Desk *desk, const char *more)
{
  g_autofree char *basic =
      g_strdup_printf ("{'retrospective':true,'carried_at':%" G_GINT64_FORMAT
                       ",'retrospective_reason':'A threat was read out','valid_from':%" G_GINT64_FORMAT
                       ",'valid_until':%" G_GINT64_FORMAT "}",
                       at_time (11 * 60), at_time (11 * 60), at_time (11 * 60 + 10));
  g_autofree char *text = request_of (desk, basic);
  g_autoptr (JsonObject) body = body_of (text);

  bend (body, more);
  return text_of (body);
}

static void
test_a_search_made_first_says_when_and_why_and_has_its_clock (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *unsaid = request_of (desk, "{'carried_at':1}");
  g_autofree char *body = retrospective (desk, NULL);
  g_autofree char *id = NULL;
  g_autoptr (GbRunningClock) clock = NULL;

  desk_refuses (desk, "search.requested", NULL, unsaid, GB_ERROR_REFUSED, "is retrospective");
  refuses (desk, "search.requested", NULL, retrospective (desk, "{'carried_at':null}"), "Say when the search was made");
  refuses (desk, "search.requested", NULL, retrospective (desk, "{'retrospective_reason':null}"),
           "Say why the search was made before");
  id = gb_test_act (desk->book, "search.requested", NULL, body);
  clock = clock_of (desk, id, "search.after-the-fact");
  g_assert_nonnull (clock);
  g_assert_cmpint (clock->due_at, ==, at_time (15 * 60 + 15));
  assert_gate (desk, id, "authority", GB_GATE_UNMET, "made without authority");
}

static void
test_a_later_signature_is_after_the_fact_for_ever (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *body = retrospective (desk, NULL);
  g_autofree char *device = take (desk, NULL);
  g_autofree char *of_device = NULL;
  g_autofree char *id = NULL;
  g_autofree char *told = g_strdup_printf ("{'at':%" G_GINT64_FORMAT ",'who_id':'%s','who':'Ruth Adeyemi'}",
                                           at_time (11 * 60 + 15), gb_book_get_member_id (desk->book));
  g_autofree char *examined = NULL;
  g_autoptr (GbSearch) search = NULL;
  g_autoptr (GbRunningClock) clock = NULL;
  g_autoptr (JsonObject) with_device = body_of (body);

  json_object_set_string_member (with_device, "device_id", device);
  of_device = text_of (with_device);
  id = gb_test_act (desk->book, "search.requested", NULL, of_device);
  desk_refuses (desk, "search.withdrawn", id, "{'reason':'x'}", GB_ERROR_REFUSED, "already made");
  desk_now = at_time (13 * 60 + 5);
  refuses (desk, "search.carried-out", id, carried_out (NULL), "Looking again is a new search");
  does (desk, "search.carried-out", id, carried_out ("{'at':1}"));
  desk_does (desk, "search.dsl-informed", id, told);
  desk_does (desk, "search.parent-told", id, "{'told':false,'reason_not':'Not yet'}");
  desk_refuses (desk, "search.closed", id, "{'summary':'x'}", GB_ERROR_REFUSED, "the headteacher hasn’t looked at it");
  sign (desk, id);
  search = search_of (desk, id);
  g_assert_cmpint (search->retrospective, ==, 1);
  g_assert_cmpint (search->after_the_fact, ==, 1);
  g_assert_cmpstr (search->state, ==, "carried-out");
  clock = clock_of (desk, id, "search.after-the-fact");
  g_assert_cmpint (clock->stopped_at, >, 0);
  assert_gate (desk, id, "authority", GB_GATE_MET, "stays marked as retrospective");
  examined = g_strdup_printf ("{'search_id':'%s','at':%" G_GINT64_FORMAT ",'by_id':'" OWEN
                              "','by':'Owen Maddox','test':'harm','reason':'r','looked_at':'chat'}",
                              id, at_time (11 * 60 + 20));
  desk_refuses (desk, "device.examined", device, examined, GB_ERROR_REFUSED,
                "made first and signed afterwards, so it authorises nothing");
  desk_does (desk, "search.closed", id, "{'summary':'x'}");
}

static void
test_a_search_made_first_can_be_disapproved_and_is_still_told_of (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *body = retrospective (desk, NULL);
  g_autofree char *id = gb_test_act (desk->book, "search.requested", NULL, body);
  g_autoptr (GbSearch) search = NULL;

  desk_sit (desk, MARTIN);
  desk_does (desk, "search.refused", id, "{'reason':'There was time to ask'}");
  refuses (desk, "search.authorised", id, read_sheet (desk, id), "That answer stands");
  search = search_of (desk, id);
  g_assert_cmpstr (search->state, ==, "requested");
  does (desk, "search.carried-out", id, carried_out ("{'at':1}"));
  assert_gate (desk, id, "authority", GB_GATE_UNMET, "There was time to ask");
}

/* --- every wrong move ----------------------------------------------------------------------------------------------
 */

static void
bring_to (Desk *desk, const char *id, const char *state)
{
  g_autofree char *told = g_strdup_printf ("{'at':%" G_GINT64_FORMAT ",'who_id':'%s','who':'Ruth Adeyemi'}",
                                           at_time (13 * 60 + 2), gb_book_get_member_id (desk->book));

  if (g_str_equal (state, "requested"))
    return;
  if (g_str_equal (state, "refused"))
    {
      desk_sit (desk, MARTIN);
      desk_does (desk, "search.refused", id, "{'reason':'No'}");
      desk_sit (desk, RUTH);
      return;
    }
  if (g_str_equal (state, "withdrawn"))
    {
      desk_does (desk, "search.withdrawn", id, "{'reason':'No need'}");
      return;
    }
  sign (desk, id);
  if (g_str_equal (state, "authorised"))
    return;
  desk_now = at_time (13 * 60 + 5);
  does (desk, "search.carried-out", id, carried_out (NULL));
  if (g_str_equal (state, "carried-out"))
    return;
  desk_does (desk, "search.dsl-informed", id, told);
  desk_does (desk, "search.parent-told", id, "{'told':false,'reason_not':'x'}");
  desk_does (desk, "search.closed", id, "{'summary':'x'}");
}

typedef struct
{
  const char *state, *kind, *words;
} Wrong;

static const Wrong wrong[] = {
  { "requested", "search.carried-out", "isn’t authorised yet" },
  { "requested", "search.dsl-informed", "hasn’t been carried out" },
  { "requested", "search.parent-told", "hasn’t been carried out" },
  { "requested", "search.closed", "waits for an answer" },
  { "authorised", "search.authorised", "authorised already" },
  { "authorised", "search.refused", "Withdraw it" },
  { "authorised", "search.dsl-informed", "hasn’t been carried out" },
  { "authorised", "search.parent-told", "hasn’t been carried out" },
  { "authorised", "search.closed", "authorised and not carried out" },
  { "refused", "search.amended", "a refusal stands" },
  { "refused", "search.authorised", "a refusal stands" },
  { "refused", "search.refused", "refused before" },
  { "refused", "search.withdrawn", "nothing to withdraw" },
  { "refused", "search.carried-out", "was refused" },
  { "refused", "search.dsl-informed", "nothing to tell the DSL" },
  { "refused", "search.parent-told", "nothing to tell a parent" },
  { "refused", "search.closed", "which closed it" },
  { "withdrawn", "search.amended", "was withdrawn" },
  { "withdrawn", "search.authorised", "was withdrawn" },
  { "withdrawn", "search.refused", "was withdrawn" },
  { "withdrawn", "search.withdrawn", "withdrawn before" },
  { "withdrawn", "search.carried-out", "was withdrawn" },
  { "withdrawn", "search.dsl-informed", "nothing to tell the DSL" },
  { "withdrawn", "search.parent-told", "nothing to tell a parent" },
  { "withdrawn", "search.closed", "which closed it" },
  { "carried-out", "search.amended", "can’t be changed afterwards" },
  { "carried-out", "search.authorised", "no second signature" },
  { "carried-out", "search.refused", "can’t be refused any more" },
  { "carried-out", "search.withdrawn", "can’t be withdrawn" },
  { "carried-out", "search.carried-out", "a permit is for one search" },
  { "closed", "search.amended", "is closed" },
  { "closed", "search.authorised", "is closed" },
  { "closed", "search.refused", "is closed" },
  { "closed", "search.withdrawn", "is closed" },
  { "closed", "search.carried-out", "is closed" },
  { "closed", "search.dsl-informed", "is closed" },
  { "closed", "search.parent-told", "is closed" },
  { "closed", "search.closed", "closed already" },
};

static char *
body_for (Desk *desk, const char *kind, const char *id)
{
  if (g_str_equal (kind, "search.amended"))
    return g_strdup ("{'changes':[{'field':'scope','new':'x'}],'reason':'x'}");
  if (g_str_equal (kind, "search.authorised"))
    return read_sheet (desk, id);
  if (g_str_equal (kind, "search.carried-out"))
    return carried_out (NULL);
  if (g_str_equal (kind, "search.dsl-informed"))
    return g_strdup_printf ("{'at':%" G_GINT64_FORMAT ",'who_id':'%s','who':'Ruth Adeyemi'}", at_time (13 * 60 + 2),
                            gb_book_get_member_id (desk->book));
  if (g_str_equal (kind, "search.parent-told"))
    return g_strdup ("{'told':false,'reason_not':'x'}");
  if (g_str_equal (kind, "search.closed"))
    return g_strdup ("{'summary':'x'}");
  return g_strdup ("{'reason':'x'}");
}

static void
test_every_wrong_move_has_its_sentence (void)
{
  static const char *const states[] = { "requested", "authorised", "refused", "withdrawn", "carried-out", "closed" };

  for (gsize s = 0; s < G_N_ELEMENTS (states); s++)
    {
      g_autoptr (Desk) desk = desk_of_school ();
      g_autofree char *id = new_search (desk, NULL);
      bring_to (desk, id, states[s]);
      for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
        if (g_str_equal (wrong[i].state, states[s]))
          {
            gboolean signs =
                g_str_equal (wrong[i].kind, "search.authorised") || g_str_equal (wrong[i].kind, "search.refused");
            if (signs)
              desk_sit (desk, MARTIN);
            refuses (desk, wrong[i].kind, id, body_for (desk, wrong[i].kind, id), wrong[i].words);
            if (signs)
              desk_sit (desk, RUTH);
          }
    }
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
#define TEST(name) g_test_add_func ("/search/" #name, test_##name)
  TEST (a_request_that_meets_every_gate_is_recorded);
  TEST (ground_and_limb_come_from_the_pack);
  TEST (requester_and_searcher_are_two_people);
  TEST (searcher_and_witness_are_of_the_pupils_sex_or_the_exception_is_stated);
  TEST (a_pupil_whose_sex_is_not_recorded_is_not_searched);
  TEST (a_searcher_whose_sex_is_not_recorded_is_told_to_have_it_added);
  TEST (a_possible_indecent_image_stops_the_search);
  TEST (times_run_forward_and_are_not_over);

  TEST (the_sheet_is_the_page_in_its_order);
  TEST (only_the_headteacher_authorises);
  TEST (a_condition_is_a_line_of_the_signed_sheet_and_of_nothing_unsigned);
  TEST (the_headteachers_signature_is_kept_with_the_policy_under_which_it_was_given);
  TEST (who_asked_entered_or_searches_does_not_sign);
  TEST (what_was_not_read_is_not_signed);
  TEST (one_word_changed_afterwards_voids_the_permit);
  TEST (put_back_as_signed_the_permit_is_sound_again);
  TEST (what_makes_it_another_search_is_not_amended);
  TEST (what_a_key_in_doubt_signed_does_not_count);
  TEST (today_shows_a_signer_what_they_may_sign_and_nobody_else);
  TEST (nobody_searches_before_it_is_signed);
  TEST (a_search_in_the_minute_of_the_signature_is_after_it);
  TEST (the_permits_people_and_times_are_kept);
  TEST (a_suspicion_that_comes_after_the_signature_stops_the_search);
  TEST (dsl_and_parent_are_told_before_it_closes);
  TEST (a_risk_gives_the_dsls_clock_another_name);
  TEST (a_search_made_first_says_when_and_why_and_has_its_clock);
  TEST (a_later_signature_is_after_the_fact_for_ever);
  TEST (a_search_made_first_can_be_disapproved_and_is_still_told_of);
  TEST (every_wrong_move_has_its_sentence);
  return g_test_run ();
}
