#include "support/book_model.h"

#include <assert.h>
#include <string.h>

#include "support/book_model_inside.h"

#define SLICES_MAX 1000
#define SLOT_BITS  23

void model_init(struct model *model) {
    memset(model, 0, sizeof *model);
    model->next_number = 1;
}

/* ---- finding ---- */

int64_t model_left(const struct model_order *order) {
    return order->shown + order->hidden;
}

/* NULL when it is gone, or was never there. */
static struct model_order *found(struct model *model, uint64_t id) {
    for (int i = 0; i < model->count; i++) {
        if (model->orders[i].id == id)
            return &model->orders[i];
    }
    return NULL;
}

static struct model_order *by_id(struct model *model, uint64_t id) {
    struct model_order *order = found(model, id);
    assert(order != NULL);
    return order;
}

const struct model_order *model_order(const struct model *model, book_handle handle) {
    for (int i = 0; i < model->count; i++) {
        if (handle != 0 && model->orders[i].handle == handle)
            return &model->orders[i];
    }
    return NULL;
}

static bool better(enum side side, int32_t a, int32_t b) {
    return side == SIDE_BUY ? a > b : a < b;
}

const struct model_order *model_best(const struct model *model, enum side side) {
    const struct model_order *best = NULL;
    for (int i = 0; i < model->count; i++) {
        const struct model_order *order = &model->orders[i];
        if (order->state == MODEL_RESTS && order->side == side &&
            (best == NULL || better(side, order->limit, best->limit)))
            best = order;
    }
    return best;
}

struct model_order *model_first_at(struct model *model, enum side side, int32_t ticks) {
    for (int i = 0; i < model->count; i++) {
        struct model_order *order = &model->orders[i];
        if (order->state == MODEL_RESTS && order->side == side && order->limit == ticks)
            return order;
    }
    return NULL;
}

int64_t model_level(const struct model *model, enum side side, int32_t ticks) {
    int64_t lots = 0;
    for (int i = 0; i < model->count; i++) {
        const struct model_order *order = &model->orders[i];
        if (order->state == MODEL_RESTS && order->side == side && order->limit == ticks)
            lots += order->shown;
    }
    return lots;
}

/* ---- saying ---- */

static void say(struct model *model, struct book_event event) {
    assert(model->event_count < MODEL_EVENTS);
    model->events[model->event_count++] = event;
}

static void say_order(struct model *model, enum book_event_kind kind,
                      const struct model_order *order, int64_t lots, enum book_reason reason) {
    bool waits = order->state == MODEL_WAITS || order->state == MODEL_DUE;
    say(model, (struct book_event){.kind = (uint8_t)kind,
                                   .side = (uint8_t)order->side,
                                   .reason = (uint8_t)reason,
                                   .ticks = waits ? order->stop : order->limit,
                                   .lots = lots,
                                   .handle = order->handle,
                                   .ref = order->ref,
                                   .owner = order->owner});
}

void model_say_level(struct model *model, enum side side, int32_t ticks) {
    if (model->held[side] == ticks)
        return;
    say(model, (struct book_event){.kind = BOOK_EVENT_LEVEL,
                                   .side = (uint8_t)side,
                                   .ticks = ticks,
                                   .lots = model_level(model, side, ticks)});
}

/* ---- the list ---- */

static struct model_order *append(struct model *model, const struct model_order *order) {
    assert(model->count < MODEL_ORDERS);
    model->orders[model->count] = *order;
    return &model->orders[model->count++];
}

static struct model_order take_out(struct model *model, uint64_t id) {
    struct model_order *at = by_id(model, id);
    struct model_order order = *at;
    model->count--;
    memmove(at, at + 1, (size_t)(model->orders + model->count - at) * sizeof *at);
    return order;
}

/* An order is no more: its partner is alone. */
static void forget(struct model *model, uint64_t id) {
    struct model_order order = take_out(model, id);
    struct model_order *partner = found(model, order.partner);
    if (partner != NULL)
        partner->partner = 0;
}

