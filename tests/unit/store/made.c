#include "unit/store/made.h"

#include <criterion/criterion.h>
#include <ftw.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"

static char directory[256];
static pid_t owner;

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *walk) {
    (void)status, (void)kind, (void)walk;
    return remove(path);
}

static void remove_directory(void) {
    if (getpid() == owner)
        nftw(directory, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

const char *made_path(const char *name) {
    static char path[512];
    if (directory[0] == '\0') {
        const char *parent = getenv("TMPDIR");
        snprintf(directory, sizeof directory, "%s/outcry-store-XXXXXX", parent ? parent : "/tmp");
        cr_assert_not_null(mkdtemp(directory));
        owner = getpid();
        atexit(remove_directory);
    }
    snprintf(path, sizeof path, "%s/%s", directory, name);
    return path;
}

struct store *made_store(const char *path) {
    struct store *store = NULL;
    struct error error = {0};
    int code = store_open(&store, path, STORE_WRITE, 0, NULL, &error);
    cr_assert_eq(code, 0, "%s (%s)", error.sentence, error.place);
    return store;
}

uint64_t made_game(struct store *store) {
    uint64_t game = 0;
    struct error error = {0};
    cr_assert_eq(store_game_new(store, "abc", 1000, &game, &error), 0, "%s", error.sentence);
    return game;
}

void made_entry(struct made *made, struct commit *commit, enum command_kind kind) {
    struct stamp stamp = {.seq = ++made->seq, .game_ms = made->game_ms, .wall_ms = 5000};
    struct command command = {.kind = (uint8_t)kind, .player = made->player, .counter = made->seq};
    if (kind == COMMAND_ORDER_PLACE) {
        command.order_place.size = FIX8_ONE;
        strcpy(command.order_place.symbol, "KEST");
    }
    commit_entry(commit, &stamp, &command);
}

struct record *made_record(struct made *made, struct commit *commit, enum record_kind kind) {
    struct record record = {.number = ++made->number,
                            .seq = made->seq,
                            .game_ms = made->game_ms,
                            .player = made->player,
                            .kind = (uint8_t)kind};
    commit_record(commit, &record);
    return &commit->records[commit->record_count - 1];
}

static void account(struct made *made, struct commit *commit, fix8_t cash) {
    struct account_changed *changed =
        &made_record(made, commit, RECORD_ACCOUNT_CHANGED)->account_changed;
    *changed = (struct account_changed){.id = made->player,
                                        .name = "Trading",
                                        .broker = "discount",
                                        .cash = cash,
                                        .deposited = 10000 * FIX8_ONE,
                                        .opened_ms = 1};
}

void made_opening(struct made *made, struct commit *commit, const char *name) {
    commit->game = made->game;
    made_entry(made, commit, COMMAND_DAY_OPEN);
    made_record(made, commit, RECORD_CHAPTER_OPENED)->chapter_opened =
        (struct chapter_opened){.chapter = 1, .ranked = true, .seed = UINT64_MAX, .sim_version = 1};
    struct player_created *player =
        &made_record(made, commit, RECORD_PLAYER_CREATED)->player_created;
    *player = (struct player_created){.id = made->player, .character = 2, .avatar = 3};
    text_format(player->name, sizeof player->name, "%s", name);
    made_record(made, commit, RECORD_DAY_OPENED)->day_opened.day = 20101;
    for (int side = 0; side < 2; side++) {
        fix8_t amount = (side == 0 ? 10000 : -10000) * FIX8_ONE;
        made_record(made, commit, RECORD_LEG_POSTED)->leg_posted =
            (struct leg_posted){.transaction = 1,
                                .account = side == 0 ? made->player : 0,
                                .book = side == 0 ? 0 : 4,
                                .amount = amount,
                                .balance = amount,
                                .text = "opening cash"};
    }
    account(made, commit, 10000 * FIX8_ONE);
    made_record(made, commit, RECORD_ANSWERED)->answered.counter = made->seq;
}

static void legs(struct made *made, struct commit *commit, uint64_t transaction, bool buy) {
    fix8_t value = 100 * FIX8_ONE;
    for (uint8_t book = 0; book < 2; book++) { /* cash, positions */
        fix8_t amount = (book == 0) == buy ? -value : value;
        made_record(made, commit, RECORD_LEG_POSTED)->leg_posted =
            (struct leg_posted){.transaction = transaction,
                                .account = made->player,
                                .book = book,
                                .kind = 1,
                                .amount = amount,
                                .balance = (book == 0 ? 10000 * FIX8_ONE : 0) + (buy ? amount : 0),
                                .symbol = "KEST"};
    }
}

static void order(struct made *made, struct commit *commit, uint64_t id, uint8_t side,
                  uint8_t state) {
    made_record(made, commit, RECORD_ORDER_CHANGED)->order_changed =
        (struct order_changed){.id = id,
                               .account = made->player,
                               .symbol = "KEST",
                               .side = side,
                               .type = 1,
                               .state = state,
                               .price = 100 * FIX8_ONE,
                               .size = FIX8_ONE,
                               .filled = state == 2 ? FIX8_ONE : 0,
                               .created_ms = made->game_ms};
}

static void trade(struct made *made, struct commit *commit, uint64_t id, bool buy) {
    made_entry(made, commit, COMMAND_ORDER_PLACE);
    order(made, commit, id, !buy, 0);
    order(made, commit, id, !buy, 2);
    made_record(made, commit, RECORD_FILLED)->filled = (struct filled){.id = id,
                                                                       .order = id,
                                                                       .account = made->player,
                                                                       .symbol = "KEST",
                                                                       .side = !buy,
                                                                       .price = 100 * FIX8_ONE,
                                                                       .size = FIX8_ONE};
    legs(made, commit, id + 1, buy);
    made_record(made, commit, RECORD_POSITION_CHANGED)->position_changed =
        (struct position_changed){.account = made->player,
                                  .symbol = "KEST",
                                  .size = buy ? FIX8_ONE : 0,
                                  .cost = buy ? 100 * FIX8_ONE : 0,
                                  .opened_ms = 7};
    account(made, commit, (buy ? 9900 : 10000) * FIX8_ONE);
    made_record(made, commit, RECORD_ANSWERED)->answered =
        (struct answered){.counter = made->seq, .order = id};
}

void made_round_trip(struct made *made, struct commit *commit, uint64_t serial) {
    uint64_t id = 2 * serial;
    commit->game = made->game;
    trade(made, commit, id, true);
    trade(made, commit, id + 1, false);
    made_record(made, commit, RECORD_ALERT_CHANGED)->alert_changed =
        (struct alert_changed){.id = serial, .symbol = "KEST", .price = FIX8_ONE, .state = 1};
    struct notice *notice = &made_record(made, commit, RECORD_NOTICE)->notice;
    strcpy(notice->text, "Sold 1 KEST.");
    made->game_ms += 60000;
    commit->durable_ms = made->game_ms;
}

void made_keep(struct store *store, struct commit *commit) {
    struct error error = {0};
    int code = store_commit(store, commit, &error);
    cr_assert_eq(code, 0, "%s (%s)", error.sentence, error.place);
    commit_clear(commit);
}

int64_t made_count(const char *path, const char *sql) {
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;
    cr_assert_eq(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    sqlite3_busy_timeout(db, 2000);
    cr_assert_eq(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK, "%s: %s", sql,
                 sqlite3_errmsg(db));
    cr_assert_eq(sqlite3_step(statement), SQLITE_ROW, "%s: %s", sql, sqlite3_errmsg(db));
    int64_t value = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return value;
}
