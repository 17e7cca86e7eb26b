#include "market/candle.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/mem.h"
#include "base/random.h"

TestSuite(candle, .timeout = 60);

#define START_MS INT64_C(1736726400000) /* Monday 2025-01-13 00:00 UTC */

enum { ROOM = 4096 };

static struct candle bar_at(int64_t ms, int32_t ticks, uint64_t lots) {
    return (struct candle){
        .ms = ms, .open = ticks, .high = ticks + 2, .low = ticks, .close = ticks + 1, .lots = lots};
}

static bool same_candle(const struct candle *a, const struct candle *b) {
    return a->ms == b->ms && a->open == b->open && a->high == b->high && a->low == b->low &&
           a->close == b->close && a->lots == b->lots;
}

/* ---- time frames ---- */

Test(candle, time_frames_have_words_and_kept_sources) {
    enum time_frame frame;
    for (int i = 0; i < FRAME_COUNT; i++) {
        cr_assert(time_frame_parse(time_frame_words[i], &frame) && (int)frame == i);
        enum time_frame source = time_frame_source(frame);
        cr_assert_eq(time_frame_source(source), source);
        cr_assert_eq(time_frame_ms(frame) % time_frame_ms(source), 0);
        cr_assert_eq(kept_frame(kept_index(source)), source);
    }
    cr_assert_null(time_frame_words[FRAME_COUNT]);
    cr_assert(!time_frame_parse("2m", &frame) && !time_frame_parse("", &frame));
}

Test(candle, bars_start_on_their_frame_and_weeks_on_monday) {
    cr_assert_eq(time_frame_start(FRAME_1W, START_MS), START_MS);
    cr_assert_eq(time_frame_start(FRAME_1W, START_MS + WEEK_MS - 1), START_MS);
    cr_assert_eq(time_frame_start(FRAME_1W, START_MS - 1), START_MS - WEEK_MS);
    cr_assert_eq(time_frame_start(FRAME_1W, 0), -3 * DAY_MS, "the epoch was a Thursday");
    for (int64_t week = -3000; week < 3000; week++)
        cr_assert_eq(weekday_of(time_frame_start(FRAME_1W, week * WEEK_MS + week)), 0);
    cr_assert_eq(time_frame_start(FRAME_15M, START_MS + 29 * MINUTE_MS), START_MS + 15 * MINUTE_MS);
    cr_assert_eq(time_frame_start(FRAME_1D, -1), -DAY_MS);
}

/* ---- folding ---- */

Test(candle, prints_fold_into_open_high_low_close_and_lots) {
    struct candle candle = {.lots = 0};
    cr_assert(candle_add(&candle, FRAME_1M, START_MS + 5, 100, 3));
    cr_assert(candle_add(&candle, FRAME_1M, START_MS + 6, 90, 1));
    cr_assert(candle_add(&candle, FRAME_1M, START_MS + 7, 110, 2));
    cr_assert(candle_add(&candle, FRAME_1M, START_MS + MINUTE_MS - 1, 105, 4));
    struct candle before = candle;
    cr_assert(!candle_add(&candle, FRAME_1M, START_MS + MINUTE_MS, 1, 1));
    cr_assert(same_candle(&candle, &before), "a later print leaves the candle");
    cr_assert(candle.ms == START_MS && candle.open == 100 && candle.close == 105);
    cr_assert(candle.high == 110 && candle.low == 90 && candle.lots == 10);
    cr_assert(candle_valid(&candle));
}

struct print {
    int64_t ms;
    int32_t ticks;
    uint64_t lots;
};

static struct print prints[ROOM];

/* A random walk with silent minutes and weekends, all in three weeks. */
static int make_prints(uint64_t seed) {
    struct random random = random_named(seed, "candle prints", 0);
    int64_t ms = START_MS + random_between(&random, -WEEK_MS, 0);
    int32_t ticks = 10000;
    for (int i = 0; i < ROOM; i++) {
        prints[i] = (struct print){ms, ticks, random_below(&random, 50) + 1};
        uint32_t gap = random_below(&random, 100);
        ms += gap < 40   ? random_between(&random, 0, MINUTE_MS)
              : gap < 99 ? random_between(&random, 0, 15 * MINUTE_MS)
                         : random_between(&random, 0, DAY_MS);
        ticks += (int32_t)random_between(&random, -9, 9);
    }
    return ROOM;
}

