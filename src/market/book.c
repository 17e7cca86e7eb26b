#include "market/book_internal.h"

#include "base/mem.h"

#define SLOTS_FIRST  64 /* a pool starts small and doubles */
#define EVENTS_FIRST 64

/* An order on its way through the other side. */
struct taker {
    book_handle handle; /* of an order being amended, else 0 */
    int64_t lots;       /* left */
    uint64_t ref;
    int32_t limit;
    uint32_t owner;
    enum side side;
    bool met_own; /* stopped before an order of the same owner */
};

/* ---- life ---- */

struct book *book_new(int32_t centre) {
    struct book *book = mem_alloc(sizeof *book);
    book->orders_most = BOOK_ORDERS_MAX;
    book->next_number = 1;
    book->slot_capacity = SLOTS_FIRST;
    book->orders = mem_array(SLOTS_FIRST, sizeof *book->orders);
    book->event_capacity = EVENTS_FIRST;
    book->events = mem_array(EVENTS_FIRST, sizeof *book->events);
    book->window = mem_array(WINDOW_TICKS, sizeof *book->window);
    book->best[SIDE_BUY] = NO_BID;
    book->best[SIDE_SELL] = NO_ASK;
    window_place(book, centre);
    return book;
}

void book_free(struct book *book) {
    if (book == NULL)
        return;
    mem_free(book->orders);
    mem_free(book->events);
    mem_free(book->window);
    mem_free(book->far);
    mem_free(book);
}

const char *book_reason_text(enum book_reason reason) {
    static const char *const texts[] = {
#define X(name, text) [name] = text,
        BOOK_REASONS(X)
#undef X
    };
    assert(reason < ARRAY_LEN(texts));
    return texts[reason];
}

/* ---- events ---- */

static __attribute__((noinline)) void events_grow(struct book *book) {
    book->events = mem_resize(book->events, (size_t)book->event_capacity * 2, sizeof *book->events);
    book->event_capacity *= 2;
}

static inline struct book_event *event_next(struct book *book) {
    if (book->event_count == book->event_capacity)
        events_grow(book);
    return &book->events[book->event_count++];
}

/* REST, AMEND and CANCEL of a resting order. */
static inline void emit_order(struct book *book, enum book_event_kind kind,
                              const struct order *order, int64_t lots, enum book_reason reason) {
    *event_next(book) = (struct book_event){.kind = (uint8_t)kind,
                                            .side = order->side,
                                            .reason = (uint8_t)reason,
                                            .ticks = order->ticks,
                                            .lots = lots,
                                            .handle = order->handle,
                                            .ref = order->ref,
                                            .owner = order->owner};
}

static inline void emit_trade(struct book *book, const struct taker *taker,
                              const struct order *maker, int64_t lots) {
    *event_next(book) = (struct book_event){.kind = BOOK_EVENT_TRADE,
                                            .side = (uint8_t)taker->side,
                                            .ticks = maker->ticks,
                                            .lots = lots,
                                            .handle = maker->handle,
                                            .ref = maker->ref,
                                            .taker_ref = taker->ref,
                                            .owner = maker->owner,
                                            .taker_owner = taker->owner,
                                            .left = maker->lots - lots};
}

static void emit_dropped(struct book *book, const struct taker *taker, enum book_reason reason) {
    *event_next(book) = (struct book_event){.kind = BOOK_EVENT_CANCEL,
                                            .side = (uint8_t)taker->side,
                                            .reason = (uint8_t)reason,
                                            .ticks = taker->limit,
                                            .lots = taker->lots,
                                            .handle = taker->handle,
                                            .ref = taker->ref,
                                            .owner = taker->owner};
}

/* ---- slots and levels ---- */

static __attribute__((noinline)) void slots_grow(struct book *book) {
    assert(book->slot_capacity <= BOOK_ORDERS_MAX);
    book->slot_capacity *= 2;
    book->orders = mem_resize(book->orders, book->slot_capacity, sizeof *book->orders);
}

static inline uint32_t slot_take(struct book *book) {
    assert(book->order_count < book->orders_most && book->next_number <= NUMBER_MAX);
    uint32_t slot = book->free_slot;
    if (slot != NO_SLOT) {
        book->free_slot = book->orders[slot].next;
    } else {
        if (book->slots + 1 == book->slot_capacity)
            slots_grow(book);
        slot = ++book->slots;
    }
    book->orders[slot].handle = book->next_number++ << SLOT_BITS | slot;
    book->order_count++;
    return slot;
}

static inline void slot_give_back(struct book *book, uint32_t slot) {
    assert(slot != NO_SLOT && book->order_count > 0);
    book->orders[slot].handle = 0;
    book->orders[slot].next = book->free_slot;
    book->free_slot = slot;
    book->order_count--;
}

