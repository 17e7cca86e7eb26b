/* What few orders have: post-only, self-trade prevention, icebergs, partners, reduce-only. */
#include "unit/market/book_desk.h"

#include "base/mem.h"

TestSuite(book_special, .timeout = 60);

#define SPECIAL_TEST(name) BOOK_TEST(book_special, name)

static struct book_result guarded(enum side side, int32_t ticks, int64_t lots, uint32_t owner,
                                  enum book_self_trade mode) {
    return send((struct book_request){.side = side,
                                      .limit = ticks,
                                      .lots = lots,
                                      .owner = owner,
                                      .ref = (uint64_t)owner * 10,
                                      .self_trade = (uint8_t)mode});
}

static book_handle iceberg(enum side side, int32_t ticks, int64_t lots, int64_t display,
                           uint32_t owner) {
    return special(side, ticks, lots, owner, (struct book_special){.display = display}).handle;
}

/* ---- post-only ---- */

SPECIAL_TEST(a_post_only_order_that_would_meet_an_iceberg_is_refused) {
    iceberg(SIDE_SELL, 101, 50, 1, 1);
    book_events_drain(book);
    struct book_request request = {.side = SIDE_BUY, .limit = 101, .lots = 2, .post_only = true};
    cr_assert_eq(send(request).reason, BOOK_WOULD_TRADE);
    heard("");
}

SPECIAL_TEST(an_amendment_that_would_make_a_post_only_order_trade_is_refused) {
    sell(101, 5, 1);
    struct book_request request = {
        .side = SIDE_BUY, .limit = 99, .lots = 2, .post_only = true, .ref = 2};
    book_handle mine = send(request).handle;
    book_events_drain(book);
    cr_assert_eq(amend(mine, (struct book_change){.limit = 101}).reason, BOOK_WOULD_TRADE);
    heard("");
    cr_assert_eq(amend(mine, (struct book_change){.limit = 100}).rested, 2);
    heard("amend buy 0@99 #2; level buy 0@99; rest buy 2@100 #2; level buy 2@100");
    struct book_request found;
    cr_assert(book_order(book, mine, &found) && found.post_only);
}

/* ---- self-trade prevention ---- */

SPECIAL_TEST(the_oldest_gives_way_and_the_newest_goes_on) {
    sell(101, 2, 1);
    owned(SIDE_SELL, BOOK_REST, 101, 5, 7);
    sell(101, 2, 2);
    book_events_drain(book);
    struct book_result result = guarded(SIDE_BUY, 101, 6, 7, SELF_CANCEL_OLDEST);
    heard("trade 2@101 #1 by #70; cancel sell 5@101 #70 BOOK_SELF_TRADE; trade 2@101 #2 by #70; "
          "level sell 0@101; rest buy 2@101 #70; level buy 2@101");
    cr_assert(result.reason == BOOK_OK && result.filled == 4 && result.rested == 2);
}

SPECIAL_TEST(both_give_way) {
    sell(101, 2, 1);
    owned(SIDE_SELL, BOOK_REST, 101, 5, 7);
    sell(101, 2, 2);
    book_events_drain(book);
    struct book_result result = guarded(SIDE_BUY, 101, 6, 7, SELF_CANCEL_BOTH);
    heard("trade 2@101 #1 by #70; cancel sell 5@101 #70 BOOK_SELF_TRADE; level sell 2@101; "
          "cancel buy 4@101 #70 BOOK_SELF_TRADE");
    cr_assert(result.reason == BOOK_SELF_TRADE && result.filled == 2 && result.handle == 0);
}

SPECIAL_TEST(the_takers_setting_decides_and_comes_in_again_when_it_is_amended) {
    book_handle mine = guarded(SIDE_BUY, 99, 5, 7, SELF_CANCEL_OLDEST).handle;
    guarded(SIDE_SELL, 101, 5, 7, SELF_CANCEL_BOTH);
    book_events_drain(book);
    amend(mine, (struct book_change){.limit = 101});
    heard("amend buy 0@99 #70; level buy 0@99; cancel sell 5@101 #70 BOOK_SELF_TRADE; "
          "level sell 0@101; rest buy 5@101 #70; level buy 5@101");
}

