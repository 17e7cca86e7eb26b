#include <string.h>

#include "broker/broker_inside.h"
#include "broker/estimate.h"

/* Ticks x lots of what would fill now, plus the rest at its limit; false when it does not fit. */
static bool expected_ticks_lots(const struct ticket *ticket, int64_t *ticks_lots, int64_t *lots) {
    const struct order *order = &ticket->order;
    struct book_request request = order_request_of(order, ticket->market);
    *ticks_lots = 0;
    *lots = phase_trades(ticket->listing->phase)
                ? book_walk(ticket->listing->book, &request, ticks_lots)
                : 0;
    int64_t rest;
    if (order->type == ORDER_MARKET) {
        return true;
    }
    if (__builtin_mul_overflow(order->lots - *lots, (int64_t)order->limit, &rest) ||
        __builtin_add_overflow(*ticks_lots, rest, ticks_lots)) {
        return false;
    }
    *lots = order->lots;
    return true;
}

static void estimate_money(const struct ticket *ticket, struct order_estimate *estimate) {
    const struct instrument *row = ticket->row;
    int64_t ticks_lots, lots;
    fix8_t value, units, cents;
    if (!expected_ticks_lots(ticket, &ticks_lots, &lots) || lots == 0 ||
        !order_value(row, ticks_lots, &value) ||
        !fix8_mul(instrument_size(row, lots), row->contract, FIX8_HALF_EVEN, &units) ||
        !fix8_div(value, units, FIX8_HALF_EVEN, &estimate->average) ||
        !fix8_round_to(value, FIX8_CENT, FIX8_HALF_EVEN, &cents)) {
        return;
    }
    estimate->value = value;
    estimate->fee = fees_due(ticket->profile, row, value, instrument_size(row, lots));
    bool sells = ticket->order.side == SIDE_SELL;
    estimate->cash = (sells ? cents : -cents) - estimate->fee;
}

static void estimate_sizes(const struct ticket *ticket, struct order_estimate *estimate) {
    const struct instrument *row = ticket->row;
    if (ticket->order.side == SIDE_SELL) {
        estimate->largest = instrument_size(row, ticket->held - ticket->in_sells);
        estimate->smallest = row->lot;
        return;
    }
    struct ticket most = *ticket;
    int32_t best;
    int64_t offered;
    bool quoted = book_best(ticket->listing->book, SIDE_SELL, &best, &offered);
    if (most.order.type == ORDER_LIMIT ? most.order.limit == 0 : !quoted) {
        most.order.type = ORDER_LIMIT; /* judged at the last trade where nothing better is known */
        most.order.limit = ticket->listing->last;
    }
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
    if (code != 0) {
        return code;
    }
    estimate_sizes(&ticket, estimate);
    if (ticket.on_grid) {
        estimate_money(&ticket, estimate);
    }
    return ticket_check(&ticket, error);
}
