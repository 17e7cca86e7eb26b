#include "unit/broker/desk.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/pack.h"

/* ---- money, by hand ---- */

Test(broker, buying_0_04_bitcoin_at_50100_costs_2004_00_and_5_01) {
    struct desk *desk = desk_new();
    uint64_t id;
    desk_agent(desk, BTC, SIDE_SELL, "50100", "1");
    cr_assert_eq(desk_place(desk, BTC, SIDE_BUY, TIF_IOC, NULL, "0.04", &id), 0);
    cr_assert_eq(desk->fill_count, 1);
    const struct fill *fill = &desk->fills[0];
    cr_expect(fill->order == id && !fill->maker && fill->ticks == 100200 && fill->lots == 400);
    cr_expect(fill->cash == fix("-2004") && fill->fee == fix("5.01") && fill->pnl == 0);
    cr_expect_eq(desk_cash(desk), fix("7990.99"));
    const struct position *position = broker_position(&desk->broker, desk->account, BTC);
    cr_assert_not_null(position);
    cr_expect(position->lots == 400 && position->cost == fix("2004") &&
              position->fees == fix("5.01"));
    cr_expect_eq(desk_told(desk)->state, ORDER_FILLED);
    cr_expect_eq(desk_told(desk)->value, fix("2004"));
    cr_expect_null(broker_order(&desk->broker, id));
    static const struct {
        enum ledger_book book;
        const char *amount, *balance, *text;
    } legs[] = {
        {LEDGER_CASH, "10000", "10000", "opening deposit"},
        {LEDGER_HOUSE, "-10000", "-10000", "opening deposit paid by the house"},
        {LEDGER_CASH, "-2004", "7996", "bought 0.0400 BTC-USD at 50,100.00"},
        {LEDGER_POSITIONS, "2004", "2004", "cost of the 0.0400 BTC-USD bought"},
        {LEDGER_CASH, "-5.01", "7990.99", "commission on the 0.0400 BTC-USD bought"},
        {LEDGER_COMMISSION, "5.01", "5.01", "commission on the 0.0400 BTC-USD bought"},
    };
    cr_assert_eq(desk->leg_count, 6);
    for (uint32_t i = 0; i < 6; i++) {
        cr_expect_eq(desk->legs[i].book, legs[i].book);
        cr_expect_eq(desk->legs[i].amount, fix(legs[i].amount));
        cr_expect_eq(desk->legs[i].balance, fix(legs[i].balance));
        cr_expect_str_eq(desk->legs[i].text, legs[i].text);
    }
    cr_expect(desk->legs[0].transaction == 1 && desk->legs[5].transaction == 2);
    desk_free(desk);
}

Test(broker, a_round_trip_books_its_profit_and_the_position_is_told_empty_once) {
    struct desk *desk = desk_new();
    desk_agent(desk, BTC, SIDE_SELL, "50100", "0.04");
    cr_assert_eq(desk_place(desk, BTC, SIDE_BUY, TIF_IOC, NULL, "0.04", NULL), 0);
    desk_agent(desk, BTC, SIDE_BUY, "50500", "1");
    uint64_t id;
    cr_assert_eq(broker_close_position(&desk->broker, &desk->market, desk->account, BTC, DESK_NOW,
                                       &desk->out, &id, &desk->error),
                 0);
    desk_settle(desk);
    desk_check(desk);
    const struct fill *fill = &desk->fills[1];
    cr_expect(fill->cash == fix("2020") && fill->fee == fix("5.05") && fill->pnl == fix("16"));
    cr_expect_eq(desk_cash(desk), fix("10005.94"));
    cr_expect_eq(desk_account(desk)->balances[LEDGER_REALISED], fix("-16"));
    cr_expect_eq(desk_account(desk)->balances[LEDGER_COMMISSION], fix("10.06"));
    cr_expect_null(broker_position(&desk->broker, desk->account, BTC));
    cr_expect_eq(desk->position_count, 2);
    cr_expect(desk->positions[1].lots == 0 && desk->positions[1].cost == 0 &&
              desk->positions[1].realised == fix("16") && desk->positions[1].fees == fix("10.06"));
    desk_free(desk);
}

