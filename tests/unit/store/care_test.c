#include <criterion/criterion.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/gametime.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/pack.h"
#include "store/care.h"
#include "unit/store/made.h"

/* A file with one played game per name. */
static struct store *played(const char *path, const char *const *names, int count) {
    struct store *store = made_store(path);
    for (int i = 0; i < count; i++) {
        struct made made = {.game = made_game(store), .player = 1, .game_ms = 1000};
        struct commit commit = {0};
        made_opening(&made, &commit, names[i]);
        made_round_trip(&made, &commit, 1);
        buffer_text(&commit.snapshot, "state of %s", names[i]);
        commit.clean = true;
        commit.snapshot_seq = made.seq;
        commit.snapshot_record = made.number;
        made_keep(store, &commit);
    }
    return store;
}

static const char *const one_name[] = {"Ada"};
static const char *const two_names[] = {"Ada", "Grace"};

/* ---- migrations ---- */

static char *schema_of(const char *path) {
    sqlite3 *db = NULL;
    sqlite3_stmt *row = NULL;
    struct buffer text = {0};
    cr_assert_eq(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    cr_assert_eq(
        sqlite3_prepare_v2(db, "SELECT sql FROM sqlite_master ORDER BY type, name", -1, &row, NULL),
        SQLITE_OK);
    while (sqlite3_step(row) == SQLITE_ROW)
        buffer_text(&text, "%s;\n", (const char *)sqlite3_column_text(row, 0));
    buffer_append(&text, "", 1);
    sqlite3_finalize(row);
    sqlite3_close(db);
    return (char *)text.bytes;
}

Test(store_care, migrations_go_down_to_nothing_and_up_to_the_same_schema) {
    char path[512], kept[540];
    snprintf(path, sizeof path, "%s", made_path("a.db"));
    struct store *store = played(path, one_name, 1);
    char *before = schema_of(path);
    struct error error = {0};
    int version = -1, newest = 0;
    cr_assert_eq(migrate_status(store, &pack_embedded, &version, &newest, &error), 0);
    cr_expect_eq(version, newest);
    snprintf(kept, sizeof kept, "%s.v%03d", path, version);
    while (version > 0)
        cr_assert_eq(migrate_down(store, &pack_embedded, &version, &error), 0, "%s (%s)",
                     error.sentence, error.place);
    cr_expect_eq(migrate_down(store, &pack_embedded, &version, &error), ERROR_REFUSED);
    char *nothing = schema_of(path);
    cr_expect_str_eq(nothing, "");
    cr_assert_eq(migrate_up(store, &pack_embedded, &version, &error), 0, "%s", error.sentence);
    char *after = schema_of(path);
    cr_expect_str_eq(after, before);
    cr_expect_eq(version, newest);
    cr_expect_eq(made_count(kept, "SELECT count(*) FROM fill"), 2, "the old file is kept");
    mem_free(before);
    mem_free(nothing);
    mem_free(after);
    store_close(store);
}

Test(store_care, a_migration_that_fails_leaves_the_file_as_it_was) {
    static const char broken[] = "CREATE TABLE extra (a INTEGER) STRICT; CREATE TABLE game (a);";
    struct pack pack = {.count = pack_embedded.count + 1};
    struct pack_file *files = mem_array(pack.count, sizeof *files);
    memcpy(files, pack_embedded.files, pack_embedded.count * sizeof *files);
    int version = 0, newest = 0;
    const char *path = made_path("a.db");
    struct store *store = played(path, one_name, 1);
    struct error error = {0};
    cr_assert_eq(migrate_status(store, &pack_embedded, &version, &newest, &error), 0);
    char name[64];
    snprintf(name, sizeof name, "data/migrations/%03d_broken.up.sql", newest + 1);
    files[pack_embedded.count] = (struct pack_file){
        .name = name, .bytes = (const uint8_t *)broken, .length = sizeof broken - 1};
    pack.files = files;
    cr_expect_eq(migrate_up(store, &pack, &version, &error), ERROR_STORAGE);
    cr_expect_str_eq(error.place, name);
    cr_expect_eq(made_count(path, "SELECT count(*) FROM sqlite_master WHERE name = 'extra'"), 0);
    cr_expect_eq(made_count(path, "PRAGMA user_version"), newest);
    store_close(store);
    mem_free(files);
}

Test(store_care, every_table_has_a_data_class) {
    const char *path = made_path("a.db");
    struct store *store = made_store(path);
    sqlite3 *db = NULL;
    sqlite3_stmt *row = NULL;
    int tables = 0;
    cr_assert_eq(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    sqlite3_prepare_v2(db, "SELECT name FROM sqlite_master WHERE type = 'table'", -1, &row, NULL);
    for (; sqlite3_step(row) == SQLITE_ROW; tables++) {
        const char *table = (const char *)sqlite3_column_text(row, 0);
        const char *class = store_data_class(table);
        cr_assert_not_null(class, "%s has none", table);
        cr_expect(strcmp(class, "public") == 0 || strcmp(class, "internal") == 0 ||
                      strcmp(class, "confidential") == 0 || strcmp(class, "restricted") == 0,
                  "%s: %s", table, class);
    }
    cr_expect_gt(tables, 20);
    cr_expect_null(store_data_class("no_such_table"));
    sqlite3_finalize(row);
    sqlite3_close(db);
    store_close(store);
}

/* ---- doctor ---- */

static uint32_t bad_findings(struct store *store, const char *word) {
    struct doctor_finding findings[DOCTOR_FINDINGS_MAX];
    uint32_t count = store_doctor(store, findings), bad = 0;
    cr_expect_gt(count, 8);
    for (uint32_t i = 0; i < count; i++) {
        bad += !findings[i].good;
        if (!findings[i].good)
            cr_expect(word != NULL && strstr(findings[i].text, word) != NULL, "%s",
                      findings[i].text);
    }
    return bad;
}

Test(store_care, the_doctor_finds_nothing_in_a_good_file_and_what_is_wrong_in_others) {
    char path[512], stray[540];
    snprintf(path, sizeof path, "%s", made_path("a.db"));
    struct store *store = played(path, one_name, 1);
    struct error error = {0};
    cr_expect_eq(bad_findings(store, NULL), 0);
    cr_expect_eq(store_quick_check(path, &error), 0, "%s", error.sentence);
    snprintf(stray, sizeof stray, "%s.part", path);
    fclose(fopen(stray, "w"));
    cr_expect_eq(bad_findings(store, ".part"), 1);
    unlink(stray);
    chmod(path, 0644);
    cr_expect_eq(bad_findings(store, "others"), 1);
    chmod(path, 0600);
    sqlite3 *db = NULL;
    cr_assert_eq(sqlite3_open(path, &db), SQLITE_OK);
    cr_assert_eq(sqlite3_exec(db, "UPDATE account SET cash = 1", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    cr_expect_eq(bad_findings(store, "account"), 1);
    store_close(store);
}

Test(store_care, a_damaged_page_is_found_by_the_quick_check) {
    const char *path = made_path("a.db");
    store_close(played(path, one_name, 1));
    FILE *file = fopen(path, "r+b");
    cr_assert_not_null(file);
    for (long page = 2; page < 12; page++) {
        fseek(file, page * 4096, SEEK_SET);
        fputs("nonsense in the place of a page", file);
    }
    fclose(file);
    struct error error = {0};
    cr_expect_eq(store_quick_check(path, &error), ERROR_STORAGE);
    cr_expect(strstr(error.sentence, "backup") != NULL, "%s", error.sentence);
}

/* ---- backups ---- */

Test(store_care, a_backup_of_an_open_file_restores_to_the_same_rows_and_says_restored) {
    char path[512], backup[512], aside[540];
    snprintf(path, sizeof path, "%s", made_path("a.db"));
    snprintf(backup, sizeof backup, "%s", made_path("b.db"));
    snprintf(aside, sizeof aside, "%s.replaced", path);
    struct store *store = played(path, one_name, 1);
    struct error error = {0};
    cr_assert_eq(store_backup(store, backup, true, &error), 0, "%s", error.sentence);
    cr_expect_eq(store_backup(store, path, true, &error), ERROR_USAGE, "not onto itself");
    struct made made = {.game = 1, .player = 1, .seq = 3};
    made.number = (uint64_t)made_count(path, "SELECT max(number) FROM record");
    struct commit commit = {.game = 1};
    made_record(&made, &commit, RECORD_NOTICE);
    made_keep(store, &commit);

    cr_expect_eq(store_restore(backup, path, NULL, &error), ERROR_STORAGE, "while it is played");
    store_close(store);
    cr_assert_eq(store_restore(backup, path, NULL, &error), 0, "%s", error.sentence);
    cr_expect_eq(made_count(path, "SELECT count(*) FROM notice"), 1);
    cr_expect_eq(made_count(aside, "SELECT count(*) FROM notice"), 2, "the old one is kept");
    store = made_store(path);
    struct stored_game loaded;
    cr_assert_eq(store_load(store, 1, &loaded, &error), 0, "%s", error.sentence);
    cr_expect(loaded.restored);
    buffer_clear(&loaded.snapshot);

    made_record(&made, &commit, RECORD_CHAPTER_OPENED)->chapter_opened.chapter = 2;
    commit.game = 1;
    commit.records[0].number = made.number = loaded.last_record + 1;
    made_keep(store, &commit);
    cr_assert_eq(store_load(store, 1, &loaded, &error), 0, "%s", error.sentence);
    cr_expect_not(loaded.restored, "its new chapter is open");
    buffer_clear(&loaded.snapshot);
    store_close(store);
}

Test(store_care, nothing_is_replaced_by_a_backup_that_is_not_whole) {
    char path[512], backup[512];
    snprintf(path, sizeof path, "%s", made_path("a.db"));
    snprintf(backup, sizeof backup, "%s", made_path("b.db"));
    store_close(played(path, one_name, 1));
    store_close(played(backup, two_names, 2));
    struct error error = {0};
    sqlite3 *db = NULL;
    cr_assert_eq(sqlite3_open(backup, &db), SQLITE_OK);
    cr_assert_eq(sqlite3_exec(db, "UPDATE account SET record = 9999", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    cr_expect_eq(store_restore(backup, path, NULL, &error), ERROR_STORAGE);
    cr_expect(strstr(error.sentence, "account") != NULL, "%s", error.sentence);
    cr_assert_eq(truncate(backup, 50000), 0);
    cr_expect_eq(store_restore(backup, path, NULL, &error), ERROR_STORAGE);
    cr_expect_eq(store_restore(made_path("none.db"), path, NULL, &error), ERROR_STORAGE);
    cr_expect_eq(made_count(path, "SELECT count(*) FROM player"), 1);
}

static int files_in(const char *directory, const char *start) {
    char command[600], text[16] = "";
    snprintf(command, sizeof command, "ls '%s' | grep -c '^%s'", directory, start);
    FILE *list = popen(command, "r");
    cr_assert_not_null(list);
    cr_assert_not_null(fgets(text, sizeof text, list));
    pclose(list);
    return atoi(text);
}

Test(store_care, rotating_backups_keep_seven_days_and_fifty_two_weeks_without_minutes) {
    char path[512], directory[512], newest[640];
    snprintf(path, sizeof path, "%s", made_path("a.db"));
    snprintf(directory, sizeof directory, "%s", made_path("backups"));
    struct store *store = played(path, one_name, 1);
    for (int frame = 0; frame < 2; frame++) {
        struct game_block block = {.chapter = 1, .symbol = "KEST", .tick = FIX8_CENT};
        struct candle candle = {.open = 1, .high = 1, .low = 1, .close = 1, .lots = 1};
        struct commit commit = {.game = 1};
        block.block.frame = frame == 0 ? FRAME_1M : FRAME_1D;
        block_append(&block.block, &candle);
        commit_block(&commit, &block);
        made_keep(store, &commit);
        block_clear(&block.block);
    }
    struct error error = {0};
    int64_t today = INT64_C(20399) * DAY_MS; /* Friday 7 November 2025 */
    mkdir(directory, 0700);
    for (int back = 1; back < 500; back++) { /* what earlier days left, and a stranger */
        char date[GAMETIME_TEXT_MAX], name[600];
        int64_t day = today - back * DAY_MS;
        gametime_format(day, GAMETIME_DATE, date, sizeof date);
        snprintf(name, sizeof name, "%s/%s-%s.db", directory,
                 weekday_of(day) == 0 ? "weekly" : "daily", date);
        fclose(fopen(name, "w"));
        snprintf(name, sizeof name, "%s/daily-of-mine.db", directory);
        fclose(fopen(name, "w"));
    }
    for (int days = -1; days <= 0; days++) {
        for (int again = 0; again < 2; again++)
            cr_assert_eq(store_backup_rotate(store, directory, today + days * DAY_MS, &error), 0,
                         "%s", error.sentence);
    }
    cr_expect_eq(files_in(directory, "daily-of"), 1);
    cr_expect_eq(files_in(directory, "daily-2"), 6, "of seven days, the Monday was not a daily");
    cr_expect_eq(files_in(directory, "weekly"), 52);
    snprintf(newest, sizeof newest, "%s/daily-2025-11-07.db", directory);
    cr_expect_eq(made_count(newest, "SELECT count(*) FROM candle_block WHERE frame = '1m'"), 0);
    cr_expect_eq(made_count(newest, "SELECT count(*) FROM candle_block WHERE frame = '1d'"), 1);
    cr_expect_eq(made_count(newest, "SELECT count(*) FROM fill"), 2);
    store_close(store);
}

/* ---- the player's own ---- */

Test(store_care, everything_of_a_player_is_one_json_document) {
    struct store *store = played(made_path("a.db"), one_name, 1);
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    struct error error = {0};
    cr_assert_eq(store_export_everything(store, 1, 1, out, &error), 0, "%s", error.sentence);
    fclose(out);
    cJSON *document = json_parse("everything", text, length, &error);
    cr_assert_not_null(document, "%s\n%s", error.sentence, text);
    const cJSON *player = cJSON_GetArrayItem(cJSON_GetObjectItem(document, "player"), 0);
    cr_expect_str_eq(cJSON_GetStringValue(cJSON_GetObjectItem(player, "name")), "Ada");
    const cJSON *fills = cJSON_GetObjectItem(document, "fill");
    cr_expect_eq(cJSON_GetArraySize(fills), 2);
    const cJSON *fill = cJSON_GetArrayItem(fills, 0);
    cr_expect_str_eq(cJSON_GetStringValue(cJSON_GetObjectItem(fill, "price")), "100");
    cr_expect_str_eq(cJSON_GetStringValue(cJSON_GetObjectItem(fill, "game_time")),
                     "1970-01-01T00:00:01.000Z");
    const cJSON *orders = cJSON_GetObjectItem(document, "orders");
    cr_expect_eq(cJSON_GetArraySize(orders), 2, "each order once, as it ended");
    cr_expect_eq(cJSON_GetArraySize(cJSON_GetObjectItem(document, "journal")), 3);
    cJSON_Delete(document);
    free(text);
    FILE *nowhere = fopen("/dev/null", "w");
    cr_expect_eq(store_export_everything(store, 1, 9, nowhere, &error), ERROR_USAGE);
    fclose(nowhere);
    store_close(store);
}

static bool file_holds(const char *path, const char *word) {
    char command[600];
    snprintf(command, sizeof command, "grep -qa '%s' '%s'", word, path);
    return system(command) == 0;
}

Test(store_care, a_deleted_profile_takes_its_game_and_leaves_the_others) {
    char path[512];
    snprintf(path, sizeof path, "%s", made_path("a.db"));
    struct store *store = played(path, two_names, 2);
    struct error error = {0};
    cr_expect_eq(store_delete_profile(store, 1, 9, &error), ERROR_USAGE);
    cr_assert_eq(store_delete_profile(store, 1, 1, &error), 0, "%s", error.sentence);
    cr_expect_eq(made_count(path, "SELECT count(*) FROM game"), 1);
    cr_expect_eq(made_count(path, "SELECT count(*) FROM fill WHERE game_id = 2"), 2);
    cr_expect_eq(made_count(path, "SELECT count(*) FROM record WHERE game_id = 1"), 0);
    cr_expect_not(file_holds(path, "Ada"), "no trace in free pages");
    cr_expect(file_holds(path, "Grace"));
    cr_expect_eq(bad_findings(store, NULL), 0);
    cr_expect_not(store_name_taken(store, "Ada"));
    store_close(store);
}

Test(store_care, a_player_goes_from_a_game_of_two_and_the_chain_still_holds) {
    char path[512];
    snprintf(path, sizeof path, "%s", made_path("a.db"));
    struct store *store = played(path, one_name, 1);
    struct made made = {.game = 1, .player = 2, .seq = 3, .game_ms = 9000};
    struct commit commit = {.game = 1};
    struct error error = {0};
    made.number = (uint64_t)made_count(path, "SELECT max(number) FROM record");
    struct player_created *player =
        &made_record(&made, &commit, RECORD_PLAYER_CREATED)->player_created;
    player->id = 2;
    strcpy(player->name, "Grace");
    made_round_trip(&made, &commit, 2);
    made_keep(store, &commit);
    cr_expect_eq(store_delete_profile(store, 1, 2, &error), ERROR_REFUSED, "not settled");
    commit.game = 1;
    commit.clean = true;
    commit.snapshot_seq = made.seq;
    commit.snapshot_record = made.number;
    buffer_text(&commit.snapshot, "state without her");
    made_keep(store, &commit);
    cr_assert_eq(store_delete_profile(store, 1, 2, &error), 0, "%s", error.sentence);
    cr_expect_not(file_holds(path, "Grace"));
    cr_expect_eq(made_count(path, "SELECT count(*) FROM fill"), 2, "the other's are there");
    made.player = 1;
    made_round_trip(&made, &commit, 3);
    made_keep(store, &commit);
    struct verify_report report;
    struct content *content = mem_alloc(sizeof *content);
    cr_expect_eq(store_verify(store, content, "abc", false, &report, &error), 0, "%s (%s)",
                 error.sentence, error.place);
    cr_expect_eq(report.chain_entries, 1, "what came after");
    mem_free(content);
    store_close(store);
}
