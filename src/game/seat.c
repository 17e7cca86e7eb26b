#include "game/seat.h"

#include <string.h>

#include "player/profile.h"

static const struct field_spec candle_fields[] = {
    FIELD(struct candle_info, ms, TIME, NULL, 0, 0),
    FIELD(struct candle_info, open, FIX8, NULL, 0, 0),
    FIELD(struct candle_info, high, FIX8, NULL, 0, 0),
    FIELD(struct candle_info, low, FIX8, NULL, 0, 0),
    FIELD(struct candle_info, close, FIX8, NULL, 0, 0),
    FIELD(struct candle_info, volume, FIX8, NULL, 0, 0),
    FIELD_END,
};
static const struct field_spec board_fields[] = {
    FIELD(struct board_row, rank, U32, NULL, 0, 0),
    FIELD(struct board_row, own, BOOL, NULL, 0, 0),
    FIELD(struct board_row, name, TEXT, NULL, 0, 0),
    FIELD_NAMED(struct board_row, character, character_words, NULL),
    FIELD(struct board_row, profit, FIX8, NULL, 0, 0),
    FIELD(struct board_row, practice, BOOL, NULL, 0, 0),
    FIELD_END,
};
static const struct field_spec preview_fields[] = {
    FIELD(struct preview, code, I64, NULL, 0, 0),
    FIELD(struct preview, average, FIX8, NULL, 0, 0),
    FIELD(struct preview, worst, FIX8, NULL, 0, 0),
    FIELD(struct preview, value, FIX8, NULL, 0, 0),
    FIELD(struct preview, fee, FIX8, NULL, 0, 0),
    FIELD(struct preview, cash, FIX8, NULL, 0, 0),
    FIELD(struct preview, largest, FIX8, NULL, 0, 0),
    FIELD(struct preview, smallest, FIX8, NULL, 0, 0),
    FIELD(struct preview, reserves, FIX8, NULL, 0, 0),
    FIELD(struct preview, risk, FIX8, NULL, 0, 0),
    FIELD(struct preview, gain, FIX8, NULL, 0, 0),
    FIELD(struct preview, ratio, FIX8, NULL, 0, 0),
    FIELD(struct preview, queues, BOOL, NULL, 0, 0),
    FIELD(struct preview, sentence, TEXT, NULL, 0, 0),
    FIELD_END,
};
static const struct field_spec calendar_fields[] = {
    FIELD(struct calendar_row, ms, TIME, NULL, 0, 0),
    FIELD(struct calendar_row, kind, TEXT, NULL, 0, 0),
    FIELD(struct calendar_row, symbol, TEXT, NULL, 0, 0),
    FIELD(struct calendar_row, text, TEXT, NULL, 0, 0),
    FIELD_END,
};
static const struct field_spec card_fields[] = {
    FIELD(struct instrument_card, symbol, TEXT, NULL, 0, 0),
    FIELD(struct instrument_card, name, TEXT, NULL, 0, 0),
    FIELD(struct instrument_card, class_label, TEXT, NULL, 0, 0),
    FIELD(struct instrument_card, about, TEXT, NULL, 0, 0),
    FIELD(struct instrument_card, sector, TEXT, NULL, 0, 0),
    FIELD(struct instrument_card, hours, TEXT, NULL, 0, 0),
    FIELD(struct instrument_card, tick, FIX8, NULL, 0, 0),
    FIELD(struct instrument_card, lot, FIX8, NULL, 0, 0),
    FIELD(struct instrument_card, contract, FIX8, NULL, 0, 0),
    FIELD(struct instrument_card, largest, FIX8, NULL, 0, 0),
    FIELD(struct instrument_card, spread_percent, FIX8, NULL, 0, 0),
    FIELD(struct instrument_card, day_volatility_percent, FIX8, NULL, 0, 0),
    FIELD(struct instrument_card, collar_percent, FIX8, NULL, 0, 0),
    FIELD(struct instrument_card, fee_percent, FIX8, NULL, 0, 0),
    FIELD(struct instrument_card, fee_least, FIX8, NULL, 0, 0),
    FIELD(struct instrument_card, company, BOOL, NULL, 0, 0),
    FIELD(struct instrument_card, eps, FIX8, NULL, 0, 0),
    FIELD(struct instrument_card, book_value, FIX8, NULL, 0, 0),
    FIELD(struct instrument_card, dividend, FIX8, NULL, 0, 0),
    FIELD(struct instrument_card, price_earnings, FIX8, NULL, 0, 0),
    FIELD(struct instrument_card, yield_percent, FIX8, NULL, 0, 0),
    FIELD(struct instrument_card, growth_percent, FIX8, NULL, 0, 0),
    FIELD(struct instrument_card, beta, FIX8, NULL, 0, 0),
    FIELD(struct instrument_card, next_earnings_ms, TIME, NULL, 0, 0),
    FIELD(struct instrument_card, next_ex_ms, TIME, NULL, 0, 0),
    FIELD(struct instrument_card, expires_ms, TIME, NULL, 0, 0),
    FIELD_END,
};

