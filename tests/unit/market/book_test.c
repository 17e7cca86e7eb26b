#include "unit/market/book_desk.h"

#include <string.h>

#include "base/mem.h"
#include "bench/flow.h"

TestSuite(book, .timeout = 60);

/* ---- price and time ---- */

BOOK_TEST(book, best_price_trades_first_and_at_the_resting_orders_price) {
    sell(103, 5, 1);
    sell(101, 5, 2);
    sell(102, 5, 3);
    book_events_drain(book);
    buy(103, 12, 9);
    heard("trade 5@101 #2 by #9; level sell 0@101; trade 5@102 #3 by #9; level sell 0@102; "
          "trade 2@103 #1 by #9; level sell 3@103");
    buy(98, 5, 4);
    buy(99, 5, 5);
    book_events_drain(book);
    sell(98, 6, 9);
    heard("trade 5@99 #5 by #9; level buy 0@99; trade 1@98 #4 by #9; level buy 4@98");
}

BOOK_TEST(book, first_in_trades_first_within_a_price) {
    sell(101, 5, 1);
    sell(101, 5, 2);
    sell(101, 5, 3);
    book_events_drain(book);
    buy(101, 15, 9);
    traded("5@101 #1; 5@101 #2; 5@101 #3");
}

BOOK_TEST(book, a_partial_fill_keeps_its_place_in_the_queue) {
    sell(101, 5, 1);
    sell(101, 5, 2);
    buy(101, 3, 8);
    book_events_drain(book);
    buy(101, 4, 9);
    traded("2@101 #1; 2@101 #2");
}

BOOK_TEST(book, a_smaller_size_keeps_the_place_and_a_larger_one_loses_it) {
    struct book_result result;
    book_handle first = buy(99, 10, 1);
    book_handle second = buy(99, 10, 2);
    book_events_drain(book);
    result = amend(first, (struct book_change){.limit = 99, .lots = 4});
    heard("amend buy 4@99 #1; level buy 14@99");
    cr_assert(result.reason == BOOK_OK && result.handle == first && result.rested == 4);
    cr_assert_eq(book_ahead(book, second), 4);
    result = amend(first, (struct book_change){.limit = 99, .lots = 4});
    heard("");
    cr_assert(result.reason == BOOK_OK && result.handle == first && result.rested == 4);
    result = amend(first, (struct book_change){.limit = 99, .lots = 6});
    heard("amend buy 0@99 #1; rest buy 6@99 #1; level buy 16@99");
    cr_assert_eq(book_ahead(book, first), 10);
    sell(99, 16, 9);
    traded("10@99 #2; 6@99 #1");
}

BOOK_TEST(book, a_new_price_loses_the_place_and_keeps_the_handle) {
    struct book_result result;
    book_handle first = buy(99, 5, 1);
    buy(99, 5, 2);
    book_events_drain(book);
    result = amend(first, (struct book_change){.limit = 98, .lots = 5});
    heard("amend buy 0@99 #1; level buy 5@99; rest buy 5@98 #1; level buy 5@98");
    cr_assert(result.handle == first && result.rested == 5 && result.filled == 0);
    result = amend(first, (struct book_change){.limit = 99, .lots = 3});
    book_events_drain(book);
    sell(99, 8, 9);
    traded("5@99 #2; 3@99 #1");
}

BOOK_TEST(book, an_amended_order_that_crosses_trades_like_a_new_one) {
    struct book_result result;
    book_handle mine = buy(99, 10, 1);
    sell(101, 4, 2);
    sell(102, 4, 3);
    book_events_drain(book);
    result = amend(mine, (struct book_change){.limit = 101, .lots = 10});
    heard("amend buy 0@99 #1; level buy 0@99; trade 4@101 #2 by #1; level sell 0@101; "
          "rest buy 6@101 #1; level buy 6@101");
    cr_assert(result.reason == BOOK_OK && result.filled == 4 && result.rested == 6);
    cr_assert_eq(result.handle, mine);
    result = amend(mine, (struct book_change){.limit = 102, .lots = 3});
    heard("amend buy 0@101 #1; level buy 0@101; trade 3@102 #3 by #1; level sell 1@102");
    cr_assert(result.handle == 0 && result.filled == 3 && result.rested == 0);
    cr_assert_eq(book_cancel(book, mine, BOOK_BY_OWNER), BOOK_NO_ORDER);
}

