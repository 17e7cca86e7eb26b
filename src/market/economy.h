/* What things are worth and why: one economy for all instruments of a chapter.
 *
 * Values follow *forces*: the market, interest rates, crypto, each sector, and what is each
 * instrument's own. A force draws a shock for every step of 15 seconds; its size follows the time
 * of day and a volatility of seven components that change on scales from minutes to months
 * (binomial multifractal, Calvet and Fisher 2004), the slow ones shared. An instrument's return is
 * a sum of forces; funds and futures are computed from what they are made of. News are jumps of a
 * force. The economy never looks at a book and keeps going while markets are closed: what happened
 * over night is in the value at the opening.
 *
 * It is whole whatever a chapter lists: it holds every row of the content and maps the chapter's
 * rows to them. Functions take a row number of the chapter's table.
 *
 * Randomness of a UTC day comes from the seed of its block alone. What is scheduled (reports,
 * decisions, ex-dates) comes from the chapter's seed, so that it is known in advance; outcomes come
 * from the block.
 *
 * Floating point with + - * / and sqrt only: same seed, same bits, everywhere. */
#ifndef MARKET_ECONOMY_H
#define MARKET_ECONOMY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"
#include "base/gametime.h"
#include "base/random.h"
#include "market/candle.h"
#include "market/company.h"
#include "market/instrument.h"
#include "market/news.h"

#define ECONOMY_STEP_MS  (15 * SECOND_MS) /* PATH_STEP_MS */
#define ECONOMY_LOADS    4                /* forces that move one instrument, at most */
#define ECONOMY_SECTORS  8
#define ECONOMY_EVENTS   96   /* between two drains */
#define ECONOMY_AGENDA   128  /* scheduled in one day, at most */
#define ECONOMY_ACTIVITY 1000 /* of a step, in a daily bar's lots: usual */
#define ECONOMY_DAYS     500  /* daily bars there are before it begins */

enum force_index {
    FORCE_MARKET,
    FORCE_RATES, /* up: interest rates rise */
    FORCE_CRYPTO,
    FORCE_EURO, /* up: the other currency's interest rates rise */
    FORCE_SECTOR,
    FORCE_OWN = FORCE_SECTOR + ECONOMY_SECTORS,
    FORCE_COUNT = FORCE_OWN + INSTRUMENTS_MAX
};

/* When a force acts and how its day is shaped. */
enum force_clock {
    CLOCK_NONE,    /* not in use */
    CLOCK_ALWAYS,  /* day and night, all week */
    CLOCK_FOREX,   /* the hours of the calendar of that name */
    CLOCK_FUTURES, /* likewise */
    CLOCK_SESSION, /* futures hours, mostly while the exchange is open */
    CLOCK_STOCK,   /* the same, in turns while the exchange is closed */
    CLOCK_COUNT
};

#define FORCE_COMPONENTS 7

struct force {
    /* Fixed by what it belongs to; derived. */
    uint8_t clock;    /* enum force_clock */
    uint8_t shared;   /* bits of `high` that are the parent's */
    uint8_t parent;   /* a force before it; itself: none */
    bool leverage;    /* a fall makes it more volatile */
    double jump_rate; /* unforeseen news a minute of its main hours */
    double jump_size; /* of those news, in standard deviations of a day */
    double calm;      /* share of a day's variance that is not news, square root */
    /* State. */
    struct random random;
    uint8_t high; /* bit k: component k of the volatility stands high */
    double fall;  /* recent losses, in days' standard deviations, decaying over 8 days */
    double level; /* volatility against that at rest, of this minute */
    double shock; /* of the last step, in standard deviations of a day */
    double news;  /* what of it was news */
};

struct load {
    uint8_t force;
    double weight; /* return for a shock of 1 */
};

struct rumour {
    int64_t ms;   /* it proves true or false then; 0: none goes round */
    double shock; /* what it moved, of the instrument's own force */
    uint8_t text; /* which one it is */
};

struct economy_past;

