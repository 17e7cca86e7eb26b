/* Longer text: wrapped at blanks, scrolled, searched with `/`. Lines keep their indentation when
 * wrapped, so that lists and the help's columns stay readable. Markdown is laid out (ui/markdown.h)
 * for the width it is read at; a place in it is a line of its source, whatever the width. */
#ifndef UI_READER_H
#define UI_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ui/keys.h"
#include "ui/markdown.h"
#include "ui/surface.h"

#define READER_SEARCH_MAX 64
#define READER_LINES_MAX  20000
#define READER_NONE       SIZE_MAX

struct reader_line {
    uint32_t start;  /* byte offset in the text */
    uint16_t length; /* bytes */
    uint16_t indent; /* columns before it */
};

struct reader {
    const char *text; /* borrowed; Markdown: what was laid out, owned by `markdown` */
    size_t length;
    struct reader_line *lines; /* owned; for `columns` */
    size_t line_count;
    int columns;                    /* wrapped for this width; 0: not yet */
    int rows;                       /* in sight when last drawn */
    size_t top;                     /* first line in sight */
    bool asking;                    /* the search prompt is open */
    bool missed;                    /* the last search found nothing */
    char search[READER_SEARCH_MAX]; /* clean UTF-8 */
    size_t found;                   /* byte offset of the current match; READER_NONE */
    const char *source;             /* Markdown, borrowed; NULL: plain text */
    size_t source_length;
    bool spoken; /* Markdown is laid out for a screen reader */
    struct markdown markdown;
    uint32_t place; /* Markdown: the source line to begin with when it is next laid out */
};

void reader_open(struct reader *reader, const char *text, size_t length); /* text borrowed */

/* Markdown, borrowed. `place`: a source line that reader_place gave before; 0: the beginning. */
void reader_open_markdown(struct reader *reader, const char *text, size_t length, bool spoken,
                          uint32_t place);
uint32_t reader_place(const struct reader *reader); /* 0: plain text, or not drawn yet */

void reader_clear(struct reader *reader);
void reader_draw(struct reader *reader, const struct region *region);
bool reader_key(struct reader *reader, const struct press *press);

#endif
