/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may know: the preview, the keys and the lists say the same; and whoever
 * is not a reader has, in every answer, a vault without the case. */
#include <string.h>

#include "base/errors.h"
#include "base/ids.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/draft.h"
#include "casework/figures.h"
#include "casework/find.h"
#include "casework/incident.h"
#include "casework/member.h"
#include "casework/outgoing.h"
#include "casework/seal.h"
#include "casework/timeline.h"
#include "support/cover.h"
#include "support/desk.h"
#include "vault/statement.h"

#define CANARY "xylophone"

enum
{
  RUTH,
  CARYS,
  MARTIN,
  HELEN,
  IMRAN,
  TESS,
  N_MEMBERS
};
static const struct
{
  const char *name, *role;
} cast[N_MEMBERS] = {
  [RUTH] = { "Ruth Adeyemi", "dsl" },          [CARYS] = { "Carys Whitlock", "deputy" },
  [MARTIN] = { "Martin Pell", "headteacher" }, [HELEN] = { "Helen Brook", "chair" },
  [IMRAN] = { "Imran Dale", "link-governor" }, [TESS] = { "Tess Okoye", "technician" },
};

typedef struct
{
  GbTestDesk *desk;
  char *ids[N_MEMBERS];
} School;

static void
school_clear (School *school)
{
  gb_test_desk_free (school->desk);
  for (guint i = 0; i < N_MEMBERS; i++)
    g_free (school->ids[i]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (School, school_clear)

static School
new_school (void)
{
  School school = { gb_test_desk_new () };

  school.ids[RUTH] = g_strdup (gb_book_get_member_id (school.desk->book));
  for (guint i = 1; i < N_MEMBERS; i++)
    school.ids[i] = gb_test_desk_enrol (school.desk, cast[i].name, cast[i].role);
  return school;
}

/* NULL: their role has no key to the vault, and so neither list nor entry. */
static GbBook *
sit (School *school, guint member)
{
  g_autoptr (GError) error = NULL;
  GbBook *book;

  gb_test_desk_close (school->desk);
  book = gb_book_open (school->desk->path, school->ids[member], school->desk->keyring, &error);
  if (member == IMRAN || member == TESS)
    g_assert_error (error, GB_ERROR, GB_ERROR_NO_KEY);
  else
    g_assert_no_error (error);
  return school->desk->book = book;
}

/* @sealing: a JSON object with ' for ", or NULL. */
static char *
incident_body (const char *title, const char *sealing)
{
  return g_strdup_printf (
      "{'title':'%s','category':'device-misuse','occurred_at':%" G_GINT64_FORMAT ",'precision':'exact',"
      "'location':'changing-room','site':'on','channel':'staff-saw','narrative':'The %s was heard.',"
      "'danger':'no','indecent_image':'no','people':[]%s%s}",
      title, gb_now () - GB_HOUR, CANARY, sealing != NULL ? ",'sealing':" : "", sealing != NULL ? sealing : "");
}

static char *
open_sealed (GbBook *book, const char *sealing)
{
  g_autofree char *body = incident_body ("A sealed matter", sealing);
  return gb_test_act (book, "incident.recorded", NULL, body);
}

typedef struct
{
  const char *case_id, *kind;
  JsonObject *body;
} Asked;

static gpointer
ask_preview (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  Asked *asked = data;
  return gb_seal_preview (book, asked->kind, NULL, asked->body, error);
}

static gpointer
ask_readers (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_seal_readers_of (book, data, error);
}

/* "Carys Whitlock, Ruth Adeyemi" of those who read. */
static char *
names_of (GPtrArray *readers)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; readers != NULL && i < readers->len; i++)
    if (((GbSealReader *) readers->pdata[i])->reads)
      g_ptr_array_add (names, ((GbSealReader *) readers->pdata[i])->name);
  g_ptr_array_add (names, NULL);
  return g_strjoinv (", ", (char **) names->pdata);
}

static gpointer
case_is_there (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return GSIZE_TO_POINTER ((gsize) gb_vault_ask_number (
      gb_book_get_vault (book), 0, error, "SELECT count (*) FROM p_case WHERE id = :id", ":id", data, NULL));
}

/* --- the model: roles by records ----------------------------------------------------- */

/* Which members would read, in what a form offers: everybody it may be about,
 * everybody who may write it, each rule and each choice. */
static char *
sealing_for (School *school, const char *rule, int subject, guint chosen)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "{'rule':'%s','reason':'It is about a colleague.'", rule);
  if (subject >= 0)
    g_string_append_printf (text, ",'subjects':[{'person_id':'%s','name':'%s'}]", school->ids[subject],
                            cast[subject].name);
  if (chosen != 0)
    {
      const char *comma = "";
      g_string_append (text, ",'readers':[");
      for (guint i = 0; i < N_MEMBERS; i++)
        if (chosen & (1u << i))
          {
            g_string_append_printf (text, "%s'%s'", comma, school->ids[i]);
            comma = ",";
          }
      g_string_append (text, "]");
    }
  g_string_append (text, "}");
  return g_string_free (text, FALSE);
}

typedef struct
{
  char *title, *promised;
  int subject;
} Made;

static void
made_free (Made *made)
{
  g_free (made->title);
  g_free (made->promised);
  g_free (made);
}

