#include "broker/broker_inside.h"

#include <assert.h>

#define EVENT_TAKEN 0 /* the `ref` of an event that the call which caused it took itself */

void alarm_by(struct market *market, int64_t until_ms) {
    if (until_ms < market->alarm_ms)
        market_set_alarm(market, until_ms);
}

/* No more is offered than there is to sell. */
static int64_t lots_too_many(const struct broker *broker, const struct order *order) {
    if (order->side == SIDE_BUY)
        return 0;
    const struct position *position = positions_find(broker, order->account, order->instrument);
    int64_t held = position != NULL ? position->lots : 0;
    return order_open_lots(order) > held ? order_open_lots(order) - held : 0;
}

/* By it the book cuts what would sell more; once told, it follows every fill by itself. */
static void follow_position(const struct broker *broker, struct market *market,
                            const struct order *order) {
    const struct position *position = positions_find(broker, order->account, order->instrument);
    const struct book *book = market->listings[order->instrument].book;
    if (order->side == SIDE_SELL && position != NULL &&
        book_position(book, order->account) != position->lots)
        market_set_position(market, order->instrument, order->account, position->lots);
}

enum book_reason order_submit(struct broker *broker, struct market *market, struct order *order,
                              const struct broker_out *out) {
    assert(order->handle == 0 && order->expired == 0);
    order->queued = false;
    int64_t less = lots_too_many(broker, order);
    if (less == order_open_lots(order))
        return BOOK_REDUCE_ONLY;
    if (less > 0)
        settle_cut(broker, market, order, less, BOOK_REDUCE_ONLY, out);
    follow_position(broker, market, order);
    struct book_special special;
    struct book_request request = order_request_of(order, &special);
    const struct order *partner = partner_of(broker, order);
    struct book_special paired = special;
    if (partner != NULL && partner->handle != 0) {
        paired.oco = partner->handle;
        request.special = &paired;
    }
    struct book_result result;
    market_submit(market, order->instrument, &request, &result);
    assert(result.cut == 0);
    order->handle = result.handle;
    return result.reason;
}

/* One queued order goes in, and what comes of that is taken at once, so that the partner behind it
 * finds it as it then is. */
static void let_in(struct broker *broker, struct market *market, struct order *order,
                   const struct broker_out *out) {
    uint32_t first = market->event_count;
    uint64_t id = order->id;
    enum book_reason reason = order_submit(broker, market, order, out);
    if (reason == BOOK_OK)
        out->order(out->context, order, "");
    take_from(broker, market, first, out);
    order = orders_find(broker, id);
    if (order != NULL && order->handle == 0)
        settle_end(broker, order, ORDER_CANCELED, book_reason_text(reason), out);
}

/* Queued orders go in by number. */
static void open_instrument(struct broker *broker, struct market *market, uint8_t instrument,
                            const struct broker_out *out) {
    for (uint64_t after = 0;;) {
        struct order *next = NULL;
        for (uint32_t i = 0; i < broker->order_count && next == NULL; i++)
            if (broker->orders[i].id > after && broker->orders[i].queued &&
                broker->orders[i].instrument == instrument)
                next = &broker->orders[i];
        if (next == NULL)
            return;
        after = next->id;
        let_in(broker, market, next, out);
    }
}

static const char *end_reason(const struct order *order) {
    return order->tif == TIF_GTD ? ORDER_TIME_UP : ORDER_DAY_ENDED;
}

/* An order's time is up. What the book has left of it may be less than what is open here: then
 * fills or cuts of this millisecond are among the events still to come, and the order ends with the
 * last of them. */
static void end_in_time(struct broker *broker, struct market *market, struct order *order,
                        const struct broker_out *out) {
    int64_t left = order_open_lots(order);
    if (!order->queued) {
        struct book_request rest;
        if (!book_order(market->listings[order->instrument].book, order->handle, &rest))
            return;
        order_withdraw(market, order);
        assert(rest.lots <= left);
        order->expired = rest.lots;
        left -= rest.lots;
    } else {
        left = 0;
    }
    if (left == 0)
        settle_end(broker, order, ORDER_EXPIRED, end_reason(order), out);
}

