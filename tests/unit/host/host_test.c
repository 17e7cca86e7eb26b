#include "house.h"

#include <sqlite3.h>

#include "base/random.h"

#define ONE FIX8_ONE

static int64_t stored_durable(struct house *house) {
    struct stored_game stored = {0};
    cr_assert_eq(store_load(house->store, house->game, &stored, &house->error), 0, "%s",
                 house->error.sentence);
    buffer_clear(&stored.snapshot);
    return stored.durable_ms;
}

Test(host, one_real_second_is_one_game_minute_at_1x_and_nothing_moves_when_paused) {
    struct house house;
    house_open(&house);
    house_make(&house, "BTC-USD", 1);
    struct host *host = house_play(&house);
    house_pass(&house, host, 5000, 100);
    cr_assert_eq(game_now(host_game(host)), GAME_START_MS);
    cr_assert_eq(host_wait_ms(host), -1);
    cr_assert_eq(house_speed(host, SPEED_1X, SKIP_NONE).code, 0);
    house_pass(&house, host, 10000, 100);
    cr_assert_eq(game_now(host_game(host)), GAME_START_MS + 10 * MINUTE_MS);
    cr_assert_eq(house_speed(host, SPEED_5X, SKIP_NONE).code, 0);
    house_pass(&house, host, 2000, 50);
    cr_assert_eq(game_now(host_game(host)), GAME_START_MS + 20 * MINUTE_MS);
    cr_assert_eq(host_close(host, &house.error), 0, "%s", house.error.sentence);
    house_close(&house);
}

Test(host, the_durable_clock_leads_by_at_most_one_real_second_and_never_trails) {
    struct house house;
    house_open(&house);
    house_make(&house, "BTC-USD", 2);
    struct host *host = house_play(&house);
    struct random random = random_named(2, "ticks", 0);
    static const enum speed speeds[] = {SPEED_1X, SPEED_30X, SPEED_5X, SPEED_120X};
    for (int i = 0; i < 40; i++) {
        enum speed speed = speeds[i % 4];
        if (i % 10 == 0) {
            cr_assert_eq(house_speed(host, speed, SKIP_NONE).code, 0);
        }
        house_pass(&house, host, 300, 1 + random_below(&random, 300));
        int64_t now = game_now(host_game(host)), durable = stored_durable(&house);
        int64_t second = 60000 * speed_factor(game_speed(host_game(host)));
        cr_assert_geq(durable, now);
        cr_assert_leq(durable, now + second);
    }
    host_freeze(host, true);
    cr_assert_eq(stored_durable(&house), game_now(host_game(host)));
    int64_t held = game_now(host_game(host));
    house_pass(&house, host, 3000, 100);
    cr_assert_eq(game_now(host_game(host)), held);
    host_freeze(host, false);
    house_pass(&house, host, 1000, 100);
    cr_assert_gt(game_now(host_game(host)), held);
    cr_assert_eq(house_speed(host, SPEED_PAUSED, SKIP_NONE).code, 0);
    cr_assert_eq(stored_durable(&house), game_now(host_game(host)));
    host_abandon(host);
    house_close(&house);
}

Test(host, a_stopped_process_does_not_find_hours_gone) {
    struct house house;
    house_open(&house);
    house_make(&house, "KEST", 3);
    struct host *host = house_play(&house);
    cr_assert_eq(house_speed(host, SPEED_1X, SKIP_NONE).code, 0);
    house_pass(&house, host, 1000, 100);
    int64_t before = game_now(host_game(host));
    house_pass(&house, host, 3600000, 3600000);
    cr_assert_leq(game_now(host_game(host)), before + 2 * MINUTE_MS);
    host_abandon(host);
    house_close(&house);
}

Test(host, after_a_clean_end_everything_is_as_it_was) {
    struct house house;
    house_open(&house);
    house_make(&house, "BTC-USD,KEST", 4);
    struct host *host = house_play(&house);
    cr_assert_eq(house_order(host, "BTC-USD", SIDE_BUY, ONE / 25, 0).code, 0);
    cr_assert_eq(house_order(host, "KEST", SIDE_BUY, 2 * ONE, 30 * ONE).code, 0);
    cr_assert_eq(house_speed(host, SPEED_5X, SKIP_NONE).code, 0);
    house_pass(&house, host, 2000, 100);
    struct buffer before = house_state(host);
    cr_assert_eq(host_close(host, &house.error), 0, "%s", house.error.sentence);
    store_close(house.store);
    house_open_store(&house);
    host = house_play(&house);
    struct buffer after = house_state(host);
    cr_assert_eq(before.length, after.length);
    cr_assert_eq(memcmp(before.bytes, after.bytes, before.length), 0);
    buffer_clear(&before);
    buffer_clear(&after);
    cr_assert_eq(host_close(host, &house.error), 0);
    house_close(&house);
}

