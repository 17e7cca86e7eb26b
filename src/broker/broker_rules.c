/* The rules that an order has to keep, and the sentences of those about what is traded, how much of
 * it and what pays for it. */
#include "broker/broker_inside.h"

#include <assert.h>

static int check_listed(const struct ticket *ticket, struct error *error) {
    const struct instrument *row = ticket->row;
    if (!row->active || !row->tradeable)
        return error_set(error, ERROR_REFUSED, "%s cannot be traded now.", row->symbol);
    if (!ticket->profile->rules[row->class].trades)
        return error_set(error, ERROR_REFUSED, "%s is a %s, which the %s broker does not offer.",
                         row->symbol, asset_class_labels[row->class], ticket->profile->label);
    return 0;
}

static int check_test(const struct ticket *ticket, struct error *error) {
    static const char *const why[CLASS_COUNT] = {
        [CLASS_FUTURES] = "a future, traded with borrowed money",
        [CLASS_CFD] = "a CFD, a bet on a price with borrowed money",
    };
    const struct instrument *row = ticket->row;
    if (why[row->class] != NULL)
        return error_set(error, ERROR_REFUSED,
                         "%s is %s: a loss can be larger than the money you put in. It needs the "
                         "appropriateness test, which this account has not passed.",
                         row->symbol, why[row->class]);
    if (ticket->order.side == SIDE_SELL && ticket->held == 0)
        return error_set(error, ERROR_REFUSED,
                         "You hold no %s to sell. Selling what you do not own (a short sale) can "
                         "lose more than you put in and needs the appropriateness test, which this "
                         "account has not passed.",
                         row->symbol);
    return 0;
}

fix8_t nearest(fix8_t value, fix8_t step, fix8_t most) {
    fix8_t near = step;
    if (value > most)
        near = most;
    else if (value > step && !fix8_round_to(value, step, FIX8_HALF_EVEN, &near))
        near = most;
    return near;
}

static int check_display(const struct ticket *ticket, struct error *error) {
    const struct instrument *row = ticket->row;
    const struct order *order = &ticket->order;
    int64_t least = (order->lots - 1) / BOOK_SLICES_MAX + 1;
    if (order->display >= least && order->display <= order->lots)
        return 0;
    fix8_t low = instrument_size(row, least), high = instrument_size(row, order->lots);
    fix8_t near = nearest(ticket->asked.display, row->lot, high);
    return error_set(error, ERROR_REFUSED,
                     "An iceberg of %s shows from %s to all of it at a time, in steps of %s; "
                     "nearest: %s.",
                     size_text(row, order->lots).text, size_text(row, least).text,
                     number_text(row->lot, instrument_size_decimals(row)).text,
                     number_text(near < low ? low : near, instrument_size_decimals(row)).text);
}

static int check_size(const struct ticket *ticket, struct error *error) {
    const struct instrument *row = ticket->row;
    const struct order *order = &ticket->order;
    int decimals = instrument_size_decimals(row);
    if (order->lots == 0)
        return error_set(
            error, ERROR_REFUSED, "%s trades in steps of %s; nearest: %s.", row->symbol,
            number_text(row->lot, decimals).text,
            number_text(nearest(ticket->asked.size, row->lot, row->largest), decimals).text);
    if (ticket->asked.display == 0)
        return 0;
    if (order_at_market(order) || order->tif == TIF_IOC || order->tif == TIF_FOK)
        return error_set(error, ERROR_REFUSED,
                         "Only an order that can rest in the book shows a part of itself.");
    return check_display(ticket, error);
}

static int refuse_worth(struct error *error) {
    return error_set(error, ERROR_REFUSED, "An order may be worth %s at most.",
                     money_text(ORDER_VALUE_MAX).text);
}

static int check_largest(const struct ticket *ticket, struct error *error) {
    const struct instrument *row = ticket->row;
    const struct order *order = &ticket->order;
    if (instrument_size(row, order->lots) > row->largest)
        return error_set(error, ERROR_REFUSED, "The largest order in %s is %s.", row->symbol,
                         number_text(row->largest, instrument_size_decimals(row)).text);
    fix8_t cost;
    if (!cost_at(ticket, ticket_judging_ticks(ticket), order->lots, &cost))
        return refuse_worth(error);
    if (order->side == SIDE_SELL && ticket->account->balances[LEDGER_CASH] > ACCOUNT_CASH_MAX)
        return error_set(error, ERROR_REFUSED,
                         "This account holds more than %s; the game counts no further.",
                         money_text(ACCOUNT_CASH_MAX).text);
    return 0;
}

static int check_smallest(const struct ticket *ticket, struct error *error) {
    if (ticket->order.side == SIDE_SELL)
        return 0;
    fix8_t smallest = ticket->broker->table.smallest_value;
    int64_t lots = instrument_smallest_lots(ticket->row, ticket_judging_ticks(ticket), smallest);
    if (ticket->order.lots >= lots)
        return 0;
    return error_set(error, ERROR_REFUSED,
                     "An order to buy is worth %s or more; the smallest size of %s now is %s.",
                     money_text(smallest).text, ticket->row->symbol,
                     size_text(ticket->row, lots).text);
}

