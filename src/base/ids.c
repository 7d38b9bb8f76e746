/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include <sys/random.h>

#include "base/ids.h"

static GbRandomFunc random_func;
static gpointer random_data;

static void
fill_random (guint8 *bytes, gsize length)
{
  gsize done = 0;

  if (random_func != NULL)
    {
      random_func (bytes, length, random_data);
      return;
    }
  while (done < length)
    {
      ssize_t n = getrandom (bytes + done, length - done, 0);
      /* getrandom fails only before the pool is ready or on a kernel without it;
       * a predictable id would let two cases collide, so nothing may go on. */
      if (n < 0)
        g_error ("The kernel gave no randomness.");
      done += (gsize) n;
    }
}

char *
gb_id_new (void)
{
  guint8 bytes[16];
  char *text = g_malloc (33);

  fill_random (bytes, sizeof bytes);
  for (gsize i = 0; i < sizeof bytes; i++)
    g_snprintf (text + 2 * i, 3, "%02x", bytes[i]);
  return text;
}

gboolean
gb_id_is_valid (const char *text)
{
  if (text == NULL || strlen (text) != 32)
    return FALSE;
  return strspn (text, "0123456789abcdef") == 32;
}

char *
gb_machine_id (void)
{
  const char *given = g_getenv ("GUARDBOOK_MACHINE_ID");
  char *text = NULL;

  if (given != NULL && *given != '\0')
    return g_strdup (given);
  if (g_file_get_contents ("/etc/machine-id", &text, NULL, NULL) && *g_strstrip (text) != '\0')
    return text;
  g_free (text);
  return g_strdup (g_get_host_name ());
}

void
gb_ids_set_random (GbRandomFunc func, gpointer data)
{
  random_func = func;
  random_data = data;
}
