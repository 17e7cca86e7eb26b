#include "broker/broker_inside.h"

#include <assert.h>

#include "base/gametime.h"
#include "base/text.h"

__extension__ typedef __int128 int128;

#define BROKER_ENCODING   1 /* first byte; another form gets another number */
#define ORDERS_MAX        (ACCOUNTS_MAX * ACCOUNT_OPEN_ORDERS_MAX)
#define POSITIONS_MAX     (ACCOUNTS_MAX * INSTRUMENTS_MAX)
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

static const char *order_fault(const struct broker *broker, const struct order *order) {
    if (order->id == 0 || order->id >= broker->next_order || order->instrument >= INSTRUMENTS_MAX ||
        order->side > SIDE_SELL || order->type != ORDER_LIMIT ||
        (order->tif != TIF_DAY && order->tif != TIF_GTC) || !is_time(order->created_ms))
        return "an open order's members are out of range";
    if (order->limit < 1 || order->limit > INSTRUMENT_TICKS_MAX || order->lots < 1 ||
        order->lots > BOOK_LOTS_MAX || order->filled < 0 || order->filled >= order->lots ||
        order->expired != 0)
        return "an open order has no open size";
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
        position->lots > POSITION_LOTS_MAX || position->selling < 0 ||
        position->selling > position->lots || position->cost < 0 || position->fees < 0 ||
        !is_money(position->cost) || !is_money(position->realised) || !is_money(position->fees) ||
        !is_time(position->opened_ms) || !is_time(position->updated_ms))
        return "a position's members are out of range";
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
        if (order->side == SIDE_SELL &&
            positions_find(broker, order->account, order->instrument) == NULL)
            return "an order sells what is not held";
    }
    return NULL;
}

