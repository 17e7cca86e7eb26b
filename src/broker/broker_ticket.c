/* A request or a change becomes a ticket: on the grid where it can be, beside what judges it. */
#include <assert.h>

#include "broker/broker_inside.h"

/* What open plain orders to sell could still sell, partners counted once; `except` is left out.
 * Reduce-only orders are cut to what is there and hold nothing. */
int64_t offered_lots(const struct broker *broker, uint32_t account, uint8_t instrument,
                     const struct order *except) {
    int64_t lots = 0;
    for (uint32_t i = 0; i < broker->order_count; i++) {
        const struct order *order = &broker->orders[i];
        if (order->account != account || order->instrument != instrument ||
            order->side != SIDE_SELL || order->reduce_only || order == except)
            continue;
        const struct order *partner = order->oco != 0 ? orders_find(broker, order->oco) : NULL;
        int64_t open = order_open_lots(order);
        int64_t other = partner != NULL && partner != except && !partner->reduce_only
                            ? order_open_lots(partner)
                            : 0;
        /* a pair counts with the larger, or, when equal, with the older one */
        lots += other > open || (other == open && other > 0 && partner->id < order->id) ? 0 : open;
    }
    return lots;
}

/* What the account can use, leaving out what `order` itself holds already. */
static void fill_account(struct ticket *ticket, const struct order *holds) {
    const struct account *account = ticket->account;
    uint8_t instrument = ticket->order.instrument;
    const struct position *position = positions_find(ticket->broker, account->id, instrument);
    ticket->free_cash = account->balances[LEDGER_CASH] - account->reserved;
    ticket->held = position != NULL ? position->lots : 0;
    const struct order *partner =
        ticket->order.oco != 0 ? orders_find(ticket->broker, ticket->order.oco) : NULL;
    ticket->in_sells = offered_lots(ticket->broker, account->id, instrument, holds);
    ticket->partner_lots = partner != NULL && partner->side == SIDE_SELL && !partner->reduce_only
                               ? order_open_lots(partner)
                               : 0;
    if (holds != NULL)
        ticket->free_cash += holds->reserved;
    assert(ticket->free_cash >= 0);
}

static void fill_market(struct ticket *ticket, const struct market *market, uint8_t instrument) {
    ticket->market = market;
    ticket->row = &market->table.rows[instrument];
    ticket->listing = &market->listings[instrument];
    ticket->profile = &ticket->broker->table.rows[ticket->account->broker];
}

/* A price that may be left out; false when it is there and off the grid. */
static bool grid_price(const struct ticket *ticket, fix8_t price, int32_t *ticks) {
    *ticks = 0;
    if (price == 0)
        return true;
    bool fits =
        price > 0 && instrument_ticks(ticket->row, price, ticks) && *ticks <= INSTRUMENT_TICKS_MAX;
    *ticks = fits ? *ticks : 0;
    return fits;
}

static bool grid_percent(fix8_t percent, int32_t *ppm) {
    bool fits = percent >= 0 && percent <= TRAIL_PERCENT_MAX && percent % TRAIL_PERCENT_STEP == 0;
    *ppm = fits ? (int32_t)(percent / TRAIL_PERCENT_STEP) : 0;
    return fits;
}

/* Puts sizes and prices on the grid; what is off it leaves 0 for its rule to refuse. */
static void fill_grid(struct ticket *ticket) {
    struct order *order = &ticket->order;
    const struct order_request *asked = &ticket->asked;
    const struct order_traits *traits = &order_traits[order->type];
    order->lots = order->display = 0;
    bool sized = asked->size > 0 && instrument_lots(ticket->row, asked->size, &order->lots) &&
                 order->lots <= BOOK_LOTS_MAX;
    bool shown =
        asked->display == 0 ||
        (asked->display > 0 && instrument_lots(ticket->row, asked->display, &order->display));
    bool priced = grid_price(ticket, asked->price, &order->limit);
    priced &= grid_price(ticket, asked->stop, &order->stop);
    priced &= grid_price(ticket, asked->target, &order->target);
    priced &= grid_price(ticket, asked->trail, &order->trail);
    priced &= grid_percent(asked->trail_percent, &order->trail_ppm);
    bool whole = (traits->price == NEEDS_NO ? order->limit == 0
                                            : traits->price == MAY_HAVE || order->limit > 0) &&
                 (traits->stop != MUST_HAVE || order->stop > 0) &&
                 (order->type != ORDER_BRACKET || order->target > 0) &&
                 (order->type != ORDER_TRAILING || order->trail > 0 || order->trail_ppm > 0);
    order->lots = sized ? order->lots : 0;
    order->display = shown ? order->display : 0;
    ticket->on_grid = sized && shown && priced && whole;
}

static int64_t mid_half_ticks(const struct listing *listing) {
    int32_t bid, ask;
    int64_t lots;
    bool both = book_best(listing->book, SIDE_BUY, &bid, &lots) &&
                book_best(listing->book, SIDE_SELL, &ask, &lots);
    return both ? (int64_t)bid + ask : 0;
}

