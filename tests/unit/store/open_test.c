#include <criterion/criterion.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "unit/store/made.h"

static void put_file(const char *path, const void *bytes, size_t length) {
    FILE *file = fopen(path, "wb");
    cr_assert_not_null(file);
    cr_assert_eq(fwrite(bytes, 1, length, file), length);
    fclose(file);
}

static struct buffer get_file(const char *path) {
    struct buffer bytes = {0};
    char part[4096];
    FILE *file = fopen(path, "rb");
    cr_assert_not_null(file);
    for (size_t length; (length = fread(part, 1, sizeof part, file)) > 0;)
        buffer_append(&bytes, part, length);
    fclose(file);
    return bytes;
}

static void set_user_version(const char *path, int version) {
    sqlite3 *db = NULL;
    char sql[64];
    snprintf(sql, sizeof sql, "PRAGMA user_version = %d", version);
    cr_assert_eq(sqlite3_open(path, &db), SQLITE_OK);
    cr_assert_eq(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

/* Opening fails in both modes with a sentence that has `word`, and leaves every byte as it was. */
static void refused(const char *path, const char *word) {
    struct buffer before = get_file(path);
    for (int mode = STORE_READ; mode <= STORE_WRITE; mode++) {
        struct store *store = NULL;
        struct error error = {0};
        cr_expect_eq(store_open(&store, path, (enum store_mode)mode, 0, NULL, &error),
                     ERROR_STORAGE);
        cr_expect_null(store);
        cr_expect(strstr(error.sentence, word) != NULL, "%s", error.sentence);
    }
    struct buffer after = get_file(path);
    cr_expect_eq(before.length, after.length);
    cr_expect_eq(memcmp(before.bytes, after.bytes, after.length), 0);
    buffer_clear(&before);
    buffer_clear(&after);
}

Test(store_open, refuses_what_is_foreign_newer_or_damaged_and_touches_nothing) {
    const char *path = made_path("a.db");
    static const char text[] = "Date,Open,High,Low,Close\n";
    put_file(path, text, sizeof text - 1);
    refused(path, "not a file of outcry");

    unlink(path);
    set_user_version(path, 1); /* SQLite's, without our application id */
    refused(path, "not a file of outcry");

    unlink(path);
    store_close(made_store(path));
    set_user_version(path, 999);
    refused(path, "newer version");

    unlink(path);
    store_close(made_store(path));
    cr_assert_eq(truncate(path, 8192), 0);
    struct store *store = NULL;
    struct error error = {0};
    cr_expect_eq(store_open(&store, path, STORE_WRITE, 0, NULL, &error), ERROR_STORAGE);
    cr_expect_null(store);
}

Test(store_open, makes_a_file_that_only_its_owner_reads_with_the_settings_it_needs) {
    const char *path = made_path("a.db");
    struct store *store = made_store(path);
    struct stat status;
    char value[16] = "";
    cr_assert_eq(stat(path, &status), 0);
    cr_expect_eq(status.st_mode & 0777, 0600U);
    cr_expect_eq(made_count(path, "PRAGMA application_id"), 0x4F544352);
    cr_expect_gt(made_count(path, "PRAGMA user_version"), 0);
    cr_expect_eq(made_count(path, "SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND"
                                  " type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%'"),
                 0);
    cr_expect_not(store_setting(store, "theme", value, sizeof value));
    cr_assert_eq(store_setting_put(store, "theme", "dark", NULL), 0);
    cr_assert_eq(store_setting_put(store, "theme", "light", NULL), 0);
    cr_expect(store_setting(store, "theme", value, sizeof value));
    cr_expect_str_eq(value, "light");
    cr_expect_str_eq(store_path(store), path);
    store_close(store);
}

Test(store_open, a_reader_of_a_missing_file_is_told_so_and_makes_none) {
    struct store *store = NULL;
    struct error error = {0};
    const char *path = made_path("none.db");
    cr_expect_eq(store_open(&store, path, STORE_READ, 0, NULL, &error), ERROR_STORAGE);
    cr_expect_neq(access(path, F_OK), 0);
}

Test(store_open, readers_read_while_another_process_plays_and_after_it_left) {
    const char *path = made_path("a.db");
    struct store *writer = made_store(path);
    struct store *reader = NULL;
    struct error error = {0};
    cr_assert_eq(store_open(&reader, path, STORE_READ, 0, NULL, &error), 0, "%s", error.sentence);
    struct made made = {.game = made_game(writer), .player = 1};
    struct commit commit = {0};
    made_opening(&made, &commit, "Ada");
    made_keep(writer, &commit);
    struct lobby_profile profile;
    cr_expect_eq(store_profiles(reader, &profile, 1), 1);
    cr_expect_str_eq(profile.name, "Ada");
    cr_expect_eq(store_setting_put(reader, "a", "b", &error), ERROR_STORAGE);
    store_close(reader);
    store_close(writer);
    cr_assert_eq(store_open(&reader, path, STORE_READ, 0, NULL, &error), 0, "%s", error.sentence);
    cr_expect_eq(store_profiles(reader, &profile, 1), 1);
    store_close(reader);
}

/* Opens after the fork: a connection is never carried across one. */
static pid_t hold_in_child(const char *path, int ready, int until) {
    pid_t child = fork();
    cr_assert_geq(child, 0);
    if (child > 0)
        return child;
    struct store *store = NULL;
    char byte = store_open(&store, path, STORE_WRITE, 0, NULL, NULL) == 0 ? 'y' : 'n';
    ssize_t done = write(ready, &byte, 1);
    done += read(until, &byte, 1);
    _exit(done == 0);
}

Test(store_open, names_the_process_that_plays_and_opens_when_it_died) {
    char path[512], name[32], byte = 0;
    int ready[2], until[2];
    snprintf(path, sizeof path, "%s", made_path("a.db"));
    cr_assert_eq(pipe(ready), 0);
    cr_assert_eq(pipe(until), 0);
    pid_t child = hold_in_child(path, ready[1], until[0]);
    cr_assert_eq(read(ready[0], &byte, 1), 1);
    cr_assert_eq(byte, 'y');

    struct store *store = NULL;
    struct error error = {0};
    cr_expect_eq(store_open(&store, path, STORE_WRITE, 30, NULL, &error), ERROR_STORAGE);
    snprintf(name, sizeof name, "process %d", (int)child);
    cr_expect(strstr(error.sentence, name) != NULL, "%s", error.sentence);

    kill(child, SIGKILL);
    cr_assert_eq(waitpid(child, NULL, 0), child);
    store_close(made_store(path));
}