/* ---- cancelling ---- */

BOOK_TEST(book, head_middle_and_tail_of_a_level_can_be_cancelled_and_the_rest_swept) {
    book_handle handles[7];
    for (unsigned i = 0; i < ARRAY_LEN(handles); i++)
        handles[i] = sell(101, 1, i + 1);
    book_events_drain(book);
    book_cancel(book, handles[0], BOOK_BY_OWNER);
    heard("cancel sell 1@101 #1 BOOK_BY_OWNER; level sell 6@101");
    book_cancel(book, handles[3], BOOK_BY_OWNER);
    book_cancel(book, handles[6], BOOK_BY_OWNER);
    book_check(book);
    book_events_drain(book);
    buy(101, 10, 9);
    heard("trade 1@101 #2 by #9; trade 1@101 #3 by #9; trade 1@101 #5 by #9; "
          "trade 1@101 #6 by #9; level sell 0@101; rest buy 6@101 #9; level buy 6@101");
}

BOOK_TEST(book, a_cancelled_best_leaves_no_phantom_level) {
    sell(105, 2, 1);
    book_handle best = sell(101, 2, 2);
    buy(95, 2, 3);
    book_handle bid = buy(99, 2, 4);
    book_cancel(book, best, BOOK_BY_OWNER);
    book_cancel(book, bid, BOOK_BY_OWNER);
    best_is(SIDE_SELL, 105, 2);
    best_is(SIDE_BUY, 95, 2);
    book_events_drain(book);
    buy(104, 1, 5);
    heard("rest buy 1@104 #5; level buy 1@104");
}

BOOK_TEST(book, a_cancel_of_no_order_says_so_and_changes_nothing) {
    book_handle cancelled = sell(101, 1, 1);
    book_handle filled = sell(102, 1, 2);
    book_cancel(book, cancelled, BOOK_BY_OWNER);
    buy(102, 1, 3);
    book_events_drain(book);
    cr_assert_eq(book_cancel(book, cancelled, BOOK_BY_OWNER), BOOK_NO_ORDER);
    cr_assert_eq(book_cancel(book, filled, BOOK_BY_OWNER), BOOK_NO_ORDER);
    cr_assert_eq(book_cancel(book, 0, BOOK_BY_OWNER), BOOK_NO_ORDER);
    cr_assert_eq(book_cancel(book, UINT64_MAX, BOOK_BY_OWNER), BOOK_NO_ORDER);
    cr_assert_eq(book_cancel(book, cancelled + 1000, BOOK_BY_OWNER), BOOK_NO_ORDER);
    heard("");
}

BOOK_TEST(book, an_old_handle_never_names_the_next_order_in_its_slot) {
    book_handle last = buy(99, 1, 1);
    for (uint64_t i = 2; i < 2000; i++) {
        book_handle old = last;
        if (i % 2 == 0)
            book_cancel(book, old, BOOK_BY_OWNER);
        else
            sell(99, 1, 9);
        last = buy(99, 1, i);
        struct book_request order;
        cr_assert_neq(last, old);
        cr_assert_eq(book_cancel(book, old, BOOK_BY_OWNER), BOOK_NO_ORDER);
        cr_assert(!book_order(book, old, &order) && book_order(book, last, &order));
        cr_assert_eq(order.ref, i);
        book_events_drain(book);
    }
    cr_assert_eq(book->slots, 1, "the slot was used again");
}

BOOK_TEST(book, scattered_cancels_in_a_deep_queue_keep_the_others_in_order) {
    enum { DEPTH = 5000 };
    static book_handle handles[DEPTH];
    for (uint64_t i = 0; i < DEPTH; i++)
        handles[i] = buy(99, 1, i);
    for (uint64_t i = 0; i < DEPTH; i++) {
        if (i * 2654435761u % 7 < 4)
            cr_assert_eq(book_cancel(book, handles[i], BOOK_BY_OWNER), BOOK_OK);
    }
    book_check(book);
    book_events_drain(book);
    sell(99, DEPTH, 9);
    size_t count;
    const struct book_event *events = book_events(book, &count);
    size_t at = 0;
    for (uint64_t i = 0; i < DEPTH; i++) {
        if (i * 2654435761u % 7 >= 4)
            cr_assert_eq(events[at++].ref, i);
    }
    cr_assert_eq(events[at].kind, BOOK_EVENT_LEVEL);
}

