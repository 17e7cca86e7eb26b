/* How well a concept is known: a fold over the answers given to its items, oldest first. Whatever
 * an answer to each item was worth last counts, so it can go down as well as up. */
#ifndef STUDY_MASTERY_H
#define STUDY_MASTERY_H

#include <stddef.h>
#include <stdint.h>

#include "study/quiz.h"

/* name, word */
#define MASTERY_STATES(X)                                                                          \
    X(MASTERY_NONE, "new")              /* nothing answered */                                     \
    X(MASTERY_ATTEMPTED, "attempted")   /* under 70 % */                                           \
    X(MASTERY_FAMILIAR, "familiar")     /* 70 to 99 % */                                           \
    X(MASTERY_PROFICIENT, "proficient") /* all */                                                  \
    X(MASTERY_MASTERED, "mastered")     /* and right again in a mixed test a day later or more */

/* name, word */
#define ANSWER_SOURCES(X)                                                                          \
    X(ANSWER_QUIZ, "quiz")                                                                         \
    X(ANSWER_REVIEW, "review")                                                                     \
    X(ANSWER_TEST, "test") /* mixed: items of many lessons */

#define X(name, word) name,
enum mastery_state { MASTERY_STATES(X) MASTERY_STATE_COUNT };
enum answer_source { ANSWER_SOURCES(X) ANSWER_SOURCE_COUNT };
#undef X

extern const char *const mastery_words[]; /* by enum */
extern const char *const answer_source_words[];

#define MASTERY_ITEMS_MAX 64 /* items of one concept */

struct mastery_answer {
    item_key item;
    int32_t day;    /* the player's local day */
    uint16_t share; /* 0 to QUIZ_FULL */
    uint8_t source; /* enum answer_source */
};

struct mastery {
    uint8_t state;     /* enum mastery_state */
    uint16_t share;    /* mean over items, thousandths, rounded down */
    uint16_t answered; /* items answered so far */
    uint16_t items;    /* they and those still to answer */
    int32_t since_day; /* PROFICIENT and MASTERED: since when all is right */
};

/* `items`: those of the concept's own lesson, which count as wrong until they are answered; others
 * count once they were. `answers`: those to the concept's items, in the order given. Items beyond
 * MASTERY_ITEMS_MAX are left out. */
struct mastery mastery_of(const item_key *items, size_t item_count,
                          const struct mastery_answer *answers, size_t answer_count);

#endif
