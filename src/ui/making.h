/* Making a game takes a second or two: a page with a bar says so. */
#ifndef UI_MAKING_H
#define UI_MAKING_H

#include "ui/app.h"

#define HISTORY_DAYS 30

/* Makes the game and goes to its desk. Returns 0, or an error and the screens are as they were. */
int making_run(struct app *app, const struct new_game *request, struct error *error);

#endif
