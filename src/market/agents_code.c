/* The agents' state as bytes, and whether a book agrees with it. */
#include <assert.h>
#include <string.h>

#include "market/agents_internal.h"

#define PRESSURE_MOST  1e9
#define INVENTORY_MOST 1e15

static void put_real(const struct sink *sink, double value) {
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    put_u64(sink, bits);
}

/* A finite number of at most `most`, either sign; else the source is bad. */
static double get_real(struct source *source, double most) {
    uint64_t bits = get_u64(source);
    double value;
    memcpy(&value, &bits, sizeof value);
    if (value >= -most && value <= most)
        return value;
    source->bad = true;
    return 0;
}

static void put_quote(const struct sink *sink, const struct quote *quote) {
    put_u64(sink, quote->handle);
    put_i32(sink, quote->ticks);
    put_i64(sink, quote->lots);
}

void agents_encode(const struct agents *agents, const struct sink *sink) {
    for (uint32_t slot = 0; slot < AGENT_SLOTS; slot++) {
        put_i64(sink, agents->wake_ms[slot]);
        put_u64(sink, agents->random[slot].state);
        put_u64(sink, agents->random[slot].step);
    }
    for (uint32_t i = 0; i < MAKERS; i++) {
        put_real(sink, agents->makers[i].inventory);
        for (uint32_t level = 0; level < LADDER_LEVELS; level++) {
            put_quote(sink, &agents->makers[i].quotes[SIDE_BUY][level]);
            put_quote(sink, &agents->makers[i].quotes[SIDE_SELL][level]);
        }
    }
    for (uint32_t i = 0; i < PATIENTS; i++) {
        put_bool(sink, agents->patients[i].side);
        put_quote(sink, &agents->patients[i].quote);
    }
    for (uint32_t i = 0; i < INSTITUTIONS; i++) {
        put_bool(sink, agents->institutions[i].side);
        put_u32(sink, agents->institutions[i].children);
    }
    put_bool(sink, agents->noise_wants);
    put_bool(sink, agents->noise_side);
    put_real(sink, agents->fast);
    put_real(sink, agents->slow);
    put_i64(sink, agents->look_ms);
    put_i32(sink, agents->shaped_at);
}

/* ---- decoding ---- */

static void get_quote(struct source *source, struct quote *quote) {
    quote->handle = get_u64(source);
    quote->ticks = get_i32(source);
    quote->lots = get_i64(source);
    source->bad |= quote->ticks < 0 || quote->ticks > BOOK_TICKS_MAX || quote->lots < 0 ||
                   quote->lots > BOOK_LOTS_MAX || (quote->handle != 0 && quote->ticks == 0);
}

static void get_timers(struct agents *agents, struct source *source) {
    for (uint32_t slot = 0; slot < AGENT_SLOTS; slot++) {
        agents->wake_ms[slot] = get_i64(source);
        agents->random[slot].state = get_u64(source);
        agents->random[slot].step = get_u64(source);
        source->bad |= agents->random[slot].step % 2 == 0 || agents->wake_ms[slot] > GAMETIME_MAX;
    }
}

static void get_orders(struct agents *agents, struct source *source) {
    for (uint32_t i = 0; i < MAKERS; i++) {
        agents->makers[i].inventory = get_real(source, INVENTORY_MOST);
        for (uint32_t level = 0; level < LADDER_LEVELS; level++) {
            get_quote(source, &agents->makers[i].quotes[SIDE_BUY][level]);
            get_quote(source, &agents->makers[i].quotes[SIDE_SELL][level]);
        }
    }
    for (uint32_t i = 0; i < PATIENTS; i++) {
        agents->patients[i].side = get_bool(source);
        get_quote(source, &agents->patients[i].quote);
    }
}

int agents_decode(struct agents *agents, const struct instrument *row, const struct path *path,
                  struct source *source, struct error *error) {
    agents_init(agents, row, path, 0, 0, 1);
    get_timers(agents, source);
    agents_set_next(agents);
    get_orders(agents, source);
    for (uint32_t i = 0; i < INSTITUTIONS; i++) {
        agents->institutions[i].side = get_bool(source);
        agents->institutions[i].children = get_u32(source);
    }
    agents->noise_wants = get_bool(source);
    agents->noise_side = get_bool(source);
    agents->fast = get_real(source, PRESSURE_MOST);
    agents->slow = get_real(source, PRESSURE_MOST);
    agents->look_ms = get_i64(source);
    int32_t shaped_at = get_i32(source);
    if (source->bad || shaped_at < 1 || shaped_at > INSTRUMENT_TICKS_MAX ||
        agents->look_ms < GAMETIME_MIN || agents->look_ms > GAMETIME_MAX)
        return error_set(error, ERROR_STORAGE, "The agents of %s are damaged.", row->symbol);
    ladder_shape(agents, row, shaped_at);
    return 0;
}

/* ---- the book ---- */

/* 0: no order; 1: the book has it as the agent thinks; beyond all counts: they differ. */
static uint32_t resting(const struct book *book, const struct quote *quote, enum side side,
                        uint64_t ref) {
    struct book_request order;
    if (quote->handle == 0)
        return 0;
    bool same = book_order(book, quote->handle, &order) && order.owner == 0 && order.side == side &&
                order.limit == quote->ticks && order.lots == quote->lots && order.ref == ref;
    return same ? 1 : BOOK_ORDERS_MAX;
}

bool agents_agree(const struct agents *agents, const struct book *book) {
    uint32_t count = 0;
    for (uint32_t slot = 0; slot < MAKERS; slot++) {
        for (int side = SIDE_BUY; side <= SIDE_SELL; side++) {
            for (uint32_t level = 0; level < LADDER_LEVELS; level++)
                count += resting(book, &agents->makers[slot].quotes[side][level], (enum side)side,
                                 quote_ref(slot, (enum side)side, level));
        }
    }
    for (uint32_t i = 0; i < PATIENTS; i++) {
        enum side side = (enum side)agents->patients[i].side;
        count +=
            resting(book, &agents->patients[i].quote, side, quote_ref(SLOT_PATIENT + i, side, 0));
    }
    uint32_t owned = book_owned_count(book, 0);
    return book_in_auction(book) ? count <= owned : count == owned;
}
