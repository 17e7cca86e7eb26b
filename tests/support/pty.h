/* A program in a pseudo-terminal of its own, with a home of its own. */
#ifndef TESTS_SUPPORT_PTY_H
#define TESTS_SUPPORT_PTY_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct pty {
    int fd; /* the terminal's end; -1: closed */
    pid_t pid;
    bool ended; /* it was waited for */
    int status; /* then: as waitpid gives it */
};

/* Starts `arguments` (NULL-terminated, the program first) with HOME = `home`, nothing of the
 * player's own in the environment, and standard error in the terminal too. A failure is one line on
 * standard error and exit: a test cannot go on without. */
void pty_start(struct pty *pty, const char *const arguments[], const char *home, int rows,
               int columns);

/* What the program wrote, up to `size` bytes; 0: nothing within `timeout_ms`; -1: it closed the
 * terminal. */
ssize_t pty_read(struct pty *pty, void *bytes, size_t size, int timeout_ms);

void pty_send(struct pty *pty, const char *keys);
void pty_resize(struct pty *pty, int rows, int columns);

/* True when it has ended; does not wait. */
bool pty_has_ended(struct pty *pty);

/* Closes the terminal, as a window that is closed: the program hears of it. */
void pty_hang_up(struct pty *pty);

/* The same; a program that still runs is killed. */
void pty_close(struct pty *pty);

/* Monotonic milliseconds. */
double pty_now_ms(void);

#endif
