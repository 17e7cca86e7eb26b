#include "broker/broker_inside.h"

#include <assert.h>
#include <stdarg.h>

#include "base/text.h"

/* ---- legs ---- */

/* What all legs of one transaction share; their amounts sum to zero when it is closed. */
struct posting {
    struct broker *broker;
    struct account *account;
    const struct broker_out *out;
    const struct order *order;    /* NULL: none */
    const struct instrument *row; /* NULL: none */
    uint64_t transaction;         /* 0 until the first leg */
    fix8_t sum;
};

__attribute__((format(printf, 5, 6))) static void post(struct posting *posting,
                                                       enum ledger_book book, enum ledger_kind kind,
                                                       fix8_t amount, const char *format, ...) {
    assert(amount % FIX8_CENT == 0);
    if (amount == 0)
        return;
    if (posting->transaction == 0)
        posting->transaction = posting->broker->next_transaction++;
    fix8_t *balance = &posting->account->balances[book];
    bool fits = fix8_add(*balance, amount, balance);
    assert(fits);
    posting->sum += amount;
    posting->account->changed = true;
    struct ledger_leg leg = {.transaction = posting->transaction,
                             .account = posting->account->id,
                             .book = (uint8_t)book,
                             .kind = (uint8_t)kind,
                             .amount = amount,
                             .balance = *balance,
                             .order = posting->order != NULL ? posting->order->id : 0};
    if (posting->row != NULL)
        text_format(leg.symbol, sizeof leg.symbol, "%s", posting->row->symbol);
    va_list arguments;
    va_start(arguments, format);
    text_format_list(leg.text, sizeof leg.text, format, arguments);
    va_end(arguments);
    posting->out->leg(posting->out->context, &leg);
}

void settle_deposit(struct broker *broker, struct account *account, fix8_t amount,
                    const struct broker_out *out) {
    struct posting posting = {.broker = broker, .account = account, .out = out};
    post(&posting, LEDGER_CASH, LEG_DEPOSIT, amount, "opening deposit");
    post(&posting, LEDGER_HOUSE, LEG_DEPOSIT, -amount, "opening deposit paid by the house");
    assert(posting.sum == 0);
}

void settle_dividend(struct broker *broker, struct account *account, const struct instrument *row,
                     int64_t lots, fix8_t gross, fix8_t withheld, const struct broker_out *out) {
    struct posting posting = {.broker = broker, .account = account, .out = out, .row = row};
    struct number_text size = size_text(row, lots);
    post(&posting, LEDGER_CASH, LEG_DIVIDEND, gross, "dividend on %s %s", size.text, row->symbol);
    post(&posting, LEDGER_INCOME, LEG_DIVIDEND, -gross, "dividend on %s %s", size.text,
         row->symbol);
    post(&posting, LEDGER_CASH, LEG_WITHHOLDING, -withheld, "tax withheld on the dividend of %s",
         row->symbol);
    post(&posting, LEDGER_TAX, LEG_WITHHOLDING, withheld, "tax withheld on the dividend of %s",
         row->symbol);
    assert(posting.sum == 0);
}

/* ---- what open orders hold ---- */

static bool is_open(const struct order *order) {
    return order->state == ORDER_PENDING || order->state == ORDER_PARTIAL;
}

static void set_reserved(struct account *account, struct order *order, fix8_t reserved) {
    assert(reserved >= 0 && account->reserved >= order->reserved);
    if (reserved != order->reserved)
        account->changed = true;
    account->reserved += reserved - order->reserved;
    order->reserved = reserved;
}

void settle_hold(struct broker *broker, const struct market *market, struct order *order) {
    struct account *account = broker_account(broker, order->account);
    assert(account != NULL && is_open(order));
    fix8_t needs = 0;
    bool fits = order_needs(&broker->table.rows[account->broker],
                            &market->table.rows[order->instrument], order, &needs);
    assert(fits);
    set_reserved(account, order, needs);
}