int ticket_open(struct ticket *ticket, struct broker *broker, const struct market *market,
                const struct order_request *request, int64_t ms, struct error *error) {
    *ticket = (struct ticket){
        .broker = broker,
        .account = broker_account(broker, request->account),
        .asked = *request,
        .now_ms = ms,
        .order = {.account = request->account,
                  .instrument = request->instrument,
                  .side = request->side,
                  .type = request->type,
                  .tif = request->tif,
                  .state = ORDER_PENDING,
                  .self_trade = request->self_trade,
                  .post_only = request->post_only,
                  .reduce_only = request->reduce_only,
                  .until_ms = request->until_ms,
                  .oco = request->oco,
                  .created_ms = ms},
    };
    if (ticket->account == NULL)
        return error_set(error, ERROR_REFUSED, "There is no such account.");
    if (request->instrument >= market->table.count)
        return error_set(error, ERROR_REFUSED, "There is no such instrument in this market.");
    if (request->side > SIDE_SELL || request->type >= ORDER_TYPE_COUNT ||
        request->tif >= TIF_COUNT || request->self_trade > ORDER_SELF_BOTH)
        return error_set(error, ERROR_USAGE, "This broker knows no such order.");
    fill_market(ticket, market, request->instrument);
    fill_account(ticket, NULL);
    fill_grid(ticket);
    struct order *order = &ticket->order;
    order->queued = !phase_takes_orders(ticket->listing->phase);
    order->mid_half_ticks = mid_half_ticks(ticket->listing);
    order->worst = ticket->on_grid ? order_worst(order, ticket->row, ticket->listing) : 0;
    return 0;
}

/* ---- amendments ---- */

/* The request that the order would be with the change. What a take-profit waits for may be called
 * its target. */
static struct order_request changed_request(const struct order *order, const struct instrument *row,
                                            const struct order_change *change) {
    bool takes = order->type == ORDER_TAKE_PROFIT;
    fix8_t stop = takes && change->stop == 0 ? change->target : change->stop;
    fix8_t target = takes ? 0 : change->target;
    bool trails = change->trail != 0 || change->trail_percent != 0;
    fix8_t trail = instrument_price(row, order->trail);
    fix8_t percent = order->trail_ppm * TRAIL_PERCENT_STEP;
    return (struct order_request){
        .account = order->account,
        .instrument = order->instrument,
        .side = order->side,
        .type = order->type,
        .tif = order->tif,
        .self_trade = order->self_trade,
        .post_only = order->post_only,
        .reduce_only = order->reduce_only,
        .size = change->size != 0 ? change->size : instrument_size(row, order->lots),
        .price = change->price != 0 ? change->price : instrument_price(row, order->limit),
        .stop = stop != 0 ? stop : instrument_price(row, order->stop),
        .target = target != 0 ? target : instrument_price(row, order->target),
        .trail = trails ? change->trail : trail,
        .trail_percent = trails ? change->trail_percent : percent,
        .display = instrument_size(row, order->display),
        .until_ms = order->until_ms,
        .oco = order->oco};
}

static int check_changeable(const struct ticket *ticket, const struct order *order,
                            const struct order_change *change, struct error *error) {
    if (!order_may_wait(order))
        return error_set(error, ERROR_REFUSED,
                         "%s is on its way and cannot be changed; it can be cancelled.",
                         order_traits[order->type].name);
    if (order->triggered && (change->stop | change->trail | change->trail_percent) != 0)
        return error_set(error, ERROR_REFUSED, "Its stop has gone off already.");
    if (order->type == ORDER_BRACKET && (change->stop | change->target) != 0 &&
        exits_of(ticket->broker, order->id) != NULL)
        return error_set(error, ERROR_REFUSED,
                         "Its stop and target are orders of their own by now; change those.");
    if (order_at_market(order) && change->price != 0)
        return error_set(error, ERROR_REFUSED, "%s at market has no limit price to change.",
                         order_traits[order->type].name);
    return 0;
}

int ticket_reopen(struct ticket *ticket, struct broker *broker, const struct market *market,
                  const struct order *order, const struct order_change *change, int64_t ms,
                  struct error *error) {
    *ticket = (struct ticket){.broker = broker,
                              .account = broker_account(broker, order->account),
                              .now_ms = ms,
                              .amends = order,
                              .order = *order};
    assert(ticket->account != NULL);
    fill_market(ticket, market, order->instrument);
    fill_account(ticket, order);
    int code = check_changeable(ticket, order, change, error);
    if (code != 0)
        return code;
    ticket->asked = changed_request(order, ticket->row, change);
    fill_grid(ticket);
    ticket->order.worst = order->worst;
    if (order->side == SIDE_BUY && ticket->on_grid &&
        (!order_at_market(order) || change->stop != 0 || ticket->order.trail != order->trail ||
         ticket->order.trail_ppm != order->trail_ppm))
        ticket->order.worst = order_worst(&ticket->order, ticket->row, ticket->listing);
    if (ticket->order.lots > 0 && ticket->order.lots <= order->filled + order->cut)
        return error_set(
            error, ERROR_REFUSED,
            "%s of this order has filled already; its new size must be more than that.",
            size_text(ticket->row, order->filled + order->cut).text);
    return 0;
}
