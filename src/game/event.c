#include "game/event.h"

#include <assert.h>
#include <string.h>

#include "broker/ledger.h"
#include "broker/order.h"
#include "market/news.h"
#include "player/profile.h"

const char *const clock_cause_words[] = {
#define X(name, word) [name] = word,
    CLOCK_CAUSES(X) NULL};
const char *const alert_state_words[] = {ALERT_STATES(X) NULL};
const char *const notice_kind_words[] = {NOTICE_KINDS(X) NULL};
#undef X

#define ROW(type, member, kind)    FIELD(struct type, member, kind, NULL, 0, 0)
#define NAMED(type, member, names) FIELD_NAMED(struct type, member, names, NULL)

static const struct field_spec chapter_opened_fields[] = {
    ROW(chapter_opened, chapter, U32),
    NAMED(chapter_opened, market, market_kind_words),
    ROW(chapter_opened, ranked, BOOL),
    ROW(chapter_opened, seed, U64),
    ROW(chapter_opened, history_days, U32),
    ROW(chapter_opened, sim_version, U32),
    ROW(chapter_opened, start_ms, TIME),
    ROW(chapter_opened, instruments, TEXT),
    FIELD_END,
};
static const struct field_spec player_created_fields[] = {
    ROW(player_created, id, U32),
    ROW(player_created, name, TEXT),
    NAMED(player_created, character, character_words),
    ROW(player_created, avatar, U8),
    NAMED(player_created, age_band, age_band_words),
    ROW(player_created, zone, TEXT),
    ROW(player_created, created_wall_ms, TIME),
    FIELD_END,
};
static const struct field_spec day_opened_fields[] = {
    ROW(day_opened, day, I64),
    FIELD_END,
};
static const struct field_spec clock_changed_fields[] = {
    NAMED(clock_changed, speed, speed_words),
    ROW(clock_changed, skip_until_ms, TIME),
    NAMED(clock_changed, cause, clock_cause_words),
    FIELD_END,
};
static const struct field_spec account_changed_fields[] = {
    ROW(account_changed, id, U32),
    ROW(account_changed, name, TEXT),
    ROW(account_changed, broker, TEXT),
    ROW(account_changed, cash, FIX8),
    ROW(account_changed, reserved, FIX8),
    ROW(account_changed, deposited, FIX8),
    ROW(account_changed, realised, FIX8),
    ROW(account_changed, commission, FIX8),
    ROW(account_changed, opened_ms, TIME),
    FIELD_ADDED(struct account_changed, income, FIX8, NULL, 0, 0),
    ROW(account_changed, tax, FIX8),
    FIELD_END,
};
static const struct field_spec order_changed_fields[] = {
    ROW(order_changed, id, U64),
    ROW(order_changed, account, U32),
    ROW(order_changed, symbol, TEXT),
    NAMED(order_changed, side, side_words),
    NAMED(order_changed, type, order_type_words),
    NAMED(order_changed, tif, order_tif_words),
    NAMED(order_changed, state, order_state_words),
    ROW(order_changed, queued, BOOL),
    ROW(order_changed, price, FIX8),
    ROW(order_changed, size, FIX8),
    ROW(order_changed, filled, FIX8),
    ROW(order_changed, average, FIX8),
    ROW(order_changed, fee, FIX8),
    ROW(order_changed, reserved, FIX8),
    ROW(order_changed, mid, FIX8),
    ROW(order_changed, created_ms, TIME),
    ROW(order_changed, reason, TEXT),
    FIELD_ADDED(struct order_changed, stop, FIX8, NULL, 0, 0),
    ROW(order_changed, target, FIX8),
    ROW(order_changed, trail, FIX8),
    ROW(order_changed, trail_percent, FIX8),
    ROW(order_changed, display, FIX8),
    ROW(order_changed, until_ms, TIME),
    ROW(order_changed, oco, U64),
    ROW(order_changed, parent, U64),
    ROW(order_changed, post_only, BOOL),
    ROW(order_changed, reduce_only, BOOL),
    ROW(order_changed, triggered, BOOL),
    NAMED(order_changed, self_trade, order_self_trade_words),
    ROW(order_changed, cut, FIX8),
    FIELD_END,
};
static const struct field_spec filled_fields[] = {
    ROW(filled, id, U64),      ROW(filled, order, U64),         ROW(filled, account, U32),
    ROW(filled, symbol, TEXT), NAMED(filled, side, side_words), ROW(filled, maker, BOOL),
    ROW(filled, price, FIX8),  ROW(filled, size, FIX8),         ROW(filled, cash, FIX8),
    ROW(filled, fee, FIX8),    ROW(filled, pnl, FIX8),          FIELD_END,
};
static const struct field_spec leg_posted_fields[] = {
    ROW(leg_posted, transaction, U64),
    ROW(leg_posted, account, U32),
    NAMED(leg_posted, book, ledger_book_words),
    NAMED(leg_posted, kind, ledger_kind_words),
    ROW(leg_posted, amount, FIX8),
    ROW(leg_posted, balance, FIX8),
    ROW(leg_posted, order, U64),
    ROW(leg_posted, symbol, TEXT),
    ROW(leg_posted, text, TEXT),
    FIELD_END,
};
static const struct field_spec position_changed_fields[] = {
    ROW(position_changed, account, U32),
    ROW(position_changed, symbol, TEXT),
    ROW(position_changed, size, FIX8),
    ROW(position_changed, cost, FIX8),
    ROW(position_changed, average, FIX8),
    ROW(position_changed, realised, FIX8),
    ROW(position_changed, fees, FIX8),
    ROW(position_changed, opened_ms, TIME),
    FIELD_END,
};
static const struct field_spec alert_changed_fields[] = {
    ROW(alert_changed, id, U64),
    ROW(alert_changed, symbol, TEXT),
    ROW(alert_changed, price, FIX8),
    NAMED(alert_changed, state, alert_state_words),
    FIELD_END,
};
static const struct field_spec notice_fields[] = {
    NAMED(notice, kind, notice_kind_words),
    ROW(notice, symbol, TEXT),
    ROW(notice, text, TEXT),
    FIELD_END,
};
static const struct field_spec answered_fields[] = {
    ROW(answered, counter, U64),
    ROW(answered, code, I64),
    ROW(answered, order, U64),
    ROW(answered, sentence, TEXT),
    FIELD_END,
};
static const struct field_spec news_fields[] = {
    NAMED(news, kind, news_kind_words),
    ROW(news, good, BOOL),
    ROW(news, symbols, TEXT),
    ROW(news, text, TEXT),
    FIELD_END,
};
static const struct field_spec position_split_fields[] = {
    ROW(position_split, account, U32),
    ROW(position_split, symbol, TEXT),
    ROW(position_split, numerator, U32),
    ROW(position_split, denominator, U32),
    ROW(position_split, before, FIX8),
    ROW(position_split, after, FIX8),
    FIELD_END,
};

