/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "base/text.h"
#include "base/time.h"
#include "casework/concern.h"
#include "casework/person.h"
#include "casework/referral.h"
#include "casework/timeline.h"
#include "print/concern.h"
#include "print/evidence.h"

typedef struct
{
  GbBook *book;
  GbPack *pack;
  GbConcern *concern;
  GbBlank *blank;
} Print;

static const char *
say_tri (const char *answer)
{
  if (g_strcmp0 (answer, "yes") == 0)
    return _ ("Yes");
  if (g_strcmp0 (answer, "no") == 0)
    return _ ("No");
  return answer != NULL ? _ ("Not known") : NULL;
}

static const char *
label (Print *self, const char *vocabulary, const char *word)
{
  return word != NULL ? gb_pack_label (self->pack, vocabulary, word) : NULL;
}

static char *
say_at (gint64 at)
{
  return at != 0 ? gb_pages_say_instant_short (at) : NULL;
}

static const char *
say_level (const GbConcern *concern)
{
  if (concern->level == NULL)
    return _ ("limbs not yet asked");
  return g_str_equal (concern->level, "allegation") ? _ ("allegation") : _ ("low-level concern");
}

static const char *
say_route (const GbConcern *concern)
{
  if (g_strcmp0 (concern->route, "chair") == 0)
    return _ ("Chair of governors");
  return g_strcmp0 (concern->route, "lado") == 0 ? _ ("Straight to the LADO") : _ ("Headteacher");
}

/* --- the record sheet ---------------------------------------------------------------- */

static void
add_whom (Print *self)
{
  const GbConcern *concern = self->concern;

  gb_blank_part (self->blank, _ ("Who it is about"), NULL);
  gb_blank_field (self->blank, _ ("Name"), concern->person, 0);
  gb_blank_field (self->blank, _ ("What they are here"), label (self, "concern-person", concern->person_role), 0);
  gb_blank_field (self->blank, _ ("Handled by"), say_route (concern), 0);
  gb_blank_field (self->blank, _ ("Case manager"), concern->manager, 0);
  gb_blank_known (self->blank, _ ("Conflict of interest"), concern->conflict_reason, GB_FIELD_WIDE);
}

static void
add_what (Print *self)
{
  const GbConcern *concern = self->concern;
  g_autofree char *occurred = say_at (concern->occurred_at);
  g_autofree char *noticed = say_at (concern->noticed_at);
  g_autofree char *children = gb_json_names (concern->children);

  gb_blank_part (self->blank, _ ("What was told"), NULL);
  gb_blank_field (self->blank, _ ("When it happened"), occurred, 0);
  gb_blank_field (self->blank, _ ("How exactly that is known"), label (self, "precision", concern->precision), 0);
  gb_blank_known (self->blank, _ ("In words"), concern->occurred_words, 0);
  gb_blank_field (self->blank, _ ("Where"), concern->place, 0);
  gb_blank_field (self->blank, _ ("The school knew"), noticed, 0);
  gb_blank_field (self->blank, _ ("Who raised it"), concern->anonymous ? _ ("On the record, not on this sheet")
                                                                       : concern->told_by, 0);
  gb_blank_field (self->blank, _ ("Conduct online"), concern->online ? _ ("Yes") : _ ("No"), 0);
  gb_blank_known (self->blank, _ ("Children"), children, 0);
  gb_blank_words (self->blank, concern->narrative);
  gb_blank_known (self->blank, _ ("In the words of whoever told it"), concern->own_words, GB_FIELD_WIDE);
  gb_blank_known (self->blank, _ ("Context"), concern->context, GB_FIELD_WIDE);
  gb_blank_known (self->blank, _ ("A child in danger: what was done"), concern->danger_done, GB_FIELD_WIDE);
}

