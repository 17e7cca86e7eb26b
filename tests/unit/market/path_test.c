#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "market/path.h"
#include "unit/market/market_try.h"

#define SEED 11

static struct random stream(const char *name, uint64_t index) {
    return random_named(SEED, name, index);
}

static struct path walk_of(const struct instrument *row, uint32_t index, int64_t begin_ms,
                           int64_t start_ms) {
    struct path path;
    path_init_walk(&path, row, stream("walk", index), begin_ms, start_ms);
    return path;
}

Test(path, every_walk_ends_its_history_at_the_start_price) {
    struct instrument_table table = try_table();
    for (uint32_t i = 0; i < table.count; i++) {
        const struct instrument *row = &table.rows[i];
        int64_t start = try_start(), begin = start - DAY_MS;
        struct path path = walk_of(row, i, begin, start);
        struct path_point point = {.ticks = 0};
        cr_assert_neq(instrument_price(row, path_ticks(&path)), row->start, "%s", row->symbol);
        bool opens = !calendar_is_open(row->calendar, start - 1);
        for (int64_t ms = begin; ms <= start - !opens; ms += PATH_STEP_MS)
            point = path_at(&path, ms);
        if (opens)
            point = path_at(&path, start);
        cr_assert_eq(instrument_price(row, point.ticks), row->start, "%s", row->symbol);
    }
}

/* Squared returns over whole weeks, against the variance that the trading days should give. */
static double week_variance(const struct instrument *row, uint32_t index, int weeks) {
    int64_t begin = try_time("2025-02-23 12:00"); /* a Sunday; no holiday until April */
    struct path path = walk_of(row, index, begin, begin);
    double sum = 0, last = path_ticks(&path);
    for (int week = 1; week <= weeks; week++) {
        double ticks = path_at(&path, begin + week * WEEK_MS).ticks;
        sum += log(ticks / last) * log(ticks / last);
        last = ticks;
    }
    return sum / weeks;
}

Test(path, variance_of_a_trading_day_is_the_instruments_gaps_included) {
    struct instrument_table table = try_table();
    double ratio = 0;
    int count = 0;
    for (uint32_t i = 0; i < table.count; i++) {
        const struct instrument *row = &table.rows[i];
        double day = fix8_double(row->day_volatility);
        int days = row->calendar == CALENDAR_ALWAYS ? 7 : 5;
        for (uint32_t stream_index = 0; stream_index < 4; stream_index++, count++)
            ratio += week_variance(row, i * 4 + stream_index, 5) / (day * day * days);
    }
    cr_assert_float_eq(ratio / count, 1, 0.15, "ratio %.3f", ratio / count);
}

Test(path, nothing_moves_while_closed_and_the_value_jumps_at_the_opening) {
    struct instrument_table table = try_table();
    const struct instrument *row = try_row(&table, "KEST");
    int64_t close = try_time("2025-01-10 21:00"), open = try_time("2025-01-13 14:30");
    struct path path = walk_of(row, 0, close - HOUR_MS, close);
    struct path_point last = path_at(&path, close - 1);
    cr_assert(last.open);
    for (int64_t ms = close; ms < open; ms += HOUR_MS) {
        struct path_point point = path_at(&path, ms);
        cr_assert(!point.open && point.ticks == last.ticks);
    }
    int moved = 0;
    for (uint32_t i = 0; i < 20; i++) {
        struct path one = walk_of(row, i, close - HOUR_MS, close);
        int32_t before = path_at(&one, open - 1).ticks;
        int32_t after = path_at(&one, open).ticks;
        moved += abs(after - before) > before / 1000;
    }
    cr_assert_gt(moved, 15, "a night is worth 0.9 %% here");
}

Test(path, the_short_break_of_futures_has_no_gap) {
    struct instrument_table table = try_table();
    const struct instrument *row = try_row(&table, "SPX-FUT");
    int64_t close = try_time("2025-01-14 21:00");
    for (uint32_t i = 0; i < 20; i++) {
        struct path path = walk_of(row, i, close - HOUR_MS, close);
        int32_t before = path_at(&path, close + HOUR_MS - 1).ticks;
        int32_t after = path_at(&path, close + HOUR_MS).ticks;
        cr_assert_leq(abs(after - before), before / 1000);
    }
}

