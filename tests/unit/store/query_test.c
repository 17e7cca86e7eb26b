#include <criterion/criterion.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/random.h"
#include "unit/store/made.h"

/* ---- candles ---- */

enum { DAYS = 6, SLOTS = DAYS * 1440 };

/* Six days of minutes with holes, stored as blocks; `all` holds them too. */
static uint32_t store_minutes(struct store *store, uint64_t game, struct candle *all,
                              struct random *random) {
    uint32_t count = 0;
    int64_t first = 20000;
    for (int64_t day = first; day < first + DAYS; day++) {
        struct game_block block = {.chapter = 1, .symbol = "KEST", .tick = FIX8_CENT};
        block.block.frame = FRAME_1M;
        block.block.number = day;
        for (int64_t slot = 0; slot < BLOCK_SLOTS; slot++) {
            if (random_below(random, 3) == 0 || day == first + 2)
                continue;
            int32_t low = 100 + (int32_t)random_below(random, 50);
            struct candle candle = {.ms = block_start(FRAME_1M, day) + slot * MINUTE_MS,
                                    .open = low + 1,
                                    .high = low + 5,
                                    .low = low,
                                    .close = low + 2,
                                    .lots = 1 + random_below(random, 1000)};
            block_append(&block.block, &candle);
            all[count++] = candle;
        }
        struct commit commit = {.game = game};
        commit_block(&commit, &block);
        made_keep(store, &commit);
        block_clear(&block.block);
    }
    return count;
}

/* The newest `most` of the bars of `frame` that start before `before`, by folding everything. */
static uint32_t reference(const struct candle *all, uint32_t count, enum time_frame frame,
                          int64_t before, struct candle *out, uint32_t most) {
    struct candle *bars = mem_array(count + 1, sizeof *bars);
    size_t folded = candle_fold(all, count, frame, bars);
    while (folded > 0 && before != 0 && bars[folded - 1].ms >= before)
        folded--;
    size_t given = folded < most ? folded : most;
    memcpy(out, bars + folded - given, given * sizeof *bars);
    mem_free(bars);
    return (uint32_t)given;
}

Test(store_query, candles_of_every_frame_are_those_that_folding_everything_gives) {
    static const enum time_frame frames[] = {FRAME_1M, FRAME_5M, FRAME_15M};
    static struct candle all[SLOTS], expected[SLOTS], given[SLOTS];
    struct random random = random_named(11, "store candles", 0);
    struct store *store = made_store(made_path("a.db"));
    uint64_t game = made_game(store);
    uint32_t count = store_minutes(store, game, all, &random);
    for (int round = 0; round < 60; round++) {
        enum time_frame frame = frames[random_below(&random, ARRAY_LEN(frames))];
        uint32_t most = 1 + random_below(&random, round % 2 ? 20 : 4000);
        int64_t before =
            round % 4 == 0 ? 0 : all[random_below(&random, count)].ms + random_below(&random, 2);
        uint32_t wanted = reference(all, count, frame, before, expected, most);
        uint32_t got = store_candles(store, game, 1, "KEST", frame, before, given, most);
        cr_assert_eq(got, wanted, "round %d: %u, not %u", round, got, wanted);
        for (uint32_t i = 0; i < got; i++)
            cr_assert(given[i].ms == expected[i].ms && given[i].open == expected[i].open &&
                          given[i].high == expected[i].high && given[i].low == expected[i].low &&
                          given[i].close == expected[i].close && given[i].lots == expected[i].lots,
                      "round %d, bar %u", round, i);
    }
    cr_expect_eq(store_candles(store, game, 1, "BELL", FRAME_1M, 0, given, 10), 0);
    cr_expect_eq(store_candles(store, game, 2, "KEST", FRAME_1M, 0, given, 10), 0);
    cr_expect_eq(store_candles(store, game, 1, "KEST", FRAME_1M, 0, given, 0), 0);
    store_close(store);
}

