#include "store/folds.h"

#include <inttypes.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "store/file.h"
#include "store/rows.h"

/* ---- what follows from what ---- */

/* A query that finds what does not hold (game and number of the first), and how to say so. */
static const struct {
    const char *query, *what, *wrong;
} folds[] = {
    {"SELECT game_id, \"transaction\" FROM ledger_leg GROUP BY 1, 2 HAVING sum(amount) <> 0",
     "transaction", "does not sum to zero"},
    {"SELECT game_id, record FROM (SELECT game_id, record, balance, sum(amount) OVER"
     " (PARTITION BY game_id, account, book ORDER BY record) AS total FROM ledger_leg)"
     " WHERE balance <> total",
     "the ledger leg of record", "carries a balance that is not the sum of its legs"},
    {"SELECT game_id, id FROM account a WHERE cash <> (SELECT coalesce(sum(amount), 0)"
     " FROM ledger_leg l WHERE l.game_id = a.game_id AND l.account = a.id AND l.book = 'cash')",
     "account", "has cash that is not the sum of its legs"},
    {"SELECT a.game_id, a.id FROM account a WHERE (SELECT coalesce(sum(cost), 0) FROM position p"
     " WHERE p.game_id = a.game_id AND p.account = a.id AND p.size <> 0) <>"
     " (SELECT coalesce(sum(amount), 0) FROM ledger_leg l WHERE l.game_id = a.game_id"
     " AND l.account = a.id AND l.book = 'positions')",
     "account", "has positions that cost something else than its legs say"},
    {"SELECT game_id, account FROM (SELECT game_id, account, symbol,"
     " CASE side WHEN 'buy' THEN size ELSE -size END AS moved FROM fill UNION ALL"
     " SELECT game_id, account, symbol, after - before FROM position_split UNION ALL"
     " SELECT game_id, account, symbol, -size FROM position)"
     " GROUP BY game_id, account, symbol HAVING sum(moved) <> 0",
     "account", "has a position that is not the sum of its fills and splits"},
    {"SELECT o.game_id, o.id FROM orders o LEFT JOIN (SELECT game_id, \"order\","
     " sum(size) AS size FROM fill GROUP BY 1, 2) f ON f.game_id = o.game_id AND f.\"order\" = o.id"
     " WHERE o.filled <> coalesce(f.size, 0)",
     "order", "has filled something else than its fills say"},
};

int folds_check(struct sql *sql, struct error *error) {
    for (size_t i = 0; i < ARRAY_LEN(folds); i++) {
        sqlite3_stmt *row = sql_query(sql, folds[i].query, WITH_NOTHING, error);
        int code = row == NULL ? ERROR_STORAGE : sql_step(sql, row, error);
        if (code < 0)
            return code;
        if (code > 0) {
            code = error_set(error, ERROR_STORAGE, "In game %" PRIu64 ", %s %" PRIu64 " %s.",
                             column_u64(row, 0), folds[i].what, column_u64(row, 1), folds[i].wrong);
            error_at(error, "%s %" PRIu64, folds[i].what, column_u64(row, 1));
            sql_reset(row);
            return code;
        }
    }
    return 0;
}

/* ---- what the records say ---- */

/* Every record written again, into an empty schema in memory. */
static int fold_records(struct sql *sql, struct sql *fold, uint64_t game, struct error *error) {
    struct record record;
    char pack_hash[HASH_TEXT_MAX] = "";
    sqlite3_stmt *row = sql_query(sql,
                                  "SELECT r.body, c.pack_hash FROM record r LEFT JOIN chapter c"
                                  " ON c.game_id = r.game_id AND c.record = r.number"
                                  " WHERE r.game_id = ?1 ORDER BY r.number",
                                  WITH(U64(game)), error);
    int code = row == NULL ? ERROR_STORAGE : 0;
    while (code == 0 && (code = sql_step(sql, row, error)) > 0) {
        column_text(row, 1, pack_hash, sizeof pack_hash);
        code = row_decode(row, 0, &record, error);
        if (code == 0)
            code = row_write(fold, game, &record, pack_hash, error);
    }
    sql_reset(row);
    return code;
}

