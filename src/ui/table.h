/* A list with columns: scrolls, keeps its selection in sight, drops columns that do not fit. The
 * table asks its source for a cell when it draws it, so that nothing is copied for rows unseen. */
#ifndef UI_TABLE_H
#define UI_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ui/keys.h"
#include "ui/surface.h"

#define TABLE_CELL_MAX    96
#define TABLE_COLUMNS_MAX 16

struct table_column {
    const char *title;
    uint8_t align;   /* enum align; ALIGN_RIGHT also means a number: never cut, `#` instead */
    uint8_t minimum; /* columns */
    uint8_t stretch; /* share of the room left; 0 none */
    uint8_t drop;    /* 0 never; else the highest number goes first */
};

struct table_cell {
    char text[TABLE_CELL_MAX]; /* empty on entry */
    struct style style;        /* ROLE_TEXT on entry */
};

struct table_source {
    void (*cell)(const void *context, size_t row, size_t column, struct table_cell *cell);
    const void *context; /* borrowed */
};

struct table {
    const struct table_column *columns; /* borrowed, usually constant */
    size_t column_count;
    struct table_source source;
    size_t row_count;  /* set before drawing and before keys */
    size_t selected;   /* < row_count, or 0 when empty */
    size_t top;        /* first row in sight */
    const char *empty; /* what to do when there is nothing; a sentence */
    bool header;       /* column titles on the first line */
    bool selectable;   /* shows `>` and takes keys */
    bool focused;
    struct rect drawn; /* rows as last drawn, on the surface: for the mouse */
};

void table_draw(struct table *table, const struct region *region);

/* Movement keys, a click on a row, the wheel. True when the key was used. Enter is not: what it
 * means is the screen's to say. */
bool table_key(struct table *table, const struct press *press);

/* The row under a mouse event; false when there is none. */
bool table_row_at(const struct table *table, const struct key *key, size_t *row);

#endif
