/* Inside of the order book; included by book*.c and its tests only.
 *
 * Orders are slots of one array; slot 0 is nobody's. A level is a queue with its sums. A queue is a
 * list of batches, each a cache line that names up to BATCH_ORDERS slots, of which a bit each
 * tells whether they still count: taking an order out of the middle touches the order and its bit,
 * not its neighbours, and a sweep sees from afar whom it will meet. What few orders have stands in
 * an array of `special` records. The levels of WINDOW_TICKS neighbouring ticks stand in an array
 * with a two-storey bitmap of the occupied ones; all others are in `far`, sorted by ticks. Which of
 * the two holds a level never shows outside.
 *
 * As the book is never crossed, one array and one bitmap serve both sides: what is occupied up to
 * the best bid is bids, what is occupied from the best ask on is asks. While an auction gathers
 * orders the sides may cross: then all levels stand in `gathered`, a sorted list for each side. */
#ifndef MARKET_BOOK_INTERNAL_H
#define MARKET_BOOK_INTERNAL_H

#include <assert.h>

#include "market/book.h"

#define WINDOW_TICKS 4096
#define WORD_BITS    64
#define WINDOW_WORDS (WINDOW_TICKS / WORD_BITS) /* as many as bits in their summary word */

#define NO_SLOT      0
#define NO_SPECIAL   0
#define NO_BATCH     0
#define BATCH_ORDERS 14
#define BATCH_BITS   23
#define BATCH_MASK   ((UINT64_C(1) << BATCH_BITS) - 1)
#define AT_MASK      15
#define NO_BID       0         /* below every price */
#define NO_ASK       INT32_MAX /* above every price */
#define SLOT_BITS    23        /* of a handle; the rest is the order's number */
#define SLOT_MASK    ((UINT64_C(1) << SLOT_BITS) - 1)
#define NUMBER_BITS  41
#define NUMBER_MAX   ((UINT64_C(1) << NUMBER_BITS) - 1)
#define LOTS_BITS    40
#define LOTS_MASK    ((UINT64_C(1) << LOTS_BITS) - 1)
#define TICKS_MASK   INT32_MAX
#define SLICES_MAX   BOOK_SLICES_MAX
#define POSITION_MAX (INT64_MAX / 2)

static_assert(SLOT_BITS + NUMBER_BITS == 64, "a handle is a slot and a number");
static_assert(BOOK_ORDERS_MAX + WINDOW_TICKS < SLOT_MASK && BOOK_LOTS_MAX <= LOTS_MASK,
              "an order's bits suffice");

/* Half a cache line: a book is as fast as its orders are small. */
struct order {
    uint64_t ref; /* the caller's; of a special order: the index of its record, which has it */
    uint64_t number : NUMBER_BITS; /* 0: the slot is free */
    uint64_t batch : BATCH_BITS;   /* that names it in its queue */
    uint64_t lots : LOTS_BITS;     /* shown, > 0; of one that waits: all */
    uint64_t at : 4;               /* which of the batch's slots it is */
    uint64_t special : 1;
    uint32_t owner;      /* of a free slot: the next free one */
    uint32_t ticks : 31; /* its limit; of one that waits: 0 for BOOK_AT_MARKET */
    uint32_t side : 1;   /* enum side */
};

static_assert(sizeof(struct order) == 32, "an order is half a cache line");

struct batch {
    uint32_t next; /* in its queue, NO_BATCH at the end; of a free one: the next free one */
    uint32_t prev; /* NO_BATCH at the start */
    uint32_t slots[BATCH_ORDERS]; /* oldest first */
};

static_assert(sizeof(struct batch) == 64, "a batch is a cache line");

enum standing { STANDING_RESTS, STANDING_WAITS, STANDING_DUE }; /* DUE: went off, not yet in */

/* Heaps a special record may stand in. What rises to an alarm's ticks sets off a trigger or moves a
 * trail, and so does what falls to one; TURN brings those of one print into their order. */
enum heap_kind { HEAP_RISING, HEAP_FALLING, HEAP_TURN, HEAP_KINDS };
#define NOT_IN_HEAP UINT32_MAX

/* What few orders have. In use from the order's start on, so that what a taker does reaches its
 * partner; `slot` is NO_SLOT until it rests or waits. */
