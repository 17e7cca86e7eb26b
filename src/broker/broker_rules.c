#include "broker/broker_inside.h"

#include <assert.h>

#include "base/gametime.h"
#include "base/text.h"

/* ---- numbers in sentences ---- */

static struct number_text number_text(fix8_t value, int decimals) {
    struct number_text number;
    fix8_format(value, decimals, true, number.text, sizeof number.text);
    return number;
}

struct number_text money_text(fix8_t value) {
    return number_text(value, 2);
}

struct number_text size_text(const struct instrument *row, int64_t lots) {
    return number_text(instrument_size(row, lots), instrument_size_decimals(row));
}

struct number_text price_text(const struct instrument *row, int64_t ticks) {
    int decimals = instrument_price_decimals(row);
    return number_text(instrument_price(row, ticks), decimals > 2 ? decimals : 2);
}

/* ---- what an order needs ---- */

/* Money and fee of an order whose fills would be `ticks_lots` and `lots` in all. */
static bool total_cost(const struct broker_profile *profile, const struct instrument *row,
                       int64_t ticks_lots, int64_t lots, fix8_t *cost) {
    fix8_t value;
    return order_value(row, ticks_lots, &value) &&
           fix8_add(fees_due(profile, row, value, instrument_size(row, lots)), 0, cost) &&
           fix8_round_to(value, FIX8_CENT, FIX8_HALF_EVEN, &value) &&
           fix8_add(*cost, value, cost) && *cost <= ORDER_VALUE_MAX;
}

bool order_needs(const struct broker_profile *profile, const struct instrument *row,
                 const struct order *order, fix8_t *needs) {
    int64_t ticks_lots;
    fix8_t cost;
    if (order->side == SIDE_SELL) {
        *needs = 0;
        return true;
    }
    if (__builtin_mul_overflow(order_open_lots(order), (int64_t)order->limit, &ticks_lots) ||
        __builtin_add_overflow(ticks_lots, order->ticks_lots, &ticks_lots) ||
        !total_cost(profile, row, ticks_lots, order->lots, &cost))
        return false;
    *needs = cost - order->paid - order->fee;
    return true;
}

struct book_request order_request_of(const struct order *order, const struct market *market) {
    static const enum book_tif tifs[] = {
        [TIF_DAY] = BOOK_REST, [TIF_GTC] = BOOK_REST, [TIF_IOC] = BOOK_IOC, [TIF_FOK] = BOOK_FOK};
    bool at_market = order->type == ORDER_MARKET;
    enum side side = (enum side)order->side;
    return (struct book_request){
        .side = side,
        .tif = at_market && order->tif != TIF_FOK ? BOOK_IOC : tifs[order->tif],
        .limit = at_market ? market_collar(market, order->instrument, side) : order->limit,
        .lots = order_open_lots(order),
        .owner = order->account,
        .ref = order->id};
}

fix8_t ticket_cost(const struct ticket *ticket, int64_t lots) {
    struct order order = ticket->order;
    order.lots = lots;
    fix8_t cost;
    if (order.type == ORDER_LIMIT)
        return order_needs(ticket->profile, ticket->row, &order, &cost) ? cost : FIX8_MAX;
    struct book_request request = order_request_of(&order, ticket->market);
    int64_t ticks_lots = 0;
    int64_t filled = book_walk(ticket->listing->book, &request, &ticks_lots);
    return total_cost(ticket->profile, ticket->row, ticks_lots, filled, &cost) ? cost : FIX8_MAX;
}

int64_t ticket_payable(const struct ticket *ticket) {
    int64_t low = ticket->order.filled, high = ticket->order.lots;
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        if (ticket_cost(ticket, middle) <= ticket->free_cash)
            low = middle;
        else
            high = middle;
    }
    return low;
}

int32_t ticket_judging_ticks(const struct ticket *ticket) {
    const struct order *order = &ticket->order;
    int32_t best;
    int64_t lots;
    bool quoted = book_best(ticket->listing->book, SIDE_OTHER(order->side), &best, &lots);
    if (order->type == ORDER_MARKET)
        return quoted ? best : ticket->listing->last;
    return quoted && order->side == SIDE_SELL && best > order->limit ? best : order->limit;
}

/* ---- the rules, in their order ---- */

