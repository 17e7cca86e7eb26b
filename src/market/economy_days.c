/* Daily bars before an economy begins, by the same forces in steps of half an hour: volatility is
 * followed back in time from where the economy stands (a two-state chain runs alike both ways),
 * then returns are drawn forward and the whole is scaled to end where the economy begins. */
#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "market/economy_internal.h"
#include "market/quantiles.h"

#define HALF_MS     (30 * MINUTE_MS)
#define HALVES      48 /* of a day */
#define HALF_STEPS  (HALF_MS / ECONOMY_STEP_MS)
#define OPEN_HALF   29 /* the first of the session */
#define SESSION     UINT64_C(0x03FFE0000000)
#define SUNDAY_HALF 43 /* the weekend ends with it */
#define REPORTS     4  /* a year */
#define FALL_KEPT   0.875

#define MEAN_SIZE   0.8 /* of a normal move, in standard deviations */
#define LEAST_TRADE 0.4 /* of what usually trades goes on without any move */
#define MOST_TRADE  8.0

struct past {
    const struct economy *economy;
    int64_t first;   /* day */
    int64_t days;    /* from it to the end */
    bool *session;   /* of each day: the exchange trades */
    double *levels;  /* of each day: volatility of the force being drawn */
    uint8_t *parent; /* of each day: components of its parent */
    double *moves;   /* of each half hour: return of the asset being drawn */
    double *values;  /* of each half hour: value at its end; [0] before the first */
};

static size_t halves_of(const struct past *past) {
    return (size_t)past->days * HALVES;
}

/* ---- hours ---- */

static bool has_session(int64_t day) {
    return weekday_of(day * DAY_MS) < 5 && !calendar_is_holiday(day);
}

/* Open half hours of a day, as bits. */
static uint64_t open_halves(enum calendar_kind kind, int64_t day) {
    uint64_t open = 0;
    if (kind == CALENDAR_EXCHANGE)
        return has_session(day) ? SESSION : 0;
    for (int half = 0; half < HALVES; half++)
        open |= (uint64_t)calendar_is_open(kind, day * DAY_MS + half * HALF_MS) << half;
    return open;
}

/* No calendar but the exchange's knows holidays: a week tells all. */
struct week {
    uint64_t open[7]; /* by weekday */
};

static struct week week_of(enum calendar_kind kind) {
    struct week week;
    int64_t monday = 4; /* 5 January 1970 */
    for (int i = 0; i < 7; i++)
        week.open[i] = kind == CALENDAR_EXCHANGE ? SESSION : open_halves(kind, monday + i);
    return week;
}

static uint64_t halves_on(const struct past *past, const struct week *week, enum calendar_kind kind,
                          int64_t at) {
    if (kind == CALENDAR_EXCHANGE && !past->session[at])
        return 0;
    return week->open[weekday_of((past->first + at) * DAY_MS)];
}

static int64_t first_day(enum calendar_kind kind, int64_t end, size_t most) {
    struct week week = week_of(kind);
    int64_t day = end;
    for (size_t count = 0; count < most && day > 0;) {
        day--;
        count +=
            kind == CALENDAR_EXCHANGE ? has_session(day) : week.open[weekday_of(day * DAY_MS)] != 0;
    }
    return day;
}

/* ---- forces ---- */

/* Components of each day, back from where they stand. */
static void walk_back(const struct past *past, int index, uint8_t *bits) {
    const struct force *force = &past->economy->forces[index];
    struct random random =
        random_named(past->economy->seed, "past components", (uint64_t)(unsigned)index);
    uint8_t high = force->high;
    for (int64_t at = past->days - 1; at >= 0; at--) {
        bits[at] = high;
        if (past->session[at] || force->clock == CLOCK_ALWAYS)
            high = bits_of_day_before((enum force_clock)force->clock, high, &random);
    }
}

static void find_levels(struct past *past, int index, uint8_t *bits) {
    const struct force *force = &past->economy->forces[index];
    walk_back(past, index, bits);
    if (force->parent != index)
        walk_back(past, force->parent, past->parent);
    for (int64_t at = 0; at < past->days; at++) {
        uint8_t high = bits[at];
        if (force->parent != index)
            high = (uint8_t)((high & ~force->shared) | (past->parent[at] & force->shared));
        past->levels[at] = level_of_day((enum force_clock)force->clock, high);
    }
}

