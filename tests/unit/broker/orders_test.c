/* What orders of every type do at a desk: KEST last traded at 41.20, its collar is 3 %. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/mem.h"
#include "broker/broker_inside.h"
#include "unit/broker/desk.h"

static struct desk *holding(const char *size) {
    struct desk *desk = desk_new();
    desk_agent(desk, KEST, SIDE_SELL, "41.20", size);
    cr_assert_eq(desk_place(desk, KEST, SIDE_BUY, TIF_IOC, NULL, size, NULL), 0);
    return desk;
}

static uint64_t sent(struct desk *desk, struct order_request request) {
    uint64_t id = 0;
    request.instrument = KEST;
    cr_assert_eq(desk_send(desk, &request, &id), 0, "%s", desk->error.sentence);
    return id;
}

static const struct order *open_order(const struct desk *desk, uint64_t id) {
    return broker_order(&desk->broker, id);
}

/* What was told last of an order. */
static const struct order *told(const struct desk *desk, uint64_t id) {
    for (uint32_t i = desk->order_count; i-- > 0;)
        if (desk->orders[i].id == id)
            return &desk->orders[i];
    cr_assert_fail("order %lu was never told", (unsigned long)id);
    return NULL;
}

static const char *reason(const struct desk *desk, uint64_t id) {
    for (uint32_t i = desk->order_count; i-- > 0;)
        if (desk->orders[i].id == id)
            return desk->reasons[i];
    return "";
}

static int64_t held(const struct desk *desk) {
    const struct position *position = broker_position(&desk->broker, desk->account, KEST);
    return position != NULL ? position->lots : 0;
}

/* A trade between two agents. */
static void print_at(struct desk *desk, const char *price) {
    desk_agent(desk, KEST, SIDE_SELL, price, "0.01");
    desk_agent(desk, KEST, SIDE_BUY, price, "0.01");
}

Test(orders, a_stop_to_sell_goes_off_at_its_price_and_sells_at_market) {
    struct desk *desk = holding("10");
    uint64_t stop = sent(desk, (struct order_request){.side = SIDE_SELL,
                                                      .type = ORDER_STOP,
                                                      .tif = TIF_GTC,
                                                      .size = fix("10"),
                                                      .stop = fix("40.50")});
    desk_agent(desk, KEST, SIDE_BUY, "40.40", "10");
    cr_expect_eq(held(desk), 1000, "it waits");
    print_at(desk, "40.50");
    cr_expect_eq(held(desk), 0);
    cr_expect_eq(told(desk, stop)->state, ORDER_FILLED);
    cr_expect(told(desk, stop)->triggered);
    desk_free(desk);
}

Test(orders, a_stop_to_buy_reserves_the_collar_above_it_and_never_pays_more) {
    struct desk *desk = desk_new();
    uint64_t stop = sent(
        desk, (struct order_request){
                  .type = ORDER_STOP, .tif = TIF_GTC, .size = fix("10"), .stop = fix("42.00")});
    cr_expect_eq(open_order(desk, stop)->worst, 4326);
    cr_expect_eq(desk_account(desk)->reserved, fix("433.60"), "432.60 and 1.00");
    desk_agent(desk, KEST, SIDE_SELL, "43.20", "4");
    desk_agent(desk, KEST, SIDE_SELL, "43.30", "20");
    print_at(desk, "43.10"); /* a jump over it */
    cr_expect_eq(held(desk), 400, "what stood within 43.26");
    cr_expect_eq(told(desk, stop)->state, ORDER_CANCELED);
    cr_expect_str_eq(reason(desk, stop), book_reason_text(BOOK_REST_DROPPED));
    cr_expect_eq(desk_account(desk)->reserved, 0);
    desk_free(desk);
}