struct special {
    uint64_t ref;
    int64_t reserve; /* lots hidden */
    int64_t display; /* lots shown at a time; 0: all */
    uint32_t slot, owner;
    uint32_t partner;    /* special record; NO_SPECIAL: none */
    uint32_t next, prev; /* by its owner's reduce-only orders, in the order of their numbers; `next`
                            of a free record: the next free one */
    uint32_t heap_at[HEAP_KINDS]; /* place in each heap, or NOT_IN_HEAP */
    uint32_t due_at;              /* DUE: place in `due` */
    int32_t stop, trail, trail_ppm, worst;
    uint8_t trigger; /* enum book_trigger; NONE once it went off */
    uint8_t standing;
    uint8_t tif;        /* enum book_tif, of one that waits */
    uint8_t self_trade; /* enum book_self_trade */
    bool post_only, reduce_only;
    bool fleeting;                    /* an IOC order that an auction gathered */
    bool used;                        /* the record is some order's */
    int64_t walk_shown, walk_reserve; /* what walk number `walk` has left of it */
    uint64_t walk;
};

struct position {
    int64_t lots; /* long > 0 */
    uint32_t owner;
    uint32_t first, last; /* special records of its reduce-only orders */
    int64_t walk_lots;    /* as walk number `walk` has changed it */
    uint64_t walk;
};

struct alarm {
    int64_t key; /* the smallest is at the top: ticks, ticks negated, or the order's number */
    uint32_t special;
};

struct heap {
    struct alarm *alarms; /* owned */
    uint32_t count, capacity;
};

struct level {
    int64_t lots;        /* shown */
    uint32_t head, tail; /* first and last batch; an empty level has one, or NO_BATCH */
    uint32_t orders;
    int32_t ticks;
    uint32_t used; /* slots of the last batch; they are not used again before it is empty */
};

struct level_list {
    struct level *levels; /* owned; occupied ones only, rising ticks */
    uint32_t count, capacity;
};

/* What a walk writes although the book does not change. */
struct scratch {
    uint64_t walk;  /* number of the last one */
    uint32_t *late; /* owned; slots of icebergs that refilled behind the level being walked */
    uint32_t late_capacity;
};

struct book {
    struct order *orders; /* owned; slots 1 to `slots` have been used */
    uint32_t slots, slot_capacity;
    uint32_t free_slot; /* freed last, reused first */
    uint32_t order_count, orders_most;
    uint64_t next_number;
    struct batch *batches; /* owned; 1 to `batch_slots` have been used */
    uint16_t *live; /* owned; by batch: a bit for each of its slots that is an order in the queue;
                       apart, since all of them fit into a cache that the batches do not */
    uint32_t batch_slots, batch_capacity;
    uint32_t free_batch;

    int32_t best[2];         /* by enum side; NO_BID, NO_ASK */
    int32_t base;            /* ticks of the window's first level */
    int32_t last;            /* trade; 0: none */
    int32_t rising, falling; /* the nearest alarms: NO_ASK, NO_BID without any */
    uint32_t far_uses;
    uint64_t summary;             /* a bit for each word that is not 0 */
    uint64_t words[WINDOW_WORDS]; /* a bit for each occupied level */
    struct level *window;         /* owned; WINDOW_TICKS */
    struct level_list far;

    struct book_event *events;               /* owned */
    struct book_event *event_at, *event_end; /* the next one; where the block ends */

    bool in_auction;
    struct level_list gathered[2]; /* by enum side */
    int32_t held[2];               /* ticks of the level being swept, which is not settled yet; 0 */

    int32_t collar_ppm;
    uint32_t flying;          /* special record of the order that is a taker now */
    struct special *specials; /* owned; 1 to `special_slots` have been used */
    uint32_t special_slots, special_capacity, special_count;
    uint32_t free_special;
    struct position *positions; /* owned; by rising owner */
    uint32_t position_count, position_capacity;
    struct heap heaps[HEAP_KINDS];
    uint32_t *due; /* owned; special records that went off, in turn; NO_SPECIAL: gone since */
    uint32_t due_count, due_capacity;
    struct scratch *scratch; /* owned */
};

/* An order on its way through the other side. */
struct taker {
    int64_t lots; /* left */
    uint64_t ref;
    int32_t limit;
    uint32_t owner;
    enum side side;
    uint8_t self_trade;
    bool rests;       /* what is left of it comes to rest */
    bool met_own;     /* stopped before an order of the same owner */
    uint32_t slot;    /* of an order that has one already: amended or triggered; else NO_SLOT */
    uint32_t special; /* record, or NO_SPECIAL */
};

/* ---- book.c: events, levels and orders as they go ---- */

void emit_order(struct book *book, enum book_event_kind kind, const struct order *order,
                int32_t ticks, int64_t lots, enum book_reason reason);
void emit_trade(struct book *book, const struct taker *taker, uint32_t slot, int32_t ticks,
                int64_t lots);

