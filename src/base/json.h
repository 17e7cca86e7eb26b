/* Helpers over cJSON: typed reading of content files with sentences that name file and key, and
 * writing in the project's forms (64-bit values and money as strings, times as ISO 8601). */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/fix8.h"

/* Parses a whole document of UTF-8; NULL with a sentence naming `name` and the line, which is also
 * the error's place. Caller: cJSON_Delete. */
cJSON *json_parse(const char *name, const void *bytes, size_t length, struct error *error);

/* Typed members of an object; a missing or ill-typed one sets the error (its place: the key) unless
 * one is set already, and gives zero, "" or NULL. Start with a zeroed error and look at it once.
 * Text is borrowed from the document and holds no harmful characters but tab and newline. A whole
 * number is a JSON number that is exact in a double, or a string of digits. */
const char *json_text(const cJSON *object, const char *key, struct error *error);
int64_t json_int(const cJSON *object, const char *key, struct error *error);
fix8_t json_fix8(const cJSON *object, const char *key, struct error *error); /* a decimal string */
bool json_bool(const cJSON *object, const char *key, struct error *error);
const cJSON *json_array(const cJSON *object, const char *key, struct error *error);

void json_put_fix8(cJSON *object, const char *key, fix8_t value, int decimals); /* < 0: as needed */
void json_put_i64(cJSON *object, const char *key, int64_t value);
void json_put_u64(cJSON *object, const char *key, uint64_t value);
void json_put_time(cJSON *object, const char *key, int64_t ms); /* within the limits */

#endif
