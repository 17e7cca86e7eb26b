/* What the tests of whole markets share. */
#ifndef TEST_MARKET_WHOLE_H
#define TEST_MARKET_WHOLE_H

#include "market/market.h"
#include "unit/market/market_try.h"

#define WHOLE_SEED   5
#define WHOLE_PLAYER 3

static inline void whole_drop(void *context, struct candle_block *block) {
    (void)context;
    (void)block;
}

/* A market of `symbols` (empty: all) in which play starts at `start_ms`. */
static inline void whole_init(struct market *market, const char *symbols, int64_t start_ms,
                              int days, const struct block_sink *sink) {
    struct instrument_table content = try_table(), listed = content;
    struct company_table companies;
    cr_assert_eq(instruments_select(&listed, symbols, NULL), 0);
    try_companies(&companies);
    const struct market_plan plan = {
        .content = &content, .listed = &listed, .companies = &companies, .seed = WHOLE_SEED};
    market_init_economy(market, &plan, start_ms, days, sink);
}

static inline struct market *whole_market(const char *symbols, int64_t start_ms, int days) {
    const struct block_sink dropping = {.complete = whole_drop};
    struct market *market = mem_alloc(sizeof *market);
    whole_init(market, symbols, start_ms, days, &dropping);
    return market;
}

static inline void whole_discard(struct market *market) {
    market_clear(market);
    mem_free(market);
}

static inline struct buffer whole_encoded(struct market *market) {
    struct buffer bytes = {0};
    struct sink sink = buffer_sink(&bytes);
    market_events_drain(market);
    market_encode(market, &sink);
    return bytes;
}

static inline void whole_assert_same(struct market *one, struct market *other, const char *what) {
    struct buffer a = whole_encoded(one), b = whole_encoded(other);
    cr_assert(a.length == b.length && memcmp(a.bytes, b.bytes, a.length) == 0, "%s", what);
    buffer_clear(&a);
    buffer_clear(&b);
}

/* Decodes what `market` encodes into `*again`; both go on to `ms` and are the same. */
static inline void whole_assert_goes_on(struct market *market, struct market *again, int64_t ms,
                                        const char *what) {
    const struct block_sink dropping = {.complete = whole_drop};
    struct buffer bytes = whole_encoded(market);
    struct source source = source_of(bytes.bytes, bytes.length);
    struct error error = {0};
    cr_assert_eq(market_decode(again, NULL, 0, &dropping, &source, &error), 0, "%s: %s", what,
                 error.sentence);
    cr_assert(source_done(&source));
    whole_assert_same(market, again, what);
    market_advance(market, ms);
    market_advance(again, ms);
    whole_assert_same(market, again, what);
    market_clear(again);
    buffer_clear(&bytes);
}

static inline uint32_t whole_count(const struct market *market, enum market_event_kind kind) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < market->event_count; i++)
        count += market->events[i].kind == kind;
    return count;
}

static inline struct book_result whole_order(struct market *market, int instrument, uint32_t owner,
                                             enum side side, enum book_tif tif, int32_t limit,
                                             int64_t lots) {
    struct book_request request = {
        .side = side, .tif = tif, .limit = limit, .lots = lots, .owner = owner, .ref = 77};
    struct book_result result;
    market_submit(market, instrument, &request, &result);
    return result;
}

#endif
