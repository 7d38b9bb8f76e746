/* SPDX-License-Identifier: GPL-3.0-or-later */
/* files: invented files from outside, made in memory - a letter as PDF, a
 * screenshot, an e-mail, a zip; and a picture in every disguise. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

GBytes *gb_test_bytes (const char *text);
GBytes *gb_test_png (int width, int height);                    /* a real one, in one colour */
GBytes *gb_test_pdf (const char *const *pages, GBytes *png);    /* a page each, in lines; @png (may be NULL) is drawn on the first */
GBytes *gb_test_zip (const char *name, GBytes *content);        /* stored, not packed */
GBytes *gb_test_docx (const char *words, GBytes *picture);      /* @picture may be NULL */
GBytes *gb_test_mail (const char *words, const char *name, const char *type, GBytes *attachment); /* may be NULL */
GBytes *gb_test_joined (GBytes *one, GBytes *other);
GBytes *gb_test_html (const char *words, GBytes *picture);      /* as a data URI; may be NULL */
GBytes *gb_test_boxed (const char *brand);                      /* the beginning of a HEIC ("heic") or a video ("isom") */
guint32 gb_test_crc (GBytes *bytes);

G_END_DECLS