/* ---- limits, IOC, FOK, post-only ---- */

BOOK_TEST(book, a_marketable_limit_stops_at_its_price_and_its_rest_becomes_the_best) {
    sell(101, 5, 1);
    sell(103, 5, 2);
    book_events_drain(book);
    struct book_result result = owned(SIDE_BUY, BOOK_REST, 102, 8, 9);
    heard("trade 5@101 #1 by #90; level sell 0@101; rest buy 3@102 #90; level buy 3@102");
    cr_assert(result.reason == BOOK_OK && result.filled == 5 && result.rested == 3);
    best_is(SIDE_BUY, 102, 3);
    best_is(SIDE_SELL, 103, 5);
}

BOOK_TEST(book, the_rest_of_an_ioc_order_never_rests) {
    sell(101, 5, 1);
    book_events_drain(book);
    struct book_result result = owned(SIDE_BUY, BOOK_IOC, 102, 8, 9);
    heard("trade 5@101 #1 by #90; level sell 0@101; cancel buy 3@102 #90 BOOK_REST_DROPPED");
    cr_assert(result.reason == BOOK_REST_DROPPED && result.filled == 5 && result.rested == 0);
    result = owned(SIDE_BUY, BOOK_IOC, 102, 8, 9);
    heard("cancel buy 8@102 #90 BOOK_REST_DROPPED");
    cr_assert(result.reason == BOOK_REST_DROPPED && result.filled == 0 && result.handle == 0);
    cr_assert_eq(book_order_count(book), 0);
}

BOOK_TEST(book, a_fok_order_fills_whole_or_not_at_all) {
    sell(101, 5, 1);
    sell(102, 5, 2);
    sell(103, 5, 3);
    book_events_drain(book);
    cr_assert_eq(owned(SIDE_BUY, BOOK_FOK, 102, 11, 9).reason, BOOK_NOT_WHOLE);
    heard("");
    struct book_result result = owned(SIDE_BUY, BOOK_FOK, 102, 10, 9);
    cr_assert(result.reason == BOOK_OK && result.filled == 10 && result.rested == 0);
    traded("5@101 #1; 5@102 #2");
    owned(SIDE_SELL, BOOK_REST, 102, 4, 9);
    cr_assert_eq(owned(SIDE_BUY, BOOK_FOK, 103, 5, 9).reason, BOOK_NOT_WHOLE,
                 "its own order is in the way");
}

BOOK_TEST(book, a_post_only_order_rests_or_is_refused) {
    sell(101, 5, 1);
    book_events_drain(book);
    struct book_request request = {
        .side = SIDE_BUY, .limit = 101, .lots = 2, .post_only = true, .ref = 2};
    cr_assert_eq(send(request).reason, BOOK_WOULD_TRADE);
    heard("");
    request.limit = 100;
    cr_assert_eq(send(request).reason, BOOK_OK);
    heard("rest buy 2@100 #2; level buy 2@100");
}

BOOK_TEST(book, a_market_order_larger_than_the_book_fills_what_exists_and_drops_the_rest) {
    sell(101, 5, 1);
    sell(150, 5, 2);
    sell(BOOK_TICKS_MAX, 5, 3);
    book_events_drain(book);
    owned(SIDE_BUY, BOOK_IOC, 150, 100, 9);
    heard("trade 5@101 #1 by #90; level sell 0@101; trade 5@150 #2 by #90; level sell 0@150; "
          "cancel buy 90@150 #90 BOOK_REST_DROPPED");
    owned(SIDE_BUY, BOOK_IOC, BOOK_TICKS_MAX, 100, 9);
    traded("5@2000000000 #3");
    best_is(SIDE_SELL, 0, 0);
}

/* ---- owners ---- */