void settle_end(struct broker *broker, struct order *order, enum order_state state,
                const char *reason, const struct broker_out *out) {
    struct account *account = broker_account(broker, order->account);
    assert(account != NULL && is_open(order));
    set_reserved(account, order, 0);
    order->state = (uint8_t)state;
    order->queued = false;
    order->handle = 0;
    order->expired = 0;
    out->order(out->context, order, reason);
    orders_remove(broker, order);
}

/* Tells what became of an order that has less open now; ends it when nothing more can come. */
static void tell_less(struct broker *broker, const struct market *market, struct order *order,
                      const char *reason, const struct broker_out *out) {
    settle_hold(broker, market, order);
    if (order_open_lots(order) == 0)
        settle_end(broker, order, ORDER_FILLED, reason, out);
    else if (order_open_lots(order) == order->expired)
        settle_end(broker, order, ORDER_EXPIRED,
                   order->tif == TIF_GTD ? ORDER_TIME_UP : ORDER_DAY_ENDED, out);
    else
        out->order(out->context, order, reason);
}

void settle_cut(struct broker *broker, const struct market *market, struct order *order,
                int64_t lots, enum book_reason why, const struct broker_out *out) {
    assert(lots > 0 && lots <= order_open_lots(order));
    if (lots == order_open_lots(order)) {
        settle_end(broker, order, ORDER_CANCELED, book_reason_text(why), out);
        return;
    }
    order->cut += lots;
    tell_less(broker, market, order,
              why == BOOK_OCO ? "cut by what its partner traded" : "cut to what is left to reduce",
              out);
}

void settle_accounts(struct broker *broker, const struct broker_out *out) {
    for (uint32_t i = 0; i < broker->account_count; i++) {
        struct account *account = &broker->accounts[i];
        if (!account->changed)
            continue;
        account->changed = false;
        out->account(out->context, account);
    }
}

/* ---- fills ---- */

/* Everything that settles one fill. */
struct settling {
    struct broker *broker;
    struct account *account;
    struct order *order;
    struct position *position;
    const struct instrument *row;
    struct fill fill;
    fix8_t share; /* sells: what goes out of the position's cost */
};

/* The cost that `lots` take out of a position: half-even to the cent, all of it with the last. */
static fix8_t cost_share(const struct position *position, int64_t lots) {
    assert(lots > 0 && lots <= position->lots && position->cost % FIX8_CENT == 0);
    if (lots == position->lots)
        return position->cost;
    int64_t cents = 0;
    bool fits =
        fix8_muldiv(position->cost / FIX8_CENT, lots, position->lots, FIX8_HALF_EVEN, &cents);
    assert(fits && cents * FIX8_CENT <= position->cost);
    return cents * FIX8_CENT;
}

/* Adds the fill to the order's sums; returns what that adds to the money booked for it. */
static fix8_t add_to_order(struct order *order, const struct instrument *row,
                           const struct fill *fill) {
    int64_t ticks_lots;
    fix8_t paid = 0;
    bool fits = !__builtin_mul_overflow(fill->lots, (int64_t)fill->ticks, &ticks_lots) &&
                !__builtin_add_overflow(order->ticks_lots, ticks_lots, &order->ticks_lots) &&
                order_value(row, order->ticks_lots, &order->value) &&
                fix8_round_to(order->value, FIX8_CENT, FIX8_HALF_EVEN, &paid);
    assert(fits && paid >= order->paid);
    fix8_t booked = paid - order->paid;
    order->filled += fill->lots;
    order->paid = paid;
    return booked;
}

/* The money of a fill, all of it before any of it is posted. */
static void price_fill(struct settling *settling) {
    struct order *order = settling->order;
    struct fill *fill = &settling->fill;
    const struct account *account = settling->account;
    const struct broker_profile *profile = &settling->broker->table.rows[account->broker];
    fix8_t booked = add_to_order(order, settling->row, fill);
    fix8_t size = instrument_size(settling->row, order->filled);
    fix8_t due = fees_due(profile, settling->row, order->value, size);
    assert(due >= order->fee && due < FIX8_MAX);
    fill->fee = due - order->fee;
    fill->cash = -booked;
    if (order->side == SIDE_SELL) {
        settling->share = cost_share(settling->position, fill->lots);
        fill->cash = booked;
        fill->pnl = booked - settling->share;
        fix8_t most = account->balances[LEDGER_CASH] + booked - account->reserved;
        fill->fee = fill->fee < most ? fill->fee : most;
    }
    assert(fill->fee >= 0);
    order->fee += fill->fee;
}

