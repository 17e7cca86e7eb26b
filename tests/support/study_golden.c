#include "support/study_golden.h"

#include <string.h>

#include "base/bytes.h"
#include "base/random.h"
#include "study/fsrs.h"

enum { CARDS = 400, REVIEWS = 15, LONGEST_WAIT = 400 };

/* FNV-1a, 64 bits (Fowler, Noll, Vo). */
static uint64_t add(uint64_t hash, uint64_t value) {
    uint8_t bytes[8];
    store_u64(bytes, value);
    for (size_t i = 0; i < sizeof bytes; i++)
        hash = (hash ^ bytes[i]) * UINT64_C(1099511628211);
    return hash;
}

static uint64_t add_double(uint64_t hash, double value) {
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return add(hash, bits);
}

static uint64_t play_cards(uint64_t hash, const struct fsrs *fsrs, struct random *random) {
    for (int i = 0; i < CARDS; i++) {
        struct fsrs_card card = {0};
        for (int review = 0; review < REVIEWS; review++) {
            int32_t days = (int32_t)random_below(random, LONGEST_WAIT);
            enum fsrs_rating rating = (enum fsrs_rating)(1 + random_below(random, 4));
            struct fsrs_outcome outcome;
            fsrs_review(fsrs, &card, days, rating, "1_card_2", &outcome);
            card = outcome.card;
            hash = add_double(add_double(hash, card.memory.stability), card.memory.difficulty);
            hash = add(add_double(hash, outcome.recall), (uint64_t)outcome.minutes);
        }
    }
    return hash;
}

uint64_t study_golden(void) {
    struct random random = random_named(3, "study-golden", 0);
    uint64_t hash = UINT64_C(14695981039346656037);
    struct fsrs_settings settings = fsrs_defaults;
    for (int mode = 0; mode < 2; mode++) {
        settings.short_term = mode == 0;
        struct fsrs fsrs;
        fsrs_init(&fsrs, &settings);
        hash = play_cards(hash, &fsrs, &random);
    }
    return hash;
}
