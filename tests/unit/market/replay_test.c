#include <stdlib.h>

#include "market/market.h"
#include "unit/market/market_try.h"

#define SEED 9

static void drop(void *context, struct candle_block *block) {
    (void)context;
    (void)block;
}

static const struct block_sink dropping = {.complete = drop};

static struct market *replay(const struct tape *tapes, uint32_t count, int64_t *start_ms) {
    struct instrument_table table = try_table(), rows = {.count = count};
    struct market *market = mem_alloc(sizeof *market);
    for (uint32_t i = 0; i < count; i++)
        cr_assert_eq(instrument_from_tape(&rows.rows[i], &tapes[i], &table, NULL, NULL), 0);
    market_init_tapes(market, &rows, tapes, SEED, start_ms, &dropping);
    return market;
}

static void discard(struct market *market) {
    market_clear(market);
    mem_free(market);
}

static const struct tape_row *row_at(const struct tape *tape, int64_t ms) {
    int64_t at = tape_find(tape, ms);
    cr_assert(at >= 0 && tape->rows[at].ms == ms);
    return &tape->rows[at];
}

static void assert_near(const struct candle *bar, const struct tape *tape, int32_t spread) {
    const struct tape_row *row = row_at(tape, bar->ms);
    cr_assert_leq(2 * llabs(bar->open - row->open / tape->tick), spread);
    cr_assert_leq(2 * llabs(bar->high - row->high / tape->tick), spread);
    cr_assert_leq(2 * llabs(bar->low - row->low / tape->tick), spread);
    cr_assert_leq(2 * llabs(bar->close - row->close / tape->tick), spread, "close %d not %d of %d",
                  bar->close, (int)(row->close / tape->tick), spread);
}

/* Runs to the end of the tape; every bar of `frame` is checked against the row it came from. */
static void assert_prints_tape(const struct tape *tape, enum time_frame frame) {
    int64_t start, end = tape->rows[tape->count - 1].ms + tape->bar_ms;
    struct market *market = replay(tape, 1, &start);
    const struct listing *listing = &market->listings[0];
    static struct candle bars[BLOCK_SLOTS + 1];
    cr_assert_eq(market_least_frame(market, 0), frame);
    market->quiet = true;
    market_advance(market, end);
    size_t count = series_last(&listing->series, frame, bars, ARRAY_LEN(bars));
    cr_assert_gt(count, 10);
    cr_assert_eq(bars[count - 1].ms, tape->rows[tape->count - 1].ms);
    fix8_t spread = market->table.rows[0].spread;
    for (size_t i = 0; i < count; i++)
        assert_near(&bars[i], tape, (int32_t)(fix8_double(spread) * listing->last) + 3);
    for (size_t i = 1; i < count; i++) {
        int64_t gap = tape_find(tape, bars[i].ms) - tape_find(tape, bars[i - 1].ms);
        cr_assert_eq(gap, 1, "no bar of the tape is left out");
    }
    cr_assert_eq(listing->phase, PHASE_CLOSED, "the tape is over");
    market_advance(market, end + 3 * DAY_MS);
    cr_assert_eq(market_next(market), GAMETIME_MAX);
    discard(market);
}

Test(replay, printed_candles_are_the_tapes_within_half_the_spread) {
    static const struct {
        int64_t bar_ms;
        enum time_frame frame;
        uint32_t gap_every;
    } tries[] = {
        {MINUTE_MS, FRAME_1M, 0}, {MINUTE_MS, FRAME_1M, 11},  {5 * MINUTE_MS, FRAME_5M, 9},
        {HOUR_MS, FRAME_1H, 0},   {4 * HOUR_MS, FRAME_4H, 0}, {DAY_MS, FRAME_1D, 7},
    };
    for (size_t i = 0; i < ARRAY_LEN(tries); i++) {
        struct tape tape =
            try_tape(i, try_time("2025-01-13"), tries[i].bar_ms, 120, tries[i].gap_every);
        assert_prints_tape(&tape, tries[i].frame);
        tape_clear(&tape);
    }
}

