/* Files whose market is lost: the books go on from the tables. */
#include "house.h"

#include <sqlite3.h>

#include "base/random.h"

#define ONE         FIX8_ONE
#define ORDERS_MOST 16

/* ---- spoiling ---- */

/* of the chapter that is open */
#define EVERY_SNAPSHOT                                                                             \
    "update snapshot set state = zeroblob(length(state))"                                          \
    " where chapter = (select max(chapter) from chapter)"
#define NEWEST_SNAPSHOT EVERY_SNAPSHOT " and id = (select max(id) from snapshot)"
#define OTHER_VERSION                                                                              \
    "update chapter set sim_version = 999 where chapter = (select max(chapter) from chapter)"
#define OUR_VERSION "update chapter set sim_version = 2 where sim_version = 999"

static void spoil(struct house *house, const char *text) {
    sqlite3 *file;
    char *why = NULL;
    cr_assert_eq(sqlite3_open(house->path, &file), SQLITE_OK);
    cr_assert_eq(sqlite3_exec(file, text, NULL, NULL, &why), SQLITE_OK, "%s", why);
    cr_assert_gt(sqlite3_changes(file), 0, "%s", text);
    sqlite3_close(file);
}

static int64_t count(struct house *house, const char *text) {
    sqlite3 *file;
    sqlite3_stmt *row;
    cr_assert_eq(sqlite3_open(house->path, &file), SQLITE_OK);
    cr_assert_eq(sqlite3_prepare_v2(file, text, -1, &row, NULL), SQLITE_OK);
    cr_assert_eq(sqlite3_step(row), SQLITE_ROW);
    int64_t value = sqlite3_column_int64(row, 0);
    sqlite3_finalize(row);
    sqlite3_close(file);
    return value;
}

static void leave(struct house *house, struct host *host, bool clean, const char *then) {
    if (clean) {
        cr_assert_eq(host_close(host, &house->error), 0, "%s", house->error.sentence);
    } else {
        host_abandon(host);
    }
    store_close(house->store);
    spoil(house, then);
    house_open_store(house);
}

static struct verify_report verify(struct house *house) {
    struct verify_report report;
    cr_assert_eq(
        store_verify(house->store, &house->content, house->hash, false, &report, &house->error), 0,
        "%s (%s)", house->error.sentence, house->error.place);
    return report;
}

/* ---- what must be as it was ---- */

struct books {
    struct account account;
    struct position positions[4];
    struct order orders[ORDERS_MOST];
    struct alert alerts[4];
    uint32_t position_count, order_count, alert_count;
    uint64_t next_order, next_fill, next_transaction, counter, hosts_counter;
    int64_t now_ms;
    int32_t local_day;
};

static struct books books_of(struct host *host) {
    struct game *game = host_game(host);
    struct broker *broker = game_broker(game);
    struct books books = {.account = broker->accounts[0],
                          .position_count = broker->position_count,
                          .order_count = broker->order_count,
                          .next_order = broker->next_order,
                          .next_fill = broker->next_fill,
                          .next_transaction = broker->next_transaction,
                          .counter = game_next_counter(game, 1),
                          .hosts_counter = game_next_counter(game, 0),
                          .now_ms = game_now(game),
                          .local_day = game_profile(game, 1)->local_day};
    const struct alert *alerts = game_alerts(game, &books.alert_count);
    cr_assert(books.position_count <= 4 && books.order_count <= ORDERS_MOST &&
              books.alert_count <= 4);
    for (uint32_t i = 0; i < books.position_count; i++) {
        books.positions[i] = broker->positions[i];
    }
    for (uint32_t i = 0; i < books.order_count; i++) {
        books.orders[i] = broker->orders[i];
    }
    for (uint32_t i = 0; i < books.alert_count; i++) {
        books.alerts[i] = alerts[i];
    }
    return books;
}

