#include "broker/broker_inside.h"

#include <assert.h>

#define EVENT_TAKEN 0 /* the `ref` of an event that the call which caused it took itself */

/* What comes of an order that the book would not even take. */
static void end_refused(struct broker *broker, struct order *order, enum book_reason reason,
                        const struct broker_out *out) {
    assert(reason != BOOK_OK && order->handle == 0);
    settle_end(broker, order, ORDER_CANCELED, book_reason_text(reason), out);
}

enum book_reason order_submit(struct market *market, struct order *order) {
    assert(order->handle == 0 && order->expired == 0);
    struct book_request request = order_request_of(order, market);
    struct book_result result;
    order->queued = false;
    market_submit(market, order->instrument, &request, &result);
    order->handle = result.handle;
    return result.reason;
}

/* Queued orders go in by number. Fills and cancellations become events behind the one at hand. */
static void open_instrument(struct broker *broker, struct market *market, uint8_t instrument,
                            const struct broker_out *out) {
    for (uint32_t i = 0; i < broker->order_count;) {
        struct order *order = &broker->orders[i];
        uint64_t id = order->id;
        if (order->instrument == instrument && order->queued) {
            uint32_t before = market->event_count;
            enum book_reason reason = order_submit(market, order);
            if (reason != BOOK_OK && market->event_count == before)
                end_refused(broker, order, reason, out);
            else
                out->order(out->context, order, "");
        }
        if (i < broker->order_count && broker->orders[i].id == id)
            i++;
    }
}

/* A DAY order ends. What the book has left of it may be less than what is open here: then fills of
 * this millisecond are among the events still to come, and the order ends with the last of them. */
static void end_day_order(struct broker *broker, struct market *market, struct order *order,
                          const struct broker_out *out) {
    int64_t left = order_open_lots(order);
    if (!order->queued) {
        struct book_request rest;
        if (!book_order(market->listings[order->instrument].book, order->handle, &rest))
            return;
        enum book_reason reason =
            market_cancel(market, order->instrument, order->handle, BOOK_BY_OWNER);
        assert(reason == BOOK_OK && rest.lots <= left);
        order->handle = 0;
        order->expired = rest.lots;
        left -= rest.lots;
    } else {
        left = 0;
    }
    if (left == 0)
        settle_end(broker, order, ORDER_EXPIRED, ORDER_DAY_ENDED, out);
}

static void end_day(struct broker *broker, struct market *market, uint8_t instrument,
                    const struct broker_out *out) {
    for (uint32_t i = 0; i < broker->order_count;) {
        struct order *order = &broker->orders[i];
        uint64_t id = order->id;
        if (order->instrument == instrument && order->tif == TIF_DAY && order->expired == 0)
            end_day_order(broker, market, order, out);
        if (i < broker->order_count && broker->orders[i].id == id)
            i++;
    }
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

/* Is it about one order? */
static bool is_orders(const struct market_event *event) {
    return event->kind == MARKET_FILL || event->kind == MARKET_CANCEL;
}

static void take(struct broker *broker, struct market *market, const struct market_event *event,
                 const struct broker_out *out) {
    switch ((enum market_event_kind)event->kind) {
    case MARKET_FILL:
        settle_fill(broker, market, event, out);
        break;
    case MARKET_CANCEL:
        take_cancel(broker, event, out);
        break;
    case MARKET_PHASE:
        if (phase_takes_orders(event->phase))
            open_instrument(broker, market, event->instrument, out);
        break;
    case MARKET_DAY_END:
        end_day(broker, market, event->instrument, out);
        break;
    case MARKET_CUT:
    case MARKET_TRIGGERED:
    case MARKET_ALARM:
    case MARKET_NEWS:
    case MARKET_SPLIT:
    case MARKET_DIVIDEND:
    case MARKET_EXPIRY:
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
    if (event->kind == MARKET_TRADE)
        return;
    struct market_event copy = *event;
    take(broker, market, &copy, out);
    settle_accounts(broker, out);
}