static int check_listed(const struct ticket *ticket, struct error *error) {
    const struct instrument *row = ticket->row;
    if (!row->active || !row->tradeable)
        return error_set(error, ERROR_REFUSED, "%s cannot be traded now.", row->symbol);
    if (!ticket->profile->rules[row->class].trades)
        return error_set(error, ERROR_REFUSED, "%s is a %s, which the %s broker does not offer.",
                         row->symbol, asset_class_labels[row->class], ticket->profile->label);
    return 0;
}

static int check_test(const struct ticket *ticket, struct error *error) {
    static const char *const why[CLASS_COUNT] = {
        [CLASS_FUTURES] = "a future, traded with borrowed money",
        [CLASS_CFD] = "a CFD, a bet on a price with borrowed money",
    };
    const struct instrument *row = ticket->row;
    if (why[row->class] != NULL)
        return error_set(error, ERROR_REFUSED,
                         "%s is %s: a loss can be larger than the money you put in. It needs the "
                         "appropriateness test, which this account has not passed.",
                         row->symbol, why[row->class]);
    if (ticket->order.side == SIDE_SELL && ticket->held == 0)
        return error_set(error, ERROR_REFUSED,
                         "You hold no %s to sell. Selling what you do not own (a short sale) can "
                         "lose more than you put in and needs the appropriateness test, which this "
                         "account has not passed.",
                         row->symbol);
    return 0;
}

/* The multiple of `step` nearest to `value`, from one step to `most`. */
static fix8_t nearest(fix8_t value, fix8_t step, fix8_t most) {
    fix8_t near = step;
    if (value > most)
        near = most;
    else if (value > step && !fix8_round_to(value, step, FIX8_HALF_EVEN, &near))
        near = most;
    return near;
}

static int check_size(const struct ticket *ticket, struct error *error) {
    const struct instrument *row = ticket->row;
    int decimals = instrument_size_decimals(row);
    if (ticket->order.lots > 0)
        return 0;
    return error_set(error, ERROR_REFUSED, "%s trades in steps of %s; nearest: %s.", row->symbol,
                     number_text(row->lot, decimals).text,
                     number_text(nearest(ticket->size, row->lot, row->largest), decimals).text);
}

static int check_price(const struct ticket *ticket, struct error *error) {
    const struct instrument *row = ticket->row;
    int decimals = instrument_price_decimals(row);
    if (ticket->order.type == ORDER_MARKET && ticket->price != 0)
        return error_set(error, ERROR_REFUSED,
                         "A market order takes the best price on offer; to name one, use a limit "
                         "order.");
    if (ticket->order.type == ORDER_MARKET || ticket->order.limit > 0)
        return 0;
    if (ticket->price <= 0)
        return error_set(error, ERROR_REFUSED, "A limit order needs a price above zero.");
    fix8_t most = instrument_price(row, INSTRUMENT_TICKS_MAX);
    return error_set(error, ERROR_REFUSED, "%s moves in steps of %s; nearest: %s.", row->symbol,
                     number_text(row->tick, decimals).text,
                     price_text(row, nearest(ticket->price, row->tick, most) / row->tick).text);
}

static int refuse_worth(struct error *error) {
    return error_set(error, ERROR_REFUSED, "An order may be worth %s at most.",
                     money_text(ORDER_VALUE_MAX).text);
}

static int check_largest(const struct ticket *ticket, struct error *error) {
    const struct instrument *row = ticket->row;
    const struct order *order = &ticket->order;
    if (instrument_size(row, order->lots) > row->largest)
        return error_set(error, ERROR_REFUSED, "The largest order in %s is %s.", row->symbol,
                         number_text(row->largest, instrument_size_decimals(row)).text);
    int64_t ticks_lots;
    fix8_t cost;
    if (__builtin_mul_overflow(order->lots, (int64_t)ticket_judging_ticks(ticket), &ticks_lots) ||
        !total_cost(ticket->profile, row, ticks_lots, order->lots, &cost))
        return refuse_worth(error);
    if (order->side == SIDE_SELL && ticket->account->balances[LEDGER_CASH] > ACCOUNT_CASH_MAX)
        return error_set(error, ERROR_REFUSED,
                         "This account holds more than %s; the game counts no further.",
                         money_text(ACCOUNT_CASH_MAX).text);
    return 0;
}

