/* The rules of the orders that are more than market and limit: each has its sentence, and the
 * sentence the nearest thing that would be taken. KEST last traded at 41.20, BTC-USD at 50,000. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/mem.h"
#include "unit/broker/desk.h"

#define SAYS(desk, wanted) cr_expect_str_eq((desk)->error.sentence, wanted)

/* A request in text, as a player would fill it in; NULL: left out. */
struct asks {
    enum order_type type;
    enum side side;
    enum order_tif tif;
    const char *size, *price, *stop, *target, *trail, *percent, *display;
    bool post_only, reduce_only;
};

static fix8_t given(const char *text) {
    return text != NULL ? fix(text) : 0;
}

static struct order_request request_of(const struct asks *asks) {
    return (struct order_request){.instrument = KEST,
                                  .side = (uint8_t)asks->side,
                                  .type = (uint8_t)asks->type,
                                  .tif = (uint8_t)asks->tif,
                                  .post_only = asks->post_only,
                                  .reduce_only = asks->reduce_only,
                                  .size = fix(asks->size != NULL ? asks->size : "5"),
                                  .price = given(asks->price),
                                  .stop = given(asks->stop),
                                  .target = given(asks->target),
                                  .trail = given(asks->trail),
                                  .trail_percent = given(asks->percent),
                                  .display = given(asks->display)};
}

struct refusal {
    struct asks asks;
    const char *sentence;
};

static void refused(struct desk *desk, const struct refusal *cases, size_t count) {
    for (size_t i = 0; i < count; i++) {
        struct order_request request = request_of(&cases[i].asks);
        cr_expect_eq(desk_send(desk, &request, NULL), ERROR_REFUSED, "case %zu", i);
        cr_expect_str_eq(desk->error.sentence, cases[i].sentence, "case %zu: %s", i,
                         desk->error.sentence);
        cr_expect_lt(strlen(desk->error.sentence), ORDER_REASON_MAX);
    }
}
#define REFUSED(desk, cases) refused(desk, cases, ARRAY_LEN(cases))

/* A desk that holds 10 KEST. */
static struct desk *holding(void) {
    struct desk *desk = desk_new();
    desk_agent(desk, KEST, SIDE_SELL, "41.20", "10");
    cr_assert_eq(desk_place(desk, KEST, SIDE_BUY, TIF_IOC, NULL, "10", NULL), 0);
    return desk;
}

Test(order_rules, every_type_has_the_prices_it_needs_and_no_others) {
    struct desk *desk = holding();
    static const struct refusal cases[] = {
        {{.type = ORDER_STOP, .side = SIDE_SELL, .tif = TIF_GTC},
         "A stop order needs the price that sets it off."},
        {{.type = ORDER_STOP, .side = SIDE_SELL, .tif = TIF_GTC, .stop = "40", .price = "39"},
         "A stop order goes in at market once it is set off; for a limit behind a stop use a "
         "stop-limit order."},
        {{.type = ORDER_STOP_LIMIT, .side = SIDE_SELL, .tif = TIF_GTC, .stop = "40"},
         "A stop-limit order needs a price above zero."},
        {{.type = ORDER_TAKE_PROFIT, .side = SIDE_SELL, .tif = TIF_GTC},
         "A take-profit order needs the price that sets it off."},
        {{.type = ORDER_LIMIT, .tif = TIF_GTC, .price = "41", .stop = "42"},
         "A limit order has no stop price; use a stop, stop-limit or take-profit order, or a "
         "bracket."},
        {{.type = ORDER_LIMIT, .tif = TIF_GTC, .price = "41", .target = "42"},
         "Only a bracket has a target; use a take-profit or a limit order."},
        {{.type = ORDER_BRACKET, .tif = TIF_GTC, .stop = "40"},
         "A bracket needs a stop, where the loss is taken, and a target, where the gain is."},
        {{.type = ORDER_TRAILING, .side = SIDE_SELL, .tif = TIF_GTC, .stop = "40", .trail = "1"},
         "A trailing stop follows the market by itself; give how far behind it, not a stop "
         "price."},
        {{.type = ORDER_TRAILING, .side = SIDE_SELL, .tif = TIF_GTC},
         "A trailing stop needs one distance: an amount or a percentage."},
        {{.type = ORDER_TRAILING, .side = SIDE_SELL, .tif = TIF_GTC, .trail = "1", .percent = "2"},
         "A trailing stop needs one distance: an amount or a percentage."},
        {{.type = ORDER_LIMIT, .tif = TIF_GTC, .price = "41", .trail = "1"},
         "Only a trailing stop trails; this order does not."},
    };
    REFUSED(desk, cases);
    desk_free(desk);
}

