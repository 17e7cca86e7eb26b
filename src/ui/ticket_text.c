#include "ui/ticket_text.h"

#include <string.h>

#include "base/gametime.h"
#include "base/text.h"
#include "ui/amount.h"
#include "ui/ticket_fields.h"

/* A sentence that grows at its end. */
struct sentence {
    char *text;
    size_t size, length;
};

static void add(struct sentence *sentence, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void add(struct sentence *sentence, const char *format, ...) {
    va_list list;
    va_start(list, format);
    sentence->length += text_format_list(sentence->text + sentence->length,
                                         sentence->size - sentence->length, format, list);
    va_end(list);
}

/* ---- what sets it off, and at which price ---------------------------------------------------- */

/* "at 50,000.0 or better", or "at market" */
static void add_price(struct sentence *sentence, const struct listing_info *listing,
                      const struct order_place *order) {
    if (order->price > 0) {
        add(sentence, "at %s or better", amount_price(listing, order->price, true).text);
    } else {
        add(sentence, "at market");
    }
}

/* "once the price falls to 49,800.0"; `rises` is the direction that sets it off */
static void add_trigger(struct sentence *sentence, const struct listing_info *listing,
                        const struct order_place *order, bool rises) {
    add(sentence, " once the price %s to %s", rises ? "rises" : "falls",
        amount_price(listing, order->stop, true).text);
}

static void add_trail(struct sentence *sentence, const struct listing_info *listing,
                      const struct order_place *order, const struct preview *preview) {
    bool buy = ticket_buys(order);
    char by[FIX8_TEXT_MAX + 2];
    if (order->trail_percent > 0) {
        size_t length = fix8_format(order->trail_percent, -1, false, by, sizeof by);
        text_format(by + length, sizeof by - length, "%%");
    } else {
        text_format(by, sizeof by, "%s", amount_price(listing, order->trail, true).text);
    }
    add(sentence, " once the price %s %s from its %s, now at %s", buy ? "rises" : "falls", by,
        buy ? "lowest" : "highest", amount_price(listing, preview->average, true).text);
}

static void add_how(struct sentence *sentence, const struct listing_info *listing,
                    const struct order_place *order, const struct preview *preview) {
    bool buy = ticket_buys(order);
    add_price(sentence, listing, order);
    if (ticket_is(order, "trailing")) {
        add_trail(sentence, listing, order, preview);
    } else if (ticket_is(order, "take-profit")) {
        add_trigger(sentence, listing, order, !buy);
    } else if (ticket_is(order, "stop") || ticket_is(order, "stop-limit")) {
        add_trigger(sentence, listing, order, buy);
    } else if (order->price == 0) {
        add(sentence, ", about %s", amount_price(listing, preview->average, true).text);
    }
}

/* ---- how long, and how ----------------------------------------------------------------------- */

static bool is_immediate(const struct order_place *order) {
    bool entry = ticket_is(order, "market") || ticket_is(order, "bracket");
    return entry && order->price == 0;
}

static void add_manner(struct sentence *sentence, const struct listing_info *listing,
                       const struct order_place *order) {
    if (!is_immediate(order)) {
        const char *tif = words_of_command(COMMAND_ORDER_PLACE, "tif")[order->tif];
        char until[GAMETIME_TEXT_MAX] = "";
        if (order->until_ms != 0) {
            gametime_format(order->until_ms, GAMETIME_CLOCK, until, sizeof until);
        }
        add(sentence, ", %s%s", until[0] != '\0' ? "until " : word_label(tif), until);
    }
    if (order->post_only) {
        add(sentence, ", only if it can wait in the book");
    }
    if (order->reduce_only) {
        add(sentence, ", never more than you hold");
    }
    if (order->display > 0) {
        add(sentence, ", %s shown at a time", amount_size(listing, order->display).text);
    }
    if (order->oco != 0) {
        add(sentence, ", or order %llu, whichever comes first", (unsigned long long)order->oco);
    }
}

/* ---- what it costs and risks ----------------------------------------------------------------- */

static void add_value(struct sentence *sentence, const struct order_place *order,
                      const struct preview *preview) {
    bool later = !is_immediate(order) || preview->queues;
    add(sentence, ": %s %s %s in fees%s.", amount_money(preview->value).text,
        ticket_buys(order) ? "and" : "comes in, less", amount_money(preview->fee).text,
        later ? " when it fills" : "");
}

/* What a bracket stands to lose and to gain. */
static void add_exits(struct sentence *sentence, const struct listing_info *listing,
                      const struct order_place *order, const struct preview *preview) {
    add(sentence, " The stop at %s would lose %s, ", amount_price(listing, order->stop, true).text,
        amount_money(preview->risk).text);
    add(sentence, "the target at %s would gain %s", amount_price(listing, order->target, true).text,
        amount_money(preview->gain).text);
    if (preview->ratio > 0) {
        char ratio[FIX8_TEXT_MAX];
        fix8_format(preview->ratio, 1, false, ratio, sizeof ratio);
        add(sentence, ": %s for each 1 at risk", ratio);
    }
    add(sentence, ".");
}

/* "That is 12.00 less than it cost you." for what is held already. */
static void add_result(struct sentence *sentence, const struct view *view,
                       const struct order_place *order, const struct preview *preview) {
    const struct position_changed *position = view_position(view, order->symbol);
    fix8_t cost;
    if (position == NULL || position->size < order->size || ticket_buys(order) ||
        !fix8_muldiv(position->cost, order->size, position->size, FIX8_HALF_EVEN, &cost)) {
        return;
    }
    fix8_t result = preview->value - preview->fee - cost;
    add(sentence, " After fees that is %s %s than you paid.",
        amount_money(result < 0 ? -result : result).text, result < 0 ? "less" : "more");
}

void ticket_review(const struct view *view, const struct listing_info *listing,
                   const struct order_place *order, const struct preview *preview, char *text,
                   size_t size) {
    text[0] = '\0';
    if (order->size == 0 || preview->average == 0) {
        return;
    }
    struct sentence sentence = {.text = text, .size = size};
    add(&sentence, "%s %s %s ", ticket_buys(order) ? "Buy" : "Sell",
        amount_size(listing, order->size).text, listing->symbol);
    add_how(&sentence, listing, order, preview);
    add_manner(&sentence, listing, order);
    add_value(&sentence, order, preview);
    if (ticket_is(order, "bracket")) {
        add_exits(&sentence, listing, order, preview);
    } else {
        add_result(&sentence, view, order, preview);
    }
    if (preview->queues) {
        add(&sentence, " It waits for the opening.");
    }
}

void ticket_limits(const struct view *view, const struct listing_info *listing,
                   const struct order_place *order, const struct preview *preview, char *text,
                   size_t size) {
    struct amount largest = amount_size(listing, preview->largest);
    struct amount cash = amount_money(view->account.cash - view->account.reserved);
    if (ticket_buys(order) && preview->largest < preview->smallest) {
        text_format(text, size, "The smallest order is %s, and free cash (%s) is too little.",
                    amount_size(listing, preview->smallest).text, cash.text);
    } else if (ticket_buys(order)) {
        text_format(text, size, "You can buy %s to %s. Free cash: %s.",
                    amount_size(listing, preview->smallest).text, largest.text, cash.text);
    } else if (preview->largest <= 0) {
        bool holds = view_position(view, listing->symbol) != NULL;
        text_format(text, size,
                    holds ? "All your %s is in sell orders already." : "You have no %s to sell.",
                    listing->symbol);
    } else {
        text_format(text, size, "You can sell %s at most.", largest.text);
    }
}

/* In an auction, what would trade now is what counts. */
void ticket_prices(const struct listing_info *listing, const struct quote_info *quote, char *text,
                   size_t size) {
    struct amount last = amount_price(listing, quote->last, true);
    if (!quote->open && quote->indicative_size > 0) {
        text_format(text, size, "Auction %s x %s  Last %s",
                    amount_price(listing, quote->indicative_price, true).text,
                    amount_size(listing, quote->indicative_size).text, last.text);
        return;
    }
    text_format(text, size, "Bid %s  Ask %s  Last %s",
                quote->bid > 0 ? amount_price(listing, quote->bid, true).text : "none",
                quote->ask > 0 ? amount_price(listing, quote->ask, true).text : "none", last.text);
}

const char *ticket_waits(const struct order_changed *order) {
    if (order->queued) {
        return "Your order waits for the opening.";
    }
    bool armed = (order->stop > 0 || order->trail > 0 || order->trail_percent > 0) &&
                 order->target == 0 && !order->triggered;
    return armed ? "Your order waits until the price gets there."
                 : "Your order waits in the book, marked with a *.";
}
