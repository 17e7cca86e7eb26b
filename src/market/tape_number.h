/* Numbers of candle files: digits with an optional sign, currency sign, grouping, decimals,
 * exponent or suffix (K, M, B, T), read straight into integers. No locale and no floating point.
 *
 * A decimal keeps sixteen places, so that "low <= close" is judged before rounding to eight. */
#ifndef MARKET_TAPE_NUMBER_H
#define MARKET_TAPE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fix8.h"

struct decimal {
    fix8_t value;  /* sign and eight decimals, cut */
    uint32_t rest; /* the next eight decimals, below 10^8; counts away from zero */
};

enum numeral {
    NUMERAL_READ,
    NUMERAL_EMPTY, /* nothing, or a word for nothing: null, nan, n/a, - */
    NUMERAL_BAD,   /* not a number */
    NUMERAL_OVER,  /* a number too large for fix8 */
};

/* Reads exactly `length` bytes. `point` is '.' or ','; the other one is a group separator. */
enum numeral decimal_read(const char *text, size_t length, char point, struct decimal *out);

/* -1, 0 or 1 as a is below, equal to or above b. */
int decimal_compare(struct decimal a, struct decimal b);

/* Rounded half-even to eight decimals; FIX8_MAX where that would overflow. `a` >= 0. */
fix8_t decimal_round(struct decimal a);

/* What a text says about the file's decimal point: '.' or ',' when only one reading is possible
 * ("2.440,00", "1,5"), 0 when it says nothing or could be either ("1,234"). */
char decimal_point_hint(const char *text, size_t length);

#endif
