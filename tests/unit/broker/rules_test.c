#include "unit/broker/desk.h"

#include <criterion/criterion.h>
#include <string.h>

#define SAYS(desk, wanted) cr_expect_str_eq((desk)->error.sentence, wanted)

/* A refusal that was recorded: told once, as rejected, with the sentence as its reason. */
static void expect_recorded(const struct desk *desk, uint32_t told_before) {
    cr_expect_eq(desk->order_count, told_before + 1);
    cr_expect_eq(desk_told(desk)->state, ORDER_REJECTED);
    cr_expect_str_eq(desk_reason(desk), desk->error.sentence);
}

Test(broker_rules, an_instrument_must_be_there_and_active) {
    struct desk *desk = desk_new();
    cr_expect_eq(desk_place(desk, DESK_INSTRUMENTS, SIDE_BUY, TIF_GTC, "1", "1", NULL),
                 ERROR_REFUSED);
    SAYS(desk, "There is no such instrument in this market.");
    cr_expect_eq(desk->order_count, 0);
    desk->market.table.rows[KEST].tradeable = false;
    cr_expect_eq(desk_place(desk, KEST, SIDE_BUY, TIF_GTC, "41.20", "1", NULL), ERROR_REFUSED);
    SAYS(desk, "KEST cannot be traded now.");
    expect_recorded(desk, 0);
    desk->market.table.rows[KEST].tradeable = true;
    desk->broker.table.rows[0].rules[CLASS_STOCK].trades = false;
    cr_expect_eq(desk_place(desk, KEST, SIDE_BUY, TIF_GTC, "41.20", "1", NULL), ERROR_REFUSED);
    SAYS(desk, "KEST is a stock, which the Discount broker does not offer.");
    desk_free(desk);
}

Test(broker_rules, accounts_and_kinds_of_orders_must_exist) {
    struct desk *desk = desk_new();
    struct order_request request = {.account = 99, .instrument = BTC, .size = FIX8_ONE};
    uint64_t id = 7;
    cr_expect_eq(
        broker_place(&desk->broker, &desk->market, &request, DESK_NOW, &desk->out, &id, NULL),
        ERROR_REFUSED);
    cr_expect_eq(id, 0);
    request = (struct order_request){.account = desk->account, .tif = 200, .size = FIX8_ONE};
    cr_expect_eq(broker_place(&desk->broker, &desk->market, &request, DESK_NOW, &desk->out, &id,
                              &desk->error),
                 ERROR_USAGE);
    cr_expect_eq(desk->order_count, 0);
    desk_free(desk);
}

Test(broker_rules, what_can_lose_more_than_was_put_in_needs_the_test) {
    struct desk *desk = desk_new();
    cr_expect_eq(desk_place(desk, SPX, SIDE_BUY, TIF_GTC, "4500", "1", NULL), ERROR_REFUSED);
    SAYS(desk, "SPX-FUT is a future, traded with borrowed money: a loss can be larger than the "
               "money you put in. It needs the appropriateness test, which this account has not "
               "passed.");
    expect_recorded(desk, 0);
    cr_expect_eq(desk_place(desk, GOLD, SIDE_BUY, TIF_GTC, "1950", "1", NULL), ERROR_REFUSED);
    SAYS(desk, "GOLD-CFD is a CFD, a bet on a price with borrowed money: a loss can be larger "
               "than the money you put in. It needs the appropriateness test, which this account "
               "has not passed.");
    cr_expect_eq(desk_place(desk, BTC, SIDE_SELL, TIF_GTC, "50000", "1", NULL), ERROR_REFUSED);
    SAYS(desk, "You hold no BTC-USD to sell. Selling what you do not own (a short sale) can lose "
               "more than you put in and needs the appropriateness test, which this account has "
               "not passed.");
    desk_free(desk);
}

