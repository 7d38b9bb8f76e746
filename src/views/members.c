/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <string.h>

#include <glib/gi18n.h>

#include "base/text.h"
#include "base/time.h"
#include "casework/member.h"
#include "casework/recovery.h"
#include "views/ask.h"
#include "views/callout.h"
#include "views/form.h"
#include "views/members.h"
#include "views/page.h"
#include "views/pill.h"
#include "views/prove.h"
#include "views/roles.h"
#include "views/row.h"
#include "views/safety.h"
#include "views/section.h"
#include "views/shares.h"
#include "views/text.h"
#include "views/window.h"

typedef struct _GbMembersPage
{
  GbPage parent_instance;
  GbBook *book;
  GtkWidget *openers;
  GbSection *members, *recovery, *slots;
} GbMembersPage;
typedef struct { GbPageClass parent_class; } GbMembersPageClass;

GType gb_members_page_get_type (void);
G_DEFINE_FINAL_TYPE (GbMembersPage, gb_members_page, GB_TYPE_PAGE)
#define GB_MEMBERS_PAGE(object) (G_TYPE_CHECK_INSTANCE_CAST (object, gb_members_page_get_type (), GbMembersPage))

/* --- what is asked ------------------------------------------------------------------- */

typedef struct
{
  GPtrArray *members, *slots, *openers, *shares;
  gint64 key_withdrawn;
  char *own_words;
} Answer;

static void
answer_free (gpointer data)
{
  Answer *answer = data;
  g_clear_pointer (&answer->members, g_ptr_array_unref);
  g_clear_pointer (&answer->slots, g_ptr_array_unref);
  g_clear_pointer (&answer->openers, g_ptr_array_unref);
  g_clear_pointer (&answer->shares, g_ptr_array_unref);
  g_free (answer->own_words);
  g_free (answer);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Answer, answer_free)

static gpointer
ask_members (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (Answer) answer = g_new0 (Answer, 1);
  g_autofree char *today = gb_today ();
  GbVault *vault = gb_book_get_vault (book);

  answer->members = gb_members (vault, today, error);
  answer->slots = answer->members != NULL ? gb_vault_slots (vault, error) : NULL;
  answer->openers = answer->slots != NULL ? gb_members_who_open (vault, today, error) : NULL;
  answer->shares = answer->openers != NULL ? gb_shares (vault, error) : NULL;
  if (answer->shares == NULL)
    return NULL;
  answer->key_withdrawn = gb_recovery_key_withdrawn (vault, NULL);
  for (guint i = 0; i < answer->members->len; i++)
    if (g_str_equal (((GbMember *) answer->members->pdata[i])->id, gb_book_get_member_id (book)))
      answer->own_words = gb_member_safety_words (vault, answer->members->pdata[i]);
  return g_steal_pointer (&answer);
}

/* --- acts on a member ------------------------------------------------------------------- */

static void
on_leave (GtkWidget *button, GbMembersPage *self)
{
  GbMember *member = g_object_get_data (G_OBJECT (button), "member");
  GbForm *form = gb_form_new (self->book);
  g_autofree char *title = g_strdup_printf (_ ("Remove %s"), member->name);

  gb_form_say (form, _ ("The vault gets a new key, which this member never had. What they have read, printed or "
                        "copied until now stays with them: that can’t be taken back. If they hold a recovery share "
                        "or know the twelve words, collect the paper and make new shares."));
  gb_form_text (form, "reason", _ ("Why they leave"));
  gb_form_require (form, "reason");
  gb_form_keep_text (form, "member_id", member->id);
  gb_form_keep_text (form, "name", member->name);
  gb_form_set_act (form, "member.left", NULL);
  gb_form_open (form, GTK_WIDGET (self), title, _ ("Remove"));
}

