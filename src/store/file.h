/* An open file, for this room. */
#ifndef STORE_FILE_H
#define STORE_FILE_H

#include "base/pack.h"
#include "store/hash.h"
#include "store/sql.h"
#include "store/store.h"

#define FILE_APPLICATION_ID 0x4F544352 /* "OTCR" */

struct store {
    struct sql sql;
    char *path; /* owned */
    enum store_mode mode;
    int lock;   /* descriptor; -1: none */
    bool batch; /* between store_begin and store_end */
    struct sql_scope batch_scope;
    struct log log;
};

/* Connects with everything that a file of ours or from elsewhere needs, and checks that it is ours.
 * `flags` as of sqlite3_open_v2; no lock is taken, nothing is migrated. */
int file_connect(struct sql *sql, const char *path, int flags, struct error *error);

/* What the first bytes of a file say, read without SQLite, so that a foreign or newer file is not
 * touched at all. */
struct file_header {
    bool there;  /* the file exists and is not empty */
    bool sqlite; /* it has SQLite's magic */
    uint32_t application_id, user_version;
};
int file_header_read(const char *path, struct file_header *header, struct error *error);

/* Refuses what is not ours or is newer than `newest`. */
int file_header_check(const char *path, const struct file_header *header, int newest,
                      struct error *error);

/* sql_enter for what may be a part of store_begin's transaction; sql_leave ends it. */
int store_enter(struct store *store, struct sql_scope *scope, struct error *error);

/* Online copy into a new file beside `path`, synced, then renamed over it. `change` (may be NULL)
 * works on the copy before. */
int file_copy(struct sql *from, const char *path,
              int (*change)(struct sql *copy, void *context, struct error *error), void *context,
              struct error *error);

/* Makes renames in the directory of `path` durable. */
int file_sync_directory(const char *path, struct error *error);

/* The schema's version in a file, and all migrations of a pack applied to a connection. */
int schema_version(struct sql *sql, int *version, struct error *error);
int schema_newest(const struct pack *pack);
int schema_raise(struct sql *sql, const struct pack *pack, int *version, struct error *error);

/* integrity_check or quick_check, as named; foreign_key_check. */
int file_check_whole(struct sql *sql, const char *pragma, struct error *error);
int file_check_references(struct sql *sql, struct error *error);

/* What a commit needs to know of its game. */
struct game_row {
    uint32_t chapter;
    uint64_t last_seq, last_record, chain_number;
    uint8_t chain[HASH_BYTES];
};
int game_row_read(struct sql *sql, uint64_t game, struct game_row *row, struct error *error);

/* A journal entry from a row of ENTRY_COLUMNS. The chain hashes its stamp and then the command's
 * bytes as they are stored. */
#define ENTRY_COLUMNS  "seq, game_ms, wall_ms, local_day, command"
#define COMMAND_COLUMN 4
void stamp_encode(const struct stamp *stamp, const struct sink *sink);
int entry_decode(sqlite3_stmt *row, struct journal_entry *entry, struct error *error);

/* Tapes of one chapter, in order, as store_tapes_load gives those of the current one. */
int tapes_of_chapter(struct sql *sql, uint64_t game, uint32_t chapter, struct tape *tapes,
                     char likes[][SYMBOL_MAX], uint32_t *count, struct error *error);

/* Keeps the snapshot of a commit and drops those no longer needed. */
int snapshot_write(struct sql *sql, const struct commit *commit, uint32_t chapter,
                   struct error *error);

/* Removes a journal's, a WAL's and a temporary file's names beside `path`. */
void file_remove(const char *path);

#endif
