#include <criterion/criterion.h>
#include <inttypes.h>
#include <stddef.h>

#include "base/mem.h"
#include "base/random.h"

#define SEED UINT64_C(7)

Test(random, the_generator_is_pcg32_as_published) {
    /* pcg32-demo of O'Neill: seed 42, sequence 54. */
    static const uint32_t published[] = {0xA15C02B7, 0x7B47F409, 0xBA1D3330,
                                         0x83D2F293, 0xBFA4784B, 0xCBED606E};
    const uint64_t step = 54 * 2 + 1;
    struct random random = {.state = step + 42, .step = step};
    random_u32(&random);
    for (size_t i = 0; i < ARRAY_LEN(published); i++) {
        cr_assert_eq(random_u32(&random), published[i], "number %zu", i);
    }
}

Test(random, named_streams_keep_the_numbers_that_games_were_recorded_with) {
    static const struct {
        uint64_t seed;
        const char *name;
        uint64_t index;
        uint64_t first, second;
    } golden[] = {
        {0, "", 0, UINT64_C(0xC2E49D7767B2485E), UINT64_C(0xF11D8DB43C7CD588)},
        {1, "path", 0, UINT64_C(0x80F437328A12CDF4), UINT64_C(0x3EEC8847399BD298)},
        {1, "path", 1, UINT64_C(0x91F9B53A9AED766C), UINT64_C(0xA2BD94D2865C0702)},
        {1, "quotes", 0, UINT64_C(0xA1DDEBF62AC92AEF), UINT64_C(0x54510A0A0069DBCE)},
        {UINT64_MAX, "a longer name", UINT64_MAX, UINT64_C(0xAB22910914C10339),
         UINT64_C(0x53C5CA69305F937D)},
    };
    for (size_t i = 0; i < ARRAY_LEN(golden); i++) {
        struct random random = random_named(golden[i].seed, golden[i].name, golden[i].index);
        uint64_t first = random_u64(&random);
        uint64_t second = random_u64(&random);
        cr_assert(first == golden[i].first && second == golden[i].second,
                  "row %zu gives 0x%016" PRIX64 ", 0x%016" PRIX64, i, first, second);
    }
}

Test(random, derived_numbers_keep_their_recorded_order) {
    struct random random = random_named(1, "derived", 0);
    cr_assert_eq(random_below(&random, 1000), 925u);
    cr_assert_eq(random_between(&random, -1000000, 1000000), 723157);
    cr_assert_eq(random_between(&random, INT64_MIN / 2, INT64_MAX), INT64_C(195161604081477815));
    cr_assert_eq(random_normal_q16(&random), -36358);
}

/* Two independent streams agree in a bit half of the time. */
static void expect_independent(struct random a, struct random b) {
    const int count = 4000;
    int agreed = 0;
    for (int i = 0; i < count; i++) {
        agreed += __builtin_popcount(~(random_u32(&a) ^ random_u32(&b)));
    }
    cr_assert(agreed > count * 16 - 900 && agreed < count * 16 + 900, "%d bits agree", agreed);
}

Test(random, streams_differ_by_seed_by_name_and_by_index) {
    struct random base = random_named(SEED, "path", 0);
    expect_independent(base, random_named(SEED + 1, "path", 0));
    expect_independent(base, random_named(SEED, "path", 1));
    expect_independent(base, random_named(SEED, "paths", 0));
    expect_independent(base, random_named(SEED, "", 0));
    expect_independent(random_named(0, "path", 1), random_named(1, "path", 0));
}

Test(random, a_stream_does_not_notice_the_use_of_another) {
    struct random alone = random_named(SEED, "quotes", 3);
    struct random beside = random_named(SEED, "quotes", 3);
    struct random other = random_named(SEED, "prints", 3);
    for (int i = 0; i < 1000; i++) {
        random_below(&other, 17);
        cr_assert_eq(random_u64(&alone), random_u64(&beside));
    }
}