SPECIAL_TEST(fok_passes_over_own_orders_only_when_these_give_way) {
    owned(SIDE_SELL, BOOK_REST, 101, 5, 7);
    sell(102, 5, 1);
    book_events_drain(book);
    struct book_request request = {
        .side = SIDE_BUY, .tif = BOOK_FOK, .limit = 102, .lots = 5, .owner = 7, .ref = 70};
    cr_assert_eq(send(request).reason, BOOK_NOT_WHOLE);
    request.self_trade = SELF_CANCEL_BOTH;
    cr_assert_eq(send(request).reason, BOOK_NOT_WHOLE);
    heard("");
    request.self_trade = SELF_CANCEL_OLDEST;
    cr_assert_eq(send(request).filled, 5);
}

/* ---- icebergs ---- */

SPECIAL_TEST(an_iceberg_shows_a_slice_and_its_refill_goes_to_the_back_of_its_level) {
    book_handle ice = iceberg(SIDE_SELL, 101, 12, 5, 1);
    heard("rest sell 12@101 #10; level sell 5@101");
    book_handle other = sell(101, 4, 2);
    cr_assert_eq(book_shown(book, ice), 5);
    book_events_drain(book);
    buy(101, 5, 9);
    heard("trade 5@101 #10 by #9; refill sell 5@101 #10; level sell 9@101");
    cr_assert_eq(book_ahead(book, other), 0);
    cr_assert_eq(book_ahead(book, ice), 4);
    buy(101, 11, 9);
    heard("trade 4@101 #2 by #9; trade 5@101 #10 by #9; refill sell 2@101 #10; "
          "trade 2@101 #10 by #9; level sell 0@101");
    cr_assert_eq(book_order_count(book), 0);
}

SPECIAL_TEST(fok_and_walks_count_hidden_lots_and_levels_do_not) {
    iceberg(SIDE_SELL, 101, 50, 5, 1);
    struct book_request taker = {.side = SIDE_BUY, .tif = BOOK_FOK, .limit = 101, .lots = 50};
    int64_t sum;
    cr_assert(book_walk(book, &taker, &sum) == 50 && sum == 5050);
    best_is(SIDE_SELL, 101, 5);
    taker.lots = 51;
    cr_assert_eq(send(taker).reason, BOOK_NOT_WHOLE);
    taker.lots = 50;
    cr_assert_eq(send(taker).filled, 50);
}

SPECIAL_TEST(hidden_lots_behind_an_own_order_are_out_of_reach_of_a_fok) {
    iceberg(SIDE_SELL, 101, 10, 5, 1);
    owned(SIDE_SELL, BOOK_REST, 101, 5, 7);
    cr_assert_eq(owned(SIDE_BUY, BOOK_FOK, 101, 6, 7).reason, BOOK_NOT_WHOLE);
    cr_assert_eq(owned(SIDE_BUY, BOOK_FOK, 101, 5, 7).reason, BOOK_OK);
}

SPECIAL_TEST(a_smaller_iceberg_loses_hidden_lots_first_and_keeps_its_place) {
    book_handle ice = iceberg(SIDE_SELL, 101, 12, 5, 1);
    sell(101, 4, 2);
    book_events_drain(book);
    amend(ice, (struct book_change){.lots = 6});
    heard("amend sell 6@101 #10");
    amend(ice, (struct book_change){.lots = 3});
    heard("amend sell 3@101 #10; level sell 7@101");
    cr_assert_eq(book_ahead(book, ice), 0);
    amend(ice, (struct book_change){.lots = 8});
    heard("amend sell 0@101 #10; rest sell 8@101 #10; level sell 9@101");
    cr_assert(book_ahead(book, ice) == 4 && book_shown(book, ice) == 5);
}