Test(orders, a_stop_limit_waits_at_its_limit_once_it_went_off) {
    struct desk *desk = holding("10");
    uint64_t id = sent(desk, (struct order_request){.side = SIDE_SELL,
                                                    .type = ORDER_STOP_LIMIT,
                                                    .tif = TIF_GTC,
                                                    .size = fix("10"),
                                                    .stop = fix("40.50"),
                                                    .price = fix("40.45")});
    print_at(desk, "40.30");
    cr_assert_not_null(open_order(desk, id));
    cr_expect(open_order(desk, id)->triggered);
    const struct order_change change = {.stop = fix("40.00")};
    cr_expect_eq(desk_change(desk, id, &change), ERROR_REFUSED);
    cr_expect_str_eq(desk->error.sentence, "Its stop has gone off already.");
    desk_agent(desk, KEST, SIDE_BUY, "40.45", "10");
    cr_expect_eq(held(desk), 0);
    desk_free(desk);
}

Test(orders, a_trailing_stop_follows_up_and_sells_on_the_way_down) {
    struct desk *desk = holding("10");
    uint64_t id = sent(desk, (struct order_request){.side = SIDE_SELL,
                                                    .type = ORDER_TRAILING,
                                                    .tif = TIF_GTC,
                                                    .size = fix("10"),
                                                    .trail = fix("0.50")});
    uint32_t told_before = desk->order_count;
    print_at(desk, "42.00");
    cr_expect_eq(desk->order_count, told_before, "its moves are no records");
    desk_agent(desk, KEST, SIDE_BUY, "41.40", "10");
    print_at(desk, "41.50");
    cr_expect_eq(told(desk, id)->state, ORDER_FILLED);
    cr_expect_eq(desk->fills[desk->fill_count - 1].ticks, 4140);
    desk_free(desk);
}

Test(orders, a_trailing_buy_never_pays_more_than_it_reserved_at_first_nor_beyond_the_collar) {
    struct desk *desk = desk_new();
    uint64_t id = sent(desk, (struct order_request){.type = ORDER_TRAILING,
                                                    .tif = TIF_GTC,
                                                    .size = fix("10"),
                                                    .trail_percent = fix("2")});
    cr_expect_eq(open_order(desk, id)->worst, 4328, "42.02 and 3 %%");
    print_at(desk, "40.00");
    desk_agent(desk, KEST, SIDE_SELL, "41.10", "3");
    desk_agent(desk, KEST, SIDE_SELL, "42.20", "7");
    print_at(desk, "40.80");
    cr_expect_eq(held(desk), 300, "42.20 is beyond the collar around 40.80");
    cr_expect_eq(told(desk, id)->state, ORDER_CANCELED);
    desk_free(desk);
}

Test(orders, a_take_profit_sells_at_market_or_at_its_limit) {
    struct desk *desk = holding("10");
    uint64_t at_market = sent(desk, (struct order_request){.side = SIDE_SELL,
                                                           .type = ORDER_TAKE_PROFIT,
                                                           .tif = TIF_GTC,
                                                           .size = fix("4"),
                                                           .stop = fix("42.00")});
    uint64_t limited = sent(desk, (struct order_request){.side = SIDE_SELL,
                                                         .type = ORDER_TAKE_PROFIT,
                                                         .tif = TIF_GTC,
                                                         .size = fix("6"),
                                                         .stop = fix("42.00"),
                                                         .price = fix("42.10")});
    desk_agent(desk, KEST, SIDE_BUY, "41.90", "20");
    desk_agent(desk, KEST, SIDE_SELL, "42.00", "0.01");
    desk_agent(desk, KEST, SIDE_BUY, "42.00", "0.01");
    cr_expect_eq(told(desk, at_market)->state, ORDER_FILLED);
    cr_assert_not_null(open_order(desk, limited));
    cr_expect(open_order(desk, limited)->triggered);
    cr_expect_eq(held(desk), 600);
    desk_free(desk);
}

