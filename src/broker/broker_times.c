/* The rules about time: how long an order stands, and what the market's phase lets in. */
#include "broker/broker_inside.h"

#include <assert.h>

#include "base/gametime.h"
#include "base/text.h"

#define UNTIL_MAX_MS (366 * DAY_MS)

struct time_text {
    char text[GAMETIME_TEXT_MAX];
};

static struct time_text time_text(int64_t ms, enum gametime_form form) {
    struct time_text time;
    gametime_format(ms, form, time.text, sizeof time.text);
    return time;
}

/* ---- how long ---- */

static bool is_immediate(const struct order *order) {
    return order->tif == TIF_IOC || order->tif == TIF_FOK;
}

int check_tif(const struct ticket *ticket, struct error *error) {
    const struct order *order = &ticket->order;
    if (order_traits[order->type].trigger != TRIGGER_NONE && is_immediate(order))
        return error_set(error, ERROR_REFUSED,
                         "%s waits for its price, so that it cannot be %s; use day, gtc or gtd.",
                         order_traits[order->type].name, order_tif_words[order->tif]);
    if (order->type == ORDER_MARKET && order->tif == TIF_GTD)
        return error_set(error, ERROR_REFUSED, "A market order does not wait; leave the time out.");
    return 0;
}

int check_until(const struct ticket *ticket, struct error *error) {
    const struct order *order = &ticket->order;
    int64_t now = ticket->now_ms;
    if (order->tif != TIF_GTD)
        return order->until_ms == 0 ? 0
                                    : error_set(error, ERROR_REFUSED,
                                                "Only a gtd order ends at a time that you give.");
    if (order->until_ms == 0)
        return error_set(error, ERROR_REFUSED, "A gtd order needs the time at which it ends.");
    if (order->until_ms <= now)
        return error_set(error, ERROR_REFUSED,
                         "A gtd order ends later than now, which is %s UTC; nearest: %s.",
                         time_text(now, GAMETIME_MINUTE).text,
                         time_text(floor_to(now, MINUTE_MS) + MINUTE_MS, GAMETIME_MINUTE).text);
    if (order->until_ms > now + UNTIL_MAX_MS)
        return error_set(error, ERROR_REFUSED, "A gtd order ends within a year; nearest: %s.",
                         time_text(now + UNTIL_MAX_MS, GAMETIME_MINUTE).text);
    return 0;
}

/* ---- the market's phase ---- */

int refuse_closed(const struct instrument *row, const struct listing *listing, const char *advice,
                  struct error *error) {
    if (listing->turn_ms >= GAMETIME_MAX)
        return error_set(error, ERROR_REFUSED, "%s is closed and does not open again.",
                         row->symbol);
    return error_set(error, ERROR_REFUSED, "%s opens %s UTC; %s.", row->symbol,
                     time_text(listing->turn_ms, GAMETIME_CLOCK).text, advice);
}

int refuse_halted(const struct instrument *row, const struct listing *listing, const char *advice,
                  struct error *error) {
    return error_set(error, ERROR_REFUSED,
                     "Trading in %s is halted until %s UTC, when an auction reopens it; %s.",
                     row->symbol, time_text(listing->halt_until_ms, GAMETIME_TIME).text, advice);
}

static int refuse_gathering(const struct ticket *ticket, struct error *error) {
    const struct listing *listing = ticket->listing;
    return error_set(error, ERROR_REFUSED,
                     "%s gathers orders for the %s until %s UTC, so that nothing trades at once; "
                     "use day, gtc or gtd.",
                     ticket->row->symbol, phase_words[listing->phase],
                     time_text(listing->turn_ms, GAMETIME_TIME).text);
}

int check_phase(const struct ticket *ticket, struct error *error) {
    const struct order *order = &ticket->order;
    const struct listing *listing = ticket->listing;
    if (phase_trades(listing->phase) || order_may_wait(order))
        return 0;
    bool named = order_at_market(order);
    if (listing->phase == PHASE_CLOSED)
        return refuse_closed(ticket->row, listing,
                             named ? "use a limit order to queue for the open"
                                   : "use day or gtc to queue for the open",
                             error);
    if (listing->phase == PHASE_HALTED)
        return refuse_halted(ticket->row, listing,
                             named ? "use a limit order to take part in it"
                                   : "use day, gtc or gtd to take part in it",
                             error);
    return named && order->tif != TIF_FOK ? 0 : refuse_gathering(ticket, error);
}
