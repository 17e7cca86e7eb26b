/* Deleting a profile. A game of one goes whole. From a game of several, everything of the player
 * goes; what was before can then no longer be replayed, and the chain begins anew at its last link.
 */
#include <assert.h>
#include <string.h>

#include "base/mem.h"
#include "store/care.h"
#include "store/file.h"
#include "store/rows.h"

struct erasing {
    struct sql *sql;
    uint64_t game;
    uint32_t player; /* 0: every one, the game goes */
    struct error *error;
};

static int run_all(struct erasing *erasing, const char *const *texts, size_t count,
                   const struct argument *arguments) {
    int code = 0;
    for (size_t i = 0; code == 0 && i < count; i++)
        code = sql_run(erasing->sql, texts[i], arguments, erasing->error);
    return code;
}

static int delete_rows(struct erasing *erasing) {
    char text[128];
    int code = 0;
    for (size_t kind = 0; code == 0 && kind < RECORD_COUNT; kind++) {
        sqlite3_snprintf(
            sizeof text, text, "DELETE FROM %s WHERE game_id = %lld AND (%u = 0 OR player = %u)",
            row_specs[kind].table, (long long)erasing->game, erasing->player, erasing->player);
        code = sql_script(erasing->sql, text, erasing->error);
    }
    return code;
}

static int erase_game(struct erasing *erasing) {
#define ONLY_ITS_TAPES                                                                             \
    "(SELECT tape_id FROM chapter_tape WHERE game_id = ?1 EXCEPT"                                  \
    " SELECT tape_id FROM chapter_tape WHERE game_id <> ?1)"
    static const char *const texts[] = {
        "DELETE FROM tape_block WHERE tape_id IN " ONLY_ITS_TAPES,
        "DELETE FROM tape WHERE id IN " ONLY_ITS_TAPES,
        "DELETE FROM chapter_tape WHERE game_id = ?1",
        "DELETE FROM snapshot WHERE game_id = ?1",
        "DELETE FROM candle_block WHERE game_id = ?1",
        "DELETE FROM erasure WHERE game_id = ?1",
        "DELETE FROM chain WHERE game_id = ?1",
        "DELETE FROM record WHERE game_id = ?1",
        "DELETE FROM journal WHERE game_id = ?1",
        "DELETE FROM game WHERE id = ?1",
    };
#undef ONLY_ITS_TAPES
    erasing->player = 0;
    int code = delete_rows(erasing);
    return code != 0 ? code : run_all(erasing, texts, ARRAY_LEN(texts), WITH(U64(erasing->game)));
}

static int erase_player(struct erasing *erasing) {
    static const char *const of_player[] = {
        "DELETE FROM record WHERE game_id = ?1 AND player = ?2",
        /* Names stand in the host's commands, whosever they are; nothing replays them any more. */
        "DELETE FROM journal WHERE game_id = ?1 AND (player = ?2 OR kind = 'player_create')",
    };
    static const char *const of_game[] = {
        "DELETE FROM chain WHERE game_id = ?1 AND number <"
        " (SELECT chain_number FROM game WHERE id = ?1)",
        "INSERT INTO erasure (game_id, chain_number, last_seq, last_record)"
        " SELECT id, chain_number, last_seq, last_record FROM game WHERE id = ?1",
        "DELETE FROM snapshot WHERE game_id = ?1 AND id <"
        " (SELECT max(id) FROM snapshot WHERE game_id = ?1)",
    };
    int code = delete_rows(erasing);
    if (code == 0)
        code = run_all(erasing, of_player, ARRAY_LEN(of_player),
                       WITH(U64(erasing->game), I64(erasing->player)));
    if (code == 0)
        code = run_all(erasing, of_game, ARRAY_LEN(of_game), WITH(U64(erasing->game)));
    return code;
}

/* While the row is there, the triggers let go of this game's records. */
static int erase(struct erasing *erasing, bool alone) {
    int code = sql_run(erasing->sql, "INSERT INTO erasing (game_id) VALUES (?1)",
                       WITH(U64(erasing->game)), erasing->error);
    if (code == 0) /* what refers to what is looked at when all of it is gone */
        code = sql_script(erasing->sql, "PRAGMA defer_foreign_keys = ON", erasing->error);
    if (code == 0)
        code = alone ? erase_game(erasing) : erase_player(erasing);
    if (code == 0)
        code = sql_run(erasing->sql, "DELETE FROM erasing", WITH_NOTHING, erasing->error);
    return code;
}

static int look(struct erasing *erasing, bool *alone) {
    int64_t there = 0, others = 0, settled = 0;
    int code =
        sql_integer(erasing->sql, "SELECT count(*) FROM player WHERE game_id = ?1 AND id = ?2",
                    WITH(U64(erasing->game), I64(erasing->player)), &there, erasing->error);
    if (code == 0)
        code =
            sql_integer(erasing->sql, "SELECT count(*) FROM player WHERE game_id = ?1 AND id <> ?2",
                        WITH(U64(erasing->game), I64(erasing->player)), &others, erasing->error);
    if (code == 0)
        code = sql_integer(erasing->sql,
                           "SELECT g.clean AND g.last_seq = s.seq AND g.last_record = s.record"
                           " FROM game g JOIN snapshot s ON s.game_id = g.id WHERE g.id = ?1"
                           " ORDER BY s.id DESC LIMIT 1",
                           WITH(U64(erasing->game)), &settled, erasing->error);
    if (code != 0)
        return code;
    *alone = others == 0;
    if (there == 0)
        return error_set(erasing->error, ERROR_USAGE, "There is no such profile in this file.");
    if (!*alone && settled == 0)
        return error_set(erasing->error, ERROR_REFUSED,
                         "This game ended without goodbye: open and leave it once, then delete.");
    return 0;
}

int store_delete_profile(struct store *store, uint64_t game, uint32_t player, struct error *error) {
    assert(store->mode == STORE_WRITE && !store->batch && player > 0);
    struct erasing erasing = {.sql = &store->sql, .game = game, .player = player, .error = error};
    struct sql_scope scope;
    bool alone = false;
    int code = sql_enter(&store->sql, &scope, error);
    if (code != 0)
        return code;
    code = look(&erasing, &alone);
    if (code == 0)
        code = erase(&erasing, alone);
    code = sql_leave(&store->sql, &scope, code, error);
    /* Nothing of it stays in free pages or in the WAL. */
    if (code == 0)
        code = sql_run(&store->sql, "VACUUM", WITH_NOTHING, error);
    if (code == 0)
        code = sql_run(&store->sql, "PRAGMA wal_checkpoint(TRUNCATE)", WITH_NOTHING, error);
    return code;
}