static void assert_same_order(const struct order *a, const struct order *b) {
    cr_assert_eq(a->id, b->id);
    cr_assert_eq(a->account, b->account);
    cr_assert_eq(a->instrument, b->instrument);
    cr_assert(a->side == b->side && a->type == b->type && a->tif == b->tif);
    cr_assert_eq(a->state, b->state);
    cr_assert_eq(a->limit, b->limit);
    cr_assert_eq(a->lots, b->lots);
    cr_assert_eq(a->filled, b->filled);
    cr_assert_eq(a->ticks_lots, b->ticks_lots);
    cr_assert_eq(a->value, b->value);
    cr_assert_eq(a->paid, b->paid);
    cr_assert_eq(a->fee, b->fee);
    cr_assert_eq(a->reserved, b->reserved);
    cr_assert_eq(a->mid_half_ticks, b->mid_half_ticks);
    cr_assert_eq(a->created_ms, b->created_ms);
}

static void assert_same_position(const struct position *a, const struct position *b) {
    cr_assert(a->account == b->account && a->instrument == b->instrument);
    cr_assert_eq(a->lots, b->lots);
    cr_assert_eq(a->cost, b->cost);
    cr_assert_eq(a->realised, b->realised);
    cr_assert_eq(a->fees, b->fees);
    cr_assert_eq(a->opened_ms, b->opened_ms);
    cr_assert_eq(a->updated_ms, b->updated_ms);
}

static void assert_same_account(const struct account *a, const struct account *b) {
    cr_assert(a->id == b->id && a->player == b->player && a->broker == b->broker);
    cr_assert_str_eq(a->name, b->name);
    for (int book = 0; book < LEDGER_BOOK_COUNT; book++) {
        cr_assert_eq(a->balances[book], b->balances[book]);
    }
    cr_assert_eq(a->reserved, b->reserved);
    cr_assert_eq(a->opened_ms, b->opened_ms);
}

/* `chapters`: host's commands that opened chapters in between. */
static void assert_same_books(const struct books *before, const struct books *after,
                              uint64_t chapters) {
    assert_same_account(&before->account, &after->account);
    cr_assert_eq(before->position_count, after->position_count);
    for (uint32_t i = 0; i < before->position_count; i++) {
        assert_same_position(&before->positions[i], &after->positions[i]);
    }
    cr_assert_eq(before->order_count, after->order_count);
    for (uint32_t i = 0; i < before->order_count; i++) {
        assert_same_order(&before->orders[i], &after->orders[i]);
    }
    cr_assert_eq(before->alert_count, after->alert_count);
    for (uint32_t i = 0; i < before->alert_count; i++) {
        cr_assert_eq(before->alerts[i].id, after->alerts[i].id);
        cr_assert_eq(before->alerts[i].ticks, after->alerts[i].ticks);
        cr_assert_eq(before->alerts[i].above, after->alerts[i].above);
    }
    cr_assert_eq(before->next_order, after->next_order);
    cr_assert_eq(before->next_fill, after->next_fill);
    cr_assert_eq(before->next_transaction, after->next_transaction);
    cr_assert_eq(before->counter, after->counter);
    cr_assert_eq(before->hosts_counter + chapters, after->hosts_counter);
    cr_assert_eq(before->now_ms, after->now_ms);
    cr_assert_eq(before->local_day, after->local_day);
}

/* ---- playing ---- */

static fix8_t best(struct host *host, const char *symbol, enum side side) {
    const struct market *market = game_market(host_game(host));
    int index = instrument_find(&market->table, symbol);
    int32_t ticks;
    int64_t lots;
    cr_assert(book_best(market->listings[index].book, side, &ticks, &lots));
    return instrument_price(&market->table.rows[index], ticks);
}

static void set_alert(struct host *host, const char *symbol, fix8_t price) {
    struct command command;
    memset(&command, 0, sizeof command);
    command.kind = COMMAND_ALERT_SET;
    strcpy(command.alert_set.symbol, symbol);
    command.alert_set.price = price;
    struct command_answer answer = house_send(host, command);
    cr_assert_eq(answer.code, 0, "%s", answer.sentence);
}

