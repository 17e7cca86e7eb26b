#include "realism/simulate.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/facts.h"
#include "base/mem.h"
#include "base/text.h"
#include "realism/collect.h"
#include "realism/pools.h"
#include "realism/probes.h"
#include "realism/workers.h"

#define TRADE_DAYS  0.68 /* of the calendar's days, at least: 5 of 7 less holidays */
#define SYMBOLS_MAX (INSTRUMENTS_MAX * SYMBOL_MAX)

/* What one seed of one instrument left: read by index of the whole table. */
struct market_result {
    struct figures figures;
    uint32_t day_count;
    double day_returns[DAYS_MAX];
    double day_volumes[DAYS_MAX];
};

struct probe_result {
    struct figures figures, errors;
};

union task_result {
    struct {
        bool in[INSTRUMENTS_MAX];
        struct market_result of[INSTRUMENTS_MAX];
    } run;
    struct probe_result probe;
};

/* The tasks: first a run a seed, then a probe an instrument. */
struct plan {
    const struct simulation *simulation;
    unsigned runs, probes;
    unsigned runs_of[INSTRUMENTS_MAX]; /* the first so many runs have this instrument */
};

/* ---- planning ---- */

static unsigned members(const struct instrument_table *table, enum pool pool) {
    unsigned count = 0;
    for (uint32_t i = 0; i < table->count; i++)
        count += pool_of(&table->rows[i]) == pool;
    return count;
}

static struct plan plan_of(const struct simulation *simulation) {
    struct plan plan = {.simulation = simulation, .runs = simulation->seeds};
    const struct instrument_table *table = &simulation->table;
    plan.probes = simulation->sweeps > 0 || simulation->copies > 0 ? table->count : 0;
    for (uint32_t i = 0; i < table->count; i++) {
        const struct instrument *row = &table->rows[i];
        double share = row->calendar == CALENDAR_ALWAYS ? 1 : TRADE_DAYS;
        double days = simulation->days * share * members(table, pool_of(row));
        unsigned wanted = simulation->pooled ? (unsigned)(POOL_DAYS_LEAST / days) + 1 : 0;
        unsigned runs = wanted > simulation->seeds ? wanted : simulation->seeds;
        plan.runs_of[i] = runs < SEEDS_MAX ? runs : SEEDS_MAX;
        plan.runs = plan.runs_of[i] > plan.runs ? plan.runs_of[i] : plan.runs;
    }
    return plan;
}

/* ---- a task, in its own process ---- */

static void symbols_of_run(const struct plan *plan, size_t run, char *symbols, size_t size) {
    size_t length = 0;
    for (uint32_t i = 0; i < plan->simulation->table.count; i++)
        if (run < plan->runs_of[i])
            length += text_format(symbols + length, size - length, "%s%s", length > 0 ? "," : "",
                                  plan->simulation->table.rows[i].symbol);
}

static void keep_days(const struct history *history, struct market_result *result) {
    size_t count = history->day_count < DAYS_MAX ? history->day_count : DAYS_MAX;
    result->day_count = (uint32_t)count;
    if (count == 0)
        return;
    memcpy(result->day_returns, history->day_returns, count * sizeof(double));
    memcpy(result->day_volumes, history->day_volumes, count * sizeof(double));
}

static void run_seed(const struct plan *plan, size_t run, union task_result *result) {
    char symbols[SYMBOLS_MAX];
    struct instrument_table table;
    struct history histories[INSTRUMENTS_MAX] = {{.count = 0}};
    struct market *market = mem_alloc(sizeof *market);
    bool by_minute = run < plan->simulation->seeds;
    symbols_of_run(plan, run, symbols, sizeof symbols);
    bool found = collect_table(&table, symbols, NULL);
    assert(found);
    collect_init(market, &table, plan->simulation->seed + run);
    collect_days(market, plan->simulation->days, by_minute, histories);
    for (uint32_t i = 0; i < table.count; i++) {
        int index = instrument_find(&plan->simulation->table, table.rows[i].symbol);
        struct market_result *of = &result->run.of[index];
        result->run.in[index] = true;
        figures_clear(&of->figures);
        if (by_minute)
            figures_of_bars(&histories[i], &of->figures);
        of->figures.value[DAY_SIZE] =
            facts_deviation(histories[i].day_returns, histories[i].day_count) * (double)FIX8_ONE /
            (double)table.rows[i].day_volatility;
        keep_days(&histories[i], of);
        history_clear(&histories[i]);
    }
    market_clear(market);
    mem_free(market);
}

