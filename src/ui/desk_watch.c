/* The watchlist: every listing with its last price and the day's change. */
#include <math.h>

#include "base/mem.h"
#include "base/text.h"
#include "ui/amount.h"
#include "ui/desk.h"
#include "ui/pane.h"

#define CHANGE_SEEN 0.05 /* per cent; less is 0.0 */

enum watch_column { WATCH_SYMBOL, WATCH_NAME, WATCH_LAST, WATCH_CHANGE };

static const struct table_column columns[] = {
    [WATCH_SYMBOL] = {.title = "symbol", .minimum = 8},
    [WATCH_NAME] = {.title = "name", .minimum = 9, .stretch = 1, .drop = 1},
    [WATCH_LAST] = {.title = "last", .align = ALIGN_RIGHT, .minimum = 8},
    [WATCH_CHANGE] = {.title = "%", .align = ALIGN_RIGHT, .minimum = 4},
};

/* "▲1.2", in four columns whatever happened. */
static void change_cell(enum glyph_level level, double percent, struct table_cell *cell) {
    double size = fmin(fabs(percent), 999);
    if (size < CHANGE_SEEN) {
        text_format(cell->text, sizeof cell->text, "0.0");
        return;
    }
    text_format(cell->text, sizeof cell->text, "%s%.*f",
                glyph_text(level, percent > 0 ? GLYPH_UP : GLYPH_DOWN), size < 9.95 ? 1 : 0, size);
}

static void watch_cell(const void *context, size_t row, size_t column, struct table_cell *cell) {
    const struct desk *desk = context;
    const struct app *app = desk->app;
    const struct listing_info *listing = &app->session->view.listings[row];
    const struct quote_info *quote = &desk->held.quotes[row];
    double change = quote->last > 0 ? change_of(quote->last, quote->day_reference) : 0;
    cell->style = style_of(quote->open ? ROLE_TEXT : ROLE_DIM);
    switch ((enum watch_column)column) {
    case WATCH_SYMBOL:
        text_format(cell->text, sizeof cell->text, "%s", listing->symbol);
        break;
    case WATCH_NAME:
        text_format(cell->text, sizeof cell->text, "%s", listing->name);
        break;
    case WATCH_LAST:
        text_format(cell->text, sizeof cell->text, "%s",
                    amount_price(listing, quote->last, false).text);
        break;
    case WATCH_CHANGE:
        if (quote->open && fabs(change) >= CHANGE_SEEN) {
            cell->style = style_of(style_of_change(change));
        }
        change_cell(app->surface.level, change, cell);
        break;
    }
}

void desk_watch_init(struct desk *desk) {
    desk->watch = (struct table){.columns = columns,
                                 .column_count = ARRAY_LEN(columns),
                                 .source = {.cell = watch_cell, .context = desk},
                                 .selectable = true,
                                 .empty = "The market opens its list..."};
}

void desk_watch_draw(struct desk *desk, const struct region *region) {
    const struct view *view = &desk->app->session->view;
    bool focused = desk->focus == DESK_WATCH;
    struct pane pane = {.title = "Watch", .focused = focused};
    struct region body = pane_draw(&pane, region);
    desk->watch.row_count = view->listing_count;
    int pointed = session_pointed(desk->app->session);
    desk->watch.selected = pointed >= 0 ? (size_t)pointed : 0;
    desk->watch.focused = focused;
    table_draw(&desk->watch, &body);
}
