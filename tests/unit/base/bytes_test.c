#include <criterion/criterion.h>
#include <string.h>

#include "base/bytes.h"

/* One of everything, written in this order and read back in it. */
struct sample {
    uint8_t u8;
    uint16_t u16;
    uint32_t u32;
    uint64_t u64;
    int32_t i32;
    int64_t i64;
    bool yes, no;
    uint32_t count;
    const uint8_t *bytes;
    uint32_t length;
    char text[8];
};

static void write_sample(struct buffer *buffer) {
    struct sink sink = buffer_sink(buffer);
    put_u8(&sink, 0xA1);
    put_u16(&sink, 0xB1B2);
    put_u32(&sink, UINT32_C(0xC1C2C3C4));
    put_u64(&sink, UINT64_C(0xD1D2D3D4D5D6D7D8));
    put_i32(&sink, INT32_MIN);
    put_i64(&sink, INT64_MIN);
    put_bool(&sink, true);
    put_bool(&sink, false);
    put_u32(&sink, 20);
    put_bytes(&sink, "\0\xFF", 2);
    put_text(&sink, "\xC3\xA9ur");
}

static struct sample read_sample(struct source *source) {
    struct sample sample = {
        .u8 = get_u8(source),
        .u16 = get_u16(source),
        .u32 = get_u32(source),
    };
    sample.u64 = get_u64(source);
    sample.i32 = get_i32(source);
    sample.i64 = get_i64(source);
    sample.yes = get_bool(source);
    sample.no = get_bool(source);
    sample.count = get_count(source, 20);
    sample.bytes = get_bytes(source, &sample.length);
    get_text(source, sample.text, sizeof sample.text);
    return sample;
}

Test(bytes, everything_written_is_read_back) {
    struct buffer buffer = {.bytes = NULL};
    write_sample(&buffer);
    struct source source = source_of(buffer.bytes, buffer.length);
    struct sample sample = read_sample(&source);
    cr_assert(source_done(&source));
    cr_assert_eq(sample.u8, 0xA1);
    cr_assert_eq(sample.u16, 0xB1B2);
    cr_assert_eq(sample.u32, UINT32_C(0xC1C2C3C4));
    cr_assert_eq(sample.u64, UINT64_C(0xD1D2D3D4D5D6D7D8));
    cr_assert_eq(sample.i32, INT32_MIN);
    cr_assert_eq(sample.i64, INT64_MIN);
    cr_assert(sample.yes && !sample.no);
    cr_assert_eq(sample.count, 20u);
    cr_assert(sample.length == 2 && memcmp(sample.bytes, "\0\xFF", 2) == 0);
    cr_assert_str_eq(sample.text, "\xC3\xA9ur");
    buffer_clear(&buffer);
}

Test(bytes, integers_are_little_endian_without_padding) {
    struct buffer buffer = {.bytes = NULL};
    write_sample(&buffer);
    static const uint8_t start[] = {0xA1, 0xB2, 0xB1, 0xC4, 0xC3, 0xC2, 0xC1, 0xD8,
                                    0xD7, 0xD6, 0xD5, 0xD4, 0xD3, 0xD2, 0xD1, 0x00,
                                    0x00, 0x00, 0x80, 0x00, 0x00, 0x00, 0x00, 0x00};
    cr_assert_eq(buffer.length, 1u + 2 + 4 + 8 + 4 + 8 + 1 + 1 + 4 + 4 + 2 + 4 + 4);
    cr_assert_arr_eq(buffer.bytes, start, sizeof start);
    buffer_clear(&buffer);
}

Test(bytes, every_truncation_is_bad_and_gives_zero_from_there) {
    struct buffer buffer = {.bytes = NULL};
    write_sample(&buffer);
    for (size_t length = 0; length < buffer.length; length++) {
        uint8_t *exact = malloc(length > 0 ? length : 1); /* so that a read past the end is seen */
        memcpy(exact, buffer.bytes, length);
        struct source source = source_of(exact, length);
        struct sample sample = read_sample(&source);
        cr_assert(source.bad, "%zu bytes", length);
        cr_assert(!source_done(&source));
        cr_assert_str_eq(sample.text, "");
        cr_assert(get_u64(&source) == 0 && !get_bool(&source) && get_count(&source, 9) == 0);
        cr_assert(get_bytes(&source, &sample.length) == NULL && sample.length == 0);
        free(exact);
    }
    buffer_clear(&buffer);
}

Test(bytes, what_is_left_over_is_not_done) {
    struct source source = source_of("\x01\x02", 2);
    cr_assert_eq(get_u8(&source), 1);
    cr_assert(!source_done(&source) && !source.bad);
    struct source empty = source_of(NULL, 0);
    cr_assert(source_done(&empty));
    cr_assert_eq(get_u8(&empty), 0);
    cr_assert(empty.bad);
}

Test(bytes, out_of_range_is_bad) {
    struct source source = source_of("\x02", 1);
    cr_assert(!get_bool(&source) && source.bad);
    source = source_of("\x05\0\0\0rest", 8);
    cr_assert(get_count(&source, 4) == 0 && source.bad && source.at == source.end);
    uint32_t length;
    source = source_of("\xFF\xFF\xFF\xFFrest", 8);
    cr_assert(get_bytes(&source, &length) == NULL && length == 0 && source.bad);
}

static bool reads_text(const char *text, size_t length, size_t size) {
    struct buffer buffer = {.bytes = NULL};
    struct sink sink = buffer_sink(&buffer);
    put_bytes(&sink, text, length);
    struct source source = source_of(buffer.bytes, buffer.length);
    char out[16] = "before";
    get_text(&source, out, size);
    bool done = source_done(&source);
    cr_assert(done ? strlen(out) == length : out[0] == '\0');
    buffer_clear(&buffer);
    return done;
}

Test(bytes, text_must_fit_be_utf8_and_hold_no_nul) {
    cr_assert(reads_text("", 0, 1));
    cr_assert(reads_text("abc", 3, 4));
    cr_assert(!reads_text("abc", 3, 3));
    cr_assert(!reads_text("a\0c", 3, 16));
    cr_assert(!reads_text("\xC3", 1, 16));
    cr_assert(!reads_text("\xED\xA0\x80", 3, 16));
}

Test(bytes, a_buffer_grows_is_reset_and_cleared) {
    struct buffer buffer = {.bytes = NULL};
    for (int i = 0; i < 1000; i++) {
        buffer_text(&buffer, "%03d,", i);
    }
    cr_assert_eq(buffer.length, 4000u);
    cr_assert_arr_eq(buffer.bytes, "000,001,", 8);
    cr_assert_arr_eq(buffer.bytes + 3996, "999,", 4);
    size_t capacity = buffer.capacity;
    buffer_reset(&buffer);
    cr_assert(buffer.length == 0 && buffer.capacity == capacity);
    buffer_append(&buffer, NULL, 0);
    cr_assert_eq(buffer.length, 0u);
    buffer_clear(&buffer);
    cr_assert(buffer.bytes == NULL && buffer.capacity == 0);
}
