/* SPDX-License-Identifier: GPL-3.0-or-later */
/* demo-registers: what stands in the registers of Marsh Lane, all of it invented.
 *
 * A line of the table is an entry.  In its answers $d-20 is the day twenty days
 * before today, $s0 to $s3 a member of staff, $m0 to $m2 a member of the vault, $p a
 * pupil, $v the visitor.  Where somebody approves, the headteacher (or the DSL)
 * sits down and signs, but for the last, which wait.
 */
#include <string.h>

#include "base/ids.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/register.h"
#include "ctl/demo.h"

typedef struct
{
  const char *id, *values;
  gboolean waits;
} Line;

#define RISK(on)                                                                                           \
  "'risk_on':'" on "','risk_by':'Carys Whitlock','risks':'Contact from strangers; pictures of children.'," \
  "'measures':'Two people read each post; comments are off.'"

static const Line lines[] = {
  { "policies", "'name':'Mobile and smart technology','edition':'2025','owner':'Ruth Adeyemi','ratified_on':'$d-371',"
                "'ratified_by':'Governing body','links':'Child protection; behaviour; anti-bullying; acceptable use'" },
  { "policies", "'name':'Social media','edition':'2026','owner':'Ruth Adeyemi','ratified_on':'$d-74','ratified_by':"
                "'Governing body','links':'Code of conduct; child protection'" },
  { "policies", "'name':'Child protection','edition':'2026','owner':'Martin Pell','ratified_on':'$d-60','ratified_by':"
                "'Governing body','published':'School website'" },
  { "filtering-profile",
    "'kind':'filtering','provider':'Local broadband consortium','product':'School filter','categories':"
    "'Violence, adult, gambling, extremism, self-harm','iwf':'yes','terror':'yes','everyone':'yes',"
    "'responsible':'Martin Pell, with the technician','reviewed_on':'$d-82','review_by':'Ruth Adeyemi'" },
  { "filtering-profile",
    "'kind':'monitoring','provider':'Local broadband consortium','product':'Alerts by e-mail',"
    "'categories':'Typed words on school devices','everyone':'unknown','responsible':'Ruth Adeyemi',"
    "'reviewed_on':'$d-82','review_by':'Ruth Adeyemi'" },
  { "filtering-checks",
    "'kind':'pupil','checked_on':'$d-44','by':'$m1','how':'Twenty addresses on four tablets of Year 5',"
    "'issues':'none'" },
  { "filtering-checks",
    "'kind':'guest','checked_on':'$d-44','by':'$m1','how':'The same addresses on a visitor’s phone',"
    "'issues':'some','found':'A proxy that hides addresses','action':'Blocked the same day'" },
  { "monitoring", "'kind':'alerts','checked_on':'$d-16','by':'$m0','scope':'Alerts of the half-term','issues':'none'" },
  { "monitoring", "'kind':'website','checked_on':'$d-30','by':'$s3','scope':'Safeguarding pages and pictures','issues':"
                  "'action','found':'The report button was gone from one page','action':'Put back by the office'" },
  { "aup", "'person':'$s0','agreement':'staff','edition':'2026','signed_on':'$d-300','told_monitored':'yes'" },
  { "aup", "'person':'$s1','agreement':'staff','edition':'2026','signed_on':'$d-300','told_monitored':'yes'" },
  { "aup", "'person':'$s2','agreement':'staff','edition':'2025','signed_on':'$d-350','told_monitored':'yes'" },
  { "aup", "'person':'$s3','agreement':'staff','edition':'2026','signed_on':'$d-300','told_monitored':'yes'" },
  { "aup", "'person':'$s3','agreement':'social-media','edition':'2026','signed_on':'$d-80'" },
  { "aup", "'person':'$p','agreement':'pupil','edition':'2026','signed_on':'$d-75','signed_by':'Child and "
           "mother','home':true" },
  { "aup", "'person':'$v','agreement':'visitor','edition':'2026','signed_on':'$d-20','told_monitored':'yes'" },
  { "access",
    "'person':'$s0','to':'mis','two_factor':'yes','own_login':'yes','granted_on':'$d-299','granted_by':'Technician'" },
  { "access", "'person':'$s1','to':'network','own_login':'yes','granted_on':'$d-299','granted_by':'Technician'" },
  { "access", "'person':'$p','to':'internet','own_login':'yes','granted_on':'$d-74','granted_by':'Owen Maddox'" },
  { "issued-devices",
    "'person':'$s0','what':'tablet','name':'School tablet, blue case','asset':'ML-0212','passcode':'yes',"
    "'encrypted':'yes','off_site':true,'issued_on':'$d-299','condition':'As new'" },
  { "issued-devices", "'person':'$s3','what':'number','name':'Office mobile, ending 044','passcode':'yes','issued_on':"
                      "'$d-200'" },
  { "training", "'person':'$m0','course':'dsl','trained_on':'$d-690','provider':'Kent'" },
  { "training", "'person':'$m1','course':'dsl','trained_on':'$d-240','provider':'Kent'" },
  { "training", "'person':'$s0','course':'annual','trained_on':'$d-345','provider':'Ruth Adeyemi'" },
  { "training", "'person':'$s1','course':'annual','trained_on':'$d-82','provider':'Ruth Adeyemi'" },
  { "training", "'person':'$s2','course':'annual','trained_on':'$d-82','provider':'Ruth Adeyemi'" },
  { "training", "'person':'$s3','course':'annual','trained_on':'$d-380','provider':'Ruth Adeyemi'" },
  { "training", "'person':'$s2','course':'induction','trained_on':'$d-84','provider':'Carys Whitlock'" },
  { "training", "'person':'$s1','course':'online','trained_on':'$d-82','provider':'Carys Whitlock'" },
  { "risk-assessments",
    "'subject':'Tablets in Year 5','kind':'technology','assessed_on':'$d-88','by':'$m1','risks':"
    "'Pictures of one another; messages','measures':'Camera off; one app','level':'low','review':'$d+270'" },
  { "governor-meetings",
    "'kind':'link','held_on':'$d-40','with':'Safeguarding governor','topics':'Figures of the term; "
    "filtering; training','resources':'Half a day a week more for the deputy','agreed':'Report in "
    "spring'" },
  { "actions", "'what':'Speak to Year 4 parents about game chats','owner':'$s1','by':'$d+6','source':'debrief'" },
  { "actions", "'what':'Renew the posters in the ICT room','owner':'$s3','by':'$d-3','source':'check'" },
  { "lessons", "'learnt':'Children tell sooner when they know who reads the worry box','source':'debrief','on':'$d-50',"
               "'changed':'Every class met the DSL in the first week','shared':'All staff'" },
  { "education",
    "'what':'What is a stranger online?','kind':'lesson','on':'$d-33','group':'Year 4','by':'Priti Sandhu',"
    "'before_access':true" },
  { "education",
    "'what':'Safer Internet Day','kind':'event','on':'$d-280','group':'Whole school','by':'Carys Whitlock'" },
  { "engagement",
    "'what':'How we monitor school devices','kind':'monitoring','on':'$d-70','audience':['parents','staff'],"
    "'how':'Letter and website'" },
  { "contacts", "'name':'LADO advice line','purpose':'Allegations against adults','phone':'01632 960118','checked_on':"
                "'$d-200','checked_by':'Helena Frost'" },
  { "contacts", "'name':'Police, not urgent','purpose':'Crime reports','phone':'101','checked_on':'$d-20','checked_by':"
                "'Helena Frost'" },
  { "advice",
    "'question':'May a grandparent without parental responsibility sign the agreement?','agency':'lado','person':"
    "'Duty adviser','at':$now,'advice':'A parent signs; the grandparent may keep a copy.','decision':'Sent home "
    "again'" },
  { "hand-in", "'day':'$d-3','group':'Year 6','count':21,'taken_by':'$s0','kept':'Box in the office','off':'yes',"
               "'back_count':21,'back_by':'$s0'" },
  { "hand-in", "'day':'$d-2','group':'Year 6','count':19,'taken_by':'$s0','kept':'Box in the office','off':'yes',"
               "'back_count':18,'back_by':'$s2','missing':'One taken into custody'" },
  { "consents",
    "'pupil':'$p','uses':['display','newsletter'],'given_by':'Mother','given_on':'$d-75','kept':'Office, file 2'" },
  { "posts",
    "'channel':'School page','what':'Harvest assembly','posted_on':'$d-39','writer':'$s3','second_reader':'$m1',"
    "'pictures':'yes'" },
  { "complaints", "'about':'A parent felt told too late about a phone','received_on':'$d-48','from':'parent','route':"
                  "'complaint','answer_by':'$d-38','outcome':'Answered; apology accepted'" },
  { "exceptional-use",
    "'pupil':'$p','device':'phone','why':'medical','reason':'Reads the sensor on the arm.','discussed':"
    "'Mother and school nurse','conditions':'In the bag, on silent, seen by the teaching assistant',"
    "'from':'$d+0','until':'$d+240'" },
  { "visitors",
    "'visitor':'$v','organisation':'Speech and language service','purpose':'Therapy in Year 2','device':"
    "'Own tablet with therapy cards; no camera','where':'Small room, with Gareth Lowe','risk':'done','risk_note':"
    "'Camera covered; never alone with a child and the tablet','from':'$d+0','until':'$d+90'" },
  { "channels",
    "'name':'Marsh Lane, the school page','platform':'facebook','purpose':'News for parents','runner':'$s3',"
    "'second_reader':'$m1','email':'page@marshlane.example','login_kept':'Headteacher’s safe','linked':'yes'," RISK (
        "$d-9") ",'opens':'$d+1','review':'$d+300'" },
  { "platforms",
    "'name':'Times tables app','kind':'app','purpose':'Practice at home','least_age':5,'data':'First name and "
    "class'," RISK ("$d-8") ",'opens':'$d+1','review':'$d+200'" },
  { "filtering-changes", "'what':'A museum’s video channel','kind':'allow','reason':'Topic work in Year 6','asked_by':"
                         "'Owen Maddox'," RISK ("$d-4") },
  { "relationships",
    "'person':'$s0','kind':'friend','with':'The family of a child in Year 4','contact':'Neighbours; the children play "
    "together','declared_on':'$d-70','advice':'Messages between the parents only, none about school','decision':"
    "'May go on as agreed','review':'$d+110'" },
  { "staff-permissions",
    "'person':'$s2','what':'teaching-time','reason':'A parent in hospital','conditions':'On silent, in "
    "the drawer','from':'$d+1','until':'$d+12'",
    TRUE },
  { "personal-devices",
    "'person':'$s1','device':'Own laptop','use':'Lessons from home if the school closes'," RISK (
        "$d-2") ",'from':'$d+5','until':'$d+120'",
    TRUE },
};

