/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdarg.h>
#include <string.h>

#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/ids.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/book-private.h"
#include "casework/factor.h"
#include "casework/incident.h"
#include "casework/member.h"
#include "casework/roll.h"
#include "ctl/command.h"
#include "ctl/demo.h"
#include "vault/statement.h"

const char *const gb_demo_member_names[GB_DEMO_MEMBERS] = { "Ruth Adeyemi", "Carys Whitlock", "Martin Pell" };
const char *const gb_demo_staff_names[4] = { "Owen Maddox", "Priti Sandhu", "Gareth Lowe", "Helena Frost" };
static const char *const staff_titles[4] = { "Class teacher, Year 6", "Class teacher, Year 5", "Teaching assistant",
                                             "School office" };
static const char *const staff_sexes[4] = { "male", "female", "male", "female" };

static gint64
demo_clock (gpointer data)
{
  GbDemo *demo = data;
  return demo->now++;
}

void
gb_demo_move_to (GbDemo *demo, gint64 instant)
{
  if (instant > demo->now)
    demo->now = MIN (instant, demo->real_now);
}

gint64
gb_demo_school_day (GbDemo *demo, int back, int minutes)
{
  GbCalendar *calendar = gb_book_get_calendar (demo->book);
  g_autofree char *day = gb_instant_to_day (demo->real_now);

  while (!gb_calendar_is_school_day (calendar, day) || back-- > 0)
    {
      char *before = gb_day_add (day, -1);
      g_free (day);
      day = before;
    }
  return gb_day_to_instant (day, minutes);
}

gboolean
gb_demo_sit_down (GbDemo *demo, GbDemoWho who, GError **error)
{
  if (demo->book != NULL && demo->who == who)
    return TRUE;
  if (demo->book != NULL)
    gb_book_close (demo->book);
  g_clear_object (&demo->book);
  demo->who = who;
  demo->book = gb_book_open (demo->dir, demo->members[who], demo->keyring, error);
  return demo->book != NULL;
}

/* --- acts ------------------------------------------------------------------------- */

static gboolean
add_json (JsonObject *body, const char *name, const char *text, GError **error)
{
  JsonNode *node = json_from_string (text, error);
  if (node != NULL)
    json_object_set_member (body, name, node);
  return node != NULL;
}

static gboolean
add_fields (JsonObject *body, const char *field, va_list args, GError **error)
{
  for (; field != NULL; field = va_arg (args, const char *))
    {
      if (*field == '@')
        json_object_set_int_member (body, field + 1, va_arg (args, gint64));
      else if (*field == '?')
        json_object_set_boolean_member (body, field + 1, va_arg (args, gboolean));
      else if (*field == '[')
        {
          const char *json = va_arg (args, const char *);
          if (json != NULL && !add_json (body, field + 1, json, error))
            return FALSE;
        }
      else
        gb_json_set_text (body, field, va_arg (args, const char *));
    }
  return TRUE;
}

char *
gb_demo_act (GbDemo *demo, GError **error, const char *kind, const char *case_id, const char *field, ...)
{
  g_autoptr (JsonObject) body = json_object_new ();
  g_autofree char *request = gb_id_new ();
  g_autoptr (GbDone) done = NULL;
  gboolean filled;
  va_list args;

  va_start (args, field);
  filled = add_fields (body, field, args, error);
  va_end (args);
  /* An incident is recorded together with the procedure that it begins. */
  if (filled && g_str_equal (kind, "incident.recorded"))
    done = gb_incident_record (demo->book, request, body, error);
  else if (filled)
    done = gb_book_act (demo->book, kind, case_id, request, body, error);
  if (done == NULL)
    {
      g_prefix_error (error, "%s: ", kind);
      return NULL;
    }
  return g_strdup (done->case_id != NULL ? done->case_id : "");
}

/* --- the school and its members ------------------------------------------------------- */

gboolean
gb_demo_found (GbDemo *demo, GError **error)
{
  static const char *const roles[] = { "dsl", NULL };
  const GbBookPlan plan = { .passphrase = GB_DEMO_PASSPHRASE,
                            .dir = demo->dir,
                            .school = demo->school,
                            .dfe_number = demo->dfe_number,
                            .pack = "kent-2023",
                            .member_name = gb_demo_member_names[GB_DEMO_DSL],
                            .member_roles = roles };
  char *words = NULL;
  gboolean confirmed;

  demo->book = gb_book_create (&plan, demo->keyring, &words, error);
  if (demo->book == NULL)
    return FALSE;
  demo->who = GB_DEMO_DSL;
  demo->members[GB_DEMO_DSL] = g_strdup (gb_book_get_member_id (demo->book));
  confirmed = gb_book_confirm_recovery (demo->book, words, error);
  gb_wipe_text (words);
  return confirmed;
}