static void send(struct host *host, const char *symbol, enum side side, fix8_t size, fix8_t limit) {
    struct command_answer answer = house_order(host, symbol, side, size, limit);
    cr_assert_eq(answer.code, 0, "%s", answer.sentence);
}

/* What has filled of an order stays all there is. */
static void move_away(struct host *host, uint64_t id) {
    const struct order *order = broker_order(game_broker(host_game(host)), id);
    cr_assert_eq(order->state, ORDER_PARTIAL);
    struct command command;
    memset(&command, 0, sizeof command);
    command.kind = COMMAND_ORDER_AMEND;
    command.order_amend.order = id;
    command.order_amend.price = order->limit / 2 * FIX8_CENT;
    cr_assert_eq(house_send(host, command).code, 0);
}

/* An evening: a position in BTC with a buy and a sale resting around it, an order in KEST that was
 * partly filled before the close, one that was queued after it, and two alerts. */
static struct host *play_a_day(struct house *house) {
    house_open(house);
    house_make(house, "BTC-USD,KEST", 11);
    struct host *host = house_play(house);
    send(host, "BTC-USD", SIDE_BUY, ONE / 25, 0);
    fix8_t price = best(host, "BTC-USD", SIDE_BUY);
    fix8_t whole = price / ONE * ONE;
    send(host, "BTC-USD", SIDE_SELL, ONE / 100, whole + whole / 5 / ONE * ONE);
    send(host, "BTC-USD", SIDE_BUY, ONE / 50, whole - whole / 5 / ONE * ONE);
    set_alert(host, "BTC-USD", whole + whole / 4 / ONE * ONE);
    set_alert(host, "BTC-USD", whole - whole / 4 / ONE * ONE);
    host_run_to(host, GAME_START_MS + 6 * HOUR_MS + 25 * MINUTE_MS - SECOND_MS);
    send(host, "KEST", SIDE_BUY, 160 * ONE, best(host, "KEST", SIDE_SELL));
    move_away(host, game_broker(host_game(host))->orders[2].id);
    host_run_to(host, GAME_START_MS + 7 * HOUR_MS);
    send(host, "KEST", SIDE_BUY, 2 * ONE, 20 * ONE);
    const struct broker *broker = game_broker(host_game(host));
    cr_assert_eq(broker->order_count, 4);
    cr_assert_eq(broker->orders[2].state, ORDER_PARTIAL);
    cr_assert_not(broker->orders[2].queued);
    cr_assert(broker->orders[3].queued);
    cr_assert_eq(broker->position_count, 2);
    return host;
}

/* One plain sentence about it, and no other news. */
static void assert_told(struct house *house, struct host *host, const char *reason) {
    struct record notice;
    cr_assert_eq(store_records(house->store, host_game_id(host), 1, RECORD_NOTICE, 0, &notice, 1),
                 1);
    cr_assert_eq(notice.notice.kind, NOTICE_CHAPTER);
    cr_assert_eq(strncmp(notice.notice.text, reason, strlen(reason)), 0, "%s", notice.notice.text);
    cr_assert_not_null(strstr(notice.notice.text, "a new chapter begins around the last prices"));
    cr_assert_eq(notice.notice.text[strlen(notice.notice.text) - 1], '.', "%s", notice.notice.text);
}

/* Orders, cancellations and days go on as ever. */
static void play_on(struct host *host) {
    struct game *game = host_game(host);
    cr_assert_eq(host_trouble(host)->code, 0, "%s", host_trouble(host)->sentence);
    cr_assert_eq(game_speed(game), SPEED_PAUSED);
    broker_check(game_broker(game));
    struct command cancel;
    memset(&cancel, 0, sizeof cancel);
    cancel.kind = COMMAND_ORDER_CANCEL;
    cancel.order_cancel.order = game_broker(game)->orders[0].id;
    cr_assert_eq(house_send(host, cancel).code, 0);
    send(host, "BTC-USD", SIDE_SELL, ONE / 200, 0);
    host_run_to(host, game_now(game) + 2 * DAY_MS);
    broker_check(game_broker(game));
    cr_assert_eq(host_trouble(host)->code, 0, "%s", host_trouble(host)->sentence);
}

