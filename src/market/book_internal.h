/* Inside of the order book; included by book*.c and its tests only.
 *
 * Orders are slots of one array, linked into queues by slot number; slot 0 is nobody's, so that
 * linking and unlinking need no case for the ends. A level is a queue with its sums. The levels of
 * WINDOW_TICKS neighbouring ticks stand in an array with a two-storey bitmap of the occupied ones;
 * all others are in `far`, sorted by ticks. Which of the two holds a level never shows outside.
 *
 * As the book is never crossed, one array and one bitmap serve both sides: what is occupied up to
 * the best bid is bids, what is occupied from the best ask on is asks. */
#ifndef MARKET_BOOK_INTERNAL_H
#define MARKET_BOOK_INTERNAL_H

#include <assert.h>

#include "market/book.h"

#define WINDOW_TICKS 4096
#define WORD_BITS    64
#define WINDOW_WORDS (WINDOW_TICKS / WORD_BITS) /* as many as bits in their summary word */

#define NO_SLOT    0
#define NO_BID     0         /* below every price */
#define NO_ASK     INT32_MAX /* above every price */
#define SLOT_BITS  23        /* of a handle; the rest is the order's number */
#define NUMBER_MAX (UINT64_MAX >> SLOT_BITS)

struct order {
    book_handle handle; /* 0: the slot is free */
    int64_t lots;       /* left, > 0 */
    uint64_t ref;
    uint32_t next, prev; /* in its queue; `next` of a free slot: the next free one */
    int32_t ticks;
    uint32_t owner;
    uint8_t side; /* enum side */
};

struct level {
    int64_t lots;
    uint32_t head, tail; /* first and last slot; NO_SLOT when empty */
    uint32_t orders;
    int32_t ticks;
};

struct book {
    struct order *orders; /* owned; slots 1 to `slots` have been used */
    uint32_t slots, slot_capacity;
    uint32_t free_slot; /* freed last, reused first */
    uint32_t order_count, orders_most;
    uint64_t next_number;

    int32_t best[2]; /* by enum side; NO_BID, NO_ASK */
    int32_t base;    /* ticks of the window's first level */
    uint32_t far_uses;
    uint64_t summary;             /* a bit for each word that is not 0 */
    uint64_t words[WINDOW_WORDS]; /* a bit for each occupied level */
    struct level *window;         /* owned; WINDOW_TICKS */
    struct level *far;            /* owned; occupied ones only, rising ticks */
    uint32_t far_count, far_capacity;

    struct book_event *events; /* owned */
    uint32_t event_count, event_capacity;
};

/* ---- book_levels.c ---- */

/* Moves an empty book's window to stand around `centre`. */
void window_place(struct book *book, int32_t centre);

/* The level at `ticks` when it is outside of the window; NULL when there is none. */
struct level *far_find(const struct book *book, int32_t ticks);
struct level *far_open(struct book *book, int32_t ticks);
void far_close(struct book *book, struct level *level);
int32_t far_above(const struct book *book, int32_t ticks); /* see level_above, for any ticks */
int32_t far_below(const struct book *book, int32_t ticks);

/* The call that ends here worked at `ticks` outside of the window (NO_BID, NO_ASK: nowhere): moves
 * the window if that repeats and helps. Levels change their address. */
void window_follow(struct book *book, int32_t ticks);

/* ---- the way to a level ---- */

static inline bool window_holds(const struct book *book, int32_t ticks) {
    return (uint32_t)ticks - (uint32_t)book->base < WINDOW_TICKS;
}

/* The occupied level at `ticks`, which must be there. */
static inline struct level *level_at(const struct book *book, int32_t ticks) {
    struct level *level =
        window_holds(book, ticks) ? &book->window[ticks - book->base] : far_find(book, ticks);
    assert(level != NULL && level->orders > 0);
    return level;
}

static inline void window_mark(struct book *book, int32_t ticks) {
    uint32_t at = (uint32_t)(ticks - book->base);
    book->words[at / WORD_BITS] |= UINT64_C(1) << at % WORD_BITS;
    book->summary |= UINT64_C(1) << at / WORD_BITS;
}

static inline void window_unmark(struct book *book, int32_t ticks) {
    uint32_t at = (uint32_t)(ticks - book->base);
    book->words[at / WORD_BITS] &= ~(UINT64_C(1) << at % WORD_BITS);
    if (book->words[at / WORD_BITS] == 0)
        book->summary &= ~(UINT64_C(1) << at / WORD_BITS);
}

