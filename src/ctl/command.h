/* SPDX-License-Identifier: GPL-3.0-or-later */
/* command: what the commands of guardbookctl share.
 *
 * guardbookctl does the window's acts without a window, for scripts and the
 * technician, through the same gates.  A command gets its own words (without
 * program and command name), prints its answer on standard output and returns
 * TRUE; or FALSE with the sentence that main prints on standard error.  Exit
 * status: 0 done, 1 a fault or a finding, 2 bad input, 3 refused by a gate.
 */
#pragma once

#include "casework/book.h"

G_BEGIN_DECLS

typedef gboolean (*GbCommandFunc) (int argc, char **argv, GError **error);

typedef struct
{
  const char *name;
  const char *usage;   /* "DIR [--json]" */
  const char *summary; /* one line */
  const char *detail;  /* options, a line each, or NULL */
  GbCommandFunc func;
} GbCommand;

/* Ended by a NULL name. */
extern const GbCommand gb_vault_commands[];
extern const GbCommand gb_case_commands[];
extern const GbCommand gb_pack_commands[];
extern const GbCommand gb_register_commands[];
extern const GbCommand gb_trend_commands[];
extern const GbCommand gb_calendar_commands[];
extern const GbCommand gb_evidence_commands[];
extern const GbCommand gb_proof_commands[];

/* Reads options into @entries and leaves the other words in argv[1..]; checks
 * that their count is within @least..@most.  GB_ERROR_INPUT with the usage. */
gboolean gb_command_parse (const char *name, const GOptionEntry *entries, int *argc, char ***argv, int least, int most,
                           GError **error);

/* The vault to work on: @given, else $GUARDBOOK_VAULT, else the only vault in
 * the user's data folder.  GB_ERROR_INPUT.  (transfer full) */
char *gb_command_find_vault (const char *given, GError **error);

/* Opens it as --as (a name or id), $GUARDBOOK_MEMBER, or the only member this keyring knows. */
GbBook *gb_command_open (const char *given, const char *as, GError **error);

/* What leaves the vault by a command: first noted, with the hash of @bytes, then
 * written for its owner only; with lock, under six words that are printed
 * (print/locked.h).  Where it was written.  GB_ERROR_REFUSED, GB_ERROR_INPUT.
 * (let-out.c, transfer full) */
typedef struct
{
  const char *document, *about, *way;
  guint pages;
  const char *to, *why, *path;
  gboolean lock;
} GbLetOut;
char *gb_command_let_out (GbBook *book, const GbLetOut *out, GBytes *bytes, GError **error);

/* One line from standard input, without its end.  GB_ERROR_INPUT when there is none.  (transfer full) */
char *gb_command_read_line (const char *prompt, GError **error);

/* A progress line on standard error when that is a terminal (GbProgressFunc; data: what is being done). */
void gb_command_progress (gint64 done, gint64 total, gpointer what);

/* Prints the journal's code, and what the codes and the proof file in @words (may
 * be empty) say of it; @sound: nothing contradicts.  FALSE with an error only if
 * it couldn't be asked.  (proof-commands.c) */
gboolean gb_command_hold_against (GbBook *book, char **words, gboolean *sound, GError **error);

/* Makes the invented school in @dir (demo.c). */
gboolean gb_demo_make (const char *dir, GbKeyring *keyring, GError **error);

/* Makes a generated school with @years behind it (demo-years.c). */
typedef struct
{
  guint years;
  gboolean secondary; /* 1,500 pupils; else a primary of 210 */
  guint32 seed;
  const char *until;  /* its last day; NULL: now */
} GbDemoPlan;
gboolean gb_demo_make_years (const char *dir, const GbDemoPlan *plan, GbKeyring *keyring, GError **error);

G_END_DECLS
