/* What the broker does, told as records: bodies in the terms of the boundary. */
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

fix8_t game_average(const struct instrument *row, fix8_t value, int64_t lots) {
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
    body->average = game_average(row, order->value, order->filled);
    body->fee = order->fee;
    body->reserved = order->reserved;
    body->mid = instrument_price(row, order->mid_half_ticks) / 2;
    body->stop = instrument_price(row, order->stop);
    body->target = instrument_price(row, order->target);
    body->trail = instrument_price(row, order->trail);
    body->trail_percent = order->trail_ppm * (FIX8_ONE / 10000);
    body->display = instrument_size(row, order->display);
    body->until_ms = order->until_ms;
    body->oco = order->oco;
    body->parent = order->parent;
    body->post_only = order->post_only;
    body->reduce_only = order->reduce_only;
    body->triggered = order->triggered;
    body->self_trade = order->self_trade;
    body->cut = instrument_size(row, order->cut);
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
    body->income = -account->balances[LEDGER_INCOME];
    body->tax = account->balances[LEDGER_TAX];
}

void game_position_body(const struct game *game, const struct position *position,
                        struct position_changed *body) {
    const struct instrument *row = row_of(game, position->instrument);
    memset(body, 0, sizeof *body);
    body->account = position->account;
    text_format(body->symbol, sizeof body->symbol, "%s", row->symbol);
    body->size = instrument_size(row, position->lots);
    body->cost = position->cost;
    body->average = game_average(row, position->cost, position->lots);
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

static void give_dividend(struct game *game, uint32_t account, const struct ledger_leg *leg) {
    char amount[FIX8_TEXT_MAX];
    fix8_format(leg->amount, 2, true, amount, sizeof amount);
    game_notice(game, owner_of(game, account), NOTICE_CASH, leg->symbol,
                "Dividend: %s for your %s; 30 %% of it is withheld as tax", amount, leg->symbol);
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
    if (leg->kind == LEG_DIVIDEND && leg->book == LEDGER_CASH) {
        give_dividend(game, leg->account, leg);
    }
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

static void give_split(void *context, const struct split *split) {
    struct game *game = context;
    const struct instrument *row = row_of(game, split->instrument);
    uint32_t player = owner_of(game, split->account);
    struct position_split *body = &game_record(game, RECORD_POSITION_SPLIT, player)->position_split;
    body->account = split->account;
    text_format(body->symbol, sizeof body->symbol, "%s", row->symbol);
    body->numerator = split->numerator;
    body->denominator = split->denominator;
    body->before = instrument_size(row, split->before);
    body->after = instrument_size(row, split->after);
    char before[FIX8_TEXT_MAX], after[FIX8_TEXT_MAX];
    int decimals = instrument_size_decimals(row);
    fix8_format(body->before, decimals, true, before, sizeof before);
    fix8_format(body->after, decimals, true, after, sizeof after);
    game_notice(game, player, NOTICE_SPLIT, row->symbol,
                "Split: %s %u for %u; your %s are %s now, worth the same", row->symbol,
                split->numerator, split->denominator, before, after);
    game->touched = true;
}

struct broker_out game_out(struct game *game) {
    return (struct broker_out){.order = give_order,
                               .fill = give_fill,
                               .leg = give_leg,
                               .position = give_position,
                               .account = give_account,
                               .split = give_split,
                               .context = game};
}
