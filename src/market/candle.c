#include "market/candle.h"

#include <assert.h>
#include <string.h>

#define WEEK_SHIFT_MS (3 * DAY_MS) /* the epoch was a Thursday */

const char *const time_frame_words[] = {
#define X(name, word, ms, from) [name] = word,
    TIME_FRAMES(X)
#undef X
        [FRAME_COUNT] = NULL,
};

static const struct {
    int64_t ms;
    enum time_frame source;
} frames[] = {
#define X(name, word, length, from) [name] = {.ms = (length), .source = (from)},
    TIME_FRAMES(X)
#undef X
};

int64_t time_frame_ms(enum time_frame frame) {
    assert(frame < FRAME_COUNT);
    return frames[frame].ms;
}

enum time_frame time_frame_source(enum time_frame frame) {
    assert(frame < FRAME_COUNT);
    return frames[frame].source;
}

bool time_frame_parse(const char *word, enum time_frame *frame) {
    for (int i = 0; i < FRAME_COUNT; i++) {
        if (strcmp(word, time_frame_words[i]) == 0) {
            *frame = (enum time_frame)i;
            return true;
        }
    }
    return false;
}

int64_t time_frame_start(enum time_frame frame, int64_t ms) {
    int64_t shift = frame == FRAME_1W ? WEEK_SHIFT_MS : 0;
    return floor_to(ms + shift, time_frame_ms(frame)) - shift;
}

bool candle_valid(const struct candle *candle) {
    return candle->lots > 0 && candle->low >= 1 && candle->low <= candle->open &&
           candle->low <= candle->close && candle->open <= candle->high &&
           candle->close <= candle->high;
}

/* Joins what came later to a bar. Lots stop at the largest number. */
static void candle_join(struct candle *candle, const struct candle *later) {
    if (later->high > candle->high)
        candle->high = later->high;
    if (later->low < candle->low)
        candle->low = later->low;
    candle->close = later->close;
    if (__builtin_add_overflow(candle->lots, later->lots, &candle->lots))
        candle->lots = UINT64_MAX;
}

bool candle_add(struct candle *candle, enum time_frame frame, int64_t ms, int32_t ticks,
                uint64_t lots) {
    assert(lots > 0 && ticks > 0);
    struct candle print = {
        .open = ticks, .high = ticks, .low = ticks, .close = ticks, .lots = lots};
    if (candle->lots == 0) {
        print.ms = time_frame_start(frame, ms);
        *candle = print;
        return true;
    }
    assert(ms >= candle->ms);
    if (ms - candle->ms >= time_frame_ms(frame))
        return false;
    candle_join(candle, &print);
    return true;
}

size_t candle_fold_one(struct candle *out, size_t written, enum time_frame frame,
                       const struct candle *bar) {
    struct candle longer = *bar; /* a copy: it may be one of `out` */
    longer.ms = time_frame_start(frame, bar->ms);
    assert(written == 0 || longer.ms >= out[written - 1].ms);
    if (written > 0 && out[written - 1].ms == longer.ms)
        candle_join(&out[written - 1], &longer);
    else
        out[written++] = longer;
    return written;
}

size_t candle_fold(const struct candle *in, size_t count, enum time_frame frame,
                   struct candle *out) {
    size_t written = 0;
    for (size_t i = 0; i < count; i++)
        written = candle_fold_one(out, written, frame, &in[i]);
    return written;
}

/* ---- restating ---- */

__extension__ typedef __int128 int128;

static uint64_t scaled(uint64_t value, int32_t multiply, int32_t divide, uint64_t most) {
    assert(multiply > 0 && divide > 0);
    int128 half_up = ((int128)value * multiply + divide / 2) / divide;
    return half_up < 1 ? 1 : half_up > (int128)most ? most : (uint64_t)half_up;
}

static int32_t restated(int32_t ticks, const struct restatement *row) {
    return (int32_t)scaled((uint64_t)ticks, row->multiply, row->divide, INT32_MAX);
}

void candle_restate(struct candle *candle, const struct restatement *rows, size_t count) {
    for (size_t i = 0; i < count; i++) {
        const struct restatement *row = &rows[i];
        if (candle->ms >= row->ms)
            continue;
        candle->open = restated(candle->open, row);
        candle->high = restated(candle->high, row);
        candle->low = restated(candle->low, row);
        candle->close = restated(candle->close, row);
        if (row->lots)
            candle->lots = scaled(candle->lots, row->divide, row->multiply, UINT64_MAX);
    }
}
