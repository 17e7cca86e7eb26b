#include "player/character.h"
#include "player/profile.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/pack.h"
#include "base/random.h"
#include "base/text.h"

/* ---- levels ---- */

Test(player, levels_follow_the_table_of_the_rules) {
    static const struct {
        uint64_t xp;
        int level;
    } table[] = {{0, 1},     {100, 2},    {250, 3},    {450, 4},           {750, 5},     {3750, 10},
                 {9250, 15}, {17250, 20}, {27950, 25}, {27950 + 2525, 26}, {286700, 100}};
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        uint64_t into = 1, needed;
        cr_expect_eq(level_of(table[i].xp, &into, &needed), table[i].level);
        cr_expect_eq(into, 0, "level %d", table[i].level);
        if (table[i].xp > 0)
            cr_expect_eq(level_of(table[i].xp - 1, NULL, NULL), table[i].level - 1);
    }
    uint64_t into, needed;
    cr_expect_eq(level_of(160, &into, &needed), 2);
    cr_expect(into == 60 && needed == 150);
    cr_expect_eq(level_of(UINT64_MAX, &into, &needed), 100);
    cr_expect_eq(needed, 0);
}

Test(player, every_level_begins_where_the_one_before_ends) {
    uint64_t total = 0;
    for (int level = 1; level < 100; level++) {
        uint64_t into, needed;
        cr_assert_eq(level_of(total, &into, &needed), level);
        cr_assert(into == 0 && needed > 0);
        total += needed;
    }
    cr_expect_eq(total, 286700);
}

/* ---- names ---- */

Test(player, names_keep_the_rules) {
    static const char *const good[] = {"Ada",        "J. R. 7", "Zoë",   "Νίκος",
                                       "Ольга",      "日本語",  "x-1-y", "abcdefghijklmnopqrst",
                                       "e\xCC\x81te"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        cr_expect_eq(profile_name_check(good[i], NULL), 0, "%s", good[i]);
    static const struct {
        const char *name, *sentence;
    } bad[] = {
        {"", "A name has 3 to 20 characters; this one has 0."},
        {"Al", "A name has 3 to 20 characters; this one has 2."},
        {"e\xCC\x81t", "A name has 3 to 20 characters; this one has 2."},
        {"abcdefghijklmnopqrstu", "A name has 3 to 20 characters; this one has 21."},
        {" Ada", "A name has no blank at its start or end and never two in a row; use the space "
                 "bar's."},
        {"Ada ", "A name has no blank at its start or end and never two in a row; use the space "
                 "bar's."},
        {"A  da", "A name has no blank at its start or end and never two in a row; use the space "
                  "bar's."},
        {"A\xC2\xA0"
         "da",
         "A name has no blank at its start or end and never two in a row; use the "
         "space bar's."},
        {"123", "A name needs at least one letter."},
        {"\xF0\x9F\x98\x80\xF0\x9F\x98\x80\xF0\x9F\x98\x80", "A name needs at least one letter."},
        {"Ad\x1B"
         "a",
         "That name holds something that cannot be shown; use letters, digits and "
         "blanks."},
        {"Ad\xE2\x80\x8B"
         "a",
         "That name holds something that cannot be shown; use letters, digits "
         "and blanks."},
        {"Ad\xFF"
         "a",
         "That name holds something that cannot be shown; use letters, digits and "
         "blanks."},
        {"abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefgh",
         "That name is too long; use 20 characters at most."},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct error error = {0};
        cr_expect_eq(profile_name_check(bad[i].name, &error), ERROR_REFUSED, "%s", bad[i].name);
        cr_expect_str_eq(error.sentence, bad[i].sentence);
    }
}

static bool same_key(const char *a, const char *b) {
    char first[PROFILE_NAME_MAX], second[PROFILE_NAME_MAX];
    profile_name_key(a, first);
    profile_name_key(b, second);
    return strcmp(first, second) == 0;
}

Test(player, names_that_look_alike_have_one_key) {
    static const struct {
        const char *a, *b;
    } same[] = {
        {"Paul", "PAUL"},     {"José", "Jose\xCC\x81"},
        {"José", "jose"},     {"Bob", "B0b"},
        {"Bill", "B1lI"},     {"Boss", "Bo5s"},
        {"Paul", "Раul"},     {"Anna", "ΑΝΝΑ"},
        {"Max", "Мах"},       {"Ada", "\xEF\xBC\xA1\xEF\xBD\x84\xEF\xBD\x81"},
        {"Lars", "Łars"},     {"modern", "modem"},
        {"wave", "vvave"},    {"Søren", "Soren"},
        {"Nguyễn", "nguyen"}, {"Νίκος", "ΝΙΚΟΣ"},
        {"Ольга", "ОЛЬГА"},   {"Ada", "\xF0\x9D\x90\x80\xF0\x9D\x90\x9D\xF0\x9D\x90\x9A"},
    };
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++)
        cr_expect(same_key(same[i].a, same[i].b), "%s and %s", same[i].a, same[i].b);
    static const struct {
        const char *a, *b;
    } different[] = {{"Anna", "Anne"}, {"Bob", "Rob"},   {"Max", "Nax"}, {"日本語", "日本言"},
                     {"A da", "Ada"},  {"Vera", "Nera"}, {"Tim", "Tom"}};
    for (size_t i = 0; i < sizeof different / sizeof different[0]; i++)
        cr_expect(!same_key(different[i].a, different[i].b), "%s and %s", different[i].a,
                  different[i].b);
}

