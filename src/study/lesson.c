#include "study/lesson.h"

#include <assert.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"

#define X(name, letter, title) letter,
const char module_letters[] = {MODULES(X) '\0'};
#undef X
#define X(name, letter, title) [name] = (title),
const char *const module_titles[] = {MODULES(X) NULL};
#undef X

#define LINE_MAX    1024 /* bytes of a line of front matter */
#define XP_LEAST    100
#define XP_MOST     500
#define XP_STEP     50
#define MINUTES_MAX 60

/* ---- Keys ------------------------------------------------------------------------------------ */

lesson_key lesson_key_of(const char *id) {
    const char *letter = *id != '\0' ? strchr(module_letters, *id) : NULL;
    int64_t number;
    if (letter == NULL || id[1] < '1' || id[1] > '9' || !text_to_i64(id + 1, &number) ||
        number > LESSON_NUMBER_MAX)
        return 0;
    return (lesson_key)((letter - module_letters + 1) << 8 | number);
}

void lesson_key_format(lesson_key key, char id[LESSON_ID_MAX]) {
    assert(key >> 8 >= 1 && key >> 8 <= MODULE_COUNT);
    text_format(id, LESSON_ID_MAX, "%c%d", module_letters[lesson_key_module(key)], key & 0xFF);
}

bool concept_word_fits(const char *word) {
    if (strlen(word) >= CONCEPT_MAX)
        return false;
    char before = '-';
    for (; *word != '\0'; before = *word++) {
        bool letter = (*word >= 'a' && *word <= 'z') || (*word >= '0' && *word <= '9');
        if (!letter && (*word != '-' || before == '-'))
            return false;
    }
    return before != '-';
}

bool lesson_has_concept(const struct lesson *lesson, const char *concept) {
    for (int i = 0; i < lesson->concept_count; i++)
        if (strcmp(lesson->concepts[i], concept) == 0)
            return true;
    return false;
}

/* ---- The file, line by line ------------------------------------------------------------------ */

struct reading {
    const char *name;
    const char *at, *end; /* what is left */
    int line;             /* of the one last read */
    const char *start;    /* of the one last read */
    const char *value;    /* of the key last read, in the file */
    struct lesson *lesson;
    struct error *error;
};

static int refuse(const struct reading *reading, const char *reason) {
    error_set(reading->error, ERROR_USAGE, "%s, line %d: %s", reading->name, reading->line, reason);
    error_at(reading->error, "%s:%d", reading->name, reading->line);
    return ERROR_USAGE;
}

/* The next line without its end; false where the file ends or the line is too long. */
static bool next_line(struct reading *reading, char line[LINE_MAX]) {
    reading->line++;
    if (reading->at == reading->end)
        return false;
    const char *stop = memchr(reading->at, '\n', (size_t)(reading->end - reading->at));
    size_t length = (size_t)((stop != NULL ? stop : reading->end) - reading->at);
    if (length >= LINE_MAX)
        return false;
    reading->start = reading->at;
    reading->at += length + (stop != NULL);
    length -= length > 0 && reading->start[length - 1] == '\r';
    memcpy(line, reading->start, length);
    line[length] = '\0';
    return true;
}

/* Nothing in the file may harm a terminal. */
static int check_text(struct reading *reading) {
    reading->line = 1;
    for (const char *at = reading->at; at < reading->end;) {
        uint32_t code;
        size_t used = text_decode(at, (size_t)(reading->end - at), &code);
        if (code == TEXT_REPLACEMENT && used == 1)
            return refuse(reading, "this is not UTF-8 text.");
        if (code != '\n' && code != '\r' && text_is_harmful(code))
            return refuse(reading, code == '\t' ? "there is a tab; use blanks."
                                                : "there is a control or invisible character.");
        reading->line += code == '\n';
        at += used;
    }
    reading->line = 0;
    return 0;
}

/* ---- Front matter: one row a key ------------------------------------------------------------- */

static int set_text(struct reading *reading, char *text, size_t size, const char *value) {
    if (*value == '\0' || strlen(value) >= size)
        return refuse(reading, *value == '\0' ? "the value is missing." : "the value is too long.");
    text_format(text, size, "%s", value);
    return 0;
}

