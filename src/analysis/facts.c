#include "analysis/facts.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/mem.h"

/* ---- moments ---- */

double facts_mean(const double *values, size_t count) {
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += values[i];
    return count > 0 ? sum / (double)count : 0;
}

struct moments {
    double second, third, fourth; /* around the mean */
};

static struct moments moments_of(const double *values, size_t count) {
    struct moments sums = {0};
    double mean = facts_mean(values, count);
    for (size_t i = 0; i < count; i++) {
        double d = values[i] - mean;
        sums.second += d * d;
        sums.third += d * d * d;
        sums.fourth += d * d * d * d;
    }
    double n = count > 0 ? (double)count : 1;
    return (struct moments){sums.second / n, sums.third / n, sums.fourth / n};
}

double facts_deviation(const double *values, size_t count) {
    if (count < 2)
        return 0;
    return sqrt(moments_of(values, count).second * (double)count / (double)(count - 1));
}

double facts_skewness(const double *values, size_t count) {
    struct moments moments = moments_of(values, count);
    double scale = moments.second * sqrt(moments.second);
    return scale > 0 ? moments.third / scale : 0;
}

double facts_excess_kurtosis(const double *values, size_t count) {
    struct moments moments = moments_of(values, count);
    double scale = moments.second * moments.second;
    return scale > 0 ? moments.fourth / scale - 3 : 0;
}

static int falling(const void *a, const void *b) {
    double one = *(const double *)a, other = *(const double *)b;
    return (one < other) - (one > other);
}

double facts_hill(const double *values, size_t count, double fraction) {
    assert(fraction > 0 && fraction < 1);
    size_t tail = (size_t)(fraction * (double)count);
    if (tail == 0 || tail >= count)
        return 0;
    double *sizes = mem_array(count, sizeof *sizes);
    for (size_t i = 0; i < count; i++)
        sizes[i] = fabs(values[i]);
    qsort(sizes, count, sizeof *sizes, falling);
    double edge = sizes[tail], sum = 0;
    for (size_t i = 0; i < tail && edge > 0; i++)
        sum += log(sizes[i] / edge);
    mem_free(sizes);
    return sum > 0 ? (double)tail / sum : 0;
}

/* ---- dependence ---- */

double facts_correlation(const double *a, const double *b, size_t count) {
    double mean_a = facts_mean(a, count), mean_b = facts_mean(b, count);
    double both = 0, of_a = 0, of_b = 0;
    for (size_t i = 0; i < count; i++) {
        double x = a[i] - mean_a, y = b[i] - mean_b;
        both += x * y;
        of_a += x * x;
        of_b += y * y;
    }
    return of_a > 0 && of_b > 0 ? both / sqrt(of_a * of_b) : 0;
}

static bool pair(const struct facts_series *series, size_t i, size_t lag) {
    return series->segments == NULL || series->segments[i] == series->segments[i + lag];
}

/* Mean of a_t x b_t+lag over the pairs of `series`, which tells the segments only. */
static double lagged_product(const struct facts_series *series, const double *a, const double *b,
                             size_t lag) {
    double sum = 0;
    size_t pairs = 0;
    for (size_t i = 0; i + lag < series->count; i++) {
        if (!pair(series, i, lag))
            continue;
        sum += a[i] * b[i + lag];
        pairs++;
    }
    return pairs > 0 ? sum / (double)pairs : 0;
}

/* The deviations from the mean (owned by the caller), and the mean of their squares. */
static double *centred(const double *values, size_t count, double *variance) {
    double mean = facts_mean(values, count);
    double *out = mem_array(count > 0 ? count : 1, sizeof *out);
    *variance = moments_of(values, count).second;
    for (size_t i = 0; i < count; i++)
        out[i] = values[i] - mean;
    return out;
}

/* Autocorrelations of `count` lags. */
static void autocorrelations(const struct facts_series *series, const size_t *lags, size_t count,
                             double *out) {
    double variance;
    double *deviations = centred(series->values, series->count, &variance);
    for (size_t i = 0; i < count; i++)
        out[i] =
            variance > 0 ? lagged_product(series, deviations, deviations, lags[i]) / variance : 0;
    mem_free(deviations);
}

double facts_autocorrelation(const struct facts_series *series, size_t lag) {
    double one;
    autocorrelations(series, &lag, 1, &one);
    return one;
}

/* Those of the lags first to last; returns how many, owned by the caller. */
static double *autocorrelation_run(const struct facts_series *series, size_t first, size_t last,
                                   size_t *count) {
    assert(first <= last);
    *count = last - first + 1;
    size_t *lags = mem_array(*count, sizeof *lags);
    double *out = mem_array(*count, sizeof *out);
    for (size_t i = 0; i < *count; i++)
        lags[i] = first + i;
    autocorrelations(series, lags, *count, out);
    mem_free(lags);
    return out;
}

