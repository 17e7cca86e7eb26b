/* The file: a trade's commit, a year of 20 instruments, what a screen asks of it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "base/random.h"
#include "bench/bench.h"
#include "store/store.h"

enum {
    TRADES = 400,
    QUERIES = 300,
    YEAR_DAYS = 365,
    SYMBOLS = 20,
    SCREEN_BARS = 1500,
    MINUTES_MOST = 15 * SCREEN_BARS, /* under a screen of 15m bars that are folded elsewhere */
    OPENS = 40
};

static void must(int code, const struct error *error) {
    if (code == 0)
        return;
    fprintf(stderr, "bench: %s (%s)\n", error->sentence, error->place);
    exit(1);
}

static struct store *open_file(const char *name, enum store_mode mode) {
    char path[512];
    struct store *store = NULL;
    struct error error = {0};
    snprintf(path, sizeof path, "%s/%s", bench_directory(), name);
    must(store_open(&store, path, mode, 0, NULL, &error), &error);
    return store;
}

/* ---- a trade ---- */

struct book_keeping {
    uint64_t game, number, seq;
};

static struct record *add(struct book_keeping *books, struct commit *commit,
                          enum record_kind kind) {
    struct record record = {.number = ++books->number,
                            .seq = books->seq,
                            .game_ms = (int64_t)books->number,
                            .player = 1,
                            .kind = (uint8_t)kind};
    commit_record(commit, &record);
    return &commit->records[commit->record_count - 1];
}

/* What one bought share leaves: an order twice, its fill, six legs, position, account, notice. */
static void add_trade(struct book_keeping *books, struct commit *commit) {
    struct command command = {.kind = COMMAND_ORDER_PLACE, .player = 1, .counter = books->seq + 1};
    struct stamp stamp = {.seq = ++books->seq, .game_ms = (int64_t)books->number, .wall_ms = 1};
    command.order_place.size = FIX8_ONE;
    strcpy(command.order_place.symbol, "KEST");
    commit->game = books->game;
    commit->durable_ms = (int64_t)books->number;
    commit_entry(commit, &stamp, &command);
    for (uint8_t state = 0; state < 3; state += 2)
        add(books, commit, RECORD_ORDER_CHANGED)->order_changed =
            (struct order_changed){.id = books->seq, .symbol = "KEST", .state = state};
    add(books, commit, RECORD_FILLED)->filled =
        (struct filled){.id = books->seq, .order = books->seq, .symbol = "KEST"};
    for (int leg = 0; leg < 6; leg++)
        add(books, commit, RECORD_LEG_POSTED)->leg_posted =
            (struct leg_posted){.transaction = books->seq, .amount = leg % 2 ? 1 : -1};
    add(books, commit, RECORD_POSITION_CHANGED)->position_changed =
        (struct position_changed){.symbol = "KEST", .size = FIX8_ONE};
    add(books, commit, RECORD_ACCOUNT_CHANGED)->account_changed.id = 1;
    strcpy(add(books, commit, RECORD_NOTICE)->notice.text, "Filled: bought 1 KEST at 50.00.");
    add(books, commit, RECORD_ANSWERED);
}

BENCH(store_commit) {
    static double trades[TRADES], clocks[TRADES];
    struct store *store = open_file("commit.db", STORE_WRITE);
    struct error error = {0};
    struct book_keeping books = {.number = 0};
    must(store_game_new(store, "bench", 1, &books.game, &error), &error);
    for (int i = 0; i < TRADES; i++) {
        struct commit commit = {0};
        add_trade(&books, &commit);
        uint64_t start = bench_now_ns();
        must(store_commit(store, &commit, &error), &error);
        trades[i] = (double)(bench_now_ns() - start) / 1e6;
        commit_clear(&commit);
        struct commit clock = {.game = books.game, .durable_ms = i};
        start = bench_now_ns();
        must(store_commit(store, &clock, &error), &error);
        clocks[i] = (double)(bench_now_ns() - start) / 1e6;
    }
    bench_report(bench, "store_trade_commit_median", bench_percentile(trades, TRADES, 50), "ms",
                 BENCH_AT_MOST, 1);
    bench_report(bench, "store_trade_commit_p99", bench_percentile(trades, TRADES, 99), "ms",
                 BENCH_AT_MOST, 15);
    bench_report(bench, "store_clock_commit_median", bench_percentile(clocks, TRADES, 50), "ms",
                 BENCH_AT_MOST, 1);
    store_close(store);
}

/* ---- a year of twenty instruments ---- */

/* Minutes of a day: all of it for eight instruments, the exchange's hours for twelve; a little over
 * five million in the year. */
static void add_day(struct commit *commit, int symbol, int day, struct random *random) {
    struct game_block block = {.chapter = 1, .tick = FIX8_CENT};
    int64_t number = 20000 + day;
    snprintf(block.symbol, sizeof block.symbol, "S%d", symbol);
    block.block.frame = FRAME_1M;
    block.block.number = number;
    int slots = symbol < 8 ? BLOCK_SLOTS : day % 7 < 5 ? 390 : 0;
    for (int slot = 0; slot < slots; slot++) {
        int32_t low = 5000 + (int32_t)random_below(random, 100);
        struct candle candle = {.ms = block_start(FRAME_1M, number) + slot * MINUTE_MS,
                                .open = low + 1,
                                .high = low + 9,
                                .low = low,
                                .close = low + 4,
                                .lots = 1 + random_below(random, 100000)};
        block_append(&block.block, &candle);
    }
    if (slots > 0)
        commit_block(commit, &block);
    block_clear(&block.block);
}

