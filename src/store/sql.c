#include "store/sql.h"

#include <assert.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"

int sql_fail(const struct sql *sql, const char *doing, struct error *error) {
    return error_set(error, ERROR_STORAGE, "The game file cannot be %s: %s.", doing,
                     sqlite3_errmsg(sql->db));
}

int sql_script(struct sql *sql, const char *text, struct error *error) {
    if (sqlite3_exec(sql->db, text, NULL, NULL, NULL) != SQLITE_OK)
        return sql_fail(sql, "changed", error);
    return 0;
}

static sqlite3_stmt *kept(struct sql *sql, const char *text, struct error *error) {
    for (size_t i = 0; i < sql->count; i++) {
        if (sql->kept[i].text == text)
            return sql->kept[i].statement;
    }
    assert(sql->count < SQL_STATEMENTS_MAX);
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v3(sql->db, text, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) !=
        SQLITE_OK) {
        sql_fail(sql, "used", error);
        return NULL;
    }
    assert(statement != NULL);
    sql->kept[sql->count].text = text;
    sql->kept[sql->count++].statement = statement;
    return statement;
}

static int bind(sqlite3_stmt *statement, int place, const struct argument *argument) {
    switch (argument->type) {
    case ARGUMENT_INTEGER:
        return sqlite3_bind_int64(statement, place, argument->integer);
    case ARGUMENT_TEXT:
        return sqlite3_bind_text(statement, place, argument->bytes, -1, SQLITE_STATIC);
    case ARGUMENT_BLOB:
        /* A NULL pointer would bind NULL, not an empty blob. */
        return sqlite3_bind_blob64(statement, place, argument->bytes ? argument->bytes : "",
                                   argument->length, SQLITE_STATIC);
    case ARGUMENT_NULL:
    case ARGUMENT_END:
        break;
    }
    return sqlite3_bind_null(statement, place);
}

sqlite3_stmt *sql_query(struct sql *sql, const char *text, const struct argument *arguments,
                        struct error *error) {
    sqlite3_stmt *statement = kept(sql, text, error);
    if (statement == NULL)
        return NULL;
    sqlite3_reset(statement);
    int place = 0;
    while (arguments[place].type != ARGUMENT_END) {
        if (bind(statement, place + 1, &arguments[place]) != SQLITE_OK) {
            sql_fail(sql, "used", error);
            return NULL;
        }
        place++;
    }
    assert(place == sqlite3_bind_parameter_count(statement));
    return statement;
}

int sql_step(struct sql *sql, sqlite3_stmt *statement, struct error *error) {
    int code = sqlite3_step(statement);
    if (code == SQLITE_ROW)
        return 1;
    int result = 0;
    if (code != SQLITE_DONE)
        result = sql_fail(sql, sqlite3_stmt_readonly(statement) ? "read" : "written", error);
    sql_reset(statement);
    return result;
}

void sql_reset(sqlite3_stmt *statement) {
    if (statement == NULL)
        return;
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
}

int sql_run(struct sql *sql, const char *text, const struct argument *arguments,
            struct error *error) {
    sqlite3_stmt *statement = sql_query(sql, text, arguments, error);
    if (statement == NULL)
        return ERROR_STORAGE;
    int code;
    do {
        code = sql_step(sql, statement, error);
    } while (code > 0);
    return code;
}

int sql_integer(struct sql *sql, const char *text, const struct argument *arguments, int64_t *value,
                struct error *error) {
    sqlite3_stmt *statement = sql_query(sql, text, arguments, error);
    if (statement == NULL)
        return ERROR_STORAGE;
    int code = sql_step(sql, statement, error);
    if (code <= 0)
        return code;
    *value = sqlite3_column_int64(statement, 0);
    sql_reset(statement);
    return 0;
}

uint64_t column_u64(sqlite3_stmt *statement, int column) {
    return (uint64_t)sqlite3_column_int64(statement, column);
}

uint32_t column_u32(sqlite3_stmt *statement, int column) {
    return (uint32_t)sqlite3_column_int64(statement, column);
}

void column_text(sqlite3_stmt *statement, int column, char *text, size_t size) {
    const unsigned char *stored = sqlite3_column_text(statement, column);
    text_format(text, size, "%s", stored != NULL ? (const char *)stored : "");
}

struct source column_source(sqlite3_stmt *statement, int column) {
    const void *bytes = sqlite3_column_blob(statement, column);
    return source_of(bytes, (size_t)sqlite3_column_bytes(statement, column));
}

bool column_equals(sqlite3_stmt *statement, int column, const void *bytes, size_t length) {
    struct source stored = column_source(statement, column);
    return (size_t)(stored.end - stored.at) == length &&
           (length == 0 || memcmp(stored.at, bytes, length) == 0);
}

int sql_enter(struct sql *sql, struct sql_scope *scope, struct error *error) {
    scope->inner = sqlite3_get_autocommit(sql->db) == 0;
    return sql_run(sql, scope->inner ? "SAVEPOINT inner_scope" : "BEGIN IMMEDIATE", WITH_NOTHING,
                   error);
}

/* Some failures end the transaction by themselves; then there is nothing left to undo. */
static void undo(struct sql *sql, const struct sql_scope *scope) {
    if (sqlite3_get_autocommit(sql->db) != 0)
        return;
    if (scope->inner) {
        sql_run(sql, "ROLLBACK TO inner_scope", WITH_NOTHING, NULL);
        sql_run(sql, "RELEASE inner_scope", WITH_NOTHING, NULL);
    } else {
        sql_run(sql, "ROLLBACK", WITH_NOTHING, NULL);
    }
}

int sql_leave(struct sql *sql, const struct sql_scope *scope, int code, struct error *error) {
    if (code == 0)
        code = sql_run(sql, scope->inner ? "RELEASE inner_scope" : "COMMIT", WITH_NOTHING, error);
    if (code != 0)
        undo(sql, scope);
    return code;
}

void sql_close(struct sql *sql) {
    for (size_t i = 0; i < sql->count; i++)
        sqlite3_finalize(sql->kept[i].statement);
    for (size_t i = 0; i < SQL_MADE_MAX; i++)
        mem_free(sql->made[i]);
    sqlite3_close_v2(sql->db);
    *sql = (struct sql){.db = NULL};
}
