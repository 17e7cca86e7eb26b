/* Random commands of several accounts in a real market, held against a model that knows only what
 * the broker said: exact 128-bit sums of ticks x lots, each rounding done where the rules say. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/mem.h"
#include "base/pack.h"
#include "base/random.h"
#include "broker/broker_inside.h"
#include "support/content.h"

__extension__ typedef __int128 int128;

enum { ACCOUNTS = 3, MODEL_ORDERS = 16384, COMMANDS = 10000, SWAP_EVERY = 1500 };

#define MODEL_START INT64_C(1736778600000)                /* Monday 13 January 2025, 14:30 */
#define CENT_SCALE  ((int128)10000000000 * 1000000000000) /* 10^22: of tick x lot x contract */

struct model_order {
    uint8_t instrument, side;
    bool open, triggered;
    uint32_t account;
    int32_t worst;
    int64_t lots, filled, cut;
    int128 ticks_lots, paid, fee; /* paid and fee in cents */
};

struct model {
    struct market market;
    struct broker broker;
    struct broker_table table;
    struct broker_out out;
    struct random random;
    struct model_order orders[MODEL_ORDERS]; /* by id */
    uint64_t last_order;
    int128 cash[ACCOUNTS + 1]; /* cents, by account id */
    int64_t lots[ACCOUNTS + 1][INSTRUMENTS_MAX];
    int128 cost[ACCOUNTS + 1][INSTRUMENTS_MAX];
    fix8_t legs; /* sum of all */
    uint64_t transaction;
    uint32_t fills, maker_fills, refusals, expiries, swaps, triggers, cuts, exits;
};

/* ---- exact arithmetic ---- */

static int128 half_even(int128 value, int128 unit) {
    int128 whole = value / unit, rest = value % unit;
    return whole + (2 * rest > unit || (2 * rest == unit && whole % 2 != 0));
}

static int128 worth(const struct model *model, uint8_t instrument, int128 ticks_lots) {
    const struct instrument *row = &model->market.table.rows[instrument];
    return ticks_lots * row->tick * row->lot * row->contract;
}

static int128 money_of(const struct model *model, uint8_t instrument, int128 ticks_lots) {
    return half_even(worth(model, instrument, ticks_lots), CENT_SCALE);
}

static int128 fee_of(const struct model *model, uint8_t instrument, int128 ticks_lots) {
    if (ticks_lots == 0)
        return 0;
    const struct fee_rule *rule =
        &model->table.rows[0].rules[model->market.table.rows[instrument].class];
    int128 scale = CENT_SCALE * FIX8_ONE;
    int128 fee = (worth(model, instrument, ticks_lots) * rule->rate + scale - 1) / scale;
    int128 least = rule->minimum / FIX8_CENT;
    return fee > least ? fee : least;
}

/* What the open buys of an account should reserve. */
static int128 reserve_of(const struct model *model, uint32_t account) {
    int128 sum = 0;
    for (uint64_t id = 1; id <= model->last_order; id++) {
        const struct model_order *order = &model->orders[id];
        if (!order->open || order->account != account || order->side != SIDE_BUY)
            continue;
        int64_t open = order->lots - order->filled - order->cut;
        int128 all = order->ticks_lots + (int128)order->worst * open;
        sum += money_of(model, order->instrument, all) - order->paid;
        sum += fee_of(model, order->instrument, all) - order->fee;
    }
    return sum;
}

/* ---- what the broker says ---- */

static void hear_order(void *context, const struct order *told, const char *reason) {
    struct model *model = context;
    cr_assert_lt(told->id, MODEL_ORDERS);
    struct model_order *order = &model->orders[told->id];
    bool open = told->state == ORDER_PENDING || told->state == ORDER_PARTIAL;
    cr_assert_eq(order->filled, told->filled);
    order->instrument = told->instrument;
    order->side = told->side;
    order->account = told->account;
    order->worst = told->worst;
    order->lots = told->lots;
    order->cut = told->cut;
    order->open = open && told->worst > 0;
    model->triggers += told->triggered && !order->triggered;
    order->triggered = told->triggered;
    model->cuts += told->cut > 0;
    model->exits += told->parent != 0;
    model->last_order = told->id > model->last_order ? told->id : model->last_order;
    model->expiries += told->state == ORDER_EXPIRED;
    cr_assert(told->state != ORDER_REJECTED || reason[0] != '\0');
}