static uint64_t make_year(struct store *store) {
    struct random random = random_named(1, "store bench", 0);
    struct error error = {0};
    struct book_keeping books = {.number = 0};
    must(store_game_new(store, "bench", 1, &books.game, &error), &error);
    must(store_begin(store, &error), &error);
    for (int day = 0; day < YEAR_DAYS; day++) {
        struct commit commit = {.game = books.game};
        for (int symbol = 0; symbol < SYMBOLS; symbol++)
            add_day(&commit, symbol, day, &random);
        for (int trade = 0; trade < 10; trade++)
            add_trade(&books, &commit);
        if (day == YEAR_DAYS - 1)
            for (int i = 0; i < 40000; i++)
                buffer_text(&commit.snapshot, "%16d", i);
        must(store_commit(store, &commit, &error), &error);
        commit_clear(&commit);
    }
    must(store_end(store, true, &error), &error);
    return books.game;
}

static void measure_candles(struct bench *bench, struct store *store, uint64_t game,
                            enum time_frame frame, uint32_t most) {
    static double samples[QUERIES];
    static struct candle rows[MINUTES_MOST];
    struct random random = random_named(2, "store bench", 0);
    char name[48];
    uint64_t bars = 0;
    for (int i = 0; i < QUERIES; i++) {
        char symbol[SYMBOL_MAX];
        snprintf(symbol, sizeof symbol, "S%u", random_below(&random, SYMBOLS));
        int64_t before = (20060 + random_below(&random, 300)) * DAY_MS;
        uint64_t start = bench_now_ns();
        bars += store_candles(store, game, 1, symbol, frame, before, rows, most);
        samples[i] = (double)(bench_now_ns() - start) / 1e6;
    }
    snprintf(name, sizeof name, "store_candles_%u_of_%s_p99", most, time_frame_words[frame]);
    bench_report(bench, name, bench_percentile(samples, QUERIES, 99), "ms", BENCH_AT_MOST, 5);
    if (bars < QUERIES * 100)
        must(ERROR_STORAGE, &(struct error){.sentence = "candles are missing"});
}

static void measure_records(struct bench *bench, struct store *store, uint64_t game) {
    static double samples[QUERIES];
    static struct record rows[200];
    uint32_t count = 0;
    for (int i = 0; i < QUERIES; i++) {
        uint64_t start = bench_now_ns();
        count = i % 2 == 0 ? store_records(store, game, 1, RECORD_LEG_POSTED, 9999, rows, 200)
                           : store_finished_orders(store, game, 1, 0, rows, 200);
        samples[i] = (double)(bench_now_ns() - start) / 1e6;
    }
    bench_report(bench, "store_records_p99", bench_percentile(samples, QUERIES, 99), "ms",
                 BENCH_AT_MOST, 5);
    if (count != 200)
        must(ERROR_STORAGE, &(struct error){.sentence = "rows are missing"});
}

/* Opening, and what a resumed game reads before its first frame. */
static void measure_open(struct bench *bench, uint64_t game) {
    static double samples[OPENS];
    static struct candle rows[SCREEN_BARS];
    for (int i = 0; i < OPENS; i++) {
        struct error error = {0};
        struct stored_game loaded;
        uint64_t start = bench_now_ns();
        struct store *store = open_file("year.db", STORE_WRITE);
        must(store_load(store, game, &loaded, &error), &error);
        store_candles(store, game, 1, "S0", FRAME_1M, 0, rows, SCREEN_BARS);
        samples[i] = (double)(bench_now_ns() - start) / 1e6;
        buffer_clear(&loaded.snapshot);
        store_close(store);
    }
    bench_report(bench, "store_open_load_median", bench_percentile(samples, OPENS, 50), "ms",
                 BENCH_AT_MOST, 20);
}

BENCH(store_year) {
    static const enum time_frame frames[] = {FRAME_1M, FRAME_5M, FRAME_15M};
    char path[512];
    struct stat status;
    uint64_t start = bench_now_ns();
    struct store *store = open_file("year.db", STORE_WRITE);
    uint64_t game = make_year(store);
    double seconds = (double)(bench_now_ns() - start) / 1e9;
    store_close(store);
    snprintf(path, sizeof path, "%s/year.db", bench_directory());
    bench_report(bench, "store_year_bytes",
                 stat(path, &status) == 0 ? (double)status.st_size : 1e12, "bytes", BENCH_AT_MOST,
                 160e6);
    bench_report(bench, "store_year_write", seconds, "s", BENCH_AT_MOST, 30);
    store = open_file("year.db", STORE_READ);
    for (size_t i = 0; i < ARRAY_LEN(frames); i++)
        measure_candles(bench, store, game, frames[i], SCREEN_BARS);
    measure_candles(bench, store, game, FRAME_1M, MINUTES_MOST);
    measure_records(bench, store, game);
    store_close(store);
    measure_open(bench, game);
}
