#include "store/replay.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "base/mem.h"
#include "store/file.h"

/* One chapter being played again. */
struct replay {
    struct store *store;
    uint64_t id;
    uint32_t chapter;
    uint64_t first_seq, end_seq; /* commands with first_seq < seq < end_seq are its own */
    uint64_t last_record;        /* the last that it made; later ones are not stored yet */
    int64_t end_ms;              /* where it stood when it was closed, or last committed */
    struct game *game;           /* owned */
    struct buffer bytes;
    struct error *error;
};

static int differs(struct replay *replay, const char *what, uint64_t number) {
    int code = error_set(replay->error, ERROR_STORAGE,
                         "Game %" PRIu64 ", chapter %u played again: %s %" PRIu64
                         " is not the stored one.",
                         replay->id, replay->chapter, what, number);
    error_at(replay->error, "%s %" PRIu64, what, number);
    return code;
}

/* ---- what the game makes ---- */

static int compare_record(struct replay *replay, const struct record *record) {
    if (record->number > replay->last_record)
        return 0; /* of the time between the last commit and now */
    buffer_reset(&replay->bytes);
    struct sink sink = buffer_sink(&replay->bytes);
    record_encode(record, &sink);
    sqlite3_stmt *stored =
        sql_query(&replay->store->sql, "SELECT body FROM record WHERE number = ?2 AND game_id = ?1",
                  WITH(U64(replay->id), U64(record->number)), replay->error);
    int code =
        stored == NULL ? ERROR_STORAGE : sql_step(&replay->store->sql, stored, replay->error);
    if (code < 0)
        return code;
    bool same = code > 0 && column_equals(stored, 0, replay->bytes.bytes, replay->bytes.length);
    sql_reset(stored);
    return same ? 0 : differs(replay, "record", record->number);
}

/* A block that is not there is no difference: backups leave minutes out. */
static int compare_block(struct replay *replay, const struct game_block *block) {
    buffer_reset(&replay->bytes);
    struct sink sink = buffer_sink(&replay->bytes);
    block_encode(&block->block, block->tick, &sink);
    int64_t same = 1;
    int code =
        sql_integer(&replay->store->sql,
                    "SELECT candles = ?6 FROM candle_block WHERE game_id = ?1"
                    " AND chapter = ?2 AND symbol = ?3 AND frame = ?4 AND number = ?5",
                    WITH(U64(replay->id), I64(block->chapter), TEXT(block->symbol),
                         TEXT(time_frame_words[block->block.frame]), I64(block->block.number),
                         BLOB(replay->bytes.bytes, replay->bytes.length)),
                    &same, replay->error);
    if (code == 0 && same == 0)
        code = differs(replay, "candle block", (uint64_t)block->block.number);
    return code;
}

static int take_made(struct replay *replay) {
    size_t count = 0;
    int code = 0;
    const struct record *records = game_records(replay->game, &count);
    for (size_t i = 0; code == 0 && i < count; i++)
        code = compare_record(replay, &records[i]);
    const struct game_block *blocks = game_blocks(replay->game, &count);
    for (size_t i = 0; code == 0 && i < count; i++)
        code = compare_block(replay, &blocks[i]);
    game_records_taken(replay->game);
    game_blocks_taken(replay->game);
    return code;
}

static int advance(struct replay *replay, int64_t to_ms) {
    int code = 0;
    while (code == 0 && game_now(replay->game) < to_ms) {
        (void)game_advance(replay->game, to_ms);
        code = take_made(replay);
    }
    return code;
}

/* ---- snapshots on the way ---- */