static void
make_one (School *school, GPtrArray *made, const char *rule, int subject, guint chosen)
{
  g_autofree char *sealing = sealing_for (school, rule, subject, chosen);
  g_autofree char *title = g_strdup_printf ("Matter %u", made->len);
  g_autofree char *text = incident_body (title, sealing);
  g_autoptr (JsonObject) body = gb_test_body (text);
  Asked asked = { NULL, "incident.recorded", body };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) preview = gb_book_ask (school->desk->book, ask_preview, &asked, &error);
  g_autofree char *promised = NULL;
  Made *one;

  g_assert_no_error (error);
  promised = names_of (preview);
  if (*promised == '\0')
    {
      g_autofree char *sentence =
          gb_test_refused (school->desk->book, "incident.recorded", NULL, text, GB_ERROR_REFUSED);
      g_assert_nonnull (strstr (sentence, "Nobody would hold a key"));
      return;
    }
  one = g_new0 (Made, 1);
  one->promised = g_steal_pointer (&promised);
  one->subject = subject;
  one->title = g_steal_pointer (&title);
  g_free (gb_test_act (school->desk->book, "incident.recorded", NULL, text));
  g_ptr_array_add (made, one);
}

/* Its writer is not told the id of a case that is not for them to read. */
static gpointer
ask_by_title (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_vault_ask_text (gb_book_get_vault (book), error, "SELECT id FROM p_case WHERE title = :title", ":title",
                            data, NULL);
}

static gboolean
is_promised (Made *made, guint member)
{
  g_auto (GStrv) names = g_strsplit (made->promised, ", ", -1);
  return g_strv_contains ((const char *const *) names, cast[member].name);
}

static void
compare_promise (GbBook *book, Made *one, guint member)
{
  g_autofree char *id = gb_book_ask (book, ask_by_title, one->title, NULL);
  gboolean there = id != NULL;
  g_autoptr (GPtrArray) readers = there ? gb_book_ask (book, ask_readers, id, NULL) : NULL;
  g_autofree char *listed = names_of (readers);

  g_assert_cmpint (there, ==, is_promised (one, member));
  g_assert_cmpstr (listed, ==, there ? one->promised : "");
  g_assert_false (there && one->subject == (int) member);
}

static void
test_preview_keys_and_screen_say_the_same (void)
{
  g_auto (School) school = new_school ();
  g_autoptr (GPtrArray) made = g_ptr_array_new_with_free_func ((GDestroyNotify) made_free);
  static const guint writers[] = { RUTH, MARTIN };

  for (guint w = 0; w < G_N_ELEMENTS (writers); w++)
    {
      gb_test_desk_reopen (school.desk, school.ids[writers[w]]);
      for (int subject = -1; subject < N_MEMBERS; subject++)
        {
          make_one (&school, made, "staff-concern", subject, 0);
          make_one (&school, made, "owner", subject, 0);
          for (guint chosen = 1; chosen < 1u << N_MEMBERS; chosen += 31)
            make_one (&school, made, "owner", subject, chosen);
        }
    }
  g_assert_cmpuint (made->len, >, 30);
  for (guint m = 0; m < N_MEMBERS; m++)
    {
      GbBook *book = sit (&school, m);
      for (guint i = 0; i < made->len; i++)
        {
          Made *one = made->pdata[i];
          if (book == NULL)
            {
              g_assert_false (is_promised (one, m));
              continue;
            }
          compare_promise (book, one, m);
        }
    }
}

static void
test_a_concern_about_the_headteacher_goes_to_the_chair (void)
{
  g_auto (School) school = new_school ();
  g_autofree char *about_head = sealing_for (&school, "staff-concern", MARTIN, 0);
  g_autofree char *about_dsl = sealing_for (&school, "staff-concern", RUTH, 0);
  g_autofree char *head = open_sealed (school.desk->book, about_head);
  g_autofree char *dsl = NULL;

  gb_test_desk_reopen (school.desk, school.ids[CARYS]);
  dsl = open_sealed (school.desk->book, about_dsl);
  gb_test_desk_reopen (school.desk, school.ids[HELEN]);
  g_assert_nonnull (gb_book_ask (school.desk->book, case_is_there, head, NULL));
  g_assert_null (gb_book_ask (school.desk->book, case_is_there, dsl, NULL));
  gb_test_desk_reopen (school.desk, school.ids[MARTIN]);
  g_assert_null (gb_book_ask (school.desk->book, case_is_there, head, NULL));
  g_assert_nonnull (gb_book_ask (school.desk->book, case_is_there, dsl, NULL));
  gb_test_desk_reopen (school.desk, school.ids[RUTH]);
  g_assert_nonnull (gb_book_ask (school.desk->book, case_is_there, head, NULL));
  g_assert_null (gb_book_ask (school.desk->book, case_is_there, dsl, NULL));
}

/* --- as somebody who is no reader ------------------------------------------------------- */

static void
add_rows (GbVault *vault, GString *all, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GbStatement) s = gb_statement_new (vault, sql, &error);

  g_assert_no_error (error);
  while (gb_statement_step (s, &error))
    for (int c = 0; c < gb_statement_columns (s); c++)
      g_string_append_printf (all, "%s|", gb_statement_text_at (s, c));
  g_assert_no_error (error);
}

