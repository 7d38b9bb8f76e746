/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <glib/gi18n.h>

#include "base/text.h"
#include "base/time.h"
#include "casework/member.h"
#include "views/ask.h"
#include "views/form.h"
#include "views/members.h"
#include "views/page.h"
#include "views/pill.h"
#include "views/roles.h"
#include "views/row.h"
#include "views/section.h"
#include "views/text.h"
#include "views/window.h"

typedef struct _GbMembersPage
{
  GbPage parent_instance;
  GbBook *book;
  GbSection *members, *slots;
} GbMembersPage;
typedef struct { GbPageClass parent_class; } GbMembersPageClass;

GType gb_members_page_get_type (void);
G_DEFINE_FINAL_TYPE (GbMembersPage, gb_members_page, GB_TYPE_PAGE)
#define GB_MEMBERS_PAGE(object) (G_TYPE_CHECK_INSTANCE_CAST (object, gb_members_page_get_type (), GbMembersPage))

/* --- what is asked ------------------------------------------------------------------- */

typedef struct { GPtrArray *members, *slots; } Answer;

static void
answer_free (gpointer data)
{
  Answer *answer = data;
  g_clear_pointer (&answer->members, g_ptr_array_unref);
  g_clear_pointer (&answer->slots, g_ptr_array_unref);
  g_free (answer);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Answer, answer_free)

static gpointer
ask_members (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (Answer) answer = g_new0 (Answer, 1);
  g_autofree char *today = gb_today ();

  answer->members = gb_members (gb_book_get_vault (book), today, error);
  answer->slots = answer->members != NULL ? gb_vault_slots (gb_book_get_vault (book), error) : NULL;
  return answer->slots != NULL ? g_steal_pointer (&answer) : NULL;
}

/* --- acts on a member ------------------------------------------------------------------- */

static void
on_leave (GtkWidget *button, GbMembersPage *self)
{
  GbMember *member = g_object_get_data (G_OBJECT (button), "member");
  GbForm *form = gb_form_new (self->book);
  g_autofree char *title = g_strdup_printf (_ ("Remove %s"), member->name);

  gb_form_say (form, _ ("The key is shut out of the vault. What this member has already seen can’t be taken back."));
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
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", code, "selectable", TRUE, NULL);

  gtk_widget_add_css_class (label, "code");
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), label);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("It has been written down"));
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
on_invite_asked (GbForm *form, JsonObject *body, GbMembersPage *self)
{
  Invitation *invitation = g_new0 (Invitation, 1);
  JsonArray *roles = gb_json_array (body, "roles");
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; roles != NULL && i < json_array_get_length (roles); i++)
    g_strv_builder_add (builder, json_array_get_string_element (roles, i));
  invitation->name = g_strdup (gb_json_text (body, "name"));
  invitation->roles = g_strv_builder_end (builder);
  gb_view_ask (GTK_WIDGET (form), self->book, invite_question, invitation, invitation_free, wipe, on_invited);
}

static void
on_invite (GbMembersPage *self)
{
  GbForm *form = gb_form_new (self->book);
  g_autoptr (GPtrArray) words = role_words ();

  gb_form_group (
      form, NULL,
      _ ("You get a code to read out. The new member types it on their own account, where their keys are made."));
  gb_form_line (form, "name", _ ("Name"));
  gb_form_list (form, "roles", _ ("Roles"), words);
  gb_form_require (form, "name");
  g_object_set_data (G_OBJECT (form), "page", self);
  g_signal_connect_object (form, "submitted", G_CALLBACK (on_invite_asked), self, 0);
  gb_form_open (form, GTK_WIDGET (self), _ ("Invite a member"), _ ("Make the code"));
}

/* --- what is shown --------------------------------------------------------------------------- */

static void
add_member_button (GbMembersPage *self, GbRow *row, GbMember *member, const char *label, GCallback callback)
{
  GtkWidget *button = gb_row_add_button (row, label, FALSE);
  g_autofree char *spoken = g_strdup_printf ("%s %s", label, member->name);

  gtk_widget_add_css_class (button, "flat");
  gb_name (button, spoken);
  g_object_set_data_full (G_OBJECT (button), "member", g_object_ref (member), g_object_unref);
  g_signal_connect_object (button, "clicked", callback, self, 0);
}

static char *
say_since (GbMember *member)
{
  g_autofree char *roles = gb_say_roles (member->roles);
  g_autofree char *day = NULL, *said = NULL;

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
  return g_strdup_printf (_ ("%s. Member since %s."), roles, said);
}

static void
add_member (GbMembersPage *self, GbMember *member)
{
  g_autofree char *since = say_since (member);
  GbRow *row = gb_row_new (member->name, since);
  gboolean active = g_strcmp0 (member->state, "active") == 0;

  gb_row_set_avatar (row, member->name);
  if (g_strcmp0 (member->state, "invited") == 0)
    gb_row_add_pill (row, gb_pill_new (GB_PILL_PLAIN, _ ("Invited")));
  if (g_strcmp0 (member->id, gb_book_get_member_id (self->book)) == 0)
    gb_row_add_pill (row, gb_pill_new (GB_PILL_OPEN, _ ("You")));
  if (active)
    {
      add_member_button (self, row, member, _ ("Roles…"), G_CALLBACK (on_roles));
      add_member_button (self, row, member, _ ("Remove…"), G_CALLBACK (on_leave));
    }
  gb_section_add (self->members, GTK_WIDGET (row));
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

  if (g_str_equal (slot->kind, "recovery"))
    {
      row = gb_row_new (_ ("The recovery key"), _ ("Twelve words on paper, in the school safe"));
      gb_row_set_icon (row, "emblem-documents-symbolic");
    }
  else if (g_str_equal (slot->kind, "enrolment"))
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
  gb_section_clear (self->members);
  gb_section_clear (self->slots);
  for (guint i = 0; i < answer->members->len; i++)
    add_member (self, answer->members->pdata[i]);
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

  self->members = gb_section_new (_ ("Members"));
  self->slots = gb_section_new (_ ("Who can open this vault"));
  gb_section_set_note (self->slots, _ ("These and nobody else; your IT team can’t."));
  gtk_box_append (GTK_BOX (desk), GTK_WIDGET (self->members));
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
