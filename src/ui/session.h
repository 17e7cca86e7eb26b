/* A taken seat and the view folded from it: what is watched, the clock's speed, the candles asked
 * for. Screens read `view` and act through the functions here. */
#ifndef UI_SESSION_H
#define UI_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "game/seat.h"
#include "game/view.h"

/* A base for candle numbers that leaves room before the oldest one. */
#define SESSION_CANDLE_BASE (UINT64_C(1) << 40)

struct session {
    struct seat *seat; /* owned */
    struct view view;
    uint8_t speed_before; /* what a pause goes back to */
    bool arrived;         /* the clock has been seen: a running one was paused on arrival */
    int frozen;           /* tickets and pages that hold the clock */

    int pointed; /* the listing a cursor rests on, watched when it has rested; -1: none */
    int64_t point_due_ms;

    /* candles of what is watched */
    bool candles_stale;       /* bars closed since they were asked for */
    int64_t candles_asked_ms; /* steady milliseconds */
    uint64_t first_number;    /* of view.candles[0]: the same bar keeps its number */
    int64_t known_ms;         /* a bar that has been numbered, 0: none yet */
    uint64_t known_number;
};

/* Takes over the seat. With its first events the first listing is watched, and a clock that runs
 * is paused: whoever comes back looks round first. */
struct session *session_new(struct seat *seat);
void session_free(struct session *session); /* closes the seat: saved */

/* Takes the next event and folds it in; false when there is none now. */
bool session_poll(struct session *session, struct event *event, int64_t now_ms);

/* Asks again for candles when bars have closed, follows a cursor that rests; call now and then. */
void session_refresh(struct session *session, int64_t now_ms);
int64_t session_deadline_ms(const struct session *session); /* of the next refresh; INT64_MAX */

void session_watch(struct session *session, int instrument, int frame, int64_t now_ms);

/* A cursor moved to a listing: chart and book follow once it rests, so that running down a list
 * costs a few bytes a row. Anything but another move calls session_settle, and they follow at once.
 */
void session_point(struct session *session, int instrument, int64_t now_ms);
void session_settle(struct session *session, int64_t now_ms);
int session_pointed(const struct session *session); /* else what is watched; -1: none */

/* The next longer or shorter frame on offer; false at the end. */
bool session_step_frame(struct session *session, int by, int64_t now_ms);

/* Holds the clock while a ticket or a page is open; calls come in pairs. */
void session_freeze(struct session *session, bool frozen);
void session_speed(struct session *session, int speed); /* a SPEED_*; ends a skip */
void session_pause(struct session *session);            /* and go on, as fast as before */
void session_faster(struct session *session, int by);
void session_skip(struct session *session, int skip); /* a SKIP_* without a time of its own */

/* The watched listing and its quote; NULL when there is none. */
const struct listing_info *session_listing(const struct session *session);
const struct quote_info *session_quote(const struct session *session);

#endif
