/* What the parts of the layout share: text with marks, and lines put out. */
#ifndef UI_MARKDOWN_INSIDE_H
#define UI_MARKDOWN_INSIDE_H

#include "ui/markdown.h"
#include "ui/markdown_tree.h"

#define MARKDOWN_PREFIX_MAX 64

/* Text whose every byte has a mark and a link. Zero-initialised is empty. */
struct rich {
    struct buffer text;
    struct buffer marks; /* uint8_t a byte of text */
    struct buffer links; /* int16_t a byte of text */
};

/* What stands before each line: the bars of boxes, the indentation of lists. */
struct prefix {
    char text[MARKDOWN_PREFIX_MAX]; /* before every line */
    char
        first[MARKDOWN_PREFIX_MAX]; /* before the next one, with the bullets in it; empty: `text` */
    uint8_t bar;                    /* bytes of a bar that `text` begins with; 0: none */
    uint8_t bullet, bullet_length;  /* where the last bullet is in `first` */
};

struct layout {
    struct markdown *out;
    struct markdown_form form;
    struct prefix prefix;
    bool apart;      /* a blank line is due before the next block */
    uint32_t source; /* of the block being laid out */
};

void rich_add(struct rich *rich, const char *text, size_t length, enum markdown_mark mark,
              int16_t link);
void rich_copy(struct rich *to, const struct rich *from, size_t start, size_t length);
void rich_clear(struct rich *rich);

/* Adds all inline content below a node; `base` is the mark of plain text in it. */
void rich_inlines(struct layout *layout, struct rich *rich, struct cmark_node *node,
                  enum markdown_mark base);

/* Columns left beside the prefix; at least 1. */
int layout_room(const struct layout *layout);

/* Puts out one line: the prefix, then a part of the text. */
void layout_line(struct layout *layout, const struct rich *rich, size_t start, size_t length);

/* Puts out the text, wrapped. */
void layout_wrapped(struct layout *layout, const struct rich *rich);

void layout_table(struct layout *layout, struct cmark_node *table); /* markdown_table.c */

const char *layout_glyph(const struct layout *layout, enum glyph glyph);

#endif
