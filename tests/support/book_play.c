#include "support/book_play.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/random.h"
#include "support/book_model.h"

enum {
    CENTRE = 8000,
    CHECK_EVERY = 97,  /* steps between whole comparisons */
    TWIN_EVERY = 1000, /* steps between a book and its decoded twin */
    CROWDED = 120,     /* orders from which on more go than come */
    BYTES_STEPS_MAX = 3000
};

struct play {
    struct random random;
    const uint8_t *at, *end; /* bytes to play instead of the stream; NULL: none */
    struct model model;
    struct book *book, *twin;
    int32_t mid;
    uint64_t seed, step, next_ref;
    book_handle gone; /* some handle that is no order's any more */
};

static void must(const struct play *play, bool holds, const char *what) {
    if (holds)
        return;
    fprintf(stderr, "book: seed %" PRIu64 ", step %" PRIu64 ": not the model's %s\n", play->seed,
            play->step, what);
    abort();
}

#define MUST(condition) must(play, condition, #condition)

/* ---- chance ---- */

static bool over(const struct play *play) {
    return play->at != NULL && play->at == play->end;
}

/* 0 to bound - 1. */
static uint32_t below(struct play *play, uint32_t bound) {
    if (play->at == NULL)
        return random_below(&play->random, bound);
    uint32_t value = 0;
    for (uint32_t reach = bound - 1; reach > 0 && play->at < play->end; reach >>= 8)
        value = value << 8 | *play->at++;
    return value % bound;
}

static int32_t between(struct play *play, int32_t low, int32_t high) {
    return low + (int32_t)below(play, (uint32_t)(high - low) + 1);
}

static bool one_in(struct play *play, uint32_t chances) {
    return below(play, chances) == 0;
}

static int32_t some_ticks(struct play *play) {
    if (one_in(play, 60))
        return between(play, 1, BOOK_TICKS_MAX);
    if (one_in(play, 30))
        return play->mid + between(play, -3000, 3000);
    return play->mid + between(play, -12, 12);
}

static book_handle some_handle(struct play *play) {
    if (play->model.count == 0 || one_in(play, 30))
        return play->gone;
    return play->model.orders[below(play, (uint32_t)play->model.count)].handle;
}

static struct book_special some_special(struct play *play, uint32_t *owner) {
    struct book_special special = {.trigger = TRIGGER_NONE};
    if (one_in(play, 3))
        special.trigger = (uint8_t)between(play, TRIGGER_STOP, TRIGGER_TRAIL);
    if (special.trigger != TRIGGER_NONE)
        special.stop = some_ticks(play);
    if (special.trigger == TRIGGER_TRAIL) {
        if (one_in(play, 2))
            special.trail = between(play, 1, 12);
        else
            special.trail_ppm = between(play, 1, 3000);
        special.stop = one_in(play, 3) ? special.stop : 0;
    }
    special.reduce_only = one_in(play, 3);
    if (one_in(play, 3))
        special.display = between(play, 1, 9);
    if (one_in(play, 2)) {
        special.oco = some_handle(play);
        const struct model_order *partner = model_order(&play->model, special.oco);
        if (partner != NULL && !one_in(play, 10))
            *owner = partner->owner;
    }
    switch (below(play, 60)) { /* what no book takes */
    case 0:
        special.stop = -between(play, 0, 3);
        break;
    case 1:
        special.trail = between(play, -2, 2);
        break;
    case 2:
        special.trail_ppm = between(play, BOOK_PPM - 1, BOOK_PPM + 1);
        break;
    case 3:
        special.display = between(play, -1, 1);
        break;
    default:
        break;
    }
    return special;
}

static struct book_request some_request(struct play *play) {
    uint32_t kind = below(play, 10);
    struct book_request request = {
        .side = one_in(play, 2) ? SIDE_BUY : SIDE_SELL,
        .tif = kind < 7   ? BOOK_REST
               : kind < 9 ? BOOK_IOC
                          : BOOK_FOK,
        .post_only = one_in(play, 8),
        .self_trade = one_in(play, 4) ? (uint8_t)between(play, 0, SELF_CANCEL_BOTH) : 0,
        .limit = one_in(play, 12) ? BOOK_AT_MARKET : some_ticks(play),
        .lots = between(play, 1, 20),
        .owner = below(play, MODEL_OWNERS),
        .ref = play->next_ref++,
    };
    if (one_in(play, 40))
        request.lots = 500;
    if (one_in(play, 100))
        request.lots = 0;
    if (one_in(play, 200))
        request.limit = -1;
    return request;
}

