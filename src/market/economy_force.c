#include <assert.h>
#include <math.h>
#include <string.h>

#include "market/economy_internal.h"
#include "market/quantiles.h"

#define COMPONENTS FORCE_COMPONENTS
#define NEWS_BITS  0x03 /* fast components that news set high */
#define COMMON_BITS                                                                                \
    0x5e /* components of an hour, days, a week and months, shared by what is alike */
#define NIGHT_BITS    2 /* components that go on changing while the exchange is closed */
#define LEVERAGE      0.18
#define LEVERAGE_LOW  0.5
#define LEVERAGE_HIGH 1.8
#define FALL_DAYS     8
#define GAP_LEVEL     2.0 /* over a weekend volatility counts up to here */
#define GAP_CLIP      4.0

/* ---- volatility ---- */

/* Chances of the components to be drawn anew in a minute of a force's hours (one in what they last
 * on average), and how far they go up and down. */
struct components {
    double chances[COMPONENTS];
    double reach[COMPONENTS];
};

static const struct components around_the_clock = {
    .chances = {1. / 15, 1. / 90, 1. / 480, 1. / 2160, 1. / 8640, 1. / 36000, 1. / 158400},
    .reach = {.55, .5, .45, .5, .5, .3, .5},
};

static const struct components in_sessions = {
    .chances = {1. / 12, 1. / 60, 1. / 312, 1. / 780, 1. / 2340, 1. / 9750, 1. / 42900},
    .reach = {.55, .5, .45, .4, .4, .25, .45},
};

static const struct components *components_of(enum force_clock clock) {
    return clock == CLOCK_SESSION || clock == CLOCK_STOCK ? &in_sessions : &around_the_clock;
}

static double day_minutes(enum force_clock clock) {
    return clock == CLOCK_SESSION || clock == CLOCK_STOCK ? SESSION_MINUTES
           : clock == CLOCK_FUTURES                       ? 1380
                                                          : 1440;
}

static double bits_level(const struct components *components, uint32_t high) {
    double product = 1;
    for (int k = 0; k < COMPONENTS; k++)
        product *= 1 + ((high >> k & 1) != 0 ? components->reach[k] : -components->reach[k]);
    return sqrt(product);
}

static void find_levels(struct economy *economy) {
    for (uint32_t high = 0; high < 1 << COMPONENTS; high++) {
        economy->levels[0][high] = bits_level(&around_the_clock, high);
        economy->levels[1][high] = bits_level(&in_sessions, high);
    }
}

/* What is faster than a day is left out: it evens out within one. */
double level_of_day(enum force_clock clock, uint8_t high) {
    const struct components *components = components_of(clock);
    double product = 1;
    for (int k = NIGHT_BITS; k < COMPONENTS; k++)
        product *= 1 + ((high >> k & 1) != 0 ? components->reach[k] : -components->reach[k]);
    return sqrt(product);
}

static uint8_t with_bit(uint8_t high, int bit, bool set) {
    return (uint8_t)((high & ~(1U << bit)) | (unsigned)set << bit);
}

void day_stays(enum force_clock clock, double stays[FORCE_COMPONENTS]) {
    const struct components *components = components_of(clock);
    for (int k = 0; k < COMPONENTS; k++)
        stays[k] = real_exp(-day_minutes(clock) * components->chances[k]);
}

uint8_t bits_of_day_before(const double stays[FORCE_COMPONENTS], uint8_t high,
                           struct random *random) {
    for (int k = 0; k < COMPONENTS; k++) {
        uint32_t draw = random_u32(random);
        if ((draw >> 1) * 0x1p-31 >= stays[k])
            high = with_bit(high, k, (draw & 1) != 0);
    }
    return high;
}

double leverage_of(double fall) {
    double leverage = 1 + LEVERAGE * fall;
    return leverage < LEVERAGE_LOW    ? LEVERAGE_LOW
           : leverage > LEVERAGE_HIGH ? LEVERAGE_HIGH
                                      : leverage;
}

static void set_level(struct economy *economy, struct force *force) {
    uint8_t high = force->high;
    const struct force *parent = &economy->forces[force->parent];
    high = (uint8_t)((high & ~force->shared) | (parent->high & force->shared));
    bool sessions = components_of((enum force_clock)force->clock) == &in_sessions;
    force->level = economy->levels[sessions][high];
    if (force->leverage)
        force->level *= leverage_of(force->fall);
}

/* ---- the shape of a day ---- */

#define NIGHT_MINUTES 990.0
#define NOON_MINUTES  195.0 /* from the session's ends to its middle */

