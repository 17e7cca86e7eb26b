/* Who plays: name, character, avatar, zone. Belongs to the person, not to a market: it lives on
 * from chapter to chapter. */
#ifndef PLAYER_PROFILE_H
#define PLAYER_PROFILE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"

#define PROFILE_NAME_MAX 84 /* bytes with the NUL: 20 characters of up to 4 bytes */
#define PROFILE_ZONE_MAX 40
#define AVATAR_COUNT     10

/* name, word, label */
#define CHARACTERS(X)                                                                              \
    X(CHARACTER_ANALYST, "analyst", "The Analyst")                                                 \
    X(CHARACTER_RISK_TAKER, "risk_taker", "The Risk Taker")                                        \
    X(CHARACTER_CONSERVATIVE, "conservative", "The Conservative")                                  \
    X(CHARACTER_DAY_TRADER, "day_trader", "The Day Trader")                                        \
    X(CHARACTER_HODLER, "hodler", "The HODLer")

#define AGE_BANDS(X)                                                                               \
    X(AGE_UNSAID, "unsaid", "rather not say")                                                      \
    X(AGE_UNDER_16, "under16", "under 16")                                                         \
    X(AGE_16_17, "16-17", "16 or 17")                                                              \
    X(AGE_ADULT, "adult", "18 or over")

#define X(name, word, label) name,
enum character { CHARACTERS(X) CHARACTER_COUNT };
enum age_band { AGE_BANDS(X) AGE_BAND_COUNT };
#undef X

extern const char *const character_words[]; /* NULL-terminated, by enum */
extern const char *const character_labels[];
extern const char *const age_band_words[];
extern const char *const age_band_labels[];

struct profile {
    uint32_t id;
    char name[PROFILE_NAME_MAX];
    uint8_t character, avatar, age_band;
    char zone[PROFILE_ZONE_MAX]; /* IANA name, as given by the host */
    int64_t created_wall_ms;
    int32_t local_day; /* last day opened, days since the epoch in the player's zone */
    uint64_t xp;       /* sum of its grants */
};

/* 3 to 20 characters (marks on one not counted), at least one letter, no blank at either end, never
 * two in a row and only ordinary ones, nothing harmful, PROFILE_NAME_MAX - 1 bytes at most. Returns
 * 0 or ERROR_REFUSED. */
int profile_name_check(const char *name, struct error *error);

/* The form in which two names are the same: case, accents (precomposed Latin, Greek and Cyrillic
 * letters included), fullwidth and mathematical forms, look-alike letters of Latin, Greek and
 * Cyrillic, digits that look like letters, and "rn" m, "vv" w folded; name_table.h lists them.
 * `key` holds PROFILE_NAME_MAX bytes. */
void profile_name_key(const char *name, char *key);

/* Level for a total of XP (GAME.md section 3), 1 to 100, and what it takes from the start of this
 * level to the next (0 at level 100). `into` and `needed` may be NULL. */
int level_of(uint64_t xp, uint64_t *into, uint64_t *needed);

/* Canonical; the decoder refuses what breaks a rule (ERROR_STORAGE; the profile is then zero). */
void profile_encode(const struct profile *profile, const struct sink *sink);
int profile_decode(struct profile *profile, struct source *source, struct error *error);

#endif
