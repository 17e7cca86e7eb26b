/* The five characters as their cards show them, from data/characters.json: texts and numbers of
 * GAME.md section 2. What a character does to XP and money is not here. */
#ifndef PLAYER_CHARACTER_H
#define PLAYER_CHARACTER_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "player/profile.h"

/* name, word in data files, label; each 0 to 100 */
#define ATTRIBUTES(X)                                                                              \
    X(ATTRIBUTE_RESEARCH, "research", "Research")                                                  \
    X(ATTRIBUTE_NERVE, "nerve", "Nerve")                                                           \
    X(ATTRIBUTE_PATIENCE, "patience", "Patience")                                                  \
    X(ATTRIBUTE_DISCIPLINE, "discipline", "Discipline")                                            \
    X(ATTRIBUTE_TEMPO, "tempo", "Tempo")                                                           \
    X(ATTRIBUTE_BREADTH, "breadth", "Breadth")

#define X(name, word, label) name,
enum attribute { ATTRIBUTES(X) ATTRIBUTE_COUNT };
#undef X

extern const char *const attribute_words[]; /* NULL-terminated, by enum */
extern const char *const attribute_labels[];

#define ATTRIBUTE_MOST          100
#define CHARACTER_STRENGTHS_MAX 3

struct character_card {
    char word[16];                               /* as in CHARACTERS */
    char label[24];                              /* as in CHARACTERS */
    char suits[64];                              /* one line: who it suits */
    uint32_t strength_count;                     /* 1 to CHARACTER_STRENGTHS_MAX */
    char strengths[CHARACTER_STRENGTHS_MAX][40]; /* a line each: XP, in numbers */
    char money[80];                              /* the perk on money */
    uint8_t attributes[ATTRIBUTE_COUNT];         /* at the start */
    char portrait[48];                           /* name in the pack */
};

struct character_table {
    struct character_card cards[CHARACTER_COUNT]; /* by enum character */
};

/* Reads data/characters.json (`bytes`): all characters, in the order of CHARACTERS. Returns 0 or
 * ERROR_USAGE naming character and key. */
int characters_load(struct character_table *table, const void *bytes, size_t length,
                    struct error *error);

#endif