static void put_rows(const struct field_spec *fields, const void *rows, size_t size, uint32_t count,
                     const struct sink *sink) {
    put_u32(sink, count);
    for (uint32_t i = 0; i < count; i++) {
        fields_encode(fields, (const char *)rows + i * size, sink);
    }
}

static uint32_t get_rows(const struct field_spec *fields, const struct reply *reply, void *rows,
                         size_t size, uint32_t most) {
    if (reply->code != 0) {
        return 0;
    }
    struct source source = source_of(reply->bytes, reply->length);
    uint32_t count = get_u32(&source);
    count = count < most ? count : most;
    memset(rows, 0, count * size);
    for (uint32_t i = 0; i < count; i++) {
        fields_decode(fields, (char *)rows + i * size, &source);
    }
    return source.bad ? 0 : count;
}

void reply_put_candles(const struct candle_info *rows, uint32_t count, const struct sink *sink) {
    put_rows(candle_fields, rows, sizeof *rows, count, sink);
}

uint32_t reply_get_candles(const struct reply *reply, struct candle_info *rows, uint32_t most) {
    return get_rows(candle_fields, reply, rows, sizeof *rows, most);
}

void reply_put_board(const struct board_row *rows, uint32_t count, const struct sink *sink) {
    put_rows(board_fields, rows, sizeof *rows, count, sink);
}

uint32_t reply_get_board(const struct reply *reply, struct board_row *rows, uint32_t most) {
    return get_rows(board_fields, reply, rows, sizeof *rows, most);
}

void reply_put_preview(const struct preview *preview, const struct sink *sink) {
    put_rows(preview_fields, preview, sizeof *preview, 1, sink);
}

bool reply_get_preview(const struct reply *reply, struct preview *preview) {
    return get_rows(preview_fields, reply, preview, sizeof *preview, 1) == 1;
}

void reply_put_calendar(const struct calendar_row *rows, uint32_t count, const struct sink *sink) {
    put_rows(calendar_fields, rows, sizeof *rows, count, sink);
}

uint32_t reply_get_calendar(const struct reply *reply, struct calendar_row *rows, uint32_t most) {
    return get_rows(calendar_fields, reply, rows, sizeof *rows, most);
}

void reply_put_card(const struct instrument_card *card, const struct sink *sink) {
    put_rows(card_fields, card, sizeof *card, 1, sink);
}

bool reply_get_card(const struct reply *reply, struct instrument_card *card) {
    return get_rows(card_fields, reply, card, sizeof *card, 1) == 1;
}

void reply_put_records(const struct record *rows, uint32_t count, const struct sink *sink) {
    put_u32(sink, count);
    for (uint32_t i = 0; i < count; i++) {
        record_encode(&rows[i], sink);
    }
}

uint32_t reply_get_records(const struct reply *reply, struct record *rows, uint32_t most) {
    if (reply->code != 0) {
        return 0;
    }
    struct source source = source_of(reply->bytes, reply->length);
    uint32_t count = get_u32(&source);
    count = count < most ? count : most;
    for (uint32_t i = 0; i < count; i++) {
        if (record_decode(&rows[i], &source, NULL) != 0) {
            return 0;
        }
    }
    return count;
}
