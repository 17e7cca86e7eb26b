/* What a taker would get. Without special orders in the book a level's sums tell; with them it is
 * played through on copies: icebergs refill behind their level, partners and reduce-only orders
 * shrink as others trade. The copies stand in the records themselves, marked with the number of the
 * walk they belong to. */
#include "market/book_internal.h"

#include "base/mem.h"

#define LATE_FIRST 16

struct walk {
    const struct book *book;
    const struct book_request *taker;
    uint64_t number;
    uint32_t partner; /* the taker's, a special record */
    uint32_t late_count;
    int64_t wanted; /* lots still */
    int64_t sum;    /* ticks x lots */
    bool sums;      /* must fit */
    bool over;
};

/* Takes at most `most` lots at `ticks` and returns how many. */
static int64_t walk_take(struct walk *walk, int32_t ticks, int64_t most) {
    int64_t wanted = smaller(walk->wanted, most);
    int64_t taken = wanted;
    if (walk->sums) {
        taken = smaller(taken, (INT64_MAX - walk->sum) / ticks);
        walk->sum += taken * ticks;
    }
    walk->wanted -= taken;
    walk->over |= walk->wanted == 0 || taken < wanted;
    return taken;
}

/* ---- without special orders ---- */

/* Lots of a level before the first order of `owner`. */
static int64_t lots_before_own(const struct book *book, const struct level *level, uint32_t owner) {
    if (owner == 0)
        return level->lots;
    int64_t lots = 0;
    uint32_t slot = queue_first(book, level);
    while (slot != NO_SLOT && book->orders[slot].owner != owner) {
        lots += (int64_t)book->orders[slot].lots;
        slot = queue_after(book, slot);
    }
    return lots;
}

/* Lots of a level that are not of `owner`. */
static int64_t lots_without_own(const struct book *book, const struct level *level,
                                uint32_t owner) {
    int64_t lots = level->lots;
    for (uint32_t slot = queue_first(book, level); owner != 0 && slot != NO_SLOT;
         slot = queue_after(book, slot))
        lots -= book->orders[slot].owner == owner ? (int64_t)book->orders[slot].lots : 0;
    return lots;
}

static void walk_sums(struct walk *walk, const struct level *level) {
    const struct book_request *taker = walk->taker;
    bool passes = taker->self_trade == SELF_CANCEL_OLDEST;
    int64_t lots = passes ? lots_without_own(walk->book, level, taker->owner)
                          : lots_before_own(walk->book, level, taker->owner);
    (void)walk_take(walk, level->ticks, lots);
    walk->over |= !passes && lots < level->lots;
}

/* ---- with them ---- */

/* A record with this walk's copies in it. */
static struct special *walk_special(const struct walk *walk, uint32_t index) {
    struct special *special = &walk->book->specials[index];
    if (special->walk != walk->number) {
        special->walk = walk->number;
        special->walk_shown = (int64_t)walk->book->orders[special->slot].lots;
        special->walk_reserve = special->reserve;
    }
    return special;
}

static int64_t walk_left(const struct special *special) {
    return special->walk_shown + special->walk_reserve;
}

static void walk_cut(const struct walk *walk, uint32_t index, int64_t lots) {
    struct special *special = walk_special(walk, index);
    lots = smaller(lots, walk_left(special));
    int64_t hidden = smaller(lots, special->walk_reserve);
    special->walk_reserve -= hidden;
    special->walk_shown -= lots - hidden;
}

/* The maker's owner traded: its reduce-only orders shrink with its position. */
static void walk_position(const struct walk *walk, uint32_t owner, int64_t lots) {
    const struct book *book = walk->book;
    struct position *position = owner != 0 ? position_find(book, owner) : NULL;
    if (position == NULL)
        return;
    if (position->walk != walk->number) {
        position->walk = walk->number;
        position->walk_lots = position->lots;
    }
    position->walk_lots += walk->taker->side == SIDE_BUY ? -lots : lots;
    for (uint32_t index = position->first; index != NO_SPECIAL;
         index = book->specials[index].next) {
        if (book->specials[index].slot == NO_SLOT) /* the taker itself */
            continue;
        struct special *special = walk_special(walk, index);
        bool buys = book->orders[special->slot].side == SIDE_BUY;
        int64_t most = buys ? -position->walk_lots : position->walk_lots;
        int64_t over = walk_left(special) - (most > 0 ? most : 0);
        if (over > 0)
            walk_cut(walk, index, over);
    }
}