Test(orders, partners_count_once_in_what_is_sold_and_cut_each_other) {
    struct desk *desk = holding("10");
    uint64_t stop = sent(desk, (struct order_request){.side = SIDE_SELL,
                                                      .type = ORDER_STOP,
                                                      .tif = TIF_GTC,
                                                      .size = fix("10"),
                                                      .stop = fix("40.00")});
    uint64_t target = sent(desk, (struct order_request){.side = SIDE_SELL,
                                                        .type = ORDER_LIMIT,
                                                        .tif = TIF_GTC,
                                                        .size = fix("10"),
                                                        .price = fix("42.00"),
                                                        .oco = stop});
    cr_expect_eq(open_order(desk, stop)->oco, target);
    cr_expect_eq(desk_place(desk, KEST, SIDE_SELL, TIF_GTC, "43", "1", NULL), ERROR_REFUSED);
    desk_agent(desk, KEST, SIDE_BUY, "42.00", "3");
    cr_expect_eq(open_order(desk, stop)->cut, 300);
    cr_expect_eq(order_open_lots(open_order(desk, stop)), 700);
    desk_agent(desk, KEST, SIDE_BUY, "42.00", "7");
    cr_expect_eq(told(desk, target)->state, ORDER_FILLED);
    cr_expect_eq(told(desk, stop)->state, ORDER_CANCELED);
    cr_expect_str_eq(reason(desk, stop), book_reason_text(BOOK_OCO));
    cr_expect_eq(held(desk), 0);
    desk_free(desk);
}

Test(orders, cancelling_one_partner_leaves_the_other_which_may_have_a_new_one) {
    struct desk *desk = holding("10");
    struct order_request stop = {.side = SIDE_SELL,
                                 .type = ORDER_STOP,
                                 .tif = TIF_GTC,
                                 .size = fix("10"),
                                 .stop = fix("40.00")};
    struct order_request limit = {.side = SIDE_SELL,
                                  .type = ORDER_LIMIT,
                                  .tif = TIF_GTC,
                                  .size = fix("10"),
                                  .price = fix("42.00")};
    uint64_t first = sent(desk, stop);
    limit.oco = first;
    uint64_t second = sent(desk, limit);
    cr_assert_eq(
        broker_cancel(&desk->broker, &desk->market, desk->account, second, &desk->out, NULL), 0);
    desk_settle(desk);
    desk_check(desk);
    cr_assert_not_null(open_order(desk, first));
    uint64_t third = sent(desk, limit);
    cr_expect_eq(open_order(desk, first)->oco, third);
    desk_free(desk);
}

Test(orders, queued_partners_find_each_other_when_the_market_opens) {
    struct desk *desk = holding("10");
    desk_turn(desk, KEST, false, DESK_NOW + DAY_MS);
    uint64_t stop = sent(desk, (struct order_request){.side = SIDE_SELL,
                                                      .type = ORDER_STOP,
                                                      .tif = TIF_GTC,
                                                      .size = fix("10"),
                                                      .stop = fix("40.00")});
    uint64_t target = sent(desk, (struct order_request){.side = SIDE_SELL,
                                                        .type = ORDER_LIMIT,
                                                        .tif = TIF_GTC,
                                                        .size = fix("10"),
                                                        .price = fix("41.50"),
                                                        .oco = stop});
    cr_expect(open_order(desk, stop)->queued && open_order(desk, target)->queued);
    desk_turn(desk, KEST, true, GAMETIME_MAX);
    desk_agent(desk, KEST, SIDE_BUY, "41.50", "10");
    cr_expect_eq(told(desk, target)->state, ORDER_FILLED);
    cr_expect_eq(told(desk, stop)->state, ORDER_CANCELED);
    desk_free(desk);
}

