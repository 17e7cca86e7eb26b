#include "market/path.h"
#include "unit/market/market_try.h"

/* ---- tapes ---- */

static int32_t whole(struct path_point point) {
    return (int32_t)(point.value + 0.5);
}

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
            cr_assert(point.open && point.activity > 0.99 && point.activity < 1.01);
            cr_assert_eq(whole(point), expected[i], "step %d: %d", i, whole(point));
        }
    }
    cr_assert_not(path_at(&path, 180000).open);
    cr_assert_eq(whole(path_at(&path, 180000)), 995);
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
                ticks = whole(path_at(&path, bar->ms + step * PATH_STEP_MS));
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
    double sum = 0;
    for (uint32_t i = 0; i < tape.count; i++) {
        double activity = path_at(&path, tape.rows[i].ms).activity;
        cr_assert(activity > 0.099 && activity < 10.01);
        sum += activity;
    }
    cr_assert_float_eq(sum / tape.count, 1, 0.1);
    tape_clear(&tape);
}
