/* The desk: watchlist, chart, book, positions, orders and tape of a running game. */
#include <assert.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "ui/amount.h"
#include "ui/confirm.h"
#include "ui/desk.h"
#include "ui/frame.h"
#include "ui/layout.h"
#include "ui/screens.h"
#include "ui/ticket.h"

enum desk_node {
    NODE_ROOT,
    NODE_TOP,
    NODE_WATCH,
    NODE_CHART,
    NODE_BOOK,
    NODE_BOTTOM,
    NODE_LISTS,
    NODE_POSITIONS,
    NODE_ORDERS,
    NODE_TAPE,
    NODE_NEWS,
    NODE_COUNT
};

static const struct layout_node nodes[NODE_COUNT] = {
    [NODE_ROOT] = {.parent = -1, .kind = LAYOUT_ROWS},
    [NODE_TOP] = {.parent = NODE_ROOT, .kind = LAYOUT_COLUMNS, .rows = {8, 12, 3}},
    [NODE_WATCH] = {.parent = NODE_TOP, .drop = 3, .columns = {23, 23, 2}, .rows = {4, 0, 0}},
    [NODE_CHART] = {.parent = NODE_TOP, .drop = 1, .columns = {30, 36, 5}, .rows = {6, 0, 0}},
    [NODE_BOOK] = {.parent = NODE_TOP, .drop = 4, .columns = {17, 17, 1}, .rows = {6, 0, 0}},
    [NODE_BOTTOM] = {.parent = NODE_ROOT, .kind = LAYOUT_COLUMNS, .rows = {2, 8, 1}},
    [NODE_LISTS] = {.parent = NODE_BOTTOM, .kind = LAYOUT_ROWS, .columns = {36, 48, 5}},
    [NODE_POSITIONS] = {.parent = NODE_LISTS, .drop = 2, .rows = {2, 4, 1}},
    [NODE_ORDERS] = {.parent = NODE_LISTS, .drop = 5, .rows = {2, 4, 1}},
    [NODE_TAPE] = {.parent = NODE_BOTTOM, .drop = 6, .columns = {22, 22, 1}, .rows = {2, 0, 0}},
    [NODE_NEWS] = {.parent = NODE_BOTTOM, .drop = 7, .columns = {80, 80, 6}, .rows = {2, 0, 0}},
};

typedef void pane_function(struct desk *desk, const struct region *region);

static const struct {
    enum desk_node node;
    pane_function *draw;
} panes[DESK_PANES] = {
    [DESK_WATCH] = {NODE_WATCH, desk_watch_draw},
    [DESK_CHART] = {NODE_CHART, desk_chart_draw},
    [DESK_BOOK] = {NODE_BOOK, desk_book_draw},
    [DESK_POSITIONS] = {NODE_POSITIONS, desk_positions_draw},
    [DESK_ORDERS] = {NODE_ORDERS, desk_orders_draw},
    [DESK_TAPE] = {NODE_TAPE, desk_tape_draw},
    [DESK_NEWS] = {NODE_NEWS, desk_news_draw},
};

/* ---- drawing --------------------------------------------------------------------------------- */

static void desk_draw(void *self, const struct region *region) {
    struct desk *desk = self;
    struct region body = frame_draw(desk->app, region, TAB_DESK);
    struct rect rects[NODE_COUNT];
    struct rect size = {0, 0, body.area.columns, body.area.rows};
    layout_solve(nodes, NODE_COUNT, size, (int)panes[desk->focus].node, rects);
    layout_draw_rules(nodes, NODE_COUNT, rects, &body);
    desk_hold(desk);
    for (int i = 0; i < DESK_PANES; i++) {
        struct rect place = rects[panes[i].node];
        struct region part = region_sub(&body, place);
        desk->panes[i] = part.area;
        if (place.columns > 0 && place.rows > 0) {
            panes[i].draw(desk, &part);
        }
    }
}

static void desk_contexts(const void *self, struct contexts *contexts) {
    const struct desk *desk = self;
    if (desk->focus == DESK_ORDERS) {
        contexts_add(contexts, CONTEXT_ORDERS);
    } else if (desk->focus == DESK_CHART) {
        contexts_add(contexts, CONTEXT_CHART);
    }
    contexts_add(contexts, CONTEXT_DESK);
    contexts_add(contexts, CONTEXT_PLAY);
    contexts_add(contexts, CONTEXT_EVERYWHERE);
}

/* ---- actions --------------------------------------------------------------------------------- */

