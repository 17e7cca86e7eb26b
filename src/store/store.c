#include "store/store.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/mem.h"
#include "store/care.h"
#include "store/file.h"
#include "store/lock.h"

enum {
    BUSY_MS = 2000, /* how long a reader waits for a checkpoint, a writer for a reader's */
    HEADER_BYTES = 100,
    VERSION_AT = 60, /* of the header: user_version and application_id, big-endian */
    APPLICATION_AT = 68,
};

static uint32_t big_endian(const uint8_t *bytes) {
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

int file_header_read(const char *path, struct file_header *header, struct error *error) {
    uint8_t bytes[HEADER_BYTES];
    *header = (struct file_header){.there = false};
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0 && errno == ENOENT)
        return 0;
    ssize_t length = descriptor < 0 ? -1 : read(descriptor, bytes, sizeof bytes);
    int why = errno;
    if (descriptor >= 0)
        close(descriptor);
    if (length < 0)
        return error_set(error, ERROR_STORAGE, "%s cannot be read: %s.", path, strerror(why));
    header->there = length > 0;
    if (length == HEADER_BYTES && memcmp(bytes, "SQLite format 3", 16) == 0) {
        header->sqlite = true;
        header->user_version = big_endian(bytes + VERSION_AT);
        header->application_id = big_endian(bytes + APPLICATION_AT);
    }
    return 0;
}

static int newer(const char *path, struct error *error) {
    return error_set(error, ERROR_STORAGE,
                     "%s was written by a newer version of outcry; play it with that one.", path);
}

int file_header_check(const char *path, const struct file_header *header, int newest,
                      struct error *error) {
    if (!header->there)
        return error_set(error, ERROR_STORAGE, "There is no game file at %s.", path);
    if (!header->sqlite || header->application_id != FILE_APPLICATION_ID)
        return error_set(error, ERROR_STORAGE,
                         "%s is not a file of outcry; choose another with --db.", path);
    return header->user_version > (uint32_t)newest ? newer(path, error) : 0;
}

/* Nothing inside a file can call anything, and damage is found rather than followed. */
static int harden(struct sql *sql, struct error *error) {
    if (sqlite3_db_config(sql->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL) != SQLITE_OK ||
        sqlite3_db_config(sql->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL) != SQLITE_OK)
        return sql_fail(sql, "opened", error);
    return sql_script(sql,
                      "PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0;"
                      "PRAGMA foreign_keys = ON; PRAGMA recursive_triggers = ON;"
                      "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;"
                      "PRAGMA temp_store = MEMORY",
                      error);
}

static void refuse_to_connect(const struct sql *sql, const char *path, int code,
                              struct error *error) {
    int why = (sql->db ? sqlite3_errcode(sql->db) : code) & 0xFF; /* the primary code */
    const char *says = sql->db ? sqlite3_errmsg(sql->db) : sqlite3_errstr(code);
    if (why == SQLITE_CORRUPT || why == SQLITE_NOTADB)
        error_set(
            error, ERROR_STORAGE,
            "%s is damaged (%s); restore a backup with: outcry restore BACKUP, the daily ones "
            "are in the folder backups beside it.",
            path, says);
    else
        error_set(error, ERROR_STORAGE, "%s cannot be opened: %s.", path, says);
}

