/* SQLite as this room uses it: statements prepared once and kept, arguments that know their type,
 * and every failure as a sentence in `struct error`. Private to the store. */
#ifndef STORE_SQL_H
#define STORE_SQL_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"

#define SQL_STATEMENTS_MAX 160 /* different texts one connection runs */
#define SQL_MADE_MAX       64  /* of them made at run time */

/* A connection. Its statements are found by the address of their text, which therefore is a literal
 * or lives as long as the connection. */
struct sql {
    sqlite3 *db; /* owned */
    struct {
        const char *text;
        sqlite3_stmt *statement; /* owned */
    } kept[SQL_STATEMENTS_MAX];
    size_t count;
    char *made[SQL_MADE_MAX]; /* owned; texts made at run time, by whoever numbers them (rows.c) */
};

enum argument_type { ARGUMENT_END, ARGUMENT_INTEGER, ARGUMENT_TEXT, ARGUMENT_BLOB, ARGUMENT_NULL };
struct argument {
    enum argument_type type;
    int64_t integer;
    const void *bytes; /* borrowed until the statement is reset */
    size_t length;
};
/* WITH(I64(game), TEXT(name)): the values of ?1, ?2, ... */
#define WITH(...)                                                                                  \
    (const struct argument[]) {                                                                    \
        __VA_ARGS__, {                                                                             \
            .type = ARGUMENT_END                                                                   \
        }                                                                                          \
    }
#define WITH_NOTHING ((const struct argument[]){{.type = ARGUMENT_END}})

static inline struct argument I64(int64_t value) {
    return (struct argument){.type = ARGUMENT_INTEGER, .integer = value};
} static inline struct argument U64(uint64_t value) { /* by its bits */
    return (struct argument){.type = ARGUMENT_INTEGER, .integer = (int64_t)value};
} static inline struct argument TEXT(const char *text) {
    return (struct argument){.type = ARGUMENT_TEXT, .bytes = text};
} static inline struct argument BLOB(const void *bytes, size_t length) {
    return (struct argument){.type = ARGUMENT_BLOB, .bytes = bytes, .length = length};
}

/* The sentence for the connection's last failure; returns ERROR_STORAGE. `doing` completes "The game
 * file cannot be ...". */
int sql_fail(const struct sql *sql, const char *doing, struct error *error);

/* Any number of statements, not kept, without results. */
int sql_script(struct sql *sql, const char *text, struct error *error);

/* A kept statement, prepared at need, with its arguments bound; NULL with the error set. */
sqlite3_stmt *sql_query(struct sql *sql, const char *text, const struct argument *arguments,
                        struct error *error);
/* 1: a row; 0: no more; or an error. After anything but a row the statement is reset. */
int sql_step(struct sql *sql, sqlite3_stmt *statement, struct error *error);
void sql_reset(sqlite3_stmt *statement); /* NULL is fine */

/* Runs a statement to its end. */
int sql_run(struct sql *sql, const char *text, const struct argument *arguments,
            struct error *error);
/* The first column of the first row; unchanged when there is none. */
int sql_integer(struct sql *sql, const char *text, const struct argument *arguments, int64_t *value,
                struct error *error);

uint64_t column_u64(sqlite3_stmt *statement, int column);
uint32_t column_u32(sqlite3_stmt *statement, int column);
/* Copies, cut at a whole character; NULL gives "". */
void column_text(sqlite3_stmt *statement, int column, char *text, size_t size);
struct source column_source(sqlite3_stmt *statement, int column); /* until the next step */
bool column_equals(sqlite3_stmt *statement, int column, const void *bytes, size_t length);

/* A transaction, or a savepoint when one is open. sql_leave undoes when `code` is not 0 (and then
 * returns it), also what failed to become durable. */
struct sql_scope {
    bool inner;
};
int sql_enter(struct sql *sql, struct sql_scope *scope, struct error *error);
int sql_leave(struct sql *sql, const struct sql_scope *scope, int code, struct error *error);

void sql_close(struct sql *sql); /* statements and connection */

#endif