Test(path, daily_history_is_five_hundred_trading_days_joined_to_the_walk) {
    struct instrument_table table = try_table();
    static struct candle days[500];
    for (uint32_t i = 0; i < table.count; i++) {
        const struct instrument *row = &table.rows[i];
        int64_t start = try_start(), begin = start - 3 * DAY_MS, before = floor_to(begin, DAY_MS);
        struct path path = walk_of(row, i, begin, start);
        cr_assert_eq(path_daily_history(&path, stream("days", i), before, days, 500), 500);
        cr_assert_eq(days[499].close, path_ticks(&path), "%s joins", row->symbol);
        double widest = 6 * fix8_double(row->day_volatility);
        double sum = 0;
        for (int d = 0; d < 500; d++) {
            const struct candle *day = &days[d];
            cr_assert(day->low <= day->open && day->open <= day->high);
            cr_assert(day->low <= day->close && day->close <= day->high && day->lots > 0);
            cr_assert(calendar_trades_on(row->calendar, day->ms / DAY_MS));
            cr_assert_eq(day->ms % DAY_MS, 0);
            if (d == 0)
                continue;
            cr_assert_lt(days[d - 1].ms, day->ms);
            double gap = log((double)day->open / days[d - 1].close);
            double whole = log((double)day->close / days[d - 1].close);
            cr_assert_lt(fabs(gap), row->calendar == CALENDAR_ALWAYS ? 1e-12 : widest / 2);
            cr_assert_lt(fabs(whole), widest);
            sum += whole * whole;
        }
        double span = (double)(days[499].ms - days[0].ms) / (double)DAY_MS;
        double trading = row->calendar == CALENDAR_ALWAYS ? span : span * 5 / 7;
        double ratio = sqrt(sum / trading) / fix8_double(row->day_volatility);
        cr_assert(ratio > 0.85 && ratio < 1.15, "%s: %.3f", row->symbol, ratio);
    }
}

Test(path, a_seed_gives_the_numbers_that_games_were_recorded_with) {
    struct instrument_table table = try_table();
    uint64_t hash = UINT64_C(14695981039346656037);
    for (uint32_t i = 0; i < table.count; i++) {
        int64_t begin = try_start();
        struct path path = walk_of(&table.rows[i], i, begin, begin + HOUR_MS);
        for (int64_t ms = begin; ms < begin + 2 * DAY_MS; ms += 7 * MINUTE_MS) {
            struct path_point point = path_at(&path, ms);
            hash = (hash ^ (uint32_t)point.ticks) * UINT64_C(1099511628211);
            hash = (hash ^ (uint32_t)point.activity) * UINT64_C(1099511628211);
        }
    }
    cr_assert_eq(hash, UINT64_C(0x8B219A66F23C3FE6), "0x%016" PRIX64, hash);
}

Test(path, a_walk_does_not_depend_on_which_times_are_asked_for) {
    struct instrument_table table = try_table();
    for (uint32_t i = 0; i < table.count; i++) {
        int64_t begin = try_start(), end = begin + 5 * DAY_MS;
        struct path one = walk_of(&table.rows[i], i, begin, begin);
        struct path other = one;
        for (int64_t ms = begin; ms < end; ms += 13 * MINUTE_MS)
            path_at(&one, ms);
        cr_assert_eq(path_at(&one, end).ticks, path_at(&other, end).ticks);
        cr_assert_eq(path_at(&one, end).activity, path_at(&other, end).activity);
    }
}

/* ---- tapes ---- */

static struct instrument tape_row_of(const struct tape *tape) {
    struct instrument_table table = try_table();
    struct instrument row;
    cr_assert_eq(instrument_from_tape(&row, tape, &table, NULL, NULL), 0);
    return row;
}

Test(path, a_minute_of_a_tape_is_its_four_prices_nearer_extreme_first) {
    struct tape_row bars[] = {
        {.ms = 0, .open = 1000, .high = 1010, .low = 995, .close = 1002},    /* low is nearer */
        {.ms = 60000, .open = 1002, .high = 1004, .low = 990, .close = 991}, /* high is nearer */
        {.ms = 120000, .open = 990, .high = 995, .low = 985, .close = 995},  /* even: low first */
    };
    static const int32_t expected[] = {1000, 995, 1010, 1002, 1002, 1004,
                                       990,  991, 990,  985,  995,  995};
    for (size_t i = 0; i < ARRAY_LEN(bars); i++) {
        bars[i].open *= FIX8_CENT;
        bars[i].high *= FIX8_CENT;
        bars[i].low *= FIX8_CENT;
        bars[i].close *= FIX8_CENT;
    }
    struct tape tape = {
        .symbol = "T", .bar_ms = 60000, .tick = FIX8_CENT, .rows = bars, .count = 3};
    struct instrument row = tape_row_of(&tape);
    struct path path;
    path_init_tape(&path, &row, &tape, PATH_STEP_MS);
    for (int offset = 0; offset < PATH_STEP_MS; offset += 4999) {
        for (int i = 0; i < 12; i++) {
            struct path_point point = path_at(&path, i * PATH_STEP_MS + offset);
            cr_assert(point.open && point.activity == ACTIVITY_USUAL);
            cr_assert_eq(point.ticks, expected[i], "step %d: %d", i, point.ticks);
        }
    }
    cr_assert_not(path_at(&path, 180000).open);
    cr_assert_eq(path_at(&path, 180000).ticks, 995);
}

