/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One question gathers the day (worker); its matters are planned in the order of
 * the page, and shown: as many as a window holds in the first frame, the others in
 * the next ones, so that nobody waits for rows that can't be seen yet.  A matter
 * says what it is, why it is here, and where its button leads. */
#include <glib/gi18n.h>

#include "base/text.h"
#include "base/time.h"
#include "casework/action.h"
#include "casework/backup.h"
#include "casework/calendar.h"
#include "casework/capability.h"
#include "casework/clock.h"
#include "casework/dataset.h"
#include "casework/device.h"
#include "casework/draft.h"
#include "casework/member.h"
#include "casework/recovery.h"
#include "casework/register.h"
#include "casework/search.h"
#include "vault/stray.h"
#include "views/ask.h"
#include "views/backup-dialog.h"
#include "views/calendar.h"
#include "views/data-out.h"
#include "views/incident-form.h"
#include "views/page.h"
#include "views/pill.h"
#include "views/places.h"
#include "views/registers.h"
#include "views/row.h"
#include "views/section.h"
#include "views/text.h"
#include "views/today.h"
#include "views/window.h"

/* As much of a case's title as a clock's line has room for. */
#define TITLE_LENGTH 60
/* More of what the registers say is due stands there. */
#define MOST_DUE 5
#define MOST_CLOCKS 15
/* A window shows no more rows; the others follow when these are painted. */
#define ROWS_AT_ONCE 8

typedef struct _GbTodayPage
{
  GbPage parent_instance;
  GbBook *book;
  GtkWidget *greeting, *day;
  GbSection *signatures, *bell, *clocks, *actions, *due, *kept;
  GPtrArray *told;   /* (nullable): the clocks of the day that are told here, in their order */
  struct Day *shown; /* (nullable): what the matters are of */
  GArray *matters;   /* of Matter, in the order of the page */
  guint next;        /* of those to be shown */
  guint filling;     /* what adds them, or 0 */
  guint painted;     /* frames since they began to be shown */
  gboolean filled;   /* once: afterwards rows don't come one by one under somebody's eyes */
} GbTodayPage;
typedef struct { GbPageClass parent_class; } GbTodayPageClass;

GType gb_today_page_get_type (void);
G_DEFINE_FINAL_TYPE (GbTodayPage, gb_today_page, GB_TYPE_PAGE)
#define GB_TODAY_PAGE(object) (G_TYPE_CHECK_INSTANCE_CAST (object, gb_today_page_get_type (), GbTodayPage))

/* --- the question (worker) ---------------------------------------------------------- */

typedef struct Day
{
  GPtrArray *signatures, *approvals, *bell, *clocks, *actions, *due, *drafts;
  GbBackup *backup;
  gint64 backup_days, drilled_at;
  char *recovery; /* what the ways back ask for, or NULL */
  char *words;    /* one's own safety words, while nobody has confirmed them */
  char *stray;    /* what to say of copies that a syncing program left, or NULL */
} Day;

static void
day_clear (gpointer data)
{
  Day *day = data;

  g_clear_pointer (&day->signatures, g_ptr_array_unref);
  g_clear_pointer (&day->approvals, g_ptr_array_unref);
  g_clear_pointer (&day->due, g_ptr_array_unref);
  g_clear_pointer (&day->bell, g_ptr_array_unref);
  g_clear_pointer (&day->clocks, g_ptr_array_unref);
  g_clear_pointer (&day->actions, g_ptr_array_unref);
  g_clear_pointer (&day->drafts, g_ptr_array_unref);
  g_clear_object (&day->backup);
  g_free (day->recovery);
  g_free (day->words);
  g_free (day->stray);
}

static void
day_unref (gpointer day)
{
  g_atomic_rc_box_release_full (day, day_clear);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Day, day_unref)

static char *
ask_own_words (GbBook *book, GError **error)
{
  g_autofree char *today = gb_today ();
  g_autoptr (GbMember) member
      = gb_member_get (gb_book_get_vault (book), gb_book_get_member_id (book), today, error);

  return member != NULL && member->confirmed_at == 0 ? gb_member_safety_words (gb_book_get_vault (book), member) : NULL;
}

