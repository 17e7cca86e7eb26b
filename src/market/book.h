/* One instrument's order book: price-time priority, integer ticks and lots.
 *
 * Orders live in an index-linked pool and are never moved; a price level is a slot in an array
 * window around the market, found by tick, with a bitmap for the next occupied one; prices outside
 * the window live in a sorted side list (correct, only slower), and the window moves when the
 * market does. What few orders have (a trigger, a hidden reserve, a partner) stands in a pool of
 * its own. Submitting, matching, cancelling allocate nothing once the pools have grown.
 *
 * Everything that happens is an event (book_events), in order; the caller drains them after each
 * call. Levels, tapes, own orders are folds over these events. Within a call, a TRADE comes for
 * each meeting of maker and taker, best price first; then what became of the order itself: REST, or
 * CANCEL for what was dropped, or nothing when all of it traded. A level that changed is told by a
 * LEVEL: the one being swept when the sweep leaves it, any other right after what changed it.
 *
 * Waiting stops are looked at after each taker, against its first and its last print (those between
 * lie between); those that go off go in one after the other, in the order they came, as takers like
 * any other; what their prints set off goes in behind them, in the same call.
 *
 * Invariants (book_check): outside of auctions best bid < best ask; a level's lots and count are
 * the sums of what its queue shows; a bit is set exactly for occupied levels; every live slot is in
 * exactly one queue, or waits for its trigger; partners name each other; no reduce-only order is
 * larger than its owner's position. */
#ifndef MARKET_BOOK_H
#define MARKET_BOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"

#define BOOK_ORDERS_MAX (1u << 22) /* orders resting or waiting in one book; beyond: refused */
#define BOOK_LOTS_MAX   INT64_C(1000000000000)
#define BOOK_TICKS_MAX  2000000000
#define BOOK_AT_MARKET  0    /* as limit: the collar around the last trade when the order goes in */
#define BOOK_SLICES_MAX 1000 /* of an iceberg: it shows no smaller a part of its size at a time */
#define BOOK_PPM        1000000 /* of collars and trails: parts of the whole price */

enum side { SIDE_BUY, SIDE_SELL };
#define SIDE_OTHER(one) ((enum side)(1 - (int)(one)))

enum book_tif { BOOK_REST, BOOK_IOC, BOOK_FOK }; /* what happens to what is not filled at once */

/* Who gives way where a taker would meet an order of its own owner. The taker's setting decides; in
 * an auction that of the one that came later. */
enum book_self_trade { SELF_CANCEL_NEWEST, SELF_CANCEL_OLDEST, SELF_CANCEL_BOTH };

enum book_trigger {
    TRIGGER_NONE,
    TRIGGER_STOP,  /* a buy goes in when the last trade is at `stop` or above, a sell at or below */
    TRIGGER_TOUCH, /* take-profit: a buy at `stop` or below, a sell at or above */
    TRIGGER_TRAIL, /* a stop that follows every print at its distance, towards the market only */
};

/* Pool slot and the order's number in this book: a handle of an order that is gone is never
 * mistaken for a new one. Numbers rise with every order that gets one. Zero is no order. */
typedef uint64_t book_handle;

/* What few orders have. */
struct book_special {
    uint8_t trigger;   /* enum book_trigger */
    bool reduce_only;  /* never trades more than takes its owner's position to zero: cut to that at
                          the start, and again whenever the position shrinks */
    int32_t stop;      /* ticks; 0 without a trigger; TRAIL: 0 derives it from the last trade */
    int32_t trail;     /* TRAIL: ticks between print and stop, or 0 and */
    int32_t trail_ppm; /* millionths of the print, rounded down to ticks, at least one */
    int32_t worst;     /* at market: never beyond this, whatever the collar; 0: the collar alone */
    int64_t display;   /* iceberg: lots shown at a time; 0: all */
    book_handle oco;   /* the partner: a live order of the same owner that has none; 0: none. What
                          one trades is cut from the other, and one that is used up takes the other
                          with it (BOOK_OCO). One that ends in any other way leaves it alone. */
};

struct book_request {
    enum side side;
    enum book_tif tif;
    bool post_only;     /* refused when it would trade, also later by an amendment or a trigger */
    uint8_t self_trade; /* enum book_self_trade */
    int32_t limit;  /* worst acceptable ticks, 1 to BOOK_TICKS_MAX, or BOOK_AT_MARKET, which never
                       rests: what the collar does not hold is dropped */
    int64_t lots;   /* 1 to BOOK_LOTS_MAX */
    uint32_t owner; /* who: orders of one owner never trade with each other; 0 is nobody's */
    uint64_t ref;   /* the caller's number, returned in events; 0 for agents */
    const struct book_special *special; /* borrowed for the call; NULL: a plain order */
};

/* A change of an order; 0 leaves a member as it is. */
struct book_change {
    int32_t limit;
    int64_t lots;             /* of what is left */
    int32_t stop;             /* this and the next two: of an order that waits for its trigger */
    int32_t trail, trail_ppm; /* of a TRAIL; either replaces both, and `stop` is derived anew */
    int32_t worst;            /* of one at market that waits */
};

