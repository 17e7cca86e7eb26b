#include "ui/layout.h"

#include <assert.h>
#include <string.h>

struct need {
    int minimum, preferred, stretch;
};

/* Working state of one solve. */
struct solver {
    const struct layout_node *nodes;
    size_t count;
    bool dropped[LAYOUT_NODES_MAX];
    struct need columns[LAYOUT_NODES_MAX];
    struct need rows[LAYOUT_NODES_MAX];
};

static int larger(int a, int b) {
    return a > b ? a : b;
}

static int over(int need, int have) {
    return larger(need - have, 0);
}

static struct need own_need(const struct layout_extent *extent) {
    return (struct need){.minimum = extent->minimum,
                         .preferred = larger(extent->minimum, extent->preferred),
                         .stretch = extent->stretch};
}

/* A child's need joined to what its container needs so far: added along its axis, the largest
 * across it. `gap` is the rule between two children. */
static void join_along(struct need *sum, const struct need *child, int gap) {
    sum->minimum += child->minimum + gap;
    sum->preferred += child->preferred + gap;
    sum->stretch += child->stretch;
}

static void join_across(struct need *sum, const struct need *child) {
    sum->minimum = larger(sum->minimum, child->minimum);
    sum->preferred = larger(sum->preferred, child->preferred);
    sum->stretch = larger(sum->stretch, child->stretch);
}

static void raise_to(struct need *need, const struct need *own) {
    need->minimum = larger(need->minimum, own->minimum);
    need->preferred = larger(larger(need->preferred, own->preferred), need->minimum);
    need->stretch = own->stretch > 0 ? own->stretch : need->stretch;
}

static bool is_present(const struct solver *solver, int node) {
    for (; node >= 0; node = solver->nodes[node].parent) {
        if (solver->dropped[node]) {
            return false;
        }
    }
    return true;
}

/* A container all of whose children are gone needs nothing and is gone itself. */
static void drop_childless(struct solver *solver) {
    for (int i = (int)solver->count - 1; i >= 0; i--) {
        if (solver->nodes[i].kind == LAYOUT_PANE) {
            continue;
        }
        bool any = false;
        for (int child = i + 1; child < (int)solver->count; child++) {
            any = any || (solver->nodes[child].parent == i && !solver->dropped[child]);
        }
        solver->dropped[i] = solver->dropped[i] || !any;
    }
}

/* What every node needs, from the leaves up. */
static void measure(struct solver *solver) {
    drop_childless(solver);
    int children[LAYOUT_NODES_MAX] = {0};
    memset(solver->columns, 0, sizeof solver->columns);
    memset(solver->rows, 0, sizeof solver->rows);
    for (int i = (int)solver->count - 1; i >= 0; i--) {
        const struct layout_node *node = &solver->nodes[i];
        struct need columns = own_need(&node->columns);
        struct need rows = own_need(&node->rows);
        raise_to(&solver->columns[i], &columns);
        raise_to(&solver->rows[i], &rows);
        if (node->parent < 0 || solver->dropped[i]) {
            continue;
        }
        bool side_by_side = solver->nodes[node->parent].kind == LAYOUT_COLUMNS;
        int gap = side_by_side && children[node->parent]++ > 0 ? 1 : 0;
        struct need *parent_columns = &solver->columns[node->parent];
        struct need *parent_rows = &solver->rows[node->parent];
        if (side_by_side) {
            join_along(parent_columns, &solver->columns[i], gap);
            join_across(parent_rows, &solver->rows[i]);
        } else {
            join_across(parent_columns, &solver->columns[i]);
            join_along(parent_rows, &solver->rows[i], 0);
        }
    }
}

static bool is_kept(const struct solver *solver, int node, int keep) {
    for (; keep >= 0; keep = solver->nodes[keep].parent) {
        if (keep == node) {
            return true;
        }
    }
    return false;
}

/* Would dropping this node bring the whole closer to fitting? */
static bool drop_helps(const struct solver *solver, int node, struct rect size) {
    struct solver without = *solver;
    without.dropped[node] = true;
    measure(&without);
    int before =
        over(solver->columns[0].minimum, size.columns) + over(solver->rows[0].minimum, size.rows);
    int after =
        over(without.columns[0].minimum, size.columns) + over(without.rows[0].minimum, size.rows);
    return after < before;
}

