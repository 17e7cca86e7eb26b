#include "base/text.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/text_table.h"

#define CODE_MAX UINT32_C(0x10FFFF)

/* Stands for a malformed byte between the two passes of text_clean; as a control character it
 * cannot be in text that has been cleaned so far. */
#define MALFORMED '\x01'

static bool is_plain(unsigned char byte) {
    return byte >= 0x20 && byte < 0x7F;
}

static bool in_table(const struct text_range *table, size_t count, uint32_t code) {
    size_t low = 0;
    size_t high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (code > table[middle].last) {
            low = middle + 1;
        } else if (code < table[middle].first) {
            high = middle;
        } else {
            return true;
        }
    }
    return false;
}

/* Bytes of the sequence that starts with `lead`, 0 when none does; its least code and lead bits. */
static size_t sequence_of(unsigned char lead, uint32_t *least, uint32_t *bits) {
    if (lead >= 0xC2 && lead < 0xE0) {
        *least = 0x80;
        *bits = lead & 0x1Fu;
        return 2;
    }
    if (lead >= 0xE0 && lead < 0xF0) {
        *least = 0x800;
        *bits = lead & 0x0Fu;
        return 3;
    }
    if (lead >= 0xF0 && lead < 0xF5) {
        *least = 0x10000;
        *bits = lead & 0x07u;
        return 4;
    }
    return 0;
}

static bool is_scalar(uint32_t code) {
    return code <= CODE_MAX && (code < 0xD800 || code > 0xDFFF);
}

/* Decodes a sequence of two or more bytes; 0 when it is malformed. */
static size_t decode_sequence(const unsigned char *bytes, size_t length, uint32_t *code) {
    uint32_t least = 0;
    uint32_t value = 0;
    size_t need = sequence_of(bytes[0], &least, &value);
    if (need == 0 || need > length) {
        return 0;
    }
    for (size_t i = 1; i < need; i++) {
        if ((bytes[i] & 0xC0u) != 0x80u) {
            return 0;
        }
        value = value << 6 | (bytes[i] & 0x3Fu);
    }
    if (value < least || !is_scalar(value)) {
        return 0;
    }
    *code = value;
    return need;
}

size_t text_decode(const char *bytes, size_t length, uint32_t *code) {
    assert(length > 0);
    const unsigned char *raw = (const unsigned char *)bytes;
    if (raw[0] < 0x80) {
        *code = raw[0];
        return 1;
    }
    size_t used = decode_sequence(raw, length, code);
    if (used == 0) {
        *code = TEXT_REPLACEMENT;
        return 1;
    }
    return used;
}

size_t text_encode(uint32_t code, char bytes[4]) {
    if (!is_scalar(code)) {
        code = TEXT_REPLACEMENT;
    }
    if (code < 0x80) {
        bytes[0] = (char)code;
        return 1;
    }
    size_t count = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    static const uint32_t leads[] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t i = count - 1; i > 0; i--) {
        bytes[i] = (char)(0x80 | (code & 0x3F));
        code >>= 6;
    }
    bytes[0] = (char)(leads[count] | code);
    return count;
}

int text_code_width(uint32_t code) {
    if (code < 0x300) { /* Latin: only controls and the soft hyphen have no column */
        return code >= 0x20 && (code < 0x7F || code > 0x9F) && code != 0xAD;
    }
    if (code >= 0x2500 && code < 0x25FD) { /* boxes and blocks, most of a screen */
        return 1;
    }
    if (in_table(text_zero, text_zero_count, code)) {
        return 0;
    }
    return in_table(text_wide, text_wide_count, code) ? 2 : 1;
}

/* Walks from `text` while the columns stay within `most`; gives both ends of the walk. */
static size_t walk(const char *text, size_t most, size_t *columns) {
    size_t length = strlen(text);
    size_t at = 0;
    *columns = 0;
    while (at < length) {
        uint32_t code = (unsigned char)text[at];
        size_t used = 1;
        size_t width = 1;
        if (!is_plain((unsigned char)code)) {
            used = text_decode(text + at, length - at, &code);
            width = (size_t)text_code_width(code);
        }
        if (width > most - *columns) {
            break;
        }
        *columns += width;
        at += used;
    }
    return at;
}

size_t text_width(const char *text) {
    size_t columns;
    walk(text, SIZE_MAX, &columns);
    return columns;
}

size_t text_fit(const char *text, size_t columns) {
    size_t reached;
    return walk(text, columns, &reached);
}

bool text_is_harmful(uint32_t code) {
    if (code >= 0x20 && code < 0x7F) {
        return false;
    }
    return code > CODE_MAX || in_table(text_harmful, text_harmful_count, code);
}

/* One step of text_clean: the bytes it writes for the character at `bytes`, how many, and how long
 * they will be in the end. `marks` counts the marks since the last character with a column. */
struct cleaned {
    char bytes[4];
    size_t count;
    size_t final;
    size_t used;
};

