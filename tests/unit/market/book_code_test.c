#include "market/book_internal.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/mem.h"
#include "base/random.h"

TestSuite(book_code, .timeout = 60);

static struct buffer bytes_of(const struct book *book) {
    struct buffer bytes = {.bytes = NULL};
    struct sink sink = buffer_sink(&bytes);
    book_encode(book, &sink);
    return bytes;
}

static book_handle put(struct book *book, enum side side, int32_t ticks, int64_t lots) {
    struct book_request request = {.side = side, .limit = ticks, .lots = lots, .owner = 7};
    struct book_result result;
    book_submit(book, &request, &result);
    book_events_drain(book);
    return result.handle;
}

/* A pair of a reduce-only iceberg and a trailing stop. */
static void put_special(struct book *book) {
    struct book_result result;
    book_set_position(book, 9, -20);
    book_set_last(book, 100);
    book_set_collar(book, 5000);
    struct book_special asked = {.reduce_only = true, .display = 4};
    struct book_request request = {.side = SIDE_BUY,
                                   .limit = 97,
                                   .lots = 12,
                                   .owner = 9,
                                   .self_trade = SELF_CANCEL_BOTH,
                                   .post_only = true,
                                   .special = &asked};
    book_submit(book, &request, &result);
    asked = (struct book_special){.trigger = TRIGGER_TRAIL, .trail_ppm = 30000};
    asked.oco = result.handle;
    request.limit = BOOK_AT_MARKET;
    book_submit(book, &request, &result);
    book_events_drain(book);
}

/* Two bids, two asks (one far away), two special orders, two free slots. */
static struct book *small_book(int32_t centre) {
    struct book *book = book_new(centre);
    book_handle first = put(book, SIDE_BUY, 98, 1);
    put(book, SIDE_BUY, 99, 2);
    put(book, SIDE_BUY, 98, 3);
    book_handle other = put(book, SIDE_SELL, 101, 4);
    put(book, SIDE_SELL, 102, 5);
    put(book, SIDE_SELL, 1000000, 6);
    put_special(book);
    book_cancel(book, first, BOOK_BY_OWNER);
    book_cancel(book, other, BOOK_BY_OWNER);
    book_events_drain(book);
    return book;
}

static int decode(struct book **book, const struct buffer *bytes, size_t length) {
    struct source source = source_of(bytes->bytes, length);
    struct error error = {.code = 0};
    *book = NULL;
    int code = book_decode(book, &source, &error);
    cr_assert_eq(code, error.code);
    cr_assert_eq(code == 0, *book != NULL);
    cr_assert(code == 0 || (code == ERROR_STORAGE && error.sentence[0] != '\0'));
    return code;
}

/* Whatever bytes give a book are the bytes of that book. */
static void refused_or_exact(const struct buffer *bytes) {
    struct book *book;
    if (decode(&book, bytes, bytes->length) != 0)
        return;
    book_check(book);
    struct buffer again = bytes_of(book);
    cr_assert(again.length <= bytes->length);
    cr_assert_eq(memcmp(again.bytes, bytes->bytes, again.length), 0);
    buffer_clear(&again);
    book_free(book);
}

Test(book_code, bytes_tell_nothing_of_where_the_window_stands) {
    struct book *near = small_book(100);
    struct book *far = small_book(1900000000);
    struct buffer a = bytes_of(near);
    struct buffer b = bytes_of(far);
    cr_assert_eq(a.length, b.length);
    cr_assert_eq(memcmp(a.bytes, b.bytes, a.length), 0);
    buffer_clear(&a);
    buffer_clear(&b);
    book_free(near);
    book_free(far);
}

Test(book_code, a_decoded_book_gives_out_the_same_handles) {
    struct book *book = small_book(100);
    struct buffer bytes = bytes_of(book);
    struct book *twin;
    cr_assert_eq(decode(&twin, &bytes, bytes.length), 0);
    for (int i = 0; i < 200; i++)
        cr_assert_eq(put(book, SIDE_BUY, 50, 1), put(twin, SIDE_BUY, 50, 1));
    book_check(twin);
    buffer_clear(&bytes);
    book_free(book);
    book_free(twin);
}

