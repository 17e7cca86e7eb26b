#include "realism/figures.h"

#include <stdlib.h>

#include "analysis/facts.h"
#include "base/mem.h"

#define TAIL         0.05
#define LONG_BARS    30 /* in one of the longer returns */
#define MEMORY_LAST  200
#define MEMORY_LAGS  24
#define EDGE_MINUTES 30 /* of the open and of the close */
#define NOON_MINUTES 60
#define WINDOW_DAYS  30
#define WINDOW_LEAST 2000 /* bars; a shorter window is the rest at the end */
#define MONTH_DAYS   21

const struct figure_row figure_rows[FIGURE_COUNT] = {
#define X(name, heading, low, high, scope, group) [name] = {heading, low, high, scope, group},
    FIGURES(X)
#undef X
};

void figures_clear(struct figures *figures) {
    for (int i = 0; i < FIGURE_COUNT; i++)
        figures->value[i] = NO_FIGURE;
}

bool figure_in_range(enum figure figure, double value) {
    return value >= figure_rows[figure].low && value <= figure_rows[figure].high;
}

bool figure_binds(enum figure figure, const struct instrument *row) {
    switch (figure_rows[figure].scope) {
    case FOR_ALL:
        return true;
    case FOR_EXCHANGE:
        return row->calendar == CALENDAR_EXCHANGE;
    case FOR_STOCKS:
        return row->class == CLASS_STOCK;
    case FOR_EQUITY:
    case FOR_SIGHT:
        break;
    }
    return false;
}

static double *sizes_of(const double *values, size_t count) {
    double *sizes = mem_array(count > 0 ? count : 1, sizeof *sizes);
    for (size_t i = 0; i < count; i++)
        sizes[i] = fabs(values[i]);
    return sizes;
}

static bool any_above_zero(const double *values, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (values[i] > 0)
            return true;
    return false;
}

/* ---- bars ---- */

static struct facts_series series_of(const struct history *history, const double *values) {
    return (struct facts_series){
        .values = values, .segments = history->sessions, .count = history->count};
}

static void measure_returns(const struct history *history, double *value) {
    struct facts_series series = series_of(history, history->returns);
    double *longer = mem_array(series.count / LONG_BARS + 1, sizeof *longer);
    size_t count = facts_aggregate(&series, LONG_BARS, longer, NULL);
    value[ACF_1] = facts_autocorrelation(&series, 1);
    value[ACF_PEAK] = facts_autocorrelation_peak(&series, 2, 30);
    value[HILL] = facts_hill(series.values, series.count, TAIL);
    value[KURTOSIS] = facts_excess_kurtosis(series.values, series.count);
    value[KURTOSIS_30] = facts_excess_kurtosis(longer, count);
    value[FALL_30] = value[KURTOSIS] - value[KURTOSIS_30];
    if (history->day_count > 60) {
        value[KURTOSIS_DAY] = facts_excess_kurtosis(history->day_returns, history->day_count);
        value[FALL_DAY] = value[KURTOSIS_30] - value[KURTOSIS_DAY];
    }
    mem_free(longer);
}

static void measure_wildness(const struct history *history, const double *sizes, double *value) {
    double *calm = mem_array(history->count, sizeof *calm);
    double means[MINUTES_OF_DAY];
    uint32_t seen[MINUTES_OF_DAY];
    struct facts_series series = series_of(history, sizes),
                        out_of_season = series_of(history, calm);
    facts_season(sizes, history->slots, history->count, means, seen, MINUTES_OF_DAY);
    facts_deseasonalise(sizes, history->slots, history->count, means, calm);
    value[ABS_1] = facts_autocorrelation(&series, 1);
    value[ABS_60] = facts_autocorrelation(&series, 60);
    value[CALM_1] = facts_autocorrelation(&out_of_season, 1);
    value[CALM_60] = facts_autocorrelation(&out_of_season, 60);
    if (any_above_zero(history->volumes, history->count))
        value[VOLUME] = facts_correlation(history->volumes, sizes, history->count);
    mem_free(calm);
}

static void measure_signs(const struct history *history, double *value) {
    double *signs = mem_array(history->sign_count, sizeof *signs);
    struct facts_series series = {.values = signs, .count = history->sign_count};
    for (size_t i = 0; i < series.count; i++)
        signs[i] = history->signs[i];
    value[SIGNS] = facts_memory_exponent(&series, 2, MEMORY_LAST, MEMORY_LAGS);
    value[SIGNS_10] = facts_autocorrelation(&series, 10);
    mem_free(signs);
}

/* First and one past the last slot that bars are usually in. */
static void session_bounds(const uint32_t *seen, size_t *first, size_t *end) {
    uint32_t most = 0;
    for (size_t i = 0; i < MINUTES_OF_DAY; i++)
        most = seen[i] > most ? seen[i] : most;
    for (*first = 0; seen[*first] < (most + 1) / 2; ++*first)
        ;
    for (*end = MINUTES_OF_DAY; seen[*end - 1] < (most + 1) / 2; --*end)
        ;
}

static double mean_between(const double *means, size_t from, size_t end) {
    return facts_mean(means + from, end - from);
}

/* Mean of the first and last half hour over that of the hour in the middle; no session, no edges.
 */
