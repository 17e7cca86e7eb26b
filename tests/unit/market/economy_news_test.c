#include <stdlib.h>

#include "unit/market/economy_try.h"

static struct economy economy;

static struct economy_event find_event(enum economy_event_kind kind, const char *symbol) {
    uint32_t count;
    const struct economy_event *events = economy_events(&economy, &count);
    int row = instrument_find(&economy.table, symbol);
    for (uint32_t i = 0; i < count; i++) {
        if (events[i].kind == kind && events[i].instrument == row)
            return events[i];
    }
    return (struct economy_event){.ms = 0};
}

static bool was_told(enum news_kind kind, int64_t ms, int instrument) {
    uint64_t first = economy.news.count > NEWS_KEPT ? economy.news.count - NEWS_KEPT : 0;
    for (uint64_t number = first; number < economy.news.count; number++) {
        const struct news_item *item = news_at(&economy.news, number);
        if (item->kind == kind && item->ms == ms &&
            (instrument < 0 || (item->instruments >> instrument & 1) != 0))
            return true;
    }
    return false;
}

Test(economy_news, what_the_calendar_says_happens_when_it_says_so) {
    static const struct {
        const char *start;
        size_t items;
    } windows[] = {{"2025-01-29 14:30", 11}, {"2025-02-12 13:00", 3}, {"2025-03-20 14:30", 1}};
    struct calendar_item items[16];
    bool seen[NEWS_KIND_COUNT] = {false};
    for (size_t window = 0; window < ARRAY_LEN(windows); window++) {
        int64_t start = try_time(windows[window].start);
        try_economy_at(&economy, NULL, 3, 0, start);
        size_t count = economy_calendar(&economy, start + 1, items, windows[window].items);
        cr_assert_eq(count, windows[window].items);
        for (size_t i = 0; i < count; i++) {
            const struct calendar_item *item = &items[i];
            cr_assert(i == 0 || item->ms >= items[i - 1].ms);
            cr_assert(item->text[0] != '\0' && item->ms % ECONOMY_STEP_MS == 0);
            seen[item->kind] = true;
            try_run(&economy, item->ms);
            if (item->kind == NEWS_HOLIDAY)
                cr_assert_not(economy.hours[CALENDAR_EXCHANGE].open);
            else
                cr_assert(was_told((enum news_kind)item->kind, item->ms, item->instrument), "%s",
                          item->text);
        }
    }
    static const enum news_kind kinds[] = {NEWS_EARNINGS, NEWS_RATES,  NEWS_INFLATION, NEWS_JOBS,
                                           NEWS_DIVIDEND, NEWS_EXPIRY, NEWS_HOLIDAY};
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        cr_assert(seen[kinds[i]], "%s", news_kind_words[kinds[i]]);
}

Test(economy_news, earnings_move_what_a_company_earns_and_its_price_the_same_way) {
    struct calendar_item items[64];
    int better = 0, worse = 0;
    for (uint64_t seed = 1; seed <= 2; seed++) {
        int64_t start = try_time("2025-01-27 14:30");
        try_economy_at(&economy, NULL, seed, 0, start);
        size_t count = economy_calendar(&economy, start + 1, items, 14);
        for (size_t i = 0; i < count; i++) {
            if (items[i].kind != NEWS_EARNINGS)
                continue;
            struct asset *asset = &economy.assets[items[i].instrument];
            struct company company;
            try_run(&economy, items[i].ms - 1);
            cr_assert(economy_company(&economy, items[i].instrument, &company));
            cr_assert_eq(company.next_earnings_ms, items[i].ms);
            double expected = fix8_double(company.expected_eps), value = asset->value;
            try_run(&economy, items[i].ms);
            double beyond = asset->eps / expected - 1, move = asset->value / value - 1;
            better += beyond > 0.002;
            worse += beyond < -0.002;
            if (fabs(beyond) > 0.002)
                cr_assert((beyond > 0) == (move > 0), "%s: %f and %f",
                          economy.table.rows[items[i].instrument].symbol, beyond, move);
        }
    }
    cr_assert(better >= 3 && worse >= 3, "%d, %d", better, worse);
}

