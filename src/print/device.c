/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/device.h"
#include "print/device.h"

/* --- check letters -------------------------------------------------------------------- */

char *
gb_print_check_letters (const char *code)
{
  /* Without vowels no word can appear; without 0 O 1 I L 5 S none is misread. */
  static const char letters[] = "2346789BCDFGHJKMNPQRTVWXZ";
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize length = sizeof digest;
  char *text = g_malloc0 (6);

  g_checksum_update (sum, (const guchar *) code, -1);
  g_checksum_get_digest (sum, digest, &length);
  for (guint i = 0; i < 5; i++)
    text[i] = letters[((digest[2 * i] << 8) | digest[2 * i + 1]) % (sizeof letters - 1)];
  return text;
}

/* --- one page without a grid -------------------------------------------------------------- */

static GbInk *
begin (const char *title, const char *school, gint64 made_at, double width, double height, GError **error)
{
  const GbInkSetup setup = { .title = title, .author = school, .made_at = made_at, .width = width, .height = height };
  return gb_ink_new (&setup, error);
}

static GbSheet *
end (GbInk *ink, const char *title, const char *document, const char *number, GError **error)
{
  g_autoptr (GbSheet) sheet = g_new0 (GbSheet, 1);

  sheet->pdf = gb_ink_finish (ink, error);
  if (sheet->pdf == NULL)
    return NULL;
  sheet->title = g_strdup (title);
  sheet->file = g_strdup_printf ("%s-%s.pdf", document, number);
  sheet->document = g_strdup (document);
  sheet->pages = 1;
  return g_steal_pointer (&sheet);
}

static void
tagged (GbInk *ink, const char *tag, GbStyle style, double x, double y, double width, const char *text)
{
  gb_ink_open (ink, tag);
  gb_ink_write_grey (ink, style, 0, x, y, width, GB_ALIGN_LEFT, text);
  gb_ink_close (ink, tag);
}

/* What a person wrote, as far as @lines reach: the label can't grow. */
static double
clipped (GbInk *ink, GbStyle style, double x, double y, double width, guint lines, const char *text)
{
  double height;

  gb_ink_open (ink, "P");
  height = gb_ink_write_lines (ink, style, x, y, width, lines, text);
  gb_ink_close (ink, "P");
  return height;
}

static gboolean
check_code (const char *number, const char *code, GError **error)
{
  if (gb_text_is_filled (number) && gb_text_is_filled (code))
    return TRUE;
  g_set_error_literal (
      error, GB_ERROR, GB_ERROR_INPUT,
      _ ("A device gets its label and receipt once it has a custody number. Take it into custody first."));
  return FALSE;
}

static gboolean
draw_code (GbInk *ink, double x, double y, double side, const char *code, const char *check, GError **error)
{
  g_autofree char *alt = g_strdup_printf (_ ("Code of this custody; its check letters are %s"), check);

  if (gb_ink_qr (ink, x, y, side, code, alt))
    return TRUE;
  g_set_error_literal (error, GB_ERROR, GB_ERROR_INPUT, _ ("The custody number is too long for a code on a label."));
  return FALSE;
}

/* --- the label ------------------------------------------------------------------------------ */

#define LABEL_WIDTH GB_MM (100)
#define LABEL_HEIGHT GB_MM (60)

