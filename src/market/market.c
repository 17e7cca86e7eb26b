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

void market_report(struct market *market, const struct market_event *event) {
    if (market->quiet && event->kind != MARKET_NEWS)
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

/* ---- listings ---- */

static int64_t earlier(int64_t a, int64_t b) {
    return a < b ? a : b;
}

void listing_schedule(struct market *market, uint32_t index) {
    const struct listing *listing = &market->listings[index];
    market->due[index] = earlier(earlier(listing->agents.next_ms, listing->halt_until_ms),
                                 earlier(listing->turn_ms, listing->day_end_ms));
    assert(market->due[index] > market->now_ms);
}

struct pit listing_pit(const struct market *market, uint32_t index, int64_t ms) {
    const struct listing *listing = &market->listings[index];
    return (struct pit){.row = &market->table.rows[index],
                        .book = listing->book,
                        .ms = ms,
                        .call = !phase_trades(listing->phase),
                        .minute_ago = (double)listing->mids[listing->mid_at] / 2,
                        .pull = listing->pull};
}

static void remember_mid(struct listing *listing) {
    int32_t bid, ask;
    int64_t lots;
    bool both = phase_trades(listing->phase) && book_best(listing->book, SIDE_BUY, &bid, &lots) &&
                book_best(listing->book, SIDE_SELL, &ask, &lots);
    listing->mids[listing->mid_at] = both ? (int64_t)bid + ask : 0;
    listing->mid_at = (listing->mid_at + 1) % MARKET_MIDS;
}

void listing_attend(struct market *market, uint32_t index, int64_t ms) {
    struct listing *listing = &market->listings[index];
    if (ms < listing->agents.look_ms + listing->path.step_ms)
        return;
    remember_mid(listing);
    series_close(&listing->series, ms, listing_blocks(market, index));
    struct path_point point = path_at(&listing->path, ms);
    agents_look(&listing->agents, &market->table.rows[index], &point, ms);
    listing->version++;
}

/* ---- the clock ---- */

static int64_t earliest_due(const struct market *market) {
    int64_t next = GAMETIME_MAX;
    for (uint32_t i = 0; i < market->table.count; i++)
        next = earlier(next, market->due[i]);
    return next;
}

int64_t market_next(const struct market *market) {
    return earlier(earliest_due(market), world_next(market));
}

static void act(struct market *market, uint32_t index, int64_t ms) {
    listing_act(market, index, ms);
    listing_schedule(market, index);
}

void market_step(struct market *market, int64_t ms) {
    assert(ms >= market->now_ms && ms <= market_next(market));
    bool world = ms == world_next(market);
    market->now_ms = ms;
    if (world)
        world_step(market, ms);
    for (uint32_t i = 0; i < market->table.count; i++) {
        if (market->due[i] == ms)
            act(market, i, ms);
    }
}

/* One listing alone, up to but not including `end_ms`. */
static void run(struct market *market, uint32_t index, int64_t end_ms) {
    while (market->due[index] < end_ms) {
        int64_t ms = market->due[index];
        market->now_ms = ms;
        act(market, index, ms);
    }
}

/* Between two steps of the world each listing is on its own, so that it may run ahead while its
 * book is warm in the caches. Nobody listens: the order of events does not matter. */
static void advance_quietly(struct market *market, int64_t ms) {
    while (market->now_ms < ms) {
        int64_t from = market->now_ms, world = world_next(market);
        int64_t end = world <= ms ? world : ms + 1;
        for (uint32_t i = 0; i < market->table.count; i++) {
            market->now_ms = from;
            run(market, i, end);
        }
        market->now_ms = world <= ms ? from : ms;
        if (world <= ms)
            market_step(market, world);
    }
}

void market_advance(struct market *market, int64_t ms) {
    assert(ms >= market->now_ms && ms < GAMETIME_MAX);
    if (market->quiet)
        advance_quietly(market, ms);
    for (int64_t next = market_next(market); next <= ms; next = market_next(market))
        market_step(market, next);
    market_step(market, ms);
}

/* ---- orders ---- */

void market_submit(struct market *market, int instrument, const struct book_request *request,
                   struct book_result *result) {
    struct listing *listing = listing_at(market, instrument);
    assert(phase_takes_orders(listing->phase) && request->owner != MARKET_AGENT_OWNER);
    listing_attend(market, (uint32_t)instrument, market->now_ms);
    book_submit(listing->book, request, result);
    listing_take_events(market, (uint32_t)instrument, market->now_ms);
    listing_schedule(market, (uint32_t)instrument);
}

enum book_reason market_cancel(struct market *market, int instrument, book_handle handle,
                               enum book_reason why) {
    struct listing *listing = listing_at(market, instrument);
    enum book_reason reason = book_cancel(listing->book, handle, why);
    listing_take_events(market, (uint32_t)instrument, market->now_ms);
    return reason;
}

void market_amend(struct market *market, int instrument, book_handle handle,
                  const struct book_change *change, struct book_result *result) {
    struct listing *listing = listing_at(market, instrument);
    assert(phase_takes_orders(listing->phase));
    listing_attend(market, (uint32_t)instrument, market->now_ms);
    book_amend(listing->book, handle, change, result);
    listing_take_events(market, (uint32_t)instrument, market->now_ms);
    listing_schedule(market, (uint32_t)instrument);
}

void market_set_position(struct market *market, int instrument, uint32_t owner, int64_t lots) {
    book_set_position(listing_at(market, instrument)->book, owner, lots);
    listing_take_events(market, (uint32_t)instrument, market->now_ms);
}

void market_set_alarm(struct market *market, int64_t ms) {
    assert(ms > market->now_ms);
    market->alarm_ms = ms;
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
    if (!phase_trades(listing->phase) || !book_best(listing->book, SIDE_BUY, &bid, &lots) ||
        !book_best(listing->book, SIDE_SELL, &ask, &lots))
        return last;
    int64_t mid = (int64_t)bid + ask;
    return median(last, mid, mean_mid(listing, mid));
}
