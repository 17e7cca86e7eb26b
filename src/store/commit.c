#include "store/store.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "base/mem.h"
#include "store/file.h"
#include "store/rows.h"

enum { FIRST_CAPACITY = 16 };

/* ---- a commit as data ---- */

/* Room for one more in an array that doubles. */
static void *grown(void *array, uint32_t count, uint32_t *capacity, size_t size) {
    if (count < *capacity)
        return array;
    assert(*capacity <= UINT32_MAX / 2);
    *capacity = *capacity > 0 ? 2 * *capacity : FIRST_CAPACITY;
    return mem_resize(array, *capacity, size);
}

void commit_entry(struct commit *commit, const struct stamp *stamp, const struct command *command) {
    commit->entries = grown(commit->entries, commit->entry_count, &commit->entry_capacity,
                            sizeof *commit->entries);
    commit->entries[commit->entry_count++] =
        (struct journal_entry){.stamp = *stamp, .command = *command};
}

void commit_record(struct commit *commit, const struct record *record) {
    assert(record->kind < RECORD_COUNT);
    commit->records = grown(commit->records, commit->record_count, &commit->record_capacity,
                            sizeof *commit->records);
    commit->records[commit->record_count++] = *record;
}

void commit_block(struct commit *commit, const struct game_block *block) {
    commit->blocks =
        grown(commit->blocks, commit->block_count, &commit->block_capacity, sizeof *commit->blocks);
    struct commit_block *kept = &commit->blocks[commit->block_count++];
    *kept = (struct commit_block){
        .chapter = block->chapter, .frame = block->block.frame, .number = block->block.number};
    memcpy(kept->symbol, block->symbol, sizeof kept->symbol);
    struct sink sink = buffer_sink(&kept->bytes);
    block_encode(&block->block, block->tick, &sink);
}

bool commit_is_empty(const struct commit *commit) {
    return commit->entry_count == 0 && commit->record_count == 0 && commit->block_count == 0 &&
           commit->snapshot.length == 0;
}

void commit_clear(struct commit *commit) {
    for (uint32_t i = 0; i < commit->block_count; i++)
        buffer_clear(&commit->blocks[i].bytes);
    mem_free(commit->entries);
    mem_free(commit->records);
    mem_free(commit->blocks);
    buffer_clear(&commit->snapshot);
    *commit = (struct commit){.game = 0};
}

/* ---- writing it ---- */

/* A commit on its way: the game's row as it will be, and the next link of the chain. */
struct writing {
    struct sql *sql;
    const struct commit *commit;
    struct game_row row;
    int64_t wall_ms;    /* of the last entry; 0: none */
    char pack_hash[72]; /* for a chapter it opens */
    bool chapter_opened;
    bool linked; /* something went into the hash */
    struct state_hash hash;
    struct buffer bytes; /* the encoding at hand */
    struct error *error;
};

void stamp_encode(const struct stamp *stamp, const struct sink *sink) {
    put_u64(sink, stamp->seq);
    put_i64(sink, stamp->game_ms);
    put_i64(sink, stamp->wall_ms);
    put_i32(sink, stamp->local_day);
}

int game_row_read(struct sql *sql, uint64_t game, struct game_row *row, struct error *error) {
    sqlite3_stmt *found =
        sql_query(sql,
                  "SELECT chapter, last_seq, last_record, chain_number, chain_hash"
                  " FROM game WHERE id = ?1",
                  WITH(U64(game)), error);
    if (found == NULL)
        return ERROR_STORAGE;
    int code = sql_step(sql, found, error);
    if (code < 0)
        return code;
    if (code == 0)
        return error_set(error, ERROR_STORAGE, "There is no game %" PRIu64 " in this file.", game);
    row->chapter = column_u32(found, 0);
    row->last_seq = column_u64(found, 1);
    row->last_record = column_u64(found, 2);
    row->chain_number = column_u64(found, 3);
    struct source hash = column_source(found, 4);
    bool whole = hash.end - hash.at == HASH_BYTES;
    if (whole)
        memcpy(row->chain, hash.at, HASH_BYTES);
    sql_reset(found);
    return whole
               ? 0
               : error_set(error, ERROR_STORAGE, "The chain of game %" PRIu64 " is damaged.", game);
}