/* name, sentence fragment */
#define BOOK_REASONS(X)                                                                            \
    X(BOOK_OK, "")                                                                                 \
    X(BOOK_BY_OWNER, "cancelled on request")                                                       \
    X(BOOK_REST_DROPPED, "nobody else traded inside the price limit")                              \
    X(BOOK_NOT_WHOLE, "the whole size was not on offer inside the price limit")                    \
    X(BOOK_WOULD_TRADE, "it would have traded at once")                                            \
    X(BOOK_SELF_TRADE, "it would have traded with an order of your own")                           \
    X(BOOK_FULL, "the book holds no more orders")                                                  \
    X(BOOK_BAD_REQUEST, "the price or size is outside the book's limits")                          \
    X(BOOK_NO_ORDER, "there is no such order")                                                     \
    X(BOOK_NO_PARTNER, "the order it is paired with is gone or paired already")                    \
    X(BOOK_OCO, "the order it was paired with traded")                                             \
    X(BOOK_REDUCE_ONLY, "it may only reduce a position, and there is none left to reduce")         \
    X(BOOK_IN_AUCTION, "all or nothing is not possible while an auction gathers orders")           \
    X(BOOK_EXPIRED, "its time was up")                                                             \
    X(BOOK_HALTED, "trading was halted")                                                           \
    X(BOOK_SPLIT, "the instrument was split")                                                      \
    X(BOOK_SETTLED, "the contract was settled")

enum book_reason {
#define X(name, text) name,
    BOOK_REASONS(X)
#undef X
};

const char *book_reason_text(enum book_reason reason);

/* Lots of an order's events count what an iceberg hides, those of LEVEL and REFILL do not. */
enum book_event_kind {
    BOOK_EVENT_REST,   /* an order came to rest at the end of its level's queue: lots */
    BOOK_EVENT_TRADE,  /* maker and taker met, at the maker's price (in an auction: at its price;
                          the maker is the one with the lower number): lots, owners and refs */
    BOOK_EVENT_CANCEL, /* an order, or the rest of a taker, went away: lots, reason */
    BOOK_EVENT_AMEND,  /* an order changed: its lots now; 0: it left its queue to come in anew under
                          the same handle. Of one that waits: ticks are its stop */
    BOOK_EVENT_LEVEL,  /* a level's new total: side, ticks, lots (0: gone); no order's members */
    BOOK_EVENT_CUT,    /* an order lost lots, and keeps its place: reason BOOK_OCO, _REDUCE_ONLY */
    BOOK_EVENT_REFILL, /* an iceberg shows lots again, at the end of its level's queue */
    BOOK_EVENT_ARMED,  /* an order waits for its trigger: lots; ticks are its stop */
    BOOK_EVENT_TRAILED,   /* a stop moved; ticks are where to */
    BOOK_EVENT_TRIGGERED, /* a waiting order goes in now; what it does as a taker follows */
};

struct book_event {
    uint8_t kind;   /* enum book_event_kind */
    uint8_t side;   /* TRADE: the taker's side; else the order's or level's */
    uint8_t reason; /* CANCEL, CUT: enum book_reason; else BOOK_OK */
    int32_t ticks;
    int64_t lots;
    book_handle handle;      /* the order's; TRADE: the maker's; 0 for one that never rested */
    uint64_t ref, taker_ref; /* ref: the order's; TRADE: the maker's */
    uint32_t owner, taker_owner;
    int64_t left; /* TRADE: lots the maker has left; 0: it is gone */
};

struct book_result {
    enum book_reason reason; /* BOOK_OK: all of it filled, rests, waits or was cut */
    book_handle handle;      /* of what rests or waits, or 0 */
    int64_t filled;          /* lots */
    int64_t rested;          /* lots; 0 for an order that waits */
    int64_t cut;             /* lots taken off at the start, as the position is smaller */
};

struct book_level {
    int32_t ticks;
    int64_t lots; /* shown */
    uint32_t orders;
};

struct book;

struct book *book_new(int32_t centre); /* the window starts around `centre` ticks */
void book_free(struct book *book);

/* ---- settings ---- */

/* How far from the last trade an order at market may trade, in millionths of its price, rounded
 * down to ticks; 0, or no last trade yet: as far as there are orders. 0 to BOOK_PPM. */
void book_set_collar(struct book *book, int32_t ppm);

/* The last trade's price: what collars, stops and auctions refer to; 0: none. Setting it triggers
 * nothing by itself. */
void book_set_last(struct book *book, int32_t ticks);
int32_t book_last(const struct book *book);

/* The owner's position (long > 0), by which its reduce-only orders are cut; from then on the book
 * follows it with every trade of the owner. 0 is also what an owner starts with. Orders that the
 * new position cuts tell CUT and CANCEL. The owner is not 0. */
void book_set_position(struct book *book, uint32_t owner, int64_t lots);
int64_t book_position(const struct book *book, uint32_t owner);

/* ---- orders ---- */