BOOK_TEST(book, an_order_that_meets_one_of_its_owner_is_cancelled_after_what_it_got_from_others) {
    owned(SIDE_SELL, BOOK_REST, 101, 5, 1);
    owned(SIDE_SELL, BOOK_REST, 101, 5, 2);
    owned(SIDE_SELL, BOOK_REST, 101, 5, 1);
    book_events_drain(book);
    struct book_result result = owned(SIDE_BUY, BOOK_REST, 105, 9, 2);
    heard("trade 5@101 #10 by #20; level sell 10@101; cancel buy 4@105 #20 BOOK_SELF_TRADE");
    cr_assert(result.reason == BOOK_SELF_TRADE && result.filled == 5 && result.handle == 0);
    result = owned(SIDE_BUY, BOOK_IOC, 101, 1, 2);
    heard("cancel buy 1@101 #20 BOOK_SELF_TRADE");
    cr_assert(result.reason == BOOK_SELF_TRADE && result.filled == 0);
    best_is(SIDE_SELL, 101, 10);
}

BOOK_TEST(book, an_order_amended_into_one_of_its_owner_is_cancelled) {
    struct book_result result;
    owned(SIDE_SELL, BOOK_REST, 101, 5, 1);
    book_handle mine = owned(SIDE_BUY, BOOK_REST, 99, 5, 1).handle;
    book_events_drain(book);
    result = amend(mine, (struct book_change){.limit = 101, .lots = 5});
    heard("amend buy 0@99 #10; level buy 0@99; cancel buy 5@101 #10 BOOK_SELF_TRADE");
    cr_assert(result.reason == BOOK_SELF_TRADE && result.handle == 0);
    cr_assert_eq(book_order_count(book), 1);
}

BOOK_TEST(book, orders_of_nobody_trade_with_each_other) {
    owned(SIDE_SELL, BOOK_REST, 101, 5, 0);
    cr_assert_eq(owned(SIDE_BUY, BOOK_FOK, 101, 5, 0).reason, BOOK_OK);
    cr_assert_eq(book_order_count(book), 0);
}

/* ---- market orders and the collar ---- */

BOOK_TEST(book, a_market_order_fills_inside_the_collar_and_the_rest_is_dropped_with_the_reason) {
    print_at(1000);
    book_set_collar(book, 30000); /* 3 %: 970 to 1030 */
    sell(1030, 5, 1);
    sell(1031, 5, 2);
    buy(970, 5, 3);
    buy(969, 5, 4);
    book_events_drain(book);
    struct book_result result = owned(SIDE_BUY, BOOK_REST, BOOK_AT_MARKET, 8, 9);
    heard("trade 5@1030 #1 by #90; level sell 0@1030; cancel buy 3@1030 #90 BOOK_REST_DROPPED");
    cr_assert(result.reason == BOOK_REST_DROPPED && result.filled == 5 && result.rested == 0);
    book_set_last(book, 1000);
    owned(SIDE_SELL, BOOK_IOC, BOOK_AT_MARKET, 8, 9);
    heard("trade 5@970 #3 by #90; level buy 0@970; cancel sell 3@970 #90 BOOK_REST_DROPPED");
    book_set_collar(book, 0);
    owned(SIDE_BUY, BOOK_IOC, BOOK_AT_MARKET, 5, 9);
    traded("5@1031 #2");
}

BOOK_TEST(book, a_collar_is_rounded_towards_the_last_trade_and_cut_at_the_ends_of_prices) {
    struct book_request taker = {.side = SIDE_BUY, .limit = BOOK_AT_MARKET, .lots = 1};
    int64_t sum;
    book_set_collar(book, 5000); /* 0.5 % of 199 is 0.995 */
    book_set_last(book, 199);
    sell(200, 1, 1);
    cr_assert_eq(book_walk(book, &taker, &sum), 0);
    book_set_last(book, 200);
    cr_assert_eq(book_walk(book, &taker, &sum), 1);
    book_set_last(book, BOOK_TICKS_MAX);
    cr_assert_eq(book_walk(book, &taker, &sum), 1);
    book_set_collar(book, BOOK_PPM);
    book_set_last(book, 1);
    cr_assert_eq(owned(SIDE_SELL, BOOK_IOC, BOOK_AT_MARKET, 1, 1).reason, BOOK_REST_DROPPED);
}