static void
add_limbs (Print *self)
{
  const GbConcern *concern = self->concern;
  const char *const answers[GB_CONCERN_LIMBS]
    = { concern->harmed, concern->offence, concern->risk, concern->unsuitable };
  g_autofree char *asked = say_at (concern->assessed_at);

  gb_blank_part (self->blank, _ ("The harm threshold"), _ ("Four limbs, asked one by one (KCSIE part four)."));
  for (guint i = 0; i < GB_CONCERN_LIMBS; i++)
    gb_blank_field (self->blank, label (self, "lado-limb", gb_concern_limbs[i]), say_tri (answers[i]), GB_FIELD_WIDE);
  gb_blank_field (self->blank, _ ("Asked"), asked, 0);
  gb_blank_field (self->blank, _ ("By"), concern->assessed_by, 0);
  gb_blank_known (self->blank, _ ("Because"), concern->assess_reason, GB_FIELD_WIDE);
}

static void
add_lado (Print *self)
{
  const GbConcern *concern = self->concern;
  g_autofree char *told = say_at (concern->lado_at != 0 ? concern->lado_at : concern->referral_made_at);

  if (concern->assessed_at != 0 && !concern->lado && told == NULL)
    return;
  gb_blank_part (self->blank, _ ("The LADO"), NULL);
  gb_blank_field (self->blank, _ ("Told"), told, 0);
  gb_blank_field (self->blank, _ ("Officer"), concern->lado_officer, 0);
  gb_blank_known (self->blank, _ ("Their reference"), concern->lado_reference, 0);
  gb_blank_field (self->blank, _ ("What they advised"), concern->lado_advice, GB_FIELD_WIDE);
  gb_blank_field (self->blank, _ ("What was decided"), concern->lado_decision, GB_FIELD_WIDE);
}

static void
add_meanwhile (Print *self)
{
  const GbConcern *concern = self->concern;
  gboolean low = g_strcmp0 (concern->level, "low-level") == 0;
  g_autofree char *told = say_at (concern->person_told_at);

  gb_blank_part (self->blank, _ ("What was done"), NULL);
  if (low)
    {
      gb_blank_field (self->blank, _ ("What was done about it"), concern->dealt, GB_FIELD_WIDE);
      gb_blank_field (self->blank, _ ("Pattern"), label (self, "concern-pattern", concern->pattern), 0);
      gb_blank_field (self->blank, _ ("Because"), concern->pattern_reason, GB_FIELD_WIDE);
      return;
    }
  gb_blank_field (self->blank, _ ("Meanwhile"), label (self, "concern-measure", concern->measure), 0);
  gb_blank_field (self->blank, _ ("Welfare contact"), concern->welfare, 0);
  gb_blank_known (self->blank, _ ("The person was told"), told, 0);
  gb_blank_known (self->blank, _ ("Alternatives weighed"), concern->considered, GB_FIELD_WIDE);
  gb_blank_known (self->blank, _ ("Because"), concern->measure_reason, GB_FIELD_WIDE);
  gb_blank_known (self->blank, _ ("Pattern"), label (self, "concern-pattern", concern->pattern), 0);
}

