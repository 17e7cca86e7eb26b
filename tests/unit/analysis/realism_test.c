/* The short form of `make realism`: some days of some instruments, in bounds that are wider than
 * those of exchange.md by what so few days leave open. */
#include <criterion/criterion.h>

#include "base/mem.h"
#include "base/random.h"
#include "realism/collect.h"
#include "realism/figures.h"

#define SEED    1
#define DAYS    15
#define MINUTES 20000

struct bound {
    enum figure figure;
    double low, high;
};

/* Standard errors of so few days are some 0.02 for correlations, 0.2 for the tail's index and half
 * of the kurtosis; a walk of constant volatility is ten of them away (the test below). */
static const struct bound bounds[] = {
    {ACF_1, -0.17, 0.08},  {ACF_PEAK, 0, 0.09}, {HILL, 2.2, 4.6},     {KURTOSIS, 2.5, 100},
    {ABS_1, 0.12, 0.50},   {ABS_60, 0.02, 1},   {VOLUME, 0.15, 0.75}, {SIGNS, 0.2, 0.9},
    {SIGNS_10, 0.02, 0.2}, {TOUCH, 0.5, 2},
};

static const struct bound edges[] = {
    {OPEN_WILD, 1.3, 4}, {CLOSE_WILD, 1.3, 4}, {OPEN_BUSY, 1.3, 6}, {CLOSE_BUSY, 1.3, 6}};

/* How many figures are out; says which when `named`. */
static unsigned count_out(const struct figures *figures, const struct bound *limits, size_t count,
                          const char *named) {
    unsigned out = 0;
    for (size_t i = 0; i < count; i++) {
        double value = figures->value[limits[i].figure];
        if (value >= limits[i].low && value <= limits[i].high)
            continue;
        out++;
        if (named != NULL)
            cr_log_error("%s: %s is %.3f, not %g to %g", named,
                         figure_rows[limits[i].figure].heading, value, limits[i].low,
                         limits[i].high);
    }
    return out;
}

Test(realism, weeks_of_the_market_have_the_facts_of_real_ones) {
    struct instrument_table table;
    struct history histories[INSTRUMENTS_MAX] = {{.count = 0}};
    struct market *market = mem_alloc(sizeof *market);
    unsigned out = 0;
    cr_assert(collect_table(&table, "BTC-USD,GOLD-CFD,KEST,NOVQ", NULL));
    collect_init(market, &table, SEED);
    collect_days(market, DAYS, true, histories);
    for (uint32_t i = 0; i < table.count; i++) {
        struct figures figures;
        const char *symbol = table.rows[i].symbol;
        figures_of_bars(&histories[i], &figures);
        out += count_out(&figures, bounds, ARRAY_LEN(bounds), symbol);
        if (table.rows[i].class == CLASS_STOCK)
            out += count_out(&figures, edges, ARRAY_LEN(edges), symbol);
        history_clear(&histories[i]);
    }
    market_clear(market);
    mem_free(market);
    cr_assert_eq(out, 0, "%u figures are out of bounds", out);
}

/* Five sessions of an exchange: no bar outside of continuous trading, none over a close. */
Test(realism, minutes_are_those_of_continuous_trading) {
    struct instrument_table table;
    struct history history = {.count = 0};
    struct market *market = mem_alloc(sizeof *market);
    cr_assert(collect_table(&table, "KEST", NULL));
    collect_init(market, &table, SEED);
    collect_days(market, 7, true, &history);
    cr_assert_eq(history.day_count, 4, "days after the first of a week");
    cr_assert_geq(history.count, 5 * 380);
    cr_assert_leq(history.count, 5 * 390);
    for (size_t i = 0; i < history.count; i++) {
        cr_assert(history.slots[i] >= 14 * 60 + 30 && history.slots[i] < 21 * 60);
        cr_assert_eq(history.sessions[i], history.days[i], "a session a day");
    }
    cr_assert_gt(history.sign_count, history.count);
    history_clear(&history);
    market_clear(market);
    mem_free(market);
}

/* What a walk of constant volatility with independent takers looks like. */
Test(realism, a_market_without_memory_is_told_by_most_of_its_figures) {
    struct random random = random_named(SEED, "walk", 0);
    struct history history = {.count = 0};
    struct figures figures;
    for (uint32_t i = 0; i < MINUTES; i++) {
        history_add(&history, &(struct history_bar){.change = random_normal_q16(&random) / 65536.0,
                                                    .volume = 1 + random_below(&random, 100),
                                                    .slot = i % MINUTES_OF_DAY,
                                                    .day = i / MINUTES_OF_DAY});
        history_add_sign(&history, random_below(&random, 2) == 0 ? 1 : -1);
    }
    figures_of_bars(&history, &figures);
    cr_assert_geq(count_out(&figures, bounds, ARRAY_LEN(bounds), NULL), 6);
    history_clear(&history);
}
