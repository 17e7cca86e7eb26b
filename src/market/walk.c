#include "market/walk.h"

#include <assert.h>
#include <string.h>

__extension__ typedef __int128 int128;
__extension__ typedef unsigned __int128 uint128;

#define LEVEL_ONE   (INT64_C(1) << 32)
#define LEVEL_LEAST (INT64_C(1) << 16)
#define LEVEL_MOST  (INT64_C(1) << 56)

/* The return over a closed stretch has this share of the day's standard deviation; what is left of
 * the week's variance goes to the steps. */
#define GAP_PART 2 /* of 5: 0.4 */
#define GAP_OF   5

#define GAP_AFTER_MS (2 * HOUR_MS) /* the daily break of futures is shorter and has no gap */
#define HALF_HOUR_MS (30 * MINUTE_MS)
#define DAY_HALVES   48
#define HALF_STEPS   (HALF_HOUR_MS / PATH_STEP_MS)

/* Activity of a step: half of what is above this comes from the size of its move. */
#define ACTIVITY_REST    700
#define ACTIVITY_MOVE    376 /* x 0.798, the mean of |z|, makes 1000 */
#define SESSION_REST     700 /* exchange hours: 0.7 at noon and 1.9 at both ends, 1 on average */
#define SESSION_EDGE     1200
#define SESSION_HALF_MS  (195 * MINUTE_MS)
#define SESSION_NOON_MS  (17 * HOUR_MS + 45 * MINUTE_MS)
#define SESSION_SCALE_MS SECOND_MS

/* ---- volatility ---- */

/* Trading days and nights or weekends of a week. */
struct week {
    int days, gaps;
};

static const struct week weeks[CALENDAR_COUNT] = {
    [CALENDAR_ALWAYS] = {7, 0},
    [CALENDAR_FOREX] = {5, 1},
    [CALENDAR_FUTURES] = {5, 1},
    [CALENDAR_EXCHANGE] = {5, 5},
};

static int64_t square_root(uint64_t square) {
    uint64_t root = 0;
    for (uint64_t bit = UINT64_C(1) << 31; bit > 0; bit >>= 1) {
        if ((root + bit) * (root + bit) <= square)
            root += bit;
    }
    return (int64_t)root;
}

/* Q32 of sqrt(day variance x part / of). */
static int64_t sigma_of(fix8_t day_volatility, int64_t part, int64_t of) {
    assert(day_volatility >= 0 && day_volatility <= FIX8_ONE / 2 && part >= 0 && of > 0);
    uint128 variance = (uint128)day_volatility * (uint128)day_volatility * (uint128)part;
    variance = (variance << 64) / ((uint128)FIX8_ONE * (uint128)FIX8_ONE) / (uint64_t)of;
    assert(variance <= UINT64_MAX);
    return square_root((uint64_t)variance);
}

static void set_sigmas(struct walk *walk, const struct instrument *row) {
    assert(row->calendar < CALENDAR_TAPE);
    const struct week *week = &weeks[row->calendar];
    int64_t steps = calendar_day_minutes(row->calendar) * (MINUTE_MS / PATH_STEP_MS);
    int64_t whole = GAP_OF * GAP_OF * week->days;
    walk->gap_sigma = sigma_of(row->day_volatility, GAP_PART * GAP_PART, GAP_OF * GAP_OF);
    walk->step_sigma =
        sigma_of(row->day_volatility, whole - GAP_PART * GAP_PART * week->gaps, whole * steps);
}

/* ---- steps ---- */

/* level x e^r to second order, so that the median does not sink; |r| is at most a half. */
static int64_t moved(int64_t level, int64_t sigma, int32_t normal) {
    int64_t r = sigma * normal / 65536;
    r = r < -LEVEL_ONE / 2 ? -LEVEL_ONE / 2 : r > LEVEL_ONE / 2 ? LEVEL_ONE / 2 : r;
    int64_t factor = LEVEL_ONE + r + r * r / (2 * LEVEL_ONE);
    int64_t next = (int64_t)((int128)level * factor / LEVEL_ONE);
    return next < LEVEL_LEAST ? LEVEL_LEAST : next > LEVEL_MOST ? LEVEL_MOST : next;
}