static GPtrArray *
role_words (void)
{
  GPtrArray *words = g_ptr_array_new_with_free_func (g_free);

  for (const char *const *role = gb_roles (); *role != NULL; role++)
    {
      GbWord *word = g_new0 (GbWord, 1);
      word->id = *role;
      word->label = gb_role_label (*role);
      g_ptr_array_add (words, word);
    }
  return words;
}

static void
on_roles (GtkWidget *button, GbMembersPage *self)
{
  GbMember *member = g_object_get_data (G_OBJECT (button), "member");
  GbForm *form = gb_form_new (self->book);
  g_autofree char *title = g_strdup_printf (_ ("Roles of %s"), member->name);
  g_autoptr (GPtrArray) words = role_words ();
  g_auto (GStrv) held = g_strsplit (member->roles != NULL ? member->roles : "", " ", -1);
  g_autoptr (JsonObject) now = json_object_new ();
  JsonArray *array = json_array_new ();

  for (guint i = 0; held[i] != NULL; i++)
    json_array_add_string_element (array, held[i]);
  json_object_set_array_member (now, "roles", array);
  gb_form_list (form, "roles", _ ("Roles"), words);
  gb_form_when (form, "from", _ ("From (empty: today)"), FALSE);
  gb_form_when (form, "until", _ ("Until (empty: until changed)"), FALSE);
  gb_form_text (form, "reason", _ ("Why they change"));
  gb_form_require (form, "reason");
  gb_form_write (form, now);
  gb_form_keep_text (form, "member_id", member->id);
  gb_form_keep_text (form, "name", member->name);
  gb_form_set_act (form, "member.roles", NULL);
  gb_form_open (form, GTK_WIDGET (self), title, _ ("Change"));
}

static void
on_compare (GtkWidget *button, GbMembersPage *self)
{
  gb_safety_compare (GTK_WIDGET (self), self->book, g_object_get_data (G_OBJECT (button), "member"));
}

/* --- inviting ------------------------------------------------------------------------------ */

typedef struct { char *name; GStrv roles; } Invitation;

static void
invitation_free (gpointer data)
{
  Invitation *invitation = data;
  g_free (invitation->name);
  g_strfreev (invitation->roles);
  g_free (invitation);
}

static Invitation *
invitation_copy (const Invitation *from)
{
  Invitation *invitation = g_new0 (Invitation, 1);

  invitation->name = g_strdup (from->name);
  invitation->roles = g_strdupv (from->roles);
  return invitation;
}

static gpointer
invite_question (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  Invitation *invitation = data;
  return gb_book_invite (book, invitation->name, (const char *const *) invitation->roles, error);
}

static void
wipe (gpointer text)
{
  gb_wipe_text (text);
}

/* The code, large, in groups, to be read out; gone when the window closes. */
static void
show_code (GtkWidget *page, const char *code)
{
  GtkWidget *dialog = gb_view_dialog (
      page, _ ("One-time code"),
      _ ("Read it out, or let it be copied by hand. It opens the vault once, on the new member’s own "
         "account, and is shown only now."));
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", code, "selectable", TRUE, "wrap", TRUE, "justify",
                                   GTK_JUSTIFY_CENTER, NULL);

  gtk_widget_add_css_class (label, "code");
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), label);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("It has been written down"));
  gb_name_buttons (dialog);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* --- a new code for somebody who lost their key --- */

static gpointer
again_question (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  return gb_book_invite_again (book, data, error);
}

static void
on_again_code (GtkWidget *page, gpointer code, GError *error)
{
  if (error != NULL)
    gb_view_show_error (page, error);
  else
    show_code (page, code);
}

static void
again_now (GtkWidget *page, gpointer member_id, GError *error)
{
  if (error != NULL)
    gb_view_show_error (page, error);
  else
    gb_view_ask (page, GB_MEMBERS_PAGE (page)->book, again_question, g_strdup (member_id), g_free, wipe,
                 on_again_code);
}

