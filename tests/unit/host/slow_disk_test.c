/* A disk that takes long: commits run aside, the durable clock leads further, nothing is shown
 * before it is durable. Slowness is made by a clock that moves on whenever it is read. */
#include "house.h"

#include <sqlite3.h>

#include "host/committer.h"

#define ONE FIX8_ONE

static int64_t slow_mono(void *context) {
    struct house *house = context;
    return house->mono_us += 7000; /* any two looks are 7 ms apart */
}

struct heard {
    uint64_t last, count;
    bool in_order;
};

static void hear(void *context, const struct record *record) {
    struct heard *heard = context;
    heard->in_order &= heard->last == 0 || record->number == heard->last + 1;
    heard->last = record->number;
    heard->count++;
}

/* Ticks until everything handed over has been heard. */
static void settle(struct host *host, const struct heard *heard) {
    for (int i = 0; i < 5000 && heard->last < game_record_number(host_game(host)); i++) {
        usleep(1000);
        host_tick(host);
    }
    cr_assert_eq(heard->last, game_record_number(host_game(host)));
}

Test(slow_disk, commits_go_aside_and_every_record_is_heard_once_in_order) {
    struct house house;
    house_open(&house);
    house_make(&house, "BTC-USD", 21);
    house.clock.mono_us = slow_mono;
    struct host *host = house_play(&house);
    struct heard heard = {.in_order = true, .last = game_record_number(host_game(host))};
    struct host_listener listener = {.record = hear, .context = &heard};
    host_listen(host, &listener);
    for (int i = 0; i < 40; i++) {
        fix8_t size = (1 + i % 5) * (ONE / 1000);
        (void)house_order(host, "BTC-USD", i % 3 == 2 ? SIDE_SELL : SIDE_BUY, size, 0);
        cr_assert_eq(house_speed(host, i % 2 ? SPEED_PAUSED : SPEED_30X, SKIP_NONE).code, 0);
        house_pass(&house, host, 200, 50);
    }
    cr_assert_geq(host_descriptor(host), 0, "commits over 5 ms move to their own thread");
    settle(host, &heard);
    cr_assert(heard.in_order);
    cr_assert_gt(heard.count, 100);
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
    struct verify_report report;
    cr_assert_eq(
        store_verify(house.store, &house.content, house.hash, false, &report, &house.error), 0,
        "%s (%s)", house.error.sentence, house.error.place);
    house_close(&house);
}

Test(slow_disk, game_time_never_passes_what_is_durable) {
    struct house house;
    house_open(&house);
    house_make(&house, "BTC-USD", 22);
    house.clock.mono_us = slow_mono;
    struct host *host = house_play(&house);
    cr_assert_eq(house_speed(host, SPEED_5X, SKIP_NONE).code, 0);
    for (int i = 0; i < 60; i++) {
        if (i % 4 == 0) {
            (void)house_order(host, "BTC-USD", i % 8 ? SIDE_SELL : SIDE_BUY, ONE / 1000, 0);
            cr_assert_eq(house_speed(host, SPEED_5X, SKIP_NONE).code, 0); /* a fill slows down */
        }
        house_pass(&house, host, 100, 50);
        usleep(2000); /* the thread has its turn */
        struct stored_game stored = {0};
        struct store *reader;
        cr_assert_eq(store_open(&reader, house.path, STORE_READ, 0, NULL, &house.error), 0);
        int64_t shown = game_now(host_game(host));
        if (i % 10 == 9) {
            cr_assert_eq(host_settle(host), 0); /* whatever was under way has set H by now */
        }
        cr_assert_eq(store_load(reader, house.game, &stored, &house.error), 0);
        cr_assert_geq(stored.durable_ms, shown);
        cr_assert_leq(stored.durable_ms - shown,
                      (int64_t)DURABLE_LEAD_SLOW_MS * 60 * speed_factor(SPEED_5X));
        buffer_clear(&stored.snapshot);
        store_close(reader);
    }
    cr_assert_gt(game_now(host_game(host)), GAME_START_MS + 10 * MINUTE_MS);
    cr_assert_eq(host_close(host, &house.error), 0);
    house_close(&house);
}

/* A stranger at the file keeps every commit waiting. */
static sqlite3 *hold_file(const struct house *house) {
    sqlite3 *file;
    cr_assert_eq(sqlite3_open(house->path, &file), SQLITE_OK);
    sqlite3_busy_timeout(file, 5000); /* a commit under way ends first */
    cr_assert_eq(sqlite3_exec(file, "begin immediate", NULL, NULL, NULL), SQLITE_OK);
    return file;
}

