#include "market/market.h"

#include <assert.h>
#include <string.h>

#include "base/mem.h"
#include "market/market_internal.h"

#define MARKET_ENCODING 1 /* first byte; another form gets another number */

/* A path may be this far behind or ahead of the market: over a closed stretch. */
#define PATH_SLACK_MS (30 * DAY_MS)

static void encode_prints(const struct listing *listing, const struct sink *sink) {
    for (int i = 0; i < MARKET_PRINTS; i++) {
        const struct print *print = &listing->prints[i];
        put_i64(sink, print->ms);
        put_i32(sink, print->ticks);
        put_i64(sink, print->lots);
        put_u8(sink, print->taker_side);
    }
    put_u32(sink, listing->print_at);
}

static void encode_listing(const struct listing *listing, const struct sink *sink) {
    path_encode(&listing->path, sink);
    quoter_encode(&listing->quoter, sink);
    book_encode(listing->book, sink);
    series_encode(&listing->series, sink);
    put_u8(sink, listing->phase);
    put_i32(sink, listing->last);
    put_i32(sink, listing->day_reference);
    for (int i = 0; i < MARKET_MIDS; i++)
        put_i64(sink, listing->mids[i]);
    put_u32(sink, listing->mid_at);
    encode_prints(listing, sink);
    put_u64(sink, listing->version);
    put_i64(sink, listing->offset_ms);
    put_i64(sink, listing->wake_ms);
    put_i64(sink, listing->turn_ms);
    put_i64(sink, listing->day_end_ms);
}

void market_encode(const struct market *market, const struct sink *sink) {
    assert(market->event_count == 0);
    put_u8(sink, MARKET_ENCODING);
    instruments_encode(&market->table, sink);
    put_u64(sink, market->seed);
    put_i64(sink, market->now_ms);
    put_i64(sink, market->pace);
    put_i64(sink, market->alarm_ms);
    for (uint32_t i = 0; i < market->table.count; i++)
        encode_listing(&market->listings[i], sink);
}

/* ---- decoding ---- */

static void decode_prints(struct listing *listing, struct source *source) {
    for (int i = 0; i < MARKET_PRINTS; i++) {
        struct print *print = &listing->prints[i];
        print->ms = get_i64(source);
        print->ticks = get_i32(source);
        print->lots = get_i64(source);
        print->taker_side = get_bool(source);
    }
    listing->print_at = get_count(source, MARKET_PRINTS - 1);
}

static bool is_price(int64_t ticks) {
    return ticks >= 1 && ticks <= BOOK_TICKS_MAX;
}

/* Times lie ahead; the agent wakes when, and only when, its market is open. */
static bool times_are_sane(const struct market *market, const struct listing *listing) {
    const struct path *path = &listing->path;
    int64_t now = market->now_ms;
    return listing->wake_ms > now && listing->turn_ms > now && listing->day_end_ms > now &&
           listing->offset_ms >= 0 && listing->offset_ms < path->step_ms &&
           (listing->phase == PHASE_OPEN) == path_is_open(path, now) &&
           (listing->phase == PHASE_OPEN) == (listing->wake_ms != GAMETIME_MAX) &&
           listing->turn_ms == (listing->phase == PHASE_OPEN ? path_next_close(path, now)
                                                             : path_next_open(path, now)) &&
           (path->kind == PATH_TAPE ||
            (path->walk.next_ms > now - PATH_SLACK_MS && path->walk.next_ms < now + PATH_SLACK_MS));
}

static bool prices_are_sane(const struct listing *listing) {
    bool sane = is_price(listing->last) && is_price(listing->day_reference);
    for (int i = 0; i < MARKET_MIDS; i++)
        sane = sane && listing->mids[i] >= 0 && listing->mids[i] <= 2 * (int64_t)BOOK_TICKS_MAX;
    for (int i = 0; i < MARKET_PRINTS; i++) {
        const struct print *print = &listing->prints[i];
        sane = sane && print->lots >= 0 && print->lots <= BOOK_LOTS_MAX &&
               (print->lots == 0 || is_price(print->ticks));
    }
    return sane;
}

static uint32_t times_quoted(const struct quoter *quoter, book_handle handle) {
    uint32_t times = 0;
    for (int side = SIDE_BUY; side <= SIDE_SELL; side++)
        for (uint32_t level = 0; level < QUOTER_LEVELS; level++)
            times += quoter->quotes[side][level].handle == handle;
    return times;
}

