/* What books did: prints, candles, reports to players, what agents learn, and moves that halt. */
#include <assert.h>
#include <string.h>

#include "market/market_internal.h"

/* ---- halts ---- */

void halt_window_clear(struct halt_window *window) {
    memset(window, 0, sizeof *window);
    window->least = INT32_MAX;
}

static void widen(int32_t *least, int32_t *most, const struct halt_slot *slot) {
    if (slot->high == 0)
        return;
    *least = slot->low < *least ? slot->low : *least;
    *most = slot->high > *most ? slot->high : *most;
}

void halt_window_rebuild(struct halt_window *window) {
    window->least = INT32_MAX;
    window->most = 0;
    for (int i = 0; i < HALT_SLOTS; i++)
        widen(&window->least, &window->most, &window->slots[i]);
}

/* Also before 1970. */
static struct halt_slot *slot_of(struct halt_window *window, int64_t slot) {
    return &window->slots[slot - floor_to(slot, HALT_SLOTS)];
}

static void forget_slots(struct halt_window *window, int64_t slot) {
    int64_t from = slot - window->slot > HALT_SLOTS ? slot - HALT_SLOTS : window->slot;
    for (int64_t i = from + 1; i <= slot; i++)
        *slot_of(window, i) = (struct halt_slot){0, 0};
    window->slot = slot;
}

static bool moves(int32_t ticks, int32_t least, int32_t most) {
    int64_t up = (int64_t)ticks - least, down = (int64_t)most - ticks;
    return up * BOOK_PPM >= (int64_t)least * HALT_MOVE_PPM ||
           down * BOOK_PPM >= (int64_t)most * HALT_MOVE_PPM;
}

/* A print; is it 10 % away from any of the last five minutes? `least` and `most` may be of prints
 * that are long gone: they are looked up only when they would halt. */
static bool halts(struct halt_window *window, int64_t ms, int32_t ticks) {
    int64_t slot = floor_to(ms, HALT_SLOT_MS) / HALT_SLOT_MS;
    if (slot > window->slot)
        forget_slots(window, slot);
    struct halt_slot *now = slot_of(window, slot);
    now->low = now->high == 0 || ticks < now->low ? ticks : now->low;
    now->high = ticks > now->high ? ticks : now->high;
    widen(&window->least, &window->most, now);
    if (!moves(ticks, window->least, window->most))
        return false;
    halt_window_rebuild(window);
    return moves(ticks, window->least, window->most);
}

/* ---- reports ---- */

static void report_fill(struct market *market, const struct market_event *trade, bool maker,
                        uint32_t owner, uint64_t ref) {
    struct market_event fill = *trade;
    if (owner == MARKET_AGENT_OWNER)
        return;
    fill.kind = MARKET_FILL;
    fill.side = (uint8_t)(maker ? SIDE_OTHER(trade->side) : trade->side);
    fill.maker = maker;
    fill.owner = owner;
    fill.ref = ref;
    market_report(market, &fill);
}

static bool on_trade(struct market *market, uint32_t index, const struct book_event *event,
                     int64_t ms) {
    struct listing *listing = &market->listings[index];
    listing->last = event->ticks;
    listing->prints[listing->print_at] = (struct print){
        .ms = ms, .ticks = event->ticks, .lots = event->lots, .taker_side = event->side};
    listing->print_at = (listing->print_at + 1) % MARKET_PRINTS;
    series_print(&listing->series, ms, event->ticks, (uint64_t)event->lots,
                 listing_blocks(market, index));
    if (!market->quiet) {
        struct market_event trade = {.kind = MARKET_TRADE,
                                     .side = event->side,
                                     .instrument = (uint8_t)index,
                                     .ticks = event->ticks,
                                     .lots = event->lots,
                                     .ms = ms};
        report_fill(market, &trade, true, event->owner, event->ref);
        report_fill(market, &trade, false, event->taker_owner, event->taker_ref);
        market_report(market, &trade);
    }
    return halts(&listing->window, ms, event->ticks);
}

/* Something happened to a player's order that its owner did not ask for. */
static void on_order(struct market *market, uint32_t index, enum market_event_kind kind,
                     const struct book_event *event, int64_t ms) {
    if (event->owner == MARKET_AGENT_OWNER || event->reason == BOOK_BY_OWNER)
        return;
    market_report(market, &(struct market_event){.kind = (uint8_t)kind,
                                                 .side = event->side,
                                                 .reason = event->reason,
                                                 .instrument = (uint8_t)index,
                                                 .owner = event->owner,
                                                 .ref = event->ref,
                                                 .ticks = event->ticks,
                                                 .lots = event->lots,
                                                 .ms = ms});
}

/* Trades of one taker follow each other. */
static bool is_same_taker(const struct book_event *one, const struct book_event *other) {
    return one->side == other->side && one->taker_owner == other->taker_owner &&
           one->taker_ref == other->taker_ref;
}

/* Flow pressure, taker by taker. */
static void press(struct listing *listing, const struct book_event *events, size_t count) {
    const struct book_event *taker = NULL;
    int64_t lots = 0;
    for (size_t i = 0; i < count; i++) {
        if (events[i].kind != BOOK_EVENT_TRADE)
            continue;
        if (taker != NULL && !is_same_taker(taker, &events[i])) {
            agents_press(&listing->agents, taker, lots);
            lots = 0;
        }
        taker = &events[i];
        lots += taker->lots;
    }
    if (taker != NULL)
        agents_press(&listing->agents, taker, lots);
}

void listing_take_events(struct market *market, uint32_t index, int64_t ms) {
    struct listing *listing = &market->listings[index];
    size_t count;
    bool halted = false, traded = false;
    const struct book_event *events = book_events(listing->book, &count);
    if (count == 0)
        return; /* most wakes only look */
    for (size_t i = 0; i < count; i++) {
        switch ((enum book_event_kind)events[i].kind) {
        case BOOK_EVENT_TRADE:
            halted |= on_trade(market, index, &events[i], ms);
            traded = true;
            break;
        case BOOK_EVENT_CANCEL:
            on_order(market, index, MARKET_CANCEL, &events[i], ms);
            break;
        case BOOK_EVENT_CUT:
            on_order(market, index, MARKET_CUT, &events[i], ms);
            break;
        case BOOK_EVENT_TRIGGERED:
            on_order(market, index, MARKET_TRIGGERED, &events[i], ms);
            break;
        default:
            break;
        }
    }
    if (traded)
        press(listing, events, count);
    agents_see_book(&listing->agents, listing->book, false, ms);
    listing->agents.seen = 0;
    book_events_drain(listing->book);
    listing->version++;
    if (!phase_trades(listing->phase) && listing->phase != PHASE_CLOSED)
        book_auction_indication(listing->book, &listing->indication);
    else if (halted)
        listing_halt(market, index, ms);
}
