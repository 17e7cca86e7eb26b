/* UTF-8 as a terminal needs it: decoding, columns, cutting, and removing what could harm.
 * Widths follow the Unicode 15 tables in text_table.c, not the locale, so that the core is the same
 * everywhere. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TEXT_REPLACEMENT UINT32_C(0xFFFD)
#define TEXT_MARKS_MAX   4 /* combining marks on one character that survive text_clean */

/* Decodes one code point from at most `length` (> 0) bytes; returns the bytes used (at least 1).
 * Malformed, overlong and surrogate forms give TEXT_REPLACEMENT and use one byte. */
size_t text_decode(const char *bytes, size_t length, uint32_t *code);

/* Encodes into up to 4 bytes (no NUL); returns how many. Invalid codes become U+FFFD. */
size_t text_encode(uint32_t code, char bytes[4]);

/* Columns of one code point: 0 (combining, zero width), 1 or 2; control characters 0. */
int text_code_width(uint32_t code);

/* Columns of a NUL-terminated string. */
size_t text_width(const char *text);

/* Bytes of the longest whole-character prefix of `text` with at most `columns` columns. */
size_t text_fit(const char *text, size_t columns);

/* True for characters that never reach a terminal: C0, DEL, C1, bidi controls, everything invisible
 * by default (zero-width space, joiners, variation selectors, soft hyphen, fillers, tags, BOM),
 * line and paragraph separators, noncharacters. */
bool text_is_harmful(uint32_t code);

/* Copies `length` bytes of foreign text into `out` as clean UTF-8: harmful characters removed, tab
 * and newline each turned into a blank, each malformed byte into U+FFFD, marks without a character
 * before them or above TEXT_MARKS_MAX on one removed; cut at a whole character to `size` - 1
 * (`size` > 0) bytes. Writes a NUL; returns the length. `out` may be `bytes`. Clean text comes out
 * as it was. */
size_t text_clean(const char *bytes, size_t length, char *out, size_t size);

bool text_is_valid(const char *bytes, size_t length); /* well-formed UTF-8 */

/* Compare and search with ASCII case folded, for symbols and words; strcasecmp in the C locale. */
int text_compare_fold(const char *a, const char *b);
bool text_starts_fold(const char *text, const char *prefix);

/* A whole string of decimal digits, for i64 after an optional minus; false for anything else. */
bool text_to_i64(const char *text, int64_t *value);
bool text_to_u64(const char *text, uint64_t *value);

/* snprintf that always ends with a whole character; returns the length written. */
size_t text_format(char *out, size_t size, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
size_t text_format_list(char *out, size_t size, const char *format, va_list arguments)
    __attribute__((format(printf, 3, 0)));

#endif
