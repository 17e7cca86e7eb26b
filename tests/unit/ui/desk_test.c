#include "ui/desk.h"

#include <criterion/criterion.h>

#include "base/mem.h"

/* A desk over a running market of two listings, the first of them watched. */
static struct desk *running_desk(struct app *app) {
    struct desk *desk = mem_alloc(sizeof *desk);
    desk->app = app;
    app->session = mem_alloc(sizeof *app->session);
    app->surface.rows = 24;
    struct view *view = &app->session->view;
    view_init(view);
    view->watched = 0;
    view->listing_count = 2;
    view->time.speed = SPEED_1X;
    view->book.asks = view->prints.count = 1;
    return desk;
}

static void one_more(struct view *view, fix8_t price) {
    view->book.ask[0].price = view->quotes[0].last = view->quotes[1].last = price;
}

Test(desk, a_running_market_shows_its_price_at_once_and_the_rest_in_turns) {
    struct app app = {0};
    struct desk *desk = running_desk(&app);
    struct view *view = &app.session->view;
    int books = 0;
    int others = 0;
    for (int i = 1; i <= 40; i++) {
        one_more(view, i);
        desk_hold(desk);
        cr_expect_eq(desk->held.quotes[0].last, i, "what is watched");
        books += desk->held.book.ask[0].price == i;
        others += desk->held.quotes[1].last == i;
    }
    cr_expect_eq(books, 8);
    cr_expect_eq(others, 9, "the first picture has all");
    view->time.speed = SPEED_PAUSED;
    one_more(view, 50);
    desk_hold(desk);
    cr_expect_eq(desk->held.book.ask[0].price, 50, "nothing is held back while it stands");
    cr_expect_eq(desk->held.quotes[1].last, 50);
    view->time.speed = SPEED_1X;
    view->watched = 1;
    one_more(view, 51);
    desk_hold(desk);
    cr_expect_eq(desk->held.book.ask[0].price, 51, "nor of what is newly watched");
    mem_free(app.session);
    mem_free(desk);
}
