/* Opening, closing, auctions, halts, and what else comes with the clock. */
#include <math.h>
#include <stdlib.h>

#include "unit/market/market_whole.h"

#define OTHER 4

/* 09:00 of a Tuesday on which the exchange trades: markets start there without history. */
static int64_t morning(void) {
    return try_time("2025-01-14 09:00");
}

static int64_t at(int hour, int minute) {
    return floor_to(morning(), DAY_MS) + hour * HOUR_MS + minute * MINUTE_MS;
}

/* ---- the exchange's day ---- */

Test(phase, the_exchange_calls_opens_calls_again_and_closes) {
    static const struct {
        int hour, minute;
        enum phase phase;
    } day[] = {{14, 25, PHASE_OPENING},
               {14, 30, PHASE_OPEN},
               {20, 55, PHASE_CLOSING},
               {21, 0, PHASE_CLOSED}};
    struct market *market = whole_market("KEST", morning(), 0);
    struct listing *listing = &market->listings[0];
    for (size_t i = 0; i < ARRAY_LEN(day); i++) {
        int64_t ms = at(day[i].hour, day[i].minute);
        cr_assert_eq(listing->turn_ms, ms);
        market_advance(market, ms - 1);
        cr_assert_eq(whole_count(market, MARKET_PHASE), 0);
        market_events_drain(market);
        market_advance(market, ms);
        cr_assert_eq(whole_count(market, MARKET_PHASE), 1);
        cr_assert_eq(listing->phase, day[i].phase);
        cr_assert_eq(book_in_auction(listing->book),
                     day[i].phase == PHASE_OPENING || day[i].phase == PHASE_CLOSING);
        market_events_drain(market);
    }
    cr_assert_eq(book_order_count(listing->book), 0, "agents' orders of the day are gone");
    whole_discard(market);
}

/* All prints at the end of a call have one price, and the indication told it. */
static void assert_auction(struct market *market, int64_t ms, int64_t least) {
    const struct listing *listing = &market->listings[0];
    int32_t ticks = 0;
    int64_t lots = 0;
    market_advance(market, ms - 1);
    cr_assert_eq(whole_count(market, MARKET_TRADE), 0, "nothing trades in a call");
    struct book_indication told = listing->indication;
    cr_assert(told.ticks > 0 && told.lots >= least);
    market_events_drain(market);
    market_advance(market, ms);
    for (uint32_t i = 0; i < market->event_count; i++) {
        const struct market_event *event = &market->events[i];
        if (event->kind != MARKET_TRADE)
            continue;
        cr_assert(ticks == 0 || event->ticks == ticks);
        ticks = event->ticks;
        lots += event->lots;
    }
    cr_assert_gt(lots, 0);
    cr_assert_leq(abs(ticks - told.ticks), ticks / 200 + 2, "the last step may still move it");
    cr_assert_eq(listing->indication.lots, 0);
    market_events_drain(market);
}

Test(phase, auctions_print_one_price_that_was_indicated_with_players_in_them) {
    struct market *market = whole_market("KEST", morning(), 0);
    const struct listing *listing = &market->listings[0];
    market_advance(market, at(14, 25));
    struct book_result bought = whole_order(market, 0, WHOLE_PLAYER, SIDE_BUY, BOOK_REST,
                                            listing->last + listing->last / 50, 100);
    cr_assert(bought.filled == 0 && bought.rested == 100);
    cr_assert_gt(listing->indication.lots, 0, "kept fresh");
    market_events_drain(market);
    assert_auction(market, at(14, 30), 100);
    cr_assert_not(book_order(listing->book, bought.handle, &(struct book_request){.lots = 0}));
    market_advance(market, at(20, 55));
    market_events_drain(market);
    assert_auction(market, at(21, 0), 1);
    whole_discard(market);
}

Test(phase, makers_quote_at_once_after_the_opening_auction) {
    struct instrument_table table = try_table();
    struct market *market = whole_market("", morning(), 0);
    market_advance(market, at(14, 30));
    for (uint32_t i = 0; i < table.count; i++) {
        int32_t bid, ask;
        int64_t lots;
        const struct listing *listing = &market->listings[i];
        cr_assert_eq(listing->phase, PHASE_OPEN, "%s", table.rows[i].symbol);
        cr_assert(book_best(listing->book, SIDE_BUY, &bid, &lots) &&
                  book_best(listing->book, SIDE_SELL, &ask, &lots));
        cr_assert_lt(abs(ask - listing->last), listing->last / 100 + 3);
    }
    whole_discard(market);
}