static void link(struct writing *writing) {
    if (!writing->linked) {
        state_hash_init(&writing->hash);
        hash_sink(&writing->hash, writing->row.chain, HASH_BYTES);
    }
    writing->linked = true;
    hash_sink(&writing->hash, writing->bytes.bytes, writing->bytes.length);
}

/* What is stored already must be the same, byte for byte. */
static int compare(struct writing *writing, const char *text, uint64_t number, const char *what) {
    sqlite3_stmt *stored = sql_query(writing->sql, text,
                                     WITH(U64(writing->commit->game), U64(number)), writing->error);
    if (stored == NULL)
        return ERROR_STORAGE;
    int code = sql_step(writing->sql, stored, writing->error);
    if (code < 0)
        return code;
    bool same = code == 1 && column_equals(stored, 0, writing->bytes.bytes, writing->bytes.length);
    sql_reset(stored);
    if (same)
        return 0;
    code = error_set(writing->error, ERROR_STORAGE,
                     "What the game does again differs from what is stored (%s %" PRIu64
                     "); it opens to read only.",
                     what, number);
    error_at(writing->error, "%s %" PRIu64, what, number);
    return code;
}

static int gap(struct writing *writing, const char *what, uint64_t number, uint64_t expected) {
    int code = error_set(writing->error, ERROR_STORAGE,
                         "The game skipped a %s: %" PRIu64 " came, %" PRIu64 " was to come.", what,
                         number, expected);
    error_at(writing->error, "%s %" PRIu64, what, number);
    return code;
}

static int write_entry(struct writing *writing, const struct journal_entry *entry) {
    const struct stamp *stamp = &entry->stamp;
    buffer_reset(&writing->bytes);
    struct sink sink = buffer_sink(&writing->bytes);
    if (stamp->seq <= writing->row.last_seq) {
        command_encode(&entry->command, &sink);
        return compare(writing, "SELECT command FROM journal WHERE game_id = ?1 AND seq = ?2",
                       stamp->seq, "command");
    }
    if (stamp->seq != writing->row.last_seq + 1)
        return gap(writing, "command", stamp->seq, writing->row.last_seq + 1);
    stamp_encode(stamp, &sink);
    command_encode(&entry->command, &sink);
    link(writing);
    writing->row.last_seq = stamp->seq;
    writing->wall_ms = stamp->wall_ms;
    buffer_reset(&writing->bytes);
    command_encode(&entry->command, &sink);
    return sql_run(writing->sql,
                   "INSERT INTO journal (game_id, seq, game_ms, wall_ms, local_day, player, kind,"
                   " command) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                   WITH(U64(writing->commit->game), U64(stamp->seq), I64(stamp->game_ms),
                        I64(stamp->wall_ms), I64(stamp->local_day), I64(entry->command.player),
                        TEXT(command_word(entry->command.kind)),
                        BLOB(writing->bytes.bytes, writing->bytes.length)),
                   writing->error);
}

static int insert_record(struct writing *writing, const struct record *record) {
    return sql_run(writing->sql,
                   "INSERT INTO record (game_id, number, seq, game_ms, player, kind, body)"
                   " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                   WITH(U64(writing->commit->game), U64(record->number), U64(record->seq),
                        I64(record->game_ms), I64(record->player), TEXT(record_word(record->kind)),
                        BLOB(writing->bytes.bytes, writing->bytes.length)),
                   writing->error);
}

