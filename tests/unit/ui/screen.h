/* What tests of widgets share: a surface to draw on, its dump as text, keys by name. */
#ifndef UNIT_UI_SCREEN_H
#define UNIT_UI_SCREEN_H

#include <criterion/criterion.h>
#include <string.h>

#include "base/bytes.h"
#include "ui/backend_text.h"
#include "ui/keys.h"
#include "ui/surface.h"

/* The surface as text; the caller clears `out`. */
static inline const char *screen_text(const struct surface *surface, struct buffer *out) {
    buffer_reset(out);
    surface_dump(surface, out);
    buffer_append(out, "", 1);
    return (const char *)out->bytes;
}

/* Fails with both pictures when the surface is not as expected. */
static inline void expect_screen(const struct surface *surface, const char *expected) {
    struct buffer out = {0};
    const char *text = screen_text(surface, &out);
    cr_expect(strcmp(text, expected) == 0, "screen:\n%s\nexpected:\n%s", text, expected);
    buffer_clear(&out);
}

static inline struct press press_of(const struct keymap *keymap, const char *name) {
    struct press press = {.keymap = keymap};
    cr_assert(key_parse(name, &press.key), "no key %s", name);
    return press;
}

static inline struct press click_of(const struct keymap *keymap, enum mouse_event event, int column,
                                    int row) {
    return (struct press){.keymap = keymap,
                          .key = {.code = KEYCODE_MOUSE,
                                  .mouse = (uint8_t)event,
                                  .column = (int16_t)column,
                                  .row = (int16_t)row}};
}

#endif
