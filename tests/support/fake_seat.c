#include "support/fake_seat.h"

#include <assert.h>
#include <string.h>

#include "base/gametime.h"
#include "base/mem.h"
#include "base/text.h"
#include "broker/order.h"
#include "game/view.h"
#include "market/market.h"
#include "support/fake_facts.h"

#define NOW_MS  INT64_C(1736778720000) /* Monday 13 January 2025, 14:32 */
#define CANDLES 60
#define KEST    4

/* symbol, name, class, tick, price and size decimals, last, change in 0.01 % */
static const struct {
    const char *symbol, *name, *class;
    fix8_t tick, lot;
    uint8_t price_decimals, size_decimals;
    fix8_t last, reference;
} markets[] = {
    {"BTC-USD", "Bitcoin / US Dollar", "crypto", 50000000, 10000, 1, 4, 5041250000000,
     4979503161000},
    {"ETH-USD", "Ether / US Dollar", "crypto", 5000000, 100000, 2, 3, 301210000000, 302420000000},
    {"EURUSD", "Euro / US Dollar", "forex", 1000, 100000000000, 5, 0, 110012000, 109900000},
    {"SPX-FUT", "S&P 500 future", "futures", 25000000, 100000000, 2, 0, 450325000000, 448980000000},
    [KEST] = {"KEST", "Kestrel Works", "stock", 1000000, 1000000, 2, 2, 4120000000, 4204000000},
};

static struct fake_seat *self_of(struct seat *seat) {
    return (struct fake_seat *)seat;
}

/* ---- the queue ------------------------------------------------------------------------------- */

void fake_seat_add(struct fake_seat *fake, const struct event *event) {
    if (fake->count == fake->capacity) {
        size_t capacity = fake->capacity > 0 ? fake->capacity * 2 : 64;
        fake->queue = mem_resize(fake->queue, capacity, sizeof *fake->queue);
        fake->replies = mem_resize(fake->replies, capacity, sizeof *fake->replies);
        fake->capacity = capacity;
    }
    fake->replies[fake->count] = (struct buffer){0};
    fake->queue[fake->count++] = *event;
}

static struct record *add_record(struct fake_seat *fake, enum record_kind kind,
                                 struct event *event) {
    memset(event, 0, sizeof *event);
    event->class = EVENT_RECORD;
    event->record.kind = (uint8_t)kind;
    event->record.player = fake->seat.player;
    event->record.game_ms = fake->time.now_ms;
    return &event->record;
}

void fake_seat_notice(struct fake_seat *fake, enum notice_kind kind, const char *text) {
    struct event event;
    struct notice *notice = &add_record(fake, RECORD_NOTICE, &event)->notice;
    notice->kind = (uint8_t)kind;
    text_format(notice->text, sizeof notice->text, "%s", text);
    fake_seat_add(fake, &event);
}

const struct command *fake_seat_sent(const struct fake_seat *fake, enum command_kind kind) {
    for (size_t i = fake->command_count; i-- > 0;) {
        if (fake->commands[i].kind == kind) {
            return &fake->commands[i];
        }
    }
    return NULL;
}

/* ---- the welcome ----------------------------------------------------------------------------- */

static void welcome_player(struct fake_seat *fake) {
    struct event event;
    struct record *record = add_record(fake, RECORD_CHAPTER_OPENED, &event);
    record->chapter_opened.chapter = 1;
    record->chapter_opened.start_ms = NOW_MS;
    fake_seat_add(fake, &event);
    record = add_record(fake, RECORD_PLAYER_CREATED, &event);
    record->player_created.id = 1;
    text_format(record->player_created.name, sizeof record->player_created.name, "Anna");
    fake_seat_add(fake, &event);
    record = add_record(fake, RECORD_ACCOUNT_CHANGED, &event);
    record->account_changed.id = 1;
    record->account_changed.cash = 839627 * FIX8_CENT;
    record->account_changed.reserved = 2987 * FIX8_ONE;
    record->account_changed.deposited = 10000 * FIX8_ONE;
    fake_seat_add(fake, &event);
}

static void welcome_books(struct fake_seat *fake) {
    struct event event;
    struct position_changed *position =
        &add_record(fake, RECORD_POSITION_CHANGED, &event)->position_changed;
    text_format(position->symbol, sizeof position->symbol, "BTC-USD");
    position->size = 4 * FIX8_CENT;
    position->cost = 2004 * FIX8_ONE;
    position->average = 50100 * FIX8_ONE;
    fake_seat_add(fake, &event);
    struct order_changed *order = &add_record(fake, RECORD_ORDER_CHANGED, &event)->order_changed;
    order->id = 7;
    text_format(order->symbol, sizeof order->symbol, "ETH-USD");
    order->type = ORDER_LIMIT;
    order->tif = TIF_GTC;
    order->price = 2980 * FIX8_ONE;
    order->size = FIX8_ONE;
    fake_seat_add(fake, &event);
}

