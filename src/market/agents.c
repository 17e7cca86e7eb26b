#include "market/agents.h"

#include <assert.h>
#include <string.h>

#include "market/agents_internal.h"
#include "market/quantiles.h"

#define SESSION_PART   0.84 /* of a day's deviation, what an exchange's session has of it */
#define TAPE_MINUTES   1440 /* of a day, where only bars tell the hours; */
#define STOCK_MINUTES  390  /* of stocks and funds */
#define STEPS_A_MINUTE 4
#define STEPS_A_DAY    (DAY_MS / PATH_STEP_MS)

#define PRESS_FAST    0.04 /* of what lies between touch and sigma, for an order of one unit */
#define PRESS_SLOW    0.01
#define FAST_STEPS    8.0                 /* they fade by e in 120 s */
#define SLOW_STEPS    160.0               /* and in 2,400 s */
#define FAST_STEP     0.88249690258459546 /* e^(-1/8) */
#define SLOW_STEP     0.99376949062339469 /* e^(-1/160) */
#define FORGET_STEPS  3200                /* nothing is left after that many */
#define ACTIVITY_LOW  0.2
#define ACTIVITY_HIGH 6.0
#define WAIT_MOST     (30.0 * 24 * 60 * 60 * 1000)

#define INNER_MS  500 /* a hit maker comes back after this and an exponential of */
#define REGAIN_MS 3000

/* ---- waits ---- */

static const char *const slot_names[AGENT_SLOTS] = {
    [SLOT_MAKER] = "maker",
    [SLOT_MAKER + 1] = "maker",
    [SLOT_VALUE] = "value",
    [SLOT_PATIENT] = "patient",
    [SLOT_PATIENT + 1] = "patient",
    [SLOT_PATIENT + 2] = "patient",
    [SLOT_NOISE] = "noise",
    [SLOT_INSTITUTION] = "institution",
    [SLOT_INSTITUTION + 1] = "institution",
    [SLOT_INSTITUTION + 2] = "institution",
    [SLOT_INSTITUTION + 3] = "institution",
    [SLOT_TREND] = "trend",
    [SLOT_REVERSAL] = "reversal",
    [SLOT_ARBITRAGE] = "arbitrage",
};

void agents_reseed(struct agents *agents, uint64_t block_seed, uint32_t index) {
    for (uint32_t slot = 0; slot < AGENT_SLOTS; slot++)
        agents->random[slot] =
            random_named(block_seed, slot_names[slot], (uint64_t)index * AGENT_SLOTS + slot);
}

void agents_set_next(struct agents *agents) {
    int64_t next = agents->wake_ms[0];
    uint32_t first = 0;
    for (uint32_t slot = 1; slot < AGENT_SLOTS; slot++) {
        bool earlier = agents->wake_ms[slot] < next;
        next = earlier ? agents->wake_ms[slot] : next;
        first = earlier ? slot : first;
    }
    agents->next_ms = next;
    agents->next_slot = first;
}

void agent_sleep(struct agents *agents, uint32_t slot, int64_t ms, double mean_ms) {
    double wait = mean_ms * agents->slowness * quantile_exponential(&agents->random[slot]);
    agents->wake_ms[slot] = ms + 1 + (int64_t)(wait < WAIT_MOST ? wait : WAIT_MOST);
}

/* ---- what they see ---- */

/* Standard deviation of a minute at rest (of four steps of a tape of days), fraction. */
static double calm_of(const struct instrument *row, int64_t step_ms) {
    double day = fix8_double(row->day_volatility);
    if (row->calendar != CALENDAR_TAPE) {
        double share = row->calendar == CALENDAR_EXCHANGE ? SESSION_PART : 1;
        return day * share / __builtin_sqrt(calendar_day_minutes(row->calendar));
    }
    bool whole_day = row->class != CLASS_STOCK && row->class != CLASS_FUND;
    double minutes = whole_day ? TAPE_MINUTES : STOCK_MINUTES;
    if (step_ms != PATH_STEP_MS)
        minutes = (double)DAY_MS / (double)(STEPS_A_MINUTE * step_ms);
    return day / __builtin_sqrt(minutes);
}

static double between(double low, double value, double high) {
    return value < low ? low : value > high ? high : value;
}

void agents_see(struct agents *agents, const struct path_point *point) {
    assert(point->value >= 1 && point->volatility > 0 && point->season > 0 && point->activity > 0);
    agents->value = point->value;
    agents->sigma = point->value * agents->calm * point->volatility * point->season;
    agents->fear = between(0.8, 0.8 + 0.2 * point->volatility, 2);
    agents->activity = between(ACTIVITY_LOW, point->activity, ACTIVITY_HIGH);
}

