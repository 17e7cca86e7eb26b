/* The whole of what is stored held against itself: the chain against journal and records, the rows
 * against the records, balances against legs, and the records against a game played again. */
#include "store/care.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "store/file.h"
#include "store/folds.h"
#include "store/replay.h"
#include "store/rows.h"

/* ---- the chain ---- */

/* Where the check of a game's chain stands. */
struct chain_walk {
    struct sql *sql;
    uint64_t game, number, seq, record; /* all up to here has been hashed */
    uint8_t hash[HASH_BYTES];
    sqlite3_stmt *entries, *records; /* each at its next row, or reset */
    struct buffer bytes;
    struct verify_report *report;
    struct error *error;
};

static int chain_error(struct chain_walk *walk, const char *what, uint64_t number) {
    int code = error_set(walk->error, ERROR_STORAGE,
                         "Game %" PRIu64 ": %s %" PRIu64 " is not what was written.", walk->game,
                         what, number);
    error_at(walk->error, "%s %" PRIu64, what, number);
    return code;
}

static int hash_entries(struct chain_walk *walk, uint64_t last, struct state_hash *hash) {
    while (walk->seq < last) {
        struct journal_entry entry;
        int code = sql_step(walk->sql, walk->entries, walk->error);
        if (code > 0)
            code = entry_decode(walk->entries, &entry, walk->error);
        else if (code == 0)
            code = chain_error(walk, "command", walk->seq + 1);
        if (code != 0)
            return code;
        if (entry.stamp.seq != ++walk->seq)
            return chain_error(walk, "command", walk->seq);
        buffer_reset(&walk->bytes);
        struct sink sink = buffer_sink(&walk->bytes);
        stamp_encode(&entry.stamp, &sink);
        struct source command = column_source(walk->entries, COMMAND_COLUMN);
        put_raw(&sink, command.at, (size_t)(command.end - command.at));
        hash_sink(hash, walk->bytes.bytes, walk->bytes.length);
        walk->report->commands++;
    }
    return 0;
}

/* The columns beside the bytes say the same as they do. */
static bool columns_agree(sqlite3_stmt *row, const struct record *record) {
    const char *word = record_word(record->kind);
    return column_u64(row, 1) == record->number && column_u64(row, 2) == record->seq &&
           sqlite3_column_int64(row, 3) == record->game_ms &&
           column_u32(row, 4) == record->player && column_equals(row, 5, word, strlen(word));
}

static int hash_records(struct chain_walk *walk, uint64_t last, struct state_hash *hash) {
    struct record record;
    while (walk->record < last) {
        int code = sql_step(walk->sql, walk->records, walk->error);
        if (code < 0)
            return code;
        walk->record++;
        if (code == 0 || row_decode(walk->records, 0, &record, NULL) != 0 ||
            record.number != walk->record || !columns_agree(walk->records, &record))
            return chain_error(walk, "record", walk->record);
        struct source bytes = column_source(walk->records, 0);
        hash_sink(hash, bytes.at, (size_t)(bytes.end - bytes.at));
        walk->report->records++;
    }
    return 0;
}

/* A link: number, last_seq, last_record, hash. */
static int check_link(struct chain_walk *walk, sqlite3_stmt *link) {
    struct state_hash hash;
    if (column_u64(link, 0) != walk->number + 1)
        return chain_error(walk, "link", walk->number + 1);
    walk->number++;
    state_hash_init(&hash);
    hash_sink(&hash, walk->hash, HASH_BYTES);
    int code = hash_entries(walk, column_u64(link, 1), &hash);
    if (code == 0)
        code = hash_records(walk, column_u64(link, 2), &hash);
    state_hash_final(&hash, walk->hash);
    if (code == 0 && !column_equals(link, 3, walk->hash, HASH_BYTES))
        code = chain_error(walk, "link", walk->number);
    walk->report->chain_entries++;
    return code;
}

static int check_end(struct chain_walk *walk) {
    struct game_row row;
    int code = game_row_read(walk->sql, walk->game, &row, walk->error);
    if (code != 0)
        return code;
    if (row.chain_number != walk->number || memcmp(row.chain, walk->hash, HASH_BYTES) != 0)
        return chain_error(walk, "link", row.chain_number);
    if (row.last_seq != walk->seq || row.last_record != walk->record)
        return chain_error(walk, "the end after link", row.chain_number);
    return 0;
}

