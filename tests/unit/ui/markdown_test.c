#include <string.h>

#include "base/mem.h"
#include "base/pack.h"
#include "base/random.h"
#include "base/text.h"
#include "ui/markdown.h"
#include "ui/reader.h"
#include "unit/ui/screen.h"

static const char sample[] =
    "# What a share is\n\nYou *own* a **part** of it, see [the quote](lesson:A8) or\n"
    "[the desk](screen:desk), and `bid` is a word.\n\n"
    "## Numbers\n\n| who | what it costs on top of that | USD |\n|---|---|--:|\n"
    "| Vos | nothing | 5 |\n| Adler | interest, every month until it is gone | 1,770 |\n\n"
    "> **Common mistake:** To wait\n> for a better day.\n\n"
    "```\nbid  99 | ask 101\n   left\n```\n\n"
    "1. first\n2. second,\n   on two lines\n\n   - inner one\n   - inner two\n\n## In short\n\n"
    "- Save.\n- Pay what you owe before anything else.\n";

static void lay(struct markdown *markdown, const char *text, int columns, bool plain, bool spoken) {
    struct markdown_form form = {
        .columns = columns, .level = GLYPHS_BOX, .plain = plain, .spoken = spoken};
    markdown_layout(markdown, text, strlen(text), &form);
}

static void expect_text(const struct markdown *markdown, const char *expected) {
    struct buffer text = {0};
    buffer_append(&text, markdown->text.bytes, markdown->text.length);
    buffer_append(&text, "", 1);
    cr_expect(strcmp((const char *)text.bytes, expected) == 0, "laid out:\n%s\nexpected:\n%s",
              (const char *)text.bytes, expected);
    buffer_clear(&text);
}

Test(markdown, is_laid_out_for_40_columns_with_everything_a_lesson_has) {
    struct markdown markdown;
    lay(&markdown, sample, 40, false, false);
    expect_text(&markdown, "What a share is\n"
                           "═══════════════\n"
                           "\n"
                           "You own a part of it, see the quote or\n"
                           "the desk, and bid is a word.\n"
                           "\n"
                           "Numbers\n"
                           "\n"
                           "who   │ what it costs on top of  │   USD\n"
                           "      │ that                     │\n"
                           "──────┼──────────────────────────┼──────\n"
                           "Vos   │ nothing                  │     5\n"
                           "──────┼──────────────────────────┼──────\n"
                           "Adler │ interest, every month    │ 1,770\n"
                           "      │ until it is gone         │\n"
                           "\n"
                           "│ Common mistake: To wait for a better\n"
                           "│ day.\n"
                           "\n"
                           "bid  99 | ask 101\n"
                           "   left\n"
                           "\n"
                           "1. first\n"
                           "\n"
                           "2. second, on two lines\n"
                           "\n"
                           "   · inner one\n"
                           "   · inner two\n"
                           "\n"
                           "In short\n"
                           "\n"
                           "· Save.\n"
                           "· Pay what you owe before anything else.\n");
    markdown_clear(&markdown);
}

static bool says(const struct markdown *markdown, const char *text) {
    return memmem(markdown->text.bytes, markdown->text.length, text, strlen(text)) != NULL;
}

Test(markdown, as_plain_text_names_lessons_and_underlines_headings) {
    struct markdown markdown;
    lay(&markdown, sample, 80, true, false);
    cr_expect(says(&markdown, "see the quote (A8) or the desk, and bid is a word.\n"));
    cr_expect(says(&markdown, "Numbers\n───────\n"));
    cr_expect(says(&markdown, "Adler │ interest, every month until it is gone │ 1,770\n"));
    cr_expect(says(&markdown, "\n  bid  99 | ask 101\n"), "a picture stands in");
    cr_expect(says(&markdown, "- Save.\n"));
    markdown_clear(&markdown);
}

Test(markdown, for_a_screen_reader_is_sentences_without_lines_of_signs) {
    struct markdown markdown;
    lay(&markdown, sample, 80, false, true);
    cr_expect(says(&markdown, "who: Vos; what it costs on top of that: nothing; USD: 5.\n"));
    cr_expect(says(&markdown, "\nCommon mistake: To wait for a better day.\n"));
    cr_expect(!says(&markdown, "═"));
    cr_expect(!says(&markdown, "│"));
    markdown_clear(&markdown);
}

/* ---- At every width ---- */

/* Letters and digits alone: what is left of a text however it is wrapped. */
static void letters_of(const char *text, size_t length, struct buffer *out) {
    for (size_t i = 0; i < length; i++)
        if ((text[i] >= 'a' && text[i] <= 'z') || (text[i] >= '0' && text[i] <= '9'))
            buffer_append(out, &text[i], 1);
}

static void check_lines(const struct markdown *markdown, int columns) {
    uint32_t source = 0;
    for (size_t i = 0; i < markdown->line_count; i++) {
        const struct markdown_line *line = &markdown->lines[i];
        char text[2048];
        cr_assert_lt(line->length, sizeof text);
        memcpy(text, markdown->text.bytes + line->start, line->length);
        text[line->length] = '\0';
        cr_assert_leq(text_width(text), (size_t)columns, "%d columns: %s", columns, text);
        cr_assert(line->length == 0 || text[line->length - 1] != ' ');
        cr_assert_eq(markdown->text.bytes[line->start + line->length], '\n');
        cr_assert_geq(line->source, source);
        source = line->source;
        uint32_t at = line->start;
        for (uint32_t j = 0; j < line->span_count; j++) {
            const struct markdown_span *span = &markdown->spans[line->span + j];
            cr_assert(span->start >= at && span->mark < MARK_COUNT);
            cr_assert(span->link < (int)markdown->link_count);
            at = span->start + span->length;
        }
    }
}

