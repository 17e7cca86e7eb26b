#include "market/tape.h"

#include <assert.h>
#include <string.h>

#include "base/gametime.h"
#include "base/mem.h"

#define TAPE_ENCODING 1 /* first byte of a header; another form gets another number */

void tape_clear(struct tape *tape) {
    assert(tape);
    mem_free(tape->rows);
    memset(tape, 0, sizeof *tape);
}

bool tape_row_is_sane(const struct tape_row *row) {
    fix8_t lower = row->open < row->close ? row->open : row->close;
    fix8_t upper = row->open < row->close ? row->close : row->open;
    return row->ms >= GAMETIME_MIN && row->ms <= GAMETIME_MAX && row->low > 0 &&
           row->low <= lower && upper <= row->high && row->volume >= 0;
}

static bool on_grid(fix8_t price, fix8_t tick) {
    return price % tick == 0 && price / tick <= TAPE_TICKS_MAX;
}

/* A row that is sane by itself, on the tape's grid, and after the one before it. */
static bool row_fits(const struct tape *tape, const struct tape_row *row,
                     const struct tape_row *before) {
    return tape_row_is_sane(row) && (!before || before->ms < row->ms) &&
           on_grid(row->open, tape->tick) && on_grid(row->high, tape->tick) &&
           on_grid(row->low, tape->tick) && on_grid(row->close, tape->tick);
}

static bool symbol_is_sane(const char *symbol) {
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-";
    size_t length = strnlen(symbol, SYMBOL_MAX);
    return length > 0 && length < SYMBOL_MAX && strspn(symbol, allowed) == length;
}

static bool header_is_sane(const struct tape *tape) {
    return symbol_is_sane(tape->symbol) && tape->bar_ms > 0 && tape->tick > 0 &&
           tape->spread >= 0 && tape->spread % tape->tick == 0;
}

bool tape_is_sane(const struct tape *tape) {
    if (!header_is_sane(tape) || tape->count == 0 || tape->count > TAPE_ROWS_MAX)
        return false;
    bool volume = false;
    for (uint32_t i = 0; i < tape->count; i++) {
        if (!row_fits(tape, &tape->rows[i], i ? &tape->rows[i - 1] : NULL))
            return false;
        volume |= tape->rows[i].volume > 0;
    }
    return volume == tape->has_volume;
}

int64_t tape_find(const struct tape *tape, int64_t ms) {
    int64_t low = 0, high = tape->count; /* rows before `low` start in time, from `high` on later */
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (tape->rows[middle].ms <= ms)
            low = middle + 1;
        else
            high = middle;
    }
    assert(low == 0 || tape->rows[low - 1].ms <= ms);
    return low - 1;
}

void tape_encode_header(const struct tape *tape, const struct sink *sink) {
    assert(header_is_sane(tape));
    put_u8(sink, TAPE_ENCODING);
    put_text(sink, tape->symbol);
    put_i64(sink, tape->bar_ms);
    put_i64(sink, tape->tick);
    put_i64(sink, tape->spread);
    put_bool(sink, tape->has_volume);
    put_u32(sink, tape->count);
}

static void put_price(const struct tape *tape, fix8_t price, const struct sink *sink) {
    assert(price > 0 && on_grid(price, tape->tick));
    put_i32(sink, (int32_t)(price / tape->tick));
}

void tape_encode_rows(const struct tape *tape, uint32_t first, uint32_t count,
                      const struct sink *sink) {
    assert(first <= tape->count && count <= tape->count - first);
    put_u32(sink, count);
    for (uint32_t i = first; i < first + count; i++) {
        const struct tape_row *row = &tape->rows[i];
        put_i64(sink, row->ms);
        put_price(tape, row->open, sink);
        put_price(tape, row->high, sink);
        put_price(tape, row->low, sink);
        put_price(tape, row->close, sink);
        put_i64(sink, row->volume);
    }
}

static int damaged(struct tape *tape, struct error *error, const char *what) {
    tape_clear(tape);
    return error_set(error, ERROR_STORAGE, "The stored tape is damaged: %s.", what);
}

int tape_decode_header(struct tape *tape, uint32_t *expected, struct source *source,
                       struct error *error) {
    assert(!tape->rows && tape->count == 0);
    if (get_u8(source) != TAPE_ENCODING)
        return damaged(tape, error, "its form is unknown");
    get_text(source, tape->symbol, sizeof tape->symbol);
    tape->bar_ms = get_i64(source);
    tape->tick = get_i64(source);
    tape->spread = get_i64(source);
    tape->has_volume = get_bool(source);
    *expected = get_count(source, TAPE_ROWS_MAX);
    if (source->bad || *expected == 0 || !header_is_sane(tape))
        return damaged(tape, error, "its header makes no sense");
    return 0;
}

/* A decoded price; a tick count that would overflow gives 0, which no sane row holds. */
static fix8_t get_price(const struct tape *tape, struct source *source) {
    int64_t price = 0;
    if (__builtin_mul_overflow((int64_t)get_i32(source), tape->tick, &price))
        return 0;
    return price;
}

int tape_decode_rows(struct tape *tape, uint32_t expected, struct source *source,
                     struct error *error) {
    assert(tape->tick > 0 && tape->count <= expected);
    uint32_t count = get_count(source, expected - tape->count);
    if (source->bad || (size_t)(source->end - source->at) / TAPE_ROW_BYTES < count)
        return damaged(tape, error, "rows are missing");
    tape->rows = mem_resize(tape->rows, (size_t)tape->count + count, sizeof *tape->rows);
    for (uint32_t i = 0; i < count; i++) {
        struct tape_row row = {.ms = get_i64(source)};
        row.open = get_price(tape, source);
        row.high = get_price(tape, source);
        row.low = get_price(tape, source);
        row.close = get_price(tape, source);
        row.volume = get_i64(source);
        if (!row_fits(tape, &row, tape->count ? &tape->rows[tape->count - 1] : NULL))
            return damaged(tape, error, "a row makes no sense");
        tape->rows[tape->count++] = row;
    }
    return 0;
}

void tape_encode(const struct tape *tape, const struct sink *sink) {
    tape_encode_header(tape, sink);
    tape_encode_rows(tape, 0, tape->count, sink);
}

int tape_decode(struct tape *tape, struct source *source, struct error *error) {
    uint32_t expected = 0;
    int code = tape_decode_header(tape, &expected, source, error);
    if (code == 0)
        code = tape_decode_rows(tape, expected, source, error);
    if (code == 0 && (tape->count != expected || !tape_is_sane(tape)))
        code = damaged(tape, error, "its rows and its header differ");
    return code;
}