int file_connect(struct sql *sql, const char *path, int flags, struct error *error) {
    *sql = (struct sql){.db = NULL};
    int code = sqlite3_open_v2(path, &sql->db, flags, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_busy_timeout(sql->db, BUSY_MS);
    if (code == SQLITE_OK)
        code = sqlite3_extended_result_codes(sql->db, 1);
    if (code != SQLITE_OK || harden(sql, error) != 0) {
        refuse_to_connect(sql, path, code, error);
        sql_close(sql);
        return ERROR_STORAGE;
    }
    return 0;
}

/* File systems on which shared memory between processes is not to be had (statfs(2)). */
static bool on_network(const char *path) {
    static const uint32_t magics[] = {
        0x6969,     /* NFS */
        0x517B,     /* SMB */
        0xFF534D42, /* CIFS */
        0xFE534D42, /* SMB2 */
        0x5346414F, /* AFS */
        0x01021997, /* 9P */
        0x00C36400, /* Ceph */
        0x0BD00BD0, /* Lustre */
        0x564C,     /* NCP */
        0x73757245, /* Coda */
        0x65735546, /* FUSE: sshfs and its like */
    };
    struct statfs status;
    if (statfs(path, &status) != 0)
        return false;
    for (size_t i = 0; i < ARRAY_LEN(magics); i++) {
        if ((uint32_t)status.f_type == magics[i])
            return true;
    }
    return false;
}

static int choose_journal(struct store *store, struct error *error) {
    bool network = on_network(store->path);
    if (network)
        log_line(&store->log, LOG_WARNING,
                 "%s is on a network file system: its journal is slower there, play goes on",
                 store->path);
    return sql_run(&store->sql,
                   network ? "PRAGMA journal_mode = DELETE" : "PRAGMA journal_mode = WAL",
                   WITH_NOTHING, error);
}

/* An empty file, ours alone to read, before SQLite sees it. */
static int create(const char *path, struct error *error) {
    int descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (descriptor < 0)
        return error_set(error, ERROR_STORAGE, "%s cannot be made: %s.", path, strerror(errno));
    close(descriptor);
    return 0;
}

/* The application id goes in before the WAL begins, so that the header always shows it. */
static int claim(struct store *store, struct error *error) {
    char text[64];
    sqlite3_snprintf(sizeof text, text, "PRAGMA application_id = %d", FILE_APPLICATION_ID);
    return sql_script(&store->sql, text, error);
}

static int open_to_write(struct store *store, bool there, int wait_ms, struct error *error) {
    store->lock = lock_take(store->path, wait_ms, error);
    if (store->lock < 0)
        return ERROR_STORAGE;
    int code = there ? 0 : create(store->path, error);
    if (code == 0)
        code = file_connect(&store->sql, store->path, SQLITE_OPEN_READWRITE, error);
    if (code == 0 && !there)
        code = claim(store, error);
    if (code == 0)
        code = choose_journal(store, error);
    return code;
}

/* The version again, as SQLite sees it: a migration may still be in the WAL. */
static int settle_version(struct store *store, struct error *error) {
    int version = 0;
    int newest = schema_newest(&pack_embedded);
    int code = schema_version(&store->sql, &version, error);
    if (code != 0 || version == newest)
        return code;
    if (version > newest)
        return newer(store->path, error);
    if (store->mode == STORE_READ)
        return error_set(error, ERROR_STORAGE,
                         "%s was written by an older version of outcry; open it once to play.",
                         store->path);
    return migrate_up(store, &pack_embedded, &version, error);
}

int store_open(struct store **out, const char *path, enum store_mode mode, int wait_ms,
               const struct log *log, struct error *error) {
    assert(out != NULL && path != NULL);
    struct file_header header;
    int code = file_header_read(path, &header, error);
    if (code == 0 && (header.there || mode == STORE_READ))
        code = file_header_check(path, &header, schema_newest(&pack_embedded), error);
    if (code != 0)
        return code;
    struct store *store = mem_alloc(sizeof *store);
    store->path = mem_text(path);
    store->mode = mode;
    store->lock = -1;
    store->log = log != NULL ? *log : log_none;
    code = mode == STORE_WRITE ? open_to_write(store, header.there, wait_ms, error)
                               : file_connect(&store->sql, path, SQLITE_OPEN_READONLY, error);
    if (code == 0)
        code = settle_version(store, error);
    if (code != 0) {
        store_close(store);
        return code;
    }
    *out = store;
    return 0;
}

void store_close(struct store *store) {
    if (store == NULL)
        return;
    sql_close(&store->sql);
    lock_release(store->lock);
    mem_free(store->path);
    mem_free(store);
}

const char *store_path(const struct store *store) {
    return store->path;
}

int store_enter(struct store *store, struct sql_scope *scope, struct error *error) {
    assert(store->mode == STORE_WRITE);
    /* What fails hard ends the whole transaction: nothing more may pass for a part of it. */
    if (store->batch && sqlite3_get_autocommit(store->sql.db) != 0)
        return error_set(error, ERROR_STORAGE,
                         "The game file took nothing: an earlier write failed.");
    return sql_enter(&store->sql, scope, error);
}

int store_begin(struct store *store, struct error *error) {
    assert(!store->batch && store->mode == STORE_WRITE);
    int code = sql_enter(&store->sql, &store->batch_scope, error);
    store->batch = code == 0;
    return code;
}

int store_end(struct store *store, bool keep, struct error *error) {
    assert(store->batch);
    store->batch = false;
    if (keep && sqlite3_get_autocommit(store->sql.db) != 0)
        return error_set(error, ERROR_STORAGE,
                         "The game file took nothing: an earlier write failed.");
    int code = sql_leave(&store->sql, &store->batch_scope, keep ? 0 : ERROR_STORAGE, error);
    return keep ? code : 0;
}

int store_setting_put(struct store *store, const char *key, const char *value,
                      struct error *error) {
    return sql_run(&store->sql,
                   "INSERT INTO setting (key, value) VALUES (?1, ?2)"
                   " ON CONFLICT (key) DO UPDATE SET value = ?2",
                   WITH(TEXT(key), TEXT(value)), error);
}

bool store_setting(struct store *store, const char *key, char *value, size_t size) {
    sqlite3_stmt *row =
        sql_query(&store->sql, "SELECT value FROM setting WHERE key = ?1", WITH(TEXT(key)), NULL);
    if (row == NULL || sql_step(&store->sql, row, NULL) <= 0)
        return false;
    column_text(row, 0, value, size);
    sql_reset(row);
    return true;
}