Test(orders, a_queued_order_that_fills_on_its_way_in_cuts_its_partner_behind_it) {
    struct desk *desk = holding("10");
    desk_agent(desk, KEST, SIDE_BUY, "41.00", "4"); /* stands over night */
    desk_turn(desk, KEST, false, DESK_NOW + DAY_MS);
    uint64_t limit = sent(desk, (struct order_request){.side = SIDE_SELL,
                                                       .type = ORDER_LIMIT,
                                                       .tif = TIF_GTC,
                                                       .size = fix("10"),
                                                       .price = fix("41.00")});
    uint64_t stop = sent(desk, (struct order_request){.side = SIDE_SELL,
                                                      .type = ORDER_STOP,
                                                      .tif = TIF_GTC,
                                                      .size = fix("10"),
                                                      .stop = fix("40.00"),
                                                      .oco = limit});
    desk_turn(desk, KEST, true, GAMETIME_MAX);
    cr_expect_eq(held(desk), 600);
    cr_expect_eq(open_order(desk, stop)->cut, 400);
    desk_agent(desk, KEST, SIDE_BUY, "41.00", "6");
    cr_expect_eq(told(desk, stop)->state, ORDER_CANCELED);
    desk_free(desk);
}

Test(orders, a_reduce_only_order_comes_on_top_and_is_cut_as_the_position_shrinks) {
    struct desk *desk = holding("10");
    uint64_t guard = sent(desk, (struct order_request){.side = SIDE_SELL,
                                                       .type = ORDER_STOP,
                                                       .tif = TIF_GTC,
                                                       .size = fix("25"),
                                                       .stop = fix("40.00"),
                                                       .reduce_only = true});
    cr_expect_eq(order_open_lots(open_order(desk, guard)), 1000, "no more than there is");
    desk_agent(desk, KEST, SIDE_BUY, "41.00", "4");
    cr_assert_eq(desk_place(desk, KEST, SIDE_SELL, TIF_IOC, NULL, "4", NULL), 0);
    cr_expect_eq(order_open_lots(open_order(desk, guard)), 600);
    desk_agent(desk, KEST, SIDE_BUY, "40.90", "6");
    cr_assert_eq(desk_place(desk, KEST, SIDE_SELL, TIF_IOC, NULL, "6", NULL), 0);
    cr_expect_eq(told(desk, guard)->state, ORDER_CANCELED);
    cr_expect_str_eq(reason(desk, guard), book_reason_text(BOOK_REDUCE_ONLY));
    desk_free(desk);
}

Test(orders, however_many_sells_stand_open_no_more_is_sold_than_there_is) {
    struct desk *desk = holding("10");
    sent(desk, (struct order_request){.side = SIDE_SELL,
                                      .type = ORDER_LIMIT,
                                      .tif = TIF_GTC,
                                      .size = fix("10"),
                                      .price = fix("41.60")});
    sent(desk, (struct order_request){.side = SIDE_SELL,
                                      .type = ORDER_LIMIT,
                                      .tif = TIF_GTC,
                                      .size = fix("10"),
                                      .price = fix("41.50"),
                                      .reduce_only = true});
    desk_agent(desk, KEST, SIDE_BUY, "41.60", "15"); /* one sweep over both */
    cr_expect_eq(held(desk), 0);
    cr_expect_eq(desk->broker.order_count, 0);
    desk_free(desk);
}

/* ---- brackets ---- */

static struct order_request bracket(const char *price) {
    return (struct order_request){.type = ORDER_BRACKET,
                                  .tif = TIF_GTC,
                                  .size = fix("10"),
                                  .price = price != NULL ? fix(price) : 0,
                                  .stop = fix("40.00"),
                                  .target = fix("43.00")};
}

Test(orders, the_exits_of_a_bracket_grow_with_its_fills_and_one_ends_the_other) {
    struct desk *desk = desk_new();
    uint64_t entry = sent(desk, bracket("41.00"));
    cr_expect_eq(desk->broker.order_count, 1, "nothing to protect yet");
    desk_agent(desk, KEST, SIDE_SELL, "41.00", "4");
    cr_assert_eq(desk->broker.order_count, 3);
    const struct order *stop = &desk->broker.orders[1], *target = &desk->broker.orders[2];
    cr_expect_eq(stop->parent, entry);
    cr_expect(stop->type == ORDER_STOP && stop->stop == 4000 && stop->lots == 400);
    cr_expect(target->type == ORDER_LIMIT && target->limit == 4300 && target->lots == 400);
    cr_expect(stop->oco == target->id && target->oco == stop->id);
    cr_expect(stop->reduce_only && target->reduce_only && stop->tif == TIF_GTC);
    desk_agent(desk, KEST, SIDE_SELL, "41.00", "6");
    cr_assert_eq(desk->broker.order_count, 2, "the entry is whole");
    cr_expect_eq(order_open_lots(&desk->broker.orders[0]), 1000);
    uint64_t other = desk->broker.orders[0].id;
    desk_agent(desk, KEST, SIDE_BUY, "42.00", "0.01"); /* up in steps, as halts want it */
    desk_agent(desk, KEST, SIDE_BUY, "43.00", "10");
    cr_expect_eq(held(desk), 0);
    cr_expect_eq(told(desk, other)->state, ORDER_CANCELED);
    cr_expect_eq(desk->broker.order_count, 0);
    desk_free(desk);
}