/* Says a level's new total and takes it away when empty, unless a sweep holds it. */
void level_changed(struct book *book, enum side side, int32_t ticks);

/* Takes a live order out of its queue or its heaps, tells CANCEL of all it has left, and forgets
 * it. Its partner is left alone. */
void order_end(struct book *book, uint32_t slot, enum book_reason why);
/* Takes an order out of its queue and settles its level; the slot and its record stay. */
void order_leave(struct book *book, uint32_t slot);
/* Forgets an order that stands in no queue. */
void order_forget(struct book *book, uint32_t slot);
/* Puts an order of `lots` in all into the queue at its ticks; tells REST and LEVEL. */
void order_rest(struct book *book, uint32_t slot, int64_t lots);
/* A slot for an order as given, but for its number, which is the next. */
uint32_t slot_take(struct book *book, const struct order *order);

/* Matches a taker that nothing refuses and brings it to its end. */
void taker_enter(struct book *book, struct taker *taker, struct book_result *result);
/* Ends one that something refuses although it was live: tells CANCEL. */
void taker_refuse(struct book *book, const struct taker *taker, enum book_reason why);
/* Puts one to rest without matching. */
void taker_rest(struct book *book, struct taker *taker, struct book_result *result);
int32_t limit_of(const struct book *book, enum side side, int32_t limit); /* the collar's for 0 */

/* ---- book_request.c ---- */

/* book_submit of what is more than a plain order in continuous trading. */
void special_submit(struct book *book, const struct book_request *request,
                    struct book_result *result);
/* The order of `special`, whose trigger went off, goes in as `request`. */
void trigger_submit(struct book *book, const struct book_request *request, uint32_t slot,
                    uint32_t special);

bool trail_fits(const struct book_special *special);
bool display_fits(int64_t display, int64_t lots); /* `lots` in all */

/* ---- book_code.c ---- */

/* Bits of what an order has besides. */
enum extra {
    EXTRA_POST_ONLY = 1,
    EXTRA_REDUCE_ONLY = 2,
    EXTRA_FLEETING = 4,
    EXTRA_SELF_TRADE = 8, /* the setting follows, then */
    EXTRA_DISPLAY = 16,   /* display and reserve, then */
    EXTRA_PARTNER = 32,   /* its handle */
    EXTRA_END = 64
};

struct numbered {
    uint64_t number; /* an order's */
    uint32_t special;
};

void numbered_sort(struct numbered *rows, uint32_t count);

/* ---- book_special.c ---- */

/* A new record for an order of `request` with its partner linked and its place among the owner's
 * reduce-only orders taken; what waits is armed by stops_arm. */
uint32_t special_take(struct book *book, const struct book_request *request);
/* Unlinks and forgets a record that is in no heap. */
void special_drop(struct book *book, uint32_t index);
/* The record of an order, made if it has none. */
struct special *order_special(struct book *book, uint32_t slot);

/* Lots by which an order of `side` may reduce its owner's position. */
int64_t reducible(const struct book *book, uint32_t owner, enum side side);
struct position *position_find(const struct book *book, uint32_t owner); /* NULL: not followed */
struct position *position_open(struct book *book, uint32_t owner);       /* found or new */
void position_append(struct book *book, uint32_t owner, uint32_t index); /* a reduce-only order */

/* Half of a trade. */
struct party {
    uint32_t special; /* record, or NO_SPECIAL */
    uint32_t owner;
    enum side side;
    bool used_up; /* nothing is left of the order */
};

/* Takes traded lots off an order in a queue. */
void order_reduce(struct book *book, uint32_t slot, int64_t lots);
/* What a trade does to others: partners and reduce-only orders are cut. */
void trade_touch(struct book *book, const struct party *maker, const struct party *taker,
                 int64_t lots);
/* An order that shows nothing any more is refilled from its reserve, or goes. */
void order_renew(struct book *book, uint32_t slot);

/* All three for a maker, whose trade was told. Levels may change their address. */
void special_trade(struct book *book, const struct taker *taker, uint32_t slot, int64_t lots);

/* Takes lots off an order, hidden ones first; all of them end it. */
void order_cut(struct book *book, uint32_t slot, int64_t lots, enum book_reason why);

/* ---- book_stops.c ---- */

