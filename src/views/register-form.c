/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/text.h"
#include "base/time.h"
#include "views/form.h"
#include "views/register-form.h"
#include "views/window.h"

/* Our own field beside those of the register, whose names have no such end. */
#define WHY "why__"

/* --- the fields ------------------------------------------------------------------ */

static GtkWidget *
add_number (GbForm *form, const GbRegisterField *field)
{
  /* A number that may be left out is typed: a wheel always says something. */
  return field->need == GB_NEED_TO_ENTER ? gb_form_number (form, field->name, field->label, field->least, field->most)
                                         : gb_form_line (form, field->name, field->label);
}

static void
add_person (GbForm *form, const GbRegisterField *field)
{
  g_autofree char *name = g_strconcat (field->name, "_name", NULL);
  GbPersonPicker *picker = gb_form_person (form, field->name, name, field->label);

  gb_person_picker_set_sorts (picker, field->sorts);
}

static void
add_field (GbForm *form, GbBook *book, const GbRegisterField *field)
{
  GPtrArray *words = gb_register_words (field, gb_book_get_pack (book));

  switch (field->type)
    {
    case GB_FIELD_IS_TEXT:
      gb_form_text (form, field->name, field->label);
      break;
    case GB_FIELD_IS_PERSON:
      add_person (form, field);
      break;
    case GB_FIELD_IS_DAY:
    case GB_FIELD_IS_TIME:
      gb_form_when (form, field->name, field->label, field->type == GB_FIELD_IS_TIME);
      break;
    case GB_FIELD_IS_CHOICE:
      gb_form_choice (form, field->name, field->label, words);
      break;
    case GB_FIELD_IS_LIST:
      gb_form_list (form, field->name, field->label, words);
      break;
    case GB_FIELD_IS_FLAG:
      gb_form_switch (form, field->name, field->label, NULL);
      break;
    case GB_FIELD_IS_TRI:
      gb_form_tri (form, field->name, field->label);
      break;
    case GB_FIELD_IS_NUMBER:
      add_number (form, field);
      break;
    case GB_FIELD_IS_LINE:
    default:
      gb_form_line (form, field->name, field->label);
      break;
    }
}

static const GbRegister *
plan_of (GbForm *form)
{
  return g_object_get_data (G_OBJECT (form), "gb-register");
}

/* Shows what the answers so far ask for.  Hiding one may hide another: the
 * fields stand in such an order that one pass is enough. */
static void
show_fields (GbForm *form)
{
  const GbRegister *plan = plan_of (form);

  for (guint i = 0; i < plan->fields->len; i++)
    {
      const GbRegisterField *field = plan->fields->pdata[i];
      g_autoptr (JsonObject) values = NULL;
      if (field->only_if.field == NULL)
        continue;
      values = gb_form_read (form);
      gb_form_show_field (form, field->name, gb_register_if_holds (&field->only_if, values));
    }
}

static GbForm *
form_new (GbBook *book, const GbRegister *plan)
{
  GbForm *form = gb_form_new (book);

  g_object_set_data (G_OBJECT (form), "gb-register", (gpointer) plan);
  gb_form_say (form, plan->about);
  for (guint i = 0; i < plan->fields->len; i++)
    {
      const GbRegisterField *field = plan->fields->pdata[i];
      if (field->group != NULL || field->help != NULL)
        gb_form_group (form, field->group, field->help);
      add_field (form, book, field);
      if (field->need == GB_NEED_TO_ENTER)
        gb_form_require (form, field->name);
      if (field->help != NULL)
        gb_form_group (form, NULL, NULL);
    }
  g_signal_connect_object (form, "changed", G_CALLBACK (show_fields), form, 0);
  show_fields (form);
  return form;
}

/* --- from form to act (worker) ------------------------------------------------------ */

/* What was typed for a number is one, if it can be. */
static JsonNode *
value_of (const GbRegisterField *field, JsonNode *node)
{
  const char *text = field->type == GB_FIELD_IS_NUMBER && JSON_NODE_HOLDS_VALUE (node)
                             && json_node_get_value_type (node) == G_TYPE_STRING
                         ? json_node_get_string (node)
                         : NULL;
  gint64 number;

  if (text != NULL && g_ascii_string_to_signed (text, 10, G_MININT32, G_MAXINT32, &number, NULL))
    return json_node_init_int (json_node_alloc (), number);
  return json_node_copy (node);
}

static JsonObject *
values_of (const GbRegister *plan, JsonObject *body)
{
  JsonObject *values = json_object_new ();

  for (guint i = 0; i < plan->fields->len; i++)
    {
      const GbRegisterField *field = plan->fields->pdata[i];
      JsonNode *node = json_object_get_member (body, field->name);
      if (node != NULL)
        json_object_set_member (values, field->name, value_of (field, node));
    }
  return values;
}

/* @id: the register.  The entry has the id under which the form sends it, so that sending twice is one. */
static GbDone *
do_enter (GbBook *book, const char *id, const char *request, JsonObject *body, GError **error)
{
  g_autoptr (JsonObject) act = json_object_new ();

  json_object_set_string_member (act, "register", id);
  json_object_set_string_member (act, "item_id", request);
  json_object_set_object_member (act, "values", values_of (gb_register_find (id), body));
  return gb_book_act (book, "register.entered", NULL, request, act, error);
}

static GbDone *
do_again (GbBook *book, const char *kind, const char *id, const char *request, JsonObject *body, GError **error)
{
  g_autoptr (GbRegisterItem) item = gb_register_item_load (gb_book_get_vault (book), id, error);
  g_autoptr (JsonObject) act = json_object_new ();

  if (item == NULL)
    return NULL;
  json_object_set_string_member (act, "item_id", id);
  gb_json_set_text (act, "reason", gb_json_text (body, WHY));
  json_object_set_object_member (act, "values", values_of (gb_register_find (item->register_id), body));
  return gb_book_act (book, kind, NULL, request, act, error);
}

