#include <inttypes.h>

#include "unit/market/economy_try.h"

static struct economy one, other;

static double ticks_of_start(const struct economy *economy, int instrument) {
    const struct instrument *row = &economy->table.rows[economy->listed[instrument]];
    int32_t ticks;
    cr_assert(instrument_ticks(row, row->start, &ticks));
    return ticks;
}

Test(economy, every_instrument_stands_at_its_start_price_when_play_begins) {
    static const int days[] = {12, 2, 0};
    for (uint64_t seed = 1; seed <= 3; seed++) {
        try_economy(&one, NULL, seed, days[seed - 1] * DAY_MS);
        try_run(&one, try_start());
        for (uint32_t i = 0; i < one.listed_count; i++) {
            double start = ticks_of_start(&one, (int)i);
            cr_assert_float_eq(economy_point(&one, (int)i).value, start, start * 1e-9, "%s: %.6f",
                               one.table.rows[i].symbol, economy_point(&one, (int)i).value);
        }
        cr_assert_float_eq(try_asset(&one, "SPX-FUT")->factor, 45, 1e-9);
        cr_assert_float_eq(try_asset(&one, "BTC-FUT")->premium, 0.01, 1e-12);
        cr_assert_float_eq(try_asset(&one, "KEST")->eps, 1.55, 1e-9);
    }
}

Test(economy, what_is_listed_does_not_change_what_things_are_worth) {
    int64_t end = try_start() + 2 * DAY_MS;
    try_economy(&one, NULL, 5, DAY_MS);
    try_economy(&other, "BELL,BTC-USD,KEST", 5, DAY_MS);
    try_run(&one, end);
    try_run(&other, end);
    cr_assert_eq(other.listed_count, 3);
    for (uint32_t i = 0; i < one.table.count; i++) {
        /* A perpetual's premium starts from its own start price, which one not listed has not. */
        if (one.assets[i].driver != DRIVER_PREMIUM)
            cr_assert_eq(one.assets[i].value, other.assets[i].value, "%s",
                         one.table.rows[i].symbol);
    }
    cr_assert_eq(economy_point(&other, 0).value, try_asset(&one, "BTC-USD")->seen / 0.5);
}

Test(economy, advancing_does_not_depend_on_how_it_is_sliced) {
    int64_t begin = try_start() - 6 * HOUR_MS, end = try_start() + DAY_MS + 7;
    struct random random = random_named(1, "slices", 0);
    try_economy(&one, NULL, 6, 6 * HOUR_MS);
    other = one;
    economy_advance(&one, end);
    for (int64_t ms = begin; ms < end; ms += random_between(&random, 1, 40 * MINUTE_MS))
        economy_advance(&other, ms);
    economy_advance(&other, end);
    cr_assert_eq(one.event_count, other.event_count);
    economy_events_drain(&one);
    economy_events_drain(&other);
    cr_assert_eq(try_hash(&one), try_hash(&other));
}

Test(economy, a_block_is_drawn_from_its_seed_and_says_nothing_about_the_next) {
    int64_t midnight = floor_to(try_start(), DAY_MS) + DAY_MS, end = midnight + 5 * HOUR_MS;
    try_economy(&one, NULL, 7, 0);
    try_run(&one, midnight - 1);
    other = one;
    economy_set_block(&one, 1234);
    struct economy same = one;
    economy_set_block(&other, 4321);
    cr_assert_eq(try_asset(&one, "BTC-USD")->value, try_asset(&other, "BTC-USD")->value);
    try_run(&one, end);
    try_run(&same, end);
    try_run(&other, end);
    cr_assert_eq(try_hash(&one), try_hash(&same));
    cr_assert_neq(try_asset(&one, "BTC-USD")->value, try_asset(&other, "BTC-USD")->value);
    /* Not given, it is the chapter's; and what is scheduled is the chapter's always. */
    try_economy(&same, NULL, 7, 0);
    try_run(&same, midnight + MINUTE_MS);
    cr_assert_eq(same.block_seed, economy_day_seed(7, day_of(midnight)));
    struct calendar_item first[40], second[40];
    cr_assert_eq(economy_calendar(&one, end, first, 40), 40);
    cr_assert_eq(economy_calendar(&other, end, second, 40), 40);
    for (int i = 0; i < 40; i++)
        cr_assert(first[i].ms == second[i].ms && first[i].kind == second[i].kind);
}

