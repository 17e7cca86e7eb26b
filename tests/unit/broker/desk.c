#include "unit/broker/desk.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/mem.h"
#include "base/pack.h"
#include "base/text.h"
#include "broker/broker_inside.h"

const char *const desk_brokers = "data/brokers.json";

static const struct instrument rows[DESK_INSTRUMENTS] = {
    [BTC] = {.symbol = "BTC-USD", .class = CLASS_CRYPTO, .calendar = CALENDAR_ALWAYS},
    [KEST] = {.symbol = "KEST", .class = CLASS_STOCK, .calendar = CALENDAR_EXCHANGE},
    [EUR] = {.symbol = "EURUSD", .class = CLASS_FOREX, .calendar = CALENDAR_FOREX},
    [SPX] = {.symbol = "SPX-FUT", .class = CLASS_FUTURES, .calendar = CALENDAR_FUTURES},
    [GOLD] = {.symbol = "GOLD-CFD", .class = CLASS_CFD, .calendar = CALENDAR_FUTURES},
};

/* start, tick, lot, contract, largest, collar */
static const char *const grids[DESK_INSTRUMENTS][6] = {
    [BTC] = {"50000", "0.5", "0.0001", "1", "20", "0.03"},
    [KEST] = {"41.20", "0.01", "0.01", "1", "10000", "0.03"},
    [EUR] = {"1.10", "0.00001", "1000", "1", "1000000", "0.005"},
    [SPX] = {"4500", "0.25", "1", "5", "40", "0.015"},
    [GOLD] = {"1950", "0.01", "0.1", "1", "500", "0.015"},
};

fix8_t fix(const char *text) {
    fix8_t value = 0;
    cr_assert(fix8_parse(text, strlen(text), &value), "%s", text);
    return value;
}

/* ---- what the broker says ---- */

static void keep_order(void *context, const struct order *order, const char *reason) {
    struct desk *desk = context;
    uint32_t at = desk->order_count++ % DESK_KEPT;
    desk->orders[at] = *order;
    text_format(desk->reasons[at], sizeof desk->reasons[at], "%s", reason);
}

static void keep_fill(void *context, const struct fill *fill) {
    struct desk *desk = context;
    desk->fills[desk->fill_count++ % DESK_KEPT] = *fill;
}

static void keep_leg(void *context, const struct ledger_leg *leg) {
    struct desk *desk = context;
    desk->legs[desk->leg_count++ % DESK_KEPT] = *leg;
}

static void keep_position(void *context, const struct position *position) {
    struct desk *desk = context;
    desk->positions[desk->position_count++ % DESK_KEPT] = *position;
}

static void keep_account(void *context, const struct account *account) {
    struct desk *desk = context;
    cr_assert_gt(account->id, 0);
    desk->account_count++;
}

static void keep_split(void *context, const struct split *split) {
    struct desk *desk = context;
    desk->splits[desk->split_count++ % DESK_KEPT] = *split;
}

/* ---- the desk ---- */

static void ignore_block(void *context, struct candle_block *block) {
    (void)context, (void)block;
}

static void make_listing(struct market *market, int at) {
    struct instrument *row = &market->table.rows[at];
    fix8_t *const members[] = {&row->start,    &row->tick,    &row->lot,
                               &row->contract, &row->largest, &row->collar};
    *row = rows[at];
    for (size_t i = 0; i < ARRAY_LEN(members); i++)
        *members[i] = fix(grids[at][i]);
    row->active = row->tradeable = true;
    struct listing *listing = &market->listings[at];
    cr_assert(instrument_ticks(row, row->start, &listing->last));
    listing->book = book_new(listing->last);
    book_set_collar(listing->book, (int32_t)(row->collar / (FIX8_ONE / BOOK_PPM)));
    book_set_last(listing->book, listing->last);
    listing->phase = PHASE_OPEN;
    listing->turn_ms = listing->day_end_ms = listing->halt_until_ms = GAMETIME_MAX;
    listing->agents.next_ms = GAMETIME_MAX; /* nobody is here, and nobody looks */
    listing->agents.look_ms = GAMETIME_MAX / 2;
}

struct desk *desk_new(void) {
    struct desk *desk = mem_alloc(sizeof *desk);
    desk->market.now_ms = DESK_NOW;
    desk->market.alarm_ms = GAMETIME_MAX;
    desk->market.blocks.complete = ignore_block;
    desk->market.table.count = DESK_INSTRUMENTS;
    for (int i = 0; i < DESK_INSTRUMENTS; i++)
        make_listing(&desk->market, i);
    const struct pack_file *file = pack_find(&pack_embedded, desk_brokers);
    cr_assert_not_null(file);
    struct broker_table table;
    cr_assert_eq(brokers_load(&table, file->bytes, file->length, &desk->error), 0, "%s",
                 desk->error.sentence);
    broker_init(&desk->broker, &table);
    desk->out = (struct broker_out){.order = keep_order,
                                    .fill = keep_fill,
                                    .leg = keep_leg,
                                    .position = keep_position,
                                    .account = keep_account,
                                    .split = keep_split,
                                    .context = desk};
    desk->account = broker_open_account(&desk->broker, 1, "Main", DESK_NOW, &desk->out);
    return desk;
}

