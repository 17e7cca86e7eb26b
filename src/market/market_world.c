/* What is common to all listings: the economy's steps, midnight, published prices, news. */
#include <assert.h>
#include <string.h>

#include "base/text.h"
#include "market/market_internal.h"

static int64_t earlier(int64_t a, int64_t b) {
    return a < b ? a : b;
}

/* All listings share one length of steps. */
static int64_t next_grid(const struct market *market) {
    int64_t step = market->listings[0].path.step_ms;
    return floor_to(market->now_ms, step) + step;
}

static bool is_over(const struct market *market) {
    for (uint32_t i = 0; i < market->table.count; i++) {
        if (market->due[i] < GAMETIME_MAX)
            return false;
    }
    return true;
}

int64_t world_next(const struct market *market) {
    bool over = market->tapes != NULL && market->halts_untold == 0 && is_over(market);
    return over ? market->alarm_ms : earlier(market->alarm_ms, next_grid(market));
}

/* ---- what hangs together ---- */

static int8_t row_of(const struct market *market, const char *symbol) {
    return *symbol == '\0' ? -1 : (int8_t)instrument_find(&market->table, symbol);
}

static int8_t basket_of(const struct market *market) {
    for (uint32_t i = 0; i < market->table.count; i++) {
        const struct company_row *company =
            company_find(&market->economy.companies, market->table.rows[i].symbol);
        if (company != NULL && company->driver == DRIVER_BASKET)
            return (int8_t)i;
    }
    return -1;
}

static void link_listings(struct market *market) {
    int8_t basket = market->tapes == NULL ? basket_of(market) : -1;
    for (uint32_t i = 0; i < market->table.count; i++)
        market->links[i] = (struct link){.partner = -1, .basket = -1};
    for (uint32_t i = 0; i < market->table.count && market->tapes == NULL; i++) {
        const struct company_row *company =
            company_find(&market->economy.companies, market->table.rows[i].symbol);
        if (company == NULL)
            continue;
        int8_t of = row_of(market, company->of);
        if (of >= 0) {
            market->links[i].partner = of;
            market->links[of].partner = (int8_t)i;
        }
        if (company->driver == DRIVER_STOCK && company->weight > 0)
            market->links[i] = (struct link){
                .partner = -1, .basket = basket, .weight = fix8_double(company->weight)};
    }
}

/* ---- published prices ---- */

static double premium_of(const struct market *market, uint32_t index, int64_t ms) {
    const struct listing *listing = &market->listings[index];
    int32_t bid, ask;
    int64_t lots;
    if (!phase_trades(listing->phase) || !book_best(listing->book, SIDE_BUY, &bid, &lots) ||
        !book_best(listing->book, SIDE_SELL, &ask, &lots))
        return 0;
    return (bid + ask) / 2.0 / path_at(&listing->path, ms).value - 1;
}

/* Of the stocks that are listed, by their weights; the fund's own when none is. */
static double basket_premium(const struct market *market, int8_t basket) {
    double sum = 0, weights = 0;
    for (uint32_t i = 0; i < market->table.count; i++) {
        if (market->links[i].basket != basket || market->listings[i].premium == 0)
            continue;
        sum += market->links[i].weight * market->listings[i].premium;
        weights += market->links[i].weight;
    }
    return weights > 0 ? sum / weights : market->listings[basket].premium;
}

/* The dearer of two things that are worth the same is sold, the cheaper bought: a future against
 * what it is on, a fund against its stocks. */
static void set_pulls(struct market *market) {
    for (uint32_t i = 0; i < market->table.count; i++) {
        struct listing *listing = &market->listings[i];
        int8_t partner = market->links[i].partner;
        bool known = partner >= 0 && market->listings[partner].premium != 0;
        listing->pull = known ? market->listings[partner].premium - listing->premium : 0;
    }
    for (uint32_t i = 0; i < market->table.count; i++) {
        int8_t basket = market->links[i].basket;
        if (basket < 0 || market->listings[basket].premium == 0)
            continue;
        market->listings[i].pull =
            market->listings[basket].premium - basket_premium(market, basket);
    }
    for (uint32_t i = 0; i < market->table.count; i++) {
        int8_t basket = market->links[i].basket;
        if (basket < 0)
            continue;
        struct listing *fund = &market->listings[basket];
        double stocks = basket_premium(market, basket) - fund->premium;
        fund->pull = market->links[basket].partner < 0 ? stocks : (stocks + fund->pull) / 2;
        break;
    }
}

void world_links(struct market *market) {
    link_listings(market);
    set_pulls(market);
}

static void publish(struct market *market, int64_t ms) {
    for (uint32_t i = 0; i < market->table.count; i++)
        market->listings[i].premium = premium_of(market, i, ms);
    set_pulls(market);
}

/* ---- what the economy did ---- */

