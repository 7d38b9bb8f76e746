/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of roles as the page of the help: data/help/C/roles.page is what
 * this writes (guardbookctl roles --page), and a test compares the two. */
#include <glib/gi18n.h>

#include "base/text.h"
#include "casework/capability.h"

/* Each capability in the words of whoever reads the page. */
static const struct
{
  guint can;
  const char *said;
} sees[] = {
  { GB_CAN_READ_CASES, N_ ("Sees every case that isn’t sealed, the people in them, and the journal.") },
  { GB_CAN_HANDLE_CONCERNS, N_ ("Is given the key to concerns about staff, but for one about themselves.") },
  { GB_CAN_HANDLE_ABOUT_HEAD, N_ ("Is given the key to concerns about the headteacher.") },
  { GB_CAN_HANDLE_SEALED, N_ ("Is given the key to what somebody seals without choosing who reads it.") },
  { GB_CAN_READ_REGISTERS, N_ ("Sees the registers.") },
  { GB_CAN_DRAFT, N_ ("Sees the figures of the governors’ report before it is issued.") },
  { GB_CAN_READ_ISSUED, N_ ("Reads the governors’ reports that were issued.") },
},
does[] = {
  { GB_CAN_WRITE_CASES, N_ ("Records incidents, searches, devices and referrals, and works on them.") },
  { GB_CAN_WRITE_CONCERNS, N_ ("Sets down a concern about staff, and works on those that they read.") },
  { GB_CAN_SAFEGUARD, N_ ("Closes and reopens incidents, and alone may look at what must be looked at.") },
  { GB_CAN_LEAD, N_ ("Refers to other agencies, lifts holds, confirms erasures, withdraws another’s request.") },
  { GB_CAN_SIGN, N_ ("Permits searches, never one that they asked for or make.") },
  { GB_CAN_SIGN_IF_POLICY, N_ ("Permits searches where the school’s policy lets the leadership team.") },
  { GB_CAN_WRITE_REGISTERS, N_ ("Makes entries in the registers.") },
  { GB_CAN_FILTER, N_ ("Makes entries in the registers of filtering and monitoring.") },
  { GB_CAN_ISSUE, N_ ("Issues the governors’ report.") },
  { GB_CAN_PRINT, N_ ("Prints and saves pages of what they see; to whom and why is written down.") },
  { GB_CAN_EXPORT, N_ ("Exports the journal, but never what is sealed.") },
  { GB_CAN_KEEP, N_ ("Makes backups.") },
  { GB_CAN_DECIDE, N_ ("Decides who has a key, under which policy the school works, and which ways lead back in.") },
};

static guint
sum_of (const char *role)
{
  guint can = 0;

  for (guint bit = 0; bit < 32; bit++)
    if (gb_role_words_can (role, 1u << bit))
      can |= 1u << bit;
  return can;
}

static void
add_item (GString *page, const char *sentence)
{
  g_string_append_printf (page, "      <item><p>%s</p></item>\n", sentence);
}

static void
add_role (GString *page, const char *role)
{
  guint can = sum_of (role);

  g_string_append_printf (page, "  <section id=\"%s\">\n    <title>%s</title>\n    <list>\n", role,
                          gb_role_label (role));
  for (guint i = 0; i < G_N_ELEMENTS (sees); i++)
    if (can & sees[i].can)
      add_item (page, _ (sees[i].said));
  for (guint i = 0; i < G_N_ELEMENTS (does); i++)
    if (can & does[i].can)
      add_item (page, _ (does[i].said));
  add_item (page, !(can & GB_CAN_HOLD_KEY) ? _ ("Has no key to the vault: no case can be opened with what they hold.")
                  : !(can & GB_CAN_READ_CASES)
                      ? _ ("Has the vault’s key, because what is sealed for them lies inside; that "
                           "they see no other case is the program’s doing, not a key’s.")
                      : _ ("Has the vault’s key, in their own keyring."));
  if (can & GB_CAN_ELEVATE)
    add_item (page, _ ("Needs a passphrase besides the keyring (policy 001 s7.9)."));
  g_string_append (page, "    </list>\n  </section>\n");
}

char *
gb_capability_page (void)
{
  GString *page = g_string_new (NULL);

  g_string_append_printf (
      page,
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- SPDX-License-Identifier: GPL-3.0-or-later -->\n"
      "<!-- Written from the table of roles: guardbookctl roles. -->\n"
      "<page xmlns=\"http://projectmallard.org/1.0/\" type=\"topic\" id=\"roles\" xml:lang=\"%s\">\n  <info>\n"
      "    <link type=\"guide\" xref=\"index#keys\"/>\n    <title type=\"sort\">45</title>\n",
      gb_text_language ());
  g_string_append_printf (page, "    <desc>%s</desc>\n  </info>\n  <title>%s</title>\n",
                          _ ("What each role sees and does, and which of them have a key."), _ ("Roles"));
  g_string_append_printf (
      page, "  <p>%s</p>\n",
      _ ("A member may hold several roles, each from a first day until a last one. This page is written from the very "
         "table that every act, list, search, report, page, export and command asks. Who may do an act at all stands "
         "here; "
         "that nobody permits the search that they asked for, and the like, is asked of persons, not of roles."));
  for (const char *const *role = gb_roles (); *role != NULL; role++)
    add_role (page, *role);
  g_string_append (page, "</page>\n");
  return g_string_free (page, FALSE);
}
