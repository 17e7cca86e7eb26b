#include "ui/table.h"

#include <assert.h>

#include "ui/wrap.h"

#define WHEEL_ROWS 3

/* Where each column stands; width 0: dropped. */
struct placing {
    int start[TABLE_COLUMNS_MAX];
    int width[TABLE_COLUMNS_MAX];
};

static int needed(const struct table *table, const bool *dropped) {
    int columns = table->selectable ? 1 : 0;
    bool any = false;
    for (size_t i = 0; i < table->column_count; i++) {
        if (!dropped[i]) {
            columns += table->columns[i].minimum + (any ? 1 : 0);
            any = true;
        }
    }
    return columns;
}

static void drop_columns(const struct table *table, int room, bool *dropped) {
    while (needed(table, dropped) > room) {
        size_t best = table->column_count;
        for (size_t i = 0; i < table->column_count; i++) {
            uint8_t drop = table->columns[i].drop;
            if (!dropped[i] && drop > 0 &&
                (best == table->column_count || drop > table->columns[best].drop)) {
                best = i;
            }
        }
        if (best == table->column_count) {
            return; /* nothing may go: the region clips */
        }
        dropped[best] = true;
    }
}

static void place_columns(const struct table *table, int room, struct placing *placing) {
    assert(table->column_count <= TABLE_COLUMNS_MAX);
    bool dropped[TABLE_COLUMNS_MAX] = {false};
    drop_columns(table, room, dropped);
    int left = room - needed(table, dropped);
    int stretch = 0;
    for (size_t i = 0; i < table->column_count; i++) {
        stretch += dropped[i] ? 0 : table->columns[i].stretch;
    }
    int column = table->selectable ? 1 : 0;
    for (size_t i = 0; i < table->column_count; i++) {
        placing->start[i] = column;
        placing->width[i] = 0;
        if (dropped[i]) {
            continue;
        }
        int extra = left > 0 && stretch > 0 ? left * table->columns[i].stretch / stretch : 0;
        left -= extra;
        stretch -= table->columns[i].stretch;
        placing->width[i] = table->columns[i].minimum + extra;
        column += placing->width[i] + 1;
    }
}

static void draw_header(const struct table *table, const struct placing *placing,
                        const struct region *region) {
    for (size_t i = 0; i < table->column_count; i++) {
        struct rect field = {placing->start[i], 0, placing->width[i], 1};
        if (placing->width[i] > 0) {
            draw_field(region, field, (enum align)table->columns[i].align, style_of(ROLE_DIM),
                       table->columns[i].title);
        }
    }
}

static void draw_row(const struct table *table, const struct placing *placing, size_t index,
                     const struct region *line) {
    bool selected = table->selectable && index == table->selected;
    bool first = true;
    for (size_t i = 0; i < table->column_count; i++) {
        if (placing->width[i] == 0) {
            continue;
        }
        struct table_cell cell = {.text = "", .style = {.role = ROLE_TEXT}};
        table->source.cell(table->source.context, index, i, &cell);
        if (selected && first) { /* only the name: a whole row would cost the bytes of a row */
            cell.style.role = ROLE_SELECTION;
            cell.style.attributes |= table->focused ? STYLE_FOCUS : 0;
        }
        struct rect field = {placing->start[i], 0, placing->width[i], 1};
        if (table->columns[i].align == ALIGN_RIGHT) {
            draw_number(line, field, cell.style, cell.text);
        } else {
            draw_field(line, field, (enum align)table->columns[i].align, cell.style, cell.text);
        }
        first = false;
    }
    if (selected) {
        draw_glyph(line, 0, 0, style_of(ROLE_ACCENT), GLYPH_SELECTED);
        if (table->focused) {
            draw_cursor(line, 0, 0);
        }
    }
}

static void keep_in_sight(struct table *table, int rows) {
    if (table->selected >= table->row_count) {
        table->selected = table->row_count > 0 ? table->row_count - 1 : 0;
    }
    size_t visible = rows > 0 ? (size_t)rows : 1;
    size_t last_top = table->row_count > visible ? table->row_count - visible : 0;
    if (table->selectable && table->selected < table->top) {
        table->top = table->selected;
    } else if (table->selectable && table->selected >= table->top + visible) {
        table->top = table->selected - visible + 1;
    }
    table->top = table->top > last_top ? last_top : table->top;
}

void table_draw(struct table *table, const struct region *region) {
    struct placing placing;
    place_columns(table, region->area.columns, &placing);
    int above = table->header ? 1 : 0;
    struct region body = region_sub(region, (struct rect){.row = above,
                                                          .columns = region->area.columns,
                                                          .rows = region->area.rows - above});
    table->drawn = body.area;
    keep_in_sight(table, body.area.rows);
    if (table->header) {
        draw_header(table, &placing, region);
    }
    if (table->row_count == 0 && table->empty != NULL) {
        struct rect inside = {
            .column = 1, .columns = body.area.columns - 1, .rows = body.area.rows};
        struct region text = region_sub(&body, inside);
        draw_wrapped(&text, 0, style_of(ROLE_TEXT), table->empty);
        if (table->focused) {
            draw_cursor(&body, 0, 0);
        }
    }
    for (int row = 0; row < body.area.rows; row++) {
        size_t index = table->top + (size_t)row;
        if (index >= table->row_count) {
            break;
        }
        struct region line = region_row(&body, row);
        draw_row(table, &placing, index, &line);
    }
}

bool table_row_at(const struct table *table, const struct key *key, size_t *row) {
    if (key->code != KEYCODE_MOUSE || !rect_holds(&table->drawn, key->column, key->row)) {
        return false;
    }
    size_t index = table->top + (size_t)(key->row - table->drawn.row);
    if (index >= table->row_count) {
        return false;
    }
    *row = index;
    return true;
}

static void move(struct table *table, long by) {
    long last = table->row_count > 0 ? (long)table->row_count - 1 : 0;
    long to = (long)table->selected + by;
    table->selected = (size_t)(to < 0 ? 0 : to > last ? last : to);
}

static bool table_mouse(struct table *table, const struct key *key) {
    if (!rect_holds(&table->drawn, key->column, key->row)) {
        return false;
    }
    if (key->mouse == MOUSE_WHEEL_UP || key->mouse == MOUSE_WHEEL_DOWN) {
        move(table, key->mouse == MOUSE_WHEEL_UP ? -WHEEL_ROWS : WHEEL_ROWS);
        return true;
    }
    return table_row_at(table, key, &table->selected);
}

bool table_key(struct table *table, const struct press *press) {
    if (!table->selectable) {
        return false;
    }
    if (press->key.code == KEYCODE_MOUSE) {
        return table_mouse(table, &press->key);
    }
    long page = table->drawn.rows > 1 ? table->drawn.rows - 1 : 1;
    switch (press_action(press, CONTEXT_EVERYWHERE)) {
    case ACTION_UP:
        move(table, -1);
        return true;
    case ACTION_DOWN:
        move(table, 1);
        return true;
    case ACTION_PAGE_UP:
        move(table, -page);
        return true;
    case ACTION_PAGE_DOWN:
        move(table, page);
        return true;
    case ACTION_FIRST:
        move(table, -(long)table->row_count);
        return true;
    case ACTION_LAST:
        move(table, (long)table->row_count);
        return true;
    default:
        return false;
    }
}
