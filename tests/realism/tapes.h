/* Real candle files measured with the same code: a tape becomes a history. */
#ifndef REALISM_TAPES_H
#define REALISM_TAPES_H

#include <stdbool.h>

#include "realism/history.h"

/* Reads `folder`/`name` as the game's import does. Bars of a day go to the history's days, shorter
 * ones to its bars (a session ends where a bar is missing). Jumps that look like splits are left
 * out. False when the file is not there or is no candle file. */
bool tapes_read(const char *folder, const char *name, struct history *history);

#endif
