#include <string.h>

#include "broker/broker_inside.h"
#include "broker/estimate.h"

/* The price of what does not fill at once: the limit, or what sets the order off. */
static int32_t waiting_ticks(const struct ticket *ticket) {
    const struct order *order = &ticket->order;
    int32_t last = ticket->listing->last;
    if (!order_at_market(order))
        return order->limit;
    if (order->type != ORDER_TRAILING)
        return order_traits[order->type].trigger != TRIGGER_NONE ? order->stop : last;
    int32_t distance = trail_distance(order, last);
    return order->side == SIDE_BUY ? last + distance : last > distance ? last - distance : 1;
}

/* Ticks x lots of what would fill now, plus the rest where it waits; false when it does not fit. */
static bool expected_ticks_lots(const struct ticket *ticket, int64_t *ticks_lots, int64_t *lots) {
    const struct order *order = &ticket->order;
    bool waits = order_traits[order->type].trigger != TRIGGER_NONE;
    bool trades = phase_trades(ticket->listing->phase);
    *ticks_lots = 0;
    *lots = trades && !waits ? order_walk(order, ticket->market, ticks_lots) : 0;
    if (trades && !waits && order_at_market(order))
        return true;
    int64_t rest;
    if (__builtin_mul_overflow(order->lots - *lots, (int64_t)waiting_ticks(ticket), &rest) ||
        __builtin_add_overflow(*ticks_lots, rest, ticks_lots))
        return false;
    *lots = order->lots;
    return true;
}

/* The limit, or the collar around what sets the order off or around the last trade. */
static int32_t worst_ticks(const struct ticket *ticket) {
    const struct order *order = &ticket->order;
    if (!order_at_market(order))
        return order->limit;
    if (order->worst > 0)
        return order->worst;
    int32_t from = waiting_ticks(ticket), reach = collar_above(ticket->row, from) - from;
    return order->side == SIDE_BUY ? from + reach : from - reach;
}

/* Money of `lots` sold at `ticks`, after the fee; false when it does not fit. */
static bool proceeds_at(const struct ticket *ticket, int32_t ticks, int64_t lots, fix8_t *money) {
    int64_t ticks_lots;
    fix8_t value;
    if (__builtin_mul_overflow(lots, (int64_t)ticks, &ticks_lots) ||
        !order_value(ticket->row, ticks_lots, &value) ||
        !fix8_round_to(value, FIX8_CENT, FIX8_HALF_EVEN, money))
        return false;
    *money -= fees_due(ticket->profile, ticket->row, value, instrument_size(ticket->row, lots));
    return true;
}

/* What a bracket is for: its loss at the stop, its gain at the target. */
static void estimate_exits(const struct ticket *ticket, int64_t lots,
                           struct order_estimate *estimate) {
    const struct order *order = &ticket->order;
    fix8_t at_stop, at_target;
    if (order->type != ORDER_BRACKET || !proceeds_at(ticket, order->stop, lots, &at_stop) ||
        !proceeds_at(ticket, order->target, lots, &at_target))
        return;
    estimate->risk = -estimate->cash - at_stop;
    estimate->gain = at_target + estimate->cash;
}

static void estimate_money(const struct ticket *ticket, struct order_estimate *estimate) {
    const struct instrument *row = ticket->row;
    const struct order *order = &ticket->order;
    int64_t ticks_lots, lots;
    fix8_t value, units, cents, needs;
    estimate->worst = instrument_price(row, worst_ticks(ticket));
    if (order->worst > 0 && order_needs(ticket->profile, row, order, &needs))
        estimate->reserves = needs;
    if (!expected_ticks_lots(ticket, &ticks_lots, &lots) || lots == 0 ||
        !order_value(row, ticks_lots, &value) ||
        !fix8_mul(instrument_size(row, lots), row->contract, FIX8_HALF_EVEN, &units) ||
        !fix8_div(value, units, FIX8_HALF_EVEN, &estimate->average) ||
        !fix8_round_to(value, FIX8_CENT, FIX8_HALF_EVEN, &cents))
        return;
    estimate->value = value;
    estimate->fee = fees_due(ticket->profile, row, value, instrument_size(row, lots));
    bool sells = order->side == SIDE_SELL;
    estimate->cash = (sells ? cents : -cents) - estimate->fee;
    estimate_exits(ticket, lots, estimate);
}

/* Judged at the last trade where nothing better is known. */
static void judge(struct order *order, const struct ticket *ticket) {
    const struct order_traits *traits = &order_traits[order->type];
    int32_t best;
    int64_t offered;
    bool quoted = book_best(ticket->listing->book, SIDE_SELL, &best, &offered) &&
                  phase_trades(ticket->listing->phase);
    bool known =
        order->worst > 0 || (traits->price != MUST_HAVE && traits->trigger == TRIGGER_NONE &&
                             order->limit == 0 && quoted);
    if (known)
        return;
    order->type = ORDER_LIMIT;
    order->limit = order->limit > 0 ? order->limit : ticket->listing->last;
    order->worst = order->limit;
}

static void estimate_sizes(const struct ticket *ticket, struct order_estimate *estimate) {
    const struct instrument *row = ticket->row;
    if (ticket->order.side == SIDE_SELL) {
        int64_t left = ticket->order.reduce_only
                           ? ticket->held
                           : ticket->held - ticket->in_sells + ticket->partner_lots;
        estimate->largest = instrument_size(row, left > 0 ? left : 0);
        estimate->smallest = row->lot;
        return;
    }
    struct ticket most = *ticket;
    judge(&most.order, ticket);
    most.order.lots = row->largest / row->lot;
    fix8_t all = ticket_cost(&most, most.order.lots);
    int64_t lots = all <= most.free_cash ? most.order.lots : ticket_payable(&most);
    estimate->largest = instrument_size(row, lots);
    estimate->smallest =
        instrument_size(row, instrument_smallest_lots(row, ticket_judging_ticks(&most),
                                                      ticket->broker->table.smallest_value));
}

int broker_estimate(const struct broker *broker, const struct market *market,
                    const struct order_request *request, int64_t ms,
                    struct order_estimate *estimate, struct error *error) {
    memset(estimate, 0, sizeof *estimate);
    struct broker copy = *broker; /* tickets carry a broker that may change; this one does not */
    struct ticket ticket;
    int code = ticket_open(&ticket, &copy, market, request, ms, error);
    if (code != 0)
        return code;
    estimate_sizes(&ticket, estimate);
    if (ticket.on_grid)
        estimate_money(&ticket, estimate);
    code = ticket_check(&ticket, error);
    estimate->queues = code == 0 && ticket.order.queued;
    return code;
}
