#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "market/economy_internal.h"
#include "market/quantiles.h"

#define JUMP_LEVEL      1.5  /* news move more when much is moving, up to here */
#define RUMOUR_CHANCE   0.25 /* of news about one instrument */
#define RUMOUR_PART     0.6 /* of its whole effect comes with the rumour; the rest, if it is true */
#define RUMOUR_TRUE     0.6 /* how often: so that on average nothing more is to come */
#define RUMOUR_LEAST_MS DAY_MS
#define RUMOUR_MOST_MS  (3 * DAY_MS)
#define FALL_AGAIN      2.1 /* news of stocks are bad once in this, and then a tenth larger */
#define FALL_LARGER     1.1
#define EARNINGS_MOVE                                                                              \
    0.6 /* how much earnings differ from what was expected, of the price's move                    \
         */
#define SPLIT_ABOVE       4   /* times the start price: split */
#define JOIN_BELOW        0.2 /* of the start price: shares are joined */
#define SPLIT_NOTICE_DAYS 14
#define PAYMENT_MOST      0.05 /* of the value */
#define PAYMENT_UNIT      (FIX8_ONE / 10000)
#define RATE_STEP         0.25 /* per cent; decisions move by this */

/* ---- amounts ---- */

fix8_t fix8_of(double amount) {
    double scaled = amount * FIX8_ONE;
    return scaled >= 9e18 ? FIX8_MAX : scaled <= 0 ? 0 : (fix8_t)(scaled + 0.5);
}

const char *amount_text(fix8_t amount, char *text) {
    int decimals = amount % FIX8_CENT == 0 ? 2 : 4;
    fix8_format(amount, decimals, false, text, FIX8_TEXT_MAX);
    return text;
}

/* Before play begins prices are not yet scaled to the start: the yield is what counts, exactly. */
static bool is_history(const struct economy *economy) {
    return economy->next_ms <= economy->start_ms;
}

static double exact_payment_of(const struct economy *economy, int index) {
    const struct asset *asset = &economy->assets[index];
    const struct company_row *row = company_of(economy, index);
    double payment = 0;
    if (row == NULL || row->payments == 0)
        return 0;
    if (asset->driver == DRIVER_STOCK) {
        payment = asset->dividend / row->payments;
        if (is_history(economy))
            payment *= asset->value / fix8_double(economy->table.rows[index].start);
    } else if (asset->driver == DRIVER_BOND) {
        payment = asset->value * economy->long_rate / 100 / row->payments;
    } else if (asset->driver == DRIVER_BASKET) {
        payment = asset->value - index_of(economy);
    }
    double most = asset->value * PAYMENT_MOST;
    return payment < most ? payment : most;
}

fix8_t payment_of(const struct economy *economy, int index) {
    fix8_t amount = fix8_of(exact_payment_of(economy, index));
    return amount - amount % PAYMENT_UNIT;
}

/* ---- telling ---- */

static uint32_t bit_of(const struct economy *economy, int asset) {
    int row = economy->assets[asset].row;
    return row < 0 ? 0 : UINT32_C(1) << row;
}

/* Listed rows that asset `index` itself moves: it, and the future on it. */
static uint32_t bits_of_asset(const struct economy *economy, int index) {
    uint32_t bits = bit_of(economy, index);
    for (uint32_t i = 0; i < economy->table.count; i++) {
        if (economy->assets[i].of == index)
            bits |= bit_of(economy, (int)i);
    }
    return bits;
}

/* Listed rows that a shared force moves; funds and futures with the stocks. */
static uint32_t bits_of_force(const struct economy *economy, int force) {
    uint32_t bits = 0;
    for (uint32_t i = 0; i < economy->table.count; i++) {
        const struct asset *asset = &economy->assets[i];
        for (int load = 0; load < asset->load_count; load++) {
            if (asset->loads[load].force == force)
                bits |= bits_of_asset(economy, (int)i);
        }
    }
    if (force == FORCE_MARKET && economy->basket >= 0)
        bits |= bits_of_asset(economy, economy->basket);
    return bits;
}

