#include "store/care.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/gametime.h"
#include "base/mem.h"
#include "store/file.h"
#include "store/lock.h"

void file_remove(const char *path) {
    static const char *const suffixes[] = {"", "-journal", "-wal", "-shm"};
    for (size_t i = 0; i < ARRAY_LEN(suffixes); i++) {
        char *name = path_with(path, suffixes[i]);
        unlink(name);
        mem_free(name);
    }
}

static int trouble(const char *path, struct error *error) {
    return error_set(error, ERROR_STORAGE, "%s cannot be written: %s.", path, strerror(errno));
}

static int sync_path(const char *path, int flags, struct error *error) {
    int descriptor = open(path, flags | O_CLOEXEC);
    if (descriptor < 0)
        return trouble(path, error);
    int code = fsync(descriptor) == 0 ? 0 : trouble(path, error);
    close(descriptor);
    return code;
}

int file_sync_directory(const char *path, struct error *error) {
    char *directory = mem_text(path);
    char *slash = strrchr(directory, '/');
    if (slash != NULL)
        slash[slash == directory] = '\0';
    int code = sync_path(slash != NULL ? directory : ".", O_RDONLY | O_DIRECTORY, error);
    mem_free(directory);
    return code;
}

static int copy_pages(struct sql *from, struct sql *to, struct error *error) {
    sqlite3_backup *backup = sqlite3_backup_init(to->db, "main", from->db, "main");
    if (backup == NULL)
        return sql_fail(to, "copied", error);
    int code = sqlite3_backup_step(backup, -1); /* all: a reader's view, writers go on in the WAL */
    int end = sqlite3_backup_finish(backup);
    if (code != SQLITE_DONE || end != SQLITE_OK)
        return sql_fail(to, "copied", error);
    /* One file without companions, so that renaming takes all of it. */
    return sql_run(to, "PRAGMA journal_mode = DELETE", WITH_NOTHING, error);
}

static int fill_copy(struct sql *from, const char *path,
                     int (*change)(struct sql *copy, void *context, struct error *error),
                     void *context, struct error *error) {
    struct sql copy;
    int descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (descriptor < 0)
        return trouble(path, error);
    close(descriptor);
    int code = file_connect(&copy, path, SQLITE_OPEN_READWRITE, error);
    if (code != 0)
        return code;
    code = copy_pages(from, &copy, error);
    if (code == 0 && change != NULL)
        code = change(&copy, context, error);
    sql_close(&copy);
    return code;
}

int file_copy(struct sql *from, const char *path,
              int (*change)(struct sql *copy, void *context, struct error *error), void *context,
              struct error *error) {
    char *temporary = path_with(path, ".part");
    file_remove(temporary); /* what a broken attempt left */
    int code = fill_copy(from, temporary, change, context, error);
    if (code == 0)
        code = sync_path(temporary, O_RDONLY, error);
    if (code == 0 && rename(temporary, path) != 0)
        code = trouble(path, error);
    if (code == 0)
        code = file_sync_directory(path, error);
    if (code != 0)
        file_remove(temporary);
    mem_free(temporary);
    return code;
}

/* ---- backups ---- */

static int drop_minutes(struct sql *copy, void *context, struct error *error) {
    (void)context;
    int code = sql_run(copy, "DELETE FROM candle_block WHERE frame = ?1",
                       WITH(TEXT(time_frame_words[FRAME_1M])), error);
    return code != 0 ? code : sql_run(copy, "VACUUM", WITH_NOTHING, error);
}

int store_backup(struct store *store, const char *path, bool with_minutes, struct error *error) {
    struct stat there, own;
    if (stat(path, &there) == 0 && stat(store->path, &own) == 0 && there.st_dev == own.st_dev &&
        there.st_ino == own.st_ino)
        return error_set(error, ERROR_USAGE, "%s is the game file itself; name another file.",
                         path);
    return file_copy(&store->sql, path, with_minutes ? NULL : drop_minutes, NULL, error);
}

/* name, how many days one lasts */
static const struct rotation {
    const char *name;
    int64_t days;
} daily = {"daily", 7}, weekly = {"weekly", 364};

/* "DIRECTORY/daily-2025-01-13.db" */
static char *backup_name(const char *directory, const char *kind, int64_t day) {
    char date[GAMETIME_TEXT_MAX];
    char name[64];
    gametime_format(day * DAY_MS, GAMETIME_DATE, date, sizeof date);
    snprintf(name, sizeof name, "/%s-%s.db", kind, date);
    return path_with(directory, name);
}

static int backup_once(struct store *store, const char *directory, const struct rotation *rotation,
                       int64_t day, struct error *error) {
    char *path = backup_name(directory, rotation->name, day);
    int code = access(path, F_OK) == 0 ? 0 : store_backup(store, path, false, error);
    mem_free(path);
    return code;
}

/* The day in "daily-2025-01-13.db"; false for every other name. */
static bool day_in(const char *name, const struct rotation *rotation, int64_t *day) {
    char date[sizeof "2025-01-13"];
    int64_t ms;
    size_t start = strlen(rotation->name) + 1, length = strlen(name);
    if (length != start + sizeof date - 1 + strlen(".db") ||
        strncmp(name, rotation->name, start - 1) != 0 || strcmp(name + length - 3, ".db") != 0)
        return false;
    memcpy(date, name + start, sizeof date - 1);
    date[sizeof date - 1] = '\0';
    *day = gametime_parse(date, &ms) ? day_of(ms) : 0;
    return *day != 0;
}

static void drop_old(const char *directory, const struct rotation *rotation, int64_t today) {
    DIR *list = opendir(directory);
    const struct dirent *entry;
    while (list != NULL && (entry = readdir(list)) != NULL) {
        int64_t day;
        if (day_in(entry->d_name, rotation, &day) && day <= today - rotation->days)
            unlinkat(dirfd(list), entry->d_name, 0);
    }
    if (list != NULL)
        closedir(list);
}

int store_backup_rotate(struct store *store, const char *directory, int64_t wall_ms,
                        struct error *error) {
    int64_t today = day_of(wall_ms);
    if (mkdir(directory, S_IRWXU) != 0 && errno != EEXIST)
        return trouble(directory, error);
    int code = backup_once(store, directory, &daily, today, error);
    if (code == 0)
        code = backup_once(store, directory, &weekly, today - weekday_of(wall_ms), error);
    if (code == 0) {
        drop_old(directory, &daily, today);
        drop_old(directory, &weekly, today);
    }
    return code;
}