/* Makes an order that was just made live wait: its record has slot, trigger and stop. */
void stops_arm(struct book *book, uint32_t index);
/* Takes it out of the heaps, or out of those that are due. */
void stops_disarm(struct book *book, uint32_t index);
/* Sets an order to wait that stops_disarm took out; nothing is told and nothing goes off. */
void stops_place(struct book *book, uint32_t index);
/* A waiting order is due when its trigger is true of the last trade. */
void stops_look(struct book *book, uint32_t index);
/* Where a trailing stop stands after a print, the one it had aside; 1 to BOOK_TICKS_MAX. */
int32_t trail_stop(enum side side, int32_t trail, int32_t trail_ppm, int32_t print);
/* A print at `ticks`: moves the trails and lines up what goes off. */
void stops_hear(struct book *book, int32_t ticks);
/* Lets everything go in that is due. */
void stops_run(struct book *book);

/* ---- book_walk.c ---- */

/* Lots a taker could have at once, at most `lots`; `ticks_lots` (NULL: not wanted) as in book_walk.
 * `special`: the taker's record, or NO_SPECIAL. */
int64_t book_reachable(const struct book *book, const struct book_request *taker, uint32_t special,
                       int64_t *ticks_lots);

/* ---- book_levels.c ---- */

/* Moves an empty book's window to stand around `centre`. */
void window_place(struct book *book, int32_t centre);

struct level *list_find(const struct level_list *list, int32_t ticks); /* NULL: there is none */
struct level *list_open(struct level_list *list, int32_t ticks);
void list_close(struct book *book, struct level_list *list, struct level *level);
int32_t list_above(const struct level_list *list, int32_t ticks); /* next ticks, or NO_ASK */
int32_t list_below(const struct level_list *list, int32_t ticks); /* next ticks, or NO_BID */

int32_t far_above(const struct book *book, int32_t ticks); /* see level_above, for any ticks */
int32_t far_below(const struct book *book, int32_t ticks);

/* The call that ends here worked at `ticks` outside of the window (NO_BID, NO_ASK: nowhere): moves
 * the window if that repeats and helps. Levels change their address. */
void window_follow(struct book *book, int32_t ticks);

/* A new batch at the end of a queue; an empty one goes. */
void batch_open(struct book *book, struct level *level);
void batch_close(struct book *book, struct level *level, uint32_t index);

/* All levels into `gathered`, and back. */
void levels_gather(struct book *book);
void levels_spread(struct book *book);

/* ---- the way to a level ---- */

static inline bool window_holds(const struct book *book, int32_t ticks) {
    return (uint32_t)ticks - (uint32_t)book->base < WINDOW_TICKS;
}

