/* Breaking text into lines at blanks. */
#ifndef UI_WRAP_H
#define UI_WRAP_H

#include <stddef.h>

#include "ui/surface.h"

/* Bytes of the first line of `text` within `columns` (> 0): up to a newline or the last blank that
 * fits; a longer word is broken. `*next` is where the following line starts, `length` at the end.
 */
size_t wrap_next(const char *text, size_t length, int columns, size_t *next);

/* Rows that draw_wrapped would use. */
int wrap_rows(const char *text, int columns);

/* Draws a text over as many rows as it takes from `row` on; returns the row after it. */
int draw_wrapped(const struct region *region, int row, struct style style, const char *text);

#endif
