/* One instrument's order book: price-time priority, integer ticks and lots.
 *
 * Orders live in an index-linked pool and are never moved; a price level is a slot in an array
 * window around the market, found by tick, with a bitmap for the next occupied one; prices outside
 * the window live in a sorted side list (correct, only slower), and the window moves when the
 * market does. Submitting, matching, cancelling allocate nothing once the pool has grown.
 *
 * Everything that happens is an event (book_events), in order; the caller drains them after each
 * call. Levels, tapes, own orders are folds over these events. Within a call, a TRADE comes for
 * each meeting of maker and taker, best price first; then what became of the order itself: REST, or
 * CANCEL for what was dropped, or nothing when all of it traded. A level that changed is told once,
 * by a LEVEL right after the last event that changed it.
 *
 * Invariants (book_check): best bid < best ask; a level's lots and count are the sums of its queue;
 * a bit is set exactly for occupied levels; every live slot is in exactly one queue. */
#ifndef MARKET_BOOK_H
#define MARKET_BOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"

#define BOOK_ORDERS_MAX (1u << 22) /* resting orders in one book; beyond: refused */
#define BOOK_LOTS_MAX   INT64_C(1000000000000)
#define BOOK_TICKS_MAX  2000000000

enum side { SIDE_BUY, SIDE_SELL };
#define SIDE_OTHER(one) ((enum side)(1 - (int)(one)))

enum book_tif { BOOK_REST, BOOK_IOC, BOOK_FOK }; /* what happens to what is not filled at once */

/* Pool slot and the order's number in this book: a handle of an order that is gone is never
 * mistaken for a new one. Zero is no order. */
typedef uint64_t book_handle;

struct book_request {
    enum side side;
    enum book_tif tif;
    bool post_only; /* refused when it would trade */
    int32_t limit;  /* worst acceptable ticks, 1 to BOOK_TICKS_MAX; a market order is an IOC at its
                       collar */
    int64_t lots;   /* 1 to BOOK_LOTS_MAX */
    uint32_t owner; /* who: orders of one owner never trade with each other; 0 is nobody's */
    uint64_t ref;   /* the caller's number, returned in events; 0 for agents */
};

/* name, sentence fragment */
#define BOOK_REASONS(X)                                                                            \
    X(BOOK_OK, "")                                                                                 \
    X(BOOK_BY_OWNER, "cancelled on request")                                                       \
    X(BOOK_REST_DROPPED, "nothing more was on offer inside the price limit")                       \
    X(BOOK_NOT_WHOLE, "the whole size was not on offer inside the price limit")                    \
    X(BOOK_WOULD_TRADE, "it would have traded at once")                                            \
    X(BOOK_SELF_TRADE, "it would have traded with an order of your own")                           \
    X(BOOK_FULL, "the book holds no more orders")                                                  \
    X(BOOK_BAD_REQUEST, "the price or size is outside the book's limits")                          \
    X(BOOK_NO_ORDER, "there is no such order")

enum book_reason {
#define X(name, text) name,
    BOOK_REASONS(X)
#undef X
};

const char *book_reason_text(enum book_reason reason);

enum book_event_kind {
    BOOK_EVENT_REST,   /* an order came to rest at the end of its level's queue: lots */
    BOOK_EVENT_TRADE,  /* maker and taker met, at the maker's price: lots, both owners and refs */
    BOOK_EVENT_CANCEL, /* a resting order, or the rest of a taker, went away: lots, reason */
    BOOK_EVENT_AMEND, /* a resting order changed: its lots now; 0: it left its queue to come in anew
                         under the same handle */
    BOOK_EVENT_LEVEL, /* a level's new total: side, ticks, lots (0: gone); no order's members */
};

