/* The chart pane: candles of what is watched, with the player's fills, orders, entry and alerts. */
#include <math.h>
#include <string.h>

#include "base/gametime.h"
#include "base/text.h"
#include "ui/amount.h"
#include "ui/desk.h"
#include "ui/pane.h"
#include "ui/words.h"

#define DETAIL_MAX 96

void desk_chart_init(struct desk *desk) {
    chart_init(&desk->chart.chart);
    desk->chart.instrument = -1;
}

static void fill_candles(struct desk_chart *chart, const struct view *view) {
    for (uint32_t i = 0; i < view->candle_count; i++) {
        const struct candle_info *candle = &view->candles[i];
        chart->candles[i] = (struct chart_candle){.ms = candle->ms,
                                                  .open = fix8_double(candle->open),
                                                  .high = fix8_double(candle->high),
                                                  .low = fix8_double(candle->low),
                                                  .close = fix8_double(candle->close),
                                                  .volume = fix8_double(candle->volume)};
    }
    chart->data.candles = chart->candles;
    chart->data.count = view->candle_count;
}

/* The session's fills of this symbol, oldest first. */
static void fill_marks(struct desk_chart *chart, const struct view *view, const char *symbol) {
    size_t count = 0;
    for (uint32_t i = view->fill_count; i-- > 0;) {
        const struct filled *fill = &view->fills[i];
        if (strcmp(fill->symbol, symbol) == 0) {
            bool buy = word_is(words_of_record(RECORD_FILLED, "side"), fill->side, "buy");
            chart->marks[count++] =
                (struct chart_mark){.ms = view->fill_ms[i],
                                    .price = fix8_double(fill->price),
                                    .kind = buy ? CHART_MARK_BUY : CHART_MARK_SELL};
        }
    }
    chart->data.marks = chart->marks;
    chart->data.mark_count = count;
}

static void add_level(struct desk_chart *chart, fix8_t price, enum style_role role,
                      const char *label) {
    size_t at = chart->data.level_count;
    if (at == DESK_LEVELS_MAX || price == 0) {
        return;
    }
    text_format(chart->labels[at], sizeof chart->labels[at], "%s", label);
    chart->levels[at] = (struct chart_level){
        .price = fix8_double(price), .label = chart->labels[at], .role = (uint8_t)role};
    chart->data.level_count++;
}

/* Its limit, and where its stop stands. */
static void add_order_levels(struct desk_chart *chart, const struct view *view,
                             const struct listing_info *listing, const struct order_changed *order,
                             const char *side) {
    char label[24];
    struct amount size = amount_size(listing, order->size - order->filled);
    text_format(label, sizeof label, "%s %s", side, size.text);
    add_level(chart, order->price, ROLE_OWN, label);
    const struct own_row *own = view_own(view, order->id);
    fix8_t stop = own != NULL && own->stop_now > 0 ? own->stop_now : order->stop;
    text_format(label, sizeof label, "stop %s", size.text);
    add_level(chart, order->triggered ? 0 : stop, ROLE_OWN, label);
    text_format(label, sizeof label, "target %s", size.text);
    add_level(chart, order->target, ROLE_OWN, label);
}

static void fill_levels(struct desk_chart *chart, const struct view *view,
                        const struct listing_info *listing) {
    chart->data.levels = chart->levels;
    chart->data.level_count = 0;
    const char *const *sides = words_of_record(RECORD_ORDER_CHANGED, "side");
    for (uint32_t i = 0; i < view->order_count; i++) {
        const struct order_changed *order = &view->orders[i];
        if (strcmp(order->symbol, listing->symbol) == 0) {
            add_order_levels(chart, view, listing, order, sides[order->side]);
        }
    }
    for (uint32_t i = 0; i < view->alert_count; i++) {
        if (strcmp(view->alerts[i].symbol, listing->symbol) == 0) {
            add_level(chart, view->alerts[i].price, ROLE_ACCENT, "alert");
        }
    }
    const struct position_changed *position = view_position(view, listing->symbol);
    if (position != NULL) {
        add_level(chart, position->average, ROLE_DIM, "entry");
    }
}

static void fill_chart(struct desk *desk, const struct listing_info *listing) {
    struct desk_chart *chart = &desk->chart;
    const struct session *session = desk->app->session;
    const struct view *view = &session->view;
    if (chart->instrument != view->watched || chart->frame != view->frame) {
        chart->instrument = view->watched;
        chart->frame = view->frame;
        chart_forget(&chart->chart);
    }
    fix8_t last = session_quote(session)->last;
    chart->data.first = session->first_number;
    chart->data.frame_ms = view_frame_ms(view->frame);
    chart->data.tick = fix8_double(listing->tick);
    chart->data.last = last > 0 ? fix8_double(last) : (double)NAN;
    chart->data.empty =
        view->candles_tag != 0 ? "Fetching candles..." : "No candles yet. Space starts the clock.";
    fill_candles(chart, view);
    fill_marks(chart, view, listing->symbol);
    fill_levels(chart, view, listing);
}

static void chart_detail(const struct listing_info *listing, const struct quote_info *quote,
                         char *text) {
    if (quote->open || desk_gathers(quote)) {
        text_format(text, DETAIL_MAX, "%s", listing->name);
        return;
    }
    char when[GAMETIME_TEXT_MAX] = "";
    if (quote->next_turn_ms < GAMETIME_MAX && quote->next_turn_ms > 0) {
        gametime_format(quote->next_turn_ms, GAMETIME_CLOCK, when, sizeof when);
    }
    text_format(text, DETAIL_MAX, "closed%s%s", when[0] != '\0' ? " until " : "", when);
}

void desk_chart_draw(struct desk *desk, const struct region *region) {
    const struct session *session = desk->app->session;
    const struct listing_info *listing = session_listing(session);
    struct pane pane = {.title = "Chart", .focused = desk->focus == DESK_CHART};
    if (listing == NULL) {
        pane_draw(&pane, region);
        return;
    }
    char title[48];
    char detail[DETAIL_MAX];
    text_format(title, sizeof title, "%s %s", listing->symbol,
                view_frame_word(session->view.frame));
    chart_detail(listing, session_quote(session), detail);
    pane.title = title;
    pane.detail = detail;
    struct region body = pane_draw(&pane, region);
    fill_chart(desk, listing);
    body = desk_banner_draw(&session->view, listing, session_quote(session), &body);
    chart_draw(&desk->chart.chart, &desk->chart.data, &body);
    if (pane.focused && !desk->chart.chart.crosshair) {
        draw_cursor(region, 0, 0);
    }
}

bool desk_chart_key(struct desk *desk, const struct press *press) {
    return desk->chart.instrument >= 0 && chart_key(&desk->chart.chart, &desk->chart.data, press);
}
