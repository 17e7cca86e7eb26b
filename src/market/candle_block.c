#include "market/candle.h"

#include <assert.h>

#include "base/mem.h"

#define BLOCK_VERSION   1
#define CANDLES_FIRST   32 /* a block's first allocation; it doubles up to BLOCK_SLOTS */
#define CANDLE_BYTES    20
#define BITMAP_BYTES    (BLOCK_SLOTS / 8)
#define UNIT_POWERS     11 /* powers of ten from 0 that a volume unit can need */
#define STORED_LOTS_MAX UINT32_MAX

int64_t block_number(enum time_frame frame, int64_t ms) {
    return floor_to(ms, time_frame_ms(frame) * BLOCK_SLOTS) / (time_frame_ms(frame) * BLOCK_SLOTS);
}

int64_t block_start(enum time_frame frame, int64_t number) {
    return number * time_frame_ms(frame) * BLOCK_SLOTS;
}

/* The slot of a bar that starts at `ms`; -1 when it is not one of the block's. */
static int slot_in(const struct candle_block *block, int64_t ms) {
    int64_t since = ms - block_start(block->frame, block->number);
    int64_t length = time_frame_ms(block->frame);
    bool inside = since >= 0 && since < length * BLOCK_SLOTS && since % length == 0;
    return inside ? (int)(since / length) : -1;
}

void block_append(struct candle_block *block, const struct candle *candle) {
    assert(block->frame == time_frame_source(block->frame));
    assert(slot_in(block, candle->ms) >= 0 && candle->lots > 0);
    assert(block->count == 0 || block->candles[block->count - 1].ms < candle->ms);
    if (block->count == block->capacity) {
        uint32_t capacity = block->capacity > 0 ? block->capacity * 2 : CANDLES_FIRST;
        block->capacity = capacity < BLOCK_SLOTS ? capacity : BLOCK_SLOTS;
        block->candles = mem_resize(block->candles, block->capacity, sizeof *block->candles);
    }
    assert(block->count < block->capacity);
    block->candles[block->count++] = *candle;
}

void block_clear(struct candle_block *block) {
    mem_free(block->candles);
    block->candles = NULL;
    block->count = block->capacity = 0;
}

/* ---- the stored form ---- */

static uint64_t power_of_ten(int power) {
    uint64_t value = 1;
    while (power-- > 0)
        value *= 10;
    return value;
}

/* Lots in a unit, half-even, at least 1. */
static uint64_t lots_in(uint64_t lots, uint64_t unit) {
    uint64_t whole = lots / unit;
    uint64_t rest = lots % unit;
    if (rest > unit - rest || (rest == unit - rest && whole % 2 == 1))
        whole++;
    return whole > 0 ? whole : 1;
}

/* Power of the smallest unit in which `lots` fit. */
static int unit_power(uint64_t lots) {
    int power = 0;
    while (lots_in(lots, power_of_ten(power)) > STORED_LOTS_MAX)
        power++;
    assert(power < UNIT_POWERS);
    return power;
}

static void put_candle(const struct sink *sink, const struct candle *candle, uint64_t unit) {
    uint8_t bytes[CANDLE_BYTES];
    store_u32(bytes, (uint32_t)candle->open);
    store_u32(bytes + 4, (uint32_t)candle->high);
    store_u32(bytes + 8, (uint32_t)candle->low);
    store_u32(bytes + 12, (uint32_t)candle->close);
    store_u32(bytes + 16, (uint32_t)lots_in(candle->lots, unit));
    put_raw(sink, bytes, sizeof bytes);
}

