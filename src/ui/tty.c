#include "ui/tty.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include <curses.h>
#include <term.h>

#include "base/mem.h"

#define RESTORE_MAX 128

/* What signal handlers and the way out of a crash need; a process has one terminal. */
static volatile sig_atomic_t hang_up;
static volatile sig_atomic_t is_held;
static struct termios modes_before;
static char restore_text[RESTORE_MAX];
static size_t restore_length;
static sigset_t mask_before;

/* Remembers the modes too: newterm changes them at once. */
int tty_check(struct error *error) {
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
        return error_set(error, ERROR_REFUSED, "outcry needs a terminal to be played in.");
    }
    int found;
    if (setupterm(NULL, STDOUT_FILENO, &found) != OK || found != 1) {
        return error_set(error, ERROR_REFUSED, "The terminal \"%s\" is unknown here; set TERM.",
                         getenv("TERM") != NULL ? getenv("TERM") : "");
    }
    const char *place = tigetstr("cup");
    if (place == NULL || place == (const char *)-1) {
        return error_set(error, ERROR_REFUSED,
                         "This terminal cannot place its cursor, which outcry needs.");
    }
    del_curterm(cur_term);
    tcgetattr(STDIN_FILENO, &modes_before);
    return 0;
}

static void on_hang_up(int number) {
    (void)number;
    hang_up = 1;
}

/* A crash: nothing but async-signal-safe calls, then the signal takes its course. */
static void on_crash(int number) {
    if (is_held) {
        is_held = 0;
        ssize_t written = write(STDOUT_FILENO, restore_text, restore_length);
        (void)written;
        tcsetattr(STDIN_FILENO, TCSANOW, &modes_before);
    }
    raise(number);
}

static void handle(int number, void (*handler)(int), int flags) {
    struct sigaction action = {.sa_handler = handler, .sa_flags = flags};
    sigemptyset(&action.sa_mask);
    sigaction(number, &action, NULL);
}

/* Signals that wake the loop are blocked but in `wait`, so that none falls between looking at its
 * flag and sleeping. */
static void catch_signals(void) {
    static const int leaving[] = {SIGHUP, SIGTERM, SIGINT};
    static const int crashes[] = {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL};
    sigset_t blocked;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGWINCH);
    for (size_t i = 0; i < ARRAY_LEN(leaving); i++) {
        handle(leaving[i], on_hang_up, 0);
        sigaddset(&blocked, leaving[i]);
    }
    for (size_t i = 0; i < ARRAY_LEN(crashes); i++) {
        handle(crashes[i], on_crash, (int)SA_RESETHAND);
    }
    handle(SIGPIPE, SIG_IGN, 0);
    sigprocmask(SIG_BLOCK, &blocked, &mask_before);
}

static void add_restore(const char *capability) {
    const char *text = tigetstr(capability);
    if (text == NULL || text == (const char *)-1) {
        return;
    }
    size_t length = strlen(text);
    if (restore_length + length < sizeof restore_text) {
        memcpy(restore_text + restore_length, text, length);
        restore_length += length;
    }
}

static void prepare_restore(void) {
    static const char mouse_off[] = "\033[?1006l\033[?1000l";
    restore_length = 0;
    add_restore("sgr0");
    add_restore("cnorm");
    add_restore("rmkx");
    add_restore("rmcup");
    const char *mouse = tigetstr("kmous");
    if (mouse != NULL && mouse != (const char *)-1 &&
        restore_length + sizeof mouse_off <= sizeof restore_text) {
        memcpy(restore_text + restore_length, mouse_off, sizeof mouse_off - 1);
        restore_length += sizeof mouse_off - 1;
    }
}

void tty_hold(void) {
    hang_up = 0;
    prepare_restore();
    is_held = 1;
    catch_signals();
}

void tty_release(void) {
    is_held = 0;
    sigprocmask(SIG_SETMASK, &mask_before, NULL);
}

bool tty_hung_up(void) {
    return hang_up != 0;
}

const sigset_t *tty_waiting_mask(void) {
    return &mask_before;
}