SPECIAL_TEST(an_iceberg_that_takes_trades_whole_and_rests_in_slices) {
    sell(101, 20, 1);
    book_events_drain(book);
    book_handle ice = iceberg(SIDE_BUY, 101, 30, 4, 2);
    heard("trade 20@101 #1 by #20; level sell 0@101; rest buy 10@101 #20; level buy 4@101");
    cr_assert_eq(book_cancel(book, ice, BOOK_EXPIRED), BOOK_OK);
    heard("cancel buy 10@101 #20 BOOK_EXPIRED; level buy 0@101");
}

SPECIAL_TEST(an_iceberg_of_too_many_slices_is_refused_also_by_amendment) {
    cr_assert_eq(special(SIDE_BUY, 99, 1001, 1, (struct book_special){.display = 1}).reason,
                 BOOK_BAD_REQUEST);
    book_handle ice = iceberg(SIDE_BUY, 99, 1000, 1, 1);
    cr_assert_neq(ice, 0);
    cr_assert_eq(amend(ice, (struct book_change){.lots = 1001}).reason, BOOK_BAD_REQUEST);
    sell(99, 1000, 9);
    cr_assert_eq(book_order_count(book), 0);
}

/* ---- partners ---- */

static struct book_result paired(enum side side, int32_t ticks, int64_t lots, uint32_t owner,
                                 book_handle oco) {
    return special(side, ticks, lots, owner, (struct book_special){.oco = oco});
}

SPECIAL_TEST(what_one_of_a_pair_trades_is_cut_from_the_other_and_one_used_up_takes_the_other) {
    book_handle first = owned(SIDE_SELL, BOOK_REST, 105, 10, 1).handle;
    book_handle second = paired(SIDE_BUY, 95, 10, 1, first).handle;
    book_events_drain(book);
    buy(105, 4, 9);
    heard("trade 4@105 #10 by #9; cut buy 4@95 #10 BOOK_OCO; level buy 6@95; level sell 6@105");
    sell(95, 6, 9);
    heard("trade 6@95 #10 by #9; cancel sell 6@105 #10 BOOK_OCO; level sell 0@105; "
          "level buy 0@95");
    cr_assert_eq(book_cancel(book, first, BOOK_BY_OWNER), BOOK_NO_ORDER);
    cr_assert_eq(book_cancel(book, second, BOOK_BY_OWNER), BOOK_NO_ORDER);
}

SPECIAL_TEST(a_cancel_by_the_owner_leaves_the_partner_alone) {
    book_handle first = owned(SIDE_SELL, BOOK_REST, 105, 10, 1).handle;
    book_handle second = paired(SIDE_BUY, 95, 10, 1, first).handle;
    book_cancel(book, second, BOOK_BY_OWNER);
    struct book_special found;
    cr_assert(book_order_special(book, first, &found) && found.oco == 0);
    cr_assert_eq(paired(SIDE_BUY, 95, 10, 1, first).reason, BOOK_OK, "it may be paired again");
}

SPECIAL_TEST(a_partner_inside_the_same_sweep_is_cut_before_its_turn) {
    book_handle first = owned(SIDE_SELL, BOOK_REST, 101, 5, 1).handle;
    paired(SIDE_SELL, 101, 8, 1, first);
    sell(101, 5, 2);
    book_events_drain(book);
    buy(101, 20, 9);
    heard("trade 5@101 #10 by #9; cancel sell 8@101 #10 BOOK_OCO; trade 5@101 #2 by #9; "
          "level sell 0@101; rest buy 10@101 #9; level buy 10@101");
}

