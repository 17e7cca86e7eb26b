/* Call auctions. */
#include "unit/market/book_desk.h"

#include <string.h>

#include "base/mem.h"

TestSuite(book_auction, .timeout = 60);

#define AUCTION_TEST(name) BOOK_TEST(book_auction, name)

static void indicates(int32_t ticks, int64_t lots, int64_t imbalance) {
    struct book_indication indication;
    book_auction_indication(book, &indication);
    cr_assert(indication.ticks == ticks && indication.lots == lots &&
                  indication.imbalance == imbalance,
              "%lld@%d, %lld over", (long long)indication.lots, indication.ticks,
              (long long)indication.imbalance);
}

AUCTION_TEST(orders_gather_without_trading_and_both_sides_may_cross) {
    buy(99, 5, 1);
    sell(101, 5, 2);
    book_auction_begin(book);
    cr_assert(book_in_auction(book));
    book_events_drain(book);
    buy(102, 3, 3);
    sell(98, 4, 4);
    heard("rest buy 3@102 #3; level buy 3@102; rest sell 4@98 #4; level sell 4@98");
    best_is(SIDE_BUY, 102, 3);
    best_is(SIDE_SELL, 98, 4);
    struct book_level levels[4];
    cr_assert_eq(book_levels(book, SIDE_BUY, levels, 4), 2);
    cr_assert_eq(levels[1].ticks, 99);
}

AUCTION_TEST(one_price_takes_the_most_lots_then_the_smallest_imbalance_then_the_closest) {
    book_auction_begin(book);
    indicates(0, 0, 0);
    buy(105, 10, 1);
    indicates(0, 0, 0);
    sell(95, 10, 2);
    indicates(95, 10, 0); /* nothing traded yet: the lowest */
    book_set_last(book, 100);
    indicates(100, 10, 0);
    book_set_last(book, 120);
    indicates(105, 10, 0);
    buy(103, 4, 3);
    indicates(105, 10, 0);
    sell(97, 2, 4);
    indicates(103, 12, 2);
    sell(104, 7, 5);
    indicates(103, 12, 2);
    book_set_last(book, 1);
    indicates(97, 12, 2);
}

AUCTION_TEST(prices_at_which_nobody_stands_are_looked_at_too) {
    book_set_last(book, 100);
    book_auction_begin(book);
    buy(102, 5, 1);
    sell(98, 5, 2);
    buy(98, 1, 3); /* at 98 demand is over by one; sell at 102 the same above */
    sell(102, 1, 4);
    indicates(100, 5, 0);
    sell(99, 1, 5);
    buy(101, 1, 6);
    indicates(100, 6, 0);
}

AUCTION_TEST(the_end_trades_at_one_price_best_first_then_in_time_and_goes_on_without_a_cross) {
    buy(100, 5, 1);
    sell(104, 5, 2);
    book_auction_begin(book);
    buy(103, 4, 3);
    buy(100, 6, 4);
    sell(100, 8, 5);
    sell(99, 3, 6);
    indicates(100, 11, 4);
    book_events_drain(book);
    book_auction_end(book);
    heard("trade 3@100 #3 by #6; level buy 1@103; level sell 0@99; "
          "trade 1@100 #3 by #5; level buy 0@103; level sell 7@100; "
          "trade 5@100 #1 by #5; trade 2@100 #4 by #5; level buy 4@100; level sell 0@100");
    cr_assert(!book_in_auction(book) && book_last(book) == 100);
    best_is(SIDE_BUY, 100, 4);
    best_is(SIDE_SELL, 104, 5);
    sell(100, 1, 9);
    traded("1@100 #4");
}

AUCTION_TEST(ioc_and_market_orders_take_part_and_their_rest_is_dropped_at_the_end) {
    print_at(100);
    book_set_collar(book, 50000);
    book_auction_begin(book);
    book_events_drain(book);
    struct book_result result = owned(SIDE_BUY, BOOK_IOC, BOOK_AT_MARKET, 5, 1);
    heard("rest buy 5@105 #10; level buy 5@105");
    cr_assert(result.handle != 0 && result.rested == 5);
    owned(SIDE_SELL, BOOK_IOC, 106, 2, 2);
    sell(101, 3, 3);
    book_events_drain(book);
    book_auction_end(book);
    heard("trade 3@101 #10 by #3; level buy 2@105; level sell 0@101; "
          "cancel buy 2@105 #10 BOOK_REST_DROPPED; level buy 0@105; "
          "cancel sell 2@106 #20 BOOK_REST_DROPPED; level sell 0@106");
}

AUCTION_TEST(fok_is_refused_and_post_only_too_when_it_would_cross) {
    sell(101, 5, 1);
    book_auction_begin(book);
    cr_assert_eq(owned(SIDE_BUY, BOOK_FOK, 99, 1, 1).reason, BOOK_IN_AUCTION);
    struct book_request request = {.side = SIDE_BUY, .limit = 101, .lots = 1, .post_only = true};
    cr_assert_eq(send(request).reason, BOOK_WOULD_TRADE);
    request.limit = 100;
    cr_assert_eq(send(request).reason, BOOK_OK);
}

