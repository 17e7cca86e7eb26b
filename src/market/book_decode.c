/* Reads what book_code.c writes and believes none of it. All levels are read as an auction holds
 * them, and then spread out as the market stands. */
#include "market/book_internal.h"

#include "base/mem.h"

#define SLOT_BYTES     4 /* least that a slot takes in the encoding */
#define POSITION_BYTES 12

struct decoder {
    struct book *book;
    struct source *source;
    bool in_auction;
    uint8_t *seen;         /* owned; by slot: it is free, or an order's */
    struct numbered *live; /* owned; every order met */
    book_handle *partners; /* owned; of each of them, 0: none */
    uint32_t met;          /* of the two above */
    const char *wrong;     /* the first thing that no book would have written */
};

static bool spoiled(struct decoder *decoder, const char *wrong) {
    if (decoder->wrong == NULL)
        decoder->wrong = wrong;
    return false;
}

/* Marks a slot as met; false when it is out of range or was met before. */
static bool meet_slot(struct decoder *decoder, uint64_t slot) {
    if (slot == NO_SLOT || slot > decoder->book->slots || decoder->seen[slot])
        return false;
    decoder->seen[slot] = 1;
    return true;
}

static bool get_slots(struct decoder *decoder) {
    struct book *book = decoder->book;
    struct source *source = decoder->source;
    book->next_number = get_u64(source);
    book->slots = get_count(source, BOOK_ORDERS_MAX);
    uint32_t free = get_count(source, book->slots);
    if (source->bad || book->slots > (size_t)(source->end - source->at) / SLOT_BYTES)
        return spoiled(decoder, "its slots are more than its bytes");
    if (book->next_number <= book->slots || book->next_number > NUMBER_MAX + 1)
        return spoiled(decoder, "its numbering is out of range");
    book->order_count = book->slots - free;
    if (book->slot_capacity < book->slots + 1) {
        uint32_t used = book->slot_capacity;
        book->slot_capacity = book->slots + 1;
        book->orders = mem_pool(book->orders, used, book->slot_capacity, sizeof *book->orders);
    }
    decoder->seen = mem_array(book->slot_capacity, sizeof *decoder->seen);
    decoder->live = mem_array(book->order_count, sizeof *decoder->live);
    decoder->partners = mem_array(book->order_count, sizeof *decoder->partners);
    uint32_t last = NO_SLOT;
    for (uint32_t i = 0; i < free; i++) {
        uint32_t slot = get_u32(source);
        if (!meet_slot(decoder, slot))
            return spoiled(decoder, "a free slot is named twice or out of range");
        book->orders[slot] = (struct order){.ref = 0};
        if (last == NO_SLOT)
            book->free_slot = slot;
        else
            book->orders[last].owner = slot;
        last = slot;
    }
    return true;
}

static bool get_settings(struct decoder *decoder) {
    struct book *book = decoder->book;
    struct source *source = decoder->source;
    book->collar_ppm = get_i32(source);
    book->last = get_i32(source);
    decoder->in_auction = get_bool(source);
    if (book->collar_ppm < 0 || book->collar_ppm > BOOK_PPM || book->last < 0 ||
        book->last > BOOK_TICKS_MAX)
        return spoiled(decoder, "its collar or last trade is out of range");
    uint32_t count = get_u32(source);
    if (source->bad || count > (size_t)(source->end - source->at) / POSITION_BYTES)
        return spoiled(decoder, "its positions are more than its bytes");
    uint32_t before = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t owner = get_u32(source);
        int64_t lots = get_i64(source);
        if (owner <= before || lots < -POSITION_MAX || lots > POSITION_MAX)
            return spoiled(decoder, "a position is out of order or out of range");
        position_open(book, owner)->lots = lots;
        before = owner;
    }
    return true;
}

/* ---- orders ---- */