Test(broker, a_minimum_holds_for_the_order_and_not_for_each_fill) {
    struct desk *desk = desk_new();
    desk_agent(desk, KEST, SIDE_SELL, "41.20", "10"); /* 412.00: 0.21 of 0.05 % */
    desk_agent(desk, KEST, SIDE_SELL, "41.21", "30"); /* 1,236.30 */
    desk_agent(desk, KEST, SIDE_SELL, "41.22", "20"); /* 824.40 */
    cr_assert_eq(desk_place(desk, KEST, SIDE_BUY, TIF_IOC, NULL, "60", NULL), 0);
    cr_assert_eq(desk->fill_count, 3);
    cr_expect_eq(desk->fills[0].fee, fix("1.00"));
    cr_expect_eq(desk->fills[1].fee, 0);
    cr_expect_eq(desk->fills[2].fee, fix("0.24"), "2,472.70 x 0.05 %% = 1.23635, up: 1.24 in all");
    cr_expect_eq(desk_cash(desk), fix("7526.06"));
    desk_free(desk);
}

Test(broker, rounding_does_not_add_up_over_small_fills) {
    struct desk *desk = desk_new();
    for (int i = 0; i < 100; i++)
        desk_agent(desk, KEST, SIDE_SELL, "41.50", "0.01"); /* 0.415 each */
    cr_assert_eq(desk_place(desk, KEST, SIDE_BUY, TIF_IOC, NULL, "1", NULL), 0);
    cr_expect_eq(desk->fill_count, 100);
    cr_expect_eq(desk_cash(desk), fix("9957.50"), "41.50 and the fee of 1.00");
    desk_free(desk);
}

Test(broker, a_partial_close_takes_its_share_half_even_and_the_last_the_remainder) {
    struct desk *desk = desk_new();
    desk_agent(desk, KEST, SIDE_SELL, "33.35", "3");
    cr_assert_eq(desk_place(desk, KEST, SIDE_BUY, TIF_IOC, NULL, "3", NULL), 0); /* 100.05 */
    desk_agent(desk, KEST, SIDE_BUY, "36.00", "3");
    cr_assert_eq(desk_place(desk, KEST, SIDE_SELL, TIF_IOC, NULL, "0.70", NULL), 0);
    cr_expect_eq(desk->fills[1].pnl, fix("1.86"), "25.20 less 23.345, half-even 23.34");
    cr_expect_eq(broker_position(&desk->broker, desk->account, KEST)->cost, fix("76.71"));
    cr_assert_eq(desk_place(desk, KEST, SIDE_SELL, TIF_IOC, NULL, "2.30", NULL), 0);
    cr_expect_eq(desk->fills[2].pnl, fix("6.09"));
    cr_expect_eq(desk_account(desk)->balances[LEDGER_POSITIONS], 0);
    desk_free(desk);
}

Test(broker, a_sale_never_fails_for_its_commission) {
    struct desk *desk = desk_new();
    desk_agent(desk, KEST, SIDE_SELL, "41.20", "0.25"); /* 10.30 and 1.00 */
    cr_assert_eq(desk_place(desk, KEST, SIDE_BUY, TIF_IOC, NULL, "0.25", NULL), 0);
    cr_assert_eq(desk_place(desk, BTC, SIDE_BUY, TIF_GTC, "49809.5", "0.2", NULL), 0);
    cr_expect_eq(desk_cash(desk) - desk_account(desk)->reserved, fix("1.89"));
    cr_assert_eq(desk_place(desk, BTC, SIDE_BUY, TIF_GTC, "1", "10", NULL), ERROR_REFUSED);
    desk_agent(desk, KEST, SIDE_BUY, "0.50", "100");
    cr_assert_eq(desk_place(desk, EUR, SIDE_BUY, TIF_GTC, "0.00189", "1000", NULL), ERROR_REFUSED);
    struct account *account = broker_account(&desk->broker, desk->account);
    account->balances[LEDGER_CASH] -= fix("1.89"); /* as if a commission had taken it */
    account->balances[LEDGER_COMMISSION] += fix("1.89");
    desk->market.listings[KEST].last = 50;
    book_set_last(desk->market.listings[KEST].book, 50);
    cr_assert_eq(desk_place(desk, KEST, SIDE_SELL, TIF_IOC, NULL, "0.25", NULL), 0);
    cr_expect_eq(desk->fills[1].cash, fix("0.12"), "0.125 half-even");
    cr_expect_eq(desk->fills[1].fee, fix("0.12"), "no more than there is");
    desk_free(desk);
}