void model_end(struct model *model, uint64_t id, enum book_reason why) {
    struct model_order order = *by_id(model, id);
    say_order(model, BOOK_EVENT_CANCEL, &order, model_left(&order), why);
    forget(model, id);
    if (order.state == MODEL_RESTS)
        model_say_level(model, order.side, order.limit);
}

static void cut(struct model *model, uint64_t id, int64_t lots, enum book_reason why) {
    struct model_order *order = by_id(model, id);
    if (lots >= model_left(order)) {
        model_end(model, id, why);
        return;
    }
    int64_t hidden = lots < order->hidden ? lots : order->hidden;
    order->hidden -= hidden;
    order->shown -= lots - hidden;
    say_order(model, BOOK_EVENT_CUT, order, lots, why);
    if (order->state == MODEL_RESTS && lots > hidden)
        model_say_level(model, order->side, order->limit);
}

/* ---- what a trade does ---- */

static int64_t reducible(const struct model *model, uint32_t owner, enum side side) {
    if (owner == 0 || !model->followed[owner])
        return 0;
    int64_t lots = side == SIDE_BUY ? -model->positions[owner] : model->positions[owner];
    return lots > 0 ? lots : 0;
}

static void cut_to_position(struct model *model, uint32_t owner) {
    book_handle before = 0;
    for (;;) { /* the next one by number that is too large */
        struct model_order *next = NULL;
        for (int i = 0; i < model->count; i++) {
            struct model_order *order = &model->orders[i];
            if (order->owner == owner && order->reduce_only && order->state != MODEL_FLIES &&
                order->handle >> SLOT_BITS > before &&
                model_left(order) > reducible(model, owner, order->side) &&
                (next == NULL || order->handle >> SLOT_BITS < next->handle >> SLOT_BITS))
                next = order;
        }
        if (next == NULL)
            return;
        before = next->handle >> SLOT_BITS;
        cut(model, next->id, model_left(next) - reducible(model, owner, next->side),
            BOOK_REDUCE_ONLY);
    }
}

static void follow_position(struct model *model, const struct model_order *order, int64_t lots) {
    if (order->owner == 0 || !model->followed[order->owner])
        return;
    model->positions[order->owner] += order->side == SIDE_BUY ? lots : -lots;
    cut_to_position(model, order->owner);
}

static void touch_partner(struct model *model, const struct model_order *order, int64_t lots) {
    const struct model_order *partner = found(model, order->partner);
    if (partner != NULL)
        cut(model, partner->id, model_left(order) == 0 ? model_left(partner) : lots, BOOK_OCO);
}

/* An order that shows nothing is refilled or gone. */
static void renew(struct model *model, uint64_t id) {
    struct model_order *order = by_id(model, id);
    if (order->shown > 0)
        return;
    if (order->hidden == 0) {
        forget(model, id);
        return;
    }
    struct model_order moved = take_out(model, id);
    moved.shown = moved.hidden < moved.display ? moved.hidden : moved.display;
    moved.hidden -= moved.shown;
    append(model, &moved);
    say_order(model, BOOK_EVENT_REFILL, &moved, moved.shown, BOOK_OK);
}

void model_trade(struct model *model, int32_t ticks, uint64_t maker_id, uint64_t taker_id) {
    struct model_order *maker = by_id(model, maker_id);
    struct model_order *taker = by_id(model, taker_id);
    int64_t lots = maker->shown < taker->shown ? maker->shown : taker->shown;
    maker->shown -= lots;
    taker->shown -= lots;
    say(model, (struct book_event){.kind = BOOK_EVENT_TRADE,
                                   .side = (uint8_t)taker->side,
                                   .ticks = ticks,
                                   .lots = lots,
                                   .handle = maker->handle,
                                   .ref = maker->ref,
                                   .taker_ref = taker->ref,
                                   .owner = maker->owner,
                                   .taker_owner = taker->owner,
                                   .left = model_left(maker)});
    struct model_order was_maker = *maker;
    struct model_order was_taker = *taker;
    touch_partner(model, &was_maker, lots);
    touch_partner(model, &was_taker, lots);
    follow_position(model, &was_maker, lots);
    follow_position(model, &was_taker, lots);
    renew(model, maker_id);
    if (was_taker.state == MODEL_RESTS) /* in an auction */
        renew(model, taker_id);
}

