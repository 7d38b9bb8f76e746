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

/* What each of them alone knows, by the first word of the step; the invented
 * school's is told on its start page. */
static const char *const passphrases[][2] = {
  { "/ruth", "copper kettle seven lilac doors" },
  { "/carys", "slow ferry past the pear trees" },
  { "/martin", "eleven chairs under a paper moon" },
  { "/demo", "grey heron over wet roofs" },
};

static const char *
passphrase (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (passphrases); i++)
    if (g_str_has_prefix (g_test_get_path (), passphrases[i][0]))
      return passphrases[i][1];
  g_assert_not_reached ();
}

static Drive *
start_program (void)
{
  const char *const argv[] = { g_getenv ("GUARDBOOK"), vault, NULL };
  return drive_start (argv, shots);
}

/* Types the passphrase and presses the button under it. */
static void
prove (Drive *drive, const char *button)
{
  drive_fill (drive, "Your passphrase", passphrase ());
  drive_press (drive, button);
}

/* The same in a dialog, which then goes. */
static void
prove_in_dialog (Drive *drive, const char *button)
{
  drive_fill (drive, "Your passphrase", passphrase ());
  drive_finish (drive, button);
}

static Drive *
sit_down (void)
{
  Drive *drive = start_program ();

  prove (drive, "Open");
  return drive;
}

static void
choose_passphrase (Drive *drive)
{
  drive_see (drive, "Choose a passphrase");
  drive_fill (drive, "New passphrase", passphrase ());
  drive_fill (drive, "The same once more", passphrase ());
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
  choose_passphrase (drive);
  drive_shoot (drive, "02-passphrase");
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
  prove_in_dialog (drive, "Sign");
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
  drive_see (drive, "Ways back when a keyring is lost");
  invite (drive, "Carys Whitlock", "Deputy DSL", "code-carys");
  invite (drive, "Martin Pell", "Headteacher", "code-martin");
  drive_shoot (drive, "05-members");
  drive_stop (drive);
}

static void
join (const char *file, const char *greeting)
{
  Drive *drive = start_program ();
  g_autofree char *code = read_paper (file);

  drive_press (drive, "Join with a one-time code");
  drive_fill (drive, "One-time code", code);
  drive_press (drive, "Join");
  choose_passphrase (drive);
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
  drive_see (drive, "Phone passed round at lunch");
  drive_press (drive, "Carry on");
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
  drive_pick (drive, "Who", "Amelie Baptiste");
  drive_choose (drive, "Part in this incident", "Saw it");
  drive_shoot (drive, "07-incident-form");
  drive_press (drive, "Record the incident");
  drive_see (drive, "Procedure");
  drive_see (drive, "Amelie Baptiste");
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
  drive_finish (drive, "Amend");
  drive_see (drive, "by the hatch");
  drive_make_tall (drive, TRUE);
  drive_open (drive, "Make sure that everyone is safe now");
  drive_finish (drive, "Done…");
  drive_fill (drive, "Note", "Both children were with a teacher.");
  drive_finish (drive, "Done");
  drive_see (drive, "2 of ");
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
  drive_key (drive, "ctrl+j");
  drive_press (drive, "Check the journal");
  drive_see (drive, "A chain is whole");
  drive_shoot (drive, "10-journal-checked");
  drive_press (drive, "Close");
  drive_action (drive, "win.lock");
  drive_see (drive, "The keys have been put away");
  drive_shoot (drive, "11-locked");
  prove (drive, "Unlock");
  /* Where she was. */
  drive_see (drive, "Check the journal");
  drive_stop (drive);
}

/* --- 5. the deputy asks, the headteacher signs one and refuses one, the DSL searches ------------------------- */

static Drive *
sit_at (const char *person, const char *place)
{
  Drive *drive = sit_down ();

  drive_see (drive, person);
  drive_click (drive, place);
  return drive;
}

/* Ends the dialog that has the field @field with @accent. */
static void
finish (Drive *drive, const char *field, const char *accent)
{
  drive_see (drive, field);
  drive_finish (drive, accent);
  drive_make_tall (drive, FALSE);
}

