#include <cjson/cJSON.h>
#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "base/field.h"
#include "base/fix8.h"
#include "base/gametime.h"
#include "base/mem.h"
#include "base/random.h"
#include "base/text.h"

#define SEED UINT64_C(5)

/* A member of every type, without limits of its own and with. */
struct sample {
    uint8_t lots;
    bool reduce;
    uint8_t side;
    uint32_t instrument;
    uint64_t id;
    int64_t change;
    fix8_t price;
    int64_t until;
    char note[12];
    uint8_t level;
    uint32_t leverage;
    uint64_t tag;
    int64_t offset;
    fix8_t size;
    int64_t start;
    char label[9];
};

static const char *const sides[] = {"buy", "sell", NULL};

static const struct field_spec fields[] = {
    FIELD(struct sample, lots, U8, "lots", 0, 0),
    FIELD(struct sample, reduce, BOOL, "reduce only", 0, 0),
    FIELD_NAMED(struct sample, side, sides, "side"),
    FIELD(struct sample, instrument, U32, "instrument", 0, 0),
    FIELD(struct sample, id, U64, NULL, 0, 0),
    FIELD(struct sample, change, I64, "change", 0, 0),
    FIELD(struct sample, price, FIX8, "price", 0, 0),
    FIELD(struct sample, until, TIME, "until", 0, 0),
    FIELD(struct sample, note, TEXT, "note", 0, 0),
    FIELD(struct sample, level, U8, "level", 1, 99),
    FIELD(struct sample, leverage, U32, "leverage", 1, 100),
    FIELD(struct sample, tag, U64, "tag", 10, INT64_MAX),
    FIELD(struct sample, offset, I64, "offset", -5, 5),
    FIELD(struct sample, size, FIX8, "size", 1, 1000 * FIX8_ONE),
    FIELD(struct sample, start, TIME, "start", 0, GAMETIME_MAX),
    FIELD(struct sample, label, TEXT, "label", 1, 6),
    FIELD_END,
};

static struct sample valid(void) {
    return (struct sample){
        .lots = 255,
        .reduce = true,
        .side = 1,
        .instrument = UINT32_MAX,
        .id = UINT64_MAX,
        .change = INT64_MIN,
        .price = -1,
        .until = GAMETIME_MIN,
        .note = "na\xC3\xAFve",
        .level = 1,
        .leverage = 100,
        .tag = 10,
        .offset = -5,
        .size = FIX8_ONE / 4,
        .start = 0,
        .label = "abcdef",
    };
}

static bool same(const struct sample *a, const struct sample *b) {
    for (const struct field_spec *field = fields; field->name != NULL; field++) {
        const char *left = (const char *)a + field->offset;
        const char *right = (const char *)b + field->offset;
        if (field->type == FIELD_TEXT ? strcmp(left, right) != 0
                                      : memcmp(left, right, field->size) != 0) {
            return false;
        }
    }
    return true;
}

Test(field, what_is_encoded_is_decoded_and_every_truncation_is_bad) {
    struct sample sample = valid();
    struct buffer buffer = {.bytes = NULL};
    struct sink sink = buffer_sink(&buffer);
    fields_encode(fields, &sample, &sink);
    cr_assert_eq(buffer.length, 3u + 4 + 4 * 8 + 4 + 6 + 1 + 4 + 4 * 8 + 4 + 6);
    for (size_t length = 0; length <= buffer.length; length++) {
        struct sample back;
        memset(&back, 0xA5, sizeof back);
        struct source source = source_of(buffer.bytes, length);
        fields_decode(fields, &back, &source);
        cr_assert_eq(source_done(&source), length == buffer.length, "%zu bytes", length);
        cr_assert_eq(same(&sample, &back), length == buffer.length, "%zu bytes", length);
    }
    buffer_clear(&buffer);
}

Test(field, a_text_too_long_for_its_member_is_bad) {
    static const struct field_spec only[] = {FIELD(struct sample, label, TEXT, NULL, 0, 0),
                                             FIELD_END};
    struct buffer buffer = {.bytes = NULL};
    struct sink sink = buffer_sink(&buffer);
    put_text(&sink, "123456789");
    struct sample sample = valid();
    struct source source = source_of(buffer.bytes, buffer.length);
    fields_decode(only, &sample, &source);
    cr_assert(source.bad);
    cr_assert_str_eq(sample.label, "");
    buffer_clear(&buffer);
}

static const struct field_spec *find(const char *name) {
    const struct field_spec *field = field_find(fields, name);
    cr_assert_not_null(field, "%s", name);
    return field;
}

