#include "market/book_internal.h"

#include <string.h>

#include "base/mem.h"

#define SPECIALS_FIRST  16
#define POSITIONS_FIRST 4

/* ---- records ---- */

static uint32_t record_take(struct book *book) {
    uint32_t index = book->free_special;
    if (index != NO_SPECIAL) {
        book->free_special = book->specials[index].next;
    } else {
        if (book->special_slots + 1 >= book->special_capacity) {
            uint32_t used = book->special_capacity;
            book->special_capacity = used > 0 ? used * 2 : SPECIALS_FIRST;
            book->specials =
                mem_pool(book->specials, used, book->special_capacity, sizeof *book->specials);
        }
        index = ++book->special_slots;
    }
    book->specials[index] =
        (struct special){.used = true, .heap_at = {NOT_IN_HEAP, NOT_IN_HEAP, NOT_IN_HEAP}};
    book->special_count++;
    return index;
}

struct special *order_special(struct book *book, uint32_t slot) {
    struct order *order = &book->orders[slot];
    if (!order->special) {
        uint32_t index = record_take(book);
        book->specials[index].ref = order->ref;
        book->specials[index].slot = slot;
        book->specials[index].owner = order->owner;
        order->ref = index;
        order->special = 1;
    }
    return special_of(book, order);
}

uint32_t special_take(struct book *book, const struct book_request *request) {
    uint32_t partner = NO_SPECIAL;
    const struct book_special *asked = request->special;
    if (asked != NULL && asked->oco != 0) {
        uint32_t slot = slot_of(book, asked->oco);
        assert(slot != NO_SLOT);
        struct special *other = order_special(book, slot);
        assert(other->partner == NO_SPECIAL && other->owner == request->owner);
        partner = (uint32_t)(other - book->specials);
    }
    uint32_t index = record_take(book);
    struct special *special = &book->specials[index];
    special->ref = request->ref;
    special->owner = request->owner;
    special->tif = (uint8_t)request->tif;
    special->self_trade = request->self_trade;
    special->post_only = request->post_only;
    special->partner = partner;
    if (partner != NO_SPECIAL)
        book->specials[partner].partner = index;
    if (asked == NULL)
        return index;
    special->display = asked->display;
    special->trigger = asked->trigger;
    special->stop = asked->stop;
    special->trail = asked->trail;
    special->trail_ppm = asked->trail_ppm;
    special->worst = asked->worst;
    special->reduce_only = asked->reduce_only;
    if (asked->reduce_only)
        position_append(book, request->owner, index);
    return index;
}

static void partner_unlink(struct book *book, struct special *special) {
    if (special->partner != NO_SPECIAL)
        book->specials[special->partner].partner = NO_SPECIAL;
    special->partner = NO_SPECIAL;
}

/* ---- positions ---- */

