/* Inline content: text with a mark for every byte. */
#include "ui/markdown_inside.h"

#include <assert.h>
#include <cmark-gfm.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"

void rich_add(struct rich *rich, const char *text, size_t length, enum markdown_mark mark,
              int16_t link) {
    uint8_t byte = (uint8_t)mark;
    buffer_append(&rich->text, text, length);
    for (size_t i = 0; i < length; i++) {
        buffer_append(&rich->marks, &byte, 1);
        buffer_append(&rich->links, &link, sizeof link);
    }
}

void rich_copy(struct rich *to, const struct rich *from, size_t start, size_t length) {
    assert(start + length <= from->text.length);
    if (length == 0)
        return;
    buffer_append(&to->text, from->text.bytes + start, length);
    buffer_append(&to->marks, from->marks.bytes + start, length);
    buffer_append(&to->links, from->links.bytes + start * sizeof(int16_t),
                  length * sizeof(int16_t));
}

void rich_clear(struct rich *rich) {
    buffer_clear(&rich->text);
    buffer_clear(&rich->marks);
    buffer_clear(&rich->links);
}

/* Entities may stand for anything: what comes out of the tree is cleaned again. */
static void add_literal(struct rich *rich, struct cmark_node *node, enum markdown_mark mark,
                        int16_t link) {
    const char *literal = cmark_node_get_literal(node);
    size_t length = literal != NULL ? strlen(literal) : 0;
    char *clean = mem_alloc(3 * length + 1); /* a malformed byte becomes three */
    length = text_clean(literal != NULL ? literal : "", length, clean, 3 * length + 1);
    rich_add(rich, clean, length, mark, link);
    mem_free(clean);
}

/* The index of a new link; none when there are too many, or the target is too long. */
static int16_t note_link(struct layout *layout, const char *target) {
    struct markdown *out = layout->out;
    if (out->link_count == MARKDOWN_LINKS_MAX || strlen(target) >= MARKDOWN_TARGET_MAX)
        return MARKDOWN_NO_LINK;
    out->links = mem_resize(out->links, out->link_count + 1, sizeof *out->links);
    text_clean(target, strlen(target), out->links[out->link_count], MARKDOWN_TARGET_MAX);
    return (int16_t)out->link_count++;
}

static void add_inlines(struct layout *layout, struct rich *rich, struct cmark_node *node,
                        enum markdown_mark base, int16_t link);

/* Where no style shows a link, the lesson it leads to stands behind it. */
static void add_link(struct layout *layout, struct rich *rich, struct cmark_node *node) {
    const char *target = cmark_node_get_url(node);
    int16_t link = note_link(layout, target);
    add_inlines(layout, rich, node, MARK_LINK, link);
    if (layout->form.plain && strncmp(target, "lesson:", 7) == 0 && link != MARKDOWN_NO_LINK) {
        const char *clean = layout->out->links[link];
        rich_add(rich, " (", 2, MARK_TEXT, MARKDOWN_NO_LINK);
        rich_add(rich, clean + 7, strlen(clean + 7), MARK_TEXT, MARKDOWN_NO_LINK);
        rich_add(rich, ")", 1, MARK_TEXT, MARKDOWN_NO_LINK);
    }
}

static void add_inlines(struct layout *layout, struct rich *rich, struct cmark_node *node,
                        enum markdown_mark base, int16_t link) {
    for (struct cmark_node *at = cmark_node_first_child(node); at != NULL;
         at = cmark_node_next(at)) {
        switch (markdown_kind_of(at)) {
        case MARKDOWN_TEXT:
            add_literal(rich, at, base, link);
            break;
        case MARKDOWN_CODE:
            add_literal(rich, at, base == MARK_TEXT ? MARK_CODE : base, link);
            break;
        case MARKDOWN_SOFT_BREAK:
            rich_add(rich, " ", 1, base, link);
            break;
        case MARKDOWN_LINE_BREAK:
            rich_add(rich, "\n", 1, base, link);
            break;
        case MARKDOWN_EMPHASIS:
            add_inlines(layout, rich, at, base == MARK_TEXT ? MARK_EMPHASIS : base, link);
            break;
        case MARKDOWN_STRONG:
            add_inlines(layout, rich, at, base == MARK_TEXT ? MARK_STRONG : base, link);
            break;
        case MARKDOWN_LINK:
            add_link(layout, rich, at);
            break;
        default: /* what lessons do not use: the text in it */
            if (cmark_node_first_child(at) == NULL)
                add_literal(rich, at, base, link);
            else
                add_inlines(layout, rich, at, base, link);
        }
    }
}

void rich_inlines(struct layout *layout, struct rich *rich, struct cmark_node *node,
                  enum markdown_mark base) {
    add_inlines(layout, rich, node, base, MARKDOWN_NO_LINK);
}