/* Everything that stands in any table that this member can ask, as text; of
 * what is closed to them, all but the random bytes. */
static gpointer
ask_everything (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  GbVault *vault = gb_book_get_vault (book);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  GString *all = g_string_new (NULL);
  g_autoptr (GbStatement) s =
      gb_statement_new (vault,
                        "SELECT name FROM main.sqlite_schema WHERE type IN ('table', 'view')"
                        " AND name NOT LIKE 'p_find%' AND name NOT LIKE 'sqlite%' ORDER BY name",
                        error);

  while (gb_statement_step (s, NULL))
    g_ptr_array_add (names, g_strdup (gb_statement_text_at (s, 0)));
  for (guint i = 0; i < names->len; i++)
    {
      static const char entries[] = "SELECT id, writer, seq, at, author, kind, case_id, sealed, length (body),"
                                    " iif (sealed, '', CAST (body AS TEXT)) FROM entry";
      static const char drafts[] = "SELECT id, member, kind, case_id, saved_at, length (bytes) FROM draft";
      static const char readable[] = "SELECT id, at, author, kind, case_id, sealed, body FROM p_entry";
      /* How far the index of words has come is a matter of moments. */
      static const char settings[] = "SELECT * FROM meta WHERE name <> 'found'";
      static const char blobs[] = "SELECT hash, length (bytes) FROM blob";
      const char *name = names->pdata[i];
      g_autofree char *sql = g_str_equal (name, "entry")     ? g_strdup (entries)
                             : g_str_equal (name, "draft")   ? g_strdup (drafts)
                             : g_str_equal (name, "blob")    ? g_strdup (blobs)
                             : g_str_equal (name, "meta")    ? g_strdup (settings)
                             : g_str_equal (name, "p_entry") ? g_strdup (readable)
                                                             : g_strdup_printf ("SELECT * FROM %s", name);
      g_string_append_printf (all, "\n%s: ", (char *) names->pdata[i]);
      add_rows (vault, all, sql);
    }
  return g_string_free (all, FALSE);
}

static gpointer
ask_find (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_find (gb_book_get_vault (book), data, 20, error);
}

static guint
finds (GbBook *book, const char *word)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) found = gb_book_ask (book, ask_find, (gpointer) word, &error);

  g_assert_no_error (error);
  return found->len;
}

static gpointer
ask_journal (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GArray) ids = gb_timeline_entries (book, NULL, NULL, 0, 0, error);
  return ids != NULL ? gb_timeline_rows (book, (const gint64 *) (gpointer) ids->data, ids->len, error) : NULL;
}

static guint
journal_rows (GbBook *book)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = gb_book_ask (book, ask_journal, NULL, &error);

  g_assert_no_error (error);
  return rows->len;
}

static void
write_about (GbBook *book, const char *case_id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) page = g_bytes_new_static ("page", 4);

  g_free (gb_test_act (book, "incident.noted", case_id, "{'text':'Again the " CANARY ".'}"));
  g_free (gb_test_act (book, "action.set", case_id,
                       "{'action_id':'00000000000000000000000000000099','what':'Tune the " CANARY "','owner':'Ruth "
                       "Adeyemi','due':'2030-01-01'}"));
  g_assert_true (
      gb_outgoing_note (book, "incident", case_id, CANARY, page, 1, "The LADO", "The " CANARY, "printed", FALSE, &error));
  g_assert_no_error (error);
}

static void
test_a_word_in_a_sealed_case_is_found_by_its_readers_alone (void)
{
  g_auto (School) school = new_school ();
  g_autofree char *sealing = sealing_for (&school, "owner", MARTIN, 0);
  g_autofree char *id = open_sealed (school.desk->book, sealing);
  GbBook *book;

  write_about (school.desk->book, id);
  g_assert_cmpuint (finds (school.desk->book, CANARY), ==, 1);
  for (guint m = 0; m < N_MEMBERS; m++)
    {
      gboolean reads = m == RUTH || m == CARYS;
      g_autofree char *all = NULL;
      book = sit (&school, m);
      if (book == NULL)
        continue;
      all = gb_book_ask (book, ask_everything, NULL, NULL);
      g_assert_cmpint (strstr (all, CANARY) != NULL, ==, reads);
      g_assert_cmpint (strstr (all, id) != NULL, ==, reads);
      g_assert_cmpuint (finds (book, CANARY), ==, reads ? 1 : 0);
    }
}

static char *
refusal_of (GbBook *book, const char *kind, const char *case_id, const char *text)
{
  g_autoptr (JsonObject) body = gb_test_body (text);
  g_autofree char *request = gb_id_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GbDone) done = gb_book_act (book, kind, case_id, request, body, &error);

  return g_strdup (done == NULL ? error->message : "done");
}