Test(slow_disk, a_command_under_way_holds_the_clock_where_its_commit_will) {
    struct house house;
    house_open(&house);
    house_make(&house, "BTC-USD", 24);
    house.clock.mono_us = slow_mono;
    struct host *host = house_play(&house);
    cr_assert_eq(house_speed(host, SPEED_5X, SKIP_NONE).code, 0);
    for (int i = 0; i < 5; i++) {
        house_pass(&house, host, 500, 50);
        cr_assert_eq(host_settle(host), 0);
        house_pass(&house, host, 50, 50); /* H is well ahead */
        cr_assert_geq(host_descriptor(host), 0);
        sqlite3 *stranger = hold_file(&house);
        (void)house_order(host, "BTC-USD", i % 2 ? SIDE_SELL : SIDE_BUY, ONE / 1000, 0);
        int64_t at = game_now(host_game(host));
        house_pass(&house, host, 400, 50);
        cr_assert_eq(game_now(host_game(host)), at, "a killed process would come back at %ld",
                     (long)at);
        cr_assert_eq(sqlite3_close(stranger), SQLITE_OK);
        cr_assert_eq(host_settle(host), 0);
    }
    cr_assert_eq(host_close(host, &house.error), 0);
    house_close(&house);
}

Test(slow_disk, a_slice_of_a_skip_is_shown_when_it_is_durable) {
    struct house house;
    house_open(&house);
    house_make(&house, "BTC-USD", 25);
    house.clock.mono_us = slow_mono;
    struct host *host = house_play(&house);
    cr_assert_eq(house_order(host, "BTC-USD", SIDE_BUY, ONE / 1000, 0).code, 0);
    cr_assert_geq(host_descriptor(host), 0);
    cr_assert_eq(house_speed(host, SPEED_PAUSED, SKIP_WEEK).code, 0);
    while (game_skip_until(host_game(host)) != 0) {
        host_tick(host);
        struct stored_game stored = {0};
        struct store *reader;
        cr_assert_eq(store_open(&reader, house.path, STORE_READ, 0, NULL, &house.error), 0);
        cr_assert_eq(store_load(reader, house.game, &stored, &house.error), 0);
        cr_assert_geq(stored.durable_ms, game_now(host_game(host)));
        buffer_clear(&stored.snapshot);
        store_close(reader);
    }
    cr_assert_eq(host_close(host, &house.error), 0);
    house_close(&house);
}

Test(slow_disk, the_next_chapter_waits_for_what_is_under_way) {
    struct house house;
    house_open(&house);
    house_make(&house, "BTC-USD", 23);
    house.clock.mono_us = slow_mono;
    struct host *host = house_play(&house);
    cr_assert_eq(house_order(host, "BTC-USD", SIDE_BUY, ONE / 100, 0).code, 0);
    cr_assert_eq(house_order(host, "BTC-USD", SIDE_BUY, ONE / 100, 40000 * ONE).code, 0);
    cr_assert_geq(host_descriptor(host), 0);
    struct chapter_open chapter = {.seed = 5, .history_days = 1, .instruments = "KEST"};
    cr_assert_eq(host_next_chapter(host, &chapter, NULL, 0, NULL, NULL, &house.error), 0, "%s",
                 house.error.sentence);
    struct record rows[4];
    cr_assert_eq(store_finished_orders(host_store(host), house.game, 1, 0, rows, 4), 2);
    cr_assert_eq(rows[0].order_changed.state, ORDER_CANCELED, "what waited is taken back");
    cr_assert_eq(house_order(host, "KEST", SIDE_BUY, ONE, 0).code, 0);
    cr_assert_eq(host_close(host, &house.error), 0, "%s", house.error.sentence);
    struct verify_report report;
    cr_assert_eq(
        store_verify(house.store, &house.content, house.hash, false, &report, &house.error), 0,
        "%s (%s)", house.error.sentence, house.error.place);
    house_close(&house);
}

Test(slow_disk, a_replay_finds_its_tapes_before_they_are_durable) {
    struct house house;
    house_open(&house);
    house_make(&house, "BTC-USD", 26);
    struct tape_row rows[60];
    for (int i = 0; i < 60; i++) {
        rows[i] = (struct tape_row){.ms = (20000 + i) * DAY_MS,
                                    .open = 100 * ONE,
                                    .high = 102 * ONE,
                                    .low = 99 * ONE,
                                    .close = 101 * ONE,
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
    house.clock.mono_us = slow_mono;
    struct host *host = house_play(&house);
    cr_assert_eq(house_order(host, "BTC-USD", SIDE_BUY, ONE / 1000, 0).code, 0);
    cr_assert_geq(host_descriptor(host), 0, "commits run aside");
    struct chapter_open replay = {.market = MARKET_REPLAY, .history_days = 1};
    cr_assert_eq(host_next_chapter(host, &replay, &id, 1, NULL, NULL, &house.error), 0, "%s",
                 house.error.sentence);
    cr_assert_eq(house_order(host, "ACME", SIDE_BUY, 3 * ONE, 0).code, 0);
    cr_assert_eq(host_close(host, &house.error), 0, "%s", house.error.sentence);
    house_close(&house);
}
