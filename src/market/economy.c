#include "market/economy.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "market/economy_internal.h"
#include "market/quantiles.h"

#define REOPENED_AFTER_MS (2 * HOUR_MS) /* shorter breaks are no weekend */
#define FUNDING_MS        (8 * HOUR_MS)

/* Prices come back to what a thing is worth, by half in a bit over a year. What a stock is worth
 * follows its earnings, and what they are expected to grow by follows its price; of anything else
 * half of what is not news is noise. */
#define NOISE_PART   0.5
#define PULL_A_DAY   0.0025
#define GROWTH_PART  0.5
#define GROWTH_LEAST (-0.4)
#define GROWTH_MOST  0.6

/* A perpetual's premium: noise that halves in a day; what is usual comes down to the long-run mean
 * in weeks. */
#define PREMIUM_NOISE      0.0025 /* standard deviation */
#define PREMIUM_MEAN       0.002
#define PREMIUM_HALF_STEPS 5760.0
#define USUAL_HALF_STEPS   (10 * PREMIUM_HALF_STEPS)
#define PREMIUM_MOST       0.2
#define LN2                0.69314718055994530942

#define LONG_RATE_MEAN 4.0 /* per cent */
#define EURO_RATE_MEAN 2.5
#define RATE_PULL      0.001 /* of the distance, a day */
#define EURO_DAY       0.04  /* per cent that a shock of 1 moves it */
#define RATE_LEAST     0.1

/* ---- blocks and the clock ---- */

uint64_t economy_day_seed(uint64_t chapter_seed, int64_t day) {
    struct random random = random_named(chapter_seed, "block", (uint64_t)day);
    return random_u64(&random);
}

void economy_set_block(struct economy *economy, uint64_t block_seed) {
    economy->has_next_block = true;
    economy->next_block_seed = block_seed;
}

static void begin_block(struct economy *economy, int64_t ms) {
    economy->block_seed = economy->has_next_block ? economy->next_block_seed
                                                  : economy_day_seed(economy->seed, day_of(ms));
    economy->has_next_block = false;
    economy->next_block_seed = 0;
    forces_reseed(economy);
}

static void set_hours(struct economy *economy, enum calendar_kind kind, int64_t ms) {
    bool open = calendar_is_open(kind, ms);
    int64_t until = open ? calendar_next_close(kind, ms) : calendar_next_open(kind, ms);
    economy->hours[kind].open = open;
    economy->hours[kind].until_ms = until;
}

static void set_agenda(struct economy *economy, int64_t ms) {
    economy->agenda_count = agenda_of_day(economy, day_of(ms), economy->agenda);
    economy->agenda_at = 0;
    while (economy->agenda_at < economy->agenda_count &&
           economy->agenda[economy->agenda_at].ms < ms)
        economy->agenda_at++;
}

void clock_derive(struct economy *economy) {
    int64_t done_ms = economy->next_ms - ECONOMY_STEP_MS;
    for (int kind = CALENDAR_ALWAYS; kind < CALENDAR_TAPE; kind++)
        set_hours(economy, (enum calendar_kind)kind, done_ms);
    forces_season(economy, floor_to(done_ms, MINUTE_MS));
    set_agenda(economy, economy->next_ms);
    find_next_rumour(economy);
}

/* Whether a weekend ends at `ms`. */
static bool turn_hours(struct economy *economy, int64_t ms) {
    bool reopened = false;
    for (int kind = CALENDAR_ALWAYS; kind < CALENDAR_TAPE; kind++) {
        if (ms < economy->hours[kind].until_ms)
            continue;
        set_hours(economy, (enum calendar_kind)kind, ms);
        if (kind == CALENDAR_FUTURES && economy->hours[kind].open)
            reopened = !calendar_is_open(CALENDAR_FUTURES, ms - REOPENED_AFTER_MS);
    }
    return reopened;
}

/* ---- values ---- */

static double within(double value, double least, double most) {
    return value < least ? least : value > most ? most : value;
}

