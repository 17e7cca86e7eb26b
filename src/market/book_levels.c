#include "market/book_internal.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define LIST_FIRST   8  /* levels of the first side list */
#define FOLLOW_AFTER 64 /* calls outside of the window before it is moved */
#define FOLLOW_LEAST (WINDOW_TICKS / 4)

static int32_t base_around(int32_t centre) {
    assert(centre >= 0 && centre <= BOOK_TICKS_MAX);
    return centre > WINDOW_TICKS / 2 ? centre - WINDOW_TICKS / 2 : 0;
}

void window_place(struct book *book, int32_t centre) {
    assert(book->summary == 0 && book->far.count == 0);
    book->base = base_around(centre);
}

/* ---- batches ---- */

void batch_open(struct book *book, struct level *level) {
    uint32_t index = book->free_batch;
    if (index != NO_BATCH) {
        book->free_batch = book->batches[index].next;
    } else {
        if (book->batch_slots + 1 >= book->batch_capacity) {
            uint32_t used = book->batch_capacity;
            book->batch_capacity = used * 2;
            book->batches =
                mem_pool(book->batches, used, book->batch_capacity, sizeof *book->batches);
            book->live = mem_pool(book->live, used, book->batch_capacity, sizeof *book->live);
        }
        index = ++book->batch_slots;
    }
    book->batches[index].prev = level->tail;
    book->batches[index].next = NO_BATCH;
    book->live[index] = 0;
    if (level->tail != NO_BATCH)
        book->batches[level->tail].next = index;
    else
        level->head = index;
    level->tail = index;
    level->used = 0;
}

void batch_close(struct book *book, struct level *level, uint32_t index) {
    struct batch *batch = &book->batches[index];
    assert(book->live[index] == 0);
    if (batch->prev != NO_BATCH)
        book->batches[batch->prev].next = batch->next;
    else
        level->head = batch->next;
    if (batch->next != NO_BATCH) {
        book->batches[batch->next].prev = batch->prev;
    } else {
        level->tail = batch->prev;
        level->used = BATCH_ORDERS;
    }
    batch->next = book->free_batch;
    book->free_batch = index;
}

/* ---- sorted lists ---- */

