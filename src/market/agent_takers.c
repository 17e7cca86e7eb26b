/* Those who take: by value, by chance, by plan, by what the price just did. */
#include "market/agents_internal.h"
#include "market/quantiles.h"

#define TAKER_MS      40000
#define LARGE_MS      25000  /* between orders of the institutions with an even number, */
#define SMALL_MS      100000 /* and of the others: memory needs some that are large */
#define AGAIN_MS      6000   /* a taker who waits for a price looks again after this */
#define NEAR          0.3    /* of half a touch from the reference: a price worth taking at once */
#define SHY           0.9    /* of sigma, where shy */
#define DEEPER        3.0    /* half touches beyond the touch, for those who walk */
#define CALL_REACH    3.0    /* in a call: half touches beyond the reference */
#define CHILDREN_MOST 2000.0
#define CHILD_LOW     0.4 /* units */
#define CHILD_HIGH    1.6

#define VALUE_MS       8000
#define VALUE_AGAIN_MS 1800
#define VALUE_UNITS    2.0  /* where the threshold is just passed, */
#define VALUE_EAGER    10.0 /* and more in proportion, up to so many times */

#define TREND_MS   480000
#define TREND_MOVE 2.1 /* sigmas of a minute at rest, within the last minute */

static bool far_touch(const struct pit *pit, enum side side, int32_t *ticks) {
    int64_t lots;
    return book_best(pit->book, SIDE_OTHER(side), ticks, &lots);
}

/* How far beyond the reference a price is for a taker of `side`; ticks. */
static double beyond(const struct agents *agents, enum side side, int32_t ticks) {
    double over = ticks - agents_reference(agents);
    return side == SIDE_BUY ? over : -over;
}

static int32_t deeper(enum side side, double from, double by) {
    return ticks_near(side == SIDE_BUY ? from + by : from - by);
}

/* ---- who waits for a price ---- */

/* Takes, or says that it would rather look again. */
static bool try_taking(struct agents *agents, const struct pit *pit, uint32_t slot, enum side side,
                       double units) {
    const struct agent_manner *manner = agents->manner;
    struct random *random = &agents->random[slot];
    double half = half_touch(agents), reach = half, bold = 1;
    int32_t ticks;
    if (pit->call) {
        ticks = deeper(side, agents_reference(agents), CALL_REACH * half);
        agent_take(agents, pit, slot, side, ticks, units);
        return true;
    }
    if (!far_touch(pit, side, &ticks))
        return false;
    if (manner->shy && SHY * agents->sigma < half) {
        reach = SHY * agents->sigma;
        bold = reach / half * (reach / half);
    }
    if (beyond(agents, side, ticks) > NEAR * reach &&
        quantile_uniform(random) >= (1 - manner->patience) * bold)
        return false;
    if (!agents->follows && quantile_uniform(random) < manner->walk * bold)
        ticks = deeper(side, ticks, DEEPER * half);
    agent_take(agents, pit, slot, side, ticks, units);
    return true;
}

static enum side any_side(struct random *random) {
    return random_u32(random) & 1 ? SIDE_BUY : SIDE_SELL;
}

/* The side is drawn once and kept until done: redrawn while waiting, it would follow the prices
 * that the institutions leave, and undo the memory of signs. */
void noise_wake(struct agents *agents, const struct pit *pit) {
    struct random *random = &agents->random[SLOT_NOISE];
    if (!agents->noise_wants)
        agents->noise_side = (uint8_t)any_side(random);
    double units = quantile_lognormal(random);
    agents->noise_wants =
        !try_taking(agents, pit, SLOT_NOISE, (enum side)agents->noise_side, units);
    agent_sleep(agents, SLOT_NOISE, pit->ms,
                (agents->noise_wants ? AGAIN_MS : TAKER_MS) / agents->activity);
}

void institution_wake(struct agents *agents, const struct pit *pit, uint32_t slot) {
    struct institution *parent = &agents->institutions[slot - SLOT_INSTITUTION];
    struct random *random = &agents->random[slot];
    if (parent->children == 0) {
        parent->side = (uint8_t)any_side(random);
        parent->children =
            (uint32_t)quantile_pareto(random, agents->manner->children, CHILDREN_MOST);
    }
    double units = CHILD_LOW + (CHILD_HIGH - CHILD_LOW) * quantile_uniform(random);
    bool done = try_taking(agents, pit, slot, (enum side)parent->side, units);
    parent->children -= done;
    double wait = !done ? AGAIN_MS : slot % 2 == 0 ? LARGE_MS : SMALL_MS;
    agent_sleep(agents, slot, pit->ms, wait / agents->activity);
}

/* ---- the value investor ---- */

static bool take_value(struct agents *agents, const struct pit *pit, enum side side,
                       double threshold) {
    int32_t ticks;
    if (!far_touch(pit, side, &ticks) || beyond(agents, side, ticks) > -threshold)
        return false;
    double part =
        CHILD_LOW + (CHILD_HIGH - CHILD_LOW) * quantile_uniform(&agents->random[SLOT_VALUE]);
    double eager = -beyond(agents, side, ticks) / threshold;
    int32_t limit = deeper(side, agents_reference(agents), -threshold);
    eager = eager < VALUE_EAGER ? eager : VALUE_EAGER;
    return agent_take(agents, pit, SLOT_VALUE, side, limit, VALUE_UNITS * eager * part) > 0;
}

/* On a tape it also makes every step print: a small order at the touch that is nearer to the value,
 * right after the makers have followed it there. */
static void print_step(struct agents *agents, const struct pit *pit) {
    int32_t bid, ask;
    if (!far_touch(pit, SIDE_BUY, &ask) || !far_touch(pit, SIDE_SELL, &bid))
        return;
    bool buys = ask - agents->value < agents->value - bid;
    agent_take(agents, pit, SLOT_VALUE, buys ? SIDE_BUY : SIDE_SELL, buys ? ask : bid,
               quantile_uniform(&agents->random[SLOT_VALUE]));
    agents->wake_ms[SLOT_VALUE] = agents->look_ms + agents->step_ms;
}

void value_wake(struct agents *agents, const struct pit *pit) {
    double half = agents->manner->value_half * half_touch(agents);
    double sigma = agents->manner->value_sigma * agents->sigma;
    double threshold = half > sigma ? half : sigma;
    if (agents->follows) {
        print_step(agents, pit);
        return;
    }
    bool took = take_value(agents, pit, SIDE_BUY, threshold) ||
                take_value(agents, pit, SIDE_SELL, threshold);
    agent_sleep(agents, SLOT_VALUE, pit->ms,
                took && !pit->call ? VALUE_AGAIN_MS : VALUE_MS / agents->activity);
}

/* ---- what the price just did ---- */

void trend_wake(struct agents *agents, const struct pit *pit, uint32_t slot) {
    int32_t bid, ask;
    agent_sleep(agents, slot, pit->ms, TREND_MS / agents->activity);
    if (pit->call || pit->minute_ago == 0 || !far_touch(pit, SIDE_BUY, &ask) ||
        !far_touch(pit, SIDE_SELL, &bid))
        return;
    double move = (bid + ask) / 2.0 - pit->minute_ago;
    double large = TREND_MOVE * agents->calm * agents->value;
    if ((move < 0 ? -move : move) < large)
        return;
    bool buys = (move > 0) == (slot == SLOT_TREND);
    agent_take(agents, pit, slot, buys ? SIDE_BUY : SIDE_SELL, buys ? ask : bid, 1);
}
