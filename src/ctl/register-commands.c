/* SPDX-License-Identifier: GPL-3.0-or-later */
/* register-commands: the registers without a window, by the same acts. */
#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/ids.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/register.h"
#include "ctl/command.h"
#include "print/register.h"

/* What one call asks: its words after the verb, and the options. */
typedef struct
{
  GbBook *book;
  char **words;
  int count;
  char *reason, *to, *why, *file;
  gboolean lock;
} Call;

typedef gboolean (*Verb) (Call *call, GError **error);

/* --- reading ------------------------------------------------------------------------ */

static gpointer
ask_counts (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_register_counts (book, error);
}

static gboolean
list_registers (Call *call, GError **error)
{
  g_autoptr (GPtrArray) counts = gb_book_ask (call->book, ask_counts, NULL, error);
  GPtrArray *all = gb_registers ();

  if (counts == NULL)
    return FALSE;
  for (guint i = 0; i < all->len; i++)
    {
      const GbRegister *plan = all->pdata[i];
      gint64 standing = 0, asked = 0, due = 0;
      if (!gb_register_may_read (call->book, plan))
        continue;
      for (guint c = 0; c < counts->len; c++)
        {
          const GbRegisterCount *count = counts->pdata[c];
          if (!g_str_equal (count->register_id, plan->id))
            continue;
          standing = count->standing;
          asked = count->asked;
          due = count->due;
        }
      g_print (_ ("%-20s %4d in force, %3d waiting, %3d due  %s\n"), plan->id, (int) standing, (int) asked, (int) due,
               plan->title);
    }
  return TRUE;
}

static gpointer
ask_items (GbBook *book, gpointer id, GCancellable *cancellable, GError **error)
{
  const GbRegisterFilter filter = { .register_id = id };
  return gb_register_items (book, &filter, error);
}

static gboolean
is_register (const char *id, GError **error)
{
  if (gb_register_find (id) != NULL)
    return TRUE;
  g_set_error (error, GB_ERROR, GB_ERROR_MISSING,
               _ ("There is no register called “%s”. “guardbookctl register list” names them all."), id);
  return FALSE;
}

static gboolean
run_list (Call *call, GError **error)
{
  g_autoptr (GPtrArray) items = NULL;

  if (call->count == 0)
    return list_registers (call, error);
  if (!is_register (call->words[0], error))
    return FALSE;
  items = gb_book_ask (call->book, ask_items, call->words[0], error);
  for (guint i = 0; items != NULL && i < items->len; i++)
    {
      GbRegisterItem *item = items->pdata[i];
      g_print ("%s  %-20s %-11s %s\n", item->id,
               gb_register_state_label (gb_register_find (item->register_id), item->state),
               item->due != NULL ? item->due : "", item->title);
    }
  return items != NULL;
}

static gpointer
ask_item (GbBook *book, gpointer id, GCancellable *cancellable, GError **error)
{
  return gb_register_item_load (gb_book_get_vault (book), id, error);
}

static gboolean
run_show (Call *call, GError **error)
{
  g_autoptr (GbRegisterItem) item = gb_book_ask (call->book, ask_item, call->words[0], error);
  g_autoptr (GPtrArray) lines = item != NULL ? gb_register_item_lines (item) : NULL;

  if (item == NULL)
    return FALSE;
  g_print ("%s\n%s\n", item->title, gb_register_state_label (gb_register_find (item->register_id), item->state));
  for (guint i = 0; i < lines->len; i++)
    {
      const GbSigningRow *line = lines->pdata[i];
      g_print ("%s: %s\n", line->label, line->value);
    }
  if (item->due != NULL)
    g_print (_ ("Due %s: %s\n"), item->due, item->due_rule != NULL ? item->due_rule : "");
  if (item->approved_by != NULL)
    g_print (_ ("Approved by %s\n"), item->approved_by);
  return TRUE;
}

/* --- acts ------------------------------------------------------------------------------ */

static JsonNode *
value_of (const GbRegisterField *field, const char *text)
{
  g_auto (GStrv) words = NULL;
  JsonArray *list;
  gint64 number;

  if (field->type == GB_FIELD_IS_NUMBER && g_ascii_string_to_signed (text, 10, G_MININT32, G_MAXINT32, &number, NULL))
    return json_node_init_int (json_node_alloc (), number);
  if (field->type == GB_FIELD_IS_TIME)
    return json_node_init_int (json_node_alloc (), g_str_equal (text, "now") ? gb_now () : gb_instant_from_text (text));
  if (field->type == GB_FIELD_IS_FLAG)
    return json_node_init_boolean (json_node_alloc (), g_str_equal (text, "yes"));
  if (field->type != GB_FIELD_IS_LIST)
    return json_node_init_string (json_node_alloc (), text);
  words = g_strsplit (text, ",", -1);
  list = json_array_new ();
  for (guint i = 0; words[i] != NULL; i++)
    json_array_add_string_element (list, g_strstrip (words[i]));
  return json_node_init_array (json_node_alloc (), list);
}

