/* Markdown laid out for a terminal: lines of text within a width, with spans that say what a part
 * is. The same lines are drawn by the reader, printed into a pipe, and read aloud. */
#ifndef UI_MARKDOWN_H
#define UI_MARKDOWN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "ui/glyph.h"
#include "ui/style.h"

#define MARKDOWN_COLUMNS_MIN   20
#define MARKDOWN_COLUMNS_MAX   200
#define MARKDOWN_LINES_MAX     20000
#define MARKDOWN_LINKS_MAX     256
#define MARKDOWN_TARGET_MAX    64
#define MARKDOWN_TABLE_COLUMNS 16

/* name, role, attributes */
#define MARKDOWN_MARKS(X)                                                                          \
    X(MARK_TEXT, ROLE_TEXT, 0)                                                                     \
    X(MARK_TITLE, ROLE_TITLE, STYLE_BOLD)                                                          \
    X(MARK_HEADING, ROLE_TITLE, STYLE_BOLD)                                                        \
    X(MARK_STRONG, ROLE_TEXT, STYLE_BOLD)                                                          \
    X(MARK_EMPHASIS, ROLE_TEXT, STYLE_UNDERLINE)                                                   \
    X(MARK_CODE, ROLE_ART, 0)                                                                      \
    X(MARK_LINK, ROLE_ACCENT, STYLE_UNDERLINE)                                                     \
    X(MARK_QUOTE, ROLE_WARNING, 0) /* the bar beside a box */                                      \
    X(MARK_RULE, ROLE_RULE, 0)     /* lines of tables, bullets */

enum markdown_mark {
#define X(name, role, attributes) name,
    MARKDOWN_MARKS(X)
#undef X
        MARK_COUNT
};

#define MARKDOWN_NO_LINK (-1)

struct markdown_span {      /* a part of a line that is not plain text */
    uint32_t start, length; /* bytes of the text */
    uint8_t mark;           /* enum markdown_mark */
    int16_t link;           /* index of a link; MARKDOWN_NO_LINK */
};

struct markdown_line {
    uint32_t start, length;    /* bytes of the text, without its newline */
    uint32_t span, span_count; /* of the spans, in order */
    uint32_t source;           /* line of the Markdown its block starts on: the place to remember */
};

struct markdown {
    struct buffer text; /* every line with a newline; clean UTF-8 */
    struct markdown_line *lines;
    size_t line_count;
    struct markdown_span *spans;
    size_t span_count;
    char (*links)[MARKDOWN_TARGET_MAX]; /* "lesson:C4", "screen:desk" */
    size_t link_count;
};

struct markdown_form {
    int columns; /* limited to MARKDOWN_COLUMNS_MIN and _MAX */
    enum glyph_level level;
    bool plain;  /* no styles are shown: headings are underlined, links name their lesson */
    bool spoken; /* for a screen reader: no tables and bars, sentences instead; plain too */
};

/* Lays out Markdown of any origin: harmful characters are dropped, what lessons do not use is shown
 * as the text in it. A line is never wider than the columns. Free with markdown_clear. */
void markdown_layout(struct markdown *markdown, const char *text, size_t length,
                     const struct markdown_form *form);
void markdown_clear(struct markdown *markdown);

struct style markdown_style(enum markdown_mark mark);

#endif