static void hear_buy(struct model *model, const struct fill *fill, int128 booked, int128 fee) {
    cr_assert_eq(fill->cash, (fix8_t)(-booked * FIX8_CENT));
    cr_assert_eq(fill->fee, (fix8_t)(fee * FIX8_CENT));
    model->lots[fill->account][fill->instrument] += fill->lots;
    model->cost[fill->account][fill->instrument] += booked;
    model->cash[fill->account] -= booked + fee;
    model->orders[fill->order].fee += fee;
}

static void hear_sell(struct model *model, const struct fill *fill, int128 booked, int128 fee) {
    int64_t *lots = &model->lots[fill->account][fill->instrument];
    int128 *cost = &model->cost[fill->account][fill->instrument];
    int128 share = fill->lots == *lots ? *cost : half_even(*cost * fill->lots, *lots);
    int128 free_cash = model->cash[fill->account] + booked - reserve_of(model, fill->account);
    fee = fee < free_cash ? fee : free_cash;
    cr_assert_eq(fill->cash, (fix8_t)(booked * FIX8_CENT));
    cr_assert_eq(fill->pnl, (fix8_t)((booked - share) * FIX8_CENT));
    cr_assert_eq(fill->fee, (fix8_t)(fee * FIX8_CENT));
    *lots -= fill->lots;
    *cost -= share;
    model->cash[fill->account] += booked - fee;
    model->orders[fill->order].fee += fee;
}

static void hear_fill(void *context, const struct fill *fill) {
    struct model *model = context;
    struct model_order *order = &model->orders[fill->order];
    cr_assert(order->account == fill->account && order->side == fill->side);
    order->filled += fill->lots;
    order->ticks_lots += (int128)fill->ticks * fill->lots;
    int128 paid = money_of(model, order->instrument, order->ticks_lots);
    int128 booked = paid - order->paid;
    order->paid = paid;
    int128 fee = fee_of(model, order->instrument, order->ticks_lots) - order->fee;
    if (fill->side == SIDE_BUY)
        hear_buy(model, fill, booked, fee);
    else
        hear_sell(model, fill, booked, fee);
    model->fills++;
    model->maker_fills += fill->maker;
}

static void hear_leg(void *context, const struct ledger_leg *leg) {
    struct model *model = context;
    cr_assert(leg->amount != 0 && leg->amount % FIX8_CENT == 0 && leg->text[0] != '\0');
    cr_assert(leg->transaction >= model->transaction);
    cr_assert(leg->transaction == model->transaction || model->legs == 0);
    model->transaction = leg->transaction;
    model->legs += leg->amount;
}

static void hear_position(void *context, const struct position *position) {
    const struct model *model = context;
    cr_assert_eq(position->lots, model->lots[position->account][position->instrument]);
}

static void hear_account(void *context, const struct account *account) {
    (void)context;
    cr_assert(account->id >= 1 && account->id <= ACCOUNTS);
}

static void hear_split(void *context, const struct split *split) {
    (void)context, (void)split;
    cr_assert_fail("nothing splits here");
}

/* ---- the world ---- */

static void ignore_block(void *context, struct candle_block *block) {
    (void)context, (void)block;
}

static const struct block_sink no_blocks = {.complete = ignore_block};

