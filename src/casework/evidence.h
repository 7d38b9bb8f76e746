/* SPDX-License-Identifier: GPL-3.0-or-later */
/* evidence: what somebody else wrote and a case rests on - a letter, an e-mail, a
 * PDF, a screenshot of words - kept whole, with its hash in the signed entry.
 *
 * Life of a piece: its file is read into memory and taken apart by the confined
 * reader (GbPiece; nothing is kept yet) -> "evidence.added": its bytes are closed
 * under a key of their own and kept (vault/chunk.h), the entry holds key and
 * SHA-256 -> shown in the window, its bytes held against the hash each time ->
 * annotated, checked, set aside (it stays, with the reason) -> erased with the
 * case, its key first.  No file is ever written outside the vault.
 *
 * The gate believes only what the reader said of these very bytes in this
 * process: a body that names a piece nobody has read here is refused.  On a case
 * where an indecent image may be involved (A27, B103) whatever holds a picture,
 * video, archive, or another file that can't be looked through, is refused by
 * its content; and a piece that was attached before the case came onto that path
 * is shown no more.
 */
#pragma once

#include "casework/act.h"
#include "casework/reader.h"
#include "casework/record.h"

G_BEGIN_DECLS

/* sort: "pdf" "letter" "mail" "text" "picture".  holds: what it holds besides words ("picture archive"), or NULL.
 * notes: how many annotations.  intact: of the newest check, when checked_at isn't 0.  shut: 1 when it may not be
 * shown, because of what it holds and the case it is in. */
#define GB_EVIDENCE_FIELDS(TEXT, NUMBER)                                                                             \
  TEXT (id)                                                                                                          \
  NUMBER (entry) TEXT (case_id) TEXT (name) TEXT (sort) TEXT (media) NUMBER (bytes) TEXT (sha256) NUMBER (pages)     \
      TEXT (from_whom) TEXT (got_on) TEXT (note) TEXT (parent_id) TEXT (holds) NUMBER (added_at) TEXT (added_by)     \
          TEXT (aside) NUMBER (checked_at) TEXT (checked_by) NUMBER (intact) NUMBER (notes) NUMBER (shut)
GB_RECORD_DECLARE (GbEvidence, gb_evidence, GB_EVIDENCE_FIELDS)

/* page: from 1; 0: of the whole piece. */
#define GB_EVIDENCE_NOTE_FIELDS(TEXT, NUMBER)                                                                        \
  NUMBER (entry) TEXT (evidence_id) NUMBER (page) TEXT (text) NUMBER (at) TEXT (author)
GB_RECORD_DECLARE (GbEvidenceNote, gb_evidence_note, GB_EVIDENCE_NOTE_FIELDS)

extern const GbAct gb_evidence_acts[];

/* --- a file that may become a piece (any thread but the worker's) --------------------- */

typedef struct _GbPiece GbPiece;
typedef struct { double width, height; } GbPageSize; /* in points; of a picture in pixels */
/* An attachment of an e-mail: its piece, or why it can't be one. */
typedef struct { char *name; gint64 bytes; GbPiece *piece; char *problem; } GbPiecePart;
typedef struct { char *what, *format, *where; } GbPieceFound;
struct _GbPiece
{
  int references;
  char *id;          /* of the piece to come */
  char *file;        /* what the file is called, in one line and without tricks */
  char *sort, *media, *sha256;
  char *title;       /* what it calls itself, or NULL */
  char *from, *date; /* of an e-mail */
  GArray *sizes;     /* of GbPageSize */
  GPtrArray *parts;  /* of GbPiecePart */
  GPtrArray *found;  /* of GbPieceFound */
  GBytes *bytes;
  gboolean whole;    /* its attachments aren't wanted as pieces of their own */
  char **left;       /* once attached: a sentence for each attachment that couldn't be */
};

/* Has @bytes taken apart.  GB_ERROR_INPUT with the sentence that says why it can't be evidence in any case,
 * GB_ERROR_FAULT.  (transfer full) */
GbPiece *gb_piece_new (GBytes *bytes, const char *file, GError **error);
/* The same of a file on this computer, which is read and left where it is. */
GbPiece *gb_piece_new_of_file (GFile *file, GError **error);
GbPiece *gb_piece_ref (GbPiece *self);
void gb_piece_unref (GbPiece *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GbPiece, gb_piece_unref)
/* The piece of that id, while somebody holds it.  (transfer full) */
GbPiece *gb_piece_find (const char *id);
guint gb_piece_get_pages (const GbPiece *self);
/* Why it can't be in a case on the do-not-view path; NULL: it can.  (transfer full) */
char *gb_piece_refused_unseen (const GbPiece *self);

/* "E-mail"; "PDF, 3 pages".  (transfer full) */
char *gb_evidence_say_sort (const char *sort, gint64 pages);
/* "3f9a 21c4 07be 5512": enough of a hash to compare by eye.  (transfer full) */
char *gb_evidence_say_hash (const char *sha256);

/* Attaches @piece by "evidence.added"; @body has what was typed (name, from_whom, got_on, note).  Any thread. */
GbDone *gb_evidence_attach (GbBook *book, GbPiece *piece, const char *case_id, const char *request, JsonObject *body,
                            GError **error);
/* The same, and each attachment of an e-mail as a piece of its own; what couldn't be taken is in piece->left. */
GbDone *gb_evidence_attach_all (GbBook *book, GbPiece *piece, const char *case_id, const char *request,
                                JsonObject *body, GError **error);

/* Every piece that this member can read, one after the other, each held against its hash; adds a finding for each
 * that is changed or lost.  Any thread; for gb_book_verify. */
gboolean gb_evidence_verify (GbVault *vault, GPtrArray *findings, GCancellable *cancellable, GError **error);

/* --- worker only ------------------------------------------------------------------------ */

/* Whether the case, or one that hangs together with it, is on the do-not-view path (A27); TRUE on a fault. */
gboolean gb_evidence_case_is_guarded (GbVault *vault, const char *case_id, GError **error);
/* Of the case, oldest first; @whole: also of all that hang on it.  (transfer full, element-type GbEvidence) */
GPtrArray *gb_evidence_of_case (GbVault *vault, const char *case_id, gboolean whole, GError **error);
/* GB_ERROR_MISSING when there is none such. */
GbEvidence *gb_evidence_load (GbVault *vault, const char *id, GError **error);
GPtrArray *gb_evidence_notes (GbVault *vault, const char *id, GError **error); /* of GbEvidenceNote, oldest first */
/* The bytes, held against the hash of the entry: GB_ERROR_TAMPERED.  For showing, gb_evidence_open, which also
 * refuses what is shut.  (transfer full) */
GBytes *gb_evidence_bytes (GbVault *vault, const GbEvidence *piece, GError **error);
GBytes *gb_evidence_open (GbVault *vault, const char *id, GError **error);
/* The column "blob" of @sql (one bind, ":id"): what a tombstone destroys with the pieces of a case. */
JsonArray *gb_evidence_blobs (GbVault *vault, const char *sql, const char *id, GError **error);

G_END_DECLS