/* Who may search and stand by depends on their sex, so it is on record first. */
static void
staff (void)
{
  Drive *drive = sit_at ("Ruth Adeyemi", "People");

  drive_press (drive, "Add a person");
  drive_see (drive, "Who this is");
  drive_make_tall (drive, TRUE);
  drive_choose (drive, "Who this is", "Staff");
  drive_fill (drive, "First name", "Edie");
  drive_fill (drive, "Surname", "Hollis");
  drive_choose (drive, "Sex", "Female");
  drive_fill (drive, "Job, or where from", "Teaching assistant");
  finish (drive, "Job, or where from", "Add");
  drive_fill (drive, "A name, or a UPN", "Ruth Adeyemi");
  drive_see_gone (drive, "Carys Whitlock");
  drive_press (drive, "Open");
  drive_press (drive, "Change details…");
  drive_see (drive, "Why it changes");
  drive_make_tall (drive, TRUE);
  drive_choose (drive, "Sex", "Female");
  drive_fill (drive, "Why it changes", "To be named in searches");
  finish (drive, "Why it changes", "Change");
  drive_see (drive, "Female");
  drive_shoot (drive, "12-person");
  drive_stop (drive);
}

static void
ask_for_search (Drive *drive, const char *device, const char *scope, const char *shot)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format (now, "%H.%M");

  drive_press (drive, "Ask for a search");
  drive_see (drive, "Whose device");
  drive_make_tall (drive, TRUE);
  drive_pick (drive, "Pupil", "Elin Marsh");
  drive_fill (drive, "Which device", device);
  drive_fill (drive, "What may be looked at, and nothing else", scope);
  drive_press (drive, "Could there be an indecent image? Ask, don’t look.: No");
  drive_choose (drive, "Ground", "It is prohibited");
  drive_choose (drive, "Which power to search", "Anything that the school rules name");
  drive_fill (drive, "Why it is needed", "Two children say that the messages were sent from it at lunch.");
  drive_pick (drive, "Searcher", "Ruth Adeyemi");
  drive_pick (drive, "Witness", "Edie Hollis");
  drive_fill (drive, "From: day", "today");
  drive_fill (drive, "From: time", time);
  drive_fill (drive, "Where", "DSL’s office");
  if (shot != NULL)
    drive_shoot (drive, shot);
  finish (drive, "Urgent exception, if any", "Ask");
  drive_see (drive, "Not yet authorised");
}

static void
request (void)
{
  Drive *drive = sit_at ("Carys Whitlock", "Searches");

  ask_for_search (drive, "Purple phone, glitter case", "The class chat group since Thursday", "13-search-request");
  drive_shoot (drive, "14-search-asked");
  drive_click (drive, "Searches");
  ask_for_search (drive, "Purple phone, photo roll", "All of the photos", NULL);
  drive_stop (drive);
}

/* On Today, then on its page, then on the sheet itself: three looks before a signature. */
static void
sign (void)
{
  Drive *drive = sit_down ();

  drive_see (drive, "Waiting for your signature");
  drive_shoot (drive, "15-today-headteacher");
  drive_press_in (drive, "Purple phone, glitter case", "Read and sign");
  drive_see (drive, "Search permit");
  drive_press (drive, "Read and sign…");
  drive_see (drive, "You are signing exactly this");
  drive_press (drive, "Add a condition…");
  drive_fill (drive, "On what condition", "Her mother is told before it begins.");
  drive_press (drive, "Read and sign…");
  drive_see (drive, "On this condition");
  drive_shoot (drive, "16-signing");
  prove_in_dialog (drive, "Sign");
  drive_see (drive, "Signed by Martin Pell");
  drive_shoot (drive, "17-permit-signed");
  drive_click (drive, "Today");
  drive_press_in (drive, "Purple phone, photo roll", "Read and sign");
  drive_press (drive, "Refuse…");
  drive_fill (drive, "Why it is refused", "All of the photos is more than the question needs.");
  drive_finish (drive, "Refuse");
  drive_see (drive, "Martin Pell refused it");
  drive_shoot (drive, "18-search-refused");
  drive_stop (drive);
}

