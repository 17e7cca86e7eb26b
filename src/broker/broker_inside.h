/* Inside of the broker; included by src/broker and its tests only.
 *
 * A request becomes a ticket: the order as it would be, beside all that judges it. The checks
 * (broker_rules.c) read a ticket and refuse it with a sentence; the commands (broker.c) turn what
 * passed into an open order; events of the market (broker_take.c) settle it (broker_settle.c). */
#ifndef BROKER_INSIDE_H
#define BROKER_INSIDE_H

#include "broker/broker.h"

#define ORDER_DAY_ENDED "its trading day ended"

struct ticket {
    struct broker *broker;
    const struct market *market;
    struct account *account;
    const struct broker_profile *profile;
    const struct instrument *row;
    const struct listing *listing;
    fix8_t size, price; /* as asked for */
    fix8_t free_cash;   /* what a buy may cost, with what the order has reserved already */
    int64_t held;       /* lots of the position */
    int64_t in_sells;   /* of them, in other open sell orders */
    bool amends;
    bool on_grid; /* its fields make an order that can be recorded */
    struct order order;
};

/* ---- broker.c ---- */

/* What passed the checks becomes an open order: in the book, or queued while it is closed. */
void order_enter(struct broker *broker, struct market *market, const struct order *draft,
                 const struct broker_out *out);

/* ---- broker_rules.c ---- */

/* Fills the ticket of a request; refused when no order can be made of it. */
int ticket_open(struct ticket *ticket, struct broker *broker, const struct market *market,
                const struct order_request *request, int64_t ms, struct error *error);

/* The ticket of an amendment: a copy of `order` with the new price and size (0: as it is). */
int ticket_reopen(struct ticket *ticket, struct broker *broker, const struct market *market,
                  const struct order *order, fix8_t price, fix8_t size, struct error *error);

/* All rules, in their order; ERROR_REFUSED and a sentence of the first that says no. */
int ticket_check(struct ticket *ticket, struct error *error);

/* What the ticket's order would cost with `lots` in all; FIX8_MAX when that is too much to count.
 */
fix8_t ticket_cost(const struct ticket *ticket, int64_t lots);

/* The largest size in lots, up to the order's, that the free cash pays for; cost rises with size.
 */
int64_t ticket_payable(const struct ticket *ticket);

/* The price at which a size is judged: the limit, or what the other side offers now, if that is
 * more for a seller or there is no limit. */
int32_t ticket_judging_ticks(const struct ticket *ticket);

/* What `order` sets aside while it rests: 0 for sells; false when it does not fit. */
bool order_needs(const struct broker_profile *profile, const struct instrument *row,
                 const struct order *order, fix8_t *needs);

int refuse_closed(const struct instrument *row, const struct listing *listing, const char *advice,
                  struct error *error);

/* What a market or limit order asks of the book. */
struct book_request order_request_of(const struct order *order, const struct market *market);

/* ---- broker_settle.c ---- */

/* One fill: position, legs, reservation, state; ends the order when it is whole. */
void settle_fill(struct broker *broker, const struct market *market,
                 const struct market_event *event, const struct broker_out *out);

/* Sets reservation (buys) or the position's `selling` (sells) to what the order needs as it stands;
 * `before` is its size in open lots so far, 0 for a new one. */
void settle_hold(struct broker *broker, const struct market *market, struct order *order,
                 int64_t before);

/* The order is over: lets go of what it held, tells, and takes it out of the table. */
void settle_end(struct broker *broker, struct order *order, enum order_state state,
                const char *reason, const struct broker_out *out);

/* Posts a deposit of the house. */
void settle_deposit(struct broker *broker, struct account *account, fix8_t amount,
                    const struct broker_out *out);

/* Tells every account whose money changed. */
void settle_accounts(struct broker *broker, const struct broker_out *out);

/* ---- broker_take.c ---- */

/* Takes the market's events from number `first` on. */
void take_from(struct broker *broker, struct market *market, uint32_t first,
               const struct broker_out *out);

/* Hands an open order to the book; its handle is set, its fills are events. */
enum book_reason order_submit(struct market *market, struct order *order);

/* ---- broker_state.c ---- */

struct order *orders_add(struct broker *broker, const struct order *order);
struct order *orders_find(const struct broker *broker, uint64_t id);
void orders_remove(struct broker *broker, struct order *order);
struct position *positions_find(const struct broker *broker, uint32_t account, uint8_t instrument);
struct position *positions_add(struct broker *broker, uint32_t account, uint8_t instrument,
                               int64_t ms);
void positions_remove(struct broker *broker, struct position *position);
struct account *accounts_add(struct broker *broker);

/* ---- broker_codec.c ---- */

/* The first broken invariant in words, or NULL. Changes nothing. */
const char *broker_fault(struct broker *broker);

/* ---- numbers in sentences ---- */

struct number_text {
    char text[FIX8_TEXT_MAX];
};

struct number_text money_text(fix8_t value);                                /* 15,062.66 */
struct number_text size_text(const struct instrument *row, int64_t lots);   /* 0.0400 */
struct number_text price_text(const struct instrument *row, int64_t ticks); /* 50,100.00 */

#endif