SPECIAL_TEST(a_fok_counts_a_pair_once) {
    book_handle first = owned(SIDE_SELL, BOOK_REST, 101, 5, 1).handle;
    paired(SIDE_SELL, 102, 5, 1, first);
    cr_assert_eq(owned(SIDE_BUY, BOOK_FOK, 102, 6, 9).reason, BOOK_NOT_WHOLE);
    cr_assert_eq(owned(SIDE_BUY, BOOK_FOK, 102, 5, 9).reason, BOOK_OK);
    cr_assert_eq(book_order_count(book), 0);
}

SPECIAL_TEST(a_taker_cuts_its_own_partner) {
    book_handle first = owned(SIDE_SELL, BOOK_REST, 110, 10, 1).handle;
    sell(101, 4, 2);
    book_events_drain(book);
    struct book_result result = paired(SIDE_BUY, 101, 10, 1, first);
    heard("trade 4@101 #2 by #10; cut sell 4@110 #10 BOOK_OCO; level sell 6@110; "
          "level sell 0@101; rest buy 6@101 #10; level buy 6@101");
    cr_assert(result.filled == 4 && result.rested == 6);
    sell(101, 6, 9);
    cr_assert_eq(book_order_count(book), 0);
}

SPECIAL_TEST(a_pair_of_different_sizes_goes_as_far_as_the_smaller) {
    book_handle large = owned(SIDE_SELL, BOOK_REST, 101, 20, 1).handle;
    paired(SIDE_SELL, 102, 10, 1, large);
    book_events_drain(book);
    buy(101, 10, 9);
    heard("trade 10@101 #10 by #9; cancel sell 10@102 #10 BOOK_OCO; level sell 0@102; "
          "level sell 10@101");
    struct book_special found;
    cr_assert(book_order_special(book, large, &found) && found.oco == 0);
}

SPECIAL_TEST(only_a_live_unpaired_order_of_the_same_owner_can_be_a_partner) {
    book_handle first = owned(SIDE_SELL, BOOK_REST, 105, 10, 1).handle;
    book_handle nobodys = sell(106, 1, 1);
    cr_assert_eq(paired(SIDE_BUY, 95, 10, 2, first).reason, BOOK_NO_PARTNER);
    cr_assert_eq(paired(SIDE_BUY, 95, 10, 1, first + 1).reason, BOOK_NO_PARTNER);
    cr_assert_eq(paired(SIDE_BUY, 95, 10, 0, nobodys).reason, BOOK_NO_PARTNER);
    cr_assert_eq(paired(SIDE_BUY, 95, 10, 1, first).reason, BOOK_OK);
    cr_assert_eq(paired(SIDE_BUY, 95, 10, 1, first).reason, BOOK_NO_PARTNER);
}

/* ---- reduce-only ---- */

static struct book_result reducing(enum side side, int32_t ticks, int64_t lots, uint32_t owner) {
    return special(side, ticks, lots, owner, (struct book_special){.reduce_only = true});
}

SPECIAL_TEST(a_reduce_only_order_is_refused_without_a_position_on_the_other_side) {
    cr_assert_eq(reducing(SIDE_SELL, 101, 5, 1).reason, BOOK_REDUCE_ONLY);
    book_set_position(book, 1, -5);
    cr_assert_eq(reducing(SIDE_SELL, 101, 5, 1).reason, BOOK_REDUCE_ONLY);
    cr_assert_eq(reducing(SIDE_BUY, 99, 5, 1).reason, BOOK_OK);
    cr_assert_eq(reducing(SIDE_BUY, 99, 5, 0).reason, BOOK_REDUCE_ONLY);
}

SPECIAL_TEST(a_reduce_only_taker_is_cut_to_the_position_at_the_start) {
    book_set_position(book, 1, 6);
    buy(99, 20, 2);
    book_events_drain(book);
    struct book_result result = reducing(SIDE_SELL, 99, 10, 1);
    heard("trade 6@99 #2 by #10; level buy 14@99");
    cr_assert(result.reason == BOOK_OK && result.filled == 6 && result.cut == 4);
    cr_assert_eq(book_position(book, 1), 0);
}