static void walk_late(struct walk *walk, uint32_t slot) {
    struct scratch *scratch = walk->book->scratch;
    if (walk->late_count == scratch->late_capacity) {
        scratch->late_capacity =
            scratch->late_capacity > 0 ? scratch->late_capacity * 2 : LATE_FIRST;
        scratch->late = mem_resize(scratch->late, scratch->late_capacity, sizeof *scratch->late);
    }
    scratch->late[walk->late_count++] = slot;
}

/* A special maker shows nothing any more: its reserve comes in behind the level. */
static void walk_refill(struct walk *walk, struct special *special) {
    if (special->walk_shown > 0 || special->walk_reserve == 0)
        return;
    special->walk_shown = smaller(special->display, special->walk_reserve);
    special->walk_reserve -= special->walk_shown;
    walk_late(walk, special->slot);
}

static void walk_own(struct walk *walk, struct special *special) {
    walk->over = walk->taker->self_trade != SELF_CANCEL_OLDEST;
    if (special != NULL)
        special->walk_shown = special->walk_reserve = 0;
}

static void walk_order(struct walk *walk, uint32_t slot) {
    const struct order *order = &walk->book->orders[slot];
    struct special *special = order->special ? walk_special(walk, (uint32_t)order->ref) : NULL;
    int64_t shown = special != NULL ? special->walk_shown : (int64_t)order->lots;
    if (shown == 0) /* cut before its turn came */
        return;
    if (walk->taker->owner != 0 && walk->taker->owner == order->owner) {
        walk_own(walk, special);
        return;
    }
    int64_t taken = walk_take(walk, (int32_t)order->ticks, shown);
    if (special != NULL) {
        special->walk_shown -= taken;
        if (special->partner != NO_SPECIAL)
            walk_cut(walk, special->partner, walk_left(special) == 0 ? INT64_MAX : taken);
    }
    if (walk->partner != NO_SPECIAL)
        walk_cut(walk, walk->partner, taken);
    walk_position(walk, order->owner, taken);
    if (special != NULL)
        walk_refill(walk, special);
}

static void walk_level(struct walk *walk, const struct level *level) {
    const struct book *book = walk->book;
    walk->late_count = 0;
    for (uint32_t slot = queue_first(book, level); slot != NO_SLOT && !walk->over;
         slot = queue_after(book, slot))
        walk_order(walk, slot);
    for (uint32_t at = 0; at < walk->late_count && !walk->over; at++)
        walk_order(walk, book->scratch->late[at]);
}

int64_t book_reachable(const struct book *book, const struct book_request *taker, uint32_t special,
                       int64_t *ticks_lots) {
    enum side other = SIDE_OTHER(taker->side);
    struct walk walk = {.book = book,
                        .taker = taker,
                        .number = ++book->scratch->walk,
                        .partner =
                            special != NO_SPECIAL ? book->specials[special].partner : NO_SPECIAL,
                        .wanted = taker->lots,
                        .sums = ticks_lots != NULL,
                        .over = taker->lots == 0};
    bool plain = book->special_count == 0;
    int32_t ticks = book->best[other];
    while (!walk.over && limit_reaches(taker->side, taker->limit, ticks)) {
        const struct level *level = level_at(book, other, ticks);
        if (plain)
            walk_sums(&walk, level);
        else
            walk_level(&walk, level);
        ticks = level_behind(book, other, ticks);
    }
    if (ticks_lots != NULL)
        *ticks_lots = walk.sum;
    return taker->lots - walk.wanted;
}

int64_t book_walk(const struct book *book, const struct book_request *taker, int64_t *ticks_lots) {
    assert(taker->lots >= 0 && ticks_lots != NULL);
    struct book_request inside = *taker;
    inside.limit = limit_of(book, taker->side, taker->limit);
    return book_reachable(book, &inside, NO_SPECIAL, ticks_lots);
}
