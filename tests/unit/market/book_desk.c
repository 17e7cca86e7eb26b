#include "unit/market/book_desk.h"

#include <string.h>

#include "base/mem.h"

struct book *book;

void open_book(void) {
    book = book_new(100);
}

void close_book(void) {
    book_check(book);
    book_free(book);
}

/* ---- saying ---- */

struct book_result send(struct book_request request) {
    struct book_result result;
    book_submit(book, &request, &result);
    return result;
}

book_handle buy(int32_t ticks, int64_t lots, uint64_t ref) {
    return send((struct book_request){.side = SIDE_BUY, .limit = ticks, .lots = lots, .ref = ref})
        .handle;
}

book_handle sell(int32_t ticks, int64_t lots, uint64_t ref) {
    return send((struct book_request){.side = SIDE_SELL, .limit = ticks, .lots = lots, .ref = ref})
        .handle;
}

struct book_result owned(enum side side, enum book_tif tif, int32_t ticks, int64_t lots,
                         uint32_t owner) {
    return send((struct book_request){.side = side,
                                      .tif = tif,
                                      .limit = ticks,
                                      .lots = lots,
                                      .owner = owner,
                                      .ref = (uint64_t)owner * 10});
}

struct book_result special(enum side side, int32_t ticks, int64_t lots, uint32_t owner,
                           struct book_special special) {
    return send((struct book_request){.side = side,
                                      .limit = ticks,
                                      .lots = lots,
                                      .owner = owner,
                                      .ref = (uint64_t)owner * 10,
                                      .special = &special});
}

struct book_result amend(book_handle handle, struct book_change change) {
    struct book_result result;
    book_amend(book, handle, &change, &result);
    return result;
}

void print_at(int32_t ticks) {
    sell(ticks, 1, 0);
    buy(ticks, 1, 0);
}

/* ---- hearing ---- */

static const char *const side_words[] = {"buy", "sell"};
static const char *const reason_names[] = {
#define X(name, text) [name] = #name,
    BOOK_REASONS(X)
#undef X
};

static void say_event(struct buffer *text, const struct book_event *event) {
    const char *side = side_words[event->side];
    long long lots = event->lots;
    unsigned long long ref = event->ref;
    switch ((enum book_event_kind)event->kind) {
    case BOOK_EVENT_REST:
        buffer_text(text, "rest %s %lld@%d #%llu", side, lots, event->ticks, ref);
        break;
    case BOOK_EVENT_TRADE:
        buffer_text(text, "trade %lld@%d #%llu by #%llu", lots, event->ticks, ref,
                    (unsigned long long)event->taker_ref);
        break;
    case BOOK_EVENT_CANCEL:
        buffer_text(text, "cancel %s %lld@%d #%llu %s", side, lots, event->ticks, ref,
                    reason_names[event->reason]);
        break;
    case BOOK_EVENT_AMEND:
        buffer_text(text, "amend %s %lld@%d #%llu", side, lots, event->ticks, ref);
        break;
    case BOOK_EVENT_LEVEL:
        buffer_text(text, "level %s %lld@%d", side, lots, event->ticks);
        break;
    case BOOK_EVENT_CUT:
        buffer_text(text, "cut %s %lld@%d #%llu %s", side, lots, event->ticks, ref,
                    reason_names[event->reason]);
        break;
    case BOOK_EVENT_REFILL:
        buffer_text(text, "refill %s %lld@%d #%llu", side, lots, event->ticks, ref);
        break;
    case BOOK_EVENT_ARMED:
        buffer_text(text, "armed %s %lld@%d #%llu", side, lots, event->ticks, ref);
        break;
    case BOOK_EVENT_TRAILED:
        buffer_text(text, "trailed %s %lld@%d #%llu", side, lots, event->ticks, ref);
        break;
    case BOOK_EVENT_TRIGGERED:
        buffer_text(text, "triggered %s %lld@%d #%llu", side, lots, event->ticks, ref);
        break;
    }
}

void heard(const char *expected) {
    struct buffer text = {.bytes = NULL};
    size_t count;
    const struct book_event *events = book_events(book, &count);
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            buffer_text(&text, "; ");
        say_event(&text, &events[i]);
    }
    buffer_append(&text, "", 1);
    book_events_drain(book);
    cr_assert_str_eq((const char *)text.bytes, expected);
    buffer_clear(&text);
}

void traded(const char *expected) {
    struct buffer text = {.bytes = NULL};
    size_t count;
    const struct book_event *events = book_events(book, &count);
    for (size_t i = 0; i < count; i++) {
        if (events[i].kind == BOOK_EVENT_TRADE)
            buffer_text(&text, "%s%lld@%d #%llu", text.length > 0 ? "; " : "",
                        (long long)events[i].lots, events[i].ticks,
                        (unsigned long long)events[i].ref);
    }
    buffer_append(&text, "", 1);
    book_events_drain(book);
    cr_assert_str_eq((const char *)text.bytes, expected);
    buffer_clear(&text);
}

void best_is(enum side side, int32_t ticks, int64_t lots) {
    int32_t best_ticks = 0;
    int64_t best_lots = 0;
    bool there = book_best(book, side, &best_ticks, &best_lots);
    cr_assert_eq(there, lots > 0);
    cr_assert(!there || (best_ticks == ticks && best_lots == lots), "%s %lld@%d", side_words[side],
              (long long)best_lots, best_ticks);
}

struct buffer bytes_of(const struct book *one) {
    struct buffer bytes = {.bytes = NULL};
    struct sink sink = buffer_sink(&bytes);
    book_encode(one, &sink);
    return bytes;
}

bool same_bytes(struct buffer *a, struct buffer *b) {
    bool same = a->length == b->length && memcmp(a->bytes, b->bytes, a->length) == 0;
    buffer_clear(a);
    buffer_clear(b);
    return same;
}
