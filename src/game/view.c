#include "game/view.h"

#include <assert.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "broker/order.h"
#include "game/seat.h"
#include "market/candle.h"

void view_init(struct view *view) {
    memset(view, 0, sizeof *view);
    view->watched = -1;
}

int view_find(const struct view *view, const char *symbol) {
    for (uint32_t i = 0; i < view->listing_count; i++) {
        if (text_compare_fold(view->listings[i].symbol, symbol) == 0) {
            return (int)i;
        }
    }
    return -1;
}

/* ---- arrays kept in order ---- */

/* Opens a gap for one element at `at`; when full, the last one falls out. */
static void *insert_at(void *rows, uint32_t *count, uint32_t most, size_t size, uint32_t at) {
    assert(at <= *count && at < most);
    if (*count == most) {
        --*count;
    }
    char *place = (char *)rows + at * size;
    memmove(place + size, place, (*count - at) * size);
    ++*count;
    return place;
}

static void remove_at(void *rows, uint32_t *count, size_t size, uint32_t at) {
    assert(at < *count);
    char *place = (char *)rows + at * size;
    memmove(place, place + size, (*count - at - 1) * size);
    --*count;
}

/* ---- records ---- */

static void fold_order(struct view *view, const struct order_changed *order) {
    uint32_t at = 0;
    while (at < view->order_count && view->orders[at].id < order->id) {
        at++;
    }
    bool known = at < view->order_count && view->orders[at].id == order->id;
    bool open = order->state == ORDER_PENDING || order->state == ORDER_PARTIAL;
    if (known && !open) {
        remove_at(view->orders, &view->order_count, sizeof *order, at);
    } else if (known) {
        view->orders[at] = *order;
    } else if (open && at < VIEW_ORDERS_MAX) {
        *(struct order_changed *)insert_at(view->orders, &view->order_count, VIEW_ORDERS_MAX,
                                           sizeof *order, at) = *order;
    }
}

static void fold_position(struct view *view, const struct position_changed *position) {
    uint32_t at = 0;
    while (at < view->position_count && strcmp(view->positions[at].symbol, position->symbol) < 0) {
        at++;
    }
    bool known =
        at < view->position_count && strcmp(view->positions[at].symbol, position->symbol) == 0;
    if (known && position->size == 0) {
        remove_at(view->positions, &view->position_count, sizeof *position, at);
    } else if (known) {
        view->positions[at] = *position;
    } else if (position->size != 0 && at < VIEW_POSITIONS_MAX) {
        *(struct position_changed *)insert_at(view->positions, &view->position_count,
                                              VIEW_POSITIONS_MAX, sizeof *position, at) = *position;
    }
}

static void fold_alert(struct view *view, const struct alert_changed *alert) {
    uint32_t at = 0;
    while (at < view->alert_count && view->alerts[at].id < alert->id) {
        at++;
    }
    bool known = at < view->alert_count && view->alerts[at].id == alert->id;
    if (known && alert->state != ALERT_WAITING) {
        remove_at(view->alerts, &view->alert_count, sizeof *alert, at);
    } else if (!known && alert->state == ALERT_WAITING && at < VIEW_ALERTS_MAX) {
        *(struct alert_changed *)insert_at(view->alerts, &view->alert_count, VIEW_ALERTS_MAX,
                                           sizeof *alert, at) = *alert;
    }
}

static void fold_notice(struct view *view, const struct record *record) {
    uint32_t times = view->notice_count;
    *(int64_t *)insert_at(view->notice_ms, &times, VIEW_NOTICES_MAX, sizeof(int64_t), 0) =
        record->game_ms;
    *(struct notice *)insert_at(view->notices, &view->notice_count, VIEW_NOTICES_MAX,
                                sizeof(struct notice), 0) = record->notice;
    view->notice_serial++;
}

static void fold_fill(struct view *view, const struct record *record) {
    uint32_t times = view->fill_count;
    *(int64_t *)insert_at(view->fill_ms, &times, VIEW_FILLS_MAX, sizeof(int64_t), 0) =
        record->game_ms;
    *(struct filled *)insert_at(view->fills, &view->fill_count, VIEW_FILLS_MAX,
                                sizeof(struct filled), 0) = record->filled;
}

static void fold_news(struct view *view, const struct record *record) {
    uint32_t times = view->news_count;
    *(int64_t *)insert_at(view->news_ms, &times, VIEW_NEWS_MAX, sizeof(int64_t), 0) =
        record->game_ms;
    *(struct news *)insert_at(view->news, &view->news_count, VIEW_NEWS_MAX, sizeof(struct news),
                              0) = record->news;
}

/* Another chapter: another market and fresh accounts; the player stays. */
static void fold_chapter(struct view *view, const struct chapter_opened *chapter) {
    view->chapter = *chapter;
    view->listing_count = 0;
    view->order_count = view->position_count = view->alert_count = view->fill_count = 0;
    view->news_count = view->own.count = 0;
    view_watch(view, -1, 0, 0);
}

