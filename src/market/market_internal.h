/* Inside of the market; included by market*.c only. */
#ifndef MARKET_MARKET_INTERNAL_H
#define MARKET_MARKET_INTERNAL_H

#include "market/market.h"

/* Sets `due` from the listing's three times, which lie after `now_ms`. */
void listing_schedule(struct market *market, uint32_t index);

/* Sets open, turn, wake and day end of a new listing at `now_ms`; what is open is quoted. */
void listing_begin(struct market *market, uint32_t index);

/* Where the listing's completed blocks go. */
const struct block_sink *listing_blocks(struct market *market, uint32_t index);

#endif