static void
carry_out (void)
{
  Drive *drive = sit_at ("Ruth Adeyemi", "Searches");

  drive_open (drive, "glitter case");
  drive_press (drive, "Open the search");
  drive_press (drive, "Record the search…");
  drive_see (drive, "How the pupil took it");
  drive_make_tall (drive, TRUE);
  drive_fill (drive, "Who else was there", "Ms Quill, her form teacher");
  drive_fill (drive, "How the pupil took it", "Opened the phone when asked");
  drive_choose (drive, "What was looked for was", "Not found");
  drive_fill (drive, "What follows", "The phone goes back to a parent at the bell.");
  drive_choose (drive, "A child may be at risk", "No");
  drive_fill (drive, "Whether the pupil may be suffering harm: what was considered", "Nothing points to it.");
  finish (drive, "How the pupil took it", "Record");
  drive_press (drive, "DSL told…");
  drive_fill (drive, "How: in person, by telephone", "In person");
  finish (drive, "How: in person, by telephone", "Record");
  drive_press (drive, "Parent told…");
  drive_see (drive, "A parent or carer was");
  drive_choose (drive, "A parent or carer was", "Told");
  drive_fill (drive, "Who was told", "Amina Marsh, her mother");
  drive_fill (drive, "What they said", "She thanked us for ringing first.");
  finish (drive, "Who was told", "Record");
  drive_press (drive, "Close…");
  drive_fill (drive, "What came of it, in a sentence", "Nothing of the messages was on it.");
  finish (drive, "What came of it, in a sentence", "Close");
  drive_see (drive, "Nothing of the messages was on it.");
  drive_shoot (drive, "19-search-closed");
  drive_stop (drive);
}

/* --- 6. a device: taken in, its label, handed on inside school, given to a parent ----------------------------- */

/* The page as a file, and to whom it went.  Of the name that the file dialog
 * proposes only the stem is selected, so the ending stays. */
static void
save_page (Drive *drive, const char *whom, const char *stem, gboolean locked)
{
  g_autofree char *typed = g_build_filename (shots, stem, NULL);
  g_autofree char *path = g_strconcat (typed, ".pdf", NULL);

  drive_press (drive, "Save as a file…");
  drive_fill (drive, "To whom it goes", whom);
  drive_fill (drive, "Why", "To keep with it");
  drive_switch (drive, "Lock the file with six words", locked);
  drive_press (drive, "Save…");
  drive_see (drive, "Save as PDF");
  drive_type (drive, typed);
  drive_key (drive, "Return");
  for (int i = 0; i < 400 && !g_file_test (path, G_FILE_TEST_EXISTS); i++)
    g_usleep (25000);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  if (!locked)
    return;
  drive_see (drive, "These six words open the file");
  drive_shoot (drive, "27-referral-words");
  finish (drive, "These six words open the file", "Done");
}

static void
custody (void)
{
  Drive *drive = sit_at ("Carys Whitlock", "Devices");

  drive_press (drive, "Take in a device");
  drive_see (drive, "How it was taken");
  drive_make_tall (drive, TRUE);
  drive_pick (drive, "Whose it is", "Elin Marsh");
  drive_choose (drive, "What it is", "Mobile phone");
  drive_fill (drive, "Description: colour, case, marks", "Purple phone, glitter case");
  drive_fill (drive, "Condition as it was taken", "Screen whole, charging port worn");
  drive_switch (drive, "Switched off, not looked at", TRUE);
  drive_choose (drive, "Why", "Used against the behaviour policy");
  drive_choose (drive, "Where it is kept", "Main office safe");
  drive_fill (drive, "Bag and seal number", "0418");
  drive_shoot (drive, "20-device-form");
  finish (drive, "How it was taken", "Take in");
  drive_see (drive, "Where it has been");
  drive_press (drive, "Print label");
  drive_see (drive, "Custody label");
  save_page (drive, "The bag itself", "custody-label", FALSE);
  drive_shoot (drive, "21-device-label");
  drive_stop (drive);
}

