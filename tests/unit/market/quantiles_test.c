#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "market/quantiles.h"
#include "unit/market/market_try.h"

#define DRAWS 200000

struct expected {
    const char *name;
    double (*draw)(struct random *);
    double mean, variance, most;
    double middle; /* of 1,000 draws, this many lie below this ... */
    double below;
};

static const struct expected rows[] = {
    {"normal", quantile_normal, 0, 1, 5.6, 1, 841.3},
    {"student", quantile_student, 0, 1, 64, 1, 878.3},
    {"exponential", quantile_exponential, 1, 1, 18, 1, 632.1},
    {"lognormal", quantile_lognormal, 1, 1.1809, 12, 0.6670, 500},
};

Test(quantiles, draws_have_the_moments_and_the_shares_of_their_distribution) {
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct expected *row = &rows[i];
        struct random random = random_named(7, row->name, 0);
        double sum = 0, squares = 0;
        int below = 0;
        for (int n = 0; n < DRAWS; n++) {
            double x = row->draw(&random);
            cr_assert_leq(fabs(x), row->most, "%s", row->name);
            sum += x;
            squares += x * x;
            below += x < row->middle;
        }
        double mean = sum / DRAWS, variance = squares / DRAWS - mean * mean;
        cr_assert_float_eq(mean, row->mean, 0.01, "%s: mean %.4f", row->name, mean);
        cr_assert_float_eq(variance, row->variance, 0.05, "%s: %.4f", row->name, variance);
        cr_assert_float_eq(below * 1000.0 / DRAWS, row->below, 4, "%s: %d", row->name, below);
    }
}

Test(quantiles, a_pareto_tail_falls_as_its_power) {
    struct random random = random_named(8, "pareto", 0);
    int above_four = 0, above_sixteen = 0;
    for (int n = 0; n < DRAWS; n++) {
        double x = quantile_pareto(&random, 1.5, 2000);
        cr_assert(x >= 1 && x <= 2000);
        above_four += x > 4;
        above_sixteen += x > 16;
    }
    cr_assert_float_eq(above_four / (double)DRAWS, 1.0 / 8, 0.004);
    cr_assert_float_eq(above_sixteen / (double)DRAWS, 1.0 / 64, 0.002);
}

Test(quantiles, exponential_and_logarithm_agree_with_the_library) {
    for (double x = -700; x <= 700; x += 0.83) {
        cr_assert_float_eq(real_exp(x) / exp(x), 1, 1e-12, "e^%g", x);
        cr_assert_float_eq(real_log(exp(x)), x, 1e-12 * fmax(1, fabs(x)), "log e^%g", x);
    }
    cr_assert_eq(real_exp(0), 1);
    cr_assert_eq(real_log(1), 0);
}

Test(quantiles, a_stream_gives_the_numbers_that_games_were_recorded_with) {
    uint64_t hash = UINT64_C(14695981039346656037);
    struct random random = random_named(9, "golden", 0);
    for (int n = 0; n < 20000; n++) {
        double x = n % 5 == 4 ? quantile_pareto(&random, 1.6, 1e6) : rows[n % 5].draw(&random);
        uint64_t bits;
        memcpy(&bits, &x, sizeof bits);
        hash = (hash ^ bits) * UINT64_C(1099511628211);
    }
    cr_assert_eq(hash, UINT64_C(0x44A61D23A541DF39), "0x%016" PRIX64, hash);
}
