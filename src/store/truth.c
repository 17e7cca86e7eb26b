#include "store/truth.h"

#include <inttypes.h>
#include <string.h>

#include "base/mem.h"
#include "store/file.h"
#include "store/rows.h"

enum { FIRST_FIELD = 3 }; /* after record, player and game_ms */

/* A reading of the tables of one game. */
struct reading {
    struct sql *sql;
    uint64_t game;
    uint64_t series_record; /* that opened the series: what is younger belongs to its market */
    struct game_facts *facts;
    struct error *error;
};

static int damaged(const struct reading *reading, const char *table) {
    int code =
        error_set(reading->error, ERROR_STORAGE, "The table %s of this game is damaged.", table);
    error_at(reading->error, "%s", table);
    return code;
}

/* ---- rows as records ---- */

static bool read_word(const struct field_spec *field, const char *word, uint8_t *number) {
    for (uint8_t i = 0; field->names[i] != NULL; i++) {
        if (strcmp(field->names[i], word) == 0) {
            *number = i;
            return true;
        }
    }
    return false;
}

/* The inverse of rows.c: one column into its member. */
static bool read_field(sqlite3_stmt *row, int column, const struct field_spec *field, void *body) {
    char *place = (char *)body + field->offset;
    int64_t whole = sqlite3_column_int64(row, column);
    char word[32];
    switch (field->type) {
    case FIELD_ENUM:
        column_text(row, column, word, sizeof word);
        return read_word(field, word, (uint8_t *)place);
    case FIELD_BOOL:
    case FIELD_U8:
        *(uint8_t *)place = (uint8_t)whole;
        return whole >= 0 && whole <= (field->type == FIELD_BOOL ? 1 : UINT8_MAX);
    case FIELD_U32:
        memcpy(place, &(uint32_t){(uint32_t)whole}, sizeof(uint32_t));
        return whole >= 0 && whole <= UINT32_MAX;
    case FIELD_U64:
    case FIELD_I64:
    case FIELD_FIX8:
    case FIELD_TIME:
        memcpy(place, &whole, sizeof whole);
        return true;
    case FIELD_TEXT:
        column_text(row, column, place, field->size);
        return true;
    }
    return false;
}

static bool read_row(sqlite3_stmt *row, enum record_kind kind, struct record *record) {
    const struct field_spec *fields = record_fields(kind);
    void *body = (char *)record + ((const char *)record_body(record) - (const char *)record);
    record->number = column_u64(row, 0);
    record->player = column_u32(row, 1);
    record->game_ms = sqlite3_column_int64(row, 2);
    for (int i = 0; fields[i].name != NULL; i++) {
        if (!read_field(row, FIRST_FIELD + i, &fields[i], body))
            return false;
    }
    return fields_check(fields, body, NULL) == 0;
}

/* Appends the rows of a kind for which `which` holds, a clause from WHERE's condition on. ?1 is the
 * game, ?2 the series' record. */
static int read_rows(const struct reading *reading, enum record_kind kind, const char *which) {
    const struct field_spec *fields = record_fields(kind);
    struct buffer text = {0};
    buffer_text(&text, "SELECT record, player, game_ms");
    for (int i = 0; fields[i].name != NULL; i++)
        buffer_text(&text, ", \"%s\"", fields[i].name);
    buffer_text(&text, " FROM %s WHERE game_id = ?1 AND ?2 = ?2 AND %s", row_specs[kind].table,
                which);
    sqlite3_stmt *row = NULL;
    int code = sqlite3_prepare_v2(reading->sql->db, (const char *)text.bytes, (int)text.length,
                                  &row, NULL) == SQLITE_OK
                   ? 0
                   : sql_fail(reading->sql, "read", reading->error);
    buffer_clear(&text);
    if (code == 0) {
        sqlite3_bind_int64(row, 1, (int64_t)reading->game);
        sqlite3_bind_int64(row, 2, (int64_t)reading->series_record);
    }
    int step = SQLITE_DONE;
    while (code == 0 && (step = sqlite3_step(row)) == SQLITE_ROW) {
        if (!read_row(row, kind, game_facts_add(reading->facts, kind)))
            code = damaged(reading, row_specs[kind].table);
    }
    if (code == 0 && step != SQLITE_DONE)
        code = sql_fail(reading->sql, "read", reading->error);
    sqlite3_finalize(row);
    return code;
}

/* Accounts of the market that is open; what was open in an older one stayed as it was. */
#define LIVE        "(SELECT id FROM account WHERE game_id = ?1 AND first_record > ?2)"
#define OPEN_ORDERS "state IN ('pending', 'partial') AND account IN " LIVE