static void keep_on_the_scale(struct asset *asset) {
    double least = 2 * asset->tick, most = asset->tick * (INSTRUMENT_TICKS_MAX / 2);
    asset->value = within(asset->value, least, most);
    asset->seen = within(asset->seen, least, most);
}

static bool is_composite(const struct asset *asset) {
    return asset->driver == DRIVER_BASKET || asset->driver == DRIVER_PREMIUM ||
           asset->driver == DRIVER_CARRY;
}

/* What a step brings without any shock: growth, interest, and the way back to what it is worth. */
static double drift_of(const struct economy *economy, const struct asset *asset) {
    double day = asset->drift - PULL_A_DAY * asset->distance;
    if (asset->driver == DRIVER_BOND)
        day += economy->long_rate / 100 / TRADING_DAYS;
    return day * asset->step;
}

static void move_asset(struct economy *economy, struct asset *asset, int own) {
    double shock = 0, noise = 0;
    for (int i = 0; i < asset->load_count; i++) {
        const struct force *force = &economy->forces[asset->loads[i].force];
        shock += asset->loads[i].weight * force->shock;
        if (asset->loads[i].force >= FORCE_SECTOR)
            noise += asset->loads[i].weight * (force->shock - force->news);
    }
    double move = shock;
    if (economy->hours[asset->calendar].open) {
        double drift = drift_of(economy, asset);
        move += drift;
        if (asset->driver != DRIVER_STOCK)
            asset->distance -= PULL_A_DAY * asset->distance * asset->step;
    }
    if (move == 0 && asset->seen == asset->value)
        return;
    move = within(move, -0.5, 0.5);
    if (asset->driver != DRIVER_STOCK)
        asset->distance += NOISE_PART * noise;
    asset->value *= 1 + move + move * move / 2;
    asset->seen += asset->digestion * (asset->value - asset->seen);
    keep_on_the_scale(asset);
    struct force *force = &economy->forces[own];
    if (force->leverage)
        force->fall -= shock / asset->day;
}

double index_of(const struct economy *economy) {
    double sum = 0;
    for (uint32_t i = 0; i < economy->table.count; i++) {
        if (economy->assets[i].driver == DRIVER_STOCK)
            sum += economy->assets[i].units * economy->assets[i].seen;
    }
    return sum;
}

/* What the stocks have paid since the fund last paid out. */
static double cash_of(const struct economy *economy) {
    double sum = 0;
    for (uint32_t i = 0; i < economy->table.count; i++) {
        if (economy->assets[i].driver == DRIVER_STOCK)
            sum += economy->assets[i].units * economy->assets[i].collected;
    }
    return sum;
}

static double years_to(int64_t expiry_ms, int64_t ms) {
    return (double)(expiry_ms - ms) / YEAR_MS;
}

void value_composites(struct economy *economy, int64_t ms) {
    double index = index_of(economy);
    if (economy->basket >= 0)
        economy->assets[economy->basket].value = index + cash_of(economy);
    for (uint32_t i = 0; i < economy->table.count; i++) {
        struct asset *asset = &economy->assets[i];
        if (asset->driver == DRIVER_PREMIUM)
            asset->value = economy->assets[asset->of].seen * (1 + asset->premium);
        else if (asset->driver == DRIVER_CARRY)
            asset->value =
                asset->factor * index * (1 + asset->premium * years_to(asset->expiry_ms, ms));
        if (is_composite(asset)) {
            keep_on_the_scale(asset);
            asset->seen = asset->value;
        }
    }
}

/* ---- steps ---- */

/* Once a day in play: how far stocks stand above what they usually cost for their earnings. Before,
 * prices are not yet scaled. */
static void value_companies(struct economy *economy, int64_t ms) {
    for (uint32_t i = 0; i < economy->table.count && ms > economy->start_ms; i++) {
        struct asset *asset = &economy->assets[i];
        if (asset->driver != DRIVER_STOCK)
            continue;
        asset->distance = real_log(asset->value / (asset->eps * asset->usual_pe));
        asset->growth =
            within(fix8_double(company_of(economy, (int)i)->growth) + GROWTH_PART * asset->distance,
                   GROWTH_LEAST, GROWTH_MOST);
    }
}

