#include "base/bytes.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"

#define BUFFER_FIRST 256 /* bytes of a buffer's first block */

/* `width` low bytes of `value`, lowest first. */
static void put_integer(const struct sink *sink, uint64_t value, size_t width) {
    uint8_t bytes[8];
    assert(width <= sizeof bytes);
    for (size_t i = 0; i < width; i++) {
        bytes[i] = (uint8_t)(value >> (8 * i));
    }
    sink->write(sink->context, bytes, width);
}

void put_u8(const struct sink *sink, uint8_t value) {
    put_integer(sink, value, 1);
}

void put_u16(const struct sink *sink, uint16_t value) {
    put_integer(sink, value, 2);
}

void put_u32(const struct sink *sink, uint32_t value) {
    put_integer(sink, value, 4);
}

void put_u64(const struct sink *sink, uint64_t value) {
    put_integer(sink, value, 8);
}

void put_i32(const struct sink *sink, int32_t value) {
    put_integer(sink, (uint32_t)value, 4);
}

void put_i64(const struct sink *sink, int64_t value) {
    put_integer(sink, (uint64_t)value, 8);
}

void put_bool(const struct sink *sink, bool value) {
    put_integer(sink, value, 1);
}

void put_bytes(const struct sink *sink, const void *bytes, size_t length) {
    assert(length <= UINT32_MAX);
    put_u32(sink, (uint32_t)length);
    if (length > 0) {
        sink->write(sink->context, bytes, length);
    }
}

void put_text(const struct sink *sink, const char *text) {
    put_bytes(sink, text, strlen(text));
}

void put_raw(const struct sink *sink, const void *bytes, size_t length) {
    sink->write(sink->context, bytes, length);
}

static void write_to_buffer(void *context, const void *bytes, size_t length) {
    buffer_append(context, bytes, length);
}

struct sink buffer_sink(struct buffer *buffer) {
    return (struct sink){.write = write_to_buffer, .context = buffer};
}

static void reserve(struct buffer *buffer, size_t more) {
    assert(buffer->length <= buffer->capacity);
    if (more <= buffer->capacity - buffer->length) {
        return;
    }
    size_t need;
    if (__builtin_add_overflow(buffer->length, more, &need)) {
        mem_exhausted();
    }
    size_t capacity = buffer->capacity > 0 ? buffer->capacity : BUFFER_FIRST;
    while (capacity < need) {
        if (__builtin_mul_overflow(capacity, (size_t)2, &capacity)) {
            mem_exhausted();
        }
    }
    buffer->bytes = mem_resize(buffer->bytes, capacity, 1);
    buffer->capacity = capacity;
}

void buffer_append(struct buffer *buffer, const void *bytes, size_t length) {
    if (length == 0) {
        return;
    }
    reserve(buffer, length);
    memcpy(buffer->bytes + buffer->length, bytes, length);
    buffer->length += length;
}

void buffer_text(struct buffer *buffer, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    assert(length >= 0);
    reserve(buffer, (size_t)length + 1); /* vsnprintf ends with a NUL, which is not kept */
    va_start(arguments, format);
    vsnprintf((char *)buffer->bytes + buffer->length, (size_t)length + 1, format, arguments);
    va_end(arguments);
    buffer->length += (size_t)length;
}

void buffer_reset(struct buffer *buffer) {
    buffer->length = 0;
}

void buffer_clear(struct buffer *buffer) {
    mem_free(buffer->bytes);
    *buffer = (struct buffer){.bytes = NULL};
}

struct source source_of(const void *bytes, size_t length) {
    const uint8_t *start = bytes;
    return (struct source){.at = start, .end = length > 0 ? start + length : start};
}

static void spoil(struct source *source) {
    source->bad = true;
    source->at = source->end;
}

/* The next `length` bytes, or NULL, which spoils the source. */
static const uint8_t *take(struct source *source, size_t length) {
    if (source->bad || length > (size_t)(source->end - source->at)) {
        spoil(source);
        return NULL;
    }
    const uint8_t *bytes = source->at;
    source->at += length;
    return bytes;
}

uint8_t get_u8(struct source *source) {
    const uint8_t *bytes = take(source, 1);
    return bytes != NULL ? bytes[0] : 0;
}

uint16_t get_u16(struct source *source) {
    const uint8_t *bytes = take(source, 2);
    return bytes != NULL ? (uint16_t)(bytes[0] | bytes[1] << 8) : 0;
}

uint32_t get_u32(struct source *source) {
    const uint8_t *bytes = take(source, 4);
    return bytes != NULL ? load_u32(bytes) : 0;
}

uint64_t get_u64(struct source *source) {
    const uint8_t *bytes = take(source, 8);
    return bytes != NULL ? load_u64(bytes) : 0;
}

int32_t get_i32(struct source *source) {
    return (int32_t)get_u32(source);
}

int64_t get_i64(struct source *source) {
    return (int64_t)get_u64(source);
}

bool get_bool(struct source *source) {
    uint8_t value = get_u8(source);
    if (value > 1) {
        spoil(source);
    }
    return value == 1;
}

uint32_t get_count(struct source *source, uint32_t most) {
    uint32_t count = get_u32(source);
    if (count > most) {
        spoil(source);
        return 0;
    }
    return count;
}

const uint8_t *get_raw(struct source *source, size_t length) {
    return take(source, length);
}

const uint8_t *get_bytes(struct source *source, uint32_t *length) {
    *length = get_u32(source);
    const uint8_t *bytes = take(source, *length);
    if (bytes == NULL) {
        *length = 0;
    }
    return bytes;
}

void get_text(struct source *source, char *text, size_t size) {
    assert(size > 0);
    text[0] = '\0';
    uint32_t length;
    const uint8_t *bytes = get_bytes(source, &length);
    if (bytes == NULL) {
        return;
    }
    if (length >= size || memchr(bytes, 0, length) != NULL ||
        !text_is_valid((const char *)bytes, length)) {
        spoil(source);
        return;
    }
    memcpy(text, bytes, length);
    text[length] = '\0';
}

bool source_done(const struct source *source) {
    return !source->bad && source->at == source->end;
}
