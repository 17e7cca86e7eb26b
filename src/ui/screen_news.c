/* `N`: what was said, the whole of the selected item below, and what is known to come. */
#include <string.h>

#include "base/gametime.h"
#include "base/mem.h"
#include "base/text.h"
#include "ui/frame.h"
#include "ui/layout.h"
#include "ui/news_list.h"
#include "ui/pane.h"
#include "ui/screens.h"
#include "ui/wrap.h"

#define COMING_ROWS 64
#define WHOLE_ROWS  4 /* a blank one, and the longest text at 80 columns */
#define WHOLE_MAX   (COMMAND_INSTRUMENTS_MAX + 200)

enum news_node { NODE_ROOT, NODE_NEWS, NODE_WHOLE, NODE_COMING, NODE_COUNT };

static const struct layout_node nodes[NODE_COUNT] = {
    [NODE_ROOT] = {.parent = -1, .kind = LAYOUT_ROWS},
    [NODE_NEWS] = {.parent = NODE_ROOT, .drop = 1, .rows = {4, 0, 3}},
    [NODE_WHOLE] = {.parent = NODE_ROOT, .drop = 2, .rows = {WHOLE_ROWS, 0, 0}},
    [NODE_COMING] = {.parent = NODE_ROOT, .drop = 3, .rows = {4, 0, 2}},
};

struct news_screen {
    struct app *app;
    struct news_list list;
    struct table coming;
    struct calendar_row *rows;  /* owned */
    uint32_t row_count;         /* known; those of `list.only` alone are shown */
    uint8_t shown[COMING_ROWS]; /* which of them, in order */
    uint32_t asked;             /* tag of the reply that is on its way; 0: none */
    bool at_coming;             /* the lower list has the keys */
};

/* ---- what is coming -------------------------------------------------------------------------- */

enum coming_column { COMING_TIME, COMING_SYMBOL, COMING_TEXT };

static const struct table_column columns[] = {
    [COMING_TIME] = {.title = "when", .minimum = 16},
    [COMING_SYMBOL] = {.title = "touches", .minimum = 9},
    [COMING_TEXT] = {.title = "what", .minimum = 16, .stretch = 1},
};

static void coming_cell(const void *context, size_t row, size_t column, struct table_cell *cell) {
    const struct news_screen *screen = context;
    const struct calendar_row *coming = &screen->rows[screen->shown[row]];
    switch ((enum coming_column)column) {
    case COMING_TIME:
        gametime_format(coming->ms, GAMETIME_CLOCK, cell->text, sizeof cell->text);
        break;
    case COMING_SYMBOL:
        text_format(cell->text, sizeof cell->text, "%s",
                    coming->symbol[0] != '\0' ? coming->symbol : "all");
        break;
    case COMING_TEXT:
        text_format(cell->text, sizeof cell->text, "%s", coming->text);
        break;
    }
}

static void choose_coming(struct news_screen *screen) {
    const char *only = screen->list.only;
    size_t count = 0;
    for (uint32_t i = 0; i < screen->row_count; i++) {
        const char *symbol = screen->rows[i].symbol;
        if (only[0] == '\0' || symbol[0] == '\0' || strcmp(symbol, only) == 0) {
            screen->shown[count++] = (uint8_t)i;
        }
    }
    screen->coming.row_count = count;
    screen->coming.selected = screen->coming.selected < count ? screen->coming.selected : 0;
}

/* ---- drawing --------------------------------------------------------------------------------- */

static void draw_list(struct news_screen *screen, const struct region *region) {
    char title[COMMAND_SYMBOL_MAX + 16];
    const char *only = screen->list.only;
    text_format(title, sizeof title, "News%s%s", only[0] != '\0' ? " of " : "", only);
    struct pane pane = {.title = title, .focused = !screen->at_coming};
    struct region body = pane_draw(&pane, region);
    screen->list.table.focused = pane.focused;
    news_list_draw(&screen->list, &body);
}

/* The selected row in full: "Mon 13 Jan 14:30  KEST  ▼ Kestrel loses its largest customer." */
static void whole_text(const struct news_screen *screen, char *text, size_t size) {
    int64_t ms = 0;
    const struct news *news = news_list_selected(&screen->list, &ms);
    char when[GAMETIME_TEXT_MAX];
    gametime_format(ms, GAMETIME_CLOCK, when, sizeof when);
    text[0] = '\0';
    if (screen->at_coming && screen->coming.selected < screen->coming.row_count) {
        const struct calendar_row *row = &screen->rows[screen->shown[screen->coming.selected]];
        text_format(text, size, "%s  %s", row->symbol[0] != '\0' ? row->symbol : "All", row->text);
    } else if (!screen->at_coming && news != NULL) {
        text_format(text, size, "%s  %s  %s %s", when,
                    news->symbols[0] != '\0' ? news->symbols : "All",
                    news_sign(screen->app->surface.level, news), news->text);
    }
}

static void draw_whole(struct news_screen *screen, const struct region *region) {
    char text[WHOLE_MAX];
    struct region body =
        region_sub(region, (struct rect){1, 1, region->area.columns - 2, region->area.rows - 1});
    whole_text(screen, text, sizeof text);
    draw_wrapped(&body, 0, style_of(ROLE_ACCENT), text);
}

