/* What can be traded: one row an instrument, fixed for a chapter. Rows come from
 * data/instruments.json; a replay market makes its rows from tapes. Prices inside the market are
 * integer ticks and sizes integer lots; the conversions at the edge live here. */
#ifndef MARKET_INSTRUMENT_H
#define MARKET_INSTRUMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"
#include "base/fix8.h"
#include "market/calendar.h"

#define SYMBOL_MAX          16 /* bytes with the NUL */
#define INSTRUMENT_NAME_MAX 40
#define INSTRUMENTS_MAX     32

/* name, word in data files, label */
#define ASSET_CLASSES(X)                                                                           \
    X(CLASS_CRYPTO, "crypto", "crypto")                                                            \
    X(CLASS_FUTURES, "futures", "future")                                                          \
    X(CLASS_FOREX, "forex", "currency pair")                                                       \
    X(CLASS_CFD, "cfd", "CFD")                                                                     \
    X(CLASS_STOCK, "stock", "stock")                                                               \
    X(CLASS_FUND, "fund", "fund")

enum asset_class {
#define X(name, word, label) name,
    ASSET_CLASSES(X)
#undef X
        CLASS_COUNT
};

extern const char *const asset_class_words[]; /* NULL-terminated, by enum */

struct instrument {
    char symbol[SYMBOL_MAX];
    char name[INSTRUMENT_NAME_MAX];
    char base[8];            /* what is bought: BTC, KEST */
    char quote[8];           /* what is paid: USD */
    char sector[24];         /* stocks; else empty */
    enum asset_class class;
    enum calendar_kind calendar;
    fix8_t start;              /* price at the chapter's start */
    fix8_t spread;             /* cost of 10,000 USD both ways in a calm market, fraction of mid */
    fix8_t tick;               /* price step, > 0 */
    fix8_t lot;                /* size step and smallest size, > 0 */
    fix8_t contract;           /* units of base in a size of 1 */
    fix8_t largest;            /* largest order size */
    fix8_t day_volatility;     /* standard deviation of a day's return, fraction */
    fix8_t slippage;           /* factor of the ticket's estimate */
    fix8_t initial_margin;     /* fraction of value at the class cap */
    fix8_t maintenance_margin; /* fraction of value */
    fix8_t collar;             /* how far from the last trade a market order may go, fraction */
    bool active, tradeable;
};

struct instrument_table {
    uint32_t count;
    struct instrument rows[INSTRUMENTS_MAX];
};

/* Reads data/instruments.json (`bytes`). Every row is checked: grids positive, start on the tick,
 * symbols unique. Returns 0 or ERROR_USAGE naming row and key. */
int instruments_load(struct instrument_table *table, const void *bytes, size_t length,
                     struct error *error);

/* Keeps the rows named in `list` ("BTC-USD,KEST"), in table order; an empty list keeps all. */
int instruments_select(struct instrument_table *table, const char *list, struct error *error);

/* Index of a symbol (ASCII case ignored), or -1. */
int instrument_find(const struct instrument_table *table, const char *symbol);

/* Edge conversions. Off the grid, out of int32 ticks or of int64 lots: false. */
bool instrument_ticks(const struct instrument *row, fix8_t price, int32_t *ticks);
bool instrument_lots(const struct instrument *row, fix8_t size, int64_t *lots);
fix8_t instrument_price(const struct instrument *row, int64_t ticks);
fix8_t instrument_size(const struct instrument *row, int64_t lots);

/* price x size x contract in quote currency, 8 decimals, half-even; overflow is false. */
bool instrument_value(const struct instrument *row, int64_t ticks, int64_t lots, fix8_t *value);

int instrument_price_decimals(const struct instrument *row);
int instrument_size_decimals(const struct instrument *row);

/* Smallest size in lots whose value at `ticks` is at least `smallest_value`. */
int64_t instrument_smallest_lots(const struct instrument *row, int32_t ticks, fix8_t smallest_value);

void instruments_encode(const struct instrument_table *table, const struct sink *sink);
int instruments_decode(struct instrument_table *table, struct source *source, struct error *error);

#endif