static void model_open(struct model *model, uint64_t seed) {
    struct content *content = mem_alloc(sizeof *content);
    test_content(content);
    struct instrument_table table = content->instruments;
    cr_assert_eq(instruments_select(&table, "BTC-USD,EURUSD,KEST", NULL), 0);
    const struct market_plan plan = {.content = &content->instruments,
                                     .listed = &table,
                                     .companies = &content->companies,
                                     .seed = seed};
    market_init_economy(&model->market, &plan, MODEL_START, 1, &no_blocks);
    model->market.quiet = true;
    market_advance(&model->market, MODEL_START);
    model->market.quiet = false;
    market_events_drain(&model->market);
    model->table = content->brokers;
    mem_free(content);
    broker_init(&model->broker, &model->table);
    model->random = random_named(seed, "commands", 0);
    model->out = (struct broker_out){.order = hear_order,
                                     .fill = hear_fill,
                                     .leg = hear_leg,
                                     .position = hear_position,
                                     .account = hear_account,
                                     .split = hear_split,
                                     .context = model};
    for (uint32_t player = 1; player <= ACCOUNTS; player++) {
        uint32_t id = broker_open_account(&model->broker, player, "Main", MODEL_START, &model->out);
        model->cash[id] = 1000000;
    }
}

static void model_settle(struct model *model) {
    uint32_t at = 0;
    do {
        for (; at < model->market.event_count; at++)
            broker_take(&model->broker, &model->market, &model->market.events[at], &model->out);
    } while (broker_protect(&model->broker, &model->market, &model->out));
    market_events_drain(&model->market);
}

static void model_check(struct model *model) {
    struct error error = {0};
    const char *fault = broker_fault(&model->broker);
    cr_assert_null(fault, "%s", fault);
    cr_assert_eq(model->legs, 0, "a transaction is left open");
    for (uint32_t i = 0; i < model->broker.account_count; i++) {
        const struct account *account = &model->broker.accounts[i];
        cr_assert_eq(account->balances[LEDGER_CASH],
                     (fix8_t)(model->cash[account->id] * FIX8_CENT));
        for (uint8_t k = 0; k < model->market.table.count; k++) {
            const struct position *position = broker_position(&model->broker, account->id, k);
            cr_assert_eq(position != NULL ? position->lots : 0, model->lots[account->id][k]);
            cr_assert_eq(position != NULL ? position->cost : 0,
                         (fix8_t)(model->cost[account->id][k] * FIX8_CENT));
        }
    }
    cr_assert_eq(broker_agrees(&model->broker, &model->market, &error), 0, "%s", error.sentence);
}

/* What is slow: the sum over all orders there ever were. */
static void model_check_reserved(struct model *model) {
    for (uint32_t i = 0; i < model->broker.account_count; i++) {
        const struct account *account = &model->broker.accounts[i];
        cr_assert_eq(account->reserved, (fix8_t)(reserve_of(model, account->id) * FIX8_CENT));
    }
}

/* Encodes both, goes on with what was decoded. */
static void model_swap(struct model *model) {
    struct buffer bytes = {0}, again = {0};
    struct sink sink = buffer_sink(&bytes);
    struct error error = {0};
    market_encode(&model->market, &sink);
    broker_encode(&model->broker, &sink);
    broker_clear(&model->broker);
    market_clear(&model->market);
    struct source source = source_of(bytes.bytes, bytes.length);
    cr_assert_eq(market_decode(&model->market, NULL, 0, &no_blocks, &source, &error), 0, "%s",
                 error.sentence);
    cr_assert_eq(broker_decode(&model->broker, &model->table, &source, &error), 0, "%s",
                 error.sentence);
    cr_assert(source_done(&source));
    sink = buffer_sink(&again);
    market_encode(&model->market, &sink);
    broker_encode(&model->broker, &sink);
    cr_assert(again.length == bytes.length && memcmp(again.bytes, bytes.bytes, bytes.length) == 0);
    buffer_clear(&bytes);
    buffer_clear(&again);
    model->swaps++;
}

/* ---- commands ---- */

static fix8_t some_price(struct model *model, uint8_t instrument) {
    const struct instrument *row = &model->market.table.rows[instrument];
    int64_t last = model->market.listings[instrument].last;
    int64_t reach = last / (random_below(&model->random, 4) == 0 ? 20 : 800);
    int64_t ticks = last + random_between(&model->random, -reach, reach);
    return instrument_price(row, ticks > 0 ? ticks : 1);
}

