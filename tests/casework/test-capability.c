/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The model: every role by every act, reading and kind of case.  What the
 * table answers, what the book allows, which envelopes a member's keys open,
 * and what every list shows must be one and the same. */
#include "casework/book-private.h"
#include "casework/capability.h"
#include "casework/find.h"
#include "casework/report.h"
#include "casework/seal.h"
#include "casework/timeline.h"
#include "search-support.h"
#include "vault/statement.h"

#define WORD "xylophone"

/* One member for each role, and one who holds them all. */
#define N_CAST 10
#define EVERYTHING 9
static const struct
{
  const char *name, *role;
} cast[N_CAST] = {
  { "Ruth Adeyemi", "dsl" },          { "Carys Whitlock", "deputy" },     { "Martin Pell", "headteacher" },
  { "Priya Sandhu", "online-lead" },  { "Tom Garrick", "leadership" },    { "Nora Vane", "case-manager" },
  { "Helen Brook", "chair" },         { "Imran Dale", "link-governor" },  { "Tess Okoye", "technician" },
  { "Alma Everett", NULL },
};

typedef struct
{
  Desk *desk;
  char *ids[N_CAST];
} School;

static void
school_clear (School *school)
{
  for (guint i = 0; i < N_CAST; i++)
    g_free (school->ids[i]);
  desk_free (school->desk);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (School, school_clear)

static GbBook *
sit (School *school, guint who)
{
  return school->desk->book = gb_test_desk_reopen (school->desk->desk, school->ids[who]);
}

/* Those whose role has no key to the vault sit at another desk (test-outer.c): their keys open nothing here. */
static gboolean
has_no_key (School *school, guint who)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GbIdentity) identity = NULL;
  g_autofree char *vault_id = NULL;

  if (gb_role_words_can (cast[who].role, GB_CAN_HOLD_KEY))
    return FALSE;
  gb_test_desk_close (school->desk->desk);
  g_assert_null (gb_book_open (school->desk->desk->path, school->ids[who], school->desk->desk->keyring, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_NO_KEY);
  g_clear_error (&error);
  vault_id = gb_vault_read_id (school->desk->desk->path, NULL);
  identity = gb_book_load_identity (school->desk->desk->keyring, vault_id, school->ids[who], NULL, &error);
  g_assert_no_error (error);
  g_assert_null (gb_vault_open (school->desk->desk->path, identity, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_NO_KEY);
  return TRUE;
}

static School
new_school (void)
{
  School school = { desk_of_school () };
  GString *roles = g_string_new (NULL);
  g_autofree char *body = NULL;

  school.ids[0] = g_strdup (gb_book_get_member_id (school.desk->book));
  school.ids[1] = g_strdup (school.desk->members[CARYS]);
  school.ids[2] = g_strdup (school.desk->members[MARTIN]);
  for (guint i = 3; i < EVERYTHING; i++)
    school.ids[i] = gb_test_desk_enrol (school.desk->desk, cast[i].name, cast[i].role);
  school.ids[EVERYTHING] = gb_test_desk_enrol (school.desk->desk, cast[EVERYTHING].name, "leadership");
  for (const char *const *role = gb_roles (); *role != NULL; role++)
    g_string_append_printf (roles, "%s'%s'", roles->len > 0 ? "," : "", *role);
  sit (&school, 0);
  body = g_strdup_printf ("{'member_id':'%s','name':'Alma Everett','roles':[%s],'reason':'For the comparison'}",
                          school.ids[EVERYTHING], roles->str);
  g_free (gb_test_act (school.desk->book, "member.roles", NULL, body));
  g_string_free (roles, TRUE);
  return school;
}

/* --- acts ---------------------------------------------------------------------------- */

typedef struct { const char *noun; char *id; } Case;

static char *
take_device (School *school)
{
  g_autofree char *json = g_strdup_printf (
      "{'at':%" G_GINT64_FORMAT ",'owner_id':'" JONAH "','owner':'Jonah Reed','device_type':'phone','description':"
      "'black phone','condition':'x','ground':'behaviour','by_id':'" OWEN "','by':'Owen Maddox','place':'Safe',"
      "'seal':'0417','switched_off':true}",
      at_time (11 * 60));
  return gb_test_act (school->desk->book, "device.confiscated", NULL, json);
}

static char *
begin_referral (School *school)
{
  g_autofree char *json = g_strdup_printf ("{'agency':'lado','noticed_at':%" G_GINT64_FORMAT
                                           ",'summary':'A coach sent a friend request.','subject':'Dale Perrin',"
                                           "'limbs':['unsuitable']}",
                                           at_time (9 * 60 + 30));
  return gb_test_act (school->desk->book, "referral.begun", NULL, json);
}

/* A concern about @person. */
static char *
concern_about (const char *person_id, const char *person, const char *label)
{
  return g_strdup_printf (
      "{'person_id':'%s','person':'%s','person_role':'staff','title':'Matter %s','narrative':'The " WORD
      " was heard.','occurred_at':%" G_GINT64_FORMAT ",'precision':'about','place':'online','noticed_at':%"
      G_GINT64_FORMAT ",'online':false,'told_by':'A parent','own_words':'He wrote back at night.',"
      "'self_reported':false,'danger':'no'}",
      person_id, person, label, at_time (8 * 60), at_time (9 * 60 + 30));
}

static char *
record_concern (School *school)
{
  g_autofree char *json = concern_about (OWEN, "Owen Maddox", "of Owen");
  return gb_test_act (school->desk->book, "concern.recorded", NULL, json);
}

static gpointer
authority_sheet_on_worker (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_authority_sheet (book, data, error);
}

static char *
give_authority (School *school)
{
  g_autofree char *json = g_strdup_printf ("{'person_id':'" OWEN "','person':'Owen Maddox','scope':'generally','from':"
                                           "'2026-11-19','until':'2026-12-18','agreed':true}");
  g_autoptr (JsonObject) body = body_of (json);
  g_autoptr (GbSigning) sheet = NULL;
  g_autofree char *text = NULL;

  sit (school, 2);
  sheet = gb_book_ask (school->desk->book, authority_sheet_on_worker, body, NULL);
  json_object_set_string_member (body, "sheet_hash", sheet->hash);
  text = text_of (body);
  return gb_test_act (school->desk->book, "authority.given", NULL, text);
}

/* What @kind could be about, or NULL. */
static const char *
case_for (const Case *cases, const char *kind)
{
  const GbKind *known = gb_kind_find (kind);

  if (known->about != GB_CASE_ABOUT)
    return NULL;
  for (const Case *one = cases; one->noun != NULL; one++)
    if (g_str_has_prefix (kind, one->noun) && kind[strlen (one->noun)] == '.')
      return one->id;
  return cases[0].id;
}

/* What @book says to it: "" when it may. */
static char *
answer_to (GbBook *book, const char *kind, const char *case_id)
{
  g_autoptr (GError) error = NULL;

  return g_strdup (gb_book_may (book, kind, case_id, NULL, &error) ? "" : error->message);
}

/* Acts that turn on the person more than on the role: who opened the case, who asked, who reads it. */
static gboolean
turns_on_the_person (const char *kind)
{
  return g_str_equal (kind, "case.sealed") || g_str_equal (kind, "search.withdrawn") || g_str_has_prefix (kind, "seal.");
}

static GHashTable *
answers_of (GbBook *book, const Case *cases)
{
  GHashTable *answers = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  guint n;
  const GbKind *kinds = gb_kinds (&n);

  for (guint i = 0; i < n; i++)
    if (gb_act_find (kinds[i].name) != NULL && !turns_on_the_person (kinds[i].name))
      g_hash_table_insert (answers, (gpointer) kinds[i].name, answer_to (book, kinds[i].name, case_for (cases, kinds[i].name)));
  return answers;
}

/* Under the Kent policy the headteacher alone signs for a search. */
static gboolean
is_left_to_another_policy (const char *role, const char *kind)
{
  static const char *const kinds[] = { "search.authorised", "search.refused", "authority.given", "authority.ended",
                                       NULL };

  return g_str_equal (role, "leadership") && g_strv_contains (kinds, kind);
}

/* The concern of this test is about a teaching assistant. */
static GbMatter
matter_of (const char *kind)
{
  return g_str_has_prefix (kind, "concern.") && gb_kind_find (kind)->about == GB_CASE_ABOUT ? GB_MATTER_STAFF
                                                                                           : GB_MATTER_OPEN;
}

/* Whoever may is answered like the one who holds every role; whoever may not is
 * refused, be it for what stands in everybody's way. */
static void
compare_answers (const char *role, GHashTable *given, GHashTable *of_all, guint *refused)
{
  const char *const held[] = { role, NULL };
  GHashTableIter iter;
  gpointer kind, said;

  g_hash_table_iter_init (&iter, given);
  while (g_hash_table_iter_next (&iter, &kind, &said))
    {
      gboolean may = gb_roles_may (held, kind, matter_of (kind)) && !is_left_to_another_policy (role, kind);
      gboolean same = g_strcmp0 (said, g_hash_table_lookup (of_all, kind)) == 0;
      if (may ? !same : *(char *) said == '\0')
        g_error ("%s, %s: the table says %s, the book: %s", role, (char *) kind, may ? "yes" : "no", (char *) said);
      *refused += !may && !same ? 1 : 0;
    }
}

static void
allows_no_act (const char *role)
{
  const char *const held[] = { role, NULL };
  guint n;
  const GbKind *kinds = gb_kinds (&n);

  for (guint i = 0; i < n; i++)
    for (int matter = GB_MATTER_OPEN; matter <= GB_MATTER_HEAD; matter++)
      g_assert_false (gb_roles_may (held, kinds[i].name, (GbMatter) matter));
}

static void
test_every_act_is_answered_as_the_table_says (void)
{
  g_auto (School) school = new_school ();
  g_autoptr (GHashTable) of_all = NULL;
  guint refused = 0;
  Case cases[] = { { "incident", new_incident (school.desk, "unknown") },
                   { "image", NULL },
                   { "device", take_device (&school) },
                   { "search", new_search (school.desk, NULL) },
                   { "referral", begin_referral (&school) },
                   { "concern", record_concern (&school) },
                   { "authority", give_authority (&school) },
                   { NULL } };

  cases[1].id = g_strdup (cases[0].id);
  of_all = answers_of (sit (&school, EVERYTHING), cases);
  for (guint i = 0; i < EVERYTHING; i++)
    {
      g_autoptr (GHashTable) given = has_no_key (&school, i) ? NULL : answers_of (sit (&school, i), cases);
      if (given != NULL)
        compare_answers (cast[i].role, given, of_all, &refused);
      else
        allows_no_act (cast[i].role);
    }
  g_assert_cmpuint (refused, >, 100);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_free (cases[i].id);
}

/* --- what needs no entry ----------------------------------------------------------------- */

static void
test_reports_exports_and_copies_are_for_those_of_the_table (void)
{
  static const struct { const char *deed, *roles; } table[] = {
    { "report", "dsl deputy headteacher online-lead leadership" },
    { "issued", "dsl deputy headteacher online-lead leadership chair link-governor" },
    { "print", "dsl deputy headteacher online-lead leadership case-manager chair" },
    { "export", "dsl deputy headteacher" },
    { "backup", "dsl deputy headteacher technician" },
    { "filtering", "dsl deputy headteacher online-lead leadership technician" },
    { "read", "dsl deputy headteacher online-lead leadership" },
    { "list", "dsl deputy headteacher online-lead leadership" },
    { "search", "dsl deputy headteacher online-lead leadership" },
  };
  g_auto (School) school = new_school ();

  for (guint i = 0; i < EVERYTHING; i++)
    {
      const char *const held[] = { cast[i].role, NULL };
      gboolean keyed = !has_no_key (&school, i);
      if (keyed)
        sit (&school, i);
      for (guint d = 0; d < G_N_ELEMENTS (table); d++)
        {
          g_auto (GStrv) may = g_strsplit (table[d].roles, " ", -1);
          g_autoptr (GError) error = NULL;
          gboolean expected = g_strv_contains ((const char *const *) may, cast[i].role);
          if (gb_roles_may (held, table[d].deed, GB_MATTER_OPEN) != expected && !g_str_equal (table[d].deed, "print"))
            g_error ("%s, %s", cast[i].role, table[d].deed);
          if (!keyed)
            continue;
          g_assert_cmpint (gb_book_may_at_all (school.desk->book, table[d].deed, &error), ==, expected);
          g_assert_true (expected || g_error_matches (error, GB_ERROR, GB_ERROR_REFUSED));
        }
    }
}

static void
test_whoever_may_not_draft_is_shown_no_figure (void)
{
  g_auto (School) school = new_school ();
  static const GbFiguresPlan plan = { .sections = GB_SECTION_ALL };

  for (guint i = 0; i < EVERYTHING; i++)
    {
      g_autoptr (GError) error = NULL;
      GbFigures *figures;
      if (gb_role_words_can (cast[i].role, GB_CAN_DRAFT) || has_no_key (&school, i))
        continue;
      figures = gb_report_preview (sit (&school, i), &plan, &error);
      g_assert_null (figures);
      g_assert_error (error, GB_ERROR, GB_ERROR_REFUSED);
    }
}

/* --- roles by kinds of case ----------------------------------------------------------------- */

/* One of each kind; who is named, who wrote it. */
typedef struct
{
  const char *label;
  GbMatter matter;
  int subject; /* in the cast; -1: nobody of it */
  guint writer;
  char *title, *id, *promised; /* promised: who the form said would see it */
  gint64 entry;
} Matter;

static void
matter_clear (Matter *one)
{
  g_free (one->title);
  g_free (one->id);
  g_free (one->promised);
}

typedef struct { const char *kind; JsonObject *body; } Asked;

/* "Carys Whitlock, Ruth Adeyemi", of those who would read. */
static gpointer
ask_promised (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  Asked *asked = data;
  g_autoptr (GPtrArray) readers = gb_seal_preview (book, asked->kind, NULL, asked->body, error);
  GString *names = g_string_new (NULL);

  for (guint i = 0; readers != NULL && i < readers->len; i++)
    if (((GbSealReader *) readers->pdata[i])->reads)
      g_string_append_printf (names, "%s, ", ((GbSealReader *) readers->pdata[i])->name);
  return g_string_free (names, FALSE);
}

static gpointer
ask_newest (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  gint64 *newest = data;

  *newest = gb_vault_ask_number (gb_book_get_vault (book), 0, error, "SELECT max (id) FROM main.entry", NULL);
  return book;
}

static void
make (School *school, Matter *one, const char *kind, const char *text)
{
  g_autoptr (JsonObject) body = body_of (text);
  Asked asked = { kind, body };
  GbBook *book = sit (school, one->writer);
  g_autoptr (GError) error = NULL;

  one->promised = gb_book_ask (book, ask_promised, &asked, &error);
  g_assert_no_error (error);
  one->title = g_strdup (gb_json_text (body, "title"));
  one->id = gb_test_act (book, kind, NULL, text);
  gb_book_ask (book, ask_newest, &one->entry, NULL);
}

static void
make_incident (School *school, Matter *one)
{
  g_autofree char *json = g_strdup_printf (
      "{'title':'Matter %s','category':'device-misuse','occurred_at':%" G_GINT64_FORMAT ",'precision':'exact',"
      "'location':'changing-room','site':'on','channel':'staff-saw','narrative':'The " WORD " was heard.','danger':'no',"
      "'indecent_image':'no','people':[]%s}",
      one->label, gb_now () - GB_HOUR,
      one->matter == GB_MATTER_SEALED ? ",'sealing':{'rule':'owner','reason':'A colleague is in it.'}" : "");
  make (school, one, "incident.recorded", json);
}

static void
make_concern (School *school, Matter *one)
{
  g_autofree char *json = one->subject < 0 ? concern_about (OWEN, "Owen Maddox", one->label)
                                           : concern_about (school->ids[one->subject], cast[one->subject].name, one->label);
  make (school, one, "concern.recorded", json);
}

static void
make_all (School *school, Matter *all, guint n)
{
  for (guint i = 0; i < n; i++)
    if (all[i].matter == GB_MATTER_OPEN || all[i].matter == GB_MATTER_SEALED)
      make_incident (school, &all[i]);
    else
      make_concern (school, &all[i]);
}

/* Whether the keys of whoever sits open the very bytes of the entry; of what
 * isn't sealed, whether the vault's key does. */
static gpointer
ask_key (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  Matter *one = data;
  GbVault *vault = gb_book_get_vault (book);
  g_autoptr (GbStatement) s = gb_statement_new (vault, "SELECT body, sealed FROM main.entry WHERE id = @id", error);
  g_autoptr (GBytes) body = NULL;
  GbSealKey *key;

  gb_statement_bind (s, "@id", one->entry, NULL);
  if (!gb_statement_step (s, error))
    return NULL;
  if (!gb_statement_number (s, "sealed"))
    return book;
  body = gb_statement_bytes (s, "body");
  key = gb_seal_unwrap (gb_vault_get_identity (vault), body);
  if (key == NULL)
    return NULL;
  gb_seal_key_unref (key);
  return book;
}

static gpointer
ask_listed (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_vault_ask_text (gb_book_get_vault (book), error, "SELECT reference FROM p_case WHERE title = :title", ":title",
                            ((Matter *) data)->title, NULL);
}

/* The case's id in the list, for those to whom its writer was told none. */
static gpointer
ask_id (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_vault_ask_text (gb_book_get_vault (book), error, "SELECT id FROM p_case WHERE title = :title", ":title",
                            ((Matter *) data)->title, NULL);
}

static gpointer
ask_found (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) found = gb_find (gb_book_get_vault (book), WORD, 50, error);

  for (guint i = 0; found != NULL && i < found->len; i++)
    if (g_strcmp0 (((GbFound *) found->pdata[i])->title, ((Matter *) data)->title) == 0)
      return book;
  return NULL;
}