Test(orders, a_bracket_at_market_has_its_exits_within_the_call) {
    struct desk *desk = desk_new();
    desk_agent(desk, KEST, SIDE_SELL, "41.20", "4");
    desk_agent(desk, KEST, SIDE_SELL, "41.30", "6");
    sent(desk, bracket(NULL));
    cr_expect_eq(held(desk), 1000);
    cr_assert_eq(desk->broker.order_count, 2);
    cr_expect_eq(desk->broker.orders[0].lots, 1000, "one pair for all fills");
    desk_agent(desk, KEST, SIDE_BUY, "39.90", "10");
    print_at(desk, "40.00");
    cr_expect_eq(held(desk), 0);
    cr_expect_eq(desk->broker.order_count, 0);
    desk_free(desk);
}

Test(orders, a_cancelled_entry_leaves_the_exits_of_what_it_filled) {
    struct desk *desk = desk_new();
    uint64_t entry = sent(desk, bracket("41.00"));
    desk_agent(desk, KEST, SIDE_SELL, "41.00", "4");
    cr_assert_eq(
        broker_cancel(&desk->broker, &desk->market, desk->account, entry, &desk->out, NULL), 0);
    desk_settle(desk);
    desk_check(desk);
    cr_expect_eq(desk->broker.order_count, 2);
    cr_expect_eq(desk_account(desk)->reserved, 0);
    cr_assert_eq(broker_close_position(&desk->broker, &desk->market, desk->account, KEST, DESK_NOW,
                                       &desk->out, NULL, NULL),
                 0);
    cr_expect_eq(desk->broker.order_count, 2, "nobody bought: what is held stays protected");
    desk_agent(desk, KEST, SIDE_BUY, "40.95", "10");
    cr_assert_eq(broker_close_position(&desk->broker, &desk->market, desk->account, KEST, DESK_NOW,
                                       &desk->out, NULL, NULL),
                 0);
    cr_expect_eq(desk->broker.order_count, 0, "closing takes the exits with it");
    desk_free(desk);
}

Test(orders, a_queued_bracket_goes_in_with_the_opening) {
    struct desk *desk = desk_new();
    desk_turn(desk, KEST, false, DESK_NOW + DAY_MS);
    uint64_t entry = sent(desk, bracket("41.00"));
    cr_expect(open_order(desk, entry)->queued);
    desk_turn(desk, KEST, true, GAMETIME_MAX);
    desk_agent(desk, KEST, SIDE_SELL, "41.00", "10");
    cr_expect_eq(desk->broker.order_count, 2);
    desk_free(desk);
}

/* ---- time ---- */

