/* The market of one chapter: for each instrument a book, a path, the agents that trade it and its
 * candles, run together on one game clock.
 *
 * Everything that acts has its own scheduled game time (an agent's wake, a change of phase, a day
 * order's end, a step of the economy), so that advancing does not depend on how it is sliced.
 * Within one millisecond the economy steps first, then instruments act in table order. Instruments
 * know each other only by what is published once a minute. What happens to orders that are not an
 * agent's is reported, in order, as `struct market_event`; everything else is state to be read.
 *
 * A listing is in one phase at a time. Exchange hours go CLOSED, OPENING (a call auction gathers,
 * 14:25), OPEN (14:30), CLOSING (20:55), CLOSED (21:00); other markets are OPEN or CLOSED. A move
 * of 10 % within five minutes makes an OPEN one HALTED for five minutes; it reopens by auction. */
#ifndef MARKET_MARKET_H
#define MARKET_MARKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"
#include "market/agents.h"
#include "market/book.h"
#include "market/candle.h"
#include "market/company.h"
#include "market/economy.h"
#include "market/instrument.h"
#include "market/path.h"
#include "market/tape.h"

#define MARKET_AGENT_OWNER 0   /* agents; players' orders carry their account's id, never 0 */
#define MARKET_PRINTS      16  /* last trades kept for each instrument */
#define MARKET_MIDS        4   /* mids of the last minute, for the mark */
#define MARKET_DAYS        500 /* daily bars before the minutes of an economy */

#define AUCTION_CALL_MS (5 * MINUTE_MS) /* before an exchange's opening, and before its close */
#define HALT_MS         (5 * MINUTE_MS) /* how long a halt lasts, */
#define HALT_MOVE_PPM   100000          /* after a move of so much of the price */
#define HALT_SLOT_MS    (5 * SECOND_MS) /* within these five minutes, cut into slots: */
#define HALT_SLOTS      60              /* a print counts for 4:55 to 5:00 */

/* name, word */
#define PHASES(X)                                                                                  \
    X(PHASE_CLOSED, "closed")                                                                      \
    X(PHASE_OPENING, "opening auction")                                                            \
    X(PHASE_OPEN, "open")                                                                          \
    X(PHASE_CLOSING, "closing auction")                                                            \
    X(PHASE_HALTED, "halted")

enum phase {
#define X(name, word) name,
    PHASES(X)
#undef X
        PHASE_COUNT
};

extern const char *const phase_words[]; /* NULL-terminated, by enum */

static inline bool phase_takes_orders(enum phase phase) {
    return phase != PHASE_CLOSED;
}

/* Continuously; in the other phases that take orders these gather for an auction. */
static inline bool phase_trades(enum phase phase) {
    return phase == PHASE_OPEN;
}

struct print {
    int64_t ms;
    int32_t ticks;
    int64_t lots;
    uint8_t taker_side; /* enum side */
};

/* What was printed in the last five minutes, by slots. */
struct halt_window {
    int64_t slot; /* the one of the last print: time / HALT_SLOT_MS */
    struct halt_slot {
        int32_t low, high; /* 0: no print */
    } slots[HALT_SLOTS];   /* slot n in n mod HALT_SLOTS */
    int32_t least, most;   /* bounds of all slots, perhaps wider; derived */
};

struct listing {       /* one instrument at work */
    struct book *book; /* owned */
    struct path path;
    struct agents agents;
    struct candle_series series;
    uint8_t phase;             /* enum phase */
    int32_t last;              /* ticks of the last trade; before any, where the path stands */
    int32_t day_reference;     /* last trade before this UTC day: "change" is against it */
    int64_t mids[MARKET_MIDS]; /* twice the mid in ticks at the last steps' ends; 0: none */
    uint32_t mid_at;           /* next slot of the ring */
    struct print prints[MARKET_PRINTS]; /* lots = 0: none yet */
    uint32_t print_at;                  /* next slot of the ring */
    struct halt_window window;
    struct book_indication indication; /* of the call that gathers now; else 0 */
    double premium;        /* mid / value - 1, published each minute; 0: no two-sided book */
    double pull;           /* what the premiums of what it hangs together with ask of it; derived */
    uint64_t version;      /* grows with every change of book, last or candles: for conflation */
    int64_t turn_ms;       /* the next scheduled change of phase; GAMETIME_MAX: never */
    int64_t halt_until_ms; /* HALTED: when it reopens; else GAMETIME_MAX */
    int64_t day_end_ms;    /* when DAY orders end next; GAMETIME_MAX: never */
};

