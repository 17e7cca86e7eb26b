/* What companies do to those who hold them: dividends and splits. */
#include <assert.h>

#include "broker/broker_inside.h"

#define WITHHELD (30 * FIX8_CENT) /* of a dividend, a fraction */

/* ---- dividends ---- */

static void pay(struct broker *broker, const struct instrument *row,
                const struct position *position, fix8_t amount, const struct broker_out *out) {
    struct account *account = broker_account(broker, position->account);
    fix8_t units, gross, withheld;
    bool fits =
        fix8_mul(instrument_size(row, position->lots), row->contract, FIX8_HALF_EVEN, &units) &&
        fix8_mul(units, amount, FIX8_HALF_EVEN, &gross) &&
        fix8_round_to(gross, FIX8_CENT, FIX8_HALF_EVEN, &gross) &&
        fix8_mul(gross, WITHHELD, FIX8_UP, &withheld) &&
        fix8_round_to(withheld, FIX8_CENT, FIX8_UP, &withheld);
    assert(fits && gross >= withheld);
    if (gross == 0)
        return;
    settle_dividend(broker, account, row, position->lots, gross, withheld, out);
}

void take_dividend(struct broker *broker, const struct market *market,
                   const struct market_event *event, const struct broker_out *out) {
    assert(event->amount > 0);
    const struct instrument *row = &market->table.rows[event->instrument];
    for (uint32_t i = 0; i < broker->position_count; i++)
        if (broker->positions[i].instrument == event->instrument)
            pay(broker, row, &broker->positions[i], event->amount, out);
}

/* ---- splits ---- */

/* The lots after a split; what is not a whole lot falls away (a reverse split). */
static int64_t split_lots(int64_t lots, const struct market_event *event) {
    int64_t after = 0;
    bool fits = fix8_muldiv(lots, event->numerator, event->denominator, FIX8_DOWN, &after);
    assert(fits && after >= 0);
    return after;
}

/* The book is a new one, so that what was in it is gone. */
static void end_orders(struct broker *broker, uint8_t instrument, const struct broker_out *out) {
    for (uint32_t i = 0; i < broker->order_count;) {
        struct order *order = &broker->orders[i];
        if (order->instrument == instrument)
            settle_end(broker, order, ORDER_CANCELED, book_reason_text(BOOK_SPLIT), out);
        else
            i++;
    }
}

void take_split(struct broker *broker, const struct market_event *event,
                const struct broker_out *out) {
    assert(event->numerator > 0 && event->denominator > 0);
    end_orders(broker, event->instrument, out);
    for (uint32_t i = 0; i < broker->position_count; i++) {
        struct position *position = &broker->positions[i];
        if (position->instrument != event->instrument)
            continue;
        struct split split = {.account = position->account,
                              .instrument = position->instrument,
                              .numerator = event->numerator,
                              .denominator = event->denominator,
                              .before = position->lots,
                              .after = split_lots(position->lots, event)};
        if (split.after == 0)
            continue; /* less than a lot would be left: it stays as it is */
        position->lots = split.after;
        position->updated_ms = event->ms;
        out->split(out->context, &split);
        out->position(out->context, position);
    }
}