static size_t fold_prints(int count, enum time_frame frame, struct candle *out) {
    size_t written = 0;
    out[0] = (struct candle){.lots = 0};
    for (int i = 0; i < count; i++) {
        const struct print *print = &prints[i];
        if (!candle_add(&out[written], frame, print->ms, print->ticks, print->lots)) {
            out[++written] = (struct candle){.lots = 0};
            cr_assert(candle_add(&out[written], frame, print->ms, print->ticks, print->lots));
        }
    }
    return written + 1;
}

Test(candle, folding_bars_equals_folding_prints) {
    static struct candle source[ROOM];
    static struct candle direct[ROOM];
    static struct candle folded[ROOM];
    for (uint64_t seed = 1; seed <= 10; seed++) {
        int count = make_prints(seed);
        for (int frame = 0; frame < FRAME_COUNT; frame++) {
            enum time_frame to = (enum time_frame)frame;
            size_t sources = fold_prints(count, time_frame_source(to), source);
            size_t bars = fold_prints(count, to, direct);
            cr_assert_eq(candle_fold(source, sources, to, folded), bars, "seed %d", (int)seed);
            cr_assert_eq(candle_fold(source, sources, to, source), bars, "in place");
            for (size_t i = 0; i < bars; i++) {
                cr_assert(same_candle(&folded[i], &direct[i]), "seed %d %s", (int)seed,
                          time_frame_words[frame]);
                cr_assert(same_candle(&source[i], &direct[i]));
                cr_assert(candle_valid(&direct[i]));
                cr_assert(i == 0 || direct[i].ms > direct[i - 1].ms);
            }
        }
    }
}

/* ---- blocks ---- */

static struct candle_block empty_block(enum time_frame frame, int64_t ms) {
    return (struct candle_block){.frame = frame, .number = block_number(frame, ms)};
}

static struct buffer stored(const struct candle_block *block, fix8_t tick) {
    struct buffer bytes = {.bytes = NULL};
    struct sink sink = buffer_sink(&bytes);
    block_encode(block, tick, &sink);
    return bytes;
}

static int load(struct candle_block *block, fix8_t *tick, const struct buffer *bytes,
                size_t length) {
    struct source source = source_of(bytes->bytes, length);
    struct error error = {.code = 0};
    *block = (struct candle_block){.number = -77};
    int code = block_decode(block, tick, &source, &error);
    cr_assert_eq(code, error.code);
    cr_assert(code == 0 || (block->number == -77 && block->candles == NULL));
    return code;
}

Test(candle, bars_before_a_split_or_a_roll_are_restated_in_todays_terms) {
    const struct restatement rows[] = {
        {.ms = START_MS + MINUTE_MS, .multiply = 1, .divide = 4, .lots = true},
        {.ms = START_MS + HOUR_MS, .multiply = 1010, .divide = 1000},
    };
    struct candle oldest = {
        .ms = START_MS, .open = 400, .high = 406, .low = 1, .close = 402, .lots = 10};
    struct candle between = bar_at(START_MS + MINUTE_MS, 1000, 7);
    struct candle newest = bar_at(START_MS + HOUR_MS, 1000, 7);
    candle_restate(&oldest, rows, 2);
    cr_expect_eq(oldest.open, 101);
    cr_expect_eq(oldest.high, 103, "101.5 is 102, and 103.02 is 103");
    cr_expect_eq(oldest.low, 1, "never under one tick");
    cr_expect_eq(oldest.close, 102);
    cr_expect_eq(oldest.lots, 40);
    cr_expect(candle_valid(&oldest));
    candle_restate(&between, rows, 2);
    cr_expect_eq(between.open, 1010);
    cr_expect_eq(between.lots, 7, "a roll leaves what was traded");
    struct candle same = newest;
    candle_restate(&newest, rows, 2);
    cr_expect(same_candle(&newest, &same));
}

