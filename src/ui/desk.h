/* The desk's inside, shared by its files: screen_desk.c lays out and dispatches, desk_watch.c,
 * desk_chart.c, desk_book.c, desk_tables.c and desk_news.c draw their panes, desk_phase.c what an
 * auction or a halt shows in them. */
#ifndef UI_DESK_H
#define UI_DESK_H

#include "ui/app.h"
#include "ui/chart.h"
#include "ui/news_list.h"
#include "ui/table.h"

#define DESK_LEVELS_MAX 160 /* an order has at most two, and there are alerts */

enum desk_pane {
    DESK_WATCH,
    DESK_CHART,
    DESK_BOOK,
    DESK_POSITIONS,
    DESK_ORDERS,
    DESK_TAPE,
    DESK_NEWS, /* on wide screens */
    DESK_PANES
};

/* Everything the chart draws from, as it wants it. */
struct desk_chart {
    struct chart chart;
    struct chart_data data;
    int instrument, frame; /* what the arrays hold */
    struct chart_candle candles[VIEW_CANDLES_MAX];
    struct chart_mark marks[VIEW_FILLS_MAX];
    struct chart_level levels[DESK_LEVELS_MAX];
    char labels[DESK_LEVELS_MAX][24];
};

/* The market as it is shown: desk_hold.c. */
struct desk_held {
    unsigned pictures; /* drawn so far */
    int watched;
    uint32_t listings;
    struct book_info book;
    struct prints_info prints;
    struct quote_info quotes[VIEW_INSTRUMENTS_MAX];
};

struct desk {
    struct app *app;
    enum desk_pane focus;
    struct rect panes[DESK_PANES]; /* as last drawn; no columns: not in sight */
    struct table watch, positions, orders;
    struct news_list news;
    struct desk_chart chart;
    struct desk_held held;
    int book_row; /* selected level: 0 the best ask, 1 the next; -1 the best bid, -2 the next */
};

void desk_hold(struct desk *desk); /* before the panes are drawn */

void desk_watch_init(struct desk *desk);
void desk_watch_draw(struct desk *desk, const struct region *region);

void desk_chart_init(struct desk *desk);
void desk_chart_draw(struct desk *desk, const struct region *region);
bool desk_chart_key(struct desk *desk, const struct press *press);

void desk_book_draw(struct desk *desk, const struct region *region);
bool desk_book_key(struct desk *desk, const struct press *press);
void desk_tape_draw(struct desk *desk, const struct region *region);

/* Orders gather for an auction: at the opening, the close or in a halt. */
bool desk_gathers(const struct quote_info *quote);

/* Says what gathers and until when, over the region's first rows; returns the rest. */
struct region desk_banner_draw(const struct view *view, const struct listing_info *listing,
                               const struct quote_info *quote, const struct region *region);

void desk_news_init(struct desk *desk);
void desk_news_draw(struct desk *desk, const struct region *region);

void desk_tables_init(struct desk *desk);
void desk_positions_draw(struct desk *desk, const struct region *region);
void desk_orders_draw(struct desk *desk, const struct region *region);

/* The order selected in the orders pane; NULL when there is none. */
const struct order_changed *desk_order(const struct desk *desk);

#endif
