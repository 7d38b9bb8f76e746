/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <glib/gi18n.h>

#include "base/text.h"
#include "base/time.h"
#include "casework/referral.h"
#include "print/referral.h"

/* A part of a sheet: the items of the have-ready list that stand in it. */
typedef struct
{
  const char *agency, *title, *note, *items;
} Layout;

static const Layout layouts[] = {
  { "lado", N_ ("Who is referring"), N_ ("If the concern is about the headteacher, the chair of governors refers."),
    "referrer case-manager" },
  { "lado", N_ ("The adult"),
    N_ ("One sheet for each adult. Dotted: still to get. The portal will not take the form without a date of birth."),
    "adult-name adult-born adult-sex adult-address adult-job adult-employer adult-basis" },
  { "lado", N_ ("Other children in the adult’s life"), NULL, "own-children other-work previous" },
  { "lado", N_ ("The children"), NULL, "children social-worker" },
  { "lado", N_ ("What is alleged"), NULL, "when-where nature who-alleged restraint what" },
  { "lado", N_ ("So far"), NULL, "adult-knows parents-told actions papers" },
  { "police", N_ ("Who rings"), N_ ("101; 999 if a child is in immediate danger."), "caller ask" },
  { "police", N_ ("What happened"), NULL, "danger when-where what threats" },
  { "police", N_ ("The people"), NULL, "children others parents-told agencies" },
  { "police", N_ ("The device"), N_ ("Nobody looks, copies or sends. The device stays off and sealed."),
    "device secured viewed spread accounts" },
  { "social-care", N_ ("Who refers"), NULL, "caller" },
  { "social-care", N_ ("The child and the family"), NULL, "children family needs" },
  { "social-care", N_ ("The worry"), NULL, "danger level concern own-words known strengths" },
  { "social-care", N_ ("Agreement"), NULL, "agreement parents-told" },
  /* The national form begins with the person, then how the worry arose. */
  { "prevent", N_ ("The worry"), N_ ("999 if anybody is in immediate danger. Notice, check, share."),
    "arose event indicators" },
  { "prevent", N_ ("What feeds it"), NULL, "interests online contacts threats" },
  { "prevent", N_ ("The person"), NULL, "needs child-told parents-told" },
  /* CEOP's own words about its form (ceopeducation.co.uk, Reporting an incident): how to reach whoever reports, then
   * what happened, to whom, and what is known of the suspect; it takes no report without a name.  The form itself
   * wasn't seen, so this is how its maker tells its order, and the sheet is a prompt. */
  { "ceop", N_ ("Who reports"), N_ ("999 if a child is in immediate danger. CEOP’s form is at ceop.police.uk."),
    "caller" },
  { "ceop", N_ ("What happened"), N_ ("Nothing is copied, opened or sent: the form takes words and addresses."),
    "what where when still" },
  { "ceop", N_ ("Whom it happened to"), NULL, "children safe" },
  { "ceop", N_ ("Who did it"), NULL, "suspect accounts" },
  { "ceop", N_ ("So far"), NULL, "told kept contact" },
  /* The IWF says (iwf.org.uk, questions): the address is all it must have, and no name is asked for; so the address
   * comes first and who may be asked back last.  The order of what is between isn't known. */
  { "iwf", N_ ("The address"), N_ ("The address alone is reported, at report.iwf.org.uk. Nobody looks again to find it,"
                                  " and no picture is saved or sent."),
    "address kind found" },
  { "iwf", N_ ("How it was met"), NULL, "when how device" },
  { "iwf", N_ ("So far"), NULL, "blocked told contact" },
};

static gboolean
is_listed (const char *items, const char *id)
{
  g_auto (GStrv) all = g_strsplit (items, " ", -1);
  return g_strv_contains ((const char *const *) all, id);
}

/* Long answers and long questions take the whole width. */
static GbFieldFlags
flags_for (const GbReferralLine *item)
{
  gboolean is_long =
      g_utf8_strlen (item->title, -1) > 40 || (item->value != NULL && g_utf8_strlen (item->value, -1) > 40);
  return is_long ? GB_FIELD_WIDE : 0;
}

/* "The adult: true date of birth", within the part "The adult", is "true date of birth". */
static char *
short_label (const char *part, const char *title)
{
  gsize length = strlen (part);
  if (g_str_has_prefix (title, part) && g_str_has_prefix (title + length, ": "))
    {
      const char *rest = title + length + 2;
      g_autofree char *first = g_utf8_strup (rest, g_utf8_next_char (rest) - rest);
      return g_strconcat (first, g_utf8_next_char (rest), NULL);
    }
  return g_strdup (title);
}

static void
add_item (GbBlank *blank, const char *part, const GbReferralLine *item)
{
  g_autofree char *label = short_label (part, item->title);
  gb_blank_field (blank, label, item->value, flags_for (item));
}

