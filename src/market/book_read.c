#include "market/book_internal.h"

bool book_best(const struct book *book, enum side side, int32_t *ticks, int64_t *lots) {
    int32_t best = book->best[side];
    if (!level_exists(best))
        return false;
    *ticks = best;
    *lots = level_at(book, best)->lots;
    return true;
}

size_t book_levels(const struct book *book, enum side side, struct book_level *levels,
                   size_t most) {
    size_t count = 0;
    int32_t ticks = book->best[side];
    while (count < most && level_exists(ticks)) {
        const struct level *level = level_at(book, ticks);
        levels[count++] =
            (struct book_level){.ticks = ticks, .lots = level->lots, .orders = level->orders};
        ticks = level_behind(book, side, ticks);
    }
    return count;
}

bool book_order(const struct book *book, book_handle handle, struct book_request *order) {
    uint32_t slot = slot_of(book, handle);
    if (slot == NO_SLOT)
        return false;
    const struct order *found = &book->orders[slot];
    *order = (struct book_request){.side = found->side,
                                   .tif = BOOK_REST,
                                   .limit = found->ticks,
                                   .lots = found->lots,
                                   .owner = found->owner,
                                   .ref = found->ref};
    return true;
}

int64_t book_ahead(const struct book *book, book_handle handle) {
    uint32_t slot = slot_of(book, handle);
    if (slot == NO_SLOT)
        return 0;
    int64_t lots = 0;
    for (slot = book->orders[slot].prev; slot != NO_SLOT; slot = book->orders[slot].prev) {
        lots += book->orders[slot].lots;
    }
    return lots;
}

uint32_t book_order_count(const struct book *book) {
    return book->order_count;
}

uint32_t book_owned_count(const struct book *book, uint32_t owner) {
    uint32_t count = 0;
    for (uint32_t slot = 1; slot <= book->slots; slot++)
        count += book->orders[slot].handle != 0 && book->orders[slot].owner == owner;
    return count;
}

/* ---- walking ---- */

static int64_t smaller(int64_t a, int64_t b) {
    return a < b ? a : b;
}

/* Lots of a level before the first order of `owner`. */
static int64_t lots_before_own(const struct book *book, const struct level *level, uint32_t owner) {
    if (owner == 0)
        return level->lots;
    int64_t lots = 0;
    uint32_t slot = level->head;
    while (slot != NO_SLOT && book->orders[slot].owner != owner) {
        lots += book->orders[slot].lots;
        slot = book->orders[slot].next;
    }
    return lots;
}

int64_t book_reachable(const struct book *book, const struct book_request *taker,
                       int64_t *ticks_lots) {
    enum side other = SIDE_OTHER(taker->side);
    int64_t wanted = taker->lots;
    int64_t sum = 0;
    int32_t ticks = book->best[other];
    while (wanted > 0 && limit_reaches(taker->side, taker->limit, ticks)) {
        const struct level *level = level_at(book, ticks);
        int64_t taken = smaller(wanted, lots_before_own(book, level, taker->owner));
        if (ticks_lots != NULL) {
            taken = smaller(taken, (INT64_MAX - sum) / ticks);
            sum += taken * ticks;
        }
        wanted -= taken;
        if (taken < level->lots) /* the taker has all, or met an own order or the end of the sum */
            break;
        ticks = level_behind(book, other, ticks);
    }
    if (ticks_lots != NULL)
        *ticks_lots = sum;
    return taker->lots - wanted;
}

int64_t book_walk(const struct book *book, const struct book_request *taker, int64_t *ticks_lots) {
    assert(taker->lots >= 0 && ticks_lots != NULL);
    return book_reachable(book, taker, ticks_lots);
}

/* ---- checking ---- */

/* One queue: links, sums, and that every order says where it is. Returns its orders. */
static uint32_t check_queue(const struct book *book, const struct level *level, enum side side) {
    int64_t lots = 0;
    uint32_t orders = 0;
    uint32_t before = NO_SLOT;
    for (uint32_t slot = level->head; slot != NO_SLOT; slot = book->orders[slot].next) {
        const struct order *order = &book->orders[slot];
        assert(slot <= book->slots && slot_of(book, order->handle) == slot);
        assert(order->handle >> SLOT_BITS < book->next_number);
        assert(order->prev == before && order->ticks == level->ticks && order->side == side);
        assert(order->lots > 0 && order->lots <= BOOK_LOTS_MAX);
        lots += order->lots;
        orders++;
        assert(orders <= book->order_count);
        before = slot;
    }
    assert(level->tail == before && level->lots == lots && level->orders == orders && orders > 0);
    return orders;
}

static void check_window(const struct book *book) {
    for (int word = 0; word < WINDOW_WORDS; word++) {
        assert((book->summary >> word & 1) == (book->words[word] != 0));
    }
    for (int place = 0; place < WINDOW_TICKS; place++) {
        const struct level *level = &book->window[place];
        bool marked = book->words[place / WORD_BITS] >> place % WORD_BITS & 1;
        assert(marked == (level->orders > 0));
        assert(!marked || level->ticks == book->base + place);
        assert(marked || (level->lots == 0 && level->head == NO_SLOT && level->tail == NO_SLOT));
    }
}

static void check_far(const struct book *book) {
    for (uint32_t at = 0; at < book->far_count; at++) {
        assert(book->far[at].orders > 0 && !window_holds(book, book->far[at].ticks));
        assert(at == 0 || book->far[at - 1].ticks < book->far[at].ticks);
    }
}

static void check_free(const struct book *book) {
    uint32_t free = 0;
    for (uint32_t slot = book->free_slot; slot != NO_SLOT; slot = book->orders[slot].next) {
        assert(slot <= book->slots && book->orders[slot].handle == 0);
        free++;
        assert(free <= book->slots);
    }
    assert(free + book->order_count == book->slots);
}

void book_check(const struct book *book) {
    assert(book->best[SIDE_BUY] < book->best[SIDE_SELL]);
    assert(book->order_count <= book->orders_most && book->slots < book->slot_capacity);
    check_window(book);
    check_far(book);
    check_free(book);
    uint32_t orders = 0;
    int32_t bid = NO_BID;
    int32_t ask = NO_ASK;
    for (int32_t ticks = level_above(book, NO_BID); ticks != NO_ASK;
         ticks = level_above(book, ticks)) {
        const struct level *level = level_at(book, ticks);
        enum side side = book->orders[level->head].side;
        orders += check_queue(book, level, side);
        assert(side == SIDE_SELL || ask == NO_ASK); /* no bid above an ask */
        if (side == SIDE_BUY)
            bid = ticks;
        else if (ask == NO_ASK)
            ask = ticks;
    }
    assert(orders == book->order_count);
    assert(bid == book->best[SIDE_BUY] && ask == book->best[SIDE_SELL]);
}
