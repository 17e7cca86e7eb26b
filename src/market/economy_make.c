#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "market/economy_internal.h"

#define CARRY_LEAST (-0.02) /* a year, of what a future may cost over its index at the start */
#define CARRY_MOST  0.06

/* Where the economy stands when a chapter begins; per cent. */
#define POLICY_RATE  4.25
#define LONG_RATE    4.0
#define EURO_RATE    2.5
#define STOCK_RETURN 0.07 /* a year, dividends included; a fraction */
#define INFLATION    2.7
#define UNEMPLOYMENT 4.2

/* Where bid and ask are wide against a minute's moves, trades jump between them; a market that
 * takes its time to understand a change makes up for the returns that bounce back. */
#define WIDE_SPREAD     1.5
#define WIDE_DIGESTION  0.85
#define TOUCH_OF_SPREAD 0.2

/* ---- tables ---- */

/* Listed rows take the place of the content's: their ticks and start prices are the chapter's. */
static void take_tables(struct economy *economy, const struct instrument_table *content,
                        const struct instrument_table *listed,
                        const struct company_table *companies) {
    economy->table = *content;
    economy->companies = *companies;
    economy->listed_count = listed->count;
    for (uint32_t i = 0; i < listed->count; i++) {
        int at = instrument_find(&economy->table, listed->rows[i].symbol);
        if (at < 0) {
            assert(economy->table.count < INSTRUMENTS_MAX);
            at = (int)economy->table.count++;
        }
        economy->table.rows[at] = listed->rows[i];
        economy->listed[i] = (uint8_t)at;
    }
}

static double digestion_of(const struct instrument *row, const struct asset *asset) {
    double minute = asset->day / sqrt(calendar_day_minutes(asset->calendar));
    double touch = fix8_double(row->spread) * TOUCH_OF_SPREAD;
    double tick = fix8_double(row->tick) / fix8_double(row->start);
    touch = touch > tick ? touch : tick;
    return minute > 0 && touch / minute >= WIDE_SPREAD ? WIDE_DIGESTION : 1;
}

static bool has_stocks(const struct economy *economy) {
    for (uint32_t i = 0; i < economy->table.count; i++) {
        const struct company_row *row = company_of(economy, (int)i);
        if (row != NULL && row->driver == DRIVER_STOCK && row->weight > 0)
            return true;
    }
    return false;
}

static void set_parts(struct economy *economy, int index) {
    struct asset *asset = &economy->assets[index];
    const struct instrument *row = &economy->table.rows[index];
    const struct company_row *company = company_of(economy, index);
    assert(row->calendar < CALENDAR_TAPE);
    *asset = (struct asset){.row = -1, .of = -1, .calendar = row->calendar};
    asset->day = fix8_double(row->day_volatility);
    asset->step = 1.0 / (double)(calendar_day_minutes(asset->calendar) * STEPS_A_MINUTE);
    asset->tick = fix8_double(row->tick);
    asset->digestion = digestion_of(row, asset);
    asset->volatility = 1;
    if (company == NULL)
        return;
    asset->driver = company->driver;
    asset->weight = fix8_double(company->weight);

    if (company->of[0] != '\0')
        asset->of = (int8_t)instrument_find(&economy->table, company->of);
    if (asset->driver == DRIVER_BASKET && has_stocks(economy) && economy->basket < 0)
        economy->basket = (int8_t)index;
}

/* What lacks a part, or would be made of itself, moves by itself. */
static void check_parts(struct economy *economy, int index) {
    struct asset *asset = &economy->assets[index];
    bool whole = true;
    if (asset->driver == DRIVER_BASKET)
        whole = economy->basket == index;
    if (asset->driver == DRIVER_PREMIUM)
        whole = asset->of >= 0 && economy->assets[asset->of].driver != DRIVER_PREMIUM &&
                economy->assets[asset->of].driver != DRIVER_CARRY &&
                economy->assets[asset->of].driver != DRIVER_BASKET;
    if (asset->driver == DRIVER_CARRY)
        whole = asset->of >= 0 && asset->of == economy->basket;
    if (!whole) {
        asset->driver = DRIVER_OWN;
        asset->of = -1;
    }
}

