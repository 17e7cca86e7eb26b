/* The market alone: making history, one day of play, how fast the book is spoken to. */
#include <assert.h>
#include <time.h>

#include "base/mem.h"
#include "base/pack.h"
#include "bench/bench.h"
#include "market/market.h"

#define SEED         7
#define HISTORY_DAYS 30
#define START_MS     INT64_C(1736778600000) /* 2025-01-13 14:30 */

#define HISTORY_BUDGET_MS 3000
#define SPEED_DAY_MS      12000 /* a game day at 120x */
#define SPEED_BUDGET      8     /* per cent of a core */
#define RATE_BUDGET       4e6
#define MEMORY_BUDGET     8e6

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

static const struct pack_file *file_of(const char *name) {
    const struct pack_file *file = pack_find(&pack_embedded, name);
    assert(file != NULL);
    return file;
}

static struct market *market_of_pack(const struct block_sink *sink) {
    struct instrument_table table;
    struct company_table companies;
    struct market *market = mem_alloc(sizeof *market);
    const struct pack_file *instruments = file_of("data/instruments.json");
    const struct pack_file *facts = file_of("data/companies.json");
    int code = instruments_load(&table, instruments->bytes, instruments->length, NULL);
    if (code == 0)
        code = companies_load(&companies, facts->bytes, facts->length, NULL);
    assert(code == 0);
    const struct market_plan plan = {
        .content = &table, .listed = &table, .companies = &companies, .seed = SEED};
    market_init_economy(market, &plan, START_MS, HISTORY_DAYS, sink);
    return market;
}

static uint64_t messages_of(const struct market *market) {
    uint64_t messages = 0;
    for (uint32_t i = 0; i < market->table.count; i++)
        messages += market->listings[i].agents.messages;
    return messages;
}

/* A day as a player has it: step by step, every event taken. */
static void play(struct market *market, int64_t end_ms) {
    market->quiet = false;
    while (market->now_ms < end_ms) {
        int64_t next = market_next(market);
        market_step(market, next < end_ms ? next : end_ms);
        market_events_drain(market);
    }
}

BENCH(market) {
    uint64_t candles = 0;
    const struct block_sink sink = {.complete = drop, .context = &candles};
    uint64_t memory = bench_private_bytes(0);
    double before = cpu_ms();
    struct market *market = market_of_pack(&sink);
    double made = cpu_ms();
    market->quiet = true;
    market_advance(market, START_MS);
    double after = cpu_ms();
    bench_report(bench, "history_30_days_cpu", after - before, "ms", BENCH_AT_MOST,
                 HISTORY_BUDGET_MS);
    bench_report(bench, "market_messages", (double)messages_of(market) / (after - made) * 1e3,
                 "messages/s", BENCH_AT_LEAST, RATE_BUDGET);
    bench_report(bench, "market_private_bytes", (double)(bench_private_bytes(0) - memory), "bytes",
                 BENCH_AT_MOST, MEMORY_BUDGET);
    market_events_drain(market);
    before = cpu_ms();
    play(market, START_MS + DAY_MS);
    bench_report(bench, "market_at_120x", (cpu_ms() - before) / SPEED_DAY_MS * 100, "% of a core",
                 BENCH_AT_MOST, SPEED_BUDGET);
    market_clear(market);
    mem_free(market);
}