Test(economy, decoded_it_goes_on_identically_and_cut_or_damaged_it_is_refused) {
    struct error error = {0};
    for (int at = 0; at < 3; at++) {
        struct buffer bytes = {0};
        struct sink sink = buffer_sink(&bytes);
        try_economy(&one, at == 1 ? "SPX-FUT,EURUSD" : NULL, 8, 3 * HOUR_MS);
        try_run(&one, try_start() + at * 25 * HOUR_MS + at * 17 * SECOND_MS);
        economy_encode(&one, &sink);
        struct source source = source_of(bytes.bytes, bytes.length);
        cr_assert_eq(economy_decode(&other, &source, &error), 0, "%s", error.sentence);
        cr_assert(source_done(&source));
        cr_assert_eq(try_hash(&one), try_hash(&other));
        for (uint32_t i = 0; i < one.listed_count; i++) {
            struct economy_point a = economy_point(&one, (int)i), b = economy_point(&other, (int)i);
            cr_assert(a.open == b.open && a.value == b.value && a.volatility == b.volatility &&
                      a.season == b.season && a.activity == b.activity);
        }
        try_run(&one, one.next_ms + 9 * HOUR_MS);
        try_run(&other, other.next_ms + 9 * HOUR_MS);
        cr_assert_eq(try_hash(&one), try_hash(&other));
        for (size_t cut = 0; cut < bytes.length; cut += cut < 64 ? 1 : 97) {
            source = source_of(bytes.bytes, cut);
            cr_assert_eq(economy_decode(&other, &source, NULL), ERROR_STORAGE);
        }
        buffer_clear(&bytes);
    }
}

Test(economy, numbers_that_are_none_are_refused_and_no_damage_breaks_it) {
    struct buffer bytes = {0};
    struct sink sink = buffer_sink(&bytes);
    struct random random = random_named(9, "damage", 0);
    try_economy(&one, NULL, 9, 0);
    economy_encode(&one, &sink);
    int refused = 0;
    for (int i = 0; i < 300; i++) {
        uint32_t at = random_below(&random, (uint32_t)bytes.length);
        uint8_t kept = bytes.bytes[at];
        bytes.bytes[at] = (uint8_t)(kept ^ (1U + random_below(&random, 255)));
        struct source source = source_of(bytes.bytes, bytes.length);
        if (economy_decode(&other, &source, NULL) == 0)
            economy_advance(&other, other.next_ms + MINUTE_MS);
        else
            refused++;
        bytes.bytes[at] = kept;
    }
    cr_assert_gt(refused, 60, "%d", refused);
    buffer_clear(&bytes);
}

Test(economy, the_fund_is_its_twelve_and_futures_keep_to_what_they_are_futures_on) {
    int64_t end = try_start() + 3 * DAY_MS;
    try_economy(&one, NULL, 10, DAY_MS);
    const struct asset *fund = try_asset(&one, "BELL"), *future = try_asset(&one, "SPX-FUT");
    const struct asset *coin = try_asset(&one, "BTC-USD"), *perpetual = try_asset(&one, "BTC-FUT");
    double units[INSTRUMENTS_MAX];
    int companies = 0;
    for (uint32_t i = 0; i < one.table.count; i++) {
        units[i] = one.assets[i].units;
        companies += one.assets[i].driver == DRIVER_STOCK;
    }
    cr_assert_eq(companies, 12);
    for (; one.next_ms <= end; economy_advance(&one, one.next_ms)) {
        double index = 0, cash = 0;
        for (uint32_t i = 0; i < one.table.count; i++) {
            if (one.assets[i].driver != DRIVER_STOCK)
                continue;
            index += units[i] * one.assets[i].value;
            cash += units[i] * one.assets[i].collected;
        }
        cr_assert_float_eq(fund->value, index + cash, 1e-9);
        cr_assert(cash >= 0 && cash < 1);
        double basis = future->value / (45 * index) - 1;
        cr_assert(basis > -0.01 && basis < 0.02, "%f", basis);
        double premium = perpetual->value / coin->value - 1;
        cr_assert(premium > -0.01 && premium < 0.02, "%f", premium);
        economy_events_drain(&one);
    }
    cr_assert_lt(economy_mean_premium(&one, 2), 0.0125);
    cr_assert_gt(economy_mean_premium(&one, 2), 0.0025);
    cr_assert_eq(economy_mean_premium(&one, 0), 0);
    cr_assert_eq(economy_expiry(&one, 3), try_time("2025-03-21 21:00"));
    cr_assert_eq(economy_expiry(&one, 0), GAMETIME_MAX);
}

