#include "market/book_internal.h"

#include <stdlib.h>

void book_auction_begin(struct book *book) {
    assert(!book->in_auction && book->due_count == 0);
    levels_gather(book);
    book->in_auction = true;
}

bool book_in_auction(const struct book *book) {
    return book->in_auction;
}

/* ---- the price ---- */

/* Lots of a level, hidden ones too. */
static int64_t level_all(const struct book *book, const struct level *level) {
    int64_t lots = level->lots;
    if (book->special_count == 0)
        return lots;
    for (uint32_t slot = queue_first(book, level); slot != NO_SLOT; slot = queue_after(book, slot))
        lots += order_lots(book, &book->orders[slot]) - (int64_t)book->orders[slot].lots;
    return lots;
}

static int64_t list_all(const struct book *book, const struct level_list *list) {
    int64_t lots = 0;
    for (uint32_t at = 0; at < list->count; at++)
        lots += level_all(book, &list->levels[at]);
    return lots;
}

/* Is the price of `a` better than that of `b`? Of equals the one that came first stays. */
static bool indicates_better(const struct book_indication *a, const struct book_indication *b,
                             int32_t last) {
    if (a->lots != b->lots)
        return a->lots > b->lots;
    if (llabs(a->imbalance) != llabs(b->imbalance))
        return llabs(a->imbalance) < llabs(b->imbalance);
    return llabs((int64_t)a->ticks - last) < llabs((int64_t)b->ticks - last);
}

/* All prices from `low` to `high` see the same demand and supply: tries the closest to the last. */
static void consider(const struct book *book, struct book_indication *best, int32_t low,
                     int32_t high, int64_t demand, int64_t supply) {
    int32_t ticks = book->last < low ? low : book->last > high ? high : book->last;
    struct book_indication here = {
        .ticks = ticks, .lots = smaller(demand, supply), .imbalance = demand - supply};
    if (low <= high && here.lots > 0 && indicates_better(&here, best, book->last))
        *best = here;
}

void book_auction_indication(const struct book *book, struct book_indication *indication) {
    const struct level_list *buys = &book->gathered[SIDE_BUY];
    const struct level_list *sells = &book->gathered[SIDE_SELL];
    *indication = (struct book_indication){.ticks = 0};
    if (!book->in_auction || book->best[SIDE_BUY] < book->best[SIDE_SELL])
        return;
    int64_t demand = list_all(book, buys);
    int64_t supply = 0;
    uint32_t buy = 0;
    uint32_t sell = 0;
    while (buy < buys->count) { /* by rising price; above the last buy nothing trades */
        int32_t ticks = buys->levels[buy].ticks;
        if (sell < sells->count && sells->levels[sell].ticks < ticks)
            ticks = sells->levels[sell].ticks;
        if (sell < sells->count && sells->levels[sell].ticks == ticks)
            supply += level_all(book, &sells->levels[sell++]);
        consider(book, indication, ticks, ticks, demand, supply);
        if (buys->levels[buy].ticks == ticks)
            demand -= level_all(book, &buys->levels[buy++]);
        if (buy == buys->count)
            break;
        int32_t next = buys->levels[buy].ticks;
        if (sell < sells->count && sells->levels[sell].ticks < next)
            next = sells->levels[sell].ticks;
        consider(book, indication, ticks + 1, next - 1, demand, supply);
    }
}

/* ---- trading at it ---- */

/* Two orders of one owner meet: the later one's setting decides. */
static void auction_meet_own(struct book *book, const uint32_t slots[2], bool changed[2]) {
    enum side later = book->orders[slots[SIDE_BUY]].number > book->orders[slots[SIDE_SELL]].number
                          ? SIDE_BUY
                          : SIDE_SELL;
    const struct order *order = &book->orders[slots[later]];
    uint8_t mode = order->special ? special_of(book, order)->self_trade : SELF_CANCEL_NEWEST;
    if (mode != SELF_CANCEL_OLDEST) {
        order_end(book, slots[later], BOOK_SELF_TRADE);
        changed[later] = true;
    }
    if (mode != SELF_CANCEL_NEWEST) {
        order_end(book, slots[SIDE_OTHER(later)], BOOK_SELF_TRADE);
        changed[SIDE_OTHER(later)] = true;
    }
}