static void end(struct house *house, struct host *host, uint32_t chapters, uint32_t replayed) {
    cr_assert_eq(host_close(host, &house->error), 0, "%s", house->error.sentence);
    struct verify_report report = verify(house);
    cr_assert_eq(report.chapters, chapters);
    cr_assert_eq(report.chapters_replayed, replayed);
    house_close(house);
}

/* ---- cases ---- */

Test(rebuild, a_damaged_newest_snapshot_gives_way_to_the_older_one_and_nothing_is_lost) {
    struct house house;
    struct host *host = play_a_day(&house);
    struct buffer before = house_state(host);
    leave(&house, host, true, NEWEST_SNAPSHOT);
    host = house_play(&house);
    struct buffer after = house_state(host);
    cr_assert_eq(before.length, after.length);
    cr_assert_eq(memcmp(before.bytes, after.bytes, before.length), 0);
    cr_assert_eq(game_chapter(host_game(host)), 1);
    buffer_clear(&before);
    buffer_clear(&after);
    play_on(host);
    end(&house, host, 1, 1);
}

Test(rebuild, without_any_snapshot_the_books_go_on_around_the_last_prices_again_and_again) {
    struct house house;
    struct host *host = play_a_day(&house);
    for (uint32_t chapter = 2; chapter <= 3; chapter++) {
        struct books before = books_of(host);
        fix8_t kest = game_market(host_game(host))->listings[1].last;
        leave(&house, host, chapter == 2, EVERY_SNAPSHOT);
        host = house_play(&house);
        struct books after = books_of(host);
        assert_same_books(&before, &after, 1);
        cr_assert_eq(game_chapter(host_game(host)), chapter);
        cr_assert_eq(game_series_chapter(host_game(host)), 1);
        cr_assert_not(game_is_ranked(host_game(host)));
        fix8_t now = game_market(host_game(host))->listings[1].last;
        cr_assert_lt(now > kest ? now - kest : kest - now, kest / 10);
        cr_assert_gt(game_broker(host_game(host))->orders[0].handle, 0);
        cr_assert(game_broker(host_game(host))->orders[2].queued);
        assert_told(&house, host, "The saved market cannot be read");
    }
    play_on(host);
    struct candle *bars = calloc(800, sizeof *bars);
    uint32_t days = host_candles(host, 0, FRAME_1D, 0, bars, 800);
    cr_assert_geq(days, 500);
    for (uint32_t i = 1; i < days; i++) {
        cr_assert_eq(bars[i].ms, bars[i - 1].ms + DAY_MS);
    }
    cr_assert_geq(host_candles(host, 0, FRAME_1H, 0, bars, 800), 50);
    free(bars);
    end(&house, host, 3, 1);
}

Test(rebuild, another_version_replays_nothing_and_carries_the_market_on_only_from_a_clean_end) {
    for (int clean = 0; clean <= 1; clean++) {
        struct house house;
        struct host *host = play_a_day(&house);
        struct books before = books_of(host);
        leave(&house, host, clean, OTHER_VERSION);
        host = house_play(&house);
        struct books after = books_of(host);
        assert_same_books(&before, &after, 1);
        cr_assert_eq(game_chapter(host_game(host)), 2);
        bool same = true;
        for (uint32_t i = 0; i < before.order_count; i++) {
            same &= before.orders[i].queued == after.orders[i].queued;
        }
        cr_assert_eq(same, clean);
        if (!clean) {
            assert_told(&house, host, "This game was made by another version");
        }
        play_on(host);
        cr_assert_eq(host_close(host, &house.error), 0);
        store_close(house.store);
        spoil(&house, OUR_VERSION); /* the row says again what its record says */
        house_open_store(&house);
        cr_assert_eq(verify(&house).chapters_replayed, 2);
        house_close(&house);
    }
}