/* Those taken after command `seq` and up to `ms` must be what the game is then. */
static int compare_snapshots(struct replay *replay, uint64_t seq, int64_t ms) {
    struct sql *sql = &replay->store->sql;
    sqlite3_stmt *row = sql_query(
        sql,
        "SELECT game_ms, state FROM snapshot WHERE game_id = ?1"
        " AND chapter = ?2 AND seq = ?3 AND game_ms BETWEEN ?4 AND ?5"
        " ORDER BY id",
        WITH(U64(replay->id), I64(replay->chapter), U64(seq), I64(game_now(replay->game)), I64(ms)),
        replay->error);
    int code = row == NULL ? ERROR_STORAGE : 0;
    while (code == 0 && (code = sql_step(sql, row, replay->error)) > 0) {
        code = advance(replay, sqlite3_column_int64(row, 0));
        buffer_reset(&replay->bytes);
        struct sink sink = buffer_sink(&replay->bytes);
        game_encode(replay->game, &sink);
        if (code == 0 && !column_equals(row, 1, replay->bytes.bytes, replay->bytes.length))
            code = differs(replay, "the snapshot after command", seq);
    }
    sql_reset(row);
    return code;
}

static int replay_entry(struct replay *replay, const struct journal_entry *entry) {
    struct command_answer answer;
    bool repeated = false;
    int code = compare_snapshots(replay, game_seq(replay->game), entry->stamp.game_ms);
    if (code == 0)
        code = advance(replay, entry->stamp.game_ms);
    if (code != 0)
        return code;
    if (entry->stamp.seq != game_seq(replay->game) + 1 ||
        entry->stamp.game_ms < game_now(replay->game))
        return differs(replay, "the stamp of command", entry->stamp.seq);
    game_apply(replay->game, &entry->command, &entry->stamp, &answer, &repeated);
    code = take_made(replay);
    return code == 0 && repeated ? differs(replay, "command", entry->stamp.seq) : code;
}

static int replay_entries(struct replay *replay) {
    struct sql *sql = &replay->store->sql;
    struct journal_entry entry;
    sqlite3_stmt *row = sql_query(
        sql,
        "SELECT " ENTRY_COLUMNS " FROM journal WHERE game_id = ?1"
        " AND seq > ?2 AND seq < ?3 ORDER BY seq",
        WITH(U64(replay->id), U64(replay->first_seq), U64(replay->end_seq)), replay->error);
    int code = row == NULL ? ERROR_STORAGE : 0;
    while (code == 0 && (code = sql_step(sql, row, replay->error)) > 0) {
        code = entry_decode(row, &entry, replay->error);
        if (code == 0)
            code = replay_entry(replay, &entry);
    }
    sql_reset(row);
    return code;
}

static int replay_to_end(struct replay *replay) {
    int code = replay_entries(replay);
    if (code == 0)
        code = compare_snapshots(replay, game_seq(replay->game), replay->end_ms);
    if (code == 0)
        code = advance(replay, replay->end_ms);
    if (code == 0 && game_record_number(replay->game) < replay->last_record)
        code = differs(replay, "record", game_record_number(replay->game) + 1);
    return code;
}

/* ---- chapters ---- */

/* Where a chapter begins to be replayed: its opening snapshot, or one of the newest. */
static int decode_start(struct replay *replay, const struct replay_with *with) {
    static const char opening[] = "SELECT seq, state FROM snapshot WHERE game_id = ?1"
                                  " AND chapter = ?2 AND opens = 1 ORDER BY id LIMIT 1";
    static const char newest[] =
        "SELECT seq, state FROM (SELECT id, seq, state FROM snapshot WHERE game_id = ?1"
        " AND chapter = ?2 ORDER BY id DESC LIMIT 2) ORDER BY id LIMIT 1";
    struct sql *sql = &replay->store->sql;
    sqlite3_stmt *row = sql_query(sql, with->since_snapshot ? newest : opening,
                                  WITH(U64(replay->id), I64(replay->chapter)), replay->error);
    int code = row == NULL ? ERROR_STORAGE : sql_step(sql, row, replay->error);
    if (code < 0)
        return code;
    if (code == 0)
        return error_set(replay->error, ERROR_STORAGE,
                         "Game %" PRIu64 ", chapter %u has no snapshot to begin from.", replay->id,
                         replay->chapter);
    replay->first_seq = column_u64(row, 0);
    struct source source = column_source(row, 1);
    code = game_decode(&replay->game, with->content, &replay->store->log, &source, replay->error);
    sql_reset(row);
    return code;
}

