/* The book against a slow model that is obviously right: a list of orders, searched for the best
 * one at every step. Every event, result and reading must be the same. */
#include "market/book_internal.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/mem.h"
#include "base/random.h"

TestSuite(book_model, .timeout = 120);

enum {
    MODEL_ORDERS = 1024,
    MODEL_EVENTS = 4096,
    STEPS = 30000,
    SEEDS = 4,
    OWNERS = 4,       /* 0 to 3 */
    CHECK_EVERY = 97, /* steps between whole comparisons */
    TWIN_EVERY = 1000 /* steps between a book and its decoded twin */
};

struct model_order {
    struct book_request request; /* what is left of it */
    book_handle handle;
};

struct model {
    struct model_order orders[MODEL_ORDERS]; /* oldest in its queue first */
    int count;
    struct book_event events[MODEL_EVENTS];
    size_t event_count;
};

/* ---- the model ---- */

static bool better(const struct book_request *a, const struct book_request *b) {
    return a->side == SIDE_BUY ? a->limit > b->limit : a->limit < b->limit;
}

/* Index of the oldest order at the best price of `side`, or -1. */
static int model_best(const struct model *model, enum side side) {
    int best = -1;
    for (int i = 0; i < model->count; i++) {
        const struct book_request *order = &model->orders[i].request;
        if (order->side == side && (best < 0 || better(order, &model->orders[best].request)))
            best = i;
    }
    return best;
}

static int64_t model_lots(const struct model *model, enum side side, int32_t ticks) {
    int64_t lots = 0;
    for (int i = 0; i < model->count; i++) {
        const struct book_request *order = &model->orders[i].request;
        lots += order->side == side && order->limit == ticks ? order->lots : 0;
    }
    return lots;
}

static void model_say(struct model *model, struct book_event event) {
    cr_assert_lt(model->event_count, (size_t)MODEL_EVENTS);
    model->events[model->event_count++] = event;
}

static void model_say_level(struct model *model, enum side side, int32_t ticks) {
    model_say(model, (struct book_event){.kind = BOOK_EVENT_LEVEL,
                                         .side = (uint8_t)side,
                                         .ticks = ticks,
                                         .lots = model_lots(model, side, ticks)});
}

static void model_say_order(struct model *model, enum book_event_kind kind,
                            const struct model_order *order, int64_t lots,
                            enum book_reason reason) {
    model_say(model, (struct book_event){.kind = (uint8_t)kind,
                                         .side = (uint8_t)order->request.side,
                                         .reason = (uint8_t)reason,
                                         .ticks = order->request.limit,
                                         .lots = lots,
                                         .handle = order->handle,
                                         .ref = order->request.ref,
                                         .owner = order->request.owner});
}

static struct model_order model_take_out(struct model *model, int at) {
    struct model_order order = model->orders[at];
    model->count--;
    memmove(&model->orders[at], &model->orders[at + 1], (size_t)(model->count - at) * sizeof order);
    return order;
}

static bool crosses(const struct book_request *taker, const struct book_request *maker) {
    return taker->side == SIDE_BUY ? taker->limit >= maker->limit : taker->limit <= maker->limit;
}

static bool same_owner(const struct book_request *a, const struct book_request *b) {
    return a->owner != 0 && a->owner == b->owner;
}

/* The best maker a taker may trade with; -1: none; `*own` when it is one of its owner. */
static int model_maker(const struct model *model, const struct book_request *taker, bool *own) {
    int at = model_best(model, SIDE_OTHER(taker->side));
    *own = false;
    if (taker->lots == 0 || at < 0 || !crosses(taker, &model->orders[at].request))
        return -1;
    *own = same_owner(taker, &model->orders[at].request);
    return *own ? -1 : at;
}

static void model_trade(struct model *model, struct book_request *taker, int at) {
    struct model_order *maker = &model->orders[at];
    int64_t lots = taker->lots < maker->request.lots ? taker->lots : maker->request.lots;
    taker->lots -= lots;
    maker->request.lots -= lots;
    model_say(model, (struct book_event){.kind = BOOK_EVENT_TRADE,
                                         .side = (uint8_t)taker->side,
                                         .ticks = maker->request.limit,
                                         .lots = lots,
                                         .handle = maker->handle,
                                         .ref = maker->request.ref,
                                         .taker_ref = taker->ref,
                                         .owner = maker->request.owner,
                                         .taker_owner = taker->owner,
                                         .left = maker->request.lots});
    if (maker->request.lots == 0)
        model_take_out(model, at);
}

