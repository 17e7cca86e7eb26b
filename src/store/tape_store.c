#include "store/store.h"

#include <assert.h>
#include <string.h>

#include "store/file.h"
#include "store/hash.h"

#define TAPE_BLOCK_ROWS 4096

static void hash_tape(const struct tape *tape, uint8_t bytes[HASH_BYTES]) {
    struct state_hash hash;
    state_hash_init(&hash);
    struct sink sink = state_hash_sink(&hash);
    tape_encode(tape, &sink);
    state_hash_final(&hash, bytes);
}

/* The number of an equal tape that is here already; 0: none is. */
static int find_equal(struct sql *sql, const uint8_t hash[HASH_BYTES], const char *like,
                      uint64_t *id, struct error *error) {
    sqlite3_stmt *row = sql_query(sql, "SELECT id FROM tape WHERE hash = ?1 AND plays_like = ?2",
                                  WITH(BLOB(hash, HASH_BYTES), TEXT(like)), error);
    int code = row == NULL ? ERROR_STORAGE : sql_step(sql, row, error);
    *id = code > 0 ? column_u64(row, 0) : 0;
    sql_reset(row);
    return code < 0 ? code : 0;
}

static int put_header(struct sql *sql, const struct tape *tape, const char *like,
                      const char *source_name, int64_t wall_ms, const uint8_t hash[HASH_BYTES],
                      struct error *error) {
    struct buffer header = {0};
    struct sink sink = buffer_sink(&header);
    tape_encode_header(tape, &sink);
    int code =
        sql_run(sql,
                "INSERT INTO tape (symbol, plays_like, source_name, bar_ms, row_count, first_ms,"
                " last_ms, imported_wall_ms, header, hash)"
                " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                WITH(TEXT(tape->symbol), TEXT(like), TEXT(source_name), I64(tape->bar_ms),
                     I64(tape->count), I64(tape->rows[0].ms), I64(tape->rows[tape->count - 1].ms),
                     I64(wall_ms), BLOB(header.bytes, header.length), BLOB(hash, HASH_BYTES)),
                error);
    buffer_clear(&header);
    return code;
}

static int put_rows(struct sql *sql, const struct tape *tape, uint64_t id, struct error *error) {
    struct buffer bytes = {0};
    struct sink sink = buffer_sink(&bytes);
    int code = 0;
    for (uint32_t first = 0; code == 0 && first < tape->count; first += TAPE_BLOCK_ROWS) {
        uint32_t left = tape->count - first;
        buffer_reset(&bytes);
        tape_encode_rows(tape, first, left < TAPE_BLOCK_ROWS ? left : TAPE_BLOCK_ROWS, &sink);
        code = sql_run(sql, "INSERT INTO tape_block (tape_id, number, candles) VALUES (?1, ?2, ?3)",
                       WITH(U64(id), I64(first / TAPE_BLOCK_ROWS), BLOB(bytes.bytes, bytes.length)),
                       error);
    }
    buffer_clear(&bytes);
    return code;
}

int store_tape_put(struct store *store, const struct tape *tape, const char *like,
                   const char *source_name, int64_t wall_ms, uint64_t *id, struct error *error) {
    assert(store->mode == STORE_WRITE && tape_is_sane(tape));
    struct sql_scope scope;
    int code = store_enter(store, &scope, error);
    if (code != 0)
        return code;
    uint8_t hash[HASH_BYTES];
    hash_tape(tape, hash);
    code = find_equal(&store->sql, hash, like, id, error);
    if (code == 0 && *id != 0)
        return sql_leave(&store->sql, &scope, 0, error);
    if (code == 0)
        code = put_header(&store->sql, tape, like, source_name, wall_ms, hash, error);
    if (code == 0) {
        *id = (uint64_t)sqlite3_last_insert_rowid(store->sql.db);
        code = put_rows(&store->sql, tape, *id, error);
    }
    return sql_leave(&store->sql, &scope, code, error);
}

int store_chapter_tapes(struct store *store, uint64_t game, uint32_t chapter, const uint64_t *ids,
                        uint32_t count, struct error *error) {
    assert(store->mode == STORE_WRITE && chapter > 0 && count <= INSTRUMENTS_MAX);
    struct sql_scope scope;
    int code = store_enter(store, &scope, error);
    if (code != 0)
        return code;
    /* The chapter is the game's from here on: what is loaded next are its tapes. */
    code = sql_run(&store->sql, "UPDATE game SET chapter = ?2 WHERE id = ?1",
                   WITH(U64(game), I64(chapter)), error);
    for (uint32_t place = 0; code == 0 && place < count; place++)
        code = sql_run(&store->sql,
                       "INSERT INTO chapter_tape (game_id, chapter, place, tape_id)"
                       " VALUES (?1, ?2, ?3, ?4)",
                       WITH(U64(game), I64(chapter), I64(place), U64(ids[place])), error);
    return sql_leave(&store->sql, &scope, code, error);
}

static int load_rows(struct sql *sql, uint64_t id, struct tape *tape, uint32_t expected,
                     struct error *error) {
    sqlite3_stmt *block =
        sql_query(sql, "SELECT candles FROM tape_block WHERE tape_id = ?1 ORDER BY number",
                  WITH(U64(id)), error);
    int code = block == NULL ? ERROR_STORAGE : 0;
    while (code == 0 && (code = sql_step(sql, block, error)) > 0) {
        struct source source = column_source(block, 0);
        code = tape_decode_rows(tape, expected, &source, error);
    }
    sql_reset(block);
    if (code == 0 && tape->count != expected)
        code = error_set(error, ERROR_STORAGE, "The stored tape of %s lacks rows.", tape->symbol);
    return code;
}

/* The tape of a row: id, header. */
static int load_tape(struct sql *sql, sqlite3_stmt *row, struct tape *tape, struct error *error) {
    struct source header = column_source(row, 1);
    uint32_t expected = 0;
    *tape = (struct tape){.count = 0};
    int code = tape_decode_header(tape, &expected, &header, error);
    if (code == 0)
        code = load_rows(sql, column_u64(row, 0), tape, expected, error);
    if (code != 0)
        tape_clear(tape);
    return code;
}

int tapes_of_chapter(struct sql *sql, uint64_t game, uint32_t chapter, struct tape *tapes,
                     char likes[][SYMBOL_MAX], uint32_t *count, struct error *error) {
    *count = 0;
    sqlite3_stmt *row =
        sql_query(sql,
                  "SELECT t.id, t.header, t.plays_like FROM chapter_tape c"
                  " JOIN tape t ON t.id = c.tape_id"
                  " WHERE c.game_id = ?1 AND c.chapter = ?2 ORDER BY c.place LIMIT ?3",
                  WITH(U64(game), I64(chapter), I64(INSTRUMENTS_MAX)), error);
    int code = row == NULL ? ERROR_STORAGE : 0;
    while (code == 0 && (code = sql_step(sql, row, error)) > 0) {
        code = load_tape(sql, row, &tapes[*count], error);
        column_text(row, 2, likes[*count], SYMBOL_MAX);
        *count += code == 0;
    }
    sql_reset(row);
    for (; code != 0 && *count > 0; (*count)--)
        tape_clear(&tapes[*count - 1]);
    return code;
}

int store_tapes_load(struct store *store, uint64_t game, struct tape *tapes,
                     char likes[][SYMBOL_MAX], uint32_t *count, struct error *error) {
    struct game_row row;
    int code = game_row_read(&store->sql, game, &row, error);
    return code != 0 ? code
                     : tapes_of_chapter(&store->sql, game, row.chapter, tapes, likes, count, error);
}
