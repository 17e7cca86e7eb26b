/* Orders that wait for a price. */
#include "unit/market/book_desk.h"

#include "base/mem.h"

TestSuite(book_stops, .timeout = 60);

#define STOP_TEST(name) BOOK_TEST(book_stops, name)

static struct book_result stopped(enum side side, int32_t stop, int32_t limit, int64_t lots,
                                  uint32_t owner) {
    return special(side, limit, lots, owner,
                   (struct book_special){.trigger = TRIGGER_STOP, .stop = stop});
}

static struct book_result touching(enum side side, int32_t stop, int32_t limit, int64_t lots,
                                   uint32_t owner) {
    return special(side, limit, lots, owner,
                   (struct book_special){.trigger = TRIGGER_TOUCH, .stop = stop});
}

static struct book_result trailing(enum side side, int32_t trail, int32_t ppm, uint32_t owner) {
    return special(
        side, BOOK_AT_MARKET, 1, owner,
        (struct book_special){.trigger = TRIGGER_TRAIL, .trail = trail, .trail_ppm = ppm});
}

static int32_t stop_now(book_handle handle) {
    struct book_special found;
    cr_assert(book_order_special(book, handle, &found));
    return found.stop;
}

/* ---- triggers ---- */

STOP_TEST(a_stop_waits_unseen_and_goes_in_once_when_the_last_trade_reaches_it) {
    print_at(100);
    buy(97, 5, 1);
    book_events_drain(book);
    struct book_result result = stopped(SIDE_SELL, 98, BOOK_AT_MARKET, 3, 7);
    heard("armed sell 3@98 #70");
    cr_assert(result.reason == BOOK_OK && result.rested == 0 && book_waits(book, result.handle));
    best_is(SIDE_SELL, 0, 0);
    print_at(99);
    book_events_drain(book);
    sell(98, 1, 2);
    buy(98, 1, 3);
    heard("rest sell 1@98 #2; level sell 1@98; trade 1@98 #2 by #3; level sell 0@98; "
          "triggered sell 3@98 #70; trade 3@97 #1 by #70; level buy 2@97");
    print_at(98);
    heard("rest sell 1@98 #0; level sell 1@98; trade 1@98 #0 by #0; level sell 0@98");
}

STOP_TEST(a_buy_stop_goes_off_above_and_a_take_profit_on_the_other_side) {
    print_at(100);
    stopped(SIDE_BUY, 103, 104, 1, 1);
    touching(SIDE_BUY, 97, 96, 1, 2);
    touching(SIDE_SELL, 105, 106, 1, 3);
    book_events_drain(book);
    print_at(102);
    print_at(98);
    book_events_drain(book);
    sell(103, 1, 0);
    buy(103, 1, 0);
    heard("rest sell 1@103 #0; level sell 1@103; trade 1@103 #0 by #0; level sell 0@103; "
          "triggered buy 1@103 #10; rest buy 1@104 #10; level buy 1@104");
    sell(104, 1, 0);
    print_at(105);
    heard("trade 1@104 #10 by #0; level buy 0@104; rest sell 1@105 #0; level sell 1@105; "
          "trade 1@105 #0 by #0; level sell 0@105; triggered sell 1@105 #30; "
          "rest sell 1@106 #30; level sell 1@106");
    print_at(97);
    heard("rest sell 1@97 #0; level sell 1@97; trade 1@97 #0 by #0; level sell 0@97; "
          "triggered buy 1@97 #20; rest buy 1@96 #20; level buy 1@96");
}

STOP_TEST(a_triggered_limit_keeps_its_handle_and_stands_at_the_end_of_its_queue) {
    print_at(100);
    book_handle mine = stopped(SIDE_BUY, 101, 99, 2, 7).handle;
    buy(99, 4, 1);
    print_at(101);
    cr_assert(!book_waits(book, mine));
    cr_assert_eq(book_ahead(book, mine), 4);
    cr_assert_eq(stop_now(mine), 0);
    cr_assert_eq(book_cancel(book, mine, BOOK_BY_OWNER), BOOK_OK);
}

