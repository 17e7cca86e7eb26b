/* What a person at a terminal sees and does: a program in a pseudo-terminal, its output kept on a
 * screen by libvterm. Waiting is always for something to show, never for time to pass. */
#ifndef TESTS_SUPPORT_TERMINAL_H
#define TESTS_SUPPORT_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

#define TERMINAL_TEXT_MAX    32768 /* a whole screen, rows ended by newlines */
#define TERMINAL_PATIENCE_MS 30000 /* nothing takes this long, however slow the machine */

/* Keys as an xterm sends them. */
#define KEY_ENTER "\r"
#define KEY_ESC   "\033"
#define KEY_UP    "\033OA"
#define KEY_DOWN  "\033OB"
#define KEY_RIGHT "\033OC"
#define KEY_LEFT  "\033OD"

struct terminal;

struct terminal *terminal_start(const char *const arguments[], const char *home, int rows,
                                int columns);
void terminal_free(struct terminal *terminal); /* kills what still runs */

int terminal_pid(const struct terminal *terminal);
void terminal_send(struct terminal *terminal, const char *keys);
void terminal_resize(struct terminal *terminal, int rows, int columns);
void terminal_hang_up(struct terminal *terminal); /* closes the window; the program may go on */

/* Takes in what was written within `timeout_ms`; false when nothing was. */
bool terminal_read(struct terminal *terminal, int timeout_ms);

/* Until `text` stands in some row, or no more. False, with the screen on standard error, when that
 * does not come about, or the program ends first. */
bool terminal_shows(struct terminal *terminal, const char *text);
bool terminal_hides(struct terminal *terminal, const char *text);

/* Until the row that holds `text` differs from `before`. */
bool terminal_changes(struct terminal *terminal, const char *text, const char *before);

bool terminal_has(const struct terminal *terminal, const char *text); /* now */

/* The first row with `text`, without blanks at its end; empty when there is none. */
void terminal_row_with(const struct terminal *terminal, const char *text, char *row, size_t size);
void terminal_text(const struct terminal *terminal, char text[TERMINAL_TEXT_MAX]);

/* Waits for the end of the program, at most `timeout_ms`; its exit status, 128 + signal, or -1 when
 * it goes on. */
int terminal_ends(struct terminal *terminal, int timeout_ms);

/* Modes that a program has to undo. */
bool terminal_is_alternate(const struct terminal *terminal);
bool terminal_has_cursor(const struct terminal *terminal);

#endif