Test(host, who_only_reads_never_sees_further_than_the_player) {
    struct house house;
    house_open(&house);
    house_make(&house, "BTC-USD", 8);
    struct host *host = house_play(&house);
    cr_assert_eq(house_speed(host, SPEED_120X, SKIP_NONE).code, 0);
    for (int i = 0; i < 30; i++) {
        house_pass(&house, host, 170, 40);
        struct host_parts parts = house.parts;
        struct content content = house.content;
        parts.content = &content;
        struct host *reader = NULL;
        cr_assert_eq(store_open(&parts.store, house.path, STORE_READ, 0, NULL, &house.error), 0);
        cr_assert_eq(host_open(&parts, house.game, HOST_READ, &reader, &house.error), 0, "%s",
                     house.error.sentence);
        int64_t seen = game_now(host_game(reader)), shown = game_now(host_game(host));
        cr_assert_leq(seen, shown);
        cr_assert_geq(seen, shown - 2 * 1000 * 60 * speed_factor(SPEED_120X));
        host_abandon(reader);
        store_close(parts.store);
    }
    cr_assert_eq(host_close(host, &house.error), 0);
    house_close(&house);
}

/* A killed process comes back at H with everything that was shown, whatever it was doing. */
Test(host, a_kill_between_any_two_steps_loses_nothing_that_was_shown) {
    struct house house;
    house_open(&house);
    house_make(&house, "BTC-USD,KEST", 5);
    struct host *host = house_play(&house);
    struct random random = random_named(5, "kills", 0);
    for (int i = 0; i < 60; i++) {
        switch (random_below(&random, 6)) {
        case 0:
            (void)house_order(host, "BTC-USD", (enum side)random_below(&random, 2),
                              (1 + random_below(&random, 50)) * (ONE / 1000), 0);
            break;
        case 1:
            (void)house_order(host, "KEST", SIDE_BUY, ONE,
                              (30 + (fix8_t)random_below(&random, 12)) * ONE);
            break;
        case 2:
            (void)house_speed(host, (enum speed)random_below(&random, SPEED_COUNT), SKIP_NONE);
            break;
        case 3:
            (void)house_speed(host, SPEED_1X, SKIP_DAY);
            break;
        default:
            house_pass(&house, host, random_below(&random, 3000), 1 + random_below(&random, 400));
        }
        if (random_below(&random, 3) == 0) {
            int64_t shown = game_now(host_game(host));
            uint64_t records = game_record_number(host_game(host));
            uint64_t seq = game_seq(host_game(host));
            house_crash(&house, host);
            int64_t durable = stored_durable(&house);
            host = house_play(&house);
            cr_assert_eq(host_trouble(host)->code, 0, "%s", host_trouble(host)->sentence);
            cr_assert_geq(durable, shown);
            cr_assert_eq(game_now(host_game(host)), durable);
            cr_assert_geq(game_record_number(host_game(host)), records);
            cr_assert_geq(game_seq(host_game(host)), seq);
            broker_check(game_broker(host_game(host)));
        }
    }
    cr_assert_eq(host_close(host, &house.error), 0, "%s", house.error.sentence);
    struct verify_report report;
    cr_assert_eq(
        store_verify(house.store, &house.content, house.hash, false, &report, &house.error), 0,
        "%s (%s)", house.error.sentence, house.error.place);
    cr_assert_gt(report.records, 10);
    house_close(&house);
}

Test(host, a_replay_of_a_tape_is_the_next_chapter_and_recovers_too) {
    struct house house;
    house_open(&house);
    house_make(&house, "BTC-USD", 6);
    struct tape_row rows[60];
    for (int i = 0; i < 60; i++) {
        fix8_t open = (100 + i % 7) * ONE;
        rows[i] = (struct tape_row){.ms = (20000 + i) * DAY_MS,
                                    .open = open,
                                    .high = open + 2 * ONE,
                                    .low = open - ONE,
                                    .close = open + ONE,
                                    .volume = 5000 * ONE};
    }
    struct tape tape = {.symbol = "ACME",
                        .bar_ms = DAY_MS,
                        .tick = ONE / 100,
                        .has_volume = true,
                        .rows = rows,
                        .count = 60};
    uint64_t id;
    cr_assert_eq(
        store_tape_put(house.store, &tape, "", "acme.csv", house.wall_ms, &id, &house.error), 0,
        "%s", house.error.sentence);
    uint64_t again;
    cr_assert_eq(
        store_tape_put(house.store, &tape, "", "copy.csv", house.wall_ms, &again, &house.error), 0);
    cr_assert_eq(again, id, "an equal tape is not stored twice");
    struct host *host = house_play(&house);
    struct chapter_open replay = {.market = MARKET_REPLAY, .history_days = 1};
    cr_assert_eq(host_next_chapter(host, &replay, &id, 1, NULL, NULL, &house.error), 0, "%s",
                 house.error.sentence);
    cr_assert_eq(house_order(host, "ACME", SIDE_BUY, 3 * ONE, 0).code, 0);
    cr_assert_eq(house_speed(host, SPEED_1X, SKIP_NONE).code, 0);
    house_pass(&house, host, 5000, 100);
    struct candle bars[80];
    uint32_t count = host_candles(host, 0, FRAME_1D, 0, bars, 80);
    cr_assert_geq(count, 12, "12 bars of history and the day in progress, got %u", count);
    house_crash(&house, host);
    host = house_play(&house);
    cr_assert_eq(host_trouble(host)->code, 0, "%s", host_trouble(host)->sentence);
    cr_assert_eq(game_broker(host_game(host))->position_count, 1);
    cr_assert_eq(host_close(host, &house.error), 0);
    struct verify_report report;
    cr_assert_eq(
        store_verify(house.store, &house.content, house.hash, false, &report, &house.error), 0,
        "%s (%s)", house.error.sentence, house.error.place);
    cr_assert_eq(report.chapters, 2);
    house_close(&house);
}