/* The field at the foot: black when it goes home, hatched when it must not. */
static void
draw_fate (GbInk *ink, const GbLabel *given)
{
  double x = 11, y = 121, height = 36, field = 78;
  double width = LABEL_WIDTH - 22 - field - 12;
  double at;

  gb_ink_box (ink, x, y, LABEL_WIDTH - 22, height, 1, 1.1);
  if (given->held)
    {
      gb_ink_hatch (ink, x, y, field, height);
      gb_ink_box (ink, x + 5, y + 5, field - 10, height - 10, 1, 0.6);
    }
  else
    gb_ink_box (ink, x, y, field, height, 0, 0);
  gb_ink_open (ink, "P");
  gb_ink_write_grey (ink, GB_STYLE_HEAD, given->held ? 0 : 1, x + 8, y + 4, 0, GB_ALIGN_LEFT, given->fate);
  gb_ink_write_grey (ink, GB_STYLE_CELL, given->held ? 0 : 1, x + 8, y + 18, field - 10, GB_ALIGN_LEFT,
                     given->fate_day);
  gb_ink_close (ink, "P");
  at = y + 2.5 + clipped (ink, GB_STYLE_COLUMN, x + field + 8, y + 2.5, width, 2, given->fate_words);
  clipped (ink, GB_STYLE_SMALL, x + field + 8, MAX (at, y + 18), width, 1, given->taken);
}

static void
draw_label (GbInk *ink, const GbLabel *given)
{
  g_autofree char *letters = gb_ink_strong (given->check);
  g_autofree char *seal = gb_ink_strong (given->seal);
  g_autofree char *check = g_strdup_printf (_ ("check letters %s"), letters);
  g_autofree char *where = g_strdup_printf (_ ("Seal %s   %s"), seal, given->place);
  double x = 11, width = 178;

  gb_ink_box (ink, 7, 7, LABEL_WIDTH - 14, LABEL_HEIGHT - 14, 1, 1.4);
  tagged (ink, "P", GB_STYLE_COLUMN, x, 12, width, given->school);
  tagged (ink, "H1", GB_STYLE_LABEL_NUMBER, x - 1, 23, 0, given->number);
  tagged (ink, "P", GB_STYLE_SMALL, x, 53, width, check);
  clipped (ink, GB_STYLE_CAPTION, x, 69, width, 1, given->thing);
  clipped (ink, GB_STYLE_SMALL, x, 82.5, width, 2, given->condition);
  clipped (ink, GB_STYLE_SMALL, x, 107, LABEL_WIDTH - 22, 1, where);
  draw_fate (ink, given);
}

GbSheet *
gb_print_label (const GbLabel *given, GError **error)
{
  g_autoptr (GbInk) ink = NULL;
  g_autofree char *title = NULL;

  if (!check_code (given->number, given->code, error))
    return NULL;
  title = g_strdup_printf (_ ("Custody label %s"), given->number);
  ink = begin (title, given->school, given->made_at, LABEL_WIDTH, LABEL_HEIGHT, error);
  if (ink == NULL)
    return NULL;
  draw_label (ink, given);
  if (!draw_code (ink, LABEL_WIDTH - 11 - GB_MM (31), 12, GB_MM (31), given->code, given->check, error))
    return NULL;
  return end (ink, title, "custody-label", given->number, error);
}

/* --- the receipt ---------------------------------------------------------------------------------- */

#define RECEIPT_WIDTH GB_MM (210)
#define RECEIPT_HEIGHT GB_MM (148)
#define HALF (RECEIPT_WIDTH / 2)
#define HALF_WIDTH 237.0

static double
answer (GbInk *ink, double x, double y, double width, gboolean strong, const char *label, const char *value)
{
  double height;

  gb_ink_open (ink, "P");
  gb_ink_write (ink, GB_STYLE_RUNNING, x, y, 0, GB_ALIGN_LEFT, label);
  height = gb_ink_write (ink, strong ? GB_STYLE_TOTAL : GB_STYLE_CELL, x, y + 10, width, GB_ALIGN_LEFT, value);
  if (!gb_text_is_filled (value))
    gb_ink_dotted (ink, x, y + 10 + height, width - 6);
  gb_ink_close (ink, "P");
  return y + 10 + height + 8;
}

static const char *
say_seal (GbSeal state)
{
  if (state == GB_SEAL_NOT_SAID)
    return _ ("Bag seal");
  return state == GB_SEAL_UNBROKEN ? _ ("Bag seal, unbroken") : _ ("Bag seal, broken");
}

