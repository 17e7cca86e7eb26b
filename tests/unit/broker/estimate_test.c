#include <criterion/criterion.h>
#include <string.h>

#include "../game/play.h"
#include "broker/estimate.h"

#define ONE FIX8_ONE

static int estimate(struct play *play, const char *symbol, enum side side, enum order_type type,
                    fix8_t size, fix8_t price, struct order_estimate *out, struct error *error) {
    const struct market *market = game_market(play->game);
    struct order_request request = {.account = 1,
                                    .instrument = (uint8_t)instrument_find(&market->table, symbol),
                                    .side = (uint8_t)side,
                                    .type = (uint8_t)type,
                                    .tif = TIF_GTC,
                                    .size = size,
                                    .price = price};
    return broker_estimate(game_broker(play->game), market, &request, game_now(play->game), out,
                           error);
}

Test(estimate, a_market_order_then_costs_exactly_what_was_estimated) {
    struct play play;
    play_start(&play, "BTC-USD,KEST", 31);
    struct random random = random_named(31, "estimate", 0);
    for (int i = 0; i < 60; i++) {
        play_run_to(&play, game_now(play.game) + 60000);
        enum side side = i % 3 == 2 ? SIDE_SELL : SIDE_BUY;
        fix8_t size = (1 + random_below(&random, 400)) * (ONE / 10000);
        struct order_estimate expected;
        struct error error = {0};
        int code = estimate(&play, "BTC-USD", side, ORDER_MARKET, size, 0, &expected, &error);
        fix8_t before = game_broker(play.game)->accounts[0].balances[LEDGER_CASH];
        cr_assert_eq(play_order(&play, "BTC-USD", side, ORDER_MARKET, size, 0), code);
        cr_assert_str_eq(play.answer.sentence, error.sentence);
        if (code == 0) {
            fix8_t after = game_broker(play.game)->accounts[0].balances[LEDGER_CASH];
            cr_assert_eq(after - before, expected.cash);
        }
    }
    play_end(&play);
}

Test(estimate, the_largest_size_is_taken_and_one_lot_more_is_not) {
    struct play play;
    play_start(&play, "BTC-USD,KEST", 32);
    struct order_estimate expected;
    struct error error = {0};
    cr_assert_eq(estimate(&play, "KEST", SIDE_BUY, ORDER_LIMIT, ONE, 40 * ONE, &expected, &error),
                 0);
    fix8_t largest = expected.largest;
    cr_assert_gt(largest, 100 * ONE);
    cr_assert_eq(
        estimate(&play, "KEST", SIDE_BUY, ORDER_LIMIT, largest, 40 * ONE, &expected, &error), 0,
        "%s", error.sentence);
    cr_assert_eq(estimate(&play, "KEST", SIDE_BUY, ORDER_LIMIT, largest + ONE / 100, 40 * ONE,
                          &expected, &error),
                 ERROR_REFUSED);
    cr_assert_eq(estimate(&play, "KEST", SIDE_SELL, ORDER_LIMIT, ONE, 40 * ONE, &expected, &error),
                 ERROR_REFUSED);
    cr_assert_eq(expected.largest, 0);
    play_end(&play);
}

Test(estimate, a_closed_market_is_judged_at_its_last_trade) {
    struct play play;
    play_start(&play, "KEST", 33);
    play_run_to(&play, GAME_START_MS + 8 * HOUR_MS);
    struct order_estimate expected;
    struct error error = {0};
    cr_assert_eq(estimate(&play, "KEST", SIDE_BUY, ORDER_MARKET, ONE, 0, &expected, &error),
                 ERROR_REFUSED);
    fix8_t last = instrument_price(&game_market(play.game)->table.rows[0],
                                   game_market(play.game)->listings[0].last);
    fix8_t worth;
    cr_assert(fix8_mul(expected.largest, last, FIX8_DOWN, &worth));
    cr_assert(worth > 9900 * ONE && worth <= 10000 * ONE, "as much as the cash pays for");
    play_end(&play);
}
