#include <criterion/criterion.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "unit/store/made.h"

static struct made opened(struct store *store) {
    struct made made = {.game = made_game(store), .player = 1, .game_ms = 1000};
    struct commit commit = {0};
    made_opening(&made, &commit, "Ada");
    made_keep(store, &commit);
    return made;
}

Test(store_commit, writes_journal_records_rows_and_one_link_of_the_chain) {
    const char *path = made_path("a.db");
    struct store *store = made_store(path);
    struct made made = opened(store);
    struct commit commit = {0};
    made_round_trip(&made, &commit, 1);
    made_keep(store, &commit);
    cr_expect_eq(made_count(path, "SELECT count(*) FROM journal"), 3);
    cr_expect_eq(made_count(path, "SELECT count(*) FROM record"), (int64_t)made.number);
    cr_expect_eq(made_count(path, "SELECT count(*) FROM chain"), 2);
    cr_expect_eq(made_count(path, "SELECT count(*) FROM orders WHERE state = 'filled'"), 2);
    cr_expect_eq(made_count(path, "SELECT count(*) FROM fill"), 2);
    cr_expect_eq(made_count(path, "SELECT cash FROM account"), 10000 * FIX8_ONE);
    cr_expect_eq(made_count(path, "SELECT sum(amount) FROM ledger_leg"), 0);
    cr_expect_eq(made_count(path, "SELECT seed FROM chapter"), -1, "a u64 by its bits");
    cr_expect_eq(made_count(path, "SELECT count(*) FROM player WHERE character = 'conservative'"),
                 1);
    store_close(store);
}

Test(store_commit, a_closed_position_stays_when_the_next_one_opens_at_the_same_moment) {
    const char *path = made_path("a.db");
    struct store *store = made_store(path);
    struct made made = opened(store);
    struct commit commit = {0};
    for (uint64_t serial = 1; serial <= 3; serial++) {
        made.game_ms = 5000;
        made_round_trip(&made, &commit, serial);
    }
    made_keep(store, &commit);
    cr_expect_eq(made_count(path, "SELECT count(*) FROM position"), 3);
    cr_expect_eq(made_count(path, "SELECT count(*) FROM position WHERE size <> 0"), 0);
    store_close(store);
}

Test(store_commit, a_clock_commit_writes_one_row_and_no_link) {
    const char *path = made_path("a.db");
    struct store *store = made_store(path);
    struct made made = opened(store);
    struct commit commit = {.game = made.game, .durable_ms = 99};
    cr_assert(commit_is_empty(&commit));
    made_keep(store, &commit);
    cr_expect_eq(made_count(path, "SELECT durable_ms FROM game"), 99);
    cr_expect_eq(made_count(path, "SELECT count(*) FROM chain"), 1);
    store_close(store);
}

Test(store_commit, what_comes_again_is_compared_and_what_differs_changes_nothing) {
    const char *path = made_path("a.db");
    struct store *store = made_store(path);
    struct made made = opened(store);
    struct commit first = {0};
    struct made again = made;
    made_round_trip(&made, &first, 1);
    made_keep(store, &first);

    struct commit same = {0};
    made_round_trip(&again, &same, 1);
    made_record(&again, &same, RECORD_NOTICE);
    made_keep(store, &same);
    cr_expect_eq(made_count(path, "SELECT count(*) FROM record"), (int64_t)again.number);
    cr_expect_eq(made_count(path, "SELECT count(*) FROM fill"), 2);

    struct commit other = {0};
    struct error error = {0};
    again = made;
    again.number = made.number - 1;
    other.game = made.game;
    other.durable_ms = 123456;
    strcpy(made_record(&again, &other, RECORD_NOTICE)->notice.text, "Sold 2 KEST.");
    cr_expect_eq(store_commit(store, &other, &error), ERROR_STORAGE);
    cr_expect(strstr(error.place, "record ") != NULL, "%s", error.place);
    cr_expect_eq(made_count(path, "SELECT count(*) FROM game WHERE durable_ms = 123456"), 0);
    commit_clear(&other);
    store_close(store);
}

