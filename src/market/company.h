/* What stands behind an instrument: what it follows, and the facts of a company. One row an
 * instrument, from data/companies.json; an instrument without a row moves by itself.
 *
 * Invariants of a row (companies_load and companies_decode check them): every member is within the
 * limits of `company_fields`; symbols are unique; a stock earns something and its weight in the
 * fund is not negative; weights sum to 1 when there are any; `of` names something when the driver
 * needs it. */
#ifndef MARKET_COMPANY_H
#define MARKET_COMPANY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"
#include "base/field.h"
#include "base/fix8.h"
#include "market/instrument.h"

#define COMPANY_ABOUT_MAX 48

/* name, word in data files */
#define DRIVERS(X)                                                                                 \
    X(DRIVER_OWN, "own")         /* its own news */                                                \
    X(DRIVER_CRYPTO, "crypto")   /* what all crypto shares, and its own */                         \
    X(DRIVER_STOCK, "stock")     /* market, sector, its own; a company reports */                  \
    X(DRIVER_BASKET, "basket")   /* fixed numbers of the stocks, and what they paid out */         \
    X(DRIVER_PREMIUM, "premium") /* a perpetual future: `of` and a premium that comes and goes */  \
    X(DRIVER_CARRY, "carry")     /* a future on the index of basket `of`, to its expiry */         \
    X(DRIVER_BOND, "bond")       /* falls when interest rates rise */                              \
    X(DRIVER_CURRENCY, "currency") /* the gap between two interest rates, and its own */           \
    X(DRIVER_METAL, "metal")       /* interest rates a little, and its own */

enum driver {
#define X(name, word) name,
    DRIVERS(X)
#undef X
        DRIVER_COUNT
};

extern const char *const driver_words[]; /* NULL-terminated, by enum */

struct company_row {
    char symbol[SYMBOL_MAX];
    char about[COMPANY_ABOUT_MAX]; /* what it does, in a few words */
    uint8_t driver;                /* enum driver */
    char of[SYMBOL_MAX];           /* PREMIUM, CARRY: what it is a future on */
    fix8_t factor;                 /* CARRY: currency units for each point of the index */
    fix8_t weight;                 /* STOCK: share of the fund's value at the start */
    fix8_t beta;                   /* STOCK: how much it moves with the market */
    fix8_t eps;                    /* STOCK: earned for each share in the last four quarters */
    fix8_t book_value;             /* STOCK: for each share */
    fix8_t growth;                 /* STOCK: of earnings a year, fraction */
    fix8_t dividend;     /* STOCK: for each share a year; BOND: the yearly yield, fraction */
    fix8_t duration;     /* BOND: per cent lost for each per cent that rates rise */
    uint32_t payments;   /* a year: 0, 4 or 12 */
    uint32_t ex_day;     /* days from the start of quarter (or month) to the ex-date */
    uint32_t report_day; /* STOCK: days from the start of a quarter to the report, about */
    bool after_close;    /* STOCK: reports at 21:10, else at 12:00 */
};

extern const struct field_spec company_fields[];

struct company_table {
    uint32_t count;
    struct company_row rows[INSTRUMENTS_MAX];
};

/* Reads data/companies.json (`bytes`). Returns 0 or ERROR_USAGE with a sentence that names row and
 * key. */
int companies_load(struct company_table *table, const void *bytes, size_t length,
                   struct error *error);

/* The row of a symbol, or NULL. */
const struct company_row *company_find(const struct company_table *table, const char *symbol);

void companies_encode(const struct company_table *table, const struct sink *sink);
int companies_decode(struct company_table *table, struct source *source, struct error *error);

#endif
