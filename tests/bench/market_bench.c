/* The market alone: making history, one day of play, how fast the book is spoken to. */
#include <time.h>

#include "base/mem.h"
#include "base/pack.h"
#include "bench/bench.h"
#include "market/market.h"

#define SEED         7
#define HISTORY_DAYS 30
#define START_MS     INT64_C(1736778600000) /* 2025-01-13 14:30 */

#define HISTORY_BUDGET_MS 3000
#define DAY_BUDGET_MS     300
#define RATE_BUDGET       3e6
#define MEMORY_BUDGET     6e6

static double cpu_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* What a store would do: the block is gone from memory. */
static void drop(void *context, struct candle_block *block) {
    uint64_t *candles = context;
    *candles += block->count;
}

static struct instrument_table table_of_pack(void) {
    struct instrument_table table = {.count = 0};
    const struct pack_file *file = pack_find(&pack_embedded, "data/instruments.json");
    if (file != NULL)
        instruments_load(&table, file->bytes, file->length, NULL);
    return table;
}

BENCH(market) {
    struct instrument_table table = table_of_pack();
    struct market *market = mem_alloc(sizeof *market);
    uint64_t candles = 0;
    struct block_sink sink = {.complete = drop, .context = &candles};
    uint64_t memory = bench_private_bytes(0);

    double before = cpu_ms();
    market_init_walk(market, &table, SEED, START_MS, HISTORY_DAYS, &sink);
    market->quiet = true;
    market_advance(market, START_MS);
    bench_report(bench, "history_30d_ms", cpu_ms() - before, "ms", BENCH_AT_MOST,
                 HISTORY_BUDGET_MS);
    bench_report(bench, "market_private_bytes", (double)(bench_private_bytes(0) - memory), "bytes",
                 BENCH_AT_MOST, MEMORY_BUDGET);

    before = cpu_ms();
    market_advance(market, START_MS + DAY_MS);
    bench_report(bench, "game_day_ms", cpu_ms() - before, "ms", BENCH_AT_MOST, DAY_BUDGET_MS);
    market_clear(market);
    mem_free(market);
}

/* A week of one instrument's agent against its book; a message is an order that came or changed. */
BENCH(market_messages) {
    struct instrument_table table = table_of_pack();
    const struct instrument *row = &table.rows[0];
    struct path path;
    struct quoter quoter;
    uint64_t messages = 0;
    path_init_walk(&path, row, random_named(SEED, "walk", 0), START_MS, START_MS);
    quoter_init(&quoter, row, random_named(SEED, "quoter", 0), path_ticks(&path));
    struct book *book = book_new(path_ticks(&path));
    double before = cpu_ms();
    for (int64_t ms = START_MS; ms < START_MS + WEEK_MS; ms += path.step_ms) {
        struct path_point point = path_at(&path, ms);
        size_t count;
        quoter_wake(&quoter, row, book, &point);
        const struct book_event *events = book_events(book, &count);
        for (size_t i = 0; i < count; i++)
            messages += events[i].kind == BOOK_EVENT_REST || events[i].kind == BOOK_EVENT_TRADE;
        book_events_drain(book);
    }
    double seconds = (cpu_ms() - before) / 1e3;
    bench_report(bench, "market_messages", (double)messages / seconds, "messages/s", BENCH_AT_LEAST,
                 RATE_BUDGET);
    book_free(book);
}
