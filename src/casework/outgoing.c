/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "base/errors.h"
#include "base/ids.h"
#include "base/text.h"
#include "casework/enclosure.h"
#include "casework/outgoing.h"

void
gb_outgoing_fill (JsonObject *body, const char *document, const char *about_id, const char *about, GBytes *bytes,
                  guint pages, const char *way)
{
  g_autofree char *hash = gb_hash_text ("guardbook.page.1", g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));

  json_object_set_string_member (body, "document", document);
  gb_json_set_text (body, "about_id", about_id);
  gb_json_set_text (body, "about", about);
  json_object_set_string_member (body, "hash", hash);
  json_object_set_int_member (body, "pages", pages);
  json_object_set_string_member (body, "way", way);
}

gboolean
gb_outgoing_note (GbBook *book, const char *document, const char *about_id, const char *about, GBytes *bytes,
                  guint pages, const char *to_whom, const char *why, const char *way,
                  gboolean locked, GError **error)
{
  g_autoptr (JsonObject) body = json_object_new ();
  g_autofree char *request = gb_id_new ();
  g_autoptr (GbDone) done = NULL;

  gb_outgoing_fill (body, document, about_id, about, bytes, pages, way);
  gb_json_set_text (body, "to_whom", to_whom);
  gb_json_set_text (body, "why", why);
  if (locked)
    json_object_set_boolean_member (body, "locked", TRUE);
  done = gb_book_act (book, "page.made", NULL, request, body, error);
  return done != NULL;
}

/* B50, C33: nothing leaves without saying to whom and why; an attachment only along with what it was chosen for. */
static gboolean
gate_made (GbRequest *request, GError **error)
{
  const char *piece = gb_json_text (request->body, "piece_id");

  if (piece != NULL
      && !gb_enclosure_was_chosen (request->vault, gb_json_text (request->body, "about_id"), piece, error))
    return FALSE;
  if (request->asking
      || (gb_text_is_filled (gb_json_text (request->body, "to_whom"))
          && gb_text_is_filled (gb_json_text (request->body, "why"))))
    return TRUE;
  g_set_error_literal (error, GB_ERROR, GB_ERROR_INPUT,
                       _ ("What leaves the program is written down: say to whom it goes and why, then try again."));
  return FALSE;
}

const GbAct gb_outgoing_acts[] = {
  { "page.made", gate_made, NULL },
  { NULL },
};
