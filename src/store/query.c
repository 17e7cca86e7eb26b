#include "store/store.h"

#include <assert.h>
#include <string.h>

#include "base/gametime.h"
#include "store/file.h"
#include "store/rows.h"

/* Number of a word in a NULL-terminated list; 0 when it is none of them. */
static uint8_t word_number(const char *const *words, const char *word) {
    for (uint8_t i = 0; words[i] != NULL; i++) {
        if (strcmp(words[i], word) == 0)
            return i;
    }
    return 0;
}

static uint8_t column_word(sqlite3_stmt *row, int column, const char *const *words) {
    char word[32];
    column_text(row, column, word, sizeof word);
    return word_number(words, word);
}

/* The newest snapshot of each game, and each player's newest account, which is the one of the
 * market that is open. A snapshot's equity is its game's first player's; others show their cash. */
#define PLAYERS_NOW                                                                                \
    " FROM player p JOIN game g ON g.id = p.game_id"                                               \
    " LEFT JOIN chapter c ON c.game_id = g.id AND c.chapter = g.chapter"                           \
    " LEFT JOIN snapshot s ON s.id = (SELECT max(id) FROM snapshot WHERE game_id = g.id)"          \
    " LEFT JOIN account a ON a.game_id = p.game_id AND a.id ="                                     \
    " (SELECT max(id) FROM account WHERE game_id = p.game_id AND player = p.id)"
#define EQUITY_NOW                                                                                 \
    "CASE WHEN p.id = (SELECT min(id) FROM player WHERE game_id = p.game_id)"                      \
    " THEN coalesce(s.equity, 0) ELSE coalesce(a.cash, 0) END"

uint32_t store_profiles(struct store *store, struct lobby_profile *rows, uint32_t most) {
    uint32_t count = 0;
    sqlite3_stmt *row =
        sql_query(&store->sql,
                  "SELECT p.game_id, p.id, p.name, p.character, p.avatar, g.durable_ms, " EQUITY_NOW
                  ", coalesce(c.market, ''), g.chapter" PLAYERS_NOW
                  " ORDER BY g.played_wall_ms DESC, g.id DESC, p.id LIMIT ?1",
                  WITH(I64(most)), NULL);
    while (row != NULL && count < most && sql_step(&store->sql, row, NULL) > 0) {
        struct lobby_profile *profile = &rows[count++];
        *profile = (struct lobby_profile){.game = column_u64(row, 0),
                                          .player = column_u32(row, 1),
                                          .character = column_word(row, 3, character_words),
                                          .avatar = (uint8_t)sqlite3_column_int(row, 4),
                                          .game_ms = sqlite3_column_int64(row, 5),
                                          .equity = sqlite3_column_int64(row, 6),
                                          .market = column_word(row, 7, market_kind_words),
                                          .chapter = column_u32(row, 8)};
        column_text(row, 2, profile->name, sizeof profile->name);
    }
    sql_reset(row);
    return count;
}

bool store_name_taken(struct store *store, const char *name) {
    char key[PROFILE_NAME_MAX];
    int64_t taken = 0;
    profile_name_key(name, key);
    sql_integer(&store->sql, "SELECT 1 FROM player WHERE name_key = ?1", WITH(TEXT(key)), &taken,
                NULL);
    return taken != 0;
}

/* `rows` from a statement whose first column is a record's bytes. */
static uint32_t take_records(struct sql *sql, sqlite3_stmt *statement, struct record *rows,
                             uint32_t most) {
    uint32_t count = 0;
    while (statement != NULL && count < most && sql_step(sql, statement, NULL) > 0) {
        if (row_decode(statement, 0, &rows[count], NULL) != 0)
            break;
        count++;
    }
    sql_reset(statement);
    return count;
}

static int64_t end_of(uint64_t before) {
    return before != 0 && before < INT64_MAX ? (int64_t)before : INT64_MAX;
}

uint32_t store_records(struct store *store, uint64_t game, uint32_t player, enum record_kind kind,
                       uint64_t before, struct record *rows, uint32_t most) {
    assert(kind < RECORD_COUNT);
    sqlite3_stmt *found = sql_query(
        &store->sql,
        "SELECT body FROM record WHERE game_id = ?1 AND player = ?2"
        " AND kind = ?3 AND number < ?4 ORDER BY number DESC LIMIT ?5",
        WITH(U64(game), I64(player), TEXT(record_word(kind)), I64(end_of(before)), I64(most)),
        NULL);
    return take_records(&store->sql, found, rows, most);
}

uint32_t store_finished_orders(struct store *store, uint64_t game, uint32_t player, uint64_t before,
                               struct record *rows, uint32_t most) {
    sqlite3_stmt *found =
        sql_query(&store->sql,
                  "SELECT r.body FROM orders o"
                  " JOIN record r ON r.game_id = o.game_id AND r.number = o.record"
                  " WHERE o.game_id = ?1 AND o.player = ?2"
                  " AND o.state NOT IN ('pending', 'partial') AND o.record < ?3"
                  " ORDER BY o.record DESC LIMIT ?4",
                  WITH(U64(game), I64(player), I64(end_of(before)), I64(most)), NULL);
    return take_records(&store->sql, found, rows, most);
}

uint32_t store_board(struct store *store, uint64_t own_game, struct board_row *rows,
                     uint32_t most) {
    uint32_t count = 0;
    sqlite3_stmt *row = sql_query(
        &store->sql,
        "SELECT rank() OVER (ORDER BY profit DESC), game_id = ?1, name, character, profit,"
        " practice FROM (SELECT p.game_id, p.id, p.name, p.character, " EQUITY_NOW
        " - coalesce(a.deposited, 0) AS profit, NOT coalesce(c.ranked, 0) AS practice" PLAYERS_NOW
        ") ORDER BY profit DESC, game_id, id LIMIT ?2",
        WITH(U64(own_game), I64(most)), NULL);
    while (row != NULL && count < most && sql_step(&store->sql, row, NULL) > 0) {
        struct board_row *place = &rows[count++];
        *place = (struct board_row){.rank = column_u32(row, 0),
                                    .own = sqlite3_column_int(row, 1) != 0,
                                    .character = column_word(row, 3, character_words),
                                    .profit = sqlite3_column_int64(row, 4),
                                    .practice = sqlite3_column_int(row, 5) != 0};
        column_text(row, 2, place->name, sizeof place->name);
    }
    sql_reset(row);
    return count;
}