static GbDone *
do_change (GbBook *book, const char *id, const char *request, JsonObject *body, GError **error)
{
  return do_again (book, "register.changed", id, request, body, error);
}

static GbDone *
do_renew (GbBook *book, const char *id, const char *request, JsonObject *body, GError **error)
{
  return do_again (book, "register.renewed", id, request, body, error);
}

/* --- the dialogs ------------------------------------------------------------------------ */

static void
on_entered (GtkWidget *over, GbDone *done, GbForm *form)
{
  gb_window_open_case (over, "register", gb_form_get_request (form));
}

/* A day that says when it was done is today, until somebody says otherwise. */
static void
fill_today (GbForm *form, const GbRegister *plan)
{
  g_autofree char *today = gb_today ();
  g_autoptr (JsonObject) body = json_object_new ();

  for (guint i = 0; i < plan->fields->len; i++)
    {
      const GbRegisterField *field = plan->fields->pdata[i];
      if (field->type != GB_FIELD_IS_DAY || field->need != GB_NEED_TO_ENTER)
        continue;
      json_object_set_string_member (body, field->name, today);
      break;
    }
  gb_form_write (form, body);
}

static void
fill_series (GbForm *form, const GbRegister *plan, GbRegisterItem *like)
{
  g_autoptr (JsonObject) values = gb_register_item_values (like);
  g_autoptr (JsonObject) body = json_object_new ();

  for (char **name = plan->series; *name != NULL; name++)
    {
      g_autofree char *person = g_strconcat (*name, "_name", NULL);
      if (json_object_has_member (values, *name))
        json_object_set_member (body, *name, json_node_copy (json_object_get_member (values, *name)));
      gb_json_set_text (body, person, gb_json_text (values, person));
    }
  gb_form_write (form, body);
}

void
gb_register_ask_new (GtkWidget *over, GbBook *book, const GbRegister *plan, GbRegisterItem *like)
{
  GbForm *form = form_new (book, plan);

  fill_today (form, plan);
  if (like != NULL)
    fill_series (form, plan, like);
  gb_form_set_do (form, do_enter, plan->id);
  gb_form_keep_draft (form, "register.entered", plan->id);
  g_signal_connect_object (form, "done", G_CALLBACK (on_entered), over, G_CONNECT_SWAPPED);
  gb_form_open (form, over, plan->new_label, plan->approval_rule != NULL ? _ ("Ask for approval") : _ ("Record"));
}

static void
ask_again (GtkWidget *over, GbBook *book, GbRegisterItem *item, GbFormDo func, const char *kind, const char *title,
           const char *accent)
{
  const GbRegister *plan = gb_register_find (item->register_id);
  GbForm *form = form_new (book, plan);
  g_autoptr (JsonObject) values = gb_register_item_values (item);

  gb_form_group (form, NULL, NULL);
  gb_form_line (form, WHY, _ ("Why it is changed"));
  gb_form_require (form, WHY);
  gb_form_write (form, values);
  if (plan->approval_rule != NULL)
    gb_form_say (form, _ ("What was approved is approved anew once it has changed."));
  gb_form_set_do (form, func, item->id);
  gb_form_keep_draft (form, kind, item->id);
  gb_form_open (form, over, title, accent);
}

void
gb_register_ask_change (GtkWidget *over, GbBook *book, GbRegisterItem *item)
{
  ask_again (over, book, item, do_change, "register.changed", _ ("Change the entry"), _ ("Change"));
}

void
gb_register_ask_renew (GtkWidget *over, GbBook *book, GbRegisterItem *item)
{
  ask_again (over, book, item, do_renew, "register.renewed", _ ("Renew"), _ ("Renew"));
}

static GbForm *
act_on (GbBook *book, GbRegisterItem *item, const char *kind)
{
  GbForm *form = gb_form_new (book);

  gb_form_keep_text (form, "item_id", item->id);
  gb_form_set_act (form, kind, NULL);
  return form;
}

void
gb_register_ask_review (GtkWidget *over, GbBook *book, GbRegisterItem *item)
{
  GbForm *form = act_on (book, item, "register.called");

  gb_form_choice (form, "trigger", _ ("What calls for it"), gb_register_find (item->register_id)->triggers);
  gb_form_text (form, "reason", _ ("What happened"));
  gb_form_require (form, "trigger");
  gb_form_require (form, "reason");
  gb_form_open (form, over, _ ("Call for a review"), _ ("Call for it"));
}

void
gb_register_ask_end (GtkWidget *over, GbBook *book, GbRegisterItem *item)
{
  const GbRegister *plan = gb_register_find (item->register_id);
  GbForm *form = act_on (book, item, "register.ended");

  gb_form_when (form, "on", _ ("On"), FALSE);
  gb_when_set (GB_WHEN (gb_form_get_field (form, "on")), gb_now ());
  gb_form_text (form, "reason", _ ("Why, or how it went"));
  gb_form_require (form, "on");
  gb_form_require (form, "reason");
  gb_form_open (form, over, plan->ended_label, _ ("Record"));
}

void
gb_register_ask_decline (GtkWidget *over, GbBook *book, GbRegisterItem *item)
{
  GbForm *form = act_on (book, item, "register.declined");

  gb_form_text (form, "reason", _ ("Why it is declined"));
  gb_form_require (form, "reason");
  gb_form_open (form, over, _ ("Decline"), _ ("Decline"));
}
