#include "support/delayed_seat.h"

#include "base/mem.h"

struct late_event {
    int64_t due_ms;
    struct event event;
    struct buffer bytes; /* of a reply */
};

struct delayed_seat {
    struct seat seat;   /* first: the seat is this */
    struct seat *inner; /* owned */
    int64_t now_ms;
    struct late_event *late; /* owned: [taken, count) in order of time */
    size_t taken, count, capacity;
};

static struct delayed_seat *self_of(struct seat *seat) {
    return (struct delayed_seat *)seat;
}

/* Takes what the inner seat has, to be told later. */
static void listen(struct delayed_seat *self) {
    struct event event;
    while (seat_poll(self->inner, &event)) {
        if (self->count == self->capacity) {
            self->capacity = self->capacity > 0 ? self->capacity * 2 : 64;
            self->late = mem_resize(self->late, self->capacity, sizeof *self->late);
        }
        struct late_event *late = &self->late[self->count++];
        *late = (struct late_event){.due_ms = self->now_ms + DELAYED_SEAT_MS, .event = event};
        if (event.class == EVENT_REPLY) {
            buffer_append(&late->bytes, event.reply.bytes, event.reply.length);
        }
    }
}

static bool delayed_poll(struct seat *seat, struct event *event) {
    struct delayed_seat *self = self_of(seat);
    listen(self);
    if (self->taken == self->count || self->late[self->taken].due_ms > self->now_ms) {
        return false;
    }
    const struct late_event *late = &self->late[self->taken++];
    *event = late->event;
    if (event->class == EVENT_REPLY) {
        event->reply.bytes = late->bytes.bytes;
    }
    return true;
}

static int64_t delayed_wait(struct seat *seat) {
    struct delayed_seat *self = self_of(seat);
    listen(self);
    if (self->taken == self->count) {
        return seat_wait_ms(self->inner);
    }
    int64_t left = self->late[self->taken].due_ms - self->now_ms;
    return left > 0 ? left : 0;
}

static uint64_t delayed_send(struct seat *seat, const struct command *command) {
    return seat_send(self_of(seat)->inner, command);
}

static uint32_t delayed_ask(struct seat *seat, const struct ask *ask) {
    return seat_ask(self_of(seat)->inner, ask);
}

static void delayed_watch(struct seat *seat, int instrument, int frame) {
    seat_watch(self_of(seat)->inner, instrument, frame);
}

static void delayed_freeze(struct seat *seat, bool frozen) {
    seat_freeze(self_of(seat)->inner, frozen);
}

static int delayed_descriptor(struct seat *seat) {
    return seat_descriptor(self_of(seat)->inner);
}

static void delayed_close(struct seat *seat) {
    struct delayed_seat *self = self_of(seat);
    for (size_t i = 0; i < self->count; i++) {
        buffer_clear(&self->late[i].bytes);
    }
    seat_close(self->inner);
    mem_free(self->late);
    mem_free(self);
}

static const struct seat_ops delayed_ops = {.send = delayed_send,
                                            .poll = delayed_poll,
                                            .ask = delayed_ask,
                                            .watch = delayed_watch,
                                            .freeze = delayed_freeze,
                                            .wait_ms = delayed_wait,
                                            .descriptor = delayed_descriptor,
                                            .close = delayed_close};

struct seat *delayed_seat_new(struct seat *inner) {
    struct delayed_seat *self = mem_alloc(sizeof *self);
    self->seat = (struct seat){.ops = &delayed_ops, .player = inner->player, .owner = inner->owner};
    self->inner = inner;
    return &self->seat;
}

void delayed_seat_moved(void *context, int64_t now_ms) {
    struct seat *seat = *(struct seat **)context;
    if (seat != NULL && seat->ops == &delayed_ops) {
        self_of(seat)->now_ms = now_ms;
    }
}