/* ---- stops ---- */

static bool goes_off(const struct model_order *order, int32_t print) {
    bool upwards = (order->side == SIDE_BUY) == (order->trigger != TRIGGER_TOUCH);
    return upwards ? print >= order->stop : print <= order->stop;
}

static int32_t trailed(enum side side, int32_t trail, int32_t ppm, int32_t print) {
    int64_t distance = trail != 0 ? trail : (int64_t)print * ppm / BOOK_PPM;
    if (distance < 1)
        distance = 1;
    int64_t stop = side == SIDE_BUY ? print + distance : print - distance;
    return (int32_t)(stop < 1 ? 1 : stop > BOOK_TICKS_MAX ? BOOK_TICKS_MAX : stop);
}

static void look(struct model *model, struct model_order *order, int32_t print) {
    if (order->state != MODEL_WAITS || print == 0)
        return;
    if (goes_off(order, print)) {
        order->state = MODEL_DUE;
        order->due = ++model->turns;
    }
}

static void hear_one(struct model *model, struct model_order *order, int32_t print) {
    look(model, order, print);
    if (order->state != MODEL_WAITS || order->trigger != TRIGGER_TRAIL)
        return;
    int32_t stop = trailed(order->side, order->trail, order->trail_ppm, print);
    if (order->side == SIDE_SELL ? stop <= order->stop : stop >= order->stop)
        return;
    order->stop = stop;
    say_order(model, BOOK_EVENT_TRAILED, order, model_left(order), BOOK_OK);
}

/* Every waiting order hears a print, in the order of their numbers. */
void model_hear(struct model *model, int32_t print) {
    for (book_handle before = 0;;) {
        struct model_order *next = NULL;
        for (int i = 0; i < model->count; i++) {
            struct model_order *order = &model->orders[i];
            if (order->state == MODEL_WAITS && order->handle >> SLOT_BITS > before &&
                (next == NULL || order->handle >> SLOT_BITS < next->handle >> SLOT_BITS))
                next = order;
        }
        if (next == NULL)
            return;
        before = next->handle >> SLOT_BITS;
        hear_one(model, next, print);
    }
}

/* ---- takers ---- */

bool model_reaches(enum side side, int32_t limit, int32_t ticks) {
    return side == SIDE_BUY ? limit >= ticks : limit <= ticks;
}

bool model_same_owner(const struct model_order *a, const struct model_order *b) {
    return a->owner != 0 && a->owner == b->owner;
}

/* The taker sweeps one level; true when it stops before an order of its owner. */
static bool sweep(struct model *model, uint64_t taker_id, int32_t ticks) {
    enum side other = SIDE_OTHER(by_id(model, taker_id)->side);
    for (;;) {
        struct model_order *taker = by_id(model, taker_id);
        struct model_order *maker = model_first_at(model, other, ticks);
        if (taker->shown == 0 || maker == NULL)
            return false;
        if (!model_same_owner(taker, maker)) {
            model_trade(model, ticks, maker->id, taker_id);
            continue;
        }
        uint8_t mode = taker->self_trade;
        if (mode != SELF_CANCEL_NEWEST)
            model_end(model, maker->id, BOOK_SELF_TRADE);
        if (mode != SELF_CANCEL_OLDEST)
            return true;
    }
}