/* "person=…" "course=annual" into @values. */
static gboolean
read_words (const GbRegister *plan, char **words, int count, JsonObject *values, GError **error)
{
  for (int i = 0; i < count; i++)
    {
      g_auto (GStrv) sides = g_strsplit (words[i], "=", 2);
      const GbRegisterField *field = sides[0] != NULL ? gb_register_field (plan, sides[0]) : NULL;
      if (field == NULL || sides[1] == NULL)
        {
          g_set_error (error, GB_ERROR, GB_ERROR_INPUT, _ ("“%s” isn’t a field of “%s” and its value."), words[i],
                       plan->title);
          return FALSE;
        }
      json_object_set_member (values, field->name, value_of (field, sides[1]));
    }
  return TRUE;
}

static gboolean
act (Call *call, const char *kind, JsonObject *body, GError **error)
{
  g_autofree char *request = gb_id_new ();
  g_autoptr (GbDone) done = gb_book_act (call->book, kind, NULL, request, body, error);

  return done != NULL;
}

static gboolean
run_add (Call *call, GError **error)
{
  g_autoptr (JsonObject) body = json_object_new ();
  g_autofree char *id = gb_id_new ();
  JsonObject *values = json_object_new ();

  json_object_set_object_member (body, "values", values);
  if (!is_register (call->words[0], error)
      || !read_words (gb_register_find (call->words[0]), call->words + 1, call->count - 1, values, error))
    return FALSE;
  json_object_set_string_member (body, "register", call->words[0]);
  json_object_set_string_member (body, "item_id", id);
  if (!act (call, "register.entered", body, error))
    return FALSE;
  g_print ("%s\n", id);
  return TRUE;
}

static gboolean
again (Call *call, const char *kind, GError **error)
{
  g_autoptr (GbRegisterItem) item = gb_book_ask (call->book, ask_item, call->words[0], error);
  g_autoptr (JsonObject) old = item != NULL ? gb_register_item_values (item) : NULL;
  g_autoptr (JsonObject) body = json_object_new ();
  g_autoptr (GList) names = NULL;
  JsonObject *values;

  if (old == NULL)
    return FALSE;
  values = json_object_new ();
  json_object_set_object_member (body, "values", values);
  names = json_object_get_members (old);
  for (GList *l = names; l != NULL; l = l->next)
    json_object_set_member (values, l->data, json_node_copy (json_object_get_member (old, l->data)));
  if (!is_register (item->register_id, error)
      || !read_words (gb_register_find (item->register_id), call->words + 1, call->count - 1, values, error))
    return FALSE;
  json_object_set_string_member (body, "item_id", item->id);
  gb_json_set_text (body, "reason", call->reason);
  return act (call, kind, body, error);
}

static gboolean
run_change (Call *call, GError **error)
{
  return again (call, "register.changed", error);
}

static gboolean
run_renew (Call *call, GError **error)
{
  return again (call, "register.renewed", error);
}

static gpointer
ask_sheet (GbBook *book, gpointer id, GCancellable *cancellable, GError **error)
{
  g_autoptr (GbRegisterItem) item = gb_register_item_load (gb_book_get_vault (book), id, error);
  return item != NULL ? gb_register_sheet (book, item, error) : NULL;
}

/* Shows what is signed, and signs exactly that. */
static gboolean
run_approve (Call *call, GError **error)
{
  g_autoptr (GbSigning) sheet = gb_book_ask (call->book, ask_sheet, call->words[0], error);
  g_autoptr (JsonObject) body = json_object_new ();

  if (sheet == NULL || !run_show (call, error))
    return FALSE;
  json_object_set_string_member (body, "item_id", call->words[0]);
  json_object_set_string_member (body, "sheet_hash", sheet->hash);
  return act (call, "register.approved", body, error);
}

static gboolean
with_reason (Call *call, const char *kind, JsonObject *body, GError **error)
{
  json_object_set_string_member (body, "item_id", call->words[0]);
  gb_json_set_text (body, "reason", call->reason);
  return act (call, kind, body, error);
}

static gboolean
run_decline (Call *call, GError **error)
{
  g_autoptr (JsonObject) body = json_object_new ();
  return with_reason (call, "register.declined", body, error);
}

static gboolean
run_end (Call *call, GError **error)
{
  g_autoptr (JsonObject) body = json_object_new ();
  g_autofree char *today = gb_today ();

  json_object_set_string_member (body, "on", today);
  return with_reason (call, "register.ended", body, error);
}

static gboolean
run_review (Call *call, GError **error)
{
  g_autoptr (JsonObject) body = json_object_new ();

  gb_json_set_text (body, "trigger", call->count > 1 ? call->words[1] : NULL);
  return with_reason (call, "register.called", body, error);
}

/* --- what leaves --------------------------------------------------------------------------- */

static gpointer
ask_csv (GbBook *book, gpointer id, GCancellable *cancellable, GError **error)
{
  const GbRegister *plan = gb_register_find (id);

  if (gb_register_may_read (book, plan))
    return gb_register_csv (book, plan, error);
  gb_refuse (error, _ ("Only the DSL, a deputy and the headteacher keep “%s”. Ask one of them."), plan->title);
  return NULL;
}

