/* Structs filled by their field tables with random values that the tables allow, and read back from
 * their JSON. */
#ifndef TESTS_GAME_FIELDS_H
#define TESTS_GAME_FIELDS_H

#include <cjson/cJSON.h>
#include <criterion/criterion.h>
#include <string.h>

#include "base/field.h"
#include "base/gametime.h"
#include "base/random.h"
#include "base/text.h"

static inline void fields_random_text(const struct field_spec *field, char *text,
                                      struct random *random) {
    static const char *const pieces[] = {
        "a", "Z", "7", "-", "BTC", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x90\xbb"};
    size_t most = field->most > 0 ? (size_t)field->most : field->size - 1u;
    size_t length = random_below(random, (uint32_t)most + 1), at = 0;
    for (;;) {
        const char *piece = pieces[random_below(random, 8)];
        if (at + strlen(piece) > length) {
            break;
        }
        memcpy(text + at, piece, strlen(piece));
        at += strlen(piece);
    }
    text[at] = '\0';
}

/* One of the ends now and then. */
static inline int64_t fields_random_between(struct random *random, int64_t least, int64_t most) {
    switch (random_below(random, 8)) {
    case 0:
        return least;
    case 1:
        return most;
    default:
        return random_between(random, least, most);
    }
}

static inline void fields_set(const struct field_spec *field, void *value, int64_t scalar) {
    uint8_t small = (uint8_t)scalar;
    uint32_t middle = (uint32_t)scalar;
    char *place = (char *)value + field->offset;
    memcpy(place,
           field->size == 1   ? (void *)&small
           : field->size == 4 ? (void *)&middle
                              : (void *)&scalar,
           field->size);
}

static inline int64_t fields_names(const struct field_spec *field) {
    int64_t count = 0;
    while (field->names[count]) {
        count++;
    }
    return count;
}

static inline void fields_random(const struct field_spec *fields, void *value,
                                 struct random *random) {
    for (const struct field_spec *field = fields; field->name; field++) {
        bool limited = field->least != 0 || field->most != 0;
        int64_t least = field->least, most = field->most;
        switch (field->type) {
        case FIELD_TEXT:
            fields_random_text(field, (char *)value + field->offset, random);
            continue;
        case FIELD_U8:
            most = limited ? most : UINT8_MAX;
            break;
        case FIELD_BOOL:
            most = 1;
            break;
        case FIELD_ENUM:
            most = fields_names(field) - 1;
            break;
        case FIELD_U32:
            most = limited ? most : UINT32_MAX;
            break;
        case FIELD_TIME:
            least = limited ? least : GAMETIME_MIN;
            most = limited ? most : GAMETIME_MAX;
            break;
        case FIELD_U64:
        case FIELD_I64:
        case FIELD_FIX8:
            least = limited ? least : INT64_MIN; /* as bits, all of a U64's values */
            most = limited ? most : INT64_MAX;
            break;
        }
        fields_set(field, value, fields_random_between(random, least, most));
    }
}

/* Every member as its JSON says it, by the parser of what players type. */
static inline void fields_from_json(const struct field_spec *fields, const cJSON *object,
                                    void *value) {
    struct error error = {0};
    for (const struct field_spec *field = fields; field->name; field++) {
        const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, field->name);
        cr_assert_not_null(item, "%s is not there", field->name);
        char digits[32];
        const char *text = item->valuestring;
        if (cJSON_IsBool(item)) {
            cr_assert_eq(field->type, FIELD_BOOL, "%s", field->name);
            text = cJSON_IsTrue(item) ? "yes" : "no";
        } else if (cJSON_IsNumber(item)) {
            cr_assert(field->type == FIELD_U8 || field->type == FIELD_U32, "%s", field->name);
            text_format(digits, sizeof digits, "%.0f", item->valuedouble);
            text = digits;
        } else {
            cr_assert(cJSON_IsString(item), "%s", field->name);
        }
        cr_assert_eq(field_parse(field, value, text, &error), 0, "%s=%s: %s", field->name, text,
                     error.sentence);
    }
}

/* As long as the table: no member twice, none besides. */
static inline int fields_count(const struct field_spec *fields) {
    int count = 0;
    while (fields[count].name) {
        count++;
    }
    return count;
}

#endif