Test(candle, a_block_holds_1440_bars_of_a_kept_frame) {
    cr_assert_eq(block_number(FRAME_1M, START_MS), day_of(START_MS));
    cr_assert_eq(block_number(FRAME_1M, START_MS + DAY_MS - 1), day_of(START_MS));
    cr_assert_eq(block_number(FRAME_1H, -1), -1);
    cr_assert_eq(block_start(FRAME_1H, -1), -60 * DAY_MS);
    cr_assert_eq(block_number(FRAME_1D, 1440 * DAY_MS), 1);
    struct candle_block block = empty_block(FRAME_1M, START_MS);
    for (int i = 0; i < BLOCK_SLOTS; i++) {
        struct candle bar = bar_at(START_MS + i * MINUTE_MS, i + 1, 1);
        block_append(&block, &bar);
    }
    struct buffer bytes = stored(&block, FIX8_CENT);
    struct candle_block back;
    fix8_t tick;
    cr_assert_eq(load(&back, &tick, &bytes, bytes.length), 0);
    cr_assert(back.count == BLOCK_SLOTS && tick == FIX8_CENT);
    cr_assert(back.frame == FRAME_1M && back.number == block.number);
    for (int i = 0; i < BLOCK_SLOTS; i++)
        cr_assert(same_candle(&back.candles[i], &block.candles[i]));
    block_clear(&back);
    block_clear(&block);
    cr_assert_eq(block.count, 0);
    buffer_clear(&bytes);
}

Test(candle, a_minute_without_prints_has_no_candle_and_takes_no_candles_bytes) {
    struct candle_block block = empty_block(FRAME_1M, START_MS);
    struct buffer none = stored(&block, 1);
    const int slots[] = {0, 7, 8, 700, 1439};
    for (size_t i = 0; i < ARRAY_LEN(slots); i++) {
        struct candle bar = bar_at(START_MS + slots[i] * MINUTE_MS, 50, i + 1);
        block_append(&block, &bar);
    }
    struct buffer bytes = stored(&block, 1);
    cr_assert_eq(bytes.length, none.length + 20 * ARRAY_LEN(slots));
    struct candle_block back;
    fix8_t tick;
    cr_assert_eq(load(&back, &tick, &bytes, bytes.length), 0);
    cr_assert_eq(back.count, ARRAY_LEN(slots));
    for (size_t i = 0; i < ARRAY_LEN(slots); i++)
        cr_assert_eq(back.candles[i].ms, START_MS + slots[i] * MINUTE_MS);
    block_clear(&back);
    cr_assert_eq(load(&back, &tick, &none, none.length), 0);
    cr_assert_eq(back.count, 0);
    block_clear(&block);
    buffer_clear(&bytes);
    buffer_clear(&none);
}

/* What `lots` come back as, in a block whose largest volume is `most`. */
static uint64_t lots_back(uint64_t lots, uint64_t most) {
    struct candle_block block = empty_block(FRAME_1H, START_MS);
    struct candle first = bar_at(START_MS, 1, lots);
    struct candle second = bar_at(START_MS + HOUR_MS, 1, most);
    block_append(&block, &first);
    block_append(&block, &second);
    struct buffer bytes = stored(&block, 1);
    struct candle_block back;
    fix8_t tick;
    cr_assert_eq(load(&back, &tick, &bytes, bytes.length), 0);
    uint64_t result = back.candles[0].lots;
    struct buffer again = stored(&back, 1);
    cr_assert_eq(again.length, bytes.length);
    cr_assert_eq(memcmp(again.bytes, bytes.bytes, bytes.length), 0, "storing again is the same");
    block_clear(&back);
    block_clear(&block);
    buffer_clear(&bytes);
    buffer_clear(&again);
    return result;
}