/* The order of `id`, which flies, meets the other side; true: it stopped before one of its own. */
static bool match(struct model *model, uint64_t id) {
    enum side other = SIDE_OTHER(by_id(model, id)->side);
    bool own = false;
    while (!own) {
        const struct model_order *taker = by_id(model, id);
        const struct model_order *best = model_best(model, other);
        if (taker->shown == 0 || best == NULL ||
            !model_reaches(taker->side, taker->limit, best->limit))
            break;
        int32_t ticks = best->limit;
        int64_t lots = taker->shown;
        size_t said = model->event_count;
        model->held[other] = ticks;
        own = sweep(model, id, ticks);
        model->held[other] = 0;
        if (model->event_count > said)
            model_say_level(model, other, ticks);
        if (by_id(model, id)->shown < lots) {
            model->last = ticks;
            model_hear(model, ticks);
        }
    }
    return own;
}

/* What is left of the order of `id` goes to the end of its queue. */
static void rest(struct model *model, uint64_t id, struct book_result *result) {
    struct model_order order = take_out(model, id);
    int64_t lots = model_left(&order);
    assert(order.handle != 0);
    order.state = MODEL_RESTS;
    order.shown = order.display > 0 && order.display < lots ? order.display : lots;
    order.hidden = lots - order.shown;
    append(model, &order);
    result->handle = order.handle;
    result->rested = lots;
    say_order(model, BOOK_EVENT_REST, &order, lots, BOOK_OK);
    model_say_level(model, order.side, order.limit);
}

static bool stays(const struct model_order *order, bool at_market) {
    return order->tif == BOOK_REST && !at_market;
}

static void enter(struct model *model, uint64_t id, bool at_market, bool old, book_handle given,
                  struct book_result *result) {
    int64_t lots = by_id(model, id)->shown;
    bool own = match(model, id);
    struct model_order *order = by_id(model, id);
    result->filled = lots - order->shown;
    if (order->shown > 0 && stays(order, at_market) && !own) {
        if (!old) {
            order->handle = given;
            assert(given >> SLOT_BITS == model->next_number);
            model->next_number++;
        }
        rest(model, id, result);
        return;
    }
    if (order->shown > 0) {
        result->reason = own ? BOOK_SELF_TRADE : BOOK_REST_DROPPED;
        say_order(model, BOOK_EVENT_CANCEL, order, order->shown, result->reason);
    }
    forget(model, id);
}

static int32_t collared(const struct model *model, enum side side, int32_t limit) {
    if (limit != BOOK_AT_MARKET)
        return limit;
    if (model->collar_ppm == 0 || model->last == 0)
        return side == SIDE_BUY ? BOOK_TICKS_MAX : 1;
    int64_t reach = (int64_t)model->last * model->collar_ppm / BOOK_PPM;
    int64_t worst = side == SIDE_BUY ? model->last + reach : model->last - reach;
    return (int32_t)(worst < 1 ? 1 : worst > BOOK_TICKS_MAX ? BOOK_TICKS_MAX : worst);
}

/* Lots the flying order `id` would get: lets a copy of it do it. */
static int64_t would_fill(const struct model *model, uint64_t id, int64_t *sum) {
    static struct model copy;
    copy = *model;
    copy.event_count = 0;
    int64_t lots = by_id(&copy, id)->shown;
    (void)match(&copy, id);
    *sum = 0;
    for (size_t i = 0; i < copy.event_count; i++) {
        const struct book_event *event = &copy.events[i];
        *sum += event->kind == BOOK_EVENT_TRADE ? event->ticks * event->lots : 0;
    }
    return lots - by_id(&copy, id)->shown;
}

static enum book_reason entry_refusal(struct model *model, uint64_t id) {
    const struct model_order *order = by_id(model, id);
    const struct model_order *best = model_best(model, SIDE_OTHER(order->side));
    int64_t sum;
    if (order->post_only && best != NULL && model_reaches(order->side, order->limit, best->limit))
        return BOOK_WOULD_TRADE;
    if (order->tif == BOOK_FOK && !model->in_auction && would_fill(model, id, &sum) < order->shown)
        return BOOK_NOT_WHOLE;
    return BOOK_OK;
}