static int32_t activity_of(enum calendar_kind kind, int64_t ms, int32_t normal) {
    int64_t size = normal < 0 ? -normal : normal;
    int64_t activity = ACTIVITY_REST + ACTIVITY_MOVE * size / 65536;
    if (kind == CALENDAR_EXCHANGE) {
        int64_t from_noon = (ms - floor_to(ms, DAY_MS) - SESSION_NOON_MS) / SESSION_SCALE_MS;
        int64_t half = SESSION_HALF_MS / SESSION_SCALE_MS;
        int64_t far = from_noon < 0 ? -from_noon : from_noon;
        int64_t cube = SESSION_EDGE * far * far * far / (half * half * half);
        activity = activity * (SESSION_REST + cube) / 1000;
    }
    assert(activity > 0);
    return (int32_t)activity;
}

/* `ms` is an opening: does it follow a night, a weekend or a holiday? */
static bool follows_gap(enum calendar_kind kind, int64_t ms) {
    return !calendar_is_open(kind, ms - 1) && !calendar_is_open(kind, ms - GAP_AFTER_MS);
}

/* Closed at the next step: goes on to the next opening and over the gap before it, unless the
 * opening comes after `ms`. */
static bool reopen(struct walk *walk, enum calendar_kind kind, int64_t ms) {
    bool open = calendar_is_open(kind, walk->next_ms);
    int64_t opening = open ? walk->next_ms : calendar_next_open(kind, walk->next_ms);
    if (opening > ms)
        return false;
    assert(opening % PATH_STEP_MS == 0);
    walk->next_ms = opening;
    walk->close_ms = calendar_next_close(kind, opening);
    if (follows_gap(kind, opening))
        walk->level = moved(walk->level, walk->gap_sigma, random_normal_q16(&walk->random));
    return true;
}

void walk_init(struct walk *walk, const struct instrument *row, struct random random,
               int64_t begin_ms) {
    memset(walk, 0, sizeof *walk);
    walk->random = random;
    walk->level = walk->end_level = LEVEL_ONE;
    walk->activity = ACTIVITY_USUAL;
    walk->next_ms = walk->close_ms = floor_to(begin_ms, PATH_STEP_MS);
    set_sigmas(walk, row);
    bool on_grid = instrument_ticks(row, row->start, &walk->start_ticks);
    assert(on_grid && walk->start_ticks <= INSTRUMENT_TICKS_MAX);
}

void walk_advance(struct walk *walk, enum calendar_kind kind, int64_t ms) {
    assert(ms < GAMETIME_MAX);
    while (walk->next_ms <= ms) {
        if (walk->next_ms >= walk->close_ms && !reopen(walk, kind, ms))
            return;
        int32_t normal = random_normal_q16(&walk->random);
        walk->level = moved(walk->level, walk->step_sigma, normal);
        walk->activity = activity_of(kind, walk->next_ms, normal);
        walk->next_ms += PATH_STEP_MS;
    }
}

int32_t walk_ticks(const struct walk *walk, int64_t level) {
    assert(level >= LEVEL_LEAST && level <= LEVEL_MOST && walk->end_level > 0);
    int128 ticks = ((int128)walk->start_ticks * level + walk->end_level / 2) / walk->end_level;
    return ticks < 1 ? 1 : ticks > INSTRUMENT_TICKS_MAX ? INSTRUMENT_TICKS_MAX : (int32_t)ticks;
}

/* ---- daily bars, drawn backwards ---- */

