#include "base/field.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "base/fix8.h"
#include "base/gametime.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"

/* Every scalar travels as 64 bits; FIELD_U64 by its bits, all others by value. */
static size_t scalar_size(const struct field_spec *field) {
    switch (field->type) {
    case FIELD_U8:
    case FIELD_BOOL:
    case FIELD_ENUM:
        return 1;
    case FIELD_U32:
        return 4;
    case FIELD_U64:
    case FIELD_I64:
    case FIELD_FIX8:
    case FIELD_TIME:
        return 8;
    case FIELD_TEXT:
        break;
    }
    return 0;
}

static const char *place_of(const struct field_spec *field, const void *value) {
    return (const char *)value + field->offset;
}

static int64_t load(const struct field_spec *field, const void *value) {
    uint8_t small = 0;
    uint32_t middle = 0;
    int64_t whole = 0;
    assert(field->size == scalar_size(field));
    switch (field->size) {
    case 1:
        memcpy(&small, place_of(field, value), sizeof small);
        return small;
    case 4:
        memcpy(&middle, place_of(field, value), sizeof middle);
        return middle;
    default:
        assert(field->size == sizeof whole);
        memcpy(&whole, place_of(field, value), sizeof whole);
        return whole;
    }
}

static void save(const struct field_spec *field, void *value, int64_t scalar) {
    uint8_t small = (uint8_t)scalar;
    uint32_t middle = (uint32_t)scalar;
    char *place = (char *)value + field->offset;
    assert(field->size == scalar_size(field));
    switch (field->size) {
    case 1:
        memcpy(place, &small, sizeof small);
        break;
    case 4:
        memcpy(place, &middle, sizeof middle);
        break;
    default:
        assert(field->size == sizeof scalar);
        memcpy(place, &scalar, sizeof scalar);
    }
}

static size_t text_length(const struct field_spec *field, const void *value) {
    assert(field->type == FIELD_TEXT && field->size > 0 && field->size <= FIELD_TEXT_MAX);
    return strnlen(place_of(field, value), field->size - 1u);
}

void fields_encode(const struct field_spec *fields, const void *value, const struct sink *sink) {
    for (const struct field_spec *field = fields; field->name != NULL; field++) {
        switch (scalar_size(field)) {
        case 0:
            put_bytes(sink, place_of(field, value), text_length(field, value));
            break;
        case 1:
            put_u8(sink, (uint8_t)load(field, value));
            break;
        case 4:
            put_u32(sink, (uint32_t)load(field, value));
            break;
        default:
            put_i64(sink, load(field, value));
        }
    }
}

static void decode_field(const struct field_spec *field, void *value, struct source *source) {
    switch (scalar_size(field)) {
    case 0:
        get_text(source, (char *)value + field->offset, field->size);
        break;
    case 1:
        save(field, value, field->type == FIELD_BOOL ? get_bool(source) : get_u8(source));
        break;
    case 4:
        save(field, value, get_u32(source));
        break;
    default:
        save(field, value, get_i64(source));
    }
}

void fields_decode(const struct field_spec *fields, void *value, struct source *source) {
    for (const struct field_spec *field = fields; field->name != NULL; field++) {
        decode_field(field, value, source);
    }
}

bool fields_grew(const struct field_spec *fields) {
    while (fields->name != NULL && !fields->added) {
        fields++;
    }
    return fields->name != NULL;
}

void fields_decode_first_form(const struct field_spec *fields, void *value, struct source *source) {
    assert(fields_grew(fields));
    for (const struct field_spec *field = fields; !field->added; field++) {
        decode_field(field, value, source);
    }
}

/* The limits in force; FIELD_U64 without limits of its own has none. */
struct limits {
    int64_t least, most;
};

static int64_t names_count(const struct field_spec *field) {
    assert(field->names != NULL);
    int64_t count = 0;
    while (field->names[count] != NULL) {
        count++;
    }
    return count;
}

static struct limits limits_of(const struct field_spec *field) {
    if (field->type != FIELD_ENUM && (field->least != 0 || field->most != 0)) {
        return (struct limits){field->least, field->most};
    }
    switch (field->type) {
    case FIELD_U8:
        return (struct limits){0, UINT8_MAX};
    case FIELD_BOOL:
        return (struct limits){0, 1};
    case FIELD_ENUM:
        return (struct limits){0, names_count(field) - 1};
    case FIELD_U32:
        return (struct limits){0, UINT32_MAX};
    case FIELD_TIME:
        return (struct limits){GAMETIME_MIN, GAMETIME_MAX};
    case FIELD_TEXT:
        return (struct limits){0, field->size - 1};
    case FIELD_U64:
    case FIELD_I64:
    case FIELD_FIX8:
        break;
    }
    return (struct limits){INT64_MIN, INT64_MAX};
}