Test(path, bars_of_any_number_of_steps_stay_inside_and_end_at_the_close) {
    for (int64_t steps = 1; steps <= 40; steps++) {
        struct tape tape = try_tape(3, 0, steps * PATH_STEP_MS, 50, 0);
        struct instrument row = tape_row_of(&tape);
        struct path path;
        path_init_tape(&path, &row, &tape, PATH_STEP_MS);
        for (uint32_t i = 0; i < tape.count; i++) {
            const struct tape_row *bar = &tape.rows[i];
            int32_t ticks = 0, low = INT32_MAX, high = 0;
            for (int64_t step = 0; step < steps; step++) {
                ticks = path_at(&path, bar->ms + step * PATH_STEP_MS).ticks;
                low = ticks < low ? ticks : low;
                high = ticks > high ? ticks : high;
                if (step == 0 && steps >= 4)
                    cr_assert_eq(ticks, bar->open / FIX8_CENT);
            }
            cr_assert_eq(ticks, bar->close / FIX8_CENT);
            cr_assert(low >= bar->low / FIX8_CENT && high <= bar->high / FIX8_CENT);
            if (steps >= 4)
                cr_assert(low == bar->low / FIX8_CENT && high == bar->high / FIX8_CENT, "%d steps",
                          (int)steps);
        }
        tape_clear(&tape);
    }
}

Test(path, a_tape_is_open_where_bars_are_and_joined_bars_are_one_opening) {
    struct tape tape = try_tape(5, DAY_MS, MINUTE_MS, 60, 7);
    struct instrument row = tape_row_of(&tape);
    struct path path;
    path_init_tape(&path, &row, &tape, PATH_STEP_MS);
    int64_t next_open = GAMETIME_MAX, next_close = GAMETIME_MAX;
    for (int64_t ms = DAY_MS + 90 * MINUTE_MS; ms > DAY_MS - MINUTE_MS; ms -= 30 * SECOND_MS) {
        bool open = false, before = false;
        for (uint32_t i = 0; i < tape.count; i++) {
            int64_t from = tape.rows[i].ms, to = from + MINUTE_MS;
            open |= from <= ms && ms < to;
            before |= from < ms && ms <= to;
        }
        cr_assert_eq(path_is_open(&path, ms), open);
        cr_assert_eq(path_next_open(&path, ms), next_open);
        cr_assert_eq(path_next_close(&path, ms), next_close);
        next_open = open && !before ? ms : next_open;
        next_close = !open && before ? ms : next_close;
    }
    tape_clear(&tape);
}

Test(path, activity_follows_the_volume_of_the_tape_within_limits) {
    struct tape tape = try_tape(6, 0, MINUTE_MS, 999, 0);
    struct instrument row = tape_row_of(&tape);
    struct path path;
    path_init_tape(&path, &row, &tape, PATH_STEP_MS);
    int64_t sum = 0;
    for (uint32_t i = 0; i < tape.count; i++) {
        int32_t activity = path_at(&path, tape.rows[i].ms).activity;
        cr_assert(activity >= ACTIVITY_USUAL / 10 && activity <= ACTIVITY_USUAL * 10);
        sum += activity;
    }
    cr_assert(sum / tape.count > 900 && sum / tape.count < 1100, "%" PRId64, sum / tape.count);
    tape_clear(&tape);
}

Test(path, decoded_a_path_goes_on_identically_and_a_cut_one_is_refused) {
    struct instrument_table table = try_table();
    for (uint32_t i = 0; i < table.count; i++) {
        const struct instrument *row = &table.rows[i];
        int64_t begin = try_start();
        struct path path = walk_of(row, i, begin, begin), again;
        for (int64_t at = begin; at < begin + 3 * DAY_MS; at += 23 * HOUR_MS) {
            struct buffer bytes = {0};
            struct sink sink = buffer_sink(&bytes);
            path_at(&path, at);
            path_encode(&path, &sink);
            for (size_t cut = 0; cut < bytes.length; cut++) {
                struct source part = source_of(bytes.bytes, cut);
                cr_assert_eq(path_decode(&again, row, NULL, &part, NULL), ERROR_STORAGE);
            }
            struct source source = source_of(bytes.bytes, bytes.length);
            cr_assert_eq(path_decode(&again, row, NULL, &source, NULL), 0);
            struct path ahead = path;
            cr_assert_eq(path_at(&again, at + DAY_MS).ticks, path_at(&ahead, at + DAY_MS).ticks);
            cr_assert_eq(memcmp(&again.walk.random, &ahead.walk.random, sizeof ahead.walk.random),
                         0);
            buffer_clear(&bytes);
        }
    }
}
