#include <criterion/criterion.h>
#include <inttypes.h>
#include <string.h>

#include "base/fix8.h"
#include "base/mem.h"
#include "base/random.h"

#define SEED   UINT64_C(20250113)
#define ROUNDS 60000

__extension__ typedef __int128 wide_t;

static const enum fix8_round rounds[] = {FIX8_DOWN, FIX8_UP, FIX8_FLOOR, FIX8_CEIL, FIX8_HALF_EVEN};

static const int64_t edges[] = {
    0,
    1,
    -1,
    2,
    -2,
    3,
    7,
    FIX8_ONE,
    -FIX8_ONE,
    FIX8_ONE / 2,
    -FIX8_ONE / 2,
    FIX8_ONE + 1,
    FIX8_ONE - 1,
    FIX8_CENT,
    INT32_MAX,
    INT64_C(3037000499),
    INT64_C(3037000500),
    INT64_MAX / FIX8_ONE,
    INT64_MAX / FIX8_ONE + 1,
    INT64_MAX / 2,
    INT64_MIN / 2,
    INT64_MAX - 1,
    INT64_MAX,
    INT64_MIN,
    INT64_MIN + 1,
};

/* An edge, or bits of a random length so that small and large numbers are as frequent. */
static int64_t operand(struct random *random) {
    if (random_below(random, 4) == 0) {
        return edges[random_below(random, (uint32_t)ARRAY_LEN(edges))];
    }
    int64_t value = (int64_t)(random_u64(random) >> random_below(random, 64));
    return random_below(random, 2) == 0 ? value : (int64_t)(0 - (uint64_t)value);
}

/* Written another way than fix8.c does: the floor first, then which of its two neighbours. */
static wide_t reference(wide_t number, wide_t divisor, enum fix8_round round) {
    if (divisor < 0) {
        number = -number;
        divisor = -divisor;
    }
    wide_t low = number / divisor;
    while (low * divisor > number) {
        low--;
    }
    if (low * divisor == number) {
        return low;
    }
    wide_t twice = 2 * (number - low * divisor);
    bool even = ((low % 2) + 2) % 2 == 0;
    switch (round) {
    case FIX8_FLOOR:
        return low;
    case FIX8_CEIL:
        return low + 1;
    case FIX8_DOWN:
        return number > 0 ? low : low + 1;
    case FIX8_UP:
        return number > 0 ? low + 1 : low;
    case FIX8_HALF_EVEN:
        break;
    }
    return twice < divisor || (twice == divisor && even) ? low : low + 1;
}

/* `done` and `got` are what fix8 gave where the exact result is `want`. */
static void expect(const char *name, bool done, int64_t got, wide_t want, int64_t a, int64_t b) {
    const int64_t untouched = 77;
    bool fits = want >= INT64_MIN && want <= INT64_MAX;
    cr_assert_eq(done, fits, "%s(%" PRId64 ", %" PRId64 ") overflow, seed %" PRIu64, name, a, b,
                 SEED);
    int64_t expected = fits ? (int64_t)want : untouched;
    cr_assert_eq(got, expected, "%s(%" PRId64 ", %" PRId64 ") gave %" PRId64 ", seed %" PRIu64,
                 name, a, b, got, SEED);
}

static void expect_sums(int64_t a, int64_t b) {
    int64_t out = 77;
    bool done = fix8_add(a, b, &out);
    expect("add", done, out, (wide_t)a + b, a, b);
    out = 77;
    done = fix8_sub(a, b, &out);
    expect("sub", done, out, (wide_t)a - b, a, b);
    out = 77;
    done = fix8_from_int(a, &out);
    expect("from_int", done, out, (wide_t)a * FIX8_ONE, a, 0);
}

static void expect_products(int64_t a, int64_t b, int64_t c, enum fix8_round round) {
    int64_t out = 77;
    bool done = fix8_mul(a, b, round, &out);
    expect("mul", done, out, reference((wide_t)a * b, FIX8_ONE, round), a, b);
    out = 77;
    done = fix8_div(a, b, round, &out);
    if (b == 0) {
        cr_assert(!done && out == 77);
    } else {
        expect("div", done, out, reference((wide_t)a * FIX8_ONE, b, round), a, b);
    }
    out = 77;
    done = fix8_muldiv(a, b, c, round, &out);
    if (c == 0) {
        cr_assert(!done && out == 77);
    } else {
        expect("muldiv", done, out, reference((wide_t)a * b, c, round), a, b);
    }
    if (c > 0) {
        out = 77;
        done = fix8_round_to(a, c, round, &out);
        expect("round_to", done, out, reference(a, c, round) * c, a, c);
    }
}