/* A force's shock in half hour `half` of a day, for a level of 1. */
static double half_shock(const struct past *past, const struct force *force, int64_t at, int half,
                         struct random *random) {
    enum force_clock clock = (enum force_clock)force->clock;
    bool session = past->session[at] && (SESSION >> half & 1) != 0;
    int weekday = weekday_of((past->first + at) * DAY_MS);
    if (clock != CLOCK_ALWAYS && (weekday == 5 || (weekday == 6 && half < SUNDAY_HALF)))
        return 0;
    if (clock != CLOCK_ALWAYS && weekday == 6 && half == SUNDAY_HALF)
        return sqrt(clock >= CLOCK_SESSION ? WEEKEND_SHARE : PAUSE_SHARE) * quantile_normal(random);
    if (clock == CLOCK_STOCK && !session) /* the whole night at once */
        return past->session[at] && half == OPEN_HALF - 1
                   ? sqrt(NIGHT_SHARE) * quantile_student(random)
                   : 0;
    if (clock != CLOCK_ALWAYS && weekday == 4 && half >= 2 * 22)
        return 0;
    int64_t ms = (past->first + at) * DAY_MS + half * HALF_MS + HALF_MS / 2;
    return clock_season(clock, ms, session, true) * sqrt(30) * quantile_student(random);
}

/* What a company's report moves, once a quarter, before the open. */
static double report_shock(const struct past *past, int index, int64_t at, struct random *random) {
    if (index < FORCE_OWN || !past->session[at] ||
        past->economy->assets[index - FORCE_OWN].driver != DRIVER_STOCK ||
        random_below(random, TRADING_DAYS) >= REPORTS)
        return 0;
    const struct asset *asset = &past->economy->assets[index - FORCE_OWN];
    double own = asset->loads[asset->load_count - 1].weight;
    return own > 0 ? REPORT_SIZE * asset->day / own * quantile_normal(random) : 0;
}

/* Adds what a force moves to the moves of an asset. */
static void add_moves(struct past *past, int index, double weight) {
    const struct force *force = &past->economy->forces[index];
    struct random random =
        random_named(past->economy->seed, "past shocks", (uint64_t)(unsigned)index);
    uint8_t *bits = mem_array((size_t)past->days, 1);
    double fall = 0;
    find_levels(past, index, bits);
    mem_free(bits);
    for (int64_t at = 0; at < past->days; at++) {
        double level = past->levels[at] * (force->leverage ? leverage_of(fall) : 1), sum = 0;
        double *moves = past->moves + at * HALVES;
        double report = report_shock(past, index, at, &random);
        moves[OPEN_HALF - 1] += weight * report;
        for (int half = 0; half < HALVES; half++) {
            double shock = level * half_shock(past, force, at, half, &random);
            moves[half] += weight * shock;
            sum += shock;
        }
        fall = fall * FALL_KEPT - sum - report;
    }
}

/* ---- values ---- */

/* The values of what forces move, ending at `end`; added to past->values `units` times. */
static void add_values(struct past *past, int index, double end, double units) {
    const struct asset *asset = &past->economy->assets[index];
    size_t count = halves_of(past);
    memset(past->moves, 0, count * sizeof *past->moves);
    for (int i = 0; i < asset->load_count; i++)
        add_moves(past, asset->loads[i].force, asset->loads[i].weight);
    double value = end;
    past->values[count] += units * value;
    for (size_t half = count; half-- > 0;) {
        double move = past->moves[half];
        move = move < -0.5 ? -0.5 : move > 0.5 ? 0.5 : move;
        value /= 1 + move + move * move / 2;
        past->values[half] += units * value;
    }
}

static void scale_values(struct past *past, double end) {
    size_t count = halves_of(past);
    double factor = end / past->values[count];
    for (size_t half = 0; half <= count; half++)
        past->values[half] *= factor;
}

static void add_index(struct past *past) {
    const struct economy *economy = past->economy;
    for (uint32_t i = 0; i < economy->table.count; i++) {
        const struct asset *asset = &economy->assets[i];
        if (asset->driver == DRIVER_STOCK)
            add_values(past, (int)i, asset->seen, asset->units);
    }
}

/* A premium's noise runs alike both ways in time. */
static void add_premium(struct past *past, int index) {
    const struct asset *asset = &past->economy->assets[index];
    struct random random =
        random_named(past->economy->seed, "past premium", (uint64_t)(unsigned)index);
    double premium = asset->premium;
    size_t count = halves_of(past);
    for (size_t half = count + 1; half-- > 0;) {
        past->values[half] *= 1 + premium;
        premium = premium_before(asset, premium, HALF_STEPS, &random);
    }
}

static void find_values(struct past *past, int index) {
    const struct asset *asset = &past->economy->assets[index];
    switch ((enum driver)asset->driver) {
    case DRIVER_BASKET:
    case DRIVER_CARRY:
        add_index(past);
        break;
    case DRIVER_PREMIUM:
        add_values(past, asset->of, past->economy->assets[asset->of].seen, 1);
        add_premium(past, index);
        break;
    default:
        add_values(past, index, asset->seen, 1);
        return;
    }
    scale_values(past, asset->seen);
}