/* The present node to drop next: the highest number that helps, or just the highest. -1: none. */
static int next_to_drop(const struct solver *solver, int keep, struct rect size) {
    int best = -1;
    bool best_helps = false;
    for (int i = 1; i < (int)solver->count; i++) {
        const struct layout_node *node = &solver->nodes[i];
        if (node->drop == 0 || !is_present(solver, i) || is_kept(solver, i, keep)) {
            continue;
        }
        bool helps = drop_helps(solver, i, size);
        bool better = best < 0 || (helps && !best_helps) ||
                      (helps == best_helps && node->drop > solver->nodes[best].drop);
        if (better) {
            best = i;
            best_helps = helps;
        }
    }
    return best;
}

static bool drop_until_it_fits(struct solver *solver, struct rect size, int keep) {
    measure(solver);
    while (solver->columns[0].minimum > size.columns || solver->rows[0].minimum > size.rows) {
        int node = next_to_drop(solver, keep, size);
        if (node < 0) {
            return false;
        }
        solver->dropped[node] = true;
        measure(solver);
    }
    return true;
}

/* Shares `room` among needs: minimums, then up to what each prefers, then by stretch. */
static void share(const struct need *needs, int count, int room, int *sizes) {
    int stretch = 0;
    for (int i = 0; i < count; i++) {
        sizes[i] = needs[i].minimum;
        room -= sizes[i];
        stretch += needs[i].stretch;
    }
    assert(room >= 0);
    for (int i = 0; i < count; i++) {
        int grow = needs[i].preferred - needs[i].minimum;
        grow = grow < room ? grow : room;
        sizes[i] += grow;
        room -= grow;
    }
    for (int i = 0; i < count && stretch > 0; i++) {
        int part = (int)((long)room * needs[i].stretch / stretch);
        sizes[i] += part;
        room -= part;
        stretch -= needs[i].stretch;
    }
}

/* Gives the present children of a container their rectangles. */
static void place_children(const struct solver *solver, int node, struct rect *rects) {
    bool side_by_side = solver->nodes[node].kind == LAYOUT_COLUMNS;
    int children[LAYOUT_NODES_MAX];
    struct need needs[LAYOUT_NODES_MAX];
    int sizes[LAYOUT_NODES_MAX];
    int count = 0;
    for (int i = node + 1; i < (int)solver->count; i++) {
        if (solver->nodes[i].parent == node && !solver->dropped[i]) {
            needs[count] = side_by_side ? solver->columns[i] : solver->rows[i];
            children[count++] = i;
        }
    }
    int gap = side_by_side ? 1 : 0;
    struct rect at = rects[node];
    share(needs, count, (side_by_side ? at.columns : at.rows) - gap * (count - 1), sizes);
    for (int i = 0; i < count; i++) {
        struct rect *rect = &rects[children[i]];
        *rect = at;
        if (side_by_side) {
            rect->columns = sizes[i];
            at.column += sizes[i] + gap;
        } else {
            rect->rows = sizes[i];
            at.row += sizes[i];
        }
    }
}

bool layout_solve(const struct layout_node *nodes, size_t count, struct rect size, int keep,
                  struct rect *rects) {
    assert(count > 0 && count <= LAYOUT_NODES_MAX);
    assert(nodes[0].parent == -1);
    struct solver solver = {.nodes = nodes, .count = count};
    memset(rects, 0, count * sizeof *rects);
    if (!drop_until_it_fits(&solver, size, keep)) {
        return false;
    }
    rects[0] = size;
    for (int i = 0; i < (int)count; i++) {
        assert(i == 0 || (nodes[i].parent >= 0 && nodes[i].parent < i));
        if (nodes[i].kind != LAYOUT_PANE && is_present(&solver, i)) {
            place_children(&solver, i, rects);
        }
    }
    return true;
}

void layout_draw_rules(const struct layout_node *nodes, size_t count, const struct rect *rects,
                       const struct region *region) {
    for (size_t i = 1; i < count; i++) {
        const struct rect *parent = &rects[nodes[i].parent];
        const struct rect *rect = &rects[i];
        if (nodes[nodes[i].parent].kind == LAYOUT_COLUMNS && rect->rows > 0 &&
            rect->column > parent->column) {
            draw_vertical(region, rect->column - 1, rect->row, rect->rows);
        }
    }
}