/* What is left after so many steps; the next step is what nearly always comes. */
static void fade(struct agents *agents, double steps) {
    bool next = steps < 1.5;
    agents->fast *= next ? FAST_STEP : steps > FORGET_STEPS ? 0 : real_exp(-steps / FAST_STEPS);
    agents->slow *= next ? SLOW_STEP : steps > FORGET_STEPS ? 0 : real_exp(-steps / SLOW_STEPS);
}

void agents_look(struct agents *agents, const struct instrument *row,
                 const struct path_point *point, int64_t ms) {
    int64_t step = floor_to(ms, agents->step_ms);
    assert(step >= agents->look_ms);
    double steps = (double)(step - agents->look_ms) / (double)agents->step_ms;
    fade(agents, steps);
    agents->look_ms = step;
    int32_t ticks = ticks_near(point->value), gone = ticks - agents->shaped_at;
    if ((gone < 0 ? -gone : gone) > agents->shaped_at / 8)
        ladder_shape(agents, row, ticks);
    agents_see(agents, point);
    makers_startle(agents, ms);
}

/* On a tape the price is the tape's, but for what players do to it. */
void agents_press(struct agents *agents, const struct book_event *trade, int64_t lots) {
    if (trade->taker_owner == 0 && (agents->follows || trade->taker_ref == VALUE_REF))
        return;
    double wider = __builtin_sqrt(agents->touch * agents->sigma);
    double push = wider * __builtin_sqrt((double)lots / agents->unit);
    push = trade->side == SIDE_BUY ? push : -push;
    agents->fast += PRESS_FAST * push;
    agents->slow += PRESS_SLOW * push;
}

void agents_init(struct agents *agents, const struct instrument *row, const struct path *path,
                 uint64_t block_seed, uint32_t index, int32_t ticks) {
    memset(agents, 0, sizeof *agents);
    for (uint32_t slot = 0; slot < AGENT_SLOTS; slot++)
        agents->wake_ms[slot] = GAMETIME_MAX;
    agents->next_ms = GAMETIME_MAX;
    agents->step_ms = path->step_ms;
    agents->follows = path->kind == PATH_TAPE;
    agents->slowness = (double)path->step_ms / (double)PATH_STEP_MS;
    agents->calm = calm_of(row, path->step_ms);
    agents->look_ms = GAMETIME_MIN;
    agents_reseed(agents, block_seed, index);
    ladder_shape(agents, row, ticks);
    agents_see(agents,
               &(struct path_point){.value = ticks, .volatility = 1, .season = 1, .activity = 1});
}

/* ---- opening and closing ---- */

#define FIRST_MS 30000 /* mean of the first wakes of those who do not quote */

void agents_open(struct agents *agents, const struct pit *pit) {
    for (uint32_t slot = 0; slot < AGENT_SLOTS; slot++)
        agent_sleep(agents, slot, pit->ms, FIRST_MS / agents->activity);
    makers_follow(agents, pit);
    if (agents->follows && !pit->call)
        value_wake(agents, pit);
    agents_set_next(agents);
}

void agents_withdraw(struct agents *agents, struct book *book) {
    makers_withdraw(agents, book);
    patients_withdraw(agents, book);
    for (uint32_t slot = 0; slot < AGENT_SLOTS; slot++)
        agents->wake_ms[slot] = GAMETIME_MAX;
    for (uint32_t i = 0; i < MAKERS; i++)
        agents->makers[i].inventory = 0;
    agents->fast = agents->slow = 0;
    agents->next_ms = GAMETIME_MAX;
}

/* ---- acting ---- */

static void wake(struct agents *agents, const struct pit *pit, uint32_t slot) {
    switch (slot) {
    case SLOT_MAKER:
    case SLOT_MAKER + 1:
        maker_wake(agents, pit, slot);
        break;
    case SLOT_VALUE:
        value_wake(agents, pit);
        break;
    case SLOT_PATIENT:
    case SLOT_PATIENT + 1:
    case SLOT_PATIENT + 2:
        patient_wake(agents, pit, slot);
        break;
    case SLOT_NOISE:
        noise_wake(agents, pit);
        break;
    case SLOT_TREND:
    case SLOT_REVERSAL:
        trend_wake(agents, pit, slot);
        break;
    case SLOT_ARBITRAGE:
        arbitrage_wake(agents, pit);
        break;
    default:
        institution_wake(agents, pit, slot);
        break;
    }
}

void agents_wake(struct agents *agents, const struct pit *pit) {
    assert(pit->ms == agents->next_ms && pit->ms >= agents->look_ms);
    while (agents->next_ms == pit->ms) {
        uint32_t slot = agents->next_slot;
        wake(agents, pit, slot);
        agents_see_book(agents, pit->book, false, pit->ms);
        assert(agents->wake_ms[slot] > pit->ms);
        agents_set_next(agents);
    }
}

