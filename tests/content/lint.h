/* The linter of the course: what it holds is written in the tables and functions of lint_lesson.c
 * and lint_quiz.c; how to run it in main.c. */
#ifndef TESTS_CONTENT_LINT_H
#define TESTS_CONTENT_LINT_H

#include <stdbool.h>

#include "broker/fees.h"
#include "study/course.h"

#define GRADE_MOST 9.0 /* of reading: about a reader of 14 */

struct lint {
    const struct course *course;
    struct broker_table brokers;
    unsigned problems;
    void (*tell)(void *context, const char *line); /* a problem, or a figure */
    void *context;
    bool verbose; /* tell figures of each lesson too */
};

/* Tells "FILE:LINE: sentence." and counts it. */
void lint_problem(struct lint *lint, const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Tells a line that is no problem, when `verbose`. */
void lint_figure(struct lint *lint, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Text that reaches a reader: no curly quotes, no emoji, no real company. */
void lint_text(struct lint *lint, const char *file, int line, const char *text, size_t length);

void lint_lesson(struct lint *lint, const struct lesson *lesson);
void lint_quiz(struct lint *lint, const struct lesson *lesson, const struct quiz *quiz);

/* Over all lessons: kinds in each module, discoveries. */
void lint_course(struct lint *lint);

#endif