Test(fix8, arithmetic_equals_the_128_bit_reference_and_overflows_exactly_with_it) {
    struct random random = random_named(SEED, "fix8_test", 0);
    for (int i = 0; i < ROUNDS; i++) {
        int64_t a = operand(&random);
        int64_t b = operand(&random);
        int64_t c = operand(&random);
        expect_sums(a, b);
        for (size_t j = 0; j < ARRAY_LEN(rounds); j++) {
            expect_products(a, b, c, rounds[j]);
        }
    }
}

Test(fix8, arithmetic_holds_for_every_pair_of_edges) {
    for (size_t i = 0; i < ARRAY_LEN(edges); i++) {
        for (size_t j = 0; j < ARRAY_LEN(edges); j++) {
            expect_sums(edges[i], edges[j]);
            for (size_t k = 0; k < ARRAY_LEN(rounds); k++) {
                expect_products(edges[i], edges[j], edges[j], rounds[k]);
                expect_products(edges[i], edges[j], edges[i], rounds[k]);
            }
        }
    }
}

Test(fix8, each_rounding_goes_where_its_name_says) {
    static const struct {
        int64_t value;
        int64_t wanted[ARRAY_LEN(rounds)];
    } rows[] = {
        {25, {20, 30, 20, 30, 20}}, {-25, {-20, -30, -30, -20, -20}},
        {35, {30, 40, 30, 40, 40}}, {-35, {-30, -40, -40, -30, -40}},
        {26, {20, 30, 20, 30, 30}}, {-24, {-20, -30, -30, -20, -20}},
        {30, {30, 30, 30, 30, 30}}, {-5, {0, -10, -10, 0, 0}},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        for (size_t j = 0; j < ARRAY_LEN(rounds); j++) {
            fix8_t out;
            cr_assert(fix8_round_to(rows[i].value, 10, rounds[j], &out));
            cr_assert_eq(out, rows[i].wanted[j], "%" PRId64 " by rounding %zu gave %" PRId64,
                         rows[i].value, j, out);
        }
    }
}

static bool parse(const char *text, fix8_t *out) {
    return fix8_parse(text, strlen(text), out);
}

Test(fix8, every_value_comes_back_from_its_text) {
    struct random random = random_named(SEED, "fix8_test", 1);
    for (int i = 0; i < ROUNDS; i++) {
        fix8_t value = i < (int)ARRAY_LEN(edges) ? edges[i] : operand(&random);
        char shortest[FIX8_TEXT_MAX];
        char full[FIX8_TEXT_MAX];
        char grouped[FIX8_TEXT_MAX];
        fix8_t back;
        size_t length = fix8_format(value, -1, false, shortest, sizeof shortest);
        cr_assert_eq(length, strlen(shortest));
        cr_assert(parse(shortest, &back) && back == value, "%s, seed %" PRIu64, shortest, SEED);
        fix8_format(value, 8, false, full, sizeof full);
        cr_assert(parse(full, &back) && back == value, "%s, seed %" PRIu64, full, SEED);
        size_t grouped_length = fix8_format(value, 8, true, grouped, sizeof grouped);
        size_t kept = 0;
        for (size_t j = 0; j <= grouped_length; j++) {
            if (grouped[j] != ',') {
                grouped[kept++] = grouped[j];
            }
        }
        cr_assert_str_eq(grouped, full);
    }
}

Test(fix8, fewer_decimals_are_rounded_half_even) {
    struct random random = random_named(SEED, "fix8_test", 2);
    int64_t unit = FIX8_ONE;
    for (int decimals = 0; decimals <= 8; decimals++, unit /= 10) {
        for (int i = 0; i < 2000; i++) {
            fix8_t value = operand(&random);
            fix8_t rounded;
            fix8_t back;
            if (!fix8_round_to(value, unit, FIX8_HALF_EVEN, &rounded)) {
                continue;
            }
            char text[FIX8_TEXT_MAX];
            fix8_format(value, decimals, false, text, sizeof text);
            cr_assert(parse(text, &back) && back == rounded, "%s, seed %" PRIu64, text, SEED);
            const char *point = strchr(text, '.');
            cr_assert_eq(point == NULL ? 0 : (int)strlen(point + 1), decimals, "%s", text);
        }
    }
}