Test(broker_rules, sizes_and_prices_off_the_grid_name_the_nearest_on_it) {
    struct desk *desk = desk_new();
    static const struct {
        int instrument;
        const char *price, *size, *sentence;
    } cases[] = {
        {KEST, "41.20", "1.234", "KEST trades in steps of 0.01; nearest: 1.23."},
        {KEST, "41.20", "0.001", "KEST trades in steps of 0.01; nearest: 0.01."},
        {KEST, "41.20", "-5", "KEST trades in steps of 0.01; nearest: 0.01."},
        {KEST, "41.20", "20000.001", "KEST trades in steps of 0.01; nearest: 10,000.00."},
        {EUR, "1.10", "1500", "EURUSD trades in steps of 1,000; nearest: 2,000."},
        {KEST, "41.207", "1", "KEST moves in steps of 0.01; nearest: 41.21."},
        {KEST, "0.001", "1", "KEST moves in steps of 0.01; nearest: 0.01."},
        {BTC, "50100.3", "0.1", "BTC-USD moves in steps of 0.5; nearest: 50,100.50."},
        {KEST, "-3", "1", "A limit order needs a price above zero."},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cr_expect_eq(desk_place(desk, cases[i].instrument, SIDE_BUY, TIF_GTC, cases[i].price,
                                cases[i].size, NULL),
                     ERROR_REFUSED);
        SAYS(desk, cases[i].sentence);
    }
    cr_expect_eq(desk->order_count, 0, "off the grid is not recorded");
    struct order_request request = {.account = desk->account,
                                    .instrument = KEST,
                                    .type = ORDER_MARKET,
                                    .size = FIX8_ONE,
                                    .price = FIX8_ONE};
    cr_expect_eq(broker_place(&desk->broker, &desk->market, &request, DESK_NOW, &desk->out, NULL,
                              &desk->error),
                 ERROR_REFUSED);
    SAYS(desk, "A market order takes the best price on offer; to name one, use a limit order.");
    desk_free(desk);
}

Test(broker_rules, orders_are_neither_too_large_nor_too_small) {
    struct desk *desk = desk_new();
    cr_expect_eq(desk_place(desk, BTC, SIDE_BUY, TIF_GTC, "50000", "20.0001", NULL), ERROR_REFUSED);
    SAYS(desk, "The largest order in BTC-USD is 20.0000.");
    cr_expect_eq(desk_place(desk, BTC, SIDE_BUY, TIF_GTC, "50000000", "20", NULL), ERROR_REFUSED);
    SAYS(desk, "An order may be worth 100,000,000.00 at most.");
    desk_agent(desk, BTC, SIDE_SELL, "50100", "1");
    cr_expect_eq(desk_place(desk, BTC, SIDE_BUY, TIF_IOC, NULL, "0.0001", NULL), ERROR_REFUSED);
    SAYS(desk, "An order to buy is worth 10.00 or more; the smallest size of BTC-USD now is "
               "0.0002.");
    expect_recorded(desk, 2);
    cr_expect_eq(desk_place(desk, BTC, SIDE_BUY, TIF_IOC, NULL, "0.0002", NULL), 0);
    desk_free(desk);
}

Test(broker_rules, an_account_has_a_largest_number_of_open_orders) {
    struct desk *desk = desk_new();
    uint64_t id = 0;
    for (int i = 0; i < ACCOUNT_OPEN_ORDERS_MAX; i++)
        cr_assert_eq(desk_place(desk, KEST, SIDE_BUY, TIF_GTC, "10.00", "1", &id), 0);
    cr_expect_eq(desk_place(desk, KEST, SIDE_BUY, TIF_GTC, "10.00", "1", NULL), ERROR_REFUSED);
    SAYS(desk, "You have 200 open orders, the most there can be; cancel one first.");
    cr_expect_eq(desk_amend(desk, id, "11.00", NULL), 0, "amending adds none");
    cr_expect_eq(desk_place(desk, KEST, SIDE_BUY, TIF_IOC, NULL, "1", NULL), 0,
                 "what cannot rest is not counted");
    desk_free(desk);
}

Test(broker_rules, a_closed_market_says_when_it_opens) {
    struct desk *desk = desk_new();
    desk_turn(desk, KEST, false, DESK_NOW + DAY_MS);
    cr_expect_eq(desk_place(desk, KEST, SIDE_BUY, TIF_DAY, NULL, "1", NULL), ERROR_REFUSED);
    SAYS(desk, "KEST opens Tue 14 Jan 14:30 UTC; use a limit order to queue for the open.");
    expect_recorded(desk, 0);
    for (enum order_tif tif = TIF_IOC; tif <= TIF_FOK; tif++) {
        cr_expect_eq(desk_place(desk, KEST, SIDE_BUY, tif, "41.20", "1", NULL), ERROR_REFUSED);
        SAYS(desk, "KEST opens Tue 14 Jan 14:30 UTC; use day or gtc to queue for the open.");
    }
    desk_turn(desk, KEST, false, GAMETIME_MAX);
    cr_expect_eq(desk_place(desk, KEST, SIDE_BUY, TIF_DAY, NULL, "1", NULL), ERROR_REFUSED);
    SAYS(desk, "KEST is closed and does not open again.");
    desk_free(desk);
}