static int read_open(const struct reading *reading) {
    static const struct {
        enum record_kind kind;
        const char *which;
    } parts[] = {
        {RECORD_PLAYER_CREATED, "1 ORDER BY id"},
        {RECORD_ANSWERED, "record IN (SELECT max(record) FROM answer WHERE game_id = ?1"
                          " GROUP BY player) ORDER BY player"},
        {RECORD_ACCOUNT_CHANGED, "first_record > ?2 ORDER BY id"},
        {RECORD_POSITION_CHANGED, "size <> 0 AND account IN " LIVE " ORDER BY account, symbol"},
        {RECORD_ORDER_CHANGED, OPEN_ORDERS " ORDER BY id"},
        {RECORD_FILLED, "\"order\" IN (SELECT id FROM orders WHERE game_id = ?1 AND " OPEN_ORDERS
                        ") ORDER BY \"order\", id"},
        {RECORD_ALERT_CHANGED, "state = 'waiting' AND first_record > ?2 ORDER BY id"},
    };
    int code = 0;
    for (size_t i = 0; code == 0 && i < ARRAY_LEN(parts); i++)
        code = read_rows(reading, parts[i].kind, parts[i].which);
    return code;
}

/* ---- sums ---- */

static int read_balances(const struct reading *reading) {
    sqlite3_stmt *row =
        sql_query(reading->sql,
                  "SELECT max(record), player, 0, account, book, sum(amount) FROM ledger_leg"
                  " WHERE game_id = ?1 AND account IN " LIVE " GROUP BY account, book"
                  " ORDER BY account, book",
                  WITH(U64(reading->game), U64(reading->series_record)), reading->error);
    const struct field_spec *book = field_find(record_fields(RECORD_LEG_POSTED), "book");
    int code = row == NULL ? ERROR_STORAGE : 0;
    while (code == 0 && (code = sql_step(reading->sql, row, reading->error)) > 0) {
        struct record *record = game_facts_add(reading->facts, RECORD_LEG_POSTED);
        record->number = column_u64(row, 0);
        record->player = column_u32(row, 1);
        record->leg_posted.account = column_u32(row, 3);
        record->leg_posted.amount = sqlite3_column_int64(row, 5);
        code = read_field(row, 4, book, &record->leg_posted) ? 0 : damaged(reading, "ledger_leg");
    }
    sql_reset(row);
    return code;
}

/* The last local day of each player: the last that was opened, or that of the joining. */
static int read_days(const struct reading *reading) {
    sqlite3_stmt *row =
        sql_query(reading->sql,
                  "SELECT p.id, coalesce((SELECT max(day) FROM player_day WHERE game_id = p.game_id"
                  " AND player = p.id), j.local_day, 0) FROM player p"
                  " JOIN record r ON r.game_id = p.game_id AND r.number = p.first_record"
                  " LEFT JOIN journal j ON j.game_id = r.game_id AND j.seq = r.seq"
                  " WHERE p.game_id = ?1 ORDER BY p.id",
                  WITH(U64(reading->game)), reading->error);
    int code = row == NULL ? ERROR_STORAGE : 0;
    while (code == 0 && (code = sql_step(reading->sql, row, reading->error)) > 0) {
        struct record *record = game_facts_add(reading->facts, RECORD_DAY_OPENED);
        record->player = column_u32(row, 0);
        record->day_opened.day = sqlite3_column_int(row, 1);
        code = 0;
    }
    sql_reset(row);
    return code;
}

static int read_numbers(const struct reading *reading) {
    struct game_facts *facts = reading->facts;
    sqlite3_stmt *row = sql_query(
        reading->sql,
        "SELECT durable_ms, last_seq, last_record,"
        " (SELECT coalesce(max(id), 0) + 1 FROM account WHERE game_id = ?1),"
        " (SELECT coalesce(max(id), 0) + 1 FROM orders WHERE game_id = ?1),"
        " (SELECT coalesce(max(id), 0) + 1 FROM fill WHERE game_id = ?1),"
        " (SELECT coalesce(max(\"transaction\"), 0) + 1 FROM ledger_leg WHERE game_id = ?1),"
        " (SELECT coalesce(max(id), 0) + 1 FROM alert WHERE game_id = ?1)"
        " FROM game WHERE id = ?1",
        WITH(U64(reading->game)), reading->error);
    int code = row == NULL ? ERROR_STORAGE : sql_step(reading->sql, row, reading->error);
    if (code <= 0)
        return code < 0 ? code : damaged(reading, "game");
    facts->now_ms = sqlite3_column_int64(row, 0);
    facts->seq = column_u64(row, 1);
    facts->record_number = column_u64(row, 2);
    uint64_t account = column_u64(row, 3);
    facts->next = (struct broker_numbers){.account = (uint32_t)account,
                                          .order = column_u64(row, 4),
                                          .fill = column_u64(row, 5),
                                          .transaction = column_u64(row, 6)};
    facts->next_alert = column_u64(row, 7);
    sql_reset(row);
    return account < UINT32_MAX ? 0 : damaged(reading, "account");
}

