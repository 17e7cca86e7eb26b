#include <criterion/criterion.h>
#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/random.h"
#include "study/course.h"
#include "unit/study/made.h"

static const struct pack_file *made_files(size_t *count) {
    static struct pack_file files[6];
    *count = 0;
    files[(*count)++] =
        made_file("data/discoveries.json", "{\"discoveries\":[{\"id\":\"A1-B1\",\"name\":"
                                           "\"Joined\",\"text\":\"They belong together.\"}]}");
    files[(*count)++] =
        made_file("data/lessons/A1.md", MADE_LESSON("A1", "A", "", "saving", "debt"));
    files[(*count)++] =
        made_file("data/lessons/A2.md", MADE_LESSON("A2", "A", "A1", "growth", "saving"));
    files[(*count)++] = made_file("data/lessons/B1.md", MADE_LESSON("B1", "B", "A2", "book", ""));
    files[(*count)++] =
        made_file("data/quizzes/A1.json",
                  MADE_QUIZ("A1", MADE_SINGLE("A1-1", "saving") "," MADE_SINGLE("A1-2", "debt")));
    files[(*count)++] =
        made_file("data/quizzes/A2.json",
                  MADE_QUIZ("A2", MADE_SINGLE("A2-1", "saving") "," MADE_SINGLE("A2-2", "growth")));
    return files;
}

static struct course *loaded(const struct pack_file *files, size_t count) {
    static struct course course;
    course_load(&course, &(struct pack){.files = files, .count = count});
    return &course;
}

Test(course, lessons_concepts_items_and_discoveries_are_found) {
    size_t count;
    const struct pack_file *files = made_files(&count);
    struct course *course = loaded(files, count);
    cr_assert_eq(course->fault_count, 0, "%s", course->faults[0].sentence);
    cr_assert_eq(course->lesson_count, 3);
    cr_assert_eq(course_index(course, lesson_key_of("B1")), 2);
    cr_assert_null(course_lesson(course, lesson_key_of("B2")));
    cr_assert_eq(course->concept_count, 4);
    cr_assert_eq(course_concept(course, "saving")->lesson, lesson_key_of("A1"));
    cr_assert(!course_concept(course, "debt")->is_main);
    cr_assert_null(course_concept(course, "wallets"));
    cr_assert_str_eq(course_item(course, item_key_of("A2-2"))->concept, "growth");
    cr_assert_null(course_item(course, item_key_of("A2-9")));
    item_key items[8];
    cr_assert_eq(course_items_about(course, "saving", true, items, 8), 1);
    cr_assert_eq(course_items_about(course, "saving", false, items, 8), 2);
    cr_assert_eq(course->discovery_count, 1);
    cr_assert_eq(course->discoveries[0].ends[1], lesson_key_of("B1"));
    course_clear(course);
}

Test(course, a_lesson_opens_when_all_it_needs_is_passed) {
    size_t count;
    const struct pack_file *files = made_files(&count);
    struct course *course = loaded(files, count);
    bool passed[3] = {false};
    cr_assert(course_is_open(course, 0, passed) && !course_is_open(course, 1, passed));
    passed[0] = true;
    cr_assert(course_is_open(course, 1, passed) && !course_is_open(course, 2, passed));
    passed[1] = true;
    cr_assert(course_is_open(course, 2, passed));
    cr_assert(course_has_taught(course, lesson_key_of("B1"), "debt"), "two lessons back");
    cr_assert(!course_has_taught(course, lesson_key_of("A2"), "book"));
    course_clear(course);
}

Test(course, a_broken_file_is_told_of_and_the_rest_works) {
    size_t count;
    struct pack_file files[6];
    memcpy(files, made_files(&count), sizeof files);
    static const struct {
        int file;
        const char *text, *place;
        uint32_t lessons;
    } rows[] = {
        {1, "---\nid: A9\n", "data/lessons/A1.md:3", 2},
        {1, MADE_LESSON("A9", "A", "", "saving", ""), "data/lessons/A1.md:1", 2},
        {2, MADE_LESSON("A2", "A", "", "saving", ""), "data/lessons/A2.md:1", 2},
        {4, "{\"lesson\":\"A1\",\"items\":[]}", "data/quizzes/A1.json:1", 3},
        {4, MADE_QUIZ("A2", MADE_SINGLE("A2-1", "saving")), "data/quizzes/A1.json:1", 3},
        {0, "{\"discoveries\":[{\"id\":\"A1\",\"name\":\"n\",\"text\":\"t\"}]}",
         "data/discoveries.json:1", 3},
        {0, "{", "data/discoveries.json:1", 3},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct pack_file kept = files[rows[i].file];
        files[rows[i].file] = made_file(kept.name, rows[i].text);
        struct course *course = loaded(files, count);
        cr_assert_geq(course->fault_count, 1, "row %zu", i);
        cr_assert_str_eq(course->faults[0].place, rows[i].place, "row %zu: %s", i,
                         course->faults[0].sentence);
        cr_assert_eq(course->lesson_count, rows[i].lessons, "row %zu", i);
        bool passed[3] = {true, true, true};
        cr_assert(course_is_open(course, course->lesson_count - 1, passed));
        course_clear(course);
        files[rows[i].file] = kept;
    }
}