static void
test_whoever_is_no_reader_is_answered_as_if_there_were_no_such_case (void)
{
  g_auto (School) school = new_school ();
  g_autofree char *sealing = sealing_for (&school, "owner", MARTIN, 0);
  g_autofree char *id = open_sealed (school.desk->book, sealing);
  static const char *const kinds[][2] = {
    { "incident.noted", "{'text':'x'}" },
    { "seal.reader-added", "{'member_id':'00000000000000000000000000000001','name':'x','reason':'x'}" },
    { "seal.recused", "{'reason':'x'}" },
    { "case.sealed", "{'reason':'x'}" },
    { "incident.closed", "{'outcomes':[],'summary':'x'}" },
    { "device.confiscated", "{'incident_id':'%s'}" },
  };

  gb_test_desk_reopen (school.desk, school.ids[MARTIN]);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *real = refusal_of (school.desk->book, kinds[i][0], id, kinds[i][1]);
      g_autofree char *none =
          refusal_of (school.desk->book, kinds[i][0], "0123456789abcdef0123456789abcdef", kinds[i][1]);
      g_assert_cmpstr (real, ==, none);
    }
}

/* --- readers come and go ------------------------------------------------------------------- */

static void
add_reader (School *school, const char *id, guint member)
{
  g_autofree char *body = g_strdup_printf ("{'member_id':'%s','name':'%s','reason':'Will lead the meeting.'}",
                                           school->ids[member], cast[member].name);
  g_free (gb_test_act (school->desk->book, "seal.reader-added", id, body));
}

static gpointer
ask_case_rows (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_timeline_of_case (book, data, error);
}

static guint
case_rows (GbBook *book, const char *id)
{
  g_autoptr (GPtrArray) rows = gb_book_ask (book, ask_case_rows, (gpointer) id, NULL);
  return rows->len;
}

static void
test_a_reader_who_is_added_reads_what_came_before (void)
{
  g_auto (School) school = new_school ();
  g_autofree char *sealing = sealing_for (&school, "owner", -1, 1u << RUTH);
  g_autofree char *id = open_sealed (school.desk->book, sealing);
  GbBook *book;
  guint rows;

  write_about (school.desk->book, id);
  gb_test_desk_reopen (school.desk, school.ids[CARYS]);
  g_assert_null (gb_book_ask (school.desk->book, case_is_there, id, NULL));
  gb_test_desk_reopen (school.desk, school.ids[RUTH]);
  add_reader (&school, id, CARYS);
  rows = case_rows (school.desk->book, id);
  book = gb_test_desk_reopen (school.desk, school.ids[CARYS]);
  g_assert_cmpuint (case_rows (book, id), ==, rows);
  g_assert_cmpuint (finds (book, CANARY), ==, 1);
  g_free (gb_test_act (book, "incident.noted", id, "{'text':'Seen.'}"));
  book = gb_test_desk_reopen (school.desk, school.ids[RUTH]);
  g_assert_cmpuint (case_rows (book, id), ==, rows + 1);
}

static void
test_who_steps_back_sees_nothing_of_it_any_more (void)
{
  g_auto (School) school = new_school ();
  g_autofree char *sealing = sealing_for (&school, "owner", -1, 1u << RUTH | 1u << CARYS);
  g_autofree char *id = open_sealed (school.desk->book, sealing);
  guint before = case_rows (school.desk->book, id);
  GbBook *book = gb_test_desk_reopen (school.desk, school.ids[CARYS]);

  g_free (gb_test_act (book, "seal.recused", id, "{'reason':'It is about my sister.'}"));
  g_assert_null (gb_book_ask (book, case_is_there, id, NULL));
  g_assert_cmpuint (finds (book, CANARY), ==, 0);
  book = gb_test_desk_reopen (school.desk, school.ids[CARYS]);
  g_assert_null (gb_book_ask (book, case_is_there, id, NULL));
  book = gb_test_desk_reopen (school.desk, school.ids[RUTH]);
  g_assert_cmpuint (case_rows (book, id), ==, before + 2);
  g_free (gb_test_act (book, "incident.noted", id, "{'text':'After.'}"));
  g_free (gb_test_refused (book, "seal.recused", id, "{'reason':'Me too.'}", GB_ERROR_REFUSED));
  /* Added again later, with the keys of all that came between. */
  add_reader (&school, id, CARYS);
  before = case_rows (book, id);
  book = gb_test_desk_reopen (school.desk, school.ids[CARYS]);
  g_assert_cmpuint (case_rows (book, id), ==, before);
}

static void
test_who_is_removed_reads_nothing_that_follows (void)
{
  g_auto (School) school = new_school ();
  g_autofree char *sealing = sealing_for (&school, "owner", -1, 1u << RUTH | 1u << CARYS);
  g_autofree char *id = open_sealed (school.desk->book, sealing);
  g_autofree char *body = g_strdup_printf (
      "{'member_id':'%s','name':'Carys Whitlock','reason':'Named in a new statement.'}", school.ids[CARYS]);
  g_autofree char *all = NULL;
  GbBook *book;

  g_free (gb_test_act (school.desk->book, "seal.reader-removed", id, body));
  g_free (gb_test_act (school.desk->book, "incident.noted", id, "{'text':'Only for me.'}"));
  book = gb_test_desk_reopen (school.desk, school.ids[CARYS]);
  g_assert_null (gb_book_ask (book, case_is_there, id, NULL));
  all = gb_book_ask (book, ask_everything, NULL, NULL);
  g_assert_null (strstr (all, "Named in a new statement"));
}

