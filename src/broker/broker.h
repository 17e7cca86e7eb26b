/* The broker: checks orders, hands them to the market, turns fills into positions and ledger legs.
 *
 * This cut: one account a player, orders of every type, long positions paid in full, the Discount
 * broker's costs. Instruments that need the appropriateness test (futures, CFDs, short positions)
 * are refused with a sentence.
 *
 * Invariants after every call (broker_check): an account's balances sum to zero; the legs of a
 * transaction sum to zero; the costs of its positions are its LEDGER_POSITIONS balance; cash >=
 * reserved >= 0; reserved = sum over open buy orders; no open order to sell is in a book for more
 * than the position; partners that are open name each other; every open order is in the book or
 * queued.
 *
 * What a buy reserves is what it would cost if all that is open filled at its worst price, fee
 * included, less what was paid and charged already: exactly enough, however many fills it takes.
 * The worst price is its limit. One at market that waits pays at most the collar above its stop, or
 * above where its stop stood first when that trails down, or, in an auction, above the last trade;
 * if the market jumped over that, it is not filled rather than overdrawn.
 *
 * All orders to sell together may offer what is held, partners counted once. Reduce-only ones, and
 * the exits of brackets are such, come on top: they are cut as the position shrinks. In the book
 * every order to sell is reduce-only, so that whatever fills first, no more is sold than there is.
 *
 * A sale's commission never takes more than the account then has free, so that an exit cannot fail
 * for its fee. */
#ifndef BROKER_BROKER_H
#define BROKER_BROKER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"
#include "base/fix8.h"
#include "broker/fees.h"
#include "broker/ledger.h"
#include "broker/order.h"
#include "market/market.h"

#define ACCOUNT_NAME_MAX        24
#define ACCOUNT_OPEN_ORDERS_MAX 200
#define ACCOUNTS_MAX            4096
#define ORDER_VALUE_MAX         (100000000 * FIX8_ONE)   /* USD; with fees */
#define ACCOUNT_CASH_MAX        (10000000000 * FIX8_ONE) /* above it nothing more is sold */

struct account {
    uint32_t id;     /* > 0; also its orders' owner in the books */
    uint32_t player; /* id */
    char name[ACCOUNT_NAME_MAX];
    uint8_t broker; /* row of the broker table */
    fix8_t balances[LEDGER_BOOK_COUNT];
    fix8_t reserved; /* of the cash, for open buys */
    int64_t opened_ms;
    bool changed; /* money changed and not told yet; false between calls */
};

struct position { /* one net position an account and instrument; exists while lots > 0 */
    uint32_t account;
    uint8_t instrument;
    int64_t lots;    /* long */
    fix8_t cost;     /* whole cents; equal to what its legs say */
    fix8_t realised; /* since it opened */
    fix8_t fees;     /* since it opened */
    int64_t opened_ms, updated_ms;
};

/* What happened, in order; the receiver copies what it keeps. */
struct fill {
    uint64_t id; /* unique in the game, rising */
    uint64_t order;
    uint32_t account;
    uint8_t instrument, side;
    bool maker;
    int32_t ticks;
    int64_t lots;
    fix8_t cash; /* signed change of cash, fees not included */
    fix8_t fee;
    fix8_t pnl; /* realised, sells */
};

struct split { /* what a split did to a position */
    uint32_t account;
    uint8_t instrument;
    uint32_t numerator, denominator; /* new units for old ones */
    int64_t before, after;           /* lots */
};

struct broker_out {
    void (*order)(void *context, const struct order *order, const char *reason);
    void (*fill)(void *context, const struct fill *fill);
    void (*leg)(void *context, const struct ledger_leg *leg);
    void (*position)(void *context, const struct position *position); /* lots = 0: closed */
    void (*account)(void *context, const struct account *account);    /* opened, or money changed */
    void (*split)(void *context, const struct split *split);          /* before the position */
    void *context;
};
/* All six are set. What a row refers to comes before it: an account before its first leg, an order
 * (pending) before its fills; a fill, then its legs, its position, its order's new state. A changed
 * account comes once, at the end of the call. `reason` is "" when there is none. */

struct exit_due { /* exits of a bracket that are due for what its entry has filled */
    struct order entry;
    int64_t lots;
};

struct broker {
    struct broker_table table; /* content */
    struct account *accounts;  /* owned; by id */
    uint32_t account_count, account_capacity;
    struct order *orders; /* owned; open ones only, by id */
    uint32_t order_count, order_capacity;
    struct position *positions; /* owned; by (account, instrument) */
    uint32_t position_count, position_capacity;
    struct exit_due *dues; /* owned; none between two calls and when all events have been taken */
    uint32_t due_count, due_capacity;
    uint32_t next_account;
    uint64_t next_order, next_fill, next_transaction;
};

