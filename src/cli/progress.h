/* A bar on standard error while something takes long, when that is a terminal; and what happens
 * when the player does not want to wait for the end. */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include <stdbool.h>

struct progress {
    const char *what; /* "making the market" */
    bool shown;
    int last; /* percent drawn; -1: nothing yet */
};

void progress_begin(struct progress *progress, const char *what, bool quiet);
void progress_step(void *context, int thousandths); /* context: a struct progress */
void progress_end(struct progress *progress);       /* takes the bar away */

/* Until progress_let_go, Ctrl-C takes the bar away, says that nothing was changed and ends the
 * process: for work that is one transaction. */
void progress_guard(void);

/* Until progress_let_go, Ctrl-C only makes progress_interrupted true: for work that keeps what it
 * has done so far. */
void progress_listen(void);
bool progress_interrupted(void);
void progress_let_go(void);

#endif
