#include "ui/markdown.h"

#include <assert.h>
#include <cmark-gfm.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "ui/markdown_inside.h"
#include "ui/wrap.h"

#define CODE_INDENT       2
#define CODE_INDENT_FROM  76 /* columns from which a picture stands a little in */
#define NESTING_MAX       8  /* of boxes and lists: deeper ones stand where this one does */
#define MARKDOWN_ROOM_MIN 10 /* a prefix leaves at least this */

struct style markdown_style(enum markdown_mark mark) {
    static const struct style styles[MARK_COUNT] = {
#define X(name, role_, attributes_) [name] = {.role = (role_), .attributes = (attributes_)},
        MARKDOWN_MARKS(X)
#undef X
    };
    assert(mark < MARK_COUNT);
    return styles[mark];
}

const char *layout_glyph(const struct layout *layout, enum glyph glyph) {
    return glyph_text(layout->form.level, glyph);
}

/* ---- Lines ----------------------------------------------------------------------------------- */

static void add_span(struct markdown *out, uint32_t start, uint32_t length, uint8_t mark,
                     int16_t link) {
    if ((out->span_count & (out->span_count - 1)) == 0) /* full at powers of two */
        out->spans = mem_resize(out->spans, out->span_count > 0 ? 2 * out->span_count : 1,
                                sizeof *out->spans);
    out->spans[out->span_count++] =
        (struct markdown_span){.start = start, .length = length, .mark = mark, .link = link};
    out->lines[out->line_count - 1].span_count++;
}

static void begin_line(struct layout *layout) {
    struct markdown *out = layout->out;
    if ((out->line_count & (out->line_count - 1)) == 0)
        out->lines = mem_resize(out->lines, out->line_count > 0 ? 2 * out->line_count : 1,
                                sizeof *out->lines);
    out->lines[out->line_count++] = (struct markdown_line){.start = (uint32_t)out->text.length,
                                                           .span = (uint32_t)out->span_count,
                                                           .source = layout->source};
}

static void end_line(struct layout *layout) {
    struct markdown *out = layout->out;
    struct markdown_line *line = &out->lines[out->line_count - 1];
    while (out->text.length > line->start && out->text.bytes[out->text.length - 1] == ' ')
        out->text.length--;
    line->length = (uint32_t)(out->text.length - line->start);
    buffer_append(&out->text, "\n", 1);
}

static void put_prefix(struct layout *layout) {
    struct markdown *out = layout->out;
    struct prefix *prefix = &layout->prefix;
    uint32_t start = (uint32_t)out->text.length;
    bool first = prefix->first[0] != '\0';
    const char *text = first ? prefix->first : prefix->text;
    buffer_append(&out->text, text, strlen(text));
    if (prefix->bar > 0)
        add_span(out, start, prefix->bar, MARK_QUOTE, MARKDOWN_NO_LINK);
    if (first && prefix->bullet_length > 0)
        add_span(out, start + prefix->bullet, prefix->bullet_length, MARK_RULE, MARKDOWN_NO_LINK);
    prefix->first[0] = '\0';
    prefix->bullet_length = 0;
}

static int16_t link_at(const struct rich *rich, size_t at) {
    int16_t link;
    memcpy(&link, rich->links.bytes + at * sizeof link, sizeof link);
    return link;
}

static void put_part(struct layout *layout, const struct rich *rich, size_t start, size_t length) {
    struct markdown *out = layout->out;
    uint32_t place = (uint32_t)out->text.length;
    buffer_append(&out->text, rich->text.bytes + start, length);
    for (size_t at = 0; at < length;) {
        size_t from = at;
        uint8_t mark = rich->marks.bytes[start + at];
        int16_t link = link_at(rich, start + at);
        while (at < length && rich->marks.bytes[start + at] == mark &&
               link_at(rich, start + at) == link)
            at++;
        if (mark != MARK_TEXT)
            add_span(out, place + (uint32_t)from, (uint32_t)(at - from), mark, link);
    }
}

void layout_line(struct layout *layout, const struct rich *rich, size_t start, size_t length) {
    if (layout->out->line_count >= MARKDOWN_LINES_MAX)
        return;
    begin_line(layout);
    put_prefix(layout);
    if (length > 0)
        put_part(layout, rich, start, length);
    end_line(layout);
}

int layout_room(const struct layout *layout) {
    int room = layout->form.columns - (int)text_width(layout->prefix.text);
    return room > 1 ? room : 1;
}

void layout_wrapped(struct layout *layout, const struct rich *rich) {
    const char *text = (const char *)rich->text.bytes;
    size_t at = 0;
    do {
        size_t next = 0;
        size_t bytes = rich->text.length > 0 ? wrap_next(text + at, rich->text.length - at,
                                                         layout_room(layout), &next)
                                             : 0;
        layout_line(layout, rich, at, bytes);
        at += next;
    } while (at < rich->text.length);
}

