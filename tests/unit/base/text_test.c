#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/random.h"
#include "base/text.h"

#define SEED        UINT64_C(99)
#define REPLACEMENT "\xEF\xBF\xBD"

Test(text, every_scalar_value_comes_back_from_its_bytes) {
    for (uint32_t code = 0; code <= 0x110010; code++) {
        char bytes[4];
        uint32_t back;
        bool scalar = code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);
        size_t length = text_encode(code, bytes);
        if (text_decode(bytes, length, &back) != length ||
            back != (scalar ? code : TEXT_REPLACEMENT)) {
            cr_assert_fail("U+%04" PRIX32 " became U+%04" PRIX32, code, back);
        }
        for (size_t cut = 1; cut < length; cut++) {
            if (text_decode(bytes, cut, &back) != 1 || back != TEXT_REPLACEMENT) {
                cr_assert_fail("U+%04" PRIX32 " cut to %zu bytes was read", code, cut);
            }
        }
    }
}

Test(text, malformed_bytes_are_replaced_one_by_one) {
    static const char *const malformed[] = {
        "\x80", /* a continuation alone */
        "\xBF",
        "\xC0\xAF", /* overlong '/' */
        "\xC1\xBF",
        "\xE0\x80\xAF",
        "\xE0\x9F\xBF",
        "\xF0\x80\x80\xAF",
        "\xF0\x8F\xBF\xBF",
        "\xED\xA0\x80", /* surrogates */
        "\xED\xBF\xBF",
        "\xF4\x90\x80\x80", /* above the last plane */
        "\xF5\x80\x80\x80",
        "\xFE",
        "\xFF",
        "\xC3(",
        "\xE2\x82(",
        "\xF0\x9F\x98(",
    };
    for (size_t i = 0; i < ARRAY_LEN(malformed); i++) {
        uint32_t code;
        size_t length = strlen(malformed[i]);
        cr_assert_eq(text_decode(malformed[i], length, &code), 1u, "row %zu", i);
        cr_assert_eq(code, TEXT_REPLACEMENT, "row %zu", i);
        cr_assert(!text_is_valid(malformed[i], length), "row %zu", i);
    }
    cr_assert(text_is_valid(REPLACEMENT, 3), "a written U+FFFD is no fault");
    cr_assert(text_is_valid("", 0));
}