static int set_id(struct reading *reading, const char *value) {
    reading->lesson->key = lesson_key_of(value);
    if (reading->lesson->key == 0)
        return refuse(reading, "the id must be a module's letter and a number, like B10.");
    reading->lesson->module = (uint8_t)lesson_key_module(reading->lesson->key);
    return set_text(reading, reading->lesson->id, LESSON_ID_MAX, value);
}

static int set_module(struct reading *reading, const char *value) {
    if (value[0] != reading->lesson->id[0] || value[1] != '\0')
        return refuse(reading, "the module must be the letter of the id, which comes before it.");
    return 0;
}

static int set_title(struct reading *reading, const char *value) {
    return set_text(reading, reading->lesson->title, sizeof reading->lesson->title, value);
}

static int set_objective(struct reading *reading, const char *value) {
    return set_text(reading, reading->lesson->objective, sizeof reading->lesson->objective, value);
}

static int set_task(struct reading *reading, const char *value) {
    return set_text(reading, reading->lesson->task, sizeof reading->lesson->task, value);
}

static int set_needs(struct reading *reading, const char *value) {
    struct lesson *lesson = reading->lesson;
    while (*value != '\0') {
        char id[LESSON_ID_MAX + 1];
        size_t length = strcspn(value, " ");
        text_format(id, sizeof id, "%.*s", (int)length, value);
        lesson_key key = length < sizeof id ? lesson_key_of(id) : 0;
        if (key == 0 || lesson->need_count == LESSON_NEEDS_MAX)
            return refuse(reading, "needs are at most four lessons, like A4 A5.");
        if (key >= lesson->key)
            return refuse(reading, "a lesson needs only lessons that come before it.");
        lesson->needs[lesson->need_count++] = key;
        value += length + strspn(value + length, " ");
    }
    return 0;
}

static int add_concept(struct reading *reading, const char *word, size_t length) {
    struct lesson *lesson = reading->lesson;
    char text[CONCEPT_MAX];
    text_format(text, sizeof text, "%.*s", (int)length, word);
    if (length >= CONCEPT_MAX || !concept_word_fits(text))
        return refuse(reading, "a concept is small letters, digits and dashes.");
    if (lesson->concept_count == LESSON_CONCEPTS_MAX || lesson_has_concept(lesson, text))
        return refuse(reading, "there are too many concepts, or one is there twice.");
    memcpy(lesson->concepts[lesson->concept_count++], text, sizeof text);
    return 0;
}

static int set_concept(struct reading *reading, const char *value) {
    if (reading->lesson->concept_count > 0)
        return refuse(reading, "the main concept comes before the others.");
    return add_concept(reading, value, strlen(value));
}

static int set_concepts(struct reading *reading, const char *value) {
    if (reading->lesson->concept_count == 0)
        return refuse(reading, "the main concept comes before the others.");
    int code = 0;
    while (code == 0 && *value != '\0') {
        size_t length = strcspn(value, ", ");
        code = add_concept(reading, value, length);
        value += length + strspn(value + length, ", ");
    }
    return code;
}

static int set_xp(struct reading *reading, const char *value) {
    int64_t xp;
    if (!text_to_i64(value, &xp) || xp < XP_LEAST || xp > XP_MOST || xp % XP_STEP != 0)
        return refuse(reading, "XP is 100 to 500 in steps of 50.");
    reading->lesson->xp = (uint16_t)xp;
    return 0;
}

static int set_minutes(struct reading *reading, const char *value) {
    int64_t minutes;
    if (!text_to_i64(value, &minutes) || minutes < 1 || minutes > MINUTES_MAX)
        return refuse(reading, "minutes are 1 to 60.");
    reading->lesson->minutes = (uint16_t)minutes;
    return 0;
}

