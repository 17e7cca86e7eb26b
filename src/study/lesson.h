/* A lesson as its file tells it: data/lessons/A1.md is front matter (`key: value` lines between two
 * lines of ---) and a body in Markdown. */
#ifndef STUDY_LESSON_H
#define STUDY_LESSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* name, letter, title */
#define MODULES(X)                                                                                 \
    X(MODULE_MONEY, 'A', "Money and markets")                                                      \
    X(MODULE_ORDERS, 'B', "Orders, costs and brokers")                                             \
    X(MODULE_RISK, 'C', "Risk")                                                                    \
    X(MODULE_READING, 'D', "Reading the market")                                                   \
    X(MODULE_DISCIPLINE, 'E', "Discipline")

#define X(name, letter, title) name,
enum module { MODULES(X) MODULE_COUNT };
#undef X

extern const char module_letters[];       /* "ABCDE" */
extern const char *const module_titles[]; /* by enum module */

#define LESSON_NUMBER_MAX   99
#define LESSON_ID_MAX       4 /* bytes of "A1", "E99", with the NUL */
#define LESSON_NEEDS_MAX    4
#define LESSON_CONCEPTS_MAX 8
#define LESSON_CHECKS_MAX   64
#define CONCEPT_MAX         40 /* bytes of a concept's word, with its NUL */

/* Lessons have a key that stays when their text is edited: progress is kept by it. In order of keys
 * a lesson comes after all it needs. 0 is no lesson. */
typedef uint16_t lesson_key;

/* A line `check: FUNCTION ARGUMENT... = RESULT`: a number of the text and how it is worked out. For
 * the linter; the game does not read it. */
struct lesson_check {
    const char *text; /* borrowed; not NUL-terminated */
    uint16_t length;
    uint16_t line;
};

struct lesson {
    lesson_key key;
    char id[LESSON_ID_MAX]; /* "A1" */
    uint8_t module;         /* enum module */
    char title[80];
    char objective[200]; /* what the learner can do after it; goes on from "you can" */
    char task[400];      /* what to do in the practice account, and how the game sees it */
    uint8_t need_count;
    lesson_key needs[LESSON_NEEDS_MAX];              /* to be passed first; each below `key` */
    uint8_t concept_count;                           /* 1 or more */
    char concepts[LESSON_CONCEPTS_MAX][CONCEPT_MAX]; /* [0]: the main one; kebab-case */
    uint16_t xp;                                     /* 100 to 500, a multiple of 50 */
    uint16_t minutes;                                /* 1 to 60 */
    uint16_t check_count;
    struct lesson_check checks[LESSON_CHECKS_MAX];
    const char *body; /* Markdown, clean UTF-8; borrowed from the file; not NUL-terminated */
    size_t body_length;
    int body_line; /* of the file; the first is 1 */
};

/* Reads the file `name` (its bytes borrowed by the lesson). Returns 0 or ERROR_USAGE with file,
 * line and reason in the sentence and "file:line" as the place. */
int lesson_parse(struct lesson *lesson, const char *name, const void *bytes, size_t length,
                 struct error *error);

/* "A1" to its key; 0 for anything else. */
lesson_key lesson_key_of(const char *id);
void lesson_key_format(lesson_key key, char id[LESSON_ID_MAX]);

static inline enum module lesson_key_module(lesson_key key) {
    return (enum module)((key >> 8) - 1);
}

/* Whether `word` is a concept's: small letters and digits in groups joined by single dashes. */
bool concept_word_fits(const char *word);

/* The lesson teaches or touches this concept. */
bool lesson_has_concept(const struct lesson *lesson, const char *concept);

#endif
