#include "market/tape_date.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/gametime.h"
#include "base/mem.h"

static const struct {
    const char *text;
    enum date_form form;
    const char *iso; /* what it means; NULL where the form is packed or none */
} samples[] = {
    {"1999-01-22", DATE_YEAR_FIRST, "1999-01-22"},
    {"2012.02.01", DATE_YEAR_FIRST, "2012-02-01"},
    {"2020-12-15 09:30", DATE_YEAR_FIRST, "2020-12-15 09:30"},
    {"2024-01-01T01:00:00Z", DATE_YEAR_FIRST, "2024-01-01 01:00"},
    {"2024-01-02 00:00:00-05:00", DATE_YEAR_FIRST, "2024-01-02"},
    {"2024-01-02 00:00:00+00:00", DATE_YEAR_FIRST, "2024-01-02"},
    {"2020-01-01 12-AM", DATE_YEAR_FIRST, "2020-01-01"},
    {"2020-01-01 01-PM", DATE_YEAR_FIRST, "2020-01-01 13:00"},
    {"19980102", DATE_COMPACT, "1998-01-02"},
    {"19980102 00:00", DATE_COMPACT, "1998-01-02"},
    {"20120201 000100", DATE_COMPACT, "2012-02-01 00:01"},
    {"202401020930", DATE_COMPACT, "2024-01-02 09:30"},
    {"20240102093000", DATE_COMPACT, "2024-01-02 09:30"},
    {"Nov 03, 2023", DATE_NAMED, "2023-11-03"},
    {"3-Nov-17", DATE_NAMED, "2017-11-03"},
    {"29 February 2024", DATE_NAMED, "2024-02-29"},
    {"1775001600", DATE_EPOCH_S, "2026-04-01"},
    {"1609459200.0", DATE_EPOCH_S, "2021-01-01"},
    {"1637971200000", DATE_EPOCH_MS, "2021-11-27"},
    {"1700000000000000", DATE_EPOCH_US, "2023-11-14 22:13"},
    {"1704067200000000000", DATE_EPOCH_NS, "2024-01-01"},
    {"34200000", DATE_MIDNIGHT, "1970-01-01 09:30"},
    {"01.01.2024", DATE_YEAR_LAST, NULL},
    {"1/2/1990", DATE_YEAR_LAST, NULL},
    {"09-22-1998", DATE_YEAR_LAST, NULL},
    {"01/02/2020 4:00:00 PM", DATE_YEAR_LAST, NULL},
    {"", DATE_NONE, NULL},
    {"2023-02-29", DATE_NONE, NULL},
    {"2023-13-01", DATE_NONE, NULL},
    {"13/13/2020", DATE_NONE, NULL},
    {"2020-01-01 25:00", DATE_NONE, NULL},
    {"2020-01-01 13-PM", DATE_NONE, NULL},
    {"20201301", DATE_NONE, NULL},
    {"Foo 03, 2023", DATE_NONE, NULL},
    {"2020-01", DATE_NONE, NULL},
    {"353.4", DATE_NONE, NULL},
    {"12345", DATE_NONE, NULL},
    {"9922222222222222222222", DATE_NONE, NULL},
    {"0.00229", DATE_NONE, NULL},
};

Test(tape_date, every_form_is_known_by_one_text_alone) {
    for (size_t i = 0; i < ARRAY_LEN(samples); i++) {
        int64_t got = 0, wanted = 0;
        enum date_form form = date_read(samples[i].text, strlen(samples[i].text), &got);
        cr_assert_eq(form, samples[i].form, "%s: %s", samples[i].text, date_form_name(form));
        if (!samples[i].iso)
            continue;
        cr_assert(gametime_parse(samples[i].iso, &wanted), "%s", samples[i].iso);
        cr_assert_eq(floor_to(got, MINUTE_MS), wanted, "%s: %ld", samples[i].text, (long)got);
    }
}

Test(tape_date, a_packed_date_resolves_in_either_reading) {
    int64_t packed = 0, ms = 0, wanted = 0;
    int first = 0, second = 0;
    cr_assert_eq(date_read("03/04/2017 16:30", 16, &packed), DATE_YEAR_LAST);
    date_unpack(packed, &first, &second);
    cr_assert(first == 3 && second == 4);
    cr_assert(date_resolve(packed, false, &ms) && gametime_parse("2017-03-04 16:30", &wanted));
    cr_assert_eq(ms, wanted);
    cr_assert(date_resolve(packed, true, &ms) && gametime_parse("2017-04-03 16:30", &wanted));
    cr_assert_eq(ms, wanted);
    cr_assert_eq(date_read("31/12/2017", 10, &packed), DATE_YEAR_LAST);
    cr_assert_not(date_resolve(packed, false, &ms), "there is no month 31");
    cr_assert(date_resolve(packed, true, &ms));
}

Test(tape_date, every_day_of_four_centuries_is_read_as_itself) {
    int64_t from = 0, to = 0;
    cr_assert(gametime_parse("1700-01-01", &from) && gametime_parse("2199-12-31", &to));
    for (int64_t ms = from; ms <= to; ms += 17 * DAY_MS) {
        char text[GAMETIME_TEXT_MAX];
        int64_t got = 0;
        size_t length = gametime_format(ms, GAMETIME_DATE, text, sizeof text);
        cr_assert_eq(date_read(text, length, &got), DATE_YEAR_FIRST, "%s", text);
        cr_assert_eq(got, ms, "%s", text);
    }
}

Test(tape_date, times_of_day_are_read_with_and_without_colons) {
    static const struct {
        const char *text;
        int64_t ms; /* -1: refused */
    } times[] = {{"09:30", 34200000},
                 {"9:30", 34200000},
                 {"093000", 34200000},
                 {"0930", 34200000},
                 {"9:30 PM", 77400000},
                 {"00:00:00", 0},
                 {"12:00:00.250", 43200250},
                 {"24:00", -1},
                 {"12:60", -1},
                 {"", -1},
                 {"noon", -1},
                 {"0 AM", -1}};
    for (size_t i = 0; i < ARRAY_LEN(times); i++) {
        int64_t ms = -1;
        bool read = date_read_time(times[i].text, strlen(times[i].text), &ms);
        cr_assert_eq(read, times[i].ms >= 0, "%s", times[i].text);
        if (read)
            cr_assert_eq(ms, times[i].ms, "%s", times[i].text);
    }
}
