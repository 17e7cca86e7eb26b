/* News on the desk, where the terminal is wide enough for whole sentences. */
#include "ui/desk.h"
#include "ui/pane.h"

void desk_news_init(struct desk *desk) {
    news_list_init(&desk->news, desk->app);
}

void desk_news_draw(struct desk *desk, const struct region *region) {
    struct pane pane = {.title = "News", .focused = desk->focus == DESK_NEWS};
    struct region body = pane_draw(&pane, region);
    desk->news.table.focused = pane.focused;
    news_list_draw(&desk->news, &body);
}
