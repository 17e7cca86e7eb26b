/* Everything that is kept about a player, as one JSON document, a row at a time. */
#include <inttypes.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "store/care.h"
#include "store/file.h"
#include "store/rows.h"

struct exporting {
    struct sql *sql;
    uint64_t game;
    uint32_t player;
    FILE *out;
    struct error *error;
};

static cJSON *object(void) {
    cJSON *made = cJSON_CreateObject();
    if (made == NULL)
        mem_exhausted();
    return made;
}

static void put_word(cJSON *into, const char *key, const char *word) {
    if (cJSON_AddStringToObject(into, key, word) == NULL)
        mem_exhausted();
}

/* One object of an array, which is freed. */
static void print_row(struct exporting *exporting, cJSON *row, bool first) {
    char *text = cJSON_PrintUnformatted(row);
    if (text == NULL)
        mem_exhausted();
    fprintf(exporting->out, "%s\n    %s", first ? "" : ",", text);
    cJSON_free(text);
    cJSON_Delete(row);
}

static cJSON *record_row(const struct record *record) {
    cJSON *row = object();
    json_put_u64(row, "record", record->number);
    json_put_time(row, "game_time", record->game_ms);
    fields_json(record_fields(record->kind), record_body(record), row);
    return row;
}

/* A table's rows: each is what its record says. */
static int export_rows(struct exporting *exporting, enum record_kind kind) {
    char text[256];
    sqlite3_stmt *row = NULL;
    struct record record;
    sqlite3_snprintf(sizeof text, text,
                     "SELECT r.body FROM %s t JOIN record r ON r.game_id = t.game_id"
                     " AND r.number = t.record WHERE t.game_id = ?1 AND t.player IN (0, ?2)"
                     " ORDER BY t.record",
                     row_specs[kind].table);
    if (sqlite3_prepare_v2(exporting->sql->db, text, -1, &row, NULL) != SQLITE_OK)
        return sql_fail(exporting->sql, "read", exporting->error);
    sqlite3_bind_int64(row, 1, (int64_t)exporting->game);
    sqlite3_bind_int64(row, 2, exporting->player);
    fprintf(exporting->out, ",\n  \"%s\": [", row_specs[kind].table);
    int code = 0;
    bool first = true;
    while (code == 0 && (code = sql_step(exporting->sql, row, exporting->error)) > 0) {
        code = row_decode(row, 0, &record, exporting->error);
        if (code == 0)
            print_row(exporting, record_row(&record), first);
        first = false;
    }
    fputs("]", exporting->out);
    sqlite3_finalize(row);
    return code;
}

static cJSON *entry_row(struct journal_entry *entry) {
    cJSON *row = object();
    json_put_u64(row, "seq", entry->stamp.seq);
    json_put_time(row, "game_time", entry->stamp.game_ms);
    json_put_time(row, "wall_time", entry->stamp.wall_ms);
    json_put_i64(row, "local_day", entry->stamp.local_day);
    json_put_u64(row, "counter", entry->command.counter);
    put_word(row, "command", command_word(entry->command.kind));
    fields_json(command_fields(entry->command.kind), command_body(&entry->command), row);
    return row;
}

static int export_journal(struct exporting *exporting) {
    struct journal_entry entry;
    sqlite3_stmt *row =
        sql_query(exporting->sql,
                  "SELECT " ENTRY_COLUMNS " FROM journal WHERE game_id = ?1"
                  " AND player IN (0, ?2) ORDER BY seq",
                  WITH(U64(exporting->game), I64(exporting->player)), exporting->error);
    int code = row == NULL ? ERROR_STORAGE : 0;
    bool first = true;
    fputs(",\n  \"journal\": [", exporting->out);
    while (code == 0 && (code = sql_step(exporting->sql, row, exporting->error)) > 0) {
        code = entry_decode(row, &entry, exporting->error);
        if (code == 0)
            print_row(exporting, entry_row(&entry), first);
        first = false;
    }
    fputs("]", exporting->out);
    sql_reset(row);
    return code;
}

/* Imported candles by their names: the rows are in the player's own files. */
static int export_tapes(struct exporting *exporting) {
    char text[256];
    sqlite3_stmt *row = sql_query(exporting->sql,
                                  "SELECT DISTINCT t.id, t.symbol, t.source_name, t.row_count,"
                                  " t.first_ms, t.last_ms, t.imported_wall_ms FROM tape t"
                                  " JOIN chapter_tape c ON c.tape_id = t.id WHERE c.game_id = ?1"
                                  " ORDER BY t.id",
                                  WITH(U64(exporting->game)), exporting->error);
    int code = row == NULL ? ERROR_STORAGE : 0;
    bool first = true;
    fputs(",\n  \"tape\": [", exporting->out);
    while (code == 0 && (code = sql_step(exporting->sql, row, exporting->error)) > 0) {
        cJSON *tape = object();
        column_text(row, 1, text, sizeof text);
        put_word(tape, "symbol", text);
        column_text(row, 2, text, sizeof text);
        put_word(tape, "source_name", text);
        json_put_i64(tape, "row_count", sqlite3_column_int64(row, 3));
        json_put_time(tape, "first_time", sqlite3_column_int64(row, 4));
        json_put_time(tape, "last_time", sqlite3_column_int64(row, 5));
        json_put_time(tape, "imported_time", sqlite3_column_int64(row, 6));
        print_row(exporting, tape, first);
        first = false;
        code = 0;
    }
    fputs("]", exporting->out);
    sql_reset(row);
    return code;
}

static int export_all(struct exporting *exporting) {
    fprintf(exporting->out,
            "{\n  \"format\": \"outcry-everything\",\n  \"version\": 1,\n"
            "  \"game\": \"%" PRIu64 "\",\n  \"player_id\": %u",
            exporting->game, exporting->player);
    int code = 0;
    for (int kind = 0; code == 0 && kind < RECORD_COUNT; kind++)
        code = export_rows(exporting, (enum record_kind)kind);
    if (code == 0)
        code = export_journal(exporting);
    if (code == 0)
        code = export_tapes(exporting);
    fputs("\n}\n", exporting->out);
    if (code == 0 && (fflush(exporting->out) != 0 || ferror(exporting->out)))
        code = error_set(exporting->error, ERROR_STORAGE, "The document cannot be written.");
    return code;
}

int store_export_everything(struct store *store, uint64_t game, uint32_t player, FILE *out,
                            struct error *error) {
    struct exporting exporting = {
        .sql = &store->sql, .game = game, .player = player, .out = out, .error = error};
    int64_t there = 0;
    int code = sql_integer(&store->sql, "SELECT 1 FROM player WHERE game_id = ?1 AND id = ?2",
                           WITH(U64(game), I64(player)), &there, error);
    if (code != 0)
        return code;
    if (there == 0)
        return error_set(error, ERROR_USAGE, "There is no such profile in this file.");
    bool alone = sqlite3_get_autocommit(store->sql.db) != 0;
    if (alone) /* all of one moment */
        code = sql_run(&store->sql, "BEGIN", WITH_NOTHING, error);
    if (code == 0)
        code = export_all(&exporting);
    if (alone)
        sql_run(&store->sql, "ROLLBACK", WITH_NOTHING, NULL);
    return code;
}
