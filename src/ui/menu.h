/* A popup with a few choices, one a row. */
#ifndef UI_MENU_H
#define UI_MENU_H

#include "ui/app.h"

#define MENU_ROWS_MAX 12
#define MENU_TEXT_MAX 64

struct menu_row {
    char text[MENU_TEXT_MAX];
    uint64_t value; /* given to `then` */
};

/* `then` is called with the chosen row's value, after the popup is on its way out. `rows` are
 * copied; `title` and `note` (may be NULL, stands above them) are borrowed. */
void menu_open(struct app *app, const char *title, const char *note, const struct menu_row *rows,
               size_t count, void (*then)(struct app *app, uint64_t value));

#endif
