/* The loop: keys first, then what the seat has, then a frame when something changed. */
#include "ui/ui.h"

#include <assert.h>
#include <limits.h>
#include <string.h>

#include "base/gametime.h"
#include "base/mem.h"
#include "ui/app.h"
#include "ui/backend_curses.h"
#include "ui/backend_text.h"
#include "ui/news_list.h"
#include "ui/screens.h"
#include "ui/theme.h"

#define FRAME_MS       67  /* at most 15 frames a second */
#define RETRY_MS       50  /* a terminal that could not take a frame is asked again */
#define KEYS_AT_ONCE   256 /* before a frame: a paste cannot hold the screen */
#define EVENTS_AT_ONCE 512
#define EVENTS_MS      25 /* keys are looked at again after this long */

#define NEWS_FRESH_MS HOUR_MS /* of game time */

#define THEME_USUAL   "dark"
#define COLUMNS_LEAST 40
#define ROWS_LEAST    12

struct loop {
    struct app app;
    int64_t next_frame_ms;
    int64_t told_ms; /* the clock as the headless caller knows it */
    bool keyed;      /* a key was used: its effect is shown at once */
    bool more;       /* the seat has more events than one turn takes */
    bool toast_shown;
};

/* ---- opening --------------------------------------------------------------------------------- */

static int open_terminal(const struct ui_options *options, const struct theme *theme,
                         struct backend *backend, struct error *error) {
    if (options->script != NULL) {
        struct backend_text_options text = {
            .columns = options->columns,
            .rows = options->rows,
            .level = options->glyphs < 0 ? GLYPHS_BOX : (enum glyph_level)options->glyphs,
            .script = options->script};
        return backend_text_open(backend, &text, error);
    }
    struct backend_curses_options curses = {
        .level = options->glyphs, .mono = options->mono, .mouse = options->mouse};
    return backend_curses_open(backend, &curses, theme, error);
}

static int open_app(struct app *app, struct error *error) {
    const struct ui_options *options = app->options;
    struct theme theme;
    const char *name = options->theme != NULL ? options->theme : THEME_USUAL;
    int code = theme_load(&theme, app->pack, name, error);
    if (code != 0) {
        return code;
    }
    if (options->red_up) {
        theme_swap_directions(&theme);
    }
    code = open_terminal(options, &theme, &app->backend, error);
    if (code != 0) {
        return code;
    }
    int columns;
    int rows;
    app->backend.functions->size(app->backend.context, &columns, &rows);
    surface_init(&app->surface, columns, rows, app->backend.level);
    app->surface.plain = app->backend.plain;
    keymap_init(&app->keymap);
    app->mouse = options->mouse;
    app->now_ms = app->backend.functions->now_ms(app->backend.context);
    return 0;
}

/* ---- time ------------------------------------------------------------------------------------ */

static void look_at_clock(struct loop *loop) {
    struct app *app = &loop->app;
    app->now_ms = app->backend.functions->now_ms(app->backend.context);
    if (app->options->clock_moved != NULL && app->now_ms != loop->told_ms) {
        app->options->clock_moved(app->options->clock_context, app->now_ms);
    }
    loop->told_ms = app->now_ms;
    bool toast = toast_visible(&app->toast, app->now_ms);
    app->changed = app->changed || toast != loop->toast_shown;
    loop->toast_shown = toast;
}

/* ---- keys and events ------------------------------------------------------------------------- */

static void take_size(struct app *app) {
    int columns;
    int rows;
    app->backend.functions->size(app->backend.context, &columns, &rows);
    surface_resize(&app->surface, columns, rows);
    app->backend.functions->forget(app->backend.context);
    app->changed = true;
}

static void give_key(struct app *app, const struct key *key) {
    struct press press = {.key = *key, .keymap = &app->keymap};
    if (key->code == KEYCODE_HANGUP) {
        app->leaving = true;
    } else if (key->code == KEYCODE_RESIZE) {
        take_size(app);
    } else if (press_action(&press, CONTEXT_EVERYWHERE) == ACTION_REDRAW) {
        app->backend.functions->forget(app->backend.context);
        app->changed = true;
    } else if (app->depth > 0) {
        struct screen *top = &app->stack[app->depth - 1];
        app->changed = top->functions->key(top->self, &press) || app->changed;
    }
}

