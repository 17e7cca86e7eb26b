#include "market/book_internal.h"

bool book_best(const struct book *book, enum side side, int32_t *ticks, int64_t *lots) {
    int32_t best = book->best[side];
    if (!level_exists(best))
        return false;
    *ticks = best;
    *lots = level_at(book, side, best)->lots;
    return true;
}

size_t book_levels(const struct book *book, enum side side, struct book_level *levels,
                   size_t most) {
    size_t count = 0;
    int32_t ticks = book->best[side];
    while (count < most && level_exists(ticks)) {
        const struct level *level = level_at(book, side, ticks);
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
                                   .limit = (int32_t)found->ticks,
                                   .lots = order_lots(book, found),
                                   .owner = found->owner,
                                   .ref = found->ref};
    if (!found->special)
        return true;
    const struct special *special = special_of(book, found);
    order->ref = special->ref;
    order->post_only = special->post_only;
    order->self_trade = special->self_trade;
    if (special->standing != STANDING_RESTS)
        order->tif = special->tif;
    else if (special->fleeting)
        order->tif = BOOK_IOC;
    return true;
}

bool book_order_special(const struct book *book, book_handle handle, struct book_special *special) {
    uint32_t slot = slot_of(book, handle);
    *special = (struct book_special){.trigger = TRIGGER_NONE};
    if (slot == NO_SLOT || !book->orders[slot].special)
        return slot != NO_SLOT;
    const struct special *found = special_of(book, &book->orders[slot]);
    *special = (struct book_special){.trigger = found->trigger,
                                     .reduce_only = found->reduce_only,
                                     .stop = found->stop,
                                     .trail = found->trail,
                                     .trail_ppm = found->trail_ppm,
                                     .worst = found->worst,
                                     .display = found->display};
    if (found->partner != NO_SPECIAL)
        special->oco = handle_of(book, book->specials[found->partner].slot);
    return true;
}

bool book_waits(const struct book *book, book_handle handle) {
    uint32_t slot = slot_of(book, handle);
    return slot != NO_SLOT && order_waits(book, &book->orders[slot]);
}

int64_t book_shown(const struct book *book, book_handle handle) {
    uint32_t slot = slot_of(book, handle);
    if (slot == NO_SLOT || order_waits(book, &book->orders[slot]))
        return 0;
    return (int64_t)book->orders[slot].lots;
}

int64_t book_ahead(const struct book *book, book_handle handle) {
    uint32_t slot = slot_of(book, handle);
    if (slot == NO_SLOT || order_waits(book, &book->orders[slot]))
        return 0;
    int64_t lots = 0;
    for (slot = queue_before(book, slot); slot != NO_SLOT; slot = queue_before(book, slot))
        lots += (int64_t)book->orders[slot].lots;
    return lots;
}

uint32_t book_order_count(const struct book *book) {
    return book->order_count;
}

uint32_t book_owned_count(const struct book *book, uint32_t owner) {
    uint32_t count = 0;
    for (uint32_t slot = 1; slot <= book->slots; slot++)
        count += book->orders[slot].number != 0 && book->orders[slot].owner == owner;
    return count;
}