/* A bracket takes the places of its two exits along with its own. */
static uint32_t places(const struct broker *broker, const struct order *order) {
    if (order->type == ORDER_BRACKET)
        return 3;
    const struct order *entry = order->parent != 0 ? orders_find(broker, order->parent) : NULL;
    return entry != NULL ? 0 : 1;
}

static int check_open_orders(const struct ticket *ticket, struct error *error) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < ticket->broker->order_count; i++)
        if (ticket->broker->orders[i].account == ticket->account->id)
            count += places(ticket->broker, &ticket->broker->orders[i]);
    bool waits = order_may_wait(&ticket->order) || ticket->order.type == ORDER_BRACKET ||
                 ticket->order.worst > 0;
    if (ticket->amends != NULL || !waits ||
        count + places(ticket->broker, &ticket->order) <= ACCOUNT_OPEN_ORDERS_MAX)
        return 0;
    return error_set(error, ERROR_REFUSED,
                     "You have %d open orders, the most there can be; cancel one first.",
                     ACCOUNT_OPEN_ORDERS_MAX);
}

static int check_cash(const struct ticket *ticket, struct error *error) {
    const struct order *order = &ticket->order;
    if (order->side == SIDE_SELL)
        return 0;
    fix8_t cost = ticket_cost(ticket, order->lots);
    if (cost <= ticket->free_cash)
        return 0;
    if (cost == FIX8_MAX)
        return refuse_worth(error);
    int64_t largest = ticket_payable(ticket);
    int64_t smallest = instrument_smallest_lots(ticket->row, ticket_judging_ticks(ticket),
                                                ticket->broker->table.smallest_value);
    struct number_text free_cash = money_text(ticket->free_cash);
    if (largest < smallest || largest <= order->filled + order->cut)
        return error_set(error, ERROR_REFUSED,
                         "That costs %s with fees; %s is free, less than the smallest order takes.",
                         money_text(cost).text, free_cash.text);
    return error_set(error, ERROR_REFUSED,
                     "That costs %s with fees; %s is free. Largest size now: %s.",
                     money_text(cost).text, free_cash.text, size_text(ticket->row, largest).text);
}

static int check_holding(const struct ticket *ticket, struct error *error) {
    const struct order *order = &ticket->order;
    const struct instrument *row = ticket->row;
    if (order->side == SIDE_BUY || order->reduce_only)
        return 0; /* a reduce-only order is cut to what there is */
    int64_t left = ticket->held - ticket->in_sells + ticket->partner_lots;
    if (order_open_lots(order) <= left)
        return 0;
    int64_t offered = ticket->in_sells - ticket->partner_lots;
    struct number_text held = size_text(row, ticket->held);
    if (offered == 0)
        return error_set(error, ERROR_REFUSED, "You hold %s %s; that is the most you can sell.",
                         held.text, row->symbol);
    if (left <= 0)
        return error_set(
            error, ERROR_REFUSED,
            "You hold %s %s and all of it is already in sell orders; cancel one first.", held.text,
            row->symbol);
    return error_set(error, ERROR_REFUSED,
                     "You hold %s %s and %s of it is already in sell orders; %s is left to sell.",
                     held.text, row->symbol, size_text(row, offered).text,
                     size_text(row, left).text);
}

/* Which orders may carry which flag. */
static int check_flags(const struct ticket *ticket, struct error *error) {
    const struct order *order = &ticket->order;
    const char *symbol = ticket->row->symbol;
    if (order->type == ORDER_BRACKET && order->reduce_only)
        return error_set(error, ERROR_REFUSED,
                         "A bracket opens a position, so that it cannot be reduce-only.");
    if (order->type == ORDER_BRACKET && order->side == SIDE_SELL)
        return error_set(error, ERROR_REFUSED,
                         "A bracket opens a position. To protect the %s %s you hold, send a stop "
                         "and a take-profit that are one-cancels-other.",
                         size_text(ticket->row, ticket->held).text, symbol);
    if (order->reduce_only && order->side == SIDE_BUY)
        return error_set(error, ERROR_REFUSED,
                         "A reduce-only order makes a position smaller; you have no short position "
                         "in %s that buying could reduce.",
                         symbol);
    return 0;
}

int ticket_check(struct ticket *ticket, struct error *error) {
    static int (*const rules[])(const struct ticket *, struct error *) = {
        check_listed,   check_members,     check_test,  check_flags,   check_size,
        check_prices,   check_trail,       check_tif,   check_until,   check_largest,
        check_smallest, check_open_orders, check_phase, check_trigger, check_bracket,
        check_collar,   check_post_only,   check_pair,  check_cash,    check_holding,
    };
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        int code = rules[i](ticket, error);
        if (code != 0)
            return code;
    }
    return 0;
}
