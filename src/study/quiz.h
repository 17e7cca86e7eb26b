/* The items of a lesson's quiz, from data/quizzes/A1.json, and what an answer to one is worth: pure
 * functions of the item and the answer. */
#ifndef STUDY_QUIZ_H
#define STUDY_QUIZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/fix8.h"
#include "study/fsrs.h"
#include "study/lesson.h"

/* name, word */
#define QUIZ_KINDS(X)                                                                              \
    X(QUIZ_SINGLE, "single")     /* one option is right */                                         \
    X(QUIZ_MULTIPLE, "multiple") /* two or more are */                                             \
    X(QUIZ_NUMBER, "number")     /* typed, within a tolerance */                                   \
    X(QUIZ_ORDER, "order")       /* put the steps in order */                                      \
    X(QUIZ_SCREEN, "screen")     /* one option is right about a picture of a screen */

#define X(name, word) name,
enum quiz_kind { QUIZ_KINDS(X) QUIZ_KIND_COUNT };
#undef X

extern const char *const quiz_kind_words[]; /* by enum */

#define QUIZ_ITEMS_MAX    8
#define QUIZ_CHOICES_MAX  6 /* options, steps or near answers of an item */
#define QUIZ_SCREEN_MAX   24
#define QUIZ_ID_MAX       8    /* bytes of "A1-3", "E99-99", with the NUL */
#define QUIZ_FULL         1000 /* what an answer is worth at most, in thousandths */
#define QUIZ_PASS         700
#define QUIZ_THINKING_MS  2000 /* an item answered faster earns nothing */
#define QUIZ_FEEDBACK_MAX 2048

/* An item's key: its lesson's, and its number within it (1 to 99). Cards and answers are kept by
 * it. */
typedef uint32_t item_key;

struct quiz_option {
    const char *text;
    const char *feedback; /* why it is right, or what thought behind it to mend */
    bool right;
};

struct quiz_near { /* a number that a known wrong thought leads to */
    fix8_t answer;
    const char *feedback;
};

/* Texts are borrowed from the quiz's document. Fields that do not belong to `kind` are 0 or NULL.
 */
struct quiz_item {
    item_key key;
    char id[QUIZ_ID_MAX];
    uint8_t kind;              /* enum quiz_kind */
    char concept[CONCEPT_MAX]; /* what it asks about; empty: the lesson's main one */
    const char *question;
    const char *hint;
    const char *feedback;                         /* NUMBER, ORDER: how it is worked out */
    uint8_t choice_count;                         /* options, or steps */
    struct quiz_option options[QUIZ_CHOICES_MAX]; /* SINGLE, MULTIPLE, SCREEN */
    const char *steps[QUIZ_CHOICES_MAX];          /* ORDER: in the right order */
    uint8_t screen_count;
    const char *screen[QUIZ_SCREEN_MAX]; /* SCREEN: lines */
    fix8_t answer, tolerance;            /* NUMBER */
    const char *unit;                    /* NUMBER; may be empty */
    const char *check;                   /* NUMBER: for the linter; may be NULL */
    uint8_t near_count;
    struct quiz_near near[QUIZ_CHOICES_MAX];
    int line; /* of the file */
};

struct cJSON;

struct quiz {
    lesson_key lesson;
    uint32_t count;
    struct quiz_item *items; /* owned */
    struct cJSON *document;  /* owned; holds the texts */
};

/* Reads the file `name`. Returns 0 or ERROR_USAGE with file, line and reason. */
int quiz_load(struct quiz *quiz, const char *name, const void *bytes, size_t length,
              struct error *error);
void quiz_clear(struct quiz *quiz);

item_key item_key_of(const char *id); /* "A1-3"; 0 for anything else */
void item_key_format(item_key key, char id[QUIZ_ID_MAX]);
static inline lesson_key item_key_lesson(item_key key) {
    return (lesson_key)(key >> 8);
}

/* ---- Asking ---- */

/* order[place] = which choice of the item stands at `place`, and the same for a quiz's items: a
 * shuffle that `seed` and the key decide. The steps of an ORDER never come in the right order. */
void quiz_shuffle(const struct quiz_item *item, uint64_t seed, uint8_t order[QUIZ_CHOICES_MAX]);
void quiz_shuffle_items(const struct quiz *quiz, uint64_t seed, uint8_t order[QUIZ_ITEMS_MAX]);

/* ---- Answering ---- */

struct quiz_answer {
    uint8_t count;                   /* of `picks` */
    uint8_t picks[QUIZ_CHOICES_MAX]; /* choices of the item (not places), each once; ORDER: all, in
                                        the order given */
    fix8_t number;                   /* NUMBER */
};

struct quiz_verdict {
    uint16_t share; /* 0 to QUIZ_FULL */
    bool right;     /* share is QUIZ_FULL */
    int8_t near;    /* NUMBER: the near answer it was; -1: none */
};

/* What a player typed: "1,3" are places as shown (1 is order[0]); NUMBER takes commas between
 * thousands and the unit after it. Returns 0 or ERROR_USAGE saying what is expected. */
int quiz_answer_parse(const struct quiz_item *item, const uint8_t order[QUIZ_CHOICES_MAX],
                      const char *text, struct quiz_answer *answer, struct error *error);

/* Whether the answer fits the item: picks in range and once, one for SINGLE and SCREEN, one or more
 * for MULTIPLE, all for ORDER. */
bool quiz_answer_fits(const struct quiz_item *item, const struct quiz_answer *answer);

/* An answer that fits. MULTIPLE: (right picks - wrong picks) / right options, at least 0. ORDER:
 * Kendall's tau (M. G. Kendall, 1938) of the order given against the right one, at least 0: pairs
 * in the right order less pairs that are not, of all pairs. The others are right or not. */
void quiz_judge(const struct quiz_item *item, const struct quiz_answer *answer,
                struct quiz_verdict *verdict);

/* Sentences about this answer, with its own feedback for whatever was picked or missed; lines end
 * with a newline. Returns the length. */
size_t quiz_feedback(const struct quiz_item *item, const struct quiz_answer *answer,
                     char text[QUIZ_FEEDBACK_MAX]);

/* ---- What it comes to ---- */

/* Mean of the shares, 0 for none; thousandths, halves up. Passed at QUIZ_PASS. */
uint16_t quiz_mean(const uint16_t *shares, size_t count);

/* The median of the player's own times; 0 for none. Sorts them. */
uint32_t quiz_median_ms(uint32_t *times, size_t count);

struct quiz_timing {
    bool hinted;
    bool fast_before;   /* this card's last answer was right and fast too */
    uint32_t ms;        /* real time this answer took */
    uint32_t median_ms; /* quiz_median_ms of this player; 0: nothing to compare with */
};

/* Right in no more than the player's median, without a hint: what `fast_before` is next time. */
bool quiz_is_fast(const struct quiz_verdict *verdict, const struct quiz_timing *timing);

/* How well it was remembered: wrong is Again; right after a hint or in more than twice the median
 * Hard, and so is a part of QUIZ_PASS or more; right and fast twice running Easy; else right is
 * Good. */
enum fsrs_rating quiz_rating(const struct quiz_verdict *verdict, const struct quiz_timing *timing);

#endif
