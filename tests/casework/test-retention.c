/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The end of a case: when its time is over and by which rule, what stops it, who
 * must agree, and what is left of it: a tombstone over a chain that still verifies,
 * and not one of its words. */
#include <locale.h>

#include "casework/concern.h"
#include "casework/retention.h"
#include "journal/erase.h"
#include "journal/projection.h"
#include "retention-support.h"

#define SECRET "It made my tummy hurt"

/* --- asking ------------------------------------------------------------------------- */

static gpointer
list_on_worker (GbBook *book, gpointer until, GCancellable *cancellable, GError **error)
{
  return gb_retention_list (book, until, error);
}

static GPtrArray *
list_until (Desk *desk, const char *until)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *list = gb_book_ask (desk->book, list_on_worker, (gpointer) until, &error);

  g_assert_no_error (error);
  return list;
}

static gpointer
tombs_on_worker (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_retention_tombstones (gb_book_get_vault (book), error);
}

static GbTombstone *
only_tombstone (Desk *desk)
{
  g_autoptr (GPtrArray) tombs = gb_book_ask (desk->book, tombs_on_worker, NULL, NULL);

  g_assert_cmpuint (tombs->len, ==, 1);
  return g_object_ref (tombs->pdata[0]);
}

typedef struct
{
  const char *sql, *text;
} Count;

static gpointer
count_on_worker (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  const Count *count = data;
  return GSIZE_TO_POINTER (
      (gsize) gb_vault_ask_number (gb_book_get_vault (book), -1, error, count->sql, ":text", count->text, NULL));
}

static gsize
count_of (Desk *desk, const char *sql, const char *text)
{
  Count count = { sql, text };
  return GPOINTER_TO_SIZE (gb_book_ask (desk->book, count_on_worker, &count, NULL));
}

static gsize
entries_with (Desk *desk, const char *text)
{
  return count_of (desk, "SELECT count (*) FROM entry WHERE instr (CAST (body AS TEXT), :text) > 0", text);
}

static gsize
emptied (Desk *desk)
{
  return count_of (desk, "SELECT count (*) FROM entry WHERE CAST (body AS TEXT) = :text", GB_ERASED);
}

static void
assert_verifies (Desk *desk)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GbVerdict) verdict = gb_book_verify (desk->book, GB_VERIFY_ALL, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < verdict->findings->len; i++)
    g_test_message ("%s", ((GbFinding *) verdict->findings->pdata[i])->sentence);
  g_assert_cmpuint (verdict->findings->len, ==, 0);
}

static void
assert_finds (Desk *desk, const char *words)
{
  g_autoptr (GbVerdict) verdict = gb_book_verify (desk->book, GB_VERIFY_HASHES, NULL, NULL, NULL, NULL);

  g_assert_cmpuint (verdict->findings->len, >, 0);
  g_assert_nonnull (strstr (((GbFinding *) verdict->findings->pdata[0])->sentence, words));
}

/* --- a closed case and its years -------------------------------------------------------- */

static void
go_to (const char *day)
{
  desk_now = gb_day_to_instant (day, 10 * 60);
}

#define OVER "{'reason':'The rule’s time is over and nobody asks for it.'}"

static void
agree (Desk *desk, const char *id)
{
  g_autofree char *body = g_strdup_printf ("{'erased_id':'%s','reason':'The rule’s time is over.'}", id);
  g_autofree char *none = gb_test_act (desk->book, "retention.erased", NULL, body);

  g_assert_null (none);
}

static void
agree_refused (Desk *desk, const char *id, const char *words)
{
  refuses (desk, "retention.erased", NULL,
           g_strdup_printf ("{'erased_id':'%s','reason':'The rule’s time is over.'}", id), words);
}

/* --- its day ------------------------------------------------------------------------------- */

static void
test_a_childs_case_is_kept_until_the_youngest_in_it_is_25 (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = closed_incident (desk);
  g_autoptr (GPtrArray) all = list_until (desk, NULL);
  g_autoptr (GPtrArray) soon = list_until (desk, "2041-02-13");
  GbRetention *it = all->pdata[0];

  g_assert_cmpuint (all->len, ==, 1);
  g_assert_cmpuint (soon->len, ==, 0);
  g_assert_cmpstr (it->id, ==, id);
  g_assert_cmpstr (it->due, ==, "2041-02-14");
  g_assert_cmpstr (it->rule, ==, "retention.child");
  g_assert_cmpstr (it->state, ==, "kept");
  g_assert_nonnull (strstr (it->counted, "Jonah Reed"));
  desk_refuses (desk, "retention.proposed", id, OVER, GB_ERROR_REFUSED, "Its time is over on 14 February 2041");
  go_to ("2041-02-14");
  g_ptr_array_unref (soon);
  soon = list_until (desk, "2041-02-14");
  g_assert_cmpstr (((GbRetention *) soon->pdata[0])->state, ==, "due");
}

