/* The five characters as their cards show them, from data/characters.json. */
#ifndef UI_CARDS_H
#define UI_CARDS_H

#include "base/error.h"
#include "base/pack.h"
#include "ui/art.h"

#define CARDS_MAX           8
#define CARD_STRENGTHS_MAX  4
#define CARD_ATTRIBUTES_MAX 8

struct card_attribute {
    char label[16]; /* "Research" */
    int value;      /* 0 to 100 */
};

struct card {
    int character; /* value of the command's field */
    char label[24];
    char suits[96];
    char strengths[CARD_STRENGTHS_MAX][48];
    int strength_count;
    char money[120];
    struct card_attribute attributes[CARD_ATTRIBUTES_MAX];
    int attribute_count;
    struct art portrait;
};

struct cards {
    struct card list[CARDS_MAX];
    int count;
};

/* Returns 0 or an error naming file and key. */
int cards_load(struct cards *cards, const struct pack *pack, struct error *error);

/* A card under its portrait in a narrow region, beside it in a wide one. */
void card_draw(const struct card *card, bool chosen, bool suggested, const struct region *region);

#endif
