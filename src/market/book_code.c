#include "market/book_internal.h"

#include <stdlib.h>

#include "base/mem.h"

/* Layout (all of it checked when read, book_decode.c):
 *   next number, slots used, the free slots in the order of their reuse
 *   collar, last, whether an auction gathers
 *   followed owners: count, then owner and lots of each
 *   bids, then asks: levels by rising price: ticks, orders, and the orders by time
 *   waiting orders: count, then each in the order they came
 * An order: handle, lots, owner, ref, what it has besides (bits), and what these bits announce. */

static uint8_t order_extras(const struct book *book, const struct order *order) {
    if (!order->special)
        return 0;
    const struct special *special = special_of(book, order);
    return (uint8_t)((special->post_only ? EXTRA_POST_ONLY : 0) |
                     (special->reduce_only ? EXTRA_REDUCE_ONLY : 0) |
                     (special->fleeting ? EXTRA_FLEETING : 0) |
                     (special->self_trade != SELF_CANCEL_NEWEST ? EXTRA_SELF_TRADE : 0) |
                     (special->display > 0 ? EXTRA_DISPLAY : 0) |
                     (special->partner != NO_SPECIAL ? EXTRA_PARTNER : 0));
}

static void put_order(const struct book *book, uint32_t slot, const struct sink *sink) {
    const struct order *order = &book->orders[slot];
    uint8_t extras = order_extras(book, order);
    put_u64(sink, handle_of(book, slot));
    put_i64(sink, (int64_t)order->lots);
    put_u32(sink, order->owner);
    put_u64(sink, order->special ? special_of(book, order)->ref : order->ref);
    put_u8(sink, extras);
    if (extras == 0)
        return;
    const struct special *special = special_of(book, order);
    if (extras & EXTRA_SELF_TRADE)
        put_u8(sink, special->self_trade);
    if (extras & EXTRA_DISPLAY) {
        put_i64(sink, special->display);
        put_i64(sink, special->reserve);
    }
    if (extras & EXTRA_PARTNER)
        put_u64(sink, handle_of(book, book->specials[special->partner].slot));
}

static void put_level(const struct book *book, const struct level *level, const struct sink *sink) {
    put_i32(sink, level->ticks);
    put_u32(sink, level->orders);
    for (uint32_t slot = queue_first(book, level); slot != NO_SLOT; slot = queue_after(book, slot))
        put_order(book, slot, sink);
}

/* From the lowest level of a side to the highest. */
static void put_side(const struct book *book, enum side side, const struct sink *sink) {
    uint32_t levels = 0;
    int32_t worst = book->best[side];
    for (int32_t ticks = worst; level_exists(ticks); ticks = level_behind(book, side, ticks)) {
        worst = ticks;
        levels++;
    }
    int32_t ticks = side == SIDE_BUY ? worst : book->best[side];
    put_u32(sink, levels);
    for (uint32_t i = 0; i < levels; i++) {
        put_level(book, level_at(book, side, ticks), sink);
        ticks =
            book->in_auction ? list_above(&book->gathered[side], ticks) : level_above(book, ticks);
    }
}

static int by_number(const void *one, const void *other) {
    const struct numbered *a = one;
    const struct numbered *b = other;
    return (a->number > b->number) - (a->number < b->number);
}

void numbered_sort(struct numbered *rows, uint32_t count) {
    if (count > 0)
        qsort(rows, count, sizeof *rows, by_number);
}

static void put_waiting(const struct book *book, const struct sink *sink) {
    struct numbered *rows = mem_array(book->special_count, sizeof *rows);
    uint32_t count = 0;
    for (uint32_t index = 1; index <= book->special_slots; index++) {
        const struct special *special = &book->specials[index];
        if (special->used && special->standing == STANDING_WAITS)
            rows[count++] =
                (struct numbered){.number = book->orders[special->slot].number, .special = index};
    }
    numbered_sort(rows, count);
    put_u32(sink, count);
    for (uint32_t i = 0; i < count; i++) {
        const struct special *special = &book->specials[rows[i].special];
        const struct order *order = &book->orders[special->slot];
        put_order(book, special->slot, sink);
        put_u8(sink, order->side);
        put_u8(sink, special->tif);
        put_u8(sink, special->trigger);
        put_i32(sink, (int32_t)order->ticks);
        put_i32(sink, special->stop);
        put_i32(sink, special->trail);
        put_i32(sink, special->trail_ppm);
        put_i32(sink, special->worst);
    }
    mem_free(rows);
}

void book_encode(const struct book *book, const struct sink *sink) {
    put_u64(sink, book->next_number);
    put_u32(sink, book->slots);
    put_u32(sink, book->slots - book->order_count);
    for (uint32_t slot = book->free_slot; slot != NO_SLOT; slot = book->orders[slot].owner)
        put_u32(sink, slot);
    put_i32(sink, book->collar_ppm);
    put_i32(sink, book->last);
    put_bool(sink, book->in_auction);
    put_u32(sink, book->position_count);
    for (uint32_t at = 0; at < book->position_count; at++) {
        put_u32(sink, book->positions[at].owner);
        put_i64(sink, book->positions[at].lots);
    }
    put_side(book, SIDE_BUY, sink);
    put_side(book, SIDE_SELL, sink);
    put_waiting(book, sink);
}