static fix8_t some_size(struct model *model, uint8_t instrument, uint32_t account, int side) {
    const struct instrument *row = &model->market.table.rows[instrument];
    int64_t held = model->lots[account][instrument];
    fix8_t price = instrument_price(row, model->market.listings[instrument].last);
    fix8_t afford = 0;
    cr_assert(fix8_div(2000 * FIX8_ONE, price, FIX8_DOWN, &afford));
    int64_t most = side == SIDE_SELL && held > 0 ? held + 1 : afford / row->lot;
    int64_t lots = random_between(&model->random, 1, most > 1 ? most : 1);
    return instrument_size(row, lots) + (random_below(&model->random, 50) == 0 ? 1 : 0);
}

/* Half of them plain. */
static uint8_t some_type(struct model *model) {
    if (random_below(&model->random, 2))
        return random_below(&model->random, 3) > 0 ? ORDER_LIMIT : ORDER_MARKET;
    return (uint8_t)random_between(&model->random, ORDER_STOP, ORDER_BRACKET);
}

/* A price on the side of the market where such an order waits, mostly; not far, so that it goes off
 * now and then. */
static fix8_t waiting_price(struct model *model, const struct order_request *request, bool above) {
    const struct instrument *row = &model->market.table.rows[request->instrument];
    int64_t last = model->market.listings[request->instrument].last;
    int64_t away = random_between(&model->random, -1, last / 300 + 3);
    return instrument_price(row, above ? last + away : last - away);
}

static void some_prices(struct model *model, struct order_request *request) {
    const struct order_traits *traits = &order_traits[request->type];
    bool buys = request->side == SIDE_BUY;
    if (traits->trigger != TRIGGER_NONE && request->tif > TIF_GTC)
        request->tif = TIF_GTC;
    if (traits->price == MUST_HAVE ||
        (traits->price == MAY_HAVE && random_below(&model->random, 2)))
        request->price = some_price(model, request->instrument);
    if (request->type == ORDER_TRAILING)
        request->trail_percent = FIX8_ONE / 100 * random_between(&model->random, 1, 200);
    else if (request->type == ORDER_BRACKET)
        request->stop = waiting_price(model, request, false);
    else if (traits->stop == MUST_HAVE)
        request->stop = waiting_price(model, request, buys == (traits->trigger == TRIGGER_STOP));
    if (request->type == ORDER_BRACKET)
        request->target = waiting_price(model, request, true);
    if (request->type == ORDER_STOP_LIMIT)
        request->price = request->stop;
}

static void some_flags(struct model *model, struct order_request *request) {
    struct random *random = &model->random;
    request->reduce_only = request->side == SIDE_SELL && random_below(random, 4) == 0;
    request->post_only = request->type == ORDER_LIMIT && random_below(random, 8) == 0;
    if (request->price != 0 && random_below(random, 6) == 0)
        request->display =
            model->market.table.rows[request->instrument].lot * random_between(random, 1, 50);
    if (request->tif == TIF_DAY && random_below(random, 3) == 0) {
        request->tif = TIF_GTD;
        request->until_ms = model->market.now_ms + random_between(random, 1, 3 * HOUR_MS);
    }
    if (model->broker.order_count > 0 && random_below(random, 3) == 0)
        request->oco = model->broker.orders[random_below(random, model->broker.order_count)].id;
}

static int place(struct model *model, uint32_t account, uint8_t instrument) {
    uint8_t side = (uint8_t)random_below(&model->random, 2);
    struct order_request request = {.account = account,
                                    .instrument = instrument,
                                    .side = side,
                                    .type = some_type(model),
                                    .tif = (uint8_t)random_below(&model->random, 4),
                                    .self_trade = (uint8_t)random_below(&model->random, 3),
                                    .size = some_size(model, instrument, account, side)};
    some_prices(model, &request);
    some_flags(model, &request);
    return broker_place(&model->broker, &model->market, &request, model->market.now_ms, &model->out,
                        NULL, NULL);
}

