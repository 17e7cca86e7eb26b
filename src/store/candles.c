#include "store/store.h"

#include <assert.h>
#include <string.h>

#include "base/mem.h"
#include "store/file.h"

/* Bars of the wanted frame, from the newest block backwards: they fill `bars` from its end. A bar
 * that two blocks share is there twice until the end. */
struct gathering {
    struct candle *bars;    /* owned */
    size_t capacity, first; /* bars[first .. capacity) are there */
    enum time_frame frame;
    uint32_t begun; /* different bars */
};

static void make_room(struct gathering *gathering, size_t more) {
    if (gathering->first >= more)
        return;
    size_t kept = gathering->capacity - gathering->first;
    size_t capacity = 2 * gathering->capacity + more;
    struct candle *bars = mem_array(capacity, sizeof *bars);
    if (kept > 0)
        memcpy(bars + capacity - kept, gathering->bars + gathering->first, kept * sizeof *bars);
    mem_free(gathering->bars);
    gathering->bars = bars;
    gathering->capacity = capacity;
    gathering->first = capacity - kept;
}

/* Folds a block in place and puts what starts before `before_ms` in front of the bars. */
static void gather(struct gathering *gathering, struct candle_block *block, int64_t before_ms) {
    struct candle *folded = block->candles;
    size_t count = candle_fold(folded, block->count, gathering->frame, folded);
    while (count > 0 && folded[count - 1].ms >= before_ms)
        count--;
    if (count == 0)
        return;
    make_room(gathering, count);
    bool shared =
        gathering->begun > 0 && gathering->bars[gathering->first].ms == folded[count - 1].ms;
    gathering->begun += (uint32_t)count - shared;
    gathering->first -= count;
    memcpy(gathering->bars + gathering->first, folded, count * sizeof *folded);
}

static void gather_stored(struct sql *sql, sqlite3_stmt *row, struct gathering *gathering,
                          int64_t before_ms, uint32_t most) {
    /* One bar above `most`: only then is the oldest that is given known to be whole. */
    while (gathering->begun <= most && sql_step(sql, row, NULL) > 0) {
        struct candle_block block = {.count = 0};
        struct source source = column_source(row, 0);
        fix8_t tick;
        if (block_decode(&block, &tick, &source, NULL) != 0)
            break;
        gather(gathering, &block, before_ms);
        block_clear(&block);
    }
    sql_reset(row);
}

uint32_t store_candles(struct store *store, uint64_t game, uint32_t chapter, const char *symbol,
                       enum time_frame frame, int64_t before_ms, struct candle *rows,
                       uint32_t most) {
    assert(frame < FRAME_COUNT);
    enum time_frame kept = time_frame_source(frame);
    int64_t before = before_ms != 0 ? before_ms : GAMETIME_MAX;
    int64_t last =
        before == GAMETIME_MAX ? INT64_MAX : block_number(kept, before - 1 + time_frame_ms(frame));
    struct gathering gathering = {.frame = frame};
    sqlite3_stmt *row = sql_query(
        &store->sql,
        "SELECT candles FROM candle_block WHERE game_id = ?1"
        " AND chapter = ?2 AND symbol = ?3 AND frame = ?4"
        " AND number <= ?5 ORDER BY number DESC",
        WITH(U64(game), I64(chapter), TEXT(symbol), TEXT(time_frame_words[kept]), I64(last)), NULL);
    if (row == NULL || most == 0)
        return 0;
    gather_stored(&store->sql, row, &gathering, before, most);
    size_t count = 0;
    if (gathering.first < gathering.capacity)
        count = candle_fold(gathering.bars + gathering.first, gathering.capacity - gathering.first,
                            frame, gathering.bars);
    size_t given = count < most ? count : most;
    if (given > 0)
        memcpy(rows, gathering.bars + count - given, given * sizeof *rows);
    mem_free(gathering.bars);
    return (uint32_t)given;
}
