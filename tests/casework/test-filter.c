/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A filter that is kept is there again for its member, and for nobody else. */
#include <string.h>

#include "base/errors.h"
#include "base/text.h"
#include "casework/draft.h"
#include "casework/filter.h"
#include "support/desk.h"
#include "vault/statement.h"

#define CANARY "Quillfeather"

static void
save (GbBook *book, const char *list, const char *name, const char *query)
{
  g_autoptr (JsonObject) body = gb_test_body (query);
  g_autoptr (GError) error = NULL;

  g_assert_true (gb_filter_save (book, list, name, body, &error));
  g_assert_no_error (error);
}

/* "Open, Year 6": the names for @list. */
static char *
names (GbBook *book, const char *list)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) filters = gb_filter_list (book, list, &error);
  g_autoptr (GString) text = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < filters->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", ((GbFilter *) filters->pdata[i])->name);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
assert_names (GbBook *book, const char *list, const char *expected)
{
  g_autofree char *said = names (book, list);
  g_assert_cmpstr (said, ==, expected);
}

static void
test_a_filter_is_there_again_under_its_name (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autoptr (GPtrArray) filters = NULL;

  save (desk->book, "Incidents", "Year 6", "{'text':'year six'}");
  save (desk->book, "Incidents", "Open", "{'state':'open'}");
  save (desk->book, "Incidents", "Open", "{'state':'ready'}");
  save (desk->book, "People", "Leavers", "{'here':'left'}");
  gb_test_desk_reopen (desk, NULL);
  assert_names (desk->book, "Incidents", "Open, Year 6");
  assert_names (desk->book, "People", "Leavers");
  filters = gb_filter_list (desk->book, "Incidents", NULL);
  g_assert_cmpstr (gb_json_text (((GbFilter *) filters->pdata[0])->query, "state"), ==, "ready");
  g_assert_true (gb_filter_drop (desk->book, "Incidents", "Open", NULL));
  assert_names (desk->book, "Incidents", "Year 6");
}

static gpointer
ask_plain (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return GSIZE_TO_POINTER ((gsize) gb_vault_ask_number (
      gb_book_get_vault (book), 0, error,
      "SELECT count (*) FROM draft WHERE instr (bytes, CAST ('" CANARY "' AS BLOB)) > 0 OR kind <> ''"
      " OR case_id IS NOT NULL",
      NULL));
}

static void
test_it_is_its_members_alone_and_no_draft (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autofree char *carys = gb_test_desk_enrol (desk, "Carys Whitlock", "deputy");
  g_autoptr (GPtrArray) drafts = NULL;

  save (desk->book, "Incidents", CANARY, "{'text':'" CANARY "'}");
  g_assert_cmpuint (GPOINTER_TO_SIZE (gb_book_ask (desk->book, ask_plain, NULL, NULL)), ==, 0);
  drafts = gb_draft_list (desk->book, NULL, NULL, NULL);
  g_assert_cmpuint (drafts->len, ==, 0);
  gb_test_desk_reopen (desk, carys);
  assert_names (desk->book, "Incidents", "");
}

static void
test_it_needs_a_name_and_there_are_not_too_many (void)
{
  g_autoptr (GbTestDesk) desk = gb_test_desk_new ();
  g_autoptr (JsonObject) query = gb_test_body ("{'state':'open'}");
  g_autoptr (GError) error = NULL;

  g_assert_false (gb_filter_save (desk->book, "Incidents", "  ", query, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_INPUT);
  g_clear_error (&error);
  for (int i = 0; i < GB_FILTERS_MOST; i++)
    {
      g_autofree char *name = g_strdup_printf ("Filter %02d", i);
      g_assert_true (gb_filter_save (desk->book, "Incidents", name, query, NULL));
    }
  g_assert_false (gb_filter_save (desk->book, "Incidents", "One more", query, &error));
  g_assert_error (error, GB_ERROR, GB_ERROR_INPUT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/filter/kept", test_a_filter_is_there_again_under_its_name);
  g_test_add_func ("/filter/own", test_it_is_its_members_alone_and_no_draft);
  g_test_add_func ("/filter/input", test_it_needs_a_name_and_there_are_not_too_many);
  return g_test_run ();
}
