/* What happened becomes notices: one sentence for each order that has news, and what the market
 * does to those it concerns. */
#include <assert.h>
#include <string.h>

#include "base/gametime.h"
#include "base/text.h"
#include "game/game_state.h"

static const struct instrument *row_of(const struct game *game, uint8_t instrument) {
    assert(instrument < game->market.table.count);
    return &game->market.table.rows[instrument];
}

static uint32_t owner_of(struct game *game, uint32_t account) {
    const struct account *found = broker_account(&game->broker, account);
    assert(found);
    return found->player;
}

struct figure {
    char text[FIX8_TEXT_MAX];
};

static struct figure size_figure(const struct instrument *row, int64_t lots) {
    struct figure figure;
    fix8_format(instrument_size(row, lots), instrument_size_decimals(row), true, figure.text,
                sizeof figure.text);
    return figure;
}

static struct figure price_figure(const struct instrument *row, fix8_t price) {
    struct figure figure;
    fix8_format(price, instrument_price_decimals(row), true, figure.text, sizeof figure.text);
    return figure;
}

static struct figure ticks_figure(const struct instrument *row, int32_t ticks) {
    return price_figure(row, instrument_price(row, ticks));
}

/* ---- orders ---- */

static void tell_fill(struct game *game, uint32_t player, const struct order *order,
                      const char *reason) {
    const struct instrument *row = row_of(game, order->instrument);
    struct figure size = size_figure(row, order->filled);
    struct figure price = price_figure(row, game_average(row, order->value, order->filled));
    struct figure fee;
    fix8_format(order->fee, 2, true, fee.text, sizeof fee.text);
    const char *verb = order->side == SIDE_BUY ? "bought" : "sold";
    if (order->state == ORDER_FILLED) {
        game_notice(game, player, NOTICE_FILL, row->symbol, "Filled: %s %s %s at %s, fee %s", verb,
                    size.text, row->symbol, price.text, fee.text);
    } else if (order->state == ORDER_PARTIAL) {
        game_notice(game, player, NOTICE_FILL, row->symbol,
                    "Partly filled: %s %s %s at %s so far, fee %s", verb, size.text, row->symbol,
                    price.text, fee.text);
    } else {
        game_notice(game, player, NOTICE_FILL, row->symbol,
                    "Partly filled: %s %s %s at %s, fee %s; the rest was cancelled: %s", verb,
                    size.text, row->symbol, price.text, fee.text, reason);
    }
}

/* " at 38.00", ", stop at 38.00": by what an order is told from others. */
static void describe(const struct instrument *row, const struct order *order, char *text,
                     size_t size) {
    bool waits = order_traits[order->type].trigger != TRIGGER_NONE;
    *text = '\0';
    if (waits && order->stop > 0) {
        text_format(text, size, ", %s at %s", order_type_words[order->type],
                    ticks_figure(row, order->stop).text);
    } else if (waits) {
        text_format(text, size, ", trailing stop");
    } else if (!order_at_market(order)) {
        text_format(text, size, " at %s", ticks_figure(row, order->limit).text);
    }
}

static void tell_end(struct game *game, uint32_t player, const struct order *order,
                     const char *reason) {
    const struct instrument *row = row_of(game, order->instrument);
    char which[2 * FIX8_TEXT_MAX];
    describe(row, order, which, sizeof which);
    if (strcmp(reason, book_reason_text(BOOK_BY_OWNER)) == 0) {
        reason = ""; /* they know */
    }
    const char *what = order->state == ORDER_EXPIRED    ? "Expired"
                       : order->state == ORDER_REJECTED ? "Refused"
                                                        : "Cancelled";
    game_notice(game, player, NOTICE_ORDER, row->symbol, "%s: %s %s %s%s%s%s", what,
                side_words[order->side], size_figure(row, order->lots).text, row->symbol, which,
                reason[0] ? ": " : "", reason);
}

/* A stop that went off and now waits at its limit. */
static void tell_trigger(struct game *game, uint32_t player, const struct order *order) {
    const struct instrument *row = row_of(game, order->instrument);
    game_notice(game, player, NOTICE_ORDER, row->symbol, "Gone off: %s to %s %s %s; it waits at %s",
                order_type_words[order->type], side_words[order->side],
                size_figure(row, order_open_lots(order)).text, row->symbol,
                ticks_figure(row, order->limit).text);
}

void game_tell(struct game *game) {
    for (size_t i = 0; i < game->told_count; i++) {
        const struct order *order = &game->told[i];
        const char *reason = game->told_reasons[i];
        uint32_t player = owner_of(game, order->account);
        bool ended = order->state >= ORDER_CANCELED;
        if (order->filled > 0 && order->state != ORDER_EXPIRED &&
            (order->state != ORDER_CANCELED || reason[0])) {
            tell_fill(game, player, order, reason);
        } else if (ended && order->state != ORDER_REJECTED) {
            tell_end(game, player, order, reason);
        } else if (!ended && order->triggered && order->filled == 0) {
            tell_trigger(game, player, order);
        }
    }
    game->told_count = 0;
}

/* ---- what the market gives ---- */

static void drop_alert(struct game *game, uint32_t at) {
    struct alert *alert = &game->alerts[at];
    memmove(alert, alert + 1, (game->alert_count - at - 1) * sizeof *alert);
    game->alert_count--;
}

