#include "market/tape_number.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/mem.h"

static const struct {
    const char *text;
    char point;
    enum numeral numeral;
    fix8_t value;
    uint32_t rest;
} samples[] = {
    {"0", '.', NUMERAL_READ, 0, 0},
    {"353.4", '.', NUMERAL_READ, 35340000000, 0},
    {"-263.16", '.', NUMERAL_READ, -26316000000, 0},
    {"+1", '.', NUMERAL_READ, 100000000, 0},
    {".5", '.', NUMERAL_READ, 50000000, 0},
    {"7.", '.', NUMERAL_READ, 700000000, 0},
    {"$1,234.50", '.', NUMERAL_READ, 123450000000, 0},
    {"12,345.67", '.', NUMERAL_READ, 1234567000000, 0},
    {"2.440,00", ',', NUMERAL_READ, 244000000000, 0},
    {"1,5", ',', NUMERAL_READ, 150000000, 0},
    {"1.5M", '.', NUMERAL_READ, 150000000000000, 0},
    {"12,5K", ',', NUMERAL_READ, 1250000000000, 0},
    {"2b", '.', NUMERAL_READ, 200000000000000000, 0},
    {"1.2345e-05", '.', NUMERAL_READ, 1234, 50000000},
    {"5E3", '.', NUMERAL_READ, 500000000000, 0},
    {"1e-40", '.', NUMERAL_READ, 0, 0},
    {"0.00000001293", '.', NUMERAL_READ, 1, 29300000},
    {"0.1234567812345678999", '.', NUMERAL_READ, 12345678, 12345678},
    {"92233720367.99999999", '.', NUMERAL_READ, 9223372036799999999, 0},
    {"92233720368", '.', NUMERAL_OVER, 0, 0},
    {"4911690800000.00", '.', NUMERAL_OVER, 0, 0},
    {"9999999999999999999999", '.', NUMERAL_OVER, 0, 0},
    {"1e30", '.', NUMERAL_OVER, 0, 0},
    {"99T", '.', NUMERAL_OVER, 0, 0},
    {"", '.', NUMERAL_EMPTY, 0, 0},
    {"null", '.', NUMERAL_EMPTY, 0, 0},
    {"NaN", '.', NUMERAL_EMPTY, 0, 0},
    {"N/A", '.', NUMERAL_EMPTY, 0, 0},
    {"-", '.', NUMERAL_EMPTY, 0, 0},
    {"abc", '.', NUMERAL_BAD, 0, 0},
    {"1.2.3", '.', NUMERAL_BAD, 0, 0},
    {"1,23", '.', NUMERAL_BAD, 0, 0},
    {"1,2345", '.', NUMERAL_BAD, 0, 0},
    {"12 ", '.', NUMERAL_BAD, 0, 0},
    {"1e", '.', NUMERAL_BAD, 0, 0},
    {"1e+", '.', NUMERAL_BAD, 0, 0},
    {"1x", '.', NUMERAL_BAD, 0, 0},
    {"nulls", '.', NUMERAL_BAD, 0, 0},
};

Test(tape_number, every_way_of_writing_is_read_or_refused_as_listed) {
    for (size_t i = 0; i < ARRAY_LEN(samples); i++) {
        struct decimal got = {0};
        enum numeral numeral =
            decimal_read(samples[i].text, strlen(samples[i].text), samples[i].point, &got);
        cr_assert_eq(numeral, samples[i].numeral, "%s gave %d", samples[i].text, (int)numeral);
        if (numeral == NUMERAL_READ) {
            cr_assert_eq(got.value, samples[i].value, "%s: %ld", samples[i].text, (long)got.value);
            cr_assert_eq(got.rest, samples[i].rest, "%s: %u", samples[i].text, got.rest);
        }
    }
}

Test(tape_number, eight_decimals_are_rounded_half_even_and_compared_before_that) {
    cr_assert_eq(decimal_round((struct decimal){2, 50000000}), 2);
    cr_assert_eq(decimal_round((struct decimal){3, 50000000}), 4);
    cr_assert_eq(decimal_round((struct decimal){2, 50000001}), 3);
    cr_assert_eq(decimal_round((struct decimal){FIX8_MAX, 99999999}), FIX8_MAX);
    cr_assert_lt(decimal_compare((struct decimal){1, 100}, (struct decimal){1, 101}), 0);
    cr_assert_gt(decimal_compare((struct decimal){-1, 100}, (struct decimal){-1, 101}), 0);
    cr_assert_lt(decimal_compare((struct decimal){-1, 0}, (struct decimal){1, 0}), 0);
    cr_assert_eq(decimal_compare((struct decimal){7, 7}, (struct decimal){7, 7}), 0);
}

Test(tape_number, what_fix8_writes_is_read_back) {
    fix8_t value = 1;
    for (int i = 0; i < 60; i++, value = value * 2 + i % 3) {
        char text[FIX8_TEXT_MAX];
        struct decimal got = {0};
        size_t length = fix8_format(value, 8, i % 2, text, sizeof text);
        cr_assert_eq(decimal_read(text, length, '.', &got), NUMERAL_READ, "%s", text);
        cr_assert_eq(got.value, value, "%s", text);
    }
}

Test(tape_number, a_text_tells_its_decimal_point_only_when_no_other_reading_is_left) {
    cr_assert_eq(decimal_point_hint("2.440,00", 8), ',');
    cr_assert_eq(decimal_point_hint("12,345.67", 9), '.');
    cr_assert_eq(decimal_point_hint("1,5", 3), ',');
    cr_assert_eq(decimal_point_hint("1,234", 5), 0);
    cr_assert_eq(decimal_point_hint("1.234", 5), 0);
    cr_assert_eq(decimal_point_hint("1234", 4), 0);
}
