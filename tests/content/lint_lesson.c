/* One lesson: its front matter against the plan, the shape of its text, its words, links, numbers.
 */
#include "content/lint.h"

#include <cmark-gfm.h>
#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/text.h"
#include "content/checks.h"
#include "content/plan.h"
#include "content/reading.h"
#include "ui/markdown_tree.h"

enum {
    WORDS_LEAST = 500,
    WORDS_MOST = 1200,
    LINE_MOST = 100,
    ROW_MOST = 200, /* a table's row is wrapped where it is drawn */
    FENCE_MOST = 72,
    SECTIONS_LEAST = 2,
    BULLETS_LEAST = 3,
    BULLETS_MOST = 6,
};

static const char mistake_words[] = "Common mistake:";
static const char summary_words[] = "In short";

/* Where [the desk](screen:desk) may lead. */
static const char *const screens[] = {
    "title",  "character", "desk",   "chart", "ticket", "orders", "journal",  "study", "player",
    "family", "boards",    "invest", "bots",  "class",  "inbox",  "settings", "help",  "palette"};

/* What was seen of a lesson so far. */
struct shape {
    struct lint *lint;
    const struct lesson *lesson;
    char file[32];
    int titles, sections, boxes, pictures;
    bool in_summary; /* the last heading is "In short" */
    bool bullets_seen;
    unsigned words;
    struct reading_counts reading;
};

/* ---- Text ------------------------------------------------------------------------------------ */

/* All text below a node, as it is read; a code span is one quiet word. */
static void gather(struct cmark_node *node, struct buffer *out) {
    for (struct cmark_node *at = cmark_node_first_child(node); at != NULL;
         at = cmark_node_next(at)) {
        switch (markdown_kind_of(at)) {
        case MARKDOWN_TEXT:
        case MARKDOWN_CODE:
            buffer_text(out, "%s", cmark_node_get_literal(at));
            break;
        case MARKDOWN_SOFT_BREAK:
        case MARKDOWN_LINE_BREAK:
            buffer_text(out, " ");
            break;
        default:
            gather(at, out);
        }
    }
}

static unsigned count_words(const char *text, size_t length) {
    unsigned words = 0;
    bool inside = false;
    for (size_t i = 0; i < length; i++) {
        bool blank = text[i] == ' ' || text[i] == '\n';
        bool sign = strchr("|-=+/*:;.,()", text[i]) != NULL;
        words += !blank && !inside && !sign;
        inside = !blank && (inside || !sign);
    }
    return words;
}

static int line_of(const struct shape *shape, struct cmark_node *node) {
    return shape->lesson->body_line + cmark_node_get_start_line(node) - 1;
}

static void problem(struct shape *shape, struct cmark_node *node, const char *sentence) {
    lint_problem(shape->lint, shape->file, node != NULL ? line_of(shape, node) : 1, "%s", sentence);
}

static bool text_is(struct cmark_node *node, const char *wanted) {
    struct buffer text = {0};
    gather(node, &text);
    bool same = text.length == strlen(wanted) && memcmp(text.bytes, wanted, text.length) == 0;
    buffer_clear(&text);
    return same;
}

/* ---- Blocks ---------------------------------------------------------------------------------- */

static void see_heading(struct shape *shape, struct cmark_node *node) {
    int level = cmark_node_get_heading_level(node);
    if (level == 1) {
        if (shape->titles++ > 0 || cmark_node_previous(node) != NULL)
            problem(shape, node, "there is one # title, and it comes first");
        if (!text_is(node, shape->lesson->title))
            problem(shape, node, "the # title is not the title of the front matter");
        return;
    }
    if (level > 3)
        problem(shape, node, "headings go down to ###");
    if (shape->in_summary)
        problem(shape, node, "\"## In short\" must be the last section");
    shape->sections += level == 2;
    shape->in_summary = level == 2 && text_is(node, summary_words);
}

static void see_quote(struct shape *shape, struct cmark_node *node) {
    struct cmark_node *paragraph = cmark_node_first_child(node);
    struct cmark_node *strong = paragraph != NULL ? cmark_node_first_child(paragraph) : NULL;
    if (strong == NULL || markdown_kind_of(strong) != MARKDOWN_STRONG ||
        !text_is(strong, mistake_words))
        problem(shape, node, "a block quote must start with **Common mistake:**");
    shape->boxes++;
}