STOP_TEST(stops_go_in_in_the_order_they_came_and_may_cascade) {
    print_at(100);
    buy(98, 1, 1);
    buy(97, 1, 2);
    buy(96, 5, 3);
    stopped(SIDE_SELL, 97, BOOK_AT_MARKET, 1, 5);
    stopped(SIDE_SELL, 98, BOOK_AT_MARKET, 1, 6);
    stopped(SIDE_SELL, 98, BOOK_AT_MARKET, 1, 7);
    book_events_drain(book);
    sell(98, 1, 9);
    heard("trade 1@98 #1 by #9; level buy 0@98; "
          "triggered sell 1@98 #60; trade 1@97 #2 by #60; level buy 0@97; "
          "triggered sell 1@98 #70; trade 1@96 #3 by #70; level buy 4@96; "
          "triggered sell 1@97 #50; trade 1@96 #3 by #50; level buy 3@96");
}

STOP_TEST(a_cascade_of_hundreds_ends_with_every_stop_gone_in_once) {
    enum { STOPS = 600 };
    print_at(2000);
    for (int32_t i = 0; i < STOPS; i++) {
        buy(1999 - i, 1, 1);
        stopped(SIDE_SELL, 1999 - i, BOOK_AT_MARKET, 1, 0);
    }
    book_events_drain(book);
    sell(1999, 1, 9);
    size_t count, triggered = 0, trades = 0;
    const struct book_event *events = book_events(book, &count);
    for (size_t i = 0; i < count; i++) {
        triggered += events[i].kind == BOOK_EVENT_TRIGGERED;
        trades += events[i].kind == BOOK_EVENT_TRADE;
    }
    cr_assert(triggered == STOPS && trades == STOPS, "%zu, %zu", triggered, trades);
    cr_assert_eq(book_order_count(book), 0);
}

STOP_TEST(every_print_of_a_sweep_counts_not_only_its_last) {
    print_at(100);
    book_handle mine = stopped(SIDE_SELL, 97, 96, 1, 7).handle;
    sell(97, 1, 1);
    sell(105, 1, 2);
    buy(105, 2, 9);
    cr_assert(!book_waits(book, mine) && book_last(book) == 105);
}

STOP_TEST(a_stop_whose_price_is_reached_already_goes_in_at_once) {
    print_at(100);
    buy(99, 5, 1);
    book_events_drain(book);
    cr_assert_neq(stopped(SIDE_SELL, 101, BOOK_AT_MARKET, 2, 7).handle, 0);
    heard("armed sell 2@101 #70; triggered sell 2@101 #70; trade 2@99 #1 by #70; "
          "level buy 3@99");
}

STOP_TEST(a_price_that_was_only_set_triggers_nothing) {
    book_set_last(book, 100);
    book_handle mine = stopped(SIDE_SELL, 98, BOOK_AT_MARKET, 2, 7).handle;
    book_set_last(book, 90);
    buy(80, 1, 1);
    cr_assert(book_waits(book, mine));
    print_at(99);
    cr_assert(book_waits(book, mine));
}

STOP_TEST(a_stop_whose_collar_finds_nothing_is_dropped_with_the_reason) {
    print_at(1000);
    book_set_collar(book, 10000);
    buy(900, 5, 1);
    struct book_result late = stopped(SIDE_SELL, 999, BOOK_AT_MARKET, 2, 7);
    book_events_drain(book);
    print_at(999);
    heard("rest sell 1@999 #0; level sell 1@999; trade 1@999 #0 by #0; level sell 0@999; "
          "triggered sell 2@999 #70; cancel sell 2@990 #70 BOOK_REST_DROPPED");
    cr_assert_eq(book_cancel(book, late.handle, BOOK_BY_OWNER), BOOK_NO_ORDER);
}

STOP_TEST(a_triggered_order_is_refused_like_any_other_and_says_so_in_a_cancel) {
    print_at(100);
    sell(102, 1, 1);
    struct book_special stop = {.trigger = TRIGGER_STOP, .stop = 101};
    send((struct book_request){
        .side = SIDE_BUY, .limit = 102, .lots = 2, .ref = 5, .post_only = true, .special = &stop});
    send((struct book_request){
        .side = SIDE_BUY, .tif = BOOK_FOK, .limit = 102, .lots = 2, .ref = 6, .special = &stop});
    book_events_drain(book);
    print_at(101);
    heard("rest sell 1@101 #0; level sell 1@101; trade 1@101 #0 by #0; level sell 0@101; "
          "triggered buy 2@101 #5; cancel buy 2@102 #5 BOOK_WOULD_TRADE; "
          "triggered buy 2@101 #6; cancel buy 2@102 #6 BOOK_NOT_WHOLE");
}

