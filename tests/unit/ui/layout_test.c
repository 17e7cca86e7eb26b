#include <criterion/criterion.h>

#include "base/random.h"
#include "ui/layout.h"

enum { ROOT, STATUS, MIDDLE, WATCH, CHART, BOOK, LOWER, POSITIONS, TAPE, HINTS, NODES };

static const struct layout_node desk[NODES] = {
    [ROOT] = {-1, LAYOUT_ROWS, 0, {0, 0, 0}, {0, 0, 0}},
    [STATUS] = {ROOT, LAYOUT_PANE, 0, {30, 0, 1}, {1, 1, 0}},
    [MIDDLE] = {ROOT, LAYOUT_COLUMNS, 0, {0, 0, 0}, {0, 0, 3}},
    [WATCH] = {MIDDLE, LAYOUT_PANE, 3, {21, 24, 0}, {4, 0, 1}},
    [CHART] = {MIDDLE, LAYOUT_PANE, 1, {30, 40, 4}, {8, 0, 1}},
    [BOOK] = {MIDDLE, LAYOUT_PANE, 4, {20, 26, 1}, {6, 0, 1}},
    [LOWER] = {ROOT, LAYOUT_COLUMNS, 0, {0, 0, 0}, {0, 0, 1}},
    [POSITIONS] = {LOWER, LAYOUT_PANE, 2, {40, 0, 3}, {4, 0, 1}},
    [TAPE] = {LOWER, LAYOUT_PANE, 5, {20, 24, 1}, {4, 0, 1}},
    [HINTS] = {ROOT, LAYOUT_PANE, 0, {20, 0, 1}, {1, 1, 0}},
};

static bool overlap(const struct rect *a, const struct rect *b) {
    return a->column < b->column + b->columns && b->column < a->column + a->columns &&
           a->row < b->row + b->rows && b->row < a->row + a->rows;
}

/* What holds for every solution: within bounds, no overlap, minimums or nothing, `keep` is there.
 */
static void expect_sound(const struct layout_node *nodes, int count, struct rect size, int keep,
                         const struct rect *rects) {
    for (int i = 0; i < count; i++) {
        const struct rect *rect = &rects[i];
        if (rect->columns == 0 && rect->rows == 0) {
            cr_assert(i != keep, "node %d kept and gone at %dx%d", i, size.columns, size.rows);
            continue;
        }
        cr_assert(rect->columns >= nodes[i].columns.minimum, "node %d at %dx%d: %d columns", i,
                  size.columns, size.rows, rect->columns);
        cr_assert(rect->rows >= nodes[i].rows.minimum);
        cr_assert(rect->column >= size.column && rect->row >= size.row);
        cr_assert(rect->column + rect->columns <= size.column + size.columns);
        cr_assert(rect->row + rect->rows <= size.row + size.rows);
        for (int k = 0; k < i; k++) {
            bool panes = nodes[i].kind == LAYOUT_PANE && nodes[k].kind == LAYOUT_PANE;
            cr_assert(!panes || !overlap(rect, &rects[k]), "%d and %d overlap", i, k);
        }
    }
}

Test(layout, a_desk_is_sound_at_every_size_from_40x12_to_400x120) {
    static const int kept[] = {LAYOUT_KEEP_NONE, WATCH, CHART, BOOK, POSITIONS, TAPE};
    struct rect rects[NODES];
    for (int columns = 40; columns <= 400; columns += columns < 120 ? 1 : 23) {
        for (int rows = 12; rows <= 120; rows += rows < 40 ? 1 : 13) {
            for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++) {
                struct rect size = {3, 2, columns, rows};
                cr_assert(layout_solve(desk, NODES, size, kept[i], rects), "%dx%d", columns, rows);
                expect_sound(desk, NODES, size, kept[i], rects);
            }
        }
    }
}

Test(layout, nothing_is_dropped_that_fits_and_all_room_is_used) {
    struct rect rects[NODES];
    struct rect size = {0, 0, 80, 24};
    cr_assert(layout_solve(desk, NODES, size, LAYOUT_KEEP_NONE, rects));
    for (int i = 0; i < NODES; i++) {
        cr_expect(rects[i].columns > 0 && rects[i].rows > 0, "node %d", i);
    }
    cr_expect_eq(rects[WATCH].columns + 1 + rects[CHART].columns + 1 + rects[BOOK].columns, 80);
    cr_expect_eq(rects[HINTS].row, 23);
    cr_expect_eq(rects[CHART].column, rects[WATCH].columns + 1);
}

Test(layout, the_highest_drop_number_goes_first_and_only_when_it_helps) {
    struct rect rects[NODES];
    cr_assert(layout_solve(desk, NODES, (struct rect){0, 0, 72, 24}, LAYOUT_KEEP_NONE, rects));
    cr_expect_eq(rects[BOOK].columns, 0, "the book is too much for 72 columns");
    cr_expect_neq(rects[TAPE].columns, 0, "the tape is in nobody's way");
    cr_assert(layout_solve(desk, NODES, (struct rect){0, 0, 40, 12}, WATCH, rects));
    cr_expect_neq(rects[WATCH].columns, 0);
    cr_expect_eq(rects[CHART].columns, 0);
}

Test(layout, too_small_is_said_and_leaves_nothing) {
    struct rect rects[NODES];
    cr_expect_not(layout_solve(desk, NODES, (struct rect){0, 0, 29, 24}, LAYOUT_KEEP_NONE, rects));
    cr_expect_not(layout_solve(desk, NODES, (struct rect){0, 0, 80, 3}, CHART, rects));
    for (int i = 0; i < NODES; i++) {
        cr_expect_eq(rects[i].columns, 0);
    }
}

Test(layout, random_trees_are_sound) {
    struct random random = random_named(5, "layout", 0);
    for (int round = 0; round < 3000; round++) {
        struct layout_node nodes[12];
        struct rect rects[12];
        int count = 1 + (int)random_below(&random, 12);
        for (int i = 0; i < count; i++) {
            int parent = i == 0 ? -1 : (int)random_below(&random, (uint32_t)i);
            if (i > 0 && nodes[parent].kind == LAYOUT_PANE) {
                nodes[parent].kind = (uint8_t)(1 + random_below(&random, 2));
            }
            nodes[i] = (struct layout_node){
                .parent = (int8_t)parent,
                .kind = LAYOUT_PANE,
                .drop = (uint8_t)random_below(&random, 4),
                .columns = {(int16_t)(1 + random_below(&random, 20)),
                            (int16_t)random_below(&random, 30), (int16_t)random_below(&random, 3)},
                .rows = {(int16_t)(1 + random_below(&random, 6)),
                         (int16_t)random_below(&random, 10), (int16_t)random_below(&random, 3)}};
        }
        struct rect size = {0, 0, (int)random_below(&random, 120), (int)random_below(&random, 40)};
        if (layout_solve(nodes, (size_t)count, size, LAYOUT_KEEP_NONE, rects)) {
            expect_sound(nodes, count, size, LAYOUT_KEEP_NONE, rects);
        }
    }
}
