/* SPDX-License-Identifier: GPL-3.0-or-later */
/* list-page: the list body - search and filters on one line, a table, a
 * preview beside it, a status line with what the list really holds.
 *
 * A concept describes its list in a static GbListPlan and needs no widget of
 * its own:
 *
 *   static const GbListColumn columns[] = {
 *     { N_ ("Reference"), GB_COLUMN_QUIET, 84, say_reference },
 *     { N_ ("What"), GB_COLUMN_TITLE, 0, say_title, say_category_and_people },
 *     { N_ ("State"), GB_COLUMN_PILL, 130, say_state, NULL, pill_of_state },
 *   };
 *   static const GbListPlan plan = { .title = N_ ("Devices"), .noun = "device", .columns = columns,
 *     .n_columns = G_N_ELEMENTS (columns), .ids = list_ids, .fetch = fetch_row, .status = say_status,
 *     .preview = fill_preview, ... };
 *   GtkWidget *gb_devices_page_new (GbBook *book) { return gb_list_page_new (book, &plan); }
 *
 * The worker functions get the query as JSON: "text" and one member for each
 * filter, the chosen option's id; a filter at its first option is absent.
 */
#pragma once

#include "views/case-list.h"
#include "views/page.h"
#include "views/pill.h"

G_BEGIN_DECLS

typedef enum
{
  GB_COLUMN_TEXT,
  GB_COLUMN_QUIET, /* a reference, a date */
  GB_COLUMN_TITLE, /* two lines: say over say_too; ellipsised with a tooltip */
  GB_COLUMN_PILL,  /* say NULL or "": no pill in this row */
} GbColumnKind;

typedef char *(*GbSay) (gpointer record, GbBook *book); /* (transfer full) */

typedef struct
{
  const char *title; /* N_() */
  GbColumnKind kind;
  int width;         /* pixels; 0: takes what is left (one column) */
  GbSay say, say_too;
  GbPillKind (*pill) (gpointer record);
  const char *pill_icon; /* NULL: the kind's own; "" none */
  const char *(*pill_icon_of) (gpointer record); /* by the record; it may give NULL too */
} GbListColumn;

typedef struct { char *id, *label; } GbListOption;

typedef struct _GbListFilter GbListFilter;
struct _GbListFilter
{
  const char *name;  /* member of the query */
  const char *label; /* N_(): for the screen reader */
  /* Options after the first, which means all and is said as @all (N_()). */
  const char *all;
  /* Adds options with gb_list_option_add (main context; pack words, terms ...). */
  void (*options) (GPtrArray *options, GbBook *book);
  /* The same for filters that are made, not written: told which one it is. */
  void (*fill) (GPtrArray *options, GbBook *book, const GbListFilter *filter);
  gconstpointer data;
};
void gb_list_option_add (GPtrArray *options, const char *id, const char *label);

#define GB_LIST_FILTERS 3

typedef struct
{
  const char *title;       /* N_() */
  const char *key;         /* member "key" of every query: which of several lists it is; or NULL */
  const char *noun;        /* of the cases, for opening; NULL: see open */
  const char *search_hint; /* N_ ("Words, a name, a reference") */
  const GbListColumn *columns;
  guint n_columns;
  GbListFilter filters[GB_LIST_FILTERS]; /* unused ones empty */

  /* Worker.  The ids: of char * (transfer full). */
  GPtrArray *(*ids) (GbBook *book, JsonObject *query, GCancellable *cancellable, GError **error);
  GbCaseFetch fetch;
  char *(*status) (GbBook *book, JsonObject *query, GError **error); /* "43 incidents this school year, 12 open" */

  /* Window. */
  GbSay name; /* the row as one sentence; NULL: its columns joined */
  void (*preview) (GtkWidget *box, gpointer record, GbBook *book); /* fill the (empty) box; NULL: no pane */
  gboolean (*opens) (gpointer record);                             /* NULL: every record can be opened */
  const char *open_label;                                          /* N_ ("Open the case"): the pane's button */
  void (*open) (GtkWidget *page, GbBook *book, gpointer record);   /* NULL: gb_window_open_case with the item's id */

  const char *new_label; /* N_ ("New incident"); NULL: no accent button */
  void (*on_new) (GtkWidget *page, GbBook *book);
  void (*on_second) (GtkWidget *page, GbBook *book);
  const char *empty_icon, *empty_title, *empty_sentence, *empty_button, *empty_second; /* N_() */
} GbListPlan;

/* For a list that is made while the program runs: one plan for each key, the first, for good.  Copies
 * @plan, its title and its key. */
const GbListPlan *gb_list_plan_keep (const GbListPlan *plan);

/* A GbPage.  @plan must stay (static, or kept). */
GtkWidget *gb_list_page_new (GbBook *book, const GbListPlan *plan);
/* Asks again, as after an act. */
void gb_list_page_refresh (GtkWidget *page);

G_END_DECLS
