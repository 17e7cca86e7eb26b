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
    restored->selling = 0;
}

int broker_restored(const struct broker *broker, struct error *error) {
    struct broker view = *broker; /* the tables are shared and not written to */
    const char *fault = broker_fault(&view);
    if (fault == NULL)
        return 0;
    return error_set(error, ERROR_STORAGE, "The stored books cannot be used: %s.", fault);
}

/* ---- orders ---- */

static bool has_open_size(const struct order *order) {
    return order->type == ORDER_LIMIT && (order->tif == TIF_DAY || order->tif == TIF_GTC) &&
           order->limit > 0 && order->limit <= INSTRUMENT_TICKS_MAX && order->filled >= 0 &&
           order->lots > order->filled && order->lots <= BOOK_LOTS_MAX && order->ticks_lots >= 0 &&
           (order->filled == 0) == (order->ticks_lots == 0) && order->fee >= 0 &&
           order->fee % FIX8_CENT == 0;
}

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
        return position != NULL && order_open_lots(order) <= position->lots - position->selling;
    }
    fix8_t needs;
    return order_needs(&broker->table.rows[account->broker], row, order, &needs) && needs >= 0 &&
           needs <= account->balances[LEDGER_CASH] - account->reserved;
}

static int check_fits(struct broker *broker, const struct market *market, struct order *order,
                      struct error *error) {
    const struct account *account = broker_account(broker, order->account);
    if (account == NULL || order->instrument >= market->table.count || !has_open_size(order) ||
        order->side > SIDE_SELL || order->id == 0 || order->id >= broker->next_order)
        return error_set(error, ERROR_REFUSED, "it does not fit the market any more");
    const struct instrument *row = &market->table.rows[order->instrument];
    if (!order_value(row, order->ticks_lots, &order->value) ||
        !fix8_round_to(order->value, FIX8_CENT, FIX8_HALF_EVEN, &order->paid))
        return error_set(error, ERROR_REFUSED, "it is worth more than the game can count");
    if (open_orders(broker, order->account) >= ACCOUNT_OPEN_ORDERS_MAX)
        return error_set(error, ERROR_REFUSED, "there are too many open orders");
    if (!is_covered(broker, account, row, order))
        return error_set(error, ERROR_REFUSED,
                         order->side == SIDE_BUY ? "there is not enough free cash for it"
                                                 : "there is not enough left to sell");
    return 0;
}

int broker_reenter(struct broker *broker, struct market *market, const struct order *order,
                   const struct broker_out *out, struct error *error) {
    struct order draft = *order;
    draft.handle = 0;
    draft.expired = 0;
    draft.reserved = 0;
    int code = check_fits(broker, market, &draft, error);
    if (code != 0)
        return code;
    draft.state = draft.filled > 0 ? ORDER_PARTIAL : ORDER_PENDING;
    draft.queued = !phase_takes_orders(market->listings[draft.instrument].phase);
    order_enter(broker, market, &draft, out);
    return 0;
}
