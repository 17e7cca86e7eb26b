#include "ui/reader.h"

#include <assert.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "ui/wrap.h"

#define READER_DRAW_MAX 1024 /* bytes drawn of one line */
#define WHEEL_ROWS      3

void reader_open(struct reader *reader, const char *text, size_t length) {
    *reader = (struct reader){.text = text, .length = length, .found = READER_NONE};
}

void reader_open_markdown(struct reader *reader, const char *text, size_t length, bool spoken,
                          uint32_t place) {
    *reader = (struct reader){.source = text,
                              .source_length = length,
                              .spoken = spoken,
                              .place = place,
                              .found = READER_NONE};
}

void reader_clear(struct reader *reader) {
    mem_free(reader->lines);
    markdown_clear(&reader->markdown);
    *reader = (struct reader){.found = READER_NONE};
}

/* ---- Wrapping -------------------------------------------------------------------------------- */

static void add_line(struct reader *reader, size_t start, size_t length, int indent) {
    if (reader->line_count >= READER_LINES_MAX) {
        return;
    }
    if ((reader->line_count & (reader->line_count - 1)) == 0) { /* full at powers of two */
        size_t capacity = reader->line_count > 0 ? reader->line_count * 2 : 1;
        reader->lines = mem_resize(reader->lines, capacity, sizeof *reader->lines);
    }
    reader->lines[reader->line_count++] = (struct reader_line){
        .start = (uint32_t)start, .length = (uint16_t)length, .indent = (uint16_t)indent};
}

/* Where the continuation of a paragraph starts: under the text of a list item or of the second
 * column of an aligned line, else under its own start. */
static int hanging_indent(const char *line, size_t length, int columns) {
    size_t start = 0;
    while (start < length && line[start] == ' ') {
        start++;
    }
    if (start + 1 < length && strchr("-*", line[start]) != NULL && line[start + 1] == ' ') {
        start += 2;
    }
    for (size_t i = start + 1; i + 1 < length; i++) {
        if (line[i] == ' ' && line[i + 1] == ' ') {
            while (i < length && line[i] == ' ') {
                i++;
            }
            start = i;
            break;
        }
    }
    return (int)start < columns / 2 ? (int)start : 0;
}

/* One paragraph (up to a newline) into lines. */
static void wrap_paragraph(struct reader *reader, size_t start, size_t length) {
    const char *text = reader->text + start;
    int hanging = hanging_indent(text, length, reader->columns);
    size_t at = 0;
    do {
        int indent = at > 0 ? hanging : 0;
        size_t next;
        size_t bytes = wrap_next(text + at, length - at, reader->columns - indent, &next);
        add_line(reader, start + at, bytes, indent);
        at += next;
    } while (at < length);
}

uint32_t reader_place(const struct reader *reader) {
    bool laid = reader->source != NULL && reader->top < reader->markdown.line_count;
    return laid ? reader->markdown.lines[reader->top].source : reader->place;
}

/* Markdown has its lines from the layout; the top is where the same block begins. */
static void lay_all(struct reader *reader, int columns, enum glyph_level level) {
    uint32_t place = reader_place(reader);
    struct markdown_form form = {.columns = columns, .level = level, .spoken = reader->spoken};
    markdown_clear(&reader->markdown);
    markdown_layout(&reader->markdown, reader->source, reader->source_length, &form);
    const struct markdown *markdown = &reader->markdown;
    reader->text = (const char *)markdown->text.bytes;
    reader->length = markdown->text.length;
    reader->columns = columns;
    reader->line_count = reader->top = 0;
    reader->found = READER_NONE;
    for (size_t i = 0; i < markdown->line_count; i++) {
        add_line(reader, markdown->lines[i].start, markdown->lines[i].length, 0);
        if (markdown->lines[i].source < place)
            reader->top = reader->line_count;
    }
}

static void wrap_all(struct reader *reader, int columns) {
    size_t anchor = reader->top < reader->line_count ? reader->lines[reader->top].start : 0;
    reader->columns = columns;
    reader->line_count = 0;
    for (size_t at = 0; at < reader->length;) {
        const char *stop = memchr(reader->text + at, '\n', reader->length - at);
        size_t end = stop == NULL ? reader->length : (size_t)(stop - reader->text);
        wrap_paragraph(reader, at, end - at);
        at = end + 1;
    }
    reader->top = 0;
    while (reader->top + 1 < reader->line_count && reader->lines[reader->top + 1].start <= anchor) {
        reader->top++;
    }
}

