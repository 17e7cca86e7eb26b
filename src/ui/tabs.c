#include "ui/tabs.h"

#include "base/text.h"

static int tab_columns(const struct tab *tab) {
    return 1 + (tab->digit != 0) + (int)text_width(tab->name);
}

/* The first tab to draw so that the selected one fits in `columns`. */
static size_t first_in_sight(const struct tabs *tabs, int columns) {
    int width = 0;
    size_t first = tabs->selected + 1;
    while (first > 0 && width + tab_columns(&tabs->tabs[first - 1]) <= columns) {
        first--;
        width += tab_columns(&tabs->tabs[first]);
    }
    return first > tabs->selected ? tabs->selected : first;
}

static struct style tab_style(const struct tabs *tabs, size_t index) {
    if (index == tabs->selected) {
        return style_with(ROLE_TITLE, STYLE_REVERSE);
    }
    return style_of(tabs->tabs[index].enabled ? ROLE_TEXT : ROLE_DIM);
}

void tabs_draw(struct tabs *tabs, const struct region *region, const char *right) {
    struct region row = region_row(region, 0);
    int room = row.area.columns;
    if (right != NULL && (int)text_width(right) < room) {
        room -= (int)text_width(right);
        draw_text(&row, room, 0, style_of(ROLE_TEXT), right);
    }
    struct rect part = {.columns = room, .rows = 1};
    struct region line = region_sub(&row, part);
    tabs->drawn = line.area;
    int column = 0;
    for (size_t i = first_in_sight(tabs, room); i < tabs->count; i++) {
        const struct tab *tab = &tabs->tabs[i];
        if (column + tab_columns(tab) > room) {
            break;
        }
        char digit[2] = {tab->digit, '\0'};
        draw_format(&line, column + 1, 0, tab_style(tabs, i), "%s%s", digit, tab->name);
        column += tab_columns(tab);
    }
}

bool tabs_at(const struct tabs *tabs, const struct key *key, size_t *index) {
    if (key->code != KEYCODE_MOUSE || key->mouse != MOUSE_PRESS ||
        !rect_holds(&tabs->drawn, key->column, key->row)) {
        return false;
    }
    int column = tabs->drawn.column;
    for (size_t i = first_in_sight(tabs, tabs->drawn.columns); i < tabs->count; i++) {
        int end = column + tab_columns(&tabs->tabs[i]);
        if (end > tabs->drawn.column + tabs->drawn.columns) {
            return false;
        }
        if (key->column > column && key->column < end) {
            *index = i;
            return tabs->tabs[i].enabled;
        }
        column = end;
    }
    return false;
}