static int check_smallest(const struct ticket *ticket, struct error *error) {
    if (ticket->order.side == SIDE_SELL)
        return 0;
    fix8_t smallest = ticket->broker->table.smallest_value;
    int64_t lots = instrument_smallest_lots(ticket->row, ticket_judging_ticks(ticket), smallest);
    if (ticket->order.lots >= lots)
        return 0;
    return error_set(error, ERROR_REFUSED,
                     "An order to buy is worth %s or more; the smallest size of %s now is %s.",
                     money_text(smallest).text, ticket->row->symbol,
                     size_text(ticket->row, lots).text);
}

static bool may_rest(const struct order *order) {
    return order->type == ORDER_LIMIT && (order->tif == TIF_DAY || order->tif == TIF_GTC);
}

static int check_open_orders(const struct ticket *ticket, struct error *error) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < ticket->broker->order_count; i++)
        count += ticket->broker->orders[i].account == ticket->account->id;
    if (ticket->amends || !may_rest(&ticket->order) || count < ACCOUNT_OPEN_ORDERS_MAX)
        return 0;
    return error_set(error, ERROR_REFUSED,
                     "You have %d open orders, the most there can be; cancel one first.",
                     ACCOUNT_OPEN_ORDERS_MAX);
}

int refuse_closed(const struct instrument *row, const struct listing *listing, const char *advice,
                  struct error *error) {
    char opening[GAMETIME_TEXT_MAX];
    if (listing->turn_ms >= GAMETIME_MAX)
        return error_set(error, ERROR_REFUSED, "%s is closed and does not open again.",
                         row->symbol);
    gametime_format(listing->turn_ms, GAMETIME_CLOCK, opening, sizeof opening);
    return error_set(error, ERROR_REFUSED, "%s opens %s UTC; %s.", row->symbol, opening, advice);
}

static int check_market_open(const struct ticket *ticket, struct error *error) {
    if (phase_takes_orders(ticket->listing->phase) || may_rest(&ticket->order))
        return 0;
    const char *advice = ticket->order.type == ORDER_MARKET
                             ? "use a limit order to queue for the open"
                             : "use day or gtc to queue for the open";
    return refuse_closed(ticket->row, ticket->listing, advice, error);
}

static int check_cash(const struct ticket *ticket, struct error *error) {
    const struct order *order = &ticket->order;
    if (order->side == SIDE_SELL)
        return 0;
    fix8_t cost = ticket_cost(ticket, order->lots);
    if (cost <= ticket->free_cash)
        return 0;
    if (cost == FIX8_MAX)
        return refuse_worth(error);
    int64_t largest = ticket_payable(ticket);
    int64_t smallest = instrument_smallest_lots(ticket->row, ticket_judging_ticks(ticket),
                                                ticket->broker->table.smallest_value);
    struct number_text free_cash = money_text(ticket->free_cash);
    if (largest < smallest || largest <= order->filled)
        return error_set(error, ERROR_REFUSED,
                         "That costs %s with fees; %s is free, less than the smallest order takes.",
                         money_text(cost).text, free_cash.text);
    return error_set(error, ERROR_REFUSED,
                     "That costs %s with fees; %s is free. Largest size now: %s.",
                     money_text(cost).text, free_cash.text, size_text(ticket->row, largest).text);
}

static int check_holding(const struct ticket *ticket, struct error *error) {
    const struct order *order = &ticket->order;
    const struct instrument *row = ticket->row;
    int64_t left = ticket->held - ticket->in_sells;
    if (order->side == SIDE_BUY || order_open_lots(order) <= left)
        return 0;
    struct number_text held = size_text(row, ticket->held);
    if (ticket->in_sells == 0)
        return error_set(error, ERROR_REFUSED, "You hold %s %s; that is the most you can sell.",
                         held.text, row->symbol);
    struct number_text in_sells = size_text(row, ticket->in_sells);
    if (left == 0)
        return error_set(
            error, ERROR_REFUSED,
            "You hold %s %s and all of it is already in sell orders; cancel one first.", held.text,
            row->symbol);
    return error_set(error, ERROR_REFUSED,
                     "You hold %s %s and %s of it is already in sell orders; %s is left to sell.",
                     held.text, row->symbol, in_sells.text, size_text(row, left).text);
}

int ticket_check(struct ticket *ticket, struct error *error) {
    static int (*const rules[])(const struct ticket *, struct error *) = {
        check_listed,   check_test,        check_size,        check_price, check_largest,
        check_smallest, check_open_orders, check_market_open, check_cash,  check_holding,
    };
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        int code = rules[i](ticket, error);
        if (code != 0)
            return code;
    }
    return 0;
}

