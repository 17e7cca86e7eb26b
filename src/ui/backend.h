/* The terminal as the front end sees it: a struct of functions. backend_curses is a real one,
 * backend_text a headless one with a script of keys and a clock of its own. */
#ifndef UI_BACKEND_H
#define UI_BACKEND_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ui/key.h"
#include "ui/surface.h"

struct theme;

struct backend_functions {
    void (*size)(void *context, int *columns, int *rows);
    /* Can the terminal take a frame now? When not, the frame is skipped, never queued. */
    bool (*ready)(void *context);
    /* Shows the surface: changed cells only, in one go. Sizes may differ for a moment. */
    void (*show)(void *context, const struct surface *surface);
    /* Takes the next key; false when there is none. Never blocks. */
    bool (*read_key)(void *context, struct key *key);
    /* Sleeps until a key, a signal, one of `others` (revents filled) or `timeout_ms` (< 0:
     * for ever). Lost wake-ups do not exist: signals are only let in here. */
    void (*wait)(void *context, struct pollfd *others, size_t count, int timeout_ms);
    int64_t (*now_ms)(void *context); /* steady milliseconds; in the headless one, of its script */
    void (*forget)(void *context);    /* the next frame repaints everything (Ctrl-L) */
    void (*use_theme)(void *context, const struct theme *theme); /* copied */
    void (*use_mouse)(void *context, bool captured);
    void (*bell)(void *context);
    void (*close)(void *context); /* terminal as it was; frees the context */
};

struct backend {
    const struct backend_functions *functions;
    void *context;
    enum glyph_level level; /* what the terminal can show, or what was asked for */
    bool plain;             /* shows no colour */
};

#endif