static const struct {
    const char *word;
    const struct field_spec *fields;
} kinds[RECORD_COUNT] = {
#define X(name, word) [name] = {#word, word##_fields},
    RECORDS(X)
#undef X
};

const char *record_word(enum record_kind kind) {
    assert(kind < RECORD_COUNT);
    return kinds[kind].word;
}

const struct field_spec *record_fields(enum record_kind kind) {
    assert(kind < RECORD_COUNT);
    return kinds[kind].fields;
}

const void *record_body(const struct record *record) {
    return &record->chapter_opened; /* members of a union share their address */
}

void record_encode(const struct record *record, const struct sink *sink) {
    assert(record->kind < RECORD_COUNT);
    const struct field_spec *fields = record_fields(record->kind);
    put_u64(sink, record->number);
    put_u64(sink, record->seq);
    put_i64(sink, record->game_ms);
    put_u32(sink, record->player);
    put_u8(sink, (uint8_t)(record->kind | (fields_grew(fields) ? FORM_GROWN : 0)));
    fields_encode(fields, record_body(record), sink);
}

int record_decode(struct record *record, struct source *source, struct error *error) {
    memset(record, 0, sizeof *record);
    record->number = get_u64(source);
    record->seq = get_u64(source);
    record->game_ms = get_i64(source);
    record->player = get_u32(source);
    uint8_t form = get_u8(source);
    record->kind = form & (FORM_GROWN - 1);
    const struct field_spec *fields =
        source->bad || record->kind >= RECORD_COUNT ? NULL : record_fields(record->kind);
    if (fields == NULL || (form >= FORM_GROWN && !fields_grew(fields))) {
        return error_set(error, ERROR_STORAGE, "These bytes are no record.");
    }
    if (form < FORM_GROWN && fields_grew(fields)) {
        fields_decode_first_form(fields, &record->chapter_opened, source);
    } else {
        fields_decode(fields, &record->chapter_opened, source);
    }
    if (source->bad) {
        return error_set(error, ERROR_STORAGE, "Record %llu (%s) is cut short or out of range.",
                         (unsigned long long)record->number, record_word(record->kind));
    }
    return 0;
}