/* ---- comparing ---- */

static bool same_event(const struct book_event *a, const struct book_event *b) {
    return a->kind == b->kind && a->side == b->side && a->reason == b->reason &&
           a->ticks == b->ticks && a->lots == b->lots && a->handle == b->handle &&
           a->ref == b->ref && a->taker_ref == b->taker_ref && a->owner == b->owner &&
           a->taker_owner == b->taker_owner && a->left == b->left;
}

static bool same_result(const struct book_result *a, const struct book_result *b) {
    return a->reason == b->reason && a->handle == b->handle && a->filled == b->filled &&
           a->rested == b->rested && a->cut == b->cut;
}

static void show_event(const char *whose, const struct book_event *event) {
    fprintf(stderr,
            "%s: kind %d side %d reason %d ticks %" PRId32 " lots %" PRId64 " handle %" PRIx64
            " ref %" PRIu64 " by %" PRIu64 " owners %" PRIu32 " %" PRIu32 " left %" PRId64 "\n",
            whose, event->kind, event->side, event->reason, event->ticks, event->lots,
            event->handle, event->ref, event->taker_ref, event->owner, event->taker_owner,
            event->left);
}

static void compare_events(const struct play *play, struct book *book) {
    const struct model *model = &play->model;
    size_t count;
    const struct book_event *events = book_events(book, &count);
    for (size_t i = 0; i < count || i < model->event_count; i++) {
        if (i < count && i < model->event_count && same_event(&events[i], &model->events[i]))
            continue;
        for (size_t at = 0; at <= i; at++) {
            if (at < count)
                show_event("book ", &events[at]);
            if (at < model->event_count)
                show_event("model", &model->events[at]);
        }
        must(play, false, "event");
    }
    book_events_drain(book);
}

static void compare_side(const struct play *play, const struct book *book, enum side side) {
    static struct book_level levels[MODEL_ORDERS];
    const struct model *model = &play->model;
    size_t count = book_levels(book, side, levels, MODEL_ORDERS);
    uint32_t orders = 0;
    for (size_t i = 0; i < count; i++) {
        int32_t step = i > 0 ? levels[i].ticks - levels[i - 1].ticks : 0;
        MUST(i == 0 || (side == SIDE_BUY ? step < 0 : step > 0));
        MUST(levels[i].lots == model_level(model, side, levels[i].ticks));
        orders += levels[i].orders;
    }
    uint32_t expected = 0;
    for (int i = 0; i < model->count; i++)
        expected += model->orders[i].side == side && model->orders[i].state == MODEL_RESTS;
    MUST(orders == expected);
    const struct model_order *best = model_best(model, side);
    int32_t ticks;
    int64_t lots;
    MUST(book_best(book, side, &ticks, &lots) == (best != NULL));
    MUST(best == NULL || (ticks == best->limit && lots == model_level(model, side, ticks)));
}

static void compare_order(const struct play *play, const struct book *book, int at) {
    const struct model_order *order = &play->model.orders[at];
    bool waits = order->state == MODEL_WAITS;
    int64_t ahead = 0;
    book_handle partner = 0;
    for (int i = 0; i < play->model.count; i++) {
        const struct model_order *other = &play->model.orders[i];
        if (i < at && !waits && other->state == MODEL_RESTS && other->side == order->side &&
            other->limit == order->limit)
            ahead += other->shown;
        if (order->partner != 0 && other->id == order->partner)
            partner = other->handle;
    }
    struct book_request found;
    struct book_special special;
    MUST(book_order(book, order->handle, &found));
    MUST(found.limit == order->limit && found.lots == order->shown + order->hidden);
    MUST(found.owner == order->owner && found.ref == order->ref && found.side == order->side);
    MUST(found.post_only == order->post_only && found.self_trade == order->self_trade);
    MUST(book_order_special(book, order->handle, &special));
    MUST(special.trigger == order->trigger && special.stop == order->stop);
    MUST(special.trail == order->trail && special.trail_ppm == order->trail_ppm);
    MUST(special.reduce_only == order->reduce_only && special.display == order->display);
    MUST(special.oco == partner);
    MUST(book_waits(book, order->handle) == waits);
    MUST(book_shown(book, order->handle) == (waits ? 0 : order->shown));
    MUST(book_ahead(book, order->handle) == ahead);
}

