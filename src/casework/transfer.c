/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "casework/transfer.h"

#include <string.h>

#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/enclosure.h"
#include "casework/gate.h"
#include "casework/person.h"
#include "journal/sealed.h"
#include "vault/words.h"

GB_RECORD_DEFINE (GbTransfer, gb_transfer, GB_TRANSFER_FIELDS)
GB_RECORD_DEFINE (GbChase, gb_chase, GB_CHASE_FIELDS)

#define SIGNS 13 /* 65 bits, and two signs of check */
#define CODE_LENGTH 15

/* --- the moves ------------------------------------------------------------------------ */

#define NOT_SENT N_ ("The file hasn’t been sent yet. Print or save it, send it, and record that first.")
#define ARRIVED N_ ("The receipt for this file is recorded, so nothing more is done about it.")
#define CALLED_OFF N_ ("This transfer was called off. Begin a new one if the child leaves after all.")

static const GbMove moves[] = {
  { "transfer.sent", "begun", NULL },
  { "transfer.sent", "sent", NULL }, /* again: the first one never arrived */
  { "transfer.sent", "received", ARRIVED },
  { "transfer.sent", "withdrawn", CALLED_OFF },

  { "transfer.enclosed", "begun", NULL },
  { "transfer.enclosed", "sent", NULL }, /* as often as the file itself is sent */
  { "transfer.enclosed", "received", ARRIVED },
  { "transfer.enclosed", "withdrawn", CALLED_OFF },

  { "transfer.chased", "begun", NOT_SENT },
  { "transfer.chased", "sent", NULL },
  { "transfer.chased", "received", ARRIVED },
  { "transfer.chased", "withdrawn", CALLED_OFF },

  { "transfer.received", "begun", NOT_SENT },
  { "transfer.received", "sent", NULL },
  { "transfer.received", "received", ARRIVED },
  { "transfer.received", "withdrawn", CALLED_OFF },

  { "transfer.withdrawn", "begun", NULL },
  { "transfer.withdrawn", "sent",
    N_ ("The file has been sent, so the transfer can’t be called off. Ask the other school to send it back, and record"
        " that on the child’s next case.") },
  { "transfer.withdrawn", "received", ARRIVED },
  { "transfer.withdrawn", "withdrawn", CALLED_OFF },
  { NULL },
};

static GbTransfer *
transfer_in_state (GbRequest *request, GError **error)
{
  g_autoptr (GbTransfer) transfer = gb_transfer_load (request->vault, request->case_id, error);

  if (transfer == NULL || !gb_gate_leads (request, _ ("send on a child’s file"), error)
      || !gb_move_check (moves, request->kind, transfer->state, error) || !gb_gate_past (request, "at", error))
    return NULL;
  return g_steal_pointer (&transfer);
}

/* --- codes ------------------------------------------------------------------------------- */

static void
add_check (char code[CODE_LENGTH + 1])
{
  guint8 hash[GB_HASH_SIZE];
  GbHash *state = gb_hash_new ("guardbook.receipt-check.1");

  gb_hash_add (state, code, SIGNS);
  gb_hash_finish (state, hash);
  gb_code_spell (hash, CODE_LENGTH - SIGNS, code + SIGNS);
}

char *
gb_transfer_code (const char *transfer_id, const char *contents)
{
  char code[CODE_LENGTH + 1];
  guint8 hash[GB_HASH_SIZE];
  GbHash *state = gb_hash_new ("guardbook.receipt.1");

  gb_hash_add_text (state, transfer_id);
  gb_hash_add_text (state, contents);
  gb_hash_finish (state, hash);
  gb_code_spell (hash, SIGNS, code);
  add_check (code);
  return g_strdup_printf ("%.5s %.5s %.5s", code, code + 5, code + 10);
}

/* @text in its one spelling; NULL if it has a slip.  (transfer full) */
static char *
read_code (const char *text)
{
  char code[CODE_LENGTH + 1] = "", checked[CODE_LENGTH + 1];
  guint count = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar typed = g_utf8_get_char (p);
      char sign = gb_code_sign (typed);
      if (g_unichar_isspace (typed) || g_unichar_ispunct (typed))
        continue;
      if (sign == '\0' || count == CODE_LENGTH)
        return NULL;
      code[count++] = sign;
    }
  memcpy (checked, code, sizeof code);
  add_check (checked);
  if (count != CODE_LENGTH || strcmp (checked, code) != 0)
    return NULL;
  return g_strdup_printf ("%.5s %.5s %.5s", code, code + 5, code + 10);
}

/* --- begun ----------------------------------------------------------------------------------- */

