/* Positions and open orders. */
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "ui/amount.h"
#include "ui/desk.h"
#include "ui/words.h"

#define TABLE_WIDEST 90 /* numbers farther apart are hard to read together */

enum position_column {
    POSITION_SYMBOL,
    POSITION_SIZE,
    POSITION_ENTRY,
    POSITION_NOW,
    POSITION_PROFIT,
    POSITION_SHARE
};

static const struct table_column position_columns[] = {
    [POSITION_SYMBOL] = {.title = "", .minimum = 8, .stretch = 1},
    [POSITION_SIZE] = {.title = "size", .align = ALIGN_RIGHT, .minimum = 9, .stretch = 1},
    [POSITION_ENTRY] =
        {.title = "entry", .align = ALIGN_RIGHT, .minimum = 8, .stretch = 1, .drop = 1},
    [POSITION_NOW] = {.title = "now", .align = ALIGN_RIGHT, .minimum = 8, .stretch = 1, .drop = 3},
    [POSITION_PROFIT] = {.title = "P/L", .align = ALIGN_RIGHT, .minimum = 9, .stretch = 1},
    [POSITION_SHARE] = {.title = "%", .align = ALIGN_RIGHT, .minimum = 6, .stretch = 1, .drop = 2},
};

enum order_column { ORDER_SYMBOL, ORDER_WHAT, ORDER_HOW };

static const struct table_column order_columns[] = {
    [ORDER_SYMBOL] = {.title = "", .minimum = 8},
    [ORDER_WHAT] = {.title = "", .minimum = 24, .stretch = 2},
    [ORDER_HOW] = {.title = "", .minimum = 12, .stretch = 1, .drop = 1},
};

static void position_numbers(const struct view *view, const struct position_changed *position,
                             enum position_column column, struct table_cell *cell) {
    fix8_t value = view_position_value(view, position);
    fix8_t profit = value - position->cost;
    double share = change_of(value, position->cost);
    cell->style = style_of(style_of_change(fix8_double(profit)));
    if (column == POSITION_PROFIT) {
        text_format(cell->text, sizeof cell->text, "%s", amount_money_signed(profit).text);
    } else {
        bool none = share > -0.05 && share < 0.05; /* "-0.0" would be silly */
        text_format(cell->text, sizeof cell->text, "%+.1f%%", none ? 0.0 : share);
    }
}

static void position_cell(const void *context, size_t row, size_t column, struct table_cell *cell) {
    const struct app *app = context;
    const struct view *view = &app->session->view;
    const struct position_changed *position = &view->positions[row];
    int at = view_find(view, position->symbol);
    const struct listing_info *listing = at >= 0 ? &view->listings[at] : NULL;
    if (column == POSITION_SYMBOL || listing == NULL) {
        text_format(cell->text, sizeof cell->text, "%s", column == 0 ? position->symbol : "");
        return;
    }
    switch ((enum position_column)column) {
    case POSITION_SIZE:
        text_format(cell->text, sizeof cell->text, "%s", amount_size(listing, position->size).text);
        break;
    case POSITION_ENTRY:
        text_format(cell->text, sizeof cell->text, "%s",
                    amount_price(listing, position->average, false).text);
        break;
    case POSITION_NOW:
        text_format(cell->text, sizeof cell->text, "%s",
                    amount_price(listing, view->quotes[at].mark, false).text);
        break;
    default:
        position_numbers(view, position, (enum position_column)column, cell);
        break;
    }
}

/* "buy limit 1.000 at 2,980.00", "sell trailing 0.0400 by 2%" */
static void order_words(const struct listing_info *listing, const struct order_changed *order,
                        struct table_cell *cell) {
    const char *side = words_of_record(RECORD_ORDER_CHANGED, "side")[order->side];
    const char *type = words_of_record(RECORD_ORDER_CHANGED, "type")[order->type];
    char by[FIX8_TEXT_MAX + 8] = "";
    fix8_t price = order->stop > 0 && order->target == 0 ? order->stop : order->price;
    if (order->trail_percent > 0) {
        char percent[FIX8_TEXT_MAX];
        fix8_format(order->trail_percent, -1, false, percent, sizeof percent);
        text_format(by, sizeof by, " by %s%%", percent);
    } else if (order->trail > 0) {
        text_format(by, sizeof by, " by %s", amount_price(listing, order->trail, true).text);
    } else if (price > 0) {
        text_format(by, sizeof by, " at %s", amount_price(listing, price, true).text);
    }
    text_format(cell->text, sizeof cell->text, "%s %s %s%s", side, type,
                amount_size(listing, order->size).text, by);
}