Test(rebuild, an_order_that_the_tables_know_otherwise_is_what_the_tables_say) {
    struct house house;
    struct host *host = play_a_day(&house);
    struct books before = books_of(host);
    leave(&house, host, true, "update orders set size = size / 2 where id = 3");
    host = house_play(&house);
    struct books after = books_of(host);
    cr_assert_eq(game_chapter(host_game(host)), 2);
    cr_assert_eq(before.orders[1].id, 3);
    cr_assert_eq(after.orders[1].lots * 2, before.orders[1].lots);
    cr_assert_lt(after.orders[1].reserved, before.orders[1].reserved);
    assert_same_order(&before.orders[0], &after.orders[0]);
    assert_same_order(&before.orders[2], &after.orders[2]);
    assert_told(&house, host, "The saved market does not hold the orders that are stored");
    play_on(host);
    end(&house, host, 2, 2);
}

Test(rebuild, an_order_that_cannot_stand_any_more_is_cancelled_and_says_why) {
    struct house house;
    struct host *host = play_a_day(&house);
    leave(&house, host, true, "update orders set size = size * 100 where id in (2, 3)");
    host = house_play(&house);
    cr_assert_eq(game_broker(host_game(host))->order_count, 2);
    struct record ended[4];
    cr_assert_eq(store_finished_orders(house.store, house.game, 1, 0, ended, 2), 2);
    cr_assert_eq(ended[0].order_changed.state, ORDER_CANCELED);
    cr_assert_str_eq(ended[0].order_changed.reason, "there is not enough free cash for it");
    cr_assert_str_eq(ended[1].order_changed.reason, "there is not enough left to sell");
    play_on(host);
    end(&house, host, 2, 2);
}

Test(rebuild, an_order_that_would_trade_at_once_simply_trades) {
    struct house house;
    struct host *host = play_a_day(&house);
    struct books before = books_of(host);
    leave(&house, host, true,
          "update orders set price = price / 300000000 * 400000000 where id = 3;" EVERY_SNAPSHOT);
    host = house_play(&house);
    struct books after = books_of(host);
    cr_assert_eq(after.order_count, before.order_count - 1);
    cr_assert_eq(after.positions[0].lots, before.positions[0].lots + before.orders[1].lots);
    cr_assert_lt(after.account.balances[LEDGER_CASH], before.account.balances[LEDGER_CASH]);
    struct record notices[2];
    cr_assert_eq(store_records(house.store, house.game, 1, RECORD_NOTICE, 0, notices, 2), 2);
    cr_assert_eq(notices[0].notice.kind, NOTICE_FILL);
    cr_assert_eq(notices[1].notice.kind, NOTICE_CHAPTER);
    play_on(host);
    end(&house, host, 2, 1);
}

Test(rebuild, who_only_reads_sees_the_books_and_writes_nothing) {
    struct house house;
    struct host *host = play_a_day(&house);
    struct books before = books_of(host);
    leave(&house, host, false, EVERY_SNAPSHOT);
    int64_t records = count(&house, "select count(*) from record");
    int64_t snapshots = count(&house, "select count(*) from snapshot");
    cr_assert_eq(host_open(&house.parts, house.game, HOST_READ, &host, &house.error), 0, "%s",
                 house.error.sentence);
    struct books after = books_of(host);
    assert_same_books(&before, &after, 1);
    cr_assert_eq(host_close(host, &house.error), 0);
    cr_assert_eq(count(&house, "select count(*) from record"), records);
    cr_assert_eq(count(&house, "select count(*) from snapshot"), snapshots);
    house_close(&house);
}