SPECIAL_TEST(two_reduce_only_makers_hit_in_one_sweep_do_not_flip_the_position) {
    book_set_position(book, 1, 10);
    reducing(SIDE_SELL, 101, 10, 1);
    reducing(SIDE_SELL, 102, 8, 1);
    sell(102, 5, 2);
    book_events_drain(book);
    cr_assert_eq(owned(SIDE_BUY, BOOK_FOK, 102, 16, 9).reason, BOOK_NOT_WHOLE);
    buy(102, 15, 9);
    heard("trade 10@101 #10 by #9; cancel sell 8@102 #10 BOOK_REDUCE_ONLY; level sell 5@102; "
          "level sell 0@101; trade 5@102 #2 by #9; level sell 0@102");
    cr_assert_eq(book_position(book, 1), 0);
}

SPECIAL_TEST(reduce_only_orders_are_cut_as_the_position_shrinks_and_not_grown_as_it_grows) {
    book_set_position(book, 1, 10);
    book_handle first = reducing(SIDE_SELL, 105, 10, 1).handle;
    book_handle second = reducing(SIDE_SELL, 106, 4, 1).handle;
    book_events_drain(book);
    buy(99, 4, 2);
    owned(SIDE_SELL, BOOK_IOC, 99, 4, 1);
    heard("rest buy 4@99 #2; level buy 4@99; trade 4@99 #2 by #10; "
          "cut sell 4@105 #10 BOOK_REDUCE_ONLY; level sell 6@105; level buy 0@99");
    book_set_position(book, 1, 2);
    heard("cut sell 4@105 #10 BOOK_REDUCE_ONLY; level sell 2@105; "
          "cut sell 2@106 #10 BOOK_REDUCE_ONLY; level sell 2@106");
    book_set_position(book, 1, 50);
    heard("");
    book_set_position(book, 1, 0);
    heard("cancel sell 2@105 #10 BOOK_REDUCE_ONLY; level sell 0@105; "
          "cancel sell 2@106 #10 BOOK_REDUCE_ONLY; level sell 0@106");
    cr_assert_eq(book_cancel(book, first, BOOK_BY_OWNER), BOOK_NO_ORDER);
    cr_assert_eq(book_cancel(book, second, BOOK_BY_OWNER), BOOK_NO_ORDER);
}

SPECIAL_TEST(a_position_that_changes_its_sign_ends_its_reduce_only_orders) {
    book_set_position(book, 1, 3);
    reducing(SIDE_SELL, 105, 3, 1);
    buy(99, 8, 2);
    book_events_drain(book);
    owned(SIDE_SELL, BOOK_REST, 99, 8, 1);
    heard("trade 8@99 #2 by #10; cancel sell 3@105 #10 BOOK_REDUCE_ONLY; level sell 0@105; "
          "level buy 0@99");
    cr_assert_eq(book_position(book, 1), -5);
    cr_assert_eq(reducing(SIDE_BUY, 98, 9, 1).rested, 5);
}

SPECIAL_TEST(an_amendment_does_not_lift_a_reduce_only_order_over_the_position) {
    book_set_position(book, 1, 6);
    book_handle mine = reducing(SIDE_SELL, 105, 2, 1).handle;
    struct book_result result = amend(mine, (struct book_change){.lots = 20});
    cr_assert(result.rested == 6 && result.cut == 14);
}

SPECIAL_TEST(an_iceberg_that_only_reduces_loses_hidden_lots_first) {
    book_set_position(book, 1, 10);
    special(SIDE_SELL, 105, 10, 1, (struct book_special){.reduce_only = true, .display = 4});
    book_events_drain(book);
    book_set_position(book, 1, 5);
    heard("cut sell 5@105 #10 BOOK_REDUCE_ONLY");
    book_set_position(book, 1, 3);
    heard("cut sell 2@105 #10 BOOK_REDUCE_ONLY; level sell 3@105");
}
