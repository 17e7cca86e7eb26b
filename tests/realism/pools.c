#include "realism/pools.h"

#include <string.h>

const struct pool_row pool_rows[POOL_COUNT] = {
#define X(name, label, equity) [name] = {label, equity},
    POOLS(X)
#undef X
};

enum pool pool_of(const struct instrument *row) {
    switch ((enum asset_class)row->class) {
    case CLASS_CRYPTO:
        return POOL_CRYPTO;
    case CLASS_FUTURES:
        return strcmp(row->base, "BTC") == 0 ? POOL_CRYPTO : POOL_INDEX;
    case CLASS_FOREX:
        return POOL_CURRENCY;
    case CLASS_CFD:
        return POOL_GOLD;
    case CLASS_STOCK:
        return POOL_STOCK;
    case CLASS_FUND:
    case CLASS_COUNT:
        break;
    }
    return strcmp(row->symbol, "BOND") == 0 ? POOL_BOND : POOL_INDEX;
}
