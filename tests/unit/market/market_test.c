#include <math.h>
#include <stdlib.h>

#include "unit/market/market_whole.h"

#define SEED   WHOLE_SEED
#define PLAYER WHOLE_PLAYER

/* ---- blocks that completed ---- */

struct collected {
    uint32_t blocks;
    uint64_t candles;
    uint64_t instruments; /* a bit each */
    const struct market *market;
};

static void collect(void *context, struct candle_block *block) {
    struct collected *collected = context;
    collected->blocks++;
    collected->candles += block->count;
    collected->instruments |= UINT64_C(1) << collected->market->block_instrument;
}

/* ---- markets ---- */

static struct market *collecting_market(const char *symbols, struct collected *collected) {
    const struct block_sink collecting = {.complete = collect, .context = collected};
    struct market *market = mem_alloc(sizeof *market);
    collected->market = market;
    whole_init(market, symbols, try_start(), 1, &collecting);
    return market;
}

static struct market *new_market(const char *symbols, int days) {
    return whole_market(symbols, try_start(), days);
}

static const struct block_sink dropping = {.complete = whole_drop};

static struct book_result order(struct market *market, int instrument, enum side side,
                                enum book_tif tif, int32_t limit, int64_t lots) {
    return whole_order(market, instrument, PLAYER, side, tif, limit, lots);
}

/* ---- the clock ---- */

/* Goes to `end` in random slices. */
static void advance_sliced(struct market *market, int64_t end, uint64_t seed) {
    struct random random = random_named(seed, "slices", 0);
    while (market->now_ms < end) {
        int64_t to = market->now_ms +
                     random_between(&random, 0, 3 * HOUR_MS) * (int64_t)random_below(&random, 2) +
                     (int64_t)random_below(&random, 40000);
        market_advance(market, to < end ? to : end);
    }
}

/* Both get the same orders at the same times. */
static void play(struct market *market, int64_t from, uint64_t slices) {
    for (int hour = 1; hour <= 12; hour++) {
        if (slices == 0)
            market_advance(market, from + hour * HOUR_MS);
        else
            advance_sliced(market, from + hour * HOUR_MS, slices + (uint64_t)hour);
        for (uint32_t i = 0; i < market->table.count; i++) {
            enum side side = (uint32_t)hour % 2 == i % 2 ? SIDE_BUY : SIDE_SELL;
            if (!phase_trades(market->listings[i].phase))
                continue;
            order(market, (int)i, side, BOOK_IOC, market_collar(market, (int)i, side), 3);
            order(market, (int)i, side, BOOK_REST, market->listings[i].last, 2);
        }
    }
}

Test(market, states_are_equal_however_time_is_sliced) {
    int64_t start = try_start();
    struct market *whole = new_market("BTC-USD,SPX-FUT,EURUSD,KEST,BOND", 0);
    play(whole, start, 0);
    for (uint64_t seed = 1; seed <= 2; seed++) {
        struct market *sliced = new_market("BTC-USD,SPX-FUT,EURUSD,KEST,BOND", 0);
        play(sliced, start, seed * 1000);
        market_advance(whole, whole->now_ms);
        whole_assert_same(whole, sliced, "sliced");
        whole_discard(sliced);
    }
    whole_discard(whole);
}

Test(market, decoded_it_goes_on_identically) {
    struct market *market = new_market("ETH-USD,GOLD-CFD,KEST", 1);
    static struct market again;
    market_advance(market, try_start() + 90 * MINUTE_MS);
    order(market, 0, SIDE_BUY, BOOK_REST, market->listings[0].last - 40, 5);
    struct buffer bytes = whole_encoded(market);
    struct source source = source_of(bytes.bytes, bytes.length);
    struct error error = {0};
    cr_assert_eq(market_decode(&again, NULL, 0, &dropping, &source, &error), 0, "%s",
                 error.sentence);
    cr_assert(source_done(&source));
    whole_assert_same(market, &again, "decoded");
    market_advance(market, try_start() + DAY_MS);
    market_advance(&again, try_start() + DAY_MS);
    whole_assert_same(market, &again, "a day later");
    market_clear(&again);
    buffer_clear(&bytes);
    whole_discard(market);
}

Test(market, a_damaged_snapshot_is_refused_or_runs) {
    struct market *market = new_market("SPX-FUT,KEST", 0);
    static struct market again;
    market_advance(market, try_start() + HOUR_MS);
    struct buffer bytes = whole_encoded(market);
    struct random random = random_named(SEED, "damage", 0);
    for (int i = 0; i < 300; i++) {
        uint32_t at = random_below(&random, (uint32_t)bytes.length);
        uint8_t before = bytes.bytes[at];
        bytes.bytes[at] ^= (uint8_t)(1 + random_below(&random, 255));
        struct source source = source_of(bytes.bytes, bytes.length);
        if (market_decode(&again, NULL, 0, &dropping, &source, NULL) == 0)
            market_clear(&again);
        bytes.bytes[at] = before;
    }
    for (size_t cut = 0; cut < bytes.length; cut += 97) {
        struct source source = source_of(bytes.bytes, cut);
        cr_assert_eq(market_decode(&again, NULL, 0, &dropping, &source, NULL), ERROR_STORAGE);
    }
    buffer_clear(&bytes);
    whole_discard(market);
}