static void see_list(struct shape *shape, struct cmark_node *node) {
    if (!shape->in_summary || cmark_node_parent(cmark_node_parent(node)) != NULL)
        return;
    int bullets = 0;
    for (struct cmark_node *item = cmark_node_first_child(node); item != NULL;
         item = cmark_node_next(item))
        bullets++;
    if (bullets < BULLETS_LEAST || bullets > BULLETS_MOST ||
        cmark_node_get_list_type(node) != CMARK_BULLET_LIST)
        problem(shape, node, "\"## In short\" has 3 to 6 bullets");
    shape->bullets_seen = true;
}

static void see_link(struct shape *shape, struct cmark_node *node) {
    const char *target = cmark_node_get_url(node);
    if (strncmp(target, "lesson:", 7) == 0) {
        lesson_key key = lesson_key_of(target + 7);
        if (key == 0 || plan_find(key) == NULL)
            lint_problem(shape->lint, shape->file, line_of(shape, node), "there is no lesson %s",
                         target + 7);
        else if (key == shape->lesson->key)
            problem(shape, node, "a lesson does not link to itself");
        return;
    }
    for (size_t i = 0; i < ARRAY_LEN(screens); i++)
        if (strncmp(target, "screen:", 7) == 0 && strcmp(target + 7, screens[i]) == 0)
            return;
    lint_problem(shape->lint, shape->file, line_of(shape, node), "the link leads nowhere: %s",
                 target);
}

static void see_words(struct shape *shape, struct cmark_node *node, bool prose) {
    struct buffer text = {0};
    gather(node, &text);
    const char *words = (const char *)text.bytes;
    shape->words += count_words(words, text.length);
    if (prose)
        reading_add(&shape->reading, words, text.length);
    buffer_clear(&text);
}

static void see_block(struct shape *shape, struct cmark_node *node) {
    switch (markdown_kind_of(node)) {
    case MARKDOWN_HEADING:
        see_heading(shape, node);
        see_words(shape, node, false);
        break;
    case MARKDOWN_QUOTE:
        see_quote(shape, node);
        break;
    case MARKDOWN_LIST:
        see_list(shape, node);
        break;
    case MARKDOWN_PARAGRAPH:
        see_words(shape, node, true);
        break;
    case MARKDOWN_TABLE_CELL:
        see_words(shape, node, false);
        break;
    case MARKDOWN_TABLE:
        shape->pictures++;
        break;
    case MARKDOWN_CODE_BLOCK:
        shape->pictures++;
        break;
    case MARKDOWN_LINK:
        see_link(shape, node);
        break;
    case MARKDOWN_OTHER:
        lint_problem(shape->lint, shape->file, line_of(shape, node), "lessons have no %s",
                     cmark_node_get_type_string(node));
        break;
    default:
        break;
    }
}

static void see_all(struct shape *shape, struct cmark_node *document) {
    cmark_iter *iterator = cmark_iter_new(document);
    for (cmark_event_type event; (event = cmark_iter_next(iterator)) != CMARK_EVENT_DONE;)
        if (event == CMARK_EVENT_ENTER)
            see_block(shape, cmark_iter_get_node(iterator));
    cmark_iter_free(iterator);
}

static void judge_shape(struct shape *shape) {
    if (shape->titles == 0)
        problem(shape, NULL, "the text has no # title");
    if (shape->sections < SECTIONS_LEAST)
        problem(shape, NULL, "the text has fewer than two ## sections");
    if (shape->boxes != 1)
        problem(shape, NULL, "there must be exactly one box > **Common mistake:**");
    if (shape->pictures == 0)
        problem(shape, NULL, "there is neither a table nor a diagram");
    if (!shape->in_summary || !shape->bullets_seen)
        problem(shape, NULL, "the last section must be \"## In short\" with bullets");
    if (shape->words < WORDS_LEAST || shape->words > WORDS_MOST)
        lint_problem(shape->lint, shape->file, 1, "%u words; a lesson has %d to %d", shape->words,
                     WORDS_LEAST, WORDS_MOST);
    double grade = reading_grade(&shape->reading);
    if (grade > GRADE_MOST)
        lint_problem(shape->lint, shape->file, 1,
                     "reading grade %.1f is above %.1f: shorter sentences, shorter words", grade,
                     GRADE_MOST);
    lint_figure(shape->lint, "%s: %u words, reading grade %.1f, %d checks", shape->file,
                shape->words, grade, shape->lesson->check_count);
}

