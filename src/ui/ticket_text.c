#include "ui/ticket_text.h"

#include "base/text.h"
#include "ui/amount.h"
#include "ui/words.h"

static bool is_buy(const struct order_place *order) {
    return word_is(words_of_command(COMMAND_ORDER_PLACE, "side"), order->side, "buy");
}

static bool is_limit(const struct order_place *order) {
    return word_is(words_of_command(COMMAND_ORDER_PLACE, "type"), order->type, "limit");
}

/* "at market, about 50,412.50" or "at 50,000.00 or better, until I cancel it" */
static void how_text(const struct listing_info *listing, const struct order_place *order,
                     const struct preview *preview, char *text, size_t size) {
    if (!is_limit(order)) {
        text_format(text, size, "at market, about %s",
                    amount_price(listing, preview->average, true).text);
        return;
    }
    const char *tif = words_of_command(COMMAND_ORDER_PLACE, "tif")[order->tif];
    text_format(text, size, "at %s or better, %s", amount_price(listing, order->price, true).text,
                word_label(tif));
}

void ticket_review(const struct listing_info *listing, const struct order_place *order,
                   const struct preview *preview, char *text, size_t size) {
    text[0] = '\0';
    if (order->size == 0 || preview->average == 0) {
        return;
    }
    char how[96];
    how_text(listing, order, preview, how, sizeof how);
    bool buy = is_buy(order);
    text_format(text, size, "%s %s %s %s: %s %s %s in fees%s.", buy ? "Buy" : "Sell",
                amount_size(listing, order->size).text, listing->symbol, how,
                amount_money(preview->value).text, buy ? "and" : "comes in, less",
                amount_money(preview->fee).text, is_limit(order) ? " when it fills" : "");
}

void ticket_limits(const struct view *view, const struct listing_info *listing,
                   const struct order_place *order, const struct preview *preview, char *text,
                   size_t size) {
    struct amount largest = amount_size(listing, preview->largest);
    struct amount cash = amount_money(view->account.cash - view->account.reserved);
    if (is_buy(order) && preview->largest < preview->smallest) {
        text_format(text, size, "The smallest order is %s, and free cash (%s) is too little.",
                    amount_size(listing, preview->smallest).text, cash.text);
    } else if (is_buy(order)) {
        text_format(text, size, "You can buy %s to %s. Free cash: %s.",
                    amount_size(listing, preview->smallest).text, largest.text, cash.text);
    } else if (preview->largest <= 0) {
        text_format(text, size, "You have no %s to sell.", listing->symbol);
    } else {
        text_format(text, size, "You can sell %s at most.", largest.text);
    }
}

void ticket_prices(const struct listing_info *listing, const struct quote_info *quote, char *text,
                   size_t size) {
    text_format(text, size, "Bid %s  Ask %s  Last %s",
                quote->bid > 0 ? amount_price(listing, quote->bid, true).text : "none",
                quote->ask > 0 ? amount_price(listing, quote->ask, true).text : "none",
                amount_price(listing, quote->last, true).text);
}