double facts_autocorrelation_peak(const struct facts_series *series, size_t first, size_t last) {
    size_t count;
    double *all = autocorrelation_run(series, first, last, &count);
    double peak = 0;
    for (size_t i = 0; i < count; i++)
        peak = fmax(peak, fabs(all[i]));
    mem_free(all);
    return peak;
}

double facts_autocorrelation_mean(const struct facts_series *series, size_t first, size_t last) {
    size_t count;
    double *all = autocorrelation_run(series, first, last, &count);
    double mean = facts_mean(all, count);
    mem_free(all);
    return mean;
}

double facts_leverage(const struct facts_series *series, size_t lags) {
    assert(lags > 0);
    size_t count = series->count;
    double *squares = mem_array(count > 0 ? count : 1, sizeof *squares);
    for (size_t i = 0; i < count; i++)
        squares[i] = series->values[i] * series->values[i];
    double of_values, of_squares, sum = 0;
    double *values = centred(series->values, count, &of_values);
    double *wildness = centred(squares, count, &of_squares);
    for (size_t lag = 1; lag <= lags; lag++)
        sum += lagged_product(series, values, wildness, lag);
    double scale = sqrt(of_values * of_squares);
    mem_free(squares);
    mem_free(values);
    mem_free(wildness);
    return scale > 0 ? sum / (double)lags / scale : 0;
}

/* Lags with evenly spaced logarithms, each once; returns how many. */
static size_t spaced_lags(size_t first, size_t last, size_t points, size_t *lags) {
    size_t count = 0;
    double ratio = (double)last / (double)first;
    for (size_t i = 0; i < points; i++) {
        double lag = (double)first * pow(ratio, (double)i / (double)(points - 1));
        size_t whole = (size_t)(lag + 0.5);
        if (count == 0 || whole > lags[count - 1])
            lags[count++] = whole;
    }
    return count;
}

static double slope(const double *x, const double *y, size_t count) {
    double mean_x = facts_mean(x, count), mean_y = facts_mean(y, count), both = 0, of_x = 0;
    for (size_t i = 0; i < count; i++) {
        both += (x[i] - mean_x) * (y[i] - mean_y);
        of_x += (x[i] - mean_x) * (x[i] - mean_x);
    }
    return of_x > 0 ? both / of_x : 0;
}

double facts_memory_exponent(const struct facts_series *series, size_t first, size_t last,
                             size_t points) {
    assert(first > 0 && first < last && points > 1);
    size_t *lags = mem_array(points, sizeof *lags);
    double *memory = mem_array(3 * points, sizeof *memory);
    double *x = memory + points, *y = x + points;
    size_t count = spaced_lags(first, last, points, lags), used = 0;
    autocorrelations(series, lags, count, memory);
    for (size_t i = 0; i < count; i++) {
        if (memory[i] <= 0)
            continue;
        x[used] = log((double)lags[i]);
        y[used++] = log(memory[i]);
    }
    double exponent = -slope(x, y, used);
    mem_free(lags);
    mem_free(memory);
    return exponent;
}

/* ---- time ---- */

size_t facts_aggregate(const struct facts_series *series, size_t length, double *sums,
                       uint32_t *segments) {
    assert(length > 0);
    size_t written = 0;
    for (size_t i = 0; i + length <= series->count;) {
        if (!pair(series, i, length - 1)) {
            i++; /* too near the end of its segment */
            continue;
        }
        double sum = 0;
        for (size_t k = 0; k < length; k++)
            sum += series->values[i + k];
        if (segments != NULL)
            segments[written] = series->segments != NULL ? series->segments[i] : 0;
        sums[written++] = sum;
        i += length;
    }
    return written;
}

void facts_season(const double *values, const uint32_t *slots, size_t count, double *means,
                  uint32_t *seen, size_t slot_count) {
    for (size_t slot = 0; slot < slot_count; slot++) {
        means[slot] = 0;
        seen[slot] = 0;
    }
    for (size_t i = 0; i < count; i++) {
        assert(slots[i] < slot_count);
        means[slots[i]] += values[i];
        seen[slots[i]]++;
    }
    for (size_t slot = 0; slot < slot_count; slot++)
        means[slot] = seen[slot] > 0 ? means[slot] / seen[slot] : 0;
}

void facts_deseasonalise(const double *values, const uint32_t *slots, size_t count,
                         const double *means, double *out) {
    for (size_t i = 0; i < count; i++) {
        double mean = means[slots[i]];
        out[i] = mean > 0 || mean < 0 ? values[i] / mean : values[i];
    }
}

/* ---- how sure ---- */

double facts_mean_error(const double *values, size_t count) {
    return count > 1 ? facts_deviation(values, count) / sqrt((double)count) : 0;
}

double facts_jackknife_error(const double *left_out, size_t count) {
    double n = (double)count;
    return count > 1 ? sqrt((n - 1) * moments_of(left_out, count).second) : 0;
}