static void
hand_on (void)
{
  Drive *drive = sit_at ("Ruth Adeyemi", "Devices");

  drive_press (drive, "Open custody");
  drive_press (drive, "Open “To another place in school”");
  drive_see (drive, "Where it is kept now");
  drive_make_tall (drive, TRUE);
  drive_fill (drive, "Handed over by", "Carys Whitlock");
  drive_fill (drive, "Taken by", "Ruth Adeyemi");
  drive_fill (drive, "Where it is kept now", "DSL’s office, locked");
  drive_press (drive, "The seal is whole: Yes");
  drive_fill (drive, "Why", "For the search that was signed");
  finish (drive, "Where it is kept now", "Record");
  drive_see (drive, "DSL’s office, locked");
  drive_press (drive, "Open “To a parent or carer”");
  drive_see (drive, "How you knew who they are");
  drive_make_tall (drive, TRUE);
  drive_pick (drive, "Who fetches it", "Amina Marsh");
  drive_choose (drive, "What they are to the pupil", "Mother");
  drive_fill (drive, "How you knew who they are", "Known to the office");
  drive_fill (drive, "Condition as it left", "As it came, seal whole until now");
  drive_fill (drive, "Why late, if it is", "Her mother came when she could.");
  drive_shoot (drive, "22-device-release");
  finish (drive, "How you knew who they are", "Give back");
  drive_see (drive, "has left");
  drive_shoot (drive, "23-device-given-back");
  drive_stop (drive);
}

/* --- 7. referrals: to the LADO, to the police, and one declined ------------------------------------------------ */

static void
tick_item (Drive *drive, const char *item, const char *value)
{
  g_autofree char *arrow = g_strdup_printf ("Open “%s”", item);

  drive_press (drive, arrow);
  drive_see (drive, "Have this ready");
  drive_fill (drive, item, value);
  drive_finish (drive, "Keep");
}

static void
begin (Drive *drive, const char *agency, const char *urgency, const char *summary)
{
  drive_press (drive, "Begin a referral");
  drive_see (drive, "When the school knew");
  drive_make_tall (drive, TRUE);
  drive_choose (drive, "To whom", agency);
  drive_choose (drive, "How urgent", urgency);
  drive_fill (drive, "What it is about, in plain words", summary);
}

static void
made (Drive *drive, const char *route, const char *whom, const char *reference)
{
  drive_press (drive, "Record that it was made…");
  drive_see (drive, "Whom you spoke to, or what came back");
  drive_make_tall (drive, TRUE);
  drive_choose (drive, "How", route);
  drive_fill (drive, "Whom you spoke to, or what came back", whom);
  drive_fill (drive, "Their reference", reference);
  finish (drive, "Whom you spoke to, or what came back", "Record");
  drive_see (drive, reference);
}

static void
lado (void)
{
  Drive *drive = sit_at ("Martin Pell", "Referrals");

  begin (drive, "LADO", "Today", "A sports coach sent a friend request to a pupil and wrote to her at night.");
  drive_fill (drive, "Name", "Dale Perrin");
  drive_fill (drive, "Their post or role", "Sports coach, agency");
  drive_press (drive, "Behaved, or may have behaved, in a way that points to being unsuitable to work with children");
  drive_shoot (drive, "24-lado-form");
  finish (drive, "When the school knew", "Begin");
  drive_see (drive, "The four limbs");
  tick_item (drive, "Who refers: name, role, phone, e-mail", "Martin Pell, headteacher, 01632 960118");
  tick_item (drive, "The adult: full name and other names", "Dale Perrin, no other name known");
  drive_see (drive, "2 of ");
  made (drive, "Kent portal", "The duty LADO", "K-26-118");
  drive_shoot (drive, "25-lado-made");
  drive_stop (drive);
}

static void
police (void)
{
  Drive *drive = sit_at ("Ruth Adeyemi", "Referrals");

  begin (drive, "Police", "Today", "Threats against a pupil were sent from an account that nobody here knows.");
  finish (drive, "When the school knew", "Begin");
  drive_see (drive, "Tell the police");
  tick_item (drive, "What happened, in plain words", "Four messages on Thursday evening, each naming her road.");
  drive_see (drive, "1 of ");
  made (drive, "Police 101", "Call handler 4471", "46/118203/26");
  drive_shoot (drive, "26-police-made");
  drive_press (drive, "Print the referral sheet");
  save_page (drive, "Kent Police", "referral-sheet", TRUE);
  drive_shoot (drive, "27-referral-sheet");
  drive_stop (drive);
}

