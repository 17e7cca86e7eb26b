/* The ticket's sentences: what the order would do, in plain words. */
#ifndef UI_TICKET_TEXT_H
#define UI_TICKET_TEXT_H

#include "game/seat.h"
#include "game/view.h"

#define TICKET_TEXT_MAX 400

/* "Buy 0.0300 BTC-USD at market, about 50,412.50: 1,512.38 and 3.79 in fees." and, where there is a
 * stop, what is lost there. Empty while there is nothing to say. */
void ticket_review(const struct view *view, const struct listing_info *listing,
                   const struct order_place *order, const struct preview *preview, char *text,
                   size_t size);

/* "You can buy 0.0002 to 0.1976. Cash: 10,000.00." */
void ticket_limits(const struct view *view, const struct listing_info *listing,
                   const struct order_place *order, const struct preview *preview, char *text,
                   size_t size);

/* "Bid 50,407.50  Ask 50,417.50  Last 50,412.50" */
void ticket_prices(const struct listing_info *listing, const struct quote_info *quote, char *text,
                   size_t size);

/* Where an order that was just taken is now: "Your order waits in the book, marked with a *." */
const char *ticket_waits(const struct order_changed *order);

#endif