static void execute(sqlite3 *file, const char *text) {
    char *why = NULL;
    cr_assert_eq(sqlite3_exec(file, text, NULL, NULL, &why), SQLITE_OK, "%s", why);
}

/* What only a stranger to the program would do: the table does not let it. */
static void spoil_last_record(struct house *house) {
    sqlite3 *file;
    cr_assert_eq(sqlite3_open(house->path, &file), SQLITE_OK);
    sqlite3_stmt *triggers;
    char drop[512] = "";
    cr_assert_eq(sqlite3_prepare_v2(file,
                                    "select name from sqlite_master"
                                    " where type = 'trigger' and tbl_name = 'record'",
                                    -1, &triggers, NULL),
                 SQLITE_OK);
    while (sqlite3_step(triggers) == SQLITE_ROW) {
        size_t length = strlen(drop);
        snprintf(drop + length, sizeof drop - length, "drop trigger %s;",
                 (const char *)sqlite3_column_text(triggers, 0));
    }
    sqlite3_finalize(triggers);
    cr_assert_gt(strlen(drop), 0);
    execute(file, drop);
    execute(file, "update record set body = cast(body || x'00' as blob)"
                  " where number = (select max(number) from record)");
    sqlite3_close(file);
}

Test(host, a_stored_record_that_differs_stops_play_and_says_so) {
    struct house house;
    house_open(&house);
    house_make(&house, "BTC-USD", 7);
    struct host *host = house_play(&house);
    cr_assert_eq(house_order(host, "BTC-USD", SIDE_BUY, ONE / 50, 0).code, 0);
    host_abandon(host);
    store_close(house.store);
    spoil_last_record(&house);
    house_open_store(&house);
    host = house_play(&house);
    cr_assert_neq(host_trouble(host)->code, 0);
    struct command_answer answer = house_order(host, "BTC-USD", SIDE_BUY, ONE / 50, 0);
    cr_assert_neq(answer.code, 0);
    cr_assert_str_eq(answer.sentence, host_trouble(host)->sentence);
    host_abandon(host);
    house_close(&house);
}

Test(host, a_zone_is_one_that_the_system_knows) {
    cr_assert(host_zone_known("UTC"));
    cr_assert_not(host_zone_known(""));
    cr_assert_not(host_zone_known("/etc/passwd"));
    cr_assert_not(host_zone_known("../../../etc/passwd"));
    cr_assert_not(host_zone_known("Europe/Brussels; rm"));
    if (access("/usr/share/zoneinfo/Europe/Brussels", F_OK) == 0) {
        cr_assert(host_zone_known("Europe/Brussels"));
        cr_assert_not(host_zone_known("Mars/Base"));
        cr_assert_not(host_zone_known("Europe"));
    }
}

Test(host, an_order_that_was_cut_is_found_again_in_the_same_chapter) {
    struct house house;
    house_open(&house);
    house_make(&house, "BTC-USD", 11);
    struct host *host = house_play(&house);
    struct command command = {.kind = COMMAND_ORDER_PLACE};
    strcpy(command.order_place.symbol, "BTC-USD");
    command.order_place.type = ORDER_BRACKET;
    command.order_place.tif = TIF_GTC;
    command.order_place.size = 5 * FIX8_CENT;
    command.order_place.stop = 49000 * FIX8_ONE;
    command.order_place.target = 52000 * FIX8_ONE;
    cr_assert_eq(house_send(host, command).code, 0);
    cr_assert_eq(house_order(host, "BTC-USD", SIDE_SELL, 2 * FIX8_CENT, 0).code, 0);
    const struct broker *broker = game_broker(host_game(host));
    cr_assert_eq(broker->order_count, 2, "the exits");
    cr_assert_gt(broker->orders[0].cut, 0);
    struct buffer before = house_state(host);
    cr_assert_eq(host_close(host, &house.error), 0);
    store_close(house.store);
    house_open_store(&house);
    host = house_play(&house);
    cr_expect_eq(game_chapter(host_game(host)), 1);
    struct buffer after = house_state(host);
    cr_expect_eq(before.length, after.length);
    cr_assert_eq(host_close(host, &house.error), 0);
    buffer_clear(&before);
    buffer_clear(&after);
    house_close(&house);
}