Test(book_code, an_empty_book_comes_back_empty) {
    struct book *book = book_new(5000);
    struct buffer bytes = bytes_of(book);
    struct book *twin;
    cr_assert_eq(decode(&twin, &bytes, bytes.length), 0);
    book_check(twin);
    cr_assert_eq(book_order_count(twin), 0);
    cr_assert_eq(put(book, SIDE_BUY, 50, 1), put(twin, SIDE_BUY, 50, 1));
    buffer_clear(&bytes);
    book_free(book);
    book_free(twin);
}

Test(book_code, bytes_cut_short_are_an_error_at_every_length) {
    struct book *book = small_book(100);
    struct buffer bytes = bytes_of(book);
    struct book *twin;
    for (size_t length = 0; length < bytes.length; length++) {
        cr_assert_eq(decode(&twin, &bytes, length), ERROR_STORAGE, "%zu bytes", length);
    }
    buffer_clear(&bytes);
    book_free(book);
}

Test(book_code, damaged_bytes_are_an_error_or_another_sound_book) {
    struct book *book = small_book(100);
    struct buffer bytes = bytes_of(book);
    for (size_t at = 0; at < bytes.length; at++) {
        uint8_t was = bytes.bytes[at];
        for (int value = 0; value < 256; value += 51) {
            bytes.bytes[at] = (uint8_t)value;
            refused_or_exact(&bytes);
        }
        bytes.bytes[at] = was;
    }
    struct random random = random_named(1, "book bytes", 0);
    struct buffer noise = {.bytes = mem_alloc(bytes.length), .length = bytes.length};
    for (int round = 0; round < 500; round++) {
        memcpy(noise.bytes, bytes.bytes, bytes.length);
        for (int i = 0; i < 3; i++) {
            uint32_t to = random_below(&random, (uint32_t)bytes.length - 4);
            uint32_t from = random_below(&random, (uint32_t)bytes.length - 4);
            memcpy(noise.bytes + to, bytes.bytes + from, 4);
        }
        refused_or_exact(&noise);
    }
    mem_free(noise.bytes);
    buffer_clear(&bytes);
    book_free(book);
}

/* An encoding made by hand; what is wrong in it is what the caller changes. A bid and an ask, and a
 * buy stop of the bid's owner that is its partner. */
struct made_order {
    uint64_t handle;
    int64_t lots;
    uint32_t owner;
    uint8_t extras, self_trade;
    int64_t display, reserve;
    uint64_t partner;
};

struct hand_made {
    uint64_t next_number;
    uint32_t slots;
    uint32_t free[2];
    int32_t collar, last;
    uint8_t in_auction;
    uint32_t owners[2];
    int64_t positions[2];
    int32_t ticks[2];
    uint32_t levels, orders;
    struct made_order made[3]; /* bid, ask, waiting */
    uint32_t waiting;
    uint8_t side, tif, trigger;
    int32_t limit, stop, trail, trail_ppm, worst;
};

#define HANDLE(number, slot) ((uint64_t)(number) << SLOT_BITS | (slot))

static const struct hand_made sound = {
    .next_number = 9,
    .slots = 5,
    .free = {2, 4},
    .collar = 5000,
    .last = 100,
    .owners = {6, 7},
    .positions = {3, -11},
    .ticks = {99, 101},
    .levels = 1,
    .orders = 1,
    .made = {{.handle = HANDLE(3, 1),
              .lots = 4,
              .owner = 7,
              .extras = EXTRA_POST_ONLY | EXTRA_REDUCE_ONLY | EXTRA_SELF_TRADE | EXTRA_DISPLAY |
                        EXTRA_PARTNER,
              .self_trade = SELF_CANCEL_BOTH,
              .display = 5,
              .reserve = 6,
              .partner = HANDLE(7, 5)},
             {.handle = HANDLE(8, 3), .lots = 5},
             {.handle = HANDLE(7, 5),
              .lots = 11,
              .owner = 7,
              .extras = EXTRA_REDUCE_ONLY | EXTRA_PARTNER,
              .partner = HANDLE(3, 1)}},
    .waiting = 1,
    .side = SIDE_BUY,
    .tif = BOOK_FOK,
    .trigger = TRIGGER_TRAIL,
    .limit = BOOK_AT_MARKET,
    .stop = 103,
    .trail = 2};

