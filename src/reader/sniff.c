/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a file is, by its own first bytes; and what begins in the midst of one.
 * A name or a media type is never asked. */
#include <string.h>

#include "reader/reader-private.h"

typedef struct
{
  gsize at;
  const char *bytes;
  gsize length;
  GbMagic magic;
} Head;

#define HEAD(at, bytes, what, format) \
  {                                   \
    at, bytes, sizeof bytes - 1,      \
    {                                 \
      what, format                    \
    }                                 \
  }

static const Head heads[] = {
  HEAD (0, "\x89PNG\r\n\x1a\n", "picture", "PNG"),
  HEAD (0, "\x8aMNG\r\n\x1a\n", "picture", "MNG"),
  HEAD (0, "\xff\xd8\xff", "picture", "JPEG"),
  HEAD (0, "GIF87a", "picture", "GIF"),
  HEAD (0, "GIF89a", "picture", "GIF"),
  HEAD (0, "II*\0", "picture", "TIFF"),
  HEAD (0, "MM\0*", "picture", "TIFF"),
  HEAD (0, "II+\0", "picture", "TIFF"),
  HEAD (0, "MM\0+", "picture", "TIFF"),
  HEAD (0, "8BPS", "picture", "Photoshop"),
  HEAD (0, "gimp xcf", "picture", "GIMP"),
  HEAD (0, "\0\0\0\x0cjP  \r\n\x87\n", "picture", "JPEG 2000"),
  HEAD (0, "\xff\x4f\xff\x51", "picture", "JPEG 2000"),
  HEAD (0, "\0\0\0\x0cJXL \r\n\x87\n", "picture", "JPEG XL"),
  HEAD (0, "\xff\x0a", "picture", "JPEG XL"),
  HEAD (0, "\0\0\1\0", "picture", "icon"),
  HEAD (0, "qoif", "picture", "QOI"),
  HEAD (0, "\xd7\xcd\xc6\x9a", "picture", "Windows metafile"),
  HEAD (40, " EMF", "picture", "Windows metafile"),
  HEAD (128, "DICM", "picture", "DICOM"),
  HEAD (0, "\x1a\x45\xdf\xa3", "video", "Matroska or WebM"),
  HEAD (0, "FLV\1", "video", "Flash"),
  HEAD (0, "FWS", "video", "Flash"),
  HEAD (0, "CWS", "video", "Flash"),
  HEAD (0, "\0\0\1\xba", "video", "MPEG"),
  HEAD (0, "\0\0\1\xb3", "video", "MPEG"),
  HEAD (0, "\x30\x26\xb2\x75\x8e\x66\xcf\x11", "video", "Windows Media"),
  HEAD (0, "OggS", "video", "Ogg"),
  HEAD (4, "moov", "video", "QuickTime"),
  HEAD (4, "mdat", "video", "QuickTime"),
  HEAD (4, "wide", "video", "QuickTime"),
  HEAD (0, "ID3", "sound", "MP3"),
  HEAD (0, "fLaC", "sound", "FLAC"),
  HEAD (0, "#!AMR", "sound", "AMR"),
  HEAD (0, "MThd", "sound", "MIDI"),
  HEAD (0, "PK\3\4", "archive", "zip"),
  HEAD (0, "PK\5\6", "archive", "zip"),
  HEAD (0, "PK\7\10", "archive", "zip"),
  HEAD (0, "Rar!\x1a\7", "archive", "rar"),
  HEAD (0, "7z\xbc\xaf\x27\x1c", "archive", "7z"),
  HEAD (0, "\x1f\x8b", "archive", "gzip"),
  HEAD (0, "\x1f\x9d", "archive", "compress"),
  HEAD (0, "BZh", "archive", "bzip2"),
  HEAD (0,
        "\xfd"
        "7zXZ\0",
        "archive", "xz"),
  HEAD (0, "\x28\xb5\x2f\xfd", "archive", "zstd"),
  HEAD (0, "\x04\x22\x4d\x18", "archive", "lz4"),
  HEAD (0, "MSCF", "archive", "cabinet"),
  HEAD (0, "!<arch>\n", "archive", "ar"),
  HEAD (2, "-lh", "archive", "lha"),
  HEAD (257, "ustar", "archive", "tar"),
  HEAD (0, "070701", "archive", "cpio"),
  HEAD (0, "070707", "archive", "cpio"),
  HEAD (32769, "CD001", "archive", "disk image"),
  HEAD (0, "\x78\x9f\x3e\x22", "archive", "winmail.dat"),
  HEAD (0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "file", "old Office"),
  HEAD (0, "{\\rtf", "file", "RTF"),
  HEAD (0, "%!PS-", "file", "PostScript"),
  HEAD (0, "SQLite format 3", "file", "database"),
  HEAD (0,
        "\x7f"
        "ELF",
        "file", "program"),
  HEAD (0, "MZ", "file", "program"),
};