static void
add_outcome (Print *self)
{
  const GbConcern *concern = self->concern;
  g_autofree char *concluded = say_at (concern->concluded_at);
  g_autofree char *until = concern->keep_until != NULL ? gb_say_day_long (concern->keep_until) : NULL;
  g_autofree char *cleared = concern->cleared_on != NULL ? gb_say_day_long (concern->cleared_on) : NULL;
  g_autofree char *gone = cleared != NULL ? g_strdup_printf (_ ("%s, by %s"), cleared, concern->cleared_by) : NULL;

  gb_blank_part (self->blank, _ ("How it ended"), NULL);
  gb_blank_known (self->blank, _ ("In short"), concern->closing, GB_FIELD_WIDE);
  if (g_strcmp0 (concern->level, "low-level") == 0)
    {
      gb_blank_field (self->blank, _ ("Kept"), _ ("At least until the person leaves; in no reference, unless the "
                                                  "threshold is met later"),
                      GB_FIELD_WIDE);
      return;
    }
  gb_blank_field (self->blank, _ ("Outcome"), label (self, "concern-outcome", concern->outcome), 0);
  gb_blank_field (self->blank, _ ("Decided"), concluded, 0);
  gb_blank_known (self->blank, _ ("Because"), concern->outcome_reason, GB_FIELD_WIDE);
  gb_blank_known (self->blank, _ ("Lessons"), concern->lessons, GB_FIELD_WIDE);
  if (concern->outcome != NULL)
    gb_blank_field (self->blank, _ ("In references"), concern->in_references ? _ ("Yes") : _ ("No"), 0);
  gb_blank_known (self->blank, _ ("Kept until, at the earliest"), until, 0);
  gb_blank_known (self->blank, _ ("By the rule"), concern->keep_rule, GB_FIELD_WIDE);
  gb_blank_known (self->blank, _ ("Taken off the personnel record"), gone, GB_FIELD_WIDE);
}

/* What was done when, without who read it. */
static gboolean
add_record (Print *self, GError **error)
{
  const char *const heads[] = { _ ("When"), _ ("What"), _ ("By") };
  g_autoptr (GPtrArray) rows = gb_timeline_of_case (self->book, self->concern->id, error);

  if (rows == NULL)
    return FALSE;
  gb_blank_part (self->blank, _ ("In order"), NULL);
  gb_blank_table (self->blank, heads, G_N_ELEMENTS (heads), 110, 90);
  for (guint i = 0; i < rows->len; i++)
    {
      GbTimelineRow *row = rows->pdata[i];
      g_autofree char *at = gb_pages_say_instant (row->at);
      const char *const cells[] = { at, row->sentence, row->author };
      if (!g_str_has_prefix (row->kind, "seal."))
        gb_blank_row (self->blank, cells);
    }
  return TRUE;
}

static GbBlank *
make_blank (Print *self)
{
  const GbConcern *concern = self->concern;
  const GbBlankSetup setup = {
    .school = gb_book_get_school (self->book),
    .title = _ ("Staff concern"),
    .subtitle = concern->title,
    .running = _ ("Sealed case. For its readers only; not for the personnel file"),
    .document = "concern-record",
    .reference = concern->reference,
    .printed_by = gb_book_get_member_name (self->book),
    .made_at = gb_now (),
  };
  GbBlank *blank = gb_blank_new (&setup);
  g_autofree char *recorded = gb_pages_say_instant (concern->recorded_at);
  g_autofree char *due = say_at (concern->due_at);

  gb_blank_fact (blank, _ ("Reference"), concern->reference, TRUE);
  gb_blank_fact (blank, _ ("What it is"), say_level (concern), TRUE);
  gb_blank_fact (blank, _ ("Recorded"), recorded, FALSE);
  gb_blank_fact (blank, _ ("LADO by"), concern->assessed_at == 0 || concern->lado ? due : _ ("not asked for"), FALSE);
  return blank;
}

GbSheet *
gb_print_concern (GbBook *book, const char *id, GError **error)
{
  g_autoptr (GbConcern) concern = gb_concern_load (gb_book_get_vault (book), id, error);
  Print self = { book, gb_book_get_pack (book), concern, NULL };
  g_autoptr (GbBlank) blank = NULL;

  if (concern == NULL)
    return NULL;
  blank = self.blank = make_blank (&self);
  add_whom (&self);
  add_what (&self);
  add_limbs (&self);
  add_lado (&self);
  add_meanwhile (&self);
  add_outcome (&self);
  return gb_print_evidence (blank, gb_book_get_vault (book), id, FALSE, error) && add_record (&self, error)
             ? gb_print_blank (blank, error)
             : NULL;
}

/* --- the LADO's sheet -------------------------------------------------------------------- */

