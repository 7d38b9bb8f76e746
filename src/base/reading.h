/* SPDX-License-Identifier: GPL-3.0-or-later */
/* reading: the words between Guardbook and its reader (src/reader/), the small
 * program in which every file that comes from outside is taken apart.
 *
 * Guardbook hands the reader the file as memory (descriptor 3) and asks over its
 * standard input; answers come back on its standard output.  Both are a fixed
 * head and then as many bytes as it says.  Nothing of the answer is trusted:
 * its size is bounded below, text must be UTF-8 in lines of fields between tabs,
 * pixels must be exactly as many as width and height say.
 *
 * The first answer comes unasked once the reader has locked itself in: kind
 * GB_READING_READY, with the count of locks that hold in @width.  A reader that
 * can still open a file or a socket ends instead.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define GB_READING_FILE 3 /* the descriptor of the file's memory */

#define GB_EVIDENCE_MOST (25 * 1024 * 1024)      /* bytes of one file */
#define GB_READING_TEXT_MOST (8 * 1024 * 1024)   /* bytes of an answer in text */
#define GB_READING_PIXELS_MOST (20 * 1000 * 1000) /* of one picture that is handed back */
#define GB_READING_SIDE_MOST 30000               /* pixels along one side of a picture that is taken apart */
#define GB_READING_PAGES_MOST 2000
#define GB_READING_PARTS_MOST 200
#define GB_READING_WORDS_MOST 256                /* bytes of what is looked for */

typedef enum
{
  GB_READING_READY = 1,
  GB_READING_INSPECT, /* lines: see below */
  GB_READING_TEXT,    /* the words, as plain text */
  GB_READING_PAGE,    /* number: from 0, turn: quarters to the right, scale: pixels in 1,000 points.  Pixels */
  GB_READING_FIND,    /* words.  Lines "page x y width height", in thousandths of a point, from the top left */
  GB_READING_PART,    /* number: of an e-mail's attachments, from 0.  Its bytes */
  GB_READING_DESCRIBE, /* an inspection without the search for what is hidden */
  GB_READING_FAILED   /* answer only: the text is one of the problems below */
} GbReadingKind;

typedef struct
{
  guint32 kind, number, turn, scale, length; /* @length bytes of words follow */
} GbReadingAsk;

typedef struct
{
  guint32 kind, width, height, length; /* @length bytes follow; pixels are CAIRO_FORMAT_ARGB32, no padding */
} GbReadingAnswer;

/* The lines of an inspection:
 *   sort     "pdf" "letter" "mail" "text" "picture"
 *   media    "application/pdf"
 *   title    what the file calls itself: the subject of an e-mail
 *   from, to, date   of an e-mail
 *   size     width and height of the next page, in thousandths of a point
 *   part     name, media type, bytes: of an e-mail's next attachment
 *   found    what ("picture" "video" "sound" "archive" "file" "unread"), its format, where ("" the file
 *            itself, else the name of the piece it is in)
 *   problem  why it can't be taken at all: "empty" "huge" "broken" "locked" "deep" "archive" "picture" "video"
 *            "sound" "unknown"
 */

G_END_DECLS
