/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chronology: one child's record in the order in which things happened.
 *
 * For whom it was made and why; each entry with when it happened, when and by
 * whom it was written down, the words recorded, what was done and why.  A black
 * bar marks an entry recorded after the day, a grey bar words changed later,
 * with the old words, who and why.  It counts the entries shown and says nothing
 * that hints at entries withheld.
 *
 * Made from the records of one child, the names of the other pupils in each case
 * are replaced by "[another child]" wherever the words hold them.  A nickname or
 * a misspelling can't be found that way, and the page says that it must be
 * read before it leaves.
 */
#pragma once

#include "casework/person.h"
#include "print/evidence.h"
#include "print/page.h"

G_BEGIN_DECLS

typedef struct
{
  const char *day;       /* "Tue 9 Sept 2025" */
  const char *time;      /* "about lunch", or NULL */
  const char *recorded;  /* "recorded same day, 09.40" */
  const char *by;        /* "by S. Hart" */
  gboolean late;         /* recorded after the day */
  const char *happened;  /* in the words recorded */
  const char *changed;   /* "Was “…”. Changed 11 March by O. Farrow: …", or NULL */
  const char *done;      /* what was done, and why; may be NULL */
  const char *about;     /* which of the family, "about Elin Marsh", or under which record; or NULL */
  gint64 at;             /* when it happened: their order */
} GbChronologyEntry;

typedef struct
{
  const char *school;
  const char *child, *born, *class_name, *lead;
  const char *period;    /* "9 September 2025 to 17 July 2026" */
  const char *made_for, *why;
  const char *brief;     /* or NULL */
  const GbChronologyEntry *entries;
  guint n_entries;
  GPtrArray *attached;   /* of GbEvidenceLine, or NULL */
  const char *reference; /* for the file name: never a person's name */
  const char *printed_by, *code;
  gint64 made_at;
} GbChronology;

/* The page.  NULL with GB_ERROR_FAULT.  (transfer full) */
GbSheet *gb_print_chronology_sheet (const GbChronology *given, GError **error);

/* The chronology of @person_id, by each of their records (casework/same.h), from the incidents that they had a part
 * in with the devices taken in them, and from searches, devices and referrals that belong to no incident, for
 * @made_for because @why.  Worker only (ask through gb_book_ask); whoever calls has
 * asked whether it may be read.  GB_ERROR_MISSING when there is no such person,
 * GB_ERROR_INPUT when @made_for or @why is empty, GB_ERROR_FAULT.  (transfer full) */
GbSheet *
gb_print_chronology (GbBook *book, const char *person_id, const char *made_for, const char *why, GError **error);

/* The same with the cases of the child's brothers and sisters, each marked with
 * whom it is about; their names stay in. */
GbSheet *gb_print_chronology_of_family (GbBook *book, const char *person_id, const char *made_for, const char *why,
                                        GError **error);

/* --- for the other pages that carry one ------------------------------------------------ */

/* What the record says of a child, in order (worker only).  Cases that are sealed and
 * that this member reads are in it only if asked for.  GB_ERROR_MISSING: nobody.  (transfer full) */
typedef struct _GbChronicle GbChronicle;
typedef enum { GB_CHRONICLE_SIBLINGS = 1, GB_CHRONICLE_SEALED = 2 } GbChronicleWith;
GbChronicle *gb_chronicle_new (GbBook *book, const char *person_id, GbChronicleWith with, GError **error);
void gb_chronicle_free (GbChronicle *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GbChronicle, gb_chronicle_free)
const GbChronologyEntry *gb_chronicle_get_entries (const GbChronicle *self, guint *n_entries);
GbPerson *gb_chronicle_get_person (const GbChronicle *self); /* (transfer none) */
/* What is attached to these cases, without the names of others (transfer none, element-type GbEvidenceLine). */
GPtrArray *gb_chronicle_get_attached (const GbChronicle *self);
/* Any other words, without the names of those who are named in these cases.  (transfer full) */
char *gb_chronicle_clean (const GbChronicle *self, const char *text);
/* The table, with its heads on every page. */
void gb_pages_chronology (GbPages *page, const GbChronologyEntry *entries, guint n_entries);
/* "9 September 2025 to 17 July 2026"; who is DSL today.  (transfer full) */
char *gb_print_chronology_period (const GbChronologyEntry *entries, guint n_entries);
char *gb_print_lead (GbVault *vault);

/* @text without @names (of char *, each in full): every name, and each part of it of
 * three letters or more, becomes "[another child]".  A part is matched as it is
 * written or in capitals ("Will" isn't "will"), and never if it is a part of @own, the
 * name of the child whose chronology it is.  (transfer full) */
char *gb_print_without_names (const char *text, GPtrArray *names, const char *own);

G_END_DECLS