/* ---- history ---- */

Test(market, a_new_market_has_made_its_history_and_stands_at_its_start_prices) {
    struct instrument_table table = try_table();
    struct collected collected = {.blocks = 0};
    static struct candle days[600];
    struct market *market = collecting_market("", &collected);
    market->quiet = true;
    market_advance(market, try_start());
    cr_assert_eq(market->event_count, whole_count(market, MARKET_NEWS));
    cr_assert_eq(market->pace, 60);
    for (uint32_t i = 0; i < table.count; i++) {
        const struct listing *listing = &market->listings[i];
        int32_t start = (int32_t)(table.rows[i].start / table.rows[i].tick);
        cr_assert(phase_trades(listing->phase), "all trade on Monday 14:30");
        cr_assert_leq(abs(path_ticks(&listing->path) - start), 1, "%s: %d", table.rows[i].symbol,
                      path_ticks(&listing->path) - start);
        cr_assert_lt(abs(listing->last - start), start / 100 + 2, "%s", table.rows[i].symbol);
        cr_assert_leq(llabs(market_mark_half_ticks(market, (int)i) - 2 * start), start / 50 + 4);
        size_t count = series_last(&listing->series, FRAME_1D, days, 600);
        cr_assert_geq(count + collected.candles, 500);
        cr_assert_eq(market_least_frame(market, (int)i), FRAME_1M);
    }
    whole_discard(market);
}

Test(market, minutes_join_and_have_no_large_holes) {
    struct market *market = new_market("BTC-USD", 2);
    static struct candle bars[2000];
    market->quiet = true;
    market_advance(market, try_start());
    size_t count = series_last(&market->listings[0].series, FRAME_1M, bars, 2000);
    cr_assert_gt(count, 800);
    for (size_t i = 1; i < count; i++) {
        cr_assert_leq(bars[i].ms, bars[i - 1].ms + 5 * MINUTE_MS);
        cr_assert_lt(abs(bars[i].open - bars[i - 1].close), bars[i].open / 100);
        cr_assert(bars[i].low <= bars[i].open && bars[i].open <= bars[i].high);
        cr_assert(bars[i].low <= bars[i].close && bars[i].close <= bars[i].high);
    }
    whole_discard(market);
}

Test(market, blocks_are_handed_over_with_their_instrument) {
    struct collected collected = {.blocks = 0};
    struct market *market = collecting_market("BTC-USD,ETH-USD", &collected);
    uint32_t before = collected.blocks;
    collected.candles = collected.instruments = 0;
    market_advance(market, floor_to(try_start(), DAY_MS));
    cr_assert_eq(collected.blocks - before, 2, "one day of minutes each");
    cr_assert_leq(collected.candles, 2 * 570, "from 14:30 to midnight");
    cr_assert_gt(collected.candles, 2 * 550);
    cr_assert_eq(collected.instruments, 3);
    whole_discard(market);
}

/* ---- orders and events ---- */

Test(market, a_market_order_fills_and_is_reported_to_its_owner_only) {
    struct market *market = new_market("BTC-USD,KEST", 0);
    for (int i = 0; i < 2; i++) {
        market_events_drain(market);
        int32_t limit = market_collar(market, i, SIDE_BUY);
        struct book_result result = order(market, i, SIDE_BUY, BOOK_IOC, limit, 150);
        cr_assert_eq(result.filled, 150);
        int64_t lots = 0;
        for (uint32_t e = 0; e < market->event_count; e++) {
            const struct market_event *event = &market->events[e];
            cr_assert(event->instrument == i && event->ms == market->now_ms);
            if (event->kind != MARKET_FILL)
                continue;
            cr_assert(event->owner == PLAYER && event->ref == 77 && !event->maker &&
                      event->side == SIDE_BUY);
            lots += event->lots;
        }
        cr_assert_eq(lots, 150);
        cr_assert_geq(whole_count(market, MARKET_TRADE), 1);
        cr_assert_eq(market->listings[i]
                         .prints[(market->listings[i].print_at + MARKET_PRINTS - 1) % MARKET_PRINTS]
                         .ticks,
                     market->listings[i].last);
    }
    whole_discard(market);
}