/* In the order of the part, not of the list: the order at the other end. */
static void
add_items (GbBlank *blank, const GbReferralSheet *given, const Layout *layout)
{
  g_auto (GStrv) ids = g_strsplit (layout->items, " ", -1);
  const char *part = _ (layout->title);

  for (guint i = 0; ids[i] != NULL; i++)
    for (guint n = 0; n < given->n_items; n++)
      if (g_strcmp0 (given->items[n].id, ids[i]) == 0)
        add_item (blank, part, &given->items[n]);
}

static gboolean
has_any (const GbReferralSheet *given, const char *items)
{
  for (guint n = 0; n < given->n_items; n++)
    if (is_listed (items, given->items[n].id))
      return TRUE;
  return FALSE;
}

/* Items that no part of the layout names (another school's pack), so that none is lost. */
static void
add_rest (GbBlank *blank, const GbReferralSheet *given)
{
  gboolean begun = FALSE;

  for (guint n = 0; n < given->n_items; n++)
    {
      gboolean placed = FALSE;
      for (guint i = 0; i < G_N_ELEMENTS (layouts) && !placed; i++)
        placed = g_str_equal (layouts[i].agency, given->agency) && is_listed (layouts[i].items, given->items[n].id);
      if (placed)
        continue;
      if (!begun)
        gb_blank_part (blank, _ ("Have this ready"), NULL);
      begun = TRUE;
      gb_blank_field (blank, given->items[n].title, given->items[n].value, GB_FIELD_WIDE);
    }
}

static void
add_limbs (GbBlank *blank, const GbReferralSheet *given)
{
  if (given->n_limbs == 0)
    return;
  gb_blank_part (blank, _ ("Which limb"),
                 _ ("Policy: any allegation about online conduct goes to the LADO, limb or not."));
  for (guint i = 0; i < given->n_limbs; i++)
    gb_blank_check (blank, given->limbs[i].ticked, given->limbs[i].text);
}

static void
add_answer (GbBlank *blank, const GbReferralSheet *given)
{
  gboolean lado = g_str_equal (given->agency, "lado");
  g_autofree char *title = g_strdup_printf (_ ("What they said: %s"), given->agency_name);

  gb_blank_part (
      blank, lado ? _ ("What the LADO said") : title,
      lado ? _ (
          "Type these back into Guardbook. The clock stops when the referral is recorded as made, with its receipt.")
           : _ ("Type these back into Guardbook. The clock stops when the referral is recorded as made."));
  gb_blank_field (blank, lado ? _ ("Officer") : _ ("Who you spoke to, and their number"), given->spoke_to,
                  GB_FIELD_BLANK);
  gb_blank_field (blank, _ ("Date and time"), given->made, GB_FIELD_BLANK);
  gb_blank_field (blank, lado ? _ ("Portal receipt number (no receipt: not sent)") : _ ("Their reference"),
                  given->receipt, GB_FIELD_BLANK | GB_FIELD_WIDE);
  gb_blank_field (blank, _ ("Decision and next step"), given->outcome, GB_FIELD_BLANK | GB_FIELD_WIDE);
  if (lado)
    gb_blank_field (blank, _ ("Strategy meeting"), NULL, GB_FIELD_BLANK);
  gb_blank_field (blank,
                  lado ? _ ("Tell adult, parents, agency: who and when")
                       : _ ("What may parents and children be told, and when"),
                  NULL, GB_FIELD_BLANK | (lado ? 0 : GB_FIELD_WIDE));
}

static const char *
say_title (const char *agency)
{
  if (g_str_equal (agency, "lado"))
    return _ ("LADO referral sheet");
  if (g_str_equal (agency, "police"))
    return _ ("Police referral sheet");
  if (g_str_equal (agency, "social-care"))
    return _ ("Social care referral sheet");
  if (g_str_equal (agency, "ceop"))
    return _ ("CEOP report sheet");
  if (g_str_equal (agency, "iwf"))
    return _ ("Internet Watch Foundation sheet");
  return g_str_equal (agency, "prevent") ? _ ("Prevent referral sheet") : _ ("Referral sheet");
}

static GbBlank *
make_blank (const GbReferralSheet *given)
{
  g_autofree char *stem = g_strdup_printf ("referral-%s", given->agency);
  gboolean lado = g_str_equal (given->agency, "lado");
  const GbBlankSetup setup = {
    .school = given->school,
    .title = say_title (given->agency),
    .subtitle = lado ? _ ("Have this beside you when you fill in the portal.")
                     : _ ("Have this beside you when you ring or write."),
    .running = given->about_adult ? _ ("Confidential: for the referrer only; not for the personnel file")
                                  : _ ("Confidential: safeguarding record"),
    .document = "referral-sheet",
    .stem = stem,
    .reference = given->reference,
    .printed_by = given->printed_by,
    .made_at = given->made_at,
  };
  return gb_blank_new (&setup);
}