gboolean
gb_demo_set_calendar (GbDemo *demo, const char *day, GError **error)
{
  g_autofree char *year = gb_school_year_of (day);
  g_autoptr (JsonObject) body = gb_calendar_default_year (year, 6);
  g_autofree char *request = gb_id_new ();
  g_autoptr (GbDone) done = gb_book_act (demo->book, "calendar.set", NULL, request, body, error);

  return done != NULL;
}

static gboolean
enrol (GbDemo *demo, GbDemoWho who, const char *const *roles, GError **error)
{
  char *code;

  if (!gb_demo_sit_down (demo, GB_DEMO_DSL, error))
    return FALSE;
  code = gb_book_invite (demo->book, gb_demo_member_names[who], roles, error);
  if (code == NULL)
    return FALSE;
  gb_book_close (demo->book);
  g_clear_object (&demo->book);
  demo->book = gb_book_enrol (demo->dir, code, demo->keyring, error);
  gb_wipe_text (code);
  demo->who = who;
  if (demo->book != NULL)
    demo->members[who] = g_strdup (gb_book_get_member_id (demo->book));
  return demo->book != NULL;
}

static gpointer
ask_unconfirmed (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_members_unconfirmed (gb_book_get_vault (book), gb_book_get_member_id (book), error);
}

/* The DSL has compared the safety words with both. */
static gboolean
confirm_others (GbDemo *demo, GError **error)
{
  g_autoptr (GPtrArray) members = gb_book_ask (demo->book, ask_unconfirmed, NULL, error);

  for (guint i = 0; members != NULL && i < members->len; i++)
    {
      GbMember *member = members->pdata[i];
      g_autofree char *words = gb_member_safety_words (gb_book_get_vault (demo->book), member);
      g_autofree char *done
          = gb_demo_act (demo, error, "member.confirmed", NULL, "member_id", member->id, "name", member->name,
                         "sign_key", member->sign_key, "box_key", member->box_key, "words", words, NULL);
      if (done == NULL)
        return FALSE;
    }
  return members != NULL;
}

gboolean
gb_demo_enrol_others (GbDemo *demo, GError **error)
{
  static const char *const deputy[] = { "deputy", NULL };
  /* As in the policy that the pack carries out, the headteacher also deputises. */
  static const char *const head[] = { "headteacher", "deputy", NULL };

  return enrol (demo, GB_DEMO_DEPUTY, deputy, error) && enrol (demo, GB_DEMO_HEAD, head, error)
         && gb_demo_sit_down (demo, GB_DEMO_DSL, error) && confirm_others (demo, error);
}

static gboolean
add_staff (GbDemo *demo, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (demo->staff); i++)
    {
      g_auto (GStrv) name = g_strsplit (gb_demo_staff_names[i], " ", 2);
      g_autofree char *done = NULL;
      demo->staff[i] = gb_id_new ();
      done = gb_demo_act (demo, error, "person.added", NULL, "person_id", demo->staff[i], "sort", "staff", "forename",
                          name[0], "surname", name[1], "sex", staff_sexes[i], "role_title", staff_titles[i], NULL);
      if (done == NULL)
        return FALSE;
    }
  return TRUE;
}

/* --- the roll ---------------------------------------------------------------------------- */

static void
pupil_free (gpointer data)
{
  GbDemoPupil *pupil = data;
  g_free (pupil->id);
  g_free (pupil->name);
  g_free (pupil->sex);
  g_free (pupil->year_group);
  g_free (pupil->parent_id);
  g_free (pupil->parent);
  g_free (pupil->relation);
  g_free (pupil);
}

static gpointer
read_pupils (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) pupils = g_ptr_array_new_with_free_func (pupil_free);
  g_autoptr (GbStatement) s = gb_statement_new (
      gb_book_get_vault (book),
      "SELECT p.id, p.forename || ' ' || p.surname AS name, p.sex, p.year_group, a.id AS parent_id, a.forename || ' ' "
      "|| a.surname AS parent, r.relation "
      "FROM p_person p LEFT JOIN p_relation r ON r.person_id = p.id AND r.relation IN ('mother', 'father') "
      "LEFT JOIN p_person a ON a.id = r.other_id WHERE p.sort = 'pupil' AND p.left_on IS NULL GROUP BY p.id "
      "ORDER BY p.year_group, p.surname, p.forename",
      error);

  if (s == NULL)
    return NULL;
  while (gb_statement_step (s, error))
    {
      GbDemoPupil *pupil = g_new0 (GbDemoPupil, 1);
      pupil->id = g_strdup (gb_statement_text (s, "id"));
      pupil->name = g_strdup (gb_statement_text (s, "name"));
      pupil->sex = g_strdup (gb_statement_text (s, "sex"));
      pupil->year_group = g_strdup (gb_statement_text (s, "year_group"));
      pupil->parent_id = g_strdup (gb_statement_text (s, "parent_id"));
      pupil->parent = g_strdup (gb_statement_text (s, "parent"));
      pupil->relation = g_strdup (gb_statement_text (s, "relation"));
      g_ptr_array_add (pupils, pupil);
    }
  return g_steal_pointer (&pupils);
}