/* Adds an item whose text is `template` with each @ replaced by `name`; none when it concerns
 * nothing that the chapter lists. */
static void tell(struct economy *economy, int64_t ms, enum news_kind kind, uint32_t bits, bool good,
                 const char *template, const char *name) {
    struct news_item item = {.ms = ms, .kind = (uint8_t)kind, .instruments = bits, .good = good};
    size_t length = 0;
    if (bits == 0)
        return;
    for (; *template != '\0' && length < sizeof item.text - 1; template ++) {
        if (*template == '@')
            length += text_format(item.text + length, sizeof item.text - length, "%s", name);
        else
            item.text[length++] = *template;
    }
    news_add(&economy->news, &item);
}

void economy_tell(struct economy *economy, const struct news_item *item) {
    struct news_item copy = *item;
    if (economy->news.count > 0) { /* steps are ahead of what happens between them, never behind */
        const struct news_item *last = news_at(&economy->news, economy->news.count - 1);
        copy.ms = copy.ms < last->ms ? last->ms : copy.ms;
    }
    news_add(&economy->news, &copy);
}

/* Events of what is not listed are nobody's: NULL. */
static struct economy_event *add_event(struct economy *economy, int asset, int64_t ms,
                                       enum economy_event_kind kind) {
    int row = economy->assets[asset].row;
    if (row < 0)
        return NULL;
    assert(economy->event_count < ECONOMY_EVENTS);
    struct economy_event *event = &economy->pending[economy->event_count++];
    *event = (struct economy_event){.ms = ms, .kind = (uint8_t)kind, .instrument = (uint8_t)row};
    return event;
}

/* ---- unforeseen ---- */

double surprise_of(struct random *random) {
    double surprise = quantile_normal(random);
    return surprise < -SURPRISE_MOST  ? -SURPRISE_MOST
           : surprise > SURPRISE_MOST ? SURPRISE_MOST
                                      : surprise;
}

/* The jump of a force, in its standard deviations. What falls more often than it rises by as much
 * less keeps a mean of zero and falls harder. */
static double draw_jump(struct force *force, bool skewed) {
    double size = surprise_of(&force->random);
    double level = force->level < JUMP_LEVEL ? force->level : JUMP_LEVEL;
    size = (size < 0 ? -size : size) * level;
    size = force->jump_size * (size < JUMP_MOST ? size : JUMP_MOST);
    bool falls = quantile_uniform(&force->random) * (skewed ? FALL_AGAIN : 2) < 1;
    return !falls ? size : skewed ? -FALL_LARGER * size : -size;
}

static enum words words_of_asset(const struct asset *asset) {
    switch ((enum driver)asset->driver) {
    case DRIVER_STOCK:
        return WORDS_COMPANY;
    case DRIVER_CRYPTO:
        return WORDS_COIN;
    case DRIVER_CURRENCY:
        return WORDS_CURRENCY;
    case DRIVER_METAL:
        return WORDS_METAL;
    default:
        return WORDS_OWN;
    }
}

/* "Kestrel Works (KEST)"; a coin is called by its code. */
static const char *full_name(const struct economy *economy, int asset, char *text, size_t size) {
    const struct instrument *row = &economy->table.rows[asset];
    if (economy->assets[asset].driver == DRIVER_STOCK)
        text_format(text, size, "%s (%s)", row->name, row->symbol);
    else
        text_format(text, size, "%s",
                    economy->assets[asset].driver == DRIVER_CRYPTO ? row->base : row->name);
    return text;
}

#define FULL_NAME_MAX (INSTRUMENT_NAME_MAX + SYMBOL_MAX + 4)

void find_next_rumour(struct economy *economy) {
    economy->next_rumour_ms = GAMETIME_MAX;
    for (uint32_t i = 0; i < economy->table.count; i++) {
        int64_t ms = economy->assets[i].rumour.ms;
        if (ms != 0 && ms < economy->next_rumour_ms)
            economy->next_rumour_ms = ms;
    }
}