static bool within_limits(const struct field_spec *field, int64_t scalar) {
    struct limits limits = limits_of(field);
    bool unlimited = field->least == 0 && field->most == 0;
    if (field->type == FIELD_U64) { /* above INT64_MAX it looks negative */
        return unlimited || (scalar >= 0 && scalar >= limits.least && scalar <= limits.most);
    }
    return scalar >= limits.least && scalar <= limits.most;
}

static size_t format_scalar(const struct field_spec *field, int64_t scalar, char *text,
                            size_t size) {
    char number[FIX8_TEXT_MAX];
    switch (field->type) {
    case FIELD_BOOL:
        return text_format(text, size, "%s", scalar != 0 ? "true" : "false");
    case FIELD_ENUM:
        if (scalar < names_count(field)) {
            return text_format(text, size, "%s", field->names[scalar]);
        }
        break;
    case FIELD_U64:
        return text_format(text, size, "%" PRIu64, (uint64_t)scalar);
    case FIELD_FIX8:
        fix8_format(scalar, -1, false, number, sizeof number);
        return text_format(text, size, "%s", number);
    case FIELD_TIME:
        if (scalar >= GAMETIME_MIN && scalar <= GAMETIME_MAX) {
            return gametime_format(scalar, GAMETIME_ISO, text, size);
        }
        break;
    case FIELD_U8:
    case FIELD_U32:
    case FIELD_I64:
    case FIELD_TEXT: /* its length, in a sentence */
        break;
    }
    return text_format(text, size, "%" PRId64, scalar);
}

static void list_names(const struct field_spec *field, char *text, size_t size) {
    size_t length = 0;
    text[0] = '\0';
    for (int64_t i = 0; field->names[i] != NULL; i++) {
        length +=
            text_format(text + length, size - length, "%s%s", i > 0 ? ", " : "", field->names[i]);
    }
}

static int fail(const struct field_spec *field, struct error *error, const char *must) {
    error_set(error, ERROR_USAGE, "%s must be %s.", field->name, must);
    error_at(error, "%s", field->name);
    return ERROR_USAGE;
}

/* "price must be between 0.01 and 100.": the sentence for a value of the right form but outside. */
static int fail_limits(const struct field_spec *field, struct error *error) {
    char must[ERROR_SENTENCE_MAX];
    char least[GAMETIME_TEXT_MAX];
    char most[GAMETIME_TEXT_MAX];
    struct limits limits = limits_of(field);
    const char *unit = field->type == FIELD_TEXT ? " bytes of text" : "";
    if (field->type == FIELD_ENUM) {
        char names[ERROR_SENTENCE_MAX];
        list_names(field, names, sizeof names);
        text_format(must, sizeof must, "one of %s", names);
        return fail(field, error, must);
    }
    if (field->type == FIELD_BOOL) {
        return fail(field, error, "true or false");
    }
    format_scalar(field, limits.least, least, sizeof least);
    format_scalar(field, limits.most, most, sizeof most);
    if (limits.most == INT64_MAX) {
        text_format(must, sizeof must, "at least %s%s", least, unit);
    } else if (field->type == FIELD_TEXT && limits.least <= 0) {
        text_format(must, sizeof must, "at most %s%s", most, unit);
    } else {
        text_format(must, sizeof must, "between %s and %s%s", least, most, unit);
    }
    return fail(field, error, must);
}

static int check_text(const struct field_spec *field, const void *value, struct error *error) {
    const char *text = place_of(field, value);
    char clean[FIELD_TEXT_MAX];
    size_t length = text_length(field, value);
    if (text[length] != '\0' || !within_limits(field, (int64_t)length)) {
        return fail_limits(field, error);
    }
    if (text_clean(text, length, clean, sizeof clean) != length ||
        memcmp(clean, text, length) != 0) {
        return fail(field, error, "plain text in UTF-8 without control characters");
    }
    return 0;
}

