#include <criterion/criterion.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "study/lesson.h"
#include "unit/study/made.h"

static int parse(struct lesson *lesson, const char *text, struct error *error) {
    return lesson_parse(lesson, "data/lessons/B10.md", text, strlen(text), error);
}

Test(lesson, a_file_is_read_with_all_its_front_matter) {
    static const char text[] = MADE_LESSON("B10", "B", "A7 B5", "custody", "wallets, outages");
    struct lesson lesson;
    cr_assert_eq(parse(&lesson, text, NULL), 0);
    cr_assert_str_eq(lesson.id, "B10");
    cr_assert_eq(lesson.key, lesson_key_of("B10"));
    cr_assert_eq(lesson.module, MODULE_ORDERS);
    cr_assert_str_eq(lesson.title, "Lesson B10");
    cr_assert(lesson.need_count == 2 && lesson.needs[0] == lesson_key_of("A7") &&
              lesson.needs[1] == lesson_key_of("B5"));
    cr_assert_eq(lesson.concept_count, 3);
    cr_assert_str_eq(lesson.concepts[0], "custody");
    cr_assert(lesson_has_concept(&lesson, "outages") && !lesson_has_concept(&lesson, "outage"));
    cr_assert(lesson.xp == 100 && lesson.minutes == 6);
    cr_assert(lesson.check_count == 1 && lesson.checks[0].line == 12);
    cr_assert_arr_eq(lesson.checks[0].text, "sum 1 2 = 3", 11);
    cr_assert_eq(lesson.body_line, 14);
    cr_assert_arr_eq(lesson.body, "# Lesson B10\n", 13);
}

Test(lesson, line_ends_of_any_kind_and_empty_lists_are_fine) {
    struct lesson lesson;
    cr_assert_eq(
        parse(&lesson,
              "---\r\nid: A1\r\nmodule: A\r\ntitle: T\r\nobjective: o\r\nneeds:\r\n"
              "concept: c\r\nconcepts: \r\nxp: 150\r\nminutes: 7 \r\ntask: t\r\n---\r\nText",
              NULL),
        0);
    cr_assert(lesson.need_count == 0 && lesson.concept_count == 1 && lesson.minutes == 7);
    cr_assert_eq(lesson.body_length, 4);
}

/* The good lesson with `from` replaced by `to`. */
static void changed(char *out, size_t size, const char *from, const char *to) {
    static const char text[] = MADE_LESSON("B10", "B", "A7 B5", "custody", "wallets");
    const char *at = strstr(text, from);
    cr_assert_not_null(at, "%s", from);
    text_format(out, size, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
}

Test(lesson, a_broken_file_names_file_line_and_reason) {
    static const struct {
        const char *from, *to;
        int line;
        const char *reason;
    } rows[] = {
        {"---\nid", "id", 1, "starts with"},
        {"id: B10", "id: b10", 2, "id must be"},
        {"id: B10", "id: B0", 2, "id must be"},
        {"id: B10", "title: B10", 2, "the id comes first"},
        {"module: B", "module: A", 3, "module must be"},
        {"title: Lesson B10", "title:", 4, "value is missing"},
        {"title:", "titel:", 4, "no key \"titel\""},
        {"objective: do it", "nothing", 5, "`key: value`"},
        {"needs: A7 B5", "needs: A7 B10", 6, "before it"},
        {"needs: A7 B5", "needs: A7, B5", 6, "needs are"},
        {"concept: custody", "concept: Custody", 7, "a concept is"},
        {"concepts: wallets", "concepts: wallets, custody", 8, "twice"},
        {"xp: 100", "xp: 120", 9, "XP is"},
        {"minutes: 6", "minutes: 0", 10, "minutes are"},
        {"task: try it", "task: try\tit", 11, "tab"},
        {"task: try it", "task: try \033[1mit", 11, "control"},
        {"task: try it", "task: try \xff", 11, "UTF-8"},
        {"task: try it\n", "", 12, "no \"task\""},
        {"xp: 100", "xp: 100\nxp: 100", 10, "there before"},
        {"\n---\n#", "\n#", 13, "`key: value`"},
        {"# Lesson B10\n\nText.\n", "\n \n", 14, "no text"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char text[1024], place[64];
        struct lesson lesson;
        struct error error = {0};
        changed(text, sizeof text, rows[i].from, rows[i].to);
        cr_assert_eq(parse(&lesson, text, &error), ERROR_USAGE, "row %zu", i);
        text_format(place, sizeof place, "data/lessons/B10.md:%d", rows[i].line);
        cr_assert_str_eq(error.place, place, "row %zu: %s", i, error.sentence);
        cr_assert_not_null(strstr(error.sentence, rows[i].reason), "%s", error.sentence);
    }
    struct error error = {0};
    struct lesson lesson;
    cr_assert_eq(parse(&lesson, "", &error), ERROR_USAGE);
    cr_assert_eq(parse(&lesson, "---\nid: A1\n", &error), ERROR_USAGE);
}

Test(lesson, keys_and_ids_are_one_to_one_and_in_the_order_of_the_course) {
    lesson_key before = 0;
    for (const char *letter = module_letters; *letter != '\0'; letter++) {
        for (int number = 1; number <= LESSON_NUMBER_MAX; number++) {
            char id[LESSON_ID_MAX], back[LESSON_ID_MAX];
            text_format(id, sizeof id, "%c%d", *letter, number);
            lesson_key key = lesson_key_of(id);
            cr_assert_gt(key, before, "%s", id);
            lesson_key_format(key, back);
            cr_assert_str_eq(back, id);
            before = key;
        }
    }
    static const char *const others[] = {"",   "A",  "A0",  "A01", "A100",
                                         "F1", "a1", "A1 ", "AA",  "A-1"};
    for (size_t i = 0; i < ARRAY_LEN(others); i++)
        cr_assert_eq(lesson_key_of(others[i]), 0, "%s", others[i]);
}