/* ---- tickets ---- */

/* What the account can use, leaving out what `order` itself holds already. */
static void fill_account(struct ticket *ticket, const struct order *holds) {
    const struct account *account = ticket->account;
    const struct position *position =
        positions_find(ticket->broker, account->id, ticket->order.instrument);
    ticket->free_cash = account->balances[LEDGER_CASH] - account->reserved;
    ticket->held = position != NULL ? position->lots : 0;
    ticket->in_sells = position != NULL ? position->selling : 0;
    if (holds == NULL)
        return;
    ticket->free_cash += holds->reserved;
    if (holds->side == SIDE_SELL)
        ticket->in_sells -= order_open_lots(holds);
    assert(ticket->free_cash >= 0 && ticket->in_sells >= 0);
}

static void fill_market(struct ticket *ticket, const struct market *market, uint8_t instrument) {
    ticket->market = market;
    ticket->row = &market->table.rows[instrument];
    ticket->listing = &market->listings[instrument];
    ticket->profile = &ticket->broker->table.rows[ticket->account->broker];
}

/* Puts price and size on the grid; what is off it leaves 0 for its rule to refuse. */
static void fill_grid(struct ticket *ticket) {
    struct order *order = &ticket->order;
    int64_t lots = 0;
    int32_t ticks = 0;
    bool sized = ticket->size > 0 && instrument_lots(ticket->row, ticket->size, &lots) &&
                 lots <= BOOK_LOTS_MAX;
    bool priced = order->type == ORDER_MARKET
                      ? ticket->price == 0
                      : ticket->price > 0 && instrument_ticks(ticket->row, ticket->price, &ticks) &&
                            ticks <= INSTRUMENT_TICKS_MAX;
    order->lots = sized ? lots : 0;
    order->limit = priced ? ticks : 0;
    ticket->on_grid = sized && priced;
}

static int64_t mid_half_ticks(const struct listing *listing) {
    int32_t bid, ask;
    int64_t lots;
    bool both = book_best(listing->book, SIDE_BUY, &bid, &lots) &&
                book_best(listing->book, SIDE_SELL, &ask, &lots);
    return both ? (int64_t)bid + ask : 0;
}

int ticket_open(struct ticket *ticket, struct broker *broker, const struct market *market,
                const struct order_request *request, int64_t ms, struct error *error) {
    *ticket = (struct ticket){
        .broker = broker,
        .account = broker_account(broker, request->account),
        .size = request->size,
        .price = request->price,
        .order = {.account = request->account,
                  .instrument = request->instrument,
                  .side = request->side,
                  .type = request->type,
                  .tif = request->tif,
                  .state = ORDER_PENDING,
                  .created_ms = ms},
    };
    if (ticket->account == NULL)
        return error_set(error, ERROR_REFUSED, "There is no such account.");
    if (request->instrument >= market->table.count)
        return error_set(error, ERROR_REFUSED, "There is no such instrument in this market.");
    if (request->side > SIDE_SELL || request->type > ORDER_LIMIT || request->tif > TIF_FOK)
        return error_set(error, ERROR_USAGE, "This broker knows no such order.");
    fill_market(ticket, market, request->instrument);
    fill_account(ticket, NULL);
    fill_grid(ticket);
    ticket->order.queued = !phase_takes_orders(ticket->listing->phase);
    ticket->order.mid_half_ticks = mid_half_ticks(ticket->listing);
    return 0;
}

int ticket_reopen(struct ticket *ticket, struct broker *broker, const struct market *market,
                  const struct order *order, fix8_t price, fix8_t size, struct error *error) {
    assert(order->type == ORDER_LIMIT && may_rest(order));
    *ticket = (struct ticket){.broker = broker,
                              .account = broker_account(broker, order->account),
                              .amends = true,
                              .order = *order};
    assert(ticket->account != NULL);
    fill_market(ticket, market, order->instrument);
    fill_account(ticket, order);
    ticket->price = price != 0 ? price : instrument_price(ticket->row, order->limit);
    ticket->size = size != 0 ? size : instrument_size(ticket->row, order->lots);
    fill_grid(ticket);
    if (ticket->order.lots > 0 && ticket->order.lots <= order->filled)
        return error_set(
            error, ERROR_REFUSED,
            "%s of this order has filled already; its new size must be more than that.",
            size_text(ticket->row, order->filled).text);
    return 0;
}