/* ---- reservations ---- */

Test(broker, a_limit_buy_reserves_its_value_and_fee_and_every_fill_shrinks_that) {
    struct desk *desk = desk_new();
    uint64_t id;
    cr_assert_eq(desk_place(desk, BTC, SIDE_BUY, TIF_GTC, "50000", "0.1", &id), 0);
    cr_expect_eq(desk_account(desk)->reserved, fix("5012.50"));
    desk_agent(desk, BTC, SIDE_SELL, "50000", "0.04");
    cr_expect_eq(desk_told(desk)->state, ORDER_PARTIAL);
    cr_expect(desk->fills[0].maker);
    cr_expect_eq(desk_account(desk)->reserved, fix("3007.50"));
    cr_expect_eq(desk_cash(desk), fix("7995"));
    cr_assert_eq(broker_cancel(&desk->broker, &desk->market, desk->account, id, &desk->out, NULL),
                 0);
    desk_settle(desk);
    desk_check(desk);
    cr_expect_eq(desk_account(desk)->reserved, 0);
    cr_expect(desk_told(desk)->state == ORDER_CANCELED && desk_told(desk)->filled == 400);
    cr_expect_str_eq(desk_reason(desk), "cancelled on request");
    cr_expect_eq(broker_cancel(&desk->broker, &desk->market, desk->account, id, &desk->out, NULL),
                 ERROR_REFUSED);
    desk_free(desk);
}

Test(broker, a_limit_that_crosses_takes_what_is_there_and_rests_with_what_is_left) {
    struct desk *desk = desk_new();
    uint64_t id;
    desk_agent(desk, BTC, SIDE_SELL, "49000", "0.05");
    cr_assert_eq(desk_place(desk, BTC, SIDE_BUY, TIF_GTC, "50000", "0.1", &id), 0);
    cr_expect(desk->fill_count == 1 && !desk->fills[0].maker);
    cr_expect_eq(desk->fills[0].cash, fix("-2450"));
    const struct order *order = broker_order(&desk->broker, id);
    cr_assert_not_null(order);
    cr_expect(order->state == ORDER_PARTIAL && order->filled == 500 && order->handle != 0);
    cr_expect_eq(order->reserved, fix("2506.25"), "2,500.00, and 12.375 up less 6.125 up");
    desk_free(desk);
}

Test(broker, a_market_order_larger_than_the_book_says_why_the_rest_went) {
    struct desk *desk = desk_new();
    desk_agent(desk, BTC, SIDE_SELL, "50000", "0.05");
    desk_agent(desk, BTC, SIDE_SELL, "60000", "5");
    cr_assert_eq(desk_place(desk, BTC, SIDE_BUY, TIF_DAY, NULL, "0.1", NULL), 0);
    cr_expect(desk_told(desk)->state == ORDER_CANCELED && desk_told(desk)->filled == 500);
    cr_expect_str_eq(desk_reason(desk), "nobody else traded inside the price limit");
    cr_assert_eq(desk_place(desk, BTC, SIDE_BUY, TIF_FOK, NULL, "0.1", NULL), 0);
    cr_expect(desk_told(desk)->state == ORDER_CANCELED && desk_told(desk)->filled == 0);
    cr_expect_str_eq(desk_reason(desk), "the whole size was not on offer inside the price limit");
    desk_free(desk);
}