Test(order_rules,
     a_stop_or_take_profit_that_would_go_off_at_once_is_told_the_side_and_the_last_price) {
    struct desk *desk = holding();
    static const struct refusal cases[] = {
        {{.type = ORDER_STOP, .side = SIDE_SELL, .tif = TIF_GTC, .stop = "41.50"},
         "A stop order to sell waits below the last price, which is 41.20; at 41.50 it would go "
         "off at once. Nearest: 41.19."},
        {{.type = ORDER_STOP, .side = SIDE_BUY, .tif = TIF_GTC, .stop = "41.20"},
         "A stop order to buy waits above the last price, which is 41.20; at 41.20 it would go off "
         "at once. Nearest: 41.21."},
        {{.type = ORDER_TAKE_PROFIT, .side = SIDE_SELL, .tif = TIF_GTC, .stop = "41.00"},
         "A take-profit order to sell waits above the last price, which is 41.20; at 41.00 it "
         "would go off at once. Nearest: 41.21."},
        {{.type = ORDER_TAKE_PROFIT, .side = SIDE_BUY, .tif = TIF_GTC, .stop = "42.00"},
         "A take-profit order to buy waits below the last price, which is 41.20; at 42.00 it would "
         "go off at once. Nearest: 41.19."},
    };
    REFUSED(desk, cases);
    cr_expect_eq(desk_told(desk)->state, ORDER_REJECTED, "on the grid, so recorded");
    desk_free(desk);
}

Test(order_rules, a_trail_is_above_nothing_and_at_most_half_of_the_price) {
    struct desk *desk = holding();
    static const struct refusal cases[] = {
        {{.type = ORDER_TRAILING, .side = SIDE_SELL, .tif = TIF_GTC, .percent = "60"},
         "A stop trails by 0.0001 to 50 %, in steps of 0.0001; nearest: 50.0000 %."},
        {{.type = ORDER_TRAILING, .side = SIDE_SELL, .tif = TIF_GTC, .percent = "-1"},
         "A stop trails by 0.0001 to 50 %, in steps of 0.0001; nearest: 0.0001 %."},
        {{.type = ORDER_TRAILING, .side = SIDE_SELL, .tif = TIF_GTC, .trail = "30"},
         "A stop trails by half of the last price at most; nearest: 20.60."},
        {{.type = ORDER_TRAILING, .side = SIDE_SELL, .tif = TIF_GTC, .trail = "-2"},
         "KEST moves in steps of 0.01; nearest: 0.01."},
        {{.type = ORDER_TRAILING, .side = SIDE_SELL, .tif = TIF_GTC, .trail = "0.005"},
         "KEST moves in steps of 0.01; nearest: 0.01."},
    };
    REFUSED(desk, cases);
    desk_free(desk);
}

