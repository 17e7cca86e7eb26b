/* Requests that are more than a plain order in continuous trading: what they may ask for, and how
 * they become takers like any other. */
#include "market/book_internal.h"

/* ---- what is refused ---- */

bool trail_fits(const struct book_special *special) {
    if (special->trigger != TRIGGER_TRAIL)
        return special->trail == 0 && special->trail_ppm == 0;
    bool by_ticks = special->trail >= 1 && special->trail <= BOOK_TICKS_MAX;
    bool by_ppm = special->trail_ppm >= 1 && special->trail_ppm < BOOK_PPM;
    return (by_ticks && special->trail_ppm == 0) || (by_ppm && special->trail == 0);
}

static bool stop_fits(const struct book *book, const struct book_special *special) {
    if (special->trigger == TRIGGER_NONE)
        return special->stop == 0;
    bool derived = special->trigger == TRIGGER_TRAIL && book->last != 0;
    return special->stop >= (derived ? 0 : 1) && special->stop <= BOOK_TICKS_MAX;
}

/* An iceberg with more slices would keep a taker busy for ever. */
bool display_fits(int64_t display, int64_t lots) {
    return display == 0 ||
           (display > 0 && display <= BOOK_LOTS_MAX && (lots - 1) / display < SLICES_MAX);
}

static bool special_fits(const struct book *book, const struct book_request *request) {
    const struct book_special *special = request->special;
    return special == NULL ||
           (special->trigger <= TRIGGER_TRAIL && special->worst >= 0 &&
            special->worst <= BOOK_TICKS_MAX && stop_fits(book, special) && trail_fits(special) &&
            display_fits(special->display, request->lots));
}

/* The limit of an order that goes in now; one at market has its own bound beside the collar's. */
static int32_t entry_limit(const struct book *book, const struct book_request *request,
                           int32_t worst) {
    int32_t limit = limit_of(book, request->side, request->limit);
    if (request->limit != BOOK_AT_MARKET || worst == 0)
        return limit;
    return request->side == SIDE_BUY ? (limit < worst ? limit : worst)
                                     : (limit > worst ? limit : worst);
}

static bool waits_first(const struct book_request *request) {
    return request->special != NULL && request->special->trigger != TRIGGER_NONE;
}

static enum book_reason special_refusal(const struct book *book,
                                        const struct book_request *request) {
    bool at_market = request->limit == BOOK_AT_MARKET;
    if (request->self_trade > SELF_CANCEL_BOTH || !special_fits(book, request) ||
        !in_limits(at_market ? 1 : request->limit, request->lots))
        return BOOK_BAD_REQUEST;
    bool stays = request->tif == BOOK_REST || waits_first(request) || book->in_auction;
    if (stays && holds_no_more(book))
        return BOOK_FULL;
    const struct book_special *special = request->special;
    if (special != NULL && special->oco != 0) {
        uint32_t slot = slot_of(book, special->oco);
        if (slot == NO_SLOT || request->owner == 0 || book->orders[slot].owner != request->owner)
            return BOOK_NO_PARTNER;
        const struct order *partner = &book->orders[slot];
        if (partner->special && special_of(book, partner)->partner != NO_SPECIAL)
            return BOOK_NO_PARTNER;
    }
    bool reduces = special != NULL && special->reduce_only;
    if (reduces && reducible(book, request->owner, request->side) == 0)
        return BOOK_REDUCE_ONLY;
    if (book->in_auction && request->tif == BOOK_FOK && !waits_first(request))
        return BOOK_IN_AUCTION;
    return BOOK_OK;
}

/* Does an order that goes in now at `limit` trade although it must not, or not trade whole although
 * it must? */
static enum book_reason entry_refusal(const struct book *book, const struct book_request *request,
                                      int32_t limit, uint32_t special) {
    if (request->post_only &&
        limit_reaches(request->side, limit, book->best[SIDE_OTHER(request->side)]))
        return BOOK_WOULD_TRADE;
    if (request->tif != BOOK_FOK)
        return BOOK_OK;
    struct book_request inside = *request;
    inside.limit = limit;
    return book_reachable(book, &inside, special, NULL) < request->lots ? BOOK_NOT_WHOLE : BOOK_OK;
}

/* ---- submitting ---- */

static bool needs_record(const struct book_request *request, bool rests) {
    const struct book_special *special = request->special;
    bool asks = special != NULL && (special->trigger != TRIGGER_NONE || special->reduce_only ||
                                    special->display > 0 || special->oco != 0);
    return asks || (rests && (request->post_only || request->self_trade != SELF_CANCEL_NEWEST));
}

static struct taker taker_of(const struct book_request *request, int32_t limit) {
    return (struct taker){.lots = request->lots,
                          .ref = request->ref,
                          .limit = limit,
                          .owner = request->owner,
                          .side = request->side,
                          .self_trade = request->self_trade,
                          .rests = request->tif == BOOK_REST && request->limit != BOOK_AT_MARKET};
}