/* A part of the jump now; the rest, or all of it back, in one to three days. */
static void start_rumour(struct economy *economy, int index, double jump, int64_t ms) {
    struct asset *asset = &economy->assets[index];
    struct random *random = &economy->forces[FORCE_OWN + index].random;
    char name[FULL_NAME_MAX];
    bool coin = asset->driver == DRIVER_CRYPTO;
    int64_t wait = random_between(random, RUMOUR_LEAST_MS, RUMOUR_MOST_MS);
    asset->rumour.ms = ms + wait - wait % ECONOMY_STEP_MS;
    asset->rumour.shock = jump * RUMOUR_PART;
    asset->rumour.text = (uint8_t)random_below(random, RUMOUR_TEXTS);
    force_jump(economy, FORCE_OWN + index, asset->rumour.shock);
    find_next_rumour(economy);
    tell(economy, ms, NEWS_RUMOUR, bits_of_asset(economy, index), jump > 0,
         words_of_rumour(coin, jump > 0, asset->rumour.text, RUMOUR_BEGINS),
         full_name(economy, index, name, sizeof name));
}

static void end_rumour(struct economy *economy, int index, int64_t ms) {
    struct asset *asset = &economy->assets[index];
    struct random *random = &economy->forces[FORCE_OWN + index].random;
    char name[FULL_NAME_MAX];
    bool was_good = asset->rumour.shock > 0, coin = asset->driver == DRIVER_CRYPTO;
    bool is_true = quantile_uniform(random) < RUMOUR_TRUE;
    double rest = asset->rumour.shock * (1 - RUMOUR_PART) / RUMOUR_PART;
    force_jump(economy, FORCE_OWN + index, is_true ? rest : -asset->rumour.shock);
    tell(economy, ms, is_true ? NEWS_CONFIRMED : NEWS_DENIED, bits_of_asset(economy, index),
         was_good == is_true,
         words_of_rumour(coin, was_good, asset->rumour.text,
                         is_true ? RUMOUR_IS_TRUE : RUMOUR_IS_FALSE),
         full_name(economy, index, name, sizeof name));
    asset->rumour = (struct rumour){.ms = 0};
}

void news_of_rumours(struct economy *economy, int64_t ms) {
    if (economy->next_rumour_ms > ms)
        return;
    for (uint32_t i = 0; i < economy->table.count; i++) {
        if (economy->assets[i].rumour.ms != 0 && economy->assets[i].rumour.ms <= ms)
            end_rumour(economy, (int)i, ms);
    }
    find_next_rumour(economy);
}

static void news_of_asset(struct economy *economy, int index, int64_t ms) {
    struct asset *asset = &economy->assets[index];
    struct force *force = own_force(economy, index);
    char name[FULL_NAME_MAX];
    double jump = draw_jump(force, asset->driver == DRIVER_STOCK);
    bool talked_about = asset->driver == DRIVER_STOCK || asset->driver == DRIVER_CRYPTO;
    if (talked_about && asset->rumour.ms == 0 && quantile_uniform(&force->random) < RUMOUR_CHANCE) {
        start_rumour(economy, index, jump, ms);
        return;
    }
    force_jump(economy, FORCE_OWN + index, jump);
    tell(economy, ms, NEWS_COMPANY, bits_of_asset(economy, index), jump > 0,
         words_pick(words_of_asset(asset), jump > 0, &force->random),
         full_name(economy, index, name, sizeof name));
}