/* The level at `ticks`, made occupied; the caller adds an order. */
static inline struct level *level_open(struct book *book, int32_t ticks) {
    if (!window_holds(book, ticks))
        return far_open(book, ticks);
    window_mark(book, ticks);
    struct level *level = &book->window[ticks - book->base];
    level->ticks = ticks;
    return level;
}

/* Takes an empty level away; `level` is not to be used any more. */
static inline void level_close(struct book *book, struct level *level) {
    assert(level->orders == 0 && level->lots == 0);
    if (window_holds(book, level->ticks))
        window_unmark(book, level->ticks);
    else
        far_close(book, level);
}

/* Lowest occupied place of the window from `from` (0 to WINDOW_TICKS) on, or -1. */
static inline int window_from(const struct book *book, int from) {
    if (from >= WINDOW_TICKS)
        return -1;
    int word = from / WORD_BITS;
    uint64_t bits = book->words[word] & (UINT64_MAX << from % WORD_BITS);
    if (bits == 0) {
        uint64_t rest = book->summary & (UINT64_MAX << word << 1);
        if (rest == 0)
            return -1;
        word = __builtin_ctzll(rest);
        bits = book->words[word];
    }
    return word * WORD_BITS + __builtin_ctzll(bits);
}

/* Highest occupied place of the window up to `to` (-1 to WINDOW_TICKS - 1), or -1. */
static inline int window_to(const struct book *book, int to) {
    if (to < 0)
        return -1;
    int word = to / WORD_BITS;
    uint64_t bits = book->words[word] & (UINT64_MAX >> (WORD_BITS - 1 - to % WORD_BITS));
    if (bits == 0) {
        uint64_t rest = book->summary & ((UINT64_C(1) << word) - 1);
        if (rest == 0)
            return -1;
        word = WORD_BITS - 1 - __builtin_clzll(rest);
        bits = book->words[word];
    }
    return word * WORD_BITS + WORD_BITS - 1 - __builtin_clzll(bits);
}

/* Ticks of the lowest occupied level above `ticks`, or NO_ASK. */
static inline int32_t level_above(const struct book *book, int32_t ticks) {
    if (window_holds(book, ticks)) {
        int place = window_from(book, ticks - book->base + 1);
        if (place >= 0)
            return book->base + place;
        if (book->far_count == 0)
            return NO_ASK;
    }
    return far_above(book, ticks);
}

/* Ticks of the highest occupied level below `ticks`, or NO_BID. */
static inline int32_t level_below(const struct book *book, int32_t ticks) {
    if (window_holds(book, ticks)) {
        int place = window_to(book, ticks - book->base - 1);
        if (place >= 0)
            return book->base + place;
        if (book->far_count == 0)
            return NO_BID;
    }
    return far_below(book, ticks);
}

/* The next level of `side` behind the one at `ticks`; NO_BID or NO_ASK. */
static inline int32_t level_behind(const struct book *book, enum side side, int32_t ticks) {
    return side == SIDE_BUY ? level_below(book, ticks) : level_above(book, ticks);
}

static inline bool level_exists(int32_t ticks) {
    return ticks != NO_BID && ticks != NO_ASK;
}

/* Would a taker of `side` with `limit` trade at `ticks`? Arithmetic, since the side is a coin toss
 * that no processor foresees. */
static inline bool limit_reaches(enum side side, int32_t limit, int32_t ticks) {
    int64_t sign = 1 - 2 * (int64_t)side;
    return ((int64_t)limit - ticks) * sign >= 0;
}

/* ---- orders ---- */

/* The slot of a live order, or NO_SLOT. */
static inline uint32_t slot_of(const struct book *book, book_handle handle) {
    uint32_t slot = (uint32_t)(handle & ((UINT64_C(1) << SLOT_BITS) - 1));
    bool live = slot != NO_SLOT && slot <= book->slots && book->orders[slot].handle == handle;
    return live ? slot : NO_SLOT;
}

/* Appends a slot to a level's queue and sums. */
static inline void queue_append(struct book *book, struct level *level, uint32_t slot) {
    struct order *order = &book->orders[slot];
    order->next = NO_SLOT;
    order->prev = level->tail;
    book->orders[level->tail].next = slot;
    level->head = level->head == NO_SLOT ? slot : level->head;
    level->tail = slot;
    level->lots += order->lots;
    level->orders++;
}

/* Lots a taker could have at once, at most `lots`; `ticks_lots` (NULL: not wanted) as in
 * book_walk. */
int64_t book_reachable(const struct book *book, const struct book_request *taker,
                       int64_t *ticks_lots);

#endif