static void submit_waiting(struct book *book, const struct book_request *request,
                           struct book_result *result) {
    uint32_t index = special_take(book, request);
    struct special *special = &book->specials[index];
    const struct order order = {.ref = index,
                                .lots = (uint64_t)request->lots & LOTS_MASK,
                                .special = 1,
                                .owner = request->owner,
                                .ticks = (uint32_t)request->limit & TICKS_MASK,
                                .side = request->side & 1};
    uint32_t slot = slot_take(book, &order);
    special->slot = slot;
    if (special->stop == 0)
        special->stop = trail_stop(request->side, special->trail, special->trail_ppm, book->last);
    result->handle = handle_of(book, slot);
    stops_arm(book, index);
}

static void submit_gathered(struct book *book, const struct book_request *request, int32_t limit,
                            struct book_result *result) {
    struct taker taker = taker_of(request, limit);
    bool fleeting = !taker.rests;
    if (fleeting || needs_record(request, true)) {
        taker.special = special_take(book, request);
        book->specials[taker.special].fleeting = fleeting;
    }
    taker_rest(book, &taker, result);
}

static void submit_taker(struct book *book, const struct book_request *request, int32_t limit,
                         struct book_result *result) {
    struct taker taker = taker_of(request, limit);
    if (needs_record(request, taker.rests))
        taker.special = special_take(book, request);
    result->reason = entry_refusal(book, request, limit, taker.special);
    if (result->reason == BOOK_OK)
        taker_enter(book, &taker, result);
    else if (taker.special != NO_SPECIAL)
        special_drop(book, taker.special);
}

void special_submit(struct book *book, const struct book_request *request,
                    struct book_result *result) {
    struct book_request cut = *request;
    result->reason = special_refusal(book, request);
    if (result->reason != BOOK_OK)
        return;
    if (request->special != NULL && request->special->reduce_only)
        cut.lots = smaller(request->lots, reducible(book, request->owner, request->side));
    int32_t limit =
        entry_limit(book, request, request->special != NULL ? request->special->worst : 0);
    if (waits_first(request))
        submit_waiting(book, &cut, result);
    else if (!book->in_auction)
        submit_taker(book, &cut, limit, result);
    else if ((result->reason = entry_refusal(book, &cut, limit, NO_SPECIAL)) == BOOK_OK)
        submit_gathered(book, &cut, limit, result);
    if (result->reason == BOOK_WOULD_TRADE || result->reason == BOOK_NOT_WHOLE)
        return;
    result->cut = request->lots - cut.lots;
    if (book->in_auction)
        return;
    if (result->rested > 0 && !window_holds(book, limit))
        window_follow(book, limit);
    stops_run(book);
}

void trigger_submit(struct book *book, const struct book_request *request, uint32_t slot,
                    uint32_t special) {
    int32_t limit = entry_limit(book, request, book->specials[special].worst);
    struct taker taker = taker_of(request, limit);
    struct book_result result = {.reason = entry_refusal(book, request, limit, special)};
    taker.slot = slot;
    taker.special = special;
    if (result.reason == BOOK_OK)
        taker_enter(book, &taker, &result);
    else
        taker_refuse(book, &taker, result.reason);
}

/* ---- amending ---- */

/* The change with what it leaves alone filled in; false when the order cannot be changed so. */
static bool change_whole(const struct book *book, uint32_t slot, struct book_change *change) {
    const struct order *order = &book->orders[slot];
    bool waits = order_waits(book, order);
    bool at_market = waits && order->ticks == BOOK_AT_MARKET && change->limit == 0;
    change->limit = change->limit != 0 ? change->limit : (int32_t)order->ticks;
    change->lots = change->lots != 0 ? change->lots : order_lots(book, order);
    bool stops = change->stop != 0 || change->trail != 0 || change->trail_ppm != 0;
    if (!in_limits(at_market ? 1 : change->limit, change->lots) || (stops && !waits))
        return false;
    if (!order->special)
        return true;
    const struct special *special = special_of(book, order);
    if (!stops)
        return display_fits(special->display, change->lots);
    bool distance = change->trail != 0 || change->trail_ppm != 0;
    struct book_special wanted = {.trigger = special->trigger,
                                  .stop =
                                      change->stop != 0 || distance ? change->stop : special->stop,
                                  .trail = distance ? change->trail : special->trail,
                                  .trail_ppm = distance ? change->trail_ppm : special->trail_ppm};
    return stop_fits(book, &wanted) && trail_fits(&wanted) &&
           display_fits(special->display, change->lots);
}

/* In its place: hidden lots go first. */
static void amend_down(struct book *book, uint32_t slot, int64_t lots) {
    struct order *order = &book->orders[slot];
    int64_t over = order_lots(book, order) - lots;
    int64_t hidden = order->special ? smaller(over, special_of(book, order)->reserve) : 0;
    int32_t ticks = (int32_t)order->ticks;
    if (hidden > 0)
        special_of(book, order)->reserve -= hidden;
    order_set_lots(order, (int64_t)order->lots - (over - hidden));
    emit_order(book, BOOK_EVENT_AMEND, order, ticks, lots, BOOK_OK);
    if (over == hidden)
        return;
    level_at(book, order->side, ticks)->lots -= over - hidden;
    level_changed(book, order->side, ticks);
}