Test(market, what_an_order_does_not_get_is_cancelled_and_what_rests_is_a_maker) {
    struct market *market = new_market("BTC-USD", 0);
    const struct listing *listing = &market->listings[0];
    market_events_drain(market);
    order(market, 0, SIDE_BUY, BOOK_IOC, listing->last - 1000, 10);
    cr_assert_eq(whole_count(market, MARKET_CANCEL), 1);
    cr_assert_eq(market->events[0].reason, BOOK_REST_DROPPED);
    market_events_drain(market);
    struct book_result bid = order(market, 0, SIDE_BUY, BOOK_REST, listing->last - 300, 10);
    struct book_result ask = order(market, 0, SIDE_SELL, BOOK_REST, listing->last + 300, 10);
    cr_assert(bid.rested == 10 && ask.rested == 10);
    uint32_t maker_fills = 0;
    for (int64_t ms = 0; ms < 10 * DAY_MS && maker_fills < 2; ms += HOUR_MS) {
        market_advance(market, try_start() + ms);
        for (uint32_t i = 0; i < market->event_count; i++) {
            const struct market_event *event = &market->events[i];
            if (event->kind != MARKET_FILL)
                continue;
            cr_assert(event->maker && event->lots <= 10);
            maker_fills++;
        }
        market_events_drain(market);
    }
    cr_assert_geq(maker_fills, 2, "300 ticks are an hour's move");
    struct book_result far = order(market, 0, SIDE_BUY, BOOK_REST, 1000, 10);
    market_events_drain(market);
    cr_assert_eq(market_cancel(market, 0, far.handle, BOOK_BY_OWNER), BOOK_OK);
    cr_assert_eq(market_cancel(market, 0, far.handle, BOOK_BY_OWNER), BOOK_NO_ORDER);
    cr_assert_eq(market->event_count, 0, "who asked knows");
    whole_discard(market);
}

Test(market, markets_open_close_and_end_their_days_at_their_hours) {
    static const struct {
        const char *symbol;
        const char *kinds[3]; /* opened, closed, day end: in a week from Monday 14:30 */
    } rules[] = {{"KEST", {"4", "5", "5"}},
                 {"EURUSD", {"1", "1", "7"}},
                 {"SPX-FUT", {"5", "5", "7"}},
                 {"BTC-USD", {"0", "0", "7"}}};
    for (size_t r = 0; r < ARRAY_LEN(rules); r++) {
        int64_t start = try_time("2025-01-27 14:30");
        struct market *market = whole_market(rules[r].symbol, start, 0);
        uint32_t counts[3] = {0};
        for (int64_t ms = start; ms < start + WEEK_MS; ms += HOUR_MS) {
            market_advance(market, ms + HOUR_MS - 1);
            for (uint32_t i = 0; i < market->event_count; i++) {
                const struct market_event *event = &market->events[i];
                counts[0] += event->kind == MARKET_PHASE && event->phase == PHASE_OPEN;
                counts[1] += event->kind == MARKET_PHASE && event->phase == PHASE_CLOSED;
                counts[2] += event->kind == MARKET_DAY_END;
                if (event->kind == MARKET_PHASE && event->phase == PHASE_CLOSED)
                    cr_assert_eq(book_order_count(market->listings[0].book), 0);
            }
            market_events_drain(market);
        }
        for (int k = 0; k < 3; k++)
            cr_assert_eq(counts[k], (uint32_t)atoi(rules[r].kinds[k]), "%s %d: %u", rules[r].symbol,
                         k, counts[k]);
        whole_discard(market);
    }
}

Test(market, change_is_against_the_last_trade_before_midnight) {
    struct market *market = new_market("BTC-USD", 0);
    struct listing *listing = &market->listings[0];
    int64_t midnight = floor_to(try_start(), DAY_MS) + DAY_MS;
    market_advance(market, midnight - 1);
    int32_t last = listing->last, before = listing->day_reference;
    cr_assert_neq(last, before);
    market_advance(market, midnight);
    cr_assert_eq(listing->day_reference, last);
    market_advance(market, midnight + HOUR_MS);
    cr_assert_eq(listing->day_reference, last);
    whole_discard(market);
}

Test(market, the_mark_is_the_median_of_trade_mid_and_mean_mid) {
    struct market *market = new_market("BTC-USD", 0);
    struct listing *listing = &market->listings[0];
    market_advance(market, try_start() + 10 * MINUTE_MS);
    int64_t mid, mean = 0, lots;
    int32_t bid, ask;
    cr_assert(book_best(listing->book, SIDE_BUY, &bid, &lots) &&
              book_best(listing->book, SIDE_SELL, &ask, &lots));
    mid = bid + ask;
    for (int i = 0; i < MARKET_MIDS; i++)
        mean += listing->mids[i];
    mean /= MARKET_MIDS;
    int64_t upper = mid > mean ? mid : mean, lower = mid < mean ? mid : mean;
    listing->last = (int32_t)(upper / 2 + 500);
    cr_assert_eq(market_mark_half_ticks(market, 0), upper, "one far trade moves it little");
    listing->last = (int32_t)(lower / 2 - 500);
    cr_assert_eq(market_mark_half_ticks(market, 0), lower);
    agents_withdraw(&listing->agents, listing->book);
    cr_assert_eq(market_mark_half_ticks(market, 0), 2 * (int64_t)listing->last);
    whole_discard(market);
}

Test(market, the_collar_is_a_share_of_the_last_trade) {
    struct market *market = new_market("BTC-USD,EURUSD", 0);
    market->listings[0].last = 100000;
    market->listings[1].last = 110000;
    cr_assert_eq(market_collar(market, 0, SIDE_BUY), 103000);
    cr_assert_eq(market_collar(market, 0, SIDE_SELL), 97000);
    cr_assert_eq(market_collar(market, 1, SIDE_BUY), 110550);
    cr_assert_eq(market_collar(market, 1, SIDE_SELL), 109450);
    whole_discard(market);
}