Test(economy_news, a_dividend_leaves_the_price_and_reaches_the_fund) {
    int64_t ex = try_time("2025-02-06 09:00");
    try_economy_at(&economy, NULL, 4, 0, ex - DAY_MS);
    const struct asset *bank = try_asset(&economy, "BRKL"), *fund = try_asset(&economy, "BELL");
    try_run(&economy, ex - 1);
    struct company company;
    cr_assert(economy_company(&economy, instrument_find(&economy.table, "BRKL"), &company));
    cr_assert_eq(company.next_ex_ms, ex);
    double value = bank->value, fund_value = fund->value, collected = bank->collected;
    economy_advance(&economy, ex);
    struct economy_event event = find_event(ECONOMY_DIVIDEND, "BRKL");
    double amount = fix8_double(event.amount);
    cr_assert_eq(event.ms, ex);
    cr_assert(amount > 0.4 && amount < 1.0, "%f", amount);
    cr_assert_float_eq(bank->value, value - amount, value * 0.003);
    cr_assert_float_eq(bank->collected, collected + amount, 1e-9);
    cr_assert_float_eq(fund->value, fund_value, fund_value * 0.002, "the fund holds it as cash");
    /* The fund pays out what it collected, and is then its stocks alone. */
    int64_t payout = try_time("2025-03-04 09:00");
    try_economy_at(&economy, NULL, 4, 0, payout - DAY_MS);
    try_run(&economy, payout - 1);
    fund_value = fund->value;
    cr_assert_gt(bank->collected, 0.4, "paid before the chapter began");
    economy_advance(&economy, payout);
    amount = fix8_double(find_event(ECONOMY_DIVIDEND, "BELL").amount);
    cr_assert(amount > 0.2 && amount < 1.0, "%f", amount);
    cr_assert_float_eq(fund->value, fund_value - amount, fund_value * 0.002);
    cr_assert_eq(bank->collected, 0);
}

Test(economy_news, bonds_pay_a_coupon_and_lose_it) {
    int64_t ex = try_time("2025-02-03 09:00");
    try_economy_at(&economy, NULL, 5, 0, ex - DAY_MS);
    const struct asset *bond = try_asset(&economy, "BOND");
    try_run(&economy, ex - 1);
    double value = bond->value, before = economy.long_rate;
    economy_advance(&economy, ex);
    double amount = fix8_double(find_event(ECONOMY_DIVIDEND, "BOND").amount);
    cr_assert_float_eq(amount, value * before / 1200, 0.0002);
    cr_assert_float_eq(bond->value, value - amount, 0.05);
    /* Between payments a bond falls as rates rise: six per cent for one. */
    economy_events_drain(&economy);
    value = bond->value;
    before = economy.long_rate;
    try_run(&economy, ex + 3 * DAY_MS);
    double rise = economy.long_rate - before, earned = before / 100 * 3 / 252;
    cr_assert_float_eq(bond->value / value - 1, -0.06 * rise + earned, 0.0005);
}

Test(economy_news, a_price_four_times_its_start_is_split_with_two_weeks_notice) {
    struct calendar_item items[64];
    bool known = false;
    try_economy(&economy, NULL, 6, 0);
    struct asset *asset = try_asset(&economy, "FERN");
    int instrument = instrument_find(&economy.table, "FERN");
    asset->value = asset->seen = 4.6 * 8.35;
    asset->eps *= 4.6;
    double units = asset->units;
    try_run(&economy, try_start() + DAY_MS);
    int64_t split = asset->split_ms;
    cr_assert_gt(split, try_start() + 13 * DAY_MS);
    size_t count = economy_calendar(&economy, economy.next_ms, items, 64);
    for (size_t i = 0; i < count; i++)
        known |= items[i].kind == NEWS_SPLIT && items[i].instrument == instrument &&
                 items[i].ms == split;
    cr_assert(known);
    try_run(&economy, split - 1);
    double value = asset->value, eps = asset->eps, fund = try_asset(&economy, "BELL")->value;
    economy_advance(&economy, split);
    struct economy_event event = find_event(ECONOMY_SPLIT, "FERN");
    cr_assert(event.ms == split && event.numerator >= 4 && event.denominator == 1);
    cr_assert_float_eq(asset->value * event.numerator, value, value * 0.005);
    cr_assert_float_eq(asset->eps * event.numerator, eps, 1e-9);
    cr_assert_float_eq(asset->units, units * event.numerator, 1e-9);
    cr_assert_float_eq(try_asset(&economy, "BELL")->value, fund, fund * 0.001);
}

