/* The course: all lessons with their quizzes, the concepts they teach, and the discoveries that
 * join two of them, read from the content pack. A file that cannot be read is told of in `faults`
 * and left out; everything else works. */
#ifndef STUDY_COURSE_H
#define STUDY_COURSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/pack.h"
#include "study/lesson.h"
#include "study/mastery.h"
#include "study/quiz.h"

#define COURSE_LESSONS_MAX     96
#define COURSE_CONCEPTS_MAX    (COURSE_LESSONS_MAX * LESSON_CONCEPTS_MAX)
#define COURSE_DISCOVERIES_MAX 32
#define COURSE_FAULTS_MAX      64

struct concept {
    char word[CONCEPT_MAX];
    lesson_key lesson; /* whose main concept it is, else the first that touches it */
    bool is_main;
};

/* Two lessons' main concepts that explain more together; found when both are proficient and were
 * used in one trade or review. */
struct discovery {
    char id[12]; /* "B5-D8": its ends */
    lesson_key ends[2];
    const char *name; /* borrowed from `discovery_document` */
    const char *text; /* one sentence that explains it */
};

struct course {
    uint32_t lesson_count;
    struct lesson *lessons; /* owned; by key, and so each after all it needs */
    struct quiz *quizzes;   /* owned; quizzes[i] of lessons[i]; count 0: it has none */
    uint32_t concept_count;
    struct concept *concepts; /* owned; by word */
    uint32_t discovery_count;
    struct discovery discoveries[COURSE_DISCOVERIES_MAX];
    struct cJSON *discovery_document; /* owned */
    uint32_t fault_count;             /* more than COURSE_FAULTS_MAX are counted, not kept */
    struct error faults[COURSE_FAULTS_MAX];
};

/* Reads what the pack has; lessons borrow its bytes. Returns the number of faults. */
uint32_t course_load(struct course *course, const struct pack *pack);
void course_clear(struct course *course);

/* NULL or -1: not in the course. */
int course_index(const struct course *course, lesson_key key);
const struct lesson *course_lesson(const struct course *course, lesson_key key);
const struct quiz_item *course_item(const struct course *course, item_key key);
const struct concept *course_concept(const struct course *course, const char *word);

/* Whether the lesson may be begun: all it needs is passed (passed[i] of lessons[i]), as far as the
 * course has it. */
bool course_is_open(const struct course *course, uint32_t index, const bool *passed);

/* Whether the concept is taught or touched in this lesson or in one it needs, however far back. */
bool course_has_taught(const struct course *course, lesson_key lesson, const char *concept);

/* The items that ask about a concept; `own`: only those in its own lesson, which mastery wants
 * answered. Returns how many, at most `most`. */
size_t course_items_about(const struct course *course, const char *concept, bool own,
                          item_key *items, size_t most);

/* Both ends are proficient. */
bool discovery_is_ready(const struct mastery *one, const struct mastery *other);

#endif