static void
test_whom_it_is_about_is_never_added (void)
{
  g_auto (School) school = new_school ();
  g_autofree char *sealing = sealing_for (&school, "owner", MARTIN, 0);
  g_autofree char *id = open_sealed (school.desk->book, sealing);
  g_autofree char *body =
      g_strdup_printf ("{'member_id':'%s','name':'Martin Pell','reason':'He asked.'}", school.ids[MARTIN]);
  g_autofree char *sentence = gb_test_refused (school.desk->book, "seal.reader-added", id, body, GB_ERROR_REFUSED);

  g_assert_nonnull (strstr (sentence, "Martin Pell"));
}

/* The staff list may hold the same person under another id. */
static void
test_a_namesake_of_whom_it_is_about_gets_no_key (void)
{
  g_auto (School) school = new_school ();
  g_autofree char *id =
      open_sealed (school.desk->book,
                   "{'rule':'staff-concern','subjects':[{'person_id':'00000000000000000000000000000042','name':'martin "
                   "PELL'}]}");

  gb_test_desk_reopen (school.desk, school.ids[MARTIN]);
  g_assert_null (gb_book_ask (school.desk->book, case_is_there, id, NULL));
  gb_test_desk_reopen (school.desk, school.ids[HELEN]);
  g_assert_nonnull (gb_book_ask (school.desk->book, case_is_there, id, NULL));
}

static void
test_who_joins_later_does_not_read_what_is_sealed (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *id = open_sealed (desk->book, "{'rule':'owner'}");
  g_autofree char *carys = gb_test_desk_enrol (desk, "Carys Whitlock", "deputy");

  g_assert_null (gb_book_ask (gb_test_desk_reopen (desk, carys), case_is_there, id, NULL));
  g_assert_nonnull (gb_book_ask (gb_test_desk_reopen (desk, NULL), case_is_there, id, NULL));
}

/* --- sealed later ------------------------------------------------------------------------------ */

static gpointer
ask_title (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_vault_ask_text (gb_book_get_vault (book), error, "SELECT title FROM p_incident WHERE id = :id", ":id", data,
                            NULL);
}

static void
test_what_was_written_before_stays_as_it_was (void)
{
  g_auto (School) school = new_school ();
  g_autofree char *id = gb_test_incident (school.desk->book);
  g_autofree char *body = g_strdup_printf (
      "{'reason':'A colleague is named now.','sealing':{'rule':'owner','readers':['%s']}}", school.ids[RUTH]);
  g_autofree char *hers = NULL;
  g_autofree char *his = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GbVerdict) verdict = NULL;
  GbBook *book;

  g_free (gb_test_act (school.desk->book, "case.sealed", id, body));
  g_free (gb_test_act (school.desk->book, "incident.amended", id,
                       "{'changes':[{'field':'title','old':'Phone used in the changing room','new':'The " CANARY
                       "'}],'reason':'Clearer'}"));
  hers = gb_book_ask (school.desk->book, ask_title, id, NULL);
  g_assert_cmpstr (hers, ==, "The " CANARY);
  verdict = gb_book_verify (school.desk->book, GB_VERIFY_ALL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (verdict->findings->len, ==, 0);
  book = gb_test_desk_reopen (school.desk, school.ids[MARTIN]);
  his = gb_book_ask (book, ask_title, id, NULL);
  g_assert_cmpstr (his, ==, "Phone used in the changing room");
  g_free (gb_test_act (book, "incident.noted", id, "{'text':'In the open.'}"));
  book = gb_test_desk_reopen (school.desk, school.ids[RUTH]);
  g_free (hers);
  hers = gb_book_ask (book, ask_title, id, NULL);
  g_assert_cmpstr (hers, ==, "The " CANARY);
  g_assert_cmpuint (case_rows (book, id), ==, 4);
}

/* --- two vaults, with and without ----------------------------------------------------------------- */

static guint64 dice;

static void
throw_dice (guint8 *bytes, gsize length, gpointer data)
{
  for (gsize i = 0; i < length; i++)
    {
      dice = dice * 6364136223846793005u + 1442695040888963407u;
      bytes[i] = (guint8) (dice >> 33);
    }
}

static gint64
stopped_clock (gpointer data)
{
  return *(gint64 *) data;
}

static gpointer
ask_figures (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  static const GbFiguresPlan plan = { .sections = GB_SECTION_ALL };
  g_autoptr (GbFigures) figures = gb_figures_gather (book, &plan, error);

  if (figures == NULL)
    return NULL;
  /* The journal's head is a hash over what is sealed, too. */
  g_free (figures->head);
  figures->head = g_strdup ("");
  return gb_figures_to_json (figures);
}

/* All that Martin Pell can ask, of a vault where he is named in a sealed case
 * (@sealed) or where as many entries with nothing in them were written. */