static void work(const void *context, size_t task, void *out) {
    const struct plan *plan = context;
    const struct simulation *simulation = plan->simulation;
    union task_result *result = out;
    struct probe_settings settings = {
        .seed = simulation->seed, .sweeps = simulation->sweeps, .copies = simulation->copies};
    struct error error = {0};
    if (task < plan->runs) {
        run_seed(plan, task, result);
    } else if (!probe_instrument(simulation->table.rows[task - plan->runs].symbol, &settings,
                                 &result->probe.figures, &result->probe.errors, &error)) {
        fprintf(stderr, "%s\n", error.sentence);
        exit(1);
    }
}

/* ---- instruments ---- */

/* Mean and error over the seeds that answer. */
static void fold_seeds(const struct plan *plan, const union task_result *results, uint32_t index,
                       enum figure figure, struct subject *subject) {
    double values[SEEDS_MAX];
    unsigned count = 0;
    for (unsigned run = 0; run < plan->simulation->seeds; run++) {
        double value = results[run].run.of[index].figures.value[figure];
        if (!isnan(value))
            values[count++] = value;
    }
    if (count == 0)
        return;
    subject->value.value[figure] = facts_mean(values, count);
    if (count > 1)
        subject->error.value[figure] = facts_mean_error(values, count);
    for (unsigned i = 0; i < count; i++)
        subject->fine[figure] += figure_in_range(figure, values[i]);
}

static void fold_instrument(const struct plan *plan, const union task_result *results,
                            uint32_t index, struct subject *subject) {
    const struct simulation *simulation = plan->simulation;
    const struct instrument *row = &simulation->table.rows[index];
    const struct probe_result *probe = plan->probes > 0 ? &results[plan->runs + index].probe : NULL;
    subject_begin(subject, row->symbol, simulation->seeds);
    for (int i = 0; i < FIGURE_COUNT; i++) {
        if (figure_rows[i].group == GROUP_DAYS)
            continue;
        fold_seeds(plan, results, index, (enum figure)i, subject);
        if (probe != NULL && isnan(subject->value.value[i])) {
            subject->value.value[i] = probe->figures.value[i];
            subject->error.value[i] = probe->errors.value[i];
        }
        bool asked = probe != NULL || i < REFILL_SPREAD || i > IMPACT_GROWTH;
        subject->binds[i] = asked && figure_binds((enum figure)i, row);
    }
}

/* ---- classes ---- */

struct pooled {
    double *returns, *volumes;
    uint32_t *stretches;
    size_t count;
};

/* Of an instrument's days around 0, over all its seeds. */
static double deviation_of(const struct plan *plan, const union task_result *results,
                           uint32_t index, double *mean_volume) {
    double squares = 0, volume = 0, days = 0;
    for (unsigned run = 0; run < plan->runs_of[index]; run++) {
        const struct market_result *of = &results[run].run.of[index];
        for (uint32_t i = 0; i < of->day_count; i++) {
            squares += of->day_returns[i] * of->day_returns[i];
            volume += of->day_volumes[i];
        }
        days += of->day_count;
    }
    *mean_volume = days > 0 ? volume / days : 1;
    return days > 0 && squares > 0 ? sqrt(squares / days) : 1;
}

