#include "realism/real.h"

#include <string.h>

#include "analysis/facts.h"
#include "base/mem.h"
#include "realism/tapes.h"

#define BLOCKS_MAX 16
#define APART      1000000 /* added to the sessions after a block that was left out */
#define WHOLE      21 /* blocks are as many days or bars long, times something: months stay months */

static const struct {
    const char *file, *name;
    size_t blocks; /* for the errors: days of minutes, years or so of the others */
} files[] = {
    {"SPY_1min_2020-12_skender.csv", "SPY 1m, 4 days", 4},
    {"EURUSD_hourly_bidask_2016_2018_oanda_lean.csv", "EURUSD 1h, 3 years", 12},
    {"BTCUSD_daily_skender.csv", "BTCUSD, 3.4 years", 14},
    {"SPX_daily_1990_2022_skender.csv", "SPX, 32 years", 16},
    {"SP500_daily_1950_2012_desc_skender.csv", "SP500, 62 years", 16},
    {"AAPL_daily_raw_unadjusted_x10000_lean.csv", "AAPL, 23 years", 16},
};

/* Series that are not in the folder, as quoted. */
static const struct {
    const char *name;
    double acf_1, acf_peak, hill, kurtosis, kurtosis_30, abs_1, abs_60, volume;
} quoted[] = {
    {"BTC 1m, Jan 2022", 0.017, 0.031, 2.57, 23.3, 7.1, 0.325, 0.175, 0.61},
    {"GBPUSD 1m, Feb 2012", -0.040, 0.021, 3.12, 18.6, 3.6, 0.264, 0.105, NO_FIGURE},
};

static void quote(size_t index, struct subject *subject) {
    double *value = subject->value.value;
    subject_begin(subject, quoted[index].name, 0);
    value[ACF_1] = quoted[index].acf_1;
    value[ACF_PEAK] = quoted[index].acf_peak;
    value[HILL] = quoted[index].hill;
    value[KURTOSIS] = quoted[index].kurtosis;
    value[KURTOSIS_30] = quoted[index].kurtosis_30;
    value[FALL_30] = quoted[index].kurtosis - quoted[index].kurtosis_30;
    value[ABS_1] = quoted[index].abs_1;
    value[ABS_60] = quoted[index].abs_60;
    value[VOLUME] = quoted[index].volume;
}

static void measure_days(const struct history *history, const uint32_t *stretches,
                         struct figures *figures) {
    bool volume = facts_deviation(history->day_volumes, history->day_count) > 0;
    struct day_pool pool = {history->day_returns, volume ? history->day_volumes : NULL, stretches,
                            history->day_count};
    figures_of_days(&pool, figures);
}

/* Copies all of `whole` but the entries `first` to `end` - 1. */
static void leave_out(const struct history *whole, size_t first, size_t end, struct history *rest) {
    for (size_t i = 0; i < whole->count; i++)
        if (i < first || i >= end)
            history_add(
                rest, &(struct history_bar){.change = whole->returns[i],
                                            .volume = whole->volumes[i],
                                            .session = whole->sessions[i] + (i < first ? 0 : APART),
                                            .slot = whole->slots[i],
                                            .day = whole->days[i]});
    for (size_t i = 0; i < whole->day_count; i++)
        if (i < first || i >= end)
            history_add_day(rest, whole->day_returns[i], whole->day_volumes[i]);
}

static void measure_without(const struct history *whole, size_t first, size_t end,
                            struct figures *figures) {
    struct history rest = {.count = 0};
    leave_out(whole, first, end, &rest);
    if (rest.count > 0) {
        figures_of_bars(&rest, figures);
    } else {
        uint32_t *stretches = mem_array(rest.day_count, sizeof *stretches);
        for (size_t i = first; i < rest.day_count; i++)
            stretches[i] = 1;
        measure_days(&rest, stretches, figures);
        mem_free(stretches);
    }
    history_clear(&rest);
}

static size_t border(size_t block, size_t blocks, size_t count) {
    return block == blocks ? count : block * count / blocks / WHOLE * WHOLE;
}

static void measure_errors(const struct history *history, size_t blocks, struct figures *errors) {
    struct figures without[BLOCKS_MAX];
    double values[BLOCKS_MAX];
    size_t count = history->count > 0 ? history->count : history->day_count;
    for (size_t i = 0; i < blocks; i++)
        measure_without(history, border(i, blocks, count), border(i + 1, blocks, count),
                        &without[i]);
    for (int k = 0; k < FIGURE_COUNT; k++) {
        for (size_t i = 0; i < blocks; i++)
            values[i] = without[i].value[k];
        errors->value[k] = facts_jackknife_error(values, blocks);
    }
}

static bool measure_file(const char *folder, size_t index, struct subject *subject) {
    struct history history = {.count = 0};
    subject_begin(subject, files[index].name, 0);
    if (!tapes_read(folder, files[index].file, &history))
        return false;
    if (history.count > 0)
        figures_of_bars(&history, &subject->value);
    else
        measure_days(&history, NULL, &subject->value);
    measure_errors(&history, files[index].blocks, &subject->error);
    history_clear(&history);
    return true;
}

size_t real_subjects(const char *folder, struct subject *subjects) {
    size_t written = 0;
    for (size_t i = 0; i < ARRAY_LEN(quoted); i++)
        quote(i, &subjects[written++]);
    for (size_t i = 0; i < ARRAY_LEN(files); i++)
        written += measure_file(folder, i, &subjects[written]);
    return written;
}
