/* What the desk shows of a running market. All of it would be several hundred bytes an update; the
 * watched price and its candle follow at once, the book with the tape and the other prices take
 * turns. Who reads the book trades on what stands there. */
#include "ui/desk.h"

#include <string.h>

#define HOLD_PICTURES      5  /* between two changes of book and tape, and of the other prices */
#define HOLD_PICTURES_TALL 10 /* where book and tape have more rows than TALL_ROWS */
#define TALL_ROWS          40

static bool is_running(const struct view *view) {
    return view->time.speed != SPEED_PAUSED || view->time.skip_until_ms != 0;
}

void desk_hold(struct desk *desk) {
    const struct view *view = &desk->app->session->view;
    struct desk_held *held = &desk->held;
    bool all = !is_running(view) || held->watched != view->watched ||
               held->listings != view->listing_count;
    bool bare = held->book.asks + held->book.bids == 0 || held->prints.count == 0;
    unsigned turn = held->pictures++;
    bool tall = desk->app->surface.rows > TALL_ROWS;
    if (all || bare || turn % (tall ? HOLD_PICTURES_TALL : HOLD_PICTURES) == 0) {
        held->book = view->book;
        held->prints = view->prints;
    }
    if (all || turn % HOLD_PICTURES == HOLD_PICTURES / 2) {
        memcpy(held->quotes, view->quotes, sizeof held->quotes);
    } else if (view->watched >= 0) {
        held->quotes[view->watched] = view->quotes[view->watched];
    }
    held->watched = view->watched;
    held->listings = view->listing_count;
}
