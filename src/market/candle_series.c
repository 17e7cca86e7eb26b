#include "market/candle.h"

#include <assert.h>

#include "base/mem.h"

static const enum time_frame kept_frames[KEPT_FRAMES] = {FRAME_1M, FRAME_1H, FRAME_1D};

int kept_index(enum time_frame frame) {
    int kept = 0;
    while (kept < KEPT_FRAMES && kept_frames[kept] != frame)
        kept++;
    assert(kept < KEPT_FRAMES);
    return kept;
}

enum time_frame kept_frame(int index) {
    assert(index >= 0 && index < KEPT_FRAMES);
    return kept_frames[index];
}

/* ---- making ---- */

/* Hands a block that will get no more bars to the sink, and begins anew. */
static void finish_block(struct candle_block *block, const struct block_sink *sink) {
    assert(block->count > 0);
    sink->complete(sink->context, block);
    block_clear(block);
}

static int64_t block_end(const struct candle_block *block) {
    return block_start(block->frame, block->number + 1);
}

/* Adds a closed bar; the block before it is complete. */
static void append_bar(struct candle_block *block, enum time_frame frame, const struct candle *bar,
                       const struct block_sink *sink) {
    int64_t number = block_number(frame, bar->ms);
    if (block->count > 0 && block->number != number)
        finish_block(block, sink);
    block->frame = frame;
    block->number = number;
    block_append(block, bar);
}

static void close_kept(struct candle_series *series, int kept, int64_t ms,
                       const struct block_sink *sink) {
    enum time_frame frame = kept_frames[kept];
    struct candle *open = &series->open[kept];
    struct candle_block *block = &series->block[kept];
    if (open->lots > 0 && ms - open->ms >= time_frame_ms(frame)) {
        append_bar(block, frame, open, sink);
        *open = (struct candle){.lots = 0};
    }
    if (block->count > 0 && ms >= block_end(block))
        finish_block(block, sink);
}

void series_close(struct candle_series *series, int64_t ms, const struct block_sink *sink) {
    for (int kept = 0; kept < KEPT_FRAMES; kept++)
        close_kept(series, kept, ms, sink);
}

void series_print(struct candle_series *series, int64_t ms, int32_t ticks, uint64_t lots,
                  const struct block_sink *sink) {
    for (int kept = 0; kept < KEPT_FRAMES; kept++) {
        close_kept(series, kept, ms, sink);
        bool added = candle_add(&series->open[kept], kept_frames[kept], ms, ticks, lots);
        assert(added);
        (void)added;
    }
}

void series_append(struct candle_series *series, int kept, const struct candle *candle,
                   const struct block_sink *sink) {
    enum time_frame frame = kept_frame(kept);
    assert(series->open[kept].lots == 0 && candle_valid(candle));
    append_bar(&series->block[kept], frame, candle, sink);
    close_kept(series, kept, candle->ms + time_frame_ms(frame), sink);
}

static int32_t rescaled(int32_t ticks, double by) {
    double wanted = ticks * by + 0.5;
    return wanted < 1 ? 1 : wanted > INT32_MAX ? INT32_MAX : (int32_t)wanted;
}

static void rescale(struct candle *candle, double price, double size) {
    double lots = (double)candle->lots * size + 0.5;
    candle->open = rescaled(candle->open, price);
    candle->high = rescaled(candle->high, price);
    candle->low = rescaled(candle->low, price);
    candle->close = rescaled(candle->close, price);
    candle->lots = lots < 1 ? 1 : (uint64_t)lots;
}

void series_rescale(struct candle_series *series, double price, double size) {
    assert(price > 0 && size > 0);
    for (int kept = 0; kept < KEPT_FRAMES; kept++) {
        struct candle_block *block = &series->block[kept];
        if (series->open[kept].lots > 0)
            rescale(&series->open[kept], price, size);
        for (uint32_t i = 0; i < block->count; i++)
            rescale(&block->candles[i], price, size);
    }
}

/* ---- reading ---- */

