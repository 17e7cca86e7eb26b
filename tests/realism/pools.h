/* Classes of instruments whose daily returns are looked at together, because 250 days of one market
 * tell too little. Each instrument's returns are first divided by their own deviation. */
#ifndef REALISM_POOLS_H
#define REALISM_POOLS_H

#include <stdbool.h>

#include "market/instrument.h"

/* name, label, whether leverage and skew are expected */
#define POOLS(X)                                                                                   \
    X(POOL_CRYPTO, "crypto", false)                                                                \
    X(POOL_INDEX, "index", true)                                                                   \
    X(POOL_CURRENCY, "currency", false)                                                            \
    X(POOL_GOLD, "gold", false)                                                                    \
    X(POOL_STOCK, "stock", true)                                                                   \
    X(POOL_BOND, "bond", false)

enum pool {
#define X(name, label, equity) name,
    POOLS(X)
#undef X
        POOL_COUNT
};

struct pool_row {
    const char *label;
    bool equity;
};

extern const struct pool_row pool_rows[POOL_COUNT];

enum pool pool_of(const struct instrument *row);

#endif
