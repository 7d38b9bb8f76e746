/* SPDX-License-Identifier: GPL-3.0-or-later */
/* register: what a register asks, as data - its fields, who approves, what must
 * be there before, when an entry is due again, and how it is listed.
 *
 * Each register is one file, data/policy/registers/ID.xml, held against
 * register.rng and then against what no schema can say (that a field it names is
 * there).  The one engine (casework/register.c), form, list, page and print read
 * these and nothing else: a new register is a new file.
 *
 * The schools' answers that differ stay in the packs: a register names a rule
 * ("channel.approver"), the pack in force gives the answer, and where the pack is
 * silent the register's own `otherwise` stands, and is said to be that.
 *
 * Read once per process, immutable, so that any thread may read.
 */
#pragma once

#include "policy/calendar.h"
#include "policy/pack.h"

G_BEGIN_DECLS

typedef enum
{
  GB_FIELD_IS_LINE, /* text on one line */
  GB_FIELD_IS_TEXT,
  GB_FIELD_IS_PERSON, /* two members: NAME the id, NAME_name the name as it was then */
  GB_FIELD_IS_DAY,
  GB_FIELD_IS_TIME,   /* an instant */
  GB_FIELD_IS_CHOICE, /* a word */
  GB_FIELD_IS_LIST,   /* words */
  GB_FIELD_IS_FLAG,
  GB_FIELD_IS_TRI,
  GB_FIELD_IS_NUMBER,
} GbRegisterType;

typedef enum
{
  GB_NEED_NOT,
  GB_NEED_TO_ENTER,
  GB_NEED_TO_APPROVE
} GbNeed;

/* "agreement" is one of "staff|visitor"; field NULL: always. */
typedef struct
{
  const char *field, *values;
} GbRegisterIf;

typedef struct
{
  const char *name, *label, *help;
  const char *group; /* the heading it stands under; NULL: as the one before */
  GbRegisterType type;
  GbNeed need;
  GbRegisterIf only_if;   /* asked for, and needed, only then */
  const char *sorts;      /* of a person: "pupil staff"; NULL: everybody */
  const char *vocabulary; /* of the pack; NULL: own words */
  GPtrArray *words;       /* of GbWord: its own */
  int least, most;        /* of a number */
  gboolean loose;         /* may be changed without asking for approval again */
  gboolean past; /* a day on which it was done: not still to come */
  const char *unlike;     /* a person who is not the one of that field */
} GbRegisterField;

typedef struct
{
  GbRegisterIf only_if;
  const char *on;   /* the field's own day; NULL: counted */
  const char *from; /* the field it is counted from */
  int months, terms, days;
  int lead;         /* days before it that Today shows it */
  const char *rule; /* in words: "Every twelve months" */
} GbRegisterDue;

typedef struct
{
  GbRegisterIf only_if;
  gboolean at_approval;       /* else at entering */
  const char *needs;          /* the other register */
  const char *person;         /* our field */
  const char *theirs;         /* theirs */
  GbRegisterIf where;         /* of their entry */
  const char *by, *their_day; /* their day is not after ours; both NULL: whenever */
  const char *obligations;
  const char *rule; /* the refusal; %s is the person */
} GbRegisterGate;

/* Everybody of these sorts should have such an entry in force. */
typedef struct
{
  const char *sorts, *person; /* person: the field that names them */
  GbRegisterIf where;
  const char *words;          /* "annual safeguarding training" */
} GbRegisterEverybody;

typedef struct _GbRegister GbRegister;
struct _GbRegister
{
  const char *id, *version, *icon, *group;
  GBytes *bytes; /* of the file: what is hashed */
  const char *title, *new_label, *about, *empty;
  const char *basis, *obligations;
  const char *approval_rule, *approval_otherwise; /* NULL: nobody approves */
  const char *prior;                              /* a day field before which it must be approved, or NULL */
  gboolean leads_only;                            /* only those who lead safeguarding enter and read it */
  char **titled, **lined;                         /* fields of an entry's title and of the line under it */
  char **series; /* a new entry with the same answers here stands in for the old one; empty: never */
  char **columns, **filters;
  const char *person;                  /* the field of whom it is about, or NULL */
  const char *end_label, *ended_label; /* "Return it", "Returned" */
  GPtrArray *fields;                   /* of GbRegisterField */
  GPtrArray *dues;                     /* of GbRegisterDue: the first that applies */
  GPtrArray *gates;                    /* of GbRegisterGate */
  GPtrArray *everybody; /* of GbRegisterEverybody */
  GPtrArray *triggers;                 /* of GbWord: what calls for a review before its day */
  int trigger_days;
};

/* In the order of the Registers place; (transfer none, of GbRegister). */
GPtrArray *gb_registers (void);
/* NULL: no such register. */
const GbRegister *gb_register_find (const char *id);
/* From a file's bytes.  GB_ERROR_INPUT with line and reason.  It is never freed. */
const GbRegister *gb_register_read (GBytes *bytes, GError **error);

const GbRegisterField *gb_register_field (const GbRegister *self, const char *name);
/* The words of a choice or list (transfer none, of GbWord). */
GPtrArray *gb_register_words (const GbRegisterField *field, GbPack *pack);
/* Whether the condition holds of these answers; one without a field always does. */
gboolean gb_register_if_holds (const GbRegisterIf *condition, JsonObject *values);

/* Who approves where the policy answers @rule ("headteacher", "dsl-and-headteacher";
 * NULL: it says nothing, @silent).  NULL if nobody approves. */
const char *gb_register_approver (const GbRegister *self, const char *rule, gboolean *silent);
/* "the DSL and the headteacher" (transfer full). */
char *gb_register_approver_words (const char *approver);
/* The parts of an approval that must all be given ("dsl", "headteacher");
 * a part may name several roles ("dsl-or-deputy").  (transfer full) */
char **gb_register_approver_parts (const char *approver);
/* Whether somebody with @roles may give @part. */
gboolean gb_register_part_fits (const char *part, const char *const *roles);

/* When an entry with @values is due (again): a day, or NULL when it never is.
 * @rule (optional): the rule in words; @remind: the day from which Today shows it.
 * All (transfer full). */
char *gb_register_due (const GbRegister *self, JsonObject *values, GbCalendar *calendar, char **rule, char **remind);

G_END_DECLS