static char *
as_the_person_named (gboolean sealed, Sizes *sizes)
{
  static gint64 now;
  g_auto (School) school = { NULL };
  GString *all = g_string_new (NULL);
  g_autofree char *lists = NULL;
  g_autofree char *figures = NULL;
  g_autofree char *plain = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GbVerdict) verdict = NULL;
  g_autofree char *folded = NULL;
  g_autoptr (JsonObject) draft = NULL;
  g_autoptr (GRegex) keys = g_regex_new ("[0-9a-f]{40,}", G_REGEX_RAW, 0, NULL);
  GbBook *book;

  now = G_GINT64_CONSTANT (1789032600000000); /* a Thursday in September 2026 */
  dice = 7;
  gb_clock_set (stopped_clock, &now);
  gb_ids_set_random (throw_dice, NULL);
  school = new_school ();
  plain = gb_test_incident (school.desk->book);
  dice = 99;
  draft = gb_test_body (sealed ? "{'title':'" CANARY "'}" : "{'title':'something'}");
  if (sealed)
    {
      g_autofree char *sealing = sealing_for (&school, "staff-concern", MARTIN, 0);
      g_autofree char *id = open_sealed (school.desk->book, sealing);
      write_about (school.desk->book, id);
      g_assert_true (gb_draft_save (school.desk->book, "00000000000000000000000000000077", "incident.noted", id,
                                    draft, NULL));
      gb_book_ask (school.desk->book, ask_sizes, sizes, NULL);
    }
  else
    {
      gb_book_ask (school.desk->book, ask_cover, sizes, &error);
      g_assert_no_error (error);
      g_assert_true (gb_draft_save (school.desk->book, "00000000000000000000000000000077", "incident.noted", plain,
                                    draft, NULL));
    }
  dice = 1234;
  g_free (gb_test_incident (school.desk->book));
  book = gb_test_desk_reopen (school.desk, school.ids[MARTIN]);
  lists = gb_book_ask (book, ask_everything, NULL, &error);
  g_assert_no_error (error);
  figures = gb_book_ask (book, ask_figures, NULL, &error);
  g_assert_no_error (error);
  verdict = gb_book_verify (book, GB_VERIFY_ALL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_string_append_printf (all, "%s\n%s\nfound %u, journal %u, entries %" G_GINT64_FORMAT ", findings %u\n", lists,
                          figures, finds (book, CANARY), journal_rows (book), verdict->entries, verdict->findings->len);
  gb_clock_set (NULL, NULL);
  gb_ids_set_random (NULL, NULL);
  /* Keys, hashes and what is sealed are random in both. */
  folded = g_regex_replace_literal (keys, all->str, -1, 0, "#", 0, NULL);
  g_string_free (all, TRUE);
  return g_steal_pointer (&folded);
}

static void
test_the_person_named_can_ask_nothing_that_tells (void)
{
  Sizes sizes = { 0 };
  g_autofree char *with = as_the_person_named (TRUE, &sizes);
  g_autofree char *without = as_the_person_named (FALSE, &sizes);
  g_auto (GStrv) one = g_strsplit (with, "\n", -1);
  g_auto (GStrv) other = g_strsplit (without, "\n", -1);

  g_assert_cmpuint (sizes.entries, ==, 4);
  g_assert_cmpuint (g_strv_length (one), ==, g_strv_length (other));
  for (guint i = 0; one[i] != NULL; i++)
    g_assert_cmpstr (one[i], ==, other[i]);
}

/* --- the record is sound for everybody ---------------------------------------------------------------- */

static void
test_every_member_can_verify_it (void)
{
  g_auto (School) school = new_school ();
  g_autofree char *sealing = sealing_for (&school, "owner", MARTIN, 0);
  g_autofree char *id = open_sealed (school.desk->book, sealing);

  write_about (school.desk->book, id);
  g_assert_true (gb_seal_cover (school.desk->book, NULL));
  for (guint m = 0; m < N_MEMBERS; m++)
    {
      GbBook *book = sit (&school, m);
      g_autoptr (GError) error = NULL;
      g_autoptr (GbVerdict) verdict
          = book != NULL ? gb_book_verify (book, GB_VERIFY_ALL, NULL, NULL, NULL, &error) : NULL;
      if (book == NULL)
        continue;
      g_assert_no_error (error);
      for (guint i = 0; i < verdict->findings->len; i++)
        g_test_message ("%s", ((GbFinding *) verdict->findings->pdata[i])->sentence);
      g_assert_cmpuint (verdict->findings->len, ==, 0);
    }
}

static void
test_the_same_request_twice_is_one_entry (void)
{
  g_auto (School) school = new_school ();
  g_autofree char *sealing = sealing_for (&school, "owner", -1, 0);
  g_autofree char *text = incident_body ("Once", sealing);
  g_autoptr (JsonObject) body = gb_test_body (text);
  g_autofree char *request = gb_id_new ();
  g_autoptr (GbDone) first = gb_book_act (school.desk->book, "incident.recorded", NULL, request, body, NULL);
  g_autoptr (GbDone) second = NULL;

  gb_test_desk_reopen (school.desk, NULL);
  second = gb_book_act (school.desk->book, "incident.recorded", NULL, request, body, NULL);
  g_assert_cmpint (first->entry, ==, second->entry);
  g_assert_cmpstr (first->case_id, ==, second->case_id);
  g_assert_true (g_str_has_prefix (first->reference, "S-"));
  g_assert_cmpstr (first->reference, ==, second->reference);
}

