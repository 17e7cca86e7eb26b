#include "base/json.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/gametime.h"
#include "base/mem.h"
#include "base/text.h"

#define EXACT_MAX 9007199254740991.0 /* 2^53 - 1: every integer up to it is exact in a double */

static bool is_blank(char letter) {
    return letter == ' ' || letter == '\t' || letter == '\r' || letter == '\n';
}

static int line_of(const char *bytes, const char *at) {
    int line = 1;
    for (; bytes < at; bytes++) {
        line += *bytes == '\n';
    }
    return line;
}

static cJSON *refuse(const char *name, int line, const char *what, struct error *error) {
    error_set(error, ERROR_USAGE, "%s, line %d: %s.", name, line, what);
    error_at(error, "%s:%d", name, line);
    return NULL;
}

cJSON *json_parse(const char *name, const void *bytes, size_t length, struct error *error) {
    assert(name != NULL);
    const char *text = bytes;
    if (length == 0) {
        return refuse(name, 1, "the file is empty", error);
    }
    for (size_t at = 0; at < length;) {
        uint32_t code;
        size_t used = text_decode(text + at, length - at, &code);
        if (code == 0 || (used == 1 && code == TEXT_REPLACEMENT)) {
            return refuse(name, line_of(text, text + at), "this is not UTF-8 text", error);
        }
        at += used;
    }
    const char *end = text;
    cJSON *document = cJSON_ParseWithLengthOpts(text, length, &end, false);
    while (document != NULL && end < text + length && is_blank(*end)) {
        end++;
    }
    if (document == NULL || end < text + length) {
        cJSON_Delete(document);
        return refuse(name, line_of(text, end), "this is not JSON", error);
    }
    return document;
}

/* The member, or NULL with the error set, unless one was set before. */
static const cJSON *member(const cJSON *object, const char *key, const char *kind,
                           bool (*fits)(const cJSON *), struct error *error) {
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);
    if (item != NULL && fits(item)) {
        return item;
    }
    if (error != NULL && error->code == ERROR_NONE) {
        const char *fault = item == NULL ? "is missing" : "has the wrong form";
        error_set(error, ERROR_USAGE, "\"%s\" %s: it must be %s.", key, fault, kind);
        error_at(error, "%s", key);
    }
    return NULL;
}

/* Line breaks and tabs are for the reader of a lesson; all else that harms has no place here. */
static bool fits_text(const cJSON *item) {
    if (!cJSON_IsString(item)) {
        return false;
    }
    size_t length = strlen(item->valuestring);
    for (size_t at = 0; at < length;) {
        uint32_t code;
        at += text_decode(item->valuestring + at, length - at, &code);
        if (text_is_harmful(code) && code != '\n' && code != '\t') {
            return false;
        }
    }
    return true;
}

static bool read_int(const cJSON *item, int64_t *value) {
    if (cJSON_IsString(item)) {
        return text_to_i64(item->valuestring, value);
    }
    double number = item->valuedouble;
    if (!cJSON_IsNumber(item) || !(fabs(number) <= EXACT_MAX)) {
        return false;
    }
    *value = (int64_t)number;
    return (double)*value >= number && (double)*value <= number;
}

static bool fits_int(const cJSON *item) {
    int64_t value;
    return read_int(item, &value);
}

static bool read_fix8(const cJSON *item, fix8_t *value) {
    return cJSON_IsString(item) && fix8_parse(item->valuestring, strlen(item->valuestring), value);
}

static bool fits_fix8(const cJSON *item) {
    fix8_t value;
    return read_fix8(item, &value);
}

static bool fits_bool(const cJSON *item) {
    return cJSON_IsBool(item);
}

static bool fits_array(const cJSON *item) {
    return cJSON_IsArray(item);
}

const char *json_text(const cJSON *object, const char *key, struct error *error) {
    const cJSON *item = member(object, key, "text without control characters", fits_text, error);
    return item != NULL ? item->valuestring : "";
}

int64_t json_int(const cJSON *object, const char *key, struct error *error) {
    const cJSON *item = member(object, key, "a whole number", fits_int, error);
    int64_t value = 0;
    if (item != NULL) {
        read_int(item, &value);
    }
    return value;
}

fix8_t json_fix8(const cJSON *object, const char *key, struct error *error) {
    const cJSON *item = member(object, key, "a decimal like \"12.50\"", fits_fix8, error);
    fix8_t value = 0;
    if (item != NULL) {
        read_fix8(item, &value);
    }
    return value;
}

bool json_bool(const cJSON *object, const char *key, struct error *error) {
    return cJSON_IsTrue(member(object, key, "true or false", fits_bool, error));
}

const cJSON *json_array(const cJSON *object, const char *key, struct error *error) {
    return member(object, key, "a list", fits_array, error);
}

static void put_text_member(cJSON *object, const char *key, const char *text) {
    assert(cJSON_IsObject(object));
    if (cJSON_AddStringToObject(object, key, text) == NULL) {
        mem_exhausted();
    }
}

void json_put_fix8(cJSON *object, const char *key, fix8_t value, int decimals) {
    char text[FIX8_TEXT_MAX];
    fix8_format(value, decimals, false, text, sizeof text);
    put_text_member(object, key, text);
}

void json_put_i64(cJSON *object, const char *key, int64_t value) {
    char text[24];
    text_format(text, sizeof text, "%" PRId64, value);
    put_text_member(object, key, text);
}

void json_put_u64(cJSON *object, const char *key, uint64_t value) {
    char text[24];
    text_format(text, sizeof text, "%" PRIu64, value);
    put_text_member(object, key, text);
}

void json_put_time(cJSON *object, const char *key, int64_t ms) {
    char text[GAMETIME_TEXT_MAX];
    gametime_format(ms, GAMETIME_ISO, text, sizeof text);
    put_text_member(object, key, text);
}