Test(order_rules, a_bracket_buys_between_its_stop_and_its_target) {
    struct desk *desk = holding();
    desk_agent(desk, KEST, SIDE_SELL, "41.30", "10");
    static const struct refusal cases[] = {
        {{.type = ORDER_BRACKET, .tif = TIF_GTC, .price = "41", .stop = "41", .target = "43"},
         "The stop of a bracket that buys at 41.00 is below that, where the loss is taken; 41.00 "
         "is not. Nearest: 40.99."},
        {{.type = ORDER_BRACKET, .tif = TIF_GTC, .price = "41", .stop = "40", .target = "40.50"},
         "The target of a bracket that buys at 41.00 is above that, where the gain is taken; 40.50 "
         "is not. Nearest: 41.01."},
        {{.type = ORDER_BRACKET, .tif = TIF_GTC, .stop = "41.25", .target = "43"},
         "The stop of a bracket that buys at 41.30 is below that, where the loss is taken; 41.25 "
         "is not. Nearest: 41.19."},
        {{.type = ORDER_BRACKET,
          .side = SIDE_SELL,
          .tif = TIF_GTC,
          .price = "41",
          .stop = "43",
          .target = "40"},
         "A bracket opens a position. To protect the 10.00 KEST you hold, send a stop and a "
         "take-profit that are one-cancels-other."},
        {{.type = ORDER_BRACKET,
          .tif = TIF_GTC,
          .price = "41",
          .stop = "40",
          .target = "43",
          .reduce_only = true},
         "A bracket opens a position, so that it cannot be reduce-only."},
    };
    REFUSED(desk, cases);
    desk_free(desk);
}

Test(order_rules, a_limit_beyond_the_collar_or_far_from_the_market_is_told_the_nearest) {
    struct desk *desk = holding();
    static const struct refusal cases[] = {
        {{.type = ORDER_LIMIT, .tif = TIF_GTC, .price = "60"},
         "A limit of 60.00 is beyond the collar: orders to buy KEST trade at most 3.0 % above the "
         "last price of 41.20. Nearest: 42.43."},
        {{.type = ORDER_LIMIT, .side = SIDE_SELL, .tif = TIF_GTC, .price = "30"},
         "A limit of 30.00 is beyond the collar: orders to sell KEST trade at most 3.0 % below the "
         "last price of 41.20. Nearest: 39.97."},
        {{.type = ORDER_STOP_LIMIT, .tif = TIF_GTC, .stop = "45", .price = "60"},
         "A limit of 60.00 is beyond the collar: orders to buy KEST trade at most 3.0 % above the "
         "stop of 45.00. Nearest: 46.35."},
        {{.type = ORDER_LIMIT, .tif = TIF_GTC, .price = "0.01", .size = "2000"},
         "KEST last traded at 41.20, and orders wait between a tenth of that and ten times as "
         "much; nearest: 4.12."},
        {{.type = ORDER_LIMIT, .side = SIDE_SELL, .tif = TIF_GTC, .price = "5000"},
         "KEST last traded at 41.20, and orders wait between a tenth of that and ten times as "
         "much; nearest: 412.00."},
    };
    REFUSED(desk, cases);
    desk_free(desk);
}

Test(order_rules, flags_go_with_orders_that_can_keep_them) {
    struct desk *desk = holding();
    desk_agent(desk, KEST, SIDE_SELL, "41.30", "10");
    static const struct refusal cases[] = {
        {{.type = ORDER_LIMIT, .tif = TIF_GTC, .price = "41.35", .post_only = true},
         "A post-only order that buys at 41.35 would trade at once with the offer at 41.30. "
         "Nearest: 41.29."},
        {{.type = ORDER_LIMIT, .tif = TIF_IOC, .price = "41", .post_only = true},
         "A post-only order rests in the book: it needs a limit price, and day, gtc or gtd."},
        {{.type = ORDER_MARKET, .post_only = true},
         "A post-only order rests in the book: it needs a limit price, and day, gtc or gtd."},
        {{.type = ORDER_LIMIT, .tif = TIF_GTC, .price = "41", .reduce_only = true},
         "A reduce-only order makes a position smaller; you have no short position in KEST that "
         "buying could reduce."},
        {{.type = ORDER_LIMIT, .tif = TIF_GTC, .price = "41", .display = "6"},
         "An iceberg of 5.00 shows from 0.01 to all of it at a time, in steps of 0.01; nearest: "
         "5.00."},
        {{.type = ORDER_LIMIT, .tif = TIF_GTC, .price = "41", .display = "0.001"},
         "An iceberg of 5.00 shows from 0.01 to all of it at a time, in steps of 0.01; nearest: "
         "0.01."},
        {{.type = ORDER_LIMIT, .tif = TIF_GTC, .price = "4.2", .size = "100", .display = "0.05"},
         "An iceberg of 100.00 shows from 0.10 to all of it at a time, in steps of 0.01; nearest: "
         "0.10."},
        {{.type = ORDER_MARKET, .display = "1"},
         "Only an order that can rest in the book shows a part of itself."},
        {{.type = ORDER_STOP, .side = SIDE_SELL, .tif = TIF_IOC, .stop = "40"},
         "A stop order waits for its price, so that it cannot be ioc; use day, gtc or gtd."},
    };
    REFUSED(desk, cases);
    desk_free(desk);
}