static gboolean
gate_begun (GbRequest *request, GError **error)
{
  const char *person = gb_json_text (request->body, "person_id");
  const char *left = gb_json_text (request->body, "left_on"), *starts = gb_json_text (request->body, "starts_on");

  if (!gb_gate_leads (request, _ ("send on a child’s file"), error))
    return FALSE;
  if (person != NULL
      && gb_vault_ask_number (request->vault, 0, NULL, "SELECT 1 FROM p_person WHERE id = :id AND sort = 'pupil'",
                              ":id", person, NULL)
             != 1)
    return gb_refuse (error, _ ("Only a pupil’s file is sent on to another school. Choose a pupil in People."));
  if (person != NULL
      && gb_vault_ask_number (request->vault, 0, NULL,
                              "SELECT 1 FROM p_transfer WHERE person_id = :id AND state IN ('begun', 'sent')", ":id",
                              person, NULL)
             == 1)
    return gb_refuse (error,
                      _ ("This child’s file is on its way already. Record its receipt, or call that transfer off,"
                         " before you begin another."));
  if (left != NULL && starts != NULL && gb_day_difference (left, starts) < 0)
    return gb_refuse (error, _ ("A child starts at the next school after the last day here. Correct one of the days."));
  return gb_gate_filled (request, "school", _ ("Say which school the file goes to."), error);
}

/* Between two terms the days count from the first day of the new one, here or
 * there, whichever is earlier.  A school whose terms aren't known, or that isn't
 * told when the child starts, counts from the last day: the stricter.  (transfer full) */
static char *
first_day_that_counts (GbCalendar *calendar, const char *left, const char *starts)
{
  g_autofree char *next = starts != NULL ? gb_calendar_next_school_day (calendar, left) : NULL;
  GbTerm *here = gb_calendar_term_of (calendar, left);
  GbTerm *there = next != NULL ? gb_calendar_term_of (calendar, next) : NULL;
  gboolean new_term = there != NULL && (here == NULL || g_strcmp0 (here->id, there->id) != 0);

  g_clear_pointer (&here, gb_term_free);
  g_clear_pointer (&there, gb_term_free);
  if (!new_term)
    return g_strdup (left);
  return g_strdup (gb_day_difference (starts, next) < 0 ? next : starts);
}

static gboolean
prepare_begun (GbRequest *request, GError **error)
{
  const char *left = gb_json_text (request->body, "left_on");
  g_autofree char *since =
      first_day_that_counts (gb_book_get_calendar (request->book), left, gb_json_text (request->body, "starts_on"));

  return gb_act_start_clock (request, "transfer.send", "file-on", _ ("File sent to the next school"),
                             gb_day_to_instant (since, 24 * 60 - 1), error);
}

/* --- sent, chased, received, withdrawn ------------------------------------------------------- */

#define MADE_SQL \
  " FROM p_outgoing WHERE about_id = :id AND document = '" GB_TRANSFER_DOCUMENT "' ORDER BY entry DESC LIMIT 1"

static gboolean
gate_sent (GbRequest *request, GError **error)
{
  g_autoptr (GbTransfer) transfer = transfer_in_state (request, error);

  if (transfer == NULL)
    return FALSE;
  if (transfer->made_at == 0)
    return gb_refuse (error, _ ("The file hasn’t been printed or saved yet, so there is nothing that could have been"
                                " sent. Make it first: its last page carries the code for the receipt."));
  if (gb_gate_has (request, "apart") && !gb_json_flag (request->body, "apart"))
    return gb_refuse (error, _ ("A child protection file goes by itself to the other school’s DSL, apart from the pupil"
                                " file. Send it so, then record it."));
  if (!gb_enclosure_all_left (request->vault, transfer->person_id, transfer->id, error))
    return FALSE;
  return gb_gate_filled (request, "to", _ ("Say to whom at the other school it was sent."), error);
}

/* Which file it was is what was made last, never what somebody says. */
static gboolean
prepare_sent (GbRequest *request, GError **error)
{
  const char *id = request->case_id;
  g_autofree char *hash = gb_vault_ask_text (request->vault, error, "SELECT hash" MADE_SQL, ":id", id, NULL);
  g_autofree char *code = gb_vault_ask_text (request->vault, error, "SELECT code" MADE_SQL, ":id", id, NULL);
  gint64 pages = gb_vault_ask_number (request->vault, 0, error, "SELECT pages" MADE_SQL, ":id", id, NULL);

  if (hash == NULL)
    return FALSE;
  gb_json_set_text (request->body, "pack_hash", hash);
  gb_json_set_text (request->body, "code", code);
  json_object_set_int_member (request->body, "pages", pages);
  gb_act_stop_clock (request, "transfer.send");
  gb_act_stop_clock (request, "transfer.receipt");
  return gb_act_start_clock (request, "transfer.receipt", "file-receipt", _ ("Receipt for the file"),
                             gb_json_number (request->body, "at"), error);
}

static gboolean
gate_enclosed (GbRequest *request, GError **error)
{
  g_autoptr (GbTransfer) transfer = transfer_in_state (request, error);
  return transfer != NULL && gb_enclosure_gate (request, transfer->person_id, FALSE, error);
}

static gboolean
gate_chased (GbRequest *request, GError **error)
{
  g_autoptr (GbTransfer) transfer = transfer_in_state (request, error);
  return transfer != NULL;
}

