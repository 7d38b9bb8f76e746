/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tongue: a language that can be translated from.  Newer C libraries translate
 * nothing in C.UTF-8, in which things are built and tested; so whoever needs words
 * there asks for one that is a language, and then LANGUAGE says into which. */
#pragma once

#include <locale.h>

/* Call it after setlocale (LC_ALL, …), whose other parts stay. */
static inline void
gb_tongue_allow (void)
{
  if (setlocale (LC_MESSAGES, "en_GB.UTF-8") == NULL)
    setlocale (LC_MESSAGES, "en_US.UTF-8");
}