void block_encode(const struct candle_block *block, fix8_t tick, const struct sink *sink) {
    assert(tick > 0 && block->count <= BLOCK_SLOTS);
    uint8_t bitmap[BITMAP_BYTES] = {0};
    uint64_t most = 0;
    for (uint32_t i = 0; i < block->count; i++) {
        int slot = slot_in(block, block->candles[i].ms);
        assert(slot >= 0);
        bitmap[slot / 8] |= (uint8_t)(1u << slot % 8);
        most = block->candles[i].lots > most ? block->candles[i].lots : most;
    }
    int power = unit_power(most);
    put_u8(sink, BLOCK_VERSION);
    put_u8(sink, (uint8_t)block->frame);
    put_i64(sink, block->number);
    put_i64(sink, tick);
    put_u8(sink, (uint8_t)power);
    put_raw(sink, bitmap, sizeof bitmap);
    for (uint32_t i = 0; i < block->count; i++)
        put_candle(sink, &block->candles[i], power_of_ten(power));
}

/* ---- reading it ---- */

static bool number_in_time(enum time_frame frame, int64_t number) {
    return number >= block_number(frame, GAMETIME_MIN) &&
           number <= block_number(frame, GAMETIME_MAX);
}

/* `frame` and `number` of the block, tick and volume unit; 0 when no block begins like this. */
static uint64_t get_header(struct candle_block *block, fix8_t *tick, struct source *source) {
    uint8_t version = get_u8(source);
    uint8_t frame = get_u8(source);
    block->number = get_i64(source);
    *tick = get_i64(source);
    uint8_t power = get_u8(source);
    if (source->bad || version != BLOCK_VERSION || frame >= FRAME_COUNT || power >= UNIT_POWERS)
        return 0;
    block->frame = (enum time_frame)frame;
    bool kept = time_frame_source(block->frame) == block->frame;
    return kept && *tick > 0 && number_in_time(block->frame, block->number) ? power_of_ten(power)
                                                                            : 0;
}

/* One candle at `at`; false when no prints give it. */
static bool load_candle(struct candle *candle, const uint8_t *at, uint64_t unit) {
    candle->open = (int32_t)load_u32(at);
    candle->high = (int32_t)load_u32(at + 4);
    candle->low = (int32_t)load_u32(at + 8);
    candle->close = (int32_t)load_u32(at + 12);
    uint32_t lots = load_u32(at + 16);
    candle->lots = lots * unit;
    return candle_valid(candle) && lots <= UINT64_MAX / unit;
}

/* The candles of the slots in `bitmap`; false when there are too few bytes or a bad candle. */
static bool get_candles(struct candle_block *block, const uint8_t *bitmap, uint64_t unit,
                        struct source *source) {
    uint32_t count = 0;
    for (int i = 0; i < BITMAP_BYTES; i++)
        count += (uint32_t)__builtin_popcount(bitmap[i]);
    if ((size_t)(source->end - source->at) < (size_t)count * CANDLE_BYTES)
        return false;
    block->candles = count > 0 ? mem_array(count, sizeof *block->candles) : NULL;
    block->capacity = count;
    uint64_t most = 0;
    for (int slot = 0; slot < BLOCK_SLOTS; slot++) {
        if (!(bitmap[slot / 8] >> slot % 8 & 1))
            continue;
        struct candle *candle = &block->candles[block->count++];
        candle->ms = block_start(block->frame, block->number) + slot * time_frame_ms(block->frame);
        if (!load_candle(candle, source->at, unit))
            return false;
        source->at += CANDLE_BYTES;
        most = candle->lots > most ? candle->lots : most;
    }
    assert(block->count == count);
    return power_of_ten(unit_power(most)) == unit; /* a larger unit than needed was never written */
}

static bool get_block(struct candle_block *block, fix8_t *tick, struct source *source) {
    uint64_t unit = get_header(block, tick, source);
    if (unit == 0 || (size_t)(source->end - source->at) < BITMAP_BYTES)
        return false;
    const uint8_t *bitmap = source->at;
    source->at += BITMAP_BYTES;
    return get_candles(block, bitmap, unit, source);
}

int block_decode(struct candle_block *block, fix8_t *tick, struct source *source,
                 struct error *error) {
    struct candle_block read = {.count = 0};
    fix8_t read_tick;
    if (!get_block(&read, &read_tick, source)) {
        block_clear(&read);
        return error_set(error, ERROR_STORAGE, "A stored block of candles is damaged.");
    }
    *block = read;
    *tick = read_tick;
    return 0;
}