static void
declined (void)
{
  Drive *drive = sit_at ("Carys Whitlock", "Referrals");

  begin (drive, "Early help", "Within the ordinary time", "Her mother asked for help with the mornings.");
  finish (drive, "When the school knew", "Begin");
  drive_press (drive, "More for this referral");
  drive_press (drive, "Decline, because…");
  drive_fill (drive, "Why it isn’t referred", "The breakfast club began on Monday and her mother is content.");
  finish (drive, "Why it isn’t referred", "Decline");
  drive_see (drive, "The breakfast club began on Monday");
  drive_shoot (drive, "28-referral-declined");
  drive_stop (drive);
}

/* --- 8. the governors' report ------------------------------------------------------------------------------------ */

static void
report (void)
{
  Drive *drive = sit_at ("Ruth Adeyemi", "Reports");

  drive_see (drive, "Small numbers");
  drive_choose (drive, "Compared with", "Nothing");
  drive_fill (drive, "In one sentence, for the cover", "A first half term in which every deadline was kept.");
  drive_see (drive, "Proved");
  drive_shoot (drive, "29-report");
  drive_press (drive, "Issue…");
  drive_finish (drive, "Issue");
  prove_in_dialog (drive, "Sign");
  drive_see (drive, "Issued");
  drive_shoot (drive, "30-report-issued");
  drive_stop (drive);
}

/* Somebody has put back the files of an hour ago: it says so, and takes nothing more. */
static void
older (void)
{
  Drive *drive = sit_down ();

  drive_see (drive, "older than the one you last saw");
  drive_shoot (drive, "31-older-vault");
  drive_press (drive, "Open for reading only");
  drive_see (drive, "Good ");
  drive_see (drive, "It is open for reading only");
  drive_shoot (drive, "32-reading-only");
  drive_stop (drive);
}

/* --- a concern about a colleague: the headteacher's and the DSL's, nobody else's ----------------------- */

static void
staff_concern (void)
{
  Drive *drive = sit_at ("Martin Pell", "Staff concerns");

  drive_press (drive, "Record a concern");
  drive_see (drive, "Who will see this");
  drive_make_tall (drive, TRUE);
  drive_pick (drive, "Their name, from People", "Edie Hollis");
  drive_choose (drive, "What they are here", "Member of staff");
  drive_press (drive, "Is a child in danger now?: No");
  drive_fill (drive, "In a few words", "Messages at night");
  drive_fill (drive, "What was seen and told: facts first, opinions marked as such",
              "A parent says that messages from an account called Kestrelmoor were answered.");
  drive_fill (drive, "When it happened: day", "yesterday");
  drive_fill (drive, "When it happened: time", "20.15");
  drive_choose (drive, "How exactly that is known", "About this time");
  drive_fill (drive, "Where", "Online");
  drive_fill (drive, "Who told it, and how", "A parent, by telephone");
  drive_see (drive, "2 readers");
  drive_shoot (drive, "33-concern-form");
  drive_press (drive, "Record and seal");
  drive_see (drive, "Only you and Ruth Adeyemi hold a key");
  drive_make_tall (drive, FALSE);
  drive_see (drive, "one working day from when the school knew");
  drive_shoot (drive, "34-concern");
  drive_press (drive, "Ask the four limbs…");
  drive_see (drive, "Why it does, or doesn’t");
  drive_make_tall (drive, TRUE);
  drive_press (drive, "Behaved in a way that has harmed, or may have harmed, a child: No");
  drive_press (drive, "Possibly committed a criminal offence against or related to a child: No");
  drive_press (drive, "Behaved towards a child in a way that points to a risk of harm to children: Not known");
  drive_press (drive, "Behaved, or may have behaved, in a way that points to being unsuitable to work with children: "
                      "No");
  drive_fill (drive, "Why it does, or doesn’t", "Nobody has seen the messages yet.");
  finish (drive, "Why it does, or doesn’t", "Record");
  drive_see (drive, "A limb is not known, so the LADO is asked");
  drive_shoot (drive, "35-concern-allegation");
  drive_stop (drive);
}

