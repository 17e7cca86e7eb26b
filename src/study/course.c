#include "study/course.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"

#define LESSONS_FOLDER   "data/lessons/"
#define QUIZZES_FOLDER   "data/quizzes/"
#define DISCOVERIES_FILE "data/discoveries.json"
#define DISCOVERY_MAX    400 /* bytes of its sentence */

/* ---- Faults ---------------------------------------------------------------------------------- */

static void add_fault(struct course *course, const struct error *fault) {
    if (course->fault_count < COURSE_FAULTS_MAX)
        course->faults[course->fault_count] = *fault;
    course->fault_count++;
}

static void add_fault_of(struct course *course, const char *name, const char *reason) {
    struct error fault = {0};
    error_set(&fault, ERROR_USAGE, "%s, line 1: %s", name, reason);
    error_at(&fault, "%s:1", name);
    add_fault(course, &fault);
}

/* ---- Lessons --------------------------------------------------------------------------------- */

/* The part of the name between folder and ending is the id; false: the file is something else. */
static bool name_has_id(const char *name, const char *folder, const char *ending,
                        char id[LESSON_ID_MAX]) {
    size_t length = strlen(name), before = strlen(folder), after = strlen(ending);
    if (length <= before + after || strncmp(name, folder, before) != 0 ||
        strcmp(name + length - after, ending) != 0)
        return false;
    text_format(id, LESSON_ID_MAX, "%.*s", (int)(length - before - after), name + before);
    return true;
}

static int by_key(const void *a, const void *b) {
    return (int)((const struct lesson *)a)->key - (int)((const struct lesson *)b)->key;
}

static void load_lesson(struct course *course, const struct pack_file *file) {
    char id[LESSON_ID_MAX];
    if (!name_has_id(file->name, LESSONS_FOLDER, ".md", id))
        return;
    struct error fault = {0};
    struct lesson *lesson = &course->lessons[course->lesson_count];
    if (lesson_parse(lesson, file->name, file->bytes, file->length, &fault) != 0)
        add_fault(course, &fault);
    else if (strcmp(lesson->id, id) != 0)
        add_fault_of(course, file->name, "the file must be named after the lesson's id.");
    else if (course->lesson_count + 1 == COURSE_LESSONS_MAX)
        add_fault_of(course, file->name, "there are too many lessons.");
    else
        course->lesson_count++;
}

/* A main concept belongs to one lesson: a later one that claims it too is left out. */
static void drop_doubles(struct course *course) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < course->lesson_count; i++) {
        const struct lesson *lesson = &course->lessons[i];
        bool doubled = false;
        for (uint32_t j = 0; j < kept; j++)
            doubled |= strcmp(course->lessons[j].concepts[0], lesson->concepts[0]) == 0;
        if (doubled) {
            char name[ERROR_PLACE_MAX];
            text_format(name, sizeof name, LESSONS_FOLDER "%s.md", lesson->id);
            add_fault_of(course, name, "an earlier lesson has the same main concept.");
        } else {
            course->lessons[kept++] = *lesson;
        }
    }
    course->lesson_count = kept;
}

static void load_lessons(struct course *course, const struct pack *pack) {
    course->lessons = mem_array(COURSE_LESSONS_MAX, sizeof *course->lessons);
    for (size_t i = 0; i < pack->count; i++)
        load_lesson(course, &pack->files[i]);
    qsort(course->lessons, course->lesson_count, sizeof *course->lessons, by_key);
    drop_doubles(course);
    size_t count = course->lesson_count > 0 ? course->lesson_count : 1;
    course->lessons = mem_resize(course->lessons, count, sizeof *course->lessons);
}

/* ---- Quizzes --------------------------------------------------------------------------------- */