/* Screens that asked to be closed go when nobody runs inside them. */
static void sweep(struct app *app) {
    size_t kept = 0;
    for (size_t i = 0; i < app->depth; i++) {
        struct screen screen = app->stack[i];
        if (!screen.closing) {
            app->stack[kept++] = screen;
        } else if (screen.functions->close != NULL) {
            screen.functions->close(screen.self);
        } else {
            mem_free(screen.self);
        }
    }
    app->changed = app->changed || kept != app->depth;
    app->depth = kept;
}

static void take_keys(struct loop *loop) {
    struct app *app = &loop->app;
    struct key key;
    int most = app->options->script != NULL ? 1 : KEYS_AT_ONCE; /* each key has its picture */
    for (int i = 0; i < most && !app->leaving; i++) {
        if (!app->backend.functions->read_key(app->backend.context, &key)) {
            return;
        }
        loop->keyed = true;
        give_key(app, &key);
        sweep(app);
    }
}

/* Never over what is the player's own, and not what was news before the player came. */
static void say_news(struct app *app, const struct record *record) {
    int64_t age_ms = app->session->view.time.now_ms - record->game_ms;
    char text[TOAST_TEXT_MAX];
    if (!toast_visible(&app->toast, app->now_ms) && age_ms >= 0 && age_ms < NEWS_FRESH_MS) {
        news_line(app->surface.level, &record->news, text, sizeof text);
        app_say(app, ROLE_TEXT, text);
    }
}

/* What happened, in a line: the last notice or refusal stays for a while. */
static void say_event(struct app *app, const struct event *event) {
    if (event->class == EVENT_TROUBLE) {
        message_open(app, "The game cannot go on", event->trouble.sentence);
    }
    if (event->class != EVENT_RECORD) {
        return;
    }
    const struct record *record = &event->record;
    if (record->kind == RECORD_NOTICE) {
        enum style_role role = record->notice.kind == NOTICE_FILL    ? ROLE_GOOD
                               : record->notice.kind == NOTICE_ALERT ? ROLE_ACCENT
                                                                     : ROLE_TEXT;
        app_say(app, role, record->notice.text);
    } else if (record->kind == RECORD_ANSWERED && record->answered.code != 0) {
        app_say(app, ROLE_WARNING, record->answered.sentence);
    } else if (record->kind == RECORD_NEWS) {
        say_news(app, record);
    }
}

static void give_event(struct app *app, const struct event *event) {
    say_event(app, event);
    for (size_t i = 0; i < app->depth; i++) {
        const struct screen *screen = &app->stack[i];
        if (screen->functions->event != NULL && !screen->closing) {
            screen->functions->event(screen->self, event);
        }
    }
    app->changed = true;
}

static void take_events(struct loop *loop) {
    struct app *app = &loop->app;
    struct event event;
    loop->more = false;
    int64_t until = app->now_ms + EVENTS_MS;
    for (int i = 0; app->session != NULL; i++) {
        session_refresh(app->session, app->now_ms);
        if (!session_poll(app->session, &event, app->now_ms)) {
            return;
        }
        give_event(app, &event);
        sweep(app);
        if (i == EVENTS_AT_ONCE || app->backend.functions->now_ms(app->backend.context) >= until) {
            loop->more = true;
            return;
        }
    }
}

/* ---- frames ---------------------------------------------------------------------------------- */

static void draw_too_small(const struct region *all) {
    draw_text(all, 0, 0, style_of(ROLE_TEXT), "Too small:");
    draw_text(all, 0, 1, style_of(ROLE_TEXT), "40x12 is needed.");
}

static void draw_screens(struct app *app) {
    surface_blank(&app->surface);
    struct region all = surface_region(&app->surface);
    if (app->surface.columns < COLUMNS_LEAST || app->surface.rows < ROWS_LEAST) {
        draw_too_small(&all);
        return;
    }
    size_t first = app->depth;
    while (first > 0 && !app->stack[--first].functions->page) {
    }
    for (size_t i = first; i < app->depth; i++) {
        app->stack[i].functions->draw(app->stack[i].self, &all);
    }
}

