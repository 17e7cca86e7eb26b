/* Market makers: both keep a ladder on both sides of the reference. */
#include <assert.h>

#include "market/agents_internal.h"
#include "market/quantiles.h"

#define CENTRE_NOISE    0.05  /* half touches */
#define LEAN            0.005 /* half touches for each unit held, */
#define LEAN_MOST       0.6   /* at most */
#define INVENTORY_MOST  400.0 /* units: beyond, nothing is quoted that would add to them */
#define FORGET          0.98 /* of the inventory stays from wake to wake: the rest went elsewhere */
#define SECOND_WIDER    1.12
#define TOLERANCE_SIGMA 0.15
#define OUTER_TOLERANCE 1.2 /* of a level k > 0: tolerance x (1.2 + k), */
#define OUTER_MORE      1.0
#define FAR_TOLERANCE   0.15 /* and this part of its distance */
#define FOLLOWING       0.5  /* ticks of tolerance where every step is quoted */
#define STARTLED_MS     3000
#define WORN_PART       3 /* a quote with less than three quarters of its size is renewed */
#define WORN_OF         4
#define SIZE_STEPS      1024 /* a quote is 0.9 to 1.3 times what its level wants, */
#define SIZE_LEAST      (SIZE_STEPS * 9 / 10)
#define SIZE_ROOM       (SIZE_STEPS * 4 / 10) /* so that no two look alike */

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

/* Nobody sleeps through a large move. What a maker thinks is where its inner quotes stand. */
void makers_startle(struct agents *agents, int64_t ms) {
    double most = agents->manner->startle * agents->sigma;
    for (uint32_t slot = 0; slot < MAKERS && most > 0 && !agents->follows; slot++) {
        const struct maker *maker = &agents->makers[slot];
        const struct quote *bid = &maker->quotes[SIDE_BUY][0], *ask = &maker->quotes[SIDE_SELL][0];
        double off = agents_reference(agents) - ((double)bid->ticks + ask->ticks) / 2;
        if (bid->handle == 0 || ask->handle == 0 || (off < 0 ? -off : off) < most)
            continue;
        double pause = STARTLED_MS * quantile_exponential(&agents->random[slot]);
        int64_t wake = ms + 1 + (int64_t)(pause * agents->slowness);
        if (wake < agents->wake_ms[slot])
            agents->wake_ms[slot] = wake;
        if (wake <= agents->next_ms) /* of two at one time the first goes first */
            agents_set_next(agents);
    }
}

static int64_t size_of(const struct agents *agents, uint32_t level) {
    return (agents->size[level] + MAKERS - 1) / MAKERS;
}

static int64_t some_size(struct agents *agents, uint32_t slot, uint32_t level) {
    int64_t parts = SIZE_LEAST + random_below(&agents->random[slot], SIZE_ROOM + 1);
    int64_t lots = (size_of(agents, level) * parts + SIZE_STEPS / 2) / SIZE_STEPS;
    return lots > 0 ? lots : 1;
}

