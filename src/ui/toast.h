/* The toast line: the last event in words, for a while. */
#ifndef UI_TOAST_H
#define UI_TOAST_H

#include <stdbool.h>
#include <stdint.h>

#include "ui/surface.h"

#define TOAST_TEXT_MAX 256
#define TOAST_SHORT_MS 4000
#define TOAST_LONG_MS  8000 /* errors and longer sentences */

struct toast {
    char text[TOAST_TEXT_MAX]; /* clean; empty: none */
    uint8_t role;              /* enum style_role */
    int64_t until_ms;          /* gone from then on */
};

void toast_say(struct toast *toast, enum style_role role, int64_t now_ms, const char *text);
void toast_draw(const struct toast *toast, const struct region *region, int64_t now_ms);
bool toast_visible(const struct toast *toast, int64_t now_ms);

/* When it must be redrawn; INT64_MAX when nothing is to come. */
int64_t toast_deadline_ms(const struct toast *toast, int64_t now_ms);

#endif
