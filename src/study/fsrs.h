/* When a card is asked again: FSRS-6, the free spaced repetition scheduler by Jarrett Ye and the
 * Open Spaced Repetition project (github.com/open-spaced-repetition), built from its published
 * formulas.
 *
 * A memory is two numbers: stability, the days until the chance of recall falls to 90 %, and
 * difficulty, 1 to 10. A review with one of four ratings makes the next memory of the last one and
 * the whole days between; an interval follows from stability and the retention that is wanted. On
 * top of that the scheduler asks new and lapsed cards again after minutes (steps) before they get
 * days.
 *
 * All functions are pure. Values are rounded to eight decimals where the reference implementations
 * round them, and use study/power.h: the same bits everywhere. */
#ifndef STUDY_FSRS_H
#define STUDY_FSRS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

#define FSRS_WEIGHTS       21
#define FSRS_STABILITY_MIN 0.001
#define FSRS_STABILITY_MAX 36500.0
#define FSRS_DAYS_MAX      36500
#define FSRS_STEPS_MAX     4
#define FSRS_STEP_MOST     1439 /* minutes: a step is less than a day */
#define FSRS_SEED_MAX      64   /* bytes of a fuzz seed, its NUL included */

/* name, value, word */
#define FSRS_RATINGS(X)                                                                            \
    X(FSRS_AGAIN, 1, "again")                                                                      \
    X(FSRS_HARD, 2, "hard")                                                                        \
    X(FSRS_GOOD, 3, "good")                                                                        \
    X(FSRS_EASY, 4, "easy")

/* name, word */
#define FSRS_STATES(X)                                                                             \
    X(FSRS_NEW, "new")                                                                             \
    X(FSRS_LEARNING, "learning") /* minutes, before its first interval of days */                  \
    X(FSRS_REVIEW, "review")                                                                       \
    X(FSRS_RELEARNING, "relearning") /* minutes, after a lapse */

#define X(name, value, word) name = (value),
enum fsrs_rating { FSRS_RATINGS(X) };
#undef X
#define X(name, word) name,
enum fsrs_state { FSRS_STATES(X) FSRS_STATE_COUNT };
#undef X

extern const char *const fsrs_rating_words[]; /* by rating; [0] is "" */
extern const char *const fsrs_state_words[];

struct fsrs_settings {
    double weights[FSRS_WEIGHTS];
    double retention;  /* wanted chance of recall when due, 0.70 to 0.99 */
    int32_t most_days; /* longest interval, 1 to FSRS_DAYS_MAX (fsrs_review: up to three more) */
    bool short_term;   /* same-day formula and steps; off: long-term mode, every interval in days */
    uint8_t learning_count, relearning_count;
    int32_t learning[FSRS_STEPS_MAX]; /* minutes, 1 to FSRS_STEP_MOST */
    int32_t relearning[FSRS_STEPS_MAX];
};

extern const struct fsrs_settings fsrs_defaults; /* retention 0.90, steps 1 m 10 m and 10 m */

/* Settings with what follows from them alone. */
struct fsrs {
    struct fsrs_settings settings;
    double factor;     /* of the forgetting curve */
    double modifier;   /* interval = stability x modifier */
    double easy_start; /* first difficulty of Easy before its limits: where difficulty reverts to */
    double recall_scale;  /* e^w8 */
    double lapse_divisor; /* e^(w17 w18): a lapse on another day leaves at most S / this */
};

struct fsrs_memory {
    double stability;  /* days; FSRS_STABILITY_MIN to _MAX; 0: never reviewed */
    double difficulty; /* 1 to 10; 0: never reviewed */
};

struct fsrs_card {
    struct fsrs_memory memory;
    uint8_t state;   /* enum fsrs_state */
    uint8_t step;    /* of the steps, while learning and relearning */
    uint32_t reps;   /* reviews so far */
    uint32_t lapses; /* Again in state review */
};

struct fsrs_outcome {
    struct fsrs_card card;
    double recall;   /* chance of recall just before the answer; 1 for a new card */
    int32_t days;    /* until due; 0: in `minutes` */
    int32_t minutes; /* until due; days x 1440 when days > 0 */
};

/* Limits of the settings. Returns 0 or ERROR_USAGE. */
int fsrs_check(const struct fsrs_settings *settings, struct error *error);

/* Settings that fsrs_check takes. */
void fsrs_init(struct fsrs *fsrs, const struct fsrs_settings *settings);

/* Chance of recall after `days` (>= 0) whole days. */
double fsrs_recall(const struct fsrs *fsrs, double stability, int32_t days);

/* The memory after a review: the first (stability 0), or `days` whole days after the last one. */
struct fsrs_memory fsrs_remember(const struct fsrs *fsrs, const struct fsrs_memory *memory,
                                 int32_t days, enum fsrs_rating rating);

/* Days until recall falls to the retention wanted. With a `seed` spread a little around it, so that
 * cards learned together do not stay together; `days` is the time since the last review. */
int32_t fsrs_interval(const struct fsrs *fsrs, double stability, int32_t days, const char *seed);

/* Where fsrs_interval spreads an interval to, both ends included; below 2.5 days both are it. */
void fsrs_spread(const struct fsrs *fsrs, int32_t interval, int32_t days, int32_t *least,
                 int32_t *most);

/* One review by the scheduler, `days` whole days after the last (0: new card, or the same day).
 * `seed` NULL: intervals are not spread. */
void fsrs_review(const struct fsrs *fsrs, const struct fsrs_card *card, int32_t days,
                 enum fsrs_rating rating, const char *seed, struct fsrs_outcome *outcome);

#endif