Test(candle, volumes_keep_the_smallest_unit_that_fits_rounded_half_even_and_never_to_0) {
    cr_assert_eq(lots_back(1234567, UINT32_MAX), 1234567, "exact while it fits");
    cr_assert_eq(lots_back(15, UINT64_C(4294967296)), 20, "half to even");
    cr_assert_eq(lots_back(25, UINT64_C(4294967296)), 20);
    cr_assert_eq(lots_back(26, UINT64_C(4294967296)), 30);
    cr_assert_eq(lots_back(1, UINT64_C(4294967296)), 10, "never to 0");
    cr_assert_eq(lots_back(25, UINT64_C(42949672954)), 20);
    cr_assert_eq(lots_back(250, UINT64_C(42949672955)), 200, "rounding up did not fit any more");
    cr_assert_eq(lots_back(1, UINT64_MAX), UINT64_C(10000000000));
}

Test(candle, damaged_blocks_are_an_error_and_never_an_assert) {
    struct candle_block block = empty_block(FRAME_1D, START_MS);
    for (int i = 0; i < 12; i++) {
        int64_t day = block_start(FRAME_1D, block.number) + i * i * DAY_MS;
        struct candle bar = bar_at(day, 100 + i, UINT64_C(5000000000) + (uint64_t)i);
        block_append(&block, &bar);
    }
    struct buffer bytes = stored(&block, FIX8_CENT);
    struct candle_block back;
    fix8_t tick;
    for (size_t length = 0; length < bytes.length; length++)
        cr_assert_eq(load(&back, &tick, &bytes, length), ERROR_STORAGE, "%zu bytes", length);
    for (size_t at = 0; at < bytes.length; at++) {
        uint8_t was = bytes.bytes[at];
        for (int value = 0; value < 256; value += 15) {
            bytes.bytes[at] = (uint8_t)value;
            if (load(&back, &tick, &bytes, bytes.length) != 0)
                continue;
            struct buffer again = stored(&back, tick);
            cr_assert(again.length <= bytes.length);
            cr_assert_eq(memcmp(again.bytes, bytes.bytes, again.length), 0, "byte %zu", at);
            buffer_clear(&again);
            block_clear(&back);
        }
        bytes.bytes[at] = was;
    }
    block_clear(&block);
    buffer_clear(&bytes);
}

/* ---- series ---- */

/* Collects every completed block's bars, by kept frame. */
struct collected {
    struct candle bars[KEPT_FRAMES][ROOM];
    size_t count[KEPT_FRAMES];
    int blocks[KEPT_FRAMES];
};

static void collect(void *context, struct candle_block *block) {
    struct collected *collected = context;
    int kept = kept_index(block->frame);
    cr_assert_gt(block->count, 0);
    for (uint32_t i = 0; i < block->count; i++) {
        const struct candle *bar = &block->candles[i];
        cr_assert_eq(block_number(block->frame, bar->ms), block->number);
        collected->bars[kept][collected->count[kept]++] = *bar;
    }
    collected->blocks[kept]++;
}

static void take_block(void *context, struct candle_block *block) {
    struct candle **taken = context;
    mem_free(*taken);
    *taken = block->candles;
    block->candles = NULL;
}

static struct collected all;

Test(candle, a_series_keeps_what_folding_its_prints_gives) {
    static struct candle direct[ROOM];
    static struct candle held[ROOM];
    const struct block_sink sink = {.complete = collect, .context = &all};
    for (uint64_t seed = 1; seed <= 5; seed++) {
        struct candle_series series = {.open = {{.lots = 0}}};
        memset(&all, 0, sizeof all);
        int count = make_prints(seed);
        for (int i = 0; i < count; i++) {
            if (seed % 2 == 0) /* the clock in between changes nothing */
                series_close(&series, prints[i].ms, &sink);
            series_print(&series, prints[i].ms, prints[i].ticks, prints[i].lots, &sink);
        }
        for (int kept = 0; kept < KEPT_FRAMES; kept++) {
            size_t bars = fold_prints(count, kept_frame(kept), direct);
            size_t last = series_last(&series, kept_frame(kept), held, ROOM);
            cr_assert_eq(all.count[kept] + last, bars, "seed %d", (int)seed);
            for (size_t i = 0; i < bars; i++) {
                const struct candle *bar =
                    i < all.count[kept] ? &all.bars[kept][i] : &held[i - all.count[kept]];
                cr_assert(same_candle(bar, &direct[i]), "seed %d", (int)seed);
            }
        }
        series_clear(&series);
    }
}

