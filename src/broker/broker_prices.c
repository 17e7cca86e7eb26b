/* The rules about prices: which an order has, that they are on the grid, on the right side of the
 * market and near enough to it. */
#include <assert.h>

#include "broker/broker_inside.h"

#define FAR_FACTOR 10 /* a resting price is at most this many times the last, or a part of it */

/* ---- which prices an order has ---- */

static int check_limit_given(const struct ticket *ticket, struct error *error) {
    const struct order_request *asked = &ticket->asked;
    const struct order_traits *traits = &order_traits[asked->type];
    if (asked->type == ORDER_MARKET && asked->price != 0)
        return error_set(error, ERROR_REFUSED,
                         "A market order takes the best price on offer; to name one, use a limit "
                         "order.");
    if (traits->price == NEEDS_NO && asked->price != 0)
        return error_set(error, ERROR_REFUSED,
                         "%s goes in at market once it is set off; for a limit behind a stop use a "
                         "stop-limit order.",
                         traits->name);
    if (traits->price == MUST_HAVE && asked->price <= 0)
        return error_set(error, ERROR_REFUSED, "%s needs a price above zero.", traits->name);
    return 0;
}

static int check_stop_given(const struct ticket *ticket, struct error *error) {
    const struct order_request *asked = &ticket->asked;
    const struct order_traits *traits = &order_traits[asked->type];
    if (traits->stop == NEEDS_NO && asked->stop != 0)
        return error_set(error, ERROR_REFUSED,
                         asked->type == ORDER_TRAILING
                             ? "A trailing stop follows the market by itself; give how far behind "
                               "it, not a stop price."
                             : "%s has no stop price; use a stop, stop-limit or take-profit order, "
                               "or a bracket.",
                         traits->name);
    if (traits->stop == MUST_HAVE && asked->stop <= 0 && asked->type != ORDER_BRACKET)
        return error_set(error, ERROR_REFUSED, "%s needs the price that sets it off.",
                         traits->name);
    if (asked->type == ORDER_BRACKET && (asked->stop <= 0 || asked->target <= 0))
        return error_set(error, ERROR_REFUSED,
                         "A bracket needs a stop, where the loss is taken, and a target, where the "
                         "gain is.");
    if (asked->type != ORDER_BRACKET && asked->target != 0)
        return error_set(error, ERROR_REFUSED,
                         "Only a bracket has a target; use a take-profit or a limit order.");
    return 0;
}

static int check_trail_given(const struct ticket *ticket, struct error *error) {
    const struct order_request *asked = &ticket->asked;
    bool trails = asked->trail != 0 || asked->trail_percent != 0;
    if (asked->type != ORDER_TRAILING && trails)
        return error_set(error, ERROR_REFUSED, "Only a trailing stop trails; %s does not.",
                         "this order");
    if (asked->type == ORDER_TRAILING && (asked->trail != 0) == (asked->trail_percent != 0))
        return error_set(error, ERROR_REFUSED,
                         "A trailing stop needs one distance: an amount or a percentage.");
    return 0;
}

int check_members(const struct ticket *ticket, struct error *error) {
    int code = check_limit_given(ticket, error);
    if (code == 0)
        code = check_stop_given(ticket, error);
    return code != 0 ? code : check_trail_given(ticket, error);
}

/* ---- the grid ---- */

int check_prices(const struct ticket *ticket, struct error *error) {
    const struct instrument *row = ticket->row;
    const struct order *order = &ticket->order;
    const struct {
        fix8_t asked;
        int32_t ticks;
    } prices[] = {{ticket->asked.price, order->limit},
                  {ticket->asked.stop, order->stop},
                  {ticket->asked.target, order->target},
                  {ticket->asked.trail, order->trail}};
    fix8_t most = instrument_price(row, INSTRUMENT_TICKS_MAX);
    for (size_t i = 0; i < sizeof prices / sizeof prices[0]; i++) {
        if (prices[i].asked == 0 || prices[i].ticks > 0)
            continue;
        return error_set(
            error, ERROR_REFUSED, "%s moves in steps of %s; nearest: %s.", row->symbol,
            number_text(row->tick, instrument_price_decimals(row)).text,
            price_text(row, nearest(prices[i].asked, row->tick, most) / row->tick).text);
    }
    return 0;
}