Test(order_rules, a_gtd_order_ends_between_now_and_a_year_from_now) {
    struct desk *desk = desk_new();
    struct order_request request = {.instrument = KEST,
                                    .type = ORDER_LIMIT,
                                    .tif = TIF_GTD,
                                    .size = fix("5"),
                                    .price = fix("41")};
    cr_expect_eq(desk_send(desk, &request, NULL), ERROR_REFUSED);
    SAYS(desk, "A gtd order needs the time at which it ends.");
    request.until_ms = DESK_NOW;
    cr_expect_eq(desk_send(desk, &request, NULL), ERROR_REFUSED);
    SAYS(desk, "A gtd order ends later than now, which is 2025-01-13 14:30 UTC; nearest: "
               "2025-01-13 14:31.");
    request.until_ms = DESK_NOW + 400 * DAY_MS;
    cr_expect_eq(desk_send(desk, &request, NULL), ERROR_REFUSED);
    SAYS(desk, "A gtd order ends within a year; nearest: 2026-01-14 14:30.");
    request.tif = TIF_GTC;
    cr_expect_eq(desk_send(desk, &request, NULL), ERROR_REFUSED);
    SAYS(desk, "Only a gtd order ends at a time that you give.");
    request.type = ORDER_MARKET;
    request.tif = TIF_GTD;
    request.price = 0;
    cr_expect_eq(desk_send(desk, &request, NULL), ERROR_REFUSED);
    SAYS(desk, "A market order does not wait; leave the time out.");
    desk_free(desk);
}

Test(order_rules, a_halted_market_and_an_auction_say_until_when) {
    struct desk *desk = desk_new();
    struct listing *listing = &desk->market.listings[KEST];
    listing->phase = PHASE_HALTED;
    listing->halt_until_ms = DESK_NOW + 5 * MINUTE_MS;
    cr_expect_eq(desk_place(desk, KEST, SIDE_BUY, TIF_IOC, NULL, "1", NULL), ERROR_REFUSED);
    SAYS(desk, "Trading in KEST is halted until 14:35 UTC, when an auction reopens it; use a limit "
               "order to take part in it.");
    cr_expect_eq(desk_place(desk, KEST, SIDE_BUY, TIF_FOK, "41", "1", NULL), ERROR_REFUSED);
    SAYS(desk, "Trading in KEST is halted until 14:35 UTC, when an auction reopens it; use day, "
               "gtc or gtd to take part in it.");
    listing->phase = PHASE_OPENING;
    listing->turn_ms = DESK_NOW + MINUTE_MS;
    for (enum order_tif tif = TIF_IOC; tif <= TIF_FOK; tif++) {
        cr_expect_eq(desk_place(desk, KEST, SIDE_BUY, tif, "41", "1", NULL), ERROR_REFUSED);
        SAYS(desk, "KEST gathers orders for the opening auction until 14:31 UTC, so that nothing "
                   "trades at once; use day, gtc or gtd.");
    }
    cr_expect_eq(desk_place(desk, KEST, SIDE_BUY, TIF_FOK, NULL, "1", NULL), ERROR_REFUSED);
    desk_free(desk);
}