Test(broker, an_order_does_not_trade_with_one_of_its_own_account) {
    struct desk *desk = desk_new();
    desk_agent(desk, BTC, SIDE_SELL, "50000", "0.05");
    cr_assert_eq(desk_place(desk, BTC, SIDE_BUY, TIF_IOC, NULL, "0.05", NULL), 0);
    cr_assert_eq(desk_place(desk, BTC, SIDE_SELL, TIF_GTC, "50000", "0.05", NULL), 0);
    cr_assert_eq(desk_place(desk, BTC, SIDE_BUY, TIF_GTC, "50000", "0.05", NULL), 0);
    cr_expect_eq(desk_told(desk)->state, ORDER_CANCELED);
    cr_expect_str_eq(desk_reason(desk), "it would have traded with an order of your own");
    cr_expect(desk_account(desk)->reserved == 0 && desk->broker.order_count == 1);
    desk_free(desk);
}

Test(broker, two_players_trade_with_each_other_within_one_call) {
    struct desk *desk = desk_new();
    uint32_t other = broker_open_account(&desk->broker, 2, "Main", DESK_NOW, &desk->out);
    desk_agent(desk, BTC, SIDE_SELL, "50000", "0.05");
    cr_assert_eq(desk_place(desk, BTC, SIDE_BUY, TIF_IOC, NULL, "0.05", NULL), 0);
    cr_assert_eq(desk_place(desk, BTC, SIDE_SELL, TIF_GTC, "51000", "0.05", NULL), 0);
    struct order_request request = {.account = other,
                                    .instrument = BTC,
                                    .side = SIDE_BUY,
                                    .type = ORDER_LIMIT,
                                    .tif = TIF_GTC,
                                    .size = fix("0.02"),
                                    .price = fix("51000")};
    uint32_t told = desk->account_count;
    cr_assert_eq(broker_place(&desk->broker, &desk->market, &request, DESK_NOW, &desk->out, NULL,
                              &desk->error),
                 0);
    cr_expect_eq(desk->account_count, told + 2, "each account once, however many legs it had");
    cr_expect(desk->fills[1].maker && desk->fills[1].account == desk->account);
    cr_expect(!desk->fills[2].maker && desk->fills[2].account == other);
    desk_settle(desk);
    cr_expect_eq(desk->fill_count, 3, "events that were taken are not taken again");
    desk_check(desk);
    desk_free(desk);
}

/* ---- amending, closing hours ---- */

Test(broker, an_amendment_keeps_reservation_and_grid_and_may_trade) {
    struct desk *desk = desk_new();
    uint64_t id;
    desk_agent(desk, BTC, SIDE_SELL, "50000", "0.05");
    cr_assert_eq(desk_place(desk, BTC, SIDE_BUY, TIF_GTC, "40000", "0.1", &id), 0);
    cr_expect_eq(desk_amend(desk, id, "41000", "0.05"), 0);
    cr_expect_eq(desk_account(desk)->reserved, fix("2055.13"));
    cr_expect_eq(desk_amend(desk, id, NULL, "0.3"), ERROR_REFUSED);
    cr_expect_str_eq(
        desk->error.sentence,
        "That costs 12,330.75 with fees; 10,000.00 is free. Largest size now: 0.2432.");
    cr_expect_eq(desk_amend(desk, id, "41000.2", NULL), ERROR_REFUSED);
    cr_expect_eq(broker_order(&desk->broker, id)->lots, 500);
    cr_expect_eq(desk_amend(desk, id, "50000", "0.1"), 0);
    cr_expect(desk->fill_count == 1 && broker_order(&desk->broker, id)->filled == 500);
    cr_expect_eq(desk_amend(desk, id, NULL, "0.05"), ERROR_REFUSED);
    cr_expect_str_eq(desk->error.sentence,
                     "0.0500 of this order has filled already; its new size must be more than "
                     "that.");
    uint32_t told = desk->order_count;
    cr_expect_eq(desk_amend(desk, id, NULL, NULL), 0);
    cr_expect_eq(desk->order_count, told, "nothing new is not told");
    cr_expect_eq(desk_amend(desk, id + 1, "50000", NULL), ERROR_REFUSED);
    desk_free(desk);
}

