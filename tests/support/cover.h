/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cover: as many sealed entries of the same sizes, with nothing in them that can
 * be opened, in a vault that has no sealed case: what the person named must not
 * be able to tell from one that has. */
#pragma once

#include "casework/book.h"
#include "journal/sealed.h"
#include "vault/statement.h"

typedef struct { guint entries; gsize sizes[64]; } Sizes;

/* Adds the sizes of what is sealed to Sizes *@data. */
static inline gpointer
ask_sizes (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  Sizes *sizes = data;
  g_autoptr (GbStatement) s = gb_statement_new (gb_book_get_vault (book),
                                                "SELECT body FROM main.entry WHERE kind = 'sealed' ORDER BY id", error);

  while (gb_statement_step (s, NULL))
    {
      g_autoptr (GBytes) body = gb_statement_bytes (s, "body");
      sizes->sizes[sizes->entries++] = gb_seal_size (body);
    }
  return sizes;
}

/* Writes such entries of the sizes of Sizes *@data. */
static inline gpointer
ask_cover (GbBook *book, gpointer data, GCancellable *cancellable, GError **error)
{
  Sizes *sizes = data;

  for (guint i = 0; i < sizes->entries; i++)
    if (!gb_sealed_cover (gb_book_get_vault (book), sizes->sizes[i], error))
      return NULL;
  return book;
}