/* How far from the middle of the session `ms` is: -1 at the opening to 1 at the close. */
static double from_noon(int64_t ms) {
    double minute = (double)(ms - floor_to(ms, DAY_MS) - EXCHANGE_MS) / MINUTE_MS;
    double x = (minute - NOON_MINUTES) / NOON_MINUTES;
    return x < -1 ? -1 : x > 1 ? 1 : x;
}

/* Volatility of a minute of the session, mean square 1: more at the opening, and at the close. */
static double session_shape(int64_t ms) {
    double x = from_noon(ms);
    double cube = x < 0 ? -x * x * x : 0.8 * x * x * x;
    return (0.8 + 0.95 * cube) / 1.042929;
}

/* Around the clock: a triangle that is highest when both sides of the ocean are awake. */
static double clock_shape(int64_t ms) {
    double minute = (double)(ms - floor_to(ms, DAY_MS) - EXCHANGE_MS) / MINUTE_MS;
    double far = minute < 0 ? -minute : minute;
    far = far > 720 ? 1440 - far : far;
    return (1.15 - 0.30 * far / 720) / 1.003743;
}

double clock_season(enum force_clock clock, int64_t ms, bool session, bool night) {
    static const double pause_rest = (5 - PAUSE_SHARE) / 5;
    switch (clock) {
    case CLOCK_ALWAYS:
        return clock_shape(ms) * sqrt(1.0 / 1440);
    case CLOCK_FOREX:
        return night || session ? clock_shape(ms) * sqrt(pause_rest / 1440) : 0;
    case CLOCK_FUTURES:
        return night || session ? clock_shape(ms) * sqrt(pause_rest / 1380) : 0;
    case CLOCK_SESSION:
        return session ? session_shape(ms) * sqrt(SHARED_SESSION / SESSION_MINUTES)
               : night ? sqrt(SHARED_NIGHT / NIGHT_MINUTES)
                       : 0;
    case CLOCK_STOCK:
        return session ? session_shape(ms) * sqrt(SESSION_SHARE / SESSION_MINUTES)
               : night ? sqrt(NIGHT_SHARE / NIGHT_MINUTES)
                       : 0;
    case CLOCK_NONE:
    case CLOCK_COUNT:
        break;
    }
    return 0;
}

double asset_season(const struct asset *asset, int64_t ms, bool session) {
    static const double day_share = SHARED_SESSION + SHARED_NIGHT;
    if (asset->calendar == CALENDAR_EXCHANGE)
        return session_shape(ms);
    if (asset->driver != DRIVER_CARRY)
        return clock_shape(ms);
    return clock_season(CLOCK_SESSION, ms, session, true) * sqrt(1380 / day_share);
}

double asset_sigma(const struct asset *asset, int64_t ms, bool session) {
    bool stock = asset->calendar == CALENDAR_EXCHANGE;
    double minutes = calendar_day_minutes((enum calendar_kind)asset->calendar);
    return asset->day * asset_season(asset, ms, session) *
           sqrt((stock ? SESSION_SHARE : 1) / minutes);
}

double asset_activity(const struct asset *asset, int64_t ms, bool session) {
    double x = from_noon(ms);
    double shape = (0.7 + 1.54 * (x < 0 ? -x * x * x : x * x * x)) / 1.085;
    if (asset->calendar == CALENDAR_EXCHANGE)
        return shape;
    if (asset->driver != DRIVER_CARRY)
        return clock_shape(ms);
    return session ? 2 * shape : 0.606;
}

/* ---- linking ---- */

static enum force_clock clock_of(const struct asset *asset) {
    switch ((enum calendar_kind)asset->calendar) {
    case CALENDAR_FOREX:
        return CLOCK_FOREX;
    case CALENDAR_FUTURES:
        return CLOCK_FUTURES;
    case CALENDAR_EXCHANGE:
        return CLOCK_STOCK;
    case CALENDAR_ALWAYS:
    case CALENDAR_TAPE:
    case CALENDAR_COUNT:
        break;
    }
    return CLOCK_ALWAYS;
}

/* News come `a_day` times a day with a size of `size` days' standard deviations. */
static void set_force(struct economy *economy, int index, enum force_clock clock, int parent,
                      double a_day, double size) {
    struct force *force = &economy->forces[index];
    bool stocks = clock == CLOCK_STOCK || index == FORCE_MARKET;
    double news = a_day * size * size;
    force->clock = (uint8_t)clock;
    force->parent = (uint8_t)parent;
    force->shared = parent == index ? 0 : COMMON_BITS;
    force->leverage = stocks && (index == FORCE_MARKET || index >= FORCE_OWN);
    force->jump_rate = a_day / day_minutes(clock);
    force->jump_size = size;
    force->calm = sqrt(news < 0.5 ? 1 - news : 0.5);
}

