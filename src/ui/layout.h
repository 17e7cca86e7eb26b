/* Where panes go: a tree of rows, columns and panes with what each needs, and a pure function from
 * a size to rectangles. Screens hold the tree as a constant table and no numbers of their own.
 *
 * Nodes are dropped, highest `drop` first, until the minimums fit; then each grows to what it
 * prefers, in table order, and what is left is shared by stretch. */
#ifndef UI_LAYOUT_H
#define UI_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ui/surface.h"

enum layout_kind {
    LAYOUT_PANE,
    LAYOUT_COLUMNS, /* children side by side, a rule's column between two */
    LAYOUT_ROWS,    /* children one under the other */
};

struct layout_extent {
    int16_t minimum;
    int16_t preferred; /* 0: the minimum */
    int16_t stretch;   /* share of what is left; 0 takes none */
};

/* A container needs at least what its children need; its own extents only add to that. */
struct layout_node {
    int8_t parent; /* index of an earlier node; -1 for the first */
    uint8_t kind;  /* enum layout_kind */
    uint8_t drop;  /* 0 never; else the highest present number goes first */
    struct layout_extent columns;
    struct layout_extent rows;
};

#define LAYOUT_NODES_MAX 32
#define LAYOUT_KEEP_NONE (-1)

/* Fills rects[count] in the coordinates of `size`; a dropped node has no columns and no rows.
 * `keep` (with its parents) is not dropped: the focused pane of a small terminal. Returns false
 * when even then it does not fit; the rectangles are empty in that case. */
bool layout_solve(const struct layout_node *nodes, size_t count, struct rect size, int keep,
                  struct rect *rects);

/* Draws the vertical rules between the children of LAYOUT_COLUMNS nodes. */
void layout_draw_rules(const struct layout_node *nodes, size_t count, const struct rect *rects,
                       const struct region *region);

#endif
