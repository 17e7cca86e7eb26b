#include <criterion/criterion.h>
#include <inttypes.h>
#include <string.h>

#include "base/gametime.h"
#include "base/mem.h"
#include "base/random.h"

#define SEED UINT64_C(42)

static int days_in(int year, int month) {
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

Test(gametime, every_day_from_1600_to_2400_follows_the_one_before) {
    struct civil date = {.year = 1600, .month = 1, .day = 1};
    int64_t ms = civil_ms(&date);
    int weekday = 5; /* 1600-01-01 was a Saturday */
    while (date.year <= 2400) {
        cr_assert_eq(civil_ms(&date), ms);
        struct civil back = civil_of(ms + DAY_MS - 1);
        cr_assert(back.year == date.year && back.month == date.month && back.day == date.day,
                  "%d-%d-%d", date.year, date.month, date.day);
        cr_assert(back.hour == 23 && back.minute == 59 && back.second == 59 && back.ms == 999);
        cr_assert_eq(back.weekday, weekday);
        cr_assert_eq(weekday_of(ms), weekday);
        weekday = (weekday + 1) % 7;
        ms += DAY_MS;
        if (++date.day > days_in(date.year, date.month)) {
            date.day = 1;
            date.month = date.month % 12 + 1;
            date.year += date.month == 1;
        }
    }
}

Test(gametime, known_moments_have_their_known_numbers) {
    static const struct {
        const char *text;
        int64_t ms;
        int weekday;
    } rows[] = {
        {"0001-01-01T00:00:00.000Z", GAMETIME_MIN, 0},
        {"1969-12-31T23:59:59.999Z", -1, 2},
        {"1970-01-01T00:00:00.000Z", 0, 3},
        {"2000-02-29T12:00:00.000Z", INT64_C(951825600000), 1},
        {"2025-01-13T14:30:05.123Z", INT64_C(1736778605123), 0},
        {"9999-12-31T23:59:59.999Z", GAMETIME_MAX, 4},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char text[GAMETIME_TEXT_MAX];
        int64_t ms;
        cr_assert_eq(gametime_format(rows[i].ms, GAMETIME_ISO, text, sizeof text), 24u);
        cr_assert_str_eq(text, rows[i].text);
        cr_assert(gametime_parse(rows[i].text, &ms) && ms == rows[i].ms, "%s", rows[i].text);
        cr_assert_eq(weekday_of(ms), rows[i].weekday, "%s", rows[i].text);
    }
}

Test(gametime, any_moment_comes_back_from_its_parts_and_its_text) {
    struct random random = random_named(SEED, "gametime_test", 0);
    for (int i = 0; i < 20000; i++) {
        int64_t ms = random_between(&random, GAMETIME_MIN, GAMETIME_MAX);
        struct civil date = civil_of(ms);
        cr_assert(civil_valid(&date));
        cr_assert_eq(civil_ms(&date), ms, "%" PRId64, ms);
        char text[GAMETIME_TEXT_MAX];
        int64_t back;
        gametime_format(ms, GAMETIME_ISO, text, sizeof text);
        cr_assert(gametime_parse(text, &back) && back == ms, "%s", text);
        gametime_format(ms, GAMETIME_MINUTE, text, sizeof text);
        cr_assert(gametime_parse(text, &back) && back == floor_to(ms, MINUTE_MS), "%s", text);
        gametime_format(ms, GAMETIME_DATE, text, sizeof text);
        cr_assert(gametime_parse(text, &back) && back == floor_to(ms, DAY_MS), "%s", text);
        cr_assert_eq(day_of(ms) * DAY_MS, back);
    }
}

Test(gametime, each_form_reads_as_its_place_on_the_screen_wants) {
    static const char *const wanted[] = {
        [GAMETIME_ISO] = "2025-01-05T04:03:02.001Z",
        [GAMETIME_CLOCK] = "Sun 5 Jan 04:03",
        [GAMETIME_MINUTE] = "2025-01-05 04:03",
        [GAMETIME_DATE] = "2025-01-05",
        [GAMETIME_TIME] = "04:03",
        [GAMETIME_SECOND] = "04:03:02",
    };
    struct civil date = {2025, 1, 5, 4, 3, 2, 1, 0};
    for (size_t form = 0; form < ARRAY_LEN(wanted); form++) {
        char text[GAMETIME_TEXT_MAX];
        size_t length =
            gametime_format(civil_ms(&date), (enum gametime_form)form, text, sizeof text);
        cr_assert_str_eq(text, wanted[form]);
        cr_assert_eq(length, strlen(wanted[form]));
    }
}

Test(gametime, dates_that_do_not_exist_are_invalid) {
    static const struct civil invalid[] = {
        {.year = 0, .month = 1, .day = 1},
        {.year = 10000, .month = 1, .day = 1},
        {.year = 2025, .month = 0, .day = 1},
        {.year = 2025, .month = 13, .day = 1},
        {.year = 2025, .month = 2, .day = 29},
        {.year = 1900, .month = 2, .day = 29},
        {.year = 2025, .month = 4, .day = 31},
        {.year = 2025, .month = 1, .day = 0},
        {.year = 2025, .month = 1, .day = 1, .hour = 24},
        {.year = 2025, .month = 1, .day = 1, .minute = 60},
        {.year = 2025, .month = 1, .day = 1, .second = 60},
        {.year = 2025, .month = 1, .day = 1, .ms = 1000},
        {.year = 2025, .month = 1, .day = 1, .ms = -1},
    };
    for (size_t i = 0; i < ARRAY_LEN(invalid); i++) {
        cr_assert(!civil_valid(&invalid[i]), "row %zu", i);
    }
    struct civil leap = {.year = 2000, .month = 2, .day = 29};
    cr_assert(civil_valid(&leap));
}

Test(gametime, malformed_times_are_refused) {
    static const char *const refused[] = {
        "",
        "2025",
        "2025-01",
        "2025-1-13",
        "2025-01-13 ",
        " 2025-01-13",
        "2025-01-32",
        "2023-02-29",
        "2025-13-01",
        "2025-01-13T14:30",
        "2025-01-13 14:30:00",
        "2025-01-13T14:30:00.1Z",
        "2025-01-13T24:00:00Z",
        "2025-01-13T14:60:00Z",
        "2025-01-13T14:30:00z",
        "2025-01-13T14:30:00+01:00",
        "0000-01-01",
        "-001-01-01",
        "20250113",
        "YYYY-MM-DD",
        "2025-01-13T14:30:60Z",
    };
    for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
        int64_t ms = 77;
        cr_assert(!gametime_parse(refused[i], &ms), "%s was read", refused[i]);
        cr_assert_eq(ms, 77);
    }
    int64_t ms;
    cr_assert(gametime_parse("2025-01-13T14:30:05", &ms) && ms == INT64_C(1736778605000));
    cr_assert(gametime_parse("2025-01-13T14:30:05Z", &ms) && ms == INT64_C(1736778605000));
    cr_assert(gametime_parse("2025-01-13T14:30:05.123", &ms) && ms == INT64_C(1736778605123));
}