/* Of what is sealed every journal shows that something is there; its case and what it says, that of a reader. */
static gpointer
ask_in_journal (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GArray) ids = gb_timeline_entries (book, NULL, NULL, 0, 0, error);
  g_autoptr (GPtrArray) rows = ids != NULL ? gb_timeline_rows (book, (const gint64 *) (gpointer) ids->data, ids->len, error)
                                           : NULL;

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      GbTimelineRow *row = rows->pdata[i];
      if (row->entry == ((Matter *) data)->entry && row->case_id != NULL)
        return book;
    }
  return NULL;
}

static gpointer
ask_may_read (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_capability_may (book, "read", data, NULL, error) ? book : NULL;
}

/* Where a case's key is given, the rule's roles and its writer get it, but never the one it is about. */
static gboolean
model_says (const Matter *one, guint who)
{
  const char *const held[] = { cast[who].role, NULL };
  gboolean writes = one->matter != GB_MATTER_OPEN && one->writer == who
                    && gb_roles_can (held, GB_CAN_WRITE_CASES | GB_CAN_WRITE_CONCERNS);

  return one->subject != (int) who && (writes || gb_roles_may (held, "read", one->matter));
}

/* The case manager and the chair, to whom the vault's key is given for what is sealed,
 * and from whom the program, not a key, holds back the rest.  The help says so. */
