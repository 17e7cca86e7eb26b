/* A real terminal through ncursesw. One at a time in a process, since signals and terminal modes
 * are the process's. Handlers of SIGHUP, SIGTERM and SIGINT only set a flag, which comes out of
 * read_key as KEYCODE_HANGUP; the terminal is restored at close, at exit and on a crash. */
#ifndef UI_BACKEND_CURSES_H
#define UI_BACKEND_CURSES_H

#include <stdbool.h>

#include "base/error.h"
#include "ui/backend.h"

#define GLYPHS_DETECT (-1)

struct backend_curses_options {
    int level; /* enum glyph_level or GLYPHS_DETECT */
    bool mono; /* --mono; NO_COLOR and terminals without colours do the same */
    bool mouse;
};

/* Takes standard input and output. Returns 0, or ERROR_REFUSED with a sentence when this is no
 * terminal or one that cannot place its cursor; nothing has been written then. */
int backend_curses_open(struct backend *backend, const struct backend_curses_options *options,
                        const struct theme *theme, struct error *error);

#endif