Test(candle, the_last_bars_of_any_frame_are_the_newest_of_what_is_held) {
    static struct candle held[ROOM];
    static struct candle few[ROOM];
    const struct block_sink sink = {.complete = collect, .context = &all};
    struct candle_series series = {.open = {{.lots = 0}}};
    cr_assert_eq(series_last(&series, FRAME_1W, held, ROOM), 0);
    int count = make_prints(3);
    for (int i = 0; i < count; i++)
        series_print(&series, prints[i].ms, prints[i].ticks, prints[i].lots, &sink);
    for (int frame = 0; frame < FRAME_COUNT; frame++) {
        enum time_frame at = (enum time_frame)frame;
        size_t bars = series_last(&series, at, held, ROOM);
        cr_assert_gt(bars, 0);
        cr_assert_eq(held[bars - 1].close, prints[count - 1].ticks);
        for (size_t most = 0; most <= bars + 1 && most < 40; most++) {
            few[most].lots = 77;
            size_t written = series_last(&series, at, few, most);
            cr_assert_eq(written, most < bars ? most : bars);
            cr_assert_eq(few[most].lots, 77, "nothing is written behind");
            for (size_t i = 0; i < written; i++)
                cr_assert(same_candle(&few[i], &held[bars - written + i]));
        }
    }
    series_clear(&series);
}

Test(candle, a_block_completes_when_the_clock_or_a_print_passes_its_end) {
    memset(&all, 0, sizeof all);
    const struct block_sink sink = {.complete = collect, .context = &all};
    struct candle_series series = {.open = {{.lots = 0}}};
    series_print(&series, START_MS + DAY_MS - 1, 100, 1, &sink);
    series_close(&series, START_MS + DAY_MS - 1, &sink);
    cr_assert(series.open[0].lots == 1 && all.blocks[0] == 0);
    series_close(&series, START_MS + DAY_MS, &sink);
    cr_assert(series.open[0].lots == 0 && all.blocks[0] == 1 && all.count[0] == 1);
    cr_assert(series.block[0].count == 0 && series.block[1].count == 1);
    cr_assert(series.open[2].lots == 0 && series.block[2].count == 1);
    series_close(&series, START_MS + 9 * DAY_MS, &sink);
    cr_assert_eq(all.blocks[0], 1, "an empty block is never handed out");
    series_print(&series, START_MS + 9 * DAY_MS, 100, 1, &sink);
    series_print(&series, START_MS + 11 * DAY_MS, 100, 1, &sink);
    cr_assert_eq(all.blocks[0], 2);
    series_clear(&series);
}

Test(candle, history_is_appended_and_its_blocks_can_be_taken) {
    struct candle *taken = NULL;
    const struct block_sink sink = {.complete = take_block, .context = &taken};
    struct candle_series series = {.open = {{.lots = 0}}};
    int64_t first = block_start(FRAME_1D, 13);
    for (int64_t day = 0; day < BLOCK_SLOTS; day++) {
        struct candle bar = bar_at(first + day * DAY_MS, (int32_t)day + 1, 5);
        cr_assert_null(taken);
        series_append(&series, kept_index(FRAME_1D), &bar, &sink);
    }
    cr_assert(taken != NULL && taken[BLOCK_SLOTS - 1].open == BLOCK_SLOTS);
    cr_assert_eq(series.block[2].count, 0);
    mem_free(taken);
    series_clear(&series);
}

static struct buffer encoded(const struct candle_series *series) {
    struct buffer bytes = {.bytes = NULL};
    struct sink sink = buffer_sink(&bytes);
    series_encode(series, &sink);
    return bytes;
}

static int decode(struct candle_series *series, const struct buffer *bytes, size_t length) {
    struct source source = source_of(bytes->bytes, length);
    struct error error = {.code = 0};
    int code = series_decode(series, &source, &error);
    cr_assert_eq(code, error.code);
    return code;
}

