#include "house.h"

#include "game/seat.h"
#include "game/view.h"

#define ONE FIX8_ONE

/* Folds everything that is there; returns how many events of `class` came. */
static int drain(struct seat *seat, struct view *view, enum event_class class) {
    struct event *event = calloc(1, sizeof *event);
    int found = 0;
    while (seat_poll(seat, event)) {
        found += event->class == class;
        view_apply(view, event);
    }
    free(event);
    return found;
}

static struct view *new_view(void) {
    struct view *view = malloc(sizeof *view);
    view_init(view);
    return view;
}

static uint64_t buy(struct seat *seat, const char *symbol, fix8_t size) {
    struct command command;
    memset(&command, 0, sizeof command);
    command.kind = COMMAND_ORDER_PLACE;
    strcpy(command.order_place.symbol, symbol);
    command.order_place.size = size;
    command.order_place.tif = TIF_GTC;
    return seat_send(seat, &command);
}

Test(local_seat, a_seat_is_told_the_whole_state_and_then_only_what_changes) {
    struct house house;
    house_open(&house);
    house_make(&house, "BTC-USD,KEST", 41);
    struct seat *seat = local_seat_new(house_play(&house), 1);
    struct view *view = new_view();
    cr_assert_eq(drain(seat, view, EVENT_LISTING), 2);
    cr_assert_eq(view->listing_count, 2);
    cr_assert_str_eq(view->profile.name, "Ada");
    cr_assert_eq(view->account.cash, 10000 * ONE);
    cr_assert_eq(view->time.now_ms, GAME_START_MS);
    cr_assert_gt(view->quotes[0].bid, 0);
    cr_assert_gt(view->quotes[1].ask, view->quotes[1].bid);
    cr_assert_eq(drain(seat, view, EVENT_QUOTE), 0, "nothing moves while paused");
    cr_assert_eq(seat_wait_ms(seat), -1);

    uint64_t counter = buy(seat, "BTC-USD", ONE / 50);
    cr_assert_gt(drain(seat, view, EVENT_RECORD), 5);
    cr_assert_eq(view->answer.counter, counter);
    cr_assert_eq(view->answer.code, 0, "%s", view->answer.sentence);
    cr_assert_eq(view->position_count, 1);
    cr_assert_eq(view->positions[0].size, ONE / 50);
    cr_assert_eq(view->notice_count, 1);
    fix8_t spent = 10000 * ONE - view_equity(view);
    cr_assert(spent > 0 && spent < 10 * ONE, "the fee and half the spread");
    seat_close(seat);
    free(view);
    house_close(&house);
}

Test(local_seat, asks_are_answered_by_store_and_game_together) {
    struct house house;
    house_open(&house);
    house_make(&house, "BTC-USD", 42);
    struct host *host = house_play(&house);
    struct seat *seat = local_seat_new(host, 1);
    struct view *view = new_view();
    (void)drain(seat, view, EVENT_RECORD);

    struct ask ask = {.kind = ASK_CANDLES, .frame = FRAME_15M, .most = 90};
    seat_watch(seat, 0, FRAME_15M);
    view_watch(view, 0, FRAME_15M, seat_ask(seat, &ask));
    cr_assert_eq(drain(seat, view, EVENT_REPLY), 1);
    cr_assert_geq(view->candle_count, 90, "a day of history is 96 bars");
    for (uint32_t i = 0; i < view->candle_count; i++) {
        const struct candle_info *bar = &view->candles[i];
        cr_assert_eq(bar->ms % (15 * MINUTE_MS), 0);
        cr_assert(bar->low <= bar->open && bar->open <= bar->high && bar->low <= bar->close &&
                  bar->close <= bar->high);
        cr_assert(i == 0 || bar->ms == view->candles[i - 1].ms + 15 * MINUTE_MS);
    }
    struct candle minutes[120];
    uint32_t count = host_candles(host, 0, FRAME_1M, view->candles[50].ms, minutes, 15);
    cr_assert_eq(count, 15);
    cr_assert_eq(minutes[14].ms, view->candles[50].ms - MINUTE_MS);
    int32_t high = 0;
    for (int i = 0; i < 15; i++) {
        high = minutes[i].high > high ? minutes[i].high : high;
    }
    cr_assert_eq(instrument_price(&game_market(host_game(host))->table.rows[0], high),
                 view->candles[49].high);

    (void)buy(seat, "BTC-USD", ONE / 100);
    (void)drain(seat, view, EVENT_RECORD);
    struct event *event = calloc(1, sizeof *event);
    ask = (struct ask){.kind = ASK_FILLS, .most = 10};
    uint32_t tag = seat_ask(seat, &ask);
    bool found = false;
    while (seat_poll(seat, event)) {
        if (event->class == EVENT_REPLY && event->reply.tag == tag) {
            struct record rows[10];
            uint32_t fills = reply_get_records(&event->reply, rows, 10);
            fix8_t size = 0;
            for (uint32_t i = 0; i < fills; i++) {
                size += rows[i].filled.size;
            }
            cr_assert_eq(size, ONE / 100);
            found = true;
        }
    }
    cr_assert(found);
    ask = (struct ask){.kind = ASK_BOARD, .most = 10};
    tag = seat_ask(seat, &ask);
    while (seat_poll(seat, event)) {
        if (event->class == EVENT_REPLY && event->reply.tag == tag) {
            struct board_row rows[10];
            cr_assert_eq(reply_get_board(&event->reply, rows, 10), 1);
            cr_assert(rows[0].own);
            cr_assert_str_eq(rows[0].name, "Ada");
        }
    }
    free(event);
    seat_close(seat);
    free(view);
    house_close(&house);
}

Test(local_seat, while_time_runs_only_the_watched_book_and_bar_are_told) {
    struct house house;
    house_open(&house);
    house_make(&house, "BTC-USD,ETH-USD", 43);
    struct seat *seat = local_seat_new(house_play(&house), 1);
    struct view *view = new_view();
    (void)drain(seat, view, EVENT_RECORD);
    seat_watch(seat, 1, FRAME_1M);
    view_watch(view, 1, FRAME_1M, 0);
    struct command run;
    memset(&run, 0, sizeof run);
    run.kind = COMMAND_CLOCK_SET;
    run.clock_set.speed = SPEED_1X;
    (void)seat_send(seat, &run);
    int books = 0, quotes = 0;
    struct event *event = calloc(1, sizeof *event);
    for (int i = 0; i < 50; i++) {
        house.mono_us += 100000;
        house.wall_ms += 100;
        while (seat_poll(seat, event)) {
            books += event->class == EVENT_BOOK;
            quotes += event->class == EVENT_QUOTE;
            cr_assert(event->class != EVENT_BOOK || event->book.instrument == 1);
            cr_assert(event->class != EVENT_CANDLE || event->candle.instrument == 1);
            view_apply(view, event);
        }
    }
    cr_assert_geq(view->time.now_ms, GAME_START_MS + 4 * MINUTE_MS, "%ld ms, %d books, %d quotes",
                  (long)(view->time.now_ms - GAME_START_MS), books, quotes);
    cr_assert_leq(view->time.now_ms, GAME_START_MS + 5 * MINUTE_MS);
    cr_assert(books >= 15 && books <= 51, "%d books in 5 s", books);
    cr_assert(quotes >= 30 && quotes <= 102, "%d quotes in 5 s", quotes);
    cr_assert_geq(view->candle_count, 4);
    free(event);
    seat_close(seat);
    free(view);
    house_close(&house);
}