static void report_event(struct market *market, const struct economy_event *event,
                         enum market_event_kind kind) {
    market_report(market, &(struct market_event){.kind = (uint8_t)kind,
                                                 .instrument = event->instrument,
                                                 .numerator = event->numerator,
                                                 .denominator = event->denominator,
                                                 .amount = event->amount,
                                                 .ms = event->ms});
}

static int32_t scaled(int32_t ticks, double ratio) {
    double wanted = ticks * ratio + 0.5;
    return wanted < 1 ? 1 : wanted > INSTRUMENT_TICKS_MAX ? INSTRUMENT_TICKS_MAX : (int32_t)wanted;
}

/* Prices of before are `price` times what they were, sizes `size` times. */
static void rescale(struct listing *listing, double price, double size) {
    listing->last = scaled(listing->last, price);
    listing->day_reference = scaled(listing->day_reference, price);
    for (int i = 0; i < MARKET_PRINTS; i++) {
        struct print *print = &listing->prints[i];
        if (print->lots > 0)
            print->ticks = scaled(print->ticks, price);
    }
    memset(listing->mids, 0, sizeof listing->mids);
    halt_window_clear(&listing->window);
    series_rescale(&listing->series, price, size);
    listing->version++;
}

static void settle_expiry(struct market *market, const struct economy_event *event) {
    struct listing *listing = &market->listings[event->instrument];
    rescale(listing, event->ratio, 1);
    book_set_last(listing->book, listing->last);
}

static void split(struct market *market, const struct economy_event *event) {
    struct listing *listing = &market->listings[event->instrument];
    double ratio = (double)event->numerator / event->denominator;
    assert(listing->phase == PHASE_CLOSED);
    rescale(listing, 1 / ratio, ratio);
    book_free(listing->book);
    listing->book = listing_book(&market->table.rows[event->instrument], listing->last);
}

static void take_economy(struct market *market, uint64_t told) {
    uint32_t count;
    const struct economy_event *events = economy_events(&market->economy, &count);
    for (uint32_t i = 0; i < count; i++) {
        switch ((enum economy_event_kind)events[i].kind) {
        case ECONOMY_DIVIDEND:
            report_event(market, &events[i], MARKET_DIVIDEND);
            break;
        case ECONOMY_SPLIT:
            split(market, &events[i]);
            report_event(market, &events[i], MARKET_SPLIT);
            break;
        case ECONOMY_EXPIRY:
            settle_expiry(market, &events[i]);
            report_event(market, &events[i], MARKET_EXPIRY);
            break;
        }
    }
    economy_events_drain(&market->economy);
    for (; told < market->economy.news.count; told++)
        market_report(market, &(struct market_event){
                                  .kind = MARKET_NEWS, .news = told, .ms = market->now_ms});
}

/* ---- steps ---- */

static void begin_day(struct market *market, int64_t midnight) {
    market->block_seed = market->has_next_block_seed
                             ? market->next_block_seed
                             : economy_day_seed(market->seed, day_of(midnight));
    market->has_next_block_seed = false;
    if (market->tapes == NULL)
        economy_set_block(&market->economy, market->block_seed);
    for (uint32_t i = 0; i < market->table.count; i++) {
        struct listing *listing = &market->listings[i];
        listing->day_reference = listing->last;
        series_close(&listing->series, midnight, listing_blocks(market, i));
        agents_reseed(&listing->agents, market->block_seed, i);
        listing->version++;
    }
}

static void tell_halts(struct market *market, int64_t ms) {
    for (uint32_t i = 0; i < market->table.count; i++) {
        const struct instrument *row = &market->table.rows[i];
        struct news_item item = {.ms = ms, .kind = NEWS_HALT, .instruments = UINT32_C(1) << i};
        const struct listing *listing = &market->listings[i];
        if ((market->halts_untold & item.instruments) == 0)
            continue;
        bool up = listing->last > listing->day_reference;
        item.good = up;
        text_format(item.text, sizeof item.text,
                    "Trading in %s was paused for five minutes: its price moved by 10 %% within "
                    "five minutes. It reopens by auction.",
                    row->symbol);
        news_add(&market->economy.news, &item);
    }
    market->halts_untold = 0;
}

void world_step(struct market *market, int64_t ms) {
    uint64_t told = market->economy.news.count;
    if (ms % DAY_MS == 0)
        begin_day(market, ms);
    if (market->tapes == NULL && ms % PATH_STEP_MS == 0)
        economy_advance(&market->economy, ms);
    if (market->halts_untold != 0 && ms % market->listings[0].path.step_ms == 0)
        tell_halts(market, ms);
    take_economy(market, told);
    if (market->tapes == NULL && ms % MINUTE_MS == 0)
        publish(market, ms);
    if (market->alarm_ms == ms) {
        market->alarm_ms = GAMETIME_MAX;
        market_report(market, &(struct market_event){.kind = MARKET_ALARM, .ms = ms});
    }
}

void market_set_next_block_seed(struct market *market, uint64_t seed) {
    market->next_block_seed = seed;
    market->has_next_block_seed = true;
}