Test(store_query, a_week_that_two_blocks_share_is_one_bar) {
    struct store *store = made_store(made_path("a.db"));
    uint64_t game = made_game(store);
    int64_t end = block_start(FRAME_1D, 11), monday = time_frame_start(FRAME_1W, end);
    cr_assert_lt(monday, end, "the blocks part within a week");
    for (int64_t number = 10; number <= 11; number++) {
        struct game_block block = {.chapter = 1, .symbol = "KEST", .tick = FIX8_CENT};
        struct commit commit = {.game = game};
        block.block.frame = FRAME_1D;
        block.block.number = number;
        for (int64_t day = number == 10 ? -10 : 0; day < (number == 10 ? 0 : 10); day++) {
            struct candle candle = {.ms = end + day * DAY_MS, .lots = 1};
            candle.open = candle.high = candle.low = candle.close = (int32_t)(100 + day);
            block_append(&block.block, &candle);
        }
        commit_block(&commit, &block);
        made_keep(store, &commit);
        block_clear(&block.block);
    }
    struct candle rows[8];
    uint32_t count = store_candles(store, game, 1, "KEST", FRAME_1W, end + WEEK_MS, rows, 8);
    cr_assert_geq(count, 2);
    cr_expect_eq(store_candles(store, game, 1, "KEST", FRAME_1W, end, rows, 1), 1);
    cr_expect_eq(rows[0].ms, monday);
    cr_expect_eq(rows[0].lots, 7);
    cr_expect_eq(rows[0].open, 100 + (int32_t)((monday - end) / DAY_MS));
    cr_expect_eq(rows[0].close, rows[0].open + 6);
    store_close(store);
}

Test(store_query, a_block_is_written_once_and_a_different_one_is_refused) {
    struct store *store = made_store(made_path("a.db"));
    struct game_block block = {.chapter = 1, .symbol = "KEST", .tick = FIX8_CENT};
    struct candle candle = {.ms = 0, .open = 1, .high = 1, .low = 1, .close = 1, .lots = 1};
    block.block.frame = FRAME_1M;
    block_append(&block.block, &candle);
    struct commit commit = {.game = made_game(store)};
    struct error error = {0};
    commit_block(&commit, &block);
    cr_assert_eq(store_commit(store, &commit, &error), 0, "%s", error.sentence);
    cr_expect_eq(store_commit(store, &commit, &error), 0, "%s", error.sentence);
    block.block.candles[0].lots = 2;
    commit_block(&commit, &block);
    cr_expect_eq(store_commit(store, &commit, &error), ERROR_STORAGE);
    cr_expect_str_eq(error.place, "KEST 1m block 0");
    commit_clear(&commit);
    block_clear(&block.block);
    store_close(store);
}

/* ---- rows ---- */

Test(store_query, records_and_finished_orders_come_newest_first_and_only_the_players_own) {
    struct store *store = made_store(made_path("a.db"));
    struct made made = {.game = made_game(store), .player = 1, .game_ms = 1000};
    struct commit commit = {0};
    made_opening(&made, &commit, "Ada");
    for (uint64_t serial = 1; serial <= 5; serial++)
        made_round_trip(&made, &commit, serial);
    made.player = 2;
    made_record(&made, &commit, RECORD_NOTICE);
    made_keep(store, &commit);
    struct record rows[20];
    uint32_t count = store_records(store, made.game, 1, RECORD_FILLED, 0, rows, 20);
    cr_assert_eq(count, 10);
    for (uint32_t i = 1; i < count; i++)
        cr_expect_lt(rows[i].number, rows[i - 1].number);
    uint64_t before = rows[5].number;
    count = store_records(store, made.game, 1, RECORD_FILLED, before, rows, 3);
    cr_assert_eq(count, 3);
    cr_expect_lt(rows[0].number, before);
    count = store_finished_orders(store, made.game, 1, 0, rows, 20);
    cr_assert_eq(count, 10);
    cr_expect_eq(rows[0].order_changed.id, 11);
    cr_expect_eq(rows[0].order_changed.state, ORDER_FILLED);
    cr_expect_eq(store_records(store, made.game, 2, RECORD_NOTICE, 0, rows, 20), 1);
    store_close(store);
}

static void snapshot_of(struct store *store, uint64_t game, fix8_t equity) {
    struct commit commit = {.game = game, .snapshot_equity = equity, .durable_ms = equity};
    buffer_text(&commit.snapshot, "state");
    made_keep(store, &commit);
}

