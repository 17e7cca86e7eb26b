#include "ui/backend_text.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/gametime.h"
#include "base/mem.h"
#include "base/text.h"

#define SCRIPT_WORD_MAX 512

enum step_kind { STEP_KEY, STEP_WAIT, STEP_RESIZE };

struct step {
    enum step_kind kind;
    struct key key;
    int64_t wait_ms;
    int columns, rows;
};

struct text_terminal {
    struct surface shown; /* the last frame */
    int columns, rows;
    struct step *steps; /* owned: the whole script, decoded */
    size_t step_count;
    size_t at;
    int64_t now_ms;
    int64_t next_ms; /* the step at `at` is due */
    bool given;      /* a key was given since the last frame or wait: the next has to be awaited */
    bool hung_up;    /* KEYCODE_HANGUP was given */
};

/* ---- Script ---------------------------------------------------------------------------------- */

static void add_step(struct text_terminal *terminal, struct step step) {
    size_t count = terminal->step_count;
    if ((count & (count - 1)) == 0) { /* full at powers of two */
        terminal->steps = mem_resize(terminal->steps, count > 0 ? count * 2 : 1, sizeof step);
    }
    terminal->steps[terminal->step_count++] = step;
}

static void add_key(struct text_terminal *terminal, struct key key) {
    add_step(terminal, (struct step){.kind = STEP_KEY, .key = key});
}

/* "250ms" or what duration_parse reads. */
static bool parse_wait(const char *text, int64_t *ms) {
    char *end;
    errno = 0;
    long long value = strtoll(text, &end, 10);
    if (end != text && strcmp(end, "ms") == 0 && errno == 0 && value > 0 && value < DAY_MS) {
        *ms = value;
        return true;
    }
    return duration_parse(text, ms);
}

static bool parse_pair(const char *text, char between, int most, int *first, int *second) {
    char *end;
    long a = strtol(text, &end, 10);
    if (end == text || *end != between) {
        return false;
    }
    const char *rest = end + 1;
    long b = strtol(rest, &end, 10);
    if (end == rest || *end != '\0' || a < 0 || b < 0 || a > most || b > most) {
        return false;
    }
    *first = (int)a;
    *second = (int)b;
    return true;
}

static bool add_word(struct text_terminal *terminal, const char *word) {
    struct step step = {.kind = STEP_WAIT};
    if (strncmp(word, "wait=", 5) == 0) {
        if (!parse_wait(word + 5, &step.wait_ms)) {
            return false;
        }
    } else if (strncmp(word, "resize=", 7) == 0) {
        step.kind = STEP_RESIZE;
        if (!parse_pair(word + 7, 'x', SURFACE_COLUMNS_MAX, &step.columns, &step.rows)) {
            return false;
        }
    } else if (strncmp(word, "click=", 6) == 0) {
        int column;
        int row;
        if (!parse_pair(word + 6, ',', SURFACE_COLUMNS_MAX, &column, &row)) {
            return false;
        }
        step.kind = STEP_KEY;
        step.key = (struct key){.code = KEYCODE_MOUSE,
                                .mouse = MOUSE_PRESS,
                                .column = (int16_t)column,
                                .row = (int16_t)row};
    } else {
        step.kind = STEP_KEY;
        if (!key_parse(word, &step.key)) {
            return false;
        }
    }
    add_step(terminal, step);
    return true;
}

/* Types a quoted text; returns what follows its closing quote, NULL when there is none. */
static const char *add_typed(struct text_terminal *terminal, const char *at) {
    while (*at != '"') {
        if (*at == '\\' && (at[1] == '"' || at[1] == '\\')) {
            at++;
        }
        if (*at == '\0') {
            return NULL;
        }
        uint32_t code;
        at += text_decode(at, strlen(at), &code);
        if (!text_is_harmful(code)) {
            add_key(terminal, (struct key){.code = code});
        }
    }
    return at + 1;
}

static int read_script(struct text_terminal *terminal, const char *at, struct error *error) {
    static const char blanks[] = " \t\r\n";
    for (at += strspn(at, blanks); *at != '\0'; at += strspn(at, blanks)) {
        if (*at == '#') {
            at += strcspn(at, "\n");
            continue;
        }
        if (*at == '"' && at[1] != '\0' && strchr(blanks, at[1]) == NULL) {
            at = add_typed(terminal, at + 1);
            if (at == NULL) {
                return error_set(error, ERROR_USAGE, "A text in the script has no closing quote.");
            }
            continue;
        }
        char word[SCRIPT_WORD_MAX];
        size_t length = strcspn(at, blanks);
        text_clean(at, length, word, sizeof word);
        if (!add_word(terminal, word)) {
            return error_set(error, ERROR_USAGE, "\"%s\" is no key of a script.", word);
        }
        at += length;
    }
    return 0;
}

/* ---- The terminal ---------------------------------------------------------------------------- */

static void text_size(void *context, int *columns, int *rows) {
    const struct text_terminal *terminal = context;
    *columns = terminal->columns;
    *rows = terminal->rows;
}

static bool text_ready(void *context) {
    (void)context;
    return true;
}

