/* content [-v] [DIRECTORY]: holds the course in DIRECTORY/data (default: here) against all that is
 * asked of it. Prints a line for each problem and ends with 1 when there is one. Lessons that are
 * not written yet are counted, nothing else is forgiven. */
#include <stdio.h>
#include <string.h>

#include "content/lint.h"
#include "content/plan.h"
#include "host/content.h"

static void print_line(void *context, const char *line) {
    (void)context;
    puts(line);
}

static int load_brokers(struct lint *lint, const struct pack *pack) {
    struct error error = {0};
    const struct pack_file *file = pack_find(pack, "data/brokers.json");
    if (file != NULL && brokers_load(&lint->brokers, file->bytes, file->length, &error) == 0)
        return 0;
    printf("data/brokers.json:1: %s\n", file != NULL ? error.sentence : "it is not there");
    return 1;
}

static void lint_all(struct lint *lint) {
    const struct course *course = lint->course;
    unsigned items = 0;
    for (uint32_t i = 0; i < course->fault_count && i < COURSE_FAULTS_MAX; i++) {
        puts(course->faults[i].sentence);
        lint->problems++;
    }
    for (uint32_t i = 0; i < course->lesson_count; i++) {
        lint_lesson(lint, &course->lessons[i]);
        lint_quiz(lint, &course->lessons[i], &course->quizzes[i]);
        items += course->quizzes[i].count;
    }
    lint_course(lint);
    if (course->lesson_count == PLAN_LESSONS && items < PLAN_ITEMS)
        lint_problem(lint, "data/quizzes", 1, "%u items; there are to be %d", items, PLAN_ITEMS);
    printf("content: %u of %d lessons, %u items, %u problems\n", course->lesson_count, PLAN_LESSONS,
           items, lint->problems);
}

int main(int argc, char **argv) {
    static struct course course;
    static struct lint lint = {.course = &course, .tell = print_line};
    int at = 1;
    if (at < argc && strcmp(argv[at], "-v") == 0) {
        lint.verbose = true;
        at++;
    }
    struct pack *pack;
    struct error error = {0};
    if (pack_load(at < argc ? argv[at] : ".", &pack, &error) != 0) {
        fprintf(stderr, "content: %s\n", error.sentence);
        return 2;
    }
    course_load(&course, pack);
    if (load_brokers(&lint, pack) != 0)
        return 1;
    lint_all(&lint);
    course_clear(&course);
    pack_free(pack);
    return lint.problems > 0;
}
