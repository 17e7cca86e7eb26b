#include "realism/probes.h"

#include <assert.h>

#include "analysis/facts.h"
#include "base/mem.h"
#include "base/random.h"
#include "realism/collect.h"

#define TESTER           1 /* owner of the orders */
#define VOLUME_DAYS      14
#define SWEEP_GAP_MIN    10 /* minutes of trading between two sweeps */
#define SWEEP_GAP_MAX    40
#define COPY_GAP_MAX     150
#define REFILL_SECONDS   60
#define REFILL_DEPTH_OF  0.8
#define REFILL_SPREAD_OF 2.0
/* Depth counts up to here from the middle, in base touches: a ladder for the calm order ends at 4.5
 * times 1.12, and stands further away in fast markets. */
#define DEPTH_TOUCHES    6.5
#define DEPTH_LEVELS     256
#define DEPTH_LOOKS      12
#define HOUR_AND_MORE_MS (75 * MINUTE_MS)

/* Sizes of orders as shares of a day's volume; the second is the one that is gated. */
static const double shares[] = {0.0025, 0.01, 0.025};
#define SHARES ARRAY_LEN(shares)
#define GATED  1

/* When impact is looked at: the mean of some looks, because the touch itself wavers. */
enum look { LOOK_FIRST, LOOK_MINUTE, LOOK_HOUR, LOOKS };
static const struct {
    int64_t from_ms, step_ms;
    int count;
} looks[LOOKS] = {
    [LOOK_FIRST] = {0, 0, 1},
    [LOOK_MINUTE] = {45 * SECOND_MS, 5 * SECOND_MS, 7},
    [LOOK_HOUR] = {HOUR_MS - 3 * MINUTE_MS, MINUTE_MS, 7},
};

struct probe {
    struct market *market;
    struct random random;
    double day_lots; /* traded on a day */
};

static int64_t order_lots(const struct probe *probe, double share) {
    int64_t lots = (int64_t)(probe->day_lots * share + 0.5);
    return lots > 0 ? lots : 1;
}

static void order(struct market *market, enum side side, int64_t lots) {
    struct book_request request = {.side = side,
                                   .tif = BOOK_IOC,
                                   .limit = market_collar(market, 0, side),
                                   .lots = lots,
                                   .owner = TESTER};
    struct book_result result;
    market_submit(market, 0, &request, &result);
    market_events_drain(market);
}

/* Lets the market run for some minutes, then to where it will trade for `ahead_ms` more. */
static void wait_for_trading(struct probe *probe, int minutes_most, int64_t ahead_ms) {
    struct market *market = probe->market;
    enum calendar_kind calendar = market->table.rows[0].calendar;
    int64_t wait =
        random_between(&probe->random, SWEEP_GAP_MIN * MINUTE_MS, minutes_most * MINUTE_MS);
    double spread, mid;
    market_advance(market, market->now_ms + wait);
    while (!collect_trades(market, 0) || !collect_touch(market, 0, &spread, &mid) ||
           calendar_next_close(calendar, market->now_ms) - market->now_ms < ahead_ms)
        market_advance(market, market->now_ms + MINUTE_MS);
    market_events_drain(market);
}

static double lots_a_day(struct market *market) {
    struct history history = {.count = 0};
    collect_days(market, VOLUME_DAYS, false, &history);
    double mean = facts_mean(history.day_volumes, history.day_count);
    history_clear(&history);
    return mean;
}

/* ---- sweeps ---- */

/* Lots on one side near the middle. */
static double depth(const struct market *market, enum side side) {
    struct book_level levels[DEPTH_LEVELS];
    double spread, mid, lots = 0;
    if (!collect_touch(market, 0, &spread, &mid))
        return 0;
    double reach = DEPTH_TOUCHES * collect_base_touch(market, 0);
    size_t count = book_levels(market->listings[0].book, side, levels, DEPTH_LEVELS);
    for (size_t i = 0; i < count && fabs(levels[i].ticks - mid) <= reach; i++)
        lots += (double)levels[i].lots;
    return lots;
}