/* The line @item of the referral that was begun from the concern. */
static const char *
typed (GPtrArray *items, const char *item)
{
  for (guint i = 0; items != NULL && i < items->len; i++)
    {
      GbReferralItem *one = items->pdata[i];
      if (g_str_equal (one->item, item) && gb_text_is_filled (one->value))
        return one->value;
    }
  return NULL;
}

static char *
say_earlier (Print *self, GError **error)
{
  g_autoptr (GPtrArray) earlier = gb_concern_earlier (gb_book_get_vault (self->book), self->concern, error);

  if (earlier == NULL)
    return NULL;
  if (earlier->len == 0)
    return g_strdup (_ ("None on this record"));
  return g_strdup_printf (ngettext ("%u on this record", "%u on this record", earlier->len), earlier->len);
}

/* What the concern and the roll say to a line of the list, said anew.  (transfer full) */
static char *
answer_of (Print *self, const GbPerson *person, const char *item, const char *earlier)
{
  GbConcern *concern = self->concern;
  g_autofree char *at = say_at (concern->occurred_at);
  g_autofree char *told = say_at (concern->person_told_at);

  if (g_str_equal (item, "referrer"))
    return g_strdup (gb_book_get_member_name (self->book));
  if (g_str_equal (item, "case-manager"))
    return g_strdup (concern->manager);
  if (g_str_equal (item, "adult-name"))
    return g_strdup (concern->person);
  if (g_str_equal (item, "adult-born"))
    return person != NULL && person->dob != NULL ? gb_say_day_long (person->dob) : NULL;
  if (g_str_equal (item, "adult-job"))
    return person != NULL ? g_strdup (person->role_title) : NULL;
  if (g_str_equal (item, "adult-basis"))
    return g_strdup (label (self, "concern-person", concern->person_role));
  if (g_str_equal (item, "previous"))
    return g_strdup (earlier);
  if (g_str_equal (item, "children"))
    return gb_json_names (concern->children);
  if (g_str_equal (item, "what"))
    return g_strdup (gb_text_is_filled (concern->own_words) ? concern->own_words : concern->narrative);
  if (g_str_equal (item, "when-where"))
    return g_strdup_printf (_ ("%s, %s"), at, concern->place);
  if (g_str_equal (item, "nature") && concern->online)
    return g_strdup (_ ("Conduct online"));
  if (g_str_equal (item, "who-alleged"))
    return g_strdup (concern->anonymous ? _ ("On the record: asked not to be named") : concern->told_by);
  if (g_str_equal (item, "adult-knows"))
    return told != NULL ? g_strdup_printf (_ ("Told on %s"), told) : g_strdup (_ ("Nothing. The LADO advises"));
  if (g_str_equal (item, "parents-told"))
    return g_strdup (concern->parents > 0 ? _ ("See the record") : _ ("No. The LADO advises"));
  if (g_str_equal (item, "actions"))
    return g_strdup (label (self, "concern-measure", concern->measure));
  return NULL;
}

static void
clear_line (gpointer line)
{
  g_free ((char *) ((GbReferralLine *) line)->value);
}

static GArray *
lines_of (Print *self, const GbPerson *person, GPtrArray *items, const char *earlier)
{
  GPtrArray *words = gb_pack_words (self->pack, "ready-lado");
  GArray *lines = g_array_new (FALSE, TRUE, sizeof (GbReferralLine));

  g_array_set_clear_func (lines, clear_line);
  for (guint i = 0; i < words->len; i++)
    {
      const GbWord *word = words->pdata[i];
      const char *given = typed (items, word->id);
      GbReferralLine line
        = { word->id, word->label, given != NULL ? g_strdup (given) : answer_of (self, person, word->id, earlier) };
      if (!gb_text_is_filled (line.value))
        g_clear_pointer ((char **) &line.value, g_free);
      g_array_append_val (lines, line);
    }
  return lines;
}