/* A series of `count` of the prints of `seed`. */
static struct candle_series some_series(uint64_t seed, int count) {
    const struct block_sink sink = {.complete = collect, .context = &all};
    struct candle_series series = {.open = {{.lots = 0}}};
    memset(&all, 0, sizeof all);
    make_prints(seed);
    for (int i = 0; i < count; i++)
        series_print(&series, prints[i].ms, prints[i].ticks, prints[i].lots, &sink);
    return series;
}

Test(candle, a_series_is_read_in_todays_terms_and_kept_as_it_was_printed) {
    const struct block_sink sink = {.complete = collect, .context = &all};
    struct candle_series series = some_series(1, ROOM / 2);
    struct candle before[8], after[8];
    size_t count = series_last(&series, FRAME_1H, before, 8);
    cr_assert_gt(count, 2);
    int64_t split_ms = before[count - 1].ms;
    series_restate(&series,
                   &(struct restatement){.ms = split_ms, .multiply = 1, .divide = 2, .lots = true});
    cr_assert_eq(series_last(&series, FRAME_1H, after, 8), count);
    for (size_t i = 0; i + 1 < count; i++) {
        cr_expect_eq(after[i].open, (before[i].open + 1) / 2);
        cr_expect_eq(after[i].lots, 2 * before[i].lots);
    }
    cr_expect(same_candle(&after[count - 1], &before[count - 1]));
    struct candle stored = bar_at(before[0].ms, 1000, 5);
    series_in_todays_terms(&series, &stored, 1);
    cr_expect_eq(stored.open, 500);
    memset(&all, 0, sizeof all);
    series_close(&series, split_ms + 2 * DAY_MS, &sink);
    cr_expect_eq(series_last(&series, FRAME_1H, after, 8), count, "an hour's block goes on");
    series_clear(&series);
}

Test(candle, a_decoded_series_goes_on_identically) {
    const struct block_sink sink = {.complete = collect, .context = &all};
    for (uint64_t seed = 1; seed <= 5; seed++) {
        struct candle_series series = some_series(seed, ROOM / 2);
        for (uint64_t i = 0; i < RESTATEMENTS_MAX + seed; i++)
            series_restate(&series, &(struct restatement){.ms = START_MS + (int64_t)i * DAY_MS,
                                                          .multiply = (int32_t)(i + 1),
                                                          .divide = 7});
        struct buffer bytes = encoded(&series);
        struct candle_series twin;
        cr_assert_eq(decode(&twin, &bytes, bytes.length), 0);
        buffer_clear(&bytes);
        memset(&all, 0, sizeof all);
        for (int i = ROOM / 2; i < ROOM; i++) {
            series_print(&series, prints[i].ms, prints[i].ticks, prints[i].lots, &sink);
            series_print(&twin, prints[i].ms, prints[i].ticks, prints[i].lots, &sink);
        }
        bytes = encoded(&series);
        struct buffer twin_bytes = encoded(&twin);
        cr_assert_eq(bytes.length, twin_bytes.length);
        cr_assert_eq(memcmp(bytes.bytes, twin_bytes.bytes, bytes.length), 0);
        buffer_clear(&bytes);
        buffer_clear(&twin_bytes);
        series_clear(&series);
        series_clear(&twin);
    }
}

Test(candle, a_damaged_series_is_an_error_or_another_sound_one) {
    struct candle_series series = some_series(1, 25);
    struct buffer bytes = encoded(&series);
    struct candle_series twin;
    for (size_t length = 0; length < bytes.length; length++)
        cr_assert_eq(decode(&twin, &bytes, length), ERROR_STORAGE, "%zu bytes", length);
    for (size_t at = 0; at < bytes.length; at++) {
        uint8_t was = bytes.bytes[at];
        for (int value = 0; value < 256; value += 51) {
            bytes.bytes[at] = (uint8_t)value;
            if (decode(&twin, &bytes, bytes.length) != 0)
                continue;
            struct buffer again = encoded(&twin);
            cr_assert(again.length <= bytes.length);
            cr_assert_eq(memcmp(again.bytes, bytes.bytes, again.length), 0, "byte %zu", at);
            buffer_clear(&again);
            series_clear(&twin);
        }
        bytes.bytes[at] = was;
    }
    buffer_clear(&bytes);
    series_clear(&series);
}