/* ---- waiting ---- */

STOP_TEST(a_waiting_order_can_be_cancelled_and_amended_and_keeps_its_turn) {
    print_at(100);
    book_handle first = stopped(SIDE_SELL, 95, 90, 5, 1).handle;
    stopped(SIDE_SELL, 97, 91, 5, 2);
    book_handle third = stopped(SIDE_SELL, 97, 92, 5, 3).handle;
    book_events_drain(book);
    struct book_result result =
        amend(first, (struct book_change){.limit = 93, .lots = 2, .stop = 97});
    heard("amend sell 2@97 #10");
    cr_assert(result.reason == BOOK_OK && result.handle == first && result.rested == 0);
    cr_assert_eq(book_cancel(book, third, BOOK_EXPIRED), BOOK_OK);
    heard("cancel sell 5@97 #30 BOOK_EXPIRED");
    print_at(97);
    heard("rest sell 1@97 #0; level sell 1@97; trade 1@97 #0 by #0; level sell 0@97; "
          "triggered sell 2@97 #10; rest sell 2@93 #10; level sell 2@93; "
          "triggered sell 5@97 #20; rest sell 5@91 #20; level sell 5@91");
}

STOP_TEST(a_stop_amended_past_the_last_trade_goes_in_at_once) {
    print_at(100);
    book_handle mine = stopped(SIDE_SELL, 95, 90, 5, 1).handle;
    book_events_drain(book);
    amend(mine, (struct book_change){.stop = 100});
    heard("amend sell 5@100 #10; triggered sell 5@100 #10; rest sell 5@90 #10; level sell 5@90");
}

STOP_TEST(a_stop_and_a_target_of_a_pair_cut_each_other) {
    print_at(100);
    book_set_position(book, 1, 10);
    book_handle target =
        special(SIDE_SELL, 110, 10, 1, (struct book_special){.reduce_only = true}).handle;
    book_handle stop =
        special(SIDE_SELL, BOOK_AT_MARKET, 10, 1,
                (struct book_special){
                    .trigger = TRIGGER_STOP, .stop = 95, .reduce_only = true, .oco = target})
            .handle;
    book_events_drain(book);
    buy(110, 4, 9);
    heard("trade 4@110 #10 by #9; cut sell 4@95 #10 BOOK_OCO; level sell 6@110");
    print_at(109);
    book_events_drain(book);
    buy(94, 20, 2);
    print_at(95);
    heard("rest buy 20@94 #2; level buy 20@94; rest sell 1@95 #0; level sell 1@95; "
          "trade 1@95 #0 by #0; level sell 0@95; triggered sell 6@95 #10; trade 6@94 #2 by #10; "
          "cancel sell 6@110 #10 BOOK_OCO; level sell 0@110; level buy 14@94");
    cr_assert_eq(book_position(book, 1), 0);
    cr_assert_eq(book_cancel(book, stop, BOOK_BY_OWNER), BOOK_NO_ORDER);
}

STOP_TEST(a_partner_that_is_due_too_is_gone_before_its_turn) {
    print_at(100);
    buy(94, 20, 2);
    book_handle first = stopped(SIDE_SELL, 95, BOOK_AT_MARKET, 5, 1).handle;
    special(SIDE_SELL, BOOK_AT_MARKET, 5, 1,
            (struct book_special){.trigger = TRIGGER_STOP, .stop = 96, .oco = first});
    book_events_drain(book);
    print_at(95);
    heard("rest sell 1@95 #0; level sell 1@95; trade 1@95 #0 by #0; level sell 0@95; "
          "triggered sell 5@95 #10; trade 5@94 #2 by #10; cancel sell 5@96 #10 BOOK_OCO; "
          "level buy 15@94");
}

