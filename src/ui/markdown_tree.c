#include "ui/markdown_tree.h"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>
#include <string.h>

#include "base/mem.h"

/* The names that cmark-gfm gives its nodes. */
static const char *const kind_names[] = {[MARKDOWN_DOCUMENT] = "document",
                                         [MARKDOWN_HEADING] = "heading",
                                         [MARKDOWN_PARAGRAPH] = "paragraph",
                                         [MARKDOWN_QUOTE] = "block_quote",
                                         [MARKDOWN_LIST] = "list",
                                         [MARKDOWN_ITEM] = "item",
                                         [MARKDOWN_CODE_BLOCK] = "code_block",
                                         [MARKDOWN_TABLE] = "table",
                                         [MARKDOWN_TABLE_HEADER] = "table_header",
                                         [MARKDOWN_TABLE_ROW] = "table_row",
                                         [MARKDOWN_TABLE_CELL] = "table_cell",
                                         [MARKDOWN_TEXT] = "text",
                                         [MARKDOWN_SOFT_BREAK] = "softbreak",
                                         [MARKDOWN_LINE_BREAK] = "linebreak",
                                         [MARKDOWN_CODE] = "code",
                                         [MARKDOWN_EMPHASIS] = "emph",
                                         [MARKDOWN_STRONG] = "strong",
                                         [MARKDOWN_LINK] = "link"};

struct cmark_node *markdown_parse(const char *text, size_t length) {
    cmark_gfm_core_extensions_ensure_registered();
    cmark_parser *parser = cmark_parser_new(CMARK_OPT_DEFAULT);
    cmark_syntax_extension *tables = cmark_find_syntax_extension("table");
    if (parser == NULL || tables == NULL || !cmark_parser_attach_syntax_extension(parser, tables))
        mem_exhausted();
    cmark_parser_feed(parser, text, length);
    cmark_node *document = cmark_parser_finish(parser);
    cmark_parser_free(parser);
    if (document == NULL)
        mem_exhausted();
    return document;
}

void markdown_free(struct cmark_node *document) {
    if (document != NULL)
        cmark_node_free(document);
}

enum markdown_kind markdown_kind_of(struct cmark_node *node) {
    const char *name = cmark_node_get_type_string(node);
    for (size_t i = MARKDOWN_DOCUMENT; i < ARRAY_LEN(kind_names); i++)
        if (strcmp(kind_names[i], name) == 0)
            return (enum markdown_kind)i;
    return MARKDOWN_OTHER;
}