static gboolean
is_kept_back_by_the_program (guint who)
{
  return gb_role_words_can (cast[who].role, GB_CAN_HOLD_KEY) && !gb_role_words_can (cast[who].role, GB_CAN_READ_CASES);
}

static void
look_at (GbBook *book, Matter *one, guint who)
{
  gboolean says = model_says (one, who);
  gboolean key = gb_book_ask (book, ask_key, one, NULL) != NULL;
  g_autofree char *listed = gb_book_ask (book, ask_listed, one, NULL);
  g_autofree char *id = gb_book_ask (book, ask_id, one, NULL);
  gboolean promised = strstr (one->promised, cast[who].name) != NULL;

  if (key != says && !(one->matter == GB_MATTER_OPEN && key && is_kept_back_by_the_program (who)))
    g_error ("%s, %s: the key says %d", cast[who].role, one->label, key);
  if (one->matter != GB_MATTER_OPEN && promised != says)
    g_error ("%s, %s: the form promised %d", cast[who].role, one->label, promised);
  g_assert_cmpint (listed != NULL, ==, says);
  g_assert_cmpint (gb_book_ask (book, ask_found, one, NULL) != NULL, ==, says);
  g_assert_cmpint (gb_book_ask (book, ask_in_journal, one, NULL) != NULL, ==, says);
  /* What isn't shown isn't there to be asked about; what is, may be read. */
  g_assert_true (id == NULL || gb_book_ask (book, ask_may_read, id, NULL) != NULL);
}

