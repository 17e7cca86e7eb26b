/* Market makers: both keep a ladder on both sides of the reference. */
#include <assert.h>

#include "market/agents_internal.h"
#include "market/quantiles.h"

#define CENTRE_NOISE     0.05 /* half touches */
#define LEAN             0.2  /* half touches for each unit held, */
#define LEAN_MOST        2.0  /* at most */
#define INVENTORY_MOST   60.0 /* units: beyond, nothing is quoted that would add to them */
#define FORGET           0.98 /* of the inventory stays from wake to wake: the rest went elsewhere */
#define SECOND_WIDER     1.12
#define TOLERANCE_SIGMA  0.15
#define OUTER_TOLERANCE  0.6 /* of a level k > 0: tolerance x (0.6 + 0.7 k) */
#define OUTER_MORE       0.7
#define FOLLOWING        0.5 /* ticks of tolerance where every step is quoted */
#define WORN             0.75 /* a quote with less than this of its size is renewed */

static double clamped(double value, double most) {
    return value < -most ? -most : value > most ? most : value;
}

static double centre_of(struct agents *agents, uint32_t slot) {
    struct maker *maker = &agents->makers[slot];
    double noise = agents->follows ? 0 : CENTRE_NOISE * quantile_normal(&agents->random[slot]);
    double lean = agents->follows ? 0 : clamped(LEAN * maker->inventory, LEAN_MOST);
    maker->inventory *= FORGET;
    return agents_reference(agents) + half_touch(agents) * (noise - lean);
}

static double width_of(const struct agents *agents, uint32_t slot, uint32_t level) {
    double width = agents->away[level];
    if (slot > SLOT_MAKER)
        width *= SECOND_WIDER;
    return level < LADDER_SLICES ? width * agents->fear : width;
}

static int64_t size_of(const struct agents *agents, uint32_t level) {
    return (agents->size[level] + MAKERS - 1) / MAKERS;
}

/* Quotes anew in the place of what rests; `ticks` 0 quotes nothing. */
static void replace(struct agents *agents, const struct pit *pit, uint32_t slot, enum side side,
                    uint32_t level, int32_t ticks) {
    struct quote *quote = &agents->makers[slot].quotes[side][level];
    struct book_result result = {.reason = BOOK_NO_ORDER};
    if (ticks == 0) {
        if (quote->handle != 0)
            book_cancel(pit->book, quote->handle, BOOK_BY_OWNER);
        *quote = (struct quote){.handle = 0};
        return;
    }
    int64_t lots = size_of(agents, level);
    if (quote->handle != 0) {
        const struct book_change change = {.limit = ticks, .lots = lots};
        book_amend(pit->book, quote->handle, &change, &result);
    } else {
        const struct book_request request = {.side = side,
                                             .tif = BOOK_REST,
                                             .limit = ticks,
                                             .lots = lots,
                                             .ref = quote_ref(slot, side, level)};
        book_submit(pit->book, &request, &result);
    }
    assert(result.reason == BOOK_OK);
    *quote = (struct quote){.handle = result.handle, .ticks = ticks, .lots = result.rested};
}

/* Bids stand at or below the middle, asks above it, so that own quotes never meet. */
static bool is_astray(enum side side, int32_t ticks, int32_t middle) {
    return side == SIDE_BUY ? ticks > middle : ticks <= middle;
}

static bool fits(const struct agents *agents, const struct quote *quote, uint32_t level,
                 double wanted, double tolerance) {
    double off = wanted - quote->ticks;
    double part = level == 0 ? 1 : OUTER_TOLERANCE + OUTER_MORE * level;
    return (off < 0 ? -off : off) <= tolerance * part &&
           (double)quote->lots >= WORN * (double)size_of(agents, level);
}

/* 0: there is no such price. */
static int32_t price_of(double wanted, enum side side, int32_t middle) {
    int32_t ticks = wanted < 0.5 ? 0 : ticks_near(wanted);
    if (ticks == 0 || !is_astray(side, ticks, middle))
        return ticks;
    return side == SIDE_BUY ? middle : middle + 1;
}

static double tolerance_of(const struct agents *agents) {
    double half = agents->manner->tolerance * half_touch(agents);
    double sigma = TOLERANCE_SIGMA * agents->sigma;
    if (agents->follows)
        return FOLLOWING;
    return half > sigma ? half : sigma;
}

/* Moves what is astray; or, when that is done on both sides, all that does not fit. */
static void keep_side(struct agents *agents, const struct pit *pit, uint32_t slot, enum side side,
                      double centre, bool astray_only) {
    const struct maker *maker = &agents->makers[slot];
    double tolerance = tolerance_of(agents), held = maker->inventory;
    int32_t middle = centre < BOOK_TICKS_MAX - 1 ? (int32_t)centre : BOOK_TICKS_MAX - 1;
    bool full = side == SIDE_BUY ? held > INVENTORY_MOST : held < -INVENTORY_MOST;
    for (uint32_t level = 0; level < LADDER_LEVELS; level++) {
        const struct quote *quote = &maker->quotes[side][level];
        double width = width_of(agents, slot, level);
        double wanted = side == SIDE_BUY ? centre - width : centre + width;
        bool none = level >= agents->levels || (full && level < LADDER_SLICES);
        int32_t ticks = none ? 0 : price_of(wanted, side, middle);
        bool rests = quote->handle != 0, astray = rests && is_astray(side, quote->ticks, middle);
        bool fit = rests && !astray && fits(agents, quote, level, wanted, tolerance);
        if (astray_only ? astray : ticks == 0 ? rests : !fit)
            replace(agents, pit, slot, side, level, ticks);
    }
}

static void requote(struct agents *agents, const struct pit *pit, uint32_t slot, double centre,
                    bool astray_only) {
    keep_side(agents, pit, slot, SIDE_BUY, centre, astray_only);
    keep_side(agents, pit, slot, SIDE_SELL, centre, astray_only);
}

void maker_wake(struct agents *agents, const struct pit *pit, uint32_t slot) {
    if (agents->follows && pit->ms == agents->look_ms) {
        makers_follow(agents, pit);
        return;
    }
    double centre = centre_of(agents, slot);
    requote(agents, pit, slot, centre, true);
    requote(agents, pit, slot, centre, false);
    double wait = 0.5 + 0.5 / agents->activity;
    agent_sleep(agents, slot, pit->ms, (double)agents->manner->maker_ms * wait);
    if (agents->follows)
        agents->wake_ms[slot] = agents->look_ms + agents->step_ms;
}

/* Nobody trades with what is left of the step before. */
void makers_follow(struct agents *agents, const struct pit *pit) {
    double centres[MAKERS];
    if (agents->follows)
        patients_withdraw(agents, pit->book);
    for (uint32_t slot = 0; slot < MAKERS; slot++) {
        centres[slot] = centre_of(agents, slot);
        requote(agents, pit, slot, centres[slot], true);
    }
    for (uint32_t slot = 0; slot < MAKERS; slot++) {
        requote(agents, pit, slot, centres[slot], false);
        agent_sleep(agents, slot, pit->ms, (double)agents->manner->maker_ms);
        if (agents->follows)
            agents->wake_ms[slot] = agents->look_ms + agents->step_ms;
    }
}

void makers_withdraw(struct agents *agents, struct book *book) {
    const struct pit pit = {.book = book};
    for (uint32_t slot = 0; slot < MAKERS; slot++) {
        for (uint32_t level = 0; level < LADDER_LEVELS; level++) {
            replace(agents, &pit, slot, SIDE_BUY, level, 0);
            replace(agents, &pit, slot, SIDE_SELL, level, 0);
        }
    }
}
