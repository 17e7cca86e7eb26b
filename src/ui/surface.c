#include "ui/surface.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"

#define FORMAT_MAX 1024 /* bytes of one draw_format */

_Static_assert(sizeof(struct cell) == 16, "a desk of 200x60 is kept twice");

static const struct cell blank_cell = {.codes = {' '}, .width = 1};

static int limit(int value, int least, int most) {
    return value < least ? least : value > most ? most : value;
}

void surface_init(struct surface *surface, int columns, int rows, enum glyph_level level) {
    *surface = (struct surface){.level = level};
    surface_resize(surface, columns, rows);
}

void surface_resize(struct surface *surface, int columns, int rows) {
    surface->columns = limit(columns, 0, SURFACE_COLUMNS_MAX);
    surface->rows = limit(rows, 0, SURFACE_ROWS_MAX);
    size_t count = (size_t)surface->columns * (size_t)surface->rows;
    mem_free(surface->cells);
    surface->cells = mem_array(count, sizeof *surface->cells);
    surface_blank(surface);
}

void surface_clear(struct surface *surface) {
    mem_free(surface->cells);
    *surface = (struct surface){.level = surface->level, .plain = surface->plain};
}

void surface_blank(struct surface *surface) {
    size_t count = (size_t)surface->columns * (size_t)surface->rows;
    for (size_t i = 0; i < count; i++) {
        surface->cells[i] = blank_cell;
    }
    surface->cursor_column = surface->cursor_row = -1;
}

static struct cell *cell_at(const struct surface *surface, int column, int row) {
    assert(column >= 0 && column < surface->columns);
    assert(row >= 0 && row < surface->rows);
    return &surface->cells[(size_t)row * (size_t)surface->columns + (size_t)column];
}

const struct cell *surface_cell(const struct surface *surface, int column, int row) {
    return cell_at(surface, column, row);
}

bool cell_equal(const struct cell *a, const struct cell *b) {
    return memcmp(a, b, sizeof *a) == 0;
}

bool cell_is_blank(const struct cell *cell) {
    return cell->codes[0] == ' ' && cell->codes[1] == 0;
}

struct region surface_region(struct surface *surface) {
    return (struct region){.surface = surface,
                           .area = {.columns = surface->columns, .rows = surface->rows}};
}

/* The part of `rect` within columns x rows at the origin. */
static struct rect rect_clip(struct rect rect, int columns, int rows) {
    int left = limit(rect.column, 0, columns);
    int top = limit(rect.row, 0, rows);
    int right = limit(rect.column + rect.columns, left, columns);
    int bottom = limit(rect.row + rect.rows, top, rows);
    return (struct rect){.column = left, .row = top, .columns = right - left, .rows = bottom - top};
}

struct region region_sub(const struct region *region, struct rect part) {
    struct rect clipped = rect_clip(part, region->area.columns, region->area.rows);
    clipped.column += region->area.column;
    clipped.row += region->area.row;
    return (struct region){.surface = region->surface, .area = clipped};
}

struct region region_row(const struct region *region, int row) {
    return region_sub(region,
                      (struct rect){.row = row, .columns = region->area.columns, .rows = 1});
}

bool rect_holds(const struct rect *rect, int column, int row) {
    return column >= rect->column && column < rect->column + rect->columns && row >= rect->row &&
           row < rect->row + rect->rows;
}

/* Before a cell is overwritten: if it is half of a wide character, the other half becomes blank. */
static void break_wide(const struct surface *surface, int column, int row) {
    struct cell *cell = cell_at(surface, column, row);
    if (cell->width == 0 && column > 0) {
        struct cell *left = cell_at(surface, column - 1, row);
        struct style style = left->style;
        *left = blank_cell;
        left->style = style;
    } else if (cell->width == 2 && column + 1 < surface->columns) {
        struct cell *right = cell_at(surface, column + 1, row);
        struct style style = right->style;
        *right = blank_cell;
        right->style = style;
    }
}

/* Puts one character of width 1 or 2 at surface coordinates that are known to fit. */
static void put_code(struct surface *surface, int column, int row, struct style style,
                     uint32_t code, int width) {
    assert(width == 1 || width == 2);
    assert(column + width <= surface->columns);
    for (int i = 0; i < width; i++) {
        break_wide(surface, column + i, row);
    }
    *cell_at(surface, column, row) =
        (struct cell){.codes = {code}, .width = (uint8_t)width, .style = style};
    if (width == 2) {
        *cell_at(surface, column + 1, row) = (struct cell){.style = style};
    }
}

/* A character of foreign text: at the ASCII level a question mark for each of its columns. */
static void put_foreign(struct surface *surface, int column, int row, struct style style,
                        uint32_t code, int width) {
    if (surface->level != GLYPHS_ASCII || code <= '~') {
        put_code(surface, column, row, style, code, width);
        return;
    }
    for (int i = 0; i < width; i++) {
        put_code(surface, column + i, row, style, '?', 1);
    }
}

