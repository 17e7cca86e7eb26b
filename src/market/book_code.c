#include "market/book_internal.h"

#include "base/mem.h"

#define SLOT_BYTES 4 /* least that a slot takes in the encoding */

/* Layout: next number, slots used, the free slots in the order of their reuse, best bid, best ask,
 * then the levels by rising price: ticks, orders, and for each order handle, lots, owner, ref. */

static void put_level(const struct book *book, const struct level *level, const struct sink *sink) {
    put_i32(sink, level->ticks);
    put_u32(sink, level->orders);
    for (uint32_t slot = level->head; slot != NO_SLOT; slot = book->orders[slot].next) {
        const struct order *order = &book->orders[slot];
        put_u64(sink, order->handle);
        put_i64(sink, order->lots);
        put_u32(sink, order->owner);
        put_u64(sink, order->ref);
    }
}

static uint32_t level_count(const struct book *book) {
    uint32_t count = book->far_count;
    for (int word = 0; word < WINDOW_WORDS; word++)
        count += (uint32_t)__builtin_popcountll(book->words[word]);
    return count;
}

void book_encode(const struct book *book, const struct sink *sink) {
    put_u64(sink, book->next_number);
    put_u32(sink, book->slots);
    put_u32(sink, book->slots - book->order_count);
    for (uint32_t slot = book->free_slot; slot != NO_SLOT; slot = book->orders[slot].next)
        put_u32(sink, slot);
    put_i32(sink, book->best[SIDE_BUY]);
    put_i32(sink, book->best[SIDE_SELL]);
    put_u32(sink, level_count(book));
    for (int32_t ticks = level_above(book, NO_BID); ticks != NO_ASK;
         ticks = level_above(book, ticks))
        put_level(book, level_at(book, ticks), sink);
}

/* ---- decoding ---- */

struct decoder {
    struct book *book;
    struct source *source;
    uint8_t *seen;     /* by slot: it is free, or an order's */
    const char *wrong; /* the first thing that no book would have written */
};

static bool spoiled(struct decoder *decoder, const char *wrong) {
    if (decoder->wrong == NULL)
        decoder->wrong = wrong;
    return false;
}

/* Marks a slot as met; false when it is out of range or was met before. */
static bool meet_slot(struct decoder *decoder, uint32_t slot) {
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
        mem_free(book->orders);
        book->slot_capacity = book->slots + 1;
        book->orders = mem_array(book->slot_capacity, sizeof *book->orders);
    }
    decoder->seen = mem_array(book->slot_capacity, sizeof *decoder->seen);
    uint32_t *link = &book->free_slot;
    for (uint32_t i = 0; i < free; i++) {
        uint32_t slot = get_u32(source);
        if (!meet_slot(decoder, slot))
            return spoiled(decoder, "a free slot is named twice or out of range");
        *link = slot;
        link = &book->orders[slot].next;
    }
    *link = NO_SLOT;
    return true;
}

static bool get_best(struct decoder *decoder) {
    struct book *book = decoder->book;
    int32_t bid = get_i32(decoder->source);
    int32_t ask = get_i32(decoder->source);
    bool bid_fits = bid == NO_BID || (bid >= 1 && bid <= BOOK_TICKS_MAX);
    bool ask_fits = ask == NO_ASK || (ask >= 1 && ask <= BOOK_TICKS_MAX);
    if (!bid_fits || !ask_fits || bid >= ask)
        return spoiled(decoder, "its best prices cross or are out of range");
    book->best[SIDE_BUY] = bid;
    book->best[SIDE_SELL] = ask;
    if (bid != NO_BID && ask != NO_ASK)
        window_place(book, bid + (ask - bid) / 2);
    else
        window_place(book, ask != NO_ASK ? ask : bid);
    return true;
}

static bool get_order(struct decoder *decoder, struct level *level, enum side side) {
    struct book *book = decoder->book;
    struct order order = {.ticks = level->ticks, .side = (uint8_t)side};
    order.handle = get_u64(decoder->source);
    order.lots = get_i64(decoder->source);
    order.owner = get_u32(decoder->source);
    order.ref = get_u64(decoder->source);
    uint32_t slot = (uint32_t)(order.handle & ((UINT64_C(1) << SLOT_BITS) - 1));
    uint64_t number = order.handle >> SLOT_BITS;
    if (number == 0 || number >= book->next_number || !meet_slot(decoder, slot))
        return spoiled(decoder, "an order's handle is used twice or out of range");
    if (order.lots < 1 || order.lots > BOOK_LOTS_MAX)
        return spoiled(decoder, "an order's lots are out of range");
    book->orders[slot] = order;
    queue_append(book, level, slot);
    return true;
}

/* One level above `below`. */
static bool get_level(struct decoder *decoder, int32_t below) {
    struct book *book = decoder->book;
    int32_t ticks = get_i32(decoder->source);
    uint32_t orders = get_count(decoder->source, book->order_count);
    if (orders == 0 || ticks <= below || ticks > BOOK_TICKS_MAX)
        return spoiled(decoder, "a level is empty or out of order");
    enum side side = ticks <= book->best[SIDE_BUY] ? SIDE_BUY : SIDE_SELL;
    if (side == SIDE_SELL && ticks < book->best[SIDE_SELL])
        return spoiled(decoder, "a level stands between the best prices");
    struct level *level = level_open(book, ticks);
    for (uint32_t i = 0; i < orders; i++) {
        if (!get_order(decoder, level, side))
            return false;
    }
    return true;
}

static bool get_levels(struct decoder *decoder) {
    struct book *book = decoder->book;
    uint32_t levels = get_count(decoder->source, book->order_count);
    uint32_t orders = 0;
    int32_t below = NO_BID;
    bool bid_is_there = book->best[SIDE_BUY] == NO_BID;
    bool ask_is_there = book->best[SIDE_SELL] == NO_ASK;
    for (uint32_t i = 0; i < levels; i++) {
        if (!get_level(decoder, below))
            return false;
        below = level_above(book, below);
        orders += level_at(book, below)->orders;
        bid_is_there |= below == book->best[SIDE_BUY];
        ask_is_there |= below == book->best[SIDE_SELL];
    }
    if (orders != book->order_count || !bid_is_there || !ask_is_there)
        return spoiled(decoder, "its orders are not all there");
    return true;
}

int book_decode(struct book **book, struct source *source, struct error *error) {
    struct decoder decoder = {.book = book_new(0), .source = source};
    if (get_slots(&decoder) && get_best(&decoder) && get_levels(&decoder) && !source->bad) {
        *book = decoder.book;
    } else {
        book_free(decoder.book);
    }
    mem_free(decoder.seen);
    if (decoder.wrong == NULL && !source->bad)
        return 0;
    return error_set(error, ERROR_STORAGE, "The stored order book is damaged: %s.",
                     source->bad ? "it ends too early" : decoder.wrong);
}