AUCTION_TEST(stops_wait_for_the_end_and_see_its_price) {
    print_at(100);
    buy(90, 5, 1);
    book_auction_begin(book);
    book_events_drain(book);
    struct book_special stop = {.trigger = TRIGGER_STOP, .stop = 101};
    special(SIDE_SELL, 89, 1, 7, stop); /* true already */
    stop.stop = 95;
    special(SIDE_SELL, 88, 1, 8, stop);
    heard("armed sell 1@101 #70; armed sell 1@95 #80");
    buy(94, 2, 2);
    sell(94, 2, 3);
    book_events_drain(book);
    book_auction_end(book);
    heard("trade 2@94 #2 by #3; level buy 0@94; level sell 0@94; "
          "triggered sell 1@101 #70; trade 1@90 #1 by #70; level buy 4@90; "
          "triggered sell 1@95 #80; trade 1@90 #1 by #80; level buy 3@90");
}

AUCTION_TEST(cancel_and_amend_work_and_keep_or_lose_the_place) {
    book_auction_begin(book);
    book_handle first = buy(100, 5, 1);
    book_handle second = buy(100, 5, 2);
    book_events_drain(book);
    amend(first, (struct book_change){.lots = 3});
    heard("amend buy 3@100 #1; level buy 8@100");
    amend(first, (struct book_change){.lots = 4});
    heard("amend buy 0@100 #1; rest buy 4@100 #1; level buy 9@100");
    cr_assert_eq(book_ahead(book, first), 5);
    amend(second, (struct book_change){.limit = 102});
    heard("amend buy 0@100 #2; level buy 4@100; rest buy 5@102 #2; level buy 5@102");
    book_cancel(book, first, BOOK_BY_OWNER);
    heard("cancel buy 4@100 #1 BOOK_BY_OWNER; level buy 0@100");
    sell(101, 1, 3);
    indicates(101, 1, 4);
}

AUCTION_TEST(orders_of_one_owner_do_not_meet_and_the_later_ones_setting_decides) {
    book_auction_begin(book);
    owned(SIDE_BUY, BOOK_REST, 105, 5, 1);
    owned(SIDE_SELL, BOOK_REST, 95, 3, 1);
    buy(101, 2, 2);
    sell(99, 2, 3);
    book_events_drain(book);
    book_auction_end(book);
    heard("cancel sell 3@95 #10 BOOK_SELF_TRADE; level sell 0@95; "
          "trade 2@102 #10 by #3; level buy 3@105; level sell 0@99");
    best_is(SIDE_BUY, 105, 3);
    book_auction_begin(book);
    send((struct book_request){.side = SIDE_SELL,
                               .limit = 105,
                               .lots = 1,
                               .owner = 1,
                               .ref = 11,
                               .self_trade = SELF_CANCEL_BOTH});
    book_events_drain(book);
    book_auction_end(book);
    heard("cancel sell 1@105 #11 BOOK_SELF_TRADE; cancel buy 3@105 #10 BOOK_SELF_TRADE; "
          "level buy 0@105; level sell 0@105");
}

AUCTION_TEST(hidden_lots_take_part_and_pairs_and_positions_are_cut) {
    book_auction_begin(book);
    special(SIDE_SELL, 100, 9, 1, (struct book_special){.display = 2});
    indicates(0, 0, 0);
    buy(100, 7, 9);
    indicates(100, 7, -2);
    book_set_position(book, 2, 5);
    book_handle target =
        special(SIDE_SELL, 99, 5, 2, (struct book_special){.reduce_only = true}).handle;
    special(SIDE_SELL, 120, 5, 2, (struct book_special){.reduce_only = true, .oco = target});
    book_events_drain(book);
    book_auction_end(book);
    heard("trade 5@100 #9 by #20; cancel sell 5@120 #20 BOOK_OCO; level sell 0@120; "
          "level buy 2@100; level sell 0@99; trade 2@100 #10 by #9; refill sell 2@100 #10; "
          "level buy 0@100; level sell 2@100");
    cr_assert_eq(book_position(book, 2), 0);
}

AUCTION_TEST(an_auction_comes_back_from_its_bytes) {
    print_at(100);
    book_auction_begin(book);
    buy(105, 5, 1);
    sell(95, 3, 2);
    owned(SIDE_BUY, BOOK_IOC, 105, 5, 3);
    struct buffer bytes = bytes_of(book);
    struct source source = source_of(bytes.bytes, bytes.length);
    struct error error;
    struct book *twin;
    cr_assert_eq(book_decode(&twin, &source, &error), 0);
    book_check(twin);
    buffer_clear(&bytes);
    cr_assert(book_in_auction(twin));
    book_events_drain(book);
    book_auction_end(book);
    book_auction_end(twin);
    size_t count, twins;
    const struct book_event *events = book_events(book, &count);
    const struct book_event *again = book_events(twin, &twins);
    cr_assert(count == twins && memcmp(events, again, count * sizeof *events) == 0);
    book_free(twin);
}

AUCTION_TEST(an_auction_without_a_cross_changes_nothing_but_that_it_is_over) {
    buy(99, 5, 1);
    sell(101, 5, 2);
    buy(1, 5, 3);
    sell(1000000, 5, 4);
    struct buffer before = bytes_of(book);
    book_events_drain(book);
    book_auction_begin(book);
    indicates(0, 0, 0);
    book_auction_end(book);
    heard("");
    struct buffer after = bytes_of(book);
    cr_assert(same_bytes(&before, &after));
}