/* What the bits of an order announce. */
static bool get_extras(struct decoder *decoder, uint32_t slot, uint8_t extras, bool waits) {
    struct source *source = decoder->source;
    struct special *special = order_special(decoder->book, slot);
    special->post_only = (extras & EXTRA_POST_ONLY) != 0;
    special->reduce_only = (extras & EXTRA_REDUCE_ONLY) != 0;
    special->fleeting = (extras & EXTRA_FLEETING) != 0;
    if (extras >= EXTRA_END || (special->fleeting && (waits || !decoder->in_auction)))
        return spoiled(decoder, "an order has what no order has");
    if (extras & EXTRA_SELF_TRADE) {
        special->self_trade = get_u8(source);
        if (special->self_trade == SELF_CANCEL_NEWEST || special->self_trade > SELF_CANCEL_BOTH)
            return spoiled(decoder, "an order's self-trade setting is out of range");
    }
    if (extras & EXTRA_DISPLAY) {
        int64_t shown = (int64_t)decoder->book->orders[slot].lots;
        special->display = get_i64(source);
        special->reserve = get_i64(source);
        bool fits = special->display > 0 && special->reserve >= 0 &&
                    special->reserve <= BOOK_LOTS_MAX - shown &&
                    display_fits(special->display, shown + special->reserve);
        if (!fits || (waits ? special->reserve > 0 : shown > special->display))
            return spoiled(decoder, "an iceberg's lots are out of range");
    }
    if (extras & EXTRA_PARTNER) {
        decoder->partners[decoder->met - 1] = get_u64(source);
        if (decoder->partners[decoder->met - 1] == 0)
            return spoiled(decoder, "an order's partner is out of range");
    }
    return true;
}

/* Returns the slot, or NO_SLOT when it is spoiled. */
static uint32_t get_order(struct decoder *decoder, enum side side, int32_t ticks, bool waits) {
    struct book *book = decoder->book;
    book_handle handle = get_u64(decoder->source);
    int64_t lots = get_i64(decoder->source);
    uint64_t number = handle >> SLOT_BITS;
    if (decoder->met == book->order_count || number == 0 || number >= book->next_number ||
        !meet_slot(decoder, handle & SLOT_MASK)) {
        spoiled(decoder, "an order's handle is used twice or out of range");
        return NO_SLOT;
    }
    if (lots < 1 || lots > BOOK_LOTS_MAX) {
        spoiled(decoder, "an order's lots are out of range");
        return NO_SLOT;
    }
    uint32_t slot = (uint32_t)(handle & SLOT_MASK);
    struct order *order = &book->orders[slot];
    *order = (struct order){.lots = (uint64_t)lots & LOTS_MASK,
                            .number = number & NUMBER_MAX,
                            .ticks = (uint32_t)ticks & TICKS_MASK,
                            .side = side & 1};
    order->owner = get_u32(decoder->source);
    order->ref = get_u64(decoder->source);
    decoder->live[decoder->met++] = (struct numbered){.number = number, .special = slot};
    uint8_t extras = get_u8(decoder->source);
    if ((extras != 0 || waits) && !get_extras(decoder, slot, extras, waits))
        return NO_SLOT;
    return slot;
}

/* One level above `below`. */
static bool get_level(struct decoder *decoder, enum side side, int32_t below) {
    struct book *book = decoder->book;
    int32_t ticks = get_i32(decoder->source);
    uint32_t orders = get_count(decoder->source, book->order_count);
    if (orders == 0 || ticks <= below || ticks > BOOK_TICKS_MAX)
        return spoiled(decoder, "a level is empty or out of order");
    struct level *level = level_open(book, side, ticks);
    for (uint32_t i = 0; i < orders; i++) {
        uint32_t slot = get_order(decoder, side, ticks, false);
        if (slot == NO_SLOT)
            return false;
        queue_append(book, level, slot);
    }
    if (side == SIDE_BUY || book->best[SIDE_SELL] == NO_ASK)
        book->best[side] = ticks;
    return true;
}

static bool get_side(struct decoder *decoder, enum side side) {
    struct book *book = decoder->book;
    uint32_t levels = get_count(decoder->source, book->order_count);
    for (uint32_t i = 0; i < levels; i++) {
        int32_t below = i > 0 ? book->gathered[side].levels[i - 1].ticks : NO_BID;
        if (!get_level(decoder, side, below))
            return false;
    }
    return true;
}

