/* Orders of every type outlive their market: without any snapshot they stand again as they did. */
#include <sqlite3.h>

#include "unit/host/house.h"

#define ONE FIX8_ONE

static uint64_t place(struct host *host, struct order_place order) {
    struct command command;
    memset(&command, 0, sizeof command);
    command.kind = COMMAND_ORDER_PLACE;
    command.order_place = order;
    strcpy(command.order_place.symbol, "BTC-USD");
    struct command_answer answer = house_send(host, command);
    cr_assert_eq(answer.code, 0, "%s", answer.sentence);
    return answer.order;
}

static void drop_snapshots(struct house *house) {
    sqlite3 *db = NULL;
    cr_assert_eq(sqlite3_open(house->path, &db), SQLITE_OK);
    cr_assert_eq(
        sqlite3_exec(db, "UPDATE snapshot SET state = zeroblob(length(state))", NULL, NULL, NULL),
        SQLITE_OK);
    sqlite3_close(db);
}

/* What a player knows of an order. */
static bool same_order(const struct order *a, const struct order *b) {
    return a->id == b->id && a->type == b->type && a->tif == b->tif && a->side == b->side &&
           a->limit == b->limit && a->stop == b->stop && a->target == b->target &&
           a->trail == b->trail && a->trail_ppm == b->trail_ppm && a->display == b->display &&
           a->lots == b->lots && a->filled == b->filled && a->cut == b->cut && a->oco == b->oco &&
           a->parent == b->parent && a->until_ms == b->until_ms &&
           a->reduce_only == b->reduce_only && a->post_only == b->post_only &&
           a->triggered == b->triggered && a->self_trade == b->self_trade;
}

Test(rebuild_orders, every_type_stands_again_with_its_partners_and_its_bracket) {
    struct house house;
    house_open(&house);
    house_make(&house, "BTC-USD", 11);
    struct host *host = house_play(&house);
    fix8_t whole = 50000 * ONE;
    cr_assert_eq(house_order(host, "BTC-USD", SIDE_BUY, ONE / 50, 0).code, 0);
    struct order_place sell = {.side = SIDE_SELL, .tif = TIF_GTC, .size = ONE / 100};
    struct order_place order = sell;
    order.type = ORDER_STOP;
    order.stop = whole * 8 / 10;
    uint64_t stop = place(host, order);
    order = sell;
    order.type = ORDER_TAKE_PROFIT;
    order.stop = whole * 12 / 10;
    order.price = whole * 12 / 10;
    order.oco = stop;
    place(host, order);
    order = sell;
    order.type = ORDER_TRAILING;
    order.trail_percent = 20 * ONE;
    order.reduce_only = true;
    place(host, order);
    order = (struct order_place){.type = ORDER_LIMIT,
                                 .tif = TIF_GTD,
                                 .size = ONE / 50,
                                 .price = whole * 8 / 10,
                                 .display = ONE / 200,
                                 .until_ms = GAME_START_MS + 9 * DAY_MS,
                                 .post_only = true,
                                 .self_trade = ORDER_SELF_OLDEST};
    place(host, order);
    order = (struct order_place){.type = ORDER_BRACKET,
                                 .tif = TIF_GTC,
                                 .size = ONE / 50,
                                 .stop = whole * 8 / 10,
                                 .target = whole * 13 / 10};
    place(host, order); /* at market: its exits stand */
    order.price = whole * 9 / 10;
    place(host, order);
    const struct broker *broker = game_broker(host_game(host));
    struct order before[16];
    uint32_t count = broker->order_count;
    cr_assert(count == 7, "%u", count);
    memcpy(before, broker->orders, count * sizeof *before);
    fix8_t reserved = broker->accounts[0].reserved;
    host_abandon(host);
    store_close(house.store);
    drop_snapshots(&house);
    house_open_store(&house);
    host = house_play(&house);
    cr_assert_eq(host_trouble(host)->code, 0, "%s", host_trouble(host)->sentence);
    broker = game_broker(host_game(host));
    cr_assert_eq(broker->order_count, count);
    for (uint32_t i = 0; i < count; i++) {
        cr_expect(same_order(&before[i], &broker->orders[i]), "order %lu",
                  (unsigned long)before[i].id);
    }
    cr_expect_eq(broker->accounts[0].reserved, reserved);
    cr_expect_eq(broker_agrees(broker, game_market(host_game(host)), &house.error), 0, "%s",
                 house.error.sentence);
    cr_expect_eq(game_market(host_game(host))->alarm_ms, GAME_START_MS + 9 * DAY_MS);
    host_run_to(host, game_now(host_game(host)) + 2 * HOUR_MS);
    broker_check(broker);
    cr_assert_eq(host_close(host, &house.error), 0);
    struct verify_report report;
    cr_expect_eq(
        store_verify(house.store, &house.content, house.hash, false, &report, &house.error), 0,
        "%s", house.error.sentence);
    house_close(&house);
}