/* The deputy's own window, in every place in which a concern might show. */
static void
no_concern (void)
{
  static const char *const places[] = { "Today", "Incidents", "Referrals", "Staff concerns" };
  static const char *const words[] = { "Kestrelmoor", "Messages at night", "LADO told", "Edie Hollis, Member" };
  Drive *drive = sit_at ("Carys Whitlock", "Staff concerns");

  drive_see (drive, "a doubt is enough");
  drive_shoot (drive, "36-no-concern");
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      drive_click (drive, places[i]);
      for (guint w = 0; w < G_N_ELEMENTS (words); w++)
        g_assert_false (drive_sees (drive, words[w], 150));
    }
  drive_stop (drive);
}

/* --- the invented school: one keyring, the page asks who sits down ----------------------------------- */

static Drive *
sit_down_as (const char *name)
{
  Drive *drive = start_program ();
  g_autofree char *button = g_strdup_printf ("Sit down as %s", name);

  drive_see (drive, "Who sits down?");
  drive_press (drive, button);
  drive_see (drive, passphrase ()); /* told on the page itself */
  drive_shoot (drive, "39-passphrase");
  prove (drive, "Open");
  drive_see (drive, "Good ");
  return drive;
}

static void
demo_day (void)
{
  Drive *drive = sit_down_as ("Ruth Adeyemi");

  drive_shoot (drive, "40-today");
  drive_click (drive, "Incidents");
  drive_see (drive, "Hurtful messages in a class chat group");
  drive_shoot (drive, "41-incidents");
  drive_open (drive, "Hurtful messages in a class chat group");
  drive_press (drive, "Open the case");
  drive_see (drive, "Procedure");
  drive_shoot (drive, "42-incident");
  drive_click (drive, "Devices");
  drive_press (drive, "Open custody");
  drive_see (drive, "Where it has been");
  drive_shoot (drive, "43-custody");
  drive_click (drive, "People");
  drive_see (drive, "UPN");
  drive_shoot (drive, "44-people");
  drive_stop (drive);
}

static void
demo_sign (void)
{
  Drive *drive = sit_down_as ("Martin Pell");

  drive_shoot (drive, "45-today-headteacher");
  drive_press (drive, "Read and sign");
  drive_see (drive, "From and until");
  drive_shoot (drive, "46-permit");
  drive_press (drive, "Read and sign…");
  drive_see (drive, "You are signing exactly this");
  drive_shoot (drive, "47-signing");
  prove_in_dialog (drive, "Sign");
  drive_see (drive, "Signed by Martin Pell");
  drive_stop (drive);
}

static void
demo_report (void)
{
  Drive *drive = sit_down_as ("Ruth Adeyemi");

  drive_click (drive, "Reports");
  drive_see (drive, "Small numbers");
  drive_see (drive, "Proved");
  drive_shoot (drive, "48-report");
  drive_press (drive, "Issue…");
  drive_finish (drive, "Issue");
  prove_in_dialog (drive, "Sign");
  drive_see (drive, "Issued");
  drive_shoot (drive, "49-report-issued");
  drive_stop (drive);
}

/* --- a permit by keyboard alone: asked for, signed, carried out ------------------------------------------ */

static void
sit_down_by_keys (Drive *drive, const char *name)
{
  g_autofree char *button = g_strdup_printf ("Sit down as %s", name);

  drive_see (drive, "Who sits down?");
  drive_push (drive, button);
  drive_enter (drive, "Your passphrase", passphrase ());
  drive_key (drive, "Return");
  drive_see (drive, "Good ");
}

static void
change_places (Drive *drive, const char *name)
{
  drive_key (drive, "ctrl+l");
  drive_see (drive, "The keys have been put away");
  drive_push (drive, "Somebody else");
  sit_down_by_keys (drive, name);
}