/* What it is on average, because it wavers. */
static double depth_of_minute(struct market *market, enum side side) {
    double sum = 0;
    for (int i = 0; i < DEPTH_LOOKS; i++) {
        market_advance(market, market->now_ms + MINUTE_MS / DEPTH_LOOKS);
        sum += depth(market, side);
    }
    return sum / DEPTH_LOOKS;
}

static bool narrow(const struct market *market) {
    double spread, mid;
    return collect_touch(market, 0, &spread, &mid) &&
           spread <= REFILL_SPREAD_OF * collect_base_touch(market, 0);
}

static void sweep(struct probe *probe, bool *spread_back, bool *depth_back) {
    struct market *market = probe->market;
    enum side side = random_below(&probe->random, 2) == 0 ? SIDE_BUY : SIDE_SELL;
    double share = shares[random_below(&probe->random, SHARES)];
    double before = depth_of_minute(market, SIDE_OTHER(side));
    order(market, side, order_lots(probe, share));
    *spread_back = *depth_back = false;
    for (int second = 0; second < REFILL_SECONDS && !(*spread_back && *depth_back); second++) {
        market_advance(market, market->now_ms + SECOND_MS);
        *spread_back |= narrow(market);
        *depth_back |= depth(market, SIDE_OTHER(side)) >= REFILL_DEPTH_OF * before;
    }
}

static void set_share(struct figures *figures, struct figures *errors, enum figure figure, int fine,
                      int count) {
    double share = (double)fine / count;
    figures->value[figure] = share;
    errors->value[figure] = sqrt(share * (1 - share) / count);
}

static void measure_refill(struct probe *probe, int sweeps, struct figures *figures,
                           struct figures *errors) {
    int spreads = 0, depths = 0;
    for (int i = 0; i < sweeps; i++) {
        bool spread_back, depth_back;
        wait_for_trading(probe, SWEEP_GAP_MAX, 3 * MINUTE_MS);
        sweep(probe, &spread_back, &depth_back);
        spreads += spread_back;
        depths += depth_back;
    }
    set_share(figures, errors, REFILL_SPREAD, spreads, sweeps);
    set_share(figures, errors, REFILL_DEPTH, depths, sweeps);
}

/* ---- impact ---- */

static double middle(const struct market *market) {
    double spread, mid;
    return collect_touch(market, 0, &spread, &mid) ? mid : market->listings[0].last;
}

/* The mean middle of each look at a copy of the market up to `last`, after an order of `lots` (0:
 * none). */
static int copy_middles(const struct buffer *bytes, enum side side, int64_t lots, enum look last,
                        double *middles, struct error *error) {
    struct market *copy = mem_alloc(sizeof *copy);
    struct source source = source_of(bytes->bytes, bytes->length);
    int code = market_decode(copy, NULL, 0, &collect_nowhere, &source, error);
    if (code == 0) {
        int64_t begin = copy->now_ms;
        copy->quiet = true;
        if (lots > 0)
            order(copy, side, lots);
        for (int look = 0; look <= (int)last; look++) {
            middles[look] = 0;
            for (int i = 0; i < looks[look].count; i++) {
                market_advance(copy, begin + looks[look].from_ms + i * looks[look].step_ms);
                middles[look] += middle(copy) / looks[look].count;
            }
        }
        market_clear(copy);
    }
    mem_free(copy);
    return code;
}

/* Impact in basis points of each size at each look; only the gated one is looked at for an hour. */
static int copy_once(struct probe *probe, double impact[SHARES][LOOKS], struct error *error) {
    struct buffer bytes = {0};
    struct sink sink = buffer_sink(&bytes);
    enum side side = random_below(&probe->random, 2) == 0 ? SIDE_BUY : SIDE_SELL;
    double without[LOOKS], with[LOOKS] = {0};
    market_encode(probe->market, &sink);
    int code = copy_middles(&bytes, side, 0, LOOK_HOUR, without, error);
    for (size_t i = 0; i < SHARES && code == 0; i++) {
        enum look last = i == GATED ? LOOK_HOUR : LOOK_MINUTE;
        code = copy_middles(&bytes, side, order_lots(probe, shares[i]), last, with, error);
        for (size_t k = 0; k < LOOKS; k++)
            impact[i][k] = (side == SIDE_BUY ? 1e4 : -1e4) * (with[k] / without[k] - 1);
    }
    buffer_clear(&bytes);
    return code;
}

