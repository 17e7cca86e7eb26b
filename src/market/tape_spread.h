/* The median of a stream of spreads in bounded memory: exact up to TAPE_SPREADS_MAX of them, beyond
 * that the median of every second, fourth, ... one, so that the sample covers the whole file. */
#ifndef MARKET_TAPE_SPREAD_H
#define MARKET_TAPE_SPREAD_H

#include <stddef.h>
#include <stdint.h>

#include "base/fix8.h"

#define TAPE_SPREADS_MAX 65536

struct tape_spread {
    fix8_t *kept; /* owned; NULL until the first is added */
    size_t count;
    uint64_t seen;
    uint64_t stride; /* one in so many is kept; 0 until the first is added */
};

void tape_spread_add(struct tape_spread *spread, fix8_t value);
fix8_t tape_spread_median(struct tape_spread *spread); /* 0 of none; sorts what is kept */
void tape_spread_clear(struct tape_spread *spread);

#endif
