#include "analysis/facts.h"

#include <criterion/criterion.h>
#include <math.h>

#include "base/mem.h"
#include "base/random.h"

#define SEED UINT64_C(20250113)
#define LONG 200000

static void assert_near(double got, double wanted, double within, const char *what) {
    cr_assert(fabs(got - wanted) <= within, "%s is %.6f, not %.6f +- %.6f", what, got, wanted,
              within);
}

static double normal(struct random *random) {
    return random_normal_q16(random) / 65536.0;
}

/* Above 0, at most 1. */
static double uniform(struct random *random) {
    return (random_u32(random) + 1.0) / 4294967296.0;
}

static double *white_noise(size_t count) {
    struct random random = random_named(SEED, "noise", 0);
    double *values = mem_array(count, sizeof *values);
    for (size_t i = 0; i < count; i++)
        values[i] = normal(&random);
    return values;
}

/* x = phi x + noise, from its stationary state. */
static double *autoregression(double phi, size_t count) {
    double *values = white_noise(count);
    values[0] /= sqrt(1 - phi * phi);
    for (size_t i = 1; i < count; i++)
        values[i] += phi * values[i - 1];
    return values;
}

/* ---- moments ---- */

Test(facts, moments_are_those_computed_by_hand) {
    static const double values[] = {1, 2, 2, 7}; /* deviations -2, -1, -1, 4 */
    assert_near(facts_mean(values, 4), 3, 1e-12, "mean");
    assert_near(facts_deviation(values, 4), sqrt(22.0 / 3), 1e-12, "deviation");
    assert_near(facts_skewness(values, 4), (54.0 / 4) / pow(22.0 / 4, 1.5), 1e-12, "skewness");
    assert_near(facts_excess_kurtosis(values, 4), (274.0 / 4) / (5.5 * 5.5) - 3, 1e-12, "kurtosis");
}

Test(facts, kurtosis_is_zero_for_the_normal_and_minus_one_point_two_for_the_uniform) {
    double *noise = white_noise(LONG);
    struct random random = random_named(SEED, "uniform", 0);
    /* a sum of twelve uniforms has excess kurtosis -1.2 / 12 */
    assert_near(facts_excess_kurtosis(noise, LONG), -0.1, 0.03, "of the nearly normal");
    assert_near(facts_skewness(noise, LONG), 0, 0.02, "skewness");
    for (size_t i = 0; i < LONG; i++)
        noise[i] = uniform(&random);
    assert_near(facts_excess_kurtosis(noise, LONG), -1.2, 0.01, "of the uniform");
    mem_free(noise);
}

Test(facts, hill_finds_the_index_of_a_pareto_tail_on_both_sides) {
    static const double few[] = {-8, 4, 2, 1};
    double *values = mem_array(LONG, sizeof *values);
    assert_near(facts_hill(few, 4, 0.5), 2 / (log(4) + log(2)), 1e-12, "two of four");
    for (int index = 2; index <= 5; index++) {
        struct random random = random_named(SEED, "pareto", (uint64_t)index);
        for (size_t i = 0; i < LONG; i++)
            values[i] = (i % 2 == 0 ? 1 : -1) * pow(uniform(&random), -1.0 / index);
        assert_near(facts_hill(values, LONG, 0.05), index, 0.05 * index, "index");
    }
    mem_free(values);
}

/* ---- dependence ---- */

Test(facts, correlation_is_that_computed_by_hand) {
    static const double a[] = {1, 2, 3}, b[] = {2, 4, 6}, c[] = {3, 1, 2}, flat[] = {5, 5, 5};
    assert_near(facts_correlation(a, b, 3), 1, 1e-12, "of a line");
    assert_near(facts_correlation(a, c, 3), -0.5, 1e-12, "of three points");
    cr_assert_eq(facts_correlation(a, flat, 3), 0, "a constant correlates with nothing");
}

Test(facts, autocorrelation_falls_as_powers_in_an_autoregression_and_is_nothing_in_noise) {
    double *values = autoregression(0.5, LONG);
    struct facts_series series = {.values = values, .count = LONG};
    for (size_t lag = 1; lag <= 5; lag++)
        assert_near(facts_autocorrelation(&series, lag), pow(0.5, (double)lag), 0.01, "power");
    assert_near(facts_autocorrelation_peak(&series, 1, 9), 0.5, 0.01, "largest");
    assert_near(facts_autocorrelation_mean(&series, 1, 2), 0.375, 0.01, "mean");
    mem_free(values);
    values = white_noise(LONG);
    series.values = values;
    cr_assert_lt(facts_autocorrelation_peak(&series, 1, 30), 0.01);
    mem_free(values);
}

Test(facts, pairs_never_cross_a_close) {
    static const double values[] = {1, -1, 1, 1, -1, 1}; /* mean 1/3 */
    static const uint32_t sessions[] = {4, 4, 4, 9, 9, 9};
    struct facts_series whole = {.values = values, .count = 6};
    struct facts_series cut = {.values = values, .segments = sessions, .count = 6};
    double variance = 8.0 / 9, turn = (2.0 / 3) * (-4.0 / 3), stay = 4.0 / 9;
    assert_near(facts_autocorrelation(&cut, 1), turn / variance, 1e-12, "within sessions");
    assert_near(facts_autocorrelation(&whole, 1), (4 * turn + stay) / 5 / variance, 1e-12,
                "over the close");
    assert_near(facts_autocorrelation(&cut, 2), stay / variance, 1e-12, "two apart");
    cr_assert_eq(facts_autocorrelation(&cut, 3), 0, "no pair is left");
}