static void
test_table_key_and_lists_say_the_same_of_every_case (void)
{
  g_auto (School) school = new_school ();
  Matter all[] = {
    { "open", GB_MATTER_OPEN, -1, 0 },     { "sealed", GB_MATTER_SEALED, -1, 0 },
    { "sealed by the head", GB_MATTER_SEALED, -1, 2 }, { "staff", GB_MATTER_STAFF, -1, 0 },
    { "staff by the deputy", GB_MATTER_STAFF, -1, 1 }, { "about the DSL", GB_MATTER_STAFF, 0, 2 },
    { "about the deputy", GB_MATTER_STAFF, 1, 2 },     { "about the head", GB_MATTER_HEAD, 2, 0 },
    { "about the head by the deputy", GB_MATTER_HEAD, 2, 1 },
  };
  guint open = 0, shut = 0;

  make_all (&school, all, G_N_ELEMENTS (all));
  for (guint who = 0; who < EVERYTHING; who++)
    {
      GbBook *book = has_no_key (&school, who) ? NULL : sit (&school, who);
      for (guint i = 0; book == NULL && i < G_N_ELEMENTS (all); i++)
        {
          /* No key, no promise, no answer; there is no list to be in. */
          g_assert_false (model_says (&all[i], who));
          g_assert_null (strstr (all[i].promised, cast[who].name));
          shut++;
        }
      for (guint i = 0; book != NULL && i < G_N_ELEMENTS (all); i++)
        {
          /* Alma Everett holds every role, the headteacher's too: "about the head" names Martin Pell alone. */
          look_at (book, &all[i], who);
          *(model_says (&all[i], who) ? &open : &shut) += 1;
        }
    }
  g_assert_cmpuint (open, >, 20);
  g_assert_cmpuint (shut, >, 40);
  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    matter_clear (&all[i]);
}