/* The level at `ticks`, which must be there. */
static inline struct level *level_at(const struct book *book, enum side side, int32_t ticks) {
    struct level *level;
    if (__builtin_expect(book->in_auction, false))
        level = list_find(&book->gathered[side], ticks);
    else if (window_holds(book, ticks))
        level = &book->window[ticks - book->base];
    else
        level = list_find(&book->far, ticks);
    assert(level != NULL && level->ticks == ticks);
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
static inline struct level *level_open(struct book *book, enum side side, int32_t ticks) {
    if (__builtin_expect(book->in_auction, false))
        return list_open(&book->gathered[side], ticks);
    if (!window_holds(book, ticks))
        return list_open(&book->far, ticks);
    window_mark(book, ticks);
    struct level *level = &book->window[ticks - book->base];
    level->ticks = ticks;
    return level;
}

/* Takes an empty level away; `level` is not to be used any more. */
static inline void level_close(struct book *book, enum side side, struct level *level) {
    assert(level->orders == 0 && level->lots == 0);
    if (__builtin_expect(book->in_auction, false))
        list_close(book, &book->gathered[side], level);
    else if (window_holds(book, level->ticks))
        window_unmark(book, level->ticks);
    else
        list_close(book, &book->far, level);
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

/* Ticks of the lowest occupied level above `ticks`, or NO_ASK; outside of auctions. */
static inline int32_t level_above(const struct book *book, int32_t ticks) {
    if (window_holds(book, ticks)) {
        int place = window_from(book, ticks - book->base + 1);
        if (place >= 0)
            return book->base + place;
        if (book->far.count == 0)
            return NO_ASK;
    }
    return far_above(book, ticks);
}

/* Ticks of the highest occupied level below `ticks`, or NO_BID; outside of auctions. */
static inline int32_t level_below(const struct book *book, int32_t ticks) {
    if (window_holds(book, ticks)) {
        int place = window_to(book, ticks - book->base - 1);
        if (place >= 0)
            return book->base + place;
        if (book->far.count == 0)
            return NO_BID;
    }
    return far_below(book, ticks);
}

/* The next level of `side` behind the one at `ticks`; NO_BID or NO_ASK. */
static inline int32_t level_behind(const struct book *book, enum side side, int32_t ticks) {
    if (__builtin_expect(book->in_auction, false))
        return side == SIDE_BUY ? list_below(&book->gathered[side], ticks)
                                : list_above(&book->gathered[side], ticks);
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
    uint32_t slot = (uint32_t)(handle & SLOT_MASK);
    bool live = slot != NO_SLOT && slot <= book->slots && handle >> SLOT_BITS != 0 &&
                book->orders[slot].number == handle >> SLOT_BITS;
    return live ? slot : NO_SLOT;
}

static inline book_handle handle_of(const struct book *book, uint32_t slot) {
    return (uint64_t)book->orders[slot].number << SLOT_BITS | slot;
}

static inline struct special *special_of(const struct book *book, const struct order *order) {
    assert(order->special && book->specials[order->ref].used);
    return &book->specials[order->ref];
}

/* All an order has left, hidden lots included. */
static inline int64_t order_lots(const struct book *book, const struct order *order) {
    return (int64_t)order->lots + (order->special ? special_of(book, order)->reserve : 0);
}

static inline bool order_waits(const struct book *book, const struct order *order) {
    return order->special && special_of(book, order)->standing != STANDING_RESTS;
}

static inline void order_set_lots(struct order *order, int64_t lots) {
    order->lots = (uint64_t)lots & LOTS_MASK;
}

/* ---- queues ---- */

/* Slot of the first order of a queue that is not empty. */
static inline uint32_t queue_first(const struct book *book, const struct level *level) {
    uint32_t live = book->live[level->head];
    assert(live != 0);
    return book->batches[level->head].slots[__builtin_ctz(live)];
}

/* Slot of the order behind, or before, one in its queue; NO_SLOT at the end. */
static inline uint32_t queue_after(const struct book *book, uint32_t slot) {
    const struct order *order = &book->orders[slot];
    uint32_t batch = (uint32_t)order->batch;
    uint32_t behind = book->live[batch] & (UINT32_MAX << order->at << 1);
    if (behind == 0) {
        batch = book->batches[batch].next;
        behind = book->live[batch];
    }
    return behind != 0 ? book->batches[batch].slots[__builtin_ctz(behind)] : NO_SLOT;
}
static inline uint32_t queue_before(const struct book *book, uint32_t slot) {
    const struct order *order = &book->orders[slot];
    uint32_t batch = (uint32_t)order->batch;
    uint32_t before = book->live[batch] & ((UINT32_C(1) << order->at) - 1);
    if (before == 0) {
        batch = book->batches[batch].prev;
        before = book->live[batch];
    }
    return before != 0 ? book->batches[batch].slots[31 - __builtin_clz(before)] : NO_SLOT;
}

/* Appends a slot that shows `lots` to a level's queue and sums; returns its `at` in what is the
 * level's last batch now. */
static inline uint32_t queue_push(struct book *book, struct level *level, uint32_t slot,
                                  int64_t lots) {
    if (level->tail == NO_BATCH || level->used == BATCH_ORDERS)
        batch_open(book, level);
    uint32_t at = level->used++;
    book->batches[level->tail].slots[at] = slot;
    book->live[level->tail] = (uint16_t)(book->live[level->tail] | UINT32_C(1) << at);
    level->lots += lots;
    level->orders++;
    return at;
}

/* The same for an order that is there. */
static inline void queue_append(struct book *book, struct level *level, uint32_t slot) {
    struct order *order = &book->orders[slot];
    order->at = queue_push(book, level, slot, (int64_t)order->lots) & AT_MASK;
    order->batch = level->tail & BATCH_MASK;
}

/* Takes an order that shows `lots` out. */
static inline void queue_remove(struct book *book, struct level *level, uint32_t slot,
                                int64_t lots) {
    uint32_t batch = (uint32_t)book->orders[slot].batch;
    uint32_t bit = UINT32_C(1) << book->orders[slot].at;
    uint32_t live = book->live[batch];
    assert((live & bit) != 0 && level->lots >= lots);
    book->live[batch] = (uint16_t)(live ^ bit);
    level->lots -= lots;
    level->orders--;
    if (live != bit)
        return;
    if (level->head == level->tail)
        level->used = 0;
    else
        batch_close(book, level, batch);
}

static inline bool in_limits(int32_t limit, int64_t lots) {
    return ((uint32_t)limit - 1 < BOOK_TICKS_MAX) & ((uint64_t)lots - 1 < BOOK_LOTS_MAX);
}

static inline bool holds_no_more(const struct book *book) {
    return (book->order_count >= book->orders_most) | (book->next_number > NUMBER_MAX);
}

static inline int64_t smaller(int64_t a, int64_t b) {
    return a < b ? a : b;
}

#endif