static void limit_top(struct reader *reader) {
    size_t rows = reader->rows > 0 ? (size_t)reader->rows : 1;
    size_t last = reader->line_count > rows ? reader->line_count - rows : 0;
    reader->top = reader->top > last ? last : reader->top;
}

/* ---- Search ---------------------------------------------------------------------------------- */

static char folded(char byte) {
    if (byte == '\n') {
        return ' ';
    }
    return byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
}

static bool matches(const struct reader *reader, size_t at) {
    size_t length = strlen(reader->search);
    if (at + length > reader->length) {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        if (folded(reader->text[at + i]) != folded(reader->search[i])) {
            return false;
        }
    }
    return true;
}

static size_t line_of(const struct reader *reader, size_t at) {
    size_t line = 0;
    while (line + 1 < reader->line_count && reader->lines[line + 1].start <= at) {
        line++;
    }
    return line;
}

/* Looks from `from` in one direction, once round the whole text. */
static void search(struct reader *reader, size_t from, bool forward) {
    reader->missed = true;
    if (reader->search[0] == '\0' || reader->length == 0) {
        return;
    }
    for (size_t i = 0; i < reader->length; i++) {
        size_t step = forward ? i : reader->length - i;
        size_t at = (from + step) % reader->length;
        if (matches(reader, at)) {
            reader->found = at;
            reader->missed = false;
            size_t line = line_of(reader, at);
            if (line < reader->top || line >= reader->top + (size_t)reader->rows) {
                reader->top = line;
            }
            return;
        }
    }
    reader->found = READER_NONE;
}

static void search_again(struct reader *reader, bool forward) {
    if (reader->found == READER_NONE) {
        search(reader, 0, forward);
    } else {
        search(reader, reader->found + (forward ? 1 : reader->length - 1), forward);
    }
}

static void type_search(struct reader *reader, uint32_t code) {
    char bytes[4];
    size_t used = text_encode(code, bytes);
    size_t length = strlen(reader->search);
    if (length + used < sizeof reader->search && !text_is_harmful(code)) {
        memcpy(reader->search + length, bytes, used);
        reader->search[length + used] = '\0';
    }
}

static void erase_search(struct reader *reader) {
    size_t length = strlen(reader->search);
    while (length > 0 && ((unsigned char)reader->search[--length] & 0xC0) == 0x80) {
    }
    reader->search[length] = '\0';
}

/* The prompt takes every key while it is open. */
static void prompt_key(struct reader *reader, const struct press *press) {
    if (key_is_text(&press->key)) {
        type_search(reader, press->key.code);
        return;
    }
    switch (press_action(press, CONTEXT_FORM)) {
    case ACTION_ERASE:
        erase_search(reader);
        break;
    case ACTION_ERASE_ALL:
        reader->search[0] = '\0';
        break;
    case ACTION_MOVE_ON:
        reader->asking = false;
        search(reader, reader->top < reader->line_count ? reader->lines[reader->top].start : 0,
               true);
        break;
    case ACTION_LEAVE:
        reader->asking = false;
        break;
    default:
        break;
    }
}

/* ---- Keys ------------------------------------------------------------------------------------ */

static void scroll(struct reader *reader, long by) {
    long top = (long)reader->top + by;
    reader->top = top > 0 ? (size_t)top : 0;
    limit_top(reader);
}

static bool search_key(struct reader *reader, const struct press *press) {
    switch (press_action(press, CONTEXT_READER)) {
    case ACTION_SEARCH:
        reader->asking = true;
        reader->missed = false;
        reader->search[0] = '\0';
        return true;
    case ACTION_SEARCH_NEXT:
        search_again(reader, true);
        return true;
    case ACTION_SEARCH_BEFORE:
        search_again(reader, false);
        return true;
    default:
        return false;
    }
}