GbSheet *
gb_print_referral_sheet (const GbReferralSheet *given, GError **error)
{
  g_autoptr (GbBlank) blank = make_blank (given);

  if (given->noticed != NULL)
    {
      gb_blank_fact (blank, _ ("Came to the school’s notice"), given->noticed, TRUE);
      gb_blank_fact (blank, _ ("Must be referred by"), given->due, TRUE);
      gb_blank_fact (blank, _ ("Rule"), given->rule, FALSE);
      gb_blank_fact (blank, _ ("Left when printed"), given->left, TRUE);
    }
  for (guint i = 0; i < G_N_ELEMENTS (layouts); i++)
    if (g_str_equal (layouts[i].agency, given->agency) && has_any (given, layouts[i].items))
      {
        gb_blank_part (blank, _ (layouts[i].title), layouts[i].note != NULL ? _ (layouts[i].note) : NULL);
        add_items (blank, given, &layouts[i]);
      }
  add_rest (blank, given);
  add_limbs (blank, given);
  if (given->summary != NULL)
    {
      gb_blank_part (blank, _ ("In short"), NULL);
      gb_blank_words (blank, given->summary);
    }
  add_answer (blank, given);
  return gb_print_blank (blank, error);
}

/* --- from the record ----------------------------------------------------------------------------- */

/* A line that nobody filled in but that the record answers: the adult, the children. */
static const char *
answer_of (const GbReferralItem *item, const GbReferral *referral, const char *children)
{
  if (gb_text_is_filled (item->value))
    return item->value;
  if (g_strcmp0 (item->item, "adult-name") == 0)
    return referral->subject;
  return g_strcmp0 (item->item, "children") == 0 ? children : NULL;
}

static GArray *
lines_of (GPtrArray *items, const GbReferral *referral, const char *children)
{
  GArray *lines = g_array_new (FALSE, TRUE, sizeof (GbReferralLine));

  for (guint i = 0; i < items->len; i++)
    {
      const GbReferralItem *item = g_ptr_array_index (items, i);
      GbReferralLine line = { item->item, item->title, answer_of (item, referral, children) };
      g_array_append_val (lines, line);
    }
  return lines;
}

/* Every limb that the pack knows, ticked if the referral says so. */
static GArray *
limbs_of (GbPack *pack, const GbReferral *referral)
{
  GPtrArray *words = gb_pack_words (pack, "lado-limb");
  GArray *limbs = g_array_new (FALSE, TRUE, sizeof (GbCheck));

  for (guint i = 0; g_strcmp0 (referral->agency, "lado") == 0 && i < words->len; i++)
    {
      const GbWord *word = g_ptr_array_index (words, i);
      g_autofree char *quoted = g_strdup_printf ("\"%s\"", word->id);
      GbCheck limb = { referral->limbs != NULL && strstr (referral->limbs, quoted) != NULL, word->label };
      g_array_append_val (limbs, limb);
    }
  return limbs;
}

static char *
say_when (gint64 at)
{
  return at > 0 ? gb_pages_say_instant_short (at) : NULL;
}

static char *
say_time_left (const GbReferral *referral)
{
  if (referral->stopped_at > 0)
    return g_strdup (_ ("stopped: referral made"));
  return referral->due_at > 0 ? gb_say_left (referral->due_at) : NULL;
}

static GbSheet *
print_record (GbBook *book, const GbReferral *referral, GPtrArray *items, GError **error)
{
  GbPack *pack = gb_book_get_pack (book);
  g_autofree char *children = gb_json_names (referral->children);
  g_autofree char *noticed = say_when (referral->noticed_at);
  g_autofree char *due = say_when (referral->due_at);
  g_autofree char *made = say_when (referral->made_at);
  g_autofree char *left = say_time_left (referral);
  g_autoptr (GArray) lines = lines_of (items, referral, children);
  g_autoptr (GArray) limbs = limbs_of (pack, referral);
  const GbReferralSheet sheet = {
    .school = gb_book_get_school (book),
    .reference = referral->reference,
    .agency = referral->agency,
    .agency_name = gb_pack_label (pack, "agency", referral->agency),
    .about_adult = g_strcmp0 (referral->agency, "lado") == 0,
    .noticed = referral->due_at > 0 ? noticed : NULL,
    .due = due,
    .rule = referral->due_rule,
    .left = left,
    .summary = referral->summary,
    .items = (const GbReferralLine *) lines->data,
    .n_items = lines->len,
    .limbs = (const GbCheck *) limbs->data,
    .n_limbs = limbs->len,
    .made = made,
    .spoke_to = referral->spoke_to,
    .receipt = referral->made_reference,
    .outcome = referral->answer != NULL ? referral->answer : referral->advice,
    .printed_by = gb_book_get_member_name (book),
    .made_at = gb_now (),
  };
  return gb_print_referral_sheet (&sheet, error);
}

GbSheet *
gb_print_referral (GbBook *book, const char *id, GError **error)
{
  g_autoptr (GbReferral) referral = gb_referral_load (gb_book_get_vault (book), id, error);
  g_autoptr (GPtrArray) items = referral != NULL ? gb_referral_items (book, referral, error) : NULL;

  return items != NULL ? print_record (book, referral, items, error) : NULL;
}
