#include "broker/broker_inside.h"

#include <assert.h>

#define BROKER_ENCODING 2 /* first byte; another form gets another number */
#define ORDERS_MAX      (ACCOUNTS_MAX * ACCOUNT_OPEN_ORDERS_MAX)
#define POSITIONS_MAX   (ACCOUNTS_MAX * INSTRUMENTS_MAX)

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
    put_u8(sink, order->self_trade);
    put_bool(sink, order->queued);
    put_bool(sink, order->post_only);
    put_bool(sink, order->reduce_only);
    put_bool(sink, order->triggered);
    put_i32(sink, order->limit);
    put_i32(sink, order->stop);
    put_i32(sink, order->target);
    put_i32(sink, order->trail);
    put_i32(sink, order->trail_ppm);
    put_i32(sink, order->worst);
    put_i64(sink, order->lots);
    put_i64(sink, order->filled);
    put_i64(sink, order->cut);
    put_i64(sink, order->display);
    put_i64(sink, order->ticks_lots);
    put_i64(sink, order->value);
    put_i64(sink, order->paid);
    put_i64(sink, order->fee);
    put_i64(sink, order->reserved);
    put_i64(sink, order->mid_half_ticks);
    put_i64(sink, order->created_ms);
    put_i64(sink, order->until_ms);
    put_u64(sink, order->oco);
    put_u64(sink, order->parent);
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
    order->self_trade = get_u8(source);
    order->queued = get_bool(source);
    order->post_only = get_bool(source);
    order->reduce_only = get_bool(source);
    order->triggered = get_bool(source);
    order->limit = get_i32(source);
    order->stop = get_i32(source);
    order->target = get_i32(source);
    order->trail = get_i32(source);
    order->trail_ppm = get_i32(source);
    order->worst = get_i32(source);
    order->lots = get_i64(source);
    order->filled = get_i64(source);
    order->cut = get_i64(source);
    order->display = get_i64(source);
    order->ticks_lots = get_i64(source);
    order->value = get_i64(source);
    order->paid = get_i64(source);
    order->fee = get_i64(source);
    order->reserved = get_i64(source);
    order->mid_half_ticks = get_i64(source);
    order->created_ms = get_i64(source);
    order->until_ms = get_i64(source);
    order->oco = get_u64(source);
    order->parent = get_u64(source);
    order->handle = get_u64(source);
}

static void encode_position(const struct position *position, const struct sink *sink) {
    put_u32(sink, position->account);
    put_u8(sink, position->instrument);
    put_i64(sink, position->lots);
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
    position->cost = get_i64(source);
    position->realised = get_i64(source);
    position->fees = get_i64(source);
    position->opened_ms = get_i64(source);
    position->updated_ms = get_i64(source);
}

void broker_encode(const struct broker *broker, const struct sink *sink) {
    assert(broker->due_count == 0);
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