Test(economy, stocks_move_with_the_market_by_their_beta_and_as_much_as_their_row_says) {
    double with_market[INSTRUMENTS_MAX] = {0}, squares[INSTRUMENTS_MAX] = {0}, market = 0;
    double last[INSTRUMENTS_MAX];
    try_economy(&one, NULL, 11, 0);
    int64_t days = 30;
    for (uint32_t i = 0; i < one.table.count; i++)
        last[i] = one.assets[i].seen;
    while (one.next_ms <= try_start() + days * DAY_MS) {
        economy_advance(&one, one.next_ms);
        economy_events_drain(&one);
        double shock = one.forces[FORCE_MARKET].shock;
        bool session = one.hours[CALENDAR_EXCHANGE].open;
        market += session ? shock * shock : 0;
        for (uint32_t i = 0; i < one.table.count; i++) {
            const struct asset *asset = &one.assets[i];
            double r = asset->seen / last[i] - 1, calm = r / (asset->volatility * asset->day);
            last[i] = asset->seen;
            with_market[i] += session ? r * shock : 0;
            squares[i] += calm < 0.3 && calm > -0.3 ? calm * calm : 0; /* news aside */
        }
    }
    double sum = 0;
    for (uint32_t i = 0; i < one.table.count; i++) {
        const struct asset *asset = &one.assets[i];
        const struct company_row *row = company_find(&one.companies, one.table.rows[i].symbol);
        double trading = asset->calendar == CALENDAR_ALWAYS ? 30.0 : 21.0; /* one holiday */
        double ratio = sqrt(squares[i] / trading);
        cr_assert(ratio > 0.7 && ratio < 1.3, "%s: %.3f", one.table.rows[i].symbol, ratio);
        sum += ratio;
        if (asset->driver != DRIVER_STOCK)
            continue;
        double beta = with_market[i] / market / one.market_day;
        cr_assert_float_eq(beta, fix8_double(row->beta), 0.12, "%s: %.3f", row->symbol, beta);
    }
    cr_assert_float_eq(sum / one.table.count, 1, 0.1, "%.3f", sum / one.table.count);
}

Test(economy, seasons_have_a_mean_square_of_one_and_activity_a_mean_of_one) {
    try_economy(&one, NULL, 12, 0);
    double squares[INSTRUMENTS_MAX] = {0}, activity[INSTRUMENTS_MAX] = {0};
    int minutes[INSTRUMENTS_MAX] = {0};
    int64_t from = try_time("2025-01-14 00:00");
    for (int64_t ms = from; ms < from + DAY_MS; ms += MINUTE_MS) {
        economy_advance(&one, ms);
        economy_events_drain(&one);
        for (uint32_t i = 0; i < one.listed_count; i++) {
            struct economy_point point = economy_point(&one, (int)i);
            cr_assert_eq(point.open, calendar_is_open(one.table.rows[i].calendar, ms));
            if (!point.open)
                continue;
            squares[i] += point.season * point.season;
            activity[i] += point.activity;
            minutes[i]++;
        }
    }
    for (uint32_t i = 0; i < one.listed_count; i++) {
        cr_assert_float_eq(squares[i] / minutes[i], 1, 0.02, "%s %.3f", one.table.rows[i].symbol,
                           squares[i] / minutes[i]);
        cr_assert_float_eq(activity[i] / minutes[i], 1, 0.02, "%s %.3f", one.table.rows[i].symbol,
                           activity[i] / minutes[i]);
    }
}

Test(economy, a_seed_gives_the_tape_that_games_were_recorded_with) {
    try_economy(&one, NULL, 2025, DAY_MS);
    try_run(&one, try_start() + 8 * DAY_MS);
    uint64_t hash = try_hash(&one);
    cr_assert_eq(hash, UINT64_C(0xE741F31109A7966D), "0x%016" PRIX64, hash);
}