GPtrArray *
gb_demo_read_pupils (GbDemo *demo, GError **error)
{
  return gb_book_ask (demo->book, read_pupils, NULL, error);
}

/* Steps through a year by a stride that is no divisor of a class, so that the
 * cases fall on many children and now and then on the same one twice. */
const GbDemoPupil *
gb_demo_pupil (GbDemo *demo, const char *year_group)
{
  for (guint tries = 0; tries < 2 * demo->pupils->len; tries++)
    {
      const GbDemoPupil *pupil = demo->pupils->pdata[demo->next_pupil % demo->pupils->len];
      demo->next_pupil += 7;
      if (g_strcmp0 (pupil->year_group, year_group) == 0)
        return pupil;
      demo->next_pupil -= 6;
    }
  return demo->pupils->pdata[0];
}

/* --- the whole ------------------------------------------------------------------------------ */

/* The demo begins in one school year and ends in another. */
static gboolean
tell_story (GbDemo *demo, GError **error)
{
  g_autofree char *today = gb_instant_to_day (demo->real_now);

  if (!gb_demo_found (demo, error) || !gb_demo_set_calendar (demo, today, error)
      || !gb_roll_import_shipped (demo->book, error) || !add_staff (demo, error)
      || !gb_demo_enrol_others (demo, error))
    return FALSE;
  demo->pupils = gb_demo_read_pupils (demo, error);
  return demo->pupils != NULL && gb_demo_terms_of_work (demo, error) && gb_demo_this_week (demo, error)
         && gb_demo_registers (demo, error);
}

/* Whoever signs in the story signs with the passphrase that everybody is told. */
static char *
say_passphrase (gboolean fresh, gpointer data, GError **error)
{
  return gb_passphrase_spell (GB_DEMO_PASSPHRASE);
}

/* The start page tells what is written here (views/start.h). */
static gboolean
leave_note (const char *dir, GError **error)
{
  g_autofree char *note = g_build_filename (dir, GB_DEMO_NOTE, NULL);

  return g_file_set_contents (note, GB_DEMO_PASSPHRASE "\n", -1, error);
}

gboolean
gb_demo_tell (GbDemo *demo, gboolean (*story) (GbDemo *demo, GError **error), GError **error)
{
  gboolean done;

  gb_clock_set (demo_clock, demo);
  /* Half a second a try would guard nothing here, and a hundred of them are a minute. */
  gb_passphrase_set_cost (1, 64);
  gb_passphrase_set_asker (say_passphrase, NULL);
  /* Its members sit down hundreds of times at what this very process has just written. */
  gb_book_check_when_opened (FALSE);
  done = story (demo, error) && leave_note (demo->dir, error);
  gb_book_check_when_opened (TRUE);
  gb_passphrase_set_asker (NULL, NULL);
  gb_passphrase_set_cost (0, 0);
  gb_clock_set (NULL, NULL);
  if (demo->book != NULL)
    gb_book_close (demo->book);
  g_clear_object (&demo->book);
  g_clear_pointer (&demo->pupils, g_ptr_array_unref);
  for (guint i = 0; i < G_N_ELEMENTS (demo->members); i++)
    g_free (demo->members[i]);
  for (guint i = 0; i < G_N_ELEMENTS (demo->staff); i++)
    g_free (demo->staff[i]);
  return done;
}

gboolean
gb_demo_make (const char *dir, GbKeyring *keyring, GError **error)
{
  GbDemo demo = { .dir = dir,
                  .school = "Marsh Lane Primary School",
                  .dfe_number = "886/5201",
                  .keyring = keyring,
                  .real_now = gb_now () };
  g_autofree char *today = gb_instant_to_day (demo.real_now);
  g_autofree char *start = gb_day_add (today, -300);

  demo.now = gb_day_to_instant (start, 9 * 60);
  return gb_demo_tell (&demo, tell_story, error);
}