/* The school's own limb of conduct online is ticked by what the concern is. */
static GArray *
limbs_of (Print *self)
{
  const GbConcern *concern = self->concern;
  const char *const answers[GB_CONCERN_LIMBS]
    = { concern->harmed, concern->offence, concern->risk, concern->unsuitable };
  GPtrArray *words = gb_pack_words (self->pack, "lado-limb");
  GArray *limbs = g_array_new (FALSE, TRUE, sizeof (GbCheck));

  for (guint i = 0; i < words->len; i++)
    {
      const GbWord *word = words->pdata[i];
      GbCheck limb = { g_str_equal (word->id, "online-conduct") && concern->online, word->label };
      for (guint n = 0; n < GB_CONCERN_LIMBS; n++)
        if (g_str_equal (word->id, gb_concern_limbs[n]))
          limb.ticked = answers[n] != NULL && !g_str_equal (answers[n], "no");
      g_array_append_val (limbs, limb);
    }
  return limbs;
}

/* The newest referral that was begun from it, with what was typed there; NULL without error: none. */
static GPtrArray *
items_of (Print *self, GError **error)
{
  GbReferralFilter filter = { .concern_id = self->concern->id, .agency = "lado" };
  g_autoptr (GPtrArray) ids = gb_referral_ids (gb_book_get_vault (self->book), &filter, error);
  g_autoptr (GbReferral) referral
    = ids != NULL && ids->len > 0 ? gb_referral_load (gb_book_get_vault (self->book), ids->pdata[0], error) : NULL;

  return referral != NULL ? gb_referral_items (self->book, referral, error) : NULL;
}

static char *
say_left (const GbConcern *concern)
{
  if (concern->stopped_at != 0)
    return g_strdup (_ ("stopped: told"));
  return concern->due_at != 0 ? gb_say_left (concern->due_at) : NULL;
}

static GbSheet *
print_lado (Print *self, const GbPerson *person, GPtrArray *items, const char *earlier, GError **error)
{
  const GbConcern *concern = self->concern;
  g_autoptr (GArray) lines = lines_of (self, person, items, earlier);
  g_autoptr (GArray) limbs = limbs_of (self);
  g_autofree char *noticed = say_at (concern->noticed_at);
  g_autofree char *due = say_at (concern->due_at);
  g_autofree char *made = say_at (concern->lado_at);
  g_autofree char *left = say_left (concern);
  const GbReferralSheet sheet = {
    .school = gb_book_get_school (self->book),
    .reference = concern->reference,
    .agency = "lado",
    .agency_name = gb_pack_label (self->pack, "agency", "lado"),
    .about_adult = TRUE,
    .noticed = concern->due_at != 0 ? noticed : NULL,
    .due = due,
    .rule = concern->due_rule,
    .left = left,
    .summary = concern->narrative,
    .items = (const GbReferralLine *) lines->data,
    .n_items = lines->len,
    .limbs = (const GbCheck *) limbs->data,
    .n_limbs = limbs->len,
    .made = made,
    .spoke_to = concern->lado_officer,
    .receipt = concern->lado_reference,
    .outcome = concern->lado_decision,
    .printed_by = gb_book_get_member_name (self->book),
    .made_at = gb_now (),
  };
  return gb_print_referral_sheet (&sheet, error);
}

GbSheet *
gb_print_concern_lado (GbBook *book, const char *id, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GbConcern) concern = gb_concern_load (gb_book_get_vault (book), id, error);
  Print self = { book, gb_book_get_pack (book), concern, NULL };
  g_autoptr (GbPerson) person = NULL;
  g_autoptr (GPtrArray) items = NULL;
  g_autofree char *earlier = NULL;

  if (concern == NULL)
    return NULL;
  /* Who is on no roll is named in the concern alone. */
  person = gb_person_get (gb_book_get_vault (book), concern->person_id, NULL);
  items = items_of (&self, &local);
  earlier = local == NULL ? say_earlier (&self, &local) : NULL;
  if (local == NULL)
    return print_lado (&self, person, items, earlier, error);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}