static void
test_what_bears_on_sexual_abuse_is_kept_for_75_years (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = new_incident (desk, "no");
  g_autoptr (GPtrArray) all = NULL;

  desk_does (
      desk, "incident.amended", id,
      "{'changes':[{'field':'category','old':'harmful-content','new':'sexual-behaviour'}],'reason':'Told more.'}");
  settle_general (desk, id);
  desk_does (desk, "incident.closed", id, CLOSING);
  all = list_until (desk, NULL);
  g_assert_cmpstr (((GbRetention *) all->pdata[0])->due, ==, "2101-11-19");
  g_assert_cmpstr (((GbRetention *) all->pdata[0])->rule, ==, "retention.sexual-abuse");
}

static void
test_an_open_case_is_never_due (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = new_incident (desk, "no");
  g_autoptr (GPtrArray) all = NULL;

  go_to ("2090-01-05");
  all = list_until (desk, NULL);
  g_assert_cmpuint (all->len, ==, 0);
  desk_refuses (desk, "retention.proposed", id, OVER, GB_ERROR_REFUSED, "still open");
}

/* --- two people --------------------------------------------------------------------------------- */

static void
test_one_proposes_another_agrees_and_only_those_who_may (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = closed_incident (desk);
  g_autofree char *leader = gb_test_desk_enrol (desk->desk, "Tom Ashby", "leadership");

  desk_sit (desk, RUTH);
  go_to ("2041-03-04");
  agree_refused (desk, id, "Nobody has proposed it yet");
  desk_refuses (desk, "retention.proposed", id, "{'reason':'Jonah Reed asked.'}", GB_ERROR_REFUSED,
                "it names somebody");
  desk_does (desk, "retention.proposed", id, OVER);
  desk_refuses (desk, "retention.proposed", id, OVER, GB_ERROR_REFUSED, "has proposed it already");
  agree_refused (desk, id, "You proposed it");
  desk->book = gb_test_desk_reopen (desk->desk, leader);
  agree_refused (desk, id, "Only the DSL, a deputy or the headteacher");
  desk_refuses (desk, "retention.withdrawn", id, "{'reason':'x'}", GB_ERROR_REFUSED, "");
  desk_sit (desk, MARTIN);
  desk_does (desk, "retention.withdrawn", id, "{'reason':'A request came in today.'}");
  agree_refused (desk, id, "Nobody has proposed it yet");
}

static void
test_a_legal_hold_stops_it_until_it_is_lifted_with_a_reason (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = closed_incident (desk);

  go_to ("2041-03-04");
  desk_does (desk, "retention.proposed", id, OVER);
  desk_does (desk, "retention.held", id,
             "{'reason':'The inquiry asked for all records','reference':'Letter of today'}");
  desk_refuses (desk, "retention.held", id, "{'reason':'Again'}", GB_ERROR_REFUSED, "already");
  desk_refuses (desk, "retention.proposed", id, OVER, GB_ERROR_REFUSED, "The inquiry asked for all records");
  desk_sit (desk, MARTIN);
  agree_refused (desk, id, "A legal hold by Ruth Adeyemi");
  desk_refuses (desk, "retention.hold-lifted", id, "{'reason':' '}", GB_ERROR_REFUSED, "Say who ended it");
  desk_does (desk, "retention.hold-lifted", id, "{'reason':'The inquiry has closed; letter filed'}");
  desk_refuses (desk, "retention.hold-lifted", id, "{'reason':'x'}", GB_ERROR_REFUSED, "none to lift");
  desk_does (desk, "retention.proposed", id, OVER);
}

static void
test_what_was_looked_at_and_kept_comes_back_on_its_day (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = closed_incident (desk);
  g_autoptr (GPtrArray) all = NULL;

  go_to ("2041-03-04");
  desk_refuses (desk, "retention.kept", id, "{'until':'2041-03-04','reason':'x'}", GB_ERROR_REFUSED, "past");
  desk_does (desk, "retention.kept", id, "{'until':'2046-01-01','reason':'A brother is at the school'}");
  desk_refuses (desk, "retention.proposed", id, OVER, GB_ERROR_REFUSED, "1 January 2046");
  go_to ("2046-01-01");
  all = list_until (desk, "2046-01-01");
  g_assert_cmpstr (((GbRetention *) all->pdata[0])->state, ==, "due");
}