Test(order_rules, half_of_a_pair_needs_an_open_order_of_its_kind_without_a_partner) {
    struct desk *desk = holding();
    uint64_t stop = 0, buy = 0, other = 0;
    struct asks asks = {.type = ORDER_STOP, .side = SIDE_SELL, .tif = TIF_GTC, .stop = "40"};
    struct order_request request = request_of(&asks);
    cr_assert_eq(desk_send(desk, &request, &stop), 0);
    cr_assert_eq(desk_place(desk, KEST, SIDE_BUY, TIF_GTC, "40", "1", &buy), 0);
    asks = (struct asks){.type = ORDER_LIMIT, .side = SIDE_SELL, .tif = TIF_GTC, .price = "43"};
    request = request_of(&asks);
    request.oco = 99;
    cr_expect_eq(desk_send(desk, &request, NULL), ERROR_REFUSED);
    SAYS(desk, "There is no open order 99 of this account to pair with.");
    request.oco = buy;
    cr_expect_eq(desk_send(desk, &request, NULL), ERROR_REFUSED);
    cr_expect_not_null(strstr(desk->error.sentence, "on one side"));
    request.oco = stop;
    request.tif = TIF_IOC;
    request.price = fix("41");
    cr_expect_eq(desk_send(desk, &request, NULL), ERROR_REFUSED);
    SAYS(desk, "An order that does not wait cannot be half of a pair; use day, gtc or gtd and a "
               "price.");
    request.tif = TIF_GTC;
    request.price = fix("43");
    cr_assert_eq(desk_send(desk, &request, &other), 0, "%s", desk->error.sentence);
    cr_expect_eq(desk_send(desk, &request, NULL), ERROR_REFUSED);
    cr_expect_not_null(strstr(desk->error.sentence, "already"));
    request.account = broker_open_account(&desk->broker, 2, "Main", DESK_NOW, &desk->out);
    cr_expect_eq(broker_place(&desk->broker, &desk->market, &request, DESK_NOW, &desk->out, NULL,
                              &desk->error),
                 ERROR_REFUSED, "somebody else's");
    desk_free(desk);
}

Test(order_rules, amending_asks_what_can_still_change) {
    struct desk *desk = holding();
    uint64_t stop = 0, limit = 0, bracket = 0;
    struct asks asks = {.type = ORDER_STOP, .side = SIDE_SELL, .tif = TIF_GTC, .stop = "40"};
    struct order_request request = request_of(&asks);
    cr_assert_eq(desk_send(desk, &request, &stop), 0);
    struct order_change change = {.price = fix("39")};
    cr_expect_eq(desk_change(desk, stop, &change), ERROR_REFUSED);
    SAYS(desk, "A stop order at market has no limit price to change.");
    change = (struct order_change){.stop = fix("42")};
    cr_expect_eq(desk_change(desk, stop, &change), ERROR_REFUSED);
    cr_expect_not_null(strstr(desk->error.sentence, "would go off at once"));
    change.stop = fix("40.50");
    cr_expect_eq(desk_change(desk, stop, &change), 0);
    cr_expect_eq(desk_told(desk)->stop, 4050);
    cr_assert_eq(desk_place(desk, KEST, SIDE_BUY, TIF_GTC, "40", "1", &limit), 0);
    cr_expect_eq(desk_change(desk, limit, &change), ERROR_REFUSED);
    cr_expect_not_null(strstr(desk->error.sentence, "has no stop price"));
    asks = (struct asks){
        .type = ORDER_BRACKET, .tif = TIF_GTC, .price = "40", .stop = "39", .target = "43"};
    request = request_of(&asks);
    cr_assert_eq(desk_send(desk, &request, &bracket), 0);
    change = (struct order_change){.stop = fix("39.50"), .target = fix("44")};
    cr_expect_eq(desk_change(desk, bracket, &change), 0, "%s", desk->error.sentence);
    change = (struct order_change){.size = fix("2"), .stop = fix("40.50")};
    cr_expect_eq(desk_change(desk, bracket, &change), ERROR_REFUSED);
    desk_free(desk);
}
