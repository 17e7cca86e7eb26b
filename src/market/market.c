#include "market/market.h"

#include <assert.h>
#include <string.h>

#include "base/mem.h"
#include "market/market_internal.h"

#define EVENTS_FIRST 64

const char *const phase_words[] = {
#define X(name, word) word,
    PHASES(X)
#undef X
        NULL,
};

static struct listing *listing_at(struct market *market, int instrument) {
    assert(instrument >= 0 && (uint32_t)instrument < market->table.count);
    return &market->listings[instrument];
}

static const struct listing *listing_of(const struct market *market, int instrument) {
    assert(instrument >= 0 && (uint32_t)instrument < market->table.count);
    return &market->listings[instrument];
}

const struct block_sink *listing_blocks(struct market *market, uint32_t index) {
    market->block_instrument = (int)index;
    return &market->blocks;
}

/* ---- events ---- */

static void report(struct market *market, const struct market_event *event) {
    if (market->quiet)
        return;
    if (market->event_count == market->event_capacity) {
        uint32_t capacity = market->event_capacity > 0 ? market->event_capacity * 2 : EVENTS_FIRST;
        market->events = mem_resize(market->events, capacity, sizeof *market->events);
        market->event_capacity = capacity;
    }
    market->events[market->event_count++] = *event;
}

void market_events_drain(struct market *market) {
    market->event_count = 0;
}

static void report_phase(struct market *market, uint32_t index, int64_t ms) {
    report(market, &(struct market_event){.kind = MARKET_PHASE,
                                          .phase = market->listings[index].phase,
                                          .instrument = (uint8_t)index,
                                          .ms = ms});
}

static void report_fill(struct market *market, const struct market_event *trade, bool maker,
                        uint32_t owner, uint64_t ref) {
    struct market_event fill = *trade;
    if (owner == MARKET_AGENT_OWNER)
        return;
    fill.kind = MARKET_FILL;
    fill.side = (uint8_t)(maker ? SIDE_OTHER(trade->side) : trade->side);
    fill.maker = maker;
    fill.owner = owner;
    fill.ref = ref;
    report(market, &fill);
}

static void on_trade(struct market *market, uint32_t index, const struct book_event *event,
                     int64_t ms) {
    struct listing *listing = &market->listings[index];
    struct market_event trade = {.kind = MARKET_TRADE,
                                 .side = event->side,
                                 .instrument = (uint8_t)index,
                                 .ticks = event->ticks,
                                 .lots = event->lots,
                                 .ms = ms};
    listing->last = event->ticks;
    listing->prints[listing->print_at] = (struct print){
        .ms = ms, .ticks = event->ticks, .lots = event->lots, .taker_side = event->side};
    listing->print_at = (listing->print_at + 1) % MARKET_PRINTS;
    series_print(&listing->series, ms, event->ticks, (uint64_t)event->lots,
                 listing_blocks(market, index));
    report_fill(market, &trade, true, event->owner, event->ref);
    report_fill(market, &trade, false, event->taker_owner, event->taker_ref);
    report(market, &trade);
}

static void on_cancel(struct market *market, uint32_t index, const struct book_event *event,
                      int64_t ms) {
    if (event->owner == MARKET_AGENT_OWNER || event->reason == BOOK_BY_OWNER)
        return;
    report(market, &(struct market_event){.kind = MARKET_CANCEL,
                                          .side = event->side,
                                          .reason = event->reason,
                                          .instrument = (uint8_t)index,
                                          .owner = event->owner,
                                          .ref = event->ref,
                                          .ticks = event->ticks,
                                          .lots = event->lots,
                                          .ms = ms});
}

/* Folds what the book did at `ms` into the listing; returns the number of trades. */
static size_t take_events(struct market *market, uint32_t index, int64_t ms) {
    struct listing *listing = &market->listings[index];
    size_t count, trades = 0;
    const struct book_event *events = book_events(listing->book, &count);
    for (size_t i = 0; i < count; i++) {
        if (events[i].kind == BOOK_EVENT_TRADE) {
            on_trade(market, index, &events[i], ms);
            trades++;
        } else if (events[i].kind == BOOK_EVENT_CANCEL) {
            on_cancel(market, index, &events[i], ms);
        }
    }
    book_events_drain(listing->book);
    listing->version++;
    return trades;
}

/* ---- what a listing does ---- */

static int64_t earlier(int64_t a, int64_t b) {
    return a < b ? a : b;
}