static void add_load(struct asset *asset, int force, double weight) {
    assert(asset->load_count < ECONOMY_LOADS);
    asset->loads[asset->load_count++] = (struct load){.force = (uint8_t)force, .weight = weight};
}

/* What shared forces leave of the day's variance is the row's own. */
static void add_own(struct economy *economy, int index, int parent, double a_day) {
    struct asset *asset = &economy->assets[index];
    double rest = asset->day * asset->day;
    for (int i = 0; i < asset->load_count; i++)
        rest -= asset->loads[i].weight * asset->loads[i].weight;
    double own = sqrt(rest > 0 ? rest : 0);
    int force = FORCE_OWN + index;
    add_load(asset, force, own);
    set_force(economy, force, clock_of(asset), parent < 0 ? force : parent, a_day,
              own > 0 ? JUMP_SIZE * asset->day / own : 0);
}

static int sector_of(const struct economy *economy, int asset) {
    for (uint32_t i = 0; i < economy->sector_count; i++) {
        if (strcmp(economy->sectors[i], economy->table.rows[asset].sector) == 0)
            return (int)i;
    }
    return -1;
}

static void find_sectors(struct economy *economy) {
    for (uint32_t i = 0; i < economy->table.count; i++) {
        const char *sector = economy->table.rows[i].sector;
        if (economy->assets[i].driver != DRIVER_STOCK || sector[0] == '\0' ||
            economy->sector_count == ECONOMY_SECTORS || sector_of(economy, (int)i) >= 0)
            continue;
        uint32_t number = economy->sector_count++;
        memcpy(economy->sectors[number], sector, sizeof economy->sectors[number]);
        set_force(economy, FORCE_SECTOR + (int)number, CLOCK_STOCK, FORCE_MARKET, 0.03, 0.8);
    }
}

#define SECTOR_SHARE 0.2 /* of a stock's variance that is not the market's */
#define BETA_MOST    0.9 /* of a stock's standard deviation that may be the market's */

static double market_part(const struct economy *economy, int index, double market_day) {
    const struct company_row *row = company_of(economy, index);
    double part = fix8_double(row->beta) * market_day;
    double most = BETA_MOST * economy->assets[index].day;
    return part < most ? part : most;
}

/* Variance of the fund's day when the market's standard deviation is `market_day`. */
static double fund_variance(const struct economy *economy, double market_day) {
    double market = 0, own = 0, sectors[ECONOMY_SECTORS] = {0};
    for (uint32_t i = 0; i < economy->table.count; i++) {
        const struct asset *asset = &economy->assets[i];
        if (asset->driver != DRIVER_STOCK)
            continue;
        double part = market_part(economy, (int)i, market_day);
        double rest = asset->day * asset->day - part * part;
        int sector = sector_of(economy, (int)i);
        double share = sector >= 0 ? SECTOR_SHARE : 0;
        market += asset->weight * part;
        own += asset->weight * asset->weight * rest * (1 - share);
        if (sector >= 0)
            sectors[sector] += asset->weight * sqrt(rest * share);
    }
    double sum = market * market + own;
    for (uint32_t i = 0; i < economy->sector_count; i++)
        sum += sectors[i] * sectors[i];
    return sum;
}

/* The market moves so much that the fund of the stocks has its own day's standard deviation. */
static void find_market_day(struct economy *economy) {
    double wanted = economy->basket >= 0 ? economy->assets[economy->basket].day : 0.01;
    double low = 0, high = 3 * wanted;
    for (int i = 0; i < 60; i++) {
        double middle = (low + high) / 2;
        if (fund_variance(economy, middle) < wanted * wanted)
            low = middle;
        else
            high = middle;
    }
    economy->market_day = economy->basket >= 0 ? low : 0.8 * wanted;
}

#define CRYPTO_SHARE  0.70 /* of the variance of one: correlation of two */
#define RATES_OF_EURO 0.45
#define EURO_OF_EURO  0.35
#define RATES_OF_GOLD 0.25