static void measure_edges(const struct history *history, const double *values, double *open,
                          double *close) {
    double means[MINUTES_OF_DAY];
    uint32_t seen[MINUTES_OF_DAY];
    size_t first, end;
    facts_season(values, history->slots, history->count, means, seen, MINUTES_OF_DAY);
    session_bounds(seen, &first, &end);
    if (end - first < 4 * NOON_MINUTES || end - first > MINUTES_OF_DAY / 2)
        return;
    size_t middle = (first + end) / 2;
    double noon = mean_between(means, middle - NOON_MINUTES / 2, middle + NOON_MINUTES / 2);
    if (noon <= 0)
        return;
    *open = mean_between(means, first, first + EDGE_MINUTES) / noon;
    *close = mean_between(means, end - EDGE_MINUTES, end) / noon;
}

/* ---- months ---- */

struct months {
    size_t count, fine_1, fine_kurtosis, fine_peak;
};

static void look_at_month(const struct history *history, size_t first, size_t end,
                          struct months *months) {
    struct facts_series series = {.values = history->returns + first,
                                  .segments = history->sessions + first,
                                  .count = end - first};
    if (series.count < WINDOW_LEAST)
        return;
    double kurtosis = facts_excess_kurtosis(series.values, series.count);
    double lag_1 = facts_autocorrelation(&series, 1);
    months->count++;
    months->fine_1 += lag_1 >= -0.15 && lag_1 <= 0.05;
    months->fine_kurtosis += kurtosis >= 5 && kurtosis <= 100;
    months->fine_peak += facts_autocorrelation_peak(&series, 2, 30) <= 0.06;
}

static void measure_months(const struct history *history, double *value) {
    struct months months = {0};
    uint32_t whole = history->days[history->count - 1] / WINDOW_DAYS; /* the last is not whole */
    size_t first = 0;
    for (size_t i = 0; i < history->count; i++) {
        if (history->days[i] / WINDOW_DAYS == history->days[first] / WINDOW_DAYS)
            continue;
        look_at_month(history, first, i, &months);
        first = i;
    }
    if (whole == 0 || months.count == 0)
        return;
    value[MONTHS_ACF_1] = (double)months.fine_1 / (double)months.count;
    value[MONTHS_KURTOSIS] = (double)months.fine_kurtosis / (double)months.count;
    value[MONTHS_PEAK] = (double)months.fine_peak / (double)months.count;
}

/* ---- the book, as far as it was looked at ---- */

static int rising(const void *a, const void *b) {
    double one = *(const double *)a, other = *(const double *)b;
    return (one > other) - (one < other);
}

static double median(double *values, size_t count) {
    qsort(values, count, sizeof *values, rising);
    return values[count / 2];
}

static double silent_share(const struct history *history) {
    size_t silent = 0;
    for (size_t i = 0; i < history->count; i++)
        silent += history->volumes[i] <= 0;
    return (double)silent / (double)history->count;
}

void figures_of_bars(const struct history *history, struct figures *figures) {
    double *value = figures->value;
    figures_clear(figures);
    if (history->count < LONG_BARS)
        return;
    double *sizes = sizes_of(history->returns, history->count);
    measure_returns(history, value);
    measure_wildness(history, sizes, value);
    measure_edges(history, sizes, &value[OPEN_WILD], &value[CLOSE_WILD]);
    if (any_above_zero(history->volumes, history->count)) {
        measure_edges(history, history->volumes, &value[OPEN_BUSY], &value[CLOSE_BUSY]);
        value[SILENT] = silent_share(history);
    }
    measure_months(history, value);
    if (history->sign_count > 10 * MEMORY_LAST)
        measure_signs(history, value);
    if (history->touch_count > 0) {
        double *touches = mem_array(history->touch_count, sizeof *touches);
        for (size_t i = 0; i < history->touch_count; i++)
            touches[i] = history->touches[i];
        value[TOUCH] = median(touches, history->touch_count);
        mem_free(touches);
    }
    mem_free(sizes);
}

/* ---- days ---- */

void figures_of_days(const struct day_pool *pool, struct figures *figures) {
    double *value = figures->value;
    figures_clear(figures);
    if (pool->count < 2 * MONTH_DAYS)
        return;
    struct facts_series series = {pool->returns, pool->stretches, pool->count};
    double *sizes = sizes_of(pool->returns, pool->count);
    struct facts_series wildness = {sizes, pool->stretches, pool->count};
    double *months = mem_array(pool->count / MONTH_DAYS + 1, sizeof *months);
    size_t month_count = facts_aggregate(&series, MONTH_DAYS, months, NULL);
    value[DAY_PEAK] = facts_autocorrelation_peak(&series, 1, 20);
    value[DAY_HILL] = facts_hill(pool->returns, pool->count, TAIL);
    value[DAY_KURTOSIS] = facts_excess_kurtosis(pool->returns, pool->count);
    value[MONTH_KURTOSIS] = facts_excess_kurtosis(months, month_count);
    value[DAY_ABS_1] = facts_autocorrelation(&wildness, 1);
    value[DAY_ABS_50] = facts_autocorrelation_mean(&wildness, 45, 55);
    value[DAY_LEVERAGE] = facts_leverage(&series, 10);
    value[DAY_SKEW] = facts_skewness(pool->returns, pool->count);
    if (pool->volumes != NULL)
        value[DAY_VOLUME] = facts_correlation(pool->volumes, sizes, pool->count);
    mem_free(months);
    mem_free(sizes);
}