Test(replay, play_starts_after_a_fifth_of_the_rows_with_these_as_candles) {
    static const struct {
        int64_t bar_ms;
        enum time_frame frame;
    } tries[] = {{MINUTE_MS, FRAME_1M},      {5 * MINUTE_MS, FRAME_5M}, {15 * MINUTE_MS, FRAME_15M},
                 {30 * MINUTE_MS, FRAME_1H}, {HOUR_MS, FRAME_1H},       {4 * HOUR_MS, FRAME_4H},
                 {DAY_MS, FRAME_1D},         {WEEK_MS, FRAME_1W}};
    static struct candle bars[600];
    for (size_t t = 0; t < ARRAY_LEN(tries); t++) {
        struct tape tape = try_tape(t, try_time("2024-01-01"), tries[t].bar_ms, 200, 0);
        int64_t start;
        struct market *market = replay(&tape, 1, &start);
        enum time_frame frame = tries[t].frame;
        int64_t each = time_frame_ms(frame) / tries[t].bar_ms;
        cr_assert_eq(market_least_frame(market, 0), frame);
        cr_assert_eq(start, tape.rows[40].ms);
        cr_assert_eq(market->now_ms, start);
        cr_assert_eq(market->pace, tries[t].bar_ms >= DAY_MS ? 3600 : 60);
        cr_assert(phase_trades(market->listings[0].phase) &&
                  book_order_count(market->listings[0].book) > 0);
        size_t count = series_last(&market->listings[0].series, frame, bars, 600);
        cr_assert_eq(count, 40 / (size_t)each + 1, "%s: %zu", time_frame_words[frame], count);
        for (size_t i = 0; i + 1 < count && each == 1; i++) {
            cr_assert_eq(bars[i].ms, tape.rows[i].ms);
            cr_assert_eq(bars[i].high, tape.rows[i].high / FIX8_CENT);
            cr_assert_eq(bars[i].close, tape.rows[i].close / FIX8_CENT);
        }
        int64_t day = floor_to(start, DAY_MS);
        int64_t before = tape_find(&tape, day - 1);
        cr_assert_eq(market->listings[0].day_reference,
                     (before >= 0 ? tape.rows[before].close : tape.rows[0].open) / FIX8_CENT);
        discard(market);
        tape_clear(&tape);
    }
}

Test(replay, history_is_five_hundred_bars_at_most_and_tapes_share_one_clock) {
    struct tape tapes[2] = {try_tape(1, try_time("2020-01-01"), DAY_MS, 4000, 0),
                            try_tape(2, try_time("2021-06-01"), HOUR_MS, 400, 0)};
    int64_t start;
    strcpy(tapes[1].symbol, "OTHER");
    struct market *market = replay(tapes, 2, &start);
    cr_assert_eq(start, tapes[0].rows[500].ms);
    cr_assert_eq(market->pace, 60, "one tape is shorter than a day");
    cr_assert_eq(market->listings[0].path.step_ms, PATH_STEP_MS);
    cr_assert(phase_trades(market->listings[0].phase));
    cr_assert_eq(market->listings[1].phase, PHASE_CLOSED, "it begins later");
    cr_assert_eq(market->listings[1].turn_ms, tapes[1].rows[0].ms);
    discard(market);
    tape_clear(&tapes[0]);
    tape_clear(&tapes[1]);
}

Test(replay, decoded_it_goes_on_identically_and_other_tapes_are_refused) {
    struct tape tape = try_tape(4, try_time("2025-01-13"), MINUTE_MS, 600, 13);
    static struct market again;
    int64_t start;
    struct market *market = replay(&tape, 1, &start);
    market->quiet = again.quiet = true;
    market_advance(market, start + 100 * MINUTE_MS);
    struct buffer bytes = {0}, first = {0}, second = {0};
    struct sink sink = buffer_sink(&bytes), one = buffer_sink(&first), two = buffer_sink(&second);
    market_encode(market, &sink);
    struct source none = source_of(bytes.bytes, bytes.length), full = none;
    cr_assert_eq(market_decode(&again, NULL, 0, &dropping, &none, NULL), ERROR_STORAGE);
    cr_assert_eq(market_decode(&again, &tape, 1, &dropping, &full, NULL), 0);
    again.quiet = true;
    market_advance(market, start + 300 * MINUTE_MS);
    market_advance(&again, start + 300 * MINUTE_MS);
    market_encode(market, &one);
    market_encode(&again, &two);
    cr_assert(first.length == second.length &&
              memcmp(first.bytes, second.bytes, first.length) == 0);
    buffer_clear(&bytes);
    buffer_clear(&first);
    buffer_clear(&second);
    market_clear(&again);
    discard(market);
    tape_clear(&tape);
}
