#include "ui/backend_curses.h"

#include <assert.h>
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>

#include "base/mem.h"
#include "ui/curses_keys.h"
#include "ui/theme.h"
#include "ui/tty.h"

#define ESCAPE_DELAY_MS 25
#define GAP_MAX         6 /* measured: more or less of it costs bytes */
#define OTHERS_MAX      16
#define KEY_ERRORS_MAX  64 /* reads in a row that fail although poll said there is something */

struct terminal {
    struct surface shown; /* what the terminal shows, as far as we know */
    bool known;           /* `shown` is true; else the next frame repaints everything */
    bool mono;
    bool captured; /* the mouse is ours */
    int key_errors;
    SCREEN *screen;
    struct theme theme;
    struct curses_keys keys;
};

static struct terminal *open_terminal; /* for the way out at exit: a process has one */

/* ---- Colours --------------------------------------------------------------------------------- */

/* Pair numbers are role + 1: pair 0 is the terminal's own. */
static void set_pairs(const struct terminal *terminal) {
    if (terminal->mono) {
        return;
    }
    for (int role = 0; role < ROLE_COUNT; role++) {
        const struct theme_style *style = &terminal->theme.styles[role];
        bool many = COLORS == 256; /* where colours are direct an index means something else */
        int foreground =
            many && style->foreground256 >= 0 ? style->foreground256 : style->foreground;
        int background =
            many && style->background256 >= 0 ? style->background256 : style->background;
        init_extended_pair(role + 1, foreground, background);
    }
}

static attr_t attributes_of(unsigned attributes) {
    attr_t result = A_NORMAL;
    result |= attributes & STYLE_BOLD ? A_BOLD : A_NORMAL;
    result |= attributes & STYLE_DIM ? A_DIM : A_NORMAL;
    result |= attributes & STYLE_REVERSE ? A_REVERSE : A_NORMAL;
    result |= attributes & STYLE_UNDERLINE ? A_UNDERLINE : A_NORMAL;
    return result;
}

/* How a cell goes to curses. */
struct look {
    attr_t attributes;
    int pair;
    bool empty; /* a blank that shows nothing: any colour of its letter will do */
};

static struct look look_of(const struct terminal *terminal, const struct cell *cell) {
    int role = cell->style.attributes & STYLE_FOCUS ? ROLE_FOCUS : cell->style.role;
    const struct theme_style *style = &terminal->theme.styles[role];
    unsigned attributes = (unsigned)(cell->style.attributes | style->attributes);
    bool filled =
        style->background != THEME_DEFAULT || (attributes & (STYLE_REVERSE | STYLE_UNDERLINE));
    return (struct look){.attributes = attributes_of(attributes),
                         .pair = terminal->mono ? 0 : role + 1,
                         .empty = cell_is_blank(cell) && !filled};
}

/* Does a cell show no background, so that a blank may look like it? */
static bool is_hollow(const struct terminal *terminal, const struct cell *cell) {
    struct cell blank = {.codes = {' '}, .width = 1, .style = cell->style};
    return look_of(terminal, &blank).empty;
}

/* The looks of a row. Empty cells keep the terminal's own pair: colouring blanks would double a
 * frame. But in a short gap within what is drawn they keep the looks to their left, since going
 * back to no colour and on to the next costs 20 bytes and cannot be seen. */
static void look_at_row(const struct terminal *terminal, const struct cell *cells, int columns,
                        struct look *looks) {
    for (int column = 0; column < columns; column++) {
        looks[column] = look_of(terminal, &cells[column]);
    }
    for (int column = 0; column < columns; column++) {
        if (!looks[column].empty) {
            continue;
        }
        int end = column;
        while (end < columns && looks[end].empty) {
            end++;
        }
        struct look fill = {.attributes = A_NORMAL, .pair = 0};
        bool within = column > 0 && end < columns && end - column <= GAP_MAX;
        if (within && is_hollow(terminal, &cells[column - 1])) {
            fill = looks[column - 1];
        }
        for (; column < end; column++) {
            looks[column].attributes = fill.attributes;
            looks[column].pair = fill.pair;
        }
    }
}

/* ---- Showing --------------------------------------------------------------------------------- */