static int change(struct model *model, bool amends) {
    if (model->broker.order_count == 0)
        return 0;
    const struct order *order =
        &model->broker.orders[random_below(&model->random, model->broker.order_count)];
    if (!amends)
        return broker_cancel(&model->broker, &model->market, order->account, order->id, &model->out,
                             NULL);
    struct order_change change = {0};
    fix8_t price = some_price(model, order->instrument);
    if (random_below(&model->random, 2))
        change.size = some_size(model, order->instrument, order->account, order->side);
    if (random_below(&model->random, 2) && !order_at_market(order))
        change.price = price;
    if (order->type == ORDER_TRAILING)
        change.trail_percent = FIX8_ONE / 100 * random_between(&model->random, 1, 300);
    else if (order->stop > 0 && random_below(&model->random, 2))
        change.stop = some_price(model, order->instrument);
    return broker_amend(&model->broker, &model->market, order->account, order->id, &change,
                        model->market.now_ms, &model->out, NULL);
}

static void let_time_pass(struct model *model) {
    bool far = random_below(&model->random, 60) == 0;
    int64_t steps = far ? 1500 : random_between(&model->random, 1, 10);
    int64_t until = model->market.now_ms + steps * PATH_STEP_MS;
    while (market_next(&model->market) <= until) {
        market_step(&model->market, market_next(&model->market));
        model_settle(model);
    }
}

static void one_command(struct model *model) {
    uint32_t account = 1 + random_below(&model->random, ACCOUNTS);
    uint8_t instrument = (uint8_t)random_below(&model->random, model->market.table.count);
    int code = 0;
    switch (random_below(&model->random, 10)) {
    case 0:
        code = change(model, true);
        break;
    case 1:
        code = random_below(&model->random, 3) == 0 ? change(model, false) : 0;
        break;
    case 2:
        if (random_below(&model->random, 4) > 0)
            break;
        code = broker_close_position(&model->broker, &model->market, account, instrument,
                                     model->market.now_ms, &model->out, NULL, NULL);
        break;
    case 3:
        let_time_pass(model);
        break;
    default:
        code = place(model, account, instrument);
    }
    model->refusals += code != 0;
    model_settle(model);
}

static void run(uint64_t seed, bool swaps, struct buffer *end) {
    struct model *model = mem_alloc(sizeof *model);
    model_open(model, seed);
    for (int i = 1; i <= COMMANDS; i++) {
        one_command(model);
        model_check(model);
        if (i % 50 == 0)
            model_check_reserved(model);
        if (swaps && i % SWAP_EVERY == 0)
            model_swap(model);
    }
    cr_expect(model->fills > 1000 && model->maker_fills > 100 && model->refusals > 500 &&
                  model->expiries > 5 && model->triggers > 50 && model->cuts > 50 &&
                  model->exits > 50,
              "too tame: %u fills, %u as maker, %u refused, %u expired, %u went off, %u cut, %u "
              "exits",
              model->fills, model->maker_fills, model->refusals, model->expiries, model->triggers,
              model->cuts, model->exits);
    struct sink sink = buffer_sink(end);
    market_encode(&model->market, &sink);
    broker_encode(&model->broker, &sink);
    broker_clear(&model->broker);
    market_clear(&model->market);
    mem_free(model);
}

Test(broker_model, random_commands_keep_every_cent_and_encoding_changes_nothing) {
    uint64_t seed = 20250113;
    struct buffer straight = {0}, swapped = {0};
    cr_log_info("seed %lu", (unsigned long)seed);
    run(seed, false, &straight);
    run(seed, true, &swapped);
    cr_assert(straight.length == swapped.length &&
                  memcmp(straight.bytes, swapped.bytes, straight.length) == 0,
              "seed %lu", (unsigned long)seed);
    buffer_clear(&straight);
    buffer_clear(&swapped);
}