static void compare_all(const struct play *play, const struct book *book) {
    const struct model *model = &play->model;
    book_check(book);
    MUST(book_order_count(book) == (uint32_t)model->count);
    MUST(book_last(book) == model->last && book_in_auction(book) == model->in_auction);
    struct book_indication indication;
    struct book_indication expected = model_indication(model);
    book_auction_indication(book, &indication);
    MUST(indication.ticks == expected.ticks && indication.lots == expected.lots);
    MUST(indication.imbalance == expected.imbalance);
    for (uint32_t owner = 1; owner < MODEL_OWNERS; owner++)
        MUST(book_position(book, owner) == (model->followed[owner] ? model->positions[owner] : 0));
    compare_side(play, book, SIDE_BUY);
    compare_side(play, book, SIDE_SELL);
    for (int i = 0; i < model->count; i++)
        compare_order(play, book, i);
}

/* ---- steps ---- */

static void play_submit(struct play *play) {
    struct book_request request = some_request(play);
    struct book_special special;
    if (one_in(play, 3)) {
        special = some_special(play, &request.owner);
        request.special = &special;
    }
    struct book_result result;
    struct book_result twins;
    book_submit(play->book, &request, &result);
    book_submit(play->twin, &request, &twins);
    struct book_result expected = model_submit(&play->model, &request, result.handle);
    MUST(same_result(&result, &expected) && same_result(&twins, &expected));
}

static void play_cancel(struct play *play) {
    static const enum book_reason whys[] = {BOOK_BY_OWNER, BOOK_EXPIRED, BOOK_HALTED};
    book_handle handle = some_handle(play);
    enum book_reason why = whys[below(play, ARRAY_LEN(whys))];
    enum book_reason reason = model_cancel(&play->model, handle, why);
    MUST(book_cancel(play->book, handle, why) == reason);
    MUST(book_cancel(play->twin, handle, why) == reason);
    play->gone = handle;
}

static void play_amend(struct play *play) {
    book_handle handle = some_handle(play);
    const struct model_order *order = model_order(&play->model, handle);
    struct book_change change = {.lots = one_in(play, 4) ? 0 : between(play, -1, 25)};
    if (one_in(play, 2))
        change.limit = some_ticks(play);
    if (order != NULL && order->state == MODEL_WAITS && one_in(play, 2))
        change.stop = some_ticks(play);
    if (order != NULL && order->trigger == TRIGGER_TRAIL && one_in(play, 3)) {
        change.trail = one_in(play, 2) ? between(play, -1, 10) : 0;
        change.trail_ppm = change.trail == 0 ? between(play, 1, 3000) : 0;
    }
    if (one_in(play, 100))
        change.stop = between(play, -1, 1);
    struct book_result expected = model_amend(&play->model, handle, &change);
    struct book_result result;
    book_amend(play->book, handle, &change, &result);
    MUST(same_result(&result, &expected));
    book_amend(play->twin, handle, &change, &result);
    MUST(same_result(&result, &expected));
}

static void play_walk(struct play *play) {
    struct book_request request = some_request(play);
    request.limit = request.limit < 0 ? 1 : request.limit;
    int64_t sum;
    int64_t expected_sum;
    int64_t expected = model_walk(&play->model, &request, &expected_sum);
    MUST(book_walk(play->book, &request, &sum) == expected && sum == expected_sum);
}

static void play_position(struct play *play) {
    uint32_t owner = 1 + below(play, MODEL_OWNERS - 1);
    int64_t lots = one_in(play, 4) ? 0 : between(play, -40, 40);
    model_set_position(&play->model, owner, lots);
    book_set_position(play->book, owner, lots);
    book_set_position(play->twin, owner, lots);
}

static void play_auction(struct play *play) {
    if (play->model.in_auction) {
        model_auction_end(&play->model);
        book_auction_end(play->book);
        book_auction_end(play->twin);
    } else {
        play->model.in_auction = true;
        book_auction_begin(play->book);
        book_auction_begin(play->twin);
    }
}