static void put_cell(const struct cell *cell, const struct look *look, int column, int row) {
    wchar_t text[CELL_CODES + 1] = {0};
    for (int i = 0; i < CELL_CODES; i++) {
        text[i] = (wchar_t)cell->codes[i];
    }
    cchar_t complex;
    setcchar(&complex, text, look->attributes, (short)look->pair, NULL);
    mvwadd_wch(stdscr, row, column, &complex);
}

/* Brings the rows of stdscr up to date that differ from what is shown; curses finds the cells. */
static void put_changes(struct terminal *terminal, const struct surface *surface) {
    size_t columns = (size_t)surface->columns;
    for (int row = 0; row < surface->rows; row++) {
        const struct cell *now = surface->cells + (size_t)row * columns;
        struct cell *before = terminal->shown.cells + (size_t)row * columns;
        if (terminal->known && memcmp(now, before, columns * sizeof *now) == 0) {
            continue;
        }
        struct look looks[SURFACE_COLUMNS_MAX];
        look_at_row(terminal, now, surface->columns, looks);
        for (int column = 0; column < surface->columns; column++) {
            if (now[column].width > 0) {
                put_cell(&now[column], &looks[column], column, row);
            }
        }
        memcpy(before, now, columns * sizeof *now);
    }
}

static void put_cursor(const struct surface *surface) {
    bool visible = surface->cursor_column >= 0 && surface->cursor_row >= 0;
    curs_set(visible ? 1 : 0);
    if (visible) {
        wmove(stdscr, surface->cursor_row, surface->cursor_column);
    }
}

static void curses_show(void *context, const struct surface *surface) {
    struct terminal *terminal = context;
    struct surface *shown = &terminal->shown;
    if (shown->columns != surface->columns || shown->rows != surface->rows) {
        surface_resize(shown, surface->columns, surface->rows);
        terminal->known = false;
    }
    if (!terminal->known) {
        wclear(stdscr);
    }
    put_changes(terminal, surface);
    terminal->known = true;
    put_cursor(surface);
    wnoutrefresh(stdscr);
    doupdate();
}

static bool curses_ready(void *context) {
    (void)context;
    struct pollfd output = {.fd = STDOUT_FILENO, .events = POLLOUT};
    return poll(&output, 1, 0) == 1 && (output.revents & POLLOUT) != 0;
}

static void curses_size(void *context, int *columns, int *rows) {
    (void)context;
    *columns = COLS;
    *rows = LINES;
}

static void curses_forget(void *context) {
    struct terminal *terminal = context;
    terminal->known = false;
}

/* ---- Keys ------------------------------------------------------------------------------------ */

/* A burst of resizes is one: those that follow at once are swallowed. */
static void skip_resizes(void) {
    wint_t code;
    int status;
    while ((status = wget_wch(stdscr, &code)) == KEY_CODE_YES && code == KEY_RESIZE) {
    }
    if (status == OK) {
        unget_wch((wchar_t)code);
    } else if (status == KEY_CODE_YES) {
        ungetch((int)code);
    }
}

/* Nothing to read: is the terminal gone, or does it fail again and again? */
static bool is_lost(struct terminal *terminal) {
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    if (poll(&input, 1, 0) < 1) {
        terminal->key_errors = 0;
        return false;
    }
    if (input.revents & (POLLHUP | POLLERR | POLLNVAL)) {
        return true;
    }
    return ++terminal->key_errors > KEY_ERRORS_MAX;
}

static bool curses_read_key(void *context, struct key *key) {
    struct terminal *terminal = context;
    *key = (struct key){.code = KEYCODE_NONE};
    if (tty_hung_up()) {
        key->code = KEYCODE_HANGUP;
        return true;
    }
    for (;;) {
        wint_t code;
        int status = wget_wch(stdscr, &code);
        if (status == ERR) {
            key->code = is_lost(terminal) ? KEYCODE_HANGUP : KEYCODE_NONE;
            return key->code != KEYCODE_NONE;
        }
        terminal->key_errors = 0;
        if (status == KEY_CODE_YES && code == KEY_RESIZE) {
            skip_resizes();
            terminal->known = false;
            key->code = KEYCODE_RESIZE;
            return true;
        }
        if (status == OK) {
            curses_keys_character(code, key);
            return true;
        }
        if (curses_keys_function(&terminal->keys, (int)code, key)) {
            return true;
        }
        *key = (struct key){.code = KEYCODE_NONE};
    }
}

