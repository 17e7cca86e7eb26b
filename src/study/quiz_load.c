/* Quiz files: JSON into items, every rule about the form of an item in one place. */
#include "study/quiz.h"

#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"

#define STEPS_LEAST   3
#define OPTIONS_LEAST 3
#define ITEMS_LEAST   1 /* a course wants five; the linter holds that */

#define X(name, word) [name] = (word),
const char *const quiz_kind_words[] = {QUIZ_KINDS(X) NULL};
#undef X

static void refuse(struct error *error, const char *reason) {
    if (error->code == ERROR_NONE)
        error_set(error, ERROR_USAGE, "%s", reason);
}

static void want_text(const char *text, const char *key, struct error *error) {
    if (error->code == ERROR_NONE && *text == '\0')
        error_set(error, ERROR_USAGE, "\"%s\" must not be empty.", key);
}

static const char *load_text(const cJSON *object, const char *key, struct error *error) {
    const char *text = json_text(object, key, error);
    want_text(text, key, error);
    return text;
}

/* A member that may be left out; `otherwise` then. */
static const char *load_optional(const cJSON *object, const char *key, const char *otherwise,
                                 struct error *error) {
    bool there = cJSON_GetObjectItemCaseSensitive(object, key) != NULL;
    return there ? json_text(object, key, error) : otherwise;
}

/* The members of an item are those its kind has: anything else is a typing error. */
static void check_members(const cJSON *object, const char *const *names, struct error *error) {
    const cJSON *member;
    cJSON_ArrayForEach(member, object) {
        bool known = false;
        for (size_t i = 0; names[i] != NULL; i++)
            known |= strcmp(names[i], member->string) == 0;
        if (!known && error->code == ERROR_NONE)
            error_set(error, ERROR_USAGE, "\"%.40s\" does not belong here.", member->string);
    }
}

/* ---- The kinds ------------------------------------------------------------------------------- */

static void load_options(struct quiz_item *item, const cJSON *object, struct error *error) {
    static const char *const names[] = {"text", "right", "feedback", NULL};
    const cJSON *row;
    int right = 0;
    cJSON_ArrayForEach(row, json_array(object, "options", error)) {
        if (item->choice_count == QUIZ_CHOICES_MAX) {
            refuse(error, "there are more than 6 options.");
            return;
        }
        check_members(row, names, error);
        bool marked = cJSON_GetObjectItemCaseSensitive(row, "right") != NULL;
        struct quiz_option *option = &item->options[item->choice_count++];
        *option = (struct quiz_option){.text = load_text(row, "text", error),
                                       .feedback = load_text(row, "feedback", error),
                                       .right = marked && json_bool(row, "right", error)};
        right += option->right;
    }
    if (item->choice_count < OPTIONS_LEAST)
        refuse(error, "there must be at least three options.");
    if (item->kind == QUIZ_MULTIPLE ? right < 2 : right != 1)
        refuse(error, item->kind == QUIZ_MULTIPLE ? "two or more options must be right."
                                                  : "exactly one option must be right.");
}

/* One line that may go to a terminal as it is. */
static bool is_clean_line(const char *text) {
    for (size_t left = strlen(text); left > 0;) {
        uint32_t code;
        size_t used = text_decode(text, left, &code);
        if (text_is_harmful(code))
            return false;
        text += used;
        left -= used;
    }
    return true;
}

/* A list of texts into `texts`; returns how many. */
static uint8_t load_lines(const cJSON *object, const char *key, const char **texts, size_t most,
                          struct error *error) {
    const cJSON *line;
    uint8_t count = 0;
    cJSON_ArrayForEach(line, json_array(object, key, error)) {
        const char *text = cJSON_GetStringValue(line);
        if (text == NULL || count == most || !is_clean_line(text)) {
            refuse(error, "a list holds too many rows, or one that is no line of plain text.");
            return count;
        }
        texts[count++] = text;
    }
    return count;
}

static void load_order(struct quiz_item *item, const cJSON *object, struct error *error) {
    item->choice_count = load_lines(object, "steps", item->steps, QUIZ_CHOICES_MAX, error);
    for (uint8_t i = 0; i < item->choice_count; i++)
        want_text(item->steps[i], "steps", error);
    if (item->choice_count < STEPS_LEAST)
        refuse(error, "there must be at least three steps.");
    item->feedback = load_text(object, "feedback", error);
}

static void load_screen(struct quiz_item *item, const cJSON *object, struct error *error) {
    item->screen_count = load_lines(object, "screen", item->screen, QUIZ_SCREEN_MAX, error);
    if (item->screen_count == 0)
        refuse(error, "the screen has no lines.");
    load_options(item, object, error);
}

static void load_near(struct quiz_item *item, const cJSON *object, struct error *error) {
    static const char *const names[] = {"answer", "feedback", NULL};
    if (cJSON_GetObjectItemCaseSensitive(object, "near") == NULL)
        return;
    const cJSON *row;
    cJSON_ArrayForEach(row, json_array(object, "near", error)) {
        if (item->near_count == QUIZ_CHOICES_MAX) {
            refuse(error, "there are more than 6 near answers.");
            return;
        }
        check_members(row, names, error);
        item->near[item->near_count++] =
            (struct quiz_near){.answer = json_fix8(row, "answer", error),
                               .feedback = load_text(row, "feedback", error)};
    }
}