Test(broker, a_smaller_size_keeps_the_place_in_the_queue) {
    struct desk *desk = desk_new();
    uint64_t id;
    cr_assert_eq(desk_place(desk, BTC, SIDE_BUY, TIF_GTC, "40000", "0.1", &id), 0);
    desk_agent(desk, BTC, SIDE_BUY, "40000", "1");
    cr_assert_eq(desk_amend(desk, id, NULL, "0.05"), 0);
    const struct book *book = desk->market.listings[BTC].book;
    cr_expect_eq(book_ahead(book, broker_order(&desk->broker, id)->handle), 0);
    cr_assert_eq(desk_amend(desk, id, NULL, "0.06"), 0);
    cr_expect_eq(book_ahead(book, broker_order(&desk->broker, id)->handle), 10000);
    desk_free(desk);
}

Test(broker, queued_orders_go_in_at_the_opening_by_number) {
    struct desk *desk = desk_new();
    uint64_t first, second;
    desk_agent(desk, KEST, SIDE_SELL, "41.00", "5");
    desk_turn(desk, KEST, false, DESK_NOW + DAY_MS);
    cr_assert_eq(desk_place(desk, KEST, SIDE_BUY, TIF_GTC, "41.50", "4", &first), 0);
    cr_assert_eq(desk_place(desk, KEST, SIDE_BUY, TIF_GTC, "42.00", "4", &second), 0);
    cr_expect(desk_told(desk)->queued && desk_account(desk)->reserved == fix("336.00"));
    cr_expect_eq(desk_amend(desk, first, "41.60", "3"), 0);
    cr_expect(broker_order(&desk->broker, first)->queued && desk->fill_count == 0);
    desk_turn(desk, KEST, true, DESK_NOW + 2 * DAY_MS);
    cr_assert_eq(desk->fill_count, 2);
    cr_expect(desk->fills[0].order == first && desk->fills[0].lots == 300);
    cr_expect(desk->fills[1].order == second && desk->fills[1].lots == 200);
    cr_expect_null(broker_order(&desk->broker, first));
    cr_expect(!broker_order(&desk->broker, second)->queued);
    desk_free(desk);
}

Test(broker, an_order_amended_while_closed_waits_for_the_opening) {
    struct desk *desk = desk_new();
    uint64_t id;
    desk_agent(desk, KEST, SIDE_SELL, "41.00", "5");
    cr_assert_eq(desk_place(desk, KEST, SIDE_BUY, TIF_GTC, "40.00", "4", &id), 0);
    desk_turn(desk, KEST, false, DESK_NOW + DAY_MS);
    cr_assert_eq(desk_amend(desk, id, "41.00", NULL), 0);
    cr_expect(broker_order(&desk->broker, id)->queued && desk->fill_count == 0);
    desk_turn(desk, KEST, true, GAMETIME_MAX);
    cr_expect_eq(desk->fill_count, 1);
    desk_free(desk);
}

Test(broker, a_queued_order_that_meets_an_own_one_is_cancelled_with_the_reason) {
    struct desk *desk = desk_new();
    desk_agent(desk, KEST, SIDE_SELL, "41.00", "5");
    cr_assert_eq(desk_place(desk, KEST, SIDE_BUY, TIF_IOC, NULL, "5", NULL), 0);
    cr_assert_eq(desk_place(desk, KEST, SIDE_SELL, TIF_GTC, "42.00", "5", NULL), 0);
    desk_turn(desk, KEST, false, DESK_NOW + DAY_MS);
    cr_assert_eq(desk_place(desk, KEST, SIDE_BUY, TIF_GTC, "42.10", "5", NULL), 0);
    desk_turn(desk, KEST, true, GAMETIME_MAX);
    cr_expect_eq(desk_told(desk)->state, ORDER_CANCELED);
    cr_expect_str_eq(desk_reason(desk), "it would have traded with an order of your own");
    cr_expect_eq(desk_account(desk)->reserved, 0);
    desk_free(desk);
}