static gpointer
ask_pdf (GbBook *book, gpointer id, GCancellable *cancellable, GError **error)
{
  return gb_print_register (book, id, error);
}

/* Written down first: no copy leaves that the journal doesn't know of. */
static gboolean
save (Call *call, const char *document, GBytes *bytes, guint pages, GError **error)
{
  const char *about = gb_register_find (call->words[0])->title;
  g_autofree char *place = NULL;

  if (call->file == NULL)
    {
      g_set_error_literal (error, GB_ERROR, GB_ERROR_INPUT, _ ("Say where it goes: --file FILE."));
      return FALSE;
    }
  place = gb_command_let_out (call->book,
                              &(GbLetOut){ .document = document, .about = about, .way = "saved", .pages = pages,
                                           .to = call->to, .why = call->why, .path = call->file, .lock = call->lock },
                              bytes, error);
  return place != NULL;
}

static gboolean
run_export (Call *call, GError **error)
{
  g_autoptr (GBytes) csv =
      is_register (call->words[0], error) ? gb_book_ask (call->book, ask_csv, call->words[0], error) : NULL;

  return csv != NULL && save (call, "register-table", csv, 0, error);
}

static gboolean
run_print (Call *call, GError **error)
{
  g_autoptr (GbSheet) sheet =
      is_register (call->words[0], error) ? gb_book_ask (call->book, ask_pdf, call->words[0], error) : NULL;

  return sheet != NULL && save (call, "register", sheet->pdf, sheet->pages, error);
}

/* --- the command ----------------------------------------------------------------------------- */

static const struct
{
  const char *name;
  int least;
  Verb run;
} verbs[] = {
  { "list", 0, run_list },       { "show", 1, run_show },   { "add", 2, run_add },
  { "change", 2, run_change },   { "renew", 2, run_renew }, { "approve", 1, run_approve },
  { "decline", 1, run_decline }, { "end", 1, run_end },     { "review", 2, run_review },
  { "export", 1, run_export },   { "print", 1, run_print },
};

static gboolean
run_verb (const char *name, Call *call, GError **error)
{
  for (guint v = 0; v < G_N_ELEMENTS (verbs); v++)
    if (g_str_equal (verbs[v].name, name) && call->count >= verbs[v].least)
      return verbs[v].run (call, error);
  g_set_error_literal (
      error, GB_ERROR, GB_ERROR_INPUT,
      _ ("Usage: guardbookctl register list [REGISTER] | show ENTRY | add REGISTER FIELD=VALUE… | "
         "change, renew ENTRY FIELD=VALUE… --reason … | approve ENTRY | decline, end ENTRY --reason … | "
         "review ENTRY TRIGGER --reason … | export, print REGISTER --file … --to … --why … [--lock]"));
  return FALSE;
}

static gboolean
run_register (int argc, char **argv, GError **error)
{
  g_autofree char *as = NULL, *vault = NULL, *reason = NULL, *to = NULL, *why = NULL, *file = NULL;
  gboolean lock = FALSE;
  const GOptionEntry entries[] = { { "as", 0, 0, G_OPTION_ARG_STRING, &as },
                                   { "vault", 0, 0, G_OPTION_ARG_FILENAME, &vault },
                                   { "reason", 0, 0, G_OPTION_ARG_STRING, &reason },
                                   { "to", 0, 0, G_OPTION_ARG_STRING, &to },
                                   { "why", 0, 0, G_OPTION_ARG_STRING, &why },
                                   { "file", 0, 0, G_OPTION_ARG_FILENAME, &file },
                                   { "lock", 0, 0, G_OPTION_ARG_NONE, &lock },
                                   { NULL } };
  g_autoptr (GbBook) book = NULL;
  gboolean done;

  if (!gb_command_parse ("register", entries, &argc, &argv, 1, 100, error))
    return FALSE;
  book = gb_command_open (vault, as, error);
  if (book == NULL)
    return FALSE;
  done = run_verb (argv[1], &(Call){ book, argv + 2, argc - 2, reason, to, why, file, lock }, error);
  gb_book_close (book);
  return done;
}

const GbCommand gb_register_commands[] = {
  { "register", "VERB … [--vault DIR] [--as NAME]",
    N_ ("Lists, shows, adds to, approves, ends and exports the registers."),
    N_ ("list [REGISTER]                     the registers, or the entries of one\n"
        "show ENTRY                          one entry\n"
        "add REGISTER FIELD=VALUE…           enters it, and says its number\n"
        "change, renew ENTRY FIELD=VALUE…    with --reason\n"
        "approve ENTRY                       shows it and signs it\n"
        "decline, end ENTRY                  with --reason\n"
        "review ENTRY TRIGGER                with --reason\n"
        "export, print REGISTER              a table (CSV) or a page (PDF), with --file, --to and --why\n"
        "                                    (--lock: under six words that open it)"),
    run_register },
  { NULL },
};