static void
on_again_answer (AdwMessageDialog *dialog, const char *response, GbMembersPage *self)
{
  GbMember *member = g_object_get_data (G_OBJECT (dialog), "member");

  if (g_str_equal (response, "code"))
    gb_view_prove (GTK_WIDGET (self), self->book, "member.invited", again_now, g_strdup (member->id), g_free);
}

static void
on_again (GtkWidget *button, GbMembersPage *self)
{
  GbMember *member = g_object_get_data (G_OBJECT (button), "member");
  g_autofree char *title = g_strdup_printf (_ ("A new code for %s?"), member->name);
  GtkWidget *dialog = adw_message_dialog_new (
      GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), title,
      _ ("For a member whose keyring was lost. Their old key goes on opening the vault until the code is used; then it "
         "opens nothing, and the new key must be confirmed."));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("Cancel"), "code", _ ("Make the code"),
                                    NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "code", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "member", g_object_ref (member), g_object_unref);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_again_answer), self, 0);
  gb_name_buttons (dialog);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_invited (GtkWidget *widget, gpointer code, GError *error)
{
  GbForm *form = GB_FORM (widget);
  GtkWidget *page = g_object_get_data (G_OBJECT (form), "page");
  GtkRoot *root = gtk_widget_get_root (widget);

  if (error != NULL)
    {
      gb_form_set_error (form, error);
      return;
    }
  show_code (page, code);
  gtk_window_destroy (GTK_WINDOW (root));
}

static void
invite_now (GtkWidget *widget, gpointer invitation, GError *error)
{
  GbMembersPage *self = g_object_get_data (G_OBJECT (widget), "page");

  if (error != NULL)
    {
      gb_form_set_error (GB_FORM (widget), error);
      return;
    }
  gb_view_ask (widget, self->book, invite_question, invitation_copy (invitation), invitation_free, wipe, on_invited);
}

static void
on_invite_asked (GbForm *form, JsonObject *body, GbMembersPage *self)
{
  Invitation *invitation = g_new0 (Invitation, 1);
  JsonArray *roles = gb_json_array (body, "roles");
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; roles != NULL && i < json_array_get_length (roles); i++)
    g_strv_builder_add (builder, json_array_get_string_element (roles, i));
  invitation->name = g_strdup (gb_json_text (body, "name"));
  invitation->roles = g_strv_builder_end (builder);
  gb_view_prove (GTK_WIDGET (form), self->book, "member.invited", invite_now, invitation, invitation_free);
}

static void
on_invite (GbMembersPage *self)
{
  GbForm *form = gb_form_new (self->book);
  g_autoptr (GPtrArray) words = role_words ();

  gb_form_group (
      form, NULL,
      _ ("You get a code to read out. The new member types it on their own account, where their keys are made. The "
         "safeguarding governor and the technician get no key to the vault: they have a desk of their own beside it."));
  gb_form_line (form, "name", _ ("Name"));
  gb_form_list (form, "roles", _ ("Roles"), words);
  gb_form_require (form, "name");
  g_object_set_data (G_OBJECT (form), "page", self);
  g_signal_connect_object (form, "submitted", G_CALLBACK (on_invite_asked), self, 0);
  gb_form_open (form, GTK_WIDGET (self), _ ("Invite a member"), _ ("Make the code"));
}

/* --- what is shown --------------------------------------------------------------------------- */

static void
prepare_button (GbMembersPage *self, GtkWidget *button, GbMember *member, const char *label, GCallback callback)
{
  g_autofree char *spoken = g_strdup_printf ("%s %s", label, member->name);

  gtk_widget_add_css_class (button, "flat");
  gb_name (button, spoken);
  g_object_set_data_full (G_OBJECT (button), "member", g_object_ref (member), g_object_unref);
  g_signal_connect_object (button, "clicked", callback, self, 0);
}

