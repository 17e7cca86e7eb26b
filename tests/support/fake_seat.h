/* A seat without a game: its welcome, market and answers are made by hand, and it remembers what
 * was sent. Everything is at the scale of the drawing in SCREENS.md. */
#ifndef SUPPORT_FAKE_SEAT_H
#define SUPPORT_FAKE_SEAT_H

#include "game/seat.h"

#define FAKE_COMMANDS_MAX 64

struct fake_seat {
    struct seat seat;    /* first: the seat is this */
    struct event *queue; /* owned: [taken, count) */
    size_t taken, count, capacity;
    struct buffer *replies; /* owned; bytes of the queued replies, by their place in the queue */
    struct time_info time;
    int watched, frame;
    uint32_t last_tag;
    uint64_t last_counter;
    struct command commands[FAKE_COMMANDS_MAX];
    size_t command_count;
    const char *refuse; /* the next order is refused with this sentence */
    int frozen;         /* freezes less thaws */
    bool *closed;       /* set when the seat is closed; may be NULL */
};

/* Belongs to whoever closes it. */
struct fake_seat *fake_seat_new(void);

/* One more event, behind those that wait. */
void fake_seat_add(struct fake_seat *fake, const struct event *event);
void fake_seat_notice(struct fake_seat *fake, enum notice_kind kind, const char *text);

/* KEST gathers orders: in its opening auction, or, with `halted`, after a fall. */
void fake_seat_gather(struct fake_seat *fake, bool halted);

/* A position in BTC-USD is guarded: a trailing stop 12, and stop 14 and target 15, one of which
 * ends the other. */
void fake_seat_guard(struct fake_seat *fake);

/* The last command of a kind; NULL when none was sent. */
const struct command *fake_seat_sent(const struct fake_seat *fake, enum command_kind kind);

#endif
