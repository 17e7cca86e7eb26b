#include "ui/session.h"

#include <criterion/criterion.h>

#include "support/fake_seat.h"

static void take_all(struct session *session) {
    for (struct event event; session_poll(session, &event, 0);) {
    }
}

Test(session, watches_the_first_listing_at_five_minutes) {
    struct fake_seat *fake = fake_seat_new();
    struct session *session = session_new(&fake->seat);
    take_all(session);
    cr_assert_not_null(session_listing(session));
    cr_expect_str_eq(session_listing(session)->symbol, "BTC-USD");
    cr_expect_str_eq(view_frame_word(session->view.frame), "5m");
    cr_expect_gt(session->view.candle_count, 0);
    session_free(session);
}

Test(session, a_clock_that_runs_is_paused_on_arrival_and_space_goes_on_as_before) {
    struct fake_seat *fake = fake_seat_new();
    struct event time = {.class = EVENT_TIME, .time = fake->time};
    fake->time.speed = time.time.speed = SPEED_30X;
    fake->taken = fake->count; /* only this, as the first thing heard of time */
    fake_seat_add(fake, &time);
    struct session *session = session_new(&fake->seat);
    take_all(session);
    const struct command *command = fake_seat_sent(fake, COMMAND_CLOCK_SET);
    cr_assert_not_null(command);
    cr_expect_eq(command->clock_set.speed, SPEED_PAUSED);
    session_pause(session);
    cr_expect_eq(fake_seat_sent(fake, COMMAND_CLOCK_SET)->clock_set.speed, SPEED_30X);
    session_free(session);
}

Test(session, freezes_nest_and_reach_the_seat_once) {
    struct fake_seat *fake = fake_seat_new();
    struct session *session = session_new(&fake->seat);
    session_freeze(session, true);
    session_freeze(session, true);
    cr_expect_eq(fake->frozen, 1);
    session_freeze(session, false);
    cr_expect_eq(fake->frozen, 1);
    session_freeze(session, false);
    cr_expect_eq(fake->frozen, 0);
    session_free(session);
}

Test(session, a_bar_keeps_its_number_when_bars_are_asked_for_again) {
    struct fake_seat *fake = fake_seat_new();
    struct session *session = session_new(&fake->seat);
    take_all(session);
    const struct view *view = &session->view;
    uint64_t newest = session->first_number + view->candle_count - 1;
    struct event event = {.class = EVENT_CANDLE};
    event.candle.instrument = (uint8_t)view->watched;
    event.candle.frame = (uint8_t)view->frame;
    event.candle.candle = view->candles[view->candle_count - 1];
    event.candle.candle.ms += view_frame_ms(view->frame);
    fake_seat_add(fake, &event);
    take_all(session);
    cr_expect_eq(session->first_number + view->candle_count - 1, newest + 1);
    int64_t due = session_deadline_ms(session);
    cr_expect_lt(due, INT64_MAX, "the bar that closed is asked for");
    session_refresh(session, due - 1);
    cr_expect_eq(session_deadline_ms(session), due, "not before it is due");
    session_refresh(session, due);
    cr_expect_eq(session_deadline_ms(session), INT64_MAX);
    take_all(session);
    cr_expect_eq(session->first_number + view->candle_count - 1, newest + 1);
    session_free(session);
}

Test(session, frames_finer_than_a_listing_has_are_not_offered) {
    struct fake_seat *fake = fake_seat_new();
    for (size_t i = 0; i < fake->count; i++) {
        if (fake->queue[i].class == EVENT_LISTING) {
            fake->queue[i].listing.least_frame = VIEW_FRAMES - 2;
        }
    }
    struct session *session = session_new(&fake->seat);
    take_all(session);
    cr_expect_eq(session->view.frame, VIEW_FRAMES - 2);
    cr_expect_not(session_step_frame(session, -1, 0));
    cr_expect(session_step_frame(session, 1, 0));
    cr_expect_not(session_step_frame(session, 1, 0));
    session_free(session);
}