static void
test_reading_is_noted_for_the_readers (void)
{
  g_auto (School) school = new_school ();
  g_autofree char *sealing = sealing_for (&school, "owner", MARTIN, 0);
  g_autofree char *id = open_sealed (school.desk->book, sealing);
  guint before = case_rows (school.desk->book, id);

  g_assert_true (gb_seal_note_reading (school.desk->book, id, "page", NULL));
  g_assert_true (gb_seal_note_reading (school.desk->book, id, "page", NULL));
  g_assert_cmpuint (case_rows (school.desk->book, id), ==, before + 1);
}

static gpointer
ask_rewrap (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  guint done = 0;
  return gb_seal_rewrap (book, "Somebody left.", &done, error) ? GUINT_TO_POINTER (done) : NULL;
}

static void
test_keys_given_again_open_everything_still (void)
{
  g_auto (School) school = new_school ();
  g_autofree char *sealing = sealing_for (&school, "owner", MARTIN, 0);
  g_autofree char *id = open_sealed (school.desk->book, sealing);
  guint rows;

  write_about (school.desk->book, id);
  g_assert_cmpuint (GPOINTER_TO_UINT (gb_book_ask (school.desk->book, ask_rewrap, NULL, NULL)), ==, 1);
  g_free (gb_test_act (school.desk->book, "incident.noted", id, "{'text':'After.'}"));
  rows = case_rows (school.desk->book, id);
  gb_test_desk_reopen (school.desk, school.ids[CARYS]);
  g_assert_cmpuint (case_rows (school.desk->book, id), ==, rows);
}

static gpointer
ask_unconfirmed (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_members_unconfirmed (gb_book_get_vault (book), gb_book_get_member_id (book), error);
}

static void
confirm (GbBook *book, const char *member_id)
{
  g_autoptr (GPtrArray) members = gb_book_ask (book, ask_unconfirmed, NULL, NULL);

  for (guint i = 0; i < members->len; i++)
    {
      GbMember *member = members->pdata[i];
      g_autofree char *words = gb_member_safety_words (gb_book_get_vault (book), member);
      g_autofree char *body =
          g_strdup_printf ("{'member_id':'%s','name':'%s','sign_key':'%s','box_key':'%s','words':'%s'}", member->id,
                           member->name, member->sign_key, member->box_key, words);
      if (g_str_equal (member->id, member_id))
        g_free (gb_test_act (book, "member.confirmed", NULL, body));
    }
}

static gboolean
refuses_to_add (GbBook *book, const char *case_id, const char *member_id)
{
  g_autofree char *text = g_strdup_printf ("{'member_id':'%s','name':'x','reason':'Will lead the meeting.'}", member_id);
  g_autoptr (JsonObject) body = gb_test_body (text);
  g_autoptr (GError) error = NULL;
  gboolean may = gb_book_may (book, "seal.reader-added", case_id, body, &error);

  g_assert_true (may || strstr (error->message, "isn’t confirmed") != NULL);
  return !may;
}

/* And nobody else is: whoever finds the twelve words could come back as her. */
static void
test_who_lost_their_keys_is_given_them_again_by_another_reader (void)
{
  g_auto (School) school = new_school ();
  g_autofree char *sealing = sealing_for (&school, "owner", MARTIN, 0);
  g_autofree char *id = open_sealed (school.desk->book, sealing);
  g_autofree char *hers = sealing_for (&school, "owner", -1, 1u << RUTH);
  g_autofree char *other = open_sealed (school.desk->book, hers);
  g_autoptr (GError) error = NULL;
  GbBook *book;
  guint rows;

  write_about (school.desk->book, id);
  gb_test_desk_close (school.desk);
  school.desk->book =
      gb_book_recover (school.desk->path, school.desk->words, school.ids[CARYS], school.desk->keyring, &error);
  g_assert_no_error (error);
  /* The twelve words open the vault, and no seal. */
  g_assert_null (gb_book_ask (school.desk->book, case_is_there, id, NULL));
  book = gb_test_desk_reopen (school.desk, school.ids[RUTH]);
  g_assert_true (gb_seal_settle (book, &error));
  g_assert_no_error (error);
  g_free (gb_test_act (book, "incident.noted", id, "{'text':'Meanwhile.'}"));
  book = gb_test_desk_reopen (school.desk, school.ids[CARYS]);
  g_assert_null (gb_book_ask (book, case_is_there, id, NULL));
  book = gb_test_desk_reopen (school.desk, school.ids[RUTH]);
  /* Neither may she be made a reader of another case, nor does one confirmation do. */
  g_assert_true (refuses_to_add (book, other, school.ids[CARYS]));
  confirm (book, school.ids[CARYS]);
  g_assert_true (gb_seal_settle (book, &error));
  g_assert_true (refuses_to_add (book, other, school.ids[CARYS]));
  book = gb_test_desk_reopen (school.desk, school.ids[CARYS]);
  g_assert_null (gb_book_ask (book, case_is_there, id, NULL));
  book = gb_test_desk_reopen (school.desk, school.ids[MARTIN]);
  confirm (book, school.ids[CARYS]);
  book = gb_test_desk_reopen (school.desk, school.ids[RUTH]);
  g_assert_false (refuses_to_add (book, other, school.ids[CARYS]));
  g_assert_true (gb_seal_settle (book, &error));
  g_assert_no_error (error);
  rows = case_rows (book, id);
  g_assert_true (gb_seal_settle (book, &error));
  g_assert_cmpuint (case_rows (book, id), ==, rows);
  book = gb_test_desk_reopen (school.desk, school.ids[CARYS]);
  g_assert_cmpuint (case_rows (book, id), ==, rows);
}

