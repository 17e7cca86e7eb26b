#include "market/book_internal.h"

/* ---- special orders ---- */

static void check_special(const struct book *book, uint32_t slot) {
    const struct order *order = &book->orders[slot];
    const struct special *special = special_of(book, order);
    assert(special->slot == slot && special->owner == order->owner);
    assert(special->reserve >= 0 && special->display >= 0);
    assert(special->reserve == 0 || (int64_t)order->lots <= special->display);
    assert(order_lots(book, order) <= BOOK_LOTS_MAX);
    if (special->partner != NO_SPECIAL) {
        const struct special *partner = &book->specials[special->partner];
        assert(partner->used && partner->partner == (uint32_t)order->ref);
        assert(partner->owner == special->owner && special->owner != 0 && partner != special);
    }
    if (special->reduce_only)
        assert(order_lots(book, order) <= reducible(book, order->owner, order->side));
    bool waits = special->standing == STANDING_WAITS;
    assert(special->standing != STANDING_DUE && waits == (special->trigger != TRIGGER_NONE));
    assert(waits == (special->stop != 0) && (book->in_auction || !special->fleeting));
    bool alarm = special->heap_at[HEAP_RISING] != NOT_IN_HEAP ||
                 special->heap_at[HEAP_FALLING] != NOT_IN_HEAP;
    assert(alarm == waits && (!waits || special->reserve == 0));
}

static void check_heap(const struct book *book, enum heap_kind kind) {
    const struct heap *heap = &book->heaps[kind];
    for (uint32_t at = 0; at < heap->count; at++) {
        const struct alarm *alarm = &heap->alarms[at];
        assert(at == 0 || heap->alarms[(at - 1) / 2].key <= alarm->key);
        assert(book->specials[alarm->special].used);
        assert(book->specials[alarm->special].heap_at[kind] == at);
    }
}

static void check_positions(const struct book *book) {
    uint32_t listed = 0;
    for (uint32_t at = 0; at < book->position_count; at++) {
        const struct position *position = &book->positions[at];
        assert(position->owner != 0);
        assert(at == 0 || book->positions[at - 1].owner < position->owner);
        uint32_t before = NO_SPECIAL;
        for (uint32_t index = position->first; index != NO_SPECIAL;
             index = book->specials[index].next) {
            const struct special *special = &book->specials[index];
            assert(special->used && special->reduce_only && special->owner == position->owner);
            assert(special->prev == before);
            assert(before == NO_SPECIAL || book->orders[book->specials[before].slot].number <
                                               book->orders[special->slot].number);
            before = index;
            listed++;
        }
        assert(position->last == before);
    }
    uint32_t reducing = 0;
    for (uint32_t index = 1; index <= book->special_slots; index++)
        reducing += book->specials[index].used && book->specials[index].reduce_only;
    assert(reducing == listed);
}

/* Every record is some live order's, and the orders that wait are counted. */
static uint32_t check_specials(const struct book *book) {
    uint32_t used = 0;
    uint32_t waiting = 0;
    for (uint32_t index = 1; index <= book->special_slots; index++) {
        const struct special *special = &book->specials[index];
        if (!special->used)
            continue;
        const struct order *order = &book->orders[special->slot];
        assert(special->slot != NO_SLOT && order->number != 0);
        assert(order->special && order->ref == index);
        check_special(book, special->slot);
        waiting += special->standing == STANDING_WAITS;
        used++;
    }
    assert(used == book->special_count);
    for (int kind = 0; kind < HEAP_KINDS; kind++)
        check_heap(book, (enum heap_kind)kind);
    const struct heap *heaps = book->heaps;
    assert(heaps[HEAP_TURN].count == 0 && book->due_count == 0);
    assert(book->rising ==
           (heaps[HEAP_RISING].count > 0 ? (int32_t)heaps[HEAP_RISING].alarms[0].key : NO_ASK));
    assert(book->falling ==
           (heaps[HEAP_FALLING].count > 0 ? (int32_t)-heaps[HEAP_FALLING].alarms[0].key : NO_BID));
    check_positions(book);
    return waiting;
}