Test(store_query, profiles_come_last_played_first_and_the_board_ranks_profit) {
    static const char *const names[] = {"Ada", "Grace", "Edsger"};
    static const fix8_t equities[] = {9000 * FIX8_ONE, 12000 * FIX8_ONE, 12000 * FIX8_ONE};
    struct store *store = made_store(made_path("a.db"));
    uint64_t games[3];
    for (int i = 0; i < 3; i++) {
        struct made made = {.game = games[i] = made_game(store), .player = 1};
        struct commit commit = {0};
        made_opening(&made, &commit, names[i]);
        made_keep(store, &commit);
        snapshot_of(store, games[i], equities[i]);
    }
    struct lobby_profile profiles[4];
    cr_assert_eq(store_profiles(store, profiles, 4), 3);
    cr_expect_str_eq(profiles[0].name, "Edsger");
    cr_expect_eq(profiles[2].game, games[0]);
    cr_expect_eq(profiles[2].equity, equities[0]);
    cr_expect_eq(profiles[2].character, CHARACTER_CONSERVATIVE);
    cr_expect_eq(profiles[2].chapter, 1);
    struct board_row rows[4];
    cr_assert_eq(store_board(store, games[0], rows, 4), 3);
    cr_expect(rows[0].rank == 1 && rows[1].rank == 1 && rows[2].rank == 3);
    cr_expect_eq(rows[1].profit, 2000 * FIX8_ONE);
    cr_expect_eq(rows[2].profit, -1000 * FIX8_ONE);
    cr_expect(rows[2].own && !rows[0].own && !rows[0].practice);
    cr_expect(store_name_taken(store, "ada"));
    cr_expect_not(store_name_taken(store, "Barbara"));
    store_close(store);
}

/* ---- plans ---- */

/* Every statement that connections opened from now on run, each once. */
static struct {
    char *texts[64];
    int count;
} seen;

static int note_statement(unsigned what, void *context, void *statement, void *text) {
    (void)what, (void)context, (void)text;
    const char *sql = sqlite3_sql(statement);
    for (int i = 0; i < seen.count; i++) {
        if (strcmp(seen.texts[i], sql) == 0)
            return 0;
    }
    if (strncmp(sql, "SELECT", 6) == 0 && seen.count < 64)
        seen.texts[seen.count++] = mem_text(sql);
    return 0;
}

static int watch(sqlite3 *db) {
    return sqlite3_trace_v2(db, SQLITE_TRACE_STMT, note_statement, NULL);
}

static int take_none(void *context, const struct journal_entry *entry) {
    (void)context, (void)entry;
    return 1;
}

static void ask_everything(struct store *store, uint64_t game) {
    static struct record rows[4];
    static struct candle candles[4];
    static struct tape tapes[INSTRUMENTS_MAX];
    static char likes[INSTRUMENTS_MAX][SYMBOL_MAX];
    struct stored_game loaded;
    uint32_t count;
    cr_assert_eq(store_load(store, game, &loaded, NULL), 0);
    store_candles(store, game, 1, "KEST", FRAME_5M, 0, candles, 4);
    store_records(store, game, 1, RECORD_FILLED, 0, rows, 4);
    store_finished_orders(store, game, 1, 0, rows, 4);
    store_name_taken(store, "Ada");
    cr_assert_eq(store_journal(store, game, 0, take_none, NULL, NULL), 0);
    cr_assert_eq(store_tapes_load(store, game, tapes, likes, &count, NULL), 0);
}

static void expect_searches(sqlite3 *db, const char *query) {
    char *sql = sqlite3_mprintf("EXPLAIN QUERY PLAN %s", query);
    sqlite3_stmt *plan = NULL;
    cr_assert_eq(sqlite3_prepare_v2(db, sql, -1, &plan, NULL), SQLITE_OK, "%s", sqlite3_errmsg(db));
    while (sqlite3_step(plan) == SQLITE_ROW) {
        const char *step = (const char *)sqlite3_column_text(plan, 3);
        cr_expect(strncmp(step, "SEARCH", 6) == 0, "%s: %s", query, step);
    }
    sqlite3_finalize(plan);
    sqlite3_free(sql);
}