/* A replay that goes on in a new chapter plays the tapes it had. */
static int carry_tapes(struct writing *writing, const struct chapter_opened *chapter) {
    if (chapter->market != MARKET_REPLAY)
        return 0;
    return sql_run(writing->sql,
                   "INSERT INTO chapter_tape (game_id, chapter, place, tape_id)"
                   " SELECT game_id, ?2, place, tape_id FROM chapter_tape"
                   " WHERE game_id = ?1 AND chapter = ?2 - 1 AND NOT EXISTS"
                   " (SELECT 1 FROM chapter_tape WHERE game_id = ?1 AND chapter = ?2)",
                   WITH(U64(writing->commit->game), I64(chapter->chapter)), writing->error);
}

static int write_record(struct writing *writing, const struct record *record) {
    buffer_reset(&writing->bytes);
    struct sink sink = buffer_sink(&writing->bytes);
    record_encode(record, &sink);
    if (record->number <= writing->row.last_record)
        return compare(writing, "SELECT body FROM record WHERE game_id = ?1 AND number = ?2",
                       record->number, "record");
    if (record->number != writing->row.last_record + 1)
        return gap(writing, "record", record->number, writing->row.last_record + 1);
    link(writing);
    writing->row.last_record = record->number;
    if (record->kind == RECORD_CHAPTER_OPENED) {
        writing->row.chapter = record->chapter_opened.chapter;
        writing->chapter_opened = true;
    }
    int code = insert_record(writing, record);
    if (code == 0)
        code = row_write(writing->sql, writing->commit->game, record, writing->pack_hash,
                         writing->error);
    if (code == 0 && record->kind == RECORD_CHAPTER_OPENED)
        code = carry_tapes(writing, &record->chapter_opened);
    return code;
}

/* A block is written once; during recovery the same one comes again. */
static int write_block(struct writing *writing, const struct commit_block *block) {
    const struct argument *place =
        WITH(U64(writing->commit->game), I64(block->chapter), TEXT(block->symbol),
             TEXT(time_frame_words[block->frame]), I64(block->number),
             BLOB(block->bytes.bytes, block->bytes.length));
    int code = sql_run(writing->sql,
                       "INSERT INTO candle_block (game_id, chapter, symbol, frame, number, candles)"
                       " VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
                       " ON CONFLICT (game_id, chapter, symbol, frame, number) DO NOTHING",
                       place, writing->error);
    if (code != 0 || sqlite3_changes(writing->sql->db) > 0)
        return code;
    int64_t same = 0;
    code = sql_integer(writing->sql,
                       "SELECT candles = ?6 FROM candle_block WHERE game_id = ?1 AND chapter = ?2"
                       " AND symbol = ?3 AND frame = ?4 AND number = ?5",
                       place, &same, writing->error);
    if (code != 0 || same != 0)
        return code;
    code = error_set(writing->error, ERROR_STORAGE,
                     "Candles that are made again differ from the stored ones (%s); the game opens"
                     " to read only.",
                     block->symbol);
    error_at(writing->error, "%s %s block %" PRId64, block->symbol, time_frame_words[block->frame],
             block->number);
    return code;
}

static int write_link(struct writing *writing) {
    if (!writing->linked)
        return 0;
    state_hash_final(&writing->hash, writing->row.chain);
    writing->row.chain_number++;
    return sql_run(writing->sql,
                   "INSERT INTO chain (game_id, number, last_seq, last_record, hash)"
                   " VALUES (?1, ?2, ?3, ?4, ?5)",
                   WITH(U64(writing->commit->game), U64(writing->row.chain_number),
                        U64(writing->row.last_seq), U64(writing->row.last_record),
                        BLOB(writing->row.chain, HASH_BYTES)),
                   writing->error);
}

