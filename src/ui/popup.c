#include "ui/popup.h"

static int smaller(int a, int b) {
    return a < b ? a : b;
}

static void draw_frame(const struct popup *popup, const struct region *box) {
    struct style style = style_of(ROLE_RULE);
    int right = box->area.columns - 1;
    int bottom = box->area.rows - 1;
    draw_horizontal(box, 1, 0, right - 1);
    draw_horizontal(box, 1, bottom, right - 1);
    draw_vertical(box, 0, 1, bottom - 1);
    draw_vertical(box, right, 1, bottom - 1);
    draw_glyph(box, 0, 0, style, GLYPH_CORNER_TOP_LEFT);
    draw_glyph(box, right, 0, style, GLYPH_CORNER_TOP_RIGHT);
    draw_glyph(box, 0, bottom, style, GLYPH_CORNER_BOTTOM_LEFT);
    draw_glyph(box, right, bottom, style, GLYPH_CORNER_BOTTOM_RIGHT);
    struct rect edge = {.column = 2, .columns = right - 3, .rows = 1};
    struct region top = region_sub(box, edge);
    draw_format(&top, 0, 0, style_with(ROLE_TITLE, STYLE_BOLD), " %s ", popup->title);
    if (popup->footer != NULL) {
        edge.row = bottom;
        struct region low = region_sub(box, edge);
        draw_format(&low, 0, 0, style, " %s ", popup->footer);
    }
}

struct region popup_draw(struct popup *popup, const struct region *region) {
    struct rect all = {.columns = region->area.columns, .rows = region->area.rows};
    draw_attributes(region, all, STYLE_DIM);
    struct rect place = {.columns = smaller(popup->columns + 4, all.columns),
                         .rows = smaller(popup->rows + 2, all.rows)};
    place.column = (all.columns - place.columns) / 2;
    place.row = (all.rows - place.rows) / 2;
    struct region box = region_sub(region, place);
    popup->drawn = box.area;
    draw_blank(region, place, style_of(ROLE_TEXT));
    draw_frame(popup, &box);
    return region_sub(
        &box,
        (struct rect){.column = 2, .row = 1, .columns = place.columns - 4, .rows = place.rows - 2});
}

bool popup_key(const struct popup *popup, const struct press *press) {
    if (press->key.code == KEYCODE_MOUSE) {
        return press->key.mouse == MOUSE_PRESS &&
               !rect_holds(&popup->drawn, press->key.column, press->key.row);
    }
    return press_action(press, CONTEXT_POPUP) == ACTION_POPUP_CLOSE;
}