void desk_free(struct desk *desk) {
    broker_clear(&desk->broker);
    for (int i = 0; i < DESK_INSTRUMENTS; i++) {
        book_free(desk->market.listings[i].book);
        series_clear(&desk->market.listings[i].series);
    }
    mem_free(desk->market.events);
    mem_free(desk);
}

void desk_settle(struct desk *desk) {
    uint32_t at = 0;
    do {
        for (; at < desk->market.event_count; at++)
            broker_take(&desk->broker, &desk->market, &desk->market.events[at], &desk->out);
    } while (broker_protect(&desk->broker, &desk->market, &desk->out));
    market_events_drain(&desk->market);
}

void desk_agent(struct desk *desk, int instrument, enum side side, const char *price,
                const char *size) {
    const struct instrument *row = &desk->market.table.rows[instrument];
    struct book_request request = {.side = side};
    struct book_result result;
    cr_assert(instrument_ticks(row, fix(price), &request.limit));
    cr_assert(instrument_lots(row, fix(size), &request.lots));
    book_submit(desk->market.listings[instrument].book, &request, &result);
    (void)market_cancel(&desk->market, instrument, 0,
                        BOOK_BY_OWNER); /* the market takes the book's events */
    desk_settle(desk);
}

int desk_place(struct desk *desk, int instrument, enum side side, enum order_tif tif,
               const char *price, const char *size, uint64_t *id) {
    struct order_request request = {.account = desk->account,
                                    .instrument = (uint8_t)instrument,
                                    .side = (uint8_t)side,
                                    .type = price != NULL ? ORDER_LIMIT : ORDER_MARKET,
                                    .tif = (uint8_t)tif,
                                    .size = fix(size),
                                    .price = price != NULL ? fix(price) : 0};
    return desk_send(desk, &request, id);
}

int desk_send(struct desk *desk, const struct order_request *request, uint64_t *id) {
    struct order_request own = *request;
    own.account = desk->account;
    desk->error = (struct error){0};
    int code = broker_place(&desk->broker, &desk->market, &own, desk->market.now_ms, &desk->out, id,
                            &desk->error);
    desk_settle(desk);
    desk_check(desk);
    return code;
}

int desk_amend(struct desk *desk, uint64_t id, const char *price, const char *size) {
    const struct order_change change = {.price = price != NULL ? fix(price) : 0,
                                        .size = size != NULL ? fix(size) : 0};
    return desk_change(desk, id, &change);
}

int desk_change(struct desk *desk, uint64_t id, const struct order_change *change) {
    desk->error = (struct error){0};
    int code = broker_amend(&desk->broker, &desk->market, desk->account, id, change,
                            desk->market.now_ms, &desk->out, &desk->error);
    desk_settle(desk);
    desk_check(desk);
    return code;
}

static void desk_event(struct desk *desk, int instrument, enum market_event_kind kind) {
    struct market_event event = {.kind = (uint8_t)kind,
                                 .phase = desk->market.listings[instrument].phase,
                                 .instrument = (uint8_t)instrument,
                                 .ms = desk->market.now_ms};
    broker_take(&desk->broker, &desk->market, &event, &desk->out);
    desk_settle(desk);
    desk_check(desk);
}

void desk_turn(struct desk *desk, int instrument, bool open, int64_t next_ms) {
    desk->market.listings[instrument].phase = open ? PHASE_OPEN : PHASE_CLOSED;
    desk->market.listings[instrument].turn_ms = next_ms;
    desk_event(desk, instrument, MARKET_PHASE);
}

void desk_end_day(struct desk *desk, int instrument) {
    desk_event(desk, instrument, MARKET_DAY_END);
}

const struct account *desk_account(const struct desk *desk) {
    struct broker view = desk->broker;
    return broker_account(&view, desk->account);
}

fix8_t desk_cash(const struct desk *desk) {
    return desk_account(desk)->balances[LEDGER_CASH];
}

const struct order *desk_told(const struct desk *desk) {
    cr_assert_gt(desk->order_count, 0);
    return &desk->orders[(desk->order_count - 1) % DESK_KEPT];
}

const char *desk_reason(const struct desk *desk) {
    cr_assert_gt(desk->order_count, 0);
    return desk->reasons[(desk->order_count - 1) % DESK_KEPT];
}

void desk_check(const struct desk *desk) {
    struct broker view = desk->broker;
    struct error error = {0};
    const char *fault = broker_fault(&view);
    cr_assert_null(fault, "%s", fault);
    cr_assert_eq(broker_agrees(&desk->broker, &desk->market, &error), 0, "%s", error.sentence);
    fix8_t sum = 0;
    for (uint32_t i = 0; i < desk->leg_count; i++) {
        sum += desk->legs[i].amount;
        bool last =
            i + 1 == desk->leg_count || desk->legs[i + 1].transaction != desk->legs[i].transaction;
        cr_assert(!last || sum == 0, "transaction %lu", (unsigned long)desk->legs[i].transaction);
    }
}
