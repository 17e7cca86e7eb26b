/* What always holds of a broker, of a broker and its market, and what its books are worth. */
#include "broker/broker_inside.h"

#include <assert.h>

#include "base/gametime.h"

__extension__ typedef __int128 int128;

#define POSITION_LOTS_MAX INT64_C(1000000000000000)
#define BALANCE_MAX       (90000000000 * FIX8_ONE)

/* ---- invariants ---- */

static bool is_money(fix8_t value) {
    return value % FIX8_CENT == 0 && value >= -BALANCE_MAX && value <= BALANCE_MAX;
}

static bool is_time(int64_t ms) {
    return ms >= GAMETIME_MIN && ms <= GAMETIME_MAX;
}

static const char *account_fault(const struct broker *broker, const struct account *account) {
    int128 sum = 0;
    for (int book = 0; book < LEDGER_BOOK_COUNT; book++) {
        if (!is_money(account->balances[book]))
            return "a balance is out of range";
        sum += account->balances[book];
    }
    if (sum != 0)
        return "an account's balances do not sum to zero";
    if (account->reserved < 0 || account->reserved > account->balances[LEDGER_CASH] ||
        account->reserved % FIX8_CENT != 0)
        return "an account reserves more than its cash";
    if (account->id == 0 || account->id >= broker->next_account ||
        account->broker >= broker->table.count || !is_time(account->opened_ms) || account->changed)
        return "an account's members are out of range";
    return NULL;
}

/* Are its prices and times those of its type? */
static bool is_whole(const struct order *order) {
    const struct order_traits *traits = &order_traits[order->type];
    bool trails = order->type == ORDER_TRAILING;
    bool priced = traits->price == NEEDS_NO    ? order->limit == 0
                  : traits->price == MUST_HAVE ? order->limit > 0
                                               : order->limit >= 0;
    return priced && order->limit <= INSTRUMENT_TICKS_MAX &&
           (traits->stop == MUST_HAVE ? order->stop > 0 : order->stop == 0) &&
           order->stop <= INSTRUMENT_TICKS_MAX && order->target <= INSTRUMENT_TICKS_MAX &&
           (order->type == ORDER_BRACKET ? order->target > 0 : order->target == 0) &&
           order->trail >= 0 && order->trail <= INSTRUMENT_TICKS_MAX && order->trail_ppm >= 0 &&
           order->trail_ppm <= BOOK_PPM && (order->trail > 0) + (order->trail_ppm > 0) == trails &&
           (order->tif == TIF_GTD ? order->until_ms > 0 && is_time(order->until_ms)
                                  : order->until_ms == 0);
}

/* Its flags, and what goes with which side. */
static bool is_consistent(const struct order *order) {
    bool buys = order->side == SIDE_BUY;
    return order->display >= 0 && order->display <= order->lots &&
           (order->display == 0 || !order_at_market(order)) &&
           (!order->post_only || !order_at_market(order)) && (!order->reduce_only || !buys) &&
           (!order->triggered || order_traits[order->type].trigger != TRIGGER_NONE) &&
           (order->type != ORDER_BRACKET || buys) && order->oco != order->id &&
           order->parent < order->id &&
           (buys ? order->worst > 0 && order->worst <= BOOK_TICKS_MAX : order->worst == 0) &&
           (!buys || order_at_market(order) || order->worst == order->limit);
}

const char *order_fault(const struct broker *broker, const struct order *order) {
    if (order->id == 0 || order->id >= broker->next_order || order->instrument >= INSTRUMENTS_MAX ||
        order->side > SIDE_SELL || order->type >= ORDER_TYPE_COUNT || order->tif >= TIF_COUNT ||
        order->self_trade > ORDER_SELF_BOTH || !is_time(order->created_ms))
        return "an open order's members are out of range";
    if (order->lots < 1 || order->lots > BOOK_LOTS_MAX || order->filled < 0 || order->cut < 0 ||
        order->filled > order->lots || order->cut >= order->lots - order->filled ||
        order->expired != 0)
        return "an open order has no open size";
    if (!is_whole(order) || !is_consistent(order))
        return "an open order is not one of its type";
    if (order->queued && !order_may_wait(order))
        return "an order waits for the market that cannot wait";
    if (order->ticks_lots < 0 || order->value < 0 || order->paid < 0 || order->fee < 0 ||
        order->reserved < 0 || order->mid_half_ticks < 0 || !is_money(order->paid) ||
        !is_money(order->fee) || !is_money(order->reserved))
        return "an open order's sums are out of range";
    if ((order->filled == 0) != (order->ticks_lots == 0) ||
        (order->state != ORDER_PARTIAL && order->state != ORDER_PENDING) ||
        (order->state == ORDER_PARTIAL) != (order->filled > 0))
        return "an open order's fills and state differ";
    if (order->queued == (order->handle != 0))
        return "an open order is neither in the book nor queued";
    if (order->side == SIDE_SELL && order->reserved != 0)
        return "an order to sell reserves cash";
    return NULL;
}