/* In the fund are as many shares of each as its weight says; the weights of what there is. */
static void share_weights(struct economy *economy) {
    double sum = 0;
    for (uint32_t i = 0; i < economy->table.count; i++)
        sum += economy->assets[i].driver == DRIVER_STOCK ? economy->assets[i].weight : 0;
    for (uint32_t i = 0; i < economy->table.count && sum > 0; i++)
        economy->assets[i].weight /= sum;
}

static double rate_day_of(const struct economy *economy) {
    for (uint32_t i = 0; i < economy->table.count; i++) {
        const struct company_row *row = company_of(economy, (int)i);
        if (economy->assets[i].driver == DRIVER_BOND && row->duration > 0 &&
            economy->assets[i].day > 0)
            return 100 * economy->assets[i].day / fix8_double(row->duration);
    }
    return 0.05;
}

void economy_link(struct economy *economy) {
    economy->basket = -1;
    economy->sector_count = 0;
    for (uint32_t i = 0; i < economy->table.count; i++)
        set_parts(economy, (int)i);
    for (uint32_t i = 0; i < economy->table.count; i++)
        check_parts(economy, (int)i);
    for (uint32_t i = 0; i < economy->listed_count; i++)
        economy->assets[economy->listed[i]].row = (int8_t)i;
    share_weights(economy);
    economy->rate_day = rate_day_of(economy);
    forces_link(economy);
}

/* ---- the beginning ---- */

/* A chapter may list a stock at another price than the content: the company is then as much larger
 * or smaller. */
static double scale_of(const struct economy *economy, const struct instrument_table *content,
                       int index) {
    if ((uint32_t)index >= content->count)
        return 1;
    return fix8_double(economy->table.rows[index].start) / fix8_double(content->rows[index].start);
}

void companies_link(struct economy *economy) {
    for (uint32_t i = 0; i < economy->table.count; i++) {
        struct asset *asset = &economy->assets[i];
        const struct company_row *row = company_of(economy, (int)i);
        if (asset->driver != DRIVER_STOCK)
            continue;
        double payout = fix8_double(row->dividend) / fix8_double(row->eps);
        asset->drift = (STOCK_RETURN - payout / asset->usual_pe) / TRADING_DAYS;
    }
}

static void set_facts(struct economy *economy, const struct instrument_table *content, int index) {
    struct asset *asset = &economy->assets[index];
    const struct company_row *row = company_of(economy, index);
    double start = fix8_double(economy->table.rows[index].start);
    double scale = scale_of(economy, content, index);
    asset->value = asset->seen = start;
    if (row == NULL)
        return;
    asset->eps = scale * fix8_double(row->eps);
    asset->book_value = scale * fix8_double(row->book_value);
    asset->growth = fix8_double(row->growth);
    asset->dividend = scale * fix8_double(row->dividend);
    asset->usual_pe = asset->eps > 0 ? start / asset->eps : 0;
    asset->units = asset->weight / start;
    asset->factor = fix8_double(row->factor);
    if (asset->driver == DRIVER_CARRY)
        asset->expiry_ms = expiry_after(economy->next_ms - ECONOMY_STEP_MS);
}

/* What a stock paid since the fund last paid out, before the economy begins. */
static void set_collected(struct economy *economy, int64_t begin_ms) {
    struct agenda_item items[ECONOMY_AGENDA];
    if (economy->basket < 0)
        return;
    for (int64_t day = day_of(begin_ms) - 100; day <= day_of(begin_ms); day++) {
        uint32_t count = agenda_of_day(economy, day, items);
        for (uint32_t i = 0; i < count; i++) {
            int index = items[i].asset;
            if (items[i].kind != NEWS_DIVIDEND || items[i].ms >= begin_ms)
                continue;
            for (uint32_t k = 0; index == economy->basket && k < economy->table.count; k++)
                economy->assets[k].collected = 0;
            if (economy->assets[index].driver == DRIVER_STOCK)
                economy->assets[index].collected += fix8_double(payment_of(economy, index));
        }
    }
}

