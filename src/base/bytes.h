/* The canonical encoding's alphabet: little-endian integers and counted bytes, written to a sink
 * and read from a source. A sink is a function, so that one encoder feeds a buffer, a file and a
 * hash. */
#ifndef BASE_BYTES_H
#define BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sink {
    void (*write)(void *context, const void *bytes, size_t length);
    void *context;
};

void put_u8(const struct sink *sink, uint8_t value);
void put_u16(const struct sink *sink, uint16_t value);
void put_u32(const struct sink *sink, uint32_t value);
void put_u64(const struct sink *sink, uint64_t value);
void put_i32(const struct sink *sink, int32_t value);
void put_i64(const struct sink *sink, int64_t value);
void put_bool(const struct sink *sink, bool value);
void put_bytes(const struct sink *sink, const void *bytes, size_t length); /* u32 length first */
void put_text(const struct sink *sink, const char *text); /* like put_bytes, without the NUL */

void put_raw(const struct sink *sink, const void *bytes, size_t length); /* no length first */

/* The integers themselves, for rows that are written and read whole: hot loops put one block a row
 * into a sink instead of one call a member. */
static inline void store_u32(uint8_t *bytes, uint32_t value) {
    for (int i = 0; i < 4; i++) {
        bytes[i] = (uint8_t)(value >> (8 * i));
    }
}
static inline void store_u64(uint8_t *bytes, uint64_t value) {
    for (int i = 0; i < 8; i++) {
        bytes[i] = (uint8_t)(value >> (8 * i));
    }
}
static inline uint32_t load_u32(const uint8_t *bytes) {
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
           (uint32_t)bytes[3] << 24;
}
static inline uint64_t load_u64(const uint8_t *bytes) {
    return (uint64_t)load_u32(bytes) | (uint64_t)load_u32(bytes + 4) << 32;
}

/* A growing block of bytes that is also a sink. Zero-initialised is empty. */
struct buffer {
    uint8_t *bytes; /* owned */
    size_t length;
    size_t capacity;
};

struct sink buffer_sink(struct buffer *buffer); /* borrows the buffer */
void buffer_append(struct buffer *buffer, const void *bytes, size_t length);
void buffer_text(struct buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3))); /* appends text, without a NUL */
void buffer_reset(struct buffer *buffer);  /* length 0, keeps the block */
void buffer_clear(struct buffer *buffer);  /* frees */

/* Reads from a borrowed block. Once anything is short or out of range `bad` stays set and every
 * further read gives zero: a decoder checks once, at the end. */
struct source {
    const uint8_t *at;
    const uint8_t *end;
    bool bad;
};

struct source source_of(const void *bytes, size_t length);
uint8_t get_u8(struct source *source);
uint16_t get_u16(struct source *source);
uint32_t get_u32(struct source *source);
uint64_t get_u64(struct source *source);
int32_t get_i32(struct source *source);
int64_t get_i64(struct source *source);
bool get_bool(struct source *source);                     /* anything but 0 and 1 is bad */
uint32_t get_count(struct source *source, uint32_t most); /* a u32; above `most` is bad, gives 0 */
const uint8_t *get_raw(struct source *source, size_t length);      /* borrowed; NULL when bad */
const uint8_t *get_bytes(struct source *source, uint32_t *length); /* borrowed; NULL when bad */
void get_text(struct source *source, char *text, size_t size); /* too long, NUL, no UTF-8: bad */
bool source_done(const struct source *source);                 /* all read and not bad */

#endif