static void curses_wait(void *context, struct pollfd *others, size_t count, int timeout_ms) {
    (void)context;
    struct pollfd all[OTHERS_MAX + 1];
    assert(count <= OTHERS_MAX);
    all[0] = (struct pollfd){.fd = STDIN_FILENO, .events = POLLIN};
    for (size_t i = 0; i < count; i++) {
        others[i].revents = 0;
        all[i + 1] = others[i];
    }
    if (tty_hung_up()) {
        return;
    }
    struct timespec limit = {.tv_sec = timeout_ms / 1000,
                             .tv_nsec = (long)(timeout_ms % 1000) * 1000000};
    if (ppoll(all, count + 1, timeout_ms < 0 ? NULL : &limit, tty_waiting_mask()) > 0) {
        for (size_t i = 0; i < count; i++) {
            others[i].revents = all[i + 1].revents;
        }
    }
}

static int64_t curses_now_ms(void *context) {
    (void)context;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- Opening and closing --------------------------------------------------------------------- */

static void curses_use_theme(void *context, const struct theme *theme) {
    struct terminal *terminal = context;
    terminal->theme = *theme;
    if (terminal->mono) {
        theme_make_mono(&terminal->theme);
    }
    set_pairs(terminal);
    terminal->known = false;
}

static void curses_use_mouse(void *context, bool captured) {
    struct terminal *terminal = context;
    terminal->captured = captured;
    mmask_t mask = BUTTON1_PRESSED | BUTTON1_CLICKED | BUTTON1_DOUBLE_CLICKED | BUTTON4_PRESSED |
                   BUTTON5_PRESSED;
    mousemask(captured ? mask : 0, NULL);
}

static void curses_bell(void *context) {
    (void)context;
    beep();
}

static void leave_curses(void) {
    if (open_terminal != NULL) {
        open_terminal = NULL;
        endwin();
        tty_release();
    }
}

static void curses_close(void *context) {
    struct terminal *terminal = context;
    curses_use_mouse(terminal, false);
    leave_curses();
    delscreen(terminal->screen);
    surface_clear(&terminal->shown);
    mem_free(terminal);
}

static const struct backend_functions curses_functions = {
    .size = curses_size,
    .ready = curses_ready,
    .show = curses_show,
    .read_key = curses_read_key,
    .wait = curses_wait,
    .now_ms = curses_now_ms,
    .forget = curses_forget,
    .use_theme = curses_use_theme,
    .use_mouse = curses_use_mouse,
    .bell = curses_bell,
    .close = curses_close,
};

static void set_modes(void) {
    cbreak();
    noecho();
    nonl();
    keypad(stdscr, TRUE);
    nodelay(stdscr, TRUE);
    leaveok(stdscr, FALSE);
    scrollok(stdscr, FALSE);
    mouseinterval(0);
    if (getenv("ESCDELAY") == NULL) {
        set_escdelay(ESCAPE_DELAY_MS);
    }
}

static bool wants_mono(const struct backend_curses_options *options) {
    const char *no_color = getenv("NO_COLOR");
    return options->mono || (no_color != NULL && no_color[0] != '\0') || !has_colors();
}

int backend_curses_open(struct backend *backend, const struct backend_curses_options *options,
                        const struct theme *theme, struct error *error) {
    assert(open_terminal == NULL);
    setlocale(LC_ALL, "");
    int status = tty_check(error);
    if (status != 0) {
        return status;
    }
    struct terminal *terminal = mem_alloc(sizeof *terminal);
    terminal->screen = newterm(NULL, stdout, stdin);
    if (terminal->screen == NULL) {
        mem_free(terminal);
        return error_set(error, ERROR_REFUSED, "The terminal could not be taken over.");
    }
    static bool at_exit;
    if (!at_exit) {
        at_exit = atexit(leave_curses) == 0;
    }
    open_terminal = terminal;
    tty_hold();
    set_modes();
    curses_keys_init(&terminal->keys);
    terminal->mono = wants_mono(options);
    if (!terminal->mono) {
        start_color();
        use_default_colors();
    }
    curses_use_theme(terminal, theme);
    curses_use_mouse(terminal, options->mouse);
    enum glyph_level level = options->level == GLYPHS_DETECT
                                 ? glyph_level_detect(getenv("TERM"), nl_langinfo(CODESET))
                                 : (enum glyph_level)options->level;
    *backend = (struct backend){.functions = &curses_functions,
                                .context = terminal,
                                .level = level,
                                .plain = terminal->mono};
    return 0;
}
