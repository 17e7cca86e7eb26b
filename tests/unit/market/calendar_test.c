#include <criterion/criterion.h>

#include "base/mem.h"
#include "market/calendar.h"

static int64_t at(const char *text) {
    int64_t ms = 0;
    cr_assert(gametime_parse(text, &ms), "%s", text);
    return ms;
}

Test(calendar, the_exchange_has_the_holidays_that_new_york_published) {
    static const char *const published[] = {
        "2024-01-01", "2024-01-15", "2024-02-19", "2024-03-29", "2024-05-27", "2024-06-19",
        "2024-07-04", "2024-09-02", "2024-11-28", "2024-12-25", "2025-01-01", "2025-01-20",
        "2025-02-17", "2025-04-18", "2025-05-26", "2025-06-19", "2025-07-04", "2025-09-01",
        "2025-11-27", "2025-12-25", "2026-01-01", "2026-01-19", "2026-02-16", "2026-04-03",
        "2026-05-25", "2026-06-19", "2026-07-03", "2026-09-07", "2026-11-26", "2026-12-25",
        "2027-01-01", "2027-01-18", "2027-02-15", "2027-03-26", "2027-05-31", "2027-06-18",
        "2027-07-05", "2027-09-06", "2027-11-25", "2027-12-24", "2028-01-17", "2028-02-21",
        "2028-04-14", "2028-05-29", "2028-06-19", "2028-07-04", "2028-09-04", "2028-11-23",
        "2028-12-25", "2029-01-01", "2029-01-15", "2029-02-19", "2029-03-30", "2029-05-28",
        "2029-06-19", "2029-07-04", "2029-09-03", "2029-11-22", "2029-12-25", "2030-01-01",
        "2030-01-21", "2030-02-18", "2030-04-19", "2030-05-27", "2030-06-19", "2030-07-04",
        "2030-09-02", "2030-11-28", "2030-12-25",
    };
    size_t next = 0;
    int64_t end = day_of(at("2031-01-01"));
    for (int64_t day = day_of(at("2024-01-01")); day < end; day++) {
        bool listed = next < ARRAY_LEN(published) && day == day_of(at(published[next]));
        char text[GAMETIME_TEXT_MAX];
        gametime_format(day * DAY_MS, GAMETIME_DATE, text, sizeof text);
        cr_assert_eq(calendar_is_holiday(day), listed, "%s", text);
        next += listed;
    }
    cr_assert_eq(next, ARRAY_LEN(published));
}

Test(calendar, good_friday_follows_easter_to_its_ends) {
    static const char *const fridays[] = {"1818-03-20", "1943-04-23", "1961-03-31",
                                          "1981-04-17", "2038-04-23", "2285-03-20"};
    for (size_t i = 0; i < ARRAY_LEN(fridays); i++)
        cr_assert(calendar_is_holiday(day_of(at(fridays[i]))), "%s", fridays[i]);
}

/* The rules of GAME.md written down once more, minute by minute. */
static bool open_by_rule(enum calendar_kind kind, int64_t ms) {
    int weekday = weekday_of(ms);
    int64_t minute = (ms - floor_to(ms, DAY_MS)) / MINUTE_MS;
    bool week = weekday < 4 || (weekday == 4 && minute < (kind == CALENDAR_FOREX ? 1320 : 1260)) ||
                (weekday == 6 && minute >= 1320);
    switch (kind) {
    case CALENDAR_ALWAYS:
        return true;
    case CALENDAR_FOREX:
        return week;
    case CALENDAR_FUTURES:
        return week && (minute < 1260 || minute >= 1320);
    case CALENDAR_EXCHANGE:
        return weekday < 5 && minute >= 870 && minute < 1260 && !calendar_is_holiday(day_of(ms));
    default:
        return false;
    }
}

Test(calendar, hours_openings_and_closings_agree_with_the_rules_at_every_quarter_of_an_hour) {
    const int64_t step = 15 * MINUTE_MS;
    for (int kind = CALENDAR_FOREX; kind < CALENDAR_TAPE; kind++) {
        enum calendar_kind calendar = (enum calendar_kind)kind;
        int64_t next_open = -1, next_close = -1;
        for (int64_t ms = at("2025-01-28"); ms >= at("2024-12-13"); ms -= step) {
            bool open = open_by_rule(calendar, ms);
            cr_assert_eq(calendar_is_open(calendar, ms), open, "%s %lld", calendar_words[kind],
                         (long long)ms);
            if (next_open >= 0)
                cr_assert_eq(calendar_next_open(calendar, ms), next_open);
            if (next_close >= 0)
                cr_assert_eq(calendar_next_close(calendar, ms), next_close);
            bool before = open_by_rule(calendar, ms - step);
            next_open = open && !before ? ms : next_open;
            next_close = !open && before ? ms : next_close;
        }
        cr_assert(next_open >= 0 && next_close >= 0);
    }
}

Test(calendar, a_market_that_always_trades_never_turns) {
    cr_assert(calendar_is_open(CALENDAR_ALWAYS, at("2025-12-25")));
    cr_assert_eq(calendar_next_open(CALENDAR_ALWAYS, 0), GAMETIME_MAX);
    cr_assert_eq(calendar_next_close(CALENDAR_ALWAYS, 0), GAMETIME_MAX);
}

Test(calendar, days_end_at_the_close_or_at_twenty_two) {
    cr_assert_eq(calendar_day_end(CALENDAR_EXCHANGE, at("2025-01-17 15:00")),
                 at("2025-01-17 21:00"));
    cr_assert_eq(calendar_day_end(CALENDAR_EXCHANGE, at("2025-01-17 21:00")),
                 at("2025-01-21 21:00"), "a weekend and Martin Luther King's day lie between");
    cr_assert_eq(calendar_day_end(CALENDAR_ALWAYS, at("2025-01-17 21:59")), at("2025-01-17 22:00"));
    cr_assert_eq(calendar_day_end(CALENDAR_FOREX, at("2025-01-17 22:00")), at("2025-01-18 22:00"));
}

Test(calendar, trading_days_are_those_with_any_trading) {
    int64_t sunday = day_of(at("2025-01-12"));
    cr_assert(calendar_trades_on(CALENDAR_FOREX, sunday));
    cr_assert(calendar_trades_on(CALENDAR_FUTURES, sunday));
    cr_assert_not(calendar_trades_on(CALENDAR_EXCHANGE, sunday));
    cr_assert_not(calendar_trades_on(CALENDAR_FOREX, sunday - 1));
    cr_assert(calendar_trades_on(CALENDAR_EXCHANGE, sunday + 1));
    cr_assert_eq(calendar_day_minutes(CALENDAR_EXCHANGE), 390);
    cr_assert_eq(calendar_day_minutes(CALENDAR_FUTURES), 1380);
}