/* `handle`: what the book calls the order if it rests; an order that is new and does not rest has
 * none. */
static struct book_result model_enter(struct model *model, struct book_request taker,
                                      book_handle handle, bool amended) {
    struct book_result result = {.reason = BOOK_OK};
    int64_t asked = taker.lots;
    bool own;
    int at;
    while ((at = model_maker(model, &taker, &own)) >= 0) {
        int32_t ticks = model->orders[at].request.limit;
        do {
            model_trade(model, &taker, at);
            at = model_maker(model, &taker, &own);
        } while (at >= 0 && model->orders[at].request.limit == ticks);
        model_say_level(model, SIDE_OTHER(taker.side), ticks);
    }
    result.filled = asked - taker.lots;
    if (taker.lots == 0)
        return result;
    struct model_order order = {.request = taker, .handle = handle};
    if (taker.tif == BOOK_REST && !own) {
        cr_assert(handle != 0 && model->count < MODEL_ORDERS);
        result.handle = handle;
        result.rested = taker.lots;
        model->orders[model->count++] = order;
        model_say_order(model, BOOK_EVENT_REST, &order, taker.lots, BOOK_OK);
        model_say_level(model, taker.side, taker.limit);
    } else {
        result.reason = own ? BOOK_SELF_TRADE : BOOK_REST_DROPPED;
        order.handle = amended ? handle : 0;
        model_say_order(model, BOOK_EVENT_CANCEL, &order, taker.lots, result.reason);
    }
    return result;
}

/* What a taker would get: enters a copy. */
static int64_t model_walk(const struct model *model, struct book_request taker, int64_t *sum) {
    static struct model copy;
    copy = *model;
    copy.event_count = 0;
    taker.tif = BOOK_IOC;
    int64_t filled = model_enter(&copy, taker, 0, false).filled;
    *sum = 0;
    for (size_t i = 0; i < copy.event_count; i++) {
        const struct book_event *event = &copy.events[i];
        *sum += event->kind == BOOK_EVENT_TRADE ? event->ticks * event->lots : 0;
    }
    return filled;
}

static struct book_result model_submit(struct model *model, const struct book_request *request,
                                       book_handle handle) {
    struct book_result refused = {.reason = BOOK_OK};
    int other = model_best(model, SIDE_OTHER(request->side));
    int64_t sum;
    if (request->limit < 1 || request->limit > BOOK_TICKS_MAX || request->lots < 1 ||
        request->lots > BOOK_LOTS_MAX)
        refused.reason = BOOK_BAD_REQUEST;
    else if (request->post_only && other >= 0 && crosses(request, &model->orders[other].request))
        refused.reason = BOOK_WOULD_TRADE;
    else if (request->tif == BOOK_FOK && model_walk(model, *request, &sum) < request->lots)
        refused.reason = BOOK_NOT_WHOLE;
    return refused.reason != BOOK_OK ? refused : model_enter(model, *request, handle, false);
}

static void model_cancel(struct model *model, int at) {
    struct model_order order = model_take_out(model, at);
    model_say_order(model, BOOK_EVENT_CANCEL, &order, order.request.lots, BOOK_BY_OWNER);
    model_say_level(model, order.request.side, order.request.limit);
}

static struct book_result model_amend(struct model *model, int at, int32_t limit, int64_t lots) {
    struct model_order *order = &model->orders[at];
    struct book_result result = {.reason = BOOK_OK, .handle = order->handle, .rested = lots};
    if (limit < 1 || limit > BOOK_TICKS_MAX || lots < 1 || lots > BOOK_LOTS_MAX)
        return (struct book_result){.reason = BOOK_BAD_REQUEST};
    if (limit == order->request.limit && lots <= order->request.lots) {
        if (lots < order->request.lots) {
            order->request.lots = lots;
            model_say_order(model, BOOK_EVENT_AMEND, order, lots, BOOK_OK);
            model_say_level(model, order->request.side, limit);
        }
        return result;
    }
    struct model_order moved = model_take_out(model, at);
    model_say_order(model, BOOK_EVENT_AMEND, &moved, 0, BOOK_OK);
    if (limit != moved.request.limit)
        model_say_level(model, moved.request.side, moved.request.limit);
    moved.request.limit = limit;
    moved.request.lots = lots;
    return model_enter(model, moved.request, moved.handle, true);
}

/* ---- comparing ---- */

static uint64_t seed; /* for messages */
static int step;

#define SAME(condition) cr_assert(condition, "seed %llu, step %d", (unsigned long long)seed, step)

