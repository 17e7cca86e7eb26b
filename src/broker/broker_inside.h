/* Inside of the broker; included by src/broker and its tests only.
 *
 * A request becomes a ticket (broker_ticket.c): the order as it would be, beside all that judges
 * it. The checks (broker_rules.c and _prices.c, _times.c) read a ticket and refuse it with a
 * sentence; the commands (broker.c) turn what passed into an open order; events of the market
 * (broker_take.c) settle it (broker_settle.c); orders that hang together are seen to by
 * broker_pairs.c. */
#ifndef BROKER_INSIDE_H
#define BROKER_INSIDE_H

#include "broker/broker.h"

#define ORDER_DAY_ENDED    "its trading day ended"
#define ORDER_TIME_UP      "its time was up"
#define TRAIL_PERCENT_STEP (FIX8_ONE / 10000) /* one part in a million */
#define TRAIL_PERCENT_MAX  (50 * FIX8_ONE)

struct ticket {
    struct broker *broker;
    const struct market *market;
    struct account *account;
    const struct broker_profile *profile;
    const struct instrument *row;
    const struct listing *listing;
    struct order_request asked;
    int64_t now_ms;
    fix8_t free_cash;           /* what a buy may cost, with what the order has reserved already */
    int64_t held;               /* lots of the position */
    int64_t in_sells;           /* of them, in other open orders to sell */
    int64_t partner_lots;       /* of these, in the order that it would be paired with */
    const struct order *amends; /* the order as it is; NULL: a new one */
    bool on_grid;               /* its fields make an order that can be recorded */
    struct order order;
};

/* ---- broker.c ---- */

/* What passed the checks becomes an open order: in the book, or queued while that is closed. */
void order_enter(struct broker *broker, struct market *market, const struct order *draft,
                 const struct broker_out *out);

/* The book follows an order whose price, size, stop or trail changed from `old`. */
enum book_reason order_change(struct market *market, struct order *order, const struct order *old);

/* Takes an order out of its book, if it is in one; it is then neither there nor queued. */
void order_withdraw(struct market *market, struct order *order);

/* ---- broker_ticket.c ---- */

/* Fills the ticket of a request; refused when no order can be made of it. */
int ticket_open(struct ticket *ticket, struct broker *broker, const struct market *market,
                const struct order_request *request, int64_t ms, struct error *error);

/* The ticket of an amendment: a copy of `order` with the change. */
int ticket_reopen(struct ticket *ticket, struct broker *broker, const struct market *market,
                  const struct order *order, const struct order_change *change, int64_t ms,
                  struct error *error);

int64_t offered_lots(const struct broker *broker, uint32_t account, uint8_t instrument,
                     const struct order *except);

/* ---- broker_rules.c ---- */

/* All rules, in their order; ERROR_REFUSED and a sentence of the first that says no. */
int ticket_check(struct ticket *ticket, struct error *error);

/* ---- broker_prices.c, broker_times.c: rules among them ---- */

int check_members(const struct ticket *ticket, struct error *error);
int check_prices(const struct ticket *ticket, struct error *error);
int check_trail(const struct ticket *ticket, struct error *error);
int check_collar(const struct ticket *ticket, struct error *error);
int check_trigger(const struct ticket *ticket, struct error *error);
int check_bracket(const struct ticket *ticket, struct error *error);
int check_post_only(const struct ticket *ticket, struct error *error);
int check_tif(const struct ticket *ticket, struct error *error);
int check_until(const struct ticket *ticket, struct error *error);
int check_phase(const struct ticket *ticket, struct error *error);

/* The multiple of `step` nearest to `value`, from one step to `most`. */
fix8_t nearest(fix8_t value, fix8_t step, fix8_t most);

int refuse_closed(const struct instrument *row, const struct listing *listing, const char *advice,
                  struct error *error);
int refuse_halted(const struct instrument *row, const struct listing *listing, const char *advice,
                  struct error *error);

/* ---- broker_cost.c ---- */

/* What the ticket's order would cost with `lots` in all; FIX8_MAX when that is too much to count.
 */
fix8_t ticket_cost(const struct ticket *ticket, int64_t lots);

/* The largest size in lots, up to the order's, that the free cash pays for; cost rises with size.
 */
int64_t ticket_payable(const struct ticket *ticket);

/* The price at which a size is judged: the limit, what sets it off, or what the other side offers
 * now, if that is more for a seller or there is no limit. */
int32_t ticket_judging_ticks(const struct ticket *ticket);

/* Money and fees of `lots` bought at `ticks`; false when that is too much to count. */
bool cost_at(const struct ticket *ticket, int32_t ticks, int64_t lots, fix8_t *cost);

/* What `order` sets aside while it waits: 0 for sells; false when it does not fit. */
bool order_needs(const struct broker_profile *profile, const struct instrument *row,
                 const struct order *order, fix8_t *needs);