struct asset { /* one row of the content */
    /* Fixed; derived from the tables. */
    int8_t row;       /* of the chapter's table; -1: not listed */
    uint8_t driver;   /* enum driver; what lacks its parts is DRIVER_OWN */
    uint8_t calendar; /* enum calendar_kind */
    int8_t of;        /* asset it is made from; -1: none */
    uint8_t load_count;
    struct load loads[ECONOMY_LOADS];
    double day;   /* standard deviation of a day's return */
    double step;  /* share of a trading day that is one step */
    double drift; /* STOCK: what it gains a day, shocks and pull aside */
    double tick;
    double digestion; /* share of a change that is seen at once */
    double weight;    /* in the fund, of value at the start */
    /* State. */
    double value;      /* what it is worth, in its quote currency; above 0 */
    double seen;       /* the same as the market understands it so far */
    double distance;   /* logarithm of value / fair value; pulls back */
    double volatility; /* against that at rest, this minute */
    double eps, book_value, growth,
        dividend;         /* STOCK: now, for each share; `dividend` and `growth` a year */
    double usual_pe;      /* STOCK: price / eps that it comes back to */
    double units;         /* STOCK: in one share of the fund */
    double collected;     /* STOCK: paid for one since the fund last paid out */
    int64_t expiry_ms;    /* CARRY: of the contract that trades */
    double factor;        /* CARRY: units of currency for each point of the index */
    double premium;       /* PREMIUM: of `of`, fraction. CARRY: a year's cost over the index */
    double usual_premium; /* PREMIUM: what it comes back to */
    double premium_sum;   /* PREMIUM: over the steps since funding was last due */
    uint32_t premium_steps;
    double funded_premium; /* PREMIUM: mean over the last whole eight hours */
    struct rumour rumour;
    int64_t split_ms; /* announced for then; 0: none */
    uint32_t split_numerator, split_denominator;
};

struct agenda_item {
    int64_t ms;
    uint8_t kind;  /* enum news_kind */
    uint8_t asset; /* INSTRUMENTS_MAX: none */
};

enum economy_event_kind {
    ECONOMY_DIVIDEND, /* `amount` for each unit held; from now on the value is without it */
    ECONOMY_SPLIT,    /* `numerator` new for `denominator` old; the value is for new ones */
    ECONOMY_EXPIRY,   /* settled at `amount`; `ratio` = value of the next one / settlement */
};

struct economy_event {
    int64_t ms;
    uint8_t kind;       /* enum economy_event_kind */
    uint8_t instrument; /* row of the chapter's table */
    fix8_t amount;
    uint32_t numerator, denominator;
    double ratio;
};

struct economy {
    struct instrument_table table; /* every row of the content */
    struct company_table companies;
    uint32_t listed_count;
    uint8_t listed[INSTRUMENTS_MAX]; /* chapter's row to ours */
    uint64_t seed;                   /* of the chapter */
    int64_t start_ms;                /* when prices are the start prices; play begins */
    int64_t next_ms;                 /* the step it will do next */
    uint64_t block_seed;             /* of the day of the step done last */
    bool has_next_block;
    uint64_t next_block_seed; /* given for the next day */
    struct force forces[FORCE_COUNT];
    struct asset assets[INSTRUMENTS_MAX];
    int8_t basket;                     /* the asset that is; -1: none; derived */
    double market_day;                 /* standard deviation of the market's day; derived */
    double rate_day;                   /* per cent that a shock of 1 moves the long rate; derived */
    char sectors[ECONOMY_SECTORS][24]; /* derived */
    uint32_t sector_count;
    double policy_rate, long_rate; /* per cent */
    double euro_policy_rate, euro_rate;
    double inflation, unemployment;            /* per cent, as last told */
    int64_t next_rumour_ms;                    /* derived */
    struct agenda_item agenda[ECONOMY_AGENDA]; /* of the day of next_ms, by time; derived */
    uint32_t agenda_count, agenda_at;
    struct { /* at the step done last; derived */
        int64_t until_ms;
        bool open;
    } hours[CALENDAR_TAPE];
    uint8_t used[FORCE_COUNT]; /* forces that act; derived */
    uint32_t used_count;
    double levels[2][1 << FORCE_COMPONENTS]; /* of component bits; derived */
    double season[CLOCK_COUNT]; /* of a step's shock at this minute; 0: closed; derived */
    struct news_ring news;
    uint32_t event_count;
    struct economy_event pending[ECONOMY_EVENTS];
};

