#include "market/book_internal.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define FAR_FIRST    8  /* levels of the first side list */
#define FOLLOW_AFTER 64 /* calls outside of the window before it is moved */
#define FOLLOW_LEAST (WINDOW_TICKS / 4)

static int32_t base_around(int32_t centre) {
    assert(centre >= 0 && centre <= BOOK_TICKS_MAX);
    return centre > WINDOW_TICKS / 2 ? centre - WINDOW_TICKS / 2 : 0;
}

void window_place(struct book *book, int32_t centre) {
    assert(book->summary == 0 && book->far_count == 0);
    book->base = base_around(centre);
}

/* Index of the first far level at `ticks` or above. */
static uint32_t far_index(const struct book *book, int32_t ticks) {
    uint32_t low = 0;
    uint32_t high = book->far_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (book->far[middle].ticks < ticks)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Makes room for `count` levels before index `at`; their content is not set. */
static void far_insert(struct book *book, uint32_t at, uint32_t count) {
    assert(at <= book->far_count);
    uint32_t need = book->far_count + count;
    if (need > book->far_capacity) {
        uint32_t capacity = book->far_capacity > 0 ? book->far_capacity : FAR_FIRST;
        while (capacity < need)
            capacity *= 2;
        book->far = mem_resize(book->far, capacity, sizeof *book->far);
        book->far_capacity = capacity;
    }
    memmove(book->far + at + count, book->far + at, (book->far_count - at) * sizeof *book->far);
    book->far_count = need;
}

static void far_remove(struct book *book, uint32_t at, uint32_t count) {
    assert(at + count <= book->far_count);
    book->far_count -= count;
    memmove(book->far + at, book->far + at + count, (book->far_count - at) * sizeof *book->far);
}

struct level *far_find(const struct book *book, int32_t ticks) {
    uint32_t at = far_index(book, ticks);
    return at < book->far_count && book->far[at].ticks == ticks ? &book->far[at] : NULL;
}

struct level *far_open(struct book *book, int32_t ticks) {
    assert(!window_holds(book, ticks));
    uint32_t at = far_index(book, ticks);
    if (at == book->far_count || book->far[at].ticks != ticks) {
        far_insert(book, at, 1);
        book->far[at] = (struct level){.ticks = ticks};
    }
    return &book->far[at];
}

void far_close(struct book *book, struct level *level) {
    assert(level >= book->far && level < book->far + book->far_count);
    far_remove(book, (uint32_t)(level - book->far), 1);
}

/* A place of the window for any ticks: one before or one after it when outside. */
static int place_of(const struct book *book, int32_t ticks) {
    if (ticks < book->base)
        return -1;
    return ticks - book->base < WINDOW_TICKS ? ticks - book->base : WINDOW_TICKS;
}

int32_t far_above(const struct book *book, int32_t ticks) {
    uint32_t at = far_index(book, ticks + 1);
    int32_t found = at < book->far_count ? book->far[at].ticks : NO_ASK;
    int from = place_of(book, ticks) + 1;
    int place = from < WINDOW_TICKS ? window_from(book, from) : -1;
    return place >= 0 && book->base + place < found ? book->base + place : found;
}

int32_t far_below(const struct book *book, int32_t ticks) {
    uint32_t at = far_index(book, ticks);
    int32_t found = at > 0 ? book->far[at - 1].ticks : NO_BID;
    int place = window_to(book, place_of(book, ticks) - 1);
    return place >= 0 && book->base + place > found ? book->base + place : found;
}

/* Moves every level of the window to the side list, where they stand in one piece. */
static void window_empty(struct book *book) {
    uint32_t count = 0;
    for (int word = 0; word < WINDOW_WORDS; word++)
        count += (uint32_t)__builtin_popcountll(book->words[word]);
    uint32_t at = far_index(book, book->base);
    far_insert(book, at, count);
    for (int place = window_from(book, 0); place >= 0; place = window_from(book, place + 1)) {
        book->far[at++] = book->window[place];
        book->window[place] = (struct level){.lots = 0};
    }
    memset(book->words, 0, sizeof book->words);
    book->summary = 0;
}

/* Takes the levels that belong into the window out of the side list. */
static void window_fill(struct book *book) {
    uint32_t first = far_index(book, book->base);
    uint32_t end = far_index(book, book->base + WINDOW_TICKS);
    for (uint32_t at = first; at < end; at++) {
        *level_open(book, book->far[at].ticks) = book->far[at];
    }
    far_remove(book, first, end - first);
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
