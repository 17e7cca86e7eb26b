/* The key table: what a key does, where. Dispatch, hint row, help page and (later) the palette and
 * keys.conf all read it. An action that nothing serves is not in it. */
#ifndef UI_KEYS_H
#define UI_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"
#include "ui/key.h"
#include "ui/surface.h"

/* name, heading in the help. A screen asks its focused widget's context first, then its own, then
 * everywhere; the first that knows the key wins. */
#define KEY_CONTEXTS(X)                                                                            \
    X(CONTEXT_EVERYWHERE, "Everywhere")                                                            \
    X(CONTEXT_PLAY, "While playing") /* every screen of an open game */                            \
    X(CONTEXT_DESK, "Desk")                                                                        \
    X(CONTEXT_ORDERS, "Orders on the desk")                                                        \
    X(CONTEXT_CHART, "Chart")                                                                      \
    X(CONTEXT_NEWS, "News")                                                                        \
    X(CONTEXT_FORM, "Ticket and forms")                                                            \
    X(CONTEXT_POPUP, "Popups")                                                                     \
    X(CONTEXT_READER, "Reading")

enum key_context {
#define X(name, heading) name,
    KEY_CONTEXTS(X)
#undef X
        CONTEXT_COUNT
};

/* name, word in keys.conf, context, key, alternates (names between blanks), hint ("" keeps it out
 * of the hint row), help line. The order is that of hints and help. */
#define ACTIONS(X)                                                                                 \
    X(UP, "up", EVERYWHERE, "Up", "k", "", "one row up")                                           \
    X(DOWN, "down", EVERYWHERE, "Down", "j", "", "one row down")                                   \
    X(LEFT, "left", EVERYWHERE, "Left", "h", "", "one to the left")                                \
    X(RIGHT, "right", EVERYWHERE, "Right", "l", "", "one to the right")                            \
    X(PAGE_UP, "page-up", EVERYWHERE, "PgUp", "", "", "one page up")                               \
    X(PAGE_DOWN, "page-down", EVERYWHERE, "PgDn", "", "", "one page down")                         \
    X(FIRST, "first", EVERYWHERE, "Home", "g", "", "the first row")                                \
    X(LAST, "last", EVERYWHERE, "End", "G", "", "the last row")                                    \
    X(NEXT_PANE, "next-pane", EVERYWHERE, "Tab", "", "", "the next pane")                          \
    X(PREVIOUS_PANE, "previous-pane", EVERYWHERE, "Shift-Tab", "", "", "the pane before")          \
    X(ACCEPT, "accept", EVERYWHERE, "Enter", "", "", "choose what is selected")                    \
    X(BACK, "back", EVERYWHERE, "Esc", "", "", "back, without effect")                             \
    X(BUY, "buy", DESK, "b", "", "buy", "open the ticket to buy the selected symbol")              \
    X(SELL, "sell", DESK, "s", "", "sell", "open the ticket to sell the selected symbol")          \
    X(CLOSE_POSITION, "close-position", DESK, "x", "", "close", "close the position at market")    \
    X(FRAME_SHORTER, "frame-shorter", DESK, "[", "", "", "a shorter time frame")                   \
    X(FRAME_LONGER, "frame-longer", DESK, "]", "", "", "a longer time frame")                      \
    X(CARD, "card", DESK, "d", "", "", "what the selected symbol is: hours, costs, figures")       \
    X(ALERT, "alert", DESK, "a", "", "", "be told when a price is reached")                        \
    X(VOLUME, "volume", DESK, "v", "", "", "volume bars on and off")                               \
    X(CANCEL, "cancel", ORDERS, "c", "", "cancel", "cancel the selected order")                    \
    X(CANCEL_ALL, "cancel-all", ORDERS, "C", "", "cancel all", "cancel all open orders")           \
    X(EDIT, "edit", ORDERS, "e", "", "edit", "change price or size of the selected order")         \
    X(CROSSHAIR_LEFT, "crosshair-left", CHART, "Left", "h", "", "read the candle before")          \
    X(CROSSHAIR_RIGHT, "crosshair-right", CHART, "Right", "l", "", "read the next candle")         \
    X(CHART_BACK, "chart-back", CHART, "Ctrl-Left", "PgUp", "", "page back in time")               \
    X(CHART_ON, "chart-on", CHART, "Ctrl-Right", "PgDn", "", "page on in time")                    \
    X(ZOOM_IN, "zoom-in", CHART, "Ctrl-Up", "z", "zoom", "wider candles")                          \
    X(ZOOM_OUT, "zoom-out", CHART, "Ctrl-Down", "Z", "", "narrower candles")                       \
    X(CHART_RESET, "chart-reset", CHART, "r", "End", "reset", "the newest candles, usual width")   \
    X(NEWS_ONLY, "news-only", NEWS, "f", "", "filter", "only what touches the watched symbol")     \
    X(NEXT_FIELD, "next-field", FORM, "Tab", "Down", "next", "the next field")                     \
    X(PREVIOUS_FIELD, "previous-field", FORM, "Shift-Tab", "Up", "", "the field before")           \
    X(CHOICE_BEFORE, "choice-before", FORM, "Left", "", "", "the choice before; cursor left")      \
    X(CHOICE_NEXT, "choice-next", FORM, "Right", "", "change", "the next choice; cursor right")    \
    X(CHOICE_FLIP, "choice-flip", FORM, "Space", "", "", "the next choice")                        \
    X(MOVE_ON, "move-on", FORM, "Enter", "", "move on", "move on; on the last line, send")         \
    X(LAST_PRICE, "last-price", FORM, "=", "", "", "ticket: the last price")                       \
    X(LEAVE, "leave", FORM, "Esc", "", "leave", "leave without effect")                            \
    X(ERASE, "erase", FORM, "Backspace", "", "", "erase the character before the cursor")          \
    X(ERASE_AT, "erase-at", FORM, "Delete", "", "", "erase the character at the cursor")           \
    X(ERASE_ALL, "erase-all", FORM, "Ctrl-U", "", "", "empty the field")                           \
    X(FIELD_FIRST, "field-first", FORM, "Home", "Ctrl-A", "", "start of the field")                \
    X(FIELD_LAST, "field-last", FORM, "End", "Ctrl-E", "", "end of the field")                     \
    X(POPUP_CLOSE, "popup-close", POPUP, "Esc", "q", "close", "close the popup")                   \
    X(SEARCH, "search", READER, "/", "", "search", "search the text")                              \
    X(SEARCH_NEXT, "search-next", READER, "n", "", "next", "the next place found")                 \
    X(SEARCH_BEFORE, "search-before", READER, "N", "", "", "the place found before")               \
    X(FIND, "find", PLAY, "/", "", "find", "find a symbol")                                        \
    X(NEWS, "news", PLAY, "N", "", "news", "what was said, and what is coming")                    \
    X(PAUSE, "pause", PLAY, "Space", "", "pause", "pause and go on")                               \
    X(FASTER, "faster", PLAY, "+", "=", "", "faster")                                              \
    X(SLOWER, "slower", PLAY, "-", "", "", "slower")                                               \
    X(SKIP, "skip", PLAY, ">", "", "skip", "skip to a later time")                                 \
    X(SCREEN_DESK, "desk", PLAY, "1", "", "", "the desk")                                          \
    X(SCREEN_BOARDS, "boards", PLAY, "6", "", "", "the boards")                                    \
    X(HELP, "help", EVERYWHERE, "?", "F1", "help", "this page")                                    \
    X(MOUSE, "mouse", EVERYWHERE, "m", "", "", "mouse on and off (off: the terminal can copy)")    \
    X(REDRAW, "redraw", EVERYWHERE, "Ctrl-L", "", "", "draw the screen again")                     \
    X(QUIT, "quit", EVERYWHERE, "q", "", "quit", "save and leave")