/* ---- what trades did ---- */

/* The quote that `ref` tells of. */
static struct quote *quote_of(struct agents *agents, uint64_t ref) {
    uint32_t at = (uint32_t)(ref - 1), level = at % LADDER_LEVELS;
    uint32_t side = at / LADDER_LEVELS % 2, slot = at / LADDER_LEVELS / 2;
    assert(ref >= 1 && slot < SLOT_NOISE && slot != SLOT_VALUE);
    return slot < SLOT_VALUE ? &agents->makers[slot].quotes[side][level]
                             : &agents->patients[slot - SLOT_PATIENT].quote;
}

/* A maker that was hit beyond its touch, or whose touch is gone, comes back soon. */
static void hurry(struct agents *agents, uint64_t ref, bool gone, int64_t ms) {
    uint32_t level = (uint32_t)(ref - 1) % LADDER_LEVELS;
    uint32_t slot = (uint32_t)(ref - 1) / LADDER_LEVELS / 2;
    if (slot >= SLOT_VALUE || (level == 0 && !gone))
        return;
    double pause = INNER_MS + REGAIN_MS * quantile_exponential(&agents->random[slot]);
    int64_t back = ms + 1 + (int64_t)(pause * agents->slowness);
    if (back < agents->wake_ms[slot])
        agents->wake_ms[slot] = back;
    if (back <= agents->next_ms) /* of two at one time the first goes first */
        agents_set_next(agents);
}

static void wear(struct agents *agents, uint64_t ref, int64_t lots, int64_t ms) {
    struct quote *quote = quote_of(agents, ref);
    assert(quote->handle != 0 && quote->lots >= lots);
    quote->lots -= lots;
    if (quote->lots == 0)
        quote->handle = 0;
    hurry(agents, ref, quote->lots == 0, ms);
}

static void hold(struct agents *agents, uint64_t ref, enum side side, int64_t lots) {
    uint64_t slot = (ref - 1) / LADDER_LEVELS / 2;
    double units = (double)lots / agents->unit;
    if (slot < SLOT_MAKER + MAKERS)
        agents->makers[slot].inventory += side == SIDE_BUY ? units : -units;
}

/* In an auction both sides rested; else a taker's quote is what came of its rest. */
static void see_trade(struct agents *agents, const struct book_event *trade, bool auction,
                      int64_t ms) {
    enum side side = (enum side)trade->side;
    if (trade->taker_owner == 0 && trade->taker_ref != 0) {
        hold(agents, trade->taker_ref, side, trade->lots);
        if (auction && trade->taker_ref != VALUE_REF)
            wear(agents, trade->taker_ref, trade->lots, ms);
    }
    if (trade->owner == 0 && trade->ref != 0 && trade->ref != VALUE_REF) {
        hold(agents, trade->ref, SIDE_OTHER(side), trade->lots);
        wear(agents, trade->ref, trade->lots, ms);
    }
}

void agents_see_book(struct agents *agents, const struct book *book, bool auction, int64_t ms) {
    size_t count;
    const struct book_event *events = book_events(book, &count);
    for (; agents->seen < count; agents->seen++) {
        if (events[agents->seen].kind == BOOK_EVENT_TRADE)
            see_trade(agents, &events[agents->seen], auction, ms);
    }
}

/* ---- for the kinds ---- */

int32_t ticks_near(double ticks) {
    return ticks < 1 ? 1 : ticks > BOOK_TICKS_MAX ? BOOK_TICKS_MAX : (int32_t)(ticks + 0.5);
}

int64_t lots_of(double lots) {
    const double most = (double)(BOOK_LOTS_MAX / 4);
    return lots < 1 ? 1 : lots > most ? (int64_t)most : (int64_t)(lots + 0.5);
}

int64_t agent_take(struct agents *agents, const struct pit *pit, uint32_t slot, enum side side,
                   int32_t limit, double units) {
    struct book_result result;
    const struct book_request request = {.side = side,
                                         .tif = BOOK_IOC,
                                         .limit = limit,
                                         .lots = lots_of(units * agents->unit),
                                         .ref = slot == SLOT_VALUE ? VALUE_REF : 0};
    book_submit(pit->book, &request, &result);
    agents->messages++;
    return result.filled;
}

#define TAKEN_A_MINUTE 9.0 /* units that trade in a minute at rest, measured */

double agents_minute_lots(const struct agents *agents) {
    return agents->unit * TAKEN_A_MINUTE / agents->slowness;
}
