/* Inside of the economy; included by economy*.c only. */
#ifndef MARKET_ECONOMY_INTERNAL_H
#define MARKET_ECONOMY_INTERNAL_H

#include "market/economy.h"

#define STEPS_A_MINUTE  (MINUTE_MS / ECONOMY_STEP_MS)
#define SESSION_MINUTES 390
#define TRADING_DAYS    252 /* a year */
#define YEAR_MS         (365 * DAY_MS)

/* Things that happen while the exchange is closed, after UTC midnight. */
#define MORNING_MS      (9 * HOUR_MS)  /* ex-dates and splits */
#define REPORT_EARLY_MS (12 * HOUR_MS) /* earnings before the open */
#define REPORT_LATE_MS  (21 * HOUR_MS + 10 * MINUTE_MS)
#define PRINT_MS        (13 * HOUR_MS + 30 * MINUTE_MS) /* inflation, jobs */
#define DECISION_MS     (19 * HOUR_MS)
#define EXCHANGE_MS     (14 * HOUR_MS + 30 * MINUTE_MS)
#define EXPIRY_MS       (21 * HOUR_MS)

/* Sizes of news in standard deviations of a day. Larger ones in one step would make the tails of
 * one-minute returns far heavier than any market's. */
#define JUMP_SIZE     0.36
#define JUMP_MOST     1.8 /* times that: larger ones are cut */
#define REPORT_SIZE   1.8
#define SURPRISE_MOST 2.5 /* standard deviations of what was foreseen to be told */

/* ---- economy_force.c: shocks and their volatility ---- */

/* Variance of a day of a stock's own news: in the session, in the night before it, and over a
 * weekend; a week's five days have five of the first two and one of the third. What moves all
 * stocks, and bonds, happens more at night. */
#define SESSION_SHARE  0.80
#define NIGHT_SHARE    0.14
#define SHARED_SESSION 0.52
#define SHARED_NIGHT   0.42
#define WEEKEND_SHARE  0.30
/* The same for what trades around the clock on weekdays. */
#define PAUSE_SHARE 0.16

/* Everything that follows from the tables: forces of all rows, their loads. */
void forces_link(struct economy *economy);

/* New streams for all forces, from the block's seed. */
void forces_reseed(struct economy *economy);

/* Components as chance has them in the long run, from the streams. */
void forces_begin(struct economy *economy);

/* The minute that begins at `ms`: seasons, volatility of forces and instruments, unforeseen news.
 */
void forces_minute(struct economy *economy, int64_t ms);

/* Shocks of the step at `ms` on top of those of news. `reopened` tells a weekend's end. */
void forces_draw(struct economy *economy, int64_t ms, bool reopened);

/* A jump of a force, in standard deviations of its day; its fast components go high. */
void force_jump(struct economy *economy, int index, double shock);

/* Seasons of the minute that holds `ms`, from the hours. */
void forces_season(struct economy *economy, int64_t ms);

/* Standard deviation of a force's minute at rest, in days; 0 while it does not act. `session` tells
 * that the exchange is open, `night` that the force's own hours run. */
double clock_season(enum force_clock clock, int64_t ms, bool session, bool night);

double leverage_of(double fall);

/* For history: chances that components last a trading day, where they stood a day earlier, and the
 * volatility of a day. */
void day_stays(enum force_clock clock, double stays[FORCE_COMPONENTS]);
uint8_t bits_of_day_before(const double stays[FORCE_COMPONENTS], uint8_t high,
                           struct random *random);
double level_of_day(enum force_clock clock, uint8_t high);

/* Of an instrument in the minute at `ms`: season of its volatility (mean square 1 over its open
 * day), standard deviation of its return, season of its trading (mean 1). */
double asset_season(const struct asset *asset, int64_t ms, bool session);
double asset_sigma(const struct asset *asset, int64_t ms, bool session);
double asset_activity(const struct asset *asset, int64_t ms, bool session);

/* ---- economy_agenda.c: what is scheduled ---- */

/* Items of UTC day `day`, by time; returns how many. */
uint32_t agenda_of_day(const struct economy *economy, int64_t day,
                       struct agenda_item items[ECONOMY_AGENDA]);

/* The next instant after `ms` of one kind for one asset; 0: none within half a year. */
int64_t agenda_next(const struct economy *economy, enum news_kind kind, int asset, int64_t ms);

/* Expiry of the contract that trades at `ms` (expiry > ms). */
int64_t expiry_after(int64_t ms);

/* ---- economy_news.c: what happens ---- */

void news_of_force(struct economy *economy, int force, int64_t ms); /* unforeseen */
void news_of_agenda(struct economy *economy, const struct agenda_item *item);
void news_of_rumours(struct economy *economy, int64_t ms); /* those due */
void announce_splits(struct economy *economy, int64_t ms); /* at midnight */
void find_next_rumour(struct economy *economy);

/* How large news are: normal, in standard deviations, within SURPRISE_MOST. */
double surprise_of(struct random *random);

/* What a stock, bond or fund pays for each unit at its next ex-date, as things stand. */
fix8_t payment_of(const struct economy *economy, int asset);

/* Money for people: 4 decimals at most, 2 at least. Returns `text` (FIX8_TEXT_MAX bytes). */
const char *amount_text(fix8_t amount, char *text);

/* 8 decimals, rounded half up; clamped to what fix8 holds. */
fix8_t fix8_of(double amount);

/* ---- economy_words.c: what news say ---- */

enum words {
    WORDS_COMPANY,
    WORDS_COIN, /* one crypto */
    WORDS_CURRENCY,
    WORDS_METAL,
    WORDS_OWN, /* anything else */
    WORDS_SECTOR,
    WORDS_MARKET,
    WORDS_CRYPTO, /* all of it */
    WORDS_RATES,  /* good: they fall */
    WORDS_EURO,   /* good: they rise */
    WORDS_COUNT
};

/* One of the texts, in which each @ stands for a name. */
const char *words_pick(enum words words, bool good, struct random *random);

#define RUMOUR_TEXTS 4 /* of each list */
enum rumour_end { RUMOUR_BEGINS, RUMOUR_IS_TRUE, RUMOUR_IS_FALSE };
const char *words_of_rumour(bool coin, bool good, int number, enum rumour_end end);

/* ---- economy_make.c ---- */

/* All that follows from the tables: parts, weights, forces. State is cleared. */
void economy_link(struct economy *economy);

/* What follows from companies' facts: how fast their prices rise. */
void companies_link(struct economy *economy);

/* ---- economy.c ---- */

/* What funds and futures are worth at `ms`, from their parts. */
void value_composites(struct economy *economy, int64_t ms);
/* A premium `steps` before it stood at `premium`. */
double premium_before(const struct asset *asset, double premium, int64_t steps,
                      struct random *random);
double index_of(const struct economy *economy); /* of the stocks, without what the fund holds */

/* Opening hours at next_ms and the agenda of its day: all that is derived from the clock. */
void clock_derive(struct economy *economy);

static inline struct force *own_force(struct economy *economy, int asset) {
    return &economy->forces[FORCE_OWN + asset];
}

static inline const struct company_row *company_of(const struct economy *economy, int asset) {
    return company_find(&economy->companies, economy->table.rows[asset].symbol);
}

#endif
