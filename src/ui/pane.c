#include "ui/pane.h"

#include "base/text.h"

struct region pane_draw(const struct pane *pane, const struct region *region) {
    struct style style = style_with(ROLE_TITLE, pane->focused ? STYLE_FOCUS : 0);
    int end = draw_format(region, 0, 0, style, pane->focused ? "[%s]" : " %s ", pane->title);
    if (pane->detail != NULL) {
        int room = region->area.columns - ++end;
        if ((int)text_width(pane->detail) <= room) {
            draw_text(region, end, 0, style_of(ROLE_TEXT), pane->detail);
        }
    }
    return region_sub(
        region,
        (struct rect){.row = 1, .columns = region->area.columns, .rows = region->area.rows - 1});
}