/* Quotes anew in the place of what rests; `ticks` 0 quotes nothing. */
static void replace(struct agents *agents, const struct pit *pit, uint32_t slot, enum side side,
                    uint32_t level, int32_t ticks) {
    struct quote *quote = &agents->makers[slot].quotes[side][level];
    struct book_result result;
    agents_see_book(agents, pit->book, false, pit->ms);
    agents->messages++;
    if (ticks == 0) {
        if (quote->handle != 0)
            book_cancel(pit->book, quote->handle, BOOK_BY_OWNER);
        *quote = (struct quote){.handle = 0};
        return;
    }
    int64_t lots = some_size(agents, slot, level);
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

/* How far a level may be off: more, the further behind it stands. */
static double level_tolerance(const struct agents *agents, uint32_t level, double tolerance) {
    if (level == 0)
        return tolerance;
    return tolerance * (OUTER_TOLERANCE + OUTER_MORE * level) + FAR_TOLERANCE * agents->away[level];
}

static bool fits(const struct agents *agents, const struct quote *quote, uint32_t level,
                 double wanted, double tolerance) {
    double off = wanted - quote->ticks;
    assert(level < agents->levels);
    return (off < 0 ? -off : off) <= level_tolerance(agents, level, tolerance) &&
           quote->lots * WORN_OF >= size_of(agents, level) * WORN_PART;
}

/* Makers wait: what others have in the way is left to those who take. But on a tape nobody's order
 * stands in the way of the bar. */
static int32_t barrier_of(const struct agents *agents, const struct pit *pit, enum side side) {
    int32_t ticks;
    int64_t lots;
    bool barred =
        !agents->follows && !pit->call && book_best(pit->book, SIDE_OTHER(side), &ticks, &lots);
    return barred ? ticks : side == SIDE_BUY ? BOOK_TICKS_MAX : 0;
}

/* 0: there is no such price. */
static int32_t price_of(double wanted, enum side side, int32_t middle, int32_t barrier) {
    int32_t ticks = wanted < 0.5 ? 0 : ticks_near(wanted);
    if (ticks == 0)
        return 0;
    if (side == SIDE_BUY) {
        ticks = ticks < middle ? ticks : middle;
        return ticks < barrier ? ticks : barrier - 1;
    }
    ticks = ticks > middle ? ticks : middle + 1;
    if (ticks > barrier)
        return ticks;
    return barrier < BOOK_TICKS_MAX ? barrier + 1 : 0;
}

static double tolerance_of(const struct agents *agents) {
    double half = agents->manner->tolerance * half_touch(agents);
    double sigma = TOLERANCE_SIGMA * agents->sigma;
    if (agents->follows)
        return FOLLOWING;
    return half > sigma ? half : sigma;
}

/* One side of one maker's ladder at work. */
struct rung {
    uint32_t slot;
    enum side side;
    double centre, tolerance;
    double slice_by, deep_by; /* times a level's `away`: where it stands from the centre */
    int32_t middle; /* bids stand at or below, asks above, so that own quotes never meet */
    int32_t barrier;
    bool full; /* holds so much that the slices are not quoted */
};

static struct rung rung_of(const struct agents *agents, const struct pit *pit, uint32_t slot,
                           enum side side, double centre) {
    double held = agents->makers[slot].inventory;
    double wider = (slot > SLOT_MAKER ? SECOND_WIDER : 1) * (side == SIDE_BUY ? -1 : 1);
    return (struct rung){.slot = slot,
                         .side = side,
                         .centre = centre,
                         .tolerance = tolerance_of(agents),
                         .slice_by = wider * agents->fear,
                         .deep_by = wider,
                         .middle =
                             centre < BOOK_TICKS_MAX - 1 ? (int32_t)centre : BOOK_TICKS_MAX - 1,
                         .barrier = barrier_of(agents, pit, side),
                         .full = side == SIDE_BUY ? held > INVENTORY_MOST : held < -INVENTORY_MOST};
}

static bool is_astray(const struct rung *rung, int32_t ticks) {
    return rung->side == SIDE_BUY ? ticks > rung->middle : ticks <= rung->middle;
}

static void keep_level(struct agents *agents, const struct pit *pit, const struct rung *rung,
                       uint32_t level) {
    const struct quote *quote = &agents->makers[rung->slot].quotes[rung->side][level];
    double by = level < LADDER_SLICES ? rung->slice_by : rung->deep_by;
    double wanted = rung->centre + by * agents->away[level];
    bool rests = quote->handle != 0;
    if (rests && !is_astray(rung, quote->ticks) &&
        fits(agents, quote, level, wanted, rung->tolerance))
        return;
    int32_t ticks = price_of(wanted, rung->side, rung->middle, rung->barrier);
    if (rests || ticks != 0)
        replace(agents, pit, rung->slot, rung->side, level, ticks);
}

/* Whatever would meet the other side goes first. */
static void move_astray(struct agents *agents, const struct pit *pit, const struct rung *rung) {
    for (uint32_t level = 0; level < agents->levels; level++) {
        const struct quote *quote = &agents->makers[rung->slot].quotes[rung->side][level];
        if (quote->handle != 0 && is_astray(rung, quote->ticks))
            keep_level(agents, pit, rung, level);
    }
}

static void drop_level(struct agents *agents, const struct pit *pit, const struct rung *rung,
                       uint32_t level) {
    if (agents->makers[rung->slot].quotes[rung->side][level].handle != 0)
        replace(agents, pit, rung->slot, rung->side, level, 0);
}

static void keep_side(struct agents *agents, const struct pit *pit, const struct rung *rung) {
    uint32_t level = 0;
    for (; rung->full && level < LADDER_SLICES; level++)
        drop_level(agents, pit, rung, level);
    for (; level < agents->levels; level++)
        keep_level(agents, pit, rung, level);
    for (; level < LADDER_LEVELS; level++)
        drop_level(agents, pit, rung, level);
}

static void make_room(struct agents *agents, const struct pit *pit, uint32_t slot, double centre) {
    for (int side = SIDE_BUY; side <= SIDE_SELL; side++) {
        struct rung rung = rung_of(agents, pit, slot, (enum side)side, centre);
        move_astray(agents, pit, &rung);
    }
}

static void keep_ladder(struct agents *agents, const struct pit *pit, uint32_t slot,
                        double centre) {
    for (int side = SIDE_BUY; side <= SIDE_SELL; side++) {
        struct rung rung = rung_of(agents, pit, slot, (enum side)side, centre);
        keep_side(agents, pit, &rung);
    }
}

void maker_wake(struct agents *agents, const struct pit *pit, uint32_t slot) {
    if (agents->follows && pit->ms == agents->look_ms) {
        makers_follow(agents, pit);
        return;
    }
    double centre = centre_of(agents, slot);
    make_room(agents, pit, slot, centre);
    keep_ladder(agents, pit, slot, centre);
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
        make_room(agents, pit, slot, centres[slot]);
    }
    for (uint32_t slot = 0; slot < MAKERS; slot++) {
        keep_ladder(agents, pit, slot, centres[slot]);
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