/* What is signed; where the record doesn't say how the seal was, boxes to tick. */
static void
draw_declaration (GbInk *ink, double x, double y, GbSeal state)
{
  if (state == GB_SEAL_UNBROKEN)
    tagged (ink, "P", GB_STYLE_SMALL, x, y, HALF_WIDTH, _ ("I have received the device. The seal was unbroken."));
  else if (state == GB_SEAL_BROKEN)
    tagged (ink, "P", GB_STYLE_SMALL, x, y, HALF_WIDTH,
            _ ("I have received the device. The seal was broken, and I was told so."));
  if (state != GB_SEAL_NOT_SAID)
    return;
  tagged (ink, "P", GB_STYLE_SMALL, x, y, 0, _ ("I have received the device. The seal was"));
  gb_ink_open (ink, "P");
  gb_ink_tick (ink, x + 152, y + 1, FALSE);
  gb_ink_write (ink, GB_STYLE_SMALL, x + 164, y, 0, GB_ALIGN_LEFT, _ ("whole"));
  gb_ink_tick (ink, x + 194, y + 1, FALSE);
  gb_ink_write (ink, GB_STYLE_SMALL, x + 206, y, 0, GB_ALIGN_LEFT, _ ("broken"));
  gb_ink_close (ink, "P");
}

static double
draw_half (GbInk *ink, const GbReceipt *given, double x, const char *copy)
{
  double column = HALF_WIDTH / 2;
  double y = 85;

  gb_ink_open (ink, "P");
  gb_ink_write (ink, GB_STYLE_RUNNING_STRONG, x, 32, 0, GB_ALIGN_LEFT, given->school);
  gb_ink_write (ink, GB_STYLE_RUNNING, x + HALF_WIDTH, 32, 0, GB_ALIGN_RIGHT, copy);
  gb_ink_close (ink, "P");
  tagged (ink, "H1", GB_STYLE_BAND, x, 45, HALF_WIDTH, _ ("Return of a device"));
  gb_ink_rule (ink, x, 77, HALF_WIDTH, 0.9);
  answer (ink, x, y, column - 8, TRUE, _ ("Custody number"), given->number);
  y = answer (ink, x + column, y, column, FALSE, say_seal (given->seal_state),
              given->seal);
  y = answer (ink, x, y, HALF_WIDTH, FALSE, _ ("What"), given->thing);
  answer (ink, x, y, column - 8, FALSE, _ ("Taken in"), given->taken_in);
  y = answer (ink, x + column, y, column, FALSE, _ ("Given back"), given->given_back);
  y = answer (ink, x, y, HALF_WIDTH, FALSE, _ ("Given to"), given->given_to);
  y = answer (ink, x, y, HALF_WIDTH, FALSE, _ ("By"), given->given_by);
  gb_ink_rule (ink, x, y + 1, HALF_WIDTH, 0.5);
  return y + 9;
}

static gboolean
draw_school_half (GbInk *ink, const GbReceipt *given, double x, GError **error)
{
  g_autofree char *letters = gb_ink_strong (given->check);
  g_autofree char *type = g_strdup_printf (
      _ ("These letters must be those on the bag: %s. When this is signed, record the hand-over in Guardbook."),
      letters);
  double y = draw_half (ink, given, x, _ ("School’s copy"));
  double line = MAX (y + 48, 306);

  draw_declaration (ink, x, y, given->seal_state);
  gb_ink_rule (ink, x, line, 138, 0.7);
  gb_ink_rule (ink, x + 152, line, HALF_WIDTH - 152, 0.7);
  tagged (ink, "P", GB_STYLE_RUNNING, x, line + 2, 0, _ ("Signature of parent or carer"));
  tagged (ink, "P", GB_STYLE_RUNNING, x + 152, line + 2, 0, _ ("Signature for the school"));
  tagged (ink, "P", GB_STYLE_SMALL, x + 80, line + 34, 130, type);
  return draw_code (ink, x - 8, line + 18, 82, given->code, given->check, error);
}