static bool get_waiting_order(struct decoder *decoder) {
    struct book *book = decoder->book;
    struct source *source = decoder->source;
    uint32_t slot = get_order(decoder, SIDE_BUY, 0, true);
    if (slot == NO_SLOT)
        return false;
    uint8_t side = get_u8(source);
    uint8_t tif = get_u8(source);
    uint8_t trigger = get_u8(source);
    int32_t limit = get_i32(source);
    struct book_special asked = {.trigger = trigger};
    asked.stop = get_i32(source);
    asked.trail = get_i32(source);
    asked.trail_ppm = get_i32(source);
    asked.worst = get_i32(source);
    if (side > SIDE_SELL || tif > BOOK_FOK || trigger == TRIGGER_NONE || trigger > TRIGGER_TRAIL ||
        limit < 0 || limit > BOOK_TICKS_MAX || asked.stop < 1 || asked.stop > BOOK_TICKS_MAX ||
        asked.worst < 0 || asked.worst > BOOK_TICKS_MAX || !trail_fits(&asked))
        return spoiled(decoder, "a waiting order is out of range");
    struct order *order = &book->orders[slot];
    struct special *special = order_special(book, slot);
    order->side = side == SIDE_SELL;
    order->ticks = (uint32_t)limit & TICKS_MASK;
    special->tif = tif;
    special->trigger = trigger;
    special->stop = asked.stop;
    special->trail = asked.trail;
    special->trail_ppm = asked.trail_ppm;
    special->worst = asked.worst;
    stops_place(book, (uint32_t)order->ref);
    return true;
}

static bool get_waiting(struct decoder *decoder) {
    uint32_t count = get_count(decoder->source, decoder->book->order_count);
    for (uint32_t i = 0; i < count; i++) {
        if (!get_waiting_order(decoder))
            return false;
        const struct numbered *last = &decoder->live[decoder->met - 1];
        if (i > 0 && last[-1].number >= last->number)
            return spoiled(decoder, "waiting orders are out of order");
    }
    if (decoder->met != decoder->book->order_count)
        return spoiled(decoder, "its orders are not all there");
    return true;
}

/* ---- what holds between orders ---- */

static bool link_partners(struct decoder *decoder) {
    struct book *book = decoder->book;
    for (uint32_t i = 0; i < decoder->met; i++) {
        if (decoder->partners[i] == 0)
            continue;
        uint32_t own = decoder->live[i].special;
        uint32_t slot = slot_of(book, decoder->partners[i]);
        if (slot == NO_SLOT || slot == own || !book->orders[slot].special ||
            book->orders[own].owner == 0 || book->orders[slot].owner != book->orders[own].owner)
            return spoiled(decoder, "an order's partner is not there");
        special_of(book, &book->orders[own])->partner = (uint32_t)book->orders[slot].ref;
    }
    for (uint32_t i = 0; i < decoder->met; i++) {
        const struct order *order = &book->orders[decoder->live[i].special];
        uint32_t partner = order->special ? special_of(book, order)->partner : NO_SPECIAL;
        if (partner != NO_SPECIAL && book->specials[partner].partner != order->ref)
            return spoiled(decoder, "an order's partner has another one");
    }
    return true;
}

/* Numbers are given once; by them the reduce-only orders of an owner stand in their order. */
static bool order_numbers(struct decoder *decoder) {
    struct book *book = decoder->book;
    numbered_sort(decoder->live, decoder->met);
    for (uint32_t i = 0; i < decoder->met; i++) {
        if (i > 0 && decoder->live[i - 1].number == decoder->live[i].number)
            return spoiled(decoder, "an order's number is given twice");
        const struct order *order = &book->orders[decoder->live[i].special];
        if (!order->special || !special_of(book, order)->reduce_only)
            continue;
        if (order->owner == 0 ||
            order_lots(book, order) > reducible(book, order->owner, order->side))
            return spoiled(decoder, "an order reduces more than its owner's position");
        position_append(book, order->owner, (uint32_t)order->ref);
    }
    return true;
}

static bool get_book(struct decoder *decoder) {
    struct book *book = decoder->book;
    book->in_auction = true; /* see above */
    if (!get_slots(decoder) || !get_settings(decoder) || !get_side(decoder, SIDE_BUY) ||
        !get_side(decoder, SIDE_SELL) || !get_waiting(decoder) || decoder->source->bad)
        return false;
    if (!link_partners(decoder) || !order_numbers(decoder))
        return false;
    book->in_auction = decoder->in_auction;
    if (book->in_auction)
        return true;
    if (book->best[SIDE_BUY] >= book->best[SIDE_SELL])
        return spoiled(decoder, "its best prices cross");
    levels_spread(book);
    return true;
}

int book_decode(struct book **book, struct source *source, struct error *error) {
    struct decoder decoder = {.book = book_new(0), .source = source};
    bool sound = get_book(&decoder);
    mem_free(decoder.seen);
    mem_free(decoder.live);
    mem_free(decoder.partners);
    if (sound) {
        *book = decoder.book;
        return 0;
    }
    book_free(decoder.book);
    return error_set(error, ERROR_STORAGE, "The stored order book is damaged: %s.",
                     source->bad ? "it ends too early" : decoder.wrong);
}