static gpointer
ask_day (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  GbVault *vault = gb_book_get_vault (book);
  g_autoptr (Day) day = g_atomic_rc_box_new0 (Day);
  g_autoptr (GError) local = NULL;

  day->signatures = gb_search_to_sign (book, &local);
  day->approvals = local == NULL ? gb_register_to_approve (book, &local) : NULL;
  day->due = local == NULL ? gb_register_due_now (book, &local) : NULL;
  day->bell = local == NULL ? gb_devices_before_bell (vault, &local) : NULL;
  day->clocks = local == NULL ? gb_clocks_running (vault, &local) : NULL;
  day->actions = local == NULL ? gb_actions_open (vault, &local) : NULL;
  day->drafts = local == NULL ? gb_draft_list (book, NULL, NULL, &local) : NULL;
  day->backup = local == NULL ? gb_backup_last (vault, &local) : NULL;
  day->backup_days = local == NULL ? gb_backup_days (vault, &local) : 0;
  day->drilled_at = local == NULL ? gb_backup_drilled_at (vault, &local) : 0;
  day->recovery = local == NULL ? gb_recovery_reminder (book, &local) : NULL;
  day->words = local == NULL ? ask_own_words (book, &local) : NULL;
  day->stray = gb_stray_say (gb_vault_get_path (vault), TRUE);
  if (local == NULL)
    return g_steal_pointer (&day);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

/* The end of this local day: what is due by then asks for somebody today. */
static gint64
end_of_today (void)
{
  g_autofree char *today = gb_today ();
  return gb_day_to_instant (today, 24 * 60);
}

/* A device's clock is told where the device is, not a second time among the clocks. */
static gboolean
is_told_elsewhere (GbRunningClock *clock)
{
  return g_strcmp0 (clock->noun, "device") == 0;
}

static guint
count_pressing (GPtrArray *clocks)
{
  gint64 end = end_of_today ();
  guint n = 0;

  for (guint i = 0; clocks != NULL && i < clocks->len; i++)
    n += ((GbRunningClock *) clocks->pdata[i])->due_at < end;
  return n;
}

gint64
gb_today_count (GbBook *book, GError **error)
{
  g_autoptr (GPtrArray) clocks = gb_clocks_running (gb_book_get_vault (book), error);
  gint64 to_sign = clocks != NULL ? gb_search_to_sign_count (book, error) : 0;
  g_autoptr (GPtrArray) approvals = clocks != NULL ? gb_register_to_approve (book, error) : NULL;

  return count_pressing (clocks) + MAX (to_sign, 0) + (approvals != NULL ? approvals->len : 0);
}

/* --- head ------------------------------------------------------------------------------ */

static char *
say_greeting (GbBook *book)
{
  g_autoptr (GDateTime) now = gb_instant_to_local (gb_now ());
  g_auto (GStrv) names = g_strsplit (gb_book_get_member_name (book), " ", 2);
  int hour = g_date_time_get_hour (now);
  const char *form = hour < 12 ? _ ("Good morning, %s") : hour < 18 ? _ ("Good afternoon, %s") : _ ("Good evening, %s");

  return g_strdup_printf (form, names[0] != NULL ? names[0] : "");
}

/* "Thursday 19 November, week 3 of term 2." */
static char *
say_day (GbBook *book)
{
  g_autoptr (GDateTime) now = gb_instant_to_local (gb_now ());
  g_autofree char *date = g_date_time_format (now, _ ("%A %-e %B"));
  g_autofree char *today = gb_today ();
  GbTerm *term = gb_calendar_term_of (gb_book_get_calendar (book), today);
  char *said = term == NULL
                   ? g_strdup_printf (_ ("%s, in the school holidays."), date)
                   : g_strdup_printf (_ ("%s, week %d of term %d."), date,
                                      gb_calendar_week_of_term (gb_book_get_calendar (book), today), term->number);

  g_clear_pointer (&term, gb_term_free);
  return said;
}

static void
show_head (GbTodayPage *self, guint pressing)
{
  g_autofree char *greeting = say_greeting (self->book);
  g_autofree char *day = say_day (self->book);
  g_autofree char *need =
      pressing == 0
          ? g_strdup (_ ("Nothing is due today."))
          : g_strdup_printf (ngettext ("%u thing is due today.", "%u things are due today.", pressing), pressing);
  g_autofree char *line = g_strdup_printf ("%s %s", day, need);

  gb_text_set (self->greeting, greeting);
  gb_text_set (self->day, line);
}

/* --- sections ---------------------------------------------------------------------------- */

static void
on_open_case (GbRow *row)
{
  gb_window_open_case (GTK_WIDGET (row), gb_row_get_noun (row), gb_row_get_key (row));
}

static void
make_opening (GbRow *row, const char *noun, const char *case_id)
{
  if (noun == NULL || case_id == NULL || gb_place_of_noun (noun) == NULL)
    return;
  gb_row_set_noun (row, noun);
  gb_row_set_key (row, case_id);
  gb_row_set_opens (row, TRUE);
  g_signal_connect_object (row, "open", G_CALLBACK (on_open_case), row, 0);
}

static void
on_button_opens (GtkWidget *button)
{
  GtkWidget *row = gtk_widget_get_ancestor (button, GB_TYPE_ROW);
  on_open_case (GB_ROW (row));
}

/* A row whose button leads to the case, instead of an arrow. */
static void
add_case_button (GbRow *row, const char *noun, const char *case_id, const char *label, gboolean accent)
{
  GtkWidget *button;

  if (gb_place_of_noun (noun) == NULL)
    return;
  gb_row_set_noun (row, noun);
  gb_row_set_key (row, case_id);
  button = gb_row_add_button (row, label, accent);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_button_opens), row, 0);
}