enum action {
    ACTION_NONE = -1,
#define X(name, word, context, key, alternates, hint, help) ACTION_##name,
    ACTIONS(X)
#undef X
        ACTION_COUNT
};

#define KEYS_PER_ACTION 3

/* The table with its keys decoded, and whatever the player changed. */
struct keymap {
    struct key keys[ACTION_COUNT][KEYS_PER_ACTION]; /* unused ones KEYCODE_NONE, at the end */
};

void keymap_init(struct keymap *keymap); /* as in the table */

/* Gives an action one key instead of those it has. ERROR_REFUSED when another action of the same
 * context has that key, ERROR_USAGE when the name is none; nothing is changed then. */
int keymap_bind(struct keymap *keymap, enum action action, const char *key, struct error *error);

/* What a key does in one context; ACTION_NONE when nothing. */
enum action keymap_action(const struct keymap *keymap, enum key_context context,
                          const struct key *key);

/* What every widget's x_key is given: the key and the table to read it with. */
struct press {
    struct key key;
    const struct keymap *keymap;
};

enum action press_action(const struct press *press, enum key_context context);

/* The hint row: "b buy  s sell" of some contexts, first context first, as many whole hints as fit.
 * keymap_hint_at gives the action of the hint under a column of such a row, for the mouse. */
void keymap_hints_draw(const struct keymap *keymap, const enum key_context *contexts, size_t count,
                       const struct region *region);
enum action keymap_hint_at(const struct keymap *keymap, const enum key_context *contexts,
                           size_t count, int columns, int column);

/* The help page: a heading and aligned lines for each context that has keys. */
void keymap_help(const struct keymap *keymap, struct buffer *out);

enum key_context action_context(enum action action);
const char *action_word(enum action action);
const char *action_hint(enum action action);
const char *action_help(enum action action);
enum action action_find(const char *word); /* ACTION_NONE when there is none */

#endif
