/* A grid of cells that knows no terminal. Screens draw on regions of it; a backend shows it.
 *
 * Invariants: a character two columns wide occupies a cell of width 2 followed by one of width 0
 * on the same row, never half of that; no cell ever holds a control, bidi or zero-width character;
 * at GLYPHS_ASCII every cell holds ASCII. */
#ifndef UI_SURFACE_H
#define UI_SURFACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ui/glyph.h"
#include "ui/style.h"

#define CELL_CODES 3 /* a base character and at most two combining marks; more are dropped */

struct cell {
    uint32_t codes[CELL_CODES]; /* unused ones are 0; width 0: all 0 */
    uint8_t width;              /* 1, 2, or 0: the right half of the character before it */
    struct style style;
    uint8_t reserved; /* 0, so that cells compare as bytes */
};

struct rect {
    int column, row;   /* of the top left cell */
    int columns, rows; /* >= 0 */
};

#define SURFACE_COLUMNS_MAX 1000
#define SURFACE_ROWS_MAX    1000

struct surface {
    int columns, rows;
    enum glyph_level level;
    bool plain;         /* no colour is shown: characters alone tell things apart */
    struct cell *cells; /* owned; columns * rows, row by row */
    int cursor_column;  /* the hardware cursor: on the focused item; -1 hidden */
    int cursor_row;
};

/* A clipped window on a surface; coordinates of everything below start at its top left. */
struct region {
    struct surface *surface; /* borrowed */
    struct rect area;        /* in the surface's coordinates; always within it */
};

/* Blank, cursor hidden. Sizes are limited to 0..SURFACE_*_MAX. */
void surface_init(struct surface *surface, int columns, int rows, enum glyph_level level);
void surface_resize(struct surface *surface, int columns, int rows); /* blanks it */
void surface_clear(struct surface *surface);
void surface_blank(struct surface *surface); /* all cells blank, cursor hidden */
const struct cell *surface_cell(const struct surface *surface, int column, int row); /* within */
bool cell_equal(const struct cell *a, const struct cell *b);
bool cell_is_blank(const struct cell *cell);

struct region surface_region(struct surface *surface);
struct region region_sub(const struct region *region, struct rect part); /* clipped to region */
struct region region_row(const struct region *region, int row);          /* one row of it */
bool rect_holds(const struct rect *rect, int column, int row);

/* Text is foreign until drawn: harmful characters are dropped, tab and newline become a blank,
 * malformed bytes U+FFFD; what does not fit is clipped, a wide character never in half. Returns the
 * column after the text as drawn (not beyond the region). A negative column clips on the left. */
int draw_text(const struct region *region, int column, int row, struct style style,
              const char *text);
int draw_format(const struct region *region, int column, int row, struct style style,
                const char *format, ...) __attribute__((format(printf, 5, 6)));

enum align { ALIGN_LEFT, ALIGN_RIGHT, ALIGN_CENTRE };

/* Text in exactly `columns` columns, the rest blank in the same style. A text that is too long ends
 * with GLYPH_MORE. */
void draw_field(const struct region *region, struct rect field, enum align align,
                struct style style, const char *text);

/* A number right-aligned in `columns`; one that does not fit is drawn as `#`s, since part of a
 * number is a wrong number. */
void draw_number(const struct region *region, struct rect field, struct style style,
                 const char *number);

void draw_glyph(const struct region *region, int column, int row, struct style style,
                enum glyph glyph);
void draw_fill(const struct region *region, struct rect part, struct style style, enum glyph glyph);
void draw_blank(const struct region *region, struct rect part, struct style style);
void draw_horizontal(const struct region *region, int column, int row, int columns);
void draw_vertical(const struct region *region, int column, int row, int rows);

/* Adds attributes to what is drawn already: a selection, a dimmed background. */
void draw_attributes(const struct region *region, struct rect part, unsigned attributes);

void draw_cursor(const struct region *region, int column, int row); /* ignored when outside */

/* UTF-8 of a glyph at this region's level. */
const char *region_glyph(const struct region *region, enum glyph glyph);

#endif