int check_trail(const struct ticket *ticket, struct error *error) {
    const struct order *order = &ticket->order;
    fix8_t percent = ticket->asked.trail_percent;
    if (order->type != ORDER_TRAILING)
        return 0;
    if (percent != 0 && order->trail_ppm == 0)
        return error_set(
            error, ERROR_REFUSED,
            "A stop trails by 0.0001 to 50 %%, in steps of 0.0001; nearest: %s %%.",
            number_text(nearest(percent, TRAIL_PERCENT_STEP, TRAIL_PERCENT_MAX), 4).text);
    int32_t most = ticket->listing->last / 2;
    if (order->trail > most)
        return error_set(error, ERROR_REFUSED,
                         "A stop trails by half of the last price at most; nearest: %s.",
                         price_text(ticket->row, most > 0 ? most : 1).text);
    return 0;
}

/* ---- which side of the market ---- */

/* Would it go off at once? */
static bool is_through(const struct order *order, int32_t last) {
    bool touch = order_traits[order->type].trigger == TRIGGER_TOUCH;
    bool above = (order->side == SIDE_BUY) != touch; /* waits above the market */
    return above ? order->stop <= last : order->stop >= last;
}

int check_trigger(const struct ticket *ticket, struct error *error) {
    const struct order *order = &ticket->order;
    const struct order_traits *traits = &order_traits[order->type];
    int32_t last = ticket->listing->last;
    if (traits->trigger == TRIGGER_NONE || traits->trigger == TRIGGER_TRAIL || order->triggered ||
        !is_through(order, last))
        return 0;
    bool above = (order->side == SIDE_BUY) == (traits->trigger == TRIGGER_STOP);
    const struct instrument *row = ticket->row;
    return error_set(error, ERROR_REFUSED,
                     "%s to %s waits %s the last price, which is %s; at %s it would go off at "
                     "once. Nearest: %s.",
                     traits->name, side_words[order->side], above ? "above" : "below",
                     price_text(row, last).text, price_text(row, order->stop).text,
                     price_text(row, above      ? last + 1
                                     : last > 1 ? last - 1
                                                : 1)
                         .text);
}

/* The price at which a bracket would come in: its limit, or what is on offer. */
static int32_t entry_ticks(const struct ticket *ticket) {
    int32_t best;
    int64_t lots;
    if (!order_at_market(&ticket->order))
        return ticket->order.limit;
    return book_best(ticket->listing->book, SIDE_SELL, &best, &lots) ? best : ticket->listing->last;
}

int check_bracket(const struct ticket *ticket, struct error *error) {
    const struct order *order = &ticket->order;
    if (order->type != ORDER_BRACKET)
        return 0;
    const struct instrument *row = ticket->row;
    int32_t entry = entry_ticks(ticket), last = ticket->listing->last;
    int32_t top = entry < last || !order_at_market(order) ? entry : last;
    if (order->stop >= top)
        return error_set(error, ERROR_REFUSED,
                         "The stop of a bracket that buys at %s is below that, where the loss is "
                         "taken; %s is not. Nearest: %s.",
                         price_text(row, entry).text, price_text(row, order->stop).text,
                         price_text(row, top > 1 ? top - 1 : 1).text);
    if (order->target <= entry)
        return error_set(error, ERROR_REFUSED,
                         "The target of a bracket that buys at %s is above that, where the gain "
                         "is taken; %s is not. Nearest: %s.",
                         price_text(row, entry).text, price_text(row, order->target).text,
                         price_text(row, entry + 1).text);
    return 0;
}