static void end_orders(struct broker *broker, struct market *market, int instrument, int64_t ms,
                       const struct broker_out *out) {
    for (uint32_t i = 0; i < broker->order_count;) {
        struct order *order = &broker->orders[i];
        uint64_t id = order->id;
        bool ends = instrument >= 0 ? order->instrument == instrument && order->tif == TIF_DAY
                                    : order->tif == TIF_GTD && order->until_ms <= ms;
        if (ends && order->expired == 0)
            end_in_time(broker, market, order, out);
        if (i < broker->order_count && broker->orders[i].id == id)
            i++;
    }
}

static void take_alarm(struct broker *broker, struct market *market, int64_t ms,
                       const struct broker_out *out) {
    end_orders(broker, market, -1, ms, out);
    for (uint32_t i = 0; i < broker->order_count; i++)
        if (broker->orders[i].tif == TIF_GTD && broker->orders[i].until_ms > ms)
            alarm_by(market, broker->orders[i].until_ms);
}

/* The owner's own cancellations are settled by the call that made them. */
static void take_cancel(struct broker *broker, const struct market_event *event,
                        const struct broker_out *out) {
    struct order *order = orders_find(broker, event->ref);
    if (event->reason == BOOK_BY_OWNER || order == NULL)
        return;
    assert(order->account == event->owner && order_open_lots(order) == event->lots);
    settle_end(broker, order, ORDER_CANCELED, book_reason_text(event->reason), out);
}

static void take_fill(struct broker *broker, struct market *market,
                      const struct market_event *event, const struct broker_out *out) {
    const struct order *order = orders_find(broker, event->ref);
    assert(order != NULL);
    if (order->type == ORDER_BRACKET)
        exits_due(broker, order, event->lots);
    settle_fill(broker, market, event, out);
}

static void take_cut(struct broker *broker, const struct market *market,
                     const struct market_event *event, const struct broker_out *out) {
    struct order *order = orders_find(broker, event->ref);
    assert(order != NULL && order->account == event->owner);
    settle_cut(broker, market, order, event->lots, (enum book_reason)event->reason, out);
}

static void take_trigger(struct broker *broker, const struct market_event *event,
                         const struct broker_out *out) {
    struct order *order = orders_find(broker, event->ref);
    assert(order != NULL && order->account == event->owner && !order->triggered);
    order->triggered = true;
    out->order(out->context, order, "");
}

/* Is it about one order? */
static bool is_orders(const struct market_event *event) {
    return event->kind == MARKET_FILL || event->kind == MARKET_CANCEL ||
           event->kind == MARKET_CUT || event->kind == MARKET_TRIGGERED;
}

static void take(struct broker *broker, struct market *market, const struct market_event *event,
                 const struct broker_out *out) {
    switch ((enum market_event_kind)event->kind) {
    case MARKET_FILL:
        take_fill(broker, market, event, out);
        break;
    case MARKET_CANCEL:
        take_cancel(broker, event, out);
        break;
    case MARKET_CUT:
        take_cut(broker, market, event, out);
        break;
    case MARKET_TRIGGERED:
        take_trigger(broker, event, out);
        break;
    case MARKET_PHASE:
        if (phase_takes_orders(event->phase))
            open_instrument(broker, market, event->instrument, out);
        break;
    case MARKET_DAY_END:
        end_orders(broker, market, event->instrument, event->ms, out);
        break;
    case MARKET_ALARM:
        take_alarm(broker, market, event->ms, out);
        break;
    case MARKET_SPLIT:
        take_split(broker, event, out);
        break;
    case MARKET_DIVIDEND:
        take_dividend(broker, market, event, out);
        break;
    case MARKET_EXPIRY: /* nothing that expires can be held yet */
    case MARKET_NEWS:
    case MARKET_TRADE:
        break;
    }
}

void take_from(struct broker *broker, struct market *market, uint32_t first,
               const struct broker_out *out) {
    for (uint32_t i = first; i < market->event_count; i++) {
        struct market_event event = market->events[i]; /* the array may move */
        if (is_orders(&event))
            market->events[i].ref = EVENT_TAKEN;
        take(broker, market, &event, out);
    }
}

void broker_take(struct broker *broker, struct market *market, const struct market_event *event,
                 const struct broker_out *out) {
    if (is_orders(event) && event->ref == EVENT_TAKEN)
        return;
    if (event->kind == MARKET_TRADE || event->kind == MARKET_NEWS)
        return;
    struct market_event copy = *event;
    take(broker, market, &copy, out);
    settle_accounts(broker, out);
}