Test(facts, leverage_is_negative_where_falls_make_the_next_return_wilder) {
    struct random random = random_named(SEED, "leverage", 0);
    double *values = mem_array(LONG, sizeof *values);
    double before = 0;
    for (size_t i = 0; i < LONG; i++) {
        values[i] = normal(&random) * (before < 0 ? 2 : 1);
        before = values[i];
    }
    struct facts_series series = {.values = values, .count = LONG};
    cr_assert_lt(facts_leverage(&series, 1), -0.1);
    for (size_t i = 0; i < LONG; i++)
        values[i] = -values[i];
    cr_assert_gt(facts_leverage(&series, 1), 0.1);
    mem_free(values);
    values = white_noise(LONG);
    series.values = values;
    assert_near(facts_leverage(&series, 10), 0, 0.005, "of noise");
    mem_free(values);
}

/* An exponential is ever steeper in log-log, a power law is not. */
Test(facts, memory_exponent_tells_slow_decay_from_fast) {
    double *values = autoregression(0.9, LONG);
    struct facts_series series = {.values = values, .count = LONG};
    double near = facts_memory_exponent(&series, 1, 2, 2);
    assert_near(near, log(0.9 / 0.81) / log(2), 0.01, "of two lags");
    cr_assert_gt(facts_memory_exponent(&series, 2, 20, 10), 2 * near);
    mem_free(values);
}

Test(facts, memory_exponent_of_long_runs_of_one_sign_is_their_tail_less_one) {
    enum { signs = 2000000 };
    struct random random = random_named(SEED, "runs", 0);
    double *values = mem_array(signs, sizeof *values);
    size_t at = 0;
    while (at < signs) { /* runs with a Pareto tail of 1.5: memory falls as lag^-0.5 */
        size_t length = (size_t)(pow(uniform(&random), -1 / 1.5) + 0.5);
        double sign = random_below(&random, 2) == 0 ? 1 : -1;
        for (size_t i = 0; i < length && at < signs; i++)
            values[at++] = sign;
    }
    struct facts_series series = {.values = values, .count = signs};
    assert_near(facts_memory_exponent(&series, 2, 200, 20), 0.5, 0.1, "exponent");
    mem_free(values);
}

/* ---- time ---- */

Test(facts, aggregation_drops_what_is_left_at_a_close) {
    static const double values[] = {1, 2, 3, 4, 5, 6, 7};
    static const uint32_t sessions[] = {0, 0, 0, 1, 1, 1, 1};
    struct facts_series cut = {.values = values, .segments = sessions, .count = 7};
    struct facts_series whole = {.values = values, .count = 7};
    double sums[7];
    uint32_t segments[7];
    cr_assert_eq(facts_aggregate(&cut, 2, sums, segments), 3);
    cr_assert(sums[0] == 3 && sums[1] == 9 && sums[2] == 13);
    cr_assert(segments[0] == 0 && segments[1] == 1 && segments[2] == 1);
    cr_assert_eq(facts_aggregate(&whole, 3, sums, NULL), 2);
    cr_assert(sums[0] == 6 && sums[1] == 15);
    cr_assert_eq(facts_aggregate(&whole, 8, sums, NULL), 0);
}

Test(facts, taking_the_season_out_leaves_what_is_not_of_the_clock) {
    static const double values[] = {2, 10, 6, 30, 4, 20};
    static const uint32_t slots[] = {0, 1, 0, 1, 0, 1};
    double means[3], out[6];
    uint32_t seen[3];
    facts_season(values, slots, 6, means, seen, 3);
    cr_assert(means[0] == 4 && means[1] == 20 && means[2] == 0);
    cr_assert(seen[0] == 3 && seen[1] == 3 && seen[2] == 0);
    facts_deseasonalise(values, slots, 6, means, out);
    for (size_t i = 0; i < 6; i += 2)
        cr_assert(out[i] == out[i + 1], "both slots tell the same of a day");
}

/* ---- how sure ---- */

Test(facts, errors_of_a_mean_agree_and_shrink_with_the_root) {
    static const double values[] = {1, 2, 3, 4};
    double left_out[4];
    for (size_t i = 0; i < 4; i++)
        left_out[i] = (10 - values[i]) / 3;
    assert_near(facts_mean_error(values, 4), sqrt(5.0 / 3) / 2, 1e-12, "of four");
    assert_near(facts_jackknife_error(left_out, 4), sqrt(5.0 / 3) / 2, 1e-12, "by leaving out");
    cr_assert_eq(facts_mean_error(values, 1), 0, "one value tells nothing of its error");
}

Test(facts, what_does_not_exist_is_zero) {
    static const double same[] = {3, 3, 3, 3};
    struct facts_series none = {.count = 0}, flat = {.values = same, .count = 4};
    cr_assert_eq(facts_mean(NULL, 0), 0);
    cr_assert_eq(facts_deviation(same, 1), 0);
    cr_assert_eq(facts_skewness(same, 4), 0);
    cr_assert_eq(facts_excess_kurtosis(same, 4), 0);
    cr_assert_eq(facts_hill(same, 4, 0.05), 0, "no value is in the tail");
    cr_assert_eq(facts_hill(same, 4, 0.5), 0, "no value is beyond the edge");
    cr_assert_eq(facts_autocorrelation(&none, 1), 0);
    cr_assert_eq(facts_autocorrelation(&flat, 1), 0);
    cr_assert_eq(facts_leverage(&none, 10), 0);
    cr_assert_eq(facts_memory_exponent(&flat, 2, 200, 20), 0);
}
