/* Words of the course: its lessons as a list, and one of them to read. They need no game file. */
#include <cjson/cJSON.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/text.h"
#include "cli/session.h"
#include "study/course.h"
#include "ui/markdown.h"

#define COLUMNS_WITHOUT_TERMINAL 80

struct lesson_row {
    char id[LESSON_ID_MAX];
    char module[2];
    char title[sizeof((struct lesson *)0)->title];
    char objective[sizeof((struct lesson *)0)->objective];
    char needs[LESSON_NEEDS_MAX * LESSON_ID_MAX + 1]; /* "A4 A5" */
    char concept[CONCEPT_MAX];
    uint32_t minutes, xp, items;
};

static const struct field_spec lesson_fields[] = {
    FIELD(struct lesson_row, id, TEXT, NULL, 0, 0),
    FIELD(struct lesson_row, module, TEXT, NULL, 0, 0),
    FIELD(struct lesson_row, title, TEXT, NULL, 0, 0),
    FIELD(struct lesson_row, objective, TEXT, NULL, 0, 0),
    FIELD(struct lesson_row, needs, TEXT, NULL, 0, 0),
    FIELD(struct lesson_row, concept, TEXT, NULL, 0, 0),
    FIELD(struct lesson_row, minutes, U32, NULL, 0, 0),
    FIELD(struct lesson_row, xp, U32, NULL, 0, 0),
    FIELD(struct lesson_row, items, U32, NULL, 0, 0),
    FIELD_END,
};

static struct course *open_course(const struct session *session) {
    struct course *course = mem_alloc(sizeof *course);
    course_load(course, session->pack);
    return course;
}

static void close_course(struct course *course) {
    course_clear(course);
    mem_free(course);
}

/* ---- lessons ---- */

static struct lesson_row row_of(const struct course *course, uint32_t index) {
    const struct lesson *lesson = &course->lessons[index];
    struct lesson_row row = {.module = {module_letters[lesson->module], '\0'},
                             .minutes = lesson->minutes,
                             .xp = lesson->xp,
                             .items = course->quizzes[index].count};
    memcpy(row.id, lesson->id, sizeof row.id);
    memcpy(row.title, lesson->title, sizeof row.title);
    memcpy(row.objective, lesson->objective, sizeof row.objective);
    memcpy(row.concept, lesson->concepts[0], sizeof row.concept);
    for (int i = 0; i < lesson->need_count; i++) {
        char id[LESSON_ID_MAX];
        size_t length = strlen(row.needs);
        lesson_key_format(lesson->needs[i], id);
        text_format(row.needs + length, sizeof row.needs - length, "%s%s", i > 0 ? " " : "", id);
    }
    return row;
}

static void say_rows(struct session *session, const struct lesson_row *rows, uint32_t count) {
    static const struct column columns[] = {
        {"id", "id", COLUMN_PLAIN},
        {"minutes", "min", COLUMN_PLAIN},
        {"title", "title", COLUMN_PLAIN},
        {"needs", "needs", COLUMN_PLAIN},
    };
    struct sheet sheet = {.name = "lessons",
                          .parts = {{lesson_fields, 0}},
                          .columns = columns,
                          .column_count = ARRAY_LEN(columns),
                          .rows = rows,
                          .stride = sizeof *rows,
                          .count = count,
                          .none = "There are no lessons in the content pack."};
    output_sheet(&session->output, &sheet);
}

/* As text: a list for each module that has lessons. */
static void say_modules(struct session *session, const struct lesson_row *rows, uint32_t count) {
    for (uint32_t start = 0, end; start < count; start = end) {
        for (end = start; end < count && rows[end].module[0] == rows[start].module[0];)
            end++;
        const char *letter = strchr(module_letters, rows[start].module[0]);
        output_line(&session->output, "%sModule %c  %s", start > 0 ? "\n" : "", *letter,
                    module_titles[letter - module_letters]);
        say_rows(session, &rows[start], end - start);
    }
}

int word_lessons(struct session *session, struct error *error) {
    (void)error;
    struct course *course = open_course(session);
    for (uint32_t i = 0; i < course->fault_count && i < COURSE_FAULTS_MAX; i++)
        output_remark(&session->output, "%s", course->faults[i].sentence);
    struct lesson_row *rows = mem_array(course->lesson_count, sizeof *rows);
    for (uint32_t i = 0; i < course->lesson_count; i++)
        rows[i] = row_of(course, i);
    if (session->output.json || course->lesson_count == 0)
        say_rows(session, rows, course->lesson_count);
    else
        say_modules(session, rows, course->lesson_count);
    mem_free(rows);
    close_course(course);
    return 0;
}

/* ---- lesson ---- */

static int columns_of_output(void) {
    struct winsize size;
    bool terminal = isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0;
    return terminal && size.ws_col > 0 ? size.ws_col : COLUMNS_WITHOUT_TERMINAL;
}