Test(markdown, at_every_width_no_line_is_too_wide_and_no_word_is_lost) {
    struct buffer whole = {0};
    for (int columns = 40; columns <= 200; columns++) {
        struct markdown markdown;
        lay(&markdown, sample, columns, columns % 2 == 0, columns % 5 == 0);
        check_lines(&markdown, columns);
        cr_assert_eq(markdown.link_count, 2);
        cr_assert_str_eq(markdown.links[0], "lesson:A8");
        markdown_clear(&markdown);
    }
    for (int columns = 76; columns <= 200; columns++) { /* nothing wraps inside cells any more */
        struct markdown markdown;
        struct buffer letters = {0};
        lay(&markdown, sample, columns, false, false);
        letters_of((const char *)markdown.text.bytes, markdown.text.length, &letters);
        if (whole.length == 0)
            buffer_append(&whole, letters.bytes, letters.length);
        cr_assert(letters.length == whole.length &&
                  memcmp(letters.bytes, whole.bytes, whole.length) == 0);
        buffer_clear(&letters);
        markdown_clear(&markdown);
    }
    buffer_clear(&whole);
}

Test(markdown, of_any_origin_does_no_harm) {
    static const char *const parts[] = {"# ",
                                        "> ",
                                        "- ",
                                        "1. ",
                                        "```\n",
                                        "\n",
                                        "\n\n",
                                        "| a ",
                                        "|---|",
                                        "*",
                                        "**",
                                        "`",
                                        "[a](b)",
                                        "<b>",
                                        "![",
                                        "](",
                                        "&#27;",
                                        "\xff",
                                        "\xE2\x80\xAE",
                                        "word ",
                                        "    ",
                                        "---",
                                        "&amp;",
                                        "wide \xE4\xB8\xAD\xE6\x96\x87 ",
                                        "averyveryverylongwordthatgoesonandonandon"};
    struct random random = random_named(1, "markdown-test", 0);
    for (int round = 0; round < 300; round++) {
        struct buffer text = {0};
        for (uint32_t i = random_below(&random, 120); i > 0; i--)
            buffer_text(&text, "%s", parts[random_below(&random, (uint32_t)ARRAY_LEN(parts))]);
        int columns = 40 + (int)random_below(&random, 60);
        struct markdown_form form = {.columns = columns,
                                     .level = (enum glyph_level)random_below(&random, 3),
                                     .plain = round % 2 == 0,
                                     .spoken = round % 7 == 0};
        struct markdown markdown;
        markdown_layout(&markdown, (const char *)text.bytes, text.length, &form);
        check_lines(&markdown, columns);
        char *clean = mem_alloc(3 * markdown.text.length + 1);
        for (size_t i = 0; i < markdown.line_count; i++) {
            const char *line = (const char *)markdown.text.bytes + markdown.lines[i].start;
            size_t length = markdown.lines[i].length;
            cr_assert_eq(text_clean(line, length, clean, 3 * length + 1), length, "%.*s|",
                         (int)length, line);
        }
        mem_free(clean);
        markdown_clear(&markdown);
        buffer_clear(&text);
    }
}

Test(markdown, every_lesson_there_is_fits_from_40_to_200_columns) {
    static const int widths[] = {40, 61, 80, 132, 200};
    for (size_t i = 0; i < pack_embedded.count; i++) {
        const struct pack_file *file = &pack_embedded.files[i];
        if (strncmp(file->name, "data/lessons/", 13) != 0)
            continue;
        for (size_t j = 0; j < ARRAY_LEN(widths); j++) {
            struct markdown_form form = {.columns = widths[j], .level = GLYPHS_FULL};
            struct markdown markdown;
            markdown_layout(&markdown, (const char *)file->bytes, file->length, &form);
            check_lines(&markdown, widths[j]);
            cr_assert_gt(markdown.line_count, 30, "%s", file->name);
            markdown_clear(&markdown);
        }
    }
}

/* ---- In the reader ---- */

Test(markdown, in_the_reader_keeps_its_place_at_another_width) {
    struct surface surface;
    struct reader reader;
    surface_init(&surface, 40, 6, GLYPHS_BOX);
    struct region all = surface_region(&surface);
    reader_open_markdown(&reader, sample, strlen(sample), false, 0);
    reader_draw(&reader, &all);
    expect_screen(&surface,
                  "What a share is\n═══════════════\n\nYou own a part of it, see the quote or\n"
                  "the desk, and bid is a word.\n\n");
    cr_expect_eq(surface_cell(&surface, 26, 3)->style.role, ROLE_ACCENT, "a link");
    cr_expect_eq(surface_cell(&surface, 0, 0)->style.role, ROLE_TITLE);
    cr_expect_eq(surface_cell(&surface, 0, 3)->style.role, ROLE_TEXT);
    reader.top = 16; /* the box */
    uint32_t place = reader_place(&reader);
    surface_clear(&surface);
    surface_init(&surface, 100, 6, GLYPHS_BOX);
    all = surface_region(&surface);
    reader_draw(&reader, &all);
    expect_screen(
        &surface,
        "│ Common mistake: To wait for a better day.\n\n  bid  99 | ask 101\n     left\n\n"
        "1. first\n");
    reader_clear(&reader);
    reader_open_markdown(&reader, sample, strlen(sample), false, place);
    reader_draw(&reader, &all);
    cr_expect_eq(reader_place(&reader), place, "remembered");
    reader_clear(&reader);
    surface_clear(&surface);
}