static void
add_member_button (GbMembersPage *self, GbRow *row, GbMember *member, const char *label, GCallback callback)
{
  prepare_button (self, gb_row_add_button (row, label, FALSE), member, label, callback);
}

/* What is seldom wanted, behind one button. */
static void
add_member_menu (GbMembersPage *self, GbRow *row, GbMember *member)
{
  const struct { const char *label; GCallback callback; } items[]
      = { { _ ("New one-time code…"), G_CALLBACK (on_again) }, { _ ("Remove…"), G_CALLBACK (on_leave) } };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *popover = g_object_new (GTK_TYPE_POPOVER, "child", box, NULL);
  GtkWidget *button = g_object_new (GTK_TYPE_MENU_BUTTON, "icon-name", "view-more-symbolic", "popover", popover,
                                    "valign", GTK_ALIGN_CENTER, NULL);
  g_autofree char *spoken = g_strdup_printf (_ ("More for %s"), member->name);

  for (guint i = 0; i < G_N_ELEMENTS (items); i++)
    {
      GtkWidget *item = gtk_button_new_with_label (items[i].label);
      gtk_widget_set_halign (gtk_button_get_child (GTK_BUTTON (item)), GTK_ALIGN_START);
      prepare_button (self, item, member, items[i].label, items[i].callback);
      g_signal_connect_object (item, "clicked", G_CALLBACK (gtk_popover_popdown), popover, G_CONNECT_SWAPPED);
      gtk_box_append (GTK_BOX (box), item);
    }
  gtk_widget_add_css_class (button, "flat");
  gb_name (button, spoken);
  gb_row_add_end (row, button);
}