/* What a mark looks like on a terminal that shows styles: attributes alone. */
static const char *code_of(uint8_t mark) {
    unsigned attributes = markdown_style((enum markdown_mark)mark).attributes;
    return (attributes & STYLE_BOLD) != 0        ? "\033[1m"
           : (attributes & STYLE_UNDERLINE) != 0 ? "\033[4m"
                                                 : "";
}

static void print_line(const struct markdown *markdown, const struct markdown_line *line,
                       bool styled) {
    const char *text = (const char *)markdown->text.bytes;
    uint32_t at = line->start;
    for (uint32_t i = 0; styled && i < line->span_count; i++) {
        const struct markdown_span *span = &markdown->spans[line->span + i];
        const char *code = code_of(span->mark);
        fwrite(text + at, 1, span->start - at, stdout);
        fputs(code, stdout);
        fwrite(text + span->start, 1, span->length, stdout);
        fputs(*code != '\0' ? "\033[0m" : "", stdout);
        at = span->start + span->length;
    }
    fwrite(text + at, 1, line->start + line->length - at, stdout);
    fputc('\n', stdout);
}

/* As wide as the terminal; plain where it shows no styles. */
static void print_markdown(struct session *session, const char *text, size_t length) {
    enum glyph_level level = GLYPHS_FULL;
    const char *wanted = session->arguments->values[OPTION_GLYPHS];
    if (wanted != NULL)
        glyph_level_parse(wanted, &level); /* a known one: arguments_parse looked */
    struct markdown_form form = {
        .columns = columns_of_output(), .level = level, .plain = !session->output.colour};
    struct markdown markdown;
    markdown_layout(&markdown, text, length, &form);
    for (size_t i = 0; i < markdown.line_count; i++)
        print_line(&markdown, &markdown.lines[i], session->output.colour);
    markdown_clear(&markdown);
}

static void print_lesson(struct session *session, const struct lesson *lesson,
                         const struct lesson_row *row) {
    output_line(&session->output, "%s  %s  %u minutes  %u XP%s%s\n", lesson->id,
                module_titles[lesson->module], lesson->minutes, lesson->xp,
                *row->needs != '\0' ? "  needs " : "", row->needs);
    print_markdown(session, lesson->body, lesson->body_length);
    char task[sizeof lesson->task + 32];
    text_format(task, sizeof task, "**To do:** %s", lesson->task);
    output_line(&session->output, "%s", "");
    print_markdown(session, task, strlen(task));
}

static cJSON *checked(cJSON *item) {
    if (item == NULL)
        mem_exhausted();
    return item;
}

static void json_lesson(cJSON *document, const struct lesson *lesson,
                        const struct lesson_row *row) {
    fields_json(lesson_fields, row, document);
    checked(cJSON_AddStringToObject(document, "task", lesson->task));
    cJSON *concepts = checked(cJSON_AddArrayToObject(document, "concepts"));
    for (int i = 0; i < lesson->concept_count; i++)
        cJSON_AddItemToArray(concepts, checked(cJSON_CreateString(lesson->concepts[i])));
    char *body = mem_alloc(lesson->body_length + 1);
    memcpy(body, lesson->body, lesson->body_length);
    checked(cJSON_AddStringToObject(document, "text", body));
    mem_free(body);
}

/* "b10" is as good as "B10". */
static lesson_key key_typed(const char *typed) {
    char id[LESSON_ID_MAX];
    if (strlen(typed) >= sizeof id)
        return 0;
    text_format(id, sizeof id, "%s", typed);
    if (id[0] >= 'a' && id[0] <= 'z')
        id[0] = (char)(id[0] - 'a' + 'A');
    return lesson_key_of(id);
}

/* Why a lesson is not there: its file is broken, or there is none. */
static int say_missing(const struct course *course, const char *typed, lesson_key key,
                       struct error *error) {
    char id[LESSON_ID_MAX] = "", file[ERROR_PLACE_MAX];
    if (key != 0)
        lesson_key_format(key, id);
    size_t length = text_format(file, sizeof file, "data/lessons/%s.md:", id);
    for (uint32_t i = 0; i < course->fault_count && i < COURSE_FAULTS_MAX; i++) {
        const struct error *fault = &course->faults[i];
        if (strncmp(fault->place, file, length) == 0)
            return error_set(error, ERROR_USAGE, "%s", fault->sentence);
    }
    return error_set(error, ERROR_USAGE, "There is no lesson %.20s; see: outcry lessons", typed);
}

int word_lesson(struct session *session, struct error *error) {
    const char *typed = session->arguments->operands[0];
    struct course *course = open_course(session);
    lesson_key key = key_typed(typed);
    int index = key != 0 ? course_index(course, key) : -1;
    int code = 0;
    if (index < 0) {
        code = say_missing(course, typed, key, error);
    } else {
        struct lesson_row row = row_of(course, (uint32_t)index);
        if (session->output.json)
            json_lesson(session->output.document, &course->lessons[index], &row);
        else
            print_lesson(session, &course->lessons[index], &row);
    }
    close_course(course);
    return code;
}