static GbRow *
signature_row (GbBook *book, GbSearch *search, gboolean first)
{
  g_autofree char *title =
      g_strdup_printf (_ ("Search of a device: %s"), search->device != NULL ? search->device : search->owner);
  g_autofree char *when = gb_say_instant_within (search->requested_at);
  g_autofree char *line = g_strdup_printf (_ ("Asked for by %s, %s. Ground: %s."), search->requester, when,
                                           gb_pack_label (gb_book_get_pack (book), "ground", search->ground));
  g_autofree char *reference = g_strdup_printf (_ ("Search %s"), search->reference);
  GbRow *row = gb_row_new (title, line);

  gb_row_set_icon (row, "system-search-symbolic");
  if (gb_search_is_void (search))
    gb_row_add_pill (row, gb_pill_new (GB_PILL_STOP, gb_search_state_label (search)));
  gb_row_add_pill (row, gb_pill_new (GB_PILL_OPEN, reference));
  add_case_button (row, "search", search->id, _ ("Read and sign"), first);
  return row;
}

static GbRow *
device_row (GbBook *book, GbDevice *device)
{
  const char *place = gb_pack_label (gb_book_get_pack (book), "place", device->place);
  g_autofree char *line = g_strdup_printf (_ ("%s, bag %s. Belongs to %s."), place, device->seal, device->owner);
  GbRow *row = gb_row_new (device->description, line);

  gb_row_set_icon (row, "phone-symbolic");
  if (device->due_at > 0)
    gb_row_add_pill (row, gb_pill_new_due (device->due_at));
  add_case_button (row, "device", device->id, _ ("Hand over"), FALSE);
  return row;
}

static GbRow *
held_row (GbDevice *device)
{
  g_autofree char *since = gb_say_instant_within (device->held_at);
  g_autofree char *line = g_strdup_printf (_ ("Held since %s. It may not be released or erased."), since);
  GbRow *row = gb_row_new (device->description, line);

  gb_row_set_icon (row, "phone-symbolic");
  gb_row_add_pill (
      row, gb_pill_new (GB_PILL_STOP, g_str_equal (device->hold, "police") ? _ ("Police hold") : _ ("On hold")));
  make_opening (row, "device", device->id);
  return row;
}

/* The first words of a title as a sentence: one stop, or the ellipsis where it was cut. */
static char *
first_words (const char *text)
{
  const char *cut = g_utf8_strlen (text, -1) > TITLE_LENGTH ? g_utf8_offset_to_pointer (text, TITLE_LENGTH) : NULL;

  while (cut != NULL && cut > text && *cut != ' ')
    cut--;
  while (cut != NULL && cut > text && strchr (" .,;:", cut[-1]) != NULL)
    cut--;
  if (cut != NULL && cut > text)
    return g_strdup_printf ("%.*s…", (int) (cut - text), text);
  return g_str_has_suffix (text, ".") ? g_strdup (text) : g_strconcat (text, ".", NULL);
}