void listing_schedule(struct market *market, uint32_t index) {
    const struct listing *listing = &market->listings[index];
    market->due[index] = earlier(listing->wake_ms, earlier(listing->turn_ms, listing->day_end_ms));
    assert(market->due[index] > market->now_ms);
}

static void remember_mid(struct listing *listing) {
    int32_t bid, ask;
    int64_t lots;
    bool both = book_best(listing->book, SIDE_BUY, &bid, &lots) &&
                book_best(listing->book, SIDE_SELL, &ask, &lots);
    listing->mids[listing->mid_at] = both ? (int64_t)bid + ask : 0;
    listing->mid_at = (listing->mid_at + 1) % MARKET_MIDS;
}

static void wake(struct market *market, uint32_t index, int64_t ms) {
    struct listing *listing = &market->listings[index];
    int64_t step = listing->path.step_ms;
    struct path_point point = path_at(&listing->path, ms);
    assert(phase_trades(listing->phase) && point.open);
    quoter_wake(&listing->quoter, &market->table.rows[index], listing->book, &point);
    if (take_events(market, index, ms) == 0)
        series_close(&listing->series, ms, listing_blocks(market, index));
    remember_mid(listing);
    listing->wake_ms = floor_to(ms - listing->offset_ms, step) + listing->offset_ms + step;
    assert(listing->wake_ms > ms);
}

static void open_up(struct market *market, uint32_t index, int64_t ms) {
    struct listing *listing = &market->listings[index];
    assert(listing->phase == PHASE_CLOSED);
    listing->phase = PHASE_OPEN;
    listing->wake_ms = ms;
    listing->turn_ms = path_next_close(&listing->path, ms);
    listing->version++;
}

static void close_down(struct market *market, uint32_t index, int64_t ms) {
    struct listing *listing = &market->listings[index];
    assert(listing->phase == PHASE_OPEN);
    quoter_withdraw(&listing->quoter, listing->book);
    take_events(market, index, ms);
    series_close(&listing->series, ms, listing_blocks(market, index));
    memset(listing->mids, 0, sizeof listing->mids);
    listing->phase = PHASE_CLOSED;
    listing->wake_ms = GAMETIME_MAX;
    listing->turn_ms = path_next_open(&listing->path, ms);
}

static void turn(struct market *market, uint32_t index, int64_t ms) {
    if (market->listings[index].phase == PHASE_OPEN)
        close_down(market, index, ms);
    else
        open_up(market, index, ms);
    report_phase(market, index, ms);
}

/* The next end of DAY orders; a tape that is over has one more. */
static int64_t next_day_end(const struct market *market, uint32_t index, int64_t ms) {
    const struct listing *listing = &market->listings[index];
    bool over = listing->phase == PHASE_CLOSED && listing->turn_ms == GAMETIME_MAX;
    return over ? GAMETIME_MAX : calendar_day_end(market->table.rows[index].calendar, ms);
}

/* All that listing `index` does at `ms`. A day ends before its market closes or the next opens. */
static void act(struct market *market, uint32_t index, int64_t ms) {
    struct listing *listing = &market->listings[index];
    bool day_ends = listing->day_end_ms == ms;
    if (day_ends)
        report(market, &(struct market_event){
                           .kind = MARKET_DAY_END, .instrument = (uint8_t)index, .ms = ms});
    if (listing->turn_ms == ms)
        turn(market, index, ms);
    if (day_ends)
        listing->day_end_ms = next_day_end(market, index, ms);
    if (listing->wake_ms == ms)
        wake(market, index, ms);
}

void listing_begin(struct market *market, uint32_t index) {
    struct listing *listing = &market->listings[index];
    int64_t now = market->now_ms;
    listing->wake_ms = GAMETIME_MAX;
    listing->turn_ms = path_next_open(&listing->path, now);
    if (path_is_open(&listing->path, now)) {
        open_up(market, index, now);
        wake(market, index, now);
    }
    listing->day_end_ms = next_day_end(market, index, now);
    listing_schedule(market, index);
}

/* ---- the clock ---- */

static int64_t next_midnight(const struct market *market) {
    return (day_of(market->now_ms) + 1) * DAY_MS;
}

int64_t market_next(const struct market *market) {
    int64_t next = market->alarm_ms;
    for (uint32_t i = 0; i < market->table.count; i++)
        next = earlier(next, market->due[i]);
    return next == GAMETIME_MAX ? next : earlier(next, next_midnight(market));
}