static void link_asset(struct economy *economy, int index) {
    struct asset *asset = &economy->assets[index];
    double day = asset->day;
    switch ((enum driver)asset->driver) {
    case DRIVER_CRYPTO:
        add_load(asset, FORCE_CRYPTO, day * sqrt(CRYPTO_SHARE));
        add_own(economy, index, FORCE_CRYPTO, 0.2);
        break;
    case DRIVER_STOCK: {
        double part = market_part(economy, index, economy->market_day);
        int sector = sector_of(economy, index);
        add_load(asset, FORCE_MARKET, part);
        if (sector >= 0)
            add_load(asset, FORCE_SECTOR + sector, sqrt((day * day - part * part) * SECTOR_SHARE));
        add_own(economy, index, FORCE_MARKET, 0.5);
        break;
    }
    case DRIVER_BOND:
        add_load(asset, FORCE_RATES, -day);
        break;
    case DRIVER_CURRENCY:
        add_load(asset, FORCE_RATES, -day * RATES_OF_EURO);
        add_load(asset, FORCE_EURO, day * EURO_OF_EURO);
        add_own(economy, index, FORCE_RATES, 0.4);
        break;
    case DRIVER_METAL:
        add_load(asset, FORCE_RATES, -day * RATES_OF_GOLD);
        add_own(economy, index, -1, 0.4);
        break;
    case DRIVER_OWN:
        add_own(economy, index, -1, 0.2);
        break;
    case DRIVER_BASKET:
    case DRIVER_PREMIUM:
    case DRIVER_CARRY:
    case DRIVER_COUNT:
        break;
    }
}

void forces_link(struct economy *economy) {
    set_force(economy, FORCE_MARKET, CLOCK_SESSION, FORCE_MARKET, 0.3, JUMP_SIZE);
    set_force(economy, FORCE_RATES, CLOCK_SESSION, FORCE_RATES, 0.2, JUMP_SIZE);
    set_force(economy, FORCE_CRYPTO, CLOCK_ALWAYS, FORCE_CRYPTO, 0.3, JUMP_SIZE);
    set_force(economy, FORCE_EURO, CLOCK_FOREX, FORCE_RATES, 0.1, JUMP_SIZE);
    find_sectors(economy);
    find_market_day(economy);
    for (uint32_t i = 0; i < economy->table.count; i++)
        link_asset(economy, (int)i);
    economy->used_count = 0;
    for (int i = 0; i < FORCE_COUNT; i++) {
        if (economy->forces[i].clock != CLOCK_NONE)
            economy->used[economy->used_count++] = (uint8_t)i;
    }
    find_levels(economy);
}

/* ---- streams ---- */

void forces_reseed(struct economy *economy) {
    for (int i = 0; i < FORCE_COUNT; i++) {
        economy->forces[i].random =
            random_named(economy->block_seed, "force", (uint64_t)(unsigned)i);
    }
}

void forces_begin(struct economy *economy) {
    for (int i = 0; i < FORCE_COUNT; i++) {
        struct force *force = &economy->forces[i];
        if (force->clock == CLOCK_NONE)
            continue;
        struct random random = random_named(economy->seed, "components", (uint64_t)(unsigned)i);
        force->high = (uint8_t)(random_u32(&random) >> (32 - COMPONENTS));
        set_level(economy, force);
    }
}

/* ---- minutes ---- */

/* At most one thing happens to a force in a minute: one of its components is drawn anew, or there
 * is news. */
static bool minute_of_force(struct force *force, bool main_hours) {
    const struct components *components = components_of(force->clock);
    uint32_t draw = random_u32(&force->random);
    double at = (draw >> 1) * 0x1p-31;
    bool by_night = !main_hours && components == &in_sessions;
    for (int k = 0; k < (by_night ? NIGHT_BITS : COMPONENTS); k++) {
        at -= components->chances[k];
        if (at < 0) {
            force->high = with_bit(force->high, k, (draw & 1) != 0);
            return false;
        }
    }
    return main_hours && at < force->jump_rate;
}

static double volatility_of(const struct economy *economy, const struct asset *asset) {
    double sum = 0, rest = 0;
    for (int i = 0; i < asset->load_count; i++) {
        double weight = asset->loads[i].weight,
               level = economy->forces[asset->loads[i].force].level;
        sum += weight * weight * level * level;
        rest += weight * weight;
    }
    return rest > 0 ? sqrt(sum / rest) : 1;
}

