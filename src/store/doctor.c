#include "store/care.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/text.h"
#include "store/file.h"
#include "store/folds.h"
#include "store/lock.h"

#define MEGABYTE        INT64_C(1048576)
#define LITTLE_SPACE_MB 100

/* The list that the doctor fills. */
struct findings {
    struct doctor_finding *rows;
    uint32_t count;
};

__attribute__((format(printf, 4, 0))) static void add(struct findings *findings, bool good,
                                                      bool is_hint, const char *format,
                                                      va_list arguments) {
    if (findings->count == DOCTOR_FINDINGS_MAX)
        return;
    struct doctor_finding *finding = &findings->rows[findings->count++];
    finding->good = good;
    finding->hint = is_hint;
    text_format_list(finding->text, sizeof finding->text, format, arguments);
}

__attribute__((format(printf, 3, 4))) static void find(struct findings *findings, bool good,
                                                       const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    add(findings, good, false, format, arguments);
    va_end(arguments);
}

__attribute__((format(printf, 2, 3))) static void hint(struct findings *findings,
                                                       const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    add(findings, true, true, format, arguments);
    va_end(arguments);
}

int file_check_whole(struct sql *sql, const char *pragma, struct error *error) {
    char text[160];
    sqlite3_stmt *row = sql_query(sql, pragma, WITH_NOTHING, error);
    if (row == NULL || sql_step(sql, row, error) < 0)
        return ERROR_STORAGE;
    column_text(row, 0, text, sizeof text);
    sql_reset(row);
    if (strcmp(text, "ok") == 0)
        return 0;
    return error_set(error, ERROR_STORAGE, "The file is damaged (%s); restore a backup.", text);
}

int file_check_references(struct sql *sql, struct error *error) {
    char table[64];
    sqlite3_stmt *row = sql_query(sql, "PRAGMA foreign_key_check", WITH_NOTHING, error);
    int code = row == NULL ? ERROR_STORAGE : sql_step(sql, row, error);
    if (code <= 0)
        return code;
    column_text(row, 0, table, sizeof table);
    sql_reset(row);
    return error_set(error, ERROR_STORAGE, "A row of the table %s refers to one that is not there.",
                     table);
}

int store_quick_check(const char *path, struct error *error) {
    struct file_header header;
    struct sql sql;
    int code = file_header_read(path, &header, error);
    if (code == 0)
        code = file_header_check(path, &header, schema_newest(&pack_embedded), error);
    if (code == 0)
        code = file_connect(&sql, path, SQLITE_OPEN_READONLY, error);
    if (code != 0)
        return code;
    code = file_check_whole(&sql, "PRAGMA quick_check(1)", error);
    sql_close(&sql);
    return code;
}

static void report(struct findings *findings, int code, const struct error *error,
                   const char *good) {
    find(findings, code == 0, "%s", code == 0 ? good : error->sentence);
}

static void look_at_pages(struct sql *sql, struct findings *findings) {
    int64_t pages = 0, size = 0, unused = 0;
    char mode[16] = "";
    sql_integer(sql, "PRAGMA page_count", WITH_NOTHING, &pages, NULL);
    sql_integer(sql, "PRAGMA page_size", WITH_NOTHING, &size, NULL);
    sql_integer(sql, "PRAGMA freelist_count", WITH_NOTHING, &unused, NULL);
    find(findings, true, "the file has %" PRId64 " MB, %" PRId64 " MB of them unused",
         pages * size / MEGABYTE, unused * size / MEGABYTE);
    sqlite3_stmt *row = sql_query(sql, "PRAGMA journal_mode", WITH_NOTHING, NULL);
    if (row != NULL && sql_step(sql, row, NULL) > 0)
        column_text(row, 0, mode, sizeof mode);
    sql_reset(row);
    find(findings, mode[0] != '\0', "its journal mode is %s", mode);
}