static void begin_block(struct layout *layout, struct cmark_node *node) {
    if (layout->apart && layout->out->line_count > 0) {
        struct prefix prefix = layout->prefix;
        layout->prefix.first[0] = '\0';
        layout_line(layout, &(struct rich){0}, 0, 0);
        layout->prefix = prefix;
    }
    layout->apart = true;
    layout->source = (uint32_t)cmark_node_get_start_line(node);
}

/* ---- Blocks ---------------------------------------------------------------------------------- */

static void lay_children(struct layout *layout, struct cmark_node *node, int depth);

static void underline(struct layout *layout, size_t columns, const char *glyph) {
    struct rich rule = {0};
    for (size_t i = 0; i < columns && (int)i < layout_room(layout); i++)
        rich_add(&rule, glyph, strlen(glyph), MARK_RULE, MARKDOWN_NO_LINK);
    layout_line(layout, &rule, 0, rule.text.length);
    rich_clear(&rule);
}

static void lay_heading(struct layout *layout, struct cmark_node *node) {
    int level = cmark_node_get_heading_level(node);
    struct rich rich = {0};
    rich_inlines(layout, &rich, node, level == 1 ? MARK_TITLE : MARK_HEADING);
    layout_wrapped(layout, &rich);
    buffer_append(&rich.text, "", 1);
    size_t columns = text_width((const char *)rich.text.bytes);
    if (!layout->form.spoken && level == 1)
        underline(layout, columns, layout->form.level == GLYPHS_ASCII ? "=" : "═");
    else if (!layout->form.spoken && layout->form.plain)
        underline(layout, columns, layout_glyph(layout, GLYPH_HORIZONTAL));
    rich_clear(&rich);
}

static void lay_paragraph(struct layout *layout, struct cmark_node *node) {
    struct rich rich = {0};
    rich_inlines(layout, &rich, node, MARK_TEXT);
    layout_wrapped(layout, &rich);
    rich_clear(&rich);
}

/* A line of a picture keeps its blanks; one that is too wide is broken where the room ends, since
 * half a picture would be a wrong one. */
static void lay_code_line(struct layout *layout, const char *text, size_t length) {
    struct rich rich = {0};
    char *clean = mem_alloc(3 * length + 1);
    length = text_clean(text, length, clean, 3 * length + 1);
    rich_add(&rich, clean, length, MARK_CODE, MARKDOWN_NO_LINK);
    size_t at = 0;
    do {
        size_t bytes = text_fit(clean + at, (size_t)layout_room(layout));
        if (bytes == 0) /* a wide character in one column */
            bytes = length - at;
        layout_line(layout, &rich, at, bytes);
        at += bytes;
    } while (at < length);
    mem_free(clean);
    rich_clear(&rich);
}

/* Sets what follows a step in: `text` before every line, `first` before the next one, both of the
 * same width. False: there is no room for it, and nothing changed. */
static bool push_prefix(struct layout *layout, const char *text, const char *first) {
    struct prefix *prefix = &layout->prefix;
    size_t length = strlen(prefix->text), first_length = strlen(prefix->first);
    if (length + strlen(text) >= MARKDOWN_PREFIX_MAX ||
        (first_length > 0 ? first_length : length) + strlen(first) >= MARKDOWN_PREFIX_MAX ||
        layout_room(layout) < (int)text_width(text) + MARKDOWN_ROOM_MIN)
        return false;
    if (first_length == 0) {
        memcpy(prefix->first, prefix->text, sizeof prefix->first);
        first_length = length;
    }
    text_format(prefix->text + length, MARKDOWN_PREFIX_MAX - length, "%s", text);
    text_format(prefix->first + first_length, MARKDOWN_PREFIX_MAX - first_length, "%s", first);
    return true;
}

/* Back to `before`; what was to stand before the next line stands there no more when it was used,
 * or when what it belonged to is over. */
static void pop_prefix(struct layout *layout, const struct prefix *before) {
    layout->prefix = *before;
    layout->prefix.first[0] = '\0';
    layout->prefix.bullet_length = 0;
}

static void lay_code(struct layout *layout, struct cmark_node *node) {
    struct prefix before = layout->prefix;
    if (layout_room(layout) >= CODE_INDENT_FROM)
        push_prefix(layout, "  ", "  ");
    const char *text = cmark_node_get_literal(node);
    while (text != NULL && *text != '\0') {
        size_t length = strcspn(text, "\n");
        lay_code_line(layout, text, length);
        text += length + (text[length] == '\n');
    }
    pop_prefix(layout, &before);
}

