/* SPDX-License-Identifier: GPL-3.0-or-later */
/* walk: a day at the desk, driven from outside through AT-SPI.
 *
 * Each step is one test, run by its own person in a session of their own (own
 * bus, own keyring): tests/e2e/tour starts them in order.  What one step must
 * tell another (the words on paper, the code read out) goes through files in
 * $WALK_DIR, as it would go by paper and voice.
 */
#include <string.h>

#include <gio/gio.h>

#include "tests/support/drive.h"

static char *vault; /* the folder NAME.guardbook */
static char *paper; /* folder of what people told one another */
static char *shots;

static Drive *
sit_down (void)
{
  const char *const argv[] = { g_getenv ("GUARDBOOK"), vault, NULL };
  return drive_start (argv, shots);
}

static void
write_paper (const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (paper, name, NULL);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static char *
read_paper (const char *name)
{
  g_autofree char *path = g_build_filename (paper, name, NULL);
  char *text = NULL;
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return g_strstrip (text);
}

/* --- 1. first start, and two more members ------------------------------------------ */

static char *
copy_words_from_screen (Drive *drive)
{
  GString *words = g_string_new (NULL);

  for (int i = 1; i <= 12; i++)
    {
      g_autofree char *label = g_strdup_printf ("Word %d: ", i);
      g_autofree char *shown = drive_read_label (drive, label);
      g_string_append_printf (words, "%s%s", i > 1 ? " " : "", strstr (shown, ": ") + 2);
    }
  return g_string_free (words, FALSE);
}

static void
type_words_back (Drive *drive, const char *words)
{
  g_auto (GStrv) list = g_strsplit (words, " ", -1);

  for (int i = 0; i < 12; i++)
    {
      g_autofree char *name = g_strdup_printf ("Word %d", i + 1);
      drive_fill (drive, name, list[i]);
    }
}

static void
first_start (void)
{
  const char *const argv[] = { g_getenv ("GUARDBOOK"), NULL };
  Drive *drive = drive_start (argv, shots);
  g_autofree char *words = NULL;

  drive_press (drive, "Make a new vault");
  drive_see (drive, "Which school?");
  drive_shoot (drive, "01-first-start");
  drive_fill (drive, "School name", "Marsh Lane Primary School");
  drive_fill (drive, "DfE number, as 886/5201", "8865201");
  drive_press (drive, "Next");
  drive_see (drive, "When is school?");
  drive_shoot (drive, "02-terms");
  drive_press (drive, "Next");
  drive_see (drive, "Whose policy?");
  drive_press (drive, "Next");
  drive_see (drive, "Who are you?");
  drive_fill (drive, "Your name", "Ruth Adeyemi");
  drive_choose (drive, "Your role", "Designated Safeguarding Lead");
  drive_press (drive, "Next");
  drive_see (drive, "Where does it live?");
  drive_fill (drive, "Folder of the vault", vault);
  drive_press (drive, "Make the vault");
  drive_see (drive, "Write down your recovery key");
  words = copy_words_from_screen (drive);
  drive_shoot (drive, "03-recovery-key");
  drive_press (drive, "I have written it down");
  type_words_back (drive, words);
  drive_press (drive, "Confirm");
  drive_see (drive, "Today");
  drive_shoot (drive, "04-first-today");
  write_paper ("recovery-key", words);
  drive_stop (drive);
}

static void
invite (Drive *drive, const char *name, const char *role, const char *file)
{
  g_autofree char *code = NULL;

  drive_press (drive, "Invite a member");
  drive_fill (drive, "Name", name);
  drive_press (drive, role);
  drive_press (drive, "Make the code");
  drive_see (drive, "One-time code");
  code = drive_read_like (drive, "^[0-9A-Z]{5}([- ][0-9A-Z]{5}){3}$");
  write_paper (file, code);
  drive_press (drive, "It has been written down");
}

static void
invite_others (void)
{
  Drive *drive = sit_down ();

  drive_see (drive, "Today");
  drive_action (drive, "win.members");
  drive_see (drive, "Who can open this vault");
  invite (drive, "Carys Whitlock", "Deputy DSL", "code-carys");
  invite (drive, "Martin Pell", "Headteacher", "code-martin");
  drive_shoot (drive, "05-members");
  drive_stop (drive);
}

static void
join (const char *file, const char *greeting)
{
  Drive *drive = sit_down ();
  g_autofree char *code = read_paper (file);

  drive_press (drive, "Join with a one-time code");
  drive_fill (drive, "One-time code", code);
  drive_press (drive, "Join");
  drive_see (drive, greeting);
  drive_stop (drive);
}

static void
carys_joins (void)
{
  join ("code-carys", "Carys Whitlock");
}

static void
martin_joins (void)
{
  join ("code-martin", "Martin Pell");
}

/* --- 2. the roll ------------------------------------------------------------------------ */

static void
bring_in_roll (Drive *drive)
{
  drive_press (drive, "Choose the file…");
  drive_see (drive, "Choose the roll");
  /* The file dialog opens its path entry on a slash. */
  drive_type (drive, g_getenv ("WALK_ROLL"));
  /* What the entry completed by itself stands behind the cursor. */
  drive_key (drive, "shift+End");
  drive_key (drive, "Delete");
  drive_key (drive, "Return");
}

static void
roll (void)
{
  Drive *drive = sit_down ();

  drive_see (drive, "Ruth Adeyemi");
  drive_click (drive, "People");
  drive_press (drive, "Bring in the roll");
  bring_in_roll (drive);
  drive_see (drive, "210 new");
  drive_shoot (drive, "06-roll-preview");
  drive_press (drive, "Bring in");
  drive_see (drive, "The roll is in");
  drive_press (drive, "Bring in another file");
  bring_in_roll (drive);
  drive_see (drive, "Nothing would change");
  drive_stop (drive);
}

/* --- 3 and 4. an incident, its draft, its amendment, its procedure ---------------------------- */

static void
open_form (Drive *drive)
{
  drive_see (drive, "Ruth Adeyemi");
  drive_click (drive, "Incidents");
  drive_press (drive, "New incident");
  drive_see (drive, "Before you write");
}

static void
draft_survives_kill (void)
{
  Drive *drive = sit_down ();

  open_form (drive);
  drive_fill (drive, "In a few words", "Phone passed round at lunch");
  drive_fill (drive, "What was seen and told: facts first, opinions marked as such",
              "A phone was passed round a table at lunch. Two children looked away.");
  /* What was typed is kept a second after the typing stops. */
  g_usleep (2500000);
  drive_see (drive, "was kept at");
  drive_kill (drive);
}

static void
incident (void)
{
  Drive *drive = sit_down ();
  g_autofree char *kept = NULL;

  open_form (drive);
  drive_make_tall (drive, TRUE);
  drive_click (drive, "Phone passed round at lunch");
  drive_see (drive, "This is your draft, as you left it.");
  kept = drive_read (drive, "What was seen and told: facts first, opinions marked as such");
  g_assert_nonnull (strstr (kept, "Two children looked away"));
  drive_press (drive, "Is anybody in immediate danger?: No");
  drive_press (drive, "May an indecent image of a child be involved?: No");
  drive_fill (drive, "The child’s own words, exactly", "I didn’t want to see it.");
  drive_choose (drive, "Category", "Phone or device used");
  drive_choose (drive, "How exactly that is known", "About this time");
  drive_choose (drive, "Where", "Hall or dining room");
  drive_choose (drive, "On or off site", "On site");
  drive_choose (drive, "How", "A member of staff saw");
  drive_fill (drive, "When it happened: day", "yesterday");
  drive_fill (drive, "When it happened: time", "12.15");
  drive_press (drive, "Add a person");
  drive_fill (drive, "Who", "Baptiste");
  drive_click (drive, "Amelie Baptiste");
  drive_choose (drive, "Part in this incident", "Saw it");
  drive_shoot (drive, "07-incident-form");
  drive_press (drive, "Record the incident");
  drive_see (drive, "Procedure");
  drive_make_tall (drive, FALSE);
  drive_shoot (drive, "08-incident");
  drive_stop (drive);
}

static void
amend_and_tick (void)
{
  Drive *drive = sit_down ();

  drive_see (drive, "Ruth Adeyemi");
  drive_click (drive, "Incidents");
  drive_press (drive, "Open the case");
  drive_see (drive, "Procedure");
  drive_press (drive, "Add to this case");
  drive_press (drive, "Amend…");
  drive_fill (drive, "Why it is amended", "The table was in the dining room annexe.");
  drive_fill (drive, "Where exactly", "The annexe, by the hatch");
  drive_press (drive, "Amend");
  drive_see_gone (drive, "Why it is amended");
  drive_see (drive, "by the hatch");
  drive_make_tall (drive, TRUE);
  drive_open (drive, "Make sure that everyone is safe now");
  drive_press (drive, "Done…");
  drive_fill (drive, "Note", "Both children were with a teacher.");
  drive_press (drive, "Done");
  drive_see (drive, "2 of 20 done");
  drive_make_tall (drive, FALSE);
  drive_shoot (drive, "09-incident-amended");
  drive_stop (drive);
}

/* --- 9. the journal, lock and unlock ------------------------------------------------------------- */

static void
journal_and_lock (void)
{
  Drive *drive = sit_down ();

  drive_see (drive, "Ruth Adeyemi");
  drive_click (drive, "Journal");
  drive_press (drive, "Check the journal");
  drive_see (drive, "A chain is whole");
  drive_shoot (drive, "10-journal-checked");
  drive_press (drive, "Close");
  drive_action (drive, "win.lock");
  drive_see (drive, "The keys have been put away");
  drive_shoot (drive, "11-locked");
  drive_press (drive, "Unlock");
  drive_see (drive, "Good ");
  drive_stop (drive);
}

/* --- the invented school: one keyring, the page asks who sits down ----------------------------------- */

static Drive *
sit_down_as (const char *name)
{
  Drive *drive = sit_down ();
  g_autofree char *button = g_strdup_printf ("Sit down as %s", name);

  drive_see (drive, "Who sits down?");
  drive_press (drive, button);
  drive_see (drive, "Good ");
  return drive;
}

static void
demo_day (void)
{
  Drive *drive = sit_down_as ("Ruth Adeyemi");

  drive_shoot (drive, "20-today");
  drive_click (drive, "Incidents");
  drive_see (drive, "Hurtful messages in a class chat group");
  drive_shoot (drive, "21-incidents");
  drive_press (drive, "Open the case");
  drive_see (drive, "I stopped looking at it");
  drive_shoot (drive, "22-incident");
  drive_click (drive, "People");
  drive_see (drive, "UPN");
  drive_shoot (drive, "23-people");
  drive_stop (drive);
}

/* --- 5. the headteacher reads and signs; the search is carried out ------------------------------------- */

static void
demo_sign (void)
{
  Drive *drive = sit_down_as ("Martin Pell");

  drive_shoot (drive, "24-today-headteacher");
  drive_press (drive, "Read and sign");
  drive_see (drive, "Statutory limb");
  drive_shoot (drive, "25-permit");
  drive_press (drive, "Read and sign…");
  drive_see (drive, "You are signing exactly this");
  drive_shoot (drive, "26-signing");
  drive_press (drive, "Sign");
  drive_see (drive, "Signed by Martin Pell");
  drive_shoot (drive, "27-signed");
  drive_stop (drive);
}

static void
demo_carry_out (void)
{
  Drive *drive = sit_down_as ("Ruth Adeyemi");

  drive_click (drive, "Searches");
  drive_press (drive, "Open the search");
  drive_press (drive, "Record the search…");
  drive_see (drive, "How the pupil took it");
  drive_make_tall (drive, TRUE);
  drive_fill (drive, "How the pupil took it", "Opened the phone when asked");
  drive_choose (drive, "What was looked for was", "Not found");
  drive_fill (drive, "What follows", "The phone goes back to a parent at the bell.");
  drive_choose (drive, "A child may be at risk", "No");
  drive_fill (drive, "Whether the pupil may be suffering harm: what was considered", "Nothing points to it.");
  drive_press (drive, "Record");
  drive_see_gone (drive, "How the pupil took it");
  drive_see (drive, "Nothing found");
  drive_make_tall (drive, FALSE);
  drive_shoot (drive, "28-search-carried-out");
  drive_stop (drive);
}

/* --- 6 and 7. custody and referrals ----------------------------------------------------------------------- */

static void
demo_custody (void)
{
  Drive *drive = sit_down_as ("Ruth Adeyemi");

  drive_click (drive, "Devices");
  drive_see (drive, "Silver tablet");
  drive_press (drive, "Open custody");
  drive_see (drive, "Where it has been");
  drive_shoot (drive, "29-custody");
  drive_stop (drive);
}

static void
tick_item (Drive *drive, const char *item, const char *value)
{
  drive_open (drive, item);
  drive_see (drive, "Keep");
  drive_fill (drive, item, value);
  drive_press (drive, "Keep");
  drive_see_gone (drive, "Keep");
}

static void
demo_lado (void)
{
  Drive *drive = sit_down_as ("Martin Pell");

  drive_click (drive, "Referrals");
  drive_see (drive, "LADO");
  drive_press (drive, "Open the referral");
  drive_see (drive, "The four limbs");
  drive_make_tall (drive, TRUE);
  tick_item (drive, "Who made the allegation, and to whom", "The boy’s mother, to the headteacher");
  drive_make_tall (drive, FALSE);
  drive_shoot (drive, "32-lado");
  drive_stop (drive);
}

static void
demo_report (void)
{
  Drive *drive = sit_down_as ("Ruth Adeyemi");

  drive_click (drive, "Reports");
  drive_see (drive, "Small numbers");
  drive_see (drive, "Proved");
  drive_shoot (drive, "30-report");
  drive_press (drive, "Issue…");
  drive_press (drive, "Issue");
  drive_see (drive, "Issued");
  drive_shoot (drive, "31-report-issued");
  drive_stop (drive);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  /* AT-SPI warns of objects that have just gone: ordinary life, not a failure. */
  g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL);
  paper = g_strdup (g_getenv ("WALK_DIR"));
  shots = g_strdup (g_getenv ("WALK_SHOTS"));
  g_assert_nonnull (paper);
  g_assert_nonnull (shots);
  vault = g_strdup (g_getenv ("WALK_VAULT"));
  g_assert_nonnull (vault);
  g_test_add_func ("/ruth/first-start", first_start);
  g_test_add_func ("/ruth/invites", invite_others);
  g_test_add_func ("/carys/joins", carys_joins);
  g_test_add_func ("/martin/joins", martin_joins);
  g_test_add_func ("/ruth/roll", roll);
  g_test_add_func ("/ruth/draft", draft_survives_kill);
  g_test_add_func ("/ruth/incident", incident);
  g_test_add_func ("/ruth/amend", amend_and_tick);
  g_test_add_func ("/ruth/journal", journal_and_lock);
  g_test_add_func ("/demo/day", demo_day);
  g_test_add_func ("/demo/sign", demo_sign);
  g_test_add_func ("/demo/carry-out", demo_carry_out);
  g_test_add_func ("/demo/custody", demo_custody);
  g_test_add_func ("/demo/lado", demo_lado);
  g_test_add_func ("/demo/report", demo_report);
  return g_test_run ();
}