/* ---- near enough ---- */

/* The price that a limit is held against: what sets the order off, or the last trade. */
static int32_t reference_ticks(const struct ticket *ticket) {
    const struct order *order = &ticket->order;
    bool waits = order_traits[order->type].trigger != TRIGGER_NONE && order->stop > 0;
    return waits && !order->triggered ? order->stop : ticket->listing->last;
}

static int refuse_beyond(const struct ticket *ticket, int64_t nearest_ticks, struct error *error) {
    const struct order *order = &ticket->order;
    const struct instrument *row = ticket->row;
    bool waits = reference_ticks(ticket) != ticket->listing->last;
    return error_set(error, ERROR_REFUSED,
                     "A limit of %s is beyond the collar: orders to %s %s trade at most %s %% %s "
                     "the %s of %s. Nearest: %s.",
                     price_text(row, order->limit).text, side_words[order->side], row->symbol,
                     number_text(row->collar * 100, 1).text,
                     order->side == SIDE_BUY ? "above" : "below", waits ? "stop" : "last price",
                     price_text(row, reference_ticks(ticket)).text,
                     price_text(row, nearest_ticks).text);
}

static int refuse_far(const struct ticket *ticket, int32_t ticks, struct error *error) {
    const struct instrument *row = ticket->row;
    int64_t last = ticket->listing->last;
    int64_t most = last * FAR_FACTOR, least = (last + FAR_FACTOR - 1) / FAR_FACTOR;
    most = most > INSTRUMENT_TICKS_MAX ? INSTRUMENT_TICKS_MAX : most;
    if (ticks == 0 || (ticks >= least && ticks <= most))
        return 0;
    return error_set(error, ERROR_REFUSED,
                     "%s last traded at %s, and orders wait between a tenth of that and ten times "
                     "as much; nearest: %s.",
                     row->symbol, price_text(row, last).text,
                     price_text(row, ticks < least ? least : most).text);
}

int check_collar(const struct ticket *ticket, struct error *error) {
    const struct order *order = &ticket->order;
    int32_t reference = reference_ticks(ticket);
    assert(reference > 0);
    int32_t reach = collar_above(ticket->row, reference) - reference;
    int64_t worst = order->side == SIDE_BUY ? (int64_t)reference + reach : reference - reach;
    if (!order_at_market(order) &&
        (order->side == SIDE_BUY ? order->limit > worst : order->limit < worst))
        return refuse_beyond(ticket, worst, error);
    const int32_t prices[] = {order->limit, order->stop, order->target};
    int code = 0;
    for (size_t i = 0; code == 0 && i < sizeof prices / sizeof prices[0]; i++)
        code = refuse_far(ticket, prices[i], error);
    return code;
}

int check_post_only(const struct ticket *ticket, struct error *error) {
    const struct order *order = &ticket->order;
    if (!order->post_only)
        return 0;
    if (order_at_market(order) || order->tif == TIF_IOC || order->tif == TIF_FOK)
        return error_set(error, ERROR_REFUSED,
                         "A post-only order rests in the book: it needs a limit price, and day, "
                         "gtc or gtd.");
    bool waits = order_traits[order->type].trigger != TRIGGER_NONE && !order->triggered;
    int32_t best;
    int64_t lots;
    if (waits || order->queued ||
        !book_best(ticket->listing->book, SIDE_OTHER(order->side), &best, &lots) ||
        (order->side == SIDE_BUY ? order->limit < best : order->limit > best))
        return 0;
    const struct instrument *row = ticket->row;
    return error_set(error, ERROR_REFUSED,
                     "A post-only order that %ss at %s would trade at once with the %s at %s. "
                     "Nearest: %s.",
                     side_words[order->side], price_text(row, order->limit).text,
                     order->side == SIDE_BUY ? "offer" : "bid", price_text(row, best).text,
                     price_text(row, order->side == SIDE_BUY ? best - 1 : best + 1).text);
}