static GbRow *
clock_row (GbRunningClock *clock)
{
  g_autofree char *due = gb_say_instant_long (clock->due_at);
  g_autofree char *title = clock->case_title != NULL ? first_words (clock->case_title) : NULL;
  g_autofree char *line = title != NULL
                              ? g_strdup_printf (_ ("%s, %s Due %s: %s."), clock->reference, title, due, clock->rule)
                              : g_strdup_printf (_ ("%s. Due %s: %s."), clock->reference, due, clock->rule);
  GbRow *row = gb_row_new (clock->title, line);
  gint64 now = gb_now ();

  gb_row_set_clock (row, clock->due_at, NULL);
  if (clock->due_at < now)
    gb_row_add_pill (row, gb_pill_new_with_icon (GB_PILL_STOP, _ ("Late"), "alarm-symbolic"));
  else if (clock->due_at < end_of_today ())
    gb_row_add_pill (row, gb_pill_new (GB_PILL_WARN, _ ("Today")));
  make_opening (row, clock->noun, clock->case_id);
  return row;
}

static GbRow *
action_row (GbAction *action)
{
  g_autofree char *today = gb_today ();
  g_autofree char *due = gb_say_day_long (action->due);
  g_autofree char *line = g_strdup_printf (_ ("%s, by %s."), action->owner, due);
  GbRow *row = gb_row_new (action->what, line);
  int days = gb_day_difference (today, action->due);

  gb_row_set_icon (row, "object-select-symbolic");
  if (days < 0)
    gb_row_add_pill (row, gb_pill_new_with_icon (GB_PILL_STOP, _ ("Late"), "alarm-symbolic"));
  else if (days == 0)
    gb_row_add_pill (row, gb_pill_new (GB_PILL_WARN, _ ("Today")));
  make_opening (row, "incident", action->case_id);
  return row;
}

static void
on_registers (GbRow *row)
{
  gb_window_go (GTK_WIDGET (row), "registers");
}

static void
add_due (GbTodayPage *self, gpointer item)
{
  gb_section_add (self->due, GTK_WIDGET (gb_register_row_new (self->book, item)));
}

static void
add_more_due (GbTodayPage *self, gpointer due)
{
  int more = (int) ((GPtrArray *) due)->len - MOST_DUE;
  g_autofree char *title = g_strdup_printf (ngettext ("%d more is due", "%d more are due", (gulong) more), more);
  GbRow *row = gb_row_new (title, _ ("All of them stand in Registers."));

  gb_row_set_icon (row, "view-more-symbolic");
  gb_row_set_opens (row, TRUE);
  g_signal_connect_object (row, "open", G_CALLBACK (on_registers), row, 0);
  gb_section_add (self->due, GTK_WIDGET (row));
}

static void
on_draft (GtkWidget *button, GbTodayPage *self)
{
  GbDraft *draft = g_object_get_data (G_OBJECT (button), "draft");

  gb_place_open_draft (GTK_WIDGET (self), self->book, draft->kind, draft->case_id, draft->id);
}

static void
add_draft (GbTodayPage *self, gpointer item)
{
  GbDraft *draft = item;
  g_autofree char *since = gb_say_instant_within (draft->saved_at);
  g_autofree char *line = g_strdup_printf (_ ("Not yet recorded. Kept since %s; only you can see it."), since);
  GbRow *row = gb_row_new (gb_text_is_filled (draft->title) ? draft->title : _ ("Without a title"), line);
  GtkWidget *button = gb_row_add_button (row, _ ("Go on writing"), FALSE);

  gb_row_set_words (row);
  gb_row_set_icon (row, "document-edit-symbolic");
  g_object_set_data_full (G_OBJECT (button), "draft", g_object_ref (draft), g_object_unref);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_draft), self, 0);
  gb_section_add (self->kept, GTK_WIDGET (row));
}

static void
on_backup (GbTodayPage *self)
{
  gb_backup_dialog_open (GTK_WIDGET (self), self->book);
}

