/* Verify, against a real game that is played, committed and then tampered with. */
#include <sqlite3.h>
#include <stdio.h>
#include <unistd.h>

#include "base/mem.h"
#include "store/care.h"
#include "unit/game/play.h"
#include "unit/store/made.h"

#define PACK_HASH "abc" /* what made_game says */

struct run {
    struct play play;
    struct store *store;
    struct commit commit;
    uint64_t game;
    char path[512];
};

static void keep(struct run *run, bool clean) {
    size_t count;
    const struct record *records = game_records(run->play.game, &count);
    for (size_t i = 0; i < count; i++)
        commit_record(&run->commit, &records[i]);
    const struct game_block *blocks = game_blocks(run->play.game, &count);
    for (size_t i = 0; i < count; i++)
        commit_block(&run->commit, &blocks[i]);
    game_records_taken(run->play.game);
    game_blocks_taken(run->play.game);
    run->commit.game = run->game;
    run->commit.clean = clean;
    run->commit.durable_ms = game_now(run->play.game);
    made_keep(run->store, &run->commit);
}

static void snapshot(struct run *run, bool opens) {
    struct sink sink = buffer_sink(&run->commit.snapshot);
    game_encode(run->play.game, &sink);
    run->commit.snapshot_seq = game_seq(run->play.game);
    run->commit.snapshot_record = game_record_number(run->play.game);
    run->commit.snapshot_ms = game_now(run->play.game);
    run->commit.chapter_snapshot = opens;
    keep(run, true);
}

static int32_t apply(struct run *run, const struct command *command) {
    struct stamp stamp = play_stamp(&run->play);
    bool repeated;
    game_apply(run->play.game, command, &stamp, &run->play.answer, &repeated);
    cr_assert_not(repeated);
    commit_entry(&run->commit, &stamp, command);
    keep(run, false);
    return run->play.answer.code;
}

static void run_to(struct run *run, int64_t ms) {
    while (game_now(run->play.game) < ms) {
        (void)game_advance(run->play.game, ms);
        keep(run, false);
    }
}

static void open_chapter(struct run *run, uint64_t seed) {
    struct command command = play_command(&run->play, COMMAND_CHAPTER_OPEN, 0);
    command.chapter_open.seed = seed;
    command.chapter_open.history_days = 1;
    strcpy(command.chapter_open.instruments, "BTC-USD,KEST");
    cr_assert_eq(apply(run, &command), 0, "%s", run->play.answer.sentence);
    run_to(run, game_start(run->play.game));
}

static void order(struct run *run, const char *symbol, enum side side, fix8_t size) {
    struct command command = play_command(&run->play, COMMAND_ORDER_PLACE, 1);
    strcpy(command.order_place.symbol, symbol);
    command.order_place.side = (uint8_t)side;
    command.order_place.size = size;
    command.order_place.tif = TIF_IOC;
    apply(run, &command);
}

/* A few trades, one of them refused, with game time between them. */
static void trade(struct run *run) {
    fix8_t size = FIX8_ONE / 100;
    for (int i = 0; i < 4; i++) {
        order(run, "BTC-USD", i % 2 == 0 ? SIDE_BUY : SIDE_SELL, i < 2 ? size : 2 * size);
        run_to(run, game_now(run->play.game) + 20 * MINUTE_MS);
        if (i == 1)
            snapshot(run, false);
    }
    order(run, "NONE", SIDE_BUY, size);
}

/* Two chapters, the first closed in the middle of play. */
static void play_two_chapters(struct run *run) {
    memset(run, 0, sizeof *run);
    snprintf(run->path, sizeof run->path, "%s", made_path("verify.db"));
    run->store = made_store(run->path);
    run->game = made_game(run->store);
    test_content(&run->play.content);
    run->play.wall_ms = GAME_START_MS;
    run->play.game = game_new(&run->play.content, NULL);
    open_chapter(run, 7);
    struct command command = play_command(&run->play, COMMAND_PLAYER_CREATE, 0);
    strcpy(command.player_create.name, "Ada");
    strcpy(command.player_create.zone, "UTC");
    cr_assert_eq(apply(run, &command), 0, "%s", run->play.answer.sentence);
    snapshot(run, true);
    trade(run);
    open_chapter(run, 8);
    snapshot(run, true);
    trade(run);
    snapshot(run, false);
}

static void end(struct run *run) {
    game_free(run->play.game);
    store_close(run->store);
}

static int verify(struct run *run, const char *pack_hash, bool since, struct verify_report *report,
                  struct error *error) {
    *error = (struct error){.code = 0};
    return store_verify(run->store, &run->play.content, pack_hash, since, report, error);
}

Test(store_verify, a_game_played_again_gives_every_record_row_block_and_snapshot) {
    struct run run;
    struct verify_report report;
    struct error error;
    play_two_chapters(&run);
    cr_assert_eq(verify(&run, PACK_HASH, false, &report, &error), 0, "%s (%s)", error.sentence,
                 error.place);
    cr_expect(report.chapters == 2 && report.chapters_replayed == 2);
    cr_expect_eq(report.commands, game_seq(run.play.game));
    cr_expect_eq(report.records, game_record_number(run.play.game));
    cr_expect_gt(report.rows, 20);
    cr_expect_geq(report.game_ms, 140 * MINUTE_MS);
    cr_expect_eq(verify(&run, PACK_HASH, true, &report, &error), 0, "%s", error.sentence);
    cr_expect(report.chapters_replayed == 1 && report.game_ms < 80 * MINUTE_MS);
    cr_expect_eq(verify(&run, "another", false, &report, &error), 0, "%s", error.sentence);
    cr_expect(report.chapters_checked_only == 2 && report.game_ms == 0);
    cr_expect_null(run.play.content.tapes, "the content is as it was");
    end(&run);
}

