/* The course as it is planned: 44 lessons in five modules and what each needs. Whether a lesson is
 * written may be open; what it is to be is not. */
#ifndef TESTS_CONTENT_PLAN_H
#define TESTS_CONTENT_PLAN_H

#include "study/lesson.h"

#define PLAN_LESSONS 44
#define PLAN_ITEMS   260
#define PLAN_FINDS   18

struct plan_row {
    const char *id;
    const char *needs; /* as in the front matter */
};

extern const struct plan_row plan_rows[PLAN_LESSONS];

/* NULL: the plan has no such lesson. */
const struct plan_row *plan_find(lesson_key key);

#endif