Test(economy_news, rumours_prove_true_or_false_within_three_days) {
    struct news_item open[INSTRUMENTS_MAX];
    int confirmed = 0, denied = 0, right = 0;
    memset(open, 0, sizeof open);
    try_economy(&economy, NULL, 7, 0);
    uint64_t next = 0;
    while (economy.next_ms < try_start() + 30 * DAY_MS) {
        try_run(&economy, economy.next_ms + 6 * HOUR_MS);
        for (; next < economy.news.count; next++) {
            const struct news_item *item = news_at(&economy.news, next);
            cr_assert_not_null(item);
            int at = __builtin_ctz(item->instruments);
            if (item->kind == NEWS_RUMOUR) {
                cr_assert_eq(open[at].ms, 0);
                open[at] = *item;
            } else if (item->kind == NEWS_CONFIRMED || item->kind == NEWS_DENIED) {
                int64_t wait = item->ms - open[at].ms;
                cr_assert(wait >= DAY_MS - ECONOMY_STEP_MS && wait <= 3 * DAY_MS);
                confirmed += item->kind == NEWS_CONFIRMED;
                denied += item->kind == NEWS_DENIED;
                right += (item->good == open[at].good) == (item->kind == NEWS_CONFIRMED);
                open[at].ms = 0;
            }
        }
    }
    cr_assert(confirmed >= 2 && denied >= 2, "%d, %d", confirmed, denied);
    cr_assert_eq(right, confirmed + denied);
    for (int i = 0; i < INSTRUMENTS_MAX; i++)
        cr_assert(open[i].ms == 0 || open[i].ms > economy.next_ms - 3 * DAY_MS - HOUR_MS);
}

Test(economy_news, news_move_their_instrument_the_way_they_read) {
    int told = 0, right = 0;
    try_economy(&economy, NULL, 8, 0);
    uint64_t next = 0;
    double before[INSTRUMENTS_MAX];
    while (economy.next_ms < try_start() + 12 * DAY_MS) {
        for (uint32_t i = 0; i < economy.table.count; i++)
            before[i] = economy.assets[i].value;
        economy_advance(&economy, economy.next_ms);
        economy_events_drain(&economy);
        for (; next < economy.news.count; next++) {
            const struct news_item *item = news_at(&economy.news, next);
            if (item->kind != NEWS_COMPANY && item->kind != NEWS_EARNINGS)
                continue;
            int at = __builtin_ctz(item->instruments);
            told++;
            right += item->good == (economy.assets[at].value > before[at]);
        }
    }
    cr_assert_gt(told, 15);
    cr_assert_gt(right, told * 3 / 4, "%d of %d", right, told);
}

Test(economy_news, a_future_is_settled_on_its_index_and_lists_the_next_quarter) {
    int64_t expiry = try_time("2025-03-21 21:00");
    try_economy_at(&economy, NULL, 9, 0, expiry - DAY_MS);
    struct asset *future = try_asset(&economy, "SPX-FUT");
    try_run(&economy, expiry - 1);
    economy_advance(&economy, expiry);
    struct economy_event event = find_event(ECONOMY_EXPIRY, "SPX-FUT");
    double settled = fix8_double(event.amount);
    cr_assert_eq(event.ms, expiry);
    cr_assert_float_eq(future->value, settled * event.ratio, 0.02);
    cr_assert(event.ratio > 0.99 && event.ratio < 1.02);
    cr_assert_eq(economy_expiry(&economy, 3), try_time("2025-06-20 21:00"));
}

Test(economy_news, facts_are_what_prices_say) {
    try_economy(&economy, NULL, 10, 0);
    try_run(&economy, try_start() + DAY_MS);
    for (uint32_t i = 0; i < economy.listed_count; i++) {
        struct company company;
        const struct asset *asset = &economy.assets[i];
        bool facts = economy_company(&economy, (int)i, &company);
        cr_assert_eq(facts, asset->driver == DRIVER_STOCK || asset->driver == DRIVER_BASKET ||
                                asset->driver == DRIVER_BOND);
        cr_assert_gt(strlen(company.about), 4);
        if (!facts)
            continue;
        cr_assert_float_eq(company.yield * asset->value, fix8_double(company.dividend), 1e-6);
        if (asset->driver == DRIVER_BOND)
            continue;
        cr_assert_float_eq(company.pe, asset->value / fix8_double(company.eps), 1e-3);
        cr_assert(company.pe > 5 && company.pe < 60, "%f", company.pe);
        cr_assert((company.next_earnings_ms != 0) == (asset->driver == DRIVER_STOCK));
    }
}

Test(economy_news, the_ring_keeps_the_last_items_and_a_halt_can_be_told) {
    static struct news_ring news;
    struct news_item item = {.kind = NEWS_HALT, .text = "KEST was halted."};
    for (uint64_t i = 0; i < NEWS_KEPT + 5; i++) {
        item.ms = (int64_t)i;
        news_add(&news, &item);
    }
    cr_assert_null(news_at(&news, 4));
    cr_assert_null(news_at(&news, NEWS_KEPT + 5));
    cr_assert_eq(news_at(&news, 5)->ms, 5);
    try_economy(&economy, NULL, 11, 0);
    item.ms = economy.next_ms - ECONOMY_STEP_MS;
    economy_tell(&economy, &item);
    cr_assert(was_told(NEWS_HALT, item.ms, -1));
}
