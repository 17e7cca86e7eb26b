/* One quiz: what it asks was taught, its kinds, its numbers, its texts. */
#include "content/lint.h"

#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "content/checks.h"
#include "content/plan.h"
#include "content/reading.h"

enum {
    ITEMS_LEAST = 5,
    SCREEN_MOST = 60, /* columns */
    LONGEST_LEAST = 3 /* choices, to speak of a pattern */
};

struct asking {
    struct lint *lint;
    const struct lesson *lesson;
    char file[32];
    struct reading_counts reading;
    int choices; /* items with one right option */
    int first;   /* of these, the right one stands first */
    int longest; /* of these, the right one is the longest */
};

static void see_text(struct asking *asking, const struct quiz_item *item, const char *text) {
    lint_text(asking->lint, asking->file, item->line, text, strlen(text));
    reading_add(&asking->reading, text, strlen(text));
}

static void see_options(struct asking *asking, const struct quiz_item *item) {
    size_t longest = 0, right = 0;
    for (uint8_t i = 0; i < item->choice_count; i++) {
        const struct quiz_option *option = &item->options[i];
        see_text(asking, item, option->text);
        see_text(asking, item, option->feedback);
        if (strlen(option->text) > strlen(item->options[longest].text))
            longest = i;
        if (option->right)
            right = i;
        for (uint8_t j = 0; j < i; j++)
            if (strcmp(item->options[j].text, option->text) == 0 ||
                strcmp(item->options[j].feedback, option->feedback) == 0)
                lint_problem(asking->lint, asking->file, item->line,
                             "%s has two options with one text or one feedback", item->id);
    }
    if (item->kind == QUIZ_MULTIPLE)
        return;
    asking->choices++;
    asking->first += right == 0;
    asking->longest += right == longest;
}

static void see_number(struct asking *asking, const struct quiz_item *item) {
    see_text(asking, item, item->feedback);
    for (uint8_t i = 0; i < item->near_count; i++)
        see_text(asking, item, item->near[i].feedback);
    if (item->check == NULL) {
        lint_problem(asking->lint, asking->file, item->line, "%s has no check", item->id);
        return;
    }
    struct check check;
    char reason[CHECK_REASON_MAX];
    double value;
    if (!check_read(&check, &asking->lint->brokers, item->check, strlen(item->check), reason) ||
        !check_value(&check, &value, reason))
        lint_problem(asking->lint, asking->file, item->line, "%s: %s", item->id, reason);
    else if (!(fabs(value - fix8_double(item->answer)) <= fix8_double(item->tolerance) + 1e-9))
        lint_problem(asking->lint, asking->file, item->line, "%s: %s comes to %.10g, not %.10g",
                     item->id, check.function, value, fix8_double(item->answer));
}

static void see_screen(struct asking *asking, const struct quiz_item *item) {
    for (uint8_t i = 0; i < item->screen_count; i++) {
        lint_text(asking->lint, asking->file, item->line, item->screen[i], strlen(item->screen[i]));
        if (text_width(item->screen[i]) > SCREEN_MOST)
            lint_problem(asking->lint, asking->file, item->line,
                         "%s: line %d of the screen is wider than %d columns", item->id, i + 1,
                         SCREEN_MOST);
    }
}

static void see_item(struct asking *asking, const struct quiz_item *item) {
    see_text(asking, item, item->question);
    see_text(asking, item, item->hint);
    if (!course_has_taught(asking->lint->course, asking->lesson->key, item->concept))
        lint_problem(asking->lint, asking->file, item->line,
                     "%s asks about %s, which neither %s nor a lesson it needs teaches", item->id,
                     item->concept, asking->lesson->id);
    see_screen(asking, item);
    if (item->kind == QUIZ_NUMBER)
        see_number(asking, item);
    else if (item->kind == QUIZ_ORDER)
        see_text(asking, item, item->feedback);
    else
        see_options(asking, item);
}

