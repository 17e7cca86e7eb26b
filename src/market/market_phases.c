/* Opening and closing, call auctions, halts: who may trade how, and when that changes. */
#include <assert.h>
#include <string.h>

#include "market/market_internal.h"

static bool has_auctions(const struct path *path) {
    return path->calendar == CALENDAR_EXCHANGE;
}

/* `turn_ms` less the time orders gather before it. */
static int64_t call_before(const struct path *path, int64_t turn_ms) {
    return turn_ms == GAMETIME_MAX || !has_auctions(path) ? turn_ms : turn_ms - AUCTION_CALL_MS;
}

enum phase phase_by_hours(const struct path *path, int64_t ms) {
    if (path_is_open(path, ms))
        return call_before(path, path_next_close(path, ms)) <= ms ? PHASE_CLOSING : PHASE_OPEN;
    return call_before(path, path_next_open(path, ms)) <= ms ? PHASE_OPENING : PHASE_CLOSED;
}

int64_t turn_by_hours(const struct path *path, enum phase phase, int64_t ms) {
    switch (phase) {
    case PHASE_CLOSED:
        return call_before(path, path_next_open(path, ms));
    case PHASE_OPENING:
        return path_next_open(path, ms);
    case PHASE_CLOSING:
        return path_next_close(path, ms);
    case PHASE_OPEN:
    case PHASE_HALTED:
    case PHASE_COUNT:
        break;
    }
    return call_before(path, path_next_close(path, ms));
}

/* ---- changes ---- */

static void enter(struct market *market, uint32_t index, enum phase phase, int64_t ms) {
    struct listing *listing = &market->listings[index];
    assert(listing->phase != phase);
    listing->phase = (uint8_t)phase;
    listing->halt_until_ms = GAMETIME_MAX;
    listing->version++;
    if (phase != PHASE_HALTED)
        listing->turn_ms = turn_by_hours(&listing->path, phase, ms);
    if (phase == PHASE_CLOSED || phase == PHASE_OPEN)
        memset(&listing->indication, 0, sizeof listing->indication);
    market_report(market, &(struct market_event){.kind = MARKET_PHASE,
                                                 .phase = (uint8_t)phase,
                                                 .instrument = (uint8_t)index,
                                                 .ms = ms});
}

/* One price for all that gathered. */
static void uncross(struct market *market, uint32_t index, int64_t ms) {
    struct listing *listing = &market->listings[index];
    if (!book_in_auction(listing->book))
        return;
    book_auction_end(listing->book);
    agents_see_book(&listing->agents, listing->book, true, ms);
    listing_take_events(market, index, ms);
}

static void quote(struct market *market, uint32_t index, int64_t ms) {
    struct pit pit = listing_pit(market, index, ms);
    agents_open(&market->listings[index].agents, &pit);
    listing_take_events(market, index, ms);
}

static void call(struct market *market, uint32_t index, enum phase phase, int64_t ms) {
    struct listing *listing = &market->listings[index];
    if (!book_in_auction(listing->book))
        book_auction_begin(listing->book);
    enter(market, index, phase, ms);
    if (phase == PHASE_OPENING)
        quote(market, index, ms);
    else
        book_auction_indication(listing->book, &listing->indication);
}

static void open_up(struct market *market, uint32_t index, int64_t ms) {
    uncross(market, index, ms);
    halt_window_clear(&market->listings[index].window);
    enter(market, index, PHASE_OPEN, ms);
    quote(market, index, ms);
}

static void close_down(struct market *market, uint32_t index, int64_t ms) {
    struct listing *listing = &market->listings[index];
    uncross(market, index, ms);
    agents_withdraw(&listing->agents, listing->book);
    listing_take_events(market, index, ms);
    series_close(&listing->series, ms, listing_blocks(market, index));
    memset(listing->mids, 0, sizeof listing->mids);
    enter(market, index, PHASE_CLOSED, ms);
}

static void turn(struct market *market, uint32_t index, int64_t ms) {
    struct listing *listing = &market->listings[index];
    bool auctions = has_auctions(&listing->path);
    switch ((enum phase)listing->phase) {
    case PHASE_CLOSED:
        if (auctions)
            call(market, index, PHASE_OPENING, ms);
        else
            open_up(market, index, ms);
        break;
    case PHASE_OPENING:
        open_up(market, index, ms);
        break;
    case PHASE_OPEN:
    case PHASE_HALTED:
        if (auctions)
            call(market, index, PHASE_CLOSING, ms);
        else
            close_down(market, index, ms);
        break;
    case PHASE_CLOSING:
    case PHASE_COUNT:
        close_down(market, index, ms);
        break;
    }
}

/* A halt that would outlast the trading day goes over into what ends it. */
void listing_halt(struct market *market, uint32_t index, int64_t ms) {
    struct listing *listing = &market->listings[index];
    assert(listing->phase == PHASE_OPEN);
    call(market, index, PHASE_HALTED, ms);
    listing->halt_until_ms = ms + HALT_MS;
    market->halts_untold |= UINT32_C(1) << index;
}

/* ---- what a listing does ---- */

/* The next end of DAY orders; a tape that is over has one more. */
static int64_t next_day_end(const struct market *market, uint32_t index, int64_t ms) {
    const struct listing *listing = &market->listings[index];
    bool over = listing->phase == PHASE_CLOSED && listing->turn_ms == GAMETIME_MAX;
    return over ? GAMETIME_MAX : calendar_day_end(market->table.rows[index].calendar, ms);
}

static void wake(struct market *market, uint32_t index, int64_t ms) {
    struct pit pit = listing_pit(market, index, ms);
    agents_wake(&market->listings[index].agents, &pit);
    listing_take_events(market, index, ms);
}

/* A day's closing auction is still its own; then its orders end; then the market closes or the next
 * day's opens. */
void listing_act(struct market *market, uint32_t index, int64_t ms) {
    struct listing *listing = &market->listings[index];
    bool day_ends = listing->day_end_ms == ms, turns = listing->turn_ms == ms;
    listing_attend(market, index, ms);
    if (turns && listing->phase == PHASE_CLOSING)
        uncross(market, index, ms);
    if (day_ends)
        market_report(market, &(struct market_event){
                                  .kind = MARKET_DAY_END, .instrument = (uint8_t)index, .ms = ms});
    if (turns)
        turn(market, index, ms);
    else if (listing->halt_until_ms == ms)
        open_up(market, index, ms);
    if (day_ends)
        listing->day_end_ms = next_day_end(market, index, ms);
    if (listing->agents.next_ms == ms)
        wake(market, index, ms);
}

void listing_begin(struct market *market, uint32_t index) {
    struct listing *listing = &market->listings[index];
    int64_t now = market->now_ms;
    enum phase phase = phase_by_hours(&listing->path, now);
    listing->halt_until_ms = GAMETIME_MAX;
    listing->turn_ms = turn_by_hours(&listing->path, PHASE_CLOSED, now);
    if (phase != PHASE_CLOSED) {
        listing_attend(market, index, now);
        if (phase == PHASE_OPEN)
            open_up(market, index, now);
        else
            call(market, index, phase, now);
        if (phase == PHASE_CLOSING)
            quote(market, index, now);
    }
    listing->day_end_ms = next_day_end(market, index, now);
    listing_schedule(market, index);
}