/* Bit h: the market trades in half hour h of the day. */
static uint64_t open_halves(enum calendar_kind kind, int64_t day) {
    uint64_t open = 0;
    int64_t start = day * DAY_MS, end = start + DAY_MS, ms = start;
    while (ms < end) {
        if (!calendar_is_open(kind, ms)) {
            ms = calendar_next_open(kind, ms);
            continue;
        }
        int64_t close = calendar_next_close(kind, ms);
        for (; ms < end && ms < close; ms += HALF_HOUR_MS)
            open |= UINT64_C(1) << ((ms - start) / HALF_HOUR_MS);
    }
    return open;
}

static void touch(struct candle *candle, int32_t ticks) {
    candle->open = ticks;
    candle->low = ticks < candle->low ? ticks : candle->low;
    candle->high = ticks > candle->high ? ticks : candle->high;
}

/* Walks from the day's close at `*level` back to the level before its opening. */
static struct candle day_before(const struct walk *walk, enum calendar_kind kind,
                                struct random *random, int64_t day, int64_t *level) {
    uint64_t open = open_halves(kind, day);
    int32_t close = walk_ticks(walk, *level);
    struct candle candle = {
        .ms = day * DAY_MS, .open = close, .high = close, .low = close, .close = close};
    int64_t half_sigma = walk->step_sigma * square_root(HALF_STEPS << 32) / 65536;
    for (int half = DAY_HALVES - 1; half >= 0; half--) {
        int64_t ms = candle.ms + half * HALF_HOUR_MS;
        if ((open >> half & 1) == 0)
            continue;
        int32_t normal = random_normal_q16(random);
        *level = moved(*level, half_sigma, normal);
        touch(&candle, walk_ticks(walk, *level));
        candle.lots += (uint64_t)(HALF_STEPS * activity_of(kind, ms, normal));
        bool opens = half > 0 ? (open >> (half - 1) & 1) == 0 : true;
        if (opens && follows_gap(kind, ms))
            *level = moved(*level, walk->gap_sigma, random_normal_q16(random));
    }
    return candle;
}

size_t walk_days(const struct walk *walk, enum calendar_kind kind, struct random *random,
                 int64_t before_ms, struct candle *out, size_t most) {
    assert(before_ms % DAY_MS == 0 && walk->level == LEVEL_ONE);
    int64_t level = LEVEL_ONE;
    size_t count = 0;
    for (int64_t day = before_ms / DAY_MS - 1; count < most && day > 0; day--) {
        if (!calendar_trades_on(kind, day))
            continue;
        count++;
        out[most - count] = day_before(walk, kind, random, day, &level);
    }
    memmove(out, out + most - count, count * sizeof *out);
    return count;
}

/* ---- encoding ---- */

void walk_encode(const struct walk *walk, const struct sink *sink) {
    put_u64(sink, walk->random.state);
    put_u64(sink, walk->random.step);
    put_i64(sink, walk->level);
    put_i64(sink, walk->end_level);
    put_i32(sink, walk->activity);
    put_i64(sink, walk->next_ms);
}

static bool is_sane(const struct walk *walk) {
    return walk->random.step % 2 == 1 && walk->level >= LEVEL_LEAST && walk->level <= LEVEL_MOST &&
           walk->end_level >= LEVEL_LEAST && walk->end_level <= LEVEL_MOST && walk->activity > 0 &&
           walk->next_ms >= 0 && walk->next_ms < GAMETIME_MAX - WEEK_MS &&
           walk->next_ms % PATH_STEP_MS == 0;
}

int walk_decode(struct walk *walk, const struct instrument *row, struct source *source,
                struct error *error) {
    walk_init(walk, row, (struct random){.step = 1}, 0);
    walk->random.state = get_u64(source);
    walk->random.step = get_u64(source);
    walk->level = get_i64(source);
    walk->end_level = get_i64(source);
    walk->activity = get_i32(source);
    walk->next_ms = get_i64(source);
    if (source->bad || !is_sane(walk))
        return error_set(error, ERROR_STORAGE, "The price path of %s is damaged.", row->symbol);
    walk->close_ms = calendar_is_open(row->calendar, walk->next_ms)
                         ? calendar_next_close(row->calendar, walk->next_ms)
                         : walk->next_ms;
    return 0;
}
