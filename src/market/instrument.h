/* What can be traded: one row an instrument, fixed for a chapter. Rows come from
 * data/instruments.json; a replay market makes its rows from tapes. Prices inside the market are
 * integer ticks and sizes integer lots; the conversions at the edge live here.
 *
 * Invariants of a row (instruments_load and instruments_decode check them): every member is within
 * the limits of `instrument_fields`; `start` is a whole number of ticks and at most
 * INSTRUMENT_TICKS_MAX of them; `largest` is a whole number of lots; lot x contract is exact in 8
 * decimals; the value of one lot and of the largest order at `start` fit in fix8. */
#ifndef MARKET_INSTRUMENT_H
#define MARKET_INSTRUMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"
#include "base/field.h"
#include "base/fix8.h"
#include "market/calendar.h"

#define SYMBOL_MAX          16 /* bytes with the NUL */
#define INSTRUMENT_NAME_MAX 40
#define INSTRUMENTS_MAX     32

/* A price path stays at or below this, so that quotes around it fit the book. */
#define INSTRUMENT_TICKS_MAX 1000000000

struct tape;

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

extern const char *const asset_class_words[];  /* NULL-terminated, by enum */
extern const char *const asset_class_labels[]; /* the same, for people */

struct instrument {
    char symbol[SYMBOL_MAX];
    char name[INSTRUMENT_NAME_MAX];
    char base[8];              /* what is bought: BTC, KEST */
    char quote[8];             /* what is paid: USD */
    char sector[24];           /* stocks; else empty */
    uint8_t class;             /* enum asset_class */
    uint8_t calendar;          /* enum calendar_kind */
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

/* Every member, in order: the keys of the data file, their limits, the encoding. */
extern const struct field_spec instrument_fields[];

struct instrument_table {
    uint32_t count;
    struct instrument rows[INSTRUMENTS_MAX];
};

/* Reads data/instruments.json (`bytes`). Every row is checked against the invariants, and symbols
 * are unique. Returns 0 or ERROR_USAGE with a sentence that names row and key. */
int instruments_load(struct instrument_table *table, const void *bytes, size_t length,
                     struct error *error);

/* The row of a replay of `tape`. `like_symbol` ("KEST"; NULL or "" for none) names the row of
 * `like` whose class, contract, margins, collar and day volatility it takes; else those of the
 * stock of `like` with the median spread. Tick and, when it has one, spread come from the tape
 * (else from that row); lot 0.01; start is the close of the tape's last history bar; the largest
 * order is worth about a million. ERROR_USAGE when there is no such symbol. */
int instrument_from_tape(struct instrument *row, const struct tape *tape,
                         const struct instrument_table *like, const char *like_symbol,
                         struct error *error);

/* Keeps the rows named in `list` ("BTC-USD,KEST"), in table order; an empty list keeps all.
 * ERROR_USAGE names the first symbol that is not there; the table is then as it was. */
int instruments_select(struct instrument_table *table, const char *list, struct error *error);

/* Index of a symbol (ASCII case ignored), or -1. */
int instrument_find(const struct instrument_table *table, const char *symbol);

/* Edge conversions. Not above zero, off the grid, or out of int32 ticks or int64 lots: false. */
bool instrument_ticks(const struct instrument *row, fix8_t price, int32_t *ticks);
bool instrument_lots(const struct instrument *row, fix8_t size, int64_t *lots);
fix8_t instrument_price(const struct instrument *row, int64_t ticks);
fix8_t instrument_size(const struct instrument *row, int64_t lots);

/* price x size x contract in quote currency, 8 decimals, half-even; overflow is false. */
bool instrument_value(const struct instrument *row, int64_t ticks, int64_t lots, fix8_t *value);

int instrument_price_decimals(const struct instrument *row);
int instrument_size_decimals(const struct instrument *row);

/* Smallest size in lots whose value at `ticks` is at least `smallest_value`. */
int64_t instrument_smallest_lots(const struct instrument *row, int32_t ticks,
                                 fix8_t smallest_value);

/* Whether a row keeps the invariants above; ERROR_USAGE names the member that breaks one. */
int instrument_check(const struct instrument *row, struct error *error);

void instruments_encode(const struct instrument_table *table, const struct sink *sink);
int instruments_decode(struct instrument_table *table, struct source *source, struct error *error);

#endif
