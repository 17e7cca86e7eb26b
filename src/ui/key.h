/* One key or mouse event in words no terminal library uses, with names as players write them:
 * "b", "C", "Space", "Ctrl-L", "Shift-Tab", "PgUp", "F1". */
#ifndef UI_KEY_H
#define UI_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* name, text. Above Unicode. */
#define KEYCODES(X)                                                                                \
    X(KEYCODE_UP, "Up")                                                                            \
    X(KEYCODE_DOWN, "Down")                                                                        \
    X(KEYCODE_LEFT, "Left")                                                                        \
    X(KEYCODE_RIGHT, "Right")                                                                      \
    X(KEYCODE_PAGE_UP, "PgUp")                                                                     \
    X(KEYCODE_PAGE_DOWN, "PgDn")                                                                   \
    X(KEYCODE_HOME, "Home")                                                                        \
    X(KEYCODE_END, "End")                                                                          \
    X(KEYCODE_INSERT, "Insert")                                                                    \
    X(KEYCODE_DELETE, "Delete")                                                                    \
    X(KEYCODE_BACKSPACE, "Backspace")                                                              \
    X(KEYCODE_ENTER, "Enter")                                                                      \
    X(KEYCODE_ESCAPE, "Esc")                                                                       \
    X(KEYCODE_TAB, "Tab")                                                                          \
    X(KEYCODE_F1, "F1")                                                                            \
    X(KEYCODE_F2, "F2")                                                                            \
    X(KEYCODE_F3, "F3")                                                                            \
    X(KEYCODE_F4, "F4")                                                                            \
    X(KEYCODE_F5, "F5")                                                                            \
    X(KEYCODE_F6, "F6")                                                                            \
    X(KEYCODE_F7, "F7")                                                                            \
    X(KEYCODE_F8, "F8")                                                                            \
    X(KEYCODE_F9, "F9")                                                                            \
    X(KEYCODE_F10, "F10")                                                                          \
    X(KEYCODE_F11, "F11")                                                                          \
    X(KEYCODE_F12, "F12")                                                                          \
    X(KEYCODE_MOUSE, "Mouse")   /* see `mouse`, column and row */                                  \
    X(KEYCODE_RESIZE, "Resize") /* the size changed: lay out again */                              \
    X(KEYCODE_HANGUP, "Hangup") /* terminal gone or asked to end: save and leave */

enum key_code {
    KEYCODE_NONE = 0,
    KEYCODE_BEFORE_FIRST = 0x110000, /* below: Unicode code points, Space included */
#define X(name, text) name,
    KEYCODES(X)
#undef X
        KEYCODE_END_OF_CODES
};

enum key_modifier {
    KEY_SHIFT = 1 << 0, /* never set with a character: it is in the character */
    KEY_CTRL = 1 << 1,  /* letters are lower case with it */
    KEY_ALT = 1 << 2,
};

enum mouse_event { MOUSE_NONE, MOUSE_PRESS, MOUSE_DOUBLE, MOUSE_WHEEL_UP, MOUSE_WHEEL_DOWN };

struct key {
    uint32_t code;     /* a code point or an enum key_code; KEYCODE_NONE: no key */
    uint8_t modifiers; /* enum key_modifier, or-ed */
    uint8_t mouse;     /* enum mouse_event, for KEYCODE_MOUSE */
    int16_t column;    /* of the mouse, on the surface */
    int16_t row;
};

#define KEY_NAME_MAX 24

/* Writes the name and returns its length. */
size_t key_format(const struct key *key, char *name, size_t size);

/* Reads a name; false when it is none. A character names itself. */
bool key_parse(const char *name, struct key *key);

bool key_equal(const struct key *a, const struct key *b); /* code and modifiers */
bool key_is_text(const struct key *key);                  /* a character to be typed */

#endif