/* ---- halts ---- */

/* A seller sweeps everything down to another player's bid 12 % below. */
static void crash(struct market *market) {
    const struct listing *listing = &market->listings[0];
    int32_t low = listing->last - listing->last * 12 / 100;
    whole_order(market, 0, OTHER, SIDE_BUY, BOOK_REST, low, 10);
    whole_order(market, 0, WHOLE_PLAYER, SIDE_SELL, BOOK_IOC, low,
                2 * market->table.rows[0].largest / market->table.rows[0].lot);
}

Test(phase, a_move_of_ten_percent_halts_for_five_minutes_and_is_news) {
    struct market *market = whole_market("BTC-USD", morning(), 0);
    const struct listing *listing = &market->listings[0];
    int64_t halted = morning() + 10 * MINUTE_MS + 123;
    market_advance(market, halted);
    int32_t before = listing->last;
    market_events_drain(market);
    crash(market);
    cr_assert_eq(listing->phase, PHASE_HALTED);
    cr_assert_eq(listing->halt_until_ms, halted + HALT_MS);
    cr_assert_eq(whole_count(market, MARKET_PHASE), 1);
    cr_assert_eq(market_mark_half_ticks(market, 0), 2 * (int64_t)listing->last);
    uint64_t told = market_news(market)->count;
    market_events_drain(market);
    market_advance(market, halted + PATH_STEP_MS);
    cr_assert_geq(whole_count(market, MARKET_NEWS), 1);
    bool news = false;
    for (; told < market_news(market)->count; told++)
        news |= news_at(market_news(market), told)->kind == NEWS_HALT;
    cr_assert(news);
    market_advance(market, halted + HALT_MS - 1);
    cr_assert_eq(whole_count(market, MARKET_TRADE), 0, "orders gather");
    market_advance(market, halted + HALT_MS);
    cr_assert_eq(listing->phase, PHASE_OPEN);
    cr_assert_gt(whole_count(market, MARKET_TRADE), 0, "it reopens by auction");
    cr_assert_lt(abs(listing->last - before), before / 50, "what it is worth has not changed");
    whole_discard(market);
}

Test(phase, a_move_of_nine_percent_goes_on_trading) {
    struct market *market = whole_market("BTC-USD", morning(), 0);
    const struct listing *listing = &market->listings[0];
    market_advance(market, morning() + 10 * MINUTE_MS);
    int32_t low = listing->last - listing->last * 9 / 100;
    whole_order(market, 0, OTHER, SIDE_BUY, BOOK_REST, low, 10);
    whole_order(market, 0, WHOLE_PLAYER, SIDE_SELL, BOOK_IOC, low,
                2 * market->table.rows[0].largest / market->table.rows[0].lot);
    cr_assert_eq(listing->last, low);
    cr_assert_eq(listing->phase, PHASE_OPEN);
    whole_discard(market);
}

Test(phase, a_halt_into_the_closing_call_ends_with_the_closing_auction) {
    struct market *market = whole_market("KEST", morning(), 0);
    const struct listing *listing = &market->listings[0];
    market_advance(market, at(20, 53));
    crash(market);
    cr_assert_eq(listing->phase, PHASE_HALTED);
    market_advance(market, at(20, 55));
    cr_assert_eq(listing->phase, PHASE_CLOSING);
    cr_assert_eq(listing->halt_until_ms, GAMETIME_MAX);
    market_advance(market, at(21, 0));
    cr_assert_eq(listing->phase, PHASE_CLOSED);
    whole_discard(market);
}

/* ---- storing ---- */

Test(phase, in_the_middle_of_a_call_or_a_halt_it_goes_on_identically) {
    struct market *market = whole_market("BTC-USD,KEST", morning(), 0);
    static struct market again;
    market_advance(market, at(14, 27));
    whole_order(market, 1, WHOLE_PLAYER, SIDE_BUY, BOOK_IOC, BOOK_AT_MARKET, 5);
    cr_assert_eq(market->listings[1].phase, PHASE_OPENING);
    whole_assert_goes_on(market, &again, at(14, 40), "a call");
    crash(market);
    cr_assert_eq(market->listings[0].phase, PHASE_HALTED);
    market_advance(market, at(14, 41));
    whole_assert_goes_on(market, &again, at(14, 50), "a halt");
    whole_discard(market);
}