static void
on_drill (GbTodayPage *self)
{
  gb_drill_dialog_open (GTK_WIDGET (self), self->book);
}

static void
on_rule (GtkWidget *button, GbTodayPage *self)
{
  gb_backup_rule_open (GTK_WIDGET (self), self->book, GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "days")));
}

/* Whoever keeps the copies says how old one may be. */
static void
add_rule_button (GbTodayPage *self, GbRow *row, gint64 days)
{
  GtkWidget *button;

  if (!gb_book_may_at_all (self->book, "backup.rule", NULL))
    return;
  button = gb_icon_button_new ("preferences-system-symbolic", _ ("How old a backup may be"));
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_object_set_data (G_OBJECT (button), "days", GINT_TO_POINTER ((int) days));
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_rule), self, 0);
  gb_row_add_end (row, button);
}

static void
on_recovery (GbTodayPage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.members", NULL);
}

static char *
say_backup (Day *day)
{
  g_autofree char *when = day->backup != NULL ? gb_say_instant (day->backup->at) : NULL;
  g_autofree char *drilled = day->drilled_at > 0 ? gb_say_instant (day->drilled_at) : NULL;

  if (day->backup == NULL)
    return g_strdup (_ ("None has been made yet. A copy on another disk is what brings the records back."));
  if (drilled == NULL)
    return g_strdup_printf (_ ("%s, by %s: opened by another key, every entry proved. A restore was never practised."),
                            when, day->backup->by_name);
  return g_strdup_printf (_ ("%s, by %s: opened by another key, every entry proved. Restore practised: %s."), when,
                          day->backup->by_name, drilled);
}

static void
add_backup (GbTodayPage *self, gpointer item)
{
  Day *day = item;
  GbBackup *backup = day->backup;
  g_autofree char *line = say_backup (day);
  GbRow *row = gb_row_new (_ ("Backup"), line);
  gint64 age = backup != NULL ? (gb_now () - backup->at) / GB_DAY : 0;
  gboolean old = backup == NULL || gb_now () - backup->at > day->backup_days * GB_DAY;
  g_autofree char *days
      = g_strdup_printf (ngettext ("%d day old", "%d days old", (gulong) age), (int) age);

  gb_row_set_icon (row, "drive-harddisk-symbolic");
  add_rule_button (self, row, day->backup_days);
  gb_row_add_pill (row, old ? gb_pill_new (GB_PILL_WARN, backup == NULL ? _ ("None yet") : days)
                            : gb_pill_new (GB_PILL_GO, age == 0 ? _ ("Sound") : days));
  if (backup != NULL)
    g_signal_connect_object (gb_row_add_button (row, _ ("Practise…"), FALSE), "clicked", G_CALLBACK (on_drill), self,
                             G_CONNECT_SWAPPED);
  g_signal_connect_object (gb_row_add_button (row, _ ("Back up…"), FALSE), "clicked", G_CALLBACK (on_backup), self,
                           G_CONNECT_SWAPPED);
  gb_section_add (self->kept, GTK_WIDGET (row));
}

/* Until another member has compared them. */
static void
add_own_words (GbTodayPage *self, gpointer words)
{
  g_autofree char *line
      = g_strdup_printf (_ ("Read these six words to the DSL or the headteacher, who see the same in Members: %s."),
                         (char *) words);
  GbRow *row = gb_row_new (_ ("Nobody has confirmed your key yet"), line);

  gb_row_set_icon (row, "dialog-password-symbolic");
  gb_section_add (self->kept, GTK_WIDGET (row));
}

/* Shares that are missing, not proved, or not rehearsed this term. */
static void
add_recovery (GbTodayPage *self, gpointer reminder)
{
  GbRow *row = gb_row_new (_ ("Ways back"), reminder);

  gb_row_set_icon (row, "x-office-document-symbolic");
  g_signal_connect_object (gb_row_add_button (row, _ ("Members"), FALSE), "clicked", G_CALLBACK (on_recovery), self,
                           G_CONNECT_SWAPPED);
  gb_section_add (self->kept, GTK_WIDGET (row));
}

static void
on_calendar (GbTodayPage *self)
{
  gb_window_push (GTK_WIDGET (self), gb_calendar_page_new (self->book));
}

