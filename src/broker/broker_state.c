#include "broker/broker_inside.h"

#include <assert.h>
#include <string.h>

#include "base/mem.h"

#define TABLE_FIRST 16 /* rows of a table's first block */

/* Makes room for one more row. */
static void *table_grow(void *rows, uint32_t count, uint32_t *capacity, size_t size) {
    if (count < *capacity)
        return rows;
    *capacity = *capacity > 0 ? *capacity * 2 : TABLE_FIRST;
    return mem_resize(rows, *capacity, size);
}

/* ---- accounts ---- */

struct account *accounts_add(struct broker *broker) {
    assert(broker->account_count < ACCOUNTS_MAX && broker->next_account < UINT32_MAX);
    broker->accounts = table_grow(broker->accounts, broker->account_count,
                                  &broker->account_capacity, sizeof *broker->accounts);
    struct account *account = &broker->accounts[broker->account_count++];
    *account = (struct account){.id = broker->next_account++};
    return account;
}

struct account *broker_account(struct broker *broker, uint32_t id) {
    uint32_t low = 0, high = broker->account_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (broker->accounts[middle].id < id)
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < broker->account_count && broker->accounts[low].id == id;
    return found ? &broker->accounts[low] : NULL;
}

struct account *broker_account_of(struct broker *broker, uint32_t player) {
    for (uint32_t i = 0; i < broker->account_count; i++)
        if (broker->accounts[i].player == player)
            return &broker->accounts[i];
    return NULL;
}

/* ---- orders ---- */

struct order *orders_add(struct broker *broker, const struct order *order) {
    assert(broker->order_count == 0 || broker->orders[broker->order_count - 1].id < order->id);
    broker->orders = table_grow(broker->orders, broker->order_count, &broker->order_capacity,
                                sizeof *broker->orders);
    broker->orders[broker->order_count] = *order;
    return &broker->orders[broker->order_count++];
}

struct order *orders_find(const struct broker *broker, uint64_t id) {
    uint32_t low = 0, high = broker->order_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (broker->orders[middle].id < id)
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < broker->order_count && broker->orders[low].id == id;
    return found ? &broker->orders[low] : NULL;
}

void orders_remove(struct broker *broker, struct order *order) {
    size_t at = (size_t)(order - broker->orders);
    assert(at < broker->order_count);
    broker->order_count--;
    memmove(order, order + 1, (broker->order_count - at) * sizeof *order);
}

const struct order *broker_order(const struct broker *broker, uint64_t id) {
    return orders_find(broker, id);
}

/* ---- positions ---- */

/* Place of the first position that is not before (account, instrument). */
static uint32_t positions_place(const struct broker *broker, uint32_t account, uint8_t instrument) {
    uint32_t low = 0, high = broker->position_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const struct position *position = &broker->positions[middle];
        bool before = position->account != account ? position->account < account
                                                   : position->instrument < instrument;
        if (before)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct position *positions_find(const struct broker *broker, uint32_t account, uint8_t instrument) {
    uint32_t at = positions_place(broker, account, instrument);
    if (at == broker->position_count)
        return NULL;
    struct position *position = &broker->positions[at];
    bool found = position->account == account && position->instrument == instrument;
    return found ? position : NULL;
}

struct position *positions_add(struct broker *broker, uint32_t account, uint8_t instrument,
                               int64_t ms) {
    assert(positions_find(broker, account, instrument) == NULL);
    broker->positions = table_grow(broker->positions, broker->position_count,
                                   &broker->position_capacity, sizeof *broker->positions);
    uint32_t at = positions_place(broker, account, instrument);
    struct position *position = &broker->positions[at];
    memmove(position + 1, position, (broker->position_count - at) * sizeof *position);
    broker->position_count++;
    *position = (struct position){
        .account = account, .instrument = instrument, .opened_ms = ms, .updated_ms = ms};
    return position;
}

void positions_remove(struct broker *broker, struct position *position) {
    size_t at = (size_t)(position - broker->positions);
    assert(at < broker->position_count);
    assert(position->lots == 0 && position->cost == 0);
    broker->position_count--;
    memmove(position, position + 1, (broker->position_count - at) * sizeof *position);
}

const struct position *broker_position(const struct broker *broker, uint32_t account,
                                       uint8_t instrument) {
    return positions_find(broker, account, instrument);
}