static void add_listing(struct fake_seat *fake, size_t at) {
    struct event event = {.class = EVENT_LISTING};
    struct listing_info *listing = &event.listing;
    listing->instrument = (uint8_t)at;
    listing->count = ARRAY_LEN(markets);
    listing->tick = markets[at].tick;
    listing->lot = markets[at].lot;
    listing->contract = FIX8_ONE;
    listing->price_decimals = markets[at].price_decimals;
    listing->size_decimals = markets[at].size_decimals;
    text_format(listing->symbol, sizeof listing->symbol, "%s", markets[at].symbol);
    text_format(listing->name, sizeof listing->name, "%s", markets[at].name);
    text_format(listing->class_label, sizeof listing->class_label, "%s", markets[at].class);
    fake_seat_add(fake, &event);
}

static void add_quote(struct fake_seat *fake, size_t at) {
    struct event event = {.class = EVENT_QUOTE};
    event.quote = (struct quote_info){.instrument = (uint8_t)at,
                                      .open = at != KEST,
                                      .phase = at != KEST ? PHASE_OPEN : PHASE_CLOSED,
                                      .last = markets[at].last,
                                      .bid = markets[at].last - 10 * markets[at].tick,
                                      .ask = markets[at].last + 10 * markets[at].tick,
                                      .mark = markets[at].last,
                                      .day_reference = markets[at].reference,
                                      .next_turn_ms = NOW_MS + DAY_MS};
    fake_seat_add(fake, &event);
}

/* Where the open orders stand: the limit order has 3.2 before it, stops wait at their prices. */
static void add_own(struct fake_seat *fake, bool guarded) {
    static const struct own_row rows[] = {
        {.order = 7, .ahead = 320 * FIX8_CENT, .visible = FIX8_ONE},
        {.order = 12, .stop_now = 5016250000000},
        {.order = 14, .stop_now = 4980000000000},
        {.order = 15, .ahead = 0, .visible = 4 * FIX8_CENT},
    };
    struct event event = {.class = EVENT_OWN};
    event.own.count = guarded ? ARRAY_LEN(rows) : 1;
    memcpy(event.own.rows, rows, event.own.count * sizeof *rows);
    fake_seat_add(fake, &event);
}

static void add_exit(struct fake_seat *fake, const struct order_changed *exit) {
    struct event event;
    struct order_changed *order = &add_record(fake, RECORD_ORDER_CHANGED, &event)->order_changed;
    *order = *exit;
    text_format(order->symbol, sizeof order->symbol, "BTC-USD");
    order->side = SIDE_SELL;
    order->tif = TIF_GTC;
    order->size = 4 * FIX8_CENT;
    order->reduce_only = true;
    fake_seat_add(fake, &event);
}

void fake_seat_guard(struct fake_seat *fake) {
    add_exit(fake, &(struct order_changed){
                       .id = 12, .type = ORDER_TRAILING, .trail_percent = FIX8_ONE / 2});
    add_exit(fake,
             &(struct order_changed){
                 .id = 14, .type = ORDER_STOP, .stop = 4980000000000, .oco = 15, .parent = 9});
    add_exit(fake,
             &(struct order_changed){
                 .id = 15, .type = ORDER_LIMIT, .price = 5090000000000, .oco = 14, .parent = 9});
    add_own(fake, true);
}

void fake_seat_gather(struct fake_seat *fake, bool halted) {
    struct event event = {.class = EVENT_QUOTE};
    event.quote = (struct quote_info){.instrument = KEST,
                                      .phase = halted ? PHASE_HALTED : PHASE_OPENING,
                                      .last = markets[KEST].last,
                                      .bid = markets[KEST].last + 4 * markets[KEST].tick,
                                      .ask = markets[KEST].last - 3 * markets[KEST].tick,
                                      .mark = markets[KEST].last,
                                      .day_reference = markets[KEST].reference,
                                      .indicative_price = markets[KEST].last,
                                      .indicative_size = 1250 * FIX8_ONE,
                                      .halt_until_ms = halted ? NOW_MS + 4 * MINUTE_MS : 0,
                                      .next_turn_ms = NOW_MS + 3 * MINUTE_MS};
    fake_seat_add(fake, &event);
}

static void add_time(struct fake_seat *fake) {
    struct event event = {.class = EVENT_TIME, .time = fake->time};
    fake_seat_add(fake, &event);
}

/* ---- what is watched ------------------------------------------------------------------------- */

