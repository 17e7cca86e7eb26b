#include "player/profile.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "player/name_table.h"

#define NAME_LEAST 3
#define NAME_MOST  20

struct code_range {
    uint32_t first, last;
};

/* Scripts whose characters make words; digits, marks and signs are not in it. */
static const struct code_range letters[] = {
    {'A', 'Z'},       {'a', 'z'},         {0xAA, 0xAA},       {0xB5, 0xB5},     {0xBA, 0xBA},
    {0xC0, 0xD6},     {0xD8, 0xF6},       {0xF8, 0x2AF},      {0x370, 0x373},   {0x376, 0x377},
    {0x37B, 0x37D},   {0x37F, 0x37F},     {0x386, 0x386},     {0x388, 0x3F5},   {0x3F7, 0x481},
    {0x48A, 0x556},   {0x560, 0x588},     {0x5D0, 0x5EA},     {0x620, 0x64A},   {0x671, 0x6D3},
    {0x710, 0x72F},   {0x780, 0x7A5},     {0x904, 0x939},     {0x985, 0x9B9},   {0xA05, 0xA39},
    {0xA85, 0xAB9},   {0xB05, 0xB39},     {0xB83, 0xBB9},     {0xC05, 0xC39},   {0xC85, 0xCB9},
    {0xD05, 0xD3A},   {0xD85, 0xDC6},     {0xE01, 0xE30},     {0xE81, 0xEB0},   {0xF40, 0xF6C},
    {0x1000, 0x102A}, {0x10A0, 0x10FA},   {0x10FC, 0x135A},   {0x13A0, 0x13F5}, {0x1780, 0x17B3},
    {0x1820, 0x1878}, {0x1E00, 0x1FBC},   {0x1FC2, 0x1FCC},   {0x1FD0, 0x1FDB}, {0x1FE0, 0x1FEC},
    {0x1FF2, 0x1FFC}, {0x3041, 0x3096},   {0x30A1, 0x30FA},   {0x3105, 0x312F}, {0x3400, 0x4DBF},
    {0x4E00, 0x9FFF}, {0xA000, 0xA48C},   {0xAC00, 0xD7A3},   {0xFF21, 0xFF3A}, {0xFF41, 0xFF5A},
    {0xFF66, 0xFF9D}, {0x1D400, 0x1D6A3}, {0x20000, 0x323AF},
};

/* Blanks other than the ordinary one; two names must not differ by them. */
static const struct code_range blanks[] = {
    {0xA0, 0xA0},     {0x1680, 0x1680}, {0x2000, 0x200A}, {0x202F, 0x202F},
    {0x205F, 0x205F}, {0x2800, 0x2800}, {0x3000, 0x3000},
};

static bool in_ranges(const struct code_range *ranges, size_t count, uint32_t code) {
    for (size_t i = 0; i < count; i++)
        if (code >= ranges[i].first && code <= ranges[i].last)
            return true;
    return false;
}

/* ---- the rules ---- */

static bool is_clean(const char *name) {
    char clean[PROFILE_NAME_MAX];
    text_clean(name, strlen(name), clean, sizeof clean);
    return strcmp(name, clean) == 0;
}

static bool blanks_in_place(const char *name) {
    size_t length = strlen(name);
    return length > 0 && name[0] != ' ' && name[length - 1] != ' ' && strstr(name, "  ") == NULL;
}

int profile_name_check(const char *name, struct error *error) {
    size_t length = strlen(name);
    size_t characters = 0, found_letters = 0, odd_blanks = 0;
    uint32_t code;
    if (length >= PROFILE_NAME_MAX)
        return error_set(error, ERROR_REFUSED, "That name is too long; use %d characters at most.",
                         NAME_MOST);
    if (!is_clean(name))
        return error_set(error, ERROR_REFUSED,
                         "That name holds something that cannot be shown; use letters, digits and "
                         "blanks.");
    for (size_t at = 0; at < length;) {
        at += text_decode(name + at, length - at, &code);
        characters += text_code_width(code) > 0;
        found_letters += in_ranges(letters, ARRAY_LEN(letters), code);
        odd_blanks += in_ranges(blanks, ARRAY_LEN(blanks), code);
    }
    if (characters < NAME_LEAST || characters > NAME_MOST)
        return error_set(error, ERROR_REFUSED, "A name has %d to %d characters; this one has %zu.",
                         NAME_LEAST, NAME_MOST, characters);
    if (!blanks_in_place(name) || odd_blanks > 0)
        return error_set(error, ERROR_REFUSED,
                         "A name has no blank at its start or end and never two in a row; use the "
                         "space bar's.");
    if (found_letters == 0)
        return error_set(error, ERROR_REFUSED, "A name needs at least one letter.");
    return 0;
}

/* ---- look-alikes ---- */

/* Forms of plain letters that only differ in shape. */
static uint32_t plain_form(uint32_t code) {
    if (code >= 0xFF01 && code <= 0xFF5E) /* fullwidth */
        return code - 0xFF01 + '!';
    if (code >= 0x1D400 && code <= 0x1D6A3) { /* mathematical: alphabets of 2 x 26 */
        uint32_t letter = (code - 0x1D400) % 52;
        return letter < 26 ? 'A' + letter : 'a' + letter - 26;
    }
    return code;
}

static uint32_t fold(uint32_t code) {
    size_t low = 0, high = name_fold_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (name_folds[middle].code < code)
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < name_fold_count && name_folds[low].code == code;
    return found ? name_folds[low].folded : code;
}

/* The bytes of one folded character; m looks like rn and w like vv. None for marks. */
static size_t key_bytes(uint32_t code, char bytes[4]) {
    if (text_code_width(code) == 0)
        return 0;
    code = fold(plain_form(code));
    if (code != 'm' && code != 'w')
        return text_encode(code, bytes);
    memcpy(bytes, code == 'm' ? "rn" : "vv", 2);
    return 2;
}

void profile_name_key(const char *name, char *key) {
    size_t length = strlen(name);
    size_t written = 0;
    for (size_t at = 0; at < length;) {
        uint32_t code;
        char bytes[4];
        at += text_decode(name + at, length - at, &code);
        size_t count = key_bytes(code, bytes);
        if (count >= PROFILE_NAME_MAX - written)
            break;
        memcpy(key + written, bytes, count);
        written += count;
    }
    assert(written < PROFILE_NAME_MAX);
    key[written] = '\0';
}