static gboolean
code_fits (const GbTransfer *transfer, const char *given, GError **error)
{
  g_autofree char *code = read_code (given);

  if (code == NULL)
    {
      g_set_error_literal (error, GB_ERROR, GB_ERROR_INPUT,
                           _ ("There is a slip in the code: it has 15 letters and digits, and the last two don’t fit"
                              " the others. Compare it with the receipt."));
      return FALSE;
    }
  if (g_strcmp0 (code, transfer->code) == 0)
    return TRUE;
  return gb_refuse (error, _ ("This isn’t the code of the file that was sent, so what arrived is another one or an"
                              " earlier print. Ask the school which pages it has, and send the file again."));
}

static gboolean
gate_received (GbRequest *request, GError **error)
{
  g_autoptr (GbTransfer) transfer = transfer_in_state (request, error);
  const char *code = gb_json_text (request->body, "code");

  if (transfer == NULL)
    return FALSE;
  if (gb_text_is_filled (code))
    return code_fits (transfer, code, error);
  return gb_gate_filled (request, "how",
                         _ ("Without the code from the last page nothing proves that this file arrived. Ask for it, or"
                            " say how else the school knows."),
                         error);
}

static gboolean
stop_both (GbRequest *request, GError **error)
{
  g_autofree char *code = NULL;

  if (gb_text_is_filled (gb_json_text (request->body, "code")))
    code = read_code (gb_json_text (request->body, "code"));
  if (code != NULL)
    gb_json_set_text (request->body, "code", code);
  else
    json_object_remove_member (request->body, "code");
  gb_act_stop_clock (request, "transfer.send");
  gb_act_stop_clock (request, "transfer.receipt");
  return TRUE;
}

static gboolean
gate_withdrawn (GbRequest *request, GError **error)
{
  g_autoptr (GbTransfer) transfer = transfer_in_state (request, error);

  return transfer != NULL && gb_gate_filled (request, "reason", _ ("Say why the file isn’t sent on after all."), error);
}

const GbAct gb_transfer_acts[] = {
  { "transfer.begun", gate_begun, prepare_begun },
  { "transfer.enclosed", gate_enclosed, gb_enclosure_prepare },
  { "transfer.sent", gate_sent, prepare_sent },
  { "transfer.chased", gate_chased, NULL },
  { "transfer.received", gate_received, stop_both },
  { "transfer.withdrawn", gate_withdrawn, stop_both },
  { NULL },
};

/* --- asking -------------------------------------------------------------------------------- */

#define TRANSFER_SELECT                                                                                          \
  "SELECT t.*, (SELECT k.due_at FROM p_clock AS k WHERE k.case_id = t.id AND k.stopped_at IS NULL"               \
  "             ORDER BY k.due_at LIMIT 1) AS due_at,"                                                           \
  " (SELECT k.rule FROM p_clock AS k WHERE k.case_id = t.id AND k.stopped_at IS NULL ORDER BY k.due_at LIMIT 1)" \
  "   AS due_rule,"                                                                                              \
  " EXISTS (SELECT 1 FROM p_clock AS k WHERE k.case_id = t.id AND k.clock = 'transfer.send'"                     \
  "         AND k.stopped_at > k.due_at) AS late,"                                                               \
  " (SELECT max (o.at) FROM p_outgoing AS o WHERE o.about_id = t.id AND o.document = '" GB_TRANSFER_DOCUMENT     \
  "') AS made_at,"                                                                                               \
  " (SELECT count (*) FROM p_chase AS c WHERE c.transfer_id = t.id) AS chased FROM p_transfer AS t "

GbTransfer *
gb_transfer_load (GbVault *vault, const char *id, GError **error)
{
  g_autoptr (GError) local = NULL;
  GbTransfer *transfer =
      gb_record_one (vault, gb_transfer_get_type (), &local, TRANSFER_SELECT "WHERE t.id = :id", ":id", id, NULL);

  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else if (transfer == NULL)
    g_set_error_literal (error, GB_ERROR, GB_ERROR_MISSING, _ ("There is no such transfer in this vault."));
  return transfer;
}

GPtrArray *
gb_transfers_of (GbVault *vault, const char *person_id, GError **error)
{
  return gb_records (vault, gb_transfer_get_type (), error,
                     TRANSFER_SELECT "WHERE t.person_id = :person ORDER BY t.entry DESC", ":person", person_id, NULL);
}

GPtrArray *
gb_transfer_chases (GbVault *vault, const char *id, GError **error)
{
  return gb_records (
      vault, gb_chase_get_type (), error,
      "SELECT entry, at, spoke_to, said, recorded_by FROM p_chase WHERE transfer_id = :id ORDER BY entry", ":id", id,
      NULL);
}

gint64
gb_transfer_sealed (GbVault *vault, const char *person_id, GError **error)
{
  g_autoptr (GPtrArray) cases = gb_person_cases (vault, person_id, error);
  gint64 sealed = 0;

  for (guint i = 0; cases != NULL && i < cases->len; i++)
    {
      g_autofree char *seal = gb_sealed_find (vault, ((GbPersonCase *) cases->pdata[i])->id);
      sealed += seal != NULL;
    }
  return cases != NULL ? sealed : -1;
}
