#include "store/file.h"

#include <assert.h>

/* Two, so that one is left to check the other against; those that open chapters are where verify
 * begins. */
static int drop_old(struct sql *sql, uint64_t game, struct error *error) {
    return sql_run(sql,
                   "DELETE FROM snapshot WHERE game_id = ?1 AND opens = 0 AND id NOT IN"
                   " (SELECT id FROM snapshot WHERE game_id = ?1 ORDER BY id DESC LIMIT 2)",
                   WITH(U64(game)), error);
}

int snapshot_write(struct sql *sql, const struct commit *commit, uint32_t chapter,
                   struct error *error) {
    assert(commit->snapshot.length > 0);
    struct state_hash hash;
    uint8_t bytes[HASH_BYTES];
    state_hash_init(&hash);
    hash_sink(&hash, commit->snapshot.bytes, commit->snapshot.length);
    state_hash_final(&hash, bytes);
    int code = sql_run(sql,
                       "INSERT INTO snapshot (game_id, chapter, seq, record, game_ms, equity,"
                       " opens, hash, state) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                       WITH(U64(commit->game), I64(chapter), U64(commit->snapshot_seq),
                            U64(commit->snapshot_record), I64(commit->snapshot_ms),
                            I64(commit->snapshot_equity), I64(commit->chapter_snapshot),
                            BLOB(bytes, HASH_BYTES),
                            BLOB(commit->snapshot.bytes, commit->snapshot.length)),
                       error);
    return code != 0 ? code : drop_old(sql, commit->game, error);
}