/* --- placeholders ------------------------------------------------------------------- */

typedef struct
{
  GbDemo *demo;
  const char *pupil, *visitor;
} Names;

/* Days before are before the demo's day, which in holidays lies far behind today; days to come
 * are from today, so that they still are to come. */
static char *
day_of (const Names *names, int days)
{
  g_autofree char *from = gb_instant_to_day (days < 0 ? gb_now () : names->demo->real_now);

  return gb_day_add (from, days);
}

static char *
name_of (const Names *names, const char *token)
{
  switch (token[1])
    {
    case 'd':
      return day_of (names, (int) g_ascii_strtoll (token + 2, NULL, 10));
    case 's':
      return g_strdup (names->demo->staff[token[2] - '0']);
    case 'm':
      return g_strdup (names->demo->members[token[2] - '0']);
    case 'v':
      return g_strdup (names->visitor);
    case 'n':
      return g_strdup_printf ("%" G_GINT64_FORMAT, gb_now ());
    case 'p':
    default:
      return g_strdup (names->pupil);
    }
}

static gboolean
replace_token (const GMatchInfo *match, GString *result, gpointer names)
{
  g_autofree char *token = g_match_info_fetch (match, 0);
  g_autofree char *name = name_of (names, token);

  g_string_append (result, name);
  return FALSE;
}