/* What players type for each field, and what field_format gives back. */
static const struct {
    const char *name, *typed, *text;
} accepted[] = {
    {"lots", "0", "0"},
    {"lots", "255", "255"},
    {"reduce", "YES", "true"},
    {"reduce", "off", "false"},
    {"reduce", "1", "true"},
    {"side", "Sell", "sell"},
    {"instrument", "4294967295", "4294967295"},
    {"id", "18446744073709551615", "18446744073709551615"},
    {"change", "-9223372036854775808", "-9223372036854775808"},
    {"price", "-92233720368.54775808", "-92233720368.54775808"},
    {"price", "12.50", "12.5"},
    {"until", "2025-01-13 14:30", "2025-01-13T14:30:00.000Z"},
    {"note",
     "a\x1B"
     "b\nc",
     "ab c"},
    {"note", "12345678901", "12345678901"},
    {"note", "", ""},
    {"level", "99", "99"},
    {"leverage", "1", "1"},
    {"tag", "9223372036854775807", "9223372036854775807"},
    {"offset", "-5", "-5"},
    {"size", "0.00000001", "0.00000001"},
    {"start", "1970-01-01", "1970-01-01T00:00:00.000Z"},
    {"label", "\xC3\xA9", "\xC3\xA9"},
};

Test(field, accepted_text_sets_the_field_and_passes_the_check) {
    for (size_t i = 0; i < ARRAY_LEN(accepted); i++) {
        struct sample sample = valid();
        struct error error = {.code = ERROR_NONE};
        char text[64];
        const struct field_spec *field = find(accepted[i].name);
        cr_assert_eq(field_parse(field, &sample, accepted[i].typed, &error), 0, "%s",
                     error.sentence);
        size_t length = field_format(field, &sample, text, sizeof text);
        cr_assert_str_eq(text, accepted[i].text);
        cr_assert_eq(length, strlen(text));
        cr_assert_eq(fields_check(fields, &sample, &error), 0, "%s", error.sentence);
    }
}

static const struct {
    const char *name, *typed, *sentence;
} refused[] = {
    {"lots", "", "lots must be a whole number, zero or above."},
    {"lots", "-1", "lots must be a whole number, zero or above."},
    {"lots", "256", "lots must be between 0 and 255."},
    {"lots", "4294967296", "lots must be a whole number, zero or above."},
    {"reduce", "maybe", "reduce must be true or false."},
    {"side", "", "side must be one of buy, sell."},
    {"side", "buys", "side must be one of buy, sell."},
    {"instrument", "4294967296", "instrument must be a whole number, zero or above."},
    {"id", "18446744073709551616", "id must be a whole number, zero or above."},
    {"change", "1.5", "change must be a whole number."},
    {"price", "1e5", "price must be a number like 12.50, with at most 8 decimals."},
    {"until", "soon", "until must be a time like 2025-01-13 14:30 or a date like 2025-01-13."},
    {"note", "123456789012", "note must be at most 11 bytes of text."},
    {"level", "0", "level must be between 1 and 99."},
    {"leverage", "101", "leverage must be between 1 and 100."},
    {"tag", "9", "tag must be at least 10."},
    {"tag", "9223372036854775808", "tag must be at least 10."},
    {"offset", "6", "offset must be between -5 and 5."},
    {"size", "0", "size must be between 0.00000001 and 1000."},
    {"size", "1000.00000001", "size must be between 0.00000001 and 1000."},
    {"start", "1969-12-31",
     "start must be between 1970-01-01T00:00:00.000Z and 9999-12-31T23:59:59.999Z."},
    {"label", "", "label must be between 1 and 6 bytes of text."},
    {"label", "1234567", "label must be between 1 and 6 bytes of text."},
    {"label", "\x1B\x07", "label must be between 1 and 6 bytes of text."},
};

Test(field, refused_text_says_why_and_changes_nothing) {
    for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
        struct sample sample = valid();
        struct sample before = valid();
        struct error error = {.code = ERROR_NONE};
        cr_assert_eq(field_parse(find(refused[i].name), &sample, refused[i].typed, &error),
                     ERROR_USAGE, "%s %s", refused[i].name, refused[i].typed);
        cr_assert_str_eq(error.sentence, refused[i].sentence);
        cr_assert_str_eq(error.place, refused[i].name);
        cr_assert(same(&sample, &before), "%s", refused[i].name);
    }
}

/* `sample` has one fault, in the field `name`. */
static void expect_fault(const char *name, struct sample sample) {
    struct error error = {.code = ERROR_NONE};
    cr_assert_eq(fields_check(fields, &sample, &error), ERROR_USAGE, "%s", name);
    cr_assert_str_eq(error.place, name);
    cr_assert_eq(strncmp(error.sentence, name, strlen(name)), 0, "%s", error.sentence);
}

