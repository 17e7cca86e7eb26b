/* News on the desk, where the terminal is wide enough for whole sentences. */
#include "ui/desk.h"
#include "ui/pane.h"

#define NEWS_ROWS_MAX 6 /* the newest: the rest is a key away, and each costs a line of bytes */

void desk_news_init(struct desk *desk) {
    news_list_init(&desk->news, desk->app);
}

void desk_news_draw(struct desk *desk, const struct region *region) {
    struct pane pane = {.title = "News", .focused = desk->focus == DESK_NEWS};
    struct region body = pane_draw(&pane, region);
    desk->news.table.focused = pane.focused;
    int rows = body.area.rows < NEWS_ROWS_MAX ? body.area.rows : NEWS_ROWS_MAX;
    struct region list = region_sub(&body, (struct rect){0, 0, body.area.columns, rows});
    news_list_draw(&desk->news, &list);
}