static void
ask_by_keys (Drive *drive)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format (now, "%H.%M");

  drive_key (drive, "ctrl+3");
  drive_see (drive, "Black phone, cracked corner");
  drive_key (drive, "ctrl+n");
  drive_see (drive, "Whose device");
  drive_name_person (drive, "Pupil", "Elin Marsh");
  drive_enter (drive, "Which device", "Purple phone, glitter case");
  drive_enter (drive, "What may be looked at, and nothing else", "The class chat group since Thursday");
  drive_push (drive, "Could there be an indecent image? Ask, don’t look.: No");
  drive_elect (drive, "Ground", "It is prohibited");
  drive_elect (drive, "Which power to search", "Anything that the school rules name");
  drive_enter (drive, "Why it is needed", "Two children say that the messages were sent from it at lunch.");
  drive_name_person (drive, "Searcher", "Priti Sandhu");
  drive_name_person (drive, "Witness", "Helena Frost");
  drive_enter (drive, "From: day", "today");
  drive_enter (drive, "From: time", time);
  drive_enter (drive, "Where", "DSL’s office");
  drive_shoot (drive, "50-asked-by-keys");
  drive_key (drive, "ctrl+Return");
  drive_see (drive, "Not yet authorised");
}

/* From the list, by the words of the device. */
static void
open_by_keys (Drive *drive)
{
  drive_key (drive, "ctrl+3");
  drive_see (drive, "glitter case");
  drive_key (drive, "ctrl+f");
  drive_type (drive, "glitter");
  drive_see_gone (drive, "Black phone, cracked corner");
  drive_tab_to (drive, "glitter case");
  drive_key (drive, "Return");
  drive_see (drive, "Search permit");
}

static void
sign_by_keys (Drive *drive)
{
  open_by_keys (drive);
  drive_key (drive, "ctrl+Return");
  drive_see (drive, "You are signing exactly this");
  drive_enter (drive, "Your passphrase", passphrase ());
  drive_key (drive, "Return");
  drive_see (drive, "Signed by Martin Pell");
  drive_shoot (drive, "51-signed-by-keys");
}

static void
carry_out_by_keys (Drive *drive)
{
  open_by_keys (drive);
  drive_see (drive, "Signed by Martin Pell");
  drive_key (drive, "ctrl+Return");
  drive_see (drive, "How the pupil took it");
  drive_enter (drive, "How the pupil took it", "Opened the phone when asked");
  drive_elect (drive, "What was looked for was", "Not found");
  drive_enter (drive, "What follows", "The phone goes back to a parent at the bell.");
  drive_elect (drive, "A child may be at risk", "No");
  drive_enter (drive, "Whether the pupil may be suffering harm: what was considered", "Nothing points to it.");
  drive_key (drive, "ctrl+Return"); /* from a field of several lines */
  drive_see (drive, "DSL told…");
}

/* Read back as a screen reader has it. */
static void
keys_permit (void)
{
  Drive *drive = start_program ();

  sit_down_by_keys (drive, "Carys Whitlock");
  ask_by_keys (drive);
  change_places (drive, "Martin Pell");
  sign_by_keys (drive);
  change_places (drive, "Carys Whitlock");
  carry_out_by_keys (drive);
  drive_see (drive, "The phone goes back to a parent at the bell.");
  drive_see (drive, "Nothing points to it.");
  drive_see (drive, "Signed by Martin Pell");
  drive_shoot (drive, "52-carried-out-by-keys");
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
  g_test_add_func ("/ruth/staff", staff);
  g_test_add_func ("/carys/request", request);
  g_test_add_func ("/martin/sign", sign);
  g_test_add_func ("/ruth/carry-out", carry_out);
  g_test_add_func ("/carys/custody", custody);
  g_test_add_func ("/ruth/hand-on", hand_on);
  g_test_add_func ("/martin/lado", lado);
  g_test_add_func ("/ruth/police", police);
  g_test_add_func ("/carys/declined", declined);
  g_test_add_func ("/martin/concern", staff_concern);
  g_test_add_func ("/carys/no-concern", no_concern);
  g_test_add_func ("/ruth/report", report);
  g_test_add_func ("/ruth/older", older);
  g_test_add_func ("/demo/day", demo_day);
  g_test_add_func ("/demo/sign", demo_sign);
  g_test_add_func ("/demo/report", demo_report);
  g_test_add_func ("/demo/keys", keys_permit);
  return g_test_run ();
}
