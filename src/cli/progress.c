#include "cli/progress.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define BAR_CELLS 30

void progress_begin(struct progress *progress, const char *what, bool quiet) {
    *progress =
        (struct progress){.what = what, .shown = !quiet && isatty(STDERR_FILENO), .last = -1};
}

void progress_step(void *context, int thousandths) {
    struct progress *progress = context;
    int percent = thousandths < 0 ? 0 : thousandths > 1000 ? 100 : thousandths / 10;
    if (!progress->shown || percent == progress->last) {
        return;
    }
    progress->last = percent;
    char bar[BAR_CELLS + 1];
    memset(bar, '.', BAR_CELLS);
    memset(bar, '#', (size_t)(percent * BAR_CELLS / 100));
    bar[BAR_CELLS] = '\0';
    fprintf(stderr, "\r%s [%s] %3d %%", progress->what, bar, percent);
    fflush(stderr);
}

void progress_end(struct progress *progress) {
    if (progress->shown && progress->last >= 0) {
        fputs("\r\033[K", stderr);
        fflush(stderr);
    }
    progress->shown = false;
}

/* ---- Ctrl-C ---- */

/* Written by a signal handler: there is no other way to hear of it. */
static volatile sig_atomic_t interrupted;

static void say_and_end(int number) {
    static const char clear[] = "\r\033[K";
    static const char said[] = "outcry: stopped; nothing was changed.\n";
    if (isatty(STDERR_FILENO) && write(STDERR_FILENO, clear, sizeof clear - 1) < 0) {
        _exit(1);
    }
    if (write(STDERR_FILENO, said, sizeof said - 1) < 0) {
        _exit(1);
    }
    raise(number); /* SA_RESETHAND: the parent sees what ended us */
}

static void note(int number) {
    (void)number;
    interrupted = 1;
}

static void handle(void (*handler)(int), int flags) {
    struct sigaction action = {.sa_handler = handler, .sa_flags = flags};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

void progress_guard(void) {
    handle(say_and_end, (int)SA_RESETHAND);
}

void progress_listen(void) {
    interrupted = 0;
    handle(note, SA_RESTART);
}

bool progress_interrupted(void) {
    return interrupted != 0;
}

void progress_let_go(void) {
    handle(SIG_DFL, 0);
}