/* --- erased ---------------------------------------------------------------------------------------- */

static void
erase (Desk *desk, const char *id)
{
  desk_does (desk, "retention.proposed", id, OVER);
  desk_sit (desk, MARTIN);
  agree (desk, id);
}

static void
test_an_erased_case_leaves_a_tombstone_and_not_one_word (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = closed_incident (desk);
  g_autofree char *other = new_incident (desk, "no");
  g_autoptr (GbTombstone) tomb = NULL;
  g_autoptr (GPtrArray) left = NULL;
  gsize before;

  go_to ("2041-03-04");
  before = count_of (desk, "SELECT count (*) FROM entry WHERE :text IS NOT NULL", "");
  g_assert_cmpuint (entries_with (desk, SECRET), ==, 2);
  erase (desk, id);
  tomb = only_tombstone (desk);
  g_assert_cmpstr (tomb->noun, ==, "incident");
  g_assert_cmpstr (tomb->reference, ==, "26-0001");
  g_assert_cmpstr (tomb->rule, ==, "retention.child");
  g_assert_cmpstr (tomb->proposed_by, ==, "Ruth Adeyemi");
  g_assert_cmpstr (tomb->erased_by, ==, "Martin Pell");
  /* Only the other case's words are left; nothing is missing from the journal. */
  g_assert_cmpuint (entries_with (desk, SECRET), ==, 1);
  g_assert_cmpuint (entries_with (desk, "Black phone"), ==, 0);
  g_assert_cmpuint (entries_with (desk, "The tutor"), ==, 0);
  g_assert_cmpuint (emptied (desk), ==, (gsize) tomb->entries);
  g_assert_cmpuint (count_of (desk, "SELECT count (*) FROM entry WHERE :text IS NOT NULL", ""), ==, before + 2);
  g_assert_cmpuint (count_of (desk, "SELECT count (*) FROM p_case WHERE id = :text", id), ==, 0);
  g_assert_cmpuint (count_of (desk, "SELECT count (*) FROM p_case WHERE id = :text", other), ==, 1);
  g_assert_cmpuint (count_of (desk, "SELECT count (*) FROM p_person_case WHERE case_id = :text", id), ==, 0);
  left = list_until (desk, NULL);
  g_assert_cmpuint (left->len, ==, 0);
  assert_verifies (desk);
}