/* The school's years run out: whoever sets them is asked to. */
static void
add_calendar (GbTodayPage *self, gpointer day G_GNUC_UNUSED)
{
  g_autofree char *reminder =
      gb_book_can (self->book, GB_CAN_DECIDE) ? gb_calendar_reminder (gb_book_get_calendar (self->book)) : NULL;
  GbRow *row;

  if (reminder == NULL)
    return;
  row = gb_row_new (_ ("School calendar"), reminder);
  gb_row_set_icon (row, "x-office-calendar-symbolic");
  g_signal_connect_object (gb_row_add_button (row, _ ("Set it"), FALSE), "clicked", G_CALLBACK (on_calendar), self,
                           G_CONNECT_SWAPPED);
  gb_section_add (self->kept, GTK_WIDGET (row));
}

static void
show_bell (GbTodayPage *self)
{
  GbCalendar *calendar = gb_book_get_calendar (self->book);
  int bell = gb_calendar_bell (calendar);
  g_autofree char *today = gb_today ();
  g_autofree char *title = gb_calendar_is_school_day (calendar, today)
                             ? g_strdup_printf (_ ("Before the bell, %02d.%02d"), bell / 60, bell % 60)
                             : g_strdup (_ ("In custody, with no school today"));

  gb_section_set_title (self->bell, title);
}

static void
add_device (GbTodayPage *self, gpointer item)
{
  GbDevice *device = item;
  gb_section_add (self->bell, GTK_WIDGET (device->hold != NULL ? held_row (device) : device_row (self->book, device)));
}

static void
on_clocks (GtkWidget *row)
{
  gb_window_go (row, "incidents");
}

/* The clocks that are told here, in their order.  (transfer full) */
static GPtrArray *
told_here (GPtrArray *clocks)
{
  GPtrArray *told = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < clocks->len; i++)
    if (!is_told_elsewhere (clocks->pdata[i]))
      g_ptr_array_add (told, g_object_ref (clocks->pdata[i]));
  return told;
}

static void
add_clock (GbTodayPage *self, gpointer clock)
{
  gb_section_add (self->clocks, GTK_WIDGET (clock_row (clock)));
}

static void
add_more_clocks (GbTodayPage *self, gpointer told)
{
  guint more = ((GPtrArray *) told)->len - MOST_CLOCKS;
  g_autofree char *title = g_strdup_printf (ngettext ("%u more clock runs", "%u more clocks run", more), more);
  GbRow *row = gb_row_new (title, _ ("They are due later than these. Incidents can be sorted by what is due."));

  gb_row_set_icon (row, "view-more-symbolic");
  gb_row_set_opens (row, TRUE);
  g_signal_connect_object (row, "open", G_CALLBACK (on_clocks), row, 0);
  gb_section_add (self->clocks, GTK_WIDGET (row));
}

static void
add_signature (GbTodayPage *self, gpointer search)
{
  gboolean first = gb_section_get_count (self->signatures) == 0;
  gb_section_add (self->signatures, GTK_WIDGET (signature_row (self->book, search, first)));
}

static void
add_approval (GbTodayPage *self, gpointer item)
{
  gb_section_add (self->signatures, GTK_WIDGET (gb_register_row_new (self->book, item)));
}

static void
add_action (GbTodayPage *self, gpointer action)
{
  gb_section_add (self->actions, GTK_WIDGET (action_row (action)));
}

/* --- the matters of the day, in their order ------------------------------------------------ */

/* One row to come: @item is the day's, or the page's. */
typedef struct
{
  void (*add) (GbTodayPage *self, gpointer item);
  gpointer item;
} Matter;

static void
plan (GbTodayPage *self, void (*add) (GbTodayPage *, gpointer), gpointer item)
{
  Matter matter = { add, item };
  g_array_append_val (self->matters, matter);
}

static void
plan_all (GbTodayPage *self, GPtrArray *items, guint most, void (*add) (GbTodayPage *, gpointer),
          void (*add_more) (GbTodayPage *, gpointer))
{
  for (guint i = 0; i < MIN (items->len, most); i++)
    plan (self, add, items->pdata[i]);
  if (items->len > most)
    plan (self, add_more, items);
}

