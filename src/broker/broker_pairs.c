/* Orders that hang together: one-cancels-other pairs, and the exits of brackets.
 *
 * In the book partners cut each other by themselves. While a market is closed they are queued, and
 * go in one after the other: until the second is in, the broker sees to it.
 *
 * A bracket's exits are a stop and a limit order at its target, for what its entry has filled, and
 * grow with it. They stand until they are cancelled, whatever the entry's time. The stop goes in
 * first; one that goes off at once needs no target any more. */
#include <assert.h>

#include "base/mem.h"
#include "broker/broker_inside.h"

/* ---- pairs ---- */

struct order *partner_of(const struct broker *broker, const struct order *order) {
    struct order *partner = order->oco != 0 ? orders_find(broker, order->oco) : NULL;
    assert(partner == NULL || partner->oco == order->id);
    return partner;
}

void cut_partner(struct broker *broker, const struct market *market, const struct order *order,
                 int64_t lots, const struct broker_out *out) {
    struct order *partner = partner_of(broker, order);
    if (partner == NULL || !partner->queued)
        return;
    int64_t open = order_open_lots(partner);
    bool used_up = order_open_lots(order) == 0;
    settle_cut(broker, market, partner, used_up || lots > open ? open : lots, BOOK_OCO, out);
}

int check_pair(const struct ticket *ticket, struct error *error) {
    const struct order *order = &ticket->order;
    if (order->oco == 0 || ticket->amends != NULL)
        return 0;
    const struct order *partner = orders_find(ticket->broker, order->oco);
    if (partner == NULL || partner->account != order->account)
        return error_set(error, ERROR_REFUSED,
                         "There is no open order %llu of this account to pair with.",
                         (unsigned long long)order->oco);
    if (partner->instrument != order->instrument || partner->side != order->side)
        return error_set(error, ERROR_REFUSED,
                         "Orders that cancel each other are in one instrument and on one side: "
                         "order %llu is to %s %s.",
                         (unsigned long long)partner->id, side_words[partner->side],
                         ticket->market->table.rows[partner->instrument].symbol);
    if (order->type == ORDER_BRACKET || partner->type == ORDER_BRACKET)
        return error_set(error, ERROR_REFUSED,
                         "A bracket pairs its own exits; it cannot be half of another pair.");
    if (!order_may_wait(order))
        return error_set(error, ERROR_REFUSED,
                         "An order that does not wait cannot be half of a pair; use day, gtc or "
                         "gtd and a price.");
    if (partner_of(ticket->broker, partner) != NULL)
        return error_set(error, ERROR_REFUSED, "Order %llu is paired with order %llu already.",
                         (unsigned long long)partner->id, (unsigned long long)partner->oco);
    return 0;
}

/* ---- brackets ---- */

static struct order *next_exit(const struct broker *broker, uint64_t entry, uint64_t after) {
    for (uint32_t i = 0; i < broker->order_count; i++)
        if (broker->orders[i].parent == entry && broker->orders[i].id > after)
            return &broker->orders[i];
    return NULL;
}

const struct order *exits_of(const struct broker *broker, uint64_t entry) {
    return next_exit(broker, entry, 0);
}

void exits_due(struct broker *broker, const struct order *entry, int64_t lots) {
    assert(entry->type == ORDER_BRACKET && lots > 0);
    for (uint32_t i = 0; i < broker->due_count; i++) {
        if (broker->dues[i].entry.id == entry->id) {
            broker->dues[i].lots += lots;
            return;
        }
    }
    if (broker->due_count == broker->due_capacity) {
        broker->due_capacity = broker->due_capacity > 0 ? 2 * broker->due_capacity : 4;
        broker->dues = mem_resize(broker->dues, broker->due_capacity, sizeof *broker->dues);
    }
    broker->dues[broker->due_count++] = (struct exit_due){.entry = *entry, .lots = lots};
}

static void grow_exits(struct broker *broker, struct market *market, const struct exit_due *due,
                       const struct broker_out *out) {
    uint64_t after = 0;
    struct order *exit;
    while ((exit = next_exit(broker, due->entry.id, after)) != NULL) {
        after = exit->id;
        struct order old = *exit;
        uint32_t first = market->event_count;
        exit->lots += due->lots;
        enum book_reason reason = order_change(market, exit, &old);
        out->order(out->context, exit, "");
        take_from(broker, market, first, out);
        exit = orders_find(broker, after);
        if (exit != NULL && exit->handle == 0 && !exit->queued)
            settle_end(broker, exit, ORDER_CANCELED, book_reason_text(reason), out);
    }
}

static struct order exit_draft(struct broker *broker, const struct market *market,
                               const struct exit_due *due, enum order_type type) {
    const struct order *entry = &due->entry;
    const struct listing *listing = &market->listings[entry->instrument];
    return (struct order){.id = broker->next_order++,
                          .account = entry->account,
                          .instrument = entry->instrument,
                          .side = (uint8_t)SIDE_OTHER(entry->side),
                          .type = (uint8_t)type,
                          .tif = TIF_GTC,
                          .state = ORDER_PENDING,
                          .self_trade = entry->self_trade,
                          .queued = !phase_takes_orders(listing->phase),
                          .reduce_only = true,
                          .limit = type == ORDER_LIMIT ? entry->target : 0,
                          .stop = type == ORDER_STOP ? entry->stop : 0,
                          .lots = due->lots,
                          .created_ms = market->now_ms,
                          .parent = entry->id};
}

static void enter_exits(struct broker *broker, struct market *market, const struct exit_due *due,
                        const struct broker_out *out) {
    struct order stop = exit_draft(broker, market, due, ORDER_STOP);
    struct order target = exit_draft(broker, market, due, ORDER_LIMIT);
    stop.oco = target.id;
    order_enter(broker, market, &stop, out);
    const struct order *stands = orders_find(broker, stop.id);
    if (stands == NULL)
        return;
    target.oco = stop.id;
    target.lots = order_open_lots(stands);
    order_enter(broker, market, &target, out);
}

bool broker_protect(struct broker *broker, struct market *market, const struct broker_out *out) {
    bool any = broker->due_count > 0;
    while (broker->due_count > 0) {
        struct exit_due due = broker->dues[--broker->due_count];
        if (exits_of(broker, due.entry.id) != NULL)
            grow_exits(broker, market, &due, out);
        else if (positions_find(broker, due.entry.account, due.entry.instrument) != NULL)
            enter_exits(broker, market, &due, out);
    }
    if (any)
        settle_accounts(broker, out);
    return any;
}