Test(gametime, floors_go_down_on_both_sides_of_the_epoch) {
    struct random random = random_named(SEED, "gametime_test", 1);
    for (int i = 0; i < 20000; i++) {
        int64_t ms = random_between(&random, GAMETIME_MIN, GAMETIME_MAX);
        int64_t unit = random_between(&random, 1, 400 * DAY_MS);
        int64_t floor = floor_to(ms, unit);
        cr_assert(floor <= ms && ms - floor < unit && floor % unit == 0, "%" PRId64 " by %" PRId64,
                  ms, unit);
    }
    cr_assert_eq(floor_to(-1, MINUTE_MS), -MINUTE_MS);
    cr_assert_eq(floor_to(-MINUTE_MS, MINUTE_MS), -MINUTE_MS);
    cr_assert_eq(day_of(-1), -1);
}

Test(gametime, durations_are_read_as_players_type_them) {
    static const struct {
        const char *text;
        int64_t ms;
        const char *written;
    } rows[] = {
        {"90s", 90 * SECOND_MS, "1m 30s"},
        {"15m", 15 * MINUTE_MS, "15m"},
        {"6h", 6 * HOUR_MS, "6h"},
        {"5d", 5 * DAY_MS, "5d"},
        {"2w", 2 * WEEK_MS, "2w"},
        {"14d", 2 * WEEK_MS, "2w"},
        {"1d12h", 36 * HOUR_MS, "1d 12h"},
        {"1d 12h", 36 * HOUR_MS, "1d 12h"},
        {"36h", 36 * HOUR_MS, "1d 12h"},
        {"1w1d1h1m1s", 8 * DAY_MS + HOUR_MS + MINUTE_MS + SECOND_MS, "8d 1h 1m 1s"},
        {"0h5m", 5 * MINUTE_MS, "5m"},
        {"3653d", DURATION_MAX, "3653d"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        int64_t ms;
        char text[GAMETIME_TEXT_MAX];
        cr_assert(duration_parse(rows[i].text, &ms), "%s was refused", rows[i].text);
        cr_assert_eq(ms, rows[i].ms, "%s", rows[i].text);
        duration_format(ms, text, sizeof text);
        cr_assert_str_eq(text, rows[i].written);
    }
}

Test(gametime, malformed_durations_are_refused) {
    static const char *const refused[] = {
        "",           "5",
        "h",          "0s",
        "-5m",        "5 m",
        "5m ",        " 5m",
        "5x",         "1h1h",
        "5m1h",       "1d  2h",
        "1.5h",       "5M",
        "3654d",      "522w",
        "315619201s", "99999999999999999999999s",
        "1h\n",       "18446744073709551616w",
    };
    for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
        int64_t ms = 77;
        cr_assert(!duration_parse(refused[i], &ms), "%s was read", refused[i]);
        cr_assert_eq(ms, 77);
    }
}

Test(gametime, any_duration_of_whole_seconds_comes_back_from_its_text) {
    struct random random = random_named(SEED, "gametime_test", 2);
    for (int i = 0; i < 20000; i++) {
        int64_t most = INT64_C(1) << random_below(&random, 39);
        int64_t ms = random_between(&random, 1, most < DURATION_MAX ? most : DURATION_MAX);
        char text[GAMETIME_TEXT_MAX];
        int64_t back = 0;
        duration_format(ms, text, sizeof text);
        bool read = duration_parse(text, &back);
        cr_assert_eq(read, ms >= SECOND_MS, "%s", text);
        cr_assert_eq(back, floor_to(ms, SECOND_MS), "%s", text);
    }
}

Test(gametime, durations_beyond_a_players_are_still_written) {
    char text[GAMETIME_TEXT_MAX];
    duration_format(0, text, sizeof text);
    cr_assert_str_eq(text, "0s");
    duration_format(-999, text, sizeof text);
    cr_assert_str_eq(text, "0s");
    duration_format(-90 * SECOND_MS, text, sizeof text);
    cr_assert_str_eq(text, "-1m 30s");
    duration_format(INT64_MIN, text, sizeof text);
    cr_assert_str_eq(text, "-106751991167d 7h 12m 55s");
}