Test(fix8, text_looks_as_a_trader_writes_it) {
    static const struct {
        fix8_t value;
        int decimals;
        bool grouped;
        const char *wanted;
    } rows[] = {
        {0, -1, false, "0"},
        {0, 2, false, "0.00"},
        {-1, 2, false, "0.00"},
        {-FIX8_CENT / 2, 2, false, "0.00"},
        {FIX8_CENT * 3 / 2, 2, false, "0.02"},
        {-FIX8_CENT, 2, false, "-0.01"},
        {1, -1, false, "0.00000001"},
        {FIX8_ONE * 100, 2, true, "100.00"},
        {FIX8_ONE * 1000, 2, true, "1,000.00"},
        {-FIX8_ONE * 1234567, 0, true, "-1,234,567"},
        {FIX8_ONE * 99999999 / 100, 0, true, "1,000,000"},
        {FIX8_MAX, -1, true, "92,233,720,368.54775807"},
        {FIX8_MIN, -1, true, "-92,233,720,368.54775808"},
        {FIX8_MIN, 0, false, "-92233720369"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char text[FIX8_TEXT_MAX];
        size_t length =
            fix8_format(rows[i].value, rows[i].decimals, rows[i].grouped, text, sizeof text);
        cr_assert_str_eq(text, rows[i].wanted);
        cr_assert_eq(length, strlen(rows[i].wanted));
    }
}

Test(fix8, what_is_not_a_number_is_refused_and_leaves_the_value) {
    static const char *const refused[] = {
        "",
        "-",
        "+",
        ".",
        "-.",
        "1e5",
        " 1",
        "1 ",
        "1,000",
        "--1",
        "+-1",
        "1.2.3",
        "0x10",
        "nan",
        "inf",
        "1.123456789",
        "1-",
        "\xC2\xB9",
        "..5",
        "1/2",
        "1.00000000000000001",
        "92233720368.54775808",
        "-92233720368.54775809",
        "92233720369",
        "184467440737.09551616",
        "99999999999999999999999999999999999999999999",
    };
    for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
        fix8_t out = 77;
        cr_assert(!parse(refused[i], &out), "%s was read", refused[i]);
        cr_assert_eq(out, 77);
    }
    fix8_t out = 77;
    cr_assert(!fix8_parse("1\0"
                          "2",
                          3, &out),
              "a NUL inside was read");
}

Test(fix8, accepted_forms_are_read_exactly) {
    static const struct {
        const char *text;
        fix8_t wanted;
    } rows[] = {
        {"7", 7 * FIX8_ONE},
        {"7.", 7 * FIX8_ONE},
        {".5", FIX8_ONE / 2},
        {"-.5", -FIX8_ONE / 2},
        {"+1", FIX8_ONE},
        {"-0", 0},
        {"0.00000001", 1},
        {"1.5000000000000000000000", FIX8_ONE * 3 / 2},
        {"-12.5", -1250000000},
        {"00000000000000000000000000000001", FIX8_ONE},
        {"92233720368.54775807", FIX8_MAX},
        {"-92233720368.547758080", FIX8_MIN},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        fix8_t out;
        cr_assert(parse(rows[i].text, &out), "%s was refused", rows[i].text);
        cr_assert_eq(out, rows[i].wanted, "%s", rows[i].text);
    }
    fix8_t out;
    cr_assert(fix8_parse("12345", 2, &out) && out == 12 * FIX8_ONE, "length was not kept");
}

Test(fix8, decimals_of_a_unit_write_its_multiples_exactly) {
    cr_assert_eq(fix8_decimals(FIX8_ONE), 0);
    cr_assert_eq(fix8_decimals(FIX8_ONE * 25), 0);
    cr_assert_eq(fix8_decimals(FIX8_ONE / 2), 1);
    cr_assert_eq(fix8_decimals(FIX8_CENT), 2);
    cr_assert_eq(fix8_decimals(FIX8_CENT / 4), 4);
    cr_assert_eq(fix8_decimals(1), 8);
}

Test(fix8, as_a_double_it_is_the_nearest_one) {
    cr_assert_eq(fix8_double(FIX8_ONE * 5 / 4), 1.25);
    cr_assert_eq(fix8_double(-FIX8_CENT), -0.01);
}