static void fold_record(struct view *view, const struct record *record) {
    switch ((enum record_kind)record->kind) {
    case RECORD_CHAPTER_OPENED:
        fold_chapter(view, &record->chapter_opened);
        break;
    case RECORD_PLAYER_CREATED:
        view->profile = record->player_created;
        view->player = record->player;
        break;
    case RECORD_CLOCK_CHANGED:
        view->time.speed = record->clock_changed.speed;
        view->time.skip_until_ms = record->clock_changed.skip_until_ms;
        break;
    case RECORD_ACCOUNT_CHANGED:
        view->account = record->account_changed;
        break;
    case RECORD_ORDER_CHANGED:
        fold_order(view, &record->order_changed);
        break;
    case RECORD_FILLED:
        fold_fill(view, record);
        break;
    case RECORD_POSITION_CHANGED:
        fold_position(view, &record->position_changed);
        break;
    case RECORD_ALERT_CHANGED:
        fold_alert(view, &record->alert_changed);
        break;
    case RECORD_NOTICE:
        fold_notice(view, record);
        break;
    case RECORD_ANSWERED:
        view->answer = record->answered;
        view->notice_serial += record->answered.code != 0;
        break;
    case RECORD_NEWS:
        fold_news(view, record);
        break;
    case RECORD_POSITION_SPLIT: /* the position says its size */
    case RECORD_LEG_POSTED:     /* the account says the balances */
    case RECORD_DAY_OPENED:
    case RECORD_COUNT:
        break;
    }
}

/* ---- the market ---- */

static void fold_listing(struct view *view, const struct listing_info *listing) {
    if (listing->instrument >= VIEW_INSTRUMENTS_MAX) {
        return;
    }
    view->listings[listing->instrument] = *listing;
    view->listing_count = listing->count;
}

/* The last bar as it stands: replaces the one of its time or is appended. */
static void fold_candle(struct view *view, const struct candle_event *event) {
    if (event->instrument != view->watched || event->frame != view->frame) {
        return;
    }
    uint32_t count = view->candle_count;
    if (count > 0 && view->candles[count - 1].ms == event->candle.ms) {
        view->candles[count - 1] = event->candle;
        return;
    }
    if (count > 0 && view->candles[count - 1].ms > event->candle.ms) {
        return;
    }
    if (count == VIEW_CANDLES_MAX) {
        remove_at(view->candles, &view->candle_count, sizeof *view->candles, 0);
    }
    view->candles[view->candle_count++] = event->candle;
}

/* Bars that came while the reply was on its way stay behind it. */
static void fold_reply(struct view *view, const struct reply *reply) {
    if (reply->tag != view->candles_tag || reply->kind != ASK_CANDLES) {
        return;
    }
    uint32_t count = view->candle_count;
    struct candle_info *live = mem_array(count, sizeof *live);
    memcpy(live, view->candles, count * sizeof *live);
    view->candle_count = reply_get_candles(reply, view->candles, VIEW_CANDLES_MAX);
    for (uint32_t i = 0; i < count; i++) {
        fold_candle(view, &(struct candle_event){.instrument = (uint8_t)view->watched,
                                                 .frame = (uint8_t)view->frame,
                                                 .candle = live[i]});
    }
    mem_free(live);
    view->candles_tag = 0;
}

void view_watch(struct view *view, int instrument, int frame, uint32_t candles_tag) {
    if (view->watched != instrument || view->frame != frame) {
        view->candle_count = 0;
    }
    if (view->watched != instrument) {
        memset(&view->book, 0, sizeof view->book);
        memset(&view->prints, 0, sizeof view->prints);
    }
    view->watched = instrument;
    view->frame = frame;
    view->candles_tag = candles_tag;
    view->version++;
}

void view_apply(struct view *view, const struct event *event) {
    switch (event->class) {
    case EVENT_RECORD:
        fold_record(view, &event->record);
        break;
    case EVENT_TIME:
        view->time = event->time;
        break;
    case EVENT_LISTING:
        fold_listing(view, &event->listing);
        break;
    case EVENT_QUOTE:
        if (event->quote.instrument < VIEW_INSTRUMENTS_MAX) {
            view->quotes[event->quote.instrument] = event->quote;
        }
        break;
    case EVENT_BOOK:
        if (event->book.instrument == view->watched) {
            view->book = event->book;
        }
        break;
    case EVENT_OWN:
        view->own = event->own;
        break;
    case EVENT_CANDLE:
        fold_candle(view, &event->candle);
        break;
    case EVENT_PRINTS_NEW:
        if (event->prints.instrument == view->watched) {
            view->prints = event->prints;
        }
        break;
    case EVENT_REPLY:
        fold_reply(view, &event->reply);
        break;
    case EVENT_TROUBLE:
        view->trouble = event->trouble;
        break;
    }
    view->version++;
}

/* ---- derived ---- */

const char *view_frame_word(int frame) {
    _Static_assert(VIEW_FRAMES == FRAME_COUNT, "a chart can show every frame");
    assert(frame >= 0 && frame < VIEW_FRAMES);
    return time_frame_words[frame];
}

int64_t view_frame_ms(int frame) {
    assert(frame >= 0 && frame < VIEW_FRAMES);
    return time_frame_ms((enum time_frame)frame);
}

const struct position_changed *view_position(const struct view *view, const char *symbol) {
    for (uint32_t i = 0; i < view->position_count; i++) {
        if (strcmp(view->positions[i].symbol, symbol) == 0) {
            return &view->positions[i];
        }
    }
    return NULL;
}

fix8_t view_position_value(const struct view *view, const struct position_changed *position) {
    int at = view_find(view, position->symbol);
    fix8_t units, value, cents;
    if (at < 0 || !fix8_mul(position->size, view->listings[at].contract, FIX8_HALF_EVEN, &units) ||
        !fix8_mul(units, view->quotes[at].mark, FIX8_HALF_EVEN, &value) ||
        !fix8_round_to(value, FIX8_CENT, FIX8_HALF_EVEN, &cents)) {
        return position->cost;
    }
    return cents;
}

fix8_t view_equity(const struct view *view) {
    fix8_t equity = view->account.cash;
    for (uint32_t i = 0; i < view->position_count; i++) {
        fix8_t sum;
        if (fix8_add(equity, view_position_value(view, &view->positions[i]), &sum)) {
            equity = sum;
        }
    }
    return equity;
}