Test(player, a_key_fits_and_is_its_own_key_for_any_bytes) {
    struct random random = random_named(7, "names", 0);
    for (int round = 0; round < 20000; round++) {
        char name[120], key[PROFILE_NAME_MAX], again[PROFILE_NAME_MAX];
        size_t length = 0, most = random_below(&random, 100);
        while (length < most) {
            uint32_t range = random_below(&random, 2) ? 0x600 : 0x20000;
            length += text_encode(1 + random_below(&random, range), name + length);
        }
        name[length] = '\0';
        profile_name_key(name, key);
        cr_assert_lt(strlen(key), sizeof key);
        cr_assert(text_is_valid(key, strlen(key)));
        profile_name_key(key, again);
        cr_assert_str_eq(key, again, "round %d", round);
    }
}

/* ---- profile ---- */

Test(player, a_profile_comes_back_from_its_bytes_and_damage_is_noticed) {
    struct profile profile = {.id = 3,
                              .name = "Zoë",
                              .character = CHARACTER_HODLER,
                              .avatar = 9,
                              .age_band = AGE_16_17,
                              .zone = "Europe/Brussels",
                              .created_wall_ms = 1736778600123,
                              .local_day = 20101,
                              .xp = 750};
    struct buffer bytes = {0}, again = {0};
    struct sink sink = buffer_sink(&bytes);
    profile_encode(&profile, &sink);
    struct profile decoded;
    struct source source = source_of(bytes.bytes, bytes.length);
    cr_assert_eq(profile_decode(&decoded, &source, NULL), 0);
    cr_expect(source_done(&source));
    cr_expect_str_eq(decoded.name, "Zoë");
    sink = buffer_sink(&again);
    profile_encode(&decoded, &sink);
    cr_expect(bytes.length == again.length && memcmp(bytes.bytes, again.bytes, bytes.length) == 0);
    for (size_t length = 0; length < bytes.length; length++) {
        source = source_of(bytes.bytes, length);
        cr_assert_eq(profile_decode(&decoded, &source, NULL), ERROR_STORAGE);
        cr_assert_eq(decoded.id, 0);
    }
    profile.character = CHARACTER_COUNT;
    buffer_reset(&bytes);
    sink = buffer_sink(&bytes);
    profile_encode(&profile, &sink);
    source = source_of(bytes.bytes, bytes.length);
    cr_expect_eq(profile_decode(&decoded, &source, NULL), ERROR_STORAGE);
    buffer_clear(&bytes);
    buffer_clear(&again);
}

/* ---- characters ---- */

Test(player, the_five_cards_say_what_the_rules_say) {
    const struct pack_file *file = pack_find(&pack_embedded, "data/characters.json");
    cr_assert_not_null(file);
    struct character_table table;
    struct error error = {0};
    cr_assert_eq(characters_load(&table, file->bytes, file->length, &error), 0, "%s",
                 error.sentence);
    static const struct {
        const char *strengths[2], *money;
    } rules[CHARACTER_COUNT] = {
        [CHARACTER_ANALYST] = {{"Lessons: XP x1.10", "All education: XP +10 %"},
                               "No perk on money."},
        [CHARACTER_RISK_TAKER] = {{"Volatile trades: XP x1.15"},
                                  "May double a position: P/L +100 %, margin and risk reserved "
                                  "twice."},
        [CHARACTER_CONSERVATIVE] = {{"Lessons: XP x1.05", "Diversified trades: XP x1.10"},
                                    "Swings damped: P/L -20 %, gains and losses alike."},
        [CHARACTER_DAY_TRADER] = {{"Trades: XP x1.05", "All trade XP: +5 %"}, "No perk on money."},
        [CHARACTER_HODLER] = {{"Long holds: XP x1.10"},
                              "P/L +10 % on positions held 30 game days or more, at most 1 % of "
                              "equity."},
    };
    for (int i = 0; i < CHARACTER_COUNT; i++) {
        const struct character_card *card = &table.cards[i];
        cr_expect_str_eq(card->word, character_words[i]);
        cr_expect_str_eq(card->label, character_labels[i]);
        cr_expect_str_eq(card->money, rules[i].money);
        for (uint32_t k = 0; k < card->strength_count; k++)
            cr_expect_str_eq(card->strengths[k], rules[i].strengths[k]);
        cr_expect(card->strength_count == 2 || rules[i].strengths[1] == NULL);
        cr_expect_not_null(pack_find(&pack_embedded, card->portrait), "%s", card->portrait);
        cr_expect(card->suits[0] != '\0' && card->attributes[ATTRIBUTE_NERVE] > 0);
    }
}

Test(player, a_card_that_cannot_be_right_is_refused_with_its_place) {
    const struct pack_file *file = pack_find(&pack_embedded, "data/characters.json");
    static const struct {
        const char *find, *put; /* of equal length */
    } damage[] = {
        {"\"analyst\"", "\"analist\""},
        {"\"suits\"", "\"suitz\""},
        {": 70,", ":170,"},
        {"\"hodler\"", "\"hodlre\""},
        {"\"tempo\"", "\"tampo\""},
        {"{", "["},
        {"\"strengths\": [", "\"strengthz\": ["},
    };
    for (size_t i = 0; i < sizeof damage / sizeof damage[0]; i++) {
        char text[8192];
        cr_assert_lt(file->length, sizeof text);
        memcpy(text, file->bytes, file->length);
        text[file->length] = '\0';
        char *at = strstr(text, damage[i].find);
        cr_assert_not_null(at, "%s", damage[i].find);
        memcpy(at, damage[i].put, strlen(damage[i].put));
        struct character_table table;
        struct error error = {0};
        cr_expect_eq(characters_load(&table, text, file->length, &error), ERROR_USAGE, "%s",
                     damage[i].put);
        cr_expect_not_null(strstr(error.sentence, "characters.json"), "%s", error.sentence);
        cr_expect_eq(table.cards[0].word[0], '\0');
    }
}