/* The fund's: the market's part, and what the stocks have of their own. */
static double fund_volatility(const struct economy *economy) {
    double market = 0, own = 0, own_at_rest = 0;
    for (uint32_t i = 0; i < economy->table.count; i++) {
        const struct asset *asset = &economy->assets[i];
        if (asset->driver != DRIVER_STOCK)
            continue;
        market += asset->weight * asset->loads[0].weight;
        for (int load = 1; load < asset->load_count; load++) {
            double part = asset->weight * asset->loads[load].weight;
            double level = economy->forces[asset->loads[load].force].level;
            own += part * part * level * level;
            own_at_rest += part * part;
        }
    }
    double level = economy->forces[FORCE_MARKET].level;
    double sum = market * market * level * level + own, rest = market * market + own_at_rest;
    return rest > 0 ? sqrt(sum / rest) : 1;
}

static void set_volatilities(struct economy *economy) {
    double fund = economy->basket >= 0 ? fund_volatility(economy) : 1;
    for (uint32_t i = 0; i < economy->table.count; i++) {
        struct asset *asset = &economy->assets[i];
        if (asset->load_count > 0)
            asset->volatility = volatility_of(economy, asset);
        else if (asset->driver != DRIVER_PREMIUM)
            asset->volatility = fund;
    }
    for (uint32_t i = 0; i < economy->table.count; i++) {
        struct asset *asset = &economy->assets[i];
        if (asset->driver == DRIVER_PREMIUM)
            asset->volatility = economy->assets[asset->of].volatility;
    }
}

/* A step's variance is a quarter of its minute's. */
void forces_season(struct economy *economy, int64_t ms) {
    bool session = economy->hours[CALENDAR_EXCHANGE].open;
    bool night = economy->hours[CALENDAR_FUTURES].open;
    bool forex = economy->hours[CALENDAR_FOREX].open;
    for (int clock = CLOCK_ALWAYS; clock < CLOCK_COUNT; clock++) {
        bool open = clock == CLOCK_FOREX ? forex : night;
        economy->season[clock] = 0.5 * clock_season((enum force_clock)clock, ms,
                                                    session && clock >= CLOCK_SESSION, open);
    }
}

void forces_minute(struct economy *economy, int64_t ms) {
    bool session = economy->hours[CALENDAR_EXCHANGE].open;
    forces_season(economy, ms);
    for (uint32_t k = 0; k < economy->used_count; k++) {
        int i = economy->used[k];
        struct force *force = &economy->forces[i];
        if (economy->season[force->clock] == 0)
            continue;
        bool sessions = force->clock == CLOCK_SESSION || force->clock == CLOCK_STOCK;
        if (force->leverage && session)
            force->fall *= 1 - 1.0 / (FALL_DAYS * SESSION_MINUTES);
        if (minute_of_force(force, !sessions || session))
            news_of_force(economy, i, ms);
        set_level(economy, force);
    }
    set_volatilities(economy);
}

/* ---- steps ---- */

void force_jump(struct economy *economy, int index, double shock) {
    struct force *force = &economy->forces[index];
    force->news += shock;
    force->shock += shock;
    force->high |= NEWS_BITS;
    set_level(economy, force);
}

static double clipped_student(struct random *random) {
    double t = quantile_student(random);
    return t < -GAP_CLIP ? -GAP_CLIP : t > GAP_CLIP ? GAP_CLIP : t;
}

/* What a closed weekend has brought. */
static void draw_gap(struct force *force) {
    bool sessions = force->clock == CLOCK_SESSION || force->clock == CLOCK_STOCK;
    double level = force->level < GAP_LEVEL ? force->level : GAP_LEVEL;
    double share = sessions ? WEEKEND_SHARE : PAUSE_SHARE;
    force->shock += sqrt(share) * level * clipped_student(&force->random);
}

void forces_draw(struct economy *economy, int64_t ms, bool reopened) {
    /* By night those of the stocks take turns, each with the variance of all its steps at once. */
    bool turns = !economy->hours[CALENDAR_EXCHANGE].open;
    int count = (int)(economy->sector_count + economy->table.count);
    int turn = (int)(ms / ECONOMY_STEP_MS % count);
    int sectors = (int)economy->sector_count;
    double all_turns = turns ? sqrt(count) : 1;
    int taken = turn < sectors ? FORCE_SECTOR + turn : FORCE_OWN + turn - sectors;
    for (uint32_t k = 0; k < economy->used_count; k++) {
        int i = economy->used[k];
        struct force *force = &economy->forces[i];
        double season = economy->season[force->clock];
        if (season == 0)
            continue;
        if (reopened && force->clock != CLOCK_ALWAYS)
            draw_gap(force);
        if (force->clock == CLOCK_STOCK && turns) {
            if (i != taken)
                continue;
            season *= all_turns;
        }
        force->shock += season * force->calm * force->level * quantile_student(&force->random);
        if (i == FORCE_MARKET)
            force->fall -= force->shock;
    }
}
