#include "store/care.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "store/file.h"
#include "store/lock.h"

#define MIGRATIONS "data/migrations/"

/* The number in "data/migrations/001_first.up.sql" when it goes in `direction`, else 0. */
static int number_of(const char *name, const char *direction) {
    size_t length = strlen(name), end = strlen(direction);
    if (strncmp(name, MIGRATIONS, strlen(MIGRATIONS)) != 0 || length < end ||
        strcmp(name + length - end, direction) != 0)
        return 0;
    int number = 0;
    for (const char *digit = name + strlen(MIGRATIONS); *digit >= '0' && *digit <= '9'; digit++) {
        if (number > 99999)
            return 0;
        number = number * 10 + (*digit - '0');
    }
    return number;
}

static const struct pack_file *find(const struct pack *pack, int number, const char *direction) {
    for (size_t i = 0; i < pack->count; i++) {
        if (number_of(pack->files[i].name, direction) == number)
            return &pack->files[i];
    }
    return NULL;
}

int schema_newest(const struct pack *pack) {
    int newest = 0;
    for (size_t i = 0; i < pack->count; i++) {
        int number = number_of(pack->files[i].name, ".up.sql");
        newest = number > newest ? number : newest;
    }
    return newest;
}

int schema_version(struct sql *sql, int *version, struct error *error) {
    int64_t value = 0;
    int code = sql_integer(sql, "PRAGMA user_version", WITH_NOTHING, &value, error);
    *version = (int)value;
    return code;
}

/* One file and the version it leads to, in one transaction. */
static int run(struct sql *sql, const struct pack_file *file, int version, struct error *error) {
    struct sql_scope scope;
    char pragma[48];
    struct buffer text = {0};
    buffer_append(&text, file->bytes, file->length);
    buffer_append(&text, "", 1);
    snprintf(pragma, sizeof pragma, "PRAGMA user_version = %d", version);
    int code = sql_enter(sql, &scope, error);
    if (code == 0) {
        code = sql_script(sql, (const char *)text.bytes, error);
        if (code == 0)
            code = sql_script(sql, pragma, error);
        code = sql_leave(sql, &scope, code, error);
    }
    if (code != 0)
        error_at(error, "%s", file->name);
    buffer_clear(&text);
    return code;
}

static int step(struct sql *sql, const struct pack *pack, int number, const char *direction,
                int version, struct error *error) {
    const struct pack_file *file = find(pack, number, direction);
    if (file == NULL)
        return error_set(error, ERROR_STORAGE, "Migration %03d%s is missing.", number, direction);
    return run(sql, file, version, error);
}

int schema_raise(struct sql *sql, const struct pack *pack, int *version, struct error *error) {
    int newest = schema_newest(pack);
    int code = schema_version(sql, version, error);
    while (code == 0 && *version < newest) {
        code = step(sql, pack, *version + 1, ".up.sql", *version + 1, error);
        if (code == 0)
            (*version)++;
    }
    return code;
}

/* "PATH.v001": the file as it was before the schema changed. */
static int keep_old(struct store *store, int version, struct error *error) {
    char suffix[16];
    snprintf(suffix, sizeof suffix, ".v%03d", version);
    char *path = path_with(store->path, suffix);
    int code = file_copy(&store->sql, path, NULL, NULL, error);
    if (code == 0)
        log_line(&store->log, LOG_INFO, "the file as it was is kept as %s", path);
    mem_free(path);
    return code;
}

int migrate_up(struct store *store, const struct pack *pack, int *version, struct error *error) {
    assert(store->mode == STORE_WRITE && !store->batch);
    int code = schema_version(&store->sql, version, error);
    if (code == 0 && *version > 0 && *version < schema_newest(pack))
        code = keep_old(store, *version, error);
    return code != 0 ? code : schema_raise(&store->sql, pack, version, error);
}

int migrate_down(struct store *store, const struct pack *pack, int *version, struct error *error) {
    assert(store->mode == STORE_WRITE && !store->batch);
    int code = schema_version(&store->sql, version, error);
    if (code != 0)
        return code;
    if (*version == 0)
        return error_set(error, ERROR_REFUSED, "There is no migration left to take back.");
    code = keep_old(store, *version, error);
    if (code == 0)
        code = step(&store->sql, pack, *version, ".down.sql", *version - 1, error);
    if (code == 0)
        (*version)--;
    return code;
}

int migrate_status(struct store *store, const struct pack *pack, int *current, int *newest,
                   struct error *error) {
    *newest = schema_newest(pack);
    return schema_version(&store->sql, current, error);
}