static const char *position_fault(const struct position *position) {
    if (position->instrument >= INSTRUMENTS_MAX || position->lots < 1 ||
        position->lots > POSITION_LOTS_MAX || position->cost < 0 || position->fees < 0 ||
        !is_money(position->cost) || !is_money(position->realised) || !is_money(position->fees) ||
        !is_time(position->opened_ms) || !is_time(position->updated_ms))
        return "a position's members are out of range";
    return NULL;
}

/* No more is offered in a book than there is; partners name each other. */
static const char *relation_fault(const struct broker *broker, const struct order *order) {
    const struct position *position = positions_find(broker, order->account, order->instrument);
    int64_t held = position != NULL ? position->lots : 0;
    if (order->side == SIDE_SELL && !order->queued && order_open_lots(order) > held)
        return "an order sells more than is held";
    const struct order *partner = order->oco != 0 ? orders_find(broker, order->oco) : NULL;
    if (partner != NULL &&
        (partner->oco != order->id || partner->account != order->account ||
         partner->instrument != order->instrument || partner->side != order->side))
        return "an order's partner does not name it";
    return NULL;
}

/* Orders belong to accounts, what they reserve is what accounts say, what they sell is there. */
static const char *orders_fault(struct broker *broker) {
    for (uint32_t i = 0; i < broker->order_count; i++) {
        const struct order *order = &broker->orders[i];
        const char *fault = order_fault(broker, order);
        if (fault != NULL)
            return fault;
        if (i > 0 && order[-1].id >= order->id)
            return "orders are not in the order of their numbers";
        if (broker_account(broker, order->account) == NULL)
            return "an order has no account";
        fault = relation_fault(broker, order);
        if (fault != NULL)
            return fault;
    }
    return NULL;
}

bool position_follows(const struct position *position, const struct position *before) {
    return before->account != position->account ? before->account < position->account
                                                : before->instrument < position->instrument;
}

static const char *positions_fault(struct broker *broker) {
    for (uint32_t i = 0; i < broker->position_count; i++) {
        const struct position *position = &broker->positions[i];
        const char *fault = position_fault(position);
        if (fault != NULL)
            return fault;
        if (i > 0 && !position_follows(position, position - 1))
            return "positions are not in their order";
        if (broker_account(broker, position->account) == NULL)
            return "a position has no account";
    }
    return NULL;
}

static const char *sums_fault(const struct broker *broker, const struct account *account) {
    int128 reserved = 0, cost = 0;
    uint32_t count = 0;
    for (uint32_t i = 0; i < broker->order_count; i++) {
        bool own = broker->orders[i].account == account->id;
        reserved += own ? broker->orders[i].reserved : 0;
        count += own;
    }
    for (uint32_t i = 0; i < broker->position_count; i++)
        cost += broker->positions[i].account == account->id ? broker->positions[i].cost : 0;
    if (reserved != account->reserved)
        return "what open orders reserve is not what the account says";
    if (cost != account->balances[LEDGER_POSITIONS])
        return "what positions cost is not what the ledger says";
    return count > ACCOUNT_OPEN_ORDERS_MAX ? "an account has too many open orders" : NULL;
}

const char *broker_fault(struct broker *broker) {
    for (uint32_t i = 0; i < broker->account_count; i++) {
        const char *fault = account_fault(broker, &broker->accounts[i]);
        if (fault != NULL)
            return fault;
        if (i > 0 && broker->accounts[i - 1].id >= broker->accounts[i].id)
            return "accounts are not in the order of their numbers";
    }
    const char *fault = orders_fault(broker);
    if (fault == NULL)
        fault = positions_fault(broker);
    for (uint32_t i = 0; fault == NULL && i < broker->account_count; i++)
        fault = sums_fault(broker, &broker->accounts[i]);
    return fault;
}

void broker_check(const struct broker *broker) {
    struct broker view = *broker; /* the tables are shared and not written to */
    const char *fault = broker_fault(&view);
    assert(fault == NULL);
    (void)fault;
}

/* ---- agreement with the market ---- */