static void judge_quiz(struct asking *asking, const struct quiz *quiz) {
    struct lint *lint = asking->lint;
    if (quiz->count < ITEMS_LEAST)
        lint_problem(lint, asking->file, 1, "%u items; a quiz has %d to %d", quiz->count,
                     ITEMS_LEAST, QUIZ_ITEMS_MAX);
    if (asking->choices >= LONGEST_LEAST && asking->first == asking->choices)
        lint_problem(lint, asking->file, 1, "the right option always stands first");
    if (asking->choices >= LONGEST_LEAST && asking->longest == asking->choices)
        lint_problem(lint, asking->file, 1, "the right option is always the longest");
    bool main_asked = false;
    for (uint32_t i = 0; i < quiz->count; i++)
        main_asked |= strcmp(quiz->items[i].concept, asking->lesson->concepts[0]) == 0;
    if (!main_asked)
        lint_problem(lint, asking->file, 1, "no item asks about %s, the main concept",
                     asking->lesson->concepts[0]);
    double grade = reading_grade(&asking->reading);
    if (grade > GRADE_MOST)
        lint_problem(lint, asking->file, 1,
                     "reading grade %.1f is above %.1f: shorter sentences, shorter words", grade,
                     GRADE_MOST);
    lint_figure(lint, "%s: %u items, reading grade %.1f", asking->file, quiz->count, grade);
}

void lint_quiz(struct lint *lint, const struct lesson *lesson, const struct quiz *quiz) {
    struct asking asking = {.lint = lint, .lesson = lesson};
    text_format(asking.file, sizeof asking.file, "data/quizzes/%s.json", lesson->id);
    if (quiz->count == 0) {
        lint_problem(lint, asking.file, 1, "%s has no quiz, or one that cannot be read",
                     lesson->id);
        return;
    }
    for (uint32_t i = 0; i < quiz->count; i++)
        see_item(&asking, &quiz->items[i]);
    judge_quiz(&asking, quiz);
}

/* ---- The whole ------------------------------------------------------------------------------- */

/* Kinds asked in a module, once all of its lessons are there. */
static void see_module(struct lint *lint, enum module module) {
    unsigned planned = 0, written = 0, kinds = 0;
    for (int i = 0; i < PLAN_LESSONS; i++)
        planned += lesson_key_module(lesson_key_of(plan_rows[i].id)) == module;
    for (uint32_t i = 0; i < lint->course->lesson_count; i++) {
        if (lint->course->lessons[i].module != module)
            continue;
        written++;
        const struct quiz *quiz = &lint->course->quizzes[i];
        for (uint32_t j = 0; j < quiz->count; j++)
            kinds |= 1U << quiz->items[j].kind;
    }
    for (int kind = 0; kind < QUIZ_KIND_COUNT; kind++)
        if (written == planned && (kinds >> kind & 1) == 0)
            lint_problem(lint, "data/quizzes", 1, "module %c asks no item of kind %s",
                         module_letters[module], quiz_kind_words[kind]);
}

static void see_discoveries(struct lint *lint) {
    static const char file[] = "data/discoveries.json";
    const struct course *course = lint->course;
    if (course->discovery_count != PLAN_FINDS)
        lint_problem(lint, file, 1, "%u discoveries; there are %d", course->discovery_count,
                     PLAN_FINDS);
    for (uint32_t i = 0; i < course->discovery_count; i++) {
        const struct discovery *discovery = &course->discoveries[i];
        if (plan_find(discovery->ends[0]) == NULL || plan_find(discovery->ends[1]) == NULL)
            lint_problem(lint, file, 1, "%s joins a lesson that is not planned", discovery->id);
        lint_text(lint, file, 1, discovery->text, strlen(discovery->text));
        for (uint32_t j = 0; j < i; j++)
            if (strcmp(course->discoveries[j].id, discovery->id) == 0)
                lint_problem(lint, file, 1, "%s is there twice", discovery->id);
    }
}

void lint_course(struct lint *lint) {
    for (int module = 0; module < MODULE_COUNT; module++)
        see_module(lint, (enum module)module);
    see_discoveries(lint);
}