static void
draw_family_half (GbInk *ink, const GbReceipt *given, double x)
{
  g_autofree char *ask =
      given->telephone != NULL
          ? g_strdup_printf (_ ("You may ask for a copy of the search record, or complain, at the school "
                                "office: %s."),
                             given->telephone)
          : g_strdup (_ ("You may ask for a copy of the search record, or complain, at the school office."));
  double y = draw_half (ink, given, x, _ ("Family’s copy"));
  const char *const words[] = { given->state, given->policy, ask };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (gb_text_is_filled (words[i]))
      {
        gb_ink_open (ink, "P");
        y += gb_ink_write (ink, GB_STYLE_SMALL, x, y, HALF_WIDTH, GB_ALIGN_LEFT, words[i]) + 7;
        gb_ink_close (ink, "P");
      }
}

static void
draw_cut (GbInk *ink)
{
  const double dashes[] = { 3, 3 };
  cairo_t *cr = gb_ink_get_cairo (ink);

  cairo_save (cr);
  cairo_set_dash (cr, dashes, 2, 0);
  cairo_set_line_width (cr, 0.6);
  cairo_move_to (cr, HALF, 14);
  cairo_line_to (cr, HALF, RECEIPT_HEIGHT - 14);
  cairo_stroke (cr);
  cairo_restore (cr);
}

GbSheet *
gb_print_receipt (const GbReceipt *given, GError **error)
{
  g_autoptr (GbInk) ink = NULL;
  g_autofree char *title = NULL;

  if (!check_code (given->number, given->code, error))
    return NULL;
  title = g_strdup_printf (_ ("Return of a device, %s"), given->number);
  ink = begin (title, given->school, given->made_at, RECEIPT_WIDTH, RECEIPT_HEIGHT, error);
  if (ink == NULL || !draw_school_half (ink, given, 34, error))
    return NULL;
  draw_family_half (ink, given, HALF + 34);
  draw_cut (ink);
  return end (ink, title, "custody-receipt", given->number, error);
}

/* --- from the record ----------------------------------------------------------------------------- */

char *
gb_print_device_code (const char *id)
{
  return g_strconcat ("guardbook:device:", id, NULL);
}

/* Whether @text says a name of the owner's: any word of it of three letters or more. */
static gboolean
names_owner (const char *text, const char *owner)
{
  g_autofree char *folded = gb_text_fold (text);
  g_autofree char *name = gb_text_fold (owner);
  g_auto (GStrv) words = g_strsplit (folded, " ", -1);
  g_auto (GStrv) names = g_strsplit (name, " ", -1);

  for (guint i = 0; names[i] != NULL; i++)
    for (guint w = 0; words[w] != NULL; w++)
      /* "Kierans" is how "Kieran’s" folds. */
      if (strlen (names[i]) >= 3 && g_str_has_prefix (words[w], names[i]) && strlen (words[w]) <= strlen (names[i]) + 1)
        return TRUE;
  return FALSE;
}

/* What it is, without the owner's name. */
static char *
say_thing (GbPack *pack, const GbDevice *device)
{
  const char *kind = gb_pack_label (pack, "device-type", device->device_type);
  gboolean usable = gb_text_is_filled (device->description) && !names_owner (device->description, device->owner);
  return usable ? g_strdup_printf ("%s: %s", kind, device->description) : g_strdup (kind);
}

static char *
say_short_day (gint64 at)
{
  g_autofree char *day = gb_instant_to_day (at);
  return gb_say_day (day);
}