/* What few orders have: trigger, display, partner. */
static bool special_agrees(const struct broker *broker, const struct book *book,
                           const struct order *order) {
    struct book_special special;
    bool waits = order_traits[order->type].trigger != TRIGGER_NONE && !order->triggered;
    const struct order *partner = partner_of(broker, order);
    return book_order_special(book, order->handle, &special) &&
           book_waits(book, order->handle) == waits &&
           special.oco == (partner != NULL ? partner->handle : 0) &&
           special.display == order->display &&
           (!waits || (special.trail == order->trail && special.trail_ppm == order->trail_ppm)) &&
           (!waits || !order_at_market(order) || special.worst == order->worst) &&
           (!waits || order->type == ORDER_TRAILING || special.stop == order->stop);
}

static bool order_agrees(struct broker *broker, const struct market *market,
                         const struct order *order) {
    if (order->instrument >= market->table.count)
        return false;
    const struct instrument *row = &market->table.rows[order->instrument];
    const struct account *account = broker_account(broker, order->account);
    fix8_t value, paid, needs;
    if (!order_value(row, order->ticks_lots, &value) || value != order->value ||
        !fix8_round_to(value, FIX8_CENT, FIX8_HALF_EVEN, &paid) || paid != order->paid ||
        !order_needs(&broker->table.rows[account->broker], row, order, &needs) ||
        needs != order->reserved)
        return false;
    if (order->queued)
        return true;
    struct book_request rest;
    const struct book *book = market->listings[order->instrument].book;
    return book_order(book, order->handle, &rest) && rest.owner == order->account &&
           rest.ref == order->id && rest.side == order->side &&
           (order_at_market(order) || rest.limit == order->limit) &&
           rest.lots == order_open_lots(order) && special_agrees(broker, book, order);
}

/* Nothing of a player rests in the book that the broker does not know. */
static bool book_agrees(const struct broker *broker, const struct market *market,
                        uint32_t instrument) {
    const struct book *book = market->listings[instrument].book;
    uint32_t resting = 0;
    for (uint32_t i = 0; i < broker->order_count; i++)
        resting += broker->orders[i].instrument == instrument && !broker->orders[i].queued;
    return resting == book_order_count(book) - book_owned_count(book, MARKET_AGENT_OWNER);
}

/* By it the book cuts what would sell more; 0: it has not been told of it yet. */
static bool position_agrees(const struct position *position, const struct market *market) {
    const struct book *book = market->listings[position->instrument].book;
    int64_t lots = book_position(book, position->account);
    return lots == 0 || lots == position->lots;
}

int broker_agrees(const struct broker *broker, const struct market *market, struct error *error) {
    struct broker view = *broker;
    for (uint32_t i = 0; i < broker->order_count; i++)
        if (!order_agrees(&view, market, &broker->orders[i]))
            return error_set(error, ERROR_STORAGE,
                             "Order %llu of the saved broker is not what the saved market holds.",
                             (unsigned long long)broker->orders[i].id);
    for (uint32_t i = 0; i < market->table.count; i++)
        if (!book_agrees(broker, market, i))
            return error_set(error, ERROR_STORAGE,
                             "The saved book of %s holds orders that the saved broker does not.",
                             market->table.rows[i].symbol);
    for (uint32_t i = 0; i < broker->position_count; i++)
        if (broker->positions[i].instrument >= market->table.count)
            return error_set(error, ERROR_STORAGE,
                             "A saved position is in an instrument that the market does not have.");
        else if (!position_agrees(&broker->positions[i], market))
            return error_set(error, ERROR_STORAGE,
                             "A saved position is not what the saved book of %s holds of it.",
                             market->table.rows[broker->positions[i].instrument].symbol);
    return 0;
}

/* ---- value ---- */

fix8_t position_value(const struct position *position, const struct market *market) {
    const struct instrument *row = &market->table.rows[position->instrument];
    int64_t half_ticks = market_mark_half_ticks(market, position->instrument);
    int64_t halves;
    fix8_t value;
    if (__builtin_mul_overflow(half_ticks, position->lots, &halves) ||
        !order_value(row, halves, &value) || value / 2 > BALANCE_MAX)
        return BALANCE_MAX;
    bool fits = fix8_round_to(value, 2 * FIX8_CENT, FIX8_HALF_EVEN, &value);
    assert(fits);
    return value / 2;
}

fix8_t account_equity(const struct broker *broker, const struct account *account,
                      const struct market *market) {
    fix8_t equity = account->balances[LEDGER_CASH];
    for (uint32_t i = 0; i < broker->position_count; i++)
        if (broker->positions[i].account == account->id &&
            !fix8_add(equity, position_value(&broker->positions[i], market), &equity))
            return BALANCE_MAX;
    return equity < BALANCE_MAX ? equity : BALANCE_MAX;
}
