/* Orders that wait for a price. Each has an alarm or two: one at the price that sets it off, a
 * trailing one a second at the nearest print that moves it. Alarms for prices that rise stand in
 * one heap, those for prices that fall in another; the book keeps the nearest of each at hand, so
 * that a print far from all of them costs two comparisons. */
#include "market/book_internal.h"

#include "base/mem.h"

#define HEAP_FIRST 16
#define DUE_FIRST  16

/* ---- heaps ---- */

static void heap_put(struct book *book, enum heap_kind kind, uint32_t at, struct alarm alarm) {
    book->heaps[kind].alarms[at] = alarm;
    book->specials[alarm.special].heap_at[kind] = at;
}

static void heap_rise(struct book *book, enum heap_kind kind, uint32_t at, struct alarm alarm) {
    const struct heap *heap = &book->heaps[kind];
    while (at > 0 && alarm.key < heap->alarms[(at - 1) / 2].key) {
        heap_put(book, kind, at, heap->alarms[(at - 1) / 2]);
        at = (at - 1) / 2;
    }
    heap_put(book, kind, at, alarm);
}

static void heap_sink(struct book *book, enum heap_kind kind, uint32_t at, struct alarm alarm) {
    const struct heap *heap = &book->heaps[kind];
    for (uint32_t child = 2 * at + 1; child < heap->count; child = 2 * at + 1) {
        if (child + 1 < heap->count && heap->alarms[child + 1].key < heap->alarms[child].key)
            child++;
        if (alarm.key <= heap->alarms[child].key)
            break;
        heap_put(book, kind, at, heap->alarms[child]);
        at = child;
    }
    heap_put(book, kind, at, alarm);
}

static void heap_push(struct book *book, enum heap_kind kind, int64_t key, uint32_t special) {
    struct heap *heap = &book->heaps[kind];
    assert(book->specials[special].heap_at[kind] == NOT_IN_HEAP);
    if (heap->count == heap->capacity) {
        heap->capacity = heap->capacity > 0 ? heap->capacity * 2 : HEAP_FIRST;
        heap->alarms = mem_resize(heap->alarms, heap->capacity, sizeof *heap->alarms);
    }
    heap->count++;
    heap_rise(book, kind, heap->count - 1, (struct alarm){.key = key, .special = special});
}

static void heap_remove(struct book *book, enum heap_kind kind, uint32_t special) {
    struct heap *heap = &book->heaps[kind];
    uint32_t at = book->specials[special].heap_at[kind];
    if (at == NOT_IN_HEAP)
        return;
    book->specials[special].heap_at[kind] = NOT_IN_HEAP;
    struct alarm last = heap->alarms[--heap->count];
    if (at == heap->count)
        return;
    if (at > 0 && last.key < heap->alarms[(at - 1) / 2].key)
        heap_rise(book, kind, at, last);
    else
        heap_sink(book, kind, at, last);
}

/* Takes the top out. */
static uint32_t heap_pop(struct book *book, enum heap_kind kind) {
    uint32_t special = book->heaps[kind].alarms[0].special;
    heap_remove(book, kind, special);
    return special;
}

static void nearest_renew(struct book *book) {
    const struct heap *rising = &book->heaps[HEAP_RISING];
    const struct heap *falling = &book->heaps[HEAP_FALLING];
    book->rising = rising->count > 0 ? (int32_t)rising->alarms[0].key : NO_ASK;
    book->falling = falling->count > 0 ? (int32_t)-falling->alarms[0].key : NO_BID;
}

/* ---- one order that waits ---- */

static enum side side_of(const struct book *book, uint32_t index) {
    return book->orders[book->specials[index].slot].side;
}

/* Does it go off when the price rises to its stop, or when it falls to it? */
static enum heap_kind trigger_heap(const struct special *special, enum side side) {
    bool with = special->trigger != TRIGGER_TOUCH; /* the way a trade of its side moves the price */
    return with == (side == SIDE_BUY) ? HEAP_RISING : HEAP_FALLING;
}

static void alarm_set(struct book *book, enum heap_kind kind, int32_t ticks, uint32_t index) {
    heap_push(book, kind, kind == HEAP_RISING ? ticks : -(int64_t)ticks, index);
}

int32_t trail_stop(enum side side, int32_t trail, int32_t trail_ppm, int32_t print) {
    int64_t distance = trail > 0 ? trail : (int64_t)print * trail_ppm / BOOK_PPM;
    distance = distance > 0 ? distance : 1;
    int64_t stop = side == SIDE_BUY ? print + distance : print - distance;
    return (int32_t)(stop < 1 ? 1 : smaller(stop, BOOK_TICKS_MAX));
}

/* The print nearest to the stop that moves it towards the market; 0: none can. A sell's stop rises
 * with the print, a buy's falls with it. */
static int32_t trail_mover(const struct special *special, enum side side) {
    int32_t low = 1; /* the wanted print is among low to high; the far end of them moves if any */
    int32_t high = BOOK_TICKS_MAX;
    while (low < high) {
        int32_t middle = side == SIDE_SELL ? low + (high - low) / 2 : high - (high - low) / 2;
        int32_t stop = trail_stop(side, special->trail, special->trail_ppm, middle);
        bool moves = side == SIDE_SELL ? stop > special->stop : stop < special->stop;
        if (side == SIDE_SELL) {
            low = moves ? low : middle + 1;
            high = moves ? middle : high;
        } else {
            high = moves ? high : middle - 1;
            low = moves ? middle : low;
        }
    }
    int32_t stop = trail_stop(side, special->trail, special->trail_ppm, low);
    bool moves = side == SIDE_SELL ? stop > special->stop : stop < special->stop;
    return moves ? low : 0;
}

