#include <criterion/criterion.h>
#include <math.h>

#include "base/gametime.h"
#include "base/mem.h"
#include "ui/scale.h"

Test(scale, steps_are_round_and_no_finer_than_a_tick) {
    static const struct {
        double span;
        int parts;
        double least, step;
    } cases[] = {{400, 4, 0.5, 100}, {430, 4, 0.5, 200},    {1, 4, 0, 0.25},
                 {0.9, 4, 0, 0.25},  {10, 4, 1, 5},         {0.004, 5, 0.00001, 0.001},
                 {3, 10, 0.25, 0.5}, {0.1, 10, 0.25, 0.25}, {7, 3, 0.01, 2.5},
                 {12, 4, 0.5, 5},    {1e6, 3, 1, 500000}};
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        double step = scale_step(cases[i].span, cases[i].parts, cases[i].least);
        cr_expect(fabs(step - cases[i].step) < 1e-9, "case %zu gives %g", i, step);
    }
}

Test(scale, steps_hold_over_many_spans) {
    for (double span = 1e-5; span < 1e9; span *= 1.37) {
        for (int parts = 1; parts < 30; parts++) {
            double step = scale_step(span, parts, 0);
            cr_assert(step * parts >= span * (1 - 1e-6), "%g in %d", span, parts);
            cr_assert(step * parts <= span * 2.5, "%g in %d gives %g", span, parts, step);
        }
    }
}

Test(scale, decimals_write_a_step_exactly) {
    static const struct {
        double step;
        int decimals;
    } cases[] = {{1, 0}, {100, 0}, {0.5, 1}, {0.25, 2}, {0.00001, 5}, {2.5, 1}, {0.1, 1}};
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        cr_expect_eq(scale_decimals(cases[i].step), cases[i].decimals, "%g", cases[i].step);
    }
}

Test(scale, quantities_are_short) {
    static const struct {
        double value;
        const char *text;
    } cases[] = {{0, "0"},         {0.042, "0.042"},  {7, "7"},
                 {1.25, "1.25"},   {812.4, "812"},    {999.4, "999"},
                 {999.6, "1.00k"}, {1254, "1.25k"},   {31400000, "31.4M"},
                 {2.5e9, "2.50G"}, {-1500, "-1.50k"}, {22.45, "22.45"}};
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char text[16];
        scale_short(cases[i].value, text, sizeof text);
        cr_expect_str_eq(text, cases[i].text);
    }
}

Test(scale, time_steps_are_those_of_a_clock_and_a_calendar) {
    cr_expect_eq(scale_time_step(1), MINUTE_MS);
    cr_expect_eq(scale_time_step(6 * MINUTE_MS), 15 * MINUTE_MS);
    cr_expect_eq(scale_time_step(5 * HOUR_MS), 12 * HOUR_MS);
    cr_expect_eq(scale_time_step(3 * DAY_MS), WEEK_MS);
    cr_expect_eq(scale_time_step(INT64_MAX), 3640 * DAY_MS);
}
