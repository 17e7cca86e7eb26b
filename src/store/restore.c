#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "store/care.h"
#include "store/file.h"
#include "store/lock.h"

static int mark_restored(struct sql *copy, void *context, struct error *error) {
    (void)context;
    return sql_run(copy, "UPDATE game SET restored = 1", WITH_NOTHING, error);
}

/* Everything about the backup, before anything of ours is touched. */
static int check(struct sql *from, struct error *error) {
    int version = 0;
    int code = file_check_whole(from, "PRAGMA integrity_check(1)", error);
    if (code == 0)
        code = file_check_references(from, error);
    if (code == 0)
        code = schema_version(from, &version, error);
    if (code == 0 && version > schema_newest(&pack_embedded))
        code = error_set(error, ERROR_STORAGE,
                         "The backup was written by a newer version of outcry; restore it there.");
    return code;
}

static int open_backup(struct sql *from, const char *path, struct error *error) {
    struct file_header header;
    int code = file_header_read(path, &header, error);
    if (code == 0)
        code = file_header_check(path, &header, schema_newest(&pack_embedded), error);
    return code != 0 ? code : file_connect(from, path, SQLITE_OPEN_READONLY, error);
}

static int move(const char *from, const char *to, struct error *error) {
    if (rename(from, to) == 0 || errno == ENOENT)
        return 0;
    return error_set(error, ERROR_STORAGE, "%s cannot be renamed to %s: %s.", from, to,
                     strerror(errno));
}

/* The old file goes aside with its journal: a WAL left behind would be taken for the new file's. */
static int put_aside(const char *path, struct error *error) {
    static const char *const suffixes[] = {"", "-wal", "-journal"};
    char *aside = path_with(path, ".replaced");
    int code = 0;
    file_remove(aside);
    for (size_t i = 0; code == 0 && i < ARRAY_LEN(suffixes); i++) {
        char *from = path_with(path, suffixes[i]);
        char *to = path_with(aside, suffixes[i]);
        code = move(from, to, error);
        mem_free(from);
        mem_free(to);
    }
    char *shared = path_with(path, "-shm");
    unlink(shared);
    mem_free(shared);
    mem_free(aside);
    return code;
}

static int replace(struct sql *from, const char *path, const struct log *log, struct error *error) {
    char *fresh = path_with(path, ".new");
    int code = file_copy(from, fresh, mark_restored, NULL, error);
    if (code == 0)
        code = put_aside(path, error);
    if (code == 0)
        code = move(fresh, path, error);
    if (code == 0) {
        log_line(log, LOG_INFO, "the file as it was is kept as %s.replaced", path);
        code = file_sync_directory(path, error);
    }
    mem_free(fresh);
    return code;
}

int store_restore(const char *from, const char *path, const struct log *log, struct error *error) {
    struct sql backup;
    int code = open_backup(&backup, from, error);
    if (code != 0)
        return code;
    code = check(&backup, error);
    int lock = code == 0 ? lock_take(path, 0, error) : -1;
    if (lock >= 0)
        code = replace(&backup, path, log, error);
    else if (code == 0)
        code = ERROR_STORAGE;
    lock_release(lock);
    sql_close(&backup);
    return code;
}
