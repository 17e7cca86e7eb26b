#include "broker/broker_inside.h"

#include <assert.h>
#include <inttypes.h>

#include "base/mem.h"
#include "base/text.h"

/* ---- life ---- */

void broker_init(struct broker *broker, const struct broker_table *table) {
    assert(table->count > 0);
    *broker = (struct broker){
        .table = *table, .next_account = 1, .next_order = 1, .next_fill = 1, .next_transaction = 1};
}

void broker_clear(struct broker *broker) {
    mem_free(broker->accounts);
    mem_free(broker->orders);
    mem_free(broker->positions);
    mem_free(broker->dues);
    *broker = (struct broker){0};
}

void broker_reset(struct broker *broker) {
    broker->account_count = 0;
    broker->order_count = 0;
    broker->position_count = 0;
}

uint32_t broker_open_account(struct broker *broker, uint32_t player, const char *name, int64_t ms,
                             const struct broker_out *out) {
    struct account *account = accounts_add(broker);
    account->player = player;
    account->opened_ms = ms;
    text_format(account->name, sizeof account->name, "%s", name);
    out->account(out->context, account);
    settle_deposit(broker, account, broker->table.opening_cash, out);
    settle_accounts(broker, out);
    return account->id;
}

/* ---- placing ---- */

static void record_rejection(struct broker *broker, struct order *order, const char *sentence,
                             const struct broker_out *out) {
    order->id = broker->next_order++;
    order->state = ORDER_REJECTED;
    order->queued = false;
    out->order(out->context, order, sentence);
}

/* The partner learns whose it is. */
static void join(struct broker *broker, const struct order *order, const struct broker_out *out) {
    struct order *partner = order->oco != 0 ? orders_find(broker, order->oco) : NULL;
    if (partner == NULL || partner->oco == order->id)
        return;
    partner->oco = order->id;
    out->order(out->context, partner, "");
}

void order_enter(struct broker *broker, struct market *market, const struct order *draft,
                 const struct broker_out *out) {
    uint32_t first = market->event_count;
    uint64_t id = draft->id;
    struct order *order = orders_add(broker, draft);
    settle_hold(broker, market, order);
    out->order(out->context, order, "");
    join(broker, order, out);
    if (order->until_ms != 0)
        alarm_by(market, order->until_ms);
    if (!order->queued) {
        enum book_reason reason = order_submit(broker, market, order, out);
        take_from(broker, market, first, out);
        order = orders_find(broker, id);
        if (order != NULL && order->handle == 0)
            settle_end(broker, order, ORDER_CANCELED, book_reason_text(reason), out);
    }
    settle_accounts(broker, out);
}

int broker_place(struct broker *broker, struct market *market, const struct order_request *request,
                 int64_t ms, const struct broker_out *out, uint64_t *id, struct error *error) {
    struct ticket ticket;
    struct error refusal = {0};
    uint64_t made = 0;
    int code = ticket_open(&ticket, broker, market, request, ms, &refusal);
    if (code == 0)
        code = ticket_check(&ticket, &refusal);
    if (code == 0) {
        made = ticket.order.id = broker->next_order++;
        order_enter(broker, market, &ticket.order, out);
        (void)broker_protect(broker, market, out);
    } else if (ticket.on_grid) {
        record_rejection(broker, &ticket.order, refusal.sentence, out);
        made = ticket.order.id;
    }
    if (code != 0 && error != NULL)
        *error = refusal;
    if (id != NULL)
        *id = made;
    return code;
}

/* ---- changing ---- */

/* The open order of an account, or NULL with a sentence. */
static struct order *own_order(const struct broker *broker, uint32_t account, uint64_t id,
                               struct error *error) {
    struct order *order = orders_find(broker, id);
    if (order != NULL && order->account == account)
        return order;
    error_set(error, ERROR_REFUSED, "There is no open order %" PRIu64 " of this account.", id);
    return NULL;
}

void order_withdraw(struct market *market, struct order *order) {
    if (order->handle == 0)
        return;
    enum book_reason reason =
        market_cancel(market, order->instrument, order->handle, BOOK_BY_OWNER);
    assert(reason == BOOK_OK);
    order->handle = 0;
}

int broker_cancel(struct broker *broker, struct market *market, uint32_t account, uint64_t id,
                  const struct broker_out *out, struct error *error) {
    uint32_t first = market->event_count;
    struct order *order = own_order(broker, account, id, error);
    if (order == NULL)
        return ERROR_REFUSED;
    order_withdraw(market, order);
    settle_end(broker, order, ORDER_CANCELED, book_reason_text(BOOK_BY_OWNER), out);
    take_from(broker, market, first, out);
    (void)broker_protect(broker, market, out);
    settle_accounts(broker, out);
    return 0;
}