void news_of_force(struct economy *economy, int index, int64_t ms) {
    struct force *force = &economy->forces[index];
    if (index >= FORCE_OWN) {
        news_of_asset(economy, index - FORCE_OWN, ms);
        return;
    }
    bool stocks = index == FORCE_MARKET || index >= FORCE_SECTOR;
    double jump = draw_jump(force, stocks);
    bool good = (jump > 0) != (index == FORCE_RATES);
    enum words words = index == FORCE_MARKET   ? WORDS_MARKET
                       : index == FORCE_RATES  ? WORDS_RATES
                       : index == FORCE_CRYPTO ? WORDS_CRYPTO
                       : index == FORCE_EURO   ? WORDS_EURO
                                               : WORDS_SECTOR;
    const char *sector = index >= FORCE_SECTOR ? economy->sectors[index - FORCE_SECTOR] : "";
    force_jump(economy, index, jump);
    tell(economy, ms, index >= FORCE_SECTOR ? NEWS_SECTOR : NEWS_MARKET,
         bits_of_force(economy, index), good, words_pick(words, good, &force->random), sector);
}

/* ---- scheduled: the state of the economy ---- */

static uint32_t bits_of_all(const struct economy *economy) {
    return bits_of_force(economy, FORCE_RATES) | bits_of_force(economy, FORCE_MARKET);
}

/* A number with `decimals` digits, without the locale's help. */
static const char *number_text(double value, int decimals, char *text) {
    fix8_format(fix8_of(value), decimals, false, text, FIX8_TEXT_MAX);
    return text;
}

static double to_tenths(double per_cent) {
    return per_cent <= 0 ? 0 : (double)(int64_t)(per_cent * 10 + 0.5) / 10;
}

/* Rates go where the bond market already is, a step at a time; the tone is the surprise. */
static void decide_rates(struct economy *economy, int64_t ms) {
    double surprise = surprise_of(&economy->forces[FORCE_RATES].random),
           gap = economy->long_rate - economy->policy_rate;
    double step = gap > 1.5 * RATE_STEP ? RATE_STEP : gap < -1.5 * RATE_STEP ? -RATE_STEP : 0;
    char rate[FIX8_TEXT_MAX], text[NEWS_TEXT_MAX];
    if (economy->policy_rate + step < 0)
        step = 0;
    economy->policy_rate += step;
    for (uint32_t i = 0; i < economy->table.count; i++) {
        if (economy->assets[i].driver == DRIVER_CARRY)
            economy->assets[i].premium += step / 100;
    }
    force_jump(economy, FORCE_RATES, 0.5 * surprise);
    force_jump(economy, FORCE_MARKET, -0.2 * surprise);
    text_format(text, sizeof text, "The central bank %s its rate %s %s %% and sounds %s.",
                step > 0   ? "raises"
                : step < 0 ? "lowers"
                           : "keeps",
                step == 0 ? "at" : "to", number_text(economy->policy_rate, 2, rate),
                surprise > 0 ? "stricter than expected" : "milder than expected");
    tell(economy, ms, NEWS_RATES, bits_of_all(economy), surprise <= 0, text, "");
}

static void print_inflation(struct economy *economy, int64_t ms) {
    double surprise = surprise_of(&economy->forces[FORCE_RATES].random);
    double expected = economy->inflation + 0.15 * (2.5 - economy->inflation);
    double told = expected + 0.12 * surprise;
    char now[FIX8_TEXT_MAX], text[NEWS_TEXT_MAX];
    economy->inflation = told > 0 ? told : 0;
    double shown = to_tenths(economy->inflation), thought = to_tenths(expected);
    force_jump(economy, FORCE_RATES, 0.45 * surprise);
    force_jump(economy, FORCE_MARKET, -0.15 * surprise);
    text_format(text, sizeof text, "Prices rose by %s %% in a year, %s.",
                number_text(shown, 1, now),
                shown > thought   ? "more than expected"
                : shown < thought ? "less than expected"
                : surprise > 0    ? "a little more than hoped"
                                  : "as had been hoped");
    tell(economy, ms, NEWS_INFLATION, bits_of_all(economy), surprise <= 0, text, "");
}