/* What the help says of roles is what the program does. */
static void
test_the_page_of_the_help_is_written_from_the_table (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "data", "help", "C", "roles.page", NULL);
  g_autofree char *page = gb_capability_page ();
  g_autofree char *kept = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_get_contents (path, &kept, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (kept, ==, page);
}

/* --- roles have days -------------------------------------------------------------------------- */

static void
test_acting_up_ends_with_its_last_day (void)
{
  g_auto (School) school = new_school ();
  Matter open = { "open", GB_MATTER_OPEN, -1, 0 };
  g_autofree char *body = g_strdup_printf (
      "{'member_id':'%s','name':'Nora Vane','roles':['deputy'],'from':'2026-11-19','until':'2026-11-20','reason':"
      "'Carys Whitlock is ill'}",
      school.ids[5]);

  make_all (&school, &open, 1);
  g_free (gb_test_act (sit (&school, 0), "member.roles", NULL, body));
  g_assert_nonnull (gb_book_ask (sit (&school, 5), ask_found, &open, NULL));
  g_assert_true (gb_book_can (school.desk->book, GB_CAN_LEAD));
  desk_now += 2 * GB_DAY;
  g_assert_null (gb_book_ask (sit (&school, 5), ask_found, &open, NULL));
  g_assert_false (gb_book_can (school.desk->book, GB_CAN_LEAD));
  matter_clear (&open);
}

