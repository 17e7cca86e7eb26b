/* What the broker and the market do, told as records: bodies in the terms of the boundary, and one
 * sentence for each order that has news. */
#include <assert.h>
#include <string.h>

#include "base/mem.h"
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

/* value / (size x contract) to 8 decimals: what one unit cost on average. */
static fix8_t average_price(const struct instrument *row, fix8_t value, int64_t lots) {
    fix8_t units, average;
    if (lots == 0 || !fix8_mul(instrument_size(row, lots), row->contract, FIX8_HALF_EVEN, &units) ||
        !fix8_div(value, units, FIX8_HALF_EVEN, &average)) {
        return 0;
    }
    return average;
}

void game_order_body(const struct game *game, const struct order *order, const char *reason,
                     struct order_changed *body) {
    const struct instrument *row = row_of(game, order->instrument);
    memset(body, 0, sizeof *body);
    body->id = order->id;
    body->account = order->account;
    text_format(body->symbol, sizeof body->symbol, "%s", row->symbol);
    body->side = order->side;
    body->type = order->type;
    body->tif = order->tif;
    body->state = order->state;
    body->queued = order->queued;
    body->price = instrument_price(row, order->limit);
    body->size = instrument_size(row, order->lots);
    body->filled = instrument_size(row, order->filled);
    body->average = average_price(row, order->value, order->filled);
    body->fee = order->fee;
    body->reserved = order->reserved;
    body->mid = instrument_price(row, order->mid_half_ticks) / 2;
    body->created_ms = order->created_ms;
    text_format(body->reason, sizeof body->reason, "%s", reason ? reason : "");
}

void game_account_body(const struct game *game, const struct account *account,
                       struct account_changed *body) {
    memset(body, 0, sizeof *body);
    body->id = account->id;
    text_format(body->name, sizeof body->name, "%s", account->name);
    text_format(body->broker, sizeof body->broker, "%s",
                game->broker.table.rows[account->broker].word);
    body->cash = account->balances[LEDGER_CASH];
    body->reserved = account->reserved;
    body->deposited = -account->balances[LEDGER_HOUSE];
    body->realised = -account->balances[LEDGER_REALISED];
    body->commission = account->balances[LEDGER_COMMISSION];
    body->opened_ms = account->opened_ms;
}

void game_position_body(const struct game *game, const struct position *position,
                        struct position_changed *body) {
    const struct instrument *row = row_of(game, position->instrument);
    memset(body, 0, sizeof *body);
    body->account = position->account;
    text_format(body->symbol, sizeof body->symbol, "%s", row->symbol);
    body->size = instrument_size(row, position->lots);
    body->cost = position->cost;
    body->average = average_price(row, position->cost, position->lots);
    body->realised = position->realised;
    body->fees = position->fees;
    body->opened_ms = position->opened_ms;
}

void game_alert_body(const struct game *game, const struct alert *alert, enum alert_state state,
                     struct alert_changed *body) {
    const struct instrument *row = row_of(game, alert->instrument);
    body->id = alert->id;
    text_format(body->symbol, sizeof body->symbol, "%s", row->symbol);
    body->price = instrument_price(row, alert->ticks);
    body->state = (uint8_t)state;
}

/* ---- what the broker gives ---- */

static void remember_news(struct game *game, const struct order *order, const char *reason) {
    size_t at = 0;
    while (at < game->told_count && game->told[at].id != order->id) {
        at++;
    }
    if (at == game->told_capacity) {
        game->told_capacity = game->told_capacity ? 2 * game->told_capacity : 8;
        game->told = mem_resize(game->told, game->told_capacity, sizeof *game->told);
        game->told_reasons =
            mem_resize(game->told_reasons, game->told_capacity, sizeof *game->told_reasons);
    }
    if (at == game->told_count) {
        game->told_count++;
    }
    game->told[at] = *order;
    text_format(game->told_reasons[at], sizeof *game->told_reasons, "%s", reason ? reason : "");
}

static void give_order(void *context, const struct order *order, const char *reason) {
    struct game *game = context;
    uint32_t player = owner_of(game, order->account);
    game_order_body(game, order, reason,
                    &game_record(game, RECORD_ORDER_CHANGED, player)->order_changed);
    remember_news(game, order, reason);
    game->touched = true;
}

static void give_fill(void *context, const struct fill *fill) {
    struct game *game = context;
    const struct instrument *row = row_of(game, fill->instrument);
    struct filled *body = &game_record(game, RECORD_FILLED, owner_of(game, fill->account))->filled;
    body->id = fill->id;
    body->order = fill->order;
    body->account = fill->account;
    text_format(body->symbol, sizeof body->symbol, "%s", row->symbol);
    body->side = fill->side;
    body->maker = fill->maker;
    body->price = instrument_price(row, fill->ticks);
    body->size = instrument_size(row, fill->lots);
    body->cash = fill->cash;
    body->fee = fill->fee;
    body->pnl = fill->pnl;
    game->touched = true;
}