static const GbMagic webp = { "picture", "WebP" }, avi = { "video", "AVI" }, wave = { "sound", "WAV" };
static const GbMagic heic = { "picture", "HEIC" }, avif = { "picture", "AVIF" }, mp4 = { "video", "MP4" };
static const GbMagic m4a = { "sound", "M4A" }, bmp = { "picture", "BMP" }, pnm = { "picture", "PNM" };
static const GbMagic stream = { "video", "MPEG" }, mp3 = { "sound", "MP3" }, pdf = { "pdf", "PDF" };

static gboolean
has (const guint8 *bytes, gsize length, gsize at, const char *words, gsize n)
{
  return at <= length && length - at >= n && memcmp (bytes + at, words, n) == 0;
}

#define HAS(at, words) has (bytes, length, at, words, sizeof words - 1)

static guint32
little (const guint8 *p)
{
  return (guint32) p[0] | (guint32) p[1] << 8 | (guint32) p[2] << 16 | (guint32) p[3] << 24;
}

static guint32
big (const guint8 *p)
{
  return (guint32) p[3] | (guint32) p[2] << 8 | (guint32) p[1] << 16 | (guint32) p[0] << 24;
}

static const GbMagic *
riff (const guint8 *bytes, gsize length, gsize at)
{
  if (!HAS (at, "RIFF") && !HAS (at, "RIFX"))
    return NULL;
  return HAS (at + 8, "WEBP") ? &webp : HAS (at + 8, "AVI ") ? &avi : HAS (at + 8, "WAVE") ? &wave : NULL;
}

/* A box "ftyp" of a plausible size, and which brand it names; other brands count as video. */
static const GbMagic *
boxed (const guint8 *bytes, gsize length, gsize at)
{
  static const char *const still[] = { "heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1", "miaf", "jpeg" };
  guint32 size;

  if (!HAS (at + 4, "ftyp") || length - at < 12)
    return NULL;
  size = big (bytes + at);
  if (size < 12 || size > 1024)
    return NULL;
  for (gsize brand = at + 8; brand + 4 <= MIN (length, at + size); brand += brand == at + 8 ? 8 : 4)
    {
      if (HAS (brand, "avif") || HAS (brand, "avis"))
        return &avif;
      for (guint i = 0; i < G_N_ELEMENTS (still); i++)
        if (has (bytes, length, brand, still[i], 4))
          return &heic;
    }
  return HAS (at + 8, "M4A ") || HAS (at + 8, "M4B ") ? &m4a : &mp4;
}

/* "BM", then a header whose size is one of those there are. */
static gboolean
is_bmp (const guint8 *bytes, gsize length)
{
  static const guint32 sizes[] = { 12, 16, 40, 52, 56, 64, 108, 124 };

  if (!HAS (0, "BM") || length < 30)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    if (little (bytes + 14) == sizes[i])
      return TRUE;
  return FALSE;
}

static gboolean
is_pnm (const guint8 *bytes, gsize length)
{
  return length > 8 && bytes[0] == 'P' && bytes[1] >= '1' && bytes[1] <= '7' && bytes[2] == '\n'
         && (g_ascii_isdigit (bytes[3]) || bytes[3] == '#' || bytes[3] == 'W');
}

static gboolean
is_transport_stream (const guint8 *bytes, gsize length)
{
  return length > 564 && bytes[0] == 0x47 && bytes[188] == 0x47 && bytes[376] == 0x47 && bytes[564] == 0x47;
}

/* Two frames of MPEG sound one after the other is more than this needs to know. */
static gboolean
is_mp3 (const guint8 *bytes, gsize length)
{
  return length > 4 && bytes[0] == 0xff && (bytes[1] & 0xe6) == 0xe2 && (bytes[1] & 0x18) != 0x08
         && (bytes[2] & 0xf0) != 0xf0 && (bytes[2] & 0xf0) != 0 && (bytes[2] & 0x0c) != 0x0c;
}

/* PDF readers forgive a kilobyte of anything before it. */
static gboolean
is_pdf (const guint8 *bytes, gsize length)
{
  return memmem (bytes, MIN (length, 1024), "%PDF-", 5) != NULL;
}

