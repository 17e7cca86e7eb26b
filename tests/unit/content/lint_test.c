#include <criterion/criterion.h>
#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/pack.h"
#include "base/text.h"
#include "content/lint.h"

/* A lesson and a quiz that the linter has nothing to say about; %s: 40 words again and again. */
static const char lesson_start[] =
    "---\nid: A1\nmodule: A\ntitle: Why save\nobjective: save\nneeds:\nconcept: saving\nconcepts: "
    "debt\n"
    "xp: 100\nminutes: 6\ntask: Save some.\ncheck: sum 1500 500 = 2,000\n---\n# Why save\n\n";
static const char paragraph[] = "You put a coin in the jar. It stays there. You put in one more. "
                                "Now there are two. On the day\n"
                                "the heater stops, you open the jar and pay. See "
                                "[orders](lesson:B2) on [the desk](screen:desk).\n\n";
static const char lesson_end[] = "## Two\n\n| a | b |\n|---|---|\n| 2,000 | 1 |\n\n"
                                 "> **Common mistake:** To wait.\n\n"
                                 "## In short\n\n- Save.\n- Pay.\n- Wait.\n";
static const char quiz[] = "{\"lesson\":\"A1\",\"items\":[\n"
#define CHOICE(n, first, second)                                                                   \
    "{\"id\":\"A1-" n "\",\"kind\":\"single\",\"concept\":\"saving\",\"question\":\"Why?\","       \
    "\"hint\":\"Think.\",\"options\":[{\"text\":\"" first "\",\"feedback\":\"No.\"},"              \
    "{\"text\":\"" second "\",\"right\":true,\"feedback\":\"Yes.\"},"                              \
    "{\"text\":\"Not at all\",\"feedback\":\"Not so.\"}]},\n"
    CHOICE("1", "It is fun", "It is a jar") CHOICE("2", "The price", "Yes")
        CHOICE("3", "The fee", "No")
            CHOICE("4", "A rule", "So it is") "{\"id\":\"A1-5\",\"kind\":\"number\",\"concept\":"
                                              "\"debt\",\"question\":\"How much?\","
                                              "\"hint\":\"Add.\",\"answer\":\"3\",\"tolerance\":"
                                              "\"0\",\"check\":\"sum 1 2\",\"feedback\":\"Add "
                                              "them.\"}]}";

struct heard {
    char lines[40][256];
    int count;
};

static void hear(void *context, const char *line) {
    struct heard *heard = context;
    if (heard->count < (int)ARRAY_LEN(heard->lines))
        text_format(heard->lines[heard->count++], sizeof heard->lines[0], "%s", line);
}

static void build_lesson(struct buffer *text) {
    buffer_text(text, "%s", lesson_start);
    buffer_text(text, "## One\n\n");
    for (int i = 0; i < 16; i++)
        buffer_text(text, "%s", paragraph);
    buffer_text(text, "%s", lesson_end);
}

/* The file with the first `from` replaced by `to`. */
static void change(struct buffer *text, const char *from, const char *to) {
    buffer_append(text, "", 1);
    const char *start = (const char *)text->bytes;
    const char *at = strstr(start, from);
    cr_assert_not_null(at, "%s", from);
    struct buffer changed = {0};
    buffer_append(&changed, start, (size_t)(at - start));
    buffer_text(&changed, "%s", to);
    buffer_append(&changed, at + strlen(from), strlen(at + strlen(from)));
    buffer_clear(text);
    *text = changed;
}

static void lint_texts(struct heard *heard, const struct buffer *lesson_text,
                       const struct buffer *quiz_text) {
    struct pack_file files[] = {
        {"data/lessons/A1.md", lesson_text->bytes, lesson_text->length},
        {"data/quizzes/A1.json", quiz_text->bytes, quiz_text->length},
    };
    static struct course course;
    course_load(&course, &(struct pack){.files = files, .count = 2});
    *heard = (struct heard){0};
    struct lint lint = {.course = &course, .tell = hear, .context = heard};
    if (course.fault_count > 0)
        hear(heard, course.faults[0].sentence);
    for (uint32_t i = 0; i < course.lesson_count; i++) {
        lint_lesson(&lint, &course.lessons[i]);
        lint_quiz(&lint, &course.lessons[i], &course.quizzes[i]);
    }
    course_clear(&course);
}

Test(lint, a_good_lesson_passes_and_each_fault_is_told_of_with_its_line) {
    static const struct {
        bool in_quiz;
        const char *from, *to, *says;
    } rows[] = {
        {false, "# Why", "# Why", NULL},
        {false, "needs:", "needs: ", NULL},
        {false, "concept: saving", "concept: Saving", "line 7: a concept is"},
        {false, "id: A1", "id: A4", "named after"},
        {false, "sum 1500 500", "sum 1,500 500", "A1.md:12: sum takes 2"},
        {false, "sum 1500 500", "sum 1500 501", "A1.md:12: sum comes to 2001, not 2,000"},
        {false, "sum 1500 500 = 2,000", "sum 1500 501 = 2,001", "2,001 does not stand in the text"},
        {false, "# Why save", "# Why spend", "A1.md:14: the # title is not the title"},
        {false, "## Two", "#### Two", "headings go down to ###"},
        {false, "> **Common mistake:** To wait.\n", "", "exactly one box"},
        {false, "> **Common mistake:**", "> **Mistake:**", "a block quote must start with"},
        {false, "| a | b |\n|---|---|\n| 2,000 | 1 |\n", "2,000\n",
         "neither a table nor a diagram"},
        {false, "- Save.\n", "", "3 to 6 bullets"},
        {false, "## In short", "## At the end", "the last section must be"},
        {false, "lesson:B2", "lesson:B20", "A1.md:19: there is no lesson B20"},
        {false, "screen:desk", "https://example.org", "the link leads nowhere"},
        {false, "## Two", "<b>Two</b>\n\n## Two", "lessons have no html_inline"},
        {false, "## Two", "![x](y)\n\n## Two", "lessons have no image"},
        {false, "You put a coin in the jar.",
         "You put a coin in the jar, and you look at it for a while.", "columns; at most 100"},
        {false, "heater stops,", "heater stops,\xE2\x80\x99", "U+2019 has no place here"},
        {false, "one more", "one Tesla", "a real company"},
        {true, "\"concept\":\"debt\"", "\"concept\":\"options\"", "asks about options"},
        {true, "sum 1 2", "sum 1 3", "A1-5: sum comes to 4, not 3"},
        {true, ",\"check\":\"sum 1 2\"", "", "A1-5 has no check"},
        {true, "It is fun", "It is a jar", "one text or one feedback"},
        {true, ",\"feedback\":\"No.\"", "", "\"feedback\" is missing"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct buffer lesson_text = {0}, quiz_text = {0};
        build_lesson(&lesson_text);
        buffer_text(&quiz_text, "%s", quiz);
        struct heard heard;
        change(rows[i].in_quiz ? &quiz_text : &lesson_text, rows[i].from, rows[i].to);
        lint_texts(&heard, &lesson_text, &quiz_text);
        bool told = rows[i].says == NULL ? heard.count == 0 : false;
        for (int line = 0; rows[i].says != NULL && line < heard.count; line++)
            told |= strstr(heard.lines[line], rows[i].says) != NULL;
        cr_assert(told, "row %zu (%s): %s", i, rows[i].from, heard.lines[0]);
        buffer_clear(&lesson_text);
        buffer_clear(&quiz_text);
    }
}