static void
say_fate (GbPack *pack, const GbDevice *device, char **fate, char **day, char **words)
{
  g_autofree char *time = device->due_at > 0 ? gb_say_time (device->due_at) : NULL;
  g_autofree char *taken = NULL;
  g_autofree char *due = NULL;
  gboolean police = g_strcmp0 (device->hold, "police") == 0;

  if (device->hold != NULL)
    {
      *fate = g_strdup (police ? _ ("Hold: police") : C_ ("heading", "Hold"));
      *day = g_strdup (device->hold_reference != NULL && !names_owner (device->hold_reference, device->owner)
                           ? device->hold_reference
                           : "");
      *words = g_strdup (_ ("give back to nobody until the hold is lifted in writing"));
      return;
    }
  taken = gb_instant_to_day (device->taken_at);
  due = gb_instant_to_day (device->due_at > 0 ? device->due_at : device->taken_at);
  *fate = g_strdup (g_str_equal (taken, due) ? _ ("Home today") : _ ("Home on"));
  *day = say_short_day (device->due_at > 0 ? device->due_at : device->taken_at);
  *words = time != NULL ? g_strdup_printf (_ ("to a parent or carer by %s, against receipt"), time)
                        : g_strdup (_ ("to a parent or carer, against receipt"));
}

GbSheet *
gb_print_device_label (GbBook *book, const char *id, GError **error)
{
  GbPack *pack = gb_book_get_pack (book);
  g_autoptr (GbDevice) device = gb_device_load (gb_book_get_vault (book), id, error);
  g_autofree char *fate = NULL, *day = NULL, *words = NULL, *thing = NULL, *time = NULL, *taken = NULL;
  g_autofree char *code = gb_print_device_code (id);
  g_autofree char *check = gb_print_check_letters (code);
  GbLabel label = { 0 };

  if (device == NULL)
    return NULL;
  say_fate (pack, device, &fate, &day, &words);
  thing = say_thing (pack, device);
  time = gb_say_time (device->taken_at);
  taken = g_strdup_printf (_ ("In at %s: %s"), time, device->taken_by);
  label = (GbLabel) { .school = gb_book_get_school (book), .number = device->reference, .check = check, .code = code,
                      .thing = thing,
                      .condition = names_owner (device->condition, device->owner) ? "" : device->condition,
                      .seal = device->seal, .place = gb_pack_label (pack, "place", device->place),
                      .held = device->hold != NULL, .fate = fate, .fate_day = day, .fate_words = words, .taken = taken,
                      .made_at = gb_now () };
  return gb_print_label (&label, error);
}

static char *
say_given_to (const GbDevice *device)
{
  if (device->left_to == NULL)
    return device->officer != NULL ? g_strdup_printf (_ ("%s %s, police"), device->officer, device->collar) : NULL;
  return gb_text_is_filled (device->left_relation) ? g_strdup_printf ("%s, %s", device->left_to, device->left_relation)
                                                   : g_strdup (device->left_to);
}

static GbSeal
seal_of (const char *intact)
{
  if (g_strcmp0 (intact, "yes") == 0)
    return GB_SEAL_UNBROKEN;
  return g_strcmp0 (intact, "no") == 0 ? GB_SEAL_BROKEN : GB_SEAL_NOT_SAID;
}

GbSheet *
gb_print_device_receipt (GbBook *book, const char *id, GError **error)
{
  g_autoptr (GbDevice) device = gb_device_load (gb_book_get_vault (book), id, error);
  g_autofree char *code = gb_print_device_code (id);
  g_autofree char *check = gb_print_check_letters (code);
  g_autofree char *taken = NULL, *given = NULL, *to = NULL, *thing = NULL;
  GbReceipt receipt = { 0 };

  if (device == NULL)
    return NULL;
  taken = gb_pages_say_instant (device->taken_at);
  given = device->left_at > 0 ? gb_pages_say_instant (device->left_at) : NULL;
  to = say_given_to (device);
  thing = g_strdup_printf ("%s; %s", device->description, device->condition);
  receipt = (GbReceipt){ .school = gb_book_get_school (book),
                         .number = device->reference,
                         .check = check,
                         .code = code,
                         .seal = device->seal,
                         .thing = thing,
                         .taken_in = taken,
                         .given_back = given,
                         .given_to = to,
                         .given_by = device->left_by,
                         .seal_state = seal_of (device->left_seal_intact),
                         .made_at = gb_now () };
  return gb_print_receipt (&receipt, error);
}