/* Leaves its queue and comes in anew, under the same handle. */
static void amend_anew(struct book *book, uint32_t slot, int32_t limit, int64_t lots,
                       struct book_result *result) {
    struct order *order = &book->orders[slot];
    enum side side = order->side;
    int32_t ticks = (int32_t)order->ticks;
    struct taker taker = {.lots = lots,
                          .ref = order->ref,
                          .limit = limit,
                          .owner = order->owner,
                          .side = side,
                          .rests = true,
                          .slot = slot};
    if (order->special) {
        const struct special *special = special_of(book, order);
        taker.special = (uint32_t)order->ref;
        taker.ref = special->ref;
        taker.self_trade = special->self_trade;
    }
    emit_order(book, BOOK_EVENT_AMEND, order, ticks, 0, BOOK_OK);
    book->held[side] = limit == ticks ? ticks : 0; /* told once, when it is back */
    order_leave(book, slot);
    book->held[side] = 0;
    if (limit == ticks || book->in_auction)
        taker_rest(book, &taker, result);
    else
        taker_enter(book, &taker, result);
}

static void amend_resting(struct book *book, uint32_t slot, const struct book_change *change,
                          struct book_result *result) {
    const struct order *order = &book->orders[slot];
    bool same = change->limit == (int32_t)order->ticks;
    bool post_only = order->special && special_of(book, order)->post_only;
    int64_t lots = order_lots(book, order);
    if (same && change->lots <= lots) {
        result->handle = handle_of(book, slot);
        result->rested = change->lots;
        if (change->lots < lots)
            amend_down(book, slot, change->lots);
    } else if (post_only && limit_reaches(order->side, change->limit,
                                          book->best[SIDE_OTHER((enum side)order->side)])) {
        *result = (struct book_result){.reason = BOOK_WOULD_TRADE};
    } else {
        amend_anew(book, slot, change->limit, change->lots, result);
    }
}

/* Where the stop of a waiting order is to be. */
static int32_t stop_after(const struct book *book, const struct order *order,
                          const struct book_change *change) {
    if (change->stop != 0)
        return change->stop;
    if (change->trail == 0 && change->trail_ppm == 0)
        return special_of(book, order)->stop;
    return trail_stop(order->side, change->trail, change->trail_ppm, book->last);
}

static void amend_waiting(struct book *book, uint32_t slot, const struct book_change *change,
                          struct book_result *result) {
    struct order *order = &book->orders[slot];
    struct special *special = special_of(book, order);
    struct book_change was = {.limit = (int32_t)order->ticks,
                              .lots = (int64_t)order->lots,
                              .stop = special->stop,
                              .trail = special->trail,
                              .trail_ppm = special->trail_ppm};
    uint32_t index = (uint32_t)order->ref;
    special->stop = stop_after(book, order, change);
    if (change->trail != 0 || change->trail_ppm != 0) {
        special->trail = change->trail;
        special->trail_ppm = change->trail_ppm;
    }
    if (change->worst != 0)
        special->worst = change->worst;
    order->ticks = (uint32_t)change->limit & TICKS_MASK;
    order_set_lots(order, change->lots);
    result->handle = handle_of(book, slot);
    if (was.limit == change->limit && was.lots == change->lots && was.stop == special->stop &&
        was.trail == special->trail && was.trail_ppm == special->trail_ppm)
        return;
    emit_order(book, BOOK_EVENT_AMEND, order, special->stop, change->lots, BOOK_OK);
    stops_disarm(book, index);
    stops_place(book, index);
    stops_look(book, index);
}

void book_amend(struct book *book, book_handle handle, const struct book_change *change,
                struct book_result *result) {
    uint32_t slot = slot_of(book, handle);
    struct book_change whole = *change;
    *result = (struct book_result){.reason = BOOK_OK};
    if (slot == NO_SLOT)
        result->reason = BOOK_NO_ORDER;
    else if (!change_whole(book, slot, &whole))
        result->reason = BOOK_BAD_REQUEST;
    if (result->reason != BOOK_OK)
        return;
    const struct order *order = &book->orders[slot];
    int64_t asked = whole.lots;
    if (order->special && special_of(book, order)->reduce_only)
        whole.lots = smaller(asked, reducible(book, order->owner, order->side));
    if (order_waits(book, order))
        amend_waiting(book, slot, &whole, result);
    else
        amend_resting(book, slot, &whole, result);
    if (result->reason != BOOK_WOULD_TRADE)
        result->cut = asked - whole.lots;
    if (book->in_auction)
        return;
    if (!window_holds(book, whole.limit))
        window_follow(book, whole.limit);
    stops_run(book);
}
