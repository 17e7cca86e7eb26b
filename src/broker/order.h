/* A player's order, from the ticket to its end. What the market calls a request and a handle, the
 * broker calls an order with a number, a state and a reason. */
#ifndef BROKER_ORDER_H
#define BROKER_ORDER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/fix8.h"
#include "market/book.h"
#include "market/instrument.h"

/* name, word, phrase for the ticket; numbers are stored, new ones go to the end */
#define ORDER_TYPES(X)                                                                             \
    X(ORDER_MARKET, "market", "at the best price on offer now")                                    \
    X(ORDER_LIMIT, "limit", "at this price or better")                                             \
    X(ORDER_STOP, "stop", "at market once the stop price has traded")                              \
    X(ORDER_STOP_LIMIT, "stop-limit", "as a limit order once the stop price has traded")           \
    X(ORDER_TRAILING, "trailing", "at market once the price turns by this much")                   \
    X(ORDER_TAKE_PROFIT, "take-profit", "at market, or at a limit, once the price is that good")   \
    X(ORDER_BRACKET, "bracket", "an entry with a stop and a target behind it")

#define ORDER_TIFS(X)                                                                              \
    X(TIF_DAY, "day", "until the trading day ends")                                                \
    X(TIF_GTC, "gtc", "until you cancel it")                                                       \
    X(TIF_IOC, "ioc", "what can be filled at once, the rest is cancelled")                         \
    X(TIF_FOK, "fok", "all at once or not at all")                                                 \
    X(TIF_GTD, "gtd", "until a time you give")

#define ORDER_STATES(X)                                                                            \
    X(ORDER_PENDING, "pending", "waits")                                                           \
    X(ORDER_PARTIAL, "partial", "partly filled, waits")                                            \
    X(ORDER_FILLED, "filled", "filled")                                                            \
    X(ORDER_CANCELED, "canceled", "cancelled")                                                     \
    X(ORDER_REJECTED, "rejected", "refused")                                                       \
    X(ORDER_EXPIRED, "expired", "its time ended")

/* whose order goes when it would trade with another of the same account: name, word, phrase */
#define ORDER_SELF_TRADES(X)                                                                       \
    X(ORDER_SELF_NEWEST, "newest", "the newer order is cancelled")                                 \
    X(ORDER_SELF_OLDEST, "oldest", "the older order is cancelled")                                 \
    X(ORDER_SELF_BOTH, "both", "both are cancelled")

#define X(name, word, phrase) name,
enum order_type { ORDER_TYPES(X) ORDER_TYPE_COUNT };
enum order_self_trade { ORDER_SELF_TRADES(X) };
enum order_tif { ORDER_TIFS(X) TIF_COUNT };
enum order_state { ORDER_STATES(X) };
#undef X

/* NULL-terminated words by enum; also for sides: "buy", "sell"; and phrases. */
extern const char *const order_type_phrases[];
extern const char *const order_tif_phrases[];
extern const char *const order_type_words[];
extern const char *const order_tif_words[];
extern const char *const order_state_words[];
extern const char *const order_self_trade_words[];
extern const char *const side_words[];

#define ORDER_REASON_MAX 240

/* An order to buy or sell `lots`. Some of them have filled, some were cut off it (its partner
 * traded, or there is no more to sell), the rest is open. */
struct order {
    uint64_t id;        /* unique in the game, rising */
    uint32_t account;   /* id */
    uint8_t instrument; /* index in the chapter's table */
    uint8_t side, type, tif, state, self_trade;
    bool queued; /* waits until the market takes orders, not in the book yet */
    bool post_only, reduce_only;
    bool triggered; /* its stop has gone off */
    int32_t limit;  /* ticks; 0: at market */
    int32_t stop; /* ticks: what sets it off; of a bracket, its stop loss; 0: none, or it trails */
    int32_t target;           /* ticks, of a bracket */
    int32_t trail, trail_ppm; /* of a trailing stop: one of them */
    int32_t
        worst; /* buys that wait: the highest price they may pay, at which they reserve; else 0 */
    int64_t lots;        /* requested */
    int64_t filled, cut; /* lots */
    int64_t expired;     /* lots that ended with their time while older fills or cuts were on their
                            way; 0 between two market events */
    int64_t display;     /* lots shown at a time; 0: all */
    int64_t ticks_lots;  /* sum of ticks x lots over its fills: exact */
    fix8_t value;        /* what that is worth: order_value(ticks_lots) */
    fix8_t paid;         /* the same as booked: whole cents, `value` half-even; each fill books the
                            difference, so that rounding does not add up; fees not included */
    fix8_t fee;          /* charged so far, whole cents */
    fix8_t reserved;     /* cash set aside for what is still open (buys) */
    int64_t mid_half_ticks; /* mid when it was submitted, in half ticks; 0: one side was empty */
    int64_t created_ms;
    int64_t until_ms;   /* gtd; else 0 */
    uint64_t oco;       /* its partner, which names it in turn while both are open; 0: none ever */
    uint64_t parent;    /* exits of a bracket: their entry; else 0 */
    book_handle handle; /* its place in the book; 0: none */
};

static inline int64_t order_open_lots(const struct order *order) {
    return order->lots - order->filled - order->cut;
}

/* At market when it goes in: then it takes what the collar holds and never rests. */
static inline bool order_at_market(const struct order *order) {
    return order->limit == 0;
}

/* Could it wait for days: in a book, for its trigger or for the market to open? */
bool order_may_wait(const struct order *order);

enum order_need { NEEDS_NO, MAY_HAVE, MUST_HAVE };

/* What a type of order is made of. */
struct order_traits {
    uint8_t price, stop; /* enum order_need */
    uint8_t trigger;     /* enum book_trigger */
    const char *name;    /* "A stop-limit order" */
};
extern const struct order_traits order_traits[]; /* by enum order_type */

/* Price x size x contract for a sum of ticks x lots, rounded once, half-even, to 8 decimals; false
 * when it does not fit. */
bool order_value(const struct instrument *row, int64_t ticks_lots, fix8_t *value);

#endif
