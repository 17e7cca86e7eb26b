/* Markdown as a tree, by cmark-gfm: CommonMark and tables. */
#ifndef UI_MARKDOWN_TREE_H
#define UI_MARKDOWN_TREE_H

#include <stddef.h>

struct cmark_node;

/* What a node is, tables included. */
enum markdown_kind {
    MARKDOWN_OTHER, /* what lessons do not use: raw HTML, images, rules and the like */
    MARKDOWN_DOCUMENT,
    MARKDOWN_HEADING,
    MARKDOWN_PARAGRAPH,
    MARKDOWN_QUOTE,
    MARKDOWN_LIST,
    MARKDOWN_ITEM,
    MARKDOWN_CODE_BLOCK,
    MARKDOWN_TABLE,
    MARKDOWN_TABLE_HEADER,
    MARKDOWN_TABLE_ROW,
    MARKDOWN_TABLE_CELL,
    MARKDOWN_TEXT,
    MARKDOWN_SOFT_BREAK,
    MARKDOWN_LINE_BREAK,
    MARKDOWN_CODE,
    MARKDOWN_EMPHASIS,
    MARKDOWN_STRONG,
    MARKDOWN_LINK,
};

/* Never NULL. The text is not kept. Free with markdown_free. */
struct cmark_node *markdown_parse(const char *text, size_t length);
void markdown_free(struct cmark_node *document);

enum markdown_kind markdown_kind_of(struct cmark_node *node);

#endif
