#include "market/book_internal.h"

#include "base/mem.h"

#define SLOTS_FIRST   64 /* a pool starts small and doubles */
#define EVENTS_FIRST  64
#define BATCHES_FIRST 16

/* ---- life ---- */

struct book *book_new(int32_t centre) {
    struct book *book = mem_alloc(sizeof *book);
    book->orders_most = BOOK_ORDERS_MAX;
    book->next_number = 1;
    book->slot_capacity = SLOTS_FIRST;
    book->orders = mem_pool(NULL, 0, SLOTS_FIRST, sizeof *book->orders);
    book->orders[NO_SLOT] = (struct order){.ref = 0};
    book->events = mem_array(EVENTS_FIRST, sizeof *book->events);
    book->event_at = book->events;
    book->event_end = book->events + EVENTS_FIRST;
    book->batches = mem_pool(NULL, 0, BATCHES_FIRST, sizeof *book->batches);
    book->batches[NO_BATCH] = (struct batch){.next = NO_BATCH};
    book->live = mem_pool(NULL, 0, BATCHES_FIRST, sizeof *book->live);
    book->live[NO_BATCH] = 0;
    book->batch_capacity = BATCHES_FIRST;
    book->window = mem_array(WINDOW_TICKS, sizeof *book->window);
    book->scratch = mem_alloc(sizeof *book->scratch);
    book->best[SIDE_BUY] = NO_BID;
    book->best[SIDE_SELL] = NO_ASK;
    book->rising = NO_ASK;
    book->falling = NO_BID;
    window_place(book, centre);
    return book;
}