BOOK_TEST(book, the_last_trade_is_the_last_prints_price_and_may_be_given_before_the_first) {
    cr_assert_eq(book_last(book), 0);
    book_set_last(book, 77);
    cr_assert_eq(book_last(book), 77);
    sell(101, 1, 1);
    sell(103, 1, 2);
    owned(SIDE_BUY, BOOK_IOC, 110, 2, 9);
    cr_assert_eq(book_last(book), 103);
}

/* ---- refusals ---- */

BOOK_TEST(book, a_refused_request_changes_nothing_and_says_nothing) {
    struct book_result result;
    book_handle order = buy(99, 5, 1);
    sell(101, 5, 2);
    book_events_drain(book);
    struct buffer before = bytes_of(book);
    const struct book_request bad[] = {
        {.limit = -5, .lots = 1},
        {.limit = BOOK_TICKS_MAX + 1, .lots = 1},
        {.limit = 100, .lots = -1},
        {.limit = 100, .lots = BOOK_LOTS_MAX + 1},
    };
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        result = send(bad[i]);
        cr_assert(result.reason == BOOK_BAD_REQUEST && result.handle == 0);
        result = amend(order, (struct book_change){.limit = bad[i].limit, .lots = bad[i].lots});
        cr_assert_eq(result.reason, BOOK_BAD_REQUEST);
    }
    cr_assert_eq(owned(SIDE_BUY, BOOK_REST, 100, 0, 1).reason, BOOK_BAD_REQUEST);
    cr_assert_eq(amend(order, (struct book_change){.stop = 90}).reason, BOOK_BAD_REQUEST,
                 "it does not wait");
    result = amend(order + 1, (struct book_change){.limit = 100, .lots = 1});
    cr_assert_eq(result.reason, BOOK_NO_ORDER);
    heard("");
    struct buffer after = bytes_of(book);
    cr_assert(same_bytes(&before, &after));
}

BOOK_TEST(book, a_full_book_takes_no_order_that_could_rest) {
    book->orders_most = 2;
    buy(98, 1, 1);
    book_handle order = buy(99, 1, 2);
    book_events_drain(book);
    cr_assert_eq(owned(SIDE_BUY, BOOK_REST, 97, 1, 1).reason, BOOK_FULL);
    cr_assert_eq(owned(SIDE_SELL, BOOK_REST, 99, 1, 1).reason, BOOK_FULL);
    heard("");
    cr_assert_eq(owned(SIDE_SELL, BOOK_IOC, 98, 1, 1).reason, BOOK_OK);
    cr_assert_neq(buy(99, 1, 3), 0);
    cr_assert_eq(book_cancel(book, order, BOOK_BY_OWNER), BOOK_NO_ORDER);
    book->orders_most = BOOK_ORDERS_MAX;
    book->next_number = NUMBER_MAX;
    cr_assert_eq(buy(97, 1, 4) >> SLOT_BITS, NUMBER_MAX);
    cr_assert_eq(owned(SIDE_BUY, BOOK_REST, 97, 1, 1).reason, BOOK_FULL, "no number is left");
}

/* ---- far prices ---- */

BOOK_TEST(book, prices_far_from_the_market_are_as_good_as_near_ones) {
    sell(BOOK_TICKS_MAX, 1, 1);
    sell(1000000, 1, 2);
    sell(101, 1, 3);
    buy(1, 1, 4);
    buy(50, 1, 5);
    book_check(book);
    book_events_drain(book);
    owned(SIDE_BUY, BOOK_IOC, BOOK_TICKS_MAX, 9, 9);
    traded("1@101 #3; 1@1000000 #2; 1@2000000000 #1");
    owned(SIDE_SELL, BOOK_IOC, 1, 9, 9);
    traded("1@50 #5; 1@1 #4");
    book_handle far = buy(1900000000, 1, 6);
    book_cancel(book, far, BOOK_BY_OWNER);
    best_is(SIDE_BUY, 0, 0);
}