static void
test_who_writes_for_others_learns_only_that_it_is_saved (void)
{
  g_auto (School) school = new_school ();
  g_autofree char *sealing = sealing_for (&school, "owner", -1, 1u << CARYS);
  g_autofree char *text = incident_body ("For Carys", sealing);
  g_autoptr (JsonObject) body = gb_test_body (text);
  g_autofree char *request = gb_id_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GbDone) done = gb_incident_record (school.desk->book, request, body, &error);
  g_autoptr (GbDone) again = NULL;

  g_assert_no_error (error);
  g_assert_cmpint (done->entry, >, 0);
  g_assert_null (done->case_id);
  again = gb_book_act (school.desk->book, "incident.recorded", NULL, request, body, &error);
  g_assert_cmpint (again->entry, ==, done->entry);
  g_assert_cmpuint (finds (school.desk->book, CANARY), ==, 0);
  g_assert_cmpuint (finds (gb_test_desk_reopen (school.desk, school.ids[CARYS]), CANARY), ==, 1);
}

static void
test_with_nobody_chosen_it_is_refused (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *body = incident_body ("For nobody", "{'rule':'owner','readers':[]}");
  g_autofree char *sentence = gb_test_refused (desk->book, "incident.recorded", NULL, body, GB_ERROR_REFUSED);

  g_assert_nonnull (strstr (sentence, "Nobody would hold a key"));
}

/* A case that comes from a sealed one is for the same readers. */
static void
test_what_comes_from_a_sealed_case_is_sealed (void)
{
  g_auto (School) school = new_school ();
  g_autofree char *sealing = sealing_for (&school, "owner", MARTIN, 0);
  g_autofree char *id = open_sealed (school.desk->book, sealing);
  g_autofree char *body = g_strdup_printf (
      "{'incident_id':'%s','agency':'lado','subject_id':'%s','subject':'Martin Pell','noticed_at':%" G_GINT64_FORMAT
      ",'summary':'The " CANARY ".','limbs':['harmed']}",
      id, school.ids[MARTIN], gb_now () - GB_HOUR);
  g_autofree char *referral = gb_test_act (school.desk->book, "referral.begun", NULL, body);

  g_assert_nonnull (gb_book_ask (school.desk->book, case_is_there, referral, NULL));
  g_assert_null (gb_book_ask (gb_test_desk_reopen (school.desk, school.ids[MARTIN]), case_is_there, referral, NULL));
  g_assert_nonnull (gb_book_ask (gb_test_desk_reopen (school.desk, school.ids[CARYS]), case_is_there, referral, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/seal/preview-keys-and-screen-say-the-same", test_preview_keys_and_screen_say_the_same);
  g_test_add_func ("/seal/about-the-headteacher-goes-to-the-chair",
                   test_a_concern_about_the_headteacher_goes_to_the_chair);
  g_test_add_func ("/seal/found-by-its-readers-alone", test_a_word_in_a_sealed_case_is_found_by_its_readers_alone);
  g_test_add_func ("/seal/no-reader-no-such-case", test_whoever_is_no_reader_is_answered_as_if_there_were_no_such_case);
  g_test_add_func ("/seal/added-reads-what-came-before", test_a_reader_who_is_added_reads_what_came_before);
  g_test_add_func ("/seal/stepped-back-sees-nothing", test_who_steps_back_sees_nothing_of_it_any_more);
  g_test_add_func ("/seal/removed-reads-nothing-that-follows", test_who_is_removed_reads_nothing_that_follows);
  g_test_add_func ("/seal/whom-it-is-about-is-never-added", test_whom_it_is_about_is_never_added);
  g_test_add_func ("/seal/a-namesake-gets-no-key", test_a_namesake_of_whom_it_is_about_gets_no_key);
  g_test_add_func ("/seal/joined-later-does-not-read", test_who_joins_later_does_not_read_what_is_sealed);
  g_test_add_func ("/seal/what-was-written-before-stays", test_what_was_written_before_stays_as_it_was);
  g_test_add_func ("/seal/the-person-named-can-ask-nothing-that-tells",
                   test_the_person_named_can_ask_nothing_that_tells);
  g_test_add_func ("/seal/every-member-can-verify", test_every_member_can_verify_it);
  g_test_add_func ("/seal/the-same-request-twice-is-one-entry", test_the_same_request_twice_is_one_entry);
  g_test_add_func ("/seal/reading-is-noted", test_reading_is_noted_for_the_readers);
  g_test_add_func ("/seal/keys-given-again-open-everything", test_keys_given_again_open_everything_still);
  g_test_add_func ("/seal/lost-keys-are-given-again", test_who_lost_their_keys_is_given_them_again_by_another_reader);
  g_test_add_func ("/seal/writing-for-others", test_who_writes_for_others_learns_only_that_it_is_saved);
  g_test_add_func ("/seal/nobody-chosen-is-refused", test_with_nobody_chosen_it_is_refused);
  g_test_add_func ("/seal/what-comes-from-it-is-sealed", test_what_comes_from_a_sealed_case_is_sealed);
  return g_test_run ();
}