/* What is said beside kind, instrument and time. */
enum market_event_kind {
    MARKET_FILL,      /* a player's order traded: side, maker, owner, ref, ticks, lots */
    MARKET_CANCEL,    /* the book let go of a player's order or its rest, not asked to by its owner:
                         side, reason, owner, ref, ticks, lots */
    MARKET_CUT,       /* a player's order lost lots and keeps its place: as CANCEL */
    MARKET_TRIGGERED, /* a player's order that waited goes in: side, owner, ref, ticks, lots */
    MARKET_PHASE,     /* the listing's phase is another now: phase */
    MARKET_DAY_END,   /* DAY orders of this instrument end now */
    MARKET_ALARM,     /* the time of market_set_alarm; instrument is 0 */
    MARKET_TRADE,     /* any print, for alerts: side (the taker's), ticks, lots */
    MARKET_NEWS,      /* an item was added to the news: news; instrument is 0 */
    MARKET_SPLIT, /* one old unit is numerator / denominator new ones from now on; the book is a new
                     one: what rested is gone without further events */
    MARKET_DIVIDEND, /* who holds the instrument now gets `amount` a unit */
    MARKET_EXPIRY,   /* the contract was settled at `amount`; the symbol is the next one's now, and
                        candles are those of the next one */
};

struct market_event {
    uint8_t kind;   /* enum market_event_kind */
    uint8_t side;   /* FILL, CANCEL, CUT, TRIGGERED: the player's */
    uint8_t reason; /* enum book_reason */
    uint8_t phase;  /* enum phase */
    bool maker;
    uint8_t instrument;
    uint32_t owner;
    uint64_t ref;
    int32_t ticks;
    int64_t lots;
    uint32_t numerator, denominator;
    fix8_t amount;
    uint64_t news; /* the item's number, see news.h */
    int64_t ms;
};

/* What an instrument hangs together with; rows of the table, -1: none. */
struct link {
    int8_t partner; /* a future and what it is on pull each other together */
    int8_t basket;  /* a stock and the fund that holds it */
    double weight;  /* of the stock in the fund */
};

struct market {
    struct instrument_table table;
    struct listing listings[INSTRUMENTS_MAX];
    const struct tape *tapes; /* borrowed; one for each row of a replay, else NULL */
    struct economy economy;   /* for tapes: its news only */
    uint64_t seed;
    uint64_t block_seed;      /* all chance of this UTC day comes from it */
    uint64_t next_block_seed; /* of the next one, when has_next_block_seed; else it follows from */
    bool has_next_block_seed; /* `seed` and the day */
    int64_t alarm_ms;         /* GAMETIME_MAX: none */
    uint32_t halts_untold;    /* bit i: a halt of listing i is news with the next step */
    struct link links[INSTRUMENTS_MAX]; /* derived */
    int64_t now_ms;                     /* everything up to and including this has been done */
    int64_t pace;                 /* game ms for each real ms at 1x: 60, or 3600 for daily tapes */
    int64_t due[INSTRUMENTS_MAX]; /* the earliest of each listing's times; derived */
    bool quiet;                   /* no events but MARKET_NEWS: while history is made */
    struct market_event *events;  /* owned, growing; drained by the owner */
    uint32_t event_count, event_capacity;
    struct block_sink blocks; /* where completed candle blocks go, as they complete */
    int block_instrument;     /* while it is called: the instrument whose block it is */
};

/* What a simulated chapter is made of. */
struct market_plan {
    const struct instrument_table *content; /* every row of the content: the whole economy */
    const struct instrument_table *listed;  /* the chapter's rows; starts and ticks are theirs */
    const struct company_table *companies;
    uint64_t seed;
};

/* A market whose prices at `start_ms` are the listed start prices; it stands at start_ms -
 * history_days, with MARKET_DAYS daily bars of the economy before that. Advance it to start_ms,
 * quiet, to make the minutes. `blocks` is copied and may be called from here on. What is open has
 * been quoted. */