static bool same_value(sqlite3_stmt *stored, sqlite3_stmt *folded, int column) {
    int type = sqlite3_column_type(stored, column);
    if (type != sqlite3_column_type(folded, column))
        return false;
    if (type == SQLITE_INTEGER)
        return sqlite3_column_int64(stored, column) == sqlite3_column_int64(folded, column);
    struct source other = column_source(folded, column);
    return column_equals(stored, column, other.at, (size_t)(other.end - other.at));
}

static int differs(const char *table, const char *column, sqlite3_stmt *row, struct error *error) {
    uint64_t record = row != NULL ? column_u64(row, 0) : 0;
    int code = error_set(error, ERROR_STORAGE,
                         "The table %s differs from what record %" PRIu64 " says (%s).", table,
                         record, column);
    error_at(error, "%s, record %" PRIu64, table, record);
    return code;
}

static int compare_row(const char *table, sqlite3_stmt *stored, sqlite3_stmt *folded,
                       struct error *error) {
    for (int column = 0; column < sqlite3_column_count(stored); column++) {
        if (!same_value(stored, folded, column))
            return differs(table, sqlite3_column_name(stored, column), folded, error);
    }
    return 0;
}

/* Both in order of their records, of which each row has one. */
static int compare_rows(const char *table, sqlite3_stmt *stored, sqlite3_stmt *folded,
                        uint64_t *rows, struct error *error) {
    for (;; (*rows)++) {
        int left = sqlite3_step(stored), right = sqlite3_step(folded);
        if (left == SQLITE_DONE && right == SQLITE_DONE)
            return 0;
        if (left != SQLITE_ROW || right != SQLITE_ROW)
            return differs(table, "a row is missing, unreadable or too many",
                           left == SQLITE_ROW    ? stored
                           : right == SQLITE_ROW ? folded
                                                 : NULL,
                           error);
        int code = compare_row(table, stored, folded, error);
        if (code != 0)
            return code;
    }
}

static int compare_table(struct sql *sql, struct sql *fold, uint64_t game, const char *table,
                         uint64_t *rows, struct error *error) {
    char text[128];
    sqlite3_stmt *stored = NULL, *folded = NULL;
    text_format(text, sizeof text, "SELECT record, * FROM %s WHERE game_id = ?1 ORDER BY record",
                table);
    int code = 0;
    if (sqlite3_prepare_v2(sql->db, text, -1, &stored, NULL) != SQLITE_OK)
        code = sql_fail(sql, "read", error);
    else if (sqlite3_prepare_v2(fold->db, text, -1, &folded, NULL) != SQLITE_OK)
        code = sql_fail(fold, "read", error);
    if (code == 0) {
        sqlite3_bind_int64(stored, 1, (int64_t)game);
        sqlite3_bind_int64(folded, 1, (int64_t)game);
        code = compare_rows(table, stored, folded, rows, error);
    }
    sqlite3_finalize(stored);
    sqlite3_finalize(folded);
    return code;
}

int folds_compare(struct sql *sql, uint64_t game, uint64_t *rows, struct error *error) {
    struct sql fold;
    struct sql_scope scope;
    int version = 0;
    int code = file_connect(&fold, ":memory:", SQLITE_OPEN_READWRITE, error);
    if (code != 0)
        return code;
    code = schema_raise(&fold, &pack_embedded, &version, error);
    if (code == 0) /* the rows stand alone here, without game and records */
        code = sql_script(&fold, "PRAGMA foreign_keys = OFF", error);
    if (code == 0)
        code = sql_enter(&fold, &scope, error);
    if (code == 0)
        code = sql_leave(&fold, &scope, fold_records(sql, &fold, game, error), error);
    for (size_t kind = 0; code == 0 && kind < RECORD_COUNT; kind++)
        code = compare_table(sql, &fold, game, row_specs[kind].table, rows, error);
    sql_close(&fold);
    return code;
}