Test(random, below_is_within_its_bound_and_unbiased) {
    static const uint32_t bounds[] = {1, 2, 3, 7, 10, 12};
    struct random random = random_named(SEED, "below", 0);
    for (size_t i = 0; i < ARRAY_LEN(bounds); i++) {
        const int count = 60000;
        int seen[12] = {0};
        for (int j = 0; j < count; j++) {
            uint32_t value = random_below(&random, bounds[i]);
            cr_assert_lt(value, bounds[i]);
            seen[value]++;
        }
        double wanted = (double)count / bounds[i];
        double square = 0;
        for (uint32_t j = 0; j < bounds[i]; j++) {
            square += (seen[j] - wanted) * (seen[j] - wanted) / wanted;
        }
        cr_assert_lt(square, 40.0, "bound %u: chi-square %f", bounds[i], square);
    }
}

Test(random, below_favours_nothing_under_a_large_bound) {
    /* With a bound of three quarters of the range four numbers of the generator fall on three
     * results; unless the surplus is refused, every third result comes half of the time. */
    const uint32_t bound = UINT32_C(0xC0000000);
    const int count = 60000;
    struct random random = random_named(SEED, "below", 1);
    int rests[3] = {0};
    int thirds[3] = {0};
    for (int i = 0; i < count; i++) {
        uint32_t value = random_below(&random, bound);
        rests[value % 3]++;
        thirds[value / (bound / 3)]++;
    }
    for (int i = 0; i < 3; i++) {
        cr_assert(rests[i] > count / 3 - 600 && rests[i] < count / 3 + 600, "rest %d: %d of %d", i,
                  rests[i], count);
        cr_assert(thirds[i] > count / 3 - 600 && thirds[i] < count / 3 + 600, "third %d: %d of %d",
                  i, thirds[i], count);
    }
}

Test(random, between_reaches_both_of_its_ends_and_nothing_outside) {
    static const struct {
        int64_t low, high;
    } rows[] = {
        {-2, 2},
        {INT64_MAX - 3, INT64_MAX},
        {INT64_MIN, INT64_MIN + 1},
        {5, 5},
    };
    struct random random = random_named(SEED, "between", 0);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        bool low = false;
        bool high = false;
        for (int j = 0; j < 500; j++) {
            int64_t value = random_between(&random, rows[i].low, rows[i].high);
            cr_assert(value >= rows[i].low && value <= rows[i].high);
            low |= value == rows[i].low;
            high |= value == rows[i].high;
        }
        cr_assert(low && high, "row %zu", i);
    }
}

Test(random, between_spreads_over_ranges_wider_than_32_bits) {
    static const struct {
        int64_t low, high;
    } rows[] = {
        {0, UINT32_MAX - INT64_C(1)}, {0, UINT32_MAX},
        {0, UINT32_MAX + INT64_C(1)}, {INT64_MIN / 4 * 3, INT64_MAX / 4 * 3},
        {INT64_MIN, INT64_MAX},
    };
    struct random random = random_named(SEED, "between", 1);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        int64_t middle = rows[i].low / 2 + rows[i].high / 2;
        int below = 0;
        for (int j = 0; j < 10000; j++) {
            int64_t value = random_between(&random, rows[i].low, rows[i].high);
            cr_assert(value >= rows[i].low && value <= rows[i].high);
            below += value < middle;
        }
        cr_assert(below > 4700 && below < 5300, "row %zu: %d below the middle", i, below);
    }
}

Test(random, normal_has_its_mean_its_deviation_and_its_bounds) {
    const int count = 100000;
    struct random random = random_named(SEED, "normal", 0);
    double sum = 0;
    double squares = 0;
    int within = 0;
    for (int i = 0; i < count; i++) {
        int32_t value = random_normal_q16(&random);
        cr_assert(value >= -6 * 65536 && value <= 6 * 65536);
        sum += value;
        squares += (double)value * value;
        within += value > -65536 && value < 65536;
    }
    double mean = sum / count / 65536;
    double variance = squares / count / 65536 / 65536;
    cr_assert(mean > -0.015 && mean < 0.015, "mean %f", mean);
    cr_assert(variance > 0.98 && variance < 1.02, "variance %f", variance);
    cr_assert(within > count * 67 / 100 && within < count * 70 / 100, "%d within one", within);
}