Test(broker, day_orders_end_with_their_day_and_others_stay) {
    struct desk *desk = desk_new();
    uint64_t day, gtc, queued;
    cr_assert_eq(desk_place(desk, KEST, SIDE_BUY, TIF_DAY, "40.00", "4", &day), 0);
    cr_assert_eq(desk_place(desk, KEST, SIDE_BUY, TIF_GTC, "40.00", "4", &gtc), 0);
    desk_turn(desk, KEST, false, DESK_NOW + DAY_MS);
    cr_assert_eq(desk_place(desk, KEST, SIDE_BUY, TIF_DAY, "40.00", "4", &queued), 0);
    desk_end_day(desk, KEST);
    cr_expect(desk_told(desk)->id == queued && desk_told(desk)->state == ORDER_EXPIRED);
    cr_expect_str_eq(desk_reason(desk), "its trading day ended");
    cr_expect_null(broker_order(&desk->broker, day));
    cr_expect_not_null(broker_order(&desk->broker, gtc));
    desk_free(desk);
}

Test(broker, fills_of_the_last_millisecond_count_before_a_day_order_ends) {
    struct desk *desk = desk_new();
    uint64_t id, whole;
    cr_assert_eq(desk_place(desk, BTC, SIDE_BUY, TIF_DAY, "40000", "0.02", &whole), 0);
    cr_assert_eq(desk_place(desk, BTC, SIDE_BUY, TIF_DAY, "40000", "0.1", &id), 0);
    struct market_event end = {.kind = MARKET_DAY_END, .instrument = BTC, .ms = DESK_NOW};
    struct book_request request = {.side = SIDE_SELL, .limit = 80000, .lots = 600};
    struct book_result result;
    book_submit(desk->market.listings[BTC].book, &request, &result);
    (void)market_cancel(&desk->market, BTC, 0, BOOK_BY_OWNER);
    uint32_t pending = desk->market.event_count;
    broker_take(&desk->broker, &desk->market, &end, &desk->out);
    cr_expect(pending > 0 && desk->fill_count == 0);
    desk_settle(desk);
    desk_check(desk);
    cr_expect_eq(desk->fill_count, 2);
    cr_expect_eq(desk->broker.order_count, 0);
    cr_expect(desk_told(desk)->id == id && desk_told(desk)->state == ORDER_EXPIRED);
    cr_expect(desk_told(desk)->filled == 400 && desk_account(desk)->reserved == 0);
    desk_free(desk);
}

/* ---- the whole position ---- */

Test(broker, closing_takes_back_sell_orders_first_and_asks_for_an_open_market) {
    struct desk *desk = desk_new();
    uint64_t id;
    cr_expect_eq(broker_close_position(&desk->broker, &desk->market, desk->account, KEST, DESK_NOW,
                                       &desk->out, &id, &desk->error),
                 ERROR_REFUSED);
    desk_agent(desk, KEST, SIDE_SELL, "41.00", "5");
    cr_assert_eq(desk_place(desk, KEST, SIDE_BUY, TIF_IOC, NULL, "5", NULL), 0);
    cr_assert_eq(desk_place(desk, KEST, SIDE_SELL, TIF_GTC, "45.00", "2", NULL), 0);
    desk_agent(desk, KEST, SIDE_BUY, "40.50", "9");
    desk_turn(desk, KEST, false, DESK_NOW + DAY_MS);
    cr_expect_eq(broker_close_position(&desk->broker, &desk->market, desk->account, KEST, DESK_NOW,
                                       &desk->out, &id, &desk->error),
                 ERROR_REFUSED);
    cr_expect_str_eq(desk->error.sentence,
                     "KEST opens Tue 14 Jan 14:30 UTC; close the position then.");
    cr_expect_eq(desk->broker.order_count, 1);
    desk_turn(desk, KEST, true, GAMETIME_MAX);
    cr_expect_eq(broker_close_position(&desk->broker, &desk->market, desk->account, KEST, DESK_NOW,
                                       &desk->out, &id, &desk->error),
                 0);
    cr_expect(desk->broker.order_count == 0 && desk->broker.position_count == 0);
    desk_free(desk);
}

