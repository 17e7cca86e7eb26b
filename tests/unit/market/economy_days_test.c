#include "unit/market/economy_try.h"

static struct economy economy;
static struct candle days[INSTRUMENTS_MAX][ECONOMY_DAYS];

Test(economy_days, five_hundred_days_are_joined_and_funds_and_futures_agree_with_their_parts) {
    int64_t history = 3 * DAY_MS, before = floor_to(try_start() - history, DAY_MS);
    try_economy(&economy, NULL, 3, history);
    struct economy_past *past = economy_past_new(&economy, before);
    double sum_ratio = 0;
    for (uint32_t i = 0; i < economy.listed_count; i++) {
        const struct asset *asset = &economy.assets[i];
        cr_assert_eq(economy_past_days(past, (int)i, days[i], ECONOMY_DAYS), ECONOMY_DAYS);
        double squares = 0, step = 15 * asset->day; /* tails fall with the cube: one in 10^5 */
        for (int d = 0; d < ECONOMY_DAYS; d++) {
            const struct candle *day = &days[i][d];
            cr_assert(candle_valid(day) && day->ms % DAY_MS == 0);
            cr_assert(calendar_trades_on(asset->calendar, day->ms / DAY_MS));
            if (d == 0)
                continue;
            cr_assert_lt(days[i][d - 1].ms, day->ms);
            double whole = log((double)day->close / days[i][d - 1].close);
            cr_assert_lt(fabs(whole), step, "%s", economy.table.rows[i].symbol);
            squares += whole * whole;
        }
        /* What is closed at midnight has had part of a night since. */
        double last = economy_point(&economy, (int)i).value;
        double gap = calendar_is_open(asset->calendar, before) ? 1.01 : last * asset->day * 1.5;
        cr_assert_float_eq(days[i][ECONOMY_DAYS - 1].close, last, gap, "%s joins: %.2f",
                           economy.table.rows[i].symbol, last);
        cr_assert_lt(days[i][ECONOMY_DAYS - 1].ms, before);
        sum_ratio += sqrt(squares / ECONOMY_DAYS) / asset->day;
    }
    sum_ratio /= economy.listed_count;
    cr_assert(sum_ratio > 0.7 && sum_ratio < 1.3, "%.3f", sum_ratio);
    int fund = instrument_find(&economy.table, "BELL");
    double now = 0;
    for (uint32_t i = 0; i < economy.listed_count; i++)
        now += economy.assets[i].units * economy.assets[i].seen;
    for (int d = 0; d < ECONOMY_DAYS; d += 50) {
        double index = 0;
        for (uint32_t i = 0; i < economy.listed_count; i++)
            index += economy.assets[i].units * days[i][d].close * economy.assets[i].tick;
        cr_assert_float_eq(days[fund][d].close * 0.01 / index, economy.assets[fund].value / now,
                           0.001);
    }
    economy_past_free(past);
}

Test(economy_days, one_instrument_alone_has_the_same_days) {
    int64_t before = floor_to(try_start(), DAY_MS);
    try_economy(&economy, NULL, 4, 0);
    struct economy_past *past = economy_past_new(&economy, before);
    static const char *const symbols[] = {"KEST", "BELL", "BTC-FUT"};
    for (size_t i = 0; i < ARRAY_LEN(symbols); i++) {
        int instrument = instrument_find(&economy.table, symbols[i]);
        cr_assert_eq(economy_past_days(past, instrument, days[0], 60), 60);
        cr_assert_eq(economy_daily_history(&economy, instrument, before, days[1], 60), 60);
        for (int d = 0; d < 60; d++)
            cr_assert(days[0][d].ms == days[1][d].ms && days[0][d].close == days[1][d].close &&
                      days[0][d].lots == days[1][d].lots);
    }
    economy_past_free(past);
}
