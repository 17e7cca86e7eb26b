/* Daily bars before an economy begins, by the same forces in steps of half an hour: volatility is
 * followed back in time from where the economy stands (a two-state chain runs alike both ways),
 * then returns are drawn forward and the whole is scaled to end where the economy begins. */
#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "market/economy_internal.h"
#include "market/quantiles.h"

#define HALF_MS       (30 * MINUTE_MS)
#define HALVES        48 /* of a day */
#define HALF_STEPS    (HALF_MS / ECONOMY_STEP_MS)
#define OPEN_HALF     29 /* the first of the session */
#define SESSION       UINT64_C(0x03FFE0000000)
#define FUTURES_CLOSE 42
#define FOREX_CLOSE   44
#define SUNDAY_HALF   43 /* the weekend ends with it */
#define MONDAY        4  /* 5 January 1970, an ordinary one */
#define FRIDAY        4
#define SATURDAY      5
#define SUNDAY        6
#define REPORTS       4 /* a year */
#define FALL_KEPT     0.875

#define MEAN_SIZE   0.8 /* of a normal move, in standard deviations */
#define LEAST_TRADE 0.4 /* of what usually trades goes on without any move */
#define MOST_TRADE  8.0

struct economy_past {
    const struct economy *economy;
    int64_t first;                 /* day */
    int64_t days;                  /* from it to the end */
    bool *session;                 /* of each day: the exchange trades */
    double *levels;                /* of each day: volatility of the force being drawn */
    uint8_t *bits;                 /* of each day: its components */
    uint8_t *parent;               /* of each day: those of its parent */
    double *shocks[FORCE_OWN + 1]; /* of each half hour, by force; the last: one of the own */
    double *moves;                 /* of each half hour: return of the asset being drawn */
    double *values;                /* of each half hour: value at its end; [0] before the first */
    double *index;                 /* values of the stocks together; NULL: not drawn yet */
};

static size_t halves_of(const struct economy_past *past) {
    return (size_t)past->days * HALVES;
}

/* ---- hours ---- */

static bool has_session(int64_t day) {
    return weekday_of(day * DAY_MS) < 5 && !calendar_is_holiday(day);
}

/* Open half hours, as bits, by weekday; no calendar but the exchange's knows holidays. */
struct week {
    uint64_t open[7];
};

static struct week week_of(enum calendar_kind kind) {
    struct week week = {{0}};
    for (int i = 0; i < 7; i++) {
        int64_t day = MONDAY + i;
        for (int half = 0; half < HALVES; half++)
            week.open[i] |= (uint64_t)calendar_is_open(kind, day * DAY_MS + half * HALF_MS) << half;
    }
    return week;
}

static uint64_t halves_on(const struct economy_past *past, const struct week *week,
                          enum calendar_kind kind, int64_t at) {
    if (kind == CALENDAR_EXCHANGE && !past->session[at])
        return 0;
    return week->open[weekday_of((past->first + at) * DAY_MS)];
}

/* The exchange has the fewest days: with enough of its there are enough of all. */
static int64_t first_day(int64_t end) {
    int64_t day = end;
    for (size_t count = 0; count < ECONOMY_DAYS && day > 0; count += has_session(day))
        day--;
    return day;
}

/* ---- forces ---- */

/* Components of each day, back from where they stand. */
static void walk_back(const struct economy_past *past, int index, uint8_t *bits) {
    const struct force *force = &past->economy->forces[index];
    struct random random =
        random_named(past->economy->seed, "past components", (uint64_t)(unsigned)index);
    uint8_t high = force->high;
    double stays[FORCE_COMPONENTS];
    day_stays((enum force_clock)force->clock, stays);
    for (int64_t at = past->days - 1; at >= 0; at--) {
        bits[at] = high;
        if (past->session[at] || force->clock == CLOCK_ALWAYS)
            high = bits_of_day_before(stays, high, &random);
    }
}

static void find_levels(struct economy_past *past, int index) {
    const struct force *force = &past->economy->forces[index];
    walk_back(past, index, past->bits);
    if (force->parent != index)
        walk_back(past, force->parent, past->parent);
    for (int64_t at = 0; at < past->days; at++) {
        uint8_t high = past->bits[at];
        if (force->parent != index)
            high = (uint8_t)((high & ~force->shared) | (past->parent[at] & force->shared));
        past->levels[at] = level_of_day((enum force_clock)force->clock, high);
    }
}

/* Standard deviations of a force's half hours at rest, by weekday and half hour; [1] on days with a
 * session. A night of the stocks' own is in its last half hour, a weekend in the one before its
 * end. */