double premium_before(const struct asset *asset, double premium, int64_t steps,
                      struct random *random) {
    double part = LN2 / PREMIUM_HALF_STEPS * (double)steps;
    return premium + part * (asset->usual_premium - premium) +
           PREMIUM_NOISE * sqrt(2 * part) * quantile_normal(random);
}

static void move_premium(struct economy *economy, int index, int64_t ms) {
    struct asset *asset = &economy->assets[index];
    struct force *force = own_force(economy, index);
    if (ms % FUNDING_MS == 0 && asset->premium_steps > 0) {
        asset->funded_premium = asset->premium_sum / asset->premium_steps;
        asset->premium_sum = 0;
        asset->premium_steps = 0;
    }
    if (ms > economy->start_ms)
        asset->usual_premium += LN2 / USUAL_HALF_STEPS * (PREMIUM_MEAN - asset->usual_premium);
    asset->premium = premium_before(asset, asset->premium, 1, &force->random);
    asset->premium = within(asset->premium, -PREMIUM_MOST, PREMIUM_MOST);
    asset->premium_sum += asset->premium;
    asset->premium_steps++;
}

/* Interest rates come back to their means; that is part of the shock, as bonds feel it. */
static void move_rate(struct force *force, double season, double mean, double a_shock,
                      double *rate) {
    if (season > 0) {
        double share = season * season; /* of a day's variance, so of its time, about */
        force->shock += RATE_PULL * share * (mean - *rate) / a_shock;
    }
    if (*rate + a_shock * force->shock < RATE_LEAST)
        force->shock = 0;
    *rate += a_shock * force->shock;
}

static void move_all(struct economy *economy, int64_t ms) {
    move_rate(&economy->forces[FORCE_RATES], economy->season[CLOCK_SESSION], LONG_RATE_MEAN,
              economy->rate_day, &economy->long_rate);
    move_rate(&economy->forces[FORCE_EURO], economy->season[CLOCK_FOREX], EURO_RATE_MEAN, EURO_DAY,
              &economy->euro_rate);
    for (uint32_t i = 0; i < economy->table.count; i++) {
        struct asset *asset = &economy->assets[i];
        if (asset->driver == DRIVER_PREMIUM)
            move_premium(economy, (int)i, ms);
        else if (!is_composite(asset))
            move_asset(economy, asset, FORCE_OWN + (int)i);
    }
    value_composites(economy, ms);
}

static void clear_shocks(struct economy *economy) {
    for (uint32_t i = 0; i < economy->used_count; i++) {
        struct force *force = &economy->forces[economy->used[i]];
        force->shock = force->news = 0;
    }
}

static void do_agenda(struct economy *economy, int64_t ms) {
    while (economy->agenda_at < economy->agenda_count &&
           economy->agenda[economy->agenda_at].ms <= ms)
        news_of_agenda(economy, &economy->agenda[economy->agenda_at++]);
}

static void step(struct economy *economy, int64_t ms) {
    if (ms % DAY_MS == 0) {
        begin_block(economy, ms);
        value_companies(economy, ms);
        announce_splits(economy, ms);
        set_agenda(economy, ms);
    }
    clear_shocks(economy);
    bool reopened = turn_hours(economy, ms);
    if (ms % MINUTE_MS == 0 || reopened)
        forces_minute(economy, ms);
    do_agenda(economy, ms);
    news_of_rumours(economy, ms);
    forces_draw(economy, ms, reopened);
    move_all(economy, ms);
}

void economy_advance(struct economy *economy, int64_t ms) {
    assert(ms < GAMETIME_MAX - 400 * DAY_MS);
    for (; economy->next_ms <= ms; economy->next_ms += ECONOMY_STEP_MS)
        step(economy, economy->next_ms);
}

/* ---- reading ---- */

static const struct asset *listed_asset(const struct economy *economy, int instrument) {
    assert(instrument >= 0 && (uint32_t)instrument < economy->listed_count);
    return &economy->assets[economy->listed[instrument]];
}