/* ---- levels ---- */

/* One queue: links, sums, and that every order says where it is. Returns its orders. */
static uint32_t check_queue(const struct book *book, const struct level *level, enum side side) {
    int64_t lots = 0;
    uint32_t orders = 0;
    uint32_t before = NO_SLOT;
    for (uint32_t slot = queue_first(book, level); slot != NO_SLOT;
         slot = queue_after(book, slot)) {
        const struct order *order = &book->orders[slot];
        assert(slot <= book->slots && order->number != 0 && order->number < book->next_number);
        assert(queue_before(book, slot) == before && (int32_t)order->ticks == level->ticks);
        assert(order->side == side && !order_waits(book, order));
        assert(order->lots > 0 && (int64_t)order->lots <= BOOK_LOTS_MAX);
        lots += (int64_t)order->lots;
        orders++;
        assert(orders <= book->order_count);
        before = slot;
    }
    assert(level->lots == lots && level->orders == orders && orders > 0);
    assert(book->orders[before].batch == level->tail && level->used <= BATCH_ORDERS);
    return orders;
}

static void check_window(const struct book *book) {
    for (int word = 0; word < WINDOW_WORDS; word++)
        assert((book->summary >> word & 1) == (book->words[word] != 0));
    for (int place = 0; place < WINDOW_TICKS; place++) {
        const struct level *level = &book->window[place];
        bool marked = book->words[place / WORD_BITS] >> place % WORD_BITS & 1;
        assert(marked == (level->orders > 0));
        assert(!marked || level->ticks == book->base + place);
        assert(marked || (level->lots == 0 && level->head == level->tail));
    }
}

static void check_list(const struct level_list *list) {
    for (uint32_t at = 0; at < list->count; at++) {
        assert(list->levels[at].orders > 0);
        assert(at == 0 || list->levels[at - 1].ticks < list->levels[at].ticks);
    }
}

static void check_free(const struct book *book) {
    uint32_t free = 0;
    for (uint32_t slot = book->free_slot; slot != NO_SLOT; slot = book->orders[slot].owner) {
        assert(slot <= book->slots && book->orders[slot].number == 0);
        free++;
        assert(free <= book->slots);
    }
    assert(free + book->order_count == book->slots);
}

static uint32_t check_side(const struct book *book, enum side side) {
    uint32_t orders = 0;
    for (int32_t ticks = book->best[side]; level_exists(ticks);
         ticks = level_behind(book, side, ticks)) {
        orders += check_queue(book, level_at(book, side, ticks), side);
    }
    return orders;
}

void book_check(const struct book *book) {
    assert(book->in_auction || book->best[SIDE_BUY] < book->best[SIDE_SELL]);
    assert(book->order_count <= book->orders_most && book->slots < book->slot_capacity);
    assert(book->flying == NO_SPECIAL);
    assert(book->held[SIDE_BUY] == 0 && book->held[SIDE_SELL] == 0);
    check_window(book);
    check_list(&book->far);
    for (uint32_t at = 0; at < book->far.count; at++)
        assert(!window_holds(book, book->far.levels[at].ticks));
    for (int side = SIDE_BUY; side <= SIDE_SELL; side++) {
        check_list(&book->gathered[side]);
        assert(book->in_auction || book->gathered[side].count == 0);
    }
    if (book->in_auction) {
        assert(book->summary == 0 && book->far.count == 0);
    } else {
        assert(level_above(book, book->best[SIDE_BUY]) == book->best[SIDE_SELL]);
        assert(level_behind(book, SIDE_BUY, book->best[SIDE_SELL]) == book->best[SIDE_BUY]);
    }
    check_free(book);
    uint32_t orders = check_side(book, SIDE_BUY) + check_side(book, SIDE_SELL);
    orders += check_specials(book);
    assert(orders == book->order_count);
}
