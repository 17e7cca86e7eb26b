#include "support/pty.h"

#include <errno.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

double pty_now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static void give_up(const char *what) {
    perror(what);
    exit(1);
}

static _Noreturn void become(const char *const arguments[], const char *home) {
    static const char *const own[] = {
        "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "OUTCRY_DATA", "COLUMNS",
        "LINES",         "TMUX",           "NO_COLOR",        "ESCDELAY",    "SSH_CONNECTION"};
    for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
        unsetenv(own[i]);
    }
    setenv("HOME", home, 1);
    setenv("TERM", "xterm-256color", 1);
    setenv("LC_ALL", "C.UTF-8", 1);
    setenv("TZ", "UTC", 1);
    signal(SIGHUP, SIG_DFL);
    signal(SIGPIPE, SIG_DFL);
    /* execv does not write to them: the standard has no const here for the sake of old programs */
    execv(arguments[0], (char *const *)(uintptr_t)arguments);
    perror(arguments[0]);
    _exit(127);
}

void pty_start(struct pty *pty, const char *const arguments[], const char *home, int rows,
               int columns) {
    struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
    *pty = (struct pty){.fd = -1};
    pty->pid = forkpty(&pty->fd, NULL, NULL, &size);
    if (pty->pid < 0) {
        give_up("forkpty");
    }
    if (pty->pid == 0) {
        become(arguments, home);
    }
}

ssize_t pty_read(struct pty *pty, void *bytes, size_t size, int timeout_ms) {
    struct pollfd waiting = {.fd = pty->fd, .events = POLLIN};
    if (poll(&waiting, 1, timeout_ms) <= 0) {
        return 0;
    }
    ssize_t length = read(pty->fd, bytes, size);
    return length > 0 ? length : -1;
}

void pty_send(struct pty *pty, const char *keys) {
    size_t length = strlen(keys), sent = 0;
    while (sent < length) {
        ssize_t now = write(pty->fd, keys + sent, length - sent);
        if (now < 0 && errno != EINTR && errno != EAGAIN) {
            return; /* it has ended: whoever waits for an answer will see */
        }
        sent += now > 0 ? (size_t)now : 0;
    }
}

void pty_resize(struct pty *pty, int rows, int columns) {
    struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
    if (ioctl(pty->fd, TIOCSWINSZ, &size) != 0) {
        give_up("TIOCSWINSZ");
    }
}

bool pty_has_ended(struct pty *pty) {
    if (!pty->ended && waitpid(pty->pid, &pty->status, WNOHANG) == pty->pid) {
        pty->ended = true;
    }
    return pty->ended;
}

void pty_hang_up(struct pty *pty) {
    if (pty->fd >= 0) {
        close(pty->fd);
        pty->fd = -1;
    }
}

void pty_close(struct pty *pty) {
    pty_hang_up(pty);
    if (!pty_has_ended(pty)) {
        kill(pty->pid, SIGKILL);
        waitpid(pty->pid, &pty->status, 0);
        pty->ended = true;
    }
}