static inline void queue_remove(struct book *book, struct level *level, uint32_t slot) {
    const struct order *order = &book->orders[slot];
    assert(level->orders > 0 && level->lots >= order->lots);
    uint32_t next = order->next;
    uint32_t prev = order->prev;
    level->lots -= order->lots;
    level->orders--;
    level->head = level->head == slot ? next : level->head;
    level->tail = level->tail == slot ? prev : level->tail;
    book->orders[next].prev = prev;
    book->orders[prev].next = next;
}

/* The call is through with a level it changed: says its new total, and takes it away when empty.
 * `level` is not to be used any more. */
static inline void level_settle(struct book *book, enum side side, struct level *level) {
    int32_t ticks = level->ticks;
    *event_next(book) = (struct book_event){
        .kind = BOOK_EVENT_LEVEL, .side = (uint8_t)side, .ticks = ticks, .lots = level->lots};
    if (level->orders > 0)
        return;
    level_close(book, level);
    if (ticks == book->best[side])
        book->best[side] = level_behind(book, side, ticks);
}

/* What a call owes the window at its end. */
static inline void follow(struct book *book, int32_t ticks) {
    if (!window_holds(book, ticks))
        window_follow(book, ticks);
}

/* ---- matching ---- */

/* Trades with the first of the queue until the taker or the level is used up; false when the first
 * is the taker's owner's. */
static inline bool sweep_level(struct book *book, struct taker *taker, struct level *level) {
    while (taker->lots > 0 && level->orders > 0) {
        uint32_t slot = level->head;
        struct order *maker = &book->orders[slot];
        if (taker->owner != 0 && maker->owner == taker->owner)
            return false;
        int64_t lots = taker->lots < maker->lots ? taker->lots : maker->lots;
        emit_trade(book, taker, maker, lots);
        taker->lots -= lots;
        if (lots == maker->lots) {
            queue_remove(book, level, slot);
            slot_give_back(book, slot);
        } else {
            maker->lots -= lots;
            level->lots -= lots;
        }
    }
    return true;
}

static inline void match(struct book *book, struct taker *taker) {
    enum side other = SIDE_OTHER(taker->side);
    while (taker->lots > 0 && !taker->met_own &&
           limit_reaches(taker->side, taker->limit, book->best[other])) {
        struct level *level = level_at(book, book->best[other]);
        int64_t before = level->lots;
        taker->met_own = !sweep_level(book, taker, level);
        if (level->lots != before)
            level_settle(book, other, level);
    }
}

/* Puts what is left of a taker to rest in `slot`. */
static inline void rest(struct book *book, const struct taker *taker, uint32_t slot) {
    struct order *order = &book->orders[slot];
    order->lots = taker->lots;
    order->ref = taker->ref;
    order->ticks = taker->limit;
    order->owner = taker->owner;
    order->side = (uint8_t)taker->side;
    struct level *level = level_open(book, taker->limit);
    queue_append(book, level, slot);
    if (!limit_reaches(taker->side, book->best[taker->side], taker->limit))
        book->best[taker->side] = taker->limit;
    emit_order(book, BOOK_EVENT_REST, order, order->lots, BOOK_OK);
    level_settle(book, taker->side, level);
}

/* The end of every taker: rests, or what is left of it goes away. `slot` is where an amended order
 * stood, NO_SLOT for a new one. */
static inline void finish(struct book *book, const struct taker *taker, bool rests, uint32_t slot,
                          struct book_result *result) {
    if (taker->lots > 0 && rests && !taker->met_own) {
        slot = slot != NO_SLOT ? slot : slot_take(book);
        rest(book, taker, slot);
        result->handle = book->orders[slot].handle;
        result->rested = taker->lots;
        return;
    }
    if (taker->lots > 0) {
        result->reason = taker->met_own ? BOOK_SELF_TRADE : BOOK_REST_DROPPED;
        emit_dropped(book, taker, result->reason);
    }
    if (slot != NO_SLOT)
        slot_give_back(book, slot);
}

/* ---- requests ---- */

static inline bool in_limits(int32_t limit, int64_t lots) {
    return limit >= 1 && limit <= BOOK_TICKS_MAX && lots >= 1 && lots <= BOOK_LOTS_MAX;
}

static inline bool holds_no_more(const struct book *book) {
    return book->order_count >= book->orders_most || book->next_number > NUMBER_MAX;
}