struct half_sigmas {
    double of[2][7][HALVES];
};

static double half_sigma(enum force_clock clock, bool session_day, int weekday, int half) {
    bool session = session_day && (SESSION >> half & 1) != 0;
    bool stocks = clock == CLOCK_SESSION || clock == CLOCK_STOCK;
    int close = clock == CLOCK_FOREX ? FOREX_CLOSE : FUTURES_CLOSE;
    int64_t ms = half * HALF_MS + HALF_MS / 2;
    if (clock != CLOCK_ALWAYS && weekday == SUNDAY && half == SUNDAY_HALF)
        return sqrt(stocks ? WEEKEND_SHARE : PAUSE_SHARE);
    if (clock != CLOCK_ALWAYS &&
        (weekday == SATURDAY || (weekday == SUNDAY && half < SUNDAY_HALF) ||
         (weekday == FRIDAY && half >= close)))
        return 0;
    if (stocks && (half == FUTURES_CLOSE || half == FUTURES_CLOSE + 1))
        return 0;
    if (clock == CLOCK_STOCK && !session)
        return session_day && half == OPEN_HALF - 1 ? sqrt(NIGHT_SHARE) : 0;
    return clock_season(clock, ms, session, true) * sqrt(30);
}

static void find_sigmas(enum force_clock clock, struct half_sigmas *sigmas) {
    for (int session = 0; session < 2; session++)
        for (int weekday = 0; weekday < 7; weekday++)
            for (int half = 0; half < HALVES; half++)
                sigmas->of[session][weekday][half] = half_sigma(clock, session != 0, weekday, half);
}

/* What a company's report moves, once a quarter, before the open. */
static double report_shock(const struct economy_past *past, int index, int64_t at,
                           struct random *random) {
    if (index < FORCE_OWN || !past->session[at] ||
        past->economy->assets[index - FORCE_OWN].driver != DRIVER_STOCK ||
        random_below(random, TRADING_DAYS) >= REPORTS)
        return 0;
    const struct asset *asset = &past->economy->assets[index - FORCE_OWN];
    double own = asset->loads[asset->load_count - 1].weight;
    return own > 0 ? REPORT_SIZE * asset->day / own * surprise_of(random) : 0;
}

/* Shocks of a force in every half hour. */
static void draw_shocks(struct economy_past *past, int index, double *shocks) {
    const struct force *force = &past->economy->forces[index];
    struct random random =
        random_named(past->economy->seed, "past shocks", (uint64_t)(unsigned)index);
    struct half_sigmas sigmas;
    double fall = 0;
    find_levels(past, index);
    find_sigmas((enum force_clock)force->clock, &sigmas);
    for (int64_t at = 0; at < past->days; at++, shocks += HALVES) {
        const double *sigma = sigmas.of[past->session[at]][weekday_of((past->first + at) * DAY_MS)];
        double level = past->levels[at] * (force->leverage ? leverage_of(fall) : 1);
        double sum = shocks[OPEN_HALF - 1] = report_shock(past, index, at, &random);
        for (int half = 0; half < HALVES; half++) {
            double shock = sigma[half] > 0 ? level * sigma[half] * quantile_student(&random) : 0;
            shocks[half] += shock;
            sum += shock;
        }
        fall = fall * FALL_KEPT - sum;
    }
}

/* Those of what instruments share are drawn once. Borrowed. */
static const double *shocks_of(struct economy_past *past, int index) {
    double **shocks = &past->shocks[index < FORCE_OWN ? index : FORCE_OWN];
    bool fresh = *shocks == NULL;
    if (fresh)
        *shocks = mem_array(halves_of(past), sizeof **shocks);
    if (fresh || index >= FORCE_OWN) {
        memset(*shocks, 0, halves_of(past) * sizeof **shocks);
        draw_shocks(past, index, *shocks);
    }
    return *shocks;
}

/* Adds what a force moves to the moves of an asset. */
static void add_moves(struct economy_past *past, int index, double weight) {
    const double *shocks = shocks_of(past, index);
    for (size_t half = 0; half < halves_of(past); half++)
        past->moves[half] += weight * shocks[half];
}

/* ---- values ---- */

