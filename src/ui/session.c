#include "ui/session.h"

#include <assert.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"

#define CANDLES_ASKED  800
#define REFRESH_MS     1000 /* candles are not asked for more often */
#define POINT_REST_MS  150  /* how long a cursor rests before chart and book follow */
#define FRAME_AT_FIRST "5m"

static int first_frame(const struct listing_info *listing) {
    int frame = 0;
    while (frame + 1 < VIEW_FRAMES && strcmp(view_frame_word(frame), FRAME_AT_FIRST) != 0) {
        frame++;
    }
    return frame > listing->least_frame ? frame : listing->least_frame;
}

/* A market that has just appeared: its first listing is looked at, and what was news before. */
static void look_around(struct session *session, int64_t now_ms) {
    struct ask ask = {.kind = ASK_NEWS, .most = VIEW_NEWS_MAX};
    (void)seat_ask(session->seat, &ask);
    if (session->view.watched < 0 && session->view.listing_count > 0) {
        session_watch(session, 0, first_frame(&session->view.listings[0]), now_ms);
    }
}

struct session *session_new(struct seat *seat) {
    struct session *session = mem_alloc(sizeof *session);
    session->seat = seat;
    session->pointed = -1;
    session->speed_before = SPEED_1X;
    view_init(&session->view);
    return session;
}

void session_free(struct session *session) {
    if (session == NULL) {
        return;
    }
    seat_close(session->seat);
    mem_free(session);
}

/* ---- candles --------------------------------------------------------------------------------- */

static void ask_candles(struct session *session, int64_t now_ms) {
    const struct view *view = &session->view;
    struct ask ask = {.kind = ASK_CANDLES,
                      .instrument = (uint8_t)view->watched,
                      .frame = (uint8_t)view->frame,
                      .most = CANDLES_ASKED};
    uint32_t tag = seat_ask(session->seat, &ask);
    view_watch(&session->view, view->watched, view->frame, tag);
    session->candles_stale = false;
    session->candles_asked_ms = now_ms;
}

/* Numbers the bars so that one which was numbered before keeps its number. */
static void number_candles(struct session *session) {
    const struct view *view = &session->view;
    uint32_t at = view->candle_count;
    while (at > 0 && view->candles[at - 1].ms > session->known_ms) {
        at--;
    }
    bool found = at > 0 && view->candles[at - 1].ms == session->known_ms;
    if (found) {
        session->first_number = session->known_number - (at - 1);
    } else {
        session->first_number = SESSION_CANDLE_BASE;
    }
    if (view->candle_count > 0) {
        session->known_ms = view->candles[view->candle_count - 1].ms;
        session->known_number = session->first_number + view->candle_count - 1;
    }
}

static void note_event(struct session *session, const struct event *event, int64_t last_ms) {
    const struct view *view = &session->view;
    if (event->class == EVENT_CANDLE && view->candle_count > 0) {
        int64_t newest = view->candles[view->candle_count - 1].ms;
        session->candles_stale = session->candles_stale || (last_ms != 0 && newest != last_ms);
        number_candles(session);
    } else if (event->class == EVENT_REPLY && event->reply.kind == ASK_CANDLES) {
        number_candles(session);
    }
}

static void arrive(struct session *session) {
    const struct time_info *time = &session->view.time;
    bool running = time->speed != SPEED_PAUSED || time->skip_until_ms != 0;
    if (!session->arrived && running && session->seat->owner) {
        session_pause(session);
    }
    session->arrived = true;
}

bool session_poll(struct session *session, struct event *event, int64_t now_ms) {
    if (!seat_poll(session->seat, event)) {
        return false;
    }
    const struct view *view = &session->view;
    int64_t last = view->candle_count > 0 ? view->candles[view->candle_count - 1].ms : 0;
    view_apply(&session->view, event);
    note_event(session, event, last);
    if (event->class == EVENT_LISTING && event->listing.instrument + 1 == event->listing.count) {
        look_around(session, now_ms);
    } else if (event->class == EVENT_TIME) {
        arrive(session);
    }
    return true;
}

static int64_t candles_due_ms(const struct session *session) {
    bool due = session->candles_stale && session->view.watched >= 0;
    return due ? session->candles_asked_ms + REFRESH_MS : INT64_MAX;
}