/* ---- the clock ---- */

/* Step by step with a listener, and all at once without one. */
Test(phase, quiet_and_stepped_markets_are_the_same) {
    static const char *const symbols = "BTC-USD,BTC-FUT,SPX-FUT,KEST,NOVQ,BELL";
    struct market *quiet = whole_market(symbols, morning(), 0);
    struct market *stepped = whole_market(symbols, morning(), 0);
    quiet->quiet = true;
    market_advance(quiet, at(16, 0) + 777);
    while (stepped->now_ms < at(16, 0) + 777) {
        int64_t next = market_next(stepped), end = at(16, 0) + 777;
        market_step(stepped, next < end ? next : end);
        market_events_drain(stepped);
    }
    whole_assert_same(quiet, stepped, "run ahead");
    whole_discard(quiet);
    whole_discard(stepped);
}

Test(phase, an_alarm_comes_once_at_its_time) {
    struct market *market = whole_market("BTC-USD", morning(), 0);
    static struct market again;
    int64_t alarm = morning() + 20 * SECOND_MS + 1;
    market_set_alarm(market, alarm);
    whole_assert_goes_on(market, &again, alarm - 1, "with an alarm");
    cr_assert_eq(whole_count(market, MARKET_ALARM), 0);
    market_advance(market, alarm);
    cr_assert_eq(whole_count(market, MARKET_ALARM), 1);
    market_advance(market, alarm + HOUR_MS);
    cr_assert_eq(whole_count(market, MARKET_ALARM), 1);
    whole_discard(market);
}

Test(phase, a_days_chance_comes_from_its_blocks_seed_alone) {
    struct market *one = whole_market("BTC-USD", morning(), 0);
    struct market *other = whole_market("BTC-USD", morning(), 0);
    int64_t midnight = floor_to(morning(), DAY_MS) + DAY_MS;
    market_set_next_block_seed(other, 12345);
    market_advance(one, midnight - 1);
    market_advance(other, midnight - 1);
    cr_assert_eq(one->listings[0].last, other->listings[0].last);
    market_advance(one, midnight + HOUR_MS);
    market_advance(other, midnight + HOUR_MS);
    cr_assert_neq(one->block_seed, other->block_seed);
    cr_assert_eq(other->block_seed, 12345);
    cr_assert_neq(one->listings[0].agents.random[0].state,
                  other->listings[0].agents.random[0].state);
    whole_discard(one);
    whole_discard(other);
}

/* ---- what players do to prices ---- */

static double mid_of(const struct market *market) {
    int32_t bid, ask;
    int64_t lots;
    cr_assert(book_best(market->listings[0].book, SIDE_BUY, &bid, &lots) &&
              book_best(market->listings[0].book, SIDE_SELL, &ask, &lots));
    return (bid + ask) / 2.0;
}

/* Against the same market without the order, in parts of ten thousand, mean over some hours. */
Test(phase, a_large_order_moves_the_price_and_the_impact_fades) {
    struct market *without = whole_market("BTC-USD", morning(), 0);
    static struct market with;
    double first = 0, later = 0;
    const struct block_sink dropping = {.complete = whole_drop};
    for (int hour = 0; hour < 8; hour++) {
        struct buffer bytes = whole_encoded(without);
        struct source source = source_of(bytes.bytes, bytes.length);
        cr_assert_eq(market_decode(&with, NULL, 0, &dropping, &source, NULL), 0);
        whole_order(&with, 0, WHOLE_PLAYER, SIDE_BUY, BOOK_IOC, BOOK_TICKS_MAX,
                    (int64_t)(100 * with.listings[0].agents.unit));
        first += mid_of(&with) - mid_of(without);
        market_advance(&with, with.now_ms + HOUR_MS);
        market_advance(without, without->now_ms + HOUR_MS);
        later += mid_of(&with) - mid_of(without);
        market_clear(&with);
        buffer_clear(&bytes);
    }
    cr_assert_gt(first, 8 * 10, "ticks");
    cr_assert_lt(fabs(later), first / 2, "%f of %f", later, first);
    whole_discard(without);
}
