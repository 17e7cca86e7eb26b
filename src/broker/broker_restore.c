#include "broker/broker_restore.h"

#include <assert.h>

#include "broker/broker_inside.h"

void broker_restore(struct broker *broker, const struct broker_table *table,
                    const struct broker_numbers *next) {
    assert(next->account > 0 && next->order > 0 && next->fill > 0 && next->transaction > 0);
    broker_init(broker, table);
    broker->next_account = next->account;
    broker->next_order = next->order;
    broker->next_fill = next->fill;
    broker->next_transaction = next->transaction;
}

void broker_restore_account(struct broker *broker, const struct account *account) {
    uint32_t next = broker->next_account;
    assert(account->id < next && (broker->account_count == 0 ||
                                  broker->accounts[broker->account_count - 1].id < account->id));
    struct account *restored = accounts_add(broker);
    *restored = *account;
    restored->reserved = 0;
    restored->changed = false;
    broker->next_account = next;
}

void broker_restore_position(struct broker *broker, const struct position *position) {
    struct position *restored =
        positions_add(broker, position->account, position->instrument, position->opened_ms);
    *restored = *position;
}

int broker_restored(const struct broker *broker, struct error *error) {
    struct broker view = *broker; /* the tables are shared and not written to */
    const char *fault = broker_fault(&view);
    if (fault == NULL)
        return 0;
    return error_set(error, ERROR_STORAGE, "The stored books cannot be used: %s.", fault);
}

/* ---- orders ---- */

static uint32_t open_orders(const struct broker *broker, uint32_t account) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < broker->order_count; i++)
        count += broker->orders[i].account == account;
    return count;
}

/* Is there cash for the rest of a buy, or are there shares for the rest of a sale? */
static bool is_covered(const struct broker *broker, const struct account *account,
                       const struct instrument *row, const struct order *order) {
    if (order->side == SIDE_SELL) {
        const struct position *position = positions_find(broker, order->account, order->instrument);
        int64_t held = position != NULL ? position->lots : 0;
        const struct order *partner = order->oco != 0 ? orders_find(broker, order->oco) : NULL;
        int64_t offered = offered_lots(broker, order->account, order->instrument, partner);
        return order->reduce_only ? held > 0 : order_open_lots(order) <= held - offered;
    }
    fix8_t needs;
    return order_needs(&broker->table.rows[account->broker], row, order, &needs) && needs >= 0 &&
           needs <= account->balances[LEDGER_CASH] - account->reserved;
}

/* The sums of what has filled, and the worst price as it follows from the new market. */
static bool complete(const struct market *market, struct order *order) {
    const struct instrument *row = &market->table.rows[order->instrument];
    order->worst = order_worst(order, row, &market->listings[order->instrument]);
    return order_value(row, order->ticks_lots, &order->value) &&
           fix8_round_to(order->value, FIX8_CENT, FIX8_HALF_EVEN, &order->paid);
}

static int check_fits(struct broker *broker, const struct market *market, struct order *order,
                      struct error *error) {
    const struct account *account = broker_account(broker, order->account);
    if (account == NULL || order->instrument >= market->table.count ||
        order->type >= ORDER_TYPE_COUNT || !order_may_wait(order))
        return error_set(error, ERROR_REFUSED, "it does not fit the market any more");
    if (!complete(market, order))
        return error_set(error, ERROR_REFUSED, "it is worth more than the game can count");
    struct order waiting = *order;
    waiting.queued = true;
    if (order_fault(broker, &waiting) != NULL)
        return error_set(error, ERROR_REFUSED, "it does not fit the market any more");
    if (open_orders(broker, order->account) >= ACCOUNT_OPEN_ORDERS_MAX)
        return error_set(error, ERROR_REFUSED, "there are too many open orders");
    if (!is_covered(broker, account, &market->table.rows[order->instrument], order))
        return error_set(error, ERROR_REFUSED,
                         order->side == SIDE_BUY ? "there is not enough free cash for it"
                                                 : "there is not enough left to sell");
    return 0;
}

static bool are_pair(const struct order *one, const struct order *other) {
    return one->oco == other->id && other->oco == one->id && one->account == other->account &&
           one->instrument == other->instrument && one->side == other->side;
}

/* Tables that somebody changed may pair what is no pair. */
static void unpair(struct broker *broker, struct order *draft) {
    const struct order *partner = draft->oco != 0 ? orders_find(broker, draft->oco) : NULL;
    if (partner != NULL && !are_pair(draft, partner))
        draft->oco = 0;
    for (uint32_t i = 0; i < broker->order_count; i++) {
        struct order *other = &broker->orders[i];
        if (other->oco == draft->id && !are_pair(draft, other))
            other->oco = 0;
    }
}

int broker_reenter(struct broker *broker, struct market *market, const struct order *order,
                   const struct broker_out *out, struct error *error) {
    struct order draft = *order;
    draft.handle = 0;
    draft.expired = 0;
    draft.reserved = 0;
    draft.state = draft.filled > 0 ? ORDER_PARTIAL : ORDER_PENDING;
    unpair(broker, &draft);
    int code = check_fits(broker, market, &draft, error);
    if (code != 0)
        return code;
    draft.queued = !phase_takes_orders(market->listings[draft.instrument].phase);
    order_enter(broker, market, &draft, out);
    return 0;
}
