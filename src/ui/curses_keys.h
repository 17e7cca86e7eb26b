/* Keys as curses reports them, in the words of key.h. Only backend_curses uses it. */
#ifndef UI_CURSES_KEYS_H
#define UI_CURSES_KEYS_H

#define NCURSES_NOMACROS 1
#include <curses.h>
#include <stdbool.h>

#include "ui/key.h"

#define CURSES_MODIFIED_MAX 72

/* Cursor keys with Shift, Alt or Ctrl: terminals name them in extended terminfo entries. */
struct curses_keys {
    struct key modified[CURSES_MODIFIED_MAX];
    int count;
};

/* Makes curses recognise the modified keys of this terminal. */
void curses_keys_init(struct curses_keys *keys);

/* A code of curses' own, the mouse too; false when it is none of ours. `key` is empty on entry. */
bool curses_keys_function(const struct curses_keys *keys, int code, struct key *key);

/* A character as typed, control characters too. */
void curses_keys_character(wint_t code, struct key *key);

#endif