static bool same_event(const struct book_event *a, const struct book_event *b) {
    return a->kind == b->kind && a->side == b->side && a->reason == b->reason &&
           a->ticks == b->ticks && a->lots == b->lots && a->handle == b->handle &&
           a->ref == b->ref && a->taker_ref == b->taker_ref && a->owner == b->owner &&
           a->taker_owner == b->taker_owner && a->left == b->left;
}

static bool same_result(const struct book_result *a, const struct book_result *b) {
    return a->reason == b->reason && a->handle == b->handle && a->filled == b->filled &&
           a->rested == b->rested;
}

static void compare_events(const struct model *model, struct book *book) {
    size_t count;
    const struct book_event *events = book_events(book, &count);
    SAME(count == model->event_count);
    for (size_t i = 0; i < count; i++)
        SAME(same_event(&events[i], &model->events[i]));
    book_events_drain(book);
}

static void compare_side(const struct model *model, const struct book *book, enum side side) {
    static struct book_level levels[MODEL_ORDERS];
    size_t count = book_levels(book, side, levels, MODEL_ORDERS);
    uint32_t orders = 0;
    for (size_t i = 0; i < count; i++) {
        struct book_request here = {.side = side, .limit = levels[i].ticks};
        struct book_request before = {.side = side, .limit = i > 0 ? levels[i - 1].ticks : 0};
        SAME(i == 0 || better(&before, &here));
        SAME(levels[i].lots == model_lots(model, side, levels[i].ticks));
        orders += levels[i].orders;
    }
    uint32_t expected = 0;
    for (int i = 0; i < model->count; i++)
        expected += model->orders[i].request.side == side;
    SAME(orders == expected);
    int best = model_best(model, side);
    SAME((best >= 0) == (count > 0));
    SAME(best < 0 || levels[0].ticks == model->orders[best].request.limit);
}

static void compare_order(const struct model *model, const struct book *book, int at) {
    const struct model_order *order = &model->orders[at];
    int64_t ahead = 0;
    for (int i = 0; i < at; i++) {
        if (model->orders[i].request.side == order->request.side &&
            model->orders[i].request.limit == order->request.limit)
            ahead += model->orders[i].request.lots;
    }
    struct book_request found;
    SAME(book_order(book, order->handle, &found));
    SAME(found.limit == order->request.limit && found.lots == order->request.lots);
    SAME(found.owner == order->request.owner && found.ref == order->request.ref);
    SAME(book_ahead(book, order->handle) == ahead);
}

static void compare_all(const struct model *model, const struct book *book) {
    book_check(book);
    SAME(book_order_count(book) == (uint32_t)model->count);
    compare_side(model, book, SIDE_BUY);
    compare_side(model, book, SIDE_SELL);
    for (int i = 0; i < model->count; i++)
        compare_order(model, book, i);
}

/* ---- random requests ---- */

struct play {
    struct random random;
    struct model model;
    struct book *book, *twin; /* the twin was decoded from the book's bytes */
    int32_t mid;
    uint64_t next_ref;
    book_handle gone; /* some handle that is no order's any more */
};

static int32_t some_ticks(struct play *play) {
    struct random *random = &play->random;
    if (random_below(random, 40) == 0)
        return (int32_t)random_between(random, 1, BOOK_TICKS_MAX);
    if (random_below(random, 20) == 0)
        return play->mid + (int32_t)random_between(random, -3000, 3000);
    return play->mid + (int32_t)random_between(random, -12, 12);
}

static struct book_request some_request(struct play *play) {
    struct random *random = &play->random;
    uint32_t kind = random_below(random, 10);
    struct book_request request = {
        .side = random_below(random, 2) == 0 ? SIDE_BUY : SIDE_SELL,
        .tif = kind < 7   ? BOOK_REST
               : kind < 9 ? BOOK_IOC
                          : BOOK_FOK,
        .post_only = random_below(random, 8) == 0,
        .limit = some_ticks(play),
        .lots = random_between(random, 1, 20),
        .owner = random_below(random, OWNERS),
        .ref = play->next_ref++,
    };
    if (request.tif == BOOK_IOC && random_below(random, 8) == 0)
        request.lots = 500;
    if (random_below(random, 100) == 0)
        request.lots = 0;
    return request;
}

/* Does the same to the twin, which must answer the same. */
static void twin_submit(struct play *play, const struct book_request *request,
                        const struct book_result *result) {
    struct book_result twin_result;
    book_submit(play->twin, request, &twin_result);
    SAME(same_result(&twin_result, result));
}