static void load_quiz(struct course *course, const struct pack_file *file) {
    char id[LESSON_ID_MAX];
    if (!name_has_id(file->name, QUIZZES_FOLDER, ".json", id))
        return;
    struct error fault = {0};
    struct quiz quiz;
    if (quiz_load(&quiz, file->name, file->bytes, file->length, &fault) != 0) {
        add_fault(course, &fault);
        return;
    }
    int index = course_index(course, quiz.lesson);
    if (quiz.lesson != lesson_key_of(id) || index < 0) {
        add_fault_of(course, file->name,
                     index < 0 ? "its lesson is not in the course."
                               : "the file must be named after the lesson's id.");
        quiz_clear(&quiz);
        return;
    }
    for (uint32_t i = 0; i < quiz.count; i++)
        if (quiz.items[i].concept[0] == '\0')
            memcpy(quiz.items[i].concept, course->lessons[index].concepts[0], CONCEPT_MAX);
    course->quizzes[index] = quiz;
}

static void load_quizzes(struct course *course, const struct pack *pack) {
    course->quizzes = mem_array(course->lesson_count, sizeof *course->quizzes);
    for (size_t i = 0; i < pack->count; i++)
        load_quiz(course, &pack->files[i]);
}

/* ---- Concepts -------------------------------------------------------------------------------- */

static int by_word(const void *a, const void *b) {
    return strcmp(((const struct concept *)a)->word, ((const struct concept *)b)->word);
}

static struct concept *find_concept(const struct course *course, const char *word) {
    for (uint32_t i = 0; i < course->concept_count; i++)
        if (strcmp(course->concepts[i].word, word) == 0)
            return &course->concepts[i];
    return NULL;
}

static void note_concepts(struct course *course, const struct lesson *lesson) {
    for (int i = 0; i < lesson->concept_count; i++) {
        struct concept *concept = find_concept(course, lesson->concepts[i]);
        if (concept == NULL) {
            concept = &course->concepts[course->concept_count++];
            *concept = (struct concept){.lesson = lesson->key};
            memcpy(concept->word, lesson->concepts[i], CONCEPT_MAX);
        }
        if (i == 0) {
            concept->lesson = lesson->key;
            concept->is_main = true;
        }
    }
}

static void gather_concepts(struct course *course) {
    size_t most = (size_t)course->lesson_count * LESSON_CONCEPTS_MAX;
    course->concepts = mem_array(most, sizeof *course->concepts);
    for (uint32_t i = 0; i < course->lesson_count; i++)
        note_concepts(course, &course->lessons[i]);
    qsort(course->concepts, course->concept_count, sizeof *course->concepts, by_word);
}

/* ---- Discoveries ----------------------------------------------------------------------------- */

static void load_discovery(struct course *course, const cJSON *row, struct error *error) {
    struct discovery discovery = {.name = json_text(row, "name", error),
                                  .text = json_text(row, "text", error)};
    const char *id = json_text(row, "id", error);
    const char *dash = strchr(id, '-');
    char first[LESSON_ID_MAX + 1];
    text_format(first, sizeof first, "%.*s", dash != NULL ? (int)(dash - id) : 0, id);
    discovery.ends[0] = lesson_key_of(first);
    discovery.ends[1] = dash != NULL ? lesson_key_of(dash + 1) : 0;
    if (error->code != ERROR_NONE)
        return;
    if (discovery.ends[0] == 0 || discovery.ends[1] == 0 ||
        discovery.ends[0] == discovery.ends[1] || *discovery.name == '\0' ||
        *discovery.text == '\0' || strlen(discovery.text) >= DISCOVERY_MAX) {
        error_set(error, ERROR_USAGE,
                  "discovery \"%.20s\" must join two lessons, like B5-D8, with name and text.", id);
        return;
    }
    if (course->discovery_count == COURSE_DISCOVERIES_MAX) {
        error_set(error, ERROR_USAGE, "there are too many discoveries.");
        return;
    }
    text_format(discovery.id, sizeof discovery.id, "%s", id);
    course->discoveries[course->discovery_count++] = discovery;
}