Test(broker_rules, what_cash_does_not_pay_for_is_refused_with_the_largest_size) {
    struct desk *desk = desk_new();
    desk_agent(desk, BTC, SIDE_SELL, "50000", "5");
    cr_expect_eq(desk_place(desk, BTC, SIDE_BUY, TIF_IOC, NULL, "0.3", NULL), ERROR_REFUSED);
    SAYS(desk, "That costs 15,037.50 with fees; 10,000.00 is free. Largest size now: 0.1995.");
    expect_recorded(desk, 0);
    cr_expect_eq(desk_place(desk, BTC, SIDE_BUY, TIF_GTC, "40000", "0.3", NULL), ERROR_REFUSED);
    SAYS(desk, "That costs 12,030.00 with fees; 10,000.00 is free. Largest size now: 0.2493.");
    cr_expect_eq(desk_place(desk, BTC, SIDE_BUY, TIF_GTC, "40000", "0.2494", NULL), ERROR_REFUSED);
    cr_expect_eq(desk_place(desk, BTC, SIDE_BUY, TIF_IOC, NULL, "0.1996", NULL), ERROR_REFUSED);
    cr_expect_eq(desk_place(desk, BTC, SIDE_BUY, TIF_IOC, NULL, "0.1995", NULL), 0);
    cr_expect_eq(desk_cash(desk), fix("0.06"));
    cr_expect_eq(desk_place(desk, KEST, SIDE_BUY, TIF_GTC, "41.20", "1", NULL), ERROR_REFUSED);
    SAYS(desk, "That costs 42.20 with fees; 0.06 is free, less than the smallest order takes.");
    desk_free(desk);
}

Test(broker_rules, only_what_is_held_and_not_offered_yet_can_be_sold) {
    struct desk *desk = desk_new();
    uint64_t id;
    desk_agent(desk, BTC, SIDE_SELL, "50100", "1");
    cr_assert_eq(desk_place(desk, BTC, SIDE_BUY, TIF_IOC, NULL, "0.04", NULL), 0);
    cr_expect_eq(desk_place(desk, BTC, SIDE_SELL, TIF_GTC, "60000", "0.05", NULL), ERROR_REFUSED);
    SAYS(desk, "You hold 0.0400 BTC-USD; that is the most you can sell.");
    cr_assert_eq(desk_place(desk, BTC, SIDE_SELL, TIF_GTC, "60000", "0.01", &id), 0);
    cr_expect_eq(desk_place(desk, BTC, SIDE_SELL, TIF_GTC, "60000", "0.04", NULL), ERROR_REFUSED);
    SAYS(desk, "You hold 0.0400 BTC-USD and 0.0100 of it is already in sell orders; 0.0300 is left "
               "to sell.");
    cr_expect_eq(desk_amend(desk, id, NULL, "0.05"), ERROR_REFUSED);
    SAYS(desk, "You hold 0.0400 BTC-USD; that is the most you can sell.");
    cr_assert_eq(desk_amend(desk, id, NULL, "0.04"), 0);
    cr_expect_eq(desk_place(desk, BTC, SIDE_SELL, TIF_GTC, "60000", "0.01", NULL), ERROR_REFUSED);
    SAYS(desk, "You hold 0.0400 BTC-USD and all of it is already in sell orders; cancel one "
               "first.");
    desk_free(desk);
}

Test(broker_rules, every_sentence_fits_a_reason) {
    struct desk *desk = desk_new();
    desk_turn(desk, SPX, false, GAMETIME_MAX);
    strcpy(desk->market.table.rows[SPX].symbol, "ABCDEFGHIJKLMNO");
    strcpy(desk->market.table.rows[GOLD].symbol, "ABCDEFGHIJKLMNO");
    strcpy(desk->market.table.rows[BTC].symbol, "ABCDEFGHIJKLMNO");
    for (int i = 0; i < DESK_INSTRUMENTS; i++) {
        cr_assert_eq(desk_place(desk, i, SIDE_SELL, TIF_GTC, "5000", "1000", NULL), ERROR_REFUSED);
        cr_expect_lt(strlen(desk->error.sentence), ORDER_REASON_MAX);
    }
    desk_free(desk);
}
