#include "market/market.h"

#include <assert.h>
#include <string.h>

#include "base/mem.h"
#include "market/market_internal.h"

#define HISTORY_MAX (MARKET_DAYS > TAPE_HISTORY_MAX ? MARKET_DAYS : TAPE_HISTORY_MAX)

#define LOTS_MOST 1e15

static void begin(struct market *market, const struct instrument_table *table, uint64_t seed,
                  int64_t now_ms, const struct block_sink *blocks) {
    assert(table->count > 0 && table->count <= INSTRUMENTS_MAX);
    memset(market, 0, sizeof *market);
    market->table = *table;
    market->seed = seed;
    market->now_ms = now_ms;
    market->quiet = true; /* until all listings stand */
    market->block_seed = economy_day_seed(seed, day_of(now_ms));
    market->pace = PACE_USUAL;
    market->alarm_ms = GAMETIME_MAX;
    market->blocks = *blocks;
}

struct book *listing_book(const struct instrument *row, int32_t last) {
    struct book *book = book_new(last);
    book_set_collar(book, (int32_t)(row->collar / (FIX8_ONE / BOOK_PPM)));
    book_set_last(book, last);
    return book;
}

/* The parts of a listing whose path stands; `last` is known. */
static void list(struct market *market, uint32_t index, int32_t last) {
    struct listing *listing = &market->listings[index];
    const struct instrument *row = &market->table.rows[index];
    listing->last = listing->day_reference = last;
    listing->book = listing_book(row, last);
    agents_init(&listing->agents, row, &listing->path, market->block_seed, index, last);
    halt_window_clear(&listing->window);
}

/* Candles of a path count activity, ECONOMY_ACTIVITY a usual step; this makes lots of it. */
static void to_lots(const struct listing *listing, struct candle *candles, size_t count) {
    double step = agents_minute_lots(&listing->agents) * PATH_STEP_MS / MINUTE_MS;
    for (size_t i = 0; i < count; i++) {
        double lots = (double)candles[i].lots * step / ECONOMY_ACTIVITY;
        candles[i].lots = lots < 1 ? 1 : lots < LOTS_MOST ? (uint64_t)lots : (uint64_t)LOTS_MOST;
    }
}

/* Closed bars of one kept frame; the last may still be under way at `now_ms`. */
static void append(struct market *market, uint32_t index, int kept, const struct candle *candles,
                   size_t count) {
    struct candle_series *series = &market->listings[index].series;
    for (size_t i = 0; i < count; i++) {
        if (candles[i].ms + time_frame_ms(kept_frame(kept)) > market->now_ms)
            series->open[kept] = candles[i];
        else
            series_append(series, kept, &candles[i], listing_blocks(market, index));
    }
}

/* ---- the economy ---- */

static void begin_economy(struct market *market, const struct market_plan *plan, int64_t now_ms,
                          int64_t start_ms, const struct block_sink *blocks) {
    begin(market, plan->listed, plan->seed, now_ms, blocks);
    economy_init(&market->economy, plan->content, plan->listed, plan->companies, plan->seed, now_ms,
                 start_ms);
    world_links(market);
    for (uint32_t i = 0; i < market->table.count; i++)
        path_init_economy(&market->listings[i].path, &market->table.rows[i], &market->economy,
                          (int)i);
}

static void list_economy(struct market *market, uint32_t index) {
    struct listing *listing = &market->listings[index];
    struct candle days[MARKET_DAYS];
    list(market, index, path_ticks(&listing->path));
    size_t count = economy_daily_history(&market->economy, (int)index,
                                         floor_to(market->now_ms, DAY_MS), days, MARKET_DAYS);
    to_lots(listing, days, count);
    append(market, index, kept_index(FRAME_1D), days, count);
}

/* The step the market stands at is done, and listings begin. */
static void start(struct market *market) {
    if (market->tapes == NULL)
        economy_advance(&market->economy, market->now_ms);
    economy_events_drain(&market->economy);
    for (uint32_t i = 0; i < market->table.count; i++)
        listing_begin(market, i);
    market->quiet = false;
}

void market_init_economy(struct market *market, const struct market_plan *plan, int64_t start_ms,
                         int history_days, const struct block_sink *blocks) {
    assert(history_days >= 0 && start_ms - history_days * DAY_MS > MARKET_DAYS * 2 * DAY_MS);
    begin_economy(market, plan, start_ms - history_days * DAY_MS, start_ms, blocks);
    for (uint32_t i = 0; i < market->table.count; i++)
        list_economy(market, i);
    start(market);
}

/* ---- made anew ---- */

static void drop_block(void *context, struct candle_block *block) {
    (void)context;
    (void)block;
}

/* The last close before the UTC day of `now_ms`; `none` when there is none. */
static int32_t reference_of(const struct candle *bars, size_t count, int64_t now_ms, int32_t none) {
    int32_t reference = none;
    for (size_t i = 0; i < count && day_of(bars[i].ms) < day_of(now_ms); i++)
        reference = bars[i].close;
    return reference;
}

