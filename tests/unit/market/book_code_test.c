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

/* Two bids, two asks (one far away), two free slots. */
static struct book *small_book(int32_t centre) {
    struct book *book = book_new(centre);
    book_handle first = put(book, SIDE_BUY, 98, 1);
    put(book, SIDE_BUY, 99, 2);
    put(book, SIDE_BUY, 98, 3);
    book_handle other = put(book, SIDE_SELL, 101, 4);
    put(book, SIDE_SELL, 102, 5);
    put(book, SIDE_SELL, 1000000, 6);
    book_cancel(book, first);
    book_cancel(book, other);
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

/* An encoding made by hand; what is wrong in it is what the caller changes. */
struct hand_made {
    uint64_t next_number;
    uint32_t slots;
    uint32_t free[2];
    int32_t bid, ask;
    int32_t ticks[2];
    uint32_t orders;
    uint64_t handles[2];
    int64_t lots;
};

static const struct hand_made sound = {.next_number = 9,
                                       .slots = 4,
                                       .free = {2, 4},
                                       .bid = 99,
                                       .ask = 101,
                                       .ticks = {99, 101},
                                       .orders = 1,
                                       .handles = {3u << SLOT_BITS | 1, 8u << SLOT_BITS | 3},
                                       .lots = 5};

static int decode_made(struct hand_made made) {
    struct buffer bytes = {.bytes = NULL};
    struct sink sink = buffer_sink(&bytes);
    put_u64(&sink, made.next_number);
    put_u32(&sink, made.slots);
    put_u32(&sink, 2);
    put_u32(&sink, made.free[0]);
    put_u32(&sink, made.free[1]);
    put_i32(&sink, made.bid);
    put_i32(&sink, made.ask);
    put_u32(&sink, 2);
    for (int i = 0; i < 2; i++) {
        put_i32(&sink, made.ticks[i]);
        put_u32(&sink, made.orders);
        put_u64(&sink, made.handles[i]);
        put_i64(&sink, made.lots);
        put_u32(&sink, 0);
        put_u64(&sink, 0);
    }
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

Test(book_code, every_broken_invariant_is_refused) {
    cr_assert_eq(decode_made(sound), 0);
    REFUSED(made.next_number = 0);
    REFUSED(made.next_number = 4);
    REFUSED(made.next_number = 8);
    REFUSED(made.next_number = NUMBER_MAX + 2);
    REFUSED(made.slots = 3);
    REFUSED(made.slots = 5);
    REFUSED(made.slots = 1);
    REFUSED(made.slots = BOOK_ORDERS_MAX);
    REFUSED(made.slots = UINT32_MAX);
    REFUSED(made.free[0] = 4);
    REFUSED(made.free[0] = 0);
    REFUSED(made.free[1] = 5);
    REFUSED(made.free[0] = 1);
    REFUSED(made.bid = 101);
    REFUSED(made.bid = 98);
    REFUSED(made.bid = 100);
    REFUSED(made.bid = NO_BID);
    REFUSED(made.bid = -1);
    REFUSED(made.ask = NO_ASK);
    REFUSED(made.ask = 102);
    REFUSED(made.ask = 100);
    REFUSED(made.ask = BOOK_TICKS_MAX + 1);
    REFUSED(made.ticks[0] = 0);
    REFUSED(made.ticks[0] = 102);
    REFUSED(made.ticks[1] = 99);
    REFUSED(made.ticks[1] = INT32_MAX);
    REFUSED(made.orders = 0);
    REFUSED(made.orders = 2);
    REFUSED(made.handles[1] = made.handles[0]);
    REFUSED(made.handles[1] = 3u << SLOT_BITS | 2);
    REFUSED(made.handles[1] = 3u << SLOT_BITS);
    REFUSED(made.handles[1] = 3);
    REFUSED(made.handles[1] = 9u << SLOT_BITS | 3);
    REFUSED(made.lots = 0);
    REFUSED(made.lots = -1);
    REFUSED(made.lots = BOOK_LOTS_MAX + 1);
}