/* Bytes of a file changed, cut out and put in at random. */
static void spoil(struct buffer *text, struct random *random) {
    static const char signs[] = "-:#{}[]\",\n\\ \x01\xff";
    for (uint32_t i = 1 + random_below(random, 4); i > 0 && text->length > 2; i--) {
        size_t at = random_below(random, (uint32_t)text->length);
        size_t cut = random_below(random, 20);
        if (random_below(random, 3) > 0) {
            text->bytes[at] = (uint8_t)signs[random_below(random, sizeof signs - 1)];
        } else if (at + cut < text->length) {
            memmove(text->bytes + at, text->bytes + at + cut, text->length - at - cut);
            text->length -= cut;
        }
    }
}

Test(course, any_damage_to_a_file_is_a_fault_or_none_and_never_harm) {
    struct random random = random_named(1, "course-test", 0);
    size_t count;
    struct pack_file files[6];
    memcpy(files, made_files(&count), sizeof files);
    unsigned faults = 0;
    for (int round = 0; round < 1500; round++) {
        struct pack_file *file = &files[(size_t)round % count];
        struct pack_file kept = *file;
        struct buffer text = {0};
        buffer_append(&text, kept.bytes, kept.length);
        spoil(&text, &random);
        file->bytes = text.bytes;
        file->length = text.length;
        struct course *course = loaded(files, count);
        faults += course->fault_count > 0;
        for (uint32_t i = 0; i < course->fault_count; i++)
            cr_assert(course->faults[i].place[0] != '\0' && course->faults[i].sentence[0] != '\0');
        course_clear(course);
        buffer_clear(&text);
        *file = kept;
    }
    cr_assert_gt(faults, 500);
}

Test(course, without_any_file_it_is_empty) {
    struct course *course = loaded(NULL, 0);
    cr_assert(course->lesson_count == 0 && course->fault_count == 0);
    course_clear(course);
}

Test(course, what_the_binary_carries_is_without_fault) {
    static struct course course;
    course_load(&course, &pack_embedded);
    cr_assert_eq(course.fault_count, 0, "%s", course.faults[0].sentence);
    cr_assert_eq(course.discovery_count, 18);
    course_clear(&course);
}

/* ---- Mastery ---- */

Test(mastery, goes_through_its_four_states_and_down_again) {
    static const item_key items[] = {0x10101, 0x10102, 0x10103, 0x10104};
    static const struct {
        struct mastery_answer answer;
        enum mastery_state state;
        uint16_t share;
    } rows[] = {
        {{0x10101, 10, 1000, ANSWER_QUIZ}, MASTERY_ATTEMPTED, 250},
        {{0x10102, 10, 1000, ANSWER_QUIZ}, MASTERY_ATTEMPTED, 500},
        {{0x10103, 10, 1000, ANSWER_QUIZ}, MASTERY_FAMILIAR, 750},
        {{0x10104, 10, 500, ANSWER_QUIZ}, MASTERY_FAMILIAR, 875},
        {{0x10104, 10, 1000, ANSWER_REVIEW}, MASTERY_PROFICIENT, 1000},
        {{0x10101, 10, 1000, ANSWER_TEST}, MASTERY_PROFICIENT, 1000}, /* the same day */
        {{0x10101, 12, 1000, ANSWER_REVIEW}, MASTERY_PROFICIENT, 1000},
        {{0x10101, 12, 1000, ANSWER_TEST}, MASTERY_MASTERED, 1000},
        {{0x10102, 13, 1000, ANSWER_REVIEW}, MASTERY_MASTERED, 1000},
        {{0x10102, 20, 0, ANSWER_REVIEW}, MASTERY_FAMILIAR, 750},
        {{0x10103, 20, 0, ANSWER_REVIEW}, MASTERY_ATTEMPTED, 500},
        {{0x10103, 21, 1000, ANSWER_TEST}, MASTERY_FAMILIAR, 750},
        {{0x10102, 21, 1000, ANSWER_TEST}, MASTERY_PROFICIENT, 1000},
        {{0x20101, 22, 0, ANSWER_QUIZ}, MASTERY_FAMILIAR, 800}, /* another lesson asks about it */
        {{0x20101, 22, 1000, ANSWER_REVIEW}, MASTERY_PROFICIENT, 1000},
        {{0x20101, 23, 1000, ANSWER_TEST}, MASTERY_MASTERED, 1000},
    };
    struct mastery_answer log[ARRAY_LEN(rows)] = {0};
    cr_assert_eq(mastery_of(items, 4, log, 0).state, MASTERY_NONE);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        log[i] = rows[i].answer;
        struct mastery mastery = mastery_of(items, 4, log, i + 1);
        cr_assert_eq(mastery.state, rows[i].state, "row %zu: %s", i, mastery_words[mastery.state]);
        cr_assert_eq(mastery.share, rows[i].share, "row %zu: %d", i, mastery.share);
    }
    struct mastery end = mastery_of(items, 4, log, ARRAY_LEN(rows));
    cr_assert(end.answered == 5 && end.items == 5 && end.since_day == 22);
    struct mastery familiar = {.state = MASTERY_FAMILIAR};
    cr_assert(discovery_is_ready(&end, &end) && !discovery_is_ready(&end, &familiar));
}