/* "Designated Safeguarding Lead from 23 November to 4 December." */
static char *
say_dated_roles (const char *dated)
{
  g_auto (GStrv) each = g_strsplit (dated != NULL ? dated : "", ",", -1);
  g_autoptr (GString) said = g_string_new (NULL);

  for (guint i = 0; each[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (each[i], " ", 3);
      g_autofree char *from = NULL, *until = NULL;
      if (g_strv_length (parts) != 3)
        continue;
      from = g_str_equal (parts[1], "-") ? NULL : gb_say_day_long (parts[1]);
      until = g_str_equal (parts[2], "-") ? NULL : gb_say_day_long (parts[2]);
      g_string_append_c (said, ' ');
      if (from != NULL && until != NULL)
        g_string_append_printf (said, _ ("%s from %s to %s."), gb_role_label (parts[0]), from, until);
      else if (until != NULL)
        g_string_append_printf (said, _ ("%s until %s."), gb_role_label (parts[0]), until);
      else
        g_string_append_printf (said, _ ("%s from %s."), gb_role_label (parts[0]), from != NULL ? from : "");
    }
  return g_string_free (g_steal_pointer (&said), FALSE);
}

static char *
say_since (GbMember *member)
{
  g_autofree char *roles = gb_say_roles (member->roles);
  g_autofree char *day = NULL, *said = NULL, *seen = NULL, *dated = NULL;

  if (member->left_at > 0)
    {
      day = gb_instant_to_day (member->left_at);
      said = gb_say_day_long (day);
      return g_strdup_printf (_ ("Left on %s."), said);
    }
  if (g_strcmp0 (member->state, "invited") == 0)
    {
      said = gb_say_instant (member->expires);
      return g_strdup_printf (_ ("The code is good until %s."), said);
    }
  day = gb_instant_to_day (member->joined_at);
  said = gb_say_day_long (day);
  seen = member->seen_at > 0 ? gb_say_instant (member->seen_at) : NULL;
  dated = say_dated_roles (member->dated_roles);
  return seen != NULL ? g_strdup_printf (_ ("%s.%s Member since %s. Last entry: %s."), roles, dated, said, seen)
                      : g_strdup_printf (_ ("%s.%s Member since %s."), roles, dated, said);
}

/* Whether somebody made sure that the key is this member's. */
static char *
say_confirmed (GbMember *member)
{
  g_autofree char *day = NULL, *said = NULL;

  if (g_strcmp0 (member->state, "active") != 0)
    return NULL;
  if (member->confirmed_at == 0 && member->half_name != NULL)
    return g_strdup_printf (_ ("Has another key since their old one was lost. %s compared its words; another member "
                               "does so too before it counts."),
                            member->half_name);
  if (member->confirmed_at == 0)
    return g_strdup (g_strcmp0 (member->keyed_how, "recovered") == 0
                         ? _ ("Has another key since their old one was lost. Nobody has compared its words yet.")
                         : _ ("Nobody has compared this member’s safety words yet."));
  if (g_strcmp0 (member->keyed_how, "founded") == 0)
    return g_strdup (_ ("Founded this vault."));
  day = gb_instant_to_day (member->confirmed_at);
  said = gb_say_day_long (day);
  return g_strdup_printf (_ ("Key confirmed by %s on %s."), member->confirmed_by, said);
}

static void
add_member_pills (GbRow *row, GbMember *member, gboolean own)
{
  if (g_strcmp0 (member->state, "invited") == 0)
    gb_row_add_pill (row, gb_pill_new (GB_PILL_PLAIN, _ ("Invited")));
  if (own)
    gb_row_add_pill (row, gb_pill_new (GB_PILL_OPEN, _ ("You")));
  if (member->roles != NULL && *member->roles != '\0' && !gb_role_words_can (member->roles, GB_CAN_HOLD_KEY))
    gb_row_add_pill (row, gb_pill_new (GB_PILL_PLAIN, _ ("No key to the vault")));
  if (g_strcmp0 (member->state, "active") != 0 || member->confirmed_at > 0)
    return;
  if (g_strcmp0 (member->keyed_how, "recovered") == 0)
    gb_row_add_pill (row, gb_pill_new (GB_PILL_STOP, _ ("Another key")));
  else
    gb_row_add_pill (row, gb_pill_new (GB_PILL_WARN, _ ("Not confirmed")));
}

static void
add_member (GbMembersPage *self, GbMember *member, const char *own_words)
{
  g_autofree char *since = say_since (member);
  g_autofree char *confirmed = say_confirmed (member);
  GbRow *row = gb_row_new (member->name, since);
  gboolean own = g_strcmp0 (member->id, gb_book_get_member_id (self->book)) == 0;

  gb_row_set_avatar (row, member->name);
  gb_row_set_clause (row, confirmed);
  add_member_pills (row, member, own);
  gb_section_add (self->members, GTK_WIDGET (row));
  if (g_strcmp0 (member->state, "active") != 0)
    return;
  if (!own && member->confirmed_at == 0 && g_strcmp0 (member->half_by, gb_book_get_member_id (self->book)) != 0)
    add_member_button (self, row, member, _ ("Compare words…"), G_CALLBACK (on_compare));
  add_member_button (self, row, member, _ ("Roles…"), G_CALLBACK (on_roles));
  if (!own)
    add_member_menu (self, row, member);
  else if (own_words != NULL)
    {
      g_autofree char *said = g_strdup_printf (_ ("Your safety words: %s"), own_words);
      gb_row_set_clause (row, said);
    }
}

static void
show_openers (GbMembersPage *self, GPtrArray *openers)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autofree char *joined = NULL, *said = NULL;

  for (guint i = 0; i < openers->len; i++)
    g_ptr_array_add (names, ((GbMember *) openers->pdata[i])->name);
  g_ptr_array_add (names, NULL);
  joined = gb_text_join_and ((const char *const *) names->pdata);
  if (openers->len == 0)
    said = g_strdup (_ ("Nobody holds a role today that opens everything. Give one to a DSL or deputy."));
  else if (openers->len == 1)
    said = g_strdup_printf (_ ("Only %s can open everything. If they are away, nobody can act: invite a deputy or the "
                               "headteacher."),
                            joined);
  else
    said = g_strdup_printf (ngettext ("%u person can open everything that isn’t sealed: %s. Your IT team can’t.",
                                      "%u people can open everything that isn’t sealed: %s. Your IT team can’t.",
                                      openers->len),
                            openers->len, joined);
  gb_callout_set (self->openers, openers->len < 2 ? GB_CALLOUT_WARN : GB_CALLOUT_NOTE, said);
}