static void look_at_games(struct sql *sql, struct findings *findings) {
    int64_t games = 0, unclean = 0, bare = 0;
    sql_integer(sql, "SELECT count(*) FROM game", WITH_NOTHING, &games, NULL);
    sql_integer(sql, "SELECT count(*) FROM game WHERE clean = 0", WITH_NOTHING, &unclean, NULL);
    sql_integer(sql,
                "SELECT count(*) FROM game g WHERE NOT EXISTS"
                " (SELECT 1 FROM snapshot WHERE game_id = g.id)",
                WITH_NOTHING, &bare, NULL);
    find(findings, true, "%" PRId64 " game%s", games, games == 1 ? "" : "s");
    if (unclean == 1)
        hint(findings, "1 game; it is being played now, or was cut off: playing it again recovers "
                       "it");
    else if (unclean > 1)
        hint(findings,
             "%" PRId64 " games; they are being played now, or were cut off: playing them again "
             "recovers them",
             unclean);
    if (bare == 0)
        find(findings, true, "every game has a snapshot to start from");
    else
        find(findings, false, "%" PRId64 " game%s no snapshot to start from", bare,
             bare == 1 ? " has" : "s have");
}

static void look_at_space(const char *path, struct findings *findings) {
    struct statvfs space;
    if (statvfs(path, &space) != 0)
        return;
    int64_t free_mb = (int64_t)(space.f_bavail * space.f_frsize) / MEGABYTE;
    find(findings, free_mb >= LITTLE_SPACE_MB, "%" PRId64 " MB are free on its disk", free_mb);
}

static void look_for_strays(const char *path, struct findings *findings) {
    static const char *const suffixes[] = {".part", ".part-journal", ".new", ".new-journal"};
    uint32_t strays = 0;
    for (size_t i = 0; i < ARRAY_LEN(suffixes); i++) {
        char *name = path_with(path, suffixes[i]);
        if (access(name, F_OK) == 0) {
            find(findings, false, "%s is left of a copy that broke off; it can be deleted", name);
            strays++;
        }
        mem_free(name);
    }
    if (strays == 0)
        find(findings, true, "no stray files beside it");
}

/* Players' names and money are nobody else's to read. */
static void look_at_rights(const char *path, struct findings *findings) {
    struct stat status;
    if (stat(path, &status) != 0)
        return;
    bool own = (status.st_mode & (S_IRWXG | S_IRWXO)) == 0;
    find(findings, own,
         own ? "only you can read it" : "others on this machine can read or write it");
}

uint32_t store_doctor(struct store *store, struct doctor_finding *rows) {
    struct findings findings = {.rows = rows};
    struct error error = {0};
    int version = 0;
    struct sql *sql = &store->sql;
    report(&findings, file_check_whole(sql, "PRAGMA integrity_check(1)", &error), &error,
           "the file is whole");
    report(&findings, file_check_references(sql, &error), &error, "every reference is kept");
    report(&findings, folds_check(sql, &error), &error,
           "every transaction sums to zero; fills, positions and balances agree");
    int code = schema_version(sql, &version, &error);
    find(&findings, code == 0, "its schema is version %d", version);
    look_at_pages(sql, &findings);
    look_at_games(sql, &findings);
    look_at_space(store->path, &findings);
    look_at_rights(store->path, &findings);
    look_for_strays(store->path, &findings);
    return findings.count;
}

uint32_t store_doctor_damaged(const char *path, struct doctor_finding *rows) {
    struct findings findings = {.rows = rows};
    struct file_header header;
    struct error error = {0};
    if (file_header_read(path, &header, &error) != 0 ||
        file_header_check(path, &header, schema_newest(&pack_embedded), &error) != 0 ||
        store_quick_check(path, &error) == 0)
        return 0;
    find(&findings, false, "%s", error.sentence);
    look_at_space(path, &findings);
    look_at_rights(path, &findings);
    look_for_strays(path, &findings);
    return findings.count;
}