/* ---- bars ---- */

static int32_t ticks_of(const struct asset *asset, double value) {
    double ticks = value / asset->tick + 0.5;
    return ticks < 1 ? 1 : ticks > INSTRUMENT_TICKS_MAX ? INSTRUMENT_TICKS_MAX : (int32_t)ticks;
}

static void touch(struct candle *candle, int32_t ticks) {
    candle->high = ticks > candle->high ? ticks : candle->high;
    candle->low = ticks < candle->low ? ticks : candle->low;
}

/* Adds half an hour that went from `from` to `to`. How far it went beyond both is drawn as for a
 * Brownian bridge. */
static void add_half(const struct asset *asset, struct candle *candle, int half, double from,
                     double to, struct random *random) {
    int64_t ms = candle->ms + half * HALF_MS + HALF_MS / 2;
    bool session = (SESSION >> half & 1) != 0;
    double sigma = asset_sigma(asset, ms, session) * sqrt(30) * from;
    double between = (to - from) * (to - from), scale = 2 * sigma * sigma;
    double up = sqrt(between + scale * quantile_exponential(random));
    double down = sqrt(between + scale * quantile_exponential(random));
    touch(candle, ticks_of(asset, (from + to + up) / 2));
    touch(candle, ticks_of(asset, (from + to - down) / 2));
    candle->close = ticks_of(asset, to);
    touch(candle, candle->close);
    double size = sigma > 0 ? (to < from ? from - to : to - from) / (MEAN_SIZE * sigma) : 1;
    double trade = LEAST_TRADE + (1 - LEAST_TRADE) * (size < MOST_TRADE ? size : MOST_TRADE);
    trade *= asset_activity(asset, ms, session);
    candle->lots += (uint64_t)(HALF_STEPS * ECONOMY_ACTIVITY * trade) + 1;
}

static struct candle bar_of(const struct past *past, const struct asset *asset, uint64_t open,
                            int64_t at, struct random *random) {
    const double *values = past->values + at * HALVES;
    struct candle candle = {.ms = (past->first + at) * DAY_MS};
    int first = 0;
    while ((open >> first & 1) == 0)
        first++;
    candle.open = candle.high = candle.low = candle.close = ticks_of(asset, values[first]);
    for (int half = first; half < HALVES; half++) {
        if ((open >> half & 1) != 0)
            add_half(asset, &candle, half, values[half], values[half + 1], random);
    }
    return candle;
}

static size_t make_bars(const struct past *past, int index, struct candle *out, size_t most) {
    const struct asset *asset = &past->economy->assets[index];
    enum calendar_kind kind = (enum calendar_kind)asset->calendar;
    struct week week = week_of(kind);
    struct random random =
        random_named(past->economy->seed, "past bars", (uint64_t)(unsigned)index);
    size_t count = 0;
    for (int64_t at = 0; at < past->days && count < most; at++) {
        uint64_t open = halves_on(past, &week, kind, at);
        if (open != 0)
            out[count++] = bar_of(past, asset, open, at, &random);
    }
    return count;
}

size_t economy_daily_history(const struct economy *economy, int instrument, int64_t before_ms,
                             struct candle *out, size_t most) {
    assert(instrument >= 0 && (uint32_t)instrument < economy->listed_count);
    assert(before_ms % DAY_MS == 0 && before_ms <= economy->next_ms && most <= ECONOMY_DAYS);
    int index = economy->listed[instrument];
    int64_t end = before_ms / DAY_MS;
    enum calendar_kind kind = (enum calendar_kind)economy->assets[index].calendar;
    struct past past = {.economy = economy, .first = first_day(kind, end, most)};
    past.days = end - past.first;
    if (past.days == 0)
        return 0;
    size_t days = (size_t)past.days, halves = halves_of(&past);
    past.session = mem_array(days, sizeof *past.session);
    past.levels = mem_array(days, sizeof *past.levels);
    past.parent = mem_array(days, sizeof *past.parent);
    past.moves = mem_array(halves, sizeof *past.moves);
    past.values = mem_array(halves + 1, sizeof *past.values);
    for (size_t i = 0; i < days; i++)
        past.session[i] = has_session(past.first + (int64_t)i);
    find_values(&past, index);
    size_t count = make_bars(&past, index, out, most);
    mem_free(past.session);
    mem_free(past.levels);
    mem_free(past.parent);
    mem_free(past.moves);
    mem_free(past.values);
    return count;
}