static bool position_follows(const struct position *position, const struct position *before) {
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
        int128 selling = 0;
        for (uint32_t k = 0; k < broker->order_count; k++) {
            const struct order *order = &broker->orders[k];
            if (order->account == position->account && order->side == SIDE_SELL &&
                order->instrument == position->instrument)
                selling += order_open_lots(order);
        }
        if (selling != position->selling)
            return "what sell orders offer is not what the position says";
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
    return book_order(market->listings[order->instrument].book, order->handle, &rest) &&
           rest.owner == order->account && rest.ref == order->id && rest.side == order->side &&
           rest.limit == order->limit && rest.lots == order_open_lots(order);
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

/* ---- bytes ---- */

static void encode_account(const struct account *account, const struct sink *sink) {
    put_u32(sink, account->id);
    put_u32(sink, account->player);
    put_text(sink, account->name);
    put_u8(sink, account->broker);
    for (int book = 0; book < LEDGER_BOOK_COUNT; book++)
        put_i64(sink, account->balances[book]);
    put_i64(sink, account->reserved);
    put_i64(sink, account->opened_ms);
}

static void decode_account(struct account *account, struct source *source) {
    account->id = get_u32(source);
    account->player = get_u32(source);
    get_text(source, account->name, sizeof account->name);
    account->broker = get_u8(source);
    for (int book = 0; book < LEDGER_BOOK_COUNT; book++)
        account->balances[book] = get_i64(source);
    account->reserved = get_i64(source);
    account->opened_ms = get_i64(source);
}

static void encode_order(const struct order *order, const struct sink *sink) {
    assert(order->expired == 0);
    put_u64(sink, order->id);
    put_u32(sink, order->account);
    put_u8(sink, order->instrument);
    put_u8(sink, order->side);
    put_u8(sink, order->type);
    put_u8(sink, order->tif);
    put_u8(sink, order->state);
    put_bool(sink, order->queued);
    put_i32(sink, order->limit);
    put_i64(sink, order->lots);
    put_i64(sink, order->filled);
    put_i64(sink, order->ticks_lots);
    put_i64(sink, order->value);
    put_i64(sink, order->paid);
    put_i64(sink, order->fee);
    put_i64(sink, order->reserved);
    put_i64(sink, order->mid_half_ticks);
    put_i64(sink, order->created_ms);
    put_u64(sink, order->handle);
}

static void decode_order(struct order *order, struct source *source) {
    order->id = get_u64(source);
    order->account = get_u32(source);
    order->instrument = get_u8(source);
    order->side = get_u8(source);
    order->type = get_u8(source);
    order->tif = get_u8(source);
    order->state = get_u8(source);
    order->queued = get_bool(source);
    order->limit = get_i32(source);
    order->lots = get_i64(source);
    order->filled = get_i64(source);
    order->ticks_lots = get_i64(source);
    order->value = get_i64(source);
    order->paid = get_i64(source);
    order->fee = get_i64(source);
    order->reserved = get_i64(source);
    order->mid_half_ticks = get_i64(source);
    order->created_ms = get_i64(source);
    order->handle = get_u64(source);
}

static void encode_position(const struct position *position, const struct sink *sink) {
    put_u32(sink, position->account);
    put_u8(sink, position->instrument);
    put_i64(sink, position->lots);
    put_i64(sink, position->selling);
    put_i64(sink, position->cost);
    put_i64(sink, position->realised);
    put_i64(sink, position->fees);
    put_i64(sink, position->opened_ms);
    put_i64(sink, position->updated_ms);
}

static void decode_position(struct position *position, struct source *source) {
    position->account = get_u32(source);
    position->instrument = get_u8(source);
    position->lots = get_i64(source);
    position->selling = get_i64(source);
    position->cost = get_i64(source);
    position->realised = get_i64(source);
    position->fees = get_i64(source);
    position->opened_ms = get_i64(source);
    position->updated_ms = get_i64(source);
}

void broker_encode(const struct broker *broker, const struct sink *sink) {
    put_u8(sink, BROKER_ENCODING);
    put_u32(sink, broker->next_account);
    put_u64(sink, broker->next_order);
    put_u64(sink, broker->next_fill);
    put_u64(sink, broker->next_transaction);
    put_u32(sink, broker->account_count);
    for (uint32_t i = 0; i < broker->account_count; i++)
        encode_account(&broker->accounts[i], sink);
    put_u32(sink, broker->order_count);
    for (uint32_t i = 0; i < broker->order_count; i++)
        encode_order(&broker->orders[i], sink);
    put_u32(sink, broker->position_count);
    for (uint32_t i = 0; i < broker->position_count; i++)
        encode_position(&broker->positions[i], sink);
}

/* Counts are believed only as far as the bytes go: a row is made when the last one was read whole.
 */
static void decode_rows(struct broker *broker, struct source *source) {
    uint32_t count = get_count(source, ACCOUNTS_MAX);
    for (uint32_t i = 0; i < count && !source->bad; i++) {
        uint32_t next = broker->next_account;
        decode_account(accounts_add(broker), source);
        broker->next_account = next;
    }
    count = get_count(source, ORDERS_MAX);
    for (uint32_t i = 0; i < count && !source->bad; i++) {
        struct order order = {0};
        decode_order(&order, source);
        source->bad |= i > 0 && order.id <= broker->orders[i - 1].id;
        if (!source->bad)
            orders_add(broker, &order);
    }
    count = get_count(source, POSITIONS_MAX);
    for (uint32_t i = 0; i < count && !source->bad; i++) {
        struct position position = {0};
        decode_position(&position, source);
        source->bad |= i > 0 && !position_follows(&position, &broker->positions[i - 1]);
        if (!source->bad)
            *positions_add(broker, position.account, position.instrument, 0) = position;
    }
}

int broker_decode(struct broker *broker, const struct broker_table *table, struct source *source,
                  struct error *error) {
    broker_init(broker, table);
    source->bad |= get_u8(source) != BROKER_ENCODING;
    broker->next_account = get_u32(source);
    broker->next_order = get_u64(source);
    broker->next_fill = get_u64(source);
    broker->next_transaction = get_u64(source);
    source->bad |= broker->next_account == 0 || broker->next_account == UINT32_MAX ||
                   broker->next_order == 0 || broker->next_fill == 0 ||
                   broker->next_transaction == 0;
    if (!source->bad)
        decode_rows(broker, source);
    const char *fault = source->bad ? "it is cut short or damaged" : broker_fault(broker);
    if (fault == NULL)
        return 0;
    source->bad = true;
    broker_clear(broker);
    return error_set(error, ERROR_STORAGE, "The saved broker cannot be read: %s.", fault);
}
