#include "support/terminal.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <vterm.h>

#include "base/mem.h"
#include "base/text.h"
#include "support/pty.h"

#define READ_MS 20

struct terminal {
    struct pty pty;
    VTerm *vterm;
    VTermScreen *screen;
    int rows, columns;
    bool alternate, cursor, closed;
};

static int set_mode(VTermProp mode, VTermValue *value, void *context) {
    struct terminal *terminal = context;
    if (mode == VTERM_PROP_ALTSCREEN) {
        terminal->alternate = value->boolean;
    } else if (mode == VTERM_PROP_CURSORVISIBLE) {
        terminal->cursor = value->boolean;
    }
    return 1;
}

static const VTermScreenCallbacks callbacks = {.settermprop = set_mode};

struct terminal *terminal_start(const char *const arguments[], const char *home, int rows,
                                int columns) {
    struct terminal *terminal = mem_alloc(sizeof *terminal);
    terminal->rows = rows;
    terminal->columns = columns;
    terminal->vterm = vterm_new(rows, columns);
    vterm_set_utf8(terminal->vterm, 1);
    terminal->screen = vterm_obtain_screen(terminal->vterm);
    vterm_screen_enable_altscreen(terminal->screen, 1);
    vterm_screen_set_callbacks(terminal->screen, &callbacks, terminal);
    vterm_screen_reset(terminal->screen, 1);
    pty_start(&terminal->pty, arguments, home, rows, columns);
    return terminal;
}

void terminal_free(struct terminal *terminal) {
    pty_close(&terminal->pty);
    vterm_free(terminal->vterm);
    mem_free(terminal);
}

int terminal_pid(const struct terminal *terminal) {
    return terminal->pty.pid;
}

void terminal_send(struct terminal *terminal, const char *keys) {
    pty_send(&terminal->pty, keys);
}

void terminal_resize(struct terminal *terminal, int rows, int columns) {
    terminal->rows = rows;
    terminal->columns = columns;
    vterm_set_size(terminal->vterm, rows, columns);
    pty_resize(&terminal->pty, rows, columns);
}

void terminal_hang_up(struct terminal *terminal) {
    pty_hang_up(&terminal->pty);
    terminal->closed = true;
}

bool terminal_read(struct terminal *terminal, int timeout_ms) {
    char bytes[4096];
    ssize_t length =
        terminal->closed ? -1 : pty_read(&terminal->pty, bytes, sizeof bytes, timeout_ms);
    if (length < 0) {
        terminal->closed = true;
    }
    if (length <= 0) {
        return false;
    }
    vterm_input_write(terminal->vterm, bytes, (size_t)length);
    size_t answer = vterm_output_read(terminal->vterm, bytes, sizeof bytes - 1);
    if (answer > 0) { /* where the cursor is, what kind of terminal this is */
        bytes[answer] = '\0';
        pty_send(&terminal->pty, bytes);
    }
    return true;
}

/* ---- what stands on the screen ---- */

static void row_text(const struct terminal *terminal, int row, char *text, size_t size) {
    size_t length = 0, end = 0;
    VTermPos place = {.row = row};
    while (place.col < terminal->columns && length + 5 < size) {
        VTermScreenCell cell;
        vterm_screen_get_cell(terminal->screen, place, &cell);
        length += text_encode(cell.chars[0] ? cell.chars[0] : ' ', text + length);
        end = cell.chars[0] && cell.chars[0] != ' ' ? length : end;
        place.col += cell.width > 0 ? cell.width : 1;
    }
    text[end] = '\0';
}

void terminal_text(const struct terminal *terminal, char text[TERMINAL_TEXT_MAX]) {
    size_t length = 0;
    for (int row = 0; row < terminal->rows && length + 2 < TERMINAL_TEXT_MAX; row++) {
        row_text(terminal, row, text + length, TERMINAL_TEXT_MAX - length - 1);
        length += strlen(text + length);
        text[length++] = '\n';
    }
    text[length] = '\0';
}

void terminal_row_with(const struct terminal *terminal, const char *text, char *row, size_t size) {
    for (int i = 0; i < terminal->rows; i++) {
        row_text(terminal, i, row, size);
        if (strstr(row, text)) {
            return;
        }
    }
    row[0] = '\0';
}

bool terminal_has(const struct terminal *terminal, const char *text) {
    char row[1024];
    terminal_row_with(terminal, text, row, sizeof row);
    return row[0] != '\0';
}

/* ---- waiting ---- */

static bool complain(const struct terminal *terminal, const char *what, const char *text) {
    char *screen = mem_alloc(TERMINAL_TEXT_MAX);
    terminal_text(terminal, screen);
    fprintf(stderr, "terminal: waited in vain for \"%s\" %s; this is shown%s:\n%s", text, what,
            terminal->closed ? " (the program has ended)" : "", screen);
    mem_free(screen);
    return false;
}

/* Whole frames only: what was written is taken in before anybody looks. */
static bool settle(struct terminal *terminal) {
    while (terminal_read(terminal, 0)) {
    }
    return !terminal->closed;
}

static bool wait_for(struct terminal *terminal, const char *text, const char *other_than,
                     bool shown) {
    double end = pty_now_ms() + TERMINAL_PATIENCE_MS;
    char row[1024];
    for (;;) {
        bool open = settle(terminal);
        terminal_row_with(terminal, text, row, sizeof row);
        bool there = row[0] != '\0' && (!other_than || strcmp(row, other_than) != 0);
        if (there == shown) {
            return true;
        }
        if (!open || pty_now_ms() > end) {
            return complain(terminal, shown ? "to show" : "to go", text);
        }
        (void)terminal_read(terminal, READ_MS);
    }
}

bool terminal_shows(struct terminal *terminal, const char *text) {
    return wait_for(terminal, text, NULL, true);
}

bool terminal_hides(struct terminal *terminal, const char *text) {
    return wait_for(terminal, text, NULL, false);
}

bool terminal_changes(struct terminal *terminal, const char *text, const char *before) {
    return wait_for(terminal, text, before, true);
}

int terminal_ends(struct terminal *terminal, int timeout_ms) {
    double end = pty_now_ms() + timeout_ms;
    while (!pty_has_ended(&terminal->pty) && pty_now_ms() < end) {
        if (terminal->closed) {
            poll(NULL, 0, 1);
        } else {
            (void)terminal_read(terminal, 1);
        }
    }
    settle(terminal);
    if (!terminal->pty.ended) {
        return -1;
    }
    int status = terminal->pty.status;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

bool terminal_is_alternate(const struct terminal *terminal) {
    return terminal->alternate;
}

bool terminal_has_cursor(const struct terminal *terminal) {
    return terminal->cursor;
}