/* The highest price that an order to buy may come to: its limit, or the collar above what sets it
 * off (for an auction, the last trade); 0 for one that trades within the call that sends it, and
 * for sells. */
int32_t order_worst(const struct order *order, const struct instrument *row,
                    const struct listing *listing);

/* The highest price within the collar around `ticks`. */
int32_t collar_above(const struct instrument *row, int32_t ticks);

/* Ticks between a print at `from` and the trailing stop it leads to. */
int32_t trail_distance(const struct order *order, int32_t from);

/* What an order asks of the book; `special` is what the request then points to. Orders to sell are
 * reduce-only there, all of them: however many stand open, no more is sold than there is. */
struct book_request order_request_of(const struct order *order, struct book_special *special);

/* What it would fill now (book_walk). */
int64_t order_walk(const struct order *order, const struct market *market, int64_t *ticks_lots);

/* ---- broker_pairs.c ---- */

/* The open partner of an order, or NULL. */
struct order *partner_of(const struct broker *broker, const struct order *order);

/* `lots` of the order traded while its partner was not in the book, which would have cut it. */
void cut_partner(struct broker *broker, const struct market *market, const struct order *order,
                 int64_t lots, const struct broker_out *out);

/* The first open exit of the bracket `entry`, or NULL. */
const struct order *exits_of(const struct broker *broker, uint64_t entry);

/* Remembers that `lots` of a bracket's entry filled, for broker_protect. */
void exits_due(struct broker *broker, const struct order *entry, int64_t lots);

int check_pair(const struct ticket *ticket, struct error *error);

/* ---- broker_corporate.c ---- */

void take_split(struct broker *broker, const struct market_event *event,
                const struct broker_out *out);
void take_dividend(struct broker *broker, const struct market *market,
                   const struct market_event *event, const struct broker_out *out);

/* ---- broker_settle.c ---- */

/* One fill: position, legs, reservation, state; ends the order when it is whole. */
void settle_fill(struct broker *broker, const struct market *market,
                 const struct market_event *event, const struct broker_out *out);

/* Sets the reservation to what the order needs as it stands. */
void settle_hold(struct broker *broker, const struct market *market, struct order *order);

/* The order lost `lots` that had not filled; ends it when nothing is left. */
void settle_cut(struct broker *broker, const struct market *market, struct order *order,
                int64_t lots, enum book_reason why, const struct broker_out *out);

/* The order is over: lets go of what it held, tells, and takes it out of the table. */
void settle_end(struct broker *broker, struct order *order, enum order_state state,
                const char *reason, const struct broker_out *out);

/* Posts a deposit of the house. */
void settle_deposit(struct broker *broker, struct account *account, fix8_t amount,
                    const struct broker_out *out);

/* Books a dividend on a position of `lots` and what is withheld of it. */
void settle_dividend(struct broker *broker, struct account *account, const struct instrument *row,
                     int64_t lots, fix8_t gross, fix8_t withheld, const struct broker_out *out);

/* Tells every account whose money changed. */
void settle_accounts(struct broker *broker, const struct broker_out *out);

/* ---- broker_take.c ---- */

/* Takes the market's events from number `first` on. */
void take_from(struct broker *broker, struct market *market, uint32_t first,
               const struct broker_out *out);

/* Hands an open order to the book; its handle is set, its fills are events. */
enum book_reason order_submit(struct broker *broker, struct market *market, struct order *order,
                              const struct broker_out *out);

/* Sees to it that the market's alarm is not later than the end of a GTD order. */
void alarm_by(struct market *market, int64_t until_ms);

/* ---- broker_state.c ---- */

struct order *orders_add(struct broker *broker, const struct order *order);
struct order *orders_find(const struct broker *broker, uint64_t id);
void orders_remove(struct broker *broker, struct order *order);
struct position *positions_find(const struct broker *broker, uint32_t account, uint8_t instrument);
struct position *positions_add(struct broker *broker, uint32_t account, uint8_t instrument,
                               int64_t ms);
void positions_remove(struct broker *broker, struct position *position);
struct account *accounts_add(struct broker *broker);

/* ---- broker_check.c ---- */

/* The first broken invariant in words, or NULL. Changes nothing. */
const char *broker_fault(struct broker *broker);

/* The same of an open order by itself. */
const char *order_fault(const struct broker *broker, const struct order *order);

/* The order of the positions table. */
bool position_follows(const struct position *position, const struct position *before);

/* ---- numbers in sentences ---- */

struct number_text {
    char text[FIX8_TEXT_MAX];
};

struct number_text number_text(fix8_t value, int decimals);
struct number_text money_text(fix8_t value);                                /* 15,062.66 */
struct number_text size_text(const struct instrument *row, int64_t lots);   /* 0.0400 */
struct number_text price_text(const struct instrument *row, int64_t ticks); /* 50,100.00 */

#endif