void stops_place(struct book *book, uint32_t index) {
    struct special *special = &book->specials[index];
    enum side side = side_of(book, index);
    enum heap_kind kind = trigger_heap(special, side);
    special->standing = STANDING_WAITS;
    alarm_set(book, kind, special->stop, index);
    if (special->trigger == TRIGGER_TRAIL) {
        int32_t mover = trail_mover(special, side);
        if (mover > 0)
            alarm_set(book, kind == HEAP_RISING ? HEAP_FALLING : HEAP_RISING, mover, index);
    }
    nearest_renew(book);
}

static void alarms_clear(struct book *book, uint32_t index) {
    heap_remove(book, HEAP_RISING, index);
    heap_remove(book, HEAP_FALLING, index);
    nearest_renew(book);
}

void stops_disarm(struct book *book, uint32_t index) {
    struct special *special = &book->specials[index];
    assert(special->standing != STANDING_RESTS);
    alarms_clear(book, index);
    if (special->standing == STANDING_DUE)
        book->due[special->due_at] = NO_SPECIAL;
    special->standing = STANDING_RESTS;
}

/* Lines it up behind all that are due. */
static void due_append(struct book *book, uint32_t index) {
    struct special *special = &book->specials[index];
    assert(special->standing == STANDING_WAITS);
    alarms_clear(book, index);
    if (book->due_count == book->due_capacity) {
        book->due_capacity = book->due_capacity > 0 ? book->due_capacity * 2 : DUE_FIRST;
        book->due = mem_resize(book->due, book->due_capacity, sizeof *book->due);
    }
    special->standing = STANDING_DUE;
    special->due_at = book->due_count;
    book->due[book->due_count++] = index;
}

static bool goes_off(const struct special *special, enum side side, int32_t print) {
    return trigger_heap(special, side) == HEAP_RISING ? print >= special->stop
                                                      : print <= special->stop;
}

void stops_look(struct book *book, uint32_t index) {
    const struct special *special = &book->specials[index];
    if (book->last != 0 && !book->in_auction && goes_off(special, side_of(book, index), book->last))
        due_append(book, index);
}

void stops_arm(struct book *book, uint32_t index) {
    const struct special *special = &book->specials[index];
    const struct order *order = &book->orders[special->slot];
    emit_order(book, BOOK_EVENT_ARMED, order, special->stop, (int64_t)order->lots, BOOK_OK);
    stops_place(book, index);
    stops_look(book, index);
}

/* ---- prints ---- */

/* The stop follows the print. */
static void trail(struct book *book, uint32_t index, int32_t print) {
    struct special *special = &book->specials[index];
    const struct order *order = &book->orders[special->slot];
    assert(special->trigger == TRIGGER_TRAIL);
    alarms_clear(book, index);
    special->stop = trail_stop(order->side, special->trail, special->trail_ppm, print);
    emit_order(book, BOOK_EVENT_TRAILED, order, special->stop, (int64_t)order->lots, BOOK_OK);
    stops_place(book, index);
}

void stops_hear(struct book *book, int32_t ticks) {
    static const enum heap_kind kinds[] = {HEAP_RISING, HEAP_FALLING};
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        const struct heap *heap = &book->heaps[kinds[i]];
        int64_t key = kinds[i] == HEAP_RISING ? ticks : -(int64_t)ticks;
        while (heap->count > 0 && heap->alarms[0].key <= key) {
            uint32_t index = heap_pop(book, kinds[i]);
            const struct special *special = &book->specials[index];
            if (special->heap_at[HEAP_TURN] == NOT_IN_HEAP)
                heap_push(book, HEAP_TURN, (int64_t)book->orders[special->slot].number, index);
        }
    }
    while (book->heaps[HEAP_TURN].count > 0) {
        uint32_t index = heap_pop(book, HEAP_TURN);
        if (goes_off(&book->specials[index], side_of(book, index), ticks))
            due_append(book, index);
        else
            trail(book, index, ticks);
    }
    nearest_renew(book);
}

/* A waiting order goes in, an order like any other. */
static void trigger(struct book *book, uint32_t index) {
    struct special *special = &book->specials[index];
    uint32_t slot = special->slot;
    const struct order *order = &book->orders[slot];
    emit_order(book, BOOK_EVENT_TRIGGERED, order, special->stop, (int64_t)order->lots, BOOK_OK);
    special->standing = STANDING_RESTS;
    special->trigger = TRIGGER_NONE;
    special->stop = special->trail = special->trail_ppm = 0;
    struct book_request request = {.side = order->side,
                                   .tif = special->tif,
                                   .post_only = special->post_only,
                                   .self_trade = special->self_trade,
                                   .limit = (int32_t)order->ticks,
                                   .lots = (int64_t)order->lots,
                                   .owner = order->owner,
                                   .ref = special->ref};
    trigger_submit(book, &request, slot, index);
}

void stops_run(struct book *book) {
    assert(!book->in_auction);
    for (uint32_t at = 0; at < book->due_count; at++) {
        if (book->due[at] != NO_SPECIAL)
            trigger(book, book->due[at]);
    }
    book->due_count = 0;
}
