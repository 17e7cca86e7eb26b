#include "fields.h"

#include "broker/ledger.h"
#include "game/event.h"

#define SEED UINT64_C(32)

static struct record random_record(enum record_kind kind, struct random *random) {
    struct record record;
    memset(&record, 0, sizeof record);
    record.kind = (uint8_t)kind;
    record.number = random_u64(random);
    record.seq = random_u64(random);
    record.game_ms = fields_random_between(random, GAMETIME_MIN, GAMETIME_MAX);
    record.player = random_u32(random);
    fields_random(record_fields(kind), &record.chapter_opened, random);
    return record;
}

static struct buffer encoded(const struct record *record) {
    struct buffer buffer = {0};
    struct sink sink = buffer_sink(&buffer);
    record_encode(record, &sink);
    return buffer;
}

Test(event, every_record_comes_back_from_its_bytes) {
    struct random random = random_named(SEED, "bytes", 0);
    for (int i = 0; i < 4000; i++) {
        struct record record = random_record((enum record_kind)(i % RECORD_COUNT), &random), back;
        struct buffer bytes = encoded(&record);
        struct source source = source_of(bytes.bytes, bytes.length);
        struct error error = {0};
        cr_assert_eq(record_decode(&back, &source, &error), 0, "seed %lu, record %d: %s", SEED, i,
                     error.sentence);
        cr_assert(source_done(&source));
        cr_assert_eq(back.number, record.number);
        cr_assert_eq(back.game_ms, record.game_ms);
        struct buffer again = encoded(&back);
        cr_assert_eq(again.length, bytes.length, "seed %lu, record %d", SEED, i);
        cr_assert_arr_eq(again.bytes, bytes.bytes, bytes.length, "seed %lu, record %d", SEED, i);
        buffer_clear(&bytes);
        buffer_clear(&again);
    }
}

Test(event, every_record_comes_back_from_its_json) {
    struct random random = random_named(SEED, "json", 0);
    for (int i = 0; i < 1000; i++) {
        enum record_kind kind = (enum record_kind)(i % RECORD_COUNT);
        struct record record = random_record(kind, &random), back = record;
        memset(&back.chapter_opened, 0, sizeof back - offsetof(struct record, chapter_opened));
        cJSON *object = cJSON_CreateObject();
        fields_json(record_fields(kind), record_body(&record), object);
        cr_assert_eq(cJSON_GetArraySize(object), fields_count(record_fields(kind)));
        fields_from_json(record_fields(kind), object, &back.chapter_opened);
        struct buffer one = encoded(&record), other = encoded(&back);
        cr_assert_eq(one.length, other.length, "seed %lu, record %d", SEED, i);
        cr_assert_arr_eq(one.bytes, other.bytes, one.length, "seed %lu, record %d", SEED, i);
        buffer_clear(&one);
        buffer_clear(&other);
        cJSON_Delete(object);
    }
}

Test(event, unknown_kinds_and_cut_bytes_are_refused_with_a_sentence) {
    struct random random = random_named(SEED, "cut", 0);
    for (int kind = 0; kind < RECORD_COUNT; kind++) {
        struct record record = random_record((enum record_kind)kind, &random), back;
        struct buffer bytes = encoded(&record);
        for (size_t length = 0; length < bytes.length; length++) {
            struct source source = source_of(bytes.bytes, length);
            struct error error = {0};
            cr_assert_eq(record_decode(&back, &source, &error), ERROR_STORAGE);
            cr_assert_gt(strlen(error.sentence), 10);
        }
        const size_t kind_at = 28; /* number, seq, game_ms, player */
        bool grew = fields_grew(record_fields((enum record_kind)kind));
        cr_assert_eq(bytes.bytes[kind_at], kind | (grew ? FORM_GROWN : 0));
        for (int other = RECORD_COUNT; other < 256; other++) {
            int named = other & (FORM_GROWN - 1);
            if (other >= FORM_GROWN && named < RECORD_COUNT &&
                fields_grew(record_fields((enum record_kind)named))) {
                continue; /* a kind of its own */
            }
            bytes.bytes[kind_at] = (uint8_t)other;
            struct source source = source_of(bytes.bytes, bytes.length);
            cr_assert_eq(record_decode(&back, &source, NULL), ERROR_STORAGE);
        }
        buffer_clear(&bytes);
    }
}

static void words_end_at(const char *const *words, int count) {
    for (int i = 0; i < count; i++) {
        cr_assert_not_null(words[i]);
        cr_assert_gt(strlen(words[i]), 0);
    }
    cr_assert_null(words[count]);
}

Test(event, every_record_and_enum_has_its_word) {
    for (int kind = 0; kind < RECORD_COUNT; kind++) {
        cr_assert_gt(strlen(record_word((enum record_kind)kind)), 2);
        cr_assert_not_null(record_fields((enum record_kind)kind));
        for (int other = 0; other < kind; other++) {
            cr_assert_str_neq(record_word((enum record_kind)kind),
                              record_word((enum record_kind)other));
        }
    }
    words_end_at(clock_cause_words, CLOCK_BY_HALT + 1);
    words_end_at(alert_state_words, ALERT_CLEARED + 1);
    words_end_at(notice_kind_words, NOTICE_SPLIT + 1);
    words_end_at(ledger_book_words, LEDGER_BOOK_COUNT);
    words_end_at(ledger_kind_words, LEG_WITHHOLDING + 1);
}

Test(event, a_record_of_the_first_form_has_nothing_in_what_came_later) {
    struct record record = {.number = 7, .seq = 6, .game_ms = 5, .player = 1}, back;
    record.kind = RECORD_ACCOUNT_CHANGED;
    record.account_changed = (struct account_changed){
        .id = 1, .name = "Main", .broker = "discount", .cash = 9, .opened_ms = 3, .income = 4};
    struct buffer bytes = encoded(&record);
    const size_t kind_at = 28, last = 2 * 8; /* income, tax */
    bytes.bytes[kind_at] &= FORM_GROWN - 1;
    struct source source = source_of(bytes.bytes, bytes.length - last);
    cr_assert_eq(record_decode(&back, &source, NULL), 0);
    cr_assert(source_done(&source));
    cr_assert_eq(back.account_changed.cash, 9);
    cr_assert_eq(back.account_changed.opened_ms, 3);
    cr_assert_eq(back.account_changed.income, 0);
    buffer_clear(&bytes);
}