/* Index of the first followed owner that is `owner` or above. */
static uint32_t position_index(const struct book *book, uint32_t owner) {
    uint32_t low = 0;
    uint32_t high = book->position_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (book->positions[middle].owner < owner)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct position *position_find(const struct book *book, uint32_t owner) {
    uint32_t at = position_index(book, owner);
    bool there = at < book->position_count && book->positions[at].owner == owner;
    return there ? &book->positions[at] : NULL;
}

struct position *position_open(struct book *book, uint32_t owner) {
    uint32_t at = position_index(book, owner);
    if (at < book->position_count && book->positions[at].owner == owner)
        return &book->positions[at];
    if (book->position_count == book->position_capacity) {
        book->position_capacity =
            book->position_capacity > 0 ? book->position_capacity * 2 : POSITIONS_FIRST;
        book->positions =
            mem_resize(book->positions, book->position_capacity, sizeof *book->positions);
    }
    memmove(book->positions + at + 1, book->positions + at,
            (book->position_count - at) * sizeof *book->positions);
    book->position_count++;
    book->positions[at] = (struct position){.owner = owner};
    return &book->positions[at];
}

static void position_close(struct book *book, struct position *position) {
    assert(position->first == NO_SPECIAL && position->last == NO_SPECIAL);
    uint32_t at = (uint32_t)(position - book->positions);
    book->position_count--;
    memmove(position, position + 1, (book->position_count - at) * sizeof *position);
}

void position_append(struct book *book, uint32_t owner, uint32_t index) {
    struct position *position = position_find(book, owner);
    assert(position != NULL && owner != 0);
    struct special *special = &book->specials[index];
    special->prev = position->last;
    special->next = NO_SPECIAL;
    if (position->last != NO_SPECIAL)
        book->specials[position->last].next = index;
    else
        position->first = index;
    position->last = index;
}

static void position_remove(struct book *book, uint32_t index) {
    const struct special *special = &book->specials[index];
    struct position *position = position_find(book, special->owner);
    assert(position != NULL);
    if (special->prev != NO_SPECIAL)
        book->specials[special->prev].next = special->next;
    else
        position->first = special->next;
    if (special->next != NO_SPECIAL)
        book->specials[special->next].prev = special->prev;
    else
        position->last = special->prev;
}

static int64_t reducible_of(int64_t position, enum side side) {
    int64_t lots = side == SIDE_BUY ? -position : position;
    return lots > 0 ? lots : 0;
}

int64_t reducible(const struct book *book, uint32_t owner, enum side side) {
    const struct position *position = position_find(book, owner);
    return position == NULL ? 0 : reducible_of(position->lots, side);
}

/* Cuts the owner's reduce-only orders to its position, in the order of their numbers. The one that
 * flies shrinks with the position by itself. */
static void position_cut(struct book *book, const struct position *position) {
    uint32_t next;
    for (uint32_t index = position->first; index != NO_SPECIAL; index = next) {
        const struct special *special = &book->specials[index];
        next = special->next;
        if (index == book->flying)
            continue;
        const struct order *order = &book->orders[special->slot];
        int64_t over = order_lots(book, order) - reducible_of(position->lots, order->side);
        if (over > 0)
            order_cut(book, special->slot, over, BOOK_REDUCE_ONLY);
    }
}

static void position_trade(struct book *book, const struct party *party, int64_t lots) {
    struct position *position = party->owner != 0 ? position_find(book, party->owner) : NULL;
    if (position == NULL)
        return;
    position->lots += party->side == SIDE_BUY ? lots : -lots;
    position->lots = position->lots > POSITION_MAX    ? POSITION_MAX
                     : position->lots < -POSITION_MAX ? -POSITION_MAX
                                                      : position->lots;
    position_cut(book, position);
}

void book_set_position(struct book *book, uint32_t owner, int64_t lots) {
    assert(owner != 0 && lots >= -POSITION_MAX && lots <= POSITION_MAX);
    struct position *position = lots != 0 ? position_open(book, owner) : position_find(book, owner);
    if (position == NULL)
        return;
    position->lots = lots;
    position_cut(book, position);
    if (lots == 0)
        position_close(book, position);
}

int64_t book_position(const struct book *book, uint32_t owner) {
    const struct position *position = position_find(book, owner);
    return position == NULL ? 0 : position->lots;
}

/* ---- going ---- */

void special_drop(struct book *book, uint32_t index) {
    struct special *special = &book->specials[index];
    assert(special->used && special->heap_at[HEAP_RISING] == NOT_IN_HEAP &&
           special->heap_at[HEAP_FALLING] == NOT_IN_HEAP);
    partner_unlink(book, special);
    if (special->reduce_only)
        position_remove(book, index);
    *special = (struct special){.next = book->free_special};
    book->free_special = index;
    book->special_count--;
}

void order_cut(struct book *book, uint32_t slot, int64_t lots, enum book_reason why) {
    struct order *order = &book->orders[slot];
    struct special *special = special_of(book, order);
    bool waits = special->standing != STANDING_RESTS;
    if (lots >= order_lots(book, order)) {
        order_end(book, slot, why);
        return;
    }
    int64_t hidden = smaller(lots, special->reserve);
    int64_t shown = lots - hidden;
    special->reserve -= hidden;
    order_set_lots(order, (int64_t)order->lots - shown);
    int32_t ticks = (int32_t)order->ticks;
    emit_order(book, BOOK_EVENT_CUT, order, waits ? special->stop : ticks, lots, why);
    if (waits || shown == 0)
        return;
    level_at(book, order->side, ticks)->lots -= shown;
    level_changed(book, order->side, ticks);
}

/* ---- trades ---- */

/* One of a pair traded: its partner loses as much, or all when nothing is left of the one. */
static void partner_trade(struct book *book, const struct party *party, int64_t lots) {
    if (party->special == NO_SPECIAL)
        return;
    struct special *special = &book->specials[party->special];
    if (special->partner == NO_SPECIAL)
        return;
    uint32_t slot = book->specials[special->partner].slot;
    if (party->used_up)
        order_end(book, slot, BOOK_OCO);
    else
        order_cut(book, slot, lots, BOOK_OCO);
}

void trade_touch(struct book *book, const struct party *maker, const struct party *taker,
                 int64_t lots) {
    partner_trade(book, maker, lots);
    partner_trade(book, taker, lots);
    if (book->position_count == 0)
        return;
    position_trade(book, maker, lots);
    position_trade(book, taker, lots);
}

void order_reduce(struct book *book, uint32_t slot, int64_t lots) {
    struct order *order = &book->orders[slot];
    assert(lots > 0 && lots <= (int64_t)order->lots);
    order_set_lots(order, (int64_t)order->lots - lots);
    level_at(book, order->side, (int32_t)order->ticks)->lots -= lots;
}

void order_renew(struct book *book, uint32_t slot) {
    struct order *order = &book->orders[slot];
    if (order->lots > 0)
        return;
    int32_t ticks = (int32_t)order->ticks;
    struct level *level = level_at(book, order->side, ticks);
    queue_remove(book, level, slot, 0);
    if (!order->special || special_of(book, order)->reserve == 0) {
        order_forget(book, slot);
        return;
    }
    struct special *special = special_of(book, order);
    int64_t shown = smaller(special->display, special->reserve);
    special->reserve -= shown;
    order_set_lots(order, shown);
    queue_append(book, level, slot);
    emit_order(book, BOOK_EVENT_REFILL, order, ticks, shown, BOOK_OK);
}

void special_trade(struct book *book, const struct taker *taker, uint32_t slot, int64_t lots) {
    order_reduce(book, slot, lots);
    const struct order *order = &book->orders[slot];
    struct party maker = {.special = order->special ? (uint32_t)order->ref : NO_SPECIAL,
                          .owner = order->owner,
                          .side = order->side,
                          .used_up = order_lots(book, order) == 0};
    struct party other = {.special = taker->special,
                          .owner = taker->owner,
                          .side = taker->side,
                          .used_up = taker->lots == 0};
    trade_touch(book, &maker, &other, lots);
    order_renew(book, slot);
}