void broker_init(struct broker *broker, const struct broker_table *table);
void broker_clear(struct broker *broker);

/* A new chapter: closes all accounts of the old one; numbers go on rising. */
void broker_reset(struct broker *broker);

/* Opens the player's account with the opening cash, deposited by the house; returns its id. */
uint32_t broker_open_account(struct broker *broker, uint32_t player, const char *name, int64_t ms,
                             const struct broker_out *out);

struct order_request {
    uint32_t account;
    uint8_t instrument;
    uint8_t side, type, tif, self_trade;
    bool post_only, reduce_only;
    fix8_t size;
    fix8_t price;         /* limit; 0: at market */
    fix8_t stop, target;  /* 0: none */
    fix8_t trail;         /* an amount, */
    fix8_t trail_percent; /* or 1.5 for 1.5 % */
    fix8_t display;       /* 0: all */
    int64_t until_ms;     /* gtd; else 0 */
    uint64_t oco;         /* an open order; 0: none */
};

/* A change of an order; 0 leaves a member as it is. */
struct order_change {
    fix8_t price;
    fix8_t size; /* the order's new total, more than has filled */
    fix8_t stop, target, trail, trail_percent;
};

/* The four calls that follow hand work to the market and take, themselves and at once, the fills
 * and cancellations that this causes, other accounts' fills included. Those events stay in
 * `market->events` for the caller to look at, with `ref` 0: broker_take leaves them alone. What was
 * in `market->events` before must have been taken. */

/* Places an order at game time `ms`. Refused: ERROR_REFUSED with a sentence, recorded as a rejected
 * order when its fields are on the grid. Fills of the taking part follow at once through `out`.
 * Returns 0 and the order's id; the id of a rejection when one was recorded, else 0. `id` may be
 * NULL. */
int broker_place(struct broker *broker, struct market *market, const struct order_request *request,
                 int64_t ms, const struct broker_out *out, uint64_t *id, struct error *error);

/* The owner takes an order back; `account` must own it. */
int broker_cancel(struct broker *broker, struct market *market, uint32_t account, uint64_t id,
                  const struct broker_out *out, struct error *error);

/* Changes an open order. A smaller size keeps its place in the queue while the market takes orders;
 * an order that waits for its trigger keeps its place among those. What a bracket changes is for
 * exits still to come. A refusal leaves the order as it was and is not recorded. */
int broker_amend(struct broker *broker, struct market *market, uint32_t account, uint64_t id,
                 const struct order_change *change, int64_t ms, const struct broker_out *out,
                 struct error *error);

/* Sells the whole position at market, at most the instrument's largest order (open sell orders of
 * it are cancelled first). */
int broker_close_position(struct broker *broker, struct market *market, uint32_t account,
                          uint8_t instrument, int64_t ms, const struct broker_out *out,
                          uint64_t *id, struct error *error);

/* One event of the market: fills, cancellations, openings (queued orders go in), day ends (DAY
 * orders expire). The caller passes every event of a step in order, those included that are
 * appended meanwhile (an opening makes fills); `event` may be in `market->events`:
 *
 *     for (uint32_t i = 0; i < market->event_count; i++)
 *         broker_take(broker, market, &market->events[i], out); */
void broker_take(struct broker *broker, struct market *market, const struct market_event *event,
                 const struct broker_out *out);

/* Sends the exits of brackets for what filled, once all events have been taken; true when there
 * were any, and then there may be more events. */
bool broker_protect(struct broker *broker, struct market *market, const struct broker_out *out);

struct account *broker_account(struct broker *broker, uint32_t id);
struct account *broker_account_of(struct broker *broker, uint32_t player);
const struct order *broker_order(const struct broker *broker, uint64_t id);
const struct position *broker_position(const struct broker *broker, uint32_t account,
                                       uint8_t instrument);

/* Value of a position at the mark, whole cents half-even; cash + positions at the mark. */
fix8_t position_value(const struct position *position, const struct market *market);
fix8_t account_equity(const struct broker *broker, const struct account *account,
                      const struct market *market);

void broker_check(const struct broker *broker); /* aborts on a broken invariant */

/* Do the two agree on every open order: in the book with equal remaining size and owner or queued,
 * its sums and reservation what the instrument's grid makes of them? After decoding both; 0 or
 * ERROR_STORAGE naming the first order that differs. */
int broker_agrees(const struct broker *broker, const struct market *market, struct error *error);

/* Canonical. The decoder takes nothing that breaks an invariant above (ERROR_STORAGE; the broker is
 * then empty), and what it takes encodes to the same bytes. */
void broker_encode(const struct broker *broker, const struct sink *sink);
int broker_decode(struct broker *broker, const struct broker_table *table, struct source *source,
                  struct error *error);

#endif