STOP_TEST(bad_triggers_are_refused) {
    const struct book_special bad[] = {
        {.trigger = TRIGGER_STOP},
        {.trigger = TRIGGER_STOP, .stop = -1},
        {.trigger = TRIGGER_STOP, .stop = BOOK_TICKS_MAX + 1},
        {.trigger = TRIGGER_STOP, .stop = 90, .trail = 1},
        {.trigger = TRIGGER_NONE, .stop = 90},
        {.trigger = TRIGGER_TRAIL, .stop = 90},
        {.trigger = TRIGGER_TRAIL, .trail = 1}, /* nothing traded yet */
        {.trigger = TRIGGER_TRAIL, .stop = 90, .trail = 1, .trail_ppm = 1},
        {.trigger = TRIGGER_TRAIL, .stop = 90, .trail = -1},
        {.trigger = TRIGGER_TRAIL, .stop = 90, .trail_ppm = BOOK_PPM},
        {.trigger = TRIGGER_TRAIL + 1, .stop = 90},
        {.display = -1},
    };
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        cr_assert_eq(special(SIDE_SELL, 90, 1, 1, bad[i]).reason, BOOK_BAD_REQUEST, "%zu", i);
    heard("");
}

/* ---- trailing ---- */

STOP_TEST(a_trailing_stop_follows_one_way) {
    print_at(100);
    book_handle selling = trailing(SIDE_SELL, 5, 0, 1).handle;
    book_handle buying = trailing(SIDE_BUY, 5, 0, 2).handle;
    heard("rest sell 1@100 #0; level sell 1@100; trade 1@100 #0 by #0; level sell 0@100; "
          "armed sell 1@95 #10; armed buy 1@105 #20");
    print_at(103);
    heard("rest sell 1@103 #0; level sell 1@103; trade 1@103 #0 by #0; level sell 0@103; "
          "trailed sell 1@98 #10");
    print_at(99);
    cr_assert(stop_now(selling) == 98 && stop_now(buying) == 104);
    book_events_drain(book);
    print_at(98);
    heard("rest sell 1@98 #0; level sell 1@98; trade 1@98 #0 by #0; level sell 0@98; "
          "trailed buy 1@103 #20; triggered sell 1@98 #10; "
          "cancel sell 1@1 #10 BOOK_REST_DROPPED");
    print_at(103);
    cr_assert_eq(book_order_count(book), 0);
}

STOP_TEST(a_trail_in_parts_is_rounded_down_to_ticks_and_at_least_one) {
    print_at(1000);
    book_handle mine = trailing(SIDE_SELL, 0, 2999, 1).handle; /* 2.999 ticks */
    book_handle least = trailing(SIDE_BUY, 0, 1, 2).handle;
    cr_assert(stop_now(mine) == 998 && stop_now(least) == 1001);
    print_at(1001); /* 3.002: the stop would stand where it is */
    cr_assert_eq(stop_now(mine), 998);
    cr_assert_eq(book_order_count(book), 1);
    print_at(1002);
    cr_assert_eq(stop_now(mine), 999);
}

STOP_TEST(a_trailing_stop_may_start_where_it_is_told_and_is_amended) {
    print_at(100);
    book_handle mine =
        special(SIDE_SELL, BOOK_AT_MARKET, 1, 1,
                (struct book_special){.trigger = TRIGGER_TRAIL, .stop = 90, .trail = 5})
            .handle;
    cr_assert_eq(stop_now(mine), 90);
    print_at(94);
    cr_assert_eq(stop_now(mine), 90);
    print_at(97);
    cr_assert_eq(stop_now(mine), 92);
    cr_assert_eq(amend(mine, (struct book_change){.trail = 10}).reason, BOOK_OK);
    cr_assert_eq(stop_now(mine), 87);
    cr_assert_eq(amend(mine, (struct book_change){.trail_ppm = 50000, .stop = 91}).reason, BOOK_OK);
    cr_assert_eq(stop_now(mine), 91);
    print_at(99);
    cr_assert_eq(stop_now(mine), 95);
    cr_assert_eq(amend(mine, (struct book_change){.trail = 1, .trail_ppm = 1}).reason,
                 BOOK_BAD_REQUEST);
}

STOP_TEST(trails_stop_at_the_ends_of_prices) {
    print_at(BOOK_TICKS_MAX);
    book_handle buying = trailing(SIDE_BUY, BOOK_TICKS_MAX, 0, 1).handle;
    book_handle selling = trailing(SIDE_SELL, BOOK_TICKS_MAX, 0, 2).handle;
    cr_assert(!book_waits(book, buying), "its stop is the last trade");
    cr_assert_eq(stop_now(selling), 1);
}