static void add_book(struct fake_seat *fake) {
    struct event event = {.class = EVENT_BOOK};
    fix8_t last = markets[fake->watched].last;
    fix8_t tick = markets[fake->watched].tick;
    event.book.instrument = (uint8_t)fake->watched;
    event.book.asks = event.book.bids = EVENT_BOOK_LEVELS;
    for (int i = 0; i < EVENT_BOOK_LEVELS; i++) {
        fix8_t size = (3 + 5 * i % 17) * markets[fake->watched].lot * 100;
        event.book.ask[i] = (struct book_row){.price = last + (10 + 20 * i) * tick, .size = size};
        event.book.bid[i] = (struct book_row){
            .price = last - (10 + 20 * i) * tick, .size = size, .own = i == 1 ? size / 2 : 0};
    }
    fake_seat_add(fake, &event);
}

static void add_prints(struct fake_seat *fake) {
    struct event event = {.class = EVENT_PRINTS_NEW};
    event.prints.instrument = (uint8_t)fake->watched;
    event.prints.count = EVENT_PRINTS;
    for (int i = 0; i < EVENT_PRINTS; i++) {
        event.prints.prints[i] = (struct print_info){
            .ms = NOW_MS - i * 20 * SECOND_MS,
            .price = markets[fake->watched].last + (i % 3 - 1) * 10 * markets[fake->watched].tick,
            .size = (1 + i % 5) * markets[fake->watched].lot * 10,
            .taker_side = (uint8_t)(i % 2)};
    }
    fake_seat_add(fake, &event);
}

/* A wave that ends at the last price. */
static struct candle_info candle_at(const struct fake_seat *fake, int at) {
    static const int wave[] = {0, 3, 7, 9, 8, 12, 15, 11, 8, 5, 9, 14};
    int64_t frame = view_frame_ms(fake->frame);
    fix8_t step = markets[fake->watched].last / 4000;
    fix8_t end = markets[fake->watched].last;
    int back = CANDLES - 1 - at;
    fix8_t close = end - (wave[back % 12] + back / 4) * step;
    fix8_t open = end - (wave[(back + 1) % 12] + (back + 1) / 4) * step;
    fix8_t high = (open > close ? open : close) + (1 + at % 3) * step;
    fix8_t low = (open < close ? open : close) - (1 + at % 2) * step;
    return (struct candle_info){.ms = floor_to(NOW_MS, frame) - back * frame,
                                .open = open,
                                .high = high,
                                .low = low,
                                .close = close,
                                .volume = (2 + at * 7 % 5) * FIX8_ONE};
}

static void add_candle(struct fake_seat *fake) {
    struct event event = {.class = EVENT_CANDLE};
    event.candle.instrument = (uint8_t)fake->watched;
    event.candle.frame = (uint8_t)fake->frame;
    event.candle.candle = candle_at(fake, CANDLES - 1);
    fake_seat_add(fake, &event);
}

/* ---- answers --------------------------------------------------------------------------------- */

/* Where it is expected to fill. */
static fix8_t expected_price(const struct order_place *order) {
    if (order->type == ORDER_TRAILING) {
        return 5016250000000;
    }
    return order->price > 0                                  ? order->price
           : order->stop > 0 && order->type != ORDER_BRACKET ? order->stop
                                                             : 5041750000000;
}

static void put_preview(const struct order_place *order, const struct sink *sink) {
    struct preview preview = {.smallest = 20000, .largest = 14680000};
    preview.average = expected_price(order);
    if (order->type == ORDER_BRACKET && order->stop > 0 && order->target > 0) {
        fix8_mul(preview.average - order->stop, order->size, FIX8_HALF_EVEN, &preview.risk);
        fix8_mul(order->target - preview.average, order->size, FIX8_HALF_EVEN, &preview.gain);
        fix8_div(preview.gain, preview.risk, FIX8_HALF_EVEN, &preview.ratio);
    }
    if (order->size > preview.largest) {
        preview.code = ERROR_REFUSED;
        text_format(preview.sentence, sizeof preview.sentence,
                    "There is not enough cash for that: 0.1468 is the most you can buy.");
    }
    fix8_mul(order->size, preview.average, FIX8_HALF_EVEN, &preview.value);
    fix8_muldiv(preview.value, 25, 10000, FIX8_HALF_EVEN, &preview.fee);
    preview.cash = -preview.value - preview.fee;
    reply_put_preview(&preview, sink);
}

static void put_candles(struct fake_seat *fake, const struct sink *sink) {
    struct candle_info candles[CANDLES];
    for (int i = 0; i < CANDLES; i++) {
        candles[i] = candle_at(fake, i);
    }
    reply_put_candles(candles, CANDLES, sink);
}

static void put_board(const struct sink *sink) {
    static const struct board_row rows[] = {
        {.rank = 1, .name = "Ben", .character = 4, .profit = 51200 * FIX8_CENT},
        {.rank = 2, .own = true, .name = "Anna", .profit = 41277 * FIX8_CENT},
    };
    reply_put_board(rows, ARRAY_LEN(rows), sink);
}