/* An economy of all rows of `content` for a chapter that lists `listed` (rows of `content` by
 * symbol; their ticks and start prices are those of `listed`). It stands before `begin_ms` and is
 * drawn ahead once, so that after the step at `start_ms` (>= begin_ms, both on the grid of steps)
 * every listed instrument that has a start of its own stands at it; funds and futures follow from
 * what they are made of, and their parts are chosen so that they come out at theirs. */
void economy_init(struct economy *economy, const struct instrument_table *content,
                  const struct instrument_table *listed, const struct company_table *companies,
                  uint64_t seed, int64_t begin_ms, int64_t start_ms);

/* Does all steps up to and including `ms`. Drain events at least once a game day. */
void economy_advance(struct economy *economy, int64_t ms);

/* The seed of the next block: everything from the next UTC midnight on is drawn from it. Not
 * called: the seed is economy_day_seed of the chapter's. May be called at midnight itself, before
 * its step. */
void economy_set_block(struct economy *economy, uint64_t block_seed);
uint64_t economy_day_seed(uint64_t chapter_seed, int64_t day);

/* What agents see. */
struct economy_point {
    bool open;         /* by its calendar, at the last step */
    double value;      /* in ticks, with fraction; >= 1. Goes on while the market is closed */
    double volatility; /* now / at rest */
    double season;     /* of volatility, this minute; mean square 1 over the open day */
    double activity;   /* of trading, this minute; mean 1 over the open day */
};
struct economy_point economy_point(const struct economy *economy, int instrument);

/* The days before it begins, up to `before_ms` (a midnight, not after the first step), for all
 * instruments together: funds and futures are consistent with their parts. Make it before the first
 * advance; the economy outlives it. Caller: economy_past_free. */
struct economy_past *economy_past_new(const struct economy *economy, int64_t before_ms);
void economy_past_free(struct economy_past *past);

/* The last trading days of one instrument, at most `most` (<= ECONOMY_DAYS), oldest first, joined
 * to its first value without a jump. `lots` counts activity: ECONOMY_ACTIVITY a usual step. Returns
 * how many. */
size_t economy_past_days(struct economy_past *past, int instrument, struct candle *out,
                         size_t most);

/* The same for one instrument alone. */
size_t economy_daily_history(const struct economy *economy, int instrument, int64_t before_ms,
                             struct candle *out, size_t most);

/* What is scheduled from `from_ms` on, in order: at most `most`, of the next 120 days. */
size_t economy_calendar(const struct economy *economy, int64_t from_ms, struct calendar_item *out,
                        size_t most);

/* Adds news from outside (halts); `instruments` are rows of the chapter. */
void economy_tell(struct economy *economy, const struct news_item *item);

/* What happened in the steps since the last drain, oldest first. Borrowed. */
const struct economy_event *economy_events(const struct economy *economy, uint32_t *count);
void economy_events_drain(struct economy *economy);

/* Facts of a company, or of what a fund holds; zero where it has none. */
struct company {
    const char *about;  /* borrowed */
    const char *sector; /* borrowed; empty for funds */
    fix8_t eps, expected_eps, book_value;
    fix8_t dividend; /* a year, for each unit */
    double pe, yield, growth, beta, duration;
    int64_t next_earnings_ms, next_ex_ms; /* 0: none */
};
/* False for what is neither company nor fund. */
bool economy_company(const struct economy *economy, int instrument, struct company *company);

/* Mean premium of a perpetual over the last whole eight hours (ending 00:00, 08:00, 16:00), and
 * now; 0 for what has none. A year's carry and the expiry of a dated future. */
double economy_mean_premium(const struct economy *economy, int instrument);
double economy_premium(const struct economy *economy, int instrument);
int64_t economy_expiry(const struct economy *economy, int instrument); /* GAMETIME_MAX: none */

/* Canonical; events have been drained. Damage is refused with ERROR_STORAGE. */
void economy_encode(const struct economy *economy, const struct sink *sink);
int economy_decode(struct economy *economy, struct source *source, struct error *error);

#endif