/* ---- chapters ---- */

/* Does the command that opened a chapter, if it is there and can be read, take a market over? */
static bool carries(sqlite3_stmt *row, int column) {
    struct command command;
    struct source source = column_source(row, column);
    return command_decode(&command, &source, NULL) == 0 && command.kind == COMMAND_CHAPTER_OPEN &&
           command.chapter_open.carry != CARRY_NOTHING;
}

/* The chapter that made the market which those after it carried on. */
static int find_series(struct reading *reading) {
    sqlite3_stmt *row = sql_query(reading->sql,
                                  "SELECT c.record, j.command FROM chapter c"
                                  " JOIN record r ON r.game_id = c.game_id AND r.number = c.record"
                                  " LEFT JOIN journal j ON j.game_id = r.game_id AND j.seq = r.seq"
                                  " WHERE c.game_id = ?1 ORDER BY c.chapter DESC",
                                  WITH(U64(reading->game)), reading->error);
    int code = row == NULL ? ERROR_STORAGE : 0;
    bool found = false;
    while (code == 0 && !found && (code = sql_step(reading->sql, row, reading->error)) > 0) {
        reading->series_record = column_u64(row, 0);
        found = !carries(row, 1);
        code = 0;
    }
    sql_reset(row);
    return code;
}

/* The two chapters, from the series to the last. */
static int read_chapters(struct reading *reading) {
    struct fact_rows *rows = &reading->facts->rows[RECORD_CHAPTER_OPENED];
    int code = find_series(reading);
    if (code == 0)
        code = read_rows(reading, RECORD_CHAPTER_OPENED, "record >= ?2 ORDER BY chapter");
    if (code == 0 && rows->count == 0)
        code = damaged(reading, "chapter");
    if (code == 0) {
        reading->facts->series = rows->rows[0].chapter_opened;
        reading->facts->chapter = rows->rows[rows->count - 1].chapter_opened;
    }
    return code;
}

/* ---- what is left of the market ---- */

static void add_bar(struct fact_past *past, enum time_frame frame, const struct candle *minute) {
    int kept = kept_index(frame);
    uint32_t *count = &past->counts[kept];
    if (*count == past->capacities[kept]) {
        past->capacities[kept] = *count > 0 ? 2 * *count : 64;
        past->bars[kept] =
            mem_resize(past->bars[kept], past->capacities[kept], sizeof *past->bars[kept]);
    }
    *count = (uint32_t)candle_fold_one(past->bars[kept], *count, frame, minute);
}

static void take_price(struct fact_past *past, fix8_t price, int64_t ms) {
    if (price > 0 && (past->last == 0 || ms >= past->last_ms)) {
        past->last = price;
        past->last_ms = ms;
    }
}

/* The close of a block's last bar, and, of minutes, the longer bars of the blocks in progress. */
static void take_block(struct fact_past *past, const struct candle_block *block, fix8_t tick,
                       int64_t now_ms) {
    if (block->count == 0)
        return;
    const struct candle *last = &block->candles[block->count - 1];
    fix8_t price;
    if (!__builtin_mul_overflow(tick, (fix8_t)last->close, &price))
        take_price(past, price, last->ms + time_frame_ms(block->frame));
    if (block->frame != FRAME_1M)
        return;
    if (past->tick != tick) { /* other candles do not go with these */
        past->tick = tick;
        memset(past->counts, 0, sizeof past->counts);
    }
    for (uint32_t i = 0; i < block->count; i++) {
        const struct candle *minute = &block->candles[i];
        if (block_number(FRAME_1H, minute->ms) == block_number(FRAME_1H, now_ms))
            add_bar(past, FRAME_1H, minute);
        if (block_number(FRAME_1D, minute->ms) == block_number(FRAME_1D, now_ms))
            add_bar(past, FRAME_1D, minute);
    }
}