/* The share of the first impact that is left at a look, by all copies. */
static void set_left(const double *first, const double *then, size_t count, enum figure figure,
                     struct figures *figures, struct figures *errors) {
    double mean = facts_mean(first, count), left = facts_mean(then, count) / mean;
    double *rest = mem_array(count, sizeof *rest);
    for (size_t i = 0; i < count; i++)
        rest[i] = then[i] - left * first[i];
    figures->value[figure] = left;
    errors->value[figure] = facts_mean_error(rest, count) / mean;
    mem_free(rest);
}

/* The power of size with which impact after a minute grows, between the smallest and the largest.
 */
static void set_growth(const double *small, const double *large, size_t count,
                       struct figures *figures, struct figures *errors) {
    double low = facts_mean(small, count), high = facts_mean(large, count);
    double span = log(shares[SHARES - 1] / shares[0]);
    figures->value[IMPACT_GROWTH] = low > 0 && high > 0 ? log(high / low) / span : 0;
    errors->value[IMPACT_GROWTH] =
        hypot(facts_mean_error(small, count) / low, facts_mean_error(large, count) / high) / span;
}

static int measure_impact(struct probe *probe, int copies, struct figures *figures,
                          struct figures *errors, struct error *error) {
    size_t count = (size_t)copies;
    double *all[SHARES][LOOKS], one[SHARES][LOOKS];
    int code = 0;
    for (size_t i = 0; i < SHARES * LOOKS; i++)
        all[i / LOOKS][i % LOOKS] = mem_array(count, sizeof(double));
    for (size_t i = 0; i < count && code == 0; i++) {
        wait_for_trading(probe, COPY_GAP_MAX, HOUR_AND_MORE_MS);
        code = copy_once(probe, one, error);
        for (size_t k = 0; k < SHARES * LOOKS; k++)
            all[k / LOOKS][k % LOOKS][i] = one[k / LOOKS][k % LOOKS];
    }
    if (code == 0 && count > 0) {
        figures->value[IMPACT_FIRST] = facts_mean(all[GATED][LOOK_FIRST], count);
        errors->value[IMPACT_FIRST] = facts_mean_error(all[GATED][LOOK_FIRST], count);
        set_left(all[GATED][LOOK_FIRST], all[GATED][LOOK_MINUTE], count, IMPACT_60, figures,
                 errors);
        set_left(all[GATED][LOOK_FIRST], all[GATED][LOOK_HOUR], count, IMPACT_HOUR, figures,
                 errors);
        set_growth(all[0][LOOK_MINUTE], all[SHARES - 1][LOOK_MINUTE], count, figures, errors);
    }
    for (size_t i = 0; i < SHARES * LOOKS; i++)
        mem_free(all[i / LOOKS][i % LOOKS]);
    return code;
}

bool probe_instrument(const char *symbol, const struct probe_settings *settings,
                      struct figures *figures, struct figures *errors, struct error *error) {
    struct instrument_table table;
    figures_clear(figures);
    figures_clear(errors);
    if (!collect_table(&table, symbol, error))
        return false;
    assert(table.count == 1);
    struct probe probe = {.market = mem_alloc(sizeof *probe.market),
                          .random = random_named(settings->seed, "probe", 0)};
    collect_init(probe.market, &table, settings->seed);
    probe.day_lots = lots_a_day(probe.market);
    if (settings->sweeps > 0)
        measure_refill(&probe, settings->sweeps, figures, errors);
    int code = measure_impact(&probe, settings->copies, figures, errors, error);
    market_clear(probe.market);
    mem_free(probe.market);
    return code == 0;
}