/* The values of what forces move, ending at `end`; added to past->values `units` times. */
static void add_values(struct economy_past *past, int index, double end, double units) {
    const struct asset *asset = &past->economy->assets[index];
    size_t count = halves_of(past);
    memset(past->moves, 0, count * sizeof *past->moves);
    for (int i = 0; i < asset->load_count; i++)
        add_moves(past, asset->loads[i].force, asset->loads[i].weight);
    double value = end;
    past->values[count] += units * value;
    for (size_t half = count; half-- > 0;) {
        double move = past->moves[half];
        if (move != 0) {
            move = move < -0.5 ? -0.5 : move > 0.5 ? 0.5 : move;
            value /= 1 + move + move * move / 2;
        }
        past->values[half] += units * value;
    }
}

static void scale_values(struct economy_past *past, double end) {
    size_t count = halves_of(past);
    double factor = end / past->values[count];
    for (size_t half = 0; half <= count; half++)
        past->values[half] *= factor;
}

static void add_index(struct economy_past *past) {
    const struct economy *economy = past->economy;
    size_t size = (halves_of(past) + 1) * sizeof *past->values;
    if (past->index == NULL) {
        for (uint32_t i = 0; i < economy->table.count; i++) {
            const struct asset *asset = &economy->assets[i];
            if (asset->driver == DRIVER_STOCK)
                add_values(past, (int)i, asset->seen, asset->units);
        }
        past->index = mem_alloc(size);
        memcpy(past->index, past->values, size);
    }
    memcpy(past->values, past->index, size);
}

/* A premium's noise runs alike both ways in time. */
static void add_premium(struct economy_past *past, int index) {
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

static void find_values(struct economy_past *past, int index) {
    const struct asset *asset = &past->economy->assets[index];
    memset(past->values, 0, (halves_of(past) + 1) * sizeof *past->values);
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

static struct candle bar_of(const struct economy_past *past, const struct asset *asset,
                            uint64_t open, int64_t at, struct random *random) {
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

static size_t make_bars(const struct economy_past *past, int index, struct candle *out,
                        size_t most) {
    const struct asset *asset = &past->economy->assets[index];
    enum calendar_kind kind = (enum calendar_kind)asset->calendar;
    struct week week = week_of(kind);
    struct random random =
        random_named(past->economy->seed, "past bars", (uint64_t)(unsigned)index);
    size_t count = 0, written = 0;
    int64_t at = past->days;
    while (at > 0 && count < most)
        count += halves_on(past, &week, kind, --at) != 0;
    for (; at < past->days; at++) {
        uint64_t open = halves_on(past, &week, kind, at);
        if (open != 0)
            out[written++] = bar_of(past, asset, open, at, &random);
    }
    assert(written == count);
    return count;
}

/* ---- the whole ---- */

struct economy_past *economy_past_new(const struct economy *economy, int64_t before_ms) {
    assert(before_ms % DAY_MS == 0 && before_ms <= economy->next_ms);
    struct economy_past *past = mem_alloc(sizeof *past);
    past->economy = economy;
    past->first = first_day(before_ms / DAY_MS);
    past->days = before_ms / DAY_MS - past->first;
    size_t days = (size_t)past->days, halves = halves_of(past);
    past->session = mem_array(days, sizeof *past->session);
    past->levels = mem_array(days, sizeof *past->levels);
    past->bits = mem_array(days, sizeof *past->bits);
    past->parent = mem_array(days, sizeof *past->parent);
    past->moves = mem_array(halves, sizeof *past->moves);
    past->values = mem_array(halves + 1, sizeof *past->values);
    for (size_t i = 0; i < days; i++)
        past->session[i] = has_session(past->first + (int64_t)i);
    return past;
}

size_t economy_past_days(struct economy_past *past, int instrument, struct candle *out,
                         size_t most) {
    assert(instrument >= 0 && (uint32_t)instrument < past->economy->listed_count);
    assert(most <= ECONOMY_DAYS);
    int index = past->economy->listed[instrument];
    find_values(past, index);
    return make_bars(past, index, out, most);
}

void economy_past_free(struct economy_past *past) {
    if (past == NULL)
        return;
    mem_free(past->session);
    mem_free(past->levels);
    mem_free(past->bits);
    mem_free(past->parent);
    mem_free(past->moves);
    mem_free(past->values);
    mem_free(past->index);
    for (int i = 0; i <= FORCE_OWN; i++)
        mem_free(past->shocks[i]);
    mem_free(past);
}

size_t economy_daily_history(const struct economy *economy, int instrument, int64_t before_ms,
                             struct candle *out, size_t most) {
    struct economy_past *past = economy_past_new(economy, before_ms);
    size_t count = economy_past_days(past, instrument, out, most);
    economy_past_free(past);
    return count;
}