static int write_row(struct writing *writing) {
    const struct game_row *row = &writing->row;
    int code =
        sql_run(writing->sql,
                "UPDATE game SET durable_ms = ?2, clean = ?3, chapter = ?4, last_seq = ?5, "
                "last_record = ?6, reached_ms = ?10,"
                " chain_number = ?7, chain_hash = ?8, played_wall_ms = max(played_wall_ms, ?9)"
                " WHERE id = ?1",
                WITH(U64(writing->commit->game), I64(writing->commit->durable_ms),
                     I64(writing->commit->clean), I64(row->chapter), U64(row->last_seq),
                     U64(row->last_record), U64(row->chain_number), BLOB(row->chain, HASH_BYTES),
                     I64(writing->wall_ms), I64(writing->commit->reached_ms)),
                writing->error);
    if (code == 0 && writing->chapter_opened) /* what a restored file was waiting for */
        code = sql_run(writing->sql, "UPDATE game SET restored = 0 WHERE id = ?1",
                       WITH(U64(writing->commit->game)), writing->error);
    return code;
}

/* The content that a chapter begins with, until the commit that names another. */
static int read_pack(struct writing *writing) {
    sqlite3_stmt *row = sql_query(writing->sql, "SELECT pack_hash FROM game WHERE id = ?1",
                                  WITH(U64(writing->commit->game)), writing->error);
    if (row == NULL || sql_step(writing->sql, row, writing->error) <= 0)
        return ERROR_STORAGE;
    column_text(row, 0, writing->pack_hash, sizeof writing->pack_hash);
    sql_reset(row);
    return 0;
}

static int write_pack(struct writing *writing) {
    const struct commit *commit = writing->commit;
    if (commit->pack_hash[0] == '\0')
        return 0;
    int code = sql_run(writing->sql, "UPDATE game SET pack_hash = ?2 WHERE id = ?1",
                       WITH(U64(commit->game), TEXT(commit->pack_hash)), writing->error);
    if (code == 0)
        code = sql_run(writing->sql,
                       "UPDATE chapter SET pack_hash = ?2 WHERE game_id = ?1 AND chapter = ?3",
                       WITH(U64(commit->game), TEXT(commit->pack_hash), I64(writing->row.chapter)),
                       writing->error);
    return code;
}

static int write_all(struct writing *writing) {
    const struct commit *commit = writing->commit;
    int code = game_row_read(writing->sql, commit->game, &writing->row, writing->error);
    if (code == 0 && commit->record_count > 0)
        code = read_pack(writing);
    for (uint32_t i = 0; code == 0 && i < commit->entry_count; i++)
        code = write_entry(writing, &commit->entries[i]);
    for (uint32_t i = 0; code == 0 && i < commit->record_count; i++)
        code = write_record(writing, &commit->records[i]);
    for (uint32_t i = 0; code == 0 && i < commit->block_count; i++)
        code = write_block(writing, &commit->blocks[i]);
    if (code == 0)
        code = write_link(writing);
    if (code == 0 && commit->snapshot.length > 0)
        code = snapshot_write(writing->sql, commit, writing->row.chapter, writing->error);
    if (code == 0)
        code = write_pack(writing);
    return code != 0 ? code : write_row(writing);
}

int store_commit(struct store *store, const struct commit *commit, struct error *error) {
    assert(store->mode == STORE_WRITE && commit->game > 0);
    struct writing writing = {.sql = &store->sql, .commit = commit, .error = error};
    struct sql_scope scope;
    int code = store_enter(store, &scope, error);
    if (code == 0)
        code = sql_leave(&store->sql, &scope, write_all(&writing), error);
    buffer_clear(&writing.bytes);
    return code;
}

int store_game_new(struct store *store, const char *pack_hash, int64_t wall_ms, uint64_t *game,
                   struct error *error) {
    struct sql_scope scope;
    int code = store_enter(store, &scope, error);
    if (code != 0)
        return code;
    code = sql_run(&store->sql,
                   "INSERT INTO game (pack_hash, created_wall_ms, played_wall_ms)"
                   " VALUES (?1, ?2, ?2)",
                   WITH(TEXT(pack_hash), I64(wall_ms)), error);
    if (code == 0)
        *game = (uint64_t)sqlite3_last_insert_rowid(store->sql.db);
    return sql_leave(&store->sql, &scope, code, error);
}