static void play_submit(struct play *play) {
    struct book_request request = some_request(play);
    struct book_result result;
    book_submit(play->book, &request, &result);
    struct book_result expected = model_submit(&play->model, &request, result.handle);
    SAME(same_result(&result, &expected));
    twin_submit(play, &request, &result);
}

static void play_cancel(struct play *play) {
    struct model *model = &play->model;
    SAME(book_cancel(play->book, play->gone) == BOOK_NO_ORDER);
    if (model->count == 0)
        return;
    int at = (int)random_below(&play->random, (uint32_t)model->count);
    play->gone = model->orders[at].handle;
    model_cancel(model, at);
    SAME(book_cancel(play->book, play->gone) == BOOK_OK);
    SAME(book_cancel(play->twin, play->gone) == BOOK_OK);
}

static void play_amend(struct play *play) {
    struct model *model = &play->model;
    if (model->count == 0)
        return;
    int at = (int)random_below(&play->random, (uint32_t)model->count);
    book_handle handle = model->orders[at].handle;
    int32_t limit = model->orders[at].request.limit;
    if (random_below(&play->random, 2) == 0)
        limit = some_ticks(play);
    int64_t lots = random_between(&play->random, 0, 25);
    struct book_result expected = model_amend(model, at, limit, lots);
    struct book_result result;
    book_amend(play->book, handle, limit, lots, &result);
    SAME(same_result(&result, &expected));
    book_amend(play->twin, handle, limit, lots, &result);
    SAME(same_result(&result, &expected));
}

static void play_walk(struct play *play) {
    struct book_request request = some_request(play);
    int64_t sum;
    int64_t expected_sum;
    int64_t expected = model_walk(&play->model, request, &expected_sum);
    SAME(book_walk(play->book, &request, &sum) == expected && sum == expected_sum);
}

/* Cancels everything, oldest first. */
static void play_drain(struct play *play) {
    while (play->model.count > 0) {
        book_handle handle = play->model.orders[0].handle;
        model_cancel(&play->model, 0);
        SAME(book_cancel(play->book, handle) == BOOK_OK);
        SAME(book_cancel(play->twin, handle) == BOOK_OK);
    }
}

/* The twin has come to the same bytes on its own way; a new one is decoded from them. */
static void renew_twin(struct play *play) {
    struct buffer bytes[2] = {{.bytes = NULL}, {.bytes = NULL}};
    struct sink sinks[2] = {buffer_sink(&bytes[0]), buffer_sink(&bytes[1])};
    book_encode(play->book, &sinks[0]);
    book_encode(play->twin, &sinks[1]);
    SAME(bytes[0].length == bytes[1].length);
    SAME(memcmp(bytes[0].bytes, bytes[1].bytes, bytes[0].length) == 0);
    book_free(play->twin);
    struct source source = source_of(bytes[0].bytes, bytes[0].length);
    struct error error;
    SAME(book_decode(&play->twin, &source, &error) == 0 && source_done(&source));
    buffer_clear(&bytes[0]);
    buffer_clear(&bytes[1]);
}

static void play_step(struct play *play) {
    uint32_t choice = random_below(&play->random, 1000);
    play->model.event_count = 0;
    if (choice < 480)
        play_submit(play);
    else if (choice < 800 || play->model.count > MODEL_ORDERS / 8)
        play_cancel(play);
    else if (choice < 950)
        play_amend(play);
    else if (choice < 998)
        play_walk(play);
    else if (choice < 999)
        play_drain(play);
    else
        play->mid = (int32_t)random_between(&play->random, 4000, BOOK_TICKS_MAX - 4000);
    if (random_below(&play->random, 10) == 0)
        play->mid += (int32_t)random_between(&play->random, -3, 3);
    compare_events(&play->model, play->book);
    compare_events(&play->model, play->twin);
}

Test(book_model, every_event_result_and_reading_is_the_models_and_a_decoded_book_goes_on_alike) {
    static struct play play;
    for (seed = 1; seed <= SEEDS; seed++) {
        play = (struct play){.random = random_named(seed, "book model", 0),
                             .book = book_new(8000),
                             .twin = book_new(8000),
                             .mid = 8000,
                             .next_ref = 1};
        for (step = 0; step < STEPS; step++) {
            play_step(&play);
            if (step % CHECK_EVERY == 0)
                compare_all(&play.model, play.book);
            if (step % TWIN_EVERY == 0)
                renew_twin(&play);
        }
        compare_all(&play.model, play.book);
        compare_all(&play.model, play.twin);
        book_free(play.book);
        book_free(play.twin);
    }
}
