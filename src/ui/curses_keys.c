#include "ui/curses_keys.h"

#include <stdio.h>

#include "base/mem.h"

#define MODIFIED_MIN (KEY_MAX + 1)

/* curses code, our code, modifiers */
static const struct {
    int code;
    uint32_t means;
    uint8_t modifiers;
} curses_keys[] = {
    {KEY_UP, KEYCODE_UP, 0},
    {KEY_DOWN, KEYCODE_DOWN, 0},
    {KEY_LEFT, KEYCODE_LEFT, 0},
    {KEY_RIGHT, KEYCODE_RIGHT, 0},
    {KEY_PPAGE, KEYCODE_PAGE_UP, 0},
    {KEY_NPAGE, KEYCODE_PAGE_DOWN, 0},
    {KEY_HOME, KEYCODE_HOME, 0},
    {KEY_END, KEYCODE_END, 0},
    {KEY_IC, KEYCODE_INSERT, 0},
    {KEY_DC, KEYCODE_DELETE, 0},
    {KEY_BACKSPACE, KEYCODE_BACKSPACE, 0},
    {KEY_ENTER, KEYCODE_ENTER, 0},
    {KEY_BTAB, KEYCODE_TAB, KEY_SHIFT},
    {KEY_SR, KEYCODE_UP, KEY_SHIFT},
    {KEY_SF, KEYCODE_DOWN, KEY_SHIFT},
    {KEY_SLEFT, KEYCODE_LEFT, KEY_SHIFT},
    {KEY_SRIGHT, KEYCODE_RIGHT, KEY_SHIFT},
};

/* Extended terminfo names: kUP5 is Ctrl-Up and so on. The last digit is 1 + shift 1, alt 2, ctrl 4.
 */
static const struct {
    const char *name;
    uint32_t means;
} modified_names[] = {
    {"kUP", KEYCODE_UP},     {"kDN", KEYCODE_DOWN},     {"kLFT", KEYCODE_LEFT},
    {"kRIT", KEYCODE_RIGHT}, {"kPRV", KEYCODE_PAGE_UP}, {"kNXT", KEYCODE_PAGE_DOWN},
    {"kHOM", KEYCODE_HOME},  {"kEND", KEYCODE_END},     {"kDC", KEYCODE_DELETE}};

void curses_keys_init(struct curses_keys *keys) {
    for (size_t i = 0; i < ARRAY_LEN(modified_names); i++) {
        for (int digit = 2; digit <= 8; digit++) {
            char name[16];
            snprintf(name, sizeof name, "%s%d", modified_names[i].name, digit);
            const char *sequence = tigetstr(name);
            if (sequence == NULL || sequence == (const char *)-1 ||
                keys->count == CURSES_MODIFIED_MAX) {
                continue;
            }
            int bits = digit - 1;
            uint8_t modifiers = (uint8_t)((bits & 1 ? KEY_SHIFT : 0) | (bits & 2 ? KEY_ALT : 0) |
                                          (bits & 4 ? KEY_CTRL : 0));
            keys->modified[keys->count] =
                (struct key){.code = modified_names[i].means, .modifiers = modifiers};
            define_key(sequence, MODIFIED_MIN + keys->count++);
        }
    }
}

static bool mouse_key(struct key *key) {
    MEVENT event;
    if (getmouse(&event) != OK) {
        return false;
    }
    key->code = KEYCODE_MOUSE;
    key->column = (int16_t)event.x;
    key->row = (int16_t)event.y;
    if (event.bstate & (BUTTON1_PRESSED | BUTTON1_CLICKED)) {
        key->mouse = MOUSE_PRESS;
    } else if (event.bstate & BUTTON1_DOUBLE_CLICKED) {
        key->mouse = MOUSE_DOUBLE;
    } else if (event.bstate & BUTTON4_PRESSED) {
        key->mouse = MOUSE_WHEEL_UP;
    } else if (event.bstate & BUTTON5_PRESSED) {
        key->mouse = MOUSE_WHEEL_DOWN;
    }
    return key->mouse != MOUSE_NONE;
}

bool curses_keys_function(const struct curses_keys *keys, int code, struct key *key) {
    int modified = code - MODIFIED_MIN;
    if (modified >= 0 && modified < keys->count) {
        *key = keys->modified[modified];
        return true;
    }
    if (code == KEY_MOUSE) {
        return mouse_key(key);
    }
    if (code > KEY_F0 && code <= KEY_F(12)) {
        key->code = KEYCODE_F1 + (uint32_t)(code - KEY_F(1));
        return true;
    }
    for (size_t i = 0; i < ARRAY_LEN(curses_keys); i++) {
        if (curses_keys[i].code == code) {
            key->code = curses_keys[i].means;
            key->modifiers = curses_keys[i].modifiers;
            return true;
        }
    }
    return false;
}

void curses_keys_character(wint_t code, struct key *key) {
    key->code = (uint32_t)code;
    if (code == '\r' || code == '\n') {
        key->code = KEYCODE_ENTER;
    } else if (code == '\t') {
        key->code = KEYCODE_TAB;
    } else if (code == 0x1B) {
        key->code = KEYCODE_ESCAPE;
    } else if (code == 0x7F || code == 0x08) {
        key->code = KEYCODE_BACKSPACE;
    } else if (code < 0x20) {
        key->code = (uint32_t)code + (code >= 1 && code <= 26 ? 'a' - 1 : '@');
        key->modifiers = KEY_CTRL;
    }
}
