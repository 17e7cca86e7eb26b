/* The process's terminal around curses: is there one worth having, what ends the game, and how it
 * is left after a crash. SIGHUP, SIGTERM and SIGINT only set a flag. */
#ifndef UI_TTY_H
#define UI_TTY_H

#include <signal.h>
#include <stdbool.h>

#include "base/error.h"

/* 0, or ERROR_REFUSED with a sentence when standard input and output are no terminal that can place
 * its cursor. Writes nothing to it. */
int tty_check(struct error *error);

/* From here on signals are caught, and blocked but under tty_waiting_mask; a crash writes what
 * restores the terminal. Call after tty_check and after curses took its own signals. */
void tty_hold(void);
void tty_release(void);

bool tty_hung_up(void);

/* The signal mask for ppoll: none falls between looking at its flag and sleeping. */
const sigset_t *tty_waiting_mask(void);

#endif