BOOK_TEST(book, the_window_follows_a_market_that_moves) {
    for (int32_t mid = 5000; mid < 300000; mid += 370) {
        book_handle bid = buy(mid - 3, 2, 1);
        book_handle ask = sell(mid + 3, 2, 2);
        sell(BOOK_TICKS_MAX - mid, 1, 3);
        best_is(SIDE_BUY, mid - 3, 2);
        best_is(SIDE_SELL, mid + 3, 2);
        book_cancel(book, bid, BOOK_BY_OWNER);
        owned(SIDE_BUY, BOOK_IOC, mid + 3, 2, 9);
        cr_assert_eq(book_cancel(book, ask, BOOK_BY_OWNER), BOOK_NO_ORDER);
        book_events_drain(book);
    }
    book_check(book);
    cr_assert(window_holds(book, 300000), "it stands at %d", book->base);
}

/* ---- reading ---- */

BOOK_TEST(book, levels_come_best_first_with_lots_and_orders) {
    buy(99, 5, 1);
    buy(99, 2, 2);
    buy(97, 1, 3);
    buy(1, 4, 4);
    sell(90000, 1, 5);
    struct book_level levels[4];
    cr_assert_eq(book_levels(book, SIDE_BUY, levels, 4), 3);
    cr_assert(levels[0].ticks == 99 && levels[0].lots == 7 && levels[0].orders == 2);
    cr_assert(levels[1].ticks == 97 && levels[2].ticks == 1);
    cr_assert_eq(book_levels(book, SIDE_BUY, levels, 2), 2);
    cr_assert_eq(book_levels(book, SIDE_SELL, levels, 4), 1);
}

BOOK_TEST(book, a_walk_tells_what_a_taker_would_get) {
    owned(SIDE_SELL, BOOK_REST, 101, 5, 1);
    owned(SIDE_SELL, BOOK_REST, 103, 5, 2);
    owned(SIDE_SELL, BOOK_REST, 103, 5, 1);
    struct buffer before = bytes_of(book);
    struct book_request taker = {.side = SIDE_BUY, .limit = 102, .lots = 20};
    int64_t sum;
    cr_assert(book_walk(book, &taker, &sum) == 5 && sum == 505);
    taker.limit = 110;
    cr_assert(book_walk(book, &taker, &sum) == 15 && sum == 505 + 1030);
    taker.lots = 7;
    cr_assert(book_walk(book, &taker, &sum) == 7 && sum == 505 + 206);
    taker.owner = 2;
    cr_assert(book_walk(book, &taker, &sum) == 5 && sum == 505);
    struct buffer after = bytes_of(book);
    cr_assert(same_bytes(&before, &after));
    sell(BOOK_TICKS_MAX, BOOK_LOTS_MAX, 1);
    taker = (struct book_request){.side = SIDE_BUY, .limit = BOOK_TICKS_MAX, .lots = BOOK_LOTS_MAX};
    int64_t lots = book_walk(book, &taker, &sum);
    cr_assert(lots > 15 && lots < BOOK_LOTS_MAX && sum > INT64_MAX - BOOK_TICKS_MAX);
}

/* ---- the oracle ---- */

BOOK_TEST(book, the_oracle_flow_gives_the_sums_on_which_engines_agree) {
    enum { LINES = 200000, SEED = 42, MARKET_MOST = 200 };
    struct flow flow;
    flow_init(&flow, SEED, MARKET_MOST, LINES);
    book_handle *handles = mem_array(LINES + 1, sizeof *handles);
    struct flow_sums sums = {0};
    for (int i = 0; i < LINES; i++) {
        struct flow_line line = flow_next(&flow);
        flow_play(book, &line, handles);
        size_t count;
        const struct book_event *events = book_events(book, &count);
        flow_add(events, count, &sums);
        flow_hear(&flow, &line, events, count);
        book_events_drain(book);
    }
    cr_assert_eq(sums.trades, 59414);
    cr_assert_eq(sums.lots, 2007688);
    cr_assert_eq(sums.notional, UINT64_C(16038401681));
    cr_assert_eq(book_order_count(book), flow.live_count);
    mem_free(handles);
    flow_clear(&flow);
}