size_t series_last(const struct candle_series *series, enum time_frame frame, struct candle *out,
                   size_t most) {
    int kept = kept_index(time_frame_source(frame));
    const struct candle *open = &series->open[kept];
    const struct candle_block *block = &series->block[kept];
    size_t bars = 0; /* of `frame`, counted from the newest */
    int64_t start = INT64_MAX;
    if (open->lots > 0 && most > 0) {
        start = time_frame_start(frame, open->ms);
        bars = 1;
    }
    size_t first = block->count;
    while (first > 0) {
        int64_t before = time_frame_start(frame, block->candles[first - 1].ms);
        if (before != start && bars == most)
            break;
        bars += before != start;
        start = before;
        first--;
    }
    size_t written = 0;
    for (size_t i = first; i < block->count; i++)
        written = candle_fold_one(out, written, frame, &block->candles[i]);
    if (open->lots > 0 && most > 0)
        written = candle_fold_one(out, written, frame, open);
    assert(written == bars);
    return written;
}

void series_clear(struct candle_series *series) {
    for (int kept = 0; kept < KEPT_FRAMES; kept++) {
        series->open[kept] = (struct candle){.lots = 0};
        block_clear(&series->block[kept]);
    }
}

/* ---- encoding ---- */

#define CANDLE_BYTES 32 /* ms, four ticks, lots */

static void put_candle(const struct sink *sink, const struct candle *candle) {
    uint8_t bytes[CANDLE_BYTES];
    store_u64(bytes, (uint64_t)candle->ms);
    store_u32(bytes + 8, (uint32_t)candle->open);
    store_u32(bytes + 12, (uint32_t)candle->high);
    store_u32(bytes + 16, (uint32_t)candle->low);
    store_u32(bytes + 20, (uint32_t)candle->close);
    store_u64(bytes + 24, candle->lots);
    put_raw(sink, bytes, sizeof bytes);
}

void series_encode(const struct candle_series *series, const struct sink *sink) {
    for (int kept = 0; kept < KEPT_FRAMES; kept++) {
        const struct candle_block *block = &series->block[kept];
        put_u32(sink, block->count);
        for (uint32_t i = 0; i < block->count; i++)
            put_candle(sink, &block->candles[i]);
        put_bool(sink, series->open[kept].lots > 0);
        if (series->open[kept].lots > 0)
            put_candle(sink, &series->open[kept]);
    }
}

/* A bar of `frame` after `last`; false when these bytes are none. */
static bool get_candle(struct source *source, enum time_frame frame, int64_t last,
                       struct candle *candle) {
    const uint8_t *bytes = get_raw(source, CANDLE_BYTES);
    if (bytes == NULL)
        return false;
    *candle = (struct candle){.ms = (int64_t)load_u64(bytes),
                              .open = (int32_t)load_u32(bytes + 8),
                              .high = (int32_t)load_u32(bytes + 12),
                              .low = (int32_t)load_u32(bytes + 16),
                              .close = (int32_t)load_u32(bytes + 20),
                              .lots = load_u64(bytes + 24)};
    return candle->ms > last && candle->ms <= GAMETIME_MAX &&
           candle->ms == time_frame_start(frame, candle->ms) && candle_valid(candle);
}

static bool get_kept(struct candle_series *series, int kept, struct source *source) {
    enum time_frame frame = kept_frames[kept];
    struct candle_block *block = &series->block[kept];
    uint32_t count = get_count(source, BLOCK_SLOTS);
    int64_t last = GAMETIME_MIN - 1;
    struct candle candle;
    for (uint32_t i = 0; i < count; i++) {
        if (!get_candle(source, frame, last, &candle))
            return false;
        if (i == 0) {
            block->frame = frame;
            block->number = block_number(frame, candle.ms);
        } else if (block_number(frame, candle.ms) != block->number) {
            return false;
        }
        block_append(block, &candle);
        last = candle.ms;
    }
    if (get_bool(source) && !get_candle(source, frame, last, &series->open[kept]))
        return false;
    return !source->bad;
}

int series_decode(struct candle_series *series, struct source *source, struct error *error) {
    struct candle_series read = {.open = {{.lots = 0}}};
    for (int kept = 0; kept < KEPT_FRAMES; kept++) {
        if (!get_kept(&read, kept, source)) {
            series_clear(&read);
            return error_set(error, ERROR_STORAGE, "The stored candles in progress are damaged.");
        }
    }
    *series = read;
    return 0;
}