/* The chain begins at nothing, or where a player was erased. */
static int chain_start(struct chain_walk *walk) {
    sqlite3_stmt *row =
        sql_query(walk->sql,
                  "SELECT e.chain_number, e.last_seq, e.last_record, c.hash FROM erasure e"
                  " JOIN chain c ON c.game_id = e.game_id AND c.number = e.chain_number"
                  " WHERE e.game_id = ?1 ORDER BY e.chain_number DESC LIMIT 1",
                  WITH(U64(walk->game)), walk->error);
    int code = row == NULL ? ERROR_STORAGE : sql_step(walk->sql, row, walk->error);
    if (code <= 0)
        return code;
    walk->number = column_u64(row, 0);
    walk->seq = column_u64(row, 1);
    walk->record = column_u64(row, 2);
    struct source hash = column_source(row, 3);
    if (hash.end - hash.at == HASH_BYTES)
        memcpy(walk->hash, hash.at, HASH_BYTES);
    sql_reset(row);
    return 0;
}

static int walk_links(struct chain_walk *walk) {
    sqlite3_stmt *link = sql_query(walk->sql,
                                   "SELECT number, last_seq, last_record, hash FROM chain"
                                   " WHERE game_id = ?1 AND number > ?2 ORDER BY number",
                                   WITH(U64(walk->game), U64(walk->number)), walk->error);
    int code = link == NULL ? ERROR_STORAGE : 0;
    while (code == 0 && (code = sql_step(walk->sql, link, walk->error)) > 0)
        code = check_link(walk, link);
    sql_reset(link);
    return code;
}

static int check_chain(struct sql *sql, uint64_t game, struct verify_report *report,
                       struct error *error) {
    struct chain_walk walk = {.sql = sql, .game = game, .report = report, .error = error};
    int code = chain_start(&walk);
    if (code != 0)
        return code;
    walk.entries = sql_query(
        sql, "SELECT " ENTRY_COLUMNS " FROM journal WHERE game_id = ?1 AND ?2 < seq ORDER BY seq",
        WITH(U64(game), U64(walk.seq)), error);
    walk.records = sql_query(sql,
                             "SELECT body, number, seq, game_ms, player, kind FROM record"
                             " WHERE game_id = ?1 AND ?2 < number ORDER BY number",
                             WITH(U64(game), U64(walk.record)), error);
    code = walk.entries == NULL || walk.records == NULL ? ERROR_STORAGE : walk_links(&walk);
    if (code == 0)
        code = check_end(&walk);
    sql_reset(walk.entries);
    sql_reset(walk.records);
    buffer_clear(&walk.bytes);
    return code;
}

/* ---- all of it ---- */

static int verify_game(struct store *store, uint64_t game, const struct replay_with *with,
                       struct verify_report *report, struct error *error) {
    int code = check_chain(&store->sql, game, report, error);
    if (code == 0)
        code = folds_compare(&store->sql, game, &report->rows, error);
    return code != 0 ? code : replay_game(store, game, with, report, error);
}

static int verify_games(struct store *store, const struct replay_with *with,
                        struct verify_report *report, struct error *error) {
    sqlite3_stmt *row =
        sql_query(&store->sql, "SELECT id FROM game ORDER BY id", WITH_NOTHING, error);
    int code = row == NULL ? ERROR_STORAGE : 0;
    while (code == 0 && (code = sql_step(&store->sql, row, error)) > 0)
        code = verify_game(store, column_u64(row, 0), with, report, error);
    sql_reset(row);
    return code;
}

int store_verify(struct store *store, struct content *content, const char *pack_hash,
                 bool since_snapshot, struct verify_report *report, struct error *error) {
    assert(!store->batch);
    const struct replay_with with = {
        .content = content, .pack_hash = pack_hash, .since_snapshot = since_snapshot};
    *report = (struct verify_report){.chapters = 0};
    /* All of one moment, also while another process plays. */
    int code = sql_run(&store->sql, "BEGIN", WITH_NOTHING, error);
    if (code != 0)
        return code;
    code = folds_check(&store->sql, error);
    if (code == 0)
        code = verify_games(store, &with, report, error);
    sql_run(&store->sql, "ROLLBACK", WITH_NOTHING, NULL); /* nothing was written */
    return code;
}