static void lay_quote(struct layout *layout, struct cmark_node *node, int depth) {
    struct prefix before = layout->prefix;
    char bar[8];
    text_format(bar, sizeof bar, "%s ", layout_glyph(layout, GLYPH_VERTICAL));
    bool outermost = before.text[0] == '\0';
    if (!layout->form.spoken && push_prefix(layout, bar, bar) && outermost)
        layout->prefix.bar = (uint8_t)(strlen(bar) - 1);
    layout->apart = false;
    lay_children(layout, node, depth + 1);
    layout->apart = true;
    pop_prefix(layout, &before);
}

static void lay_item(struct layout *layout, struct cmark_node *item, int number, int width,
                     int depth) {
    struct prefix before = layout->prefix;
    char bullet[MARKDOWN_PREFIX_MAX], blanks[MARKDOWN_PREFIX_MAX];
    if (number > 0)
        text_format(bullet, sizeof bullet, "%*d. ", width, number);
    else
        text_format(bullet, sizeof bullet, "%s ",
                    layout->form.plain ? "-" : layout_glyph(layout, GLYPH_BULLET));
    text_format(blanks, sizeof blanks, "%*s", (int)text_width(bullet), "");
    if (push_prefix(layout, blanks, bullet)) {
        layout->prefix.bullet_length = (uint8_t)strlen(bullet);
        layout->prefix.bullet =
            (uint8_t)(strlen(layout->prefix.first) - layout->prefix.bullet_length);
    }
    lay_children(layout, item, depth + 1);
    pop_prefix(layout, &before);
}

static void lay_list(struct layout *layout, struct cmark_node *list, int depth) {
    bool numbered = cmark_node_get_list_type(list) == CMARK_ORDERED_LIST;
    bool tight = cmark_node_get_list_tight(list) != 0;
    int first = cmark_node_get_list_start(list), last = first - 1, width = 1;
    for (struct cmark_node *at = cmark_node_first_child(list); at != NULL; at = cmark_node_next(at))
        last++;
    for (int rest = last; rest >= 10; rest /= 10)
        width++;
    layout->apart = false;
    int number = first;
    for (struct cmark_node *at = cmark_node_first_child(list); at != NULL;
         at = cmark_node_next(at)) {
        lay_item(layout, at, numbered ? number++ : 0, width, depth);
        layout->apart = !tight;
    }
    layout->apart = true;
}

static void lay_block(struct layout *layout, struct cmark_node *node, int depth) {
    bool in_tight_item = markdown_kind_of(cmark_node_parent(node)) == MARKDOWN_ITEM &&
                         cmark_node_get_list_tight(cmark_node_parent(cmark_node_parent(node)));
    if (in_tight_item)
        layout->apart = false;
    begin_block(layout, node);
    switch (markdown_kind_of(node)) {
    case MARKDOWN_HEADING:
        lay_heading(layout, node);
        break;
    case MARKDOWN_QUOTE:
        lay_quote(layout, node, depth);
        break;
    case MARKDOWN_LIST:
        lay_list(layout, node, depth);
        break;
    case MARKDOWN_CODE_BLOCK:
        lay_code(layout, node);
        break;
    case MARKDOWN_TABLE:
        layout_table(layout, node);
        break;
    default: /* a paragraph, or what lessons do not use */
        lay_paragraph(layout, node);
    }
}

static void lay_children(struct layout *layout, struct cmark_node *node, int depth) {
    if (depth > NESTING_MAX)
        return;
    for (struct cmark_node *at = cmark_node_first_child(node); at != NULL; at = cmark_node_next(at))
        lay_block(layout, at, depth);
}

/* ---- The whole ------------------------------------------------------------------------------- */

void markdown_layout(struct markdown *markdown, const char *text, size_t length,
                     const struct markdown_form *form) {
    *markdown = (struct markdown){0};
    struct layout layout = {.out = markdown, .form = *form};
    layout.form.plain |= form->spoken;
    if (layout.form.columns < MARKDOWN_COLUMNS_MIN)
        layout.form.columns = MARKDOWN_COLUMNS_MIN;
    if (layout.form.columns > MARKDOWN_COLUMNS_MAX)
        layout.form.columns = MARKDOWN_COLUMNS_MAX;
    struct cmark_node *document = markdown_parse(text, length);
    lay_children(&layout, document, 0);
    markdown_free(document);
}

void markdown_clear(struct markdown *markdown) {
    buffer_clear(&markdown->text);
    mem_free(markdown->lines);
    mem_free(markdown->spans);
    mem_free(markdown->links);
    *markdown = (struct markdown){0};
}