/* ---- Source lines ---------------------------------------------------------------------------- */

static void see_line(struct shape *shape, int line, const char *text, size_t length, bool fenced) {
    char copy[1024];
    text_format(copy, sizeof copy, "%.*s", (int)length, text);
    size_t width = text_width(copy);
    size_t most = fenced ? FENCE_MOST : *copy == '|' ? ROW_MOST : LINE_MOST;
    if (width > most)
        lint_problem(shape->lint, shape->file, line, "%zu columns; at most %zu here", width, most);
    if (length > 0 && text[length - 1] == ' ')
        lint_problem(shape->lint, shape->file, line, "there is a blank at the end");
}

static void see_lines(struct shape *shape) {
    const char *text = shape->lesson->body;
    size_t left = shape->lesson->body_length;
    bool fenced = false;
    for (int line = shape->lesson->body_line; left > 0; line++) {
        const char *stop = memchr(text, '\n', left);
        size_t length = stop != NULL ? (size_t)(stop - text) : left;
        bool fence = length >= 3 && memcmp(text, "```", 3) == 0;
        see_line(shape, line, text, length, fenced && !fence);
        fenced ^= fence;
        left -= length + (stop != NULL);
        text += length + (stop != NULL);
    }
    lint_text(shape->lint, shape->file, shape->lesson->body_line, shape->lesson->body,
              shape->lesson->body_length);
}

/* ---- Front matter and numbers ---------------------------------------------------------------- */

static void see_checks(struct shape *shape) {
    const struct lesson *lesson = shape->lesson;
    if (lesson->check_count == 0)
        lint_problem(shape->lint, shape->file, 1, "there is no check: line");
    for (int i = 0; i < lesson->check_count; i++) {
        const struct lesson_check *row = &lesson->checks[i];
        struct check check;
        char reason[CHECK_REASON_MAX];
        if (!check_read(&check, &shape->lint->brokers, row->text, row->length, reason) ||
            !check_holds(&check, reason))
            lint_problem(shape->lint, shape->file, row->line, "%s", reason);
        else if (!check_stands_in(check.result, lesson->body, lesson->body_length))
            lint_problem(shape->lint, shape->file, row->line, "%s does not stand in the text",
                         check.result);
    }
}

static void see_plan(struct shape *shape) {
    const struct lesson *lesson = shape->lesson;
    const struct plan_row *row = plan_find(lesson->key);
    if (row == NULL) {
        lint_problem(shape->lint, shape->file, 2, "the plan has no lesson %s", lesson->id);
        return;
    }
    char needs[LESSON_NEEDS_MAX * (LESSON_ID_MAX + 1)] = "";
    for (int i = 0; i < lesson->need_count; i++) {
        char id[LESSON_ID_MAX];
        lesson_key_format(lesson->needs[i], id);
        size_t length = strlen(needs);
        text_format(needs + length, sizeof needs - length, "%s%s", i > 0 ? " " : "", id);
    }
    if (strcmp(needs, row->needs) != 0)
        lint_problem(shape->lint, shape->file, 1, "needs are \"%s\" in the plan, not \"%s\"",
                     row->needs, needs);
}

void lint_lesson(struct lint *lint, const struct lesson *lesson) {
    struct shape shape = {.lint = lint, .lesson = lesson};
    text_format(shape.file, sizeof shape.file, "data/lessons/%s.md", lesson->id);
    see_plan(&shape);
    lint_text(lint, shape.file, 1, lesson->title, strlen(lesson->title));
    lint_text(lint, shape.file, 1, lesson->objective, strlen(lesson->objective));
    lint_text(lint, shape.file, 1, lesson->task, strlen(lesson->task));
    struct cmark_node *document = markdown_parse(lesson->body, lesson->body_length);
    see_all(&shape, document);
    markdown_free(document);
    judge_shape(&shape);
    see_lines(&shape);
    see_checks(&shape);
}