static void put_made(const struct sink *sink, const struct made_order *order) {
    put_u64(sink, order->handle);
    put_i64(sink, order->lots);
    put_u32(sink, order->owner);
    put_u64(sink, 0);
    put_u8(sink, order->extras);
    if (order->extras & EXTRA_SELF_TRADE)
        put_u8(sink, order->self_trade);
    if (order->extras & EXTRA_DISPLAY) {
        put_i64(sink, order->display);
        put_i64(sink, order->reserve);
    }
    if (order->extras & EXTRA_PARTNER)
        put_u64(sink, order->partner);
}

static int decode_made(struct hand_made made) {
    struct buffer bytes = {.bytes = NULL};
    struct sink sink = buffer_sink(&bytes);
    put_u64(&sink, made.next_number);
    put_u32(&sink, made.slots);
    put_u32(&sink, 2);
    put_u32(&sink, made.free[0]);
    put_u32(&sink, made.free[1]);
    put_i32(&sink, made.collar);
    put_i32(&sink, made.last);
    put_u8(&sink, made.in_auction);
    put_u32(&sink, 2);
    for (int i = 0; i < 2; i++) {
        put_u32(&sink, made.owners[i]);
        put_i64(&sink, made.positions[i]);
    }
    for (int i = 0; i < 2; i++) {
        put_u32(&sink, made.levels);
        put_i32(&sink, made.ticks[i]);
        put_u32(&sink, made.orders);
        put_made(&sink, &made.made[i]);
    }
    put_u32(&sink, made.waiting);
    put_made(&sink, &made.made[2]);
    put_u8(&sink, made.side);
    put_u8(&sink, made.tif);
    put_u8(&sink, made.trigger);
    put_i32(&sink, made.limit);
    put_i32(&sink, made.stop);
    put_i32(&sink, made.trail);
    put_i32(&sink, made.trail_ppm);
    put_i32(&sink, made.worst);
    struct book *book;
    int code = decode(&book, &bytes, bytes.length);
    if (code == 0)
        book_check(book);
    book_free(book);
    buffer_clear(&bytes);
    return code;
}