static inline enum book_reason refusal(const struct book *book,
                                       const struct book_request *request) {
    if (!in_limits(request->limit, request->lots))
        return BOOK_BAD_REQUEST;
    if (request->tif == BOOK_REST && holds_no_more(book))
        return BOOK_FULL;
    if (request->post_only &&
        limit_reaches(request->side, request->limit, book->best[SIDE_OTHER(request->side)]))
        return BOOK_WOULD_TRADE;
    if (request->tif == BOOK_FOK && book_reachable(book, request, NULL) < request->lots)
        return BOOK_NOT_WHOLE;
    return BOOK_OK;
}

void book_submit(struct book *book, const struct book_request *request,
                 struct book_result *result) {
    assert(request->side == SIDE_BUY || request->side == SIDE_SELL);
    assert(request->tif == BOOK_REST || request->tif == BOOK_IOC || request->tif == BOOK_FOK);
    *result = (struct book_result){.reason = refusal(book, request)};
    if (result->reason != BOOK_OK)
        return;
    struct taker taker = {.lots = request->lots,
                          .ref = request->ref,
                          .limit = request->limit,
                          .owner = request->owner,
                          .side = request->side};
    int32_t touched = book->best[SIDE_OTHER(taker.side)];
    match(book, &taker);
    result->filled = request->lots - taker.lots;
    finish(book, &taker, request->tif == BOOK_REST, NO_SLOT, result);
    follow(book, result->rested > 0 ? taker.limit : touched);
}

enum book_reason book_cancel(struct book *book, book_handle handle, enum book_reason why) {
    uint32_t slot = slot_of(book, handle);
    if (slot == NO_SLOT)
        return BOOK_NO_ORDER;
    struct order *order = &book->orders[slot];
    int32_t ticks = order->ticks;
    struct level *level = level_at(book, ticks);
    emit_order(book, BOOK_EVENT_CANCEL, order, order->lots, why);
    queue_remove(book, level, slot);
    level_settle(book, order->side, level);
    slot_give_back(book, slot);
    follow(book, ticks);
    return BOOK_OK;
}

/* At the same price: less keeps the place in the queue, more goes to its end. */
static void amend_lots(struct book *book, uint32_t slot, int64_t lots) {
    struct order *order = &book->orders[slot];
    struct level *level = level_at(book, order->ticks);
    if (lots < order->lots) {
        level->lots -= order->lots - lots;
        order->lots = lots;
        emit_order(book, BOOK_EVENT_AMEND, order, lots, BOOK_OK);
    } else {
        emit_order(book, BOOK_EVENT_AMEND, order, 0, BOOK_OK);
        queue_remove(book, level, slot);
        order->lots = lots;
        queue_append(book, level, slot);
        emit_order(book, BOOK_EVENT_REST, order, lots, BOOK_OK);
    }
    level_settle(book, order->side, level);
}

/* Leaves its level and comes in anew at `limit`, under the same handle. */
static void amend_price(struct book *book, uint32_t slot, int32_t limit, int64_t lots,
                        struct book_result *result) {
    const struct order *order = &book->orders[slot];
    struct level *level = level_at(book, order->ticks);
    emit_order(book, BOOK_EVENT_AMEND, order, 0, BOOK_OK);
    queue_remove(book, level, slot);
    level_settle(book, order->side, level);
    struct taker taker = {.handle = order->handle,
                          .lots = lots,
                          .ref = order->ref,
                          .limit = limit,
                          .owner = order->owner,
                          .side = order->side};
    match(book, &taker);
    result->filled = lots - taker.lots;
    finish(book, &taker, true, slot, result);
}

void book_amend(struct book *book, book_handle handle, const struct book_change *change,
                struct book_result *result) {
    uint32_t slot = slot_of(book, handle);
    int32_t limit =
        change->limit != 0 || slot == NO_SLOT ? change->limit : book->orders[slot].ticks;
    int64_t lots = change->lots != 0 || slot == NO_SLOT ? change->lots : book->orders[slot].lots;
    *result = (struct book_result){.reason = BOOK_OK};
    if (slot == NO_SLOT) {
        result->reason = BOOK_NO_ORDER;
    } else if (!in_limits(limit, lots)) {
        result->reason = BOOK_BAD_REQUEST;
    } else if (limit != book->orders[slot].ticks) {
        amend_price(book, slot, limit, lots, result);
        follow(book, limit);
    } else {
        if (lots != book->orders[slot].lots)
            amend_lots(book, slot, lots);
        result->handle = handle;
        result->rested = lots;
        follow(book, limit);
    }
}

const struct book_event *book_events(const struct book *book, size_t *count) {
    *count = book->event_count;
    return book->events;
}

void book_events_drain(struct book *book) {
    book->event_count = 0;
}
