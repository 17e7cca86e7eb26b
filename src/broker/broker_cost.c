/* What orders cost, what they reserve, and what they ask of the book. */
#include <assert.h>

#include "broker/broker_inside.h"

/* ---- numbers in sentences ---- */

struct number_text number_text(fix8_t value, int decimals) {
    struct number_text number;
    fix8_format(value, decimals, true, number.text, sizeof number.text);
    return number;
}

struct number_text money_text(fix8_t value) {
    return number_text(value, 2);
}

struct number_text size_text(const struct instrument *row, int64_t lots) {
    return number_text(instrument_size(row, lots), instrument_size_decimals(row));
}

struct number_text price_text(const struct instrument *row, int64_t ticks) {
    int decimals = instrument_price_decimals(row);
    return number_text(instrument_price(row, ticks), decimals > 2 ? decimals : 2);
}

/* ---- money ---- */

/* Money and fee of an order whose fills would be `ticks_lots` and `lots` in all. */
static bool total_cost(const struct broker_profile *profile, const struct instrument *row,
                       int64_t ticks_lots, int64_t lots, fix8_t *cost) {
    fix8_t value;
    return order_value(row, ticks_lots, &value) &&
           fix8_add(fees_due(profile, row, value, instrument_size(row, lots)), 0, cost) &&
           fix8_round_to(value, FIX8_CENT, FIX8_HALF_EVEN, &value) &&
           fix8_add(*cost, value, cost) && *cost <= ORDER_VALUE_MAX;
}

bool cost_at(const struct ticket *ticket, int32_t ticks, int64_t lots, fix8_t *cost) {
    int64_t ticks_lots;
    return !__builtin_mul_overflow(lots, (int64_t)ticks, &ticks_lots) &&
           total_cost(ticket->profile, ticket->row, ticks_lots, lots, cost);
}

bool order_needs(const struct broker_profile *profile, const struct instrument *row,
                 const struct order *order, fix8_t *needs) {
    int64_t ticks_lots;
    fix8_t cost;
    if (order->worst == 0) {
        *needs = 0;
        return true;
    }
    if (__builtin_mul_overflow(order_open_lots(order), (int64_t)order->worst, &ticks_lots) ||
        __builtin_add_overflow(ticks_lots, order->ticks_lots, &ticks_lots) ||
        !total_cost(profile, row, ticks_lots, order->lots - order->cut, &cost))
        return false;
    *needs = cost - order->paid - order->fee;
    return true;
}

int32_t collar_above(const struct instrument *row, int32_t ticks) {
    int64_t reach;
    bool fits = fix8_muldiv(ticks, row->collar, FIX8_ONE, FIX8_DOWN, &reach);
    assert(fits && reach < ticks);
    int64_t worst = ticks + reach;
    return worst > BOOK_TICKS_MAX ? BOOK_TICKS_MAX : (int32_t)worst;
}

int32_t trail_distance(const struct order *order, int32_t from) {
    if (order->trail_ppm == 0)
        return order->trail;
    int32_t ticks = (int32_t)((int64_t)from * order->trail_ppm / BOOK_PPM);
    return ticks > 0 ? ticks : 1;
}

int32_t order_worst(const struct order *order, const struct instrument *row,
                    const struct listing *listing) {
    if (order->side == SIDE_SELL)
        return 0;
    if (!order_at_market(order))
        return order->limit;
    if (order->type == ORDER_TRAILING && !order->triggered) {
        int64_t stop = (int64_t)listing->last + trail_distance(order, listing->last);
        return collar_above(row, stop > BOOK_TICKS_MAX ? BOOK_TICKS_MAX : (int32_t)stop);
    }
    if (order_traits[order->type].trigger != TRIGGER_NONE)
        return collar_above(row, order->stop);
    bool gathers = listing->phase == PHASE_OPENING || listing->phase == PHASE_CLOSING;
    return gathers ? collar_above(row, listing->last) : 0;
}

/* ---- the book ---- */

struct book_request order_request_of(const struct order *order, struct book_special *special) {
    static const enum book_tif tifs[] = {[TIF_DAY] = BOOK_REST,
                                         [TIF_GTC] = BOOK_REST,
                                         [TIF_GTD] = BOOK_REST,
                                         [TIF_IOC] = BOOK_IOC,
                                         [TIF_FOK] = BOOK_FOK};
    bool waits = order_traits[order->type].trigger != TRIGGER_NONE && !order->triggered;
    *special =
        (struct book_special){.reduce_only = order->side == SIDE_SELL, .display = order->display};
    if (order_at_market(order))
        special->worst = order->worst;
    if (waits) {
        special->trigger = order_traits[order->type].trigger;
        special->stop = order->stop;
        special->trail = order->trail;
        special->trail_ppm = order->trail_ppm;
    }
    bool plain = order->side == SIDE_BUY && !waits && order->display == 0 && special->worst == 0;
    return (struct book_request){
        .side = (enum side)order->side,
        .tif = order_at_market(order) && order->tif != TIF_FOK ? BOOK_IOC : tifs[order->tif],
        .post_only = order->post_only,
        .self_trade = order->self_trade,
        .limit = order->limit,
        .lots = order_open_lots(order),
        .owner = order->account,
        .ref = order->id,
        .special = plain ? NULL : special};
}

int64_t order_walk(const struct order *order, const struct market *market, int64_t *ticks_lots) {
    struct book_special special;
    struct book_request request = order_request_of(order, &special);
    if (order_at_market(order))
        request.limit = market_collar(market, order->instrument, request.side);
    return book_walk(market->listings[order->instrument].book, &request, ticks_lots);
}

/* ---- tickets ---- */

fix8_t ticket_cost(const struct ticket *ticket, int64_t lots) {
    struct order order = ticket->order;
    order.lots = lots;
    fix8_t cost;
    if (order.worst > 0)
        return order_needs(ticket->profile, ticket->row, &order, &cost) ? cost : FIX8_MAX;
    int64_t ticks_lots = 0;
    int64_t filled = order_walk(&order, ticket->market, &ticks_lots);
    return total_cost(ticket->profile, ticket->row, ticks_lots, filled, &cost) ? cost : FIX8_MAX;
}

int64_t ticket_payable(const struct ticket *ticket) {
    int64_t low = ticket->order.filled + ticket->order.cut, high = ticket->order.lots;
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        if (ticket_cost(ticket, middle) <= ticket->free_cash)
            low = middle;
        else
            high = middle;
    }
    return low;
}

int32_t ticket_judging_ticks(const struct ticket *ticket) {
    const struct order *order = &ticket->order;
    int32_t best;
    int64_t lots;
    bool quoted = book_best(ticket->listing->book, SIDE_OTHER(order->side), &best, &lots);
    if (order_traits[order->type].trigger != TRIGGER_NONE && order->stop > 0)
        return order_at_market(order) ? order->stop : order->limit;
    if (order_at_market(order))
        return quoted && order_traits[order->type].trigger == TRIGGER_NONE ? best
                                                                           : ticket->listing->last;
    return quoted && order->side == SIDE_SELL && best > order->limit ? best : order->limit;
}
