/* Plain structs described by a table: one `const struct field_spec[]` for each kind of command,
 * event or setting drives the one encoder, decoder, validator, JSON form and help text. */
#ifndef BASE_FIELD_H
#define BASE_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"

struct cJSON;

/* C type of the member; JSON form */
enum field_type {
    FIELD_U8,   /* uint8_t; number */
    FIELD_BOOL, /* bool; true or false */
    FIELD_ENUM, /* uint8_t; one of `names`, as text */
    FIELD_U32,  /* uint32_t; number */
    FIELD_U64,  /* uint64_t; string of digits */
    FIELD_I64,  /* int64_t; string of digits */
    FIELD_FIX8, /* fix8_t; decimal string, as short as exact */
    FIELD_TIME, /* int64_t game or wall ms; ISO 8601 string */
    FIELD_TEXT, /* char[size], NUL-terminated UTF-8, at most FIELD_TEXT_MAX; string */
};

#define FIELD_TEXT_MAX 1024 /* no text member is longer, its NUL included */

struct field_spec {
    const char *name; /* JSON key and option name: lower case with underscores */
    const char *help; /* a short phrase; NULL: not offered on the command line */
    enum field_type type;
    uint16_t offset;
    uint16_t size;            /* bytes of the member; FIELD_TEXT: with its NUL */
    int64_t least, most;      /* inclusive; both 0: the type's own limits. FIELD_TEXT: bytes */
    const char *const *names; /* FIELD_ENUM: NULL-terminated */
    bool added;               /* the first that the struct's older form had not (fields_grew) */
};

/* Rows for tables: FIELD(struct order_place, price, FIX8, "limit price", 1, FIX8_MAX) */
#define FIELD(type_, member, kind, help_, least_, most_)                                           \
    {                                                                                              \
        .name = #member, .help = (help_), .type = FIELD_##kind, .offset = offsetof(type_, member), \
        .size = sizeof(((type_ *)0)->member), .least = (least_), .most = (most_)                   \
    }
#define FIELD_NAMED(type_, member, names_, help_)                                                  \
    {                                                                                              \
        .name = #member, .help = (help_), .type = FIELD_ENUM, .offset = offsetof(type_, member),   \
        .size = sizeof(((type_ *)0)->member), .names = (names_)                                    \
    }
#define FIELD_ADDED(type_, member, kind, help_, least_, most_)                                     \
    {                                                                                              \
        .name = #member, .help = (help_), .type = FIELD_##kind, .offset = offsetof(type_, member), \
        .size = sizeof(((type_ *)0)->member), .least = (least_), .most = (most_), .added = true    \
    }
#define FIELD_END                                                                                  \
    { .name = NULL }

/* All functions take a table that ends with FIELD_END. */
void fields_encode(const struct field_spec *fields, const void *value, const struct sink *sink);
void fields_decode(const struct field_spec *fields, void *value, struct source *source);

/* A struct that has grown since its first form was stored says so in front of its bytes (the caller
 * does): here is whether it has, and the decoder of the first form, which leaves the rest alone. */
bool fields_grew(const struct field_spec *fields);
void fields_decode_first_form(const struct field_spec *fields, void *value, struct source *source);

/* Limits, enum ranges, times within game time, text that is text_clean's own output. Returns 0 or
 * ERROR_USAGE with a sentence about the first bad field, whose name is the error's place. */
int fields_check(const struct field_spec *fields, const void *value, struct error *error);

/* Sets one field from text as a player types it: digits, a decimal, a word of the names, yes or no,
 * a time as gametime_parse reads it. Text is cleaned; too long is an error. Checked like
 * fields_check; after an error the field is as before. */
int field_parse(const struct field_spec *field, void *value, const char *text, struct error *error);

/* Text of one field (FIELD_TEXT copied), never above `size` - 1 bytes; writes a NUL, returns the
 * length. Values that fields_check would refuse (a name or a time out of range) are written as
 * digits. */
size_t field_format(const struct field_spec *field, const void *value, char *text, size_t size);

/* Adds every field to a JSON object, in the table's order. */
void fields_json(const struct field_spec *fields, const void *value, struct cJSON *object);

/* Member lists are compared by the names of the rows. Returns NULL when there is none. */
const struct field_spec *field_find(const struct field_spec *fields, const char *name);

#endif