static void send_close(struct app *app, const void *what) {
    struct command command = {.kind = COMMAND_POSITION_CLOSE};
    text_format(command.position_close.symbol, sizeof command.position_close.symbol, "%s",
                (const char *)what);
    seat_send(app->session->seat, &command);
}

/* The position meant by x: the selected one, or that of the watched symbol. */
static void close_position(struct desk *desk) {
    const struct view *view = &desk->app->session->view;
    const struct listing_info *listing = session_listing(desk->app->session);
    const struct position_changed *position = NULL;
    if (desk->focus == DESK_POSITIONS && desk->positions.selected < view->position_count) {
        position = &view->positions[desk->positions.selected];
    } else if (listing != NULL) {
        position = view_position(view, listing->symbol);
    }
    int at = position != NULL ? view_find(view, position->symbol) : -1;
    if (at < 0) {
        app_say(desk->app, ROLE_TEXT, "There is no position to close here.");
        return;
    }
    char text[160];
    fix8_t size = position->size < 0 ? -position->size : position->size;
    fix8_t profit = view_position_value(view, position) - position->cost;
    text_format(text, sizeof text, "%s %s %s at market? Profit or loss now: %s.",
                position->size < 0 ? "Buy back" : "Sell",
                amount_size(&view->listings[at], size).text, position->symbol,
                amount_money_signed(profit).text);
    confirm_open(desk->app, "Close the position", text, send_close, position->symbol,
                 strlen(position->symbol) + 1);
}

static void send_cancel(struct app *app, uint64_t order) {
    struct command command = {.kind = COMMAND_ORDER_CANCEL};
    command.order_cancel.order = order;
    seat_send(app->session->seat, &command);
}

static void send_cancel_all(struct app *app, const void *what) {
    (void)what;
    send_cancel(app, 0);
}

static void cancel_orders(struct desk *desk, bool all) {
    const struct order_changed *order = desk_order(desk);
    if (order == NULL) {
        app_say(desk->app, ROLE_TEXT, "There is no open order to cancel.");
    } else if (all) {
        char text[80];
        unsigned count = desk->app->session->view.order_count;
        text_format(text, sizeof text,
                    count == 1 ? "Cancel the %u open order?" : "Cancel all %u open orders?", count);
        confirm_open(desk->app, "Cancel all", text, send_cancel_all, "", 1);
    } else {
        send_cancel(desk->app, order->id);
    }
}

static void edit_order(struct desk *desk) {
    const struct order_changed *order = desk_order(desk);
    if (order == NULL) {
        app_say(desk->app, ROLE_TEXT, "There is no open order to change.");
    } else {
        amend_open(desk->app, order->id);
    }
}

static void step_frame(struct desk *desk, int by) {
    struct session *session = desk->app->session;
    if (session_listing(session) == NULL || session_step_frame(session, by, desk->app->now_ms)) {
        return;
    }
    char text[80];
    const char *frame = view_frame_word(session->view.frame);
    bool coarse = session->view.chapter.market == MARKET_REPLAY && session->view.frame > 0;
    if (by < 0 && coarse) {
        text_format(text, sizeof text, "This file has nothing finer than %s.", frame);
    } else {
        text_format(text, sizeof text, "%s is the %s time frame.", frame,
                    by < 0 ? "shortest" : "longest");
    }
    app_say(desk->app, ROLE_TEXT, text);
}

static bool desk_action(struct desk *desk, enum action action) {
    switch (action) {
    case ACTION_BUY:
        order_ticket_open(desk->app, "buy", 0);
        return true;
    case ACTION_SELL:
        order_ticket_open(desk->app, "sell", 0);
        return true;
    case ACTION_CLOSE_POSITION:
        close_position(desk);
        return true;
    case ACTION_FRAME_SHORTER:
        step_frame(desk, -1);
        return true;
    case ACTION_FRAME_LONGER:
        step_frame(desk, 1);
        return true;
    case ACTION_CARD:
        card_open(desk->app);
        return true;
    case ACTION_ALERT:
        alert_open(desk->app);
        return true;
    case ACTION_VOLUME:
        desk->chart.chart.volume_off = !desk->chart.chart.volume_off;
        return true;
    case ACTION_CANCEL:
        cancel_orders(desk, false);
        return true;
    case ACTION_CANCEL_ALL:
        cancel_orders(desk, true);
        return true;
    case ACTION_EDIT:
        edit_order(desk);
        return true;
    default:
        return false;
    }
}

/* ---- keys ------------------------------------------------------------------------------------ */