int fields_check(const struct field_spec *fields, const void *value, struct error *error) {
    for (const struct field_spec *field = fields; field->name != NULL; field++) {
        int code = 0;
        if (field->type == FIELD_TEXT) {
            code = check_text(field, value, error);
        } else if (!within_limits(field, load(field, value))) {
            code = fail_limits(field, error);
        }
        if (code != 0) {
            return code;
        }
    }
    return 0;
}

static bool parse_bool(const char *text, int64_t *out) {
    static const char *const words[] = {"false", "true", "no", "yes", "off", "on", "0", "1"};
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (text_compare_fold(text, words[i]) == 0) {
            *out = (int64_t)(i % 2);
            return true;
        }
    }
    return false;
}

static bool parse_name(const struct field_spec *field, const char *text, int64_t *out) {
    for (int64_t i = 0; field->names[i] != NULL; i++) {
        if (text_compare_fold(text, field->names[i]) == 0) {
            *out = i;
            return true;
        }
    }
    return false;
}

static int parse_scalar(const struct field_spec *field, const char *text, int64_t *scalar,
                        struct error *error) {
    switch (field->type) {
    case FIELD_BOOL:
        return parse_bool(text, scalar) ? 0 : fail_limits(field, error);
    case FIELD_ENUM:
        return parse_name(field, text, scalar) ? 0 : fail_limits(field, error);
    case FIELD_FIX8:
        return fix8_parse(text, strlen(text), scalar)
                   ? 0
                   : fail(field, error, "a number like 12.50, with at most 8 decimals");
    case FIELD_TIME:
        return gametime_parse(text, scalar)
                   ? 0
                   : fail(field, error, "a time like 2025-01-13 14:30 or a date like 2025-01-13");
    case FIELD_I64:
        return text_to_i64(text, scalar) ? 0 : fail(field, error, "a whole number");
    case FIELD_U8:
    case FIELD_U32:
    case FIELD_U64:
    case FIELD_TEXT:
        break;
    }
    uint64_t bits;
    if (!text_to_u64(text, &bits) || (field->type != FIELD_U64 && bits > UINT32_MAX)) {
        return fail(field, error, "a whole number, zero or above");
    }
    *scalar = (int64_t)bits;
    return 0;
}

static int parse_text(const struct field_spec *field, void *value, const char *text,
                      struct error *error) {
    char clean[FIELD_TEXT_MAX + 4]; /* room to see that a text is too long */
    assert(field->size <= FIELD_TEXT_MAX);
    size_t length = text_clean(text, strlen(text), clean, field->size + (size_t)4);
    if (length >= field->size || !within_limits(field, (int64_t)length)) {
        return fail_limits(field, error);
    }
    memcpy((char *)value + field->offset, clean, length + 1);
    return 0;
}

int field_parse(const struct field_spec *field, void *value, const char *text,
                struct error *error) {
    assert(text != NULL);
    if (field->type == FIELD_TEXT) {
        return parse_text(field, value, text, error);
    }
    int64_t scalar = 0;
    int code = parse_scalar(field, text, &scalar, error);
    if (code != 0) {
        return code;
    }
    if (!within_limits(field, scalar)) {
        return fail_limits(field, error);
    }
    save(field, value, scalar);
    return 0;
}

size_t field_format(const struct field_spec *field, const void *value, char *text, size_t size) {
    if (field->type == FIELD_TEXT) {
        return text_format(text, size, "%.*s", (int)text_length(field, value),
                           place_of(field, value));
    }
    return format_scalar(field, load(field, value), text, size);
}

static cJSON *json_of(const struct field_spec *field, const void *value) {
    char text[FIELD_TEXT_MAX];
    if (field->type == FIELD_BOOL) {
        return cJSON_CreateBool(load(field, value) != 0);
    }
    if (field->type == FIELD_U8 || field->type == FIELD_U32) {
        return cJSON_CreateNumber((double)load(field, value));
    }
    field_format(field, value, text, sizeof text);
    return cJSON_CreateString(text);
}

void fields_json(const struct field_spec *fields, const void *value, struct cJSON *object) {
    for (const struct field_spec *field = fields; field->name != NULL; field++) {
        cJSON *item = json_of(field, value);
        if (item == NULL || !cJSON_AddItemToObject(object, field->name, item)) {
            mem_exhausted();
        }
    }
}

const struct field_spec *field_find(const struct field_spec *fields, const char *name) {
    for (const struct field_spec *field = fields; field->name != NULL; field++) {
        if (strcmp(field->name, name) == 0) {
            return field;
        }
    }
    return NULL;
}
