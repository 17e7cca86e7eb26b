/* Trading commands without store: what one costs in a market that runs. */
#include "bench/bench.h"

#include <assert.h>

#include "base/mem.h"
#include "broker/broker.h"
#include "support/content.h"

enum { ROUNDS = 20000 };

#define BENCH_START INT64_C(1736778600000) /* Monday 13 January 2025, 14:30 */

static void ignore_block(void *context, struct candle_block *block) {
    (void)context, (void)block;
}

static void ignore_order(void *context, const struct order *order, const char *reason) {
    (void)context, (void)order, (void)reason;
}

static void ignore_fill(void *context, const struct fill *fill) {
    (void)context, (void)fill;
}

static void ignore_leg(void *context, const struct ledger_leg *leg) {
    (void)context, (void)leg;
}

static void ignore_position(void *context, const struct position *position) {
    (void)context, (void)position;
}

static void ignore_split(void *context, const struct split *split) {
    (void)context, (void)split;
}
static void ignore_account(void *context, const struct account *account) {
    (void)context, (void)account;
}

static const struct block_sink no_blocks = {.complete = ignore_block};
static const struct broker_out nobody = {.order = ignore_order,
                                         .fill = ignore_fill,
                                         .leg = ignore_leg,
                                         .position = ignore_position,
                                         .account = ignore_account,
                                         .split = ignore_split};

static void open_desk(struct market *market, struct broker *broker) {
    struct content *content = mem_alloc(sizeof *content);
    test_content(content);
    struct instrument_table *listed = mem_alloc(sizeof *listed);
    *listed = content->instruments;
    int code = instruments_select(listed, "BTC-USD", NULL);
    assert(code == 0);
    (void)code;
    const struct market_plan plan = {.content = &content->instruments,
                                     .listed = listed,
                                     .companies = &content->companies,
                                     .seed = 1};
    market_init_economy(market, &plan, BENCH_START, 1, &no_blocks);
    market->quiet = true;
    market_advance(market, BENCH_START);
    market->quiet = false;
    broker_init(broker, &content->brokers);
    broker_open_account(broker, 1, "Main", BENCH_START, &nobody);
    mem_free(listed);
    mem_free(content);
}

/* Places, amends and cancels a limit order; buys and sells at market now and then. Returns
 * commands. */
static int one_round(struct market *market, struct broker *broker, int round) {
    struct order_request request = {.account = 1,
                                    .side = SIDE_BUY,
                                    .type = ORDER_LIMIT,
                                    .tif = TIF_GTC,
                                    .size = FIX8_ONE / 1000,
                                    .price = 40000 * FIX8_ONE};
    uint64_t id = 0;
    int code = broker_place(broker, market, &request, BENCH_START, &nobody, &id, NULL);
    assert(code == 0);
    code = broker_amend(broker, market, 1, id, &(struct order_change){.price = 39000 * FIX8_ONE},
                        BENCH_START, &nobody, NULL);
    assert(code == 0);
    code = broker_cancel(broker, market, 1, id, &nobody, NULL);
    assert(code == 0);
    market_events_drain(market);
    if (round % 1000 != 0)
        return 3;
    market_advance(market, market_next(market));
    market_events_drain(market);
    request.type = ORDER_MARKET;
    request.price = 0;
    code = broker_place(broker, market, &request, BENCH_START, &nobody, &id, NULL);
    assert(code == 0);
    code = broker_close_position(broker, market, 1, 0, BENCH_START, &nobody, &id, NULL);
    assert(code == 0);
    market_events_drain(market);
    return 5;
}

BENCH(broker) {
    struct market *market = mem_alloc(sizeof *market);
    struct broker broker;
    open_desk(market, &broker);
    uint64_t start = bench_now_ns();
    int commands = 0;
    for (int round = 0; round < ROUNDS; round++)
        commands += one_round(market, &broker, round);
    double us = (double)(bench_now_ns() - start) / 1000 / commands;
    broker_check(&broker);
    bench_report(bench, "broker_command", us, "us", BENCH_AT_MOST, 20);
    broker_clear(&broker);
    market_clear(market);
    mem_free(market);
}