#define REFUSED(...)                                                                               \
    do {                                                                                           \
        struct hand_made made = sound;                                                             \
        __VA_ARGS__;                                                                               \
        cr_assert_eq(decode_made(made), ERROR_STORAGE, #__VA_ARGS__);                              \
    } while (0)

#define ACCEPTED(...)                                                                              \
    do {                                                                                           \
        struct hand_made made = sound;                                                             \
        __VA_ARGS__;                                                                               \
        cr_assert_eq(decode_made(made), 0, #__VA_ARGS__);                                          \
    } while (0)

Test(book_code, broken_numbering_settings_and_levels_are_refused) {
    cr_assert_eq(decode_made(sound), 0);
    REFUSED(made.next_number = 0);
    REFUSED(made.next_number = 5);
    REFUSED(made.next_number = 8);
    REFUSED(made.next_number = NUMBER_MAX + 2);
    REFUSED(made.slots = 3);
    REFUSED(made.slots = 6);
    REFUSED(made.slots = 1);
    REFUSED(made.slots = BOOK_ORDERS_MAX);
    REFUSED(made.slots = UINT32_MAX);
    REFUSED(made.free[0] = 4);
    REFUSED(made.free[0] = 0);
    REFUSED(made.free[1] = 6);
    REFUSED(made.free[0] = 1);
    REFUSED(made.collar = -1);
    REFUSED(made.collar = BOOK_PPM + 1);
    REFUSED(made.last = -1);
    REFUSED(made.last = BOOK_TICKS_MAX + 1);
    REFUSED(made.in_auction = 2);
    REFUSED(made.owners[0] = 0);
    REFUSED(made.owners[0] = 7);
    REFUSED(made.positions[0] = POSITION_MAX + 1);
    REFUSED(made.positions[0] = -POSITION_MAX - 1);
    REFUSED(made.ticks[0] = 0);
    REFUSED(made.ticks[0] = 101);
    REFUSED(made.ticks[1] = 99);
    ACCEPTED(made.ticks[1] = 99, made.in_auction = 1);
    REFUSED(made.ticks[1] = INT32_MAX);
    REFUSED(made.levels = 2);
    REFUSED(made.orders = 0);
    REFUSED(made.orders = 2);
    REFUSED(made.waiting = 0);
    REFUSED(made.waiting = 2);
}

Test(book_code, broken_orders_are_refused) {
    REFUSED(made.made[1].handle = made.made[0].handle);
    REFUSED(made.made[1].handle = HANDLE(8, 2));
    REFUSED(made.made[1].handle = HANDLE(8, 0));
    REFUSED(made.made[1].handle = 3);
    REFUSED(made.made[1].handle = HANDLE(9, 3));
    REFUSED(made.made[1].handle = HANDLE(7, 3)); /* a number given twice */
    REFUSED(made.made[1].lots = 0);
    REFUSED(made.made[1].lots = -1);
    REFUSED(made.made[1].lots = BOOK_LOTS_MAX + 1);
    REFUSED(made.made[1].extras = EXTRA_END);
    REFUSED(made.made[1].extras = EXTRA_FLEETING);
    ACCEPTED(made.made[1].extras = EXTRA_FLEETING, made.in_auction = 1);
    REFUSED(made.made[1].extras = EXTRA_REDUCE_ONLY);
    REFUSED(made.made[0].self_trade = SELF_CANCEL_NEWEST);
    REFUSED(made.made[0].self_trade = SELF_CANCEL_BOTH + 1);
    REFUSED(made.made[0].display = 0);
    REFUSED(made.made[0].display = 3);
    REFUSED(made.made[0].display = BOOK_LOTS_MAX + 1);
    REFUSED(made.made[0].reserve = -1);
    REFUSED(made.made[0].reserve = INT64_MAX);
    REFUSED(made.made[0].reserve = BOOK_LOTS_MAX);
    REFUSED(made.made[0].lots = 6);
    REFUSED(made.positions[1] = -9);
    REFUSED(made.positions[1] = 11);
    REFUSED(made.owners[1] = 8);
    REFUSED(made.made[0].partner = 0);
    REFUSED(made.made[0].partner = made.made[0].handle);
    REFUSED(made.made[0].partner = made.made[1].handle);
    REFUSED(made.made[0].partner = HANDLE(4, 5));
    REFUSED(made.made[0].extras &= EXTRA_END - 1 - EXTRA_PARTNER);
    REFUSED(made.made[2].owner = 6);
    REFUSED(made.made[0].owner = made.made[2].owner = 0);
}

Test(book_code, broken_waiting_orders_are_refused) {
    REFUSED(made.made[2].extras |= EXTRA_FLEETING, made.in_auction = 1);
    REFUSED(made.made[2].extras |= EXTRA_DISPLAY, made.made[2].display = 5,
            made.made[2].reserve = 1);
    ACCEPTED(made.made[2].extras |= EXTRA_DISPLAY, made.made[2].display = 5);
    REFUSED(made.side = 2);
    REFUSED(made.tif = BOOK_FOK + 1);
    REFUSED(made.trigger = TRIGGER_NONE);
    REFUSED(made.trigger = TRIGGER_STOP);
    REFUSED(made.trigger = TRIGGER_TRAIL + 1);
    REFUSED(made.limit = -1);
    REFUSED(made.limit = BOOK_TICKS_MAX + 1);
    REFUSED(made.stop = 0);
    REFUSED(made.stop = BOOK_TICKS_MAX + 1);
    REFUSED(made.trail = 0);
    REFUSED(made.trail_ppm = 1);
    ACCEPTED(made.trail = 0, made.trail_ppm = 1);
    REFUSED(made.trail = 0, made.trail_ppm = BOOK_PPM);
}