/* Those that are due go in one after the other. */
void model_run(struct model *model) {
    for (;;) {
        struct model_order *next = NULL;
        for (int i = 0; i < model->count; i++) {
            struct model_order *order = &model->orders[i];
            if (order->state == MODEL_DUE && (next == NULL || order->due < next->due))
                next = order;
        }
        if (next == NULL)
            return;
        uint64_t id = next->id;
        say_order(model, BOOK_EVENT_TRIGGERED, next, model_left(next), BOOK_OK);
        next->state = MODEL_FLIES;
        next->trigger = TRIGGER_NONE;
        next->stop = next->trail = next->trail_ppm = 0;
        bool at_market = next->limit == BOOK_AT_MARKET;
        next->limit = collared(model, next->side, next->limit);
        struct book_result result = {.reason = entry_refusal(model, id)};
        if (result.reason == BOOK_OK) {
            enter(model, id, at_market, true, 0, &result);
            continue;
        }
        say_order(model, BOOK_EVENT_CANCEL, by_id(model, id), model_left(by_id(model, id)),
                  result.reason);
        forget(model, id);
    }
}

/* ---- submitting ---- */

static bool trail_fits(uint8_t trigger, int32_t trail, int32_t ppm) {
    if (trigger != TRIGGER_TRAIL)
        return trail == 0 && ppm == 0;
    if (trail != 0)
        return ppm == 0 && trail > 0 && trail <= BOOK_TICKS_MAX;
    return ppm > 0 && ppm < BOOK_PPM;
}

static bool stop_fits(const struct model *model, uint8_t trigger, int32_t stop) {
    if (trigger == TRIGGER_NONE)
        return stop == 0;
    if (stop == 0)
        return trigger == TRIGGER_TRAIL && model->last != 0;
    return stop > 0 && stop <= BOOK_TICKS_MAX;
}

static bool display_fits(int64_t display, int64_t lots) {
    return display == 0 ||
           (display > 0 && display <= BOOK_LOTS_MAX && lots <= display * SLICES_MAX);
}

static enum book_reason refusal(const struct model *model, const struct book_request *request,
                                const struct book_special *special) {
    if (request->limit < 0 || request->limit > BOOK_TICKS_MAX || request->lots < 1 ||
        request->lots > BOOK_LOTS_MAX || request->self_trade > SELF_CANCEL_BOTH ||
        special->trigger > TRIGGER_TRAIL || !stop_fits(model, special->trigger, special->stop) ||
        !trail_fits(special->trigger, special->trail, special->trail_ppm) ||
        !display_fits(special->display, request->lots))
        return BOOK_BAD_REQUEST;
    const struct model_order *partner = model_order(model, special->oco);
    if (special->oco != 0 && (partner == NULL || partner->owner != request->owner ||
                              request->owner == 0 || partner->partner != 0))
        return BOOK_NO_PARTNER;
    if (special->reduce_only && reducible(model, request->owner, request->side) == 0)
        return BOOK_REDUCE_ONLY;
    if (model->in_auction && request->tif == BOOK_FOK && special->trigger == TRIGGER_NONE)
        return BOOK_IN_AUCTION;
    return BOOK_OK;
}

/* The request as an order that flies. */
static uint64_t take_off(struct model *model, const struct book_request *request,
                         const struct book_special *special, int64_t lots) {
    struct model_order order = {.id = ++model->ids,
                                .state = MODEL_FLIES,
                                .side = request->side,
                                .tif = request->tif,
                                .post_only = request->post_only,
                                .self_trade = request->self_trade,
                                .limit = request->limit,
                                .shown = lots,
                                .owner = request->owner,
                                .ref = request->ref,
                                .reduce_only = special->reduce_only,
                                .trigger = special->trigger,
                                .stop = special->stop,
                                .trail = special->trail,
                                .trail_ppm = special->trail_ppm,
                                .display = special->display};
    const struct model_order *partner = model_order(model, special->oco);
    if (partner != NULL) {
        order.partner = partner->id;
        by_id(model, partner->id)->partner = order.id;
    }
    return append(model, &order)->id;
}

