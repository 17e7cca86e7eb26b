/* A question before something that cannot be taken back: Enter does it, Esc leaves it. */
#ifndef UI_CONFIRM_H
#define UI_CONFIRM_H

#include "ui/app.h"

#define CONFIRM_WHAT_MAX 64

/* `then` is called with a copy of `what` (at most CONFIRM_WHAT_MAX bytes) after Enter. */
void confirm_open(struct app *app, const char *title, const char *text,
                  void (*then)(struct app *app, const void *what), const void *what, size_t size);

#endif