static bool scroll_key(struct reader *reader, const struct press *press) {
    long page = reader->rows > 1 ? reader->rows - 1 : 1;
    switch (press_action(press, CONTEXT_EVERYWHERE)) {
    case ACTION_UP:
        scroll(reader, -1);
        return true;
    case ACTION_DOWN:
        scroll(reader, 1);
        return true;
    case ACTION_PAGE_UP:
        scroll(reader, -page);
        return true;
    case ACTION_PAGE_DOWN:
        scroll(reader, page);
        return true;
    case ACTION_FIRST:
        scroll(reader, -(long)reader->line_count);
        return true;
    case ACTION_LAST:
        scroll(reader, (long)reader->line_count);
        return true;
    default:
        return false;
    }
}

bool reader_key(struct reader *reader, const struct press *press) {
    if (press->key.code == KEYCODE_MOUSE) {
        bool up = press->key.mouse == MOUSE_WHEEL_UP;
        if (!up && press->key.mouse != MOUSE_WHEEL_DOWN) {
            return false;
        }
        scroll(reader, up ? -WHEEL_ROWS : WHEEL_ROWS);
        return true;
    }
    if (reader->asking) {
        prompt_key(reader, press);
        return true;
    }
    return search_key(reader, press) || scroll_key(reader, press);
}

/* ---- Drawing --------------------------------------------------------------------------------- */

static void mark_found(const struct reader *reader, const struct reader_line *line,
                       const struct region *row) {
    if (reader->found < line->start || reader->found >= line->start + line->length) {
        return;
    }
    char before[READER_DRAW_MAX];
    text_clean(reader->text + line->start, reader->found - line->start, before, sizeof before);
    int start = line->indent + (int)text_width(before);
    struct rect part = {start, 0, (int)text_width(reader->search), 1};
    draw_attributes(row, part, STYLE_FOCUS);
    draw_cursor(row, start, 0);
}

/* The parts of a Markdown line that are not plain text, over the line as drawn. */
static void draw_spans(const struct reader *reader, size_t index, const struct region *row) {
    const struct markdown_line *line = &reader->markdown.lines[index];
    for (uint32_t i = 0; i < line->span_count; i++) {
        const struct markdown_span *span = &reader->markdown.spans[line->span + i];
        char text[READER_DRAW_MAX];
        text_clean(reader->text + line->start, span->start - line->start, text, sizeof text);
        int column = (int)text_width(text);
        text_clean(reader->text + span->start, span->length, text, sizeof text);
        draw_text(row, column, 0, markdown_style((enum markdown_mark)span->mark), text);
    }
}

static void draw_prompt(const struct reader *reader, const struct region *region, int row) {
    if (reader->asking) {
        int end = draw_format(region, 0, row, style_of(ROLE_INPUT), "/%s", reader->search);
        draw_cursor(region, end, row);
    } else if (reader->missed) {
        draw_format(region, 0, row, style_of(ROLE_WARNING), "\"%s\" is not in the text.",
                    reader->search);
    }
}

void reader_draw(struct reader *reader, const struct region *region) {
    bool prompt = reader->asking || reader->missed;
    reader->rows = region->area.rows - (prompt ? 1 : 0);
    if (region->area.columns <= 0 || reader->rows <= 0) {
        return;
    }
    if (reader->columns != region->area.columns && reader->source != NULL) {
        lay_all(reader, region->area.columns, region->surface->level);
    } else if (reader->columns != region->area.columns) {
        wrap_all(reader, region->area.columns);
    }
    limit_top(reader);
    draw_cursor(region, 0, 0);
    for (int row = 0; row < reader->rows; row++) {
        size_t index = reader->top + (size_t)row;
        if (index >= reader->line_count) {
            break;
        }
        const struct reader_line *line = &reader->lines[index];
        struct region target = region_row(region, row);
        char text[READER_DRAW_MAX];
        text_clean(reader->text + line->start, line->length, text, sizeof text);
        draw_text(&target, line->indent, 0, style_of(ROLE_TEXT), text);
        if (reader->source != NULL) {
            draw_spans(reader, index, &target);
        }
        mark_found(reader, line, &target);
    }
    draw_prompt(reader, region, reader->rows);
}