static void give_handle(struct model *model, uint64_t id, book_handle given) {
    assert(given >> SLOT_BITS == model->next_number && model_order(model, given) == NULL);
    model->next_number++;
    by_id(model, id)->handle = given;
}

static void arm(struct model *model, uint64_t id, book_handle given, struct book_result *result) {
    struct model_order *order = by_id(model, id);
    give_handle(model, id, given);
    order->state = MODEL_WAITS;
    if (order->stop == 0)
        order->stop = trailed(order->side, order->trail, order->trail_ppm, model->last);
    result->handle = given;
    say_order(model, BOOK_EVENT_ARMED, order, order->shown, BOOK_OK);
    if (!model->in_auction)
        look(model, order, model->last);
}

static void gather(struct model *model, uint64_t id, bool at_market, book_handle given,
                   struct book_result *result) {
    struct model_order *order = by_id(model, id);
    order->fleeting = !stays(order, at_market);
    give_handle(model, id, given);
    rest(model, id, result);
}

struct book_result model_submit(struct model *model, const struct book_request *request,
                                book_handle given) {
    static const struct book_special none = {.trigger = TRIGGER_NONE};
    const struct book_special *special = request->special != NULL ? request->special : &none;
    struct book_result result = {.reason = refusal(model, request, special)};
    if (result.reason != BOOK_OK)
        return result;
    int64_t lots = request->lots;
    if (special->reduce_only && lots > reducible(model, request->owner, request->side))
        lots = reducible(model, request->owner, request->side);
    bool at_market = request->limit == BOOK_AT_MARKET;
    uint64_t id = take_off(model, request, special, lots);
    if (special->trigger != TRIGGER_NONE) {
        arm(model, id, given, &result);
    } else {
        by_id(model, id)->limit = collared(model, request->side, request->limit);
        result.reason = entry_refusal(model, id);
        if (result.reason != BOOK_OK) {
            forget(model, id);
            return result;
        }
        if (model->in_auction)
            gather(model, id, at_market, given, &result);
        else
            enter(model, id, at_market, false, given, &result);
    }
    result.cut = request->lots - lots;
    if (!model->in_auction)
        model_run(model);
    return result;
}

enum book_reason model_cancel(struct model *model, book_handle handle, enum book_reason why) {
    const struct model_order *order = model_order(model, handle);
    if (order == NULL)
        return BOOK_NO_ORDER;
    model_end(model, order->id, why);
    return BOOK_OK;
}

/* ---- amending ---- */

static bool change_fits(const struct model *model, const struct model_order *order,
                        const struct book_change *change) {
    bool waits = order->state == MODEL_WAITS;
    bool stops = change->stop != 0 || change->trail != 0 || change->trail_ppm != 0;
    bool distance = change->trail != 0 || change->trail_ppm != 0;
    int64_t lots = change->lots != 0 ? change->lots : model_left(order);
    if (change->limit < 0 || change->limit > BOOK_TICKS_MAX || lots < 1 || lots > BOOK_LOTS_MAX ||
        !display_fits(order->display, lots) || (stops && !waits))
        return false;
    if (distance && !trail_fits(order->trigger, change->trail, change->trail_ppm))
        return false;
    return !stops || stop_fits(model, order->trigger, change->stop);
}

static void amend_waiting(struct model *model, struct model_order *order,
                          const struct book_change *change, int64_t lots,
                          struct book_result *result) {
    struct model_order was = *order;
    if (change->limit != 0)
        order->limit = change->limit;
    order->shown = lots;
    if (change->trail != 0 || change->trail_ppm != 0) {
        order->trail = change->trail;
        order->trail_ppm = change->trail_ppm;
        order->stop = trailed(order->side, order->trail, order->trail_ppm, model->last);
    }
    if (change->stop != 0)
        order->stop = change->stop;
    result->handle = order->handle;
    if (order->limit == was.limit && order->shown == was.shown && order->stop == was.stop &&
        order->trail == was.trail && order->trail_ppm == was.trail_ppm)
        return;
    say_order(model, BOOK_EVENT_AMEND, order, lots, BOOK_OK);
    if (!model->in_auction)
        look(model, order, model->last);
}

