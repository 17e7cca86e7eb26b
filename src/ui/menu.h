/* A popup with a few choices, one a row. */
#ifndef UI_MENU_H
#define UI_MENU_H

#include "ui/app.h"

#define MENU_ROWS_MAX 12

struct menu_row {
    const char *text;
    int value; /* given to `then` */
};

/* `then` is called with the chosen row's value, after the popup is on its way out. `rows` are
 * copied, their texts borrowed; `note` (may be NULL) stands above them. */
void menu_open(struct app *app, const char *title, const char *note, const struct menu_row *rows,
               size_t count, void (*then)(struct app *app, int value));

#endif