static struct party party_of(const struct book *book, uint32_t slot) {
    const struct order *order = &book->orders[slot];
    return (struct party){.special = order->special ? (uint32_t)order->ref : NO_SPECIAL,
                          .owner = order->owner,
                          .side = order->side,
                          .used_up = order_lots(book, order) == 0};
}

static void auction_trade(struct book *book, const uint32_t slots[2], int32_t ticks) {
    enum side first = book->orders[slots[SIDE_BUY]].number < book->orders[slots[SIDE_SELL]].number
                          ? SIDE_BUY
                          : SIDE_SELL;
    uint32_t maker = slots[first];
    uint32_t other = slots[SIDE_OTHER(first)];
    const struct order *order = &book->orders[other];
    int64_t lots = smaller((int64_t)book->orders[maker].lots, (int64_t)order->lots);
    struct taker taker = {.side = SIDE_OTHER(first),
                          .owner = order->owner,
                          .ref = order->special ? special_of(book, order)->ref : order->ref};
    emit_trade(book, &taker, maker, ticks, lots);
    order_reduce(book, maker, lots);
    order_reduce(book, other, lots);
    struct party making = party_of(book, maker);
    struct party taking = party_of(book, other);
    trade_touch(book, &making, &taking, lots);
    order_renew(book, maker);
    order_renew(book, other);
}

/* The best levels of both sides trade until one is empty. */
static bool levels_cross(struct book *book, int32_t ticks) {
    const int32_t at[2] = {book->best[SIDE_BUY], book->best[SIDE_SELL]};
    bool changed[2] = {false, false};
    bool traded = false;
    book->held[SIDE_BUY] = at[SIDE_BUY];
    book->held[SIDE_SELL] = at[SIDE_SELL];
    for (;;) {
        const struct level *bids = level_at(book, SIDE_BUY, at[SIDE_BUY]);
        const struct level *asks = level_at(book, SIDE_SELL, at[SIDE_SELL]);
        if (bids->orders == 0 || asks->orders == 0)
            break;
        const uint32_t slots[2] = {queue_first(book, bids), queue_first(book, asks)};
        uint32_t owner = book->orders[slots[SIDE_BUY]].owner;
        if (owner != 0 && owner == book->orders[slots[SIDE_SELL]].owner) {
            auction_meet_own(book, slots, changed);
        } else {
            auction_trade(book, slots, ticks);
            traded = changed[SIDE_BUY] = changed[SIDE_SELL] = true;
        }
    }
    for (int side = SIDE_BUY; side <= SIDE_SELL; side++) {
        book->held[side] = 0;
        if (changed[side])
            level_changed(book, (enum side)side, at[side]);
    }
    return traded;
}

static void uncross(struct book *book) {
    struct book_indication indication;
    book_auction_indication(book, &indication);
    int32_t ticks = indication.ticks;
    assert(indication.lots > 0);
    bool traded = false;
    while (book->best[SIDE_BUY] >= ticks && book->best[SIDE_SELL] <= ticks)
        traded |= levels_cross(book, ticks);
    if (!traded)
        return;
    book->last = ticks;
    stops_hear(book, ticks);
}

/* What is left of IOC orders goes away. */
static void drop_fleeting(struct book *book, enum side side) {
    for (int32_t ticks = book->best[side]; level_exists(ticks);
         ticks = level_behind(book, side, ticks)) {
        uint32_t next;
        for (uint32_t slot = queue_first(book, level_at(book, side, ticks)); slot != NO_SLOT;
             slot = next) {
            const struct order *order = &book->orders[slot];
            next = queue_after(book, slot);
            if (order->special && special_of(book, order)->fleeting)
                order_end(book, slot, BOOK_REST_DROPPED);
        }
    }
}

void book_auction_end(struct book *book) {
    assert(book->in_auction);
    while (book->best[SIDE_BUY] >= book->best[SIDE_SELL])
        uncross(book);
    drop_fleeting(book, SIDE_BUY);
    drop_fleeting(book, SIDE_SELL);
    book->in_auction = false;
    levels_spread(book);
    if (book->last != 0)
        stops_hear(book, book->last);
    stops_run(book);
}