static void
test_the_chain_verifies_after_a_replay_and_after_unlock (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = closed_incident (desk);
  g_autoptr (GError) error = NULL;

  go_to ("2041-03-04");
  erase (desk, id);
  gb_projection_rebuild (gb_book_get_vault (desk->book), NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  assert_verifies (desk);
  desk_sit (desk, CARYS);
  assert_verifies (desk);
  g_free (new_incident (desk, "no"));
  assert_verifies (desk);
}

static gboolean
empty_one (GbVault *vault, gpointer data, GError **error)
{
  gb_vault_fence (vault, FALSE);
  return gb_vault_execute (vault,
                           "DROP TRIGGER entry_stays; UPDATE entry SET body = CAST ('" GB_ERASED "' AS BLOB)"
                           " WHERE kind = 'incident.recorded'",
                           error);
}

static void
test_an_entry_emptied_without_a_tombstone_is_found (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = new_incident (desk, "no");

  assert_verifies (desk);
  g_assert_true (gb_vault_run (gb_book_get_vault (desk->book), empty_one, NULL, NULL));
  assert_finds (desk, "was emptied, and no tombstone");
}

/* The tombstone is there and the power went before it was carried out. */
static gboolean
only_the_tombstone (GbVault *vault, gpointer id, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (JsonObject) body =
      body_of ("{'reason':'Over','noun':'incident','rule':'retention.child','due':"
               "'2041-02-14','proposed_by':'Ruth Adeyemi','proposed_at':1,'author':{'name':'Martin Pell'}}");
  g_autofree char *request = gb_id_new ();
  g_autoptr (GbEntry) entry = NULL;
  gint64 first =
      gb_vault_ask_number (vault, 0, error, "SELECT min (id) FROM entry WHERE case_id = :id", ":id", id, NULL);

  g_array_append_val (ids, first);
  json_object_set_string_member (body, "erased_id", id);
  json_object_set_array_member (body, "entries", gb_erase_rows (vault, ids, error));
  entry = gb_journal_append (vault, "retention.erased", NULL, request, body, error);
  return entry != NULL;
}

static void
test_what_was_broken_off_is_carried_out_at_the_next_unlock (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = new_incident (desk, "no");
  g_autoptr (GError) error = NULL;

  gb_vault_run (gb_book_get_vault (desk->book), only_the_tombstone, id, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (entries_with (desk, SECRET), ==, 1);
  assert_finds (desk, "it still stands");
  desk_sit (desk, RUTH);
  g_assert_cmpuint (entries_with (desk, SECRET), ==, 0);
  g_assert_cmpuint (emptied (desk), ==, 1);
}

/* --- sealed ---------------------------------------------------------------------------------------------- */

static char *
closed_concern (Desk *desk)
{
  g_autofree char *body = g_strdup_printf (
      "{'person_id':'" OWEN "','person':'Owen Maddox','person_role':'staff','title':'Private messages','narrative':'A "
      "parent says that messages were answered.','occurred_at':%" G_GINT64_FORMAT
      ",'precision':'about','place':'online',"
      "'noticed_at':%" G_GINT64_FORMAT ",'online':false,'told_by':'A parent','self_reported':false,'danger':'no'}",
      at_time (8 * 60), at_time (9 * 60 + 30));
  g_autofree char *dealt =
      g_strdup_printf ("{'at':%" G_GINT64_FORMAT ",'by':'Ruth Adeyemi','done':'Talked with him.'}", at_time (11 * 60));
  g_autofree char *manager =
      g_strdup_printf ("{'person_id':'%s','name':'Martin Pell','reason':'Headteacher'}", desk->members[MARTIN]);
  char *id = gb_test_act (desk->book, "concern.recorded", NULL, body);

  desk_does (desk, "concern.assessed", id,
             "{'harmed':'no','offence':'no','risk':'no','unsuitable':'no','reason':'As told.'}");
  desk_does (desk, "concern.manager-named", id, manager);
  desk_does (desk, "concern.dealt-with", id, dealt);
  desk_does (desk, "concern.pattern-reviewed", id, "{'conclusion':'none','reason':'Nothing before.'}");
  desk_does (desk, "concern.closed", id, "{'summary':'Reminded of the code.'}");
  return id;
}

static gpointer
concern_on_worker (GbBook *book, gpointer id, GCancellable *cancellable, GError **error)
{
  return gb_concern_load (gb_book_get_vault (book), id, error);
}

static gboolean
can_open (Desk *desk, Member member, const char *id)
{
  g_autoptr (GbConcern) concern = NULL;

  desk_sit (desk, member);
  concern = gb_book_ask (desk->book, concern_on_worker, (gpointer) id, NULL);
  return concern != NULL;
}

static void
test_a_sealed_cases_key_is_destroyed_with_it (void)
{
  g_autoptr (Desk) desk = desk_of_school ();
  g_autofree char *id = closed_concern (desk);
  g_autofree char *left = NULL;
  g_autoptr (GbTombstone) tomb = NULL;

  g_assert_true (can_open (desk, MARTIN, id));
  desk_sit (desk, RUTH);
  desk_refuses (desk, "retention.proposed", id, OVER, GB_ERROR_REFUSED, "until the person leaves");
  left = gb_test_act (desk->book, "person.left", NULL, "{'person_id':'" OWEN "','on':'2026-11-19'}");
  desk_does (desk, "retention.proposed", id, OVER);
  g_assert_true (can_open (desk, MARTIN, id));
  agree (desk, id);
  for (guint member = 0; member < N_MEMBERS; member++)
    {
      g_assert_false (can_open (desk, member, id));
      assert_verifies (desk);
    }
  tomb = only_tombstone (desk);
  g_assert_cmpstr (tomb->noun, ==, "sealed");
  g_assert_null (tomb->reference);
  g_assert_cmpuint (emptied (desk), ==, (gsize) tomb->entries);
  g_assert_cmpint (tomb->entries, >=, 7);
}

#define TEST(name) g_test_add_func ("/retention/" #name, test_##name)

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  TEST (a_childs_case_is_kept_until_the_youngest_in_it_is_25);
  TEST (what_bears_on_sexual_abuse_is_kept_for_75_years);
  TEST (an_open_case_is_never_due);
  TEST (one_proposes_another_agrees_and_only_those_who_may);
  TEST (a_legal_hold_stops_it_until_it_is_lifted_with_a_reason);
  TEST (what_was_looked_at_and_kept_comes_back_on_its_day);
  TEST (an_erased_case_leaves_a_tombstone_and_not_one_word);
  TEST (the_chain_verifies_after_a_replay_and_after_unlock);
  TEST (an_entry_emptied_without_a_tombstone_is_found);
  TEST (what_was_broken_off_is_carried_out_at_the_next_unlock);
  TEST (a_sealed_cases_key_is_destroyed_with_it);
  return g_test_run ();
}