static void post_fill(const struct settling *settling, const struct broker_out *out) {
    const struct fill *fill = &settling->fill;
    const char *symbol = settling->row->symbol;
    struct number_text size = size_text(settling->row, fill->lots);
    struct number_text price = price_text(settling->row, fill->ticks);
    bool buys = fill->side == SIDE_BUY;
    fix8_t cost = buys ? -fill->cash : -settling->share;
    struct posting posting = {.broker = settling->broker,
                              .account = settling->account,
                              .out = out,
                              .order = settling->order,
                              .row = settling->row};
    post(&posting, LEDGER_CASH, LEG_TRADE, fill->cash, "%s %s %s at %s", buys ? "bought" : "sold",
         size.text, symbol, price.text);
    post(&posting, LEDGER_POSITIONS, LEG_TRADE, cost, "cost of the %s %s %s", size.text, symbol,
         buys ? "bought" : "sold");
    post(&posting, LEDGER_REALISED, LEG_TRADE_PNL, -fill->pnl, "%s on the %s %s sold",
         fill->pnl > 0 ? "profit" : "loss", size.text, symbol);
    post(&posting, LEDGER_CASH, LEG_COMMISSION, -fill->fee, "commission on the %s %s %s", size.text,
         symbol, buys ? "bought" : "sold");
    post(&posting, LEDGER_COMMISSION, LEG_COMMISSION, fill->fee, "commission on the %s %s %s",
         size.text, symbol, buys ? "bought" : "sold");
    assert(posting.sum == 0);
}

static void move_position(struct settling *settling, int64_t ms) {
    struct position *position = settling->position;
    const struct fill *fill = &settling->fill;
    position->updated_ms = ms;
    position->fees += fill->fee;
    position->realised += fill->pnl;
    if (fill->side == SIDE_BUY) {
        position->lots += fill->lots;
        position->cost -= fill->cash;
    } else {
        position->lots -= fill->lots;
        position->cost -= settling->share;
    }
    assert(position->lots >= 0 && position->cost >= 0);
}

void settle_fill(struct broker *broker, const struct market *market,
                 const struct market_event *event, const struct broker_out *out) {
    struct order *order = orders_find(broker, event->ref);
    assert(order != NULL && order->account == event->owner && order->side == event->side);
    assert(order->instrument == event->instrument && !order->queued);
    assert(event->lots > 0 && event->lots <= order_open_lots(order));
    struct settling settling = {
        .broker = broker,
        .account = broker_account(broker, order->account),
        .order = order,
        .position = positions_find(broker, order->account, order->instrument),
        .row = &market->table.rows[order->instrument],
        .fill = {.id = broker->next_fill++,
                 .order = order->id,
                 .account = order->account,
                 .instrument = order->instrument,
                 .side = order->side,
                 .maker = event->maker,
                 .ticks = event->ticks,
                 .lots = event->lots},
    };
    assert(settling.account != NULL);
    assert(settling.position != NULL || order->side == SIDE_BUY);
    if (settling.position == NULL)
        settling.position = positions_add(broker, order->account, order->instrument, event->ms);
    price_fill(&settling);
    out->fill(out->context, &settling.fill);
    post_fill(&settling, out);
    move_position(&settling, event->ms);
    out->position(out->context, settling.position);
    if (settling.position->lots == 0)
        positions_remove(broker, settling.position);
    order->state = ORDER_PARTIAL;
    uint64_t partner = order->oco;
    struct order told = *order;
    tell_less(broker, market, order, "", out);
    if (partner != 0)
        cut_partner(broker, market, &told, event->lots, out);
}