static void text_show(void *context, const struct surface *surface) {
    struct text_terminal *terminal = context;
    terminal->given = false;
    if (terminal->shown.columns != surface->columns || terminal->shown.rows != surface->rows) {
        surface_resize(&terminal->shown, surface->columns, surface->rows);
    }
    size_t count = (size_t)surface->columns * (size_t)surface->rows;
    if (count > 0) {
        memcpy(terminal->shown.cells, surface->cells, count * sizeof *surface->cells);
    }
    terminal->shown.cursor_column = surface->cursor_column;
    terminal->shown.cursor_row = surface->cursor_row;
}

/* Does the script have to wait before its next step? */
static bool must_wait(struct text_terminal *terminal, const struct step *step) {
    if (step->kind != STEP_WAIT) {
        return false;
    }
    if (terminal->next_ms == INT64_MAX) {
        terminal->next_ms = terminal->now_ms + step->wait_ms;
    }
    return terminal->now_ms < terminal->next_ms;
}

static bool next_key(struct text_terminal *terminal, struct key *key) {
    while (terminal->at < terminal->step_count) {
        const struct step *step = &terminal->steps[terminal->at];
        if (must_wait(terminal, step)) {
            return false;
        }
        terminal->next_ms = INT64_MAX;
        terminal->at++;
        if (step->kind == STEP_KEY) {
            *key = step->key;
            return true;
        }
        if (step->kind == STEP_RESIZE) {
            terminal->columns = step->columns;
            terminal->rows = step->rows;
            *key = (struct key){.code = KEYCODE_RESIZE};
            return true;
        }
    }
    *key = (struct key){.code = KEYCODE_HANGUP};
    bool first = !terminal->hung_up;
    terminal->hung_up = true;
    return first;
}

/* One key, then a frame or a wait: the last frame shows what the last key did. */
static bool text_read_key(void *context, struct key *key) {
    struct text_terminal *terminal = context;
    if (terminal->given || !next_key(terminal, key)) {
        return false;
    }
    terminal->given = true;
    return true;
}

/* Nobody sleeps here: the clock jumps to the deadline or the script's next step. */
static void text_wait(void *context, struct pollfd *others, size_t count, int timeout_ms) {
    struct text_terminal *terminal = context;
    terminal->given = false;
    if (count > 0 && poll(others, count, 0) > 0) {
        return;
    }
    bool waiting = terminal->at < terminal->step_count && terminal->next_ms != INT64_MAX;
    int64_t until = waiting ? terminal->next_ms : terminal->now_ms;
    if (timeout_ms >= 0 && terminal->now_ms + timeout_ms < until) {
        until = terminal->now_ms + timeout_ms;
    }
    terminal->now_ms = until > terminal->now_ms ? until : terminal->now_ms;
}

static int64_t text_now_ms(void *context) {
    const struct text_terminal *terminal = context;
    return terminal->now_ms;
}

static void text_nothing(void *context) {
    (void)context;
}

static void text_use_theme(void *context, const struct theme *theme) {
    (void)context;
    (void)theme;
}

static void text_use_mouse(void *context, bool captured) {
    (void)context;
    (void)captured;
}

static void text_close(void *context) {
    struct text_terminal *terminal = context;
    surface_clear(&terminal->shown);
    mem_free(terminal->steps);
    mem_free(terminal);
}

static const struct backend_functions text_functions = {
    .size = text_size,
    .ready = text_ready,
    .show = text_show,
    .read_key = text_read_key,
    .wait = text_wait,
    .now_ms = text_now_ms,
    .forget = text_nothing,
    .use_theme = text_use_theme,
    .use_mouse = text_use_mouse,
    .bell = text_nothing,
    .close = text_close,
};

int backend_text_open(struct backend *backend, const struct backend_text_options *options,
                      struct error *error) {
    struct text_terminal *terminal = mem_alloc(sizeof *terminal);
    surface_init(&terminal->shown, options->columns, options->rows, options->level);
    terminal->columns = options->columns;
    terminal->rows = options->rows;
    terminal->now_ms = options->now_ms;
    terminal->next_ms = INT64_MAX;
    int status = read_script(terminal, options->script != NULL ? options->script : "", error);
    if (status != 0) {
        text_close(terminal);
        return status;
    }
    *backend = (struct backend){
        .functions = &text_functions, .context = terminal, .level = options->level};
    return 0;
}

/* ---- Dumps ----------------------------------------------------------------------------------- */

static void dump_row(const struct surface *surface, int row, struct buffer *out) {
    int end = surface->columns;
    while (end > 0 && cell_is_blank(surface_cell(surface, end - 1, row))) {
        end--;
    }
    for (int column = 0; column < end; column++) {
        const struct cell *cell = surface_cell(surface, column, row);
        for (int i = 0; i < CELL_CODES && cell->codes[i] != 0; i++) {
            char bytes[4];
            buffer_append(out, bytes, text_encode(cell->codes[i], bytes));
        }
    }
    buffer_append(out, "\n", 1);
}

void surface_dump(const struct surface *surface, struct buffer *out) {
    for (int row = 0; row < surface->rows; row++) {
        dump_row(surface, row, out);
    }
}

void backend_text_dump(const struct backend *backend, struct buffer *out) {
    assert(backend->functions == &text_functions);
    const struct text_terminal *terminal = backend->context;
    surface_dump(&terminal->shown, out);
}