Test(store_verify, what_happened_after_the_last_commit_is_no_difference) {
    struct run run;
    struct verify_report report;
    struct error error;
    play_two_chapters(&run);
    order(&run, "BTC-USD", SIDE_BUY, FIX8_ONE / 100);
    struct commit clock = {.game = run.game, .durable_ms = game_now(run.play.game) + 2 * HOUR_MS};
    made_keep(run.store, &clock);
    cr_expect_eq(verify(&run, PACK_HASH, false, &report, &error), 0, "%s", error.sentence);
    end(&run);
}

/* Runs SQL that a vandal could, past the triggers. */
static void vandalise(const char *path, const char *sql) {
    sqlite3 *db = NULL;
    char *message = NULL;
    cr_assert_eq(sqlite3_open(path, &db), SQLITE_OK);
    cr_assert_eq(sqlite3_exec(db,
                              "DROP TRIGGER journal_stays; DROP TRIGGER record_stays;"
                              "DROP TRIGGER chain_stays; DROP TRIGGER ledger_leg_stays;"
                              "DROP TRIGGER fill_stays; DROP TRIGGER fill_is_kept;"
                              "DROP TRIGGER record_is_kept; DROP TRIGGER journal_is_kept;",
                              NULL, NULL, &message),
                 SQLITE_OK, "%s", message);
    cr_assert_eq(sqlite3_exec(db, sql, NULL, NULL, &message), SQLITE_OK, "%s: %s", sql, message);
    cr_assert_gt(sqlite3_changes(db), 0, "%s", sql);
    sqlite3_close(db);
}

/* A closed file, byte for byte and without waiting for the disk. */
static void copy_file(const char *from, const char *to) {
    char part[65536];
    FILE *source = fopen(from, "rb"), *target = fopen(to, "wb");
    cr_assert(source != NULL && target != NULL);
    for (size_t length; (length = fread(part, 1, sizeof part, source)) > 0;)
        cr_assert_eq(fwrite(part, 1, length, target), length);
    fclose(source);
    fclose(target);
}

Test(store_verify, every_kind_of_tampering_is_found_and_placed) {
    static const struct {
        const char *sql, *place;
    } tamperings[] = {
        {"UPDATE journal SET wall_ms = wall_ms + 1 WHERE seq = 4", "link"},
        {"UPDATE journal SET command = (SELECT command FROM journal WHERE seq = 3) WHERE seq = 5",
         "link"},
        {"UPDATE record SET game_ms = game_ms + 1 WHERE number = 9", "record 9"},
        {"UPDATE record SET body = (SELECT body FROM record WHERE number = 8) WHERE number = 9",
         "record 9"},
        {"DELETE FROM journal WHERE seq = (SELECT max(seq) FROM journal)", "command"},
        {"UPDATE chain SET hash = zeroblob(32) WHERE number = 2", "link 2"},
        {"UPDATE game SET chain_number = chain_number + 1", "link"},
        {"UPDATE orders SET reason = 'because' WHERE id = 1", "orders, record"},
        {"UPDATE player SET name_key = 'x'", "player, record"},
        {"UPDATE account SET reserved = reserved + 1 WHERE id = 1", "account, record"},
        {"UPDATE account SET cash = cash + 1 WHERE id = 1", "account 1"},
        {"UPDATE ledger_leg SET amount = amount + 1 WHERE record = (SELECT max(record) FROM"
         " ledger_leg)",
         "transaction"},
        {"UPDATE fill SET size = size + 1 WHERE id = 1", "account 1"},
        {"DELETE FROM notice WHERE record = (SELECT max(record) FROM notice)", "notice, record"},
        {"UPDATE snapshot SET state = zeroblob(length(state)) WHERE opens = 0", "the snapshot"},
    };
    struct run run;
    play_two_chapters(&run);
    store_close(run.store);
    run.store = NULL;
    char copy[600];
    snprintf(copy, sizeof copy, "%s.copy", run.path);
    for (size_t i = 0; i < ARRAY_LEN(tamperings); i++) {
        struct verify_report report;
        struct error error = {0};
        copy_file(run.path, copy);
        vandalise(copy, tamperings[i].sql);
        struct store *store = made_store(copy);
        int code = store_verify(store, &run.play.content, PACK_HASH, false, &report, &error);
        cr_expect_eq(code, ERROR_STORAGE, "not found: %s", tamperings[i].sql);
        cr_expect(strstr(error.place, tamperings[i].place) != NULL, "%s gave %s (%s)",
                  tamperings[i].sql, error.sentence, error.place);
        store_close(store);
    }
    end(&run);
}

Test(store_verify, open_orders_agree_until_the_tables_say_otherwise) {
    struct run run;
    struct error error = {0};
    play_two_chapters(&run);
    struct command command = play_command(&run.play, COMMAND_ORDER_PLACE, 1);
    strcpy(command.order_place.symbol, "BTC-USD");
    command.order_place.type = ORDER_LIMIT;
    command.order_place.tif = TIF_GTC;
    command.order_place.size = FIX8_ONE / 100;
    command.order_place.price = 40000 * FIX8_ONE;
    cr_assert_eq(apply(&run, &command), 0, "%s", run.play.answer.sentence);
    cr_expect_eq(store_orders_agree(run.store, run.game, run.play.game, &error), 0, "%s",
                 error.sentence);
    vandalise(run.path, "UPDATE orders SET filled = filled + 1 WHERE state = 'pending'");
    cr_expect_eq(store_orders_agree(run.store, run.game, run.play.game, &error), ERROR_STORAGE);
    cr_expect(strstr(error.sentence, "another size") != NULL, "%s", error.sentence);
    end(&run);
}