static int set_check(struct reading *reading, const char *value) {
    struct lesson *lesson = reading->lesson;
    if (lesson->check_count == LESSON_CHECKS_MAX)
        return refuse(reading, "there are too many check lines.");
    lesson->checks[lesson->check_count++] = (struct lesson_check){

        .text = reading->value, .length = (uint16_t)strlen(value), .line = (uint16_t)reading->line};
    return 0;
}

static const struct front_key {
    const char *word;
    int (*set)(struct reading *, const char *value);
    bool repeats; /* and may be left out */
} front_keys[] = {
    {"id", set_id, false},
    {"module", set_module, false},
    {"title", set_title, false},
    {"objective", set_objective, false},
    {"needs", set_needs, false},
    {"concept", set_concept, false},
    {"concepts", set_concepts, false},
    {"xp", set_xp, false},
    {"minutes", set_minutes, false},
    {"task", set_task, false},
    {"check", set_check, true},
};

/* One `key: value` line. `seen` has a bit for each key that was there. */
static int read_key(struct reading *reading, char *line, uint32_t *seen) {
    char *colon = strchr(line, ':');
    if (colon == NULL)
        return refuse(reading, "front matter is `key: value` lines up to a line of ---.");
    *colon = '\0';
    char *value = colon + 1 + strspn(colon + 1, " ");
    for (size_t end = strlen(value); end > 0 && value[end - 1] == ' '; end--)
        value[end - 1] = '\0';
    reading->value = reading->start + (value - line);
    for (uint32_t i = 0; i < ARRAY_LEN(front_keys); i++) {
        if (strcmp(front_keys[i].word, line) != 0)
            continue;
        if (i > 0 && (*seen & 1) == 0)
            return refuse(reading, "the id comes first.");
        if (!front_keys[i].repeats && (*seen >> i & 1) != 0)
            return refuse(reading, "this key was there before.");
        *seen |= UINT32_C(1) << i;
        return front_keys[i].set(reading, value);
    }
    char reason[ERROR_PLACE_MAX];
    text_format(reason, sizeof reason, "there is no key \"%.40s\".", line);
    return refuse(reading, reason);
}

static int read_front(struct reading *reading) {
    char line[LINE_MAX];
    uint32_t seen = 0;
    if (!next_line(reading, line) || strcmp(line, "---") != 0)
        return refuse(reading, "a lesson starts with a line of --- and its front matter.");
    for (;;) {
        if (!next_line(reading, line))
            return refuse(reading, "the front matter has no end, or a line of it is too long.");
        if (strcmp(line, "---") == 0)
            break;
        int code = read_key(reading, line, &seen);
        if (code != 0)
            return code;
    }
    for (uint32_t i = 0; i < ARRAY_LEN(front_keys); i++) {
        if (front_keys[i].repeats || (seen >> i & 1) != 0)
            continue;
        char reason[ERROR_PLACE_MAX];
        text_format(reason, sizeof reason, "the front matter has no \"%s\".", front_keys[i].word);
        return refuse(reading, reason);
    }
    return 0;
}

static int read_lesson(struct reading *reading) {
    int code = check_text(reading);
    if (code == 0)
        code = read_front(reading);
    if (code != 0)
        return code;
    struct lesson *lesson = reading->lesson;
    lesson->body = reading->at;
    lesson->body_length = (size_t)(reading->end - reading->at);
    lesson->body_line = reading->line + 1;
    reading->line = lesson->body_line;
    const char *text = lesson->body;
    size_t left = lesson->body_length;
    while (left > 0 && (*text == '\n' || *text == '\r' || *text == ' ')) {
        text++;
        left--;
    }
    return left > 0 ? 0 : refuse(reading, "the lesson has no text.");
}

int lesson_parse(struct lesson *lesson, const char *name, const void *bytes, size_t length,
                 struct error *error) {
    const char *text = bytes;
    struct error own = {0};
    struct reading reading = {
        .name = name, .at = text, .end = text + length, .lesson = lesson, .error = &own};
    *lesson = (struct lesson){0};
    int code = length > 0 ? read_lesson(&reading) : refuse(&reading, "the file is empty.");
    if (code == 0)
        return 0;
    *lesson = (struct lesson){0};
    if (error != NULL)
        *error = own;
    return code;
}