static void load_number(struct quiz_item *item, const cJSON *object, struct error *error) {
    item->answer = json_fix8(object, "answer", error);
    item->tolerance = json_fix8(object, "tolerance", error);
    item->unit = load_optional(object, "unit", "", error);
    item->check = load_optional(object, "check", NULL, error);
    item->feedback = load_text(object, "feedback", error);
    load_near(item, object, error);
    if (item->tolerance < 0)
        refuse(error, "the tolerance must not be below zero.");
    for (uint8_t i = 0; i < item->near_count; i++) {
        fix8_t apart;
        if (!fix8_sub(item->near[i].answer, item->answer, &apart) ||
            (apart <= item->tolerance && apart >= -item->tolerance))
            refuse(error, "a near answer is within the tolerance of the right one.");
    }
}

static const struct kind_row {
    void (*load)(struct quiz_item *, const cJSON *, struct error *);
    const char *const *names;
} kind_rows[QUIZ_KIND_COUNT] = {
#define COMMON "id", "kind", "concept", "question", "hint"
    [QUIZ_SINGLE] = {load_options, (const char *const[]){COMMON, "options", NULL}},
    [QUIZ_MULTIPLE] = {load_options, (const char *const[]){COMMON, "options", NULL}},
    [QUIZ_NUMBER] = {load_number, (const char *const[]){COMMON, "answer", "tolerance", "unit",
                                                        "check", "feedback", "near", NULL}},
    [QUIZ_ORDER] = {load_order, (const char *const[]){COMMON, "steps", "feedback", NULL}},
    [QUIZ_SCREEN] = {load_screen, (const char *const[]){COMMON, "screen", "options", NULL}},
#undef COMMON
};

/* ---- Items ----------------------------------------------------------------------------------- */

static void load_kind(struct quiz_item *item, const cJSON *object, struct error *error) {
    const char *word = json_text(object, "kind", error);
    for (item->kind = 0; item->kind < QUIZ_KIND_COUNT; item->kind++)
        if (strcmp(word, quiz_kind_words[item->kind]) == 0)
            break;
    if (item->kind < QUIZ_KIND_COUNT) {
        check_members(object, kind_rows[item->kind].names, error);
        kind_rows[item->kind].load(item, object, error);
        return;
    }
    item->kind = 0;
    refuse(error, "the kind is single, multiple, number, order or screen.");
}

static void load_item(struct quiz_item *item, const cJSON *object, lesson_key lesson,
                      struct error *error) {
    const char *id = json_text(object, "id", error);
    item->key = item_key_of(id);
    if (item->key == 0 || item_key_lesson(item->key) != lesson) {
        refuse(error, "the id must be the lesson's with a number, like A1-3.");
        return;
    }
    text_format(item->id, sizeof item->id, "%s", id);
    const char *concept = load_optional(object, "concept", "", error);
    if (*concept != '\0' && !concept_word_fits(concept))
        refuse(error, "\"concept\" must be small letters, digits and dashes.");
    text_format(item->concept, sizeof item->concept, "%s", concept);
    item->question = load_text(object, "question", error);
    item->hint = load_text(object, "hint", error);
    load_kind(item, object, error);
}

/* The line on which the item with this number starts: where its "id" is, as far as the file has one
 * for each. */
static int line_of_item(const char *bytes, size_t length, uint32_t number) {
    int line = 1;
    for (size_t i = 0; i + 4 <= length; i++) {
        line += bytes[i] == '\n';
        if (memcmp(bytes + i, "\"id\"", 4) == 0 && number-- == 0)
            return line;
    }
    return 1;
}

static void load_items(struct quiz *quiz, const char *name, const char *bytes, size_t length,
                       const cJSON *rows, struct error *error) {
    const cJSON *row;
    cJSON_ArrayForEach(row, rows) {
        struct quiz_item *item = &quiz->items[quiz->count];
        struct error inner = {0};
        load_item(item, row, quiz->lesson, &inner);
        item->line = line_of_item(bytes, length, quiz->count);
        for (uint32_t i = 0; i < quiz->count; i++)
            if (quiz->items[i].key == item->key && inner.code == ERROR_NONE)
                refuse(&inner, "this id was there before.");
        if (inner.code != ERROR_NONE) {
            error_set(error, ERROR_USAGE, "%s, line %d: %s", name, item->line, inner.sentence);
            error_at(error, "%s:%d", name, item->line);
            return;
        }
        quiz->count++;
    }
}

static void load_document(struct quiz *quiz, const char *name, const char *bytes, size_t length,
                          struct error *error) {
    struct error inner = {0};
    quiz->lesson = lesson_key_of(json_text(quiz->document, "lesson", &inner));
    const cJSON *rows = json_array(quiz->document, "items", &inner);
    int count = cJSON_GetArraySize(rows);
    if (inner.code == ERROR_NONE && quiz->lesson == 0)
        refuse(&inner, "\"lesson\" must be a lesson's id.");
    if (inner.code == ERROR_NONE && (count < ITEMS_LEAST || count > QUIZ_ITEMS_MAX))
        refuse(&inner, "a quiz has one to eight items.");
    if (inner.code != ERROR_NONE) {
        error_set(error, ERROR_USAGE, "%s, line 1: %s", name, inner.sentence);
        error_at(error, "%s:1", name);
        return;
    }
    quiz->items = mem_array((size_t)count, sizeof *quiz->items);
    load_items(quiz, name, bytes, length, rows, error);
}

int quiz_load(struct quiz *quiz, const char *name, const void *bytes, size_t length,
              struct error *error) {
    struct error own = {0};
    *quiz = (struct quiz){.document = json_parse(name, bytes, length, &own)};
    if (quiz->document != NULL)
        load_document(quiz, name, bytes, length, &own);
    if (own.code == ERROR_NONE)
        return 0;
    quiz_clear(quiz);
    if (error != NULL)
        *error = own;
    return own.code;
}

void quiz_clear(struct quiz *quiz) {
    cJSON_Delete(quiz->document);
    mem_free(quiz->items);
    *quiz = (struct quiz){0};
}