static void play_setting(struct play *play) {
    if (one_in(play, 2)) {
        play->model.collar_ppm = one_in(play, 2) ? 0 : between(play, 1, 2000);
        book_set_collar(play->book, play->model.collar_ppm);
        book_set_collar(play->twin, play->model.collar_ppm);
    } else {
        int32_t ticks = some_ticks(play);
        play->model.last = ticks < 0 || one_in(play, 3) ? 0 : ticks;
        book_set_last(play->book, play->model.last);
        book_set_last(play->twin, play->model.last);
    }
}

/* Cancels everything, oldest first. */
static void play_drain(struct play *play) {
    while (play->model.count > 0) {
        book_handle handle = play->model.orders[0].handle;
        MUST(model_cancel(&play->model, handle, BOOK_BY_OWNER) == BOOK_OK);
        MUST(book_cancel(play->book, handle, BOOK_BY_OWNER) == BOOK_OK);
        MUST(book_cancel(play->twin, handle, BOOK_BY_OWNER) == BOOK_OK);
    }
}

/* The twin has come to the same bytes on its own way; a new one is decoded from them. */
static void renew_twin(struct play *play) {
    struct buffer bytes[2] = {{.bytes = NULL}, {.bytes = NULL}};
    struct sink sinks[2] = {buffer_sink(&bytes[0]), buffer_sink(&bytes[1])};
    book_encode(play->book, &sinks[0]);
    book_encode(play->twin, &sinks[1]);
    MUST(bytes[0].length == bytes[1].length);
    MUST(memcmp(bytes[0].bytes, bytes[1].bytes, bytes[0].length) == 0);
    book_free(play->twin);
    struct source source = source_of(bytes[0].bytes, bytes[0].length);
    struct error error;
    MUST(book_decode(&play->twin, &source, &error) == 0 && source_done(&source));
    buffer_clear(&bytes[0]);
    buffer_clear(&bytes[1]);
}

/* name of the step, its share in a thousand */
static const struct step {
    void (*play)(struct play *play);
    uint32_t share;
} steps[] = {
    {play_submit, 500},  {play_cancel, 230}, {play_amend, 150}, {play_walk, 65},
    {play_position, 40}, {play_auction, 8},  {play_setting, 6}, {play_drain, 1},
};

static void play_step(struct play *play) {
    uint32_t choice = below(play, 1000);
    play->model.event_count = 0;
    if (play->model.count > CROWDED)
        choice = choice < 700 ? 500 : choice;
    for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
        if (choice < steps[i].share) {
            steps[i].play(play);
            break;
        }
        choice -= steps[i].share;
    }
    if (one_in(play, 10))
        play->mid += between(play, -3, 3);
    if (one_in(play, 2000))
        play->mid = between(play, 4000, one_in(play, 4) ? BOOK_TICKS_MAX - 4000 : 40000);
    compare_events(play, play->book);
    compare_events(play, play->twin);
    play->step++;
}

static void play_begin(struct play *play) {
    model_init(&play->model);
    play->book = book_new(CENTRE);
    play->twin = book_new(CENTRE);
    play->mid = CENTRE;
    play->next_ref = 1;
}

static void play_end(struct play *play) {
    compare_all(play, play->book);
    renew_twin(play);
    compare_all(play, play->twin);
    book_free(play->book);
    book_free(play->twin);
}

void book_play_random(uint64_t seed, uint64_t count) {
    static struct play play;
    memset(&play, 0, sizeof play);
    play.seed = seed;
    play.random = random_named(seed, "book model", 0);
    play_begin(&play);
    while (play.step < count) {
        play_step(&play);
        if (play.step % CHECK_EVERY == 0)
            compare_all(&play, play.book);
        if (play.step % TWIN_EVERY == 0)
            renew_twin(&play);
    }
    play_end(&play);
}

void book_play_bytes(const uint8_t *bytes, size_t length) {
    static struct play play;
    memset(&play, 0, sizeof play);
    play.at = bytes;
    play.end = bytes + length;
    play_begin(&play);
    while (length > 0 && !over(&play) && play.step < BYTES_STEPS_MAX) {
        play_step(&play);
        if (play.step % 32 == 0)
            compare_all(&play, play.book);
        if (play.step % 64 == 0)
            renew_twin(&play);
    }
    play_end(&play);
}