/* Adds a combining mark to the character that ends before `column`. */
static void put_mark(const struct surface *surface, int column, int row, uint32_t code) {
    struct cell *cell = cell_at(surface, column, row);
    if (cell->width == 0 && column > 0) {
        cell = cell_at(surface, column - 1, row);
    }
    for (int i = 1; i < CELL_CODES; i++) {
        if (cell->codes[i] == 0) {
            cell->codes[i] = code;
            return;
        }
    }
}

/* What of a decoded character may be drawn; 0: nothing. */
static uint32_t drawable(uint32_t code) {
    if (code == '\t' || code == '\n') {
        return ' ';
    }
    return text_is_harmful(code) ? 0 : code;
}

int draw_text(const struct region *region, int column, int row, struct style style,
              const char *text) {
    struct surface *surface = region->surface;
    const struct rect *area = &region->area;
    if (row < 0 || row >= area->rows) {
        return limit(column, 0, area->columns);
    }
    size_t left = strlen(text);
    int last = -1; /* where the last character drawn starts: combining marks join it */
    while (left > 0) {
        uint32_t decoded;
        size_t used = text_decode(text, left, &decoded);
        uint32_t code = drawable(decoded);
        text += used;
        left -= used;
        int width = code == 0 ? 0 : text_code_width(code);
        if (width == 0) {
            if (code != 0 && last >= 0 && surface->level != GLYPHS_ASCII) {
                put_mark(surface, area->column + last, area->row + row, code);
            }
            continue;
        }
        if (column + width > area->columns) {
            break;
        }
        last = -1;
        if (column >= 0) {
            put_foreign(surface, area->column + column, area->row + row, style, code, width);
            last = column;
        }
        column += width;
    }
    return limit(column, 0, area->columns);
}

int draw_format(const struct region *region, int column, int row, struct style style,
                const char *format, ...) {
    char text[FORMAT_MAX];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return draw_text(region, column, row, style, text);
}

void draw_blank(const struct region *region, struct rect part, struct style style) {
    struct region target = region_sub(region, part);
    for (int row = 0; row < target.area.rows; row++) {
        for (int column = 0; column < target.area.columns; column++) {
            put_code(target.surface, target.area.column + column, target.area.row + row, style, ' ',
                     1);
        }
    }
}

void draw_field(const struct region *region, struct rect field, enum align align,
                struct style style, const char *text) {
    field.rows = 1;
    struct region target = region_sub(region, field);
    draw_blank(region, field, style);
    int columns = target.area.columns;
    int width = (int)text_width(text);
    if (width > columns) {
        if (columns > 0) {
            struct region cut =
                region_sub(&target, (struct rect){.columns = columns - 1, .rows = 1});
            draw_text(&cut, 0, 0, style, text);
            draw_glyph(&target, columns - 1, 0, style, GLYPH_MORE);
        }
        return;
    }
    int start = align == ALIGN_LEFT    ? 0
                : align == ALIGN_RIGHT ? columns - width
                                       : (columns - width) / 2;
    draw_text(&target, start, 0, style, text);
}

void draw_number(const struct region *region, struct rect field, struct style style,
                 const char *number) {
    field.rows = 1;
    if ((int)text_width(number) <= field.columns) {
        draw_field(region, field, ALIGN_RIGHT, style, number);
        return;
    }
    struct region target = region_sub(region, field);
    for (int column = 0; column < target.area.columns; column++) {
        draw_text(&target, column, 0, style, "#");
    }
}

void draw_glyph(const struct region *region, int column, int row, struct style style,
                enum glyph glyph) {
    if (column >= 0) {
        draw_text(region, column, row, style, region_glyph(region, glyph));
    }
}

void draw_fill(const struct region *region, struct rect part, struct style style,
               enum glyph glyph) {
    struct region target = region_sub(region, part);
    for (int row = 0; row < target.area.rows; row++) {
        for (int column = 0; column < target.area.columns; column++) {
            draw_glyph(&target, column, row, style, glyph);
        }
    }
}

void draw_horizontal(const struct region *region, int column, int row, int columns) {
    draw_fill(region, (struct rect){column, row, columns, 1}, style_of(ROLE_RULE),
              GLYPH_HORIZONTAL);
}

void draw_vertical(const struct region *region, int column, int row, int rows) {
    draw_fill(region, (struct rect){column, row, 1, rows}, style_of(ROLE_RULE), GLYPH_VERTICAL);
}

void draw_attributes(const struct region *region, struct rect part, unsigned attributes) {
    struct region target = region_sub(region, part);
    for (int row = 0; row < target.area.rows; row++) {
        for (int column = 0; column < target.area.columns; column++) {
            struct cell *cell =
                cell_at(target.surface, target.area.column + column, target.area.row + row);
            cell->style.attributes = (uint8_t)(cell->style.attributes | attributes);
        }
    }
}

void draw_cursor(const struct region *region, int column, int row) {
    if (column >= 0 && column < region->area.columns && row >= 0 && row < region->area.rows) {
        region->surface->cursor_column = region->area.column + column;
        region->surface->cursor_row = region->area.row + row;
    }
}

const char *region_glyph(const struct region *region, enum glyph glyph) {
    return glyph_text(region->surface->level, glyph);
}