Test(broker, equity_is_cash_and_positions_at_the_mark) {
    struct desk *desk = desk_new();
    desk_agent(desk, BTC, SIDE_SELL, "50100", "0.04");
    cr_assert_eq(desk_place(desk, BTC, SIDE_BUY, TIF_IOC, NULL, "0.04", NULL), 0);
    desk_agent(desk, BTC, SIDE_BUY, "50100", "1");
    desk_agent(desk, BTC, SIDE_SELL, "50100.5", "1"); /* mid 50,100.25: a half tick */
    desk->market.listings[BTC].last = 100300;
    const struct position *position = broker_position(&desk->broker, desk->account, BTC);
    cr_expect_eq(position_value(position, &desk->market), fix("2004.01"));
    cr_expect_eq(account_equity(&desk->broker, desk_account(desk), &desk->market), fix("9995.00"));
    desk_free(desk);
}

Test(broker, a_new_chapter_starts_empty_and_numbers_go_on) {
    struct desk *desk = desk_new();
    uint64_t before, after;
    cr_assert_eq(desk_place(desk, KEST, SIDE_BUY, TIF_GTC, "40.00", "4", &before), 0);
    cr_assert_eq(
        broker_cancel(&desk->broker, &desk->market, desk->account, before, &desk->out, NULL), 0,
        "the old market goes with its orders");
    broker_reset(&desk->broker);
    cr_expect_null(broker_account_of(&desk->broker, 1));
    uint32_t account = broker_open_account(&desk->broker, 1, "Main", DESK_NOW, &desk->out);
    cr_expect_gt(account, desk->account);
    desk->account = account;
    cr_assert_eq(desk_place(desk, KEST, SIDE_BUY, TIF_GTC, "40.00", "4", &after), 0);
    cr_expect_gt(after, before);
    desk_free(desk);
}

/* ---- bytes ---- */

Test(broker, what_breaks_an_invariant_is_not_decoded) {
    struct desk *desk = desk_new();
    desk_agent(desk, KEST, SIDE_SELL, "41.00", "5");
    cr_assert_eq(desk_place(desk, KEST, SIDE_BUY, TIF_IOC, NULL, "5", NULL), 0);
    cr_assert_eq(desk_place(desk, KEST, SIDE_BUY, TIF_GTC, "40.00", "4", NULL), 0);
    cr_assert_eq(desk_place(desk, KEST, SIDE_SELL, TIF_GTC, "50.00", "4", NULL), 0);
    struct buffer bytes = {0}, again = {0};
    struct sink sink = buffer_sink(&bytes);
    broker_encode(&desk->broker, &sink);
    size_t taken = 0;
    for (size_t at = 0; at < bytes.length; at++)
        for (int bit = 0; bit < 8; bit++) {
            struct broker broker;
            bytes.bytes[at] ^= (uint8_t)(1 << bit);
            struct source source = source_of(bytes.bytes, bytes.length);
            if (broker_decode(&broker, &desk->broker.table, &source, NULL) == 0) {
                taken++;
                broker_check(&broker);
                buffer_reset(&again);
                sink = buffer_sink(&again);
                broker_encode(&broker, &sink);
                cr_assert(again.length <= bytes.length &&
                          memcmp(again.bytes, bytes.bytes, again.length) == 0);
                broker_clear(&broker);
            }
            bytes.bytes[at] ^= (uint8_t)(1 << bit);
        }
    cr_expect_lt(taken, bytes.length * 8, "some of it is noticed");
    for (size_t length = 0; length < bytes.length; length++) {
        struct broker broker;
        struct source source = source_of(bytes.bytes, length);
        cr_assert_eq(broker_decode(&broker, &desk->broker.table, &source, NULL), ERROR_STORAGE);
    }
    buffer_clear(&bytes);
    buffer_clear(&again);
    desk_free(desk);
}