/* Takes one order. `result->reason` says what happened:
 * - BOOK_BAD_REQUEST, BOOK_FULL (an order that could rest or wait while BOOK_ORDERS_MAX do),
 *   BOOK_NO_PARTNER, BOOK_REDUCE_ONLY, BOOK_IN_AUCTION (FOK), BOOK_WOULD_TRADE, BOOK_NOT_WHOLE:
 *   refused. Nothing changed, there is no event, all else in the result is 0.
 * - BOOK_REST_DROPPED: an IOC order's rest found nothing more; BOOK_SELF_TRADE: the rest would have
 *   met an order of the same owner. `filled` lots (0 too) traded, none rest, and one CANCEL with
 *   handle 0 tells the lots dropped.
 * - BOOK_OK: filled + rested + cut = lots, or the order waits for its trigger. One whose trigger is
 *   already true of the last trade goes in within the same call.
 * The result is how things stood before waiting stops went off; events tell what these did.
 * FOK counts hidden lots; one that an order of its owner keeps from filling whole is refused with
 * BOOK_NOT_WHOLE. */
void book_submit(struct book *book, const struct book_request *request, struct book_result *result);

/* Takes a resting or waiting order out, telling `why`; BOOK_NO_ORDER when it is not there (any
 * more). */
enum book_reason book_cancel(struct book *book, book_handle handle, enum book_reason why);

/* Changes an order. A smaller size at the same price keeps the place (AMEND; hidden lots go first);
 * a larger size or a new price loses it (AMEND with 0 lots) and comes in like a new order that
 * keeps its handle while it rests: it may trade, and be cancelled with BOOK_SELF_TRADE. What it has
 * already changes nothing. An order that waits keeps its place among those that wait. Refused, with
 * the order left as it is: BOOK_NO_ORDER, BOOK_BAD_REQUEST, BOOK_WOULD_TRADE (post-only). */
void book_amend(struct book *book, book_handle handle, const struct book_change *change,
                struct book_result *result);

/* ---- call auctions ---- */

/* Between _begin and _end nothing trades and no stop goes off: orders gather, crossing ones too.
 * IOC orders (BOOK_AT_MARKET ones at the collar as it stands when they come) take part and what is
 * left of them is dropped at the end; FOK is refused; post-only is refused if it would cross. Those
 * that rested before are earlier than those that come, within a price. */
void book_auction_begin(struct book *book);
bool book_in_auction(const struct book *book);

struct book_indication {
    int32_t ticks;     /* the price at which the auction would end now; 0 when it would not trade */
    int64_t lots;      /* that would trade */
    int64_t imbalance; /* lots that would not find a partner at that price; > 0: buyers */
};
void book_auction_indication(const struct book *book, struct book_indication *indication);

/* One price: the most lots, then the smallest imbalance, then the closest to the last trade (the
 * lowest before the first). Best price first, then time. Where orders of one owner meet, or a cut
 * takes lots away, so that what is left still crosses, that is crossed again by the same rule. Then
 * trading is continuous, and stops are looked at. */
void book_auction_end(struct book *book);

/* ---- events ---- */

/* Events since the last drain; borrowed until the next call that changes the book. */
const struct book_event *book_events(const struct book *book, size_t *count);
void book_events_drain(struct book *book);

/* ---- reading ---- */

/* `best` is false when a side is empty. Levels come best first; returns how many. In an auction the
 * sides may cross. */
bool book_best(const struct book *book, enum side side, int32_t *ticks, int64_t *lots);
size_t book_levels(const struct book *book, enum side side, struct book_level *levels, size_t most);

/* What is left of an order, hidden lots included; its `special` is NULL. */
bool book_order(const struct book *book, book_handle handle, struct book_request *order);
/* The rest of it: `stop` where it is now, TRIGGER_NONE once it went off, the partner's handle; all
 * 0 for a plain order. False when there is no such order. */
bool book_order_special(const struct book *book, book_handle handle, struct book_special *special);
bool book_waits(const struct book *book, book_handle handle);       /* for its trigger */
int64_t book_shown(const struct book *book, book_handle handle);    /* lots; 0 for one that waits */
int64_t book_ahead(const struct book *book, book_handle handle);    /* lots shown before it in its
                                                                       queue */
uint32_t book_order_count(const struct book *book);                 /* resting and waiting */
uint32_t book_owned_count(const struct book *book, uint32_t owner); /* looks at every slot */

/* What a taker would get now, without doing it: returns the lots it would fill and writes the sum
 * of ticks x lots to `*ticks_lots` (lots are cut so that it fits). Hidden lots count. It meets
 * orders of its owner as matching does; of its members side, limit, lots, owner and self_trade
 * matter. */
int64_t book_walk(const struct book *book, const struct book_request *taker, int64_t *ticks_lots);

/* ---- storing ---- */

/* Canonical encoding: settings, positions, the numbering of handles, then live orders by rising
 * price and, within one, by time, then those that wait in the order they came. Decoded, it goes on
 * identically, handles included. Events are not part of it: drain first. Bytes that no book could
 * have written give ERROR_STORAGE and leave `*book` alone. */
void book_encode(const struct book *book, const struct sink *sink);
int book_decode(struct book **book, struct source *source, struct error *error);

/* Aborts on a broken invariant; for tests and after decoding. */
void book_check(const struct book *book);

#endif