Test(store_query, interactive_queries_search_an_index_and_sort_nothing) {
    char path[512];
    snprintf(path, sizeof path, "%s", made_path("a.db"));
    struct store *store = made_store(path);
    uint64_t game = made_game(store);
    store_close(store);
    sqlite3_auto_extension((void (*)(void))watch);
    store = made_store(path);
    ask_everything(store, game);
    sqlite3_cancel_auto_extension((void (*)(void))watch);
    cr_expect_geq(seen.count, 8);
    sqlite3 *db = NULL;
    cr_assert_eq(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    for (int i = 0; i < seen.count; i++) {
        expect_searches(db, seen.texts[i]);
        mem_free(seen.texts[i]);
    }
    sqlite3_close(db);
    store_close(store);
}

/* ---- tapes ---- */

static struct tape made_tape(uint32_t count, const char *symbol) {
    struct tape tape = {.bar_ms = DAY_MS, .tick = FIX8_CENT, .count = count, .has_volume = true};
    strcpy(tape.symbol, symbol);
    tape.rows = mem_array(count, sizeof *tape.rows);
    for (uint32_t i = 0; i < count; i++)
        tape.rows[i] = (struct tape_row){.ms = i * DAY_MS,
                                         .open = 5 * FIX8_ONE,
                                         .high = (6 + i % 7) * FIX8_ONE,
                                         .low = 4 * FIX8_ONE,
                                         .close = 5 * FIX8_ONE + (i % 50) * FIX8_CENT,
                                         .volume = (i + 1) * FIX8_ONE};
    return tape;
}

Test(store_query, tapes_come_back_in_order_row_by_row_for_the_chapter_that_plays_them) {
    static const uint32_t counts[] = {1, 4096, 9000};
    struct store *store = made_store(made_path("a.db"));
    uint64_t game = made_game(store), ids[3];
    struct tape tapes[3];
    struct error error = {0};
    for (int i = 0; i < 3; i++) {
        char symbol[SYMBOL_MAX];
        snprintf(symbol, sizeof symbol, "T%d", i);
        tapes[i] = made_tape(counts[i], symbol);
        cr_assert_eq(
            store_tape_put(store, &tapes[i], i == 1 ? "BTC-USD" : "", "my.csv", 1, &ids[i], &error),
            0, "%s", error.sentence);
    }
    cr_assert_eq(store_chapter_tapes(store, game, 1, (uint64_t[]){ids[2], ids[1]}, 2, &error), 0);
    cr_assert_eq(
        store_chapter_tapes(store, game, 2, (uint64_t[]){ids[1], ids[2], ids[0]}, 3, &error), 0,
        "%s", error.sentence);
    struct tape *loaded = mem_array(INSTRUMENTS_MAX, sizeof *loaded);
    char likes[INSTRUMENTS_MAX][SYMBOL_MAX];
    uint32_t count = 0;
    cr_assert_eq(store_tapes_load(store, game, loaded, likes, &count, &error), 0, "%s",
                 error.sentence);
    cr_assert_eq(count, 3);
    cr_expect_str_eq(likes[0], "BTC-USD");
    cr_expect_str_eq(likes[1], "");
    for (uint32_t i = 0; i < count; i++) {
        const struct tape *was = &tapes[i == 0 ? 1 : i == 1 ? 2 : 0];
        cr_assert_eq(loaded[i].count, was->count);
        cr_expect_str_eq(loaded[i].symbol, was->symbol);
        cr_expect_eq(memcmp(loaded[i].rows, was->rows, was->count * sizeof *was->rows), 0);
    }
    for (int i = 0; i < 3; i++) {
        tape_clear(&loaded[i]);
        tape_clear(&tapes[i]);
    }
    mem_free(loaded);
    store_close(store);
}

Test(store_query, a_replay_that_goes_on_in_a_new_chapter_keeps_its_tapes) {
    const char *path = made_path("a.db");
    struct store *store = made_store(path);
    struct made made = {.game = made_game(store), .player = 1};
    struct tape tape = made_tape(10, "T0");
    uint64_t id;
    cr_assert_eq(store_tape_put(store, &tape, "", "my.csv", 1, &id, NULL), 0);
    cr_assert_eq(store_chapter_tapes(store, made.game, 1, &id, 1, NULL), 0);
    struct commit commit = {.game = made.game};
    for (uint32_t chapter = 1; chapter <= 3; chapter++)
        made_record(&made, &commit, RECORD_CHAPTER_OPENED)->chapter_opened =
            (struct chapter_opened){.chapter = chapter,
                                    .market = chapter < 3 ? MARKET_REPLAY : MARKET_SIM};
    made_keep(store, &commit);
    cr_expect_eq(made_count(path, "SELECT count(*) FROM chapter_tape WHERE chapter = 2"), 1);
    cr_expect_eq(made_count(path, "SELECT count(*) FROM chapter_tape WHERE chapter = 3"), 0);
    tape_clear(&tape);
    store_close(store);
}