static void
plan_kept (GbTodayPage *self, Day *day)
{
  plan_all (self, day->drafts, G_MAXUINT, add_draft, NULL);
  if (gb_book_can (self->book, GB_CAN_KEEP))
    plan (self, add_backup, day);
  if (gb_book_can (self->book, GB_CAN_LEAD) && day->recovery != NULL)
    plan (self, add_recovery, day->recovery);
  plan (self, add_calendar, day);
  if (day->words != NULL)
    plan (self, add_own_words, day->words);
}

static void
plan_day (GbTodayPage *self, Day *day)
{
  self->told = told_here (day->clocks);
  plan_all (self, day->signatures, G_MAXUINT, add_signature, NULL);
  plan_all (self, day->approvals, G_MAXUINT, add_approval, NULL);
  plan_all (self, day->bell, G_MAXUINT, add_device, NULL);
  plan_all (self, self->told, MOST_CLOCKS, add_clock, add_more_clocks);
  plan_all (self, day->actions, G_MAXUINT, add_action, NULL);
  plan_all (self, day->due, MOST_DUE, add_due, add_more_due);
  plan_kept (self, day);
}

/* A section says from the start how much will stand in it. */
static void
count_day (GbTodayPage *self, Day *day)
{
  gb_section_set_total (self->signatures, day->signatures->len + day->approvals->len);
  gb_section_set_total (self->bell, day->bell->len);
  gb_section_set_total (self->clocks, self->told->len);
  gb_section_set_total (self->actions, day->actions->len);
  gb_section_set_total (self->due, day->due->len);
}

/* --- filling the page ------------------------------------------------------------------------ */

/* The next few rows; whether there are still more. */
static gboolean
add_rows (GbTodayPage *self, guint most)
{
  guint end = self->matters->len - self->next <= most ? self->matters->len : self->next + most;

  for (; self->next < end; self->next++)
    {
      Matter *matter = &g_array_index (self->matters, Matter, self->next);
      matter->add (self, matter->item);
    }
  self->filled = self->filled || end == self->matters->len;
  return end < self->matters->len;
}

/* At each frame some more; not at the first, which is to show what is there. */
static gboolean
on_frame (GtkWidget *widget, GdkFrameClock *clock G_GNUC_UNUSED, gpointer data G_GNUC_UNUSED)
{
  GbTodayPage *self = GB_TODAY_PAGE (widget);

  if (self->painted++ == 0 || add_rows (self, ROWS_AT_ONCE))
    return G_SOURCE_CONTINUE;
  self->filling = 0;
  return G_SOURCE_REMOVE;
}

static void
stop_filling (GbTodayPage *self)
{
  if (self->filling != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->filling);
  g_array_set_size (self->matters, 0);
  g_clear_pointer (&self->told, g_ptr_array_unref);
  g_clear_pointer (&self->shown, day_unref);
  self->filling = self->next = self->painted = 0;
}

static void
clear_sections (GbTodayPage *self)
{
  GbSection *sections[]
      = { self->signatures, self->bell, self->clocks, self->actions, self->due, self->kept };

  for (guint i = 0; i < G_N_ELEMENTS (sections); i++)
    gb_section_clear (sections[i]);
}

static void
show_day (GtkWidget *widget, gpointer data, GError *error)
{
  GbTodayPage *self = GB_TODAY_PAGE (widget);
  Day *day = data;

  if (day == NULL)
    {
      gb_page_set_band (GB_PAGE (self), GB_CALLOUT_STOP, error->message);
      return;
    }
  stop_filling (self);
  self->shown = g_atomic_rc_box_acquire (day);
  /* A vault in which something was found says that first: then nobody can tell yet whether anything is lost. */
  gb_page_set_band (GB_PAGE (self), GB_CALLOUT_WARN,
                    gb_book_get_read_only_reason (self->book) != NULL ? gb_book_get_read_only_reason (self->book)
                                                                      : day->stray);
  show_head (self, count_pressing (day->clocks) + day->signatures->len + day->approvals->len);
  show_bell (self);
  clear_sections (self);
  plan_day (self, day);
  count_day (self, day);
  if (add_rows (self, self->filled ? G_MAXUINT : ROWS_AT_ONCE))
    self->filling = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_frame, NULL, NULL);
}