struct economy_point economy_point(const struct economy *economy, int instrument) {
    const struct asset *asset = listed_asset(economy, instrument);
    int64_t ms = economy->next_ms - ECONOMY_STEP_MS;
    bool session = economy->hours[CALENDAR_EXCHANGE].open;
    double value = asset->seen / asset->tick;
    return (struct economy_point){.open = economy->hours[asset->calendar].open,
                                  .value = value < 1 ? 1 : value,
                                  .volatility = asset->volatility,
                                  .season = asset_season(asset, ms, session),
                                  .activity = asset_activity(asset, ms, session)};
}

const struct economy_event *economy_events(const struct economy *economy, uint32_t *count) {
    *count = economy->event_count;
    return economy->pending;
}

void economy_events_drain(struct economy *economy) {
    economy->event_count = 0;
}

double economy_mean_premium(const struct economy *economy, int instrument) {
    return listed_asset(economy, instrument)->funded_premium;
}

double economy_premium(const struct economy *economy, int instrument) {
    return listed_asset(economy, instrument)->premium;
}

int64_t economy_expiry(const struct economy *economy, int instrument) {
    const struct asset *asset = listed_asset(economy, instrument);
    return asset->driver == DRIVER_CARRY ? asset->expiry_ms : GAMETIME_MAX;
}

static void facts_of_stock(const struct economy *economy, int index, struct company *company) {
    const struct asset *asset = &economy->assets[index];
    const struct company_row *row = company_of(economy, index);
    int64_t now = economy->next_ms - 1;
    company->sector = economy->table.rows[index].sector;
    company->eps = fix8_of(asset->eps);
    company->expected_eps = fix8_of(asset->eps * (1 + asset->growth / 4));
    company->book_value = fix8_of(asset->book_value);
    company->dividend = row->payments > 0 ? fix8_of(asset->dividend) : 0;
    company->pe = asset->value / asset->eps;
    company->growth = asset->growth;
    company->beta = asset->loads[0].weight / economy->market_day;
    company->next_earnings_ms = agenda_next(economy, NEWS_EARNINGS, index, now);
}

/* A fund's facts are those of what it holds. */
static void facts_of_fund(const struct economy *economy, int index, struct company *company) {
    double eps = 0, book_value = 0, dividend = 0, growth = 0;
    for (uint32_t i = 0; i < economy->table.count; i++) {
        const struct asset *asset = &economy->assets[i];
        if (asset->driver != DRIVER_STOCK)
            continue;
        eps += asset->units * asset->eps;
        book_value += asset->units * asset->book_value;
        dividend += company_of(economy, (int)i)->payments > 0 ? asset->units * asset->dividend : 0;
        growth += asset->units * asset->eps * asset->growth;
    }
    company->eps = fix8_of(eps);
    company->expected_eps = fix8_of(eps + growth / 4);
    company->book_value = fix8_of(book_value);
    company->dividend = fix8_of(dividend);
    company->pe = eps > 0 ? economy->assets[index].value / eps : 0;
    company->growth = eps > 0 ? growth / eps : 0;
    company->beta = 1;
}

bool economy_company(const struct economy *economy, int instrument, struct company *company) {
    const struct asset *asset = listed_asset(economy, instrument);
    int index = economy->listed[instrument];
    const struct company_row *row = company_of(economy, index);
    *company = (struct company){.about = row != NULL ? row->about : "", .sector = ""};
    if (asset->driver == DRIVER_STOCK) {
        facts_of_stock(economy, index, company);
    } else if (asset->driver == DRIVER_BASKET) {
        facts_of_fund(economy, index, company);
    } else if (asset->driver == DRIVER_BOND) {
        company->dividend = fix8_of(asset->value * economy->long_rate / 100);
        company->duration = fix8_double(row->duration);
    } else {
        return false;
    }
    company->yield = fix8_double(company->dividend) / asset->value;
    if (row->payments > 0 && company->dividend > 0)
        company->next_ex_ms = agenda_next(economy, NEWS_DIVIDEND, index, economy->next_ms - 1);
    return true;
}