static uint64_t store_days(struct house *house) {
    struct tape_row rows[60];
    for (int i = 0; i < 60; i++) {
        fix8_t open = (100 + i % 7) * ONE;
        rows[i] = (struct tape_row){.ms = (20300 + i) * DAY_MS,
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
        store_tape_put(house->store, &tape, "", "acme.csv", house->wall_ms, &id, &house->error), 0,
        "%s", house->error.sentence);
    return id;
}

Test(rebuild, a_replay_goes_on_from_its_tape_where_it_was) {
    struct house house;
    house_open(&house);
    house_make(&house, "BTC-USD", 12);
    uint64_t id = store_days(&house);
    struct host *host = house_play(&house);
    send(host, "BTC-USD", SIDE_BUY, ONE / 25, 0); /* of a market that ends */
    struct chapter_open replay = {.market = MARKET_REPLAY, .history_days = 1};
    cr_assert_eq(host_next_chapter(host, &replay, &id, 1, NULL, NULL, &house.error), 0, "%s",
                 house.error.sentence);
    send(host, "ACME", SIDE_BUY, 3 * ONE, 0);
    send(host, "ACME", SIDE_SELL, ONE, 150 * ONE);
    host_run_to(host, game_now(host_game(host)) + 5 * DAY_MS + 7 * HOUR_MS);
    struct books before = books_of(host);
    struct candle old[80], bars[80];
    uint32_t old_count = host_candles(host, 0, FRAME_1D, 0, old, 80);
    leave(&house, host, false, EVERY_SNAPSHOT);
    host = house_play(&house);
    struct books after = books_of(host);
    assert_same_books(&before, &after, 1);
    cr_assert_eq(game_chapter(host_game(host)), 3);
    cr_assert_eq(game_series_chapter(host_game(host)), 2);
    assert_told(&house, host, "The saved market cannot be read");
    uint32_t days = host_candles(host, 0, FRAME_1D, 0, bars, 80);
    cr_assert_eq(days, old_count, "%u %u", days, old_count);
    cr_assert_eq(bars[days - 1].ms, old[days - 1].ms);
    const struct listing *listing = &game_market(host_game(host))->listings[0];
    cr_assert(listing->phase == PHASE_OPEN && listing->last > 9000 && listing->last < 12000);
    host_run_to(host, game_now(host_game(host)) + 3 * DAY_MS);
    broker_check(game_broker(host_game(host)));
    end(&house, host, 3, 2);
}

/* Whatever was going on when the process was killed, and whether its snapshots were lost or not. */
Test(rebuild, after_any_kill_the_books_hold_together_and_the_file_verifies) {
    struct house house;
    house_open(&house);
    house_make(&house, "BTC-USD,KEST", 13);
    struct host *host = house_play(&house);
    struct random random = random_named(13, "kills", 0);
    for (int i = 0; i < 40; i++) {
        fix8_t offset = (fix8_t)random_below(&random, 5) * ONE / 10;
        switch (random_below(&random, 5)) {
        case 0:
            (void)house_order(host, "BTC-USD", (enum side)random_below(&random, 2),
                              (1 + random_below(&random, 40)) * (ONE / 1000), 0);
            break;
        case 1:
        case 2:
            if (game_market(host_game(host))->listings[1].phase != PHASE_CLOSED) {
                (void)house_order(host, "KEST", SIDE_BUY, (1 + random_below(&random, 60)) * ONE,
                                  best(host, "KEST", SIDE_SELL) - offset);
            }
            break;
        case 3:
            (void)house_speed(host, SPEED_30X, SKIP_NONE);
            break;
        default:
            house_pass(&house, host, random_below(&random, 2000), 200);
        }
        if (random_below(&random, 5) == 0) {
            fix8_t cash = books_of(host).account.balances[LEDGER_CASH];
            uint64_t fills = game_broker(host_game(host))->next_fill;
            if (random_below(&random, 3) == 0) {
                house_crash(&house, host);
            } else {
                leave(&house, host, false, EVERY_SNAPSHOT);
            }
            host = house_play(&house);
            cr_assert_eq(host_trouble(host)->code, 0, "%s", host_trouble(host)->sentence);
            broker_check(game_broker(host_game(host)));
            if (game_broker(host_game(host))->next_fill == fills) {
                cr_assert_eq(books_of(host).account.balances[LEDGER_CASH], cash);
            }
        }
    }
    cr_assert_gt(game_chapter(host_game(host)), 3);
    end(&house, host, game_chapter(host_game(host)), 1);
}
