#include "ui/scale.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>

#include "base/gametime.h"
#include "base/mem.h"
#include "base/text.h"

#define ALMOST 1e-9 /* relative: 0.1 * 3 counts as 0.3 */

static const double factors[] = {1, 2, 2.5, 5, 10};

static const int64_t time_steps[] = {
    MINUTE_MS,   5 * MINUTE_MS, 15 * MINUTE_MS, 30 * MINUTE_MS, HOUR_MS,      2 * HOUR_MS,
    4 * HOUR_MS, 12 * HOUR_MS,  DAY_MS,         2 * DAY_MS,     WEEK_MS,      2 * WEEK_MS,
    28 * DAY_MS, 84 * DAY_MS,   364 * DAY_MS,   728 * DAY_MS,   3640 * DAY_MS};

static bool is_multiple(double value, double unit) {
    double ratio = value / unit;
    return fabs(ratio - round(ratio)) < ALMOST * fmax(1, ratio);
}

double scale_step(double span, int parts, double least) {
    assert(span > 0 && parts > 0 && least >= 0);
    double wanted = fmax(span / parts, least);
    double power = pow(10, floor(log10(wanted)));
    for (;; power *= 10) {
        for (size_t i = 0; i < ARRAY_LEN(factors); i++) {
            double step = factors[i] * power;
            bool on_grid = least <= 0 || is_multiple(step, least);
            if (step >= wanted * (1 - ALMOST) && on_grid) {
                return step;
            }
        }
        if (power > wanted * 1e6) { /* a tick that no round number is a multiple of */
            return ceil(wanted / least) * least;
        }
    }
}

int scale_decimals(double step) {
    assert(step > 0);
    int decimals = 0;
    for (double value = step; decimals < 8 && !is_multiple(value, 1); value *= 10) {
        decimals++;
    }
    return decimals;
}

size_t scale_short(double value, char *text, size_t size) {
    static const char units[] = " kMGT";
    double amount = fabs(value);
    int unit = 0;
    while (amount >= 999.5 && units[unit + 1] != '\0') {
        amount /= 1000;
        unit++;
    }
    int decimals = amount >= 99.95 ? 0 : amount >= 9.995 ? 1 : 2;
    if (unit == 0) {
        decimals = amount >= 99.95 || amount == floor(amount) ? 0 : amount >= 0.9995 ? 2 : 3;
        return text_format(text, size, "%.*f", decimals, value);
    }
    return text_format(text, size, "%s%.*f%c", value < 0 ? "-" : "", decimals, amount, units[unit]);
}

int64_t scale_time_step(int64_t least_ms) {
    for (size_t i = 0; i < ARRAY_LEN(time_steps); i++) {
        if (time_steps[i] >= least_ms) {
            return time_steps[i];
        }
    }
    return time_steps[ARRAY_LEN(time_steps) - 1];
}