static void print_jobs(struct economy *economy, int64_t ms) {
    double surprise = surprise_of(&economy->forces[FORCE_RATES].random);
    double expected = economy->unemployment + 0.1 * (4.5 - economy->unemployment);
    double told = expected - 0.1 * surprise;
    char now[FIX8_TEXT_MAX], text[NEWS_TEXT_MAX];
    economy->unemployment = told > 1 ? told : 1;
    force_jump(economy, FORCE_RATES, 0.35 * surprise);
    force_jump(economy, FORCE_MARKET, 0.1 * surprise);
    text_format(text, sizeof text,
                "%s people found work last month than expected; %s %% look for some.",
                surprise > 0 ? "More" : "Fewer", number_text(to_tenths(told), 1, now));
    tell(economy, ms, NEWS_JOBS, bits_of_all(economy), surprise > 0, text, "");
}

/* ---- scheduled: companies ---- */

/* Earnings and price move the same way, by what nobody had expected. */
static void report_quarter(struct economy *economy, int index, int64_t ms) {
    struct asset *asset = &economy->assets[index];
    struct force *force = own_force(economy, index);
    const struct company_row *row = company_of(economy, index);
    double surprise = surprise_of(&force->random);
    double move = REPORT_SIZE * asset->day * surprise, beyond = EARNINGS_MOVE * move;
    double own = asset->loads[asset->load_count - 1].weight;
    char name[FULL_NAME_MAX], eps[FIX8_TEXT_MAX], share[FIX8_TEXT_MAX], text[NEWS_TEXT_MAX];
    asset->book_value += (asset->eps - asset->dividend) / 4;
    if (asset->book_value < asset->eps)
        asset->book_value = asset->eps;
    asset->eps *= (1 + asset->growth / 4) * (1 + beyond);
    double payout = fix8_double(row->dividend) / fix8_double(row->eps);
    asset->dividend += (payout * asset->eps - asset->dividend) / 2;
    force_jump(economy, FORCE_OWN + index, own > 0 ? move / own : 0);
    text_format(text, sizeof text, "@ earned %s a share in four quarters, %s %% %s than expected.",
                number_text(asset->eps, 2, eps),
                number_text(100 * (beyond < 0 ? -beyond : beyond), 1, share),
                beyond < 0 ? "less" : "more");
    tell(economy, ms, NEWS_EARNINGS, bits_of_asset(economy, index), surprise > 0, text,
         full_name(economy, index, name, sizeof name));
}

static void empty_fund(struct economy *economy) {
    for (uint32_t i = 0; i < economy->table.count; i++)
        economy->assets[i].collected = 0;
}

static void pay_out(struct economy *economy, int index, int64_t ms) {
    struct asset *asset = &economy->assets[index];
    fix8_t amount = payment_of(economy, index);
    char paid[FIX8_TEXT_MAX], text[NEWS_TEXT_MAX];
    if (amount == 0)
        return;
    double value = is_history(economy) ? exact_payment_of(economy, index) : fix8_double(amount);
    if (asset->driver == DRIVER_BASKET) {
        empty_fund(economy);
    } else {
        asset->seen *= (asset->value - value) / asset->value;
        asset->value -= value;
        asset->collected += value;
    }
    struct economy_event *event = add_event(economy, index, ms, ECONOMY_DIVIDEND);
    if (event != NULL)
        event->amount = amount;
    text_format(text, sizeof text, "@ trades without its %s of %s from now on.",
                asset->driver == DRIVER_BOND ? "coupon" : "dividend", amount_text(amount, paid));
    tell(economy, ms, NEWS_DIVIDEND, bit_of(economy, index), true, text,
         economy->table.rows[index].symbol);
}

