/* What the returns of real markets have in common (Cont 2001, "Empirical properties of asset
 * returns"), as pure functions over plain arrays.
 *
 * A series may be cut into segments, for instance sessions: two values further apart than a close
 * are then no pair. Invariants of a series: `count` values; `segments` is NULL (all are one) or has
 * one number a value, equal for the values of a segment, which stand next to each other.
 *
 * Every function answers 0 where its figure does not exist (too few values, none that differ). */
#ifndef ANALYSIS_FACTS_H
#define ANALYSIS_FACTS_H

#include <stddef.h>
#include <stdint.h>

struct facts_series {
    const double *values;
    const uint32_t *segments;
    size_t count;
};

/* ---- moments ---- */

double facts_mean(const double *values, size_t count);
double facts_deviation(const double *values, size_t count); /* divides by count - 1 */

/* Third moment over the cube of the deviation, and fourth over its fourth power less the normal's
 * 3; moments divide by count (Fisher 1930, g1 and g2). */
double facts_skewness(const double *values, size_t count);
double facts_excess_kurtosis(const double *values, size_t count);

/* Index of the tail of |x| over its largest `fraction`, k values: the inverse of the mean of
 * ln(x_i / x_k+1) over them (Hill 1975). About 3 for returns. */
double facts_hill(const double *values, size_t count, double fraction);

/* ---- dependence ---- */

double facts_correlation(const double *a, const double *b, size_t count); /* Pearson 1895 */

/* Mean product of the deviations of values `lag` apart over the variance, both with the mean of the
 * whole series; divides by the number of pairs (Box, Jenkins 1970, for segments). */
double facts_autocorrelation(const struct facts_series *series, size_t lag);

/* The largest |autocorrelation| of the lags `first` to `last`, and their mean. */
double facts_autocorrelation_peak(const struct facts_series *series, size_t first, size_t last);
double facts_autocorrelation_mean(const struct facts_series *series, size_t first, size_t last);

/* Mean over lags k of 1 to `lags` of the correlation of x_t and x_t+k squared (Bouchaud, Matacz,
 * Potters 2001): below zero where falls make what follows wilder. */
double facts_leverage(const struct facts_series *series, size_t lags);

/* `a` of autocorrelation = c x lag^-a: least squares of its logarithm on that of the lag, over at
 * most `points` lags from `first` to `last` whose logarithms are evenly spaced; lags where it is
 * not above zero are left out (Lillo, Farmer 2004, for signs of trades). */
double facts_memory_exponent(const struct facts_series *series, size_t first, size_t last,
                             size_t points);

/* ---- time ---- */

/* Sums of `length` neighbours, as returns of a longer time; what is left at the end of a segment is
 * dropped. Writes at most count / length sums, and their segments where `segments` is not NULL;
 * returns how many. */
size_t facts_aggregate(const struct facts_series *series, size_t length, double *sums,
                       uint32_t *segments);

/* Mean of the values of each slot (0 to slot_count - 1), for instance a minute of the day; 0 of
 * none. `seen` counts them and has slot_count entries. */
void facts_season(const double *values, const uint32_t *slots, size_t count, double *means,
                  uint32_t *seen, size_t slot_count);

/* Values over the mean of their slot; as they are where that is 0. */
void facts_deseasonalise(const double *values, const uint32_t *slots, size_t count,
                         const double *means, double *out);

/* ---- how sure ---- */

/* Standard error of the mean of independent values, for instance one figure a seed. */
double facts_mean_error(const double *values, size_t count);

/* Standard error of a figure from `count` estimates that each left out another block of the data
 * (a month, a day, a seed) by the jackknife (Tukey 1958; for blocks Kuensch 1989). */
double facts_jackknife_error(const double *left_out, size_t count);

#endif
