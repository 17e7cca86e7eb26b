/* Money, prices and sizes at every boundary: a signed 64-bit integer scaled by 10^8.
 *
 * Range +-92,233,720,368.54775807. Every operation is checked: it returns false on overflow and
 * leaves `*out` untouched. Products and quotients use 128-bit intermediates and an explicit
 * rounding; no floating point is involved. */
#ifndef BASE_FIX8_H
#define BASE_FIX8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef int64_t fix8_t;

#define FIX8_ONE  INT64_C(100000000)
#define FIX8_CENT (FIX8_ONE / 100)
#define FIX8_MAX  INT64_MAX
#define FIX8_MIN  INT64_MIN

enum fix8_round {
    FIX8_DOWN,      /* towards zero */
    FIX8_UP,        /* away from zero: fees and taxes */
    FIX8_FLOOR,     /* towards minus infinity */
    FIX8_CEIL,      /* towards plus infinity */
    FIX8_HALF_EVEN, /* money legs */
};

#define FIX8_TEXT_MAX 40 /* longest text of fix8_format, with grouping and the final zero */

bool fix8_add(fix8_t a, fix8_t b, fix8_t *out);
bool fix8_sub(fix8_t a, fix8_t b, fix8_t *out);
bool fix8_mul(fix8_t a, fix8_t b, enum fix8_round round, fix8_t *out);
bool fix8_div(fix8_t a, fix8_t b, enum fix8_round round, fix8_t *out); /* b = 0 is false too */

/* a * b / c with one rounding at the end. The scale cancels, so any of the pairs (a, result) and
 * (b, c) may be plain integers. c = 0 is false. */
bool fix8_muldiv(int64_t a, int64_t b, int64_t c, enum fix8_round round, int64_t *out);

/* `value` rounded to a multiple of `unit` (> 0), for instance FIX8_CENT. */
bool fix8_round_to(fix8_t value, fix8_t unit, enum fix8_round round, fix8_t *out);

/* Whole integer to fix8. */
bool fix8_from_int(int64_t whole, fix8_t *out);

/* Reads an optional sign, digits, an optional point and up to 8 decimals ("-12.5", ".5", "7",
 * "7."). Exactly `length` bytes must be used. Returns false for anything else: no digit, blanks,
 * commas, an exponent, more than eight decimals unless they are zeros, overflow. */
bool fix8_parse(const char *text, size_t length, fix8_t *out);

/* Text with exactly `decimals` (0 to 8) places, half-even; decimals < 0 gives as many as needed.
 * `grouped` puts commas between thousands. What rounds to zero has no sign. Writes a NUL and
 * returns the length. A number is never cut: `size` too small is a bug, FIX8_TEXT_MAX fits. */
size_t fix8_format(fix8_t value, int decimals, bool grouped, char *text, size_t size);

/* Places needed to write every multiple of `unit` exactly: 0.50 -> 1, 0.01 -> 2, 1 -> 0. */
int fix8_decimals(fix8_t unit);

/* For display and statistics only; never on a path to a balance. */
double fix8_double(fix8_t value);

#endif
