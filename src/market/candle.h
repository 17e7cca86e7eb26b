/* Candles: prints folded into bars, bars into longer bars, and the blocks in which closed bars are
 * kept.
 *
 * Three frames are kept (1m, 1h, 1d), the rest is folded from them. A block holds 1440 slots of one
 * frame (a day of minutes, 60 days of hours, 1440 days): slot = floor(ms / frame) mod 1440. A slot
 * without prints has no candle. */
#ifndef MARKET_CANDLE_H
#define MARKET_CANDLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"
#include "base/fix8.h"
#include "base/gametime.h"

/* name, word, milliseconds, frame it is folded from */
#define TIME_FRAMES(X)                                                                             \
    X(FRAME_1M, "1m", MINUTE_MS, FRAME_1M)                                                         \
    X(FRAME_5M, "5m", (5 * MINUTE_MS), FRAME_1M)                                                   \
    X(FRAME_15M, "15m", (15 * MINUTE_MS), FRAME_1M)                                                \
    X(FRAME_1H, "1h", HOUR_MS, FRAME_1H)                                                           \
    X(FRAME_4H, "4h", (4 * HOUR_MS), FRAME_1H)                                                     \
    X(FRAME_1D, "1d", DAY_MS, FRAME_1D)                                                            \
    X(FRAME_1W, "1w", WEEK_MS, FRAME_1D)

enum time_frame {
#define X(name, word, ms, from) name,
    TIME_FRAMES(X)
#undef X
        FRAME_COUNT
};

extern const char *const time_frame_words[]; /* NULL-terminated, by enum */

int64_t time_frame_ms(enum time_frame frame);
enum time_frame time_frame_source(enum time_frame frame); /* the kept frame it folds from */
bool time_frame_parse(const char *word, enum time_frame *frame);

/* Start of the bar that holds `ms`; weeks start on Monday 00:00 UTC. */
int64_t time_frame_start(enum time_frame frame, int64_t ms);

struct candle {
    int64_t ms;                     /* start of the bar */
    int32_t open, high, low, close; /* ticks; low <= open, close <= high */
    uint64_t lots;                  /* traded; > 0 */
};

/* True for what prints can give: low <= open, close <= high, all at least one tick, and some lots.
 */
bool candle_valid(const struct candle *candle);

/* Adds a print (ticks and lots > 0) to the bar of `frame` that holds `ms`, which is not before the
 * bar: returns false and leaves the candle when the print belongs to a later bar (the caller closes
 * this one first). A candle with lots = 0 is empty. */
bool candle_add(struct candle *candle, enum time_frame frame, int64_t ms, int32_t ticks,
                uint64_t lots);

/* Folds `count` bars, oldest first, into longer ones of `frame`; returns how many were written to
 * `out` (never more than `count`; `out` may be `in`). */
size_t candle_fold(const struct candle *in, size_t count, enum time_frame frame,
                   struct candle *out);

/* Folds one more bar onto the `written` ones in `out`, not before the last; returns how many there
 * are now. */
size_t candle_fold_one(struct candle *out, size_t written, enum time_frame frame,
                       const struct candle *bar);

/* ---- blocks ---- */

#define BLOCK_SLOTS 1440

struct candle_block {
    enum time_frame frame; /* a kept one */
    int64_t number;        /* floor(ms / frame ms) / BLOCK_SLOTS, floored */
    uint32_t count;        /* 0 to BLOCK_SLOTS */
    uint32_t capacity;
    struct candle *candles; /* owned; oldest first, one a slot */
};

int64_t block_number(enum time_frame frame, int64_t ms);
int64_t block_start(enum time_frame frame, int64_t number); /* ms of its first slot */

/* Appends a closed bar: later than the last, and inside the block. */
void block_append(struct candle_block *block, const struct candle *candle);
void block_clear(struct candle_block *block); /* frees; count 0 */

/* The stored form: header (version, frame, number, tick, volume unit, bitmap of present slots) and
 * 20 bytes a candle: int32 ticks, uint32 lots in the smallest power of ten that fits. Volumes are
 * rounded half-even to that unit, never to 0. Bytes that block_encode never writes give
 * ERROR_STORAGE and leave `*block` and `*tick` alone; else `*block` is overwritten, not freed. */
void block_encode(const struct candle_block *block, fix8_t tick, const struct sink *sink);
int block_decode(struct candle_block *block, fix8_t *tick, struct source *source,
                 struct error *error);

/* ---- the three series of one instrument ---- */

#define KEPT_FRAMES 3 /* FRAME_1M, FRAME_1H, FRAME_1D, in this order */

struct candle_series {
    struct candle open[KEPT_FRAMES];        /* the bar being made; lots = 0: none */
    struct candle_block block[KEPT_FRAMES]; /* closed bars of the block in progress */
};

int kept_index(enum time_frame frame); /* 0 to 2 */
enum time_frame kept_frame(int index);

/* Called with each block that became complete (a print or the clock passed its end); the callee may
 * take `block->candles` by setting it to NULL. */
struct block_sink {
    void (*complete)(void *context, struct candle_block *block);
    void *context;
};

/* One print; closes bars and blocks that ended before it. */
void series_print(struct candle_series *series, int64_t ms, int32_t ticks, uint64_t lots,
                  const struct block_sink *sink);

/* The clock reached `ms` without a print: closes what ended by then. A block that stayed empty is
 * never handed out. */
void series_close(struct candle_series *series, int64_t ms, const struct block_sink *sink);

/* A bar that did not come from prints (history from the path), appended to one kept frame, of which
 * no bar is being made. */
void series_append(struct candle_series *series, int kept, const struct candle *candle,
                   const struct block_sink *sink);

/* The last bars of any frame that the series itself still holds (block in progress and open bar),
 * oldest first; at most `most`; returns how many. */
size_t series_last(const struct candle_series *series, enum time_frame frame, struct candle *out,
                   size_t most);

/* Prices times `price`, at least a tick, sizes times `size`, at least a lot, of all that it still
 * holds: after a split, or when the next contract takes over. Both above 0. */
void series_rescale(struct candle_series *series, double price, double size);

void series_clear(struct candle_series *series); /* frees the blocks; the series is empty */

/* Canonical, lots unrounded. Decoding overwrites `*series` (it is not freed), or gives
 * ERROR_STORAGE and leaves it alone. */
void series_encode(const struct candle_series *series, const struct sink *sink);
int series_decode(struct candle_series *series, struct source *source, struct error *error);

#endif