#define WITH(member, ...)                                                                          \
    do {                                                                                           \
        struct sample sample = valid();                                                            \
        sample.member = __VA_ARGS__;                                                               \
        expect_fault(#member, sample);                                                             \
    } while (0)

Test(field, the_check_finds_values_outside_of_their_limits) {
    struct sample whole = valid();
    struct error error = {.code = ERROR_NONE};
    cr_assert_eq(fields_check(fields, &whole, &error), 0, "%s", error.sentence);
    WITH(side, 2);
    WITH(side, 255);
    WITH(until, GAMETIME_MIN - 1);
    WITH(until, GAMETIME_MAX + 1);
    WITH(level, 0);
    WITH(level, 100);
    WITH(leverage, 0);
    WITH(leverage, 101);
    WITH(tag, 9);
    WITH(tag, UINT64_MAX);
    WITH(offset, 6);
    WITH(size, 0);
    WITH(size, -1);
    WITH(start, -1);
}

Test(field, the_check_finds_text_that_is_not_clean_or_too_long) {
    static const char *const unclean[] = {"a\x1B", "a\nb", "\xFF", "\xE2\x80\xAE", "\xCC\x81"};
    for (size_t i = 0; i < ARRAY_LEN(unclean); i++) {
        struct sample sample = valid();
        memcpy(sample.note, unclean[i], strlen(unclean[i]) + 1);
        expect_fault("note", sample);
    }
    struct sample sample = valid();
    memset(sample.note, 'x', sizeof sample.note); /* no NUL */
    expect_fault("note", sample);
    sample = valid();
    memcpy(sample.label, "1234567", 8);
    expect_fault("label", sample);
    sample = valid();
    sample.label[0] = '\0';
    expect_fault("label", sample);
}

Test(field, a_bool_of_other_bits_is_refused_without_being_read_as_one) {
    struct sample sample = valid();
    memset((char *)&sample + offsetof(struct sample, reduce), 2, 1);
    struct error error = {.code = ERROR_NONE};
    cr_assert_eq(fields_check(fields, &sample, &error), ERROR_USAGE);
    cr_assert_str_eq(error.sentence, "reduce must be true or false.");
}

Test(field, values_that_no_check_has_seen_are_still_written) {
    struct sample sample = valid();
    char text[64];
    sample.side = 200;
    field_format(find("side"), &sample, text, sizeof text);
    cr_assert_str_eq(text, "200");
    sample.until = INT64_MAX;
    field_format(find("until"), &sample, text, sizeof text);
    cr_assert_str_eq(text, "9223372036854775807");
    memset(sample.note, 'x', sizeof sample.note);
    cr_assert_eq(field_format(find("note"), &sample, text, sizeof text), sizeof sample.note - 1);
    cr_assert_eq(field_format(find("price"), &sample, text, 4), 3u);
}

Test(field, any_value_comes_back_from_its_text) {
    struct random random = random_named(SEED, "field_test", 0);
    for (int i = 0; i < 3000; i++) {
        struct sample sample = valid();
        sample.lots = (uint8_t)random_u32(&random);
        sample.instrument = random_u32(&random);
        sample.id = random_u64(&random);
        sample.change = (int64_t)random_u64(&random);
        sample.price = (int64_t)random_u64(&random);
        sample.until = random_between(&random, GAMETIME_MIN, GAMETIME_MAX);
        struct sample back = {.lots = 0};
        for (const struct field_spec *field = fields; field->name != NULL; field++) {
            char text[64];
            struct error error = {.code = ERROR_NONE};
            field_format(field, &sample, text, sizeof text);
            cr_assert_eq(field_parse(field, &back, text, &error), 0, "%s, seed %" PRIu64,
                         error.sentence, SEED);
        }
        cr_assert(same(&sample, &back), "round %d, seed %" PRIu64, i, SEED);
    }
}

Test(field, the_json_form_keeps_64_bits_as_text) {
    struct sample sample = valid();
    cJSON *object = cJSON_CreateObject();
    fields_json(fields, &sample, object);
    char *text = cJSON_PrintUnformatted(object);
    cr_assert_str_eq(
        text,
        "{\"lots\":255,\"reduce\":true,\"side\":\"sell\",\"instrument\":4294967295,"
        "\"id\":\"18446744073709551615\",\"change\":\"-9223372036854775808\","
        "\"price\":\"-0.00000001\",\"until\":\"0001-01-01T00:00:00.000Z\","
        "\"note\":\"na\xC3\xAFve\",\"level\":1,\"leverage\":100,\"tag\":\"10\",\"offset\":\"-5\","
        "\"size\":\"0.25\",\"start\":\"1970-01-01T00:00:00.000Z\",\"label\":\"abcdef\"}");
    cJSON_free(text);
    cJSON_Delete(object);
}

Test(field, rows_are_found_by_their_exact_name) {
    cr_assert_eq(field_find(fields, "lots"), &fields[0]);
    cr_assert_eq(field_find(fields, "label"), &fields[ARRAY_LEN(fields) - 2]);
    cr_assert_null(field_find(fields, "lot"));
    cr_assert_null(field_find(fields, "Lots"));
    cr_assert_null(field_find(fields, ""));
}
