/* A simulated market, run and written down minute by minute for as long as is asked: the one place
 * that knows how to make and read a market here. */
#ifndef REALISM_COLLECT_H
#define REALISM_COLLECT_H

#include <stdbool.h>

#include "market/market.h"
#include "realism/history.h"

#define COLLECT_START_MS INT64_C(1736719200000) /* Sunday 2025-01-12 22:00, between two days */

/* Where completed candles of a market go that nobody keeps. */
extern const struct block_sink collect_nowhere;

/* The instruments of the content pack named in `symbols` ("BTC-USD,KEST"; NULL or "": all). False
 * and a sentence in `error` when one is not there. */
bool collect_table(struct instrument_table *table, const char *symbols, struct error *error);

/* A market that stands at COLLECT_START_MS at its start prices, reporting trades. */
void collect_init(struct market *market, const struct instrument_table *table, uint64_t seed);

/* Runs `days` days of the calendar; writes one history an instrument, each empty before. Signs are
 * kept when `with_signs`. */
void collect_days(struct market *market, int days, bool with_signs, struct history *histories);

/* Continuous trading, no auction and no halt. */
bool collect_trades(const struct market *market, int instrument);

/* The spread at the touch that an instrument has at rest, in ticks: a fifth of its spread column,
 * all of it where one lot is more than the order the column is for; at least one tick (GAME.md 5).
 */
double collect_base_touch(const struct market *market, int instrument);

/* The touch in ticks, and twice its middle; false when a side is empty. */
bool collect_touch(const struct market *market, int instrument, double *spread, double *mid);

#endif