/* --- the ways back -------------------------------------------------------------------------------- */

static void
on_shares (GbMembersPage *self)
{
  gb_shares_open (GTK_WIDGET (self), self->book);
}

static void
on_rehearse (GbMembersPage *self)
{
  gb_share_rehearse_open (GTK_WIDGET (self), self->book);
}

static void
on_withdraw (GbMembersPage *self)
{
  GbForm *form = gb_form_new (self->book);

  gb_form_say (form, _ ("The twelve words open nothing from then on, and the vault gets a new key. Destroy the sheet. "
                        "Two recovery shares are the way back."));
  gb_form_text (form, "reason", _ ("Why they are withdrawn"));
  gb_form_require (form, "reason");
  gb_form_keep_text (form, "what", "key");
  gb_form_set_act (form, "recovery.withdrawn", NULL);
  gb_form_open (form, GTK_WIDGET (self), _ ("Withdraw the twelve words"), _ ("Withdraw"));
}

static void
add_share (GbMembersPage *self, GbShare *share)
{
  g_autofree char *title = g_strdup_printf (_ ("Share %" PRId64 ", %s"), share->share, share->holder);
  g_autofree char *when = share->rehearsed_at > 0 ? gb_say_instant (share->rehearsed_at) : NULL;
  g_autofree char *line
      = when != NULL ? g_strdup_printf (_ ("Last typed back: %s, at %s’s desk."), when, share->rehearsed_by)
                     : g_strdup (_ ("Not yet typed back. Until all three are, they don’t count."));
  GbRow *row = gb_row_new (title, line);

  gb_row_set_icon (row, "x-office-document-symbolic");
  if (share->rehearsed_at == 0)
    gb_row_add_pill (row, gb_pill_new (GB_PILL_WARN, _ ("Not proved")));
  else if (g_strcmp0 (share->state, "confirmed") == 0)
    gb_row_add_pill (row, gb_pill_new (GB_PILL_GO, _ ("Proved")));
  gb_section_add (self->recovery, GTK_WIDGET (row));
}

static void
add_key (GbMembersPage *self, gboolean shares_count)
{
  GbRow *row = gb_row_new (_ ("The recovery key"),
                           shares_count ? _ ("Twelve words on one sheet, which alone open everything. The shares can "
                                             "stand in for it.")
                                        : _ ("Twelve words on one sheet, which alone open everything. Keep it in the "
                                             "school safe."));

  gb_row_set_icon (row, "x-office-document-symbolic");
  gb_section_add (self->recovery, GTK_WIDGET (row));
  if (shares_count)
    g_signal_connect_object (gb_row_add_button (row, _ ("Withdraw…"), FALSE), "clicked", G_CALLBACK (on_withdraw),
                             self, G_CONNECT_SWAPPED);
}

static void
show_recovery (GbMembersPage *self, Answer *answer)
{
  gboolean count = FALSE;

  gb_section_clear (self->recovery);
  for (guint i = 0; i < answer->shares->len; i++)
    {
      GbShare *share = answer->shares->pdata[i];
      count |= g_strcmp0 (share->state, "confirmed") == 0;
      add_share (self, share);
    }
  if (answer->key_withdrawn == 0)
    add_key (self, count);
}

static const char *
name_of (GPtrArray *members, const char *id)
{
  for (guint i = 0; i < members->len; i++)
    {
      GbMember *member = members->pdata[i];
      if (g_strcmp0 (member->id, id) == 0)
        return member->name;
    }
  return NULL;
}