Test(orders, a_gtd_order_ends_at_its_time_and_the_next_one_at_its_own) {
    struct desk *desk = desk_new();
    struct order_request request = {.type = ORDER_LIMIT,
                                    .tif = TIF_GTD,
                                    .size = fix("5"),
                                    .price = fix("40.00"),
                                    .until_ms = DESK_NOW + HOUR_MS};
    uint64_t late = sent(desk, request);
    request.until_ms = DESK_NOW + MINUTE_MS;
    uint64_t soon = sent(desk, request);
    cr_expect_eq(desk->market.alarm_ms, DESK_NOW + MINUTE_MS);
    desk->market.now_ms = DESK_NOW + MINUTE_MS;
    desk->market.alarm_ms = GAMETIME_MAX; /* as the market does when it rings */
    struct market_event event = {.kind = MARKET_ALARM, .ms = DESK_NOW + MINUTE_MS};
    broker_take(&desk->broker, &desk->market, &event, &desk->out);
    cr_expect_eq(told(desk, soon)->state, ORDER_EXPIRED);
    cr_expect_str_eq(reason(desk, soon), "its time was up");
    cr_assert_not_null(open_order(desk, late));
    cr_expect_eq(desk->market.alarm_ms, DESK_NOW + HOUR_MS);
    desk_check(desk);
    desk_free(desk);
}

Test(orders, a_market_order_takes_part_in_an_auction_and_reserves_the_collar) {
    struct desk *desk = desk_new();
    struct listing *listing = &desk->market.listings[KEST];
    book_auction_begin(listing->book);
    listing->phase = PHASE_OPENING;
    uint64_t id = sent(desk, (struct order_request){.type = ORDER_MARKET, .size = fix("10")});
    cr_assert_not_null(open_order(desk, id));
    cr_expect_eq(open_order(desk, id)->worst, 4243);
    cr_expect_gt(desk_account(desk)->reserved, 0);
    desk_agent(desk, KEST, SIDE_SELL, "41.40", "6");
    book_auction_end(listing->book);
    listing->phase = PHASE_OPEN;
    (void)market_cancel(&desk->market, KEST, 0, BOOK_BY_OWNER); /* takes the book's events */
    desk_settle(desk);
    desk_check(desk);
    cr_expect_eq(held(desk), 600);
    cr_expect_eq(told(desk, id)->state, ORDER_CANCELED);
    cr_expect_eq(desk_account(desk)->reserved, 0);
    desk_free(desk);
}

/* ---- what companies do ---- */

Test(orders, a_dividend_is_booked_and_taxed) {
    struct desk *desk = holding("10");
    fix8_t before = desk_cash(desk);
    struct market_event event = {
        .kind = MARKET_DIVIDEND, .instrument = KEST, .amount = fix("0.333"), .ms = DESK_NOW};
    broker_take(&desk->broker, &desk->market, &event, &desk->out);
    desk_check(desk);
    cr_expect_eq(desk_cash(desk) - before, fix("2.33"), "3.33, and 1.00 withheld, rounded up");
    cr_expect_eq(desk_account(desk)->balances[LEDGER_INCOME], -fix("3.33"));
    cr_expect_eq(desk_account(desk)->balances[LEDGER_TAX], fix("1.00"));
    desk_free(desk);
}

Test(orders, a_split_multiplies_the_position_and_ends_orders_with_the_reason) {
    struct desk *desk = holding("10");
    uint64_t stop = sent(desk, (struct order_request){.side = SIDE_SELL,
                                                      .type = ORDER_STOP,
                                                      .tif = TIF_GTC,
                                                      .size = fix("10"),
                                                      .stop = fix("40.00")});
    struct listing *listing = &desk->market.listings[KEST];
    fix8_t cost = broker_position(&desk->broker, desk->account, KEST)->cost;
    book_free(listing->book); /* as the market does */
    listing->book = book_new(2060);
    struct market_event event = {
        .kind = MARKET_SPLIT, .instrument = KEST, .numerator = 2, .denominator = 1, .ms = DESK_NOW};
    broker_take(&desk->broker, &desk->market, &event, &desk->out);
    desk_check(desk);
    cr_expect_eq(held(desk), 2000);
    cr_expect_eq(broker_position(&desk->broker, desk->account, KEST)->cost, cost);
    cr_expect_eq(told(desk, stop)->state, ORDER_CANCELED);
    cr_expect_str_eq(reason(desk, stop), book_reason_text(BOOK_SPLIT));
    cr_expect(desk->splits[0].before == 1000 && desk->splits[0].after == 2000);
    desk_free(desk);
}