void market_init_economy(struct market *market, const struct market_plan *plan, int64_t start_ms,
                         int history_days, const struct block_sink *blocks);

/* A market of tapes: row i of `table` (instrument_from_tape) plays tapes[i], which outlive it. It
 * stands at *start_ms, where play begins: after the first 20 % of the rows of the longest tape, at
 * most 500 bars. Bars before that are candles already: under each kept frame from the one that
 * market_least_frame is folded from, so that every frame offered shows them. What is open has been
 * quoted. */
void market_init_tapes(struct market *market, const struct instrument_table *table,
                       const struct tape *tapes, uint64_t seed, int64_t *start_ms,
                       const struct block_sink *blocks);

/* What is kept of an instrument whose market was lost: closed bars of each kept frame, oldest
 * first, all before now_ms and in the blocks in progress then. Borrowed. */
struct listing_past {
    const struct candle *bars[KEPT_FRAMES];
    size_t counts[KEPT_FRAMES];
};

/* A market on a new economy that stands at `now_ms` at the listed start prices, with that past: one
 * `pasts` a row. What is open has been quoted. Blocks go to `blocks` from here on. */
void market_init_anew(struct market *market, const struct market_plan *plan, int64_t now_ms,
                      const struct listing_past *pasts, const struct block_sink *blocks);

/* As market_init_tapes, in the middle of play: stands at `now_ms`, with the last bars that ended by
 * then as candles. Blocks that those complete go nowhere: they were handed out when played. */
void market_init_tapes_anew(struct market *market, const struct instrument_table *table,
                            const struct tape *tapes, uint64_t seed, int64_t now_ms,
                            const struct block_sink *blocks);
void market_clear(struct market *market);

/* The finest frame that is honest: 1m in an economy; for a tape the first frame that is a multiple
 * of its bar, or, when none is, the first that is longer. */
enum time_frame market_least_frame(const struct market *market, int instrument);

/* The earliest game time > now at which anything acts; GAMETIME_MAX when nothing ever does. */
int64_t market_next(const struct market *market);

/* Does everything scheduled at exactly the times up to and including `ms`, which is at most
 * market_next(): the caller steps from one to the next. Afterwards now_ms = ms. */
void market_step(struct market *market, int64_t ms);

/* All steps up to and including `ms`, for who has nothing to do between them. */
void market_advance(struct market *market, int64_t ms);

/* A player's order, in any phase but CLOSED. Fills appear as events. */
void market_submit(struct market *market, int instrument, const struct book_request *request,
                   struct book_result *result);

/* In any phase: what rests over a closed stretch can be taken out and changed. */
enum book_reason market_cancel(struct market *market, int instrument, book_handle handle,
                               enum book_reason why);
void market_amend(struct market *market, int instrument, book_handle handle,
                  const struct book_change *change, struct book_result *result);

/* A player's signed position, for reduce-only orders (book_set_position). */
void market_set_position(struct market *market, int instrument, uint32_t owner, int64_t lots);

/* MARKET_ALARM comes at exactly `ms` (> now_ms), once; GAMETIME_MAX: never. Replaces the one
 * before. */
void market_set_alarm(struct market *market, int64_t ms);

/* The randomness of the UTC day after this one comes from `seed` alone. */
void market_set_next_block_seed(struct market *market, uint64_t seed);

static inline const struct news_ring *market_news(const struct market *market) {
    return &market->economy.news;
}

/* Worst price a market order of `side` may trade at: the collar around the last trade. */
int32_t market_collar(const struct market *market, int instrument, enum side side);

/* Mark = median of last trade, mid, mean mid of the last minute; in half ticks, so that mids are
 * exact. Without a two-sided book: the last trade. */
int64_t market_mark_half_ticks(const struct market *market, int instrument);

void market_events_drain(struct market *market);

/* Canonical encoding, agents and random streams included; decoded, it goes on identically. Events
 * are not part of it: they must have been drained. `tapes` are those of market_init_tapes, in the
 * same order (`tape_count` of them), or NULL and 0. On an error nothing is left to clear. */
void market_encode(const struct market *market, const struct sink *sink);
int market_decode(struct market *market, const struct tape *tapes, uint32_t tape_count,
                  const struct block_sink *blocks, struct source *source, struct error *error);

#endif