/* What the agent takes for its quotes is all that is its own in the book, and nothing else. */
static bool quotes_agree(const struct listing *listing) {
    uint32_t resting = 0;
    for (int side = SIDE_BUY; side <= SIDE_SELL; side++) {
        for (uint32_t level = 0; level < QUOTER_LEVELS; level++) {
            const struct quote *quote = &listing->quoter.quotes[side][level];
            struct book_request order;
            if (!book_order(listing->book, quote->handle, &order))
                continue; /* it was taken */
            if (order.owner != MARKET_AGENT_OWNER || order.side != (enum side)side ||
                order.limit != quote->ticks || times_quoted(&listing->quoter, quote->handle) != 1)
                return false;
            resting++;
        }
    }
    return resting == book_owned_count(listing->book, MARKET_AGENT_OWNER);
}

static int decode_parts(struct listing *listing, const struct instrument *row,
                        const struct tape *tape, struct source *source, struct error *error) {
    int code = path_decode(&listing->path, row, tape, source, error);
    if (code == 0)
        code = quoter_decode(&listing->quoter, row, source, error);
    if (code == 0)
        code = book_decode(&listing->book, source, error);
    if (code == 0)
        code = series_decode(&listing->series, source, error);
    return code;
}

static int decode_listing(struct market *market, uint32_t index, struct source *source,
                          struct error *error) {
    struct listing *listing = &market->listings[index];
    const struct instrument *row = &market->table.rows[index];
    const struct tape *tape = market->tapes != NULL ? &market->tapes[index] : NULL;
    int code = decode_parts(listing, row, tape, source, error);
    if (code != 0)
        return code;
    listing->phase = get_u8(source);
    listing->last = get_i32(source);
    listing->day_reference = get_i32(source);
    for (int i = 0; i < MARKET_MIDS; i++)
        listing->mids[i] = get_i64(source);
    listing->mid_at = get_count(source, MARKET_MIDS - 1);
    decode_prints(listing, source);
    listing->version = get_u64(source);
    listing->offset_ms = get_i64(source);
    listing->wake_ms = get_i64(source);
    listing->turn_ms = get_i64(source);
    listing->day_end_ms = get_i64(source);
    if (source->bad || !times_are_sane(market, listing) || !prices_are_sane(listing) ||
        !quotes_agree(listing))
        return error_set(error, ERROR_STORAGE, "The market of %s is damaged.", row->symbol);
    listing_schedule(market, index);
    return 0;
}

static int decode_head(struct market *market, uint32_t tape_count, struct source *source,
                       struct error *error) {
    if (get_u8(source) != MARKET_ENCODING)
        return error_set(error, ERROR_STORAGE, "This snapshot of a market is of another form.");
    int code = instruments_decode(&market->table, source, error);
    market->seed = get_u64(source);
    market->now_ms = get_i64(source);
    market->pace = get_i64(source);
    market->alarm_ms = get_i64(source);
    if (code != 0)
        return code;
    bool sane = !source->bad && market->table.count > 0 &&
                market->now_ms > GAMETIME_MIN + WEEK_MS &&
                market->now_ms < GAMETIME_MAX - WEEK_MS && market->pace > 0 &&
                market->alarm_ms > market->now_ms && market->alarm_ms <= GAMETIME_MAX;
    if (!sane)
        return error_set(error, ERROR_STORAGE, "The market of this snapshot is damaged.");
    if (market->tapes != NULL && tape_count != market->table.count)
        return error_set(error, ERROR_STORAGE, "This snapshot was made with other tapes.");
    return 0;
}

int market_decode(struct market *market, const struct tape *tapes, uint32_t tape_count,
                  const struct block_sink *blocks, struct source *source, struct error *error) {
    assert((tapes != NULL) == (tape_count > 0));
    memset(market, 0, sizeof *market);
    market->tapes = tapes;
    market->blocks = *blocks;
    int code = decode_head(market, tape_count, source, error);
    for (uint32_t i = 0; code == 0 && i < market->table.count; i++)
        code = decode_listing(market, i, source, error);
    if (code != 0)
        market_clear(market);
    return code;
}