/* A note that begins with "MZ" or "ID3" is a note. */
static gboolean
is_only_letters (const Head *head, const guint8 *bytes, gsize length)
{
  for (gsize i = 0; i < head->length; i++)
    if (head->length > 4 || !g_ascii_isprint (head->bytes[i]))
      return FALSE;
  for (gsize i = 0; i < MIN (length, 4096); i++)
    if (bytes[i] < 0x20 && strchr ("\t\n\r\f", bytes[i]) == NULL)
      return FALSE;
  return memchr (bytes, 0, MIN (length, 4096)) == NULL;
}

const GbMagic *
gb_sniff_head (const guint8 *bytes, gsize length)
{
  const GbMagic *magic;

  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    if (has (bytes, length, heads[i].at, heads[i].bytes, heads[i].length)
        && !is_only_letters (&heads[i], bytes, length))
      return &heads[i].magic;
  if ((magic = riff (bytes, length, 0)) != NULL || (magic = boxed (bytes, length, 0)) != NULL)
    return magic;
  if (is_bmp (bytes, length))
    return &bmp;
  if (is_pnm (bytes, length))
    return &pnm;
  if (is_transport_stream (bytes, length))
    return &stream;
  if (is_mp3 (bytes, length))
    return &mp3;
  return is_pdf (bytes, length) ? &pdf : NULL;
}

/* --- in the midst --------------------------------------------------------------------- */

/* Three bytes alone come about by accident: the segments behind them must hang together. */
static gboolean
is_jpeg (const guint8 *bytes, gsize length, gsize at)
{
  gsize p = at + 2;

  for (guint segment = 0; segment < 2; segment++)
    {
      if (length - p < 4 || bytes[p] != 0xff || bytes[p + 1] < 0xc0 || bytes[p + 1] == 0xff)
        return FALSE;
      p += 2 + ((gsize) bytes[p + 2] << 8 | bytes[p + 3]);
      if (p >= length)
        return segment > 0;
    }
  return bytes[p] == 0xff;
}

/* A local header whose version and way of packing exist. */
static gboolean
is_zip (const guint8 *bytes, gsize length, gsize at)
{
  return length - at > 30 && bytes[at + 4] <= 63 && bytes[at + 5] <= 3 && bytes[at + 9] == 0
         && (bytes[at + 8] <= 20 || (bytes[at + 8] >= 93 && bytes[at + 8] <= 99)) && bytes[at + 27] < 4
         && (bytes[at + 26] != 0 || bytes[at + 27] != 0);
}

/* Long enough that no compressed byte stream has it by chance. */
static const GbMagic *
strong (const guint8 *bytes, gsize length, gsize at)
{
  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    if (heads[i].at == 0 && heads[i].length >= 6 && has (bytes, length, at, heads[i].bytes, heads[i].length)
        && !g_str_equal (heads[i].magic.what, "file") && !g_str_equal (heads[i].magic.format, "cpio"))
      return &heads[i].magic;
  return NULL;
}

/* The kind of document stands near the head in letters. */
static gboolean
is_matroska (const guint8 *bytes, gsize length, gsize at)
{
  for (gsize near = at; near < at + 80; near++)
    if (HAS (near, "webm") || HAS (near, "matroska"))
      return TRUE;
  return FALSE;
}

static const GbMagic *
at_this (const guint8 *bytes, gsize length, gsize at)
{
  static const GbMagic jpeg = { "picture", "JPEG" }, zip = { "archive", "zip" },
                       matroska = { "video", "Matroska or WebM" };
  const GbMagic *magic;

  switch (bytes[at])
    {
    case 0xff:
      return HAS (at, "\xff\xd8\xff") && is_jpeg (bytes, length, at) ? &jpeg : NULL;
    case 'P':
      return HAS (at, "PK\3\4") && is_zip (bytes, length, at) ? &zip : NULL;
    case 'R':
      magic = riff (bytes, length, at);
      return magic != NULL ? magic : strong (bytes, length, at);
    case 0x1a:
      return HAS (at, "\x1a\x45\xdf\xa3") && is_matroska (bytes, length, at) ? &matroska : NULL;
    case 0:
      magic = boxed (bytes, length, at);
      return magic != NULL ? magic : strong (bytes, length, at);
    case 0x89:
    case 0x8a:
    case 'G':
    case '7':
    case 0xfd:
    case '0':
    case 'g':
      return strong (bytes, length, at);
    default:
      return NULL;
    }
}

void
gb_sniff_anywhere (const guint8 *bytes, gsize length, gsize from, GbSniffed found, gpointer data)
{
  const GbMagic *magic;

  for (gsize at = from; at + 4 < length; at++)
    if ((magic = at_this (bytes, length, at)) != NULL)
      found (magic, data);
}