static char *
answers_of (const Names *names, const Line *line)
{
  g_autoptr (GRegex) regex = g_regex_new ("\\$(d[+-][0-9]+|s[0-3]|m[0-2]|p|v|now)", 0, 0, NULL);
  g_autofree char *filled = g_regex_replace_eval (regex, line->values, -1, 0, 0, replace_token, (gpointer) names, NULL);

  return g_strdup_printf ("{%s}", g_strdelimit (filled, "'", '"'));
}

/* --- entering and approving -------------------------------------------------------------- */

static gpointer
ask_sheet (GbBook *book, gpointer id, GCancellable *cancellable, GError **error)
{
  g_autoptr (GbRegisterItem) item = gb_register_item_load (gb_book_get_vault (book), id, error);
  return item != NULL ? gb_register_sheet (book, item, error) : NULL;
}

static gboolean
approve (GbDemo *demo, const char *id, GError **error)
{
  g_autoptr (GbSigning) sheet = gb_book_ask (demo->book, ask_sheet, (gpointer) id, error);
  g_autofree char *done = sheet != NULL ? gb_demo_act (demo, error, "register.approved", NULL, "item_id", id,
                                                       "sheet_hash", sheet->hash, NULL)
                                        : NULL;

  return done != NULL;
}

/* All by the DSL first, then all that the headteacher signs: one sits down once. */
static gboolean
enter_all (GbDemo *demo, const Names *names, GPtrArray *to_approve, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autofree char *id = gb_id_new ();
      g_autofree char *answers = answers_of (names, &lines[i]);
      g_autofree char *done = gb_demo_act (demo, error, "register.entered", NULL, "register", lines[i].id, "item_id",
                                           id, "[values", answers, NULL);
      if (done == NULL)
        {
          g_prefix_error (error, "%s: ", lines[i].id);
          return FALSE;
        }
      if (gb_register_find (lines[i].id)->approval_rule != NULL && !lines[i].waits)
        g_ptr_array_add (to_approve, g_steal_pointer (&id));
    }
  return TRUE;
}

gboolean
gb_demo_registers (GbDemo *demo, GError **error)
{
  g_autoptr (GPtrArray) to_approve = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *visitor = gb_id_new ();
  g_autofree char *added = NULL;
  const Names names = { demo, gb_demo_pupil (demo, "5")->id, visitor };

  if (!gb_demo_sit_down (demo, GB_DEMO_DSL, error))
    return FALSE;
  added = gb_demo_act (demo, error, "person.added", NULL, "person_id", visitor, "sort", "visitor", "forename", "Nadia",
                       "surname", "Brereton", "role_title", "Speech and language therapist", NULL);
  if (added == NULL || !enter_all (demo, &names, to_approve, error) || !gb_demo_sit_down (demo, GB_DEMO_HEAD, error))
    return FALSE;
  for (guint i = 0; i < to_approve->len; i++)
    if (!approve (demo, to_approve->pdata[i], error))
      return FALSE;
  return gb_demo_sit_down (demo, GB_DEMO_DSL, error);
}
