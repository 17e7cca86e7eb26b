#include "broker/order.h"

#include <assert.h>
#include <stddef.h>

#define X(name, word, phrase) [name] = (word),
const char *const order_type_words[] = {ORDER_TYPES(X) NULL};
const char *const order_tif_words[] = {ORDER_TIFS(X) NULL};
const char *const order_state_words[] = {ORDER_STATES(X) NULL};
const char *const order_self_trade_words[] = {ORDER_SELF_TRADES(X) NULL};
#undef X

#define X(name, word, phrase) [name] = (phrase),
const char *const order_type_phrases[] = {ORDER_TYPES(X) NULL};
const char *const order_tif_phrases[] = {ORDER_TIFS(X) NULL};
#undef X

const char *const side_words[] = {[SIDE_BUY] = "buy", [SIDE_SELL] = "sell", NULL};

const struct order_traits order_traits[] = {
    [ORDER_MARKET] = {.name = "A market order"},
    [ORDER_LIMIT] = {.price = MUST_HAVE, .name = "A limit order"},
    [ORDER_STOP] = {.stop = MUST_HAVE, .trigger = TRIGGER_STOP, .name = "A stop order"},
    [ORDER_STOP_LIMIT] = {.price = MUST_HAVE,
                          .stop = MUST_HAVE,
                          .trigger = TRIGGER_STOP,
                          .name = "A stop-limit order"},
    [ORDER_TRAILING] = {.trigger = TRIGGER_TRAIL, .name = "A trailing stop"},
    [ORDER_TAKE_PROFIT] = {.price = MAY_HAVE,
                           .stop = MUST_HAVE,
                           .trigger = TRIGGER_TOUCH,
                           .name = "A take-profit order"},
    [ORDER_BRACKET] = {.price = MAY_HAVE, .stop = MUST_HAVE, .name = "A bracket"},
};

bool order_may_wait(const struct order *order) {
    bool stays = order->tif == TIF_DAY || order->tif == TIF_GTC || order->tif == TIF_GTD;
    bool waits = order_traits[order->type].trigger != TRIGGER_NONE && !order->triggered;
    return waits || (stays && !order_at_market(order));
}

#define GRID_PLACES 16 /* tick x lot x contract has three scales of 10^8, its product one */
#define POWERS_MAX  18

static const int64_t powers[POWERS_MAX + 1] = {
    INT64_C(1),
    INT64_C(10),
    INT64_C(100),
    INT64_C(1000),
    INT64_C(10000),
    INT64_C(100000),
    INT64_C(1000000),
    INT64_C(10000000),
    INT64_C(100000000),
    INT64_C(1000000000),
    INT64_C(10000000000),
    INT64_C(100000000000),
    INT64_C(1000000000000),
    INT64_C(10000000000000),
    INT64_C(100000000000000),
    INT64_C(1000000000000000),
    INT64_C(10000000000000000),
    INT64_C(100000000000000000),
    INT64_C(1000000000000000000),
};

/* `number` without its factors of ten, which are added to `tens`. */
static int64_t take_tens(int64_t number, int *tens) {
    assert(number > 0);
    for (; number % 10 == 0; number /= 10)
        ++*tens;
    return number;
}

bool order_value(const struct instrument *row, int64_t ticks_lots, fix8_t *value) {
    assert(ticks_lots >= 0);
    int tens = 0;
    int64_t unit = take_tens(row->tick, &tens);
    if (__builtin_mul_overflow(unit, take_tens(row->lot, &tens), &unit) ||
        __builtin_mul_overflow(unit, take_tens(row->contract, &tens), &unit))
        return false;
    if (tens <= GRID_PLACES)
        return fix8_muldiv(ticks_lots, unit, powers[GRID_PLACES - tens], FIX8_HALF_EVEN, value);
    if (tens - GRID_PLACES > POWERS_MAX ||
        __builtin_mul_overflow(unit, powers[tens - GRID_PLACES], &unit))
        return false;
    return fix8_muldiv(ticks_lots, unit, 1, FIX8_HALF_EVEN, value);
}