Test(store_commit, refuses_a_gap_in_the_numbers) {
    const char *path = made_path("a.db");
    struct store *store = made_store(path);
    struct made made = opened(store);
    struct commit commit = {.game = made.game};
    struct error error = {0};
    made.number++;
    made_record(&made, &commit, RECORD_NOTICE);
    cr_expect_eq(store_commit(store, &commit, &error), ERROR_STORAGE);
    commit_clear(&commit);
    store_close(store);
}

Test(store_commit, several_commits_between_begin_and_end_are_one) {
    const char *path = made_path("a.db");
    struct store *store = made_store(path);
    struct made made = opened(store);
    for (int keep = 0; keep < 2; keep++) {
        struct made going = made;
        struct error error = {0};
        cr_assert_eq(store_begin(store, &error), 0, "%s", error.sentence);
        for (uint64_t serial = 1; serial <= 2; serial++) {
            struct commit commit = {0};
            made_round_trip(&going, &commit, serial);
            made_keep(store, &commit);
        }
        cr_expect_eq(made_count(path, "SELECT count(*) FROM fill"), 0, "nothing before the end");
        cr_assert_eq(store_end(store, keep != 0, &error), 0, "%s", error.sentence);
    }
    cr_expect_eq(made_count(path, "SELECT count(*) FROM fill"), 4);
    store_close(store);
}

Test(store_commit, keeps_two_snapshots_and_those_that_open_chapters) {
    const char *path = made_path("a.db");
    struct store *store = made_store(path);
    struct made made = opened(store);
    for (int64_t i = 0; i < 6; i++) {
        struct commit commit = {.game = made.game, .snapshot_ms = i, .chapter_snapshot = i == 1};
        buffer_text(&commit.snapshot, "state %d", (int)i);
        made_keep(store, &commit);
    }
    cr_expect_eq(made_count(path, "SELECT count(*) FROM snapshot"), 3);
    cr_expect_eq(made_count(path, "SELECT sum(game_ms) FROM snapshot"), 1 + 4 + 5);
    struct stored_game loaded;
    struct error error = {0};
    cr_assert_eq(store_load(store, made.game, &loaded, &error), 0, "%s", error.sentence);
    cr_expect_eq(loaded.snapshot.length, 7);
    cr_expect_eq(memcmp(loaded.snapshot.bytes, "state 5", 7), 0);
    cr_expect_eq(loaded.chapter, 1);
    cr_expect_eq(loaded.sim_version, 1);
    buffer_clear(&loaded.snapshot);
    store_close(store);
}

Test(store_commit, what_is_written_cannot_be_changed_or_deleted) {
    static const char *const tables[] = {"journal", "record", "chain", "ledger_leg", "fill"};
    const char *path = made_path("a.db");
    struct store *store = made_store(path);
    struct made made = opened(store);
    struct commit commit = {0};
    made_round_trip(&made, &commit, 1);
    made_keep(store, &commit);
    store_close(store);
    sqlite3 *db = NULL;
    cr_assert_eq(sqlite3_open(path, &db), SQLITE_OK);
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        char sql[96];
        snprintf(sql, sizeof sql, "DELETE FROM %s", tables[i]);
        cr_expect_eq(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_CONSTRAINT, "%s", sql);
        snprintf(sql, sizeof sql, "UPDATE %s SET game_id = game_id", tables[i]);
        cr_expect_eq(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_CONSTRAINT, "%s", sql);
    }
    sqlite3_close(db);
}

static int count_entries(void *context, const struct journal_entry *entry) {
    uint64_t *last = context;
    cr_expect_eq(entry->stamp.seq, *last + 1);
    *last = entry->stamp.seq;
    return entry->stamp.seq == 3;
}

Test(store_commit, the_journal_comes_back_in_order_until_it_is_told_to_stop) {
    struct store *store = made_store(made_path("a.db"));
    struct made made = opened(store);
    struct commit commit = {0};
    made_round_trip(&made, &commit, 1);
    made_round_trip(&made, &commit, 2);
    made_keep(store, &commit);
    uint64_t last = 1;
    struct error error = {0};
    cr_assert_eq(store_journal(store, made.game, 1, count_entries, &last, &error), 0, "%s",
                 error.sentence);
    cr_expect_eq(last, 3);
    store_close(store);
}