/* The chair works on what they read, and on nothing else. */
static void
test_the_chair_works_on_the_concern_about_the_head_alone (void)
{
  g_auto (School) school = new_school ();
  Matter all[] = { { "open", GB_MATTER_OPEN, -1, 0 }, { "about the head", GB_MATTER_HEAD, 2, 0 } };
  g_autofree char *sentence = NULL, *referral = NULL;

  make_all (&school, all, G_N_ELEMENTS (all));
  sit (&school, 6);
  desk_does (school.desk, "concern.assessed", all[1].id,
             "{'harmed':'no','offence':'no','risk':'no','unsuitable':'yes','reason':'As the parent told it.'}");
  referral = g_strdup_printf ("{'agency':'lado','noticed_at':%" G_GINT64_FORMAT ",'summary':'As the parent told it.',"
                              "'subject_id':'%s','subject':'Martin Pell','limbs':['unsuitable'],'concern_id':'%s'}",
                              at_time (9 * 60 + 30), school.ids[2], all[1].id);
  g_free (gb_test_act (school.desk->book, "referral.begun", NULL, referral));
  g_free (gb_test_refused (school.desk->book, "referral.begun", NULL, "{'agency':'police','summary':'x'}",
                           GB_ERROR_REFUSED));
  sentence = gb_test_refused (school.desk->book, "incident.noted", all[0].id, "{'text':'x'}", GB_ERROR_REFUSED);
  g_assert_nonnull (strstr (sentence, "may add to the record"));
  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    matter_clear (&all[i]);
}

#define TEST(name) g_test_add_func ("/capability/" #name, test_##name)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  TEST (every_act_is_answered_as_the_table_says);
  TEST (reports_exports_and_copies_are_for_those_of_the_table);
  TEST (whoever_may_not_draft_is_shown_no_figure);
  TEST (table_key_and_lists_say_the_same_of_every_case);
  TEST (the_page_of_the_help_is_written_from_the_table);
  TEST (acting_up_ends_with_its_last_day);
  TEST (the_chair_works_on_the_concern_about_the_head_alone);
  return g_test_run ();
}
