/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/errors.h"

G_DEFINE_QUARK (gb-error-quark, gb_error)

int
gb_error_exit_status (const GError *error)
{
  if (error == NULL)
    return 0;
  if (error->domain != GB_ERROR)
    return 1;
  switch ((GbErrorCode) error->code)
    {
    case GB_ERROR_INPUT:
    case GB_ERROR_MISSING:
      return 2;
    case GB_ERROR_REFUSED:
    case GB_ERROR_CONFLICT:
      return 3;
    default:
      return 1;
    }
}