void app_show(struct app *app) {
    draw_screens(app);
    app->backend.functions->show(app->backend.context, &app->surface);
    app->changed = false;
}

static void show_if_due(struct loop *loop) {
    struct app *app = &loop->app;
    bool headless = app->options->script != NULL;
    if (!app->changed || (!loop->keyed && !headless && app->now_ms < loop->next_frame_ms)) {
        return;
    }
    if (!app->backend.functions->ready(app->backend.context)) {
        loop->next_frame_ms = app->now_ms + RETRY_MS;
        loop->keyed = false;
        return;
    }
    app_show(app);
    loop->keyed = false;
    loop->next_frame_ms = app->now_ms + FRAME_MS;
}

/* ---- waiting --------------------------------------------------------------------------------- */

static int64_t earlier(int64_t a, int64_t b) {
    return a < b ? a : b;
}

/* Milliseconds until something is due; -1: only a key or the seat can bring something. */
static int until_due(const struct loop *loop) {
    const struct app *app = &loop->app;
    if (loop->more) {
        return 0;
    }
    int64_t due = toast_deadline_ms(&app->toast, app->now_ms);
    if (app->changed) {
        due = earlier(due, loop->next_frame_ms);
    }
    if (app->session != NULL) {
        due = earlier(due, session_deadline_ms(app->session));
        int64_t wait = seat_wait_ms(app->session->seat);
        due = wait < 0 ? due : earlier(due, app->now_ms + wait);
    }
    if (due == INT64_MAX) {
        return -1;
    }
    int64_t left = due - app->now_ms;
    return left <= 0 ? 0 : left > INT_MAX ? INT_MAX : (int)left;
}

static void wait_for_more(struct loop *loop) {
    struct app *app = &loop->app;
    int descriptor = app->session != NULL ? seat_descriptor(app->session->seat) : -1;
    struct pollfd seat = {.fd = descriptor, .events = POLLIN};
    app->backend.functions->wait(app->backend.context, &seat, descriptor >= 0 ? 1 : 0,
                                 until_due(loop));
}

static void run(struct loop *loop) {
    struct app *app = &loop->app;
    app->changed = true;
    look_at_clock(loop); /* opening took a while: the first frame has its whole time for events */
    take_events(loop);
    show_if_due(loop);
    while (!app->leaving) {
        wait_for_more(loop);
        look_at_clock(loop);
        take_keys(loop);
        if (app->leaving) {
            break;
        }
        take_events(loop);
        show_if_due(loop);
    }
}

/* ---- the way in ------------------------------------------------------------------------------ */

static int start(struct app *app, const struct lobby_profile *straight_into, struct error *error) {
    if (straight_into == NULL) {
        title_open(app);
        return 0;
    }
    struct seat *seat = app->lobby->open(app->lobby->self, straight_into, error);
    if (seat == NULL) {
        return error->code;
    }
    app->session = session_new(seat);
    desk_open(app);
    return 0;
}

static void finish(struct app *app, struct error *error) {
    app_close_all(app);
    sweep(app);
    if (app->session != NULL && app->session->view.trouble.code != 0) {
        app->end = app->session->view.trouble;
    }
    session_free(app->session);
    if (app->options->dump != NULL && app->options->script != NULL) {
        backend_text_dump(&app->backend, app->options->dump);
    }
    app->backend.functions->close(app->backend.context);
    surface_clear(&app->surface);
    if (app->end.code != 0) {
        *error = app->end;
    }
}

int ui_play(const struct ui_options *options, struct lobby *lobby,
            const struct lobby_profile *straight_into, const struct pack *pack,
            struct error *error) {
    struct loop *loop = mem_alloc(sizeof *loop);
    struct app *app = &loop->app;
    app->options = options;
    app->lobby = lobby;
    app->pack = pack;
    int code = open_app(app, error);
    if (code == 0) {
        code = start(app, straight_into, error);
        if (code == 0) {
            run(loop);
        }
        finish(app, error);
        code = code != 0 ? code : app->end.code;
    }
    mem_free(loop);
    return code;
}
