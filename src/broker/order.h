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
enum order_type { ORDER_TYPES(X) };
enum order_self_trade { ORDER_SELF_TRADES(X) };
enum order_tif { ORDER_TIFS(X) };
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

struct order {
    uint64_t id;        /* unique in the game, rising */
    uint32_t account;   /* id */
    uint8_t instrument; /* index in the chapter's table */
    uint8_t side, type, tif, state;
    bool queued;        /* waits for the opening, not in the book yet */
    int32_t limit;      /* ticks; 0 for market */
    int64_t lots;       /* requested */
    int64_t filled;     /* lots */
    int64_t expired;    /* lots that ended with the day while older fills of it were on their way;
                           0 between two market events */
    int64_t ticks_lots; /* sum of ticks x lots over its fills: exact */
    fix8_t value;       /* what that is worth: order_value(ticks_lots) */
    fix8_t paid;        /* the same as booked: whole cents, `value` half-even; each fill books the
                           difference, so that rounding does not add up; fees not included */
    fix8_t fee;         /* charged so far, whole cents */
    fix8_t reserved;    /* cash set aside for what is still open (buys) */
    int64_t mid_half_ticks; /* mid when it was submitted, in half ticks; 0: one side was empty */
    int64_t created_ms;
    book_handle handle; /* its place in the book; 0: none */
};

static inline int64_t order_open_lots(const struct order *order) {
    return order->lots - order->filled;
}

/* Price x size x contract for a sum of ticks x lots, rounded once, half-even, to 8 decimals; false
 * when it does not fit. */
bool order_value(const struct instrument *row, int64_t ticks_lots, fix8_t *value);

#endif