static void amend_down(struct model *model, struct model_order *order, int64_t lots) {
    int64_t over = model_left(order) - lots;
    int64_t hidden = over < order->hidden ? over : order->hidden;
    order->hidden -= hidden;
    order->shown -= over - hidden;
    say_order(model, BOOK_EVENT_AMEND, order, lots, BOOK_OK);
    if (over > hidden)
        model_say_level(model, order->side, order->limit);
}

static void amend_anew(struct model *model, uint64_t id, int32_t limit, int64_t lots,
                       struct book_result *result) {
    struct model_order *order = by_id(model, id);
    int32_t ticks = order->limit;
    say_order(model, BOOK_EVENT_AMEND, order, 0, BOOK_OK);
    order->state = MODEL_FLIES;
    if (limit != ticks)
        model_say_level(model, order->side, ticks);
    order->limit = limit;
    order->shown = lots;
    order->hidden = 0;
    order->tif = BOOK_REST;
    if (model->in_auction || limit == ticks)
        rest(model, id, result);
    else
        enter(model, id, false, true, 0, result);
}

static void amend_resting(struct model *model, struct model_order *order, int32_t limit,
                          int64_t lots, struct book_result *result) {
    const struct model_order *best = model_best(model, SIDE_OTHER(order->side));
    if (limit == order->limit && lots <= model_left(order)) {
        *result = (struct book_result){.handle = order->handle, .rested = lots};
        if (lots < model_left(order))
            amend_down(model, order, lots);
    } else if (order->post_only && best != NULL && model_reaches(order->side, limit, best->limit)) {
        result->reason = BOOK_WOULD_TRADE;
    } else {
        amend_anew(model, order->id, limit, lots, result);
    }
}

struct book_result model_amend(struct model *model, book_handle handle,
                               const struct book_change *change) {
    const struct model_order *old = model_order(model, handle);
    struct book_result result = {.reason = BOOK_OK};
    if (old == NULL)
        result.reason = BOOK_NO_ORDER;
    else if (!change_fits(model, old, change))
        result.reason = BOOK_BAD_REQUEST;
    if (result.reason != BOOK_OK)
        return result;
    struct model_order *order = by_id(model, old->id);
    int64_t asked = change->lots != 0 ? change->lots : model_left(order);
    int64_t lots = asked;
    if (order->reduce_only && lots > reducible(model, order->owner, order->side))
        lots = reducible(model, order->owner, order->side);
    if (order->state == MODEL_WAITS)
        amend_waiting(model, order, change, lots, &result);
    else
        amend_resting(model, order, change->limit != 0 ? change->limit : order->limit, lots,
                      &result);
    if (result.reason == BOOK_WOULD_TRADE)
        return result;
    result.cut = asked - lots;
    if (!model->in_auction)
        model_run(model);
    return result;
}

/* ---- the rest ---- */

int64_t model_walk(const struct model *model, const struct book_request *taker, int64_t *sum) {
    static struct model copy;
    static const struct book_special none = {.trigger = TRIGGER_NONE};
    copy = *model;
    struct book_request plain = *taker;
    plain.post_only = false;
    plain.limit = collared(model, taker->side, taker->limit);
    return would_fill(&copy, take_off(&copy, &plain, &none, taker->lots), sum);
}

void model_set_position(struct model *model, uint32_t owner, int64_t lots) {
    model->followed[owner] = true;
    model->positions[owner] = lots;
    cut_to_position(model, owner);
    model->followed[owner] = lots != 0;
}