/* All that is kept of the frame from block `first` on. */
static int read_blocks(const struct reading *reading, struct fact_past *past, enum time_frame frame,
                       int64_t first) {
    const struct game_facts *facts = reading->facts;
    sqlite3_stmt *row =
        sql_query(reading->sql,
                  "SELECT candles FROM candle_block WHERE game_id = ?1 AND chapter = ?2"
                  " AND symbol = ?3 AND frame = ?4 AND number >= ?5 ORDER BY number",
                  WITH(U64(reading->game), I64(facts->series.chapter), TEXT(past->symbol),
                       TEXT(time_frame_words[frame]), I64(first)),
                  reading->error);
    int code = row == NULL ? ERROR_STORAGE : 0;
    while (code == 0 && (code = sql_step(reading->sql, row, reading->error)) > 0) {
        struct candle_block block = {.count = 0};
        struct source source = column_source(row, 0);
        fix8_t tick;
        code = 0;
        if (block_decode(&block, &tick, &source, NULL) == 0) /* a damaged one is a gap */
            take_block(past, &block, tick, facts->now_ms);
        block_clear(&block);
    }
    sql_reset(row);
    return code;
}

/* What was traded, or quoted around the mid when an order came, since the last whole block. */
static int read_prices(const struct reading *reading, struct fact_past *past) {
    sqlite3_stmt *row = sql_query(
        reading->sql,
        "SELECT price, game_ms FROM fill WHERE game_id = ?1 AND symbol = ?3"
        " AND account IN " LIVE " UNION ALL SELECT mid, created_ms FROM orders WHERE game_id = ?1"
        " AND symbol = ?3 AND mid > 0 AND account IN " LIVE " ORDER BY 2 DESC LIMIT 1",
        WITH(U64(reading->game), U64(reading->series_record), TEXT(past->symbol)), reading->error);
    int code = row == NULL ? ERROR_STORAGE : sql_step(reading->sql, row, reading->error);
    if (code <= 0)
        return code;
    take_price(past, sqlite3_column_int64(row, 0), sqlite3_column_int64(row, 1));
    sql_reset(row);
    return 0;
}

static int read_past(const struct reading *reading, struct fact_past *past) {
    int64_t now = reading->facts->now_ms;
    int64_t days = block_start(FRAME_1D, block_number(FRAME_1D, now));
    int code = 0;
    /* longer frames tell the last price of a copy without minutes */
    for (int kept = KEPT_FRAMES - 1; code == 0 && kept >= 0; kept--) {
        enum time_frame frame = kept_frame(kept);
        int64_t first = frame == FRAME_1M ? block_number(frame, days) : INT64_MIN;
        code = read_blocks(reading, past, frame, first);
    }
    return code == 0 ? read_prices(reading, past) : code;
}

static int read_pasts(const struct reading *reading) {
    struct game_facts *facts = reading->facts;
    facts->pasts = mem_array(INSTRUMENTS_MAX, sizeof *facts->pasts);
    sqlite3_stmt *row = sql_query(
        reading->sql,
        "SELECT symbol FROM candle_block WHERE game_id = ?1 AND chapter = ?3"
        " UNION SELECT symbol FROM orders WHERE game_id = ?1 AND account IN " LIVE " LIMIT ?4",
        WITH(U64(reading->game), U64(reading->series_record), I64(facts->series.chapter),
             I64(INSTRUMENTS_MAX)),
        reading->error);
    int code = row == NULL ? ERROR_STORAGE : 0;
    while (code == 0 && (code = sql_step(reading->sql, row, reading->error)) > 0) {
        struct fact_past *past = &facts->pasts[facts->past_count++];
        column_text(row, 0, past->symbol, sizeof past->symbol);
        code = 0;
    }
    sql_reset(row);
    for (uint32_t i = 0; code == 0 && i < facts->past_count; i++)
        code = read_past(reading, &facts->pasts[i]);
    return code;
}

int store_facts(struct store *store, uint64_t game, struct game_facts *facts, struct error *error) {
    struct reading reading = {.sql = &store->sql, .game = game, .facts = facts, .error = error};
    static int (*const parts[])(const struct reading *) = {
        read_numbers, read_open, read_balances, read_days, read_pasts,
    };
    memset(facts, 0, sizeof *facts);
    bool alone = sqlite3_get_autocommit(store->sql.db) != 0;
    int code = alone ? sql_run(&store->sql, "BEGIN", WITH_NOTHING, error) : 0;
    if (code != 0)
        return code;
    code = read_chapters(&reading);
    for (size_t i = 0; code == 0 && i < ARRAY_LEN(parts); i++)
        code = parts[i](&reading);
    if (alone)
        sql_run(&store->sql, "ROLLBACK", WITH_NOTHING, NULL); /* nothing was written */
    return code;
}