static void list_anew(struct market *market, uint32_t index, const struct listing_past *past) {
    struct listing *listing = &market->listings[index];
    list(market, index, path_ticks(&listing->path));
    for (int kept = 0; kept < KEPT_FRAMES; kept++)
        append(market, index, kept, past->bars[kept], past->counts[kept]);
    int daily = kept_index(FRAME_1D);
    listing->day_reference =
        reference_of(past->bars[daily], past->counts[daily], market->now_ms, listing->last);
}

void market_init_anew(struct market *market, const struct market_plan *plan, int64_t now_ms,
                      const struct listing_past *pasts, const struct block_sink *blocks) {
    const struct block_sink nowhere = {.complete = drop_block};
    begin_economy(market, plan, now_ms, now_ms, &nowhere);
    for (uint32_t i = 0; i < market->table.count; i++)
        list_anew(market, i, &pasts[i]);
    start(market);
    market->blocks = *blocks;
}

/* ---- tapes ---- */

static enum time_frame frame_of_bar(int64_t bar_ms) {
    for (int frame = 0; frame < FRAME_COUNT; frame++) {
        if (time_frame_ms((enum time_frame)frame) % bar_ms == 0)
            return (enum time_frame)frame;
    }
    for (int frame = 0; frame < FRAME_COUNT; frame++) {
        if (time_frame_ms((enum time_frame)frame) >= bar_ms)
            return (enum time_frame)frame;
    }
    return FRAME_1W;
}

enum time_frame market_least_frame(const struct market *market, int instrument) {
    assert(instrument >= 0 && (uint32_t)instrument < market->table.count);
    return market->tapes == NULL ? FRAME_1M : frame_of_bar(market->tapes[instrument].bar_ms);
}

static void append_tape(struct market *market, uint32_t index, const struct candle *bars,
                        size_t count) {
    struct candle folded[HISTORY_MAX];
    enum time_frame least = market_least_frame(market, (int)index);
    for (int kept = kept_index(time_frame_source(least)); kept < KEPT_FRAMES; kept++) {
        size_t made = candle_fold(bars, count, kept_frame(kept), folded);
        append(market, index, kept, folded, made);
    }
}

static void list_tape(struct market *market, uint32_t index, int64_t step_ms) {
    struct listing *listing = &market->listings[index];
    struct candle bars[HISTORY_MAX];
    path_init_tape(&listing->path, &market->table.rows[index], &market->tapes[index], step_ms);
    size_t count = path_tape_history(&listing->path, market->now_ms, bars, TAPE_HISTORY_MAX);
    list(market, index, count > 0 ? bars[count - 1].close : path_ticks(&listing->path));
    if (count > 0) {
        listing->day_reference = reference_of(bars, count, market->now_ms, bars[0].open);
        to_lots(listing, bars, count);
        append_tape(market, index, bars, count);
    }
}

static int64_t play_begins(const struct tape *tapes, uint32_t count) {
    const struct tape *longest = &tapes[0];
    for (uint32_t i = 1; i < count; i++)
        longest = tapes[i].count > longest->count ? &tapes[i] : longest;
    return longest->rows[tape_history_rows(longest)].ms;
}

static bool all_daily(const struct tape *tapes, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        if (tapes[i].bar_ms < DAY_MS)
            return false;
    }
    return true;
}

static void list_tapes(struct market *market, const struct instrument_table *table,
                       const struct tape *tapes) {
    bool daily = all_daily(tapes, table->count);
    market->tapes = tapes;
    market->pace = daily ? PACE_DAILY : PACE_USUAL;
    for (uint32_t i = 0; i < table->count; i++)
        list_tape(market, i, daily ? PATH_DAILY_STEP_MS : PATH_STEP_MS);
    world_links(market);
    start(market);
}

void market_init_tapes(struct market *market, const struct instrument_table *table,
                       const struct tape *tapes, uint64_t seed, int64_t *start_ms,
                       const struct block_sink *blocks) {
    *start_ms = play_begins(tapes, table->count);
    begin(market, table, seed, *start_ms, blocks);
    list_tapes(market, table, tapes);
}

void market_init_tapes_anew(struct market *market, const struct instrument_table *table,
                            const struct tape *tapes, uint64_t seed, int64_t now_ms,
                            const struct block_sink *blocks) {
    const struct block_sink nowhere = {.complete = drop_block};
    begin(market, table, seed, now_ms, &nowhere);
    list_tapes(market, table, tapes);
    market->blocks = *blocks;
}

void market_clear(struct market *market) {
    for (uint32_t i = 0; i < market->table.count; i++) {
        book_free(market->listings[i].book);
        series_clear(&market->listings[i].series);
    }
    mem_free(market->events);
    memset(market, 0, sizeof *market);
}