/* What a stop that has not gone off waits for; false: it is an order like any other. */
static bool armed_words(const struct listing_info *listing, const struct order_changed *order,
                        const struct own_row *own, struct table_cell *cell) {
    bool armed = own != NULL && own->stop_now > 0 && !order->triggered;
    if (armed && (order->trail > 0 || order->trail_percent > 0)) {
        text_format(cell->text, sizeof cell->text, "stop %s",
                    amount_price(listing, own->stop_now, true).text);
    } else if (armed && order->price > 0) {
        text_format(cell->text, sizeof cell->text, "limit %s",
                    amount_price(listing, order->price, true).text);
    } else if (armed && order->oco > 0) {
        text_format(cell->text, sizeof cell->text, "one of two");
    } else if (armed) {
        text_format(cell->text, sizeof cell->text, "waits");
    }
    return armed;
}

/* Its place: "3.2 ahead" in its queue, "0.50 filled", "at the opening". */
static void order_place_words(const struct view *view, const struct listing_info *listing,
                              const struct order_changed *order, struct table_cell *cell) {
    const struct own_row *own = view_own(view, order->id);
    if (order->queued) {
        text_format(cell->text, sizeof cell->text, "at the opening");
    } else if (order->filled > 0) {
        text_format(cell->text, sizeof cell->text, "%s filled",
                    amount_size(listing, order->filled).text);
    } else if (armed_words(listing, order, own, cell)) {
        return;
    } else if (own != NULL && own->ahead > 0) {
        char ahead[FIX8_TEXT_MAX];
        fix8_format(own->ahead, -1, true, ahead, sizeof ahead);
        text_format(cell->text, sizeof cell->text, "%s ahead", ahead);
    } else if (own != NULL) {
        text_format(cell->text, sizeof cell->text, "first in line");
    } else {
        const char *const *tifs = words_of_record(RECORD_ORDER_CHANGED, "tif");
        text_format(cell->text, sizeof cell->text, "%s",
                    word_is(tifs, order->tif, "day") ? "today" : "waits");
    }
}

static void order_cell(const void *context, size_t row, size_t column, struct table_cell *cell) {
    const struct app *app = context;
    const struct view *view = &app->session->view;
    const struct order_changed *order = &view->orders[row];
    int at = view_find(view, order->symbol);
    if (column == ORDER_SYMBOL || at < 0) {
        text_format(cell->text, sizeof cell->text, "%s", column == 0 ? order->symbol : "");
        return;
    }
    if (column == ORDER_WHAT) {
        order_words(&view->listings[at], order, cell);
        return;
    }
    cell->style = style_of(ROLE_DIM);
    order_place_words(view, &view->listings[at], order, cell);
}

void desk_tables_init(struct desk *desk) {
    desk->positions = (struct table){.columns = position_columns,
                                     .column_count = ARRAY_LEN(position_columns),
                                     .source = {.cell = position_cell, .context = desk->app},
                                     .header = true,
                                     .selectable = true,
                                     .empty = "No positions yet. b opens the ticket to buy."};
    desk->orders = (struct table){.columns = order_columns,
                                  .column_count = ARRAY_LEN(order_columns),
                                  .source = {.cell = order_cell, .context = desk->app},
                                  .header = true,
                                  .selectable = true,
                                  .empty = "No open orders. A limit order waits here."};
}

/* The title stands on the line that also holds the heads. */
static void titled_table(struct desk *desk, enum desk_pane pane, const char *title,
                         struct table *table, const struct region *region) {
    bool focused = desk->focus == pane;
    table->focused = focused;
    table->header = table->row_count > 0;
    int wide = region->area.columns < TABLE_WIDEST ? region->area.columns : TABLE_WIDEST;
    struct region body = region_sub(region, (struct rect){0, 0, wide, region->area.rows});
    if (!table->header) {
        body = region_sub(region, (struct rect){0, 1, wide, region->area.rows - 1});
    }
    table_draw(table, &body);
    draw_format(region, 0, 0, style_with(ROLE_TITLE, focused ? STYLE_FOCUS : 0),
                focused ? "[%s]" : " %s ", title);
}

void desk_positions_draw(struct desk *desk, const struct region *region) {
    desk->positions.row_count = desk->app->session->view.position_count;
    titled_table(desk, DESK_POSITIONS, "Positions", &desk->positions, region);
}

void desk_orders_draw(struct desk *desk, const struct region *region) {
    desk->orders.row_count = desk->app->session->view.order_count;
    titled_table(desk, DESK_ORDERS, "Orders", &desk->orders, region);
}

const struct order_changed *desk_order(const struct desk *desk) {
    const struct view *view = &desk->app->session->view;
    bool any = desk->orders.selected < view->order_count;
    return any ? &view->orders[desk->orders.selected] : NULL;
}