/* Index of the first level at `ticks` or above. */
static uint32_t list_index(const struct level_list *list, int32_t ticks) {
    uint32_t low = 0;
    uint32_t high = list->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (list->levels[middle].ticks < ticks)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Makes room for `count` levels before index `at`; their content is not set. */
static void list_insert(struct level_list *list, uint32_t at, uint32_t count) {
    assert(at <= list->count);
    uint32_t need = list->count + count;
    if (need > list->capacity) {
        uint32_t capacity = list->capacity > 0 ? list->capacity : LIST_FIRST;
        while (capacity < need)
            capacity *= 2;
        list->levels = mem_resize(list->levels, capacity, sizeof *list->levels);
        list->capacity = capacity;
    }
    if (at < list->count)
        memmove(list->levels + at + count, list->levels + at,
                (list->count - at) * sizeof *list->levels);
    list->count = need;
}

static void list_remove(struct level_list *list, uint32_t at, uint32_t count) {
    assert(at + count <= list->count);
    list->count -= count;
    if (at < list->count)
        memmove(list->levels + at, list->levels + at + count,
                (list->count - at) * sizeof *list->levels);
}

struct level *list_find(const struct level_list *list, int32_t ticks) {
    uint32_t at = list_index(list, ticks);
    return at < list->count && list->levels[at].ticks == ticks ? &list->levels[at] : NULL;
}

struct level *list_open(struct level_list *list, int32_t ticks) {
    uint32_t at = list_index(list, ticks);
    if (at == list->count || list->levels[at].ticks != ticks) {
        list_insert(list, at, 1);
        list->levels[at] = (struct level){.ticks = ticks};
    }
    return &list->levels[at];
}

void list_close(struct book *book, struct level_list *list, struct level *level) {
    assert(level >= list->levels && level < list->levels + list->count);
    batch_close(book, level, level->head);
    list_remove(list, (uint32_t)(level - list->levels), 1);
}

int32_t list_above(const struct level_list *list, int32_t ticks) {
    uint32_t at = list_index(list, ticks + 1);
    return at < list->count ? list->levels[at].ticks : NO_ASK;
}

int32_t list_below(const struct level_list *list, int32_t ticks) {
    uint32_t at = list_index(list, ticks);
    return at > 0 ? list->levels[at - 1].ticks : NO_BID;
}

/* ---- beyond the window ---- */

/* A place of the window for any ticks: one before or one after it when outside. */
static int place_of(const struct book *book, int32_t ticks) {
    if (ticks < book->base)
        return -1;
    return ticks - book->base < WINDOW_TICKS ? ticks - book->base : WINDOW_TICKS;
}

int32_t far_above(const struct book *book, int32_t ticks) {
    int32_t found = list_above(&book->far, ticks);
    int from = place_of(book, ticks) + 1;
    int place = from < WINDOW_TICKS ? window_from(book, from) : -1;
    return place >= 0 && book->base + place < found ? book->base + place : found;
}

int32_t far_below(const struct book *book, int32_t ticks) {
    int32_t found = list_below(&book->far, ticks);
    int place = window_to(book, place_of(book, ticks) - 1);
    return place >= 0 && book->base + place > found ? book->base + place : found;
}

/* ---- moving the window ---- */

/* Moves every level of the window to the side list, where they stand in one piece. */
static void window_empty(struct book *book) {
    uint32_t count = 0;
    for (int word = 0; word < WINDOW_WORDS; word++)
        count += (uint32_t)__builtin_popcountll(book->words[word]);
    uint32_t at = list_index(&book->far, book->base);
    list_insert(&book->far, at, count);
    for (int place = 0; place < WINDOW_TICKS; place++) {
        struct level *level = &book->window[place];
        if (level->orders > 0)
            book->far.levels[at++] = *level;
        else if (level->head != NO_BATCH)
            batch_close(book, level, level->head);
        *level = (struct level){.lots = 0};
    }
    memset(book->words, 0, sizeof book->words);
    book->summary = 0;
}

/* Puts a level where it belongs outside of auctions. */
static void level_place(struct book *book, const struct level *level) {
    assert(level->orders > 0);
    if (window_holds(book, level->ticks)) {
        assert(book->window[level->ticks - book->base].head == NO_BATCH);
        window_mark(book, level->ticks);
        book->window[level->ticks - book->base] = *level;
    } else {
        *list_open(&book->far, level->ticks) = *level;
    }
}

/* Takes the levels that belong into the window out of the side list. */
static void window_fill(struct book *book) {
    uint32_t first = list_index(&book->far, book->base);
    uint32_t end = list_index(&book->far, book->base + WINDOW_TICKS);
    for (uint32_t at = first; at < end; at++)
        level_place(book, &book->far.levels[at]);
    list_remove(&book->far, first, end - first);
}

/* Where the market is: between the best prices when both fit, else at the one nearer to the window
 * (so that a wide spread does not swing it to and fro), else at `ticks`. */
static int32_t market_centre(const struct book *book, int32_t ticks) {
    int32_t bid = book->best[SIDE_BUY];
    int32_t ask = book->best[SIDE_SELL];
    if (bid == NO_BID && ask == NO_ASK)
        return ticks;
    if (bid == NO_BID)
        return ask;
    if (ask == NO_ASK)
        return bid;
    if (ask - bid <= WINDOW_TICKS / 2)
        return bid + (ask - bid) / 2;
    int64_t middle = (int64_t)book->base + WINDOW_TICKS / 2;
    return llabs(bid - middle) <= llabs(ask - middle) ? bid : ask;
}

void window_follow(struct book *book, int32_t ticks) {
    assert(!book->in_auction);
    if (!level_exists(ticks) || ++book->far_uses < FOLLOW_AFTER)
        return;
    book->far_uses = 0;
    int32_t base = base_around(market_centre(book, ticks));
    if (abs(base - book->base) < FOLLOW_LEAST)
        return;
    window_empty(book);
    book->base = base;
    window_fill(book);
}

/* ---- auctions ---- */

void levels_gather(struct book *book) {
    assert(book->gathered[SIDE_BUY].count == 0 && book->gathered[SIDE_SELL].count == 0);
    window_empty(book);
    struct level_list *far = &book->far;
    uint32_t asks_from = list_index(far, book->best[SIDE_SELL]);
    const struct {
        enum side side;
        uint32_t from, count;
    } parts[] = {{SIDE_BUY, 0, asks_from}, {SIDE_SELL, asks_from, far->count - asks_from}};
    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        struct level_list *list = &book->gathered[parts[i].side];
        list_insert(list, 0, parts[i].count);
        if (parts[i].count > 0)
            memcpy(list->levels, far->levels + parts[i].from,
                   parts[i].count * sizeof *list->levels);
    }
    far->count = 0;
}

void levels_spread(struct book *book) {
    window_place(book, market_centre(book, book->base + WINDOW_TICKS / 2));
    for (int side = SIDE_BUY; side <= SIDE_SELL; side++) {
        struct level_list *list = &book->gathered[side];
        for (uint32_t at = 0; at < list->count; at++)
            level_place(book, &list->levels[at]);
        list->count = 0;
    }
}