static struct cleaned clean_one(const char *bytes, size_t length, int *marks) {
    struct cleaned step = {.count = 0};
    uint32_t code;
    step.used = text_decode(bytes, length, &code);
    bool malformed = code == TEXT_REPLACEMENT && step.used == 1;
    if (malformed) {
        step.bytes[0] = MALFORMED;
        step.count = 1;
        step.final = 3;
    } else if (code == '\t' || code == '\n') {
        step.bytes[0] = ' ';
        step.count = step.final = 1;
    } else if (!text_is_harmful(code)) {
        memcpy(step.bytes, bytes, step.used);
        step.count = step.final = step.used;
    }
    if (step.count > 0) {
        bool mark = !malformed && code >= 0x300 && text_code_width(code) == 0;
        *marks = mark ? *marks + 1 : 0;
        if (*marks > TEXT_MARKS_MAX) {
            *marks = TEXT_MARKS_MAX;
            step.count = step.final = 0;
        }
    }
    return step;
}

/* Turns each placeholder of `out` into U+FFFD, from the end so that nothing unread is overwritten.
 */
static void expand_malformed(char *out, size_t length, size_t final) {
    char mark[4];
    size_t width = text_encode(TEXT_REPLACEMENT, mark);
    size_t to = final;
    for (size_t from = length; from > 0 && to > from; from--) {
        if (out[from - 1] == MALFORMED) {
            to -= width;
            memcpy(out + to, mark, width);
        } else {
            out[--to] = out[from - 1];
        }
    }
}

/* Two passes, because a malformed byte becomes longer and `out` may be `bytes`: the first never
 * writes more than it has read, the second only grows what is already clean. */
size_t text_clean(const char *bytes, size_t length, char *out, size_t size) {
    assert(size > 0);
    int marks = TEXT_MARKS_MAX; /* a mark needs a character before it */
    size_t written = 0;
    size_t final = 0;
    for (size_t at = 0; at < length;) {
        struct cleaned step = clean_one(bytes + at, length - at, &marks);
        if (step.final > size - 1 - final) {
            break;
        }
        memcpy(out + written, step.bytes, step.count);
        written += step.count;
        final += step.final;
        at += step.used;
        assert(out != bytes || written <= at);
    }
    expand_malformed(out, written, final);
    out[final] = '\0';
    return final;
}

bool text_is_valid(const char *bytes, size_t length) {
    for (size_t at = 0; at < length;) {
        uint32_t code;
        size_t used = text_decode(bytes + at, length - at, &code);
        if (used == 1 && code == TEXT_REPLACEMENT) {
            return false;
        }
        at += used;
    }
    return true;
}

static int fold(char letter) {
    return letter >= 'A' && letter <= 'Z' ? letter - 'A' + 'a' : (unsigned char)letter;
}

int text_compare_fold(const char *a, const char *b) {
    while (*a != '\0' && fold(*a) == fold(*b)) {
        a++;
        b++;
    }
    return fold(*a) - fold(*b);
}

bool text_starts_fold(const char *text, const char *prefix) {
    while (*prefix != '\0') {
        if (fold(*text++) != fold(*prefix++)) {
            return false;
        }
    }
    return true;
}

bool text_to_u64(const char *text, uint64_t *value) {
    uint64_t sum = 0;
    if (*text == '\0') {
        return false;
    }
    for (; *text != '\0'; text++) {
        if (*text < '0' || *text > '9' || __builtin_mul_overflow(sum, UINT64_C(10), &sum) ||
            __builtin_add_overflow(sum, (uint64_t)(*text - '0'), &sum)) {
            return false;
        }
    }
    *value = sum;
    return true;
}

bool text_to_i64(const char *text, int64_t *value) {
    bool negative = *text == '-';
    uint64_t magnitude;
    if (!text_to_u64(text + negative, &magnitude) || magnitude > (uint64_t)INT64_MAX + negative) {
        return false;
    }
    *value = (int64_t)(negative ? 0 - magnitude : magnitude);
    return true;
}

/* The length of `text` without a sequence that was cut off at its end. */
static size_t whole_length(const char *text, size_t length) {
    size_t start = length;
    while (start > 0 && length - start < 4 && ((unsigned char)text[start - 1] & 0xC0) == 0x80) {
        start--;
    }
    if (start == 0) {
        return length;
    }
    uint32_t least, bits;
    size_t need = sequence_of((unsigned char)text[start - 1], &least, &bits);
    return need > length - (start - 1) ? start - 1 : length;
}

size_t text_format_list(char *out, size_t size, const char *format, va_list arguments) {
    assert(size > 0);
    int wanted = vsnprintf(out, size, format, arguments);
    if (wanted < 0) {
        out[0] = '\0';
        return 0;
    }
    if ((size_t)wanted < size) {
        return (size_t)wanted;
    }
    size_t length = whole_length(out, size - 1);
    out[length] = '\0';
    return length;
}

size_t text_format(char *out, size_t size, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    size_t length = text_format_list(out, size, format, arguments);
    va_end(arguments);
    return length;
}