static void
add_slot (GbMembersPage *self, GbSlotInfo *slot, GPtrArray *members)
{
  const char *name = name_of (members, slot->holder);
  GbRow *row;

  if (!g_str_equal (slot->kind, "member") && !g_str_equal (slot->kind, "enrolment"))
    return; /* on paper: told under the ways back */
  if (g_str_equal (slot->kind, "enrolment"))
    {
      row = gb_row_new (name != NULL ? name : _ ("An invitation"), _ ("With the one-time code, once"));
      gb_row_set_icon (row, "alarm-symbolic");
    }
  else
    {
      row = gb_row_new (name != NULL ? name : _ ("A member"), _ ("With the key in their own keyring"));
      gb_row_set_icon (row, "dialog-password-symbolic");
    }
  gb_section_add (self->slots, GTK_WIDGET (row));
}

static void
show_members (GtkWidget *widget, gpointer data, GError *error)
{
  GbMembersPage *self = GB_MEMBERS_PAGE (widget);
  Answer *answer = data;

  gb_page_set_band (GB_PAGE (self), GB_CALLOUT_STOP, error != NULL ? error->message : NULL);
  if (answer == NULL)
    return;
  show_openers (self, answer->openers);
  show_recovery (self, answer);
  gb_section_clear (self->members);
  gb_section_clear (self->slots);
  for (guint i = 0; i < answer->members->len; i++)
    add_member (self, answer->members->pdata[i], answer->own_words);
  for (guint i = 0; i < answer->slots->len; i++)
    add_slot (self, answer->slots->pdata[i], answer->members);
}

static void
refresh (GtkWidget *widget)
{
  gb_view_ask (widget, GB_MEMBERS_PAGE (widget)->book, ask_members, NULL, NULL, answer_free, show_members);
}

static void
gb_members_page_finalize (GObject *object)
{
  g_clear_object (&GB_MEMBERS_PAGE (object)->book);
  G_OBJECT_CLASS (gb_members_page_parent_class)->finalize (object);
}

static void
gb_members_page_class_init (GbMembersPageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = gb_members_page_finalize;
}

static void
gb_members_page_init (GbMembersPage *self)
{
  GtkWidget *desk = gb_page_make_desk (GB_PAGE (self));

  self->openers = gb_callout_new (GB_CALLOUT_NOTE, NULL);
  self->members = gb_section_new (_ ("Members"));
  self->recovery = gb_section_new (_ ("Ways back when a keyring is lost"));
  self->slots = gb_section_new (_ ("Keys in keyrings"));
  gb_section_set_note (self->slots, _ ("Each on its member’s own account, and nowhere else."));
  g_signal_connect_object (gb_section_add_button (self->recovery, _ ("Rehearse a share…")), "clicked",
                           G_CALLBACK (on_rehearse), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gb_section_add_button (self->recovery, _ ("Make shares…")), "clicked",
                           G_CALLBACK (on_shares), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (desk), self->openers);
  gtk_box_append (GTK_BOX (desk), GTK_WIDGET (self->members));
  gtk_box_append (GTK_BOX (desk), GTK_WIDGET (self->recovery));
  gtk_box_append (GTK_BOX (desk), GTK_WIDGET (self->slots));
}

GtkWidget *
gb_members_page_new (GbBook *book)
{
  GbMembersPage *self = g_object_new (gb_members_page_get_type (), NULL);

  self->book = g_object_ref (book);
  gb_page_set_title (GB_PAGE (self), _ ("Members"), NULL);
  gb_page_set_accent (GB_PAGE (self), "list-add-symbolic", _ ("Invite a member"));
  g_signal_connect_object (self, "accent", G_CALLBACK (on_invite), self, 0);
  gb_view_follow (GTK_WIDGET (self), book, refresh);
  return GTK_WIDGET (self);
}