static uint32_t fake_ask(struct seat *seat, const struct ask *ask) {
    struct fake_seat *fake = self_of(seat);
    struct event event = {.class = EVENT_REPLY};
    event.reply.tag = ++fake->last_tag;
    event.reply.kind = ask->kind;
    fake_seat_add(fake, &event);
    struct sink sink = buffer_sink(&fake->replies[fake->count - 1]);
    if (ask->kind == ASK_PREVIEW) {
        put_preview(&ask->order, &sink);
    } else if (ask->kind == ASK_CANDLES) {
        put_candles(fake, &sink);
    } else if (ask->kind == ASK_BOARD) {
        put_board(&sink);
    } else if (ask->kind == ASK_NEWS) {
        fake_put_news(&sink);
    } else if (ask->kind == ASK_CALENDAR) {
        fake_put_calendar(&sink);
    } else if (ask->kind == ASK_CARD) {
        fake_put_card(markets[ask->instrument].symbol, &sink);
    } else {
        put_u32(&sink, 0);
    }
    return fake->last_tag;
}

static void answer(struct fake_seat *fake, uint64_t order, const char *refusal) {
    struct event event;
    struct answered *answered = &add_record(fake, RECORD_ANSWERED, &event)->answered;
    answered->counter = fake->last_counter;
    answered->code = refusal != NULL ? ERROR_REFUSED : 0;
    answered->order = order;
    text_format(answered->sentence, sizeof answered->sentence, "%s",
                refusal != NULL ? refusal : "");
    fake_seat_add(fake, &event);
}

static uint64_t fake_send(struct seat *seat, const struct command *command) {
    struct fake_seat *fake = self_of(seat);
    assert(fake->command_count < FAKE_COMMANDS_MAX);
    fake->commands[fake->command_count++] = *command;
    fake->last_counter++;
    if (command->kind == COMMAND_CLOCK_SET) {
        fake->time.speed = command->clock_set.speed;
        add_time(fake);
    }
    bool refused = command->kind == COMMAND_ORDER_PLACE && fake->refuse != NULL;
    answer(fake, command->kind == COMMAND_ORDER_PLACE && !refused ? 8 : 0,
           refused ? fake->refuse : NULL);
    return fake->last_counter;
}

/* ---- the seat -------------------------------------------------------------------------------- */

static bool fake_poll(struct seat *seat, struct event *event) {
    struct fake_seat *fake = self_of(seat);
    if (fake->taken == fake->count) {
        return false;
    }
    struct buffer *bytes = &fake->replies[fake->taken];
    *event = fake->queue[fake->taken++];
    if (event->class == EVENT_REPLY) {
        event->reply.bytes = bytes->bytes;
        event->reply.length = (uint32_t)bytes->length;
    }
    return true;
}

static void fake_watch(struct seat *seat, int instrument, int frame) {
    struct fake_seat *fake = self_of(seat);
    fake->watched = instrument;
    fake->frame = frame;
    add_book(fake);
    add_prints(fake);
    add_candle(fake);
}

static void fake_freeze(struct seat *seat, bool frozen) {
    self_of(seat)->frozen += frozen ? 1 : -1;
}

static int64_t fake_wait(struct seat *seat) {
    const struct fake_seat *fake = self_of(seat);
    return fake->taken < fake->count ? 0 : -1;
}

static int fake_descriptor(struct seat *seat) {
    (void)seat;
    return -1;
}

static void fake_close(struct seat *seat) {
    struct fake_seat *fake = self_of(seat);
    for (size_t i = 0; i < fake->count; i++) {
        buffer_clear(&fake->replies[i]);
    }
    if (fake->closed != NULL) {
        *fake->closed = true;
    }
    mem_free(fake->queue);
    mem_free(fake->replies);
    mem_free(fake);
}

static const struct seat_ops fake_ops = {.send = fake_send,
                                         .poll = fake_poll,
                                         .ask = fake_ask,
                                         .watch = fake_watch,
                                         .freeze = fake_freeze,
                                         .wait_ms = fake_wait,
                                         .descriptor = fake_descriptor,
                                         .close = fake_close};

struct fake_seat *fake_seat_new(void) {
    struct fake_seat *fake = mem_alloc(sizeof *fake);
    fake->seat = (struct seat){.ops = &fake_ops, .player = 1, .owner = true};
    fake->time =
        (struct time_info){.now_ms = NOW_MS, .speed = SPEED_PAUSED, .start_ms = NOW_MS, .pace = 60};
    fake->watched = -1;
    welcome_player(fake);
    welcome_books(fake);
    for (size_t i = 0; i < ARRAY_LEN(markets); i++) {
        add_listing(fake, i);
        add_quote(fake, i);
    }
    add_own(fake, false);
    add_time(fake);
    return fake;
}