static void pool_instrument(const struct plan *plan, const union task_result *results,
                            uint32_t index, unsigned left_out, struct pooled *pooled) {
    double mean_volume, deviation = deviation_of(plan, results, index, &mean_volume);
    for (unsigned run = 0; run < plan->runs_of[index]; run++) {
        const struct market_result *of = &results[run].run.of[index];
        if (run == left_out)
            continue;
        for (uint32_t i = 0; i < of->day_count; i++) {
            pooled->returns[pooled->count] = of->day_returns[i] / deviation;
            pooled->volumes[pooled->count] = of->day_volumes[i] / mean_volume;
            pooled->stretches[pooled->count++] = run * INSTRUMENTS_MAX + index;
        }
    }
}

/* The figures of a class without one of its seeds; returns the days there were. */
static size_t measure_pool(const struct plan *plan, const union task_result *results,
                           enum pool pool, unsigned left_out, struct figures *figures) {
    const struct instrument_table *table = &plan->simulation->table;
    size_t room = (size_t)SEEDS_MAX * members(table, pool) * DAYS_MAX;
    struct pooled pooled = {.returns = mem_array(room, sizeof(double)),
                            .volumes = mem_array(room, sizeof(double)),
                            .stretches = mem_array(room, sizeof(uint32_t))};
    for (uint32_t i = 0; i < table->count; i++)
        if (pool_of(&table->rows[i]) == pool)
            pool_instrument(plan, results, i, left_out, &pooled);
    figures_of_days(
        &(struct day_pool){pooled.returns, pooled.volumes, pooled.stretches, pooled.count},
        figures);
    mem_free(pooled.returns);
    mem_free(pooled.volumes);
    mem_free(pooled.stretches);
    return pooled.count;
}

static void pool_errors(const struct plan *plan, const union task_result *results, enum pool pool,
                        unsigned runs, struct subject *subject) {
    struct figures without[SEEDS_MAX];
    double values[SEEDS_MAX];
    for (unsigned run = 0; run < runs; run++)
        measure_pool(plan, results, pool, run, &without[run]);
    for (int i = 0; i < FIGURE_COUNT && runs > 1; i++) {
        if (figure_rows[i].group != GROUP_DAYS)
            continue;
        for (unsigned run = 0; run < runs; run++)
            values[run] = without[run].value[i];
        subject->error.value[i] = facts_jackknife_error(values, runs);
    }
}

static void fold_pool(const struct plan *plan, const union task_result *results, enum pool pool,
                      struct subject *subject) {
    const struct instrument_table *table = &plan->simulation->table;
    char name[SUBJECT_NAME_MAX];
    unsigned runs = 0;
    for (uint32_t i = 0; i < table->count; i++)
        if (pool_of(&table->rows[i]) == pool && plan->runs_of[i] > runs)
            runs = plan->runs_of[i];
    subject_begin(subject, "", 0);
    size_t days = measure_pool(plan, results, pool, UINT32_MAX, &subject->value);
    text_format(name, sizeof name, "%s, %zu days", pool_rows[pool].label, days);
    text_format(subject->name, sizeof subject->name, "%s", name);
    pool_errors(plan, results, pool, runs, subject);
    for (int i = 0; i < FIGURE_COUNT; i++)
        subject->binds[i] = days >= POOL_DAYS_LEAST && figure_rows[i].group == GROUP_DAYS &&
                            (figure_rows[i].scope == FOR_ALL ||
                             (figure_rows[i].scope == FOR_EQUITY && pool_rows[pool].equity));
}

size_t simulate(const struct simulation *simulation, struct subject *subjects) {
    struct plan plan = plan_of(simulation);
    uint32_t count = simulation->table.count;
    struct workers workers = {.tasks = plan.runs + plan.probes,
                              .result_size = sizeof(union task_result),
                              .jobs = simulation->jobs,
                              .work = work,
                              .progress = simulation->progress,
                              .context = &plan};
    union task_result *results = workers_run(&workers);
    size_t written = 0;
    if (results == NULL)
        return 0;
    for (uint32_t i = 0; i < count; i++)
        fold_instrument(&plan, results, i, &subjects[written++]);
    for (int pool = 0; pool < POOL_COUNT; pool++)
        if (members(&simulation->table, (enum pool)pool) > 0)
            fold_pool(&plan, results, (enum pool)pool, &subjects[written++]);
    workers_release(&workers, results);
    return written;
}