static void
refresh (GtkWidget *widget)
{
  gb_view_ask (widget, GB_TODAY_PAGE (widget)->book, ask_day, NULL, NULL, day_unref, show_day);
}

static void
on_new (GbTodayPage *self)
{
  gb_window_push (GTK_WIDGET (self), gb_incident_form_new (self->book, NULL));
}

/* Nothing on the page is looked for, but in all that lies behind it. */
static void
on_find (GbTodayPage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.find-all", NULL);
}

/* --- the page --------------------------------------------------------------------------------- */

static void
gb_today_page_dispose (GObject *object)
{
  stop_filling (GB_TODAY_PAGE (object));
  G_OBJECT_CLASS (gb_today_page_parent_class)->dispose (object);
}

static void
gb_today_page_finalize (GObject *object)
{
  g_clear_object (&GB_TODAY_PAGE (object)->book);
  g_array_unref (GB_TODAY_PAGE (object)->matters);
  G_OBJECT_CLASS (gb_today_page_parent_class)->finalize (object);
}

static void
gb_today_page_class_init (GbTodayPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = gb_today_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = gb_today_page_finalize;
}

static void
gb_today_page_init (GbTodayPage *self)
{
  GtkWidget *desk = gb_page_make_desk (GB_PAGE (self));
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);

  self->matters = g_array_new (FALSE, FALSE, sizeof (Matter));
  self->greeting = gb_text_new (GB_TEXT_TITLE, NULL);
  self->day = gb_text_new (GB_TEXT_BODY, NULL);
  gtk_widget_add_css_class (self->day, "spent");
  gtk_box_append (GTK_BOX (head), self->greeting);
  gtk_box_append (GTK_BOX (head), self->day);
  self->signatures = gb_section_new (_ ("Waiting for your signature"));
  self->bell = gb_section_new (NULL);
  self->clocks = gb_section_new (_ ("Clocks running"));
  self->actions = gb_section_new (_ ("To be done"));
  self->due = gb_section_new (_ ("Due in the registers"));
  self->kept = gb_section_new (_ ("Kept for you"));
  gb_section_set_counts (self->kept, FALSE);
  gtk_box_append (GTK_BOX (desk), head);
  gtk_box_append (GTK_BOX (desk), GTK_WIDGET (self->signatures));
  gtk_box_append (GTK_BOX (desk), GTK_WIDGET (self->bell));
  gtk_box_append (GTK_BOX (desk), GTK_WIDGET (self->clocks));
  gtk_box_append (GTK_BOX (desk), GTK_WIDGET (self->actions));
  gtk_box_append (GTK_BOX (desk), GTK_WIDGET (self->due));
  gtk_box_append (GTK_BOX (desk), GTK_WIDGET (self->kept));
}

/* What runs out, in the calendar that one looks at anyway: references and clocks, no names. */
static void
on_take_due (GbTodayPage *self)
{
  gb_data_out_open_as (GTK_WIDGET (self), self->book, "due", gb_data_format_suffix (GB_DATA_CALENDAR));
}

static void
add_calendar_button (GbTodayPage *self)
{
  if (gb_data_out_may (self->book, "due"))
    g_signal_connect_object (gb_section_add_button (self->clocks, _ ("As a calendar…")), "clicked",
                             G_CALLBACK (on_take_due), self, G_CONNECT_SWAPPED);
}

GtkWidget *
gb_today_page_new (GbBook *book)
{
  GbTodayPage *self = g_object_new (gb_today_page_get_type (), NULL);

  self->book = g_object_ref (book);
  add_calendar_button (self);
  gb_page_set_title (GB_PAGE (self), _ ("Today"), NULL);
  if (gb_book_can (book, GB_CAN_WRITE_CASES))
    gb_page_set_accent (GB_PAGE (self), "list-add-symbolic", _ ("New incident"));
  g_signal_connect_object (self, "accent", G_CALLBACK (on_new), self, 0);
  g_signal_connect_object (self, "find", G_CALLBACK (on_find), self, 0);
  gb_view_follow (GTK_WIDGET (self), book, refresh);
  return GTK_WIDGET (self);
}