Test(text, columns_are_those_a_terminal_takes) {
    static const struct {
        uint32_t code;
        int width;
    } rows[] = {
        {0, 0},       {'\n', 0},    {' ', 1},     {'~', 1},     {0x7F, 0},    {0x9F, 0},
        {0xA0, 1},    {0xAD, 0},    {0xE9, 1},    {0x301, 0},   {0x3B1, 1},   {0x5D0, 1},
        {0x5B0, 0},   {0xE31, 0},   {0x1100, 2},  {0x1161, 0},  {0x200B, 0},  {0x200D, 0},
        {0x202E, 0},  {0x20AC, 1},  {0x20DD, 0},  {0x2500, 1},  {0x2588, 1},  {0x25B2, 1},
        {0x2800, 1},  {0x28FF, 1},  {0x231A, 2},  {0x3000, 2},  {0x3042, 2},  {0x4E00, 2},
        {0x9FFF, 2},  {0xAC00, 2},  {0xE000, 1},  {0xFE0F, 0},  {0xFF21, 2},  {0xFF71, 1},
        {0xFFFD, 1},  {0x1F600, 2}, {0x1F6DC, 2}, {0x1FAE8, 2}, {0x1F1E6, 1}, {0x20000, 2},
        {0x2FFFD, 2}, {0x323AF, 2}, {0x10EFD, 0}, {0xE0041, 0}, {0x1D11E, 1}, {0x10FFFF, 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        cr_assert_eq(text_code_width(rows[i].code), rows[i].width, "U+%04" PRIX32, rows[i].code);
    }
}

Test(text, what_harms_has_no_column) {
    for (uint32_t code = 0; code <= 0x10FFFF; code++) {
        if (text_is_harmful(code) && text_code_width(code) != 0) {
            cr_assert_fail("U+%04" PRIX32, code);
        }
    }
}

Test(text, width_and_fit_go_by_whole_characters) {
    /* a, e with acute as two codes, a wide one, a euro sign: columns 1 1 2 1 */
    const char *text = "ae\xCC\x81\xE4\xB8\x80\xE2\x82\xAC";
    static const size_t wanted[] = {0, 1, 4, 4, 7, 10, 10};
    cr_assert_eq(text_width(text), 5u);
    cr_assert_eq(text_width(""), 0u);
    for (size_t columns = 0; columns < ARRAY_LEN(wanted); columns++) {
        cr_assert_eq(text_fit(text, columns), wanted[columns], "%zu columns", columns);
    }
    cr_assert_eq(text_width("\xFF\xFE"), 2u, "each malformed byte shows as one replacement");
}

Test(text, harmful_characters_are_known) {
    static const uint32_t harmful[] = {
        0x00,   0x07,    0x1B,    0x7F,    0x80,    0x9B,    0x9F,     0xAD,     0x061C,     0x115F,
        0x180E, 0x200B,  0x200C,  0x200D,  0x200E,  0x200F,  0x2028,   0x2029,   0x202A,     0x202E,
        0x2060, 0x2066,  0x2069,  0x3164,  0xD800,  0xFE0F,  0xFEFF,   0xFFA0,   0xFFF9,     0xFFFE,
        0xFFFF, 0x1FFFE, 0xE0001, 0xE0041, 0xE007F, 0xE0FFF, 0x10FFFF, 0x110000, UINT32_MAX,
    };
    static const uint32_t harmless[] = {' ',    'A',    '~',    0xA0,   0xE9,   0x301,  0x2010,
                                        0x2026, 0x202F, 0x20AC, 0x2588, 0x4E00, 0xFFFD, 0x1F600};
    for (size_t i = 0; i < ARRAY_LEN(harmful); i++) {
        cr_assert(text_is_harmful(harmful[i]), "U+%04" PRIX32, harmful[i]);
    }
    for (size_t i = 0; i < ARRAY_LEN(harmless); i++) {
        cr_assert(!text_is_harmful(harmless[i]), "U+%04" PRIX32, harmless[i]);
    }
}

#define CLEAN(in, wanted_)                                                                         \
    { in, sizeof in - 1, wanted_ }

static const struct hostile {
    const char *bytes;
    size_t length;
    const char *wanted;
} hostile[] = {
    CLEAN("", ""),
    CLEAN("plain", "plain"),
    CLEAN("tab\there\nand there", "tab here and there"),
    CLEAN("dos\r\nline", "dos line"),
    CLEAN("\x1B[31mred\x1B[0m", "[31mred[0m"),
    CLEAN("\x1B]52;c;aGk=\x07", "]52;c;aGk="),
    CLEAN("\x9B"
          "2J",
          REPLACEMENT "2J"),
    CLEAN("\xC2\x9B"
          "2J",
          "2J"),
    CLEAN("a\0b", "ab"),
    CLEAN("\xE2\x80\xAEgnp.exe", "gnp.exe"),
    CLEAN("\xE2\x81\xA6isolate\xE2\x81\xA9", "isolate"),
    CLEAN("pay\xE2\x80\x8Bpal", "paypal"),
    CLEAN("\xEF\xBB\xBF"
          "bom",
          "bom"),
    CLEAN("soft\xC2\xADhyphen", "softhyphen"),
    CLEAN("\xC0\x9B\xC1\xBF", REPLACEMENT REPLACEMENT REPLACEMENT REPLACEMENT),
    CLEAN("\xED\xA0\x80", REPLACEMENT REPLACEMENT REPLACEMENT),
    CLEAN("\xC3\x1B\xA9", REPLACEMENT REPLACEMENT), /* no e with acute out of two halves */
    CLEAN("cut\xE2\x82", "cut" REPLACEMENT REPLACEMENT),
    CLEAN("\xF3\xA0\x81\x81tag", "tag"),
    CLEAN("\xCC\x81lone mark", "lone mark"),
    CLEAN("\x1B\xCC\x81mark on nothing", "mark on nothing"),
    CLEAN("e\xCC\x81", "e\xCC\x81"),
    CLEAN("e\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81o\xCC\x81",
          "e\xCC\x81\xCC\x81\xCC\x81\xCC\x81o\xCC\x81"),
    CLEAN("\x01\x02\x03", ""),
};

Test(text, hostile_text_comes_out_clean) {
    for (size_t i = 0; i < ARRAY_LEN(hostile); i++) {
        char out[64];
        size_t length = text_clean(hostile[i].bytes, hostile[i].length, out, sizeof out);
        cr_assert_str_eq(out, hostile[i].wanted, "row %zu", i);
        cr_assert_eq(length, strlen(hostile[i].wanted), "row %zu", i);
    }
}

Test(text, cleaning_in_place_gives_the_same) {
    for (size_t i = 0; i < ARRAY_LEN(hostile); i++) {
        char out[64];
        memcpy(out, hostile[i].bytes, hostile[i].length);
        text_clean(out, hostile[i].length, out, sizeof out);
        cr_assert_str_eq(out, hostile[i].wanted, "row %zu", i);
    }
}

/* Bytes that often make characters, faults and harm. */
static size_t noise(struct random *random, char *bytes, size_t most) {
    static const char *const pieces[] = {
        "a",
        "bc",
        " ",
        "\n",
        "\x1B",
        "\x01",
        "\xC3\xA9",
        "\xCC\x81",
        "\xE2\x80\xAE",
        "\xE4\xB8\x80",
        "\xF0\x9F\x98\x80",
        "\xC3",
        "\xE2\x82",
        "\x80",
        "\xFF",
        "\xEF\xBF\xBD",
    };
    size_t length = 0;
    while (length + 4 <= most && random_below(random, 16) != 0) {
        const char *piece = pieces[random_below(random, (uint32_t)ARRAY_LEN(pieces))];
        memcpy(bytes + length, piece, strlen(piece));
        length += strlen(piece);
    }
    return length;
}

static void expect_clean(const char *text, size_t length) {
    cr_assert_eq(strlen(text), length);
    for (size_t at = 0; at < length;) {
        uint32_t code;
        size_t used = text_decode(text + at, length - at, &code);
        cr_assert(!text_is_harmful(code) && (code != TEXT_REPLACEMENT || used == 3));
        at += used;
    }
}

Test(text, cleaning_anything_is_clean_fits_and_is_final) {
    struct random random = random_named(SEED, "text_test", 0);
    for (int i = 0; i < 30000; i++) {
        char bytes[48];
        char whole[160];
        size_t length = noise(&random, bytes, sizeof bytes);
        size_t whole_length = text_clean(bytes, length, whole, sizeof whole);
        expect_clean(whole, whole_length);

        size_t size = 1 + random_below(&random, sizeof bytes);
        char *cut = malloc(size);
        size_t cut_length = text_clean(bytes, length, cut, size);
        expect_clean(cut, cut_length);
        cr_assert(strncmp(whole, cut, cut_length) == 0, "round %d, seed %" PRIu64, i, SEED);
        cr_assert(cut_length == whole_length || cut_length + 4 >= size, "round %d", i);

        size_t block = length > size ? length : size;
        char *place = malloc(block);
        memcpy(place, bytes, length);
        cr_assert_eq(text_clean(place, length, place, size), cut_length, "round %d", i);
        cr_assert_str_eq(place, cut, "round %d in place, seed %" PRIu64, i, SEED);

        cr_assert_eq(text_clean(whole, whole_length, whole, sizeof whole), whole_length,
                     "round %d again, seed %" PRIu64, i, SEED);
        free(place);
        free(cut);
    }
}

Test(text, words_compare_without_case) {
    cr_assert_eq(text_compare_fold("EURusd", "eurUSD"), 0);
    cr_assert_lt(text_compare_fold("abc", "ABD"), 0);
    cr_assert_gt(text_compare_fold("abc", "AB"), 0);
    cr_assert_lt(text_compare_fold("", "a"), 0);
    cr_assert_gt(text_compare_fold("\xC3\xA9", "z"), 0);
    cr_assert_neq(text_compare_fold("@", "`"), 0);
    cr_assert(text_starts_fold("Bitcoin", "bit"));
    cr_assert(text_starts_fold("Bitcoin", ""));
    cr_assert(!text_starts_fold("bi", "bit"));
    cr_assert(!text_starts_fold("a bit", "bit"));
}

Test(text, integers_are_digits_within_their_type) {
    int64_t number = 77;
    uint64_t big = 77;
    cr_assert(text_to_i64("-9223372036854775808", &number) && number == INT64_MIN);
    cr_assert(text_to_i64("9223372036854775807", &number) && number == INT64_MAX);
    cr_assert(text_to_i64("-0", &number) && number == 0);
    cr_assert(text_to_u64("18446744073709551615", &big) && big == UINT64_MAX);
    number = 77;
    big = 77;
    static const char *const refused[] = {
        "", "-", "+1", " 1", "1 ", "1x", "--1", "-9223372036854775809", "18446744073709551616"};
    for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
        cr_assert(!text_to_i64(refused[i], &number), "%s", refused[i]);
        cr_assert(!text_to_u64(refused[i], &big), "%s", refused[i]);
    }
    cr_assert(!text_to_i64("9223372036854775808", &number));
    cr_assert(!text_to_u64("-1", &big));
    cr_assert(number == 77 && big == 77);
}

Test(text, formatting_ends_with_a_whole_character) {
    static const struct {
        size_t size;
        const char *wanted;
    } rows[] = {
        {1, ""},
        {2, "a"},
        {4, "a"},
        {5, "a\xE2\x82\xAC"},
        {8, "a\xE2\x82\xAC"},
        {9, "a\xE2\x82\xAC\xF0\x9F\x98\x80"},
        {10, "a\xE2\x82\xAC\xF0\x9F\x98\x80z"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char out[16];
        size_t length = text_format(out, rows[i].size, "%s", "a\xE2\x82\xAC\xF0\x9F\x98\x80z");
        cr_assert_str_eq(out, rows[i].wanted, "size %zu", rows[i].size);
        cr_assert_eq(length, strlen(rows[i].wanted));
    }
}
