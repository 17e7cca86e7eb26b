/* The oracle flow: one stream of orders, cancels and market orders on which independent engines
 * agree (trades, lots, notional). It needs to hear which orders left the book, so it is made while
 * it is played:
 *
 *     flow_init(&flow, seed, market_most, lines);
 *     flow_next(&flow) for each line, and flow_gone(&flow, id) for each maker filled, in order,
 *     then for a limit order that was itself filled. */
#ifndef BENCH_FLOW_H
#define BENCH_FLOW_H

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/mem.h"
#include "market/book.h"

#define FLOW_NOT_LIVE UINT32_MAX

struct flow_line {
    char kind;    /* A limit order, C cancel, M market order */
    uint8_t side; /* enum side */
    uint16_t lots;
    int32_t ticks;
    uint32_t id; /* C: of the order to cancel */
};

struct flow {
    uint64_t state;
    uint32_t market_most; /* largest market order */
    uint32_t line;
    int32_t mid;
    uint32_t last_id;
    uint32_t *live; /* owned; ids of resting orders */
    uint32_t live_count;
    uint32_t *place; /* owned; index in `live` of an id, or FLOW_NOT_LIVE */
};

static inline void flow_init(struct flow *flow, uint64_t seed, uint32_t market_most,
                             uint32_t lines) {
    *flow = (struct flow){.state = seed, .market_most = market_most, .mid = 8000};
    flow->live = mem_array((size_t)lines + 1, sizeof *flow->live);
    flow->place = mem_array((size_t)lines + 1, sizeof *flow->place);
}

static inline void flow_clear(struct flow *flow) {
    mem_free(flow->live);
    mem_free(flow->place);
}

static inline uint32_t flow_random(struct flow *flow) {
    flow->state = flow->state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(flow->state >> 33);
}

/* The order is not in the book any more; the last live one takes its place. */
static inline void flow_gone(struct flow *flow, uint32_t id) {
    uint32_t place = flow->place[id];
    assert(place < flow->live_count && flow->live[place] == id);
    uint32_t moved = flow->live[--flow->live_count];
    flow->live[place] = moved;
    flow->place[moved] = place;
    flow->place[id] = FLOW_NOT_LIVE;
}

static inline struct flow_line flow_next(struct flow *flow) {
    if (flow->line++ % 1000 == 0) {
        flow->mid += (int32_t)(flow_random(flow) % 3) - 1;
        flow->mid = flow->mid < 6000 ? 6000 : flow->mid > 10000 ? 10000 : flow->mid;
    }
    uint32_t choice = flow_random(flow) % 100;
    struct flow_line line = {.kind = 'A'};
    if (choice >= 60 && choice < 90 && flow->live_count > 0) {
        line.kind = 'C';
        line.id = flow->live[flow_random(flow) % flow->live_count];
        flow_gone(flow, line.id);
        return line;
    }
    line.id = ++flow->last_id;
    line.side = flow_random(flow) & 1 ? SIDE_SELL : SIDE_BUY;
    if (choice >= 90) {
        line.kind = 'M';
        line.ticks = line.side == SIDE_BUY ? BOOK_TICKS_MAX : 1;
        line.lots = (uint16_t)(1 + flow_random(flow) % flow->market_most);
        return line;
    }
    int32_t away = (int32_t)(flow_random(flow) % 205);
    line.ticks = line.side == SIDE_SELL ? flow->mid - 4 + away : flow->mid + 4 - away;
    line.lots = (uint16_t)(1 + flow_random(flow) % 100);
    flow->live[flow->live_count] = line.id;
    flow->place[line.id] = flow->live_count++;
    return line;
}

/* Plays one line; `handles` is indexed by id. */
static inline void flow_play(struct book *played, const struct flow_line *line,
                             book_handle *handles) {
    if (line->kind == 'C') {
        book_cancel(played, handles[line->id], BOOK_BY_OWNER);
        return;
    }
    struct book_request request = {.side = line->side,
                                   .tif = line->kind == 'M' ? BOOK_IOC : BOOK_REST,
                                   .limit = line->ticks,
                                   .lots = line->lots,
                                   .ref = line->id};
    struct book_result result;
    book_submit(played, &request, &result);
    handles[line->id] = result.handle;
}

/* What engines are compared by. */
struct flow_sums {
    uint64_t trades, lots, notional;
};

/* Adds the trades of the last call to the sums; without a branch, which nobody could foresee. */
static inline void flow_add(const struct book_event *events, size_t count, struct flow_sums *sums) {
    for (size_t i = 0; i < count; i++) {
        uint64_t trades = events[i].kind == BOOK_EVENT_TRADE;
        uint64_t lots = -trades & (uint64_t)events[i].lots;
        sums->trades += trades;
        sums->lots += lots;
        sums->notional += lots * (uint64_t)events[i].ticks;
    }
}

/* Tells the flow which orders the last call filled. */
static inline void flow_hear(struct flow *flow, const struct flow_line *line,
                             const struct book_event *events, size_t count) {
    int64_t filled = 0;
    for (size_t i = 0; i < count; i++) {
        if (events[i].kind != BOOK_EVENT_TRADE)
            continue;
        filled += events[i].lots;
        if (events[i].left == 0)
            flow_gone(flow, (uint32_t)events[i].ref);
    }
    if (line->kind == 'A' && filled == line->lots)
        flow_gone(flow, line->id);
}

#endif
