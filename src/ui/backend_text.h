/* A headless terminal for golden screens: it shows nothing, takes keys from a script and has a
 * clock that only moves when the front end waits.
 *
 * A script is words between blanks: key names ("b", "Enter", "Ctrl-L"), "text" in double quotes
 * typed character by character (\" and \\ inside), wait=250ms or wait=5s, resize=120x40,
 * click=10,4. Keys come one at a time, with a frame or a wait between two. `#` at the start of a
 * word comments to the end of the line. After the last word comes KEYCODE_HANGUP. */
#ifndef UI_BACKEND_TEXT_H
#define UI_BACKEND_TEXT_H

#include "base/bytes.h"
#include "base/error.h"
#include "ui/backend.h"

struct backend_text_options {
    int columns, rows;
    enum glyph_level level;
    const char *script; /* borrowed while open; NULL: empty */
    int64_t now_ms;     /* the clock's start */
};

/* The whole script is checked here: ERROR_USAGE names its first bad word. */
int backend_text_open(struct backend *backend, const struct backend_text_options *options,
                      struct error *error);

/* The last frame shown: one line for each row, right-trimmed, each ending with a newline. */
void backend_text_dump(const struct backend *backend, struct buffer *out);

/* Any surface, the same way. */
void surface_dump(const struct surface *surface, struct buffer *out);

#endif