void book_free(struct book *book) {
    if (book == NULL)
        return;
    for (int kind = 0; kind < HEAP_KINDS; kind++)
        mem_free(book->heaps[kind].alarms);
    mem_free(book->orders);
    mem_free(book->batches);
    mem_free(book->live);
    mem_free(book->events);
    mem_free(book->window);
    mem_free(book->far.levels);
    mem_free(book->gathered[SIDE_BUY].levels);
    mem_free(book->gathered[SIDE_SELL].levels);
    mem_free(book->specials);
    mem_free(book->positions);
    mem_free(book->due);
    mem_free(book->scratch->late);
    mem_free(book->scratch);
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

void book_set_collar(struct book *book, int32_t ppm) {
    assert(ppm >= 0 && ppm <= BOOK_PPM);
    book->collar_ppm = ppm;
}

void book_set_last(struct book *book, int32_t ticks) {
    assert(ticks >= 0 && ticks <= BOOK_TICKS_MAX);
    book->last = ticks;
}

int32_t book_last(const struct book *book) {
    return book->last;
}

/* ---- events ---- */

static __attribute__((noinline)) void events_grow(struct book *book) {
    size_t count = (size_t)(book->event_at - book->events);
    book->events = mem_resize(book->events, count * 2, sizeof *book->events);
    book->event_at = book->events + count;
    book->event_end = book->events + count * 2;
}

static inline struct book_event *event_next(struct book *book) {
    if (__builtin_expect(book->event_at == book->event_end, false))
        events_grow(book);
    return book->event_at++;
}

static inline uint64_t ref_of(const struct book *book, const struct order *order) {
    return __builtin_expect(order->special, false) ? book->specials[order->ref].ref : order->ref;
}

static inline void say_order(struct book *book, enum book_event_kind kind,
                             const struct order *order, int32_t ticks, int64_t lots,
                             enum book_reason reason) {
    uint64_t slot = (uint64_t)(order - book->orders);
    *event_next(book) = (struct book_event){.kind = (uint8_t)kind,
                                            .side = order->side,
                                            .reason = (uint8_t)reason,
                                            .ticks = ticks,
                                            .lots = lots,
                                            .handle = (uint64_t)order->number << SLOT_BITS | slot,
                                            .ref = ref_of(book, order),
                                            .owner = order->owner};
}

void emit_order(struct book *book, enum book_event_kind kind, const struct order *order,
                int32_t ticks, int64_t lots, enum book_reason reason) {
    say_order(book, kind, order, ticks, lots, reason);
}

static inline void say_trade(struct book *book, const struct taker *taker, uint32_t slot,
                             int32_t ticks, int64_t lots, int64_t left) {
    const struct order *maker = &book->orders[slot];
    *event_next(book) = (struct book_event){.kind = BOOK_EVENT_TRADE,
                                            .side = (uint8_t)taker->side,
                                            .ticks = ticks,
                                            .lots = lots,
                                            .handle = (uint64_t)maker->number << SLOT_BITS | slot,
                                            .ref = ref_of(book, maker),
                                            .taker_ref = taker->ref,
                                            .owner = maker->owner,
                                            .taker_owner = taker->owner,
                                            .left = left};
}

void emit_trade(struct book *book, const struct taker *taker, uint32_t slot, int32_t ticks,
                int64_t lots) {
    say_trade(book, taker, slot, ticks, lots, order_lots(book, &book->orders[slot]) - lots);
}

/* What is left of a taker goes away. */
static void emit_dropped(struct book *book, const struct taker *taker, enum book_reason reason) {
    *event_next(book) =
        (struct book_event){.kind = BOOK_EVENT_CANCEL,
                            .side = (uint8_t)taker->side,
                            .reason = (uint8_t)reason,
                            .ticks = taker->limit,
                            .lots = taker->lots,
                            .handle = taker->slot != NO_SLOT ? handle_of(book, taker->slot) : 0,
                            .ref = taker->ref,
                            .owner = taker->owner};
}

/* ---- slots and levels ---- */

static __attribute__((noinline)) void slots_grow(struct book *book) {
    uint32_t capacity = book->slot_capacity * 2;
    book->orders = mem_pool(book->orders, book->slot_capacity, capacity, sizeof *book->orders);
    book->slot_capacity = capacity;
}

/* Its content is to be set. */
static inline uint32_t take_slot(struct book *book) {
    book->order_count++;
    uint32_t slot = book->free_slot;
    if (__builtin_expect(slot != NO_SLOT, true)) {
        book->free_slot = book->orders[slot].owner;
        return slot;
    }
    if (book->slots + 1 == book->slot_capacity)
        slots_grow(book);
    return ++book->slots;
}

static inline uint64_t take_number(struct book *book) {
    assert(book->next_number <= NUMBER_MAX);
    return book->next_number++;
}

uint32_t slot_take(struct book *book, const struct order *order) {
    uint32_t slot = take_slot(book);
    book->orders[slot] = *order;
    book->orders[slot].number = take_number(book) & NUMBER_MAX;
    return slot;
}

static inline void give_back_slot(struct book *book, uint32_t slot) {
    assert(slot != NO_SLOT && book->order_count > 0);
    book->orders[slot] = (struct order){.owner = book->free_slot};
    book->free_slot = slot;
    book->order_count--;
}

/* Says a level's new total, and takes it away when empty. `level` is not to be used any more. */
static inline void level_settle(struct book *book, enum side side, struct level *level) {
    int32_t ticks = level->ticks;
    *event_next(book) = (struct book_event){
        .kind = BOOK_EVENT_LEVEL, .side = (uint8_t)side, .ticks = ticks, .lots = level->lots};
    if (level->orders > 0)
        return;
    level_close(book, side, level);
    if (ticks == book->best[side])
        book->best[side] = level_behind(book, side, ticks);
}

void level_changed(struct book *book, enum side side, int32_t ticks) {
    if (book->held[side] != ticks)
        level_settle(book, side, level_at(book, side, ticks));
}

/* What a call owes the window at its end. */
static inline void follow(struct book *book, int32_t ticks) {
    if (__builtin_expect(!window_holds(book, ticks), false))
        window_follow(book, ticks);
}

/* ---- orders that come and go ---- */

void order_forget(struct book *book, uint32_t slot) {
    const struct order *order = &book->orders[slot];
    if (order->special)
        special_drop(book, (uint32_t)order->ref);
    give_back_slot(book, slot);
}

void order_leave(struct book *book, uint32_t slot) {
    const struct order *order = &book->orders[slot];
    int32_t ticks = (int32_t)order->ticks;
    queue_remove(book, level_at(book, order->side, ticks), slot, (int64_t)order->lots);
    level_changed(book, order->side, ticks);
}

void order_end(struct book *book, uint32_t slot, enum book_reason why) {
    const struct order *order = &book->orders[slot];
    bool waits = order_waits(book, order);
    int32_t ticks = waits ? special_of(book, order)->stop : (int32_t)order->ticks;
    say_order(book, BOOK_EVENT_CANCEL, order, ticks, order_lots(book, order), why);
    if (waits)
        stops_disarm(book, (uint32_t)order->ref);
    else
        order_leave(book, slot);
    order_forget(book, slot);
}

/* The level that an order at `ticks` joins; it may be the best now. */
static inline struct level *level_join(struct book *book, enum side side, int32_t ticks) {
    if (!limit_reaches(side, book->best[side], ticks))
        book->best[side] = ticks;
    return level_open(book, side, ticks);
}

void order_rest(struct book *book, uint32_t slot, int64_t lots) {
    struct order *order = &book->orders[slot];
    int64_t shown = lots;
    if (order->special) {
        struct special *special = special_of(book, order);
        shown = special->display > 0 ? smaller(special->display, lots) : lots;
        special->reserve = lots - shown;
    }
    order_set_lots(order, shown);
    queue_append(book, level_join(book, order->side, (int32_t)order->ticks), slot);
    say_order(book, BOOK_EVENT_REST, order, (int32_t)order->ticks, lots, BOOK_OK);
    level_changed(book, order->side, (int32_t)order->ticks);
}

/* ---- matching ---- */

/* The first of the queue is the taker's owner's. */
static __attribute__((noinline)) void meet_own(struct book *book, struct taker *taker,
                                               uint32_t slot) {
    enum side other = SIDE_OTHER(taker->side);
    taker->met_own = taker->self_trade != SELF_CANCEL_OLDEST;
    if (taker->self_trade == SELF_CANCEL_NEWEST)
        return;
    book->held[other] = (int32_t)book->orders[slot].ticks;
    order_end(book, slot, BOOK_SELF_TRADE);
    book->held[other] = 0;
}

/* The first of the queue is special, or a followed owner's, or meets one that is. */
static __attribute__((noinline)) void meet_special(struct book *book, struct taker *taker,
                                                   uint32_t slot, int64_t lots) {
    enum side other = SIDE_OTHER(taker->side);
    int32_t ticks = (int32_t)book->orders[slot].ticks;
    emit_trade(book, taker, slot, ticks, lots);
    taker->lots -= lots;
    book->held[other] = ticks;
    special_trade(book, taker, slot, lots);
    book->held[other] = 0;
}

/* The order behind the first one of a queue is on its way from memory. */
static inline void fetch_second(const struct book *book, const struct level *level) {
    uint32_t live = book->live[level->head];
    uint32_t rest = live & (live - 1);
    if (rest != 0)
        __builtin_prefetch(&book->orders[book->batches[level->head].slots[__builtin_ctz(rest)]]);
}

/* Trades with the first of the queue until the taker or the level is used up, or the taker stops
 * before an order of its owner. The level is there even when empty; its address may have changed.
 */
static inline struct level *sweep_level(struct book *book, struct taker *taker,
                                        struct level *level) {
    int32_t ticks = level->ticks;
    bool touches = taker->special != NO_SPECIAL || book->position_count > 0;
    do {
        uint32_t slot = queue_first(book, level);
        struct order *maker = &book->orders[slot];
        fetch_second(book, level);
        if (taker->owner != 0 && maker->owner == taker->owner) {
            meet_own(book, taker, slot);
            continue;
        }
        int64_t shown = (int64_t)maker->lots;
        int64_t lots = smaller(taker->lots, shown);
        if (__builtin_expect(maker->special || touches, false)) {
            meet_special(book, taker, slot, lots);
            level = level_at(book, SIDE_OTHER(taker->side), ticks);
            continue;
        }
        say_trade(book, taker, slot, ticks, lots, shown - lots);
        taker->lots -= lots;
        if (lots == shown) {
            queue_remove(book, level, slot, shown);
            give_back_slot(book, slot);
        } else {
            order_set_lots(maker, shown - lots);
            level->lots -= lots;
        }
    } while (taker->lots > 0 && level->orders > 0 && !taker->met_own);
    return level;
}

static inline void match(struct book *book, struct taker *taker) {
    enum side other = SIDE_OTHER(taker->side);
    while (taker->lots > 0 && !taker->met_own &&
           limit_reaches(taker->side, taker->limit, book->best[other])) {
        int32_t ticks = book->best[other];
        ptrdiff_t said = book->event_at - book->events;
        int64_t lots = taker->lots;
        struct level *level = sweep_level(book, taker, level_at(book, other, ticks));
        if (book->event_at - book->events != said)
            level_settle(book, other, level);
        if (taker->lots == lots)
            continue;
        book->last = ticks;
        if (__builtin_expect((ticks >= book->rising) | (ticks <= book->falling), false))
            stops_hear(book, ticks);
    }
}

/* A new plain order comes to rest with `lots`. */
static inline __attribute__((always_inline)) void come_to_rest(struct book *book,
                                                               const struct book_request *request,
                                                               int64_t lots,
                                                               struct book_result *result) {
    enum side side = request->side;
    int32_t ticks = request->limit;
    uint64_t number = take_number(book);
    uint32_t slot = take_slot(book);
    struct level *level = level_join(book, side, ticks);
    uint32_t at = queue_push(book, level, slot, lots);
    book->orders[slot] = (struct order){.ref = request->ref,
                                        .number = number & NUMBER_MAX,
                                        .batch = level->tail & BATCH_MASK,
                                        .lots = (uint64_t)lots & LOTS_MASK,
                                        .at = at & AT_MASK,
                                        .owner = request->owner,
                                        .ticks = (uint32_t)ticks & TICKS_MASK,
                                        .side = side & 1};
    result->handle = number << SLOT_BITS | slot;
    result->rested = lots;
    *event_next(book) = (struct book_event){.kind = BOOK_EVENT_REST,
                                            .side = (uint8_t)side,
                                            .ticks = ticks,
                                            .lots = lots,
                                            .handle = number << SLOT_BITS | slot,
                                            .ref = request->ref,
                                            .owner = request->owner};
    level_settle(book, side, level);
}

void taker_rest(struct book *book, struct taker *taker, struct book_result *result) {
    bool special = taker->special != NO_SPECIAL;
    const struct order order = {.ref = special ? taker->special : taker->ref,
                                .lots = (uint64_t)taker->lots & LOTS_MASK,
                                .special = special,
                                .owner = taker->owner,
                                .ticks = (uint32_t)taker->limit & TICKS_MASK,
                                .side = taker->side & 1};
    uint32_t slot = taker->slot != NO_SLOT ? taker->slot : slot_take(book, &order);
    book->orders[slot].ticks = order.ticks;
    if (special)
        book->specials[taker->special].slot = slot;
    result->handle = handle_of(book, slot);
    result->rested = taker->lots;
    order_rest(book, slot, taker->lots);
}

/* A taker that does not rest leaves nothing behind. */
static inline void leave_nothing(struct book *book, const struct taker *taker) {
    if (taker->slot != NO_SLOT)
        order_forget(book, taker->slot);
    else if (taker->special != NO_SPECIAL)
        special_drop(book, taker->special);
}

/* The end of every taker: rests, or what is left of it goes away. */
static __attribute__((noinline)) void finish(struct book *book, struct taker *taker,
                                             struct book_result *result) {
    if (taker->lots > 0 && taker->rests && !taker->met_own) {
        taker_rest(book, taker, result);
        return;
    }
    if (taker->lots > 0) {
        result->reason = taker->met_own ? BOOK_SELF_TRADE : BOOK_REST_DROPPED;
        emit_dropped(book, taker, result->reason);
    }
    leave_nothing(book, taker);
}

static inline void enter(struct book *book, struct taker *taker, struct book_result *result) {
    int64_t lots = taker->lots;
    match(book, taker);
    result->filled = lots - taker->lots;
    finish(book, taker, result);
}

void taker_enter(struct book *book, struct taker *taker, struct book_result *result) {
    book->flying = taker->special;
    enter(book, taker, result);
    book->flying = NO_SPECIAL;
}

void taker_refuse(struct book *book, const struct taker *taker, enum book_reason why) {
    emit_dropped(book, taker, why);
    leave_nothing(book, taker);
}

/* ---- requests ---- */

int32_t limit_of(const struct book *book, enum side side, int32_t limit) {
    if (limit != BOOK_AT_MARKET)
        return limit;
    if (book->collar_ppm == 0 || book->last == 0)
        return side == SIDE_BUY ? BOOK_TICKS_MAX : 1;
    int64_t reach = (int64_t)book->last * book->collar_ppm / BOOK_PPM;
    int64_t worst = side == SIDE_BUY ? book->last + reach : book->last - reach;
    return (int32_t)(worst < 1 ? 1 : smaller(worst, BOOK_TICKS_MAX));
}

/* Why a plain order does not go in at `limit`. */
static inline enum book_reason refusal(const struct book *book, const struct book_request *request,
                                       int32_t limit) {
    if (!in_limits(limit, request->lots))
        return BOOK_BAD_REQUEST;
    if ((request->tif == BOOK_REST) & holds_no_more(book))
        return BOOK_FULL;
    if (__builtin_expect(request->tif == BOOK_FOK, false)) {
        struct book_request inside = *request;
        inside.limit = limit;
        if (book_reachable(book, &inside, NO_SPECIAL, NULL) < request->lots)
            return BOOK_NOT_WHOLE;
    }
    return BOOK_OK;
}

static inline struct taker taker_of(const struct book_request *request, int32_t limit) {
    return (struct taker){.lots = request->lots,
                          .ref = request->ref,
                          .limit = limit,
                          .owner = request->owner,
                          .side = request->side,
                          .self_trade = request->self_trade,
                          .rests = request->tif == BOOK_REST && request->limit != BOOK_AT_MARKET};
}

void book_submit(struct book *book, const struct book_request *request,
                 struct book_result *result) {
    assert((unsigned)request->side <= SIDE_SELL && (unsigned)request->tif <= BOOK_FOK);
    *result = (struct book_result){.reason = BOOK_OK};
    if (__builtin_expect(book->in_auction | (request->special != NULL) |
                             (request->self_trade != SELF_CANCEL_NEWEST) | request->post_only,
                         false)) {
        special_submit(book, request, result);
        return;
    }
    int32_t limit = limit_of(book, request->side, request->limit);
    result->reason = refusal(book, request, limit);
    if (result->reason != BOOK_OK)
        return;
    int32_t touched = book->best[SIDE_OTHER(request->side)];
    if (request->tif == BOOK_REST && request->limit == limit &&
        !limit_reaches(request->side, limit, touched)) {
        come_to_rest(book, request, request->lots, result); /* as most do: nobody is met */
        follow(book, limit);
        return;
    }
    struct taker taker = taker_of(request, limit);
    enter(book, &taker, result);
    follow(book, result->rested > 0 ? limit : touched);
    if (__builtin_expect(book->due_count > 0, false))
        stops_run(book);
}

enum book_reason book_cancel(struct book *book, book_handle handle, enum book_reason why) {
    uint32_t slot = slot_of(book, handle);
    if (slot == NO_SLOT)
        return BOOK_NO_ORDER;
    const struct order *order = &book->orders[slot];
    if (__builtin_expect(order->special || book->in_auction, false)) {
        order_end(book, slot, why);
        return BOOK_OK;
    }
    enum side side = order->side;
    int32_t ticks = (int32_t)order->ticks;
    struct level *level = level_at(book, side, ticks);
    say_order(book, BOOK_EVENT_CANCEL, order, ticks, (int64_t)order->lots, why);
    queue_remove(book, level, slot, (int64_t)order->lots);
    give_back_slot(book, slot);
    level_settle(book, side, level);
    follow(book, ticks);
    return BOOK_OK;
}

const struct book_event *book_events(const struct book *book, size_t *count) {
    *count = (size_t)(book->event_at - book->events);
    return book->events;
}

void book_events_drain(struct book *book) {
    book->event_at = book->events;
}