static void give_leg(void *context, const struct ledger_leg *leg) {
    struct game *game = context;
    struct leg_posted *body =
        &game_record(game, RECORD_LEG_POSTED, owner_of(game, leg->account))->leg_posted;
    body->transaction = leg->transaction;
    body->account = leg->account;
    body->book = leg->book;
    body->kind = leg->kind;
    body->amount = leg->amount;
    body->balance = leg->balance;
    body->order = leg->order;
    text_format(body->symbol, sizeof body->symbol, "%s", leg->symbol);
    text_format(body->text, sizeof body->text, "%s", leg->text);
}

static void give_position(void *context, const struct position *position) {
    struct game *game = context;
    game_position_body(
        game, position,
        &game_record(game, RECORD_POSITION_CHANGED, owner_of(game, position->account))
             ->position_changed);
}

static void give_account(void *context, const struct account *account) {
    struct game *game = context;
    game_account_body(game, account,
                      &game_record(game, RECORD_ACCOUNT_CHANGED, account->player)->account_changed);
}

struct broker_out game_out(struct game *game) {
    return (struct broker_out){.order = give_order,
                               .fill = give_fill,
                               .leg = give_leg,
                               .position = give_position,
                               .account = give_account,
                               .context = game};
}

/* ---- news ---- */

static void tell_fill(struct game *game, uint32_t player, const struct order *order,
                      const char *reason) {
    const struct instrument *row = row_of(game, order->instrument);
    char size[FIX8_TEXT_MAX], price[FIX8_TEXT_MAX], fee[FIX8_TEXT_MAX];
    fix8_format(instrument_size(row, order->filled), instrument_size_decimals(row), true, size,
                sizeof size);
    fix8_format(average_price(row, order->value, order->filled), instrument_price_decimals(row),
                true, price, sizeof price);
    fix8_format(order->fee, 2, true, fee, sizeof fee);
    const char *verb = order->side == SIDE_BUY ? "bought" : "sold";
    if (order->state == ORDER_FILLED) {
        game_notice(game, player, NOTICE_FILL, row->symbol, "Filled: %s %s %s at %s, fee %s", verb,
                    size, row->symbol, price, fee);
    } else if (order->state == ORDER_PARTIAL) {
        game_notice(game, player, NOTICE_FILL, row->symbol,
                    "Partly filled: %s %s %s at %s so far, fee %s", verb, size, row->symbol, price,
                    fee);
    } else {
        game_notice(game, player, NOTICE_FILL, row->symbol,
                    "Partly filled: %s %s %s at %s, fee %s; the rest was cancelled: %s", verb, size,
                    row->symbol, price, fee, reason);
    }
}

static void tell_end(struct game *game, uint32_t player, const struct order *order,
                     const char *reason) {
    const struct instrument *row = row_of(game, order->instrument);
    char size[FIX8_TEXT_MAX], price[FIX8_TEXT_MAX];
    fix8_format(instrument_size(row, order->lots), instrument_size_decimals(row), true, size,
                sizeof size);
    fix8_format(instrument_price(row, order->limit), instrument_price_decimals(row), true, price,
                sizeof price);
    bool limit = order->type == ORDER_LIMIT;
    if (strcmp(reason, book_reason_text(BOOK_BY_OWNER)) == 0) {
        reason = ""; /* they know */
    }
    const char *what = order->state == ORDER_EXPIRED    ? "Expired"
                       : order->state == ORDER_REJECTED ? "Refused"
                                                        : "Cancelled";
    game_notice(game, player, NOTICE_ORDER, row->symbol, "%s: %s %s %s%s%s%s%s", what,
                side_words[order->side], size, row->symbol, limit ? " at " : "", limit ? price : "",
                reason[0] ? ": " : "", reason);
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
        }
    }
    game->told_count = 0;
}

/* ---- what the market gives ---- */

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
        char price[FIX8_TEXT_MAX], traded[FIX8_TEXT_MAX];
        fix8_format(instrument_price(row, alert->ticks), instrument_price_decimals(row), true,
                    price, sizeof price);
        fix8_format(instrument_price(row, event->ticks), instrument_price_decimals(row), true,
                    traded, sizeof traded);
        game_alert_body(game, alert, ALERT_FIRED,
                        &game_record(game, RECORD_ALERT_CHANGED, alert->player)->alert_changed);
        game_notice(game, alert->player, NOTICE_ALERT, row->symbol,
                    "Alert: %s reached %s, traded at %s", row->symbol, price, traded);
        memmove(alert, alert + 1, (game->alert_count - i - 1) * sizeof *alert);
        game->alert_count--;
        game_slow_down(game, CLOCK_BY_ALERT);
    }
}

void game_settle(struct game *game, bool taken) {
    struct market *market = &game->market;
    struct broker_out out = game_out(game);
    bool filled = false;
    for (uint32_t i = 0; i < market->event_count; i++) { /* handling one may append more */
        struct market_event event = market->events[i];
        if (event.kind == MARKET_TRADE) {
            fire_alerts(game, &event);
        } else {
            filled |= event.kind == MARKET_FILL;
            if (!taken) {
                broker_take(&game->broker, market, &event, &out);
            }
        }
    }
    market_events_drain(market);
    if (filled) {
        game_slow_down(game, CLOCK_BY_FILL);
    }
}