static void split(struct economy *economy, int index, int64_t ms) {
    struct asset *asset = &economy->assets[index];
    double old = asset->split_denominator, new = asset->split_numerator, ratio = old / new;
    char text[NEWS_TEXT_MAX];
    asset->value *= ratio;
    asset->seen *= ratio;
    asset->eps *= ratio;
    asset->book_value *= ratio;
    asset->dividend *= ratio;
    asset->collected *= ratio;
    asset->units *= new / old;
    struct economy_event *event = add_event(economy, index, ms, ECONOMY_SPLIT);
    if (event != NULL) {
        event->numerator = asset->split_numerator;
        event->denominator = asset->split_denominator;
    }
    text_format(text, sizeof text, "@: %u new shares for %u old from today on.",
                asset->split_numerator, asset->split_denominator);
    tell(economy, ms, NEWS_SPLIT, bit_of(economy, index), true, text,
         economy->table.rows[index].symbol);
    asset->split_ms = 0;
    asset->split_numerator = asset->split_denominator = 0;
}

/* A price far from where it began is brought back there, so that a tick keeps its meaning. */
static void announce_split(struct economy *economy, int index, int64_t ms) {
    struct asset *asset = &economy->assets[index];
    double times = asset->value / fix8_double(economy->table.rows[index].start);
    char name[FULL_NAME_MAX], text[NEWS_TEXT_MAX];
    if (asset->driver != DRIVER_STOCK || asset->split_ms != 0 ||
        (times < SPLIT_ABOVE && times > JOIN_BELOW))
        return;
    bool splits = times >= SPLIT_ABOVE;
    uint32_t number = (uint32_t)((splits ? times : 1 / times) + 0.5);
    number = number < 20 ? number : 20;
    asset->split_numerator = splits ? number : 1;
    asset->split_denominator = splits ? 1 : number;
    int64_t day = day_of(ms) + SPLIT_NOTICE_DAYS;
    while (!calendar_trades_on(CALENDAR_EXCHANGE, day))
        day++;
    asset->split_ms = day * DAY_MS + MORNING_MS;
    text_format(text, sizeof text, "@ will give %u new shares for %u old in two weeks.",
                asset->split_numerator, asset->split_denominator);
    tell(economy, ms, NEWS_SPLIT, bit_of(economy, index), true, text,
         full_name(economy, index, name, sizeof name));
}

void announce_splits(struct economy *economy, int64_t ms) {
    if (ms <= economy->start_ms)
        return;
    for (uint32_t i = 0; i < economy->table.count; i++)
        announce_split(economy, (int)i, ms);
}

/* ---- futures ---- */

static void expire(struct economy *economy, int index, int64_t ms) {
    struct asset *asset = &economy->assets[index];
    double settled = asset->factor * index_of(economy);
    double years = (double)(expiry_after(ms) - ms) / YEAR_MS;
    char text[NEWS_TEXT_MAX], price[FIX8_TEXT_MAX];
    struct economy_event *event = add_event(economy, index, ms, ECONOMY_EXPIRY);
    if (event != NULL) {
        event->amount = fix8_of(settled);
        event->amount -= event->amount % FIX8_CENT;
        event->ratio = 1 + asset->premium * years;
    }
    asset->expiry_ms = expiry_after(ms);
    text_format(text, sizeof text, "@ is settled in cash at %s; the next quarter is listed.",
                number_text(settled, 2, price));
    tell(economy, ms, NEWS_EXPIRY, bit_of(economy, index), true, text,
         economy->table.rows[index].symbol);
}

void news_of_agenda(struct economy *economy, const struct agenda_item *item) {
    switch ((enum news_kind)item->kind) {
    case NEWS_RATES:
        decide_rates(economy, item->ms);
        break;
    case NEWS_INFLATION:
        print_inflation(economy, item->ms);
        break;
    case NEWS_JOBS:
        print_jobs(economy, item->ms);
        break;
    case NEWS_EARNINGS:
        report_quarter(economy, item->asset, item->ms);
        break;
    case NEWS_DIVIDEND:
        pay_out(economy, item->asset, item->ms);
        break;
    case NEWS_SPLIT:
        split(economy, item->asset, item->ms);
        break;
    case NEWS_EXPIRY:
        expire(economy, item->asset, item->ms);
        break;
    default: /* a holiday does nothing */
        break;
    }
}
