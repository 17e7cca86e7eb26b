/* Records to rows, by table: which table a kind of record goes to, and whether it adds a row or
 * changes the one with the same key. Columns are named like the fields. Adding a kind is one entry
 * here and one table in a migration. Private to the store. */
#ifndef STORE_ROWS_H
#define STORE_ROWS_H

#include "game/event.h"
#include "store/sql.h"

#define ROW_KEYS_MAX 2

struct row_spec {
    const char *table;
    const char *keys[ROW_KEYS_MAX + 1]; /* of a row that changes; none: every record adds a row */
    const char *open;                   /* only a row for which this holds can change; NULL: any */
    const char *extra;                  /* a column of text beside the fields; NULL: none */
};
extern const struct row_spec row_specs[RECORD_COUNT];

/* Writes a record's row. `pack_hash` is the content's, for a chapter. */
int row_write(struct sql *sql, uint64_t game, const struct record *record, const char *pack_hash,
              struct error *error);

/* The record in the column, which holds the bytes of record_encode. */
int row_decode(sqlite3_stmt *statement, int column, struct record *record, struct error *error);

#endif