static void begin_day(struct market *market, int64_t midnight) {
    for (uint32_t i = 0; i < market->table.count; i++) {
        struct listing *listing = &market->listings[i];
        listing->day_reference = listing->last;
        series_close(&listing->series, midnight, listing_blocks(market, i));
        listing->version++;
    }
}

void market_step(struct market *market, int64_t ms) {
    assert(ms >= market->now_ms && ms <= market_next(market));
    if (ms == next_midnight(market) && market_next(market) == ms)
        begin_day(market, ms);
    market->now_ms = ms;
    for (uint32_t i = 0; i < market->table.count; i++) {
        if (market->due[i] != ms)
            continue;
        act(market, i, ms);
        listing_schedule(market, i);
    }
    if (market->alarm_ms == ms) {
        market->alarm_ms = GAMETIME_MAX;
        report(market, &(struct market_event){.kind = MARKET_ALARM, .ms = ms});
    }
}

void market_advance(struct market *market, int64_t ms) {
    assert(ms >= market->now_ms && ms < GAMETIME_MAX);
    for (int64_t next = market_next(market); next <= ms; next = market_next(market))
        market_step(market, next);
    market_step(market, ms);
}

/* ---- orders ---- */

void market_submit(struct market *market, int instrument, const struct book_request *request,
                   struct book_result *result) {
    struct listing *listing = listing_at(market, instrument);
    assert(phase_takes_orders(listing->phase) && request->owner != MARKET_AGENT_OWNER);
    book_submit(listing->book, request, result);
    take_events(market, (uint32_t)instrument, market->now_ms);
}

enum book_reason market_cancel(struct market *market, int instrument, book_handle handle,
                               enum book_reason why) {
    struct listing *listing = listing_at(market, instrument);
    enum book_reason reason = book_cancel(listing->book, handle, why);
    take_events(market, (uint32_t)instrument, market->now_ms);
    return reason;
}

void market_amend(struct market *market, int instrument, book_handle handle,
                  const struct book_change *change, struct book_result *result) {
    struct listing *listing = listing_at(market, instrument);
    assert(phase_takes_orders(listing->phase));
    book_amend(listing->book, handle, change, result);
    take_events(market, (uint32_t)instrument, market->now_ms);
}

void market_set_position(struct market *market, int instrument, uint32_t owner, int64_t lots) {
    book_set_position(listing_at(market, instrument)->book, owner, lots);
    take_events(market, (uint32_t)instrument, market->now_ms);
}

void market_set_alarm(struct market *market, int64_t ms) {
    assert(ms > market->now_ms);
    market->alarm_ms = ms;
}

void market_set_next_block_seed(struct market *market, uint64_t seed) {
    market->next_block_seed = seed;
    market->has_next_block_seed = true;
}

/* ---- prices ---- */

int32_t market_collar(const struct market *market, int instrument, enum side side) {
    const struct listing *listing = listing_of(market, instrument);
    int64_t reach;
    bool fits = fix8_muldiv(listing->last, market->table.rows[instrument].collar, FIX8_ONE,
                            FIX8_DOWN, &reach);
    assert(fits && reach < listing->last);
    int64_t worst = side == SIDE_BUY ? listing->last + reach : listing->last - reach;
    return worst > BOOK_TICKS_MAX ? BOOK_TICKS_MAX : (int32_t)worst;
}

static int64_t median(int64_t a, int64_t b, int64_t c) {
    int64_t low = a < b ? a : b;
    int64_t high = a < b ? b : a;
    return c < low ? low : c > high ? high : c;
}

static int64_t mean_mid(const struct listing *listing, int64_t none) {
    int64_t sum = 0, count = 0;
    for (int i = 0; i < MARKET_MIDS; i++) {
        sum += listing->mids[i];
        count += listing->mids[i] != 0;
    }
    return count > 0 ? sum / count : none;
}

int64_t market_mark_half_ticks(const struct market *market, int instrument) {
    const struct listing *listing = listing_of(market, instrument);
    int64_t last = 2 * (int64_t)listing->last, lots;
    int32_t bid, ask;
    if (!book_best(listing->book, SIDE_BUY, &bid, &lots) ||
        !book_best(listing->book, SIDE_SELL, &ask, &lots))
        return last;
    int64_t mid = (int64_t)bid + ask;
    return median(last, mid, mean_mid(listing, mid));
}