/* While its market is closed nothing may trade, so that a changed order then waits for the opening
 * with the queued ones. */
enum book_reason order_change(struct market *market, struct order *order, const struct order *old) {
    if (order->queued)
        return BOOK_OK;
    if (!phase_takes_orders(market->listings[order->instrument].phase)) {
        order_withdraw(market, order);
        order->queued = true;
        return BOOK_OK;
    }
    bool waits = order_traits[order->type].trigger != TRIGGER_NONE && !order->triggered;
    bool trails = order->trail != old->trail || order->trail_ppm != old->trail_ppm;
    const struct book_change change = {
        .limit = order->limit,
        .lots = order_open_lots(order),
        .stop = waits && order->stop != old->stop ? order->stop : 0,
        .trail = trails ? order->trail : 0,
        .trail_ppm = trails ? order->trail_ppm : 0,
        .worst = waits && order_at_market(order) ? order->worst : 0,
    };
    struct book_result result;
    market_amend(market, order->instrument, order->handle, &change, &result);
    order->handle = result.handle;
    order->cut += result.cut; /* a reduce-only order asked for more than there is */
    return result.reason;
}

static bool is_changed(const struct order *order, const struct order *old) {
    return order->limit != old->limit || order->lots != old->lots || order->stop != old->stop ||
           order->target != old->target || order->trail != old->trail ||
           order->trail_ppm != old->trail_ppm;
}

static void take_over(struct order *order, const struct order *changed) {
    order->limit = changed->limit;
    order->lots = changed->lots;
    order->stop = changed->stop;
    order->target = changed->target;
    order->trail = changed->trail;
    order->trail_ppm = changed->trail_ppm;
    order->worst = changed->worst;
}

int broker_amend(struct broker *broker, struct market *market, uint32_t account, uint64_t id,
                 const struct order_change *change, int64_t ms, const struct broker_out *out,
                 struct error *error) {
    uint32_t first = market->event_count;
    struct order *order = own_order(broker, account, id, error);
    if (order == NULL)
        return ERROR_REFUSED;
    struct ticket ticket;
    int code = ticket_reopen(&ticket, broker, market, order, change, ms, error);
    if (code == 0)
        code = ticket_check(&ticket, error);
    if (code != 0 || !is_changed(&ticket.order, order))
        return code;
    struct order old = *order;
    take_over(order, &ticket.order);
    settle_hold(broker, market, order);
    enum book_reason reason = order_change(market, order, &old);
    out->order(out->context, order, "");
    take_from(broker, market, first, out);
    order = orders_find(broker, id);
    if (order != NULL && order->handle == 0 && !order->queued)
        settle_end(broker, order, ORDER_CANCELED, book_reason_text(reason), out);
    (void)broker_protect(broker, market, out);
    settle_accounts(broker, out);
    return 0;
}

/* ---- closing ---- */

/* Those that only reduce go by themselves, when nothing is left to reduce: until then they protect.
 */
static void cancel_sells(struct broker *broker, struct market *market, uint32_t account,
                         uint8_t instrument, const struct broker_out *out) {
    for (uint32_t i = broker->order_count; i-- > 0;) {
        struct order *order = &broker->orders[i];
        if (order->account != account || order->instrument != instrument ||
            order->side != SIDE_SELL || order->reduce_only)
            continue;
        order_withdraw(market, order);
        settle_end(broker, order, ORDER_CANCELED, "cancelled to close the position", out);
    }
}

int broker_close_position(struct broker *broker, struct market *market, uint32_t account,
                          uint8_t instrument, int64_t ms, const struct broker_out *out,
                          uint64_t *id, struct error *error) {
    if (id != NULL)
        *id = 0;
    const struct position *position = positions_find(broker, account, instrument);
    if (position == NULL)
        return error_set(error, ERROR_REFUSED, "There is no position to close.");
    const struct instrument *row = &market->table.rows[instrument];
    const struct listing *listing = &market->listings[instrument];
    if (listing->phase == PHASE_CLOSED)
        return refuse_closed(row, listing, "close the position then", error);
    if (listing->phase == PHASE_HALTED)
        return refuse_halted(row, listing, "close the position then", error);
    int64_t most = 0;
    bool fits = instrument_lots(row, row->largest, &most);
    assert(fits);
    int64_t lots = position->lots < most ? position->lots : most;
    cancel_sells(broker, market, account, instrument, out);
    struct order_request request = {.account = account,
                                    .instrument = instrument,
                                    .side = SIDE_SELL,
                                    .type = ORDER_MARKET,
                                    .tif = TIF_IOC,
                                    .self_trade = ORDER_SELF_OLDEST, /* own bids give way */
                                    .size = instrument_size(row, lots)};
    return broker_place(broker, market, &request, ms, out, id, error);
}