static void begin(struct economy *economy, const struct instrument_table *content,
                  int64_t begin_ms) {
    economy->policy_rate = POLICY_RATE;
    economy->long_rate = LONG_RATE;
    economy->euro_rate = EURO_RATE;
    economy->inflation = INFLATION;
    economy->unemployment = UNEMPLOYMENT;
    int64_t floor = floor_to(begin_ms, ECONOMY_STEP_MS);
    economy->next_ms = floor == begin_ms ? floor : floor + ECONOMY_STEP_MS;
    for (uint32_t i = 0; i < economy->table.count; i++)
        set_facts(economy, content, (int)i);
    companies_link(economy);
    set_collected(economy, begin_ms);
    economy->block_seed = economy_day_seed(economy->seed, day_of(economy->next_ms));
    forces_begin(economy);
    forces_reseed(economy);
    clock_derive(economy);
}

/* ---- scaling ---- */

/* Everything before the start is a chain of factors, so that what begins `start / end` times as
 * high ends at the start price. */
static void scale_asset(struct economy *economy, int index, const struct asset *end) {
    struct asset *asset = &economy->assets[index];
    double start = fix8_double(economy->table.rows[index].start);
    double factor = start / end->seen;
    asset->value *= factor;
    asset->seen *= factor;
    asset->collected *= factor;
    if (end->eps > 0)
        asset->eps *= asset->eps / end->eps;
    if (asset->driver == DRIVER_PREMIUM && asset->row >= 0) { /* else nobody asked for its start */
        double wanted = start / fix8_double(economy->table.rows[asset->of].start) - 1;
        asset->premium += wanted - end->premium;
        asset->usual_premium += wanted - end->premium;
    }
}

/* The fund's shares: at the start they and what they have paid are worth its start price. Returns
 * the index then. */
static double scale_fund(struct economy *economy, const struct economy *end) {
    double paid = 0, start = fix8_double(economy->table.rows[economy->basket].start);
    for (uint32_t i = 0; i < economy->table.count; i++) {
        const struct asset *asset = &end->assets[i];
        if (asset->driver == DRIVER_STOCK)
            paid += asset->weight * asset->collected / asset->seen;
    }
    for (uint32_t i = 0; i < economy->table.count; i++)
        economy->assets[i].units *= start / (1 + paid);
    return start / (1 + paid);
}

/* What a future costs over its index at the start becomes its carry; what is more than any carry
 * could be goes into its factor. */
static void scale_carry(struct economy *economy, int index, const struct asset *end,
                        double index_value) {
    struct asset *asset = &economy->assets[index];
    double start = fix8_double(economy->table.rows[index].start);
    double years = (double)(end->expiry_ms - economy->start_ms) / YEAR_MS;
    double carry = (start / (asset->factor * index_value) - 1) / years;
    carry = carry < CARRY_LEAST ? CARRY_LEAST : carry > CARRY_MOST ? CARRY_MOST : carry;
    asset->premium = carry - (end->premium - asset->premium);
    asset->factor = start / (index_value * (1 + carry * years));
}

static void scale(struct economy *economy, const struct economy *end) {
    for (uint32_t i = 0; i < economy->table.count; i++)
        scale_asset(economy, (int)i, &end->assets[i]);
    double index_value = economy->basket >= 0 ? scale_fund(economy, end) : 0;
    for (uint32_t i = 0; i < economy->table.count; i++) {
        if (economy->assets[i].driver == DRIVER_CARRY)
            scale_carry(economy, (int)i, &end->assets[i], index_value);
    }
}

void economy_init(struct economy *economy, const struct instrument_table *content,
                  const struct instrument_table *listed, const struct company_table *companies,
                  uint64_t seed, int64_t begin_ms, int64_t start_ms) {
    assert(begin_ms <= start_ms && listed->count > 0);
    memset(economy, 0, sizeof *economy);
    economy->seed = seed;
    economy->start_ms = start_ms;
    take_tables(economy, content, listed, companies);
    economy_link(economy);
    begin(economy, content, begin_ms);
    struct economy *ahead = mem_alloc(sizeof *ahead);
    *ahead = *economy;
    while (ahead->next_ms <= start_ms) {
        int64_t day_later = ahead->next_ms + DAY_MS;
        economy_advance(ahead, day_later < start_ms ? day_later : start_ms);
        economy_events_drain(ahead);
    }
    scale(economy, ahead);
    mem_free(ahead);
    value_composites(economy, economy->next_ms);
}