static void draw_coming(struct news_screen *screen, const struct region *region) {
    struct pane pane = {
        .title = "Coming", .detail = "known in advance", .focused = screen->at_coming};
    struct region body = pane_draw(&pane, region);
    choose_coming(screen);
    screen->coming.focused = pane.focused;
    screen->coming.empty =
        screen->asked != 0 ? "Fetching the calendar..." : "Nothing is known to come.";
    table_draw(&screen->coming, &body);
}

static void news_draw(void *self, const struct region *region) {
    struct news_screen *screen = self;
    struct region body = frame_draw(screen->app, region, TAB_DESK);
    struct rect rects[NODE_COUNT];
    struct rect size = {0, 0, body.area.columns, body.area.rows};
    layout_solve(nodes, NODE_COUNT, size, screen->at_coming ? NODE_COMING : NODE_NEWS, rects);
    static void (*const draws[])(struct news_screen *, const struct region *) = {
        [NODE_NEWS] = draw_list, [NODE_WHOLE] = draw_whole, [NODE_COMING] = draw_coming};
    for (int i = NODE_NEWS; i < NODE_COUNT; i++) {
        struct region part = region_sub(&body, rects[i]);
        if (part.area.rows > 0) {
            draws[i](screen, &part);
        }
    }
}

/* ---- keys and events ------------------------------------------------------------------------- */

/* The symbol that the selected row is about; empty: none in particular. */
static void selected_symbol(const struct news_screen *screen, char symbol[COMMAND_SYMBOL_MAX]) {
    int64_t ms;
    symbol[0] = '\0';
    const struct news *news = news_list_selected(&screen->list, &ms);
    if (screen->at_coming && screen->coming.selected < screen->coming.row_count) {
        const struct calendar_row *row = &screen->rows[screen->shown[screen->coming.selected]];
        text_format(symbol, COMMAND_SYMBOL_MAX, "%s", row->symbol);
    } else if (!screen->at_coming && news != NULL) {
        text_format(symbol, COMMAND_SYMBOL_MAX, "%.*s", (int)strcspn(news->symbols, ","),
                    news->symbols);
    }
}

/* To the desk, looking at what the row is about. */
static void go_there(struct news_screen *screen) {
    char symbol[COMMAND_SYMBOL_MAX];
    struct session *session = screen->app->session;
    selected_symbol(screen, symbol);
    int at = view_find(&session->view, symbol);
    if (at >= 0) {
        session_watch(session, at, session->view.frame, screen->app->now_ms);
        app_close(screen->app, screen);
    }
}

/* Only the watched symbol, or all again. */
static void switch_filter(struct news_screen *screen) {
    const struct listing_info *listing = session_listing(screen->app->session);
    bool all = screen->list.only[0] == '\0';
    text_format(screen->list.only, sizeof screen->list.only, "%s",
                all && listing != NULL ? listing->symbol : "");
    screen->list.table.row_count = 0;
    screen->list.table.selected = screen->coming.selected = 0;
}

static bool news_key(void *self, const struct press *press) {
    struct news_screen *screen = self;
    if (press_action(press, CONTEXT_NEWS) == ACTION_NEWS_ONLY) {
        switch_filter(screen);
        return true;
    }
    switch (press_action(press, CONTEXT_EVERYWHERE)) {
    case ACTION_BACK:
        app_close(screen->app, screen);
        return true;
    case ACTION_NEXT_PANE:
    case ACTION_PREVIOUS_PANE:
        screen->at_coming = !screen->at_coming;
        return true;
    case ACTION_ACCEPT:
        go_there(screen);
        return true;
    default:
        return table_key(screen->at_coming ? &screen->coming : &screen->list.table, press) ||
               app_key(screen->app, press);
    }
}

static void news_event(void *self, const struct event *event) {
    struct news_screen *screen = self;
    if (event->class == EVENT_REPLY && event->reply.kind == ASK_CALENDAR &&
        event->reply.tag == screen->asked) {
        screen->asked = 0;
        screen->row_count = reply_get_calendar(&event->reply, screen->rows, COMING_ROWS);
    }
}

static void news_contexts(const void *self, struct contexts *contexts) {
    (void)self;
    contexts_add(contexts, CONTEXT_NEWS);
    contexts_add(contexts, CONTEXT_PLAY);
    contexts_add(contexts, CONTEXT_EVERYWHERE);
}

static void news_close(void *self) {
    struct news_screen *screen = self;
    mem_free(screen->rows);
    mem_free(screen);
}

static const struct screen_functions news_functions = {.draw = news_draw,
                                                       .key = news_key,
                                                       .event = news_event,
                                                       .contexts = news_contexts,
                                                       .close = news_close,
                                                       .page = true};

void news_open(struct app *app) {
    struct news_screen *screen = mem_alloc(sizeof *screen);
    screen->app = app;
    news_list_init(&screen->list, app);
    screen->rows = mem_array(COMING_ROWS, sizeof *screen->rows);
    screen->coming = (struct table){.columns = columns,
                                    .column_count = ARRAY_LEN(columns),
                                    .source = {.cell = coming_cell, .context = screen},
                                    .selectable = true};
    struct ask ask = {.kind = ASK_CALENDAR, .most = COMING_ROWS};
    screen->asked = seat_ask(app->session->seat, &ask);
    app_open(app, &news_functions, screen);
}