struct book_event {
    uint8_t kind;   /* enum book_event_kind */
    uint8_t side;   /* TRADE: the taker's side; else the order's or level's */
    uint8_t reason; /* CANCEL: enum book_reason; else BOOK_OK */
    int32_t ticks;
    int64_t lots;
    book_handle handle;      /* the order's; TRADE: the maker's; 0 for one that never rested */
    uint64_t ref, taker_ref; /* ref: the order's; TRADE: the maker's */
    uint32_t owner, taker_owner;
    int64_t left; /* TRADE: lots the maker has left; 0: it is gone */
};

struct book_result {
    enum book_reason reason; /* BOOK_OK: all of it filled or rests */
    book_handle handle;      /* the part that rests, or 0 */
    int64_t filled;          /* lots */
    int64_t rested;          /* lots */
};

struct book_level {
    int32_t ticks;
    int64_t lots;
    uint32_t orders;
};

struct book;

struct book *book_new(int32_t centre); /* the window starts around `centre` ticks */
void book_free(struct book *book);

/* Takes one order. `result->reason` says what happened:
 * - BOOK_BAD_REQUEST, BOOK_FULL (a BOOK_REST order while BOOK_ORDERS_MAX rest), BOOK_WOULD_TRADE,
 *   BOOK_NOT_WHOLE: refused. Nothing changed, there is no event, all else in the result is 0.
 * - BOOK_REST_DROPPED: an IOC order's rest found nothing more; BOOK_SELF_TRADE: the rest would have
 * met an order of the same owner. `filled` lots (0 too) traded, none rest, and one CANCEL with
 * handle 0 tells the lots dropped.
 * - BOOK_OK: filled + rested = lots.
 * A FOK order that an order of its owner keeps from filling whole is refused with BOOK_NOT_WHOLE.
 */
void book_submit(struct book *book, const struct book_request *request, struct book_result *result);

/* Takes a resting order out; BOOK_NO_ORDER when it is not there (any more). */
enum book_reason book_cancel(struct book *book, book_handle handle);

/* Changes price or size (of what is left). A smaller size at the same price keeps the place
 * (AMEND); a larger size or a new price loses it (AMEND with 0 lots) and comes in like a new
 * BOOK_REST order that keeps its handle while it rests: it may trade, and be cancelled with
 * BOOK_SELF_TRADE. The price and size it has already change nothing. Refused, with the order left
 * as it is: BOOK_NO_ORDER, BOOK_BAD_REQUEST. */
void book_amend(struct book *book, book_handle handle, int32_t limit, int64_t lots,
                struct book_result *result);

/* Events since the last drain; borrowed until the next call that changes the book. */
const struct book_event *book_events(const struct book *book, size_t *count);
void book_events_drain(struct book *book);

/* Reading. `best` is false when a side is empty. Levels come best first; returns how many. */
bool book_best(const struct book *book, enum side side, int32_t *ticks, int64_t *lots);
size_t book_levels(const struct book *book, enum side side, struct book_level *levels, size_t most);
bool book_order(const struct book *book, book_handle handle, struct book_request *order); /* what is
                                                                                 left of it */
int64_t book_ahead(const struct book *book, book_handle handle); /* lots before it in its queue */
uint32_t book_order_count(const struct book *book);
uint32_t book_owned_count(const struct book *book, uint32_t owner); /* looks at every slot */

/* What a taker would get now, without doing it: returns the lots it would fill and writes the sum
 * of ticks x lots to `*ticks_lots` (lots are cut so that it fits). Stops, as matching does, at an
 * order of the same owner; `tif` and `post_only` do not matter. */
int64_t book_walk(const struct book *book, const struct book_request *taker, int64_t *ticks_lots);

/* Canonical encoding: the numbering of handles, then live orders by rising price and, within one,
 * by time. Decoded, it goes on identically, handles included. Events are not part of it: drain
 * first. Bytes that no book could have written give ERROR_STORAGE and leave `*book` alone. */
void book_encode(const struct book *book, const struct sink *sink);
int book_decode(struct book **book, struct source *source, struct error *error);

/* Aborts on a broken invariant; for tests and after decoding. */
void book_check(const struct book *book);

#endif