static void watch_symbol(struct desk *desk, const char *symbol) {
    struct session *session = desk->app->session;
    int at = view_find(&session->view, symbol);
    if (at >= 0 && at != session->view.watched) {
        session_watch(session, at, session->view.frame, desk->app->now_ms);
    }
}

static bool watch_key(struct desk *desk, const struct press *press) {
    struct session *session = desk->app->session;
    if (table_key(&desk->watch, press)) {
        session_point(session, (int)desk->watch.selected, desk->app->now_ms);
        return true;
    }
    session_settle(session, desk->app->now_ms);
    if (press_action(press, CONTEXT_EVERYWHERE) == ACTION_ACCEPT) {
        card_open(desk->app);
        return true;
    }
    return false;
}

static bool lists_key(struct desk *desk, const struct press *press) {
    bool positions = desk->focus == DESK_POSITIONS;
    if (table_key(positions ? &desk->positions : &desk->orders, press)) {
        return true;
    }
    if (press_action(press, CONTEXT_EVERYWHERE) != ACTION_ACCEPT) {
        return false;
    }
    const struct view *view = &desk->app->session->view;
    const struct order_changed *order = desk_order(desk);
    if (positions && desk->positions.selected < view->position_count) {
        watch_symbol(desk, view->positions[desk->positions.selected].symbol);
    } else if (!positions && order != NULL) {
        watch_symbol(desk, order->symbol);
        edit_order(desk);
    }
    return true;
}

static bool news_key(struct desk *desk, const struct press *press) {
    int64_t ms;
    if (table_key(&desk->news.table, press)) {
        return true;
    }
    const struct news *news = news_list_selected(&desk->news, &ms);
    if (news == NULL || press_action(press, CONTEXT_EVERYWHERE) != ACTION_ACCEPT) {
        return false;
    }
    char symbol[COMMAND_SYMBOL_MAX];
    text_format(symbol, sizeof symbol, "%.*s", (int)strcspn(news->symbols, ","), news->symbols);
    watch_symbol(desk, symbol);
    return true;
}

static bool pane_key(struct desk *desk, const struct press *press) {
    switch (desk->focus) {
    case DESK_WATCH:
        return watch_key(desk, press);
    case DESK_CHART:
        return desk_chart_key(desk, press);
    case DESK_BOOK:
        return desk_book_key(desk, press);
    case DESK_POSITIONS:
    case DESK_ORDERS:
        return lists_key(desk, press);
    case DESK_NEWS:
        return news_key(desk, press);
    case DESK_TAPE:
    case DESK_PANES:
        break;
    }
    return false;
}

static bool focus_key(struct desk *desk, const struct press *press) {
    if (press->key.code == KEYCODE_MOUSE) {
        for (int i = 0; i < DESK_PANES; i++) {
            if (rect_holds(&desk->panes[i], press->key.column, press->key.row)) {
                desk->focus = (enum desk_pane)i;
                return true;
            }
        }
        return false;
    }
    enum action action = press_action(press, CONTEXT_EVERYWHERE);
    if (action != ACTION_NEXT_PANE && action != ACTION_PREVIOUS_PANE) {
        return false;
    }
    int by = action == ACTION_NEXT_PANE ? 1 : DESK_PANES - 1;
    do {
        desk->focus = (enum desk_pane)(((int)desk->focus + by) % DESK_PANES);
    } while (desk->focus == DESK_NEWS && desk->panes[DESK_NEWS].columns == 0);
    return true;
}

static bool desk_key(void *self, const struct press *press) {
    struct desk *desk = self;
    bool focused = focus_key(desk, press);
    if (focused || desk->focus != DESK_WATCH) {
        session_settle(desk->app->session, desk->app->now_ms);
    }
    if (pane_key(desk, press) || focused) {
        return true;
    }
    if (desk_action(desk, press_action(press, CONTEXT_DESK)) ||
        desk_action(desk, press_action(press, CONTEXT_ORDERS)) || app_key(desk->app, press)) {
        return true;
    }
    /* hints are clicked like keys */
    return desk_action(desk, frame_action(desk->app, &press->key));
}

static const struct screen_functions desk_functions = {
    .draw = desk_draw, .key = desk_key, .contexts = desk_contexts, .page = true};

void desk_open(struct app *app) {
    struct desk *desk = mem_alloc(sizeof *desk);
    desk->app = app;
    desk_watch_init(desk);
    desk_chart_init(desk);
    desk_tables_init(desk);
    desk_news_init(desk);
    app_open(app, &desk_functions, desk);
}