static void load_discoveries(struct course *course, const struct pack *pack) {
    const struct pack_file *file = pack_find(pack, DISCOVERIES_FILE);
    struct error error = {0};
    if (file == NULL)
        return;
    course->discovery_document = json_parse(file->name, file->bytes, file->length, &error);
    if (course->discovery_document == NULL) {
        add_fault(course, &error);
        return;
    }
    const cJSON *row;
    cJSON_ArrayForEach(row, json_array(course->discovery_document, "discoveries", &error)) {
        struct error inner = {0};
        load_discovery(course, row, &inner);
        if (inner.code != ERROR_NONE)
            add_fault_of(course, file->name, inner.sentence);
    }
    if (error.code != ERROR_NONE)
        add_fault_of(course, file->name, error.sentence);
}

/* ---- The course ------------------------------------------------------------------------------ */

uint32_t course_load(struct course *course, const struct pack *pack) {
    *course = (struct course){0};
    load_lessons(course, pack);
    load_quizzes(course, pack);
    gather_concepts(course);
    load_discoveries(course, pack);
    return course->fault_count;
}

void course_clear(struct course *course) {
    for (uint32_t i = 0; i < course->lesson_count; i++)
        quiz_clear(&course->quizzes[i]);
    mem_free(course->lessons);
    mem_free(course->quizzes);
    mem_free(course->concepts);
    cJSON_Delete(course->discovery_document);
    *course = (struct course){0};
}

int course_index(const struct course *course, lesson_key key) {
    uint32_t low = 0, high = course->lesson_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (course->lessons[middle].key < key)
            low = middle + 1;
        else
            high = middle;
    }
    return low < course->lesson_count && course->lessons[low].key == key ? (int)low : -1;
}

const struct lesson *course_lesson(const struct course *course, lesson_key key) {
    int index = course_index(course, key);
    return index >= 0 ? &course->lessons[index] : NULL;
}

const struct quiz_item *course_item(const struct course *course, item_key key) {
    int index = course_index(course, item_key_lesson(key));
    const struct quiz *quiz = index >= 0 ? &course->quizzes[index] : NULL;
    for (uint32_t i = 0; quiz != NULL && i < quiz->count; i++)
        if (quiz->items[i].key == key)
            return &quiz->items[i];
    return NULL;
}

const struct concept *course_concept(const struct course *course, const char *word) {
    return find_concept(course, word);
}

bool course_is_open(const struct course *course, uint32_t index, const bool *passed) {
    assert(index < course->lesson_count);
    const struct lesson *lesson = &course->lessons[index];
    for (int i = 0; i < lesson->need_count; i++) {
        int need = course_index(course, lesson->needs[i]);
        if (need >= 0 && !passed[need])
            return false;
    }
    return true;
}

/* Walks back over the lessons in one pass: what a lesson needs has a lower index. */
bool course_has_taught(const struct course *course, lesson_key key, const char *concept) {
    bool wanted[COURSE_LESSONS_MAX] = {0};
    int start = course_index(course, key);
    if (start >= 0)
        wanted[start] = true;
    for (int i = start; i >= 0; i--) {
        const struct lesson *lesson = &course->lessons[i];
        if (!wanted[i])
            continue;
        if (lesson_has_concept(lesson, concept))
            return true;
        for (int need = 0; need < lesson->need_count; need++) {
            int index = course_index(course, lesson->needs[need]);
            if (index >= 0)
                wanted[index] = true;
        }
    }
    return false;
}

size_t course_items_about(const struct course *course, const char *word, bool own, item_key *items,
                          size_t most) {
    const struct concept *concept = find_concept(course, word);
    size_t count = 0;
    for (uint32_t i = 0; concept != NULL && i < course->lesson_count; i++) {
        const struct quiz *quiz = &course->quizzes[i];
        if (own && course->lessons[i].key != concept->lesson)
            continue;
        for (uint32_t j = 0; j < quiz->count && count < most; j++)
            if (strcmp(quiz->items[j].concept, word) == 0)
                items[count++] = quiz->items[j].key;
    }
    return count;
}

bool discovery_is_ready(const struct mastery *one, const struct mastery *other) {
    return one->state >= MASTERY_PROFICIENT && other->state >= MASTERY_PROFICIENT;
}