static void fire_alerts(struct game *game, const struct market_event *event) {
    for (uint32_t i = 0; i < game->alert_count;) {
        struct alert *alert = &game->alerts[i];
        bool reached = alert->instrument == event->instrument &&
                       (alert->above ? event->ticks >= alert->ticks : event->ticks <= alert->ticks);
        if (!reached) {
            i++;
            continue;
        }
        const struct instrument *row = row_of(game, alert->instrument);
        game_alert_body(game, alert, ALERT_FIRED,
                        &game_record(game, RECORD_ALERT_CHANGED, alert->player)->alert_changed);
        game_notice(game, alert->player, NOTICE_ALERT, row->symbol,
                    "Alert: %s reached %s, traded at %s", row->symbol,
                    ticks_figure(row, alert->ticks).text, ticks_figure(row, event->ticks).text);
        drop_alert(game, i);
        game_slow_down(game, CLOCK_BY_ALERT);
    }
}

/* Prices mean something else from now on. */
static void clear_alerts(struct game *game, uint8_t instrument) {
    for (uint32_t i = 0; i < game->alert_count;) {
        const struct alert *alert = &game->alerts[i];
        if (alert->instrument != instrument) {
            i++;
            continue;
        }
        const struct instrument *row = row_of(game, instrument);
        game_alert_body(game, alert, ALERT_CLEARED,
                        &game_record(game, RECORD_ALERT_CHANGED, alert->player)->alert_changed);
        game_notice(game, alert->player, NOTICE_ALERT, row->symbol,
                    "Alert dropped: %s was split; set it anew at the new prices", row->symbol);
        drop_alert(game, i);
    }
}

bool game_concerns(const struct game *game, uint32_t player, uint32_t instruments) {
    const struct broker *broker = &game->broker;
    uint32_t account = game_account_of(game, player);
    bool concerns = false;
    for (uint32_t i = 0; i < broker->position_count; i++) {
        const struct position *position = &broker->positions[i];
        concerns |= position->account == account && (instruments >> position->instrument & 1) != 0;
    }
    for (uint32_t i = 0; i < broker->order_count; i++) {
        const struct order *order = &broker->orders[i];
        concerns |= order->account == account && (instruments >> order->instrument & 1) != 0;
    }
    return concerns;
}

static void tell_halt(struct game *game, const struct market_event *event) {
    const struct listing *listing = &game->market.listings[event->instrument];
    const struct instrument *row = row_of(game, event->instrument);
    char until[GAMETIME_TEXT_MAX];
    gametime_format(listing->halt_until_ms, GAMETIME_TIME, until, sizeof until);
    for (uint32_t i = 0; i < game->player_count; i++) {
        uint32_t player = game->players[i].id;
        if (game_concerns(game, player, 1u << event->instrument)) {
            game_notice(game, player, NOTICE_HALT, row->symbol,
                        "Halted: %s moved too far within five minutes; an auction reopens it at "
                        "%s UTC",
                        row->symbol, until);
            game_slow_down(game, CLOCK_BY_HALT);
        }
    }
}

void game_news_body(const struct game *game, const struct news_item *item, struct news *body) {
    const struct instrument_table *table = &game->market.table;
    body->kind = item->kind;
    body->good = item->good;
    text_format(body->text, sizeof body->text, "%s", item->text);
    uint32_t all = table->count < 32 ? (UINT32_C(1) << table->count) - 1 : UINT32_MAX;
    size_t length = 0;
    for (uint32_t i = 0; i < table->count && (item->instruments & all) != all; i++) {
        if (item->instruments >> i & 1) {
            length += text_format(body->symbols + length, sizeof body->symbols - length, "%s%s",
                                  length > 0 ? "," : "", table->rows[i].symbol);
        }
    }
}

static void notify(struct game *game, const struct news_item *item) {
    for (uint32_t i = 0; i < game->player_count; i++) {
        uint32_t player = game->players[i].id;
        if (game_concerns(game, player, item->instruments)) {
            uint32_t first = (uint32_t)__builtin_ctz(item->instruments);
            bool one = item->instruments == UINT32_C(1) << first;
            game_notice(game, player, NOTICE_NEWS, one ? game->market.table.rows[first].symbol : "",
                        "News: %s", item->text);
        }
    }
}

void game_tell_news(struct game *game) {
    const struct news_ring *news = market_news(&game->market);
    for (; game->news_told < news->count; game->news_told++) {
        const struct news_item *item = news_at(news, game->news_told);
        assert(item); /* steps are taken before the ring goes round */
        struct record *record = game_record(game, RECORD_NEWS, 0);
        record->game_ms = item->ms < game->now_ms ? item->ms : game->now_ms;
        game_news_body(game, item, &record->news);
        if (item->kind != NEWS_HALT) { /* who is concerned was told when it began */
            notify(game, item);
        }
    }
}

static void hear(struct game *game, const struct market_event *event) {
    if (event->kind == MARKET_TRADE) {
        fire_alerts(game, event);
    } else if (event->kind == MARKET_PHASE && event->phase == PHASE_HALTED) {
        tell_halt(game, event);
    } else if (event->kind == MARKET_SPLIT) {
        clear_alerts(game, event->instrument);
    }
}

void game_settle(struct game *game, bool taken) {
    struct market *market = &game->market;
    struct broker_out out = game_out(game);
    bool filled = false;
    uint32_t at = 0;
    if (game->chapter.chapter) {
        game_tell_news(game);
    }
    do { /* handling one may append more, and so may the exits that fills make due */
        for (; at < market->event_count; at++) {
            struct market_event event = market->events[at];
            hear(game, &event);
            filled |= event.kind == MARKET_FILL;
            if (!taken) {
                broker_take(&game->broker, market, &event, &out);
            }
        }
    } while (broker_protect(&game->broker, market, &out));
    market_events_drain(market);
    if (filled) {
        game_slow_down(game, CLOCK_BY_FILL);
    }
}