/* Plays a chapter with its own tapes in the content. */
static int replay_chapter(struct replay *replay, const struct replay_with *with,
                          struct verify_report *report) {
    struct content *content = with->content;
    struct content *before = mem_alloc(sizeof *before);
    struct tape *tapes = mem_array(INSTRUMENTS_MAX, sizeof *tapes);
    uint32_t count = 0;
    *before = *content;
    memset(content->tape_like, 0, sizeof content->tape_like);
    int code = tapes_of_chapter(&replay->store->sql, replay->id, replay->chapter, tapes,
                                content->tape_like, &count, replay->error);
    content->tapes = tapes;
    content->tape_count = count;
    if (code == 0)
        code = decode_start(replay, with);
    if (code == 0) {
        int64_t start = game_now(replay->game);
        code = replay_to_end(replay);
        report->game_ms += game_now(replay->game) - start;
    }
    game_free(replay->game);
    replay->game = NULL;
    for (uint32_t i = 0; i < count; i++)
        tape_clear(&tapes[i]);
    mem_free(tapes);
    *content = *before;
    mem_free(before);
    return code;
}

/* Chapters with where each ends: at the command that opened the next, or at the game's last commit.
 * Not ours: another version or content, from before a player was erased, or its opening snapshot
 * was lost and dropped (truth.h). */
#define CHAPTERS                                                                                   \
    "WITH opened AS (SELECT c.chapter, c.sim_version, c.pack_hash, r.seq, r.game_ms, r.number"     \
    " FROM chapter c JOIN record r ON r.game_id = c.game_id AND r.number = c.record"               \
    " WHERE c.game_id = ?1)"                                                                       \
    " SELECT o.chapter, o.sim_version = ?2 AND o.pack_hash = ?3 AND o.seq > coalesce("             \
    "(SELECT max(last_seq) FROM erasure WHERE game_id = ?1), 0)"                                   \
    " AND EXISTS (SELECT 1 FROM snapshot WHERE game_id = ?1 AND chapter = o.chapter AND opens),"   \
    " coalesce(n.seq, g.last_seq + 1),"                                                            \
    " coalesce((SELECT min(number) FROM record WHERE game_id = ?1 AND seq >= n.seq"                \
    " AND number > o.number) - 1, g.last_record),"                                                 \
    " coalesce((SELECT game_ms FROM journal WHERE game_id = ?1 AND seq = n.seq), g.durable_ms),"   \
    " n.seq IS NULL"                                                                               \
    " FROM opened o JOIN game g ON g.id = ?1"                                                      \
    " LEFT JOIN opened n ON n.chapter = o.chapter + 1 ORDER BY o.chapter"

int replay_game(struct store *store, uint64_t game, const struct replay_with *with,
                struct verify_report *report, struct error *error) {
    sqlite3_stmt *row = sql_query(&store->sql, CHAPTERS,
                                  WITH(U64(game), I64(SIM_VERSION), TEXT(with->pack_hash)), error);
    int code = row == NULL ? ERROR_STORAGE : 0;
    while (code == 0 && (code = sql_step(&store->sql, row, error)) > 0) {
        struct replay replay = {.store = store,
                                .id = game,
                                .chapter = column_u32(row, 0),
                                .end_seq = column_u64(row, 2),
                                .last_record = column_u64(row, 3),
                                .end_ms = sqlite3_column_int64(row, 4),
                                .error = error};
        bool last = sqlite3_column_int(row, 5) != 0;
        bool ours = sqlite3_column_int(row, 1) != 0 && (last || !with->since_snapshot);
        report->chapters++;
        report->chapters_replayed += ours;
        report->chapters_checked_only += !ours;
        code = ours ? replay_chapter(&replay, with, report) : 0;
        buffer_clear(&replay.bytes);
    }
    sql_reset(row);
    return code;
}