void session_refresh(struct session *session, int64_t now_ms) {
    if (session->pointed >= 0 && session->point_due_ms <= now_ms) {
        session_settle(session, now_ms);
    }
    if (candles_due_ms(session) <= now_ms) {
        ask_candles(session, now_ms);
    }
}

int64_t session_deadline_ms(const struct session *session) {
    int64_t candles = candles_due_ms(session);
    bool sooner = session->pointed >= 0 && session->point_due_ms < candles;
    return sooner ? session->point_due_ms : candles;
}

void session_point(struct session *session, int instrument, int64_t now_ms) {
    session->pointed = instrument != session->view.watched ? instrument : -1;
    session->point_due_ms = now_ms + POINT_REST_MS;
}

void session_settle(struct session *session, int64_t now_ms) {
    if (session->pointed >= 0 && (uint32_t)session->pointed < session->view.listing_count) {
        session_watch(session, session->pointed, session->view.frame, now_ms);
    }
    session->pointed = -1;
}

int session_pointed(const struct session *session) {
    return session->pointed >= 0 ? session->pointed : session->view.watched;
}

void session_watch(struct session *session, int instrument, int frame, int64_t now_ms) {
    assert(instrument >= 0 && (uint32_t)instrument < session->view.listing_count);
    int least = session->view.listings[instrument].least_frame;
    frame = frame < least ? least : frame;
    if (instrument != session->view.watched || frame != session->view.frame) {
        session->known_ms = 0;
        session->first_number = SESSION_CANDLE_BASE;
    }
    session->pointed = -1;
    view_watch(&session->view, instrument, frame, 0);
    seat_watch(session->seat, instrument, frame);
    ask_candles(session, now_ms);
}

bool session_step_frame(struct session *session, int by, int64_t now_ms) {
    const struct listing_info *listing = session_listing(session);
    int frame = session->view.frame + by;
    if (listing == NULL || frame < listing->least_frame || frame >= VIEW_FRAMES) {
        return false;
    }
    session_watch(session, session->view.watched, frame, now_ms);
    return true;
}

/* ---- the clock ------------------------------------------------------------------------------- */

static void send_clock(struct session *session, int speed, int skip) {
    struct command command = {.kind = COMMAND_CLOCK_SET};
    command.clock_set.speed = (uint8_t)speed;
    command.clock_set.skip = (uint8_t)skip;
    const struct listing_info *listing = session_listing(session);
    if ((skip == SKIP_OPEN || skip == SKIP_CLOSE) && listing != NULL) {
        text_format(command.clock_set.symbol, sizeof command.clock_set.symbol, "%s",
                    listing->symbol);
    }
    session->arrived = true; /* from now on the clock is as its owner wants it */
    seat_send(session->seat, &command);
}

void session_freeze(struct session *session, bool frozen) {
    session->frozen += frozen ? 1 : -1;
    assert(session->frozen >= 0);
    if (session->frozen == (frozen ? 1 : 0)) {
        seat_freeze(session->seat, frozen);
    }
}

void session_speed(struct session *session, int speed) {
    assert(speed >= 0 && speed < SPEED_COUNT);
    if (speed == SPEED_PAUSED && session->view.time.speed != SPEED_PAUSED) {
        session->speed_before = session->view.time.speed;
    }
    send_clock(session, speed, SKIP_NONE);
}

void session_pause(struct session *session) {
    bool running =
        session->view.time.speed != SPEED_PAUSED || session->view.time.skip_until_ms != 0;
    session_speed(session, running ? SPEED_PAUSED : session->speed_before);
}

void session_faster(struct session *session, int by) {
    int speed = session->view.time.speed + by;
    if (speed >= 0 && speed < SPEED_COUNT) {
        session_speed(session, speed);
    }
}

void session_skip(struct session *session, int skip) {
    int speed = session->view.time.speed;
    send_clock(session, speed, skip);
}

/* ---- what is watched ------------------------------------------------------------------------- */

const struct listing_info *session_listing(const struct session *session) {
    const struct view *view = &session->view;
    bool any = view->watched >= 0 && (uint32_t)view->watched < view->listing_count;
    return any ? &view->listings[view->watched] : NULL;
}

const struct quote_info *session_quote(const struct session *session) {
    return session_listing(session) != NULL ? &session->view.quotes[session->view.watched] : NULL;
}
